//! SARIF 2.1.0 for code scanning: findings as results, rule pages as help, edits as fixes. What is written follows
//! the standard (OASIS, 2020) and keeps within what GitHub takes; the words of the format stand in `model`.

use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    io::{self, Write},
};

use ring::digest::{SHA256, digest};
use serde::Serialize as _;

use crate::{
    document::Place,
    finding::{Applicability, Confidence, Finding, Fix, Severity},
    render::{
        escape::{JsonFormatter, line},
        style,
    },
    report::Report,
    rules::{self, Family, Meta, Tier},
    suppress,
};

mod model;
mod uri;

use model::{
    Artifact, ArtifactChange, ArtifactLocation, AutomationDetails, Configuration, Content,
    Descriptor, Driver, Help, Invocation, Location, Log, LogicalLocation, Notification,
    PhysicalLocation, Region, Replacement, ResultProperties, RuleProperties, Run, RunProperties,
    SarifFix, SarifResult, Text, Tool,
};

/// Most results of a run that GitHub takes.
const MOST: usize = 25_000;
/// Most results that GitHub shows, the gravest first.
const SHOWN: usize = 5_000;
/// Most further places of a result that GitHub shows.
const PLACES: usize = 100;

/// Writes the log.
pub(crate) fn report(report: &Report, writer: &mut dyn Write) -> io::Result<()> {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run(report)],
    };
    let mut serializer =
        serde_json::Serializer::with_formatter(&mut *writer, JsonFormatter::default());
    log.serialize(&mut serializer).map_err(io::Error::from)?;
    writeln!(writer)
}

fn run(report: &Report) -> Run {
    let (taken, left_out) = taken(&report.findings);
    let mut rules: Vec<&'static Meta> = rules::ALL.iter().map(|rule| rule.meta()).collect();
    rules.retain(|meta| {
        taken
            .iter()
            .any(|index| report.findings[*index].rule == meta.id)
    });
    let files = Files::new(report);
    let fingerprints = fingerprints(report);
    let results: Vec<SarifResult> = taken
        .iter()
        .map(|index| {
            let finding = &report.findings[*index];
            SarifResult {
                rule_index: rules.iter().position(|meta| meta.id == finding.rule),
                partial_fingerprints: fingerprints.get(index).cloned().unwrap_or_default(),
                ..result(report, &files, finding)
            }
        })
        .collect();
    let summary = report.summary();
    Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                version: env!("CARGO_PKG_VERSION"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: rules.into_iter().map(descriptor).collect(),
            },
        },
        automation_details: AutomationDetails { id: "footfault/" },
        column_kind: "unicodeCodePoints",
        invocations: [Invocation {
            execution_successful: true,
            notifications: notifications(report, results.len(), left_out),
        }],
        artifacts: files.artifacts(),
        results,
        properties: RunProperties {
            asked: report.asked,
            verdicts: summary.verdicts,
        },
    }
}

/// The findings that are written, by index in reading order: all, or the gravest where they are too many.
fn taken(findings: &[Finding]) -> (Vec<usize>, usize) {
    let mut indices: Vec<usize> = (0..findings.len()).collect();
    if indices.len() > MOST {
        indices.sort_by_key(|index| (std::cmp::Reverse(findings[*index].severity), *index));
        indices.truncate(MOST);
        indices.sort_unstable();
    }
    let left_out = findings.len() - indices.len();
    (indices, left_out)
}

fn notifications(report: &Report, written: usize, left_out: usize) -> Vec<Notification> {
    let mut texts: Vec<String> = report
        .notices
        .iter()
        .map(|notice| line(notice).into_owned())
        .collect();
    if left_out > 0 {
        texts.push(format!(
            "{} left out: a run may have {}; the gravest are here",
            style::count(left_out, "finding"),
            style::grouped(MOST)
        ));
    } else if written > SHOWN {
        texts.push(format!(
            "GitHub shows the gravest {} of these results",
            style::grouped(SHOWN)
        ));
    }
    texts
        .into_iter()
        .map(|text| Notification {
            level: "note",
            message: Text { text },
        })
        .collect()
}

fn descriptor(meta: &'static Meta) -> Descriptor {
    let page = page(meta);
    let what = first_section(&page);
    Descriptor {
        id: meta.id,
        name: pascal(meta.id),
        short_description: Text {
            text: sentence(meta.summary),
        },
        full_description: Text { text: what },
        help: Help {
            text: plain(&page),
            markdown: page,
        },
        default_configuration: Configuration {
            enabled: meta.tier == Tier::Default,
            level: level(meta.severity),
        },
        properties: RuleProperties {
            tags: [
                family(meta.family),
                if meta.network { "network" } else { "offline" },
            ],
            // The words by which GitHub sorts what is no matter of security.
            problem_severity: match meta.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Info => "recommendation",
            },
            since: meta.since,
        },
    }
}

