//! See the page on `AmbiguousCorporateAuthor`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::titles,
    finding::{Confidence, Finding},
};

/// Words of which names of state bodies are made, and that name no country.
const GENERIC: &[&str] = &[
    "the", "of", "for", "and", "on", "in", "ministry", "ministries", "department", "office", "agency", "bureau", "bank",
    "central", "national", "state", "federal", "government", "parliament", "senate", "assembly", "committee",
    "commission", "council", "court", "supreme", "constitutional", "statistics", "statistical", "census", "foreign",
    "external", "internal", "affairs", "finance", "health", "education", "interior", "defense", "defence", "justice",
    "economic", "economy", "economics", "trade", "commerce", "planning", "agriculture", "service", "authority", "board",
    "police", "customs", "tax", "labor", "labour", "energy", "transport", "environment", "security", "cabinet",
    "president", "prime", "minister", "attorney", "general",
];
/// Words that say it is a body of a state.
const BODIES: &[&str] = &[
    "ministry", "department", "office", "agency", "bureau", "bank", "government", "parliament", "senate", "assembly",
    "commission", "committee", "council", "court", "service", "authority", "board", "cabinet",
];

declare_rule! {
    /// # What it checks
    /// An institution whose name many countries share (“Statistics Agency”, “Ministry of Foreign Affairs”) says whose it is.
    ///
    /// # Why it matters
    /// The reader cannot tell which one is meant. Source: United Nations Editorial Manual, IV.A.
    ///
    /// # Examples
    /// ```md fires:5
    /// Trade rose.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Statistics Agency, “Foreign Economic Activity,” July 21, 2023, <https://stat.example/trade>.
    /// ```
    /// ```md quiet
    /// Trade rose.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Statistics Agency of Overmarrow, “Foreign Economic Activity,” July 21, 2023, <https://stat.example/trade>.
    /// ```
    /// ```md quiet
    /// Trade rose.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Finance, Government of Overmarrow, “Foreign Economic Activity,” July 21, 2023, <https://stat.example/trade>.
    /// ```
    AmbiguousCorporateAuthor {
        id: "ambiguous-corporate-author",
        summary: "institution without its country",
        family: Fields,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for AmbiguousCorporateAuthor {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut named: Vec<(String, Vec<at_citation::Cited<'_>>)> = Vec::new();
        for cited in at_citation::full(facts) {
            let [author] = cited.citation.authors.as_slice() else {
                continue;
            };
            let words = titles::words(author);
            let generic = words.len() >= 2
                && words.iter().all(|word| GENERIC.contains(&word.as_str()))
                && words.iter().any(|word| BODIES.contains(&word.as_str()));
            // `(U.S.)` behind the name or a country in the container tells whose it is.
            if !generic || cited.citation.container.is_some() {
                continue;
            }
            match named.iter_mut().find(|(name, _)| name == author) {
                Some((_, all)) => all.push(cited),
                None => named.push((author.clone(), vec![cited])),
            }
        }
        for (author, all) in named {
            let finding = all[0]
                .finding(facts, &Self::META, format!("{}: {} of which country?", all[0].name(), at_citation::quoted(&author)))
                .help("add the country or city")
                .confidence(Confidence::Low);
            push(at_citation::with_others(finding, facts, &all[1..], |other| {
                format!("{} names it so too", other.name())
            }));
        }
    }
}
