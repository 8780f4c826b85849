//! The broken-link report: what no longer answers as cited, by chapter and note, with what was tried and
//! what to do; then the other findings. Text of documents and servers is escaped, so that it does nothing.

use std::io::{self, Write};

use crate::{
    document::Place,
    finding::Finding,
    probe::{LinkRef, Probe, Verdict},
    render::{
        escape::{markdown as text, markdown_link},
        history,
        joined::{self, Joined},
        style::{count, grouped},
        word,
    },
    report::Report,
};

/// The verdicts that ask for a person, the worst first, with what they mean.
const TOLD: [(Verdict, &str, &str); 7] = [
    (Verdict::Dead, "Dead", "A reader cannot get these pages."),
    (
        Verdict::Invalid,
        "Invalid",
        "These cannot be asked for as they are written.",
    ),
    (
        Verdict::Suspect,
        "Suspect",
        "These answer, but probably not with what was cited.",
    ),
    (
        Verdict::Insecure,
        "Insecure",
        "A browser would warn the reader of these.",
    ),
    (
        Verdict::Unreachable,
        "Unreachable",
        "These did not answer now; that may pass.",
    ),
    (
        Verdict::Blocked,
        "Blocked",
        "These exist but will not be shown to a robot: a person has to look.",
    ),
    (
        Verdict::Moved,
        "Moved",
        "These are permanently at another address, and alive there.",
    ),
];

/// Characters of a note that are quoted; the rest is in the document.
const QUOTED: usize = 600;

/// Writes the report.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let joined = Joined::new(report);
    let paths: Vec<String> = report
        .documents
        .iter()
        .map(|audited| text(&audited.document.path))
        .collect();
    match paths.as_slice() {
        [path] => writeln!(writer, "# Links of {path}\n")?,
        paths => writeln!(writer, "# Links of {}\n", count(paths.len(), "document"))?,
    }
    summary(report, writer)?;
    changes(&joined, writer)?;
    for (verdict, title, meaning) in TOLD {
        section(&joined, verdict, (title, meaning), writer)?;
    }
    others(&joined, writer)?;
    writeln!(
        writer,
        "---\n\nWritten by {} {}.",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )
}

/// What was read, and a table of how the links answered.
fn summary(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let many = report.documents.len() > 1;
    for audited in &report.documents {
        let citations = &audited.citations;
        let name = if many {
            format!("- {}: ", text(&audited.document.path))
        } else {
            String::new()
        };
        writeln!(
            writer,
            "{name}{}, {}, {}, {} to {}.",
            count(citations.chapters.len(), "chapter"),
            count(citations.marks.len(), "mark"),
            count(citations.notes.len(), "note"),
            count(citations.links.len(), "link"),
            count(joined::targets(citations), "address"),
        )?;
    }
    let counts = report.summary();
    writeln!(
        writer,
        "\nFindings: {}, {}, {}.\n",
        count(counts.errors, "error"),
        count(counts.warnings, "warning"),
        count(counts.infos, "info"),
    )?;
    if report.asked {
        writeln!(writer, "| Verdict | Addresses |\n|---|---:|")?;
        for verdict in Verdict::ALL {
            if let Some(number) = counts.verdicts.get(verdict.as_str()) {
                writeln!(writer, "| {} | {} |", verdict.as_str(), grouped(*number))?;
            }
        }
        writeln!(writer)?;
    } else {
        writeln!(
            writer,
            "The links were not asked: nothing is known of them.\n"
        )?;
    }
    if let Some(held) = history::held(&report.history) {
        writeln!(writer, "Not told: {held}.\n")?;
    }
    if let Some(since) = &report.history.since {
        let compared = text(&history::compared(since));
        writeln!(writer, "Compared with {compared}.\n")?;
    }
    for notice in &report.notices {
        writeln!(writer, "> {}\n", text(notice))?;
    }
    Ok(())
}

