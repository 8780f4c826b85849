//! Entries written as a note, a short form or an entry of a list, in the manner of Chicago's notes. Fields stay
//! references into the bibliography file, so that what is wrong in one can be pointed at.

use std::ops::Range;

use super::{Entry, Value};

/// A piece of a written citation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::readers) enum Bit {
    /// Text between fields.
    Made(String),
    /// A stretch of the bibliography file.
    Source(Range<usize>),
    /// Italics begin or end.
    Emphasis(bool),
    /// An address begins or ends.
    Url(bool),
}

/// A person or body, as stretches of the file.
#[derive(Debug, Clone, Default)]
struct Name {
    first: Option<Range<usize>>,
    last: Range<usize>,
}

struct Writer<'a> {
    source: &'a str,
    entry: &'a Entry,
    out: Vec<Bit>,
}

/// Where in a work: `p. 4` before the address.
type Locator<'a> = Option<&'a str>;

/// The full form, as the first note gives it.
pub(in crate::readers) fn full(source: &str, entry: &Entry, locator: Locator<'_>) -> Vec<Bit> {
    let mut writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    writer.full(locator);
    writer.out
}

/// The short form of a later note.
pub(in crate::readers) fn short(source: &str, entry: &Entry, locator: Locator<'_>) -> Vec<Bit> {
    let mut writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    let named = writer.surnames();
    if named {
        writer.made(", ");
    }
    let title = entry.field(&["shorttitle", "title"]).is_some();
    if title {
        writer.title(&["shorttitle", "title"], locator.is_some());
    } else if !named {
        writer.made(&entry.key);
    }
    writer.locator(locator);
    writer.out
}

/// Surnames and year, for text citations.
pub(in crate::readers) fn author_year(source: &str, entry: &Entry) -> Vec<Bit> {
    let mut writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    if !writer.surnames() {
        writer.title(&["shorttitle", "title"], false);
    }
    if let Some(year) = writer.year() {
        writer.made(&format!(" {year}"));
    }
    writer.out
}

/// Surnames alone.
pub(in crate::readers) fn author(source: &str, entry: &Entry) -> Vec<Bit> {
    let mut writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    writer.surnames();
    writer.out
}

/// The title alone.
pub(in crate::readers) fn title(source: &str, entry: &Entry) -> Vec<Bit> {
    let mut writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    writer.values(&["shorttitle", "title"]);
    writer.out
}

/// The year alone.
pub(in crate::readers) fn year(source: &str, entry: &Entry) -> Option<String> {
    Writer {
        source,
        entry,
        out: Vec::new(),
    }
    .year()
}

/// What a list of works is sorted by: surname, year, title.
pub(in crate::readers) fn sort_key(source: &str, entry: &Entry) -> String {
    let writer = Writer {
        source,
        entry,
        out: Vec::new(),
    };
    let name = writer
        .names(&["author", "editor", "organization"])
        .first()
        .and_then(|name| source.get(name.last.clone()))
        .unwrap_or("")
        .to_owned();
    let title = entry.text(source, &["title"]).unwrap_or_default();
    let key = format!("{name} {} {title}", writer.year().unwrap_or_default());
    key.chars()
        .filter(|c| c.is_alphanumeric() || c.is_whitespace())
        .collect::<String>()
        .to_lowercase()
}

