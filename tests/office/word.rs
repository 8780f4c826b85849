//! Word documents: the text and what it is made of.

use crate::packing::{Read, marks, notes, read, told, zip};

const NAMESPACES: &str = r#"xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:w10="urn:schemas-microsoft-com:office:word" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex" xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" mc:Ignorable="w14 w15 w16se wp14""#;

const STYLES: &str = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz w:val="24"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>
<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:count="376"><w:lsdException w:name="heading 1" w:uiPriority="9" w:qFormat="1"/></w:latentStyles>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:link w:val="Heading1Char"/><w:uiPriority w:val="9"/><w:qFormat/><w:rsid w:val="00A52C11"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Caption"><w:name w:val="caption"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:rPr><w:i/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/><w:basedOn w:val="Heading1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/><w:basedOn w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="ListNote"><w:name w:val="List Note"/><w:basedOn w:val="Normal"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/></w:style>
<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:basedOn w:val="DefaultParagraphFont"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
<w:style w:type="character" w:styleId="EndnoteReference"><w:name w:val="endnote reference"/><w:basedOn w:val="FootnoteReference"/></w:style>
<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/></w:style>"#;

const NUMBERING: &str = r#"<w:abstractNum w:abstractNumId="0" w15:restartNumberingAfterBreak="0"><w:nsid w:val="0A1B2C3D"/><w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="11112222"/><w:lvl w:ilvl="0" w:tplc="0409000F"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/></w:lvl><w:lvl w:ilvl="1" w:tplc="04090019"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="ListNote"/><w:lvlText w:val="[%1]"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="3"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1."/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num><w:num w:numId="5"><w:abstractNumId w:val="3"/></w:num>"#;

const SETTINGS: &str = r#"<w:zoom w:percent="100"/><w:proofState w:spelling="clean" w:grammar="clean"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:endnotePr><w:endnote w:id="-1"/><w:endnote w:id="0"/></w:endnotePr><w:compat/><w:rsids><w:rsidRoot w:val="00A52C11"/></w:rsids><w:themeFontLang w:val="en-US"/>"#;

const LAST_SECTION: &str = r#"<w:sectPr w:rsidR="00A52C11"><w:headerReference w:type="default" r:id="rId20"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1417" w:right="1417"/><w:cols w:space="708"/><w:docGrid w:linePitch="360"/></w:sectPr>"#;

/// The parts of a Word document, as Word lays them out.
#[derive(Default)]
pub(crate) struct Word {
    pub(crate) body: String,
    /// Footnotes and endnotes: id and content.
    pub(crate) footnotes: Vec<(i32, String)>,
    pub(crate) endnotes: Vec<(i32, String)>,
    pub(crate) settings: String,
    pub(crate) last_section: Option<String>,
    pub(crate) links: Vec<(String, String)>,
    pub(crate) note_links: Vec<(String, String)>,
    pub(crate) strict: bool,
}

/// A paragraph of runs.
pub(crate) fn p(runs: &str) -> String {
    format!(
        r#"<w:p w14:paraId="1A2B3C4D" w14:textId="77777777" w:rsidR="00A52C11" w:rsidRDefault="00A52C11">{runs}</w:p>"#
    )
}

/// A paragraph with properties.
pub(crate) fn pp(properties: &str, runs: &str) -> String {
    p(&format!("<w:pPr>{properties}</w:pPr>{runs}"))
}

