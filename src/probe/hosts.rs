//! The queue of each host and who goes next: fair between hosts, within each host's limits. Knows the time
//! only as it is told, and asks nothing itself.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, HashMap, VecDeque},
    time::Duration,
};

use tokio::{sync::oneshot, time::Instant};

use super::turns::{HostNote, Turn};

/// Slowest pace to which 429 brings a host.
const SLOWEST: Duration = Duration::from_secs(20);
/// First pace after a 429 where the host had none.
const SLOWER: Duration = Duration::from_millis(500);

/// Somebody who waits for a host.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// A target to be probed.
    Target { index: usize, port: u16 },
    /// A probe under way.
    Probe(oneshot::Sender<Turn>),
}

/// Limits of every host.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) per_host: usize,
    pub(crate) interval: Duration,
    /// Hosts to which connections are kept between requests, at most.
    pub(crate) held: usize,
}

/// All hosts of a run.
#[derive(Debug)]
pub(crate) struct Hosts {
    limits: Limits,
    hosts: Vec<HostQueue>,
    by_name: HashMap<String, usize>,
    /// Hosts at whose head a probe under way waits, by the time it may go.
    resuming: BinaryHeap<Reverse<(Instant, u64, usize)>>,
    /// The same for targets; apart, because they need room for a new probe.
    starting: BinaryHeap<Reverse<(Instant, u64, usize)>>,
    order: u64,
    /// Hosts to which connections are kept.
    held: usize,
}

#[derive(Debug)]
struct HostQueue {
    name: String,
    waiting: VecDeque<Waiting>,
    active: usize,
    next_at: Instant,
    interval: Duration,
    answered: bool,
    silent: bool,
    slowed: bool,
    /// How many targets in a row it turned away because too much was asked of it.
    limited: u8,
    /// The entry of a heap that stands for the host; older ones are out of date.
    listed: Option<u64>,
    /// Whether connections to it are kept between requests.
    held: bool,
}

impl Hosts {
    pub(crate) fn new(limits: Limits) -> Self {
        Self {
            limits,
            hosts: Vec::new(),
            by_name: HashMap::new(),
            resuming: BinaryHeap::new(),
            starting: BinaryHeap::new(),
            order: 0,
            held: 0,
        }
    }

    /// The number of a host.
    pub(crate) fn number(&mut self, name: &str) -> usize {
        if let Some(number) = self.by_name.get(name) {
            return *number;
        }
        self.hosts.push(HostQueue {
            name: name.to_owned(),
            waiting: VecDeque::new(),
            active: 0,
            next_at: Instant::now(),
            interval: self.limits.interval,
            answered: false,
            silent: false,
            slowed: false,
            limited: 0,
            listed: None,
            held: false,
        });
        self.by_name.insert(name.to_owned(), self.hosts.len() - 1);
        self.hosts.len() - 1
    }

    /// The name of a host.
    pub(crate) fn name(&self, number: usize) -> &str {
        &self.hosts[number].name
    }

    /// Queues a target behind the others, a probe under way before them.
    pub(crate) fn queue(&mut self, number: usize, waiting: Waiting) {
        let host = &mut self.hosts[number];
        match waiting {
            Waiting::Target { .. } => host.waiting.push_back(waiting),
            Waiting::Probe(_) => {
                let behind = host
                    .waiting
                    .iter()
                    .position(|other| matches!(other, Waiting::Target { .. }))
                    .unwrap_or(host.waiting.len());
                host.waiting.insert(behind, waiting);
                // A target may have been listed, which no longer stands at the head.
                host.listed = None;
            }
        }
        self.list(number);
    }

    /// Who may go now; `room` for a new probe or not.
    pub(crate) fn next(&mut self, now: Instant, room: bool) -> Option<(usize, Waiting)> {
        if let Some(found) = self.pop(now, true) {
            return Some(found);
        }
        if room { self.pop(now, false) } else { None }
    }

