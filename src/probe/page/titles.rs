//! How alike two titles are, and what stands in the way of comparing them. Used by the judgements on a
//! page's identity; knows nothing of pages.

use std::collections::BTreeSet;

use super::text::{self, Script};

/// Between a title and the name of the site.
const SEPARATORS: &[&str] = &[
    " | ", " - ", " – ", " — ", " · ", " :: ", " » ", " « ", " • ", " / ", " ‹ ", " › ", " : ",
    "｜", "_", " ― ", " – ", "|", " » ",
];

/// Words that say nothing of what a text is about.
const STOP: &[&str] = &[
    "the", "and", "for", "with", "from", "that", "this", "are", "was", "has", "have", "its", "his",
    "her", "their", "not", "but", "who", "how", "why", "what", "will", "can", "says", "said",
    "new", "into", "over", "after", "about", "more", "than", "these", "those", "when", "where",
    "which", "they", "them", "you", "your", "out", "one", "all", "just", "get", "most", "been",
    "were", "would", "could", "should", "also", "had", "our", "she", "him", "der", "die", "das",
    "und", "den", "dem", "des", "ein", "eine", "mit", "von", "zur", "zum", "fur", "auf", "ist",
    "les", "des", "une", "dans", "pour", "sur", "par", "est", "aux", "los", "las", "una", "por",
    "para", "con", "del", "que", "der", "het", "een", "van", "voor", "met", "och", "att", "som",
    "det", "til", "med", "non", "dei", "della", "delle", "nel", "gli", "una", "uma", "dos", "das",
    "com", "nie", "jest", "для", "при", "как", "что", "это", "его", "или", "на", "по", "об", "из",
    "от", "في", "من", "على", "الى", "در", "به", "از", "که", "را",
];

/// The parts of a title between separators, outer white space left out.
pub(super) fn segments(title: &str) -> Vec<&str> {
    let mut parts = vec![title];
    for separator in SEPARATORS {
        if parts.len() > 12 {
            break;
        }
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(separator).take(8))
            .collect();
    }
    if title.chars().any(text::is_unspaced) {
        parts = parts
            .into_iter()
            .flat_map(|part| part.split(['-', '–', '—', '_']).take(8))
            .collect();
    }
    parts
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The words of a title that say what it is about, folded.
pub(super) fn content_words(title: &str) -> BTreeSet<String> {
    let folded = text::fold(text::prefix(title, 600));
    let mut words = BTreeSet::new();
    for word in folded.split(' ').filter(|word| !word.is_empty()) {
        if word.chars().any(text::is_unspaced) {
            // Scripts without spaces: pairs of characters.
            let characters: Vec<char> = word.chars().collect();
            for pair in characters.windows(2) {
                words.insert(pair.iter().collect());
            }
            continue;
        }
        let year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        if word.chars().count() >= 3 && !STOP.contains(&word) && !year {
            words.insert(word.to_owned());
        }
    }
    words
}

/// Whether two folded words are the same but for an ending or a spelling.
pub(super) fn akin(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    if common >= 4 && common * 3 >= shorter * 2 {
        return true;
    }
    shorter >= 5 && strsim::normalized_damerau_levenshtein(a, b) >= 0.75
}

/// How many of the words of `a` have kin in `b`.
pub(super) fn shared(a: &BTreeSet<String>, b: &BTreeSet<String>) -> usize {
    a.iter()
        .filter(|word| b.iter().any(|other| akin(word, other)))
        .count()
}

/// Share of the shorter title's content words that the longer has, 0 to 1; `None` where one has none.
/// A title and the same title with its subtitle or the site's name are 1.
pub(super) fn likeness(a: &str, b: &str) -> Option<f64> {
    let (a, b) = (content_words(a), content_words(b));
    let (short, long) = if a.len() <= b.len() {
        (&a, &b)
    } else {
        (&b, &a)
    };
    if short.is_empty() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "word counts are small")]
    let share = shared(short, long) as f64 / short.len() as f64;
    Some(share)
}

