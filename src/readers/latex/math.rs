//! Formulas: passed over as text to be left alone, but for what writers raise with them: `$^{12}$`.

use super::{Latex, feed::Piece, symbols};
use crate::{document::InlineKind, readers::flow::At};

/// Longest formula in running text, in bytes.
const LONGEST: usize = 20_000;
/// Longest text shown for a formula.
const SHOWN: usize = 400;

/// Offset of `close` in `text`, before any blank line.
fn end_of(text: &str, close: &str, reach: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len().min(reach) {
        match bytes[at] {
            _ if bytes[at..].starts_with(close.as_bytes()) => return Some(at),
            b'\\' => at += 1,
            b'\n' => {
                let next = bytes[at + 1..]
                    .iter()
                    .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
                if next == Some(&b'\n') {
                    return None;
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// A formula as a reader would say it: commands as characters, braces gone.
pub(super) fn simple(formula: &str) -> String {
    let mut out = String::new();
    let mut rest = formula;
    while let Some(c) = rest.chars().next() {
        if out.len() > SHOWN {
            return out;
        }
        match c {
            '\\' => {
                let length = super::feed::command_length(rest);
                let name = &rest[1..length];
                let spaced = out.ends_with(' ') && rest[length..].starts_with(' ');
                rest = &rest[length..];
                if let Some(symbol) = symbols::math_symbol(name) {
                    out.push_str(symbol);
                    if spaced {
                        // An operator between spaces keeps both.
                        out.push(' ');
                    }
                } else if matches!(name, "label" | "tag") && rest.starts_with('{') {
                    rest = rest.find('}').map_or("", |at| &rest[at + 1..]);
                }
                if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                    rest = rest.trim_start_matches(' ');
                }
                continue;
            }
            '{' | '}' | '&' => {}
            '~' => out.push(' '),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') && !out.is_empty() {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out.trim_end().to_owned()
}

/// What a formula raises or lowers, if it does nothing else: the kind and the range of the content.
fn shifted(formula: &str) -> Option<(InlineKind, std::ops::Range<usize>)> {
    let trimmed = formula.trim();
    let lead = formula.len() - formula.trim_start().len();
    let body = trimmed.strip_prefix("{}").unwrap_or(trimmed).trim_start();
    let start = lead + trimmed.len() - body.len();
    let kind = match body.chars().next()? {
        '^' => InlineKind::Superscript,
        '_' => InlineKind::Subscript,
        _ => return None,
    };
    let tail = body[1..].trim_start();
    let start = start + body.len() - tail.len();
    if let Some(inner) = tail.strip_prefix('{') {
        let inner = inner.strip_suffix('}')?;
        (!inner.contains(['^', '_', '$'])).then_some((kind, start + 1..start + 1 + inner.len()))
    } else {
        let single = tail.chars().count() == 1
            || (tail.starts_with('\\') && super::feed::command_length(tail) == tail.len());
        single.then_some((kind, start..start + tail.len()))
    }
}

impl Latex<'_> {
    /// `$…$` or `$$…$$`. A dollar without its partner is a dollar.
    pub(super) fn dollar(&mut self, piece: &Piece, pos: usize) {
        let text = &piece.text[pos..piece.end];
        let mark = if text.starts_with("$$") { "$$" } else { "$" };
        let reach = self.feeds.reach(LONGEST);
        let Some(length) = end_of(&text[mark.len()..], mark, reach) else {
            self.feeds.lost(reach.min(text.len()));
            self.feeds.bump(mark.len());
            self.show(mark, piece.place(pos..pos + mark.len()), piece.verbatim());
            return;
        };
        let start = pos + mark.len();
        let end = start + length + mark.len();
        self.feeds.seek(end);
        self.formula_text(piece, start..start + length, piece.place(pos..end));
    }

    /// `\(…\)` and `\[…\]`.
    pub(super) fn math_command(&mut self, name: &str, at: At) {
        let close = if name == "(" { "\\)" } else { "\\]" };
        let Some((piece, pos)) = self.feeds.top() else {
            return;
        };
        let reach = self.feeds.reach(LONGEST);
        let Some(length) = end_of(&piece.text[pos..piece.end], close, reach) else {
            self.feeds.lost(reach.min(piece.end - pos));
            return;
        };
        let end = pos + length + close.len();
        self.feeds.seek(end);
        self.formula_text(&piece, pos..pos + length, at.to(piece.place(pos..end)));
    }

    /// An environment that is a formula, read to its end in this file.
    pub(super) fn formula(&mut self, name: &str, at: At) {
        let close = format!("\\end{{{name}}}");
        let Some((piece, pos)) = self.feeds.top() else {
            return;
        };
        let text = &piece.text[pos..piece.end];
        let mut limit = text.len().min(self.feeds.reach(LONGEST));
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let Some(length) = text[..limit].find(&close) else {
            self.feeds.lost(limit);
            return;
        };
        let end = pos + length + close.len();
        self.feeds.seek(end);
        self.formula_text(&piece, pos..pos + length, at.to(piece.place(pos..end)));
    }

    fn formula_text(&mut self, piece: &Piece, range: std::ops::Range<usize>, whole: At) {
        if !self.shown() {
            return;
        }
        let formula = &piece.text[range.clone()];
        let spot = self.flow.spot();
        if let Some((kind, inner)) = shifted(formula) {
            let raised = &formula[inner.clone()];
            let plain = simple(raised);
            let place = piece.place(range.start + inner.start..range.start + inner.end);
            let verbatim = piece.verbatim() && plain == raised;
            self.flow.text(&plain, place, verbatim);
            self.flow.span(kind, spot, whole);
            return;
        }
        let plain = simple(formula);
        self.flow.text(&plain, whole, false);
        self.flow.span(InlineKind::Code, spot, whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_raise_only_what_stands_alone() {
        for (formula, expected) in [
            ("^{12}", Some("12")),
            ("^3", Some("3")),
            ("{}^{3,4}", Some("3,4")),
            ("^\\dagger", Some("\\dagger")),
            ("m^2", None),
            ("10^{6}", None),
            ("^{$^{", None),
            ("", None),
        ] {
            let found = shifted(formula).map(|(_, range)| &formula[range]);
            assert_eq!(found, expected, "{formula}");
        }
    }

    #[test]
    fn formulas_read_as_text() {
        assert_eq!(simple("10^{6} \\times \\mathrm{km}"), "10^6 × km");
        assert_eq!(simple("\\sim 5\\%"), "~5%");
    }
}
