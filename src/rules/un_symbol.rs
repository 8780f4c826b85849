//! See the page on `UnSymbol`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::identifiers,
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// A United Nations document symbol (`S/2023/856`, `A/RES/75/401`) is well formed, and the year or session in it agrees
    /// with the cited date.
    ///
    /// # Why it matters
    /// The symbol is what the reader searches for. Source: United Nations Editorial Directives, document symbols.
    ///
    /// # Examples
    /// ```md fires:5
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. United Nations, *The Independent Assessment*, S/2023/856, 9 November 2019.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. United Nations, *The Independent Assessment*, S/2023/856, 9 November 2023.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. A/RES/75/401, para. 2.
    /// ```
    UnSymbol {
        id: "un-symbol",
        summary: "document symbol is malformed or of another year than the date",
        family: Identifiers,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for UnSymbol {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let Some(symbol) = &cited.citation.identifiers.un_symbol else {
                continue;
            };
            if !identifiers::un_symbol_is_well_formed(symbol) {
                push(
                    cited
                        .finding(facts, &Self::META, format!("{}: document symbol {symbol} is malformed", cited.name()))
                        .help("compare it with the document’s first page")
                        .confidence(Confidence::Medium),
                );
                continue;
            }
            let (Some((first, last)), Some(date)) = (identifiers::un_symbol_years(symbol), cited.citation.date) else {
                continue;
            };
            if (first..=last + 1).contains(&date.year) {
                continue;
            }
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: document symbol {symbol} is of another year than the date {date}", cited.name()),
                    )
                    .help("check symbol and date")
                    .confidence(Confidence::Medium),
            );
        }
    }
}
