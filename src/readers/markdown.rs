//! Markdown: CommonMark with the GitHub extensions, and what reports written in it also hold
//! (superscript tags, pandoc's inline notes, marks whose definition is missing).

use std::{collections::HashMap, ops::Range};

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd};

use super::{
    ReadError,
    buffer::{Buffer, Context, bytes},
    html_tags::{self, Piece},
    markdown_extras::{
        caret_superscripts, closing_bracket, fold, heading_level, level_of, not_too_dense,
        push_inner, renumber_lazy_lists, target_range, tilde_headings, trimmed, typed_number,
        undefined_marks,
    },
    whole,
};
use crate::{
    document::{
        Block, BlockKind, Builder, Document, InlineKind, ListItem, NativeNote, Origin, Placement,
    },
    input::{Format, Input},
    span::Span,
};

/// Reads Markdown. An error tells of more signs of markup than any text has.
pub(super) fn read(input: &Input) -> Result<Document, ReadError> {
    not_too_dense(input)?;
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_GFM;
    let mended = tilde_headings(&input.text);
    let parser = Parser::new_ext(mended.as_deref().unwrap_or(&input.text), options);
    let mut numbered: Vec<(String, Range<usize>, String)> = parser
        .reference_definitions()
        .iter()
        .filter(|(label, _)| is_number(label))
        .map(|(label, link)| (label.to_owned(), link.span.clone(), link.dest.to_string()))
        .collect();
    numbered.sort_by_key(|(_, span, _)| span.start);
    let mut walker = Walker {
        source: &input.text,
        builder: Builder::new(&input.path, Format::Markdown, vec![whole(input)]),
        open: None,
        lists: Vec::new(),
        list_count: 0,
        quotes: 0,
        note: None,
        hidden: 0,
        html: None,
        spans: Vec::new(),
        definitions: HashMap::new(),
        items: Vec::new(),
        numbered,
        called: Vec::new(),
        inline_count: 0,
        note_has_text: false,
    };
    for (event, range) in parser.into_offset_iter() {
        if walker.builder.is_full() {
            break;
        }
        walker.event(event, range);
    }
    Ok(walker.finish())
}

fn is_number(label: &str) -> bool {
    (1..=4).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_digit())
}

/// A list being read.
#[derive(Debug)]
struct List {
    id: usize,
    ordered: bool,
    number: Option<u64>,
    /// Source offset of the item whose first block is still to come.
    fresh: Option<usize>,
}

/// An element that is open within a block: where its text and its source begin.
#[derive(Debug)]
struct Open {
    tag: OpenTag,
    text: usize,
    source: Range<usize>,
}

#[derive(Debug)]
enum OpenTag {
    Emphasis,
    Strong,
    Link {
        target: String,
        kind: LinkType,
        id: String,
    },
    Html {
        name: String,
        href: Option<String>,
    },
}

struct Walker<'a> {
    source: &'a str,
    builder: Builder,
    open: Option<(BlockKind, Buffer, Range<usize>)>,
    lists: Vec<List>,
    list_count: usize,
    quotes: usize,
    note: Option<usize>,
    /// Depth of elements whose text is left out (images, metadata).
    hidden: usize,
    html: Option<Range<usize>>,
    spans: Vec<Open>,
    /// Folded label of a definition to its note.
    definitions: HashMap<String, usize>,
    /// List and typed number of every ordered item, in order.
    items: Vec<(usize, u64)>,
    /// Reference definitions whose label is a number: label, source, destination.
    numbered: Vec<(String, Range<usize>, String)>,
    /// Labels of numbered reference definitions that the text uses as marks.
    called: Vec<String>,
    /// Pandoc's inline notes so far; they have no label but their place.
    inline_count: usize,
    /// Whether the open definition has text.
    note_has_text: bool,
}