/// The page as Markdown; `declare_rule!` leaves a blank before each line.
fn page(meta: &Meta) -> String {
    meta.page
        .lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
        .trim_end()
        .to_owned()
}

/// The first paragraph of the page.
fn first_section(page: &str) -> String {
    let text: Vec<&str> = page
        .lines()
        .skip_while(|line| line.starts_with('#') || line.is_empty())
        .take_while(|line| !line.is_empty())
        .collect();
    text.join(" ")
}

/// The page without its examples and the signs of Markdown, for viewers that show plain text only.
fn plain(page: &str) -> String {
    let mut code = false;
    let mut out: Vec<&str> = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            code = !code;
        } else if !code {
            out.push(line.trim_start_matches('#').trim_start());
        }
    }
    out.join("\n").trim_end().to_owned()
}

fn result(report: &Report, files: &Files<'_>, finding: &Finding) -> SarifResult {
    let logical = finding.chapter.as_ref().map(|title| LogicalLocation {
        name: line(title).into_owned(),
        kind: "chapter",
    });
    SarifResult {
        rule_id: finding.rule,
        rule_index: None,
        level: level(finding.severity),
        message: Text {
            text: message(finding),
        },
        locations: [Location {
            id: None,
            logical_locations: logical.into_iter().collect(),
            ..files.location(&finding.place)
        }],
        related_locations: (1..)
            .zip(finding.related.iter().take(PLACES))
            .map(|(id, related)| {
                let location = files.location(&related.place);
                let place = location
                    .message
                    .map_or(String::new(), |place| format!(" ({})", place.text));
                Location {
                    id: Some(id),
                    message: Some(Text {
                        text: harmless(&format!("{}{place}", line(&related.message))),
                    }),
                    ..location
                }
            })
            .collect(),
        partial_fingerprints: BTreeMap::new(),
        fixes: finding
            .fix
            .iter()
            .filter_map(|fix| sarif_fix(report, files, finding, fix))
            .collect(),
        rank: match finding.confidence {
            Confidence::High => 90.0,
            Confidence::Medium => 60.0,
            Confidence::Low => 30.0,
        },
        properties: ResultProperties {
            confidence: finding.confidence.as_str(),
            marks: finding.marks.clone(),
            notes: finding.notes.clone(),
        },
    }
}

/// What is wrong, where that is not told by a line, and what to do.
fn message(finding: &Finding) -> String {
    let mut text = sentence(&line(&finding.message));
    if let Some(place) = in_words(&finding.place) {
        text = format!("{text} Where: {place}.");
    }
    if !finding.help.is_empty() {
        text = format!(
            "{text} What to do: {}.",
            line(&finding.help).trim_end_matches('.')
        );
    }
    let more = finding.related.len().saturating_sub(PLACES);
    if more > 0 {
        text = format!("{text} {} not listed.", style::count(more, "further place"));
    }
    harmless(&text)
}

/// Text in which no link is seen: `[text](1)` in a message leads to a place (section 3.11.6 of the standard).
fn harmless(text: &str) -> String {
    if text.contains("](") {
        text.replace('\\', "\\\\")
            .replace('[', "\\[")
            .replace(']', "\\]")
    } else {
        text.to_owned()
    }
}

/// A place that has no line: page, part and paragraph.
fn in_words(place: &Place) -> Option<String> {
    let mut words = Vec::new();
    words.extend(place.part.as_ref().map(|part| line(part).into_owned()));
    words.extend(place.page.map(|page| format!("page {page}")));
    words.extend(
        place
            .paragraph
            .map(|paragraph| format!("paragraph {paragraph}")),
    );
    (!words.is_empty()).then(|| words.join(", "))
}

/// The edits of a fix, as lines and columns; `None` where they cannot be told for the file.
fn sarif_fix(report: &Report, files: &Files<'_>, finding: &Finding, fix: &Fix) -> Option<SarifFix> {
    let path = finding.place.path.as_str();
    let part = report
        .documents
        .iter()
        .find(|audited| audited.document.path == path)?
        .document
        .parts
        .first()
        .filter(|part| part.name.is_none())?;
    let locate = |offset: usize| {
        let at = offset.checked_sub(part.offset?)?;
        part.source
            .is_char_boundary(at)
            .then(|| part.lines.locate(&part.source, at))
    };
    let replacements: Option<Vec<Replacement>> = fix
        .edits
        .iter()
        .map(|edit| {
            let (from, to) = (locate(edit.start)?, locate(edit.end)?);
            Some(Replacement {
                deleted_region: Region {
                    start_line: from.line,
                    start_column: Some(from.column),
                    end_line: Some(to.line),
                    end_column: Some(to.column),
                },
                inserted_content: Content {
                    text: edit.text.clone(),
                },
            })
        })
        .collect();
    let how = match fix.applicability {
        Applicability::Safe => "safe",
        Applicability::Suggest => "suggested, look before you apply it",
        Applicability::Unsafe => "changes numbers or meaning",
    };
    Some(SarifFix {
        description: Text {
            text: format!("Fix of {} ({how}).", finding.rule),
        },
        artifact_changes: [ArtifactChange {
            artifact_location: files.artifact(path),
            replacements: replacements?,
        }],
    })
}

