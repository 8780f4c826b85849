//! The cache: what it believes and for how long, and what it survives.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use footfault::{
    citations::PartialDate,
    probe::{
        Cited, LinkRef, Memory, Probe, Reason, Target, Verdict,
        cache::{Cache, Options, lifetime},
    },
};
use jiff::{SignedDuration, Timestamp, ToSpan};
use rusqlite::Connection;

const NOW: &str = "2026-11-23T12:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn now() -> Timestamp {
    at(NOW)
}

fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.sqlite");
    (folder, path)
}

fn open(path: &Path) -> Cache {
    Cache::open(path, Options::default(), now())
}

fn target(url: &str) -> Target {
    Target {
        url: url.to_owned(),
        cited: Cited {
            titles: vec!["A Title".to_owned()],
            ..Cited::default()
        },
        links: vec![LinkRef {
            document: 0,
            link: 7,
        }],
    }
}

fn probe(url: &str, verdict: Verdict, reason: Reason, when: &str) -> Probe {
    Probe {
        url: url.to_owned(),
        verdict,
        reason,
        detail: "answered".to_owned(),
        status: Some(200),
        final_url: None,
        better_url: None,
        hops: Vec::new(),
        attempts: 1,
        elapsed_ms: 12,
        checked_at: when.to_owned(),
        from_cache: false,
        page: None,
        archive: None,
        links: Vec::new(),
        last_alive: None,
    }
}

fn alive(url: &str) -> Probe {
    probe(url, Verdict::Alive, Reason::Ok, NOW)
}

const URL: &str = "https://example.org/page";

#[test]
fn a_probe_is_recalled_with_the_links_of_this_run() {
    let (_folder, path) = folder();
    {
        let cache = open(&path);
        assert!(cache.is_open());
        assert_eq!(cache.recall(&target(URL), now()), None);
        cache.remember(&target(URL), &mut alive(URL));
        assert_eq!(cache.notices(), Vec::<String>::new());
    }
    let recalled = open(&path).recall(&target(URL), now() + 1.hour()).unwrap();
    assert_eq!(
        recalled,
        Probe {
            from_cache: true,
            links: target(URL).links,
            last_alive: Some(NOW.to_owned()),
            ..alive(URL)
        }
    );
}

#[test]
fn each_verdict_has_its_lifetime() {
    let (_folder, path) = folder();
    let cache = open(&path);
    for (verdict, reason, hours) in [
        (Verdict::Alive, Reason::Ok, 168),
        (Verdict::Moved, Reason::PermanentRedirect, 168),
        (Verdict::Dead, Reason::NotFound, 24),
        (Verdict::Dead, Reason::ServerError, 1),
        (Verdict::Dead, Reason::ConnectionRefused, 1),
        (Verdict::Suspect, Reason::MissingAnchor, 24),
        (Verdict::Suspect, Reason::Maintenance, 1),
        (Verdict::Blocked, Reason::BotChallenge, 72),
        (Verdict::Insecure, Reason::CertificateExpired, 24),
    ] {
        let url = format!("https://example.org/{verdict:?}/{reason:?}");
        let target = target(&url);
        cache.remember(&target, &mut probe(&url, verdict, reason, NOW));
        cache.flush();
        let fresh = now() + hours.hours() - 1.second();
        assert_eq!(
            cache.recall(&target, fresh).map(|probe| probe.verdict),
            Some(verdict)
        );
        assert_eq!(
            cache.recall(&target, now() + hours.hours()),
            None,
            "{verdict:?}"
        );
        assert_eq!(
            lifetime(verdict, reason),
            Some(SignedDuration::from_hours(hours))
        );
    }
    for (verdict, reason) in [
        (Verdict::Unreachable, Reason::Timeout),
        (Verdict::Blocked, Reason::RateLimited),
        (Verdict::Invalid, Reason::Malformed),
        (Verdict::Skipped, Reason::Offline),
    ] {
        let url = format!("https://example.org/{verdict:?}");
        cache.remember(&target(&url), &mut probe(&url, verdict, reason, NOW));
        cache.flush();
        assert_eq!(cache.recall(&target(&url), now()), None, "{verdict:?}");
    }
}

