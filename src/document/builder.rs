//! A [`Document`] while it is being read. Bounds how much a hostile file can make of it; judges nothing.

use crate::{
    document::{Block, Document, Inline, NativeNote, Origin, OriginRun, Part},
    input::Format,
    span::Span,
};

/// More of one kind than any report holds. A document that reached a limit is not whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// More than [`Builder::MAX_BLOCKS`].
    Blocks,
    /// More than [`Builder::MAX_INLINES`].
    Inlines,
    /// More than [`Builder::MAX_ORIGINS`].
    Origins,
    /// More than [`Builder::MAX_NOTES`].
    Notes,
}

impl Excess {
    /// What there is too much of, with the limit: "more than 1,000,000 paragraphs, headings and table cells".
    pub fn what(self) -> &'static str {
        match self {
            Self::Blocks => "more than 1,000,000 paragraphs, headings and table cells",
            Self::Inlines => "more than 1,000,000 links, raised numbers and emphasized words",
            Self::Origins => "more than 4,000,000 stretches of text",
            Self::Notes => "more than 100,000 footnotes and endnotes",
        }
    }
}

/// Collects a [`Document`] while a reader walks its file; at its limits it takes nothing more.
#[derive(Debug)]
pub struct Builder {
    document: Document,
    excess: Option<Excess>,
}

impl Builder {
    /// Most blocks: a novel has five thousand paragraphs.
    pub const MAX_BLOCKS: usize = 1_000_000;
    /// Most runs within blocks.
    pub const MAX_INLINES: usize = 1_000_000;
    /// Most stretches of text whose origin is told; a page of print has some five hundred words.
    pub const MAX_ORIGINS: usize = 4_000_000;
    /// Most notes that the format itself knows.
    pub const MAX_NOTES: usize = 100_000;

    /// An empty document of `format` at `path`, made of `parts`.
    pub fn new(path: &str, format: Format, parts: Vec<Part>) -> Self {
        Self {
            document: Document {
                path: path.to_owned(),
                format,
                text: String::new(),
                blocks: Vec::new(),
                inlines: Vec::new(),
                native_notes: Vec::new(),
                language: None,
                origins: Vec::new(),
                parts,
                excess: None,
            },
            excess: None,
        }
    }

    /// Whether a limit was passed: nothing more is taken, and the reader may stop.
    pub fn is_full(&self) -> bool {
        self.excess.is_some()
    }

    /// Whether there is room for one more of this kind; the first without room is remembered.
    fn room(&mut self, count: usize, most: usize, excess: Excess) -> bool {
        if count >= most {
            self.excess.get_or_insert(excess);
        }
        self.excess.is_none()
    }

    /// Length of the text so far.
    pub fn len(&self) -> usize {
        self.document.text.len()
    }

    /// Whether nothing was written yet.
    pub fn is_empty(&self) -> bool {
        self.document.text.is_empty()
    }

    /// Text written so far.
    pub fn text(&self) -> &str {
        &self.document.text
    }

    /// Adds text that came from `origin`; `verbatim` where it stands there byte for byte.
    pub fn push(&mut self, text: &str, origin: Origin, verbatim: bool) {
        let count = self.document.origins.len();
        if text.is_empty() || !self.room(count, Self::MAX_ORIGINS, Excess::Origins) {
            return;
        }
        let start = self.document.text.len();
        self.document.text.push_str(text);
        self.document.origins.push(OriginRun {
            text: Span::new(start, self.document.text.len()),
            origin,
            verbatim,
        });
    }

    /// Adds text that stands nowhere in the file (the line break between two blocks).
    pub fn push_made_up(&mut self, text: &str) {
        if !self.is_full() {
            self.document.text.push_str(text);
        }
    }

    /// Adds a block.
    pub fn block(&mut self, block: Block) {
        let count = self.document.blocks.len();
        if self.room(count, Self::MAX_BLOCKS, Excess::Blocks) {
            self.document.blocks.push(block);
        }
    }

    /// Adds a run; the order is mended by [`Builder::finish`].
    pub fn inline(&mut self, inline: Inline) {
        let count = self.document.inlines.len();
        if self.room(count, Self::MAX_INLINES, Excess::Inlines) {
            self.document.inlines.push(inline);
        }
    }

    /// Adds a native note and returns its index; that of the last where there is no more room.
    pub fn native_note(&mut self, note: NativeNote) -> usize {
        let count = self.document.native_notes.len();
        if self.room(count, Self::MAX_NOTES, Excess::Notes) || count == 0 {
            self.document.native_notes.push(note);
        }
        self.document.native_notes.len() - 1
    }

    /// Sets where a native note stands, once its end is known.
    pub fn native_note_origin(&mut self, note: usize, origin: Origin) {
        if let Some(note) = self.document.native_notes.get_mut(note) {
            note.origin = origin;
        }
    }

    /// Takes back the native note added last; `None` for an earlier one.
    pub fn drop_native_note(&mut self, note: usize) -> Option<NativeNote> {
        (note + 1 == self.document.native_notes.len())
            .then(|| self.document.native_notes.pop())
            .flatten()
    }

    /// Sets the declared language.
    pub fn language(&mut self, language: &str) {
        self.document.language = Some(language.to_owned());
    }

    /// The document, its runs in order; what passed a limit is told by [`Document::excess`].
    pub fn finish(mut self) -> Document {
        self.document.excess = self.excess;
        self.document
            .inlines
            .sort_by_key(|inline| (inline.span.start, std::cmp::Reverse(inline.span.end)));
        self.document
    }
}
