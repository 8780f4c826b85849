//! What is wrong with the numbers of marks and notes, cause by cause, so that a fault is told once and by one
//! rule. The rules find the words for it; nothing here writes messages.

mod explain;
mod hidden;
pub(super) mod renumber;
mod series;

use crate::{
    citations::{ChapterId, Citations, MarkId, NoteId, Numbering},
    document::Place,
    finding::Finding,
    rules::{Facts, Meta},
    span::Span,
};

/// Marks or notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Side {
    /// The marks in the text.
    Marks,
    /// The notes.
    Notes,
}

/// One cause of trouble, with all that follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// Whether a mark or a note is at fault.
    pub(super) side: Side,
    /// What is wrong.
    pub(super) fault: Fault,
    /// The marks or notes at fault, in reading order; never empty.
    pub(super) ids: Vec<usize>,
    /// Those of the other side that have no partner, or a break in their numbers, because of it.
    pub(super) others: Vec<usize>,
}

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It has no partner; where its place calls for another number, that number.
    Alone {
        /// The number that is expected in its place.
        instead_of: Option<u32>,
    },
    /// Its number was used before.
    Twice {
        /// The mark or note that has the number by right.
        first: usize,
        /// The number that is expected in its place.
        instead_of: Option<u32>,
        /// Whether all that follow are one too low because of it.
        slips: bool,
    },
    /// Marks and notes both leave these numbers out; the cause stands at what comes after.
    Skip {
        /// First missing number.
        from: u32,
        /// Last missing number.
        to: u32,
    },
    /// It stands at the wrong place in the series.
    Order,
    /// From here on every number is off.
    Slip {
        /// How much too high the numbers are.
        by: u32,
    },
    /// The series begins again at 1, here or on the other side.
    Restart,
    /// A number far out of the series.
    Implausible {
        /// The number that is expected in its place.
        instead_of: Option<u32>,
    },
    /// A note's text goes on with the next note, or two marks are printed as one number.
    Merged {
        /// The number of the note that runs on, or of the first of the two marks.
        number: u32,
    },
    /// The mark of the note is there, but no number can be read in it; the cause stands at the note.
    Unreadable {
        /// Where the mark stands.
        at: Span,
    },
    /// The mark of the note is there, but lost its form; the cause stands at the note.
    Flattened {
        /// Where the digits stand.
        at: Span,
    },
}

/// A chapter with marks and no notes, or notes and no marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unpaired {
    /// The chapter; `None` for a document whose only notes nobody calls.
    pub(super) chapter: Option<ChapterId>,
    /// Its marks.
    pub(super) marks: Vec<MarkId>,
    /// Its notes.
    pub(super) notes: Vec<NoteId>,
}

/// Every cause in the document, chapter by chapter.
///
/// Empty where the notes were not found at all: `no-notes-section` says so, and nothing else is certain.
pub(super) fn causes(facts: &Facts<'_>) -> Vec<Cause> {
    let citations = facts.citations;
    if citations.notes.is_empty() {
        return Vec::new();
    }
    let mut out = series::without_numbers(facts);
    if citations.numbering != Numbering::Keyed {
        for series in series::all(facts) {
            explain::explain(facts, series, &mut out);
        }
    }
    let slipped: Vec<ChapterId> = slipped(facts, &out);
    out.retain(|cause| !follows_from_shift(facts, cause, &slipped));
    out
}

/// Chapters in which the numbers themselves say that all from one place on are off.
pub(super) fn slipped(facts: &Facts<'_>, causes: &[Cause]) -> Vec<ChapterId> {
    causes
        .iter()
        .filter(|cause| {
            matches!(
                cause.fault,
                Fault::Slip { .. } | Fault::Twice { slips: true, .. }
            )
        })
        .filter_map(|cause| cause.side.chapter(facts, cause.first()))
        .collect()
}

/// Whether a mark or note is alone because the contents are shifted against the numbers: it is one of the
/// shifted ones, or of those that the shift leaves over at the end of the chapter.
fn follows_from_shift(facts: &Facts<'_>, cause: &Cause, slipped: &[ChapterId]) -> bool {
    if !matches!(cause.fault, Fault::Alone { .. }) {
        return false;
    }
    let citations = facts.citations;
    let Some(chapter) = cause.side.chapter(facts, cause.first()) else {
        return false;
    };
    if slipped.contains(&chapter) {
        return false;
    }
    citations
        .shifts
        .iter()
        .filter(|shift| shift.chapter == chapter)
        .any(|shift| {
            let left = usize::try_from(shift.by.unsigned_abs()).unwrap_or(usize::MAX);
            let (mapped, last): (bool, Vec<usize>) = match cause.side {
                Side::Notes if shift.by > 0 => (
                    shift
                        .mapping
                        .iter()
                        .any(|(_, note)| cause.ids.contains(note)),
                    citations.notes_of(chapter).map(|(id, _)| id).collect(),
                ),
                Side::Marks if shift.by < 0 => (
                    shift
                        .mapping
                        .iter()
                        .any(|(mark, _)| cause.ids.contains(mark)),
                    citations.marks_of(chapter).map(|(id, _)| id).collect(),
                ),
                _ => return false,
            };
            let tail = &last[last.len().saturating_sub(left)..];
            mapped || cause.ids.iter().all(|id| tail.contains(id))
        })
}

