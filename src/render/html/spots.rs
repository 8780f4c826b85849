//! From the place of a finding back to the text it means, so that it can be highlighted there.
//! Guesses nothing: where no text stands at a place, the nearest spot is given as an empty stretch.

use std::collections::HashMap;

use crate::{
    document::{Document, InlineKind, Origin, Place},
    span::Span,
};

/// Half a point: boxes are joined from rounded numbers.
const TOLERANCE: f32 = 0.5;

/// Looks up places of one document.
#[derive(Debug)]
pub(super) struct Spots<'a> {
    document: &'a Document,
    /// Stretches of source with the text they became, by part and start.
    runs: Vec<Run>,
    /// Indices into the document's origins by page.
    pages: HashMap<u32, Vec<usize>>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    part: usize,
    source: Span,
    /// Largest end of this run and those before it in the part.
    reach: usize,
    text: Span,
    verbatim: bool,
}

impl<'a> Spots<'a> {
    /// Sorts what the document knows of its origins.
    pub(super) fn new(document: &'a Document) -> Self {
        let mut runs = Vec::with_capacity(document.origins.len());
        let mut pages: HashMap<u32, Vec<usize>> = HashMap::new();
        for (index, run) in document.origins.iter().enumerate() {
            match run.origin {
                Origin::Bytes { part, span } => runs.push(Run {
                    part,
                    source: span,
                    reach: 0,
                    text: run.text,
                    verbatim: run.verbatim,
                }),
                Origin::Region { page, .. } => pages.entry(page).or_default().push(index),
            }
        }
        // Targets of links stand in the source but not in the text: what is shown in their stead is meant.
        for inline in &document.inlines {
            if let InlineKind::Link {
                target_origin: Some(Origin::Bytes { part, span }),
                ..
            } = inline.kind
            {
                runs.push(Run {
                    part,
                    source: span,
                    reach: 0,
                    text: inline.span,
                    verbatim: false,
                });
            }
        }
        runs.sort_by_key(|run| (run.part, run.source.start));
        let mut reach = (usize::MAX, 0);
        for run in &mut runs {
            if reach.0 != run.part {
                reach = (run.part, 0);
            }
            reach.1 = reach.1.max(run.source.end);
            run.reach = reach.1;
        }
        Self {
            document,
            runs,
            pages,
        }
    }

    /// The text at a place; an empty stretch where only its neighborhood is known, `None` for the whole file.
    pub(super) fn text(&self, place: &Place) -> Option<Span> {
        if let (Some(page), Some(bbox)) = (place.page, place.bbox) {
            return self.on_page(page, bbox);
        }
        let part = self
            .document
            .parts
            .iter()
            .position(|part| part.name == place.part)?;
        let source = self.source(part, place)?;
        self.in_part(part, source)
    }

    /// The stretch of a part's source that a place names, by offsets or by line and column.
    fn source(&self, index: usize, place: &Place) -> Option<Span> {
        let part = &self.document.parts[index];
        let at = |offset: Option<usize>, line: Option<usize>, column: Option<usize>| {
            if let (Some(offset), Some(shift)) = (offset, part.offset) {
                return offset.checked_sub(shift);
            }
            let span = part.lines.line(&part.source, line?)?;
            let mut characters = span.of(&part.source).char_indices();
            let within = characters.nth(column?.checked_sub(1)?);
            Some(within.map_or(span.end, |(offset, _)| span.start + offset))
        };
        let start = at(place.start, place.line, place.column)?;
        let end = at(place.end, place.end_line, place.end_column).unwrap_or(start);
        Some(Span::new(start, end))
    }

    fn in_part(&self, part: usize, source: Span) -> Option<Span> {
        let of_part = &self.runs[self.runs.partition_point(|run| run.part < part)
            ..self.runs.partition_point(|run| run.part <= part)];
        let first = of_part.partition_point(|run| run.reach <= source.start);
        let after = of_part.partition_point(|run| run.source.start < source.end);
        let mut found: Option<Span> = None;
        for run in of_part.get(first..after).unwrap_or_default() {
            if !run.source.overlaps(source) {
                continue;
            }
            let text = if run.verbatim {
                let from = source.start.saturating_sub(run.source.start);
                let to = source.end - run.source.start;
                Span::new(
                    (run.text.start + from).min(run.text.end),
                    (run.text.start + to).min(run.text.end),
                )
            } else {
                run.text
            };
            found = Some(found.map_or(text, |found| found.join(text)));
        }
        found.or_else(|| {
            let next = of_part.get(first).or_else(|| of_part.last())?;
            let at = if next.source.start >= source.start {
                next.text.start
            } else if next.verbatim {
                (next.text.start + source.start - next.source.start).min(next.text.end)
            } else {
                next.text.end
            };
            Some(Span::at(at))
        })
    }

