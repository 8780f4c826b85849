//! One fault, one finding: series of numbers with a known fault, and what must be said of them and nothing else.
//!
//! With `FOOTFAULT_SHARED` set, real documents before and after a commit that mended a footnote are checked, too.

#![expect(
    clippy::print_stderr,
    clippy::too_many_lines,
    clippy::type_complexity,
    reason = "a table of cases is long, and a test says what it leaves out"
)]

use std::{
    collections::BTreeSet,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use footfault::{
    citations,
    finding::{Finding, Severity},
    input::{Input, Limits},
    readers,
    rules::{self, Facts, Family, Options, Selection},
};

fn check(input: &Input) -> Vec<Finding> {
    let (document, _) = readers::read(input, &readers::Options::default())
        .expect("Markdown and text are always read");
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
    let mut findings = rules::check(&facts, &Selection::default());
    findings.retain(|finding| {
        rules::find(finding.rule).is_some_and(|rule| {
            matches!(
                rule.meta().family,
                Family::Structure | Family::Marks | Family::Notes
            )
        })
    });
    findings
}

/// A document of one chapter with these marks, one a line from line 1 on, and these notes.
fn document(marks: &[u32], notes: &[u32]) -> String {
    let mut out = String::new();
    for (nth, mark) in marks.iter().enumerate() {
        let _ = writeln!(out, "Statement {nth} stands.<sup>{mark}</sup>\n");
    }
    out.push_str("# Notes\n\n");
    for (nth, note) in notes.iter().enumerate() {
        let _ = writeln!(out, "{note}. Author of *Work {nth}* (2020), page {nth}.");
    }
    out
}

/// What is found, as `rule marks/notes`.
fn told(marks: &[u32], notes: &[u32]) -> Vec<String> {
    let text = document(marks, notes);
    let input = Input::from_bytes("made.md", text.as_bytes(), None).expect("a readable document");
    check(&input)
        .iter()
        .map(|finding| {
            format!(
                "{} {}/{}",
                finding.rule,
                finding.marks.join(","),
                finding.notes.join(",")
            )
        })
        .collect()
}

#[test]
fn one_fault_is_one_finding() {
    let six: &[u32] = &[1, 2, 3, 4, 5, 6];
    let cases: &[(&str, &[u32], &[u32], &[&str])] = &[
        ("sound", six, six, &[]),
        (
            "a dropped mark",
            &[1, 2, 4, 5, 6],
            six,
            &["note-without-mark /3"],
        ),
        (
            "a dropped note",
            six,
            &[1, 2, 4, 5, 6],
            &["mark-without-note 3/"],
        ),
        (
            "the first mark dropped",
            &[2, 3, 4, 5, 6],
            six,
            &["note-without-mark /1"],
        ),
        (
            "the last mark dropped",
            &[1, 2, 3, 4, 5],
            six,
            &["note-without-mark /6"],
        ),
        (
            "the last note dropped",
            six,
            &[1, 2, 3, 4, 5],
            &["mark-without-note 6/"],
        ),
        (
            "both dropped",
            &[1, 2, 4, 5, 6],
            &[1, 2, 4, 5, 6],
            &["mark-sequence 4/"],
        ),
        (
            "a repeated mark",
            &[1, 2, 3, 3, 4, 5, 6],
            six,
            &["duplicate-mark 3/"],
        ),
        (
            "a repeated note",
            six,
            &[1, 2, 3, 3, 4, 5, 6],
            &["duplicate-note-number /3"],
        ),
        (
            "a mark that should be 4",
            &[1, 2, 3, 3, 5, 6],
            six,
            &["duplicate-mark 3/4"],
        ),
        (
            "a note that should be 4",
            six,
            &[1, 2, 3, 3, 5, 6],
            &["duplicate-note-number 4/3"],
        ),
        (
            "a mistyped mark",
            &[1, 2, 9, 4, 5, 6],
            six,
            &["mark-without-note 9/3"],
        ),
        (
            "a mistyped note",
            six,
            &[1, 2, 9, 4, 5, 6],
            &["note-without-mark 3/9"],
        ),
        (
            "the last mark mistyped",
            &[1, 2, 3, 4, 5, 7],
            six,
            &["mark-without-note 7/6"],
        ),
        (
            "a mark far off",
            &[1, 2, 330, 4, 5, 6],
            six,
            &["implausible-or-merged-number 330/3"],
        ),
        (
            "two marks swapped",
            &[1, 2, 4, 3, 5, 6],
            six,
            &["mark-sequence 4/"],
        ),
        (
            "two notes swapped",
            six,
            &[1, 2, 4, 3, 5, 6],
            &["note-sequence /4"],
        ),
        (
            "a mark moved back",
            &[1, 3, 4, 5, 2, 6],
            six,
            &["mark-sequence 2/"],
        ),
        (
            "marks too high from 4 on",
            &[1, 2, 3, 5, 6, 7],
            six,
            &["mark-sequence 5,7/"],
        ),
        (
            "notes too high from 3 on",
            six,
            &[1, 2, 4, 5, 6, 7],
            &["note-sequence 3/4,7"],
        ),
        (
            "marks too low from 4 on",
            &[1, 2, 3, 3, 4, 5],
            six,
            &["duplicate-mark 3/6"],
        ),
        (
            "notes too low from 4 on",
            six,
            &[1, 2, 3, 3, 4, 5],
            &["duplicate-note-number 6/3"],
        ),
        (
            "the end of the notes lost",
            six,
            &[1, 2, 3],
            &["mark-without-note 4,5,6/"],
        ),
        (
            "two faults far apart",
            &[1, 2, 4, 5, 6, 7, 8, 9],
            &[1, 2, 3, 4, 5, 6, 8, 9],
            &["mark-without-note 7/", "note-without-mark /3"],
        ),
        (
            "the numbers begin again",
            &[1, 2, 3, 1, 2, 3],
            &[1, 2, 3, 1, 2, 3],
            &["restart-inside-chapter 1/"],
        ),
        (
            "only the notes begin again",
            six,
            &[1, 2, 3, 1, 2, 3],
            &["restart-inside-chapter /1"],
        ),
    ];
    let mut faults = Vec::new();
    for (what, marks, notes, wanted) in cases {
        let found = told(marks, notes);
        if found != *wanted {
            faults.push(format!("{what}: {found:?}, expected {wanted:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn long_series_are_checked_in_reasonable_time() {
    let marks: Vec<u32> = (1..=5_000).collect();
    let notes: Vec<u32> = (1..=5_000).filter(|number| number % 100 != 0).collect();
    let started = std::time::Instant::now();
    assert_eq!(told(&marks, &notes).len(), 50);
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

fn shared(folder: &str) -> Option<PathBuf> {
    let Some(place) = std::env::var_os("FOOTFAULT_SHARED") else {
        eprintln!("FOOTFAULT_SHARED is not set: the documents of {folder} are not checked");
        return None;
    };
    Some(Path::new(&place).join("devset").join(folder))
}

fn texts(folder: &Path) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = fs::read_dir(folder)
        .expect("a readable folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|e| e == "md" || e == "txt"))
        .collect();
    out.sort();
    assert!(!out.is_empty(), "nothing in {}", folder.display());
    out
}

/// Findings about numbers as (rule, label), labels as the gold has them.
fn labels(findings: &[Finding]) -> BTreeSet<(String, String)> {
    findings
        .iter()
        .filter(|finding| finding.rule != "empty-or-placeholder-note")
        .flat_map(|finding| {
            let labels = if finding.rule.contains("note") && !finding.notes.is_empty() {
                &finding.notes
            } else {
                &finding.marks
            };
            labels
                .iter()
                .map(|label| (finding.rule.to_owned(), label.to_lowercase()))
        })
        .collect()
}

#[test]
fn mended_documents_show_their_fault_before_and_nothing_after() {
    let Some(folder) = shared("numbering_defects") else {
        return;
    };
    let mut faults = Vec::new();
    for path in texts(&folder) {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let gold =
            fs::read_to_string(path.with_file_name(format!("{name}.gold.json"))).expect("its gold");
        let gold: serde_json::Value = serde_json::from_str(&gold).expect("gold in JSON");
        let wanted: BTreeSet<(String, String)> = gold["anomalies"]
            .as_array()
            .expect("anomalies")
            .iter()
            .map(|pair| {
                let rule = match pair[0].as_str() {
                    Some("notes_without_marker") => "note-without-mark",
                    Some("markers_without_note") => "mark-without-note",
                    _ => "duplicate-note-number",
                };
                let label = pair[1].as_str().unwrap_or_default();
                (
                    rule.to_owned(),
                    label.trim_start_matches('#').to_lowercase(),
                )
            })
            // In the text “builds [11].” calls the note; its first format saw no mark there.
            .filter(|(_, label)| !(name.starts_with("022_") && label == "11"))
            .collect();
        let input = Input::read(&path, &Limits::default(), None).expect("a readable document");
        let found = labels(&check(&input));
        if found != wanted {
            faults.push(format!("{name}: {found:?}, expected {wanted:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn sound_documents_have_no_finding() {
    let mut faults = Vec::new();
    for folder in ["se_keynes", "rust_rfcs"] {
        let Some(folder) = shared(folder) else {
            return;
        };
        for path in texts(&folder) {
            let input = Input::read(&path, &Limits::default(), None).expect("a readable document");
            for finding in check(&input) {
                // “paragraph 191”: a mark 1 that lost its form behind a 19 is beyond telling, and only asked about.
                let beyond = path.ends_with("se_keynes.bare_restart_end.txt")
                    && finding.rule == "note-without-mark"
                    && finding.severity == Severity::Info
                    && finding.notes == ["1"];
                if !beyond {
                    faults.push(format!(
                        "{}:{}: {}",
                        path.display(),
                        finding.place.line.unwrap_or_default(),
                        finding.message
                    ));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}
