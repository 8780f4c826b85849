//! Footnotes, endnotes and their kin: numbers as LaTeX prints them, marks and texts that stand apart.

use std::collections::HashMap;

use super::{Latex, feed::Reading, groups::Open};
use crate::{
    document::{NativeNote, Placement},
    readers::flow::At,
};

/// Most notes kept apart; beyond, notes are running text.
const MAX_NOTES: usize = 200_000;

/// Notes and marks seen so far.
#[derive(Debug, Default)]
pub(super) struct Notes {
    seen: Vec<Seen>,
    marks: Vec<Lone>,
    /// Note of each key given with `\label` inside one.
    labels: HashMap<String, usize>,
}

/// A note, in the order of the text.
#[derive(Debug)]
struct Seen {
    label: String,
    counter: &'static str,
    /// Its index in the document.
    index: usize,
    /// Whether its mark stands elsewhere.
    apart: bool,
    /// Whether a mark was found for it.
    called: bool,
}

/// A mark whose note stands elsewhere.
#[derive(Debug)]
struct Lone {
    label: String,
    counter: &'static str,
    /// Number of notes seen before it.
    before: usize,
    /// Key of the note, if it is called by one.
    key: Option<String>,
    /// Notes to a table are called within it.
    table: Option<(usize, usize)>,
}

impl Notes {
    pub(super) fn any(&self) -> bool {
        !self.seen.is_empty()
    }

    pub(super) fn count(&self) -> usize {
        self.seen.len()
    }

    fn add(&mut self, label: &str, counter: &'static str, index: usize, apart: bool) {
        self.seen.push(Seen {
            label: label.to_owned(),
            counter,
            index,
            apart,
            called: !apart,
        });
    }

    fn lone(&mut self, label: &str, counter: &'static str, key: Option<String>) {
        self.marks.push(Lone {
            label: label.to_owned(),
            counter,
            before: self.seen.len(),
            key,
            table: None,
        });
    }

    /// A `\label` inside a note.
    pub(super) fn label(&mut self, key: &str) {
        if let Some(note) = self.seen.len().checked_sub(1) {
            self.labels.entry(key.to_owned()).or_insert(note);
        }
    }

    /// Marks in a table that ended are told which notes are its own: those from `from` on.
    pub(super) fn end_table(&mut self, from: usize) {
        let to = self.seen.len();
        for mark in self.marks.iter_mut().rev().take(1_000) {
            if mark.counter == "tnote" && mark.table.is_none() {
                mark.table = Some((from, to));
            }
        }
    }

    /// The note of each lone mark: the next text with its label that no mark has taken, else the note
    /// before it that has the label.
    pub(super) fn resolve(mut self) -> Vec<Option<usize>> {
        let mut by_label: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for (at, note) in self.seen.iter().enumerate() {
            by_label
                .entry((note.counter, note.label.clone()))
                .or_default()
                .push(at);
        }
        let marks = std::mem::take(&mut self.marks);
        marks
            .iter()
            .map(|mark| {
                if let Some(key) = &mark.key {
                    return self.labels.get(key).map(|note| self.seen[*note].index);
                }
                let all = by_label.get(&(mark.counter, mark.label.clone()))?;
                let (from, to) = mark.table.unwrap_or((0, self.seen.len()));
                let next = all.partition_point(|note| *note < mark.before);
                let found = all[next..]
                    .iter()
                    .take(200)
                    .copied()
                    .find(|note| self.seen[*note].apart && !self.seen[*note].called)
                    .or_else(|| all[..next].last().copied())
                    .or_else(|| all.get(next).copied())
                    .filter(|note| (from..to).contains(note))?;
                self.seen[found].called = true;
                Some(self.seen[found].index)
            })
            .collect()
    }
}

/// An explicit number: `\footnote[3]{…}`.
fn explicit(text: &str) -> Option<i64> {
    text.trim().parse().ok()
}

