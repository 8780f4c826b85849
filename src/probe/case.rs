//! The probe of one target from its first request to its conclusion: further tries, a second look as a
//! browser, a look behind a faulty certificate, a made-up sibling, repaired spellings.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    time::Duration,
};

use url::Url;

use super::{
    Cited, Page, Probe, Reason, Target, Verdict, clean,
    consult::Doi,
    doi::{Registered, Registry},
    failure::Failure,
    follow::{Arrival, End, Trail, Walker},
    known::Known,
    options::Options,
    page::{self, PageFacts},
    turns::{Turn, Turns},
    verdict::{self, Conclusion, Passing},
    web::{Agent, Web},
};

/// Longest pause between two tries, `Retry-After` aside.
const LONGEST_BACKOFF: Duration = Duration::from_secs(10);
/// Most repaired spellings that are asked for.
const MOST_REPAIRS: usize = 2;
/// With fewer words, pages cannot be told apart.
const FEWEST_WORDS: usize = 4;

/// What gives a catch-all host away.
const SHOWN_FOR_ANYTHING: &str = "the host shows the same for an address that nobody made";

/// What all probes of a run share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) web: Web,
    pub(crate) options: Options,
    pub(crate) turns: Turns,
    /// Where DOIs are looked up.
    pub(crate) registry: Option<Registry>,
    pub(crate) known: Known,
}

/// A probe with what the scheduler needs to know besides.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(crate) probe: Probe,
    /// How the host failed, when it failed as a whole and was the target's own.
    pub(crate) host_failure: Option<Failure>,
    /// Whether the host let the probe go no further because too much was asked of it, and for how long.
    pub(crate) limited: Option<Limited>,
    /// What the page shows, to tell whether a host shows the same for everything.
    pub(crate) fingerprint: Option<u64>,
}

/// How a host limits its visitors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limited {
    /// It may be asked again soon.
    ForNow,
    /// It wants to be left alone for longer than the run may last.
    ForLong,
}

impl Shared {
    pub(crate) fn new(
        web: Web,
        options: Options,
        turns: Turns,
        registry: Option<Registry>,
    ) -> Self {
        Self {
            web,
            options,
            turns,
            registry,
            known: Known::default(),
        }
    }
}

/// Probes `target`, whose URL was cleaned to `url`, beginning with the leave in `turn`.
pub(crate) async fn probe_one(
    shared: &Shared,
    target: &Target,
    url: &Url,
    turn: Option<Turn>,
) -> Closed {
    let registry = shared.registry.as_ref();
    let doi = Doi::ask(registry, url).await;
    if let Some(doi) = doi.as_ref().filter(|doi| doi.registered == Registered::No) {
        let mut probe = bare(target, Reason::NotFound, doi.refusal(), shared.options.now);
        probe.attempts = 1;
        return Closed {
            probe,
            host_failure: None,
            limited: None,
            fingerprint: None,
        };
    }
    let looks_closer = url.fragment().is_some() || !target.cited.quotations.is_empty();
    let body_bytes = shared.options.body_bytes * if looks_closer { 4 } else { 1 };
    let mut case = Case {
        shared,
        target,
        walker: Walker {
            web: &shared.web,
            turns: &shared.turns,
            known: &shared.known,
            turn,
            body_bytes,
            spent: Duration::ZERO,
        },
        attempts: 0,
    };
    let (trail, conclusion) = case.run(url).await;
    let mut closed = case.close(url, &trail, conclusion);
    let doi = match doi {
        // A publisher's own address, of a page that is not shown: the registry's record may stand in.
        None if closed.probe.verdict == Verdict::Blocked => Doi::within(registry, url).await,
        doi => doi,
    };
    if let Some(doi) = doi {
        doi.temper(registry, target, &mut closed.probe).await;
    }
    closed
}

struct Case<'c> {
    shared: &'c Shared,
    target: &'c Target,
    walker: Walker<'c>,
    attempts: u32,
}

