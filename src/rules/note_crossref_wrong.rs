//! See the page on `NoteCrossrefWrong`.

use std::collections::{HashMap, HashSet};

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, Numbering, parse::surname},
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// “Supra note 12”, “(n 5)” or “see note 7” names a note that exists, stands where “above” or “below” says and, where an
    /// author is named with it, cites that author.
    ///
    /// # Why it matters
    /// Cross-references by number are not renumbered with the notes; one inserted note breaks all that follow.
    /// Source: the Bluebook, rule 4.2; OSCOLA 1.2.1.
    ///
    /// # Examples
    /// ```md fires:6
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Tolland, supra note 12, at 8.
    /// ```
    /// ```md fires:7
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup> It fell again.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 3. Tolland, supra note 2, at 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup> It fell again.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 3. Tolland, supra note 1, at 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. See note 2 below.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    NoteCrossrefWrong {
        id: "note-crossref-wrong",
        summary: "reference to another note leads to the wrong one",
        family: Repeats,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoteCrossrefWrong {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let labels: HashSet<&str> = facts.citations.notes.iter().map(|note| note.label.as_str()).collect();
        let mut by_author: HashMap<String, Vec<at_citation::Cited<'_>>> = HashMap::new();
        for cited in at_citation::full(facts) {
            for author in &cited.citation.authors {
                by_author.entry(surname(author)).or_default().push(cited);
            }
        }
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let (CitationForm::CrossReference, Some(label)) = (citation.form, &citation.refers_to_label) else {
                continue;
            };
            if label.parse::<u32>().is_err() || elsewhere(cited.text(facts)) {
                continue;
            }
            let author = match citation.authors.as_slice() {
                [only] if only.split_whitespace().count() <= 3 => Some(surname(only)),
                _ => None,
            }
            .filter(|name| name.chars().count() > 2);
            // Where the author's work really stands: the nearest earlier note that gives it in full.
            let meant = author.as_ref().and_then(|name| {
                by_author.get(name)?.iter().rev().find(|other| {
                    other.at.note < cited.at.note
                        && (other.note.chapter == cited.note.chapter
                            || facts.citations.numbering != Numbering::Restarting)
                })
            });
            let help = meant.map_or_else(
                || "correct the number".to_owned(),
                |other| format!("note {} cites {}", other.note.label, citation.authors[0]),
            );
            let Some(target) = citation.refers_to else {
                if labels.contains(label.as_str()) || facts.citations.numbering == Numbering::Keyed {
                    continue;
                }
                push(
                    cited
                        .finding(facts, &Self::META, format!("{} refers to note {label}, which does not exist", cited.name()))
                        .help(help),
                );
                continue;
            };
            let note = &facts.citations.notes[target];
            let place = facts.citations.note_place(facts.document, target);
            let wrong_author = author
                .as_ref()
                .is_some_and(|name| !at_citation::has_word(&note.text, name) && !refers_on(note));
            let text = cited.text(facts).to_lowercase();
            let back = ["supra", "above", "vorige", "ci-dessus", "oben"].iter().any(|word| at_citation::has_word(&text, word));
            let forth = ["infra", "below", "ci-dessous", "unten"].iter().any(|word| at_citation::has_word(&text, word));
            let message = if target == cited.at.note {
                format!("{} refers to itself", cited.name())
            } else if wrong_author {
                format!("{} refers to note {label} for {}, which that note does not name", cited.name(), citation.authors[0])
            } else if back && !forth && target > cited.at.note {
                format!("{} refers to note {label} as above, but it stands below", cited.name())
            } else if forth && !back && target < cited.at.note {
                format!("{} refers to note {label} as below, but it stands above", cited.name())
            } else {
                continue;
            };
            let mut finding = cited
                .finding(facts, &Self::META, message)
                .help(help)
                .related(format!("note {label}"), place);
            if wrong_author && meant.is_none() {
                finding = finding.confidence(Confidence::Medium);
            }
            push(finding);
        }
    }
}

/// Whether the reference goes to a note of another chapter, part or work.
fn elsewhere(text: &str) -> bool {
    let text = text.to_lowercase();
    ["chapter", "chap", "ch", "part", "kapitel", "chapitre", "introduction", "article", "his", "her", "their"]
        .iter()
        .any(|word| at_citation::has_word(&text, word))
}

/// Whether a note itself points to another, so that it need not name the author.
fn refers_on(note: &crate::citations::Note) -> bool {
    note.citations
        .iter()
        .any(|citation| matches!(citation.form, CitationForm::Ibid | CitationForm::CrossReference))
}
