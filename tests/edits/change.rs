//! `--since`: only what the change touched or brought, and what it made to point elsewhere.

use crate::repository::{Repository, of, rules};

/// A sound chapter, but for a tracking parameter in note 1 and a note without a mark.
const BEFORE: &str = "\
# The Tide

The tide fell.<sup>1</sup> The board met in the hall.<sup>2</sup>

The tide rose again after the storm.<sup>3</sup>

# Notes

1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6, https://example.org/a?utm_source=letter.
2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
3. Ibid., 8.
4. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
";

fn with_note_between() -> String {
    BEFORE
        .replace(
            "The tide rose again after the storm.<sup>3</sup>",
            "Nobody had asked the farmers.<sup>3</sup> The tide rose again after the storm.<sup>4</sup>",
        )
        .replace("4. Piet", "5. Piet")
        .replace("3. Ibid.", "4. Ibid.")
        .replace("4. Ibid.", "3. Jo Ode, *Farmers of the Marsh* (Wyke: Groyne Books, 2015), 12.\n4. Ibid.")
}

#[test]
fn nothing_changed_and_nothing_is_told() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    let whole = repository
        .run(&["check", "--offline", "--format", "json", "report.md"])
        .json();
    assert!(rules(&whole).contains(&"note-without-mark"), "{whole}");
    let report = repository.since("HEAD", &["report.md"]);
    assert_eq!(rules(&report), [""; 0]);
    let number = whole["findings"].as_array().unwrap().len();
    assert_eq!(report["since"]["unchanged"], number);
    assert_eq!(report["since"]["revision"], "HEAD");
    let ran = repository.run(&["check", "--offline", "--since", "HEAD", "report.md"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("text that did not change"), "{ran:?}");
}

#[test]
fn an_ibid_that_a_new_note_turned_away_is_told() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    repository.write("report.md", &with_note_between());
    let report = repository.since("HEAD", &["report.md"]);
    let drift = of(&report, "ibid-drift");
    assert_eq!(drift.len(), 1, "{report:#}");
    assert_eq!(drift[0]["notes"][0], "4");
    let message = drift[0]["message"].as_str().unwrap();
    assert!(
        message.contains("Farmers of the Marsh") && message.contains("The Board"),
        "{message}"
    );
    // The orphan and the tracking parameter were there before.
    assert!(of(&report, "tracking-parameters").is_empty(), "{report:#}");
    assert!(of(&report, "note-without-mark").is_empty(), "{report:#}");
    let ran = repository.run(&["check", "--offline", "--since", "HEAD", "report.md"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
}

#[test]
fn a_supra_that_was_not_renumbered_is_told() {
    let before = BEFORE.replace("3. Ibid., 8.", "3. See supra note 2.");
    let repository = Repository::with(&[("report.md", &before)]);
    let now = before
        .replace(
            "The tide fell.<sup>1</sup>",
            "It rained.<sup>1</sup> The tide fell.<sup>2</sup>",
        )
        .replace("hall.<sup>2</sup>", "hall.<sup>3</sup>")
        .replace("storm.<sup>3</sup>", "storm.<sup>4</sup>")
        .replace("4. Piet", "5. Piet")
        .replace("3. See", "4. See")
        .replace("2. Ragnhild", "3. Ragnhild")
        .replace(
            "1. Agnes",
            "1. Jo Ode, *Rain* (Wyke: Groyne Books, 2015), 12.\n2. Agnes",
        );
    repository.write("report.md", &now);
    let report = repository.since("HEAD", &["report.md"]);
    let drift = of(&report, "ibid-drift");
    assert_eq!(drift.len(), 1, "{report:#}");
    assert_eq!(drift[0]["help"], "change the number to 3");
    assert!(of(&report, "baseline-and-diff").is_empty(), "{report:#}");
}

#[test]
fn marks_that_kept_their_number_and_changed_their_note_are_told() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    let now = BEFORE
        .replace("4. Piet", "5. Piet")
        .replace("3. Ibid.", "4. Ibid.")
        .replace("2. Ragnhild", "3. Ragnhild")
        .replace(
            "1. Agnes",
            "1. Jo Ode, *Rain* (Wyke: Groyne Books, 2015), 12.\n2. Agnes",
        );
    repository.write("report.md", &now);
    let report = repository.since("HEAD", &["report.md"]);
    let told = of(&report, "baseline-and-diff");
    assert_eq!(told.len(), 1, "{report:#}");
    assert_eq!(told[0]["marks"], serde_json::json!(["1", "2", "3"]));
    assert_eq!(told[0]["severity"], "error");
}