impl Latex<'_> {
    /// The counter that a footnote here uses: boxes have their own.
    fn counter(&self, counter: &'static str) -> &'static str {
        let boxed = self
            .groups
            .iter()
            .rev()
            .find_map(|group| match &group.open {
                Open::Environment(entered) if entered.name == "minipage" => Some(true),
                Open::Note(_) => Some(false),
                _ => None,
            });
        if counter == "footnote" && boxed == Some(true) {
            "mpfootnote"
        } else {
            counter
        }
    }

    /// The printed number, counted up unless `number` is given.
    fn number(&mut self, counter: &str, number: Option<i64>) -> String {
        if let Some(number) = number {
            let before = self.counters.value(counter);
            self.counters.set(counter, number);
            let label = self.counters.printed(counter);
            self.counters.set(counter, before);
            label
        } else {
            self.counters.step(counter);
            self.counters.printed(counter)
        }
    }

    fn native(&self, label: &str, counter: &str, at: At) -> NativeNote {
        NativeNote {
            label: label.to_owned(),
            // Numbers that begin again on each page are known only to who prints it.
            keyed: self.setup.per_page && counter == "footnote",
            placement: match counter {
                "endnote" | "pagenote" => Placement::End,
                _ => Placement::Foot,
            },
            origin: at.origin(),
        }
    }

    /// `\footnote[n]{…}` and its kin.
    pub(super) fn note(&mut self, counter: &'static str, at: At) {
        let number = self.feeds.optional().and_then(|arg| explicit(&arg.flat()));
        if !self.shown() {
            self.feeds.argument(Reading::Text);
            return;
        }
        let counter = self.counter(counter);
        let label = self.number(counter, number);
        if label.is_empty() {
            // `\renewcommand{\thefootnote}{}`: a footnote without a mark.
            self.aside(at);
            return;
        }
        if !self.open_note(&label, counter, at) {
            return;
        }
        self.open_argument(Open::Note(self.current.clone()), at);
        self.current = label;
    }

    /// Writes the mark and begins the note; `false` where there is no room for more.
    pub(super) fn open_note(&mut self, label: &str, counter: &'static str, at: At) -> bool {
        if self.full() || self.notes.count() >= MAX_NOTES {
            self.open_argument(Open::Brace, at);
            return false;
        }
        let note = self.native(label, counter, at);
        let index = self.flow.begin_note(note, at);
        self.notes.add(label, counter, index, false);
        true
    }

    /// `\footnotemark[n]`.
    pub(super) fn note_mark(&mut self, counter: &'static str, at: At) {
        let number = self.feeds.optional().and_then(|arg| explicit(&arg.flat()));
        if !self.shown() || self.notes.marks.len() >= MAX_NOTES {
            return;
        }
        let label = self.number(counter, number);
        if !label.is_empty() {
            let end = self.feeds.here();
            self.flow.deferred_mark(&label, at.to(end));
            self.notes.lone(&label, counter, None);
        }
    }

    /// `\footnotetext[n]{…}`.
    pub(super) fn note_text(&mut self, counter: &'static str, at: At) {
        let number = self.feeds.optional().and_then(|arg| explicit(&arg.flat()));
        if !self.shown() {
            self.feeds.argument(Reading::Text);
            return;
        }
        let counter = self.counter(counter);
        let number = number.unwrap_or_else(|| self.counters.value(counter));
        let label = self.number(counter, Some(number));
        if label.is_empty() || self.full() || self.notes.count() >= MAX_NOTES {
            self.aside(at);
            return;
        }
        self.begin_note_text(&label, counter, at);
        self.open_argument(Open::Note(self.current.clone()), at);
        self.current = label;
    }

    fn begin_note_text(&mut self, label: &str, counter: &'static str, at: At) {
        let note = self.native(label, counter, at);
        let index = self.flow.begin_note_text(note, at);
        self.notes.add(label, counter, index, true);
    }

    /// `\footref{key}`: one more mark for a note with that label.
    pub(super) fn foot_ref(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        if !self.shown() || self.notes.marks.len() >= MAX_NOTES {
            return;
        }
        let key = arg.flat().trim().to_owned();
        self.asked = true;
        let label = self
            .known
            .labels
            .get(&key)
            .cloned()
            .unwrap_or_else(|| "??".to_owned());
        let end = self.feeds.here();
        self.flow.deferred_mark(&label, at.to(end));
        self.notes.lone(&label, "footnote", Some(key));
    }

    /// A remark in the margin.
    pub(super) fn aside(&mut self, at: At) {
        if !self.shown() {
            return;
        }
        if self.full() {
            self.open_argument(Open::Brace, at);
            return;
        }
        self.flow.begin_aside(at);
        self.open_argument(Open::Aside, at);
    }

    /// `\tnote{a}`: the mark of a note to a table.
    pub(super) fn table_mark(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            return;
        };
        if !self.shown() || self.notes.marks.len() >= MAX_NOTES {
            return;
        }
        let label = self.plain_argument(&arg.flat());
        let end = self.feeds.here();
        self.flow.deferred_mark(&label, at.to(end));
        self.notes.lone(&label, "tnote", None);
    }

    /// `\item[a]` among the notes to a table.
    pub(super) fn table_note(&mut self, at: At) {
        let label = self
            .feeds
            .optional()
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let label = self.plain_argument(&label).trim_end_matches('.').to_owned();
        if label.is_empty() {
            self.flow.begin_aside(at);
        } else {
            self.begin_note_text(&label, "tnote", at);
        }
    }
}
