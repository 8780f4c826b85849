//! What is believed, and for how long.

use std::{fs, path::Path};

use footfault::{
    citations::PartialDate,
    probe::{
        Memory, Probe, Reason, Verdict,
        cache::{Cache, Options, lifetime},
    },
};
use jiff::{SignedDuration, ToSpan};
use rusqlite::Connection;

use crate::prelude::*;

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
