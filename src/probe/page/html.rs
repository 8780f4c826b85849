//! One pass over the markup: texts by region, headings, metadata, links, forms, scripts. Gathers and does
//! not judge. The tokenizer is forgiving and linear; every buffer here has a cap.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::{
    elements::{self, Tag, Traits},
    text,
};

/// Cap of each text buffer, in bytes.
const TEXT_CAP: usize = 1 << 20;
/// Cap of gathered inline scripts.
const SCRIPT_CAP: usize = 128 * 1024;
/// Cap of one JSON-LD block, and how many are kept.
const JSONLD_CAP: usize = 256 * 1024;
const JSONLD_BLOCKS: usize = 8;
/// Open elements remembered; deeper nesting inherits the region of the last remembered.
const DEPTH: usize = 256;
/// How far up an end tag looks for its start tag.
const REACH: usize = 32;
const ATTRIBUTES: usize = 64;
const ATTRIBUTE_CAP: usize = 8 * 1024;
const METAS: usize = 400;
const ANCHORS: usize = 50_000;
const HEADINGS: usize = 24;
const HEADING_CAP: usize = 600;

// Regions an element stands in; a child inherits them.
const SKIP: u8 = 1;
const SIDE: u8 = 2;
const HEADER: u8 = 4;
const MAIN: u8 = 8;
const ARTICLE: u8 = 16;
const LINK: u8 = 32;
const HIDDEN: u8 = 64;

/// A piece of text with its white space collapsed, made once for all buffers that take it.
#[derive(Debug, Default)]
struct Piece {
    words: String,
    /// Whether white space stands before and after.
    leads: bool,
    trails: bool,
}

impl Piece {
    fn fill(&mut self, value: &str) {
        self.words.clear();
        self.leads = value.starts_with(char::is_whitespace);
        self.trails = value.ends_with(char::is_whitespace);
        if value.is_ascii() {
            // As `char::is_whitespace` has it, vertical tab included.
            let words = value.split(|c: char| matches!(c, '\t'..='\r' | ' '));
            self.join(words.filter(|word| !word.is_empty()));
        } else {
            self.join(value.split_whitespace());
        }
    }

    fn join<'a>(&mut self, words: impl Iterator<Item = &'a str>) {
        for word in words {
            if !self.words.is_empty() {
                self.words.push(' ');
            }
            self.words.push_str(word);
        }
    }
}

/// A buffer of visible text that collapses white space.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) shown: String,
    /// Words outside links.
    pub(super) prose: usize,
    /// Whether something was left out for its length.
    pub(super) cut: bool,
    space: bool,
    line: bool,
}

impl Text {
    fn append(&mut self, piece: &Piece) {
        self.space |= piece.leads;
        if piece.words.is_empty() {
            return;
        }
        if self.shown.len() + piece.words.len() + 1 >= TEXT_CAP {
            self.push(&piece.words);
            self.space |= piece.trails;
            return;
        }
        self.separate();
        self.shown.push_str(&piece.words);
        self.space = piece.trails;
    }

    fn separate(&mut self) {
        if self.line && !self.shown.is_empty() {
            self.shown.push('\n');
        } else if self.space && !self.shown.is_empty() {
            self.shown.push(' ');
        }
        self.line = false;
        self.space = false;
    }

    fn push(&mut self, value: &str) {
        let mut rest = value;
        loop {
            let word = rest.trim_start();
            self.space |= word.len() < rest.len();
            if word.is_empty() {
                return;
            }
            let end = word.find(char::is_whitespace).unwrap_or(word.len());
            let (word, after) = word.split_at(end);
            if self.shown.len() + word.len() >= TEXT_CAP {
                self.cut = true;
                return;
            }
            self.separate();
            self.shown.push_str(word);
            rest = after;
        }
    }
}

/// An element that is open.
#[derive(Debug, Clone, Copy)]
struct Open {
    name: Name,
    tag: Tag,
    region: u8,
}

