//! The phrase table (`phrases.toml`) made searchable: which phrases of a category a text holds, between
//! word boundaries, after [`text::fold`]. The table is for translators; nothing here is language-specific.

use std::{
    collections::BTreeMap,
    sync::{LazyLock, OnceLock},
};

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::text;

/// What a phrase tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Category {
    /// A whole title or heading that says "not found".
    NotFoundTitle,
    /// Says "not found" wherever it stands.
    NotFound,
    /// Advice that error pages give.
    NotFoundHint,
    /// A whole title that says "error" and not which.
    VagueError,
    /// Words of a text *about* error pages.
    AboutErrors,
    /// The domain is for sale or unused.
    Parked,
    /// The hosting account was suspended.
    Suspended,
    /// A server's page for a site that was never set up.
    DefaultPage,
    /// Down for maintenance, or not yet open.
    Maintenance,
    /// A program's error shown to the reader.
    ServerError,
    /// Refused.
    Denied,
    /// Log in first.
    Login,
    /// Prove that you are human.
    Challenge,
    /// A whole title of a challenge page ("Just a moment…").
    ChallengeTitle,
    /// Consent first.
    Consent,
    /// Subscribe first.
    Paywall,
    /// An archive that holds no copy.
    NotArchived,
}

/// Phrases of all languages, by category.
#[derive(Debug, Deserialize, Default)]
struct Table {
    language: Vec<Language>,
}

#[derive(Debug, Deserialize)]
struct Language {
    #[expect(dead_code, reason = "names the block for translators")]
    code: String,
    #[serde(flatten)]
    phrases: BTreeMap<Category, Vec<String>>,
}

/// A searchable category.
#[derive(Debug)]
struct Matcher {
    phrases: Vec<String>,
    /// Built when the category is first searched: sound pages need few.
    automaton: OnceLock<Option<AhoCorasick>>,
}

impl Matcher {
    fn automaton(&self) -> Option<&AhoCorasick> {
        self.automaton
            .get_or_init(|| AhoCorasick::new(&self.phrases).ok())
            .as_ref()
    }
}

/// A phrase found in a folded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hit {
    /// Byte range in the folded text.
    pub(super) start: usize,
    /// End of the range.
    pub(super) end: usize,
    /// Index of the phrase in its category.
    pub(super) phrase: usize,
}

static MATCHERS: LazyLock<BTreeMap<Category, Matcher>> = LazyLock::new(|| {
    // The table is part of the program and a test reads it; a broken one would find nothing.
    let table: Table = toml::from_str(include_str!("phrases.toml")).unwrap_or_default();
    let mut all: BTreeMap<Category, Vec<String>> = BTreeMap::new();
    for language in table.language {
        for (category, phrases) in language.phrases {
            let folded = phrases.iter().map(|phrase| text::fold(phrase));
            all.entry(category).or_default().extend(folded);
        }
    }
    all.into_iter()
        .map(|(category, mut phrases)| {
            phrases.retain(|phrase| !phrase.is_empty());
            phrases.sort();
            phrases.dedup();
            let automaton = OnceLock::new();
            (category, Matcher { phrases, automaton })
        })
        .collect()
});

/// Whether the folded text is, as a whole, a phrase of the category.
pub(super) fn is_phrase(category: Category, folded: &str) -> bool {
    MATCHERS.get(&category).is_some_and(|matcher| {
        matcher
            .phrases
            .binary_search_by(|phrase| phrase.as_str().cmp(folded))
            .is_ok()
    })
}

/// The phrases of the category in the folded text: for each phrase its first place, at most `cap` phrases.
pub(super) fn find(category: Category, folded: &str, cap: usize) -> Vec<Hit> {
    let mut hits: Vec<Hit> = Vec::new();
    let Some(automaton) = MATCHERS.get(&category).and_then(Matcher::automaton) else {
        return hits;
    };
    for found in automaton.find_overlapping_iter(folded) {
        if hits.len() >= cap {
            break;
        }
        let phrase = found.pattern().as_usize();
        if text::bounded(folded, found.start(), found.end())
            && hits.iter().all(|hit| hit.phrase != phrase)
        {
            hits.push(Hit {
                start: found.start(),
                end: found.end(),
                phrase,
            });
        }
    }
    hits
}

/// The first phrase of the category in the folded text.
pub(super) fn first(category: Category, folded: &str) -> Option<&str> {
    find(category, folded, 1)
        .first()
        .map(|hit| &folded[hit.start..hit.end])
}
