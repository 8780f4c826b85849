//! The end of a paragraph: what kind of block it is, which number Word prints before it, and what happens
//! to it where a tracked change took its mark away.

use super::{
    layer::{Layer, Paragraph},
    walker::Walker,
};
use crate::{
    document::{BlockKind, ListItem},
    readers::{
        passage::{Frame, Passage},
        style_names::Purpose,
    },
    span::Span,
};

impl Walker<'_> {
    /// Ends the open paragraph, or keeps it for the next where the mark between the two is gone.
    pub(super) fn close_paragraph(&mut self, end: usize) {
        let original = self.original;
        let layer = self.layer();
        layer.break_links(end);
        layer.run = None;
        layer.custom = None;
        let Some(mut paragraph) = layer.paragraph.take() else {
            return;
        };
        if let Some(before) = layer.carry.take() {
            let after = std::mem::replace(&mut paragraph.passage, before.passage);
            paragraph.passage.append(after);
            paragraph.start = before.start;
            let boxes = std::mem::replace(&mut paragraph.boxes, before.boxes);
            paragraph.boxes.extend(boxes);
        }
        let gone = if original {
            paragraph.mark_inserted
        } else {
            paragraph.mark_deleted
        };
        if gone {
            layer.carry = Some(paragraph);
        } else {
            self.finish_paragraph(paragraph, end);
        }
    }

    /// Ends a paragraph that waits for one that does not come.
    pub(super) fn drop_carry(&mut self, end: usize) {
        if let Some(paragraph) = self.layer().carry.take() {
            self.finish_paragraph(paragraph, end);
        }
    }

    /// Ends the innermost layer.
    pub(super) fn end_layer(&mut self, end: usize) {
        if self.layer().paragraph.is_some() {
            self.close_paragraph(end);
        }
        self.drop_carry(end);
        if let Some(layer) = self.layers.pop() {
            self.keep_anchors(layer, end);
        }
    }

    /// Bookmarks after the last paragraph.
    fn keep_anchors(&mut self, layer: Layer, end: usize) {
        let mut passage = Passage::default();
        for (id, span) in layer.anchors {
            passage.inline(crate::document::InlineKind::Anchor { id }, 0, span);
        }
        let frame = self.frame(BlockKind::Paragraph, Span::at(end));
        passage.flush(&mut self.builder, frame);
    }

    fn frame(&self, kind: BlockKind, span: Span) -> Frame {
        Frame {
            kind,
            item: None,
            quoted: false,
            note: self.note.as_ref().map(|called| called.note),
            part: self.part,
            span,
        }
    }

    fn finish_paragraph(&mut self, mut paragraph: Paragraph, end: usize) {
        let purpose = match (paragraph.outline, paragraph.style.purpose) {
            (Some(level), Some(Purpose::Heading(_)) | None) if level < 9 => {
                Some(Purpose::Heading(level + 1))
            }
            (Some(_), Some(Purpose::Heading(_))) => None,
            (_, purpose) => purpose,
        };
        let in_note = self.note.is_some();
        let kind = match purpose {
            Some(Purpose::Heading(level)) if !in_note => BlockKind::Heading {
                level: level.clamp(1, 6),
            },
            Some(Purpose::Caption) if !in_note => BlockKind::Caption,
            Some(Purpose::Code) => BlockKind::Code,
            _ if self.layer().in_table() => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        };
        let span = Span::new(paragraph.start.min(end), end);
        let mut frame = self.frame(kind, span);
        frame.quoted = purpose == Some(Purpose::Quotation);
        frame.item = self.number(&mut paragraph, kind);
        if let Some(called) = &mut self.note
            && !paragraph.passage.text().trim().is_empty()
        {
            let label = std::mem::take(&mut called.label);
            if called.custom {
                paragraph.passage.strip_label(&label);
            } else {
                paragraph.passage.strip_raised_label(&label);
            }
        }
        self.weight += paragraph.passage.weight();
        let mut done = vec![(paragraph.passage, frame)];
        done.append(&mut paragraph.boxes);
        // A text box follows the paragraph in which it is anchored.
        let outer = self.layers.len() > 1;
        match self
            .layers
            .first_mut()
            .and_then(|layer| layer.paragraph.as_mut())
        {
            Some(anchor) if outer => anchor.boxes.append(&mut done),
            _ => {
                for (passage, frame) in done {
                    passage.flush(&mut self.builder, frame);
                }
            }
        }
    }

    /// Counts a paragraph of a list. A plain number goes with the block; other labels, and the numbers of
    /// headings, are put before the text.
    fn number(&mut self, paragraph: &mut Paragraph, kind: BlockKind) -> Option<ListItem> {
        let num = paragraph
            .num
            .or(paragraph.style.num)
            .filter(|num| *num != 0)?;
        let level = paragraph
            .level
            .or_else(|| {
                let style = paragraph.style_id.as_deref()?;
                self.lists.level_of_style(num, style)
            })
            .or(paragraph.style.level)
            .unwrap_or(0);
        let label = self.lists.next(num, level)?;
        let blank = paragraph.passage.text().trim().is_empty();
        if matches!(kind, BlockKind::Heading { .. }) {
            if !label.text.is_empty() && !blank {
                Self::prefix(paragraph, &label.text);
            }
            return None;
        }
        if label.number.is_none() && !label.text.is_empty() && !blank {
            Self::prefix(paragraph, &label.text);
        }
        Some(ListItem {
            list: label.list,
            depth: label.level + 1,
            number: label.number,
            first: true,
        })
    }
}
