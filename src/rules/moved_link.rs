//! The page stands on `MovedLink`.

use super::{Facts, Meta, Rule, answers, at_link};
use crate::{
    finding::{Applicability, Confidence, Finding, Severity},
    probe::{Probe, Verdict},
};

declare_rule! {
    /// # What it checks
    /// The address sends every reader on, and says that it is for good. The new address was asked too and answers.
    ///
    /// # Why it matters
    /// Sites keep such redirects for some years only. The fix cites the new address and keeps the part from `#` on.
    ///
    /// # Known limits
    /// A redirect that adds only a session or a language the reader chose is temporary, and not told.
    MovedLink {
        id: "moved-link",
        summary: "the page moved to another address for good",
        family: Links,
        severity: Info,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for MovedLink {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let wording = answers::Wording {
            what: "moved",
            help: "cite the new address",
            severity: Severity::Info,
            confidence: Confidence::High,
        };
        for (probe, link) in facts.probes_here() {
            if probe.verdict == Verdict::Moved {
                push(moved(facts, probe, answers::finding(facts, &Self::META, (probe, link), wording)));
            }
        }
    }
}

/// The finding with the new address, and the fix that cites it.
fn moved(facts: &Facts<'_>, probe: &Probe, mut finding: Finding) -> Finding {
    let Some(new) = probe.better_url.as_deref().or(probe.final_url.as_deref()) else {
        return finding;
    };
    let fragment = probe.url.split_once('#').map(|(_, fragment)| fragment);
    let new = match fragment.filter(|_| !new.contains('#')) {
        Some(fragment) => format!("{new}#{fragment}"),
        None => new.to_owned(),
    };
    finding.help = format!("cite {}", at_link::brief(&new));
    answers::with_address(finding, facts, probe, &new, Applicability::Safe)
}
