//! Inline markup of reStructuredText: emphasis, literals, roles, references, footnote marks.

use std::ops::Range;

use super::{Label, Rst, blocks};
use crate::{
    document::InlineKind,
    readers::{flow::At, para::Para},
};

/// Kinds of markup whose end is looked for.
#[derive(Debug, Clone, Copy)]
enum Ending {
    Strong,
    Emphasis,
    Literal,
    Interpreted,
    Substitution,
}

impl Ending {
    fn text(self) -> &'static str {
        match self {
            Self::Strong => "**",
            Self::Emphasis => "*",
            Self::Literal => "``",
            Self::Interpreted => "`",
            Self::Substitution => "|",
        }
    }
}

/// Whether markup may begin after this character.
fn before_start(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\'' | '"' | '(' | '[' | '{' | '<' | '-' | '/' | ':' | '\u{0}'
            )
            || matches!(
                c,
                '‘' | '“' | '«' | '„' | '–' | '—' | '¡' | '¿' | '（' | '「' | '。' | '，'
            )
    })
}

/// Whether markup may end before this character.
fn after_end(c: Option<char>) -> bool {
    c.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '\'' | '"'
                    | ')'
                    | ']'
                    | '}'
                    | '>'
                    | '-'
                    | '/'
                    | '\\'
                    | ':'
                    | '.'
                    | ','
                    | ';'
                    | '!'
                    | '?'
            )
            || matches!(
                c,
                '’' | '”' | '»' | '–' | '—' | '…' | '）' | '」' | '。' | '，'
            )
    })
}

/// Text without the backslashes of its escapes.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some(c) if c.is_whitespace() => {}
                Some(c) => out.push(c),
                None => {}
            },
            c => out.push(c),
        }
    }
    out
}

/// A name as references are made with: letters and digits with single marks between.
fn simple_name(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c.is_alphanumeric() {
            end = at + c.len_utf8();
        } else if matches!(c, '-' | '.' | '+' | ':' | '_') && at == end {
            if !chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()) {
                break;
            }
        } else {
            break;
        }
    }
    end
}

