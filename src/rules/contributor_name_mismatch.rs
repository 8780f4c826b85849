//! See the page on `ContributorNameMismatch`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::{ContentsEntry, title_words},
    document::BlockKind,
    finding::{Confidence, Finding},
    span::Span,
};

/// How many short lines under a chapter's heading may hold its authors.
const LINES: usize = 3;
/// Longest line that can be a list of authors, in bytes.
const LONGEST: usize = 120;
/// From this similarity on, two spellings may be meant to be one name.
const ALIKE: f64 = 0.8;

declare_rule! {
    /// # What it checks
    /// The authors of a chapter are spelled in the same way in the table of contents and under the heading of
    /// the chapter.
    ///
    /// # Why it matters
    /// Nobody likes to see their name misspelled, and library catalogs copy it.
    ///
    /// # Examples
    /// ```md fires:5
    /// # Contents
    ///
    /// Central Asia and Its Rivers ... 3
    ///
    /// Hanza Boltaev
    ///
    /// # Central Asia and Its Rivers
    ///
    /// Hamza Boltaev
    ///
    /// The rivers fall, writes Hamza Boltaev.[1]
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// # Contents
    ///
    /// Central Asia and Its Rivers ... 3
    ///
    /// Hamza Boltaev and Amira Jadoon
    ///
    /// # Central Asia and Its Rivers
    ///
    /// Hamza Boltaev, Amira Jadoon
    ///
    /// The rivers fall.[1]
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// # Contents
    ///
    /// Central Asia and Its Rivers ... 3
    ///
    /// Amira Jadoon
    ///
    /// # Central Asia and Its Rivers
    ///
    /// Rivers know no borders
    ///
    /// The rivers fall.[1]
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    ContributorNameMismatch {
        id: "contributor-name-mismatch",
        summary: "an author is spelled in two ways in contents and chapter",
        family: Structure,
        severity: Warning,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ContributorNameMismatch {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        let titles: Vec<String> = citations
            .chapters
            .iter()
            .map(|chapter| title_words(&chapter.title))
            .collect();
        let mut chapter = None;
        for entry in &citations.contents {
            let words = title_words(&entry.title);
            if let Some(at) = titles.iter().position(|title| *title == words) {
                chapter = Some(at);
                continue;
            }
            let Some(id) = chapter else { continue };
            let below = byline(facts, id);
            for (name, span) in names(&entry.title, entry) {
                let equal = below.iter().any(|(other, _)| *other == name);
                let near = below
                    .iter()
                    .filter(|(other, _)| *other != name)
                    .find(|(other, _)| {
                        rapidfuzz::distance::levenshtein::normalized_similarity(
                            name.chars(),
                            other.chars(),
                        ) >= ALIKE
                    });
                let Some((other, place)) = near.filter(|_| !equal) else {
                    continue;
                };
                push(
                    Finding::new(
                        Self::META.id,
                        Self::META.severity,
                        facts.document.place(span),
                        format!("“{name}” in the contents is “{other}” under the chapter's heading"),
                    )
                    .help("ask the author, and use one spelling everywhere")
                    .confidence(Confidence::Medium)
                    .chapter(citations.chapter_title(Some(id)))
                    .related("the name under the heading", facts.document.place(*place)),
                );
            }
        }
    }
}

/// The names in the short lines under a chapter's heading.
fn byline(facts: &Facts<'_>, chapter: usize) -> Vec<(String, Span)> {
    let Some(chapter) = facts.citations.chapters.get(chapter) else {
        return Vec::new();
    };
    let Some(heading) = chapter.headings.last() else {
        return Vec::new();
    };
    facts.document.blocks[heading.block + 1..]
        .iter()
        .filter(|block| !block.span.is_empty())
        .take(LINES)
        .filter(|block| block.kind == BlockKind::Paragraph && block.span.len() <= LONGEST)
        .flat_map(|block| {
            split(block.span.of(&facts.document.text))
                .into_iter()
                .map(|name| (name, block.span))
        })
        .collect()
}

fn names(title: &str, entry: &ContentsEntry) -> Vec<(String, Span)> {
    split(title)
        .into_iter()
        .map(|name| (name, entry.span))
        .collect()
}

/// The names in a line: two to five capitalized words each.
fn split(line: &str) -> Vec<String> {
    line.trim_start_matches("By ")
        .trim_start_matches("by ")
        .replace(" and ", ",")
        .replace(" & ", ",")
        .replace(" und ", ",")
        .replace(" et ", ",")
        .replace(" y ", ",")
        .split([',', ';', '\n'])
        .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|name| {
            let words: Vec<&str> = name.split(' ').collect();
            (2..=5).contains(&words.len())
                && words[0].starts_with(char::is_uppercase)
                && words[words.len() - 1].starts_with(char::is_uppercase)
                && !name.contains(|c: char| c.is_ascii_digit())
        })
        .collect()
}
