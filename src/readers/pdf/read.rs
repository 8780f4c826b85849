//! The upper half of the PDF reader, from end to end: pages to lines, lines to paragraphs and notes, those to
//! the document. What is worth telling about the file becomes a notice.

use super::{
    anchors,
    build::{self, Content},
    columns::Gutters,
    feet,
    flow::{self, Frame, Joiner},
    furniture,
    glyphs::{Page, Pdf, Role, Target},
    headings, linked,
    load::load,
    paragraphs::{self, Structure},
    rows::Line,
    seams::Vocabulary,
    sheet::{Sheet, sheet},
    styles::Styles,
    words::Context,
};
use crate::{
    document::{Document, Notice},
    input::Input,
    readers::{Options, ReadError},
};

/// Part of the characters that may be unknown before it is said.
const UNKNOWN_SHARE: usize = 500;
/// Pages of pictures that are named one by one.
const NAMED_PAGES: usize = 12;

/// Reads a PDF file.
///
/// # Errors
/// When the file cannot be opened, has no pages, or has no text but pictures only.
pub(in crate::readers) fn read(
    input: &Input,
    _: &Options<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Document, ReadError> {
    let mut sheets: Vec<Sheet> = Vec::new();
    let mut frames: Vec<Frame> = Vec::new();
    let mut links: Vec<Target> = Vec::new();
    let mut gutters = Gutters::default();
    let facts = load(std::sync::Arc::clone(&input.bytes), &mut |facts, page| {
        let context = Context {
            fonts: &facts.fonts,
            tags: &facts.tags,
            rtl: false,
        };
        sheets.push(sheet(&page, context, &mut gutters));
        let first_link = links.len();
        links.extend(page.links.iter().map(|link| link.target.clone()));
        frames.push(Frame {
            page: Page {
                glyphs: Vec::new(),
                links: Vec::new(),
                rules: Vec::new(),
                images: Vec::new(),
                ..page
            },
            first_link,
        });
    })
    .map_err(|refusal| ReadError::new(&input.path, refusal.what, refusal.cure))?;
    refuse(input, &facts, &sheets)?;
    tell(&facts, notices);
    Ok(document(&input.path, sheets, &frames, (&facts, &links)))
}

/// A file without text cannot be checked.
fn refuse(input: &Input, facts: &Pdf, sheets: &[Sheet]) -> Result<(), ReadError> {
    if facts.glyphs > 0 && facts.unmapped * 3 > facts.glyphs * 2 {
        return Err(ReadError::new(
            &input.path,
            format!(
                "its text cannot be read: {} of {} characters have no text in the file",
                facts.unmapped, facts.glyphs
            ),
            "export it again with its fonts, or run text recognition on it (\"ocrmypdf --force-ocr file.pdf text.pdf\")",
        ));
    }
    if sheets.iter().any(|sheet| !sheet.lines.is_empty()) {
        return Ok(());
    }
    let scanned = facts.scanned_pages.len();
    Err(if scanned > 0 {
        let pages = if scanned == 1 {
            "its page is a picture".to_owned()
        } else {
            format!("{scanned} pages are pictures")
        };
        ReadError::new(
            &input.path,
            format!("a scan without text: {pages}"),
            "run text recognition on it first (\"ocrmypdf scan.pdf text.pdf\") and check the result",
        )
    } else if facts.glyphs > 0 {
        ReadError::new(
            &input.path,
            "its text cannot be read: no line stands upright or no character is known",
            "export the PDF again with its fonts, or check the file it was made from",
        )
    } else {
        ReadError::new(
            &input.path,
            "no text on any page",
            "check the file it was made from",
        )
    })
}

/// Notices about what could not be read.
fn tell(facts: &Pdf, notices: &mut Vec<Notice>) {
    let mut say = |message: String| {
        notices.push(Notice {
            message,
            place: None,
        });
    };
    if facts.unmapped * UNKNOWN_SHARE > facts.glyphs {
        say(format!(
            "{} of {} characters have no text in the file and are read as U+FFFD; marks and notes among them are not seen",
            facts.unmapped, facts.glyphs
        ));
    }
    match facts.scanned_pages.as_slice() {
        [] => {}
        [page] => say(format!(
            "page {page} is a picture without text and was not read"
        )),
        pages => {
            let mut named: Vec<String> =
                pages.iter().take(NAMED_PAGES).map(u32::to_string).collect();
            if pages.len() > NAMED_PAGES {
                named.push("…".to_owned());
            }
            say(format!(
                "{} pages are pictures without text and were not read: {}",
                pages.len(),
                named.join(", ")
            ));
        }
    }
    for notice in &facts.notices {
        say(notice.clone());
    }
}

/// From sheets to the document.
fn document(
    path: &str,
    mut sheets: Vec<Sheet>,
    frames: &[Frame],
    (facts, links): (&Pdf, &[Target]),
) -> Document {
    anchors::note(&mut sheets, frames, links);
    furniture::remove(&mut sheets);
    let styles = Styles::measure(&sheets);
    let notes = feet::take(&mut sheets, &styles);
    let mut vocabulary = Vocabulary::default();
    for line in sheets
        .iter()
        .flat_map(|sheet| &sheet.lines)
        .chain(notes.iter().flat_map(|note| &note.lines))
    {
        vocabulary.learn(&line.text);
    }
    let lines: Vec<Line> = sheets.into_iter().flat_map(|sheet| sheet.lines).collect();
    let structure = Structure::new(&facts.tags, &lines);
    let paragraphs = paragraphs::paragraphs(lines, &styles, &structure);
    let targets: Vec<String> = links
        .iter()
        .map(|link| match link {
            Target::Uri(uri) => uri.clone(),
            Target::File(name) => name.clone(),
            Target::Internal { .. } => link.spot().map(build::spot_id).unwrap_or_default(),
        })
        .collect();
    let joiner = Joiner {
        vocabulary: &vocabulary,
        frames,
        targets: &targets,
    };
    let texts: Vec<String> = paragraphs
        .iter()
        .map(|paragraph| flow::plain(paragraph, &joiner))
        .collect();
    let levels = headings::levels(&paragraphs, &texts, &styles, &structure, &facts.outline);
    let ends = linked::find(&paragraphs, &levels, &joiner, links);
    let language = facts.language.clone().or_else(|| {
        facts
            .tags
            .iter()
            .take(8)
            .filter(|tag| tag.role == Role::Group)
            .find_map(|tag| tag.language.clone())
    });
    build::build(
        path,
        &Content {
            paragraphs,
            levels,
            notes,
            ends,
            joiner,
            links,
            language,
        },
    )
}
