//! Parts a note into its citations: at semicolons, signals, new sentences that cite, and second URLs.
//! A sentence that cites nothing stays comment of the citation beside it.

use super::{
    authors,
    evidence::{Evidence, evidence, is_archive},
    prose::{ends_sentence, goes_on, is_prose},
    scan::{NoteText, inside},
    short,
};
use crate::span::Span;

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
    if segments.is_empty() {
        // Nothing but punctuation.
        let whole = Span::new(0, note.text.len());
        segments.push((opening(whole, Evidence::default()), Evidence::default()));
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
