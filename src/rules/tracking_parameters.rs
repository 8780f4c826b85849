//! The page stands on `TrackingParameters`.

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::urls::{self, Pieces},
    finding::{Applicability, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Addresses carry no parameters that only record how they were passed on: `utm_source`, `fbclid`, `gclid`, `igsh`,
    /// `mc_cid` and their like everywhere, `s` and `t` on posts of X, `si` on `YouTube`, and others on the sites that
    /// use them.
    ///
    /// # Why it matters
    /// They make addresses long, tell on the author, and say nothing of the source.
    ///
    /// # Known limits
    /// Parameters that choose what is shown (`id`, `lang`, `title`) are left alone, as are those that name a chatbot:
    /// `chat-residue` tells them.
    ///
    /// # Examples
    /// ```md fires:3,4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “Title,” X, May 1, 2023, <https://twitter.com/roe/status/1719630782824583525?s=46>.
    /// [^2]: Jane Roe, “Title,” *Press*, May 1, 2023, <https://a.org/b?id=1&utm_source=newsletter&fbclid=x>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “Title,” *Press*, <https://a.org/News?title=a-%26-b&id=441716>, <https://mid.ru/1?lang=en>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “Title,” *Press*, <https://a.org/?s=query>, <https://youtu.be/abc?t=90>
    /// ```
    TrackingParameters {
        id: "tracking-parameters",
        summary: "parameters that only track readers are left in an address",
        family: Urls,
        severity: Info,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for TrackingParameters {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            let pieces = Pieces::of(&link.url);
            let Some(query) = pieces.query else { continue };
            let tracks = |parameter: &str| {
                urls::is_tracking(&pieces, parameter) && urls::chatbot(parameter).is_none()
            };
            let found: Vec<&str> = query.split('&').filter(|parameter| tracks(parameter)).collect();
            // A chatbot's parameter goes with the rest of them: one cause, one finding.
            if found.is_empty() || query.split('&').any(|parameter| urls::chatbot(parameter).is_some()) {
                continue;
            }
            let message = format!(
                "“{}” only {} how the address was passed on",
                at_link::brief(&found.join("&")),
                if found.len() == 1 { "records" } else { "record" }
            );
            let mut finding = at_link::finding(facts, &Self::META, id, Severity::Info, message)
                .help("cite the address without it");
            let edits = at_link::edit_source(facts, link, &|source| {
                urls::without_parameters(source, &tracks)
            });
            if !edits.is_empty() {
                finding = finding.fix(Applicability::Safe, edits);
            }
            push(finding);
        }
    }
}
