//! What is read from PDF files of several programs: marks, notes, chapters, links, places; and that no bytes
//! make the reader panic. The reports of `corpus/pdf/` are compared with their expectation files.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it leaves out"
)]

mod corpus;
mod damage;
mod files;
mod shared;

use std::path::Path;

use footfault::{
    citations::{self, Citations},
    document::{BlockKind, Document, Notice},
    input::{Input, Limits},
    readers,
};

/// A file, read.
struct Read {
    document: Document,
    citations: Citations,
    notices: Vec<Notice>,
}

fn read(path: &Path) -> Read {
    let input = Input::read(path, &Limits::default(), None).unwrap();
    let (document, notices) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    Read {
        document,
        citations,
        notices,
    }
}

impl Read {
    fn labels(&self) -> String {
        let labels: Vec<&str> = self
            .citations
            .marks
            .iter()
            .map(|mark| mark.label.as_str())
            .collect();
        labels.join(" ")
    }

    fn headings(&self) -> Vec<&str> {
        self.document
            .blocks
            .iter()
            .filter(|block| matches!(block.kind, BlockKind::Heading { .. }))
            .map(|block| block.span.of(&self.document.text))
            .collect()
    }

    fn note(&self, nth: usize) -> &str {
        &self.citations.notes[nth].text
    }
}
