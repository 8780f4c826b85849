//! One paragraph of an office document while it is being read: its text, runs and origins, before it goes
//! to the builder. Knows neither Word nor OpenDocument.

use crate::{
    document::{Block, BlockKind, Builder, Inline, InlineKind, ListItem, Origin},
    span::Span,
};

/// How a stretch of text looks; kinds that become runs of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a look of its own, and all can go together"
)]
pub(super) struct Look {
    pub(super) raised: bool,
    pub(super) lowered: bool,
    pub(super) italic: bool,
    pub(super) bold: bool,
    pub(super) code: bool,
}

impl Look {
    const KINDS: usize = 5;

    fn kinds(self) -> [(bool, InlineKind); Self::KINDS] {
        [
            (self.raised, InlineKind::Superscript),
            (self.lowered, InlineKind::Subscript),
            (self.italic, InlineKind::Emphasis),
            (self.bold, InlineKind::Strong),
            (self.code, InlineKind::Code),
        ]
    }
}

/// Text and runs of one paragraph; offsets count from its start.
#[derive(Debug, Default)]
pub(super) struct Passage {
    text: String,
    runs: Vec<Run>,
    inlines: Vec<(InlineKind, Span, Span)>,
    /// The last run of each kind of look, to be made longer by what follows it closely.
    last: [Option<usize>; Look::KINDS],
}

#[derive(Debug)]
struct Run {
    text: Span,
    source: Span,
    verbatim: bool,
}

/// What a block is, where it belongs and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) kind: BlockKind,
    pub(super) item: Option<ListItem>,
    pub(super) quoted: bool,
    pub(super) note: Option<usize>,
    pub(super) part: usize,
    pub(super) span: Span,
}

impl Passage {
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Number of runs and inlines, which is what a document's memory goes by; marks and links cost more,
    /// since more is made of them.
    pub(super) fn weight(&self) -> usize {
        let inlines = self.inlines.iter().map(|(kind, ..)| match kind {
            InlineKind::Superscript | InlineKind::NoteRef { .. } => 3,
            InlineKind::Link { target, .. } => 3 + target.len() / 64,
            InlineKind::Anchor { id } => 1 + id.len() / 64,
            _ => 1,
        });
        self.runs.len() + inlines.sum::<usize>()
    }

    /// Adds text that stands at `source`; `verbatim` where it stands there byte for byte.
    pub(super) fn push(&mut self, text: &str, source: Span, verbatim: bool, look: Look) {
        if text.is_empty() {
            return;
        }
        let start = self.text.len();
        self.text.push_str(text);
        let here = Span::new(start, self.text.len());
        let verbatim = verbatim && source.len() == text.len();
        match self.runs.last_mut() {
            Some(run) if run.verbatim && verbatim && run.source.end == source.start => {
                run.text.end = here.end;
                run.source.end = source.end;
            }
            _ => self.runs.push(Run {
                text: here,
                source,
                verbatim,
            }),
        }
        for (nth, (on, kind)) in look.kinds().into_iter().enumerate() {
            if !on {
                continue;
            }
            let before = self.last[nth].and_then(|at| self.inlines.get_mut(at));
            match before {
                Some((_, span, at)) if span.end == start => {
                    span.end = here.end;
                    at.end = at.end.max(source.end);
                }
                _ => {
                    self.last[nth] = Some(self.inlines.len());
                    self.inlines.push((kind, here, source));
                }
            }
        }
    }

    /// Adds a run over the text from `start` on; nothing where there is none.
    pub(super) fn inline(&mut self, kind: InlineKind, start: usize, source: Span) {
        let text = self.text.get(start..).unwrap_or_default();
        let trimmed = text.trim();
        if trimmed.is_empty() && !matches!(kind, InlineKind::Anchor { .. }) {
            return;
        }
        let lead = text.len() - text.trim_start().len();
        let span = if trimmed.is_empty() {
            Span::at(start)
        } else {
            Span::new(start + lead, start + lead + trimmed.len())
        };
        // Writers cut a link where its look changes: the pieces are one link.
        if let InlineKind::Link { target, .. } = &kind
            && let Some((InlineKind::Link { target: before, .. }, last, at)) = self
                .inlines
                .iter_mut()
                .rev()
                .take(4)
                .find(|(kind, ..)| matches!(kind, InlineKind::Link { .. }))
            && before == target
            && last.end <= span.start
            && self.text[last.end..span.start].trim().is_empty()
        {
            last.end = span.end;
            at.end = at.end.max(source.end);
            return;
        }
        self.inlines.push((kind, span, source));
    }

    /// Adds the label of a note that the format prints by itself.
    pub(super) fn label(&mut self, label: &str, note: Option<usize>, source: Span) {
        let start = self.text.len();
        self.push(label, source, false, Look::default());
        if self.text.len() > start {
            let span = Span::new(start, self.text.len());
            self.inlines
                .push((InlineKind::NoteRef { note }, span, source));
        }
    }

