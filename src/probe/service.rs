//! How the services beside the pages are asked, an archive or a registry: in turn, within limits, and never at
//! the cost of the run. Knows nothing of what they answer.

use std::{
    fmt,
    net::IpAddr,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use reqwest::header::HeaderName;
use tokio::{sync::Semaphore, time::Instant};
use url::{Host, Url};

use super::web::{Answer, Ask, Web};

/// Failures in a row after which a service is left alone for the rest of the run.
const PATIENCE: u32 = 3;

/// Longest `Retry-After` that is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Most bytes of an answer: the records asked for are short.
const LIMIT_BYTES: usize = 1 << 20;

/// How a service is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceOptions {
    /// Its address; see [`crate::probe::archive::ENDPOINT`] and [`crate::probe::doi::ENDPOINT`].
    pub endpoint: Url,
    /// Requests at the same time.
    pub concurrency: usize,
    /// From the start of one request to the start of the next. Not kept to at a service on this machine.
    pub interval: Duration,
    /// For one answer.
    pub timeout: Duration,
    /// For all questions of a run together, from the first on; the rest is left unasked.
    pub budget: Duration,
}

/// One service, asked through the run's way to the network.
#[derive(Debug)]
pub(super) struct Service {
    web: Web,
    pub(super) options: ServiceOptions,
    /// What it is called in notices.
    name: &'static str,
    turn: Semaphore,
    pace: tokio::sync::Mutex<Pace>,
    failures: AtomicU32,
    trouble: Mutex<Option<Trouble>>,
}

#[derive(Debug, Default)]
struct Pace {
    first: Option<Instant>,
    next: Option<Instant>,
}

/// Why a service is not asked any more.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Trouble {
    Failing(String),
    Spent,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failing(why) => write!(f, "was left alone after {PATIENCE} failures ({why})"),
            Self::Spent => {
                f.write_str("was not asked of every link, which would have taken too long")
            }
        }
    }
}

impl Service {
    pub(super) fn new(web: Web, name: &'static str, mut options: ServiceOptions) -> Self {
        if is_local(&options.endpoint) {
            options.interval = Duration::ZERO;
        }
        Self {
            web,
            name,
            turn: Semaphore::new(options.concurrency.max(1)),
            options,
            pace: tokio::sync::Mutex::default(),
            failures: AtomicU32::new(0),
            trouble: Mutex::new(None),
        }
    }

    /// Asks for `url`; an answer that says the service is out of order counts as none, and is tried once more.
    /// The caller says whether it was one that such a service gives: [`Service::trust`], [`Service::distrust`].
    pub(super) async fn get(
        &self,
        url: &Url,
        accept: &str,
        headers: &[(HeaderName, String)],
    ) -> Option<Answer> {
        let _turn = self.turn.acquire().await.ok()?;
        let ask = Ask {
            accept: Some(accept.to_owned()),
            headers: headers.to_vec(),
            limit_bytes: LIMIT_BYTES,
            timeout: Some(self.options.timeout),
            ..Ask::default()
        };
        let mut why = String::new();
        for tried in 0..2 {
            if !self.may_start().await {
                return None;
            }
            let mut wait = Duration::from_secs(1).min(self.options.timeout);
            match self.web.get(url, &ask).await {
                Ok(answer) if answer.status == 429 || answer.status >= 500 => {
                    why = format!("it answered {}", answer.status);
                    if let Some(asked) = retry_after(&answer) {
                        wait = asked;
                    }
                }
                Ok(answer) => return Some(answer),
                Err(failure) => why = failure.to_string(),
            }
            if tried > 0 || wait > LONGEST_WAIT {
                break;
            }
            // The others wait as well: the service asked for time, or is in trouble.
            let mut pace = self.pace.lock().await;
            let until = Instant::now() + wait;
            pace.next = Some(pace.next.map_or(until, |next| next.max(until)));
        }
        if self.failures.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE {
            self.give_up(Trouble::Failing(why));
        }
        None
    }

    /// Ends the row of failures: the service answered as such a service does.
    pub(super) fn trust(&self) {
        self.failures.store(0, Ordering::Relaxed);
    }

    /// Counts an answer that cannot be what the service would say, as a failure.
    pub(super) fn distrust(&self, why: &str) {
        if self.failures.fetch_add(1, Ordering::Relaxed) + 1 >= PATIENCE {
            self.give_up(Trouble::Failing(why.to_owned()));
        }
    }

    /// What a person should know of it, once.
    pub(super) fn notice(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.as_ref().map(|trouble| {
            format!(
                "the {} at {} {trouble}",
                self.name,
                self.options.endpoint.host_str().unwrap_or_default()
            )
        })
    }

    fn give_up(&self, trouble: Trouble) {
        self.trouble
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(trouble);
    }

    /// Waits for the next start that the interval leaves; `false` where the service is left alone.
    async fn may_start(&self) -> bool {
        let start = {
            let mut pace = self.pace.lock().await;
            let now = Instant::now();
            let start = pace.next.map_or(now, |next| next.max(now));
            let first = *pace.first.get_or_insert(now);
            if start > first + self.options.budget {
                self.give_up(Trouble::Spent);
            }
            pace.next = Some(start + self.options.interval);
            start
        };
        let left_alone = || {
            self.trouble
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_some()
        };
        if left_alone() {
            return false;
        }
        tokio::time::sleep_until(start).await;
        !left_alone()
    }
}

/// `Retry-After` in seconds; the form with a date is not waited for.
fn retry_after(answer: &Answer) -> Option<Duration> {
    let value = answer.header("retry-after")?;
    Some(
        value
            .trim()
            .parse()
            .map_or(LONGEST_WAIT + Duration::from_secs(1), Duration::from_secs),
    )
}

/// Whether a service runs on this machine: its own user need not be polite to it.
pub(super) fn is_local(endpoint: &Url) -> bool {
    match endpoint.host() {
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// `base` with `path` after its own path, its query and fragment dropped.
pub(super) fn under(base: &Url, path: &str) -> Option<Url> {
    let mut text = base.clone();
    text.set_query(None);
    text.set_fragment(None);
    Url::parse(&format!("{}/{path}", text.as_str().trim_end_matches('/'))).ok()
}
