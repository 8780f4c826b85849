//! Holds the parsed citations of hand-written notes against hand-written truth, field by field.
//!
//! `tests/citations/*.toml` holds the notes, all made up for this project. `*…*` stands for italics, `<…>` and
//! `[…](…)` for links. A field that truth leaves out must stay empty, so that an invented field counts as wrong.
//!
//! | key | field |
//! |---|---|
//! | `form` | `full` where left out |
//! | `kind` | of full citations |
//! | `by`, `et_al` | authors as printed |
//! | `title`, `translated` | title without its marks and closing comma; its translation |
//! | `in` | newspaper, journal, site; a chapter's book; else the publisher |
//! | `date`, `seen` | ISO 8601 at the printed precision; date of access |
//! | `vol`, `no`, `pp` | volume, issue, pages of the whole work |
//! | `at` | page, paragraph or section cited |
//! | `label` | number that a cross-reference names |
//! | `doi`, `un` | identifiers |
//!
//! `tests/citations/gaps.txt` lists what is not read as truth has it. The test fails when a gap is missing from the
//! list and when a listed gap is closed, so that the list stays the true measure.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::PathBuf};

use footfault::{
    citations::{Citation, Link, LinkForm, LinkId, parse::parse_note},
    document::{Builder, Document, Inline, InlineKind, Origin},
    input::Format,
    span::Span,
};
use proptest::prelude::*;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/citations")
}

/// A document with the one note that `marked` writes, and its links.
fn document(marked: &str) -> (Document, Vec<Link>) {
    let origin = Origin::Bytes {
        part: 0,
        span: Span::default(),
    };
    let mut builder = Builder::new("note.md", Format::Markdown, Vec::new());
    let mut links = Vec::new();
    let mut italic_from = None;
    let mut rest = marked;
    let link = |builder: &mut Builder, links: &mut Vec<Link>, shown: &str, target: &str, form| {
        let start = builder.len();
        builder.push_made_up(shown);
        let span = Span::new(start, builder.len());
        builder.inline(Inline {
            kind: InlineKind::Link {
                target: target.to_owned(),
                target_origin: None,
                autolink: form == LinkForm::Auto,
            },
            span,
            origin,
        });
        links.push(Link {
            url: target.to_owned(),
            shown: shown.to_owned(),
            note: Some(0),
            chapter: None,
            span,
            origin,
            target_origin: None,
            form,
        });
    };
    while let Some(mark) = rest.chars().next() {
        let length = mark.len_utf8();
        if mark == '*' {
            match italic_from.take() {
                Some(start) => builder.inline(Inline {
                    kind: InlineKind::Emphasis,
                    span: Span::new(start, builder.len()),
                    origin,
                }),
                None => italic_from = Some(builder.len()),
            }
        } else if mark == '<'
            && let Some(end) = rest.find('>')
            && rest[1..end].starts_with("http")
        {
            link(
                &mut builder,
                &mut links,
                &rest[1..end],
                &rest[1..end],
                LinkForm::Auto,
            );
            rest = &rest[end + 1..];
            continue;
        } else if mark == '['
            && let Some(close) = rest.find("](")
            && !rest[1..close].contains(']')
            && let Some(end) = rest[close..].find(')')
        {
            link(
                &mut builder,
                &mut links,
                &rest[1..close],
                &rest[close + 2..close + end],
                LinkForm::Marked,
            );
            rest = &rest[close + end + 1..];
            continue;
        } else {
            builder.push_made_up(&rest[..length]);
        }
        rest = &rest[length..];
    }
    (builder.finish(), links)
}

fn parse(marked: &str) -> Vec<Citation> {
    let (document, links) = document(marked);
    let links: Vec<(LinkId, &Link)> = links.iter().enumerate().collect();
    parse_note(&document, Span::new(0, document.text.len()), &links)
}

