//! Citations by key and lists of works. A citation in a note is written out as a note would give it; one in
//! the text as author and year, or as a number where numbers are all the marks the document has.

use std::collections::{HashMap, HashSet};

use super::{
    Latex,
    catalog::Cite,
    feed::{Piece, Reading, Stand},
    groups::Open,
};
use crate::readers::{
    bib::{
        Entry,
        render::{self, Bit},
    },
    flow::At,
};

/// Most citations kept.
pub(super) const MAX_CITED: usize = 200_000;

/// Bibliographies and what was cited from them.
#[derive(Debug, Default)]
pub(super) struct Citing {
    /// Part and entry by key.
    pub(super) entries: HashMap<String, (usize, Entry)>,
    /// Keys in the order of the files.
    pub(super) order: Vec<String>,
    /// Files read already.
    pub(super) files: HashSet<String>,
    /// Keys in the order of their first citation.
    pub(super) cited: Vec<String>,
    seen: HashSet<String>,
    /// Keys written out in full already.
    full: HashSet<String>,
    /// Keys of a list written by hand.
    pub(super) listed: Vec<String>,
    /// Whether the items of that list have labels of their own.
    pub(super) labeled: bool,
    /// Whether a list of works is open.
    pub(super) item: u64,
    /// Number of each key, once it is asked for.
    numbers: Option<HashMap<String, usize>>,
    pub(super) all: bool,
}

impl Citing {
    /// Whether a second reading could number the citations.
    pub(super) fn asked(&self) -> bool {
        !self.cited.is_empty()
    }
}

/// One key with what stands before and after it.
#[derive(Debug, Default)]
struct Item {
    key: String,
    before: String,
    after: String,
}

/// Words of styles that print no numbers.
const NO_NUMBERS: &[&str] = &[
    "author",
    "apa",
    "apalike",
    "agsm",
    "chicago",
    "harvard",
    "humannat",
    "mla",
    "verbose",
    "alpha",
    "plainnat",
    "abbrvnat",
    "unsrtnat",
    "oscola",
    "footnote",
    "dcu",
    "kluwer",
    "jurabib",
    "sbl",
    "alphabetic",
    "reading",
    "draft",
    "historische",
    "philosophy",
];

/// Styles whose `\autocite` makes notes.
const NOTE_STYLES: &[&str] = &[
    "verbose",
    "chicago-notes",
    "autocite=footnote",
    "footnote",
    "oscola",
    "jura",
    "sbl",
    "historische",
    "bath-footnote",
    "mhra",
];

