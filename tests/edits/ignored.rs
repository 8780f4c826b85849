//! Ignores in the document: what they reach, that they are counted, and what cannot be ignored.

use serde_json::Value;

use crate::repository::{Ran, Repository, of, rules};

const LINK: &str = "https://example.org/a?utm_source=letter";

fn check(name: &str, text: &str, flags: &[&str]) -> Ran {
    let place = Repository::empty();
    place.write(name, text);
    let mut args = vec!["check", "--offline", "--format", "json", name];
    args.extend(flags);
    place.run(&args)
}

/// Lines of the tracking parameters that are told.
fn told(text: &str) -> Vec<u64> {
    let report = check("report.md", text, &[]).json();
    lines(&of(&report, "tracking-parameters"))
}

fn lines(findings: &[&Value]) -> Vec<u64> {
    findings
        .iter()
        .map(|finding| finding["place"]["line"].as_u64().unwrap())
        .collect()
}

#[test]
fn an_ignore_reaches_its_paragraph_item_or_note_and_no_further() {
    let ignore = "<!-- footfault-ignore tracking-parameters: agreed -->";
    for (text, expected) in [
        (format!("See {LINK} now.\n\nSee {LINK} now.\n"), vec![1, 3]),
        (
            format!("{ignore}\n\nSee {LINK} now.\n\nSee {LINK} now.\n"),
            vec![5],
        ),
        (
            format!("{ignore}\nSee\n{LINK} now.\n\nSee {LINK} now.\n"),
            vec![5],
        ),
        (
            format!("See {LINK} now. {ignore}\n\nSee {LINK} now.\n"),
            vec![3],
        ),
        (
            format!("See {LINK} now.\n\n- one {LINK} {ignore}\n- two {LINK}\n"),
            vec![1, 4],
        ),
        (
            format!("A.[^1] B.[^2]\n\n[^1]: See {LINK}. {ignore}\n[^2]: See {LINK}.\n"),
            vec![4],
        ),
        (
            format!("A.[^1] B.[^2]\n\n{ignore}\n\n[^1]: See {LINK}.\n\n[^2]: See {LINK}.\n"),
            vec![7],
        ),
        (
            format!(
                "A.<sup>1</sup> B.<sup>2</sup>\n\n# Notes\n\n1. See {LINK}. {ignore}\n2. See {LINK}.\n"
            ),
            vec![6],
        ),
    ] {
        assert_eq!(told(&text), expected, "{text}");
    }
}

#[test]
fn blocks_and_files_can_be_silenced() {
    let text = format!(
        "See {LINK}.\n\n<!-- footfault-disable tracking-parameters: a list of letters -->\n\nSee {LINK}.\n\n\
         <!-- footfault-enable tracking-parameters -->\n\nSee {LINK}.\n"
    );
    assert_eq!(told(&text), [1, 9]);
    let open = text.replace("<!-- footfault-enable tracking-parameters -->\n", "\n");
    assert_eq!(told(&open), [1]);
    let file = format!(
        "See {LINK}.\n\n<!-- footfault-ignore-file tracking-parameters: old -->\n\nSee {LINK}.\n"
    );
    assert_eq!(told(&file), [0; 0]);
}

#[test]
fn what_is_silenced_is_counted_with_its_reason() {
    let text = format!(
        "<!-- footfault-ignore tracking-parameters: the\npage asks for it -->\nSee {LINK}.\n"
    );
    let report = check("report.md", &text, &[]).json();
    assert_eq!(rules(&report), [""; 0]);
    assert_eq!(report["summary"]["suppressed"], 1);
    let held = &report["suppressed"][0];
    assert_eq!(held["by"], "ignore");
    assert_eq!(held["reason"], "the page asks for it");
    assert_eq!(held["finding"]["rule"], "tracking-parameters");
    assert_eq!(held["directive"]["line"], 1);
    let place = Repository::empty();
    place.write("report.md", &text);
    let shown = place.run(&["check", "--offline", "--verbose", "report.md"]);
    assert!(
        shown
            .stdout
            .contains("1 finding by comments in the document"),
        "{shown:?}"
    );
    assert!(shown.stdout.contains("the page asks for it"), "{shown:?}");
    // Who does not trust the document asks for everything.
    let report = check("report.md", &text, &["--no-inline-ignores"]).json();
    assert_eq!(of(&report, "tracking-parameters").len(), 1);
    assert_eq!(report["summary"]["suppressed"], 0);
}