    /// When somebody may go next, if waiting for the time is all there is to do.
    pub(crate) fn next_time(&self, room: bool) -> Option<Instant> {
        let resuming = self.resuming.peek().map(|Reverse((at, ..))| *at);
        let starting = self
            .starting
            .peek()
            .map(|Reverse((at, ..))| *at)
            .filter(|_| room);
        match (resuming, starting) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        }
    }

    /// A request to the host is over.
    pub(crate) fn leave(&mut self, number: usize, note: HostNote) {
        let host = &mut self.hosts[number];
        host.active = host.active.saturating_sub(1);
        host.answered |= note.answered;
        host.silent |= note.silent;
        if note.slower {
            host.slowed = true;
            host.interval =
                (host.interval * 2).clamp(SLOWER.min(self.limits.interval * 4), SLOWEST);
        }
        self.list(number);
    }

    /// Leaves the host alone until a time.
    pub(crate) fn quiet(&mut self, number: usize, until: Instant) {
        let host = &mut self.hosts[number];
        host.next_at = host.next_at.max(until);
        host.listed = None;
        self.list(number);
    }

    /// Whether the host let a request wait in vain and never answered one.
    pub(crate) fn is_silent(&self, number: usize) -> bool {
        self.hosts[number].silent && !self.hosts[number].answered
    }

    /// Whether the connection of the request now granted is to be closed after it: nothing more is known to be
    /// wanted of the host, or too many connections are kept already.
    pub(crate) fn is_last(&mut self, number: usize) -> bool {
        let host = &mut self.hosts[number];
        let drained = host.waiting.is_empty() && host.active <= 1;
        if drained && host.held {
            host.held = false;
            self.held -= 1;
        } else if !drained && !host.held && self.held < self.limits.held {
            host.held = true;
            self.held += 1;
        }
        !host.held
    }

    /// Notes whether the host turned a target away because too much was asked of it, and says how many in a row.
    pub(crate) fn note_limited(&mut self, number: usize, limited: bool) -> u8 {
        let host = &mut self.hosts[number];
        host.limited = if limited {
            host.limited.saturating_add(1)
        } else {
            0
        };
        host.limited
    }

    /// Takes out the targets that wait for a host: those for one port, or all with port 0.
    pub(crate) fn take_waiting(&mut self, number: usize, port: u16) -> Vec<usize> {
        let mut taken = Vec::new();
        self.hosts[number].waiting.retain(|waiting| match waiting {
            Waiting::Target { index, port: other } if port == 0 || port == *other => {
                taken.push(*index);
                false
            }
            _ => true,
        });
        taken
    }

    fn allowed(&self, host: &HostQueue) -> usize {
        // Until a host has answered once, one request shows whether it is there at all.
        if host.slowed || !host.answered {
            1
        } else {
            self.limits.per_host.max(1)
        }
    }

    fn list(&mut self, number: usize) {
        let host = &self.hosts[number];
        if host.listed.is_some() || host.active >= self.allowed(host) {
            return;
        }
        let Some(head) = host.waiting.front() else {
            return;
        };
        let probe_waits = matches!(head, Waiting::Probe(_));
        self.order += 1;
        let entry = Reverse((host.next_at, self.order, number));
        if probe_waits {
            self.resuming.push(entry);
        } else {
            self.starting.push(entry);
        }
        self.hosts[number].listed = Some(self.order);
    }

    fn pop(&mut self, now: Instant, probes: bool) -> Option<(usize, Waiting)> {
        loop {
            let heap = if probes {
                &mut self.resuming
            } else {
                &mut self.starting
            };
            let Reverse((at, ticket, number)) = *heap.peek()?;
            if at > now {
                return None;
            }
            heap.pop();
            let host = &mut self.hosts[number];
            if host.listed != Some(ticket) {
                continue;
            }
            host.listed = None;
            let Some(waiting) = host.waiting.pop_front() else {
                continue;
            };
            host.active += 1;
            host.next_at = now + host.interval;
            self.list(number);
            return Some((number, waiting));
        }
    }
}
