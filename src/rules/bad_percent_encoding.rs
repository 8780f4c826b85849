//! The page stands on `BadPercentEncoding`.

use super::{Facts, Meta, Rule, url_faults::{self, Kind}};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// In an address a percent sign is followed by two hexadecimal digits (RFC 3986, section 2.1), and the bytes so written make
    /// whole characters. An address that is encoded twice (`%2520` for `%20`) is told as a warning.
    ///
    /// # Why it matters
    /// An address that ends in the middle of a character was cut when it was pasted. It leads nowhere, or to another page.
    ///
    /// # Known limits
    /// Sites that encode in charsets other than UTF-8 (`caf%E9`) are left alone.
    ///
    /// # Examples
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/news/468964/%D9%8>
    /// ```
    /// ```md fires:3,4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/growth-100%-this-year>
    /// [^2]: “Title,” *Press*, <https://a.org/growth%2520this-year>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/%7B65BF99B-6D27%7D/N2303891.pdf>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/caf%E9>, <https://a.org/%D9%85%D8%B5%D8%B1#:~:text=Sar%2De%20Pul>
    /// ```
    BadPercentEncoding {
        id: "bad-percent-encoding",
        summary: "percent-encoding that is cut short or not valid",
        family: Urls,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for BadPercentEncoding {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        url_faults::report(facts, &Self::META, Kind::Percent, push);
    }
}
