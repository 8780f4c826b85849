//! Links asked over the network, of a server on this machine.

use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

use crate::run::Place;

const PAGE: &str = "<html><head><title>Traffic on the Canal</title></head><body>";

/// A server that answers by path; it lives as long as the test's process.
#[derive(Debug)]
struct Server {
    port: u16,
    asked: Arc<AtomicUsize>,
}

impl Server {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let counter = Arc::clone(&counter);
                // A client that goes away ends its conversation.
                thread::spawn(move || answer(&stream, port, &counter).unwrap_or_default());
            }
        });
        Self { port, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A report with one note for each path.
    fn report(&self, paths: &[&str]) -> String {
        let mut marks = String::new();
        let mut notes = String::new();
        for (number, path) in (1..).zip(paths) {
            write!(marks, "Traffic fell.<sup>{number}</sup> ").unwrap();
            let url = self.url(path);
            writeln!(
                notes,
                "{number}. A. Smith, “Traffic on the Canal,” *Harbour Review*, March 3, 2021, {url}."
            )
            .unwrap();
        }
        format!("# The Canal\n\n{marks}\n\n# Notes\n\n{notes}")
    }
}

fn answer(stream: &TcpStream, port: u16, asked: &AtomicUsize) -> std::io::Result<()> {
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
        asked.fetch_add(1, Ordering::SeqCst);
        let path = request.split(' ').nth(1).unwrap_or_default();
        let words = "<p>Ships wait on the canal while traffic falls by half.</p>".repeat(20);
        let page = format!("{PAGE}{words}</body></html>");
        let (status, extra, body) = match path {
            "/gone" => ("410 Gone", String::new(), "gone".to_owned()),
            "/moved" => (
                "301 Moved",
                "Location: /traffic\r\n".to_owned(),
                String::new(),
            ),
            "/members" => ("403 Forbidden", String::new(), "no".to_owned()),
            "/slow" => {
                thread::sleep(Duration::from_mins(1));
                return Ok(());
            }
            path if path.starts_with("/wayback/available") => {
                let body = format!(
                    "{{\"archived_snapshots\":{{\"closest\":{{\"status\":\"200\",\"available\":true,\
                     \"url\":\"http://127.0.0.1:{port}/web/20210301000000/http://127.0.0.1:{port}/gone\",\
                     \"timestamp\":\"20210301000000\"}}}}}}"
                );
                ("200 OK", String::new(), body)
            }
            "/traffic" => ("200 OK", String::new(), page),
            _ => ("404 Not Found", String::new(), "no such page".to_owned()),
        };
        let kind = if body.starts_with('{') {
            "application/json"
        } else {
            "text/html; charset=utf-8"
        };
        let length = body.len();
        let mut writer = stream;
        write!(
            writer,
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{extra}Content-Length: {length}\r\n\r\n{body}"
        )?;
    }
}

fn flags(server: &Server) -> String {
    let archive = server.url("/");
    format!(
        "--allow-private=127.0.0.0/8 --per-host-interval 0s --retries 0 --archive-url {archive}"
    )
}

fn json(stdout: &str) -> Value {
    serde_json::from_str(stdout).unwrap()
}

/// Verdict and reason of each probe.
fn verdicts(json: &Value) -> Vec<(&str, &str)> {
    json["probes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|probe| {
            (
                probe["verdict"].as_str().unwrap(),
                probe["reason"].as_str().unwrap(),
            )
        })
        .collect()
}

#[test]
fn every_link_gets_its_verdict_and_is_remembered() {
    let server = Server::start();
    let report = server.report(&["/traffic", "/gone", "/moved", "/members", "/traffic"]);
    let place = Place::with(&[("report.md", &report)]);
    let arguments = format!("check report.md {} --format json", flags(&server));
    let first = json(&place.run(&arguments).stdout);
    let expected = [
        ("alive", "ok"),
        ("dead", "gone"),
        ("moved", "permanent-redirect"),
        ("blocked", "forbidden"),
    ];
    assert_eq!(verdicts(&first), expected);
    assert_eq!(first["asked"], true);
    assert_eq!(first["documents"][0]["links"], 5);
    assert_eq!(first["documents"][0]["targets"], 4);
    assert_eq!(first["probes"][0]["links"], serde_json::json!([0, 4]));
    assert_eq!(first["probes"][1]["status"], 410);
    assert_eq!(first["probes"][1]["archive"]["captured"], "2021-03-01");
    assert_eq!(first["probes"][2]["hops"][0]["status"], 301);
    assert_eq!(first["probes"][2]["final_url"], server.url("/traffic"));
    assert_eq!(first["summary"]["verdicts"]["alive"], 1);

    let before = server.asked.load(Ordering::SeqCst);
    let again = json(&place.run(&arguments).stdout);
    assert_eq!(verdicts(&again), expected);
    for probe in again["probes"].as_array().unwrap() {
        assert_eq!(probe["from_cache"], true, "{again}");
    }
    let pages_asked = server.asked.load(Ordering::SeqCst) - before;
    assert!(
        pages_asked <= 1,
        "only the archive may be asked again: {pages_asked}"
    );

    let anew = json(&place.run(&format!("{arguments} --no-cache")).stdout);
    assert_eq!(anew["probes"][0]["from_cache"], false);
}

