//! See the page on `ShortFormCrossChapter`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, Numbering, parse::surname},
    finding::{Confidence, Finding, Severity},
};

/// From so many on, short forms across chapters are the document's habit.
const HABIT: usize = 4;

declare_rule! {
    /// # What it checks
    /// Where notes are numbered anew in each chapter, a short form has its full citation in the same chapter.
    ///
    /// A document that does so again and again follows a habit of its own; this is then told once, as a query.
    ///
    /// # Why it matters
    /// Chapters of a volume are read alone. Source: *The Chicago Manual of Style* asks for the full citation again in each
    /// chapter; citation managers reset at chapters for this reason.
    ///
    /// # Examples
    /// ```md fires:18
    /// # Wells
    ///
    /// The wells fell.<sup>1</sup>
    ///
    /// # Rivers
    ///
    /// The rivers fell.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    ///
    /// ## Rivers
    ///
    ///
    /// 1. Tolland, *The Tide on the Wall*, 31.
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The wells fell.<sup>1</sup>
    ///
    /// # Rivers
    ///
    /// The rivers fell.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Tolland, *The Tide on the Wall*, 31.
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The wells fell.<sup>1</sup> Twice.<sup>2</sup>
    ///
    /// # Rivers
    ///
    /// The rivers fell.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Tolland, *The Tide on the Wall*, 31.
    ///
    /// ## Rivers
    ///
    /// 1. Royal Tide Office, *Description of the Engine* (Wyke: Royal Tide Office, 1873), 2.
    /// ```
    ShortFormCrossChapter {
        id: "short-form-cross-chapter",
        summary: "short form means a work of another chapter",
        family: Repeats,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortFormCrossChapter {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        if facts.citations.numbering != Numbering::Restarting {
            return;
        }
        let bibliography = at_citation::bibliography(facts);
        let across: Vec<at_citation::Cited<'_>> = at_citation::all(facts)
            .filter(|cited| {
                let Some(target) = cited.citation.refers_to else {
                    return false;
                };
                let full = &facts.citations.notes[target];
                let listed = cited.citation.authors.first().is_some_and(|author| {
                    bibliography.is_some_and(|text| at_citation::has_word(text, &surname(author)))
                });
                cited.citation.form == CitationForm::Short
                    && !listed
                    && full.chapter.is_some()
                    && cited.note.chapter.is_some()
                    && full.chapter != cited.note.chapter
            })
            .collect();
        if across.len() >= HABIT {
            let message = format!(
                "{} short forms mean works that only another chapter gives in full",
                across.len()
            );
            let finding = across[0]
                .finding(facts, &Self::META, message)
                .help("if chapters are to be read alone, give each work in full once in every chapter")
                .confidence(Confidence::Low);
            let finding = at_citation::milder(finding, Severity::Info);
            push(at_citation::with_others(finding, facts, &across[1..], |other| {
                format!("{} does so", other.name())
            }));
            return;
        }
        for cited in across {
            let Some(target) = cited.citation.refers_to else {
                continue;
            };
            let full = &facts.citations.notes[target];
            let chapter = facts
                .citations
                .chapter_title(full.chapter)
                .map_or_else(|| "another chapter".to_owned(), |title| format!("chapter {}", at_citation::quoted(title)));
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: the full citation stands only in {chapter}, note {}", cited.name(), full.label),
                    )
                    .help("give the work in full in this chapter")
                    .confidence(Confidence::Medium)
                    .related("the full citation", facts.citations.note_place(facts.document, target)),
            );
        }
    }
}
