//! Tags and text of a page with their byte ranges. The tokenizer is html5gum's; what it hands out is kept as
//! ranges of the source, so that text can be mapped back letter by letter. Knows no element's meaning.

use std::{collections::HashMap, ops::Range};

use html5gum::{
    Span, State, StringReader, Tokenizer,
    emitters::callback::{Callback, CallbackEmitter, CallbackEvent},
};

use crate::readers::html_tags;

/// Attributes kept of one tag, and the longest value kept; the rest is of no use here.
const ATTRIBUTES: usize = 64;
const LONGEST_VALUE: usize = 64 << 10;

/// A piece of a page.
#[derive(Debug, Clone)]
pub(super) enum Token {
    /// A start tag.
    Open(Tag),
    /// An end tag: its name in lower case and its range.
    Close(String, Range<usize>),
    /// Text as it stands in the source, character references included.
    Text(Range<usize>),
    /// A comment, declaration or CDATA section.
    Comment(Range<usize>),
}

/// A start tag.
#[derive(Debug, Clone, Default)]
pub(super) struct Tag {
    /// Name in lower case.
    pub(super) name: String,
    /// Where the tag stands.
    pub(super) range: Range<usize>,
    /// Whether it ends in `/>`.
    pub(super) closed: bool,
    attributes: Vec<Attribute>,
}

#[derive(Debug, Clone)]
struct Attribute {
    name: String,
    value: String,
    range: Range<usize>,
}

impl Tag {
    /// Value of an attribute, character references undone.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.find(name).map(|attribute| attribute.value.as_str())
    }

    /// Where the value of an attribute stands.
    pub(super) fn range_of(&self, name: &str) -> Option<Range<usize>> {
        self.find(name)
            .map(|attribute| attribute.range.clone())
            .filter(|range| !range.is_empty())
    }

    /// Whether a list of words (`class`, `role`, `epub:type`) has this one.
    pub(super) fn has_word(&self, name: &str, word: &str) -> bool {
        self.words(name).any(|one| one.eq_ignore_ascii_case(word))
    }

    /// The words of an attribute.
    pub(super) fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).unwrap_or_default().split_ascii_whitespace()
    }

    fn find(&self, name: &str) -> Option<&Attribute> {
        self.attributes
            .iter()
            .find(|attribute| attribute.name == name)
    }
}

/// Gathers the events of a tag.
#[derive(Debug, Default)]
struct Gather {
    tag: Tag,
}

fn owned(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Callback<Token, usize> for Gather {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<Token> {
        let range = span.start..span.end.max(span.start);
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag {
                    name: owned(name).to_ascii_lowercase(),
                    range,
                    ..Tag::default()
                };
                None
            }
            CallbackEvent::AttributeName { name } => {
                if self.tag.attributes.len() < ATTRIBUTES {
                    self.tag.attributes.push(Attribute {
                        name: owned(name).to_ascii_lowercase(),
                        value: String::new(),
                        range: range.end..range.end,
                    });
                }
                None
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some(last) = self.tag.attributes.last_mut()
                    && last.value.is_empty()
                    && value.len() <= LONGEST_VALUE
                {
                    last.value = owned(value);
                    last.range = range;
                }
                None
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                let mut tag = std::mem::take(&mut self.tag);
                tag.range.end = range.end;
                tag.closed = self_closing;
                Some(Token::Open(tag))
            }
            CallbackEvent::EndTag { name } => {
                self.tag = Tag::default();
                Some(Token::Close(owned(name).to_ascii_lowercase(), range))
            }
            CallbackEvent::String { .. } => Some(Token::Text(range)),
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {
                Some(Token::Comment(range))
            }
            CallbackEvent::Error(_) => None,
        }
    }
}

/// The tokens of a page in order.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    inner: Tokenizer<StringReader<'a>, CallbackEmitter<Gather, Token, usize>>,
    xml: bool,
    length: usize,
    /// Where the last token ended: text begins there at the earliest.
    last: usize,
}

impl<'a> Tokens<'a> {
    /// `xml` tells that `<script/>` and the like are closed by their slash.
    pub(super) fn new(source: &'a str, xml: bool) -> Self {
        let mut emitter = CallbackEmitter::new(Gather::default());
        emitter.naively_switch_states(!xml);
        Self {
            inner: Tokenizer::new_with_emitter(source, emitter),
            xml,
            length: source.len(),
            last: 0,
        }
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let mut token = match self.inner.next()? {
            Ok(token) => token,
            Err(never) => match never {},
        };
        if let (true, Token::Open(tag)) = (self.xml, &token)
            && !tag.closed
        {
            match tag.name.as_str() {
                "script" => self.inner.set_state(State::ScriptData),
                "style" => self.inner.set_state(State::RawText),
                "title" | "textarea" => self.inner.set_state(State::RcData),
                _ => {}
            }
        }
        // The tokenizer promises ranges of its input; nothing here may depend on it.
        let (length, last) = (self.length, self.last);
        let cap = |range: &mut Range<usize>| {
            range.end = range.end.min(length);
            range.start = range.start.min(range.end);
            range.end
        };
        self.last = match &mut token {
            Token::Open(tag) => cap(&mut tag.range),
            Token::Close(_, range) | Token::Comment(range) => cap(range),
            Token::Text(range) => {
                range.start = range.start.max(last);
                cap(range)
            }
        };
        Some(token)
    }
}

