//! Small PDF files written in place, each showing one thing of the lower half.

mod safety;

use std::{fmt::Write as _, sync::Arc};

use super::{
    glyphs::{Flags, Page, Pdf, Role, Target},
    load::load,
};

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R/G 6 0 R>>>>/Contents 4 0 R>>";
const TIMES: &str = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>";

/// A file of these objects, numbers and bodies, with its cross-reference table.
fn file(objects: &[(u32, String)]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut table = String::new();
    for (number, body) in objects {
        let _ = write!(table, "{number} 1\n{:010} 00000 n \n", bytes.len());
        bytes.extend(format!("{number} 0 obj\n{body}\nendobj\n").bytes());
    }
    let start = bytes.len();
    bytes.extend(
        format!("xref\n{table}trailer\n<</Size 99/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").bytes(),
    );
    bytes
}

fn stream(content: &str) -> String {
    format!(
        "<</Length {}>>\nstream\n{content}\nendstream",
        content.len()
    )
}

/// A file of one page with this content; later objects take the place of the usual ones.
fn page_file(content: &str, more: &[(u32, &str)]) -> Vec<u8> {
    let mut objects = vec![
        (1, "<</Type/Catalog/Pages 2 0 R>>".to_owned()),
        (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned()),
        (3, PAGE.to_owned()),
        (4, stream(content)),
        (5, TIMES.to_owned()),
        (
            6,
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>".to_owned(),
        ),
    ];
    for (number, body) in more {
        objects.retain(|(known, _)| known != number);
        objects.push((*number, (*body).to_owned()));
    }
    file(&objects)
}

fn read(bytes: &[u8]) -> (Pdf, Vec<Page>) {
    let mut pages = Vec::new();
    let facts = load(Arc::from(bytes), &mut |_, page| pages.push(page)).unwrap();
    (facts, pages)
}

fn text(page: &Page) -> String {
    page.glyphs.iter().map(|glyph| &*glyph.text).collect()
}

fn text_of(content: &str, more: &[(u32, &str)]) -> String {
    text(&read(&page_file(content, more)).1[0])
}

/// A font whose codes have these glyph names, from 65 on.
fn named(names: &str) -> String {
    format!(
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding<</Differences[65 {names}]>>>>"
    )
}

/// A font with this map to Unicode in object 7.
fn mapped(map: &str) -> Vec<(u32, String)> {
    vec![
        (
            5,
            "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/ToUnicode 7 0 R>>".to_owned(),
        ),
        (
            7,
            stream(&format!(
                "begincmap 1 begincodespacerange <00> <FF> endcodespacerange {map} endcmap"
            )),
        ),
    ]
}

fn borrowed(objects: &[(u32, String)]) -> Vec<(u32, &str)> {
    objects
        .iter()
        .map(|(number, body)| (*number, body.as_str()))
        .collect()
}

#[test]
#[expect(clippy::float_cmp, reason = "rounded alike")]
fn glyphs_stand_where_they_are_shown() {
    let content = "BT /F 10 Tf 2 Tr 100 700 Td (Hi) Tj 4 Ts /G 6 Tf (7) Tj ET \
                   q .5 0 0 2 0 0 cm BT 0 Ts /F 10 Tf 1 0 1 1 20 50 Tm (x) Tj ET Q";
    let (facts, pages) = read(&page_file(content, &[]));
    let glyphs = &pages[0].glyphs;
    let place = |index: usize| {
        let glyph = &glyphs[index];
        [glyph.x0, glyph.x1, glyph.baseline, glyph.size]
            .map(|value| (value * 100.0).round() / 100.0)
    };
    // Widths of Times: H 722, i 278, x 500; of Helvetica Bold: 7 556.
    assert_eq!(place(0), [100.0, 107.22, 100.0, 10.0]);
    assert_eq!(place(1), [107.22, 110.0, 100.0, 10.0]);
    assert_eq!(place(2), [110.0, 113.34, 96.0, 6.0]);
    assert_eq!(place(3), [10.0, 12.5, 700.0, 20.0]);
    let fonts: Vec<(&str, bool)> = facts
        .fonts
        .iter()
        .map(|font| (font.name.as_str(), font.bold))
        .collect();
    assert_eq!(fonts, [("Times-Roman", false), ("Helvetica-Bold", true)]);
    assert!(glyphs[0].flags.has(Flags::STROKED) && glyphs[3].flags.has(Flags::SHEARED));
    let [left, top, right, bottom] = glyphs[2].ink.unwrap();
    assert!(
        left >= 110.0 && right <= 113.4 && top > 91.0 && top < 92.5 && (bottom - 96.0).abs() < 0.1
    );
}

