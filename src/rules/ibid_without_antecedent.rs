//! See the page on `IbidWithoutAntecedent`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, WorkKind},
    finding::{Confidence, Finding, Severity},
};

/// Words that make a sentence of a note: an explanation, not a citation that was not understood.
const VERBS: &[&str] = &[
    "is", "are", "was", "were", "has", "have", "had", "this", "these", "we", "ist", "sind", "war", "wurde", "est",
    "sont", "était", "ont", "fue", "son", "era", "sono",
];

declare_rule! {
    /// # What it checks
    /// “Ibid.” or “id.” follows a note that cites a work: it is neither the first note of its chapter nor does it follow an
    /// explanation that cites nothing. After a conversation or interview it is a query.
    ///
    /// # Why it matters
    /// The reference leads nowhere. It happens when a note is inserted, cut or turned into a comment.
    /// Source: *The Chicago Manual of Style*, ibid.
    ///
    /// # Examples
    /// ```md fires:5
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ibid., 8.
    /// 2. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// ```
    /// ```md fires:6
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. This was a view that was widely held along the coast and is still heard there today.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Parish book of Wyke, entry for Lent 1601.
    /// 2. Ibid.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    IbidWithoutAntecedent {
        id: "ibid-without-antecedent",
        summary: "ibid. has nothing before it to mean",
        family: Repeats,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IbidWithoutAntecedent {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cited in at_citation::all(facts) {
            let first = cited.note.citations[..cited.at.index]
                .iter()
                .all(|earlier| earlier.form == CitationForm::Comment);
            if cited.citation.form != CitationForm::Ibid || !first {
                continue;
            }
            let Some(before) = at_citation::note_before(facts, cited.at.note) else {
                push(
                    cited
                        .finding(facts, &Self::META, format!("{}: ibid. with no note before it in its chapter", cited.name()))
                        .help("give the work in full"),
                );
                continue;
            };
            let note = &facts.citations.notes[before];
            let related = (
                format!("note {}", note.label),
                facts.citations.note_place(facts.document, before),
            );
            let comment = note
                .citations
                .iter()
                .all(|citation| citation.form == CitationForm::Comment);
            if comment && is_explanation(&note.text) {
                push(
                    cited
                        .finding(
                            facts,
                            &Self::META,
                            format!("{}: ibid. after note {}, which cites nothing", cited.name(), note.label),
                        )
                        .help("name the work meant by surname and short title")
                        .confidence(Confidence::Medium)
                        .related(related.0, related.1),
                );
                continue;
            }
            let talk = note
                .citations
                .iter()
                .rfind(|citation| citation.form != CitationForm::Comment)
                .is_some_and(|citation| citation.kind == WorkKind::Interview);
            if talk {
                let finding = cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: ibid. after note {}, which is an interview", cited.name(), note.label),
                    )
                    .help("make sure that the same conversation is meant, and name it")
                    .confidence(Confidence::Low)
                    .related(related.0, related.1);
                push(at_citation::milder(finding, Severity::Info));
            }
        }
    }
}

/// Whether the text is a sentence without year, quotation or address.
fn is_explanation(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
    words.len() >= 6
        && words.iter().any(|word| VERBS.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())))
        && !at_citation::has_year(text)
        && !text.contains("://")
        && !text.contains(['“', '«', '"'])
}
