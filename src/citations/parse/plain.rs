//! Reads citations without quotation marks and italics, by the order of their fields: APA and Harvard, Vancouver,
//! GOST, United Nations documents, author-date references, a body and its URL, and plain lists of fields.
//! A form is taken only where all its parts are there.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    apa::title_at,
    authors, container, dates,
    full::{Found, assemble, flat, take_identifiers},
    numbers,
    quotes::trimmed,
    reading::Reading,
    scan::{compile, compile_ascii, inside},
    tail,
};
use crate::{
    citations::{CitationForm, WorkKind},
    span::Span,
};

static VANCOUVER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ (?P<names> (?: \p{Lu}[\p{L}’'-]+ (?: \s \p{L}[\p{L}’'-]+ )? \s \p{Lu}{1,3} (?: ,\s | \b ) )+ (?: et \s al )? ) \. \s",
    )
});

static RESOLUTION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x) (?: (?: Security \s Council | General \s Assembly | Human \s Rights \s Council | UNSC | UNGA | UN ) \s )? [Rr]es(?:olution|\.) \s (?: No\. \s )? (?: [AS]/RES/ )? \d+ (?: /\d+ )? (?: \s \(\d{4}\) )?",
    )
});

static AUTHOR_DATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ \(? (?P<names> \p{Lu}[\p{L}’'-]+ (?: (?: ,\s | \s(?:and|&|und|et|y)\s | ,\s(?:and|&)\s | \s ) \p{Lu}[\p{L}’'-]+ ){0,3} (?: \s et \s al\.? )? ) ,? \s \(? (?P<year> (?:1[5-9]|20)\d\d [a-z]? ) \)? (?: \s* [,:] \s* (?P<rest> .{1,40}? ) )? \)? [\s.]* $",
    )
});

static SURNAME_PAGE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ (?P<names> \p{Lu}[\p{L}’'-]+ (?: (?: ,\s | \s(?:and|&|und|et|y)\s | ,\s(?:and|&)\s ) \p{Lu}[\p{L}’'-]+ ){0,3} (?: \s et \s al\.? )? ) ,? \s (?: (?:pp?|S|s)\.\s?)? (?P<page> \d{1,4} (?: [-–] \d{1,4} )? ) [\s.]* $",
    )
});

static PERSON: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ (?: \p{Lu}[\p{L}’'.-]* (?: \s (?: \p{Lu}[\p{L}’'.-]* | van | von | der | de | del | bin | al | ul | ur | la | le ) ){1,4} | \p{Lu}[\p{L}’'-]+ ,\s (?: \p{Lu}\.[\s-]? ){1,3} ) $",
    )
});

static PAPER: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)\b(?:report|letter|note|statement|survey|review|assessment|update|strategy|plan|yearbook|outlook|factsheet|summary|guidelines|database|data set|dataset|census|index|datenbank|bericht|rapport|informe)\b|[Дд]оклад",
    )
});

/// Reads a body with no marked title.
pub(super) fn read(reading: &mut Reading<'_, '_>, cites: bool) {
    take_identifiers(reading);
    if gost(reading)
        || gost_book(reading)
        || vancouver(reading)
        || resolution(reading)
        || author_date(reading)
        || surname_page(reading)
        || listed(reading)
    {
        return;
    }
    if cites {
        body_and_place(reading);
    }
}

/// Surnames with initials behind them, as GOST has them.
static GOST_NAMES: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"^(?:\p{Lu}[\p{L}-]+,?\s(?:\p{Lu}\.\s?){1,2}(?:,\s|\s?))+(?:и др\.\s)?")
});

/// `Author. Title: учебник. М.: Publisher, Year. С. 112.`
fn gost_book(reading: &mut Reading<'_, '_>) -> bool {
    static SUBTITLE: LazyLock<Regex> = LazyLock::new(|| {
        compile(r"\s?:\s(?:дис\.|автореф|монография|учебник|учеб\.|сборник|сб\.)")
    });
    let note = reading.note;
    let body = reading.body;
    let text = body.of(note.text);
    let Some(names) = GOST_NAMES
        .find(text)
        .filter(|found| found.as_str().chars().any(|c| ('а'..='я').contains(&c)))
    else {
        return false;
    };
    let Some(mut title) = title_at(note, body.start + names.end(), body) else {
        return false;
    };
    if let Some(cut) = SUBTITLE.find(title.inner.of(note.text)) {
        title.inner.end = title.inner.start + cut.start();
        title.outer = title.inner;
    }
    assemble(
        reading,
        Span::new(body.start, body.start + names.end()),
        Found {
            italic: true,
            ..title
        },
    );
    true
}

