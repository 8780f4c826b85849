//! Cross-references that word processors keep up to date: where one shows the raised number of a note, it is
//! another mark of that note; where it shows the number in a sentence, it stays tied to the note.

use std::collections::{HashMap, HashSet};

use crate::{
    document::{Document, InlineKind},
    span::Span,
};

/// A number in a sentence that stands for a place called `name`, until [`raise`] knows whether that is a note.
pub(super) fn number(name: &str) -> InlineKind {
    InlineKind::Link {
        target: format!("#{name}"),
        target_origin: None,
        // No other link into the document shows its own target.
        autolink: true,
    }
}

/// Turns raised links to the name of a note into marks of it, and numbers into what they stand for.
pub(super) fn raise(document: &mut Document, names: &HashMap<String, usize>) {
    let raised: HashSet<Span> = document
        .inlines
        .iter()
        .filter(|inline| matches!(inline.kind, InlineKind::Superscript))
        .map(|inline| inline.span)
        .collect();
    let mut gone = HashSet::new();
    for inline in &mut document.inlines {
        let InlineKind::Link {
            target, autolink, ..
        } = &inline.kind
        else {
            continue;
        };
        let named = target.strip_prefix('#').and_then(|name| names.get(name));
        let Some(note) = named.copied() else {
            continue;
        };
        if raised.contains(&inline.span) {
            inline.kind = InlineKind::NoteRef { note: Some(note) };
            gone.insert(inline.span);
        } else if *autolink {
            inline.kind = InlineKind::NoteLink { note };
        }
    }
    document.inlines.retain(|inline| match &inline.kind {
        InlineKind::Superscript => !gone.contains(&inline.span),
        // The number of a page or a chapter is text.
        InlineKind::Link {
            target, autolink, ..
        } => !(*autolink && target.starts_with('#')),
        _ => true,
    });
}
