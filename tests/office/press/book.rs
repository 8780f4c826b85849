//! E-books: EPUB 3 with the notes of all chapters in one page, and EPUB 2 as Calibre makes it of a Word document.

use super::{Block, Part, Run, Source, xml};

const CONTAINER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<container version=\"1.0\" xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\">\n  <rootfiles>\n    <rootfile full-path=\"OEBPS/content.opf\" media-type=\"application/oebps-package+xml\"/>\n  </rootfiles>\n</container>\n";

/// The two producers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// EPUB 3 with `epub:type`; numbers start anew in each chapter, notes stand by chapter in a page of their own.
    Endnotes,
    /// EPUB 2; one series, each note an entry of a list of definitions with an arrow back.
    Calibre,
}

/// A book while it is written.
struct Print {
    kind: Kind,
    /// The notes of each chapter: inner markup.
    notes: Vec<Vec<String>>,
    count: usize,
}

/// The parts of a book.
pub(crate) fn print(source: &Source, kind: Kind) -> Vec<Part> {
    let mut print = Print {
        kind,
        notes: Vec::new(),
        count: 0,
    };
    let mut pages: Vec<(String, String, String)> = vec![(
        print.name(0),
        source.title.clone(),
        format!(
            "<h1 class=\"title\">{}</h1>\n<p class=\"author\">{}</p>",
            xml(&source.title),
            xml(&source.author)
        ),
    )];
    for (index, chapter) in source.chapters.iter().enumerate() {
        print.notes.push(Vec::new());
        let name = print.name(index + 1);
        let mut body = format!("<h1 id=\"ch{}\">{}</h1>\n", index + 1, xml(&chapter.title));
        for block in &chapter.blocks {
            let (open, runs, close) = match block {
                Block::Text(runs) => ("<p>", runs, "</p>\n"),
                Block::Quotation(runs) => ("<blockquote><p>", runs, "</p></blockquote>\n"),
                Block::Row(_) | Block::Uncalled(_) => {
                    panic!("this press prints no tables and no typed notes")
                }
            };
            let inner = print.runs(runs);
            body.push_str(&format!("{open}{inner}{close}"));
        }
        if kind == Kind::Endnotes {
            body =
                format!("<section epub:type=\"chapter\" role=\"doc-chapter\">\n{body}</section>");
        }
        pages.push((name, chapter.title.clone(), body));
    }
    let notes = print.notes_page(source);
    pages.push((
        print.name(source.chapters.len() + 1),
        "Notes".to_owned(),
        notes,
    ));
    let mut parts = vec![
        ("mimetype".to_owned(), "application/epub+zip".to_owned()),
        ("META-INF/container.xml".to_owned(), CONTAINER.to_owned()),
        (
            "OEBPS/content.opf".to_owned(),
            package(source, kind, &pages),
        ),
        ("OEBPS/toc.ncx".to_owned(), ncx(source, &pages)),
        (
            "OEBPS/stylesheet.css".to_owned(),
            "sup, .noteref { vertical-align: super; font-size: 0.75em }\nblockquote { margin: 1em 2em }\n"
                .to_owned(),
        ),
    ];
    if kind == Kind::Endnotes {
        parts.push(("OEBPS/nav.xhtml".to_owned(), nav(source, &pages)));
    }
    let last = print.name(source.chapters.len() + 1);
    for (name, title, body) in &pages {
        let body = body.replace(NOTES, &last);
        parts.push((format!("OEBPS/{name}"), page(source, kind, title, &body)));
    }
    parts
}

fn page(source: &Source, kind: Kind, title: &str, body: &str) -> String {
    let head = match kind {
        Kind::Endnotes => format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" xml:lang=\"{0}\" lang=\"{0}\">",
            source.language
        ),
        Kind::Calibre => format!(
            "<?xml version='1.0' encoding='utf-8'?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"{}\">",
            source.language
        ),
    };
    format!(
        "{head}\n<head>\n<title>{}</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"stylesheet.css\"/>\n</head>\n<body>\n{body}\n</body>\n</html>\n",
        xml(title)
    )
}

fn package(source: &Source, kind: Kind, pages: &[(String, String, String)]) -> String {
    let mut manifest = String::new();
    let mut spine = String::new();
    for (index, (name, _, _)) in pages.iter().enumerate() {
        manifest.push_str(&format!(
            "    <item id=\"p{index}\" href=\"{name}\" media-type=\"application/xhtml+xml\"/>\n"
        ));
        spine.push_str(&format!("    <itemref idref=\"p{index}\"/>\n"));
    }
    let (version, modified, nav) = match kind {
        Kind::Endnotes => (
            "3.0",
            "    <meta property=\"dcterms:modified\">2024-06-03T09:12:00Z</meta>\n",
            "    <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\n",
        ),
        Kind::Calibre => (
            "2.0",
            "    <meta name=\"calibre:timestamp\" content=\"2024-06-03T09:12:00.000000+00:00\"/>\n",
            "",
        ),
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"{version}\" unique-identifier=\"uid\">\n  <metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:opf=\"http://www.idpf.org/2007/opf\">\n    <dc:identifier id=\"uid\">urn:uuid:3f0c7c58-9a3e-4c1f-8f1e-2b7d5a9c0e{:02}</dc:identifier>\n    <dc:title>{}</dc:title>\n    <dc:creator>{}</dc:creator>\n    <dc:language>{}</dc:language>\n{modified}  </metadata>\n  <manifest>\n{manifest}{nav}    <item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>\n    <item id=\"css\" href=\"stylesheet.css\" media-type=\"text/css\"/>\n  </manifest>\n  <spine toc=\"ncx\">\n{spine}  </spine>\n</package>\n",
        source.title.len() % 100,
        xml(&source.title),
        xml(&source.author),
        source.language
    )
}