/// Which links died or came back since an earlier run.
fn changes(joined: &Joined<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let Some(changes) = &joined.report.history.changes else {
        return Ok(());
    };
    let Some(since) = &changes.since else {
        return Ok(());
    };
    if changes.links.is_empty() {
        return writeln!(writer, "No link changed since {}.\n", text(since));
    }
    for group in history::groups(changes) {
        writeln!(
            writer,
            "## {} since {} ({})\n",
            group.title,
            text(history::day(since)),
            grouped(group.links.len())
        )?;
        for change in group.links {
            let cited: Vec<String> = change
                .links
                .iter()
                .filter_map(|at| whereabouts(joined, *at))
                .collect();
            writeln!(
                writer,
                "- {}: {} (`{}`), {} until {}. {}",
                markdown_link(&change.url, None),
                change.is.as_str(),
                word(change.reason),
                change.was.as_str(),
                text(history::day(&change.was_until)),
                cited.join("; ")
            )?;
        }
        writeln!(writer)?;
    }
    Ok(())
}

/// The links of one verdict by document and chapter.
fn section(
    joined: &Joined<'_>,
    verdict: Verdict,
    (title, meaning): (&str, &str),
    writer: &mut dyn Write,
) -> io::Result<()> {
    let probes: Vec<&Probe> = joined
        .report
        .probes
        .iter()
        .filter(|probe| probe.verdict == verdict)
        .collect();
    if probes.is_empty() {
        return Ok(());
    }
    writeln!(
        writer,
        "## {title} ({})\n\n{meaning}\n",
        grouped(probes.len())
    )?;
    let mut heading = None;
    for probe in probes {
        let Some(at) = probe.links.first() else {
            continue;
        };
        let here = chapter_heading(joined, *at);
        if heading.as_ref() != Some(&here) {
            if !here.is_empty() {
                writeln!(writer, "### {here}\n")?;
            }
            heading = Some(here);
        }
        entry(joined, probe, *at, writer)?;
    }
    Ok(())
}

/// Document (where there are several) and chapter of a link.
fn chapter_heading(joined: &Joined<'_>, at: LinkRef) -> String {
    let Some((audited, link)) = joined.link(at) else {
        return String::new();
    };
    let chapter = audited
        .citations
        .chapter_title(link.chapter)
        .map(text)
        .unwrap_or_default();
    match (joined.report.documents.len() > 1, chapter.is_empty()) {
        (false, _) => chapter,
        (true, true) => text(&audited.document.path),
        (true, false) => format!("{}: {chapter}", text(&audited.document.path)),
    }
}

/// One address with everything known of it.
fn entry(
    joined: &Joined<'_>,
    probe: &Probe,
    at: LinkRef,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let cited: Vec<String> = probe
        .links
        .iter()
        .filter_map(|at| whereabouts(joined, *at))
        .collect();
    let first = cited.first().cloned().unwrap_or_default();
    writeln!(
        writer,
        "- **{first}**  \n  {}\n",
        markdown_link(&probe.url, None)
    )?;
    if let Some(note) = joined.link(at).and_then(|(audited, link)| {
        let note = audited.citations.notes.get(link.note?)?;
        Some(&note.text)
    }) {
        writeln!(
            writer,
            "  > {}\n",
            text(&crate::render::escape::shortened(note, QUOTED))
        )?;
    }
    writeln!(writer, "  - What was seen: {}", seen(probe))?;
    if !probe.hops.is_empty() || probe.final_url.is_some() {
        writeln!(writer, "  - Redirects: {}", way(probe))?;
    }
    if let Some(title) = probe.page.as_ref().and_then(|page| page.title.as_deref()) {
        writeln!(writer, "  - The page calls itself: “{}”", text(title))?;
    }
    if let Some(last_alive) = &probe.last_alive {
        writeln!(writer, "  - Last seen alive: {}", text(last_alive))?;
    }
    if let Some(better) = &probe.better_url {
        writeln!(
            writer,
            "  - Better address: {}",
            markdown_link(better, None)
        )?;
    }
    if let Some(archive) = &probe.archive {
        let shown = format!("copy of {}", archive.captured);
        writeln!(
            writer,
            "  - Archived: {}",
            markdown_link(&archive.url, Some(&shown))
        )?;
    }
    if cited.len() > 1 {
        writeln!(writer, "  - Cited again: {}", cited[1..].join("; "))?;
    }
    if let Some(help) = joined.finding(at).map(|finding| &finding.help)
        && !help.is_empty()
    {
        writeln!(writer, "  - What to do: {}", text(help))?;
    }
    writeln!(writer)
}

