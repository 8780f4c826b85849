//! See the page on `SameTitleOtherContainer`.

use std::collections::HashMap;

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{parse::surname, titles},
    finding::{Confidence, Finding},
};

/// Titles of fewer words are shared by chance.
const WORDS: usize = 4;

declare_rule! {
    /// # What it checks
    /// Two full citations share title, year and an author, but name different journals or publishers.
    ///
    /// # Why it matters
    /// Both may be right: an article that appeared twice. As often one of the two was copied wrongly, so the author is asked.
    ///
    /// # Examples
    /// ```md fires:6
    /// The line moved.<sup>1</sup> The line held.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl and Christian Wagen, “The Changing Character of the Line,” *Strategic Essays* 33, no. 2 (2013): 19–32.
    /// 2. Christian Wagen and Amina Kohl, “The Changing Character of the Line,” *Forum of Lines* 44, no. 1 (2013): 71–84.
    /// ```
    /// ```md quiet
    /// The line moved.<sup>1</sup> The line held.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Strategic Essays* 33, no. 2 (2013): 19–32.
    /// 2. Amina Kohl, “The Line That Never Changed at All,” *Forum of Lines* 44, no. 1 (2013): 71–84.
    /// ```
    /// ```md quiet
    /// The line moved.<sup>1</sup> The line held.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Amina Kohl, “The Changing Character of the Line,” *Strategic Essays* 33, no. 2 (2013): 19–32.
    /// 2. Peter Stroud, “The Changing Character of the Line,” *Forum of Lines* 44, no. 1 (2013): 71–84.
    /// ```
    SameTitleOtherContainer {
        id: "same-title-other-container",
        summary: "same title and year in two journals",
        family: Repeats,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for SameTitleOtherContainer {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut known: HashMap<(String, i16), at_citation::Cited<'_>> = HashMap::new();
        for cited in at_citation::full(facts) {
            let citation = cited.citation;
            let (Some(title), Some(date), Some(container)) = (&citation.title, citation.date, &citation.container) else {
                continue;
            };
            let words = titles::words(title);
            if words.len() < WORDS {
                continue;
            }
            let Some(first) = known.get(&(words.concat(), date.year)).copied() else {
                known.insert((words.concat(), date.year), cited);
                continue;
            };
            let other = first.citation.container.as_deref().unwrap_or_default();
            let (ours, theirs) = (titles::squeezed(container), titles::squeezed(other));
            let surnames: Vec<String> = first.citation.authors.iter().map(|name| surname(name)).collect();
            let shared = citation.authors.iter().any(|name| surnames.contains(&surname(name)));
            let apart = !ours.contains(&theirs) && !theirs.contains(&ours);
            if !shared || !apart || facts.citations.works.iter().any(|work| {
                work.citations.contains(&cited.at) && work.citations.contains(&first.at)
            }) {
                continue;
            }
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!(
                            "{}: the same title and year as note {}, in {} instead of {}",
                            cited.name(),
                            first.note.label,
                            at_citation::quoted(container),
                            at_citation::quoted(other)
                        ),
                    )
                    .help("ask the author whether the work appeared twice")
                    .confidence(Confidence::Low)
                    .related("the other one", first.place(facts)),
            );
        }
    }
}
