//! What the Markdown parser leaves to do: marks without a definition, pandoc's raised numbers, typed
//! list numbers, the place of link targets.

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use pulldown_cmark::HeadingLevel;
use regex::Regex;

use super::{ReadError, buffer::Buffer};
use crate::{
    document::{Document, InlineKind},
    input::Input,
};

/// Most signs that may be markup, of which the parser remembers each: a long book has some hundred thousand.
const MAX_SIGNS: usize = 3_000_000;

/// An error where there are more signs of markup than any text has.
pub(super) fn not_too_dense(input: &Input) -> Result<(), ReadError> {
    let sign = |byte: &u8| b"[]*_`~<>&\\!|$\"'".contains(byte);
    if input.text.bytes().filter(sign).count() > MAX_SIGNS {
        let what = "more than 3,000,000 brackets, asterisks and other signs of markup";
        return Err(ReadError::too_much(&input.path, what));
    }
    Ok(())
}

/// Pushes text that stands somewhere inside `range` (code without its backticks, a label without brackets).
pub(super) fn push_inner(buffer: &mut Buffer, text: &str, source: &str, range: Range<usize>) {
    let inner = source
        .get(range.clone())
        .and_then(|all| all.find(text))
        .map_or(range.clone(), |at| {
            range.start + at..range.start + at + text.len()
        });
    buffer.push(text, source, inner);
}

/// The number typed before a list item.
pub(super) fn typed_number(source: &str, start: usize) -> Option<u64> {
    let rest = source.get(start..)?.trim_start();
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    rest[..digits].parse().ok()
}

/// Items that are all typed with one number (`1. 1. 1.`) are numbered as they are printed.
pub(super) fn renumber_lazy_lists(document: &mut Document, items: &[(usize, u64)]) {
    let mut lists: HashMap<usize, (u64, usize, bool)> = HashMap::new();
    for (list, number) in items {
        let entry = lists.entry(*list).or_insert((*number, 0, true));
        entry.1 += 1;
        entry.2 &= entry.0 == *number;
    }
    let mut seen: HashMap<usize, u64> = HashMap::new();
    for block in &mut document.blocks {
        let Some(item) = &mut block.item else {
            continue;
        };
        let Some((first, count, equal)) = lists.get(&item.list).copied() else {
            continue;
        };
        if count < 2 || !equal || item.number.is_none() {
            continue;
        }
        let place = seen.entry(item.list).or_insert(0);
        if item.first {
            *place += 1;
        }
        item.number = Some(first + place.saturating_sub(1));
    }
}

/// Labels are compared without regard to case and runs of white space, as GitHub does.
pub(super) fn fold(label: &str) -> String {
    label
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

pub(super) fn level_of(level: HeadingLevel) -> u8 {
    level as u8
}

pub(super) fn heading_level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}

/// `range` without the white space at its end.
pub(super) fn trimmed(source: &str, range: Range<usize>) -> Range<usize> {
    let text = source.get(range.clone()).unwrap_or_default();
    range.start..range.start + text.trim_end().len()
}

/// Where the target of `[text](target "title")` stands.
pub(super) fn target_range(
    source: &str,
    buffer: &Buffer,
    span: &Range<usize>,
    range: &Range<usize>,
) -> Option<Range<usize>> {
    let from = buffer
        .source_of(span)
        .map_or(range.start, |shown| shown.end.min(range.end));
    let open = from + source.get(from..range.end)?.find("](")? + 2;
    let rest = source.get(open..range.end)?;
    let start = open + rest.len() - rest.trim_start().len();
    let rest = source.get(start..range.end)?;
    if let Some(inner) = rest.strip_prefix('<') {
        return Some(start + 1..start + 1 + inner.find('>')?);
    }
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(start..start + at),
            ')' => depth -= 1,
            c if c.is_whitespace() => return Some(start..start + at),
            _ => {}
        }
    }
    None
}

/// Offset of the bracket that closes the one at `open`.
pub(super) fn closing_bracket(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate().skip(open).take(20_000) {
        match byte {
            b'[' => depth += 1,
            b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// A `[^x]` without a definition is text to the parser; here it is a mark without a note. Its brackets stay
/// in the text and belong to the run.
pub(super) fn undefined_marks(buffer: &mut Buffer, source: &str) {
    static MARK: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[\^([^\]\[\s^]{1,80})\]").expect("a fixed pattern"));
    if !buffer.text.contains("[^") {
        return;
    }
    let found: Vec<Range<usize>> = MARK.find_iter(&buffer.text).map(|m| m.range()).collect();
    let taken: Vec<Range<usize>> = buffer
        .inlines()
        .iter()
        .filter(|(kind, _, _)| matches!(kind, InlineKind::Code | InlineKind::Link { .. }))
        .map(|(_, span, _)| span.clone())
        .take(2_000)
        .collect();
    for at in found {
        let escaped = buffer
            .source_at(at.start)
            .is_some_and(|start| start > 0 && source.as_bytes()[start - 1] == b'\\');
        let covered = taken
            .iter()
            .any(|span| span.start <= at.start && at.end <= span.end);
        let Some(range) = buffer.source_of(&at) else {
            continue;
        };
        if escaped || covered || buffer.text[at.end..].starts_with(['(', ':']) {
            continue;
        }
        buffer.inline(InlineKind::NoteRef { note: None }, at, range);
    }
}

/// Pandoc's `^12^`.
pub(super) fn caret_superscripts(buffer: &mut Buffer) {
    static CARETS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\^(\d{1,3}(?:[,–-]\d{1,3})*)\^").expect("a fixed pattern"));
    if !buffer.text.contains('^') {
        return;
    }
    let found: Vec<_> = CARETS
        .captures_iter(&buffer.text)
        .filter_map(|groups| Some((groups.get(0)?.range(), groups.get(1)?.range())))
        .collect();
    for (whole, digits) in found {
        if let Some(range) = buffer.source_of(&whole) {
            buffer.inline(InlineKind::Superscript, digits, range);
        }
    }
}

/// Text taken over from reStructuredText underlines headings with `~~~~~`, which in Markdown opens a code
/// block that swallows the rest of the document. Such lines become `-----`, of the same length, so that
/// offsets stay; `None` where there are none.
pub(super) fn tilde_headings(source: &str) -> Option<String> {
    if !source.contains("\n~~~~") {
        return None;
    }
    let mut out: Option<Vec<u8>> = None;
    let mut before = ("", "");
    let mut offset = 0;
    for line in source.split_inclusive('\n') {
        let text = line.trim_end();
        let heading = before.1.trim_end();
        let tildes = text.len() >= 4 && text.bytes().all(|byte| byte == b'~');
        if tildes
            && before.0.trim().is_empty()
            && heading.len() >= 4
            && heading.chars().count().abs_diff(text.len()) <= 2
            && !heading.ends_with([':', '~'])
        {
            out.get_or_insert_with(|| source.as_bytes().to_vec())[offset..offset + text.len()]
                .fill(b'-');
        }
        before = (before.1, line);
        offset += line.len();
    }
    out.and_then(|bytes| String::from_utf8(bytes).ok())
}
