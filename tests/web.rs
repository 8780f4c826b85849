//! HTML pages and EPUB books: the forms in which programs and sites write notes, links within and between pages,
//! what is no text, and damage.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{fmt::Write as _, io::Write as _, sync::Arc};

use footfault::{
    citations::{self, Citations, Landing},
    document::{BlockKind, Document, InlineKind, Notice},
    input::{Format, Input},
    readers::{self, ReadError},
};
use proptest::prelude::*;
use rawzip::{CompressionMethod, ZipArchiveWriter};

fn page(text: &str) -> (Document, Citations) {
    let input = Input::from_bytes("page.html", text.as_bytes(), Some(Format::Html)).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    (document, citations)
}

fn labels(citations: &Citations) -> Vec<&str> {
    citations
        .marks
        .iter()
        .map(|mark| mark.label.as_str())
        .collect()
}

fn notes(citations: &Citations) -> Vec<&str> {
    citations
        .notes
        .iter()
        .map(|note| note.text.as_str())
        .collect()
}

/// Every mark means the note of its own label.
fn paired(citations: &Citations) -> bool {
    citations.marks.iter().all(|mark| {
        mark.note
            .is_some_and(|note| citations.notes[note].label == mark.label)
    })
}

/// Cases of `tests/readers/web/forms.txt`: `### name: marks 1,2 notes 1,2 text First words of a note`.
#[test]
fn notes_are_found_in_the_forms_that_programs_write() {
    let cases = include_str!("readers/web/forms.txt");
    let mut count = 0;
    for case in cases.split("### ").skip(1) {
        let (head, text) = case.split_once('\n').unwrap();
        let (name, rest) = head.split_once(": marks ").unwrap();
        let (marks, rest) = rest.split_once(" notes ").unwrap();
        let (labeled, first) = rest.split_once(" text ").unwrap();
        let (document, citations) = page(text);
        assert_eq!(labels(&citations).join(","), marks, "{name}: marks");
        let mut found: Vec<&str> = citations
            .notes
            .iter()
            .map(|note| note.label.as_str())
            .collect();
        let mut wanted: Vec<&str> = labeled.split(',').collect();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{name}: notes");
        assert!(paired(&citations), "{name}: pairs");
        assert!(
            notes(&citations).iter().any(|note| note.starts_with(first)),
            "{name}: {:?}",
            notes(&citations)
        );
        for (note, text) in citations.notes.iter().zip(notes(&citations)) {
            assert!(!text.contains(['↩', '^', '↑', '↵']), "{name}: {text}");
            let place = document.place(note.span);
            assert!(place.line.is_some(), "{name}: {place:?}");
        }
        for mark in &citations.marks {
            let place = document.place_of(mark.origin);
            let (start, end) = (place.start.unwrap(), place.end.unwrap());
            assert!(start < end && end <= text.len(), "{name}: {place:?}");
        }
        count += 1;
    }
    assert!(count >= 25, "{count} cases");
}

#[test]
fn text_is_what_a_browser_shows() {
    let (document, citations) = page(
        "<!doctype html><html lang=fr><head><title>T</title><style>.x{color:red}</style></head><body>\
         <nav><h2>Menu</h2><ul><li><a href=/a>A</a></ul></nav>\
         <h1>Wells &amp; <em>springs</em><a class=headerlink href=#w>¶</a></h1>\
         <p>One   two\n three&nbsp;four&shy;teen <!-- no --><script>var a = 1;</script><span hidden>no</span>\
         <span style='display:none'>no</span><b>bo<i>th</b> it</i>.<p>Next<br>line\
         <ul><li>a<li>b</ul><table><tr><td>c<td>d</table><pre>  x\n y</pre>\
         <p>She said <q>so</q>. <img src=x alt=no></p></body></html>",
    );
    let texts: Vec<(BlockKind, &str)> = document
        .blocks
        .iter()
        .map(|block| (block.kind, block.span.of(&document.text)))
        .collect();
    assert_eq!(
        texts,
        [
            (BlockKind::Heading { level: 1 }, "Wells & springs"),
            (BlockKind::Paragraph, "One two three\u{a0}fourteen both it."),
            (BlockKind::Paragraph, "Next\nline"),
            (BlockKind::Paragraph, "a"),
            (BlockKind::Paragraph, "b"),
            (BlockKind::Cell, "c"),
            (BlockKind::Cell, "d"),
            (BlockKind::Code, "  x\n y"),
            (BlockKind::Paragraph, "She said “so”."),
        ]
    );
    assert_eq!(document.language.as_deref(), Some("fr"));
    assert!(citations.marks.is_empty() && citations.notes.is_empty());
}

