//! Archives and the DOI registry, as local servers speak for them: what they answer well, badly and not at all.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod run;
mod server;

use std::time::{Duration, Instant};

use footfault::{
    citations::PartialDate,
    probe::{
        address::Allowed,
        archive::{self, Archive},
        doi::{self, Registered, Registry},
        service::ServiceOptions,
        web::{Web, WebOptions},
    },
};
use server::{
    Answer::{self, Send as Say, Silence},
    Server,
};
use url::Url;

fn archive_at(server: &Server) -> Archive {
    Archive::new(web(), quick(archive::options(server.url())))
}

fn registry_at(server: &Server) -> Registry {
    Registry::new(web(), quick(doi::options(server.url())))
}

fn quick(options: ServiceOptions) -> ServiceOptions {
    ServiceOptions {
        timeout: Duration::from_millis(400),
        ..options
    }
}

fn web() -> Web {
    Web::new(&WebOptions {
        allowed: Allowed::All,
        ..WebOptions::default()
    })
    .unwrap()
}

fn json(body: &str) -> Answer {
    Say(
        "200 OK\r\nContent-Type: application/json".to_owned(),
        body.to_owned(),
    )
}

fn closest(server: &str, at: &str, status: &str) -> Answer {
    json(&format!(
        r#"{{"url":"x","archived_snapshots":{{"closest":{{"status":{status},"available":true,"url":"http://{server}/web/{at}/https://example.org/page","timestamp":"{at}"}}}}}}"#
    ))
}

fn body_of(answer: Answer) -> String {
    match answer {
        Say(_, body) => body,
        Silence => String::new(),
    }
}

const PAGE: &str = "https://example.org/page?a=1&b=2#part";
const CITED: PartialDate = PartialDate {
    year: 2023,
    month: Some(9),
    day: Some(14),
};

#[tokio::test]
async fn the_copy_before_the_cited_date_is_suggested() {
    let server = Server::start(|path, _| {
        assert!(path.starts_with("/wayback/available?"), "{path}");
        closest("127.0.0.1", "20230912081500", "\"200\"")
    })
    .await;
    let found = archive_at(&server)
        .nearest(PAGE, Some(CITED))
        .await
        .unwrap();
    assert_eq!(found.captured, "2023-09-12");
    assert_eq!(
        found.url,
        "http://127.0.0.1/web/20230912081500/https://example.org/page"
    );
    let heads = server.heads();
    assert_eq!(heads.len(), 1);
    let question = Url::parse(&format!("http://x{}", heads[0].split(' ').nth(1).unwrap())).unwrap();
    let pairs: Vec<(String, String)> = question.query_pairs().into_owned().collect();
    assert_eq!(
        pairs,
        [
            (
                "url".to_owned(),
                "https://example.org/page?a=1&b=2".to_owned()
            ),
            ("timestamp".to_owned(), "20230914235959".to_owned()),
        ]
    );
}

