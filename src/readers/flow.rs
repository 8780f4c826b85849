//! Blocks while they are being written by a reader that interprets markup: notes inside paragraphs, text from
//! several files. Shared by the readers of LaTeX, Typst, reStructuredText and `AsciiDoc`; knows no format.
//!
//! A note interrupts the block it stands in. Its blocks wait and go to the document after that block, because
//! blocks do not overlap.

use std::ops::Range;

use crate::{
    document::{
        Block, BlockKind, Builder, Document, Inline, InlineKind, ListItem, NativeNote, Origin,
    },
    input::Format,
    span::Span,
};

/// Most stretches of text whose origin is kept apart; beyond, places become coarser.
const MAX_RUNS: usize = 1_500_000;
/// Most runs within blocks; beyond, further emphasis, code and links are plain text.
const MAX_INLINES: usize = 600_000;
/// Most blocks; beyond, further ones go on in the last.
const MAX_BLOCKS: usize = 400_000;
/// Deepest nesting of notes in notes.
const MAX_FRAMES: usize = 12;

/// A stretch of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct At {
    /// Index of the part.
    pub(super) part: usize,
    /// First byte.
    pub(super) start: usize,
    /// Just after the last byte.
    pub(super) end: usize,
}

impl At {
    pub(super) fn new(part: usize, range: Range<usize>) -> Self {
        Self {
            part,
            start: range.start,
            end: range.end,
        }
    }

    /// From the start of this to the end of `other`, where both stand in one part.
    pub(super) fn to(self, other: Self) -> Self {
        if self.part == other.part && other.end >= self.start {
            Self {
                end: other.end,
                ..self
            }
        } else {
            self
        }
    }

    pub(super) fn origin(self) -> Origin {
        Origin::Bytes {
            part: self.part,
            span: Span::new(self.start, self.end.max(self.start)),
        }
    }
}

#[derive(Debug)]
struct Run {
    text: Range<usize>,
    at: At,
    verbatim: bool,
}

/// One block that is not yet in the document.
#[derive(Debug)]
struct Draft {
    kind: BlockKind,
    text: String,
    runs: Vec<Run>,
    inlines: Vec<(InlineKind, Range<usize>, At)>,
    whole: Option<At>,
    item: Option<ListItem>,
    quoted: bool,
    note: Option<usize>,
    /// Blocks of the notes and asides that stand in it.
    after: Vec<Draft>,
    serial: u64,
}

/// A place in the block being written, to which a run can be drawn from later text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    frame: usize,
    serial: u64,
    offset: usize,
}

#[derive(Debug)]
struct List {
    id: usize,
    number: Option<u64>,
    fresh: Option<At>,
}

/// What is being written: the body, or a note within it.
#[derive(Debug, Default)]
struct Frame {
    open: Option<Draft>,
    done: Vec<Draft>,
    note: Option<usize>,
    lists: Vec<List>,
    quotes: usize,
    has_text: bool,
    /// Run and inline of the mark in the frame around.
    mark: Option<(usize, usize)>,
    at: At,
}

/// Blocks on their way into a [`Document`].
#[derive(Debug)]
pub(super) struct Flow {
    builder: Builder,
    frames: Vec<Frame>,
    /// Frames that were not opened because the nesting was too deep.
    ignored: usize,
    serial: u64,
    list_count: usize,
    runs: usize,
    inlines: usize,
    blocks: usize,
    /// Marks whose note is told at the end, by the number given out for them.
    deferred: usize,
    crowded: bool,
}

/// Marks whose note is not known yet carry this less their number.
const DEFERRED: usize = usize::MAX;

impl Flow {
    pub(super) fn new(path: &str, format: Format) -> Self {
        Self {
            builder: Builder::new(path, format, Vec::new()),
            frames: vec![Frame::default()],
            ignored: 0,
            serial: 0,
            list_count: 0,
            runs: 0,
            inlines: 0,
            blocks: 0,
            deferred: 0,
            crowded: false,
        }
    }

