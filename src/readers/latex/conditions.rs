//! `\if…`, `\else`, `\fi`: branches whose test is known are taken or passed over, of others the first.

use super::{Latex, feed};

/// Names that begin with `if` and open no conditional.
const NONE: &[&str] = &[
    "iff",
    "ifthenelse",
    "ifoot",
    "ifblank",
    "ifdefempty",
    "ifempty",
];

/// Whether a command opens a conditional.
pub(super) fn opens(name: &str) -> bool {
    name.starts_with("if") && !NONE.contains(&name)
}

/// What is known of a test.
pub(super) fn known(latex: &Latex<'_>, name: &str) -> Option<bool> {
    match name {
        "iftrue" => Some(true),
        "iffalse" => Some(false),
        _ => latex.flags.get(name.strip_prefix("if")?).copied(),
    }
}

impl Latex<'_> {
    /// `\newif\ifdraft`.
    pub(super) fn new_if(&mut self) {
        let rest = self.feeds.rest();
        let lead = rest.len() - rest.trim_start().len();
        let rest = rest.trim_start();
        if let Some(name) = rest.strip_prefix("\\if") {
            let length = feed::command_length(rest);
            let name = name[..length - 3].to_owned();
            self.feeds.bump(lead + length);
            if self.flags.len() < 10_000 {
                self.flags.insert(name, false);
            }
        }
    }

    /// `\drafttrue` and `\draftfalse`; `false` where the command is no switch.
    pub(super) fn switch_flag(&mut self, name: &str) -> bool {
        for (ending, value) in [("true", true), ("false", false)] {
            if let Some(flag) = name.strip_suffix(ending)
                && let Some(known) = self.flags.get_mut(flag)
            {
                *known = value;
                return true;
            }
        }
        false
    }

    /// Passes the test of a conditional whose outcome is not known.
    pub(super) fn pass_test(&mut self, name: &str) {
        let tokens = match name {
            "ifx" | "if" | "ifcat" => 2,
            "ifdefined" | "ifvoid" | "ifhbox" => 1,
            _ => 0,
        };
        for _ in 0..tokens {
            self.feeds.argument(feed::Reading::Text);
        }
        if matches!(name, "ifnum" | "ifdim" | "ifodd" | "ifcase") {
            let rest = feed::head(self.feeds.rest());
            let line = rest.find(['\n', '%']).unwrap_or(rest.len());
            let length = rest[..line].find("\\relax").map_or(line, |at| at + 6);
            self.feeds.bump(length.min(200));
        }
        if name == "ifcsname" {
            let rest = feed::head(self.feeds.rest());
            if let Some(at) = rest.find("\\endcsname") {
                self.feeds.bump(at + "\\endcsname".len());
            }
        }
    }

    /// Passes over a branch: to the `\else` or `\fi` of its own.
    pub(super) fn skip_branch(&mut self) {
        self.skip_to(true);
    }

    /// Passes over what follows an `\else` whose first branch was taken.
    pub(super) fn skip_else(&mut self) {
        self.skip_to(false);
    }

    fn skip_to(&mut self, stops_at_else: bool) {
        const KEY: &str = "\\fi";
        if self.endless.contains(KEY) {
            return;
        }
        let Some((piece, pos)) = self.feeds.top() else {
            return;
        };
        let bytes = piece.text.as_bytes();
        let mut at = pos;
        let mut depth = 0usize;
        let mut defining = false;
        while at < piece.end {
            match bytes[at] {
                b'%' => {
                    at = feed::comment_end(bytes, at, piece.end);
                    continue;
                }
                b'\\' => {
                    let length = feed::command_length(&piece.text[at..piece.end]);
                    let name = &piece.text[at + 1..(at + length).min(piece.end)];
                    at += length;
                    match name {
                        "fi" if depth == 0 => {
                            self.feeds.seek(at);
                            return;
                        }
                        "fi" => depth -= 1,
                        "else" if depth == 0 && stops_at_else => {
                            self.feeds.seek(at);
                            return;
                        }
                        name if opens(name) && !defining => depth += 1,
                        _ => {}
                    }
                    defining = name == "newif";
                    continue;
                }
                _ => {}
            }
            at += 1;
        }
        self.endless.insert(KEY.to_owned());
    }
}
