//! The page stands on `TextFragment`.

use std::ops::Range;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::LinkForm,
    finding::{Applicability, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Addresses carry no text fragment (`#:~:text=…`), the words that a browser was to highlight. Ordinary anchors
    /// (`#section-2`) are left alone.
    ///
    /// # Why it matters
    /// Search engines add the fragment; it is long, it breaks in print, and it has no bearing on which page is cited.
    ///
    /// # Examples
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/b/#:~:text=The%20trade,Kazakhstan's%20exports>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/b/?lang=en#q2>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://a.org/b/>
    /// ```
    TextFragment {
        id: "text-fragment",
        summary: "a text fragment (#:~:text=) is left in an address",
        family: Urls,
        severity: Info,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for TextFragment {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            let after = facts.document.text.get(link.span.end..).unwrap_or_default();
            let cut_off = link.form == LinkForm::Broken && after.starts_with("#:~:");
            if !link.url.contains(":~:text=") && !cut_off {
                continue;
            }
            let message = format!(
                "a text fragment is left in {}",
                at_link::brief(link.url.split('#').next().unwrap_or_default())
            );
            let mut finding = at_link::finding(facts, &Self::META, id, Severity::Info, message)
                .help("cite the address without the part from “#:~:” on");
            // Where the fragment ends in a broken link cannot be told.
            if !cut_off {
                let edits = at_link::edit_source(facts, link, &without_fragment);
                if !edits.is_empty() {
                    finding = finding.fix(Applicability::Safe, edits);
                }
            }
            push(finding);
        }
    }
}

/// The text fragments in a piece of the file; an ordinary anchor before one stays.
fn without_fragment(source: &str) -> Vec<(Range<usize>, String)> {
    source
        .match_indices(":~:text=")
        .map(|(at, _)| {
            let start = if source[..at].ends_with('#') {
                at - 1
            } else {
                at
            };
            let rest = &source[at..];
            let mut length = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '>' | ']' | '"' | '”'))
                .unwrap_or(rest.len());
            // In `[…](…)` the bracket that closes the link stays.
            if rest[..length].ends_with(')') && rest[..length].matches(')').count() > rest[..length].matches('(').count() {
                length -= 1;
            }
            (start..at + length, String::new())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_fragment_goes() {
        for (before, after) in [
            ("<https://a.org/b#:~:text=c,d>", "<https://a.org/b>"),
            ("<https://a.org/b#q2:~:text=c>", "<https://a.org/b#q2>"),
            (
                "[https://a.org/b#:~:text=c](https://a.org/b#:~:text=c)",
                "[https://a.org/b](https://a.org/b)",
            ),
        ] {
            let mut text = before.to_owned();
            for (range, with) in without_fragment(before).into_iter().rev() {
                text.replace_range(range, &with);
            }
            assert_eq!(text, after);
        }
    }
}