#[test]
fn lists_count_as_they_are_told_to() {
    let (document, _) = page(
        "<ol start=7><li>a<li value=10>b<li>c</ol><ol reversed><li>d<li>e</ol><ul><li>f<ol type=a><li>g</ol></ul>\
         <ol style='list-style: none'><li>h</ol><ol><li id=e></ol>",
    );
    let numbers: Vec<(Option<u64>, u8)> = document
        .blocks
        .iter()
        .map(|block| block.item.map(|item| (item.number, item.depth)).unwrap())
        .collect();
    assert_eq!(
        numbers,
        [
            (Some(7), 1),
            (Some(10), 1),
            (Some(11), 1),
            (Some(2), 1),
            (Some(1), 1),
            (None, 1),
            (Some(1), 2),
            (None, 1),
            (Some(1), 1),
        ]
    );
}

#[test]
fn links_have_their_targets_and_the_places_of_them() {
    let text = "<base href='https://a.example/d/'><p>See <a href=\"https://b.example/?x=1&amp;y=2\">there</a> and \
                <a href='p.html#q'>here</a>.</p>";
    let (document, citations) = page(text);
    let urls: Vec<(&str, &str)> = citations
        .links
        .iter()
        .map(|link| (link.url.as_str(), link.shown.as_str()))
        .collect();
    assert_eq!(
        urls,
        [
            ("https://b.example/?x=1&y=2", "there"),
            ("https://a.example/d/p.html#q", "here")
        ]
    );
    let place = document.place_of(citations.links[0].target_origin.unwrap());
    assert_eq!(
        &text[place.start.unwrap()..place.end.unwrap()],
        "https://b.example/?x=1&amp;y=2"
    );
}

#[test]
fn a_link_decides_between_notes_of_one_number() {
    let (_, citations) = page(
        "<h1>One</h1><p>A.<sup><a href=#a1 id=ra1>1</a></sup></p><h1>Two</h1><p>B.<sup><a href=#b1 id=rb1>1</a></sup></p>\
         <hr><p id=b1><a href=#rb1>1</a> Second book.</p><p id=a1><a href=#ra1>1</a> First book.</p>",
    );
    let meant: Vec<&str> = citations
        .marks
        .iter()
        .map(|mark| citations.notes[mark.note.unwrap()].text.as_str())
        .collect();
    assert_eq!(meant, ["First book.", "Second book."]);
    assert!(
        citations
            .jumps
            .iter()
            .all(|jump| !matches!(jump.lands, Landing::Missing | Landing::Elsewhere))
    );
    assert_eq!(citations.jumps.len(), 4);
}

/// A package with these parts.
fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    for (name, bytes) in parts {
        let (mut entry, config) = archive
            .new_file(name)
            .compression_method(CompressionMethod::DEFLATE)
            .start()
            .unwrap();
        let encoder =
            flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(bytes).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    out
}

const CONTAINER: &str = "<container><rootfiles><rootfile full-path='OEBPS/book.opf' media-type='application/oebps-package+xml'/></rootfiles></container>";

/// A book of pages (name, body), in that order; `more` are further parts.
fn book(pages: &[(&str, &str)], more: &[(&str, &[u8])]) -> Vec<u8> {
    let mut manifest = String::new();
    let mut spine = String::new();
    for (name, _) in pages {
        write!(
            manifest,
            "<item id='{name}' href='{name}' media-type='application/xhtml+xml'/>"
        )
        .unwrap();
        write!(spine, "<itemref idref='{name}'/>").unwrap();
    }
    let opf = format!(
        "<package><metadata><dc:language>en</dc:language></metadata><manifest>{manifest}\
         <item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/></manifest><spine toc='ncx'>{spine}</spine></package>"
    );
    let texts: Vec<(String, String)> = pages
        .iter()
        .map(|(name, body)| {
            (
                format!("OEBPS/{name}"),
                format!("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'><head><title/><link rel='stylesheet' href='s.css'/></head><body>{body}</body></html>"),
            )
        })
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OEBPS/book.opf", opf.as_bytes()),
        (
            "OEBPS/s.css",
            b".calibre7 { font-size: 0.75em; vertical-align: super }",
        ),
    ];
    parts.extend(
        texts
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_bytes())),
    );
    parts.extend(more);
    zip(&parts)
}

fn read_book(bytes: Vec<u8>) -> Result<(Document, Vec<Notice>), ReadError> {
    let input = Input::from_bytes("book.epub", bytes, None).unwrap();
    readers::read(&input, &readers::Options::default())
}

