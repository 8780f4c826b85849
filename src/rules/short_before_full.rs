//! See the page on `ShortBeforeFull`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, parse::surname},
    finding::Finding,
};

declare_rule! {
    /// # What it checks
    /// The full citation of a work stands before its first short form.
    ///
    /// # Why it matters
    /// The reader meets the short form first and cannot know what it means. It happens when a paragraph is moved.
    /// Source: OSCOLA 1.2 and *The Chicago Manual of Style*: in full the first time.
    ///
    /// # Examples
    /// ```md fires:5
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Tolland, *The Tide on the Wall*, 31.
    ///
    /// 2. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// 2. Tolland, *The Tide on the Wall*, 31.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Tolland, *The Tide on the Wall*, 31.
    ///
    /// 2. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// # Bibliography
    ///
    /// Tolland, Agnes. *The Tide on the Wall*. Wyke: Groyne Books, 1994.
    /// ```
    ShortBeforeFull {
        id: "short-before-full",
        summary: "short form stands before its full citation",
        family: Repeats,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortBeforeFull {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let bibliography = at_citation::bibliography(facts);
        let mut told: Vec<usize> = Vec::new();
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let Some(target) = citation.refers_to.filter(|_| citation.form == CitationForm::Short) else {
                continue;
            };
            let full = &facts.citations.notes[target];
            if target <= cited.at.note || full.chapter != cited.note.chapter || told.contains(&target) {
                continue;
            }
            if let (Some(text), Some(author)) = (bibliography, citation.authors.first())
                && at_citation::has_word(text, &surname(author))
            {
                continue;
            }
            told.push(target);
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: short form of a work that note {} gives in full only later", cited.name(), full.label),
                    )
                    .help(format!("give the full citation here and the short form in note {}", full.label))
                    .related("the full citation", facts.citations.note_place(facts.document, target)),
            );
        }
    }
}
