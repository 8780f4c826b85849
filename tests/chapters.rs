//! How chapters and the table of contents are told where a conversion left little to tell them by.

use std::fmt::Write as _;

use footfault::{
    citations::{self, Citations},
    document::Document,
    input::{Format, Input},
    readers,
};

fn read(markdown: &str) -> (Document, Citations) {
    let input =
        Input::from_bytes("report.md", markdown, Some(Format::Markdown)).expect("text is read");
    let (document, _) =
        readers::read(&input, &readers::Options::default()).expect("Markdown is always read");
    let citations = citations::build(&document);
    (document, citations)
}

/// Chapters with a table of contents in front.
fn report(contents: &str) -> String {
    format!(
        "# Contents\n\n{contents}\n\n# Wells in 1900\n\nJane Roe\n\nOne.[^1]\n\n# Rivers and\n\n## Their Banks\n\n\
         Two.[^2]\n\n# About\n\nMore.[^3]\n\n[^1]: A. Poe, *One* (2020).\n\n[^2]: B. Poe, *Two* (2021).\n\n\
         [^3]: C. Poe, *Three* (2022).\n"
    )
}

#[test]
fn contents_without_line_breaks_are_parted_at_titles_and_pages() {
    for contents in [
        "Wells in 1900 3 Jane Roe Rivers and Their Banks 19 John Doe and Max Poe About 27",
        "Wells in 1900 .... 3\nJane Roe\nRivers and Their Banks .... 19\nJohn Doe and Max Poe\nAbout 27",
        "**Wells in 1900** 3 *Jane Roe* **Rivers and Their Banks** 19 *John Doe and Max Poe* **About** 27",
    ] {
        let (document, citations) = read(&report(contents));
        let entries: Vec<&str> = citations
            .contents
            .iter()
            .map(|entry| entry.title.as_str())
            .collect();
        let expected = [
            "Wells in 1900",
            "Jane Roe",
            "Rivers and Their Banks",
            "John Doe and Max Poe",
            "About",
        ];
        assert_eq!(entries, expected, "{contents}");
        for entry in &citations.contents {
            assert_eq!(entry.span.of(&document.text), entry.title);
        }
    }
}

#[test]
fn a_title_over_two_headings_is_one_chapter_if_the_contents_say_so() {
    let titles = |contents: &str| -> Vec<String> {
        let (_, citations) = read(&report(contents));
        citations
            .chapters
            .into_iter()
            .map(|chapter| chapter.title)
            .collect()
    };
    assert_eq!(
        titles("Wells in 1900 3\nRivers and Their Banks 19\nAbout 27"),
        ["Wells in 1900", "Rivers and Their Banks", "About"]
    );
    assert_eq!(
        titles("Wells in 1900 3\nRivers and 19\nTheir Banks 20\nAbout 27"),
        ["Wells in 1900", "Rivers and", "About"]
    );
}

#[test]
fn numbered_footnotes_of_a_word_processor_can_hold_each_others_texts() {
    let subjects = [
        (
            "The harbor of Varna was dredged",
            "Dredging the harbor of Varna",
        ),
        (
            "Ferries to Reval stopped in winter",
            "Why ferries to Reval stop in winter",
        ),
        ("Pilots were paid by the mile", "Pay of pilots by the mile"),
        (
            "Whale oil lit the streets of Bergen",
            "Street light and whale oil in Bergen",
        ),
        (
            "A storm sank eleven barges",
            "Eleven barges lost in a storm",
        ),
        (
            "The customs house burned twice",
            "Fires at the customs house",
        ),
        ("Ropewalks moved inland", "Inland ropewalks"),
        ("Lock keepers kept bees", "Bees and lock keepers"),
        ("The mint struck copper tokens", "Copper tokens of the mint"),
        (
            "Salt came by mule from Trent",
            "Mules on the salt road from Trent",
        ),
    ];
    let text = |order: &[usize]| {
        let mut out = String::from("# Quays\n\n");
        for (nth, (sentence, _)) in subjects.iter().enumerate() {
            write!(out, "{sentence}.[^{}] ", nth + 1).expect("text grows");
        }
        out += "\n\n";
        for (nth, at) in order.iter().enumerate() {
            write!(
                out,
                "[^{}]: Jane Roe, “{}” (2019), {}.\n\n",
                nth + 1,
                subjects[*at].1,
                nth + 4
            )
            .expect("text grows");
        }
        out
    };
    let sound: Vec<usize> = (0..10).collect();
    assert!(read(&text(&sound)).1.shifts.is_empty());
    let moved = [0, 8, 9, 1, 2, 3, 4, 5, 6, 7];
    let shifts = read(&text(&moved)).1.shifts;
    assert_eq!(shifts.len(), 1);
    assert_eq!(shifts[0].by, 2);
}

/// A report whose notes stand at the back, under lines that nothing marks as headings.
fn back_matter(first: &str, second: &str) -> String {
    format!(
        "# Chapter One: Quays\n\nStone.[1] Wood.[2]\n\n# Chapter Two: Cranes\n\nIron.[1] Rope.[2]\n\n# Notes\n\n{first}\n\n\
         1. A. Poe, *Stone* (2020).\n\n2. B. Poe, *Wood* (2021).\n\n{second}\n\n1. C. Poe, *Iron* (2019).\n\n\
         2. D. Poe, *Rope* (2018).\n"
    )
}

#[test]
fn lines_with_a_chapters_title_over_notes_are_headings() {
    let texts = |markdown: &str| -> Vec<Option<String>> {
        let (_, citations) = read(markdown);
        citations
            .marks
            .iter()
            .map(|mark| mark.note.map(|note| citations.notes[note].text.clone()))
            .collect()
    };
    let expected = ["Stone", "Wood", "Iron", "Rope"];
    for (first, second) in [
        ("CHAPTER ONE: QUAYS", "CHAPTER TWO: CRANES"),
        ("Chapter 1", "Chapter 2"),
    ] {
        let found = texts(&back_matter(first, second));
        for (text, title) in found.iter().zip(expected) {
            assert!(
                text.as_ref().is_some_and(|text| text.contains(title)),
                "{first}: {found:?}"
            );
        }
    }
    // A sentence between notes goes on the note before it.
    let (_, citations) = read(&back_matter("CHAPTER ONE: QUAYS", "See the appendix."));
    assert!(
        citations
            .notes
            .iter()
            .any(|note| note.text.contains("appendix"))
    );
}

#[test]
fn one_sign_for_many_notes_is_told_apart_by_links() {
    let page = "<h1>Verses</h1><p>Lilacs<a href='#n1' id='r1' role='doc-noteref'>*</a> breed.</p><p>Rain<a href='#n2' id='r2' role='doc-noteref'>*</a> falls.</p>\
                <p>Dust<a href='#n3' id='r3' role='doc-noteref'>*</a> blows.</p><h2>Notes</h2>\
                <p id='n1'>20. Cf. Ezekiel.</p><p id='n2'>23. Cf. Ecclesiastes.</p><p id='n3'>31. See Tristan.</p>";
    let input = Input::from_bytes("verses.html", page, Some(Format::Html)).expect("text is read");
    let (document, _) =
        readers::read(&input, &readers::Options::default()).expect("a page is read");
    let citations = citations::build(&document);
    let led: Vec<&str> = citations
        .marks
        .iter()
        .filter_map(|mark| Some(citations.notes[mark.note?].text.as_str()))
        .collect();
    assert_eq!(led.len(), 3);
    for (text, name) in led.iter().zip(["Ezekiel", "Ecclesiastes", "Tristan"]) {
        assert!(text.contains(name), "{led:?}");
    }
}
