//! See the page on `SourcePredatesClaim`.

use std::collections::HashSet;

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, PartialDate, calendar, claims},
    document::BlockKind,
    finding::{Confidence, Finding},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// A sentence or section that names a year or month rests on an item from that time or later. Plans and announcements are
    /// left alone. It is a query: the item may be cited for what went before.
    ///
    /// # Why it matters
    /// An item cannot report what had not happened when it appeared.
    ///
    /// # Examples
    /// ```md fires:5
    /// Trade between the ports doubled in 2023.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Trade between Ports,” *Harbor Post*, February 16, 2021, <https://post.example/trade>.
    /// ```
    /// ```md fires:7
    /// ## The Second Phase: August 2021 to August 2022
    ///
    /// The council called the ports reliable.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Reliable Ports,” *Harbor Post*, April 16, 2021, <https://post.example/trade>.
    /// ```
    /// ```md quiet
    /// Trade between the ports doubled in 2021.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Trade between Ports,” *Harbor Post*, February 16, 2022, <https://post.example/trade>.
    /// ```
    /// ```md quiet
    /// Trade between the ports is expected to double in 2023.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Trade between Ports,” *Harbor Post*, February 16, 2021, <https://post.example/trade>.
    /// ```
    SourcePredatesClaim {
        id: "source-predates-claim",
        summary: "item is older than what it is cited for",
        family: Contents,
        severity: Info,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SourcePredatesClaim {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut told: HashSet<usize> = HashSet::new();
        let blocks = facts.document.blocks.iter();
        let headings: Vec<Span> = blocks
            .filter(|block| matches!(block.kind, BlockKind::Heading { .. }))
            .map(|block| block.span)
            .collect();
        for (id, mark) in facts.citations.marks.iter().enumerate() {
            let Some(note) = mark.note.filter(|note| !told.contains(note)) else {
                continue;
            };
            if facts.citations.shifts.iter().any(|shift| shift.chapter == mark.chapter) || claims::is_plan(&claims::clause(mark)) {
                continue;
            }
            let items: Vec<at_citation::Cited<'_>> =
                at_citation::of_note(facts, note).filter(|cited| cited.citation.form == CitationForm::Full).collect();
            let Some(latest) = claims::latest_item(&items.iter().map(|cited| cited.citation).collect::<Vec<_>>()) else {
                continue;
            };
            let Some(cited) = items.iter().find(|cited| cited.citation.date == Some(latest)) else {
                continue;
            };
            let named = claims::dates(&claims::clause(mark));
            let (what, when) = match named.as_slice() {
                [only] => ("the sentence speaks of", *only),
                [] if claims::dates(&mark.sentence).is_empty() => match section_start(facts, &headings, mark.span.start) {
                    Some(start) => ("its section begins with", start),
                    None => continue,
                },
                _ => continue,
            };
            // The same month of an earlier year is told by `note-date-contradicts-sentence`.
            let slip = when.month.is_some() && when.month == latest.month && when.year <= latest.year + 2;
            let days = calendar::earliest(when).and_then(|start| calendar::days_between(latest, start));
            if days.is_none_or(|days| days <= 7) || (slip && what.starts_with("the sentence")) {
                continue;
            }
            told.insert(note);
            push(
                cited
                    .finding_at(
                        facts,
                        &Self::META,
                        cited.citation.date_span.unwrap_or(cited.citation.span),
                        format!("{}: dated {latest}, but {what} {}", cited.name(), claims::month_of(when)),
                    )
                    .help("check the date, or cite an item from that time")
                    .confidence(Confidence::Low)
                    .related("the sentence", facts.citations.mark_place(facts.document, id)),
            );
        }
    }
}

/// The first date of a period (`August 2021–August 2022`) that the nearest heading above names.
fn section_start(facts: &Facts<'_>, headings: &[Span], at: usize) -> Option<PartialDate> {
    let next = headings.partition_point(|heading| heading.start <= at);
    let heading = headings.get(next.checked_sub(1)?)?;
    match claims::dates(heading.of(&facts.document.text)).as_slice() {
        [start, end] if start.month.is_some() && end.month.is_some() => Some(*start),
        _ => None,
    }
}