/// Where a link stands: "Note 12, line 563".
fn whereabouts(joined: &Joined<'_>, at: LinkRef) -> Option<String> {
    let (audited, link) = joined.link(at)?;
    let place = audited.document.place_of(link.origin);
    let mut parts = vec![match joined::note_of(&audited.citations, at.link) {
        Some(label) => format!("Note {}", text(label)),
        None => "In the text".to_owned(),
    }];
    parts.extend(position(&place));
    Some(parts.join(", "))
}

/// What was seen, how often it was tried, and when.
fn seen(probe: &Probe) -> String {
    let mut parts = vec![format!("`{}`", word(probe.reason))];
    parts.extend(probe.status.map(|status| format!(", status {status}")));
    if !probe.detail.is_empty() {
        parts.push(format!(": {}", text(&probe.detail)));
    }
    if !probe.checked_at.is_empty() {
        parts.push(format!("; last asked {}", text(&probe.checked_at)));
    }
    if probe.from_cache {
        parts.push(" (remembered from an earlier run)".to_owned());
    }
    parts.concat()
}

/// Every hop and where it ended.
fn way(probe: &Probe) -> String {
    let mut steps: Vec<String> = probe
        .hops
        .iter()
        .map(|hop| match hop.status {
            0 => format!("{} (by the page itself)", markdown_link(&hop.url, None)),
            status => format!("{} ({status})", markdown_link(&hop.url, None)),
        })
        .collect();
    if let Some(end) = &probe.final_url {
        steps.push(markdown_link(end, None));
    }
    steps.join(" → ")
}

/// The findings that are not about how links answer.
fn others(joined: &Joined<'_>, writer: &mut dyn Write) -> io::Result<()> {
    let number = joined
        .report
        .findings
        .iter()
        .filter(|finding| !joined::is_link_finding(finding))
        .count();
    if number == 0 {
        return Ok(());
    }
    writeln!(writer, "## Other findings ({})\n", grouped(number))?;
    for audited in &joined.report.documents {
        let path = &audited.document.path;
        for (chapter, findings) in joined.by_chapter(path) {
            let findings: Vec<&Finding> = findings
                .into_iter()
                .map(|index| &joined.report.findings[index])
                .filter(|finding| !joined::is_link_finding(finding))
                .collect();
            if findings.is_empty() {
                continue;
            }
            let heading = match (joined.report.documents.len() > 1, chapter) {
                (false, Some(title)) => text(title),
                (true, Some(title)) => format!("{}: {}", text(path), text(title)),
                (_, None) => text(path),
            };
            writeln!(writer, "### {heading}\n")?;
            for finding in findings {
                other(finding, writer)?;
            }
            writeln!(writer)?;
        }
    }
    Ok(())
}

/// "page 3", "paragraph 41", "line 12": what a person can find; lines of a package's XML help nobody.
fn position(place: &Place) -> Option<String> {
    let page = place.page.map(|page| format!("page {page}"));
    let paragraph = place.paragraph.map(|paragraph| match &place.part {
        Some(part) => format!("paragraph {paragraph} of {}", text(part)),
        None => format!("paragraph {paragraph}"),
    });
    let line = place.line.map(|line| format!("line {line}"));
    page.or(paragraph).or(line)
}

fn other(finding: &Finding, writer: &mut dyn Write) -> io::Result<()> {
    let at = position(&finding.place).map_or(String::new(), |at| {
        let mut letters = at.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{}: ", first.unwrap_or_default(), letters.as_str())
    });
    write!(
        writer,
        "- {at}**{}** `{}`: {}",
        finding.severity.as_str(),
        finding.rule,
        text(&finding.message)
    )?;
    if !finding.help.is_empty() {
        write!(writer, "  \n  {}", text(&finding.help))?;
    }
    writeln!(writer)
}