#[test]
fn printed_text_is_no_ignore() {
    for text in [
        format!(
            "```html\n<!-- footfault-ignore-file tracking-parameters: x -->\n```\n\nSee {LINK}.\n"
        ),
        format!("    <!-- footfault-ignore-file tracking-parameters: x -->\n\nSee {LINK}.\n"),
        format!("`<!-- footfault-ignore-file tracking-parameters: x -->` See {LINK}.\n"),
        format!("\\<!-- footfault-ignore-file tracking-parameters: x --> See {LINK}.\n"),
        format!("footfault-ignore-file tracking-parameters: x See {LINK}.\n"),
        format!(
            "A.[^1]\n\n[^1]: \\<!-- footfault-ignore-file tracking-parameters: x --> See {LINK}.\n"
        ),
        format!("<!-- write footfault-ignore-file tracking-parameters: x -->\n\nSee {LINK}.\n"),
    ] {
        let report = check("report.md", &text, &[]).json();
        assert_eq!(
            of(&report, "tracking-parameters").len(),
            1,
            "{text}\n{report:#}"
        );
        assert_eq!(of(&report, "malformed-ignore").len(), 0, "{text}");
    }
}

#[test]
fn a_run_that_checked_nothing_cannot_be_silenced() {
    let text = "<!-- footfault-ignore-file nothing-checked: be quiet -->\n\nNothing to see.\n";
    let ran = check("report.md", text, &[]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let report = ran.json();
    assert_eq!(rules(&report), ["malformed-ignore", "nothing-checked"]);
}

#[test]
fn unused_and_malformed_ignores_are_findings() {
    let text = format!(
        "<!-- footfault-ignore dead-link, tracking-parameters, no-such-rule: x -->\nSee {LINK}.\n\n\
         <!-- footfault-enable tracking-parameters -->\n\n<!-- footfault-ignore missing-date: not needed -->\nSee it.\n\n\
         <!-- footfault-ignore missing-date: nothing follows -->\n"
    );
    let report = check(
        "report.md",
        &text,
        &[
            "--select",
            "tracking-parameters,missing-date,unused-ignore,malformed-ignore",
        ],
    )
    .json();
    assert_eq!(
        lines(&of(&report, "malformed-ignore")),
        [1, 4, 9],
        "{report:#}"
    );
    assert_eq!(lines(&of(&report, "unused-ignore")), [6], "{report:#}");
    // What did not run is not held against a comment, and the rule itself can be switched off.
    let report = check("report.md", &text, &["--ignore", "missing-date"]).json();
    assert!(of(&report, "unused-ignore").is_empty(), "{report:#}");
    let report = check(
        "report.md",
        &text,
        &["--ignore", "unused-ignore,malformed-ignore"],
    )
    .json();
    assert!(of(&report, "malformed-ignore").is_empty(), "{report:#}");
}

#[test]
fn an_unused_ignore_can_be_taken_out_by_the_fixer() {
    let place = Repository::empty();
    let text =
        "<!-- footfault-ignore missing-date: not needed -->\nSee https://example.org/ for more.\n";
    place.write("report.md", text);
    let ran = place.run(&["fix", "--offline", "report.md"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        !place.read("report.md").contains("footfault"),
        "{}",
        place.read("report.md")
    );
}

#[test]
fn every_format_with_comments_has_its_own() {
    for (name, text, expected) in [
        (
            "report.html",
            format!(
                "<!DOCTYPE html>\n<html><body>\n<!-- footfault-ignore tracking-parameters: agreed -->\n\
                 <p>See <a href=\"{LINK}\">it</a>.</p>\n<p>See <a href=\"{LINK}\">it</a>.</p>\n\
                 <pre>&lt;!-- footfault-ignore-file tracking-parameters: x --&gt;</pre>\n</body></html>\n"
            ),
            5,
        ),
        (
            "report.tex",
            format!(
                "\\documentclass{{article}}\n\\begin{{document}}\n% footfault-ignore tracking-parameters: agreed\n\
                 See \\url{{{LINK}}}.\n\nSee \\url{{{LINK}}}.\n\n\
                 \\verb|% footfault-ignore-file tracking-parameters: x|\n\\end{{document}}\n"
            ),
            6,
        ),
        (
            "trailing.tex",
            format!(
                "\\documentclass{{article}}\n\\begin{{document}}\nSee \\url{{{LINK}}}. % footfault-ignore \
                 tracking-parameters: agreed\n\nSee \\url{{{LINK}}}.\n\\end{{document}}\n"
            ),
            5,
        ),
        (
            "report.rst",
            format!(
                ".. footfault-ignore tracking-parameters: agreed\n\nSee {LINK} now.\n\nSee {LINK} now.\n\n::\n\n   \
                 .. footfault-ignore-file tracking-parameters: x\n"
            ),
            5,
        ),
        (
            "report.typ",
            format!(
                "See #link(\"{LINK}\")[it]. // footfault-ignore tracking-parameters: agreed\n\n\
                 See #link(\"{LINK}\")[it].\n"
            ),
            3,
        ),
    ] {
        let report = check(name, &text, &[]).json();
        assert_eq!(
            lines(&of(&report, "tracking-parameters")),
            [expected],
            "{name}: {report:#}"
        );
        assert_eq!(report["summary"]["suppressed"], 1, "{name}: {report:#}");
        assert!(
            of(&report, "malformed-ignore").is_empty(),
            "{name}: {report:#}"
        );
        assert!(
            of(&report, "unused-ignore").is_empty(),
            "{name}: {report:#}"
        );
    }
}
