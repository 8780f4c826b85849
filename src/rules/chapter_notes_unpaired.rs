//! See the page on `ChapterNotesUnpaired`.

use super::{Facts, Meta, Rule, numbering, titles};
use crate::finding::{Confidence, Finding, Severity};

declare_rule! {
    /// # What it checks
    /// A chapter with marks has notes, and a chapter with notes has marks.
    ///
    /// # Why it matters
    /// The notes of a whole chapter were lost, or stand under the wrong heading; or a chapter was cut and its
    /// notes were left.
    ///
    /// # Examples
    /// ```md fires:5
    /// # Hammers
    ///
    /// A splitter strikes three times.<sup>1</sup> Visitors heard a waltz.<sup>2</sup>
    ///
    /// # Words for Dust
    ///
    /// Each named a size.<sup>1</sup> The finest was called bride.<sup>2</sup>
    ///
    /// # Choir
    ///
    /// It had a hundred voices.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Hammers
    ///
    /// 1. Gwenno Ashdown, *How to Split a Slate* (1979), 5.
    /// 2. Letter of a visitor, August 9, 1859.
    ///
    /// ## Choir
    ///
    /// 1. Slate Museum, *The Choir* (2001), 2.
    /// ```
    /// ```md quiet
    /// # Hammers
    ///
    /// A splitter strikes three times.<sup>1</sup>
    ///
    /// # Afterword
    ///
    /// The quarry is a lake now.
    ///
    /// # Notes
    ///
    /// ## Hammers
    ///
    /// 1. Gwenno Ashdown, *How to Split a Slate* (1979), 5.
    /// ```
    /// ```md quiet
    /// # Hammers
    ///
    /// A splitter strikes three times.<sup>1</sup>
    ///
    /// # Choir
    ///
    /// It had a hundred voices.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Gwenno Ashdown, *How to Split a Slate* (1979), 5.
    /// 2. Slate Museum, *The Choir* (2001), 2.
    /// ```
    ChapterNotesUnpaired {
        id: "chapter-notes-unpaired",
        summary: "a chapter has marks and no notes, or notes and no marks",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ChapterNotesUnpaired {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        for unpaired in numbering::unpaired(citations) {
            let chapter = unpaired.chapter.and_then(|id| citations.chapters.get(id));
            let title = citations.chapter_title(unpaired.chapter);
            let name = title.map_or_else(|| "the text".to_owned(), titles::quoted);
            let (place, message, help) = if let Some(mark) = unpaired.marks.first() {
                let place = chapter.filter(|_| title.is_some()).map_or_else(
                    || citations.mark_place(facts.document, *mark),
                    |chapter| titles::chapter_place(facts, chapter),
                );
                (
                    place,
                    format!("{name} has {} and no notes", count(unpaired.marks.len(), "mark")),
                    "add its notes, or give the heading over them the title of the chapter",
                )
            } else {
                let note = unpaired.notes.first().copied().unwrap_or_default();
                let section = citations
                    .notes
                    .get(note)
                    .and_then(|note| note.section)
                    .and_then(|id| citations.sections.get(id));
                let place = section
                    .and_then(|section| section.heading.as_ref())
                    .map_or_else(
                        || citations.note_place(facts.document, note),
                        |heading| titles::heading_place(facts, heading.span),
                    );
                (
                    place,
                    format!("{name} has {} and no marks", count(unpaired.notes.len(), "note")),
                    "find out whether the marks were lost or the notes belong to another chapter",
                )
            };
            let mut finding = Finding::new(Self::META.id, Self::META.severity, place, message)
                .help(help)
                .chapter(title);
            for mark in &unpaired.marks {
                finding = finding.mark(citations.marks[*mark].label.clone());
            }
            for note in &unpaired.notes {
                finding = finding.note(citations.notes[*note].label.clone());
            }
            if let (Some(mark), Some(_)) = (unpaired.marks.first(), title) {
                finding = finding.related("its first mark", citations.mark_place(facts.document, *mark));
            }
            // A list that no text calls may as well be a bibliography.
            if unpaired.chapter.is_none() {
                finding.severity = Severity::Warning;
                finding = finding.confidence(Confidence::Medium);
            }
            push(finding);
        }
    }
}

fn count(number: usize, word: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {word}{plural}")
}
