//! Whether the notes say what the sentences say: finds windows of marks whose sentences fit the notes at a
//! constant distance better than the notes of their number.
//!
//! The score of a mark and a note is the summed rarity (inverse document frequency over all notes and
//! sentences) of the words they share, divided by the square root of the note's total rarity, so that long
//! notes gain nothing by length. Words of the clause right before the mark count in full, those of the rest
//! of its sentence by [`REST_WEIGHT`]. The note's words are its text and the words of its links' paths.
//!
//! For each chapter and each distance up to [`FARTHEST`], the gain of a window is the sum over its marks of
//! the score at that distance minus the score as printed; the best window is found in one pass (Kadane). It
//! counts when it has [`SHORTEST`] marks, gains [`GAIN`], and most of its marks gain each by themselves.
//! How the thresholds were chosen, and what they find and miss, stands in `docs/alignment.md`.

use std::collections::{BTreeMap, HashMap};

use super::{ChapterId, Citations, MarkId, NoteId, Numbering, Shift};
use crate::{document::Document, span::Span};

/// Fewest marks of a window.
pub const SHORTEST: usize = 4;
/// Farthest distance tried, in notes.
pub const FARTHEST: i32 = 8;
/// Least gain of a window.
pub const GAIN: f64 = 4.0;
/// Sentences and notes of the documents in which [`GAIN`] was found.
const USUAL_TOTAL: f64 = 400.0;
/// Marks of a window in them.
const USUAL_WINDOW: f64 = 12.0;
/// Marks of a chapter in them.
const USUAL_MARKS: f64 = 40.0;
/// Weight of words of the sentence outside the mark's own clause.
pub const REST_WEIGHT: f64 = 0.5;
/// Least share of a window's marks that must fit the shifted note better by themselves.
pub const AGREEING: f64 = 0.6;

/// Words that tell nothing of a subject.
const STOP: &[&str] = &[
    "the", "and", "for", "that", "with", "from", "was", "were", "are", "has", "had", "have", "its",
    "his", "her", "their", "this", "these", "those", "but", "not", "which", "who", "whom", "whose",
    "into", "also", "than", "then", "they", "them", "been", "being", "such", "more", "most",
    "some", "any", "all", "can", "could", "would", "should", "will", "may", "might", "must", "our",
    "one", "two", "http", "https", "www", "com", "org", "net", "html", "htm", "php", "pdf", "news",
    "article", "see", "ibid", "vol", "pp", "der", "die", "das", "und", "ein", "eine", "von", "mit",
    "les", "des", "est", "une", "pour", "dans", "que", "los", "las", "del", "para", "con", "por",
    "una", "и", "в", "на", "что", "как", "between", "under", "over", "about", "after", "before",
    "during", "while", "where", "when", "there", "here", "other", "both", "each", "only", "said",
    "says", "upon", "what",
];

/// Scores of marks against notes for one document.
#[derive(Debug)]
pub struct Scorer {
    /// Per mark: word and weight, ordered by word.
    sentences: Vec<Vec<(u32, f64)>>,
    /// Per note: words, ordered, each once.
    notes: Vec<Vec<u32>>,
    rarity: Vec<f64>,
    /// Per note: root of its total rarity.
    roots: Vec<f64>,
}

