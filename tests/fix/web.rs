//! Fixes that need the answers of the web: made-up probes, no network.

use footfault::{
    finding::{Applicability, Finding},
    fix::{Fixed, Level, archived_copies},
    probe::{self, LinkRef, Memento, Probe, Reason, Scope, Verdict},
    report::Audited,
    rules::{self, Facts, Options, Selection},
};

use crate::prelude::{fixed_as, text};

fn probe(url: &str, verdict: Verdict, reason: Reason) -> Probe {
    Probe {
        url: url.to_owned(),
        verdict,
        reason,
        detail: String::new(),
        status: None,
        final_url: None,
        better_url: None,
        hops: Vec::new(),
        attempts: 1,
        elapsed_ms: 1,
        checked_at: "2026-01-01T00:00:00Z".to_owned(),
        from_cache: false,
        page: None,
        archive: None,
        links: Vec::new(),
        last_alive: None,
    }
}

fn moved(from: &str, to: &str, reason: Reason) -> Probe {
    let mut probe = probe(from, Verdict::Moved, reason);
    probe.final_url = Some(to.to_owned());
    probe
}

fn dead(url: &str, copy: &str) -> Probe {
    let mut probe = probe(url, Verdict::Dead, Reason::NotFound);
    probe.archive = Some(Memento {
        url: copy.to_owned(),
        captured: "2019-06-01".to_owned(),
    });
    probe
}

