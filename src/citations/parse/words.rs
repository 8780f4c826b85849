//! Words that tell what a stretch of a citation is, in the languages of reports, read from the lists in `words/`.
//! Lower case throughout, parted by ` | `; nothing here decides anything by itself.

use std::{collections::HashSet, sync::LazyLock};

/// Lower-case words that stand inside the names of people and organizations.
pub(super) static NAME_PARTICLES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/name_particles.txt")).collect());

/// Words by which a body of people, not a person, is known.
pub(super) static BODY_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/body_words.txt")).collect());

/// Ministries, parliaments, courts of audit and the like: their papers are official.
pub(super) static OFFICIAL_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/official_words.txt")).collect());

/// Words of newspapers, agencies and stations.
pub(super) static NEWS_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/news_words.txt")).collect());

/// Words of report series and grey literature.
pub(super) static REPORT_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/report_words.txt")).collect());

/// Words of journals.
pub(super) static JOURNAL_WORDS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/journal_words.txt")).collect());

/// Words of publishing houses.
pub(super) static PUBLISHER_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/publisher_words.txt")).collect());

/// Places that publishers and bodies print beside their names.
pub(super) static PLACES: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/places.txt")).collect());

/// Social networks and the labels of posts on them.
pub(super) static POST_WORDS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/post_words.txt")).collect());

/// Words before a stop that does not end a sentence.
pub(super) static ABBREVIATIONS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| listed(include_str!("words/abbreviations.txt")).collect());

fn listed(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .flat_map(|line| line.split(" | "))
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_lower_case_words() {
        let lists = [
            NAME_PARTICLES.iter().copied().collect::<Vec<_>>(),
            BODY_WORDS.iter().copied().collect(),
            OFFICIAL_WORDS.clone(),
            NEWS_WORDS.clone(),
            REPORT_WORDS.clone(),
            JOURNAL_WORDS.clone(),
            PUBLISHER_WORDS.iter().copied().collect(),
            PLACES.iter().copied().collect(),
            POST_WORDS.iter().copied().collect(),
            ABBREVIATIONS.iter().copied().collect(),
        ];
        for list in lists {
            assert!(list.len() > 20);
            for word in list {
                assert_eq!(word, word.to_lowercase());
            }
        }
    }
}
