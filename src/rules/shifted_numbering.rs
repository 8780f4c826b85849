//! See the page on `ShiftedNumbering`.

use super::{Facts, Meta, Rule, numbering};
use crate::finding::{Confidence, Finding};

/// From this gain on the finding is certain; below, likely (see `docs/alignment.md`).
const CERTAIN: f64 = 6.0;
/// How many pairs the message names.
const TOLD: usize = 12;

declare_rule! {
    /// # What it checks
    /// In no run of four marks or more do the sentences fit the notes some numbers further on (or back) clearly better than
    /// the notes of their own number. How this is measured stands in `docs/alignment.md`.
    ///
    /// # Why it matters
    /// Every number is there and in order, yet each statement leads to the evidence of another. No count shows it.
    ///
    /// # Examples
    /// ```md fires:1
    /// Sailors praised the copper lantern.<sup>1</sup> Farmers feared the locust swarm.<sup>2</sup> Bakers doubled their barley ration.<sup>3</sup> Miners flooded the silver gallery.<sup>4</sup> Weavers burned their wooden looms.<sup>5</sup> Judges pardoned the stolen horse.<sup>6</sup>
    ///
    /// # Notes
    ///
    /// 1. “Preface to an Unwritten Almanac,” *Harbor Post*, May 2, 1921.
    /// 2. “Sailors Praise Copper Lantern,” *Harbor Post*, May 3, 1922.
    /// 3. “Farmers Fear Locust Swarm,” *Harbor Post*, June 4, 1923.
    /// 4. “Bakers Double Barley Ration,” *Harbor Post*, July 5, 1924.
    /// 5. “Miners Flood Silver Gallery,” *Harbor Post*, August 6, 1925.
    /// 6. “Weavers Burn Wooden Looms,” *Harbor Post*, September 7, 1926.
    /// ```
    /// ```md quiet
    /// Sailors praised the copper lantern.<sup>1</sup> Farmers feared the locust swarm.<sup>2</sup> Bakers doubled their barley ration.<sup>3</sup> Miners flooded the silver gallery.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. “Sailors Praise Copper Lantern,” *Harbor Post*, May 3, 1922.
    /// 2. “Farmers Fear Locust Swarm,” *Harbor Post*, June 4, 1923.
    /// 3. “Bakers Double Barley Ration,” *Harbor Post*, July 5, 1924.
    /// 4. “Miners Flood Silver Gallery,” *Harbor Post*, August 6, 1925.
    /// ```
    /// ```md quiet
    /// The lantern was praised.<sup>1</sup> The swarm was feared.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. “Farmers Fear Locust Swarm,” *Harbor Post*, June 4, 1923.
    /// 2. “Sailors Praise Copper Lantern,” *Harbor Post*, May 3, 1922.
    /// ```
    ShiftedNumbering {
        id: "shifted-numbering",
        summary: "marks whose notes stand at another number",
        family: Contents,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShiftedNumbering {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let (marks, notes) = (&facts.citations.marks, &facts.citations.notes);
        // Where the numbers themselves tell of the slip, its rule has said it.
        let told = numbering::slipped(facts, &numbering::causes(facts));
        for shift in &facts.citations.shifts {
            if told.contains(&shift.chapter) {
                continue;
            }
            let (Some((first, _)), Some((last, _))) = (shift.mapping.first(), shift.mapping.last()) else {
                continue;
            };
            let pairs: Vec<String> = shift
                .mapping
                .iter()
                .take(TOLD)
                .map(|(mark, note)| format!("{}→{}", marks[*mark].label, notes[*note].label))
                .collect();
            let message = format!(
                "marks {} to {} fit the notes {} {} better than those of their number",
                marks[*first].label,
                marks[*last].label,
                shift.by.unsigned_abs(),
                if shift.by > 0 { "further on" } else { "further back" },
            );
            let more = if shift.mapping.len() > TOLD { " …" } else { "" };
            let mut finding = Finding::new(
                Self::META.id,
                Self::META.severity,
                facts.citations.mark_place(facts.document, *first),
                message,
            )
            .help(format!("by content mark→note: {}{more}", pairs.join(", ")))
            .chapter(facts.citations.chapter_title(Some(shift.chapter)));
            if shift.gain < CERTAIN {
                finding = finding.confidence(Confidence::Medium);
            }
            for (mark, note) in &shift.mapping {
                let (label, fits) = (&marks[*mark].label, &notes[*note].label);
                finding = finding
                    .mark(label.clone())
                    .note(fits.clone())
                    .related(
                        format!("mark {label} fits the text of note {fits}"),
                        facts.citations.mark_place(facts.document, *mark),
                    )
                    .related(
                        format!("note {fits}, which fits mark {label}"),
                        facts.citations.note_place(facts.document, *note),
                    );
            }
            if let Some((edits, pairs)) = numbering::renumber::shifted(facts, shift) {
                finding = finding.renumbering(edits, pairs);
            }
            push(finding);
        }
    }
}
