//! What is read from text: marks of every kind and what only looks like one, notes in every layout, chapters,
//! links, places.

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it leaves out"
)]

use std::{fs, path::PathBuf};

use footfault::{
    citations::{self, Citations, LinkForm, MarkContext, Numbering, TitleMatch},
    document::Document,
    input::{Format, Input},
    readers,
};
use serde_json::Value;

fn read_as(text: &str, format: Format) -> (Document, Citations) {
    let input = Input::from_bytes("report", text.as_bytes(), Some(format)).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    (document, citations)
}

fn markdown(text: &str) -> (Document, Citations) {
    read_as(text, Format::Markdown)
}

fn labels(citations: &Citations) -> String {
    let labels: Vec<&str> = citations
        .marks
        .iter()
        .map(|mark| mark.label.as_str())
        .collect();
    labels.join(" ")
}

fn notes(citations: &Citations) -> String {
    let labels: Vec<&str> = citations
        .notes
        .iter()
        .map(|note| note.label.as_str())
        .collect();
    labels.join(" ")
}

const THREE: &str = "\n\n# Notes\n\n1. One.\n2. Two.\n3. Three.\n";

#[test]
fn an_inline_note_may_end_its_paragraph() {
    let (document, _) = markdown("A claim^[one word].\n\nB^[the text]\n\nC^[a]^[some more]");
    assert_eq!(document.native_notes.len(), 3);
}

#[test]
fn marks_are_seen_however_they_are_made() {
    for (body, expected) in [
        (
            "A claim.<sup>1</sup> More<sup>2</sup>, and<sup>3</sup>.",
            "1 2 3",
        ),
        ("A claim.<sup>1,2</sup> More.<sup>[3]</sup>", "1 2 3"),
        ("A claim.<sup>1–3</sup>", "1 2 3"),
        ("A claim.¹ More² and³.", "1 2 3"),
        ("A claim.¹,² More.³", "1 2 3"),
        ("A claim.[1] More [2, 3].", "1 2 3"),
        ("A claim [1–3].", "1 2 3"),
        ("A claim.^1^ More.^2,3^", "1 2 3"),
        (
            "A claim.<sup><a href=\"#n1\">1</a></sup> More.[2](#n2) And.<sup>3</sup>",
            "1 2 3",
        ),
        (
            "In 2021<sup>1</sup> it rose to 4,500<sup>2</sup> tons.<sup>3</sup>",
            "1 2 3",
        ),
        (
            "> A quotation.<sup>1</sup>\n\n| a | b |\n|---|---|\n| x<sup>2</sup> | y |\n\nEnd.<sup>3</sup>",
            "1 2 3",
        ),
        (
            "<p>In a block of HTML.<sup>1</sup></p>\n\n<div>Two<sup>2</sup> and three.<sup>3</sup></div>",
            "1 2 3",
        ),
    ] {
        let (_, citations) = markdown(&format!("# Body\n\n{body}{THREE}"));
        assert_eq!(labels(&citations), expected, "{body}");
        assert_eq!(notes(&citations), "1 2 3", "{body}");
        assert!(
            citations.marks.iter().all(|mark| mark.note.is_some()),
            "{body}"
        );
    }
}

#[test]
fn what_only_looks_like_a_mark_is_left_alone() {
    for body in [
        "The 1<sup>st</sup> and 22<sup>nd</sup> time, the 3<sup>e</sup> fois.",
        "An area of 12 km<sup>2</sup> and 4 m<sup>3</sup>.",
        "An area of 12 km² and 4 m³.",
        "Some 10<sup>6</sup> people, 5 × 10⁶.",
        "“[The] situation is [...] bad,” he said; “[t]hey [and] others”.",
        "Since [2019] and array[0] in `code[1]`.",
        "The code:\n\n    let x = y[1];\n\nis short.",
        "A link [1](https://example.org/1) away.",
        "Escaped \\[^1\\] and `[^2]`.",
        "Water is H<sub>2</sub>O and U<sup>235</sup>.",
        "See 9/11, CASA-1000, U.S.-Taliban and S/2023/856.",
        "| 1.472 | 417 |\n|---|---|\n| 831 | 49 |",
    ] {
        let (_, citations) = markdown(&format!(
            "# Body\n\n{body}\n\nA claim.<sup>1</sup> B.<sup>2</sup> C.<sup>3</sup>{THREE}"
        ));
        assert_eq!(labels(&citations), "1 2 3", "{body}");
    }
}

