//! The broken-link report: what no longer answers as cited, by chapter and note, with what was tried and
//! what to do; then the other findings. Text of documents and servers is escaped, so that it does nothing.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use crate::{
    document::Place,
    finding::Finding,
    probe::{LinkRef, Probe, Verdict},
    render::{
        comment::{self, Depth, Page},
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

/// Findings of a chapter that are shown without being unfolded.
const UNFOLDED: usize = 10;

/// Writes the report. It is never longer than a comment may be: what does not fit is left out, and counted.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let joined = Joined::new(report);
    let paths: Vec<String> = report
        .documents
        .iter()
        .map(|audited| text(&audited.document.path))
        .collect();
    let mut head = match paths.as_slice() {
        [path] => format!("# Links of {path}\n\n"),
        paths => format!("# Links of {}\n\n", count(paths.len(), "document")),
    };
    summary(report, &mut head);
    let room = comment::ROOM;
    let mut page = Page::new(room.saturating_sub(head.chars().count()), Depth::Whole);
    fill(&joined, &mut page);
    if page.is_cut() {
        let mut brief = Page::new(room.saturating_sub(head.chars().count()), Depth::Brief);
        fill(&joined, &mut brief);
        page = brief;
    }
    // With very many documents the summary alone may be too long.
    if head.chars().count() > room {
        head = head.chars().take(room).collect::<String>() + "…\n\n";
    }
    writer.write_all(head.as_bytes())?;
    if let Some(told) = page.told() {
        writeln!(writer, "> {told}\n")?;
    }
    writer.write_all(page.text().as_bytes())?;
    writeln!(
        writer,
        "---\n\nWritten by {} {}.",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION")
    )
}

/// Writes everything after the summary.
fn fill(joined: &Joined<'_>, page: &mut Page) {
    changes(joined, page);
    for (verdict, title, meaning) in TOLD {
        section(joined, verdict, (title, meaning), page);
    }
    others(joined, page);
}

/// What was read, and a table of how the links answered.
fn summary(report: &Report, out: &mut String) {
    let many = report.documents.len() > 1;
    for audited in &report.documents {
        let citations = &audited.citations;
        let name = if many {
            format!("- {}: ", text(&audited.document.path))
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "{name}{}, {}, {}, {} to {}.",
            count(citations.chapters.len(), "chapter"),
            count(citations.marks.len(), "mark"),
            count(citations.notes.len(), "note"),
            count(citations.links.len(), "link"),
            count(joined::targets(citations), "address"),
        );
    }
    let counts = report.summary();
    let _ = writeln!(
        out,
        "\nFindings: {}, {}, {}.\n",
        count(counts.errors, "error"),
        count(counts.warnings, "warning"),
        count(counts.infos, "info"),
    );
    if report.asked {
        let _ = writeln!(out, "| Verdict | Addresses |\n|---|---:|");
        for verdict in Verdict::ALL {
            if let Some(number) = counts.verdicts.get(verdict.as_str()) {
                let _ = writeln!(out, "| {} | {} |", verdict.as_str(), grouped(*number));
            }
        }
        let _ = writeln!(out);
    } else {
        let _ = writeln!(out, "The links were not asked: nothing is known of them.\n");
    }
    if let Some(held) = history::held(&report.history) {
        let _ = writeln!(out, "Not told: {held}.\n");
    }
    if let Some(since) = &report.history.since {
        let compared = text(&history::compared(since));
        let _ = writeln!(out, "Compared with {compared}.\n");
    }
    for notice in &report.notices {
        let _ = writeln!(out, "> {}\n", text(notice));
    }
}

/// Which links died or came back since an earlier run.
fn changes(joined: &Joined<'_>, page: &mut Page) {
    let Some(changes) = &joined.report.history.changes else {
        return;
    };
    let Some(since) = &changes.since else {
        return;
    };
    if changes.links.is_empty() {
        page.add(&format!("No link changed since {}.\n\n", text(since)), 0);
    }
    for group in history::groups(changes) {
        page.section(format!(
            "## {} since {} ({})\n\n",
            group.title,
            text(history::day(since)),
            grouped(group.links.len())
        ));
        let last = group.links.len();
        for (index, change) in group.links.into_iter().enumerate() {
            let cited: Vec<String> = change
                .links
                .iter()
                .filter_map(|at| whereabouts(joined, *at))
                .collect();
            let end = if index + 1 == last { "\n" } else { "" };
            let block = format!(
                "- {}: {} (`{}`), {} until {}. {}\n{end}",
                markdown_link(&change.url, None),
                change.is.as_str(),
                word(change.reason),
                change.was.as_str(),
                text(history::day(&change.was_until)),
                cited.join("; ")
            );
            page.add(&block, 1);
        }
    }
}

