//! What the command says of a Word document: places that an editor finds in Word.

use std::{fs, process::Command};

use serde_json::Value;

use crate::word::{Word, mark, p, styled, t};

fn run(word: &Word, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("report.docx"), word.bytes()).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_footfault"))
        .env_clear()
        .current_dir(folder.path())
        .args(arguments)
        .arg("report.docx")
        .output()
        .unwrap();
    String::from_utf8(run.stdout).unwrap()
}

fn faulty() -> Word {
    Word::of(
        &[
            styled("Heading1", "Wheels"),
            p(&[
                t("The upper mill has turned since the flood"),
                mark("footnote", 1),
                t(" and the lower has not"),
                mark("footnote", 9),
                t("."),
            ]
            .concat()),
        ]
        .concat(),
    )
    .footnotes(&["Jane Roe, Wheels (Leeds: Mill Press, 2011), 4."])
}

#[test]
fn findings_name_paragraph_and_words() {
    let check = ["check", "--offline", "--no-config", "--format"];
    let report: Value =
        serde_json::from_str(&run(&faulty(), &[&check[..], &["json"]].concat())).unwrap();
    let finding = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .find(|finding| finding["rule"] == "mark-without-note")
        .unwrap_or_else(|| panic!("{report:#}"));
    assert_eq!(finding["place"]["part"], "word/document.xml");
    assert_eq!(finding["place"]["paragraph"], 2);
    assert_eq!(finding["words"], "and the lower has not");
    let markdown = run(&faulty(), &[&check[..], &["markdown"]].concat());
    assert!(
        markdown.contains("Paragraph 2 of word/document.xml, “and the lower has not”: "),
        "{markdown}"
    );
    let terminal = run(&faulty(), &[&check[..], &["terminal"]].concat());
    assert!(
        terminal.contains("word/document.xml:paragraph 2")
            && terminal.contains("the lower has not2"),
        "{terminal}"
    );
}

#[test]
fn tracked_changes_are_asked_for_on_the_command_line() {
    let word = Word::of(&p(&format!(
        r#"{}<w:del w:id="1" w:author="Editor">{}</w:del>"#,
        t("Kept https://kept.example/a"),
        mark("footnote", 1)
    )))
    .footnotes(&["Jane Roe, Wheels (2011)."]);
    let marks = |arguments: &[&str]| {
        let read: Value = serde_json::from_str(&run(&word, arguments)).unwrap();
        read["documents"][0]["marks"].as_array().unwrap().len()
    };
    assert_eq!(marks(&["extract", "--format", "json"]), 0);
    assert_eq!(marks(&["extract", "--original", "--format", "json"]), 1);
}

#[test]
fn contents_run_together_in_one_paragraph_are_no_other_title() {
    let title = "Three Phases of Trade";
    let word = Word::of(
        &[
            styled("TOCHeading", "Contents"),
            p(&t("Introduction to the Mills 3 Three Phases of Trade 16 Jane Roe Rivers and Money 22 John Doe")),
            styled("Heading1", title),
            p(&[t("One."), mark("footnote", 1)].concat()),
            styled("Heading1", "Rivers and Money"),
            p(&[t("Two."), mark("footnote", 2)].concat()),
        ]
        .concat(),
    )
    .footnotes(&["Jane Roe, Wheels (2011).", "John Doe, Water (1999)."]);
    let found = run(
        &word,
        &[
            "check",
            "--offline",
            "--no-config",
            "--pedantic",
            "--format",
            "json",
        ],
    );
    assert!(!found.contains("chapter-title-mismatch"), "{found}");
}
