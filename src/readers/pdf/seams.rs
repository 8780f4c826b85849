//! How two lines of a paragraph are joined: with a blank, without, or with the hyphen at the line's end
//! dropped. Hyphens are judged by the other words of the document, addresses by their link and their shape.

use std::collections::HashSet;

/// First parts that keep their hyphen before anything.
const KEEP_HYPHEN: &[&str] = &[
    "self", "ex", "non", "well", "quasi", "so", "vice", "mid", "all",
];
/// Longest stretch of a link's target that is compared with the text at a seam, in characters.
const OVERLAP: usize = 10;

/// The words of a document.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: HashSet<Box<str>>,
    /// The hyphen that words are divided with, where it is another than the one they are written with.
    divider: Option<char>,
}

impl Vocabulary {
    /// Learns the words of a line, without the last, which may be half a word.
    pub(super) fn learn(&mut self, line: &str) {
        if let Some(last @ ('\u{ad}' | '\u{2010}')) = line.chars().next_back() {
            self.divider.get_or_insert(last);
        }
        let mut words = line.split(' ').peekable();
        while let Some(word) = words.next() {
            if words.peek().is_none() && word.ends_with(['-', '\u{2010}', '\u{ad}']) {
                break;
            }
            let word = word.trim_matches(|c: char| !c.is_alphanumeric());
            let fits = word.len() >= 3
                && word.len() <= 60
                && word.chars().all(|c| c.is_alphabetic() || c == '-');
            if !fits {
                continue;
            }
            let lower = word.to_lowercase();
            if !self.words.contains(lower.as_str()) {
                self.words.insert(lower.into_boxed_str());
            }
        }
    }

    fn has(&self, word: &str) -> bool {
        self.words.contains(word)
    }
}

/// What stands between two lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seam {
    /// A blank.
    Blank,
    /// Nothing.
    Nothing,
    /// Nothing, and the last character of the first line goes.
    DropHyphen,
}

/// How `next` goes on from `text`; `target` is that of a link which runs over the seam.
pub(super) fn seam(text: &str, next: &str, target: Option<&str>, vocabulary: &Vocabulary) -> Seam {
    let (Some(last), Some(first)) = (text.chars().next_back(), next.chars().next()) else {
        return Seam::Nothing;
    };
    if last.is_whitespace() || first.is_whitespace() {
        return Seam::Nothing;
    }
    if last == '\u{ad}' {
        return Seam::DropHyphen;
    }
    let token = text.rsplit(' ').next().unwrap_or(text);
    let word = next.split(' ').next().unwrap_or(next);
    if let Some(found) = target.and_then(|target| by_target(token, word, target)) {
        return found;
    }
    if is_address(token) {
        return if !address_goes_on(token, word) {
            Seam::Blank
        } else if last == '\u{2010}' && vocabulary.divider == Some(last) {
            Seam::DropHyphen
        } else {
            Seam::Nothing
        };
    }
    match last {
        '\u{2010}' if vocabulary.divider == Some(last) => Seam::DropHyphen,
        '-' if vocabulary.divider.is_some() && token.len() > 1 => Seam::Nothing,
        '-' | '\u{2010}' => hyphen(token, word, vocabulary),
        '—' | '/' if !token.is_empty() && token.chars().count() > 1 && first.is_alphanumeric() => {
            Seam::Nothing
        }
        '–' if token.chars().count() > 1 && first.is_alphanumeric() => Seam::Nothing,
        _ if first == '—' && word.chars().count() > 1 => Seam::Nothing,
        _ if is_cjk(last) && is_cjk(first) => Seam::Nothing,
        _ => Seam::Blank,
    }
}

/// Chinese and Japanese are written without blanks.
fn is_cjk(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff60}' | '\u{20000}'..='\u{2ffff}')
}

/// What the target of a link says of the text at a seam.
fn by_target(token: &str, word: &str, target: &str) -> Option<Seam> {
    let tail = |text: &str| -> String {
        let mut out: Vec<char> = text.chars().rev().take(OVERLAP).collect();
        out.reverse();
        out.into_iter().collect()
    };
    let head: String = word
        .trim_end_matches(['.', ',', ';', ')', '>', ']'])
        .chars()
        .take(OVERLAP)
        .collect();
    let decoded = percent_encoding::percent_decode_str(target).decode_utf8_lossy();
    let says = |text: &str| {
        let joined = format!("{}{head}", tail(text));
        let plain = joined.replace('\\', "");
        [joined, plain]
            .iter()
            .any(|joined| target.contains(joined.as_str()) || decoded.contains(joined.as_str()))
    };
    // Words of a title may stand in an address too.
    let shaped = is_address(token) || token.contains(['/', '_', '%', '=']);
    if head.is_empty() || token.chars().count() < 2 || !shaped {
        return None;
    }
    if says(token) {
        return Some(Seam::Nothing);
    }
    let bare = token.strip_suffix(['-', '\u{2010}'])?;
    says(bare).then_some(Seam::DropHyphen)
}

