//! The page stands on `MovedLink`.

use super::{Facts, Meta, Rule, answers, at_link};
use crate::{
    finding::{Applicability, Confidence, Finding, Severity},
    probe::{Probe, Reason, Verdict, destination},
};

declare_rule! {
    /// # What it checks
    /// The address sends every reader on, and says that it is for good. The new address was asked too and answers.
    ///
    /// # Why it matters
    /// Sites keep such redirects for some years only. The fix cites the new address and keeps the part from `#` on.
    ///
    /// # Known limits
    /// The fix is only suggested where the page itself sends the reader on, or where the new address looks like a
    /// home page, a login or an error page.
    ///
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
    let applicability = if is_sure(probe, &new) {
        Applicability::Safe
    } else {
        Applicability::Suggest
    };
    answers::with_address(finding, facts, probe, &new, applicability)
}

/// Whether the new address may be cited without a look: the server itself said that the page moved for good,
/// and not to a door through which every lost page is sent.
fn is_sure(probe: &Probe, new: &str) -> bool {
    let (Ok(old), Ok(new)) = (url::Url::parse(&probe.url), url::Url::parse(new)) else {
        return false;
    };
    matches!(probe.reason, Reason::PermanentRedirect | Reason::HttpsUpgrade)
        && !destination::is_login(&new)
        && !destination::is_error_page(&new)
        && (!destination::is_home(&new) || destination::is_home(&old))
}
