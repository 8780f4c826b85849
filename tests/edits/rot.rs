//! What died since the last run, from the history that the cache keeps. Asks a server on this machine only.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::repository::{Ran, Repository};

/// A web server whose pages can be taken away.
struct Server {
    port: u16,
    gone: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let gone = Arc::new(Mutex::new(Vec::new()));
        let known = Arc::clone(&gone);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let known = Arc::clone(&known);
                // A client that goes away ends its conversation.
                thread::spawn(move || answer(&stream, &known).unwrap_or_default());
            }
        });
        Self { port, gone }
    }

    /// From now on these pages are gone, and no others.
    fn take_away(&self, paths: &[&str]) {
        *self.gone.lock().unwrap() = paths.iter().map(|path| (*path).to_owned()).collect();
        // The history counts seconds.
        thread::sleep(Duration::from_millis(1100));
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn report(&self) -> String {
        format!(
            "Ships wait.<sup>1</sup> Traffic fell.<sup>2</sup>\n\n# Notes\n\n\
             1. A. Smith, “Ships of the Canal,” *Harbour Review*, March 3, 2021, {}.\n\
             2. B. Jones, “Traffic of the Canal,” *Harbour Review*, March 4, 2021, {}.\n",
            self.url("/ships"),
            self.url("/traffic")
        )
    }
}

fn answer(stream: &TcpStream, gone: &Mutex<Vec<String>>) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut request = String::new();
        if reader.read_line(&mut request)? == 0 {
            return Ok(());
        }
        let mut header = String::new();
        while reader.read_line(&mut header)? > 2 {
            header.clear();
        }
        let path = request.split(' ').nth(1).unwrap_or_default();
        let words = "<p>Ships wait on the canal while traffic falls by half.</p>".repeat(20);
        let (status, body) = match path {
            _ if gone.lock().unwrap().iter().any(|page| page == path) => {
                ("410 Gone", "gone".to_owned())
            }
            "/ships" | "/traffic" => {
                let title = if path == "/ships" {
                    "Ships of the Canal"
                } else {
                    "Traffic of the Canal"
                };
                (
                    "200 OK",
                    format!("<html><head><title>{title}</title></head><body>{words}</body></html>"),
                )
            }
            _ => ("404 Not Found", "no such page".to_owned()),
        };
        let length = body.len();
        let mut writer = stream;
        write!(
            writer,
            "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
    }
}

fn check(place: &Repository, server: &Server, flags: &[&str]) -> Ran {
    let service = server.url("/");
    let mut args = vec![
        "check",
        "report.md",
        "--allow-private=127.0.0.0/8",
        "--per-host-interval",
        "0s",
        "--retries",
        "0",
        "--archive-url",
        &service,
        "--doi-url",
        &service,
        "--cache",
        "links.sqlite",
        "--max-age",
        "0s",
        "--fail-on",
        "never",
    ];
    args.extend(flags);
    place.run(&args)
}

fn changes(report: &Value) -> Vec<(&str, &str)> {
    report["link_changes"]["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| {
            let url = link["url"].as_str().unwrap();
            (
                link["change"].as_str().unwrap(),
                &url[url.rfind('/').unwrap()..],
            )
        })
        .collect()
}

#[test]
fn what_died_and_what_came_back_is_told_once() {
    let server = Server::start();
    let place = Repository::empty();
    place.write("report.md", &server.report());
    server.take_away(&["/ships"]);
    let first = check(
        &place,
        &server,
        &["--link-changes", "--fail-on-rot", "--format", "json"],
    );
    assert_eq!(first.code, Some(0), "{first:?}");
    let first = first.json();
    assert_eq!(first["link_changes"]["since"], Value::Null);
    assert!(
        first["notices"].to_string().contains("no earlier run"),
        "{first:#}"
    );

    server.take_away(&["/traffic"]);
    let second = check(&place, &server, &["--fail-on-rot", "--format", "json"]);
    assert_eq!(second.code, Some(1), "{second:?}");
    let second = second.json();
    assert_eq!(
        changes(&second),
        [("came-back", "/ships"), ("died", "/traffic")]
    );
    let died = &second["link_changes"]["links"][1];
    assert_eq!(
        (&died["was"], &died["is"]),
        (&Value::from("alive"), &Value::from("dead"))
    );
    assert_eq!(died["reason"], "gone");
    assert!(
        died["was_until"].as_str() < died["since"].as_str(),
        "{died}"
    );

    // The next run knows it already.
    server.take_away(&["/traffic"]);
    let third = check(&place, &server, &["--link-changes", "--fail-on-rot"]);
    assert_eq!(third.code, Some(0), "{third:?}");
    assert!(
        third.stdout.contains("Changed links: none since"),
        "{third:?}"
    );

    // Since a day, everything of that time is told, and a link that changed there and back is not.
    let day = check(&place, &server, &["--link-changes=1d", "--format", "json"]).json();
    assert_eq!(
        changes(&day),
        [("came-back", "/ships"), ("died", "/traffic")]
    );
    server.take_away(&["/ships"]);
    let back = check(
        &place,
        &server,
        &["--link-changes=2000-01-01", "--format", "json"],
    )
    .json();
    assert_eq!(changes(&back), [], "{back:#}");
    server.take_away(&["/ships", "/traffic"]);
    let flags = [
        "--link-changes",
        "--format",
        "markdown",
        "--output",
        "page.html",
    ];
    let told = check(&place, &server, &flags);
    assert!(place.read("page.html").contains("1 lost"));
    assert!(
        told.stdout.contains("## Died since") && told.stdout.contains("Note 2, line 6"),
        "{told:?}"
    );
    assert!(!told.stdout.contains("## Came back"), "{told:?}");
}

#[test]
fn what_cannot_be_told_is_refused() {
    let place = Repository::empty();
    place.write("report.md", "See https://example.org/ for more.\n");
    for flags in [
        &["--offline", "--link-changes"][..],
        &["--offline", "--fail-on-rot"],
        &["--no-cache", "--link-changes"],
        &["--link-changes=yesterday"],
    ] {
        let ran = place.run(&[&["check", "report.md"], flags].concat());
        assert_eq!(ran.code, Some(2), "{flags:?}: {ran:?}");
        assert_eq!(ran.stdout, "");
    }
}