#[test]
fn the_documented_table_is_the_one_in_force() {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/cache.md")).unwrap();
    let mut rows = 0;
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let verdict: Verdict = serde_json::from_str(&cells[0].replace('`', "\"")).unwrap();
        for reason in cells[1].split(", ") {
            let reason: Reason = serde_json::from_str(&reason.replace('`', "\"")).unwrap();
            let kept = match cells[2].split_once(' ') {
                Some((number, "days" | "day")) => Some(number.parse::<i64>().unwrap() * 24),
                Some((number, "hours" | "hour")) => Some(number.parse().unwrap()),
                _ => {
                    assert_eq!(cells[2], "never");
                    None
                }
            };
            assert_eq!(
                lifetime(verdict, reason),
                kept.map(SignedDuration::from_hours),
                "{line}"
            );
            rows += 1;
        }
    }
    assert!(rows > 40, "only {rows} reasons are documented");
}

#[test]
fn max_age_caps_every_lifetime() {
    let (_folder, path) = folder();
    open(&path).remember(&target(URL), &mut alive(URL));
    let capped = |hours| {
        let options = Options {
            max_age: Some(SignedDuration::from_hours(hours)),
            ..Options::default()
        };
        Cache::open(&path, options, now())
    };
    let later = now() + 2.hours();
    assert!(capped(3).recall(&target(URL), later).is_some());
    assert!(capped(2).recall(&target(URL), later).is_none());
    assert!(capped(0).recall(&target(URL), now()).is_none());
    assert!(
        capped(10_000)
            .recall(&target(URL), now() + 168.hours())
            .is_none()
    );
}

#[test]
fn a_clock_that_went_back_believes_nothing_of_the_future() {
    let (_folder, path) = folder();
    let cache = open(&path);
    cache.remember(&target(URL), &mut alive(URL));
    cache.flush();
    assert!(cache.recall(&target(URL), now() - 1.hour()).is_none());
}

#[test]
fn a_missing_anchor_is_not_forgotten_and_not_lent_to_the_page() {
    let (_folder, path) = folder();
    let cache = open(&path);
    let anchored = format!("{URL}#gone");
    cache.remember(&target(URL), &mut alive(URL));
    cache.remember(
        &target(&anchored),
        &mut probe(&anchored, Verdict::Suspect, Reason::MissingAnchor, NOW),
    );
    cache.flush();
    let verdict = |url: &str| cache.recall(&target(url), now()).map(|probe| probe.verdict);
    assert_eq!(verdict(URL), Some(Verdict::Alive));
    assert_eq!(verdict(&anchored), Some(Verdict::Suspect));
    assert_eq!(verdict(&format!("{URL}#other")), None);
}

#[test]
fn a_changed_citation_or_setting_is_judged_anew() {
    let (_folder, path) = folder();
    let cache = open(&path);
    let as_cited = target(URL);
    cache.remember(&as_cited, &mut alive(URL));
    cache.flush();
    let mut changed = as_cited.clone();
    changed.cited.titles = vec!["Another Title".to_owned()];
    assert_eq!(cache.recall(&changed, now()), None);
    changed = as_cited.clone();
    changed.cited.date = Some(PartialDate {
        year: 2023,
        month: Some(9),
        day: None,
    });
    assert_eq!(cache.recall(&changed, now()), None);
    let options = Options {
        setting: "other trust".to_owned(),
        ..Options::default()
    };
    assert_eq!(
        Cache::open(&path, options, now()).recall(&as_cited, now()),
        None
    );
    assert!(cache.recall(&as_cited, now()).is_some());
}

