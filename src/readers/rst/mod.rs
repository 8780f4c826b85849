//! reStructuredText: blocks by their indentation, footnotes numbered as docutils numbers them, targets and
//! substitutions resolved. Read twice: what is defined anywhere can be referred to anywhere.

mod blocks;
mod directives;
mod inline;
mod tables;

use std::{collections::HashMap, ops::Range, sync::Arc};

use super::{
    Options,
    flow::{At, Flow},
    includes::Includes,
    para::Para,
};
use crate::{
    document::{Document, Notice, Part},
    input::{Format, Input},
};

/// Deepest nesting of blocks that is followed.
const MAX_DEPTH: usize = 60;
/// Most names that are kept.
const MAX_NAMES: usize = 200_000;

/// Reads reStructuredText.
pub(super) fn read(input: &Input, options: &Options<'_>, notices: &mut Vec<Notice>) -> Document {
    let mut first = Rst::new(input, options, Defined::default());
    first.run();
    let mut defined = first.defining;
    defined.number();
    let mut second = Rst::new(input, options, defined);
    second.run();
    if second.flow.crowded() {
        second.say("too much markup to keep every place apart; some places are coarse".to_owned());
    }
    notices.append(&mut second.notices);
    let notes: Vec<Option<usize>> = second
        .deferred
        .iter()
        .map(|place| {
            place
                .and_then(|place| second.notes.get(place))
                .copied()
                .flatten()
        })
        .collect();
    let mut document = second.flow.finish(&notes);
    document.parts = second.parts;
    document
}

/// One line.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// First byte that is no white space.
    start: usize,
    /// After the last byte that is no white space.
    end: usize,
    /// Column of `start`.
    indent: usize,
}

impl Line {
    fn blank(self) -> bool {
        self.start >= self.end
    }
}

/// A file, cut into lines.
#[derive(Debug)]
struct Sheet {
    part: usize,
    source: Arc<str>,
    lines: Vec<Line>,
    /// Line before which no table ends.
    no_table_until: usize,
}

impl Sheet {
    fn new(part: usize, source: Arc<str>) -> Self {
        let mut lines = Vec::new();
        let mut at = 0;
        for raw in source.split_inclusive('\n') {
            let text = raw.trim_end();
            let body = text.trim_start_matches([' ', '\t', '\u{c}']);
            let lead = text.len() - body.len();
            let indent = text[..lead].bytes().fold(0, |column, byte| {
                if byte == b'\t' {
                    column / 8 * 8 + 8
                } else {
                    column + 1
                }
            });
            lines.push(Line {
                start: at + lead,
                end: at + text.len(),
                indent,
            });
            at += raw.len();
        }
        Self {
            part,
            source,
            lines,
            no_table_until: 0,
        }
    }

    fn text(&self, line: usize) -> &str {
        self.lines
            .get(line)
            .and_then(|line| self.source.get(line.start..line.end))
            .unwrap_or("")
    }

    fn at(&self, range: Range<usize>) -> At {
        At::new(self.part, range)
    }

    /// A paragraph made of stretches of the file.
    fn para(&self, ranges: impl Iterator<Item = Range<usize>>) -> Para {
        Para::new(&self.source, self.part, ranges)
    }

    /// Where lines stand.
    fn lines_at(&self, lines: Range<usize>) -> At {
        let start = self.lines.get(lines.start).map_or(0, |line| line.start);
        let end = self.lines[..lines.end.min(self.lines.len())]
            .iter()
            .rev()
            .take(lines.len())
            .find(|line| !line.blank())
            .map_or(start, |line| line.end);
        self.at(start..end.max(start))
    }
}

/// How a footnote is labeled.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Label {
    /// `[3]`
    Number(String),
    /// `[#]` and `[#name]`
    Auto(Option<String>),
    /// `[*]`
    Symbol,
}

/// What the document defines.
#[derive(Debug, Default)]
struct Defined {
    /// Footnotes in the order of the text, with their printed labels once they are numbered.
    footnotes: Vec<(Label, String)>,
    /// First footnote of each number.
    by_number: HashMap<String, usize>,
    /// Footnote of each name.
    by_name: HashMap<String, usize>,
    /// Footnotes without name or number, in order.
    autos: Vec<usize>,
    /// Footnotes with symbols, in order.
    symbols: Vec<usize>,
    /// Address of each name and where it stands.
    targets: HashMap<String, (String, At)>,
    /// Addresses of references without a name, in order.
    anonymous: Vec<(String, At)>,
    /// Texts of substitutions.
    substitutions: HashMap<String, (String, At)>,
}

