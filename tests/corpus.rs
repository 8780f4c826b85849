//! Every report of the corpus is read, understood and checked offline at default settings, and compared with
//! what stands in the expectation file beside it. See corpus/README.md for its fields.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use footfault::{
    citations::{self, Citations, Numbering},
    document::{Document, Place},
    finding::{Finding, Severity},
    input::{Input, Limits},
    readers,
    rules::{self, Facts, Family, Options, Selection},
};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    format: String,
    language: String,
    sound: bool,
    numbering: String,
    marks: usize,
    notes: usize,
    links: usize,
    families_complete: Vec<String>,
    #[serde(default)]
    chapter: Vec<ExpectedChapter>,
    #[serde(default)]
    finding: Vec<ExpectedFinding>,
    #[serde(default)]
    allowed: Vec<Allowed>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct ExpectedChapter {
    title: String,
    marks: usize,
    notes: usize,
    printed: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ExpectedFinding {
    rule: String,
    line: usize,
    severity: String,
    #[serde(rename = "tier")]
    _tier: u8,
    #[serde(default)]
    also_at: Vec<usize>,
    #[serde(default)]
    related: Vec<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    rule: String,
    line: usize,
}

/// A report, read and checked.
struct Case {
    name: String,
    expected: Expected,
    document: Document,
    citations: Citations,
    findings: Vec<Finding>,
}

/// The whole corpus, read once for all tests.
fn cases() -> &'static [Case] {
    static CASES: LazyLock<Vec<Case>> =
        LazyLock::new(|| paths().iter().map(|path| case(path)).collect());
    &CASES
}

fn paths() -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir("corpus")
        .expect("the corpus")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension != "toml")
        })
        .collect();
    paths.sort();
    assert!(paths.len() >= 33, "the corpus is not whole");
    paths
}

/// The files that a report of the corpus includes.
#[derive(Debug)]
struct Beside;

impl readers::Files for Beside {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read(Path::new("corpus").join(path)).ok()
    }
}

fn case(path: &Path) -> Case {
    let beside = path.with_extension("expect.toml");
    let expected =
        fs::read_to_string(&beside).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
    let expected =
        toml::from_str(&expected).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
    let input = Input::read(path, &Limits::default(), None).expect("a readable report");
    let reading = readers::Options {
        files: &Beside,
        ..readers::Options::default()
    };
    let (document, _) = readers::read(&input, &reading).expect("formats of text are always read");
    let citations = citations::build(&document);
    let options = Options::default();
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: None,
        index: 0,
        options: &options,
        before: None,
    };
    let selection = Selection {
        offline: true,
        ..Selection::default()
    };
    Case {
        name: path.display().to_string(),
        expected,
        findings: rules::check(&facts, &selection),
        citations,
        document,
    }
}

/// Where something stands: the paragraph of its part, where the file is a package, or the line.
fn at(place: &Place) -> Option<usize> {
    place.paragraph.or(place.line)
}

fn family(name: &str) -> Family {
    match name {
        "structure" => Family::Structure,
        "marks" => Family::Marks,
        "notes" => Family::Notes,
        "contents" => Family::Contents,
        "repeats" => Family::Repeats,
        "fields" => Family::Fields,
        "identifiers" => Family::Identifiers,
        "urls" => Family::Urls,
        "links" => Family::Links,
        "dates" => Family::Dates,
        "characters" => Family::Characters,
        "names" => Family::Names,
        "residue" => Family::Residue,
        "run" => Family::Run,
        other => panic!("no family is called {other:?}"),
    }
}

