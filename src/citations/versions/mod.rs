//! Two versions of one document: which notes, marks and paragraphs go on from one to the other, and what of
//! the later one was touched. Compares what was read, not lines, so that moved text is no change.

mod align;
mod keys;

use std::collections::HashSet;

use super::{Citations, MarkId, NoteId, units::Unit};
use crate::document::Document;
use align::Pairs;

pub use keys::{Texts, plain};

/// Share of words that two texts must have in common to be one text that was altered.
const ALIKE: f64 = 0.5;

/// Fewest bytes of a note or sentence that is recognized wherever it was moved to.
const RECOGNIZABLE: usize = 30;

/// What of an earlier version goes on in a later one.
#[derive(Debug, Clone)]
pub struct Versions {
    notes: Pairs,
    marks: Pairs,
    blocks: Pairs,
    /// Notes now that read as they did.
    same_notes: Vec<bool>,
    /// Marks now whose sentences read as they did.
    same_marks: Vec<bool>,
}

/// Compares an earlier version of a document with the present one. Never fails; what cannot be told apart
/// or recognized counts as new.
pub fn compare(before: (&Document, &Citations), now: (&Document, &Citations)) -> Versions {
    let (old, new) = (Texts::new(before.0, before.1), Texts::new(now.0, now.1));
    let mut blocks = Pairs::new(old.blocks.len(), new.blocks.len());
    blocks.by_key(&old.blocks, &new.blocks);
    blocks.by_unique_key(&movable(&old.blocks), &movable(&new.blocks));

    let mut marks = Pairs::new(old.marks.len(), new.marks.len());
    marks.by_key(&old.marks, &new.marks);
    let sentence = |keys: &Texts| -> Vec<Option<keys::MarkKey>> {
        let key = keys.marks.iter();
        key.map(|key| (key.0.len() >= RECOGNIZABLE).then(|| key.clone()))
            .collect()
    };
    marks.by_unique_key(&sentence(&old), &sentence(&new));
    marks.by_likeness(|a, b| alike(&old.marks[a].0, &new.marks[b].0));

    let mut notes = Pairs::new(old.notes.len(), new.notes.len());
    // "Ibid." stands in many notes: the sentence at the mark tells which is which.
    notes.by_key(&old.noted(), &new.noted());
    notes.by_key(&old.notes, &new.notes);
    notes.by_unique_key(&movable(&old.notes), &movable(&new.notes));
    notes.by_likeness(|a, b| alike(&old.notes[a], &new.notes[b]));

    let same = |pairs: &Pairs, equal: &dyn Fn(usize, usize) -> bool| -> Vec<bool> {
        let earlier = pairs.earlier.iter().enumerate();
        earlier
            .map(|(now, before)| before.is_some_and(|before| equal(before, now)))
            .collect()
    };
    Versions {
        same_notes: same(&notes, &|a, b| old.notes[a] == new.notes[b]),
        same_marks: same(&marks, &|a, b| old.marks[a] == new.marks[b]),
        notes,
        marks,
        blocks,
    }
}

impl Versions {
    /// The earlier form of a note; `None` for a new one.
    pub fn earlier_note(&self, now: NoteId) -> Option<NoteId> {
        self.notes.earlier.get(now).copied().flatten()
    }

    /// The present form of an earlier note; `None` for one that is gone.
    pub fn later_note(&self, before: NoteId) -> Option<NoteId> {
        self.notes.later.get(before).copied().flatten()
    }

    /// The earlier form of a mark; `None` for a new one.
    pub fn earlier_mark(&self, now: MarkId) -> Option<MarkId> {
        self.marks.earlier.get(now).copied().flatten()
    }

    /// The present form of an earlier mark; `None` for one that is gone.
    pub fn later_mark(&self, before: MarkId) -> Option<MarkId> {
        self.marks.later.get(before).copied().flatten()
    }

    /// The block that reads now, marks left out, as an earlier one did.
    pub fn later_block(&self, before: usize) -> Option<usize> {
        self.blocks.later.get(before).copied().flatten()
    }

    /// Whether a note reads as it did, its number aside.
    pub fn is_same_note(&self, now: NoteId) -> bool {
        self.same_notes.get(now).copied().unwrap_or(false)
    }

