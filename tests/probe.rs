//! The prober against a server that misbehaves in every way the web does: verdicts and reasons.
//! How politely it asks, and at what cost, is tested in `probe_run.rs`.

#![expect(
    clippy::unwrap_used,
    clippy::format_push_string,
    reason = "a test fails by panicking"
)]

mod fault_server;

use std::{net::IpAddr, path::Path, sync::Arc, time::Duration};

use fault_server::{FaultServer, Row, tables};
use footfault::probe::{
    Forgetful, Options, Outcome, Probe, Reason, Stop, Target, Unwatched,
    address::Allowed,
    probe,
    resolve::{Lookup, Resolver, Unresolved},
};
use jiff::Timestamp;

/// Knows the hosts of the tables; every other name leads to the fault server's address.
#[derive(Debug)]
struct Names;

impl Resolver for Names {
    fn resolve(&self, host: &str) -> Lookup {
        let found: Result<Vec<IpAddr>, Unresolved> = match host {
            "no-such-host.test" => Err(Unresolved::NoSuchHost),
            "resolver-fails.test" => Err(Unresolved::Failed("no answer".to_owned())),
            "resolver-hangs.test" => return Box::pin(std::future::pending()),
            "inside.test" => Ok(vec!["10.0.0.1".parse().unwrap()]),
            "inside6.test" => Ok(vec!["fd00::1".parse().unwrap()]),
            _ => Ok(vec!["127.0.0.1".parse().unwrap()]),
        };
        Box::pin(std::future::ready(found))
    }
}

fn clock() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn options(server: &FaultServer) -> Options {
    let mut options = Options::new(clock);
    options.web.allowed = Allowed::Ranges(vec!["127.0.0.1/32".parse().unwrap()]);
    options.web.extra_roots = Some(server.authority());
    options.web.overrides = server.overrides();
    options.web.resolver = Some(Arc::new(Names));
    options.per_host_interval = Duration::ZERO;
    options.backoff = Duration::from_millis(10);
    options.body_bytes = 128 << 10;
    options
}

async fn run(targets: Vec<Target>, options: &Options) -> Outcome {
    probe(targets, options, &Forgetful, &Unwatched, Stop::new())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_behavior_gets_the_verdict_a_careful_person_would_give() {
    fault_server::wire::prepare();
    let rows: Vec<Row> = tables().into_iter().flat_map(|(_, rows)| rows).collect();
    let server = FaultServer::of_rows(&rows).await;
    // Patience where nothing takes long, so that a busy machine changes no verdict; haste for the rest.
    let mut patient = options(&server);
    patient.web.timeout = Duration::from_secs(20);
    let mut hasty = options(&server);
    hasty.web.timeout = Duration::from_millis(900);
    let mut probes: Vec<Option<Probe>> = rows.iter().map(|_| None).collect();
    for (slow, options) in [(false, patient), (true, hasty)] {
        let chosen: Vec<usize> = (0..rows.len())
            .filter(|row| rows[*row].slow == slow)
            .collect();
        let targets = chosen.iter().map(|row| rows[*row].target()).collect();
        let outcome = run(targets, &options).await;
        assert_eq!(outcome.probes.len(), chosen.len());
        for (row, probe) in chosen.into_iter().zip(outcome.probes) {
            probes[row] = Some(probe);
        }
    }
    let mut wrong = Vec::new();
    for (row, probe) in rows.iter().zip(probes.iter().flatten()) {
        if probe.reason != row.reason || probe.verdict != row.reason.verdict() {
            wrong.push(format!(
                "{} ({}): expected {:?}, got {:?}: {} {:?}",
                row.url, row.does, row.reason, probe.reason, probe.detail, probe.hops
            ));
        }
        assert!(!format!("{probe:?}").contains("secret"), "{probe:?}");
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        rows.len(),
        wrong.join("\n")
    );
}

/// One page of documentation from the tables, so that the two cannot differ.
fn verdicts_page() -> String {
    let mut text = String::from(
        "# Which behavior gets which verdict\n\nEvery line is a host of the test suite's fault server \
         (`tests/fault_server/`), which behaves as the line says, and a test asserts the verdict and the \
         reason. This page is made from those tables (`UPDATE_DOCS=1 cargo test --test probe`).\n",
    );
    text.push_str("\n## What the reasons mean\n\n| verdict | reason | means |\n|---|---|---|\n");
    for reason in Reason::ALL {
        let (verdict, word) = (reason.verdict().as_str(), reason.as_str());
        text.push_str(&format!(
            "| {verdict} | `{word}` | {} |\n",
            reason.meaning()
        ));
    }
    for (heading, rows) in tables() {
        text.push_str(&format!(
            "\n## {heading}\n\n| behavior | link | verdict | reason |\n|---|---|---|---|\n"
        ));
        for row in rows {
            text.push_str(&format!(
                "| {} | `{}` | {} | `{}` |\n",
                row.does.replace('|', "\\|"),
                row.url.replace("user:secret@", "user:password@"),
                row.reason.verdict().as_str(),
                row.reason.as_str(),
            ));
        }
    }
    text
}

#[test]
fn the_table_in_the_docs_is_the_tests_own() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/verdicts.md");
    let page = verdicts_page();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(stored, page, "run UPDATE_DOCS=1 cargo test --test probe");
}
