//! Inline markup of `AsciiDoc`: footnotes, raised text, links, emphasis.

use std::ops::Range;

use super::Asciidoc;
use crate::{
    document::{InlineKind, NativeNote, Placement},
    readers::para::Para,
};

/// Deepest nesting that is followed.
const MAX_DEPTH: usize = 20;
/// Most notes kept apart.
const MAX_NOTES: usize = 200_000;
/// Farthest that the end of markup is looked for, in bytes.
const REACH: usize = 20_000;

/// The first bytes of a text.
fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Offset of the bracket that closes the one at `open`, others within it passed.
fn closing(text: &str, open: usize, reach: usize) -> Option<usize> {
    let mut depth = 0usize;
    let bytes = text.as_bytes();
    let mut at = open;
    while at < bytes.len().min(open + reach) {
        match bytes[at] {
            b'\\' => at += 1,
            b'[' => depth += 1,
            b']' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The attribute list of a link: its text is what stands before the first `,name=`.
fn link_text(text: &str) -> usize {
    let mut end = text.len();
    for name in [
        ",window=",
        ",role=",
        ", window=",
        ", role=",
        ",opts=",
        ", opts=",
    ] {
        if let Some(at) = text.find(name) {
            end = end.min(at);
        }
    }
    text[..end].trim_end_matches('^').len()
}

impl Asciidoc<'_> {
    /// How far the end of markup may be looked for now.
    fn reach(&self) -> usize {
        if self.vain == 0 { 120 } else { REACH }
    }

    /// The bracket that closes the one at `open`, before `end`.
    fn bracket(&mut self, para: &Para, open: usize, end: usize) -> Option<usize> {
        let found = closing(&para.text, open, self.reach()).filter(|close| *close < end);
        if found.is_none() {
            self.vain = self.vain.saturating_sub(self.reach().min(end - open));
        }
        found
    }

    /// Where `ending` stands in `text`, if not too far.
    fn ending(&mut self, text: &str, ending: &str) -> Option<usize> {
        let near = head(text, self.reach());
        let found = near.find(ending);
        if found.is_none() {
            self.vain = self.vain.saturating_sub(near.len());
        }
        found
    }

    /// Writes a stretch of a paragraph into the open block.
    pub(super) fn inline(&mut self, para: &Para, range: Range<usize>) {
        if self.depth >= MAX_DEPTH {
            para.verbatim(&mut self.flow, range);
            return;
        }
        self.depth += 1;
        let text = para.text.as_str();
        let bytes = text.as_bytes();
        let mut from = range.start;
        let mut at = range.start;
        // Marks whose partner was looked for in vain.
        let mut dead = [false; 128];
        while at < range.end {
            let byte = bytes[at];
            let next = match byte {
                b'\\' if bytes.get(at + 1).is_some_and(u8::is_ascii_punctuation) => {
                    para.verbatim(&mut self.flow, from..at);
                    from = at + 1;
                    at += 2;
                    continue;
                }
                b'f' if text[at..range.end].starts_with("footnote") => {
                    self.footnote(para, at..range.end, from)
                }
                b'h' | b'f' | b'm' | b'l' | b'x' | b'i' | b'p' | b's' | b'k' => {
                    let word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
                    if word {
                        self.named(para, at..range.end, from)
                    } else {
                        None
                    }
                }
                b'^' | b'~' | b'*' | b'_' | b'`' | b'+' | b'#' if !dead[usize::from(byte)] => {
                    self.marked(para, at..range.end, from, &mut dead)
                }
                b'<' if text[at..range.end].starts_with("<<") => {
                    self.reference(para, at..range.end, from)
                }
                b'{' => self.attribute(para, at..range.end, from),
                b'-' if text[at..range.end].starts_with("--") && !text[at..].starts_with("---") => {
                    para.verbatim(&mut self.flow, from..at);
                    self.flow.text("—", para.at(&(at..at + 2)), false);
                    Some(at + 2)
                }
                b'"' | b'\'' => self.quotation(para, at..range.end, from),
                _ => None,
            };
            match next {
                Some(next) => {
                    at = next;
                    from = next;
                }
                None => at += text[at..].chars().next().map_or(1, char::len_utf8),
            }
        }
        para.verbatim(&mut self.flow, from.min(range.end)..range.end);
        self.depth -= 1;
    }

    /// `footnote:[text]`, `footnote:id[text]`, `footnote:id[]`, `footnoteref:[id,text]`.
    fn footnote(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let rest = text.strip_prefix("footnote")?;
        let old = rest.starts_with("ref:");
        let rest = rest.strip_prefix("ref").unwrap_or(rest).strip_prefix(':')?;
        let length = rest
            .bytes()
            .take(200)
            .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
            .count();
        if !rest[length..].starts_with('[') || self.counter as usize >= MAX_NOTES {
            return None;
        }
        let open = range.start + text.len() - rest.len() + length;
        let close = self.bracket(para, open, range.end)?;
        let mut id = rest[..length].to_owned();
        let mut inner = open + 1..close;
        if old {
            let all = &para.text[inner.clone()];
            let end = all.find(',').unwrap_or(all.len());
            all[..end].trim().clone_into(&mut id);
            inner.start = (inner.start + end + 1).min(inner.end);
        }
        let whole = range.start..close + 1;
        let at = para.at(&whole);
        para.verbatim(&mut self.flow, from..range.start);
        if inner.is_empty() && !id.is_empty() {
            let label = self
                .named
                .get(&id)
                .map_or_else(|| "?".to_owned(), |(_, label)| label.clone());
            self.flow.deferred_mark(&label, at);
            self.deferred.push(id);
            return Some(whole.end);
        }
        self.counter += 1;
        let label = self.counter.to_string();
        let note = self.flow.begin_note(
            NativeNote {
                label: label.clone(),
                keyed: false,
                placement: Placement::Foot,
                origin: at.origin(),
            },
            at,
        );
        self.inline(para, inner);
        self.flow.end_note(at);
        if !id.is_empty() {
            self.named.entry(id).or_insert((note, label));
        }
        Some(whole.end)
    }

    /// Links and macros that begin with a word: `https://…[text]`, `link:…[text]`, `xref:id[text]`.
    fn named(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let schemes = ["https://", "http://", "ftp://", "mailto:", "link:"];
        let scheme = schemes.iter().find(|scheme| text.starts_with(**scheme));
        let Some(scheme) = scheme else {
            return self.macro_(para, range, from);
        };
        let length = text
            .find(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '<' | '>' | '"' | '”'))
            .unwrap_or(head(text, 8_000).len());
        let bracketed = text[length..].starts_with('[');
        if !bracketed {
            if !scheme.contains("//") {
                return None;
            }
            // A bare address is found later; its characters are no markup.
            para.verbatim(&mut self.flow, from..range.start + length);
            return Some(range.start + length);
        }
        let open = range.start + length;
        let close = self.bracket(para, open, range.end)?;
        para.verbatim(&mut self.flow, from..range.start);
        let lead = if *scheme == "link:" { scheme.len() } else { 0 };
        let address = range.start + lead..open;
        let target = self.attributed(para.text[address.clone()].trim_matches('+'));
        let place = para.at(&address);
        let spot = self.flow.spot();
        let shown = link_text(&para.text[open + 1..close]);
        let bare = shown == 0;
        if bare {
            self.flow.text(&target, place, para.text[address] == target);
        } else {
            self.inline(para, open + 1..open + 1 + shown);
        }
        let kind = InlineKind::Link {
            target,
            target_origin: Some(place.origin()),
            autolink: bare,
        };
        let whole = para.at(&(range.start..close + 1));
        self.flow.span(kind, spot, whole);
        Some(close + 1)
    }

    fn macro_(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let names = [
            "xref:",
            "image:",
            "pass:",
            "stem:",
            "kbd:",
            "indexterm:",
            "icon:",
            "latexmath:",
            "asciimath:",
        ];
        let name = names.iter().find(|name| text.starts_with(**name))?;
        let length = head(text, 2_000)
            .find(|c: char| c.is_whitespace() || c == '[')
            .filter(|at| text[*at..].starts_with('['))?;
        let open = range.start + length;
        let close = self.bracket(para, open, range.end)?;
        para.verbatim(&mut self.flow, from..range.start);
        match *name {
            "xref:" => self.inline(para, open + 1..close),
            "image:" | "icon:" | "indexterm:" => {}
            _ => {
                let spot = self.flow.spot();
                para.verbatim(&mut self.flow, open + 1..close);
                self.flow
                    .span(InlineKind::Code, spot, para.at(&(range.start..close + 1)));
            }
        }
        Some(close + 1)
    }

    /// Text between two equal marks.
    fn marked(
        &mut self,
        para: &Para,
        range: Range<usize>,
        from: usize,
        dead: &mut [bool; 128],
    ) -> Option<usize> {
        let text = &para.text[range.clone()];
        let bytes = text.as_bytes();
        let byte = bytes[0];
        let double = bytes.get(1) == Some(&byte) && byte != b'^' && byte != b'~';
        let mark = if double { 2 } else { 1 };
        let before = para.text[..range.start].chars().next_back();
        let constrained = !double && !matches!(byte, b'^' | b'~');
        let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if constrained && word(before) {
            return None;
        }
        let first = text[mark..].chars().next()?;
        if first.is_whitespace() {
            return None;
        }
        let mut at = mark;
        let end = loop {
            let found = text[at..].find(&text[..mark]).map(|found| at + found);
            let Some(found) = found.filter(|found| *found < REACH) else {
                dead[usize::from(byte)] = true;
                return None;
            };
            let last = text[..found].chars().next_back();
            let after = text[found + mark..].chars().next();
            let blank = last.is_some_and(char::is_whitespace);
            if found > mark && !(constrained && (blank || word(after))) {
                break found;
            }
            at = found + mark;
        };
        let raised = matches!(byte, b'^' | b'~');
        if raised && text[mark..end].contains(char::is_whitespace) {
            return None;
        }
        para.verbatim(&mut self.flow, from..range.start);
        let spot = self.flow.spot();
        let inner = range.start + mark..range.start + end;
        let kind = match byte {
            b'^' => Some(InlineKind::Superscript),
            b'~' => Some(InlineKind::Subscript),
            b'*' => Some(InlineKind::Strong),
            b'_' => Some(InlineKind::Emphasis),
            b'`' => Some(InlineKind::Code),
            _ => None,
        };
        if matches!(byte, b'`' | b'+') {
            para.verbatim(&mut self.flow, inner);
        } else {
            self.inline(para, inner);
        }
        let whole = range.start..range.start + end + mark;
        if let Some(kind) = kind {
            self.flow.span(kind, spot, para.at(&whole));
        }
        Some(whole.end)
    }

    /// `<<id,text>>`.
    fn reference(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let end = head(text, 500).find(">>")?;
        para.verbatim(&mut self.flow, from..range.start);
        let shown = text[..end].find(',').map_or(2, |at| at + 1);
        self.inline(para, range.start + shown..range.start + end);
        Some(range.start + end + 2)
    }

    fn attribute(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let end = head(text, 100).find('}')?;
        let name = text[1..end].to_lowercase();
        let value = match name.as_str() {
            "nbsp" => " ".to_owned(),
            "empty" | "blank" => String::new(),
            "sp" => " ".to_owned(),
            "amp" => "&".to_owned(),
            "ldquo" => "“".to_owned(),
            "rdquo" => "”".to_owned(),
            "apos" => "'".to_owned(),
            _ => self.attributes.get(&name)?.clone(),
        };
        para.verbatim(&mut self.flow, from..range.start);
        let whole = range.start..range.start + end + 1;
        self.flow.text(&value, para.at(&whole), false);
        Some(whole.end)
    }

    /// `` "`text`" `` and `` '`text`' ``: curly quotation marks.
    fn quotation(&mut self, para: &Para, range: Range<usize>, from: usize) -> Option<usize> {
        let text = &para.text[range.clone()];
        let (open, close, ending) = if text.starts_with("\"`") {
            ("“", "”", "`\"")
        } else if text.starts_with("'`") {
            ("‘", "’", "`'")
        } else {
            return None;
        };
        let end = self.ending(&text[2..], ending)? + 2;
        para.verbatim(&mut self.flow, from..range.start);
        self.flow
            .text(open, para.at(&(range.start..range.start + 2)), false);
        self.inline(para, range.start + 2..range.start + end);
        let tail = range.start + end..range.start + end + 2;
        self.flow.text(close, para.at(&tail), false);
        Some(tail.end)
    }
}

#[cfg(test)]
mod tests {
    use super::{closing, link_text};

    #[test]
    fn brackets_close_over_others() {
        assert_eq!(closing("[a [b] c] d", 0, 99), Some(8));
        assert_eq!(closing("[a \\] b]", 0, 99), Some(7));
        assert_eq!(closing("[a", 0, 99), None);
        assert_eq!(link_text("Page,window=_blank"), 4);
    }
}
