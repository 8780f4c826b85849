//! The page stands on `QuotationNotInSource`.

use super::{Facts, Meta, Rule, answers, at_link};
use crate::{
    finding::{Confidence, Finding, Severity},
    probe::Verdict,
};

declare_rule! {
    /// # What it checks
    /// Words that the text quotes with a note are looked for on the page that the note cites. Case, quotation marks,
    /// omissions (`[…]`) and insertions in brackets make no difference.
    ///
    /// # Why it matters
    /// A quotation that is not in its source is misquoted, cited from elsewhere, or invented.
    ///
    /// # Known limits
    /// Told only where the page was read whole. Translated quotations, and words that a script shows later, are not
    /// found on the page.
    QuotationNotInSource {
        id: "quotation-not-in-source",
        summary: "quoted words are not on the cited page",
        family: Contents,
        severity: Warning,
        tier: Default,
        network: true,
        since: "0.1.0",
    }
}

impl Rule for QuotationNotInSource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (probe, link) in facts.probes_here() {
            let Some(page) = &probe.page else { continue };
            if !matches!(probe.verdict, Verdict::Alive | Verdict::Moved) {
                continue;
            }
            for quotation in &page.missing_quotations {
                let message = format!(
                    "“{}” is not on the cited page {}",
                    answers::shortened(quotation, 120),
                    at_link::brief(&probe.url)
                );
                let mut finding =
                    at_link::finding(facts, &Self::META, link, Severity::Warning, message)
                        .confidence(Confidence::Medium)
                        .help("compare the quotation with the page; it may be translated or cited from elsewhere");
                let note = facts.citations.links[link].note;
                let marks = note.map_or(&[][..], |note| &facts.citations.notes[note].marks);
                for mark in marks {
                    let mark = &facts.citations.marks[*mark];
                    if mark.sentence.contains(quotation.as_str()) {
                        finding = finding
                            .mark(mark.label.clone())
                            .related("the sentence that quotes", facts.document.place(mark.sentence_span));
                    }
                }
                push(finding);
            }
        }
    }
}
