//! `AsciiDoc`: sections, lists, delimited blocks and tables by their lines, footnotes in the text. Attributes
//! are put in, conditionals are not decided.

mod inline;

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    Options,
    flow::{At, Flow},
    includes::Includes,
    para::Para,
};
use crate::{
    document::{BlockKind, Document, Notice, Part},
    input::{Format, Input},
};

/// Most attributes kept.
const MAX_NAMES: usize = 20_000;

/// Reads `AsciiDoc`.
pub(super) fn read(input: &Input, options: &Options<'_>, notices: &mut Vec<Notice>) -> Document {
    let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
    let mut reader = Asciidoc {
        options,
        folder: input.path[..input.path.len() - name.len()].to_owned(),
        flow: Flow::new(&input.path, Format::Asciidoc),
        parts: vec![super::whole(input)],
        part: 0,
        source: Arc::clone(&input.text),
        attributes: HashMap::new(),
        counter: 0,
        named: HashMap::new(),
        deferred: Vec::new(),
        lists: Vec::new(),
        quotes: Vec::new(),
        depth: 0,
        includes: Includes::default(),
        vain: 16 << 20,
        notices: Vec::new(),
    };
    reader.run();
    reader.end_lists(0);
    if reader.flow.crowded() {
        reader.say("too much markup to keep every place apart; some places are coarse".to_owned());
    }
    notices.append(&mut reader.notices);
    let notes: Vec<Option<usize>> = reader
        .deferred
        .iter()
        .map(|key| reader.named.get(key).map(|(note, _)| *note))
        .collect();
    let mut document = reader.flow.finish(&notes);
    document.parts = reader.parts;
    document
}

/// An open list.
#[derive(Debug)]
struct List {
    marker: String,
    number: u64,
}

/// A document being read.
#[derive(Debug)]
struct Asciidoc<'a> {
    options: &'a Options<'a>,
    folder: String,
    flow: Flow,
    parts: Vec<Part>,
    part: usize,
    source: Arc<str>,
    attributes: HashMap<String, String>,
    counter: u32,
    /// Notes with an id, with their printed numbers.
    named: HashMap<String, (usize, String)>,
    deferred: Vec<String>,
    lists: Vec<List>,
    /// Delimiters of the quotations that are open.
    quotes: Vec<String>,
    depth: usize,
    includes: Includes,
    /// Bytes that may still be looked at in vain for the end of markup.
    vain: usize,
    notices: Vec<Notice>,
}

/// The character a delimiter line repeats, where it is one.
fn delimiter(line: &str) -> Option<u8> {
    let first = *line.as_bytes().first()?;
    if line == "--" || line == "```" || line.starts_with("```") && !line[3..].contains('`') {
        return Some(first);
    }
    let same = line.bytes().all(|byte| byte == first);
    (same && line.len() >= 4 && b"-.=*_+/`".contains(&first)).then_some(first)
}

/// Level of a section title and the length of its marker.
fn section(line: &str) -> Option<(u8, usize)> {
    let first = line.bytes().next()?;
    if !matches!(first, b'=' | b'#') {
        return None;
    }
    let count = line.bytes().take_while(|byte| *byte == first).count();
    let rest = &line[count..];
    let blank = rest.len() - rest.trim_start().len();
    (count <= 6 && blank > 0 && !rest.trim().is_empty())
        .then(|| (u8::try_from(count).unwrap_or(6), count + blank))
}