#[test]
fn a_book_is_one_report_whose_notes_stand_in_a_file_of_their_own() {
    let bytes = book(
        &[
            (
                "c1.xhtml",
                "<h1>Wells</h1><p>Deep.<a id='r1' epub:type='noteref' href='n.xhtml#n1'>1</a> Dry.<a id='r2' href='n.xhtml#n2'><span class='calibre7'>2</span></a></p>",
            ),
            (
                "c2.xhtml",
                "<h1>Rivers</h1><p>Wide.<sup><a id='r3' href='n.xhtml#n3'>3</a></sup><span epub:type='pagebreak' id='p9'>9</span></p>",
            ),
            (
                "n.xhtml",
                "<h2>Notes</h2><ol><li id='n1'><p>Well Board. <a href='c1.xhtml#r1' epub:type='backlink'>↩</a></p></li><li id='n2'>Ibid. <a href='c1.xhtml#r2'>↩</a></li><li id='n3'>River Board.<a href='c1.xhtml#r3'>↩</a></li></ol>",
            ),
        ],
        &[],
    );
    let (document, notices) = read_book(bytes).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    let citations = citations::build(&document);
    assert_eq!(labels(&citations), ["1", "2", "3"]);
    assert_eq!(notes(&citations), ["Well Board.", "Ibid.", "River Board."]);
    assert!(paired(&citations));
    assert!(citations.links.is_empty());
    let chapters: Vec<&str> = citations
        .chapters
        .iter()
        .map(|chapter| chapter.title.as_str())
        .collect();
    assert_eq!(chapters, ["Wells", "Rivers"]);
    let place = document.place_of(citations.marks[2].origin);
    assert_eq!(place.part.as_deref(), Some("OEBPS/c2.xhtml"));
    assert_eq!(place.paragraph, Some(2));
    // The way back of the last note leads into the wrong file.
    let lost = citations
        .jumps
        .iter()
        .filter(|jump| jump.lands == Landing::Missing)
        .count();
    assert_eq!(lost, 1);
    assert_eq!(document.language.as_deref(), Some("en"));
}

#[test]
fn paragraphs_that_the_contents_name_are_headings() {
    let ncx = "<ncx><navMap><navPoint><navLabel><text>1. The Wells</text></navLabel><content src='c1.xhtml'/></navPoint>\
               <navPoint><navLabel><text>The Rivers</text></navLabel><content src='c2.xhtml#start'/></navPoint></navMap></ncx>";
    let bytes = book(
        &[
            (
                "c1.xhtml",
                "<p class='calibre3'>1.</p><p class='calibre4'>The Wells</p><p>Deep.</p>",
            ),
            (
                "c2.xhtml",
                "<p>A picture.</p><p id='start'><b>THE RIVERS</b></p><p>The rivers are wide.</p>",
            ),
        ],
        &[("OEBPS/toc.ncx", ncx.as_bytes())],
    );
    let (document, _) = read_book(bytes).unwrap();
    let headings: Vec<&str> = document
        .blocks
        .iter()
        .filter(|block| matches!(block.kind, BlockKind::Heading { .. }))
        .map(|block| block.span.of(&document.text))
        .collect();
    assert_eq!(headings, ["1.", "The Wells", "THE RIVERS"]);
}

#[test]
fn a_book_that_cannot_be_read_says_why() {
    let page = [("c1.xhtml", "<p>Text.</p>")];
    let protected = |method: &str, part: &str| {
        let xml = format!(
            "<encryption><EncryptedData><EncryptionMethod Algorithm='{method}'/><CipherData><CipherReference URI='{part}'/></CipherData></EncryptedData></encryption>"
        );
        read_book(book(&page, &[("META-INF/encryption.xml", xml.as_bytes())]))
    };
    let error = protected(
        "http://www.w3.org/2001/04/xmlenc#aes128-cbc",
        "OEBPS/c1.xhtml",
    )
    .unwrap_err();
    assert!(error.to_string().contains("encrypted"), "{error}");
    assert!(protected("http://www.idpf.org/2008/embedding", "OEBPS/font.otf").is_ok());
    let error = read_book(zip(&[
        ("mimetype", b"application/epub+zip"),
        ("a.txt", b"x"),
    ]))
    .unwrap_err();
    assert!(error.to_string().contains("no page"), "{error}");
    // A page that is missing is told, and the others are read.
    let opf = "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/><item id='b' href='../../b.xhtml' media-type='application/xhtml+xml'/><item id='c' href='c.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/><itemref idref='c'/></spine></package>";
    let bytes = zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER.as_bytes()),
        ("OEBPS/book.opf", opf.as_bytes()),
        ("OEBPS/c.xhtml", b"<p>Here.</p>"),
    ]);
    let (document, notices) = read_book(bytes).unwrap();
    assert_eq!(document.text, "Here.");
    assert!(
        notices
            .iter()
            .any(|notice| notice.message.contains("OEBPS/a.xhtml")),
        "{notices:?}"
    );
}

