//! See the page on `IdSeriesOutlier`.

use std::collections::BTreeMap;

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::calendar,
    finding::{Confidence, Finding},
};

/// How many items make a series.
const SERIES: usize = 4;

declare_rule! {
    /// # What it checks
    /// Many sites number their items one after the other. Where four or more cited items of one site have numbers that rise
    /// with their dates, one that does not is asked about.
    ///
    /// # Why it matters
    /// The date or the address belongs to another item.
    ///
    /// # Examples
    /// ```md fires:8
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup> Five.<sup>5</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019, <https://post.example/a/4100200>.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 3, 2020, <https://post.example/a/4300200>.
    /// 3. Ada Roe, “Council Waits,” *Harbor Post*, May 3, 2021, <https://post.example/a/4500200>.
    /// 4. Ada Roe, “Council Sleeps,” *Harbor Post*, May 3, 2019, <https://post.example/a/4700200>.
    /// 5. Ada Roe, “Council Leaves,” *Harbor Post*, May 3, 2023, <https://post.example/a/4900200>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019, <https://post.example/a/4100200>.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 3, 2020, <https://post.example/a/4300200>.
    /// 3. Ada Roe, “Council Waits,” *Harbor Post*, May 3, 2021, <https://post.example/a/4500200>.
    /// 4. Ada Roe, “Council Sleeps,” *Harbor Post*, May 3, 2022, <https://post.example/a/4700200>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019, <https://post.example/a/4100200>.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 3, 2018, <https://post.example/a/4300200>.
    /// ```
    IdSeriesOutlier {
        id: "id-series-outlier",
        summary: "item number does not fit its date",
        family: Dates,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IdSeriesOutlier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut series: BTreeMap<String, Vec<(u64, i64, at_citation::Cited<'_>)>> = BTreeMap::new();
        for cited in at_citation::full(facts) {
            let Some(day) = cited.citation.date.and_then(day_number) else {
                continue;
            };
            if let Some((host, number)) = cited.addresses(facts).find_map(item_number) {
                let known = series.entry(host).or_default();
                if known.iter().all(|(other, ..)| *other != number) {
                    known.push((number, day, cited));
                }
            }
        }
        for (host, mut items) in series {
            if items.len() <= SERIES {
                continue;
            }
            items.sort_by_key(|(number, ..)| *number);
            let rising = |skip: usize| {
                let days: Vec<i64> =
                    items.iter().enumerate().filter(|(at, _)| *at != skip).map(|(_, (_, day, _))| *day).collect();
                days.windows(2).all(|pair| pair[0] <= pair[1] + 2)
            };
            if rising(items.len()) {
                continue;
            }
            let odd: Vec<usize> = (0..items.len()).filter(|at| rising(*at)).collect();
            // Two neighbors may each mend the series; then nobody can say which is wrong.
            let [only] = odd.as_slice() else {
                continue;
            };
            let (number, _, cited) = &items[*only];
            push(
                cited
                    .finding_at(
                        facts,
                        &Self::META,
                        cited.citation.date_span.unwrap_or(cited.citation.span),
                        format!("{}: item {number} of {host} does not fit its date", cited.name()),
                    )
                    .help("the other items’ numbers rise with their dates: check date and address")
                    .confidence(Confidence::Medium),
            );
        }
    }
}

fn day_number(date: crate::citations::PartialDate) -> Option<i64> {
    let start = crate::citations::PartialDate { year: 1900, month: Some(1), day: Some(1) };
    calendar::days_between(start, date)
}

/// The host with the folder, and the last number of six digits or more in the path.
fn item_number(url: &str) -> Option<(String, u64)> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let number = path.split(['/', '-', '.']).rfind(|part| {
        (5..=9).contains(&part.len()) && part.chars().all(|c| c.is_ascii_digit()) && !part.starts_with("20")
    })?;
    let folder = path.split('/').next().filter(|folder| !folder.contains(number)).unwrap_or_default();
    Some((format!("{}/{folder}", host.trim_start_matches("www.")), number.parse().ok()?))
}
