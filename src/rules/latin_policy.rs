//! See the page on `LatinPolicy`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{citations::CitationForm, finding::Finding};

/// The abbreviations, as they are looked for in lower case.
const TERMS: &[&str] = &["ibid", "id", "op. cit", "loc. cit", "idem"];

declare_rule! {
    /// # What it checks
    /// Ibid., id., op. cit. and loc. cit. are used as the chosen house style allows:
    ///
    /// | style | allowed |
    /// |---|---|
    /// | `chicago`, `chatham-house` | none: the short form is preferred |
    /// | `oscola` | ibid. |
    /// | `bluebook` | id. |
    /// | `un`, `free` | not judged |
    ///
    /// # Why it matters
    /// Latin abbreviations break when a note is inserted, and several style guides gave them up.
    /// Source: *The Chicago Manual of Style*, 18th edition; OSCOLA 1.2.3; *International Affairs* author guide.
    ///
    /// # Examples
    /// ```md fires:6 profile:chatham-house
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet profile:oscola
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    LatinPolicy {
        id: "latin-policy",
        summary: "abbreviation such as ibid. or op. cit. that the house style avoids",
        family: Repeats,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for LatinPolicy {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let Some(allowed) = facts.options.profile.latin_allowed() else {
            return;
        };
        for term in TERMS.iter().filter(|term| !allowed.contains(term)) {
            let using: Vec<at_citation::Cited<'_>> = at_citation::all(facts)
                .filter(|cited| {
                    let refers = matches!(cited.citation.form, CitationForm::Ibid | CitationForm::CrossReference);
                    refers && uses(cited.text(facts), term)
                })
                .collect();
            let Some(first) = using.first() else {
                continue;
            };
            let printed = if *term == "idem" { "idem".to_owned() } else { format!("{term}.") };
            let message = match using.len() {
                1 => format!("{}: “{printed}”, which the house style avoids", first.name()),
                many => format!("“{printed}” stands in {many} notes; the house style avoids it"),
            };
            let finding = first
                .finding(facts, &Self::META, message)
                .help("use surname and short title instead");
            push(at_citation::with_others(finding, facts, &using[1..], |other| {
                format!("{} uses it too", other.name())
            }));
        }
    }
}

/// Whether a citation's text holds the abbreviation as words of their own.
fn uses(text: &str, term: &str) -> bool {
    let text = text.to_lowercase().replace("op cit", "op. cit").replace("loc cit", "loc. cit");
    at_citation::has_word(&text, term)
}
