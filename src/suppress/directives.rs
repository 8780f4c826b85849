//! Finds and reads the comments that speak to footfault. Knows the comment signs of the formats; what the
//! reader of the format made visible text of is no comment, whatever it looks like.

use crate::{
    document::{Document, Origin},
    input::Format,
    rules,
    span::Span,
    suppress::UNSUPPRESSIBLE,
};

/// What every directive begins with.
const SIGN: &str = "footfault-";

/// Most directives that are read of one document.
const MOST: usize = 10_000;

/// What a directive does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// Silences rules in the paragraph, list item or note it stands in or, standing by itself, before.
    Ignore,
    /// Silences rules from here on.
    Disable,
    /// Ends that.
    Enable,
    /// Silences rules in the whole file.
    IgnoreFile,
}

impl Verb {
    const ALL: [(&'static str, Self); 4] = [
        ("ignore", Self::Ignore),
        ("disable", Self::Disable),
        ("enable", Self::Enable),
        ("ignore-file", Self::IgnoreFile),
    ];
}

/// A comment that speaks to footfault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive {
    /// Index of the part it stands in.
    pub(super) part: usize,
    /// The whole comment in the part's source.
    pub(super) span: Span,
    /// What it says, or what is wrong with it and what to do.
    pub(super) said: Result<Said, (String, String)>,
}

/// What a sound directive says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    /// What it does.
    pub(super) verb: Verb,
    /// To which rules; empty for an enable of all.
    pub(super) rules: Vec<&'static str>,
    /// Why; empty for an enable.
    pub(super) reason: String,
}

/// Signs between which a comment stands; a comment without an end sign goes to the end of its line.
type Signs = (&'static str, Option<&'static str>);

/// The comment signs of a format; none for formats that have no comments a reader does not see.
fn signs(format: Format) -> &'static [Signs] {
    match format {
        Format::Markdown | Format::Html | Format::Epub => &[("<!--", Some("-->"))],
        Format::Latex => &[("%", None)],
        Format::Typst => &[("//", None), ("/*", Some("*/"))],
        Format::Rst => &[("..", None)],
        Format::Asciidoc => &[("//", None)],
        Format::Text | Format::Docx | Format::Odt | Format::Pdf => &[],
    }
}

/// The directives of a document, in the order of the source.
pub(super) fn find(document: &Document) -> Vec<Directive> {
    let signs = signs(document.format);
    let mut out = Vec::new();
    if signs.is_empty() || !document.parts.iter().any(|part| part.source.contains(SIGN)) {
        return out;
    }
    let shown = shown(document);
    for (index, part) in document.parts.iter().enumerate() {
        let source = &*part.source;
        for (at, _) in source.match_indices(SIGN) {
            let Some((span, body)) = comment(source, at, signs) else {
                continue;
            };
            if is_shown(&shown, index, span) {
                continue;
            }
            out.push(Directive {
                part: index,
                span,
                said: read(body),
            });
            if out.len() == MOST {
                return out;
            }
        }
    }
    out
}

/// The comment that begins with the directive at `at`, and what stands between its signs.
fn comment<'s>(source: &'s str, at: usize, signs: &[Signs]) -> Option<(Span, &'s str)> {
    let before = source[..at].trim_end_matches([' ', '\t', '\r', '\n']);
    for (open, close) in signs {
        let Some(head) = before.strip_suffix(open) else {
            continue;
        };
        let same_line = !source[before.len()..at].contains('\n');
        let (end, after) = match close {
            Some(close) => {
                let end = at + source[at..].find(close)?;
                (end, end + close.len())
            }
            None if same_line => {
                let end = source[at..]
                    .find(['\n', '\r'])
                    .map_or(source.len(), |line| at + line);
                (end, end)
            }
            None => continue,
        };
        return Some((Span::new(head.len(), after), source[at..end].trim()));
    }
    None
}

/// Stretches of each part that the reader made text of, ordered.
fn shown(document: &Document) -> Vec<(usize, Span)> {
    let mut shown: Vec<(usize, Span)> = document
        .origins
        .iter()
        .filter_map(|run| match run.origin {
            Origin::Bytes { part, span } => Some((part, span)),
            Origin::Region { .. } => None,
        })
        .collect();
    shown.sort_unstable();
    shown
}

