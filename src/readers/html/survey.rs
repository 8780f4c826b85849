//! A first look over a page for what must be known before its text is read: its own address and language, its
//! style sheets, which ids are linked to, which tables only lay out, which parts are furniture of the site.

use std::collections::{HashMap, HashSet};

use super::{
    css::Styles,
    elements,
    tokens::{Tag, Token, Tokens},
};

/// Open elements remembered.
const DEPTH: usize = 256;
/// Ids and links remembered.
const MANY: usize = 500_000;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Language that the page declares.
    pub(super) language: Option<String>,
    /// `<base href>`.
    pub(super) base: Option<String>,
    /// The page's own address, where it says so.
    pub(super) address: Option<String>,
    /// Rules of the style sheets in the page.
    pub(super) styles: Styles,
    /// Addresses of other style sheets.
    pub(super) sheets: Vec<String>,
    /// Every id of the page.
    pub(super) ids: HashSet<String>,
    /// Ids that short labels link to.
    pub(super) called: HashSet<String>,
    /// Furniture and hidden elements, by the offset of their tag, that hold the target of a label.
    pub(super) kept: HashSet<usize>,
    /// Page heads and feet, by offset, that are furniture.
    pub(super) furniture: HashSet<usize>,
    /// Tables, by offset, that only lay out.
    pub(super) layout: HashSet<usize>,
    /// Number of items of lists that count down without saying from where, by offset.
    pub(super) lengths: HashMap<usize, u64>,
    /// Elements that may be left out: where each stands, and the next one around it.
    nodes: Vec<(usize, Option<usize>)>,
    /// Ids that stand in one.
    inside: Vec<(String, usize)>,
}

impl Survey {
    /// Keeps what holds one of these ids, which labels link to, here or in other pages.
    pub(super) fn keep(&mut self, called: &HashSet<String>) {
        for (id, node) in &self.inside {
            let mut next = Some(*node).filter(|_| called.contains(id));
            while let Some((at, around)) = next.and_then(|node| self.nodes.get(node)) {
                // What is kept already has its surroundings kept.
                next = if self.kept.insert(*at) { *around } else { None };
            }
        }
    }
}

#[derive(Debug)]
struct Open {
    name: String,
    at: usize,
    /// The removable element it is or stands in, as index of [`Surveyor::nodes`].
    node: Option<usize>,
    tally: Tally,
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    links: usize,
    navs: usize,
    cells: usize,
    paragraphs: usize,
    structure: usize,
    items: u64,
}

impl Tally {
    /// Takes up what an inner element counted; items belong to their own list.
    fn add(&mut self, inner: &Self) {
        self.links += inner.links;
        self.navs += inner.navs;
        self.cells += inner.cells;
        self.paragraphs += inner.paragraphs;
        self.structure += inner.structure;
    }
}

#[derive(Debug)]
struct Surveyor {
    out: Survey,
    stack: Vec<Open>,
    /// The link that is open: its target and the text so far.
    link: Option<(String, String)>,
    main: bool,
    style: Option<usize>,
}

/// Looks over a page.
pub(super) fn survey(source: &str, xml: bool) -> Survey {
    let mut surveyor = Surveyor {
        out: Survey::default(),
        stack: Vec::new(),
        link: None,
        main: false,
        style: None,
    };
    for token in Tokens::new(source, xml) {
        match token {
            Token::Open(tag) => surveyor.open(&tag, xml),
            Token::Close(name, range) => surveyor.close(&name, range.start, source),
            Token::Text(range) => {
                if let Some((_, text)) = &mut surveyor.link
                    && text.len() < 64
                {
                    text.push_str(source[range].trim());
                }
            }
            Token::Comment(range) => surveyor.comment(&source[range]),
        }
    }
    surveyor.finish()
}