/// The fields of a citation as truth writes them.
fn fields(citation: &Citation) -> BTreeMap<&'static str, String> {
    let mut fields = BTreeMap::new();
    let mut put = |name, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            fields.insert(name, value);
        }
    };
    let form = citation.form.as_str();
    put("form", Some(form.to_owned()));
    put(
        "kind",
        (form == "full").then(|| citation.kind.as_str().to_owned()),
    );
    put("by", Some(citation.authors.join(" | ")));
    put("et_al", citation.et_al.then(|| "true".to_owned()));
    put("title", citation.title.clone());
    put("translated", citation.translated_title.clone());
    put("in", citation.container.clone());
    put("date", citation.date.map(|date| date.to_string()));
    put("seen", citation.accessed.map(|date| date.to_string()));
    put("vol", citation.volume.clone());
    put("no", citation.issue.clone());
    put("pp", citation.pages.clone());
    put("at", citation.locator.clone());
    put("label", citation.refers_to_label.clone());
    put(
        "doi",
        citation.identifiers.doi.as_deref().map(str::to_lowercase),
    );
    put("un", citation.identifiers.un_symbol.clone());
    fields
}

fn truth_of(citation: &toml::Table) -> BTreeMap<&'static str, String> {
    let mut fields = BTreeMap::new();
    fields.insert("form", "full".to_owned());
    for (key, value) in citation {
        let name = NAMES
            .iter()
            .find(|name| **name == key)
            .unwrap_or_else(|| panic!("no such field: {key}"));
        let value = match value {
            toml::Value::Array(names) => names
                .iter()
                .filter_map(toml::Value::as_str)
                .collect::<Vec<_>>()
                .join(" | "),
            toml::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        fields.insert(name, value);
    }
    fields
}

const NAMES: [&str; 16] = [
    "form",
    "kind",
    "by",
    "et_al",
    "title",
    "translated",
    "in",
    "date",
    "seen",
    "vol",
    "no",
    "pp",
    "at",
    "label",
    "doi",
    "un",
];

struct Case {
    name: String,
    text: String,
    cites: Vec<BTreeMap<&'static str, String>>,
}

fn cases() -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|end| end == "toml"))
        .collect();
    files.sort();
    let mut cases = Vec::new();
    for file in files {
        let table: toml::Table = fs::read_to_string(&file).unwrap().parse().unwrap();
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        for (index, note) in table["note"].as_array().unwrap().iter().enumerate() {
            cases.push(Case {
                name: format!("{stem}#{}", index + 1),
                text: note["text"].as_str().unwrap().to_owned(),
                cites: note["cites"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|cite| truth_of(cite.as_table().unwrap()))
                    .collect(),
            });
        }
    }
    cases
}

/// Of one field: how often truth has it, how often it was read, how often both agree.
#[derive(Default, Clone, Copy)]
struct Tally {
    printed: usize,
    read: usize,
    right: usize,
}

#[test]
fn citations_are_read_as_truth_has_them() {
    let cases = cases();
    assert!(cases.len() >= 300, "{} notes", cases.len());
    let mut tallies: BTreeMap<&str, Tally> =
        NAMES.iter().map(|name| (*name, Tally::default())).collect();
    let mut gaps = String::new();
    let (mut counted, mut whole) = (0, 0);
    for case in &cases {
        let got = parse(&case.text);
        let mut wrong = Vec::new();
        if got.len() == case.cites.len() {
            counted += 1;
        } else {
            wrong.push(format!("citations: {} for {}", got.len(), case.cites.len()));
        }
        let empty = BTreeMap::new();
        for index in 0..got.len().max(case.cites.len()) {
            let got = got.get(index).map(fields).unwrap_or_default();
            let truth = case.cites.get(index).unwrap_or(&empty);
            for name in NAMES {
                let (got, truth) = (got.get(name), truth.get(name));
                let tally = tallies.get_mut(name).unwrap();
                tally.printed += usize::from(truth.is_some());
                tally.read += usize::from(got.is_some());
                tally.right += usize::from(truth.is_some() && got == truth);
                if got != truth && case.cites.len() > index {
                    let show =
                        |value: Option<&String>| value.cloned().unwrap_or_else(|| "–".to_owned());
                    wrong.push(format!(
                        "{}.{name}: {} for {}",
                        index + 1,
                        show(got),
                        show(truth)
                    ));
                }
            }
        }
        if wrong.is_empty() {
            whole += 1;
        }
        for line in wrong {
            writeln!(gaps, "{} {line}", case.name).unwrap();
        }
    }
    println!(
        "{} notes; citations counted right {counted}; read without any gap {whole}",
        cases.len()
    );
    println!(
        "{:12} {:>7} {:>7} {:>7} {:>7} {:>9}",
        "field", "printed", "read", "right", "recall", "precision"
    );
    for (name, tally) in &tallies {
        let share = |of: usize| {
            f64::from(u32::try_from(tally.right).unwrap())
                / f64::from(u32::try_from(of.max(1)).unwrap())
        };
        println!(
            "{name:12} {:>7} {:>7} {:>7} {:>7.3} {:>9.3}",
            tally.printed,
            tally.read,
            tally.right,
            share(tally.printed),
            share(tally.read)
        );
    }
    let kept = fs::read_to_string(folder().join("gaps.txt")).unwrap_or_default();
    if kept != gaps {
        let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("gaps.txt");
        fs::write(&path, &gaps).unwrap();
        let new: Vec<&str> = gaps
            .lines()
            .filter(|line| !kept.lines().any(|old| old == *line))
            .collect();
        let closed: Vec<&str> = kept
            .lines()
            .filter(|line| !gaps.lines().any(|other| other == *line))
            .collect();
        panic!(
            "gaps.txt is not what is read now: {} new, {} closed. Judge each, then copy {} over it.\nnew:\n{}\nclosed:\n{}",
            new.len(),
            closed.len(),
            path.display(),
            new.join("\n"),
            closed.join("\n"),
        );
    }
}

