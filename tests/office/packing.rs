//! Packages made of strings, and documents told in a few characters.

use std::{fmt::Write as _, io::Write as _};

use footfault::{
    citations::{self, Citations},
    document::{BlockKind, Document, InlineKind},
    input::Input,
    readers,
};
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// A zip package; the same parts give the same bytes.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    for (name, bytes) in parts {
        let stored = *name == "mimetype";
        let method = if stored {
            CompressionMethod::STORE
        } else {
            CompressionMethod::DEFLATE
        };
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(method)
            .start()
            .unwrap();
        let descriptor = if stored {
            let mut writer = config.wrap(&mut entry);
            writer.write_all(bytes).unwrap();
            writer.finish().unwrap().1
        } else {
            let packer =
                flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
            let mut writer = config.wrap(packer);
            writer.write_all(bytes).unwrap();
            let (packer, descriptor) = writer.finish().unwrap();
            packer.finish().unwrap();
            descriptor
        };
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

/// A document and what was told about reading it.
pub(crate) struct Read {
    pub(crate) document: Document,
    pub(crate) citations: Citations,
    pub(crate) notices: Vec<String>,
}

/// Reads the bytes of a file.
pub(crate) fn read(name: &str, bytes: &[u8], original: bool) -> Result<Read, String> {
    let input = Input::from_bytes(name, bytes, None).map_err(|error| error.to_string())?;
    let options = readers::Options {
        original,
        ..readers::Options::default()
    };
    let (document, notices) = readers::read(&input, &options).map_err(|error| error.to_string())?;
    let citations = citations::build(&document);
    check_places(&document);
    Ok(Read {
        document,
        citations,
        notices: notices.into_iter().map(|notice| notice.message).collect(),
    })
}

/// Blocks lie in order and apart, inlines within the text, and verbatim runs stand in the part as they do in
/// the text.
pub(crate) fn check_places(document: &Document) {
    let mut end = 0;
    for block in &document.blocks {
        assert!(block.span.start >= end, "{block:?}");
        end = block.span.end;
    }
    assert!(end <= document.text.len());
    for inline in &document.inlines {
        assert!(
            document
                .text
                .get(inline.span.start..inline.span.end)
                .is_some()
        );
    }
    for run in &document.origins {
        if let footfault::document::Origin::Bytes { part, span } = run.origin {
            let source = &document.parts[part].source;
            let there = source.get(span.start..span.end);
            assert!(there.is_some(), "{run:?}");
            if run.verbatim {
                assert_eq!(there, Some(run.text.of(&document.text)), "{run:?}");
            }
        }
    }
}

/// The document, a block a line: `h1|`, `p|`, `4.|` for an item, `-|` for a bullet, `c|` for a cell, `cap|`,
/// `q|`, `code|`, and `*|` for a note's; marks as `[^1]`, raised text as `^1^`, links as `<text→target>`.
pub(crate) fn told(document: &Document) -> String {
    let mut out = String::new();
    for block in &document.blocks {
        let kind = match (block.kind, block.item, block.quoted, block.note) {
            (_, _, _, Some(note)) => format!("*{}", document.native_notes[note].label),
            (BlockKind::Heading { level }, ..) => format!("h{level}"),
            (BlockKind::Cell, ..) => "c".to_owned(),
            (BlockKind::Caption, ..) => "cap".to_owned(),
            (BlockKind::Code, ..) => "code".to_owned(),
            (BlockKind::Paragraph, Some(item), ..) => match (item.number, item.first) {
                (_, false) => "+".to_owned(),
                (Some(number), _) => {
                    format!("{}{number}.", ">".repeat(usize::from(item.depth) - 1))
                }
                (None, _) => "-".to_owned(),
            },
            (BlockKind::Paragraph, _, true, _) => "q".to_owned(),
            (BlockKind::Paragraph, ..) => "p".to_owned(),
        };
        let mut marks: Vec<(usize, u8, String)> = Vec::new();
        for inline in document.inlines_in(block.span) {
            let (from, to) = (inline.span.start, inline.span.end);
            match &inline.kind {
                InlineKind::NoteRef { note } => {
                    marks.push((from, 3, "[^".to_owned()));
                    let broken = if note.is_none() { "?]" } else { "]" };
                    marks.push((to, 1, broken.to_owned()));
                }
                InlineKind::Superscript => {
                    marks.push((from, 2, "^".to_owned()));
                    marks.push((to, 1, "^".to_owned()));
                }
                InlineKind::Link { target, .. } => {
                    marks.push((from, 2, "<".to_owned()));
                    marks.push((to, 0, format!("→{target}>")));
                }
                _ => {}
            }
        }
        marks.sort();
        let mut text = String::new();
        let mut at = block.span.start;
        for (offset, _, mark) in marks {
            text.push_str(&document.text[at..offset]);
            text.push_str(&mark);
            at = offset;
        }
        text.push_str(&document.text[at..block.span.end]);
        let text = text.replace('\n', "⏎").replace('\t', "⇥");
        writeln!(out, "{kind}|{text}").unwrap();
    }
    out
}

/// The labels of the marks, those without a note in brackets.
pub(crate) fn marks(citations: &Citations) -> String {
    let labels: Vec<String> = citations
        .marks
        .iter()
        .map(|mark| match mark.note {
            Some(_) => mark.label.clone(),
            None => format!("({})", mark.label),
        })
        .collect();
    labels.join(" ")
}

/// The labels of the notes.
pub(crate) fn notes(citations: &Citations) -> String {
    let labels: Vec<&str> = citations
        .notes
        .iter()
        .map(|note| note.label.as_str())
        .collect();
    labels.join(" ")
}