#[test]
fn notes_are_seen_in_every_layout() {
    for layout in [
        "1. One.\n2. Two.\n3. Three.\n",
        "1. One.\n\n2. Two.\n\n3. Three.\n",
        "1. One.\n1. Two.\n1. Three.\n",
        "1) One.\n2) Two.\n3) Three.\n",
        "- 1 One.\n- 2 Two.\n\n- 3 Three.\n",
        "* [1] One.\n* [2] Two.\n* [3] Three.\n",
        "[1] One.\n[2] Two.\n[3] Three.\n",
        "[1] One.\n\n[2] Two.\n\n[3] Three.\n",
        "1 One.\n\n2 Two.\n\n3 Three.\n",
        "¹ One.\n\n² Two.\n\n³ Three.\n",
        "<sup>1</sup> One.\n\n<sup>2</sup> Two.\n\n<sup>3</sup> Three.\n",
        "<sup>1</sup> One.<br>\n<sup>2</sup> Two.<br>\n<sup>3</sup> Three.\n",
        "(1) One.\n\n(2) Two.\n\n(3) Three.\n",
        "1\\. One.\n\n2\\. Two.\n\n3\\. Three.\n",
    ] {
        let (_, citations) = markdown(&format!(
            "# Body\n\nA.<sup>1</sup> B.<sup>2</sup> C.<sup>3</sup>\n\n## Endnotes\n\n{layout}"
        ));
        assert_eq!(notes(&citations), "1 2 3", "{layout}");
        let texts: Vec<&str> = citations
            .notes
            .iter()
            .map(|note| note.text.as_str())
            .collect();
        assert_eq!(texts, ["One.", "Two.", "Three."], "{layout}");
        assert!(
            citations.marks.iter().all(|mark| mark.note.is_some()),
            "{layout}"
        );
    }
}

#[test]
fn notes_go_on_over_lines_paragraphs_and_page_numbers() {
    let (_, citations) = markdown(
        "# Body\n\nA.[1] B.[2]\n\n# Notes\n\n[1] Smith, *Title* (London: Pell,\n\n17\n\n1999), 4.\n\nA second paragraph of the note.\n\n[2] Two.\n",
    );
    assert_eq!(
        citations.notes[0].text,
        "Smith, Title (London: Pell, 17 1999), 4. A second paragraph of the note."
    );
    assert_eq!(notes(&citations), "1 2");
}

#[test]
fn github_footnotes_keep_keys_repeats_and_missing_definitions() {
    let (document, citations) = markdown(
        "Text[^a] and again[^a], then[^B] and [^missing], inline^[A note of its own.].\n\n[^a]: First.\n\n    Second paragraph.\n[^b]: *Other*.\n[^idle]: Never called.\n[^empty]:\n",
    );
    assert_eq!(citations.numbering, Numbering::Keyed);
    assert_eq!(labels(&citations), "a a B missing 1");
    let paired: Vec<Option<&str>> = citations
        .marks
        .iter()
        .map(|mark| mark.note.map(|note| citations.notes[note].label.as_str()))
        .collect();
    assert_eq!(paired, [Some("a"), Some("a"), Some("b"), None, Some("1")]);
    let idle = citations.notes.iter().filter(|note| note.marks.is_empty());
    assert_eq!(
        idle.map(|note| note.label.as_str()).collect::<Vec<_>>(),
        ["idle", "empty"]
    );
    let place = citations.mark_place(&document, 3);
    assert_eq!((place.line, place.column), (Some(1), Some(38)));
}

#[test]
fn chapters_are_matched_across_number_quotes_case_and_split_headings() {
    let (_, citations) = markdown(
        "# Contents\n\nIntroduction 3\n\n# Introduction\n\nA.<sup>1</sup>\n\n## Introduction\n\nB.<sup>2</sup>\n\n# 1. Russia's 'Pivot' – East\n\nA.<sup>1</sup>\n\n# Pressure\n\n## Points: A Story\n\nA.<sup>1</sup> B.<sup>2</sup>\n\n# Endnotes\n\n## Introduction\n\n- 1 One\n- 2 Two\n\n### RUSSIA’S “PIVOT” — EAST\n\n- 1 One\n\n## 2. Pressure Points: A Story\n\n- 1 One\n\n- 2 Two\n\nPhoto credits: somebody else.\n",
    );
    let titles: Vec<&str> = citations
        .chapters
        .iter()
        .map(|chapter| chapter.title.as_str())
        .collect();
    assert_eq!(
        titles,
        [
            "Introduction",
            "1. Russia's 'Pivot' – East",
            "Pressure Points: A Story"
        ]
    );
    assert_eq!(citations.numbering, Numbering::Restarting);
    assert!(citations.marks.iter().all(|mark| mark.note.is_some()));
    let matched: Vec<TitleMatch> = citations
        .sections
        .iter()
        .map(|section| section.matched)
        .collect();
    assert_eq!(
        matched,
        [TitleMatch::Equal, TitleMatch::Equal, TitleMatch::Joined]
    );
    assert_eq!(citations.notes[4].text, "Two");
}