/// Every offset of a citation lies in the note and on a character boundary.
fn check_spans(text: &str, citations: &[Citation]) {
    for citation in citations {
        let spans = [
            Some(citation.span),
            citation.title_span,
            citation.container_span,
            citation.date_span,
        ];
        for span in spans
            .into_iter()
            .flatten()
            .chain(citation.comments.iter().copied())
            .chain(citation.unparsed.iter().copied())
        {
            assert!(
                text.get(span.start..span.end).is_some(),
                "{span:?} of {text:?}"
            );
        }
    }
}

proptest! {
    #[test]
    fn any_text_is_parsed_without_panic(text in "\\PC{0,200}") {
        let (document, links) = document(&text);
        let links: Vec<(LinkId, &Link)> = links.iter().enumerate().collect();
        let citations = parse_note(&document, Span::new(0, document.text.len()), &links);
        check_spans(&document.text, &citations);
        prop_assert_eq!(citations.is_empty(), document.text.trim().is_empty());
    }

    #[test]
    fn scrambled_notes_are_parsed_without_panic(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..24)) {
        let text = parts.concat();
        let (document, links) = document(&text);
        let links: Vec<(LinkId, &Link)> = links.iter().enumerate().collect();
        let citations = parse_note(&document, Span::new(0, document.text.len()), &links);
        check_spans(&document.text, &citations);
    }
}

const PARTS: &[&str] = &[
    "Smith, J. ",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "*",
    "«",
    "»",
    "„",
    "(",
    ")",
    "[",
    "]",
    "《",
    "》",
    ", ",
    ". ",
    "; ",
    "；",
    " // ",
    "https://a.org/b;Smith ",
    "<https://a.org/é>",
    "2020",
    "(2020)",
    "May 3, 2020",
    "vol. 3, no. 2",
    "16(8)",
    ": 45–50",
    "pp. 3",
    "ibid. ",
    "Ibid",
    "supra note 12",
    "(n 5)",
    "op. cit.",
    "see also ",
    "v. ",
    "410 U.S. 113",
    "[2019] UKSC 41",
    "S/2023/856",
    "10.1000/x",
    "É",
    "مقابلة ",
    "第3期",
    "accessed ",
    "\n",
    "\u{a0}",
    "Interview with ",
    "et al.",
    "und",
    "。",
    "а",
    "’s",
];

#[test]
fn notes_of_one_sign_are_parsed_in_linear_time() {
    for part in PARTS {
        let time = |times: usize| {
            let text = part.repeat(times);
            let started = std::time::Instant::now();
            let citations = parse(&text);
            check_spans(&text.replace('*', ""), &[]);
            drop(citations);
            started.elapsed()
        };
        let (short, long) = (time(400), time(3_200));
        // Eight times the text: linear work takes about eight times as long, quadratic 64 times.
        assert!(
            long.as_secs_f64() < 2.0 || long.as_secs_f64() < short.as_secs_f64() * 30.0,
            "{part:?}: {short:?} for 400, {long:?} for 3,200"
        );
    }
}
