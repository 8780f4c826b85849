//! Understands one note: parts it into citations and reads the fields of each.
//! What it cannot read stays text and is counted; it invents no field and resolves nothing (see [`super::resolve`]).

mod apa;
mod authors;
mod container;
mod dates;
mod evidence;
mod forms;
mod full;
mod interviews;
mod kind;
mod legal;
mod months;
mod numbers;
mod plain;
mod prose;
mod quotes;
mod reading;
mod scan;
mod short;
mod split;
mod tail;
mod title;
mod words;

pub(crate) use authors::surname;

/// Whether a name is that of an institution (`Ministry of Roads`), not of a person.
pub(crate) fn is_body(name: &str) -> bool {
    authors::is_body(name)
}

/// The dates printed in `text`, those of access left out, with their places in it.
pub(crate) fn dates_in(text: &str) -> Vec<(Span, PartialDate)> {
    dates::find(text)
        .into_iter()
        .filter(|dated| !dated.accessed)
        .map(|dated| (dated.span, dated.date))
        .collect()
}

use super::{Citation, CitationForm, Link, LinkId, Note, PartialDate};
use crate::{document::Document, span::Span};

/// The citations of the note at `note_span`, in order; a note with text has at least one.
///
/// `links` are the document's links; those displayed inside the note are given to the citation they stand in.
/// All spans are offsets into [`Document::text`]. Never fails and takes time linear in the note's length.
///
/// ```
/// use footfault::{citations::parse::parse_note, document::{Builder, Origin}, input::Format, span::Span};
/// let text = "Ayaz Gul, “Taliban Free Hostage,” VOA, September 19, 2022.";
/// let mut builder = Builder::new("note.txt", Format::Text, Vec::new());
/// builder.push_made_up(text);
/// let citations = parse_note(&builder.finish(), Span::new(0, text.len()), &[]);
/// assert_eq!(citations[0].title.as_deref(), Some("Taliban Free Hostage"));
/// assert_eq!(citations[0].date.unwrap().to_string(), "2022-09-19");
/// ```
pub fn parse_note(
    document: &Document,
    note_span: Span,
    links: &[(LinkId, &Link)],
) -> Vec<Citation> {
    let whole = note_span;
    let note_span = readable(document, whole);
    let note = scan::NoteText::new(document, note_span, links);
    if note.text.trim().is_empty() {
        return Vec::new();
    }
    let mut citations: Vec<Citation> = split::segments(&note)
        .iter()
        .map(|segment| full::read(&note, segment))
        .collect();
    for citation in &mut citations {
        citation.links = note
            .urls
            .iter()
            .chain(&note.worded_links)
            .filter(|url| citation.span.covers(url.span))
            .filter_map(|url| url.link)
            .collect();
        carry_over(citation, note_span.start);
    }
    if note_span.end < whole.end {
        let rest = Span::new(note_span.end, whole.end);
        citations.push(Citation {
            span: rest,
            unparsed: vec![rest],
            ..Citation::default()
        });
    }
    citations
}

/// Most bytes of a note that are understood: five pages of print. What stands behind them is kept as not parsed.
const LONGEST: usize = 20_000;

/// The beginning of a note that is understood, which is all of it but in a file that is no report.
fn readable(document: &Document, note: Span) -> Span {
    if note.len() <= LONGEST {
        return note;
    }
    let mut end = note.start + LONGEST;
    while !document.text.is_char_boundary(end) {
        end -= 1;
    }
    Span::new(note.start, end)
}

/// Turns offsets of the note into offsets of the document.
fn carry_over(citation: &mut Citation, base: usize) {
    let moved = |span: &mut Span| *span = Span::new(span.start + base, span.end + base);
    moved(&mut citation.span);
    for span in [
        &mut citation.title_span,
        &mut citation.container_span,
        &mut citation.date_span,
    ]
    .into_iter()
    .flatten()
    {
        moved(span);
    }
    citation.comments.iter_mut().for_each(moved);
    citation.unparsed.iter_mut().for_each(moved);
}

/// How much of a note was understood, in letters and digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Coverage {
    /// Letters and digits of the note.
    pub printed: usize,
    /// Those in stretches that no field took up (see [`Citation::unparsed`]).
    pub unparsed: usize,
    /// Those of comment.
    pub comment: usize,
    /// Citations of the note that are none but comment.
    pub comments: usize,
    /// All citations of the note.
    pub citations: usize,
}

impl Coverage {
    /// The share of letters and digits that fields or comment account for, from 0 to 1; 1 for an empty note.
    pub fn share(self) -> f64 {
        if self.printed == 0 {
            return 1.0;
        }
        let unparsed = u32::try_from(self.unparsed).unwrap_or(u32::MAX);
        let printed = u32::try_from(self.printed).unwrap_or(u32::MAX);
        1.0 - f64::from(unparsed) / f64::from(printed)
    }
}

/// How much of `note` was understood; for `parse-coverage`.
pub fn coverage(document: &Document, note: &Note) -> Coverage {
    let count = |span: Span| {
        span.of(&document.text)
            .chars()
            .filter(|c| c.is_alphanumeric())
            .count()
    };
    let mut coverage = Coverage {
        printed: count(note.span),
        citations: note.citations.len(),
        ..Coverage::default()
    };
    for citation in &note.citations {
        coverage.unparsed += citation.unparsed.iter().copied().map(count).sum::<usize>();
        coverage.comment += citation.comments.iter().copied().map(count).sum::<usize>();
        coverage.comments += usize::from(citation.form == CitationForm::Comment);
    }
    coverage
}
