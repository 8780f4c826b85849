//! Marks and notes that are linked: a short label that leads to the start of a note, most often with a way back.
//! Told from the links and anchors of a document alone; which mark means which note is decided in `pairing`.

mod backlinks;
mod leads;
mod marks;
mod regions;
mod starts;

use std::collections::{HashMap, HashSet};

use super::labels::Label;
use crate::{document::Document, span::Span};

pub(super) use backlinks::{after_backlinks, before_backlinks};
pub(super) use leads::label_of;
pub(super) use marks::{Led, link_at};
pub(super) use regions::regions;

/// How many blocks are looked through for the start of a list item or the end of a note.
pub(super) const REACH: usize = 60;

/// A link that calls a note.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// Its displayed text.
    pub(super) span: Span,
    /// Its label, brackets left out.
    pub(super) label: String,
    /// Index into [`Linked::starts`].
    pub(super) start: usize,
    /// Whether its look or the format says that it is a mark, so that it is one inside a note, too.
    pub(super) raised: bool,
    /// Whether its note leads back to it.
    pub(super) answered: bool,
}

/// Where a linked note starts.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Its first block.
    pub(super) block: usize,
    /// Its first character.
    pub(super) offset: usize,
    /// Its label as printed, or as called where none is printed.
    pub(super) label: Label,
    /// Where the element that holds the note ends.
    pub(super) end: usize,
}

/// All linked marks and notes of a document.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// In reading order.
    pub(super) calls: Vec<Call>,
    /// In reading order.
    pub(super) starts: Vec<Start>,
    by_block: HashMap<usize, Vec<usize>>,
    /// Ids of called notes with their digits left out, so that a link to a missing one is known.
    stems: HashSet<String>,
}

impl Linked {
    /// Whether nothing is linked.
    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The label of the linked note that begins with a block.
    pub(super) fn at_block(&self, document: &Document, block: usize) -> Option<&Start> {
        let start = document.blocks[block].span.start;
        self.in_block(block).find(|note| note.offset == start)
    }

    /// The linked notes that begin in a block.
    pub(super) fn in_block(&self, block: usize) -> impl Iterator<Item = &Start> {
        self.by_block
            .get(&block)
            .into_iter()
            .flatten()
            .map(|index| &self.starts[*index])
    }

    /// Index of the linked note that begins at an offset.
    pub(super) fn at_offset(&self, offset: usize) -> Option<usize> {
        self.starts
            .binary_search_by_key(&offset, |start| start.offset)
            .ok()
    }

    /// Whether a target is of the shape of those of the notes.
    pub(super) fn is_note_like(&self, target: &str) -> bool {
        self.stems.contains(&stem(target))
    }

    /// Whether marks repeat numbers as the document wants it: several of them lead to one note, and it back to
    /// each.
    pub(super) fn repeats(&self) -> bool {
        let mut answered: HashMap<usize, usize> = HashMap::new();
        for call in self.calls.iter().filter(|call| call.answered) {
            *answered.entry(call.start).or_default() += 1;
        }
        answered.values().any(|count| *count >= 2)
    }
}

/// An id without its digits, to compare ids with.
fn stem(target: &str) -> String {
    let id = target.rsplit('#').next().unwrap_or(target);
    id.chars().filter(|c| !c.is_ascii_digit()).collect()
}
