//! The rules about answers, over made-up probes: which of them speaks for a verdict, what it says, and
//! what its fix does to the file.

use footfault::{
    citations::{self, Citations},
    document::Document,
    finding::{Applicability, Finding, Severity},
    input::{Format, Input},
    probe::{Hop, LinkRef, Memento, Page, Probe, Reason},
    readers,
    rules::{self, Facts, Options},
};

const TEXT: &str = "\
The treaty “ends the long dispute over water” at last.[^1] More.[^2] Yet more.[^3]

[^1]: Jane Roe, “River Treaty Ends Decades of Quarrel,” *Press*, May 1, 2023, <https://a.org/news/river#part>.
[^2]: Jane Roe, “River Treaty Ends Decades of Quarrel,” *Press*, May 1, 2023, [the treaty](https://a.org/news/river#part).
[^3]: John Doe, “Salt,” *Press*, May 2, 2023, <https://b.org/%D9%8>.
";

fn read() -> (Document, Citations) {
    let input = Input::from_bytes("report.md", TEXT.as_bytes(), Some(Format::Markdown))
        .expect("a report that can be read");
    let (document, _) =
        readers::read(&input, &readers::Options::default()).expect("Markdown is always read");
    let citations = citations::build(&document);
    (document, citations)
}

fn probe(citations: &Citations, url: &str, reason: Reason) -> Probe {
    let links = citations
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| link.url == url)
        .map(|(link, _)| LinkRef { document: 0, link })
        .collect();
    Probe {
        url: url.to_owned(),
        verdict: reason.verdict(),
        reason,
        detail: "answered as it did.".to_owned(),
        status: Some(404),
        final_url: None,
        better_url: None,
        hops: Vec::new(),
        attempts: 3,
        elapsed_ms: 1,
        checked_at: "2026-01-01T00:00:00Z".to_owned(),
        from_cache: false,
        page: None,
        archive: None,
        links,
        last_alive: Some("2025-06-07T08:09:10Z".to_owned()),
    }
}

fn found(probe: Probe) -> Vec<Finding> {
    let (document, citations) = read();
    let probes = [probe];
    let options = Options::default();
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: Some(&probes),
        index: 0,
        options: &options,
        before: None,
    };
    let mut out = Vec::new();
    for rule in rules::ALL.iter().filter(|rule| rule.meta().network) {
        rule.check(&facts, &mut |finding| {
            assert_eq!(finding.rule, rule.meta().id);
            assert!(finding.severity <= rule.meta().severity);
            assert!(
                finding.message.chars().count() <= 300,
                "{}",
                finding.message
            );
            assert!(!finding.help.is_empty());
            out.push(finding);
        });
    }
    out
}

/// The text after all edits of the finding's fix.
fn mended(finding: &Finding) -> String {
    let mut text = TEXT.to_owned();
    let fix = finding.fix.as_ref().expect("a fix");
    for edit in fix.edits.iter().rev() {
        text.replace_range(edit.start..edit.end, &edit.text);
    }
    text
}

const RIVER: &str = "https://a.org/news/river#part";

#[test]
fn each_verdict_has_its_rule() {
    let (_, citations) = read();
    for (reason, rule, severity) in [
        (Reason::NotFound, "dead-link", Severity::Error),
        (Reason::NoSuchHost, "dead-link", Severity::Error),
        (Reason::Soft404, "suspect-link", Severity::Warning),
        (Reason::TitleMismatch, "suspect-link", Severity::Warning),
        (Reason::PermanentRedirect, "moved-link", Severity::Info),
        (Reason::Forbidden, "blocked-link", Severity::Info),
        (Reason::Timeout, "unreachable-link", Severity::Warning),
        (
            Reason::CertificateExpired,
            "insecure-link",
            Severity::Warning,
        ),
        (Reason::UnsupportedScheme, "invalid-link", Severity::Error),
        (Reason::MissingAnchor, "missing-anchor", Severity::Warning),
        (
            Reason::MissingTextFragment,
            "missing-anchor",
            Severity::Warning,
        ),
        (Reason::Retracted, "retracted-source", Severity::Error),
    ] {
        let findings = found(probe(&citations, RIVER, reason));
        let told: Vec<_> = findings
            .iter()
            .map(|finding| (finding.rule, finding.severity))
            .collect();
        assert_eq!(told, [(rule, severity)], "{reason:?}");
        assert_eq!(findings[0].notes, ["1", "2"]);
        assert_eq!(findings[0].place.line, Some(3));
        assert_eq!(findings[0].related[0].place.line, Some(4));
        for word in ["404", "asked 3 times", "last alive on 2025-06-07"] {
            assert!(
                findings[0].message.contains(word),
                "{}",
                findings[0].message
            );
        }
    }
    for reason in [
        Reason::Ok,
        Reason::TemporaryRedirect,
        Reason::Offline,
        Reason::Excluded,
    ] {
        assert_eq!(found(probe(&citations, RIVER, reason)), []);
    }
}