/// Undoes character references; keeps what they stand for, as most pages use the same few over and over.
#[derive(Debug, Default)]
pub(super) struct References {
    known: HashMap<String, Option<String>>,
}

impl References {
    /// Cuts text into pieces that stand in the source as they are (`None`) and references with what they mean.
    pub(super) fn pieces(
        &mut self,
        source: &str,
        range: Range<usize>,
    ) -> Vec<(Range<usize>, Option<String>)> {
        let mut out = Vec::new();
        let text = source.get(range.clone()).unwrap_or_default();
        let mut from = 0;
        let mut at = 0;
        while let Some(found) = text[at..].find('&').map(|found| at + found) {
            let length = reference_length(&text[found..]);
            at = found + length.max(1);
            if length == 0 {
                continue;
            }
            let Some(meaning) = self.meaning(&text[found..at]) else {
                continue;
            };
            if from < found {
                out.push((range.start + from..range.start + found, None));
            }
            out.push((range.start + found..range.start + at, Some(meaning)));
            from = at;
        }
        if from < text.len() {
            out.push((range.start + from..range.start + text.len(), None));
        }
        out
    }

    fn meaning(&mut self, reference: &str) -> Option<String> {
        if let Some(known) = self.known.get(reference) {
            return known.clone();
        }
        let meaning = decoded(reference);
        if self.known.len() < 4_096 {
            self.known.insert(reference.to_owned(), meaning.clone());
        }
        meaning
    }
}

/// Length of what looks like a character reference at the start of `text`; 0 where nothing does.
fn reference_length(text: &str) -> usize {
    let rest = &text.as_bytes()[1..];
    let body = rest
        .iter()
        .take(34)
        .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
        .count();
    match (body, rest.get(body)) {
        (0, _) => 0,
        (_, Some(b';')) => body + 2,
        _ => body + 1,
    }
}

/// What a reference means, by the table of the tokenizer; `None` where it is none.
fn decoded(reference: &str) -> Option<String> {
    let quick = html_tags::decode(reference);
    let simple = reference.ends_with(';') && !reference.starts_with("&#");
    if simple && quick != reference {
        return Some(quick);
    }
    let mut out = String::new();
    for token in Tokenizer::new(reference).flatten() {
        if let html5gum::Token::String(value) = token {
            out.push_str(&String::from_utf8_lossy(&value));
        }
    }
    (out != reference).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_source() {
        let source = "<p class='a b'>Caf&eacute; &amp; <A HREF=\"x?a=1&amp;b\" id=q>R&D</a><br/>é</p><!-- c --><script>if (a<b) {}</script>z";
        let mut seen = Vec::new();
        for token in Tokens::new(source, false) {
            match token {
                Token::Open(tag) => {
                    seen.push(source[tag.range.clone()].to_owned());
                    if tag.name == "a" {
                        assert_eq!(tag.get("href"), Some("x?a=1&b"));
                        let range = tag.range_of("href").unwrap();
                        assert_eq!(&source[range], "x?a=1&amp;b");
                        assert_eq!(tag.get("id"), Some("q"));
                    }
                    if tag.name == "p" {
                        assert!(tag.has_word("class", "B") && !tag.has_word("class", "c"));
                    }
                }
                Token::Close(_, range) | Token::Text(range) | Token::Comment(range) => {
                    seen.push(source[range].to_owned());
                }
            }
        }
        assert_eq!(seen.concat(), source, "{seen:?}");
    }

    #[test]
    fn references_are_undone_piece_by_piece() {
        let source = "a&nbsp;b&#146;c &bogus; R&D &copy 2&hellip;&notin;";
        let pieces = References::default().pieces(source, 0..source.len());
        let text: String = pieces
            .iter()
            .map(|(range, meaning)| meaning.clone().unwrap_or(source[range.clone()].to_owned()))
            .collect();
        assert_eq!(text, "a\u{a0}b’c &bogus; R&D © 2…∉");
    }

    #[test]
    fn what_xml_closes_by_a_slash_swallows_nothing() {
        let source = "<script src='x'/><title/><p>kept</p><style>p > a {}</style>";
        let texts: Vec<&str> = Tokens::new(source, true)
            .filter_map(|token| match token {
                Token::Text(range) => Some(&source[range]),
                _ => None,
            })
            .collect();
        assert_eq!(texts, ["kept", "p > a {}"]);
    }
}