#[test]
fn spacing_and_lines_follow_the_operators() {
    let content = "BT /F 10 Tf 14 TL 50 Tz 1 Tc 2 Tw 100 700 Td (a b) Tj T* [(c) -1000 (d)] TJ \
                   0 Tc (e) ' 1 2 (f) \" 0 -20 TD (g) Tj T* (h) Tj ET";
    let (_, pages) = read(&page_file(content, &[]));
    let places: Vec<(String, i32, i32)> = pages[0]
        .glyphs
        .iter()
        .map(|glyph| {
            #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
            let whole = |value: f32| (value * 10.0).round() as i32;
            (
                glyph.text.to_string(),
                whole(glyph.x0),
                whole(glyph.baseline),
            )
        })
        .collect();
    let expected = [
        ("a", 1000, 1000),
        // (4.44 + 1) / 2, then (2.5 + 1 + 2) / 2 for the blank.
        (" ", 1027, 1000),
        ("b", 1055, 1000),
        ("c", 1000, 1140),
        ("d", 1077, 1140),
        ("e", 1000, 1280),
        ("f", 1000, 1420),
        ("g", 1000, 1620),
        ("h", 1000, 1820),
    ];
    let expected: Vec<(String, i32, i32)> = expected
        .map(|(text, x, y)| (text.to_owned(), x, y))
        .to_vec();
    assert_eq!(places, expected);
}

#[test]
fn names_give_text_where_the_file_has_no_map() {
    for (names, expected) in [
        ("/f_f_i/fi/ffl/uni00E9/u1F600", "ffififfl\u{e9}\u{1F600}"),
        (
            "/onesuperior/two.superior/three.sups/Asmall/oneoldstyle",
            "¹23a1",
        ),
        ("/quotedblleft/endash/germandbls/afii10017", "“–ßА"),
        // Names that only count, as bitmap fonts of TeX have them.
        ("/a65/a66/a67/a68/a69", "ABCDE"),
    ] {
        let font = named(names);
        assert_eq!(
            text_of("BT /F 10 Tf 50 500 Td (ABCDE) Tj ET", &[(5, &font)]).replace('\u{FFFD}', ""),
            expected.to_owned() + if names.starts_with("/quote") { "E" } else { "" }
        );
    }
    let font = named("/onesuperior/two.superior/three.numr/A/B");
    let (_, pages) = read(&page_file(
        "BT /F 10 Tf 50 500 Td (ABCDE) Tj ET",
        &[(5, &font)],
    ));
    let superior: Vec<bool> = pages[0]
        .glyphs
        .iter()
        .map(|glyph| glyph.flags.has(Flags::SUPERIOR))
        .collect();
    assert_eq!(superior, [true, true, true, false, false]);
}

#[test]
fn a_map_to_unicode_is_believed_unless_it_tells_nothing() {
    for (map, expected) in [
        (
            "2 beginbfchar <41> <0042> <42> <00660069> endbfchar",
            "BfiC",
        ),
        ("1 beginbfrange <41> <43> <0391> endbfrange", "ΑΒΓ"),
        // Ligatures are spelled out; soft hyphens stay; private and control characters are no text.
        ("1 beginbfchar <41> <FB03> endbfchar", "ffiBC"),
        ("1 beginbfchar <41> <00AD> endbfchar", "\u{AD}BC"),
        (
            "3 beginbfchar <41> <0000> <42> <E001> <43> <FFFD> endbfchar",
            "ABC",
        ),
        // A blank for a painted letter is a mistake of the producer.
        ("1 beginbfchar <41> <0020> endbfchar", "ABC"),
    ] {
        let objects = mapped(map);
        assert_eq!(
            text_of("BT /F 10 Tf 50 500 Td (ABC) Tj ET", &borrowed(&objects)),
            expected,
            "{map}"
        );
    }
}

