//! Reads citations of forms of their own: ibid., cross-references, interviews, and cases and statutes.
//! Citations with a title are read in `full.rs`.

use super::{
    authors,
    evidence::names_before,
    full::{choose, chosen_quote, finish, flat, take_identifiers},
    kind, legal, numbers,
    quotes::trimmed,
    reading::Reading,
    scan::{NoteText, inside},
    short, title,
};
use crate::{
    citations::{Citation, CitationForm, WorkKind},
    span::Span,
};

/// The cross-reference in `body`, signals included (`see note 5`); none where an ibid. opens it.
pub(super) fn crossing(note: &NoteText<'_>, body: Span) -> Option<Citation> {
    let view = note.blanked(body, inside::QUOTE | inside::URL);
    if short::ibid(view.trim_start()).is_some() {
        return None;
    }
    let found = short::crossing(&view)?;
    let words = Span::new(body.start + found.start, body.start + found.end);
    let skip = body.start + short::signal(body.of(note.text));
    let core = Span::new(
        if skip <= words.start {
            skip
        } else {
            body.start
        },
        body.end,
    );
    Some(cross_reference(
        note,
        trimmed(note.text, core),
        words,
        found.label,
    ))
}

pub(super) fn ibid(note: &NoteText<'_>, core: Span, end: usize) -> Citation {
    let view = note.blanked(core, inside::QUOTE | inside::URL);
    let skipped = view.len() - view.trim_start().len();
    let rest = &view[(skipped + end).min(view.len())..];
    Citation {
        form: CitationForm::Ibid,
        locator: numbers::locator(rest).map(|span| span.of(rest).trim().to_owned()),
        ..Citation::default()
    }
}

pub(super) fn cross_reference(
    note: &NoteText<'_>,
    core: Span,
    crossing: Span,
    label: Option<String>,
) -> Citation {
    let mut reading = Reading::new(note, core, inside::QUOTE | inside::URL);
    reading.citation.form = CitationForm::CrossReference;
    reading.citation.refers_to_label = label;
    reading.take(crossing);
    let before = Span::new(core.start, crossing.start);
    let found = chosen_quote(note, before).or_else(|| choose(note, before, None));
    let names = match found {
        Some(found) => {
            let cleaned = title::clean(note.text, found.inner, Span::at(found.outer.end));
            reading.citation.title = Some(flat(cleaned.span.of(note.text)));
            reading.citation.title_span = Some(cleaned.span);
            reading.take(found.outer);
            Span::new(core.start, found.outer.start)
        }
        None => before,
    };
    let words = names.of(note.text);
    let cut = short::signal(words);
    if names_before(note, names) && words[cut..].chars().any(char::is_alphabetic) {
        let read = authors::read(&flat(words[cut..].trim_end_matches(['(', ' ', ':'])));
        reading.citation.authors = read.authors;
        reading.citation.et_al = read.et_al;
        reading.take(names);
    }
    let rest = note.blanked(
        Span::new(crossing.end, core.end),
        inside::QUOTE | inside::URL,
    );
    reading.citation.locator = numbers::locator(&rest).map(|span| span.of(&rest).trim().to_owned());
    reading.citation
}

pub(super) fn interview(note: &NoteText<'_>, core: Span, view: &str) -> Citation {
    let mut reading = Reading::new(note, core, inside::QUOTE | inside::URL | inside::ITALICS);
    reading.citation.form = CitationForm::Full;
    reading.citation.kind = WorkKind::Interview;
    if let Some(at) = kind::interviewed(view) {
        let names = Span::new(core.start, core.start + at);
        if authors::plausible(names.of(note.text)) {
            let read = authors::read(names.of(note.text));
            reading.citation.authors = read.authors;
            reading.citation.et_al = read.et_al;
        }
    }
    if let Some(dated) = reading.dates_in(core, false).first() {
        reading.citation.date = Some(dated.date);
        reading.citation.date_span = Some(dated.span);
    }
    if let Some(run) = note.italics.iter().copied().find(|run| core.covers(*run)) {
        let run = trimmed(note.text, run);
        let name = run.of(note.text).trim_end_matches([',', '.']);
        reading.citation.container = Some(flat(name));
        reading.citation.container_span = Some(Span::new(run.start, run.start + name.len()));
    }
    reading.take(core);
    reading.citation
}

pub(super) fn legal_citation(note: &NoteText<'_>, core: Span, found: &legal::Legal) -> Citation {
    let mut reading = Reading::new(note, core, inside::QUOTE | inside::URL);
    let printed =
        |span: Span| flat(Span::new(span.start + core.start, span.end + core.start).of(note.text));
    let moved = |span: Span| Span::new(span.start + core.start, span.end + core.start);
    reading.citation.form = CitationForm::Full;
    reading.citation.kind = WorkKind::Legal;
    reading.citation.title = found.title.map(printed);
    reading.citation.title_span = found.title.map(moved);
    reading.citation.container = found.container.map(printed);
    reading.citation.container_span = found.container.map(moved);
    reading.citation.volume = found.volume.map(printed);
    reading.citation.pages = found.pages.map(printed);
    reading.citation.locator = found.locator.map(printed);
    take_identifiers(&mut reading);
    for span in [
        found.title,
        found.container,
        found.volume,
        found.pages,
        found.locator,
        found.year,
    ]
    .into_iter()
    .flatten()
    {
        reading.take(moved(span));
    }
    let dates = reading.dates_in(core, false);
    let outside = dates.iter().find(|dated| {
        found
            .title
            .is_none_or(|title| !moved(title).overlaps(dated.span))
    });
    let in_title = dates.first();
    let best = dates
        .iter()
        .find(|dated| dated.date.day.is_some())
        .or(outside)
        .or(in_title);
    if let Some(dated) = best {
        reading.citation.date = Some(dated.date);
        reading.citation.date_span = Some(dated.span);
        reading.take(dated.span);
    }
    if let Some(dated) = reading.dates_in(core, true).first() {
        reading.citation.accessed = Some(dated.date);
    }
    finish(reading)
}