impl Writer<'_> {
    fn made(&mut self, text: &str) {
        self.out.push(Bit::Made(text.to_owned()));
    }

    fn range(&mut self, range: Range<usize>) {
        self.out.push(Bit::Source(range));
    }

    /// Writes a field; answers whether there was one.
    fn values(&mut self, names: &[&str]) -> bool {
        let Some(values) = self.entry.field(names) else {
            return false;
        };
        for value in values {
            self.out.push(match value {
                Value::Source(range) => Bit::Source(self.trim(range.clone())),
                Value::Text(text) => Bit::Made(text.clone()),
            });
        }
        true
    }

    fn has(&self, name: &str) -> bool {
        self.entry.field(&[name]).is_some()
    }

    /// A stretch without the white space and the doubled braces at its ends.
    fn trim(&self, range: Range<usize>) -> Range<usize> {
        let text = self.source.get(range.clone()).unwrap_or("");
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }

    /// The names of a field. Names in several pieces (abbreviations) are not taken apart.
    fn names(&self, fields: &[&str]) -> Vec<Name> {
        let Some([Value::Source(range)]) = self.entry.field(fields) else {
            return Vec::new();
        };
        let text = self.source.get(range.clone()).unwrap_or("");
        let bytes = text.as_bytes();
        let mut out = Vec::new();
        let mut depth = 0usize;
        let mut start = 0;
        let mut at = 0;
        while at <= bytes.len() && out.len() < 100 {
            let end = at == bytes.len();
            let and = !end
                && depth == 0
                && text.is_char_boundary(at)
                && bytes[at].is_ascii_whitespace()
                && bytes[at + 1..].len() > 4
                && bytes[at + 1..at + 4].eq_ignore_ascii_case(b"and")
                && bytes[at + 4].is_ascii_whitespace();
            if end || and {
                let piece = self.trim(range.start + start..range.start + at);
                if !piece.is_empty() {
                    out.push(self.name(piece));
                }
                start = at + 4;
                at += 4;
                if end {
                    break;
                }
                continue;
            }
            match bytes[at] {
                b'\\' => at += 1,
                b'{' => depth += 1,
                b'}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        out
    }

    /// One name: `Last, First`, `von Last, Jr, First`, `First Last` or `{A Body}`.
    fn name(&self, range: Range<usize>) -> Name {
        let text = self.source.get(range.clone()).unwrap_or("");
        let mut depth = 0usize;
        let mut commas = Vec::new();
        let mut last_space = None;
        for (at, c) in text.char_indices() {
            match c {
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => commas.push(at),
                ' ' | '\t' | '\n' | '~' if depth == 0 => last_space = Some(at),
                _ => {}
            }
        }
        if let (Some(first), Some(last)) = (commas.first(), commas.last()) {
            return Name {
                last: range.start..range.start + first,
                first: Some(self.trim(range.start + last + 1..range.end))
                    .filter(|first| !first.is_empty()),
            };
        }
        match last_space {
            Some(at) => Name {
                first: Some(self.trim(range.start..range.start + at)),
                last: range.start + at + 1..range.end,
            },
            None => Name {
                first: None,
                last: range,
            },
        }
    }

    /// Names as a note gives them: `Jane Roe and John Doe`, `Jane Roe et al.`
    fn full_names(&mut self, fields: &[&str]) -> bool {
        let names = self.names(fields);
        if names.is_empty() {
            return self.values(fields);
        }
        let count = names.len();
        for (at, name) in names.into_iter().enumerate() {
            if self.source.get(name.last.clone()) == Some("others") || (count > 3 && at == 1) {
                self.made(" et al.");
                break;
            }
            self.between(at, count);
            if let Some(first) = name.first {
                self.range(first);
                self.made(" ");
            }
            self.range(name.last);
        }
        true
    }

    fn between(&mut self, at: usize, count: usize) {
        match at {
            0 => {}
            _ if at + 1 < count => self.made(", "),
            _ if count == 2 => self.made(" and "),
            _ => self.made(", and "),
        }
    }

    fn surnames(&mut self) -> bool {
        let fields = ["author", "editor", "organization", "institution"];
        let names = self.names(&fields);
        if names.is_empty() {
            return self.values(&fields);
        }
        let count = names.len();
        for (at, name) in names.into_iter().enumerate() {
            if self.source.get(name.last.clone()) == Some("others") || (count > 3 && at == 1) {
                self.made(" et al.");
                break;
            }
            self.between(at, count);
            self.range(name.last);
        }
        true
    }

    fn year(&self) -> Option<String> {
        let text = self.entry.text(self.source, &["year", "date"])?;
        let digits: String = text
            .trim_matches(['{', '}', ' '])
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        (digits.len() == 4).then_some(digits).or(Some(text))
    }

    /// The date as printed: `February 17, 2024`, `February 2024`, `2024`.
    fn date(&self) -> Option<String> {
        let text = self.entry.text(self.source, &["date"]);
        if let Some(text) = text {
            let day = text.split('/').next().unwrap_or_default();
            let mut parts = day.trim_matches(['{', '}', ' ']).split('-');
            let year = parts.next().unwrap_or_default().to_owned();
            let month = parts
                .next()
                .and_then(|month| month.parse::<usize>().ok())
                .and_then(|month| super::MONTHS.get(month.wrapping_sub(1)));
            let day = parts.next().and_then(|day| day.parse::<u8>().ok());
            return Some(match (month, day) {
                (Some(month), Some(day)) => format!("{month} {day}, {year}"),
                (Some(month), None) => format!("{month} {year}"),
                _ => year,
            });
        }
        let year = self.year()?;
        let month = self.entry.text(self.source, &["month"]);
        let month = month.map(|month| {
            let plain = month.trim_matches(['{', '}', ' ', '.']).to_owned();
            plain
                .parse::<usize>()
                .ok()
                .and_then(|nth| super::MONTHS.get(nth.wrapping_sub(1)))
                .or_else(|| super::MONTHS.iter().find(|name| **name == plain))
                .map_or_else(
                    || super::month(&plain.to_lowercase()).map_or(plain.clone(), str::to_owned),
                    |name| (*name).to_owned(),
                )
        });
        let day = self
            .entry
            .text(self.source, &["day"])
            .and_then(|day| day.trim_matches(['{', '}', ' ']).parse::<u8>().ok());
        Some(match (month, day) {
            (Some(month), Some(day)) => format!("{month} {day}, {year}"),
            (Some(month), None) => format!("{month} {year}"),
            _ => year,
        })
    }

    /// Whether the title stands for a whole work and is set in italics.
    fn whole(&self) -> bool {
        matches!(
            self.entry.kind.as_str(),
            "book"
                | "mvbook"
                | "collection"
                | "proceedings"
                | "manual"
                | "booklet"
                | "report"
                | "techreport"
                | "periodical"
                | "reference"
        )
    }

    /// A title with its marks; a comma goes inside the quotation marks.
    fn title(&mut self, names: &[&str], comma: bool) {
        if self.whole() {
            self.out.push(Bit::Emphasis(true));
            self.values(names);
            if names == ["title"] && self.has("subtitle") {
                self.made(": ");
                self.values(&["subtitle"]);
            }
            self.out.push(Bit::Emphasis(false));
        } else {
            self.made("“");
            self.values(names);
            if names == ["title"] && self.has("subtitle") {
                self.made(": ");
                self.values(&["subtitle"]);
            }
            self.made(if comma { ",”" } else { "”" });
        }
    }

    fn locator(&mut self, locator: Locator<'_>) {
        if let Some(locator) = locator.filter(|locator| !locator.is_empty()) {
            let quoted = matches!(self.out.last(), Some(Bit::Made(text)) if text.ends_with(",”"));
            self.made(if quoted { " " } else { ", " });
            self.made(locator);
        }
    }

    fn emphasized(&mut self, names: &[&str]) {
        self.out.push(Bit::Emphasis(true));
        self.values(names);
        self.out.push(Bit::Emphasis(false));
    }

    /// `(Place: Publisher, 2004)`, whatever of it there is.
    fn imprint(&mut self) {
        let place = self.has("address") || self.has("location");
        let publishers = ["publisher", "institution", "school", "organization"];
        let publisher = self.entry.field(&publishers).is_some();
        let year = self.year();
        if !place && !publisher && year.is_none() {
            return;
        }
        self.made(" (");
        if place {
            self.values(&["address", "location"]);
            if publisher {
                self.made(": ");
            }
        }
        if publisher {
            self.values(&publishers);
        }
        if let Some(year) = year {
            if place || publisher {
                self.made(", ");
            }
            self.made(&year);
        }
        self.made(")");
    }

    fn full(&mut self, locator: Locator<'_>) {
        let mut named = self.full_names(&["author"]);
        if !named && self.whole() && self.has("editor") {
            named = self.full_names(&["editor"]);
            self.made(", eds.");
        }
        if named && self.has("title") {
            self.made(", ");
        }
        let contained = self.has("booktitle");
        let journal = self.entry.field(&["journal", "journaltitle"]).is_some();
        let containers = ["howpublished", "organization", "publisher", "institution"];
        let dated = !contained && !journal && !self.whole();
        let thesis = self.entry.kind.contains("thesis");
        let more = journal || contained || (dated && !thesis);
        if self.has("title") {
            self.title(&["title"], more);
        }
        if journal {
            self.made(" ");
            self.journal();
        } else if contained {
            self.made(" in ");
            self.emphasized(&["booktitle"]);
            if self.has("editor") {
                self.made(", ed. ");
                self.full_names(&["editor"]);
            }
            self.imprint();
        } else if thesis {
            self.made(" (");
            if !self.values(&["type"]) {
                let master = self.entry.kind.starts_with("master");
                self.made(if master {
                    "master’s thesis"
                } else {
                    "PhD diss."
                });
            }
            if self.entry.field(&["school", "institution"]).is_some() {
                self.made(", ");
                self.values(&["school", "institution"]);
            }
            if let Some(year) = self.year() {
                self.made(&format!(", {year}"));
            }
            self.made(")");
        } else if dated {
            let address = self.entry.text(self.source, &containers);
            // BibTeX keeps addresses in `howpublished`.
            let plain =
                address.is_some_and(|text| !text.contains("://") && !text.contains("\\url"));
            if plain {
                self.made(" ");
                self.values(&containers);
            }
            if let Some(date) = self.date() {
                self.made(if plain { ", " } else { " " });
                self.made(&date);
            }
        } else {
            if self.has("edition") {
                self.made(", ");
                self.values(&["edition"]);
                self.made(" ed.");
            }
            self.imprint();
        }
        match locator {
            Some(_) => self.locator(locator),
            None if !journal && contained && self.has("pages") => {
                self.made(", ");
                self.values(&["pages"]);
            }
            None => {}
        }
        self.address();
        self.made(".");
    }

    fn journal(&mut self) {
        self.emphasized(&["journaltitle", "journal"]);
        if self.has("volume") {
            self.made(" ");
            self.values(&["volume"]);
        }
        if self.has("number") || self.has("issue") {
            self.made(", no. ");
            self.values(&["number", "issue"]);
        }
        let volume = self.has("volume") || self.has("number");
        let date = if volume { self.year() } else { self.date() };
        if let Some(date) = date {
            if volume {
                self.made(&format!(" ({date})"));
            } else {
                self.made(&format!(", {date}"));
            }
        }
        if self.has("pages") {
            self.made(": ");
            self.values(&["pages"]);
        }
    }

    fn address(&mut self) {
        if self.has("doi") {
            self.made(", ");
            self.out.push(Bit::Url(true));
            let doi = self.entry.text(self.source, &["doi"]).unwrap_or_default();
            if !doi.contains("://") {
                self.made("https://doi.org/");
            }
            self.values(&["doi"]);
            self.out.push(Bit::Url(false));
            return;
        }
        if self.has("url") {
            self.made(", ");
            self.out.push(Bit::Url(true));
            self.values(&["url"]);
            self.out.push(Bit::Url(false));
            return;
        }
        for name in ["howpublished", "note"] {
            let text = self.entry.text(self.source, &[name]).unwrap_or_default();
            if text.contains("://") {
                self.made(", ");
                self.values(&[name]);
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bits: &[Bit], source: &str) -> String {
        bits.iter()
            .map(|bit| match bit {
                Bit::Made(text) => text.clone(),
                Bit::Source(range) => source[range.clone()].to_owned(),
                Bit::Emphasis(_) => "*".to_owned(),
                Bit::Url(_) => String::new(),
            })
            .collect()
    }

    #[test]
    fn entries_are_written_as_notes() {
        for (source, locator, expected) in [
            (
                "@article{a, author={Roe, Jane and Doe, John}, title={Wells}, journal={Water}, volume=4, number=2, year=2020, pages={5--9}, doi={10.1234/w.5}}",
                None,
                "Jane Roe and John Doe, “Wells,” *Water* 4, no. 2 (2020): 5--9, https://doi.org/10.1234/w.5.",
            ),
            (
                "@book{a, author={Jane van Roe}, title={Wells}, address={Alder}, publisher={Groyne}, date={2020-03-01}}",
                Some("12"),
                "Jane van Roe, *Wells* (Alder: Groyne, 2020), 12.",
            ),
            (
                "@online{a, author={{Water Board}}, title={Levels}, date={2024-02-17}, url={https://w.example/l}}",
                None,
                "{Water Board}, “Levels,” February 17, 2024, https://w.example/l.",
            ),
            (
                "@incollection{a, author={A and B and C and D}, title={T}, booktitle={Whole}, editor={Ed Itor}, publisher={P}, year={1999}, pages={3--4}}",
                None,
                "A et al., “T,” in *Whole*, ed. Ed Itor (P, 1999), 3--4.",
            ),
        ] {
            let entry = &super::super::parse(source)[0];
            assert_eq!(written(&full(source, entry, locator), source), expected);
        }
    }

    #[test]
    fn later_citations_are_short() {
        let source = "@book{a, author={Roe, Jane}, title={The Long Title of Wells}, shorttitle={Wells}, year=2020}";
        let entry = &super::super::parse(source)[0];
        assert_eq!(
            written(&short(source, entry, Some("7")), source),
            "Roe, *Wells*, 7"
        );
        assert_eq!(written(&author_year(source, entry), source), "Roe 2020");
    }
}
