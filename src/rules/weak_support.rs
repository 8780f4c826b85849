//! See the page on `WeakSupport`.

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{claims, titles},
    finding::{Confidence, Finding},
};

declare_rule! {
    /// # What it checks
    /// A sentence with a figure in money or percent, and the titled item it rests on, share at least one word: of the
    /// sentence, or of the one it follows. Silent where `shifted-numbering` fires.
    ///
    /// # Why it matters
    /// The item may say it all the same; but where title and sentence have nothing in common, an editor looks.
    /// Source: law-review substantiation (“cite-checking”).
    ///
    /// # Examples
    /// ```md fires:5
    /// Trade between both ports reached $52.7 million last year.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. “Overmarrow: Rebels Take Control of Consulate,” *Harbor Post*, March 27, 2023, <https://post.example/rebels-consulate>.
    /// ```
    /// ```md quiet
    /// Trade between both ports reached $52.7 million last year.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. “Ports Trade Again after Nine Years,” *Harbor Post*, March 27, 2023, <https://post.example/ports>.
    /// ```
    /// ```md quiet
    /// The consul left by boat.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. “Overmarrow: Rebels Take Control of Harbor,” *Harbor Post*, March 27, 2023, <https://post.example/rebels>.
    /// ```
    WeakSupport {
        id: "weak-support",
        summary: "nothing in the note speaks of what the sentence says",
        family: Contents,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for WeakSupport {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        if !facts.citations.shifts.is_empty() && facts.citations.chapters.len() <= 1 {
            return;
        }
        for (id, mark) in facts.citations.marks.iter().enumerate() {
            let Some(note) = mark.note else {
                continue;
            };
            let disturbed = facts.citations.shifts.iter().any(|shift| shift.chapter == mark.chapter)
                || facts.citations.misplaced.iter().any(|block| block.serves == mark.chapter);
            let clause = claims::clause(mark);
            if disturbed || !claims::has_figure(&clause) {
                continue;
            }
            let items: Vec<at_citation::Cited<'_>> =
                at_citation::all(facts).filter(|cited| cited.at.note == note).collect();
            let [cited] = items.as_slice() else {
                continue;
            };
            let Some(title) = &cited.citation.title else {
                continue;
            };
            let mut theirs = titles::stems(title);
            theirs.extend(cited.citation.translated_title.iter().flat_map(|title| titles::stems(title)));
            if ECONOMY.iter().any(|stem| theirs.contains(*stem)) {
                continue;
            }
            if theirs.len() < 3 || cited.citation.links.is_empty() || !cited.is_dated_kind() || !title.is_ascii_like() {
                continue;
            }
            theirs.extend(cited.addresses(facts).flat_map(titles::stems));
            let ours = titles::stems(&clause);
            // A place name that half the notes share supports nothing.
            let common = |stem: &String| {
                let holding = facts
                    .citations
                    .notes
                    .iter()
                    .filter(|other| other.chapter == Some(mark.chapter) && titles::stems(&other.text).contains(stem))
                    .count();
                let all = facts.citations.notes.iter().filter(|other| other.chapter == Some(mark.chapter)).count();
                all >= 6 && holding * 3 > all
            };
            if ours.intersection(&theirs).any(|stem| !common(stem)) {
                continue;
            }
            push(
                cited
                    .finding(
                        facts,
                        &Self::META,
                        format!("{}: the title shares no word with the figure it is cited for", cited.name()),
                    )
                    .help("make sure that the item gives the figure")
                    .confidence(Confidence::Low)
                    .related("the sentence", facts.citations.mark_place(facts.document, id)),
            );
        }
    }
}

/// Stems of titles that speak of money in other words than the sentence.
const ECONOMY: &[&str] = &[
    "trade", "econo", "expor", "impor", "deal", "mous", "inves", "price", "milli", "billi", "turno", "funds", "budge",
    "marke", "merch", "bank", "banki", "finan", "cost", "costs", "sales", "reven", "growt", "indus", "stati", "annua",
    "tarif", "busin", "commo", "loans", "debt", "incom",
];

/// Titles in another script share no words with the sentence whatever they say.
trait AsciiLike {
    fn is_ascii_like(&self) -> bool;
}

impl AsciiLike for String {
    fn is_ascii_like(&self) -> bool {
        let letters = self.chars().filter(|c| c.is_alphabetic()).count();
        let latin = self.chars().filter(char::is_ascii_alphabetic).count();
        latin * 10 >= letters * 9
    }
}