impl Walker<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Html(_) => {
                let html = self.html.get_or_insert(range.clone());
                html.end = range.end;
            }
            _ if self.hidden > 0 => {}
            Event::Text(text) => self.text(&text, range),
            Event::Code(text) => {
                let source = self.source;
                let buffer = self.buffer(&range);
                let start = buffer.len();
                push_inner(buffer, &text, source, range.clone());
                let end = buffer.len();
                buffer.inline(InlineKind::Code, start..end, range);
            }
            Event::InlineHtml(_) => self.inline_html(range),
            Event::FootnoteReference(label) => {
                let source = self.source;
                let buffer = self.buffer(&range);
                let start = buffer.len();
                push_inner(buffer, &label, source, range.clone());
                let end = buffer.len();
                buffer.inline(InlineKind::NoteRef { note: None }, start..end, range);
            }
            Event::SoftBreak | Event::HardBreak => {
                let source = self.source;
                self.buffer(&range).push("\n", source, range);
            }
            Event::Rule => self.close(),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
            Event::TaskListMarker(_) => {}
        }
    }

    fn text(&mut self, text: &str, range: Range<usize>) {
        let source = self.source;
        self.buffer(&range).push(text, source, range);
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => self.begin(BlockKind::Paragraph, range),
            Tag::Heading { level, .. } => {
                let level = level_of(level);
                self.begin(BlockKind::Heading { level }, range);
            }
            Tag::CodeBlock(_) => self.begin(BlockKind::Code, range),
            Tag::TableCell => self.begin(BlockKind::Cell, range),
            Tag::HtmlBlock => {
                self.close();
                self.html = Some(range);
            }
            Tag::BlockQuote(_) => {
                self.close();
                self.quotes += 1;
            }
            Tag::List(first) => {
                self.close();
                self.list_count += 1;
                self.lists.push(List {
                    id: self.list_count,
                    ordered: first.is_some(),
                    number: None,
                    fresh: None,
                });
            }
            Tag::Item => {
                self.close();
                let typed = typed_number(self.source, range.start);
                if let Some(list) = self.lists.last_mut() {
                    list.number = if list.ordered { typed } else { None };
                    list.fresh = Some(range.start);
                    if let Some(number) = list.number {
                        self.items.push((list.id, number));
                    }
                }
            }
            Tag::FootnoteDefinition(label) => self.begin_note(&label, range),
            Tag::Emphasis => self.span(OpenTag::Emphasis, range),
            Tag::Strong => self.span(OpenTag::Strong, range),
            Tag::Link {
                link_type,
                dest_url,
                id,
                ..
            } => {
                let tag = OpenTag::Link {
                    target: dest_url.to_string(),
                    kind: link_type,
                    id: id.to_string(),
                };
                self.span(tag, range);
            }
            Tag::Image { .. } | Tag::MetadataBlock(_) => self.hidden += 1,
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::TableCell => {
                self.close();
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.html_block(html);
                }
            }
            TagEnd::BlockQuote(_) => {
                self.close();
                self.quotes = self.quotes.saturating_sub(1);
            }
            TagEnd::List(_) => {
                self.close();
                self.lists.pop();
            }
            TagEnd::Item => {
                self.close();
                self.empty_item(&range);
            }
            TagEnd::FootnoteDefinition => {
                self.close();
                self.end_note(range);
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link => self.end_span(range),
            TagEnd::Image | TagEnd::MetadataBlock(_) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn begin_note(&mut self, label: &CowStr<'_>, range: Range<usize>) {
        self.close();
        let index = self.builder.native_note(NativeNote {
            label: label.to_string(),
            keyed: true,
            placement: Placement::Foot,
            origin: bytes(trimmed(self.source, range)),
        });
        self.definitions.entry(fold(label)).or_insert(index);
        self.note = Some(index);
        self.note_has_text = false;
    }

    /// Ends a definition; one without text gets an empty block, so that it is a note all the same.
    fn end_note(&mut self, range: Range<usize>) {
        let note = self.note.take();
        if note.is_some() && !self.note_has_text {
            let at = self.builder.len();
            self.builder.block(Block {
                kind: BlockKind::Paragraph,
                span: Span::at(at),
                item: None,
                quoted: false,
                note,
                origin: bytes(range),
            });
        }
    }

    /// A numbered item without text is a block all the same: it may be a note that was never written.
    fn empty_item(&mut self, range: &Range<usize>) {
        let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        let (Some(start), Some(_)) = (list.fresh.take(), list.number) else {
            return;
        };
        let item = ListItem {
            list: list.id,
            depth,
            number: list.number,
            first: true,
        };
        let at = Span::at(self.builder.len());
        self.builder.block(Block {
            kind: BlockKind::Paragraph,
            span: at,
            item: Some(item),
            quoted: self.quotes > 0,
            note: self.note,
            origin: bytes(trimmed(self.source, start..range.end)),
        });
    }

    /// Opens a block, after closing what was open.
    fn begin(&mut self, kind: BlockKind, range: Range<usize>) {
        self.close();
        self.open = Some((kind, Buffer::default(), range));
    }

    /// The open block's buffer; text outside a paragraph (a tight list item) opens one.
    fn buffer(&mut self, range: &Range<usize>) -> &mut Buffer {
        let (_, buffer, whole) = self
            .open
            .get_or_insert_with(|| (BlockKind::Paragraph, Buffer::default(), range.clone()));
        whole.end = whole.end.max(range.end);
        buffer
    }

    fn span(&mut self, tag: OpenTag, range: Range<usize>) {
        let text = self.buffer(&range).len();
        self.spans.push(Open {
            tag,
            text,
            source: range,
        });
    }

    fn end_span(&mut self, range: Range<usize>) {
        let Some(at) = self
            .spans
            .iter()
            .rposition(|open| !matches!(open.tag, OpenTag::Html { .. }))
        else {
            return;
        };
        let open = self.spans.remove(at);
        let Some((_, buffer, _)) = &mut self.open else {
            return;
        };
        let end = buffer.len();
        if open.text > end {
            return;
        }
        let span = open.text..end;
        let kind = match open.tag {
            OpenTag::Emphasis => InlineKind::Emphasis,
            OpenTag::Strong => InlineKind::Strong,
            OpenTag::Link { target, kind, id } => {
                let shown = buffer.text.get(span.clone()).unwrap_or_default();
                let by_label = matches!(
                    kind,
                    LinkType::Shortcut | LinkType::Collapsed | LinkType::Reference
                );
                if by_label && is_number(&id) && shown == id {
                    self.called.push(id);
                    InlineKind::NoteRef { note: None }
                } else {
                    let autolink = matches!(kind, LinkType::Autolink | LinkType::Email);
                    let mut target = target;
                    if autolink {
                        target = html_tags::decode(&target);
                        if kind == LinkType::Email && !target.starts_with("mailto:") {
                            target.insert_str(0, "mailto:");
                        }
                    }
                    let target_origin = (kind == LinkType::Inline)
                        .then(|| target_range(self.source, buffer, &span, &range))
                        .flatten()
                        .map(bytes);
                    InlineKind::Link {
                        target,
                        target_origin,
                        autolink,
                    }
                }
            }
            OpenTag::Html { .. } => return,
        };
        buffer.inline(kind, span, range);
    }

    fn inline_html(&mut self, range: Range<usize>) {
        let markup = &self.source[range.clone()];
        let Some(Piece::Tag(tag, _)) = html_tags::pieces(markup).into_iter().next() else {
            return;
        };
        if tag.name == "br" {
            let source = self.source;
            self.buffer(&range).push("\n", source, range);
        } else if tag.end {
            self.close_html(&tag.name, range.end);
        } else if !markup.ends_with("/>") || tag.name == "a" {
            self.open_html(&tag, range);
        }
    }

    fn open_html(&mut self, tag: &html_tags::Tag<'_>, range: Range<usize>) {
        for key in ["id", "name"] {
            if let Some(id) = tag.attribute(key)
                && (tag.name == "a" || key == "id")
            {
                let buffer = self.buffer(&range);
                let at = buffer.len();
                buffer.inline(InlineKind::Anchor { id }, at..at, range.clone());
            }
        }
        let open = OpenTag::Html {
            name: tag.name.clone(),
            href: tag.attribute("href"),
        };
        self.span(open, range);
    }

    fn close_html(&mut self, name: &str, source_end: usize) {
        let at = self.spans.iter().rposition(
            |open| matches!(&open.tag, OpenTag::Html { name: open, .. } if open == name),
        );
        let (Some(at), Some((_, buffer, _))) = (at, &mut self.open) else {
            return;
        };
        let open = self.spans.remove(at);
        let end = buffer.len();
        if open.text > end {
            return;
        }
        let OpenTag::Html { href, .. } = open.tag else {
            return;
        };
        let kind = match name {
            "sup" => InlineKind::Superscript,
            "sub" => InlineKind::Subscript,
            "i" | "em" | "cite" => InlineKind::Emphasis,
            "b" | "strong" => InlineKind::Strong,
            "code" | "tt" | "kbd" | "samp" => InlineKind::Code,
            "a" => match href {
                Some(target) => InlineKind::Link {
                    target,
                    target_origin: Some(bytes(open.source.clone())),
                    autolink: false,
                },
                None => return,
            },
            _ => return,
        };
        buffer.inline(kind, open.text..end, open.source.start..source_end);
    }

    /// A block of HTML: its text and the tags that matter here.
    fn html_block(&mut self, range: Range<usize>) {
        let markup = self.source.get(range.clone()).unwrap_or_default();
        let mut skip: Option<String> = None;
        for piece in html_tags::pieces(markup) {
            let shift = |at: Range<usize>| range.start + at.start..range.start + at.end;
            match piece {
                Piece::Comment(_) => {}
                Piece::Text(at) => {
                    if skip.is_none() {
                        let text = html_tags::decode(&markup[at.clone()]);
                        if self.open.is_some() || !text.trim().is_empty() {
                            self.text(&text, shift(at));
                        }
                    }
                }
                Piece::Tag(tag, at) => {
                    let at = shift(at);
                    match tag.name.as_str() {
                        "script" | "style" => {
                            skip = (!tag.end).then(|| tag.name.clone());
                        }
                        "p" | "div" | "li" | "ul" | "ol" | "tr" | "table" | "section"
                        | "figure" | "center" | "details" | "summary" | "dl" | "dt" | "dd" => {
                            self.close();
                        }
                        "blockquote" => {
                            self.close();
                            self.quotes = if tag.end {
                                self.quotes.saturating_sub(1)
                            } else {
                                self.quotes + 1
                            };
                        }
                        "td" | "th" if !tag.end => self.begin(BlockKind::Cell, at),
                        "figcaption" | "caption" if !tag.end => {
                            self.begin(BlockKind::Caption, at);
                        }
                        "pre" if !tag.end => self.begin(BlockKind::Code, at),
                        "td" | "th" | "figcaption" | "caption" | "pre" => self.close(),
                        name if heading_level(name).is_some() => {
                            if tag.end {
                                self.close();
                            } else if let Some(level) = heading_level(name) {
                                self.begin(BlockKind::Heading { level }, at);
                            }
                        }
                        "br" => self.text("\n", at),
                        name if tag.end => self.close_html(name, at.end),
                        "img" | "hr" | "input" | "meta" | "link" => {}
                        _ => self.open_html(&tag, at),
                    }
                }
            }
        }
        self.close();
    }

    /// Ends the open block.
    fn close(&mut self) {
        self.spans.clear();
        let Some((kind, mut buffer, mut range)) = self.open.take() else {
            return;
        };
        let mut context = Context {
            item: None,
            quoted: self.quotes > 0,
            note: self.note,
        };
        let depth = u8::try_from(self.lists.len()).unwrap_or(u8::MAX);
        if buffer.text.trim().is_empty() && kind != BlockKind::Code {
            return;
        }
        if let Some(list) = self.lists.last_mut() {
            let fresh = list.fresh.take();
            context.item = Some(ListItem {
                list: list.id,
                depth,
                number: list.number,
                first: fresh.is_some(),
            });
            if let Some(start) = fresh {
                range.start = range.start.min(start);
            }
        }
        let mut notes = Vec::new();
        if kind != BlockKind::Code {
            undefined_marks(&mut buffer, self.source);
            caret_superscripts(&mut buffer);
            self.inline_notes(&mut buffer, &mut notes);
        }
        let range = trimmed(self.source, range);
        if self.literal_sign(&buffer, context) {
            return;
        }
        self.note_has_text = true;
        buffer.flush(&mut self.builder, kind, context, range.clone());
        for (note, text) in notes {
            let inner = Context {
                note: Some(note),
                ..Context::default()
            };
            text.flush(
                &mut self.builder,
                BlockKind::Paragraph,
                inner,
                range.clone(),
            );
        }
    }

    /// `[^x]::` at the start of a line is no definition but a mark before reStructuredText's sign for a
    /// literal block. Turns such a definition into the mark it is.
    fn literal_sign(&mut self, buffer: &Buffer, context: Context) -> bool {
        let Some(note) = context.note.filter(|_| buffer.text.trim() == ":") else {
            return false;
        };
        let Some(dropped) = self.builder.drop_native_note(note) else {
            return false;
        };
        self.definitions.retain(|_, index| *index != note);
        self.note = None;
        let Origin::Bytes { span, .. } = dropped.origin else {
            return true;
        };
        let mut mark = Buffer::default();
        let range = span.start..(span.start + dropped.label.len() + 3).min(span.end);
        push_inner(&mut mark, &dropped.label, self.source, range.clone());
        let end = mark.len();
        mark.inline(InlineKind::NoteRef { note: None }, 0..end, range.clone());
        mark.flush(
            &mut self.builder,
            BlockKind::Paragraph,
            Context::default(),
            range,
        );
        true
    }

    /// Pandoc's `^[text]`: the text moves into a note of its own, a running number stays.
    fn inline_notes(&mut self, buffer: &mut Buffer, notes: &mut Vec<(usize, Buffer)>) {
        let mut from = 0;
        let mut tries = 0;
        while let Some(start) = buffer.text[from..].find("^[").map(|at| from + at) {
            from = start + 2;
            // Each note taken out moves the rest of the paragraph: bounded against hostile input.
            tries += 1;
            if tries > 500 {
                return;
            }
            let escaped = buffer
                .source_at(start)
                .is_some_and(|at| at > 0 && self.source.as_bytes().get(at - 1) == Some(&b'\\'));
            let in_code = buffer.inlines().iter().any(|(kind, at, _)| {
                matches!(kind, InlineKind::Code) && at.start <= start && start < at.end
            });
            let Some(end) = closing_bracket(&buffer.text, start + 1) else {
                continue;
            };
            if escaped || in_code || end - start < 5 {
                continue;
            }
            let Some(source) = buffer.source_of(&(start..end + 1)) else {
                continue;
            };
            let mut cut = buffer.cut(&(start..end + 1));
            cut.cut(&(0..2));
            let length = cut.len();
            cut.cut(&(length - 1..length));
            self.inline_count += 1;
            let label = self.inline_count.to_string();
            let note = self.builder.native_note(NativeNote {
                label: label.clone(),
                keyed: true,
                placement: Placement::Foot,
                origin: bytes(source.clone()),
            });
            let mark = InlineKind::NoteRef { note: Some(note) };
            buffer.insert(start, &label, &source, mark);
            // The paragraph is shorter now, and may end here.
            from = start + label.len();
            notes.push((note, cut));
        }
    }

    fn finish(mut self) -> Document {
        self.close();
        self.numbered_definitions();
        let mut document = self.builder.finish();
        for inline in &mut document.inlines {
            if let InlineKind::NoteRef { note: note @ None } = &mut inline.kind {
                *note = self
                    .definitions
                    .get(&fold(inline.span.of(&document.text)))
                    .copied();
            }
        }
        renumber_lazy_lists(&mut document, &self.items);
        document
    }

    /// `[3]: https://…` with a `[3]` in the text is a note that the format takes for a link target.
    fn numbered_definitions(&mut self) {
        let numbered = std::mem::take(&mut self.numbered);
        if self.called.is_empty() {
            return;
        }
        for (label, range, target) in numbered {
            let index = self.builder.native_note(NativeNote {
                label: label.clone(),
                keyed: true,
                placement: Placement::End,
                origin: bytes(range.clone()),
            });
            self.definitions.entry(fold(&label)).or_insert(index);
            let mut buffer = Buffer::default();
            let at = self.source[range.clone()]
                .find(target.as_str())
                .map_or(range.clone(), |at| {
                    range.start + at..range.start + at + target.len()
                });
            buffer.push(&target, self.source, at);
            let context = Context {
                note: Some(index),
                ..Context::default()
            };
            buffer.flush(&mut self.builder, BlockKind::Paragraph, context, range);
        }
    }
}
