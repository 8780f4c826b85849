//! Weighs what speaks for a stretch of a note being a citation: titles behind names, URLs, identifiers, dates.
//! It parts nothing; `split.rs` decides with it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    authors, dates, interviews, legal,
    prose::is_prose,
    scan::{NoteText, compile, host, inside},
    short,
};
use crate::{citations::identifiers, span::Span};

/// What speaks for a chunk being a citation.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, not states"
)]
pub(super) struct Evidence {
    /// A quoted title behind names or at the start.
    pub(super) quoted: bool,
    /// An italic title behind names or at the start.
    pub(super) italic: bool,
    /// Names stand before the title.
    pub(super) named: bool,
    /// A URL that is no archived copy.
    pub(super) url: bool,
    /// Ibid. or a cross-reference.
    pub(super) elsewhere: bool,
    /// An interview, a legal citation, an identifier, a `//` of GOST: stands by itself.
    pub(super) alone: bool,
    /// An interview.
    pub(super) interview: bool,
    /// Names and a date.
    pub(super) dated: bool,
    /// Any date.
    pub(super) date: bool,
    /// Opens with a signal.
    pub(super) signal: bool,
}

impl Evidence {
    /// Whether it is enough for a citation.
    pub(super) fn cites(self) -> bool {
        self.titled() || self.url || self.elsewhere || self.alone || self.dated
    }

    /// Whether a title is marked.
    pub(super) fn titled(self) -> bool {
        self.quoted || self.italic
    }

    /// What speaks for two chunks together.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            quoted: self.quoted || other.quoted,
            italic: self.italic || other.italic,
            named: self.named || other.named,
            url: self.url || other.url,
            elsewhere: self.elsewhere || other.elsewhere,
            alone: self.alone || other.alone,
            interview: self.interview || other.interview,
            dated: self.dated || other.dated,
            date: self.date || other.date,
            signal: self.signal,
        }
    }
}

pub(super) static GOST: LazyLock<Regex> = LazyLock::new(|| compile(r"\s//\s"));

pub(super) fn evidence(note: &NoteText<'_>, chunk: Span) -> Evidence {
    let text = chunk.of(note.text);
    let signal = short::signal(text);
    let start = chunk.start + signal;
    let mut found = Evidence {
        signal: signal > 0,
        ..Evidence::default()
    };
    let quote = note.quotes.iter().map(|quote| quote.outer).find(|span| {
        span.start >= start && span.end <= chunk.end && note.outside(span.start, inside::BRACKET)
    });
    let italic = note.italics.iter().copied().find(|span| {
        span.start >= start
            && span.start < chunk.end
            && note.outside(span.start, inside::BRACKET | inside::QUOTE)
    });
    let titled =
        |span: Option<Span>| span.filter(|span| names_before(note, Span::new(start, span.start)));
    let (quote, italic) = (titled(quote), titled(italic));
    found.quoted = quote.is_some();
    found.italic = italic.is_some();
    let first = match (quote, italic) {
        (Some(quote), Some(italic)) => Some(quote.start.min(italic.start)),
        (Some(span), None) | (None, Some(span)) => Some(span.start),
        (None, None) => None,
    };
    found.named = first.is_some_and(|at| {
        Span::new(start, at)
            .of(note.text)
            .chars()
            .any(char::is_alphabetic)
    });
    found.url = note
        .urls
        .iter()
        .any(|url| chunk.covers(url.span) && !is_archive(&url.target));
    if note.worded_links.iter().any(|url| chunk.covers(url.span)) {
        found.url = true;
    }
    let rest = Span::new(start, chunk.end);
    let plain = note.blanked(rest, inside::QUOTE | inside::URL);
    let trimmed = plain.trim_start();
    found.elsewhere = short::ibid(trimmed).is_some()
        || short::crossing(&note.blanked(chunk, inside::QUOTE | inside::URL)).is_some();
    found.interview = interviews::interview(trimmed).is_some();
    found.alone = found.interview
        || legal::recognizes(&plain)
        || !identifiers::find(&plain).is_empty()
        || (GOST.is_match(&plain) && plain.chars().any(char::is_alphabetic));
    let bare = note.blanked(rest, inside::QUOTE | inside::URL | inside::ITALICS);
    let dates = dates::find(&bare);
    found.date = !dates.is_empty();
    found.dated = dates.first().is_some_and(|dated| {
        let before = &bare[..dated.span.start];
        !is_prose(&bare)
            && before.chars().any(char::is_alphabetic)
            && before
                .trim_start()
                .chars()
                .next()
                .is_some_and(|c| !c.is_lowercase())
            && authors::plausible(before.trim_end_matches(['(', ' ', ',', '[']))
    });
    found
}

/// Whether the stretch before a title reads as names (dates, identifiers and brackets put aside) or is empty.
pub(super) fn names_before(note: &NoteText<'_>, span: Span) -> bool {
    // A handle names its owner, whatever words describe them.
    let written = span.of(note.text);
    if written.contains("(@") && written.split_whitespace().count() <= 12 {
        return true;
    }
    let plain = note.blanked(span, inside::BRACKET | inside::URL);
    let mut bare = plain.clone();
    for dated in dates::find(&plain).iter().rev() {
        bare.replace_range(dated.span.start..dated.span.end, "");
    }
    if bare.contains(|c: char| c.is_ascii_digit()) {
        bare = bare
            .split_whitespace()
            .filter(|word| {
                !word.contains(|c: char| c.is_ascii_digit()) || identifiers::find(word).is_empty()
            })
            .collect::<Vec<_>>()
            .join(" ");
    }
    authors::plausible(&bare)
}

/// Whether a URL leads to an archived copy or a DOI resolver: no second place of publication.
pub(super) fn is_archive(target: &str) -> bool {
    let host = host(target);
    [
        "web.archive.org",
        "archive.org",
        "perma.cc",
        "archive.is",
        "archive.ph",
        "archive.today",
        "archive.vn",
        "archive.md",
        "webcitation.org",
        "webarchive.nationalarchives.gov.uk",
        "doi.org",
        "dx.doi.org",
    ]
    .contains(&host.as_str())
}
