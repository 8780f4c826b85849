//! How politely, fairly and cheaply the prober asks; what a whole run says.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fault_server;

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use fault_server::{FaultServer, Reply, article, pages};
use footfault::probe::{
    Forgetful, Memory, Observer, Options, Outcome, Probe, Reason, Stop, Target, Unwatched, Verdict,
    address::Allowed,
    probe,
    resolve::{Lookup, Resolver, Unresolved},
};
use jiff::Timestamp;

fn clock() -> Timestamp {
    "2026-11-23T12:00:00Z".parse().unwrap()
}

fn options(server: &FaultServer) -> Options {
    let mut options = Options::new(clock);
    options.web.timeout = Duration::from_secs(5);
    options.web.allowed = Allowed::Ranges(vec!["127.0.0.1/32".parse().unwrap()]);
    options.web.extra_roots = Some(server.authority());
    options.web.overrides = server.overrides();
    options.web.resolver = Some(Arc::new(Nobody));
    options.per_host_interval = Duration::ZERO;
    options.backoff = Duration::from_millis(10);
    options
}

/// Knows no name.
#[derive(Debug)]
struct Nobody;

impl Resolver for Nobody {
    fn resolve(&self, _: &str) -> Lookup {
        Box::pin(std::future::ready(Err(Unresolved::NoSuchHost)))
    }
}

fn target(url: impl Into<String>) -> Target {
    Target {
        url: url.into(),
        ..Target::default()
    }
}

async fn run(targets: Vec<Target>, options: &Options) -> Outcome {
    probe(targets, options, &Forgetful, &Unwatched, Stop::new())
        .await
        .unwrap()
}

fn count(outcome: &Outcome, reason: Reason) -> usize {
    outcome
        .probes
        .iter()
        .filter(|probe| probe.reason == reason)
        .count()
}

/// Notes when each host's targets were finished.
#[derive(Default)]
struct Watch {
    finished: Mutex<Vec<(String, Instant)>>,
}

impl Observer for Watch {
    fn finished(&self, probe: &Probe) {
        self.finished
            .lock()
            .unwrap()
            .push((probe.url.clone(), Instant::now()));
    }
}

