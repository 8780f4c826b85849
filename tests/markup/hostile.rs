//! Files made to break a reader: it answers within bounds, whatever stands in them.

use std::{fmt::Write as _, fs, path::PathBuf, time::Instant};

use footfault::{
    citations,
    input::{Format, Input},
    readers::{self, Options},
};
use proptest::prelude::*;

use super::{beside, places_hold, read_with};

const FORMATS: [Format; 4] = [Format::Latex, Format::Typst, Format::Rst, Format::Asciidoc];

fn survives(text: &str, format: Format) {
    let Ok(input) = Input::from_bytes("report", text.as_bytes(), Some(format)) else {
        return;
    };
    if let Ok((document, _)) = readers::read(&input, &Options::default()) {
        places_hold(&document);
        let _ = citations::build(&document);
    }
}

/// What is repeated, by format.
const REPEATED: [(Format, &[&str]); 4] = [
    (
        Format::Latex,
        &[
            "{",
            "}",
            "[",
            "\\footnote{",
            "\\footnote",
            "\\emph{",
            "\\begin{a}",
            "\\end{a}",
            "$",
            "$$",
            "$^{",
            "\\(",
            "\\item[",
            "\\verb|",
            "\\begin{verbatim}",
            "\\iffalse ",
            "\\if",
            "\\def\\a{",
            "\\newcommand{",
            "\\cite[",
            "\\label{",
            "\\url{",
            "\\footnotemark ",
            "\\footnotetext{x}",
            "%\n",
            "\\\\",
            "\\begin{tabular}{l}&",
            "\\section{",
            "\\cite{a}",
            "``",
            "\\def\\",
            "\\begin{itemize}\\item ",
            "\\input{a}",
            "\\'",
            "\\tnote{",
            "\\href{a}{",
            "\\enquote{",
            "\\begin{equation}",
            "\\caption{",
            "\\textsuperscript{1}",
        ],
    ),
    (
        Format::Typst,
        &[
            "#[",
            "*_",
            "[",
            "#(",
            "$(",
            "#-",
            "#footnote[",
            "= ",
            "- ",
            "@a ",
            "#let a = [",
            "<a>",
            "#link(\"",
            "`",
            "\"",
            "#super[",
        ],
    ),
    (
        Format::Rst,
        &[
            "*a ",
            "`a ",
            "``a ",
            "|a ",
            "[1]_ ",
            ".. [#] a\n",
            "[#]_ ",
            "a_ ",
            "== ==\n",
            "+-+\n",
            "- ",
            ".. note::\n ",
            "a\n=\n",
            "`a <b>`_ ",
            ":a:`b` ",
            "..\n",
            "a\n b\n",
            "| a\n",
            "\\",
            "_`",
            "__ a\n",
            "   ",
            "x__ ",
        ],
    ),
    (
        Format::Asciidoc,
        &[
            "footnote:[",
            "[",
            "*a ",
            "_a ",
            "^a",
            "link:a[",
            "<<a",
            "{a",
            "----\n",
            "|===\n",
            "* a\n",
            "= a\n",
            "\"`a ",
            "a:: ",
            "https://a[",
            "____\n",
            "....\n",
            "+",
            "`a",
            "footnote:a[] ",
            "|a ",
        ],
    ),
];

