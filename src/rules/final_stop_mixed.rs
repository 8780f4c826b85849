//! See the page on `FinalStopMixed`.

use std::collections::HashMap;

use super::{Facts, Meta, Rule};
use crate::{
    citations::{LinkForm, NoteId},
    finding::{Applicability, Edit, Finding},
};

declare_rule! {
    /// # What it checks
    /// All notes end with a full stop, or none does. A document that leaves it out after addresses, and only
    /// there, has a style.
    ///
    /// The notes that do as the fewer do are related places of one finding.
    ///
    /// # Why it matters
    /// It is the first thing a reader of notes sees, and Chicago asks for the stop.
    ///
    /// # Examples
    /// ```md fires:5
    /// One.[^1] Two.[^2] Three.[^3]
    ///
    /// [^1]: Jane Roe, *One* (2020), 5.
    /// [^2]: Jane Roe, *Two* (2020), 6.
    /// [^3]: Jane Roe, *Three* (2020), 7
    /// ```
    /// ```md quiet
    /// One.[^1] Two.[^2] Three.[^3]
    ///
    /// [^1]: Jane Roe, *One* (2020), 5.
    /// [^2]: Jane Roe, “Two,” *News*, May 2, 2020, https://news.example/two
    /// [^3]: Jane Roe, “Is it three?”
    /// ```
    /// ```md quiet
    /// One.[^1] Two.[^2]
    ///
    /// [^1]: Jane Roe, *One* (2020), 5
    /// [^2]: Jane Roe, *Two* (2020), 6
    /// ```
    FinalStopMixed {
        id: "final-stop-mixed",
        summary: "some notes end with a full stop, others do not",
        family: Notes,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for FinalStopMixed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        let link_ends: HashMap<NoteId, usize> = citations
            .links
            .iter()
            .filter(|link| link.form != LinkForm::Broken)
            .filter_map(|link| Some((link.note?, link.span.end)))
            .collect();
        let (mut with, mut without): (Vec<NoteId>, Vec<NoteId>) = (Vec::new(), Vec::new());
        let (mut open_links, mut closed_links) = (0usize, 0usize);
        for (id, note) in citations.notes.iter().enumerate() {
            let text = note
                .text
                .trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '”' | '"' | '’' | ')' | ']' | '»'));
            let link = link_ends
                .get(&id)
                .is_some_and(|end| end + 2 >= note.span.end);
            match text.chars().next_back() {
                None => {}
                Some('.' | '。' | '।' | '۔') => {
                    closed_links += usize::from(link);
                    with.push(id);
                }
                // A question ends a note as well.
                Some('?' | '!' | '…') => {}
                Some(_) => {
                    open_links += usize::from(link);
                    without.push(id);
                }
            }
        }
        let style = closed_links == 0 && open_links == without.len();
        if with.is_empty() || without.is_empty() || style || with.len() + without.len() < 3 {
            return;
        }
        let total = with.len() + without.len();
        let (few, what, help) = if without.len() <= with.len() {
            (without, "without", "end them with a full stop, as the others")
        } else {
            (with, "with", "take the final stop out, as in the others")
        };
        let Some(first) = few.first() else {
            return;
        };
        let verb = if few.len() == 1 { "ends" } else { "end" };
        let mut finding = Finding::new(
            Self::META.id,
            Self::META.severity,
            citations.note_place(facts.document, *first),
            format!("{} of {total} notes {verb} {what} a full stop", few.len()),
        )
        .help(help);
        for id in &few {
            let label = &citations.notes[*id].label;
            finding = finding.note(label.clone());
            if id != first {
                finding = finding.related(
                    format!("note {label}, {what} a full stop, too"),
                    citations.note_place(facts.document, *id),
                );
            }
        }
        let mut edits: Vec<Edit> = if what == "without" {
            few.iter().filter_map(|id| stop_after(facts, *id)).collect()
        } else {
            // A stop that ends an abbreviation must stay, and cannot be told from the others.
            Vec::new()
        };
        edits.sort_by_key(|edit| edit.start);
        push(if edits.is_empty() {
            finding
        } else {
            finding.fix(Applicability::Safe, edits)
        });
    }
}

/// A full stop at the end of a note, where the file shows plainly that it ends there.
fn stop_after(facts: &Facts<'_>, id: NoteId) -> Option<Edit> {
    let (start, source) = facts.document.in_file(facts.citations.notes[id].origin)?;
    let source = source.trim_end();
    let last = source.chars().next_back()?;
    let address = || source.rfind('<').is_some_and(|at| source[at..].starts_with("<http"));
    let plain = last.is_alphanumeric() || matches!(last, '*' | '_' | ')' | '/') || (last == '>' && address());
    plain.then(|| Edit {
        start: start + source.len(),
        end: start + source.len(),
        text: ".".to_owned(),
    })
}
