//! Made-up targets, probes and caches.

use std::path::{Path, PathBuf};

use footfault::probe::{
    Cited, LinkRef, Memory, Probe, Reason, Target, Verdict,
    cache::{Cache, Options},
};
use jiff::Timestamp;
use rusqlite::Connection;

pub(crate) const NOW: &str = "2026-11-23T12:00:00Z";

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn now() -> Timestamp {
    at(NOW)
}

pub(crate) fn folder() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cache.sqlite");
    (folder, path)
}

pub(crate) fn open(path: &Path) -> Cache {
    Cache::open(path, Options::default(), now())
}

pub(crate) fn target(url: &str) -> Target {
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

pub(crate) fn probe(url: &str, verdict: Verdict, reason: Reason, when: &str) -> Probe {
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

pub(crate) fn alive(url: &str) -> Probe {
    probe(url, Verdict::Alive, Reason::Ok, NOW)
}

pub(crate) const URL: &str = "https://example.org/page";

pub(crate) fn fill(path: &Path, count: usize) {
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
