//! OpenDocument texts, as `LibreOffice` and pandoc write them.

use footfault::document::InlineKind;

use crate::packing::{Read, marks, notes, read, told, zip};

const NAMESPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.3""#;

const STYLES: &str = r#"<office:styles><style:style style:name="Standard" style:family="paragraph" style:class="text"/><style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"/><style:style style:name="Contents_20_Heading" style:display-name="Contents Heading" style:family="paragraph"/><style:style style:name="Quotations" style:family="paragraph"/><style:style style:name="Figure" style:family="paragraph"/><style:style style:name="Footnote_20_anchor" style:display-name="Footnote anchor" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format=""/></text:outline-style>"#;

const FOOTNOTES: &str = r#"<text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_Symbol" style:num-format="1" text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/>"#;
const ENDNOTES: &str = r#"<text:notes-configuration text:note-class="endnote" style:num-format="i" text:start-value="0"/>"#;

const AUTOMATIC: &str = r#"<office:automatic-styles><style:style style:name="T1" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties style:text-position="33% 58%" fo:language="de"/></style:style><style:style style:name="T3" style:family="text"><style:text-properties text:display="none"/></style:style><style:style style:name="T4" style:family="text" style:parent-style-name="Footnote_20_anchor"/><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_1"/>
<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-suffix="." style:num-format="1" text:start-value="1"/><text:list-level-style-number text:level="2" style:num-suffix=")" style:num-format="a"/></text:list-style><text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style></office:automatic-styles>"#;

fn content(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMESPACES}>{AUTOMATIC}<office:body><office:text text:use-soft-page-breaks=\"true\"><office:forms/><text:sequence-decls><text:sequence-decl text:display-outline-level=\"0\" text:name=\"Table\"/></text:sequence-decls>{body}</office:text></office:body></office:document-content>"
    )
}

fn bytes_with(body: &str, configurations: &str) -> Vec<u8> {
    let styles = format!(
        "<?xml version=\"1.0\"?><office:document-styles {NAMESPACES}>{STYLES}{configurations}</office:styles><office:automatic-styles><style:style style:name=\"T1\" style:family=\"text\"><style:text-properties text:display=\"none\"/></style:style></office:automatic-styles><office:master-styles><style:master-page style:name=\"Standard\"><style:header><text:p>running head</text:p></style:header></style:master-page></office:master-styles></office:document-styles>"
    );
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content(body).as_bytes()),
        ("styles.xml", styles.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ])
}

fn odt_with(body: &str, configurations: &str) -> Read {
    read("report.odt", &bytes_with(body, configurations), false).unwrap()
}

fn odt(body: &str) -> Read {
    odt_with(body, &format!("{FOOTNOTES}{ENDNOTES}"))
}

fn note(class: &str, id: &str, citation: &str, text: &str) -> String {
    format!(
        r#"<text:note text:id="{id}" text:note-class="{class}">
  <text:note-citation>{citation}</text:note-citation>
  <text:note-body><text:p text:style-name="Footnote">{text}</text:p></text:note-body></text:note>"#
    )
}

#[test]
fn headings_paragraphs_and_white_space() {
    let read = odt(
        r#"<text:h text:style-name="P1" text:outline-level="1"><text:bookmark-start text:name="_x"/>The   Mills<text:bookmark-end text:name="_x"/></text:h>
        <text:h text:outline-level="2">Within</text:h>
        <text:p text:style-name="Standard">  Two
          words<text:s text:c="2"/>and<text:tab/>tab<text:line-break/>line<text:soft-page-break/> on <text:span text:style-name="T3">hidden</text:span><text:span text:style-name="T2">12</text:span></text:p>
        <text:p text:style-name="Quotations">“It turns.”</text:p><text:p text:style-name="Figure">Figure <text:sequence text:name="Figure">1</text:sequence>: Wheel</text:p>
        <text:p><office:annotation><dc:creator>Editor</dc:creator><text:p>a remark</text:p></office:annotation>Seen <text:hidden-text text:is-hidden="true" text:string-value="x">x</text:hidden-text><text:conditional-text text:condition="c">shown</text:conditional-text></text:p>
        <text:section text:name="S" text:display="none"><text:p>hidden section</text:p></text:section>"#,
    );
    assert_eq!(
        told(&read.document),
        "h1|The Mills\nh2|Within\np|Two words  and⇥tab⏎line on ^12^\nq|“It turns.”\ncap|Figure 1: Wheel\np|Seen shown\n"
    );
    assert_eq!(read.notices, Vec::<String>::new());
}

