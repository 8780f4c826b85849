//! Whole runs with an archive and a registry beside them.

use std::sync::Mutex;

use footfault::probe::{
    Cited, Forgetful, Memory, Options, Outcome, Probe, Reason, Stop, Target, Unwatched, Verdict,
    address::{Allowed, Override},
    archive, doi, probe,
};
use jiff::Timestamp;

use super::{
    CITED, closest, json, quick,
    server::{
        Answer::{Send as Say, Silence},
        Server,
    },
};

fn now() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

/// Every name leads to `pages`, the services are `services`.
fn options(pages: &Server, services: &Server) -> Options {
    let mut options = Options::new(now);
    options.web.allowed = Allowed::All;
    options.web.overrides = vec![Override {
        host: "*".to_owned(),
        port: 80,
        address: pages.address,
    }];
    options.per_host_interval = std::time::Duration::ZERO;
    options.backoff = std::time::Duration::from_millis(10);
    options.archive = Some(quick(archive::options(services.url())));
    options.registry = Some(quick(doi::options(services.url())));
    options
}

async fn run(urls: &[&str], options: &Options, memory: &dyn Memory) -> Outcome {
    let targets = urls.iter().map(|url| Target {
        url: (*url).to_owned(),
        cited: Cited {
            titles: vec!["Water and War in the Valley".to_owned()],
            date: Some(CITED),
            ..Cited::default()
        },
        links: Vec::new(),
    });
    probe(targets.collect(), options, memory, &Unwatched, Stop::new())
        .await
        .unwrap()
}

const SOUND: &str = "<html><title>Water and War in the Valley</title><p>Long ago there was water and war in this \
    valley, and the people of the villages on both banks of the river still speak of it to whoever comes.";

