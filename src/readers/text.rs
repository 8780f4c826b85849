//! Plain text: paragraphs from blank lines, headings from their look, page furniture left out.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use super::{
    buffer::{Buffer, Context},
    whole,
};
use crate::{
    document::{BlockKind, Builder, Document},
    input::{Format, Input},
};

/// A heading longer than this is running text.
const LONGEST_HEADING: usize = 120;

/// Reads plain text.
pub(super) fn read(input: &Input) -> Document {
    let source: &str = &input.text;
    let furniture = page_furniture(source);
    let mut builder = Builder::new(&input.path, Format::Text, vec![whole(input)]);
    let mut paragraph: Vec<Range<usize>> = Vec::new();
    let mut blank_before = true;
    let mut lines = lines(source).into_iter().peekable();
    while let Some(line) = lines.next() {
        let text = &source[line.clone()];
        if furniture.contains(&line.start) {
            continue;
        }
        if text.trim().is_empty() {
            flush(&mut builder, source, &mut paragraph, blank_before, true);
            blank_before = true;
            continue;
        }
        if let (Some(level), 1) = (underline(text), paragraph.len())
            && is_heading_text(&source[paragraph[0].clone()])
        {
            let heading = paragraph.remove(0);
            push(
                &mut builder,
                source,
                &[heading],
                BlockKind::Heading { level },
            );
            blank_before = true;
            continue;
        }
        paragraph.push(line);
        if lines.peek().is_none() {
            break;
        }
    }
    flush(&mut builder, source, &mut paragraph, blank_before, true);
    builder.finish()
}

/// Lines without their ends; a form feed ends a line too.
fn lines(source: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, byte) in source.bytes().enumerate() {
        if matches!(byte, b'\n' | b'\r' | b'\x0c') {
            out.push(start..at);
            start = at + 1;
        }
    }
    out.push(start..source.len());
    out
}

/// Page numbers and running heads next to a form feed, by the offset of their line: a line of digits, or one
/// that (digits apart) stands at the edge of several pages.
fn page_furniture(source: &str) -> HashSet<usize> {
    let mut out = HashSet::new();
    if !source.contains('\x0c') {
        return out;
    }
    let mut edges: Vec<(Range<usize>, String)> = Vec::new();
    let mut base = 0;
    for page in source.split('\x0c') {
        let written: Vec<Range<usize>> = lines(page)
            .into_iter()
            .filter(|line| !page[line.clone()].trim().is_empty())
            .map(|line| base + line.start..base + line.end)
            .collect();
        let near = [written.first(), written.get(1), written.last()];
        let mut seen = Vec::new();
        for line in near.into_iter().flatten() {
            if seen.contains(&line.start) {
                continue;
            }
            seen.push(line.start);
            let shape: String = source[line.clone()]
                .chars()
                .filter(|c| c.is_alphabetic())
                .collect();
            edges.push((line.clone(), shape));
        }
        base += page.len() + 1;
    }
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for (_, shape) in &edges {
        *counts.entry(shape.as_str()).or_default() += 1;
    }
    for (line, shape) in &edges {
        let text = source[line.clone()].trim();
        let number = text.len() <= 5
            && text
                .trim_matches(['-', '–', ' '])
                .bytes()
                .all(|byte| byte.is_ascii_digit());
        // A line with a number at its edge is a running head when it comes twice, any other when three times.
        let paged = text.starts_with(|c: char| c.is_ascii_digit())
            || text.ends_with(|c: char| c.is_ascii_digit());
        let repeated = !shape.is_empty()
            && text.chars().count() <= LONGEST_HEADING
            && counts
                .get(shape.as_str())
                .is_some_and(|count| *count >= if paged { 2 } else { 3 });
        if number || repeated {
            out.insert(line.start);
        }
    }
    out
}

/// Level of the heading that a line of `===` or `---` underlines.
fn underline(line: &str) -> Option<u8> {
    let line = line.trim();
    let mut chars = line.chars();
    let first = chars.next()?;
    let level = match first {
        '=' | '#' => 1,
        '-' | '*' => 2,
        '~' | '^' | '"' => 3,
        _ => return None,
    };
    (line.chars().count() >= 3 && chars.all(|c| c == first)).then_some(level)
}

/// Whether a line by itself looks like a heading: short, no sentence.
fn is_heading_text(line: &str) -> bool {
    let line = line.trim();
    let length = line.chars().count();
    (2..=LONGEST_HEADING).contains(&length)
        && line.chars().any(char::is_alphabetic)
        && !line.ends_with(['.', ',', ';', '!', '…'])
        && !line.contains("://")
        && !line.starts_with(['[', '(', '“', '"', '•', '-', '*'])
}

/// Level a line standing alone would have as a heading, by its look.
fn heading_level(line: &str) -> Option<u8> {
    let line = line.trim();
    if !is_heading_text(line) {
        return None;
    }
    let letters: Vec<char> = line.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.iter().any(|c| c.is_lowercase()) {
        let first = line.chars().find(|c| c.is_alphanumeric())?;
        let short = line.chars().count() <= 90;
        // “12 Smith, Title” is a note, “3 Methods” a heading: a comma decides.
        let numbered = line.starts_with(|c: char| c.is_ascii_digit());
        return (short && (first.is_uppercase() || numbered) && !(numbered && line.contains(',')))
            .then_some(2);
    }
    let cased = letters.iter().any(|c| c.is_uppercase());
    (cased || letters.len() >= 2).then_some(if cased { 1 } else { 2 })
}

fn flush(
    builder: &mut Builder,
    source: &str,
    paragraph: &mut Vec<Range<usize>>,
    blank_before: bool,
    blank_after: bool,
) {
    if paragraph.is_empty() {
        return;
    }
    let lines = std::mem::take(paragraph);
    let level = match lines.as_slice() {
        [line] if blank_before && blank_after => heading_level(&source[line.clone()]),
        _ => None,
    };
    let kind = level.map_or(BlockKind::Paragraph, |level| BlockKind::Heading { level });
    push(builder, source, &lines, kind);
}

fn push(builder: &mut Builder, source: &str, lines: &[Range<usize>], kind: BlockKind) {
    let mut buffer = Buffer::default();
    for (i, line) in lines.iter().enumerate() {
        let text = &source[line.clone()];
        let body = line.start + text.len() - text.trim_start().len()
            ..line.start
                + text
                    .trim_end()
                    .len()
                    .max(text.len() - text.trim_start().len());
        if i > 0 {
            let end = lines[i - 1].end;
            buffer.push("\n", source, end..end + 1);
        }
        let body_text = &source[body.clone()];
        buffer.push(body_text, source, body);
    }
    let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
        return;
    };
    let range = first.start..last.end;
    buffer.flush(builder, kind, Context::default(), range);
}
