//! See the page on `NoteSequence`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// The notes of a chapter stand in the order of their numbers, and no number jumps while the marks run on.
    ///
    /// If only a note is missing, [`mark-without-note`](mark-without-note.md) tells of it; if mark and note are
    /// missing, [`mark-sequence`](mark-sequence.md).
    ///
    /// # Why it matters
    /// The reader looks for note 3 after note 2. Where the numbers slip, every mark leads to the wrong note.
    ///
    /// # Examples
    /// ```md fires:7
    /// Cold water.<sup>1</sup> Buckets.<sup>2</sup> A third survived.<sup>3</sup> Cheese.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Stream Watch, *Temperatures* (2022), 3.
    /// 2. Anglers' League, “Eleven Thousand Fish,” 2022.
    /// 4. Cheese Dairy, letter of October 1, 2022.
    /// 3. Harriet Lowndes, “Trout in Transit,” 2022.
    /// ```
    /// The marks run on, the notes jump, and there are as many of both:
    /// ```md fires:6
    /// Cold water.<sup>1</sup> Buckets.<sup>2</sup> A third survived.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Stream Watch, *Temperatures* (2022), 3.
    /// 3. Anglers' League, “Eleven Thousand Fish,” 2022.
    /// 4. Harriet Lowndes, “Trout in Transit,” 2022.
    /// ```
    /// ```md quiet
    /// Cold water.<sup>1</sup> Buckets.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Stream Watch, *Temperatures* (2022), 3.
    ///
    ///     The table on page 3 is wrong.
    ///
    /// 2. Anglers' League, “Eleven Thousand Fish,” 2022.
    /// ```
    /// ```md quiet
    /// Cold water.[^b] Buckets.[^a]
    ///
    /// [^a]: Anglers' League, “Eleven Thousand Fish,” 2022.
    /// [^b]: Stream Watch, *Temperatures* (2022), 3.
    /// ```
    NoteSequence {
        id: "note-sequence",
        summary: "notes stand out of order, or their numbers jump",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoteSequence {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::of(facts, |cause| cause.side == Side::Notes) {
            let name = cause.name(facts);
            let chapter = cause.side.chapter(facts, cause.first());
            let renumbered = |finding: Finding| match numbering::renumber::in_order(facts, chapter) {
                Some((edits, pairs)) => finding.renumbering(edits, pairs),
                None => finding,
            };
            match cause.fault {
                Fault::Skip { from, to } => push(renumbered(
                    cause
                        .finding(
                            facts,
                            &Self::META,
                            format!("{} is missing before {name}, among the marks, too", numbering::range(from, to)),
                        )
                        .help("find out whether a note was lost; renumber if none was"),
                )),
                Fault::Order => {
                    let verb = if cause.ids.len() == 1 { "stands" } else { "stand" };
                    push(renumbered(
                        cause
                            .finding(facts, &Self::META, format!("{name} {verb} out of order"))
                            .help("put the notes into the order of their numbers"),
                    ));
                }
                Fault::Slip { by } => {
                    let note = Side::Notes.label(facts, cause.first());
                    let message = format!("from note {note} on every note is {by} too high for its mark");
                    let finding = cause
                        .finding(facts, &Self::META, message)
                        .help("compare sentences and notes, then renumber the notes");
                    let finding = match numbering::renumber::lowered(facts, (Side::Notes, cause.first()), by) {
                        Some((edits, pairs)) => finding.renumbering(edits, pairs),
                        None => finding,
                    };
                    push(cause.others.iter().fold(finding, |finding, mark| {
                        let label = Side::Marks.label(facts, *mark);
                        finding
                            .mark(label.clone())
                            .related(format!("mark {label}, which has no note"), Side::Marks.place(facts, *mark))
                    }));
                }
                _ => {}
            }
        }
    }
}
