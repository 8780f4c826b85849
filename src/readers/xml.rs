//! XML of office documents as a stream of elements and text with their places. Never fails and loads
//! nothing: entities of a document's own are left out, what is nested too deeply is skipped, and where a
//! part breaks off the open elements are closed. Knows no vocabulary but the names of the namespaces.

use std::{borrow::Cow, collections::VecDeque, ops::Range};

use quick_xml::{
    Reader,
    events::{Event as Raw, attributes::Attributes},
};

use crate::span::Span;

/// Elements nested deeper than this are left out, with all that stands in them.
pub(super) const MAX_DEPTH: usize = 256;

/// Prefixes that are bound at one place; word processors bind some forty.
const MOST_BINDINGS: usize = 128;

/// The namespaces that readers tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// `WordprocessingML`, transitional or strict.
    Word,
    /// Markup compatibility (`mc:AlternateContent`).
    Compat,
    /// Office math.
    Math,
    /// Relationships of a package, and content types.
    Package,
    /// Dublin Core.
    Dublin,
    /// OpenDocument `text:`.
    Text,
    /// OpenDocument `office:`.
    Office,
    /// OpenDocument `style:`.
    Style,
    /// OpenDocument `table:`.
    Table,
    /// OpenDocument `draw:`.
    Draw,
    /// Any other.
    Other,
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Event<'a> {
    /// An element begins; each is closed, also one without content.
    Open(Element<'a>),
    /// The innermost element ends.
    Close(Space, &'a str),
    /// Text between tags, references undone.
    Text(Cow<'a, str>, Span),
}

/// The beginning of an element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) space: Space,
    /// Its name without the prefix.
    pub(super) name: &'a str,
    /// Where its tag stands.
    pub(super) span: Span,
    tag: &'a str,
    name_length: usize,
}

impl<'a> Element<'a> {
    /// The value of the attribute of this name, whatever its prefix, references undone.
    pub(super) fn attr(&self, name: &str) -> Option<Cow<'a, str>> {
        self.attrs()
            .find(|(key, _)| key.rsplit(':').next() == Some(name))
            .map(|(_, value)| value)
    }

    /// The attribute as a number.
    pub(super) fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.attr(name)?.trim().parse().ok()
    }

    /// All attributes with their prefixes.
    pub(super) fn attrs(&self) -> impl Iterator<Item = (&'a str, Cow<'a, str>)> + use<'a> {
        let mut attributes = Attributes::new(self.tag, self.name_length);
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| {
            let value = match attribute.value {
                Cow::Borrowed(raw) => unescaped(raw),
                Cow::Owned(raw) => Cow::Owned(unescaped(&raw).into_owned()),
            };
            (attribute.key.into_inner(), value)
        })
    }
}

/// What was odd about a part once it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Oddities {
    /// Where it breaks off, in bytes.
    pub(super) broken: Option<usize>,
    /// Whether something was nested too deeply.
    pub(super) too_deep: bool,
    /// Whether it declares a document type, which no word processor writes.
    pub(super) doctype: bool,
}

/// Namespace prefixes that are bound, each from a depth on.
pub(super) type Bindings<'a> = Vec<(usize, &'a str, Space)>;

/// A part, or a stretch of one, being read.
pub(super) struct Xml<'a> {
    source: &'a str,
    reader: Reader<&'a [u8]>,
    /// What to add to the reader's positions.
    base: usize,
    bindings: Bindings<'a>,
    /// The prefix looked up last: most elements of a part have the same.
    last_prefix: Option<(&'a str, Space)>,
    open: Vec<(Space, &'a str, &'a str)>,
    /// Elements that are open beyond the depth that is read.
    over: usize,
    queue: VecDeque<Event<'a>>,
    ended: bool,
    oddities: Oddities,
}

impl<'a> Xml<'a> {
    /// Reads a whole part.
    pub(super) fn new(source: &'a str) -> Self {
        Self::within(source, 0..source.len(), Vec::new())
    }

    /// Reads a stretch of a part in which these prefixes are bound.
    pub(super) fn within(source: &'a str, range: Range<usize>, bindings: Bindings<'a>) -> Self {
        let base = range.start;
        let mut reader = Reader::from_str(source.get(range).unwrap_or_default());
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        config.trim_markup_names_in_closing_tags = true;
        Self {
            source,
            reader,
            base,
            bindings,
            last_prefix: None,
            open: Vec::new(),
            over: 0,
            queue: VecDeque::new(),
            ended: false,
            oddities: Oddities::default(),
        }
    }

    /// What was odd so far.
    pub(super) fn oddities(&self) -> Oddities {
        self.oddities
    }

