//! `footfault.report/1` and `footfault.extract/1`, the JSON that scripts rely on (INTERFACE in the README).
//! The structs stand here and not in the model, so that the model may change and the words may not.
//! A field may be added; one is removed or given another meaning only with a new schema number.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use serde::Serialize;

use crate::{
    citations::{Chapter, Citation, Citations, Link, Mark, Note, NoteKind, NotesSection},
    document::{Document, Origin, Place},
    finding::{Confidence, Finding, Fix, Related, Severity},
    probe::{Hop, LinkRef, Memento, Page, Probe, Reason, Verdict},
    render::{
        escape::JsonFormatter,
        history::{ChangesJson, HeldJson, SinceJson},
        joined::{self, Joined},
    },
    report::{Audited, Report},
};

/// Writes a report.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary();
    let single = report.documents.len() == 1;
    let joined = Joined::new(report);
    write(
        &ReportJson {
            schema: "footfault.report/1",
            tool: Tool::default(),
            documents: report.documents.iter().map(DocumentCounts::new).collect(),
            findings: report
                .findings
                .iter()
                .map(|finding| FindingJson::new(finding, &joined))
                .collect(),
            probes: report
                .probes
                .iter()
                .map(|probe| ProbeJson::new(probe, single))
                .collect(),
            summary: SummaryJson {
                errors: summary.errors,
                warnings: summary.warnings,
                infos: summary.infos,
                suppressed: summary.suppressed,
                verdicts: &summary.verdicts,
            },
            asked: report.asked,
            notices: &report.notices,
            suppressed: report
                .history
                .suppressed
                .iter()
                .map(|held| HeldJson::new(&held.by, FindingJson::new(&held.finding, &joined)))
                .collect(),
            since: report.history.since.as_ref().map(SinceJson::new),
            link_changes: report.history.changes.as_ref().map(ChangesJson::new),
        },
        writer,
    )
}

/// Writes what was read.
pub(crate) fn extract(documents: &[Audited], writer: &mut dyn Write) -> io::Result<()> {
    write(
        &ExtractJson {
            schema: "footfault.extract/1",
            documents: documents.iter().map(DocumentJson::new).collect(),
        },
        writer,
    )
}

fn write(value: &impl Serialize, writer: &mut dyn Write) -> io::Result<()> {
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut *writer, JsonFormatter::default());
    value.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(writer)
}

#[derive(Serialize)]
struct ReportJson<'a> {
    schema: &'static str,
    tool: Tool,
    documents: Vec<DocumentCounts<'a>>,
    findings: Vec<FindingJson<'a>>,
    probes: Vec<ProbeJson<'a>>,
    summary: SummaryJson<'a>,
    asked: bool,
    notices: &'a [String],
    suppressed: Vec<HeldJson<'a, FindingJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    since: Option<SinceJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    link_changes: Option<ChangesJson<'a>>,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
}

