//! The flow of text: white space collapsed, blocks ended, notes that stand amid a sentence taken out of it, and
//! where each anchor came to lie. Knows no element by name.

use std::ops::Range;

use crate::{
    document::{Block, BlockKind, Builder, Inline, InlineKind, ListItem, Origin},
    readers::buffer::{Buffer, Context},
    span::Span,
};

/// Anchors kept of one document.
const ANCHORS: usize = 400_000;

/// A place in the text that is not yet laid down: the buffer's number and the offset in it.
pub(super) type Spot = (usize, usize);

/// A block that is ready.
#[derive(Debug)]
struct Ready {
    serial: usize,
    buffer: Buffer,
    kind: BlockKind,
    context: Context,
    range: Range<usize>,
}

/// An anchor whose place in the text is not yet known.
#[derive(Debug)]
pub(super) struct Mooring {
    pub(super) id: String,
    pub(super) start: Spot,
    pub(super) end: Spot,
    pub(super) range: Range<usize>,
}

/// The text of one part while it is written.
#[derive(Debug)]
pub(super) struct Flow<'a> {
    pub(super) builder: &'a mut Builder,
    pub(super) buffer: Buffer,
    /// White space that shows only if more text follows.
    space: Option<Range<usize>>,
    serial: usize,
    serials: usize,
    part: usize,
    /// Buffers set aside while text beside the flow is read.
    outer: Vec<(Buffer, Option<Range<usize>>, usize)>,
    /// Blocks beside the flow, to follow the paragraph they hang on.
    beside: Vec<Ready>,
    /// Text range of each buffer that was laid down.
    laid: Vec<Option<(usize, usize)>>,
    pub(super) moorings: Vec<Mooring>,
    /// Where an arrow stood that led back, so that brackets around it go too.
    arrow: Option<usize>,
    /// What is printed before the next words: the number of an item, with the place of its tag.
    pub(super) label: Option<(String, Range<usize>)>,
}

impl<'a> Flow<'a> {
    pub(super) fn new(builder: &'a mut Builder, part: usize) -> Self {
        Self {
            builder,
            buffer: Buffer::in_part(part),
            space: None,
            serial: 0,
            serials: 1,
            part,
            outer: Vec::new(),
            beside: Vec::new(),
            laid: vec![None],
            moorings: Vec::new(),
            arrow: None,
            label: None,
        }
    }

    /// The place where the next text comes.
    pub(super) fn here(&self) -> Spot {
        (self.serial, self.buffer.len())
    }

    /// Writes the number or the white space that is due, so that a run can begin after it.
    pub(super) fn settle(&mut self, source: &str) {
        if let Some((label, range)) = self.label.take() {
            self.space = None;
            self.buffer.push(&label, source, range);
            return;
        }
        if let Some(space) = self.space.take() {
            if self.buffer.text.is_empty() || self.buffer.text.ends_with([' ', '\n']) {
                return;
            }
            self.buffer.push(" ", source, space);
        }
    }