impl Defined {
    /// Gives the footnotes the labels that docutils gives them.
    fn number(&mut self) {
        const SYMBOLS: [&str; 10] = ["*", "†", "‡", "§", "¶", "#", "♠", "♥", "♦", "♣"];
        let mut taken: std::collections::HashSet<String> = self
            .footnotes
            .iter()
            .filter_map(|(label, _)| match label {
                Label::Number(number) => Some(number.clone()),
                _ => None,
            })
            .collect();
        let mut next = 1u32;
        let mut symbol = 0;
        for (place, (label, printed)) in self.footnotes.iter_mut().enumerate() {
            match label {
                Label::Number(number) => {
                    printed.clone_from(number);
                    self.by_number.entry(number.clone()).or_insert(place);
                }
                Label::Auto(name) => {
                    while !taken.insert(next.to_string()) {
                        next += 1;
                    }
                    *printed = next.to_string();
                    self.by_number.entry(printed.clone()).or_insert(place);
                    match name {
                        Some(name) => {
                            self.by_name.entry(name.clone()).or_insert(place);
                        }
                        None => self.autos.push(place),
                    }
                }
                Label::Symbol => {
                    let times = (symbol / 10 + 1).min(4);
                    *printed = SYMBOLS[symbol % 10].repeat(times);
                    self.symbols.push(place);
                    symbol += 1;
                }
            }
        }
    }
}

/// A document being read.
#[derive(Debug)]
struct Rst<'a> {
    options: &'a Options<'a>,
    folder: String,
    flow: Flow,
    parts: Vec<Part>,
    sheet: Sheet,
    depth: usize,
    /// Depth at which the file being read began.
    base: usize,
    /// Styles of headings, in the order of their levels.
    levels: Vec<(bool, u8)>,
    /// What this reading finds defined, and what the one before found.
    defining: Defined,
    defined: Defined,
    /// Native note of each footnote, once it is written.
    notes: Vec<Option<usize>>,
    /// Footnote of each deferred mark.
    deferred: Vec<Option<usize>>,
    autos_used: usize,
    symbols_used: usize,
    anonymous_used: usize,
    includes: Includes,
    notices: Vec<Notice>,
}

impl<'a> Rst<'a> {
    fn new(input: &Input, options: &'a Options<'a>, defined: Defined) -> Self {
        let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
        Self {
            options,
            folder: input.path[..input.path.len() - name.len()].to_owned(),
            flow: Flow::new(&input.path, Format::Rst),
            parts: vec![super::whole(input)],
            sheet: Sheet::new(0, Arc::clone(&input.text)),
            depth: 0,
            base: 0,
            levels: Vec::new(),
            defining: Defined::default(),
            notes: vec![None; defined.footnotes.len()],
            defined,
            deferred: Vec::new(),
            autos_used: 0,
            symbols_used: 0,
            anonymous_used: 0,
            includes: Includes::default(),
            notices: Vec::new(),
        }
    }

    fn run(&mut self) {
        let lines = self.sheet.lines.len();
        self.blocks(0..lines, 0);
    }

    fn say(&mut self, message: String) {
        if self.notices.len() < 20 && self.notices.iter().all(|n| n.message != message) {
            self.notices.push(Notice {
                message,
                place: None,
            });
        }
    }

    /// Reads a file beside the one being read in its place.
    fn include(&mut self, path: &str) {
        let path = self.includes.path(path);
        if path.starts_with("..") || path.contains(['<', ':']) {
            return;
        }
        let input = match self.includes.open(&path, Format::Rst, self.options) {
            Ok(input) => input,
            Err(message) => return message.into_iter().for_each(|message| self.say(message)),
        };
        let mut part = super::whole(&input);
        part.file = Some(format!("{}{path}", self.folder));
        let sheet = Sheet::new(self.parts.len(), input.text);
        self.parts.push(part);
        let outer = std::mem::replace(&mut self.sheet, sheet);
        let base = std::mem::replace(&mut self.base, self.depth);
        self.run();
        self.includes.close();
        self.base = base;
        self.sheet = outer;
    }
}
