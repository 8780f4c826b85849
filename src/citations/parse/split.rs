//! Parts a note into its citations: at semicolons, signals, new sentences that cite, and second URLs.
//! A sentence that cites nothing stays comment of the citation beside it.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    authors, dates, kind, legal,
    scan::{NoteText, compile, host, inside},
    short,
    words::ABBREVIATIONS,
};
use crate::{citations::identifiers, span::Span};

/// One citation's stretch of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// What is to be parsed.
    pub(super) body: Span,
    /// Comment before and after it.
    pub(super) comments: Vec<Span>,
    /// Whether anything in it cites.
    pub(super) cites: bool,
}

/// Why a note may be parted at an offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Boundary {
    Sentence,
    Url,
    Signal,
    Semicolon,
}

/// What speaks for a chunk being a citation.
#[derive(Debug, Clone, Copy, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent observations, not states"
)]
struct Evidence {
    /// A quoted title behind names or at the start.
    quoted: bool,
    /// An italic title behind names or at the start.
    italic: bool,
    /// Names stand before the title.
    named: bool,
    /// A URL that is no archived copy.
    url: bool,
    /// Ibid. or a cross-reference.
    elsewhere: bool,
    /// An interview, a legal citation, an identifier, a `//` of GOST: stands by itself.
    alone: bool,
    /// An interview.
    interview: bool,
    /// Names and a date.
    dated: bool,
    /// Any date.
    date: bool,
    /// Opens with a signal.
    signal: bool,
}

impl Evidence {
    fn cites(self) -> bool {
        self.titled() || self.url || self.elsewhere || self.alone || self.dated
    }

    fn titled(self) -> bool {
        self.quoted || self.italic
    }