    /// The prefixes bound at this place.
    pub(super) fn bindings(&self) -> Bindings<'a> {
        self.bindings
            .iter()
            .map(|(_, prefix, space)| (0, *prefix, *space))
            .collect()
    }

    /// Offset in the part up to which it was read.
    pub(super) fn offset(&self) -> usize {
        self.base + usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Reads to the end of the element that was opened last and leaves it out, its own end included.
    pub(super) fn leave_out(&mut self) {
        let depth = self.queued_depth();
        while let Some(event) = self.next() {
            if matches!(event, Event::Close(..)) && self.queued_depth() < depth {
                return;
            }
        }
    }

    /// Depth once the events that wait were handed out.
    fn queued_depth(&self) -> usize {
        self.open.len()
            + self
                .queue
                .iter()
                .filter(|event| matches!(event, Event::Close(..)))
                .count()
    }

    fn start(&mut self, from: usize, to: usize, length: usize, empty: bool) {
        if self.open.len() >= MAX_DEPTH || self.over > 0 {
            self.oddities.too_deep = true;
            self.over += usize::from(!empty);
            return;
        }
        let Some(tag) = self.source.get(from + 1..to - if empty { 2 } else { 1 }) else {
            return;
        };
        let full = tag.get(..length).unwrap_or_default();
        let depth = self.open.len() + 1;
        if tag.contains("xmlns") {
            for attribute in Attributes::new(tag, length).with_checks(false).flatten() {
                let key = attribute.key.into_inner();
                let prefix = match key.strip_prefix("xmlns") {
                    Some("") => "",
                    Some(rest) => match rest.strip_prefix(':') {
                        Some(prefix) => prefix,
                        None => continue,
                    },
                    None => continue,
                };
                if self.bindings.len() < MOST_BINDINGS {
                    self.bindings.push((depth, prefix, space(&attribute.value)));
                    self.last_prefix = None;
                }
            }
        }
        let (prefix, name) = full.split_once(':').unwrap_or(("", full));
        let space = match self.last_prefix {
            Some((last, space)) if last == prefix => space,
            _ => {
                let space = self.space_of(prefix);
                self.last_prefix = Some((prefix, space));
                space
            }
        };
        let element = Element {
            space,
            name,
            span: Span::new(from, to),
            tag,
            name_length: length,
        };
        self.queue.push_back(Event::Open(element));
        self.open.push((space, name, full));
        if empty {
            self.close_top();
        }
    }

    fn space_of(&self, prefix: &str) -> Space {
        match self
            .bindings
            .iter()
            .rev()
            .find(|(_, bound, _)| *bound == prefix)
        {
            Some((_, _, space)) => *space,
            // A prefix that nothing binds is meant as everybody uses it.
            None => match prefix {
                "w" => Space::Word,
                "mc" => Space::Compat,
                "m" => Space::Math,
                "text" => Space::Text,
                "office" => Space::Office,
                "style" => Space::Style,
                "table" => Space::Table,
                "draw" => Space::Draw,
                _ => Space::Other,
            },
        }
    }

    fn close_top(&mut self) {
        if let Some((space, name, _)) = self.open.pop() {
            self.queue.push_back(Event::Close(space, name));
            let depth = self.open.len();
            while self
                .bindings
                .last()
                .is_some_and(|(bound, _, _)| *bound > depth)
            {
                self.bindings.pop();
                self.last_prefix = None;
            }
        }
    }

    fn end(&mut self, full: &str) {
        if self.over > 0 {
            self.over -= 1;
            return;
        }
        // An end tag without its beginning is left out; elements that were not closed are.
        if let Some(at) = self.open.iter().rposition(|(_, _, open)| *open == full) {
            while self.open.len() > at {
                self.close_top();
            }
        }
    }

    fn text(&mut self, text: Cow<'a, str>, span: Span) {
        if self.over == 0 && !text.is_empty() && !self.open.is_empty() {
            self.queue.push_back(Event::Text(text, span));
        }
    }

    fn finish(&mut self, broken: bool) {
        self.ended = true;
        if broken || !self.open.is_empty() || self.over > 0 {
            self.oddities.broken = Some(self.offset().min(self.source.len()));
        }
        while !self.open.is_empty() {
            self.close_top();
        }
    }

    fn pull(&mut self) {
        let from = self.offset();
        let event = self.reader.read_event();
        let to = self.offset().min(self.source.len());
        let span = Span::new(from.min(to), to);
        match event {
            Ok(Raw::Start(tag)) => self.start(from, to, tag.name().into_inner().len(), false),
            Ok(Raw::Empty(tag)) => self.start(from, to, tag.name().into_inner().len(), true),
            Ok(Raw::End(tag)) => self.end(tag.name().into_inner()),
            Ok(Raw::Text(text)) => self.text(text.into_inner(), span),
            Ok(Raw::CData(text)) => {
                let inner = text.into_inner();
                self.text(inner, span);
            }
            Ok(Raw::GeneralRef(name)) => {
                if let Some(text) = reference(&name) {
                    self.text(Cow::Owned(text.into()), span);
                }
            }
            Ok(Raw::DocType(_)) => self.oddities.doctype = true,
            Ok(Raw::Comment(_) | Raw::PI(_) | Raw::Decl(_)) => {}
            Ok(Raw::Eof) => self.finish(false),
            Err(_) => self.finish(true),
        }
    }
}

