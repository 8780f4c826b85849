//! The page stands on `LandingPage`.

use super::{Facts, Meta, Rule, at_link, url_faults};
use crate::{
    citations::{
        CitationForm,
        urls::{self, Pieces},
        wording,
    },
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// A note that cites a titled, dated page does not lead to the home page or a section of the site.
    ///
    /// # Why it matters
    /// What stands on such a page changes from day to day; the reader will not find what was cited.
    ///
    /// # Known limits
    /// Told only where nothing in the address names one page: no number, no title, no query, no file.
    ///
    /// # Examples
    /// ```md fires:3,4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Statistics Agency, “Foreign Economic Activity,” July 21, 2023, <https://stat.a.org/en/merchandise-trade>.
    /// [^2]: Jane Roe, “The Trade of the Valley,” *Press*, July 21, 2023, <https://www.a.org/>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “The Trade of the Valley,” *Press*, July 21, 2023, <https://www.a.org/news/trade-of-the-valley>.
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: See the site of the agency, <https://www.a.org/>.
    /// ```
    LandingPage {
        id: "landing-page",
        summary: "a home or section page is cited for a dated title",
        family: Urls,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for LandingPage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            let Some(citation) = at_link::citation_of(facts, id) else {
                continue;
            };
            let Some(title) = citation.title.as_deref() else {
                continue;
            };
            let text = citation.span.of(&facts.document.text);
            let dated = citation.date.is_some() || has_year(text);
            if citation.form != CitationForm::Full
                || !dated
                || citation.identifiers.doi.is_some()
                || url_faults::of(facts, id).is_some()
                || !names_no_page(&link.url, title)
            {
                continue;
            }
            let message = format!(
                "{} is a home or section page, cited for “{}”",
                at_link::brief(&link.url),
                at_link::brief(title)
            );
            push(
                at_link::finding(facts, &Self::META, id, Severity::Info, message)
                    .confidence(Confidence::Medium)
                    .help("cite the page on which the source itself stands"),
            );
        }
    }
}

fn has_year(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() == 4 && ("1990".."2100").contains(&digits))
}

fn names_no_page(url: &str, title: &str) -> bool {
    let pieces = Pieces::of(url);
    if !urls::is_web(url) || pieces.query.is_some_and(|query| !query.is_empty()) {
        return false;
    }
    let path = urls::decoded(pieces.path);
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let Some(last) = segments.last() else {
        // Some works are a site of their own, whose host bears their name.
        let host = wording::letters(&pieces.bare_host());
        let words = wording::words(title);
        return !words.iter().any(|word| word.len() > 4 && host.contains(word.as_str()));
    };
    let plain = segments.iter().all(|segment| {
        segment.chars().all(|c| c.is_alphabetic() || c == '-' || c == '_')
            && segment.split(['-', '_']).count() <= 2
    });
    let titled = wording::stems(title);
    let shared = wording::stems(last).iter().any(|stem| titled.contains(stem));
    // A handle or a product's page has one segment; sections stand deeper.
    plain && segments.len() >= 2 && !shared
}
