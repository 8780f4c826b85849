//! What the rules share that compare a document with its earlier version: which references and marks lead
//! elsewhere now, and which notes are gone. Writes no messages.

use super::{Before, Facts};
use crate::citations::{
    CitationForm, CitationRef, Citations, MarkId, NoteId,
    identifiers::normalize_doi,
    versions::{Versions, plain},
};

/// A reference from note to note that meant another work before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Drifted {
    /// The ibid., short form or cross-reference, now.
    pub(super) at: CitationRef,
    /// Its form.
    pub(super) form: CitationForm,
    /// The note it means now.
    pub(super) now: NoteId,
    /// The note it meant, in the earlier version.
    pub(super) before: NoteId,
}

/// A mark that had another note before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moved {
    /// The mark, now.
    pub(super) mark: MarkId,
    /// The note it has now.
    pub(super) now: NoteId,
    /// The note it had, in the earlier version.
    pub(super) before: NoteId,
}

/// References whose note reads as it did, or nearly so, and that lead to another work all the same.
pub(super) fn references(facts: &Facts<'_>, before: Before<'_>) -> Vec<Drifted> {
    let mut out = Vec::new();
    for (id, note) in facts.citations.notes.iter().enumerate() {
        let Some(old) = before.versions.earlier_note(id) else {
            continue;
        };
        let old = &before.citations.notes[old];
        for (index, (was, is)) in old.citations.iter().zip(&note.citations).enumerate() {
            let refers = matches!(
                is.form,
                CitationForm::Ibid | CitationForm::CrossReference | CitationForm::Short
            );
            let (Some(meant), Some(means)) = (was.refers_to, is.refers_to) else {
                continue;
            };
            if refers && was.form == is.form && !is_same_work(facts, before, meant, means) {
                out.push(Drifted {
                    at: CitationRef { note: id, index },
                    form: is.form,
                    now: means,
                    before: meant,
                });
            }
        }
    }
    out
}

/// Marks whose sentence is still there and that have another note than before.
pub(super) fn marks(facts: &Facts<'_>, before: Before<'_>) -> Vec<Moved> {
    let marks = facts.citations.marks.iter().enumerate();
    marks
        .filter_map(|(id, mark)| {
            let old = before.versions.earlier_mark(id)?;
            let had = before.citations.marks[old].note?;
            let has = mark.note?;
            let same = before.versions.later_note(had) == Some(has)
                || plain(&before.citations.notes[had].text)
                    == plain(&facts.citations.notes[has].text);
            (!same).then_some(Moved {
                mark: id,
                now: has,
                before: had,
            })
        })
        .collect()
}

/// Earlier notes that are gone, those that no mark called left out.
pub(super) fn vanished(before: Before<'_>) -> Vec<NoteId> {
    let notes = before.citations.notes.iter().enumerate();
    notes
        .filter(|(id, note)| !note.marks.is_empty() && before.versions.later_note(*id).is_none())
        .map(|(id, _)| id)
        .collect()
}

/// Whether an earlier note and one of the present cite the same work.
fn is_same_work(facts: &Facts<'_>, before: Before<'_>, meant: NoteId, means: NoteId) -> bool {
    let Before {
        citations,
        versions,
        ..
    } = before;
    versions.later_note(meant) == Some(means)
        || plain(&citations.notes[meant].text) == plain(&facts.citations.notes[means].text)
        || share_a_work(facts.citations, versions, meant, means)
        || share_a_title(citations, meant, facts.citations, means)
}

/// Whether the present form of an earlier note cites one work with another note.
fn share_a_work(now: &Citations, versions: &Versions, meant: NoteId, means: NoteId) -> bool {
    let Some(meant) = versions.later_note(meant) else {
        return false;
    };
    now.works.iter().any(|work| {
        let cites = |note| work.citations.iter().any(|at| at.note == note);
        cites(meant) && cites(means)
    })
}

fn share_a_title(before: &Citations, meant: NoteId, now: &Citations, means: NoteId) -> bool {
    let names = |citations: &Citations, note: NoteId| -> Vec<String> {
        let cited = citations.notes[note].citations.iter();
        cited
            .filter(|citation| citation.form == CitationForm::Full)
            .flat_map(|citation| {
                let title = citation
                    .title
                    .as_deref()
                    .map(|title| plain(title).to_lowercase());
                let doi = citation.identifiers.doi.as_deref().and_then(normalize_doi);
                [title, doi].into_iter().flatten()
            })
            .collect()
    };
    let known = names(before, meant);
    names(now, means).iter().any(|name| known.contains(name))
}
