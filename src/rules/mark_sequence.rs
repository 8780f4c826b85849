//! See the page on `MarkSequence`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::{Confidence, Finding, Severity};

declare_rule! {
    /// # What it checks
    /// The marks of a chapter run 1, 2, 3 … without gap and in order; so do those of the whole document, where
    /// the numbers run on.
    ///
    /// A gap is told here if the notes leave out the same numbers, or if the marks alone jump and every number
    /// after it is off. If only a mark is missing, [`note-without-mark`](note-without-mark.md) tells of it.
    ///
    /// # Why it matters
    /// A skipped number is what remains of a note that was cut, or a sign that one was lost. Marks out of order
    /// send the reader to the wrong note.
    ///
    /// # Examples
    /// ```md fires:1
    /// Tank trucks stand there,<sup>2</sup> says the policeman,<sup>1</sup> and sing.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Policeman, interview, May 4, 2023.
    /// 2. “Queue at the Spring,” *Mail*, August 8, 2022.
    /// 3. “Drivers in Parts,” *Mail*, December 20, 2022.
    /// ```
    /// Number 2 is missing in the text and among the notes:
    /// ```md fires:3
    /// Gorse burns easily.<sup>1</sup>
    ///
    /// Goats keep the strips open.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Fire Council, *What Burns* (2017), 11.
    /// 3. Cordula Mayhew, “Goats on the Strip,” October 2021, 30.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two and three.<sup>2,3</sup> Four to six.<sup>4–6</sup>
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, *One* (2020).
    /// 2. Jane Roe, *Two* (2020).
    /// 3. Jane Roe, *Three* (2020).
    /// 4. Jane Roe, *Four* (2020).
    /// 5. Jane Roe, *Five* (2020).
    /// 6. Jane Roe, *Six* (2020).
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The wells fell.<sup>1</sup> Twice.<sup>2</sup>
    ///
    /// # Rivers
    ///
    /// The rivers fell.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Wells* (2023).
    /// 2. Water Board, *Wells* (2024).
    /// 3. Water Board, *Rivers* (2023).
    /// ```
    MarkSequence {
        id: "mark-sequence",
        summary: "marks skip a number or stand out of order",
        family: Marks,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkSequence {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::of(facts, |cause| cause.side == Side::Marks) {
            let name = cause.name(facts);
            let chapter = cause.side.chapter(facts, cause.first());
            let renumbered = |finding: Finding| match numbering::renumber::in_order(facts, chapter) {
                Some((edits, pairs)) => finding.renumbering(edits, pairs),
                None => finding,
            };
            let notes = |finding: Finding, words: &dyn Fn(&str) -> String| {
                cause.others.iter().fold(finding, |finding, note| {
                    let label = Side::Notes.label(facts, *note);
                    finding.related(words(&label), Side::Notes.place(facts, *note))
                })
            };
            match cause.fault {
                Fault::Skip { from, to } => {
                    let missing = numbering::range(from, to);
                    let message = if from == 1 {
                        format!("the numbers begin with {name}: {missing} is missing, among the notes, too")
                    } else {
                        format!("{missing} is missing before {name}, among the notes, too")
                    };
                    let finding = cause
                        .finding(facts, &Self::META, message)
                        .help("find out whether a note was lost; renumber if none was");
                    let mut finding = notes(finding, &|label| format!("the notes go on with {label} here"));
                    // Part of a larger work may begin with any number.
                    if from == 1 && to > 2 {
                        finding.severity = Severity::Warning;
                        finding = finding.confidence(Confidence::Low);
                    } else {
                        finding = renumbered(finding);
                    }
                    push(finding);
                }
                Fault::Order => {
                    let verb = if cause.ids.len() == 1 { "stands" } else { "stand" };
                    let finding = cause
                        .finding(facts, &Self::META, format!("{name} {verb} out of order"))
                        .help("put marks and notes into the order of the text");
                    let finding = notes(finding, &|label| format!("note {label} is out of order in the same way"));
                    push(renumbered(finding));
                }
                Fault::Slip { by } => {
                    let mark = Side::Marks.label(facts, cause.first());
                    let message =
                        format!("from mark {mark} on every mark is {by} too high for its note");
                    let finding = cause
                        .finding(facts, &Self::META, message)
                        .help("compare sentences and notes, then renumber the marks");
                    let finding = notes(finding, &|label| format!("note {label}, which no mark calls"));
                    push(match numbering::renumber::lowered(facts, (Side::Marks, cause.first()), by) {
                        Some((edits, pairs)) => finding.renumbering(edits, pairs),
                        None => finding,
                    });
                }
                _ => {}
            }
        }
    }
}
