//! The page stands on `DeadLink`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Verdict},
};

declare_rule! {
    /// # What it checks
    /// Each cited address is asked, more than once where the failure may pass. It is dead where no reader gets the page: not
    /// found, gone, no such host, connection refused, redirects in a circle, an error of the server that stays.
    ///
    /// # Why it matters
    /// The reader cannot see what the note cites.
    ///
    /// # Known limits
    /// A page that refuses robots is not dead: see `blocked-link`. A failure that may pass is told by `unreachable-link`.
    /// Where an archived copy from the time of the citation is known, the fix is to cite it.
    DeadLink {
        id: "dead-link",
        summary: "the cited page is gone",
        family: Links,
        severity: Error,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for DeadLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "is dead",
            help: "find where the page went, or cite an archived copy",
            severity: Severity::Error,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Dead {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
