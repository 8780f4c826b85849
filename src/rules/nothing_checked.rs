//! See the page on `NothingChecked`.

use super::{Facts, Meta, Rule};
use crate::{finding::Finding, span::Span};

declare_rule! {
    /// # What it checks
    /// At least one mark, note or link was found.
    ///
    /// # Why it matters
    /// A check that looked at nothing must not pass: the file may be the wrong one, an export may have lost its
    /// notes, or the notes may be made in a way that is not understood yet.
    ///
    /// # Examples
    /// ```md fires:1
    /// # Statement on the Footbridge
    ///
    /// The footbridge will be closed from Monday.
    /// ```
    /// ```md quiet
    /// The footbridge will be closed.[^1]
    ///
    /// [^1]: City of Brackwater, notice of May 2, 2023.
    /// ```
    /// ```md quiet
    /// The footbridge will be closed, see https://brackwater.example/footbridge.
    /// ```
    NothingChecked {
        id: "nothing-checked",
        summary: "no mark, no note and no link was found",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NothingChecked {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        if citations.marks.is_empty() && citations.notes.is_empty() && citations.links.is_empty() {
            let first = facts.document.blocks.first().map(|block| block.origin);
            let place = match first {
                Some(origin) => facts.document.place_of(origin),
                None => facts.document.place(Span::at(0)),
            };
            push(
                Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    place,
                    "no mark, no note and no link was found: nothing was checked".to_owned(),
                )
                .help("look at what was read with `footfault extract`; name the format with --input-format"),
            );
        }
    }
}
