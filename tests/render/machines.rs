//! The forms that other programs read: SARIF, `JUnit`, CSV, GitHub's annotations, and the limits of each.

use std::collections::BTreeSet;

use footfault::{
    document::Place,
    finding::{Finding, Severity},
    render::ReportFormat,
    report::{Audited, Report},
    rules::{self, Facts, Selection},
};
use quick_xml::{Reader, events::Event};
use serde_json::Value;

use crate::{
    made::{HOSTILE, hostile_report, report},
    plain,
};

fn sarif(report: &Report) -> Value {
    serde_json::from_str(&plain(report, ReportFormat::Sarif)).unwrap()
}

/// What the schema of SARIF 2.1.0 asks of the parts that are written, and GitHub beyond it.
fn check_sarif(log: &Value) {
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .ends_with("sarif-2.1.0.json")
    );
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "footfault");
    let rules = driver["rules"].as_array().unwrap();
    for rule in rules {
        for (text, most) in [("shortDescription", 1024), ("fullDescription", 1024)] {
            let text = rule[text]["text"].as_str().unwrap();
            assert!(!text.is_empty() && text.len() <= most, "{rule}");
        }
        assert!(
            rule["help"]["markdown"]
                .as_str()
                .unwrap()
                .contains("# What it checks")
        );
        assert!(!rule["help"]["text"].as_str().unwrap().contains("```"));
        assert!(
            ["error", "warning", "note"]
                .contains(&rule["defaultConfiguration"]["level"].as_str().unwrap())
        );
        assert!(rule["properties"]["tags"].as_array().unwrap().len() <= 20);
    }
    let artifacts = run["artifacts"].as_array().unwrap();
    let check_location = |location: &Value| {
        let physical = &location["physicalLocation"];
        let artifact = &physical["artifactLocation"];
        let uri = artifact["uri"].as_str().unwrap();
        assert!(
            uri.bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-._~/%:".contains(&b)),
            "{uri}"
        );
        let index = usize::try_from(artifact["index"].as_u64().unwrap()).unwrap();
        assert_eq!(artifacts[index]["location"]["uri"], uri);
        if let Some(region) = physical.get("region") {
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(
                    region[key].as_u64().is_some_and(|number| number >= 1),
                    "{region}"
                );
            }
        }
    };
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(["error", "warning", "note"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        assert_eq!(result["locations"].as_array().unwrap().len(), 1);
        check_location(&result["locations"][0]);
        let mut ids = BTreeSet::new();
        for related in result["relatedLocations"].as_array().into_iter().flatten() {
            check_location(related);
            assert!(ids.insert(related["id"].as_u64().unwrap()));
            assert!(related["message"]["text"].is_string());
        }
        assert!(result["partialFingerprints"]["primaryLocationLineHash"].is_string());
        for fix in result["fixes"].as_array().into_iter().flatten() {
            let change = &fix["artifactChanges"][0];
            assert!(!change["replacements"].as_array().unwrap().is_empty());
        }
    }
}

#[test]
fn sarif_is_what_code_scanning_takes() {
    for report in [report(), hostile_report()] {
        check_sarif(&sarif(&report));
    }
    let log = sarif(&report());
    let result = &log["runs"][0]["results"][1];
    assert_eq!(
        result["message"]["text"],
        "Note 2 does not follow note 1. What to do: renumber the notes of this chapter."
    );
    assert_eq!(
        result["locations"][0]["physicalLocation"]["region"]["startLine"],
        8
    );
    assert_eq!(
        result["locations"][0]["logicalLocations"][0]["name"],
        "The Canal"
    );
    // A finding about the whole document has no region.
    let whole = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(whole["artifactLocation"]["uri"], "canal.md");
    assert!(whole.get("region").is_none());
    let notification = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert_eq!(notification["message"]["text"], "one file was left out");
}

#[test]
fn every_rule_page_is_help_in_sarif() {
    let mut report = report();
    let place = report.findings[1].place.clone();
    report.findings = rules::ALL
        .iter()
        .map(|rule| {
            let meta = rule.meta();
            Finding::new(meta.id, meta.severity, place.clone(), "found".to_owned())
        })
        .collect();
    let log = sarif(&report);
    check_sarif(&log);
    let written = log["runs"][0]["tool"]["driver"]["rules"]
        .as_array()
        .unwrap();
    assert_eq!(written.len(), rules::ALL.len());
}

