//! From a place back to the text: what a person reads there. The other way round is [`Document::place`].

use std::ops::Range;

use crate::{
    document::{Document, Origin, OriginRun, Place},
    span::Span,
};

/// An index over the origins of a document, built once for many look-ups.
#[derive(Debug)]
pub struct Whereabouts<'a> {
    document: &'a Document,
    /// Runs of bytes: part, start in its source, index of the run; in order.
    bytes: Vec<(usize, usize, usize)>,
    /// Runs on pages: page, index of the run; in order.
    regions: Vec<(u32, usize)>,
}

impl<'a> Whereabouts<'a> {
    /// Indexes `document`; in the order of its runs.
    pub fn new(document: &'a Document) -> Self {
        let mut bytes = Vec::new();
        let mut regions = Vec::new();
        for (index, run) in document.origins.iter().enumerate() {
            match run.origin {
                Origin::Bytes { part, span } => bytes.push((part, span.start, index)),
                Origin::Region { page, .. } => regions.push((page, index)),
            }
        }
        bytes.sort_unstable();
        regions.sort_unstable();
        Self {
            document,
            bytes,
            regions,
        }
    }

    /// The text that stands at `place`, or the text just after it where only markup does.
    ///
    /// `None` for a place of another document, or one that nothing can be told of.
    pub fn text_at(&self, place: &Place) -> Option<Span> {
        if let Some(page) = place.page {
            return self.on_page(page, place.bbox?);
        }
        let (part, range) = self.in_source(place)?;
        self.in_part(part, &range)
    }

    /// The index of the part and the bytes of its source that `place` names.
    pub fn in_source(&self, place: &Place) -> Option<(usize, Range<usize>)> {
        let document = self.document;
        let index = document.parts.iter().position(|part| {
            part.name == place.part
                && *part.file.as_deref().unwrap_or(&document.path) == *place.path
        })?;
        let part = &document.parts[index];
        let at = |offset: Option<usize>, line: Option<usize>, column: Option<usize>| match (
            offset,
            part.offset,
        ) {
            (Some(offset), Some(shift)) => offset.checked_sub(shift),
            _ => part.lines.offset(&part.source, line?, column?),
        };
        let from = at(place.start, place.line, place.column)?;
        let to = at(place.end, place.end_line, place.end_column).unwrap_or(from);
        Some((index, from..to.max(from)))
    }

    fn in_part(&self, part: usize, range: &Range<usize>) -> Option<Span> {
        let run = |entry: &(usize, usize, usize)| &self.document.origins[entry.2];
        let first = self
            .bytes
            .partition_point(|entry| (entry.0, entry.1) < (part, range.start));
        // The run before may reach into the range.
        let first = match first.checked_sub(1).map(|before| run(&self.bytes[before])) {
            Some(OriginRun {
                origin: Origin::Bytes { part: own, span },
                ..
            }) if *own == part && span.end > range.start => first - 1,
            _ => first,
        };
        let after = self.bytes.get(first).filter(|entry| entry.0 == part)?;
        let mut found: Option<Span> = None;
        for entry in &self.bytes[first..] {
            if entry.0 != part || entry.1 >= range.end.max(range.start + 1) {
                break;
            }
            let stretch = cut(run(entry), range);
            found = Some(found.map_or(stretch, |known| known.join(stretch)));
        }
        Some(found.unwrap_or_else(|| Span::at(run(after).text.start)))
    }

    fn on_page(&self, page: u32, bbox: [f32; 4]) -> Option<Span> {
        let first = self.regions.partition_point(|entry| entry.0 < page);
        let mut found: Option<Span> = None;
        for (_, index) in self.regions[first..]
            .iter()
            .take_while(|entry| entry.0 == page)
        {
            let run = &self.document.origins[*index];
            let Origin::Region { bbox: own, .. } = run.origin else {
                continue;
            };
            let middle = [f32::midpoint(own[0], own[2]), f32::midpoint(own[1], own[3])];
            let inside = (bbox[0]..=bbox[2]).contains(&middle[0])
                && (bbox[1]..=bbox[3]).contains(&middle[1]);
            if inside {
                // A box over two columns holds words that do not belong together.
                let near = |known: Span| run.text.start < known.end + 2_000;
                found = Some(match found {
                    None => run.text,
                    Some(known) if near(known) => known.join(run.text),
                    Some(known) => known,
                });
            }
        }
        found
    }
}

/// The text of a run that came from `range` of its source.
fn cut(run: &OriginRun, range: &Range<usize>) -> Span {
    let Origin::Bytes { span, .. } = run.origin else {
        return run.text;
    };
    if !run.verbatim {
        return run.text;
    }
    let carry =
        |offset: usize| (run.text.start + offset.saturating_sub(span.start)).min(run.text.end);
    Span::new(carry(range.start), carry(range.end.max(range.start)))
}