/// The document as it is judged when these are the answers.
fn judged(audited: &Audited, known: &[Probe], archived: Archived) -> Vec<Finding> {
    let probes: Vec<Probe> = probe::targets([(0, &audited.citations)], Scope::Everywhere)
        .into_iter()
        .filter_map(|target| {
            let mut probe = known.iter().find(|probe| probe.url == target.url)?.clone();
            probe.links = target.links;
            Some(probe)
        })
        .collect();
    let facts = Facts {
        document: &audited.document,
        citations: &audited.citations,
        before: None,
        probes: Some(&probes),
        index: 0,
        options: &Options::default(),
    };
    let selection = Selection::default();
    let mut findings = rules::check(&facts, &selection);
    if archived == Archived::Added {
        findings.extend(archived_copies(&facts, &selection));
    }
    findings
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Archived {
    Added,
    Left,
}

fn fixed(name: &str, note: &str, known: &[Probe], archived: Archived) -> Fixed {
    let report =
        format!("A claim.[1] More.[2]\n\nNotes\n\n1. {note}\n2. Jane Roe, Two (2020), 2.\n");
    let report = if name.ends_with("md") {
        report.replace("Notes", "# Notes")
    } else {
        report
    };
    fixed_as(name, report.as_bytes(), Level::Safe, &mut |audited| {
        judged(audited, known, archived)
    })
}

/// The first note afterwards.
fn note(fixed: &Fixed) -> String {
    let text = text(fixed);
    let (_, rest) = text.split_once("1. ").unwrap();
    rest.split_once("\n2. ").unwrap().0.to_owned()
}

#[test]
fn moved_links_are_replaced() {
    let known = [
        moved(
            "https://old.org/a",
            "https://new.org/b",
            Reason::PermanentRedirect,
        ),
        moved(
            "http://plain.org/a",
            "https://plain.org/a",
            Reason::HttpsUpgrade,
        ),
        moved(
            "https://old.org/a#part",
            "https://new.org/b",
            Reason::PermanentRedirect,
        ),
        moved(
            "https://old.org/a?utm_source=x",
            "https://new.org/b?utm_source=x",
            Reason::PermanentRedirect,
        ),
    ];
    for (before, after) in [
        (
            "Roe, “A,” <https://old.org/a>.",
            "Roe, “A,” <https://new.org/b>.",
        ),
        (
            "Roe, “A,” https://old.org/a.",
            "Roe, “A,” https://new.org/b.",
        ),
        (
            "Roe, [“A”](https://old.org/a).",
            "Roe, [“A”](https://new.org/b).",
        ),
        (
            "Roe, [https://old.org/a](https://old.org/a).",
            "Roe, <https://new.org/b>.",
        ),
        (
            "Roe, “A,” <https://old.org/a#part>.",
            "Roe, “A,” <https://new.org/b#part>.",
        ),
        (
            "Roe, “A,” <http://plain.org/a>.",
            "Roe, “A,” <https://plain.org/a>.",
        ),
        // The answer is about the address with its parameters, so it goes first.
        (
            "Roe, “A,” <https://old.org/a?utm_source=x>.",
            "Roe, “A,” <https://new.org/b>.",
        ),
    ] {
        let once = fixed("r.md", before, &known, Archived::Left);
        assert_eq!(note(&once), after);
        assert_eq!(once.refused, []);
    }
}

#[test]
fn doubtful_moves_are_not_followed() {
    for (to, reason) in [
        ("https://new.org/", Reason::PermanentRedirect),
        ("https://new.org/en/index.html", Reason::PermanentRedirect),
        ("https://new.org/login?next=a", Reason::PermanentRedirect),
        ("https://accounts.new.org/x", Reason::PermanentRedirect),
        ("https://new.org/404", Reason::PermanentRedirect),
        ("https://new.org/b", Reason::MetaRefresh),
    ] {
        let known = [moved("https://old.org/a", to, reason)];
        let outcome = fixed(
            "r.md",
            "Roe, “A,” <https://old.org/a>.",
            &known,
            Archived::Left,
        );
        assert_eq!(note(&outcome), "Roe, “A,” <https://old.org/a>.", "{to}");
        let left = outcome
            .left
            .iter()
            .find(|finding| finding.rule == "moved-link")
            .unwrap();
        let offered = left.fix.as_ref().unwrap().applicability;
        assert_eq!(offered, Applicability::Suggest, "{to}");
    }
}

#[test]
fn archived_copies_are_added_once_where_asked() {
    let copy = "https://web.archive.org/web/20190601120000/https://gone.org/a";
    let known = [dead("https://gone.org/a", copy)];
    for (name, before, after) in [
        (
            "r.md",
            "Roe, “A,” <https://gone.org/a>.".to_owned(),
            format!("Roe, “A,” <https://gone.org/a>, archived at <{copy}>."),
        ),
        (
            "r.md",
            "Roe, [“A”](https://gone.org/a), 5.".to_owned(),
            format!("Roe, [“A”](https://gone.org/a), archived at <{copy}>, 5."),
        ),
        (
            "r.txt",
            "Roe, \"A,\" https://gone.org/a.".to_owned(),
            format!("Roe, \"A,\" https://gone.org/a, archived at {copy}."),
        ),
    ] {
        let without = fixed(name, &before, &known, Archived::Left);
        assert_eq!(note(&without), before);
        let with = fixed(name, &before, &known, Archived::Added);
        assert_eq!(note(&with), after);
        let again = fixed(name, &after, &known, Archived::Added);
        assert_eq!(note(&again), after, "it is added once");
        assert_eq!(again.applied, []);
    }
    // Another archive's copy, which does not name the page, stands beside it already.
    let beside = "Roe, “A,” <https://gone.org/a>, archived at <https://perma.cc/AB12-CD34>.";
    assert_eq!(
        note(&fixed("r.md", beside, &known, Archived::Added)),
        beside
    );
}

#[test]
fn no_copy_is_added_that_cannot_be_written() {
    for copy in [
        "javascript:alert(1)",
        "https://a.org/x> <https://evil.org",
        "https://a.org/a b",
    ] {
        let known = [dead("https://gone.org/a", copy)];
        let before = "Roe, “A,” <https://gone.org/a>.";
        assert_eq!(
            note(&fixed("r.md", before, &known, Archived::Added)),
            before
        );
    }
}

#[test]
fn a_withdrawn_page_gets_no_copy() {
    let mut withdrawn = dead(
        "https://gone.org/a",
        "https://web.archive.org/web/2019/https://gone.org/a",
    );
    (withdrawn.verdict, withdrawn.reason) = (Verdict::Suspect, Reason::Retracted);
    withdrawn.links = vec![LinkRef {
        document: 0,
        link: 0,
    }];
    let before = "Roe, “A,” <https://gone.org/a>.";
    assert_eq!(
        note(&fixed("r.md", before, &[withdrawn], Archived::Added)),
        before
    );
}