/// Fails with everything that differs, report by report.
fn report(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn reports_are_read_as_expected() {
    let mut faults = Vec::new();
    for case in cases() {
        let expected = &case.expected;
        let mut compare = |what: &str, found: String, wanted: String| {
            if found != wanted {
                faults.push(format!("{}: {what} {found}, expected {wanted}", case.name));
            }
        };
        let citations = &case.citations;
        compare(
            "format",
            case.document.format.as_str().to_owned(),
            expected.format.clone(),
        );
        for (what, found, wanted) in [
            ("marks", citations.marks.len(), expected.marks),
            ("notes", citations.notes.len(), expected.notes),
            ("links", citations.links.len(), expected.links),
        ] {
            compare(what, found.to_string(), wanted.to_string());
        }
        if let Some(language) = &citations.language {
            compare("language", language.clone(), expected.language.clone());
        }
        let numbering = match citations.numbering {
            _ if citations.marks.is_empty() => "none",
            Numbering::Restarting => "restarting",
            Numbering::Continuous => "continuous",
            Numbering::Mixed => "mixed",
            Numbering::Keyed => "keyed",
        };
        compare(
            "numbering",
            numbering.to_owned(),
            expected.numbering.clone(),
        );
    }
    report(&faults);
}

#[test]
fn chapters_have_their_marks_and_notes() {
    let mut faults = Vec::new();
    for case in cases() {
        let citations = &case.citations;
        let mut printed: BTreeMap<usize, usize> = BTreeMap::new();
        for note in &citations.notes {
            let section = note.section.and_then(|id| citations.sections.get(id));
            if let Some(chapter) = section.and_then(|section| section.chapter) {
                *printed.entry(chapter).or_default() += 1;
            }
        }
        let found: Vec<ExpectedChapter> = citations
            .chapters
            .iter()
            .enumerate()
            .map(|(id, chapter)| {
                let notes = citations
                    .notes_of(id)
                    // What nothing calls, or repeats a key, serves no chapter of a series that runs through.
                    .filter(|(_, note)| {
                        !note.marks.is_empty() || citations.numbering == Numbering::Restarting
                    })
                    .count();
                ExpectedChapter {
                    title: chapter.title.clone(),
                    marks: citations.marks_of(id).count(),
                    notes,
                    printed: printed.get(&id).copied().filter(|count| {
                        *count != notes && citations.numbering == Numbering::Restarting
                    }),
                }
            })
            .filter(|chapter| chapter.marks + chapter.notes > 0)
            .collect();
        if found != case.expected.chapter {
            for (found, wanted) in found.iter().zip(&case.expected.chapter) {
                if found != wanted {
                    faults.push(format!("{}: {found:?}, expected {wanted:?}", case.name));
                }
            }
            if found.len() != case.expected.chapter.len() {
                faults.push(format!("{}: {} chapters", case.name, found.len()));
            }
        }
    }
    report(&faults);
}

#[test]
fn everything_expected_is_found_and_nothing_else() {
    let mut faults = Vec::new();
    for case in cases() {
        let complete = &case.expected.families_complete;
        let all = *complete == ["all"];
        let families: Vec<Family> = complete
            .iter()
            .filter(|_| !all)
            .map(|name| family(name))
            .collect();
        let mut left: Vec<&Finding> = case.findings.iter().collect();
        for wanted in &case.expected.finding {
            let hit = left.iter().position(|finding| {
                finding.rule == wanted.rule
                    && at(&finding.place)
                        .is_some_and(|line| line == wanted.line || wanted.also_at.contains(&line))
            });
            let Some(hit) = hit else {
                faults.push(format!("{}: not found: {wanted:?}", case.name));
                continue;
            };
            let finding = left.remove(hit);
            if finding.severity.as_str() != wanted.severity {
                faults.push(format!(
                    "{}:{}: {} is {}, expected {}",
                    case.name,
                    wanted.line,
                    wanted.rule,
                    finding.severity.as_str(),
                    wanted.severity
                ));
            }
            let places: Vec<usize> = finding
                .related
                .iter()
                .filter_map(|related| at(&related.place))
                .chain(at(&finding.place))
                .collect();
            for line in &wanted.related {
                if !places.contains(line) {
                    faults.push(format!(
                        "{}:{}: {} does not show line {line}",
                        case.name, wanted.line, wanted.rule
                    ));
                }
            }
        }
        for finding in left {
            let meta = rules::find(finding.rule)
                .expect("a rule of the table")
                .meta();
            let allowed = case.expected.allowed.iter().any(|allowed| {
                allowed.rule == finding.rule && Some(allowed.line) == at(&finding.place)
            });
            if (all || families.contains(&meta.family)) && !allowed {
                faults.push(format!(
                    "{}:{}: not expected: {}: {}",
                    case.name,
                    at(&finding.place).unwrap_or_default(),
                    finding.rule,
                    finding.message
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn sound_reports_have_no_finding_about_their_numbers() {
    for case in cases() {
        let numbers = case.findings.iter().filter(|finding| {
            rules::find(finding.rule).is_some_and(|rule| {
                matches!(
                    rule.meta().family,
                    Family::Structure | Family::Marks | Family::Notes
                )
            })
        });
        assert_eq!(
            numbers.count() == 0,
            case.expected.sound,
            "{}: sound, or with something to find",
            case.name
        );
    }
}

#[test]
fn sound_reports_have_nothing_to_mend() {
    let mut faults = Vec::new();
    for case in cases().iter().filter(|case| case.expected.sound) {
        for finding in &case.findings {
            if finding.severity >= Severity::Warning {
                faults.push(format!(
                    "{}:{}: {}: {}",
                    case.name,
                    at(&finding.place).unwrap_or_default(),
                    finding.rule,
                    finding.message
                ));
            }
        }
    }
    report(&faults);
}

#[test]
fn two_checks_say_the_same() {
    for case in cases() {
        let again = self::case(Path::new(&case.name));
        assert_eq!(case.findings, again.findings, "{}", case.name);
    }
}