    fn frame(&mut self) -> &mut Frame {
        if self.frames.is_empty() {
            self.frames.push(Frame::default());
        }
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Whether more stood in the file than places and runs are kept for.
    pub(super) fn crowded(&self) -> bool {
        self.crowded
    }

    /// Depth of notes within notes; 0 in the body.
    pub(super) fn depth(&self) -> usize {
        self.frames.len() - 1
    }

    /// Opens a block, after ending the one before.
    pub(super) fn begin(&mut self, kind: BlockKind, at: At) {
        self.end_block();
        self.serial += 1;
        let serial = self.serial;
        let frame = self.frame();
        let depth = u8::try_from(frame.lists.len()).unwrap_or(u8::MAX);
        let mut whole = at;
        let item = frame.lists.last_mut().map(|list| {
            let fresh = list.fresh.take();
            if let Some(fresh) = fresh {
                whole = fresh.to(at);
            }
            ListItem {
                list: list.id,
                depth,
                number: list.number,
                first: fresh.is_some(),
            }
        });
        frame.open = Some(Draft {
            kind,
            text: String::new(),
            runs: Vec::new(),
            inlines: Vec::new(),
            whole: Some(whole),
            item,
            quoted: frame.quotes > 0,
            note: frame.note,
            after: Vec::new(),
            serial,
        });
    }

    /// The open block; text outside one opens a paragraph.
    fn draft(&mut self, at: At) -> &mut Draft {
        if self.frame().open.is_none() {
            self.begin(BlockKind::Paragraph, at);
        }
        let serial = self.serial;
        self.frame().open.get_or_insert_with(|| Draft {
            kind: BlockKind::Paragraph,
            text: String::new(),
            runs: Vec::new(),
            inlines: Vec::new(),
            whole: Some(at),
            item: None,
            quoted: false,
            note: None,
            after: Vec::new(),
            serial,
        })
    }

    /// Kind of the open block.
    pub(super) fn open_kind(&self) -> Option<BlockKind> {
        Some(self.frames.last()?.open.as_ref()?.kind)
    }

    /// Text of the open block so far.
    pub(super) fn open_text(&self) -> &str {
        self.frames
            .last()
            .and_then(|frame| frame.open.as_ref())
            .map_or("", |draft| &draft.text)
    }

    /// Adds text; `verbatim` where it stands letter for letter at `at`.
    pub(super) fn text(&mut self, text: &str, at: At, verbatim: bool) {
        if text.is_empty() {
            return;
        }
        let full = self.runs >= MAX_RUNS;
        self.crowded |= full;
        let draft = self.draft(at);
        let start = draft.text.len();
        draft.text.push_str(text);
        let end = draft.text.len();
        draft.whole = Some(draft.whole.map_or(at, |whole| whole.to(at)));
        let joined = draft.runs.last_mut().is_some_and(|last| {
            let runs_on = last.at.part == at.part && last.at.end == at.start;
            if runs_on && last.verbatim && verbatim {
                last.at.end = at.end;
            } else if full {
                last.at = last.at.to(at);
                last.verbatim = false;
            } else {
                return false;
            }
            last.text.end = end;
            true
        });
        if !joined {
            draft.runs.push(Run {
                text: start..end,
                at,
                verbatim,
            });
            self.runs += 1;
        }
    }

    /// Adds a space, unless the block is empty or ends with white space.
    pub(super) fn space(&mut self, text: &str, at: At, verbatim: bool) {
        let wanted = self
            .frames
            .last()
            .and_then(|frame| frame.open.as_ref())
            .is_some_and(|draft| !draft.text.is_empty() && !draft.text.ends_with([' ', '\n']));
        if wanted {
            self.text(text, at, verbatim);
        }
    }

    /// Where the text stands now.
    pub(super) fn spot(&mut self) -> Spot {
        let frame = self.frames.len();
        let next = self.serial + 1;
        let (serial, offset) = self
            .frames
            .last()
            .and_then(|frame| frame.open.as_ref())
            .map_or((next, 0), |draft| (draft.serial, draft.text.len()));
        Spot {
            frame,
            serial,
            offset,
        }
    }

    /// Draws a run from `from` to the end of the text; where another block began since, from its start.
    pub(super) fn span(&mut self, kind: InlineKind, from: Spot, at: At) {
        if self.inlines >= MAX_INLINES && !matches!(kind, InlineKind::NoteRef { .. }) {
            self.crowded = true;
            return;
        }
        let frames = self.frames.len();
        let Some(draft) = self.frame().open.as_mut() else {
            return;
        };
        if from.frame != frames {
            return;
        }
        let start = if from.serial == draft.serial {
            from.offset.min(draft.text.len())
        } else {
            0
        };
        let end = draft.text.len();
        if start == end && !matches!(kind, InlineKind::Anchor { .. }) {
            return;
        }
        draft.inlines.push((kind, start..end, at));
        self.inlines += 1;
    }

    /// Marks a place that can be linked to.
    pub(super) fn anchor(&mut self, id: &str, at: At) {
        if self.frame().open.is_some() {
            let from = self.spot();
            self.span(InlineKind::Anchor { id: id.to_owned() }, from, at);
        }
    }

    /// Ends the open block; white space at its end is dropped.
    pub(super) fn end_block(&mut self) {
        let body = self.frames.len() == 1;
        let crowded = self.blocks >= MAX_BLOCKS && body;
        let frame = self.frame();
        let Some(mut draft) = frame.open.take() else {
            return;
        };
        let code = draft.kind == BlockKind::Code;
        if !code && draft.text.trim().is_empty() {
            // What stood in it is kept; an item whose first block was blank is still fresh.
            let after = std::mem::take(&mut draft.after);
            if let (Some(item), Some(list)) = (draft.item, frame.lists.last_mut())
                && item.first
                && item.list == list.id
            {
                list.fresh = draft.whole;
            }
            if self.frames.len() == 1 {
                for draft in after {
                    self.emit(draft);
                }
            } else {
                self.frame().done.extend(after);
            }
            return;
        }
        if crowded && !code {
            self.crowded = true;
            draft.text.push('\n');
            let end = draft.text.len();
            if let Some(run) = draft.runs.last_mut() {
                run.text.end = end;
                run.verbatim = false;
            }
            self.frame().open = Some(draft);
            return;
        }
        if !code {
            draft.trim_end();
        }
        frame.has_text = true;
        if body {
            self.emit(draft);
        } else {
            frame.done.push(draft);
        }
    }

    /// Hands a finished block and what stood in it to the document.
    fn emit(&mut self, draft: Draft) {
        self.blocks += 1;
        let bare = draft.text.is_empty();
        if !self.builder.is_empty() && !bare {
            self.builder.push_made_up("\n\n");
        }
        let base = self.builder.len();
        for run in &draft.runs {
            self.builder
                .push(&draft.text[run.text.clone()], run.at.origin(), run.verbatim);
        }
        let span = Span::new(base, self.builder.len());
        for (kind, at, source) in draft.inlines {
            self.builder.inline(Inline {
                kind,
                span: Span::new(base + at.start, base + at.end),
                origin: source.origin(),
            });
        }
        self.builder.block(Block {
            kind: draft.kind,
            span,
            item: draft.item,
            quoted: draft.quoted,
            note: draft.note,
            origin: draft.whole.unwrap_or_default().origin(),
        });
        for draft in draft.after {
            self.emit(draft);
        }
    }

    /// Writes the mark of a native note and opens the note. Text up to [`Flow::end_note`] is the note's.
    pub(super) fn begin_note(&mut self, note: NativeNote, at: At) -> usize {
        let label = note.label.clone();
        let index = self.builder.native_note(note);
        let mark = self.mark_text(&label, Some(index), at);
        self.push_frame(Some(index), mark, at);
        index
    }

    /// Opens a native note whose mark stands elsewhere.
    pub(super) fn begin_note_text(&mut self, note: NativeNote, at: At) -> usize {
        let index = self.builder.native_note(note);
        self.push_frame(Some(index), None, at);
        index
    }

    /// Opens text that stands beside the block (a float, a remark in the margin).
    pub(super) fn begin_aside(&mut self, at: At) {
        self.push_frame(None, None, at);
    }

    fn push_frame(&mut self, note: Option<usize>, mark: Option<(usize, usize)>, at: At) {
        if self.frames.len() > MAX_FRAMES {
            self.ignored += 1;
            return;
        }
        self.frames.push(Frame {
            note,
            mark,
            at,
            ..Frame::default()
        });
    }

    /// Ends a note or an aside; `end` is where its markup ends.
    pub(super) fn end_note(&mut self, end: At) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        if self.frames.len() < 2 {
            return;
        }
        self.end_block();
        let Some(mut frame) = self.frames.pop() else {
            return;
        };
        let whole = frame.at.to(end);
        if let Some(index) = frame.note {
            self.builder.native_note_origin(index, whole.origin());
            if !frame.has_text && frame.done.is_empty() {
                frame.done.push(Draft::empty(index, whole));
            }
        }
        let body = self.frames.len() == 1;
        let outer = self.frame();
        match &mut outer.open {
            Some(draft) => {
                if let Some((run, inline)) = frame.mark {
                    if let Some(run) = draft.runs.get_mut(run) {
                        run.at = whole;
                    }
                    if let Some((_, _, at)) = draft.inlines.get_mut(inline) {
                        *at = whole;
                    }
                    draft.whole = draft.whole.map(|all| all.to(whole));
                }
                draft.after.append(&mut frame.done);
            }
            None if body => {
                for draft in frame.done {
                    self.emit(draft);
                }
            }
            None => outer.done.append(&mut frame.done),
        }
    }

