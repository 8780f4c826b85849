//! See the page on `UrlDateDiffers`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, PartialDate, WorkKind, calendar},
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Where an address has a date in its path (`/2022/09/27/`), it is the cited date. One day apart is a query: time zones
    /// and corrections explain it. Upload folders and archives are left out.
    ///
    /// # Why it matters
    /// The date, or the address, belongs to another item.
    ///
    /// # Examples
    /// ```md fires:5,6
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2021, <https://post.example/2021/04/03/council>.
    /// 2. Ada Roe, “Council Sits,” *Harbor Post*, May 3, 2021, <https://post.example/2021/05/02/sits>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2021, <https://post.example/2021/05/03/council>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2021, <https://post.example/wp-content/uploads/2020/01/council.pdf>.
    /// ```
    UrlDateDiffers {
        id: "url-date-differs",
        summary: "date in the address differs from the cited date",
        family: Dates,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for UrlDateDiffers {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let citation = cited.citation;
            let article = !matches!(citation.kind, WorkKind::Journal | WorkKind::Book | WorkKind::Legal | WorkKind::Thesis);
            let (CitationForm::Full, Some(date), true) = (citation.form, citation.date, article) else {
                continue;
            };
            let told: Vec<(&str, PartialDate)> = cited
                .addresses(facts)
                .filter_map(|url| Some((url, calendar::date_in_address(url)?)))
                .collect();
            let Some((distance, (_, found))) = told
                .iter()
                .filter_map(|told| Some((distance(date, told.1)?, told)))
                .min_by_key(|(distance, _)| *distance)
            else {
                continue;
            };
            if distance == 0 {
                continue;
            }
            let mut finding = cited
                .finding_at(
                    facts,
                    &Self::META,
                    citation.date_span.unwrap_or(citation.span),
                    format!("{}: cited {date}, the address says {found}", cited.name()),
                )
                .help("look the date up on the page")
                .confidence(Confidence::Medium);
            if distance <= 1 {
                finding = at_citation::milder(finding, Severity::Info);
            }
            push(finding);
        }
    }
}

/// Days between the two; where one is printed to the month alone, the next month counts as one day.
fn distance(cited: PartialDate, address: PartialDate) -> Option<i64> {
    cited.month?;
    if cited.day.is_some() && address.day.is_some() {
        return calendar::days_between(cited, address).map(i64::abs);
    }
    let (first, last) = (calendar::earliest(address)?, calendar::latest(address)?);
    let before = calendar::days_between(calendar::latest(cited)?, first)?;
    let after = calendar::days_between(last, calendar::earliest(cited)?)?;
    // Some sites put an item under the month in which it was begun.
    Some(match before.max(after) {
        days if days <= 0 => 0,
        days if days <= 31 => 1,
        days => days,
    })
}
