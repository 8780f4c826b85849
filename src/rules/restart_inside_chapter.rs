//! See the page on `RestartInsideChapter`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// The numbers do not fall back to 1 where no chapter begins, neither those of the marks nor those of the
    /// notes.
    ///
    /// # Why it matters
    /// A chapter then has two notes 1. Word does this at a section break, and converters do it where a list is
    /// interrupted.
    ///
    /// # Examples
    /// ```md fires:5
    /// # Water Rights
    ///
    /// The mill had the water.<sup>1</sup> The meadows had it, too.<sup>2</sup>
    ///
    /// A lawsuit was settled by a clock,<sup>1</sup> which the miller set.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Charter of Thornby Mill, 1388.
    /// 2. Court roll of Thornby, 1402.
    /// 1. Agreement of the parties, May 1, 1711.
    /// 2. Millicent Pryce, *The Miller's Clock* (1988), 40.
    /// ```
    /// ```md quiet
    /// # Water Rights
    ///
    /// The mill had the water.<sup>1</sup> The meadows had it, too.<sup>2</sup>
    ///
    /// # The Wheel
    ///
    /// It has forty paddles.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Water Rights
    ///
    /// 1. Charter of Thornby Mill, 1388.
    /// 2. Court roll of Thornby, 1402.
    ///
    /// ## The Wheel
    ///
    /// 1. Mills Survey, *Inventory of Wheels* (1962), 77.
    /// ```
    /// ```md quiet
    /// The mill had the water [1]. The meadows had it, too [2]. The mill again [1].
    ///
    /// # References
    ///
    /// [1] Charter of Thornby Mill, 1388.
    ///
    /// [2] Court roll of Thornby, 1402.
    /// ```
    RestartInsideChapter {
        id: "restart-inside-chapter",
        summary: "the numbers fall back to 1 where no chapter begins",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for RestartInsideChapter {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::of(facts, |cause| cause.fault == Fault::Restart) {
            let message = match cause.side {
                Side::Marks => "the marks begin again at 1, though no chapter begins here",
                Side::Notes => "the notes begin again at 1, while the marks run on",
            };
            let help = match (cause.side, cause.others.is_empty()) {
                (Side::Notes, _) => "let the numbers of the notes run on",
                (Side::Marks, true) => "let the numbers of the marks run on, as those of the notes do",
                (Side::Marks, false) => "let the numbers run on, or give the part a heading and notes of its own",
            };
            let mut finding = cause
                .finding(facts, &Self::META, message.to_owned())
                .help(help);
            for note in &cause.others {
                finding = finding.related("the notes begin again, too", Side::Notes.place(facts, *note));
            }
            push(finding);
        }
    }
}
