//! See the page on `NoteDateContradictsSentence`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, claims},
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// A sentence that places an event in a month (“in November 2022”) does not rest on an item dated in the same month of
    /// an earlier year. Plans and announcements are left alone, and so are notes with a later item beside.
    ///
    /// # Why it matters
    /// The item cannot report what had not happened; the year in the note, or in the sentence, is a slip.
    ///
    /// # Examples
    /// ```md fires:5
    /// The council met in Sundby in November 2022.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets in Sundby,” *Harbor Post*, November 16, 2021, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// The council met in Sundby in November 2022.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets in Sundby,” *Harbor Post*, November 16, 2022, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// The council will meet in Sundby in November 2022.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council to Meet in Sundby,” *Harbor Post*, November 16, 2021, <https://post.example/council>.
    /// ```
    NoteDateContradictsSentence {
        id: "note-date-contradicts-sentence",
        summary: "sentence names a month of another year than its note",
        family: Contents,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoteDateContradictsSentence {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, mark) in facts.citations.marks.iter().enumerate() {
            let Some(note) = mark.note else {
                continue;
            };
            if facts.citations.shifts.iter().any(|shift| shift.chapter == mark.chapter) {
                continue;
            }
            let clause = claims::clause(mark);
            if claims::is_plan(&claims::clause(mark)) {
                continue;
            }
            let items: Vec<at_citation::Cited<'_>> =
                at_citation::of_note(facts, note).filter(|cited| cited.citation.form == CitationForm::Full).collect();
            let Some(latest) = claims::latest_item(&items.iter().map(|cited| cited.citation).collect::<Vec<_>>()) else {
                continue;
            };
            let named: Vec<_> = claims::dates(&clause).into_iter().filter(|date| date.month.is_some()).collect();
            let [only] = named.as_slice() else {
                continue;
            };
            if only.month != latest.month || only.year <= latest.year || only.year > latest.year + 2 {
                continue;
            }
            let Some(cited) = items.iter().find(|cited| cited.citation.date == Some(latest)) else {
                continue;
            };
            push(
                cited
                    .finding_at(
                        facts,
                        &Self::META,
                        cited.citation.date_span.unwrap_or(cited.citation.span),
                        format!("{}: dated {latest}, but the sentence speaks of {}", cited.name(), claims::month_of(*only)),
                    )
                    .help(format!("is {} meant?", only.year))
                    .confidence(Confidence::Medium)
                    .related("the sentence", facts.citations.mark_place(facts.document, id)),
            );
        }
    }
}
