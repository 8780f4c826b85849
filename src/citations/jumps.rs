//! Where the links of marks and notes lead: a mark to its note, a note back to its marks, or elsewhere.
//! Judges nothing.

use super::{Citations, Jump, Landing, MarkId, NoteId, anchors::Anchors, linked};
use crate::{
    document::{Document, Inline, InlineKind},
    span::Span,
};

/// How far an empty anchor may stand before the mark it is for, in bytes.
const NEAR: usize = 2;
/// Longest element around a mark that is taken for the mark's own.
const OWN: usize = 48;

/// All links from marks, and all ways back from notes, in reading order.
pub(super) fn find(document: &Document, anchors: &Anchors<'_>, citations: &Citations) -> Vec<Jump> {
    if anchors.is_empty() {
        return Vec::new();
    }
    let places = Places::new(citations);
    let mut out = Vec::new();
    for inline in &document.inlines {
        let InlineKind::Link { target, .. } = &inline.kind else {
            continue;
        };
        if !anchors.is_internal(target) || target.ends_with('#') {
            continue;
        }
        let place = anchors.place(target);
        if let Some(mark) = places.mark_over(inline.span) {
            out.push(Jump {
                mark: Some(mark),
                note: None,
                origin: inline.origin,
                target: target.clone(),
                lands: place.map_or(Landing::Missing, |place| places.note_at(place)),
            });
        } else if let Some(note) = places.note_around(inline.span.start)
            && is_way_back(document, citations, inline, note)
        {
            let lands = place.map_or(Landing::Missing, |place| places.mark_at(place, note));
            out.push(Jump {
                mark: None,
                note: Some(note),
                origin: inline.origin,
                target: target.clone(),
                lands,
            });
        }
    }
    out
}

/// Whether a link in a note is a way back by its look: nothing to read, or a label at its start.
fn is_way_back(document: &Document, citations: &Citations, inline: &Inline, note: NoteId) -> bool {
    let note = &citations.notes[note];
    let text = inline.span.of(&document.text);
    inline.span.is_empty()
        || (inline.span.start < note.span.start && linked::label_of(text).is_some())
        || inline.span.start >= note.span.end
}

/// Marks and notes by where they stand.
struct Places<'a> {
    citations: &'a Citations,
    /// Notes by their start.
    notes: Vec<(Span, NoteId)>,
}

impl<'a> Places<'a> {
    fn new(citations: &'a Citations) -> Self {
        let mut notes: Vec<(Span, NoteId)> = citations
            .notes
            .iter()
            .enumerate()
            .filter(|(_, note)| note.whole.end > 0)
            .map(|(id, note)| (note.whole, id))
            .collect();
        notes.sort();
        Self { citations, notes }
    }

    /// Index of the first mark that ends after `offset` or at it.
    fn first_mark(&self, offset: usize) -> usize {
        self.citations
            .marks
            .partition_point(|mark| mark.span.end < offset)
    }

    /// The mark that a link is, or stands in, or holds.
    fn mark_over(&self, span: Span) -> Option<MarkId> {
        let first = self.first_mark(span.start);
        self.citations.marks[first..]
            .iter()
            .take(4)
            .position(|mark| mark.span.overlaps(span))
            .map(|nth| first + nth)
    }

    /// The note whose text holds an offset, or ends just before it.
    fn note_around(&self, offset: usize) -> Option<NoteId> {
        let next = self.notes.partition_point(|(span, _)| span.start <= offset);
        let (span, id) = self.notes.get(next.checked_sub(1)?)?;
        (offset <= span.end).then_some(*id)
    }

    /// The note that a place is, or stands in.
    fn note_at(&self, place: Span) -> Landing {
        if let Some(note) = self.note_around(place.start) {
            return Landing::Note(note);
        }
        // An element around a single note.
        let next = self
            .notes
            .partition_point(|(span, _)| span.start < place.start);
        match self.notes.get(next) {
            Some((span, id)) if span.start < place.end => {
                let alone = self
                    .notes
                    .get(next + 1)
                    .is_none_or(|(span, _)| span.start >= place.end);
                if alone {
                    Landing::Note(*id)
                } else {
                    Landing::Elsewhere
                }
            }
            _ => Landing::Elsewhere,
        }
    }

    /// The mark that a place is or stands at; one of `note`, if several may be meant.
    fn mark_at(&self, place: Span, note: NoteId) -> Landing {
        let first = self.first_mark(place.start);
        let end = place.end.max(place.start + NEAR);
        let here: Vec<MarkId> = (first..self.citations.marks.len())
            .take_while(|id| self.citations.marks[*id].span.start <= end)
            .take(10_000)
            .collect();
        let own = here
            .iter()
            .find(|id| self.citations.marks[**id].note == Some(note));
        match (own, here.first()) {
            (Some(own), _) => Landing::Mark(*own),
            (None, Some(mark)) if place.len() <= OWN => {
                // Of two marks at one place the one that begins there is meant.
                let begins = here
                    .iter()
                    .find(|id| self.citations.marks[**id].span.start >= place.start);
                Landing::Mark(*begins.unwrap_or(mark))
            }
            _ => Landing::Elsewhere,
        }
    }
}
