//! Titles of chapters as rules speak of them: where they stand, how they are quoted, how they were split.

use super::Facts;
use crate::{citations::Chapter, document::Place, span::Span};

/// Longest title quoted in a message, in characters.
const LONGEST: usize = 70;

/// A title in quotation marks, cut where it is long.
pub(super) fn quoted(title: &str) -> String {
    let mut short: String = title.chars().take(LONGEST).collect();
    if short.len() < title.len() {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    format!("“{short}”")
}

/// The place of a heading, its own markup included.
pub(super) fn heading_place(facts: &Facts<'_>, span: Span) -> Place {
    facts
        .document
        .block_at(span.start)
        .map(|block| &facts.document.blocks[block])
        .filter(|block| block.span == span)
        .map_or_else(
            || facts.document.place(span),
            |block| facts.document.place_of(block.origin),
        )
}

/// Where a chapter begins.
pub(super) fn chapter_place(facts: &Facts<'_>, chapter: &Chapter) -> Place {
    match chapter.headings.first() {
        Some(heading) => heading_place(facts, heading.span),
        None => facts.document.place(Span::at(chapter.span.start)),
    }
}

/// Whether a chapter's title stands in two headings that part it in mid-phrase. “Chapter 1” over the title and
/// a subtitle under it are usual.
pub(super) fn split_in_phrase(chapter: &Chapter, whole: &str) -> bool {
    let [first, _, ..] = chapter.headings.as_slice() else {
        return false;
    };
    if bare_number(&first.title) {
        return false;
    }
    let whole = plain(whole);
    let first = plain(&first.title);
    let Some(at) = whole.find(&first) else {
        return true;
    };
    let rest = whole[at + first.len()..].trim_start();
    !rest.starts_with(|c: char| c.is_ascii_punctuation() || matches!(c, '–' | '—' | '…' | '：'))
        && !first.ends_with([':', '.', '?', '!', '–', '—', '-'])
}

/// Whether a heading says no more than “Chapter 3” or “IV”.
pub(super) fn bare_number(title: &str) -> bool {
    let words = crate::citations::title_words(title);
    let mut words = words.split(' ').rev();
    let number = words.next().is_some_and(|word| {
        !word.is_empty()
            && (word.bytes().all(|byte| byte.is_ascii_digit())
                || word
                    .chars()
                    .all(|c| matches!(c, 'i' | 'v' | 'x' | 'l' | 'c')))
    });
    number && words.count() <= 1
}

fn plain(title: &str) -> String {
    title
        .chars()
        .map(|c| match c {
            '‘' | '’' | '´' | '`' => '\'',
            '“' | '”' => '"',
            c => c,
        })
        .collect::<String>()
        .to_lowercase()
}
