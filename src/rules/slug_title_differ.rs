//! The page stands on `SlugTitleDiffer`.

use std::collections::HashSet;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{CitationForm, urls, wording},
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Where the address repeats the title of the page (`…/taliban-free-last-american-hostage`), its words are held
    /// against the cited title: one word that differs between words that agree is probably a slip of the pen; not one
    /// word in common is a query.
    ///
    /// # Why it matters
    /// The address was copied, the title was typed. Where they differ, the title is wrong, or the address is another
    /// page's.
    ///
    /// # Known limits
    /// Headlines change after publication while the address stays. Titles in other scripts, translated titles and
    /// addresses whose words the document itself never uses (transliterations) are not compared.
    ///
    /// # Examples
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: OCHA, “Afghanistan: Human Response Plan 2023,” <https://a.org/afghanistan-humanitarian-response-plan-2023>.
    /// ```
    /// ```md fires:5
    /// The minister raised the issue of refugee assets during his visit to Pakistan, a Taliban official said. Other
    /// refugees have raised it.[^1]
    /// And this is so.
    ///
    /// [^1]: “FM Links Trade to Steps,” *Press*, <https://a.org/2446365/taliban-minister-raises-issue-of-refugee-assets>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “China Urges Citizens to Leave After Kabul Attack,” *Press*, <https://a.org/china-says-citizens-leave-kabul>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Trade Turnover for Six Months,” *Press*, <https://a.org/tovarooborot-kyrgyzstana-s-afganistanom-za-polgoda>.
    /// ```
    SlugTitleDiffer {
        id: "slug-title-differ",
        summary: "the words of the address are not those of the cited title",
        family: Urls,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SlugTitleDiffer {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut vocabulary: Option<HashSet<String>> = None;
        for (id, link) in at_link::web_links(facts) {
            let Some(citation) = at_link::citation_of(facts, id) else {
                continue;
            };
            // Of two links in one citation one may be another work's.
            if citation.form != CitationForm::Full
                || citation.links.len() > 1
                || citation.translated_title.is_some()
            {
                continue;
            }
            let Some(title) = citation.title.as_deref().filter(|title| wording::is_latin(title)) else {
                continue;
            };
            let slug = urls::slug(&link.url);
            if let Some((cited, written)) = slip(&wording::words(title), &slug) {
                let related = cited.starts_with(written) || written.starts_with(cited);
                let message = format!(
                    "the title says “{cited}” where the address says “{written}”: “{}”",
                    at_link::brief(title)
                );
                let severity = if related { Severity::Warning } else { Severity::Info };
                push(
                    at_link::finding(facts, &Self::META, id, severity, message)
                        .confidence(Confidence::Medium)
                        .help("compare the title with the page"),
                );
                continue;
            }
            let stems: HashSet<String> = slug
                .iter()
                .flat_map(|word| wording::stems(word))
                .filter(|stem| stem.chars().any(char::is_alphabetic))
                .collect();
            let titled: HashSet<String> = wording::stems(title).into_iter().collect();
            if stems.len() < 4 || titled.len() < 3 || akin(&stems, &titled) {
                continue;
            }
            let known = vocabulary.get_or_insert_with(|| words_of(facts));
            let hits = stems.iter().filter(|stem| known.contains(*stem)).count();
            if hits * 10 < stems.len() * 6 {
                continue;
            }
            let message = format!(
                "the title “{}” shares no word with the address “…{}”",
                at_link::brief(title),
                at_link::brief(&slug.join("-"))
            );
            push(
                at_link::finding(facts, &Self::META, id, Severity::Info, message)
                    .confidence(Confidence::Low)
                    .help("open the page and see whether it is the cited one"),
            );
        }
    }
}

/// Whether two sets of stems share one, or one that begins alike.
fn akin(a: &HashSet<String>, b: &HashSet<String>) -> bool {
    a.iter().any(|a| {
        b.iter().any(|b| {
            let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
            a == b || common >= 4
        })
    })
}

/// Stems of all words of the document outside addresses.
fn words_of(facts: &Facts<'_>) -> HashSet<String> {
    let text = &facts.document.text;
    let mut known = HashSet::new();
    let mut from = 0;
    for link in &facts.citations.links {
        if link.shown.contains('/') && link.span.start >= from {
            known.extend(wording::stems(text.get(from..link.span.start).unwrap_or_default()));
            from = link.span.end;
        }
    }
    known.extend(wording::stems(text.get(from..).unwrap_or_default()));
    known
}

/// A word of the title and the word of the slug in its place, where both neighbors agree and the two look
/// alike without being forms of one word.
fn slip<'a>(title: &'a [String], slug: &'a [String]) -> Option<(&'a str, &'a str)> {
    let mut agreeing = 0;
    let mut found = None;
    for window in title.windows(3) {
        for other in slug.windows(3) {
            if window[0] != other[0] || window[2] != other[2] {
                continue;
            }
            if window[1] == other[1] {
                agreeing += 1;
            } else if alike(&window[1], &other[1]) {
                found = Some((window[1].as_str(), other[1].as_str()));
            }
        }
    }
    let common = title.iter().filter(|word| slug.contains(word)).count();
    found.filter(|_| agreeing > 0 || common >= 3)
}

/// Whether one word could have been written for the other by mistake.
fn alike(a: &str, b: &str) -> bool {
    let letters = |word: &str| word.chars().all(char::is_alphabetic);
    if !letters(a) || !letters(b) {
        return false;
    }
    let (a_length, b_length) = (a.chars().count(), b.chars().count());
    let longer = a_length.max(b_length);
    let beginning = (a.starts_with(b) || b.starts_with(a)) && a_length.min(b_length) >= 4;
    if beginning {
        return a_length.abs_diff(b_length) >= 4;
    }
    longer >= 6 && wording::stem(a) != wording::stem(b) && strsim::damerau_levenshtein(a, b) <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_told_from_rewording() {
        let check = |title: &str, slug: &str| {
            let (title, slug) = (wording::words(title), wording::words(slug));
            slip(&title, &slug).map(|(a, b)| (a.to_owned(), b.to_owned()))
        };
        assert_eq!(
            check("Afghanistan: Human Response Plan 2023", "afghanistan-humanitarian-response-plan-2023"),
            Some(("human".to_owned(), "humanitarian".to_owned()))
        );
        for (title, slug) in [
            ("Afghan Taliban Say China Becomes First", "afghan-taliban-says-china-becomes-first"),
            ("At Least 23 Killed as Fighters", "at-least-25-killed-as-fighters"),
            ("India Has Been Careful", "india-had-been-careful"),
        ] {
            assert_eq!(check(title, slug), None);
        }
    }
}
