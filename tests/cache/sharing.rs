//! Several runs at once, killed runs, many rows.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use footfault::probe::{Memory, Reason, Verdict};
use rusqlite::Connection;

use crate::prelude::*;

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
            "sharing::a_killed_run_loses_only_what_was_in_flight",
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
    let megabytes = fs::metadata(&path).unwrap().len() / 1_000_000;
    eprintln!("100,000 probes: {megabytes} MB, written in {filled:?}; a look-up takes {each:?}");
    // A hundred times what it takes; without the index it would take more still.
    assert!(each < Duration::from_millis(20), "a look-up takes {each:?}");
}
