//! See the page on `InvalidDate`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{PartialDate, calendar},
    finding::{Confidence, Finding, Severity},
    span::Span,
};

const MONTHS: [&str; 12] = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
];

/// A word where a month stands, with day and year: `Febuary 12, 2011`, `31 Juni 2011`.
static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x) \b (?: (?P<m>\p{Lu}\p{Ll}{2,9}) \s (?P<d>\d{1,2}) ,\s (?P<y>(?:19|20)\d\d)
          | (?P<d2>\d{1,2}) \s (?P<m2>\p{Lu}\p{Ll}{2,9}) ,?\s (?P<y2>(?:19|20)\d\d) ) \b",
    )
    .ok()
});

declare_rule! {
    /// # What it checks
    /// A date exists (no 31 June, no 29 February 2011, no month misspelled), and no page was visited before it appeared; the
    /// last is a warning, since pages change.
    ///
    /// # Why it matters
    /// A date that cannot be is a slip in the day, the month or the year, and the reader cannot tell which.
    ///
    /// # Examples
    /// ```md fires:5,6,7
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, February 29, 2011, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, Febuary 12, 2011, <https://post.example/sits>.
    /// 3. Ada Roe, “Council Leaves,” *Harbor Post*, May 3, 2021, <https://post.example/left>, accessed March 3, 2021.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, February 29, 2020, <https://post.example/council>.
    /// 2. Ada Roe, “Council Leaves,” *Harbor Post*, May 3, 2021, <https://post.example/left>, accessed May 3, 2021.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, „Rat tagt“, *Hafenbote*, 12. März 2011.
    /// ```
    InvalidDate {
        id: "invalid-date",
        summary: "date that the calendar does not have",
        family: Dates,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for InvalidDate {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let mut told: Vec<Span> = Vec::new();
            if let (Some(date), Some(span)) = (citation.date, citation.date_span)
                && !calendar::exists(date)
            {
                told.push(span);
                push(self.impossible(facts, &cited, span));
            }
            let text = cited.text(facts);
            let base = citation.span.start;
            for found in DAY.as_ref().into_iter().flat_map(|day| day.captures_iter(text)) {
                let part = |names: [&str; 2]| names.iter().find_map(|name| found.name(name));
                let (Some(whole), Some(month), Some(day), Some(year)) =
                    (found.get(0), part(["m", "m2"]), part(["d", "d2"]), part(["y", "y2"]))
                else {
                    continue;
                };
                let span = Span::new(base + whole.start(), base + whole.end());
                if told.iter().any(|other| other.overlaps(span)) || in_link(facts, span) {
                    continue;
                }
                let name = month.as_str().to_lowercase();
                let number = MONTHS.iter().position(|known| *known == name);
                let Some(number) = number else {
                    if let Some(meant) = slip_of(&name) {
                        told.push(span);
                        push(
                            cited
                                .finding_at(
                                    facts,
                                    &Self::META,
                                    span,
                                    format!("{}: {} is no month", cited.name(), at_citation::quoted(month.as_str())),
                                )
                                .help(format!("probably “{}” is meant", capital(meant)))
                                .confidence(Confidence::Medium),
                        );
                    }
                    continue;
                };
                let date = PartialDate {
                    year: year.as_str().parse().unwrap_or(2000),
                    month: u8::try_from(number + 1).ok(),
                    day: day.as_str().parse().ok(),
                };
                if !calendar::exists(date) {
                    told.push(span);
                    push(self.impossible(facts, &cited, span));
                }
            }
            if let (Some(date), Some(visited)) = (citation.date, citation.accessed)
                && let (Some(from), Some(until)) = (calendar::earliest(date), calendar::latest(visited))
                && calendar::days_between(from, until).is_some_and(|days| days < 0)
            {
                let finding = cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: visited on {visited}, before it appeared on {date}", cited.name()),
                    )
                    .help("one of the two dates is wrong, unless the page was redated");
                push(at_citation::milder(finding, Severity::Warning).confidence(Confidence::Medium));
            }
        }
    }
}

impl InvalidDate {
    fn impossible(&self, facts: &Facts<'_>, cited: &at_citation::Cited<'_>, span: Span) -> Finding {
        let printed = span.of(&facts.document.text);
        cited
            .finding_at(
                facts,
                self.meta(),
                span,
                format!("{}: the calendar has no {}", cited.name(), at_citation::quoted(printed)),
            )
            .help("look the date up at the source")
    }
}

fn in_link(facts: &Facts<'_>, span: Span) -> bool {
    let links = &facts.citations.links;
    let next = links.partition_point(|link| link.span.start < span.end);
    // Links hardly ever stand in each other.
    links[next.saturating_sub(8)..next].iter().any(|link| link.span.overlaps(span))
}

/// The month of which a word is a slip of the pen.
fn slip_of(word: &str) -> Option<&'static str> {
    // Months of other languages and abbreviations are no slips.
    if !crate::citations::parse::dates_in(&format!("3 {word} 2011")).iter().all(|(_, date)| date.month.is_none()) {
        return None;
    }
    MONTHS
        .into_iter()
        .filter(|month| month.len() >= 5 && word.chars().count() >= 5)
        .find(|month| {
            word.chars().next() == month.chars().next() && strsim::osa_distance(word, month) == 1
        })
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