impl Scorer {
    /// Reads the words of every sentence and note.
    pub fn new(document: &Document, citations: &Citations) -> Self {
        let mut ids: HashMap<String, u32> = HashMap::new();
        let mut counts: Vec<u32> = Vec::new();
        let mut intern = |word: String| -> u32 {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            *ids.entry(word).or_insert(next)
        };
        let mut notes: Vec<Vec<u32>> = Vec::with_capacity(citations.notes.len());
        let mut paths: Vec<String> = vec![String::new(); citations.notes.len()];
        for link in &citations.links {
            if let Some(note) = link.note {
                paths[note].push(' ');
                paths[note].push_str(path_of(&link.url));
            }
        }
        for (note, path) in citations.notes.iter().zip(&paths) {
            let mut found: Vec<u32> = words(&note.text)
                .chain(words(path))
                .map(&mut intern)
                .collect();
            found.sort_unstable();
            found.dedup();
            notes.push(found);
        }
        let mut sentences = Vec::with_capacity(citations.marks.len());
        let mut before = 0;
        for mark in &citations.marks {
            let sentence = mark.sentence_span;
            let clause = Span::new(
                sentence.start.max(before).min(mark.span.start),
                mark.span.start,
            );
            before = mark.span.end;
            let own: Vec<String> = words(clause.of(&document.text)).collect();
            let rest = Span::new(sentence.start, sentence.end);
            // A mark right after another has no clause of its own: the sentence speaks for it.
            let weight = if own.len() < 3 { 1.0 } else { REST_WEIGHT };
            let mut bag: BTreeMap<u32, f64> = BTreeMap::new();
            for word in words(rest.of(&document.text)) {
                bag.entry(intern(word)).or_insert(weight);
            }
            for word in own {
                bag.insert(intern(word), 1.0);
            }
            sentences.push(bag.into_iter().collect::<Vec<_>>());
        }
        counts.resize(ids.len(), 0);
        for word in notes.iter().flatten() {
            counts[*word as usize] += 1;
        }
        for (word, _) in sentences.iter().flatten() {
            counts[*word as usize] += 1;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of notes are small")]
        let total = (notes.len() + sentences.len()).max(1) as f64;
        let rarity: Vec<f64> = counts
            .iter()
            .map(|count| (total / f64::from((*count).max(1))).ln().max(0.0))
            .collect();
        let roots = notes
            .iter()
            .map(|note| {
                let sum: f64 = note.iter().map(|word| rarity[*word as usize]).sum();
                sum.sqrt().max(1.0)
            })
            .collect();
        Self {
            sentences,
            notes,
            rarity,
            roots,
        }
    }

    /// How well a note fits the sentence of a mark; 0 when they share nothing.
    pub fn score(&self, mark: MarkId, note: NoteId) -> f64 {
        let (Some(sentence), Some(words)) = (self.sentences.get(mark), self.notes.get(note)) else {
            return 0.0;
        };
        let mut shared = 0.0;
        let mut at = 0;
        for (word, weight) in sentence {
            while at < words.len() && words[at] < *word {
                at += 1;
            }
            if words.get(at) == Some(word) {
                shared += weight * self.rarity[*word as usize];
            }
        }
        shared / self.roots[note]
    }
}

impl Scorer {
    /// The gain that a window of `long` marks must reach in a chapter with so many. In a longer document words are rarer
    /// and all scores higher; among more windows the best by chance is better; and what chance adds up over a window
    /// grows with the root of its length, while a shift gains at each mark.
    fn threshold(&self, marks: usize, long: usize) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "counts of notes are small")]
        let (total, marks, long) = (
            (self.notes.len() + self.sentences.len()).max(1) as f64,
            marks.max(1) as f64,
            long as f64,
        );
        let rarer = (total.ln() / USUAL_TOTAL.ln()).max(1.0);
        let wider = (long / USUAL_WINDOW).sqrt().max(1.0);
        (GAIN * rarer + 0.5 * (marks / USUAL_MARKS).ln().max(0.0)) * wider
    }

    /// Whether a note has no word to be held against a sentence: “Ibid.” has one, blackened text has none. Nothing
    /// speaks against such a note, and what fits better is no gain.
    fn is_silent(&self, note: NoteId) -> bool {
        self.notes.get(note).is_none_or(Vec::is_empty)
    }
}

/// The part of a URL that can carry words of a title.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').map_or("", |(_, path)| path)
}

/// Words of a text: lower case, three letters or more or a number, a plural or verb ending cut off.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() >= 2)
        .map(str::to_lowercase)
        .filter(|word| {
            let digits = word.bytes().all(|byte| byte.is_ascii_digit());
            (digits || word.chars().count() >= 3) && !STOP.contains(&word.as_str())
        })
        .map(|word| stem(&word).to_owned())
}

/// Cuts English endings, so that “talks” meets “talk”. Rough, and alike for both sides.
fn stem(word: &str) -> &str {
    for ending in ["ings", "ing", "ies", "ied", "ers", "ed", "es", "er", "s"] {
        if let Some(root) = word.strip_suffix(ending)
            && root.chars().count() >= 4
        {
            return root;
        }
    }
    word
}

