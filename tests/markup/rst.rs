//! reStructuredText.

use footfault::input::Format;

use super::{beside, blocks, check, links, places_hold, read, read_with, summary};

#[test]
fn footnotes_have_the_numbers_that_docutils_gives_them() {
    for (text, marks, notes) in [
        (
            "One [1]_ two [2]_.\n\n.. [1] First.\n.. [2] Second\n   goes on.\n",
            "1 2",
            &["1:First.", "2:Second goes on."][..],
        ),
        (
            "One [#]_ two [#b]_ three [#]_.\n\n.. [#] A.\n.. [#b] B.\n.. [#] C.\n",
            "1 2 3",
            &["1:A.", "2:B.", "3:C."],
        ),
        (
            "One [2]_ two [#]_.\n\n.. [2] Two.\n.. [#] One.\n",
            "2 1",
            &["2:Two.", "1:One."],
        ),
        (
            "One [*]_ two [*]_.\n\n.. [*] A.\n.. [*] B.\n",
            "* †",
            &["*:A.", "†:B."],
        ),
        (
            "One [1]_ again [1]_.\n\n.. [1]\n   Block.\n\n   More.\n",
            "1 1",
            &["1:Block. More."],
        ),
        (
            "One\\ [1]_, *two*\\ [2]_\n\n.. [1] A.\n.. [2] B.\n",
            "1 2",
            &["1:A.", "2:B."],
        ),
        (
            "``[1]_`` and [CIT2002]_ one [1]_\n\n.. [1] A.\n.. [CIT2002] A work.\n",
            "1",
            &["1:A."],
        ),
    ] {
        check(text, Format::Rst, marks, notes);
    }
}

#[test]
fn a_mark_without_a_footnote_stays_alone() {
    let (_, citations) = read("One [1]_ two [2]_.\n\n.. [1] First.\n", Format::Rst);
    assert_eq!(summary(&citations).0, "1 2");
    assert!(citations.marks[1].note.is_none());
}

#[test]
fn typed_marks_and_notes_are_read() {
    check(
        "Body\n====\n\nA.\\ :sup:`1` B.\\ :sup:`2` C. :sup:`3`\n\nNotes\n=====\n\n1. One.\n2. Two\n   goes on.\n#. Three.\n",
        Format::Rst,
        "1 2 3",
        &["1:One.", "2:Two goes on.", "3:Three."],
    );
}

#[test]
fn blocks_are_told_apart() {
    let text = "=====\nWells\n=====\n\n:Author: Jane Roe\n\nFirst\n=====\n\nOne *two*\n**three**::\n\n  code [1]_\n\n- A\n\n  more\n- B\n\n  Quoted.\n\nterm\n  Defined.\n\n.. note:: Mind this.\n\n.. code-block:: python\n\n   x[1]\n\n.. comment [1]_\n   goes on\n\n| line one\n| line two\n\n.. figure:: a.png\n   :alt: x\n\n   A caption.\n\nInner\n-----\n\n===  =====\na    b\n===  =====\n1    x\n     y\n===  =====\n\n+---+---+\n| p | q |\n+---+---+\n\nLast\n====\n\nEnd.\n";
    let (document, _) = read(text, Format::Rst);
    assert_eq!(
        blocks(&document),
        [
            "h1: Wells",
            "p: Author: Jane Roe",
            "h2: First",
            "p: One two\nthree:",
            "code: code [1]_",
            "item: A",
            "item: more",
            "item: B",
            "item: Quoted.",
            "p: term",
            "p: Defined.",
            "p: Mind this.",
            "code: x[1]",
            "p: line one\nline two",
            "caption: A caption.",
            "h3: Inner",
            "cell: a",
            "cell: b",
            "cell: 1",
            "cell: x\ny",
            "cell: p",
            "cell: q",
            "h2: Last",
            "p: End.",
        ]
    );
    places_hold(&document);
}

#[test]
fn links_have_their_targets() {
    let text = "`A <https://a.example/a_b>`_, `B`_, C_, `D`__, https://e.example/f_g, |sub|, `x <C_>`_.\n\n.. _B: https://b.example\n.. _c:\n   https://c.example/\n   long\n__ https://d.example\n\n.. |sub| replace:: Replaced\n";
    let (document, citations) = read(text, Format::Rst);
    assert_eq!(
        links(&document),
        [
            "A -> https://a.example/a_b",
            "B -> https://b.example",
            "C -> https://c.example/long",
            "D -> https://d.example",
            "x -> https://c.example/long",
        ]
    );
    assert!(
        citations
            .links
            .iter()
            .any(|link| link.url == "https://e.example/f_g")
    );
    assert!(document.text.contains("Replaced"), "{}", document.text);
    places_hold(&document);
}

#[test]
fn included_files_are_read_in_their_place() {
    let files = beside(&[(
        "a.rst",
        "Sub\n---\n\nB [2]_.\n\n.. [2] Two.\n\n.. include:: a.rst\n",
    )]);
    let text =
        "Top\n===\n\nA [1]_.\n\n.. include:: a.rst\n.. include:: ../../etc/passwd\n.. [1] One.\n";
    let (document, notices) = read_with(text, Format::Rst, &files);
    let citations = footfault::citations::build(&document);
    assert_eq!(summary(&citations).0, "1 2");
    assert!(citations.marks.iter().all(|mark| mark.note.is_some()));
    assert_eq!(document.place_of(citations.marks[1].origin).path, "a.rst");
    assert!(
        notices
            .iter()
            .any(|notice| notice.message.contains("includes itself"))
    );
    places_hold(&document);
}
