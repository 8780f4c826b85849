//! See the page on `MarkLinkTarget`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::{Jump, Landing, Mark, MarkId, MarkStyle, NoteId},
    document::{Inline, InlineKind, Place},
    finding::Finding,
};

declare_rule! {
    /// # What it checks
    /// Where marks and notes are links, a mark leads to its own note, and the note leads back to its own mark.
    ///
    /// In files of word processors, a cross-reference to a note (“see note 5”, or a second mark of it) shows the
    /// number that the note has.
    ///
    /// A link to an anchor that does not exist is a fault as well. A mark that has no note at all is left to
    /// `mark-without-note`. Neighboring marks that are off by the same number are one finding.
    ///
    /// # Why it matters
    /// On a screen nobody counts: the reader follows the link and takes the note there for the source.
    ///
    /// # Examples
    /// ```html fires:2
    /// <p>The ferry stopped in May.<a id="r1" href="#n1">[1]</a> The bridge opened
    /// in June,<a id="r2" href="#n1">[2]</a> the fair in July.<a id="r3" href="#n3">[3]</a></p>
    /// <h2>Notes</h2>
    /// <p id="n1"><a href="#r1">[1]</a> Harbor Office, <i>Timetable</i> (2021).</p>
    /// <p id="n2"><a href="#r2">[2]</a> Road Office, <i>Bridges</i> (2022).</p>
    /// <p id="n3"><a href="#r3">[3]</a> Town Council, <i>Minutes</i> (2023).</p>
    /// ```
    /// ```html fires:5
    /// <p>The ferry stopped in May.<a id="r1" href="#n1">[1]</a> The bridge opened
    /// in June,<a id="r2" href="#n2">[2]</a> the fair in July.<a id="r3" href="#n3">[3]</a></p>
    /// <h2>Notes</h2>
    /// <p id="n1"><a href="#r1">[1]</a> Harbor Office, <i>Timetable</i> (2021).</p>
    /// <p id="n2"><a href="#r3">[2]</a> Road Office, <i>Bridges</i> (2022).</p>
    /// <p id="n3"><a href="#r3">[3]</a> Town Council, <i>Minutes</i> (2023).</p>
    /// ```
    /// ```html fires:1,5
    /// <p>The ferry stopped in May.<sup><a id="r1" href="#note1">1</a></sup> The bridge opened
    /// in June.<sup><a id="r2" href="#n2">2</a></sup> The fair came.<sup><a id="r3" href="#n3">3</a></sup></p>
    /// <h2>Notes</h2>
    /// <p id="n1"><a href="#r1">1</a>. Harbor Office, <i>Timetable</i> (2021).</p>
    /// <p id="n2"><a href="#mark2">2</a>. Road Office, <i>Bridges</i> (2022).</p>
    /// <p id="n3"><a href="#r3">3</a>. Town Council, <i>Minutes</i> (2023).</p>
    /// ```
    /// ```html quiet
    /// <p>The ferry stopped in May.<sup id="r1"><a href="#n1">1</a></sup> The bridge opened
    /// in June,<sup id="r2"><a href="#n2">2</a></sup> as timetables show.<sup id="r3"><a href="#n1">1</a></sup></p>
    /// <ol>
    /// <li id="n1">^ <a href="#r1">a</a> <a href="#r3">b</a> Harbor Office, <i>Timetable</i> (2021).</li>
    /// <li id="n2"><a href="#r2">^</a> Road Office, <i>Bridges</i> (2022).</li>
    /// </ol>
    /// ```
    /// ```html quiet
    /// <p>The ferry stopped in May.<sup><a href="#notes">1</a></sup> The bridge opened
    /// in June.<sup><a href="#notes">2</a></sup></p>
    /// <h2 id="notes">Notes</h2>
    /// <p>1. Harbor Office, <i>Timetable</i> (2021).</p>
    /// <p>2. Road Office, <i>Bridges</i> (2022).</p>
    /// ```
    MarkLinkTarget {
        id: "mark-link-target",
        summary: "a linked mark leads to another note, or a note back to another mark",
        family: Marks,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkLinkTarget {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wrong: Vec<Wrong<'_>> = facts
            .citations
            .jumps
            .iter()
            .filter_map(|jump| Wrong::new(facts, jump))
            .collect();
        let mut at = 0;
        while at < wrong.len() {
            let mut end = at + 1;
            while end < wrong.len() && wrong[end].goes_on(&wrong[end - 1]) {
                end += 1;
            }
            push(finding(facts, &wrong[at..end]));
            at = end;
        }
        for mark in &facts.citations.marks {
            stale_mark(facts, mark, push);
        }
        for inline in &facts.document.inlines {
            if let InlineKind::NoteLink { note } = inline.kind {
                stale_number(facts, inline, note, push);
            }
        }
    }
}

/// What to do where a cross-reference shows a number that its note had once.
const UPDATE: &str =
    "update the fields of the document, and see that the note is the one that is meant";

/// A number in a sentence (“see note 5”) that is tied to a note of another number.
fn stale_number(facts: &Facts<'_>, inline: &Inline, note: usize, push: &mut dyn FnMut(Finding)) {
    let shown = inline.span.of(&facts.document.text).trim();
    let Some(note) = facts.document.native_notes.get(note) else {
        return;
    };
    let (Ok(here), Ok(there)) = (shown.parse::<u32>(), note.label.parse::<u32>()) else {
        return;
    };
    if here != there {
        push(
            Finding::new(
                MarkLinkTarget::META.id,
                MarkLinkTarget::META.severity,
                facts.document.place_of(inline.origin),
                format!("the number {here} is a cross-reference to note {there}"),
            )
            .help(UPDATE)
            .note(note.label.clone())
            .related(
                "where the link leads",
                facts.document.place_of(note.origin),
            ),
        );
    }
}

/// A raised cross-reference that shows a number which its note had once.
fn stale_mark(facts: &Facts<'_>, mark: &Mark, push: &mut dyn FnMut(Finding)) {
    let citations = facts.citations;
    let Some(note) = mark.note.filter(|_| mark.style == MarkStyle::Native) else {
        return;
    };
    let (Some(shown), Some(number)) = (mark.number, citations.notes[note].number) else {
        return;
    };
    if shown == number || citations.notes[note].keyed {
        return;
    }
    push(
        Finding::new(
            MarkLinkTarget::META.id,
            MarkLinkTarget::META.severity,
            facts.document.place_of(mark.origin),
            format!("mark {shown} is a cross-reference to note {number}"),
        )
        .help(UPDATE)
        .chapter(citations.chapter_title(Some(mark.chapter)))
        .mark(mark.label.clone())
        .note(citations.notes[note].label.clone())
        .related(
            "where the link leads",
            citations.note_place(facts.document, note),
        ),
    );
}

/// A link that leads to the wrong place.
struct Wrong<'a> {
    jump: &'a Jump,
    /// The mark or note whose link it is.
    owner: Owner,
    /// By how much the number at the other end differs; `None` where there is none.
    by: Option<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Mark(MarkId),
    Note(NoteId),
}

