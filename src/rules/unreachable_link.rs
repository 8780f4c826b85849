//! The page stands on `UnreachableLink`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Verdict},
};

declare_rule! {
    /// # What it checks
    /// The host did not answer in time, its name could not be looked up, or it failed in a way that passes. The finding says
    /// how often it was asked.
    ///
    /// # Why it matters
    /// Readers may meet the same. Whether the page is gone shows in a later run.
    UnreachableLink {
        id: "unreachable-link",
        summary: "the page did not answer, which may pass",
        family: Links,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for UnreachableLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "did not answer",
            help: "ask again later",
            severity: Severity::Warning,
            confidence: Confidence::Medium,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Unreachable {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
