//! The one form every format is read into: a text, its blocks and inlines, and where each stands in the file.
//! Knows nothing of marks, notes or chapters: [`crate::citations`] finds those.

mod builder;
mod whereabouts;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use builder::{Builder, Excess};
pub use whereabouts::Whereabouts;

use crate::{
    input::Format,
    span::{LineIndex, Span},
};

/// A document, flattened to one UTF-8 text.
///
/// Blocks stand in reading order and do not overlap; between two blocks the text has a line break.
#[derive(Debug, Clone)]
pub struct Document {
    /// The path as the user gave it.
    pub path: String,
    /// The format it was read as.
    pub format: Format,
    /// The flattened text: markup gone, escapes undone.
    pub text: String,
    /// Paragraphs, headings, list items, cells, in reading order.
    pub blocks: Vec<Block>,
    /// Runs within blocks, ordered by start, outer before inner.
    pub inlines: Vec<Inline>,
    /// Notes that the format itself knows (`[^1]:`, Word endnotes, `\footnote`).
    pub native_notes: Vec<NativeNote>,
    /// Language the file declares (BCP 47), if it does.
    pub language: Option<String>,
    /// Which text came from where, ordered by text offset.
    pub origins: Vec<OriginRun>,
    /// The files or package parts the text came from; text formats have one.
    pub parts: Vec<Part>,
    /// The limit that was passed, if one was: what follows was not read.
    pub excess: Option<Excess>,
}

/// One paragraph-like unit of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text.
    pub span: Span,
    /// The list item it belongs to, if any.
    pub item: Option<ListItem>,
    /// Whether it stands in a block quotation.
    pub quoted: bool,
    /// Index into [`Document::native_notes`] of the note it is part of.
    pub note: Option<usize>,
    /// Where the whole block stands, its own markup (list number, `#`) included.
    pub origin: Origin,
}

/// Kinds of blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum BlockKind {
    /// A heading; level 1 is the highest.
    Heading {
        /// 1 to 6 (deeper levels are clamped by the readers).
        level: u8,
    },
    /// Running text.
    Paragraph,
    /// A table cell.
    Cell,
    /// A caption of a table or figure.
    Caption,
    /// Program code or other text to be left alone.
    Code,
}

/// A block's place in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListItem {
    /// Number of the list within the document, so that two lists are told apart.
    pub list: usize,
    /// Nesting depth, 1 for an outer list.
    pub depth: u8,
    /// The printed number of an ordered item; `None` for bullets.
    pub number: Option<u64>,
    /// Whether this block is the first of its item.
    pub first: bool,
}

/// A run within a block.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// Its text.
    pub span: Span,
    /// Where it stands, its own markup (`<sup>`, brackets) included.
    pub origin: Origin,
}

/// Kinds of runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InlineKind {
    /// Raised text, by markup or geometry.
    Superscript,
    /// Lowered text.
    Subscript,
    /// Italics or other emphasis.
    Emphasis,
    /// Bold.
    Strong,
    /// Code, left alone by every check.
    Code,
    /// A link; the span is the displayed text.
    Link {
        /// The target as the format gives it, escapes of the format undone.
        target: String,
        /// Where the target itself stands in the file, where that is known.
        target_origin: Option<Origin>,
        /// Whether the displayed text is the target itself (`<https://…>`).
        autolink: bool,
    },
    /// A mark the format itself knows; the span is its printed label.
    NoteRef {
        /// Index into [`Document::native_notes`]; `None` for a mark whose note does not exist.
        note: Option<usize>,
    },
    /// A number in a sentence (“see note 5”) that the format keeps tied to a note; it is no mark.
    NoteLink {
        /// Index into [`Document::native_notes`].
        note: usize,
    },
    /// A place that can be linked to.
    Anchor {
        /// Its id: the target of an internal link without a leading `#`, that is `id` in a document of one
        /// part and `part#id` in one of several.
        id: String,
    },
}

