//! A page read from start to end: elements opened and closed as browsers do where tags are missing or crossed,
//! lists counted, what is no text left out. Knows HTML and nothing of notes but what the format itself says.

use std::ops::Range;

use super::{
    Page, Shared,
    beside::{self, Switch},
    css::{Display, Look, Subject},
    elements,
    flow::{Flow, Mooring, Spot},
    links,
    lists::{Item, List},
    runs::{self, Inherited},
    tokens::{References, Tag, Token, Tokens},
};
use crate::{
    document::{BlockKind, Builder, InlineKind},
    readers::buffer::Context,
};

/// Open elements remembered; what is nested deeper is read as if its tags were not there.
const DEPTH: usize = 256;
/// How far an end tag of a run looks for its start tag.
const REACH: usize = 64;

/// An element that is open.
#[derive(Debug)]
pub(super) struct Element {
    pub(super) name: String,
    id: String,
    pub(super) class: String,
    /// Where its tag starts.
    pub(super) at: usize,
    inherited: Inherited,
    block: bool,
    /// Whether no block ended since it was opened.
    fresh: bool,
    heading: Option<u8>,
    /// Runs, and where each begins in the buffer.
    runs: Vec<(InlineKind, usize)>,
    moorings: Vec<(String, Spot)>,
    /// Depth of the flow at which its runs began.
    depth: usize,
    role: Role,
}

/// What closing an element does besides ending its runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    None,
    List,
    Item,
    /// A quotation in the text: its marks are printed by the browser.
    Quote,
    /// A way back from a note.
    Back,
    /// The switch before a sidenote: where its text begins.
    Switch {
        from: usize,
        numbered: bool,
    },
    /// Text beside the flow; a note if it has a number.
    Beside {
        note: Option<usize>,
    },
    /// A mark whose note is in an attribute.
    Popover {
        from: usize,
        text: String,
        range: Range<usize>,
    },
}

/// Reads one page into the builder.
pub(super) fn walk(page: &Page<'_>, builder: &mut Builder, shared: &mut Shared) {
    let mut walker = Walker {
        page,
        flow: Flow::new(builder, page.part),
        shared,
        references: References::default(),
        stack: Vec::new(),
        overflow: 0,
        lists: Vec::new(),
        items: Vec::new(),
        skipped: Vec::new(),
        native: None,
        switch: None,
    };
    if page.whole {
        let id = page.base.anchor("");
        let here = walker.flow.here();
        walker.flow.moorings.push(Mooring {
            id,
            start: here,
            end: here,
            range: 0..0,
        });
    }
    for token in Tokens::new(page.source, page.xml) {
        match token {
            Token::Open(tag) => walker.open(&tag),
            Token::Close(name, range) => walker.close(&name, range),
            Token::Text(range) => walker.text(range),
            Token::Comment(range) => walker.comment(range),
        }
    }
    let end = page.source.len();
    walker.end_block(end);
    while !walker.stack.is_empty() {
        walker.pop(end..end);
    }
    walker.end_block(end);
    walker.flow.moor();
}

pub(super) struct Walker<'a, 'b> {
    pub(super) page: &'a Page<'a>,
    pub(super) flow: Flow<'b>,
    pub(super) shared: &'b mut Shared,
    references: References,
    pub(super) stack: Vec<Element>,
    overflow: usize,
    pub(super) lists: Vec<List>,
    pub(super) items: Vec<Item>,
    /// Names of the open elements from the one on whose content is left out.
    skipped: Vec<String>,
    /// The native note that text beside the flow belongs to.
    pub(super) native: Option<usize>,
    /// The number before a sidenote and where it stands, until the sidenote comes.
    pub(super) switch: Option<Switch>,
}

impl Walker<'_, '_> {
    pub(super) fn inherited(&self) -> Inherited {
        self.stack
            .last()
            .map_or(Inherited::default(), |element| element.inherited)
    }

    fn text(&mut self, range: Range<usize>) {
        if !self.skipped.is_empty() {
            return;
        }
        let source = self.page.source;
        let pre = self.inherited().has(Inherited::PRE);
        for (range, meaning) in self.references.pieces(source, range) {
            match meaning {
                Some(meaning) if pre => self.flow.verbatim(&meaning, source, range),
                Some(meaning) => self.flow.meaning(&meaning, source, range),
                None if pre => self.flow.verbatim(&source[range.clone()], source, range),
                None => self.flow.text(source, range),
            }
        }
    }

