//! Blocks of reStructuredText: sections, lists, footnotes, quotations, paragraphs.

use std::ops::Range;

use super::{Label, MAX_DEPTH, MAX_NAMES, Rst};
use crate::document::{BlockKind, NativeNote, Placement};

/// Longest title of a section.
const LONGEST_TITLE: usize = 400;

/// The character of a line that is nothing but one punctuation character.
fn ruler(text: &str) -> Option<u8> {
    let first = *text.as_bytes().first()?;
    (first.is_ascii_punctuation() && text.bytes().all(|byte| byte == first)).then_some(first)
}

/// What an item begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Marker {
    /// A bullet.
    Bullet,
    /// A number.
    Number(u64),
    /// The number after the one before.
    Next,
}

/// The marker of an item and its length with the space after it.
pub(super) fn marker(text: &str) -> Option<(usize, Marker)> {
    let first = text.chars().next()?;
    if matches!(first, '-' | '*' | '+' | '•' | '‣' | '⁃') {
        let rest = &text[first.len_utf8()..];
        if rest.is_empty() {
            return Some((first.len_utf8(), Marker::Bullet));
        }
        let blank = rest.len() - rest.trim_start().len();
        return (blank > 0).then_some((first.len_utf8() + blank, Marker::Bullet));
    }
    let open = usize::from(first == '(');
    let inner = &text[open..];
    let digits = inner.bytes().take_while(u8::is_ascii_digit).count();
    let auto = inner.starts_with('#');
    let length = if auto { 1 } else { digits };
    if length == 0 || length > 3 {
        return None;
    }
    let rest = &inner[length..];
    let closed = if open == 1 {
        rest.starts_with(')')
    } else {
        rest.starts_with(['.', ')'])
    };
    if !closed {
        return None;
    }
    let after = &rest[1..];
    let blank = after.len() - after.trim_start().len();
    if blank == 0 && !after.is_empty() {
        return None;
    }
    let number = match inner[..digits].parse() {
        Ok(number) if !auto => Marker::Number(number),
        _ => Marker::Next,
    };
    Some((open + length + 1 + blank, number))
}

/// A footnote's or citation's label: `[…]` at the start of explicit markup.
fn bracket(text: &str) -> Option<(&str, usize)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']').filter(|end| (1..=200).contains(end))?;
    let after = &inner[end + 1..];
    (after.is_empty() || after.starts_with([' ', '\t'])).then_some((&inner[..end], end + 2))
}

/// A footnote's label, or `None` for a citation.
pub(super) fn footnote_label(text: &str) -> Option<Label> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Label::Number(text.to_owned()));
    }
    if text == "*" {
        return Some(Label::Symbol);
    }
    let name = text.strip_prefix('#')?;
    Some(Label::Auto((!name.is_empty()).then(|| fold(name))))
}

