//! See the page on `ShortFormUnresolved`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, parse::surname, titles},
    finding::{Confidence, Finding},
};

/// A short title has no more words.
const MOST_WORDS: usize = 8;

declare_rule! {
    /// # What it checks
    /// A short form (`Zaman, “UN Needs”`, `Zaman, op. cit.`) has a full citation in the document.
    ///
    /// Short forms that a bibliography or a note in another wording explains are left alone. Where the author is cited, but
    /// for another title, the confidence is lower.
    ///
    /// # Why it matters
    /// The reader cannot find the work. Often the full citation was lost when a note was cut or moved.
    /// Source: *The Chicago Manual of Style*, notes: a short form stands for a full citation given before; OSCOLA 1.2.
    ///
    /// # Examples
    /// ```md fires:6
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Zaman, “UN Needs to Consult.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Roe, “Council Meets.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Zaman, “UN Needs to Consult.”
    ///
    /// # Bibliography
    ///
    /// Zaman, Ali. “UN Needs to Consult.” *Harbor Post*, May 3, 2021.
    /// ```
    ShortFormUnresolved {
        id: "short-form-unresolved",
        summary: "short form has no full citation",
        family: Repeats,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortFormUnresolved {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let bibliography = at_citation::bibliography(facts);
        let notes = &facts.citations.notes;
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let refers = match citation.form {
                CitationForm::Short => true,
                CitationForm::CrossReference => {
                    citation.refers_to_label.is_none() && !citation.authors.is_empty()
                }
                _ => false,
            };
            if !refers || citation.refers_to.is_some() || !citation.also_fits.is_empty() {
                continue;
            }
            // Quoted words inside an explanation are no short form.
            if !citation.comments.is_empty() || !citation.unparsed.is_empty() {
                continue;
            }
            let surnames: Vec<String> = citation.authors.iter().map(|name| surname(name)).collect();
            let title = citation.title.as_deref().unwrap_or_default();
            let words = titles::words(title);
            if surnames.is_empty() && words.len() < 2 {
                continue;
            }
            // So many words are a quotation, not the short title of a work.
            if words.len() > if surnames.is_empty() { MOST_WORDS } else { 2 * MOST_WORDS } {
                continue;
            }
            // A title that is neither quoted nor italic may be a stretch of an archival reference.
            if !title.is_empty() && (at_citation::has_year(title) || !cited.is_title_marked(facts)) {
                continue;
            }
            // Without a title only `Surname, 45` can be told from other text.
            if title.is_empty()
                && (surnames.len() != 1
                    || citation.locator.is_none()
                    || citation.authors[0].split_whitespace().count() > 2)
            {
                continue;
            }
            let named = |text: &str| surnames.first().is_none_or(|name| at_citation::has_word(text, name));
            let titled = |text: &str| {
                let stems = titles::stems(text);
                titles::stems(title).iter().all(|stem| stems.contains(stem))
            };
            if bibliography.is_some_and(|text| named(text) && titled(text)) {
                continue;
            }
            let others = || notes.iter().enumerate().filter(|(id, _)| *id != cited.at.note);
            // A full citation that was not read as one explains it all the same.
            if others().any(|(_, note)| {
                named(&note.text) && titled(&note.text) && !is_the_same(note, title)
            }) {
                continue;
            }
            let known = !surnames.is_empty() && others().any(|(_, note)| named(&note.text));
            let what = match (title.is_empty(), citation.authors.as_slice()) {
                (true, authors) => authors.join(" and "),
                (false, []) => at_citation::quoted(title),
                (false, authors) => format!("{}, {}", authors.join(" and "), at_citation::quoted(title)),
            };
            let message = format!("{}: no full citation of {what} in the document", cited.name());
            let help = if known {
                "the author is cited for another title: give this work in full, or correct the short title"
            } else {
                "give the work in full here, or restore the note that did"
            };
            let mut finding = cited.finding(facts, &Self::META, message).help(help);
            if known || surnames.is_empty() {
                finding = finding.confidence(Confidence::Medium);
            }
            push(finding);
        }
    }
}

/// Whether the note only holds the same short form again.
fn is_the_same(note: &crate::citations::Note, title: &str) -> bool {
    note.citations.iter().all(|other| {
        other.form == CitationForm::Short && other.title.as_deref().unwrap_or_default() == title
    })
}
