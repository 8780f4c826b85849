//! Tracked changes in Word documents: read as if accepted, or as if they had not been made.

use crate::{
    packing::{notes, told},
    word::{Word, mark, p, pp, t},
};

const WHO: &str = r#"w:id="7" w:author="Editor" w:date="2024-03-01T10:00:00Z""#;

fn inserted(runs: &str) -> String {
    format!("<w:ins {WHO}>{runs}</w:ins>")
}

fn deleted(runs: &str) -> String {
    let runs = runs
        .replace("<w:t ", "<w:delText ")
        .replace("</w:t>", "</w:delText>");
    format!("<w:del {WHO}>{runs}</w:del>")
}

fn check(body: &str, accepted: &str, original: &str) {
    let word = Word::of(body).footnotes(&["Alpha.", "Beta.", "Gamma."]);
    assert_eq!(told(&word.read().document), accepted, "accepted");
    assert_eq!(told(&word.read_original().document), original, "original");
}

#[test]
fn text_is_read_as_accepted_or_as_it_was() {
    check(
        &p(&[
            t("The "),
            deleted(&t("old")),
            inserted(&t("new")),
            t(" mill"),
        ]
        .concat()),
        "p|The new mill\n",
        "p|The old mill\n",
    );
    check(
        &[
            p(&[
                format!("<w:moveFrom {WHO}>{}</w:moveFrom>", t("Moved. ")),
                t("Stays."),
            ]
            .concat()),
            p(&format!("<w:moveTo {WHO}>{}</w:moveTo>", t("Moved."))),
        ]
        .concat(),
        "p|Stays.\np|Moved.\n",
        "p|Moved. Stays.\n",
    );
}

#[test]
fn paragraph_marks_join_what_they_parted() {
    let gone = format!("<w:rPr><w:del {WHO}/></w:rPr>");
    let new = format!("<w:rPr><w:ins {WHO}/></w:rPr>");
    check(
        &[
            pp(&gone, &t("One ")),
            pp(&gone, &t("two ")),
            p(&t("three.")),
            p(&t("Four.")),
        ]
        .concat(),
        "p|One two three.\np|Four.\n",
        "p|One \np|two \np|three.\np|Four.\n"
            .replace(" \n", "\n")
            .as_str(),
    );
    check(
        &[pp(&new, &t("One ")), p(&t("two."))].concat(),
        "p|One\np|two.\n",
        "p|One two.\n",
    );
    // A whole paragraph that was put in.
    check(
        &[pp(&new, &inserted(&t("New."))), p(&t("Old."))].concat(),
        "p|New.\np|Old.\n",
        "p|Old.\n",
    );
}

#[test]
fn a_deleted_mark_is_none_and_its_note_is_not_printed() {
    let body = p(&[
        t("a"),
        mark("footnote", 1),
        t(" b"),
        deleted(&mark("footnote", 2)),
        t(" c"),
        inserted(&mark("footnote", 3)),
    ]
    .concat());
    check(
        &body,
        "p|a[^1] b c[^2]\n*1|Alpha.\n*2|Gamma.\n",
        "p|a[^1] b[^2] c\n*1|Alpha.\n*2|Beta.\n",
    );
    let read = Word::of(&body)
        .footnotes(&["Alpha.", "Beta.", "Gamma."])
        .read();
    assert_eq!(notes(&read.citations), "1 2");
}

#[test]
fn formatting_and_styles_before_the_change_come_back() {
    let raised = format!(
        r#"<w:r><w:rPr><w:rPrChange {WHO}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:rPrChange></w:rPr><w:t>1</w:t></w:r>"#
    );
    let heading = format!(
        r#"<w:pStyle w:val="Heading1"/><w:pPrChange {WHO}><w:pPr><w:pStyle w:val="Quote"/></w:pPr></w:pPrChange>"#
    );
    check(
        &[pp(&heading, &t("Wheels")), p(&[t("a"), raised].concat())].concat(),
        "h1|Wheels\np|a1\n",
        "q|Wheels\np|a^1^\n",
    );
}

#[test]
fn rows_links_and_fields_go_with_their_change() {
    let row = |change: &str, text: &str| {
        format!(
            "<w:tr><w:trPr>{change}</w:trPr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>",
            p(&t(text)),
            p(&t("x"))
        )
    };
    let table = format!(
        r#"<w:tbl><w:tblGrid><w:gridCol/><w:gridCol/></w:tblGrid>{}{}{}</w:tbl>"#,
        row("", "kept"),
        row(&format!("<w:del {WHO}/>"), "deleted"),
        row(&format!("<w:ins {WHO}/>"), "inserted")
    );
    check(
        &table,
        "c|kept\nc|x\nc|inserted\nc|x\n",
        "c|kept\nc|x\nc|deleted\nc|x\n",
    );
    let field = r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:delInstrText>HYPERLINK "https://a.example/"</w:delInstrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:delText>old</w:delText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#;
    check(
        &p(&[format!("<w:del {WHO}>{field}</w:del>"), t("text")].concat()),
        "p|text\n",
        "p|<old→https://a.example/>text\n",
    );
}