/// Fills in [`Citations::shifts`] and the verdict on misplaced blocks.
pub(super) fn align(document: &Document, citations: &mut Citations) {
    let keyed = citations.numbering == Numbering::Keyed;
    if citations.marks.len() < SHORTEST || (keyed && !counted(citations)) {
        return;
    }
    let scorer = Scorer::new(document, citations);
    let mut found = Vec::new();
    for chapter in 0..citations.chapters.len() {
        if let Some(shift) = best_window(citations, &scorer, chapter) {
            found.push(shift);
        }
    }
    for block in &mut citations.misplaced {
        block.numbers_fit = !found.iter().any(|shift| {
            shift.chapter == block.serves
                && shift
                    .mapping
                    .iter()
                    .any(|(_, note)| block.notes.contains(note))
        });
    }
    citations.shifts = found;
}

/// Whether the marks count 1, 2, 3, as a word processor numbers its notes, perhaps again from 1 on. The text of
/// such notes may still stand at other marks than it was written for.
fn counted(citations: &Citations) -> bool {
    let mut before = 0;
    !citations.marks.is_empty()
        && citations.marks.iter().all(|mark| {
            let number = number(mark.number, &mark.label).unwrap_or(0);
            let next = number == before + 1 || (number == 1 && before > 1);
            before = number;
            next
        })
}

/// The number that a label says, also in Roman numerals.
fn number(number: Option<u32>, label: &str) -> Option<i32> {
    number
        .or_else(|| super::labels::roman(label))
        .and_then(|number| i32::try_from(number).ok())
}

/// Marks and notes of one chapter by number; of two with one number the first counts.
struct Numbered {
    marks: Vec<(i32, MarkId)>,
    notes: BTreeMap<i32, NoteId>,
}

fn numbered(citations: &Citations, chapter: ChapterId) -> Numbered {
    let mut notes = BTreeMap::new();
    for (id, note) in citations.notes_of(chapter) {
        if let Some(number) = number(note.number, &note.label) {
            notes.entry(number).or_insert(id);
        }
    }
    let marks = citations
        .marks_of(chapter)
        .filter_map(|(id, mark)| Some((number(mark.number, &mark.label)?, id)))
        .collect();
    Numbered { marks, notes }
}

fn best_window(citations: &Citations, scorer: &Scorer, chapter: ChapterId) -> Option<Shift> {
    let numbered = numbered(citations, chapter);
    if numbered.marks.len() < SHORTEST {
        return None;
    }
    let fit = |number: i32, mark: MarkId| {
        numbered
            .notes
            .get(&number)
            .map(|note| scorer.score(mark, *note))
    };
    let printed: Vec<f64> = numbered
        .marks
        .iter()
        .map(|(number, mark)| fit(*number, *mark).unwrap_or(0.0))
        .collect();
    let mut best: Option<(f64, i32, usize, usize)> = None;
    for by in (-FARTHEST..=FARTHEST).filter(|by| *by != 0) {
        // A mark without a note at that distance ends a window: it cannot be meant.
        let gains: Vec<f64> = numbered
            .marks
            .iter()
            .zip(&printed)
            .map(|((number, mark), printed)| {
                let silent = numbered
                    .notes
                    .get(number)
                    .is_some_and(|note| scorer.is_silent(*note));
                fit(number + by, *mark).map_or(f64::NEG_INFINITY, |fit| {
                    if silent { 0.0 } else { fit - printed }
                })
            })
            .collect();
        if let Some((gain, from, to)) = best_run(&gains)
            && best.is_none_or(|(top, ..)| gain > top)
        {
            best = Some((gain, by, from, to));
        }
    }
    let (gain, by, from, to) = best?;
    if gain < scorer.threshold(numbered.marks.len(), to - from) {
        return None;
    }
    let (from, to) = widen(&numbered, scorer, &printed, by, (from, to));
    let mut mapping: Vec<(MarkId, NoteId)> = numbered.marks[from..to]
        .iter()
        .filter_map(|(number, mark)| Some((*mark, *numbered.notes.get(&(number + by))?)))
        .collect();
    displaced(&numbered, scorer, &printed, &mut mapping);
    mapping.sort_unstable();
    Some(Shift {
        chapter,
        mapping,
        by,
        gain,
    })
}