#[test]
fn notes_are_numbered_as_configured() {
    let body = [
        r#"<text:h text:outline-level="1">One</text:h><text:p>a"#,
        &note("footnote", "ftn1", "1", "Alpha."),
        " b",
        &note("endnote", "ftn2", "1", "Beta."),
        " c",
        &note("footnote", "ftn3", "2", "Gamma."),
        r#"</text:p><text:h text:outline-level="1">Two</text:h><text:p>d"#,
        &note("footnote", "ftn4", "9", "Delta."),
        &note("footnote", "ftn5", "*", "Own.").replace(
            "<text:note-citation>",
            r#"<text:note-citation text:label="*">"#,
        ),
        "</text:p>",
    ]
    .concat();
    let read = odt(&body);
    assert_eq!(
        told(&read.document),
        "h1|One\np|a[^1] b[^i] c[^2]\nh1|Two\np|d[^3][^*]\n*1|Alpha.\n*2|Gamma.\n*3|Delta.\n**|Own.\n*i|Beta.\n"
    );
    assert_eq!(marks(&read.citations), "1 i 2 3 *");
    // LibreOffice's own defaults where nothing is configured.
    assert_eq!(marks(&odt_with(&body, "").citations), "1 i 2 3 *");
    let chapters = FOOTNOTES.replace("\"document\"", "\"chapter\"").replace(
        "num-format=\"1\"",
        "num-format=\"a\" style:num-letter-sync=\"true\"",
    );
    assert_eq!(notes(&odt_with(&body, &chapters).citations), "a b a * i");
    let pages = FOOTNOTES
        .replace("\"document\"", "\"page\"")
        .replace("start-value=\"0\"", "start-value=\"4\"");
    let read = odt_with(&body, &pages);
    assert_eq!(notes(&read.citations), "1 2 9 * i");
    assert!(
        read.notices[0].contains("when the file was last saved"),
        "{:?}",
        read.notices
    );
    let from_five = FOOTNOTES.replace("start-value=\"0\"", "start-value=\"4\"");
    assert_eq!(notes(&odt_with(&body, &from_five).citations), "5 6 7 * i");
}

#[test]
fn lists_print_their_numbers() {
    let read = odt(
        r#"<text:list xml:id="list1" text:style-name="L1"><text:list-item><text:p>one</text:p><text:p>more</text:p><text:list><text:list-item><text:p>letter</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>
        <text:p>between</text:p>
        <text:list text:continue-list="list1" text:style-name="L1"><text:list-header><text:p>head</text:p></text:list-header><text:list-item><text:p>three</text:p></text:list-item></text:list>
        <text:list text:style-name="L1"><text:list-item text:start-value="7"><text:p>seven</text:p></text:list-item></text:list>
        <text:list text:style-name="L1" text:continue-numbering="true"><text:list-item><text:p>eight</text:p></text:list-item></text:list>
        <text:list text:style-name="L2"><text:list-item><text:p>bullet</text:p></text:list-item></text:list>"#,
    );
    assert_eq!(
        told(&read.document),
        "1.|one\n+|more\n-|a) letter\n2.|two\np|between\n+|head\n3.|three\n7.|seven\n8.|eight\n-|bullet\n"
    );
}

