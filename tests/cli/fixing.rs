//! `footfault fix`: what it writes, what it leaves alone, and how it ends.

use std::fs;

use crate::run::{Place, SOUND};

const FIXABLE: &str = "# The Canal\n\nTraffic fell.<sup>1</sup> Nobody knows why.<sup>2</sup>\n\n# Notes\n\n\
    1. A. Smith, “Traffic,” *Review*, March 3, 2021, <https://example.org/traffic?utm_source=mail>.\n\
    2. B. Jones, “Iran Says “No” to It,” *Review*, May 3, 2021, <https://example.org/b#:~:text=x>.\n";

const FIXED: &str = "# The Canal\n\nTraffic fell.<sup>1</sup> Nobody knows why.<sup>2</sup>\n\n# Notes\n\n\
    1. A. Smith, “Traffic,” *Review*, March 3, 2021, <https://example.org/traffic>.\n\
    2. B. Jones, “Iran Says ‘No’ to It,” *Review*, May 3, 2021, <https://example.org/b>.\n";

const OUT_OF_ORDER: &str = "Trucks stand there,<sup>2</sup> says he,<sup>1</sup> and sing.<sup>3</sup>\n\n# Notes\n\n\
    1. Policeman, interview, May 4, 2023.\n2. “Queue at the Spring,” *Mail*, August 8, 2022.\n\
    3. “Drivers in Parts,” *Mail*, December 20, 2022.\n";

#[test]
fn safe_fixes_are_applied_once() {
    let place = Place::with(&[("report.md", FIXABLE)]);
    let ran = place.run("fix --offline report.md");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(place.read("report.md"), FIXED);
    for part in [
        "report.md:7:",
        "fixed[tracking-parameters]",
        "fixed[text-fragment]",
        "3 fixes applied to 1 file",
    ] {
        assert!(ran.stdout.contains(part), "no “{part}” in {}", ran.stdout);
    }
    let again = place.run("fix --offline report.md");
    assert_eq!(
        (again.code, again.stdout.as_str()),
        (Some(0), "nothing to fix\n")
    );
    assert_eq!(place.read("report.md"), FIXED);
}

#[test]
fn a_diff_changes_nothing_and_ends_with_1() {
    let place = Place::with(&[("report.md", FIXABLE), ("sound.md", SOUND)]);
    let ran = place.run("fix --offline --diff report.md sound.md");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(place.read("report.md"), FIXABLE);
    assert!(
        ran.stdout.starts_with("--- report.md\n+++ report.md\n@@ "),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("\n-1. A. Smith,") && ran.stdout.contains("\n+1. A. Smith,"));
    assert!(!ran.stdout.contains("sound.md"), "{}", ran.stdout);
    assert!(
        ran.stderr.contains("3 fixes would be applied to 1 file"),
        "{}",
        ran.stderr
    );
    let sound = place.run("fix --offline --diff sound.md");
    assert_eq!((sound.code, sound.stdout.as_str()), (Some(0), ""));
}

#[test]
fn the_diff_says_what_is_then_written() {
    let place = Place::with(&[("report.md", FIXABLE)]);
    let mut text: Vec<&str> = FIXABLE.lines().collect();
    let diff = place.run("fix --offline --diff report.md").stdout;
    for line in diff.lines().skip(3) {
        match line.split_at(1) {
            ("-", gone) => text.retain(|line| *line != gone),
            ("+", new) => {
                assert!(FIXED.contains(new), "{new}");
                text.push(new);
            }
            _ => {}
        }
    }
    place.run("fix --offline report.md");
    let written = place.read("report.md");
    assert_eq!(written.lines().count(), text.len());
    assert!(text.iter().all(|line| written.contains(line)));
}

#[test]
fn rules_are_chosen_as_for_a_check() {
    let place = Place::with(&[("report.md", FIXABLE)]);
    place.run("fix --offline --select text-fragment report.md");
    let text = place.read("report.md");
    assert!(
        text.contains("utm_source") && !text.contains(":~:"),
        "{text}"
    );
    place.run("fix --offline --ignore tracking-parameters report.md");
    let text = place.read("report.md");
    assert!(
        text.contains("utm_source") && text.contains("‘No’"),
        "{text}"
    );
}