impl<'a> Iterator for Xml<'a> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            if let Some(event) = self.queue.pop_front() {
                return Some(event);
            }
            if self.ended {
                return None;
            }
            self.pull();
        }
    }
}

/// The namespace of an address; OASIS, ISO strict and transitional forms of one vocabulary are the same.
fn space(address: &str) -> Space {
    const OASIS: &str = "urn:oasis:names:tc:opendocument:xmlns:";
    if let Some(rest) = address.strip_prefix(OASIS) {
        return match rest.split(':').next() {
            Some("text") => Space::Text,
            Some("office") => Space::Office,
            Some("style") => Space::Style,
            Some("table") => Space::Table,
            Some("drawing") => Space::Draw,
            _ => Space::Other,
        };
    }
    match address {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compat,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
        "http://schemas.openxmlformats.org/package/2006/relationships" => Space::Package,
        "http://purl.org/dc/elements/1.1/" => Space::Dublin,
        _ => Space::Other,
    }
}

/// The character of `&name;`; `None` for an entity of the document's own.
fn reference(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code).filter(|c| *c != '\0')?
        }
    })
}

/// A value with its references undone.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('&') {
        return Cow::Borrowed(raw);
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let known = end.and_then(|end| Some((reference(&rest[1..end])?, end + 1)));
        let (c, length) = known.unwrap_or(('&', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn told(source: &str) -> (String, Oddities) {
        let mut xml = Xml::new(source);
        let mut out = String::new();
        for event in xml.by_ref() {
            match event {
                Event::Open(element) => {
                    write!(out, "<{:?} {}", element.space, element.name).unwrap();
                    for (key, value) in element.attrs() {
                        write!(out, " {key}={value}").unwrap();
                    }
                    out.push('>');
                }
                Event::Close(_, name) => write!(out, "</{name}>").unwrap(),
                Event::Text(text, span) => {
                    assert!(span.end <= source.len());
                    out.push_str(&text);
                }
            }
        }
        (out, xml.oddities())
    }

    #[test]
    fn namespaces_count_and_prefixes_do_not() {
        let source = r#"<a:p xmlns:a="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:w="urn:x"><w:t b="1 &amp;&#x41;&lt;"/><a:t>x &lt;&#65;</a:t></a:p>"#;
        let (out, odd) = told(source);
        assert_eq!(
            out,
            "<Word p xmlns:a=http://purl.oclc.org/ooxml/wordprocessingml/main xmlns:w=urn:x>\
             <Other t b=1 &A<></t><Word t>x <A</t></p>"
        );
        assert_eq!(odd, Oddities::default());
        assert_eq!(told("<w:p/>").0, "<Word p></p>");
    }

    #[test]
    fn damage_closes_what_is_open() {
        let (out, odd) = told("<w:p><w:r>one</w:p></w:x><w:p>two<w:t>three");
        assert_eq!(
            out,
            "<Word p><Word r>one</r></p><Word p>two<Word t>three</t></p>"
        );
        assert_eq!(odd.broken, Some(43));
        let (out, odd) = told("<w:p>a & b &nope; c<w:t></w:p");
        assert!(out.starts_with("<Word p>a "), "{out}");
        assert!(odd.broken.is_some());
    }

    #[test]
    fn nothing_is_loaded_and_nothing_blows_up() {
        let bomb = r#"<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;"><!ENTITY x SYSTEM "file:///etc/passwd">]><w:p>1&c;2&x;3</w:p>"#;
        let (out, odd) = told(bomb);
        assert_eq!((out.as_str(), odd.doctype), ("<Word p>123</p>", true));
        let deep = format!("{}text{}", "<w:p>".repeat(5_000), "</w:p>".repeat(5_000));
        let (out, odd) = told(&deep);
        assert_eq!(out.matches("<Word p>").count(), MAX_DEPTH);
        assert!(odd.too_deep && !out.contains("text") && odd.broken.is_none());
    }

    #[test]
    fn a_skipped_element_is_gone_with_its_end() {
        let mut xml = Xml::new("<a><b>x<c/><d>y</d></b>z</a>");
        let mut text = String::new();
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) if element.name == "b" => xml.leave_out(),
                Event::Text(inner, _) => text.push_str(&inner),
                Event::Open(_) | Event::Close(..) => {}
            }
        }
        assert_eq!(text, "z");
        let mut xml = Xml::new("<a><b/>z</a>");
        let mut closes = 0;
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) if element.name == "b" => xml.leave_out(),
                Event::Close(..) => closes += 1,
                _ => {}
            }
        }
        assert_eq!(closes, 1);
    }
}
