//! Reads one citation: chooses what its title is, and hands what stands before and behind it to the readers of names and tails.
//! Where it cannot tell, a field stays empty.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    apa, authors,
    evidence::names_before,
    forms, interviews, kind, legal, plain,
    prose::is_prose,
    quotes::trimmed,
    reading::Reading,
    scan::{NoteText, compile, compile_ascii, inside},
    short,
    split::Segment,
    tail, title,
};
use crate::{
    citations::{
        Citation, CitationForm, WorkKind,
        identifiers::{self, IdentifierKind},
    },
    span::Span,
};

/// Where the title stands and how it is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    /// With its marks.
    pub(super) outer: Span,
    /// Without them.
    pub(super) inner: Span,
    /// In italics, or in the marks that do for them.
    pub(super) italic: bool,
}

/// Reads the citation in `segment`; spans are those of the note.
pub(super) fn read(note: &NoteText<'_>, segment: &Segment) -> Citation {
    let body = segment.body;
    let skip = short::signal(body.of(note.text));
    let core = trimmed(note.text, Span::new(body.start + skip, body.end));
    let mut citation = match forms::crossing(note, body) {
        Some(citation) => citation,
        None if core.is_empty() => Citation::default(),
        None => dispatch(note, core, segment.cites),
    };
    citation.span = segment
        .comments
        .iter()
        .fold(body, |span, comment| span.join(*comment));
    if citation.form == CitationForm::Comment {
        citation = Citation {
            form: CitationForm::Comment,
            span: citation.span,
            comments: vec![citation.span],
            ..Citation::default()
        };
    } else {
        citation.comments.extend(segment.comments.iter().copied());
        citation.comments.sort_unstable();
    }
    citation
}

fn dispatch(note: &NoteText<'_>, core: Span, cites: bool) -> Citation {
    let view = note.blanked(core, inside::QUOTE | inside::URL);
    if let Some(end) = short::ibid(view.trim_start()) {
        return forms::ibid(note, core, end);
    }
    let quoted = chosen_quote(note, core);
    if quoted.is_none() && interviews::interview(&view).is_some() {
        return forms::interview(note, core, &view);
    }
    let plain_view = note.blanked(core, inside::QUOTE | inside::URL);
    if quoted.is_none()
        && legal::recognizes(&plain_view)
        && let Some(found) = legal::read(&plain_view)
    {
        return forms::legal_citation(note, core, &found);
    }
    let mut reading;
    if let Some(found) = apa::apa(note, core) {
        reading = Reading::new(note, core, inside::QUOTE | inside::URL | inside::ITALICS);
        reading.citation.date = Some(found.date);
        reading.citation.date_span = Some(found.date_span);
        reading.take(found.date_span);
        assemble(&mut reading, found.names, found.title);
    } else if let Some(found) = choose(note, core, quoted) {
        reading = Reading::new(note, core, inside::QUOTE | inside::URL | inside::ITALICS);
        assemble(
            &mut reading,
            Span::new(core.start, found.outer.start),
            found,
        );
    } else {
        reading = Reading::new(note, core, inside::QUOTE | inside::URL | inside::ITALICS);
        plain::read(&mut reading, cites);
    }
    finish(reading)
}

/// The first quotation outside brackets that names can stand before.
pub(super) fn chosen_quote(note: &NoteText<'_>, core: Span) -> Option<Found> {
    note.quotes
        .iter()
        .find(|quote| {
            core.covers(quote.outer)
                && note.outside(quote.outer.start, inside::BRACKET)
                && quote
                    .inner
                    .of(note.text)
                    .chars()
                    .filter(|c| c.is_alphanumeric())
                    .count()
                    > 1
        })
        .filter(|quote| {
            names_before(note, Span::new(core.start, quote.outer.start))
                || starts_with_italics(note, core, quote.outer.start)
        })
        .map(|quote| Found {
            outer: quote.outer,
            inner: quote.inner,
            italic: false,
        })
}

/// Whether the stretch before a quotation is an italic name and nothing else (`*The Guardian*, “Title”`).
fn starts_with_italics(note: &NoteText<'_>, core: Span, at: usize) -> bool {
    let before = note.blanked(Span::new(core.start, at), inside::ITALICS);
    !before.chars().any(char::is_alphanumeric)
}

