//! Finds the note that a short form, an ibid. or a cross-reference means.
//! Within the chapter first; in other chapters only where the title is sure. Changes nothing but
//! [`Citation::refers_to`], [`Citation::also_fits`] and [`Citations::works`].

use std::collections::HashMap;

use super::{
    ChapterId, Citation, CitationForm, CitationRef, Citations, NoteId, Numbering, WorkKind,
    parse::surname,
    works::{words, works},
};

/// How many full citations of one surname or first word a short form is held against, the nearest first.
const RIVALS: usize = 400;

/// Words too common to find a title by.
const STOP_WORDS: &[&str] = &[
    "the", "a", "an", "of", "on", "in", "and", "for", "to", "der", "die", "das", "le", "la", "les",
    "el", "los", "il", "lo", "o", "os",
];

/// Resolves short forms, ibid. and cross-references, then joins citations of one work.
///
/// An ibid. means what the note before it means (Chicago 14.34, OSCOLA 1.2.3); a short form the nearest earlier full
/// citation whose title it begins or, lacking a title, whose author it names; a numbered cross-reference the note of
/// that number, whatever stands there. What fits nothing keeps `refers_to` empty.
pub fn resolve(citations: &mut Citations) {
    let index = Index::new(citations);
    let mut answers: Vec<(CitationRef, Option<NoteId>, Vec<NoteId>)> = Vec::new();
    // What each citation that refers means, so that ibid. can follow a chain.
    let mut meant: HashMap<CitationRef, NoteId> = HashMap::new();
    for place in &index.referring {
        let citation = &citations.notes[place.note].citations[place.index];
        let (found, rivals) = match citation.form {
            CitationForm::Ibid => (index.ibid(citations, *place, &meant), Vec::new()),
            CitationForm::CrossReference => (index.cross_reference(citations, *place), Vec::new()),
            _ => index.short(citations, *place),
        };
        if let Some(note) = found {
            meant.insert(*place, note);
        }
        answers.push((*place, found, rivals));
    }
    for (place, found, rivals) in answers {
        let citation = &mut citations.notes[place.note].citations[place.index];
        citation.refers_to = found;
        citation.also_fits = rivals;
    }
    citations.works = works(citations);
}

/// Full citations by what a later mention would print.
struct Index {
    /// Full citations with title or authors, in reading order.
    full: Vec<Entry>,
    by_surname: HashMap<String, Vec<usize>>,
    by_word: HashMap<String, Vec<usize>>,
    by_label: HashMap<(Option<ChapterId>, String), Vec<NoteId>>,
    by_label_anywhere: HashMap<String, Vec<NoteId>>,
    /// For each note the one before it in its chapter, in reading order.
    before: Vec<Option<NoteId>>,
    referring: Vec<CitationRef>,
}

struct Entry {
    place: CitationRef,
    chapter: Option<ChapterId>,
    title: Vec<String>,
    surnames: Vec<String>,
    names: String,
    year: Option<i16>,
}

/// How well a short form fits a full citation; the greater the better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// The author alone.
    Author,
    /// The author, and all words of the short title in order.
    Words,
    /// The short title begins the full one, or is it.
    Title,
    /// Both.
    Both,
}

impl Index {
    fn new(citations: &Citations) -> Self {
        let mut index = Self {
            full: Vec::new(),
            by_surname: HashMap::new(),
            by_word: HashMap::new(),
            by_label: HashMap::new(),
            by_label_anywhere: HashMap::new(),
            before: vec![None; citations.notes.len()],
            referring: Vec::new(),
        };
        let mut last: HashMap<Option<ChapterId>, NoteId> = HashMap::new();
        for (note, found) in citations.notes.iter().enumerate() {
            index.before[note] = last.insert(found.chapter, note);
            index
                .by_label
                .entry((found.chapter, found.label.clone()))
                .or_default()
                .push(note);
            index
                .by_label_anywhere
                .entry(found.label.clone())
                .or_default()
                .push(note);
            for (at, citation) in found.citations.iter().enumerate() {
                let place = CitationRef { note, index: at };
                match citation.form {
                    CitationForm::Full => index.add(found.chapter, place, citation),
                    CitationForm::Comment => {}
                    _ => index.referring.push(place),
                }
            }
        }
        index
    }

