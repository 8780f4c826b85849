//! The page stands on `TruncatedUrl`.

use super::{Facts, Meta, Rule, url_faults::{self, Kind}};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// An address holds no ellipsis, does not end in a hyphen, and has a file extension that exists. A long slug that stops
    /// exactly where many systems cut titles off is told as a query.
    ///
    /// # Why it matters
    /// Software shortens addresses for display. Copied from the screen, they lead nowhere.
    ///
    /// # Known limits
    /// Slugs whose words end in a hyphen before a number (`…-taliban-/6697339.html`) are sound and left alone.
    ///
    /// # Examples
    /// ```md fires:3,4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/2024/01/what-p...ok-thanks/>
    /// [^2]: “Title,” *Press*, <https://a.org/2024/01/what-people-said->
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/a/security-concerns-bring-taliban-/6697339.html>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title [...] and more,” *Press*, <https://github.com/a/b/compare/v1...v2>
    /// ```
    TruncatedUrl {
        id: "truncated-url",
        summary: "an address whose end or middle is missing",
        family: Urls,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for TruncatedUrl {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        url_faults::report(facts, &Self::META, Kind::Truncated, push);
    }
}
