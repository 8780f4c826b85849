//! LaTeX: read as a stream, the way TeX reads it, with the user's own macros expanded and included files read
//! in their place. Nothing is typeset; what is not known is passed over and its text kept.

mod blocks;
mod catalog;
mod cite;
mod conditions;
mod control;
mod counters;
mod define;
mod feed;
mod files;
mod groups;
mod links;
mod math;
mod notes;
mod setup;
mod symbols;
mod works;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

#[cfg(feature = "typst")]
pub(super) use self::counters::roman;
pub(super) use self::files::normal as normal_path;
use self::{
    cite::Citing,
    counters::Counters,
    define::Meaning,
    feed::{Feeds, Piece, Stand},
    groups::Group,
    notes::Notes,
    setup::Setup,
};
use super::{
    Options,
    flow::{At, Flow},
};
use crate::{
    document::{BlockKind, Document, Notice, Part},
    input::{Format, Input},
};

/// Most notices about one document.
const MAX_NOTICES: usize = 20;

/// Reads LaTeX.
///
/// References look ahead (`\ref` to a note further on, numbers of works in a list at the end), so a document
/// that has any is read twice, the second time knowing its labels.
pub(super) fn read(input: &Input, options: &Options<'_>, notices: &mut Vec<Notice>) -> Document {
    let mut first = Latex::new(input, options, Known::default());
    first.run();
    let (document, said) = if first.wants_more() {
        let known = first.into_known();
        let mut second = Latex::new(input, options, known);
        second.run();
        second.finish()
    } else {
        first.finish()
    };
    notices.extend(said);
    document
}

/// The text of a snippet (a field of a bibliography) without its markup.
pub(super) fn plain(snippet: &str) -> String {
    if !snippet.contains(['\\', '{', '$', '~', '-', '`', '\'', '%']) {
        return snippet.to_owned();
    }
    let snippet = format!("{snippet}\n");
    let Ok(input) = Input::from_bytes("snippet", snippet.into_bytes(), Some(Format::Latex)) else {
        return String::new();
    };
    let options = Options::default();
    let mut latex = Latex::new(&input, &options, Known::default());
    latex.snippet = true;
    latex.run();
    let (document, _) = latex.finish();
    document.text.replace('\n', " ")
}

/// What a first reading found out for the second.
#[derive(Debug, Default)]
struct Known {
    /// Printed numbers by label.
    labels: HashMap<String, String>,
    /// Whether the document has notes of its own.
    notes: bool,
    /// Keys in the order of their first citation.
    cited: Vec<String>,
    /// Keys of a hand-made list of works, in its order.
    listed: Vec<String>,
    /// How works are printed.
    style: String,
}

/// A document being read.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "states of a reader, not options"
)]
struct Latex<'a> {
    options: &'a Options<'a>,
    /// Folder of the document, with a slash at its end, and its name without the extension.
    folder: String,
    stem: String,
    flow: Flow,
    feeds: Feeds,
    groups: Vec<Group>,
    /// Groups that were not opened because the nesting was too deep.
    deep: usize,
    /// Whether the body has begun.
    body: bool,
    macros: HashMap<String, Meaning>,
    environments: HashMap<String, define::UserEnvironment>,
    flags: HashMap<String, bool>,
    at_letter: bool,
    counters: Counters,
    setup: Setup,
    /// What `\label` would take now.
    current: String,
    labels: HashMap<String, String>,
    known: Known,
    /// Whether a label was asked for.
    asked: bool,
    notes: Notes,
    citing: Citing,
    /// Titles, authors and dates kept for `\maketitle`.
    stored: HashMap<String, feed::Arg>,
    parts: Vec<Part>,
    /// Files within the file.
    embedded: HashMap<String, Piece>,
    /// Ends of verbatim text that were looked for in vain.
    endless: HashSet<String>,
    /// Whether this is no document but a piece of one, in which there are no pieces to be read so.
    snippet: bool,
    includes: usize,
    included_bytes: usize,
    /// Bytes of included files that were followed, each as often as it is included.
    followed_bytes: usize,
    notices: Vec<Notice>,
}

