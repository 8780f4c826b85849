//! The series of numbers in a document: which marks and notes are counted together. What has no number, or is
//! numbered by the format itself, is looked at by itself.

use std::collections::{HashMap, HashSet};

use super::{Cause, Fault, Side, Unpaired};
use crate::{
    citations::{ChapterId, Citations, MarkId, MarkStyle, Note, NoteId, Numbering},
    rules::Facts,
};

/// A mark or note with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Item {
    /// Index of the mark or note.
    pub(super) id: usize,
    /// Its number, as printed or as an earlier step understood it.
    pub(super) number: u32,
}

/// Marks and notes that are counted together, each in reading order.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    /// The number the series should begin with.
    pub(super) start: u32,
    /// The marks.
    pub(super) marks: Vec<Item>,
    /// The notes, misplaced ones where they belong.
    pub(super) notes: Vec<Item>,
}

impl Series {
    /// One side of it.
    pub(super) fn side(&self, side: Side) -> &Vec<Item> {
        match side {
            Side::Marks => &self.marks,
            Side::Notes => &self.notes,
        }
    }

    /// One side of it, to be repaired.
    pub(super) fn side_mut(&mut self, side: Side) -> &mut Vec<Item> {
        match side {
            Side::Marks => &mut self.marks,
            Side::Notes => &mut self.notes,
        }
    }
}

/// Whether the format itself ties the note to its marks.
fn native(facts: &Facts<'_>, note: &Note) -> bool {
    note.keyed
        || facts
            .document
            .block_at(note.span.start)
            .is_some_and(|block| facts.document.blocks[block].note.is_some())
        || note
            .marks
            .iter()
            .any(|mark| facts.citations.marks[*mark].style == MarkStyle::Native)
}

/// The notes under a heading that names no chapter: `notes-heading-unmatched` speaks for them.
fn adrift(citations: &Citations, note: &Note) -> bool {
    note.chapter.is_none()
        && note.marks.is_empty()
        && note
            .section
            .and_then(|section| citations.sections.get(section))
            .is_some_and(|section| section.chapter.is_none() && section.heading.is_some())
        && citations.numbering != Numbering::Continuous
        && citations.numbering != Numbering::Keyed
}

/// The chapter whose series a note belongs to: its own, or that of the notes before it where a list that
/// starts again has no heading.
fn owners(citations: &Citations) -> Vec<Option<ChapterId>> {
    let mut last = None;
    citations
        .notes
        .iter()
        .map(|note| {
            let printed = note
                .section
                .and_then(|section| citations.sections.get(section));
            let headless = printed.is_some_and(|s| s.heading.is_none() && s.chapter.is_none());
            let owner = note.chapter.or(if headless { last } else { None });
            if printed.is_some() && note.chapter.is_some() {
                last = owner;
            }
            owner
        })
        .collect()
}

/// The series of a document whose numbers have an order.
pub(super) fn all(facts: &Facts<'_>) -> Vec<Series> {
    let citations = facts.citations;
    let skip: HashSet<ChapterId> = unpaired(citations)
        .into_iter()
        .filter_map(|unpaired| unpaired.chapter)
        .collect();
    let whole = citations.numbering == Numbering::Continuous;
    if whole && citations.marks.is_empty() {
        return Vec::new();
    }
    let owners = owners(citations);
    let mut by_chapter: Vec<Series> = vec![Series::default(); citations.chapters.len().max(1)];
    for (id, mark) in citations.marks.iter().enumerate() {
        let Some(number) = mark.number.filter(|_| mark.style != MarkStyle::Native) else {
            continue;
        };
        let chapter = if whole { 0 } else { mark.chapter };
        if (whole || !skip.contains(&chapter))
            && let Some(series) = by_chapter.get_mut(chapter)
        {
            series.marks.push(Item { id, number });
        }
    }
    for (id, note) in citations.notes.iter().enumerate() {
        let Some(number) = note.number.filter(|_| !native(facts, note)) else {
            continue;
        };
        let Some(chapter) = (if whole { Some(0) } else { owners[id] }) else {
            continue;
        };
        if (whole || !skip.contains(&chapter))
            && let Some(series) = by_chapter.get_mut(chapter)
        {
            series.notes.push(Item { id, number });
        }
    }
    put_back(citations, &mut by_chapter);
    join(citations, by_chapter)
}

