//! Places in a document that can be linked to, and which links lead to places in it.

use std::collections::{HashMap, HashSet};

use crate::{
    document::{Document, InlineKind},
    span::Span,
};

/// The anchors of a document by their ids.
#[derive(Debug, Default)]
pub(super) struct Anchors<'a> {
    places: HashMap<&'a str, Span>,
    /// What stands before the `#` of ids in a document of several parts.
    parts: HashSet<&'a str>,
}

impl<'a> Anchors<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        let mut out = Self::default();
        for inline in &document.inlines {
            if let InlineKind::Anchor { id } = &inline.kind {
                // Of two anchors with one id the first is where a link leads.
                out.places.entry(id).or_insert(inline.span);
                if let Some((part, _)) = id.split_once('#') {
                    out.parts.insert(part);
                }
            }
        }
        out
    }

    /// Whether the document has no anchor at all.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// Whether a link leads to a place in the document, or is meant to.
    pub(super) fn is_internal(&self, target: &str) -> bool {
        target.starts_with('#')
            || target
                .split_once('#')
                .is_some_and(|(part, _)| self.parts.contains(part))
    }

    /// Where an internal link leads; `None` where there is no such place.
    pub(super) fn place(&self, target: &str) -> Option<Span> {
        let key = target.strip_prefix('#').unwrap_or(target);
        self.places.get(key).copied()
    }
}
