//! Whatever is given that cannot be checked: a clear message on standard error, and exit code 2.

use crate::run::{Place, SOUND};

/// Runs a command that must end with 2, say all of `words` on standard error, and nothing on standard output.
#[track_caller]
fn refuses(place: &Place, arguments: &str, words: &[&str]) {
    let ran = place.run(arguments);
    assert_eq!(ran.code, Some(2), "{arguments}: {ran:?}");
    for word in words {
        assert!(
            ran.stderr.contains(word),
            "{arguments}: no “{word}” in {}",
            ran.stderr
        );
    }
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
    assert_eq!(ran.stdout, "", "{arguments}");
}

#[test]
fn files_that_cannot_be_read() {
    let place = Place::with(&[
        ("report.md", SOUND),
        ("empty.md", ""),
        ("blank.md", " \n\n"),
    ]);
    place.write("binary.md", b"\x7fELF\x02\x01\x01\0\0\0\0\0\x03\0>\0");
    place.write("book.md", b"PK\x03\x04\x14\0\x06\0");
    place.write("dir/picture.png", b"\x89PNG\r\n");
    for command in ["check --offline", "extract"] {
        for (input, words) in [
            ("missing.md", &["missing.md", "no such file"][..]),
            ("reprot.md", &["reprot.md", "did you mean report.md?"]),
            ("dir", &["dir", "no report", ".md"]),
            ("dir/*.md", &["dir/*.md", "no file matches"]),
            ("nowhere/*.md", &["nowhere", "no such file"]),
            ("x[", &["x[", "unclosed"]),
            ("binary.md", &["binary.md", "binary"]),
            ("book.md", &["book.md", "zip"]),
            ("empty.md", &["empty.md", "empty"]),
            ("blank.md", &["blank.md", "empty"]),
            ("-", &["standard input", "--input-format"]),
        ] {
            refuses(&place, &format!("{command} {input}"), words);
        }
    }
}

#[test]
fn flags_that_make_no_sense() {
    let place = Place::with(&[("report.md", SOUND)]);
    for (flags, words) in [
        ("--oflin", &["--oflin", "--offline"][..]),
        ("--format jsn", &["jsn", "json"]),
        ("--format=", &["--format", "terminal, json, markdown"]),
        ("--input-format word", &["word", "markdown, text"]),
        (
            "--select no-such",
            &["--select", "no-such", "footfault rules"],
        ),
        (
            "--ignore no-such",
            &["--ignore", "no-such", "footfault rules"],
        ),
        ("--fail-on eror", &["eror", "error"]),
        ("--profile chicgo", &["chicgo", "chicago"]),
        ("--timeout 30", &["--timeout", "30s"]),
        ("--max-age soon", &["--max-age", "7d"]),
        ("--per-host-interval -1s", &["--per-host-interval"]),
        ("--concurrency 0", &["--concurrency", "1 to 10000"]),
        ("--retries many", &["--retries", "many"]),
        (
            "--allow-private=10.0.0.0/40",
            &["--allow-private", "0 to 32"],
        ),
        ("--allow-private=home", &["home", "10.0.0.0/8"]),
        ("--resolve example.org", &["--resolve", "HOST:PORT:ADDR"]),
        ("--archive-url ftp://a.org/", &["--archive-url", "https"]),
        ("--ca-file missing.pem", &["missing.pem"]),
        ("--cache a --no-cache", &["--cache", "--no-cache"]),
        ("--output report.docx", &["report.docx", ".json (json)"]),
        ("--output report", &["report", ".json (json)"]),
        ("--output a.json --output ./a.json", &["given twice"]),
        ("--config missing.toml", &["missing.toml"]),
        ("--quiet --verbose", &["--quiet", "--verbose"]),
    ] {
        refuses(&place, &format!("check report.md {flags}"), words);
    }
    refuses(&place, "chek report.md", &["chek", "check"]);
    refuses(&place, "check", &["<INPUT>"]);
    refuses(
        &place,
        "rules mark-witout-note",
        &["mark-witout-note", "mark-without-note"],
    );
    refuses(&place, "", &["Usage"]);
}

#[test]
fn an_output_never_overwrites_a_document() {
    let place = Place::with(&[("report.md", SOUND)]);
    refuses(
        &place,
        "check --offline report.md --output ./report.md",
        &["report.md", "overwritten"],
    );
    assert_eq!(place.read("report.md"), SOUND);
}

#[test]
fn nothing_found_to_check_never_passes() {
    let place = Place::with(&[
        ("plain.md", "# Title\n\nJust prose.\n"),
        ("dir/a.md", "Prose.\n"),
        ("dir/b.md", "More prose.\n"),
    ]);
    for (arguments, name) in [
        ("check --offline plain.md", "plain.md"),
        ("check --offline --fail-on never plain.md", "plain.md"),
        ("check --offline dir", "2 files"),
        ("extract plain.md", "plain.md"),
        ("extract dir", "2 files"),
    ] {
        let ran = place.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments}: {ran:?}");
        assert!(ran.stderr.contains(name), "{}", ran.stderr);
        assert!(
            ran.stderr.contains("no mark, no note and no link"),
            "{}",
            ran.stderr
        );
    }
}

#[test]
fn the_rest_is_checked_where_one_input_fails() {
    let place = Place::with(&[("report.md", SOUND)]);
    let ran = place.run("check --offline missing.md report.md gone.md --format json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("missing.md") && ran.stderr.contains("gone.md"));
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["documents"][0]["path"], "report.md");
    assert_eq!(json["documents"][0]["marks"], 2);
}

#[test]
fn an_output_that_cannot_be_written_is_told() {
    let place = Place::with(&[("report.md", SOUND)]);
    let ran = place.run("check --offline report.md --output nowhere/report.json --output ok.json");
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("nowhere/report.json"), "{}", ran.stderr);
    assert!(place.read("ok.json").contains("footfault.report/1"));
}
