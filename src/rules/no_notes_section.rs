//! See the page on `NoNotesSection`.

use super::{Facts, Meta, Rule};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// A document with marks has notes: a section under a heading such as “Notes”, “Endnotes”, “Anmerkungen” or
    /// “Примечания”, a list at the end, or definitions.
    ///
    /// # Why it matters
    /// Either the notes are missing, or they were not recognized; in both cases no mark could be checked.
    ///
    /// # Examples
    /// ```md fires:3
    /// # Letters from the Orchard
    ///
    /// The pear blossom opened in April.[1] A hive was borrowed.[2] The monks keep a record.[3]
    /// ```
    /// ```md quiet
    /// The pear blossom opened in April.[1] A hive was borrowed.[2]
    ///
    /// # Endnotes
    ///
    /// [1] Almanac, 1911.
    ///
    /// [2] Monastery, book of loans, 1911.
    /// ```
    /// ```md quiet
    /// The variable `count[1]` is set first. “[T]he rest [...] went to the pigs.”
    /// ```
    NoNotesSection {
        id: "no-notes-section",
        summary: "there are marks, but no notes were found",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoNotesSection {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        if citations.marks.is_empty() || !citations.notes.is_empty() {
            return;
        }
        let count = citations.marks.len();
        let marks = if count == 1 {
            "1 mark was".to_owned()
        } else {
            format!("{count} marks were")
        };
        let mut finding = Finding::new(
            Self::META.id,
            Self::META.severity,
            citations.mark_place(facts.document, 0),
            format!("{marks} found, but no notes"),
        )
        .help("add the notes under a heading such as “Notes”, or check that the export kept them");
        finding.marks = citations
            .marks
            .iter()
            .map(|mark| mark.label.clone())
            .collect();
        push(finding);
    }
}
