//! See the page on `IbidDrift`.

use super::{Before, Facts, Meta, Rule, at_citation, drift};
use crate::{
    citations::CitationForm,
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Compared with an earlier version (`footfault check --since REVISION`): every “ibid.”, “supra note 4” and short form
    /// that was there before still means the work it meant. Without an earlier version it says nothing.
    ///
    /// # Why it matters
    /// A note put in between, moved or taken out makes an “ibid.” that nobody touched mean another work. Nothing in the
    /// document as it stands shows it: the reference still resolves, to the wrong source.
    ///
    /// # Examples
    /// A note was inserted before an ibid.:
    /// ```md before
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    /// ```md fires:7
    /// The tide fell.<sup>1</sup> The board met.<sup>2</sup> The tide rose.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 3. Ibid., 8.
    /// ```
    /// A note was inserted, and a cross-reference kept its number:
    /// ```md before
    /// The tide fell.<sup>1</sup> The board met.<sup>2</sup> The tide rose.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 3. See supra note 2.
    /// ```
    /// ```md fires:8
    /// The tide fell.<sup>1</sup> The wall broke.<sup>2</sup> The board met.<sup>3</sup> The tide rose.<sup>4</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
    /// 3. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 4. See supra note 2.
    /// ```
    /// The cross-reference was corrected with the notes:
    /// ```md before
    /// The board met.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 2. See supra note 1.
    /// ```
    /// ```md quiet
    /// The wall broke.<sup>1</sup> The board met.<sup>2</sup> The tide rose.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// 3. See supra note 2.
    /// ```
    /// The note that was put in between cites the same work:
    /// ```md before
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid., 8.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> It fell again.<sup>2</sup> The tide rose.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ibid.
    /// 3. Ibid., 8.
    /// ```
    IbidDrift {
        id: "ibid-drift",
        summary: "ibid., supra or a short form means another work than before",
        family: Repeats,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for IbidDrift {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let Some(before) = facts.before else { return };
        let drifted = drift::references(facts, before);
        let mut rest = drifted.as_slice();
        while let Some((first, others)) = rest.split_first() {
            // An ibid. after an ibid. goes wrong with it.
            let chained = others
                .iter()
                .take_while(|next| {
                    (next.form, next.now, next.before) == (first.form, first.now, first.before)
                        && first.form == CitationForm::Ibid
                })
                .take(at_citation::NAMED);
            let chained: Vec<_> = chained.collect();
            rest = &others[chained.len()..];
            let Some(mut finding) = told(facts, before, first) else {
                continue;
            };
            for next in chained {
                if let Some(cited) = at_citation::get(facts, next.at) {
                    finding = finding.note(cited.note.label.clone()).related(
                        format!("{}: and this ibid. with it", cited.name()),
                        cited.place(facts),
                    );
                }
            }
            push(finding);
        }
    }
}

fn told(facts: &Facts<'_>, before: Before<'_>, drifted: &drift::Drifted) -> Option<Finding> {
    let cited = at_citation::get(facts, drifted.at)?;
    let meant = &before.citations.notes[drifted.before];
    let means = &facts.citations.notes[drifted.now];
    let there = before.versions.later_note(drifted.before);
    let name = match drifted.form {
        CitationForm::Ibid => "ibid.",
        CitationForm::CrossReference => "the cross-reference",
        _ => "the short form",
    };
    let whereabouts = there.map_or_else(
        || format!("then note {}, which is gone", meant.label),
        |there| format!("now note {}", facts.citations.notes[there].label),
    );
    let message = format!(
        "{}: {name} now means note {}, {}; before, it meant {}, {whereabouts}",
        cited.name(),
        means.label,
        at_citation::quoted(&means.text),
        at_citation::quoted(&meant.text),
    );
    let help = match (drifted.form, there) {
        (CitationForm::CrossReference, Some(there)) => {
            format!(
                "change the number to {}",
                facts.citations.notes[there].label
            )
        }
        (CitationForm::Ibid, Some(_)) => {
            "name the work by surname and short title, or let the notes follow each other again"
                .to_owned()
        }
        (_, Some(_)) => "add the title, so that the work meant is plain".to_owned(),
        (_, None) => "give the work in full, if it is still meant".to_owned(),
    };
    let mut finding = cited
        .finding(facts, &IbidDrift::META, message)
        .help(help)
        .related(
            format!("note {}, which it means now", means.label),
            facts.citations.note_place(facts.document, drifted.now),
        );
    if let Some(there) = there {
        finding = finding.related(
            format!(
                "note {}, which it meant",
                facts.citations.notes[there].label
            ),
            facts.citations.note_place(facts.document, there),
        );
    }
    if drifted.form == CitationForm::Short {
        finding = at_citation::milder(finding, Severity::Warning).confidence(Confidence::Medium);
    }
    Some(finding)
}