impl Rst<'_> {
    /// Writes a paragraph into the open block.
    pub(super) fn inline(&mut self, para: &Para) {
        let text = para.text.as_str();
        let bytes = text.as_bytes();
        let mut dead = [false; 5];
        let mut from = 0;
        let mut at = 0;
        let mut before: Option<char> = None;
        while at < bytes.len() {
            let byte = bytes[at];
            let starts = before_start(before);
            let taken = match byte {
                b'\\' => {
                    self.verbatim(para, from..at);
                    let next = text[at + 1..].chars().next();
                    let length = 1 + next.map_or(0, char::len_utf8);
                    if let Some(c) = next.filter(|c| !c.is_whitespace()) {
                        let place = para.at(&(at..at + length));
                        self.flow.text(c.encode_utf8(&mut [0; 4]), place, false);
                        before = Some(c);
                    } else {
                        before = Some('\u{0}');
                    }
                    at += length;
                    from = at;
                    continue;
                }
                b'*' | b'`' | b'|' | b':' if starts => self.markup(para, at, from, &mut dead),
                b'[' if starts => self.bracket(para, at, from),
                b'_' if starts && text[at..].starts_with("_`") => {
                    let inner = at + 2;
                    text[inner..].find('`').filter(|end| *end < 300).map(|end| {
                        self.verbatim(para, from..at);
                        self.verbatim(para, inner..inner + end);
                        inner + end + 1
                    })
                }
                _ if byte.is_ascii_alphanumeric() || byte >= 0x80 => {
                    let word = before.is_none_or(|c| !c.is_alphanumeric() && c != '_');
                    if word {
                        self.word(para, at, from)
                    } else {
                        None
                    }
                }
                _ => None,
            };
            if let Some(next) = taken {
                at = next;
                from = next;
                before = text[..at].chars().next_back();
                continue;
            }
            let c = text[at..].chars().next().unwrap_or(' ');
            before = Some(c);
            at += c.len_utf8();
        }
        self.verbatim(para, from..bytes.len());
    }

    /// Writes a stretch as it stands.
    fn verbatim(&mut self, para: &Para, range: Range<usize>) {
        para.verbatim(&mut self.flow, range);
    }

    /// Markup that is closed by what opened it; answers with where it ends.
    fn markup(
        &mut self,
        para: &Para,
        at: usize,
        from: usize,
        dead: &mut [bool; 5],
    ) -> Option<usize> {
        let text = para.text.as_str();
        let rest = &text[at..];
        let (role, lead) = role_prefix(rest);
        let ending = match &rest.as_bytes()[lead..] {
            [b'*', b'*', ..] if lead == 0 => Ending::Strong,
            [b'*', ..] if lead == 0 => Ending::Emphasis,
            [b'`', b'`', ..] if lead == 0 => Ending::Literal,
            [b'`', ..] => Ending::Interpreted,
            [b'|', ..] if lead == 0 => Ending::Substitution,
            _ => return None,
        };
        if dead[ending as usize] {
            return None;
        }
        let mark = ending.text();
        let inner = at + lead + mark.len();
        let first = text[inner..].chars().next()?;
        if first.is_whitespace() {
            return None;
        }
        let Some(end) = find_end(text, inner, mark, matches!(ending, Ending::Literal)) else {
            dead[ending as usize] = true;
            return None;
        };
        let content = inner..end;
        let mut next = end + mark.len();
        self.verbatim(para, from..at);
        let spot = self.flow.spot();
        match ending {
            Ending::Strong | Ending::Emphasis => {
                self.plain(para, content);
                let kind = if matches!(ending, Ending::Strong) {
                    InlineKind::Strong
                } else {
                    InlineKind::Emphasis
                };
                self.flow.span(kind, spot, para.at(&(at..next)));
            }
            Ending::Literal => {
                self.verbatim(para, content);
                self.flow.span(InlineKind::Code, spot, para.at(&(at..next)));
            }
            Ending::Substitution => {
                if text[next..].starts_with('_') {
                    next += 1;
                }
                let name = blocks::fold(&text[content.clone()]);
                match self.defined.substitutions.get(&name) {
                    Some((value, _)) => {
                        let value = unescaped(value);
                        let place = para.at(&(at..next));
                        self.flow.text(&value, place, false);
                    }
                    None => self.verbatim(para, content),
                }
            }
            Ending::Interpreted => {
                let tail = &text[next..];
                if role.is_empty() && tail.starts_with("__") {
                    next += 2;
                    self.phrase(para, content, at..next, true);
                } else if role.is_empty() && tail.starts_with('_') {
                    next += 1;
                    self.phrase(para, content, at..next, false);
                } else {
                    let mut role = role.to_owned();
                    if role.is_empty() && tail.starts_with(':') {
                        let (suffix, length) = role_suffix(tail);
                        suffix.clone_into(&mut role);
                        next += length;
                    }
                    self.interpreted(para, &role, content, at..next);
                }
            }
        }
        Some(next)
    }

    /// Writes a stretch, its escapes undone.
    fn plain(&mut self, para: &Para, range: Range<usize>) {
        let text = &para.text[range.clone()];
        if text.contains('\\') {
            let place = para.at(&range);
            self.flow.text(&unescaped(text), place, false);
        } else {
            self.verbatim(para, range);
        }
    }

    /// Writes a link to what stands at the place of `address`.
    fn link(
        &mut self,
        para: &Para,
        shown: Range<usize>,
        whole: &Range<usize>,
        address: (String, At),
    ) {
        let (url, place) = address;
        let spot = self.flow.spot();
        let autolink = para.text[shown.clone()] == url;
        self.plain(para, shown);
        let kind = InlineKind::Link {
            target: url,
            target_origin: Some(place.origin()),
            autolink,
        };
        self.flow.span(kind, spot, para.at(whole));
    }

    /// `` `text <url>`_ `` or `` `name`_ ``.
    fn phrase(&mut self, para: &Para, content: Range<usize>, whole: Range<usize>, anonymous: bool) {
        let text = &para.text[content.clone()];
        if text.ends_with('>')
            && let Some(open) = text.rfind('<')
            && (open == 0 || text[..open].ends_with(char::is_whitespace))
        {
            let inner = content.start + open + 1..content.end - 1;
            let compact: String = para.text[inner.clone()].split_whitespace().collect();
            let shown = content.start..content.start + text[..open].trim_end().len();
            let shown = if shown.is_empty() {
                inner.clone()
            } else {
                shown
            };
            let alias = compact
                .strip_suffix('_')
                .filter(|_| !compact.ends_with("\\_"));
            if let Some(name) = alias
                && let Some(address) = self.defined.targets.get(&blocks::fold(name)).cloned()
            {
                self.link(para, shown, &whole, address);
                return;
            }
            let url = unescaped(&compact);
            let place = para.at(&inner);
            if !anonymous && self.defining.targets.len() < super::MAX_NAMES {
                let name = blocks::fold(&unescaped(&para.text[shown.clone()]));
                self.defining
                    .targets
                    .entry(name)
                    .or_insert((url.clone(), place));
            }
            self.link(para, shown, &whole, (url, place));
            return;
        }
        let found = if anonymous {
            self.anonymous_used += 1;
            self.defined.anonymous.get(self.anonymous_used - 1).cloned()
        } else {
            self.named(&unescaped(text))
        };
        match found {
            Some(address) => self.link(para, content, &whole, address),
            None => self.plain(para, content),
        }
    }

    /// The address a name stands for, through names that stand for names.
    fn named(&self, name: &str) -> Option<(String, At)> {
        let mut found = self.defined.targets.get(&blocks::fold(name))?;
        for _ in 0..5 {
            let Some(next) = found
                .0
                .strip_suffix('_')
                .filter(|_| !found.0.contains("://"))
            else {
                break;
            };
            found = self
                .defined
                .targets
                .get(&blocks::fold(next.trim_matches('`')))?;
        }
        Some(found.clone())
    }

    /// Text with a role: `` :sup:`3` ``.
    fn interpreted(&mut self, para: &Para, role: &str, content: Range<usize>, whole: Range<usize>) {
        let role = role.rsplit(':').next().unwrap_or(role).to_lowercase();
        let text = &para.text[content.clone()];
        let spot = self.flow.spot();
        let place = para.at(&whole);
        let kind = match role.as_str() {
            "sup" | "superscript" => Some(InlineKind::Superscript),
            "sub" | "subscript" => Some(InlineKind::Subscript),
            "strong" => Some(InlineKind::Strong),
            "" | "emphasis" | "title" | "title-reference" | "t" => Some(InlineKind::Emphasis),
            "code" | "literal" | "math" | "samp" | "kbd" | "file" | "command" => {
                Some(InlineKind::Code)
            }
            _ => None,
        };
        if let Some(kind) = kind {
            self.plain(para, content);
            self.flow.span(kind, spot, place);
            return;
        }
        if matches!(role.as_str(), "pep" | "rfc") {
            let (shown, number) = titled(text);
            let digits: String = number.chars().take_while(char::is_ascii_digit).collect();
            let words = format!("{} {}", role.to_uppercase(), number);
            self.flow.text(shown.unwrap_or(&words), place, false);
            let target = if role == "pep" {
                format!("https://peps.python.org/pep-{digits:0>4}/")
            } else {
                format!("https://datatracker.ietf.org/doc/html/rfc{digits}")
            };
            let link = InlineKind::Link {
                target,
                target_origin: None,
                autolink: false,
            };
            self.flow.span(link, spot, place);
            return;
        }
        // References and the like print their title, or the last part of their target.
        match titled(text) {
            (Some(title), _) => {
                let start = content.start;
                self.plain(para, start..start + title.len());
            }
            (None, target) => {
                let shown = target.trim_start_matches(['!', '~']);
                let shown = if target.starts_with('~') {
                    shown.rsplit('.').next().unwrap_or(shown)
                } else {
                    shown
                };
                let code = matches!(
                    role.as_str(),
                    "func"
                        | "meth"
                        | "class"
                        | "mod"
                        | "data"
                        | "attr"
                        | "exc"
                        | "obj"
                        | "const"
                        | "c"
                );
                let shown = shown.to_owned();
                self.flow.text(&shown, place, false);
                if code {
                    self.flow.span(InlineKind::Code, spot, place);
                }
            }
        }
    }

    /// `[1]_`, `[#name]_`, `[*]_`, `[CIT2002]_`.
    fn bracket(&mut self, para: &Para, at: usize, from: usize) -> Option<usize> {
        let rest = &para.text[at + 1..];
        let end = rest
            .bytes()
            .take(200)
            .position(|byte| matches!(byte, b']' | b'[' | b'\n'))
            .filter(|end| rest.as_bytes()[*end] == b']' && *end > 0)?;
        let tail = &rest[end + 1..];
        if !tail.starts_with('_') || !after_end(tail[1..].chars().next()) {
            return None;
        }
        let next = at + 1 + end + 2;
        let label = &rest[..end];
        let place = para.at(&(at..next));
        let Some(kind) = blocks::footnote_label(label) else {
            let known = label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:+".contains(&byte));
            if !known {
                return None;
            }
            // A citation by key is no mark.
            self.verbatim(para, from..at + 1 + end + 1);
            return Some(next);
        };
        self.verbatim(para, from..at);
        let found = match &kind {
            Label::Number(number) => self.defined.by_number.get(number).copied(),
            Label::Auto(Some(name)) => self.defined.by_name.get(name).copied(),
            Label::Auto(None) => {
                self.autos_used += 1;
                self.defined.autos.get(self.autos_used - 1).copied()
            }
            Label::Symbol => {
                self.symbols_used += 1;
                self.defined.symbols.get(self.symbols_used - 1).copied()
            }
        };
        let printed = found
            .and_then(|place| self.defined.footnotes.get(place))
            .map_or_else(|| label.to_owned(), |(_, printed)| printed.clone());
        if found.is_some() && self.deferred.len() < super::MAX_NAMES {
            self.flow.deferred_mark(&printed, place);
            self.deferred.push(found);
        } else {
            self.flow.mark(&printed, None, place);
        }
        Some(next)
    }

    /// A word: an address left as it is, or a reference by its name.
    fn word(&mut self, para: &Para, at: usize, from: usize) -> Option<usize> {
        let rest = &para.text[at..];
        if rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("ftp://")
        {
            let length = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '>' | '<' | '`' | '"' | '\\'))
                .unwrap_or(rest.len());
            self.verbatim(para, from..at + length);
            return Some(at + length);
        }
        let length = simple_name(rest);
        if length == 0 {
            return None;
        }
        let tail = &rest[length..];
        let underscores = tail.bytes().take_while(|byte| *byte == b'_').count();
        let next = at + length + underscores;
        if matches!(underscores, 1 | 2) && after_end(para.text[next..].chars().next()) {
            let found = if underscores == 2 {
                self.anonymous_used += 1;
                self.defined.anonymous.get(self.anonymous_used - 1).cloned()
            } else {
                self.named(&rest[..length])
            };
            if let Some(address) = found {
                self.verbatim(para, from..at);
                self.link(para, at..at + length, &(at..next), address);
                return Some(next);
            }
        }
        self.verbatim(para, from..at + length);
        Some(at + length)
    }
}

