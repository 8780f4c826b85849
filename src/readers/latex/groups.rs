//! Groups: what braces, brackets and environments open, and what happens when they close.

use super::{Latex, counters::Style, feed::Reading};
use crate::{
    document::{BlockKind, InlineKind},
    readers::flow::{At, Spot},
};

/// Deepest nesting of groups that is kept track of.
const MAX_DEPTH: usize = 256;

/// What a group is.
#[derive(Debug)]
pub(super) enum Open {
    /// Braces alone.
    Brace,
    /// `\begingroup`.
    Begin,
    /// Text with a run over it.
    Run(InlineKind, Spot),
    /// A note; the value is what `\label` meant before it.
    Note(String),
    /// A remark beside the text.
    Aside,
    /// A heading, a caption.
    Block,
    /// A run-in heading.
    RunIn(Spot),
    /// Quotation marks, to be closed.
    Quote(&'static str),
    /// `[…]` after `\item`.
    Label,
    /// Text before this many arguments that are not.
    Before(usize),
    /// An environment.
    Environment(super::blocks::Entered),
}

/// An open group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) open: Open,
    pub(super) at: At,
    /// Runs that end with the group.
    pub(super) runs: Vec<(InlineKind, Spot)>,
    /// Number styles to be restored.
    pub(super) styles: Vec<(String, Option<Style>)>,
}

impl Group {
    pub(super) fn is_bracket(&self) -> bool {
        matches!(self.open, Open::Label)
    }
}

impl Latex<'_> {
    /// Whether no further group is kept track of.
    pub(super) fn full(&self) -> bool {
        self.groups.len() >= MAX_DEPTH
    }

    /// Opens a group.
    pub(super) fn open(&mut self, open: Open, at: At) {
        if self.full() {
            self.deep += usize::from(!matches!(open, Open::Environment(_) | Open::Begin));
            return;
        }
        self.groups.push(Group {
            open,
            at,
            runs: Vec::new(),
            styles: Vec::new(),
        });
    }

    /// The innermost group, taken off.
    pub(super) fn pop_group(&mut self) -> Option<Group> {
        self.groups.pop()
    }

    /// A closing brace: closes the innermost group that a brace opened; environments stay open.
    pub(super) fn close_brace(&mut self, at: At) {
        if self.deep > 0 {
            self.deep -= 1;
            return;
        }
        // A bracket that was never closed ends with the braces around it.
        while self.groups.last().is_some_and(Group::is_bracket) {
            if let Some(group) = self.pop_group() {
                self.close(group, at);
            }
        }
        let braced = self
            .groups
            .last()
            .is_some_and(|group| !matches!(group.open, Open::Environment(_) | Open::Begin));
        if braced && let Some(group) = self.pop_group() {
            self.close(group, at);
        }
    }

    /// Does what the end of a group does; `end` is where its closing mark stands.
    pub(super) fn close(&mut self, group: Group, end: At) {
        for (name, style) in group.styles.into_iter().rev() {
            self.counters.restore(&name, style);
        }
        let whole = group.at.to(end);
        if self.shown() {
            for (kind, spot) in group.runs {
                self.flow.span(kind, spot, whole);
            }
        }
        match group.open {
            Open::Brace | Open::Begin => {}
            Open::Run(kind, spot) => {
                if self.shown() {
                    self.flow.span(kind, spot, whole);
                }
            }
            Open::Note(before) => {
                self.flow.end_note(end);
                self.current = before;
            }
            Open::Aside => self.flow.end_note(end),
            Open::Block => {
                if self.shown() {
                    self.flow.end_block();
                }
            }
            Open::RunIn(spot) => {
                if self.shown() {
                    self.flow.span(InlineKind::Strong, spot, whole);
                    self.flow.space(" ", end, false);
                }
            }
            Open::Quote(close) => {
                self.setup.quotes = self.setup.quotes.saturating_sub(1);
                self.show(close, end, false);
            }
            Open::Label => self.space(end, false),
            Open::Before(arguments) => {
                for _ in 0..arguments {
                    self.feeds.argument(Reading::Text);
                }
            }
            Open::Environment(entered) => self.leave(&entered, end),
        }
    }

    /// Opens `open` if a brace comes next; else shows one character or reads one command in it.
    pub(super) fn open_argument(&mut self, open: Open, at: At) {
        self.feeds.blanks();
        if self.feeds.eat(b'{') {
            self.open(open, at);
            return;
        }
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            // No argument at all: what the group would do at its end is done at once.
            self.open(open, at);
            if let Some(group) = self.pop_group() {
                self.close(group, at);
            }
            return;
        };
        let end = arg.at().unwrap_or(at);
        self.feeds.push(super::feed::Piece::made("}", end));
        self.feeds.push_arg(&arg);
        self.open(open, at);
    }

    /// Closes whatever is open down to and including the innermost note, when something comes that cannot
    /// stand in one: its brace was lost.
    pub(super) fn leave_notes(&mut self, at: At) {
        let Some(first) = self
            .groups
            .iter()
            .position(|group| matches!(group.open, Open::Note(_)))
        else {
            return;
        };
        while self.groups.len() > first {
            if let Some(group) = self.groups.pop() {
                self.close(group, at);
            }
        }
        self.deep = 0;
        self.say("a note without its closing brace was ended at the next heading".to_owned());
    }

    /// Whether the innermost block is a heading or the like, in which paragraphs do not end.
    pub(super) fn in_block(&self) -> bool {
        !matches!(
            self.flow.open_kind(),
            Some(BlockKind::Paragraph | BlockKind::Cell) | None
        )
    }
}
