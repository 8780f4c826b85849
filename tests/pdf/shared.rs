//! Larger documents that are not part of the project: their folder is named by `FOOTFAULT_SHARED`.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

fn folder(name: &str) -> Option<PathBuf> {
    let Some(root) = env::var_os("FOOTFAULT_SHARED") else {
        eprintln!("FOOTFAULT_SHARED is not set: the documents in its {name} are left out");
        return None;
    };
    let folder = PathBuf::from(root).join(name);
    assert!(folder.is_dir(), "{} is no folder", folder.display());
    Some(folder)
}

fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .take(24)
        .collect()
}

/// Every rendering of the seed has its marks and notes; two of a program that sets right-to-left words in the
/// wrong order have one note less.
#[test]
fn every_pdf_of_the_seed_has_its_marks_and_notes() {
    let Some(folder) = folder("seed/formats") else {
        return;
    };
    let truth: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("truth.json")).unwrap()).unwrap();
    let notes = truth.as_array().unwrap().len();
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "pdf"))
        .collect();
    files.sort();
    assert!(files.len() >= 11, "{}", files.len());
    for path in files {
        let read = super::read(&path);
        let name = path.display();
        assert_eq!(
            read.citations.marks.len(),
            notes,
            "{name}: {}",
            read.labels()
        );
        assert_eq!(read.citations.notes.len(), notes, "{name}");
        assert!(
            read.citations.marks.iter().all(|mark| mark.note.is_some()),
            "{name}"
        );
        let found: Vec<String> = read
            .citations
            .notes
            .iter()
            .map(|note| plain(&note.text))
            .collect();
        let missing = truth
            .as_array()
            .unwrap()
            .iter()
            .map(|note| {
                let text = note["text"].as_str().unwrap();
                plain(&text.split("](").next().unwrap().replace('_', ""))
            })
            .filter(|head| {
                !found
                    .iter()
                    .any(|text| text.starts_with(head.get(..12).unwrap_or(head)))
            })
            .count();
        assert!(missing <= 2, "{name}: {missing} notes are missing");
    }
}

#[test]
fn hostile_files_end_in_time() {
    let Some(folder) = folder("hostile") else {
        return;
    };
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "pdf") {
            ends(&path);
        }
    }
}

fn ends(path: &Path) {
    use footfault::{
        input::{Input, Limits},
        readers,
    };
    let start = std::time::Instant::now();
    if let Ok(input) = Input::read(path, &Limits::default(), None) {
        let read = readers::read(&input, &readers::Options::default());
        eprintln!(
            "{}: {}",
            path.display(),
            if read.is_ok() { "read" } else { "refused" }
        );
    }
    assert!(start.elapsed().as_secs() < 60, "{}", path.display());
}
