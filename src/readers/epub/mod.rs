//! EPUB 2 and 3: the parts of a book in reading order, each read as the page it is, the whole as one report.
//! Knows packages; the pages are read by [`super::html`].

mod opf;

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use super::{
    ReadError, html,
    package::{self, Caps, Package},
};
use crate::{
    document::{Block, BlockKind, Builder, Document, InlineKind, Notice, Origin, Part, Place},
    input::{Format, Input},
    span::LineIndex,
};

/// Bounds on a book: text of some hundred long novels.
const CAPS: Caps = Caps {
    entries: 20_000,
    entry_bytes: 32 << 20,
    total_bytes: 128 << 20,
};

/// Reads a book.
///
/// # Errors
/// When the package is damaged, its text encrypted, or no page of it can be read.
pub(super) fn read(input: &Input, notices: &mut Vec<Notice>) -> Result<Document, ReadError> {
    let error = |what: String, cure: &str| ReadError::new(&input.path, what, cure);
    let package = Package::open(&input.bytes, CAPS)
        .map_err(|what| error(format!("this EPUB {what}"), "export the book again"))?;
    let book = Book::open(&package, notices);
    if let Some(part) = book.protected(&package) {
        return Err(error(
            format!("this EPUB is protected against copying: {part} is encrypted"),
            "check the book before protection is put on it",
        ));
    }
    let mut tell = |message: String| {
        notices.push(Notice {
            message,
            place: Some(Place {
                path: input.path.clone(),
                ..Place::default()
            }),
        });
    };
    let mut parts = Vec::new();
    for name in &book.pages {
        match package.read(name) {
            Ok(Some(bytes)) => {
                let text = package::xml_text(&bytes);
                let source: Arc<str> = text.text.into();
                parts.push(Part {
                    file: None,
                    name: Some(name.clone()),
                    lines: LineIndex::new(&source),
                    source,
                    offset: text.offset,
                    paragraphs: Vec::new(),
                });
            }
            Ok(None) => tell(format!(
                "{name} is listed in the book and missing from the file; left out"
            )),
            Err(what) => tell(format!("{name} {what}; left out")),
        }
    }
    if parts.is_empty() {
        return Err(error(
            "this EPUB holds no page that can be read".to_owned(),
            "export the book again",
        ));
    }
    html::not_too_dense(&input.path, parts.iter().map(|part| part.source.as_ref()))?;
    let mut builder = Builder::new(&input.path, Format::Epub, parts.clone());
    if let Some(language) = &book.language {
        builder.language(language);
    }
    let mut sheets: HashMap<String, String> = HashMap::new();
    html::read_book(&parts, &mut builder, &mut |name| {
        if !sheets.contains_key(name) {
            let text = package
                .read(name)
                .ok()
                .flatten()
                .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            sheets.insert(name.to_owned(), text.unwrap_or_default());
        }
        sheets.get(name).cloned()
    });
    let mut document = builder.finish();
    head(&mut document, &book.titles);
    number(&mut document);
    Ok(document)
}

/// What the package document says.
#[derive(Debug, Default)]
struct Book {
    language: Option<String>,
    /// Names of the pages in reading order.
    pages: Vec<String>,
    /// Titles of the contents, with the part and fragment that they lead to.
    titles: Vec<(opf::Title, String, String)>,
}

impl Book {
    fn open(package: &Package, notices: &mut Vec<Notice>) -> Self {
        let mut tell = |message: &str| {
            notices.push(Notice {
                message: message.to_owned(),
                place: None,
            });
        };
        let text = |name: &str| {
            let bytes = package.read(name).ok().flatten()?;
            Some(package::xml_text(&bytes).text)
        };
        let root = text("META-INF/container.xml")
            .and_then(|container| opf::rootfile(&container))
            .filter(|root| package.has(root))
            .or_else(|| {
                tell(
                    "the EPUB does not say where its package document is; the first one was taken",
                );
                package
                    .names()
                    .iter()
                    .find(|name| name.to_ascii_lowercase().ends_with(".opf"))
                    .cloned()
            });
        let Some((root, opf)) = root.and_then(|root| text(&root).map(|text| (root, text))) else {
            tell("the EPUB has no package document; its pages were read in the order of the file");
            return Self {
                pages: pages_by_name(package),
                ..Self::default()
            };
        };
        let opf = opf::package(&opf);
        let named: HashMap<&str, (String, &opf::Entry)> = opf
            .manifest
            .iter()
            .filter_map(|entry| {
                let (name, _) = package::resolve(&root, &entry.href)?;
                Some((entry.id.as_str(), (name, entry)))
            })
            .collect();
        let mut pages: Vec<String> = Vec::new();
        let mut seen = HashSet::new();
        for main in [true, false] {
            for (id, linear) in &opf.spine {
                let Some((name, entry)) = named.get(id.as_str()) else {
                    continue;
                };
                if *linear == main && !entry.is_nav() && is_page(entry) && seen.insert(name.clone())
                {
                    pages.push(name.clone());
                }
            }
        }
        // Pages that are in the book and not in its order may be what notes are popped up from; the contents are not.
        for entry in &opf.manifest {
            let contents = opf.guide.as_ref() == Some(&entry.href);
            let page = entry.media == "application/xhtml+xml" && !entry.is_nav() && !contents;
            if let Some((name, _)) = package::resolve(&root, &entry.href)
                && page
                && package.has(&name)
                && seen.insert(name.clone())
            {
                pages.push(name);
            }
        }
        if pages.is_empty() {
            tell("the EPUB names no pages; those found in the file were read in its order");
            pages = pages_by_name(package);
        }
        let nav = opf.manifest.iter().find(|entry| entry.is_nav());
        let ncx = opf.manifest.iter().find(|entry| {
            Some(&entry.id) == opf.contents.as_ref() || entry.media.contains("dtbncx")
        });
        let mut titles = Vec::new();
        for (entry, parse) in [
            (nav, opf::nav as fn(&str) -> Vec<opf::Title>),
            (ncx, opf::ncx),
        ] {
            let Some((name, _)) = entry.and_then(|entry| package::resolve(&root, &entry.href))
            else {
                continue;
            };
            if titles.is_empty() {
                titles = parse(&text(&name).unwrap_or_default())
                    .into_iter()
                    .filter_map(|title| {
                        let (part, fragment) = package::resolve(&name, &title.href)?;
                        Some((title, part, fragment.unwrap_or_default()))
                    })
                    .collect();
            }
        }
        Self {
            language: opf.language,
            pages,
            titles,
        }
    }