/// Names are compared without regard to case and runs of white space.
pub(super) fn fold(name: &str) -> String {
    name.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

impl Rst<'_> {
    /// The blocks in `lines`, whose left margin is at `indent`.
    pub(super) fn blocks(&mut self, lines: Range<usize>, indent: usize) {
        if self.depth >= MAX_DEPTH {
            self.unread(lines);
            return;
        }
        self.depth += 1;
        let mut at = lines.start;
        // Kind of the list that is open: its marker's first character.
        let mut list: Option<u8> = None;
        let mut number = 0;
        while at < lines.end {
            let line = self.sheet.lines[at];
            if line.blank() {
                at += 1;
                continue;
            }
            let item = (line.indent <= indent)
                .then(|| self.item_at(at, lines.end))
                .flatten();
            if let Some((length, marker)) = item {
                let kind = match marker {
                    Marker::Bullet => self.sheet.source.as_bytes()[line.start],
                    _ => b'1',
                };
                if list != Some(kind) {
                    if list.is_some() {
                        self.flow.end_list();
                    }
                    self.flow.begin_list();
                    list = Some(kind);
                    number = 0;
                }
                number = match marker {
                    Marker::Number(typed) => typed,
                    _ => number + 1,
                };
                let shown = (marker != Marker::Bullet).then_some(number);
                let end = self.body_end(at, lines.end, line.indent);
                let place = self.sheet.lines_at(at..end);
                self.flow.item(shown, place);
                self.nested(at, end, length);
                at = end;
                continue;
            }
            if list.take().is_some() {
                self.flow.end_list();
            }
            at = self.block(at, lines.end, indent);
        }
        if list.is_some() {
            self.flow.end_list();
        }
        self.depth -= 1;
    }

    /// The item that begins on a line, if one does.
    fn item_at(&self, at: usize, end: usize) -> Option<(usize, Marker)> {
        let text = self.sheet.text(at);
        let found = marker(text)?;
        let line = self.sheet.lines[at];
        let next = self.sheet.lines.get(at + 1).filter(|_| at + 1 < end);
        // The next line must be blank, belong to the item, or begin another.
        let fits = next.is_none_or(|next| {
            next.blank()
                || next.indent > line.indent
                || (next.indent == line.indent && marker(self.sheet.text(at + 1)).is_some())
                || next.indent < line.indent
        });
        fits.then_some(found)
    }

    /// The line after the body of what begins at `at`: all that is blank or deeper than `indent`.
    pub(super) fn body_end(&self, at: usize, end: usize, indent: usize) -> usize {
        let mut next = at + 1;
        let mut last = at + 1;
        while next < end {
            let line = self.sheet.lines[next];
            if !line.blank() {
                if line.indent <= indent {
                    break;
                }
                last = next + 1;
            }
            next += 1;
        }
        last
    }

    /// Least indentation of the lines that are not blank.
    pub(super) fn margin(&self, lines: Range<usize>) -> Option<usize> {
        self.sheet.lines[lines]
            .iter()
            .filter(|line| !line.blank())
            .map(|line| line.indent)
            .min()
    }

    /// Reads a body whose first line begins after `length` bytes of markup.
    pub(super) fn nested(&mut self, at: usize, end: usize, length: usize) {
        let own = self.sheet.lines[at];
        let margin = self
            .margin(at + 1..end)
            .unwrap_or(own.indent + length)
            .max(own.indent + 1);
        let line = &mut self.sheet.lines[at];
        line.start = (line.start + length).min(line.end);
        let rest = self.sheet.source.get(line.start..line.end).unwrap_or("");
        line.start += rest.len() - rest.trim_start().len();
        line.indent = margin;
        self.blocks(at..end, margin);
        self.sheet.lines[at] = own;
    }

    /// One block that is no list item; answers with the line after it.
    fn block(&mut self, at: usize, end: usize, indent: usize) -> usize {
        let line = self.sheet.lines[at];
        let source = std::sync::Arc::clone(&self.sheet.source);
        let text = source.get(line.start..line.end).unwrap_or("");
        if line.indent > indent {
            let margin = line.indent;
            let to = self.body_end(at, end, indent);
            let inner = self.margin(at..to).unwrap_or(margin);
            self.flow.begin_quote();
            self.blocks(at..to, inner);
            self.flow.end_quote();
            return to;
        }
        if text == ".." || text.starts_with(".. ") || text.starts_with("..\t") {
            return self.explicit(at, end);
        }
        if let Some(url) = text.strip_prefix("__ ") {
            let url = url.trim().to_owned();
            let place = self.sheet.at(line.start + 3..line.end);
            if self.defining.anonymous.len() < MAX_NAMES {
                self.defining.anonymous.push((url, place));
            }
            return at + 1;
        }
        if let Some(next) = self.section(at, end) {
            return next;
        }
        if let Some(next) = self.table(at, end) {
            return next;
        }
        if text.starts_with(">>>") {
            let to = (at..end)
                .find(|next| self.sheet.lines[*next].blank())
                .unwrap_or(end);
            self.code(at..to);
            return to;
        }
        if text.starts_with("| ") || text == "|" {
            return self.line_block(at, end);
        }
        if let Some(length) = field(text) {
            let to = self.body_end(at, end, line.indent);
            let name = self.sheet.at(line.start + 1..line.start + length - 1);
            let shown = text[1..length - 1].to_owned();
            self.flow.begin(BlockKind::Paragraph, name);
            self.flow.text(&shown, name, true);
            self.flow.text(": ", name, false);
            let rest = text[length..].trim_start().len();
            let one = self.sheet.para(std::iter::once(line.end - rest..line.end));
            self.inline(&one);
            self.flow.end_block();
            if to > at + 1 {
                let margin = self.margin(at + 1..to).unwrap_or(0);
                self.blocks(at + 1..to, margin);
            }
            return to;
        }
        self.paragraph(at, end)
    }

    /// A section title with its lines of punctuation; answers with the line after it.
    fn section(&mut self, at: usize, end: usize) -> Option<usize> {
        if self.depth > self.base + 1
            || self.sheet.lines[at].indent > 0 && ruler(self.sheet.text(at)).is_none()
        {
            return None;
        }
        let text = self.sheet.text(at);
        if let Some(mark) = ruler(text) {
            if at + 2 < end
                && ruler(self.sheet.text(at + 2)) == Some(mark)
                && !self.sheet.lines[at + 1].blank()
                && ruler(self.sheet.text(at + 1)).is_none()
                && text.len() > 1
            {
                self.title(at + 1, true, mark);
                return Some(at + 3);
            }
            if at + 2 < end
                && text.len() == 1
                && self.sheet.text(at + 2) == text
                && self.sheet.text(at + 1).chars().count() <= 1
            {
                self.title(at + 1, true, mark);
                return Some(at + 3);
            }
            // A transition.
            let alone = at + 1 >= end || self.sheet.lines[at + 1].blank();
            if text.len() >= 4 && alone {
                self.flow.end_block();
                return Some(at + 1);
            }
            if at + 1 >= end || self.sheet.lines[at + 1].blank() {
                return None;
            }
        }
        let under = self.sheet.lines.get(at + 1).filter(|_| at + 1 < end)?;
        if under.blank() || under.indent > 0 {
            return None;
        }
        let mark = ruler(self.sheet.text(at + 1))?;
        let width = text.chars().count();
        let length = self.sheet.text(at + 1).len();
        let long_enough = length >= width || length >= 4 && length + 6 >= width;
        if !long_enough || text.len() > LONGEST_TITLE || (length < 3 && length < width) {
            return None;
        }
        self.title(at, false, mark);
        Some(at + 2)
    }

    fn title(&mut self, at: usize, over: bool, mark: u8) {
        let style = (over, mark);
        let known = self.levels.iter().position(|known| *known == style);
        let level = known.unwrap_or(self.levels.len());
        self.levels.truncate(level);
        self.levels.push(style);
        let line = self.sheet.lines[at];
        let level = u8::try_from(level + 1).unwrap_or(6).min(6);
        let place = self.sheet.at(line.start..line.end);
        self.flow.begin(BlockKind::Heading { level }, place);
        let para = self.sheet.para(std::iter::once(line.start..line.end));
        self.inline(&para);
        self.flow.end_block();
    }

    /// Explicit markup: footnotes, citations, targets, directives, substitutions, comments.
    fn explicit(&mut self, at: usize, end: usize) -> usize {
        let line = self.sheet.lines[at];
        let to = self.body_end(at, end, line.indent);
        let source = std::sync::Arc::clone(&self.sheet.source);
        let text = &source[line.start..line.end];
        let rest = text[2..].trim_start();
        let lead = text.len() - rest.len();
        if let Some((label, length)) = bracket(rest) {
            self.footnote(label, at, to, lead + length);
        } else if let Some(target) = rest.strip_prefix('_') {
            self.target(target, at, to);
        } else if let Some(inner) = rest.strip_prefix('|') {
            self.substitution(inner, at, to);
        } else if let Some((name, arguments)) = directive(rest) {
            let start = line.end - arguments.len();
            self.directive(&name.to_lowercase(), start..line.end, at, to);
        }
        to
    }

    fn footnote(&mut self, label: &str, at: usize, to: usize, length: usize) {
        let place = self.sheet.lines_at(at..to);
        let Some(kind) = footnote_label(label) else {
            // A citation: an entry of a list of works.
            self.nested_after_text(&format!("[{label}] "), at, to, length);
            return;
        };
        let nth = self.defining.footnotes.len();
        if nth >= MAX_NAMES {
            return;
        }
        self.defining.footnotes.push((kind, String::new()));
        let printed = self
            .defined
            .footnotes
            .get(nth)
            .map_or_else(|| label.to_owned(), |(_, printed)| printed.clone());
        self.flow.end_block();
        let note = self.flow.begin_note_text(
            NativeNote {
                label: printed,
                keyed: false,
                placement: Placement::Foot,
                origin: place.origin(),
            },
            place,
        );
        if let Some(slot) = self.notes.get_mut(nth) {
            *slot = Some(note);
        }
        self.nested(at, to, length);
        self.flow.end_note(place);
    }

    /// Reads a body after text that stands for its markup.
    fn nested_after_text(&mut self, made: &str, at: usize, to: usize, length: usize) {
        let line = self.sheet.lines[at];
        let place = self
            .sheet
            .at(line.start..(line.start + length).min(line.end));
        self.flow.begin(BlockKind::Paragraph, place);
        self.flow.text(made, place, false);
        let rest = (line.start + length).min(line.end);
        let first = self.sheet.source[rest..line.end].trim_start().len();
        let ranges: Vec<Range<usize>> = std::iter::once(line.end - first..line.end)
            .chain(
                self.sheet.lines[at + 1..to]
                    .iter()
                    .take_while(|line| !line.blank())
                    .map(|line| line.start..line.end),
            )
            .collect();
        let next = at + ranges.len();
        let para = self.sheet.para(ranges.into_iter());
        self.inline(&para);
        self.flow.end_block();
        if next < to {
            let margin = self.margin(next..to).unwrap_or(0);
            self.blocks(next..to, margin);
        }
    }

    /// `.. _name: address`.
    fn target(&mut self, text: &str, at: usize, to: usize) {
        let (name, address) = if let Some(quoted) = text.strip_prefix('`') {
            let Some(end) = quoted.find("`:") else {
                return;
            };
            (&quoted[..end], &quoted[end + 2..])
        } else if let Some(rest) = text.strip_prefix("_:") {
            ("", rest)
        } else {
            let end = text.match_indices(':').map(|(at, _)| at).find(|at| {
                let after = &text[at + 1..];
                (after.is_empty() || after.starts_with([' ', '\t'])) && !text[..*at].ends_with('\\')
            });
            let Some(end) = end else {
                return;
            };
            (&text[..end], &text[end + 1..])
        };
        let line = self.sheet.lines[at];
        let mut url = address.trim().to_owned();
        let mut place = self
            .sheet
            .at(line.end - address.trim_start().len()..line.end);
        for next in at + 1..to {
            let more = self.sheet.lines[next];
            if url.is_empty() {
                place = self.sheet.at(more.start..more.end);
            }
            place.end = place.end.max(more.end);
            url.push_str(self.sheet.text(next));
        }
        let url = url.replace("\\_", "_").replace('\\', "");
        if url.is_empty() || self.defining.targets.len() >= MAX_NAMES {
            return;
        }
        if name.is_empty() {
            self.defining.anonymous.push((url, place));
        } else {
            let name = fold(&name.replace('\\', ""));
            self.defining.targets.entry(name).or_insert((url, place));
        }
    }

    /// `.. |name| replace:: text`.
    fn substitution(&mut self, text: &str, at: usize, to: usize) {
        let Some((name, rest)) = text.split_once('|') else {
            return;
        };
        let Some((kind, value)) = directive(rest.trim_start()) else {
            return;
        };
        if !matches!(kind, "replace" | "unicode") || self.defining.substitutions.len() >= MAX_NAMES
        {
            return;
        }
        let line = self.sheet.lines[at];
        let mut value = value.to_owned();
        for next in at + 1..to {
            value.push(' ');
            value.push_str(self.sheet.text(next));
        }
        if kind == "unicode" {
            value = value
                .split_whitespace()
                .map(|word| {
                    word.strip_prefix("U+")
                        .or_else(|| word.strip_prefix("0x"))
                        .and_then(|code| u32::from_str_radix(code, 16).ok())
                        .and_then(char::from_u32)
                        .map_or_else(|| word.to_owned(), |c| c.to_string())
                })
                .collect();
        }
        let place = self.sheet.at(line.start..line.end);
        self.defining
            .substitutions
            .insert(fold(name), (value.trim().to_owned(), place));
    }

    fn line_block(&mut self, at: usize, end: usize) -> usize {
        let mut to = at;
        let mut ranges = Vec::new();
        while to < end && self.sheet.text(to).starts_with('|') {
            let line = self.sheet.lines[to];
            let text = &self.sheet.text(to)[1..];
            ranges.push(line.end - text.trim_start().len()..line.end);
            to += 1;
        }
        let place = self.sheet.lines_at(at..to);
        self.flow.begin(BlockKind::Paragraph, place);
        let para = self.sheet.para(ranges.into_iter());
        self.inline(&para);
        self.flow.end_block();
        to.max(at + 1)
    }

    /// A paragraph, or a term with its definition; a literal block after `::`.
    fn paragraph(&mut self, at: usize, end: usize) -> usize {
        let line = self.sheet.lines[at];
        let mut to = at + 1;
        while to < end {
            let next = self.sheet.lines[to];
            if next.blank() || next.indent != line.indent {
                break;
            }
            to += 1;
        }
        let literal = self.sheet.text(to - 1).ends_with("::");
        let place = self.sheet.lines_at(at..to);
        let mut ranges: Vec<Range<usize>> = self.sheet.lines[at..to]
            .iter()
            .map(|line| line.start..line.end)
            .collect();
        if literal && let Some(last) = ranges.last_mut() {
            let text = &self.sheet.source[last.clone()];
            // `text::` prints one colon, `text ::` and `::` none.
            let before = &text[..text.len() - 2];
            let keep = if before.is_empty() || before.ends_with(char::is_whitespace) {
                before.trim_end().len()
            } else {
                before.len() + 1
            };
            last.end = last.start + keep;
        }
        if ranges.iter().any(|range| range.start < range.end) {
            self.flow.begin(BlockKind::Paragraph, place);
            let para = self.sheet.para(ranges.into_iter());
            self.inline(&para);
            self.flow.end_block();
        }
        if literal {
            let mut first = to;
            while first < end && self.sheet.lines[first].blank() {
                first += 1;
            }
            if first < end && self.sheet.lines[first].indent > line.indent {
                let stop = self.body_end(first, end, line.indent);
                self.code(first..stop);
                return stop;
            }
            return to;
        }
        if to < end {
            let next = self.sheet.lines[to];
            if !next.blank() && next.indent > line.indent {
                // The definition of a term.
                let stop = self.body_end(to, end, line.indent);
                let margin = self.margin(to..stop).unwrap_or(next.indent);
                self.blocks(to..stop, margin);
                return stop;
            }
        }
        to
    }

    /// Lines to be left alone.
    pub(super) fn code(&mut self, lines: Range<usize>) {
        let place = self.sheet.lines_at(lines);
        let source = std::sync::Arc::clone(&self.sheet.source);
        if let Some(text) = source.get(place.start..place.end) {
            self.flow.code(text, place, true);
        }
    }

    /// Lines too deep to be understood.
    fn unread(&mut self, lines: Range<usize>) {
        let place = self.sheet.lines_at(lines);
        let source = std::sync::Arc::clone(&self.sheet.source);
        if let Some(text) = source.get(place.start..place.end) {
            self.flow.begin(BlockKind::Paragraph, place);
            self.flow.text(text, place, true);
            self.flow.end_block();
        }
    }
}

