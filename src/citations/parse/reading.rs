//! One citation while it is being read: its fields so far and which stretches they took up.
//! Offsets are those of the note until `parse/mod.rs` carries them over.

use super::{
    dates::{self, Dated},
    scan::NoteText,
};
use crate::{citations::Citation, span::Span};

/// One citation while it is being read.
#[derive(Debug)]
pub(super) struct Reading<'n, 'a> {
    /// The note.
    pub(super) note: &'n NoteText<'a>,
    /// The stretch being read.
    pub(super) body: Span,
    /// Fields so far.
    pub(super) citation: Citation,
    /// Whether a publisher was read.
    pub(super) publisher: bool,
    /// Whether the title is in italics.
    pub(super) italic_title: bool,
    /// Whether the container is in italics, or in the marks that do for them (《》, 『』).
    pub(super) italic_container: bool,
    /// Dates of the body outside quotations, URLs and italics.
    dates: Vec<Dated>,
    taken: Vec<Span>,
}

impl<'n, 'a> Reading<'n, 'a> {
    /// Begins with `body` of `note`; `hidden` are bits of stretches in which no date is looked for.
    pub(super) fn new(note: &'n NoteText<'a>, body: Span, hidden: u8) -> Self {
        let view = note.blanked(body, hidden);
        let dates = dates::find(&view)
            .into_iter()
            .map(|dated| Dated {
                span: Span::new(dated.span.start + body.start, dated.span.end + body.start),
                ..dated
            })
            .collect();
        Self {
            note,
            body,
            citation: Citation::default(),
            publisher: false,
            italic_title: false,
            italic_container: false,
            dates,
            taken: Vec::new(),
        }
    }

    /// Dates in `span`, those of access or the others.
    pub(super) fn dates_in(&self, span: Span, accessed: bool) -> Vec<Dated> {
        self.dates
            .iter()
            .filter(|dated| span.covers(dated.span) && dated.accessed == accessed)
            .copied()
            .collect()
    }

    /// Marks a stretch as taken up by a field.
    pub(super) fn take(&mut self, span: Span) {
        if !span.is_empty() {
            self.taken.push(span);
        }
    }

    /// Whether a stretch is taken up already.
    pub(super) fn is_taken(&self, span: Span) -> bool {
        self.taken.iter().any(|taken| taken.overlaps(span))
    }

    /// The text of `span` with what is taken and what `bits` names turned into spaces.
    pub(super) fn view(&self, span: Span, bits: u8) -> String {
        self.view_with(span, bits, ' ')
    }

    /// As [`Reading::view`], with `filler` in place of the spaces; `filler` must be one byte long.
    pub(super) fn view_with(&self, span: Span, bits: u8, filler: char) -> String {
        let mut hidden: Vec<Span> = self
            .taken
            .iter()
            .filter(|taken| taken.overlaps(span))
            .copied()
            .collect();
        hidden.sort_unstable();
        let mut view = String::with_capacity(span.len());
        let mut next = 0;
        let mut until = 0;
        for (offset, mark) in span.of(self.note.text).char_indices() {
            let at = span.start + offset;
            while hidden.get(next).is_some_and(|taken| taken.start <= at) {
                until = until.max(hidden[next].end);
                next += 1;
            }
            if at < until || !self.note.outside(at, bits) {
                view.extend(std::iter::repeat_n(filler, mark.len_utf8()));
            } else {
                view.push(mark);
            }
        }
        view
    }

    /// Stretches of the body with letters or digits that no field took up.
    pub(super) fn unparsed(&self) -> Vec<Span> {
        let view = self.view_with(self.body, 0, '\u{0}');
        let mut stretches = Vec::new();
        let mut start = 0;
        for part in view.split(['\u{0}', ',', ';', '(', ')', '，', '（', '）']) {
            let span = super::quotes::trimmed(&view, Span::new(start, start + part.len()));
            let text = span.of(&view).trim_matches(|c: char| !c.is_alphanumeric());
            let words = text.chars().filter(|c| c.is_alphanumeric()).count();
            if words > 2 && !JOINING.contains(&text.to_lowercase().as_str()) {
                stretches.push(Span::new(
                    span.start + self.body.start,
                    span.end + self.body.start,
                ));
            }
            start += part.len()
                + view[start + part.len()..]
                    .chars()
                    .next()
                    .map_or(0, char::len_utf8);
        }
        stretches
    }
}

/// Words that join fields and say nothing by themselves.
const JOINING: &[&str] = &[
    "and",
    "in",
    "at",
    "the",
    "from",
    "available at",
    "available from",
    "url",
    "doi",
    "und",
    "et",
    "for",
    "see",
    "see also",
    "also",
    "via",
    "retrieved from",
    "disponible en",
    "accessed",
    "isbn",
    "issn",
    "arxiv",
    "http",
    "https",
];
