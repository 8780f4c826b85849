//! Cleans a title: the comma or stop before its closing mark goes, a translation in brackets is parted from it.
//! Which stretch is the title is decided in `full.rs`.

use std::sync::LazyLock;

use regex::Regex;

use super::{authors::is_cjk, quotes::trimmed, scan::compile};
use crate::span::Span;

/// A title and its translation, as ranges of the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Title {
    /// The title itself.
    pub(super) span: Span,
    /// Its translation.
    pub(super) translated: Option<Span>,
}

/// What stands in brackets after a title and is no translation of it.
static MEDIUM: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^ (?: in \s+ \p{L}+ | sic!? | video | pdf | audio | film | data \s? set | dataset | blog (?:\s post)? | tweet | thread | online | press \s+ release | [eэ]лектронный \s+ ресурс | текст | on-?line | en \s+ ligne | en \s+ línea | podcast | in \s+ original .* | \.{3} | … | \d+ | infographic | photograph | image (?:\s attached)? | map | j | m | c | ol | eb/ol | db/ol | d | r | n | a | z | s | video \s file | unpublished .* | doctoral .* | master.* | ph\.?d.* )$",
    )
});

/// Cleans the title at `span` of `text`; `after` is the text behind it, where a translation may follow in brackets.
pub(super) fn clean(text: &str, span: Span, after: Span) -> Title {
    let mut span = strip(text, span);
    let mut translated = None;
    // `X [Y]`: a bracket at the very end of the title.
    let inner = span.of(text);
    if inner.ends_with([']', '］'])
        && let Some(open) = matching_open(inner)
        && open > 0
    {
        let bracket = Span::new(
            span.start + open + 1,
            span.end - inner.chars().next_back().map_or(1, char::len_utf8),
        );
        if is_medium(bracket.of(text)) {
            span = strip(text, Span::new(span.start, span.start + open));
        } else if is_translation(bracket.of(text), &inner[..open]) {
            translated = Some(strip(text, bracket));
            span = strip(text, Span::new(span.start, span.start + open));
        }
    }
    // `“X” [Y]`: a bracket right behind it.
    if translated.is_none() {
        let behind = after.of(text);
        let skipped = behind.len() - behind.trim_start_matches([' ', '\u{a0}', '\n']).len();
        if let Some(rest) = behind[skipped..].strip_prefix('[')
            && let Some(close) = rest.find(']')
        {
            let start = after.start + skipped + 1;
            let bracket = Span::new(start, start + close);
            if is_translation(bracket.of(text), span.of(text)) {
                translated = Some(strip(text, bracket));
            }
        }
    }
    Title { span, translated }
}

/// Start of the square bracket that the final one of `text` closes.
fn matching_open(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, mark) in text.char_indices().rev() {
        match mark {
            ']' | '］' => depth += 1,
            '[' | '［' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether a bracket names the medium or degree (`[Data set]`, `[Doctoral dissertation, …]`), which is no part of the title.
pub(super) fn is_medium(bracket: &str) -> bool {
    let bracket = bracket.trim();
    MEDIUM.is_match(bracket)
        && !bracket.starts_with("sic")
        && bracket.chars().filter(|c| c.is_alphabetic()).count() > 3
}

/// Whether a bracket holds a translation of `title`: words enough, or another script, and no name of a medium.
fn is_translation(bracket: &str, title: &str) -> bool {
    let bracket = bracket.trim();
    if bracket.is_empty() || MEDIUM.is_match(bracket) {
        return false;
    }
    let words = bracket.split_whitespace().count();
    let other_script = title.chars().any(|c| c.is_alphabetic() && !c.is_ascii())
        && bracket.chars().any(|c| c.is_ascii_alphabetic());
    let first = bracket.chars().find(|c| c.is_alphanumeric());
    let capital = first.is_some_and(|c| !c.is_lowercase());
    (words >= 2 && capital) || (other_script && capital) || bracket.chars().any(is_cjk)
}

/// The range without quotation marks left over, closing comma or stop, and white space.
fn strip(text: &str, span: Span) -> Span {
    let mut span = trimmed(text, span);
    loop {
        let inner = span.of(text);
        let Some(last) = inner.chars().next_back() else {
            return span;
        };
        let drop = match last {
            ',' | ';' | '，' | '、' | '。' | '،' => true,
            // A stop ends the title's sentence, unless it is an abbreviation's or an ellipsis.
            '.' => {
                let head = &inner[..inner.len() - 1];
                let word = head.rsplit([' ', '\u{a0}']).next().unwrap_or(head);
                !(head.ends_with('.')
                    || word.contains('.')
                    || matches!(word, "Inc" | "Ltd" | "Jr" | "Sr" | "etc" | "Co" | "Corp"))
            }
            ':' => true,
            _ => false,
        };
        if !drop {
            return span;
        }
        span = trimmed(text, Span::new(span.start, span.end - last.len_utf8()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_translations() {
        for (title, behind, expected, translation) in [
            ("Simple,", "", "Simple", None),
            ("What For?", " M", "What For?", None),
            ("In the U.S.", "", "In the U.S.", None),
            ("To Be Continued...", "", "To Be Continued...", None),
            (
                "Под крылом [Under the wing],",
                "",
                "Под крылом",
                Some("Under the wing"),
            ),
            ("Зачем? [Why?],", "", "Зачем?", Some("Why?")),
            ("Der Weg", " [The Way], X", "Der Weg", Some("The Way")),
            ("The End [sic],", "", "The End [sic]", None),
            ("The Speech", " [in Russian], X", "The Speech", None),
            ("[T]he Way", "", "[T]he Way", None),
            ("A [very] Long Way,", "", "A [very] Long Way", None),
        ] {
            let text = format!("{title}”{behind}");
            let after = Span::new(title.len() + 3, text.len());
            let found = clean(&text, Span::new(0, title.len()), after);
            assert_eq!(found.span.of(&text), expected, "{text}");
            assert_eq!(
                found.translated.map(|span| span.of(&text)),
                translation,
                "{text}"
            );
        }
    }
}