    /// Whether the text from `start` on is raised.
    pub(super) fn raised_from(&self, start: usize) -> bool {
        let text = self.text.get(start..).unwrap_or_default();
        let from = start + text.len() - text.trim_start().len();
        let to = start + text.trim_end().len();
        self.last[0]
            .and_then(|at| self.inlines.get(at))
            .is_some_and(|(_, span, _)| span.start <= from && span.end >= to && from < to)
    }

    /// Takes a label off the start of the text, with the blanks after it.
    pub(super) fn strip_label(&mut self, label: &str) {
        let lead = self.text.len() - self.text.trim_start().len();
        if label.is_empty() || !self.text[lead..].starts_with(label) {
            return;
        }
        let mut cut = lead + label.len();
        cut += self.text[cut..].len() - self.text[cut..].trim_start().len();
        self.cut_start(cut);
    }

    /// Takes off a raised label that was typed at the start of the text.
    pub(super) fn strip_raised_label(&mut self, label: &str) {
        let lead = self.text.len() - self.text.trim_start().len();
        let raised = self.inlines.iter().any(|(kind, span, _)| {
            matches!(kind, InlineKind::Superscript)
                && span.start <= lead
                && span.of(&self.text).trim() == label
        });
        if raised {
            self.strip_label(label);
        }
    }

    fn cut_start(&mut self, cut: usize) {
        if cut == 0 {
            return;
        }
        self.text.drain(..cut);
        self.runs.retain_mut(|run| {
            if run.text.end <= cut {
                return false;
            }
            if run.text.start < cut {
                if run.verbatim {
                    run.source.start += cut - run.text.start;
                }
                run.text.start = cut;
            }
            run.text = Span::new(run.text.start - cut, run.text.end - cut);
            true
        });
        for (_, span, _) in &mut self.inlines {
            *span = Span::new(span.start.saturating_sub(cut), span.end.saturating_sub(cut));
        }
        self.inlines.retain(|(kind, span, _)| {
            !span.is_empty() || matches!(kind, InlineKind::Anchor { .. })
        });
        self.last = [None; Look::KINDS];
    }

    /// Cuts what stands at the end and is white space.
    fn cut_end(&mut self) {
        let end = self.text.trim_end().len();
        self.text.truncate(end);
        self.runs.retain_mut(|run| {
            if run.text.end > end {
                if run.verbatim {
                    run.source.end -= run.text.end - end.max(run.text.start);
                }
                run.text.end = end.max(run.text.start);
            }
            !run.text.is_empty()
        });
        for (_, span, _) in &mut self.inlines {
            *span = Span::new(span.start.min(end), span.end.min(end));
        }
        self.inlines.retain(|(kind, span, _)| {
            !span.is_empty() || matches!(kind, InlineKind::Anchor { .. })
        });
    }

    /// Adds what another paragraph says: the mark between the two is gone.
    pub(super) fn append(&mut self, other: Passage) {
        let base = self.text.len();
        let moved = |span: Span| Span::new(span.start + base, span.end + base);
        self.text.push_str(&other.text);
        self.runs.extend(other.runs.into_iter().map(|run| Run {
            text: moved(run.text),
            ..run
        }));
        self.inlines.extend(
            other
                .inlines
                .into_iter()
                .map(|(kind, span, source)| (kind, moved(span), source)),
        );
        self.last = [None; Look::KINDS];
    }

    /// Hands the block to the builder; of a blank one only its anchors are kept. Tells whether it was not.
    pub(super) fn flush(mut self, builder: &mut Builder, frame: Frame) -> bool {
        let Frame { part, .. } = frame;
        let bytes = |span: Span| Origin::Bytes { part, span };
        let lead = self.text.len() - self.text.trim_start().len();
        if lead == self.text.len() {
            let here = Span::at(builder.len());
            for (kind, _, source) in self.inlines {
                if matches!(kind, InlineKind::Anchor { .. }) {
                    builder.inline(Inline {
                        kind,
                        span: here,
                        origin: bytes(source),
                    });
                }
            }
            return false;
        }
        self.cut_end();
        self.cut_start(lead);
        if !builder.is_empty() {
            builder.push_made_up("\n\n");
        }
        let base = builder.len();
        for run in &self.runs {
            builder.push(run.text.of(&self.text), bytes(run.source), run.verbatim);
        }
        let span = Span::new(base, builder.len());
        for (mut kind, at, source) in self.inlines {
            if let InlineKind::Link {
                target, autolink, ..
            } = &mut kind
            {
                *autolink |= at.of(&self.text) == target.as_str();
            }
            builder.inline(Inline {
                kind,
                span: Span::new(base + at.start, base + at.end),
                origin: bytes(source),
            });
        }
        builder.block(Block {
            kind: frame.kind,
            span,
            item: frame.item,
            quoted: frame.quoted,
            note: frame.note,
            origin: bytes(frame.span),
        });
        true
    }
}
