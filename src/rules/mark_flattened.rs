//! See the page on `MarkFlattened`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::{Confidence, Finding};

declare_rule! {
    /// # What it checks
    /// Where exactly one mark is missing between two others, and its number sticks to a word or stop there as
    /// plain digits: “government.2 It”.
    ///
    /// # Why it matters
    /// The raised form was lost. The reader takes the digits for part of the text.
    ///
    /// # Examples
    /// ```md fires:1
    /// The wells fell.<sup>1</sup> So said the government.2 It rained.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Cordula Mayhew, “Deeper,” 2020.
    /// 3. Weather Office, *Rain* (2023).
    /// ```
    /// ```md quiet
    /// The wells fell.<sup>1</sup> The price rose by 1.2 percent, said the G2 and the B2 group. It rained.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Cordula Mayhew, “Deeper,” 2020.
    /// 3. Weather Office, *Rain* (2023).
    /// ```
    /// ```md quiet
    /// The wells fell.<sup>1</sup> So said version2 of the report.<sup>2</sup> It rained.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Cordula Mayhew, “Deeper,” 2020.
    /// 3. Weather Office, *Rain* (2023).
    /// ```
    MarkFlattened {
        id: "mark-flattened",
        summary: "a mark lost its raised form and reads as part of the text",
        family: Marks,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkFlattened {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::of(facts, |cause| cause.side == Side::Notes) {
            let Fault::Flattened { at } = cause.fault else {
                continue;
            };
            let label = Side::Notes.label(facts, cause.first());
            push(
                Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    facts.document.place(at),
                    format!("mark {label} is missing, and {label} stands here as plain digits"),
                )
                .help("make it a mark, if it is one")
                .confidence(Confidence::Medium)
                .chapter(cause.chapter(facts))
                .note(label.clone())
                .related(
                    format!("note {label}, which no mark calls"),
                    cause.place(facts),
                ),
            );
        }
    }
}