fn distinct(asked: &fault_server::Asked) -> Reply {
    Reply::html(article(&format!("Page {} of {}", asked.path, asked.host)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn limits_of_a_host_hold_for_links_and_for_redirects_to_it() {
    let server = FaultServer::of(|asked| {
        if asked.host.starts_with("from-") {
            Reply::to("302 Found", &format!("http://one.test{}", asked.path))
        } else {
            distinct(asked).after(fault_server::Part::Pause(Duration::from_millis(10)))
        }
    })
    .await;
    let mut options = options(&server);
    options.per_host_interval = Duration::from_millis(15);
    let mut targets: Vec<Target> = (0..30)
        .map(|page| target(format!("http://one.test/{page}")))
        .collect();
    targets.extend((0..15).map(|host| target(format!("http://from-{host}.test/r{host}"))));
    let start = Instant::now();
    let outcome = run(targets, &options).await;
    assert_eq!(count(&outcome, Reason::Ok), 30);
    assert_eq!(count(&outcome, Reason::TemporaryRedirect), 15);
    assert_eq!(server.count("one.test"), 45);
    assert!(
        server.most_at_once("one.test") <= 2,
        "{}",
        server.most_at_once("one.test")
    );
    assert!(
        start.elapsed() >= Duration::from_millis(44 * 15),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_with_many_links_does_not_hold_up_the_others() {
    let server = FaultServer::of(distinct).await;
    let mut options = options(&server);
    options.per_host_interval = Duration::from_millis(10);
    let mut targets: Vec<Target> = (0..200)
        .map(|page| target(format!("http://large.test/{page}")))
        .collect();
    targets.extend((0..200).map(|host| target(format!("http://small-{host}.test/"))));
    let watch = Watch::default();
    let outcome = probe(targets, &options, &Forgetful, &watch, Stop::new())
        .await
        .unwrap();
    assert_eq!(count(&outcome, Reason::Ok), 400);
    let finished = watch.finished.lock().unwrap();
    let last_small = finished
        .iter()
        .rposition(|(url, _)| url.contains("small"))
        .unwrap();
    let large_before = finished[..last_small]
        .iter()
        .filter(|(url, _)| url.contains("large"))
        .count();
    assert!(
        large_before < 150,
        "{large_before} of the large host's 200 came before the last small one"
    );
    // In the order of the targets, whatever the order of the answers.
    assert!(outcome.probes[0].url.ends_with("large.test/0"));
    assert!(outcome.probes[399].url.contains("small-199"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silent_hosts_hold_up_nobody_and_cost_little() {
    let server = FaultServer::of(|asked| {
        if asked.host.starts_with("silent") {
            Reply::silence()
        } else {
            distinct(asked)
        }
    })
    .await;
    let mut options = options(&server);
    options.web.timeout = Duration::from_secs(2);
    options.concurrency = 16;
    let mut targets: Vec<Target> = (0..30)
        .flat_map(|host| {
            (0..10).map(move |page| target(format!("http://silent-{host}.test/{page}")))
        })
        .collect();
    targets.extend((0..300).map(|host| target(format!("http://sound-{host}.test/"))));
    let watch = Watch::default();
    let start = Instant::now();
    let outcome = probe(targets, &options, &Forgetful, &watch, Stop::new())
        .await
        .unwrap();
    assert_eq!(count(&outcome, Reason::Ok), 300);
    assert_eq!(count(&outcome, Reason::Timeout), 300);
    let finished = watch.finished.lock().unwrap();
    let sound = finished
        .iter()
        .filter(|(url, _)| url.contains("sound"))
        .map(|(_, at)| *at)
        .max()
        .unwrap();
    // Waited for in turn, the silent links alone would take more than a minute.
    assert!(
        sound - start < Duration::from_secs(20),
        "{:?}",
        sound - start
    );
    // A few requests in vain are enough; the host's other links are not asked.
    for host in 0..30 {
        let asked = server.count(&format!("silent-{host}.test"));
        assert!(asked <= 4, "silent-{host}.test was asked {asked} times");
    }
    assert!(
        start.elapsed() < Duration::from_secs(40),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dead_host_is_asked_for_one_of_its_links_only() {
    let server = FaultServer::of(distinct).await;
    let mut targets: Vec<Target> = (0..50)
        .map(|page| target(format!("http://127.0.0.1:1/{page}")))
        .collect();
    targets.extend((0..50).map(|page| target(format!("http://nowhere.test:8080/{page}"))));
    targets.push(target("http://sound.test/"));
    let outcome = run(targets, &options(&server)).await;
    assert_eq!(count(&outcome, Reason::ConnectionRefused), 50);
    assert_eq!(count(&outcome, Reason::NoSuchHost), 50);
    assert_eq!(
        count(&outcome, Reason::ConnectionRefused) + count(&outcome, Reason::NoSuchHost),
        100
    );
    let asked: u32 = outcome.probes[..100]
        .iter()
        .map(|probe| probe.attempts)
        .sum();
    assert!(asked <= 12, "asked {asked} times");
    assert!(
        outcome.probes[49]
            .detail
            .contains("not asked, because its host failed")
    );
    assert!(outcome.notices.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_ends_the_run_at_once_with_what_is_known() {
    let server = FaultServer::of(|asked| {
        if asked.host.starts_with("silent") {
            Reply::silence()
        } else {
            distinct(asked)
        }
    })
    .await;
    let mut targets = vec![target("http://sound.test/")];
    targets.extend((0..20).map(|host| target(format!("http://silent-{host}.test/"))));
    let stop = Stop::new();
    let asking = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_secs(1)).await;
        asking.request();
    });
    let start = Instant::now();
    let outcome = probe(targets, &options(&server), &Forgetful, &Unwatched, stop)
        .await
        .unwrap();
    // The silent hosts would have been waited for five seconds, and asked again.
    assert!(
        start.elapsed() < Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
    assert_eq!(outcome.probes[0].reason, Reason::Ok);
    assert_eq!(count(&outcome, Reason::Interrupted), 20);
    assert_eq!(outcome.probes[5].verdict, Verdict::Skipped);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_links_run_in_bounded_memory() {
    let server = FaultServer::of(|asked| {
        Reply::html(format!(
            "<title>{}</title><p>Page {} stands here.",
            asked.host, asked.path
        ))
    })
    .await;
    let mut options = options(&server);
    options.per_host = 4;
    let targets: Vec<Target> = (0..10_000)
        .map(|page| target(format!("http://host-{}.test/{page}", page % 500)))
        .collect();
    let before = resident_kilobytes();
    let outcome = run(targets, &options).await;
    assert_eq!(count(&outcome, Reason::Ok), 10_000);
    if let (Some(before), Some(after)) = (before, resident_kilobytes()) {
        let grown = after.saturating_sub(before) / 1024;
        assert!(grown < 250, "grew by {grown} MB, the server's log included");
    } else {
        eprintln!("memory is not measured on this system");
    }
}

/// Largest resident memory so far, where the system tells.
fn resident_kilobytes() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn connections_stay_within_what_the_machine_has() {
    let server = FaultServer::of(|asked| {
        distinct(asked).after(fault_server::Part::Pause(Duration::from_millis(5)))
    })
    .await;
    let mut options = options(&server);
    options.connections = Some(40);
    options.concurrency = 1000;
    let targets = (0..200)
        .map(|host| target(format!("http://host-{host}.test/")))
        .collect();
    let outcome = run(targets, &options).await;
    assert_eq!(count(&outcome, Reason::Ok), 200);
    let most = server.log.lock().unwrap().most_requests;
    // The run keeps to a quarter of them; the server lets go of a request a moment after its answer has arrived.
    assert!(most <= 40, "{most} requests at once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_network_nothing_is_called_dead() {
    #[derive(Debug)]
    struct Down;
    impl Resolver for Down {
        fn resolve(&self, _: &str) -> Lookup {
            let failed = Unresolved::Failed("the resolver gave no answer".to_owned());
            Box::pin(std::future::ready(Err(failed)))
        }
    }
    let mut options = Options::new(clock);
    options.web.resolver = Some(Arc::new(Down));
    options.backoff = Duration::from_millis(5);
    let mut targets: Vec<Target> = (0..20)
        .map(|host| target(format!("https://host-{host}.test/")))
        .collect();
    targets.push(target("https://bad host/"));
    let outcome = run(targets, &options).await;
    assert!(
        outcome.probes[..20]
            .iter()
            .all(|probe| probe.verdict == Verdict::Unreachable)
    );
    assert_eq!(outcome.probes[20].verdict, Verdict::Invalid);
    assert_eq!(outcome.notices.len(), 1);
    assert!(outcome.notices[0].message.contains("no network"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_name_that_changes_its_address_between_look_ups_is_checked_each_time() {
    #[derive(Debug, Default)]
    struct Rebinding(AtomicUsize);
    impl Resolver for Rebinding {
        fn resolve(&self, _: &str) -> Lookup {
            let address: IpAddr = match self.0.fetch_add(1, Ordering::SeqCst) {
                0 => "127.0.0.1".parse().unwrap(),
                _ => "127.0.0.2".parse().unwrap(),
            };
            Box::pin(std::future::ready(Ok(vec![address])))
        }
    }
    let server = FaultServer::of(|asked| Reply {
        keep: false,
        ..distinct(asked)
    })
    .await;
    let mut options = options(&server);
    options.web.overrides = Vec::new();
    options.web.resolver = Some(Arc::new(Rebinding::default()));
    let port = server.plain.port();
    let targets = (0..3)
        .map(|page| target(format!("http://rebinding.test:{port}/{page}")))
        .collect();
    let outcome = run(targets, &options).await;
    assert_eq!(outcome.probes[0].reason, Reason::Ok);
    assert_eq!(outcome.probes[1].reason, Reason::PrivateAddress);
    assert_eq!(outcome.probes[2].reason, Reason::PrivateAddress);
    assert_eq!(server.count("rebinding.test"), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_one_host_is_sent_to_another() {
    let server = FaultServer::of(|asked| match asked.host.as_str() {
        "first.test" => Reply::new(
            "302 Found",
            &[
                ("Set-Cookie", "secret=1; Path=/"),
                ("Location", "http://second.test/page"),
            ],
            "",
        ),
        _ => distinct(asked),
    })
    .await;
    let outcome = run(
        vec![target("http://user:secret@first.test/a?token=x")],
        &options(&server),
    )
    .await;
    assert_eq!(outcome.probes[0].reason, Reason::TemporaryRedirect);
    assert_eq!(outcome.probes[0].url, "http://***@first.test/a?token=x");
    assert_eq!(
        outcome.probes[0].hops[0].url,
        "http://***@first.test/a?token=x"
    );
    let log = server.log.lock().unwrap();
    let second = log
        .requests
        .iter()
        .find(|asked| asked.host == "second.test")
        .unwrap();
    for name in ["cookie", "authorization", "referer", "origin"] {
        assert_eq!(second.header(name), None, "{name}");
    }
    let first = log
        .requests
        .iter()
        .find(|asked| asked.host == "first.test")
        .unwrap();
    assert!(first.header("authorization").is_some());
    assert!(first.header("user-agent").unwrap().contains("footfault"));
    assert!(first.header("accept-language").is_some());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proxy_is_used_said_and_not_led_into_the_own_network() {
    #[derive(Debug)]
    struct Inside;
    impl Resolver for Inside {
        fn resolve(&self, host: &str) -> Lookup {
            Box::pin(std::future::ready(match host {
                "inside.test" => Ok(vec!["10.0.0.1".parse().unwrap()]),
                _ => Err(Unresolved::NoSuchHost),
            }))
        }
    }
    let server = FaultServer::of(distinct).await;
    let mut options = options(&server);
    options.web.overrides = Vec::new();
    options.web.resolver = Some(Arc::new(Inside));
    options.web.proxies.http = Some(format!("http://user:secret@{}", server.plain));
    let targets = vec![
        target("http://outside.test/page"),
        target("http://inside.test/page"),
        target("http://10.0.0.1/page"),
    ];
    let outcome = run(targets, &options).await;
    let reasons: Vec<Reason> = outcome.probes.iter().map(|probe| probe.reason).collect();
    assert_eq!(
        reasons,
        [Reason::Ok, Reason::PrivateAddress, Reason::PrivateAddress]
    );
    let notice = &outcome.notices[0].message;
    assert!(
        notice.contains("proxy") && notice.contains("127.0.0.1") && !notice.contains("secret"),
        "{notice}"
    );
    let log = server.log.lock().unwrap();
    assert_eq!(log.requests.len(), 1);
    assert_eq!(log.requests[0].path, "http://outside.test/page");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_remembered_is_not_asked_and_what_is_found_is_remembered() {
    #[derive(Default)]
    struct Notebook(Mutex<HashMap<String, Probe>>);
    impl Memory for Notebook {
        fn recall(&self, target: &Target, _: Timestamp) -> Option<Probe> {
            self.0.lock().unwrap().get(&target.url).cloned()
        }
        fn remember(&self, target: &Target, probe: &mut Probe) {
            self.0
                .lock()
                .unwrap()
                .insert(target.url.clone(), probe.clone());
        }
    }
    let server = FaultServer::of(distinct).await;
    let notebook = Notebook::default();
    let targets = || {
        (0..3)
            .map(|page| target(format!("http://one.test/{page}")))
            .collect::<Vec<_>>()
    };
    let first = probe(
        targets(),
        &options(&server),
        &notebook,
        &Unwatched,
        Stop::new(),
    )
    .await
    .unwrap();
    let second = probe(
        targets(),
        &options(&server),
        &notebook,
        &Unwatched,
        Stop::new(),
    )
    .await
    .unwrap();
    assert_eq!(server.count("one.test"), 3);
    assert!(first.probes.iter().all(|probe| !probe.from_cache));
    assert!(
        second
            .probes
            .iter()
            .all(|probe| probe.from_cache && probe.reason == Reason::Ok)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_shows_one_page_for_everything_is_found_out_without_a_cited_title() {
    let server = FaultServer::of(|asked| match asked.host.as_str() {
        "catch-all.test" => Reply::html(pages::recipes()),
        "mirror.test" if asked.path.starts_with("/a") => Reply::html(pages::recipes()),
        "mirror.test" => Reply::status("404 Not Found", "no"),
        _ => distinct(asked),
    })
    .await;
    let targets = [
        "http://catch-all.test/one",
        "http://catch-all.test/two",
        "http://mirror.test/a",
        "http://mirror.test/a?mobile",
        "http://other.test/one",
    ];
    let outcome = run(targets.map(target).to_vec(), &options(&server)).await;
    let reasons: Vec<Reason> = outcome.probes.iter().map(|probe| probe.reason).collect();
    let expected = [
        Reason::Soft404,
        Reason::Soft404,
        Reason::Ok,
        Reason::Ok,
        Reason::Ok,
    ];
    assert_eq!(reasons, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_excluded_is_not_asked() {
    let server = FaultServer::of(distinct).await;
    let mut options = options(&server);
    options.exclude = regex::RegexSet::new([r"^http://no\."]).unwrap();
    let targets = vec![target("http://no.test/"), target("http://yes.test/")];
    let outcome = run(targets, &options).await;
    assert_eq!(outcome.probes[0].reason, Reason::Excluded);
    assert_eq!(outcome.probes[1].reason, Reason::Ok);
    assert_eq!(server.count("no.test"), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_asks_for_time_gets_it_for_all_its_links() {
    let server = FaultServer::of(|asked| {
        if asked.before == 0 {
            Reply::new(
                "429 Too Many Requests",
                &[("Retry-After", "1")],
                "slow down",
            )
        } else {
            distinct(asked)
        }
    })
    .await;
    let targets = (0..5)
        .map(|page| target(format!("http://busy.test/{page}")))
        .collect();
    let outcome = run(targets, &options(&server)).await;
    assert_eq!(count(&outcome, Reason::Ok), 5);
    assert_eq!(outcome.probes[0].attempts, 2);
    let log = server.log.lock().unwrap();
    let pause = log.requests[1].at - log.requests[0].at;
    assert!(pause >= Duration::from_millis(950), "{pause:?}");
    assert!(log.open["busy.test"].1 <= 1, "one at a time after a 429");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hosts_are_asked_over_ipv6() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let Ok(listener) = tokio::net::TcpListener::bind("[::1]:0").await else {
        eprintln!("this machine has no IPv6; the test has nothing to show");
        return;
    };
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 2048];
            let _ = stream.read(&mut request).await;
            let body = article("Water and Markets");
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
        }
    });
    let mut options = Options::new(clock);
    options.web.resolver = Some(Arc::new(Nobody));
    options.web.allowed = Allowed::Ranges(vec!["::1/128".parse().unwrap()]);
    options.web.overrides = vec![format!("six.test:80:{address}").parse().unwrap()];
    let targets = vec![
        target("http://six.test/a"),
        target(format!("http://{address}/b")),
    ];
    let outcome = run(targets, &options).await;
    assert_eq!(count(&outcome, Reason::Ok), 2, "{:?}", outcome.probes);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_wants_to_be_left_alone_is() {
    let server = FaultServer::of(|asked| match asked.host.as_str() {
        "tomorrow.test" => Reply::new("429 Too Many Requests", &[("Retry-After", "86400")], "no"),
        _ => Reply::status("429 Too Many Requests", "no"),
    })
    .await;
    let targets = (0..40)
        .map(|page| {
            target(format!(
                "http://{}.test/{page}",
                if page < 20 { "tomorrow" } else { "never" }
            ))
        })
        .collect();
    let mut options = options(&server);
    options.retries = 1;
    let outcome = run(targets, &options).await;
    assert_eq!(count(&outcome, Reason::RateLimited), 40);
    assert!(
        server.count("tomorrow.test") <= 2,
        "{}",
        server.count("tomorrow.test")
    );
    assert!(
        server.count("never.test") <= 10,
        "{}",
        server.count("never.test")
    );
    assert!(outcome.probes[19].detail.contains("asked to be left alone"));
}
