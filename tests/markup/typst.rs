//! Typst.

use footfault::input::Format;

use super::{beside, blocks, check, links, places_hold, read, read_with, summary};

#[test]
fn notes_have_the_numbers_that_typst_prints() {
    for (text, marks, notes) in [
        (
            "One.#footnote[First.] Two.#footnote[Second *bold*.]",
            "1 2",
            &["1:First.", "2:Second bold."][..],
        ),
        (
            "One.#footnote[First.] <a> Two.@a Three.#footnote(<a>)",
            "1 1 1",
            &["1:First."],
        ),
        (
            "#set footnote(numbering: \"a\")\nOne.#footnote[x] Two.#footnote[y]",
            "a b",
            &["a:x", "b:y"],
        ),
        ("One.#footnote(numbering: \"*\")[x]", "*", &["*:x"]),
        (
            "One.#footnote[x] #counter(footnote).update(0) Two.#footnote[y]",
            "1 1",
            &["1:x", "1:y"],
        ),
        (
            "#show heading.where(level: 1): it => { counter(footnote).update(0); it }\n= A\na#footnote[x]\n== B\nb#footnote[y]\n= C\nc#footnote[z]",
            "1 2 1",
            &["1:x", "2:y", "1:z"],
        ),
        (
            "#let fn(body) = footnote(body)\na#fn[x] b#fn[y]",
            "1 2",
            &["1:x", "2:y"],
        ),
        ("#let fn = footnote\na#fn[x]", "1", &["1:x"]),
        (
            "#let org = [Water Board]\na#footnote[#org, 2020.]",
            "1",
            &["1:Water Board, 2020."],
        ),
        ("a#footnote(\"x \\\"y\\\"\")", "1", &["1:x \"y\""]),
        (
            "// #footnote[no]\n/* #footnote[no] */ `#footnote[no]` a#footnote[yes]",
            "1",
            &["1:yes"],
        ),
        ("$x^2$ and $10^6$ a#footnote[yes]", "1", &["1:yes"]),
    ] {
        check(text, Format::Typst, marks, notes);
    }
}

#[test]
fn typed_marks_and_notes_are_read() {
    check(
        "= Body\nA.#super[1] B.#super[2] C$\"\"^3$\n\n= Notes\n+ One.\n+ Two.\n+ Three.\n",
        Format::Typst,
        "1 2 3",
        &["1:One.", "2:Two.", "3:Three."],
    );
}

#[test]
fn blocks_links_and_text_are_read() {
    let text = "#set text(lang: \"de\")\n#show: conf.with(title: [Wells], abstract: [Short.])\n= First _one_ <first>\n\"Yes\" -- don't \\#5\\\nnext.\n\n- A\n- B\n\n5. Five\n+ Six\n\n#quote(block: true)[Said.]\n\n#figure(table(columns: 2, [a], [b#footnote[x]]), caption: [Levels])\n\n```py\ncode\n```\n#link(\"https://a.example/b\")[B], #link(\"https://c.example\"), https://d.example/e.\n";
    let (document, _) = read(text, Format::Typst);
    assert_eq!(document.language.as_deref(), Some("de"));
    assert_eq!(
        blocks(&document),
        [
            "h1: Wells",
            "p: Short.",
            "h2: First one",
            "p: “Yes” – don’t #5\nnext.",
            "item: A",
            "item: B",
            "item: Five",
            "item: Six",
            "quote: Said.",
            "cell: a",
            "cell: b1",
            "note: x",
            "caption: Levels",
            "code: py\ncode",
            "p: B, https://c.example, https://d.example/e.",
        ]
    );
    assert_eq!(
        links(&document),
        [
            "B -> https://a.example/b",
            "https://c.example -> https://c.example",
            "https://d.example/e -> https://d.example/e",
        ]
    );
    places_hold(&document);
}

#[test]
fn included_files_are_read_in_their_place() {
    let files = beside(&[
        ("one.typ", "= One\na#fn[x]\n#include \"parts/two.typ\""),
        ("parts/two.typ", "b#footnote[y] #include \"../one.typ\""),
        ("lib.typ", "#let fn(body) = footnote(body)"),
    ]);
    let (document, notices) = read_with(
        "#import \"lib.typ\": *\n#include \"one.typ\"\n#include \"gone.typ\"",
        Format::Typst,
        &files,
    );
    let citations = footfault::citations::build(&document);
    assert_eq!(summary(&citations).0, "1 2");
    places_hold(&document);
    let place = document.place_of(citations.marks[1].origin);
    assert_eq!(
        (place.path.as_str(), place.start),
        ("parts/two.typ", Some(2))
    );
    let said: Vec<&str> = notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    assert!(
        said.iter().any(|said| said.contains("includes itself")),
        "{said:?}"
    );
    assert!(
        said.iter().any(|said| said.contains("gone.typ")),
        "{said:?}"
    );
}
