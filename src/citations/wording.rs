//! Words of titles and names in forms in which they can be compared: folded, without inflection, without
//! the small words every title has.

/// Letters and digits of a text in lower case, everything else gone.
pub(crate) fn letters(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The words of a text in lower case; apostrophes within words are dropped.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(letters)
        .filter(|word| !word.is_empty())
        .collect()
}

/// Small words that two titles share by chance.
const SMALL: &[&str] = &[
    "a", "about", "after", "all", "an", "and", "are", "as", "at", "be", "been", "before", "but",
    "by", "can", "do", "for", "from", "had", "has", "have", "he", "her", "his", "how", "if", "in",
    "into", "is", "it", "its", "more", "new", "no", "not", "of", "on", "or", "our", "out", "over",
    "s", "say", "says", "she", "t", "than", "that", "the", "their", "them", "they", "this", "to",
    "up", "us", "was", "we", "were", "what", "when", "where", "which", "who", "why", "will",
    "with", "you",
];

/// The telling words of a text, reduced to their stems.
pub(crate) fn stems(text: &str) -> Vec<String> {
    words(text)
        .into_iter()
        .filter(|word| !SMALL.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// A word without English inflection, cut to its first six letters: enough to see that two words belong
/// together (`Afghan`, `Afghanistan`; `ambassador`, `ambassadorial`).
pub(crate) fn stem(word: &str) -> String {
    let word = letters(word);
    let cut = ["ing", "ies", "ed", "es", "s"]
        .iter()
        .find_map(|ending| {
            word.strip_suffix(ending)
                .filter(|rest| rest.chars().count() >= 3)
        })
        .unwrap_or(&word);
    cut.chars().take(6).collect()
}

/// Whether most letters of the text are Latin.
pub(crate) fn is_latin(text: &str) -> bool {
    let (mut latin, mut other) = (0usize, 0usize);
    for c in text.chars().filter(|c| c.is_alphabetic()) {
        if (c as u32) < 0x250 || ('\u{1e00}'..='\u{1eff}').contains(&c) {
            latin += 1;
        } else {
            other += 1;
        }
    }
    latin > other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn related_words_have_one_stem() {
        for (a, b) in [
            ("Afghans", "Afghanistan"),
            ("ambassadors", "ambassadorial"),
            ("signs", "signed"),
        ] {
            assert_eq!(stem(a), stem(b));
        }
        assert_ne!(stem("human"), stem("humanitarian"));
        assert_eq!(
            words("Pakistan’s ‘Clouds’ 38%"),
            ["pakistans", "clouds", "38"]
        );
        assert!(is_latin("İran Çalışmaları") && !is_latin("Кабул и TTP"));
    }
}
