//! What earlier runs learned, in one SQLite file: verdicts that are still fresh, and the history of each URL.
//! A cache never fails a run: what goes wrong with the file becomes a notice, and the run goes on without it.
//! docs/cache.md tells users what is kept, where and for how long.

mod key;
mod lifetime;
mod store;
mod writer;

use std::{
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::{SignedDuration, Timestamp};

pub use lifetime::{LONGEST_LIFETIME, lifetime};

use super::{Memory, Probe, Reason, Target, Verdict};
use store::{Store, Trouble};
use writer::Writer;

/// How the cache is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Nothing older is believed, whatever its own lifetime; zero asks everything anew and still remembers.
    pub max_age: Option<SignedDuration>,
    /// Largest size of the file in bytes; what does not fit is not remembered.
    pub max_bytes: u64,
    /// Whatever of the run's settings changes verdicts (another list of trusted certificates, a proxy), in
    /// any stable form: a verdict is recalled only by runs of the same setting.
    pub setting: String,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            max_age: None,
            max_bytes: 1 << 30,
            setting: String::new(),
        }
    }
}

/// A verdict that changed between two probes of one URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The URL.
    pub url: String,
    /// What it was.
    pub was: Verdict,
    /// When it was last seen to be that.
    pub was_until: Timestamp,
    /// What it is since.
    pub is: Verdict,
    /// Why.
    pub reason: Reason,
    /// When it was first seen to be that.
    pub since: Timestamp,
    /// When it was last seen to be that.
    pub until: Timestamp,
}

/// The cache of one run. Several runs may hold the same file at the same time.
///
/// Reading is a look-up by key. Writing is done by a thread of its own, so that no task
/// waits for the disk: each probe is committed as soon as the one before it is, several in one transaction
/// where they come faster than that. A process that is killed loses the probes that ended within the last
/// few milliseconds; a machine that loses power may lose some more, but the file stays whole. Dropping the
/// cache writes what is still on its way.
#[derive(Debug)]
pub struct Cache {
    shared: Arc<Shared>,
    writer: Option<Writer>,
}

/// What the look-ups and the writer have in common.
#[derive(Debug)]
struct Shared {
    options: Options,
    /// The connection for look-ups; `None` while there is no file to look into.
    reader: Mutex<Option<Store>>,
    notices: Mutex<Vec<String>>,
}

impl Cache {
    /// Opens the cache at `path`, and makes it where there is none.
    ///
    /// A damaged file, or one that is no SQLite database, is set aside under a new name and a fresh one is
    /// begun. Where that cannot be done, the file is another program's or a newer version's, the cache
    /// remembers nothing. [`Cache::notices`] tells either. `now` decides what is old enough to be pruned.
    pub fn open(path: &Path, options: Options, now: Timestamp) -> Self {
        let shared = Arc::new(Shared {
            options,
            reader: Mutex::new(None),
            notices: Mutex::new(Vec::new()),
        });
        let opened = Store::open_or_set_aside(path, shared.options.max_bytes, |notice| {
            shared.tell(notice);
        });
        let writer = match opened
            .and_then(|store| Ok((store, Store::open(path, shared.options.max_bytes)?)))
        {
            Ok((writing, reading)) => {
                *lock(&shared.reader) = Some(reading);
                Writer::start(path.to_owned(), writing, Arc::clone(&shared), now)
                    .inspect_err(|error| {
                        shared.tell(format!(
                            "no cache: its thread could not be started ({error})"
                        ));
                    })
                    .ok()
            }
            Err(trouble) => {
                shared.tell(trouble.notice(path));
                None
            }
        };
        Self { shared, writer }
    }

    /// Whether anything can be remembered: `false` where the file could not be opened.
    pub fn is_open(&self) -> bool {
        self.writer.is_some()
    }

    /// When `url` was last found alive (or moved and alive there), under whatever citation.
    pub fn last_alive(&self, url: &str) -> Option<Timestamp> {
        self.read(|store| store.last_alive(url))?
    }

    /// When any URL was last seen to have a verdict: the end of the run before this one.
    pub fn last_seen(&self) -> Option<Timestamp> {
        self.read(Store::last_seen)?
    }

