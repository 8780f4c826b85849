//! From the bytes of a PDF file to its pages: opens it within bounds, hands out page after page.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use hayro_font::kurbo::Affine;
use hayro_syntax::{
    DecryptionError, LoadPdfError, Pdf as File, PdfData,
    object::{Array, Dict, Stream, String as PdfString},
    page::Page as FilePage,
};

use super::{
    fonts::Fonts,
    glyphs::{Flags, Page, Pdf, Refusal},
    guard,
    interpret::{self, Bounds, Scene},
    labels,
    layers::Layers,
    links::{Places, elements},
    streams::Unpacker,
    strings::pdf_text,
    tags, tidy,
};

/// Pages of one file.
const MAX_PAGES: usize = 100_000;

/// Reads a file; `each` gets every page in order, with the facts of the file as far as they are known.
///
/// # Errors
/// When the file is damaged beyond repair, asks for a password, or would take too much memory.
pub(super) fn load(bytes: Arc<[u8]>, each: &mut dyn FnMut(&Pdf, Page)) -> Result<Pdf, Refusal> {
    guard::check(&bytes)?;
    let data: PdfData = Arc::new(bytes).into();
    // The library is written not to panic; should it do so on a damaged file, the file is refused
    // and the program goes on.
    let opened = catch_unwind(AssertUnwindSafe(|| File::new(data))).map_err(|_| damaged())?;
    let file = opened.map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Refusal {
            what: "the file is encrypted and asks for a password".to_owned(),
            cure: "save a copy without the password and check that",
        },
        LoadPdfError::Decryption(_) => Refusal {
            what: "the file is encrypted in a way that cannot be read".to_owned(),
            cure: "save a copy without encryption and check that",
        },
        LoadPdfError::Invalid => damaged(),
    })?;
    if file.pages().is_empty() {
        return Err(damaged());
    }
    let mut facts = Pdf::default();
    read_file(&file, &mut facts, each);
    Ok(facts)
}

fn damaged() -> Refusal {
    Refusal {
        what: "the file is no PDF, or damaged beyond repair".to_owned(),
        cure: "export it again, or repair it (\"qpdf broken.pdf whole.pdf\")",
    }
}

fn read_file(file: &File, facts: &mut Pdf, each: &mut dyn FnMut(&Pdf, Page)) {
    let xref = file.xref();
    let catalog = xref
        .get::<Dict<'_>>(xref.root_id())
        .unwrap_or_else(Dict::empty);
    let pages = file.pages();
    let count = pages.len().min(MAX_PAGES);
    if pages.len() > count {
        facts.notices.push(format!(
            "only the first {count} of {} pages are read",
            pages.len()
        ));
    }
    facts.page_count = u32::try_from(count).unwrap_or(u32::MAX);
    let text = |bytes: &Option<Box<[u8]>>| {
        bytes
            .as_ref()
            .map(|bytes| pdf_text(bytes))
            .filter(|text| !text.trim().is_empty())
    };
    facts.title = text(&file.metadata().title);
    facts.producer = text(&file.metadata().producer);
    facts.language = catalog
        .get::<PdfString<'_>>("Lang")
        .map(|language| pdf_text(&language))
        .filter(|language| !language.trim().is_empty());
    let places = Places::new(
        &catalog,
        pages[..count]
            .iter()
            .map(|page| (page.raw().obj_id(), transform(page))),
        xref,
    );
    facts.page_labels = labels::read(&catalog, facts.page_count, xref);
    facts.outline = places.outline(&catalog, xref);
    let tag_map;
    (facts.tags, tag_map) = tags::read(&catalog, xref);
    let layers = Layers::new(&catalog);
    let unpacker = Unpacker::default();
    let mut fonts = Fonts::new();
    let mut bounds = Bounds::default();
    let (mut cut, mut broken) = (Vec::new(), Vec::new());
    for (index, source) in pages[..count].iter().enumerate() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let (width, height) = source.render_dimensions();
        let mut page = Page {
            number,
            width,
            height,
            ..Page::default()
        };
        bounds.new_page();
        let mut scene = Scene {
            fonts: &mut fonts,
            unpacker: &unpacker,
            tags: &tag_map,
            layers: &layers,
            facts,
            bounds: &mut bounds,
        };
        // As above: what was read before a panic is kept, and the page is named.
        let whole = catch_unwind(AssertUnwindSafe(|| {
            let at = transform(source);
            page.links = places.links(source.raw(), at);
            match content_of(source, &unpacker) {
                Some(content) => {
                    let place = (at, source.raw().obj_id());
                    interpret::run(&mut scene, &mut page, &content, source.resources(), place);
                    true
                }
                None => false,
            }
        }));
        if !matches!(whole, Ok(true)) {
            broken.push(number);
        }
        if bounds.page_was_cut() {
            cut.push(number);
        }
        tidy::page(&mut page);
        facts.glyphs += page.glyphs.len() + page.unfound;
        facts.unmapped += page.unfound
            + page
                .glyphs
                .iter()
                .filter(|glyph| glyph.flags.has(Flags::UNMAPPED))
                .count();
        if page.glyphs.iter().all(|glyph| glyph.text.trim().is_empty()) && !page.images.is_empty() {
            facts.scanned_pages.push(number);
        }
        each(facts, page);
    }
    say(facts, &cut, "hold more than is read; their end is left out");
    say(
        facts,
        &broken,
        "are damaged and could not be read to their end",
    );
}

fn say(facts: &mut Pdf, pages: &[u32], what: &str) {
    if let Some(first) = pages.first() {
        let notice = match pages.len() {
            1 => format!("page {first}: {what}")
                .replace(" hold ", " holds ")
                .replace(" are ", " is ")
                .replace("their", "its"),
            count => format!("{count} pages, first page {first}, {what}"),
        };
        facts.notices.push(notice);
    }
}

/// From user space to the page as it is shown.
fn transform(page: &FilePage<'_>) -> Affine {
    Affine::new(page.initial_transform(true).as_coeffs())
}

/// The content of a page, unpacked within bounds; empty if it has none.
fn content_of(page: &FilePage<'_>, unpacker: &Unpacker) -> Option<Vec<u8>> {
    let dict = page.raw();
    if let Some(stream) = dict.get::<Stream<'_>>("Contents") {
        return unpacker.unpack(&stream);
    }
    let mut content = Vec::new();
    let mut whole = true;
    let parts = dict.get::<Array<'_>>("Contents")?;
    for part in elements(&parts, page.xref()).take(10_000) {
        match part
            .into_stream()
            .and_then(|stream| unpacker.unpack(&stream))
        {
            Some(part) => content.extend(part),
            None => whole = false,
        }
        // An operator cannot run on from one part to the next.
        content.push(b'\n');
    }
    (whole || !content.is_empty()).then_some(content)
}