impl Case<'_> {
    async fn run(&mut self, url: &Url) -> (Trail, Conclusion) {
        let mut trail = self.persist(url).await;
        let mut conclusion = verdict::conclude(&trail, &self.target.cited);
        if verdict::smells_of_filter(&trail) && !self.shared.known.treats_alike(url) {
            (trail, conclusion) = self.as_browser(url, trail, conclusion).await;
        }
        if let Some(behind) = self.behind_certificate(url, &trail, &conclusion).await {
            (trail, conclusion) = behind;
        }
        if conclusion.needs_sibling || conclusion.reason == Reason::TitleMismatch {
            conclusion = self.beside_sibling(&trail, conclusion).await;
        }
        if matches!(
            conclusion.reason,
            Reason::NotFound | Reason::ClientError | Reason::Gone
        ) {
            conclusion = self.repaired(conclusion).await;
        }
        if self.attempts > 1
            && !matches!(conclusion.reason.verdict(), Verdict::Alive | Verdict::Moved)
        {
            conclusion.detail = format!("{} (asked {} times)", conclusion.detail, self.attempts);
        }
        (trail, conclusion)
    }

    async fn follow(&mut self, url: &Url, agent: Agent) -> Trail {
        self.attempts += 1;
        self.walker.follow(url, agent, false).await
    }

    /// Follows `url`, and again after pauses while it fails in a way that may pass.
    async fn persist(&mut self, url: &Url) -> Trail {
        let options = &self.shared.options;
        let mut pause = options.backoff;
        let mut timeouts = 0;
        loop {
            let trail = self.follow(url, Agent::Honest).await;
            let Some(Passing { wish }) = verdict::passing(&trail, (options.now)()) else {
                return trail;
            };
            if let Some(wish) = wish.filter(|wish| *wish <= options.longest_wait) {
                // The other pages of a host that asked for time wait for it, too.
                self.shared.turns.quiet(trail.last_url(), wish);
            }
            timeouts += u32::from(is_timeout(&trail));
            let tries = if timeouts > 0 {
                1.min(options.retries)
            } else {
                options.retries
            };
            let known = &self.shared.known;
            let last = trail.last_url();
            if self.attempts > tries
                || wish.is_some_and(|wish| wish > options.longest_wait)
                || known.is_hopeless(last)
            {
                return trail;
            }
            let jitter = pause.mul_f64(0.75 + 0.5 * fastrand::f64());
            let turns = &self.shared.turns;
            turns.pause(last, wish.unwrap_or(jitter)).await;
            if trail.steps.is_empty() {
                // Other probes may have waited in vain meanwhile; then this one need not.
                let turn = turns.enter(url).await;
                if known.is_hopeless(url) {
                    return trail;
                }
                self.walker.turn = Some(turn);
            }
            pause = (pause * 2).min(LONGEST_BACKOFF);
        }
    }

    /// One more try as a browser would, where a robot filter may have answered.
    async fn as_browser(
        &mut self,
        url: &Url,
        honest: Trail,
        refusal: Conclusion,
    ) -> (Trail, Conclusion) {
        let trail = self.follow(url, Agent::Browser).await;
        let conclusion = verdict::conclude(&trail, &self.target.cited);
        let alike = conclusion.reason == refusal.reason;
        self.shared.known.note_alike(url, alike);
        let refused = refusal.reason.verdict() == Verdict::Blocked;
        match conclusion.reason.verdict() {
            // A browser is shown the way: robots were turned away.
            Verdict::Alive | Verdict::Moved | Verdict::Suspect | Verdict::Insecure => {
                let detail = format!("{} (shown to browsers, not to robots)", conclusion.detail);
                (
                    trail,
                    Conclusion {
                        detail,
                        ..conclusion
                    },
                )
            }
            Verdict::Blocked => (trail, conclusion),
            // What refused the robot now drops the browser: still a refusal.
            Verdict::Dead if !(alike || refused && matches!(trail.end, End::Failed { .. })) => {
                (trail, conclusion)
            }
            _ => (honest, refusal),
        }
    }

    /// Whether the page is there behind a certificate that browsers warn of.
    async fn behind_certificate(
        &mut self,
        url: &Url,
        trail: &Trail,
        warning: &Conclusion,
    ) -> Option<(Trail, Conclusion)> {
        let End::Failed {
            failure: Failure::Certificate(_),
            ..
        } = &trail.end
        else {
            return None;
        };
        self.attempts += 1;
        let behind = self.walker.follow(url, Agent::Honest, true).await;
        let page = verdict::conclude(&behind, &self.target.cited);
        if matches!(page.reason, Reason::NotFound | Reason::Gone) {
            let detail = format!("{}; besides, {}", page.detail, warning.detail);
            return Some((behind, Conclusion { detail, ..page }));
        }
        let seen = match page.reason.verdict() {
            Verdict::Alive | Verdict::Moved => "past the warning, the page is there".to_owned(),
            _ => format!("past the warning: {}", page.detail),
        };
        let detail = format!("{}; {seen}", warning.detail);
        // The trail keeps its facts but not its redirects: readers see the warning first.
        let trail = Trail {
            steps: trail.steps.clone(),
            ..behind
        };
        Some((
            trail,
            Conclusion {
                detail,
                ..warning.clone()
            },
        ))
    }

    /// Holds a doubtful page against what the host shows for an address that nobody made.
    async fn beside_sibling(&mut self, trail: &Trail, doubt: Conclusion) -> Conclusion {
        let End::Answer(arrival) = &trail.end else {
            return doubt;
        };
        let alone = |doubt: Conclusion| {
            if doubt.needs_sibling {
                verdict::arrived(trail, arrival.answer.broken.as_ref())
            } else {
                doubt
            }
        };
        let Some(sibling) = clean::made_up_sibling(&arrival.answer.url) else {
            return alone(doubt);
        };
        let other = self.walker.follow(&sibling, Agent::Honest, false).await;
        match &other.end {
            End::Answer(made_up) if shows_the_same(arrival, made_up) => {
                // The page of another title is no page at all, but what the host shows for everything.
                let reason = match doubt.reason {
                    Reason::TitleMismatch => Reason::Soft404,
                    reason => reason,
                };
                let detail = format!("{}; {SHOWN_FOR_ANYTHING}", doubt.detail);
                Conclusion {
                    reason,
                    detail,
                    needs_sibling: false,
                    ..doubt
                }
            }
            _ => alone(doubt),
        }
    }

    /// Whether another spelling of a dead URL answers.
    async fn repaired(&mut self, conclusion: Conclusion) -> Conclusion {
        for (url, what) in clean::repairs(&self.target.url)
            .into_iter()
            .take(MOST_REPAIRS)
        {
            self.attempts += 1;
            let trail = self.walker.follow(&url, Agent::Honest, false).await;
            let repaired = verdict::conclude(&trail, &self.target.cited);
            if matches!(repaired.reason.verdict(), Verdict::Alive | Verdict::Moved) {
                let detail = format!("{}; {what} it answers", conclusion.detail);
                return Conclusion {
                    detail,
                    better_url: Some(url),
                    ..conclusion
                };
            }
        }
        if clean::is_cut_off(&self.target.url) {
            let detail = format!(
                "the address breaks off with an ellipsis; {}",
                conclusion.detail
            );
            return Conclusion {
                reason: Reason::Truncated,
                detail,
                ..conclusion
            };
        }
        conclusion
    }

    fn close(self, url: &Url, trail: &Trail, conclusion: Conclusion) -> Closed {
        let mut probe = bare(
            self.target,
            conclusion.reason,
            conclusion.detail,
            self.shared.options.now,
        );
        probe.better_url = conclusion.better_url.as_ref().map(clean::shown);
        probe.hops = verdict::hops(&trail.steps);
        probe.attempts = self.attempts;
        probe.elapsed_ms = u64::try_from(self.walker.spent.as_millis()).unwrap_or(u64::MAX);
        let last = trail.last_url();
        if !trail.steps.is_empty() && last != url {
            probe.final_url = Some(clean::shown(last));
        }
        let mut fingerprint = None;
        match &trail.end {
            End::Answer(arrival) => {
                probe.status = Some(arrival.answer.status);
                probe.page = page_of(&arrival.facts, &self.target.cited);
                fingerprint = print_of(arrival);
            }
            End::BadLocation { status, .. } => probe.status = Some(*status),
            _ => {
                probe.status = trail
                    .steps
                    .last()
                    .map(|step| step.status)
                    .filter(|status| *status > 0);
            }
        }
        let own = trail.steps.is_empty();
        let limited = match verdict::passing(trail, (self.shared.options.now)()) {
            Some(Passing { wish }) if own && probe.reason == Reason::RateLimited => {
                let long = wish.is_some_and(|wish| wish > self.shared.options.longest_wait);
                Some(if long {
                    Limited::ForLong
                } else {
                    Limited::ForNow
                })
            }
            _ => None,
        };
        let host_failure = match &trail.end {
            End::Failed { failure, .. } if own => Some(failure.clone()),
            _ => None,
        };
        Closed {
            probe,
            host_failure,
            limited,
            fingerprint,
        }
    }
}

