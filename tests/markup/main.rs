//! What is read from LaTeX, Typst, reStructuredText and `AsciiDoc`: notes, marks, links, headings, places, and
//! what hostile files do not do.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod asciidoc;
mod hostile;
mod latex;
mod rst;
#[cfg(feature = "typst")]
mod typst;
mod works;

use std::collections::HashMap;

use footfault::{
    citations::{self, Citations},
    document::{BlockKind, Document, InlineKind, Notice},
    input::{Format, Input},
    readers::{self, Files, Options},
};

/// Files beside a report, in memory.
#[derive(Debug, Default)]
struct Beside(HashMap<String, String>);

impl Files for Beside {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        self.0.get(path).map(|text| text.clone().into_bytes())
    }
}

fn beside(files: &[(&str, &str)]) -> Beside {
    Beside(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    )
}

fn read_with(text: &str, format: Format, files: &Beside) -> (Document, Vec<Notice>) {
    let input = Input::from_bytes("report", text.as_bytes(), Some(format)).unwrap();
    let options = Options {
        files,
        ..Options::default()
    };
    readers::read(&input, &options).unwrap()
}

fn read(text: &str, format: Format) -> (Document, Citations) {
    let (document, _) = read_with(text, format, &Beside::default());
    let citations = citations::build(&document);
    (document, citations)
}

/// Marks as their labels, and notes as `label:text`, in order.
fn summary(citations: &Citations) -> (String, Vec<String>) {
    let marks: Vec<&str> = citations
        .marks
        .iter()
        .map(|mark| mark.label.as_str())
        .collect();
    let notes = citations
        .notes
        .iter()
        .map(|note| format!("{}:{}", note.label, note.text))
        .collect();
    (marks.join(" "), notes)
}

/// Holds marks and notes of a text against what they should be, and every mark against its note.
fn check(text: &str, format: Format, marks: &str, notes: &[&str]) {
    let (_, citations) = read(text, format);
    let (found, texts) = summary(&citations);
    assert_eq!(found, marks, "{text}");
    assert_eq!(texts, notes, "{text}");
    assert!(
        citations.marks.iter().all(|mark| mark.note.is_some()),
        "a mark without its note: {text}"
    );
}

/// Blocks as `kind: text`.
fn blocks(document: &Document) -> Vec<String> {
    document
        .blocks
        .iter()
        .map(|block| {
            let kind = match block.kind {
                BlockKind::Heading { level } => format!("h{level}"),
                BlockKind::Paragraph if block.note.is_some() => "note".to_owned(),
                BlockKind::Paragraph if block.quoted => "quote".to_owned(),
                BlockKind::Paragraph if block.item.is_some() => "item".to_owned(),
                BlockKind::Paragraph => "p".to_owned(),
                BlockKind::Cell => "cell".to_owned(),
                BlockKind::Caption => "caption".to_owned(),
                BlockKind::Code => "code".to_owned(),
            };
            format!("{kind}: {}", block.span.of(&document.text))
        })
        .collect()
}

/// Links as `text -> target`.
fn links(document: &Document) -> Vec<String> {
    document
        .inlines
        .iter()
        .filter_map(|inline| match &inline.kind {
            InlineKind::Link { target, .. } => {
                Some(format!("{} -> {target}", inline.span.of(&document.text)))
            }
            _ => None,
        })
        .collect()
}

/// Holds what the document says of the places of its text against the source.
fn places_hold(document: &Document) {
    for run in &document.origins {
        let footfault::document::Origin::Bytes { part, span } = run.origin else {
            panic!("a text format has bytes");
        };
        let source = &document.parts[part].source;
        let there = source
            .get(span.start..span.end)
            .expect("a place within the file");
        if run.verbatim {
            assert_eq!(there, run.text.of(&document.text));
        }
    }
    let mut end = 0;
    for block in &document.blocks {
        assert!(block.span.start >= end, "blocks overlap");
        end = block.span.end;
    }
}