#[test]
fn links_references_boxes_tables_and_contents() {
    let body = format!(
        r##"<text:table-of-content text:name="Contents"><text:table-of-content-source text:outline-level="3"><text:index-title-template>Not this</text:index-title-template></text:table-of-content-source><text:index-body><text:index-title text:name="H"><text:p text:style-name="Contents_20_Heading">Contents</text:p></text:index-title><text:p><text:a xlink:type="simple" xlink:href="#__RefHeading___Toc1">Wheels<text:tab/>3</text:a></text:p></text:index-body></text:table-of-content>
        <text:h text:outline-level="1">Wheels</text:h>
        <text:p>A <text:a xlink:type="simple" xlink:href="https://a.example/x?a=1&amp;b=2"><text:span text:style-name="T4">li</text:span>nk</text:a>, <text:a xlink:href="#Wheels|outline">up</text:a>, see note <text:note-ref text:reference-format="text" text:ref-name="ftn1" text:note-class="footnote">1</text:note-ref> and again<text:span text:style-name="T1"><text:note-ref text:ref-name="ftn1" text:note-class="footnote">1</text:note-ref></text:span>{}</text:p>
        <text:p>Anchor<draw:frame draw:name="F"> <draw:text-box><text:p>In the box<text:span text:style-name="T1">2</text:span></text:p></draw:text-box><svg:title>not text</svg:title></draw:frame> after</text:p>
        <table:table><table:table-column table:number-columns-repeated="2"/><table:table-row><table:table-cell><text:p>x</text:p></table:table-cell><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row></table:table>"##,
        note(
            "footnote",
            "ftn1",
            "1",
            r#"See <text:a xlink:href="https://b.example/">b</text:a>."#
        )
    );
    let read = odt(&body);
    assert_eq!(
        told(&read.document),
        "h1|Contents\np|<Wheels⇥3→#__RefHeading___Toc1>\nh1|Wheels\n\
         p|A <^li^nk→https://a.example/x?a=1&b=2>, up, see note 1 and again[^1][^1]\n\
         p|Anchor after\np|In the box^2^\nc|x\nc|y\n*1|See <b→https://b.example/>.\n"
    );
    assert_eq!(read.citations.contents[0].title, "Wheels");
    let tied: Vec<&str> = read
        .document
        .inlines
        .iter()
        .filter(|inline| matches!(inline.kind, InlineKind::NoteLink { note: 0 }))
        .map(|inline| inline.span.of(&read.document.text))
        .collect();
    assert_eq!(tied, ["1"]);
}

#[test]
fn tracked_changes_are_read_both_ways() {
    let body = r#"<text:tracked-changes><text:changed-region xml:id="ct1" text:id="ct1"><text:deletion><office:change-info><dc:creator>Editor</dc:creator></office:change-info><text:p>old</text:p></text:deletion></text:changed-region><text:changed-region text:id="ct2"><text:insertion><office:change-info/></text:insertion></text:changed-region><text:changed-region text:id="ct3"><text:deletion><text:p text:style-name="Standard"> one.</text:p><text:p>Two</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:p>The <text:change text:change-id="ct1"/><text:change-start text:change-id="ct2"/>new<text:change-end text:change-id="ct2"/> mill<text:change text:change-id="ct3"/>s.</text:p>"#;
    let bytes = bytes_with(body, "");
    let told_by = |original| told(&read("a.odt", &bytes, original).unwrap().document);
    assert_eq!(told_by(false), "p|The new mills.\n");
    assert_eq!(told_by(true), "p|The old mill one.\np|Twos.\n");
}

#[test]
fn flat_files_read_the_same_and_have_lines() {
    let body = format!(
        "<text:p>Text{}</text:p>",
        note("footnote", "f", "1", "Alpha.")
    );
    let flat = format!(
        "<?xml version=\"1.0\"?>\n<office:document {NAMESPACES} office:mimetype=\"application/vnd.oasis.opendocument.text\"><office:meta><dc:language>de-CH</dc:language></office:meta>{STYLES}{FOOTNOTES}</office:styles>{AUTOMATIC}<office:master-styles><style:header><text:p>head</text:p></style:header></office:master-styles>\n<office:body><office:text>{body}</office:text></office:body></office:document>"
    );
    let read = read("report.fodt", flat.as_bytes(), false).unwrap();
    assert_eq!(told(&read.document), "p|Text[^1]\n*1|Alpha.\n");
    assert_eq!(read.document.language.as_deref(), Some("de-CH"));
    let place = read.document.place_of(read.citations.marks[0].origin);
    assert_eq!((place.part, place.paragraph), (None, Some(1)));
    let note = read.citations.note_place(&read.document, 0);
    assert_eq!(note.paragraph, Some(2));
    assert!(place.line.is_some_and(|line| line >= 3));
}

#[test]
fn headings_are_numbered_where_the_outline_says_so() {
    let body = r#"<text:h text:outline-level="1">A</text:h><text:h text:outline-level="2">B</text:h><text:h text:outline-level="1">C</text:h>"#;
    let outline = r#"<text:outline-style><text:outline-level-style text:level="1" style:num-format="I" style:num-suffix="."/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style>"#;
    let read = odt_with(body, outline);
    assert_eq!(told(&read.document), "h1|I. A\nh2|I.1 B\nh1|II. C\n");
}