/// Frequent small words by language, folded; enough to tell a headline's language.
const TELLING: &[(&str, &[&str])] = &[
    (
        "en",
        &[
            "the", "of", "and", "to", "in", "for", "with", "on", "is", "are", "from", "by", "at",
            "as", "after", "says", "how", "what", "why", "its", "will", "over", "an",
        ],
    ),
    (
        "de",
        &[
            "der", "die", "das", "und", "den", "dem", "des", "mit", "von", "fur", "im", "zur",
            "zum", "ist", "nicht", "ein", "eine", "auf", "uber", "wie", "wird", "nach",
        ],
    ),
    (
        "fr",
        &[
            "le", "la", "les", "des", "du", "et", "une", "dans", "pour", "sur", "par", "est",
            "aux", "au", "avec", "ce", "qui", "pas",
        ],
    ),
    (
        "es",
        &[
            "el", "la", "los", "las", "del", "y", "una", "en", "para", "por", "con", "que", "se",
            "al", "sobre", "es",
        ],
    ),
    (
        "it",
        &[
            "il", "lo", "gli", "della", "del", "delle", "dei", "di", "e", "per", "con", "che",
            "una", "nel", "sul", "alla",
        ],
    ),
    (
        "pt",
        &[
            "o", "os", "da", "do", "das", "dos", "e", "uma", "em", "para", "por", "com", "que",
            "no", "na", "ao", "sobre",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "van", "en", "voor", "met", "op", "niet", "over", "naar", "bij",
            "ook", "uit",
        ],
    ),
    (
        "sv",
        &[
            "och", "att", "som", "en", "ett", "av", "for", "pa", "med", "till", "om", "inte", "i",
        ],
    ),
    (
        "da",
        &[
            "og", "at", "som", "en", "et", "af", "for", "pa", "med", "til", "om", "ikke", "i",
        ],
    ),
    (
        "nb",
        &[
            "og", "at", "som", "en", "et", "av", "for", "pa", "med", "til", "om", "ikke", "i",
        ],
    ),
    (
        "pl",
        &[
            "i", "w", "z", "na", "do", "nie", "jest", "o", "przez", "dla", "po", "jak", "sie",
        ],
    ),
    (
        "tr",
        &["ve", "bir", "bu", "ile", "icin", "da", "de", "olarak"],
    ),
    (
        "id",
        &["dan", "di", "yang", "untuk", "dari", "dengan", "ke", "pada"],
    ),
    (
        "ro",
        &[
            "si", "de", "la", "cu", "in", "pentru", "din", "pe", "ale", "este",
        ],
    ),
];

/// The languages a text in Latin script could be in, judged by its small words; empty when it has none.
pub(super) fn likely_languages(title: &str) -> Vec<&'static str> {
    let folded = text::fold(text::prefix(title, 2000));
    let scores: Vec<(&'static str, usize)> = TELLING
        .iter()
        .map(|(language, words)| {
            (
                *language,
                folded
                    .split(' ')
                    .filter(|word| words.contains(word))
                    .count(),
            )
        })
        .collect();
    let best = scores.iter().map(|(_, score)| *score).max().unwrap_or(0);
    scores
        .into_iter()
        .filter(|(_, score)| best > 0 && *score == best)
        .map(|(language, _)| language)
        .collect()
}

/// Whether a cited wording can be held against a page: same script and, as far as can be told, the same
/// language. A translated title is no mismatch.
pub(super) fn comparable(cited: &str, page: &str, language: Option<&str>) -> bool {
    let scripts = (text::script(cited), text::script(page));
    let (Some(of_cited), Some(of_page)) = scripts else {
        return false;
    };
    if of_cited != of_page {
        return false;
    }
    if of_cited != Script::Latin {
        return true;
    }
    let primary = language
        .and_then(|language| language.split('-').next())
        .unwrap_or_default();
    let cited_languages = likely_languages(cited);
    if cited_languages.is_empty() {
        // Nothing tells; most reports and most pages are English.
        return matches!(primary, "" | "en");
    }
    // The page's own words outweigh its label, which is often that of the template.
    let page_languages = likely_languages(page);
    if !page_languages.is_empty() {
        return page_languages
            .iter()
            .any(|language| cited_languages.contains(language));
    }
    primary.is_empty() || cited_languages.contains(&primary)
}
