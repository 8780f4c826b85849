//! Identifiers in running text and in URLs: DOI, ISBN, ISSN, arXiv and United Nations symbols, each with its
//! place, and their check digits. Pure: whether a well-formed identifier is registered is for `probe` to ask.

mod check;
mod doi;
mod un;

use std::sync::LazyLock;

use regex::Regex;

pub use check::{arxiv_is_valid, isbn_is_valid, issn_is_valid};
pub use doi::{UrlDoi, doi_in_url, normalize_doi};
pub use un::{un_symbol_is_well_formed, un_symbol_years};

use super::Identifiers;
use crate::span::Span;
use check::{digits, is_separator};
use doi::{DOI_PREFIX, suffix_length};

/// What an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// Digital Object Identifier (ISO 26324).
    Doi,
    /// International Standard Book Number (ISO 2108).
    Isbn,
    /// International Standard Serial Number (ISO 3297).
    Issn,
    /// Number of an arXiv preprint.
    Arxiv,
    /// United Nations document symbol.
    UnSymbol,
}

/// An identifier in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// As printed, label and resolver left out; punctuation that belongs to the sentence is left out too.
    pub value: String,
    /// Byte range of the value in the text that was searched.
    pub span: Span,
}

/// Every identifier in `text`, in the order of the text.
///
/// DOIs, arXiv numbers and UN symbols are known by their form, ISBNs by their label or by 978/979 and
/// hyphens, ISSNs by their label only: eight digits with a hyphen are as often a range of pages or years.
/// A wrong check digit does not hide an identifier.
///
/// ```
/// use footfault::citations::identifiers::find;
/// let found = find("Journal of Peace 12 (ISSN 0022-3433), doi:10.1177/0022343309356491.");
/// assert_eq!(found[1].value, "10.1177/0022343309356491");
/// ```
pub fn find(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let mut push = |kind, span: Span| {
        found.push(Identifier {
            kind,
            value: span.of(text).to_owned(),
            span,
        });
    };
    let mut after = 0;
    for prefix in DOI_PREFIX.find_iter(text) {
        if prefix.start() >= after && !continues(text, prefix.start()) {
            let span = Span::new(
                prefix.start(),
                prefix.end() + suffix_length(&text[prefix.end()..]),
            );
            if span.end > prefix.end() {
                push(IdentifierKind::Doi, span);
                after = span.end;
            }
        }
    }
    let mut isbn_end = 0;
    for label in ISBN_LABEL.find_iter(text) {
        if let Some(span) = isbn_at(text, label.end()) {
            push(IdentifierKind::Isbn, span);
            isbn_end = span.end;
        }
    }
    for bare in ISBN_BARE.find_iter(text) {
        let span = Span::from(bare.range());
        if span.start >= isbn_end
            && !continues(text, span.start)
            && digits(span.of(text)).is_some_and(|digits| digits.len() == 13)
        {
            push(IdentifierKind::Isbn, span);
        }
    }
    for found in ISSN.captures_iter(text) {
        for group in [1, 2] {
            if let Some(number) = found.get(group) {
                push(IdentifierKind::Issn, number.range().into());
            }
        }
    }
    for found in ARXIV.captures_iter(text) {
        if let Some(number) = found.get(1) {
            push(IdentifierKind::Arxiv, number.range().into());
        }
    }
    for symbol in UN_SYMBOL.find_iter(text) {
        let span = un_symbol_span(text, symbol.range().into());
        if un_symbol_is_well_formed(span.of(text)) && may_open_symbol(&text[..span.start]) {
            push(IdentifierKind::UnSymbol, span);
        }
    }
    found.sort_by_key(|identifier| (identifier.span.start, identifier.kind));
    found.dedup_by(|later, earlier| later.kind == earlier.kind && later.span == earlier.span);
    // A DOI may hold what looks like an ISBN or an arXiv number; the DOI is what was printed.
    let dois: Vec<Span> = found
        .iter()
        .filter(|identifier| identifier.kind == IdentifierKind::Doi)
        .map(|identifier| identifier.span)
        .collect();
    found.retain(|identifier| {
        identifier.kind == IdentifierKind::Doi
            || dois
                .binary_search_by(|doi| {
                    if doi.end <= identifier.span.start {
                        std::cmp::Ordering::Less
                    } else if doi.start >= identifier.span.end {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_err()
    });
    found
}

/// The first identifier of each kind in `text`.
pub fn identify(text: &str) -> Identifiers {
    let mut identifiers = Identifiers::default();
    for found in find(text) {
        let slot = match found.kind {
            IdentifierKind::Doi => &mut identifiers.doi,
            IdentifierKind::Isbn => &mut identifiers.isbn,
            IdentifierKind::Issn => &mut identifiers.issn,
            IdentifierKind::Arxiv => &mut identifiers.arxiv,
            IdentifierKind::UnSymbol => &mut identifiers.un_symbol,
        };
        slot.get_or_insert(found.value);
    }
    identifiers
}

static ISBN_LABEL: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"(?i)ISBN(?:[-\u{2010}\u{2013}\s]?1[03]\b)?[\s:.)#]*"));

static ISBN_BARE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"97[89][-\u{2010}\u{2011}\u{2013}][0-9]{1,5}[-\u{2010}\u{2011}\u{2013}][0-9]{1,7}[-\u{2010}\u{2011}\u{2013}][0-9]{1,7}[-\u{2010}\u{2011}\u{2013}][0-9]\b",
    )
});

