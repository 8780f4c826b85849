//! Decides when which target is asked: fair between hosts, polite to each, bounded in all. One loop owns the
//! queues and talks to cache and observer; the probes run beside it.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
};

use tokio::{sync::mpsc, task::JoinSet, time::Instant};
use url::Url;

use super::{
    Memento, Memory, Observer, Outcome, Probe, Reason, Target, Verdict,
    archive::Archive,
    case::{self, Closed, Limited, Shared},
    clean,
    consult::{Suggestions, way_to},
    doi::Registry,
    failure::Failure,
    hosts::{Hosts, Limits, Waiting},
    options::Options,
    shown::Shown,
    stop::Stop,
    turns::{Event, Turn, Turns, host_of},
    web::{Web, WebError, WebOptions},
};
use crate::document::Notice;

/// Probes under way for each request under way: the others wait for a host or between two tries.
const PROBES_PER_REQUEST: usize = 8;
/// Requests to silent hosts for each request under way.
const SILENT_PER_REQUEST: usize = 6;
/// Unused connections that are kept to a host, however many hosts there are.
const LEAST_IDLE: usize = 2;
/// Files that are open for other reasons.
const OTHER_FILES: usize = 64;

/// Probes every target and answers in their order.
///
/// On `stop`, requests under way are dropped and what was not concluded is skipped as interrupted.
///
/// # Errors
///
/// When the way to the network cannot be set up; see [`Web::new`].
pub async fn probe(
    targets: Vec<Target>,
    options: &Options,
    memory: &dyn Memory,
    observer: &dyn Observer,
    stop: Stop,
) -> Result<Outcome, WebError> {
    // Connections at work, at silent hosts, and kept between requests, and look-ups: each gets its share, so that
    // the limit of open files is never met.
    let share = (options.connections.unwrap_or_else(room_for_connections) / 4).max(1);
    let idle_per_host = idle_per_host(&targets, options.per_host, share);
    let web = Web::new(&WebOptions {
        idle_per_host,
        ..options.web.clone()
    })?;
    let archive = match &options.archive {
        Some(archive) => {
            let web = way_to(&archive.endpoint, &web, options)?;
            Some(Archive::new(web, archive.clone()))
        }
        None => None,
    };
    let registry = match &options.registry {
        Some(registry) => {
            let web = way_to(&registry.endpoint, &web, options)?;
            Some(Registry::new(web, registry.clone()))
        }
        None => None,
    };
    let (events, inbox) = mpsc::unbounded_channel();
    let concurrency = options.concurrency.clamp(1, share);
    let run = Run {
        shared: Arc::new(Shared::new(
            web,
            options.clone(),
            Turns {
                events: events.clone(),
            },
            registry,
        )),
        results: (0..targets.len()).map(|_| None).collect(),
        targets: Arc::new(targets),
        urls: HashMap::new(),
        memory,
        observer,
        hosts: Hosts::new(Limits {
            per_host: options.per_host,
            interval: options.per_host_interval,
            held: share / idle_per_host,
        }),
        events,
        probes: JoinSet::new(),
        shown: Shown::default(),
        suggestions: Suggestions::new(archive),
        busy: 0,
        silent: 0,
        concurrency,
        most_silent: (concurrency * SILENT_PER_REQUEST).min(share),
        asked: 0,
    };
    Ok(run.run(inbox, stop).await)
}

/// Most unused connections to one host: as many as requests may go to it at once, where the share has room for so
/// many of every host's. A new connection costs more than the request that it carries.
fn idle_per_host(targets: &[Target], per_host: usize, share: usize) -> usize {
    let hosts: HashSet<String> = targets
        .iter()
        .filter_map(|target| Some(host_of(&clean::clean(&target.url).ok()?)))
        .collect();
    (share / hosts.len().max(1)).min(per_host).max(LEAST_IDLE)
}