/// What one pass gathers.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations")]
pub(super) struct Raw {
    pub(super) main: Text,
    pub(super) article: Text,
    pub(super) articles: usize,
    pub(super) body: Text,
    pub(super) all: Text,
    pub(super) title: Option<String>,
    /// Level and text.
    pub(super) headings: Vec<(u8, String)>,
    /// Lower-case name or property, and content.
    pub(super) metas: Vec<(String, String)>,
    pub(super) refresh: Option<String>,
    pub(super) base: Option<String>,
    pub(super) canonical: Option<String>,
    pub(super) language: Option<String>,
    pub(super) jsonld: Vec<String>,
    pub(super) script: String,
    pub(super) script_bytes: usize,
    pub(super) scripts: usize,
    pub(super) noscript: String,
    pub(super) anchors: Vec<String>,
    pub(super) anchors_cut: bool,
    pub(super) password: bool,
    pub(super) links: usize,
    pub(super) media: usize,
    pub(super) times: Vec<String>,
    open: Vec<Open>,
    attributes: Vec<(String, String)>,
    piece: Piece,
    current: Name,
    traits: Traits,
    heading: Option<(u8, Text)>,
    in_title: bool,
    /// Whether the attribute being read is one too many.
    crowded: bool,
}

/// Reads markup.
pub(super) fn parse(markup: &str) -> Raw {
    let mut raw = Raw::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| {
        raw.event(&event);
        None::<std::convert::Infallible>
    });
    emitter.naively_switch_states(true);
    // Reading from a string cannot fail.
    let Ok(()) = Tokenizer::new_with_emitter(markup, emitter).finish();
    raw.finish_heading();
    raw
}

/// The first bytes of an element's name, enough to tell elements apart.
type Name = [u8; 12];

fn short(name: &[u8]) -> Name {
    let mut out = [0; 12];
    let length = name.len().min(out.len());
    out[..length].copy_from_slice(&name[..length]);
    out
}

