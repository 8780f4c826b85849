//! See the page on `SameSourceInconsistent`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{Citation, titles},
    finding::{Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Every full citation of a work has the same authors, title, date, container and volume. Differences of capitals or
    /// spacing alone are queries. Quotation marks, “The” before a name and accents of typing do not count.
    ///
    /// # Why it matters
    /// One of the two is wrong, or both are; readers and indexers take them for two works.
    ///
    /// # Examples
    /// ```md fires:13
    /// # Wells
    ///
    /// The council met.<sup>1</sup>
    ///
    /// # Rivers
    ///
    /// The council left.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    ///
    /// ## Rivers
    ///
    /// 1. Ada B. Roe, “Council Meets Again,” *Harbor Post*, May 4, 2021, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The council met.<sup>1</sup>
    ///
    /// # Rivers
    ///
    /// The council left.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Ada Roe, “Council's Men Meet Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    ///
    /// ## Rivers
    ///
    /// 1. Ada Roe, "Council’s Men Meet Again," *The Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021, <https://post.example/alone>.
    /// ```
    SameSourceInconsistent {
        id: "same-source-inconsistent",
        summary: "one work is cited in two ways",
        family: Repeats,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SameSourceInconsistent {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for work in &facts.citations.works {
            let Some(first) = work.citations.first().and_then(|at| at_citation::get(facts, *at)) else {
                continue;
            };
            let mut odd: Vec<(at_citation::Cited<'_>, Differences)> = Vec::new();
            for at in &work.citations[1..] {
                let Some(other) = at_citation::get(facts, *at) else {
                    continue;
                };
                let differences = compare(first.citation, other.citation);
                if !differences.names.is_empty() {
                    odd.push((other, differences));
                }
            }
            let Some((other, differences)) = odd.first() else {
                continue;
            };
            let chapter = facts
                .citations
                .chapter_title(other.note.chapter)
                .filter(|_| other.note.chapter != first.note.chapter)
                .map_or_else(String::new, |title| format!(" of {}", at_citation::quoted(title)));
            let message = format!(
                "{} and {}{chapter} cite one work with different {}",
                first.name(),
                other.name(),
                at_citation::listed(&differences.names)
            );
            let mut finding = first
                .finding(facts, &Self::META, message)
                .help(differences.help.clone());
            if odd.iter().all(|(_, differences)| differences.slight) {
                finding = at_citation::milder(finding, Severity::Info);
            }
            let others: Vec<at_citation::Cited<'_>> = odd.iter().map(|(other, _)| *other).collect();
            push(at_citation::with_others(finding, facts, &others, |other| {
                format!("{} cites it otherwise", other.name())
            }));
        }
    }
}

/// What differs between two citations of one work.
#[derive(Debug, Default)]
struct Differences {
    names: Vec<String>,
    help: String,
    /// Whether capitals and spaces alone differ.
    slight: bool,
}

fn compare(first: &Citation, second: &Citation) -> Differences {
    let mut out = Differences {
        slight: true,
        ..Differences::default()
    };
    let mut differ = |name: &str, slight: bool, ours: &str, theirs: &str| {
        out.names.push(name.to_owned());
        out.slight &= slight;
        if out.help.is_empty() {
            let shown = |text: &str| {
                if text.is_empty() { "nothing".to_owned() } else { at_citation::quoted(text) }
            };
            out.help = format!("{name}: {} or {}", shown(ours), shown(theirs));
        }
    };
    let authors = |citation: &Citation| {
        let mut names = citation.authors.join(", ");
        if citation.et_al {
            names.push_str(" et al.");
        }
        names
    };
    let (ours, theirs) = (authors(first), authors(second));
    if titles::squeezed(&ours) != titles::squeezed(&theirs) && !only_titles(first, second) {
        differ("authors", false, &ours, &theirs);
    }
    if let (Some(ours), Some(theirs)) = (&first.title, &second.title) {
        let (plain, other) = (plain(ours), plain(theirs));
        if plain != other {
            let same_words = titles::words(ours) == titles::words(theirs);
            let cut = titles::words(ours).starts_with(&titles::words(theirs))
                || titles::words(theirs).starts_with(&titles::words(ours));
            // Quite another title at one address is told by the rules about addresses.
            let (left, right) = (titles::stems(ours), titles::stems(theirs));
            if same_words || cut || left.intersection(&right).count() * 2 > left.len().min(right.len()) {
                differ("titles", same_words, ours, theirs);
            }
        }
    }
    if let (Some(ours), Some(theirs)) = (first.date, second.date) {
        let year = ours.year != theirs.year;
        let month = ours.month.zip(theirs.month).is_some_and(|(a, b)| a != b);
        let day = ours.day.zip(theirs.day).is_some_and(|(a, b)| a != b);
        if year || month || day {
            differ("dates", false, &ours.to_string(), &theirs.to_string());
        }
    }
    if let (Some(ours), Some(theirs)) = (&first.container, &second.container) {
        let spaces = |name: &str| name.strip_prefix("The ").unwrap_or(name).split_whitespace().collect::<Vec<_>>().join(" ");
        if titles::squeezed(ours) == titles::squeezed(theirs) && spaces(ours).to_lowercase() != spaces(theirs).to_lowercase() {
            differ("containers", true, ours, theirs);
        }
    }
    let journal = first.issue.is_some() && second.issue.is_some();
    let volumes = (first.volume.as_deref().unwrap_or_default(), second.volume.as_deref().unwrap_or_default());
    if volumes.0 != volumes.1 && (journal || (!volumes.0.is_empty() && !volumes.1.is_empty())) {
        differ("volumes", false, volumes.0, volumes.1);
    }
    out
}

/// Whether the author strings differ by a form of address or a position alone (`President Joseph Biden`).
fn only_titles(first: &Citation, second: &Citation) -> bool {
    let count = first.authors.len() == second.authors.len() && first.et_al == second.et_al;
    count
        && first.authors.iter().zip(&second.authors).all(|(ours, theirs)| {
            let (ours, theirs) = (titles::words(ours), titles::words(theirs));
            let (long, short) = if ours.len() >= theirs.len() { (&ours, &theirs) } else { (&theirs, &ours) };
            short.len() >= 2 && long.ends_with(short)
        })
}

/// A title with capitals and wording, but with one kind of quotation mark, dash and space.
fn plain(title: &str) -> String {
    title
        .chars()
        .filter_map(|c| match c {
            '’' | '‘' | '\'' | '“' | '”' | '"' | '«' | '»' | '*' | '.' | ',' => None,
            '–' | '—' | '‑' => Some('-'),
            c if c.is_whitespace() => Some(' '),
            c => Some(c),
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}