#[test]
fn places_without_lines_are_told_in_words() {
    let mut report = report();
    report.findings.truncate(1);
    for (place, words) in [
        (
            Place {
                path: "canal.md".to_owned(),
                page: Some(12),
                line: Some(3),
                column: Some(1),
                ..Place::default()
            },
            "Where: page 12.",
        ),
        (
            Place {
                path: "canal.md".to_owned(),
                part: Some("word/document.xml".to_owned()),
                paragraph: Some(41),
                line: Some(1),
                column: Some(9_000),
                ..Place::default()
            },
            "Where: word/document.xml, paragraph 41.",
        ),
    ] {
        report.findings[0].place = place;
        let log = sarif(&report);
        let result = &log["runs"][0]["results"][0];
        assert!(
            result["message"]["text"].as_str().unwrap().contains(words),
            "{result}"
        );
        assert!(
            result["locations"][0]["physicalLocation"]
                .get("region")
                .is_none()
        );
        let github = plain(&report, ReportFormat::Github);
        assert!(!github.contains("line="), "{github}");
    }
}

fn checked(text: &str) -> Report {
    let document = crate::made::read("r.md", text);
    let citations = footfault::citations::build(&document);
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: None,
        index: 0,
        options: &rules::Options::default(),
        before: None,
    };
    let findings = rules::check(
        &facts,
        &Selection {
            offline: true,
            pedantic: true,
            ..Selection::default()
        },
    );
    Report {
        documents: vec![Audited {
            document,
            citations,
        }],
        findings,
        ..Report {
            probes: Vec::new(),
            asked: false,
            notices: Vec::new(),
            ..report()
        }
    }
}

const FAULTY: &str = "# Canal\n\nTraffic – fell.<sup>1</sup> Nobody knows.<sup>2</sup> Ships.<sup>3</sup>\n\n# Notes\n\n\
    1. A. Smith, “Iran Says “No” to It,” *Review*, May 3, 2021, <https://a.org/b?utm_source=x>.\n\
    2. B. Jones, “É Title,” *Review*, May 4, 2021, <https://a.org/c?fbclid=y&id=1#:~:text=z>.\n";

#[test]
fn fingerprints_stay_when_lines_move() {
    let hashes = |text: &str| {
        let report = checked(text);
        let log = sarif(&report);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results
            .iter()
            .map(|result| {
                (
                    result["ruleId"].as_str().unwrap().to_owned(),
                    result["partialFingerprints"]["primaryLocationLineHash"]
                        .as_str()
                        .unwrap()
                        .to_owned(),
                )
            })
            .collect::<Vec<_>>()
    };
    let before = hashes(FAULTY);
    assert!(before.len() >= 4, "{before:?}");
    let moved = hashes(&FAULTY.replacen("\n\n", "\n\nA new paragraph stands here.\n\n", 1));
    assert_eq!(before, moved);
    let distinct: BTreeSet<_> = before.iter().collect();
    assert_eq!(distinct.len(), before.len());
    let other = hashes(&FAULTY.replace("Iran", "Chad"));
    assert_ne!(before, other);
}

#[test]
fn fixes_in_sarif_are_those_of_the_finding() {
    let report = checked(FAULTY);
    let log = sarif(&report);
    let source = &report.documents[0].document.parts[0].source;
    let lines: Vec<Vec<char>> = source
        .split('\n')
        .map(|line| line.chars().collect())
        .collect();
    let mut compared = 0;
    for (finding, result) in report
        .findings
        .iter()
        .zip(log["runs"][0]["results"].as_array().unwrap())
    {
        let Some(fix) = &finding.fix else { continue };
        let replacements = result["fixes"][0]["artifactChanges"][0]["replacements"]
            .as_array()
            .unwrap();
        assert_eq!(fix.edits.len(), replacements.len());
        for (edit, replacement) in fix.edits.iter().zip(replacements) {
            let region = &replacement["deletedRegion"];
            let at = |key: &str| usize::try_from(region[key].as_u64().unwrap()).unwrap();
            assert_eq!(at("startLine"), at("endLine"));
            let deleted: String = lines[at("startLine") - 1]
                [at("startColumn") - 1..at("endColumn") - 1]
                .iter()
                .collect();
            assert_eq!(deleted, source[edit.start..edit.end]);
            assert_eq!(replacement["insertedContent"]["text"], edit.text.as_str());
            compared += 1;
        }
    }
    assert!(compared >= 4, "{compared}");
}

