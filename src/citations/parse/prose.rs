//! Tells sentences from the fields of a citation: where one ends, and whether a stretch reads as prose.
//! Abbreviations, initials and ordinals do not end a sentence.

use super::{authors, dates, words::ABBREVIATIONS};

/// Whether the mark at `at` ends a sentence: no abbreviation before it, and a new start behind it.
pub(super) fn ends_sentence(text: &str, at: usize, mark: char) -> bool {
    let rest = &text[at + mark.len_utf8()..];
    if mark == '。' {
        return !rest.trim().is_empty();
    }
    if !rest.starts_with(char::is_whitespace) || !goes_on(rest) {
        return false;
    }
    if mark != '.' {
        return true;
    }
    let before = &text[..at];
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘' | ',' | ';'))
        .next()
        .unwrap_or_default();
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0 {
        // `2. Aufl.`, `17. Februar`: an ordinal.
        let digits = word.chars().filter(char::is_ascii_digit).count();
        let next = rest
            .trim_start()
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let counted = [
            "aufl", "auflage", "jg", "jahrgang", "band", "ed", "edition", "éd", "изд", "baskı",
            "kapitel", "teil",
        ]
        .contains(&next.as_str());
        return !(digits == word.chars().count()
            && digits > 0
            && digits <= 2
            && (counted || dates::is_month(&next)));
    }
    let lower = word.to_lowercase();
    // An initial, an abbreviation with stops inside, or a known one.
    !(letters == 1
        || (word.contains('.') && letters <= 4)
        || ABBREVIATIONS.contains(&lower.as_str()))
}

/// Whether text goes on with what can open a sentence or a citation.
pub(super) fn goes_on(rest: &str) -> bool {
    rest.trim_start().chars().next().is_some_and(|c| {
        c.is_uppercase()
            || (c.is_alphabetic() && !c.is_lowercase())
            || matches!(c, '“' | '"' | '‘' | '«' | '„' | '「' | '《' | '<' | '@')
            || text_url(rest)
    })
}

pub(super) fn text_url(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with("http") || rest.starts_with("www.")
}

/// Words that stand in sentences and hardly in the fields of a citation.
pub(super) const FINITE: &[&str] = &[
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "had",
    "be",
    "been",
    "this",
    "these",
    "those",
    "that",
    "it",
    "he",
    "she",
    "they",
    "we",
    "which",
    "who",
    "not",
    "also",
    "but",
    "however",
    "there",
    "such",
    "our",
    "their",
    "his",
    "her",
    "i",
    "can",
    "may",
    "will",
    "would",
    "should",
    "does",
    "did",
    "discussion",
    "although",
    "note",
    "ist",
    "sind",
    "war",
    "waren",
    "wird",
    "wurde",
    "wurden",
    "nicht",
    "dass",
    "dies",
    "diese",
    "auch",
    "hat",
    "haben",
    "est",
    "sont",
    "était",
    "ont",
    "cette",
    "ces",
    "qui",
    "que",
    "pas",
    "es",
    "son",
    "fue",
    "fueron",
    "esta",
    "este",
    "no",
    "también",
    "è",
    "sono",
    "questo",
    "questa",
    "che",
    "non",
    "это",
    "этот",
    "эта",
    "были",
    "был",
    "была",
    "не",
    "что",
    "который",
    "которые",
    "bu",
    "olarak",
    "değil",
    "هذا",
    "هذه",
    "كان",
    "كانت",
];

/// Whether a chunk reads as a sentence, not as fields of a citation.
pub(super) fn is_prose(text: &str) -> bool {
    let (mut words, mut lower, mut finite) = (0usize, 0usize, 0usize);
    for word in text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '’' | '\'' | '-')))
        .filter(|word| !word.is_empty())
    {
        words += 1;
        if word.chars().next().is_some_and(char::is_lowercase) {
            lower += 1;
        }
        if FINITE.contains(&word.to_lowercase().as_str()) {
            finite += 1;
        }
    }
    if text.chars().any(authors::is_cjk) {
        return text.chars().filter(|c| authors::is_cjk(*c)).count() >= 8
            && !text.chars().any(|c| c.is_ascii_digit());
    }
    words >= 4 && finite >= 1 && lower * 2 >= words
        || (words >= 7 && lower * 3 >= words * 2 && !text.chars().any(|c| c.is_ascii_digit()))
}