/// By what GitHub knows a result again when lines have moved: rule, text and the text around it.
fn fingerprints(report: &Report) -> HashMap<usize, BTreeMap<&'static str, String>> {
    let mut out = HashMap::new();
    let mut seen: HashMap<String, usize> = HashMap::new();
    for audited in &report.documents {
        let path = &audited.document.path;
        let own: Vec<usize> = (0..report.findings.len())
            .filter(|index| report.findings[*index].place.path == *path)
            .collect();
        let findings: Vec<Finding> = own
            .iter()
            .map(|index| report.findings[*index].clone())
            .collect();
        let keys = suppress::keys(&audited.document, &audited.citations, &findings);
        for (index, key) in own.into_iter().zip(keys) {
            let whole = [path.as_str(), &key.rule, &key.text, &key.context].join("\u{1f}");
            let mut hash = String::new();
            for byte in &digest(&SHA256, whole.as_bytes()).as_ref()[..8] {
                let _ = write!(hash, "{byte:02x}");
            }
            let count = seen.entry(hash.clone()).or_default();
            *count += 1;
            // The key that GitHub reads, and the form of the value that it writes itself.
            out.insert(
                index,
                BTreeMap::from([("primaryLocationLineHash", format!("{hash}:{count}"))]),
            );
        }
    }
    out
}

/// The files of the run in the order of the artifacts.
struct Files<'a> {
    paths: Vec<&'a str>,
    indices: HashMap<&'a str, usize>,
}

impl<'a> Files<'a> {
    fn new(report: &'a Report) -> Self {
        let mut files = Self {
            paths: Vec::new(),
            indices: HashMap::new(),
        };
        let documents = report
            .documents
            .iter()
            .map(|audited| audited.document.path.as_str());
        let places = report.findings.iter().flat_map(|finding| {
            let related = finding.related.iter().map(|related| &related.place);
            std::iter::once(&finding.place).chain(related)
        });
        for path in documents.chain(places.map(|place| place.path.as_str())) {
            if !files.indices.contains_key(path) {
                files.indices.insert(path, files.paths.len());
                files.paths.push(path);
            }
        }
        files
    }

    fn artifacts(&self) -> Vec<Artifact> {
        self.paths
            .iter()
            .map(|path| Artifact {
                location: ArtifactLocation {
                    uri: uri::reference(path),
                    index: None,
                },
                roles: ["analysisTarget"],
            })
            .collect()
    }

    fn artifact(&self, path: &str) -> ArtifactLocation {
        ArtifactLocation {
            uri: uri::reference(path),
            index: self.indices.get(path).copied(),
        }
    }

    /// A place: with its region, where its lines are those of the file, else with words.
    fn location(&self, place: &Place) -> Location {
        let words = in_words(place);
        let region = place
            .line
            .filter(|_| place.part.is_none() && place.page.is_none())
            .map(|start_line| Region {
                start_line,
                start_column: place.column,
                end_line: place.end_line,
                end_column: place.end_column,
            });
        Location {
            id: None,
            physical_location: PhysicalLocation {
                artifact_location: self.artifact(&place.path),
                region,
            },
            logical_locations: Vec::new(),
            message: words.map(|text| Text { text }),
        }
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn family(family: Family) -> &'static str {
    match family {
        Family::Structure => "structure",
        Family::Marks => "marks",
        Family::Notes => "notes",
        Family::Contents => "contents",
        Family::Repeats => "repeats",
        Family::Fields => "fields",
        Family::Identifiers => "identifiers",
        Family::Urls => "addresses",
        Family::Links => "links",
        Family::Dates => "dates",
        Family::Characters => "characters",
        Family::Names => "names",
        Family::Residue => "residue",
        Family::Run => "run",
    }
}

/// `mark-without-note` as `MarkWithoutNote`.
fn pascal(id: &str) -> String {
    id.split('-')
        .flat_map(|word| {
            let mut chars = word.chars();
            let first = chars.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(chars)
        })
        .collect()
}

/// A fragment as a sentence.
fn sentence(text: &str) -> String {
    let mut chars = text.trim_end_matches('.').chars();
    let first: String = chars
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    // An address keeps its case.
    let whole = if text.starts_with("http") {
        text.trim_end_matches('.').to_owned()
    } else {
        format!("{first}{}", chars.as_str())
    };
    format!("{whole}.")
}
