//! See the page on `NoteBlockMisplaced`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Side},
    titles,
};
use crate::{citations::MisplacedBlock, finding::Finding};

declare_rule! {
    /// # What it checks
    /// No run of notes stands under one chapter, without a mark there, while it exactly fills the hole in the
    /// notes of another.
    ///
    /// The notes without marks, the marks without notes and the gap in the numbers are related places of this
    /// one finding.
    ///
    /// # Why it matters
    /// Columns and pages get mixed when a report is laid out or converted. The marks of a whole passage then
    /// lead nowhere, or to the notes of another chapter. Compare before you move: the block may have been
    /// renumbered on its way.
    ///
    /// # Examples
    /// ```md fires:16
    /// # Foreword
    ///
    /// The islands had one nurse.[1] She had a bicycle.[2]
    ///
    /// # The Launch
    ///
    /// The clinic floated.[1] It had a chair.[2] Three doctors resigned.[3] The fourth stayed.[4] A café.[5]
    ///
    /// # Notes
    ///
    /// ## Foreword
    ///
    /// 1. Health Board, *Register of Staff* (1990), 2.
    /// 2. Casebook of Sister Halvorsen, vol. 1.
    ///
    /// 3. “Third Doctor Leaves,” *Gazette*, March 30, 1989.
    /// 4. Aurelia Stenmark, *Surgery in a Swell* (1996), ix.
    ///
    /// ## The Launch
    ///
    /// 1. Health Board, minute of June 6, 1988.
    /// 2. Inventory, 1988.
    /// 5. “Coffee,” *Gazette*, May 14, 2011.
    /// ```
    /// ```md quiet
    /// # Foreword
    ///
    /// The islands had one nurse.[1]
    ///
    /// # The Launch
    ///
    /// The clinic floated.[1] It had a chair.[2]
    ///
    /// # Notes
    ///
    /// ## Foreword
    ///
    /// 1. Health Board, *Register of Staff* (1990), 2.
    ///
    /// ## The Launch
    ///
    /// 1. Health Board, minute of June 6, 1988.
    /// 2. Inventory, 1988.
    /// ```
    /// Two notes too many under one chapter, and one mark too many in another, do not fit each other:
    /// ```md quiet
    /// # Foreword
    ///
    /// The islands had one nurse.[1]
    ///
    /// # The Launch
    ///
    /// The clinic floated.[1] It had a chair.[2]
    ///
    /// # Notes
    ///
    /// ## Foreword
    ///
    /// 1. Health Board, *Register of Staff* (1990), 2.
    /// 2. Casebook of Sister Halvorsen, vol. 1.
    /// 3. Casebook of Sister Halvorsen, vol. 2.
    ///
    /// ## The Launch
    ///
    /// 1. Health Board, minute of June 6, 1988.
    /// ```
    NoteBlockMisplaced {
        id: "note-block-misplaced",
        summary: "a run of notes stands under the wrong chapter",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoteBlockMisplaced {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for block in &facts.citations.misplaced {
            if let Some(finding) = finding(facts, block) {
                push(finding);
            }
        }
    }
}

fn finding(facts: &Facts<'_>, block: &MisplacedBlock) -> Option<Finding> {
    let citations = facts.citations;
    let first = *block.notes.first()?;
    let title = |chapter| {
        citations
            .chapter_title(Some(chapter))
            .map_or_else(|| "an untitled chapter".to_owned(), titles::quoted)
    };
    let (printed, serves) = (title(block.printed), title(block.serves));
    let notes = numbering::name(facts, Side::Notes, &block.notes);
    let marks = numbering::name(facts, Side::Marks, &block.marks);
    let help = if block.numbers_fit {
        format!("move them to {serves}, after comparing each with the sentence of its mark")
    } else {
        format!(
            "move them to {serves} and renumber: at their printed numbers they would support the wrong sentences"
        )
    };
    let mut finding = Finding::new(
        NoteBlockMisplaced::META.id,
        NoteBlockMisplaced::META.severity,
        citations.note_place(facts.document, first),
        format!("{notes} stand under {printed}, where no mark calls them; {marks} of {serves} have no notes"),
    )
    .help(help)
    .chapter(citations.chapter_title(Some(block.serves)));
    for note in &block.notes {
        let label = &citations.notes[*note].label;
        finding = finding.note(label.clone());
        if *note != first {
            finding = finding.related(
                format!("note {label}, of the same block"),
                citations.note_place(facts.document, *note),
            );
        }
    }
    for mark in &block.marks {
        let label = &citations.marks[*mark].label;
        finding = finding.mark(label.clone()).related(
            format!("mark {label}, without a note in its chapter"),
            citations.mark_place(facts.document, *mark),
        );
    }
    let highest = block
        .notes
        .iter()
        .filter_map(|note| citations.notes[*note].number)
        .max()?;
    let after = citations
        .notes_of(block.serves)
        .find(|(id, note)| !block.notes.contains(id) && note.number.is_some_and(|n| n > highest));
    if let Some((id, note)) = after {
        finding = finding.related(
            format!("the notes of {serves} jump to {} here", note.label),
            citations.note_place(facts.document, id),
        );
    }
    Some(finding)
}