/// Connections this machine has room for, from its limit of open files, raised as far as it allows.
fn room_for_connections() -> usize {
    let limit = rlimit::increase_nofile_limit(65_536).unwrap_or(1024);
    // Half: each connection may have an idle one beside it, and look-ups open sockets of their own.
    usize::try_from(limit)
        .unwrap_or(usize::MAX)
        .saturating_sub(OTHER_FILES)
        .max(16)
        / 2
}

/// After so many links in a row that a host turned away because too much was asked of it, it is left alone.
const LIMITED_ENOUGH: u8 = 3;

/// What a task beside the loop comes to.
enum Done {
    Probe(usize, Box<Closed>),
    /// Whether the links of a group show what their host shows for everything.
    Compared(Vec<usize>, bool),
}

struct Run<'r> {
    shared: Arc<Shared>,
    targets: Arc<Vec<Target>>,
    results: Vec<Option<Probe>>,
    /// Cleaned URLs of the targets to be asked.
    urls: HashMap<usize, Url>,
    memory: &'r dyn Memory,
    observer: &'r dyn Observer,
    hosts: Hosts,
    events: mpsc::UnboundedSender<Event>,
    probes: JoinSet<Done>,
    shown: Shown,
    suggestions: Suggestions,
    /// Requests under way, those to silent hosts left out.
    busy: usize,
    /// Requests to hosts that keep silent.
    silent: usize,
    concurrency: usize,
    most_silent: usize,
    asked: usize,
}