#[test]
fn a_note_that_vanished_is_told_with_its_words_and_once() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    let now = BEFORE.replace(
        "2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.\n",
        "",
    );
    repository.write("report.md", &now);
    let report = repository.since("HEAD", &["report.md"]);
    let told = of(&report, "baseline-and-diff");
    assert_eq!(told.len(), 1, "{report:#}");
    assert!(told[0]["message"].as_str().unwrap().contains("The Board"));
    assert_eq!(told[0]["place"]["line"], 3);
    assert!(of(&report, "mark-without-note").is_empty(), "{report:#}");
    // The ibid. after it lost what it meant.
    assert_eq!(of(&report, "ibid-drift").len(), 1, "{report:#}");
}

#[test]
fn a_finding_elsewhere_that_the_change_caused_is_told() {
    // The mark's own line is as it was; its note lost the number.
    let repository = Repository::with(&[("report.md", BEFORE)]);
    repository.write("report.md", &BEFORE.replace("4. Piet Maas", "9. Piet Maas"));
    let report = repository.since("HEAD", &["report.md"]);
    assert!(!rules(&report).is_empty(), "{report:#}");
    assert!(of(&report, "tracking-parameters").is_empty(), "{report:#}");
}

#[test]
fn a_mended_note_brings_its_own_findings_back() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    repository.write("report.md", &BEFORE.replace("1994), 6, ", "1994), 7, "));
    let report = repository.since("HEAD", &["report.md"]);
    assert_eq!(of(&report, "tracking-parameters").len(), 1, "{report:#}");
    assert!(of(&report, "note-without-mark").is_empty(), "{report:#}");
}

#[test]
fn renamed_files_are_compared_with_what_they_were() {
    let repository = Repository::with(&[("drafts/old name.md", BEFORE), ("other.md", BEFORE)]);
    repository.git(&["mv", "drafts/old name.md", "report.md"]);
    repository.commit("rename");
    let report = repository.since("HEAD~1", &["report.md"]);
    assert_eq!(rules(&report), [""; 0], "{report:#}");
    repository.write("report.md", &with_note_between());
    let report = repository.since("HEAD~1", &["report.md"]);
    assert_eq!(rules(&report), ["ibid-drift"], "{report:#}");
    // Together with another file that did not change, from a subdirectory.
    repository.write("book/chapter.md", BEFORE);
    repository.commit("more");
    repository.write("book/chapter.md", &with_note_between());
    let ran = repository.run_in(
        "book",
        &[
            "check",
            "--offline",
            "--format",
            "json",
            "--since",
            "HEAD",
            "chapter.md",
            "../other.md",
        ],
    );
    let report = ran.json();
    assert_eq!(rules(&report), ["ibid-drift"], "{report:#}");
    assert_eq!(report["findings"][0]["place"]["path"], "chapter.md");
}

#[test]
fn a_new_file_is_new_as_a_whole() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    repository.write("new.md", &BEFORE.replace("Tide", "Wave"));
    let report = repository.since("HEAD", &["new.md"]);
    assert!(rules(&report).contains(&"note-without-mark"), "{report:#}");
    assert!(
        rules(&report).contains(&"tracking-parameters"),
        "{report:#}"
    );
}

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let repository = Repository::with(&[("report.md", BEFORE)]);
    repository.git(&["switch", "-q", "-c", "topic"]);
    repository.write("other.md", BEFORE);
    repository.commit("topic");
    // Meanwhile the main branch mends what the topic never touched.
    repository.git(&["switch", "-q", "main"]);
    repository.write("report.md", &BEFORE.replace("4. Piet", "5. Piet"));
    repository.commit("main");
    repository.git(&["switch", "-q", "topic"]);
    let report = repository.since("main", &["report.md"]);
    assert_eq!(rules(&report), [""; 0], "{report:#}");
    let base = repository.git(&["merge-base", "main", "topic"]);
    assert_eq!(report["since"]["commit"], base.trim());
}