/// The window of at least [`SHORTEST`] marks with the largest sum, if most of its marks gain.
fn best_run(gains: &[f64]) -> Option<(f64, usize, usize)> {
    // Sums of prefixes; the lowest prefix that lies far enough back starts the best window.
    let mut best: Option<(f64, usize, usize)> = None;
    let mut start = 0;
    while start < gains.len() {
        if gains[start] == f64::NEG_INFINITY {
            start += 1;
            continue;
        }
        let end = gains[start..]
            .iter()
            .position(|gain| *gain == f64::NEG_INFINITY)
            .map_or(gains.len(), |at| start + at);
        let mut sums = vec![0.0];
        for gain in &gains[start..end] {
            sums.push(sums[sums.len() - 1] + gain);
        }
        let mut lowest = 0;
        for to in SHORTEST..sums.len() {
            if sums[to - SHORTEST] < sums[lowest] {
                lowest = to - SHORTEST;
            }
            let gain = sums[to] - sums[lowest];
            let (from, until) = (start + lowest, start + to);
            let agreeing = gains[from..until]
                .iter()
                .filter(|gain| **gain > 0.0)
                .count();
            #[expect(clippy::cast_precision_loss, reason = "a window is short")]
            let agrees = agreeing as f64 >= AGREEING * (until - from) as f64;
            if agrees && best.is_none_or(|(top, ..)| gain > top) {
                best = Some((gain, from, until));
            }
        }
        start = end;
    }
    best
}

/// Takes in the neighbors that lose nothing by the shift, such as a mark that fits no note at all.
fn widen(
    numbered: &Numbered,
    scorer: &Scorer,
    printed: &[f64],
    by: i32,
    (mut from, mut to): (usize, usize),
) -> (usize, usize) {
    let gains = |at: usize| {
        let (number, mark) = numbered.marks[at];
        numbered
            .notes
            .get(&(number + by))
            .is_some_and(|note| scorer.score(mark, *note) > printed[at])
    };
    while from > 0 && gains(from - 1) {
        from -= 1;
    }
    while to < numbered.marks.len() && gains(to) {
        to += 1;
    }
    (from, to)
}

/// The notes that the window pushed out go, in order, to the marks that lost theirs: a block that was moved
/// by two places puts the two it jumped over behind itself.
fn displaced(
    numbered: &Numbered,
    scorer: &Scorer,
    printed: &[f64],
    mapping: &mut Vec<(MarkId, NoteId)>,
) {
    let used = |note: NoteId, mapping: &[(MarkId, NoteId)]| mapping.iter().any(|(_, n)| *n == note);
    let marks: Vec<(usize, i32, MarkId)> = numbered
        .marks
        .iter()
        .enumerate()
        .filter(|(_, (number, mark))| {
            !mapping.iter().any(|(m, _)| m == mark)
                && numbered
                    .notes
                    .get(number)
                    .is_some_and(|note| used(*note, mapping))
        })
        .map(|(at, (number, mark))| (at, *number, *mark))
        .collect();
    let owners: Vec<i32> = numbered
        .marks
        .iter()
        .filter(|(_, mark)| mapping.iter().any(|(m, _)| m == mark))
        .map(|(number, _)| *number)
        .collect();
    let notes: Vec<NoteId> = owners
        .iter()
        .filter_map(|number| numbered.notes.get(number).copied())
        .filter(|note| !used(*note, mapping))
        .collect();
    if marks.len() != notes.len() {
        return;
    }
    let pairs: Vec<(usize, MarkId, NoteId)> = marks
        .into_iter()
        .zip(notes)
        .map(|((at, _, mark), note)| (at, mark, note))
        .collect();
    let fits: f64 = pairs
        .iter()
        .map(|(at, mark, note)| scorer.score(*mark, *note) - printed[*at])
        .sum();
    if fits >= 0.0 {
        mapping.extend(pairs.into_iter().map(|(_, mark, note)| (mark, note)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_window_is_long_enough_and_agreed_upon() {
        let none = f64::NEG_INFINITY;
        let gains = [1.0, none, -1.0, 2.0, 2.0, -0.5, 2.0, -3.0, none, 9.0];
        assert_eq!(best_run(&gains), Some((5.5, 3, 7)));
        assert_eq!(best_run(&[9.0, -0.1, -0.1, -0.1, -0.1]), None);
        assert_eq!(best_run(&[1.0, 1.0]), None);
    }

    #[test]
    fn words_meet_in_their_stems() {
        let found: Vec<String> = words("The talks on trading in 2021").collect();
        assert_eq!(found, ["talk", "trad", "2021"]);
    }
}