impl Run<'_> {
    async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Event>, stop: Stop) -> Outcome {
        for index in 0..self.targets.len() {
            if stop.is_requested() {
                break;
            }
            self.admit(index);
            if index % 256 == 255 {
                tokio::task::yield_now().await;
            }
        }
        let stopped = stop.requested();
        tokio::pin!(stopped);
        loop {
            self.grant();
            if self.urls.is_empty() && self.probes.is_empty() {
                self.compare();
            }
            self.suggestions.start(&self.targets);
            let done = self.urls.is_empty() && self.probes.is_empty() && self.suggestions.is_idle();
            if stop.is_requested() || done {
                break;
            }
            let wake = if self.has_turn() {
                self.hosts.next_time(self.has_room())
            } else {
                None
            };
            tokio::select! {
                biased;
                () = &mut stopped => break,
                Some(event) = inbox.recv() => {
                    self.hear(event);
                    // Many events are often there at once.
                    while let Ok(event) = inbox.try_recv() {
                        self.hear(event);
                    }
                }
                Some(joined) = self.probes.join_next(), if !self.probes.is_empty() => {
                    match joined {
                        Ok(Done::Probe(index, closed)) => self.close(index, *closed),
                        Ok(Done::Compared(group, true)) => self.catch(group),
                        // A probe that broke down leaves its target without a result.
                        Ok(Done::Compared(_, false)) | Err(_) => {}
                    }
                }
                found = self.suggestions.next() => {
                    if let Some((index, memento)) = found {
                        self.suggest(index, memento);
                    }
                }
                () = sleep_until(wake), if wake.is_some() => {}
            }
        }
        self.probes.shutdown().await;
        self.finish(stop.is_requested())
    }

    /// Concludes what need not be asked, queues the rest.
    fn admit(&mut self, index: usize) {
        let targets = Arc::clone(&self.targets);
        let target = &targets[index];
        let options = &self.shared.options;
        let excluded = options.exclude.is_match(&target.url)
            || !(options.include.is_empty() || options.include.is_match(&target.url));
        if excluded {
            let detail = "left out by the configuration".to_owned();
            return self.settle(
                index,
                case::bare(target, Reason::Excluded, detail, options.now),
            );
        }
        let url = match clean::clean(&target.url) {
            Ok(url) => url,
            Err(unfit) => {
                let reason = if clean::is_cut_off(&target.url) {
                    Reason::Truncated
                } else {
                    unfit.reason
                };
                return self.settle(index, case::bare(target, reason, unfit.detail, options.now));
            }
        };
        if let Some(mut known) = self.memory.recall(target, (options.now)()) {
            known.from_cache = true;
            known.links.clone_from(&target.links);
            return self.settle(index, known);
        }
        let host = self.hosts.number(&host_of(&url));
        let port = url.port_or_known_default().unwrap_or(0);
        self.urls.insert(index, url);
        self.hosts.queue(host, Waiting::Target { index, port });
    }

    fn has_turn(&self) -> bool {
        self.busy < self.concurrency && self.silent <= self.most_silent
    }

    fn has_room(&self) -> bool {
        self.probes.len() < self.concurrency * PROBES_PER_REQUEST
    }

    /// Lets everybody go who may.
    fn grant(&mut self) {
        let now = Instant::now();
        while self.has_turn() {
            let Some((host, waiting)) = self.hosts.next(now, self.has_room()) else {
                return;
            };
            let patient = self.hosts.is_silent(host);
            if patient {
                self.silent += 1;
            } else {
                self.busy += 1;
            }
            let turn = Turn {
                host,
                name: self.hosts.name(host).to_owned(),
                last: self.hosts.is_last(host),
                patient,
                note: super::turns::HostNote::default(),
                events: self.events.clone(),
            };
            match waiting {
                // A probe that is gone drops its turn, which gives it back.
                Waiting::Probe(reply) => drop(reply.send(turn)),
                Waiting::Target { index, .. } => self.start(index, turn),
            }
        }
    }

    fn start(&mut self, index: usize, turn: Turn) {
        let Some(url) = self.urls.remove(&index) else {
            return;
        };
        let shared = Arc::clone(&self.shared);
        let targets = Arc::clone(&self.targets);
        self.observer.started(&self.targets[index]);
        self.asked += 1;
        self.probes.spawn(async move {
            let closed = case::probe_one(&shared, &targets[index], &url, Some(turn)).await;
            Done::Probe(index, Box::new(closed))
        });
    }

    fn hear(&mut self, event: Event) {
        match event {
            Event::Enter { host, reply } => {
                let number = self.hosts.number(&host);
                self.hosts.queue(number, Waiting::Probe(reply));
            }
            Event::Patient { host } => {
                self.hosts.wait_long(host);
                self.busy -= 1;
                self.silent += 1;
            }
            Event::Leave {
                host,
                patient,
                note,
            } => {
                if patient {
                    self.silent -= 1;
                } else {
                    self.busy -= 1;
                }
                self.hosts.leave(host, note);
            }
            Event::Pause { host, pause } => self.observer.waiting(&host, pause),
            Event::Quiet { host, until } => {
                let number = self.hosts.number(&host);
                self.hosts.quiet(number, until);
            }
        }
    }

    /// Takes a conclusion in; where it is the host's rather than the page's, concludes for the host's others.
    fn close(&mut self, index: usize, closed: Closed) {
        if let Ok(url) = clean::clean(&self.targets[index].url) {
            let host = self.hosts.number(&host_of(&url));
            if let Some(failure) = &closed.host_failure {
                self.spread_failure(host, &url, failure, &closed.probe);
            }
            let in_a_row = self.hosts.note_limited(host, closed.limited.is_some());
            if closed.limited == Some(Limited::ForLong) || in_a_row >= LIMITED_ENOUGH {
                let detail = "not asked, because its host asked to be left alone".to_owned();
                self.give_up(host, 0, Reason::RateLimited, &detail);
            }
        }
        self.shown.note(index, &closed, &self.targets[index].url);
        self.keep(index, closed.probe);
    }

    fn spread_failure(&mut self, host: usize, url: &Url, failure: &Failure, probe: &Probe) {
        let port = match failure {
            Failure::NoSuchHost | Failure::Resolver(_) => 0,
            _ => url.port_or_known_default().unwrap_or(0),
        };
        let known = &self.shared.known;
        let out_of_order = match failure {
            Failure::AnswerTimeout | Failure::ConnectTimeout => known.is_silent(url),
            Failure::Closed | Failure::Reset => known.is_broken(url),
            failure => failure.is_of_host(),
        };
        if out_of_order {
            let detail = format!("not asked, because its host failed for another link: {failure}");
            self.give_up(host, port, probe.reason, &detail);
        }
    }

    /// Concludes for all targets that still wait for a host.
    fn give_up(&mut self, host: usize, port: u16, reason: Reason, detail: &str) {
        for index in self.hosts.take_waiting(host, port) {
            self.urls.remove(&index);
            let targets = Arc::clone(&self.targets);
            let now = self.shared.options.now;
            self.keep(
                index,
                case::bare(&targets[index], reason, detail.to_owned(), now),
            );
        }
    }

    /// Asks each host that showed one page for several addresses for an address that nobody made.
    fn compare(&mut self) {
        for doubt in self.shown.doubts(&self.targets) {
            let shared = Arc::clone(&self.shared);
            self.probes.spawn(async move {
                let caught = case::catches_all(&shared, &doubt.url, doubt.fingerprint).await;
                Done::Compared(doubt.group, caught)
            });
        }
    }

    fn catch(&mut self, group: Vec<usize>) {
        for index in group {
            if let Some(mut probe) = self.results[index].take() {
                case::caught(&mut probe);
                let targets = Arc::clone(&self.targets);
                self.memory.remember(&targets[index], &mut probe);
                self.suggestions.consider(index, &probe);
                self.results[index] = Some(probe);
            }
        }
    }

    /// Writes a new conclusion to the cache, then settles it.
    fn keep(&mut self, index: usize, mut probe: Probe) {
        if probe.verdict != Verdict::Skipped {
            let targets = Arc::clone(&self.targets);
            self.memory.remember(&targets[index], &mut probe);
        }
        self.settle(index, probe);
    }

    fn settle(&mut self, index: usize, probe: Probe) {
        self.observer.finished(&probe);
        self.suggestions.consider(index, &probe);
        self.results[index] = Some(probe);
    }

    /// Adds an archived copy to a conclusion, in the cache as well.
    fn suggest(&mut self, index: usize, memento: Memento) {
        let Some(probe) = &mut self.results[index] else {
            return;
        };
        probe.archive = Some(memento);
        if !probe.from_cache {
            self.memory.remember(&self.targets[index], probe);
        }
    }

    fn finish(mut self, stopped: bool) -> Outcome {
        let now = self.shared.options.now;
        let mut probes: Vec<Probe> = self
            .results
            .into_iter()
            .zip(self.targets.iter())
            .map(|(probe, target)| {
                probe.unwrap_or_else(|| {
                    let (reason, detail) = if stopped {
                        (
                            Reason::Interrupted,
                            "the run was stopped before it was asked",
                        )
                    } else {
                        (Reason::TemporaryFailure, "its probe broke down")
                    };
                    case::bare(target, reason, detail.to_owned(), now)
                })
            })
            .collect();
        let mut notices = Vec::new();
        if self.asked > 0
            && let Some(message) = self.shared.options.web.proxies.notice()
        {
            notices.push(Notice {
                message,
                place: None,
            });
        }
        let services = [
            self.suggestions.finish(),
            self.shared.registry.as_ref().and_then(Registry::notice),
        ];
        notices.extend(services.into_iter().flatten().map(|message| Notice {
            message,
            place: None,
        }));
        if let Some(message) = without_network(&mut probes) {
            notices.push(Notice {
                message,
                place: None,
            });
        }
        Outcome { probes, notices }
    }
}

/// Whether no host at all could be reached; then nothing is known of any page.
fn without_network(probes: &mut [Probe]) -> Option<String> {
    let mut asked = 0;
    for probe in probes.iter() {
        match probe.reason {
            Reason::DnsFailure | Reason::NetworkUnreachable => asked += 1,
            _ if probe.verdict == Verdict::Skipped
                || probe.verdict == Verdict::Invalid
                || probe.from_cache => {}
            _ => return None,
        }
    }
    (asked > 1).then(|| "no link could be asked: this machine seems to have no network".to_owned())
}

async fn sleep_until(at: Option<Instant>) {
    match at {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