#[test]
fn passwords_and_tokens_reach_no_file() {
    let (_folder, path) = folder();
    let secret = "https://editor:hunter2@example.org/";
    let mut redirected = Probe {
        final_url: Some("https://example.org/?access_token=hunter2".to_owned()),
        ..alive(URL)
    };
    {
        let cache = open(&path);
        cache.remember(&target(secret), &mut alive(secret));
        cache.remember(&target(URL), &mut redirected);
        cache.flush();
        assert_eq!(cache.recall(&target(secret), now()), None);
    }
    for entry in fs::read_dir(path.parent().unwrap()).unwrap() {
        let bytes = fs::read(entry.unwrap().path()).unwrap();
        assert!(!bytes.windows(7).any(|window| window == b"hunter2"));
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    drop(open(&path));
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
}

#[test]
fn the_history_says_when_it_was_last_alive_and_what_died() {
    let (_folder, path) = folder();
    let see = |url: &str, verdict, reason, when: &str| {
        let cache = Cache::open(&path, Options::default(), at(when));
        cache.remember(&target(url), &mut probe(url, verdict, reason, when));
    };
    see(URL, Verdict::Alive, Reason::Ok, "2026-09-01T00:00:00Z");
    see(
        URL,
        Verdict::Alive,
        Reason::TemporaryRedirect,
        "2026-10-01T00:00:00Z",
    );
    see(
        URL,
        Verdict::Unreachable,
        Reason::Timeout,
        "2026-10-15T00:00:00Z",
    );
    see(URL, Verdict::Dead, Reason::NotFound, "2026-11-01T00:00:00Z");
    see(URL, Verdict::Dead, Reason::Gone, "2026-11-23T11:00:00Z");
    see("https://example.org/sound", Verdict::Alive, Reason::Ok, NOW);
    let cache = open(&path);
    assert_eq!(cache.last_alive(URL), Some(at("2026-10-01T00:00:00Z")));
    assert_eq!(
        cache
            .recall(&target(URL), now())
            .unwrap()
            .last_alive
            .as_deref(),
        Some("2026-10-01T00:00:00Z")
    );
    let changes = cache.changes_since(at("2026-10-20T00:00:00Z"));
    assert_eq!(changes.len(), 1);
    let change = &changes[0];
    assert_eq!(
        (change.url.as_str(), change.was, change.is),
        (URL, Verdict::Alive, Verdict::Dead)
    );
    assert_eq!(change.reason, Reason::Gone);
    assert_eq!(change.was_until, at("2026-10-01T00:00:00Z"));
    assert_eq!(change.since, at("2026-11-01T00:00:00Z"));
    assert_eq!(change.until, at("2026-11-23T11:00:00Z"));
    assert!(cache.changes_since(at("2026-11-02T00:00:00Z")).is_empty());
}

#[test]
fn the_history_outlives_an_edited_citation_but_does_not_mix_two() {
    let (_folder, path) = folder();
    let mut edited = target(URL);
    edited.cited.titles = vec!["A Better Title".to_owned()];
    let cache = open(&path);
    cache.remember(
        &target(URL),
        &mut probe(URL, Verdict::Alive, Reason::Ok, "2026-09-01T00:00:00Z"),
    );
    cache.remember(
        &edited,
        &mut probe(
            URL,
            Verdict::Suspect,
            Reason::TitleMismatch,
            "2026-09-02T00:00:00Z",
        ),
    );
    cache.flush();
    assert!(cache.changes_since(at("2026-01-01T00:00:00Z")).is_empty());
    let mut again = target(URL);
    again.cited.titles = vec!["Third".to_owned()];
    cache.remember(
        &again,
        &mut probe(URL, Verdict::Dead, Reason::Gone, "2026-10-01T00:00:00Z"),
    );
    cache.flush();
    let changes = cache.changes_since(at("2026-01-01T00:00:00Z"));
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].was, changes[0].is),
        (Verdict::Alive, Verdict::Dead)
    );
}

