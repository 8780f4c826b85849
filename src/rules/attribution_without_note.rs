//! See the page on `AttributionWithoutNote`.

use super::{Facts, Meta, Rule};
use crate::{
    citations::claims,
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// A sentence that says whom somebody told something, and on which day (“as Roe told the *Post* on 3 April 2023”), has a
    /// mark, or the sentence after it has. Only documents with marks are looked at.
    ///
    /// # Why it matters
    /// The author had the item at hand when writing; the note was forgotten or lost.
    ///
    /// # Examples
    /// ```md fires:3
    /// Ports were closed.<sup>1</sup> Trade fell.<sup>2</sup>
    ///
    /// As Roe told the Harbor Post on 3 April 2023, the ports stay closed. Nobody came. Nothing moved.
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Ports Closed,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// 2. Ada Roe, “Trade Falls,” *Harbor Post*, March 29, 2023, <https://post.example/trade>.
    /// ```
    /// ```md quiet
    /// Ports were closed.<sup>1</sup> As Roe told the Harbor Post on 3 April 2023, the ports stay closed.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Ports Closed,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// 2. Ada Roe, “Ports Stay Closed,” *Harbor Post*, April 3, 2023, <https://post.example/stay>.
    /// ```
    /// ```md quiet
    /// Ports were closed.<sup>1</sup> Roe had told everybody so.
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Ports Closed,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// ```
    AttributionWithoutNote {
        id: "attribution-without-note",
        summary: "dated statement without a mark",
        family: Contents,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for AttributionWithoutNote {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for span in claims::unsupported(facts.document, facts.citations) {
            let chapter = facts.citations.chapters.iter().position(|chapter| chapter.span.contains(span.start));
            push(
                Finding::new(
                    Self::META.id,
                    Self::META.severity,
                    facts.document.place(span),
                    "dated statement without a mark in its sentence or the next".to_owned(),
                )
                .help("cite the item the statement was made in")
                .confidence(Confidence::Low)
                .chapter(facts.citations.chapter_title(chapter)),
            );
        }
    }
}
