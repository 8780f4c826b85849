//! Reports in several files: what is read as one, in which order, and how it is told.

use serde_json::Value;

use crate::run::Place;

const ONE: &str = "# Rivers\n\nThe water fell.<sup>1</sup> It rose.<sup>2</sup>\n";
const TWO: &str = "# Dams\n\nThe dam held.<sup>1</sup> It burst.<sup>2</sup>\n";
const NOTES: &str = "# Notes\n\n## Rivers\n\n1. A. Smith, *Rivers* (London: Quay, 2019), 4.\n2. Ibid., 7.\n\n\
## Dams\n\n1. B. Jones, *Dams* (London: Quay, 2020), 5.\n2. Ibid., 9.\n";

/// Paths and numbers of marks and notes of the documents that `extract` reads.
fn documents(place: &Place, arguments: &str) -> Vec<(String, usize, usize)> {
    let ran = place.run(&format!("extract --format json {arguments}"));
    let json: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran:?}"));
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| {
            let path = document["path"].as_str().unwrap().replace('\\', "/");
            (path, count(&document["marks"]), count(&document["notes"]))
        })
        .collect()
}

#[test]
fn a_notes_file_is_found_by_what_it_holds() {
    let place = Place::with(&[("b/1.md", ONE), ("b/2.md", TWO), ("b/notes.md", NOTES)]);
    assert_eq!(documents(&place, "b"), [("b".to_owned(), 4, 4)]);
    let ran = place.run("check --offline b");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("3 files are read as one report") && ran.stdout.contains("--separate"),
        "{ran:?}"
    );
    assert_eq!(documents(&place, "--separate b").len(), 3);
    // Files that are named one by one are what the user wants to see.
    assert_eq!(documents(&place, "b/1.md b/2.md b/notes.md").len(), 3);
    assert_eq!(
        documents(&place, "--together b/1.md b/2.md b/notes.md").len(),
        1
    );
}

#[test]
fn reports_that_stand_alone_stay_alone() {
    let sound = |title: &str| {
        format!(
            "# {title}\n\nSo it is.<sup>1</sup> Or so.<sup>2</sup>\n\n# Notes\n\n1. A. Smith, *{title}*, 2019.\n2. B. Jones, *{title}*, 2020.\n"
        )
    };
    let place = Place::with(&[("r/a.md", &sound("Rivers")), ("r/b.md", &sound("Dams"))]);
    assert_eq!(
        documents(&place, "r"),
        [("r/a.md".to_owned(), 2, 2), ("r/b.md".to_owned(), 2, 2)]
    );
}

#[test]
fn tables_of_contents_of_books_are_followed() {
    let summary = "# Summary\n\n[Rivers](z.md)\n- [Dams](a.md)\n- [Notes](m.md)\n- [Draft]()\n- [Out](../x.md)\n";
    let quarto = "project:\n  type: book\nbook:\n  chapters:\n    - z.md\n    - part: More\n      chapters: [a.md]\n  appendices:\n    - m.md\nformat:\n  html:\n    theme: cosmo\n";
    let toc = "root: z\nchapters:\n- file: a\n- file: m\n";
    for (name, text) in [
        ("src/SUMMARY.md", summary),
        ("src/_quarto.yml", quarto),
        ("src/_toc.yml", toc),
    ] {
        let place = Place::with(&[
            ("src/z.md", ONE),
            ("src/a.md", TWO),
            ("src/m.md", NOTES),
            (name, text),
        ]);
        assert_eq!(documents(&place, "."), [("src".to_owned(), 4, 4)], "{name}");
        let ran = place.run("extract --format json .");
        let json: Value = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(
            json["documents"][0]["chapters"][0]["title"], "Rivers",
            "{name}"
        );
    }
}

#[test]
fn the_configuration_lists_reports() {
    let config = "[[report]]\nname = \"Waters\"\nfiles = [\"2.md\", \"1.md\", \"no*.md\"]\n";
    let place = Place::with(&[
        ("1.md", ONE),
        ("2.md", TWO),
        ("notes.md", NOTES),
        ("other/sound.md", crate::run::SOUND),
        ("footfault.toml", config),
    ]);
    let read = documents(&place, ".");
    assert_eq!(read[0], ("Waters".to_owned(), 4, 4));
    assert_eq!(read.len(), 2, "{read:?}");
    for (text, words) in [
        (
            "[[report]]\nname = \"x\"\n",
            "footfault.toml:1:1: the report names no files",
        ),
        ("[[report]]\nfiles = [\"../x.md\"]\n", "footfault.toml:2:10"),
        (
            "[[report]]\nfiles = [\"gone.md\"]\n",
            "gone.md: no such file",
        ),
        ("[[report]]\nfile = [\"1.md\"]\n", "did you mean “files”?"),
    ] {
        place.write("footfault.toml", text.as_bytes());
        let ran = place.run("check --offline .");
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(words), "{ran:?}");
    }
}

#[test]
fn places_name_the_file_and_the_report_is_one() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/");
    let place = Place::with(&[]);
    let ran = place.run(&format!("check --offline {root}river-atlas"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("3 chapters, 9 marks, 9 notes"),
        "{ran:?}"
    );
    let ran = place.run(&format!("check --offline {root}causeway"));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("10 marks, 10 notes") && ran.stdout.contains("Findings: none"),
        "{ran:?}"
    );
    let ran = place.run(&format!("check --offline --format json {root}tram-lines"));
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let findings = json["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0]["rule"], "duplicate-mark");
    let path = findings[0]["place"]["path"].as_str().unwrap();
    assert!(path.ends_with("chapter-2.md"), "{path}");
    assert_eq!(findings[0]["place"]["line"], 4);
    // The first one stands in the chapter whose name sorts before it, and is printed after it.
    let related = findings[0]["related"][0]["place"]["path"].as_str().unwrap();
    assert!(related.ends_with("chapter-10.md"), "{related}");
}