    /// A CDATA section is text; any other comment is none.
    fn comment(&mut self, range: Range<usize>) {
        let comment = &self.page.source[range.clone()];
        if self.page.xml
            && self.skipped.is_empty()
            && let Some(inner) = comment.strip_prefix("<![CDATA[")
        {
            let inner = inner.trim_end_matches('>').trim_end_matches("]]");
            let start = range.start + 9;
            self.flow.text(self.page.source, start..start + inner.len());
        }
    }

    fn open(&mut self, tag: &Tag) {
        if !self.skipped.is_empty() && !self.leaves_skipped(tag) {
            return;
        }
        let name = tag.name.as_str();
        match name {
            "br" => return self.line_break(tag.range.clone()),
            "img" => return self.image(tag),
            "hr" => return self.end_block(tag.range.start),
            _ => {}
        }
        let block = elements::is_block(name);
        if block {
            self.end_block(tag.range.start);
            self.imply(name, tag.range.start);
        }
        let look = self.look(tag);
        let block = block || look.display == Some(Display::Block) && name != "a";
        if elements::is_void(name) {
            self.moor_here(tag);
            return;
        }
        if self.is_left_out(tag, look) {
            self.moor_here(tag);
            if !self.is_closed(tag) {
                self.skipped.push(name.to_owned());
            }
            return;
        }
        if self.stack.len() >= DEPTH {
            self.overflow += usize::from(!self.is_closed(tag));
            return;
        }
        if block {
            self.end_block(tag.range.start);
        }
        self.push(tag, look, block);
        if self.is_closed(tag) {
            let at = self.stack.len() - 1;
            self.finish(at, tag.range.end);
        }
    }

    /// Whether a tag has no end tag to come.
    fn is_closed(&self, tag: &Tag) -> bool {
        // `<a name="x"/>` in a page that is no XML: left open by browsers, never so meant.
        let meant = matches!(tag.name.as_str(), "a" | "span") && tag.get("href").is_none();
        tag.closed && (self.page.xml || meant)
    }

    /// Follows the tags within an element that is left out. Whether this one ends it.
    fn leaves_skipped(&mut self, tag: &Tag) -> bool {
        let name = tag.name.as_str();
        let first = self.skipped[0].as_str();
        let head =
            first == "head" && (elements::is_block(name) || matches!(name, "a" | "span" | "body"));
        let paragraph = first == "p" && self.skipped.len() == 1 && elements::is_block(name);
        let implied = self.skipped.len() == 1 && elements::ends(name, first);
        if head || paragraph || implied {
            self.skipped.clear();
            return true;
        }
        if !elements::is_void(name)
            && !self.is_closed(tag)
            && self.skipped.len() < DEPTH
            && !elements::is_silent(name)
        {
            self.skipped.push(name.to_owned());
        }
        self.moor_here(tag);
        false
    }