#[test]
fn text_that_is_not_told_is_counted() {
    let font = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/DW 500>>]>>";
    let (facts, pages) = read(&page_file(
        "BT /F 10 Tf 50 500 Td <00010002> Tj /Nowhere 9 Tf (ab) Tj ET",
        &[(5, font)],
    ));
    assert_eq!(text(&pages[0]), "\u{FFFD}\u{FFFD}");
    assert_eq!((facts.glyphs, facts.unmapped), (4, 4));
}

#[test]
fn predefined_maps_of_cjk_fonts_are_known() {
    let font = |encoding: &str, ordering: &str| {
        format!(
            "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/{encoding}/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering({ordering})/Supplement 2>>/DW 1000>>]>>"
        )
    };
    for (encoding, ordering, codes, expected) in [
        ("UniJIS-UCS2-H", "Japan1", "<65E5672C>", "日本"),
        ("UniGB-UTF16-H", "GB1", "<6CE891CA>", "注释"),
        ("90ms-RKSJ-H", "Japan1", "<93FA967B41>", "日本A"),
        ("GBK-EUC-H", "GB1", "<D7A2>", "注"),
    ] {
        let font = font(encoding, ordering);
        assert_eq!(
            text_of(
                &format!("BT /F 10 Tf 50 500 Td {codes} Tj ET"),
                &[(5, &font)]
            ),
            expected,
            "{encoding}"
        );
    }
    // Lines that run down the page come in the frame of text that runs to the right.
    let (_, pages) = read(&page_file(
        "BT /F 10 Tf 300 700 Td <65E5672C> Tj ET",
        &[(5, &font("UniJIS-UCS2-V", "Japan1"))],
    ));
    assert_eq!(pages[0].turned, 1);
    let glyphs = &pages[0].glyphs;
    assert!(
        (glyphs[0].x0 - 100.0).abs() < 0.1 && (glyphs[1].x0 - 110.0).abs() < 0.1,
        "{glyphs:?}"
    );
    assert!((glyphs[0].baseline - glyphs[1].baseline).abs() < 0.01);
}

#[test]
fn replacements_hold_for_their_glyphs() {
    let content = "BT /F 10 Tf 50 500 Td /Span<</ActualText(ok)>>BDC (xy) Tj EMC \
                   /Span<</ActualText<FEFF00AD>>>BDC (-) Tj EMC /Span<</ActualText()>>BDC (zz) Tj EMC \
                   /P BMC (end) Tj EMC /Artifact BMC (12) Tj EMC EMC (!) Tj ET";
    let (_, pages) = read(&page_file(content, &[]));
    assert_eq!(text(&pages[0]), "ok\u{AD}end12!");
    let artifacts: String = pages[0]
        .glyphs
        .iter()
        .filter(|glyph| glyph.flags.has(Flags::ARTIFACT))
        .map(|glyph| &*glyph.text)
        .collect();
    assert_eq!(artifacts, "12");
}

#[test]
fn what_is_not_seen_is_not_read() {
    // A layer that is off, text outside the page, text drawn twice; hidden text is an OCR layer.
    let catalog =
        "<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[8 0 R 9 0 R]/D<</OFF[8 0 R]>>>>>>";
    let page = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Resources<</Font<</F 5 0 R>>/Properties<</A 8 0 R/B 9 0 R>>/XObject<</X 10 0 R>>>>/Contents 4 0 R>>";
    let content = "BT /F 10 Tf 50 500 Td /OC/A BDC (off) Tj EMC /OC/B BDC (on) Tj EMC ET /X Do \
                   BT /F 10 Tf 50 400 Td (B) Tj ET BT /F 10 Tf 50.2 400 Td (B) Tj ET \
                   BT /F 10 Tf -200 400 Td (crop) Tj ET BT /F 10 Tf 590 300 Td (over the edge) Tj ET \
                   BT /F 10 Tf 3 Tr 50 200 Td (ocr) Tj ET";
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/OC 8 0 R/Length 30>>\nstream\nBT /F 9 Tf 9 9 Td (form) Tj ET\nendstream";
    let (_, pages) = read(&page_file(
        content,
        &[
            (1, catalog),
            (3, page),
            (8, "<</Type/OCG/Name(A)>>"),
            (9, "<</Type/OCG/Name(B)>>"),
            (10, form),
        ],
    ));
    assert_eq!(text(&pages[0]), "onBover the edgeocr");
    assert!(pages[0].glyphs.last().unwrap().flags.has(Flags::HIDDEN));
}

