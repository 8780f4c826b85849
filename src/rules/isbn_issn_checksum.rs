//! See the page on `IsbnIssnChecksum`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::identifiers::{self, IdentifierKind},
    finding::Finding,
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// The check digit of every ISBN and ISSN.
    ///
    /// # Why it matters
    /// A digit was mistyped, or the number was made up. Source: ISO 2108 and ISO 3297.
    ///
    /// # Examples
    /// ```md fires:5
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6, ISBN 978-3-16-148410-1.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6, ISBN 978-3-16-148410-0.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6, call 978-3161-4841.
    /// ```
    IsbnIssnChecksum {
        id: "isbn-issn-checksum",
        summary: "check digit of an ISBN or ISSN is wrong",
        family: Identifiers,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IsbnIssnChecksum {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let base = cited.citation.span.start;
            for found in identifiers::find(cited.text(facts)) {
                let name = match found.kind {
                    IdentifierKind::Isbn if !identifiers::isbn_is_valid(&found.value) => "ISBN",
                    IdentifierKind::Issn if !identifiers::issn_is_valid(&found.value) => "ISSN",
                    _ => continue,
                };
                let span = Span::new(base + found.span.start, base + found.span.end);
                push(
                    cited
                        .finding_at(
                            facts,
                            &Self::META,
                            span,
                            format!("{}: the check digit of {name} {} is wrong", cited.name(), found.value),
                        )
                        .help("compare the number with the publisher’s or a library’s"),
                );
            }
        }
    }
}
