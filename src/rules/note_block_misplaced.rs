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
    /// Links do not help those who read on paper:
    /// ```html fires:10
    /// <h1>Foreword</h1>
    /// <p>The islands had one nurse.<sup><a id="rf1" href="#f1">1</a></sup> She had a bicycle.<sup><a id="rf2" href="#f2">2</a></sup></p>
    /// <h1>The Launch</h1>
    /// <p>The clinic floated.<sup><a id="rl1" href="#l1">1</a></sup> It had a chair.<sup><a id="rl2" href="#l2">2</a></sup></p>
    /// <p>Three doctors resigned.<sup><a id="rl3" href="#l3">3</a></sup> The fourth stayed.<sup><a id="rl4" href="#l4">4</a></sup></p>
    /// <h1>Notes</h1>
    /// <h2>Foreword</h2>
    /// <p id="f1"><a href="#rf1">1</a>. Health Board, <i>Register of Staff</i> (1990), 2.</p>
    /// <p id="f2"><a href="#rf2">2</a>. Casebook of Sister Halvorsen, vol. 1.</p>
    /// <p id="l3"><a href="#rl3">3</a>. “Third Doctor Leaves,” <i>Gazette</i>, March 30, 1989.</p>
    /// <p id="l4"><a href="#rl4">4</a>. Aurelia Stenmark, <i>Surgery in a Swell</i> (1996), ix.</p>
    /// <h2>The Launch</h2>
    /// <p id="l1"><a href="#rl1">1</a>. Health Board, minute of June 6, 1988.</p>
    /// <p id="l2"><a href="#rl2">2</a>. Inventory, 1988.</p>
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
    let led = block
        .marks
        .iter()
        .all(|mark| citations.marks[*mark].note.is_some());
    let holes = if led {
        format!("the links of {marks} of {serves} lead there")
    } else {
        format!("{marks} of {serves} have no notes")
    };
    let mut finding = Finding::new(
        NoteBlockMisplaced::META.id,
        NoteBlockMisplaced::META.severity,
        citations.note_place(facts.document, first),
        format!("{notes} stand under {printed}, where no mark calls them; {holes}"),
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