/// Characters at which plain text ends.
const fn special(byte: u8) -> bool {
    matches!(
        byte,
        b'\\'
            | b'{'
            | b'}'
            | b'$'
            | b'%'
            | b'~'
            | b'&'
            | b'\n'
            | b'\r'
            | b'\t'
            | b' '
            | b'`'
            | b'\''
            | b'-'
            | b'"'
            | b']'
            | b'<'
            | b'>'
    )
}

impl<'a> Latex<'a> {
    fn new(input: &Input, options: &'a Options<'a>, known: Known) -> Self {
        let part = super::whole(input);
        let text = Arc::clone(&input.text);
        let mut feeds = Feeds::new();
        let whole = Piece {
            start: 0,
            end: text.len(),
            text: Arc::clone(&text),
            stand: Stand::File(0),
        };
        feeds.push_file(whole, "");
        let name = input.path.rsplit(['/', '\\']).next().unwrap_or_default();
        let folder = input.path[..input.path.len() - name.len()].to_owned();
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        Self {
            options,
            folder,
            stem: stem.to_owned(),
            flow: Flow::new(&input.path, Format::Latex),
            feeds,
            groups: Vec::new(),
            deep: 0,
            body: !text.contains("\\begin{document}"),
            macros: HashMap::new(),
            environments: HashMap::new(),
            flags: HashMap::new(),
            at_letter: false,
            counters: Counters::new(),
            setup: Setup::default(),
            current: String::new(),
            labels: HashMap::new(),
            known,
            asked: false,
            notes: Notes::default(),
            citing: Citing::default(),
            stored: HashMap::new(),
            parts: vec![part],
            embedded: HashMap::new(),
            endless: HashSet::new(),
            snippet: false,
            includes: 0,
            included_bytes: 0,
            followed_bytes: 0,
            notices: Vec::new(),
        }
    }

    /// Whether a second reading would know more.
    fn wants_more(&self) -> bool {
        self.asked || self.citing.asked()
    }

    fn into_known(self) -> Known {
        Known {
            notes: self.notes.any(),
            labels: self.labels,
            cited: self.citing.cited,
            listed: self.citing.listed,
            style: self.setup.bibliography,
        }
    }

    /// A short argument without its markup.
    fn plain_argument(&self, text: &str) -> String {
        let text = if self.snippet {
            text.to_owned()
        } else {
            plain(text)
        };
        text.trim().to_owned()
    }

    /// Whether text is shown now.
    fn shown(&self) -> bool {
        self.body
    }

    fn run(&mut self) {
        while let Some((piece, pos)) = self.feeds.top() {
            self.step(&piece, pos);
        }
        while let Some(group) = self.groups.pop() {
            let at = self.feeds.here();
            self.close(group, at);
        }
    }

    /// Reads one character, command or stretch of plain text.
    fn step(&mut self, piece: &Piece, pos: usize) {
        let bytes = piece.text.as_bytes();
        let mut end = pos;
        while end < piece.end {
            let byte = bytes[end];
            let lone = match byte {
                b' ' => {
                    end > pos
                        && bytes.get(end + 1).is_some_and(|next| {
                            end + 1 < piece.end
                                && !matches!(next, b' ' | b'\n' | b'\t' | b'\r' | b'%')
                        })
                }
                b'-' | b'<' | b'>' => bytes.get(end + 1) != Some(&byte),
                b'"' => !self.setup.german_quotes,
                b']' => !matches!(self.groups.last(), Some(group) if group.is_bracket()),
                _ => false,
            };
            if special(byte) && !lone {
                break;
            }
            end += 1;
        }
        if end > pos {
            self.feeds.seek(end);
            self.show(
                &piece.text[pos..end],
                piece.place(pos..end),
                piece.verbatim(),
            );
            return;
        }
        let at = |length: usize| piece.place(pos..(pos + length).min(piece.end));
        match bytes[pos] {
            b'\\' => self.control(piece, pos),
            b'%' => self
                .feeds
                .seek(feed::comment_end(bytes, pos, piece.end).max(pos + 1)),
            b'\n' | b' ' | b'\t' | b'\r' => self.white(piece, pos),
            b'{' => {
                self.feeds.bump(1);
                self.open(groups::Open::Brace, at(1));
            }
            b'}' => {
                self.feeds.bump(1);
                self.close_brace(at(1));
            }
            b']' => {
                self.feeds.bump(1);
                if let Some(group) = self.pop_group() {
                    self.close(group, at(1));
                }
            }
            b'$' => self.dollar(piece, pos),
            b'~' => {
                self.feeds.bump(1);
                self.space(at(1), false);
            }
            b'&' => {
                self.feeds.bump(1);
                self.cell(at(1));
            }
            b'-' => {
                let dashes = bytes[pos..piece.end]
                    .iter()
                    .take(3)
                    .take_while(|byte| **byte == b'-')
                    .count();
                self.feeds.bump(dashes);
                let dash = if dashes == 3 { "—" } else { "–" };
                self.show(dash, at(dashes), false);
            }
            b'`' | b'\'' | b'"' | b'<' | b'>' => self.quote_mark(piece, pos),
            _ => self.feeds.bump(1),
        }
    }

