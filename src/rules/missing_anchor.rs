//! The page stands on `MissingAnchor`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Reason},
};

declare_rule! {
    /// # What it checks
    /// The part of an address from `#` on names a place on the page, or words on it (`#:~:text=`). The page is read and has
    /// neither.
    ///
    /// # Why it matters
    /// The reader lands at the top of the page, and what the note cites may have been removed from it.
    MissingAnchor {
        id: "missing-anchor",
        summary: "the cited place is not on the page",
        family: Links,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for MissingAnchor {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "has no such place on its page",
            help: "cite the page without the part from “#” on, or the place it has now",
            severity: Severity::Warning,
            confidence: Confidence::Medium,
        };
        for (probe, link) in facts.probes_here() {
            if matches!(
                probe.reason,
                Reason::MissingAnchor | Reason::MissingTextFragment
            ) {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