/// Moves the notes of misplaced blocks to where they would stand.
fn put_back(citations: &Citations, by_chapter: &mut [Series]) {
    for block in &citations.misplaced {
        let Some(series) = by_chapter.get_mut(block.serves) else {
            continue;
        };
        let (moved, mut rest): (Vec<Item>, Vec<Item>) = series
            .notes
            .iter()
            .partition(|item| block.notes.contains(&item.id));
        let first = moved.first().map_or(0, |item| item.number);
        let at = rest
            .iter()
            .position(|item| item.number > first)
            .unwrap_or(rest.len());
        rest.splice(at..at, moved);
        series.notes = rest;
    }
}

/// Chapters whose numbers go on from the chapter before make one series with it.
fn join(citations: &Citations, by_chapter: Vec<Series>) -> Vec<Series> {
    let mut out: Vec<Series> = Vec::new();
    for mut series in by_chapter {
        if series.marks.is_empty() && series.notes.is_empty() {
            continue;
        }
        series.start = 1;
        if citations.numbering == Numbering::Mixed
            && let Some(last) = out.last_mut()
            && let (Some(end), Some(first)) = (
                last.marks.iter().map(|item| item.number).max(),
                series.marks.first(),
            )
            && first.number == end + 1
            && first.number > 1
        {
            last.marks.append(&mut series.marks);
            last.notes.append(&mut series.notes);
            continue;
        }
        out.push(series);
    }
    out
}

/// Chapters in which only marks or only notes stand.
pub(super) fn unpaired(citations: &Citations) -> Vec<Unpaired> {
    if citations.notes.is_empty() || citations.numbering == Numbering::Keyed {
        return Vec::new();
    }
    if citations.marks.is_empty() {
        return vec![Unpaired {
            chapter: None,
            marks: Vec::new(),
            notes: (0..citations.notes.len()).collect(),
        }];
    }
    if citations.numbering == Numbering::Continuous {
        return Vec::new();
    }
    let count = citations.chapters.len();
    let mut marks: Vec<Vec<MarkId>> = vec![Vec::new(); count];
    let mut notes: Vec<Vec<NoteId>> = vec![Vec::new(); count];
    for (id, mark) in citations.marks.iter().enumerate() {
        if let Some(list) = marks.get_mut(mark.chapter) {
            list.push(id);
        }
    }
    for (id, owner) in owners(citations).into_iter().enumerate() {
        if let Some(list) = owner.and_then(|chapter| notes.get_mut(chapter)) {
            list.push(id);
        }
    }
    marks
        .into_iter()
        .zip(notes)
        .enumerate()
        .filter(|(_, (marks, notes))| {
            let calls_nothing = marks
                .iter()
                .all(|mark| citations.marks[*mark].note.is_none());
            (notes.is_empty() && !marks.is_empty() && calls_nothing)
                || (marks.is_empty() && !notes.is_empty())
        })
        .map(|(chapter, (marks, notes))| Unpaired {
            chapter: Some(chapter),
            marks,
            notes,
        })
        .collect()
}

/// Causes among marks and notes that no series counts: keys, symbols, the format's own notes, and every number
/// of a list that is cited in any order.
pub(super) fn without_numbers(facts: &Facts<'_>) -> Vec<Cause> {
    let citations = facts.citations;
    let keyed = citations.numbering == Numbering::Keyed;
    let (mut lone_marks, mut lone_notes) = (HashSet::new(), HashSet::new());
    for unpaired in unpaired(citations) {
        lone_marks.extend(unpaired.marks);
        lone_notes.extend(unpaired.notes);
    }
    let mut out = Vec::new();
    let cause = |side, fault, id| Cause {
        side,
        fault,
        ids: vec![id],
        others: Vec::new(),
    };
    for (id, mark) in citations.marks.iter().enumerate() {
        let counted = !keyed && mark.number.is_some() && mark.style != MarkStyle::Native;
        if !counted && mark.note.is_none() && !lone_marks.contains(&id) {
            out.push(cause(Side::Marks, Fault::Alone { instead_of: None }, id));
        }
    }
    let mut firsts: HashMap<(Option<usize>, &str), NoteId> = HashMap::new();
    for (id, note) in citations.notes.iter().enumerate() {
        let native = native(facts, note);
        let counted = !keyed && note.number.is_some() && !native;
        if counted || lone_notes.contains(&id) || adrift(citations, note) {
            continue;
        }
        let scope = if native { None } else { note.section };
        let first = *firsts.entry((scope, note.label.as_str())).or_insert(id);
        if first != id && note.marks.is_empty() && (native || keyed) {
            let fault = Fault::Twice {
                first,
                instead_of: None,
                slips: false,
            };
            out.push(cause(Side::Notes, fault, id));
        } else if note.marks.is_empty() {
            out.push(cause(Side::Notes, Fault::Alone { instead_of: None }, id));
        }
    }
    out
}
