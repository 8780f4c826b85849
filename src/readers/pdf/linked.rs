//! Notes at the end that the file itself ties to their marks: a raised label that links to the paragraph which
//! begins with the same label. Where most marks are tied so, they are the format's own notes.

use std::collections::{BTreeMap, HashMap};

use super::{
    flow::Joiner,
    glyphs::{Spot, Target},
    paragraphs::Paragraph,
    styles::labels_in,
    words::Marks,
};

/// Fewer tied notes than this may be chance.
const FEWEST: usize = 2;

/// A note at the end.
#[derive(Debug, Clone)]
pub(super) struct EndNote {
    pub(super) label: String,
    /// Its paragraphs; the first begins with the label.
    pub(super) paragraphs: std::ops::Range<usize>,
    /// Bytes of the first line that hold the label.
    pub(super) label_length: usize,
}

/// Notes at the end, and the one each place of the file belongs to.
#[derive(Debug, Default)]
pub(super) struct EndNotes {
    pub(super) all: Vec<EndNote>,
    pub(super) by_place: HashMap<Spot, usize>,
}

/// Finds the notes tied to raised labels. `levels` tells the headings, where a note ends.
pub(super) fn find(
    paragraphs: &[Paragraph],
    levels: &[Option<u8>],
    joiner: &Joiner<'_>,
    links: &[Target],
) -> EndNotes {
    let mut starts: HashMap<Spot, usize> = HashMap::new();
    for (index, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.label.is_none() || levels[index].is_some() {
            continue;
        }
        for anchor in paragraph
            .lines
            .iter()
            .take(1)
            .flat_map(|line| &line.anchors)
        {
            starts.entry(*anchor).or_insert(index);
        }
    }
    if starts.is_empty() {
        return EndNotes::default();
    }
    let mut tied: BTreeMap<usize, Spot> = BTreeMap::new();
    let mut loose = 0usize;
    for (index, paragraph) in paragraphs.iter().enumerate() {
        for line in &paragraph.lines {
            for (at, piece) in line.pieces.iter().enumerate() {
                let text = piece.text(&line.text);
                let labels = labels_in(text);
                if !piece.marks.has(Marks::RAISED) || labels.len() != 1 {
                    continue;
                }
                let place = joiner
                    .link(line, piece)
                    .checked_sub(1)
                    .and_then(|link| links.get(link))
                    .and_then(Target::spot);
                let note = place.and_then(|place| starts.get(&place).map(|note| (*note, place)));
                let named = note.filter(|(note, _)| {
                    *note != index
                        && paragraphs[*note]
                            .label
                            .as_ref()
                            .is_some_and(|label| label.text == labels[0].1)
                });
                if let Some((note, place)) = named {
                    tied.insert(note, place);
                } else if at > 0 && labels[0].1.bytes().all(|byte| byte.is_ascii_digit()) {
                    loose += 1;
                }
            }
        }
    }
    if tied.len() < FEWEST || loose > tied.len() {
        return EndNotes::default();
    }
    let mut out = EndNotes::default();
    let starts: Vec<(usize, Spot)> = tied.into_iter().collect();
    for (at, (start, place)) in starts.iter().enumerate() {
        let limit = starts.get(at + 1).map_or(start + 1, |next| next.0);
        let size = paragraphs[*start].size();
        // The last one goes on where its lines hang behind its label.
        let edge = paragraphs[*start].lines.first().map_or(0.0, |line| line.x0);
        let hangs = |index: usize| {
            let lines = &paragraphs[index].lines;
            lines.iter().all(|line| line.x0 > edge + 4.0) && at + 1 == starts.len()
        };
        let limit = (limit..paragraphs.len())
            .find(|index| !hangs(*index))
            .unwrap_or(paragraphs.len());
        let end = (start + 1..limit)
            .find(|index| {
                let next = &paragraphs[*index];
                levels[*index].is_some() || next.label.is_some() || (next.size() - size).abs() > 0.4
            })
            .unwrap_or(limit);
        let Some(label) = &paragraphs[*start].label else {
            continue;
        };
        out.by_place.insert(*place, out.all.len());
        out.all.push(EndNote {
            label: label.text.clone(),
            paragraphs: *start..end,
            label_length: label.length,
        });
    }
    out
}
