//! Which mark, note or block a place of a document belongs to. Looks up only what the readers said.

use super::{Citations, MarkId, NoteId};
use crate::{
    document::{Document, Origin, Place},
    span::Span,
};

/// What a place belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A mark.
    Mark(MarkId),
    /// A note, its number included.
    Note(NoteId),
    /// A paragraph, heading or cell that is no note.
    Block(usize),
}

/// The units of a document by place.
#[derive(Debug)]
pub struct Units<'a> {
    document: &'a Document,
    /// Stretches of parts, not overlapping, ordered.
    stretches: Vec<(usize, Span, Unit)>,
    /// Boxes of pages, by page, the smallest last.
    regions: Vec<(u32, [f32; 4], Unit)>,
}

impl<'a> Units<'a> {
    /// Orders the units of a document.
    pub fn new(document: &'a Document, citations: &Citations) -> Self {
        let mut all: Vec<(Origin, Unit)> = Vec::new();
        let blocks = document.blocks.iter().enumerate();
        all.extend(blocks.map(|(id, block)| (block.origin, Unit::Block(id))));
        let notes = citations.notes.iter().enumerate();
        all.extend(notes.map(|(id, note)| (note.origin, Unit::Note(id))));
        let marks = citations.marks.iter().enumerate();
        all.extend(marks.map(|(id, mark)| (mark.origin, Unit::Mark(id))));
        let mut ranges = Vec::new();
        let mut regions = Vec::new();
        for (origin, unit) in all {
            match origin {
                Origin::Bytes { part, span } => ranges.push((part, span, unit)),
                Origin::Region { page, bbox } => regions.push((page, bbox, unit)),
            }
        }
        regions.sort_by(|a, b| {
            let by_area = || area(&b.1).total_cmp(&area(&a.1));
            a.0.cmp(&b.0).then_with(by_area)
        });
        Self {
            document,
            stretches: flattened(ranges),
            regions,
        }
    }

    /// The innermost unit around the start of a place; `None` outside all text and for a place without
    /// a position.
    pub fn at(&self, place: &Place) -> Option<Unit> {
        if let (Some(page), Some(bbox)) = (place.page, place.bbox) {
            let first = self.regions.partition_point(|region| region.0 < page);
            let here = self.regions[first..].iter();
            return here
                .take_while(|region| region.0 == page)
                .filter(|region| holds(&region.1, bbox[0], bbox[1]))
                .last()
                .map(|region| region.2);
        }
        let (part, offset) = self.document.offset_of(place)?;
        let next = self
            .stretches
            .partition_point(|(other, span, _)| (*other, span.end) <= (part, offset));
        let (other, span, unit) = self.stretches.get(next)?;
        (*other == part && span.start <= offset).then_some(*unit)
    }
}

fn area(bbox: &[f32; 4]) -> f32 {
    (bbox[2] - bbox[0]) * (bbox[3] - bbox[1])
}

/// Whether a box holds a point, give or take the rounding of its corners.
fn holds(bbox: &[f32; 4], x: f32, y: f32) -> bool {
    const ROUNDING: f32 = 0.5;
    x >= bbox[0] - ROUNDING
        && x <= bbox[2] + ROUNDING
        && y >= bbox[1] - ROUNDING
        && y <= bbox[3] + ROUNDING
}

/// Ranges that may lie within each other, cut so that at each offset the innermost counts.
fn flattened<T: Copy>(mut ranges: Vec<(usize, Span, T)>) -> Vec<(usize, Span, T)> {
    ranges.retain(|(_, span, _)| !span.is_empty());
    // Of two units in one place the later kind counts: notes before their blocks.
    ranges.sort_by_key(|(part, span, _)| (*part, span.start, std::cmp::Reverse(span.end)));
    let mut out: Vec<(usize, Span, T)> = Vec::new();
    let mut open: Vec<(usize, Span, T)> = Vec::new();
    // Up to where the present part is written out.
    let mut at = (0, 0);
    let mut emit = |open: &[(usize, Span, T)], at: &mut (usize, usize), until: usize| {
        if let Some((part, _, unit)) = open.last()
            && at.0 == *part
            && at.1 < until
        {
            out.push((*part, Span::new(at.1, until), *unit));
        }
        at.1 = at.1.max(until);
    };
    for range in ranges {
        while let Some((part, span, _)) = open.last().copied()
            && (part != range.0 || span.end <= range.1.start)
        {
            emit(&open, &mut at, span.end);
            open.pop();
        }
        if at.0 != range.0 {
            at = (range.0, 0);
        }
        emit(&open, &mut at, range.1.start);
        open.push(range);
    }
    while let Some((_, span, _)) = open.last().copied() {
        emit(&open, &mut at, span.end);
        open.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_range_counts() {
        let ranges = vec![
            (0, Span::new(0, 100), false),
            (0, Span::new(10, 20), true),
            (0, Span::new(12, 14), false),
            (0, Span::new(90, 120), true),
            (1, Span::new(5, 9), true),
        ];
        let flat = flattened(ranges);
        let at = |part: usize, offset: usize| {
            flat.iter()
                .find(|(other, span, _)| *other == part && span.contains(offset))
                .map(|(_, _, touched)| *touched)
        };
        assert_eq!(at(0, 5), Some(false));
        assert_eq!(at(0, 11), Some(true));
        assert_eq!(at(0, 13), Some(false));
        assert_eq!(at(0, 15), Some(true));
        assert_eq!(at(0, 50), Some(false));
        assert_eq!(at(0, 95), Some(true));
        assert_eq!(at(0, 110), Some(true));
        assert_eq!(at(1, 5), Some(true));
        assert_eq!(at(1, 4), None);
        let mut last = (0, 0);
        for (part, span, _) in &flat {
            assert!((*part, span.start) >= last, "{flat:?}");
            last = (*part, span.end);
        }
    }
}
