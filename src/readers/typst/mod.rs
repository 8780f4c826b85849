//! Typst: its own parser, and an interpreter of the part of it that writes text: markup, the functions that
//! make notes, links and headings, simple definitions of the user's own. Nothing is computed or typeset.

mod calls;
mod cite;
mod code;
mod node;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
    sync::Arc,
};

use typst_syntax::{SyntaxKind as K, SyntaxNode};

use self::{
    cite::Citing,
    code::Binding,
    node::{Kept, N, unescaped},
};
use super::{
    Options, ReadError,
    flow::{At, Flow},
};
use crate::{
    document::{BlockKind, Document, InlineKind, Notice, Part},
    input::{Format, Input},
};

/// Largest source that is parsed, in bytes; the tree takes some thirty times as much.
const MAX_BYTES: usize = 8 << 20;
/// Deepest tree that is walked and taken down again: the parser's own nesting is bounded, `1+1+1+…` is not.
const MAX_TREE: usize = 5_000;
/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 300;
/// Most notices about one document.
const MAX_NOTICES: usize = 20;

/// Reads Typst. A document that refers ahead is read twice, the second time knowing its labels.
pub(super) fn read(
    input: &Input,
    options: &Options<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Document, ReadError> {
    if input.text.len() > MAX_BYTES {
        return Err(ReadError::new(
            &input.path,
            format!(
                "larger than the {} MB of Typst that can be read",
                MAX_BYTES >> 20
            ),
            "split the report into its chapters and check the directory",
        ));
    }
    let Some(root) = parse(&input.text) else {
        return Err(ReadError::too_much(
            &input.path,
            "an expression of more than 5,000 operators or calls",
        ));
    };
    let mut first = Typst::new(input, options, Known::default());
    first.run(&root);
    let (document, said) = if first.asked {
        let known = first.into_known();
        let mut second = Typst::new(input, options, known);
        second.run(&root);
        second.finish()
    } else {
        first.finish()
    };
    notices.extend(said);
    Ok(document)
}

/// The tree of a source; `None` where it is deeper than the stack of a program.
fn parse(text: &str) -> Option<SyntaxNode> {
    let root = typst_syntax::parse(text);
    if !is_too_deep(&root) {
        return Some(root);
    }
    // It is taken down by recursion, which would end the program: the memory is given up instead.
    std::mem::forget(root);
    None
}

fn is_too_deep(root: &SyntaxNode) -> bool {
    let mut open = vec![root.children()];
    while let Some(last) = open.last_mut() {
        match last.next() {
            Some(node) => open.push(node.children()),
            None => {
                open.pop();
            }
        }
        if open.len() > MAX_TREE {
            return true;
        }
    }
    false
}

/// What a first reading found out for the second.
#[derive(Debug, Default)]
struct Known {
    /// Printed numbers of notes by label.
    labels: HashMap<String, String>,
    notes: bool,
    cited: Vec<String>,
    /// Bibliography files, and the style they are printed in.
    bibliographies: Vec<String>,
    style: String,
}

/// Headings that set the counter of footnotes to 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resets {
    Never,
    Always,
    /// Those of one level.
    At(u8),
}

/// A document being read.
struct Typst<'a> {
    options: &'a Options<'a>,
    folder: String,
    flow: Flow,
    parts: Vec<Part>,
    depth: usize,
    scopes: Vec<HashMap<String, Rc<Binding>>>,
    /// Calls of the user's functions so far.
    calls: usize,
    /// The outermost call of a function of the user's that is being followed.
    site: Option<At>,
    /// Files that are being read.
    open_files: Vec<String>,
    included_bytes: usize,
    counter: i64,
    numbering: String,
    resets: Resets,
    /// The note that a label right after it would name.
    last_note: Option<(usize, String)>,
    note_depth: usize,
    note_count: usize,
    labels: HashMap<String, (usize, String)>,
    /// Keys of the deferred marks, in order.
    deferred: Vec<String>,
    /// Labels of anything else.
    places: HashSet<String>,
    known: Known,
    asked: bool,
    citing: Citing,
    titled: bool,
    notices: Vec<Notice>,
}

impl<'a> Typst<'a> {
    fn new(input: &Input, options: &'a Options<'a>, known: Known) -> Self {
        let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
        Self {
            options,
            folder: input.path[..input.path.len() - name.len()].to_owned(),
            flow: Flow::new(&input.path, Format::Typst),
            parts: vec![super::whole(input)],
            depth: 0,
            scopes: vec![HashMap::new()],
            calls: 0,
            site: None,
            open_files: Vec::new(),
            included_bytes: 0,
            counter: 0,
            numbering: "1".to_owned(),
            resets: Resets::Never,
            last_note: None,
            note_depth: 0,
            note_count: 0,
            labels: HashMap::new(),
            deferred: Vec::new(),
            places: HashSet::new(),
            known,
            asked: false,
            citing: Citing::default(),
            titled: false,
            notices: Vec::new(),
        }
    }