pub(super) fn choose(note: &NoteText<'_>, core: Span, quoted: Option<Found>) -> Option<Found> {
    let italic = note
        .italics
        .iter()
        .copied()
        .find(|run| {
            core.start <= run.start
                && run.start < core.end
                && note.outside(run.start, inside::BRACKET | inside::QUOTE | inside::URL)
                && run.of(note.text).chars().any(char::is_alphabetic)
        })
        .map(|run| Span::new(run.start, run.end.min(core.end)))
        .filter(|run| names_before(note, Span::new(core.start, run.start)));
    let worded =
        note.worded_links.iter().map(|url| url.span).find(|span| {
            core.covers(*span) && names_before(note, Span::new(core.start, span.start))
        });
    match (quoted, italic) {
        (Some(quote), Some(run))
            if run.end <= quote.outer.start
                && !starts_with_italics(note, core, quote.outer.start) =>
        {
            Some(Found {
                outer: run,
                inner: trimmed(note.text, run),
                italic: true,
            })
        }
        (Some(quote), _) => Some(cjk_title(note, core, quote)),
        (None, Some(run)) => Some(Found {
            outer: run,
            inner: trimmed(note.text, run),
            italic: true,
        }),
        (None, None) => worded.map(|span| Found {
            outer: span,
            inner: trimmed(note.text, span),
            italic: false,
        }),
    }
}

/// In Chinese and Japanese the marks tell: 《》 and 『』 alone hold a book's title.
fn cjk_title(note: &NoteText<'_>, core: Span, quote: Found) -> Found {
    let marks = |span: Span| span.of(note.text).starts_with(['《', '『']);
    let others = note.quotes.iter().any(|other| {
        core.covers(other.outer) && other.outer.start > quote.outer.start && marks(other.outer)
    });
    Found {
        italic: marks(quote.outer) && !others,
        ..quote
    }
}

/// Fills the fields of a citation with a title from what stands before and behind it.
pub(super) fn assemble(reading: &mut Reading<'_, '_>, names: Span, found: Found) {
    let note = reading.note;
    let behind = Span::new(found.outer.end, reading.body.end);
    let cleaned = title::clean(note.text, found.inner, behind);
    reading.citation.title = Some(flat(cleaned.span.of(note.text)));
    reading.citation.title_span = Some(cleaned.span);
    reading.citation.translated_title = cleaned.translated.map(|span| flat(span.of(note.text)));
    // A title without marks may have lost a bracket (`[Data set]`) that is still to be read.
    let marked = found.outer != found.inner;
    reading.take(if marked { found.outer } else { cleaned.span });
    if let Some(translated) = cleaned.translated {
        reading.take(Span::new(
            translated.start.saturating_sub(1),
            translated.end + 1,
        ));
    }
    let title_end = if marked {
        found.outer.end
    } else {
        cleaned.span.end
    };
    let tail_start = cleaned
        .translated
        .map_or(title_end, |span| title_end.max(span.end + 1))
        .min(reading.body.end);
    take_identifiers(reading);
    read_names(reading, names);
    reading.citation.form = CitationForm::Full;
    tail::read(
        reading,
        Span::new(floor(note.text, tail_start), reading.body.end),
        found.italic,
    );
    reading.italic_title = found.italic;
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Names before a title; an italic name there is the container, a date there is the date.
fn read_names(reading: &mut Reading<'_, '_>, names: Span) {
    let note = reading.note;
    if names.is_empty() {
        return;
    }
    for dated in reading.dates_in(names, false) {
        if reading.citation.date.is_none() {
            reading.citation.date = Some(dated.date);
            reading.citation.date_span = Some(dated.span);
        }
        reading.take(dated.span);
    }
    if let Some(run) = note.italics.iter().copied().find(|run| names.covers(*run)) {
        let run = trimmed(note.text, run);
        let name = run.of(note.text).trim_end_matches([',', '.', ':']);
        reading.citation.container = Some(flat(name));
        reading.citation.container_span = Some(Span::new(run.start, run.start + name.len()));
        reading.italic_container = true;
        reading.take(run);
    }
    let left = reading.view(names, inside::URL);
    let left = flat(&left);
    let left = NO_DATE.replace_all(&left, " ");
    let mut left = left
        .trim_end_matches(|c: char| matches!(c, '(' | '[' | '.') || c.is_whitespace())
        .to_owned();
    if names.of(note.text).trim_end().ends_with('.')
        || left.ends_with(|c: char| c.is_uppercase())
            && names.of(note.text).contains(&format!("{left}."))
    {
        left.push('.');
    }
    let read = authors::read(&left);
    reading.citation.authors = read.authors;
    reading.citation.et_al = read.et_al;
    reading.take(names);
}

static NO_DATE: LazyLock<Regex> = LazyLock::new(|| {
    compile(r"(?i)[\(\[（]\s*(?:n\.\s?d\.|o\.\s?[jd]\.|s\.\s?f\.|s\.\s?d\.)?,?\s*[\)\]）]")
});

/// Words parted by single spaces, so that a line break inside a field does not show.
pub(super) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

static IDENTIFIER_LABEL: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)(?:\b(?:doi|isbn(?:-1[03])?|e?issn|arxiv(?: preprint arxiv)?|u\.?n\.? docs?\.?|undoc\.?|doc\.|symbol)[:\s]*)$",
    )
});

