//! By what a finding is recognized in another version of its document: its rule, the text it stands at and
//! the text around it. Neither lines nor numbers of notes, marks and chapters have a part in it.

use std::cmp::Ordering;

use crate::{
    citations::{
        Citations,
        units::{Unit, Units},
        versions::{Texts, plain},
    },
    document::{Document, Place},
    finding::Finding,
};

/// Characters of a text that are looked at; what differs only later is counted, not told apart.
const LONG: usize = 160;

/// Fewest words of a note that is recognized without the sentence it supports.
const TELLING: usize = 5;

/// By what a finding is recognized.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Id of the rule.
    pub rule: String,
    /// The text it stands at; empty where that is a whole note, mark or paragraph.
    pub text: String,
    /// The note, sentence or paragraph around it.
    pub context: String,
}

/// The keys of a document's findings, in their order.
pub fn keys(document: &Document, citations: &Citations, findings: &[Finding]) -> Vec<Key> {
    if findings.is_empty() {
        return Vec::new();
    }
    let units = Units::new(document, citations);
    let texts = Texts::new(document, citations);
    let key = |finding: &Finding| {
        let unit = units.at(&finding.place);
        Key {
            rule: finding.rule.to_owned(),
            text: cut(&text_at(document, citations, &finding.place, unit)),
            context: unit.map_or_else(String::new, |unit| cut(&around(citations, &texts, unit))),
        }
    };
    findings.iter().map(key).collect()
}

/// The source at a place; empty where it begins where its unit does, since numbers stand there.
fn text_at(
    document: &Document,
    citations: &Citations,
    place: &Place,
    unit: Option<Unit>,
) -> String {
    let end = Place {
        line: place.end_line,
        column: place.end_column,
        ..place.clone()
    };
    let (Some((part, start)), Some((last, end))) =
        (document.offset_of(place), document.offset_of(&end))
    else {
        return String::new();
    };
    let origin = match unit {
        Some(Unit::Mark(mark)) => Some(citations.marks[mark].origin),
        Some(Unit::Note(note)) => Some(citations.notes[note].origin),
        Some(Unit::Block(block)) => Some(document.blocks[block].origin),
        None => None,
    };
    let begins = origin.is_some_and(|origin| {
        let own = document.place_of(origin);
        (own.line, own.column).cmp(&(place.line, place.column)) == Ordering::Equal
    });
    if begins || part != last {
        return String::new();
    }
    let source = &document.parts[part].source;
    plain(source.get(start..end).unwrap_or_default())
}

/// The text of a unit; of a note that says little, the sentence it supports as well.
fn around(citations: &Citations, texts: &Texts, unit: Unit) -> String {
    let own = texts.of(unit);
    let Unit::Note(note) = unit else {
        return own.to_owned();
    };
    let called = citations.notes[note].marks.first();
    match called {
        Some(mark) if own.split_whitespace().count() < TELLING => {
            format!("{own} | {}", texts.of(Unit::Mark(*mark)))
        }
        _ => own.to_owned(),
    }
}

fn cut(text: &str) -> String {
    text.chars()
        .take(LONG)
        .collect::<String>()
        .trim_end()
        .to_owned()
}
