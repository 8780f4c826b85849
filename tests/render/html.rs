//! The HTML report read by a parser: whatever a document or a server says is text, in every context, and the
//! markup nests.

use std::collections::{BTreeMap, BTreeSet};

use footfault::{
    finding::{Finding, Severity},
    probe::{Reason, Verdict},
    render::{self, Options, ReportFormat},
    report::{History, LinkChange, LinkChanges, Report, Since},
    span::Span,
    suppress::{Suppressed, Suppressor},
};
use html5gum::{DefaultEmitter, Token, Tokenizer};

use crate::made::{HOSTILE, hostile_report, report};

fn page(report: &Report) -> String {
    let mut bytes = Vec::new();
    render::report(report, ReportFormat::Html, &Options::default(), &mut bytes).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// A start tag: its name and attributes.
type Tag = (String, BTreeMap<String, String>);

/// Every start tag, and the text outside scripts and styles.
#[track_caller]
fn parsed(page: &str) -> (Vec<Tag>, String) {
    const VOID: [&str; 3] = ["meta", "input", "br"];
    let (mut tags, mut text, mut open) = (Vec::new(), String::new(), Vec::<String>::new());
    let mut emitter = DefaultEmitter::default();
    // As a browser does after <script> and <style>.
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(page, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                let attributes = tag.attributes.iter().map(|(name, value)| {
                    let name = String::from_utf8(name.to_vec()).unwrap();
                    (name, String::from_utf8(value.to_vec()).unwrap())
                });
                tags.push((name.clone(), attributes.collect()));
                if !VOID.contains(&&*name) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8(tag.name.to_vec()).unwrap();
                assert_eq!(open.pop().as_deref(), Some(&*name), "{tags:?}");
            }
            Token::String(string) => {
                if !open.iter().any(|name| name == "script" || name == "style") {
                    text.push_str(std::str::from_utf8(&string).unwrap());
                }
            }
            Token::Doctype(_) => {}
            other => panic!("{other:?}"),
        }
    }
    assert!(open.is_empty(), "{open:?}");
    (tags, text)
}

/// What the page itself is made of; a document can add none.
const ELEMENTS: &[&str] = &[
    "a",
    "article",
    "b",
    "bdi",
    "blockquote",
    "body",
    "button",
    "code",
    "del",
    "desc",
    "details",
    "div",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "g",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "html",
    "i",
    "input",
    "ins",
    "label",
    "legend",
    "li",
    "line",
    "main",
    "mark",
    "meta",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "rect",
    "script",
    "section",
    "select",
    "small",
    "span",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "ul",
];

#[test]
fn hostile_text_becomes_no_markup_anywhere() {
    let page = page(&hostile_report());
    let (tags, text) = parsed(&page);
    for (name, attributes) in &tags {
        assert!(ELEMENTS.contains(&&**name), "<{name}>");
        for (attribute, value) in attributes {
            assert!(
                !attribute.starts_with("on") && attribute != "style" && attribute != "srcdoc",
                "{attribute}"
            );
            if attribute == "href" || attribute == "src" || attribute == "action" {
                assert!(
                    ["#", "https://"]
                        .iter()
                        .any(|start| value.starts_with(start)),
                    "{attribute}={value}"
                );
            }
        }
    }
    let of = |name: &str| tags.iter().filter(|(tag, _)| tag == name).count();
    assert_eq!((of("script"), of("style"), of("title") > 0), (2, 1, true));
    assert!(
        text.contains("<img src=x onerror=alert(1)>[a](javascript:x)"),
        "{text}"
    );
    assert!(text.contains("\\u{202e}\\u{9b}2J"), "{text}");
    assert!(!text.contains("&lt;"), "escaped twice: {text}");
}

