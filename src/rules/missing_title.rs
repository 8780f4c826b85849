//! See the page on `MissingTitle`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{Citation, WorkKind, parse},
    finding::{Confidence, Finding},
};

/// How many citations with a title and an address make titles the document's practice.
const PRACTICE: usize = 3;

declare_rule! {
    /// # What it checks
    /// A citation that consists of an institution and an address has a title. An address that stands alone is told only where
    /// the document's other citations of web pages have titles; explanations, laws, interviews and posts are left alone.
    ///
    /// # Why it matters
    /// When the address dies, nothing is left to search for.
    /// Source: every style guide asks for a title or, lacking one, a description.
    ///
    /// # Examples
    /// ```md fires:5
    /// The council met.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Foreign Affairs, Overmarrow, <https://gov.example/press-releases/Meeting_on_the_Lake>.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Foreign Affairs, Overmarrow, “Meeting on the Lake,” May 3, 2021, <https://gov.example/press-releases/1>.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> It left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. The council has met every year since the lake froze, see <https://lake.example/council>.
    /// 2. <https://lake.example/minutes>
    /// ```
    MissingTitle {
        id: "missing-title",
        summary: "citation names an institution and an address, but no title",
        family: Fields,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MissingTitle {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let (mut titled, mut bare, mut named) = (0usize, 0usize, 0usize);
        for cited in at_citation::full(facts).filter(|cited| !cited.citation.links.is_empty()) {
            let body = cited.citation.authors.iter().any(|name| parse::is_body(name));
            if cited.citation.title.is_some() {
                titled += 1;
            } else if (!cited.citation.authors.is_empty() && !body) || cited.citation.container.is_some() {
                named += 1;
            } else if cited.citation.authors.is_empty() {
                bare += 1;
            }
        }
        let practice = titled >= PRACTICE && titled > 2 * bare;
        // A list of named links has its own form: there the name is the title.
        if named >= 2 && named > titled {
            return;
        }
        for cited in at_citation::full(facts) {
            let citation = cited.citation;
            if !lacks_title(citation) || cited.is_identified() {
                continue;
            }
            let institution = citation.authors.iter().any(|name| parse::is_body(name));
            let around = cited.around(facts);
            let words = around.split_whitespace().filter(|word| word.chars().any(char::is_alphabetic)).count();
            let alone = citation.authors.is_empty() && words == 0;
            if !(institution && words <= 16 || alone && practice) {
                continue;
            }
            let what = match citation.authors.first() {
                Some(name) => format!("{} and an address", at_citation::quoted(name)),
                None => "an address alone".to_owned(),
            };
            let date = if citation.date.is_none() { ", neither title nor date" } else { ", no title" };
            let help = match cited.addresses(facts).find_map(words_of_address) {
                Some(words) => format!("add the title; the address suggests {}", at_citation::quoted(&words)),
                None => "add the title of the page or document".to_owned(),
            };
            let mut finding = cited
                .finding(facts, &Self::META, format!("{}: {what}{date}", cited.name()))
                .help(help);
            if alone {
                finding = finding.confidence(Confidence::Medium);
            }
            push(finding);
        }
    }
}

fn lacks_title(citation: &Citation) -> bool {
    citation.title.is_none()
        && citation.container.is_none()
        && !citation.links.is_empty()
        && citation.comments.is_empty()
        && citation.unparsed.is_empty()
        && !matches!(citation.kind, WorkKind::Legal | WorkKind::Interview | WorkKind::Social | WorkKind::Dataset)
}

/// The words of the last readable part of an address: `Meeting_on_the_Lake` is `Meeting on the Lake`.
fn words_of_address(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (_, path) = path.split_once('/')?;
    let last = path.split(['/', '?', '#', '&', '=']).rfind(|part| {
        part.split(['_', '-', '+']).filter(|word| word.chars().count() > 1).count() >= 2
            && part.chars().filter(|c| c.is_alphabetic()).count() * 2 > part.len()
            && !part.contains('%')
    })?;
    let stem = last.rsplit_once('.').filter(|(_, end)| end.len() <= 5).map_or(last, |(stem, _)| stem);
    Some(stem.replace(['_', '-', '+'], " ").trim().to_owned()).filter(|words| !words.is_empty())
}
