//! Reads the report it all started from and holds its citations against the gold: citations per note, the notes that
//! short forms mean, and titles of full citations. The report is no part of the project: its place comes from
//! `FOOTFAULT_SHARED`, and without it nothing is checked.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test that cannot read its own files may stop, and says what it leaves out"
)]

use std::{collections::BTreeMap, path::PathBuf};

use footfault::{
    citations::{CitationForm, Citations, build},
    document::Document,
    input::{Input, Limits},
    readers,
};
use serde_json::Value;

fn seed() -> Option<(Document, Citations, Value)> {
    let Some(shared) = std::env::var_os("FOOTFAULT_SHARED") else {
        eprintln!("FOOTFAULT_SHARED is not set: the seed report is not checked");
        return None;
    };
    let folder = PathBuf::from(shared).join("seed");
    let input = Input::read(&folder.join("report.md"), &Limits::default(), None).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = build(&document);
    let gold = serde_json::from_slice(&std::fs::read(folder.join("gold.json")).unwrap()).unwrap();
    Some((document, citations, gold))
}

/// Letters and digits in lower case: quotation marks, dashes and final stops do not count.
fn plain(text: &str) -> String {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

#[test]
fn the_seed_s_citations_are_those_of_its_gold() {
    let Some((document, citations, gold)) = seed() else {
        return;
    };
    let line_of = |note: usize| citations.note_place(&document, note).line.unwrap();
    let by_line: BTreeMap<usize, usize> = (0..citations.notes.len())
        .map(|note| (line_of(note), note))
        .collect();
    let gold_line: BTreeMap<&str, u64> = gold["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| (note["id"].as_str().unwrap(), note["line"].as_u64().unwrap()))
        .collect();
    let mut wrong = Vec::new();
    let mut cited = 0;
    for truth in gold["notes"].as_array().unwrap() {
        let id = truth["id"].as_str().unwrap();
        let line = usize::try_from(truth["line"].as_u64().unwrap()).unwrap();
        let Some(note) = by_line.get(&line).map(|note| &citations.notes[*note]) else {
            wrong.push(format!("{id}: no note at line {line}"));
            continue;
        };
        let truths = truth["citations"].as_array().unwrap();
        if u64::try_from(note.citations.len()).unwrap() != truth["citation_count"].as_u64().unwrap()
        {
            wrong.push(format!(
                "{id}: {} citations for {}: {}",
                note.citations.len(),
                truth["citation_count"],
                note.text
            ));
        }
        for (got, want) in note.citations.iter().zip(truths) {
            cited += 1;
            let short = want["form"] == "short";
            if short != (got.form == CitationForm::Short) {
                wrong.push(format!("{id}: {} for {}", got.form.as_str(), want["form"]));
            }
            let title = got.title.as_deref().map(plain);
            if title != want["title"].as_str().map(plain) {
                wrong.push(format!("{id}: {title:?} for {}", want["title"]));
            }
            if short {
                let means = got
                    .refers_to
                    .map(|note| u64::try_from(line_of(note)).unwrap());
                let wanted = want["short_form_target"]
                    .as_str()
                    .and_then(|id| gold_line.get(id).copied());
                if means != wanted {
                    wrong.push(format!("{id}: means line {means:?} for {wanted:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(cited, 147);
}

#[test]
fn the_seed_s_works_are_joined() {
    let Some((document, citations, _)) = seed() else {
        return;
    };
    let joined: Vec<Vec<usize>> = citations
        .works
        .iter()
        .filter(|work| work.citations.len() > 1)
        .map(|work| {
            work.citations
                .iter()
                .map(|place| citations.note_place(&document, place.note).line.unwrap())
                .collect()
        })
        .collect();
    // The works that the gold calls one (same-source-inconsistent, full-citation-repeated), and not the two
    // articles of one title in two journals (lines 584 and 585).
    assert_eq!(
        joined,
        [
            vec![507, 583],
            vec![511, 556],
            vec![514, 521],
            vec![540, 670],
            vec![567, 568],
            vec![595, 615]
        ]
    );
}