/// A note that the format itself knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NativeNote {
    /// The label as printed, or as typed where the format numbers by itself.
    pub label: String,
    /// Whether the label is a key that the format replaces by a number of its own (`[^smith]`).
    pub keyed: bool,
    /// Whether it is printed at the page foot or at the end.
    pub placement: Placement,
    /// Where its definition stands.
    pub origin: Origin,
}

/// Where the format prints a native note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Placement {
    /// At the foot of the page.
    Foot,
    /// At the end of the chapter or document.
    End,
}

/// Where something stands in the user's file.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Origin {
    /// A byte range of a part's decoded source.
    Bytes {
        /// Index into [`Document::parts`].
        part: usize,
        /// The range.
        span: Span,
    },
    /// A box on a page, in points from the top left corner.
    Region {
        /// One-based page.
        page: u32,
        /// Left, top, right, bottom.
        bbox: [f32; 4],
    },
}

impl Eq for Origin {}

/// A stretch of the flattened text and where it came from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct OriginRun {
    /// The stretch of text.
    pub text: Span,
    /// Where it came from.
    pub origin: Origin,
    /// Whether the two run byte for byte, so that offsets can be carried over.
    pub verbatim: bool,
}

/// A file, or a part of a package, as it was decoded.
#[derive(Debug, Clone)]
pub struct Part {
    /// Path of the file, where it is another than the document's own: an included file, a chapter of
    /// a report in several files.
    pub file: Option<String>,
    /// Name within the package; `None` for a plain file.
    pub name: Option<String>,
    /// The decoded source.
    pub source: Arc<str>,
    /// Its lines.
    pub lines: LineIndex,
    /// What to add to an offset in `source` to get the offset in the file (a byte order mark's
    /// length); `None` where the file was not UTF-8, so that offsets differ.
    pub offset: Option<usize>,
    /// Where in `source` the paragraphs of a package part start, ascending; empty for plain files.
    pub paragraphs: Vec<usize>,
}

/// A place that a person or a script can find.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    pub path: String,
    /// Part of a package.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// One-based paragraph within the part.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraph: Option<usize>,
    /// One-based page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// Left, top, right, bottom in points from the top left corner of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bbox: Option<[f32; 4]>,
    /// One-based line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// One-based column in Unicode scalar values.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Line of the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<usize>,
    /// Column just after the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    /// Byte offset in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Byte offset just after the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
}

/// Something worth telling about how the file was read (an odd encoding, a part left out).
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What was seen.
    pub message: String,
    /// Where, if it has a place.
    pub place: Option<Place>,
}

impl Document {
    /// The place of a stretch of the flattened text.
    pub fn place(&self, span: Span) -> Place {
        match self.origin(span) {
            Some(origin) => self.place_of(origin),
            None => Place {
                path: self.path.clone(),
                ..Place::default()
            },
        }
    }

    /// Where a stretch of the flattened text came from; `None` for text the reader made up.
    ///
    /// A stretch over several runs is joined from the first to the last run of one part.
    pub fn origin(&self, span: Span) -> Option<Origin> {
        let first = self.run_at(span.start, true)?;
        let start = Self::carry(first, Span::at(span.start.max(first.text.start)));
        if span.is_empty() {
            return Some(start);
        }
        let last = self.run_at(span.end - 1, false).unwrap_or(first);
        let end = Self::carry(
            last,
            Span::new(span.start.max(last.text.start), span.end.min(last.text.end)),
        );
        Some(match (start, end) {
            (
                Origin::Bytes { part, span: a },
                Origin::Bytes {
                    part: other,
                    span: b,
                },
            ) if part == other => Origin::Bytes {
                part,
                span: a.join(b),
            },
            (
                Origin::Region { page, bbox: a },
                Origin::Region {
                    page: other,
                    bbox: b,
                },
            ) if page == other => Origin::Region {
                page,
                bbox: [
                    a[0].min(b[0]),
                    a[1].min(b[1]),
                    a[2].max(b[2]),
                    a[3].max(b[3]),
                ],
            },
            (start, _) => start,
        })
    }

