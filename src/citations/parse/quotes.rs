//! Finds quoted stretches: curly, straight, single, low, angle and CJK quotation marks, nested or left open.
//! Knows quotation marks only; whether a stretch is a title is decided in `title.rs`.

use crate::span::Span;

/// How far a quotation may run, in bytes; a longer one is taken for an unbalanced mark.
const REACH: usize = 600;

/// A quoted stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quote {
    /// With its quotation marks.
    pub(super) outer: Span,
    /// Without them and without white space at the edges.
    pub(super) inner: Span,
    /// Whether the closing mark is missing, so that the end was told by what follows.
    pub(super) open: bool,
}

/// The outermost quotations of `text` from left to right. `hidden(i)` tells offsets to step over (URLs),
/// `stops(i)` offsets at which a quotation without closing mark must end (an italic run, a URL, a `;`).
pub(super) fn find(
    text: &str,
    hidden: impl Fn(usize) -> bool,
    stops: impl Fn(usize) -> bool,
) -> Vec<Quote> {
    let mut quotes = Vec::new();
    // Per kind of opening mark: an offset before which no closing mark stands, so that a row of
    // opening marks is not searched again and again.
    let mut barren = [0usize; KINDS.len()];
    let mut at = 0;
    while let Some(mark) = text[at..].chars().next() {
        let next = at + mark.len_utf8();
        let Some(kind) = opening_kind(text, at, mark).filter(|_| !hidden(at)) else {
            at = next;
            continue;
        };
        let close = if at < barren[kind] {
            None
        } else {
            let (close, closer_seen) = closing(text, next, kind, &hidden);
            if close.is_none() && !closer_seen {
                barren[kind] = at + REACH;
            }
            close
        };
        let (end, after, open) = match close {
            Some((end, after)) => (end, after, false),
            // Only a curly or low double mark left open is surely meant as one: the others may be apostrophes or inches.
            None if matches!(mark, '“' | '„' | '«') => {
                let end = open_end(text, next, &stops);
                (end, end, true)
            }
            None => {
                at = next;
                continue;
            }
        };
        let inner = trimmed(text, Span::new(next, end));
        if inner.is_empty() {
            at = next;
            continue;
        }
        quotes.push(Quote {
            outer: Span::new(at, after),
            inner,
            open,
        });
        at = after.max(next);
    }
    quotes
}

/// `span` without white space at its edges.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    let inner = span.of(text);
    let start = span.start + (inner.len() - inner.trim_start().len());
    Span::new(start, start + inner.trim().len())
}

/// Opening and closing marks; the same mark twice means that the mark opens and closes.
const KINDS: [(char, &[char]); 14] = [
    ('“', &['”']),
    ('„', &['“', '”']),
    ('«', &['»']),
    ('»', &['«']),
    ('”', &['”']),
    ('"', &['"']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('\'', &['\'']),
    ('「', &['」']),
    ('『', &['』']),
    ('《', &['》']),
    ('〈', &['〉']),
    ('‹', &['›']),
];

fn opening_kind(text: &str, at: usize, mark: char) -> Option<usize> {
    let kind = KINDS.iter().position(|(open, _)| *open == mark)?;
    let before = text[..at].chars().next_back();
    let after = text[at + mark.len_utf8()..].chars().next()?;
    let starts_word =
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '.' | ',' | '?' | '!'));
    let ok = match mark {
        '“' | '„' | '«' | '「' | '『' | '《' | '〈' => true,
        // Marks that also close, or are apostrophes: they open before a word and after none.
        _ => starts_word && !after.is_whitespace() && !matches!(after, ',' | '.' | ';' | ')'),
    };
    ok.then_some(kind)
}