/// The marker of a list item and the length with the space after it.
fn marker(line: &str) -> Option<(&str, usize)> {
    let first = line.bytes().next()?;
    let length = match first {
        b'*' | b'.' => line.bytes().take_while(|byte| *byte == first).count(),
        b'-' => 1,
        b'0'..=b'9' => {
            let digits = line.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 4 || !line[digits..].starts_with('.') {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    let rest = &line[length..];
    let blank = rest.len() - rest.trim_start().len();
    (length <= 6 && blank > 0 && !rest.trim().is_empty()).then(|| (&line[..length], length + blank))
}

/// Length of a description list's term, `term::` included.
fn term(line: &str) -> Option<usize> {
    let at = line.find("::")?;
    let end = at + line[at..].bytes().take_while(|byte| *byte == b':').count();
    let after = &line[end..];
    (at > 0 && (after.is_empty() || after.starts_with(' ')) && !line[..at].contains("://"))
        .then_some(end)
}

impl Asciidoc<'_> {
    fn say(&mut self, message: String) {
        if self.notices.len() < 20 && self.notices.iter().all(|n| n.message != message) {
            self.notices.push(Notice {
                message,
                place: None,
            });
        }
    }

    fn at(&self, range: Range<usize>) -> At {
        At::new(self.part, range)
    }

    fn run(&mut self) {
        let source = Arc::clone(&self.source);
        let mut lines: Vec<Range<usize>> = Vec::new();
        let mut at = 0;
        for raw in source.split_inclusive('\n') {
            lines.push(at..at + raw.trim_end().len());
            at += raw.len();
        }
        let mut next = 0;
        while next < lines.len() {
            next = self.line(&source, &lines, next).max(next + 1);
        }
        self.flow.end_block();
    }

    /// One line or block; answers with the line after it.
    fn line(&mut self, source: &str, lines: &[Range<usize>], at: usize) -> usize {
        let range = lines[at].clone();
        let text = &source[range.clone()];
        let trimmed = text.trim_start();
        if trimmed.is_empty() {
            self.flow.end_block();
            return at + 1;
        }
        if let Some(mark) = delimiter(text) {
            return self.delimited(source, lines, at, mark);
        }
        if text.starts_with("//") {
            return at + 1;
        }
        if self.meta(text) {
            return at + 1;
        }
        if text.starts_with("|===") || text.starts_with(",===") || text.starts_with("!===") {
            return self.table(source, lines, at);
        }
        if self.flow.open_kind().is_none() {
            if let Some((level, length)) = section(text) {
                self.end_lists(0);
                let inner = range.start + length..range.end;
                self.flow
                    .begin(BlockKind::Heading { level }, self.at(range));
                self.write(source, std::iter::once(inner));
                return at + 1;
            }
            if let Some(under) = lines.get(at + 1)
                && let Some(level) = underlined(text, &source[under.clone()])
            {
                self.end_lists(0);
                self.flow
                    .begin(BlockKind::Heading { level }, self.at(range.clone()));
                self.write(source, std::iter::once(range));
                return at + 2;
            }
            if text.starts_with('.') && text.len() > 1 && !text[1..].starts_with(['.', ' ']) {
                self.flow.begin(BlockKind::Caption, self.at(range.clone()));
                self.write(source, std::iter::once(range.start + 1..range.end));
                return at + 1;
            }
            if text.starts_with([' ', '\t']) && marker(trimmed).is_none() && self.lists.is_empty() {
                return self.literal(source, lines, at);
            }
        }
        self.item_or_paragraph(source, lines, at)
    }

    /// Lines that set something up; `true` where the line was one.
    fn meta(&mut self, text: &str) -> bool {
        if let Some(inner) = text.strip_prefix(':')
            && let Some((name, value)) = inner.split_once(':')
            && !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_!".contains(&byte))
            && (value.is_empty() || value.starts_with(' '))
        {
            if self.attributes.len() < MAX_NAMES {
                if name == "lang" {
                    self.flow.language(value.trim());
                }
                self.attributes
                    .insert(name.to_lowercase(), value.trim().to_owned());
            }
            return true;
        }
        if let Some(path) = text.strip_prefix("include::")
            && let Some((path, _)) = path.split_once('[')
        {
            let path = self.attributed(path);
            self.include(&path);
            return true;
        }
        let block_macro = [
            "ifdef::", "ifndef::", "ifeval::", "endif::", "image::", "toc::", "video::",
        ];
        if block_macro.iter().any(|name| text.starts_with(name)) {
            return true;
        }
        if matches!(text, "'''" | "<<<" | "***" | "---") {
            self.flow.end_block();
            return true;
        }
        if text == "+" {
            // The next block belongs to the item.
            self.flow.end_block();
            return true;
        }
        text.starts_with('[')
            && text.ends_with(']')
            && self.flow.open_kind().is_none()
            && !text.contains("]:")
            && !text[1..]
                .trim_start_matches('[')
                .starts_with(|c: char| c.is_ascii_digit())
    }

    /// A block between two equal lines.
    fn delimited(&mut self, source: &str, lines: &[Range<usize>], at: usize, mark: u8) -> usize {
        let text = &source[lines[at].clone()];
        self.flow.end_block();
        match mark {
            b'_' => {
                if self.quotes.last().is_some_and(|open| open == text) {
                    self.quotes.pop();
                    self.flow.end_quote();
                } else if self.quotes.len() < 50 {
                    self.quotes.push(text.to_owned());
                    self.flow.begin_quote();
                }
                at + 1
            }
            // Examples, sidebars and open blocks hold text.
            b'=' | b'*' => at + 1,
            b'-' if text == "--" => at + 1,
            _ => {
                let closing = if mark == b'`' { "```" } else { text };
                let key = format!("\n{closing}");
                if self.attributes.contains_key(&key) {
                    return at + 1;
                }
                let end =
                    (at + 1..lines.len()).find(|line| source[lines[*line].clone()] == *closing);
                let Some(end) = end else {
                    // It does not end: no other of its kind further on does.
                    self.attributes.insert(key, String::new());
                    return at + 1;
                };
                if matches!(mark, b'-' | b'.' | b'`') && end > at + 1 {
                    let range = lines[at + 1].start..lines[end - 1].end;
                    let place = self.at(range.clone());
                    self.flow.code(&source[range], place, true);
                }
                end + 1
            }
        }
    }

    /// Indented lines: text to be left alone.
    fn literal(&mut self, source: &str, lines: &[Range<usize>], at: usize) -> usize {
        let mut end = at + 1;
        while end < lines.len() && !source[lines[end].clone()].trim().is_empty() {
            end += 1;
        }
        let range = lines[at].start..lines[end - 1].end;
        let place = self.at(range.clone());
        self.flow.code(&source[range], place, true);
        end
    }

    fn item_or_paragraph(&mut self, source: &str, lines: &[Range<usize>], at: usize) -> usize {
        let range = lines[at].clone();
        let text = &source[range.clone()];
        let trimmed = text.trim_start();
        let lead = text.len() - trimmed.len();
        let mut start = range.start + lead;
        if let Some((found, length)) = marker(trimmed) {
            self.item(found, self.at(range));
            start += length;
        } else if let Some(length) = term(trimmed) {
            self.item("::", self.at(range.clone()));
            let shown = trimmed[..length].trim_end_matches(':').len();
            self.flow
                .begin(BlockKind::Paragraph, self.at(range.clone()));
            self.write(source, std::iter::once(start..start + shown));
            let rest = trimmed[length..].trim_start().len();
            if rest == 0 {
                return at + 1;
            }
            start = range.end - rest;
        } else if self.flow.open_kind().is_none() && lead == 0 && !self.lists.is_empty() {
            // A paragraph at the margin after a blank line ends the lists, unless `+` tied it to an item.
            let tied = at > 0 && &source[lines[at - 1].clone()] == "+";
            if !tied {
                self.end_lists(0);
            }
        }
        let mut end = at + 1;
        while end < lines.len() {
            let next = &source[lines[end].clone()];
            let plain = next.trim_start();
            let stops = plain.is_empty()
                || next == "+"
                || delimiter(next).is_some()
                || next.starts_with("|===")
                || next.starts_with("include::")
                || next.starts_with("//")
                || (!self.lists.is_empty() && (marker(plain).is_some() || term(plain).is_some()));
            if stops {
                break;
            }
            end += 1;
        }
        let ranges: Vec<Range<usize>> = std::iter::once(start..range_end(lines, at))
            .chain(lines[at + 1..end].iter().map(|line| {
                let text = &source[line.clone()];
                line.start + text.len() - text.trim_start().len()..line.end
            }))
            .collect();
        let whole = self.at(lines[at].start..range_end(lines, end - 1));
        self.flow.begin(BlockKind::Paragraph, whole);
        self.write(source, ranges.into_iter());
        end
    }

    /// Begins an item of the list with this marker, at the depth it had before.
    fn item(&mut self, marker: &str, at: At) {
        let kind = if marker.as_bytes()[0].is_ascii_digit() {
            "1."
        } else {
            marker
        };
        match self.lists.iter().position(|list| list.marker == kind) {
            Some(depth) => self.end_lists(depth + 1),
            None if self.lists.len() < 40 => {
                self.flow.begin_list();
                self.lists.push(List {
                    marker: kind.to_owned(),
                    number: 0,
                });
            }
            None => {}
        }
        let Some(list) = self.lists.last_mut() else {
            return;
        };
        let typed = marker
            .strip_suffix('.')
            .and_then(|digits| digits.parse().ok());
        list.number = typed.unwrap_or(list.number + 1);
        let numbered = kind == "1." || kind.starts_with('.');
        let number = Some(list.number).filter(|_| numbered);
        self.flow.item(number, at);
    }

    /// Ends the lists deeper than `depth`.
    fn end_lists(&mut self, depth: usize) {
        while self.lists.len() > depth {
            self.lists.pop();
            self.flow.end_list();
        }
    }

    /// Writes stretches of the file, one a line, and ends the block.
    fn write(&mut self, source: &str, ranges: impl Iterator<Item = Range<usize>>) {
        let para = Para::new(source, self.part, ranges);
        let all = 0..para.text.len();
        self.inline(&para, all);
        self.flow.end_block();
    }

    /// Cells between `|===` lines.
    fn table(&mut self, source: &str, lines: &[Range<usize>], at: usize) -> usize {
        self.flow.end_block();
        let closing = &source[lines[at].clone()];
        let mut next = at + 1;
        while next < lines.len() && &source[lines[next].clone()] != closing {
            let line = lines[next].clone();
            let text = &source[line.clone()];
            let cells = text
                .match_indices('|')
                .map(|(at, _)| at)
                .filter(|at| *at == 0 || !text[..*at].ends_with('\\'));
            let starts: Vec<usize> = cells.collect();
            if starts.is_empty() && !text.trim().is_empty() {
                self.flow.begin(BlockKind::Cell, self.at(line.clone()));
                self.write(source, std::iter::once(line.clone()));
            }
            for (nth, start) in starts.iter().enumerate() {
                let mut end = starts.get(nth + 1).copied().unwrap_or(text.len());
                // `2+|` and `a|` tell how the next cell is set.
                if nth + 1 < starts.len() {
                    let cell = &text[start + 1..end];
                    let spec = cell.rsplit(' ').next().unwrap_or("");
                    if spec.len() < cell.len()
                        && !spec.is_empty()
                        && spec.len() <= 4
                        && spec
                            .bytes()
                            .all(|byte| byte.is_ascii_digit() || b"+.*^<>aehlms".contains(&byte))
                        && spec.bytes().any(|byte| b"+*^<>".contains(&byte))
                    {
                        end -= spec.len();
                    }
                }
                let inner = text[start + 1..end].trim();
                if inner.is_empty() {
                    continue;
                }
                let offset = line.start + start + 1 + (end - start - 1)
                    - text[start + 1..end].trim_start().len();
                let cell = offset..offset + inner.len();
                self.flow.begin(BlockKind::Cell, self.at(cell.clone()));
                self.write(source, std::iter::once(cell));
            }
            next += 1;
        }
        next + 1
    }

    /// Attributes put in: `{name}`.
    fn attributed(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            out.push_str(&rest[..open]);
            let after = &rest[open + 1..];
            let value = after
                .find('}')
                .and_then(|end| Some((self.attributes.get(&after[..end].to_lowercase())?, end)));
            if let Some((value, end)) = value {
                out.push_str(value);
                rest = &after[end + 1..];
            } else {
                out.push('{');
                rest = after;
            }
            if out.len() > 10_000 {
                break;
            }
        }
        out.push_str(rest);
        out
    }

    /// Reads a file beside the one being read in its place.
    fn include(&mut self, path: &str) {
        let path = self.includes.path(path);
        if path.contains(':') {
            return;
        }
        let input = match self.includes.open(&path, Format::Asciidoc, self.options) {
            Ok(input) => input,
            Err(message) => return message.into_iter().for_each(|message| self.say(message)),
        };
        let mut part = super::whole(&input);
        part.file = Some(format!("{}{path}", self.folder));
        self.parts.push(part);
        let outer_part = std::mem::replace(&mut self.part, self.parts.len() - 1);
        let outer_source = std::mem::replace(&mut self.source, input.text);
        self.run();
        self.includes.close();
        self.part = outer_part;
        self.source = outer_source;
    }
}

fn range_end(lines: &[Range<usize>], line: usize) -> usize {
    lines.get(line).map_or(0, |line| line.end)
}

/// Level of a title with a line of punctuation under it.
fn underlined(title: &str, under: &str) -> Option<u8> {
    let first = under.bytes().next()?;
    let level = match first {
        b'=' => 1,
        b'-' => 2,
        b'~' => 3,
        b'^' => 4,
        b'+' => 5,
        _ => return None,
    };
    let width = title.chars().count();
    (under.len() >= 3
        && under.bytes().all(|byte| byte == first)
        && width.abs_diff(under.len()) <= 1
        && title.starts_with(char::is_alphanumeric))
    .then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_told_apart() {
        assert_eq!(section("== Wells"), Some((2, 3)));
        assert_eq!(section("==Wells"), None);
        assert_eq!(marker("** b"), Some(("**", 3)));
        assert_eq!(marker("12. b"), Some(("12.", 4)));
        assert_eq!(marker("*b*"), None);
        assert_eq!(term("Well:: deep"), Some(6));
        assert_eq!(term("https://a::b"), None);
        assert_eq!(delimiter("----"), Some(b'-'));
        assert_eq!(delimiter("---"), None);
        assert_eq!(underlined("Wells", "-----"), Some(2));
    }
}
