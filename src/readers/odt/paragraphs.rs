//! The end of a paragraph: what kind of block it is, which number is printed before it, and where it goes.

use super::{
    layer::{Layer, Paragraph, Within},
    walker::Walker,
};
use crate::{
    document::{BlockKind, InlineKind, ListItem},
    readers::{
        passage::{Frame, Look, Passage},
        style_names::Purpose,
    },
    span::Span,
};

impl Walker<'_> {
    /// Ends the open paragraph, or keeps it for the next where the mark between the two is not to be read.
    pub(super) fn close_paragraph(&mut self, end: usize) {
        let suppressed = self.is_suppressed();
        let layer = self.layer();
        layer.end_refs(end);
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
        if suppressed {
            layer.carry = Some(paragraph);
        } else {
            self.finish_paragraph(paragraph, end);
        }
    }

    /// Ends the innermost layer.
    pub(super) fn end_layer(&mut self, end: usize) {
        if self.layer().paragraph.is_some() {
            self.close_paragraph(end);
        }
        if let Some(paragraph) = self.layer().carry.take() {
            self.finish_paragraph(paragraph, end);
        }
        if let Some(mut layer) = self.layers.pop() {
            self.lists.open = std::mem::take(&mut layer.lists);
            self.keep_anchors(layer, end);
        }
    }

    /// Bookmarks after the last paragraph.
    fn keep_anchors(&mut self, layer: Layer, end: usize) {
        let mut passage = Passage::default();
        for (id, span) in layer.anchors {
            passage.inline(InlineKind::Anchor { id }, 0, span);
        }
        let frame = Frame {
            kind: BlockKind::Paragraph,
            item: None,
            quoted: false,
            note: None,
            part: 0,
            span: Span::at(end),
        };
        passage.flush(&mut self.builder, frame);
    }

    fn finish_paragraph(&mut self, mut paragraph: Paragraph, end: usize) {
        let within = self.layer().within;
        let in_note = matches!(within, Within::Note { .. });
        let purpose = self
            .styles
            .paragraph(paragraph.style.as_deref())
            .and_then(|style| style.purpose);
        let kind = match (paragraph.level, purpose) {
            _ if in_note => BlockKind::Paragraph,
            (Some(level), _) | (None, Some(Purpose::Heading(level))) => BlockKind::Heading {
                level: level.clamp(1, 6),
            },
            (None, Some(Purpose::Caption)) => BlockKind::Caption,
            (None, Some(Purpose::Code)) => BlockKind::Code,
            _ if self.layer().in_table() => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        };
        let item = self.number(&mut paragraph, kind);
        if paragraph.hidden {
            paragraph.passage = Passage::default();
        }
        let frame = Frame {
            kind,
            item,
            quoted: purpose == Some(Purpose::Quotation),
            note: match within {
                Within::Note { index, .. } => Some(index),
                _ => None,
            },
            part: 0,
            span: Span::new(paragraph.start.min(end), end),
        };
        self.weight += paragraph.passage.weight();
        let mut done = vec![(paragraph.passage, frame)];
        done.append(&mut paragraph.boxes);
        self.hand_over(done);
    }

    /// Blocks of a note wait for the end; those of a text box follow the paragraph in which it is anchored.
    fn hand_over(&mut self, mut done: Vec<(Passage, Frame)>) {
        let mut own = true;
        for layer in self.layers.iter_mut().rev() {
            if let Within::Note { index, endnote } = layer.within {
                for (_, frame) in &mut done {
                    frame.note = Some(index);
                }
                self.note_blocks[usize::from(endnote)].append(&mut done);
                return;
            }
            if !std::mem::replace(&mut own, false)
                && let Some(anchor) = &mut layer.paragraph
            {
                anchor.boxes.append(&mut done);
                return;
            }
        }
        for (passage, frame) in done {
            passage.flush(&mut self.builder, frame);
        }
    }

    /// The number of a list item or heading. A plain number of an item goes with the block; other labels are
    /// put before the text.
    fn number(&mut self, paragraph: &mut Paragraph, kind: BlockKind) -> Option<ListItem> {
        let blank = paragraph.passage.text().trim().is_empty();
        let heading = matches!(kind, BlockKind::Heading { .. });
        let depth = self.lists.open.len();
        let Some(list) = self.lists.open.last_mut() else {
            if let Some(level) = paragraph.level.filter(|_| !blank) {
                let at = usize::from(level.max(1)) - 1;
                let label = self
                    .outline
                    .next(&self.styles.outline, at, paragraph.restart);
                prefix(paragraph, &label.text);
            }
            return None;
        };
        let first = !std::mem::replace(&mut list.begun, true) && !list.header;
        let label = list.label.take();
        let number = list.list;
        if let Some(label) = &label
            && !blank
            && (heading || label.number.is_none())
        {
            prefix(paragraph, &label.text);
        }
        if heading {
            return None;
        }
        Some(ListItem {
            list: number,
            depth: u8::try_from(depth).unwrap_or(u8::MAX),
            number: label.and_then(|label| label.number),
            first,
        })
    }
}

/// A label before the text.
fn prefix(paragraph: &mut Paragraph, label: &str) {
    if label.is_empty() {
        return;
    }
    let passage = std::mem::take(&mut paragraph.passage);
    let place = Span::at(paragraph.start);
    paragraph
        .passage
        .push(&format!("{label} "), place, false, Look::default());
    paragraph.passage.append(passage);
}
