//! One note laid out for parsing: its italics, URLs and quotations, and which bytes stand inside which.
//! Offsets here are those of the note's own text; `parse/mod.rs` carries them over to the document.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::quotes::{self, Quote};
use crate::{
    citations::{Link, LinkId},
    document::{Document, InlineKind},
    span::Span,
};

/// Bits that tell in what a byte of the note stands.
pub(super) mod inside {
    /// A quotation.
    pub(in super::super) const QUOTE: u8 = 1;
    /// A URL.
    pub(in super::super) const URL: u8 = 2;
    /// Round, square or full-width brackets.
    pub(in super::super) const BRACKET: u8 = 4;
    /// Italics.
    pub(in super::super) const ITALICS: u8 = 8;
    /// All of them.
    pub(in super::super) const ANY: u8 = QUOTE | URL | BRACKET | ITALICS;
}

/// A URL in a note, typed or linked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    /// What is displayed.
    pub(super) span: Span,
    /// The document's link, where it has one.
    pub(super) link: Option<LinkId>,
    /// What is requested.
    pub(super) target: String,
}

/// A note laid out for parsing.
#[derive(Debug)]
pub(super) struct NoteText<'a> {
    /// The note's text.
    pub(super) text: &'a str,
    /// Italic runs, left to right, joined where they touch.
    pub(super) italics: Vec<Span>,
    /// Outermost quotations, left to right.
    pub(super) quotes: Vec<Quote>,
    /// URLs that are displayed as such, left to right.
    pub(super) urls: Vec<Url>,
    /// Links whose displayed text is not a URL.
    pub(super) worded_links: Vec<Url>,
    /// Per byte: in what it stands.
    mask: Vec<u8>,
}

static URL: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r#"(?i)(?:\bhttps?://|\bftp://|\bwww\.[a-z0-9-]+\.|\b(?:dx\.)?doi\.org/)[^\s<>"“”«»「」《》，；。、（）]+"#,
    )
});

/// Compiles a pattern written in this crate.
///
/// A pattern that does not compile would match nothing; each module's tests run all its patterns.
pub(super) fn compile(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap_or_else(|error| {
        debug_assert!(false, "{error}");
        Regex::new("$^").unwrap_or_else(|_| unreachable!("a constant pattern"))
    })
}

/// As [`compile`], with `\b` between ASCII letters and others only.
///
/// A Unicode `\b` keeps the fast engines from any text with a curly quotation mark in it, which is every note.
/// The words beside `\b` must therefore begin and end in ASCII.
pub(super) fn compile_ascii(pattern: &str) -> Regex {
    compile(&pattern.replace(r"\b", r"(?-u:\b)"))
}

/// The first match of an ASCII pattern that does not begin inside a word (`août 2021` holds no `t 2021`).
pub(super) fn first_whole<'t>(pattern: &Regex, text: &'t str) -> Option<Captures<'t>> {
    pattern.captures_iter(text).find(|found| {
        found.get(0).is_some_and(|whole| {
            let before = text[..whole.start()].chars().next_back();
            let first = whole.as_str().chars().next();
            !(before.is_some_and(|c| c.is_alphanumeric() && !super::authors::is_cjk(c))
                && first.is_some_and(char::is_alphanumeric))
        })
    })
}

impl<'a> NoteText<'a> {
    /// Lays out the note at `note_span`; `links` are the document's links, of which those inside the note are taken.
    pub(super) fn new(document: &'a Document, note_span: Span, links: &[(LinkId, &Link)]) -> Self {
        let text = note_span.of(&document.text);
        let local = |span: Span| {
            Span::new(
                span.start.saturating_sub(note_span.start).min(text.len()),
                span.end.saturating_sub(note_span.start).min(text.len()),
            )
        };
        let mut italics: Vec<Span> = Vec::new();
        let mut linked: Vec<Url> = links
            .iter()
            .filter(|(_, link)| note_span.covers(link.span) && !link.span.is_empty())
            .map(|(id, link)| Url {
                span: local(link.span),
                link: Some(*id),
                target: link.url.clone(),
            })
            .collect();
        for inline in document.inlines_in(note_span) {
            let span = local(inline.span);
            match &inline.kind {
                InlineKind::Emphasis => match italics.last_mut() {
                    Some(last) if text[last.end.min(span.start)..span.start].trim().is_empty() => {
                        last.end = last.end.max(span.end);
                    }
                    _ => italics.push(span),
                },
                InlineKind::Link { target, .. }
                    if linked.iter().all(|url| !url.span.overlaps(span)) =>
                {
                    linked.push(Url {
                        span,
                        link: None,
                        target: target.clone(),
                    });
                }
                _ => {}
            }
        }
        linked.retain(|url| text.get(url.span.start..url.span.end).is_some());
        linked.sort_by_key(|url| url.span);
        Self::lay_out(text, italics, linked)
    }

