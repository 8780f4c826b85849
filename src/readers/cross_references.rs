//! Cross-references that word processors keep up to date: where one shows the raised number of a note, it is
//! another mark of that note.

use std::collections::{HashMap, HashSet};

use crate::{
    document::{Document, InlineKind},
    span::Span,
};

/// Turns raised links to the name of a note into marks of it.
pub(super) fn raise(document: &mut Document, names: &HashMap<String, usize>) {
    if names.is_empty() {
        return;
    }
    let raised: HashSet<Span> = document
        .inlines
        .iter()
        .filter(|inline| matches!(inline.kind, InlineKind::Superscript))
        .map(|inline| inline.span)
        .collect();
    let mut gone = HashSet::new();
    for inline in &mut document.inlines {
        if let InlineKind::Link { target, .. } = &inline.kind
            && let Some(note) = target.strip_prefix('#').and_then(|name| names.get(name))
            && raised.contains(&inline.span)
        {
            inline.kind = InlineKind::NoteRef { note: Some(*note) };
            gone.insert(inline.span);
        }
    }
    document.inlines.retain(|inline| {
        !matches!(inline.kind, InlineKind::Superscript) || !gone.contains(&inline.span)
    });
}