impl Surveyor {
    fn open(&mut self, tag: &Tag, xml: bool) {
        let name = tag.name.as_str();
        self.metadata(tag);
        let around = self.stack.last().and_then(|open| open.node);
        let node = if removable(tag) && self.out.nodes.len() < MANY {
            self.out.nodes.push((tag.range.start, around));
            Some(self.out.nodes.len() - 1)
        } else {
            around
        };
        for id in [tag.get("id"), tag.get("name").filter(|_| name == "a")] {
            if let Some(id) = id.filter(|id| !id.is_empty())
                && self.out.ids.len() < MANY
            {
                self.out.ids.insert(id.to_owned());
                if let Some(node) = node.filter(|_| self.out.inside.len() < MANY) {
                    self.out.inside.push((id.to_owned(), node));
                }
            }
        }
        if let Some(id) = other_target(tag)
            && self.out.called.len() < MANY
        {
            self.out.called.insert(id.to_owned());
        }
        self.main |= name == "main" || name == "article" || tag.has_word("role", "main");
        if name == "a" {
            self.finish_link();
            self.link = tag
                .get("href")
                .and_then(|href| href.split_once('#'))
                .map(|(_, id)| (id.to_owned(), String::new()));
            if tag.get("href").is_some() {
                self.count(|tally| tally.links += 1);
            }
        }
        match name {
            "nav" => self.count(|tally| tally.navs += 1),
            "p" => self.count(|tally| tally.paragraphs += 1),
            "td" | "th" => self.count(|tally| tally.cells += 1),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "table" | "ol" | "article" | "main" => {
                self.count(|tally| tally.structure += 1);
            }
            "li" => {
                if let Some(list) = self
                    .stack
                    .iter_mut()
                    .rev()
                    .find(|open| matches!(open.name.as_str(), "ol" | "ul" | "menu"))
                {
                    list.tally.items += 1;
                }
            }
            _ => {}
        }
        if name == "style" && !(xml && tag.closed) {
            self.style = Some(tag.range.end);
        }
        if elements::is_void(name) || (xml && tag.closed) || self.stack.len() >= DEPTH {
            return;
        }
        let counts = matches!(
            name,
            "table" | "header" | "footer" | "aside" | "ol" | "ul" | "menu"
        );
        if counts || node != around {
            self.stack.push(Open {
                name: name.to_owned(),
                at: tag.range.start,
                node,
                tally: Tally::default(),
            });
        }
    }

    fn count(&mut self, add: impl FnOnce(&mut Tally)) {
        if let Some(open) = self.stack.last_mut() {
            add(&mut open.tally);
        }
    }

