//! One block while it is being read: its text, runs and origins, before it goes to the builder.
//! Shared by the readers of text formats.

use std::ops::Range;

use crate::{
    document::{Block, BlockKind, Builder, Inline, InlineKind, ListItem, Origin},
    span::Span,
};

/// What surrounds a block.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Context {
    /// The list item it belongs to.
    pub(super) item: Option<ListItem>,
    /// Whether it stands in a quotation.
    pub(super) quoted: bool,
    /// The native note it belongs to.
    pub(super) note: Option<usize>,
}

/// A piece of text and where it stands in the source.
#[derive(Debug, Clone)]
struct Run {
    start: usize,
    end: usize,
    source: Range<usize>,
    verbatim: bool,
}

/// Text and runs of one block; offsets count from the block's start.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// Index of the part that the text comes from.
    part: usize,
    pub(super) text: String,
    runs: Vec<Run>,
    inlines: Vec<(InlineKind, Range<usize>, Range<usize>)>,
}

impl Buffer {
    /// An empty buffer for text of a part of a package.
    pub(super) fn in_part(part: usize) -> Self {
        Self {
            part,
            ..Self::default()
        }
    }

    /// Drops the text from `length` on, and the runs that began there; those across end there.
    pub(super) fn truncate(&mut self, length: usize) {
        if length >= self.text.len() || !self.text.is_char_boundary(length) {
            return;
        }
        self.text.truncate(length);
        while let Some(last) = self.runs.last_mut() {
            if last.start >= length {
                self.runs.pop();
                continue;
            }
            if last.end > length {
                if last.verbatim {
                    last.source.end = last.source.start + length - last.start;
                }
                last.end = length;
            }
            break;
        }
        self.inlines.retain_mut(|(kind, at, _)| {
            let inside = at.start < length || (at.end == length && at.start == length);
            let link = matches!(kind, InlineKind::Link { .. });
            at.start = at.start.min(length);
            at.end = at.end.min(length);
            inside || link
        });
    }

    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds text that stands at `range` of `source`.
    pub(super) fn push(&mut self, text: &str, source: &str, range: Range<usize>) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        let verbatim = source.get(range.clone()) == Some(text);
        self.text.push_str(text);
        self.runs.push(Run {
            start,
            end: self.text.len(),
            source: range,
            verbatim,
        });
    }

    /// Adds a run over `span` of the buffer, which stands at `range` of the source. Where text was dropped since the
    /// run began, it begins at the character that now stands there.
    pub(super) fn inline(&mut self, kind: InlineKind, span: Range<usize>, range: Range<usize>) {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let span = start..span.end.max(start);
        self.inlines.push((kind, span, range));
    }

    /// The runs so far.
    pub(super) fn inlines(&self) -> &[(InlineKind, Range<usize>, Range<usize>)] {
        &self.inlines
    }

    /// Where the text at `offset` stands in the source.
    pub(super) fn source_at(&self, offset: usize) -> Option<usize> {
        let next = self.runs.partition_point(|run| run.end <= offset);
        let run = self.runs.get(next).filter(|run| run.start <= offset)?;
        Some(if run.verbatim {
            run.source.start + offset - run.start
        } else {
            run.source.start
        })
    }

    /// Source range of a range of the text.
    pub(super) fn source_of(&self, span: &Range<usize>) -> Option<Range<usize>> {
        let start = self.source_at(span.start)?;
        let last = self.source_at(span.end.checked_sub(1)?)?;
        Some(start..last + 1)
    }

    /// Takes `span` out into a buffer of its own.
    pub(super) fn cut(&mut self, span: &Range<usize>) -> Buffer {
        let mut out = Buffer {
            part: self.part,
            text: self.text[span.clone()].to_owned(),
            ..Buffer::default()
        };
        self.text.replace_range(span.clone(), "");
        let length = span.end - span.start;
        let mut kept = Vec::with_capacity(self.runs.len() + 1);
        for run in self.runs.drain(..) {
            for (from, to, inside) in [
                (run.start, run.end.min(span.start), false),
                (run.start.max(span.start), run.end.min(span.end), true),
                (run.start.max(span.end), run.end, false),
            ] {
                if from >= to {
                    continue;
                }
                let source = if run.verbatim {
                    run.source.start + from - run.start..run.source.start + to - run.start
                } else {
                    run.source.clone()
                };
                let back = if inside {
                    span.start
                } else if from >= span.end {
                    length
                } else {
                    0
                };
                let moved = Run {
                    start: from - back,
                    end: to - back,
                    source,
                    verbatim: run.verbatim,
                };
                if inside {
                    out.runs.push(moved);
                } else {
                    kept.push(moved);
                }
            }
        }
        self.runs = kept;
        let mut left = Vec::with_capacity(self.inlines.len());
        for (kind, at, source) in self.inlines.drain(..) {
            if at.start >= span.start && at.end <= span.end {
                out.inlines
                    .push((kind, at.start - span.start..at.end - span.start, source));
            } else if at.start >= span.end {
                left.push((kind, at.start - length..at.end - length, source));
            } else if at.end >= span.end {
                left.push((kind, at.start..at.end - length, source));
            } else {
                left.push((kind, at, source));
            }
        }
        self.inlines = left;
        out
    }

    /// Inserts text at `offset`, standing at `range` of the source, as a run of `kind`.
    pub(super) fn insert(
        &mut self,
        offset: usize,
        text: &str,
        range: &Range<usize>,
        kind: InlineKind,
    ) {
        let length = text.len();
        self.text.insert_str(offset, text);
        let mut runs = Vec::with_capacity(self.runs.len() + 2);
        let mut placed = false;
        for run in self.runs.drain(..) {
            if run.end <= offset {
                runs.push(run);
                continue;
            }
            if !placed {
                placed = true;
                runs.push(Run {
                    start: offset,
                    end: offset + length,
                    source: range.clone(),
                    verbatim: false,
                });
            }
            runs.push(Run {
                start: run.start + length,
                end: run.end + length,
                ..run
            });
        }
        if !placed {
            runs.push(Run {
                start: offset,
                end: offset + length,
                source: range.clone(),
                verbatim: false,
            });
        }
        self.runs = runs;
        for (_, at, _) in &mut self.inlines {
            if at.start >= offset {
                at.start += length;
            }
            if at.end > offset {
                at.end += length;
            }
        }
        self.inlines
            .push((kind, offset..offset + length, range.clone()));
    }

    /// Hands the block to the builder; blank blocks are dropped.
    pub(super) fn flush(
        self,
        builder: &mut Builder,
        kind: BlockKind,
        context: Context,
        range: Range<usize>,
    ) {
        if self.text.trim().is_empty() && !matches!(kind, BlockKind::Code) {
            return;
        }
        if !builder.is_empty() {
            builder.push_made_up("\n\n");
        }
        let base = builder.len();
        let bytes = |range: Range<usize>| Origin::Bytes {
            part: self.part,
            span: range.into(),
        };
        let mut at = 0;
        for run in &self.runs {
            debug_assert!(run.start >= at);
            at = run.end;
            builder.push(
                &self.text[run.start..run.end],
                bytes(run.source.clone()),
                run.verbatim,
            );
        }
        let span = Span::new(base, builder.len());
        for (kind, at, source) in self.inlines {
            builder.inline(Inline {
                kind,
                span: Span::new(base + at.start, base + at.end),
                origin: bytes(source),
            });
        }
        builder.block(Block {
            kind,
            span,
            item: context.item,
            quoted: context.quoted,
            note: context.note,
            origin: bytes(range),
        });
    }
}

/// A range of the only part of a plain file.
pub(super) fn bytes(range: Range<usize>) -> Origin {
    Origin::Bytes {
        part: 0,
        span: range.into(),
    }
}
