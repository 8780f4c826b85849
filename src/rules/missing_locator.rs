//! See the page on `MissingLocator`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{LinkForm, WorkKind},
    finding::{Confidence, Finding, Severity},
};

/// How many citations with an address make addresses the document's practice.
const PRACTICE: usize = 3;
/// The first year whose news is expected to stand in the web.
const ONLINE: i16 = 2000;

declare_rule! {
    /// # What it checks
    /// A news item or web article has an address, DOI or page where the document gives addresses for most of the others.
    /// Reports and journal articles are told once for the document, as a query, where others of their kind have an address
    /// or DOI. Works from before 2000 are left alone.
    ///
    /// # Why it matters
    /// The reader cannot get at the item; often another note has the address.
    ///
    /// # Examples
    /// ```md fires:8
    /// The council met.<sup>1</sup> It left.<sup>2</sup> It rained.<sup>3</sup> It snowed.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021, <https://post.example/alone>.
    /// 3. Ada Roe, “Rain over Harbor,” *Harbor Post*, June 1, 2021, <https://post.example/rain>.
    /// 4. Ada Roe, “Snow over Harbor,” *Harbor Post*, December 1, 2021.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> It left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> It left.<sup>2</sup> It rained.<sup>3</sup> It snowed.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021, <https://post.example/alone>.
    /// 3. Ada Roe, “Rain over Harbor,” *Harbor Post*, June 1, 2021, <https://post.example/rain>.
    /// 4. Ada Roe, “Snow over Harbor,” *Harbor Post*, December 1, 1931.
    /// ```
    MissingLocator {
        id: "missing-locator",
        summary: "online item without address",
        family: Fields,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MissingLocator {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let recent: Vec<at_citation::Cited<'_>> = at_citation::full(facts)
            .filter(|cited| cited.citation.title.is_some())
            .filter(|cited| cited.citation.date.is_none_or(|date| date.year >= ONLINE))
            .collect();
        let (found, lost): (Vec<_>, Vec<_>) = recent
            .iter()
            .copied()
            .filter(|cited| class(cited) == Some(Class::Item))
            .partition(|cited| is_locatable(cited));
        if found.len() >= PRACTICE && found.len() > 2 * lost.len() {
            for cited in lost.iter().filter(|cited| cited.citation.date.is_some() && !is_melted(facts, cited)) {
                push(self.one(facts, cited));
            }
        }
        for (class_here, what) in [(Class::Report, "report"), (Class::Article, "journal article")] {
            let (found, lost): (Vec<_>, Vec<_>) = recent
                .iter()
                .copied()
                .filter(|cited| class(cited) == Some(class_here))
                .partition(|cited| !cited.citation.links.is_empty() || cited.is_identified());
            let practice = match class_here {
                Class::Article => found.len() * 3 >= lost.len(),
                _ => found.len() >= 2 && found.len() >= lost.len(),
            };
            let Some(first) = lost.first().filter(|_| practice && !found.is_empty()) else {
                continue;
            };
            let message = match lost.len() {
                1 => format!("{}: {what} without address or DOI, which others have", first.name()),
                many => format!("{many} {what}s have neither address nor DOI, though others have"),
            };
            let finding = first
                .finding(facts, &Self::META, message)
                .help("add the DOI or address where there is one")
                .confidence(Confidence::Low);
            let finding = at_citation::milder(finding, Severity::Info);
            push(at_citation::with_others(finding, facts, &lost[1..], |other| {
                format!("{} has none", other.name())
            }));
        }
    }
}

impl MissingLocator {
    fn one(&self, facts: &Facts<'_>, cited: &at_citation::Cited<'_>) -> Finding {
        let title = cited.citation.title.as_deref().unwrap_or_default();
        let elsewhere = facts
            .citations
            .works
            .iter()
            .filter(|work| work.citations.contains(&cited.at))
            .flat_map(|work| &work.citations)
            .filter_map(|at| at_citation::get(facts, *at))
            .find(|other| !other.citation.links.is_empty());
        let finding = cited
            .finding(
                facts,
                self.meta(),
                format!("{}: {} has no address", cited.name(), at_citation::quoted(title)),
            )
            .confidence(Confidence::Medium);
        match elsewhere {
            Some(other) => finding
                .help(format!("{} has the address", other.name()))
                .related("the same work with its address", other.place(facts)),
            None => finding.help("add the address"),
        }
    }
}

/// Whether a damaged link of the note may have swallowed the address; that is told by the rules about addresses.
fn is_melted(facts: &Facts<'_>, cited: &at_citation::Cited<'_>) -> bool {
    let links = &facts.citations.links;
    links
        .iter()
        .filter(|link| link.note == Some(cited.at.note))
        .any(|link| link.form == LinkForm::Broken || link.url.contains("://") && link.url.contains([' ', '<']))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Item,
    Report,
    Article,
}

fn class(cited: &at_citation::Cited<'_>) -> Option<Class> {
    let citation = cited.citation;
    let day = citation.date.is_some_and(|date| date.day.is_some());
    // In a sentence of prose the address may stand elsewhere.
    let plain = day && citation.comments.is_empty() && citation.unparsed.is_empty();
    match citation.kind {
        WorkKind::News | WorkKind::Web if plain || !citation.links.is_empty() => Some(Class::Item),
        WorkKind::Other if plain && citation.container.is_some() => Some(Class::Item),
        WorkKind::Report => Some(Class::Report),
        WorkKind::Journal if citation.container.is_some() => Some(Class::Article),
        _ => None,
    }
}

fn is_locatable(cited: &at_citation::Cited<'_>) -> bool {
    !cited.citation.links.is_empty()
        || cited.is_identified()
        || cited.citation.pages.is_some()
        || cited.citation.locator.is_some()
}