/// Length of `:name:` at the start of a field.
pub(super) fn field(text: &str) -> Option<usize> {
    let inner = text.strip_prefix(':')?;
    let end = inner
        .match_indices(':')
        .map(|(at, _)| at)
        .take(4)
        .find(|at| inner[at + 1..].is_empty() || inner[at + 1..].starts_with([' ', '\t']))?;
    (end > 0 && end < 60 && !inner.starts_with([' ', '`']) && !inner[..end].contains('`'))
        .then_some(end + 2)
}

/// `name:: arguments`.
fn directive(text: &str) -> Option<(&str, &str)> {
    let (name, arguments) = text.split_once("::")?;
    let simple = !name.is_empty()
        && name.len() < 60
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_:.+".contains(&byte));
    (simple && (arguments.is_empty() || arguments.starts_with([' ', '\t'])))
        .then(|| (name, arguments.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_begin_items() {
        for (text, expected) in [
            ("- a", Some((2, Marker::Bullet))),
            ("12. a", Some((4, Marker::Number(12)))),
            ("(3) a", Some((4, Marker::Number(3)))),
            ("#. a", Some((3, Marker::Next))),
            ("-a", None),
            ("3.5 a", None),
            ("a. b", None),
        ] {
            assert_eq!(marker(text), expected, "{text}");
        }
    }

    #[test]
    fn explicit_markup_is_told_apart() {
        assert_eq!(bracket("[1] Roe"), Some(("1", 3)));
        assert_eq!(bracket("[1]_ Roe"), None);
        assert_eq!(directive("note:: x"), Some(("note", "x")));
        assert_eq!(directive("see http::x"), None);
        assert_eq!(field(":Author: Roe"), Some(8));
        assert_eq!(field(":ref:`x`"), None);
    }
}
