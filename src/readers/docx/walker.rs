//! Walks through the main part, a note or a text box and hands its paragraphs to the builder. What tracked
//! changes took out, hidden text, comments and the instructions of fields are no text.

use std::collections::HashMap;

use super::{
    counting::{Counting, Kind},
    fields::{self, Field},
    layer::{Chars, CustomMark, Layer, OpenField, OpenLink, Paragraph, Props, Run, Table},
    lists::Lists,
    notes::{Called, Notes},
    styles::{RunProps, Styles},
    symbols,
};
use crate::{
    document::{Builder, InlineKind},
    readers::{
        passage::Look,
        xml::{Element, Event, Oddities, Space, Xml},
    },
    span::Span,
};

/// Runs and inlines beyond this weight are not read: memory goes by them. A main part of 100 MB has some two
/// thirds of it.
const MOST_RUNS: usize = 3_000_000;
/// Text boxes within text boxes.
const MOST_LAYERS: usize = 32;
/// Fields within fields.
const MOST_FIELDS: usize = 64;
/// Longest instruction that is kept.
const LONGEST_INSTRUCTION: usize = 8_000;
/// Bookmarks that are held open, to see which of them mark a note.
const OPEN_BOOKMARKS: usize = 16;

/// What was seen besides text, for the notices.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Parts in other formats (`w:altChunk`) and subdocuments, which are not read.
    pub(super) foreign: usize,
    /// Bytes of text in each language, by its index among the styles' languages.
    pub(super) languages: HashMap<u16, usize>,
    /// Bytes of text of which no language is said.
    pub(super) unsaid: usize,
    /// Whether reading stopped at the cap on runs.
    pub(super) full: bool,
}

/// The state of a walk through a document.
pub(super) struct Walker<'a> {
    pub(super) builder: Builder,
    pub(super) styles: Styles,
    pub(super) lists: Lists,
    pub(super) counting: Counting,
    pub(super) notes: Notes<'a>,
    /// Targets of the current part's relationships.
    pub(super) links: HashMap<String, String>,
    /// Whether tracked changes are read as if they had not been made.
    pub(super) original: bool,
    /// Whether Word has noted where its pages broke.
    pub(super) rendered_pages: bool,
    /// Where the paragraphs of the main part start.
    pub(super) paragraphs: Vec<usize>,
    /// Notes by the bookmark around their mark.
    pub(super) bookmarked: HashMap<String, usize>,
    pub(super) seen: Seen,
    pub(super) layers: Vec<Layer>,
    pub(super) part: usize,
    pub(super) note: Option<Called>,
    /// For each `mc:AlternateContent` that is open, whether one of its forms was read.
    alternates: Vec<bool>,
    page: usize,
    pub(super) weight: usize,
    bookmarks: Vec<(String, String)>,
}

impl<'a> Walker<'a> {
    pub(super) fn new(builder: Builder, notes: Notes<'a>) -> Self {
        Self {
            builder,
            styles: Styles::default(),
            lists: Lists::default(),
            counting: Counting::default(),
            notes,
            links: HashMap::new(),
            original: false,
            rendered_pages: false,
            paragraphs: Vec::new(),
            bookmarked: HashMap::new(),
            seen: Seen::default(),
            layers: Vec::new(),
            part: 0,
            note: None,
            alternates: Vec::new(),
            page: 0,
            weight: 0,
            bookmarks: Vec::new(),
        }
    }

