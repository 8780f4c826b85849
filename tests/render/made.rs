//! A hand-made document, report and probe for the renderers.

use footfault::{
    citations::{
        Chapter, Citation, CitationForm, Citations, Heading, Link, LinkForm, Mark, MarkContext,
        MarkStyle, Note, NoteKind, NotesSection, TitleMatch, WorkKind,
    },
    document::{Document, Place},
    finding::{Applicability, Edit, Finding, Severity},
    input::{Format, Input},
    probe::{Hop, LinkRef, Memento, Page, Probe, Reason, Verdict},
    readers,
    report::{Audited, History, Report},
    span::Span,
};

const TEXT: &str = "\
# The Canal

Traffic fell by half.<sup>1</sup> Nobody knows why.<sup>2</sup>

# Notes

1. A. Smith, “Traffic,” *Journal*, 2021, https://example.org/traffic
2. B. Jones, “Causes,” 2022, <https://example.org/causes>
";

/// Text that would steer a terminal, reorder a line, or become markup.
pub(crate) const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[31m\u{202e}\u{9b}2J<img src=x onerror=alert(1)>[a](javascript:x)\n# h | `c`";

/// Reads Markdown.
pub(crate) fn read(path: &str, text: &str) -> Document {
    let input = Input::from_bytes(path, text.as_bytes(), Some(Format::Markdown)).unwrap();
    readers::read(&input, &readers::Options::default())
        .unwrap()
        .0
}

/// The place of `needle`.
pub(crate) fn place(document: &Document, needle: &str) -> Place {
    document.place(span(document, needle))
}

fn span(document: &Document, needle: &str) -> Span {
    let start = document.text.find(needle).unwrap();
    Span::new(start, start + needle.len())
}

/// A document with what a person finds in it.
pub(crate) fn audited() -> Audited {
    let document = read("canal.md", TEXT);
    let at = |needle: &str| document.origin(span(&document, needle)).unwrap();
    let heading = |needle: &str| Heading {
        block: 0,
        title: needle.to_owned(),
        level: 1,
        span: span(&document, needle),
    };
    let mark = |label: &str, needle: &str, id: usize| Mark {
        label: label.to_owned(),
        number: label.parse().ok(),
        style: MarkStyle::Superscript,
        chapter: 0,
        note: Some(id),
        span: span(&document, needle),
        origin: at(needle),
        context: MarkContext::Prose,
        sentence: format!("{needle}[{label}]"),
        sentence_span: span(&document, needle),
        group: id,
    };
    let note = |label: &str, needle: &str, id: usize| Note {
        label: label.to_owned(),
        number: label.parse().ok(),
        kind: NoteKind::End,
        section: Some(0),
        chapter: Some(0),
        span: span(&document, needle),
        whole: span(&document, needle),
        origin: at(needle),
        text: needle.to_owned(),
        marks: vec![id],
        citations: vec![Citation {
            form: CitationForm::Full,
            kind: WorkKind::Journal,
            title: Some("Traffic".to_owned()),
            links: vec![id],
            ..Citation::default()
        }],
        keyed: false,
    };
    let link = |url: &str, id: usize| Link {
        url: url.to_owned(),
        shown: url.to_owned(),
        note: Some(id),
        chapter: Some(0),
        span: span(&document, url),
        origin: at(url),
        target_origin: None,
        form: LinkForm::Bare,
    };
    let citations = Citations {
        chapters: vec![Chapter {
            title: "The Canal".to_owned(),
            headings: vec![heading("The Canal")],
            span: span(&document, "Traffic fell by half."),
        }],
        sections: vec![NotesSection {
            heading: Some(heading("Notes")),
            chapter: None,
            matched: TitleMatch::Unneeded,
            span: span(&document, "A. Smith"),
        }],
        marks: vec![
            mark("1", "Traffic fell by half.", 0),
            mark("2", "Nobody knows why.", 1),
        ],
        notes: vec![note("1", "A. Smith", 0), note("2", "B. Jones", 1)],
        links: vec![
            link("https://example.org/traffic", 0),
            link("https://example.org/causes", 1),
        ],
        language: Some("en".to_owned()),
        ..Citations::default()
    };
    Audited {
        document,
        citations,
    }
}

fn probe(url: &str, verdict: Verdict, reason: Reason, link: usize) -> Probe {
    Probe {
        url: url.to_owned(),
        verdict,
        reason,
        detail: String::new(),
        status: Some(200),
        final_url: None,
        better_url: None,
        hops: Vec::new(),
        attempts: 1,
        elapsed_ms: 120,
        checked_at: "2026-11-23T17:00:00Z".to_owned(),
        from_cache: false,
        page: None,
        archive: None,
        links: vec![LinkRef { document: 0, link }],
        last_alive: None,
    }
}

fn dead() -> Probe {
    Probe {
        detail: "answered 404 (asked 3 times)".to_owned(),
        status: Some(404),
        attempts: 3,
        hops: vec![Hop {
            status: 301,
            url: "https://example.org/causes".to_owned(),
        }],
        final_url: Some("https://example.org/gone".to_owned()),
        page: Some(Page {
            title: Some("Not found".to_owned()),
            ..Page::default()
        }),
        archive: Some(Memento {
            url: "https://web.archive.org/web/2022/https://example.org/causes".to_owned(),
            captured: "2022-05-01".to_owned(),
        }),
        ..probe(
            "https://example.org/causes",
            Verdict::Dead,
            Reason::NotFound,
            1,
        )
    }
}

/// A report with findings about notes and about a dead link.
pub(crate) fn report() -> Report {
    let audited = audited();
    let document = &audited.document;
    let whole = Finding::new(
        "parse-coverage",
        Severity::Info,
        Place {
            path: "canal.md".to_owned(),
            ..Place::default()
        },
        "one paragraph was not understood".to_owned(),
    );
    let sequence = Finding::new(
        "note-sequence",
        Severity::Error,
        place(document, "B. Jones"),
        "note 2 does not follow note 1".to_owned(),
    )
    .help("renumber the notes of this chapter")
    .chapter(Some("The Canal"))
    .mark("2")
    .note("2")
    .related("mark 2", place(document, "Nobody knows why."))
    .fix(
        Applicability::Unsafe,
        vec![Edit {
            start: 2,
            end: 11,
            text: "The Channel".to_owned(),
        }],
    );
    let dead_link = Finding::new(
        "dead-link",
        Severity::Error,
        place(document, "https://example.org/causes"),
        "the cited page is gone".to_owned(),
    )
    .help("cite the archived copy")
    .chapter(Some("The Canal"))
    .note("2");
    Report {
        documents: vec![audited],
        findings: vec![whole, sequence, dead_link],
        probes: vec![
            probe("https://example.org/traffic", Verdict::Alive, Reason::Ok, 0),
            dead(),
        ],
        notices: vec!["one file was left out".to_owned()],
        asked: true,
        history: History::default(),
    }
}

/// A report in which every text that a stranger can write is [`HOSTILE`].
pub(crate) fn hostile_report() -> Report {
    let document = read(
        &format!("{HOSTILE}.md"),
        &format!("word {} end", HOSTILE.replace('\n', " ")),
    );
    let mut audited = audited();
    audited.citations.chapters[0].title = hostile();
    for note in &mut audited.citations.notes {
        note.label = hostile();
        note.text = hostile();
        note.citations[0].title = Some(hostile());
        note.citations[0].authors = vec![hostile()];
    }
    for mark in &mut audited.citations.marks {
        mark.label = hostile();
        mark.sentence = hostile();
    }
    for link in &mut audited.citations.links {
        link.url = format!("https://example.org/{HOSTILE}");
        link.shown = hostile();
    }
    audited.citations.language = Some(hostile());
    let finding = |rule| {
        Finding::new(
            rule,
            Severity::Error,
            document.place(Span::new(0, document.text.len())),
            hostile(),
        )
        .help(HOSTILE)
        .chapter(Some(HOSTILE))
        .mark(HOSTILE)
        .related(HOSTILE, place(&document, "end"))
        .fix(
            Applicability::Safe,
            vec![Edit {
                start: 0,
                end: 5,
                text: hostile(),
            }],
        )
    };
    let mut at_link = finding("dead-link");
    at_link.place = document.place_of(audited.citations.links[1].origin);
    let findings = vec![finding("note-sequence"), at_link];
    let mut probe = dead();
    probe.url = format!("https://example.org/{HOSTILE}");
    probe.detail = hostile();
    probe.final_url = Some(hostile());
    probe.better_url = Some(hostile());
    probe.hops[0].url = format!("https://example.org/{HOSTILE}");
    probe.last_alive = Some(hostile());
    probe.page = Some(Page {
        title: Some(hostile()),
        ..Page::default()
    });
    probe.archive = Some(Memento {
        url: hostile(),
        captured: hostile(),
    });
    audited.document = document;
    Report {
        documents: vec![audited],
        findings,
        probes: vec![probe],
        notices: vec![hostile()],
        asked: true,
        history: History::default(),
    }
}

fn hostile() -> String {
    HOSTILE.to_owned()
}
