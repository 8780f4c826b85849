//! `OpenDocument` texts as `LibreOffice` writes them, as a package or as one flat file.

use super::{Block, Part, Run, Source, xml};

const NAMESPACES: &str = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.3""#;
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const GENERATOR: &str = "LibreOffice/7.4.7.2$Linux_X86_64 LibreOffice_project/40$Build-2";

/// Whether notes stand at the foot of the page or at the end of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Notes {
    Foot,
    End,
}

impl Notes {
    fn class(self) -> &'static str {
        if self == Self::Foot {
            "footnote"
        } else {
            "endnote"
        }
    }
}

/// The parts of a package.
pub(crate) fn print(source: &Source, notes: Notes) -> Vec<Part> {
    let manifest = ["content.xml", "styles.xml", "meta.xml"].map(|part| {
        format!(
            r#" <manifest:file-entry manifest:full-path="{part}" manifest:media-type="text/xml"/>"#
        )
    });
    vec![
        (
            "mimetype".to_owned(),
            "application/vnd.oasis.opendocument.text".to_owned(),
        ),
        (
            "content.xml".to_owned(),
            format!(
                r#"{HEAD}<office:document-content {NAMESPACES}><office:scripts/>{}{}</office:document-content>"#,
                automatic_styles(),
                body(source, notes)
            ),
        ),
        (
            "styles.xml".to_owned(),
            format!(
                r#"{HEAD}<office:document-styles {NAMESPACES}>{}</office:document-styles>"#,
                styles(source)
            ),
        ),
        (
            "meta.xml".to_owned(),
            format!(
                r#"{HEAD}<office:document-meta {NAMESPACES}>{}</office:document-meta>"#,
                meta(source)
            ),
        ),
        (
            "META-INF/manifest.xml".to_owned(),
            format!(
                "{HEAD}<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\n <manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\n{}\n</manifest:manifest>",
                manifest.join("\n")
            ),
        ),
    ]
}

/// One flat file.
pub(crate) fn flat(source: &Source, notes: Notes) -> String {
    format!(
        "{HEAD}\n<office:document {NAMESPACES} office:mimetype=\"application/vnd.oasis.opendocument.text\">\n {}\n {}\n {}\n {}\n</office:document>\n",
        meta(source),
        styles(source),
        automatic_styles(),
        body(source, notes)
    )
}

fn meta(source: &Source) -> String {
    format!(
        "<office:meta><meta:generator>{GENERATOR}</meta:generator><dc:title>{}</dc:title><meta:initial-creator>{}</meta:initial-creator><dc:language>{}</dc:language></office:meta>",
        xml(&source.title),
        xml(&source.author),
        source.language
    )
}

fn automatic_styles() -> &'static str {
    r#"<office:automatic-styles><style:style style:name="P1" style:family="paragraph" style:parent-style-name="Text_20_body"><style:text-properties officeooo:rsid="001b2c3d" xmlns:officeooo="http://openoffice.org/2009/office"/></style:style><style:style style:name="T1" style:family="text"><style:text-properties fo:font-style="italic" style:font-style-asian="italic" style:font-style-complex="italic"/></style:style><style:style style:name="T2" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style></office:automatic-styles>"#
}