#[test]
fn notes_after_each_chapter_serve_that_chapter() {
    let (_, citations) = markdown(
        "# Preface\n\nNo note.\n\n# One\n\nA.¹ B.²\n\n## Notes\n\n1. One.\n2. Two.\n\n# Two\n\nA.¹\n\n## Notes\n\n1. Other.\n",
    );
    assert_eq!(citations.chapters.len(), 3);
    let served: Vec<Option<usize>> = citations.notes.iter().map(|note| note.chapter).collect();
    assert_eq!(served, [Some(1), Some(1), Some(2)]);
    assert!(citations.marks.iter().all(|mark| mark.note.is_some()));
}

#[test]
fn groups_without_headings_are_told_by_their_restarts() {
    let (_, citations) = markdown(
        "# One\n\nA.<sup>1</sup> B.<sup>2</sup>\n\n# Two\n\nA.<sup>1</sup> B.<sup>2</sup>\n\n# Notes\n\n1. a\n2. b\n\n<!-- -->\n\n1. c\n2. d\n",
    );
    let served: Vec<Option<usize>> = citations.notes.iter().map(|note| note.chapter).collect();
    assert_eq!(served, [Some(0), Some(0), Some(1), Some(1)]);
    assert_eq!(citations.sections[1].matched, TitleMatch::Order);
}

#[test]
fn plain_text_keeps_bare_numbers_and_drops_running_heads() {
    let (_, citations) = read_as(
        "THE ROAD\n\nIt rose by 3.5 percent.1 In 1999, 1,200 men worked there,2 and\n\n\x0cThe Road                 2\n\nnobody left.3\n\nNOTES\n\n1. One,\n   page 4.\n2. Two.\n\x0cThe Road                 3\n\n3. Three.\n",
        Format::Text,
    );
    assert_eq!(labels(&citations), "1 2 3");
    assert_eq!(notes(&citations), "1 2 3");
    assert_eq!(citations.notes[0].text, "One, page 4.");
}

#[test]
fn sentences_run_over_page_breaks_and_show_their_marks() {
    let (_, citations) = markdown(&format!(
        "# Body\n\nFirst. The ministry, which had\n\nlong been silent,<sup>1</sup> spoke.<sup>2</sup> Then it did not.<sup>3</sup>{THREE}"
    ));
    assert_eq!(
        citations.marks[0].sentence,
        "The ministry, which had long been silent,[1] spoke.[2]"
    );
    assert_eq!(citations.marks[2].sentence, "Then it did not.[3]");
    assert_eq!(citations.marks[0].context, MarkContext::Prose);
}

#[test]
fn links_are_unescaped_completed_and_found_where_markdown_sees_none() {
    let (_, citations) = markdown(
        "# Body\n\nA.[1]\n\n# Notes\n\n[1] [https://x.example/a\\\\_b](https://x.example/a_b), <https://y.example/?a=1&b>. www.z.example/p. See https://w.example/(a). [https://one.example/x](https://two.example/y#:~:text=a;Jane Roe, “T,” <a href=). doi:10.1000/182.\n",
    );
    let urls: Vec<&str> = citations
        .links
        .iter()
        .map(|link| link.url.as_str())
        .collect();
    assert_eq!(
        urls,
        [
            "https://x.example/a_b",
            "https://y.example/?a=1&b",
            "http://www.z.example/p",
            "https://w.example/(a)",
            "https://one.example/x",
            "https://two.example/y",
            "https://doi.org/10.1000/182",
        ]
    );
    assert_eq!(citations.links[0].shown, "https://x.example/a\\_b");
    assert_eq!(citations.links[5].form, LinkForm::Broken);
    assert!(citations.links.iter().all(|link| link.note == Some(0)));
}

#[test]
fn places_are_those_of_the_file() {
    let text = "\u{feff}# É\r\n\r\nÉtat.<sup>1</sup>\r\n\r\n# Notes\r\n\r\n1. Ün.\r\n";
    let input = Input::from_bytes("r.md", text.as_bytes(), None).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    let place = citations.mark_place(&document, 0);
    assert_eq!((place.line, place.column), (Some(3), Some(6)));
    let (start, end) = (place.start.unwrap(), place.end.unwrap());
    assert_eq!(&text[start..end], "<sup>1</sup>");
    let place = citations.note_place(&document, 0);
    assert_eq!((place.line, place.column), (Some(7), Some(1)));
}