    fn lay_out(text: &'a str, italics: Vec<Span>, linked: Vec<Url>) -> Self {
        let (mut urls, worded_links): (Vec<Url>, Vec<Url>) = linked
            .into_iter()
            .partition(|url| shows_url(url.span.of(text)));
        let mut mask = vec![0u8; text.len()];
        for url in &urls {
            fill(&mut mask, url.span, inside::URL);
        }
        for found in URL.find_iter(text) {
            let span = Span::new(found.start(), trim_url(text, found.start(), found.end()));
            if mask[span.start] & inside::URL == 0 {
                fill(&mut mask, span, inside::URL);
                urls.push(Url {
                    span,
                    link: None,
                    target: span.of(text).to_owned(),
                });
            }
        }
        urls.sort_by_key(|url| url.span);
        for run in &italics {
            fill(&mut mask, *run, inside::ITALICS);
        }
        let quotes = {
            let mask = &mask;
            quotes::find(
                text,
                |at| mask[at] & inside::URL != 0,
                |at| {
                    mask[at] & inside::URL != 0
                        || (mask[at] & inside::ITALICS != 0
                            && at
                                .checked_sub(1)
                                .is_some_and(|before| mask[before] & inside::ITALICS == 0))
                        || text[at..].starts_with(';')
                },
            )
        };
        for quote in &quotes {
            fill(&mut mask, quote.outer, inside::QUOTE);
        }
        fill_brackets(text, &mut mask);
        Self {
            text,
            italics,
            quotes,
            urls,
            worded_links,
            mask,
        }
    }

    /// Whether the byte at `at` stands outside everything that `bits` names.
    pub(super) fn outside(&self, at: usize, bits: u8) -> bool {
        self.mask.get(at).is_none_or(|mask| mask & bits == 0)
    }

    /// The text of `span` with every byte inside one of `bits` turned into a space, so that offsets agree.
    pub(super) fn blanked(&self, span: Span, bits: u8) -> String {
        let mut blanked = String::with_capacity(span.len());
        for (offset, mark) in span.of(self.text).char_indices() {
            if self.outside(span.start + offset, bits) {
                blanked.push(mark);
            } else {
                blanked.extend(std::iter::repeat_n(' ', mark.len_utf8()));
            }
        }
        blanked
    }
}

fn fill(mask: &mut [u8], span: Span, bit: u8) {
    if let Some(bytes) = mask.get_mut(span.start..span.end) {
        for byte in bytes {
            *byte |= bit;
        }
    }
}

/// Marks what stands in brackets that are closed; outermost pairs only, so that it stays linear.
fn fill_brackets(text: &str, mask: &mut [u8]) {
    let mut stack: Vec<(char, usize)> = Vec::new();
    let mut pairs: Vec<Span> = Vec::new();
    for (at, mark) in text.char_indices() {
        if mask[at] & (inside::QUOTE | inside::URL) != 0 {
            continue;
        }
        match mark {
            // A markup link left as text, `[…](https://…`, may hold anything behind its URL.
            '(' if text[..at].ends_with(']') && text[at + 1..].starts_with("http") => {}
            '(' | '[' | '（' | '【' => stack.push((mark, at)),
            ')' | ']' | '）' | '】' => {
                let opener = match mark {
                    ')' => '(',
                    ']' => '[',
                    '）' => '（',
                    _ => '【',
                };
                // A stray closing bracket is left alone; a stray opening one between two partners is dropped.
                let depth = stack.len();
                if let Some(found) = stack[depth.saturating_sub(8)..]
                    .iter()
                    .rposition(|(open, _)| *open == opener)
                {
                    let found = depth.saturating_sub(8) + found;
                    let span = Span::new(stack[found].1, at + mark.len_utf8());
                    stack.truncate(found);
                    while pairs.last().is_some_and(|pair| span.covers(*pair)) {
                        pairs.pop();
                    }
                    pairs.push(span);
                }
            }
            _ => {}
        }
    }
    for pair in pairs {
        fill(mask, pair, inside::BRACKET);
    }
}