    /// Whether the sentence of a mark reads as it did, the numbers of its marks aside.
    pub fn is_same_mark(&self, now: MarkId) -> bool {
        self.same_marks.get(now).copied().unwrap_or(false)
    }

    /// Whether a block reads as an earlier one did, its marks and number aside.
    pub fn is_same_block(&self, now: usize) -> bool {
        self.blocks.earlier.get(now).copied().flatten().is_some()
    }

    /// Whether a unit reads as it did, numbers aside.
    pub fn is_same(&self, unit: Unit) -> bool {
        match unit {
            Unit::Mark(mark) => self.is_same_mark(mark),
            Unit::Note(note) => self.is_same_note(note),
            Unit::Block(block) => self.is_same_block(block),
        }
    }
}

/// Keys that are long enough to be recognized anywhere.
fn movable(keys: &[String]) -> Vec<Option<&String>> {
    keys.iter()
        .map(|key| (key.len() >= RECOGNIZABLE).then_some(key))
        .collect()
}

/// Whether two texts have most of their words in common (Dice's coefficient over sets of words).
pub(crate) fn alike(a: &str, b: &str) -> bool {
    let words = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    #[expect(clippy::cast_precision_loss, reason = "numbers of words")]
    let dice = 2.0 * common as f64 / (a.len() + b.len()).max(1) as f64;
    dice >= ALIKE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{citations, input::Input, readers};

    fn read(text: &str) -> (Document, Citations) {
        let input = Input::from_bytes("a.md", text.as_bytes(), None).unwrap();
        let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
        let citations = citations::build(&document);
        (document, citations)
    }

    fn versions(before: &str, now: &str) -> Versions {
        let (before, now) = (read(before), read(now));
        compare((&before.0, &before.1), (&now.0, &now.1))
    }

    const BEFORE: &str = "The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>\n\nThe wall broke.<sup>3</sup>\n\n\
        # Notes\n\n1. Agnes Tolland, *The Tide* (1994), 6.\n2. Ibid., 8.\n3. Ragnhild Kane, *The Board* (2011), 3.\n";

    #[test]
    fn a_document_is_the_same_as_itself() {
        let same = versions(BEFORE, BEFORE);
        for id in 0..3 {
            assert_eq!(same.earlier_note(id), Some(id));
            assert_eq!(same.later_mark(id), Some(id));
            assert!(same.is_same_note(id) && same.is_same_mark(id));
        }
    }

    #[test]
    fn renumbering_alone_is_no_change() {
        let now = "A new claim.<sup>1</sup>\n\nThe tide fell.<sup>2</sup> The tide rose.<sup>3</sup>\n\n\
            The wall broke.<sup>4</sup>\n\n# Notes\n\n1. Someone New, *Other* (2020).\n\
            2. Agnes Tolland, *The Tide* (1994), 6.\n3. Ibid., 8.\n4. Ragnhild Kane, *The Board* (2011), 3.\n";
        let versions = versions(BEFORE, now);
        assert_eq!(versions.earlier_note(0), None);
        for id in 1..4 {
            assert_eq!(versions.earlier_note(id), Some(id - 1));
            assert_eq!(versions.earlier_mark(id), Some(id - 1));
            assert!(versions.is_same_note(id) && versions.is_same_mark(id));
        }
        assert!(
            !versions.is_same_block(0) && versions.is_same_block(1) && versions.is_same_block(2)
        );
    }

    #[test]
    fn a_mended_note_is_the_same_note_but_not_unchanged() {
        let versions = versions(BEFORE, &BEFORE.replace("(2011), 3.", "(2012), 4."));
        assert_eq!(versions.earlier_note(2), Some(2));
        assert!(!versions.is_same_note(2) && versions.is_same_note(0));
    }

    #[test]
    fn an_ibid_is_told_from_its_neighbor_by_its_sentence() {
        let before = "One.<sup>1</sup> Two is here.<sup>2</sup>\n\n# Notes\n\n1. A. Roe, *Title* (2020).\n2. Ibid.\n";
        let now = "One.<sup>1</sup> Between them stands this.<sup>2</sup> Two is here.<sup>3</sup>\n\n\
            # Notes\n\n1. A. Roe, *Title* (2020).\n2. Ibid.\n3. Ibid.\n";
        let versions = versions(before, now);
        assert_eq!(versions.earlier_note(1), None);
        assert_eq!(versions.earlier_note(2), Some(1));
    }
}