/// The links of one verdict by document and chapter.
fn section(joined: &Joined<'_>, verdict: Verdict, (title, meaning): (&str, &str), page: &mut Page) {
    let probes: Vec<&Probe> = joined
        .report
        .probes
        .iter()
        .filter(|probe| probe.verdict == verdict)
        .collect();
    if probes.is_empty() {
        return;
    }
    page.section(format!(
        "## {title} ({})\n\n{meaning}\n\n",
        grouped(probes.len())
    ));
    let mut heading = None;
    for probe in probes {
        let Some(at) = probe.links.first() else {
            continue;
        };
        let here = chapter_heading(joined, *at);
        if heading.as_ref() != Some(&here) {
            if !here.is_empty() {
                page.subsection(format!("### {here}\n\n"));
            }
            heading = Some(here);
        }
        let block = entry(joined, probe, *at, page.depth);
        page.add(&block, 1);
    }
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

/// One address: where it is cited, what is the matter and what to do; everything else known of it is folded.
fn entry(joined: &Joined<'_>, probe: &Probe, at: LinkRef, depth: Depth) -> String {
    let cited: Vec<String> = probe
        .links
        .iter()
        .filter_map(|at| whereabouts(joined, *at))
        .collect();
    let first = cited.first().cloned().unwrap_or_default();
    let mut out = format!(
        "- **{first}**: {}  \n  {}",
        reason(probe),
        markdown_link(&probe.url, None)
    );
    if let Some(help) = joined.finding(at).map(|finding| &finding.help)
        && !help.is_empty()
    {
        let _ = write!(out, "  \n  What to do: {}", linked(help));
    }
    out.push_str("\n\n");
    if depth == Depth::Whole {
        out.push_str("  <details><summary>What was tried</summary>\n\n");
        out.push_str(&details(joined, probe, at, &cited));
        out.push_str("\n  </details>\n\n");
    }
    out
}

/// Everything known of an address.
fn details(joined: &Joined<'_>, probe: &Probe, at: LinkRef, cited: &[String]) -> String {
    let mut out = String::new();
    let mut told = |what: &str, text: &str| {
        let _ = writeln!(out, "  - {what}: {text}");
    };
    told("What was seen", &seen(probe));
    if !probe.hops.is_empty() || probe.final_url.is_some() {
        told("Redirects", &way(probe));
    }
    if let Some(title) = probe.page.as_ref().and_then(|page| page.title.as_deref()) {
        told("The page calls itself", &format!("“{}”", text(title)));
    }
    if let Some(last_alive) = &probe.last_alive {
        told("Last seen alive", &text(last_alive));
    }
    if let Some(better) = &probe.better_url {
        told("Better address", &markdown_link(better, None));
    }
    if let Some(archive) = &probe.archive {
        let shown = format!("copy of {}", archive.captured);
        told("Archived", &markdown_link(&archive.url, Some(&shown)));
    }
    if cited.len() > 1 {
        told("Cited again", &cited[1..].join("; "));
    }
    if let Some(note) = joined.link(at).and_then(|(audited, link)| {
        let note = audited.citations.notes.get(link.note?)?;
        Some(&note.text)
    }) {
        let note = crate::render::escape::shortened(note, QUOTED);
        told("The note", &linked(&note));
    }
    out
}

/// Text of a document or server with its addresses as links.
fn linked(sentence: &str) -> String {
    let line = crate::render::escape::line(sentence);
    let mut out: Vec<String> = Vec::new();
    let mut plain: Vec<&str> = Vec::new();
    for word in line.split(' ') {
        let url = word.trim_end_matches(['.', ',', ';', ':', ')']);
        let web = url.starts_with("https://") || url.starts_with("http://");
        // What was shortened leads nowhere.
        if !web || url.contains('…') {
            plain.push(word);
            continue;
        }
        if !plain.is_empty() {
            out.push(text(&plain.join(" ")));
            plain.clear();
        }
        // Stops after a link mean nothing to Markdown.
        out.push(format!(
            "{}{}",
            markdown_link(url, None),
            &word[url.len()..]
        ));
    }
    if !plain.is_empty() {
        out.push(text(&plain.join(" ")));
    }
    out.join(" ")
}

/// Reason and status.
fn reason(probe: &Probe) -> String {
    let status = probe
        .status
        .map_or(String::new(), |status| format!(", status {status}"));
    format!("`{}`{status}", word(probe.reason))
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
    let mut parts = vec![reason(probe)];
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
fn others(joined: &Joined<'_>, page: &mut Page) {
    let number = joined
        .report
        .findings
        .iter()
        .filter(|finding| !joined::is_link_finding(finding))
        .count();
    if number == 0 {
        return;
    }
    page.section(format!("## Other findings ({})\n\n", grouped(number)));
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
            page.subsection(format!("### {heading}\n\n"));
            group(joined, &findings, page);
        }
    }
}

/// The findings of a chapter, the gravest first where they are many and the rest is folded.
fn group(joined: &Joined<'_>, findings: &[&Finding], page: &mut Page) {
    let mut findings = findings.to_vec();
    let folds = findings.len() > UNFOLDED && page.depth == Depth::Whole;
    if folds {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    }
    let shown = if folds { UNFOLDED } else { findings.len() };
    for (index, finding) in findings[..shown].iter().enumerate() {
        let end = if index + 1 == shown { "\n" } else { "" };
        page.add(&format!("{}{end}", other(joined, finding)), 1);
    }
    if shown < findings.len() {
        let rest: String = findings[shown..]
            .iter()
            .map(|finding| other(joined, finding))
            .collect();
        let more = findings.len() - shown;
        let block = format!(
            "<details><summary>{} more</summary>\n\n{rest}\n</details>\n\n",
            grouped(more)
        );
        page.add(&block, more);
    }
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

fn other(joined: &Joined<'_>, finding: &Finding) -> String {
    let words = joined.words(&finding.place);
    let words = words.map_or(String::new(), |words| format!(", “{}”", text(&words)));
    let at = position(&finding.place).map_or(String::new(), |at| {
        let mut letters = at.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        format!("{}{}{words}: ", first.unwrap_or_default(), letters.as_str())
    });
    let mut out = format!(
        "- {at}**{}** `{}`: {}",
        finding.severity.as_str(),
        finding.rule,
        linked(&finding.message)
    );
    if !finding.help.is_empty() {
        let _ = write!(out, "  \n  {}", linked(&finding.help));
    }
    out.push('\n');
    out
}
