//! See the page on `IbidAfterMultiSource`.

use super::{Facts, Meta, Profile, Rule, at_citation};
use crate::{
    citations::{CitationForm, Note},
    finding::{Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// “Ibid.” or “id.” does not follow a note that cites two works or more. OSCOLA allows it where it means all of them:
    /// with that style the finding is a warning.
    ///
    /// # Why it matters
    /// Nobody can tell which of the works is meant.
    /// Source: *The Chicago Manual of Style*: ibid. never follows a note with several sources; OSCOLA 1.2.3.
    ///
    /// # Examples
    /// ```md fires:6
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6; Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6. The wall was built by masons from the north, and it is said to lean.
    /// 2. Ibid., 8.
    /// ```
    IbidAfterMultiSource {
        id: "ibid-after-multi-source",
        summary: "ibid. follows a note with several works",
        family: Repeats,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IbidAfterMultiSource {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let first = cited.note.citations[..cited.at.index]
                .iter()
                .all(|earlier| earlier.form == CitationForm::Comment);
            if cited.citation.form != CitationForm::Ibid || !first {
                continue;
            }
            let Some(before) = at_citation::note_before(facts, cited.at.note) else {
                continue;
            };
            let note = &facts.citations.notes[before];
            let works = works_of(note);
            if works < 2 {
                continue;
            }
            let mut finding = cited
                .finding(
                    facts,
                    &Self::META,
                    format!("{}: ibid. after note {}, which cites {works} works", cited.name(), note.label),
                )
                .help("name the work meant by surname and short title")
                .related(
                    format!("note {} cites {works} works", note.label),
                    facts.citations.note_place(facts.document, before),
                );
            if facts.options.profile == Profile::Oscola {
                finding = at_citation::milder(finding, Severity::Warning);
            }
            push(finding);
        }
    }
}

/// How many works a note cites for certain: those with a title, and what short forms and ibid. mean.
fn works_of(note: &Note) -> usize {
    note.citations
        .iter()
        .filter(|citation| match citation.form {
            CitationForm::Full => citation.title.is_some() || citation.identifiers.un_symbol.is_some(),
            CitationForm::Short => !citation.authors.is_empty() || citation.refers_to.is_some(),
            CitationForm::Ibid => true,
            CitationForm::CrossReference | CitationForm::Comment => false,
        })
        .count()
}
