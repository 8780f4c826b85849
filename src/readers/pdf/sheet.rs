//! A page on its way to the document: its lines in reading order, the notes at its foot, its links.

use super::{
    bidi,
    columns::{self, Gutters},
    glyphs::{Page, Rect},
    overfull,
    rows::{self, Column, Line},
    words::{self, Context},
};

/// A page as lines.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    pub(super) number: u32,
    pub(super) height: f32,
    /// In reading order.
    pub(super) lines: Vec<Line>,
    pub(super) rules: Vec<Rect>,
}

/// Reads the lines of a page.
pub(super) fn sheet(page: &Page, context: Context<'_>, gutters: &mut Gutters) -> Sheet {
    let pieces = words::pieces(page, context);
    let rtl = bidi::mainly_rtl(&pieces.text);
    let chunks = overfull::part(rows::chunks(&pieces), &pieces);
    let leaves = columns::cut(chunks, gutters, rtl);
    let mut lines = Vec::new();
    for (index, leaf) in leaves.into_iter().enumerate() {
        let index = words::to_u32(index);
        let column = Column {
            page: page.number,
            leaf: index,
            edges: leaf.edges,
            rtl,
        };
        lines.extend(rows::lines(leaf.chunks, &pieces, column));
    }
    Sheet {
        number: page.number,
        height: page.height,
        lines,
        rules: page.rules.clone(),
    }
}