#[tokio::test]
async fn where_the_nearest_copy_is_later_the_index_is_asked_for_one_before() {
    let server = Server::start(|path, _| {
        if path.starts_with("/wayback/available") {
            return closest("127.0.0.1", "20230915000000", "\"200\"");
        }
        assert!(path.starts_with("/cdx/search/cdx?") && path.contains("to=20230914235959"), "{path}");
        json(r#"[["timestamp","original"],["20230101000000","https://example.org/page"],["20230820101010","https://example.org/page"]]"#)
    })
    .await;
    let found = archive_at(&server)
        .nearest(PAGE, Some(CITED))
        .await
        .unwrap();
    assert_eq!(found.captured, "2023-08-20");
    assert_eq!(
        found.url,
        format!(
            "http://{}/web/20230820101010/https://example.org/page",
            server.address
        )
    );
}

#[tokio::test]
async fn without_a_copy_before_the_one_after_is_suggested() {
    for index in [
        "[]",
        "not json",
        r#"[["timestamp","original"]]"#,
        r#"[["a","b"],["20240101000000","u"]]"#,
    ] {
        let server = Server::start(move |path, _| {
            if path.starts_with("/wayback/available") {
                closest("127.0.0.1", "20231001000000", "\"200\"")
            } else {
                json(index)
            }
        })
        .await;
        let found = archive_at(&server)
            .nearest(PAGE, Some(CITED))
            .await
            .unwrap();
        assert_eq!(found.captured, "2023-10-01", "{index}");
    }
}

#[tokio::test]
async fn without_a_date_the_latest_copy_is_suggested() {
    let server = Server::start(|path, _| {
        assert!(!path.contains("timestamp"), "{path}");
        closest("127.0.0.1", "20251001000000", "200")
    })
    .await;
    let found = archive_at(&server).nearest(PAGE, None).await.unwrap();
    assert_eq!(found.captured, "2025-10-01");
    assert_eq!(server.heads().len(), 1);
}

#[tokio::test]
async fn captures_of_errors_and_of_nothing_are_not_offered() {
    for body in [
        r#"{"archived_snapshots":{}}"#.to_owned(),
        body_of(closest("127.0.0.1", "20230912081500", "\"404\"")),
        body_of(closest("127.0.0.1", "20230912081500", "302")),
        r#"{"archived_snapshots":{"closest":{"available":false,"url":"http://127.0.0.1/web/1/","timestamp":"20230912081500"}}}"#.to_owned(),
    ] {
        let shown = body.clone();
        let server = Server::start(move |path, _| {
            if path.starts_with("/wayback") { json(&body) } else { json("[]") }
        })
        .await;
        let archive = archive_at(&server);
        assert_eq!(archive.nearest(PAGE, Some(CITED)).await, None, "{shown}");
        assert_eq!(archive.notice(), None, "an archive without a copy is in order");
    }
}

#[tokio::test]
async fn a_time_gate_serves_where_there_is_no_availability_api() {
    let server = Server::start(|path, _| {
        if !path.starts_with("/web/20230914235959/https://example.org/page?a=1&b=2") {
            return Say("404 Not Found".to_owned(), "no such service".to_owned());
        }
        Say(
            "302 Found\r\nLocation: /web/20230920000000/https://example.org/page\r\n\
             Link: <https://example.org/page>; rel=\"original\", \
             </web/20230701000000/https://example.org/page,1>; rel=\"first memento\"; datetime=\"Sat, 01 Jul 2023 00:00:00 GMT\", \
             </web/20230910000000/https://example.org/page>; rel=\"prev memento\"; datetime=\"Sun, 10 Sep 2023 00:00:00 GMT\""
                .to_owned(),
            String::new())
    })
    .await;
    let found = archive_at(&server)
        .nearest(PAGE, Some(CITED))
        .await
        .unwrap();
    assert_eq!(found.captured, "2023-09-10");
    assert_eq!(
        found.url,
        format!(
            "http://{}/web/20230910000000/https://example.org/page",
            server.address
        )
    );
    let gate = &server.heads()[1];
    assert!(
        gate.to_ascii_lowercase()
            .contains("accept-datetime: thu, 14 sep 2023 23:59:59 gmt"),
        "{gate}"
    );
}

#[tokio::test]
async fn copies_that_are_not_the_archives_own_are_not_believed() {
    for url in [
        "http://evil.example/web/20230912081500/https://example.org/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://user:pass@127.0.0.1/web/20230912081500/https://example.org/",
        "ftp://127.0.0.1/web/20230912081500/https://example.org/",
        "not an address",
    ] {
        let server = Server::start(move |_, _| {
            json(&format!(r#"{{"archived_snapshots":{{"closest":{{"status":"200","available":true,"url":"{url}","timestamp":"20230912081500"}}}}}}"#))
        })
        .await;
        assert_eq!(archive_at(&server).nearest(PAGE, None).await, None, "{url}");
    }
    for at in ["20231301000000", "tomorrow", "", "2023é"] {
        let server = Server::start(move |_, _| closest("127.0.0.1", at, "\"200\"")).await;
        assert_eq!(archive_at(&server).nearest(PAGE, None).await, None, "{at}");
    }
}

#[tokio::test]
async fn an_archive_in_trouble_is_left_alone_and_told_of_once() {
    for (name, answer) in [
        (
            "503",
            Say("503 Busy\r\nRetry-After: 0".to_owned(), String::new()),
        ),
        (
            "429 for long",
            Say("429 No\r\nRetry-After: 99999".to_owned(), String::new()),
        ),
        ("silent", Silence),
    ] {
        let server = Server::start(move |_, _| answer.clone()).await;
        let archive = archive_at(&server);
        let started = Instant::now();
        for page in 0..20 {
            assert_eq!(
                archive
                    .nearest(&format!("https://example.org/{page}"), Some(CITED))
                    .await,
                None
            );
        }
        assert!(
            started.elapsed() < Duration::from_secs(12),
            "{name}: {:?}",
            started.elapsed()
        );
        assert!(
            server.heads().len() <= 8,
            "{name}: {} requests",
            server.heads().len()
        );
        let notice = archive.notice().unwrap();
        assert!(
            notice.starts_with("the archive at 127.0.0.1 was left alone"),
            "{notice}"
        );
    }
}

#[tokio::test]
async fn a_moments_trouble_is_waited_out() {
    let server = Server::start(|_, count| {
        if count == 1 {
            Say("503 Busy\r\nRetry-After: 0".to_owned(), String::new())
        } else {
            closest("127.0.0.1", "20230912081500", "\"200\"")
        }
    })
    .await;
    let archive = archive_at(&server);
    assert!(archive.nearest(PAGE, Some(CITED)).await.is_some());
    assert_eq!(archive.notice(), None);
}

#[tokio::test]
async fn huge_and_odd_answers_are_survived() {
    for body in [
        "[".repeat(4 << 20),
        "{\"archived_snapshots\":".repeat(100_000),
        "\u{feff}{}".to_owned(),
        "null".to_owned(),
        String::new(),
    ] {
        let server = Server::start(move |_, _| json(&body)).await;
        assert_eq!(archive_at(&server).nearest(PAGE, Some(CITED)).await, None);
    }
}

#[tokio::test]
async fn the_time_for_all_questions_is_bounded() {
    let server = Server::start(|_, _| closest("127.0.0.1", "20230912081500", "\"200\"")).await;
    let options = ServiceOptions {
        budget: Duration::ZERO,
        ..archive::options(server.url())
    };
    let archive = Archive::new(web(), options);
    tokio::time::sleep(Duration::from_millis(5)).await;
    let mut answered = 0;
    for page in 0..10 {
        answered += usize::from(
            archive
                .nearest(&format!("https://example.org/{page}"), None)
                .await
                .is_some(),
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(answered, 1, "the first question is always asked");
    assert!(
        archive
            .notice()
            .unwrap()
            .contains("was not asked of every link")
    );
}

#[tokio::test]
async fn pages_that_no_archive_may_know_are_not_told_of() {
    let server = Server::start(|_, _| closest("127.0.0.1", "20230912081500", "\"200\"")).await;
    let archive = archive_at(&server);
    for url in [
        "https://user:secret@example.org/",
        "mailto:a@example.org",
        "ftp://example.org/",
        "no url",
    ] {
        assert_eq!(archive.nearest(url, None).await, None, "{url}");
    }
    assert!(server.heads().is_empty());
}

#[tokio::test]
async fn the_registry_tells_registered_from_unknown() {
    let server = Server::start(|path, _| match path {
        "/api/handles/10.1000/good" => json(
            r#"{"responseCode":1,"handle":"10.1000/good","values":[{"index":1,"type":"URL"}]}"#,
        ),
        "/api/handles/10.1000/reserved" => {
            json(r#"{"responseCode":200,"handle":"10.1000/reserved"}"#)
        }
        "/api/handles/10.1002/(sici)1097(1999)50:1%3C1::aid-asi1%3E3.0.co;2-%23" => {
            json(r#"{"responseCode":1,"values":[{}]}"#)
        }
        "/api/handles/10.1000/trouble" => json(r#"{"responseCode":2}"#),
        _ => Say(
            "404 Not Found".to_owned(),
            r#"{"responseCode":100,"handle":"x"}"#.to_owned(),
        ),
    })
    .await;
    let registry = registry_at(&server);
    for (doi, expected) in [
        ("10.1000/GOOD", Registered::Yes),
        ("https://doi.org/10.1000/good.", Registered::Yes),
        (
            "10.1002/(SICI)1097(1999)50:1<1::AID-ASI1>3.0.CO;2-#",
            Registered::Yes,
        ),
        ("10.1000/reserved", Registered::No),
        ("10.1000/invented", Registered::No),
        ("10.1000/trouble", Registered::Unknown),
        ("no doi", Registered::No),
    ] {
        assert_eq!(registry.ask(doi).await, expected, "{doi}");
    }
    assert_eq!(registry.notice(), None);
}

#[tokio::test]
async fn a_registry_in_trouble_says_nothing_against_a_doi() {
    for answer in [
        Silence,
        Say("500 Oops".to_owned(), String::new()),
        Say("403 Forbidden".to_owned(), "<html>robot?</html>".to_owned()),
        Say(
            "404 Not Found".to_owned(),
            "<html>nothing here</html>".to_owned(),
        ),
        Say(
            "302 Found\r\nLocation: http://evil.example/".to_owned(),
            String::new(),
        ),
    ] {
        let server = Server::start(move |_, _| answer.clone()).await;
        let registry = registry_at(&server);
        for _ in 0..4 {
            assert_eq!(registry.ask("10.1000/good").await, Registered::Unknown);
        }
        assert!(
            registry
                .notice()
                .unwrap()
                .starts_with("the DOI registry at 127.0.0.1")
        );
    }
}

#[tokio::test]
async fn the_record_of_a_work_is_read_through_the_agency() {
    let server = Server::start(|path, _| match path {
        "/10.1000/good" => Say("302 Found\r\nLocation: /works/10.1000/good".to_owned(), String::new()),
        "/works/10.1000/good" => json(r#"{"title":"On Rivers","author":[{"given":"Ada","family":"Byron"}],"issued":{"date-parts":[[2020,3,5]]}}"#),
        "/10.1000/circle" => Say("302 Found\r\nLocation: /10.1000/circle".to_owned(), String::new()),
        _ => Say("406 Not Acceptable".to_owned(), String::new()),
    })
    .await;
    let registry = registry_at(&server);
    let page = registry.record("10.1000/good").await.unwrap();
    assert_eq!(page.title.as_deref(), Some("On Rivers"));
    assert_eq!(page.authors, ["Ada Byron"]);
    assert_eq!(page.date.as_deref(), Some("2020-03-05"));
    assert!(
        server.heads()[0]
            .to_ascii_lowercase()
            .contains("accept: application/vnd.citationstyles.csl+json")
    );
    assert_eq!(registry.record("10.1000/circle").await, None);
    assert_eq!(registry.record("10.1000/none").await, None);
}
