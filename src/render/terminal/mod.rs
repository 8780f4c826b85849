//! The report a person reads at a terminal: findings by document and chapter in reading order, then a
//! summary. Asks nothing of the terminal itself: width and color come with [`Options`].

use std::{
    collections::HashSet,
    io::{self, Write},
};

use crate::{
    document::Place,
    finding::Finding,
    render::{
        Detail, Options,
        escape::line,
        joined::Joined,
        page::page,
        style::{Palette, paint},
    },
    report::Report,
    rules,
};

mod excerpt;
mod finding;
mod summary;

/// Writes the report.
pub(crate) fn report(report: &Report, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    if options.detail == Detail::Brief {
        return brief(report, options, writer);
    }
    let joined = Joined::new(report);
    let palette = Palette::new(options.color);
    for audited in &report.documents {
        let path = &audited.document.path;
        for (chapter, findings) in joined.by_chapter(path) {
            let heading = match chapter {
                Some(title) if !title.is_empty() => {
                    format!("{} › {}", line(path), line(title))
                }
                _ => line(path).into_owned(),
            };
            writeln!(writer, "{}\n", paint(palette.strong, heading))?;
            for index in findings {
                let text = finding::render(&joined, index, options);
                writeln!(writer, "{text}\n")?;
            }
        }
    }
    if options.explain {
        explain(report, options, writer)?;
    }
    summary::write(report, options, writer)
}

/// The heading of a page's examples, which is its last.
const EXAMPLES: &str = "# Examples";

/// The pages of the rules that found something, in the order of their first findings, without their examples.
fn explain(report: &Report, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    let mut told = HashSet::new();
    for finding in &report.findings {
        if let Some(rule) = rules::find(finding.rule)
            && told.insert(finding.rule)
        {
            let meta = rule.meta();
            let text = meta.page.split(EXAMPLES).next().unwrap_or_default();
            page(
                &format!("# {}\n\n{}\n\n{text}", meta.id, meta.summary),
                options,
                writer,
            )?;
        }
    }
    Ok(())
}

/// One line a finding, as compilers print them, so that editors can jump to the place.
fn brief(report: &Report, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    let palette = Palette::new(options.color);
    for finding in &report.findings {
        let Finding {
            rule,
            severity,
            message,
            place,
            ..
        } = finding;
        writeln!(
            writer,
            "{}: {}: {}",
            position(place),
            paint(
                palette.severity(*severity),
                format!("{}[{rule}]", severity.as_str())
            ),
            line(message),
        )?;
    }
    Ok(())
}

/// A place in one word: `report.md:12:4`, `report.pdf:page 3`, `report.docx:word/endnotes.xml:paragraph 41`.
fn position(place: &Place) -> String {
    let mut out = line(&place.path).into_owned();
    out.push_str(&within(place));
    out
}

/// The place without its path, with a colon before each part. Lines of a package's XML help nobody.
fn within(place: &Place) -> String {
    let mut parts = Vec::new();
    parts.extend(place.part.as_ref().map(|part| format!(":{}", line(part))));
    parts.extend(place.page.map(|page| format!(":page {page}")));
    parts.push(match (place.paragraph, place.line, place.column) {
        (Some(paragraph), ..) => format!(":paragraph {paragraph}"),
        (None, Some(line), Some(column)) => format!(":{line}:{column}"),
        (None, Some(line), None) => format!(":{line}"),
        (None, None, _) => String::new(),
    });
    parts.concat()
}
