//! HTML and XHTML pages: text as a browser shows it, without the furniture of the site around it.
//! Knows HTML; which links are reference marks and what they mean is found elsewhere.

mod beside;
mod css;
mod elements;
mod flow;
mod links;
mod lists;
mod runs;
mod survey;
mod tokens;
mod walk;

use std::collections::{HashMap, HashSet};

use super::{Options, ReadError, package, whole};
use crate::{
    document::{Builder, Document, Part},
    input::{Format, Input},
};
use css::Styles;
use links::Base;
use survey::Survey;

/// Most tags in all pages: a long book has some hundred thousand.
const MAX_TAGS: usize = 3_000_000;
/// Most bytes of text in all pages, as much as one page may have.
const MAX_BYTES: usize = 64 << 20;

/// An error where pages hold more than any book has.
pub(super) fn not_too_dense<'a>(
    path: &str,
    pages: impl Iterator<Item = &'a str>,
) -> Result<(), ReadError> {
    let (mut bytes, mut tags) = (0usize, 0usize);
    for page in pages {
        bytes += page.len();
        tags += page.bytes().filter(|byte| *byte == b'<').count();
    }
    if bytes > MAX_BYTES {
        return Err(ReadError::too_much(path, "more than 64 MB of pages"));
    }
    if tags > MAX_TAGS {
        return Err(ReadError::too_much(path, "more than 3,000,000 tags"));
    }
    Ok(())
}

/// One page to be read.
struct Page<'a> {
    source: &'a str,
    part: usize,
    xml: bool,
    survey: &'a Survey,
    /// Ids that short labels link to, here or in other pages of the book.
    called: &'a HashSet<String>,
    styles: &'a Styles,
    base: Base<'a>,
    /// A part of a book: there is no site around it.
    book: bool,
    /// Whether the page as a whole can be linked to.
    whole: bool,
}

/// What runs on from page to page of a book.
#[derive(Debug, Default)]
pub(super) struct Shared {
    lists: usize,
    notes: usize,
}

/// Reads a page.
///
/// # Errors
/// When it holds more than any report does.
pub(super) fn read(input: &Input, options: &Options<'_>) -> Result<Document, ReadError> {
    not_too_dense(&input.path, std::iter::once(input.text.as_ref()))?;
    let source: &str = &input.text;
    let xml = is_xml(source);
    let mut survey = survey::survey(source, xml);
    let mut styles = std::mem::take(&mut survey.styles);
    for sheet in &survey.sheets {
        if let Some(bytes) = beside(sheet).and_then(|path| options.files.read(&path)) {
            styles.add(&String::from_utf8_lossy(&bytes));
        }
    }
    let mut builder = Builder::new(&input.path, Format::Html, vec![whole(input)]);
    if let Some(language) = &survey.language {
        builder.language(language);
    }
    let page = Page {
        source,
        part: 0,
        xml,
        survey: &survey,
        called: &survey.called,
        styles: &styles,
        base: Base::page(
            survey.base.as_deref(),
            survey.address.as_deref(),
            &survey.ids,
        ),
        book: false,
        whole: false,
    };
    walk::walk(&page, &mut builder, &mut Shared::default());
    Ok(builder.finish())
}

/// Reads the pages of a book, in reading order, into one document; `sheet` gives the text of a style sheet of the package.
pub(super) fn read_book(
    parts: &[Part],
    builder: &mut Builder,
    sheet: &mut dyn FnMut(&str) -> Option<String>,
) {
    let mut surveys: Vec<Survey> = parts
        .iter()
        .map(|part| survey::survey(&part.source, true))
        .collect();
    let called: HashSet<String> = surveys
        .iter_mut()
        .flat_map(|survey| std::mem::take(&mut survey.called))
        .collect();
    let names: HashSet<String> = parts.iter().filter_map(|part| part.name.clone()).collect();
    let mut styles: HashMap<Vec<String>, Styles> = HashMap::new();
    let mut shared = Shared::default();
    for (index, (part, survey)) in parts.iter().zip(&mut surveys).enumerate() {
        let name = part.name.as_deref().unwrap_or_default();
        survey.keep(&called);
        let mut sheets: Vec<String> = survey
            .sheets
            .iter()
            .filter_map(|href| package::resolve(name, href))
            .map(|(sheet, _)| sheet)
            .collect();
        let own = std::mem::take(&mut survey.styles);
        let mut made = if own.is_empty() {
            styles.remove(&sheets)
        } else {
            None
        };
        let page_styles = made.take().unwrap_or_else(|| {
            let mut made = Styles::default();
            for name in &sheets {
                made.add(&sheet(name).unwrap_or_default());
            }
            made.extend(&own);
            made
        });
        let page = Page {
            source: &part.source,
            part: index,
            xml: true,
            survey,
            called: &called,
            styles: &page_styles,
            base: Base::Book {
                part: name,
                parts: &names,
            },
            book: true,
            whole: true,
        };
        walk::walk(&page, builder, &mut shared);
        if own.is_empty() {
            styles.insert(std::mem::take(&mut sheets), page_styles);
        }
    }
}

/// Whether a page is XML, by its first lines.
fn is_xml(source: &str) -> bool {
    let end = source
        .char_indices()
        .nth(2_000)
        .map_or(source.len(), |(at, _)| at);
    let head = source[..end].to_ascii_lowercase();
    head.trim_start().starts_with("<?xml")
        || head.contains("//dtd xhtml")
        || head.contains("http://www.w3.org/1999/xhtml")
}

/// A style sheet's path, where it stands beside the page.
fn beside(href: &str) -> Option<String> {
    let (path, _) = package::resolve("page", href)?;
    (!href.starts_with('/')).then_some(path)
}
