//! Asks the web whether the cited pages are still there. The vocabulary stands here; `schedule` decides
//! when to ask, `web` how, `verdict` and `page` what the answer means. The only room with `async` in it.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    citations::{LinkId, PartialDate},
    document::Notice,
};

pub mod address;
pub mod archive;
pub mod cache;
mod case;
pub mod clean;
mod consult;
mod cookies;
pub(crate) mod destination;
pub mod doi;
pub mod failure;
mod follow;
mod hosts;
mod known;
pub mod options;
pub mod page;
mod quirks;
mod reason;
pub mod resolve;
mod schedule;
pub mod service;
mod shown;
mod stop;
pub mod target;
pub mod tls;
mod turns;
mod unpack;
mod verdict;
pub mod web;

pub use options::Options;
pub use schedule::probe;
pub use stop::Stop;
pub use target::{Scope, targets};

/// One occurrence of a link in one of the run's documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkRef {
    /// Index of the document in the run.
    pub document: usize,
    /// Index in [`crate::citations::Citations::links`].
    pub link: LinkId,
}

/// What the notes say of the page behind a target.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cited {
    /// Titles under which it is cited; more than one where the notes differ.
    pub titles: Vec<String>,
    /// Authors as printed.
    pub authors: Vec<String>,
    /// Date as printed.
    pub date: Option<PartialDate>,
    /// Newspaper, journal, site.
    pub container: Option<String>,
    /// DOI printed beside the link or carried by it.
    pub doi: Option<String>,
    /// Passages the citing sentences quote.
    pub quotations: Vec<String>,
}

/// A deduplicated URL to be probed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Target {
    /// What is requested, fragment kept.
    pub url: String,
    /// What the notes say of it.
    pub cited: Cited,
    /// Where it is cited, in reading order.
    pub links: Vec<LinkRef>,
}

/// The conclusion of one probe.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Probe {
    /// The target's URL.
    pub url: String,
    /// The conclusion.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// In one sentence what was seen ("answered 404 three times").
    pub detail: String,
    /// Status of the last answer.
    pub status: Option<u16>,
    /// Where the redirects ended, when it differs from `url`.
    pub final_url: Option<String>,
    /// What to cite instead: where the permanent redirects led before the first temporary one, or a repaired
    /// spelling of the URL that answers.
    #[serde(default)]
    pub better_url: Option<String>,
    /// Every redirect on the way, in order: the status and the address that answered with it.
    pub hops: Vec<Hop>,
    /// How often it was asked.
    pub attempts: u32,
    /// From the first request to the conclusion, waiting for the host's turn left out.
    pub elapsed_ms: u64,
    /// When, RFC 3339 in UTC.
    pub checked_at: String,
    /// Whether the cache answered.
    pub from_cache: bool,
    /// What the page says of itself.
    pub page: Option<Page>,
    /// The archived copy nearest before the cited date, for dead and suspect pages.
    pub archive: Option<Memento>,
    /// Where it is cited.
    pub links: Vec<LinkRef>,
    /// When an earlier run last found it alive, RFC 3339, if the cache remembers.
    pub last_alive: Option<String>,
}

/// What earlier runs found, and where this one writes what it finds. Called between requests, so it must be quick.
pub trait Memory: Send + Sync {
    /// A conclusion that still holds at `now`, so that the target need not be asked.
    fn recall(&self, target: &Target, now: Timestamp) -> Option<Probe>;

    /// Keeps a conclusion; called once for each probe as it ends, not for recalled and skipped ones. May
    /// complete it from what it knows (when it was last alive).
    fn remember(&self, target: &Target, probe: &mut Probe);
}

/// Remembers nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Forgetful;

impl Memory for Forgetful {
    fn recall(&self, _: &Target, _: Timestamp) -> Option<Probe> {
        None
    }

    fn remember(&self, _: &Target, _: &mut Probe) {}
}

