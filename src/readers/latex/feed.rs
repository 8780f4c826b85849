//! The input as LaTeX reads it: a stack of stretches of text (files, arguments, bodies of macros), each with
//! the place it stands at. Knows no command; what is read is bounded in depth and in amount.

use std::{ops::Range, sync::Arc};

use crate::readers::flow::At;

/// Deepest stack of macros within macros.
const MAX_DEPTH: usize = 2_000;
/// Most text that macros may expand to, in bytes.
const BUDGET: usize = 24 << 20;
/// What an expansion costs besides its length, so that empty ones are counted too.
const COST: usize = 16;
/// Longest argument that is read ahead.
const LONGEST: usize = 1 << 20;
/// Bytes that may be looked at in vain for the end of an argument, in the whole document.
const VAIN: usize = 32 << 20;
/// Longest argument read ahead once that is used up.
const SHORT: usize = 128;

/// Where the text of a feed stands.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stand {
    /// In a file, offset by offset.
    File(usize),
    /// All of it at one place: the body of a macro at its call.
    Fixed(At),
}

/// A stretch of text to be read.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) text: Arc<str>,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) stand: Stand,
}

impl Piece {
    /// Text that is not in the file, standing for what is at `at`.
    pub(super) fn made(text: impl Into<Arc<str>>, at: At) -> Self {
        let text = text.into();
        Self {
            start: 0,
            end: text.len(),
            text,
            stand: Stand::Fixed(at),
        }
    }

    pub(super) fn as_str(&self) -> &str {
        self.text.get(self.start..self.end).unwrap_or("")
    }

    pub(super) fn at(&self) -> At {
        self.place(self.start..self.end)
    }

    /// Where a range of `text` stands.
    pub(super) fn place(&self, range: Range<usize>) -> At {
        match self.stand {
            Stand::File(part) => At::new(part, range),
            Stand::Fixed(at) => at,
        }
    }

    pub(super) fn verbatim(&self) -> bool {
        matches!(self.stand, Stand::File(_))
    }
}

/// An argument: in one stretch, or put together from several by macros.
#[derive(Debug, Clone, Default)]
pub(super) struct Arg {
    pub(super) pieces: Vec<Piece>,
}

impl Arg {
    /// Its text.
    pub(super) fn flat(&self) -> String {
        self.pieces.iter().map(Piece::as_str).collect()
    }

    /// Where it stands.
    pub(super) fn at(&self) -> Option<At> {
        let first = self.pieces.iter().find(|piece| piece.end > piece.start)?;
        let last = self.pieces.last()?;
        Some(first.at().to(last.at()))
    }

    /// Its only stretch, if it stands in a file as it is.
    pub(super) fn whole(&self) -> Option<&Piece> {
        match self.pieces.as_slice() {
            [piece] if piece.verbatim() => Some(piece),
            _ => None,
        }
    }
}

#[derive(Debug, Clone)]
struct Feed {
    piece: Piece,
    pos: usize,
    /// Name of the file that ends with this feed.
    file: Option<String>,
}

/// The stack.
#[derive(Debug)]
pub(super) struct Feeds {
    stack: Vec<Feed>,
    budget: usize,
    vain: usize,
    /// Whether macros were cut short.
    pub(super) exhausted: bool,
}

/// How an argument is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// As text: `%` begins a comment.
    Text,
    /// As an address: `%` is a character.
    Raw,
}

impl Feeds {
    pub(super) fn new() -> Self {
        Self {
            stack: Vec::new(),
            budget: BUDGET,
            vain: VAIN,
            exhausted: false,
        }
    }

    /// Reads `piece` next, as part of an expansion.
    pub(super) fn push(&mut self, piece: Piece) {
        self.settle();
        let cost = piece.end - piece.start + COST;
        if self.stack.len() >= MAX_DEPTH || cost > self.budget {
            self.exhausted = true;
            return;
        }
        self.budget -= cost;
        let pos = piece.start;
        self.stack.push(Feed {
            piece,
            pos,
            file: None,
        });
    }

    /// Reads an argument next.
    pub(super) fn push_arg(&mut self, arg: &Arg) {
        for piece in arg.pieces.iter().rev() {
            self.push(piece.clone());
        }
    }

    /// Reads pieces next, the first first.
    pub(super) fn push_all(&mut self, pieces: Vec<Piece>) {
        for piece in pieces.into_iter().rev() {
            self.push(piece);
        }
    }