    fn run(&mut self, root: &SyntaxNode) {
        self.load_known();
        self.markup(N::root(root, 0));
    }

    fn into_known(self) -> Known {
        Known {
            labels: self
                .labels
                .into_iter()
                .map(|(name, (_, label))| (name, label))
                .collect(),
            notes: self.note_count > 0,
            cited: self.citing.cited,
            bibliographies: self.citing.files,
            style: self.citing.style,
        }
    }

    fn finish(mut self) -> (Document, Vec<Notice>) {
        if self.flow.crowded() {
            self.say(
                "too much markup to keep every place apart; some places are coarse".to_owned(),
            );
        }
        let notes: Vec<Option<usize>> = self
            .deferred
            .iter()
            .map(|key| self.labels.get(key).map(|(note, _)| *note))
            .collect();
        let mut document = self.flow.finish(&notes);
        document.parts = self.parts;
        (document, self.notices)
    }

    fn say(&mut self, message: String) {
        if self.notices.len() < MAX_NOTICES && self.notices.iter().all(|n| n.message != message) {
            self.notices.push(Notice {
                message,
                place: None,
            });
        }
    }

    /// Where a note or mark made by `n` stands: at the user's call, if a function of his made it.
    fn site(&self, n: N<'_>) -> At {
        self.site.unwrap_or_else(|| n.at())
    }

    /// Text of the file at a node.
    fn source_text(&self, n: N<'_>) -> &str {
        let at = n.at();
        self.parts
            .get(at.part)
            .and_then(|part| part.source.get(at.start..at.end))
            .unwrap_or("")
    }

    /// A run of markup.
    fn markup(&mut self, n: N<'_>) {
        if self.depth >= MAX_DEPTH {
            return;
        }
        self.depth += 1;
        let mut list: Option<K> = None;
        let mut number = 0;
        for child in n.children() {
            let kind = child.kind();
            match kind {
                K::ListItem | K::EnumItem | K::TermItem => {
                    if list != Some(kind) {
                        if list.is_some() {
                            self.flow.end_list();
                        }
                        self.flow.begin_list();
                        list = Some(kind);
                        number = 0;
                    }
                    self.list_item(child, &mut number);
                    continue;
                }
                K::Space | K::Parbreak | K::LineComment | K::BlockComment if list.is_some() => {
                    continue;
                }
                _ if list.is_some() => {
                    self.flow.end_list();
                    list = None;
                }
                _ => {}
            }
            self.item(child);
        }
        if list.is_some() {
            self.flow.end_list();
        }
        self.depth -= 1;
    }

    fn list_item(&mut self, n: N<'_>, number: &mut u64) {
        if n.kind() == K::EnumItem {
            let typed = n
                .children()
                .find(|child| child.kind() == K::EnumMarker)
                .and_then(|marker| marker.text().trim_end_matches('.').parse().ok());
            *number = typed.unwrap_or(*number + 1);
            self.flow.item(Some(*number), n.at());
        } else {
            self.flow.item(None, n.at());
        }
        for child in n.children() {
            match child.kind() {
                K::Markup => self.markup(child),
                K::Colon => self.flow.text(": ", child.at(), false),
                _ => {}
            }
        }
    }

    /// One piece of markup.
    fn item(&mut self, n: N<'_>) {
        let at = n.at();
        match n.kind() {
            K::Space => {
                let text = if n.text().contains('\n') { "\n" } else { " " };
                self.flow.space(text, at, text == n.text());
                return;
            }
            K::Label => {
                self.label(n);
                return;
            }
            _ => {}
        }
        self.last_note = None;
        match n.kind() {
            K::Text => self.flow.text(n.text(), at, true),
            K::Linebreak => self.flow.space("\n", at, false),
            K::Parbreak => self.paragraph(),
            K::Escape => {
                let text = unescaped(n.text());
                self.flow.text(&text, at, false);
            }
            K::Shorthand => {
                let text = match n.text() {
                    "--" => "–",
                    "---" => "—",
                    "..." => "…",
                    "~" => " ",
                    "-?" => "",
                    "-" => "−",
                    other => other,
                };
                self.flow.text(text, at, false);
            }
            K::SmartQuote => self.quote(n),
            K::Strong | K::Emph => {
                let spot = self.flow.spot();
                for child in n.children().filter(|child| child.kind() == K::Markup) {
                    self.markup(child);
                }
                let kind = if n.kind() == K::Strong {
                    InlineKind::Strong
                } else {
                    InlineKind::Emphasis
                };
                self.flow.span(kind, spot, at);
            }
            K::Raw => self.raw(n),
            K::Link => {
                let spot = self.flow.spot();
                self.flow.text(n.text(), at, true);
                let kind = InlineKind::Link {
                    target: n.text().to_owned(),
                    target_origin: Some(at.origin()),
                    autolink: true,
                };
                self.flow.span(kind, spot, at);
            }
            K::Ref => self.reference(n),
            K::Heading => self.heading(n),
            K::Equation => self.equation(n),
            K::Markup => self.markup(n),
            _ => self.expression(n),
        }
    }