/// Is told how the work goes.
pub trait Observer: Send + Sync {
    /// A target is being asked for the first time.
    fn started(&self, _target: &Target) {}

    /// A target has its conclusion.
    fn finished(&self, _probe: &Probe) {}

    /// A host asked for time, or is given some before another try.
    fn waiting(&self, _host: &str, _pause: Duration) {}
}

/// Watches nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unwatched;

impl Observer for Unwatched {}

/// All that came of a run.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// One probe for each target, in the order of the targets.
    pub probes: Vec<Probe>,
    /// What is to be told once for the whole run (no network, a proxy, few file descriptors).
    pub notices: Vec<Notice>,
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hop {
    /// Status of the answer; 0 for a redirect made by the page itself.
    pub status: u16,
    /// The address that answered.
    pub url: String,
}

/// What a page says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Page {
    /// Best title.
    pub title: Option<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// Date of publication, ISO 8601 at the precision given.
    pub date: Option<String>,
    /// Language (BCP 47).
    pub language: Option<String>,
    /// Cited passages that were looked for and not found, when the page was read whole.
    pub missing_quotations: Vec<String>,
}

/// An archived snapshot of a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memento {
    /// Its address.
    pub url: String,
    /// Day of capture, ISO 8601.
    pub captured: String,
}

/// What a probe concludes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The cited page answers as cited.
    Alive,
    /// Permanently at another URL, alive there.
    Moved,
    /// A reader cannot get it.
    Dead,
    /// It answers, but probably not with what was cited.
    Suspect,
    /// It exists but will not be shown to a robot.
    Blocked,
    /// The certificate or the downgrade would warn the reader.
    Insecure,
    /// No answer now; may pass.
    Unreachable,
    /// Cannot be requested as written.
    Invalid,
    /// Not asked.
    Skipped,
}

impl Verdict {
    /// Every verdict, in the order in which summaries list them.
    pub const ALL: [Self; 9] = [
        Self::Alive,
        Self::Moved,
        Self::Dead,
        Self::Suspect,
        Self::Blocked,
        Self::Insecure,
        Self::Unreachable,
        Self::Invalid,
        Self::Skipped,
    ];

    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Alive => "alive",
            Self::Moved => "moved",
            Self::Dead => "dead",
            Self::Suspect => "suspect",
            Self::Blocked => "blocked",
            Self::Insecure => "insecure",
            Self::Unreachable => "unreachable",
            Self::Invalid => "invalid",
            Self::Skipped => "skipped",
        }
    }
}

/// Why a probe concludes what it does. The same reason never stands under two verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(
    missing_docs,
    reason = "the words of the JSON interface, explained in docs/verdicts.md"
)]
pub enum Reason {
    Ok,
    TemporaryRedirect,
    PermanentRedirect,
    MetaRefresh,
    HttpsUpgrade,
    NotFound,
    Gone,
    ClientError,
    ServerError,
    NoSuchHost,
    ConnectionRefused,
    ConnectionReset,
    RedirectLoop,
    TooManyRedirects,
    BadRedirect,
    ProtocolError,
    #[serde(rename = "soft-404")]
    Soft404,
    RedirectedHome,
    Parked,
    Suspended,
    DefaultPage,
    Empty,
    WrongType,
    TitleMismatch,
    Retracted,
    MissingAnchor,
    MissingTextFragment,
    Maintenance,
    PrivateRedirect,
    Forbidden,
    LoginRequired,
    Paywall,
    BotChallenge,
    RateLimited,
    Legal,
    CertificateExpired,
    CertificateUntrusted,
    CertificateWrongHost,
    TlsFailure,
    Downgrade,
    Timeout,
    TemporaryFailure,
    DnsFailure,
    NetworkUnreachable,
    Malformed,
    Truncated,
    UnsupportedScheme,
    Offline,
    Excluded,
    PrivateAddress,
    CachedElsewhere,
    Interrupted,
}
