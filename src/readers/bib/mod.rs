//! Bibliography files (BibTeX, `BibLaTeX`): entries with the places of their fields, read however broken the
//! rest of the file is. [`render`] writes an entry as a note would.

pub(super) mod render;

use std::{collections::HashMap, ops::Range};

/// Most entries read from one file.
const MAX_ENTRIES: usize = 100_000;
/// Most fields of an entry.
const MAX_FIELDS: usize = 200;

/// A piece of a field's value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    /// As it stands in the file.
    Source(Range<usize>),
    /// An abbreviation, spelled out.
    Text(String),
}

/// One entry.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// `book`, `article`, in lower case.
    pub(super) kind: String,
    /// The key it is cited by.
    pub(super) key: String,
    /// Fields by lower-case name.
    pub(super) fields: Vec<(String, Vec<Value>)>,
}

impl Entry {
    /// The first of these fields that has a value.
    pub(super) fn field(&self, names: &[&str]) -> Option<&[Value]> {
        names.iter().find_map(|name| {
            self.fields
                .iter()
                .find(|(known, value)| known == name && !value.is_empty())
                .map(|(_, value)| value.as_slice())
        })
    }

    /// A field as text, its markup and all.
    pub(super) fn text(&self, source: &str, names: &[&str]) -> Option<String> {
        let text: String = self
            .field(names)?
            .iter()
            .map(|value| match value {
                Value::Source(range) => source.get(range.clone()).unwrap_or(""),
                Value::Text(text) => text,
            })
            .collect();
        (!text.trim().is_empty()).then_some(text)
    }
}

/// The names of months that every style defines.
const MONTHS: &[&str] = &[
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The entries of a bibliography file, in its order. What cannot be understood is left out.
pub(super) fn parse(source: &str) -> Vec<Entry> {
    let mut scanner = Scanner {
        source,
        pos: 0,
        strings: HashMap::new(),
    };
    let mut out = Vec::new();
    while out.len() < MAX_ENTRIES && scanner.next_at() {
        if let Some(entry) = scanner.entry() {
            out.push(entry);
        }
    }
    inherit(&mut out);
    out
}

/// What an entry lacks is taken from the one it names in `crossref`.
fn inherit(entries: &mut [Entry]) {
    let parents: HashMap<String, usize> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| (entry.key.to_lowercase(), at))
        .collect();
    for at in 0..entries.len() {
        let Some(Value::Text(name)) = entries[at]
            .field(&["footfault-crossref"])
            .and_then(<[Value]>::first)
            .cloned()
        else {
            continue;
        };
        let Some(parent) = parents.get(&name).copied().filter(|parent| *parent != at) else {
            continue;
        };
        let inherited: Vec<(String, Vec<Value>)> = entries[parent]
            .fields
            .iter()
            .filter(|(name, _)| !name.starts_with("footfault-"))
            .map(|(name, value)| {
                let name = if name == "title" { "booktitle" } else { name };
                (name.to_owned(), value.clone())
            })
            .collect();
        for (name, value) in inherited {
            let has = entries[at].fields.iter().any(|(known, _)| *known == name);
            if !has && name != "author" && entries[at].fields.len() < MAX_FIELDS {
                entries[at].fields.push((name, value));
            }
        }
    }
}