    fn paragraph(&mut self) {
        match self.flow.open_kind() {
            Some(BlockKind::Paragraph) => self.flow.end_block(),
            Some(_) => {
                let at = At::default();
                self.flow.space("\n", at, false);
            }
            None => {}
        }
    }

    /// A quotation mark as it is printed.
    fn quote(&mut self, n: N<'_>) {
        let before = self.flow.open_text().chars().next_back();
        let opens = before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '[' | '{' | '–' | '—' | '/' | '“' | '‘' | '-')
        });
        let text = match (n.text(), opens) {
            ("\"", true) => "“",
            ("\"", false) => "”",
            (_, true) => "‘",
            (_, false) => "’",
        };
        self.flow.text(text, n.at(), false);
    }

    fn raw(&mut self, n: N<'_>) {
        let source = self.source_text(n).to_owned();
        let at = n.at();
        let ticks = source.bytes().take_while(|byte| *byte == b'`').count();
        let inner = source
            .get(ticks..source.len().saturating_sub(ticks))
            .unwrap_or("");
        let inner_at = At {
            part: at.part,
            start: at.start + ticks,
            end: at.start + ticks + inner.len(),
        };
        if ticks >= 3 && inner.contains('\n') {
            self.flow.code(inner.trim_end(), at, false);
        } else if !inner.is_empty() {
            let spot = self.flow.spot();
            self.flow.text(inner, inner_at, true);
            self.flow.span(InlineKind::Code, spot, at);
        }
    }

    fn heading(&mut self, n: N<'_>) {
        let level = n
            .children()
            .find(|child| child.kind() == K::HeadingMarker)
            .map_or(1, |marker| marker.text().len());
        let level = u8::try_from(level).unwrap_or(6);
        self.begin_heading(level, n.at());
        for child in n.children().filter(|child| child.kind() == K::Markup) {
            self.markup(child);
        }
        self.flow.end_block();
    }

    /// Opens a heading; its level is one deeper than typed, so that the title can be above all others.
    fn begin_heading(&mut self, level: u8, at: At) {
        if self.resets == Resets::Always || self.resets == Resets::At(level) {
            self.counter = 0;
        }
        self.flow.begin(
            BlockKind::Heading {
                level: (level + u8::from(self.titled)).clamp(1, 6),
            },
            at,
        );
    }

    fn label(&mut self, n: N<'_>) {
        let name = n.text().trim_matches(['<', '>']).to_owned();
        match self.last_note.take() {
            Some(note) => {
                self.labels.entry(name).or_insert(note);
            }
            None => {
                self.places.insert(name);
            }
        }
    }

    /// A formula; what it only raises is raised.
    fn equation(&mut self, n: N<'_>) {
        let source = self.source_text(n).to_owned();
        let inner = source.trim_matches('$').trim();
        let raised = inner
            .trim_start_matches(['"', '#', ' '])
            .strip_prefix('^')
            .map(|rest| rest.trim_matches(['(', ')', '"', ' ']));
        let spot = self.flow.spot();
        let at = n.at();
        let mark = raised.filter(|text| {
            !text.is_empty()
                && text
                    .chars()
                    .all(|c| c.is_ascii_digit() || ",–-*†‡".contains(c))
        });
        if let Some(text) = mark {
            self.flow.text(text, at, false);
            self.flow.span(InlineKind::Superscript, spot, at);
        } else {
            let text: String = inner.chars().take(400).collect();
            self.flow.text(&text, at, false);
            self.flow.span(InlineKind::Code, spot, at);
        }
    }

    /// Reads a file beside the document and keeps it as a part.
    fn load(&mut self, path: &str) -> Option<(usize, Arc<str>)> {
        const MOST: usize = 16 << 20;
        if path.contains(':') || path.starts_with('@') {
            return None;
        }
        let path = super::latex::normal_path(path);
        let shown = format!("{}{path}", self.folder);
        let known = self
            .parts
            .iter()
            .position(|part| part.file.as_deref() == Some(shown.as_str()));
        if let Some(part) = known {
            return Some((part, Arc::clone(&self.parts[part].source)));
        }
        if self.parts.len() > 2_000 {
            return None;
        }
        let bytes = self.options.files.read(&path)?;
        self.included_bytes += bytes.len();
        if self.included_bytes > MOST || bytes.len() > MAX_BYTES {
            self.say(format!("{path} is too large and left out"));
            return None;
        }
        let input = Input::from_bytes(&path, bytes, Some(Format::Typst)).ok()?;
        let mut part = super::whole(&input);
        part.file = Some(shown);
        self.parts.push(part);
        Some((self.parts.len() - 1, input.text))
    }
}

impl std::fmt::Debug for Typst<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typst").finish_non_exhaustive()
    }
}

/// A definition that is kept.
fn keep(n: N<'_>) -> Kept {
    Kept::new(n)
}