#[test]
fn numbers_are_changed_only_when_asked_for() {
    let place = Place::with(&[("report.md", OUT_OF_ORDER)]);
    let ran = place.run("fix --offline report.md");
    assert_eq!(ran.code, Some(1), "what is left is an error: {ran:?}");
    assert_eq!(place.read("report.md"), OUT_OF_ORDER);
    assert!(
        ran.stdout.contains("nothing to fix; 1 error"),
        "{}",
        ran.stdout
    );
    let ran = place.run("fix --offline --fail-on never report.md");
    assert_eq!(ran.code, Some(0));
    let ran = place.run("fix --offline --unsafe --select mark-sequence report.md");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let text = place.read("report.md");
    assert!(
        text.contains("there,<sup>1</sup> says he,<sup>2</sup>"),
        "{text}"
    );
    assert!(text.contains("1. “Queue at the Spring,”"), "{text}");
}

#[test]
fn standard_input_becomes_standard_output() {
    let place = Place::with(&[]);
    let ran = place.run_with_stdin(
        "fix --offline --input-format markdown -",
        FIXABLE.as_bytes(),
    );
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), FIXED));
    assert!(ran.stderr.contains("3 fixes applied"), "{}", ran.stderr);
}

#[test]
fn what_cannot_be_fixed_is_refused() {
    let place = Place::with(&[]);
    place.write(
        "report.pdf",
        b"%PDF-1.7\n%\xE2\xE3\n1 0 obj\n<<>>\nendobj\ntrailer <<>>\n%%EOF\n",
    );
    let latin: Vec<u8> = FIXABLE
        .replace(['“', '”'], "\"")
        .bytes()
        .chain(*b"\nCaf\xe9 und gro\xdfe Fragen\n")
        .collect();
    place.write("latin.md", &latin);
    place.write("empty.md", b"Nothing is cited here.\n");
    for (name, word) in [
        ("report.pdf", "PDF files are not fixed"),
        ("latin.md", "save it as UTF-8"),
        ("empty.md", "nothing could be checked"),
        ("missing.md", "no such file"),
    ] {
        let ran = place.run(&format!("fix --offline {name}"));
        assert_eq!(ran.code, Some(2), "{name}: {ran:?}");
        assert!(ran.stderr.contains(word), "{name}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{name}");
    }
    assert_eq!(fs::read(place.path("latin.md")).unwrap(), latin);
}

#[test]
fn one_file_that_cannot_be_fixed_does_not_stop_the_others() {
    let place = Place::with(&[("report.md", FIXABLE)]);
    let ran = place.run("fix --offline missing.md report.md");
    assert_eq!(ran.code, Some(2));
    assert_eq!(place.read("report.md"), FIXED);
}

#[test]
fn an_archived_copy_needs_an_answer() {
    let place = Place::with(&[("report.md", FIXABLE)]);
    let ran = place.run("fix --offline --add-archived report.md");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.stderr
            .contains("--add-archived needs links to be asked"),
        "{}",
        ran.stderr
    );
    assert_eq!(place.read("report.md"), FIXABLE);
}

#[cfg(unix)]
mod files {
    use std::{
        fs,
        os::unix::fs::{MetadataExt, PermissionsExt, symlink},
        process::Command,
    };

    use super::{FIXABLE, FIXED};
    use crate::run::Place;

    #[test]
    fn rights_and_links_stay() {
        let place = Place::with(&[("real/report.md", FIXABLE)]);
        let real = place.path("real/report.md");
        fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("real/report.md", place.path("link.md")).unwrap();
        let ran = place.run("fix --offline link.md");
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(place.path("link.md").is_symlink());
        assert_eq!(place.read("real/report.md"), FIXED);
        assert_eq!(fs::metadata(&real).unwrap().mode() & 0o777, 0o640);
        let names: Vec<_> = fs::read_dir(place.path("real")).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing else is left in the directory");
    }

    #[test]
    fn a_read_only_file_is_left_alone() {
        let place = Place::with(&[("report.md", FIXABLE)]);
        let path = place.path("report.md");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        let ran = place.run("fix --offline report.md");
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("read-only"), "{}", ran.stderr);
        assert_eq!(place.read("report.md"), FIXABLE);
        // Looking at the changes needs no right to make them.
        assert_eq!(place.run("fix --offline --diff report.md").code, Some(1));
    }

    #[test]
    fn a_run_that_is_killed_while_it_writes_loses_nothing() {
        let place = Place::with(&[("report.md", FIXABLE)]);
        // No file may grow: the first byte that is written ends the process, or is refused.
        let ended = Command::new("sh")
            .args(["-c", "ulimit -f 0; exec \"$0\" fix --offline report.md"])
            .arg(env!("CARGO_BIN_EXE_footfault"))
            .current_dir(place.path(""))
            .env_clear()
            .output()
            .unwrap();
        assert!(!ended.status.success(), "{ended:?}");
        assert_eq!(place.read("report.md"), FIXABLE);
    }
}