/// Identifiers of the body, in its text or in its URLs.
pub(super) fn take_identifiers(reading: &mut Reading<'_, '_>) {
    let note = reading.note;
    let view = note.blanked(reading.body, inside::QUOTE);
    for found in identifiers::find(&view) {
        let before = &view[..found.span.start];
        let label = IDENTIFIER_LABEL
            .find(before)
            .map_or(found.span.start, |label| label.start());
        let span = Span::new(
            label + reading.body.start,
            found.span.end + reading.body.start,
        );
        if note.outside(span.start, inside::ITALICS) {
            reading.take(span);
        }
        let known = &mut reading.citation.identifiers;
        let slot = match found.kind {
            IdentifierKind::Doi => &mut known.doi,
            IdentifierKind::Isbn => &mut known.isbn,
            IdentifierKind::Issn => &mut known.issn,
            IdentifierKind::Arxiv => &mut known.arxiv,
            IdentifierKind::UnSymbol => &mut known.un_symbol,
        };
        if slot.is_none() {
            *slot = Some(found.value);
        }
    }
    if reading.citation.identifiers.doi.is_none() {
        reading.citation.identifiers.doi = note
            .urls
            .iter()
            .filter(|url| reading.body.covers(url.span))
            .find_map(|url| identifiers::doi_in_url(&url.target))
            .map(|found| found.doi);
    }
}

/// Whether a citation without address or date says where the work is to be had (“available at link #22”): a short
/// form does not.
fn says_where(text: &str) -> bool {
    const PHRASES: &[&str] = &[
        "available at",
        "available from",
        "available online",
        "available on",
        "retrieved from",
        "online at",
        "abrufbar unter",
        "verfügbar unter",
        "disponible en",
        "disponible sur",
        "disponible à",
        "disponibile su",
        "disponível em",
        "доступно",
    ];
    let text = text.to_lowercase();
    PHRASES.iter().any(|phrase| text.contains(phrase))
}

/// Tells form and kind when the fields are read.
pub(super) fn finish(mut reading: Reading<'_, '_>) -> Citation {
    let note = reading.note;
    let body = reading.body;
    let targets: Vec<&str> = note
        .urls
        .iter()
        .chain(&note.worded_links)
        .filter(|url| body.covers(url.span))
        .map(|url| url.target.as_str())
        .collect();
    for url in note.urls.iter().filter(|url| body.covers(url.span)) {
        reading.take(url.span);
    }
    let mut around = note.blanked(body, inside::URL);
    if let Some(title) = reading.citation.title_span {
        let at = title.start.saturating_sub(body.start);
        around.replace_range(at..at + title.len(), " ");
    }
    let unparsed = reading.unparsed();
    let mut citation = reading.citation;
    if citation.form == CitationForm::Full
        && citation.kind == WorkKind::Other
        && is_short(&citation, targets.is_empty())
        && !says_where(&around)
    {
        citation.form = CitationForm::Short;
    }
    if citation.kind == WorkKind::Other && citation.form == CitationForm::Full {
        citation.kind = kind::tell(
            &citation,
            kind::Look {
                around: &around,
                urls: &targets,
                italic_title: reading.italic_title,
                italic_container: reading.italic_container,
                publisher: reading.publisher,
            },
        );
    }
    for span in unparsed {
        // A whole sentence that no field took up is comment.
        if is_prose(span.of(note.text)) {
            citation.comments.push(span);
        } else {
            citation.unparsed.push(span);
        }
    }
    citation
}

/// A title with nothing that would find the work, save a page: the later mention of one cited before.
fn is_short(citation: &Citation, no_url: bool) -> bool {
    no_url
        && citation.title.is_some()
        && citation.date.is_none()
        && citation.container.is_none()
        && citation.volume.is_none()
        && citation.issue.is_none()
        && citation.identifiers.doi.is_none()
        && citation.identifiers.isbn.is_none()
}
