//! The text that a finding is about, so that it can be highlighted there.
//! Guesses nothing: where no text stands at a place, the nearest spot is given as an empty stretch.

use crate::{
    document::{Document, InlineKind, Origin, Place, Whereabouts},
    span::Span,
};

/// Looks up places of one document.
#[derive(Debug)]
pub(super) struct Spots<'a> {
    document: &'a Document,
    whereabouts: Whereabouts<'a>,
    /// Targets of links by part and start: they stand in the source, and their words in the text.
    targets: Vec<(usize, Span, Span)>,
}

impl<'a> Spots<'a> {
    /// Sorts what the document knows of its origins.
    pub(super) fn new(document: &'a Document) -> Self {
        let inlines = document.inlines.iter();
        let mut targets: Vec<(usize, Span, Span)> = inlines
            .filter_map(|inline| match inline.kind {
                InlineKind::Link {
                    target_origin: Some(Origin::Bytes { part, span }),
                    ..
                } => Some((part, span, inline.span)),
                _ => None,
            })
            .collect();
        targets.sort_by_key(|(part, source, _)| (*part, source.start));
        Self {
            document,
            whereabouts: Whereabouts::new(document),
            targets,
        }
    }

    /// The text at a place; an empty stretch where only its neighborhood is known, `None` for the whole file.
    pub(super) fn text(&self, place: &Place) -> Option<Span> {
        self.of_target(place)
            .or_else(|| self.whereabouts.text_at(place))
            .or_else(|| self.near(place))
    }

    /// The words of the link whose target the place lies in.
    fn of_target(&self, place: &Place) -> Option<Span> {
        let (part, range) = self.whereabouts.in_source(place)?;
        let after = self
            .targets
            .partition_point(|(own, source, _)| (*own, source.start) <= (part, range.start));
        let (own, source, words) = self.targets.get(after.checked_sub(1)?)?;
        let inside = *own == part && range.start < source.end && range.end <= source.end;
        (inside && !words.is_empty()).then_some(*words)
    }

    /// Where a place without text is: the first words of its page, the end of its part.
    fn near(&self, place: &Place) -> Option<Span> {
        let blocks = &self.document.blocks;
        let in_part = self.whereabouts.in_source(place).map(|(part, _)| part);
        let of = |origin: Origin| match origin {
            Origin::Region { page, .. } => place.page == Some(page),
            Origin::Bytes { part, .. } => in_part == Some(part),
        };
        let block = if place.page.is_some() {
            blocks.iter().find(|block| of(block.origin))?
        } else {
            blocks.iter().rev().find(|block| of(block.origin))?
        };
        let at = match place.page {
            Some(_) => block.span.start,
            None => block.span.end,
        };
        Some(Span::at(at))
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
        let input = Input::from_bytes("a.md", text, Some(Format::Markdown));
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
        for (page, left, expected) in [(1, 40.0, "two "), (2, 40.0, "three")] {
            let place = document.place_of(origin(page, left));
            let found = spots.text(&place).expect("a page with text");
            assert_eq!(found.of(&document.text), expected);
        }
        // Nothing is printed there, but the page has words.
        assert_eq!(
            spots.text(&document.place_of(origin(1, 90.0))),
            Some(Span::at(0))
        );
        assert_eq!(spots.text(&document.place_of(origin(3, 1.0))), None);
    }
}
