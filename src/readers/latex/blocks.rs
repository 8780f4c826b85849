//! Headings, captions, lists, tables and environments.

use super::{
    Latex,
    catalog::{self, Environment},
    conditions,
    feed::{Arg, Piece, Reading, Stand},
    groups::Open,
};
use crate::{
    document::{BlockKind, Document, InlineKind},
    readers::flow::At,
};

/// An environment that is open.
#[derive(Debug)]
pub(super) struct Entered {
    pub(super) name: String,
    kind: Environment,
    /// Number of the last item, for lists.
    item: u64,
    /// Whether items show numbers.
    numbered: bool,
    /// Whether the group is an aside of the flow.
    aside: bool,
    /// What the user's own environment adds at its end.
    end: Option<Piece>,
    /// Notes to the table begin here.
    notes_from: usize,
    /// Whether an item of notes to a table is open.
    item_open: bool,
}

impl Latex<'_> {
    /// A heading of `rank` with its short title, star and text still to be read.
    pub(super) fn heading(&mut self, name: &str, rank: u8, at: At) {
        let starred = self.feeds.eat(b'*') || name.starts_with("add");
        self.feeds.optional();
        // Memoir allows two.
        self.feeds.optional();
        if !self.shown() {
            self.feeds.argument(Reading::Text);
            return;
        }
        if rank > 0 {
            self.leave_notes(at);
        }
        let unit = match rank {
            1 => "part",
            2 => "chapter",
            3 => "section",
            4 => "subsection",
            5 => "subsubsection",
            _ => "",
        };
        if !starred && !unit.is_empty() {
            let classes = self.setup.book;
            if self.counters.step_heading(unit, rank, classes) {
                self.current = self.counters.printed(unit);
            }
        }
        self.flow.begin(BlockKind::Heading { level: rank + 1 }, at);
        self.open_argument(Open::Block, at);
    }

    /// A run-in heading: bold text at the start of its paragraph.
    pub(super) fn run_in(&mut self, at: At) {
        self.feeds.eat(b'*');
        self.feeds.optional();
        if self.shown() {
            self.flow.end_block();
        }
        let spot = self.flow.spot();
        self.open_argument(Open::RunIn(spot), at);
    }

    /// A caption.
    pub(super) fn caption(&mut self, name: &str, at: At) {
        self.feeds.eat(b'*');
        if name == "captionof" {
            self.feeds.argument(Reading::Text);
        }
        self.feeds.optional();
        if !self.shown() {
            self.feeds.argument(Reading::Text);
            return;
        }
        let float = self
            .groups
            .iter()
            .rev()
            .find_map(|group| match &group.open {
                Open::Environment(entered) if matches!(entered.kind, Environment::Float(_)) => {
                    Some(if entered.name.contains("fig") {
                        "figure"
                    } else {
                        "table"
                    })
                }
                _ => None,
            });
        if let Some(unit) = float {
            self.counters.step(unit);
            self.current = self.counters.printed(unit);
        }
        self.flow.begin(BlockKind::Caption, at);
        self.open_argument(Open::Block, at);
    }

    /// The title, authors and date.
    pub(super) fn make_title(&mut self, at: At) {
        if !self.shown() {
            return;
        }
        self.flow.end_block();
        let mut pieces = Vec::new();
        for key in ["title", "subtitle", "author", "institute", "date"] {
            let Some(arg) = self.stored.remove(key) else {
                continue;
            };
            if arg.flat().trim().is_empty() {
                continue;
            }
            let opening = if key == "title" {
                "\\footfaulttitle{"
            } else {
                "\\par{}"
            };
            pieces.push(Piece::made(opening, at));
            pieces.extend(arg.pieces);
            pieces.push(Piece::made(
                if key == "title" { "}" } else { "\\par{}" },
                at,
            ));
        }
        self.feeds.push_all(pieces);
    }

    /// `&`: the next cell of a table.
    pub(super) fn cell(&mut self, at: At) {
        if self.in_table() && self.shown() {
            self.flow.begin(BlockKind::Cell, at);
        }
    }

    fn in_table(&self) -> bool {
        self.groups
            .iter()
            .rev()
            .find_map(|group| match &group.open {
                Open::Environment(entered) => Some(matches!(entered.kind, Environment::Table(_))),
                Open::Note(_) | Open::Aside => Some(false),
                _ => None,
            })
            .unwrap_or(false)
    }

    /// `\\`: the next row, or the next line.
    pub(super) fn line_break(&mut self, at: At) {
        self.feeds.eat(b'*');
        if self.feeds.peek() == Some(b'[') {
            self.feeds.optional();
        }
        if !self.shown() {
            return;
        }
        if self.in_table() && self.flow.depth() == 0 || self.in_table() && !self.in_block() {
            self.flow.begin(BlockKind::Cell, at);
        } else if self.flow.open_kind().is_some() {
            self.flow.space("\n", at, false);
        }
    }

    /// `\item`.
    pub(super) fn item(&mut self, at: At) {
        if !self.shown() {
            self.feeds.optional();
            return;
        }
        let labeled = self.feeds.peek() == Some(b'[');
        let list = self.groups.iter().rposition(|group| {
            matches!(&group.open, Open::Environment(entered)
                if matches!(entered.kind, Environment::Enumerate | Environment::Itemize | Environment::TableNotes))
        });
        let Some(index) = list else {
            self.flow.end_block();
            return;
        };
        let depth = self.enumerate_depth(index);
        let Open::Environment(entered) = &mut self.groups[index].open else {
            return;
        };
        if entered.kind == Environment::TableNotes {
            let open = std::mem::replace(&mut entered.item_open, true);
            if open {
                self.flow.end_note(at);
            }
            self.table_note(at);
            return;
        }
        let mut number = None;
        if entered.kind == Environment::Enumerate && !labeled {
            let counter = counter_of(depth);
            self.counters.step(counter);
            entered.item = u64::try_from(self.counters.value(counter)).unwrap_or(0);
            number = entered.numbered.then_some(entered.item);
            self.current = entered.item.to_string();
        }
        self.flow.item(number, at);
        if labeled {
            self.feeds.bump(1);
            self.open(Open::Label, at);
        }
    }

    /// Depth of numbered lists, the one at `index` included.
    fn enumerate_depth(&self, index: usize) -> usize {
        self.groups[..=index]
            .iter()
            .filter(|group| {
                matches!(&group.open, Open::Environment(entered) if entered.kind == Environment::Enumerate)
            })
            .count()
    }

    /// `\begin{…}`.
    pub(super) fn begin(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let name = arg.flat().trim().to_owned();
        if name == "document" {
            self.body = true;
            self.groups.clear();
            self.deep = 0;
            self.begin_document();
            return;
        }
        if let Some(user) = self.environments.get(&name).cloned() {
            let pieces = self.instantiate(&user.begin, at);
            let end = user.end.piece(at);
            self.push_environment(name, Environment::Block(""), Some(end), at);
            self.feeds.push_all(pieces);
            return;
        }
        let kind = catalog::environment(&name);
        match kind {
            Environment::Verbatim | Environment::Comment | Environment::FileContents => {
                self.verbatim(&name, kind, at);
            }
            Environment::Formula => self.formula(&name, at),
            _ => self.enter(name, kind, at),
        }
    }

    fn push_environment(&mut self, name: String, kind: Environment, end: Option<Piece>, at: At) {
        let aside = matches!(kind, Environment::Float(_)) && self.shown() && !self.full();
        if aside {
            self.flow.begin_aside(at);
        }
        self.open(
            Open::Environment(Entered {
                name,
                kind,
                item: 0,
                numbered: true,
                aside,
                end,
                notes_from: self.notes.count(),
                item_open: false,
            }),
            at,
        );
    }

    fn enter(&mut self, name: String, kind: Environment, at: At) {
        let starred = name.ends_with('*');
        let mut numbered = true;
        let mut start = None;
        match kind {
            Environment::Table(signature) => {
                self.end_shown_block();
                self.skip(if starred && signature == "om" {
                    "mom"
                } else {
                    signature
                });
            }
            Environment::Float(signature) | Environment::Block(signature) => {
                if matches!(kind, Environment::Block(_)) {
                    self.end_shown_block();
                }
                self.skip(signature);
            }
            Environment::Minipage => {
                self.end_shown_block();
                self.skip("ooom");
                self.counters.set("mpfootnote", 0);
            }
            Environment::Enumerate => {
                let options = self
                    .feeds
                    .optional()
                    .map(|arg| arg.flat())
                    .unwrap_or_default();
                numbered = arabic(&options);
                start = options
                    .split(',')
                    .find_map(|option| option.trim().strip_prefix("start"))
                    .and_then(|value| {
                        value
                            .trim_start_matches(['=', ' '])
                            .trim()
                            .parse::<i64>()
                            .ok()
                    });
                if options.contains("resume") {
                    start = Some(self.counters.value("enumi") + 1);
                }
            }
            Environment::Itemize => {
                self.feeds.optional();
                if matches!(name.as_str(), "list" | "labeling") {
                    self.feeds.argument(Reading::Text);
                    self.feeds.argument(Reading::Text);
                }
            }
            Environment::Quotation => {
                self.feeds.optional();
            }
            Environment::Bibliography => {
                self.feeds.argument(Reading::Text);
            }
            Environment::TableNotes => {
                self.end_shown_block();
                self.feeds.optional();
            }
            _ => {}
        }
        let shown = self.shown();
        self.push_environment(name, kind, None, at);
        if !shown {
            return;
        }
        match kind {
            Environment::Enumerate | Environment::Itemize => {
                self.flow.begin_list();
                if kind == Environment::Enumerate {
                    let depth = self.enumerate_depth(self.groups.len().saturating_sub(1));
                    self.counters.set(counter_of(depth), start.unwrap_or(1) - 1);
                    if let Some(group) = self.groups.last_mut()
                        && let Open::Environment(entered) = &mut group.open
                    {
                        entered.numbered = numbered;
                    }
                }
            }
            Environment::Quotation => self.flow.begin_quote(),
            Environment::Table(_) => self.flow.begin(BlockKind::Cell, at),
            Environment::Bibliography => self.begin_works(at),
            _ => {}
        }
    }

    /// Ends the open block.
    pub(super) fn end_shown_block(&mut self) {
        if self.shown() {
            self.flow.end_block();
        }
    }

    /// `\end{…}`: closes everything down to that environment, if it is open.
    pub(super) fn end(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let name = arg.flat().trim().to_owned();
        if name == "document" {
            self.leave_all(at);
            self.feeds.end_file();
            return;
        }
        let end = at.to(self.feeds.here());
        let index = self.groups.iter().rposition(
            |group| matches!(&group.open, Open::Environment(entered) if entered.name == name),
        );
        let Some(index) = index else {
            return;
        };
        if let Open::Environment(entered) = &mut self.groups[index].open
            && let Some(piece) = entered.end.take()
        {
            // What the user's environment does at its end comes first, then this end again.
            self.feeds
                .push(Piece::made(format!("\\end{{{name}}}"), end));
            self.feeds.push(piece);
            return;
        }
        self.deep = 0;
        while self.groups.len() > index {
            if let Some(group) = self.groups.pop() {
                self.close(group, end);
            }
        }
    }

    fn leave_all(&mut self, at: At) {
        while let Some(group) = self.groups.pop() {
            self.close(group, at);
        }
        self.deep = 0;
    }

    /// Does what the end of an environment does.
    pub(super) fn leave(&mut self, entered: &Entered, end: At) {
        if !self.shown() {
            return;
        }
        match entered.kind {
            Environment::Enumerate | Environment::Itemize | Environment::Bibliography => {
                self.flow.end_list();
            }
            Environment::Quotation => self.flow.end_quote(),
            Environment::TableNotes => {
                if entered.item_open {
                    self.flow.end_note(end);
                }
                self.notes.end_table(entered.notes_from);
            }
            _ if entered.aside => self.flow.end_note(end),
            _ => self.flow.end_block(),
        }
    }

    /// Text to be left alone: from here to the environment's end, in this file.
    fn verbatim(&mut self, name: &str, kind: Environment, at: At) {
        let options = self.feeds.optional();
        let mut file = None;
        if matches!(name, "minted" | "pyglist") || kind == Environment::FileContents {
            file = self.feeds.argument(Reading::Raw).map(|arg| arg.flat());
        }
        drop(options);
        let ending = format!("\\end{{{name}}}");
        if self.endless.contains(name) {
            return;
        }
        let Some((piece, pos)) = self.feeds.top() else {
            return;
        };
        let Some(length) = piece.text[pos..piece.end].find(&ending) else {
            self.endless.insert(name.to_owned());
            return;
        };
        self.feeds.seek(pos + length + ending.len());
        let mut start = pos;
        if piece.text[pos..].starts_with('\n') {
            start += 1;
        }
        let range = start.min(pos + length)..pos + length;
        match kind {
            Environment::Verbatim if self.shown() => {
                let body = &piece.text[range.clone()];
                self.flow.code(
                    body.trim_end(),
                    piece.place(range.clone()).to(at),
                    piece.verbatim(),
                );
            }
            Environment::FileContents => {
                if let (Some(file), Stand::File(_)) = (file, piece.stand) {
                    let inner = Piece {
                        start: range.start,
                        end: range.end,
                        ..piece
                    };
                    self.embedded.insert(file.trim().to_owned(), inner);
                }
            }
            _ => {}
        }
    }

    /// `\texorpdfstring{tex}{pdf}`, `\ifthenelse{test}{then}{else}` and their kind: one argument is text.
    pub(super) fn choose(&mut self, before: usize, after: usize, at: At) {
        for _ in 0..before {
            self.feeds.argument(Reading::Text);
        }
        self.open_argument(Open::Before(after), at);
    }

    /// Keeps an argument for later.
    pub(super) fn store(&mut self, name: &str) {
        self.feeds.optional();
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            return;
        };
        // Classes that print several authors have one command for each.
        let kept = match self.stored.remove(name) {
            Some(before) if name == "author" => {
                let mut pieces = before.pieces;
                let at = arg.at().unwrap_or_default();
                pieces.push(Piece::made(", ", at));
                pieces.extend(arg.pieces);
                Arg { pieces }
            }
            _ => arg,
        };
        self.stored.insert(name.to_owned(), kept);
    }

    /// Runs over the rest of the group.
    pub(super) fn switch(&mut self, kind: InlineKind) {
        let spot = self.flow.spot();
        if let Some(group) = self.groups.last_mut()
            && group.runs.len() < 8
        {
            group.runs.push((kind, spot));
        }
    }

    /// Whether `\ifthenelse`-like tests and conditionals are known; others take their first branch.
    pub(super) fn conditional(&mut self, name: &str) {
        if let Some(value) = conditions::known(self, name) {
            if !value {
                self.skip_branch();
            }
        } else {
            self.pass_test(name);
        }
    }
}

