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
    queues: Vec<HostQueue>,
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
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things that are true of a host or not"
)]
struct HostQueue {
    name: String,
    waiting: VecDeque<Waiting>,
    active: usize,
    next_at: Instant,
    interval: Duration,
    answered: bool,
    silent: bool,
    /// A request has been waiting for a while.
    waited_for: bool,
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
            queues: Vec::new(),
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
        self.queues.push(HostQueue {
            name: name.to_owned(),
            waiting: VecDeque::new(),
            active: 0,
            next_at: Instant::now(),
            interval: self.limits.interval,
            answered: false,
            silent: false,
            waited_for: false,
            slowed: false,
            limited: 0,
            listed: None,
            held: false,
        });
        self.by_name.insert(name.to_owned(), self.queues.len() - 1);
        self.queues.len() - 1
    }

    /// The name of a host.
    pub(crate) fn name(&self, number: usize) -> &str {
        &self.queues[number].name
    }

    /// Queues a target behind the others, a probe under way before them.
    pub(crate) fn queue(&mut self, number: usize, waiting: Waiting) {
        let host = &mut self.queues[number];
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
        let host = &mut self.queues[number];
        host.active = host.active.saturating_sub(1);
        host.answered |= note.answered;
        host.silent |= note.silent;
        host.waited_for = false;
        if note.slower {
            host.slowed = true;
            host.interval =
                (host.interval * 2).clamp(SLOWER.min(self.limits.interval * 4), SLOWEST);
        }
        self.list(number);
    }

    /// A request to the host has been waiting for a while.
    pub(crate) fn wait_long(&mut self, number: usize) {
        self.queues[number].waited_for = true;
        self.list(number);
    }

    /// Leaves the host alone until a time.
    pub(crate) fn quiet(&mut self, number: usize, until: Instant) {
        let host = &mut self.queues[number];
        host.next_at = host.next_at.max(until);
        host.listed = None;
        self.list(number);
    }

    /// Whether the host lets a request wait, in vain perhaps, and never answered one.
    pub(crate) fn is_silent(&self, number: usize) -> bool {
        let host = &self.queues[number];
        (host.silent || host.waited_for) && !host.answered
    }

    /// Whether the connection of the request now granted is to be closed after it: nothing more is known to be
    /// wanted of the host, or too many connections are kept already.
    pub(crate) fn is_last(&mut self, number: usize) -> bool {
        let host = &mut self.queues[number];
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
        let host = &mut self.queues[number];
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
        self.queues[number].waiting.retain(|waiting| match waiting {
            Waiting::Target { index, port: other } if port == 0 || port == *other => {
                taken.push(*index);
                false
            }
            _ => true,
        });
        taken
    }

    fn allowed(&self, host: &HostQueue) -> usize {
        // Until a host has answered once, one request shows whether it is there at all. A second one goes
        // beside it where it waits for long, so that a silent host is known as such in half the time.
        if host.slowed {
            1
        } else if !host.answered {
            self.limits
                .per_host
                .clamp(1, 1 + usize::from(host.waited_for))
        } else {
            self.limits.per_host.max(1)
        }
    }

    fn list(&mut self, number: usize) {
        let host = &self.queues[number];
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
        self.queues[number].listed = Some(self.order);
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
            let host = &mut self.queues[number];
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
