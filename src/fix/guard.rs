//! Holds what a document cites after a fix against what it cited before. Every mark and note must still be
//! there, and every mark must mean the note that it is meant to mean.

use crate::citations::{Citations, NoteId};

/// Whether nothing but words changed: the same marks and notes under the same labels, paired as before, in the
/// same chapters, and no link lost. The reason where it is not so.
pub(super) fn same(before: &Citations, after: &Citations) -> Result<(), String> {
    counts(before, after)?;
    if before.chapters.len() != after.chapters.len()
        || before.sections.len() != after.sections.len()
    {
        return Err("chapters or notes sections would not be the same".to_owned());
    }
    for (old, new) in before.marks.iter().zip(&after.marks) {
        if old.label != new.label || old.chapter != new.chapter {
            return Err(format!(
                "mark {} would become mark {}",
                old.label, new.label
            ));
        }
        if old.note != new.note {
            return Err(format!("mark {} would mean another note", old.label));
        }
    }
    for (old, new) in before.notes.iter().zip(&after.notes) {
        if old.label != new.label || old.chapter != new.chapter || old.section != new.section {
            return Err(format!(
                "note {} would become note {}",
                old.label, new.label
            ));
        }
        if old.marks != new.marks {
            return Err(format!("note {} would be called by other marks", old.label));
        }
    }
    Ok(())
}

/// Whether a fix that changes numbers did what it promised: every text of a note is still there, the marks of
/// `pairs` mean the text of the note beside them, and all others the text that they meant before.
pub(super) fn as_promised(
    before: &Citations,
    after: &Citations,
    pairs: &[(usize, NoteId)],
) -> Result<(), String> {
    counts(before, after)?;
    let texts = |citations: &Citations| {
        let mut texts: Vec<String> = citations
            .notes
            .iter()
            .map(|note| words(&note.text))
            .collect();
        texts.sort_unstable();
        texts
    };
    if texts(before) != texts(after) {
        return Err("the text of a note would not be the same".to_owned());
    }
    for (id, (old, new)) in before.marks.iter().zip(&after.marks).enumerate() {
        let meant = pairs
            .iter()
            .find(|(mark, _)| *mark == id)
            .map(|(_, note)| *note)
            .or(old.note);
        let text = |citations: &Citations, note: Option<NoteId>| {
            Some(words(&citations.notes.get(note?)?.text))
        };
        if text(before, meant) != text(after, new.note) {
            return Err(format!(
                "mark {} would mean another note than it should",
                old.label
            ));
        }
        if old.chapter != new.chapter {
            return Err(format!("mark {} would stand in another chapter", old.label));
        }
    }
    let called = |citations: &Citations| {
        citations
            .notes
            .iter()
            .filter(|note| !note.marks.is_empty())
            .count()
    };
    if called(after) < called(before) {
        return Err("a note would lose its mark".to_owned());
    }
    Ok(())
}

/// No mark, note or link may be lost, and no mark or note may come into being.
fn counts(before: &Citations, after: &Citations) -> Result<(), String> {
    for (what, old, new) in [
        ("marks", before.marks.len(), after.marks.len()),
        ("notes", before.notes.len(), after.notes.len()),
    ] {
        if old != new {
            return Err(format!("there would be {new} {what} instead of {old}"));
        }
    }
    let links = |citations: &Citations, note: Option<NoteId>| {
        citations
            .links
            .iter()
            .filter(|link| link.note == note)
            .count()
    };
    if after.links.len() < before.links.len() || links(after, None) < links(before, None) {
        return Err("a link would be lost".to_owned());
    }
    Ok(())
}

/// A text without regard to how its lines are broken.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
