//! `AsciiDoc`.

use footfault::input::Format;

use super::{beside, blocks, check, links, places_hold, read, read_with, summary};

#[test]
fn footnotes_are_numbered_through_the_text() {
    for (text, marks, notes) in [
        (
            "One.footnote:[First _it_.] Two.footnote:b[Second https://a.example[x] end.] Three.footnote:b[]",
            "1 2 2",
            &["1:First it.", "2:Second x end."][..],
        ),
        (
            "One.footnoteref:[a,First.] Two.footnoteref:[a]",
            "1 1",
            &["1:First."],
        ),
        (
            "// footnote:[no]\nOne.footnote:[yes]\n\n----\nfootnote:[no]\n----\n",
            "1",
            &["1:yes"],
        ),
        (
            "== A\n\n* a^1^ b^2^\n\n== Notes\n\n. One.\n. Two.\n",
            "1 2",
            &["1:One.", "2:Two."],
        ),
    ] {
        check(text, Format::Asciidoc, marks, notes);
    }
}

#[test]
fn blocks_and_links_are_read() {
    let text = "= Wells\n:lang: en\n:org: Water Board\n\n== First *one*\n\nOne {org}\ntwo -- three.\n\n* A\n+\nmore\n** B\n\n____\nSaid.\n____\n\n.Levels\n|===\n|a |b footnote:[x]\n|c |d\n|===\n\nterm:: Defined.\n\nlink:https://a.example/b[B], https://c.example[C], https://d.example/e_f_g.\n";
    let (document, citations) = read(text, Format::Asciidoc);
    assert_eq!(document.language.as_deref(), Some("en"));
    assert_eq!(
        blocks(&document),
        [
            "h1: Wells",
            "h2: First one",
            "p: One Water Board\ntwo — three.",
            "item: A",
            "item: more",
            "item: B",
            "quote: Said.",
            "caption: Levels",
            "cell: a",
            "cell: b 1",
            "note: x",
            "cell: c",
            "cell: d",
            "item: term",
            "item: Defined.",
            "p: B, C, https://d.example/e_f_g.",
        ]
    );
    assert_eq!(
        links(&document),
        ["B -> https://a.example/b", "C -> https://c.example"]
    );
    assert!(
        citations
            .links
            .iter()
            .any(|link| link.url == "https://d.example/e_f_g")
    );
    places_hold(&document);
}

#[test]
fn included_files_are_read_in_their_place() {
    let files = beside(&[("a.adoc", "Bfootnote:[y]\n\ninclude::a.adoc[]\n")]);
    let (document, notices) = read_with(
        "Afootnote:[x]\n\ninclude::a.adoc[]\n\ninclude::gone.adoc[]\n",
        Format::Asciidoc,
        &files,
    );
    let citations = footfault::citations::build(&document);
    assert_eq!(summary(&citations).0, "1 2");
    assert_eq!(document.place_of(citations.marks[1].origin).path, "a.adoc");
    assert_eq!(notices.len(), 2, "{notices:?}");
    places_hold(&document);
}
