//! What is printed where.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use serde_json::Value;

use crate::run::{FAULTY, Place, SOUND, command};

#[test]
fn exit_codes_follow_the_findings() {
    let place = Place::with(&[("sound.md", SOUND), ("faulty.md", FAULTY)]);
    for (arguments, code) in [
        ("check --offline sound.md", 0),
        ("check --offline faulty.md", 1),
        ("check --offline --fail-on never faulty.md", 0),
        ("check --offline --ignore mark-without-note faulty.md", 0),
        ("check --offline --select mark-without-note faulty.md", 1),
        ("check --offline sound.md faulty.md", 1),
        ("extract faulty.md", 0),
        ("rules", 0),
        ("rules mark-without-note", 0),
        ("--help", 0),
        ("--version", 0),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, Some(code), "{arguments}: {ran:?}");
    }
}

#[test]
fn a_finding_is_shown_where_it_is() {
    let place = Place::with(&[("faulty.md", FAULTY)]);
    let ran = place.run("check --offline faulty.md");
    for part in [
        "error[mark-without-note]",
        "faulty.md:3:",
        "Nobody knows why.<sup>2</sup>",
        "faulty.md: 1 chapter, 2 marks, 1 note, 1 link to 1 address",
        "Links: not asked",
        "Findings: 1 error",
        "offline: no link was asked",
    ] {
        assert!(ran.stdout.contains(part), "no “{part}” in {}", ran.stdout);
    }
    assert!(
        !ran.stdout.contains('\u{1b}'),
        "no color without a terminal"
    );
    let brief = place.run("check --offline --quiet faulty.md");
    assert_eq!(brief.stdout.lines().count(), 1, "{}", brief.stdout);
    assert_eq!(brief.stderr, "");
}

#[test]
fn color_is_used_when_it_is_asked_for() {
    let place = Place::with(&[("faulty.md", FAULTY)]);
    let colored = place.run("check --offline --color always faulty.md");
    assert!(colored.stdout.contains("\u{1b}["), "{}", colored.stdout);
    let plain = place.run("check --offline --color never faulty.md");
    assert!(!plain.stdout.contains('\u{1b}'), "{}", plain.stdout);
}

#[test]
fn two_runs_print_the_same_bytes() {
    let place = Place::with(&[("a/faulty.md", FAULTY), ("b.md", SOUND)]);
    for format in ["terminal", "json", "markdown"] {
        let arguments = format!("check --offline . --format {format}");
        assert_eq!(place.run(&arguments).stdout, place.run(&arguments).stdout);
    }
}

#[test]
fn several_outputs_are_written_in_one_run() {
    let place = Place::with(&[("faulty.md", FAULTY)]);
    let ran = place.run("check --offline faulty.md -o links.md -o report.json --output report.txt");
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(place.read("links.md").starts_with("# Links of faulty.md"));
    assert!(
        place
            .read("report.txt")
            .contains("error[mark-without-note]")
    );
    let json: Value = serde_json::from_str(&place.read("report.json")).unwrap();
    assert_eq!(json["findings"][0]["rule"], "mark-without-note");

    let ran = place.run("check --offline faulty.md -o report.json --format markdown");
    assert!(ran.stdout.starts_with("# Links of faulty.md"));
}

#[test]
fn standard_input_is_read_as_it_is_told() {
    let place = Place::with(&[]);
    let ran = place.run_with_stdin(
        "check --offline --input-format markdown --format json -",
        FAULTY.as_bytes(),
    );
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["documents"][0]["path"], "-");
}

#[test]
fn a_file_is_read_once_however_often_it_is_named() {
    let place = Place::with(&[("a.md", SOUND), ("b.md", SOUND)]);
    let ran = place.run("extract b.md ./a.md *.md . --format json");
    let json: Value = serde_json::from_str(&ran.stdout).unwrap();
    let paths: Vec<_> = json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["b.md", "./a.md"]);
}

#[test]
fn extract_tells_what_was_read() {
    let place = Place::with(&[("sound.md", SOUND)]);
    let text = place.run("extract sound.md").stdout;
    for part in [
        "sound.md (markdown",
        "mark 1 3:",
        "note 2 8:",
        "link https://example.org/traffic 7:",
    ] {
        assert!(text.contains(part), "no “{part}” in {text}");
    }
    let json: Value =
        serde_json::from_str(&place.run("extract --format json sound.md").stdout).unwrap();
    assert_eq!(json["schema"], "footfault.extract/1");
    assert_eq!(json["documents"][0]["notes"][1]["marks"][0], 1);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    // More than a pipe holds.
    let place = Place::with(&[("many.md", &SOUND.repeat(60))]);
    let whole = place.run("extract --format json many.md").stdout;
    assert!(whole.len() > 100_000, "{}", whole.len());
    let mut child = command(&place.path(""))
        .args(["extract", "--format", "json", "many.md"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut first)
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(first, "{\n");
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn the_catalogue_and_its_pages_are_shown() {
    let place = Place::with(&[]);
    let list = place.run("rules").stdout;
    assert!(
        list.lines()
            .any(|line| line.starts_with("mark-without-note")),
        "{list}"
    );
    let json: Value = serde_json::from_str(&place.run("rules --format json").stdout).unwrap();
    let rules = json.as_array().unwrap();
    assert_eq!(rules.len(), list.lines().count());
    let page = place.run("rules mark-without-note").stdout;
    assert!(
        page.starts_with("mark-without-note (error, on by default"),
        "{page}"
    );
    assert!(page.lines().count() > 5, "{page}");
}

#[test]
fn completions_and_manual_page_name_the_commands() {
    let place = Place::with(&[]);
    for arguments in [
        "completions bash",
        "completions zsh",
        "completions fish",
        "completions powershell",
        "man",
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, Some(0));
        for command in ["check", "extract", "rules", "init"] {
            assert!(ran.stdout.contains(command), "{arguments}: {command}");
        }
    }
}