#[tokio::test]
async fn dead_and_suspect_pages_get_their_copies_and_sound_ones_none() {
    let pages = Server::start(|path, _| match path {
        "/sound" => Say(
            "200 OK\r\nContent-Type: text/html".to_owned(),
            SOUND.to_owned(),
        ),
        "/empty" => Say(
            "200 OK\r\nContent-Type: text/html".to_owned(),
            String::new(),
        ),
        _ => Say("404 Not Found".to_owned(), "gone".to_owned()),
    })
    .await;
    let services = Server::start(|path, _| {
        if path.contains("nocopy") {
            return json(r#"{"archived_snapshots":{}}"#);
        }
        assert!(path.starts_with("/wayback/available"), "{path}");
        closest("127.0.0.1", "20230912081500", "\"200\"")
    })
    .await;
    let urls = [
        "http://a.example/sound",
        "http://a.example/dead",
        "http://b.example/empty",
        "http://c.example/nocopy",
    ];
    let kept = Kept::default();
    let outcome = run(&urls, &options(&pages, &services), &kept).await;
    let seen: Vec<(Verdict, Option<&str>)> = outcome
        .probes
        .iter()
        .map(|probe| {
            (
                probe.verdict,
                probe.archive.as_ref().map(|copy| copy.captured.as_str()),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            (Verdict::Alive, None),
            (Verdict::Dead, Some("2023-09-12")),
            (Verdict::Suspect, Some("2023-09-12")),
            (Verdict::Dead, None),
        ]
    );
    assert_eq!(outcome.notices, Vec::new());
    // The copy reaches the cache as well.
    let kept = kept.0.into_inner().unwrap();
    assert!(
        kept.iter()
            .any(|probe| probe.url.ends_with("/dead") && probe.archive.is_some())
    );
}

#[tokio::test]
async fn a_dead_archive_is_told_of_and_changes_no_verdict() {
    let pages = Server::start(|_, _| Say("404 Not Found".to_owned(), "gone".to_owned())).await;
    let services = Server::start(|_, _| Silence).await;
    let urls: Vec<String> = (0..12)
        .map(|page| format!("http://a.example/{page}"))
        .collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let outcome = run(&urls, &options(&pages, &services), &Forgetful).await;
    assert!(
        outcome
            .probes
            .iter()
            .all(|probe| probe.verdict == Verdict::Dead && probe.archive.is_none())
    );
    let notices: Vec<&str> = outcome
        .notices
        .iter()
        .map(|notice| notice.message.as_str())
        .collect();
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(
        notices[0].starts_with("the archive at 127.0.0.1 was left alone"),
        "{notices:?}"
    );
}

#[tokio::test]
async fn a_sound_doi_does_not_look_dead() {
    let pages = Server::start(|path, _| match path {
        "/10.1000/open" => Say(
            "302 Found\r\nLocation: http://publisher.example/open".to_owned(),
            String::new(),
        ),
        "/open" => Say(
            "200 OK\r\nContent-Type: text/html".to_owned(),
            SOUND.to_owned(),
        ),
        "/10.1000/closed" => Say(
            "302 Found\r\nLocation: http://publisher.example/closed".to_owned(),
            String::new(),
        ),
        "/closed" | "/doi/full/10.1000/closed" => {
            Say("403 Forbidden".to_owned(), "no robots".to_owned())
        }
        "/10.1000/other" => Say(
            "302 Found\r\nLocation: http://publisher.example/closed".to_owned(),
            String::new(),
        ),
        "/10.1000/conflict" => Say("409 Conflict".to_owned(), "no".to_owned()),
        _ => Say("404 Not Found".to_owned(), "gone".to_owned()),
    })
    .await;
    let services = Server::start(|path, _| {
        if path.starts_with("/wayback") || path.starts_with("/cdx") {
            return json(r#"{"archived_snapshots":{}}"#);
        }
        if path.starts_with("/api/handles/") && !path.ends_with("/invented") {
            return json(r#"{"responseCode":1,"values":[{"type":"URL"}]}"#);
        }
        match path {
            "/10.1000/closed" => json(r#"{"title":"Water and War in the Valley: A History","issued":{"date-parts":[[2023]]}}"#),
            "/10.1000/other" => json(r#"{"title":"Genome Assembly of Three Brassica Cultivars"}"#),
            _ => Say("404 Not Found".to_owned(), r#"{"responseCode":100}"#.to_owned()),
        }
    })
    .await;
    let urls = [
        "http://doi.org/10.1000/open",
        "http://doi.org/10.1000/closed",
        "http://dx.doi.org/10.1000/other",
        "http://doi.org/10.1000/invented",
        "http://doi.org/10.1000/conflict",
        "http://publisher.example/doi/full/10.1000/closed",
    ];
    let outcome = run(&urls, &options(&pages, &services), &Forgetful).await;
    let reasons: Vec<Reason> = outcome.probes.iter().map(|probe| probe.reason).collect();
    assert_eq!(
        reasons,
        [
            Reason::TemporaryRedirect,
            Reason::Forbidden,
            Reason::TitleMismatch,
            Reason::NotFound,
            Reason::Forbidden,
            Reason::Forbidden,
        ],
        "{:#?}",
        outcome.probes
    );
    assert!(
        outcome
            .probes
            .iter()
            .all(|probe| probe.verdict == probe.reason.verdict())
    );
    for closed in [&outcome.probes[1], &outcome.probes[5]] {
        assert!(
            closed.detail.starts_with("the DOI is registered; "),
            "{}",
            closed.detail
        );
        let title = closed.page.as_ref().and_then(|page| page.title.as_deref());
        assert_eq!(title, Some("Water and War in the Valley: A History"));
    }
    assert!(
        outcome.probes[2]
            .detail
            .contains("“Genome Assembly of Three Brassica Cultivars”")
    );
    assert_eq!(
        outcome.probes[3].detail,
        "the DOI 10.1000/invented is not registered"
    );
    assert!(
        !pages.heads().iter().any(|head| head.contains("invented")),
        "nobody is sent to ask for it"
    );
}

#[tokio::test]
async fn without_the_registry_a_doi_is_a_page_like_any_other() {
    let pages = Server::start(|path, _| match path {
        "/10.1000/open" => Say(
            "200 OK\r\nContent-Type: text/html".to_owned(),
            SOUND.to_owned(),
        ),
        _ => Say("404 Not Found".to_owned(), "gone".to_owned()),
    })
    .await;
    let services = Server::start(|path, _| {
        if path.starts_with("/api/") {
            Silence
        } else {
            json(r#"{"archived_snapshots":{}}"#)
        }
    })
    .await;
    let urls = ["http://doi.org/10.1000/open", "http://doi.org/10.1000/gone"];
    let outcome = run(&urls, &options(&pages, &services), &Forgetful).await;
    let verdicts: Vec<Verdict> = outcome.probes.iter().map(|probe| probe.verdict).collect();
    assert_eq!(verdicts, [Verdict::Alive, Verdict::Dead]);
}

#[tokio::test]
async fn naming_a_service_is_leave_to_ask_it_and_nothing_else_of_this_machine() {
    let pages = Server::start(|_, _| Say("200 OK".to_owned(), SOUND.to_owned())).await;
    let services = Server::start(|_, _| closest("127.0.0.1", "20230912081500", "\"200\"")).await;
    let mut options = options(&pages, &services);
    options.web.allowed = Allowed::PublicOnly;
    let outcome = run(
        &["http://a.example/dead", "http://b.example/"],
        &options,
        &Remembered,
    )
    .await;
    assert_eq!(outcome.probes[0].verdict, Verdict::Dead);
    assert!(outcome.probes[0].from_cache && outcome.probes[0].archive.is_some());
    assert_eq!(outcome.probes[1].reason, Reason::PrivateAddress);
    assert!(pages.heads().is_empty());
}

/// Remembers that one page was dead, and no copy of it.
struct Remembered;

impl Memory for Remembered {
    fn recall(&self, target: &Target, _: Timestamp) -> Option<Probe> {
        let json = r#"{"url":"http://a.example/dead","verdict":"dead","reason":"gone","detail":"answered 410","hops":[],
            "attempts":1,"elapsed_ms":1,"checked_at":"2026-11-23T11:00:00Z","from_cache":false,"links":[]}"#;
        target
            .url
            .ends_with("/dead")
            .then(|| serde_json::from_str(json).unwrap())
    }

    fn remember(&self, _: &Target, _: &mut Probe) {}
}

/// Keeps what it is told.
#[derive(Default)]
struct Kept(Mutex<Vec<Probe>>);

impl Memory for Kept {
    fn recall(&self, _: &Target, _: Timestamp) -> Option<Probe> {
        None
    }

    fn remember(&self, _: &Target, probe: &mut Probe) {
        self.0.lock().unwrap().push(probe.clone());
    }
}