impl<'a> Wrong<'a> {
    fn new(facts: &Facts<'_>, jump: &'a Jump) -> Option<Self> {
        let (marks, notes) = (&facts.citations.marks, &facts.citations.notes);
        let differ = |here: Option<u32>, there: Option<u32>| {
            Some(i64::from(there?) - i64::from(here?))
        };
        let (owner, by) = match (jump.mark, jump.note, jump.lands) {
            (Some(mark), _, Landing::Note(led)) => {
                let meant = marks[mark].note?;
                if meant == led {
                    return None;
                }
                (
                    Owner::Mark(mark),
                    differ(marks[mark].number, notes[led].number),
                )
            }
            (Some(mark), _, Landing::Missing) => {
                marks[mark].note?;
                (Owner::Mark(mark), None)
            }
            (None, Some(note), Landing::Mark(led)) => {
                if marks[led].note == Some(note) || notes[note].marks.is_empty() {
                    return None;
                }
                (
                    Owner::Note(note),
                    differ(notes[note].number, marks[led].number),
                )
            }
            (None, Some(note), Landing::Missing) if !notes[note].marks.is_empty() => {
                (Owner::Note(note), None)
            }
            _ => return None,
        };
        Some(Self { jump, owner, by })
    }

    /// Whether this link is off as its neighbor `before` is.
    fn goes_on(&self, before: &Self) -> bool {
        let next = match (before.owner, self.owner) {
            (Owner::Mark(a), Owner::Mark(b)) | (Owner::Note(a), Owner::Note(b)) => b <= a + 1,
            _ => false,
        };
        next
            && self.by == before.by
            && std::mem::discriminant(&self.jump.lands)
                == std::mem::discriminant(&before.jump.lands)
    }

    fn place(&self, facts: &Facts<'_>) -> Place {
        facts.document.place_of(self.jump.origin)
    }

    fn name(&self, facts: &Facts<'_>) -> String {
        match self.owner {
            Owner::Mark(mark) => format!("mark {}", facts.citations.marks[mark].label),
            Owner::Note(note) => format!("note {}", facts.citations.notes[note].label),
        }
    }
}

fn finding(facts: &Facts<'_>, run: &[Wrong<'_>]) -> Finding {
    let first = &run[0];
    let citations = facts.citations;
    let name = first.name(facts);
    let end = match first.jump.lands {
        Landing::Note(led) => format!("leads to note {}", citations.notes[led].label),
        Landing::Mark(led) => format!("leads back to mark {}", citations.marks[led].label),
        Landing::Missing | Landing::Elsewhere => {
            format!("leads to “{}”, which does not exist", first.jump.target)
        }
    };
    let message = if run.len() == 1 {
        format!("the link of {name} {end}")
    } else {
        let what = match first.owner {
            Owner::Mark(_) => "marks",
            Owner::Note(_) => "notes",
        };
        format!(
            "the links of {} {what} in a row lead to the wrong place: that of {name} {end}",
            run.len()
        )
    };
    let help = match first.owner {
        Owner::Mark(_) => "let the link lead to the note of the mark’s own number",
        Owner::Note(_) => "let the link lead back to the mark of the note’s own number",
    };
    let mut finding = Finding::new(
        MarkLinkTarget::META.id,
        MarkLinkTarget::META.severity,
        first.place(facts),
        message,
    )
    .help(help);
    for wrong in run {
        finding = match wrong.owner {
            Owner::Mark(mark) => finding
                .mark(citations.marks[mark].label.clone())
                .chapter(citations.chapter_title(Some(citations.marks[mark].chapter))),
            Owner::Note(note) => finding
                .note(citations.notes[note].label.clone())
                .chapter(citations.chapter_title(citations.notes[note].chapter)),
        };
    }
    for wrong in &run[1..] {
        let message = format!("{} is concerned, too", wrong.name(facts));
        finding = finding.related(message, wrong.place(facts));
    }
    match first.jump.lands {
        Landing::Note(led) => finding.related(
            "where the link leads",
            citations.note_place(facts.document, led),
        ),
        Landing::Mark(led) => finding.related(
            "where the link leads",
            citations.mark_place(facts.document, led),
        ),
        Landing::Missing | Landing::Elsewhere => finding,
    }
}
