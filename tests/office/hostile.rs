//! Damaged and hostile packages: a message or what can be read, never a crash, in bounded time.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use crate::{
    packing::{read, told, zip},
    shared,
    word::{Word, mark, p, styled, t},
};

fn docx(document: &[u8]) -> Vec<u8> {
    zip(&[("word/document.xml", document)])
}

fn wrap(body: &str) -> String {
    format!(
        r#"<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>"#
    )
}

/// Whether a message tells the file, what is wrong and what to do.
fn refused(name: &str, bytes: &[u8], word: &str) {
    let error = match read(name, bytes, false) {
        Ok(read) => panic!("{name} was read: {:?}", read.document.text),
        Err(error) => error,
    };
    assert!(
        error.starts_with(name) && error.contains(word) && error.contains(';'),
        "{error}"
    );
}

#[test]
fn what_cannot_be_read_is_told() {
    let sound = Word::of(&p(&t("Text"))).bytes();
    refused("a.docx", &sound[..sound.len() / 2], "cut off");
    refused(
        "b.docx",
        &zip(&[("word/other.xml", b"<a/>")]),
        "without a Word document",
    );
    refused(
        "c.docx",
        &docx(b"<html><p>no</p></html>"),
        "no Word document",
    );
    refused(
        "d.odt",
        &zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]),
        "without an OpenDocument text",
    );
    let locked = br#"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"#;
    refused(
        "e.odt",
        &zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("META-INF/manifest.xml", locked),
            ("content.xml", b"\x01\x02"),
        ]),
        "password",
    );
    let sheet = br#"<office:document-content><office:body><office:spreadsheet/></office:body></office:document-content>"#;
    refused(
        "f.odt",
        &zip(&[
            ("mimetype", b"application/vnd.oasis.opendocument.text"),
            ("content.xml", sheet),
        ]),
        "no text",
    );
    let mut compound = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    compound.extend([0; 512]);
    refused("g.doc", &compound, ".doc");
    compound.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    refused("h.docx", &compound, "password");
    refused("i.docx", b"just some text", "zip package");
}

#[test]
fn one_bad_byte_loses_one_character() {
    let mut bytes = wrap("<w:p><w:r><w:t>caf_ au bord</w:t></w:r></w:p>").into_bytes();
    let at = bytes.iter().position(|byte| *byte == b'_').unwrap();
    bytes[at] = 0xE9;
    let read = read("a.docx", &docx(&bytes), false).unwrap();
    assert_eq!(told(&read.document), "p|caf\u{fffd} au bord\n");
}

#[test]
fn parts_in_utf_16_are_read() {
    let text = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-16\"?>{}",
        wrap("<w:p><w:r><w:t>Mühle</w:t></w:r></w:p>")
    );
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let read = read("a.docx", &docx(&bytes), false).unwrap();
    assert_eq!(told(&read.document), "p|Mühle\n");
}

#[test]
fn a_part_that_breaks_off_is_read_up_to_there() {
    let whole = wrap(&[p(&t("One")), p(&t("Two")), p(&t("Three"))].concat());
    let cut = whole.find("Three").unwrap();
    let read = read("a.docx", &docx(&whole.as_bytes()[..cut + 2]), false).unwrap();
    assert_eq!(told(&read.document), "p|One\np|Two\np|Th\n");
    assert!(
        read.notices[0].contains("breaks off at byte"),
        "{:?}",
        read.notices
    );
}

#[test]
fn entities_are_not_loaded_and_depth_is_capped() {
    let bomb = format!(
        "<!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/hostname\">]>{}",
        wrap("<w:p><w:r><w:t>1&b;2&x;3</w:t></w:r></w:p>")
    );
    let bombed = read("a.docx", &docx(bomb.as_bytes()), false).unwrap();
    assert_eq!(told(&bombed.document), "p|123\n");
    assert!(
        bombed.notices[0].contains("declares a document type"),
        "{:?}",
        bombed.notices
    );
    for end in ["", "</w:sdt>"] {
        let deep = format!(
            "{}{}{}",
            "<w:sdt>".repeat(200_000),
            p(&t("deep")),
            end.repeat(200_000)
        );
        let start = Instant::now();
        let read = read(
            "a.docx",
            &docx(wrap(&[p(&t("Seen")), deep].concat()).as_bytes()),
            false,
        )
        .unwrap();
        assert_eq!(told(&read.document), "p|Seen\n");
        assert!(read.notices.iter().any(|notice| notice.contains("deeper")));
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}

#[test]
fn time_grows_with_size_and_not_faster() {
    let runs = |count: usize| {
        let many = [
            // Boxes in boxes, fields, links and bookmarks that never end, styles and marks without end.
            "<w:p><w:r><w:pict><w:txbxContent>".to_owned(),
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r>"#.to_owned(),
            r#"<w:hyperlink w:anchor="x"><w:r><w:t>a</w:t></w:r>"#.to_owned(),
            r#"<w:bookmarkStart w:id="1" w:name="b"/>"#.to_owned(),
            mark("footnote", 1),
            "<w:sectPr>".to_owned(),
            "<mc:AlternateContent><mc:Choice>".to_owned(),
            "<w:tbl><w:tr><w:tc>".to_owned(),
            r#"<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>"#
                .to_owned(),
        ];
        for piece in many {
            let body = piece.repeat(count / piece.len() + 1);
            let bytes = docx(wrap(&body).as_bytes());
            let start = Instant::now();
            let _ = read("a.docx", &bytes, false);
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{}",
                &piece[..30]
            );
        }
    };
    runs(400_000);
}