    /// The first page that is encrypted.
    fn protected(&self, package: &Package) -> Option<String> {
        let bytes = package.read("META-INF/encryption.xml").ok().flatten()?;
        let encrypted: HashSet<String> = opf::encrypted(&package::xml_text(&bytes).text)
            .iter()
            .filter_map(|uri| package::resolve("", uri).map(|(name, _)| name))
            .collect();
        self.pages
            .iter()
            .find(|page| encrypted.contains(*page))
            .cloned()
    }
}

fn is_page(entry: &opf::Entry) -> bool {
    let media = entry.media.as_str();
    matches!(
        media,
        "application/xhtml+xml" | "text/html" | "text/x-oeb1-document" | "application/html+xml"
    ) || (!media.starts_with("image/") && is_page_name(&entry.href))
}

fn is_page_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".xhtml", ".html", ".htm", ".xht"]
        .iter()
        .any(|extension| name.ends_with(extension))
}

fn pages_by_name(package: &Package) -> Vec<String> {
    package
        .names()
        .iter()
        .filter(|name| is_page_name(name))
        .cloned()
        .collect()
}

/// Letters and digits of a title, in lower case.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Makes headings of the paragraphs that the contents call so: converters write them without heading elements.
fn head(document: &mut Document, titles: &[(opf::Title, String, String)]) {
    let mut places: HashMap<&str, usize> = HashMap::new();
    for inline in &document.inlines {
        if let InlineKind::Anchor { id } = &inline.kind {
            places.entry(id.as_str()).or_insert(inline.span.start);
        }
    }
    let mut found: Vec<(usize, u8)> = Vec::new();
    for (title, part, fragment) in titles {
        let place = places
            .get(format!("{part}#{fragment}").as_str())
            .or_else(|| places.get(format!("{part}#").as_str()));
        let wanted = plain(&title.text);
        let (Some(place), false) = (place, wanted.is_empty()) else {
            continue;
        };
        let first = document
            .blocks
            .partition_point(|block| block.span.end <= *place);
        let near = document.blocks.iter().enumerate().skip(first).take(4);
        let mut rest = wanted.as_str();
        for (index, block) in near {
            if !same_part(document, first, index) || !may_head(block) {
                break;
            }
            let text = plain(block.span.of(&document.text));
            match rest.strip_prefix(text.as_str()) {
                Some(left) if !text.is_empty() => {
                    found.push((index, title.depth.clamp(1, 6)));
                    rest = left;
                }
                _ if rest.len() < wanted.len() => break,
                _ => {}
            }
            if rest.is_empty() {
                break;
            }
        }
        // Half a title that is not completed is a coincidence.
        if !rest.is_empty() && rest.len() * 2 > wanted.len() {
            while found.last().is_some_and(|(index, _)| *index >= first) {
                found.pop();
            }
        }
    }
    for (index, level) in found {
        document.blocks[index].kind = BlockKind::Heading { level };
    }
}

fn may_head(block: &Block) -> bool {
    block.kind == BlockKind::Paragraph && block.item.is_none() && block.span.len() <= 300
}

fn same_part(document: &Document, a: usize, b: usize) -> bool {
    let part = |index: usize| match document.blocks.get(index).map(|block| block.origin) {
        Some(Origin::Bytes { part, .. }) => Some(part),
        _ => None,
    };
    part(a) == part(b)
}

/// Tells each part where its paragraphs start.
fn number(document: &mut Document) {
    for block in &document.blocks {
        if let Origin::Bytes { part, span } = block.origin
            && let Some(part) = document.parts.get_mut(part)
        {
            part.paragraphs.push(span.start);
        }
    }
    for part in &mut document.parts {
        part.paragraphs.sort_unstable();
        part.paragraphs.dedup();
    }
}