/// The role before interpreted text and its length: `:sup:`.
fn role_prefix(text: &str) -> (&str, usize) {
    let Some(inner) = text.strip_prefix(':') else {
        return ("", 0);
    };
    let length = inner
        .bytes()
        .take(60)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.:+".contains(byte))
        .count();
    let name = &inner[..length];
    match name.strip_suffix(':') {
        Some(name) if !name.is_empty() && inner[length..].starts_with('`') => (name, 1 + length),
        _ => ("", 0),
    }
}

/// The role after interpreted text and its length.
fn role_suffix(text: &str) -> (&str, usize) {
    let inner = &text[1..];
    let length = inner
        .bytes()
        .take(60)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(byte))
        .count();
    if length > 0 && inner[length..].starts_with(':') {
        (&inner[..length], length + 2)
    } else {
        ("", 0)
    }
}

/// `title <target>` taken apart.
fn titled(text: &str) -> (Option<&str>, &str) {
    match text.rsplit_once('<') {
        Some((title, target)) if target.ends_with('>') && !title.trim().is_empty() => {
            (Some(title.trim_end()), target.trim_end_matches('>'))
        }
        _ => (None, text),
    }
}

/// Where markup ends that began before `from`.
fn find_end(text: &str, from: usize, mark: &str, literal: bool) -> Option<usize> {
    let mut at = from;
    while let Some(found) = text[at..].find(mark).map(|found| at + found) {
        let before = text[..found].chars().next_back();
        let after = text[found + mark.len()..].chars().next();
        let escaped = !literal
            && text[..found]
                .bytes()
                .rev()
                .take_while(|byte| *byte == b'\\')
                .count()
                % 2
                == 1;
        let whole = mark != "*" || after != Some('*');
        let closes = after_end(after) || (matches!(mark, "`" | "|") && after == Some('_'));
        if found > from && !escaped && whole && closes && before.is_some_and(|c| !c.is_whitespace())
        {
            return Some(found);
        }
        at = found + mark.len();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_end_before_their_underscore() {
        for (text, expected) in [
            ("Python_ is", "Python"),
            ("a.b-c_ x", "a.b-c"),
            ("x__ y", "x"),
            ("word.", "word"),
            ("foo_bar_ x", "foo_bar"),
        ] {
            assert_eq!(&text[..simple_name(text)], expected, "{text}");
        }
    }

    #[test]
    fn markup_ends_where_docutils_ends_it() {
        assert_eq!(find_end("*a b* c", 1, "*", false), Some(4));
        assert_eq!(find_end("*a *b", 1, "*", false), None);
        assert_eq!(find_end("*a\\* b*", 1, "*", false), Some(6));
        assert_eq!(role_prefix(":sup:`3`"), ("sup", 5));
        assert_eq!(role_prefix(":py:func:`x`"), ("py:func", 9));
        assert_eq!(role_prefix(": x"), ("", 0));
    }
}