fn is_shown(shown: &[(usize, Span)], part: usize, comment: Span) -> bool {
    let next = shown.partition_point(|(other, span)| (*other, span.start) < (part, comment.end));
    // Runs hardly overlap; the nearest few before the end of the comment decide.
    shown[..next]
        .iter()
        .rev()
        .take(8)
        .any(|(other, span)| *other == part && span.overlaps(comment))
}

/// Reads `footfault-ignore dead-link, moved-link: why`.
fn read(body: &str) -> Result<Said, (String, String)> {
    let wrong = |message: String, help: &str| Err((message, help.to_owned()));
    let body = body.strip_prefix(SIGN).unwrap_or(body);
    let end = body
        .find(|c: char| c.is_whitespace() || c == ':')
        .unwrap_or(body.len());
    let (word, rest) = body.split_at(end);
    let Some((_, verb)) = Verb::ALL.into_iter().find(|(known, _)| *known == word) else {
        let word: String = word.chars().take(40).collect();
        let known = Verb::ALL.map(|(known, _)| format!("{SIGN}{known}"));
        return Err((
            format!("“{SIGN}{word}” is no directive"),
            format!("known are {}", known.join(", ")),
        ));
    };
    let (list, reason) = match rest.split_once(':') {
        Some((list, reason)) => (
            list,
            reason.split_whitespace().collect::<Vec<_>>().join(" "),
        ),
        None => (rest, String::new()),
    };
    let mut named = Vec::new();
    for name in list
        .split([',', ' ', '\t', '\n', '\r'])
        .filter(|name| !name.is_empty())
    {
        let Some(rule) = rules::find(name) else {
            let name: String = name.chars().take(60).collect();
            return wrong(
                format!("“{name}” is no rule"),
                "give ids of rules, parted by commas, then a colon and the reason; `footfault rules` lists them",
            );
        };
        let id = rule.meta().id;
        if UNSUPPRESSIBLE.contains(&id) {
            return wrong(
                format!("{id} cannot be ignored in a document"),
                "take the comment out",
            );
        }
        if !named.contains(&id) {
            named.push(id);
        }
    }
    if verb != Verb::Enable && named.is_empty() {
        return wrong(
            format!("{SIGN}{word} names no rule"),
            "name the rules to be silenced: what is silenced should be known",
        );
    }
    if verb != Verb::Enable && reason.is_empty() {
        return wrong(
            format!("{SIGN}{word} gives no reason"),
            "add a colon and the reason after the rules",
        );
    }
    Ok(Said {
        verb,
        rules: named,
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives_are_read() {
        let said =
            read("footfault-ignore dead-link,moved-link : the host\n sleeps at night").unwrap();
        assert_eq!(said.verb, Verb::Ignore);
        assert_eq!(said.rules, ["dead-link", "moved-link"]);
        assert_eq!(said.reason, "the host sleeps at night");
        assert_eq!(read("footfault-enable").unwrap().verb, Verb::Enable);
        assert_eq!(
            read("footfault-ignore-file dead-link: old").unwrap().verb,
            Verb::IgnoreFile
        );
        for (body, words) in [
            ("footfault-ignore-next-line dead-link: x", "is no directive"),
            ("footfault-ignore: x", "names no rule"),
            ("footfault-ignore dead-link", "gives no reason"),
            ("footfault-ignore dead-link:  ", "gives no reason"),
            ("footfault-disable all: x", "“all” is no rule"),
            ("footfault-ignore nothing-checked: x", "cannot be ignored"),
        ] {
            let (message, _) = read(body).unwrap_err();
            assert!(message.contains(words), "{body}: {message}");
        }
    }

    #[test]
    fn comments_are_found_by_their_signs() {
        let html = signs(Format::Markdown);
        let source = "a <!-- footfault-enable --> b";
        let at = source.find(SIGN).unwrap();
        let (span, body) = comment(source, at, html).unwrap();
        assert_eq!(
            (span.of(source), body),
            ("<!-- footfault-enable -->", "footfault-enable")
        );
        assert_eq!(comment("<!-- see footfault-enable -->", 9, html), None);
        assert_eq!(comment("<!-- footfault-enable", 5, html), None);
        let line = "text % footfault-enable\nmore";
        let (span, _) = comment(line, 7, signs(Format::Latex)).unwrap();
        assert_eq!(span.of(line), "% footfault-enable");
        assert_eq!(
            comment("%\nfootfault-enable", 2, signs(Format::Latex)),
            None
        );
    }
}