impl Raw {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.current = short(name);
                self.traits = elements::traits(name);
                self.attributes.clear();
            }
            CallbackEvent::AttributeName { name } => {
                self.crowded = self.attributes.len() >= ATTRIBUTES;
                if !self.crowded {
                    let name = String::from_utf8_lossy(&name[..name.len().min(64)]);
                    self.attributes.push((name.into_owned(), String::new()));
                }
            }
            CallbackEvent::AttributeValue { value } => {
                if let Some((_, slot)) = self.attributes.last_mut()
                    && !self.crowded
                {
                    let value = &value[..value.len().min(ATTRIBUTE_CAP)];
                    *slot = String::from_utf8_lossy(value).into_owned();
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => self.start(*self_closing),
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.string(value),
            _ => {}
        }
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    fn region(&self) -> u8 {
        self.open.last().map_or(0, |open| open.region)
    }

    fn start(&mut self, self_closing: bool) {
        let (name, traits) = (self.current, self.traits);
        self.gather(traits.tag);
        if !traits.inline {
            self.line_break();
        }
        if traits.sibling_ends && self.open.last().is_some_and(|open| open.name == name) {
            self.open.pop();
        }
        let region = self.region() | self.region_of(traits);
        let region = if traits.tag == Tag::Main {
            region & !SIDE
        } else {
            region
        };
        // In foreign content `/>` does close.
        let foreign = self_closing && (traits.tag == Tag::Svg || self.region() & SKIP != 0);
        if traits.void || foreign {
            return;
        }
        if let Tag::Heading(level) = traits.tag
            && region & (SIDE | SKIP | HIDDEN) == 0
        {
            self.finish_heading();
            self.heading = Some((level, Text::default()));
        }
        self.in_title = traits.tag == Tag::Title && region & SKIP == 0 && self.title.is_none();
        if self.open.len() < DEPTH {
            self.open.push(Open {
                name,
                tag: traits.tag,
                region,
            });
        }
    }

    fn end(&mut self, name: &[u8]) {
        let traits = elements::traits(name);
        if !traits.inline {
            self.line_break();
        }
        if matches!(traits.tag, Tag::Heading(_)) {
            self.finish_heading();
        }
        self.in_title = false;
        let name = short(name);
        let floor = self.open.len().saturating_sub(REACH);
        let found = self.open[floor..]
            .iter()
            .rposition(|open| open.name == name);
        if let Some(at) = found {
            self.open.truncate(floor + at);
        }
    }

    fn line_break(&mut self) {
        for text in [
            &mut self.main,
            &mut self.article,
            &mut self.body,
            &mut self.all,
        ] {
            text.line = true;
        }
        if let Some((_, text)) = &mut self.heading {
            text.space = true;
        }
    }

    fn finish_heading(&mut self) {
        if let Some((level, text)) = self.heading.take()
            && !text.shown.is_empty()
            && self.headings.len() < HEADINGS
        {
            self.headings.push((level, text.shown));
        }
    }

    fn string(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        let tag = self.open.last().map_or(Tag::Other, |open| open.tag);
        if self.in_title {
            let title = self.title.get_or_insert_default();
            if title.len() < HEADING_CAP {
                title.push_str(text::prefix(&value, HEADING_CAP));
            }
            return;
        }
        if tag == Tag::Script {
            self.script_text(&value);
            return;
        }
        if tag == Tag::Noscript {
            if self.noscript.len() < SCRIPT_CAP {
                self.noscript.push_str(text::prefix(&value, SCRIPT_CAP));
                self.noscript.push(' ');
            }
            return;
        }
        let region = self.region();
        if region & SKIP != 0 {
            return;
        }
        let value = value.as_ref();
        let prose = if region & LINK == 0 {
            text::word_count(value)
        } else {
            0
        };
        self.piece.fill(value);
        self.all.append(&self.piece);
        self.all.prose += prose;
        if region & HIDDEN != 0 {
            return;
        }
        if let Some((_, heading)) = &mut self.heading
            && heading.shown.len() < HEADING_CAP
        {
            heading.push(text::prefix(value, HEADING_CAP));
        }
        if region & SIDE != 0 {
            return;
        }
        let inside = region & (MAIN | ARTICLE) != 0;
        if region & HEADER != 0 && !inside {
            return;
        }
        self.body.append(&self.piece);
        self.body.prose += prose;
        if region & MAIN != 0 {
            self.main.append(&self.piece);
            self.main.prose += prose;
        }
        if region & ARTICLE != 0 {
            self.article.append(&self.piece);
            self.article.prose += prose;
        }
    }

    fn script_text(&mut self, value: &str) {
        let kind = self
            .attribute("type")
            .unwrap_or_default()
            .to_ascii_lowercase();
        if kind.contains("ld+json") {
            if self.jsonld.len() < JSONLD_BLOCKS && value.len() <= JSONLD_CAP {
                self.jsonld.push(value.to_owned());
            }
            return;
        }
        self.script_bytes += value.len();
        if self.script.len() < SCRIPT_CAP {
            self.script.push_str(text::prefix(value, SCRIPT_CAP));
            self.script.push('\n');
        }
    }

    fn gather(&mut self, tag: Tag) {
        if self.attributes.is_empty() && tag != Tag::Script {
            return;
        }
        if let Some(id) = self.attribute("id").map(str::to_owned) {
            self.anchor(id);
        }
        match tag {
            Tag::Meta => self.meta(),
            Tag::A => {
                self.links += usize::from(self.attribute("href").is_some());
                if let Some(anchor) = self.attribute("name").map(str::to_owned) {
                    self.anchor(anchor);
                }
            }
            Tag::Script => self.scripts += 1,
            Tag::Input => {
                let kind = self.attribute("type").unwrap_or_default();
                self.password |=
                    kind.eq_ignore_ascii_case("password") && self.region() & HIDDEN == 0;
            }
            Tag::Media => self.media += 1,
            Tag::Html => {
                self.language = self
                    .attribute("lang")
                    .or_else(|| self.attribute("xml:lang"))
                    .map(str::to_owned);
            }
            Tag::Base if self.base.is_none() => {
                self.base = self.attribute("href").map(str::to_owned);
            }
            Tag::Link if self.canonical.is_none() => {
                let rel = self.attribute("rel").unwrap_or_default();
                if rel
                    .split_ascii_whitespace()
                    .any(|word| word.eq_ignore_ascii_case("canonical"))
                {
                    self.canonical = self.attribute("href").map(str::to_owned);
                }
            }
            Tag::Time if self.times.len() < 8 && self.region() & SIDE == 0 => {
                self.times
                    .extend(self.attribute("datetime").map(str::to_owned));
            }
            Tag::Body => {
                if let Some(script) = self.attribute("onload").map(str::to_owned) {
                    self.script.push_str(&script);
                    self.script.push('\n');
                }
            }
            _ => {}
        }
    }

    fn anchor(&mut self, id: String) {
        if id.is_empty() {
            return;
        }
        if self.anchors.len() < ANCHORS && id.len() <= 1024 {
            self.anchors.push(id);
        } else {
            self.anchors_cut = true;
        }
    }

    fn meta(&mut self) {
        let content = self.attribute("content").unwrap_or_default().to_owned();
        if let Some(equiv) = self.attribute("http-equiv") {
            let equiv = equiv.to_ascii_lowercase();
            if equiv == "refresh" && self.refresh.is_none() && self.region() & SKIP == 0 {
                self.refresh = Some(content.clone());
            }
            self.push_meta(equiv, content.clone());
        }
        for key in ["name", "property", "itemprop"] {
            if let Some(key) = self.attribute(key).map(str::to_ascii_lowercase) {
                self.push_meta(key, content.clone());
            }
        }
    }

    fn push_meta(&mut self, key: String, content: String) {
        if self.metas.len() < METAS && !content.trim().is_empty() {
            self.metas.push((key, content));
        }
    }

    /// The region an element opens.
    fn region_of(&mut self, traits: Traits) -> u8 {
        if traits.skip {
            return SKIP;
        }
        let mut region = match traits.tag {
            Tag::Html | Tag::Body | Tag::Head => return 0,
            Tag::A => LINK,
            Tag::Main => MAIN,
            Tag::Article => ARTICLE,
            Tag::Side => SIDE,
            Tag::Header => HEADER,
            Tag::Dialog if self.attribute("open").is_none() => HIDDEN,
            _ => 0,
        };
        if traits.tag == Tag::Article && self.region() & (SIDE | HIDDEN | ARTICLE) == 0 {
            self.articles += 1;
        }
        if self.attributes.is_empty() {
            return region;
        }
        region |= match self.attribute("role").unwrap_or_default() {
            "main" => MAIN,
            "navigation" | "complementary" | "contentinfo" | "search" | "dialog" => SIDE,
            "banner" => HEADER,
            _ => 0,
        };
        if self.attribute("itemprop") == Some("articleBody") {
            region |= MAIN;
        }
        if self.attribute("hidden").is_some() || self.attribute("style").is_some_and(hides) {
            region |= HIDDEN;
        }
        if region & (MAIN | ARTICLE) == 0 && self.side_by_name() {
            region |= SIDE;
        }
        region
    }

    /// Whether class or id name a side bar, a menu or the like.
    fn side_by_name(&self) -> bool {
        ["class", "id"].iter().any(|key| {
            self.attribute(key).is_some_and(|value| {
                text::prefix(value, 400)
                    .split_ascii_whitespace()
                    .any(elements::is_side_name)
            })
        })
    }
}

/// Whether an inline style hides its element.
fn hides(style: &str) -> bool {
    let style: String = text::prefix(style, 1000)
        .chars()
        .filter(|c| !c.is_whitespace())
        .collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}