    /// Reads a file next.
    pub(super) fn push_file(&mut self, piece: Piece, name: &str) {
        let pos = piece.start;
        self.stack.push(Feed {
            piece,
            pos,
            file: Some(name.to_owned()),
        });
    }

    /// Names of the files that are being read, the outermost first.
    pub(super) fn files(&self) -> impl Iterator<Item = &str> {
        self.stack.iter().filter_map(|feed| feed.file.as_deref())
    }

    /// Stops reading the innermost file.
    pub(super) fn end_file(&mut self) {
        while let Some(feed) = self.stack.pop() {
            if feed.file.is_some() {
                return;
            }
        }
    }

    /// Leaves feeds that are read to their end.
    fn settle(&mut self) {
        while self
            .stack
            .last()
            .is_some_and(|feed| feed.pos >= feed.piece.end)
        {
            self.stack.pop();
        }
    }

    /// The feed to read from and the position in it.
    pub(super) fn top(&mut self) -> Option<(Piece, usize)> {
        self.settle();
        self.stack.last().map(|feed| (feed.piece.clone(), feed.pos))
    }

    /// Goes on at `pos` of the feed that [`Feeds::top`] answered with.
    pub(super) fn seek(&mut self, pos: usize) {
        if let Some(feed) = self.stack.last_mut() {
            feed.pos = pos.min(feed.piece.end);
        }
    }

    /// How far the end of a formula may be looked for now.
    pub(super) fn reach(&self, most: usize) -> usize {
        if self.vain == 0 { SHORT } else { most }
    }

    /// Counts what was looked at in vain.
    pub(super) fn lost(&mut self, bytes: usize) {
        self.vain = self.vain.saturating_sub(bytes);
    }

    /// The next byte.
    pub(super) fn peek(&mut self) -> Option<u8> {
        self.settle();
        let feed = self.stack.last()?;
        feed.piece.text.as_bytes().get(feed.pos).copied()
    }

    /// The rest of the innermost feed.
    pub(super) fn rest(&mut self) -> &str {
        self.settle();
        self.stack
            .last()
            .and_then(|feed| feed.piece.text.get(feed.pos..feed.piece.end))
            .unwrap_or("")
    }

    /// Where the next byte stands.
    pub(super) fn here(&mut self) -> At {
        self.settle();
        self.stack
            .last()
            .map_or(At::default(), |feed| feed.piece.place(feed.pos..feed.pos))
    }

    /// Passes `length` bytes of the innermost feed.
    pub(super) fn bump(&mut self, length: usize) {
        if let Some(feed) = self.stack.last_mut() {
            feed.pos = (feed.pos + length).min(feed.piece.end);
        }
    }

    /// Passes spaces, one line end and comments, but no blank line.
    pub(super) fn blanks(&mut self) {
        let mut lines = 0;
        loop {
            self.settle();
            let Some(feed) = self.stack.last_mut() else {
                return;
            };
            let bytes = feed.piece.text.as_bytes();
            match bytes.get(feed.pos) {
                Some(b' ' | b'\t' | b'\r') => feed.pos += 1,
                Some(b'\n') if lines == 0 => {
                    let mut next = feed.pos + 1;
                    while next < feed.piece.end && matches!(bytes[next], b' ' | b'\t' | b'\r') {
                        next += 1;
                    }
                    if next < feed.piece.end && bytes[next] == b'\n' {
                        return;
                    }
                    lines = 1;
                    feed.pos = next;
                }
                Some(b'%') => {
                    feed.pos = comment_end(bytes, feed.pos, feed.piece.end);
                }
                _ => return,
            }
        }
    }

