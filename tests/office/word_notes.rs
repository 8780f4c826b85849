//! Word's footnotes and endnotes: which number is printed, which are called, marks of the author's own.

use footfault::rules;

use crate::{
    packing::{marks, notes, told},
    word::{Word, mark, p, pp, styled, sup, t},
};

fn section(inner: &str) -> String {
    format!(
        r#"<w:sectPr w:rsidR="00A52C11">{inner}<w:type w:val="nextPage"/><w:pgSz w:w="11906"/></w:sectPr>"#
    )
}

fn calls(kind: &str, ids: &[i32]) -> String {
    p(&ids
        .iter()
        .map(|id| t(" text") + &mark(kind, *id))
        .collect::<String>())
}

const FOUR: [&str; 4] = ["Alpha.", "Beta.", "Gamma.", "Delta."];

#[test]
fn notes_have_their_text_without_separators_and_numbers() {
    let mut word = Word::of(&[styled("Heading1", "Wheels"), calls("footnote", &[1, 2]), calls("endnote", &[1])].concat())
        .footnotes(&["Jane Roe, Wheels (2011).", "Ibid."])
        .endnotes(&[r#"<w:r><w:t xml:space="preserve"> See </w:t></w:r><w:hyperlink r:id="rId1"><w:r><w:t>here</w:t></w:r></w:hyperlink>"#]);
    word.note_links = vec![("rId1".into(), "https://notes.example/".into())];
    let read = word.read();
    assert_eq!(
        told(&read.document),
        "h1|Wheels\np|text[^1] text[^2]\np|text[^i]\n*1|Jane Roe, Wheels (2011).\n*2|Ibid.\n*i|See <here→https://notes.example/>\n"
    );
    assert_eq!(marks(&read.citations), "1 2 i");
    assert_eq!(read.citations.links[0].note, Some(2));
    assert_eq!(read.notices, Vec::<String>::new());
}

#[test]
fn numbers_follow_the_settings_and_each_section() {
    let settings = r#"<w:footnotePr><w:numFmt w:val="lowerLetter"/><w:footnote w:id="-1"/></w:footnotePr><w:endnotePr><w:pos w:val="sectEnd"/><w:numFmt w:val="decimal"/></w:endnotePr>"#;
    let first = section(
        r#"<w:footnotePr><w:numFmt w:val="chicago"/><w:numRestart w:val="eachSect"/></w:footnotePr><w:endnotePr><w:numFmt w:val="upperRoman"/><w:numStart w:val="4"/></w:endnotePr>"#,
    );
    let mut word = Word::of(
        &[
            calls("footnote", &[1, 2]),
            calls("endnote", &[1, 2]),
            pp(&first, ""),
            calls("footnote", &[3, 4]),
            calls("endnote", &[3, 4]),
        ]
        .concat(),
    )
    .footnotes(&FOUR)
    .endnotes(&FOUR);
    word.settings = settings.to_owned();
    word.last_section = Some(section(
        r#"<w:footnotePr><w:numRestart w:val="eachSect"/></w:footnotePr>"#,
    ));
    let read = word.read();
    assert_eq!(notes(&read.citations), "* † a b IV V 6 7");
    assert_eq!(marks(&read.citations), "* † IV V a b 6 7");
    assert_eq!(read.notices, Vec::<String>::new());
}

#[test]
fn endnotes_that_start_anew_in_each_section_say_so() {
    let rule =
        r#"<w:endnotePr><w:numFmt w:val="decimal"/><w:numRestart w:val="eachSect"/></w:endnotePr>"#;
    let mut word = Word::of(
        &[
            calls("endnote", &[1, 2]),
            pp(&section(rule), ""),
            calls("endnote", &[3]),
        ]
        .concat(),
    )
    .endnotes(&FOUR);
    word.last_section = Some(section(rule));
    let read = word.read();
    assert_eq!(notes(&read.citations), "1 2 1");
    assert!(
        read.notices
            .iter()
            .any(|notice| notice.contains("as Word numbers them")),
        "{:?}",
        read.notices
    );
    assert!(
        read.notices
            .iter()
            .any(|notice| notice.contains("called nowhere")),
        "{:?}",
        read.notices
    );
}

#[test]
fn footnotes_that_start_anew_on_each_page_follow_the_noted_breaks() {
    let pages = |break_: &str| {
        let mut word = Word::of(
            &[
                calls("footnote", &[1, 2]),
                p(&format!(
                    "<w:r>{break_}<w:t>next</w:t></w:r>{}",
                    mark("footnote", 3)
                )),
                calls("footnote", &[4]),
            ]
            .concat(),
        )
        .footnotes(&FOUR);
        word.last_section = Some(section(
            r#"<w:footnotePr><w:numRestart w:val="eachPage"/></w:footnotePr>"#,
        ));
        word.read()
    };
    let read = pages("<w:lastRenderedPageBreak/>");
    assert_eq!(notes(&read.citations), "1 2 1 2");
    assert!(
        read.notices[0].contains("page breaks that Word noted"),
        "{:?}",
        read.notices
    );
    let read = pages(r#"<w:br w:type="page"/>"#);
    assert_eq!(notes(&read.citations), "1 2 1 2");
    assert!(
        read.notices[0].contains("does not say where its pages break"),
        "{:?}",
        read.notices
    );
}

#[test]
fn marks_of_the_authors_own_take_no_number() {
    let custom = |id: i32, text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:customMarkFollows="1" w:id="{id}"/>{text}</w:r>"#
        )
    };
    let own = |label: &str, text: &str| {
        format!(
            r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:t>{label}</w:t></w:r><w:r><w:t xml:space="preserve"> {text}</w:t></w:r>"#
        )
    };
    let mut word = Word::of(
        &[
            p(&[t("Title"), custom(1, "<w:t>*</w:t>")].concat()),
            calls("footnote", &[2]),
            p(&[
                t("Symbol"),
                custom(3, r#"<w:sym w:font="Symbol" w:char="F02A"/>"#),
            ]
            .concat()),
            calls("footnote", &[4]),
        ]
        .concat(),
    )
    .footnotes(&FOUR);
    word.footnotes[0].1 = p(&own("*", "The author thanks the millers."));
    word.footnotes[2].1 = p(
        r#"<w:r><w:sym w:font="Symbol" w:char="F02A"/><w:t xml:space="preserve"> Also.</w:t></w:r>"#,
    );
    let read = word.read();
    assert_eq!(
        told(&read.document),
        "p|Title[^*]\np|text[^1]\np|Symbol[^*]\np|text[^2]\n*|The author thanks the millers.\n*1|Beta.\n*|Also.\n*2|Delta.\n"
            .replace("\n*|", "\n**|")
    );
}

#[test]
fn a_raised_reference_to_a_note_is_another_mark_of_it() {
    let reference = |instruction: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let read = Word::of(
        &[
            p(&[t("Before"), reference(r"NOTEREF _Ref77 \f \h", &sup("2"))].concat()),
            calls("footnote", &[1]),
            p(&format!(
                r#"{}<w:bookmarkStart w:id="5" w:name="_Ref77"/>{}<w:bookmarkEnd w:id="5"/>"#,
                t("Marked"),
                mark("footnote", 2)
            )),
            p(&[
                t("See note "),
                reference(r"NOTEREF _Ref77 \h", &t("2")),
                t("."),
            ]
            .concat()),
        ]
        .concat(),
    )
    .footnotes(&["Alpha.", "Beta."])
    .read();
    assert_eq!(
        told(&read.document),
        "p|Before[^2]\np|text[^1]\np|Marked[^2]\np|See note 2.\n*1|Alpha.\n*2|Beta.\n"
    );
    assert_eq!(marks(&read.citations), "2 1 2");
    assert_eq!(read.citations.notes[1].marks.len(), 2);
}

#[test]
fn a_reference_that_was_not_updated_is_told() {
    let reference = |instruction: &str, shown: &str| {
        p(&format!(
            r#"{}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            t("See note ")
        ))
    };
    let told = |instruction: &str, shown: &str| {
        let read = Word::of(
            &[
                calls("footnote", &[1]),
                p(&format!(
                    r#"{}<w:bookmarkStart w:id="5" w:name="_Ref77"/>{}<w:bookmarkEnd w:id="5"/>"#,
                    t("Marked"),
                    mark("footnote", 2)
                )),
                reference(instruction, shown),
            ]
            .concat(),
        )
        .footnotes(&["Alpha.", "Beta."])
        .read();
        let options = rules::Options::default();
        let facts = rules::Facts {
            document: &read.document,
            citations: &read.citations,
            probes: None,
            index: 0,
            options: &options,
            before: None,
        };
        let selection = rules::Selection {
            select: vec!["mark-link-target"],
            offline: true,
            ..rules::Selection::default()
        };
        rules::check(&facts, &selection)
            .into_iter()
            .map(|finding| finding.message)
            .collect::<Vec<_>>()
    };
    let quiet = Vec::<String>::new();
    assert_eq!(told(r"NOTEREF _Ref77 \f \h", &sup("2")), quiet);
    assert_eq!(
        told(r"NOTEREF _Ref77 \f \h", &sup("1")),
        ["mark 1 is a cross-reference to note 2"]
    );
    assert_eq!(told(r"NOTEREF _Ref77 \h", &t("2")), quiet);
    assert_eq!(
        told(r"NOTEREF _Ref77 \h", &t("1")),
        ["the number 1 is a cross-reference to note 2"]
    );
    assert_eq!(told(r"PAGEREF _Ref77 \h", &t("31")), quiet);
    assert_eq!(told(r"REF _Ref77 \r \h", &t("31")), quiet);
}

#[test]
fn a_mark_whose_note_is_gone_stays_a_mark() {
    let read = Word::of(&calls("footnote", &[1, 9]))
        .footnotes(&["Alpha."])
        .read();
    assert_eq!(told(&read.document), "p|text[^1] text[^2?]\n*1|Alpha.\n");
    assert_eq!(marks(&read.citations), "1 (2)");
}

#[test]
fn notes_of_several_paragraphs_with_marks_of_their_own() {
    let mut word = Word::of(&[calls("endnote", &[1]), calls("footnote", &[1])].concat())
        .footnotes(&["Beta.", "Called from a note."])
        .endnotes(&["Alpha."]);
    word.endnotes[0].1 = [
        p(&[t("Alpha."), mark("footnote", 2)].concat()),
        p(&t("More.")),
    ]
    .concat();
    let read = word.read();
    assert_eq!(
        told(&read.document),
        "p|text[^i]\np|text[^1]\n*1|Beta.\n*i|Alpha.[^2]\n*i|More.\n*2|Called from a note.\n"
    );
}

#[test]
fn a_number_typed_in_the_place_of_words_own_is_no_text() {
    let mut word = Word::of(&calls("footnote", &[1])).footnotes(&["Alpha."]);
    word.footnotes[0].1 = p(&[sup("1"), t(" Typed by hand.")].concat());
    assert_eq!(
        told(&word.read().document),
        "p|text[^1]\n*1|Typed by hand.\n"
    );
}

#[test]
fn marks_are_counted_once_wherever_they_stand() {
    let who = r#"w:id="7" w:author="Reader" w:date="2024-06-02T10:00:00Z""#;
    let text_box = |id: i32| {
        let inner = format!(
            "<w:txbxContent>{}</w:txbxContent>",
            p(&[t("Boxed"), mark("footnote", id)].concat())
        );
        format!(
            r#"<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"#
        )
    };
    let cell = |runs: &str| {
        format!(
            r#"<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/></w:tcPr>{}</w:tc>"#,
            p(runs)
        )
    };
    let nested = format!(
        "<w:tc>{}<w:tbl><w:tr>{}</w:tr></w:tbl>{}</w:tc>",
        p(&[t("Outer"), mark("footnote", 3)].concat()),
        cell(&[t("Inner"), mark("footnote", 4)].concat()),
        p("")
    );
    let body = [
        pp(
            r#"<w:pStyle w:val="Heading1"/>"#,
            &[t("Headed"), mark("footnote", 1)].concat(),
        ),
        format!(
            r#"<w:sdt><w:sdtPr><w:alias w:val="Body"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
            p(&[t("Controlled"), mark("footnote", 2)].concat())
        ),
        format!("<w:tbl><w:tr>{nested}</w:tr></w:tbl>"),
        p(&[
            format!("<w:moveFrom {who}>{}{}</w:moveFrom>", t("Moved"), mark("footnote", 6)),
            t("Kept"),
            mark("footnote", 5),
        ]
        .concat()),
        p(&format!(
            "<w:moveTo {who}>{}{}</w:moveTo>",
            t("Moved"),
            mark("footnote", 6)
        )),
        p(&[t("Anchor"), text_box(7)].concat()),
        p(&[
            r#"<w:commentRangeStart w:id="1"/>"#.to_owned(),
            t("Commented"),
            mark("footnote", 8),
            r#"<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>"#.to_owned(),
        ]
        .concat()),
    ]
    .concat();
    let read = Word::of(&body)
        .footnotes(&[
            "One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight.",
        ])
        .read();
    assert_eq!(notes(&read.citations), "1 2 3 4 5 6 7 8");
    assert_eq!(marks(&read.citations), "1 2 3 4 5 6 7 8");
    let texts: Vec<&str> = read
        .citations
        .notes
        .iter()
        .map(|note| note.text.as_str())
        .collect();
    assert_eq!(
        texts,
        [
            "One.", "Two.", "Three.", "Four.", "Five.", "Six.", "Seven.", "Eight."
        ]
    );
}
