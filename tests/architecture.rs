//! What holds the house together: imports flow one way, files stay readable, modules say what they are for.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Rooms of the library from the input side to the output side. A room may use those before it.
const ROOMS: &[&str] = &[
    "span",
    "input",
    "document",
    "readers",
    "citations",
    "probe",
    "finding",
    "rules",
    "suppress",
    "report",
    "fix",
    "render",
];

/// Longest file allowed, inline tests included.
const LONGEST: usize = 700;

fn collect(folder: &Path, out: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.expect("a readable folder").path();
        if path.is_dir() {
            collect(&path, out);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            out.push(path);
        }
    }
}

/// The Rust files of these folders with their text, in a stable order.
fn files(folders: &[&str]) -> Vec<(PathBuf, String)> {
    let mut paths = Vec::new();
    for folder in folders {
        collect(Path::new(folder), &mut paths);
    }
    paths.sort();
    assert!(!paths.is_empty(), "no source found in {folders:?}");
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("a readable source file");
            (path, text)
        })
        .collect()
}

/// The room a source file belongs to.
fn room(path: &Path) -> Option<String> {
    let first = path.strip_prefix("src").ok()?.components().next()?;
    Some(
        Path::new(first.as_os_str())
            .file_stem()?
            .to_str()?
            .to_owned(),
    )
}

/// Rooms that a source text names after `crate::`, in paths and in grouped imports.
fn uses(text: &str) -> Vec<&str> {
    let name = |rest: &str| -> usize {
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(rest.len())
    };
    let mut out = Vec::new();
    for (at, found) in text.match_indices("crate::") {
        let rest = &text[at + found.len()..];
        let Some(group) = rest.strip_prefix('{') else {
            out.push(&rest[..name(rest)]);
            continue;
        };
        // Names at the first level of the braces.
        let mut depth = 0;
        let mut fresh = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => fresh = true,
                c if depth == 0 && fresh && (c.is_ascii_alphabetic() || c == '_') => {
                    out.push(&group[at..at + name(&group[at..])]);
                    fresh = false;
                }
                _ => {}
            }
        }
    }
    out
}

#[test]
fn grouped_imports_are_understood() {
    let text = "use crate::{\n    finding::{Finding, Severity},\n    span::Span,\n};\nlet x = crate::probe::Probe;";
    assert_eq!(uses(text), ["finding", "span", "probe"]);
}

#[test]
fn imports_flow_one_way() {
    for (path, text) in files(&["src"]) {
        let Some(own) = room(&path) else { continue };
        let rank = ROOMS.iter().position(|name| *name == own);
        for used in uses(&text) {
            if own != "cli" && own != "main" {
                assert_ne!(
                    used,
                    "cli",
                    "{}: the library knows no command line",
                    path.display()
                );
            }
            let (Some(rank), Some(other)) = (rank, ROOMS.iter().position(|name| *name == used))
            else {
                continue;
            };
            assert!(
                other <= rank,
                "{}: `{own}` stands above `{used}` and must not use it",
                path.display()
            );
        }
    }
}

#[test]
fn every_room_is_known() {
    for (path, _) in files(&["src"]) {
        let Some(own) = room(&path) else { continue };
        assert!(
            ROOMS.contains(&own.as_str()) || ["lib", "main", "cli"].contains(&own.as_str()),
            "{}: give `{own}` its place among the rooms in this test and in ARCHITECTURE.md",
            path.display()
        );
    }
}

#[test]
fn files_stay_readable() {
    for (path, text) in files(&["src", "tests", "benches"]) {
        let lines = text.lines().count();
        assert!(
            lines <= LONGEST,
            "{}: {lines} lines, split it",
            path.display()
        );
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for (path, text) in files(&["src", "tests", "benches"]) {
        let about = text.lines().take_while(|line| line.starts_with("//!"));
        let count = about.count();
        assert!(
            (1..=60).contains(&count),
            "{}: begins with {count} lines of documentation",
            path.display()
        );
    }
}

#[test]
fn nothing_is_left_for_later() {
    let words: Vec<String> = ["TO DO", "FIX ME", "X XX", "HA CK"]
        .iter()
        .map(|word| word.replace(' ', ""))
        .collect();
    let code: Vec<String> = [
        "to do!(",
        "unimple mented!(",
        "d bg!(",
        "#[ig nore",
        "#[al low(",
    ]
    .iter()
    .map(|word| word.replace(' ', ""))
    .collect();
    for (path, text) in files(&["src", "tests", "benches"]) {
        for (number, line) in text.lines().enumerate() {
            let place = || format!("{}:{}", path.display(), number + 1);
            if let Some(at) = line.find("//") {
                let comment = line[at..].trim_start_matches(['/', '!', ' ']);
                for word in &words {
                    assert!(!comment.starts_with(word.as_str()), "{}: {word}", place());
                }
            }
            for word in &code {
                assert!(!line.contains(word.as_str()), "{}: {word}", place());
            }
        }
    }
}