#[test]
fn what_github_does_not_take_is_left_out_and_told() {
    let mut report = report();
    let mut query = report.findings[0].clone();
    query.place.line = Some(1);
    let mut error = query.clone();
    error.severity = Severity::Error;
    report.notices.clear();
    report.findings = vec![query; 25_000];
    report.findings.push(error);
    let log = sarif(&report);
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 25_000);
    assert_eq!(results[24_999]["level"], "error", "the gravest stay");
    let told = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        .as_str()
        .unwrap();
    assert!(told.starts_with("1 finding left out"), "{told}");
    report.findings.truncate(5_001);
    let log = sarif(&report);
    let told = log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
        .as_str()
        .unwrap();
    assert!(told.contains("5,000"), "{told}");
}

#[test]
fn no_message_makes_a_link_of_its_text() {
    let log = sarif(&hostile_report());
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let text = result["message"]["text"].as_str().unwrap();
        assert!(!text.replace("\\]", "").contains("]("), "{text}");
    }
}

/// Names and attributes of every element, after a check that the XML is well-formed.
fn elements(xml: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut reader = Reader::from_str(xml);
    let mut open = Vec::new();
    let mut out = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Start(element) => {
                open.push(element.name().as_ref().to_owned());
                out.push(told(&element));
            }
            Event::Empty(element) => out.push(told(&element)),
            Event::End(element) => assert_eq!(open.pop().as_deref(), Some(element.name().as_ref())),
            _ => {}
        }
    }
    assert!(open.is_empty());
    out
}

fn told(element: &quick_xml::events::BytesStart<'_>) -> (String, Vec<(String, String)>) {
    let text = |text: &str| text.to_owned();
    let attributes = element
        .attributes()
        .map(|attribute| {
            let attribute = attribute.unwrap();
            let value = text(&attribute.value);
            (
                text(attribute.key.as_ref()),
                quick_xml::escape::unescape(&value).unwrap().into_owned(),
            )
        })
        .collect();
    (text(element.name().as_ref()), attributes)
}

fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> &'a str {
    attributes
        .iter()
        .find(|(key, _)| key == name)
        .map_or("", |(_, value)| value.as_str())
}

#[test]
fn junit_counts_what_it_holds() {
    for report in [report(), hostile_report(), checked(FAULTY)] {
        let xml = plain(&report, ReportFormat::Junit);
        let allowed =
            |c: char| c == '\n' || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'));
        assert!(xml.chars().all(allowed), "{xml:?}");
        let elements = elements(&xml);
        let count = |name: &str| {
            elements
                .iter()
                .filter(|(element, _)| element == name)
                .count()
        };
        let suite = &elements
            .iter()
            .find(|(name, _)| name == "testsuite")
            .unwrap()
            .1;
        assert_eq!(attribute(suite, "tests"), count("testcase").to_string());
        assert_eq!(attribute(suite, "failures"), count("failure").to_string());
        assert_eq!(count("testcase"), report.findings.len());
        let names: BTreeSet<&str> = elements
            .iter()
            .filter(|(name, _)| name == "testcase")
            .map(|(_, attributes)| attribute(attributes, "name"))
            .collect();
        assert_eq!(
            names.len(),
            count("testcase"),
            "every case has a name of its own"
        );
    }
    let mut sound = report();
    sound.findings.clear();
    let elements = elements(&plain(&sound, ReportFormat::Junit));
    assert!(elements.iter().any(|(name, _)| name == "testcase"));
    assert!(!elements.iter().any(|(name, _)| name == "failure"));
}

#[test]
fn the_table_of_links_is_whole_and_harmless() {
    for report in [report(), hostile_report()] {
        let text = plain(&report, ReportFormat::Csv);
        let text = text
            .strip_prefix('\u{feff}')
            .expect("a mark for spreadsheets");
        assert!(text.ends_with("\r\n"));
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let columns: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), report.documents[0].citations.links.len());
        for cell in rows.iter().flatten() {
            assert!(
                !cell
                    .trim_start()
                    .starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?}"
            );
            assert!(!cell.contains('\n'), "{cell:?}");
        }
        assert!(columns.iter().any(|column| column == "archived_url"));
    }
    let text = plain(&report(), ReportFormat::Csv);
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let columns = table.headers().unwrap().clone();
    let dead = table.records().map(Result::unwrap).nth(1).unwrap();
    let cell = |name: &str| {
        let at = columns.iter().position(|column| column == name).unwrap();
        dead.get(at).unwrap().to_owned()
    };
    for (column, expected) in [
        ("document", "canal.md"),
        ("chapter", "The Canal"),
        ("note", "2"),
        ("url", "https://example.org/causes"),
        ("verdict", "dead"),
        ("reason", "not-found"),
        ("status", "404"),
        ("final_url", "https://example.org/gone"),
        ("archived_on", "2022-05-01"),
        ("attempts", "3"),
        ("checked_at", "2026-11-23T17:00:00Z"),
        ("what_to_do", "cite the archived copy"),
    ] {
        assert_eq!(cell(column), expected, "{column}");
    }
}

