//! See the page on `FullCitationRepeated`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{citations::WorkKind, finding::Finding};

declare_rule! {
    /// # What it checks
    /// Within a chapter a work is given in full once, and shortened after that. Documents of the United Nations repeat notes
    /// in full by rule; with that style the check is off.
    ///
    /// # Why it matters
    /// Repeated full citations make notes longer than they need be, and a later correction misses one of them.
    /// Source: *The Chicago Manual of Style*, shortened citations; OSCOLA 1.2.
    ///
    /// # Examples
    /// ```md fires:7
    /// The council met.<sup>1</sup> It rained.<sup>2</sup> The council left.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Weather Office, *Rain Tables* (Sundby: Weather Office, 2020), 4.
    /// 3. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Roe, “Council Meets.”
    /// ```
    /// ```md quiet profile:un
    /// The council met.<sup>1</sup> It rained.<sup>2</sup> The council left.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. Weather Office, *Rain Tables* (Sundby: Weather Office, 2020), 4.
    /// 3. Ada Roe, “Council Meets Again,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// ```
    FullCitationRepeated {
        id: "full-citation-repeated",
        summary: "work is cited in full again in the same chapter",
        family: Repeats,
        severity: Info,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for FullCitationRepeated {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        if facts.options.profile.repeats_in_full() {
            return;
        }
        for work in &facts.citations.works {
            let cited: Vec<at_citation::Cited<'_>> = work
                .citations
                .iter()
                .filter_map(|at| at_citation::get(facts, *at))
                .filter(|cited| {
                    (cited.citation.title.is_some() || !cited.citation.links.is_empty())
                        && cited.citation.kind != WorkKind::Legal
                        && cited.citation.identifiers.un_symbol.is_none()
                })
                .collect();
            let mut chapters: Vec<Option<usize>> = cited.iter().map(|cited| cited.note.chapter).collect();
            chapters.dedup();
            chapters.sort_unstable();
            chapters.dedup();
            for chapter in chapters {
                let mut here: Vec<at_citation::Cited<'_>> =
                    cited.iter().copied().filter(|cited| cited.note.chapter == chapter).collect();
                here.dedup_by_key(|cited| cited.at.note);
                let [first, again, more @ ..] = here.as_slice() else {
                    continue;
                };
                let finding = again
                    .finding(
                        facts,
                        &Self::META,
                        format!("{} cites in full again what note {} gives", again.name(), first.note.label),
                    )
                    .help("shorten the later citation to surname and short title, as the house style asks")
                    .related("cited in full first", first.place(facts));
                push(at_citation::with_others(finding, facts, more, |other| {
                    format!("{} cites it in full too", other.name())
                }));
            }
        }
    }
}
