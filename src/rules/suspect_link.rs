//! The page stands on `SuspectLink`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Reason, Verdict},
};

declare_rule! {
    /// # What it checks
    /// A page that answers is read: “not found” in its own words, a parked or suspended domain, the home page in place of the
    /// page, an empty page, another kind of file than the address says, a title that shares nothing with the cited one.
    ///
    /// # Why it matters
    /// Nothing looks broken, yet what the note cites is not there.
    ///
    /// # Known limits
    /// Titles are compared with care; translations and shortened titles are not told.
    SuspectLink {
        id: "suspect-link",
        summary: "the address answers, but not with what was cited",
        family: Links,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for SuspectLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "answers, but probably not with what was cited",
            help: "open it and compare it with the citation",
            severity: Severity::Warning,
            confidence: Confidence::Medium,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Suspect
                && !matches!(
                    probe.reason,
                    Reason::MissingAnchor | Reason::MissingTextFragment | Reason::Retracted
                ) {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