    fn or(self, other: Self) -> Self {
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

/// Parts `note` into the stretches of its citations; one stretch at least.
pub(super) fn segments(note: &NoteText<'_>) -> Vec<Segment> {
    let boundaries = boundaries(note);
    let mut segments: Vec<(Segment, Evidence)> = Vec::new();
    let ends = boundaries
        .iter()
        .map(|(at, _)| *at)
        .skip(1)
        .chain([note.text.len()]);
    for (&(start, boundary), end) in boundaries.iter().zip(ends) {
        let chunk = super::quotes::trimmed(note.text, Span::new(start, end));
        let kept = chunk
            .of(note.text)
            .trim_end_matches([';', '；', '؛', ' ', '\u{a0}', '\n'])
            .len();
        let chunk = Span::new(chunk.start, chunk.start + kept);
        if chunk.is_empty() {
            continue;
        }
        let found = evidence(note, chunk);
        let Some((segment, known)) = segments.last_mut() else {
            segments.push((opening(chunk, found), found));
            continue;
        };
        if segment.cites && opens_new(note, (segment.body, *known), (chunk, found), boundary) {
            segments.push((opening(chunk, found), found));
            continue;
        }
        let text = chunk.of(note.text);
        if !segment.cites {
            // Nothing cited so far: prose before the first citation is comment, a style's fields are not.
            if found.cites()
                && (boundary == Boundary::Signal
                    || found.signal
                    || is_prose(segment.body.of(note.text)))
            {
                let before = segment.body;
                segment.comments.push(before);
                segment.body = chunk;
            } else {
                segment.body = segment.body.join(chunk);
            }
        } else if !found.cites() && complete(note, segment.body, *known) && is_prose(text) {
            segment.comments.push(chunk);
            continue;
        } else if segment
            .comments
            .last()
            .is_some_and(|comment| comment.start > segment.body.start)
        {
            // Behind a comment only what cites could take the word again, and it did not.
            segment.comments.push(chunk);
            continue;
        } else {
            segment.body = segment.body.join(chunk);
        }
        *known = known.or(found);
        segment.cites = known.cites();
    }
    segments.into_iter().map(|(segment, _)| segment).collect()
}

fn opening(chunk: Span, found: Evidence) -> Segment {
    Segment {
        body: chunk,
        comments: Vec::new(),
        cites: found.cites(),
    }
}

/// Whether `next` is a citation of its own behind `current`.
fn opens_new(
    note: &NoteText<'_>,
    current: (Span, Evidence),
    next: (Span, Evidence),
    boundary: Boundary,
) -> bool {
    let (body, known) = current;
    let (chunk, found) = next;
    match boundary {
        Boundary::Semicolon => {
            if known.interview
                && !found.interview
                && !found.titled()
                && !found.url
                && !found.elsewhere
            {
                return false;
            }
            found.cites()
        }
        Boundary::Signal => found.cites(),
        Boundary::Url => {
            (found.titled() && found.named)
                || (found.quoted && known.titled())
                || (found.url && bare_url(note, chunk))
        }
        Boundary::Sentence => {
            if !complete(note, body, known) {
                return false;
            }
            if found.signal
                || found.interview
                || (found.elsewhere && starts_elsewhere(chunk.of(note.text)))
            {
                return found.cites();
            }
            let dated = known.date || known.url || known.elsewhere || known.interview;
            (found.quoted && known.titled())
                || (found.titled() && found.named && (dated || known.quoted))
                || (found.titled()
                    && found.named
                    && known.titled()
                    && !known.date
                    && ends_with_number(body.of(note.text)))
                || (found.italic && dated && known.titled() && published(note, chunk))
                || (found.quoted && dated)
                || (found.url && known.url && !found.date)
        }
    }
}

/// Whether the citation in `body` could end here: it has what cites, and does not break off after a name or title.
fn complete(note: &NoteText<'_>, body: Span, known: Evidence) -> bool {
    if known.url || known.elsewhere || known.alone {
        return true;
    }
    let text = body.of(note.text).trim_end_matches(['.', ' ', ',', '。']);
    if known.titled() {
        let ends = text.chars().next_back();
        return known.date
            || ends.is_some_and(|c| {
                c.is_numeric() || matches!(c, ')' | '”' | '"' | '’' | '»' | '“' | ']' | '》')
            })
            || !note.outside(body.start + text.len().saturating_sub(1), inside::ITALICS);
    }
    // Names and a year: an APA entry goes on behind `(2020).`, an author-date reference has its page.
    known.dated && text.chars().next_back().is_some_and(char::is_numeric)
}

/// Whether a bracket follows the chunk's first italics, as a book's publisher does.
fn published(note: &NoteText<'_>, chunk: Span) -> bool {
    note.italics
        .iter()
        .find(|run| chunk.covers(**run))
        .is_some_and(|run| note.text[run.end..chunk.end].trim_start().starts_with('('))
}

fn ends_with_number(text: &str) -> bool {
    text.trim_end_matches(['.', ' '])
        .ends_with(|c: char| c.is_ascii_digit())
}

fn starts_elsewhere(text: &str) -> bool {
    short::ibid(text).is_some()
        || short::crossing(text).is_some_and(|found| authors::plausible(&text[..found.start]))
}

/// Whether a chunk is a URL and no more than a joining word.
fn bare_url(note: &NoteText<'_>, chunk: Span) -> bool {
    let rest = note.blanked(chunk, inside::URL);
    rest.split(|c: char| !c.is_alphanumeric()).all(|word| {
        word.is_empty()
            || matches!(
                word.to_lowercase().as_str(),
                "and" | "und" | "et" | "y" | "e" | "и" | "ve" | "see" | "also"
            )
    })
}

static GOST: LazyLock<Regex> = LazyLock::new(|| compile(r"\s//\s"));

fn evidence(note: &NoteText<'_>, chunk: Span) -> Evidence {
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
    found.interview = kind::interview(trimmed).is_some();
    found.alone = found.interview
        || legal::recognizes(&plain)
        || !identifiers::find(&plain).is_empty()
        || (GOST.is_match(&plain) && plain.chars().any(char::is_alphabetic));
    let bare = note.blanked(rest, inside::QUOTE | inside::URL | inside::ITALICS);
    let dates = dates::find(&bare);
    found.date = !dates.is_empty();
    found.dated = dates.first().is_some_and(|dated| {
        let before = &bare[..dated.span.start];
        before.chars().any(char::is_alphabetic)
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
    let plain = note.blanked(span, inside::BRACKET | inside::URL);
    let mut bare = plain.clone();
    for dated in dates::find(&plain).iter().rev() {
        bare.replace_range(dated.span.start..dated.span.end, "");
    }
    let bare: String = bare
        .split_whitespace()
        .filter(|word| identifiers::find(word).is_empty())
        .collect::<Vec<_>>()
        .join(" ");
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

/// Offsets at which the note may be parted, in order, the first being 0.
fn boundaries(note: &NoteText<'_>) -> Vec<(usize, Boundary)> {
    let text = note.text;
    let mut found = vec![(0, Boundary::Sentence)];
    let bytes = text.as_bytes();
    for (at, mark) in text.char_indices() {
        let end = at + mark.len_utf8();
        match mark {
            ';' | '；' | '؛' if note.outside(at, inside::ANY) => {
                // `2020;395:497`: a journal's numbers, not two citations.
                let digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
                let numbers = digit(at.checked_sub(1).and_then(|before| bytes.get(before)))
                    && digit(bytes.get(end));
                if !numbers {
                    found.push((end, Boundary::Semicolon));
                }
            }
            '.' | '!' | '?' | '。'
                if note.outside(at, inside::ANY) && ends_sentence(text, at, mark) =>
            {
                found.push((end, Boundary::Sentence));
            }
            '\n' if note.outside(at, inside::QUOTE) && goes_on(&text[end..]) => {
                found.push((end, Boundary::Sentence))
            }
            _ => {}
        }
    }
    for quote in &note.quotes {
        let ended = text[..quote.outer.end]
            .trim_end_matches(['”', '"', '’', '»', '\'', '“', '」'])
            .ends_with(['.', '?', '!']);
        let rest = &text[quote.outer.end..];
        if ended && rest.starts_with(char::is_whitespace) && goes_on(rest) {
            found.push((quote.outer.end, Boundary::Sentence));
        }
    }
    for pair in note.urls.windows(2) {
        // A markup link left as text shows one URL and hides another: they belong together.
        let between = Span::new(pair[0].span.end, pair[1].span.start).of(text);
        if !between.starts_with("](") && !is_archive(&pair[0].target) {
            let skipped = between.len()
                - between
                    .trim_start_matches([' ', ',', '.', '>', ')', ']'])
                    .len();
            found.push((pair[0].span.end + skipped, Boundary::Url));
        }
    }
    let plain = note.blanked(Span::new(0, text.len()), inside::ANY);
    for at in short::inner_signals(&plain) {
        found.push((at, Boundary::Signal));
    }
    found.sort_unstable();
    // Where two boundaries part the same place, the stronger one counts.
    found.dedup_by(|later, earlier| {
        let gap = text.get(earlier.0..later.0).unwrap_or("x");
        let same = gap
            .chars()
            .all(|c| c.is_whitespace() || matches!(c, ',' | '.' | ';'));
        if same && earlier.0 != 0 {
            earlier.0 = later.0;
            earlier.1 = earlier.1.max(later.1);
        }
        same && earlier.0 != 0
    });
    found
}

/// Whether the mark at `at` ends a sentence: no abbreviation before it, and a new start behind it.
pub(super) fn ends_sentence(text: &str, at: usize, mark: char) -> bool {
    let rest = &text[at + mark.len_utf8()..];
    if mark == '。' {
        return !rest.trim().is_empty();
    }
    if !rest.starts_with(char::is_whitespace) || !goes_on(rest) {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let before = &text[..at];
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘' | ',' | ';'))
        .next()
        .unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        // `2. Aufl.`, `17. Februar`: an ordinal.
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let next = rest
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let counted = [
            "aufl", "auflage", "jg", "jahrgang", "band", "ed", "edition", "éd", "изд", "baskı",
            "kapitel", "teil",
        ]
        .contains(&next.as_str());
        return !(digits == word.chars().count()
            && digits > 0
            && digits <= 2
            && (counted || dates::is_month(&next)));
    }
    let lower = word.to_lowercase();
    // An initial, an abbreviation with stops inside, or a known one.
    !(letters == 1
        || (word.contains('.') && letters <= 4)
        || ABBREVIATIONS.contains(&lower.as_str()))
}

/// Whether text goes on with what can open a sentence or a citation.
fn goes_on(rest: &str) -> bool {
    rest.trim_start().chars().next().is_some_and(|c| {
        c.is_uppercase()
            || (c.is_alphabetic() && !c.is_lowercase())
            || matches!(c, '“' | '"' | '‘' | '«' | '„' | '「' | '《' | '<' | '@')
            || text_url(rest)
    })
}

fn text_url(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with("http") || rest.starts_with("www.")
}

/// Words that stand in sentences and hardly in the fields of a citation.
const FINITE: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "be",
    "been",
    "this",
    "these",
    "those",
    "that",
    "it",
    "he",
    "she",
    "they",
    "we",
    "which",
    "who",
    "not",
    "also",
    "but",
    "however",
    "there",
    "such",
    "our",
    "their",
    "his",
    "her",
    "i",
    "can",
    "may",
    "will",
    "would",
    "should",
    "does",
    "did",
    "discussion",
    "although",
    "note",
    "ist",
    "sind",
    "war",
    "waren",
    "wird",
    "wurde",
    "wurden",
    "nicht",
    "dass",
    "dies",
    "diese",
    "auch",
    "hat",
    "haben",
    "est",
    "sont",
    "était",
    "ont",
    "cette",
    "ces",
    "qui",
    "que",
    "pas",
    "es",
    "son",
    "fue",
    "fueron",
    "esta",
    "este",
    "no",
    "también",
    "è",
    "sono",
    "questo",
    "questa",
    "che",
    "non",
    "это",
    "этот",
    "эта",
    "были",
    "был",
    "была",
    "не",
    "что",
    "который",
    "которые",
    "bu",
    "olarak",
    "değil",
    "هذا",
    "هذه",
    "كان",
    "كانت",
];

/// Whether a chunk reads as a sentence, not as fields of a citation.
pub(super) fn is_prose(text: &str) -> bool {
    let (mut words, mut lower, mut finite) = (0usize, 0usize, 0usize);
    for word in text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '’' | '\'' | '-')))
        .filter(|word| !word.is_empty())
    {
        words += 1;
        if word.chars().next().is_some_and(char::is_lowercase) {
            lower += 1;
        }
        if FINITE.contains(&word.to_lowercase().as_str()) {
            finite += 1;
        }
    }
    if text.chars().any(authors::is_cjk) {
        return text.chars().filter(|c| authors::is_cjk(*c)).count() >= 8
            && !text.chars().any(|c| c.is_ascii_digit());
    }
    words >= 4 && finite >= 1 && lower * 2 >= words
        || (words >= 7 && lower * 3 >= words * 2 && !text.chars().any(|c| c.is_ascii_digit()))
}
