//! Where `--since` has nothing to compare with, it says so and what to do; odd repositories work.

use crate::repository::{Repository, footfault, isolated, ran, rules};

const REPORT: &str = "\
The tide fell.<sup>1</sup>

# Notes

1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
";

/// The command fails with 2 and says these words.
fn fails(repository: &Repository, revision: &str, words: &[&str]) {
    let ran = repository.run(&["check", "--offline", "--since", revision, "report.md"]);
    assert_eq!(ran.code, Some(2), "{revision}: {ran:?}");
    assert_eq!(ran.stdout, "");
    for word in words {
        assert!(
            ran.stderr.contains(word),
            "{revision}: no “{word}” in {}",
            ran.stderr
        );
    }
}

#[test]
fn what_is_no_commit_is_told() {
    let repository = Repository::with(&[("report.md", REPORT)]);
    for revision in [
        "no-such-branch",
        "",
        "HEAD..HEAD",
        "HEAD:report.md",
        "a b",
        "HEAD~99",
    ] {
        fails(&repository, revision, &["names no commit", "git log"]);
    }
    // Options of git stay revisions that do not exist.
    for revision in ["--output=stolen", "--help", "-h", "--all"] {
        fails(&repository, revision, &["names no commit"]);
    }
    assert!(!repository.path("stolen").exists());
}

#[test]
fn outside_a_repository_it_says_so() {
    let place = Repository::empty();
    place.write("report.md", REPORT);
    fails(
        &place,
        "HEAD",
        &["not in a git repository", "without --since"],
    );
    // A repository without a commit.
    place.git(&["init", "-q"]);
    fails(&place, "HEAD", &["names no commit"]);
    let stdin = place.run(&[
        "check",
        "--offline",
        "--since",
        "HEAD",
        "-",
        "--input-format",
        "markdown",
    ]);
    assert_eq!(stdin.code, Some(2), "{stdin:?}");
}

#[test]
fn files_of_two_repositories_are_not_compared_with_one() {
    let repository = Repository::with(&[("report.md", REPORT)]);
    let other = Repository::with(&[("report.md", REPORT)]);
    let outside = other.path("report.md");
    let ran = repository.run(&[
        "check",
        "--offline",
        "--since",
        "HEAD",
        "report.md",
        outside.to_str().unwrap(),
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("not in the repository"), "{ran:?}");
}

#[test]
fn without_git_it_says_so() {
    let repository = Repository::with(&[("report.md", REPORT)]);
    let ran = ran(footfault(&repository.path(""))
        .env("PATH", repository.path("nothing"))
        .args(["check", "--offline", "--since", "HEAD", "report.md"]));
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("needs git"), "{ran:?}");
}

#[test]
fn a_shallow_clone_is_told_apart() {
    let repository = Repository::with(&[("report.md", REPORT)]);
    let first = repository.git(&["rev-parse", "HEAD"]);
    repository.write("report.md", &REPORT.replace("fell", "rose"));
    repository.commit("second");
    let clone = repository.path("clone");
    let url = format!("file://{}", repository.path("").display());
    let made = isolated("git", &repository.path(""))
        .args(["clone", "-q", "--depth", "1", &url])
        .arg(&clone)
        .status()
        .unwrap();
    assert!(made.success());
    let check = |revision: &str| {
        ran(footfault(&clone).args(["check", "--offline", "--since", revision, "report.md"]))
    };
    let lacking = check(first.trim());
    assert_eq!(lacking.code, Some(2), "{lacking:?}");
    for word in ["shallow", "git fetch --unshallow", "fetch-depth: 0"] {
        assert!(lacking.stderr.contains(word), "{lacking:?}");
    }
    assert_eq!(check("HEAD").code, Some(0));
}

#[test]
fn histories_without_a_common_commit_are_told() {
    let repository = Repository::with(&[("report.md", REPORT)]);
    repository.git(&["switch", "-q", "--orphan", "other"]);
    repository.write("report.md", REPORT);
    repository.commit("another beginning");
    fails(&repository, "main", &["no commit in common"]);
}

#[test]
fn a_linked_work_tree_and_a_hook_work() {
    let repository = Repository::with(&[("part/report.md", REPORT)]);
    repository.git(&["worktree", "add", "-q", "tree", "-b", "topic"]);
    repository.write(
        "tree/part/report.md",
        &REPORT.replace("<sup>1</sup>", "<sup>2</sup>"),
    );
    let changed = |directory: &str, variables: &[(&str, &str)]| {
        let mut command = footfault(&repository.path(directory));
        command.envs(variables.iter().copied());
        ran(command.args([
            "check",
            "--offline",
            "--format",
            "json",
            "--since",
            "main",
            "part/report.md",
        ]))
    };
    let report = changed("tree", &[]).json();
    assert!(!rules(&report).is_empty(), "{report:#}");
    // In a hook git names the repository by a path that holds at the top only.
    let report = changed(
        "tree",
        &[("GIT_DIR", ".git"), ("GIT_INDEX_FILE", ".git/index")],
    )
    .json();
    assert!(!rules(&report).is_empty(), "{report:#}");
    assert_eq!(rules(&changed("", &[]).json()), [""; 0]);
}

#[test]
fn nothing_of_the_repository_is_run_or_written() {
    let repository =
        Repository::with(&[("report.md", REPORT), (".gitattributes", "*.md diff=spy\n")]);
    let trap = repository.path("trap.sh");
    repository.write("trap.sh", "#!/bin/sh\ntouch \"$(dirname \"$0\")/sprung\"\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&trap, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let trap = trap.to_str().unwrap();
    for key in [
        "core.fsmonitor",
        "core.pager",
        "diff.external",
        "diff.spy.command",
        "diff.spy.textconv",
    ] {
        repository.git(&["config", key, trap]);
    }
    // git itself springs the trap where it may.
    std::fs::remove_file(repository.path("sprung")).unwrap_or_default();
    repository.write("report.md", &REPORT.replace("fell", "rose"));
    let index = std::fs::read(repository.path(".git/index")).unwrap();
    let ran = repository.run(&["check", "--offline", "--since", "HEAD", "report.md"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(!repository.path("sprung").exists());
    assert_eq!(std::fs::read(repository.path(".git/index")).unwrap(), index);
}

#[test]
fn an_earlier_version_that_cannot_be_read_makes_all_new() {
    let faulty = REPORT.replace("<sup>1</sup>", "<sup>2</sup>");
    let repository = Repository::with(&[(
        "report.md",
        "version https://git-lfs.github.com/spec/v1\noid sha256:0\n",
    )]);
    repository.write("report.md", &faulty);
    let report = repository.since("HEAD", &["report.md"]);
    assert!(!rules(&report).is_empty(), "{report:#}");
    assert!(
        report["notices"].to_string().contains("Git LFS"),
        "{report:#}"
    );
    repository.git(&["rm", "-q", "--cached", "report.md"]);
    repository.git(&["commit", "-q", "-m", "untracked"]);
    assert!(!rules(&repository.since("HEAD", &["report.md"])).is_empty());
}
