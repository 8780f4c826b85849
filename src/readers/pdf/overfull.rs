//! Addresses that stick out of their column and touch the line beside: parted from it, where other lines of the
//! page begin as the line beside does.

use std::collections::BTreeMap;

use super::{
    rows::{self, Chunk},
    words::Pieces,
};

/// Lines that must begin at one place for it to be the edge of a column.
const LINES: usize = 4;
/// Tenths of a point in which places are told apart.
const STEPS: f32 = 5.0;
/// An address is at least this long, in bytes.
const LONG: u32 = 20;

fn step(x: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
    let step = (x.clamp(-30_000.0, 30_000.0) * STEPS).round() as i32;
    step
}

/// Parts chunks in which an address runs into the text of the next column.
pub(super) fn part(chunks: Vec<Chunk>, pieces: &Pieces) -> Vec<Chunk> {
    let mut edges: BTreeMap<i32, usize> = BTreeMap::new();
    for chunk in &chunks {
        *edges.entry(step(chunk.x0)).or_default() += 1;
    }
    let is_edge = |x: f32| {
        let at = step(x);
        edges
            .range(at - 1..=at + 1)
            .map(|edge| edge.1)
            .sum::<usize>()
            >= LINES
    };
    let mut out = Vec::with_capacity(chunks.len());
    for chunk in chunks {
        let cut = (1..chunk.pieces.len()).find(|at| {
            let piece = &pieces.all[chunk.pieces[*at] as usize];
            let before = &pieces.all[chunk.pieces[*at - 1] as usize];
            before.end - before.start >= LONG
                && rows::is_address(before.text(&pieces.text))
                && is_edge(piece.x0)
        });
        match cut {
            Some(cut) => {
                out.push(Chunk {
                    overfull: true,
                    ..rows::chunk_of(&chunk.pieces[..cut], pieces)
                });
                out.push(rows::chunk_of(&chunk.pieces[cut..], pieces));
            }
            None => out.push(chunk),
        }
    }
    out
}