    fn look(&self, tag: &Tag) -> Look {
        let own = Subject {
            name: tag.name.as_str(),
            id: tag.get("id").unwrap_or_default(),
            class: tag.get("class").unwrap_or_default(),
        };
        let ancestors: Vec<Subject<'_>> = if self.page.styles.is_nested() {
            self.stack
                .iter()
                .map(|element| Subject {
                    name: &element.name,
                    id: &element.id,
                    class: &element.class,
                })
                .collect()
        } else {
            Vec::new()
        };
        self.page.styles.look(&own, &ancestors, tag.get("style"))
    }

    fn is_left_out(&self, tag: &Tag, look: Look) -> bool {
        let name = tag.name.as_str();
        if matches!(name, "template" | "noscript" | "dialog") || !elements::is_silent(name) {
            let at = tag.range.start;
            if self.page.survey.kept.contains(&at) {
                return false;
            }
            let hidden = tag.get("hidden").is_some_and(|how| how != "until-found")
                || look.display == Some(Display::Hidden)
                || elements::is_unseen(tag)
                || (name == "dialog" && tag.get("open").is_none())
                || (tag.get("popover").is_some() && name != "a")
                || (self.flow.is_aside() && beside::is_repeated(tag));
            let inner = self.stack.iter().any(|element| {
                matches!(
                    element.name.as_str(),
                    "article" | "main" | "section" | "blockquote"
                )
            });
            let furniture = if self.page.book {
                name == "nav" && elements::is_furniture(tag)
            } else {
                elements::is_furniture(tag)
                    || (!inner && self.page.survey.furniture.contains(&at))
                    || (name == "aside" && self.page.survey.furniture.contains(&at))
                    || (name == "button"
                        && runs::popover(tag).is_none()
                        && !runs::is_mark_button(tag))
            };
            hidden || furniture || matches!(name, "template" | "noscript")
        } else {
            true
        }
    }

    /// Closes what the opening of a block implies to be closed.
    fn imply(&mut self, name: &str, at: usize) {
        let mut end = None;
        for (index, element) in self.stack.iter().enumerate().rev() {
            if element.name == "p" || elements::ends(name, &element.name) {
                end = Some(index);
                if element.name != "p" {
                    break;
                }
            } else if elements::bounds(name, &element.name) && element.block {
                break;
            }
        }
        if let Some(index) = end {
            while self.stack.len() > index {
                self.pop(at..at);
            }
        }
    }

    fn push(&mut self, tag: &Tag, look: Look, block: bool) {
        let name = tag.name.as_str();
        let at = tag.range.start;
        let mut inherited = self.inherited();
        match name {
            "blockquote" => inherited.set(Inherited::QUOTED),
            "td" | "th" => inherited.set(Inherited::CELL),
            "caption" | "figcaption" => inherited.set(Inherited::CAPTION),
            "pre" | "listing" | "xmp" | "plaintext" => {
                inherited.set(Inherited::PRE);
                inherited.set(Inherited::CODE);
            }
            "table" => inherited.clear(Inherited::CELL),
            "aside" if !self.page.book && !elements::is_note(tag) => {
                inherited.set(Inherited::BESIDE);
            }
            _ => {}
        }
        if matches!(name, "td" | "th") && self.in_layout_table() {
            inherited.clear(Inherited::CELL);
        }
        if !block {
            self.flow.settle(self.page.source);
        }
        let mut role = self.role(tag, look, block);
        if let Role::Beside { note } = &role {
            self.native = note.or(self.native);
            self.flow.aside();
            inherited.clear(Inherited::RAISED);
        }
        let from = self.flow.buffer.len();
        let kinds = runs::opened(tag, look, &mut inherited, &self.page.base, self.page.part);
        if role == Role::None
            && let Some((text, range)) = runs::popover(tag)
            && !kinds
                .iter()
                .any(|kind| matches!(kind, InlineKind::Link { .. }))
        {
            role = Role::Popover {
                from,
                text: text.to_owned(),
                range,
            };
        }
        let heading = elements::heading(name).or_else(|| {
            tag.has_word("role", "heading").then(|| {
                let level = tag.get("aria-level").and_then(|level| level.parse().ok());
                level.unwrap_or(2u8).clamp(1, 6)
            })
        });
        self.stack.push(Element {
            name: name.to_owned(),
            id: tag.get("id").unwrap_or_default().to_owned(),
            class: tag.get("class").unwrap_or_default().to_owned(),
            at,
            inherited,
            block,
            fresh: true,
            heading,
            runs: kinds.into_iter().map(|kind| (kind, from)).collect(),
            moorings: self
                .ids(tag)
                .into_iter()
                .map(|id| (id, self.flow.here()))
                .collect(),
            depth: self.flow.depth(),
            role,
        });
    }

    fn role(&mut self, tag: &Tag, look: Look, block: bool) -> Role {
        match tag.name.as_str() {
            "ol" | "ul" | "menu" | "dir" => {
                self.begin_list(tag, look);
                Role::List
            }
            "li" => {
                self.begin_item(tag, look);
                Role::Item
            }
            "q" => {
                let source = self.page.source;
                self.flow.meaning("“", source, tag.range.clone());
                Role::Quote
            }
            "label" | "sup" if beside::is_switch(tag) => Role::Switch {
                from: self.flow.buffer.len(),
                numbered: beside::is_numbered(tag),
            },
            "a" if elements::is_backlink(tag) => Role::Back,
            "span" | "small" | "aside" | "div" | "cite" | "em" => self.beside(tag, block),
            _ => Role::None,
        }
    }

    fn line_break(&mut self, range: Range<usize>) {
        if self.flow.buffer.text.is_empty() {
            return;
        }
        // Two in a row set paragraphs apart where pages have no better way.
        let plain = !self.inherited().has(Inherited::CELL)
            && !self.stack.iter().any(|element| element.heading.is_some());
        if self.flow.buffer.text.ends_with('\n') && plain {
            self.end_block(range.start);
        } else {
            self.flow.line_break(self.page.source, range);
        }
    }

    /// A heading that is a picture says what its description says.
    fn image(&mut self, tag: &Tag) {
        self.moor_here(tag);
        let in_heading = self.stack.iter().any(|element| element.heading.is_some());
        if let (true, Some(text), Some(range)) = (in_heading, tag.get("alt"), tag.range_of("alt")) {
            self.flow.settle(self.page.source);
            self.flow.meaning(text, self.page.source, range);
        }
    }

    /// The ids of an element, as links to it name them.
    fn ids(&self, tag: &Tag) -> Vec<String> {
        let id = tag.get("id").filter(|id| !id.is_empty());
        let name = tag
            .get("name")
            .filter(|name| tag.name == "a" && !name.is_empty() && Some(*name) != id);
        id.into_iter()
            .chain(name)
            .map(|id| self.page.base.anchor(id))
            .collect()
    }

    /// An anchor without extent.
    fn moor_here(&mut self, tag: &Tag) {
        let here = self.flow.here();
        for id in self.ids(tag) {
            self.flow.moorings.push(Mooring {
                id,
                start: here,
                end: here,
                range: tag.range.clone(),
            });
        }
    }

    /// Ends the block; its markup goes to `end`.
    fn end_block(&mut self, end: usize) {
        let length = self.flow.buffer.len();
        let depth = self.flow.depth();
        for element in self
            .stack
            .iter_mut()
            .filter(|element| element.depth == depth)
        {
            for (kind, from) in &mut element.runs {
                if *from < length {
                    self.flow
                        .buffer
                        .inline(kind.clone(), *from..length, element.at..end);
                }
                *from = 0;
            }
            if let Role::Switch { from, .. } | Role::Popover { from, .. } = &mut element.role {
                *from = 0;
            }
        }
        if length == 0 && self.flow.buffer.inlines().is_empty() {
            return;
        }
        let written = !self.flow.buffer.text.trim().is_empty();
        let inherited = self.inherited();
        let kind = self.kind(inherited);
        let mut context = Context {
            item: None,
            quoted: inherited.has(Inherited::QUOTED),
            note: self.native.filter(|_| self.flow.is_aside()),
        };
        let text = self
            .flow
            .buffer
            .source_of(&(0..self.flow.buffer.text.trim_end().len()));
        let mut range = text.unwrap_or(end..end);
        if let Some(element) = self.stack.iter().rev().find(|element| element.block)
            && element.fresh
        {
            range = element.at..end;
        }
        if written
            && !self.flow.is_aside()
            && let Some(item) = self.items.last_mut()
        {
            context.item = Some(item.place);
            item.place.first = false;
        }
        self.flow.end_block(kind, context, range);
        if written {
            for element in &mut self.stack {
                element.fresh = false;
            }
        }
    }

    fn kind(&self, inherited: Inherited) -> BlockKind {
        let heading = self.stack.iter().rev().find_map(|element| element.heading);
        match heading {
            Some(level) if !inherited.has(Inherited::BESIDE) => BlockKind::Heading { level },
            _ if inherited.has(Inherited::PRE) => BlockKind::Code,
            _ if inherited.has(Inherited::CAPTION) => BlockKind::Caption,
            _ if inherited.has(Inherited::CELL) => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        }
    }

    fn close(&mut self, name: &str, range: Range<usize>) {
        if !self.skipped.is_empty() {
            if let Some(found) = self.skipped.iter().rposition(|open| open == name) {
                self.skipped.truncate(found);
                return;
            }
            if !self.stack.iter().any(|element| element.name == name) {
                return;
            }
            self.skipped.clear();
        }
        if name == "br" {
            return self.line_break(range);
        }
        if self.overflow > 0 {
            self.overflow -= 1;
            return;
        }
        let block = elements::is_block(name);
        let bounded = !matches!(
            name,
            "table"
                | "tr"
                | "td"
                | "th"
                | "tbody"
                | "thead"
                | "tfoot"
                | "caption"
                | "body"
                | "html"
        );
        let reach = if block { usize::MAX } else { REACH };
        let found = self
            .stack
            .iter()
            .enumerate()
            .rev()
            .take(reach)
            .take_while(|(_, element)| {
                !(bounded && matches!(element.name.as_str(), "td" | "th" | "caption"))
            })
            .find(|(_, element)| element.name == name)
            .map(|(index, _)| index);
        let Some(index) = found else {
            return;
        };
        if self.stack[index].block {
            self.end_block(range.end);
            while self.stack.len() > index {
                self.pop(range.clone());
            }
        } else if matches!(self.stack[index].role, Role::Beside { .. }) {
            while self.stack.len() > index {
                self.pop(range.clone());
            }
        } else {
            self.finish(index, range.end);
        }
    }

    fn pop(&mut self, range: Range<usize>) {
        if let Some(last) = self.stack.len().checked_sub(1) {
            self.finish(last, range.end);
        }
    }

    /// Closes one element, whose markup goes to `end`.
    fn finish(&mut self, index: usize, end: usize) {
        if matches!(self.stack[index].role, Role::Beside { .. }) || self.stack[index].block {
            self.end_block(end);
        }
        let mut element = self.stack.remove(index);
        if element.depth != self.flow.depth() {
            // Closed across the border of a text beside the flow: its offsets mean nothing here.
            element.runs.clear();
            if !matches!(element.role, Role::List | Role::Item | Role::Beside { .. }) {
                element.role = Role::None;
            }
        }
        let from = element
            .runs
            .iter()
            .map(|(_, from)| *from)
            .min()
            .unwrap_or_else(|| self.flow.buffer.len())
            .min(self.flow.buffer.len());
        if element
            .runs
            .iter()
            .any(|(kind, _)| matches!(kind, InlineKind::Link { .. }))
        {
            self.drop_arrow(&element, from);
        }
        let length = self.flow.buffer.len();
        for (kind, from) in element.runs {
            let from = from.min(length);
            let link =
                matches!(&kind, InlineKind::Link { target, .. } if links::is_internal(target));
            if from < length || link {
                self.flow.buffer.inline(kind, from..length, element.at..end);
            }
        }
        let here = self.flow.here();
        for (id, start) in element.moorings {
            self.flow.moorings.push(Mooring {
                id,
                start,
                end: here,
                range: element.at..end,
            });
        }
        self.finish_role(element.role, element.at, end);
    }

    /// Arrows that lead back from a note, and signs that link to a heading, are no text.
    fn drop_arrow(&mut self, element: &Element, from: usize) {
        let text = self.flow.buffer.text.get(from..).unwrap_or_default();
        let in_heading = self.stack.iter().any(|element| element.heading.is_some());
        let spoken = element.role == Role::Back
            && !text.chars().any(|c| c.is_ascii_digit())
            && text.trim().chars().count() > 2;
        let sign =
            elements::is_arrow(text) || spoken || (in_heading && elements::is_permalink(text));
        if sign && !text.is_empty() {
            self.flow.buffer.truncate(from);
            self.flow.arrow();
        }
    }

    fn finish_role(&mut self, role: Role, at: usize, end: usize) {
        let source = self.page.source;
        match role {
            Role::None | Role::Back => {}
            Role::List => {
                self.lists.pop();
            }
            Role::Item => {
                if let Some(item) = self.items.pop()
                    && item.place.first
                    && item.place.number.is_some()
                    && !self.flow.is_aside()
                {
                    self.flow.empty_item(item.place, item.at..end);
                }
            }
            Role::Quote => self.flow.meaning("”", source, at..end),
            Role::Switch { from, numbered } => {
                let from = from.min(self.flow.buffer.len());
                let label = self.flow.buffer.text.get(from..).unwrap_or_default();
                let label = label.trim().to_owned();
                self.flow.buffer.truncate(from);
                self.switch = Some(Switch {
                    label: if numbered { label } else { String::new() },
                    numbered,
                    range: at..end,
                });
            }
            Role::Beside { .. } => {
                self.flow.rejoin();
                self.native = None;
            }
            Role::Popover { from, text, range } => self.popover(from, &text, range, at..end),
        }
    }
}
