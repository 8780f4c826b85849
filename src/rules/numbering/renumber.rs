//! New numbers for the marks and notes of a series, as edits of the user's file. Offered only where every mark
//! and every note of it has its partner, so that nothing is left over; applied only when asked for.

use std::collections::{HashMap, HashSet};

use crate::{
    citations::{ChapterId, Mark, MarkId, MarkStyle, NoteId, Numbering, Shift, alignment::Scorer},
    finding::Edit,
    rules::Facts,
    span::Span,
};

use super::Side;

/// Edits, and the pairs of mark and note that they are to make.
pub(in crate::rules) type Renumbering = (Vec<Edit>, Vec<(MarkId, NoteId)>);

/// Most marks of a series that are renumbered; a series is looked at once for each cause in it.
const MOST: usize = 5_000;

/// Puts the marks of a chapter (or of the document, where the numbers run on) and their notes into the order
/// of the text, so that the numbers run from 1 on without gap. No mark comes to mean another note.
pub(in crate::rules) fn in_order(
    facts: &Facts<'_>,
    chapter: Option<ChapterId>,
) -> Option<Renumbering> {
    let (marks, notes) = series(facts, chapter)?;
    let pairs: Option<Vec<(MarkId, NoteId)>> = marks
        .iter()
        .map(|mark| Some((*mark, facts.citations.marks[*mark].note?)))
        .collect();
    Some((ordered(facts, &pairs?, &notes)?, Vec::new()))
}

/// Takes `by` from the number of every mark (or note) of the series from `first` on.
pub(in crate::rules) fn lowered(
    facts: &Facts<'_>,
    (side, first): (Side, usize),
    by: u32,
) -> Option<Renumbering> {
    let citations = facts.citations;
    let (marks, notes) = series(facts, side.chapter(facts, first))?;
    let own = match side {
        Side::Marks => &marks,
        Side::Notes => &notes,
    };
    let late: HashSet<usize> = own.iter().copied().skip_while(|id| *id != first).collect();
    let number = |of: Side, id: usize| -> Option<u32> {
        let number = match of {
            Side::Marks => citations.marks[id].number?,
            Side::Notes => citations.notes[id].number?,
        };
        if of == side && late.contains(&id) {
            number.checked_sub(by).filter(|number| *number > 0)
        } else {
            Some(number)
        }
    };
    let mut by_number: HashMap<u32, NoteId> = HashMap::new();
    for note in &notes {
        if by_number
            .insert(number(Side::Notes, *note)?, *note)
            .is_some()
        {
            return None;
        }
    }
    let mut pairs = Vec::new();
    for mark in &marks {
        let note = *by_number.get(&number(Side::Marks, *mark)?)?;
        if citations.marks[*mark].note != Some(note) {
            pairs.push((*mark, note));
        }
    }
    let mut edits = Vec::new();
    for id in own.iter().filter(|id| late.contains(id)) {
        let label = number(side, *id)?.to_string();
        edits.push(match side {
            Side::Marks => new_label(facts, &citations.marks[*id], &label)?,
            Side::Notes => new_note_label(facts, *id, &label)?,
        });
    }
    Some((tidy(edits)?, pairs))
}

/// The marks and notes that are counted together; `None` where they are too many, or of no chapter.
fn series(facts: &Facts<'_>, chapter: Option<ChapterId>) -> Option<(Vec<MarkId>, Vec<NoteId>)> {
    let citations = facts.citations;
    let chapter = match citations.numbering {
        Numbering::Continuous => None,
        Numbering::Keyed => return None,
        Numbering::Restarting | Numbering::Mixed => Some(chapter?),
    };
    let marks: Vec<MarkId> = (0..citations.marks.len())
        .filter(|id| chapter.is_none_or(|chapter| citations.marks[*id].chapter == chapter))
        .collect();
    let notes: Vec<NoteId> = (0..citations.notes.len())
        .filter(|id| chapter.is_none_or(|chapter| citations.notes[*id].chapter == Some(chapter)))
        .collect();
    (marks.len() <= MOST && notes.len() <= MOST).then_some((marks, notes))
}

/// Makes the marks of a shift mean the notes that fit them: by new numbers for the marks where these stay in
/// order, by an exchange of the notes' texts where the shift is a closed circle in which every pair is better
/// than the printed one.
pub(in crate::rules) fn shifted(facts: &Facts<'_>, shift: &Shift) -> Option<Renumbering> {
    let scorer = Scorer::new(facts.document, facts.citations);
    let better = |(mark, note): &(MarkId, NoteId)| {
        let printed = facts.citations.marks[*mark].note;
        let printed = printed.map_or(0.0, |note| scorer.score(*mark, note));
        scorer.score(*mark, *note) > printed
    };
    let moved = moved(facts, shift, &better);
    if let Some(edits) = marks_only(facts, shift.chapter, &moved) {
        return Some((edits, moved));
    }
    let led_by = |(mark, note): &(MarkId, NoteId)| distance(facts, *mark, *note) == Some(shift.by);
    if !shift
        .mapping
        .iter()
        .all(|pair| led_by(pair) || better(pair))
    {
        return None;
    }
    Some((exchanged(facts, &shift.mapping)?, shift.mapping.clone()))
}