/// A paragraph of a style.
pub(crate) fn styled(style: &str, text: &str) -> String {
    pp(&format!(r#"<w:pStyle w:val="{style}"/>"#), &t(text))
}

/// A run of text.
pub(crate) fn t(text: &str) -> String {
    format!(r#"<w:r w:rsidRPr="00B11111"><w:t xml:space="preserve">{text}</w:t></w:r>"#)
}

/// A raised run.
pub(crate) fn sup(text: &str) -> String {
    format!(r#"<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{text}</w:t></w:r>"#)
}

/// The mark of a footnote or endnote.
pub(crate) fn mark(kind: &str, id: i32) -> String {
    let style = if kind == "footnote" {
        "Footnote"
    } else {
        "Endnote"
    };
    format!(
        r#"<w:r w:rsidR="00C22222"><w:rPr><w:rStyle w:val="{style}Reference"/></w:rPr><w:{kind}Reference w:id="{id}"/></w:r>"#
    )
}

impl Word {
    pub(crate) fn of(body: &str) -> Self {
        Self {
            body: body.to_owned(),
            ..Self::default()
        }
    }

    /// Adds footnotes 1, 2, …
    pub(crate) fn footnotes(mut self, texts: &[&str]) -> Self {
        self.footnotes = (1..)
            .zip(texts.iter().map(|text| note_text(text, "foot")))
            .collect();
        self
    }

    /// Adds endnotes 1, 2, …
    pub(crate) fn endnotes(mut self, texts: &[&str]) -> Self {
        self.endnotes = (1..)
            .zip(texts.iter().map(|text| note_text(text, "end")))
            .collect();
        self
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let section = self.last_section.as_deref().unwrap_or(LAST_SECTION);
        let document = format!(
            "{HEAD}<w:document {NAMESPACES}><w:body>{}{section}</w:body></w:document>",
            self.body
        );
        let settings = if self.settings.is_empty() {
            SETTINGS
        } else {
            &self.settings
        };
        let notes = |kind: &str, notes: &[(i32, String)]| {
            let mut inner = format!(
                r#"<w:{kind} w:type="separator" w:id="-1"><w:p w:rsidR="00A52C11"><w:r><w:separator/></w:r></w:p></w:{kind}><w:{kind} w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:{kind}>"#
            );
            for (id, content) in notes {
                inner.push_str(&format!(r#"<w:{kind} w:id="{id}">{content}</w:{kind}>"#));
            }
            format!("{HEAD}<w:{kind}s {NAMESPACES}>{inner}</w:{kind}s>")
        };
        let links = |links: &[(String, String)], more: &str| {
            let mut inner = more.to_owned();
            for (id, target) in links {
                inner.push_str(&format!(
                    r#"<Relationship Id="{id}" Type="{office}/hyperlink" Target="{target}" TargetMode="External"/>"#
                ));
            }
            format!(
                r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
            )
        };
        let own: String = ["styles", "numbering", "settings", "footnotes", "endnotes"]
            .iter()
            .enumerate()
            .map(|(at, name)| {
                format!(
                    r#"<Relationship Id="rId{at}" Type="{office}/{name}" Target="{name}.xml"/>"#
                )
            })
            .collect();
        let root = format!(
            r#"<Relationship Id="rId1" Type="{office}/officeDocument" Target="word/document.xml"/>"#
        );
        let mut parts = vec![
            (
                "[Content_Types].xml",
                format!(
                    r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#
                ),
            ),
            ("_rels/.rels", links(&[], &root)),
            ("word/document.xml", document),
            ("word/_rels/document.xml.rels", links(&self.links, &own)),
            ("word/footnotes.xml", notes("footnote", &self.footnotes)),
            ("word/_rels/footnotes.xml.rels", links(&self.note_links, "")),
            ("word/endnotes.xml", notes("endnote", &self.endnotes)),
            ("word/_rels/endnotes.xml.rels", links(&self.note_links, "")),
            (
                "word/settings.xml",
                format!("{HEAD}<w:settings {NAMESPACES}>{settings}</w:settings>"),
            ),
            (
                "word/webSettings.xml",
                format!("{HEAD}<w:webSettings {NAMESPACES}/>"),
            ),
            (
                "word/styles.xml",
                format!("{HEAD}<w:styles {NAMESPACES}>{STYLES}</w:styles>"),
            ),
            (
                "word/numbering.xml",
                format!("{HEAD}<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>"),
            ),
        ];
        if self.strict {
            for (_, text) in &mut parts {
                *text = text
                    .replace(
                        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                        "http://purl.oclc.org/ooxml/wordprocessingml/main",
                    )
                    .replace(
                        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                        "http://purl.oclc.org/ooxml/officeDocument/relationships",
                    );
            }
        }
        let parts: Vec<(&str, &[u8])> = parts
            .iter()
            .map(|(name, text)| (*name, text.as_bytes()))
            .collect();
        zip(&parts)
    }

    pub(crate) fn read(&self) -> Read {
        read("report.docx", &self.bytes(), false).unwrap()
    }

    pub(crate) fn read_original(&self) -> Read {
        read("report.docx", &self.bytes(), true).unwrap()
    }
}

/// The content of a note as Word writes it: its number, a blank, the text.
fn note_text(text: &str, kind: &str) -> String {
    let style = if kind == "foot" {
        "Footnote"
    } else {
        "Endnote"
    };
    let runs = if text.starts_with('<') {
        text.to_owned()
    } else {
        t(&format!(" {text}"))
    };
    pp(
        r#"<w:pStyle w:val="FootnoteText"/>"#,
        &format!(
            r#"<w:r><w:rPr><w:rStyle w:val="{style}Reference"/></w:rPr><w:{kind}noteRef/></w:r>{runs}"#
        ),
    )
}

fn body(parts: &[String]) -> Word {
    Word::of(&parts.concat())
}

#[test]
fn headings_lists_captions_and_quotations_are_told_by_style() {
    let item = |num: u8, level: u8, text: &str| {
        pp(
            &format!(r#"<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>"#),
            &t(text),
        )
    };
    let read = body(&[
        styled("Title", "The Mills"),
        styled("Heading1", "First"),
        styled("berschrift2", "Within"),
        pp(r#"<w:outlineLvl w:val="2"/>"#, &t("By level")),
        pp(
            r#"<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>"#,
            &t("Only looks so"),
        ),
        pp(
            r#"<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="5"/></w:numPr>"#,
            &t("Counted"),
        ),
        styled("Caption", "Table 1: Wheels"),
        styled("Quote", "“It turns.”"),
        item(1, 0, "one"),
        item(1, 1, "letter"),
        item(1, 0, "two"),
        item(2, 0, "bullet"),
        item(4, 0, "again"),
        styled("ListNote", "a note"),
        pp(
            r#"<w:pStyle w:val="ListNote"/><w:numPr><w:numId w:val="0"/></w:numPr>"#,
            &t("no item"),
        ),
    ])
    .read();
    assert_eq!(
        told(&read.document),
        "h1|The Mills\nh1|First\nh2|Within\nh3|By level\np|Only looks so\nh1|Part I. Counted\n\
         cap|Table 1: Wheels\nq|“It turns.”\n1.|one\n-|a. letter\n2.|two\n-|bullet\n1.|again\n1.|a note\np|no item\n"
    );
    assert_eq!(read.notices, Vec::<String>::new());
}

#[test]
fn raised_text_is_seen_however_it_is_raised() {
    let read = body(&[p(&[
        t("A"),
        sup("1"),
        t(" b"),
        r#"<w:r><w:rPr><w:rStyle w:val="EndnoteReference"/></w:rPr><w:t>2</w:t></w:r>"#.to_owned(),
        t(" c"),
        r#"<w:r><w:rPr><w:position w:val="8"/><w:sz w:val="14"/></w:rPr><w:t>3</w:t></w:r>"#.to_owned(),
        // A number over two runs is one number; spell checking and saving cut runs anywhere.
        t(" d"),
        sup("1"),
        r#"<w:proofErr w:type="spellStart"/>"#.to_owned(),
        sup("2"),
        t(" e"),
        r#"<w:r><w:rPr><w:rStyle w:val="EndnoteReference"/><w:vertAlign w:val="baseline"/></w:rPr><w:t>5</w:t></w:r>"#.to_owned(),
        r#"<w:r><w:rPr><w:position w:val="2"/></w:rPr><w:t>6</w:t></w:r>"#.to_owned(),
    ]
    .concat())])
    .read();
    assert_eq!(told(&read.document), "p|A^1^ b^2^ c^3^ d^12^ e56\n");
}

#[test]
fn typed_notes_are_paired_by_the_numbers_that_word_prints() {
    let read = body(&[
        styled("Heading1", "Wheels"),
        p(&[
            t("One turns."),
            sup("1"),
            t(" Two turn."),
            sup("2"),
            t(" Three."),
            sup("3"),
        ]
        .concat()),
        styled("Heading1", "Notes"),
        styled("ListNote", "Jane Roe, Wheels (Leeds: Mill Press, 2011), 4."),
        styled("ListNote", "Ibid., 9."),
        styled("ListNote", "John Doe, Water (Hull: Tide, 1999)."),
    ])
    .read();
    assert_eq!(
        (marks(&read.citations), notes(&read.citations)),
        ("1 2 3".into(), "1 2 3".into())
    );
}

#[test]
fn links_have_their_target_and_their_words() {
    let field = |instruction: &str, result: &str| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve">{instruction}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let mut word = body(&[
        p(&format!(
            r#"{}<w:hyperlink r:id="rId7" w:history="1"><w:r><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t>the mill</w:t></w:r><w:r><w:rPr><w:i/></w:rPr><w:t xml:space="preserve"> book</w:t></w:r></w:hyperlink>{}"#,
            t("See "),
            t(".")
        )),
        p(&format!(
            r#"<w:hyperlink r:id="rId8" w:anchor="part two">{}</w:hyperlink>"#,
            t("two")
        )),
        p(&format!(
            r#"<w:bookmarkStart w:id="0" w:name="_Toc1"/>{}<w:bookmarkEnd w:id="0"/><w:hyperlink w:anchor="_Toc1">{}</w:hyperlink>"#,
            t("Here. "),
            t("There")
        )),
        p(&field(
            r#" HYPERLINK "https://field.example/a?b=1" \o "tip" "#,
            &t("a field"),
        )),
        p(&format!(
            r#"<w:fldSimple w:instr=" HYPERLINK &quot;https://simple.example/&quot; ">{}</w:fldSimple>"#,
            t("simple")
        )),
        p(&[
            t("Over "),
            field(
                r#"HYPERLINK "https://over.example/""#,
                &(t("two") + "</w:p><w:p>" + &t("paragraphs")),
            ),
            t(" end"),
        ]
        .concat()),
        p(&[
            t("page "),
            field(r"PAGEREF _Toc1 \h", &t("12")),
            t(", "),
            field(r"REF _Toc1 \h", &t("Here")),
        ]
        .concat()),
        p(&field(
            " ADDIN ZOTERO_ITEM CSL_CITATION {&quot;id&quot;:1} ",
            &t("(Roe 2011)"),
        )),
        p(&format!(
            r#"<w:hyperlink r:id="rId99">{}</w:hyperlink>"#,
            t("gone")
        )),
    ]);
    word.links = vec![
        (
            "rId7".into(),
            "https://mill.example/book?x=1&amp;y=2".into(),
        ),
        ("rId8".into(), "https://mill.example/".into()),
    ];
    let read = word.read();
    assert_eq!(
        told(&read.document),
        "p|See <the mill book→https://mill.example/book?x=1&y=2>.\n\
         p|<two→https://mill.example/#part%20two>\n\
         p|Here. <There→#_Toc1>\n\
         p|<a field→https://field.example/a?b=1>\n\
         p|<simple→https://simple.example/>\n\
         p|Over <two→https://over.example/>\np|<paragraphs→https://over.example/> end\n\
         p|page 12, <Here→#_Toc1>\np|(Roe 2011)\np|gone\n"
    );
}

#[test]
fn what_is_not_printed_is_not_read() {
    let read = body(&[
        p(&[
            t("Seen"),
            r#"<w:commentRangeStart w:id="1"/>"#.to_owned(),
            r#"<w:r><w:rPr><w:vanish/></w:rPr><w:t> hidden</w:t></w:r>"#.to_owned(),
            r#"<w:r><w:rPr><w:webHidden/></w:rPr><w:t xml:space="preserve"> web</w:t></w:r>"#.to_owned(),
            r#"<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>"#.to_owned(),
            r#"<w:r><w:tab/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t><w:br/><w:t>d</w:t><w:cr/><w:sym w:font="Symbol" w:char="F02A"/></w:r>"#.to_owned(),
            r#"<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>kana</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>漢</w:t></w:r></w:rubyBase></w:ruby></w:r>"#.to_owned(),
        ].concat()),
        p(r#"<w:smartTag w:uri="u" w:element="place"><w:smartTagPr/><w:r><w:t>Leeds</w:t></w:r></w:smartTag><m:oMath><m:r><m:rPr><m:sty m:val="p"/></m:rPr><w:rPr><w:b/></w:rPr><m:t>x</m:t></m:r></m:oMath>"#),
        format!(r#"<w:sdt><w:sdtPr><w:alias w:val="Author"/><w:placeholder><w:docPart w:val="A"/></w:placeholder></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#, p(&t("Control"))),
    ])
    .read();
    assert_eq!(
        told(&read.document),
        "p|Seen web⇥a\u{2011}bc⏎d⏎*漢\np|Leedsx\np|Control\n"
    );
}

#[test]
fn of_two_forms_of_a_text_box_one_is_read_after_its_paragraph() {
    let content = format!(
        "<w:txbxContent>{}{}</w:txbxContent>",
        p(&t("In the box")),
        p(&[t("with"), sup("2")].concat())
    );
    let read = body(&[
        p(&format!(
            r#"{}<w:r><w:rPr><w:noProof/></w:rPr><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="2" name="Text Box 2" descr="not text"/><wps:wsp><wps:txbx>{content}</wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>{}"#,
            t("Before "),
            t("and after.")
        )),
        p(&format!(r#"<w:r><w:pict><v:shape><v:textbox>{content}</v:textbox></v:shape></w:pict></w:r>{}"#, t("Old."))),
    ])
    .read();
    assert_eq!(
        told(&read.document),
        "p|Before and after.\np|In the box\np|with^2^\np|Old.\np|In the box\np|with^2^\n"
    );
}

#[test]
fn tables_have_cells_and_layout_has_none() {
    let table = |columns: usize, cells: &[String]| {
        let grid = "<w:gridCol w:w=\"4000\"/>".repeat(columns);
        let cells: String = cells
            .iter()
            .map(|cell| format!("<w:tc><w:tcPr><w:tcW w:w=\"1\"/></w:tcPr>{cell}</w:tc>"))
            .collect();
        format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid><w:tr w:rsidR=\"1\"><w:trPr><w:tblHeader/></w:trPr>{cells}</w:tr></w:tbl>"
        )
    };
    let inner = table(2, &[p(&t("x")), p(&t("y"))]);
    let read = body(&[
        table(
            2,
            &[
                p(&[t("Mills"), sup("1")].concat()),
                format!("{inner}{}", p(&t("after"))),
            ],
        ),
        table(1, &[styled("Heading1", "Framed"), p(&t("A box of text"))]),
        p(&t("End")),
    ])
    .read();
    assert_eq!(
        told(&read.document),
        "c|Mills^1^\nc|x\nc|y\nc|after\nh1|Framed\np|A box of text\np|End\n"
    );
}

#[test]
fn contents_are_contents_and_no_chapters() {
    let entry = |title: &str, page: &str| {
        pp(
            r#"<w:pStyle w:val="TOC1"/><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9062"/></w:tabs>"#,
            &format!(
                r#"<w:hyperlink w:anchor="_Toc9" w:history="1">{}<w:r><w:tab/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGEREF _Toc9 \h</w:instrText></w:r><w:r/><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:hyperlink>"#,
                t(title),
                t(page)
            ),
        )
    };
    let read = body(&[
        format!(
            r#"<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent>{}{}{}</w:sdtContent></w:sdt>"#,
            styled("TOCHeading", "Contents"),
            entry("Wheels", "3"),
            entry("Races", "9")
        ),
        styled("Heading1", "Wheels"),
        p(&t("Text.")),
        styled("Heading1", "Races"),
        p(&t("Text.")),
    ])
    .read();
    let contents: Vec<&str> = read
        .citations
        .contents
        .iter()
        .map(|entry| entry.title.as_str())
        .collect();
    assert_eq!(contents, ["Wheels", "Races"]);
    let chapters: Vec<&str> = read
        .citations
        .chapters
        .iter()
        .map(|chapter| chapter.title.as_str())
        .filter(|title| !title.is_empty())
        .collect();
    assert_eq!(chapters, ["Wheels", "Races"]);
}

#[test]
fn places_name_the_part_and_the_paragraph() {
    let read = body(&[
        p(&t("First")),
        p(&[t("Second"), mark("endnote", 1)].concat()),
    ])
    .endnotes(&["Jane Roe, Wheels (2011)."])
    .read();
    let place = read.document.place_of(read.citations.marks[0].origin);
    assert_eq!(
        (place.part.as_deref(), place.paragraph),
        (Some("word/document.xml"), Some(2))
    );
    let place = read.citations.note_place(&read.document, 0);
    // Two separators stand before it.
    assert_eq!(
        (place.part.as_deref(), place.paragraph),
        (Some("word/endnotes.xml"), Some(3))
    );
}

#[test]
fn the_language_is_that_of_the_text_and_not_of_the_defaults() {
    let german = r#"<w:r><w:rPr><w:lang w:val="de-DE"/></w:rPr><w:t>Die Mühle am Bach</w:t></w:r>"#;
    let read = body(&[p(&[t("ok"), german.to_owned()].concat())]).read();
    assert_eq!(read.document.language.as_deref(), Some("de-DE"));
    assert_eq!(
        body(&[p(&t("Die Mühle am Bach"))]).read().document.language,
        None
    );
}

#[test]
fn strict_documents_and_other_prefixes_read_the_same() {
    let mut word = body(&[
        styled("Heading1", "Wheels"),
        p(&[t("One."), mark("footnote", 1)].concat()),
    ])
    .footnotes(&["Jane Roe, Wheels (2011)."]);
    let plain = told(&word.read().document);
    word.strict = true;
    assert_eq!(told(&word.read().document), plain);
    let ns = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    let other = format!(
        r#"<ns0:document xmlns:ns0="{ns}"><ns0:body><ns0:p><ns0:pPr><ns0:pStyle ns0:val="Heading1"/></ns0:pPr><ns0:r><ns0:t>Wheels</ns0:t></ns0:r></ns0:p></ns0:body></ns0:document>"#
    );
    let read = read(
        "a.docx",
        &zip(&[("word/document.xml", other.as_bytes())]),
        false,
    )
    .unwrap();
    assert_eq!(told(&read.document), "h1|Wheels\n");
}