    /// Passes `byte` if it comes next.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.bump(1);
        }
        found
    }

    /// An argument in braces, read ahead; without braces, one character or command.
    pub(super) fn argument(&mut self, reading: Reading) -> Option<Arg> {
        self.blanks();
        match self.peek()? {
            b'{' => self.group(b'{', b'}', reading),
            b'}' | b']' | b'&' | b'\n' => None,
            b'\\' => {
                let length = command_length(self.rest());
                self.take(length)
            }
            _ => {
                let length = self.rest().chars().next().map_or(1, char::len_utf8);
                self.take(length)
            }
        }
    }

    /// An argument in brackets, if one comes next.
    pub(super) fn optional(&mut self) -> Option<Arg> {
        let before = self.mark();
        self.blanks();
        if self.peek() == Some(b'[')
            && let Some(arg) = self.group(b'[', b']', Reading::Text)
        {
            return Some(arg);
        }
        self.back_to(before);
        None
    }

    fn take(&mut self, length: usize) -> Option<Arg> {
        let feed = self.stack.last_mut()?;
        let start = feed.pos;
        let end = (start + length).min(feed.piece.end);
        feed.pos = end;
        let piece = Piece {
            start,
            end,
            ..feed.piece.clone()
        };
        Some(Arg {
            pieces: vec![piece],
        })
    }

    /// A state to come back to as long as no feed was left.
    fn mark(&self) -> (usize, usize) {
        (
            self.stack.len(),
            self.stack.last().map_or(0, |feed| feed.pos),
        )
    }

    fn back_to(&mut self, (depth, pos): (usize, usize)) {
        if self.stack.len() == depth
            && let Some(feed) = self.stack.last_mut()
        {
            feed.pos = pos;
        }
    }

    /// What stands between `open` and `close`, which may be in other feeds; on failure nothing is read.
    pub(super) fn group(&mut self, open: u8, close: u8, reading: Reading) -> Option<Arg> {
        self.settle();
        let limit = match (open, self.vain) {
            (_, 0) => SHORT,
            (b'[', _) => 4_096,
            _ => LONGEST,
        };
        let mut arg = Arg::default();
        let mut left: Vec<Feed> = Vec::new();
        let first = self.stack.last()?.pos;
        let mut depth = 0usize;
        let mut braces = 0usize;
        let mut seen = 0usize;
        let found = 'all: loop {
            let Some(feed) = self.stack.last_mut() else {
                break false;
            };
            let bytes = feed.piece.text.as_bytes();
            let mut at = feed.pos;
            let mut start = at;
            while at < feed.piece.end && seen <= limit {
                seen += 1;
                let byte = bytes[at];
                match byte {
                    b'\\' => at += 1,
                    b'%' if reading == Reading::Text => {
                        let end = comment_end(bytes, at, feed.piece.end);
                        seen += end - at;
                        at = end;
                        continue;
                    }
                    b'\n' if open == b'[' && blank_line(bytes, at, feed.piece.end) => {
                        break 'all false;
                    }
                    _ if byte == open && braces == 0 => {
                        depth += 1;
                        if depth == 1 {
                            start = at + 1;
                        }
                    }
                    _ if byte == close && braces == 0 => {
                        depth -= 1;
                        if depth == 0 {
                            arg.pieces.push(Piece {
                                start,
                                end: at,
                                ..feed.piece.clone()
                            });
                            feed.pos = at + 1;
                            break 'all true;
                        }
                    }
                    b'{' => braces += 1,
                    b'}' if braces > 0 => braces -= 1,
                    b'}' => break 'all false,
                    _ => {}
                }
                at += 1;
            }
            if seen > limit || feed.file.is_some() {
                break false;
            }
            arg.pieces.push(Piece {
                start,
                end: feed.piece.end,
                ..feed.piece.clone()
            });
            if let Some(feed) = self.stack.pop() {
                left.push(feed);
            }
        };
        if found {
            return Some(arg);
        }
        self.vain = self.vain.saturating_sub(seen);
        self.stack.extend(left.into_iter().rev());
        if let Some(feed) = self.stack.last_mut() {
            feed.pos = first;
        }
        None
    }
}

/// The first bytes of a text, enough for what must stand on one line.
pub(super) fn head(text: &str) -> &str {
    let mut end = text.len().min(1_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Length of the control sequence at the start of `text`.
pub(super) fn command_length(text: &str) -> usize {
    let letters = text
        .bytes()
        .skip(1)
        .take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'@')
        .count();
    match letters {
        0 => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
        letters => 1 + letters,
    }
}

/// Where a comment ends: after its line end and the white space that begins the next line.
pub(super) fn comment_end(bytes: &[u8], at: usize, end: usize) -> usize {
    let mut at = at;
    while at < end && bytes[at] != b'\n' {
        at += 1;
    }
    // TeX drops the line end with the comment, but a blank line after it still ends the paragraph.
    if at < end && blank_line(bytes, at, end) {
        return at;
    }
    at += usize::from(at < end);
    while at < end && matches!(bytes[at], b' ' | b'\t') {
        at += 1;
    }
    at
}

/// Whether the line end at `at` is followed by a blank line.
pub(super) fn blank_line(bytes: &[u8], at: usize, end: usize) -> bool {
    bytes[at + 1..end]
        .iter()
        .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'))
        .is_some_and(|byte| *byte == b'\n')
}
