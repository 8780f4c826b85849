//! Ways back from a note to its marks: they stand around its text and are none of it.

use super::{REACH, leads::label_of};
use crate::{
    document::{Document, Inline, InlineKind},
    span::Span,
};

/// Where the text of a note begins, ways back at its start put aside.
pub(in crate::citations) fn after_backlinks(document: &Document, span: Span) -> usize {
    let text = &document.text;
    let mut committed = span.start;
    let mut at = span.start;
    while at < span.end {
        let rest = &text[at..span.end];
        let skipped = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, '^' | '↑' | '↩' | ',')
                })
                .len();
        let arrows = rest[..skipped].contains(['^', '↑', '↩']);
        at += skipped;
        if arrows {
            committed = at;
        }
        let first = document
            .inlines
            .partition_point(|inline| inline.span.start < at);
        let link = document.inlines[first..]
            .iter()
            .take_while(|inline| inline.span.start == at)
            .find(|inline| {
                is_way(inline) && inline.span.end <= span.end && inline.span.len() <= 24
            });
        let Some(link) = link.filter(|link| {
            label_of(link.span.of(text)).is_some() || is_number_path(link.span.of(text))
        }) else {
            break;
        };
        at = link.span.end;
        committed = at;
    }
    let rest = &text[committed..span.end];
    committed + rest.len() - rest.trim_start().len()
}

/// Where the text of a note ends, ways back at its end put aside.
pub(in crate::citations) fn before_backlinks(document: &Document, span: Span) -> usize {
    let text = &document.text;
    let mut end = span.end;
    for _ in 0..REACH {
        let trimmed = span.start + text[span.start..end].trim_end().len();
        let rest = text[span.start..trimmed].trim_end_matches([']', ')', '.', ',']);
        let bare = span.start + rest.len();
        let first = document
            .inlines
            .partition_point(|inline| inline.span.start < bare.saturating_sub(32));
        let link = document.inlines[first..]
            .iter()
            .take_while(|inline| inline.span.start < bare)
            .find(|inline| {
                is_way(inline) && inline.span.end == bare && inline.span.start > span.start
            });
        let Some(link) = link.filter(|link| is_return(link.span.of(text))) else {
            return trimmed.min(end);
        };
        end = span.start
            + text[span.start..link.span.start]
                .trim_end()
                .trim_end_matches(['[', '(', ','])
                .trim_end()
                .len();
    }
    end
}

/// `1.0`, `1.1`: how one way back among several is called.
fn is_number_path(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_way(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Link { target, .. } if target.contains('#') && !target.contains("://"))
        && !inline.span.is_empty()
}

/// Whether the text of a link says “back”.
fn is_return(text: &str) -> bool {
    let words = text
        .trim()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    matches!(
        words.as_str(),
        "" | "back"
            | "return"
            | "top"
            | "up"
            | "return to text"
            | "back to text"
            | "go back"
            | "jump up"
            | "back to main text"
            | "return to main text"
            | "zurück"
            | "zurück zum text"
            | "retour"
            | "volver"
            | "back to article"
            | "return to article"
            | "back to content"
            | "back to reference"
            | "return to reference"
    ) || (words.len() == 1 && words.bytes().all(|byte| byte.is_ascii_lowercase()))
}
