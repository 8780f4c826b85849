//! See the page on `NumberingSchemeMixed`.

use super::{Facts, Meta, Rule, titles};
use crate::{
    citations::{ChapterId, MarkId, Numbering},
    finding::Finding,
};

declare_rule! {
    /// # What it checks
    /// The numbers begin anew in every chapter, or run through the whole document. The chapters that depart
    /// from what most do are named.
    ///
    /// # Why it matters
    /// The reader cannot tell which note 3 a mark means, and one chapter was most likely renumbered by accident.
    ///
    /// # Examples
    /// ```md fires:7
    /// # The Clerk
    ///
    /// The first table was cut into a wall.<sup>1</sup> It was wrong.<sup>2</sup>
    ///
    /// # Brass
    ///
    /// A machine did the sums.<sup>3</sup> It was cranked.<sup>4</sup>
    ///
    /// # Secrets
    ///
    /// The tables were a secret.<sup>1</sup> Fishermen wrote their own.<sup>2</sup>
    ///
    /// # Sales
    ///
    /// Now they are sold.<sup>1</sup> They are right.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// ## The Clerk
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (1994), 6.
    /// 2. Parish book of Wyke, 1601.
    ///
    /// ## Brass
    ///
    /// 3. Tide Office, *Engine* (1873), 2.
    /// 4. Indenture of two apprentices, 1875.
    ///
    /// ## Secrets
    ///
    /// 1. Admiralty Order 212 of 1940.
    /// 2. Hymn sheet with tides, 1941.
    ///
    /// ## Sales
    ///
    /// 1. Tide Data Company, “Subscriptions,” 2022.
    /// 2. Tide Data Company, *Accuracy* (2021), 1.
    /// ```
    /// ```md quiet
    /// # The Clerk
    ///
    /// The first table was cut into a wall.<sup>1</sup> It was wrong.<sup>2</sup>
    ///
    /// # Brass
    ///
    /// A machine did the sums.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (1994), 6.
    /// 2. Parish book of Wyke, 1601.
    /// 3. Tide Office, *Engine* (1873), 2.
    /// ```
    /// ```md quiet
    /// # The Clerk
    ///
    /// The first table was cut into a wall.<sup>1</sup>
    ///
    /// # Brass
    ///
    /// A machine did the sums.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// ## The Clerk
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (1994), 6.
    ///
    /// ## Brass
    ///
    /// 1. Tide Office, *Engine* (1873), 2.
    /// ```
    NumberingSchemeMixed {
        id: "numbering-scheme-mixed",
        summary: "some chapters begin at 1, others go on from the chapter before",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

/// A chapter after the first one with marks, and whether it begins at 1.
struct Opening {
    chapter: ChapterId,
    mark: MarkId,
    restarts: bool,
}

impl Rule for NumberingSchemeMixed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let citations = facts.citations;
        if citations.numbering != Numbering::Mixed {
            return;
        }
        let openings = openings(facts);
        let (restarting, continuing): (Vec<&Opening>, Vec<&Opening>) =
            openings.iter().partition(|opening| opening.restarts);
        let (few, word) = if restarting.len() < continuing.len() {
            (restarting, "begin at 1, while the others go on from the chapter before")
        } else {
            (continuing, "go on from the chapter before, while the others begin at 1")
        };
        let Some(first) = few.first() else {
            return;
        };
        let name = citations
            .chapter_title(Some(first.chapter))
            .map_or_else(|| "this chapter".to_owned(), titles::quoted);
        let subject = match few.len() {
            1 => format!("the numbers of {name}"),
            2 => format!("the numbers of {name} and one other chapter"),
            more => format!("the numbers of {name} and {} other chapters", more - 1),
        };
        let mut finding = Finding::new(
            Self::META.id,
            Self::META.severity,
            citations.mark_place(facts.document, first.mark),
            format!("{subject} {word}"),
        )
        .help("number all chapters in one way")
        .chapter(citations.chapter_title(Some(first.chapter)))
        .mark(citations.marks[first.mark].label.clone());
        for opening in &few[1..] {
            finding = finding.related(
                "so do the numbers of this chapter",
                citations.mark_place(facts.document, opening.mark),
            );
        }
        push(finding);
    }
}

fn openings(facts: &Facts<'_>) -> Vec<Opening> {
    let mut out = Vec::new();
    let mut last: Option<(ChapterId, u32)> = None;
    for (id, mark) in facts.citations.marks.iter().enumerate() {
        let Some(number) = mark.number else {
            continue;
        };
        match last {
            Some((chapter, highest)) if chapter == mark.chapter => {
                last = Some((chapter, highest.max(number)));
            }
            Some((_, highest)) => {
                if number == 1 || number > highest {
                    out.push(Opening {
                        chapter: mark.chapter,
                        mark: id,
                        restarts: number == 1,
                    });
                }
                last = Some((mark.chapter, number));
            }
            None => last = Some((mark.chapter, number)),
        }
    }
    out
}
