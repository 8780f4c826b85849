//! Packages as Microsoft Word writes them: with its own footnotes, or with raised numbers and a typed list of notes.

use super::{Block, Part, Run, Source, xml};

const NAMESPACES: &str = r#"xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:w10="urn:schemas-microsoft-com:office:word" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" mc:Ignorable="w14 w15""#;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\r\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

const STYLES: &str = r#"<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:eastAsia="Calibri" w:hAnsi="Calibri" w:cs="Times New Roman"/><w:kern w:val="2"/><w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="278" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="360" w:after="80"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:sz w:val="40"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:unhideWhenUsed/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:outlineLvl w:val="1"/></w:pPr><w:rPr><w:sz w:val="32"/></w:rPr></w:style><w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style><w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style><w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="39"/></w:style><w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="10"/><w:qFormat/><w:rPr><w:sz w:val="56"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="11"/><w:qFormat/></w:style><w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="29"/><w:qFormat/><w:pPr><w:ind w:left="720" w:right="720"/></w:pPr><w:rPr><w:i/><w:iCs/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="34"/><w:qFormat/><w:pPr><w:ind w:left="720"/><w:contextualSpacing/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:basedOn w:val="Normal"/><w:link w:val="FootnoteTextChar"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style><w:style w:type="character" w:customStyle="1" w:styleId="FootnoteTextChar"><w:name w:val="Footnote Text Char"/><w:basedOn w:val="DefaultParagraphFont"/><w:link w:val="FootnoteText"/><w:uiPriority w:val="99"/><w:semiHidden/></w:style><w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/><w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style><w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/><w:unhideWhenUsed/><w:rPr><w:color w:val="467886"/><w:u w:val="single"/></w:rPr></w:style>"#;

const SEPARATORS: &str = r#"<w:footnote w:type="separator" w:id="-1"><w:p w:rsidR="00B93E52" w:rsidRDefault="00B93E52" w:rsidP="004A17D2"><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p w:rsidR="00B93E52" w:rsidRDefault="00B93E52" w:rsidP="004A17D2"><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"#;

/// A document while it is written.
struct Print {
    /// Whether the notes are Word's own.
    native: bool,
    footnotes: Vec<String>,
    /// The typed notes of each chapter, as runs.
    typed: Vec<Vec<String>>,
    links: Vec<String>,
    note_links: Vec<String>,
    paragraphs: usize,
}

/// The parts of a document; `native` tells that its notes are Word's own.
pub(crate) fn print(source: &Source, native: bool) -> Vec<Part> {
    let mut print = Print {
        native,
        footnotes: Vec::new(),
        typed: Vec::new(),
        links: Vec::new(),
        note_links: Vec::new(),
        paragraphs: 0,
    };
    let body = print.body(source);
    let note_links = if native {
        &print.note_links
    } else {
        &print.links
    };
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(native)),
        (
            "_rels/.rels".to_owned(),
            format!(
                r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId3" Type="{OFFICE}/extended-properties" Target="docProps/app.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>"#
            ),
        ),
        (
            "word/document.xml".to_owned(),
            format!(
                r#"{HEAD}<w:document {NAMESPACES}><w:body>{body}<w:sectPr w:rsidR="00A31C07" w:rsidSect="00E05B11"><w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="708" w:footer="708" w:gutter="0"/><w:cols w:space="708"/><w:docGrid w:linePitch="360"/></w:sectPr></w:body></w:document>"#
            ),
        ),
        (
            "word/_rels/document.xml.rels".to_owned(),
            document_relations(native, &print.links),
        ),
    ];
    if native {
        parts.push((
            "word/footnotes.xml".to_owned(),
            format!(
                "{HEAD}<w:footnotes {NAMESPACES}>{SEPARATORS}{}</w:footnotes>",
                print.footnotes.concat()
            ),
        ));
        parts.push((
            "word/_rels/footnotes.xml.rels".to_owned(),
            relations(&external(note_links)),
        ));
    } else {
        parts.push((
            "word/numbering.xml".to_owned(),
            numbering(print.typed.len()),
        ));
    }
    let notes = if native {
        r#"<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>"#
    } else {
        ""
    };
    let language = &source.language;
    parts.extend([
        (
            "word/settings.xml".to_owned(),
            format!(
                r#"{HEAD}<w:settings {NAMESPACES}><w:zoom w:percent="100"/><w:proofState w:spelling="clean" w:grammar="clean"/><w:defaultTabStop w:val="708"/><w:characterSpacingControl w:val="doNotCompress"/>{notes}<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:rsids><w:rsidRoot w:val="00A31C07"/><w:rsid w:val="00A31C07"/><w:rsid w:val="00E05B11"/></w:rsids><w:themeFontLang w:val="{language}"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"#
            ),
        ),
        (
            "word/styles.xml".to_owned(),
            format!(r#"{HEAD}<w:styles {NAMESPACES}>{STYLES}</w:styles>"#),
        ),
        (
            "docProps/core.xml".to_owned(),
            format!(
                r#"{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{}</dc:title><dc:creator>{}</dc:creator><cp:revision>3</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">2024-06-03T09:12:00Z</dcterms:created></cp:coreProperties>"#,
                xml(&source.title),
                xml(&source.author)
            ),
        ),
        (
            "docProps/app.xml".to_owned(),
            format!(
                r#"{HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Template>Normal.dotm</Template><Application>Microsoft Office Word</Application><AppVersion>16.0000</AppVersion></Properties>"#
            ),
        ),
    ]);
    parts
}

