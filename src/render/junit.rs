//! `JUnit` XML for the viewers of CI services: a suite for each document, a case for each finding. Errors and
//! warnings are failures; queries pass, with what they say as output. The form is that which Jenkins and GitLab read.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use quick_xml::{
    Writer,
    events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event},
};

use crate::{
    document::Place,
    finding::{Finding, Severity},
    render::escape::{line, shortened},
    report::{Audited, Report},
};

/// Characters of a case's name.
const NAME: usize = 160;

/// Writes the suites.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites: Vec<Suite<'_>> = report
        .documents
        .iter()
        .map(|audited| Suite::new(report, audited))
        .collect();
    let tests: usize = suites.iter().map(Suite::tests).sum();
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let mut root = BytesStart::new("testsuites");
    root.push_attribute(("name", env!("CARGO_PKG_NAME")));
    counted(&mut root, tests, failures);
    xml.write_event(Event::Start(root))?;
    for suite in &suites {
        suite.write(report, &mut xml)?;
    }
    xml.write_event(Event::End(BytesEnd::new("testsuites")))?;
    writer.write_all(&xml.into_inner())?;
    writeln!(writer)
}

/// One document and what was found in it.
struct Suite<'a> {
    audited: &'a Audited,
    findings: Vec<&'a Finding>,
}

impl<'a> Suite<'a> {
    fn new(report: &'a Report, audited: &'a Audited) -> Self {
        let path = &audited.document.path;
        let own = |finding: &&Finding| {
            finding.place.path == *path
                || audited
                    .document
                    .parts
                    .iter()
                    .any(|part| part.file.as_ref() == Some(&finding.place.path))
        };
        Self {
            audited,
            findings: report.findings.iter().filter(own).collect(),
        }
    }

    /// A document without findings is one case that passes: some viewers take an empty suite for a broken one.
    fn tests(&self) -> usize {
        self.findings.len().max(1)
    }

    fn failures(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| fails(finding))
            .count()
    }

    fn write(&self, report: &Report, xml: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let path = clean(&self.audited.document.path);
        let mut suite = BytesStart::new("testsuite");
        suite.push_attribute(("name", path.as_str()));
        counted(&mut suite, self.tests(), self.failures());
        xml.write_event(Event::Start(suite))?;
        self.properties(report, xml)?;
        if self.findings.is_empty() {
            let mut case = BytesStart::new("testcase");
            case.push_attribute(("classname", path.as_str()));
            case.push_attribute(("name", "nothing to mend"));
            case.push_attribute(("time", "0"));
            xml.write_event(Event::Empty(case))?;
        }
        let mut names: HashMap<String, usize> = HashMap::new();
        for finding in &self.findings {
            // A service tells cases by their names: no lines stand in them, and no two are alike.
            let mut name = format!(
                "{}: {}",
                finding.rule,
                shortened(&clean(&finding.message), NAME)
            );
            let count = names.entry(name.clone()).or_default();
            *count += 1;
            if *count > 1 {
                name = format!("{name} ({count})");
            }
            case(finding, &path, &name, xml)?;
        }
        xml.write_event(Event::End(BytesEnd::new("testsuite")))?;
        Ok(())
    }

    fn properties(&self, report: &Report, xml: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let citations = &self.audited.citations;
        xml.write_event(Event::Start(BytesStart::new("properties")))?;
        for (name, value) in [
            ("version", env!("CARGO_PKG_VERSION").to_owned()),
            ("chapters", citations.chapters.len().to_string()),
            ("marks", citations.marks.len().to_string()),
            ("notes", citations.notes.len().to_string()),
            ("links", citations.links.len().to_string()),
            ("links asked", report.asked.to_string()),
        ] {
            let mut property = BytesStart::new("property");
            property.push_attribute(("name", name));
            property.push_attribute(("value", value.as_str()));
            xml.write_event(Event::Empty(property))?;
        }
        xml.write_event(Event::End(BytesEnd::new("properties")))?;
        Ok(())
    }
}

fn case(finding: &Finding, path: &str, name: &str, xml: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let mut case = BytesStart::new("testcase");
    case.push_attribute(("classname", path));
    case.push_attribute(("name", name));
    case.push_attribute(("file", clean(&finding.place.path).as_str()));
    if let Some(at) = finding.place.line.filter(|_| finding.place.part.is_none()) {
        case.push_attribute(("line", at.to_string().as_str()));
    }
    case.push_attribute(("time", "0"));
    xml.write_event(Event::Start(case))?;
    let text = body(finding);
    let element = if fails(finding) {
        "failure"
    } else {
        "system-out"
    };
    let mut outcome = BytesStart::new(element);
    if fails(finding) {
        outcome.push_attribute(("type", finding.severity.as_str()));
        outcome.push_attribute(("message", clean(&finding.message).as_str()));
    }
    xml.write_event(Event::Start(outcome))?;
    xml.write_event(Event::Text(BytesText::new(&text)))?;
    xml.write_event(Event::End(BytesEnd::new(element)))?;
    xml.write_event(Event::End(BytesEnd::new("testcase")))?;
    Ok(())
}

/// What a person reads who opens the case.
fn body(finding: &Finding) -> String {
    let mut lines = vec![format!(
        "{}: {}[{}]: {}",
        whereabouts(&finding.place),
        finding.severity.as_str(),
        finding.rule,
        clean(&finding.message)
    )];
    lines.extend(
        finding
            .chapter
            .as_ref()
            .map(|title| format!("chapter: {}", clean(title))),
    );
    lines.extend(finding.related.iter().map(|related| {
        format!(
            "see {}: {}",
            whereabouts(&related.place),
            clean(&related.message)
        )
    }));
    if !finding.help.is_empty() {
        lines.push(format!("what to do: {}", clean(&finding.help)));
    }
    lines.join("\n")
}

fn whereabouts(place: &Place) -> String {
    let mut out = clean(&place.path);
    for part in [
        place.part.as_ref().map(|part| clean(part)),
        place.page.map(|page| format!("page {page}")),
        place
            .paragraph
            .map(|paragraph| format!("paragraph {paragraph}")),
        place
            .line
            .filter(|_| place.part.is_none())
            .map(|line| line.to_string()),
        place
            .column
            .filter(|_| place.part.is_none())
            .map(|column| column.to_string()),
    ] {
        out.extend(part.map(|part| format!(":{part}")));
    }
    out
}

fn fails(finding: &Finding) -> bool {
    finding.severity >= Severity::Warning
}

fn counted(element: &mut BytesStart<'_>, tests: usize, failures: usize) {
    element.push_attribute(("tests", tests.to_string().as_str()));
    element.push_attribute(("failures", failures.to_string().as_str()));
    element.push_attribute(("errors", "0"));
    element.push_attribute(("skipped", "0"));
    element.push_attribute(("time", "0"));
}

/// One line, without the characters that XML 1.0 cannot hold (section 2.2).
fn clean(text: &str) -> String {
    line(text)
        .chars()
        .map(|c| {
            if matches!(c, '\u{fffe}' | '\u{ffff}') {
                '\u{fffd}'
            } else {
                c
            }
        })
        .collect()
}