#[test]
fn links_of_unchanged_text_are_not_asked() {
    // Nothing listens there, so whatever is asked is dead at once.
    let before = BEFORE
        .replace(
            "https://example.org/a?utm_source=letter",
            "http://127.0.0.1:9/one",
        )
        .replace("2001), 90.", "2001), 90, http://127.0.0.1:9/two.");
    let repository = Repository::with(&[("report.md", &before)]);
    repository.write("report.md", &before.replace("2001), 90", "2001), 91"));
    let ran = repository.run(&[
        "check",
        "--format",
        "json",
        "--since",
        "HEAD",
        "--allow-private",
        "--no-cache",
        "--retries",
        "0",
        "--archive-url",
        "http://127.0.0.1:9",
        "--doi-url",
        "http://127.0.0.1:9",
        "report.md",
    ]);
    let report = ran.json();
    let asked: Vec<_> = report["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| &probe["url"])
        .collect();
    assert_eq!(asked, ["http://127.0.0.1:9/two"], "{report:#}");
    assert_eq!(of(&report, "dead-link").len(), 1, "{report:#}");
    let notices = report["notices"].to_string();
    assert!(notices.contains("1 of 2 addresses"), "{notices}");
}

#[test]
fn a_report_in_several_files_is_compared_as_one() {
    let text = "# One\n\nThe tide fell.<sup>1</sup> The board met.<sup>2</sup>\n";
    let notes =
        "# Notes\n\n1. Agnes Tolland, *The Tide* (Wyke: Groyne Books, 1994), 6.\n2. Ibid., 8.\n";
    let repository = Repository::with(&[("book/1-text.md", text), ("book/2-notes.md", notes)]);
    repository.git(&["mv", "book/2-notes.md", "book/3-notes.md"]);
    repository.write(
        "book/1-text.md",
        &text
            .replace("The board", "It rained.<sup>2</sup> The board")
            .replace("met.<sup>2</sup>", "met.<sup>3</sup>"),
    );
    repository.write(
        "book/3-notes.md",
        &notes.replace(
            "2. Ibid.",
            "2. Jo Ode, *Rain* (Wyke: Groyne Books, 2015), 12.\n3. Ibid.",
        ),
    );
    let args = [
        "check",
        "--offline",
        "--format",
        "json",
        "--together",
        "--since",
        "HEAD",
        "book",
    ];
    let report = repository.run(&args).json();
    assert_eq!(
        report["documents"].as_array().unwrap().len(),
        1,
        "{report:#}"
    );
    assert_eq!(rules(&report), ["ibid-drift"], "{report:#}");
    assert_eq!(report["findings"][0]["place"]["path"], "book/3-notes.md");
    repository.commit("done");
    assert_eq!(rules(&repository.run(&args).json()), [""; 0]);
}

#[test]
fn an_included_file_that_changed_is_a_change() {
    let main = "\\documentclass{article}\n\\begin{document}\n\\input{chapter}\n\\end{document}\n";
    let chapter = "The tide fell.\\footnote{Agnes Tolland, \\emph{The Tide} (Wyke: Groyne Books, 1994), 6.} \
        It rose.\\footnote{Ibid., 8.}\n";
    let repository = Repository::with(&[("main.tex", main), ("chapter.tex", chapter)]);
    assert_eq!(rules(&repository.since("HEAD", &["main.tex"])), [""; 0]);
    repository.write(
        "chapter.tex",
        &chapter.replace(
            "It rose.",
            "It rained.\\footnote{Jo Ode, \\emph{Rain} (Wyke: Groyne Books, 2015), 12.} It rose.",
        ),
    );
    let report = repository.since("HEAD", &["main.tex"]);
    assert_eq!(rules(&report), ["ibid-drift"], "{report:#}");
    assert_eq!(report["findings"][0]["place"]["path"], "chapter.tex");
}