#[test]
fn repetition_is_read_in_linear_time() {
    const TIMES: usize = 40_000;
    let mut slow = Vec::new();
    for (format, pieces) in REPEATED {
        for piece in pieces {
            let text = piece.repeat(TIMES);
            let begun = Instant::now();
            let input = Input::from_bytes("report", text.as_bytes(), Some(format));
            let Ok(input) = input else { continue };
            let read = readers::read(&input, &Options::default());
            let taken = begun.elapsed();
            if let Ok((document, _)) = read {
                places_hold(&document);
            }
            if taken.as_secs() >= 20 {
                slow.push(format!("{format}: {piece:?} took {taken:?}"));
            }
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

#[test]
fn macros_cannot_run_away() {
    let mut bomb = String::from("\\def\\a{xxxxxxxxxx}");
    for pair in ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi", "ij", "jk"].map(str::as_bytes) {
        let (from, to) = (char::from(pair[0]), char::from(pair[1]));
        let body = format!("\\{from}").repeat(10);
        write!(bomb, "\\def\\{to}{{{body}}}").unwrap();
    }
    bomb.push_str("\\k end\\footnote{still here}");
    for text in [
        bomb.as_str(),
        "\\def\\a{\\a}\\a end",
        "\\def\\a{\\a x}\\a end",
        "\\def\\a#1{\\a{#1#1}}\\a{x}",
        "\\newcommand{\\a}[1]{\\b{#1}}\\newcommand{\\b}[1]{\\a{#1}}\\a{x}",
        "\\newenvironment{a}{\\begin{a}}{\\end{a}}\\begin{a}x\\end{a}",
        "\\renewcommand{\\thefootnote}{\\thefootnote}a\\footnote{x}",
    ] {
        let begun = Instant::now();
        survives(text, Format::Latex);
        assert!(begun.elapsed().as_secs() < 30, "{text:.60}");
    }
    for text in [
        "#let a(x) = a([#x #x])\n#a[y]",
        "#let a = [#a]\n#a",
        "#let a = [x]\n#let b = [#a#a#a#a#a#a#a#a]\n#let c = [#b#b#b#b#b#b#b#b]\n#let d = [#c#c#c#c#c#c#c#c]\n#let e = [#d#d#d#d#d#d#d#d]\n#let f = [#e#e#e#e#e#e#e#e]\n#let g = [#f#f#f#f#f#f#f#f]\n#g",
    ] {
        let begun = Instant::now();
        survives(text, Format::Typst);
        assert!(begun.elapsed().as_secs() < 30, "{text:.60}");
    }
}

#[test]
fn files_that_include_each_other_end() {
    let wide: String = (0..40).map(|_| "\\input{a}\\input{b}").collect();
    let files = beside(&[
        ("a.tex", wide.as_str()),
        ("b.tex", "\\input{a}\\footnote{x}"),
    ]);
    let (document, _) = read_with("\\input{a}", Format::Latex, &files);
    places_hold(&document);
}

#[test]
fn the_hostile_files_are_survived() {
    let Some(shared) = std::env::var_os("FOOTFAULT_SHARED") else {
        eprintln!("FOOTFAULT_SHARED is not set: the shared hostile files are left out");
        return;
    };
    let mut seen = 0;
    for entry in fs::read_dir(PathBuf::from(shared).join("hostile")).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        for format in FORMATS {
            let begun = Instant::now();
            survives(&String::from_utf8_lossy(&bytes), format);
            assert!(
                begun.elapsed().as_secs() < 60,
                "{} as {format}",
                path.display()
            );
        }
        seen += 1;
    }
    assert!(seen > 10);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_markup_is_survived(pieces in proptest::collection::vec(0usize..64, 0..60), format in 0usize..4) {
        const PIECES: [&str; 64] = [
            "{", "}", "[", "]", "\\footnote{", "\\footnote[2]{", "\\begin{itemize}", "\\item ", "\\end{itemize}", "$", "^1^",
            "\n\n", "\n", " ", "é", "漢字", "\\section{", "\\def\\x#1{", "\\x", "#1", "\\verb|", "%", "&", "\\\\", "``", "''", "--",
            "\\cite[p. 4]{a}", "\\footnotemark", "\\footnotetext{", "#footnote[", "#let x = [", "#x", "= A\n", "== B\n", "@a", "<a>",
            "*", "_", "`", "```", "\"", "#link(\"u\")[", ".. [1] x\n", "[1]_ ", "[#]_", ".. [#a] y\n   z\n", "`t <u>`_", "====\n", "- a\n",
            "1. b\n", "  ", "|===\n", "|c", "----\n", "footnote:[", "footnote:i[]", ".. note::\n\n   ", "::\n\n  x\n", "|s|", "\\'", "https://a.example/b", "\\\"", "\r\n",
        ];
        let text: String = pieces.iter().map(|nth| PIECES[*nth]).collect();
        survives(&text, FORMATS[format]);
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,200}", format in 0usize..4) {
        survives(&text, FORMATS[format]);
    }
}