    /// Writes a mark; answers with its run and inline in the open block.
    fn mark_text(&mut self, label: &str, note: Option<usize>, at: At) -> Option<(usize, usize)> {
        let from = self.spot();
        self.text(label, at, false);
        self.span(InlineKind::NoteRef { note }, from, at);
        let draft = self.frame().open.as_ref()?;
        Some((
            draft.runs.len().checked_sub(1)?,
            draft.inlines.len().checked_sub(1)?,
        ))
    }

    /// Writes a mark whose note is known, or known not to exist.
    pub(super) fn mark(&mut self, label: &str, note: Option<usize>, at: At) {
        self.mark_text(label, note, at);
    }

    /// Writes a mark whose note [`Flow::finish`] is told under the number answered.
    pub(super) fn deferred_mark(&mut self, label: &str, at: At) -> usize {
        let number = self.deferred;
        self.deferred += 1;
        self.mark_text(label, Some(DEFERRED - number), at);
        number
    }

    /// Opens a list.
    pub(super) fn begin_list(&mut self) {
        self.end_block();
        self.list_count += 1;
        let id = self.list_count;
        self.frame().lists.push(List {
            id,
            number: None,
            fresh: None,
        });
    }

    /// Begins an item of the innermost list.
    pub(super) fn item(&mut self, number: Option<u64>, at: At) {
        self.end_item();
        if let Some(list) = self.frame().lists.last_mut() {
            list.number = number;
            list.fresh = Some(at);
        }
    }

