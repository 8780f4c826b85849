//! Reports for the browser: from the corpus with made-up answers, hostile ones, and one of a whole book.

use std::{fmt::Write as _, fs, path::PathBuf};

use footfault::{
    citations,
    document::Place,
    finding::{Applicability, Edit, Finding, Severity},
    input::{Format, Input},
    probe::{self, Hop, Memento, Page, Probe, Reason, Scope, Target, Verdict},
    readers,
    render::{self, ReportFormat},
    report::{Audited, History, Report},
    rules::{self, Facts, Selection},
};

/// A page in a file of its own, removed with the folder.
#[derive(Debug)]
pub(crate) struct Written {
    /// Keeps the folder alive.
    _folder: tempfile::TempDir,
    /// The page.
    pub(crate) path: PathBuf,
}

/// Writes a report as a page.
pub(crate) fn written(report: &Report) -> Written {
    let mut bytes = Vec::new();
    let options = render::Options::default();
    render::report(report, ReportFormat::Html, &options, &mut bytes).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    fs::write(&path, bytes).unwrap();
    Written {
        _folder: folder,
        path,
    }
}

/// Reads Markdown.
pub(crate) fn audited(path: &str, text: &str) -> Audited {
    let input = Input::from_bytes(path, text, Some(Format::Markdown)).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    Audited {
        document,
        citations,
    }
}

/// Reports of the corpus with answers of every verdict, in turn.
pub(crate) fn corpus(names: &[&str]) -> Report {
    let documents: Vec<Audited> = names
        .iter()
        .map(|name| {
            let path = format!("corpus/{name}.md");
            let text = fs::read_to_string(&path).unwrap();
            audited(&path, &text)
        })
        .collect();
    let cited = documents.iter().enumerate();
    let targets = probe::targets(cited.map(|(i, a)| (i, &a.citations)), Scope::Everywhere);
    let probes: Vec<Probe> = targets.into_iter().enumerate().map(answer).collect();
    let mut findings = Vec::new();
    for (index, audited) in documents.iter().enumerate() {
        let facts = Facts {
            document: &audited.document,
            citations: &audited.citations,
            probes: Some(&probes),
            index,
            options: &rules::Options::default(),
            before: None,
        };
        findings.extend(rules::check(&facts, &Selection::default()));
    }
    Report {
        documents,
        findings,
        probes,
        notices: vec!["one page was asked twice".to_owned()],
        asked: true,
        history: History::default(),
    }
}

/// The answer of a target: each verdict in turn, dead ones with an archived copy every other time.
fn answer((index, target): (usize, Target)) -> Probe {
    const TURNS: [(Verdict, Reason, u16); 9] = [
        (Verdict::Dead, Reason::NotFound, 404),
        (Verdict::Alive, Reason::Ok, 200),
        (Verdict::Moved, Reason::PermanentRedirect, 200),
        (Verdict::Suspect, Reason::Soft404, 200),
        (Verdict::Blocked, Reason::Forbidden, 403),
        (Verdict::Insecure, Reason::CertificateExpired, 200),
        (Verdict::Unreachable, Reason::Timeout, 0),
        (Verdict::Invalid, Reason::Malformed, 0),
        (Verdict::Skipped, Reason::Excluded, 0),
    ];
    let (verdict, reason, status) = TURNS[index % TURNS.len()];
    let moved = verdict == Verdict::Moved;
    let elsewhere = moved.then(|| format!("{}/elsewhere", target.url));
    let hop = Hop {
        status: 301,
        url: target.url.clone(),
    };
    let archive = Memento {
        url: format!("https://archive.example/2020/{}", target.url),
        captured: "2020-02-01".to_owned(),
    };
    Probe {
        verdict,
        reason,
        detail: "seen by nobody".to_owned(),
        status: Some(status).filter(|status| *status > 0),
        final_url: elsewhere.clone(),
        better_url: elsewhere,
        hops: if moved { vec![hop] } else { Vec::new() },
        attempts: 2,
        elapsed_ms: 100,
        checked_at: "2026-11-23T17:00:00Z".to_owned(),
        from_cache: index.is_multiple_of(2),
        page: Some(Page {
            title: Some("A title of its own".to_owned()),
            ..Page::default()
        }),
        archive: (verdict == Verdict::Dead && index.is_multiple_of(2)).then_some(archive),
        links: target.links,
        last_alive: None,
        url: target.url,
    }
}

/// Text that would run, in every context that a page has.
pub(crate) const HOSTILE: &str = "<script>window.hit=1</script></script><img src=x onerror=\"window.hit=2\">\
    \"onmouseover=\"window.hit=3\" 'onfocus='window.hit=4' --><svg/onload=window.hit=5></style></title></textarea>\
    ${window.hit=6}{{window.hit=7}}&lt;b&gt;&#60;i&#62;\u{202e}desrever\u{2066}\u{1b}[31m";