    /// Walks through a part, or through one note of it.
    pub(super) fn walk(&mut self, mut xml: Xml<'_>, part: usize, note: Option<Called>) -> Oddities {
        self.part = part;
        self.note = note;
        self.layers = vec![Layer::default()];
        self.alternates.clear();
        self.bookmarks.clear();
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) => {
                    if !self.open(&element) {
                        xml.leave_out();
                    }
                }
                Event::Close(space, name) => self.close(space, name, xml.offset()),
                Event::Text(text, span) => self.chars(&text, span),
            }
            if self.weight > MOST_RUNS {
                self.seen.full = true;
                break;
            }
        }
        let end = xml.offset();
        while !self.layers.is_empty() {
            self.end_layer(end);
        }
        xml.oddities()
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
            Space::Word => {}
            Space::Compat => return self.open_alternate(element.name),
            Space::Math => {
                if element.name == "t" {
                    self.layer().chars = Chars::Text;
                }
                return true;
            }
            _ => return true,
        }
        match self.layer().props {
            Props::None => self.open_content(element),
            Props::Run => self.open_run_property(element),
            Props::Paragraph => self.open_paragraph_property(element),
            Props::ParagraphMark => {
                if let Some(paragraph) = &mut self.layer().paragraph {
                    match element.name {
                        "ins" | "moveTo" => paragraph.mark_inserted = true,
                        "del" | "moveFrom" => paragraph.mark_deleted = true,
                        _ => {}
                    }
                }
                element.name != "rPrChange"
            }
            Props::Row => {
                let gone = if self.original { "ins" } else { "del" };
                if element.name == gone
                    && let Some(table) = self.layer().tables.last_mut()
                {
                    table.row_gone = true;
                }
                element.name != "trPrChange"
            }
        }
    }

    /// Of several forms of one content the first is read, and none of the others.
    fn open_alternate(&mut self, name: &str) -> bool {
        match name {
            "AlternateContent" => {
                self.alternates.push(false);
                true
            }
            "Choice" | "Fallback" => match self.alternates.last_mut() {
                Some(taken) => !std::mem::replace(taken, true),
                None => true,
            },
            _ => true,
        }
    }

    fn open_run_property(&mut self, element: &Element<'_>) -> bool {
        let original = self.original;
        if element.name == "rPrChange" {
            if original && let Some(run) = &mut self.layer().run {
                run.props = RunProps::default();
            }
            return original;
        }
        let mut props = self.layer().run.unwrap_or_default().props;
        props.read(element, &mut self.styles);
        if let Some(run) = &mut self.layer().run {
            run.props = props;
        }
        true
    }

    fn open_paragraph_property(&mut self, element: &Element<'_>) -> bool {
        let original = self.original;
        let layer = self.layer();
        let Some(paragraph) = &mut layer.paragraph else {
            return true;
        };
        match element.name {
            "pStyle" => paragraph.style_id = element.attr("val").map(Into::into),
            "outlineLvl" => paragraph.outline = element.number("val"),
            "numId" => paragraph.num = element.number("val"),
            "ilvl" => paragraph.level = element.number("val"),
            "rPr" => layer.props = Props::ParagraphMark,
            "pPrChange" => {
                if original {
                    paragraph.style_id = None;
                    (paragraph.outline, paragraph.num, paragraph.level) = (None, None, None);
                }
                return original;
            }
            "sectPr" | "tabs" | "numberingChange" => return false,
            _ => {}
        }
        true
    }

    fn open_content(&mut self, element: &Element<'_>) -> bool {
        let original = self.original;
        let span = element.span;
        match element.name {
            "p" => self.open_paragraph(span.start),
            "pPr" if self.layer().run.is_none() => {
                let layer = self.layer();
                if layer.paragraph.is_some() {
                    layer.props = Props::Paragraph;
                }
            }
            "r" => {
                let layer = self.layer();
                let printed = layer
                    .paragraph
                    .as_ref()
                    .map(|paragraph| paragraph.printed)
                    .unwrap_or_default();
                layer.run = Some(Run {
                    props: RunProps::default(),
                    printed,
                });
            }
            "rPr" => {
                if self.layer().run.is_some() {
                    self.layer().props = Props::Run;
                } else {
                    return false;
                }
            }
            "t" => self.layer().chars = Chars::Text,
            "delText" if original => self.layer().chars = Chars::Text,
            "instrText" => self.layer().chars = Chars::Instruction,
            "delInstrText" if original => self.layer().chars = Chars::Instruction,
            "tab" | "ptab" => self.push("\t", span, false),
            "cr" => self.push("\n", span, false),
            "br" => {
                if element.attr("type").as_deref() == Some("page") && !self.rendered_pages {
                    self.page += 1;
                }
                self.push("\n", span, false);
            }
            "lastRenderedPageBreak" => self.page += 1,
            "noBreakHyphen" => self.push("\u{2011}", span, false),
            "sym" => self.symbol(element),
            "footnoteReference" => self.reference(Kind::Foot, element),
            "endnoteReference" => self.reference(Kind::End, element),
            "fldChar" => self.field_character(element),
            "fldSimple" => {
                let instruction = element.attr("instr").unwrap_or_default();
                let start = self.layer().here();
                self.open_field(OpenField {
                    field: Field::parse(&instruction),
                    instruction: String::new(),
                    result: true,
                    start,
                    source: span.start,
                    simple: true,
                });
            }
            "hyperlink" => self.open_link(element),
            "bookmarkStart" => self.open_bookmark(element),
            "bookmarkEnd" => {
                if let Some(id) = element.attr("id") {
                    self.bookmarks.retain(|(open, _)| *open != id);
                }
            }
            "tbl" => self.layer().tables.push(Table::default()),
            "gridCol" => {
                if let Some(table) = self.layer().tables.last_mut() {
                    table.columns += 1;
                }
            }
            "tr" => {
                if let Some(table) = self.layer().tables.last_mut() {
                    table.row_gone = false;
                }
            }
            "trPr" => self.layer().props = Props::Row,
            "tc" => {
                return !self
                    .layer()
                    .tables
                    .last()
                    .is_some_and(|table| table.row_gone);
            }
            "txbxContent" => {
                if self.layers.len() >= MOST_LAYERS {
                    return false;
                }
                self.layers.push(Layer::default());
            }
            "altChunk" | "subDoc" => self.seen.foreign += 1,
            "del" | "moveFrom" => return original,
            "ins" | "moveTo" => return !original,
            // What stood there before, properties, phonetic guides, data of fields and forms.
            "sectPr" | "tblPr" | "tblPrEx" | "tblGridChange" | "tcPr" | "sdtPr" | "sdtEndPr"
            | "rt" | "rubyPr" | "fldData" | "ffData" | "delText" | "delInstrText"
            | "smartTagPr" | "customXmlPr" | "binData" => return false,
            _ => {}
        }
        true
    }

    fn close(&mut self, space: Space, name: &str, end: usize) {
        match (space, name) {
            (Space::Compat, "AlternateContent") => {
                self.alternates.pop();
            }
            (Space::Math, "t") => self.layer().chars = Chars::None,
            (Space::Word, "p") => self.close_paragraph(end),
            (Space::Word, "pPr") => {
                self.layer().props = Props::None;
                self.style_paragraph();
            }
            (Space::Word, "rPr") => self.close_run_properties(),
            (Space::Word, "trPr") => self.layer().props = Props::None,
            (Space::Word, "r") => {
                let layer = self.layer();
                (layer.run, layer.props) = (None, Props::None);
            }
            (Space::Word, "t" | "delText" | "instrText" | "delInstrText") => {
                self.layer().chars = Chars::None;
            }
            (Space::Word, "fldSimple") => self.layer().end_field(true, end),
            (Space::Word, "hyperlink") => {
                let layer = self.layer();
                if let Some(link) = layer.links.pop() {
                    let source = Span::new(link.source.min(end), end);
                    layer.link(link.target, link.start, source);
                }
            }
            (Space::Word, "tc") => self.drop_carry(end),
            (Space::Word, "tbl") => {
                self.layer().tables.pop();
            }
            (Space::Word, "txbxContent") if self.layers.len() > 1 => self.end_layer(end),
            _ => {}
        }
    }

    fn close_run_properties(&mut self) {
        match self.layer().props {
            Props::ParagraphMark => self.layer().props = Props::Paragraph,
            Props::Run => {
                let layer = self.layer();
                layer.props = Props::None;
                let style = layer
                    .paragraph
                    .as_ref()
                    .and_then(|paragraph| paragraph.style.index);
                let props = layer.run.unwrap_or_default().props;
                let printed = self.styles.print(style, props);
                if let Some(run) = &mut self.layer().run {
                    run.printed = printed;
                }
            }
            _ => {}
        }
    }

    fn chars(&mut self, text: &str, span: Span) {
        match self.layer().chars {
            Chars::None => {}
            Chars::Instruction => self.instruct(text),
            Chars::Text => {
                if text.bytes().any(|byte| byte < b' ') {
                    let plain: String = text
                        .chars()
                        .map(|c| if c.is_control() { ' ' } else { c })
                        .collect();
                    self.push(&plain, span, false);
                } else {
                    self.push(text, span, true);
                }
            }
        }
    }

    fn instruct(&mut self, text: &str) {
        if let Some(field) = self.layer().instruction()
            && field.instruction.len() + text.len() <= LONGEST_INSTRUCTION
        {
            field.instruction.push_str(text);
        }
    }

    /// Adds printed text.
    pub(super) fn push(&mut self, text: &str, span: Span, verbatim: bool) {
        if self.layer().instruction().is_some() {
            self.instruct(text);
            return;
        }
        let printed = self
            .layer()
            .run
            .map_or_else(Default::default, |run| run.printed);
        if printed.hidden {
            return;
        }
        if self.layer().paragraph.is_none() {
            self.open_paragraph(span.start);
        }
        let text = self.custom_label(text);
        match printed.language {
            Some(language) => *self.seen.languages.entry(language).or_default() += text.len(),
            None => self.seen.unsaid += text.len(),
        }
        if let Some(paragraph) = &mut self.layer().paragraph {
            paragraph.passage.push(text, span, verbatim, printed.look);
        }
    }

    /// Takes a mark of the author's own off the text that follows its reference; returns the rest.
    fn custom_label<'t>(&mut self, text: &'t str) -> &'t str {
        let Some(custom) = self.layer().custom else {
            return text;
        };
        let trimmed = text.trim_start();
        if trimmed.is_empty() {
            return text;
        }
        self.layer().custom = None;
        let length = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
        let (label, rest) = trimmed.split_at(length);
        self.call(custom, label, true);
        rest
    }

    /// Puts in the label of a note.
    fn call(&mut self, mark: CustomMark, label: &str, custom: bool) {
        let note = self
            .notes
            .call(&mut self.builder, (mark.kind, mark.id), label, custom);
        if let Some(note) = note {
            for (_, name) in &self.bookmarks {
                self.bookmarked.entry(name.clone()).or_insert(note);
            }
        }
        if let Some(paragraph) = &mut self.layer().paragraph {
            paragraph.passage.label(label, note, mark.span);
        }
    }

    fn reference(&mut self, kind: Kind, element: &Element<'_>) {
        let hidden = self.layer().run.is_some_and(|run| run.printed.hidden);
        if hidden || self.layer().instruction().is_some() {
            return;
        }
        if self.layer().paragraph.is_none() {
            self.open_paragraph(element.span.start);
        }
        let mark = CustomMark {
            kind,
            id: element.number("id").unwrap_or(i64::MIN),
            span: element.span,
        };
        let custom = element.attr("customMarkFollows");
        if custom.is_some_and(|on| !matches!(on.as_ref(), "0" | "false" | "off")) {
            self.layer().custom = Some(mark);
            return;
        }
        // Notes within notes are counted after those of the text.
        let offset = if self.note.is_some() {
            usize::MAX
        } else {
            element.span.start
        };
        let label = self.counting.label(kind, offset, self.page);
        self.call(mark, &label, false);
    }

    fn symbol(&mut self, element: &Element<'_>) {
        let code = element
            .attr("char")
            .and_then(|code| u32::from_str_radix(code.trim(), 16).ok());
        let font = element.attr("font").unwrap_or_default();
        let c = code
            .and_then(|code| symbols::symbol(&font, code))
            .unwrap_or(char::REPLACEMENT_CHARACTER);
        let mut buffer = [0; 4];
        self.push(c.encode_utf8(&mut buffer), element.span, false);
    }

    fn open_field(&mut self, field: OpenField) {
        let fields = &mut self.layer().fields;
        if fields.len() < MOST_FIELDS {
            fields.push(field);
        }
    }

    fn field_character(&mut self, element: &Element<'_>) {
        match element.attr("fldCharType").as_deref() {
            Some("begin") => self.open_field(OpenField {
                field: Field::Other,
                instruction: String::new(),
                result: false,
                start: 0,
                source: element.span.start,
                simple: false,
            }),
            Some("separate") => {
                let layer = self.layer();
                let here = layer.here();
                if let Some(field) = layer.fields.iter_mut().rev().find(|field| !field.result) {
                    field.field = Field::parse(&std::mem::take(&mut field.instruction));
                    field.result = true;
                    field.start = here;
                }
            }
            Some("end") => self.layer().end_field(false, element.span.end),
            _ => {}
        }
    }

    fn open_link(&mut self, element: &Element<'_>) {
        let place = element
            .attr("anchor")
            .or_else(|| element.attr("docLocation"));
        let address = element
            .attrs()
            .find(|(key, _)| key.contains(':') && key.ends_with(":id"))
            .and_then(|(_, id)| self.links.get(id.as_ref()).cloned());
        let target = match (address, place) {
            (Some(address), Some(place)) if !address.contains('#') && !place.is_empty() => {
                fields::joined(&address, &place)
            }
            (Some(address), _) => address,
            (None, Some(place)) if !place.is_empty() => format!("#{place}"),
            _ => String::new(),
        };
        let layer = self.layer();
        let start = layer.here();
        if layer.links.len() < MOST_FIELDS {
            layer.links.push(OpenLink {
                target,
                start,
                source: element.span.start,
            });
        }
    }

    fn open_bookmark(&mut self, element: &Element<'_>) {
        let Some(name) = element.attr("name").filter(|name| name != "_GoBack") else {
            return;
        };
        if let Some(id) = element.attr("id") {
            if self.bookmarks.len() >= OPEN_BOOKMARKS {
                self.bookmarks.remove(0);
            }
            self.bookmarks
                .push((id.into_owned(), name.clone().into_owned()));
        }
        let span = element.span;
        let layer = self.layer();
        match &mut layer.paragraph {
            Some(paragraph) => {
                let here = paragraph.passage.len();
                let id = name.into_owned();
                paragraph
                    .passage
                    .inline(InlineKind::Anchor { id }, here, span);
            }
            None => layer.anchors.push((name.into_owned(), span)),
        }
    }

    fn open_paragraph(&mut self, start: usize) {
        if self.layer().paragraph.is_some() {
            self.close_paragraph(start);
        }
        if self.note.is_none() {
            self.paragraphs.push(start);
        }
        let style = self.styles.paragraph(None);
        let mut paragraph = Paragraph {
            start,
            style,
            printed: self.styles.print(style.index, RunProps::default()),
            ..Paragraph::default()
        };
        for (id, span) in std::mem::take(&mut self.layer().anchors) {
            paragraph.passage.inline(InlineKind::Anchor { id }, 0, span);
        }
        self.layer().paragraph = Some(paragraph);
    }

    /// Looks up what the style of the open paragraph says.
    fn style_paragraph(&mut self) {
        let Some(paragraph) = self
            .layers
            .last()
            .and_then(|layer| layer.paragraph.as_ref())
        else {
            return;
        };
        let style = self.styles.paragraph(paragraph.style_id.as_deref());
        let printed = self.styles.print(style.index, RunProps::default());
        if let Some(paragraph) = &mut self.layer().paragraph {
            (paragraph.style, paragraph.printed) = (style, printed);
        }
    }

    /// A label before the text, as Word prints it.
    pub(super) fn prefix(paragraph: &mut Paragraph, label: &str) {
        let passage = std::mem::take(&mut paragraph.passage);
        let place = Span::at(paragraph.start);
        paragraph
            .passage
            .push(&format!("{label} "), place, false, Look::default());
        paragraph.passage.append(passage);
    }
}