/// Whether a word is, or ends as, an address.
fn is_address(token: &str) -> bool {
    let token = token.trim_start_matches(['<', '(', '[', '“', '"']);
    let lower = token.get(..12).unwrap_or(token).to_ascii_lowercase();
    token.contains("://")
        || lower.starts_with("www.")
        || lower.starts_with("doi.org/")
        || lower.starts_with("doi:10.")
        || (lower.starts_with("10.") && token.contains('/'))
        || matches!(lower.as_str(), "http:" | "https:" | "http:/" | "https:/")
}

/// Whether an address goes on with the first word of the next line.
fn address_goes_on(token: &str, word: &str) -> bool {
    let Some(first) = word.chars().next() else {
        return false;
    };
    if word.contains("://") || word.starts_with("www.") {
        return token.ends_with('/') && token.contains("web.archive.org/");
    }
    let core = word.trim_end_matches(['.', ',', ';', ')', '>', ']', ':', '”', '"']);
    let inner = core.contains(['/', '_', '=', '%', '&', '?', '#', '~'])
        || core.matches('-').count() >= 2
        || core.split('.').any(|part| {
            matches!(
                part,
                "html" | "htm" | "pdf" | "php" | "aspx" | "asp" | "shtml" | "cms" | "ece"
            )
        });
    let figures = core.chars().any(|c| c.is_ascii_digit());
    let letters = core.chars().any(|c| c.is_ascii_alphabetic());
    if matches!(first, '/' | '?' | '&' | '=' | '#' | '%' | '_' | '~') {
        return true;
    }
    match token.chars().next_back() {
        Some('-' | '\u{2010}' | '_' | '=' | '&' | '?' | '%' | '#' | '~' | '+') => {
            first.is_ascii_alphanumeric()
        }
        Some(':') => first == '/',
        Some('/') => {
            first.is_ascii_alphanumeric()
                && (inner
                    || figures
                    || core.contains('-')
                    || core.contains('.')
                    || token.ends_with("://"))
        }
        Some('.') => {
            (first.is_ascii_lowercase() && (inner || core.contains('.') || core.contains('-')))
                || matches!(
                    core,
                    "html"
                        | "htm"
                        | "pdf"
                        | "php"
                        | "aspx"
                        | "com"
                        | "org"
                        | "net"
                        | "gov"
                        | "edu"
                        | "int"
                )
        }
        Some(c) if c.is_ascii_alphanumeric() => {
            (first == '-' || first == '.') && core.len() > 1
                || first.is_ascii_alphanumeric()
                    && (inner || (figures && letters && !ordinal(core)))
        }
        _ => false,
    }
}

/// `12th`, `2nd`.
fn ordinal(word: &str) -> bool {
    let letters = word.trim_start_matches(|c: char| c.is_ascii_digit());
    matches!(letters, "st" | "nd" | "rd" | "th" | "s")
}

