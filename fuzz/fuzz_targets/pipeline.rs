//! What every target does with a file: read it, understand it, judge it, tell where everything stands.

use footfault::{
    citations,
    document::Document,
    input::{Format, Input},
    readers::{self, Files, Options},
    report::Audited,
    rules::{self, Facts, Selection},
};

/// A file that includes itself, and others that are broken.
#[derive(Debug)]
struct Beside<'a>(&'a [u8]);

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        match path.len() % 3 {
            0 => None,
            1 => Some(self.0.to_vec()),
            _ => Some(b"\xff[^1] \\input{a} include::b[]\n".to_vec()),
        }
    }
}

/// Reads the bytes as accepted and as they were before their changes; all the rest follows what is accepted.
pub fn run(bytes: &[u8], name: &str, format: Format) {
    let Ok(input) = Input::from_bytes(name, bytes, Some(format)) else {
        return;
    };
    let beside = Beside(bytes);
    let options = |original| Options {
        files: &beside,
        original,
    };
    let _ = readers::read(&input, &options(true));
    let Ok((document, _)) = readers::read(&input, &options(false)) else {
        return;
    };
    is_sound(&document);
    let audited = Audited {
        citations: citations::build(&document),
        document,
    };
    let judging = rules::Options::default();
    let facts = Facts {
        document: &audited.document,
        citations: &audited.citations,
        probes: None,
        index: 0,
        options: &judging,
        before: None,
    };
    let _ = rules::check(&facts, &Selection::default());
    for mark in &audited.citations.marks {
        let _ = audited.document.place_of(mark.origin);
    }
}

/// What `Document` promises of its blocks and runs.
fn is_sound(document: &Document) {
    let text = &document.text;
    let mut end = 0;
    for block in &document.blocks {
        assert!(
            block.span.start >= end,
            "blocks overlap at {}",
            block.span.start
        );
        assert!(text.get(block.span.start..block.span.end).is_some());
        end = block.span.end;
    }
    let mut start = 0;
    for inline in &document.inlines {
        assert!(
            inline.span.start >= start,
            "runs out of order at {}",
            inline.span.start
        );
        assert!(text.get(inline.span.start..inline.span.end).is_some());
        start = inline.span.start;
    }
    let mut end = 0;
    for run in &document.origins {
        assert!(
            run.text.start >= end,
            "origins overlap at {}",
            run.text.start
        );
        end = run.text.end;
    }
}
