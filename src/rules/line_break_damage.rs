//! The page stands on `LineBreakDamage`.

use std::collections::HashMap;

use super::{
    Facts, Meta, Rule, at_link,
    url_faults::{self, Kind},
};
use crate::{
    citations::{LinkId, urls, wording},
    finding::{Applicability, Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// An address that stops at the end of a line while the next line begins like the rest of its path; and a word of the
    /// address that is two words of the cited title written as one, as when the hyphen at the end of a line was taken away; and
    /// two addresses of the document that differ only by a hyphen or by their last letters.
    ///
    /// # Why it matters
    /// Typesetting breaks long addresses over lines. Put together again, they lack a hyphen, a letter or their second half.
    ///
    /// # Examples
    /// ```text fires:3
    /// Text.[1]
    /// Notes
    /// 1. Jane Roe, "Title," https://a.org/news/afghan
    /// /foreign-minister-speaks.html
    /// ```
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Afghan Foreign Minister Speaks on Trade,” *Press*, <https://a.org/afghan-foreignminister-speaks-on-trade>
    /// ```
    /// ```md fires:4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “One Thing and Another,” *Press*, <https://a.org/one-thing-and-another/report.html>
    /// [^2]: “One Thing and Another,” *Press*, <https://a.org/one-thing-and-another/report.ht>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Cease-Fire Ends at Noon,” *Press*, <https://a.org/ceasefire-ends-at-noon>, and
    /// and then other words.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “One,” *Press*, <https://a.org/page/1>
    /// [^2]: “Two,” *Press*, <https://a.org/page/12>
    /// ```
    LineBreakDamage {
        id: "line-break-damage",
        summary: "an address damaged where a line broke",
        family: Urls,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for LineBreakDamage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        url_faults::report(facts, &Self::META, Kind::LineBreak, push);
        let mut told = Vec::new();
        for (id, link) in at_link::web_links(facts) {
            let title = at_link::citation_of(facts, id).and_then(|citation| citation.title.as_deref());
            let Some((joined, apart)) = title.and_then(|title| swallowed_hyphen(&link.url, title)) else {
                continue;
            };
            told.push(id);
            let message = format!(
                "{}: “{joined}” is “{apart}” in the title; a hyphen is lost",
                at_link::brief(&link.url)
            );
            let edits = at_link::edit_source(facts, link, &|source| {
                source
                    .match_indices(joined.as_str())
                    .map(|(at, old)| (at..at + old.len(), apart.clone()))
                    .collect()
            });
            let finding = at_link::finding(facts, &Self::META, id, Severity::Warning, message)
                .confidence(Confidence::Medium)
                .help("open the address; where it fails, add the hyphen");
            push(if edits.is_empty() {
                finding
            } else {
                finding.fix(Applicability::Suggest, edits)
            });
        }
        for (damaged, sound) in variants(facts) {
            if told.contains(&damaged) || told.contains(&sound) || url_faults::of(facts, damaged).is_some_and(|fault| fault.kind == Kind::LineBreak) {
                continue;
            }
            let links = &facts.citations.links;
            let message = format!(
                "{} and {} are one address, damaged in one of them",
                at_link::brief(&links[damaged].url),
                at_link::brief(&links[sound].url)
            );
            push(
                at_link::finding(facts, &Self::META, damaged, Severity::Warning, message)
                    .confidence(Confidence::Medium)
                    .help("open both and cite the one that answers")
                    .related("the other form", facts.document.place_of(links[sound].origin)),
            );
        }
    }
}

/// A word of the address that is two words of the title, with the form it should have.
fn swallowed_hyphen(url: &str, title: &str) -> Option<(String, String)> {
    let path = urls::Pieces::of(url).path.to_lowercase();
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    // Only an address that sets the words of titles apart shows that one is glued.
    if path.matches('-').count() < 2 {
        return None;
    }
    let words: Vec<String> = title.split_whitespace().map(wording::letters).collect();
    let whole: Vec<&str> = title.split_whitespace().collect();
    let agreeing = words.iter().filter(|word| word.len() > 2 && parts.contains(&word.as_str())).count();
    if agreeing < 2 {
        return None;
    }
    words.windows(2).enumerate().find_map(|(at, pair)| {
        let glued = format!("{}{}", pair[0], pair[1]);
        let long = pair[0].len() >= 4 && pair[1].len() >= 4 && glued.is_ascii();
        let hyphened = whole[at].contains('-') || whole[at + 1].contains('-');
        (long && !hyphened && parts.contains(&glued.as_str()))
            .then(|| (glued, format!("{}-{}", pair[0], pair[1])))
    })
}

/// Pairs of links whose addresses differ only by hyphens or by lost last letters: the damaged, the sound.
fn variants(facts: &Facts<'_>) -> Vec<(LinkId, LinkId)> {
    let mut out = Vec::new();
    let mut seen: HashMap<String, (LinkId, String)> = HashMap::new();
    let mut forms: Vec<(String, LinkId)> = Vec::new();
    for (id, link) in at_link::web_links(facts) {
        if link.note.is_none() || url_faults::of(facts, id).is_some_and(|fault| fault.kind == Kind::Percent) {
            continue;
        }
        let canonical = urls::canonical(&link.url);
        let path = canonical.split_once('/').map_or("", |(_, path)| path);
        if path.len() < 12 {
            continue;
        }
        let bare: String = canonical.chars().filter(|c| *c != '-').collect();
        match seen.get(&bare) {
            Some((other, form)) if *form != canonical => {
                let damaged = if canonical.len() < form.len() { (id, *other) } else { (*other, id) };
                out.push(damaged);
            }
            Some(_) => {}
            None => {
                seen.insert(bare, (id, canonical.clone()));
                forms.push((canonical, id));
            }
        }
    }
    forms.sort();
    for pair in forms.windows(2) {
        let Some(rest) = pair[1].0.strip_prefix(pair[0].0.as_str()) else {
            continue;
        };
        // `/page/1` and `/page/12`, `/report` and `/reports/x` are different pages; `/report.ht` is not.
        let lost = (1..=3).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphabetic());
        let last = pair[0].0.rsplit('/').next().unwrap_or_default();
        let file = last.contains('.') && !matches!(rest, "x" | "l" | "s");
        let long = last.matches('-').count() >= 3;
        if lost && (file || long) {
            out.push((pair[0].1, pair[1].1));
        }
    }
    out.sort_unstable();
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_hyphens_show_against_the_title() {
        let found = swallowed_hyphen("https://a.org/afghan-foreignminister-speaks-on-trade", "Afghan Foreign Minister Speaks on Trade");
        assert_eq!(found, Some(("foreignminister".to_owned(), "foreign-minister".to_owned())));
        for (url, title) in [
            ("https://a.org/ceasefire-ends-at-noon", "Cease-Fire Ends at Noon"),
            ("https://a.org/foreignminister", "Foreign Minister"),
            ("https://a.org/the-foreign-minister-speaks", "The Foreign Minister Speaks"),
        ] {
            assert_eq!(swallowed_hyphen(url, title), None);
        }
    }
}