    fn add(&mut self, chapter: Option<ChapterId>, place: CitationRef, citation: &Citation) {
        if citation.kind == WorkKind::Interview {
            return;
        }
        let title = citation.title.as_deref().map(words).unwrap_or_default();
        let surnames: Vec<String> = citation.authors.iter().map(|name| surname(name)).collect();
        if title.is_empty() && surnames.is_empty() {
            return;
        }
        let number = self.full.len();
        for name in &surnames {
            self.by_surname
                .entry(name.clone())
                .or_default()
                .push(number);
        }
        if let Some(word) = leading_word(&title) {
            self.by_word
                .entry(word.to_owned())
                .or_default()
                .push(number);
        }
        self.full.push(Entry {
            place,
            chapter,
            title,
            surnames,
            names: citation.authors.join(" ").to_lowercase(),
            year: citation.date.map(|date| date.year),
        });
    }

    /// What stands before an ibid.: the citation before it in its note, else all that the note before means.
    fn ibid(
        &self,
        citations: &Citations,
        place: CitationRef,
        meant: &HashMap<CitationRef, NoteId>,
    ) -> Option<NoteId> {
        let notes = &citations.notes;
        let previous = if place.index > 0
            && notes[place.note].citations[..place.index]
                .iter()
                .any(|citation| citation.form != CitationForm::Comment)
        {
            place.note
        } else {
            self.before[place.note]?
        };
        let stop = if previous == place.note {
            place.index
        } else {
            notes[previous].citations.len()
        };
        let at = notes[previous].citations[..stop]
            .iter()
            .rposition(|citation| citation.form != CitationForm::Comment)?;
        let antecedent = CitationRef {
            note: previous,
            index: at,
        };
        if notes[previous].citations[at].form == CitationForm::Full {
            return Some(previous);
        }
        // An ibid. of an ibid. means what that one means; of a short form without full citation, nothing certain.
        meant.get(&antecedent).copied()
    }

    fn cross_reference(&self, citations: &Citations, place: CitationRef) -> Option<NoteId> {
        let citation = &citations.notes[place.note].citations[place.index];
        let chapter = citations.notes[place.note].chapter;
        if let Some(label) = &citation.refers_to_label {
            let here = self.by_label.get(&(chapter, label.clone()));
            if let Some(notes) = here {
                return notes
                    .iter()
                    .rev()
                    .find(|note| **note < place.note)
                    .or(notes.first())
                    .copied();
            }
            if citations.numbering == Numbering::Restarting {
                return None;
            }
            // Numbers run through the document: the note of that number stands in another chapter.
            return match self.by_label_anywhere.get(label).map(Vec::as_slice) {
                Some([only]) => Some(*only),
                _ => None,
            };
        }
        // Op. cit.: the author's work cited before.
        if citation.title.is_none() && citation.authors.is_empty() {
            return None;
        }
        let (found, _) = self.best(citation, place, chapter);
        found
    }

    fn short(&self, citations: &Citations, place: CitationRef) -> (Option<NoteId>, Vec<NoteId>) {
        let citation = &citations.notes[place.note].citations[place.index];
        self.best(citation, place, citations.notes[place.note].chapter)
    }