struct Scanner<'a> {
    source: &'a str,
    pos: usize,
    strings: HashMap<String, Vec<Value>>,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.pos).copied()
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.pos += 1;
        }
    }

    fn eat(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.peek() == Some(byte);
        self.pos += usize::from(found);
        found
    }

    /// Goes to the next `@`.
    fn next_at(&mut self) -> bool {
        match self.source.get(self.pos..).and_then(|rest| rest.find('@')) {
            Some(at) => {
                self.pos += at + 1;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> String {
        self.blanks();
        let start = self.pos;
        while self.peek().is_some_and(|byte| {
            byte.is_ascii_alphanumeric() || byte >= 0x80 || b"_-+:./'&$*!?".contains(&byte)
        }) {
            self.pos += 1;
        }
        self.source.get(start..self.pos).unwrap_or("").to_owned()
    }

    fn entry(&mut self) -> Option<Entry> {
        let kind = self.word().to_lowercase();
        if kind.is_empty() || kind == "comment" || !(self.eat(b'{') || self.eat(b'(')) {
            return None;
        }
        if kind == "preamble" {
            return None;
        }
        if kind == "string" {
            let name = self.word().to_lowercase();
            if self.eat(b'=') {
                let value = self.value();
                if self.strings.len() < 10_000 {
                    self.strings.insert(name, value);
                }
            }
            return None;
        }
        self.blanks();
        let start = self.pos;
        while self
            .peek()
            .is_some_and(|byte| !matches!(byte, b',' | b'}' | b'\n' | b'='))
        {
            self.pos += 1;
        }
        let key = self.source.get(start..self.pos)?.trim().to_owned();
        let mut entry = Entry {
            kind,
            key,
            fields: Vec::new(),
        };
        while self.eat(b',') {
            let before = self.pos;
            let name = self.word().to_lowercase();
            if name.is_empty() || !self.eat(b'=') {
                // The end of the entry, or a field without a value.
                self.pos = before;
                self.blanks();
                if self.peek() == Some(b',') {
                    continue;
                }
                break;
            }
            let value = self.value();
            if entry.fields.len() < MAX_FIELDS {
                if matches!(name.as_str(), "crossref" | "xdata") {
                    let parent: String = value
                        .iter()
                        .map(|value| match value {
                            Value::Source(range) => self.source.get(range.clone()).unwrap_or(""),
                            Value::Text(text) => text,
                        })
                        .collect();
                    let parent = vec![Value::Text(parent.trim().to_lowercase())];
                    entry.fields.push(("footfault-crossref".to_owned(), parent));
                } else {
                    entry.fields.push((name, value));
                }
            }
        }
        self.eat(b'}');
        Some(entry)
    }

    /// `{…}`, `"…"`, a number or an abbreviation, joined by `#`.
    fn value(&mut self) -> Vec<Value> {
        let mut out = Vec::new();
        loop {
            self.blanks();
            match self.peek() {
                Some(b'{') => {
                    let range = self.braced();
                    out.push(Value::Source(range));
                }
                Some(b'"') => {
                    let range = self.quoted();
                    out.push(Value::Source(range));
                }
                _ => {
                    let start = self.pos;
                    let word = self.word();
                    if word.is_empty() {
                        return out;
                    }
                    let lower = word.to_lowercase();
                    if let Some(value) = self.strings.get(&lower) {
                        out.extend(value.iter().cloned());
                    } else if let Some(month) = month(&lower).filter(|_| word.len() == 3) {
                        out.push(Value::Text(month.to_owned()));
                    } else {
                        out.push(Value::Source(start..self.pos));
                    }
                }
            }
            if out.len() > 50 || !self.eat(b'#') {
                return out;
            }
        }
    }

    /// The inside of the braces that begin here. Where they do not end, they end before a line that begins
    /// with `@`.
    fn braced(&mut self) -> Range<usize> {
        let bytes = self.source.as_bytes();
        let start = self.pos + 1;
        let mut depth = 0usize;
        let mut at = self.pos;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        self.pos = at + 1;
                        return start..at;
                    }
                }
                b'\n' if bytes.get(at + 1) == Some(&b'@') => break,
                _ => {}
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        self.pos = end;
        start..end.max(start)
    }

    fn quoted(&mut self) -> Range<usize> {
        let bytes = self.source.as_bytes();
        let start = self.pos + 1;
        let mut depth = 0usize;
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                b'"' if depth == 0 => {
                    self.pos = at + 1;
                    return start..at;
                }
                b'\n' if bytes.get(at + 1) == Some(&b'@') => break,
                _ => {}
            }
            at += 1;
        }
        let end = at.min(bytes.len());
        self.pos = end;
        start..end.max(start)
    }
}

/// The month of a three-letter abbreviation.
fn month(word: &str) -> Option<&'static str> {
    MONTHS
        .iter()
        .find(|month| word.len() >= 3 && month.to_lowercase().starts_with(word))
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_however_they_are_written() {
        let source = "junk @comment{x}\n@string{jo = \"Journal of Wells\"}\n@Article{roe20,\n author = {Roe, Jane},\n \
                      title = \"A {Well} \" # {Story}, journal = jo, month = feb, year = 2020,\n}\n@book{broken, title = {No end\n\
                      @misc(last, url = {https://a.example/b_c})";
        let entries = parse(source);
        let keys: Vec<&str> = entries.iter().map(|entry| entry.key.as_str()).collect();
        assert_eq!(keys, ["roe20", "broken", "last"]);
        let first = &entries[0];
        assert_eq!(first.kind, "article");
        for (name, expected) in [
            ("author", "Roe, Jane"),
            ("title", "A {Well} Story"),
            ("journal", "Journal of Wells"),
            ("month", "February"),
            ("year", "2020"),
        ] {
            assert_eq!(first.text(source, &[name]).as_deref(), Some(expected));
        }
        assert_eq!(
            entries[2].text(source, &["url"]).as_deref(),
            Some("https://a.example/b_c")
        );
    }

    #[test]
    fn a_chapter_takes_what_it_lacks_from_its_book() {
        let source = "@incollection{a, title={Part}, crossref={B}}\n@book{b, title={Whole}, year={1999}, author={X}}";
        let entries = parse(source);
        assert_eq!(
            entries[0].text(source, &["booktitle"]).as_deref(),
            Some("Whole")
        );
        assert_eq!(entries[0].text(source, &["year"]).as_deref(), Some("1999"));
        assert_eq!(entries[0].text(source, &["author"]), None);
    }
}