#[test]
fn the_markdown_report_tells_what_the_web_answered() {
    let server = Server::start();
    let report = server.report(&["/traffic", "/gone", "/moved"]);
    let place = Place::with(&[("report.md", &report)]);
    let ran = place.run(&format!(
        "check report.md {} --format markdown",
        flags(&server)
    ));
    for part in [
        "| dead | 1 |",
        "## Dead (1)",
        "**Note 2, line 8**",
        "`gone`, status 410",
        "[copy of 2021-03-01]",
        "## Moved (1)",
        "Better address: ",
    ] {
        assert!(ran.stdout.contains(part), "no “{part}” in {}", ran.stdout);
    }
}

#[test]
fn this_machine_is_not_asked_without_leave() {
    let server = Server::start();
    let place = Place::with(&[("report.md", &server.report(&["/traffic"]))]);
    for leave in ["", "--allow-private=10.0.0.0/8"] {
        let ran = place.run(&format!("check report.md --no-cache --format json {leave}"));
        assert_eq!(
            verdicts(&json(&ran.stdout)),
            [("skipped", "private-address")]
        );
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    let ran = place.run("check report.md --no-cache --format json --allow-private");
    assert_eq!(verdicts(&json(&ran.stdout)), [("alive", "ok")]);
}

#[test]
fn a_name_can_be_pinned_to_an_address() {
    let server = Server::start();
    let report = server.report(&["/traffic"]);
    let host = format!("127.0.0.1:{}", server.port);
    let report = report.replace(&host, "canal.example");
    let place = Place::with(&[("report.md", &report)]);
    let ran = place.run(&format!(
        "check report.md --allow-private --no-cache --format json --resolve canal.example:80:{host}"
    ));
    assert_eq!(verdicts(&json(&ran.stdout)), [("alive", "ok")], "{ran:?}");
}

#[test]
fn addresses_can_be_left_out() {
    let server = Server::start();
    let place = Place::with(&[
        ("footfault.toml", "[links]\nexclude = [\"/gone$\"]\n"),
        ("report.md", &server.report(&["/traffic", "/gone"])),
    ]);
    let ran = place.run(&format!("check report.md {} --format json", flags(&server)));
    assert_eq!(
        verdicts(&json(&ran.stdout)),
        [("alive", "ok"), ("skipped", "excluded")]
    );
}

#[test]
fn a_time_out_is_kept() {
    let server = Server::start();
    let place = Place::with(&[("report.md", &server.report(&["/slow"]))]);
    let ran = place.run(&format!(
        "check report.md {} --timeout 300ms --format json",
        flags(&server)
    ));
    assert_eq!(verdicts(&json(&ran.stdout)), [("unreachable", "timeout")]);
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_prints_what_is_known() {
    use std::process::{Command, Stdio};

    let server = Server::start();
    let place = Place::with(&[("report.md", &server.report(&["/traffic", "/slow"]))]);
    let child = crate::run::command(&place.path(""))
        .args(format!("check report.md {} --format json", flags(&server)).split_whitespace())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // Both pages are being asked, and only one of them will answer.
    while server.asked.load(Ordering::SeqCst) < 2 {
        thread::sleep(Duration::from_millis(20));
    }
    thread::sleep(Duration::from_millis(200));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{stderr}");
    assert!(stderr.contains("interrupted: 1 of 2 links"), "{stderr}");
    let json = json(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(
        verdicts(&json),
        [("alive", "ok"), ("skipped", "interrupted")]
    );
}

#[test]
fn moved_links_are_followed_and_copies_added_once() {
    let server = Server::start();
    let report = server.report(&["/traffic", "/gone", "/moved", "/members"]);
    let place = Place::with(&[("report.md", &report)]);
    let arguments = format!("fix report.md --add-archived {}", flags(&server));
    let shown = place.run(&format!("{arguments} --diff"));
    assert_eq!(shown.code, Some(1), "{shown:?}");
    assert_eq!(place.read("report.md"), report);
    let ran = place.run(&arguments);
    let copy = server.url(&format!("/web/20210301000000/{}", server.url("/gone")));
    let expected = report.replace("/moved.", "/traffic.").replace(
        &format!("{}.", server.url("/gone")),
        &format!("{}, archived at <{copy}>.", server.url("/gone")),
    );
    assert_eq!(place.read("report.md"), expected, "{ran:?}");
    assert!(
        ran.stdout.contains("2 fixes applied to 1 file"),
        "{}",
        ran.stdout
    );
    let again = place.run(&arguments);
    assert_eq!(place.read("report.md"), expected, "{again:?}");
    assert!(
        again.stdout.starts_with("nothing to fix"),
        "{}",
        again.stdout
    );
}
