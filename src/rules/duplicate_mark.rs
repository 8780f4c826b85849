//! See the page on `DuplicateMark`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::{Confidence, Finding, Severity};

/// From so many repeated marks on, repeating is likely the document's habit.
const HABIT: usize = 4;

declare_rule! {
    /// # What it checks
    /// No number is used by two marks of one series.
    ///
    /// Where a number is missing at the place of the second mark, or where every mark after it is one too low,
    /// that is told with it. A document that repeats numbers again and again seems to do so on purpose, as some
    /// house styles do: then the findings are warnings of low confidence. Lists of numbered works that are cited
    /// in any order, and keys, may be called as often as one likes.
    ///
    /// # Why it matters
    /// Two statements lead to one note, and one of the two is most likely supported by another.
    ///
    /// # Examples
    /// ```md fires:3
    /// Foresters count the trees.<sup>1</sup> Nine thousand;<sup>2</sup> a million.<sup>3</sup>
    ///
    /// Beetles finish what drought begins,<sup>3</sup> and the sawmills run on Sundays.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Forest Service, *Manual* (2016), 2.
    /// 2. Forest Service, *Count* (2018), 4.
    /// 3. Forest Service, *Count* (2022), 3.
    /// 4. Sawmill keeper, interview, June 18, 2023.
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The wells fell.<sup>1</sup> Twice.<sup>2</sup>
    ///
    /// # Rivers
    ///
    /// The rivers fell.<sup>1</sup> Thrice.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Water Board, *Wells* (2023).
    /// 2. Water Board, *Wells* (2024).
    ///
    /// ## Rivers
    ///
    /// 1. Water Board, *Rivers* (2023).
    /// 2. Water Board, *Rivers* (2024).
    /// ```
    /// ```md quiet
    /// Wells fall [2], rivers fall [1], rain falls [2], hail falls [3], snow falls [1].
    ///
    /// # References
    ///
    /// [1] Water Board, *Rivers* (2023).
    ///
    /// [2] Water Board, *Wells* (2023).
    ///
    /// [3] Water Board, *Hail* (2023).
    /// ```
    DuplicateMark {
        id: "duplicate-mark",
        summary: "two marks have the same number",
        family: Marks,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DuplicateMark {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let causes = numbering::of(facts, |cause| {
            cause.side == Side::Marks && matches!(cause.fault, Fault::Twice { .. })
        });
        let habit = causes
            .iter()
            .filter(|cause| cause.others.is_empty())
            .count()
            >= HABIT;
        for cause in causes {
            let Fault::Twice {
                first,
                instead_of,
                slips,
            } = cause.fault
            else {
                continue;
            };
            let name = cause.name(facts);
            let (message, help) = match instead_of {
                Some(number) if slips => (
                    format!("{name} stands twice, and every mark after it is one too low"),
                    format!("make the second one {number} and renumber the marks after it"),
                ),
                Some(number) => (
                    format!("{name} stands twice; the second one is where {number} is missing"),
                    format!("change the second one to {number}, if note {number} is meant"),
                ),
                None => (
                    format!("{name} stands twice"),
                    "give the second one a note of its own, or take it out".to_owned(),
                ),
            };
            let mut finding = cause
                .finding(facts, &Self::META, message)
                .help(help)
                .related("the first one", Side::Marks.place(facts, first));
            for note in &cause.others {
                let label = Side::Notes.label(facts, *note);
                finding = finding
                    .note(label.clone())
                    .related(format!("note {label}, which no mark calls"), Side::Notes.place(facts, *note));
            }
            if habit && cause.others.is_empty() {
                finding.severity = Severity::Warning;
                finding = finding.confidence(Confidence::Low);
            }
            push(finding);
        }
    }
}