    fn on_page(&self, page: u32, [left, top, right, bottom]: [f32; 4]) -> Option<Span> {
        let mut found: Option<Span> = None;
        let on_page = self.pages.get(&page)?;
        for index in on_page {
            let run = &self.document.origins[*index];
            let Origin::Region { bbox, .. } = run.origin else {
                continue;
            };
            let across = f32::midpoint(bbox[0], bbox[2]);
            let down = f32::midpoint(bbox[1], bbox[3]);
            let inside = across >= left - TOLERANCE
                && across <= right + TOLERANCE
                && down >= top - TOLERANCE
                && down <= bottom + TOLERANCE;
            if inside {
                found = Some(found.map_or(run.text, |found| found.join(run.text)));
            }
        }
        found.or_else(|| {
            let first = on_page.first()?;
            Some(Span::at(self.document.origins[*first].text.start))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        document::{Block, BlockKind, Builder},
        input::{Format, Input},
        readers,
    };

    fn read(text: &str) -> Document {
        let input = Input::from_bytes("a.md", text.as_bytes(), Some(Format::Markdown));
        readers::read(
            &input.expect("Markdown is read"),
            &readers::Options::default(),
        )
        .expect("Markdown is read")
        .0
    }

    #[test]
    fn text_is_found_where_it_came_from() {
        let document = read(
            "# One\n\nA *second* claim[^1] at [here](https://example.org/x).\n\n[^1]: Note.\n",
        );
        let spots = Spots::new(&document);
        for word in ["One", "A", "second", "claim", "here", "Note."] {
            let start = document.text.find(word).expect("the text holds the word");
            let span = Span::new(start, start + word.len());
            let found = spots.text(&document.place(span));
            assert_eq!(found.map(|found| found.of(&document.text)), Some(word));
        }
    }

    #[test]
    fn an_unseen_target_is_the_words_of_its_link() {
        let source = "See [here](https://example.org/x).";
        let document = read(source);
        let start = source.find("https").expect("an address");
        let place = Place {
            start: Some(start),
            end: Some(start + 9),
            ..document.place(Span::at(0))
        };
        let found = Spots::new(&document).text(&place);
        assert_eq!(found.map(|found| found.of(&document.text)), Some("here"));
    }

    #[test]
    fn lines_and_columns_serve_where_offsets_do_not() {
        let document = read("Über alles\n\nein *zweiter* Satz");
        let start = document.text.find("Satz").expect("the word");
        let mut place = document.place(Span::new(start, start + 4));
        (place.start, place.end) = (None, None);
        let found = Spots::new(&document).text(&place);
        assert_eq!(found.map(|found| found.of(&document.text)), Some("Satz"));
    }

    #[test]
    fn the_whole_file_is_no_spot_and_markup_is_an_empty_one() {
        let document = read("Word.\n\n\n\n- item\n");
        let spots = Spots::new(&document);
        let path = Place {
            path: "a.md".to_owned(),
            ..Place::default()
        };
        assert_eq!(spots.text(&path), None);
        let between = Place {
            start: Some(7),
            end: Some(8),
            ..path
        };
        let found = spots.text(&between).expect("a neighborhood");
        assert!(found.is_empty());
        assert_eq!(found.start, document.text.find("item").expect("the word"));
    }

    #[test]
    fn boxes_on_pages_are_found_by_their_middles() {
        let mut builder = Builder::new("a.pdf", Format::Markdown, Vec::new());
        let origin = |page, left: f32| Origin::Region {
            page,
            bbox: [left, 100.0, left + 20.0, 112.0],
        };
        builder.push("one ", origin(1, 10.0), false);
        builder.push("two ", origin(1, 40.0), false);
        builder.push("three", origin(2, 40.0), false);
        builder.block(Block {
            kind: BlockKind::Paragraph,
            span: Span::new(0, 13),
            item: None,
            quoted: false,
            note: None,
            origin: origin(1, 10.0),
        });
        let document = builder.finish();
        let spots = Spots::new(&document);
        for (page, left, expected) in [(1, 40.0, "two "), (2, 40.0, "three"), (2, 90.0, "")] {
            let place = document.place_of(origin(page, left));
            let found = spots.text(&place).expect("a page with text");
            assert_eq!(found.of(&document.text), expected);
        }
        assert_eq!(spots.text(&document.place_of(origin(3, 1.0))), None);
    }
}
