//! The page stands on `SameUrlOtherMetadata`.

use std::collections::HashMap;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{
        Citation, CitationForm, LinkId,
        urls::{self, Pieces},
        wording,
    },
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// One address is cited under one title and with the same authors wherever it stands. Case, punctuation, a missing
    /// subtitle and initials make no difference.
    ///
    /// # Why it matters
    /// Of two titles for one page one is wrong, or one of the two addresses was pasted into the wrong note.
    ///
    /// # Known limits
    /// Home pages, and addresses that differ in the part after `#`, may hold several works and are not compared.
    ///
    /// # Examples
    /// ```md fires:4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “One Title of a Text,” *Press*, May 1, 2023, <https://a.org/news/one>.
    /// [^2]: John Doe, “Another Matter Altogether,” *Press*, May 1, 2023, <https://www.a.org/news/one/>.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “One Title: And a Subtitle,” *Press*, May 1, 2023, <https://a.org/news/one>.
    /// [^2]: J. Roe, “One title,” *Press*, May 1, 2023, <https://a.org/news/one>.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “One Title of a Text,” *Press*, May 1, 2023, <https://a.org/>.
    /// [^2]: John Doe, “Another Matter Altogether,” *Press*, May 1, 2023, <https://a.org/>.
    /// ```
    SameUrlOtherMetadata {
        id: "same-url-other-metadata",
        summary: "one address is cited with different titles or authors",
        family: Urls,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SameUrlOtherMetadata {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut first: HashMap<String, (LinkId, &Citation)> = HashMap::new();
        for (id, link) in at_link::web_links(facts) {
            let pieces = Pieces::of(&link.url);
            if pieces.path.trim_matches('/').is_empty() && pieces.query.is_none() {
                continue;
            }
            let Some(citation) = at_link::citation_of(facts, id)
                .filter(|citation| citation.form == CitationForm::Full && citation.links.len() == 1)
            else {
                continue;
            };
            let fragment = pieces.fragment.filter(|fragment| !fragment.contains(":~:"));
            let key = format!("{}#{}", urls::canonical(&link.url), fragment.unwrap_or_default());
            let Some((other_id, other)) = first.get(&key).copied() else {
                first.insert(key, (id, citation));
                continue;
            };
            let Some((severity, what)) = difference(other, citation) else {
                continue;
            };
            let other_link = &facts.citations.links[other_id];
            let label = other_link
                .note
                .map(|note| facts.citations.notes[note].label.clone())
                .unwrap_or_default();
            let place = facts.document.place_of(other_link.origin);
            let message = format!("{} is cited {what}", at_link::brief(&link.url));
            push(
                at_link::finding(facts, &Self::META, id, severity, message)
                    .confidence(Confidence::Medium)
                    .help("compare both notes with the page")
                    .related(format!("the same address in note {label}"), place),
            );
        }
    }
}

fn difference(a: &Citation, b: &Citation) -> Option<(Severity, String)> {
    if let (Some(a), Some(b)) = (a.title.as_deref(), b.title.as_deref())
        && titles_differ(a, b)
    {
        return Some((
            Severity::Warning,
            format!("as “{}” and as “{}”", short(a), short(b)),
        ));
    }
    match (a.authors.is_empty(), b.authors.is_empty()) {
        (true, true) => None,
        (false, false) => {
            let (a, b) = (&a.authors[0], &b.authors[0]);
            names_differ(a, b).then(|| {
                (
                    Severity::Warning,
                    format!("with the author “{}” and with “{}”", short(a), short(b)),
                )
            })
        }
        (without, _) => {
            let name = if without { &b.authors[0] } else { &a.authors[0] };
            Some((
                Severity::Info,
                format!("with the author “{}” and without", short(name)),
            ))
        }
    }
}

fn short(text: &str) -> String {
    if text.chars().count() <= 60 {
        return text.to_owned();
    }
    let head: String = text.chars().take(59).collect();
    format!("{}…", head.trim_end())
}

fn titles_differ(a: &str, b: &str) -> bool {
    if wording::is_latin(a) != wording::is_latin(b) {
        return false;
    }
    let (a, b) = (wording::stems(a), wording::stems(b));
    let shorter = a.len().min(b.len());
    if shorter == 0 {
        return false;
    }
    let shared = a.iter().filter(|stem| b.contains(stem)).count();
    shared * 10 < shorter * 7
}

fn names_differ(a: &str, b: &str) -> bool {
    let (a, b) = (wording::words(a), wording::words(b));
    !a.iter().any(|word| word.len() > 2 && b.contains(word))
}
