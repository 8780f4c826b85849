//! See the page on `ParseCoverage`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::{NoteId, parse::coverage},
    finding::Finding,
};

/// How many notes let a share be told.
const NOTES: usize = 5;
/// The share of a note's letters that fields or comment must account for.
const UNDERSTOOD: f64 = 0.75;
/// How many notes are named.
const NAMED: usize = 20;

declare_rule! {
    /// # What it checks
    /// The citations of nearly all notes are understood. When a fifth of the notes or more keep text that no field took up,
    /// this is told once, with the notes.
    ///
    /// # Why it matters
    /// What was not understood was not checked: silence about these notes is no praise.
    ///
    /// # Examples
    /// ```md fires:5
    /// One.<sup>1</sup> Two.<sup>2</sup> Three.<sup>3</sup> Four.<sup>4</sup> Five.<sup>5</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Treading a Path,” *Issue Brief 670*, November 2023, Observer Research Foundation, Harbor Section, Western Branch.
    /// 2. Ada Roe, “Treading a Road,” *Issue Brief 671*, November 2023, Observer Research Foundation, Harbor Section, Western Branch.
    /// 3. Ada Roe, “Treading a Lane,” *Issue Brief 672*, November 2023, Observer Research Foundation, Harbor Section, Western Branch.
    /// 4. Ada Roe, “Ports Closed,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// 5. Ada Roe, “Ports Closed Again,” *Harbor Post*, March 29, 2023, <https://post.example/again>.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup> Two.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Ports Closed,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// 2. Ada Roe, *The Free Channel* (Sundby: Quayside, 2003), 4.
    /// ```
    /// ```md quiet
    /// One.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. The ports have been closed since the ice came, and nobody knows when they will open.
    /// ```
    ParseCoverage {
        id: "parse-coverage",
        summary: "part of the notes could not be understood",
        family: Run,
        severity: Info,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ParseCoverage {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let notes = &facts.citations.notes;
        let odd: Vec<NoteId> = (0..notes.len())
            .filter(|id| coverage(facts.document, &notes[*id]).share() < UNDERSTOOD)
            .collect();
        let Some(first) = odd.first().filter(|_| notes.len() >= NOTES && odd.len() * 5 >= notes.len()) else {
            return;
        };
        let mut finding = Finding::new(
            Self::META.id,
            Self::META.severity,
            facts.citations.note_place(facts.document, *first),
            format!("{} of {} notes were understood only in part; what they cite was not fully checked", odd.len(), notes.len()),
        )
        .help("see what was read with `footfault extract`");
        for id in odd.iter().take(NAMED) {
            finding = finding.note(notes[*id].label.clone()).related(
                format!("note {} keeps text that no field took up", notes[*id].label),
                facts.citations.note_place(facts.document, *id),
            );
        }
        push(finding);
    }
}
