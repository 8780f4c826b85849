//! See the page on `DateFormatMixed`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_citation, house::DateOrder};
use crate::finding::{Applicability, Edit, Finding};

/// How many dates in one order make it the document's.
const PRACTICE: usize = 3;

declare_rule! {
    /// # What it checks
    /// Full dates with English months stand in one order in the notes: the house style's, or that of most notes. Told once.
    ///
    /// | style | order |
    /// |---|---|
    /// | `chicago`, `bluebook` | May 3, 2021 |
    /// | `oscola`, `un`, `chatham-house` | 3 May 2021 |
    /// | `free` | that of most notes |
    ///
    /// # Why it matters
    /// Mixed dates look careless, and numbers without month names become ambiguous.
    ///
    /// # Examples
    /// ```md fires:8
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 4, 2020.
    /// 3. Ada Roe, “Council Waits,” *Harbor Post*, May 5, 2021.
    /// 4. Ada Roe, “Council Leaves,” *Harbor Post*, 6 May 2021.
    /// ```
    /// ```md fires:5 profile:oscola
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019.
    /// ```
    /// ```md quiet
    /// On 3 May 2019 it met.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 4, 2020.
    /// ```
    /// ```md quiet profile:chicago
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, „Rat tagt“, *Hafenbote*, 12. März 2011.
    /// ```
    DateFormatMixed {
        id: "date-format-mixed",
        summary: "dates in two orders among the notes",
        family: Dates,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DateFormatMixed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let dated: Vec<(DateOrder, at_citation::Cited<'_>)> = at_citation::full(facts)
            .filter_map(|cited| {
                let span = cited.citation.date_span?;
                cited.citation.date?.day?;
                Some((order(span.of(&facts.document.text))?, cited))
            })
            .collect();
        let month_first = dated.iter().filter(|(order, _)| *order == DateOrder::MonthFirst).count();
        let wanted = match facts.options.profile.date_order() {
            Some(order) => order,
            None if month_first >= PRACTICE && month_first > 2 * (dated.len() - month_first) => DateOrder::MonthFirst,
            None if dated.len() - month_first >= PRACTICE && dated.len() > 3 * month_first => DateOrder::DayFirst,
            None => return,
        };
        let odd: Vec<at_citation::Cited<'_>> =
            dated.iter().filter(|(order, _)| *order != wanted).map(|(_, cited)| *cited).collect();
        let Some(first) = odd.first() else {
            return;
        };
        let model = match wanted {
            DateOrder::MonthFirst => "May 3, 2021",
            DateOrder::DayFirst => "3 May 2021",
        };
        let message = match odd.len() {
            1 => format!("{}: the date is not in the order of {model}", first.name()),
            many => format!("{many} dates are not in the order of {model}"),
        };
        let finding = first
            .finding_at(facts, &Self::META, first.citation.date_span.unwrap_or(first.citation.span), message)
            .help("give all dates in one order");
        let finding = at_citation::with_others(finding, facts, &odd[1..], |other| {
            format!("{} has the other order", other.name())
        });
        let mut edits: Vec<Edit> = odd
            .iter()
            .filter_map(|cited| {
                let span = cited.citation.date_span?;
                let text = reordered(span.of(&facts.document.text), wanted)?;
                let start = facts.document.verbatim_in_file(span)?;
                Some(Edit {
                    start,
                    end: start + span.len(),
                    text,
                })
            })
            .collect();
        edits.sort_by_key(|edit| edit.start);
        edits.dedup();
        push(if edits.is_empty() {
            finding
        } else {
            finding.fix(Applicability::Safe, edits)
        });
    }
}

/// A date with an English month in the other order; `None` where it is more than day, month and year.
fn reordered(printed: &str, wanted: DateOrder) -> Option<String> {
    static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\d{1,2})(?:st|nd|rd|th)?\s+(\p{L}{3,9})\.?,?\s+(\d{4})$").expect("a fixed pattern")
    });
    static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\p{L}{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$").expect("a fixed pattern")
    });
    match wanted {
        DateOrder::MonthFirst => {
            let found = DAY_FIRST.captures(printed)?;
            Some(format!("{} {}, {}", &found[2], &found[1], &found[3]))
        }
        DateOrder::DayFirst => {
            let found = MONTH_FIRST.captures(printed)?;
            Some(format!("{} {} {}", &found[2], &found[1], &found[3]))
        }
    }
}

/// The order of a printed date with an English month.
fn order(printed: &str) -> Option<DateOrder> {
    const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const FULL: &[&str] = &[
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december", "sept",
    ];
    let lower = printed.trim().to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let month = |word: &str| MONTHS.contains(&word) || FULL.contains(&word);
    match words.as_slice() {
        [first, ..] if month(first) => Some(DateOrder::MonthFirst),
        [first, second, ..] if first.chars().next().is_some_and(|c| c.is_ascii_digit()) && month(second) => {
            (!lower.contains(". ")).then_some(DateOrder::DayFirst)
        }
        _ => None,
    }
}
