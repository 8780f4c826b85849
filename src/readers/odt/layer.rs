//! What is open while a text is walked through; a text box or a note opens a layer of its own over the
//! paragraph in which it stands.

use super::{lists::OpenList, styles::TextProps};
use crate::{
    document::InlineKind,
    readers::{
        cross_references,
        passage::{Frame, Passage},
        xml::Element,
    },
    span::Span,
};

/// Links and references within each other.
const MOST_REFS: usize = 64;

/// Where a layer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Within {
    #[default]
    Text,
    Box,
    Note {
        index: usize,
        endnote: bool,
    },
}

/// A paragraph that is open, or waits for the next because the mark between them is gone.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) start: usize,
    pub(super) passage: Passage,
    pub(super) style: Option<String>,
    pub(super) text: TextProps,
    /// Level of a heading.
    pub(super) level: Option<u8>,
    /// The number with which it begins anew.
    pub(super) restart: Option<u64>,
    pub(super) hidden: bool,
    /// Text boxes anchored in it; they follow it.
    pub(super) boxes: Vec<(Passage, Frame)>,
}

/// A link or reference that is open.
#[derive(Debug)]
pub(super) struct OpenRef {
    /// Empty where it leads nowhere that can be named.
    target: String,
    /// Whether its text is made by the program (a number, a title).
    reference: bool,
    start: usize,
    source: usize,
}

impl OpenRef {
    pub(super) fn link(target: String, source: usize) -> Self {
        Self {
            target,
            reference: false,
            start: 0,
            source,
        }
    }

    pub(super) fn reference(target: String, source: usize) -> Self {
        Self {
            reference: true,
            ..Self::link(target, source)
        }
    }
}

/// A note whose body is still to come.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) endnote: bool,
    pub(super) id: Option<String>,
    pub(super) span: Span,
    /// The label that the author gave it.
    pub(super) label: Option<String>,
    /// The label as it was last printed.
    pub(super) citation: String,
    pub(super) in_citation: bool,
}

impl Note {
    pub(super) fn begin(element: &Element<'_>) -> Self {
        Self {
            endnote: element.attr("note-class").as_deref() == Some("endnote"),
            id: element.attr("id").map(Into::into),
            span: element.span,
            label: None,
            citation: String::new(),
            in_citation: false,
        }
    }
}

/// All that is open within the text, a note or a text box.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) within: Within,
    pub(super) paragraph: Option<Paragraph>,
    /// What the open spans say, each with what stands around it.
    pub(super) spans: Vec<TextProps>,
    pub(super) refs: Vec<OpenRef>,
    /// Columns of the open tables.
    pub(super) tables: Vec<usize>,
    /// A paragraph whose mark is gone.
    pub(super) carry: Option<Paragraph>,
    /// Bookmarks between paragraphs.
    pub(super) anchors: Vec<(String, Span)>,
    /// The lists that were open around this layer.
    pub(super) lists: Vec<OpenList>,
}

impl Layer {
    /// How text is printed here.
    pub(super) fn around(&self) -> TextProps {
        self.spans
            .last()
            .cloned()
            .or_else(|| {
                self.paragraph
                    .as_ref()
                    .map(|paragraph| paragraph.text.clone())
            })
            .unwrap_or_default()
    }

    /// Whether the text stands in a table of more than one column; one column is layout.
    pub(super) fn in_table(&self) -> bool {
        self.tables.last().is_some_and(|columns| *columns != 1)
    }

    pub(super) fn begin_ref(&mut self, mut open: OpenRef) {
        open.start = self
            .paragraph
            .as_ref()
            .map_or(0, |paragraph| paragraph.passage.len());
        if self.refs.len() < MOST_REFS {
            self.refs.push(open);
        }
    }

    pub(super) fn end_ref(&mut self, end: usize) {
        let Some(open) = self.refs.pop() else {
            return;
        };
        let inside = self.refs.iter().any(|around| !around.target.is_empty());
        let Some(paragraph) = &mut self.paragraph else {
            return;
        };
        if open.target.is_empty() || inside {
            return;
        }
        if open.reference {
            let shown = paragraph.passage.text().get(open.start..);
            let shown = shown.unwrap_or_default().trim();
            let number = !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_digit());
            // A number within a sentence is text; a raised one may be a mark.
            if number && !paragraph.passage.raised_from(open.start) {
                let name = open.target.trim_start_matches('#');
                let source = Span::new(open.source.min(end), end);
                let kind = cross_references::number(name);
                paragraph.passage.inline(kind, open.start, source);
                return;
            }
        }
        let kind = InlineKind::Link {
            target: open.target,
            target_origin: None,
            autolink: false,
        };
        let source = Span::new(open.source.min(end), end);
        paragraph.passage.inline(kind, open.start, source);
    }

    /// Ends what the end of a paragraph ends.
    pub(super) fn end_refs(&mut self, end: usize) {
        while !self.refs.is_empty() {
            self.end_ref(end);
        }
        self.spans.clear();
    }
}