/// The causes that one rule tells of.
pub(super) fn of(facts: &Facts<'_>, wanted: impl Fn(&Cause) -> bool) -> Vec<Cause> {
    let mut out = causes(facts);
    out.retain(wanted);
    out
}

/// Chapters in which only marks or only notes stand.
pub(super) fn unpaired(citations: &Citations) -> Vec<Unpaired> {
    series::unpaired(citations)
}

impl Side {
    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Marks => Self::Notes,
            Self::Notes => Self::Marks,
        }
    }

    /// “mark” or “note”.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Marks => "mark",
            Self::Notes => "note",
        }
    }

    /// Where the mark or note stands.
    pub(super) fn place(self, facts: &Facts<'_>, id: usize) -> Place {
        match self {
            Self::Marks => facts.citations.mark_place(facts.document, id),
            Self::Notes => facts.citations.note_place(facts.document, id),
        }
    }

    /// Its printed label.
    pub(super) fn label(self, facts: &Facts<'_>, id: usize) -> String {
        match self {
            Self::Marks => facts.citations.marks.get(id).map(|mark| &mark.label),
            Self::Notes => facts.citations.notes.get(id).map(|note| &note.label),
        }
        .cloned()
        .unwrap_or_default()
    }

    /// The chapter it belongs to.
    pub(super) fn chapter(self, facts: &Facts<'_>, id: usize) -> Option<ChapterId> {
        match self {
            Self::Marks => facts.citations.marks.get(id).map(|mark| mark.chapter),
            Self::Notes => facts.citations.notes.get(id).and_then(|note| note.chapter),
        }
    }
}

impl Cause {
    /// The first mark or note at fault.
    pub(super) fn first(&self) -> usize {
        self.ids.first().copied().unwrap_or_default()
    }

    /// Where it stands.
    pub(super) fn place(&self, facts: &Facts<'_>) -> Place {
        self.side.place(facts, self.first())
    }

    /// Title of the chapter it is in.
    pub(super) fn chapter<'a>(&self, facts: &Facts<'a>) -> Option<&'a str> {
        facts
            .citations
            .chapter_title(self.side.chapter(facts, self.first()))
    }

    /// “mark 7”, “notes 7–12”, “mark “smith””.
    pub(super) fn name(&self, facts: &Facts<'_>) -> String {
        name(facts, self.side, &self.ids)
    }

    /// The finding that tells of it: at the first mark or note at fault, the others as related places.
    pub(super) fn finding(
        &self,
        facts: &Facts<'_>,
        meta: &'static Meta,
        message: String,
    ) -> Finding {
        let mut finding = Finding::new(meta.id, meta.severity, self.place(facts), message)
            .chapter(self.chapter(facts));
        for id in &self.ids {
            let label = self.side.label(facts, *id);
            match self.side {
                Side::Marks => finding.marks.push(label),
                Side::Notes => finding.notes.push(label),
            }
        }
        for id in self.ids.iter().skip(1) {
            finding = finding.related(
                format!("{} is concerned, too", name(facts, self.side, &[*id])),
                self.side.place(facts, *id),
            );
        }
        finding
    }
}

/// Marks or notes as people call them: “mark 7”, “notes 7–12”, “mark “smith””.
pub(super) fn name(facts: &Facts<'_>, side: Side, ids: &[usize]) -> String {
    let labels: Vec<String> = ids
        .iter()
        .map(|id| {
            let label = side.label(facts, *id);
            if label.chars().all(char::is_numeric) {
                label
            } else {
                format!("“{label}”")
            }
        })
        .collect();
    let plural = if ids.len() == 1 { "" } else { "s" };
    format!("{}{plural} {}", side.word(), enumerate(&labels))
}

/// Labels as people write them; three or more numbers in a row become a range.
pub(super) fn enumerate(labels: &[String]) -> String {
    let numbers: Option<Vec<u32>> = labels.iter().map(|label| label.parse().ok()).collect();
    if let Some(numbers) = numbers
        && numbers.len() >= 3
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    {
        return format!("{}–{}", numbers[0], numbers[numbers.len() - 1]);
    }
    match labels {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

/// A range of numbers as people write it.
pub(super) fn range(from: u32, to: u32) -> String {
    let labels: Vec<String> = if to.saturating_sub(from) < 2 {
        (from..=to).map(|number| number.to_string()).collect()
    } else {
        return format!("{from}–{to}");
    };
    enumerate(&labels)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_listed_as_people_write_them() {
        let list = |labels: &[&str]| {
            enumerate(&labels.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(list(&["7"]), "7");
        assert_eq!(list(&["7", "8"]), "7 and 8");
        assert_eq!(list(&["7", "8", "9"]), "7–9");
        assert_eq!(list(&["7", "9", "x"]), "7, 9 and x");
        assert_eq!(range(3, 3), "3");
        assert_eq!(range(3, 4), "3 and 4");
        assert_eq!(range(3, 9), "3–9");
    }
}