    /// Quotation marks as LaTeX prints what is typed for them.
    fn quote_mark(&mut self, piece: &Piece, pos: usize) {
        let bytes = piece.text.as_bytes();
        let next = bytes.get(pos + 1).copied().filter(|_| pos + 1 < piece.end);
        let doubled = next == Some(bytes[pos]);
        let (text, length) = match (bytes[pos], next) {
            (b'`', _) if doubled => ("“", 2),
            (b'`', _) => ("‘", 1),
            (b'\'', _) if doubled => ("”", 2),
            (b'\'', _) => ("’", 1),
            (b'<', _) => ("«", 2),
            (b'>', _) => ("»", 2),
            (_, Some(b'`')) => ("„", 2),
            (_, Some(b'\'')) => ("“", 2),
            (_, Some(b'=' | b'~')) => ("-", 2),
            (_, Some(b'-' | b'|' | b'"')) => ("", 2),
            _ => ("\"", 1),
        };
        let at = piece.place(pos..pos + length);
        self.feeds.bump(length);
        self.show(text, at, false);
    }

    /// White space: a space, a line end, or the end of a paragraph.
    fn white(&mut self, piece: &Piece, pos: usize) {
        let bytes = piece.text.as_bytes();
        let mut end = pos;
        let mut lines = 0;
        while end < piece.end && bytes[end].is_ascii_whitespace() {
            lines += usize::from(bytes[end] == b'\n');
            end += 1;
        }
        self.feeds.seek(end);
        if lines >= 2 {
            self.paragraph();
            return;
        }
        let text = if lines == 1 { "\n" } else { " " };
        let verbatim = piece.verbatim() && piece.text.get(pos..end) == Some(text);
        if self.shown() {
            self.flow.space(text, piece.place(pos..end), verbatim);
        }
    }

    /// Shows text.
    fn show(&mut self, text: &str, at: At, verbatim: bool) {
        if self.shown() {
            self.flow.text(text, at, verbatim);
        }
    }

    /// Shows a space.
    fn space(&mut self, at: At, verbatim: bool) {
        if self.shown() {
            self.flow.space(" ", at, verbatim);
        }
    }

    /// Ends a paragraph; headings and captions go on.
    fn paragraph(&mut self) {
        if self.shown()
            && matches!(
                self.flow.open_kind(),
                Some(BlockKind::Paragraph | BlockKind::Cell) | None
            )
        {
            if self.flow.open_kind() == Some(BlockKind::Cell) {
                let at = self.feeds.here();
                self.flow.space("\n", at, false);
            } else {
                self.flow.end_block();
            }
        }
    }

    /// Says something about how the file was read.
    fn say(&mut self, message: String) {
        if self.notices.len() < MAX_NOTICES && self.notices.iter().all(|n| n.message != message) {
            self.notices.push(Notice {
                message,
                place: None,
            });
        }
    }

    fn finish(mut self) -> (Document, Vec<Notice>) {
        if self.feeds.exhausted {
            self.say("macros that expand to too much were cut short".to_owned());
        }
        if self.flow.crowded() {
            self.say(
                "too much markup to keep every place apart; some places are coarse".to_owned(),
            );
        }
        if let Some(language) = self.setup.language {
            self.flow.language(language);
        }
        let notes = self.notes.resolve();
        let mut document = self.flow.finish(&notes);
        document.parts = self.parts;
        blocks::level(&mut document);
        (document, self.notices)
    }
}