#[test]
fn accents_are_joined_with_their_letters() {
    // As the old fonts of TeX have it: the accent drawn over the letter, before or after it.
    let font = named("/acute/dotlessi/a");
    let content =
        "BT /F 10 Tf 50 500 Td [(A) 305 (B) 100 (caf) -50 (A) 388 (e)] TJ 0 -20 Td (A e) Tj ET";
    assert_eq!(text_of(content, &[(5, &font)]), "ícafé´ e");
}

#[test]
#[expect(clippy::float_cmp, reason = "whole numbers")]
fn sideways_pages_are_turned() {
    let content = "BT /F 10 Tf 0 1 -1 0 300 100 Tm (up the page) Tj ET 100 50 m 100 250 l S";
    let annotated = PAGE.replace("/Contents", "/Annots[<</Subtype/Link/Rect[290 100 300 150]/A<</S/URI/URI(http://a.example/)>>>>]/Contents");
    let (_, pages) = read(&page_file(content, &[(3, &annotated)]));
    let page = &pages[0];
    assert_eq!((page.turned, page.width, page.height), (3, 800.0, 600.0));
    assert_eq!(
        (
            page.glyphs[0].turn,
            page.glyphs[0].x0,
            page.glyphs[0].baseline
        ),
        (0, 100.0, 300.0)
    );
    let link = page.links[0].rects[0];
    assert_eq!(link, [100.0, 290.0, 150.0, 300.0]);
    assert_eq!(page.shown(link), [290.0, 650.0, 300.0, 700.0]);
    // One line of a side note does not turn a page.
    let (_, pages) = read(&page_file(
        &format!(
            "BT /F 10 Tf 50 500 Td (a line that runs to the right, as most do) Tj ET {content}"
        ),
        &[],
    ));
    assert_eq!(pages[0].turned, 0);
    assert_eq!(pages[0].glyphs.last().unwrap().turn, 3);
    // `/Rotate` and the crop box.
    let rotated = PAGE.replace(
        "/MediaBox[0 0 600 800]",
        "/MediaBox[0 0 600 800]/CropBox[100 100 500 700]/Rotate 90",
    );
    let (_, pages) = read(&page_file(
        "BT /F 10 Tf 0 1 -1 0 300 200 Tm (x) Tj ET",
        &[(3, &rotated)],
    ));
    let glyph = &pages[0].glyphs[0];
    assert_eq!(
        (pages[0].width, pages[0].height, pages[0].turned),
        (600.0, 400.0, 0)
    );
    assert_eq!((glyph.x0, glyph.baseline), (100.0, 200.0));
}

#[test]
fn rules_and_pictures() {
    let content = "72 100 200 .5 re f 72 90 m 272 90 l S 50 50 300 200 re f .2 w 10 10 100 20 re S \
                   q 200 0 0 .4 72 80 cm BI /W 1 /H 1 /BPC 1 /IM true ID x EI Q q 300 0 0 400 50 50 cm BI /W 1 /H 1 ID x EI Q";
    let (facts, pages) = read(&page_file(content, &[]));
    assert_eq!(pages[0].rules.len(), 7, "{:?}", pages[0].rules);
    assert_eq!(pages[0].images, [[50.0, 350.0, 350.0, 750.0]]);
    assert_eq!(facts.scanned_pages, [1]);
}

