//! See the page on `MissingDate`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{WorkKind, calendar},
    finding::{Confidence, Finding},
};

/// How many dated citations of these kinds make dates the document's practice.
const PRACTICE: usize = 3;

/// How works without date are marked.
const UNDATED: &[&str] = &[
    "n.d.", "n. d.", "no date", "undated", "forthcoming", "in press", "o. j.", "o.j.", "s. d.", "s.d.", "s. f.", "s.f.",
    "б. г.", "б.г.", "sine anno", "ongoing", "continuously updated",
];

declare_rule! {
    /// # What it checks
    /// A news item, statement, report or signed page has a date. A date of access, “n.d.” or a year in the title is enough.
    /// The rule is on where most such citations of the document have dates, and asks nothing of explanations, laws and
    /// identifiers.
    ///
    /// # Why it matters
    /// A statement without date cannot be told from a later one at the same address.
    /// Source: *The Chicago Manual of Style*: date, or date of access where there is none.
    ///
    /// # Examples
    /// ```md fires:8
    /// The council met.<sup>1</sup> It left.<sup>2</sup> It rained.<sup>3</sup> It snowed.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021, <https://post.example/alone>.
    /// 3. Ada Roe, “Rain over Harbor,” *Harbor Post*, June 1, 2021, <https://post.example/rain>.
    /// 4. Ministry of Snow, “Statement on the Great Snow,” <https://snow.example/statement>.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> It left.<sup>2</sup> It rained.<sup>3</sup> It snowed.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Ada Roe, “Council Sits Alone,” *Harbor Post*, May 9, 2021, <https://post.example/alone>.
    /// 3. Ada Roe, “Rain over Harbor,” *Harbor Post*, June 1, 2021, <https://post.example/rain>.
    /// 4. Ministry of Snow, “Statement on the Great Snow,” n.d., <https://snow.example/statement>.
    /// ```
    /// ```md quiet
    /// It snowed.<sup>1</sup> It thawed.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ministry of Snow, “Statement on the Great Snow,” <https://snow.example/statement>.
    /// 2. Ministry of Snow, “Statement on the Great Thaw,” <https://snow.example/thaw>.
    /// ```
    MissingDate {
        id: "missing-date",
        summary: "news item, statement or page without a date",
        family: Fields,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MissingDate {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let (mut dated, mut undated) = (0usize, Vec::new());
        for cited in at_citation::full(facts).filter(|cited| is_asked(cited)) {
            if cited.citation.date.is_some() {
                dated += 1;
            } else {
                undated.push(cited);
            }
        }
        if dated < PRACTICE || dated < 2 * undated.len() {
            return;
        }
        for cited in undated {
            let text = cited.text(facts);
            let lower = text.to_lowercase();
            let title = cited.citation.title.as_deref().unwrap_or_default();
            if cited.citation.accessed.is_some()
                || UNDATED.iter().any(|word| lower.contains(word))
                || at_citation::has_year(&cited.around(facts))
                || at_citation::has_year(title)
            {
                continue;
            }
            let told = cited.addresses(facts).find_map(|url| {
                calendar::posted_on(url).or_else(|| calendar::date_in_address(url))
            });
            let help = match told {
                Some(date) => format!("add the date; the address suggests {date}"),
                None => "add the date of publication or, if the page has none, of access".to_owned(),
            };
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: {} has no date", cited.name(), at_citation::quoted(title)),
                    )
                    .help(help)
                    .confidence(Confidence::Medium),
            );
        }
    }
}

/// Whether works of this kind, cited in this way, have a date.
fn is_asked(cited: &at_citation::Cited<'_>) -> bool {
    let citation = cited.citation;
    let kind = match citation.kind {
        WorkKind::News | WorkKind::Official | WorkKind::Report | WorkKind::Social => true,
        // A page without author and site may be one that never had a date.
        WorkKind::Web => !citation.authors.is_empty() || citation.container.is_some(),
        _ => false,
    };
    kind && citation.title.is_some()
        && !citation.links.is_empty()
        && citation.identifiers.un_symbol.is_none()
        && citation.identifiers.doi.is_none()
}
