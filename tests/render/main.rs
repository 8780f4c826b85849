//! What the renderers write for hand-made reports: the terminal, JSON, Markdown and HTML, friendly text and
//! hostile text.
#![expect(clippy::needless_raw_string_hashes, reason = "snapbox writes them so")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod html;
mod machines;
mod made;

use footfault::{
    citations::Citations,
    finding::{Finding, Severity},
    render::{self, Detail, Options, ReportFormat, escape},
    report::{Audited, History, Report},
};
use made::{HOSTILE, audited, hostile_report, place, read, report};
use serde_json::{Value, json};
use snapbox::{assert_data_eq, prelude::*, str};

fn rendered(report: &Report, format: ReportFormat, options: &Options) -> String {
    let mut bytes = Vec::new();
    render::report(report, format, options, &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

fn plain(report: &Report, format: ReportFormat) -> String {
    rendered(report, format, &Options::default())
}

fn with_detail(detail: Detail) -> Options {
    Options {
        detail,
        ..Options::default()
    }
}

#[test]
fn a_terminal_report_shows_where_and_sums_up() {
    assert_data_eq!(
        plain(&report(), ReportFormat::Terminal),
        str![[r#"
canal.md

info[parse-coverage]: one paragraph was not understood
 ─▸ canal.md

canal.md › The Canal

error[note-sequence]: note 2 does not follow note 1
  ╭▸ canal.md:8:4
  │
8 │ 2. B. Jones, “Causes,” 2022, <https://example.org/causes>
  │    ━━━━━━━━
  │
  ├ see: 3:35: mark 2
  ├ help: renumber the notes of this chapter
  ╰ fix: The Canal → The Channel (changes meaning or numbering)

error[dead-link]: the cited page is gone
 ╭▸ canal.md:8:31, note 2
 ├ link: https://example.org/causes
 ├ dead: not-found, status 404: answered 404 (asked 3 times)
 ├ redirects: 301 → https://example.org/gone
 ├ archived: https://web.archive.org/web/2022/https://example.org/causes (2022-05-01)
 ╰ help: cite the archived copy

canal.md: 1 chapter, 2 marks, 2 notes, 2 links to 2 addresses
Links: 1 alive, 1 dead
Findings: 2 errors, 1 info
note: one file was left out

"#]]
        .raw()
    );
}

#[test]
fn a_brief_report_has_one_line_a_finding() {
    let text = rendered(
        &report(),
        ReportFormat::Terminal,
        &with_detail(Detail::Brief),
    );
    assert_data_eq!(
        text,
        str![[r#"
canal.md: info[parse-coverage]: one paragraph was not understood
canal.md:8:4: error[note-sequence]: note 2 does not follow note 1
canal.md:8:31: error[dead-link]: the cited page is gone

"#]]
        .raw()
    );
}

#[test]
fn a_full_report_lists_every_link() {
    let text = rendered(
        &report(),
        ReportFormat::Terminal,
        &with_detail(Detail::Full),
    );
    let line = "dead        404 https://example.org/causes not-found";
    assert!(text.contains(line), "{text}");
}

#[test]
fn related_places_are_counted_after_the_third() {
    let mut report = report();
    let related = report.findings[1].related[0].clone();
    report.findings[1].related = vec![related; 14];
    let text = plain(&report, ReportFormat::Terminal);
    assert_eq!(text.matches("see: ").count(), 4, "{text}");
    assert!(text.contains("see: and 11 more"), "{text}");
}

#[test]
fn a_long_line_is_cut_around_its_place() {
    let filler = "word ".repeat(500);
    let document = read("long.md", &format!("{filler}HERE {filler}"));
    let finding = Finding::new(
        "mark-sequence",
        Severity::Warning,
        place(&document, "HERE"),
        "look here".to_owned(),
    );
    let report = Report {
        documents: vec![Audited {
            document,
            citations: Citations::default(),
        }],
        findings: vec![finding],
        probes: Vec::new(),
        notices: Vec::new(),
        asked: false,
        history: History::default(),
    };
    let options = Options {
        width: 60,
        unicode: false,
        ..Options::default()
    };
    let text = rendered(&report, ReportFormat::Terminal, &options);
    let lines: Vec<&str> = text.lines().collect();
    let shown = lines.iter().position(|line| line.contains("HERE")).unwrap();
    let column = lines[shown].chars().position(|c| c == 'H');
    assert_eq!(lines[shown + 1].find("^^^^"), column, "{text}");
    assert!(lines[shown].chars().count() <= 60, "{text}");
}

#[test]
fn sentences_are_broken_between_words_on_a_terminal() {
    let mut report = report();
    report.findings.truncate(1);
    report.findings[0].message = "one two three four five six seven".to_owned();
    let options = Options {
        width: 45,
        wrap: true,
        ..Options::default()
    };
    let text = rendered(&report, ReportFormat::Terminal, &options);
    let broken = "info[parse-coverage]: one two three four five six\n                      seven";
    assert!(text.contains(broken), "{text}");
    let plain = plain(&report, ReportFormat::Terminal);
    assert!(
        plain.contains("one two three four five six seven"),
        "{plain}"
    );
}

#[test]
fn places_are_links_where_the_terminal_follows_them() {
    let mut report = report();
    report.findings.truncate(1);
    for (path, target) in [
        ("a b/r?.md", "file:///home/x/a%20b/r%3F.md"),
        ("../r.md", "file:///home/r.md"),
        ("/tmp/r.md", "file:///tmp/r.md"),
        ("C:\\r\\r.md", "file:///C:/r/r.md"),
        ("evil\u{1b}\\.md", "file:///home/x/evil%1B/.md"),
    ] {
        report.findings[0].place.path = path.to_owned();
        let options = Options {
            directory: Some("file:///home/x/".parse().unwrap()),
            ..Options::default()
        };
        let text = rendered(&report, ReportFormat::Terminal, &options);
        report.documents[0].document.path = path.to_owned();
        let text = text + &rendered(&report, ReportFormat::Terminal, &options);
        assert!(
            text.contains(&format!("\u{1b}]8;;{target}\u{1b}\\")),
            "{text:?}"
        );
        assert!(!plain(&report, ReportFormat::Terminal).contains("]8;;"));
    }
}

#[test]
fn rules_that_found_something_are_explained_once() {
    let mut report = report();
    report.findings.truncate(1);
    report.findings.push(report.findings[0].clone());
    let options = Options {
        explain: true,
        ..Options::default()
    };
    let text = rendered(&report, ReportFormat::Terminal, &options);
    let said = footfault::rules::find("parse-coverage")
        .unwrap()
        .meta()
        .summary;
    assert_eq!(text.matches(said).count(), 1, "{text}");
    assert!(!text.contains("Examples"), "{text}");
    assert!(!plain(&report, ReportFormat::Terminal).contains(said));
}

#[test]
fn a_markdown_report_tells_what_was_tried() {
    assert_data_eq!(plain(&report(), ReportFormat::Markdown), str![[r#"
# Links of canal.md

1 chapter, 2 marks, 2 notes, 2 links to 2 addresses.

Findings: 2 errors, 0 warnings, 1 info.

| Verdict | Addresses |
|---|---:|
| alive | 1 |
| dead | 1 |

> one file was left out

## Dead (1)

A reader cannot get these pages.

### The Canal

- **Note 2, line 8**: `not-found`, status 404  
  <https://example.org/causes>  
  What to do: cite the archived copy

  <details><summary>What was tried</summary>

  - What was seen: `not-found`, status 404: answered 404 (asked 3 times); last asked 2026-11-23T17:00:00Z
  - Redirects: <https://example.org/causes> (301) → <https://example.org/gone>
  - The page calls itself: “Not found”
  - Archived: [copy of 2022-05-01](<https://web.archive.org/web/2022/https://example.org/causes>)
  - The note: B. Jones

  </details>

## Other findings (2)

### canal.md

- **info** `parse-coverage`: one paragraph was not understood

### The Canal

- Line 8: **error** `note-sequence`: note 2 does not follow note 1  
  renumber the notes of this chapter

---

Written by footfault 0.1.0.

"#]].raw());
}

#[test]
fn what_was_read_is_listed_by_chapter() {
    let mut bytes = Vec::new();
    render::extract_text(&[audited()], &Options::default(), &mut bytes).unwrap();
    assert_data_eq!(
        String::from_utf8(bytes).unwrap(),
        str![[r#"
canal.md (markdown, en)
1 chapter, 1 group of notes, 2 marks, 2 notes, 2 links to 2 addresses

The Canal
  mark 1 3:1 Traffic fell by half.[1]
  mark 2 3:35 Nobody knows why.[2]
  note 1 7:4 A. Smith
      full journal: “Traffic”
      link https://example.org/traffic 7:42
  note 2 8:4 B. Jones
      full journal: “Traffic”
      link https://example.org/causes 8:31

"#]]
        .raw()
    );
}

#[test]
fn a_page_is_wrapped_for_the_terminal() {
    let page = "A mark has no note in its chapter, so a reader who looks for it finds nothing there.\n\n\
                ## Why\n\nIt *stops* `publication`.\n\n- one\n- two\n\n```md fires:1\nWord.[1]\n```\n";
    let options = Options {
        width: 40,
        ..Options::default()
    };
    let mut bytes = Vec::new();
    render::page(page, &options, &mut bytes).unwrap();
    assert_data_eq!(
        String::from_utf8(bytes).unwrap(),
        str![[r#"
A mark has no note in its chapter, so a
reader who looks for it finds nothing
there.

Why

It stops `publication`.

- one
- two

Found on line 1:
    Word.[1]


"#]]
        .raw()
    );
}

/// Every field of `expected` stands in `actual` with the same value.
#[track_caller]
fn assert_has(actual: &Value, expected: Value) {
    let Value::Object(expected) = expected else {
        panic!("an object is expected");
    };
    for (key, value) in &expected {
        assert_eq!(actual.get(key), Some(value), "{key} in {actual:#}");
    }
}

/// The fields of INTERFACE, one by one; further fields may follow.
#[test]
fn a_json_report_has_the_fields_scripts_rely_on() {
    let json: Value = serde_json::from_str(&plain(&report(), ReportFormat::Json)).unwrap();
    assert_eq!(json["schema"], "footfault.report/1");
    assert_has(
        &json["tool"],
        json!({"name": "footfault", "version": env!("CARGO_PKG_VERSION")}),
    );
    assert_has(
        &json["documents"][0],
        json!({"path": "canal.md", "chapters": 1, "marks": 2, "notes": 2, "links": 2, "targets": 2}),
    );
    assert_has(
        &json["findings"][0],
        json!({"chapter": null, "marks": [], "notes": [], "help": "", "related": [], "fix": null,
               "place": {"path": "canal.md"}}),
    );
    assert_has(
        &json["findings"][1],
        json!({
            "rule": "note-sequence", "severity": "error", "confidence": "high",
            "message": "note 2 does not follow note 1", "help": "renumber the notes of this chapter",
            "chapter": "The Canal", "marks": ["2"], "notes": ["2"],
            "place": {"path": "canal.md", "line": 8, "column": 4, "end_line": 8, "end_column": 12,
                      "start": 163, "end": 171},
            "fix": {"applicability": "unsafe", "edits": [{"start": 2, "end": 11, "text": "The Channel"}]},
        }),
    );
    let related = &json["findings"][1]["related"][0];
    assert_eq!(related["message"], "mark 2");
    assert_has(&related["place"], json!({"line": 3, "column": 35}));
    assert_has(
        &json["probes"][0],
        json!({
            "url": "https://example.org/traffic", "verdict": "alive", "reason": "ok", "status": 200,
            "final_url": null, "hops": [], "attempts": 1, "elapsed_ms": 120,
            "checked_at": "2026-11-23T17:00:00Z", "from_cache": false, "page": null, "archive": null,
            "links": [0], "uses": [{"document": 0, "link": 0}],
        }),
    );
    assert_has(
        &json["probes"][1],
        json!({
            "verdict": "dead", "reason": "not-found", "status": 404, "attempts": 3,
            "final_url": "https://example.org/gone",
            "hops": [{"status": 301, "url": "https://example.org/causes"}],
            "archive": {"url": "https://web.archive.org/web/2022/https://example.org/causes",
                        "captured": "2022-05-01"},
        }),
    );
    assert_has(
        &json["probes"][1]["page"],
        json!({"title": "Not found", "date": null}),
    );
    assert_has(
        &json["summary"],
        json!({"errors": 2, "warnings": 0, "infos": 1, "verdicts": {"alive": 1, "dead": 1}}),
    );
}

/// The fields of INTERFACE, one by one; further fields may follow.
#[test]
fn json_of_what_was_read_has_the_fields_scripts_rely_on() {
    let mut bytes = Vec::new();
    render::extract_json(&[audited()], &mut bytes).unwrap();
    let json: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(json["schema"], "footfault.extract/1");
    let document = &json["documents"][0];
    assert_has(
        document,
        json!({"path": "canal.md", "format": "markdown", "language": "en"}),
    );
    assert_has(
        &document["chapters"][0],
        json!({"id": 0, "title": "The Canal"}),
    );
    assert_eq!(document["chapters"][0]["place"]["line"], 1);
    assert_has(
        &document["notes_sections"][0],
        json!({"id": 0, "title": "Notes", "chapter": null}),
    );
    assert_eq!(document["notes_sections"][0]["place"]["line"], 5);
    assert_has(
        &document["marks"][1],
        json!({"id": 1, "label": "2", "chapter": 0, "note": 1, "sentence": "Nobody knows why.[2]"}),
    );
    assert_eq!(document["marks"][1]["place"]["line"], 3);
    assert_has(
        &document["notes"][0],
        json!({"id": 0, "label": "1", "kind": "endnote", "section": 0, "chapter": 0,
               "text": "A. Smith", "marks": [0]}),
    );
    assert_eq!(document["notes"][0]["place"]["line"], 7);
    let citation = &document["notes"][0]["citations"][0];
    assert_has(
        citation,
        json!({"form": "full", "kind": "journal", "authors": [], "title": "Traffic", "container": null,
               "date": null, "locator": null, "links": [0], "refers_to": null}),
    );
    assert_has(&citation["identifiers"], json!({"doi": null}));
    assert_has(
        &document["links"][1],
        json!({"id": 1, "url": "https://example.org/causes", "printed": "https://example.org/causes",
               "note": 1}),
    );
    assert_eq!(document["links"][1]["place"]["line"], 8);
}

#[test]
fn hostile_text_reaches_no_output_raw() {
    let report = hostile_report();
    let mut outputs = Vec::new();
    for format in ReportFormat::ALL {
        for detail in [Detail::Brief, Detail::Normal, Detail::Full] {
            outputs.push(rendered(&report, format, &with_detail(detail)));
        }
    }
    let mut bytes = Vec::new();
    render::extract_json(&report.documents, &mut bytes).unwrap();
    render::extract_text(&report.documents, &Options::default(), &mut bytes).unwrap();
    render::page(HOSTILE, &Options::default(), &mut bytes).unwrap();
    outputs.push(String::from_utf8(bytes).unwrap());
    for output in outputs {
        // The table of links begins with the mark of its encoding and has the line ends of RFC 4180.
        let own = output.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        let raw = own
            .chars()
            .find(|character| *character != '\n' && escape::is_hidden(*character));
        assert_eq!(raw, None, "{output}");
        assert!(output.contains("31m"), "the text is shown: {output}");
    }
}

#[test]
fn hostile_text_becomes_no_markup() {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    let markdown = plain(&hostile_report(), ReportFormat::Markdown);
    for event in Parser::new_ext(&markdown, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let own = [
                    "<!-- -->",
                    "<details><summary>What was tried</summary>\n",
                    "</details>\n",
                ];
                assert!(own.contains(&&*html), "{html}: {markdown}");
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                assert!(dest_url.starts_with("https://"), "{dest_url}");
            }
            Event::Start(Tag::Image { .. }) => panic!("a picture: {markdown}"),
            _ => {}
        }
    }
}
