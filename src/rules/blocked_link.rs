//! The page stands on `BlockedLink`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Verdict},
};

declare_rule! {
    /// # What it checks
    /// The site refused the question, asked for a login, a payment or a proof of being human, or limits how often it may be
    /// asked.
    ///
    /// # Why it matters
    /// The page is probably there; somebody has to look. It is never called dead.
    BlockedLink {
        id: "blocked-link",
        summary: "the page exists but is not shown to a robot",
        family: Links,
        severity: Info,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for BlockedLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "cannot be verified from here",
            help: "open it in a browser; say in the note if it needs a subscription",
            severity: Severity::Info,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Blocked {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