/// A probe that concludes without an answer.
pub(crate) fn bare(
    target: &Target,
    reason: Reason,
    detail: String,
    now: fn() -> jiff::Timestamp,
) -> Probe {
    let now = now();
    Probe {
        url: clean::shown_text(&target.url),
        verdict: reason.verdict(),
        reason,
        detail,
        status: None,
        final_url: None,
        better_url: None,
        hops: Vec::new(),
        attempts: 0,
        elapsed_ms: 0,
        // Cut, not rounded: a probe of the next second would be no trace to a cache that looks at once.
        checked_at: jiff::Timestamp::from_second(now.as_second())
            .unwrap_or(now)
            .to_string(),
        from_cache: false,
        page: None,
        archive: None,
        links: target.links.clone(),
        last_alive: None,
    }
}

fn is_timeout(trail: &Trail) -> bool {
    matches!(
        trail.end,
        End::Failed {
            failure: Failure::AnswerTimeout | Failure::ConnectTimeout | Failure::BodyTimeout,
            ..
        }
    )
}

fn shows_the_same(page: &Arrival, made_up: &Arrival) -> bool {
    (200..300).contains(&made_up.answer.status) && page::same_page(&page.facts, &made_up.facts)
}

fn page_of(facts: &PageFacts, cited: &Cited) -> Option<Page> {
    let page = Page {
        title: facts.titles.first().cloned(),
        authors: facts.authors.clone(),
        date: facts.date.clone(),
        language: facts.language.clone(),
        missing_quotations: page::missing_quotations(facts, cited),
    };
    (page != Page::default()).then_some(page)
}

