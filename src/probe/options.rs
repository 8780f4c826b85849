//! What the user may set about probing, with the defaults that the command line shows.

use std::{fmt, time::Duration};

use jiff::Timestamp;
use regex::RegexSet;

use super::{service::ServiceOptions, web::WebOptions};

/// Requests under way at once, hosts that keep silent not counted.
pub const CONCURRENCY: usize = 128;
/// Requests under way at once to one host.
pub const PER_HOST: usize = 2;
/// Pause between the starts of two requests to one host.
pub const PER_HOST_INTERVAL: Duration = Duration::from_millis(200);
/// Further tries after a failure that may pass.
pub const RETRIES: u32 = 2;
/// Pause before the first further try; doubled for each after it.
pub const BACKOFF: Duration = Duration::from_millis(1500);
/// Longest `Retry-After` that is waited for.
pub const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// Most bytes of a page that are read; four times as many where a fragment or quotation is looked for.
pub const BODY_BYTES: usize = 512 << 10;

/// How targets are probed.
#[derive(Clone)]
pub struct Options {
    /// How the network is spoken to.
    pub web: WebOptions,
    /// See [`CONCURRENCY`].
    pub concurrency: usize,
    /// See [`PER_HOST`].
    pub per_host: usize,
    /// See [`PER_HOST_INTERVAL`].
    pub per_host_interval: Duration,
    /// See [`RETRIES`].
    pub retries: u32,
    /// See [`BACKOFF`].
    pub backoff: Duration,
    /// See [`LONGEST_WAIT`].
    pub longest_wait: Duration,
    /// See [`BODY_BYTES`].
    pub body_bytes: usize,
    /// Only URLs that match one of these are asked; all where it is empty.
    pub include: RegexSet,
    /// URLs that match one of these are not asked.
    pub exclude: RegexSet,
    /// Most connections this machine has room for; told from its limit of open files when `None`.
    pub connections: Option<usize>,
    /// The archive that suggests copies of dead and suspect pages; see [`super::archive::options`]. None is asked
    /// where it is `None`.
    pub archive: Option<ServiceOptions>,
    /// The registry that is asked for DOIs; see [`super::doi::options`].
    pub registry: Option<ServiceOptions>,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl Options {
    /// The defaults, with `now` for a clock.
    pub fn new(now: fn() -> Timestamp) -> Self {
        Self {
            web: WebOptions::default(),
            concurrency: CONCURRENCY,
            per_host: PER_HOST,
            per_host_interval: PER_HOST_INTERVAL,
            retries: RETRIES,
            backoff: BACKOFF,
            longest_wait: LONGEST_WAIT,
            body_bytes: BODY_BYTES,
            include: RegexSet::empty(),
            exclude: RegexSet::empty(),
            connections: None,
            archive: None,
            registry: None,
            now,
        }
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("web", &self.web)
            .field("concurrency", &self.concurrency)
            .field("per_host", &self.per_host)
            .field("per_host_interval", &self.per_host_interval)
            .field("retries", &self.retries)
            .finish_non_exhaustive()
    }
}
