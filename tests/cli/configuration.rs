//! `footfault.toml`: where it is found, what it changes, how its errors read; and `init`, which writes one.

use crate::run::{FAULTY, Place, SOUND};

#[test]
fn errors_have_a_place_and_end_the_run() {
    for (text, words) in [
        (
            "pedantic = true\nselct = []\n",
            &["footfault.toml:2:1", "did you mean “select”?"][..],
        ),
        (
            "[links]\ntimeout = \"30\"\n",
            &["footfault.toml:2:11", "30s"],
        ),
        (
            "ignore = [\"no-such-rule\"]\n",
            &["footfault.toml:1:11", "no-such-rule"],
        ),
        ("ignore = [\n", &["footfault.toml:1:"]),
        (
            "[links]\nallow-private = true\n",
            &["footfault.toml:2:1", "--allow-private"],
        ),
        (
            "[links]\ncache = \"../../other\"\n",
            &["footfault.toml:2:9", "on the command line"],
        ),
    ] {
        let place = Place::with(&[("report.md", SOUND), ("footfault.toml", text)]);
        let ran = place.run("check --offline report.md");
        assert_eq!(ran.code, Some(2), "{ran:?}");
        for word in words {
            assert!(ran.stderr.contains(word), "no “{word}” in {}", ran.stderr);
        }
        let ran = place.run("check --offline --no-config report.md");
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

#[test]
fn it_is_found_above_the_first_input_and_not_beyond_the_repository() {
    let place = Place::with(&[
        ("footfault.toml", "fail-on = \"never\"\n"),
        ("book/part/report.md", FAULTY),
        ("repository/.git/HEAD", ""),
        ("repository/report.md", FAULTY),
    ]);
    assert_eq!(
        place.run("check --offline book/part/report.md").code,
        Some(0)
    );
    assert_eq!(
        place.run("check --offline repository/report.md").code,
        Some(1)
    );
    let told = place.run("check --offline --verbose book/part").stderr;
    assert!(told.contains("footfault.toml"), "{told}");
}

#[test]
fn flags_come_before_it() {
    let place = Place::with(&[
        (
            "footfault.toml",
            "fail-on = \"never\"\nignore = [\"mark-without-note\"]\n[links]\noffline = true\n",
        ),
        ("report.md", FAULTY),
    ]);
    let silent = place.run("check report.md --format json");
    assert_eq!(silent.code, Some(0));
    assert!(!silent.stdout.contains("\"mark-without-note\""));
    let ran = place.run("check report.md --fail-on error --ignore note-sequence --format json");
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("\"mark-without-note\""));
}

#[test]
fn severities_can_be_changed() {
    let place = Place::with(&[
        (
            "footfault.toml",
            "[severity]\nmark-without-note = \"info\"\n",
        ),
        ("report.md", FAULTY),
    ]);
    let ran = place.run("check --offline report.md --select mark-without-note --format json");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(json["findings"][0]["severity"], "info");
    assert_eq!(json["summary"]["infos"], 1);
}

#[test]
fn files_of_a_directory_can_be_left_out() {
    let place = Place::with(&[
        ("footfault.toml", "exclude = [\"drafts/**\"]\n"),
        (".gitignore", "ignored.md\n"),
        ("report.md", SOUND),
        ("ignored.md", FAULTY),
        ("drafts/faulty.md", FAULTY),
        ("plain.md", "No notes here.\n"),
    ]);
    let ran = place.run("check --offline . --format json");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let json: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let paths: Vec<_> = json["documents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|document| document["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["report.md"]);
    assert!(json["notices"].to_string().contains("plain.md"), "{json}");
}

#[test]
fn init_writes_what_can_be_read_and_overwrites_nothing() {
    let place = Place::with(&[("report.md", SOUND)]);
    let ran = place.run("init --ci github");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let written = place.read("footfault.toml");
    assert!(
        place
            .read(".github/workflows/footfault.yml")
            .contains("footfault check")
    );
    assert_eq!(place.run("check --offline report.md").code, Some(0));

    // What is commented out can be switched on, too, where the files it names are there.
    assert_eq!(place.run("baseline --offline report.md").code, Some(0));
    let every_key: String = written
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(key) if key.contains(" = ") || key.starts_with("[[") => format!("{key}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    place.write("footfault.toml", every_key.as_bytes());
    let ran = place.run("check --offline report.md");
    assert_eq!(ran.code, Some(0), "{every_key}{ran:?}");

    let again = place.run("init");
    assert_eq!(again.code, Some(2));
    assert!(again.stderr.contains("already there"), "{}", again.stderr);
    assert_eq!(place.read("footfault.toml"), every_key);
}
