//! See the page on `ShortTitleNotShort`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{CitationForm, titles},
    finding::Finding,
};

/// From so many words on, a title can be shortened.
const LONG: usize = 6;

declare_rule! {
    /// # What it checks
    /// A short form of a long title is shorter than the title: not the whole title, nor the whole main title, of six words or
    /// more. Told once for the document.
    ///
    /// # Why it matters
    /// A short form that is not short saves the reader nothing.
    /// Source: *The Chicago Manual of Style*: titles of more than four words are shortened.
    ///
    /// # Examples
    /// ```md fires:6
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. “Harbor Council Meets Again after Nine Years,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. “Harbor Council Meets Again after Nine Years.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. “Harbor Council Meets Again after Nine Years,” *Harbor Post*, May 3, 2021, <https://post.example/council>.
    /// 2. “Harbor Council Meets.”
    /// ```
    /// ```md quiet
    /// The council met.<sup>1</sup> The council left.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, *The Free Channel* (Sundby: Quayside, 2003), 4.
    /// 2. Roe, *The Free Channel*, 8.
    /// ```
    ShortTitleNotShort {
        id: "short-title-not-short",
        summary: "short form repeats a long title in full",
        family: Repeats,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ShortTitleNotShort {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let long: Vec<at_citation::Cited<'_>> = at_citation::all(facts)
            .filter(|cited| {
                let citation = cited.citation;
                let (CitationForm::Short, Some(target), Some(title)) = (citation.form, citation.refers_to, &citation.title)
                else {
                    return false;
                };
                let words = titles::words(title);
                words.len() >= LONG
                    && facts.citations.notes[target]
                        .citations
                        .iter()
                        .filter_map(|full| full.title.as_deref())
                        .any(|full| {
                            words == titles::words(full) || words == titles::words(titles::main_title(full))
                        })
            })
            .collect();
        let Some(first) = long.first() else {
            return;
        };
        let message = match long.len() {
            1 => format!("{}: the short form repeats the whole title", first.name()),
            many => format!("{many} short forms repeat the whole title"),
        };
        let finding = first
            .finding(facts, &Self::META, message)
            .help("shorten the title to about four words");
        push(at_citation::with_others(finding, facts, &long[1..], |other| {
            format!("{} repeats it too", other.name())
        }));
    }
}