    fn metadata(&mut self, tag: &Tag) {
        match tag.name.as_str() {
            "html" | "body" => {
                let declared = tag.get("lang").or_else(|| tag.get("xml:lang"));
                if let Some(language) = declared.filter(|language| is_language(language)) {
                    self.out.language.get_or_insert(language.to_owned());
                }
            }
            "base" => {
                if let Some(href) = tag.get("href") {
                    self.out.base.get_or_insert(href.to_owned());
                }
            }
            "link" if tag.has_word("rel", "canonical") => {
                if let Some(href) = tag.get("href").filter(|href| is_web(href)) {
                    self.out.address.get_or_insert(href.to_owned());
                }
            }
            "link" if tag.has_word("rel", "stylesheet") => {
                let media = tag.get("media").unwrap_or("all");
                if let Some(href) = tag.get("href").filter(|_| !media.contains("print"))
                    && self.out.sheets.len() < 64
                {
                    self.out.sheets.push(href.to_owned());
                }
            }
            "meta" => {
                let content = tag.get("content").unwrap_or_default();
                if tag.get("property") == Some("og:url") && is_web(content) {
                    self.out.address.get_or_insert(content.to_owned());
                }
                let spoken = tag
                    .get("http-equiv")
                    .is_some_and(|name| name.eq_ignore_ascii_case("content-language"));
                if spoken && is_language(content) {
                    self.out.language.get_or_insert(content.to_owned());
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str, at: usize, source: &str) {
        if name == "style"
            && let Some(start) = self.style.take()
        {
            self.out
                .styles
                .add(source.get(start..at).unwrap_or_default());
        }
        if name == "a" {
            self.finish_link();
        }
        let Some(found) = self.stack.iter().rposition(|open| open.name == name) else {
            return;
        };
        while self.stack.len() > found {
            self.pop();
        }
    }

    fn pop(&mut self) {
        if let Some(open) = self.stack.pop() {
            self.count(|tally| tally.add(&open.tally));
            self.judge(&open);
        }
    }

    fn judge(&mut self, open: &Open) {
        let tally = open.tally;
        match open.name.as_str() {
            "table" => {
                let text = tally.paragraphs > 2 * tally.cells + 2;
                if tally.structure > 0 || text {
                    self.out.layout.insert(open.at);
                }
            }
            "header" | "footer" => {
                // The head of a report has a title and a date; that of a site has menus.
                if tally.navs > 0 || tally.links >= 4 {
                    self.out.furniture.insert(open.at);
                }
            }
            "aside" => {
                if tally.navs > 0 || (tally.links >= 4 && tally.links > tally.paragraphs) {
                    self.out.furniture.insert(open.at);
                }
            }
            _ => {
                if tally.items > 0 {
                    self.out.lengths.insert(open.at, tally.items);
                }
            }
        }
    }

    fn finish_link(&mut self) {
        if let Some((id, text)) = self.link.take()
            && text.len() <= 24
            && self.out.called.len() < MANY
            && (text.chars().count() <= 3 || text.chars().any(|c| c.is_ascii_digit()))
        {
            self.out.called.insert(id);
        }
    }

    /// `<!-- saved from url=(0042)https://… -->`, which browsers write into pages they save.
    fn comment(&mut self, comment: &str) {
        let Some(rest) = comment.split_once("saved from url=").map(|(_, rest)| rest) else {
            return;
        };
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')'));
        let address = rest
            .split(|c: char| c.is_whitespace() || c == '-' && rest.ends_with("-->"))
            .next()
            .unwrap_or_default();
        let address = rest.split_whitespace().next().unwrap_or(address);
        if is_web(address) {
            self.out
                .address
                .get_or_insert(address.trim_end_matches("-->").to_owned());
        }
    }

    fn finish(mut self) -> Survey {
        while !self.stack.is_empty() {
            self.pop();
        }
        let called = std::mem::take(&mut self.out.called);
        self.out.keep(&called);
        self.out.called = called;
        self.out
    }
}

/// Whether an element may turn out to be furniture or hidden.
fn removable(tag: &Tag) -> bool {
    matches!(
        tag.name.as_str(),
        "nav" | "header" | "footer" | "aside" | "dialog" | "search" | "template" | "noscript"
    ) || elements::is_furniture(tag)
        || tag.get("hidden").is_some()
        || elements::is_unseen(tag)
        || tag
            .get("style")
            .is_some_and(|style| style.contains("none") || style.contains("hidden"))
        || (tag.get("class").is_some_and(|class| !class.is_empty())
            && !matches!(
                tag.name.as_str(),
                "p" | "li" | "td" | "th" | "tr" | "dt" | "dd" | "option" | "a"
            ))
}

/// The id that an element leads to by another attribute than `href`.
pub(super) fn other_target(tag: &Tag) -> Option<&str> {
    let void = |href: &str| href == "#" || href.trim_start().starts_with("javascript:");
    if tag.get("href").is_some_and(|href| !void(href)) {
        return None;
    }
    tag.get("popovertarget")
        .or_else(|| scripted(tag))
        .or_else(|| tag.get("aria-describedby"))
        .or_else(|| tag.get("aria-details"))
        .or_else(|| tag.get("aria-controls"))
        .filter(|id| !id.is_empty() && !id.contains(char::is_whitespace))
}

/// The id that a mark of a WordPress plugin leads to by a script:
/// `onclick="footnote_moveToReference_7_1('footnote_plugin_reference_7_1_3');"`.
fn scripted(tag: &Tag) -> Option<&str> {
    let script = tag.get("onclick").filter(|_| tag.name == "a")?;
    let (function, rest) = script.split_once("('")?;
    let known = function.trim_start().starts_with("footnote_moveTo");
    rest.split('\'').next().filter(|_| known)
}

fn is_web(href: &str) -> bool {
    href.starts_with("http://") || href.starts_with("https://")
}

/// Whether a language tag is one: pandoc writes `C` where it knows none.
fn is_language(tag: &str) -> bool {
    let primary = tag.split('-').next().unwrap_or_default();
    (2..=3).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_says_what_it_is() {
        let page = "<!-- saved from url=(0026)https://a.example/p --><html lang=de-AT><link rel='canonical' href='https://a.example/q'>
            <style>.x{display:none}</style><link rel=stylesheet href=a.css><base href='https://b.example/'>";
        let seen = survey(page, false);
        assert_eq!(seen.language.as_deref(), Some("de-AT"));
        assert_eq!(seen.address.as_deref(), Some("https://a.example/p"));
        assert_eq!(seen.base.as_deref(), Some("https://b.example/"));
        assert_eq!(seen.sheets, ["a.css"]);
        assert_eq!(survey("<html lang='C' xml:lang=''>", false).language, None);
    }

    #[test]
    fn furniture_that_holds_notes_is_kept() {
        let page = "<body><p>Text<a href='#fn1'>1</a></p><footer><a href=1>a</a><a href=2>b</a><a href=3>c</a><a href=4>d</a><p id=fn1>Note</p></footer>
            <header><nav>x</nav></header>";
        let seen = survey(page, false);
        let footer = page.find("<footer").unwrap();
        assert!(seen.furniture.contains(&footer) && seen.kept.contains(&footer));
        let header = page.find("<header").unwrap();
        assert!(seen.furniture.contains(&header) && !seen.kept.contains(&header));
    }
}
