//! The line a finding is about, cut to the width of the terminal around what is meant.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::{
    document::{Document, Place, Whereabouts},
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

/// The line at `place`, at most about `width` columns wide; `None` where nothing stands there.
///
/// Of packages and pages, whose source nobody reads, the words as they are printed are shown, with the
/// number of the paragraph or page. A minified line can hold megabytes, so only the neighborhood of the
/// place is looked at.
pub(crate) fn excerpt(
    document: &Document,
    whereabouts: &Whereabouts<'_>,
    place: &Place,
    width: usize,
) -> Option<Excerpt> {
    if let Some(number) = place.page.map(|page| page as usize).or(place.paragraph) {
        let meant = whereabouts.text_at(place)?;
        let (text, span) = cut(&document.text, meant.start..meant.end, width)?;
        return Some(Excerpt {
            line: number,
            text,
            span,
            until: None,
        });
    }
    let number = place.line?;
    let (part, meant) = whereabouts.in_source(place)?;
    let (text, span) = cut(&document.parts[part].source, meant, width)?;
    Some(Excerpt {
        line: number,
        text,
        span,
        until: place.end_line.filter(|end| *end != number),
    })
}

/// Shows the line of `source` in which `meant` begins, at most about `width` columns of it.
fn cut(source: &str, meant: Range<usize>, width: usize) -> Option<(String, Range<usize>)> {
    // Room for the marks of cutting at both ends.
    let room = width.saturating_sub(2).max(20);
    let in_line = |character: &char| !matches!(character, '\n' | '\r');
    let mut shown: Vec<char> = source
        .get(..meant.start)?
        .chars()
        .rev()
        .take_while(in_line)
        .take(room + 1)
        .collect();
    shown.reverse();
    let from = shown.len();
    let after: Vec<(usize, char)> = source
        .get(meant.start..)?
        .char_indices()
        .take_while(|(_, character)| in_line(character))
        .take(2 * room)
        .collect();
    let to = from + after.partition_point(|(offset, _)| meant.start + offset < meant.end);
    shown.extend(after.iter().map(|(_, character)| character));
    let kept = shown
        .iter()
        .rposition(|character| !character.is_whitespace());
    shown.truncate(kept.map_or(0, |last| last + 1).max(from));
    let to = to.min(shown.len());

    // Columns that end just before the n-th character.
    let mut columns = Vec::with_capacity(shown.len() + 1);
    columns.push(0);
    for character in &shown {
        columns.push(columns.last().copied().unwrap_or(0) + columns_of(*character));
    }
    let all = columns.last().copied().unwrap_or(0);
    let wide = columns[to] - columns[from];
    let before = if wide >= room {
        LEAD.min(room / 2)
    } else {
        (room - wide) / 2
    };
    // Room that the end of the line does not need goes to its beginning.
    let first_column = columns[from]
        .saturating_sub(before)
        .min(all.saturating_sub(room));
    let start = columns.partition_point(|column| *column < first_column);
    let end = columns
        .partition_point(|column| *column <= columns[start] + room)
        .saturating_sub(1);

    let mut text = String::new();
    if start > 0 {
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
    if end < shown.len() {
        text.push('…');
    }
    Some((text, span))
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

    fn check(source: &str, meant: Range<usize>, width: usize, expected: &str) {
        let (text, span) = cut(source, meant, width).unwrap();
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
        check("before\none two\r\nafter", 11..20, 40, "one ‹two›");
        check(&long, 0..2, 22, "‹ab›cdefghijabcdefghij…");
        check(&long, 50..52, 22, "…bcdefghij‹ab›cdefghija…");
        check(&long, 98..100, 22, "…abcdefghijabcdefgh‹ij›");
        check(&long, 10..90, 22, "abcdefghij‹abcdefghij›…");
        check("a\tb\x1b[31mc", 2..3, 40, "a ‹b›\\u{1b}[31mc");
        check("", 0..0, 22, "‹›");
        let wide = "漢字".repeat(12);
        let (text, span) = cut(&wide, 36..39, 22).unwrap();
        assert_eq!(&text[span], "漢");
        assert_eq!(text.chars().count(), 12, "{text}");
    }
}