    /// Ends an item: a numbered one without text is a block all the same, a note that was never written.
    fn end_item(&mut self) {
        self.end_block();
        let frame = self.frame();
        let depth = u8::try_from(frame.lists.len()).unwrap_or(u8::MAX);
        let (quoted, note) = (frame.quotes > 0, frame.note);
        let Some(list) = frame.lists.last_mut() else {
            return;
        };
        let (Some(at), Some(_)) = (list.fresh.take(), list.number) else {
            return;
        };
        let item = ListItem {
            list: list.id,
            depth,
            number: list.number,
            first: true,
        };
        let draft = Draft {
            item: Some(item),
            quoted,
            note,
            ..Draft::empty(0, at)
        };
        if self.frames.len() == 1 {
            self.emit(draft);
        } else {
            self.frame().done.push(draft);
        }
    }

    /// Ends the innermost list.
    pub(super) fn end_list(&mut self) {
        self.end_item();
        self.frame().lists.pop();
    }

    /// Opens a block quotation.
    pub(super) fn begin_quote(&mut self) {
        self.end_block();
        self.frame().quotes += 1;
    }

    /// Ends a block quotation.
    pub(super) fn end_quote(&mut self) {
        self.end_block();
        let frame = self.frame();
        frame.quotes = frame.quotes.saturating_sub(1);
    }

    /// A block of text to be left alone.
    pub(super) fn code(&mut self, text: &str, at: At, verbatim: bool) {
        self.begin(BlockKind::Code, at);
        self.text(text, at, verbatim);
        self.end_block();
    }

    /// Sets the declared language.
    pub(super) fn language(&mut self, language: &str) {
        self.builder.language(language);
    }

    /// The document. `notes` tells the note of each deferred mark.
    pub(super) fn finish(mut self, notes: &[Option<usize>]) -> Document {
        while self.frames.len() > 1 {
            let at = self.frame().at;
            self.ignored = 0;
            self.end_note(at);
        }
        self.end_block();
        let mut document = self.builder.finish();
        let count = document.native_notes.len();
        for inline in &mut document.inlines {
            if let InlineKind::NoteRef { note } = &mut inline.kind
                && let Some(number) = *note
                && number >= count
            {
                *note = notes.get(DEFERRED - number).copied().flatten();
            }
        }
        document
    }
}

impl Draft {
    fn empty(note: usize, at: At) -> Self {
        Self {
            kind: BlockKind::Paragraph,
            text: String::new(),
            runs: Vec::new(),
            inlines: Vec::new(),
            whole: Some(at),
            item: None,
            quoted: false,
            note: Some(note),
            after: Vec::new(),
            serial: 0,
        }
    }

    fn trim_end(&mut self) {
        let length = self.text.trim_end().len();
        if length == self.text.len() {
            return;
        }
        self.text.truncate(length);
        while self.runs.last().is_some_and(|run| run.text.start >= length) {
            self.runs.pop();
        }
        if let Some(run) = self.runs.last_mut()
            && run.text.end > length
        {
            if run.verbatim {
                run.at.end -= run.text.end - length;
            }
            run.text.end = length;
        }
        for (_, span, _) in &mut self.inlines {
            span.end = span.end.min(length);
            span.start = span.start.min(length);
        }
        self.inlines.retain(|(kind, span, _)| {
            !span.is_empty() || matches!(kind, InlineKind::Anchor { .. })
        });
    }
}