    /// The verdicts that changed at or after `since`, in the order of time and URL.
    ///
    /// A verdict that hangs on what the notes say (`suspect`) is held only against earlier verdicts on the
    /// same citation, any other against whatever was known of the URL.
    pub fn changes_since(&self, since: Timestamp) -> Vec<Change> {
        self.read(|store| store.changes_since(since))
            .unwrap_or_default()
    }

    /// Waits until everything remembered so far is written.
    pub fn flush(&self) {
        if let Some(writer) = &self.writer {
            writer.flush();
        }
    }

    /// What a person should know of the cache, each thing once; what was told is not told again.
    pub fn notices(&self) -> Vec<String> {
        std::mem::take(&mut *lock(&self.shared.notices))
    }

    fn read<T>(&self, look: impl FnOnce(&Store) -> Result<T, Trouble>) -> Option<T> {
        let mut reader = lock(&self.shared.reader);
        match look(reader.as_ref()?) {
            Ok(found) => Some(found),
            Err(Trouble::Damaged(_)) => {
                // No further look-up; the writer sets the file aside and opens a new one.
                *reader = None;
                drop(reader);
                if let Some(writer) = &self.writer {
                    writer.report_damage();
                }
                None
            }
            Err(Trouble::Busy) => None,
            Err(trouble) => {
                self.shared
                    .tell(format!("the cache could not be read: {trouble}"));
                None
            }
        }
    }
}

impl Memory for Cache {
    /// The conclusion of an earlier probe of `target`, if it is still fresh at `now` and what the notes say
    /// of the page has not changed since.
    fn recall(&self, target: &Target, now: Timestamp) -> Option<Probe> {
        let cited = key::fingerprint(&target.cited, &self.shared.options.setting);
        let (probe, last_alive) = self.read(|store| {
            let Some(probe) = store.probe(&target.url, cited)? else {
                return Ok(None);
            };
            Ok(Some((probe, store.last_alive(&target.url)?)))
        })??;
        let mut probe: Probe = serde_json::from_str(&probe).ok()?;
        let checked: Timestamp = probe.checked_at.parse().ok()?;
        let age = now.duration_since(checked);
        let mut lifetime = lifetime(probe.verdict, probe.reason)?;
        if let Some(max_age) = self.shared.options.max_age {
            lifetime = lifetime.min(max_age);
        }
        // A probe of the future is the trace of a clock that was wrong.
        if age.is_negative() || age >= lifetime {
            return None;
        }
        probe.from_cache = true;
        probe.links.clone_from(&target.links);
        probe.last_alive = last_alive.map(|at| at.to_string());
        Some(probe)
    }

    /// Remembers the conclusion of a probe of `target`. Does not wait for the disk.
    ///
    /// Neither skipped and invalid targets are kept, which cost nothing to find again, nor unreachable and
    /// rate-limited ones, which say nothing of the page, nor addresses that carry a password or an access
    /// token. A probe that did not find the page alive is told when an earlier one did.
    fn remember(&self, target: &Target, probe: &mut Probe) {
        if !matches!(probe.verdict, Verdict::Alive | Verdict::Moved) {
            let last_alive = self.last_alive(&target.url);
            probe.last_alive = last_alive.map(|at| at.to_string());
        }
        if probe.from_cache || lifetime(probe.verdict, probe.reason).is_none() {
            return;
        }
        let Some(writer) = &self.writer else { return };
        let addresses = [&target.url, &probe.url]
            .into_iter()
            .chain(&probe.final_url)
            .chain(&probe.better_url)
            .chain(probe.hops.iter().map(|hop| &hop.url));
        if addresses.into_iter().any(|url| key::is_secret(url)) {
            return;
        }
        let cited = key::fingerprint(&target.cited, &self.shared.options.setting);
        if let Some(record) = writer::Record::new(&target.url, cited, probe) {
            writer.send(record);
        }
    }
}

impl Shared {
    /// Keeps a notice unless it was kept before.
    fn tell(&self, notice: String) {
        let mut notices = lock(&self.notices);
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }
}

/// A lock whose holder panicked guards nothing that could be half done.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
