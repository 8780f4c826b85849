//! The line a finding is about, cut to the width of the terminal around what is meant.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::{
    document::{Document, Place},
    render::escape::push_visible,
};

/// What is kept before a place that is itself too long to be shown whole.
const LEAD: usize = 12;

/// One harmless line of a document with the bytes in it that are meant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// Its one-based number.
    pub(crate) line: usize,
    /// The text shown, `…` where it was cut.
    pub(crate) text: String,
    /// What is meant, in bytes of `text`.
    pub(crate) span: Range<usize>,
    /// The line on which a place of several lines ends.
    pub(crate) until: Option<usize>,
}

/// The line at `place`, at most about `width` columns wide; `None` where the format has no lines.
pub(crate) fn excerpt(document: &Document, place: &Place, width: usize) -> Option<Excerpt> {
    let part = document.parts.iter().find(|part| part.name == place.part)?;
    let number = place.line?;
    let content = part.lines.line(&part.source, number)?.of(&part.source);
    let from = place.column?.checked_sub(1)?;
    let ends_here = place.end_line.is_none_or(|end| end == number);
    let to = match place.end_column {
        Some(end) if ends_here => end.saturating_sub(1).max(from),
        Some(_) => usize::MAX,
        None => from,
    };
    let (text, span) = cut(content, from..to, width);
    Some(Excerpt {
        line: number,
        text,
        span,
        until: place.end_line.filter(|_| !ends_here),
    })
}

/// Shows `content` around the characters `meant`, at most about `width` columns of it.
fn cut(content: &str, meant: Range<usize>, width: usize) -> (String, Range<usize>) {
    // Room for the marks of cutting at both ends.
    let room = width.saturating_sub(2).max(20);
    // A minified line can hold megabytes: nothing far from the place is looked at, and what lies before
    // it is walked once and not kept.
    let first = meant.start.saturating_sub(room);
    let shown: Vec<char> = content
        .trim_end()
        .chars()
        .skip(first)
        .take(3 * room)
        .collect();
    let from = (meant.start - first).min(shown.len());
    let to = meant.end.saturating_sub(first).clamp(from, shown.len());

    // Columns that end just before the n-th character.
    let mut columns = Vec::with_capacity(shown.len() + 1);
    columns.push(0);
    for character in &shown {
        columns.push(columns.last().copied().unwrap_or(0) + columns_of(*character));
    }
    let wide = columns[to] - columns[from];
    let before = if wide >= room {
        LEAD.min(room / 2)
    } else {
        (room - wide) / 2
    };
    let mut start = columns.partition_point(|column| *column + before < columns[from]);
    // Room that the end of the line does not need goes to its beginning.
    let left = room.saturating_sub(columns[shown.len()] - columns[start]);
    let start_column = columns[start].saturating_sub(left);
    start = start.min(columns.partition_point(|column| *column < start_column));
    let end = columns
        .partition_point(|column| *column <= columns[start] + room)
        .saturating_sub(1);

    let mut text = String::new();
    if first + start > 0 {
        text.push('…');
    }
    let mut span = text.len()..text.len();
    for (index, character) in shown.iter().enumerate().take(end).skip(start) {
        if index == from {
            span.start = text.len();
        }
        push_shown(&mut text, *character);
        if index < to {
            span.end = text.len();
        }
    }
    if from >= end {
        span.start = text.len();
    }
    span.end = span.end.max(span.start);
    if end < shown.len() || content.trim_end().chars().nth(first + end).is_some() {
        text.push('…');
    }
    (text, span)
}

/// A tab is one column here: its width would depend on what was cut before it.
fn push_shown(text: &mut String, character: char) {
    if character == '\t' {
        text.push(' ');
    } else {
        push_visible(text, character);
    }
}

fn columns_of(character: char) -> usize {
    let mut shown = String::new();
    push_shown(&mut shown, character);
    shown.chars().map(|c| c.width().unwrap_or(0)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str, meant: Range<usize>, width: usize, expected: &str) {
        let (text, span) = cut(content, meant, width);
        let marked = format!(
            "{}‹{}›{}",
            &text[..span.start],
            &text[span.clone()],
            &text[span.end..]
        );
        assert_eq!(marked, expected);
    }

    #[test]
    fn the_place_is_always_in_sight() {
        let long = "abcdefghij".repeat(10);
        check("one two", 4..7, 40, "one ‹two›");
        check("one two", 7..7, 40, "one two‹›");
        check("one two", 99..120, 40, "one two‹›");
        check(&long, 0..2, 22, "‹ab›cdefghijabcdefghij…");
        check(&long, 50..52, 22, "…bcdefghij‹ab›cdefghija…");
        check(&long, 98..100, 22, "…abcdefghijabcdefgh‹ij›");
        check(&long, 10..90, 22, "…‹abcdefghij›");
        check("a\tb\x1b[31mc", 2..3, 40, "a ‹b›\\u{1b}[31mc");
        check(
            "漢字漢字漢字漢字漢字漢字漢字",
            6..7,
            22,
            "…漢字漢字‹漢›字漢字漢…",
        );
        check("", 0..0, 22, "‹›");
    }
}
