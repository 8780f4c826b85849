//! Lines over groups of notes that no format marks as headings, as PDF files and plain text have them: they say the
//! title or the number of a chapter, and a note begins right under them.

use std::collections::HashSet;

use super::{
    Heading,
    headings::{self, Role, Title},
    notes,
};
use crate::document::{Block, BlockKind, Document};

/// Longest line that is a title, in bytes.
const LONGEST: usize = 160;

/// Adds such lines to the headings, in order.
pub(super) fn add(document: &Document, headings: &mut Vec<Heading>) {
    let Some(opening) = headings
        .iter()
        .position(|heading| matches!(headings::role(&heading.title), Role::Notes(_)))
    else {
        return;
    };
    let titles: HashSet<String> = headings[..opening]
        .iter()
        .filter(|heading| headings::role(&heading.title) == Role::Body)
        .map(|heading| headings::title_words(&heading.title))
        .filter(|words| !words.is_empty())
        .collect();
    let (first, level) = (headings[opening].block + 1, headings[opening].level);
    let mut found = Vec::new();
    for (offset, block) in document.blocks[first..].iter().enumerate() {
        let index = first + offset;
        if !may_be_heading(block) {
            continue;
        }
        let title = headings::squeeze(block.span.of(&document.text));
        let named = titles.contains(&headings::title_words(&title)) || counts_chapters(&title);
        if named && note_follows(document, index) {
            found.push(Heading {
                block: index,
                title,
                level: level.saturating_add(1).min(6),
                span: block.span,
            });
        }
    }
    if !found.is_empty() {
        headings.append(&mut found);
        headings.sort_by_key(|heading| heading.block);
    }
}

fn may_be_heading(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph
        && block.item.is_none()
        && block.note.is_none()
        && !block.quoted
        && (1..=LONGEST).contains(&block.span.len())
}

/// Whether a line says “Chapter 3” and nothing more.
fn counts_chapters(title: &str) -> bool {
    title.starts_with(char::is_alphabetic)
        && (2..=3).contains(&title.split(' ').count())
        && title.len() < 40
        && Title::new(title).is_bare_number()
}

fn note_follows(document: &Document, index: usize) -> bool {
    (index + 1..document.blocks.len())
        .find(|next| !document.blocks[*next].span.is_empty())
        .is_some_and(|next| notes::starts_note(document, next).is_some())
}