    /// The run at `offset`, else the next one (`forward`) or the one before.
    fn run_at(&self, offset: usize, forward: bool) -> Option<&OriginRun> {
        let next = self.origins.partition_point(|run| run.text.end <= offset);
        match self.origins.get(next) {
            Some(run) if forward || run.text.start <= offset => Some(run),
            _ => next.checked_sub(1).and_then(|i| self.origins.get(i)),
        }
    }

    fn carry(run: &OriginRun, text: Span) -> Origin {
        match run.origin {
            Origin::Bytes { part, span } if run.verbatim => Origin::Bytes {
                part,
                span: Span::new(
                    (span.start + text.start - run.text.start).min(span.end),
                    (span.start + text.end - run.text.start).min(span.end),
                ),
            },
            origin => origin,
        }
    }

    /// The place of an origin.
    pub fn place_of(&self, origin: Origin) -> Place {
        let path = self.path.clone();
        match origin {
            Origin::Region { page, bbox } => Place {
                path,
                page: Some(page),
                bbox: Some(bbox),
                ..Place::default()
            },
            Origin::Bytes { part, span } => {
                let Some(part) = self.parts.get(part) else {
                    return Place {
                        path,
                        ..Place::default()
                    };
                };
                let from = part.lines.locate(&part.source, span.start);
                let to = part.lines.locate(&part.source, span.end);
                let paragraph = part
                    .paragraphs
                    .partition_point(|start| *start <= span.start);
                Place {
                    path: part.file.clone().unwrap_or(path),
                    part: part.name.clone(),
                    paragraph: (!part.paragraphs.is_empty()).then_some(paragraph.max(1)),
                    line: Some(from.line),
                    column: Some(from.column),
                    end_line: Some(to.line),
                    end_column: Some(to.column),
                    start: part.offset.map(|offset| span.start + offset),
                    end: part.offset.map(|offset| span.end + offset),
                    ..Place::default()
                }
            }
        }
    }

    /// The part a place is in and the offset of its start in that part's decoded source, by line and column;
    /// `None` for a place without them, of another document, or outside the part.
    pub fn offset_of(&self, place: &Place) -> Option<(usize, usize)> {
        let index = self.parts.iter().position(|part| {
            part.name == place.part && *part.file.as_deref().unwrap_or(&self.path) == *place.path
        })?;
        let part = &self.parts[index];
        let line = part.lines.line(&part.source, place.line?)?;
        let before = place.column?.checked_sub(1)?;
        let (offset, _) = line
            .of(&part.source)
            .char_indices()
            .chain([(line.len(), ' ')])
            .nth(before)?;
        Some((index, line.start + offset))
    }

    /// What stands at `origin` and the byte offset of its start in the user's file; `None` where the file
    /// cannot be edited by offsets: pages, parts of packages, other files, files that were not UTF-8.
    pub fn in_file(&self, origin: Origin) -> Option<(usize, &str)> {
        let Origin::Bytes { part, span } = origin else {
            return None;
        };
        let part = self
            .parts
            .get(part)
            .filter(|part| part.name.is_none() && part.file.is_none())?;
        let text = part.source.get(span.start..span.end)?;
        Some((span.start + part.offset?, text))
    }

    /// Byte offset in the user's file of a stretch of the flattened text that stands there letter for letter.
    pub fn verbatim_in_file(&self, span: Span) -> Option<usize> {
        let (start, text) = self.in_file(self.origin(span)?)?;
        (text == span.of(&self.text)).then_some(start)
    }

    /// The block that holds `offset` of the flattened text.
    pub fn block_at(&self, offset: usize) -> Option<usize> {
        let next = self
            .blocks
            .partition_point(|block| block.span.end <= offset);
        self.blocks
            .get(next)
            .filter(|block| block.span.start <= offset)
            .map(|_| next)
    }

    /// The runs that start within `span`, in order.
    pub fn inlines_in(&self, span: Span) -> impl Iterator<Item = &Inline> {
        let first = self
            .inlines
            .partition_point(|inline| inline.span.start < span.start);
        self.inlines[first..]
            .iter()
            .take_while(move |inline| inline.span.start < span.end)
            .filter(move |inline| inline.span.end <= span.end)
    }
}