/// The counter of a numbered list at a depth.
fn counter_of(depth: usize) -> &'static str {
    match depth {
        0 | 1 => "enumi",
        2 => "enumii",
        3 => "enumiii",
        _ => "enumiv",
    }
}

/// Whether the labels of a list with these options are numbers.
fn arabic(options: &str) -> bool {
    let label = options.find("label").map_or(options, |at| &options[at..]);
    if label.contains("\\arabic") || label.contains('1') {
        return true;
    }
    !(label.contains("\\alph")
        || label.contains("\\Alph")
        || label.contains("\\roman")
        || label.contains("\\Roman")
        || label.starts_with(['a', 'A', 'i', 'I', '(']) && label.len() <= 4)
}

/// Headings take levels from the ranks in use: the highest is 1, or 2 under a title.
pub(super) fn level(document: &mut Document) {
    let ranks = || {
        document.blocks.iter().filter_map(|block| match block.kind {
            BlockKind::Heading { level } => Some(level.saturating_sub(1)),
            _ => None,
        })
    };
    let highest = ranks().filter(|rank| *rank > 0).min().unwrap_or(1);
    let below = 1 + u8::from(ranks().any(|rank| rank == 0));
    for block in &mut document.blocks {
        if let BlockKind::Heading { level } = &mut block.kind {
            let rank = level.saturating_sub(1);
            *level = match rank {
                0 => 1,
                rank => (rank - highest + below).min(6),
            };
        }
    }
}
