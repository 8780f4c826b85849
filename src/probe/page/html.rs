//! One pass over the markup: texts by region, headings, metadata, links, forms, scripts. Gathers and does
//! not judge. The tokenizer is forgiving and linear; every buffer here has a cap.

use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};

use super::text;

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
const HOSTS: usize = 300;

// Regions an element stands in; a child inherits them.
const SKIP: u8 = 1;
const SIDE: u8 = 2;
const HEADER: u8 = 4;
const MAIN: u8 = 8;
const ARTICLE: u8 = 16;
const LINK: u8 = 32;
const HIDDEN: u8 = 64;

/// A buffer of visible text that collapses white space.
#[derive(Debug, Default)]
pub(super) struct Text {
    pub(super) text: String,
    /// Words outside links.
    pub(super) prose: usize,
    /// Whether something was left out for its length.
    pub(super) cut: bool,
    space: bool,
    line: bool,
}

impl Text {
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
            if self.text.len() + word.len() >= TEXT_CAP {
                self.cut = true;
                return;
            }
            if self.line && !self.text.is_empty() {
                self.text.push('\n');
            } else if self.space && !self.text.is_empty() {
                self.text.push(' ');
            }
            self.line = false;
            self.space = false;
            self.text.push_str(word);
            rest = after;
        }
    }
}

/// What one pass gathers.
#[derive(Debug, Default)]
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
    /// Addresses of scripts, frames and links, lower case, without duplicates in a row.
    pub(super) addresses: Vec<String>,
    pub(super) password: bool,
    pub(super) links: usize,
    pub(super) media: usize,
    pub(super) times: Vec<String>,
    open: Vec<([u8; 12], u8)>,
    attributes: Vec<(String, String)>,
    current: [u8; 12],
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

fn short(name: &[u8]) -> [u8; 12] {
    let mut out = [0; 12];
    for (to, from) in out.iter_mut().zip(name) {
        *to = *from;
    }
    out
}

fn is(name: [u8; 12], word: &str) -> bool {
    name == short(word.as_bytes())
}

fn any(name: [u8; 12], words: &[&str]) -> bool {
    words.iter().any(|word| is(name, word))
}

const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr", "frame", "keygen",
];
/// Elements that run on in the line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd",
    "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
    "img", "button", "del",
];
/// Elements whose end tag is often left out: a sibling ends them.
const SELF_CLOSING: &[&str] = &["p", "li", "td", "th", "tr", "dt", "dd", "option"];

impl Raw {
    fn event(&mut self, event: &CallbackEvent<'_>) {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.current = short(name);
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
            CallbackEvent::EndTag { name } => self.end(short(name)),
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
        self.open.last().map_or(0, |(_, region)| *region)
    }

    fn start(&mut self, self_closing: bool) {
        let name = self.current;
        self.gather(name);
        if !any(name, INLINE) {
            self.line_break();
        }
        if any(name, SELF_CLOSING) && self.open.last().is_some_and(|(open, _)| *open == name) {
            self.open.pop();
        }
        let region = self.region() | self.region_of(name);
        let region = if is(name, "main") {
            region & !SIDE
        } else {
            region
        };
        let foreign = self_closing && any(name, &["path", "use", "circle", "rect", "svg", "g"]);
        if any(name, VOID) || foreign {
            return;
        }
        if let [b'h', level @ b'1'..=b'2', 0, ..] = name
            && region & (SIDE | SKIP | HIDDEN) == 0
        {
            self.finish_heading();
            self.heading = Some((level - b'0', Text::default()));
        }
        self.in_title = is(name, "title") && region & SKIP == 0 && self.title.is_none();
        if self.open.len() < DEPTH {
            self.open.push((name, region));
        }
    }

    fn end(&mut self, name: [u8; 12]) {
        if !any(name, INLINE) {
            self.line_break();
        }
        if matches!(name, [b'h', b'1'..=b'2', 0, ..]) {
            self.finish_heading();
        }
        self.in_title = false;
        let floor = self.open.len().saturating_sub(REACH);
        let found = self.open[floor..]
            .iter()
            .rposition(|(open, _)| *open == name);
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
            && !text.text.is_empty()
            && self.headings.len() < HEADINGS
        {
            self.headings.push((level, text.text));
        }
    }

