//! Marks and notes that are there but were not recognized: a mark whose digits lost their form or turned into
//! other characters, a note that runs on in the note before it. Looked for only where a number is missing.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    Cause, Fault, Side,
    series::{Item, Series},
};
use crate::{
    document::{BlockKind, Document, InlineKind},
    rules::Facts,
    span::Span,
};

/// Longest stretch of text searched for one missing mark, in bytes.
const LONGEST: usize = 50_000;

/// Notes printed in one with the note before: the mark is there, the note is missing, and the text of the note
/// before goes on with its number.
pub(super) fn merged(facts: &Facts<'_>, series: &mut Series, out: &mut Vec<Cause>) {
    for mark in series.marks.clone() {
        let have = |number: u32| series.notes.iter().position(|note| note.number == number);
        if have(mark.number).is_some() {
            continue;
        }
        let Some(at) = mark.number.checked_sub(1).and_then(have) else {
            continue;
        };
        let id = series.notes[at].id;
        let Some(note) = facts.citations.notes.get(id) else {
            continue;
        };
        if runs_on(&note.text, mark.number) {
            out.push(Cause {
                side: Side::Notes,
                fault: Fault::Merged {
                    number: mark.number,
                },
                ids: vec![id],
                others: vec![mark.id],
            });
            series.notes.insert(
                at + 1,
                Item {
                    id,
                    number: mark.number,
                },
            );
        }
    }
}

/// Whether a note's text holds the beginning of another: after a stop the number, a stop or bracket, and a
/// capital letter or quotation mark.
fn runs_on(text: &str, number: u32) -> bool {
    let digits = number.to_string();
    text.match_indices(&digits).any(|(at, _)| {
        let before = text[..at].trim_end_matches(['[', ' ']);
        let after = &text[at + digits.len()..];
        let Some(rest) = after
            .strip_prefix(['.', ')'])
            .or_else(|| after.strip_prefix(']'))
        else {
            return false;
        };
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        !before.is_empty()
            && before.ends_with(['.', '”', '"', '>', '/', ')'])
            && text[..at].ends_with([' ', '['])
            && rest.starts_with(' ')
            && rest
                .trim_start()
                .starts_with(|c: char| c.is_uppercase() || matches!(c, '“' | '"' | '«' | '‘'))
            // “vol. 12. Paris” and “no. 12. London” are no notes.
            && !ends_with_counter(before)
    })
}

fn ends_with_counter(text: &str) -> bool {
    let word = text
        .trim_end_matches('.')
        .rsplit(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default()
        .to_lowercase();
    matches!(
        word.as_str(),
        "no" | "nos"
            | "vol"
            | "vols"
            | "p"
            | "pp"
            | "n"
            | "nn"
            | "nr"
            | "bd"
            | "art"
            | "ch"
            | "chap"
            | "sec"
            | "para"
            | "paras"
            | "fol"
            | "fig"
            | "ed"
            | "s"
            | "t"
            | "ser"
            | "op"
    )
}

/// Marks that lost their form, where a note waits for one.
pub(super) fn marks(facts: &Facts<'_>, series: &mut Series, out: &mut Vec<Cause>) {
    if series.marks.len() < 2 {
        return;
    }
    let mut found = Vec::new();
    for note in &series.notes {
        if series
            .marks
            .binary_search_by_key(&note.number, |mark| mark.number)
            .is_ok()
        {
            continue;
        }
        let next = series
            .marks
            .partition_point(|mark| mark.number < note.number);
        // The gap must be exactly one wide: what stands in a longer one is anyone's guess.
        let (Some(before), Some(after)) = (
            next.checked_sub(1).and_then(|at| series.marks.get(at)),
            series.marks.get(next),
        ) else {
            continue;
        };
        if before.number + 1 != note.number || note.number + 1 != after.number {
            continue;
        }
        let marks = &facts.citations.marks;
        let between = Span::new(marks[before.id].span.end, marks[after.id].span.start);
        if marks[before.id].chapter != marks[after.id].chapter || between.len() > LONGEST {
            continue;
        }
        let fault = flattened(facts.document, between, note.number)
            .map(|at| Fault::Flattened { at })
            .or_else(|| unreadable(facts.document, between).map(|at| Fault::Unreadable { at }));
        if let Some(fault) = fault {
            out.push(Cause {
                side: Side::Notes,
                fault,
                ids: vec![note.id],
                others: Vec::new(),
            });
            found.push(note.number);
        }
    }
    series.notes.retain(|note| !found.contains(&note.number));
}

/// The one place in a stretch of text where the number sticks to a word or stop.
fn flattened(document: &Document, between: Span, number: u32) -> Option<Span> {
    let text = between.of(&document.text);
    let digits = number.to_string();
    let mut hits = text.match_indices(&digits).filter_map(|(at, _)| {
        let span = Span::new(between.start + at, between.start + at + digits.len());
        let mut before = document.text[..span.start].chars().rev();
        let after = document.text[span.end..].chars().next();
        let last = before.next()?;
        let tied = last.is_lowercase()
            || (matches!(
                last,
                '.' | ',' | ';' | ':' | '!' | '?' | '”' | '’' | '"' | ')'
            ) && before
                .next()
                .is_some_and(|c| c.is_alphabetic() || matches!(c, '”' | '’' | ')')));
        let parted = after.is_none_or(|c| c.is_whitespace() || matches!(c, '.' | ',' | ';' | ')'));
        (tied && parted && !left_alone(document, span)).then_some(span)
    });
    let hit = hits.next()?;
    hits.next().is_none().then_some(hit)
}

/// The one raised character in a stretch of text that could be a damaged number.
fn unreadable(document: &Document, between: Span) -> Option<Span> {
    static DAMAGED: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^[!|lIiOoSZzB°º'’*´`0-9]{1,3}$").expect("a fixed pattern"));
    static BRACKET: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\[[0-9]{0,2}[lIO|][0-9]{0,2}\]").expect("a fixed pattern"));
    let raised: Vec<Span> = document
        .inlines_in(between)
        .filter(|inline| matches!(inline.kind, InlineKind::Superscript))
        .map(|inline| inline.span)
        .filter(|span| DAMAGED.is_match(span.of(&document.text).trim()))
        .filter(|span| !after_digit(document, *span))
        .collect();
    let bracketed = BRACKET
        .find_iter(between.of(&document.text))
        .map(|hit| Span::new(between.start + hit.start(), between.start + hit.end()))
        .filter(|span| !left_alone(document, *span));
    let all: Vec<Span> = raised.into_iter().chain(bracketed).collect();
    match all.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

/// 20<sup>°</sup> and 1<sup>o</sup> are what they look like.
fn after_digit(document: &Document, span: Span) -> bool {
    document.text[..span.start].ends_with(|c: char| c.is_ascii_digit())
}

/// Whether a stretch is code, part of a link, or stands in a heading or table.
fn left_alone(document: &Document, span: Span) -> bool {
    let block = document
        .block_at(span.start)
        .map(|block| &document.blocks[block]);
    let Some(block) = block else {
        return true;
    };
    !matches!(block.kind, BlockKind::Paragraph)
        || block.note.is_some()
        || document.inlines_in(block.span).any(|inline| {
            matches!(inline.kind, InlineKind::Code | InlineKind::Link { .. })
                && inline.span.overlaps(span)
        })
}