fn styles(source: &Source) -> String {
    let (language, country) = source
        .language
        .split_once('-')
        .unwrap_or((&source.language, "none"));
    let named = |name: &str, shown: &str, more: &str| {
        format!(
            r#"<style:style style:name="{name}" style:display-name="{shown}" style:family="paragraph" style:parent-style-name="Standard" style:class="text"{more}/>"#
        )
    };
    let outline = [1, 2].map(|level| {
        format!(r#"<text:outline-level-style text:level="{level}" style:num-format=""/>"#)
    });
    format!(
        r#"<office:styles><style:default-style style:family="paragraph"><style:text-properties fo:language="{language}" fo:country="{country}"/></style:default-style><style:style style:name="Standard" style:family="paragraph" style:class="text"/>{}{}{}{}{}{}{}<style:style style:name="Footnote_20_anchor" style:display-name="Footnote anchor" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="Endnote_20_anchor" style:display-name="Endnote anchor" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style><style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style><text:outline-style style:name="Outline">{}</text:outline-style><text:notes-configuration text:note-class="footnote" text:citation-style-name="Footnote_20_Symbol" text:citation-body-style-name="Footnote_20_anchor" style:num-format="1" text:start-value="0" text:footnotes-position="page" text:start-numbering-at="document"/><text:notes-configuration text:note-class="endnote" text:citation-style-name="Endnote_20_Symbol" text:citation-body-style-name="Endnote_20_anchor" style:num-format="1" text:start-value="0"/></office:styles>"#,
        named("Text_20_body", "Text body", ""),
        named("Title", "Title", ""),
        named("Subtitle", "Subtitle", ""),
        named(
            "Heading_20_1",
            "Heading 1",
            r#" style:default-outline-level="1""#
        ),
        named("Quotations", "Quotations", ""),
        named("Footnote", "Footnote", ""),
        named("Endnote", "Endnote", ""),
        outline.concat()
    )
}

fn body(source: &Source, notes: Notes) -> String {
    let mut count = 0;
    let mut out = format!(
        r#"<office:body><office:text text:use-soft-page-breaks="true"><text:sequence-decls><text:sequence-decl text:display-outline-level="0" text:name="Illustration"/><text:sequence-decl text:display-outline-level="0" text:name="Table"/></text:sequence-decls><text:p text:style-name="Title">{}</text:p><text:p text:style-name="Subtitle">{}</text:p>"#,
        xml(&source.title),
        xml(&source.author)
    );
    for (index, chapter) in source.chapters.iter().enumerate() {
        out.push_str(&format!(
            r#"<text:h text:style-name="Heading_20_1" text:outline-level="1"><text:bookmark-start text:name="__RefHeading___Toc{index}"/>{}<text:bookmark-end text:name="__RefHeading___Toc{index}"/></text:h>"#,
            xml(&chapter.title)
        ));
        for block in &chapter.blocks {
            let (style, runs) = match block {
                Block::Text(runs) => ("P1", runs),
                Block::Quotation(runs) => ("Quotations", runs),
                Block::Row(_) | Block::Uncalled(_) => {
                    panic!("this press prints no tables and no typed notes")
                }
            };
            let inner = print_runs(runs, notes, &mut count);
            out.push_str(&format!(
                r#"<text:p text:style-name="{style}">{inner}</text:p>"#
            ));
        }
        out.push_str("<text:soft-page-break/>");
    }
    // A page ends within a paragraph, not after it.
    let out = out.replace(
        "</text:p><text:soft-page-break/>",
        "<text:soft-page-break/></text:p>",
    );
    out + "</office:text></office:body>"
}

fn print_runs(runs: &[Run], notes: Notes, count: &mut usize) -> String {
    let mut out = String::new();
    for run in runs {
        match run {
            Run::Text { text, italic: true } => out.push_str(&format!(
                r#"<text:span text:style-name="T1">{}</text:span>"#,
                xml(text)
            )),
            Run::Text { text, .. } => out.push_str(&xml(text)),
            Run::Link { shown, target } => out.push_str(&format!(
                r#"<text:a xlink:type="simple" xlink:href="{}" text:style-name="Internet_20_link" text:visited-style-name="Visited_20_Internet_20_Link">{}</text:a>"#,
                xml(target),
                xml(shown)
            )),
            Run::Typed(label) => out.push_str(&format!(
                r#"<text:span text:style-name="T2">{label}</text:span>"#
            )),
            Run::Note { runs, .. } => {
                *count += 1;
                let number = *count;
                let class = notes.class();
                let style = if notes == Notes::Foot { "Footnote" } else { "Endnote" };
                let inner = print_runs(runs, notes, count);
                out.push_str(&format!(
                    r#"<text:note text:id="ftn{number}" text:note-class="{class}"><text:note-citation>{number}</text:note-citation><text:note-body><text:p text:style-name="{style}">{inner}</text:p></text:note-body></text:note>"#
                ));
            }
            Run::Deleted(_) | Run::Inserted(_) => panic!("this press prints no changes"),
        }
    }
    out
}
