//! Baselines: written, applied, kept through edits, told where stale, refused where damaged.

use crate::repository::{Repository, rules};

const REPORT: &str = "\
# The Tide

The tide fell.<sup>1</sup> The board met.<sup>2</sup>

# Notes

1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6, https://example.org/a?utm_source=letter.
2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3, https://example.org/b?utm_source=letter.
3. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
";

/// A directory with a report and a baseline that accepts all its findings.
fn accepted() -> Repository {
    let place = Repository::empty();
    place.write("book/report.md", REPORT);
    let ran = place.run(&["baseline", "--offline", "book/report.md"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("3 accepted"), "{ran:?}");
    place
}

fn told(place: &Repository, input: &str) -> serde_json::Value {
    let args = [
        "check",
        "--offline",
        "--format",
        "json",
        "--baseline",
        "footfault-baseline.toml",
        input,
    ];
    place.run(&args).json()
}

#[test]
fn accepted_findings_are_counted_and_not_told() {
    let place = accepted();
    let report = told(&place, "book/report.md");
    assert_eq!(rules(&report), [""; 0], "{report:#}");
    assert_eq!(report["summary"]["suppressed"], 3);
    assert_eq!(report["suppressed"][0]["by"], "baseline");
    let ran = place.run(&["check", "--offline", "book/report.md"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    // The same from another directory, and by the configuration.
    let ran = place.run_in(
        "book",
        &[
            "check",
            "--offline",
            "--baseline",
            "../footfault-baseline.toml",
            "report.md",
        ],
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    place.write(
        "footfault.toml",
        "baseline = \"footfault-baseline.toml\"\nfail-on = \"info\"\n",
    );
    assert_eq!(place.run(&["check", "--offline", "book"]).code, Some(0));
    assert_eq!(
        place
            .run(&["check", "--offline", "--no-baseline", "book"])
            .code,
        Some(1)
    );
}

#[test]
fn moved_lines_renumbered_notes_and_renamed_files_stay_accepted() {
    let place = accepted();
    let moved = REPORT
        .replace(
            "# The Tide\n",
            "# Before it\n\nIt rained for days.<sup>1</sup>\n\n# The Tide\n",
        )
        .replace("fell.<sup>1</sup>", "fell.<sup>2</sup>")
        .replace("met.<sup>2</sup>", "met.<sup>3</sup>")
        .replace("3. Piet", "4. Piet")
        .replace("2. Ragnhild", "3. Ragnhild")
        .replace(
            "1. Agnes",
            "1. Jo Ode, *Rain* (Wyke: Groyne Books, 2015), 12.\n2. Agnes",
        );
    place.write("book/report.md", &moved);
    let report = told(&place, "book/report.md");
    assert_eq!(rules(&report), [""; 0], "{report:#}");
    std::fs::rename(place.path("book/report.md"), place.path("book/final.md")).unwrap();
    let report = told(&place, "book/final.md");
    assert_eq!(rules(&report), [""; 0], "{report:#}");
    assert_eq!(report["summary"]["suppressed"], 3);
}

#[test]
fn one_more_of_the_same_kind_is_told() {
    let place = accepted();
    let more = REPORT.replace(
        "2001), 90.",
        "2001), 90, https://example.org/c?utm_source=letter.",
    );
    place.write("book/report.md", &more);
    let report = told(&place, "book/report.md");
    assert_eq!(rules(&report), ["tracking-parameters"], "{report:#}");
}

#[test]
fn stale_entries_are_told_and_pruned_and_reasons_are_kept() {
    let place = accepted();
    let text = place.read("footfault-baseline.toml");
    let with_reason = text.replacen(
        "rule = \"tracking-parameters\"\n",
        "rule = \"tracking-parameters\"\nreason = \"agreed\"\n",
        1,
    );
    place.write("footfault-baseline.toml", &with_reason);
    place.write(
        "book/report.md",
        &REPORT.replace("b?utm_source=letter", "b"),
    );
    let report = told(&place, "book/report.md");
    assert_eq!(report["summary"]["suppressed"], 2, "{report:#}");
    assert_eq!(report["suppressed"][0]["reason"], "agreed");
    let notices = report["notices"].to_string();
    assert!(
        notices.contains("no longer found in book/report.md: tracking-parameters"),
        "{notices}"
    );
    assert!(notices.contains("--prune"), "{notices}");
    // A rule that did not run is not stale.
    let partly = place.run(&[
        "check",
        "--offline",
        "--format",
        "json",
        "--baseline",
        "footfault-baseline.toml",
        "--ignore",
        "tracking-parameters",
        "book/report.md",
    ]);
    assert!(
        !partly.json()["notices"].to_string().contains("no longer"),
        "{partly:?}"
    );
    // Pruning accepts nothing new.
    place.write(
        "book/report.md",
        &REPORT
            .replace("b?utm_source=letter", "b")
            .replace("90.", "90, https://example.org/c?utm_source=letter."),
    );
    let ran = place.run(&["baseline", "--prune", "--offline", "book/report.md"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let report = told(&place, "book/report.md");
    assert_eq!(rules(&report), ["tracking-parameters"], "{report:#}");
    assert!(
        !report["notices"].to_string().contains("no longer"),
        "{report:#}"
    );
    let pruned = place.read("footfault-baseline.toml");
    assert!(pruned.contains("reason = \"agreed\""), "{pruned}");
    // Writing anew accepts the rest and keeps the reason; twice gives the same bytes.
    place.run(&["baseline", "--offline", "book/report.md"]);
    let anew = place.read("footfault-baseline.toml");
    assert!(
        anew.contains("reason = \"agreed\"") && anew.contains("example.org/c"),
        "{anew}"
    );
    place.run(&["baseline", "--offline", "book/report.md"]);
    assert_eq!(place.read("footfault-baseline.toml"), anew);
}

#[test]
fn entries_of_other_documents_stay_and_those_of_deleted_ones_go() {
    let place = accepted();
    place.write(
        "book/second.md",
        &REPORT.replace("example.org", "example.net"),
    );
    place.run(&["baseline", "--offline", "book/second.md"]);
    let both = place.read("footfault-baseline.toml");
    assert!(
        both.contains("book/report.md") && both.contains("book/second.md"),
        "{both}"
    );
    assert_eq!(
        place
            .run(&[
                "check",
                "--offline",
                "--baseline",
                "footfault-baseline.toml",
                "book"
            ])
            .code,
        Some(0)
    );
    std::fs::remove_file(place.path("book/report.md")).unwrap();
    place.run(&["baseline", "--prune", "--offline", "book"]);
    assert!(
        !place
            .read("footfault-baseline.toml")
            .contains("book/report.md")
    );
}

#[test]
fn a_baseline_that_cannot_be_used_ends_the_run_and_says_what_to_do() {
    let place = accepted();
    for (text, words) in [
        (
            "schema = \"footfault.baseline/7\"\n",
            &["another version", "footfault.baseline/1"][..],
        ),
        (
            "<<<<<<< ours\n",
            &["no sound baseline", "line 1", "version control"],
        ),
        ("{\"schema\": 1}", &["no sound baseline"]),
        ("", &["schema"]),
    ] {
        place.write("other.toml", text);
        for command in ["check", "baseline"] {
            let flag = if command == "check" {
                "--baseline"
            } else {
                "--output"
            };
            let ran = place.run(&[command, "--offline", flag, "other.toml", "book/report.md"]);
            assert_eq!(ran.code, Some(2), "{ran:?}");
            for word in words.iter().chain(&["other.toml", "footfault baseline"]) {
                assert!(ran.stderr.contains(word), "{word}: {ran:?}");
            }
        }
        assert_eq!(place.read("other.toml"), text);
    }
    let ran = place.run(&[
        "check",
        "--offline",
        "--baseline",
        "gone.toml",
        "book/report.md",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("footfault baseline INPUT"), "{ran:?}");
    let ran = place.run(&[
        "baseline",
        "--offline",
        "-o",
        "book/report.md",
        "book/report.md",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(place.read("book/report.md"), REPORT);
}

#[test]
fn what_was_not_checked_is_not_accepted() {
    let place = Repository::empty();
    place.write("empty.md", "Nothing to see.\n");
    let ran = place.run(&["baseline", "--offline", "empty.md"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let ran = place.run(&[
        "check",
        "--offline",
        "--baseline",
        "footfault-baseline.toml",
        "empty.md",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stdout.contains("nothing-checked"), "{ran:?}");
}
