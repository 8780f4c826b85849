//! See the page on `MarkWithoutNote`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// Every reference mark has a note: under the heading of its chapter where the numbers restart, anywhere in
    /// the document where they run on.
    ///
    /// Three or more marks in a row without notes are one finding. So is a mark with a wrong number, where its
    /// place calls for a number that a note waits with. Marks whose notes stand under another chapter are left
    /// to [`note-block-misplaced`](note-block-misplaced.md), chapters without any note to
    /// [`chapter-notes-unpaired`](chapter-notes-unpaired.md).
    ///
    /// # Why it matters
    /// The reader follows the mark and finds nothing: the statement is not supported, or by the wrong note.
    ///
    /// # Examples
    /// ```md fires:1
    /// The wells fell by four meters.<sup>1</sup> Farmers dug deeper.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (Alder: Water Board, 2023), 5.
    /// ```
    /// The third mark is printed as 8:
    /// ```md fires:1
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>8</sup> Four.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Jane Roe, *One* (2020).
    /// 2. Jane Roe, *Two* (2020).
    /// 3. Jane Roe, *Three* (2020).
    /// 4. Jane Roe, *Four* (2020).
    /// ```
    /// ```md fires:1
    /// The maker calls it negligible.[^maker] The bridge has a pillar.[^pillar]
    ///
    /// [^pillar]: City of Brackwater, *Inventory* (2021), 3.
    /// ```
    /// ```md quiet
    /// The wells fell by four meters.<sup>1</sup> A field has 400 m<sup>2</sup> and the 1<sup>st</sup> well.
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (Alder: Water Board, 2023), 5.
    /// ```
    /// ```md quiet
    /// # Wells
    ///
    /// The wells fell.[1] [T]he farmers dug [...] deeper.
    ///
    /// # Rivers
    ///
    /// The rivers fell.[1]
    ///
    /// # Notes
    ///
    /// ## Wells
    ///
    /// 1. Water Board, *Wells* (2023).
    ///
    /// ## Rivers
    ///
    /// 1. Water Board, *Rivers* (2023).
    /// ```
    MarkWithoutNote {
        id: "mark-without-note",
        summary: "a mark has no note in its chapter",
        family: Marks,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkWithoutNote {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::causes(facts) {
            let (Side::Marks, Fault::Alone { instead_of }) = (cause.side, cause.fault) else {
                continue;
            };
            let name = cause.name(facts);
            let several = cause.ids.len() > 1;
            let message = match instead_of {
                Some(number) => {
                    format!("{name} has no note; its place calls for {number}, and note {number} has no mark")
                }
                None if several => format!("{name} have no notes"),
                None => format!("{name} has no note"),
            };
            let help = match instead_of {
                Some(number) => format!("change the mark to {number}, if note {number} is meant"),
                None if several => "add the notes, or take the marks out and renumber".to_owned(),
                None => "add the note, or take the mark out".to_owned(),
            };
            let mut finding = cause.finding(facts, &Self::META, message).help(help);
            for note in &cause.others {
                let label = Side::Notes.label(facts, *note);
                let message = if instead_of.is_some() {
                    finding = finding.note(label.clone());
                    format!("note {label}, which no mark calls")
                } else {
                    format!("the notes go on with {label} here")
                };
                finding = finding.related(message, Side::Notes.place(facts, *note));
            }
            push(finding);
        }
    }
}
