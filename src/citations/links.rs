//! Links: those the format knows, URLs typed into the text, and links so broken that the format does not
//! see them. What is requested is worked out here; whether it answers is asked in [`crate::probe`].

use std::sync::LazyLock;

use regex::Regex;

use super::{Citations, Excess, Link, LinkForm, anchors::Anchors, covered::Covered};
use crate::{
    document::{Block, BlockKind, Document, Inline, InlineKind, Origin},
    span::Span,
};

/// Longest URL taken from running text, in bytes.
const LONGEST: usize = 8_000;

/// All links in reading order; notes and chapters are filled in by the caller.
pub(super) fn find(document: &Document) -> Result<Vec<Link>, Excess> {
    let anchors = Anchors::new(document);
    let mut out = Vec::new();
    for block in &document.blocks {
        if block.kind == BlockKind::Code {
            continue;
        }
        let mut taken: Vec<Span> = Vec::new();
        for inline in document.inlines_in(block.span) {
            match &inline.kind {
                InlineKind::Link { target, .. } if !anchors.is_internal(target) => {
                    if let Some(link) = marked(document, inline, target) {
                        out.push(link);
                    }
                    taken.push(inline.span);
                }
                InlineKind::Code | InlineKind::Link { .. } => taken.push(inline.span),
                _ => {}
            }
        }
        broken(document, block, &mut taken, &mut out);
        bare(document, block, &taken, &mut out);
        if out.len() > Citations::MAX_LINKS {
            return Err(Excess::Links);
        }
    }
    out.sort_by_key(|link| (link.span.start, link.span.end));
    Ok(out)
}

fn marked(document: &Document, inline: &Inline, target: &str) -> Option<Link> {
    let InlineKind::Link {
        target_origin,
        autolink,
        ..
    } = &inline.kind
    else {
        return None;
    };
    Some(Link {
        url: requested(target),
        shown: inline.span.of(&document.text).to_owned(),
        note: None,
        chapter: None,
        span: inline.span,
        origin: inline.origin,
        target_origin: *target_origin,
        form: if *autolink {
            LinkForm::Auto
        } else {
            LinkForm::Marked
        },
    })
}

/// The address to request: a scheme added where it is missing.
pub(super) fn requested(target: &str) -> String {
    let target = target.trim();
    if let Some(rest) = target.strip_prefix("//") {
        return format!("https://{rest}");
    }
    let schemeless = target
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|host| host.to_ascii_lowercase().starts_with("www.") && !host.contains(':'));
    if schemeless {
        format!("http://{target}")
    } else {
        target.to_owned()
    }
}

/// `[https://a](https://b with a space …)`: Markdown sees no link at all. Its displayed URL is left to
/// [`bare`]; its target ends at the first character that no URL has, and before a text fragment, whose
/// end cannot be told.
fn broken(document: &Document, block: &Block, taken: &mut Vec<Span>, out: &mut Vec<Link>) {
    let text = block.span.of(&document.text);
    let known = Covered::new(taken.iter().copied());
    // What is found here stands in order: the last reaches furthest.
    let mut reached = 0;
    for (at, _) in text.match_indices("](") {
        let start = block.span.start + at + 2;
        if start < reached || known.overlap(Span::new(start, start + 1)) {
            continue;
        }
        if out.len() > Citations::MAX_LINKS {
            break;
        }
        let rest = &document.text[start..block.span.end];
        let rest_trimmed = rest.trim_start_matches(['<', ' ']);
        let start = start + rest.len() - rest_trimmed.len();
        if !rest_trimmed.starts_with("http://") && !rest_trimmed.starts_with("https://") {
            continue;
        }
        let mut length = url_length(rest_trimmed);
        if let Some(fragment) = rest_trimmed[..length].find("#:~:") {
            length = fragment;
        }
        let whole = url_length(rest_trimmed);
        let span = Span::new(start, start + length);
        let Some(origin) = document.origin(span) else {
            continue;
        };
        out.push(Link {
            url: span.of(&document.text).to_owned(),
            shown: span.of(&document.text).to_owned(),
            note: None,
            chapter: None,
            span,
            origin,
            target_origin: Some(origin),
            form: LinkForm::Broken,
        });
        reached = start + whole;
        taken.push(Span::new(start, reached));
    }
    taken.sort();
}

/// URLs typed into the text.
fn bare(document: &Document, block: &Block, taken: &[Span], out: &mut Vec<Link>) {
    static START: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(?:https?://|www\.[a-z0-9-]+\.)|\b(?:doi:\s?|(?:dx\.)?doi\.org/)10\.\d{4,9}/",
        )
        .expect("a fixed pattern")
    });
    let text = block.span.of(&document.text);
    let mut from = 0;
    // How far the stretches that begin before the place reach that stand there.
    let mut reached = 0;
    let mut next = 0;
    while let Some(found) = START.find_at(text, from) {
        let start = block.span.start + found.start();
        while let Some(span) = taken.get(next).filter(|span| span.start <= start) {
            reached = reached.max(span.end);
            next += 1;
        }
        if reached > start {
            from = reached - block.span.start;
            continue;
        }
        if out.len() > Citations::MAX_LINKS {
            return;
        }
        let rest = &document.text[start..block.span.end];
        let head = found.as_str();
        let prefix = if head.ends_with('/') && head.contains(' ') {
            head.len() - head.trim_start_matches(|c: char| c != '1').len()
        } else {
            0
        };
        let length = prefix + url_length(&rest[prefix..]);
        let length = joined(rest, length);
        from = found.start() + length.max(head.len());
        let shown = &rest[..length];
        let compact: String = shown.chars().filter(|c| !c.is_whitespace()).collect();
        let url = match compact.to_ascii_lowercase() {
            lower if lower.starts_with("doi:") => format!("https://doi.org/{}", &compact[4..]),
            lower if lower.starts_with("doi.org") || lower.starts_with("dx.doi.org") => {
                format!("https://{compact}")
            }
            _ => requested(&compact),
        };
        if url.len() < 11 || !url.contains("://") {
            continue;
        }
        let span = Span::new(start, start + length);
        let Some(origin) = document.origin(span) else {
            continue;
        };
        let url = as_typed(document, origin, &url).unwrap_or(url);
        out.push(Link {
            url,
            shown: shown.to_owned(),
            note: None,
            chapter: None,
            span,
            origin,
            target_origin: None,
            form: LinkForm::Bare,
        });
    }
}

