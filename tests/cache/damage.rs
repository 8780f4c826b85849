//! Files that are damaged, foreign, full or old.

use std::{fs, path::Path};

use footfault::probe::{
    Memory, Probe, Reason, Verdict,
    cache::{Cache, Options},
};
use jiff::ToSpan;
use rusqlite::Connection;

use crate::prelude::*;

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
