//! The page stands on `InsecureLink`.

use super::{Facts, Meta, Rule, answers};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::{Verdict},
};

declare_rule! {
    /// # What it checks
    /// The certificate of the site is expired, unknown or another site's, or a secure address sends the reader on to an
    /// insecure one.
    ///
    /// # Why it matters
    /// Browsers stop readers with a warning before the page, and what they see behind it may not be what was cited.
    InsecureLink {
        id: "insecure-link",
        summary: "the browser warns readers of the page",
        family: Links,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for InsecureLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "is not secure",
            help: "ask the site to mend its certificate, or cite another address",
            severity: Severity::Warning,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Insecure {
                push(answers::finding(facts, &Self::META, (probe, link), wording));
            }
        }
    }
}
