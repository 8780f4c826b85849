//! Reads what stands behind a title: container, publisher, numbers, dates; and weighs pages against locators.
//! Offsets are those of the note.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    container::{
        behind_container, note_publisher, plain_container, publisher_in_brackets, set_container,
        without_volume,
    },
    dates::{self, Dated},
    numbers::{self, Forms},
    quotes::trimmed,
    reading::Reading,
    scan::{compile, inside},
};
use crate::span::Span;

/// Reads container and publisher from the tail; `italic_title` tells a book's or report's title from an article's.
pub(super) fn read(reading: &mut Reading<'_, '_>, tail: Span, italic_title: bool) {
    let note = reading.note;
    let accessed: Vec<Dated> = reading.dates_in(tail, true);
    if let Some(dated) = accessed.first() {
        let whole = note.blanked(reading.body, 0);
        let span = Span::new(
            dated.span.start - reading.body.start,
            dated.span.end - reading.body.start,
        );
        let words = dates::access_words(&whole, span);
        reading.citation.accessed = Some(dated.date);
        reading.take(Span::new(
            words.start + reading.body.start,
            words.end + reading.body.start,
        ));
    }
    let italic = note.italics.iter().copied().find(|run| {
        tail.covers(*run)
            && !is_number(run.of(note.text))
            && note.outside(run.start, inside::BRACKET | inside::QUOTE)
    });
    let cjk = note.quotes.iter().find(|quote| {
        tail.covers(quote.outer) && quote.outer.of(note.text).starts_with(['《', '『', '〈'])
    });
    // Numbers are looked for outside what is taken, with the italics left in (`*Journal, 16*(2)`).
    let view = reading.view(tail, inside::URL | inside::QUOTE);
    let forms = if italic_title {
        Forms::Bluebook
    } else {
        Forms::Journal
    };
    let dates: Vec<Span> = reading
        .dates_in(tail, false)
        .iter()
        .map(|dated| Span::new(dated.span.start - tail.start, dated.span.end - tail.start))
        .collect();
    let found = numbers::find(&view, forms, &dates);
    let shift = |span: Span| Span::new(span.start + tail.start, span.end + tail.start);
    reading.citation.volume = found.volume.map(|span| span.of(&view).to_owned());
    reading.citation.issue = found.issue.map(|span| span.of(&view).to_owned());
    let journal = reading.citation.volume.is_some() || reading.citation.issue.is_some();
    for span in &found.taken {
        reading.take(shift(*span));
    }
    date(reading, tail);

    let mut by_form = found.container.map(shift).filter(|_| italic.is_none());
    if by_form.is_none()
        && let Some(run) = italic.map(|run| trimmed(note.text, run))
    {
        by_form = Some(without_volume(reading, run, true));
    }
    if by_form.is_none()
        && let Some(quote) = cjk
    {
        by_form = Some(quote.inner);
        reading.take(quote.outer);
        reading.marked_container = true;
    }
    reading.italic_container = italic.is_some();
    if let Some(container) = by_form {
        set_container(reading, container);
        behind_container(reading, container, tail);
        if italic_title {
            publisher_in_brackets(reading, tail);
        } else {
            note_publisher(reading, tail);
        }
    } else {
        // An article's container stands before the bracket of its place (`Working Paper 341 (Canberra: ANU, 2020)`).
        if italic_title {
            publisher_in_brackets(reading, tail);
            plain_container(reading, tail);
        } else {
            plain_container(reading, tail);
            publisher_in_brackets(reading, tail);
        }
    }
    let journal = journal || reading.citation.volume.is_some();
    weigh(reading, &view, &found, journal);
    if !italic_title && !reading.publisher {
        bare_volume(reading);
    }
}

/// Decides between the pages of the work and a locator inside it.
fn weigh(reading: &mut Reading<'_, '_>, view: &str, found: &numbers::Numbers, journal: bool) {
    let printed = |span: Span| span.of(view).trim().to_owned();
    let range = found.pages.is_some_and(|span| {
        span.of(view)
            .contains(['-', '–', '—', '－', '~', '～', '至'])
    });
    if let Some(pages) = found.pages {
        if found.whole || (journal && range) {
            reading.citation.pages = Some(printed(pages));
        } else {
            reading.citation.locator = Some(printed(pages));
        }
    }
    if let Some(locator) = found.locator {
        let text = printed(locator);
        let is_range = text.contains(['-', '–'])
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '–' | ' '));
        let pages_open = reading.citation.pages.is_none() && reading.citation.locator.is_none();
        if journal && is_range && pages_open {
            reading.citation.pages = Some(text);
        } else if reading.citation.locator.is_none() {
            reading.citation.locator = Some(text);
        }
    }
}

/// `Accident Analysis, 71, 1–9`: behind a container a number and a range are volume and pages.
fn bare_volume(reading: &mut Reading<'_, '_>) {
    static PAIR: LazyLock<Regex> = LazyLock::new(|| compile(r"^(\d{1,4}), (\d{1,5}[-–]\d{1,5})$"));
    let (Some(locator), None, Some(container)) = (
        &reading.citation.locator,
        &reading.citation.volume,
        reading.citation.container_span,
    ) else {
        return;
    };
    let Some(found) = PAIR.captures(locator) else {
        return;
    };
    let behind = &reading.note.text[container.end..reading.body.end];
    if behind
        .trim_start_matches([',', ' ', '.'])
        .starts_with(locator.as_str())
    {
        let (volume, pages) = (found[1].to_owned(), found[2].to_owned());
        reading.citation.volume = Some(volume);
        reading.citation.pages = Some(pages);
        reading.citation.locator = None;
    }
}

/// The citation's date: of those in the tail that are no dates of access, the first of the finest precision.
fn date(reading: &mut Reading<'_, '_>, tail: Span) {
    let dates = reading.dates_in(tail, false);
    let precision =
        |dated: &Dated| u8::from(dated.date.month.is_some()) + u8::from(dated.date.day.is_some());
    let mut best: Option<Dated> = None;
    for dated in dates {
        // What a volume, an issue or a page took is no date.
        if reading.is_taken(dated.span) {
            continue;
        }
        if best.is_none_or(|known| precision(&dated) > precision(&known)) {
            best = Some(dated);
        }
        reading.take(dated.span);
    }
    if let Some(dated) = best
        && reading.citation.date.is_none_or(|known| {
            known.month.is_none() && dated.date.month.is_some() && dated.date.year == known.year
        })
    {
        reading.citation.date = Some(dated.date);
        reading.citation.date_span = Some(dated.span);
    }
}

pub(super) fn is_number(text: &str) -> bool {
    !text.chars().any(char::is_alphabetic)
}
