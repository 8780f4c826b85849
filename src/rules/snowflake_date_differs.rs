//! See the page on `SnowflakeDateDiffers`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{citations::calendar, finding::Finding};

declare_rule! {
    /// # What it checks
    /// The number of a post on X (Twitter) tells the second it was posted; it agrees with the cited date, a day's grace for
    /// time zones.
    ///
    /// # Why it matters
    /// The date or the address belongs to another post. Source: the service's “snowflake” numbers; the formula is that of
    /// `TweetedAt` (Old Dominion University).
    ///
    /// # Examples
    /// ```md fires:5
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Thomas West (@envoy), “Raised Deep Concerns,” Tweet, July 1, 2023, <https://twitter.com/envoy/status/1542995102955700226>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Thomas West (@envoy), “Raised Deep Concerns,” Tweet, July 1, 2022, <https://twitter.com/envoy/status/1542995102955700226>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Thomas West (@envoy), “Raised Deep Concerns,” Tweet, July 1, 2023, <https://post.example/envoy/status/1542995102955700226>.
    /// ```
    SnowflakeDateDiffers {
        id: "snowflake-date-differs",
        summary: "post number and cited date disagree",
        family: Dates,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SnowflakeDateDiffers {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::full(facts) {
            let (Some(date), [link]) = (cited.citation.date, cited.citation.links.as_slice()) else {
                continue;
            };
            let Some(posted) = facts.citations.links.get(*link).and_then(|link| calendar::posted_on(&link.url)) else {
                continue;
            };
            let off = (|| {
                let early = calendar::days_between(posted, calendar::earliest(date)?)?;
                let late = calendar::days_between(calendar::latest(date)?, posted)?;
                Some(early.max(late))
            })();
            if off.is_some_and(|days| days > 1) {
                push(
                    cited
                        .finding_at(
                            facts,
                            &Self::META,
                            cited.citation.date_span.unwrap_or(cited.citation.span),
                            format!("{}: cited {date}, but the post was made on {posted}", cited.name()),
                        )
                        .help("check whether the date or the address is of another post"),
                );
            }
        }
    }
}
