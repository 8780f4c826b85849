//! Annotations for GitHub Actions: one workflow command a finding. Nothing from a document can end a command
//! or begin another: what GitHub's runner would take for one is encoded.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use crate::{
    document::Place,
    finding::{Finding, Severity},
    render::{escape::line, style},
    report::Report,
};

/// Annotations of each kind that GitHub shows for a step; the rest stands in its log only.
const SHOWN: usize = 10;

/// Writes the annotations.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary();
    let hidden: usize = [summary.errors, summary.warnings, summary.infos]
        .iter()
        .map(|count| count.saturating_sub(SHOWN))
        .sum();
    // It comes first, because it would be the one that is not shown.
    if hidden > 0 {
        let text = format!(
            "{}: {}. GitHub shows {SHOWN} of each kind for a step; the others stand in its log, and in every \
             other form of the report",
            style::count(report.findings.len(), "finding"),
            [
                style::count(summary.errors, "error"),
                style::count(summary.warnings, "warning"),
                style::count(summary.infos, "info"),
            ]
            .join(", "),
        );
        writeln!(writer, "::notice title=footfault::{}", data(&text))?;
    }
    for finding in &report.findings {
        writeln!(writer, "{}", annotation(finding))?;
    }
    for notice in &report.notices {
        // The log, not an annotation: a notice has no place, and would take the room of a finding.
        writeln!(writer, "::debug::{}", data(&line(notice)))?;
    }
    Ok(())
}

fn annotation(finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let place = &finding.place;
    let mut out = format!("::{command} file={}", property(&forward(&place.path)));
    // Lines of a part or a page are not those of the file.
    if place.part.is_none()
        && place.page.is_none()
        && let Some(start) = place.line
    {
        let _ = write!(out, ",line={start}");
        let end = place.end_line.unwrap_or(start);
        let _ = write!(out, ",endLine={end}");
        // Columns are taken only where the annotation does not go over lines.
        if end == start
            && let Some(column) = place.column
        {
            let last = place
                .end_column
                .map_or(column, |end| end.saturating_sub(1).max(column));
            let _ = write!(out, ",col={column},endColumn={last}");
        }
    }
    let title = format!("{}{}", finding.rule, in_words(place));
    let mut text = line(&finding.message).into_owned();
    if let Some(chapter) = &finding.chapter {
        let _ = write!(text, "\nChapter: {}", line(chapter));
    }
    if !finding.help.is_empty() {
        let _ = write!(text, "\nWhat to do: {}", line(&finding.help));
    }
    let _ = write!(out, ",title={}::{}", property(&title), data(&text));
    out
}

/// A place without lines, as the title tells it.
fn in_words(place: &Place) -> String {
    let mut words = Vec::new();
    words.extend(place.page.map(|page| format!("page {page}")));
    words.extend(
        place
            .paragraph
            .map(|paragraph| format!("paragraph {paragraph}")),
    );
    if words.is_empty() {
        String::new()
    } else {
        format!(" ({})", words.join(", "))
    }
}

/// Paths as GitHub has them.
fn forward(path: &str) -> String {
    let path = line(path);
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.into_owned()
    };
    path.strip_prefix("./").map_or(path.clone(), str::to_owned)
}

/// The text of a command, as GitHub's toolkit encodes it.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property of a command: no colon and no comma may end it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
