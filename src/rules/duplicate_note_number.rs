//! See the page on `DuplicateNoteNumber`.

use super::{
    Facts, Meta, Rule,
    numbering::{self, Fault, Side},
};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// No number, and no key, is used by two notes of one series.
    ///
    /// Where a number is missing at the place of the second note, or where every note after it is one too low,
    /// that is told with it.
    ///
    /// # Why it matters
    /// A mark can mean only one of the two: the other is lost to the reader. Programs that print keyed notes drop
    /// the second definition without a word.
    ///
    /// # Examples
    /// ```md fires:7
    /// Small in 2019.<sup>1</sup> Sweet in 2020.<sup>2</sup> None in 2021.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Growers' Union, *Harvest Book* (2020), 6.
    /// 2. Growers' Union, *Harvest Book* (2021), 1.
    /// 2. Simeon Park, “Insuring Rain” (2022), 3.
    /// 3. Growers' Union, *Harvest Book* (2022), 1.
    /// ```
    /// ```md fires:4
    /// Helmets were worn by a third.[^helmets]
    ///
    /// [^helmets]: Ottilie Frame, *Heads Covered* (2022), 18.
    /// [^helmets]: Street Survey, field sheet 12, May 2023.
    /// ```
    /// ```md quiet
    /// Small in 2019.<sup>1</sup> Sweet in 2020.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Growers' Union, *Harvest Book* (2020), 6.
    ///
    ///    1. Part one of the book has the figures.
    ///    1. Part two has the pictures.
    ///
    /// 2. Growers' Union, *Harvest Book* (2021), 1.
    /// ```
    /// ```md quiet
    /// ## Wells
    ///
    /// The wells fell.¹
    ///
    /// ### Notes
    ///
    /// 1. Water Board, *Wells* (2023).
    ///
    /// ## Rivers
    ///
    /// The rivers fell.¹
    ///
    /// ### Notes
    ///
    /// 1. Water Board, *Rivers* (2023).
    /// ```
    DuplicateNoteNumber {
        id: "duplicate-note-number",
        summary: "two notes have the same number or key",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for DuplicateNoteNumber {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for cause in numbering::causes(facts) {
            let (
                Side::Notes,
                Fault::Twice {
                    first,
                    instead_of,
                    slips,
                },
            ) = (cause.side, cause.fault)
            else {
                continue;
            };
            let name = cause.name(facts);
            let (message, help) = match instead_of {
                Some(number) if slips => (
                    format!("{name} stands twice, and every note after it is one too low"),
                    format!("make the second one {number} and renumber the notes after it"),
                ),
                Some(number) => (
                    format!("{name} stands twice; the second one is where {number} is missing"),
                    format!("change the second one to {number}, if mark {number} is meant"),
                ),
                None => (
                    format!("{name} stands twice"),
                    "give the second one a number and a mark of its own, or take it out".to_owned(),
                ),
            };
            let mut finding = cause
                .finding(facts, &Self::META, message)
                .help(help)
                .related("the first one", Side::Notes.place(facts, first));
            for mark in &cause.others {
                let label = Side::Marks.label(facts, *mark);
                finding = finding
                    .mark(label.clone())
                    .related(format!("mark {label}, which has no note"), Side::Marks.place(facts, *mark));
            }
            push(finding);
        }
    }
}