impl Default for Tool {
    fn default() -> Self {
        Self {
            name: env!("CARGO_PKG_NAME"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

#[derive(Serialize)]
struct DocumentCounts<'a> {
    path: &'a str,
    chapters: usize,
    marks: usize,
    notes: usize,
    links: usize,
    targets: usize,
    format: &'static str,
}

impl<'a> DocumentCounts<'a> {
    fn new(audited: &'a Audited) -> Self {
        let citations = &audited.citations;
        Self {
            path: &audited.document.path,
            chapters: citations.chapters.len(),
            marks: citations.marks.len(),
            notes: citations.notes.len(),
            links: citations.links.len(),
            targets: joined::targets(citations),
            format: audited.document.format.as_str(),
        }
    }
}

#[derive(Serialize)]
struct FindingJson<'a> {
    rule: &'static str,
    severity: Severity,
    confidence: Confidence,
    message: &'a str,
    help: &'a str,
    chapter: Option<&'a str>,
    marks: &'a [String],
    notes: &'a [String],
    place: &'a Place,
    /// What stands there, where the place has no lines that a person sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    words: Option<String>,
    related: &'a [Related],
    fix: Option<&'a Fix>,
}

impl<'a> FindingJson<'a> {
    fn new(finding: &'a Finding, joined: &Joined<'_>) -> Self {
        Self {
            words: joined.words(&finding.place),
            rule: finding.rule,
            severity: finding.severity,
            confidence: finding.confidence,
            message: &finding.message,
            help: &finding.help,
            chapter: finding.chapter.as_deref(),
            marks: &finding.marks,
            notes: &finding.notes,
            place: &finding.place,
            related: &finding.related,
            fix: finding.fix.as_ref(),
        }
    }
}

#[derive(Serialize)]
struct ProbeJson<'a> {
    url: &'a str,
    verdict: Verdict,
    reason: Reason,
    status: Option<u16>,
    final_url: Option<&'a str>,
    hops: &'a [Hop],
    attempts: u32,
    elapsed_ms: u64,
    checked_at: Option<&'a str>,
    from_cache: bool,
    page: Option<PageJson<'a>>,
    archive: Option<&'a Memento>,
    /// Ids of the links in the first document that has the target; `uses` holds those of all documents.
    links: Vec<usize>,
    uses: &'a [LinkRef],
    detail: &'a str,
    better_url: Option<&'a str>,
    last_alive: Option<&'a str>,
}

impl<'a> ProbeJson<'a> {
    fn new(probe: &'a Probe, single: bool) -> Self {
        let first = probe.links.first().map(|link| link.document);
        Self {
            url: &probe.url,
            verdict: probe.verdict,
            reason: probe.reason,
            status: probe.status,
            final_url: probe.final_url.as_deref(),
            hops: &probe.hops,
            attempts: probe.attempts,
            elapsed_ms: probe.elapsed_ms,
            checked_at: Some(probe.checked_at.as_str()).filter(|at| !at.is_empty()),
            from_cache: probe.from_cache,
            page: probe.page.as_ref().map(PageJson::new),
            archive: probe.archive.as_ref(),
            links: probe
                .links
                .iter()
                .filter(|link| single || Some(link.document) == first)
                .map(|link| link.link)
                .collect(),
            uses: &probe.links,
            detail: &probe.detail,
            better_url: probe.better_url.as_deref(),
            last_alive: probe.last_alive.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct PageJson<'a> {
    title: Option<&'a str>,
    date: Option<&'a str>,
    authors: &'a [String],
    language: Option<&'a str>,
    missing_quotations: &'a [String],
}

impl<'a> PageJson<'a> {
    fn new(page: &'a Page) -> Self {
        Self {
            title: page.title.as_deref(),
            date: page.date.as_deref(),
            authors: &page.authors,
            language: page.language.as_deref(),
            missing_quotations: &page.missing_quotations,
        }
    }
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    errors: usize,
    warnings: usize,
    infos: usize,
    suppressed: usize,
    verdicts: &'a BTreeMap<&'static str, usize>,
}

#[derive(Serialize)]
struct ExtractJson<'a> {
    schema: &'static str,
    documents: Vec<DocumentJson<'a>>,
}

#[derive(Serialize)]
struct DocumentJson<'a> {
    path: &'a str,
    format: &'static str,
    language: Option<&'a str>,
    chapters: Vec<ChapterJson<'a>>,
    notes_sections: Vec<SectionJson<'a>>,
    marks: Vec<MarkJson<'a>>,
    notes: Vec<NoteJson<'a>>,
    links: Vec<LinkJson<'a>>,
}

impl<'a> DocumentJson<'a> {
    fn new(audited: &'a Audited) -> Self {
        let Audited {
            document,
            citations,
        } = audited;
        Self {
            path: &document.path,
            format: document.format.as_str(),
            language: citations
                .language
                .as_deref()
                .or(document.language.as_deref()),
            chapters: numbered(&citations.chapters, |id, chapter| {
                ChapterJson::new(document, id, chapter)
            }),
            notes_sections: numbered(&citations.sections, |id, section| {
                SectionJson::new(document, id, section)
            }),
            marks: numbered(&citations.marks, |id, mark| {
                MarkJson::new(document, id, mark)
            }),
            notes: numbered(&citations.notes, |id, note| {
                NoteJson::new(document, citations, id, note)
            }),
            links: numbered(&citations.links, |id, link| {
                LinkJson::new(document, id, link)
            }),
        }
    }
}

fn numbered<'a, T, U>(values: &'a [T], make: impl Fn(usize, &'a T) -> U) -> Vec<U> {
    values
        .iter()
        .enumerate()
        .map(|(id, value)| make(id, value))
        .collect()
}

#[derive(Serialize)]
struct ChapterJson<'a> {
    id: usize,
    title: &'a str,
    place: Place,
}

impl<'a> ChapterJson<'a> {
    fn new(document: &Document, id: usize, chapter: &'a Chapter) -> Self {
        let span = match (chapter.headings.first(), chapter.headings.last()) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => chapter.span,
        };
        Self {
            id,
            title: &chapter.title,
            place: document.place(span),
        }
    }
}

#[derive(Serialize)]
struct SectionJson<'a> {
    id: usize,
    title: Option<&'a str>,
    chapter: Option<usize>,
    place: Place,
}

