//! The page stands on `InvalidLink`.

use super::{Facts, Meta, Rule, answers, url_faults};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Verdict},
};

declare_rule! {
    /// # What it checks
    /// An address that no program can ask: its scheme is not one of the web, or it cannot be read.
    ///
    /// # Why it matters
    /// The reader cannot get there either.
    ///
    /// # Known limits
    /// Silent where `malformed-url`, `bad-percent-encoding`, `merged-links`, `line-break-damage` or `truncated-url` names the
    /// cause.
    InvalidLink {
        id: "invalid-link",
        summary: "the address cannot be requested",
        family: Links,
        severity: Error,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for InvalidLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "cannot be requested",
            help: "copy the address anew from the page",
            severity: Severity::Error,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Invalid
                && !answers::links_here(facts, probe)
                    .any(|id| url_faults::of(facts, id).is_some()) {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
