//! The page stands on `HostPublisherDiffer`.

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{
        urls::{self, Pieces},
        wording,
    },
    finding::{Applicability, Confidence, Edit, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// The name of the newspaper or site, written as one word, is held against the name of the host: nearly the same,
    /// but a letter or two apart, is a slip.
    ///
    /// # Why it matters
    /// The host was copied, the name was typed.
    ///
    /// # Known limits
    /// Names shorter than seven letters are not compared, nor hosts that abbreviate.
    ///
    /// # Examples
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Taliban Take Control of Consulate,” *Euroasianet*, March 27, 2023, <https://eurasianet.org/taliban-take-control>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Taliban Take Control of Consulate,” *Kabul Now*, March 27, 2023, <https://kabulnow.com/taliban-take-control>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Taliban Take Control of Consulate,” *The Hindu*, March 27, 2023, <https://www.thehindu.com/taliban-take-control>.
    /// ```
    HostPublisherDiffer {
        id: "host-publisher-differ",
        summary: "the publisher's name is a letter or two away from its host",
        family: Urls,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for HostPublisherDiffer {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            let Some(citation) = at_link::citation_of(facts, id) else {
                continue;
            };
            let Some(container) = citation.container.as_deref() else {
                continue;
            };
            let host = Pieces::of(&link.url).bare_host();
            let Some(registered) = urls::registrable(&host) else {
                continue;
            };
            let label = registered.split('.').next().unwrap_or_default();
            if !nearly(container, label, registered) {
                continue;
            }
            let message = format!("the note names “{container}”, the host is {registered}");
            let mut finding = at_link::finding(facts, &Self::META, id, Severity::Info, message)
                .confidence(Confidence::Medium)
                .help("compare the name with the site");
            // One word can be set right from the host; of several the host does not tell the spaces.
            if !container.contains(char::is_whitespace)
                && let Some(span) = citation.container_span
                && let Some(start) = facts.document.verbatim_in_file(span)
                && span.of(&facts.document.text) == container
            {
                let mut letters = label.chars();
                let name: String = letters
                    .next()
                    .into_iter()
                    .flat_map(char::to_uppercase)
                    .chain(letters)
                    .collect();
                finding = finding.fix(
                    Applicability::Suggest,
                    vec![Edit { start, end: start + span.len(), text: name }],
                );
            }
            push(finding);
        }
    }
}

/// Whether a name and a host are so near that one is a slip for the other.
fn nearly(container: &str, label: &str, registered: &str) -> bool {
    let name = wording::letters(container);
    let bare = name.strip_prefix("the").unwrap_or(&name);
    let hosts = [wording::letters(label), wording::letters(registered)];
    let equal = hosts.iter().any(|host| {
        *host == name || host == bare || host.strip_prefix("the") == Some(bare)
    });
    if equal || !name.is_ascii() {
        return false;
    }
    let host = &hosts[0];
    let length = bare.len().min(host.len());
    let distance = strsim::damerau_levenshtein(bare, host);
    // A plural, a country or a kind of site at the end is how hosts are named.
    let continued = bare.starts_with(host.as_str()) || host.starts_with(bare);
    length >= 7 && !continued && (1..=2).contains(&distance) && distance * 5 <= length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_names() {
        for (container, label, expected) in [
            ("Euroasianet", "eurasianet", true),
            ("Wahsington Post", "washingtonpost", true),
            ("Washington Post", "washingtonpost", false),
            ("The Hindu", "thehindu", false),
            ("Azer News", "azernews", false),
            ("TOLONews", "tolonews", false),
            ("Reuters", "reuters", false),
            ("BBC", "bbc", false),
            ("Brookings", "brookings", false),
            ("Guardian", "theguardian", false),
        ] {
            assert_eq!(nearly(container, label, &format!("{label}.org")), expected, "{container}");
        }
    }
}