impl Latex<'_> {
    /// How works are printed, in lower case; what is said at the end counts from the start.
    pub(super) fn style(&self) -> String {
        if self.known.style.is_empty() {
            self.setup.bibliography.to_lowercase()
        } else {
            self.known.style.to_lowercase()
        }
    }

    /// Whether citations are printed as numbers that are the document's marks.
    pub(super) fn numeric(&self) -> bool {
        let style = self.style();
        let named = style.contains("numbers")
            || style.contains("numeric")
            || !NO_NUMBERS.iter().any(|word| style.contains(word));
        let listed = !self.known.cited.is_empty() || !self.known.listed.is_empty();
        named && listed && !self.known.notes && !self.citing.labeled
    }

    pub(super) fn in_note(&self) -> bool {
        self.groups
            .iter()
            .any(|group| matches!(group.open, Open::Note(_)))
    }

    /// `\cite[before][after]{keys}` and its kin.
    pub(super) fn cite(&mut self, cite: Cite, at: At) {
        let starred = self.feeds.eat(b'*');
        let first = self.feeds.optional().map(|arg| arg.flat());
        let second = self.feeds.optional().map(|arg| arg.flat());
        let (before, after) = match (first, second) {
            (Some(before), Some(after)) => (before, after),
            (Some(after), None) => (String::new(), after),
            _ => (String::new(), String::new()),
        };
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        let mut after = self.plain_argument(&after);
        if after.is_empty()
            && matches!(cite, Cite::Foot | Cite::FootFull | Cite::Auto)
            && self.feeds.peek() == Some(b'[')
        {
            // `\footcite{key}[p. 4]` is not how it is written, but what is meant is plain.
            let rest = self.feeds.rest();
            let page = rest[1..].trim_start();
            if page.starts_with(|c: char| c.is_ascii_digit())
                || ["p.", "pp.", "S.", "ch.", "sec.", "§"]
                    .iter()
                    .any(|word| page.starts_with(word))
            {
                let page = self
                    .feeds
                    .optional()
                    .map(|arg| arg.flat())
                    .unwrap_or_default();
                after = self.plain_argument(&page);
            }
        }
        let keys = arg.flat();
        let keys: Vec<&str> = keys
            .split(',')
            .map(str::trim)
            .filter(|key| !key.is_empty())
            .take(1_000)
            .collect();
        let last = keys.len().saturating_sub(1);
        let items: Vec<Item> = keys
            .iter()
            .enumerate()
            .map(|(nth, key)| Item {
                key: (*key).to_owned(),
                before: if nth == 0 {
                    self.plain_argument(&before)
                } else {
                    String::new()
                },
                after: if nth == last {
                    after.clone()
                } else {
                    String::new()
                },
            })
            .collect();
        self.write(cite, &items, starred, at);
    }

    /// `\footcites[4]{a}[7]{b}` and its kin.
    pub(super) fn multi_cite(&mut self, name: &str, at: At) {
        let mut items = Vec::new();
        while self.feeds.peek() == Some(b'(') {
            self.feeds.group(b'(', b')', Reading::Text);
        }
        while matches!(self.feeds.peek(), Some(b'[' | b'{')) && items.len() < 1_000 {
            let first = self.feeds.optional().map(|arg| arg.flat());
            let second = self.feeds.optional().map(|arg| arg.flat());
            let (before, after) = match (first, second) {
                (Some(before), Some(after)) => (before, after),
                (Some(after), None) => (String::new(), after),
                _ => (String::new(), String::new()),
            };
            if self.feeds.peek() != Some(b'{') {
                break;
            }
            let Some(arg) = self.feeds.argument(Reading::Raw) else {
                break;
            };
            items.push(Item {
                key: arg.flat().trim().to_owned(),
                before: self.plain_argument(&before),
                after: self.plain_argument(&after),
            });
        }
        let cite = match name {
            "footcites" | "smartcites" => Cite::Foot,
            "footcitetexts" => Cite::FootText,
            "autocites" => Cite::Auto,
            "textcites" => Cite::Text,
            "fullcites" => Cite::Full,
            "parencites" => Cite::Parenthesis,
            _ => Cite::Plain,
        };
        self.write(cite, &items, false, at);
    }

    fn write(&mut self, cite: Cite, items: &[Item], starred: bool, at: At) {
        self.load_pending();
        if items.is_empty() {
            return;
        }
        for item in items {
            if item.key == "*" {
                self.citing.all = true;
            } else if self.citing.cited.len() < MAX_CITED
                && self.citing.seen.insert(item.key.clone())
            {
                self.citing.cited.push(item.key.clone());
            }
        }
        if !self.shown() || cite == Cite::Hidden {
            return;
        }
        let end = self.feeds.here();
        let at = at.to(end);
        let style = self.style();
        let notes = NOTE_STYLES.iter().any(|word| style.contains(word));
        let cite = match cite {
            Cite::Auto if notes => Cite::Foot,
            Cite::Auto => Cite::Parenthesis,
            cite => cite,
        };
        match cite {
            Cite::Foot | Cite::FootFull if !self.in_note() => {
                self.counters.step("footnote");
                let label = self.counters.printed("footnote");
                if self.open_cited_note(&label, at) {
                    let mut pieces = self.written_out(items, cite == Cite::FootFull, at);
                    pieces.push(Piece::made(".}", at));
                    self.feeds.push_all(pieces);
                }
            }
            Cite::FootText => {
                let mut pieces = vec![Piece::made("\\footnotetext{", at)];
                pieces.extend(self.written_out(items, false, at));
                pieces.push(Piece::made(".}", at));
                self.feeds.push_all(pieces);
            }
            Cite::Author | Cite::Year | Cite::Title | Cite::Url => self.part_of(cite, items, at),
            _ if self.in_note() || cite == Cite::Full => {
                let pieces = self.written_out(items, cite == Cite::Full, at);
                self.feeds.push_all(pieces);
            }
            _ if self.numeric() => self.as_numbers(items, at),
            _ => self.in_text(cite, items, starred, at),
        }
    }

    fn open_cited_note(&mut self, label: &str, at: At) -> bool {
        if self.full() {
            return false;
        }
        if !self.open_note(label, "footnote", at) {
            return false;
        }
        self.open(Open::Note(self.current.clone()), at);
        label.clone_into(&mut self.current);
        true
    }

    /// Author, year, title or address of the first work.
    fn part_of(&mut self, cite: Cite, items: &[Item], at: At) {
        let Some((part, entry)) = self.citing.entries.get(&items[0].key).cloned() else {
            self.unknown(&items[0].key);
            return;
        };
        let source = self.source(part);
        let bits = match cite {
            Cite::Author => render::author(&source, &entry),
            Cite::Title => render::title(&source, &entry),
            Cite::Year => render::year(&source, &entry)
                .map(Bit::Made)
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        let pieces = self.pieces(part, bits, at);
        self.feeds.push_all(pieces);
    }

    pub(super) fn source(&self, part: usize) -> std::sync::Arc<str> {
        self.parts
            .get(part)
            .map_or_else(|| "".into(), |part| std::sync::Arc::clone(&part.source))
    }

    /// Works as a note gives them: in full at first, then short.
    fn written_out(&mut self, items: &[Item], always_full: bool, at: At) -> Vec<Piece> {
        let mut out = Vec::new();
        for (nth, item) in items.iter().enumerate() {
            if nth > 0 {
                out.push(Piece::made("; ", at));
            }
            if !item.before.is_empty() {
                out.push(Piece::made(format!("{} ", escaped(&item.before)), at));
            }
            let Some((part, entry)) = self.citing.entries.get(&item.key).cloned() else {
                self.unknown(&item.key);
                let after = if item.after.is_empty() { "" } else { ", " };
                let text = format!("{}{after}{}", escaped(&item.key), escaped(&item.after));
                out.push(Piece::made(text, at));
                continue;
            };
            let source = self.source(part);
            let place = escaped(&item.after);
            let place = (!place.is_empty()).then_some(place.as_str());
            let first = self.citing.full.insert(item.key.clone());
            let mut bits = if first || always_full {
                render::full(&source, &entry, place)
            } else {
                render::short(&source, &entry, place)
            };
            // The sentence's own stop follows.
            if matches!(bits.last(), Some(Bit::Made(text)) if text == ".") {
                bits.pop();
            }
            out.extend(self.pieces(part, bits, at));
        }
        out
    }

    /// Bits as LaTeX to be read: fields from their file, the rest made up.
    pub(super) fn pieces(&self, part: usize, bits: Vec<Bit>, at: At) -> Vec<Piece> {
        let source = self.source(part);
        bits.into_iter()
            .map(|bit| match bit {
                Bit::Made(text) => Piece::made(text, at),
                Bit::Source(range) => Piece {
                    start: range.start.min(source.len()),
                    end: range.end.min(source.len()),
                    text: std::sync::Arc::clone(&source),
                    stand: Stand::File(part),
                },
                Bit::Emphasis(true) => Piece::made("\\emph{", at),
                Bit::Url(true) => Piece::made("\\url{", at),
                Bit::Emphasis(false) | Bit::Url(false) => Piece::made("}", at),
            })
            .collect()
    }

    /// `(Roe 2020, 4; Doe 2021)` in the text.
    fn in_text(&mut self, cite: Cite, items: &[Item], starred: bool, at: At) {
        let wrapped = !matches!(cite, Cite::Text) && !starred;
        let mut out = vec![Piece::made(if wrapped { "(" } else { "" }, at)];
        for (nth, item) in items.iter().enumerate() {
            if nth > 0 {
                out.push(Piece::made("; ", at));
            }
            if !item.before.is_empty() {
                out.push(Piece::made(format!("{} ", escaped(&item.before)), at));
            }
            if let Some((part, entry)) = self.citing.entries.get(&item.key).cloned() {
                let source = self.source(part);
                let bits = render::author_year(&source, &entry);
                out.extend(self.pieces(part, bits, at));
            } else {
                if !self.known.listed.contains(&item.key) {
                    self.unknown(&item.key);
                }
                out.push(Piece::made(escaped(&item.key), at));
            }
            if !item.after.is_empty() {
                out.push(Piece::made(format!(", {}", escaped(&item.after)), at));
            }
        }
        out.push(Piece::made(if wrapped { ")" } else { "" }, at));
        self.feeds.push_all(out);
    }

    /// `[3, 7]` in the text.
    fn as_numbers(&mut self, items: &[Item], at: At) {
        let mut numbers = Vec::new();
        for item in items {
            match self.number_of(&item.key) {
                Some(number) => numbers.push(number.to_string()),
                None => self.flow.mark("?", None, at),
            }
        }
        if !numbers.is_empty() {
            let text = format!("[{}]", numbers.join(", "));
            self.flow.text(&text, at, false);
        }
    }

    pub(super) fn number_of(&mut self, key: &str) -> Option<usize> {
        if self.citing.numbers.is_none() {
            let order = if self.known.listed.is_empty() {
                self.works()
            } else {
                self.known.listed.clone()
            };
            let numbers = order
                .into_iter()
                .enumerate()
                .map(|(at, key)| (key, at + 1))
                .collect();
            self.citing.numbers = Some(numbers);
        }
        self.citing.numbers.as_ref()?.get(key).copied()
    }

    pub(super) fn unknown(&mut self, key: &str) {
        if self.citing.entries.is_empty() {
            self.say(
                "no bibliography could be read; works cited by key are shown as keys".to_owned(),
            );
        } else {
            self.say(format!("the key {key} is in no bibliography"));
        }
    }
}

/// Plain text as LaTeX would be given it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '&' | '%' | '$' | '#' | '_' | '{' | '}') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
