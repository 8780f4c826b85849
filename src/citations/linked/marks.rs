//! What links say of marks: those found by their look learn which note they lead to, those found by nothing else
//! become marks, and in a document that links its marks a number without a link is in doubt.

use super::{Call, Linked, label_of};
use crate::{
    citations::{
        MarkStyle,
        anchors::Anchors,
        labels,
        marks::{Candidate, context_of},
    },
    document::{BlockKind, Document, Inline, InlineKind},
    span::Span,
};

/// The links of a document, to be joined with its marks.
pub(in crate::citations) struct Led<'a> {
    pub(in crate::citations) document: &'a Document,
    pub(in crate::citations) anchors: &'a Anchors<'a>,
    pub(in crate::citations) linked: &'a Linked,
}

impl Led<'_> {
    /// Joins candidates and links; `in_note` tells whether a place is in the text of a note.
    pub(in crate::citations) fn join(
        &self,
        out: &mut Vec<Candidate>,
        in_note: &dyn Fn(Span) -> bool,
    ) {
        if self.linked.is_empty() {
            return;
        }
        out.sort_by_key(|mark| (mark.span.start, mark.span.end));
        let mut more = Vec::new();
        for call in &self.linked.calls {
            if in_note(call.span) && (!call.raised || self.is_own(call)) {
                continue;
            }
            let near = near(out, call.span);
            let known = out[near]
                .iter_mut()
                .filter(|mark| mark.native.is_none() && mark.span.overlaps(call.span));
            let mut taken = false;
            for mark in known {
                let nth = match mark.labels.len() {
                    1 => Some(0),
                    _ => mark.labels.iter().position(|label| *label == call.label),
                };
                let Some(nth) = nth else {
                    continue;
                };
                taken = true;
                mark.linked.resize(mark.labels.len(), None);
                mark.linked[nth] = Some(call.start);
                mark.doubtful = false;
                if mark.labels.len() == 1 {
                    mark.labels[0].clone_from(&call.label);
                }
            }
            if !taken && let Some(mark) = self.mark(call) {
                more.push(mark);
            }
        }
        out.extend(more);
        out.sort_by_key(|mark| (mark.span.start, mark.span.end));
        self.lost(out, in_note);
        self.doubt(out, in_note);
    }

    /// Whether a link stands in the note that it leads to.
    fn is_own(&self, call: &Call) -> bool {
        let start = &self.linked.starts[call.start];
        (start.offset..start.end).contains(&call.span.start)
    }

    fn mark(&self, call: &Call) -> Option<Candidate> {
        let block = self.document.block_at(call.span.start)?;
        let block = &self.document.blocks[block];
        if block.kind == BlockKind::Code {
            return None;
        }
        let link = link_at(self.document, call.span)?;
        let text = call.span.of(&self.document.text);
        let numeric = labels::number_of(&call.label).is_some();
        Some(Candidate {
            labels: vec![call.label.clone()],
            style: if !numeric {
                MarkStyle::Symbol
            } else if text.contains('[') {
                MarkStyle::Bracket
            } else {
                MarkStyle::Superscript
            },
            span: call.span,
            origin: link.origin,
            context: context_of(block),
            native: None,
            doubtful: false,
            linked: vec![Some(call.start)],
        })
    }

    /// Labels that lead to a place that is not there, but would be a note by its name.
    fn lost(&self, out: &mut Vec<Candidate>, in_note: &dyn Fn(Span) -> bool) {
        let mut more = Vec::new();
        for inline in &self.document.inlines {
            let InlineKind::Link { target, .. } = &inline.kind else {
                continue;
            };
            let lost = !inline.span.is_empty()
                && inline.span.len() <= 16
                && self.anchors.is_internal(target)
                && self.anchors.place(target).is_none()
                && self.linked.is_note_like(target)
                && !in_note(inline.span);
            if !lost {
                continue;
            }
            let text = inline.span.of(&self.document.text);
            let (Some(label), Some(block)) =
                (label_of(text), self.document.block_at(inline.span.start))
            else {
                continue;
            };
            let known = out[near(out, inline.span)]
                .iter()
                .any(|mark| mark.span.overlaps(inline.span));
            if known || labels::number_of(&label).is_none() {
                continue;
            }
            more.push(Candidate {
                labels: vec![label],
                style: MarkStyle::Superscript,
                span: inline.span,
                origin: inline.origin,
                context: context_of(&self.document.blocks[block]),
                native: None,
                doubtful: false,
                linked: Vec::new(),
            });
        }
        out.extend(more);
    }

    /// Among marks that are nearly all links, a number that is none is in doubt, and an exponent is none.
    fn doubt(&self, out: &mut Vec<Candidate>, in_note: &dyn Fn(Span) -> bool) {
        let is_led = |mark: &Candidate| mark.linked.iter().any(Option::is_some);
        let sure = out
            .iter()
            .filter(|mark| !mark.doubtful && (is_led(mark) || !in_note(mark.span)))
            .count();
        let led = out.iter().filter(|mark| is_led(mark)).count();
        if led < 2 || led * 10 < sure * 8 {
            return;
        }
        out.retain_mut(|mark| {
            let known = is_led(mark)
                || mark.style == MarkStyle::Native
                || link_at(self.document, mark.span).is_some();
            if known {
                return true;
            }
            let exponent = mark.doubtful && led >= 3 && led == sure;
            mark.doubtful = true;
            !exponent
        });
    }
}

/// The few candidates, which are ordered by their start, that may overlap a span.
fn near(out: &[Candidate], span: Span) -> std::ops::Range<usize> {
    let end = out.partition_point(|mark| mark.span.start < span.end);
    end.saturating_sub(8)..end
}

/// The link that a mark is, or stands in, or holds.
pub(in crate::citations) fn link_at(document: &Document, span: Span) -> Option<&Inline> {
    let from = span.start.saturating_sub(24);
    let first = document
        .inlines
        .partition_point(|inline| inline.span.start < from);
    document.inlines[first..]
        .iter()
        .take_while(|inline| inline.span.start < span.end)
        .find(|inline| {
            matches!(inline.kind, InlineKind::Link { .. })
                && !inline.span.is_empty()
                && (inline.span.covers(span) || span.covers(inline.span))
        })
}
