//! See the page on `ShortFormAmbiguous`.

use super::{Facts, Meta, Rule, at_citation};
use crate::finding::{Confidence, Finding};

declare_rule! {
    /// # What it checks
    /// A short form fits one full citation only.
    ///
    /// # Why it matters
    /// With two works by one author, a surname alone leaves the reader guessing.
    /// Source: OSCOLA 1.2.2 and *The Chicago Manual of Style*: add a short title where an author has two works.
    ///
    /// # Examples
    /// ```md fires:9
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup> It fell again.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// 2. Agnes Tolland, *Four Hours for a Year* (Wyke: Groyne Books, 1999), 50.
    ///
    /// 3. Tolland, 31.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup> It fell again.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// 2. Agnes Tolland, *Four Hours for a Year* (Wyke: Groyne Books, 1999), 50.
    ///
    /// 3. Tolland, *The Tide on the Wall*, 31.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> It fell again.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// 2. Tolland, 31.
    /// ```
    ShortFormAmbiguous {
        id: "short-form-ambiguous",
        summary: "short form fits two works",
        family: Repeats,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortFormAmbiguous {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let (Some(first), false) = (citation.refers_to, citation.also_fits.is_empty()) else {
                continue;
            };
            let fits: Vec<usize> = [first].into_iter().chain(citation.also_fits.iter().copied()).collect();
            let names: Vec<String> = fits
                .iter()
                .map(|note| facts.citations.notes[*note].label.clone())
                .collect();
            let mut finding = cited
                .finding(
                    facts,
                    &Self::META,
                    format!(
                        "{}: the short form fits the works of notes {}",
                        cited.name(),
                        at_citation::listed(&names)
                    ),
                )
                .help("add a short title that tells the works apart")
                .confidence(Confidence::Medium);
            for note in fits {
                finding = finding.related(
                    format!("note {} fits", facts.citations.notes[note].label),
                    facts.citations.note_place(facts.document, note),
                );
            }
            push(finding);
        }
    }
}
