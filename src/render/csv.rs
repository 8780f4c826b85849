//! The links as a table for a spreadsheet: RFC 4180, one row for each occurrence, in reading order. No cell begins
//! with what a spreadsheet takes for a formula.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use crate::{
    citations::{Citations, Link},
    document::Place,
    probe::LinkRef,
    render::{escape::line, joined::Joined, word},
    report::{Audited, Report},
};

/// The columns.
const COLUMNS: [&str; 21] = [
    "document",
    "place",
    "chapter",
    "note",
    "marks",
    "url",
    "shown",
    "verdict",
    "reason",
    "status",
    "detail",
    "final_url",
    "better_url",
    "archived_url",
    "archived_on",
    "page_title",
    "attempts",
    "checked_at",
    "remembered",
    "last_alive",
    "what_to_do",
];

/// Writes the table.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    // Without it a spreadsheet takes UTF-8 for the encoding of its own country.
    writer.write_all("\u{feff}".as_bytes())?;
    let mut csv = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(writer);
    csv.write_record(COLUMNS)?;
    let joined = Joined::new(report);
    for (document, audited) in report.documents.iter().enumerate() {
        for (index, link) in audited.citations.links.iter().enumerate() {
            let at = LinkRef {
                document,
                link: index,
            };
            let row = row(&joined, audited, link, at);
            csv.write_record(row.iter().map(|cell| defused(cell).into_owned()))?;
        }
    }
    csv.flush()
}

fn row(joined: &Joined<'_>, audited: &Audited, link: &Link, at: LinkRef) -> [String; 21] {
    let citations = &audited.citations;
    let place = audited.document.place_of(link.origin);
    let note = link.note.and_then(|note| citations.notes.get(note));
    let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
    let mut cells = [
        place.path.clone(),
        whereabouts(&place),
        owned(citations.chapter_title(link.chapter)),
        note.map_or(String::new(), |note| note.label.clone()),
        note.map_or(String::new(), |note| marks(citations, &note.marks)),
        link.url.clone(),
        link.shown.clone(),
        "not asked".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ];
    let Some(probe) = joined.answer(at) else {
        return cells;
    };
    let archive = probe.archive.as_ref();
    let page = probe.page.as_ref().and_then(|page| page.title.as_deref());
    let known = [
        probe.verdict.as_str().to_owned(),
        word(probe.reason),
        probe
            .status
            .map_or(String::new(), |status| status.to_string()),
        probe.detail.clone(),
        owned(probe.final_url.as_deref()),
        owned(probe.better_url.as_deref()),
        owned(archive.map(|archive| archive.url.as_str())),
        owned(archive.map(|archive| archive.captured.as_str())),
        owned(page),
        probe.attempts.to_string(),
        probe.checked_at.clone(),
        if probe.from_cache { "yes" } else { "no" }.to_owned(),
        owned(probe.last_alive.as_deref()),
        owned(joined.finding(at).map(|finding| finding.help.as_str())),
    ];
    cells[7..].clone_from_slice(&known);
    cells
}

/// The labels of the marks that call the note.
fn marks(citations: &Citations, ids: &[usize]) -> String {
    let labels: Vec<&str> = ids
        .iter()
        .filter_map(|id| citations.marks.get(*id))
        .map(|mark| mark.label.as_str())
        .collect();
    labels.join(" ")
}

/// Where a link stands, as a person looks for it: “line 12, column 4”, “page 3”.
fn whereabouts(place: &Place) -> String {
    let mut words = Vec::new();
    words.extend(place.part.clone());
    words.extend(place.page.map(|page| format!("page {page}")));
    words.extend(
        place
            .paragraph
            .map(|paragraph| format!("paragraph {paragraph}")),
    );
    if place.part.is_none() && place.page.is_none() {
        words.extend(place.line.map(|line| format!("line {line}")));
        words.extend(place.column.map(|column| format!("column {column}")));
    }
    words.join(", ")
}

/// A cell in one line, with an apostrophe before what would begin a formula in Excel, Calc or Sheets. Source: OWASP,
/// “CSV Injection”; the full-width forms are taken for the plain ones in some countries.
fn defused(cell: &str) -> Cow<'_, str> {
    let risky = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '|' | '%' | '＝' | '＋' | '－' | '＠'
        )
    };
    let first = cell.trim_start_matches(' ').chars().next();
    let text = line(cell);
    if first.is_some_and(risky) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_begins_a_formula() {
        for (cell, expected) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "' =1"),
            ("\r=1", "' =1"),
            ("  =1", "' =1"),
            ("＝1", "'＝1"),
            ("https://a.org/=1", "https://a.org/=1"),
            ("12", "12"),
            ("", ""),
        ] {
            assert_eq!(defused(cell), expected, "{cell:?}");
        }
    }
}