/// Whether the host of `url`, where several addresses show the page of `fingerprint`, shows it for an address
/// that nobody made, too.
pub(crate) async fn catches_all(shared: &Shared, url: &Url, fingerprint: u64) -> bool {
    let Some(sibling) = clean::made_up_sibling(url) else {
        return false;
    };
    let mut walker = Walker {
        web: &shared.web,
        turns: &shared.turns,
        known: &shared.known,
        turn: None,
        body_bytes: shared.options.body_bytes,
        spent: Duration::ZERO,
    };
    let trail = walker.follow(&sibling, Agent::Honest, false).await;
    matches!(&trail.end, End::Answer(arrival) if print_of(arrival) == Some(fingerprint))
}

/// Turns the probe of a page that turned out to be a catch-all's.
pub(crate) fn caught(probe: &mut Probe) {
    probe.reason = Reason::Soft404;
    probe.verdict = Reason::Soft404.verdict();
    probe.better_url = None;
    probe.detail =
        format!("it shows the same page as other links to its host; {SHOWN_FOR_ANYTHING}");
}

/// A hash of what a reader sees; `None` for pages that show too little to tell them apart.
fn print_of(arrival: &Arrival) -> Option<u64> {
    let facts = &arrival.facts;
    if facts.shell || facts.words < FEWEST_WORDS || !(200..300).contains(&arrival.answer.status) {
        return None;
    }
    let mut hasher = DefaultHasher::new();
    arrival.facts.text.hash(&mut hasher);
    arrival.facts.titles.hash(&mut hasher);
    Some(hasher.finish())
}
