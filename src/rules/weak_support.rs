//! See the page on `WeakSupport`.

use std::collections::HashMap;

use super::{Facts, Meta, Rule, at_citation};
use crate::{
    citations::{ChapterId, Note, claims, titles},
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
        let mut shared: Option<Shared> = None;
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
                at_citation::of_note(facts, note).collect();
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
            let usual = shared.get_or_insert_with(|| Shared::of(&facts.citations.notes));
            let common = |stem: &String| usual.is_common(mark.chapter, stem);
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

/// How many notes of a chapter there are, and in how many of them each word stands.
#[derive(Debug, Default)]
struct Shared {
    notes: HashMap<ChapterId, usize>,
    words: HashMap<(ChapterId, String), usize>,
}

impl Shared {
    #[expect(clippy::iter_over_hash_type, reason = "words are counted, in whatever order")]
    fn of(notes: &[Note]) -> Self {
        let mut shared = Self::default();
        for note in notes {
            let Some(chapter) = note.chapter else {
                continue;
            };
            *shared.notes.entry(chapter).or_default() += 1;
            for stem in titles::stems(&note.text) {
                *shared.words.entry((chapter, stem)).or_default() += 1;
            }
        }
        shared
    }

    fn is_common(&self, chapter: ChapterId, stem: &str) -> bool {
        let all = self.notes.get(&chapter).copied().unwrap_or(0);
        let holding = self.words.get(&(chapter, stem.to_owned())).copied().unwrap_or(0);
        all >= 6 && holding * 3 > all
    }
}