fn ncx(source: &Source, pages: &[(String, String, String)]) -> String {
    let mut points = String::new();
    for (index, (name, title, _)) in pages.iter().enumerate() {
        points.push_str(&format!(
            "    <navPoint id=\"n{index}\" playOrder=\"{}\"><navLabel><text>{}</text></navLabel><content src=\"{name}\"/></navPoint>\n",
            index + 1,
            xml(title)
        ));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"{}\">\n  <head><meta name=\"dtb:uid\" content=\"urn:uuid:3f0c7c58-9a3e-4c1f-8f1e-2b7d5a9c0e{:02}\"/></head>\n  <docTitle><text>{}</text></docTitle>\n  <navMap>\n{points}  </navMap>\n</ncx>\n",
        source.language,
        source.title.len() % 100,
        xml(&source.title)
    )
}

fn nav(source: &Source, pages: &[(String, String, String)]) -> String {
    let mut list = String::new();
    for (name, title, _) in pages {
        list.push_str(&format!("<li><a href=\"{name}\">{}</a></li>\n", xml(title)));
    }
    page(
        source,
        Kind::Endnotes,
        "Contents",
        &format!(
            "<nav epub:type=\"toc\" role=\"doc-toc\"><h1>Contents</h1>\n<ol>\n{list}</ol></nav>"
        ),
    )
}

impl Print {
    /// Name of the page at a place of the book.
    fn name(&self, index: usize) -> String {
        match self.kind {
            Kind::Endnotes => format!("text{index:02}.xhtml"),
            Kind::Calibre => format!("index_split_{index:03}.html"),
        }
    }

    fn notes_page(&self, source: &Source) -> String {
        let mut out = String::from("<h1>Notes</h1>\n");
        let mut number = 0;
        for (index, (chapter, notes)) in source.chapters.iter().zip(&self.notes).enumerate() {
            let back = self.name(index + 1);
            if self.kind == Kind::Endnotes {
                out.push_str(&format!("<h2>{}</h2>\n<ol>\n", xml(&chapter.title)));
            }
            for (nth, note) in notes.iter().enumerate() {
                number += 1;
                let id = format!("{}-{}", index + 1, nth + 1);
                out.push_str(&match self.kind {
                    Kind::Endnotes => format!(
                        "<li id=\"n{id}\" epub:type=\"endnote\"><p>{note} <a href=\"{back}#r{id}\" role=\"doc-backlink\">↩</a></p></li>\n"
                    ),
                    Kind::Calibre => format!(
                        "<dl class=\"footnote\"><dt id=\"note_{number}\" class=\"footnote\">[<a href=\"{back}#back_note_{number}\" title=\"{number}\">←{number}</a>]</dt><dd class=\"footnote\"><p class=\"block_3\">{note}</p></dd></dl>\n"
                    ),
                });
            }
            if self.kind == Kind::Endnotes {
                out.push_str("</ol>\n");
            }
        }
        if self.kind == Kind::Endnotes {
            out =
                format!("<section epub:type=\"endnotes\" role=\"doc-endnotes\">\n{out}</section>");
        }
        out
    }

    fn runs(&mut self, runs: &[Run]) -> String {
        let mut out = String::new();
        for run in runs {
            match run {
                Run::Text { text, italic: true } => {
                    out.push_str(&format!("<i>{}</i>", xml(text)));
                }
                Run::Text { text, .. } => out.push_str(&xml(text)),
                Run::Link { shown, target } => {
                    out.push_str(&format!("<a href=\"{}\">{}</a>", xml(target), xml(shown)));
                }
                Run::Typed(label) => out.push_str(&format!("<sup>{label}</sup>")),
                Run::Note { runs, leads } => {
                    let inner = self.runs(runs);
                    let notes = self.notes.last_mut().unwrap();
                    notes.push(inner);
                    let nth = notes.len();
                    self.count += 1;
                    let chapter = self.notes.len();
                    out.push_str(&self.mark(chapter, nth, *leads));
                }
                Run::Deleted(_) | Run::Inserted(_) => panic!("this press prints no changes"),
            }
        }
        out
    }

    /// The mark of a note; the page of the notes comes after all chapters, and its name is put in at the end.
    fn mark(&self, chapter: usize, nth: usize, leads: Option<usize>) -> String {
        match self.kind {
            Kind::Endnotes => {
                let to = leads.unwrap_or(nth);
                format!(
                    "<a id=\"r{chapter}-{nth}\" class=\"noteref\" epub:type=\"noteref\" role=\"doc-noteref\" href=\"{NOTES}#n{chapter}-{to}\">{nth}</a>"
                )
            }
            Kind::Calibre => {
                let number = self.count;
                let to = leads.unwrap_or(number);
                format!(
                    "<sup class=\"noteref\" id=\"back_note_{number}\"><a href=\"{NOTES}#note_{to}\" title=\"{number}\">{number}</a></sup>"
                )
            }
        }
    }
}

/// Stands for the name of the page of the notes while the chapters are written.
const NOTES: &str = "@notes@";
