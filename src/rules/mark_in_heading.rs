//! See the page on `MarkInHeading`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::MarkContext,
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// No mark stands in a heading.
    ///
    /// # Why it matters
    /// Headings are repeated in tables of contents and running heads, and carry the mark with them. Chicago keeps
    /// marks out of titles.
    ///
    /// # Examples
    /// ```md fires:1
    /// # The Wells of Alder<sup>1</sup>
    ///
    /// They fell.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// 2. Water Board, *Levels* (2023), 6.
    /// ```
    /// ```md quiet
    /// # The Wells of Alder
    ///
    /// They fell.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// # The 1<sup>st</sup> Well
    ///
    /// | well | depth |
    /// |---|---|
    /// | Alder | 40<sup>1</sup> |
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    MarkInHeading {
        id: "mark-in-heading",
        summary: "a mark stands in a heading",
        family: Marks,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkInHeading {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, mark) in facts.citations.marks.iter().enumerate() {
            if mark.context == MarkContext::Heading {
                push(
                    Finding::new(
                        Self::META.id,
                        Self::META.severity,
                        facts.citations.mark_place(facts.document, id),
                        format!("mark {} stands in a heading", mark.label),
                    )
                    .help("move it to the first sentence that it supports")
                    .confidence(Confidence::High)
                    .chapter(facts.citations.chapter_title(Some(mark.chapter)))
                    .mark(mark.label.clone()),
                );
            }
        }
    }
}
