//! A run under a low limit of open files. Alone in its process, because the limit is the process's.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fault_server;

use std::{sync::Arc, time::Duration};

use fault_server::{FaultServer, Reply, article};
use footfault::probe::{
    Forgetful, Options, Reason, Stop, Target, Unwatched,
    address::Allowed,
    probe,
    resolve::{Lookup, Resolver},
};

#[derive(Debug)]
struct Here;

impl Resolver for Here {
    fn resolve(&self, _: &str) -> Lookup {
        Box::pin(std::future::ready(Ok(vec!["127.0.0.1".parse().unwrap()])))
    }
}

/// 2,000 hosts with two links each, silent hosts among them, with room for 1,024 files, the server's own half of
/// every connection included.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_hosts_under_a_low_limit_of_files_give_no_false_error() {
    rlimit::setrlimit(rlimit::Resource::NOFILE, 1024, 1024).unwrap();
    let server = FaultServer::of(|asked| {
        if asked.host.starts_with("silent") {
            Reply::silence()
        } else {
            Reply::html(article(&format!("Page {} of {}", asked.path, asked.host)))
        }
    })
    .await;
    let mut options = Options::new(|| "2026-11-23T12:00:00Z".parse().unwrap());
    options.web.timeout = Duration::from_secs(4);
    options.web.allowed = Allowed::Ranges(vec!["127.0.0.1/32".parse().unwrap()]);
    options.web.overrides = server.overrides();
    options.web.resolver = Some(Arc::new(Here));
    options.concurrency = 100_000;
    options.per_host_interval = Duration::from_millis(100);
    let targets: Vec<Target> = (0..4_000)
        .map(|number| {
            let host = number % 2_000;
            let kind = if host % 100 == 7 { "silent" } else { "sound" };
            Target {
                url: format!("http://{kind}-{host}.test/{number}"),
                ..Target::default()
            }
        })
        .collect();
    let outcome = probe(targets, &options, &Forgetful, &Unwatched, Stop::new())
        .await
        .unwrap();
    for probe in &outcome.probes {
        let expected = if probe.url.contains("silent") {
            Reason::Timeout
        } else {
            Reason::Ok
        };
        assert_eq!(probe.reason, expected, "{probe:?}");
    }
}
