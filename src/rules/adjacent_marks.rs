//! See the page on `AdjacentMarks`.

use super::{
    Facts, Meta, Rule, at_mark,
    numbering::{self, Fault, Side},
};
use crate::{
    citations::{Mark, MarkStyle},
    finding::Finding,
};

declare_rule! {
    /// # What it checks
    /// Two raised marks do not touch. `[1][2]` and the format's own marks are left alone, since brackets or the
    /// format keep them apart.
    ///
    /// Two digits read as one number are found where that number has no note and both digits are missing.
    ///
    /// # Why it matters
    /// 1 and 2 read as 12. The United Nations Editorial Manual (chapter IX) asks for a comma between them.
    ///
    /// # Examples
    /// ```md fires:1
    /// The wheel turned for the last time in 1931,<sup>1</sup><sup>2</sup> when the stone cracked.
    ///
    /// # Notes
    ///
    /// 1. Thornby Mill, day book 1931.
    /// 2. Millicent Pryce, “The Crack in the Stone,” 1991.
    /// ```
    /// ```md fires:1
    /// The wheel is old.¹ It turned for the last time in 1931,²³ when the stone cracked.⁴
    ///
    /// # Notes
    ///
    /// 1. Mills Survey, *Wheels* (1962).
    /// 2. Thornby Mill, day book 1931.
    /// 3. Millicent Pryce, “The Crack in the Stone,” 1991.
    /// 4. Millicent Pryce, *The Miller's Clock* (1988).
    /// ```
    /// ```md quiet
    /// The wheel turned for the last time in 1931,<sup>1,2</sup> when the stone cracked.<sup>3</sup> <sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Thornby Mill, day book 1931.
    /// 2. Millicent Pryce, “The Crack in the Stone,” 1991.
    /// 3. Mills Survey, *Wheels* (1962).
    /// 4. Millicent Pryce, *The Miller's Clock* (1988).
    /// ```
    /// ```md quiet
    /// The wheel turned for the last time in 1931.[^1][^2]
    ///
    /// [^1]: Thornby Mill, day book 1931.
    /// [^2]: Millicent Pryce, “The Crack in the Stone,” 1991.
    /// ```
    AdjacentMarks {
        id: "adjacent-marks",
        summary: "two marks touch and read as one number",
        family: Marks,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for AdjacentMarks {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let marks = &facts.citations.marks;
        for (id, pair) in marks.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            if raised(first)
                && raised(second)
                && first.group != second.group
                && first.span.end == second.span.start
            {
                let message = format!(
                    "marks {a} and {b} touch and read as {a}{b}",
                    a = first.label,
                    b = second.label
                );
                let finding = Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    facts.citations.mark_place(facts.document, id + 1),
                    message,
                )
                .help("put a comma between them")
                .chapter(facts.citations.chapter_title(Some(second.chapter)))
                .mark(first.label.clone())
                .mark(second.label.clone());
                let edits = at_mark::printed(facts, first)
                    .zip(at_mark::printed(facts, second))
                    .map(|(first, second)| first.joined(&second));
                push(at_mark::fixed(finding, edits.unwrap_or_default()));
            }
        }
        for cause in numbering::of(facts, |cause| cause.side == Side::Marks) {
            let Fault::Merged { number } = cause.fault else {
                continue;
            };
            let message = format!(
                "{} has no note; {number} and {} are missing here, and touch",
                cause.name(facts),
                number + 1
            );
            let mut finding = cause
                .finding(facts, &Self::META, message)
                .help("put a comma between them");
            for note in &cause.others {
                let label = Side::Notes.label(facts, *note);
                finding = finding
                    .related(format!("note {label}, which no mark calls"), Side::Notes.place(facts, *note))
                    .note(label);
            }
            push(finding);
        }
    }
}

fn raised(mark: &Mark) -> bool {
    matches!(mark.style, MarkStyle::Superscript | MarkStyle::Unicode) && mark.number.is_some()
}