/// By how much the number of the note is higher than that of the mark.
fn distance(facts: &Facts<'_>, mark: MarkId, note: NoteId) -> Option<i32> {
    let number = |number: Option<u32>| i32::try_from(number?).ok();
    let note = number(facts.citations.notes[note].number)?;
    note.checked_sub(number(facts.citations.marks[mark].number)?)
}

/// The pairs of the shift at its own distance, and the marks after them that fit at that distance, too. There
/// the last notes come in that nobody calls, because their marks are lost.
fn moved(
    facts: &Facts<'_>,
    shift: &Shift,
    better: &dyn Fn(&(MarkId, NoteId)) -> bool,
) -> Vec<(MarkId, NoteId)> {
    let citations = facts.citations;
    let mut pairs: Vec<(MarkId, NoteId)> = shift
        .mapping
        .iter()
        .copied()
        .filter(|(mark, note)| distance(facts, *mark, *note) == Some(shift.by))
        .collect();
    let Some((last, end)) = pairs.last().copied() else {
        return pairs;
    };
    let section = citations.notes[end].section;
    let later = citations
        .marks_of(shift.chapter)
        .filter(|(id, _)| *id > last);
    for (mark, _) in later {
        let note = citations.notes.iter().enumerate().find(|(id, note)| {
            note.section == section
                && (note.chapter == Some(shift.chapter)
                    || (note.chapter.is_none() && note.marks.is_empty()))
                && distance(facts, mark, *id) == Some(shift.by)
        });
        match note.map(|(note, _)| (mark, note)).filter(better) {
            Some(pair) => pairs.push(pair),
            None => break,
        }
    }
    pairs
}

/// The edits that number notes from the first on in the order of their marks, and the marks with them.
fn ordered(facts: &Facts<'_>, pairs: &[(MarkId, NoteId)], notes: &[NoteId]) -> Option<Vec<Edit>> {
    let citations = facts.citations;
    if pairs.is_empty() {
        return None;
    }
    let mut order: Vec<NoteId> = Vec::new();
    let mut seen = HashSet::new();
    for (_, note) in pairs {
        if seen.insert(*note) {
            order.push(*note);
        }
    }
    // A note that nobody calls has no place in the order, and one of another chapter has a place there.
    let here: HashSet<NoteId> = notes.iter().copied().collect();
    if seen != here {
        return None;
    }
    let number: HashMap<NoteId, u32> = order.iter().copied().zip(1..).collect();
    let mut edits = Vec::new();
    for (mark, note) in pairs {
        let (mark, new) = (&citations.marks[*mark], *number.get(note)?);
        if mark.number? != new {
            edits.push(new_label(facts, mark, &new.to_string())?);
        }
    }
    for (slot, note) in notes.iter().zip(&order) {
        if slot != note {
            edits.push(put(facts, *slot, *note)?);
        }
    }
    for (slot, new) in notes.iter().zip(1..) {
        if citations.notes[*slot].number? != new {
            edits.push(new_note_label(facts, *slot, &new.to_string())?);
        }
    }
    tidy(edits)
}

/// New numbers for the marks, where they then still rise from mark to mark in the chapter.
fn marks_only(
    facts: &Facts<'_>,
    chapter: ChapterId,
    pairs: &[(MarkId, NoteId)],
) -> Option<Vec<Edit>> {
    let citations = facts.citations;
    let new: HashMap<MarkId, NoteId> = pairs.iter().copied().collect();
    let mut last = 0;
    for (id, mark) in citations.marks_of(chapter) {
        let number = match new.get(&id) {
            Some(note) => citations.notes[*note].number?,
            None => mark.number?,
        };
        if number <= last {
            return None;
        }
        last = number;
    }
    let edits: Option<Vec<Edit>> = pairs
        .iter()
        .filter(|(mark, note)| citations.marks[*mark].number != citations.notes[*note].number)
        .map(|(mark, note)| {
            new_label(
                facts,
                &citations.marks[*mark],
                &citations.notes[*note].label,
            )
        })
        .collect();
    tidy(edits?)
}

