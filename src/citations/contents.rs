//! The table of contents: which titles and names it lists.

use super::{
    ContentsEntry, Heading,
    headings::{self, Role},
};
use crate::{
    document::{Document, InlineKind},
    span::Span,
};

/// More entries no table of contents has.
const MOST: usize = 500;
/// Longest line that can hold several entries, in bytes.
const LONGEST: usize = 8192;

/// Entries of the table of contents.
pub(super) fn entries(document: &Document, headings: &[Heading]) -> Vec<ContentsEntry> {
    let Some(at) = headings
        .iter()
        .position(|heading| headings::role(&heading.title) == Role::Contents)
    else {
        return Vec::new();
    };
    let end = headings
        .get(at + 1)
        .map_or(document.blocks.len(), |next| next.block);
    let titles = titles(&headings[at + 1..]);
    let mut out = Vec::new();
    for block in &document.blocks[headings[at].block + 1..end] {
        let text = block.span.of(&document.text);
        let mut offset = block.span.start;
        for line in text.split_inclusive('\n') {
            let line_span = Span::new(offset, offset + line.trim_end().len());
            let mut pieces = set_apart(document, line_span);
            if pieces.len() < 2 {
                pieces = run_together(document, line_span, &titles);
            }
            if pieces.is_empty() {
                let title = without_page(line.trim());
                let start = offset + line.find(title).unwrap_or(0);
                pieces = vec![Span::new(start, start + title.len())];
            }
            for span in pieces {
                let title = headings::squeeze(span.of(&document.text));
                if !title.is_empty() && out.len() < MOST {
                    out.push(ContentsEntry { title, span });
                }
            }
            offset += line.len();
        }
    }
    out
}

/// The titles and names in a contents line that holds several, set apart from each other in bold and italics:
/// “**Wells** 3 *Jane Roe* **Rivers** 9”.
fn set_apart(document: &Document, line: Span) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut covered = 0;
    for inline in document.inlines_in(line) {
        let apart = matches!(inline.kind, InlineKind::Strong | InlineKind::Emphasis);
        if !apart || out.last().is_some_and(|last| last.overlaps(inline.span)) {
            continue;
        }
        covered += inline.span.len();
        let text = inline.span.of(&document.text);
        if text.chars().any(char::is_alphabetic) {
            out.push(inline.span);
        }
    }
    let written = line
        .of(&document.text)
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_ascii_digit())
        .count();
    if covered < written {
        out.clear();
    }
    out
}

/// A contents line without its leader dots and page number; a number that is part of the title stays.
fn without_page(line: &str) -> &str {
    let number = line.trim_end_matches(|c: char| c.is_ascii_digit());
    let roman = line.trim_end_matches(['i', 'v', 'x', 'l']);
    [number, roman]
        .into_iter()
        .find(|rest| rest.len() < line.len() && rest.ends_with(is_leader))
        .unwrap_or(line)
        .trim_end_matches(is_leader)
}

/// What leads the eye from a title to its page.
fn is_leader(c: char) -> bool {
    c.is_whitespace() || matches!(c, '.' | '…' | '·' | '_')
}

/// The headings that a contents line may name, and what two of them, one right under the other, make together.
fn titles(headings: &[Heading]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for (nth, heading) in headings.iter().take(MOST).enumerate() {
        if let Some(next) = headings
            .get(nth + 1)
            .filter(|next| next.block == heading.block + 1)
        {
            out.push(format!("{} {}", heading.title, next.title));
        }
        out.push(heading.title.clone());
    }
    out.retain(|title| title.chars().any(char::is_alphabetic));
    out
}

/// The titles and names in a contents line that lost its breaks: “Wells 3 Jane Roe Rivers 9 John Doe”. A title
/// counts where its page number follows; what stands between a number and the next title is names.
fn run_together(document: &Document, line: Span, titles: &[String]) -> Vec<Span> {
    let text = line.of(&document.text);
    if text.len() > LONGEST || !text.contains(|c: char| c.is_ascii_digit()) {
        return Vec::new();
    }
    let mut found: Vec<Span> = Vec::new();
    for title in titles {
        for (at, hit) in text.match_indices(title.as_str()) {
            let after = &text[at + hit.len()..];
            let page = after.trim_start_matches(is_leader);
            let digits = page.len() - page.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let alone =
                page[digits..].is_empty() || page[digits..].starts_with(char::is_whitespace);
            let begins = text[..at]
                .chars()
                .next_back()
                .is_none_or(char::is_whitespace);
            let span = Span::new(at, text.len() - page.len() + digits);
            if page.len() < after.len()
                && (1..=4).contains(&digits)
                && alone
                && begins
                && !found.iter().any(|other| other.overlaps(span))
            {
                found.push(span);
            }
        }
    }
    found.sort_by_key(|span| span.start);
    let mut out = Vec::new();
    let mut from = 0;
    let between = |from: usize, to: usize, out: &mut Vec<Span>| {
        let piece = &text[from..to];
        let name = piece.trim();
        if name.chars().any(char::is_alphabetic) {
            let start = line.start + from + (piece.len() - piece.trim_start().len());
            out.push(Span::new(start, start + name.len()));
        }
    };
    for hit in &found {
        between(from, hit.start, &mut out);
        let title = without_page(hit.of(text));
        out.push(Span::new(
            line.start + hit.start,
            line.start + hit.start + title.len(),
        ));
        from = hit.end;
    }
    if !found.is_empty() {
        between(from, text.len(), &mut out);
    }
    out
}