    /// The full citation that fits best, and others that fit as well but are of another title.
    fn best(
        &self,
        citation: &Citation,
        place: CitationRef,
        chapter: Option<ChapterId>,
    ) -> (Option<NoteId>, Vec<NoteId>) {
        let title = citation.title.as_deref().map(words).unwrap_or_default();
        let names: Vec<String> = citation.authors.iter().map(|name| surname(name)).collect();
        let mut candidates: Vec<usize> = Vec::new();
        if let Some(name) = names.first() {
            candidates.extend(nearest(self.by_surname.get(name), &self.full, place));
        }
        if let Some(word) = leading_word(&title) {
            candidates.extend(nearest(self.by_word.get(word), &self.full, place));
        }
        candidates.sort_unstable();
        candidates.dedup();
        let year = citation.date.map(|date| date.year);
        let scored: Vec<(bool, bool, Fit, usize)> = candidates
            .into_iter()
            .filter_map(|number| {
                let entry = &self.full[number];
                // An author-date reference means the work of that year.
                if year.is_some() && entry.year.is_some() && year != entry.year {
                    return None;
                }
                let fit = entry.fit(&title, &names)?;
                let here = entry.chapter == chapter;
                // Another chapter may have another author's work of like name: the title must be sure.
                if !here && (fit < Fit::Title || title.len() < 2) {
                    return None;
                }
                Some((here, entry.place < place, fit, number))
            })
            .collect();
        let Some(best) = scored
            .iter()
            .map(|(here, earlier, fit, _)| (*here, *earlier, *fit))
            .max()
        else {
            return (None, Vec::new());
        };
        let equals: Vec<&Entry> = scored
            .iter()
            .filter(|(here, earlier, fit, _)| (*here, *earlier, *fit) == best)
            .map(|(.., number)| &self.full[*number])
            .collect();
        // The first full citation of the work is the one that later mentions shorten.
        let nearest = if best.1 {
            equals.last()
        } else {
            equals.first()
        };
        let Some(nearest) = nearest else {
            return (None, Vec::new());
        };
        let chosen = equals
            .iter()
            .find(|entry| entry.title == nearest.title)
            .unwrap_or(nearest);
        let mut rivals: Vec<NoteId> = Vec::new();
        for entry in &equals {
            if entry.title != chosen.title
                && entry.place.note != chosen.place.note
                && !rivals.contains(&entry.place.note)
                && rivals.len() < 8
            {
                rivals.push(entry.place.note);
            }
        }
        (Some(chosen.place.note), rivals)
    }
}

impl Entry {
    fn fit(&self, title: &[String], names: &[String]) -> Option<Fit> {
        let named = !names.is_empty()
            && names.iter().all(|name| {
                self.surnames.contains(name)
                    || (name.chars().count() > 3 && self.names.contains(name.as_str()))
            });
        if title.is_empty() {
            return named.then_some(Fit::Author);
        }
        if self.title.is_empty() {
            return None;
        }
        let begins = starts_with(&self.title, title);
        let sure = begins
            && (title.len() >= 3
                || title.len() == self.title.len()
                || title.concat().chars().count() >= 6);
        match (sure, named) {
            (true, true) => Some(Fit::Both),
            // A short author that is no author of the full citation: the title must carry it alone.
            (true, false) if names.is_empty() || title.len() >= 3 => Some(Fit::Title),
            (false, true) if in_order(&self.title, title) => Some(Fit::Words),
            _ => None,
        }
    }
}

/// Whether `full` begins with `short`, leading articles aside.
fn starts_with(full: &[String], short: &[String]) -> bool {
    let skip =
        |words: &[String]| usize::from(words.len() > 1 && STOP_WORDS.contains(&words[0].as_str()));
    let (full, short) = (&full[skip(full)..], &short[skip(short)..]);
    !short.is_empty()
        && full.len() >= short.len()
        && full.iter().zip(short).all(|(full, short)| full == short)
}

/// Whether all words of `short` stand in `full` in this order.
fn in_order(full: &[String], short: &[String]) -> bool {
    let mut rest = full.iter();
    short
        .iter()
        .filter(|word| !STOP_WORDS.contains(&word.as_str()))
        .all(|word| rest.any(|other| other == word))
}

/// The first word of a title that is no article; the first one where there is no other.
fn leading_word(title: &[String]) -> Option<&str> {
    title
        .iter()
        .find(|word| !STOP_WORDS.contains(&word.as_str()))
        .or(title.first())
        .map(String::as_str)
}

/// Of the entries in `numbers` those nearest to `place`, earlier ones first, [`RIVALS`] at most.
fn nearest<'n>(
    numbers: Option<&'n Vec<usize>>,
    full: &[Entry],
    place: CitationRef,
) -> impl Iterator<Item = usize> + 'n {
    let numbers = numbers.map(Vec::as_slice).unwrap_or_default();
    let split = numbers.partition_point(|number| full[*number].place < place);
    let earlier = numbers[..split].iter().rev().take(RIVALS);
    let later = numbers[split..].iter().take(RIVALS);
    earlier
        .chain(later)
        .copied()
        .collect::<Vec<_>>()
        .into_iter()
}
