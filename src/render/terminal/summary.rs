//! The summary at the end: what was read, how the links answered, what was found, what was not done.

use std::io::{self, Write};

use crate::{
    probe::{Probe, Verdict},
    render::{
        Detail, Options,
        escape::line,
        history, joined,
        style::{Palette, count, grouped, paint},
        word,
    },
    report::{Audited, Report},
};

/// Documents that are listed one by one; of more only the sum is told.
const LISTED: usize = 20;

/// Writes the summary.
pub(crate) fn write(report: &Report, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    if options.detail == Detail::Full && report.asked {
        every_link(report, palette, writer)?;
    }
    if report.documents.len() <= LISTED || options.detail == Detail::Full {
        for audited in &report.documents {
            read(
                std::slice::from_ref(audited),
                &audited.document.path,
                palette,
                writer,
            )?;
        }
    }
    if report.documents.len() > 1 {
        let name = count(report.documents.len(), "document");
        read(&report.documents, &name, palette, writer)?;
    }
    links(report, palette, writer)?;
    changes(report, palette, writer)?;
    findings(report, palette, writer)?;
    held_back(report, options, writer)?;
    for notice in &report.notices {
        writeln!(writer, "{} {}", paint(palette.note, "note:"), line(notice))?;
    }
    Ok(())
}

/// What was read of some documents.
fn read(
    documents: &[Audited],
    name: &str,
    palette: Palette,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let sum = |of: fn(&Audited) -> usize| documents.iter().map(of).sum::<usize>();
    writeln!(
        writer,
        "{}: {}, {}, {}, {} to {}",
        paint(palette.strong, line(name)),
        count(sum(|a| a.citations.chapters.len()), "chapter"),
        count(sum(|a| a.citations.marks.len()), "mark"),
        count(sum(|a| a.citations.notes.len()), "note"),
        count(sum(|a| a.citations.links.len()), "link"),
        count(sum(|a| joined::targets(&a.citations)), "address"),
    )
}

/// How the links answered.
fn links(report: &Report, palette: Palette, writer: &mut dyn Write) -> io::Result<()> {
    let label = paint(palette.strong, "Links:");
    if !report.asked {
        return writeln!(writer, "{label} not asked, nothing is known of them");
    }
    let verdicts = report.summary().verdicts;
    let told: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| {
            let number = *verdicts.get(verdict.as_str())?;
            let text = format!("{} {}", grouped(number), verdict.as_str());
            Some(paint(palette.verdict(verdict), text).to_string())
        })
        .collect();
    if told.is_empty() {
        return writeln!(writer, "{label} none");
    }
    writeln!(writer, "{label} {}", told.join(", "))
}

/// Which links died or came back.
fn changes(report: &Report, palette: Palette, writer: &mut dyn Write) -> io::Result<()> {
    let Some(changes) = &report.history.changes else {
        return Ok(());
    };
    let Some(since) = &changes.since else {
        return Ok(());
    };
    if changes.links.is_empty() {
        let label = paint(palette.strong, "Changed links:");
        return writeln!(writer, "{label} none since {}", line(since));
    }
    for group in history::groups(changes) {
        let label = paint(
            palette.strong,
            format!("{} since {}:", group.title, line(since)),
        );
        writeln!(writer, "{label} {}", count(group.links.len(), "link"))?;
        for change in group.links {
            writeln!(
                writer,
                "  {} {} {}",
                paint(palette.verdict(change.is), change.is.as_str()),
                paint(palette.link, line(&change.url)),
                paint(
                    palette.faint,
                    format!(
                        "({}; {} until {})",
                        word(change.reason),
                        change.was.as_str(),
                        history::day(&change.was_until)
                    )
                ),
            )?;
        }
    }
    Ok(())
}

/// What was found and is not told; with `--verbose`, each finding of it and why.
fn held_back(report: &Report, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    if let Some(held) = history::held(&report.history) {
        writeln!(writer, "{} {held}", paint(palette.strong, "Not told:"))?;
    }
    if options.detail == Detail::Full {
        for held in &report.history.suppressed {
            let finding = &held.finding;
            let at = &finding.place;
            let reason = held.by.reason().unwrap_or("accepted");
            writeln!(
                writer,
                "  {}:{}:{} {} {}",
                line(&at.path),
                at.line.unwrap_or(0),
                at.column.unwrap_or(0),
                paint(palette.faint, format!("{}:", finding.rule)),
                line(reason),
            )?;
        }
    }
    if let Some(since) = &report.history.since {
        let label = paint(palette.strong, "Compared with");
        writeln!(writer, "{label} {}", line(&history::compared(since)))?;
    }
    Ok(())
}

/// What was found.
fn findings(report: &Report, palette: Palette, writer: &mut dyn Write) -> io::Result<()> {
    let summary = report.summary();
    let label = paint(palette.strong, "Findings:");
    if report.findings.is_empty() {
        return writeln!(writer, "{label} {}", paint(palette.good, "none"));
    }
    let told: Vec<String> = [
        (palette.bad, summary.errors, "error"),
        (palette.doubtful, summary.warnings, "warning"),
        (palette.note, summary.infos, "info"),
    ]
    .into_iter()
    .filter(|(_, number, _)| *number > 0)
    .map(|(style, number, noun)| paint(style, count(number, noun)).to_string())
    .collect();
    writeln!(writer, "{label} {}", told.join(", "))
}

/// Every address that was asked, one line each, in reading order.
fn every_link(report: &Report, palette: Palette, writer: &mut dyn Write) -> io::Result<()> {
    for probe in &report.probes {
        let Probe {
            url,
            verdict,
            reason,
            status,
            ..
        } = probe;
        let status = status.map_or_else(|| "---".to_owned(), |status| status.to_string());
        writeln!(
            writer,
            "{} {status} {} {}",
            paint(
                palette.verdict(*verdict),
                format!("{:<11}", verdict.as_str())
            ),
            paint(palette.link, line(url)),
            paint(palette.faint, word(*reason)),
        )?;
    }
    if !report.probes.is_empty() {
        writeln!(writer)?;
    }
    Ok(())
}