#[test]
fn hostile_text_at_every_place_of_a_document_is_text() {
    // Findings that begin and end within marks, links, words and escapes, over each other and over blocks.
    let source = format!(
        "# A *title* with <sup>1</sup>\n\nWords **and [links](https://example.org/a?b=1&c=\"2\")** and `{}`,<sup>1</sup> é漢\u{202e}字 \
         x<sub>2</sub>[^n]\n\n> Quoted.\n\n| a | b |\n|---|---|\n| c<sup>2</sup> | d |\n\n```\n</pre></script>\n\ttab\n```\n\n\
         - item\n  - inner\n\n[^n]: Native, <https://example.org/x>.\n\n# Notes\n\n1. One, https://example.org/y.\n2. Two.\n",
        "</code><b>"
    );
    let mut report = report();
    let mut audited = crate::made::audited();
    audited.document = crate::made::read("canal.md", &source);
    audited.citations = footfault::citations::build(&audited.document);
    let text = audited.document.text.clone();
    let boundaries: Vec<usize> = (0..=text.len())
        .filter(|at| text.is_char_boundary(*at))
        .collect();
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    report.findings = boundaries
        .iter()
        .enumerate()
        .map(|(index, start)| {
            let end = boundaries[(index + index % 37).min(boundaries.len() - 1)];
            let place = audited.document.place(Span::new(*start, end));
            Finding::new(
                "note-sequence",
                severities[index % 3],
                place,
                HOSTILE.to_owned(),
            )
        })
        .collect();
    report.probes.clear();
    report.documents = vec![audited];
    let (tags, shown) = parsed(&page(&report));
    let ids: Vec<&String> = tags
        .iter()
        .filter_map(|(_, attributes)| attributes.get("id"))
        .collect();
    let unique: BTreeSet<&&String> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for (_, attributes) in &tags {
        let jump = attributes
            .get("href")
            .and_then(|href| href.strip_prefix('#'));
        if let Some(jump) =
            jump.filter(|_| attributes.get("class").is_none_or(|class| class != "skip"))
        {
            assert!(ids.iter().any(|id| *id == jump), "#{jump} leads nowhere");
        }
    }
    for word in ["</code><b>", "</pre></script>", "é漢\\u{202e}字", "    tab"] {
        assert!(shown.contains(word), "{word} in {shown}");
    }
}

#[test]
fn the_page_is_one_file_with_a_strict_policy() {
    let page = page(&report());
    let (tags, text) = parsed(&page);
    let policy = tags
        .iter()
        .find(|(name, attributes)| name == "meta" && attributes.contains_key("http-equiv"))
        .map(|(_, attributes)| attributes["content"].as_str())
        .unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    // Nothing that loads.
    for (name, attributes) in &tags {
        assert!(
            !["link", "img", "iframe", "object", "base", "video", "audio"].contains(&&**name),
            "<{name}>"
        );
        assert!(!attributes.contains_key("src"), "<{name} src>");
    }
    for said in [
        "2 errors stop publication",
        "The cited page is gone",
        "Note 2 does not follow note 1",
        "Copy of 2022-05-01",
        "not found, status 404: answered 404 (asked 3 times)",
        "One file was left out",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert_eq!(
        page,
        self::page(&report()),
        "the same report gives the same bytes"
    );
}

#[test]
fn a_report_of_nothing_is_a_page_too() {
    let nothing = Report {
        documents: Vec::new(),
        findings: Vec::new(),
        probes: Vec::new(),
        notices: Vec::new(),
        asked: false,
        history: History::default(),
    };
    let (_, text) = parsed(&page(&nothing));
    assert!(text.contains("Nothing to mend was found"), "{text}");
    assert!(text.contains("No address of the web is cited"), "{text}");
}

#[test]
fn what_comes_from_earlier_runs_is_told() {
    let mut report = report();
    let untold = report.findings.remove(0);
    let links = report.probes[1].links.clone();
    let change = |was, is, url: &str| LinkChange {
        url: url.to_owned(),
        was,
        was_until: "2026-01-01T00:00:00Z".to_owned(),
        is,
        reason: Reason::NotFound,
        since: "2026-11-23T00:00:00Z".to_owned(),
        links: links.clone(),
    };
    report.history = History {
        suppressed: vec![Suppressed {
            finding: untold,
            by: Suppressor::Baseline {
                reason: Some("agreed <b>with</b> the author".to_owned()),
            },
        }],
        since: Some(Since {
            revision: "v1<i>".to_owned(),
            commit: "0123456789abcdef".to_owned(),
            unchanged: 3,
        }),
        changes: Some(LinkChanges {
            since: Some("2026-01-02T00:00:00Z".to_owned()),
            links: vec![
                change(Verdict::Alive, Verdict::Dead, "https://example.org/causes"),
                change(Verdict::Dead, Verdict::Alive, "https://example.org/<u>"),
            ],
        }),
    };
    let (_, text) = parsed(&page(&report));
    for said in [
        "Compared with v1<i> (0123456789ab…): 3 findings in text that did not change are not told.",
        "Since 2026-01-02T00:00:00Z",
        "2 links changed: 1 lost, 1 back again.",
        "alive → dead https://example.org/causes",
        "1 finding not told",
        "One paragraph was not understood",
        "baseline: agreed <b>with</b> the author",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    report.history.changes = Some(LinkChanges::default());
    let (_, text) = parsed(&page(&report));
    assert!(text.contains("No earlier run is remembered."), "{text}");
}
