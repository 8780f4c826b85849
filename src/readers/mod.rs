//! Readers: from an input to a [`Document`]. They know formats and nothing of notes.

mod asciidoc;
mod bib;
mod buffer;
mod cross_references;
mod docx;
mod epub;
mod flow;
mod html;
mod html_tags;
mod includes;
mod join;
mod latex;
mod markdown;
mod markdown_extras;
mod numerals;
mod odt;
mod package;
mod para;
mod passage;
#[cfg(feature = "pdf")]
mod pdf;
mod rst;
mod style_names;
mod text;
#[cfg(feature = "typst")]
mod typst;
mod xml;

pub use join::join;

use std::{fmt, sync::Arc};

use crate::{
    document::{Document, Excess, Notice, Part},
    input::{Format, Input},
    span::LineIndex,
};

/// How to read.
#[derive(Debug, Clone, Copy)]
pub struct Options<'a> {
    /// The files beside the input, for formats that include others.
    pub files: &'a dyn Files,
    /// Whether tracked changes are read as if they had not been made, rather than as if accepted.
    pub original: bool,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            files: &NoFiles,
            original: false,
        }
    }
}

/// Files beside an input: chapters it includes, its bibliography.
pub trait Files: fmt::Debug {
    /// The bytes of the file at `path`, relative to the directory of the input, with forward slashes.
    ///
    /// `None` when it is missing, too large, or outside what a document may read.
    fn read(&self, path: &str) -> Option<Vec<u8>>;
}

/// No file beside the input can be read (standard input).
#[derive(Debug, Clone, Copy, Default)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Option<Vec<u8>> {
        None
    }
}

/// Why a file of a known format cannot be read at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    path: String,
    what: String,
    cure: String,
}

impl ReadError {
    /// The file, what is wrong with it, and what the user can do.
    pub fn new(path: &str, what: impl Into<String>, cure: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            what: what.into(),
            cure: cure.into(),
        }
    }

    /// That a file holds more of something than any report does.
    pub fn too_much(path: &str, what: impl Into<String>) -> Self {
        let cure = "no report holds so many; split it into its chapters and check the directory";
        Self::new(path, what, cure)
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path, self.what, self.cure)
    }
}

impl std::error::Error for ReadError {}

/// Reads an input. Odd content never fails; what is worth telling comes back as notices.
///
/// # Errors
/// When nothing of the file can be read: a damaged package, a file behind a password, more than a [`Document`] holds.
pub fn read(input: &Input, options: &Options<'_>) -> Result<(Document, Vec<Notice>), ReadError> {
    let mut notices = Vec::new();
    if let Some(oddity) = &input.oddity {
        notices.push(Notice {
            message: oddity.clone(),
            place: None,
        });
    }
    let document = match input.format {
        Format::Markdown => markdown::read(input)?,
        Format::Text => text::read(input),
        Format::Html => html::read(input, options)?,
        Format::Epub => epub::read(input, &mut notices)?,
        Format::Docx => docx::read(input, options, &mut notices)?,
        Format::Odt => odt::read(input, options, &mut notices)?,
        #[cfg(feature = "pdf")]
        Format::Pdf => pdf::read(input, options, &mut notices)?,
        #[cfg(not(feature = "pdf"))]
        Format::Pdf => return Err(not_read(input)),
        Format::Latex => latex::read(input, options, &mut notices),
        #[cfg(feature = "typst")]
        Format::Typst => typst::read(input, options, &mut notices)?,
        #[cfg(not(feature = "typst"))]
        Format::Typst => return Err(not_read(input)),
        Format::Rst => rst::read(input, options, &mut notices),
        Format::Asciidoc => asciidoc::read(input, options, &mut notices),
    };
    if let Some(excess) = document.excess {
        return Err(too_much(&document, excess));
    }
    Ok((document, notices))
}

/// That a file holds more than any report does, and how far it was read.
fn too_much(document: &Document, excess: Excess) -> ReadError {
    let last = document.blocks.last();
    let place = last.map(|block| document.place_of(block.origin));
    let up_to = place
        .and_then(|place| match (place.paragraph, place.page, place.line) {
            (Some(paragraph), ..) => Some(format!(" up to paragraph {paragraph}")),
            (_, Some(page), _) => Some(format!(" up to page {page}")),
            (.., Some(line)) => Some(format!(" up to line {line}")),
            _ => None,
        })
        .unwrap_or_default();
    ReadError::too_much(&document.path, format!("{}{up_to}", excess.what()))
}

/// A format that this build leaves out.
#[cfg(not(all(feature = "pdf", feature = "typst")))]
fn not_read(input: &Input) -> ReadError {
    ReadError::new(
        &input.path,
        format!("{} is not read by this build", input.format),
        "save it as Markdown or plain text",
    )
}

/// The only part of a plain file.
fn whole(input: &Input) -> Part {
    Part {
        file: None,
        name: None,
        source: Arc::clone(&input.text),
        lines: LineIndex::new(&input.text),
        offset: input.offset,
        paragraphs: Vec::new(),
    }
}