#[test]
fn old_rows_are_pruned_and_history_is_kept_longer() {
    let (_folder, path) = folder();
    let cache = Cache::open(&path, Options::default(), at("2021-01-01T00:00:00Z"));
    for (url, when) in [
        ("https://example.org/ancient", "2021-01-01T00:00:00Z"),
        ("https://example.org/old", "2026-10-01T00:00:00Z"),
        ("https://example.org/new", "2026-11-22T00:00:00Z"),
    ] {
        cache.remember(
            &target(url),
            &mut probe(url, Verdict::Alive, Reason::Ok, when),
        );
    }
    drop(cache);
    drop(open(&path));
    let connection = Connection::open(&path).unwrap();
    let urls = |table: &str| -> Vec<String> {
        let mut statement = connection
            .prepare(&format!("SELECT url FROM {table} ORDER BY url"))
            .unwrap();
        let urls = statement.query_map([], |row| row.get(0)).unwrap();
        urls.map(Result::unwrap).collect()
    };
    assert_eq!(urls("probe"), ["https://example.org/new"]);
    assert_eq!(
        urls("spell"),
        ["https://example.org/new", "https://example.org/old"]
    );
}

fn set_aside_names(path: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with("-wal") && !name.ends_with("-shm"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_that_is_not_sqlite_is_set_aside() {
    let (_folder, path) = folder();
    for round in 0..3 {
        fs::write(&path, format!("not a database {round}").repeat(100)).unwrap();
        let cache = open(&path);
        let notices = cache.notices();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert!(
            notices[0].contains("was damaged") && notices[0].contains("cache.sqlite.damaged"),
            "{notices:?}"
        );
        cache.remember(&target(URL), &mut alive(URL));
        cache.flush();
        assert!(cache.recall(&target(URL), now()).is_some());
        drop(cache);
    }
    assert_eq!(
        set_aside_names(&path),
        [
            "cache.sqlite",
            "cache.sqlite.damaged",
            "cache.sqlite.damaged-1",
            "cache.sqlite.damaged-2"
        ]
    );
    let kept = fs::read_to_string(path.with_file_name("cache.sqlite.damaged-1")).unwrap();
    assert!(kept.starts_with("not a database 1"));
}

fn fill(path: &Path, count: usize) {
    let cache = open(path);
    for i in 0..count {
        let url = format!("https://example.org/{i}");
        cache.remember(&target(&url), &mut alive(&url));
        if i % 4000 == 0 {
            cache.flush();
        }
    }
    drop(cache);
    // Everything into the one file, so that damage to it is damage to the rows.
    let connection = Connection::open(path).unwrap();
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .unwrap();
}

#[test]
fn damage_anywhere_in_the_file_never_ends_the_run() {
    let (_folder, path) = folder();
    fill(&path, 120);
    let sound = fs::read(&path).unwrap();
    let mut set_aside = 0;
    for start in (0..sound.len()).step_by(4096) {
        let mut bytes = sound.clone();
        let end = (start + 1200).min(bytes.len());
        bytes[start..end].fill(0xA5);
        let (_folder, path) = folder();
        fs::write(&path, &bytes).unwrap();
        let cache = open(&path);
        for i in 0..120 {
            let url = format!("https://example.org/{i}");
            if let Some(probe) = cache.recall(&target(&url), now()) {
                assert_eq!(probe.url, url);
            }
            cache.remember(&target(&url), &mut alive(&url));
        }
        cache.flush();
        let notices = cache.notices();
        assert!(notices.len() <= 1, "{notices:?}");
        set_aside += usize::from(notices.iter().any(|notice| notice.contains(".damaged")));
        // Whatever was damaged, this run's verdicts can be recalled or a notice says why not.
        let kept = (0..120)
            .filter(|i| {
                cache
                    .recall(&target(&format!("https://example.org/{i}")), now())
                    .is_some()
            })
            .count();
        assert!(
            kept == 120 || !notices.is_empty(),
            "{kept} kept, {notices:?}"
        );
    }
    assert!(set_aside > 3, "damage was met {set_aside} times only");
}

#[test]
fn a_truncated_file_is_survived() {
    let (_folder, path) = folder();
    fill(&path, 120);
    let sound = fs::read(&path).unwrap();
    for length in [
        0,
        1,
        15,
        16,
        99,
        100,
        4095,
        4096,
        5000,
        sound.len() / 2,
        sound.len() - 1,
    ] {
        fs::write(&path, &sound[..length]).unwrap();
        let cache = open(&path);
        for i in 0..120 {
            let url = format!("https://example.org/{i}");
            cache.recall(&target(&url), now());
            cache.remember(&target(&url), &mut alive(&url));
        }
        cache.flush();
        let last = "https://example.org/119";
        assert!(
            cache.recall(&target(last), now()).is_some(),
            "cut at {length}: {:?}",
            cache.notices()
        );
    }
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let (folder, path) = folder();
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x');")
        .unwrap();
    drop(connection);
    let before = fs::read(&path).unwrap();
    let cache = open(&path);
    assert!(!cache.is_open());
    assert!(cache.notices()[0].contains("another program"));
    assert!(cache.notices().is_empty(), "a notice is given once");
    cache.remember(&target(URL), &mut alive(URL));
    cache.flush();
    assert!(cache.recall(&target(URL), now()).is_none());
    assert!(cache.changes_since(at("2020-01-01T00:00:00Z")).is_empty());
    drop(cache);
    assert_eq!(fs::read(&path).unwrap(), before);

    let newer = folder.path().join("newer.sqlite");
    drop(open(&newer));
    Connection::open(&newer)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let cache = open(&newer);
    assert!(!cache.is_open());
    assert!(cache.notices()[0].contains("newer footfault (schema 99"));

    let cache = open(folder.path());
    assert!(!cache.is_open());
    assert!(cache.notices()[0].contains("not a regular file"));
}

#[test]
fn a_place_that_cannot_be_written_costs_the_cache_and_not_the_run() {
    let (folder, path) = folder();
    fs::write(&path, "a file, not a folder").unwrap();
    let cache = open(&path.join("cache.sqlite"));
    assert!(!cache.is_open());
    let notices = cache.notices();
    assert!(
        notices.len() == 1 && notices[0].starts_with("no cache: "),
        "{notices:?}"
    );
    cache.remember(&target(URL), &mut alive(URL));
    // The superuser may write into a read-only folder, so only others can see it refused.
    let nested = folder.path().join("a/b/c/cache.sqlite");
    assert!(open(&nested).is_open(), "missing folders are made");
}

#[test]
fn a_full_disk_costs_the_cache_and_not_the_run() {
    let (_folder, path) = folder();
    let sized = |max_bytes| {
        let options = Options {
            max_bytes,
            ..Options::default()
        };
        Cache::open(&path, options, now())
    };
    let cache = sized(4096);
    assert!(!cache.is_open());
    assert!(cache.notices()[0].contains("full"));
    drop(cache);
    let cache = sized(14 * 4096);
    assert!(cache.is_open(), "{:?}", cache.notices());
    let mut large = Probe {
        detail: "x".repeat(40_000),
        ..alive(URL)
    };
    for i in 0..4 {
        cache.remember(&target(&format!("{URL}/{i}")), &mut large);
    }
    cache.flush();
    let notices = cache.notices();
    assert!(
        notices.len() == 1 && notices[0].contains("remembers nothing"),
        "{notices:?}"
    );
    cache.remember(&target(URL), &mut alive(URL));
    cache.flush();
    assert!(cache.notices().is_empty());
}

#[test]
fn a_file_at_its_largest_size_forgets_the_oldest_first() {
    let (_folder, path) = folder();
    let options = Options {
        max_bytes: 300_000,
        ..Options::default()
    };
    let cache = Cache::open(&path, options, now());
    for i in 0..3000 {
        let url = format!("https://example.org/{i}");
        let when = (now() - 4000.seconds() + i.seconds()).to_string();
        cache.remember(
            &target(&url),
            &mut probe(&url, Verdict::Alive, Reason::Ok, &when),
        );
        if i % 50 == 0 {
            cache.flush();
        }
    }
    cache.flush();
    assert_eq!(cache.notices(), Vec::<String>::new());
    assert!(
        cache
            .recall(&target("https://example.org/2999"), now())
            .is_some()
    );
    assert!(
        cache
            .recall(&target("https://example.org/0"), now())
            .is_none()
    );
    drop(cache);
    assert!(fs::metadata(&path).unwrap().len() <= 300_000);
}

#[test]
fn an_older_schema_is_brought_up_to_date() {
    let (_folder, path) = folder();
    open(&path).remember(&target(URL), &mut alive(URL));
    // As the first version left it: no history.
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch("DROP TABLE spell; DROP TABLE upkeep; PRAGMA user_version = 1;")
        .unwrap();
    drop(connection);
    let cache = open(&path);
    assert_eq!(cache.notices(), Vec::<String>::new());
    assert!(cache.recall(&target(URL), now()).is_some());
    assert_eq!(cache.last_alive(URL), None);
    cache.remember(&target(URL), &mut alive(URL));
    cache.flush();
    assert_eq!(cache.last_alive(URL), Some(now()));
}

#[test]
fn a_row_that_this_version_cannot_read_is_asked_anew() {
    let (_folder, path) = folder();
    open(&path).remember(&target(URL), &mut alive(URL));
    Connection::open(&path)
        .unwrap()
        .execute("UPDATE probe SET json = '{\"verdict\":\"zombie\"}'", [])
        .unwrap();
    let cache = open(&path);
    assert_eq!(cache.recall(&target(URL), now()), None);
    assert_eq!(cache.notices(), Vec::<String>::new());
}

#[test]
fn two_caches_write_one_file_at_once() {
    let (_folder, path) = folder();
    std::thread::scope(|scope| {
        for name in ["a", "b", "c"] {
            let path = &path;
            scope.spawn(move || {
                let cache = open(path);
                for i in 0..2000 {
                    let url = format!("https://{name}.example/{i}");
                    cache.remember(&target(&url), &mut alive(&url));
                    if i % 100 == 0 {
                        cache.flush();
                    }
                }
                cache.flush();
                assert_eq!(cache.notices(), Vec::<String>::new());
            });
        }
    });
    let cache = open(&path);
    for name in ["a", "b", "c"] {
        for i in 0..2000 {
            let url = format!("https://{name}.example/{i}");
            assert!(cache.recall(&target(&url), now()).is_some(), "{url}");
        }
    }
}

#[test]
fn a_probe_that_is_judged_anew_in_its_run_leaves_one_trace() {
    let (_folder, path) = folder();
    let cache = open(&path);
    cache.remember(&target(URL), &mut alive(URL));
    cache.remember(
        &target(URL),
        &mut probe(URL, Verdict::Suspect, Reason::Soft404, NOW),
    );
    cache.flush();
    assert_eq!(
        cache.recall(&target(URL), now()).unwrap().verdict,
        Verdict::Suspect
    );
    assert_eq!(cache.last_alive(URL), None);
    assert!(cache.changes_since(at("2020-01-01T00:00:00Z")).is_empty());
}

#[test]
fn the_later_of_two_probes_counts_in_whatever_order_they_are_written() {
    let (_folder, path) = folder();
    let cache = open(&path);
    cache.remember(
        &target(URL),
        &mut probe(URL, Verdict::Dead, Reason::Gone, "2026-11-23T11:00:00Z"),
    );
    cache.remember(
        &target(URL),
        &mut probe(URL, Verdict::Alive, Reason::Ok, "2026-11-23T10:00:00Z"),
    );
    cache.flush();
    assert_eq!(
        cache.recall(&target(URL), now()).unwrap().verdict,
        Verdict::Dead
    );
}

const CHILD: &str = "FOOTFAULT_TEST_CACHE";

/// The work of the children below.
fn remember_until_killed(path: &Path) -> ! {
    let cache = open(path);
    let mut out = std::io::stdout().lock();
    let mut i = 0;
    loop {
        let url = format!("https://killed.example/{i}");
        cache.remember(&target(&url), &mut alive(&url));
        writeln!(out, "remembered {i}").unwrap();
        out.flush().unwrap();
        std::thread::sleep(Duration::from_millis(1));
        i += 1;
    }
}

#[test]
fn a_probe_that_fails_is_told_when_the_page_was_last_alive() {
    let (_folder, path) = folder();
    let cache = open(&path);
    cache.remember(
        &target(URL),
        &mut probe(URL, Verdict::Alive, Reason::Ok, "2026-10-20T08:00:00Z"),
    );
    cache.flush();
    // Even one that is not kept itself.
    for (verdict, reason) in [
        (Verdict::Unreachable, Reason::Timeout),
        (Verdict::Dead, Reason::Gone),
    ] {
        let mut probe = probe(URL, verdict, reason, NOW);
        cache.remember(&target(URL), &mut probe);
        assert_eq!(probe.last_alive.as_deref(), Some("2026-10-20T08:00:00Z"));
    }
    let mut sound = alive(URL);
    cache.remember(&target(URL), &mut sound);
    assert_eq!(sound.last_alive, None);
}

/// This test binary once more, as a process that remembers until it is killed.
fn child(path: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_killed_run_loses_only_what_was_in_flight",
            "--nocapture",
        ])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_killed_run_loses_only_what_was_in_flight() {
    if let Some(path) = std::env::var_os(CHILD) {
        remember_until_killed(Path::new(&path));
    }
    let (_folder, path) = folder();
    // One is killed at once, others later; each begins where the one before it was killed.
    for wanted in [1, 150, 400] {
        let mut child = child(&path);
        let mut last = None;
        for line in BufReader::new(child.stdout.take().unwrap()).lines() {
            let line = line.unwrap();
            if let Some(number) = line
                .strip_prefix("remembered ")
                .and_then(|number| number.parse::<usize>().ok())
            {
                last = Some(number);
                if number >= wanted {
                    break;
                }
            }
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let last = last.unwrap();
        let cache = open(&path);
        assert_eq!(cache.notices(), Vec::<String>::new());
        let kept = (0..=last)
            .take_while(|i| {
                cache
                    .recall(&target(&format!("https://killed.example/{i}")), now())
                    .is_some()
            })
            .count();
        // At one a millisecond, what ended in the last tenth of a second may still be on its way on a busy machine.
        assert!(kept + 100 > last, "{kept} of {last} survived");
        drop(cache);
        let whole: String = Connection::open(&path)
            .unwrap()
            .query_row("PRAGMA integrity_check", [], |row| row.get(0))
            .unwrap();
        assert_eq!(whole, "ok");
    }
}

#[test]
fn two_processes_share_the_file() {
    let (_folder, path) = folder();
    let mut children = [child(&path), child(&path)];
    let cache = open(&path);
    let started = Instant::now();
    for i in 0..200 {
        let url = format!("https://here.example/{i}");
        cache.remember(&target(&url), &mut alive(&url));
        std::thread::sleep(Duration::from_millis(2));
    }
    cache.flush();
    let there = |i: usize| {
        cache
            .recall(&target(&format!("https://killed.example/{i}")), now())
            .is_some()
    };
    while !there(20) {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "the other process wrote nothing"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
    for child in &mut children {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert_eq!(cache.notices(), Vec::<String>::new());
    assert!((0..200).all(|i| {
        cache
            .recall(&target(&format!("https://here.example/{i}")), now())
            .is_some()
    }));
}

#[test]
fn a_hundred_thousand_rows_are_looked_up_quickly() {
    let (_folder, path) = folder();
    let started = Instant::now();
    fill(&path, 100_000);
    let filled = started.elapsed();
    let cache = open(&path);
    let started = Instant::now();
    for i in 0..10_000 {
        let url = format!("https://example.org/{}", i * 7919 % 100_000);
        assert!(cache.recall(&target(&url), now()).is_some());
    }
    let each = started.elapsed() / 10_000;
    eprintln!("100,000 probes written in {filled:?}; a look-up takes {each:?}");
    assert!(each < Duration::from_millis(2), "a look-up takes {each:?}");
}