impl<'a> SectionJson<'a> {
    fn new(document: &Document, id: usize, section: &'a NotesSection) -> Self {
        let heading = section.heading.as_ref();
        Self {
            id,
            title: heading.map(|heading| heading.title.as_str()),
            chapter: section.chapter,
            place: document.place(heading.map_or(section.span, |heading| heading.span)),
        }
    }
}

#[derive(Serialize)]
struct MarkJson<'a> {
    id: usize,
    label: &'a str,
    chapter: usize,
    note: Option<usize>,
    place: Place,
    sentence: &'a str,
}

impl<'a> MarkJson<'a> {
    fn new(document: &Document, id: usize, mark: &'a Mark) -> Self {
        Self {
            id,
            label: &mark.label,
            chapter: mark.chapter,
            note: mark.note,
            place: document.place_of(mark.origin),
            sentence: &mark.sentence,
        }
    }
}

#[derive(Serialize)]
struct NoteJson<'a> {
    id: usize,
    label: &'a str,
    kind: &'static str,
    section: Option<usize>,
    chapter: Option<usize>,
    place: Place,
    text: &'a str,
    marks: &'a [usize],
    citations: Vec<CitationJson<'a>>,
}

impl<'a> NoteJson<'a> {
    fn new(document: &Document, citations: &'a Citations, id: usize, note: &'a Note) -> Self {
        Self {
            id,
            label: &note.label,
            kind: match note.kind {
                NoteKind::End => "endnote",
                NoteKind::Foot => "footnote",
            },
            section: note.section,
            chapter: note.chapter,
            place: citations.note_place(document, id),
            text: &note.text,
            marks: &note.marks,
            citations: note.citations.iter().map(CitationJson::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct CitationJson<'a> {
    form: &'static str,
    kind: &'static str,
    authors: &'a [String],
    title: Option<&'a str>,
    container: Option<&'a str>,
    date: Option<String>,
    locator: Option<&'a str>,
    identifiers: IdentifiersJson<'a>,
    links: &'a [usize],
    refers_to: Option<usize>,
    et_al: bool,
    translated_title: Option<&'a str>,
    accessed: Option<String>,
    volume: Option<&'a str>,
    issue: Option<&'a str>,
    pages: Option<&'a str>,
}

impl<'a> CitationJson<'a> {
    fn new(citation: &'a Citation) -> Self {
        let identifiers = &citation.identifiers;
        Self {
            form: citation.form.as_str(),
            kind: citation.kind.as_str(),
            authors: &citation.authors,
            title: citation.title.as_deref(),
            container: citation.container.as_deref(),
            date: citation.date.map(|date| date.to_string()),
            locator: citation.locator.as_deref(),
            identifiers: IdentifiersJson {
                doi: identifiers.doi.as_deref(),
                isbn: identifiers.isbn.as_deref(),
                issn: identifiers.issn.as_deref(),
                arxiv: identifiers.arxiv.as_deref(),
                un_symbol: identifiers.un_symbol.as_deref(),
            },
            links: &citation.links,
            refers_to: citation.refers_to,
            et_al: citation.et_al,
            translated_title: citation.translated_title.as_deref(),
            accessed: citation.accessed.map(|date| date.to_string()),
            volume: citation.volume.as_deref(),
            issue: citation.issue.as_deref(),
            pages: citation.pages.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct IdentifiersJson<'a> {
    doi: Option<&'a str>,
    isbn: Option<&'a str>,
    issn: Option<&'a str>,
    arxiv: Option<&'a str>,
    un_symbol: Option<&'a str>,
}

#[derive(Serialize)]
struct LinkJson<'a> {
    id: usize,
    url: &'a str,
    printed: &'a str,
    note: Option<usize>,
    place: Place,
    chapter: Option<usize>,
}

impl<'a> LinkJson<'a> {
    fn new(document: &'a Document, id: usize, link: &'a Link) -> Self {
        Self {
            id,
            url: &link.url,
            printed: printed(document, link),
            note: link.note,
            place: document.place_of(link.origin),
            chapter: link.chapter,
        }
    }
}

/// The displayed text as it stands in the file, escapes included; as it reads where the file has none.
fn printed<'a>(document: &'a Document, link: &'a Link) -> &'a str {
    match document.origin(link.span) {
        Some(Origin::Bytes { part, span }) => document
            .parts
            .get(part)
            .map(|part| span.of(&part.source))
            .filter(|text| !text.is_empty())
            .unwrap_or(&link.shown),
        _ => &link.shown,
    }
}