#[test]
fn a_book_that_unpacks_to_too_much_is_cut() {
    let large = format!("<p>{}</p>", "x ".repeat(17 << 20));
    let bytes = book(&[("c1.xhtml", "<p>Small.</p>"), ("c2.xhtml", &large)], &[]);
    assert!(bytes.len() < 1 << 20);
    let (document, notices) = read_book(bytes).unwrap();
    assert_eq!(document.text, "Small.");
    assert!(notices[0].message.contains("32 MB"), "{notices:?}");
}

#[test]
fn hostile_pages_end() {
    let deep = |open: &str, times: usize| open.repeat(times);
    for text in [
        deep("<div>", 40_000),
        deep("<ol><li>", 20_000),
        deep("<b><p>", 20_000),
        deep("<a href=#x>1", 10_000),
        deep("<sup>1", 10_000),
        deep("<table><tr><td>", 10_000),
        deep("<span class=x>", 20_000),
        deep("&amp;&#x41;&bogus", 10_000),
        deep("<p id=a><a href=#a>1</a>", 20_000),
        deep("</div>", 40_000),
        deep("<![CDATA[x]]>", 10_000),
        format!(
            "<style>{}</style>{}",
            deep("p b{vertical-align:super}", 20_000),
            deep("<p><b>1</b>", 5_000)
        ),
        format!("<a {}>x</a>", deep("b=c ", 20_000)),
        format!("<nav>{}", deep("<p>x", 10_000)),
    ] {
        let (document, _) = page(&text);
        assert!(document.text.len() <= text.len() + 16);
    }
}

/// Pieces that pages are made of, broken ones among them.
const PIECES: &[&str] = &[
    "<p>",
    "</p>",
    "<sup>",
    "</sup>",
    "<a href=#n1 id=r1>",
    "<a href='#r1'>",
    "</a>",
    "<li id=n1>",
    "<ol>",
    "</ol>",
    "1",
    "[1]",
    "<h2>Notes</h2>",
    "<div id=n1>",
    "</div>",
    "text ",
    "<br>",
    "<br>",
    "&nbsp;",
    "&#1;",
    "é",
    "<table>",
    "<td>",
    "</table>",
    "<q>",
    "<span class=sidenote>",
    "<label class='margin-toggle sidenote-number'>",
    "</label>",
    "</span>",
    "<pre>",
    "</pre>",
    "<style>p{",
    "</style>",
    "<!--",
    "-->",
    "<",
    "<script>",
    "</script>",
    "<a name=x />",
    "<b>",
    "</b>",
    "^",
    "↩",
    "<aside id=n1 hidden>",
    "<nav>",
    "<a data-toggle=popover data-content='a long note'>",
    "<span role=tooltip id=n1 class=tooltip>",
    "\u{2060}",
    "<h1>A</h1>",
    "</li>",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_tags_can_be_read(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let text = format!("x{}", pieces.concat());
        let (document, citations) = page(&text);
        for block in &document.blocks {
            prop_assert!(document.text.get(block.span.start..block.span.end).is_some());
        }
        for inline in &document.inlines {
            prop_assert!(document.text.get(inline.span.start..inline.span.end).is_some());
            if let InlineKind::NoteRef { note: Some(note) } = inline.kind {
                prop_assert!(note < document.native_notes.len());
            }
        }
        for pair in document.blocks.windows(2) {
            prop_assert!(pair[0].span.end <= pair[1].span.start);
        }
        for note in &citations.notes {
            prop_assert!(document.text.get(note.whole.start..note.whole.end).is_some());
        }
    }

    #[test]
    fn damaged_books_are_refused_or_read(at in 0usize..3_000, byte in any::<u8>(), cut in 0usize..3_000) {
        let mut bytes = book(
            &[("c1.xhtml", "<h1>A</h1><p>B<a id='r' href='#n'>1</a></p><p id='n'><a href='#r'>1</a> C</p>")],
            &[],
        );
        let length = bytes.len();
        bytes[at % length] ^= byte;
        bytes.truncate(length.saturating_sub(cut % 40));
        if let Ok(input) = Input::from_bytes("book.epub", bytes, Some(Format::Epub)) {
            let read = readers::read(&input, &readers::Options::default());
            prop_assert!(read.is_err() || Arc::strong_count(&input.bytes) >= 1);
        }
    }
}