#[test]
fn files_kept_for_it_are_read_or_refused() {
    let Some(folder) = shared::folder("hostile") else {
        return;
    };
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path
            .extension()
            .is_some_and(|end| end == "docx" || end == "odt")
        {
            continue;
        }
        seen += 1;
        let start = Instant::now();
        let _ = read(&name, &std::fs::read(&path).unwrap(), false);
        // An unoptimized build beside other work takes its time; a hang takes minutes.
        assert!(start.elapsed() < Duration::from_secs(40), "{name}");
    }
    assert!(seen > 5);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn damaged_xml_never_panics(cuts in prop::collection::vec((0usize..20_000, any::<u8>()), 0..12), length in 0usize..20_000, original in any::<bool>()) {
        let body = [
            styled("Heading1", "Wheels"),
            p(&[t("One."), mark("footnote", 1), r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>"#.to_owned(), t("é漢"), r#"<w:r><w:fldChar w:fldCharType="end"/></w:r>"#.to_owned()].concat()),
            r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:ins><w:r><w:rPr><w:rPrChange><w:rPr><w:b/></w:rPr></w:rPrChange></w:rPr><w:t>x</w:t></w:r></w:ins></w:p>"#.to_owned(),
            r#"<w:tbl><w:tblGrid><w:gridCol/></w:tblGrid><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"#.to_owned(),
        ].concat();
        let mut bytes = wrap(&body).into_bytes();
        bytes.truncate(length.max(200));
        let size = bytes.len();
        for (at, byte) in cuts {
            bytes[at % size] = byte;
        }
        let _ = read("a.docx", &docx(&bytes), original);
    }

    #[test]
    fn damaged_packages_never_panic(cuts in prop::collection::vec((any::<usize>(), any::<u8>()), 0..8), length in any::<usize>()) {
        let mut bytes = Word::of(&p(&[t("One."), mark("footnote", 1)].concat())).footnotes(&["Alpha."]).bytes();
        let size = bytes.len();
        for (at, byte) in cuts {
            bytes[at % size] = byte;
        }
        bytes.truncate(size - length % (size / 4));
        let _ = read("a.docx", &bytes, false);
        let _ = read("a.odt", &bytes, true);
    }

    #[test]
    fn damaged_open_document_never_panics(cuts in prop::collection::vec((0usize..20_000, any::<u8>()), 0..12), original in any::<bool>()) {
        let body = r#"<office:document-content><office:body><office:text><text:tracked-changes><text:changed-region text:id="c"><text:deletion><text:p>old</text:p><text:p>x</text:p></text:deletion></text:changed-region><text:changed-region text:id="d"><text:insertion/></text:changed-region></text:tracked-changes><text:h text:outline-level="1">A  é</text:h><text:p>b<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>n<text:change text:change-id="c"/></text:p></text:note-body></text:note><text:change-start text:change-id="d"/><draw:frame><draw:text-box><text:p>q</text:p></draw:text-box></draw:frame></text:p><text:list><text:list-item><text:p>i<text:a xlink:href="u">w<text:change-end text:change-id="d"/></text:a></text:p></text:list-item></text:list></office:text></office:body></office:document-content>"#;
        let mut bytes = body.as_bytes().to_vec();
        let size = bytes.len();
        for (at, byte) in cuts {
            bytes[at % size] = byte;
        }
        let package = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", &bytes)]);
        let _ = read("a.odt", &package, original);
    }
}