    fn string(&mut self, value: &[u8]) {
        let value = String::from_utf8_lossy(value);
        let name = self.open.last().map(|(name, _)| *name).unwrap_or_default();
        if self.in_title {
            let title = self.title.get_or_insert_default();
            if title.len() < HEADING_CAP {
                title.push_str(text::prefix(&value, HEADING_CAP));
            }
            return;
        }
        if is(name, "script") {
            self.script_text(&value);
            return;
        }
        if is(name, "noscript") {
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
        self.all.push(value);
        if region & HIDDEN != 0 {
            return;
        }
        let prose = if region & LINK == 0 {
            text::word_count(value)
        } else {
            0
        };
        self.all.prose += prose;
        if let Some((_, heading)) = &mut self.heading
            && heading.text.len() < HEADING_CAP
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
        self.body.push(value);
        self.body.prose += prose;
        if region & MAIN != 0 {
            self.main.push(value);
            self.main.prose += prose;
        }
        if region & ARTICLE != 0 {
            self.article.push(value);
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

    fn gather(&mut self, name: [u8; 12]) {
        if let Some(id) = self.attribute("id").map(str::to_owned) {
            self.anchor(id);
        }
        if is(name, "meta") {
            self.meta();
        } else if is(name, "a") {
            self.links += usize::from(self.attribute("href").is_some());
            if let Some(anchor) = self.attribute("name").map(str::to_owned) {
                self.anchor(anchor);
            }
            self.address("href");
        } else if is(name, "script") {
            self.scripts += 1;
            self.address("src");
        } else if is(name, "input") {
            let kind = self.attribute("type").unwrap_or_default();
            self.password |= kind.eq_ignore_ascii_case("password") && self.region() & HIDDEN == 0;
        } else if any(
            name,
            &[
                "img", "video", "audio", "object", "embed", "canvas", "picture",
            ],
        ) {
            self.media += 1;
        } else if any(name, &["iframe", "frame"]) {
            self.media += 1;
            self.address("src");
        } else if is(name, "html") {
            self.language = self
                .attribute("lang")
                .or_else(|| self.attribute("xml:lang"))
                .map(str::to_owned);
        } else if is(name, "base") && self.base.is_none() {
            self.base = self.attribute("href").map(str::to_owned);
        } else if is(name, "link") {
            let rel = self
                .attribute("rel")
                .unwrap_or_default()
                .to_ascii_lowercase();
            if rel.split_ascii_whitespace().any(|word| word == "canonical")
                && self.canonical.is_none()
            {
                self.canonical = self.attribute("href").map(str::to_owned);
            }
        } else if is(name, "time") && self.times.len() < 8 && self.region() & SIDE == 0 {
            self.times
                .extend(self.attribute("datetime").map(str::to_owned));
        } else if is(name, "body")
            && let Some(script) = self.attribute("onload").map(str::to_owned)
        {
            self.script.push_str(&script);
            self.script.push('\n');
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

    fn address(&mut self, attribute: &str) {
        if self.addresses.len() >= HOSTS {
            return;
        }
        let address = self
            .attribute(attribute)
            .filter(|address| address.contains("//") || address.contains("cdn-cgi"))
            .map(|address| text::prefix(address, 300).to_ascii_lowercase());
        if address.is_some() && self.addresses.last() != address.as_ref() {
            self.addresses.extend(address);
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
    fn region_of(&mut self, name: [u8; 12]) -> u8 {
        let mut region = 0;
        if any(
            name,
            &[
                "script", "style", "template", "svg", "math", "select", "textarea", "noscript",
            ],
        ) || any(
            name,
            &[
                "iframe", "object", "noembed", "noframes", "datalist", "canvas", "xmp",
            ],
        ) {
            return SKIP;
        }
        let root = any(name, &["html", "body", "head"]);
        if root {
            return 0;
        }
        if is(name, "a") {
            region |= LINK;
        } else if is(name, "main") {
            region |= MAIN;
        } else if is(name, "article") {
            if self.region() & (SIDE | HIDDEN | ARTICLE) == 0 {
                self.articles += 1;
            }
            region |= ARTICLE;
        } else if any(name, &["nav", "aside", "footer"]) {
            region |= SIDE;
        } else if is(name, "header") {
            region |= HEADER;
        } else if is(name, "dialog") && self.attribute("open").is_none() {
            region |= HIDDEN;
        }
        match self.attribute("role").unwrap_or_default() {
            "main" => region |= MAIN,
            "navigation" | "complementary" | "contentinfo" | "search" | "dialog" => region |= SIDE,
            "banner" => region |= HEADER,
            _ => {}
        }
        if self
            .attribute("itemprop")
            .is_some_and(|property| property == "articleBody")
        {
            region |= MAIN;
        }
        if self.attribute("hidden").is_some() {
            region |= HIDDEN;
        }
        if let Some(style) = self.attribute("style")
            && style.len() < 1000
        {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            if style.contains("display:none") || style.contains("visibility:hidden") {
                region |= HIDDEN;
            }
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
                    .any(|word| SIDE_NAMES.contains(&word.to_ascii_lowercase().as_str()))
            })
        })
    }
}

/// Classes and ids, whole, that name what stands beside the text.
const SIDE_NAMES: &[&str] = &[
    "sidebar",
    "side-bar",
    "sidebar-left",
    "sidebar-right",
    "left-sidebar",
    "right-sidebar",
    "sidebar-content",
    "sidebar-inner",
    "site-sidebar",
    "side",
    "widget",
    "widgets",
    "widget-area",
    "related",
    "related-posts",
    "related-articles",
    "related-content",
    "recommended",
    "recommendations",
    "most-read",
    "popular",
    "trending",
    "comments",
    "comment-list",
    "cookie",
    "cookies",
    "cookie-banner",
    "cookie-notice",
    "cookie-consent",
    "cookie-bar",
    "consent",
    "gdpr",
    "onetrust-consent-sdk",
    "cookieconsent",
    "menu",
    "nav",
    "navbar",
    "navigation",
    "main-nav",
    "main-menu",
    "topnav",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "site-footer",
    "page-footer",
    "modal",
    "popup",
    "newsletter",
    "share",
    "social",
    "social-share",
    "advert",
    "advertisement",
    "ads",
    "promo",
    "skip-link",
    "searchform",
    "sr-only",
    "visually-hidden",
];
