//! See the page on `IdenticalNeighbouringNotes`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::{CitationForm, Note, WorkKind},
    finding::Finding,
};

declare_rule! {
    /// # What it checks
    /// No note says word for word what the note before it says. Ibid. may be repeated, and so may interviews,
    /// since two interviews can be described in the same words.
    ///
    /// # Why it matters
    /// Either one of the two was pasted over another note, or the second should be shortened or joined with the
    /// first.
    ///
    /// # Examples
    /// ```md fires:4
    /// The wells fell.[^1] Twice.[^2]
    ///
    /// [^1]: Water Board, *Levels* (2023), 5.
    /// [^2]: Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// The wells fell.[^1] Twice.[^2] Thrice.[^3]
    ///
    /// [^1]: Water Board, *Levels* (2023), 5.
    /// [^2]: Ibid.
    /// [^3]: Ibid.
    /// ```
    /// ```md quiet
    /// The wells fell.[^1] Twice.[^2]
    ///
    /// [^1]: Interview with a farmer, September 2023.
    /// [^2]: Interview with a farmer, September 2023.
    /// ```
    IdenticalNeighbouringNotes {
        id: "identical-neighbouring-notes",
        summary: "a note repeats the one before it word for word",
        family: Notes,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IdenticalNeighbouringNotes {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let notes = &facts.citations.notes;
        for (id, pair) in notes.windows(2).enumerate() {
            let [first, second] = pair else { continue };
            if first.section != second.section
                || first.text != second.text
                || first.label == second.label
                || may_repeat(second)
            {
                continue;
            }
            push(
                Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    facts.citations.note_place(facts.document, id + 1),
                    format!("notes {} and {} are the same, word for word", first.label, second.label),
                )
                .help("shorten the second one or join the two, if no other work was meant")
                .chapter(facts.citations.chapter_title(second.chapter))
                .note(first.label.clone())
                .note(second.label.clone())
                .related("the first of the two", facts.citations.note_place(facts.document, id)),
            );
        }
    }
}

fn may_repeat(note: &Note) -> bool {
    let lower = note.text.to_lowercase();
    let short = note.text.chars().count() < 12;
    let ibid = ["ibid", "id.", "idem", "ebd", "ebenda", "там же"]
        .iter()
        .any(|word| lower.starts_with(word));
    let interview = lower.contains("interview")
        || note.citations.iter().any(|citation| {
            citation.kind == WorkKind::Interview || citation.form == CitationForm::Ibid
        });
    short || ibid || interview
}
