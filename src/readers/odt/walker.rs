//! Walks through the text of an OpenDocument file and hands its paragraphs to the builder. What was deleted,
//! annotations, hidden text and the sources of indexes are no text.

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
};

use super::{
    changes::Changes,
    layer::{Layer, Note, OpenRef, Paragraph, Within},
    lists::Lists,
    numbers::Counting,
    styles::{Styles, TextProps},
};
use crate::{
    document::{Builder, InlineKind, NativeNote, Origin, Placement},
    readers::{
        passage::{Frame, Passage},
        xml::{Element, Event, Oddities, Space, Xml},
    },
    span::Span,
};

/// Runs and inlines beyond this weight are not read: memory goes by them. A main part of 100 MB has some two
/// thirds of it.
const MOST_RUNS: usize = 3_000_000;
/// Text boxes and notes within each other.
const MOST_LAYERS: usize = 32;
/// Spaces that one element stands for.
const MOST_SPACES: usize = 100;

/// The state of a walk through a text.
pub(super) struct Walker<'a> {
    pub(super) builder: Builder,
    pub(super) styles: Styles,
    pub(super) counting: Counting,
    pub(super) changes: Changes,
    pub(super) source: &'a str,
    pub(super) layers: Vec<Layer>,
    pub(super) lists: Lists,
    /// How far the headings have counted.
    pub(super) outline: super::lists::Counters,
    /// Notes in the order in which they are called, and the blocks of each class.
    pub(super) notes: Vec<NativeNote>,
    pub(super) note_blocks: [Vec<(Passage, Frame)>; 2],
    /// Notes by id.
    pub(super) by_id: HashMap<String, usize>,
    pub(super) paragraphs: Vec<usize>,
    pub(super) languages: HashMap<String, usize>,
    pub(super) unsaid: usize,
    /// Whether pieces were left out because there were too many.
    pub(super) full: bool,
    pub(super) weight: usize,
    /// For each element that is open, whether the characters in it are text.
    speaks: Vec<bool>,
    /// Insertions that are open and not to be read.
    suppressed: HashSet<String>,
    note: Option<Note>,
    /// Whether a deletion is being put back, and how many paragraphs of it were begun.
    replayed: Option<usize>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(builder: Builder, styles: Styles, changes: Changes, source: &'a str) -> Self {
        Self {
            counting: Counting::new(styles.notes),
            builder,
            styles,
            changes,
            source,
            layers: vec![Layer::default()],
            lists: Lists::default(),
            outline: super::lists::Counters::default(),
            notes: Vec::new(),
            note_blocks: [Vec::new(), Vec::new()],
            by_id: HashMap::new(),
            paragraphs: Vec::new(),
            languages: HashMap::new(),
            unsaid: 0,
            full: false,
            weight: 0,
            speaks: Vec::new(),
            suppressed: HashSet::new(),
            note: None,
            replayed: None,
        }
    }

    /// Walks through the whole text.
    pub(super) fn walk(&mut self) -> Oddities {
        let mut xml = Xml::new(self.source);
        self.read(&mut xml);
        let end = xml.offset();
        while !self.layers.is_empty() {
            self.end_layer(end);
        }
        xml.oddities()
    }

    fn read(&mut self, xml: &mut Xml<'a>) {
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) => {
                    if self.open(&element) {
                        self.speaks.push(speaks(&element));
                        if element.space == Space::Text && element.name == "change" {
                            self.put_back(&element);
                        }
                    } else {
                        xml.leave_out();
                    }
                }
                Event::Close(space, name) => {
                    self.speaks.pop();
                    self.close(space, name, xml.offset());
                }
                Event::Text(text, span) => self.chars(&text, span),
            }
            if self.weight > MOST_RUNS {
                self.full = true;
                return;
            }
        }
    }

    pub(super) fn layer(&mut self) -> &mut Layer {
        if self.layers.is_empty() {
            self.layers.push(Layer::default());
        }
        let last = self.layers.len() - 1;
        &mut self.layers[last]
    }

    /// Takes up an element; false to leave it out.
    fn open(&mut self, element: &Element<'_>) -> bool {
        match element.space {
            Space::Text => self.open_text(element),
            Space::Office => !matches!(
                element.name,
                "annotation"
                    | "annotation-end"
                    | "forms"
                    | "scripts"
                    | "settings"
                    | "meta"
                    | "event-listeners"
                    | "binary-data"
                    | "change-info"
                    | "styles"
                    | "automatic-styles"
                    | "master-styles"
                    | "font-face-decls"
            ),
            Space::Draw => match element.name {
                "text-box" => self.push_layer(Within::Box),
                "object" | "object-ole" | "plugin" | "applet" => false,
                _ => true,
            },
            Space::Table => {
                match element.name {
                    "table" => self.layer().tables.push(0),
                    "table-column" => {
                        let more = element.number("number-columns-repeated").unwrap_or(1usize);
                        if let Some(columns) = self.layer().tables.last_mut() {
                            *columns = columns.saturating_add(more);
                        }
                    }
                    "covered-table-cell" | "tracked-changes" => return false,
                    _ => {}
                }
                true
            }
            Space::Other => !matches!(element.name, "title" | "desc" | "math"),
            _ => true,
        }
    }

    fn open_text(&mut self, element: &Element<'_>) -> bool {
        let span = element.span;
        let hidden = |name: &str, value: &str| element.attr(name).as_deref() == Some(value);
        match element.name {
            "p" | "h" => self.begin_paragraph(element),
            "span" => {
                let name = element.attr("style-name");
                let own = self
                    .styles
                    .text(name.as_deref())
                    .map_or_else(TextProps::default, |style| style.text.clone());
                let layer = self.layer();
                let around = layer.around();
                layer.spans.push(own.over(&around));
            }
            "a" => {
                // `#Heading|outline` leads to a heading by its text, which is no anchor.
                let target = element.attr("href").unwrap_or_default();
                let named = !(target.starts_with('#') && target.contains('|'));
                let target = if named {
                    target.into_owned()
                } else {
                    String::new()
                };
                self.layer().begin_ref(OpenRef::link(target, span.start));
            }
            "note-ref" | "bookmark-ref" | "reference-ref" | "sequence-ref" => {
                let name = element.attr("ref-name").unwrap_or_default();
                // A page, or “above”, says nothing of the number.
                let paged = element
                    .attr("reference-format")
                    .is_some_and(|format| matches!(&*format, "page" | "direction"));
                let target = if paged {
                    String::new()
                } else {
                    format!("#{name}")
                };
                self.layer()
                    .begin_ref(OpenRef::reference(target, span.start));
            }
            "s" => {
                let count = element.number("c").unwrap_or(1usize).min(MOST_SPACES);
                self.push(&" ".repeat(count), span, false);
            }
            "tab" => self.push("\t", span, false),
            "line-break" => self.push("\n", span, false),
            "bookmark" | "bookmark-start" | "reference-mark" | "reference-mark-start" => {
                if let Some(name) = element.attr("name") {
                    self.anchor(name.into_owned(), span);
                }
            }
            "note" => {
                if !self.suppressed.is_empty() || self.layers.len() >= MOST_LAYERS {
                    return false;
                }
                self.note = Some(Note::begin(element));
            }
            "note-citation" => {
                if let Some(note) = &mut self.note {
                    note.label = element.attr("label").map(Into::into);
                    note.in_citation = true;
                }
            }
            "note-body" => return self.begin_note(span),
            "list" => self.lists.begin(element),
            "list-item" => {
                let start = element.number("start-value");
                self.lists.item(&self.styles.lists, start, false);
            }
            "list-header" => self.lists.item(&self.styles.lists, None, true),
            "section" if hidden("display", "none") => return false,
            "hidden-text" if hidden("is-hidden", "true") => return false,
            "hidden-paragraph" if hidden("is-hidden", "true") => {
                if let Some(paragraph) = &mut self.layer().paragraph {
                    paragraph.hidden = true;
                }
            }
            "change-start" => {
                if let Some(id) = element.attr("change-id")
                    && self.changes.inserted.contains(id.as_ref())
                {
                    self.suppressed.insert(id.into_owned());
                }
            }
            "change-end" => {
                if let Some(id) = element.attr("change-id") {
                    self.suppressed.remove(id.as_ref());
                }
            }
            "tracked-changes" | "ruby-text" | "script" | "number" => return false,
            name if name.ends_with("-source") => return false,
            _ => {}
        }
        true
    }

    fn close(&mut self, space: Space, name: &str, end: usize) {
        match (space, name) {
            (Space::Text, "p" | "h") if self.replayed.is_none() => self.close_paragraph(end),
            (Space::Text, "span") => {
                self.layer().spans.pop();
            }
            (Space::Text, "a" | "note-ref" | "bookmark-ref" | "reference-ref" | "sequence-ref") => {
                self.layer().end_ref(end);
            }
            (Space::Text, "note-citation") => {
                if let Some(note) = &mut self.note {
                    note.in_citation = false;
                }
            }
            (Space::Text, "note-body") => {
                if let Within::Note { index, .. } = self.layer().within {
                    self.place_note(index, Span::at(end));
                    self.end_layer(end);
                }
            }
            (Space::Text, "note") => self.note = None,
            (Space::Text, "list") => self.lists.end(),
            (Space::Draw, "text-box") if self.layer().within == Within::Box => {
                self.end_layer(end);
            }
            (Space::Table, "table") => {
                self.layer().tables.pop();
            }
            _ => {}
        }
    }

    fn begin_paragraph(&mut self, element: &Element<'_>) {
        let end = element.span.start;
        if let Some(begun) = &mut self.replayed {
            *begun += 1;
            if *begun == 1 {
                return;
            }
            self.close_paragraph(end);
        } else {
            if self.layer().paragraph.is_some() {
                self.close_paragraph(end);
            }
            self.paragraphs.push(end);
        }
        let style = element.attr("style-name").map(Cow::into_owned);
        let text = self
            .styles
            .paragraph(style.as_deref())
            .map_or_else(TextProps::default, |style| style.text.clone());
        let level = (element.name == "h").then(|| element.number("outline-level").unwrap_or(1));
        let mut paragraph = Paragraph {
            start: end,
            style,
            text,
            level,
            restart: element
                .number("start-value")
                .filter(|_| element.attr("restart-numbering").as_deref() == Some("true")),
            ..Paragraph::default()
        };
        let main = self.layers.len() == 1;
        if let Within::Note { index, .. } = self.layer().within {
            self.place_note(index, element.span);
        }
        let layer = self.layer();
        layer.spans.clear();
        for (id, span) in std::mem::take(&mut layer.anchors) {
            paragraph.passage.inline(InlineKind::Anchor { id }, 0, span);
        }
        layer.paragraph = Some(paragraph);
        if level == Some(1) && main {
            self.counting.chapter();
        }
    }

    /// A note stands where its paragraphs do.
    fn place_note(&mut self, index: usize, paragraph: Span) {
        if let Some(note) = self.notes.get_mut(index)
            && let Origin::Bytes { span, .. } = &mut note.origin
        {
            *span = if span.is_empty() {
                paragraph
            } else {
                span.join(paragraph)
            };
        }
    }

    fn anchor(&mut self, id: String, span: Span) {
        let layer = self.layer();
        match &mut layer.paragraph {
            Some(paragraph) => {
                let here = paragraph.passage.len();
                paragraph
                    .passage
                    .inline(InlineKind::Anchor { id }, here, span);
            }
            None => layer.anchors.push((id, span)),
        }
    }

    fn push_layer(&mut self, within: Within) -> bool {
        if self.layers.len() >= MOST_LAYERS {
            return false;
        }
        let lists = std::mem::take(&mut self.lists.open);
        self.layers.push(Layer {
            within,
            lists,
            ..Layer::default()
        });
        true
    }

    /// The body of a note begins: its label is known now and goes into the text.
    fn begin_note(&mut self, body: Span) -> bool {
        let Some(note) = self.note.take() else {
            return false;
        };
        let stored = note.citation.trim();
        let label = match note.label {
            Some(label) => label,
            None => self.counting.label(note.endnote, stored),
        };
        let index = self.notes.len();
        self.notes.push(NativeNote {
            label: label.clone(),
            keyed: false,
            placement: if note.endnote {
                Placement::End
            } else {
                Placement::Foot
            },
            origin: Origin::Bytes {
                part: 0,
                span: Span::at(body.end),
            },
        });
        if let Some(id) = note.id {
            self.by_id.entry(id).or_insert(index);
        }
        if let Some(paragraph) = &mut self.layer().paragraph {
            paragraph.passage.label(&label, Some(index), note.span);
        }
        self.push_layer(Within::Note {
            index,
            endnote: note.endnote,
        })
    }

    fn chars(&mut self, text: &str, span: Span) {
        if let Some(note) = &mut self.note {
            if note.in_citation {
                note.citation.push_str(text);
            }
            return;
        }
        if self.speaks.last() != Some(&true) {
            return;
        }
        // White space counts once, and not at the start (ODF 1.3 part 3, 6.1.2).
        let exact = span.len() == text.len();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let blank = rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
            if blank > 0 {
                let place = Span::new(span.start + at.min(span.len()), span.end);
                let place = if exact {
                    Span::new(place.start, place.start + 1)
                } else {
                    span
                };
                let apart = self.layer().paragraph.as_ref().is_some_and(|paragraph| {
                    !paragraph.passage.text().is_empty()
                        && !paragraph.passage.text().ends_with([' ', '\n', '\t'])
                });
                if apart {
                    self.push(" ", place, exact && rest.starts_with(' '));
                }
                at += blank;
                continue;
            }
            let length = word_end(rest);
            let place = if exact {
                Span::new(span.start + at, span.start + at + length)
            } else {
                span
            };
            self.push(&rest[..length], place, exact);
            at += length;
        }
    }

    /// Adds printed text.
    fn push(&mut self, text: &str, span: Span, verbatim: bool) {
        if !self.suppressed.is_empty() || self.note.is_some() {
            return;
        }
        let layer = self.layer();
        let Some(paragraph) = &mut layer.paragraph else {
            return;
        };
        let props = layer.spans.last().unwrap_or(&paragraph.text);
        if props.is_hidden() {
            return;
        }
        let look = props.look();
        paragraph.passage.push(text, span, verbatim, look);
        match props.language.clone() {
            Some(language) => *self.languages.entry(language).or_default() += text.len(),
            None => self.unsaid += text.len(),
        }
    }

    /// Puts a deletion back into the text.
    fn put_back(&mut self, change: &Element<'_>) {
        let Some(range) = change
            .attr("change-id")
            .and_then(|id| self.changes.deleted.remove(id.as_ref()))
        else {
            return;
        };
        if self.replayed.is_some() {
            return;
        }
        let style = self
            .layer()
            .paragraph
            .as_ref()
            .map(|paragraph| paragraph.style.clone());
        let open = self.layers.len();
        self.replayed = Some(0);
        let mut xml = Xml::within(self.source, range, self.changes.bindings(self.source));
        self.read(&mut xml);
        let end = xml.offset();
        while self.layers.len() > open {
            self.end_layer(end);
        }
        let begun = self.replayed.take();
        if begun.is_some_and(|begun| begun > 1)
            && let (Some(paragraph), Some(style)) = (&mut self.layer().paragraph, style)
        {
            paragraph.style = style;
        }
    }

    /// Whether what is being read stands in an insertion that is not to be read.
    pub(super) fn is_suppressed(&self) -> bool {
        !self.suppressed.is_empty()
    }
}

/// Length of the text up to white space that is to be taken together: a line end, or a second blank.
fn word_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let end = (0..bytes.len()).find(|at| match bytes[*at] {
        b'\t' | b'\r' | b'\n' => true,
        b' ' => matches!(bytes.get(at + 1), None | Some(b' ' | b'\t' | b'\r' | b'\n')),
        _ => false,
    });
    end.unwrap_or(bytes.len())
}

/// Whether the characters directly in an element are text.
fn speaks(element: &Element<'_>) -> bool {
    element.space == Space::Text && !matches!(element.name, "note" | "note-body" | "ruby")
}