/// The texts of the notes exchanged, where those that fit are those that the marks mean now.
fn exchanged(facts: &Facts<'_>, pairs: &[(MarkId, NoteId)]) -> Option<Vec<Edit>> {
    let citations = facts.citations;
    let mut slots: HashMap<NoteId, NoteId> = HashMap::new();
    for (mark, note) in pairs {
        let slot = citations.marks[*mark].note?;
        if slots
            .insert(slot, *note)
            .is_some_and(|other| other != *note)
        {
            return None;
        }
    }
    let fits: HashSet<NoteId> = slots.values().copied().collect();
    let closed = fits.len() == slots.len() && slots.keys().all(|slot| fits.contains(slot));
    let mapped: HashSet<MarkId> = pairs.iter().map(|(mark, _)| *mark).collect();
    let all = slots.keys().all(|slot| {
        citations.notes[*slot]
            .marks
            .iter()
            .all(|mark| mapped.contains(mark))
    });
    if !closed || !all {
        return None;
    }
    let mut edits = Vec::new();
    let mut order: Vec<(NoteId, NoteId)> = slots.into_iter().collect();
    order.sort_unstable();
    for (slot, note) in order {
        if slot != note {
            edits.push(put(facts, slot, note)?);
        }
    }
    tidy(edits)
}

/// Another label for a mark.
fn new_label(facts: &Facts<'_>, mark: &Mark, label: &str) -> Option<Edit> {
    if mark.style == MarkStyle::Native || mark.style == MarkStyle::Symbol {
        return None;
    }
    let start = facts.document.verbatim_in_file(mark.span)?;
    let old = mark.span.of(&facts.document.text);
    let text = if old == mark.label {
        label.to_owned()
    } else if old.chars().all(|c| raised(c).is_some()) && !old.is_empty() {
        label
            .chars()
            .map(|c| RAISED.chars().nth(c.to_digit(10)? as usize))
            .collect::<Option<String>>()?
    } else {
        return None;
    };
    Some(Edit {
        start,
        end: start + old.len(),
        text,
    })
}

/// The raised digits from 0 to 9.
const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

fn raised(c: char) -> Option<usize> {
    RAISED.chars().position(|digit| digit == c)
}

/// Another number before a note.
fn new_note_label(facts: &Facts<'_>, id: NoteId, label: &str) -> Option<Edit> {
    let note = &facts.citations.notes[id];
    let (start, source) = facts.document.in_file(note.origin)?;
    let content = content(facts, id)?.0.checked_sub(start)?;
    let before = source.get(..content)?;
    let mut found = before.match_indices(note.label.as_str());
    let (at, old) = found.next()?;
    let digit = |c: char| c.is_ascii_digit();
    let alone = found.next().is_none()
        && !before[..at].ends_with(digit)
        && !before[at + old.len()..].starts_with(digit);
    alone.then(|| Edit {
        start: start + at,
        end: start + at + old.len(),
        text: label.to_owned(),
    })
}

/// The edit that puts the text of `note` in the place of the text of `slot`.
fn put(facts: &Facts<'_>, slot: NoteId, note: NoteId) -> Option<Edit> {
    let (start, old) = content(facts, slot)?;
    let (_, new) = content(facts, note)?;
    // A note of several paragraphs is indented as its own number asks.
    if new.contains("\n\n") || new.contains("\r\n\r\n") {
        return None;
    }
    Some(Edit {
        start,
        end: start + old.len(),
        text: new.to_owned(),
    })
}

/// The text of a note as it stands in the file, and where.
fn content<'a>(facts: &Facts<'a>, id: NoteId) -> Option<(usize, &'a str)> {
    let note = &facts.citations.notes[id];
    let (start, source) = facts.document.in_file(note.origin)?;
    let (first, _) = facts
        .document
        .in_file(facts.document.origin(Span::at(note.span.start))?)?;
    let within = first.checked_sub(start)?;
    let mut from = within;
    // Markup that opens where the text begins belongs to it.
    while let Some(c) = source.get(..from)?.chars().next_back() {
        if !matches!(c, '*' | '_' | '“' | '"' | '<' | '[' | '\\' | '`') {
            break;
        }
        from -= c.len_utf8();
    }
    let text = source.get(from..)?.trim_end();
    (!text.is_empty()).then_some((start + from, text))
}

/// The edits in order; `None` where there are none, or where two are in each other's way.
fn tidy(mut edits: Vec<Edit>) -> Option<Vec<Edit>> {
    edits.sort_by_key(|edit| (edit.start, edit.end));
    edits.dedup();
    let apart = edits.windows(2).all(|pair| pair[0].end <= pair[1].start);
    (apart && !edits.is_empty()).then_some(edits)
}
