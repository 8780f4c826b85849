//! The parts that hold footnotes and endnotes: which note stands where, and which of them are called.

use std::{collections::HashMap, ops::Range};

use super::counting::Kind;
use crate::{
    document::{Builder, NativeNote, Origin, Placement},
    readers::xml::{Bindings, Event, Space, Xml},
    span::Span,
};

/// Notes of a kind beyond these are not read.
const MOST_NOTES: usize = 500_000;

/// A part with notes.
#[derive(Debug)]
pub(super) struct NotesPart<'a> {
    pub(super) source: &'a str,
    /// Index among the document's parts.
    pub(super) part: usize,
    /// Where each note stands, from its first paragraph on, by id; separators are left out.
    entries: HashMap<i64, Range<usize>>,
    pub(super) bindings: Bindings<'a>,
    /// Where its paragraphs start.
    pub(super) paragraphs: Vec<usize>,
}

impl<'a> NotesPart<'a> {
    /// Finds the notes of a part.
    pub(super) fn read(source: &'a str, part: usize) -> Self {
        let mut out = Self {
            source,
            part,
            entries: HashMap::new(),
            bindings: Vec::new(),
            paragraphs: Vec::new(),
        };
        let mut xml = Xml::new(source);
        let mut open: Option<(i64, usize, bool)> = None;
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) if element.space == Space::Word => match element.name {
                    "footnotes" | "endnotes" => out.bindings = xml.bindings(),
                    "footnote" | "endnote" => {
                        let kind = element.attr("type");
                        let special = kind.is_some_and(|kind| kind != "normal");
                        open = element
                            .number("id")
                            .filter(|_| !special)
                            .map(|id| (id, element.span.start, false));
                    }
                    "p" => {
                        out.paragraphs.push(element.span.start);
                        if let Some((_, start, begun @ false)) = &mut open {
                            (*start, *begun) = (element.span.start, true);
                        }
                    }
                    _ => {}
                },
                Event::Close(Space::Word, "footnote" | "endnote") => {
                    if let Some((id, start, _)) = open.take() {
                        let end = source[..xml.offset().min(source.len())].rfind("</");
                        // Of two notes with one id the first counts.
                        let range = start..end.unwrap_or(start).max(start);
                        if out.entries.len() < MOST_NOTES {
                            out.entries.entry(id).or_insert(range);
                        }
                    }
                }
                _ => {}
            }
        }
        out
    }
}

/// A note that was called, to be read once the text is.
#[derive(Debug, Clone)]
pub(super) struct Called {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    pub(super) note: usize,
    pub(super) label: String,
    /// Whether the author typed the label.
    pub(super) custom: bool,
}

/// The notes of a document and those called so far.
#[derive(Debug, Default)]
pub(super) struct Notes<'a> {
    pub(super) parts: [Option<NotesPart<'a>>; 2],
    known: HashMap<(Kind, i64), usize>,
    pub(super) called: Vec<Called>,
}

impl Notes<'_> {
    /// The native note that a reference calls, made when it is called first; `None` where it has no text.
    pub(super) fn call(
        &mut self,
        builder: &mut Builder,
        (kind, id): (Kind, i64),
        label: &str,
        custom: bool,
    ) -> Option<usize> {
        if let Some(note) = self.known.get(&(kind, id)) {
            return Some(*note);
        }
        let notes = self.parts[kind.index()].as_ref()?;
        let range = notes.entries.get(&id)?.clone();
        let note = builder.native_note(NativeNote {
            label: label.to_owned(),
            keyed: false,
            placement: match kind {
                Kind::Foot => Placement::Foot,
                Kind::End => Placement::End,
            },
            origin: Origin::Bytes {
                part: notes.part,
                span: Span::from(range.clone()),
            },
        });
        self.known.insert((kind, id), note);
        self.called.push(Called {
            kind,
            range,
            note,
            label: label.to_owned(),
            custom,
        });
        Some(note)
    }

    /// How many notes of a kind nothing calls; Word does not print them.
    pub(super) fn uncalled(&self, kind: Kind) -> usize {
        let all = self.parts[kind.index()]
            .as_ref()
            .map_or(0, |part| part.entries.len());
        let called = self.called.iter().filter(|called| called.kind == kind);
        all.saturating_sub(called.count())
    }
}
