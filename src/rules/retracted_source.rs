//! The page stands on `RetractedSource`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Reason},
};

declare_rule! {
    /// # What it checks
    /// The title or the metadata of the cited page says that the work was retracted or withdrawn, and the note does not say
    /// so.
    ///
    /// # Why it matters
    /// A claim that rests on a retracted work rests on nothing.
    RetractedSource {
        id: "retracted-source",
        summary: "the cited work was retracted or withdrawn",
        family: Links,
        severity: Error,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for RetractedSource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "is retracted or withdrawn",
            help: "do not rest a claim on it, or say that it was retracted",
            severity: Severity::Error,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.reason == Reason::Retracted {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
