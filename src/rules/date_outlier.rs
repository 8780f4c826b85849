//! See the page on `DateOutlier`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::calendar,
    finding::{Confidence, Finding},
};

/// How many dates let one stand alone.
const OTHERS: usize = 8;
/// Days of a year.
const YEAR: i64 = 365;

declare_rule! {
    /// # What it checks
    /// Among at least eight dated news items, pages and posts of a chapter, one stands more than a year before or after all
    /// others, and farther than these are apart from each other.
    ///
    /// # Why it matters
    /// It may be a slip in the year, or a claim about the present resting on an old item.
    ///
    /// # Examples
    /// ```md fires:12
    /// 1.<sup>1</sup> 2.<sup>2</sup> 3.<sup>3</sup> 4.<sup>4</sup> 5.<sup>5</sup> 6.<sup>6</sup> 7.<sup>7</sup> 8.<sup>8</sup>
    ///
    /// # Notes
    ///
    /// 1. “Council Meets,” *Harbor Post*, May 3, 2021, <https://post.example/1>.
    /// 2. “Council Sits,” *Harbor Post*, May 13, 2021, <https://post.example/2>.
    /// 3. “Council Waits,” *Harbor Post*, June 3, 2021, <https://post.example/3>.
    /// 4. “Council Sleeps,” *Harbor Post*, July 3, 2021, <https://post.example/4>.
    /// 5. “Council Wakes,” *Harbor Post*, August 3, 2021, <https://post.example/5>.
    /// 6. “Council Eats,” *Harbor Post*, August 13, 2021, <https://post.example/6>.
    /// 7. “Council Talks,” *Harbor Post*, September 3, 2021, <https://post.example/7>.
    /// 8. “Council Leaves,” *Harbor Post*, October 3, 2012, <https://post.example/8>.
    /// ```
    /// ```md quiet
    /// 1.<sup>1</sup> 2.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. “Council Meets,” *Harbor Post*, May 3, 2021, <https://post.example/1>.
    /// 2. “Council Leaves,” *Harbor Post*, October 3, 2012, <https://post.example/8>.
    /// ```
    /// ```md quiet
    /// 1.<sup>1</sup> 2.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, *The Free Channel* (Sundby: Quayside, 1903), 4.
    /// 2. “Council Leaves,” *Harbor Post*, October 3, 2012, <https://post.example/8>.
    /// ```
    DateOutlier {
        id: "date-outlier",
        summary: "lone date far from the others of its chapter",
        family: Dates,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DateOutlier {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for chapter in 0..facts.citations.chapters.len() {
            let mut dated: Vec<(i64, at_citation::Cited<'_>)> = at_citation::full(facts)
                .filter(|cited| cited.note.chapter == Some(chapter) && cited.is_dated_kind())
                .filter_map(|cited| {
                    let start = crate::citations::PartialDate { year: 1900, month: Some(1), day: Some(1) };
                    Some((calendar::days_between(start, cited.citation.date?)?, cited))
                })
                .collect();
            dated.sort_by_key(|(day, _)| *day);
            if dated.len() < OTHERS {
                continue;
            }
            let last = dated.len() - 1;
            for (odd, near, others) in [
                (0, 1, dated[last].0 - dated[1].0),
                (last, last - 1, dated[last - 1].0 - dated[0].0),
            ] {
                let gap = (dated[odd].0 - dated[near].0).abs();
                let (Some(date), Some(next)) = (dated[odd].1.citation.date, dated[near].1.citation.date) else {
                    continue;
                };
                if gap <= YEAR || gap <= others {
                    continue;
                }
                let cited = dated[odd].1;
                push(
                    cited
                        .finding_at(
                            facts,
                            &Self::META,
                            cited.citation.date_span.unwrap_or(cited.citation.span),
                            format!("{}: {date} stands alone; the next date of the chapter is {next}", cited.name()),
                        )
                        .help("check the year")
                        .confidence(Confidence::Low)
                        .related("the next date", dated[near].1.place(facts)),
                );
            }
        }
    }
}