/// A hyphen at the end of a line: part of the word, or there for the line's sake.
fn hyphen(token: &str, word: &str, vocabulary: &Vocabulary) -> Seam {
    let before = token.trim_end_matches(['-', '\u{2010}']);
    if before.len() + 1 < token.len() && token.ends_with("--") {
        return Seam::Nothing;
    }
    let a: String = {
        let mut letters: Vec<char> = before
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .collect();
        letters.reverse();
        letters.into_iter().collect()
    };
    let b: String = word.chars().take_while(|c| c.is_alphabetic()).collect();
    if a.is_empty() || b.is_empty() {
        // “2019-” before “20”; a dash that stands alone is one.
        return if before.is_empty() {
            Seam::Blank
        } else {
            Seam::Nothing
        };
    }
    let capitals = |text: &str| text.chars().count() >= 2 && text.chars().all(char::is_uppercase);
    if b.starts_with(char::is_uppercase) && !(capitals(&a) && capitals(&b)) {
        return Seam::Nothing;
    }
    let (a, b) = (a.to_lowercase(), b.to_lowercase());
    if vocabulary.has(&format!("{a}{b}")) {
        return Seam::DropHyphen;
    }
    let whole: String = before
        .chars()
        .rev()
        .take_while(|c| c.is_alphabetic() || *c == '-')
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect::<String>()
        .to_lowercase();
    // `state-of-the-` goes on with a hyphen.
    let hyphenated = vocabulary.has(&format!("{whole}-{b}"))
        || vocabulary.has(&format!("{a}-{b}"))
        || whole.contains('-');
    let apart = a.chars().count() >= 4
        && b.chars().count() >= 4
        && vocabulary.has(&a)
        && vocabulary.has(&b);
    let rest = word.get(b.len()..).unwrap_or_default();
    // `co-` before `op-eration` is no case of this; `two-` before `to-one` is.
    let more = rest.starts_with('-');
    if hyphenated || apart || more || KEEP_HYPHEN.contains(&a.as_str()) {
        Seam::Nothing
    } else {
        Seam::DropHyphen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let mut out = Vocabulary::default();
        out.learn(
            "The government met its decision makers in well-known counter-terrorism circles again",
        );
        out
    }

    fn check(text: &str, next: &str, target: Option<&str>, expected: Seam) {
        assert_eq!(
            seam(text, next, target, &vocabulary()),
            expected,
            "{text} | {next}"
        );
    }

    #[test]
    fn hyphens_are_judged_by_the_other_words() {
        check("the govern-", "ment of", None, Seam::DropHyphen);
        check("the counter-", "terrorism law", None, Seam::Nothing);
        check("an unheard-", "ofness", None, Seam::DropHyphen);
        check("the decision-", "makers said", None, Seam::Nothing);
        check("Anglo-", "Saxon", None, Seam::Nothing);
        check("in 2019-", "20 the", None, Seam::Nothing);
        check("state-of-the-", "art work", None, Seam::Nothing);
        check("ENVIRON-", "MENT", None, Seam::DropHyphen);
        check("of soft\u{ad}", "ness", None, Seam::DropHyphen);
        check("one -", "two", None, Seam::Blank);
    }

    #[test]
    fn where_words_are_divided_with_another_hyphen_the_plain_one_is_kept() {
        let mut vocabulary = vocabulary();
        vocabulary.learn("the gov\u{ad}");
        assert_eq!(
            seam("the long-", "standing", None, &vocabulary),
            Seam::Nothing
        );
        let mut vocabulary = Vocabulary::default();
        vocabulary.learn("the gov\u{2010}");
        assert_eq!(
            seam("the gov\u{2010}", "ernment", None, &vocabulary),
            Seam::DropHyphen
        );
        assert_eq!(
            seam("the long-", "standing", None, &vocabulary),
            Seam::Nothing
        );
    }

    #[test]
    fn addresses_go_on_where_their_shape_says_so() {
        check(
            "https://a.example/one-",
            "two.html, 2020",
            None,
            Seam::Nothing,
        );
        check("https://a.example/one/", "two-three/4", None, Seam::Nothing);
        check("https://a.example/one/", "for details", None, Seam::Blank);
        check("https://a.example/one.", "Then it", None, Seam::Blank);
        check("https://a.example/one", "accessed 3 May", None, Seam::Blank);
        check("https://a.example/on", "e/two.html", None, Seam::Nothing);
        check("https://a.example/one", "12th of May", None, Seam::Blank);
        check("https:", "//a.example", None, Seam::Nothing);
    }

    #[test]
    fn a_target_decides_about_hyphens() {
        let target = Some("https://a.example/long-term/plan");
        check(
            "https://a.example/long-",
            "term/plan",
            target,
            Seam::Nothing,
        );
        check(
            "https://a.example/long-term/pl-",
            "an.",
            target,
            Seam::DropHyphen,
        );
        check(
            "https://a.example/long-ter",
            "m/plan",
            target,
            Seam::Nothing,
        );
        check(
            r"https://a.example/long\-te",
            r"rm\/plan",
            Some("https://a.example/long-term/plan"),
            Seam::Nothing,
        );
    }

    #[test]
    fn other_scripts_need_no_blank() {
        check("北京大", "学出版社", None, Seam::Nothing);
        check("two", "words", None, Seam::Blank);
        check("one—", "two", None, Seam::Nothing);
    }
}