/// Counts gold labels whose byte range overlaps one of ours with the same label.
fn hits(gold: &[Value], ours: &[(String, usize, usize)]) -> usize {
    let mut used = vec![false; ours.len()];
    let mut count = 0;
    for entry in gold {
        let label = entry["label"].as_str().unwrap_or_default();
        let (Some(start), Some(end)) = (entry["start"].as_u64(), entry["end"].as_u64()) else {
            continue;
        };
        let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end)) else {
            continue;
        };
        let hit = (0..ours.len()).find(|i| {
            let (ours_label, from, to) = &ours[*i];
            !used[*i] && ours_label == label && *from < end + 2 && to + 2 > start
        });
        if let Some(hit) = hit {
            used[hit] = true;
            count += 1;
        }
    }
    count
}

fn shared() -> Option<PathBuf> {
    let shared = std::env::var_os("FOOTFAULT_SHARED").map(PathBuf::from);
    if shared.is_none() {
        eprintln!("FOOTFAULT_SHARED is not set: the published documents are left out");
    }
    shared
}

#[test]
fn published_documents_are_read_with_their_marks_and_notes() {
    let Some(shared) = shared() else { return };
    let mut seen = 0;
    for folder in ["se_keynes", "rust_rfcs", "numbering_defects"] {
        for entry in fs::read_dir(shared.join("devset").join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let extension = path
                .extension()
                .and_then(|e| e.to_str())
                .unwrap_or_default();
            if !matches!(extension, "md" | "txt") {
                continue;
            }
            let gold = PathBuf::from(format!("{}.gold.json", path.display()));
            let gold: Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
            let input = Input::read(&path, &footfault::input::Limits::default(), None).unwrap();
            let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
            let citations = citations::build(&document);
            let place = |place: footfault::document::Place| {
                (place.start.unwrap_or(0), place.end.unwrap_or(0))
            };
            let marks: Vec<_> = (0..citations.marks.len())
                .map(|id| {
                    let (start, end) = place(citations.mark_place(&document, id));
                    (citations.marks[id].label.clone(), start, end)
                })
                .collect();
            let notes: Vec<_> = (0..citations.notes.len())
                .map(|id| {
                    let (start, end) = place(citations.note_place(&document, id));
                    (citations.notes[id].label.clone(), start, end)
                })
                .collect();
            for (what, gold, ours) in [
                ("marks", gold["markers"].as_array().unwrap(), &marks),
                ("notes", gold["notes"].as_array().unwrap(), &notes),
            ] {
                let hit = hits(gold, ours);
                // One bracket that its writer never made a reference stands in the defect documents.
                let slack = usize::from(folder == "numbering_defects");
                let name = path.display();
                assert!(
                    hit * 1000 >= gold.len() * 990,
                    "{name}: {hit} of {} {what}",
                    gold.len()
                );
                assert!(
                    (hit + slack) * 1000 >= ours.len() * 990,
                    "{name}: {what} {} of {}",
                    ours.len() - hit,
                    ours.len()
                );
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} documents in {}", shared.display());
}

#[test]
fn footnote_cases_of_markdown_implementations_are_counted_alike() {
    let Some(shared) = shared() else { return };
    let cases = fs::read(shared.join("devset/footnote_spec/footnote_cases.json")).unwrap();
    let cases: Vec<Value> = serde_json::from_slice(&cases).unwrap();
    let mut seen = 0;
    for case in cases {
        let suite = case["suite"].as_str().unwrap();
        // PHP Markdown Extra has no footnotes in code spans and nests differently: another dialect.
        if suite.starts_with("php") {
            continue;
        }
        let (_, citations) = markdown(case["input"].as_str().unwrap());
        let marks = citations
            .marks
            .iter()
            .filter(|mark| mark.note.is_some())
            .count() as u64;
        let all = citations.notes.len() as u64;
        let called = citations
            .notes
            .iter()
            .filter(|note| !note.marks.is_empty())
            .count() as u64;
        let wanted = case["notes"].as_u64().unwrap();
        assert_eq!(Some(marks), case["refs"].as_u64(), "{suite} {}", case["id"]);
        // Some implementations print notes that nothing refers to, others leave them out.
        assert!(
            called == wanted || all == wanted,
            "{suite} {}: {called} or {all}, not {wanted}",
            case["id"]
        );
        seen += 1;
    }
    assert!(seen > 50, "only {seen} cases");
}