fn content_types(native: bool) -> String {
    let base = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let notes = if native { "footnotes" } else { "numbering" };
    format!(
        r#"{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{base}.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="{base}.styles+xml"/><Override PartName="/word/settings.xml" ContentType="{base}.settings+xml"/><Override PartName="/word/{notes}.xml" ContentType="{base}.{notes}+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/><Override PartName="/docProps/app.xml" ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/></Types>"#
    )
}

fn relations(inner: &str) -> String {
    format!(
        r#"{HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>"#
    )
}

fn external(links: &[String]) -> String {
    let mut out = String::new();
    for (index, target) in links.iter().enumerate() {
        out.push_str(&format!(
            r#"<Relationship Id="rId{}" Type="{OFFICE}/hyperlink" Target="{}" TargetMode="External"/>"#,
            index + 10,
            xml(target)
        ));
    }
    out
}

fn document_relations(native: bool, links: &[String]) -> String {
    let notes = if native { "footnotes" } else { "numbering" };
    relations(&format!(
        r#"<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/><Relationship Id="rId2" Type="{OFFICE}/settings" Target="settings.xml"/><Relationship Id="rId3" Type="{OFFICE}/{notes}" Target="{notes}.xml"/>{}"#,
        external(links)
    ))
}

/// A list for each chapter, all of one definition, each starting at 1.
fn numbering(lists: usize) -> String {
    let mut nums = String::new();
    for number in 1..=lists {
        nums.push_str(&format!(r#"<w:num w:numId="{number}"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>"#));
    }
    format!(
        r#"{HEAD}<w:numbering {NAMESPACES}><w:abstractNum w:abstractNumId="0" w15:restartNumberingAfterBreak="0"><w:nsid w:val="3C0A51E7"/><w:multiLevelType w:val="hybridMultilevel"/><w:tmpl w:val="7B1C2D9A"/><w:lvl w:ilvl="0" w:tplc="0409000F"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>{nums}</w:numbering>"#
    )
}

impl Print {
    fn body(&mut self, source: &Source) -> String {
        let mut out = self.styled("Title", &text(&source.title, false));
        out.push_str(&self.styled("Subtitle", &text(&source.author, false)));
        for (index, chapter) in source.chapters.iter().enumerate() {
            self.typed.push(Vec::new());
            let bookmark = format!(
                r#"<w:bookmarkStart w:id="{index}" w:name="_Toc16832{index:04}"/>{}<w:bookmarkEnd w:id="{index}"/>"#,
                text(&chapter.title, false)
            );
            out.push_str(&self.styled("Heading1", &bookmark));
            let mut rows: Vec<&Vec<Vec<Run>>> = Vec::new();
            for block in &chapter.blocks {
                if !matches!(block, Block::Row(_)) {
                    out.push_str(&self.table(&std::mem::take(&mut rows)));
                }
                match block {
                    Block::Text(runs) => {
                        let runs = self.runs(runs, false);
                        out.push_str(&self.paragraph("", &runs));
                    }
                    Block::Quotation(runs) => {
                        let runs = self.runs(runs, false);
                        out.push_str(&self.styled("Quote", &runs));
                    }
                    Block::Row(cells) => rows.push(cells),
                    Block::Uncalled(runs) => {
                        let runs = self.runs(runs, true);
                        self.typed.last_mut().unwrap().push(runs);
                    }
                }
            }
            out.push_str(&self.table(&rows));
        }
        if !self.native {
            let typed = std::mem::take(&mut self.typed);
            out.push_str(&self.styled("Heading1", &text("Notes", false)));
            for (index, (chapter, notes)) in source.chapters.iter().zip(&typed).enumerate() {
                out.push_str(&self.styled("Heading2", &text(&chapter.title, false)));
                for note in notes {
                    let list = format!(
                        r#"<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>"#,
                        index + 1
                    );
                    out.push_str(&self.paragraph(&list, note));
                }
            }
            self.typed = typed;
        }
        out
    }

    fn paragraph(&mut self, properties: &str, runs: &str) -> String {
        self.paragraphs += 1;
        let properties = if properties.is_empty() {
            String::new()
        } else {
            format!("<w:pPr>{properties}</w:pPr>")
        };
        format!(
            r#"<w:p w14:paraId="{:08X}" w14:textId="77777777" w:rsidR="00A31C07" w:rsidRDefault="00E05B11">{properties}{runs}</w:p>"#,
            0x1C40_0000 + self.paragraphs
        )
    }

    fn styled(&mut self, style: &str, runs: &str) -> String {
        self.paragraph(&format!(r#"<w:pStyle w:val="{style}"/>"#), runs)
    }

    fn table(&mut self, rows: &[&Vec<Vec<Run>>]) -> String {
        let Some(first) = rows.first() else {
            return String::new();
        };
        let mut out = String::from(
            r#"<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/><w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0" w:noVBand="1"/></w:tblPr><w:tblGrid>"#,
        );
        out.push_str(&r#"<w:gridCol w:w="3116"/>"#.repeat(first.len()));
        out.push_str("</w:tblGrid>");
        for row in rows {
            out.push_str(r#"<w:tr w:rsidR="00A31C07">"#);
            for cell in *row {
                let runs = self.runs(cell, false);
                let paragraph = self.paragraph("", &runs);
                out.push_str(&format!(
                    r#"<w:tc><w:tcPr><w:tcW w:w="3116" w:type="dxa"/></w:tcPr>{paragraph}</w:tc>"#
                ));
            }
            out.push_str("</w:tr>");
        }
        out + "</w:tbl>"
    }

    fn runs(&mut self, runs: &[Run], in_note: bool) -> String {
        let mut out = String::new();
        for run in runs {
            match run {
                Run::Text { text: words, italic } => out.push_str(&text(words, *italic)),
                Run::Link { shown, target } => {
                    let own = in_note && self.native;
                    let links = if own { &mut self.note_links } else { &mut self.links };
                    links.push(target.clone());
                    out.push_str(&format!(
                        r#"<w:hyperlink r:id="rId{}" w:history="1"><w:r w:rsidRPr="00D0217C"><w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr><w:t>{}</w:t></w:r></w:hyperlink>"#,
                        links.len() + 9,
                        xml(shown)
                    ));
                }
                Run::Note { runs, .. } => out.push_str(&self.note(runs)),
                Run::Typed(label) => out.push_str(&raised(label)),
                Run::Deleted(words) => out.push_str(&format!(
                    r#"<w:del w:id="901" w:author="Reader" w:date="2024-06-02T10:00:00Z"><w:r w:rsidDel="00E05B11"><w:delText xml:space="preserve">{}</w:delText></w:r></w:del>"#,
                    xml(words)
                )),
                Run::Inserted(words) => out.push_str(&format!(
                    r#"<w:ins w:id="902" w:author="Reader" w:date="2024-06-02T10:00:00Z"><w:r><w:t xml:space="preserve">{}</w:t></w:r></w:ins>"#,
                    xml(words)
                )),
            }
        }
        out
    }

    fn note(&mut self, runs: &[Run]) -> String {
        if !self.native {
            let runs = self.runs(runs, true);
            let notes = self.typed.last_mut().unwrap();
            notes.push(runs);
            return raised(&notes.len().to_string());
        }
        let runs = self.runs(runs, true);
        let id = self.footnotes.len() + 1;
        let paragraph = self.styled(
            "FootnoteText",
            &format!(
                r#"<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> </w:t></w:r>{runs}"#
            ),
        );
        self.footnotes.push(format!(
            r#"<w:footnote w:id="{id}">{paragraph}</w:footnote>"#
        ));
        format!(
            r#"<w:r w:rsidR="00F3304A"><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{id}"/></w:r>"#
        )
    }
}

fn text(words: &str, italic: bool) -> String {
    let properties = if italic {
        "<w:rPr><w:i/><w:iCs/></w:rPr>"
    } else {
        ""
    };
    format!(
        r#"<w:r w:rsidRPr="00C7128B">{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#,
        xml(words)
    )
}

fn raised(label: &str) -> String {
    format!(
        r#"<w:r w:rsidR="00F3304A"><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>{label}</w:t></w:r>"#
    )
}