/// A report in which every text that a stranger can write is hostile, and every address leads nowhere good.
pub(crate) fn hostile() -> Report {
    let escaped: String = HOSTILE
        .chars()
        .flat_map(|c| {
            ['\\']
                .into_iter()
                .filter(move |_| c.is_ascii_punctuation())
                .chain([c])
        })
        .collect();
    let text = format!(
        "# {escaped}\n\nA claim by {escaped} and `{HOSTILE}`.<sup>1</sup> [Here](javascript:window.hit=8) and \
         [there](data:text/html,<script>window.hit=9</script>) and [yonder](https://example.org/\"onclick=\"window.hit=10).\
         <sup>2</sup>\n\n```\n{HOSTILE}\n```\n\n# Notes\n\n1. {escaped}, “{escaped},” 2020, https://example.org/{HOSTILE}\n\
         2. Roe, <javascript:window.hit=11>, 2021, vbscript:window.hit=12\n"
    );
    let mut audited = audited(&format!("{HOSTILE}.md"), &text);
    audited.citations.language = Some(HOSTILE.to_owned());
    audited.document.language = Some(HOSTILE.to_owned());
    for chapter in &mut audited.citations.chapters {
        HOSTILE.clone_into(&mut chapter.title);
    }
    for mark in &mut audited.citations.marks {
        HOSTILE.clone_into(&mut mark.label);
        HOSTILE.clone_into(&mut mark.sentence);
    }
    for note in &mut audited.citations.notes {
        HOSTILE.clone_into(&mut note.label);
        for citation in &mut note.citations {
            citation.title = Some(HOSTILE.to_owned());
        }
    }
    let targets = probe::targets([(0, &audited.citations)], Scope::Everywhere);
    assert!(!targets.is_empty());
    let bad = "javascript:window.hit=13".to_owned();
    let probes = targets
        .into_iter()
        .map(|target| Probe {
            verdict: Verdict::Dead,
            detail: HOSTILE.to_owned(),
            final_url: Some(bad.clone()),
            better_url: Some(bad.clone()),
            hops: vec![Hop {
                status: 301,
                url: bad.clone(),
            }],
            checked_at: HOSTILE.to_owned(),
            page: Some(Page {
                title: Some(HOSTILE.to_owned()),
                date: Some(HOSTILE.to_owned()),
                ..Page::default()
            }),
            archive: Some(Memento {
                url: bad.clone(),
                captured: HOSTILE.to_owned(),
            }),
            last_alive: Some(HOSTILE.to_owned()),
            ..answer((0, target))
        })
        .collect();
    let findings = audited
        .document
        .blocks
        .iter()
        .map(|block| {
            let place = audited.document.place(block.span);
            Finding::new(
                "note-sequence",
                Severity::Error,
                place.clone(),
                HOSTILE.to_owned(),
            )
            .help(HOSTILE)
            .chapter(Some(HOSTILE))
            .mark(HOSTILE)
            .note(HOSTILE)
            .related(HOSTILE, place)
            .fix(
                Applicability::Safe,
                vec![Edit {
                    start: 0,
                    end: 5,
                    text: HOSTILE.to_owned(),
                }],
            )
        })
        .collect();
    Report {
        documents: vec![audited],
        findings,
        probes,
        notices: vec![HOSTILE.to_owned()],
        asked: true,
        history: History::default(),
    }
}

/// A book of 20 chapters with as many notes as are asked for, a finding about each and an answer to each link.
pub(crate) fn book(notes: usize) -> Report {
    let chapters = 20;
    let each = notes.div_ceil(chapters);
    let mut body = String::new();
    let mut ends = String::from("# Notes\n\n");
    for chapter in 1..=chapters {
        let _ = writeln!(body, "# Chapter {chapter}: Salt and Water\n");
        let _ = writeln!(ends, "## Chapter {chapter}: Salt and Water\n");
        for note in 1..=each {
            let _ = write!(
                body,
                "The clerks of weir {note} wrote down what came through in year {}, and what it paid.<sup>{note}</sup> ",
                1500 + note
            );
            if note.is_multiple_of(4) {
                body.push_str("\n\n");
            }
            let _ = writeln!(
                ends,
                "{note}. Ines Falk, “Weir {note} of Reach {chapter},” *River Review*, May {}, {}, \
                 https://reach{chapter}.example/weirs/{note}/report.html",
                1 + note % 28,
                2000 + note % 24,
            );
        }
        body.push_str("\n\n");
        ends.push('\n');
    }
    let audited = audited("book.md", &(body + &ends));
    assert_eq!(audited.citations.notes.len(), each * chapters);
    let targets = probe::targets([(0, &audited.citations)], Scope::Everywhere);
    let probes: Vec<Probe> = targets.into_iter().enumerate().map(answer).collect();
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let findings = audited
        .citations
        .notes
        .iter()
        .enumerate()
        .map(|(index, note)| {
            let place: Place = audited.document.place(note.span);
            let message = format!("note {} of the book has no page number", note.label);
            Finding::new("missing-locator", severities[index % 3], place, message)
                .help("name the page that supports the sentence")
                .chapter(audited.citations.chapter_title(note.chapter))
                .note(&*note.label)
        })
        .collect();
    Report {
        documents: vec![audited],
        findings,
        probes,
        notices: Vec::new(),
        asked: true,
        history: History::default(),
    }
}
