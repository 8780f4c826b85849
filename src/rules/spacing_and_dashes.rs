//! The page stands on `SpacingAndDashes`.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    finding::{Applicability, Confidence, Edit, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// In notes: a name written without a space that elsewhere in the document has it (`CTCSentinel`), a hyphen where a
    /// dash joins two words (`Affairs- Afghanistan`), and a hyphen in place of the en dash between pages or dates
    /// (`8-15`).
    ///
    /// # Why it matters
    /// A lost space makes another name. The dashes are a matter of house style (Chicago, 6.78).
    ///
    /// # Known limits
    /// Numbers within addresses, identifiers and names are left alone.
    ///
    /// # Examples
    /// ```md fires:3,5,6
    /// Text.[^1] More.[^2] More.[^3] More.[^4]
    ///
    /// [^1]: Jane Roe, “Title,” *CTCSentinel*, no. 8 (2023).
    /// [^2]: Jane Roe, “Other,” *CTC Sentinel* 5, no. 2 (2012).
    /// [^3]: Jane Roe, “Third,” *Survival* 60, no. 5 (2018): 159-80.
    /// [^4]: Ministry of Affairs- Afghanistan, “Fourth,” May 1, 2023.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “Title,” *Survival* 60, no. 5 (2018): 159–80, ISBN 978-0-306-40615-7, <https://a.org/2021-10-20>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “CASA-1000 and the Post-2021 Order,” *TOLONews*, 2023-05-01, UN Doc. A/76-12, mid- to late May.
    /// ```
    SpacingAndDashes {
        id: "spacing-and-dashes",
        summary: "a lost space in a name, or a hyphen for a dash",
        family: Characters,
        severity: Warning,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SpacingAndDashes {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut pairs: Option<HashSet<String>> = None;
        for note in &facts.citations.notes {
            let text = note.span.of(&facts.document.text);
            let skip = at_link::not_words(facts, note.span);
            let mut tell = |at: usize, length: usize, kind: Kind, with: Option<String>| {
                let span = Span::new(note.span.start + at, note.span.start + at + length);
                if !skip.iter().any(|skip| skip.overlaps(span)) {
                    push(told(facts, span, kind, with));
                }
            };
            for (at, word) in glued(text) {
                let known = pairs.get_or_insert_with(|| neighbors(&facts.document.text));
                if known.contains(&word.to_lowercase())
                    && let Some(cut) = seam(word, &facts.document.text)
                {
                    tell(at, word.len(), Kind::LostSpace, Some(format!("{} {}", &word[..cut], &word[cut..])));
                }
            }
            for (at, length, kind) in dashes(text) {
                let with = match kind {
                    Kind::Range => Some(text[at..at + length].replace('-', "–")),
                    _ => None,
                };
                tell(at, length, kind, with);
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    LostSpace,
    Range,
    Joint,
}

fn told(facts: &Facts<'_>, span: Span, kind: Kind, with: Option<String>) -> Finding {
    let text = span.of(&facts.document.text);
    let (severity, message, help) = match kind {
        Kind::LostSpace => (
            Severity::Warning,
            format!("“{text}” has lost a space: elsewhere it is “{}”", with.as_deref().unwrap_or_default()),
            "put the space back",
        ),
        Kind::Range => (
            Severity::Info,
            format!("a hyphen stands for the en dash in “{text}”"),
            "use an en dash between numbers and dates",
        ),
        Kind::Joint => (
            Severity::Info,
            format!("a hyphen stands for a dash in “{text}”"),
            "use a dash, or a comma",
        ),
    };
    let finding = at_link::finding_in_text(facts, &SpacingAndDashes::META, span, severity, message)
        .help(help)
        .confidence(if kind == Kind::LostSpace { Confidence::Medium } else { Confidence::High });
    match (facts.document.verbatim_in_file(span), with) {
        (Some(start), Some(text)) => finding.fix(
            if kind == Kind::Range { Applicability::Safe } else { Applicability::Suggest },
            vec![Edit { start, end: start + span.len(), text }],
        ),
        _ => finding,
    }
}

/// Words with a capital after a lower-case letter, or after several capitals before a lower-case one.
fn glued(text: &str) -> Vec<(usize, &str)> {
    static GLUED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\b(?:\p{Lu}{2,}\p{Lu}\p{Ll}{2,}|\p{Lu}\p{Ll}{2,}(?:\p{Lu}\p{Ll}{2,})+)\b").expect("a fixed pattern")
    });
    GLUED.find_iter(text).map(|found| (found.start(), found.as_str())).collect()
}

/// Neighboring capitalized words of the document, joined, in lower case.
fn neighbors(text: &str) -> HashSet<String> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace()).collect();
    words
        .windows(2)
        .filter_map(|pair| {
            let second = pair[1].trim_end_matches(|c: char| !c.is_alphanumeric());
            let first = pair[0].trim_start_matches(|c: char| !c.is_alphanumeric());
            let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
            let plain = |word: &str| word.chars().all(char::is_alphanumeric);
            (capital(first) && capital(second) && plain(first) && plain(second))
                .then(|| format!("{first}{second}").to_lowercase())
        })
        .collect()
}

/// Where the space belongs: before a capital at which the document has it.
fn seam(word: &str, text: &str) -> Option<usize> {
    word.char_indices()
        .skip(1)
        .filter(|(_, c)| c.is_uppercase())
        .map(|(at, _)| at)
        .find(|at| text.contains(&format!("{} {}", &word[..*at], &word[*at..])))
}

fn dashes(text: &str) -> Vec<(usize, usize, Kind)> {
    static RANGE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?x)
            (?: :\s* | \bpp?\.\s* | \bpages?\s+ | \b(?:nos?|vols?|Nr|S|Bd|paras?)\.\s* | [(,]\s* )
            (?P<numbers>\d{1,4}-\d{1,4}) (?: [\s,.;:)] | $ )
            | (?P<dates>
                (?:January|February|March|April|May|June|July|August|September|October|November|December)\s\d{4}
                -(?:January|February|March|April|May|June|July|August|September|October|November|December) )",
        )
        .expect("a fixed pattern")
    });
    static JOINT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\p{L}{3,}-\s\p{Lu}\p{L}+").expect("a fixed pattern"));
    let mut out: Vec<(usize, usize, Kind)> = RANGE
        .captures_iter(text)
        .filter_map(|found| found.name("numbers").or_else(|| found.name("dates")))
        .map(|found| (found.start(), found.len(), Kind::Range))
        .collect();
    out.extend(JOINT.find_iter(text).map(|found| (found.start(), found.len(), Kind::Joint)));
    out.sort_unstable_by_key(|(at, ..)| *at);
    out
}
