//! See the page on `NoteWithoutMark`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::{
    citations::{MarkStyle, NoteId},
    finding::{Confidence, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// Every note is called by a mark in the text it serves.
    ///
    /// Three or more notes in a row that nothing calls are one finding. Notes printed under the wrong chapter are
    /// left to [`note-block-misplaced`](note-block-misplaced.md); marks that are there, but damaged, to
    /// [`mark-flattened`](mark-flattened.md) and [`mark-unreadable`](mark-unreadable.md). In plain text that lost its
    /// raised numbers a mark may be glued to a figure (`paragraph 191`): then this is a query, not an error.
    ///
    /// # Why it matters
    /// A mark was lost, often with the sentence it stood in, or the note outlived the sentence it supported.
    ///
    /// # Examples
    /// ```md fires:6
    /// Nine years were dry.<sup>1</sup> The tenth was not.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Weather Office, *Rain* (2020).
    /// 2. Weather Office, *Drought* (2021).
    /// 3. Weather Office, *Flood* (2022).
    /// ```
    /// ```md fires:4
    /// The bridge has a pillar.[^pillar]
    ///
    /// [^pillar]: City of Brackwater, *Inventory* (2021), 3.
    /// [^lanes]: Ministry of Roads, *Lane Widths* (2019), 7.
    /// ```
    /// ```md quiet
    /// Nine years were dry.<sup>1,2</sup> The tenth was not.<sup>3–5</sup>
    ///
    /// # Notes
    ///
    /// 1. Weather Office, *Rain* (2020).
    /// 2. Weather Office, *Drought* (2021).
    /// 3. Weather Office, *Flood* (2022).
    /// 4. Weather Office, *Hail* (2022).
    /// 5. Weather Office, *Snow* (2022).
    /// ```
    /// ```md quiet
    /// A key may be called twice,[^rain] here again.[^rain]
    ///
    /// [^rain]: Weather Office, *Rain* (2020).
    /// ```
    NoteWithoutMark {
        id: "note-without-mark",
        summary: "no mark in the text calls the note",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NoteWithoutMark {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::causes(facts) {
            let (Side::Notes, Fault::Alone { instead_of }) = (cause.side, cause.fault) else {
                continue;
            };
            let name = cause.name(facts);
            let several = cause.ids.len() > 1;
            let message = match instead_of {
                Some(number) => {
                    format!("{name} has no mark; its place calls for {number}, and mark {number} has no note")
                }
                None if several => format!("{name} have no marks in the text"),
                None => format!("{name} has no mark in the text"),
            };
            let help = match instead_of {
                Some(number) => format!("change the number to {number}, if mark {number} is meant"),
                None if several => "find where the marks were lost, or take the notes out and renumber".to_owned(),
                None => "find where the mark was lost, or take the note out".to_owned(),
            };
            let mut finding = cause.finding(facts, &Self::META, message).help(help);
            for mark in &cause.others {
                let label = Side::Marks.label(facts, *mark);
                let message = if instead_of.is_some() {
                    finding = finding.mark(label.clone());
                    format!("mark {label}, which has no note")
                } else {
                    format!("the marks go on with {label} here")
                };
                finding = finding.related(message, Side::Marks.place(facts, *mark));
            }
            // A symbol at the start of a line need not be a note's label.
            let note = &facts.citations.notes[cause.first()];
            if note.number.is_none() && !note.keyed {
                finding.severity = Severity::Warning;
                finding = finding.confidence(Confidence::Medium);
            }
            if !several && may_be_glued(facts, cause.first()) {
                finding.severity = Severity::Info;
                finding = finding.confidence(Confidence::Low);
                finding = finding.help("look whether its number is glued to a figure of the text");
            }
            push(finding);
        }
    }
}

/// Whether the mark of a note may stand unseen at the end of a figure (`paragraph 191`): the marks around its
/// place are bare digits, and a figure between them ends with its number.
fn may_be_glued(facts: &Facts<'_>, note: NoteId) -> bool {
    let citations = facts.citations;
    let note = &citations.notes[note];
    let (Some(number), Some(chapter)) = (note.number, note.chapter) else {
        return false;
    };
    let around: Vec<_> = citations.marks_of(chapter).map(|(_, mark)| mark).collect();
    let bare = around.iter().any(|mark| mark.style == MarkStyle::Bare);
    let from = around
        .iter()
        .filter(|mark| mark.number.is_some_and(|other| other < number))
        .map(|mark| mark.span.end)
        .max()
        .unwrap_or(citations.chapters[chapter].span.start);
    let Some(to) = around
        .iter()
        .filter(|mark| mark.number.is_some_and(|other| other > number))
        .map(|mark| mark.span.start)
        .min()
    else {
        return false;
    };
    let digits = number.to_string();
    bare && Span::new(from, to)
        .of(&facts.document.text)
        .split(|c: char| !c.is_ascii_digit() && c != ',')
        .map(|figure| figure.trim_matches(','))
        .any(|figure| figure.len() > digits.len() && figure.ends_with(&digits))
}
