//! Readers: from decoded bytes to a [`Document`]. They know formats and nothing of notes.

mod buffer;
mod html_tags;
mod markdown;
mod markdown_extras;
#[cfg(feature = "pdf")]
mod pdf;
mod text;

use std::sync::Arc;

use crate::{
    document::{Document, Notice, Part},
    input::{Format, Input},
    span::LineIndex,
};

/// Reads an input. Odd content never fails; what is worth telling comes back as notices.
pub fn read(input: &Input) -> (Document, Vec<Notice>) {
    let mut notices = Vec::new();
    if let Some(oddity) = &input.oddity {
        notices.push(Notice {
            message: oddity.clone(),
            place: None,
        });
    }
    let document = match input.format {
        Format::Markdown => markdown::read(input),
        Format::Text => text::read(input),
    };
    (document, notices)
}

/// The only part of a plain file.
fn whole(input: &Input) -> Part {
    Part {
        name: None,
        source: Arc::clone(&input.text),
        lines: LineIndex::new(&input.text),
        offset: input.offset,
    }
}
