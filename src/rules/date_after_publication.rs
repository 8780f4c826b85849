//! See the page on `DateAfterPublication`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{citations::calendar, finding::Finding};

declare_rule! {
    /// # What it checks
    /// No work and no visit is later than the document's own date, where that date was given.
    ///
    /// # Why it matters
    /// A document cannot cite what did not yet exist; the year is usually mistyped.
    ///
    /// # Examples
    /// ```md fires:5 published:2024-03-01
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2024, <https://post.example/council>.
    /// ```
    /// ```md quiet published:2024-03
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, March 3, 2024, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2024, <https://post.example/council>.
    /// ```
    DateAfterPublication {
        id: "date-after-publication",
        summary: "cited date is later than the document",
        family: Dates,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DateAfterPublication {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let Some(published) = facts.options.published else {
            return;
        };
        let Some(last) = calendar::latest(published) else {
            return;
        };
        for cited in at_citation::all(facts) {
            let dates = [(cited.citation.date, "dated"), (cited.citation.accessed, "visited on")];
            for (date, word) in dates {
                let Some(date) = date else {
                    continue;
                };
                let later = calendar::earliest(date)
                    .and_then(|date| calendar::days_between(last, date))
                    .is_some_and(|days| days > 0);
                if later {
                    push(
                        cited
                            .finding_at(
                                facts,
                                &Self::META,
                                cited.citation.date_span.unwrap_or(cited.citation.span),
                                format!("{}: {word} {date}, later than the document ({published})", cited.name()),
                            )
                            .help("check the year"),
                    );
                    break;
                }
            }
        }
    }
}