#[test]
fn links_that_were_not_asked_are_in_the_table_too() {
    let text = plain(&checked(FAULTY), ReportFormat::Csv);
    assert_eq!(text.matches("not asked").count(), 2, "{text}");
}

#[test]
fn annotations_are_one_command_a_line() {
    let text = plain(&report(), ReportFormat::Github);
    assert!(
        text.contains(
            "::error file=canal.md,line=8,endLine=8,col=4,endColumn=11,title=note-sequence::note 2 does not follow \
             note 1%0AChapter: The Canal%0AWhat to do: renumber the notes of this chapter\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("::notice file=canal.md,title=parse-coverage::one paragraph"),
        "{text}"
    );
}

#[test]
fn no_document_forges_a_command() {
    let mut report = hostile_report();
    let forged =
        format!("x\r\n::error::forged%0A::set-output name=a::b\n##[error]forged {HOSTILE}");
    for finding in &mut report.findings {
        finding.message.clone_from(&forged);
        finding.help.clone_from(&forged);
        finding.chapter = Some(forged.clone());
        finding.place.path = format!("a,b::c\n::error::d{}", finding.place.path);
    }
    report.notices = vec![forged.clone()];
    let text = plain(&report, ReportFormat::Github);
    assert_eq!(
        text.lines().count(),
        report.findings.len() + report.notices.len(),
        "{text}"
    );
    for line in text.lines() {
        let rest = line
            .strip_prefix("::error file=")
            .or(line.strip_prefix("::debug"));
        let (properties, _) = rest.unwrap().split_once("::").unwrap();
        assert!(
            !properties.contains("forged") && !properties.contains(':'),
            "{line}"
        );
        assert_eq!(
            properties.matches("title=").count(),
            usize::from(!line.starts_with("::debug"))
        );
    }
}

#[test]
fn what_a_step_does_not_show_is_told_first() {
    let mut report = report();
    report.findings = vec![report.findings[1].clone(); 14];
    let text = plain(&report, ReportFormat::Github);
    assert!(
        text.starts_with("::notice title=footfault::14 findings: 14 errors, 0 warnings, 0 infos."),
        "{text}"
    );
    assert_eq!(
        text.lines()
            .filter(|line| line.starts_with("::error"))
            .count(),
        14
    );
}

/// A report with as many dead links and findings as asked for.
fn large(links: usize, findings: usize) -> Report {
    let mut report = report();
    let probe = report.probes[1].clone();
    report.probes = (0..links)
        .map(|number| {
            let mut probe = probe.clone();
            probe.url = format!("https://example.org/{number}");
            probe
        })
        .collect();
    report.findings = vec![report.findings[1].clone(); findings];
    report
}

#[test]
fn a_comment_is_never_too_long() {
    for (links, findings, word) in [
        (3, 3, ""),
        (150, 30, "**Shortened**"),
        (900, 900, "**Cut**"),
        (0, 9_000, "**Cut**"),
    ] {
        let report = large(links, findings);
        let text = plain(&report, ReportFormat::Markdown);
        assert!(
            text.chars().count() <= 65_536,
            "{links}, {findings}: {}",
            text.chars().count()
        );
        assert!(
            text.contains(word) || word.is_empty(),
            "{links}, {findings}"
        );
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
        assert!(text.contains("Written by footfault"), "the end is there");
        // What is left out is counted.
        let shown = text.matches("\n- **Note 2, line 8**").count()
            + text.matches("`note-sequence`").count();
        let left_out: usize = text
            .split_once("characters. ")
            .filter(|_| word == "**Cut**")
            .and_then(|(_, rest)| rest.split(' ').next())
            .map_or(0, |number| number.replace(',', "").parse().unwrap());
        assert_eq!(shown + left_out, links + findings);
    }
}

#[test]
fn addresses_in_a_comment_can_be_followed() {
    let mut report = report();
    report.findings[2].help =
        "cite the copy: https://web.archive.org/web/2022/https://example.org/causes.".to_owned();
    let text = plain(&report, ReportFormat::Markdown);
    assert!(
        text.contains("What to do: cite the copy: <https://web.archive.org/web/2022/https://example.org/causes>."),
        "{text}"
    );
}
