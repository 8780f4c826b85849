//! See the page on `InterviewIncomplete`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::WorkKind,
    finding::{Confidence, Finding},
};

/// Words that say why a person has no name, or how the talk was held.
const EXPLAINED: &[&str] = &[
    "anonym", "condition", "withheld", "confidential", "pseudonym", "not to be named", "name changed", "by telephone",
    "by phone", "via zoom", "video call", "by email", "by e-mail", "email to", "e-mail to", "whatsapp", "signal call",
];

declare_rule! {
    /// # What it checks
    /// A citation of an interview or conversation says when and where it was held and, where the person has no name, why.
    /// Told once for the document.
    ///
    /// # Why it matters
    /// It is the only record the reader has. Source: United Nations Editorial Manual, IV.N–O; *The Chicago Manual of Style*,
    /// unpublished interviews.
    ///
    /// # Examples
    /// ```md fires:5
    /// They agreed.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Interviews with ministry officials, September 2023.
    /// ```
    /// ```md quiet
    /// They agreed.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Interview with Ada Roe, Sundby, September 3, 2023.
    /// ```
    /// ```md quiet
    /// They agreed.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021.
    /// ```
    InterviewIncomplete {
        id: "interview-incomplete",
        summary: "interview without date or place",
        family: Fields,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for InterviewIncomplete {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let bare: Vec<at_citation::Cited<'_>> = at_citation::full(facts)
            .filter(|cited| {
                cited.citation.kind == WorkKind::Interview
                    && cited.citation.links.is_empty()
                    && cited.citation.container.is_none()
                    && lacks(cited.text(facts), cited.citation.date.is_some())
            })
            .collect();
        let Some(first) = bare.first() else {
            return;
        };
        let message = match bare.len() {
            1 => format!("{}: the interview has no place, no date or no reason why the person is not named", first.name()),
            many => format!("{many} interviews give no place, no date or no reason why the person is not named"),
        };
        let finding = first
            .finding(facts, &Self::META, message)
            .help("add place and date and, for unnamed persons, the reason")
            .confidence(Confidence::Low);
        push(at_citation::with_others(finding, facts, &bare[1..], |other| {
            format!("{} lacks them too", other.name())
        }));
    }
}

/// Whether date or place are missing: the fields behind the first are the date, a place, a medium.
fn lacks(text: &str, dated: bool) -> bool {
    let lower = text.to_lowercase();
    if EXPLAINED.iter().any(|word| lower.contains(word)) {
        return !dated;
    }
    let place = text.split([',', ';']).skip(1).any(|field| {
        let field = field.trim().trim_end_matches('.');
        let capital = field.chars().next().is_some_and(char::is_uppercase);
        capital && !field.chars().any(|c| c.is_ascii_digit())
    }) || lower.contains(" in ") && text.split(" in ").nth(1).is_some_and(|rest| rest.chars().next().is_some_and(char::is_uppercase));
    !dated || !place
}