static ISSN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix) ISSN (?:-L)? (?:\s?\((?:print|online|electronic|e|p)\))? [\s:.]*
           ([0-9]{4}[-\u{2010}\u{2011}\u{2013}]?[0-9]{3}[0-9X])\b
           (?: \s?(?:\((?:print|online|electronic)\))? \s?[,;/]\s? ([0-9]{4}[-\u{2010}\u{2011}\u{2013}][0-9]{3}[0-9X])\b )?",
    )
});

static ARXIV: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix) (?: arXiv\s?:\s? | arxiv\.org/(?:abs|pdf|html)/ )
           ( [0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,3})?\b | [a-z][a-z-]{1,16}(?:\.[A-Z]{2})?/[0-9]{7}(?:v[0-9]{1,3})?\b )",
    )
});

static UN_SYMBOL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b[A-Z]{1,5}(?:/[A-Z0-9][A-Za-z0-9.-]*){1,8}(?:\s?\((?:19|20)[0-9]{2}\))?")
});

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern, compiled by the tests")
}

/// Whether the character before `start` makes what begins there the inside of a longer number.
fn continues(text: &str, start: usize) -> bool {
    text[..start].ends_with(|c: char| c.is_ascii_digit() || c == '.' || (c == '-' && start > 1))
}

/// The book number that begins at `start`: thirteen digits after 978 or 979, else ten. Digits that follow
/// without a break are taken in, so that a number of wrong length shows.
fn isbn_at(text: &str, start: usize) -> Option<Span> {
    let head: String = text
        .get(start..)?
        .chars()
        .filter(|c| !is_separator(*c))
        .take(3)
        .collect();
    let wanted = if head == "978" || head == "979" {
        13
    } else {
        10
    };
    let mut count = 0;
    let mut end = start;
    let mut parted = false;
    for (at, c) in text[start..].char_indices() {
        match c {
            '0'..='9' | 'X' | 'x' => {
                if count >= wanted && parted {
                    break;
                }
                count += 1;
                end = start + at + c.len_utf8();
                parted = false;
                if !c.is_ascii_digit() {
                    break;
                }
            }
            _ if is_separator(c) && !parted && count > 0 => parted = true,
            _ => break,
        }
        if count > 20 {
            break;
        }
    }
    (count >= 9).then(|| Span::new(start, end))
}

/// The symbol without the stop or hyphen that belongs to the sentence.
fn un_symbol_span(text: &str, span: Span) -> Span {
    Span::new(
        span.start,
        span.start + span.of(text).trim_end_matches(['.', '-']).len(),
    )
}

/// Whether a UN symbol may begin after `before`: not inside a path, unless it is one of the UN's own sites.
fn may_open_symbol(before: &str) -> bool {
    if !before.ends_with(['/', '.', '-', '_', '=', '#', '%', '&']) {
        return true;
    }
    let address = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    [
        "undocs.org/",
        "undocs.org/en/",
        "docs.un.org/",
        "docs.un.org/en/",
        "symbol=",
    ]
    .iter()
    .any(|ending| address.ends_with(ending))
}
