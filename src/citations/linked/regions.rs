//! Notes that marks lead to and that stand under no heading for notes: at the end of a chapter, of a page, after a
//! paragraph. Gathered into regions as `notes` does with those under headings.

use super::Linked;
use crate::{
    citations::{
        Heading,
        notes::{Group, Region, entries, region_at, split_restarts},
    },
    document::{BlockKind, Document},
    span::Span,
};

/// Blocks between two notes that may belong to the first of them.
const BETWEEN: usize = 12;

/// Regions of the linked notes that stand in none of `taken`.
pub(in crate::citations) fn regions(
    document: &Document,
    headings: &[Heading],
    linked: &Linked,
    taken: &[Region],
) -> Vec<Region> {
    let in_region = |block: usize| region_at(taken, block).is_some();
    let mut free: Vec<usize> = linked
        .starts
        .iter()
        .map(|start| start.block)
        .filter(|block| !in_region(*block))
        .collect();
    free.dedup();
    let mut out = Vec::new();
    let mut at = 0;
    while at < free.len() {
        let first = free[at];
        let mut end = after(document, headings, linked, taken, first);
        let mut next = at + 1;
        while next < free.len() && free[next] <= end {
            end = after(document, headings, linked, taken, free[next]).max(free[next] + 1);
            next += 1;
        }
        let end = end.max(first + 1);
        let found = entries(document, linked, first..end, true);
        if !found.is_empty() {
            out.push(Region {
                heading: None,
                names: None,
                groups: split_restarts(Group {
                    heading: None,
                    entries: found,
                    blocks: first..end,
                }),
                blocks: first..end,
            });
        }
        at = next;
    }
    out
}

/// The first block after the note that starts with `block` which cannot belong to it.
fn after(
    document: &Document,
    headings: &[Heading],
    linked: &Linked,
    taken: &[Region],
    block: usize,
) -> usize {
    let holds = linked
        .in_block(block)
        .map(|start| start.end)
        .max()
        .unwrap_or(0);
    let called = |span: Span| {
        let next = linked
            .calls
            .partition_point(|call| call.span.start < span.start);
        linked
            .calls
            .get(next)
            .is_some_and(|call| call.span.start < span.end)
    };
    let mut end = block + 1;
    while end < document.blocks.len() {
        let next = &document.blocks[end];
        let inside = next.span.end <= holds;
        let stops = matches!(next.kind, BlockKind::Heading { .. })
            || headings
                .binary_search_by_key(&end, |heading| heading.block)
                .is_ok()
            || region_at(taken, end).is_some()
            || called(next.span)
            || end - block > BETWEEN;
        if !inside && stops {
            break;
        }
        end += 1;
    }
    end
}