#[test]
fn a_dead_page_is_to_be_cited_from_the_archive() {
    let (_, citations) = read();
    let copy = "https://web.archive.org/web/20230502000000/https://a.org/news/river";
    let findings = found(Probe {
        archive: Some(Memento {
            url: copy.to_owned(),
            captured: "2023-05-02".to_owned(),
        }),
        ..probe(&citations, RIVER, Reason::Gone)
    });
    assert!(
        findings[0].help.contains("2023-05-02"),
        "{}",
        findings[0].help
    );
    assert_eq!(
        findings[0].fix.as_ref().map(|fix| fix.applicability),
        Some(Applicability::Suggest)
    );
    let text = mended(&findings[0]);
    assert!(text.contains(&format!("2023, <{copy}>.")), "{text}");
    assert!(text.contains(&format!("[the treaty]({copy}).")), "{text}");
}

#[test]
fn no_copy_is_offered_of_withdrawn_work_or_of_a_page_that_is_there() {
    let (_, citations) = read();
    for reason in [Reason::Retracted, Reason::MissingAnchor] {
        let findings = found(Probe {
            archive: Some(Memento {
                url: "https://web.archive.org/web/20230502000000/https://a.org/news/river"
                    .to_owned(),
                captured: "2023-05-02".to_owned(),
            }),
            ..probe(&citations, RIVER, reason)
        });
        assert_eq!(findings.len(), 1, "{findings:?}");
        assert!(!findings[0].help.contains("2023-05-02"), "{findings:?}");
        assert_eq!(findings[0].fix, None);
    }
}

#[test]
fn how_often_a_page_was_asked_is_said_once() {
    let (_, citations) = read();
    for detail in ["answered 404 (asked 3 times)", "answered 404"] {
        let findings = found(Probe {
            detail: detail.to_owned(),
            ..probe(&citations, RIVER, Reason::NotFound)
        });
        let message = &findings[0].message;
        assert_eq!(message.matches("asked 3 times").count(), 1, "{message}");
    }
}

#[test]
fn a_page_that_moved_is_cited_at_its_new_address() {
    let (_, citations) = read();
    let findings = found(Probe {
        final_url: Some("https://a.org/2023/river?session=1".to_owned()),
        better_url: Some("https://a.org/2023/river".to_owned()),
        hops: vec![Hop {
            status: 301,
            url: "https://a.org/news/river".to_owned(),
        }],
        ..probe(&citations, RIVER, Reason::PermanentRedirect)
    });
    assert_eq!(
        findings[0].fix.as_ref().map(|fix| fix.applicability),
        Some(Applicability::Safe)
    );
    let text = mended(&findings[0]);
    assert!(text.contains("<https://a.org/2023/river#part>."), "{text}");
    assert!(
        text.contains("[the treaty](https://a.org/2023/river#part)."),
        "{text}"
    );
}

#[test]
fn an_address_whose_fault_is_known_offline_is_told_once() {
    let (_, citations) = read();
    assert_eq!(
        found(probe(&citations, "https://b.org/%D9%8", Reason::Malformed)),
        []
    );
}

#[test]
fn another_title_and_a_missing_quotation_are_told() {
    let (_, citations) = read();
    let quotation = "ends the long dispute over water";
    let findings = found(Probe {
        page: Some(Page {
            title: Some("Seven Recipes for Winter Soup".to_owned()),
            missing_quotations: vec![quotation.to_owned()],
            ..Page::default()
        }),
        ..probe(&citations, RIVER, Reason::Ok)
    });
    let told: Vec<_> = findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(told, ["live-metadata-mismatch", "quotation-not-in-source"]);
    assert!(
        findings[0].message.contains("Seven Recipes"),
        "{}",
        findings[0].message
    );
    assert!(
        findings[1].message.contains(quotation),
        "{}",
        findings[1].message
    );
    assert_eq!(findings[1].marks, ["1"]);
    let same = found(Probe {
        page: Some(Page {
            title: Some("River treaty ends decades of quarrel".to_owned()),
            authors: vec!["Jane Roe".to_owned()],
            date: Some("2023-05-01".to_owned()),
            ..Page::default()
        }),
        ..probe(&citations, RIVER, Reason::Ok)
    });
    assert_eq!(same, []);
}
