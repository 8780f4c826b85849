//! What a sentence claims, as far as dates and figures tell: the clause before a mark, the dates it names,
//! whether it speaks of plans, and dated statements that have no mark. Judges nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::{Citation, Citations, Mark, PartialDate, WorkKind, covered::Covered, parse, sentences};
use crate::{
    document::{BlockKind, Document},
    span::Span,
};

/// Words of plans, forecasts and comparisons: then an older item is no contradiction.
const PLANS: &[&str] = &[
    " will ",
    " would ",
    "expected",
    "planned",
    "plans to",
    "scheduled",
    "forecast",
    "projected",
    "by 20",
    "until",
    "intend",
    "aims to",
    "target",
    "set to",
    "ahead of",
    "before ",
    "prior to",
    "agreed to",
    "announced",
    "promis",
    "upcoming",
    "later",
    "since then",
    "anniversary",
];

/// A figure in money, percent or large units.
static FIGURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)[$€£¥]\s?\d|\d\s?(?:%|percent|per cent|million|billion|trillion)").ok()
});

/// Somebody told somebody something on a day.
static STATEMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b(?:told|informed|said\ to|stated\ to|in\ an\ interview\ with|speaking\ to) \s [^.!?]{2,60}? \bon\s
          (?: \d{1,2}(?:st|nd|rd|th)?\s\p{Lu}\p{Ll}{2,8} | \p{Lu}\p{Ll}{2,8}\s\d{1,2} ) ,?\s(?:19|20)\d\d",
    )
    .ok()
});

/// The text that a mark supports: from the mark before it in the sentence, or all that stands before the first one.
pub fn clause(mark: &Mark) -> String {
    let own = format!("[{}]", mark.label);
    let end = mark.sentence.rfind(&own).unwrap_or(mark.sentence.len());
    let mut before = mark.sentence[..end].trim_end();
    // Marks side by side support the same words.
    while let Some(open) = before.strip_suffix(']').and_then(|inner| inner.rfind('[')) {
        before = before[..open].trim_end();
    }
    let start = before.rfind(']').map_or(0, |at| at + 1);
    before[start..].to_owned()
}

/// The distinct dates a text names.
pub fn dates(text: &str) -> Vec<PartialDate> {
    let mut out: Vec<PartialDate> = Vec::new();
    for (_, date) in parse::dates_in(text) {
        if !out.contains(&date) {
            out.push(date);
        }
    }
    out
}

/// Whether the sentence speaks of what is still to come, or of a time before another.
pub fn is_plan(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    PLANS.iter().any(|word| lower.contains(word))
}

/// Whether the text gives a sum of money, a share or a large number.
pub fn has_figure(text: &str) -> bool {
    FIGURE.as_ref().is_some_and(|figure| figure.is_match(text))
}

/// The latest date among items that appear on a day; `None` where the note cites anything else, or an item without day.
pub fn latest_item(citations: &[&Citation]) -> Option<PartialDate> {
    let mut latest: Option<PartialDate> = None;
    for citation in citations {
        if !matches!(
            citation.kind,
            WorkKind::News | WorkKind::Web | WorkKind::Social
        ) {
            return None;
        }
        let date = citation.date.filter(|date| date.day.is_some())?;
        latest = latest.max(Some(date));
    }
    latest
}

/// A date in words as far as the month: `November 2022`, `2022`.
pub fn month_of(date: PartialDate) -> String {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    match date
        .month
        .and_then(|month| NAMES.get(usize::from(month).checked_sub(1)?))
    {
        Some(name) => format!("{name} {}", date.year),
        None => date.year.to_string(),
    }
}

/// Sentences of running text that tell a dated statement, with no mark in them or in the next sentence.
pub fn unsupported(document: &Document, citations: &Citations) -> Vec<Span> {
    let mut out = Vec::new();
    let Some(statement) = STATEMENT.as_ref().filter(|_| !citations.marks.is_empty()) else {
        return out;
    };
    let notes = citations.notes.iter().map(|note| note.span);
    let sections = citations.sections.iter().map(|section| section.span);
    let noted = Covered::new(notes.chain(sections));
    let in_notes = |at: usize| noted.overlap(Span::new(at, at + 1));
    let marks = Covered::new(citations.marks.iter().map(|mark| mark.span));
    for block in &document.blocks {
        if block.kind != BlockKind::Paragraph || block.quoted {
            continue;
        }
        let text = block.span.of(&document.text);
        if !statement.is_match(text) || in_notes(block.span.start) {
            continue;
        }
        let mut bounds = sentences::starts(text);
        bounds.push(text.len());
        for at in 0..bounds.len().saturating_sub(1) {
            let (start, end) = (bounds[at], bounds[at + 1]);
            let Some(found) = text
                .get(start..end)
                .and_then(|sentence| statement.find(sentence))
            else {
                continue;
            };
            let until = bounds.get(at + 2).copied().unwrap_or(text.len());
            let reach = Span::new(block.span.start + start, block.span.start + until);
            if marks.overlap(reach) {
                continue;
            }
            let from = block.span.start + start + found.start();
            out.push(Span::new(from, from + found.len()));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_figures_and_dates() {
        assert!(
            is_plan("Trade is expected to double in 2023.") && !is_plan("Trade doubled in 2023.")
        );
        assert!(has_figure("US$52.7 million") && has_figure("38%") && !has_figure("23 men"));
        assert_eq!(dates("in November 2022, and in November 2022").len(), 1);
        assert_eq!(month_of(dates("in November 2022")[0]), "November 2022");
    }
}
