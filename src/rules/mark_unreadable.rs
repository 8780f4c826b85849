//! See the page on `MarkUnreadable`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::{Confidence, Finding};

declare_rule! {
    /// # What it checks
    /// Where exactly one mark is missing between two others, and one raised or bracketed sign stands there that
    /// could be its damaged number: `°`, `'`, `*`, `l`, `O`, `[l2]`.
    ///
    /// # Why it matters
    /// Text recognition reads small digits badly. The note is there, and the reader cannot get to it.
    ///
    /// # Examples
    /// ```md fires:1
    /// The wells fell.<sup>1</sup> Farmers dug.<sup>Z</sup> It rained.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Cordula Mayhew, “Deeper,” 2020.
    /// 3. Weather Office, *Rain* (2023).
    /// ```
    /// ```md quiet
    /// The wells fell.<sup>1</sup> It was 20<sup>°</sup> on the 1<sup>st</sup> of May. It rained.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Weather Office, *Rain* (2023).
    /// ```
    /// Without a note that waits for it, a raised letter is a raised letter:
    /// ```md quiet
    /// The wells fell.<sup>1</sup> Farmers dug.<sup>o</sup> It rained.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Weather Office, *Rain* (2023).
    /// ```
    MarkUnreadable {
        id: "mark-unreadable",
        summary: "a mark is there, but its number cannot be read",
        family: Marks,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkUnreadable {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::of(facts, |cause| cause.side == Side::Notes) {
            let Fault::Unreadable { at } = cause.fault else {
                continue;
            };
            let label = Side::Notes.label(facts, cause.first());
            let printed = at.of(&facts.document.text);
            push(
                Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    facts.document.place(at),
                    format!("“{printed}” stands where mark {label} is missing"),
                )
                .help(format!("change it to {label}, if note {label} is meant"))
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
