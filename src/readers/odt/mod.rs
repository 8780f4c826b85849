//! OpenDocument texts, packed (`.odt`, `.ott`) and flat (`.fodt`). Finds the parts and puts the document
//! together; what they say is read in the files beside this one.

mod changes;
mod layer;
mod lists;
mod numbers;
mod paragraphs;
mod styles;
mod walker;

use std::{cmp::Reverse, sync::Arc};

use self::{changes::Changes, numbers::Restart, styles::Styles, walker::Walker};
use super::{
    Options, ReadError, cross_references,
    package::{self, Caps, Package},
    xml::{Event, Space, Xml},
};
use crate::{
    document::{Builder, Document, Notice, Part},
    input::{Format, Input},
    span::LineIndex,
};

const CAPS: Caps = Caps {
    entries: 20_000,
    entry_bytes: 128 << 20,
    total_bytes: 192 << 20,
};

/// The files of a package that matter, or the one flat file.
struct Sources {
    content: Part,
    styles: Option<String>,
    meta: Option<String>,
}

/// Reads an OpenDocument text.
///
/// # Errors
/// When the package or its content cannot be read.
pub(super) fn read(
    input: &Input,
    options: &Options<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Document, ReadError> {
    let sources = if input.bytes.is_empty() {
        flat(input)
    } else {
        packed(input, notices)?
    };
    let source = Arc::clone(&sources.content.source);
    if !is_text(&source) {
        return Err(fail(
            input,
            "this is an OpenDocument file, but no text".to_owned(),
        ));
    }
    let mut styles = Styles::default();
    if let Some(common) = &sources.styles {
        styles.add(common, true);
    }
    styles.add(&source, false);
    styles.inherit();
    let changes = if options.original {
        Changes::read(&source)
    } else {
        Changes::default()
    };
    let part = sources.content.name.clone();
    let builder = Builder::new(&input.path, Format::Odt, vec![sources.content]);
    let pages = styles.notes.map(|notes| notes.restart == Restart::Page);
    let mut walker = Walker::new(builder, styles, changes, &source);
    let odd = walker.walk();
    let mut tell = |message: String| {
        notices.push(Notice {
            message,
            place: None,
        });
    };
    let name = part.as_deref().unwrap_or("text");
    if let Some(at) = odd.broken {
        tell(format!(
            "its {name} is damaged and breaks off at byte {at}; what stands before that was read"
        ));
    }
    if odd.too_deep {
        tell(format!(
            "its {name} nests elements deeper than any word processor does; what lies deeper was left out"
        ));
    }
    if odd.doctype {
        tell(format!(
            "its {name} declares a document type, which no word processor does; its entities were left out"
        ));
    }
    if walker.full {
        tell(
            "the document has more pieces of text than are read; the rest was left out".to_owned(),
        );
    }
    if pages.contains(&true) && !walker.notes.is_empty() {
        tell("the notes start again on each page: their numbers are those that were printed when the file was last saved".to_owned());
    }
    let meta = sources.meta.as_deref().and_then(declared_language);
    Ok(finish(walker, meta))
}

fn fail(input: &Input, what: String) -> ReadError {
    ReadError::new(
        &input.path,
        what,
        "open it in LibreOffice and save it again, or give another version of it",
    )
}

fn flat(input: &Input) -> Sources {
    Sources {
        content: Part {
            file: None,
            name: None,
            source: Arc::clone(&input.text),
            lines: LineIndex::new(&input.text),
            offset: input.offset,
            paragraphs: Vec::new(),
        },
        styles: None,
        meta: Some(input.text.to_string()),
    }
}

fn packed(input: &Input, notices: &mut Vec<Notice>) -> Result<Sources, ReadError> {
    let package = Package::open(&input.bytes, CAPS)
        .map_err(|clause| fail(input, format!("this OpenDocument text {clause}")))?;
    let mut text = |name: &str| match package.read(name) {
        Ok(bytes) => bytes.map(|bytes| package::xml_text(&bytes).text),
        Err(clause) => {
            notices.push(Notice {
                message: format!("its part {name} {clause}; it was left out"),
                place: None,
            });
            None
        }
    };
    let locked = package.has("encrypted-package")
        || text("META-INF/manifest.xml")
            .is_some_and(|manifest| manifest.contains("encryption-data"));
    if locked {
        return Err(ReadError::new(
            &input.path,
            "this OpenDocument text is protected by a password",
            "open it, take the password off and save it again",
        ));
    }
    let (styles, meta) = (text("styles.xml"), text("meta.xml"));
    let name = "content.xml";
    let content = package
        .read(name)
        .map_err(|clause| fail(input, format!("its part {name} {clause}")))?
        .ok_or_else(|| {
            fail(
                input,
                "this is a zip package without an OpenDocument text in it".to_owned(),
            )
        })?;
    let content = package::xml_text(&content);
    Ok(Sources {
        content: Part {
            file: None,
            name: Some(name.to_owned()),
            lines: LineIndex::new(&content.text),
            source: content.text.into(),
            offset: content.offset,
            paragraphs: Vec::new(),
        },
        styles,
        meta,
    })
}

/// Whether a text stands in the body, not a table or a drawing.
fn is_text(source: &str) -> bool {
    let mut xml = Xml::new(source);
    while let Some(event) = xml.next() {
        if let Event::Open(element) = event
            && element.space == Space::Office
        {
            match element.name {
                "text" => return true,
                "spreadsheet" | "presentation" | "drawing" | "chart" => return false,
                name if name.starts_with("document") || name == "body" => {}
                _ => xml.leave_out(),
            }
        }
    }
    false
}

fn declared_language(source: &str) -> Option<String> {
    let mut inside = false;
    for event in Xml::new(source) {
        match event {
            Event::Open(element) if element.space == Space::Office && element.name == "body" => {
                return None;
            }
            Event::Open(element) => {
                inside = element.space == Space::Dublin && element.name == "language";
            }
            Event::Text(text, _) if inside => {
                let text = text.trim();
                return (!text.is_empty() && text.len() < 20).then(|| text.to_owned());
            }
            _ => inside = false,
        }
    }
    None
}

/// The document, with its notes after the text: footnotes, then endnotes.
fn finish(walker: Walker<'_>, declared: Option<String>) -> Document {
    let all: usize = walker.languages.values().sum::<usize>() + walker.unsaid;
    let most = walker
        .languages
        .iter()
        .max_by_key(|(name, count)| (**count, Reverse((*name).clone())))
        .filter(|(_, count)| **count * 2 > all)
        .map(|(name, _)| name.clone());
    let Walker {
        mut builder,
        notes,
        note_blocks,
        by_id,
        mut paragraphs,
        ..
    } = walker;
    if let Some(language) = declared.or(most) {
        builder.language(&language);
    }
    for note in notes {
        builder.native_note(note);
    }
    for (passage, frame) in note_blocks.into_iter().flatten() {
        passage.flush(&mut builder, frame);
    }
    let mut document = builder.finish();
    paragraphs.sort_unstable();
    if let Some(part) = document.parts.first_mut() {
        part.paragraphs = paragraphs;
    }
    cross_references::raise(&mut document, &by_id);
    document
}