    /// Adds text that stands at `range`; white space is collapsed.
    pub(super) fn text(&mut self, source: &str, range: Range<usize>) {
        let Some(text) = source.get(range.clone()) else {
            return;
        };
        let mut from = 0;
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let blank = is_blank(c);
            if !blank && !is_ignorable(c) {
                continue;
            }
            let end = at + c.len_utf8();
            // A single blank between words stays within the run.
            if c == ' '
                && at > from
                && chars
                    .peek()
                    .is_some_and(|(_, c)| !is_blank(*c) && !is_ignorable(*c))
            {
                continue;
            }
            self.words(
                &text[from..at],
                source,
                range.start + from..range.start + at,
            );
            if blank {
                self.space
                    .get_or_insert(range.start + at..range.start + end);
            }
            from = end;
        }
        self.words(&text[from..], source, range.start + from..range.end);
    }

    /// Adds what a character reference means.
    pub(super) fn meaning(&mut self, meaning: &str, source: &str, range: Range<usize>) {
        if meaning.chars().all(is_blank) {
            self.space.get_or_insert(range);
        } else if !meaning.chars().all(is_ignorable) {
            self.words(meaning, source, range);
        }
    }

    fn words(&mut self, words: &str, source: &str, range: Range<usize>) {
        if words.is_empty() {
            return;
        }
        if let Some(at) = self.arrow.take()
            && at == self.buffer.len()
            && words.starts_with([']', ')'])
            && self.buffer.text.ends_with(['[', '('])
        {
            self.buffer.truncate(at - 1);
            if words.len() > 1 {
                self.words(&words[1..], source, range.start + 1..range.end);
            }
            return;
        }
        self.settle(source);
        self.buffer.push(words, source, range);
    }

    /// Adds text with its white space.
    pub(super) fn verbatim(&mut self, text: &str, source: &str, range: Range<usize>) {
        self.space = None;
        self.buffer.push(text, source, range);
    }

    /// Tells that an arrow was taken out of the text here.
    pub(super) fn arrow(&mut self) {
        self.arrow = Some(self.buffer.len());
    }

    /// A line break.
    pub(super) fn line_break(&mut self, source: &str, range: Range<usize>) {
        self.space = None;
        self.buffer.push("\n", source, range);
    }

    /// Begins text beside the flow: a note that stands amid a sentence.
    pub(super) fn aside(&mut self) {
        self.serials += 1;
        self.laid.push(None);
        let outer = std::mem::replace(&mut self.buffer, Buffer::in_part(self.part));
        self.outer.push((outer, self.space.take(), self.serial));
        self.serial = self.serials - 1;
    }

    /// Goes back into the flow.
    pub(super) fn rejoin(&mut self) {
        if let Some((buffer, space, serial)) = self.outer.pop() {
            self.buffer = buffer;
            self.space = space;
            self.serial = serial;
        }
    }

    /// How many texts are set aside: offsets in the buffer mean nothing at another depth.
    pub(super) fn depth(&self) -> usize {
        self.outer.len()
    }

    /// Whether text beside the flow is being read.
    pub(super) fn is_aside(&self) -> bool {
        !self.outer.is_empty()
    }

    /// Ends the block; one without text leaves nothing but its links and anchors.
    pub(super) fn end_block(&mut self, kind: BlockKind, context: Context, range: Range<usize>) {
        self.space = None;
        self.arrow = None;
        let mut buffer = std::mem::replace(&mut self.buffer, Buffer::in_part(self.part));
        let length = buffer.text.trim_end().len();
        buffer.truncate(length);
        let ready = Ready {
            serial: self.serial,
            buffer,
            kind,
            context,
            range,
        };
        self.serials += 1;
        self.laid.push(None);
        self.serial = self.serials - 1;
        if self.is_aside() {
            self.beside.push(ready);
            return;
        }
        self.lay(ready);
        for ready in std::mem::take(&mut self.beside) {
            self.lay(ready);
        }
    }

    /// An item of a list that says nothing.
    pub(super) fn empty_item(&mut self, item: ListItem, range: Range<usize>) {
        if !self.builder.is_empty() {
            self.builder.push_made_up("\n\n");
        }
        let at = self.builder.len();
        self.builder.block(Block {
            kind: BlockKind::Paragraph,
            span: Span::at(at),
            item: Some(item),
            quoted: false,
            note: None,
            origin: Origin::Bytes {
                part: self.part,
                span: range.into(),
            },
        });
        self.laid[self.serial] = Some((at, at));
        self.serials += 1;
        self.laid.push(None);
        self.serial = self.serials - 1;
    }

    fn lay(&mut self, ready: Ready) {
        let blank = ready.buffer.text.trim().is_empty();
        if blank {
            // A way back in a paragraph of its own.
            let at = Span::at(self.builder.len());
            for (kind, _, range) in ready.buffer.inlines() {
                if matches!(kind, InlineKind::Link { .. }) {
                    let origin = Origin::Bytes {
                        part: self.part,
                        span: range.clone().into(),
                    };
                    self.builder.inline(Inline {
                        kind: kind.clone(),
                        span: at,
                        origin,
                    });
                }
            }
            return;
        }
        let lead = if self.builder.is_empty() { 0 } else { 2 };
        let start = self.builder.len() + lead;
        ready
            .buffer
            .flush(self.builder, ready.kind, ready.context, ready.range);
        self.laid[ready.serial] = Some((start, self.builder.len()));
    }

    /// Lays down the anchors: all text must be written.
    pub(super) fn moor(&mut self) {
        let end = self.builder.len();
        // Text that was dropped is where the next text begins, or where the last one ended.
        let mut next = vec![end; self.laid.len() + 1];
        for serial in (0..self.laid.len()).rev() {
            next[serial] = self.laid[serial].map_or(next[serial + 1], |laid| laid.0);
        }
        let mut before = Vec::with_capacity(self.laid.len());
        let mut last = 0;
        for laid in &self.laid {
            before.push(last);
            if let Some((_, end)) = laid {
                last = last.max(*end);
            }
        }
        for mooring in self.moorings.drain(..).take(ANCHORS) {
            let (serial, offset) = mooring.start;
            let start = match self.laid[serial] {
                Some((start, end)) => (start + offset).min(end),
                None => next[serial],
            };
            let (serial, offset) = mooring.end;
            let end = match self.laid[serial] {
                Some((start, end)) if offset > 0 => (start + offset).min(end),
                _ => before[serial],
            };
            // Text that was dropped after an anchor was set leaves its offset anywhere.
            let whole = |mut at: usize| {
                while !self.builder.text().is_char_boundary(at) {
                    at -= 1;
                }
                at
            };
            let (start, end) = (whole(start), whole(end));
            self.builder.inline(Inline {
                kind: InlineKind::Anchor { id: mooring.id },
                span: Span::new(start, end.max(start)),
                origin: Origin::Bytes {
                    part: self.part,
                    span: mooring.range.into(),
                },
            });
        }
    }
}

/// White space that HTML collapses; the no-break space is none.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0c')
}

/// Characters that only guide line breaks.
fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}