/// Start and end of the closing mark that matches the opening mark of `kind` before `from`, and whether any
/// closing mark was seen on the way.
fn closing(
    text: &str,
    from: usize,
    kind: usize,
    hidden: &impl Fn(usize) -> bool,
) -> (Option<(usize, usize)>, bool) {
    let (open, closers) = KINDS[kind];
    let mut closer_seen = false;
    let single = matches!(open, '‘' | '\'' | '‚');
    let mut depth = 1usize;
    let mut fallback = None;
    let mut before = open;
    for (offset, mark) in text[from..].char_indices() {
        let at = from + offset;
        if offset > REACH {
            break;
        }
        let end = at + mark.len_utf8();
        let after = text[end..].chars().next();
        let ends_word = after.is_none_or(|c| !c.is_alphanumeric()) && !before.is_whitespace();
        if hidden(at) {
            before = mark;
            continue;
        }
        if closers.contains(&mark) {
            closer_seen |= open != mark;
            if single {
                // An apostrophe stands between letters; a plural's possessive goes on with a word.
                if ends_word {
                    if closes_single(text, end, before) {
                        return (Some((at, end)), true);
                    }
                    fallback = Some((at, end));
                }
            } else if open == mark {
                let opens = !before.is_alphanumeric()
                    && !matches!(before, '.' | ',' | '?' | '!')
                    && after.is_some_and(char::is_alphanumeric);
                if opens && offset > 0 {
                    depth += 1;
                } else if depth > 1 {
                    depth -= 1;
                } else {
                    return (Some((at, end)), true);
                }
            } else {
                depth -= 1;
                if depth == 0 {
                    return (Some((at, end)), true);
                }
            }
        } else if mark == open && !single {
            depth += 1;
        } else if open == '“' && mark == '"' && ends_word && fallback.is_none() {
            fallback = Some((at, end));
        } else if single && mark == '\n' && fallback.is_some() {
            break;
        }
        before = mark;
    }
    (fallback, closer_seen)
}

/// Whether what follows a `’` shows that it closes a quotation: punctuation, a bracket, a number, the end.
fn closes_single(text: &str, end: usize, before: char) -> bool {
    if matches!(before, ',' | '.' | '?' | '!') {
        return true;
    }
    let rest = &text[end..];
    let mut chars = rest.chars();
    match chars.next() {
        None => true,
        Some(',' | '.' | ';' | ':' | ')' | ']' | '，' | '。') => true,
        Some(c) if c.is_whitespace() => match rest.trim_start().chars().next() {
            None => true,
            Some(c) => matches!(c, '(' | '[' | '<' | '“') || c.is_numeric(),
        },
        Some(_) => false,
    }
}

/// Where a quotation that is never closed ends: at the next stop, else with the text's line.
fn open_end(text: &str, from: usize, stops: &impl Fn(usize) -> bool) -> usize {
    let mut end = text.len();
    for (offset, mark) in text[from..].char_indices() {
        let at = from + offset;
        if mark == '\n' || offset > REACH || (offset > 0 && stops(at)) {
            end = at;
            break;
        }
    }
    from + text[from..end].trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&str> {
        find(text, |_| false, |at| text[at..].starts_with(';'))
            .iter()
            .map(|quote| quote.inner.of(text))
            .collect()
    }

    #[test]
    fn marks_of_many_languages() {
        for (text, expected) in [
            ("A, “One,” B", vec!["One,"]),
            ("“‘Let It’: He Said,” *M*", vec!["‘Let It’: He Said,"]),
            (
                "“Iran Says U.S. “Failure” is,” R",
                vec!["Iran Says U.S. “Failure” is,"],
            ),
            ("\"A 'Branch of IEA',\" D", vec!["A 'Branch of IEA',"]),
            (
                "\"Iran Says \"Failure\" is,\" R",
                vec!["Iran Says \"Failure\" is,"],
            ),
            ("A, ‘The Girls’ School’ (2020)", vec!["The Girls’ School"]),
            ("A, ‘India’s Way’, B", vec!["India’s Way"]),
            ("A, 'India's Way', B", vec!["India's Way"]),
            ("A, „Der Weg“, in: B", vec!["Der Weg"]),
            ("A, „Der Weg”, in: B", vec!["Der Weg"]),
            ("A, »Der Weg«, in: B", vec!["Der Weg"]),
            ("A, « La voie », B", vec!["La voie"]),
            ("”Vägen”, B", vec!["Vägen"]),
            ("王：《关系》，《研究》", vec!["关系", "研究"]),
            ("山田「論文」『雑誌』", vec!["論文", "雑誌"]),
            ("A, “One, B; C, “Two,” D", vec!["One, B", "Two,"]),
            ("A, “One,\" B", vec!["One,"]),
            ("the ’90s and 'tis", vec![]),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn rows_of_opening_marks_are_linear() {
        for mark in ["“", "‘", "\"", "„", "「", "'a "] {
            let text = mark.repeat(200_000);
            let started = std::time::Instant::now();
            find(&text, |_| false, |_| false);
            assert!(started.elapsed().as_secs() < 20, "{mark}");
        }
    }
}
