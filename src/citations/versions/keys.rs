//! What is compared of a document: each note, mark and block as a text without numbers and spacing.

use std::collections::HashMap;

use crate::{
    citations::{Citations, NoteId, units::Unit},
    document::{BlockKind, Document, InlineKind},
    span::Span,
};

/// What is compared of one version.
#[derive(Debug)]
pub struct Texts {
    /// Text and links of each note.
    pub(super) notes: Vec<String>,
    /// Sentence of each mark, how much of it stands before the mark, and which mark of several there it is.
    pub(super) marks: Vec<MarkKey>,
    /// Text, kind and links of each block, marks and note numbers left out.
    pub(super) blocks: Vec<String>,
    /// The first mark of each note.
    called: Vec<Option<usize>>,
}

/// A sentence, how much of it stands before a mark, and which mark of several there it is.
pub(super) type MarkKey = (String, usize, usize);

/// A text with every stretch of white space as one blank.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

impl Texts {
    /// Reads the texts of a document.
    pub fn new(document: &Document, citations: &Citations) -> Self {
        let mut marks: Vec<Span> = citations.marks.iter().map(|mark| mark.span).collect();
        marks.sort_unstable();
        let mut seen: HashMap<(String, usize), usize> = HashMap::new();
        let sentences = citations.marks.iter().map(|mark| {
            let sentence = without(document, mark.sentence_span, &marks);
            let until = mark.span.start.max(mark.sentence_span.start);
            let head = without(document, Span::new(mark.sentence_span.start, until), &marks).len();
            let several = seen.entry((sentence.clone(), head)).or_default();
            *several += 1;
            (sentence, head, *several)
        });
        Self {
            marks: sentences.collect(),
            blocks: blocks(document, citations, &marks),
            notes: notes(citations),
            called: citations
                .notes
                .iter()
                .map(|note| note.marks.first().copied())
                .collect(),
        }
    }

    /// The text of a unit, on one line: a note, the sentence of a mark, a paragraph.
    pub fn of(&self, unit: Unit) -> &str {
        let key = match unit {
            Unit::Mark(mark) => self.marks.get(mark).map(|key| key.0.as_str()),
            Unit::Note(note) => self.notes.get(note).map(String::as_str),
            Unit::Block(block) => self.blocks.get(block).map(String::as_str),
        };
        let key = key.unwrap_or_default();
        key.split_once('\n').map_or(key, |(text, _)| text)
    }

    /// Each note with the sentence it supports.
    pub(super) fn noted(&self) -> Vec<(&str, Option<&MarkKey>)> {
        let notes = self.notes.iter().zip(&self.called);
        notes
            .map(|(note, called)| (note.as_str(), called.and_then(|mark| self.marks.get(mark))))
            .collect()
    }
}

/// Text and link targets of each note.
fn notes(citations: &Citations) -> Vec<String> {
    let mut notes: Vec<String> = citations
        .notes
        .iter()
        .map(|note| plain(&note.text))
        .collect();
    for link in &citations.links {
        if let Some(note) = link.note.and_then(|note: NoteId| notes.get_mut(note)) {
            note.push('\n');
            note.push_str(&link.url);
        }
    }
    notes
}

/// Text, kind and links of each block; `marks` in order.
fn blocks(document: &Document, citations: &Citations, marks: &[Span]) -> Vec<String> {
    // A note's number stands before its text in the same block.
    let mut labels: HashMap<usize, usize> = HashMap::new();
    for note in &citations.notes {
        if let Some(block) = document.block_at(note.span.start) {
            let start = labels.entry(block).or_insert(note.span.start);
            *start = note.span.start.min(*start);
        }
    }
    let blocks = document.blocks.iter().enumerate().map(|(index, block)| {
        let start = labels.get(&index).copied().unwrap_or(block.span.start);
        let span = Span::new(start, block.span.end);
        let mut key = without(document, span, marks);
        key.push_str(match block.kind {
            BlockKind::Heading { .. } => "\n#",
            BlockKind::Code => "\n`",
            BlockKind::Paragraph | BlockKind::Cell | BlockKind::Caption => "\n",
        });
        for inline in document.inlines_in(span) {
            let sign = match &inline.kind {
                InlineKind::Link { target, .. } => target,
                InlineKind::Emphasis => "*",
                InlineKind::Strong => "**",
                // A raised figure may be a mark, and those may be renumbered.
                _ => continue,
            };
            key.push_str(sign);
            key.push_str(inline.span.of(&document.text));
        }
        key
    });
    blocks.collect()
}

/// A stretch of text without the marks in it (all marks of the document, in order) and without odd spacing.
fn without(document: &Document, span: Span, marks: &[Span]) -> String {
    let mut out = String::new();
    let mut from = span.start;
    let first = marks.partition_point(|mark| mark.end <= span.start);
    for mark in marks[first..]
        .iter()
        .take_while(|mark| mark.start < span.end)
    {
        if mark.start >= from {
            out.push_str(Span::new(from, mark.start).of(&document.text));
            // What stood on both sides of the mark stays apart.
            out.push(' ');
        }
        from = from.max(mark.end);
    }
    out.push_str(Span::new(from, span.end).of(&document.text));
    plain(&out)
}