/// `Author. Title // Container. Year. № 5. С. 4–9.`
fn gost(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let body = reading.body;
    let text = note.blanked(body, inside::URL);
    let Some(at) = text.find(" // ") else {
        return false;
    };
    let head = &text[..at];
    let names = GOST_NAMES.find(head).map_or(0, |found| found.end());
    let title = trimmed(note.text, Span::new(body.start + names, body.start + at));
    if title.len() < 4 {
        return false;
    }
    let found = Found {
        outer: Span::new(title.start, body.start + at + 4),
        inner: title,
        italic: false,
    };
    assemble(reading, Span::new(body.start, body.start + names), found);
    true
}

/// `Smith J, Jones K. Title of article. Lancet. 2020;395:497-506.`
fn vancouver(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let body = reading.body;
    let Some(found) = VANCOUVER.captures(body.of(note.text)) else {
        return false;
    };
    let (Some(names), Some(whole)) = (found.name("names"), found.get(0)) else {
        return false;
    };
    let start = body.start + whole.end();
    // `Smith J. K. Title`: the stop was an initial's.
    let next = note.text[start..body.end]
        .split(|c: char| !c.is_alphabetic())
        .next()
        .unwrap_or_default();
    if next.chars().count() == 1 && note.text[start + next.len()..body.end].starts_with('.') {
        return false;
    }
    let Some(title) = title_at(note, start, body) else {
        return false;
    };
    let names = Span::new(body.start, body.start + names.end());
    assemble(reading, names, title);
    true
}

/// `UN Security Council, Resolution 2593 (2021), S/RES/2593, 30 August 2021.`
fn resolution(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let body = reading.body;
    let text = note.blanked(body, inside::URL);
    let Some(found) = RESOLUTION
        .find(&text)
        .filter(|found| authors::plausible(&text[..found.start()]))
    else {
        return false;
    };
    let span = trimmed(
        note.text,
        Span::new(body.start + found.start(), body.start + found.end()),
    );
    let title = Found {
        outer: span,
        inner: span,
        italic: false,
    };
    assemble(reading, Span::new(body.start, span.start), title);
    if reading.citation.date.is_none() {
        reading.citation.date = dates::find(found.as_str()).first().map(|dated| dated.date);
    }
    reading.citation.kind = WorkKind::Official;
    if reading
        .citation
        .container
        .as_deref()
        .is_some_and(|name| !authors::is_body(name))
    {
        // What stands between a resolution's number and its symbol is its subject.
        reading.citation.container = None;
        reading.citation.container_span = None;
    }
    true
}

/// `Smith 2010, 45` and `(Smith and Jones, 2010: 45)`.
fn author_date(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let text = reading.body.of(note.text);
    let Some(found) = AUTHOR_DATE.captures(text) else {
        return false;
    };
    let (Some(names), Some(year)) = (found.name("names"), found.name("year")) else {
        return false;
    };
    let Some(dated) = dates::find(year.as_str()).first().copied() else {
        return false;
    };
    let rest = found.name("rest").map(|rest| rest.as_str());
    let locator = rest.and_then(|rest| {
        numbers::locator(&format!(", {rest}")).map(|span| span.of(&format!(", {rest}")).to_owned())
    });
    if rest.is_some() && locator.is_none() {
        return false;
    }
    let read = authors::read(names.as_str());
    reading.citation.authors = read.authors;
    reading.citation.et_al = read.et_al;
    reading.citation.date = Some(dated.date);
    reading.citation.date_span = Some(Span::new(
        reading.body.start + year.start(),
        reading.body.start + year.end(),
    ));
    reading.citation.locator = locator;
    reading.citation.form = CitationForm::Short;
    reading.take(reading.body);
    true
}

/// `Smith, 45` and `Smith and Jones, pp. 45–50`.
fn surname_page(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let Some(found) = SURNAME_PAGE.captures(reading.body.of(note.text)) else {
        return false;
    };
    let (Some(names), Some(page)) = (found.name("names"), found.name("page")) else {
        return false;
    };
    if page.as_str().len() == 4 || authors::is_body(names.as_str()) {
        return false;
    }
    let read = authors::read(names.as_str());
    reading.citation.authors = read.authors;
    reading.citation.et_al = read.et_al;
    reading.citation.locator = Some(page.as_str().to_owned());
    reading.citation.form = CitationForm::Short;
    reading.take(reading.body);
    true
}