/// The URL as it stands in the file, where the format took `__` or `*` in it for emphasis.
fn as_typed(document: &Document, origin: Origin, url: &str) -> Option<String> {
    let Origin::Bytes { part, span } = origin else {
        return None;
    };
    let source = document.parts.get(part)?.source.get(span.start..)?;
    let typed = &source[..url_length(source)];
    let plain = |text: &str| text.replace(['_', '*'], "");
    (typed != url && !typed.contains('\\') && plain(typed) == plain(url)).then(|| typed.to_owned())
}

/// Length of the URL at the start of `text`: up to white space or a character no URL is typed with,
/// without the punctuation and brackets that belong to the sentence.
fn url_length(text: &str) -> usize {
    let mut end = text
        .char_indices()
        .take_while(|(at, _)| *at < LONGEST)
        .find(|(_, c)| {
            c.is_whitespace()
                || c.is_control()
                || matches!(
                    c,
                    '<' | '>'
                        | '"'
                        | '“'
                        | '”'
                        | '«'
                        | '»'
                        | '`'
                        | '{'
                        | '}'
                        | '|'
                        | '\\'
                        | '‘'
                        | '。'
                        | '，'
                        | '、'
                        | '）'
                        | '；'
                        | '】'
                        | '」'
                )
        })
        .map_or(text.len().min(LONGEST), |(at, _)| at);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    loop {
        let url = &text[..end];
        let Some(last) = url.chars().next_back() else {
            return end;
        };
        let pairs =
            |open: char, close: char| url.matches(close).count() > url.matches(open).count();
        let drop = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | '*' | '_' => true,
            ')' => pairs('(', ')'),
            ']' => pairs('[', ']'),
            '[' | '(' => true,
            _ => false,
        };
        // A closing bracket inside ends a URL that stands in brackets: `[https://a](…`.
        if !drop {
            let cut = unbalanced(url);
            return cut.unwrap_or(end);
        }
        end -= last.len_utf8();
    }
}

/// Offset of a `]` that closes a bracket opened before the URL.
fn unbalanced(url: &str) -> Option<usize> {
    let mut open = 0usize;
    for (at, c) in url.char_indices() {
        match c {
            '[' => open += 1,
            ']' if open == 0 => return Some(at),
            ']' => open -= 1,
            _ => {}
        }
    }
    None
}

/// A URL broken over lines goes on where the line ends in `-`, `/`, `_`, `.`, `=`, `&` or `?` and the next
/// line begins like the rest of a path.
fn joined(text: &str, mut length: usize) -> usize {
    for _ in 0..4 {
        let (url, rest) = text.split_at(length);
        let Some(next) = rest.strip_prefix('\n') else {
            return length;
        };
        let next_trimmed = next.trim_start_matches(' ');
        if !url.ends_with(['-', '/', '_', '=', '&', '?', '%', '#']) {
            return length;
        }
        let first_word = next_trimmed
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default();
        let path_like = first_word
            .chars()
            .next()
            .is_some_and(|c| c.is_ascii_alphanumeric())
            && (first_word.contains(['/', '-', '.', '_', '=', '%'])
                || first_word.chars().any(|c| c.is_ascii_digit()))
            && !first_word.contains("://");
        if !path_like {
            return length;
        }
        let lead = next.len() - next_trimmed.len();
        length += 1 + lead + url_length(next_trimmed);
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_end_before_the_punctuation_of_the_sentence() {
        for (text, url) in [
            ("https://a.org/b. Then", "https://a.org/b"),
            ("https://a.org/b_(c)). So", "https://a.org/b_(c)"),
            ("https://a.org/b?x=1,", "https://a.org/b?x=1"),
            ("https://a.org/b](https://c.org)", "https://a.org/b"),
            ("https://a.org/b”, said", "https://a.org/b"),
            ("https://a.org/b…", "https://a.org/b…"),
        ] {
            assert_eq!(&text[..url_length(text)], url);
        }
    }

    #[test]
    fn broken_lines_are_joined_only_where_the_break_shows() {
        let text = "https://a.org/one-\ntwo-three/4.html and";
        assert_eq!(joined(text, 18), text.len() - 4);
        let text = "https://a.org/one\ntwo words";
        assert_eq!(joined(text, 17), 17);
    }

    #[test]
    fn schemes_are_added() {
        assert_eq!(requested("www.a.org/b"), "http://www.a.org/b");
        assert_eq!(requested("//a.org/b"), "https://a.org/b");
        assert_eq!(requested("mailto:a@b.c"), "mailto:a@b.c");
    }
}
