//! Reads the head of APA and Harvard entries: names, a year, and a title without marks up to the end of its sentence.
//! What is behind the title is read as for every other style.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    authors, dates,
    full::Found,
    prose::ends_sentence,
    quotes::trimmed,
    scan::{NoteText, compile, inside},
};
use crate::{citations::PartialDate, span::Span};

/// The head of an APA or Harvard entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Apa {
    /// Names before the year.
    pub(super) names: Span,
    /// The date.
    pub(super) date: PartialDate,
    /// Where it stands.
    pub(super) date_span: Span,
    /// The title behind it.
    pub(super) title: Found,
}

pub(super) static YEAR_HEAD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ (?P<names> [^(\[“”\x22‘«]{2,240}? ) (?: \s* [\(（] (?P<paren> [^()（）]{2,40} ) [\)）] | ,? \s (?P<bare> \d{4}[a-z]? ) \. ) [.,:]? \s+ \S",
    )
});

/// The head of an APA or Harvard entry: names, a year, and a title behind it.
pub(super) fn apa(note: &NoteText<'_>, core: Span) -> Option<Apa> {
    let text = core.of(note.text);
    let found = YEAR_HEAD.captures(text)?;
    let names = found.name("names")?;
    let dated = found.name("paren").or_else(|| found.name("bare"))?;
    let date = dates::find(dated.as_str())
        .into_iter()
        .next()
        .filter(|date| {
            let rest = dated.as_str().trim();
            date.span.start == dated.as_str().len() - rest.len()
                && (date.span.len() == rest.len() || rest.contains(','))
        })?;
    let written = names.as_str().trim();
    if !authors::plausible(written)
        || !written.chars().any(char::is_alphabetic)
        || !note.outside(core.start, inside::ITALICS | inside::QUOTE)
    {
        return None;
    }
    // `Journal of X 12 (2020)`: a number before the year is a volume, and those are no names.
    if written.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let close = core.start + dated.end() + usize::from(found.name("paren").is_some());
    let skipped = note.text[close..core.end].len()
        - note.text[close..core.end]
            .trim_start_matches([')', '）', '.', ',', ':', ' ', '\u{a0}', '\n'])
            .len();
    let start = close + skipped;
    if start >= core.end {
        return None;
    }
    let title = title_at(note, start, core)?;
    Some(Apa {
        names: Span::new(core.start, core.start + names.end()),
        date: date.date,
        date_span: Span::new(
            core.start + dated.start() + date.span.start,
            core.start + dated.start() + date.span.end,
        ),
        title,
    })
}

/// A title that begins at `start`: quoted, italic, or up to the end of its sentence.
pub(super) fn title_at(note: &NoteText<'_>, start: usize, core: Span) -> Option<Found> {
    if let Some(quote) = note
        .quotes
        .iter()
        .find(|quote| quote.outer.start == start && quote.outer.end <= core.end)
    {
        return Some(Found {
            outer: quote.outer,
            inner: quote.inner,
            italic: false,
        });
    }
    if let Some(run) = note
        .italics
        .iter()
        .find(|run| run.start <= start && start < run.end && run.end <= core.end)
    {
        let span = Span::new(start, run.end);
        return Some(Found {
            outer: span,
            inner: trimmed(note.text, span),
            italic: true,
        });
    }
    let text = &note.text[start..core.end];
    if !text
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    {
        return None;
    }
    let mut end = None;
    for (offset, mark) in text.char_indices() {
        let at = start + offset;
        if !note.outside(at, inside::URL | inside::ITALICS) {
            end = Some(at);
            break;
        }
        let bracket = !note.outside(at, inside::BRACKET);
        if matches!(mark, '.' | '?' | '!' | '。')
            && !bracket
            && (ends_sentence(note.text, at, mark) || ends_before_number(note.text, at, mark))
        {
            end = Some(if mark == '.' {
                at
            } else {
                at + mark.len_utf8()
            });
            break;
        }
    }
    let whole_rest = end.is_none();
    let end = end.unwrap_or(core.end);
    let span = trimmed(note.text, Span::new(start, end));
    let words = span.of(note.text).split_whitespace().count();
    // Nothing behind the title: it may as well be a sentence about the work.
    if whole_rest
        && (words < 2
            || span
                .of(note.text)
                .chars()
                .next_back()
                .is_some_and(|c| c.is_ascii_digit()))
        || span.len() < 4
        || words > 45
    {
        return None;
    }
    Some(Found {
        outer: span,
        inner: span,
        italic: false,
    })
}

/// Whether a stop behind a word is followed by a number (`Handbook of glaciers. 2nd ed.`).
pub(super) fn ends_before_number(text: &str, at: usize, mark: char) -> bool {
    let word = text[..at]
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    let rest = &text[at + mark.len_utf8()..];
    word.chars().filter(|c| c.is_alphabetic()).count() > 4
        && rest.starts_with(' ')
        && rest.trim_start().starts_with(|c: char| c.is_ascii_digit())
}