#[test]
fn links_and_bookmarks_lead_to_places() {
    let catalog = "<</Type/Catalog/Pages 2 0 R/URI<</Base(https://b.example/x/)>>/Outlines 11 0 R/Dests<</old[3 0 R/FitH 700]>>\
                   /Names<</Dests<</Kids[10 0 R]>>>>/PageLabels<</Nums[0<</S/r/St 4/P(p-)>>]>>/Lang(en-GB)>>";
    let annotation = |rest: &str| format!("<</Subtype/Link/Rect[100 100 200 110]{rest}>>");
    let annotations = [
        annotation("/A<</S/URI/URI(https://a.example/\\(x\\))>>/QuadPoints[100 110 200 110 100 100 200 100 100 98 150 98 100 92 150 92]"),
        annotation("/A<</S/URI/URI(y.html)>>"),
        annotation("/A<</S/GoTo/D[3 0 R/XYZ 50 600 0]>>"),
        annotation("/Dest(new)"),
        annotation("/Dest/old"),
        annotation("/A<</S/GoToR/F(other.pdf)/D[0/Fit]>>"),
        annotation("/Dest(nowhere)"),
        annotation("/F 2/A<</S/URI/URI(https://hidden.example/)>>"),
    ]
    .concat();
    let page = PAGE.replace("/Contents", &format!("/Annots[{annotations}]/Contents"));
    let (facts, pages) = read(&page_file(
        "",
        &[
            (1, catalog),
            (3, &page),
            (10, "<</Names[(new)<</D[3 0 R/XYZ null 500 0]>>]>>"),
            (11, "<</First 12 0 R>>"),
            (
                12,
                "<</Title<FEFF00C90074>/Dest(new)/First 13 0 R/Next 14 0 R>>",
            ),
            (13, "<</Title(Child)/A<</S/GoTo/D(new)>>>>"),
            (14, "<</Title(Last)>>"),
        ],
    ));
    let inside = |x: Option<f32>, y: f32| Target::Internal {
        page: 1,
        x,
        y: Some(y),
    };
    let targets: Vec<Target> = pages[0]
        .links
        .iter()
        .map(|link| link.target.clone())
        .collect();
    assert_eq!(
        targets,
        [
            Target::Uri("https://a.example/(x)".to_owned()),
            Target::Uri("https://b.example/x/y.html".to_owned()),
            inside(Some(50.0), 200.0),
            inside(None, 300.0),
            inside(None, 100.0),
            Target::File("other.pdf".to_owned()),
        ]
    );
    assert_eq!(pages[0].links[0].rects, [[100.0, 690.0, 200.0, 700.0]]);
    let outline: Vec<(&str, u8, bool)> = facts
        .outline
        .iter()
        .map(|item| (item.title.as_str(), item.level, item.target.is_some()))
        .collect();
    assert_eq!(
        outline,
        [("Ét", 1, true), ("Child", 2, true), ("Last", 1, false)]
    );
    assert_eq!(facts.page_labels, ["p-iv"]);
    assert_eq!(facts.language.as_deref(), Some("en-GB"));
}

#[test]
fn tags_belong_to_their_glyphs() {
    let catalog = "<</Type/Catalog/Pages 2 0 R/StructTreeRoot 10 0 R>>";
    let content = "BT /F 10 Tf 50 500 Td /H1<</MCID 0>>BDC (T) Tj EMC /Span<</MCID 1>>BDC (1) Tj EMC /P<</MCID 7>>BDC (x) Tj EMC ET";
    let (facts, pages) = read(&page_file(
        content,
        &[
            (1, catalog),
            (
                10,
                "<</Type/StructTreeRoot/RoleMap<</Title1/Heading/Heading/H1>>/K[11 0 R]>>",
            ),
            (11, "<</S/Document/K[12 0 R<</S/P/Lang(de)/K[13 0 R]>>]>>"),
            (12, "<</S/Title1/Pg 3 0 R/K 0>>"),
            (
                13,
                "<</S/Span/A<</O/Layout/BaselineShift 4>>/K<</Type/MCR/Pg 3 0 R/MCID 1>>>>",
            ),
        ],
    ));
    let roles: Vec<Option<Role>> = pages[0]
        .glyphs
        .iter()
        .map(|glyph| Some(facts.tags[glyph.tag? as usize].role))
        .collect();
    assert_eq!(roles, [Some(Role::Heading(1)), Some(Role::Span), None]);
    let span = &facts.tags[pages[0].glyphs[1].tag.unwrap() as usize];
    assert!(span.raised);
    assert_eq!(
        facts.tags[span.parent.unwrap() as usize]
            .language
            .as_deref(),
        Some("de")
    );
}
