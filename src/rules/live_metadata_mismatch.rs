//! The page stands on `LiveMetadataMismatch`.

use super::{Facts, Meta, Rule, answers, at_link};
use crate::{
    citations::CitationForm,
    finding::{Confidence, Finding, Severity},
    probe::{
        Cited, Probe, Verdict,
        page::{Difference, Field, metadata_mismatch},
    },
};

declare_rule! {
    /// # What it checks
    /// The title, the author and the date that the page gives for itself are those of the note.
    ///
    /// # Why it matters
    /// An address or a DOI that answers, under another title or author than the cited one, is the commonest sign of a
    /// citation that was made up or pasted into the wrong note.
    ///
    /// # Known limits
    /// Other punctuation, a missing subtitle, initials, a day more or less and translations are no differences. Posts
    /// have no titles and are not compared.
    LiveMetadataMismatch {
        id: "live-metadata-mismatch",
        summary: "the page gives another title, author or date than the note",
        family: Contents,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for LiveMetadataMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (probe, link) in facts.probes_here() {
            let Some(page) = &probe.page else { continue };
            if !matches!(probe.verdict, Verdict::Alive | Verdict::Moved) {
                continue;
            }
            let Some(cited) = cited(facts, probe) else { continue };
            let differences = metadata_mismatch(page, &cited);
            if differences.is_empty() {
                continue;
            }
            // A byline or a date alone is often the site's own doing; a title is the work.
            let titled = differences.iter().any(|difference| difference.field == Field::Title);
            let severity = if titled { Severity::Warning } else { Severity::Info };
            let told: Vec<String> = differences.iter().map(wording).collect();
            let message = format!("{}: {}", at_link::brief(&probe.url), told.join("; "));
            push(
                at_link::finding(facts, &Self::META, link, severity, answers::shortened(&message, 290))
                    .confidence(Confidence::Medium)
                    .help("compare the note with the page"),
            );
        }
    }
}

/// What the notes of this document say of the page, where a single citation names it.
fn cited(facts: &Facts<'_>, probe: &Probe) -> Option<Cited> {
    let mut out = Cited::default();
    for id in answers::links_here(facts, probe) {
        let Some(citation) = at_link::citation_of(facts, id)
            .filter(|citation| citation.form == CitationForm::Full && citation.links.len() == 1)
        else {
            continue;
        };
        for title in citation.title.iter().chain(&citation.translated_title) {
            if !out.titles.contains(title) {
                out.titles.push(title.clone());
            }
        }
        if out.authors.is_empty() {
            out.authors.clone_from(&citation.authors);
        }
        out.date = out.date.or(citation.date);
        if out.container.is_none() {
            out.container.clone_from(&citation.container);
        }
    }
    let known = !out.titles.is_empty() || !out.authors.is_empty() || out.date.is_some();
    known.then_some(out)
}

fn wording(difference: &Difference) -> String {
    let field = match difference.field {
        Field::Title => "title",
        Field::Author => "author",
        Field::Date => "date",
    };
    format!(
        "the note has the {field} “{}”, the page “{}”",
        answers::shortened(&difference.cited, 60),
        answers::shortened(&difference.page, 60)
    )
}
