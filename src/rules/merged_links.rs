//! The page stands on `MergedLinks`.

use super::{Facts, Meta, Rule, url_faults::{self, Kind}};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// The target of a link is one address. A second address behind it, or the text of a second citation, shows that two links
    /// were run together.
    ///
    /// # Why it matters
    /// Neither of the two can be followed, and the second source is lost to the reader.
    ///
    /// # Known limits
    /// Addresses that hold another by design (archives, translators, `?url=`) are left alone.
    ///
    /// # Examples
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/one.html;https://b.org/two>
    /// ```
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Title,” [https://b.org/two](https://a.org/one#:~:text=so;Jane Roe, “Other,” <i>Press</i>, May 3, 2023, <a href=).
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” <https://web.archive.org/web/20230101000000/https://a.org/one>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” <https://a.org/one>; “Other,” <https://b.org/share?url=https://c.org/two>
    /// ```
    MergedLinks {
        id: "merged-links",
        summary: "two addresses or citations run together in one link",
        family: Urls,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MergedLinks {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        url_faults::report(facts, &Self::META, Kind::Merged, push);
    }
}
