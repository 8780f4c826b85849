//! Hostile files: what costs more than a report ever does is refused by name, and everything else is read,
//! understood and judged in time that grows with its size.

use std::time::{Duration, Instant};

use footfault::{
    citations::{self, Citations},
    document::{Block, BlockKind, Builder, Excess, Origin},
    input::{Format, Input},
    readers,
    rules::{self, Facts, Selection},
    span::Span,
};

/// Reads, understands and judges; the reason where it is refused.
fn run(name: &str, text: &str) -> Result<Citations, String> {
    let input = Input::from_bytes(name, text, None).map_err(|error| error.to_string())?;
    let (document, _) =
        readers::read(&input, &readers::Options::default()).map_err(|error| error.to_string())?;
    let citations = citations::build(&document);
    if let Some(excess) = citations.excess {
        return Err(excess.what().to_owned());
    }
    let options = rules::Options::default();
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: None,
        index: 0,
        options: &options,
        before: None,
    };
    rules::check(&facts, &Selection::default());
    Ok(citations)
}

/// `unit` over and over, `№` replaced by a running number, between `head` and `tail`.
fn repeated(head: &str, unit: &str, count: usize, tail: &str) -> String {
    let mut out = head.to_owned();
    for number in 1..=count {
        out.push_str(&unit.replace('№', &number.to_string()));
    }
    out.push_str(tail);
    out
}

#[test]
fn more_than_any_report_holds_is_refused_with_the_limit() {
    for (name, text, limit) in [
        (
            "a.txt",
            "a\n".repeat(2_000_001),
            "more than 2,000,000 lines",
        ),
        (
            "a.md",
            "[".repeat(3_000_001),
            "more than 3,000,000 brackets",
        ),
        (
            "a.html",
            "<b>".repeat(3_000_001),
            "more than 3,000,000 tags",
        ),
        (
            "a.md",
            repeated("", "Said. [1]\n\n", 100_001, "# Notes\n\n1. N.\n"),
            "more than 100,000 reference marks",
        ),
        (
            "a.md",
            repeated("", "Said.[1] ", 210_000, "\n\n# Notes\n\n1. N.\n"),
            "more than 100,000 reference marks",
        ),
        (
            "a.md",
            repeated("Said.[^1]\n\n", "[^№]: N.\n", 100_001, ""),
            "more than 100,000 footnotes",
        ),
        (
            "a.txt",
            repeated("Said.[7]\n\nNotes\n\n", "[7] N.\n\n", 100_001, ""),
            "more than 100,000 notes",
        ),
        (
            "a.txt",
            repeated("", "http://a.example/№ ", 100_001, ""),
            "more than 100,000 links",
        ),
        (
            "a.md",
            repeated("Said.<sup>1</sup>\n\n", "# H№\n\n", 20_001, ""),
            "more than 20,000 headings",
        ),
    ] {
        let told = run(name, &text).map(|_| ()).expect_err(limit);
        assert!(told.contains(limit), "{told}");
    }
}

#[cfg(feature = "typst")]
#[test]
fn a_chain_of_operators_is_refused_before_it_fills_the_stack() {
    let told = run(
        "a.typ",
        &format!("A.#footnote[N.] #({}1)", "1+".repeat(200_000)),
    );
    let told = told.map(|_| ()).expect_err("the chain");
    assert!(told.contains("more than 5,000 operators"), "{told}");
    let sound = run(
        "a.typ",
        &format!("A.#footnote[N.] #({}1)", "1+".repeat(1_000)),
    );
    assert_eq!(sound.map(|citations| citations.notes.len()), Ok(1));
}

#[test]
fn a_builder_takes_nothing_beyond_its_limits() {
    let mut builder = Builder::new("a.md", Format::Markdown, Vec::new());
    let origin = Origin::Bytes {
        part: 0,
        span: Span::at(0),
    };
    let block = Block {
        kind: BlockKind::Cell,
        span: Span::at(0),
        item: None,
        quoted: false,
        note: None,
        origin,
    };
    for _ in 0..Builder::MAX_BLOCKS {
        builder.block(block.clone());
    }
    builder.push("a", origin, false);
    assert!(!builder.is_full());
    builder.block(block.clone());
    assert!(builder.is_full());
    builder.push("b", origin, false);
    builder.block(block);
    let document = builder.finish();
    assert_eq!(document.blocks.len(), Builder::MAX_BLOCKS);
    assert_eq!(document.text, "a");
    assert_eq!(document.excess, Some(Excess::Blocks));
}