/// `John Smith, The Great War (Oxford: OUP, 2010), 45` with its italics lost: a person's name and a field that can be a title.
fn listed(reading: &mut Reading<'_, '_>) -> bool {
    let note = reading.note;
    let body = reading.body;
    let view = note.blanked(body, inside::URL | inside::BRACKET);
    let Some(cut) = view.find([',', ':']) else {
        return false;
    };
    // `Ministry: Title, Place year`, as German notes have it.
    let colon = view[cut..].starts_with(": ");
    let first = view[..cut].trim();
    let person = PERSON.is_match(first) && !authors::is_body(first);
    let body_known = authors::is_body(first)
        || first.chars().count() >= 3 && first.chars().all(char::is_uppercase);
    if !person && !body_known {
        return false;
    }
    let names_end = body.start + cut + usize::from(colon);
    let fields = container::fields(reading, Span::new(names_end, body.end));
    let picked = if body_known && !colon {
        fields
            .iter()
            .position(|field| PAPER.is_match(field.of(note.text)))
    } else {
        Some(0)
    };
    let Some(title) = picked.and_then(|index| fields.get(index)).copied() else {
        return false;
    };
    let names_end = if body_known && !colon {
        title.start
    } else {
        names_end
    };
    let words = title.of(note.text).split_whitespace().count();
    let text = title.of(note.text);
    let dated = !reading.dates_in(body, false).is_empty();
    let behind = note.text[title.end..body.end].trim_start();
    let linked = body_known && note.urls.iter().any(|url| body.covers(url.span));
    let dated = dated || linked;
    let publisher = linked || behind.starts_with('(') || fields.len() > 1;
    let starts = text.chars().next().is_some_and(char::is_uppercase);
    if !starts
        || !(2..=30).contains(&words)
        || !dated
        || !publisher
        || container::is_place(text)
        || !dates::find(text).is_empty()
        || text.chars().any(|c| c.is_ascii_digit())
    {
        return false;
    }
    // Behind a body's name a field is a title only where its own words say that it is a paper.
    if (person && authors::is_body(text)) || (body_known && !colon && !PAPER.is_match(text)) {
        return false;
    }
    let found = Found {
        outer: title,
        inner: title,
        italic: behind.starts_with('(') || body_known,
    };
    assemble(reading, Span::new(body.start, names_end), found);
    true
}

/// A body (or person) and where its text stands: a URL, a date, an identifier; no title can be told.
fn body_and_place(reading: &mut Reading<'_, '_>) {
    let note = reading.note;
    let body = reading.body;
    reading.citation.form = CitationForm::Full;
    let view = reading.view(body, inside::URL | inside::QUOTE);
    let cut = reading
        .dates_in(body, false)
        .iter()
        .map(|dated| dated.span.start)
        .chain(
            note.urls
                .iter()
                .filter(|url| body.covers(url.span))
                .map(|url| url.span.start),
        )
        .chain([body.start + view.find("  ").unwrap_or(view.len())])
        .min()
        .unwrap_or(body.end);
    let head = Span::new(body.start, cut.max(body.start));
    let names = flat(&reading.view(head, inside::URL | inside::QUOTE));
    let names = names.trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | '(' | '<' | ':' | '[' | '.' | '–' | '-')
    });
    let file = names.chars().any(|c| c.is_ascii_digit() || c == '/') && !authors::is_body(names)
        || names.matches(',').count() > 3;
    if authors::plausible(names)
        && names.chars().any(char::is_alphabetic)
        && !file
        && !names.contains(" FO ")
    {
        let read = authors::read(names);
        reading.citation.authors = read.authors;
        reading.citation.et_al = read.et_al;
        reading.take(head);
    }
    let from = if reading.citation.authors.is_empty() {
        body.start
    } else {
        head.end
    };
    if reading.citation.authors.is_empty()
        && !reading
            .view(body, inside::URL)
            .chars()
            .any(char::is_alphanumeric)
    {
        return;
    }
    let container = reading.citation.container.take();
    tail::read(reading, Span::new(from, body.end), false);
    if reading.citation.authors.is_empty()
        && reading
            .citation
            .container
            .as_deref()
            .is_some_and(|name| name.split_whitespace().count() > 8)
    {
        reading.citation.container = container;
        reading.citation.container_span = None;
    }
}
