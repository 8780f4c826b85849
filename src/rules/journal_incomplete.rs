//! See the page on `JournalIncomplete`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{WorkKind, titles},
    finding::{Confidence, Finding, Severity},
};

/// Words that say why an article has no numbers yet.
const EARLY: &[&str] = &["forthcoming", "online first", "advance", "in press", "early view", "ahead of print", "preprint"];

declare_rule! {
    /// # What it checks
    /// A journal article has a year; a volume, where other articles of the journal have one; and pages, an address or a DOI.
    ///
    /// # Why it matters
    /// Without them a library cannot deliver the article. Source: *The Chicago Manual of Style*, journal articles.
    ///
    /// # Examples
    /// ```md fires:5
    /// The line moved.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Strategic Essays* 33, no. 2: 19.
    /// ```
    /// ```md fires:5
    /// The line moved.<sup>1</sup> The line held.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Strategic Essays*, no. 2 (2013): 19–32.
    /// 2. Peter Stroud, “The Line That Held,” *Strategic Essays* 34, no. 1 (2014): 4–9.
    /// ```
    /// ```md quiet
    /// The line moved.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Strategic Essays* 33, no. 2 (2013): 19–32.
    /// ```
    /// ```md quiet
    /// The line moved.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Line Letter*, no. 2 (2013): 19–32.
    /// ```
    JournalIncomplete {
        id: "journal-incomplete",
        summary: "journal article without volume, year or pages",
        family: Fields,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for JournalIncomplete {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let articles: Vec<at_citation::Cited<'_>> = at_citation::full(facts)
            .filter(|cited| {
                let citation = cited.citation;
                citation.kind == WorkKind::Journal
                    && citation.title.is_some()
                    && citation.container.is_some()
                    && (citation.volume.is_some() || citation.issue.is_some())
            })
            .collect();
        for cited in &articles {
            let citation = cited.citation;
            let around = cited.around(facts);
            let lower = around.to_lowercase();
            if EARLY.iter().any(|word| lower.contains(word)) || !citation.unparsed.is_empty() {
                continue;
            }
            let journal = titles::squeezed(citation.container.as_deref().unwrap_or_default());
            let known = citation.volume.is_none().then(|| {
                articles.iter().find(|other| {
                    other.citation.volume.is_some()
                        && titles::squeezed(other.citation.container.as_deref().unwrap_or_default()) == journal
                })
            });
            let mut missing = Vec::new();
            if citation.date.is_none() && !at_citation::has_year(&around) {
                missing.push("year".to_owned());
            }
            if known.flatten().is_some() {
                missing.push("volume".to_owned());
            }
            let grave = !missing.is_empty();
            if citation.pages.is_none() && citation.locator.is_none() && citation.links.is_empty() && !cited.is_identified()
            {
                missing.push("pages".to_owned());
            }
            if missing.is_empty() {
                continue;
            }
            let title = citation.title.as_deref().unwrap_or_default();
            let mut finding = cited
                .finding(
                    facts,
                    &Self::META,
                    format!("{}: {} has no {}", cited.name(), at_citation::quoted(title), at_citation::listed(&missing)),
                )
                .help(format!("add the {}", at_citation::listed(&missing)))
                .confidence(Confidence::Medium);
            if let Some(other) = known.flatten() {
                finding = finding.related(format!("{} gives a volume of this journal", other.name()), other.place(facts));
            }
            push(if grave { finding } else { at_citation::milder(finding, Severity::Info) });
        }
    }
}