/// What is there many times: format, what comes before, the unit, what comes after.
const SHAPES: &[(&str, &str, &str, &str)] = &[
    ("md", "", "a¹ ", ""),
    ("md", "", "Said `x` so.[1] ", "\n\n# Notes\n\n1. N.\n"),
    ("md", "", "a<sup>1</sup> ", "\n\n# Notes\n\n1. N.\n"),
    ("md", "", "<sup>1</sup>", ""),
    ("md", "", "[a](http://b.example/ c) ", ""),
    ("md", "", "a^[n n n] ", ""),
    ("md", "", "[a][r] ", "\n\n[r]: https://b.example/x\n"),
    ("md", "", "a[^№]\n\n[^№]: N.\n\n", ""),
    ("md", "", "[^№]::\n\n", ""),
    (
        "md",
        "",
        "# C№\n\nA.<sup>1</sup>\n\n## Notes\n\n1. N, *T* (2020).\n\n",
        "",
    ),
    (
        "md",
        "# A\n\nA.<sup>1</sup>\n\n",
        "# Chapter №\n\nB.\n\n",
        "# Notes\n\n## A\n\n1. N.\n",
    ),
    ("md", "A.<sup>1</sup>\n\n# Notes\n\n", "№. Ibid., 3.\n", ""),
    (
        "md",
        "A.<sup>1</sup>\n\n# Notes\n\n1. ",
        "Roe, \"Title №\", Paper, 4 May 2020; ",
        "",
    ),
    ("md", "", "> ", "a"),
    ("md", "", "*a ", ""),
    ("txt", "", "Said so.[№] ", "\n\nNotes\n\n1. N.\n"),
    ("txt", "A.[1]\n\nNotes\n\n", "№. Roe, Title № (2020).\n", ""),
    (
        "txt",
        "",
        "On 4 May 2020 he signed the treaty with them. ",
        " A.[1]",
    ),
    ("html", "", "<sup>1</sup>", ""),
    ("html", "", "<div>", "A.<sup>1</sup>"),
    ("html", "", "<a href=#x>1</a> ", ""),
    ("html", "", "<p id=n№><a href=#n№>1</a>", ""),
    ("html", "<p", " a№=b", ">A.<sup>1</sup>"),
    (
        "html",
        "<style>",
        ".c№{vertical-align:super}",
        "</style><p class=c1>A",
    ),
    ("tex", "", "A.\\footnote{N.} ", ""),
    ("tex", "", "\\footnote{", ""),
    ("tex", "", "\\def\\m{a}\\m ", "A.\\footnote{N}"),
    ("tex", "", "\\begin{itemize}\\item ", "A.\\footnote{N}"),
    ("tex", "", "\\footnotemark[№]\\footnotetext[№]{N}", ""),
    #[cfg(feature = "typst")]
    ("typ", "", "A.#footnote[N.] ", ""),
    #[cfg(feature = "typst")]
    ("typ", "", "#footnote[", ""),
    ("rst", "", "A [#]_ ", "\n\n.. [#] N.\n"),
    ("rst", "A [1]_\n\n", ".. [№] N.\n", ""),
    ("rst", "", "`a ", " [1]_"),
    ("adoc", "", "A.footnote:[N.] ", ""),
    ("adoc", "", "*a ", "A.footnote:[N.]"),
];

/// Bytes of the smaller file; the larger is four times as large.
const SIZE: usize = 8_000;

fn time(name: &str, text: &str) -> Duration {
    let start = Instant::now();
    // What is refused is refused in time, too.
    let _ = run(name, text);
    start.elapsed()
}

#[test]
fn time_grows_with_size_and_no_faster() {
    for (extension, head, unit, tail) in SHAPES {
        let name = format!("a.{extension}");
        let count = SIZE / unit.len();
        let small = repeated(head, unit, count, tail);
        let large = repeated(head, unit, count * 4, tail);
        // Four times as much takes four times as long; were it sixteen times, the best of five would show it. A
        // busy machine is given time, and what takes no time at all cannot be told apart.
        let fast = (0..5).any(|_| {
            let before = time(&name, &small).max(Duration::from_millis(20));
            time(&name, &large) < before * 10
        });
        assert!(fast, "{extension}: {unit:?}");
    }
}
