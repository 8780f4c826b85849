//! Compares titles and names as a reader would: case, quotation marks and punctuation aside.
//! Knows no notes; judges nothing.

use std::collections::HashSet;

use super::works;

/// The words of a title or name in lower case, punctuation aside (`Dev’t` is one word).
pub fn words(text: &str) -> Vec<String> {
    works::words(text)
}

/// A name without spaces, case, punctuation and leading article: `CTC Sentinel` and `CTCSentinel` are equal.
pub fn squeezed(name: &str) -> String {
    let mut words = words(name);
    if words.len() > 1 && words[0] == "the" {
        words.remove(0);
    }
    words.concat()
}

/// The main title, before a colon or a question mark that a subtitle follows.
pub fn main_title(title: &str) -> &str {
    for (at, mark) in title.char_indices() {
        let end = at + mark.len_utf8();
        if matches!(mark, ':' | '?' | '：') && title[end..].starts_with(' ') {
            return title[..end].trim_end_matches([':', '：']);
        }
    }
    title
}

/// Content words cut to their first five letters, so that `talks` meets `talking`; words under four letters left out.
pub fn stems(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 4)
        .map(|word| word.to_lowercase().chars().take(5).collect())
        .collect()
}

/// The first letters of a name's words, for comparing with an acronym: with and without small words.
pub fn initials(name: &str) -> [String; 2] {
    let first = |keep_small: bool| {
        name.split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .filter(|c| keep_small || c.is_uppercase())
            .flat_map(char::to_lowercase)
            .collect()
    };
    [first(false), first(true)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_titles() {
        assert_eq!(squeezed("The CTC Sentinel"), squeezed("CTCSentinel"));
        assert_ne!(squeezed("The Times"), squeezed("The Timer"));
        assert_eq!(main_title("Nine: A Mudflat"), "Nine");
        assert_eq!(
            main_title("Slipping the Leash? Pakistan"),
            "Slipping the Leash?"
        );
        assert_eq!(main_title("At 10:30"), "At 10:30");
        assert!(stems("Kabul talks").contains("talks"));
        assert_eq!(initials("Voice of America"), ["va", "voa"]);
    }
}
