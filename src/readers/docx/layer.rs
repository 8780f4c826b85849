//! What is open while a part is walked through: paragraphs, runs, fields, links and tables; a text box
//! opens a layer of its own over the paragraph that it is anchored in.

use super::{
    counting::Kind,
    fields::Field,
    styles::{ParagraphStyle, Printed, RunProps},
};
use crate::{
    document::InlineKind,
    readers::{
        cross_references,
        passage::{Frame, Passage},
    },
    span::Span,
};

/// Whose properties are being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Props {
    #[default]
    None,
    Run,
    Paragraph,
    ParagraphMark,
    Row,
}

/// What the characters between two tags are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Chars {
    /// White space between elements.
    #[default]
    None,
    Text,
    Instruction,
}

/// A paragraph that is open, or waits for the next because the mark between them is gone.
#[derive(Debug, Default)]
pub(super) struct Paragraph {
    pub(super) start: usize,
    pub(super) passage: Passage,
    pub(super) style_id: Option<String>,
    pub(super) style: ParagraphStyle,
    pub(super) outline: Option<u8>,
    pub(super) num: Option<i32>,
    pub(super) level: Option<u8>,
    /// Whether a tracked change put in or took out its mark.
    pub(super) mark_inserted: bool,
    pub(super) mark_deleted: bool,
    /// How its runs are printed that say nothing themselves.
    pub(super) printed: Printed,
    /// Text boxes anchored in it; they follow it.
    pub(super) boxes: Vec<(Passage, Frame)>,
}

/// A run that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    pub(super) props: RunProps,
    pub(super) printed: Printed,
}

/// A field that is open.
#[derive(Debug)]
pub(super) struct OpenField {
    pub(super) instruction: String,
    /// Whether its result is being read.
    pub(super) result: bool,
    pub(super) field: Field,
    /// Where its result begins in the open paragraph.
    pub(super) start: usize,
    pub(super) source: usize,
    /// `w:fldSimple`, which ends with its element.
    pub(super) simple: bool,
}

/// A hyperlink that is open.
#[derive(Debug)]
pub(super) struct OpenLink {
    /// Empty where the relationship is missing.
    pub(super) target: String,
    pub(super) start: usize,
    pub(super) source: usize,
}

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) columns: usize,
    /// Whether a tracked change takes out the open row.
    pub(super) row_gone: bool,
}

/// A mark of the author's own whose text is still to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct CustomMark {
    pub(super) kind: Kind,
    pub(super) id: i64,
    pub(super) span: Span,
}

/// All that is open within the body, a note or a text box.
#[derive(Debug, Default)]
pub(super) struct Layer {
    pub(super) paragraph: Option<Paragraph>,
    pub(super) run: Option<Run>,
    pub(super) props: Props,
    pub(super) chars: Chars,
    pub(super) fields: Vec<OpenField>,
    pub(super) links: Vec<OpenLink>,
    pub(super) tables: Vec<Table>,
    /// A paragraph whose mark is gone.
    pub(super) carry: Option<Paragraph>,
    /// Bookmarks between paragraphs.
    pub(super) anchors: Vec<(String, Span)>,
    pub(super) custom: Option<CustomMark>,
}

impl Layer {
    /// The field whose instruction is being read.
    pub(super) fn instruction(&mut self) -> Option<&mut OpenField> {
        self.fields.iter_mut().rev().find(|field| !field.result)
    }

    /// Length of the open paragraph's text.
    pub(super) fn here(&self) -> usize {
        self.paragraph
            .as_ref()
            .map_or(0, |paragraph| paragraph.passage.len())
    }

    /// Whether the text stands in a table of more than one column; one column is layout.
    pub(super) fn in_table(&self) -> bool {
        self.tables.last().is_some_and(|table| table.columns != 1)
    }

    /// Ends the field that was opened last, `simple` or not.
    pub(super) fn end_field(&mut self, simple: bool, end: usize) {
        let Some(at) = self.fields.iter().rposition(|field| field.simple == simple) else {
            return;
        };
        // What an element encloses ends with it, and an end without a beginning closes nothing else.
        let ended: Vec<OpenField> = self.fields.drain(at..).collect();
        for field in ended.into_iter().rev() {
            self.close_field(&field, end);
        }
    }

    /// Makes a link of the part of a field's result that stands in the open paragraph.
    fn close_field(&mut self, field: &OpenField, end: usize) {
        if !field.result {
            return;
        }
        let target = match &field.field {
            Field::Link(target) => target.clone(),
            Field::CrossReference(bookmark) | Field::NoteReference(bookmark) => {
                let Some(paragraph) = &self.paragraph else {
                    return;
                };
                let text = paragraph.passage.text();
                let shown = text.get(field.start..).unwrap_or_default().trim();
                let number = !shown.is_empty() && shown.bytes().all(|byte| byte.is_ascii_digit());
                // A number within a sentence is text; a raised one may be a mark.
                if number && !paragraph.passage.raised_from(field.start) {
                    if matches!(field.field, Field::NoteReference(_)) {
                        let source = Span::new(field.source.min(end), end);
                        self.number(bookmark, field.start, source);
                    }
                    return;
                }
                format!("#{bookmark}")
            }
            Field::Other => return,
        };
        self.link(target, field.start, Span::new(field.source.min(end), end));
    }

    /// Notes that the text from `start` on is a number that stands for a place.
    fn number(&mut self, bookmark: &str, start: usize, source: Span) {
        if let Some(paragraph) = &mut self.paragraph {
            let kind = cross_references::number(bookmark);
            paragraph.passage.inline(kind, start, source);
        }
    }

    /// Makes a link of the text from `start` on, unless a link around it does.
    pub(super) fn link(&mut self, target: String, start: usize, source: Span) {
        let inside = self.links.iter().any(|link| !link.target.is_empty())
            || self
                .fields
                .iter()
                .any(|field| field.result && matches!(field.field, Field::Link(_)));
        if target.is_empty() || inside {
            return;
        }
        if let Some(paragraph) = &mut self.paragraph {
            let kind = InlineKind::Link {
                target,
                target_origin: None,
                autolink: false,
            };
            paragraph.passage.inline(kind, start, source);
        }
    }

    /// A link that goes on in the next paragraph is one in this, too; of several the outermost.
    pub(super) fn break_links(&mut self, end: usize) {
        let here = self.here();
        let link = self
            .links
            .iter()
            .find(|link| !link.target.is_empty())
            .map(|link| (&link.target, link.start, link.source));
        let field = || {
            self.fields.iter().find_map(|field| match &field.field {
                Field::Link(target) if field.result => Some((target, field.start, field.source)),
                _ => None,
            })
        };
        let open = link
            .or_else(field)
            .filter(|(_, start, _)| *start < here)
            .map(|(target, start, source)| (target.clone(), start, source));
        let around = (
            std::mem::take(&mut self.links),
            std::mem::take(&mut self.fields),
        );
        if let Some((target, start, source)) = open {
            self.link(target, start, Span::new(source.min(end), end));
        }
        (self.links, self.fields) = around;
        for link in &mut self.links {
            (link.start, link.source) = (0, end);
        }
        for field in &mut self.fields {
            (field.start, field.source) = (0, end);
        }
    }
}
