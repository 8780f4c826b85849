//! See the page on `DoiForm`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_citation, at_link};
use crate::{
    citations::{Link, identifiers},
    finding::{Applicability, Edit, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// A DOI has the form `10.REGISTRANT/SUFFIX`, without doubled resolver or braces; the resolver is doi.org, not the old
    /// `dx.doi.org` (a query).
    ///
    /// # Why it matters
    /// A malformed DOI resolves to nothing. Source: DOI Handbook, chapter 2; Crossref DOI display guidelines.
    ///
    /// # Examples
    /// ```md fires:5,6,7
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council,” *Harbor Studies* 3, no. 1 (2021): 4–9, <https://doi.org/10.33/harbor.7>.
    /// 2. Ada Roe, “Rain,” *Harbor Studies* 3, no. 2 (2021): 4–9, <https://doi.org/https://doi.org/10.3301/harbor.8>.
    /// 3. Ada Roe, “Snow,” *Harbor Studies* 3, no. 3 (2021): 4–9, <https://dx.doi.org/10.3301/harbor.9>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council,” *Harbor Studies* 3, no. 1 (2021): 4–9, <https://doi.org/10.33201/harbor.880171>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council,” *Harbor Studies* 3, no. 1 (2021): 4–9, doi:10.1000/182.
    /// ```
    DoiForm {
        id: "doi-form",
        summary: "DOI is malformed or uses an old address",
        family: Identifiers,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DoiForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            for id in &cited.citation.links {
                let Some(link) = facts.citations.links.get(*id) else {
                    continue;
                };
                let Some((host, path)) = resolver(&link.url) else {
                    continue;
                };
                let fault = if path.to_lowercase().contains("doi.org/") {
                    Some("the resolver stands twice")
                } else if path.contains(['{', '}']) || path.contains("%7B") {
                    Some("braces stand in it")
                } else if path.ends_with(['.', ',', ';']) {
                    Some("it ends with a punctuation mark")
                } else if identifiers::normalize_doi(path).is_none() {
                    Some("it has not the form 10.REGISTRANT/SUFFIX")
                } else {
                    None
                };
                if let Some(fault) = fault {
                    let finding = cited
                        .finding_at(facts, &Self::META, link.span, format!("{}: malformed DOI: {fault}", cited.name()))
                        .help("copy the DOI again from the publisher’s page");
                    push(with_resolver(finding, facts, link, doubled(&link.url)));
                } else if host == "dx.doi.org" {
                    let finding = cited
                        .finding_at(
                            facts,
                            &Self::META,
                            link.span,
                            format!("{}: DOI with the old resolver dx.doi.org", cited.name()),
                        )
                        .help(format!("write https://doi.org/{path}"));
                    let finding = at_citation::milder(finding, Severity::Info);
                    push(with_resolver(finding, facts, link, old(&link.url)));
                }
            }
            let around = cited.around(facts);
            let lower = around.to_lowercase();
            if let Some(at) = lower.find("doi:")
                && cited.citation.identifiers.doi.is_none()
                && lower[at + 4..].trim_start().starts_with("10")
            {
                push(
                    cited
                        .finding(
                            facts,
                            &Self::META,
                            format!("{}: malformed DOI: it has not the form 10.REGISTRANT/SUFFIX", cited.name()),
                        )
                        .help("copy the DOI again from the publisher’s page"),
                );
            }
        }
    }
}

/// What is to be replaced in an address whose resolver stands twice: all resolvers but one.
fn doubled(url: &str) -> Option<(&str, &'static str)> {
    static TWICE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^(?:https?://(?:dx\.|www\.)?doi\.org/){2,}").expect("a fixed pattern"));
    Some((TWICE.find(url)?.as_str(), "https://doi.org/"))
}

/// What is to be replaced in an address with the old resolver.
fn old(url: &str) -> Option<(&str, &'static str)> {
    let end = url.find("dx.doi.org/")? + "dx.doi.org/".len();
    Some((url.get(..end)?, "https://doi.org/"))
}

/// The finding with a fix that writes the right resolver wherever the link has the wrong one in the file.
fn with_resolver(
    finding: Finding,
    facts: &Facts<'_>,
    link: &Link,
    change: Option<(&str, &str)>,
) -> Finding {
    let Some((wrong, right)) = change else {
        return finding;
    };
    let edits: Vec<Edit> = at_link::edit_source(facts, link, &|source| {
        source
            .match_indices(wrong)
            .map(|(at, _)| (at..at + wrong.len(), right.to_owned()))
            .collect()
    });
    if edits.is_empty() {
        finding
    } else {
        finding.fix(Applicability::Safe, edits)
    }
}

/// Host and rest of an address of the DOI resolver.
fn resolver(url: &str) -> Option<(&str, &str)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    matches!(host, "doi.org" | "dx.doi.org" | "www.doi.org").then_some((host, path))
}