/// Whether displayed link text is a URL, not words.
fn shows_url(shown: &str) -> bool {
    let shown = shown.trim();
    shown.contains("://")
        || shown.starts_with("www.")
        || (shown.contains('/') && shown.contains('.') && !shown.contains(char::is_whitespace))
        || (shown.contains('.')
            && !shown.contains(char::is_whitespace)
            && shown.is_ascii()
            && shown == shown.to_lowercase())
}

/// End of a typed URL without the punctuation of the sentence around it.
fn trim_url(text: &str, start: usize, end: usize) -> usize {
    let mut end = end;
    // `…/page;Smith, “Title”`: a capital after a semicolon that is followed by more words opens the next citation.
    if let Some(cut) = text[start..end].rfind(';') {
        let tail = &text[start + cut + 1..end];
        if tail.chars().next().is_some_and(char::is_uppercase)
            && tail
                .chars()
                .all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | ',' | '’'))
            && text[end..].starts_with(' ')
        {
            end = start + cut;
        }
    }
    // A markup link that the reader left as text: `https://a](https://b)`.
    if let Some(cut) = text[start..end].find("](") {
        end = start + cut;
    }
    let surplus = |open: char, close: char| {
        let url = &text[start..end];
        url.matches(close)
            .count()
            .saturating_sub(url.matches(open).count())
    };
    let (mut round, mut square) = (surplus('(', ')'), surplus('[', ']'));
    loop {
        let Some(last) = text[start..end].chars().next_back() else {
            return end;
        };
        let strip = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '‘' | '*' | '_' | '…' => true,
            ')' if round > 0 => {
                round -= 1;
                true
            }
            ']' if square > 0 => {
                square -= 1;
                true
            }
            '）' | '】' => true,
            _ => false,
        };
        if !strip {
            return end;
        }
        end -= last.len_utf8();
    }
}

/// The host of a URL in lower case, without `www.`.
pub(super) fn host(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default().to_lowercase();
    host.strip_prefix("www.")
        .map_or_else(|| host.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_before_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.org/b.", vec!["https://a.org/b"]),
            ("(https://a.org/b_(c))", vec!["https://a.org/b_(c)"]),
            (
                "https://a.org/x;Roshan Noorzai, “T”",
                vec!["https://a.org/x"],
            ),
            ("https://a.org/x;y=1 z", vec!["https://a.org/x;y=1"]),
            (
                "www.nytimes.com/a, https://b.org",
                vec!["www.nytimes.com/a", "https://b.org"],
            ),
            ("KUN.uz, Kabul.In", vec![]),
        ] {
            let note = NoteText::lay_out(text, Vec::new(), Vec::new());
            let urls: Vec<&str> = note.urls.iter().map(|url| url.span.of(text)).collect();
            assert_eq!(urls, expected, "{text}");
        }
    }

    #[test]
    fn brackets_that_close_are_hidden_and_stray_ones_are_not() {
        let note = NoteText::lay_out("a (b [c] d) e (f", Vec::new(), Vec::new());
        assert_eq!(
            note.blanked(Span::new(0, 16), inside::BRACKET).trim_end(),
            "a           e (f"
        );
    }

    #[test]
    fn hosts() {
        assert_eq!(host("https://www.A.org:80/b"), "a.org");
        assert_eq!(host("x.com/y"), "x.com");
    }
}
