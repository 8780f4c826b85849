//! Asks the links of a run: the asynchronous part of the command line, with progress, cache and Ctrl-C.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use footfault::probe::{
    self, Forgetful, Memory, Observer, Probe, Reason, Stop, Target,
    cache::{Cache, Change},
};
use jiff::Timestamp;
use tokio::runtime::Runtime;

use super::{
    console::Console,
    failure::Failure,
    network::{self, ChangesSince, Network},
    progress::Progress,
};

/// Exit code of a process that was interrupted at once, as shells have it (128 + SIGINT).
const INTERRUPTED: i32 = 130;

/// What the links answered.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// One probe for each target, in reading order.
    pub(crate) probes: Vec<Probe>,
    /// What the report should say of it.
    pub(crate) notices: Vec<String>,
    /// How many targets were left unasked because the user stopped the run.
    pub(crate) interrupted: usize,
    /// Verdicts that changed, in the order of time, where that was asked for.
    pub(crate) changes: Vec<Change>,
    /// Since when; `None` where nothing was remembered before.
    pub(crate) since: Option<Timestamp>,
}

/// The runtime of a run. Lives until the report is written, so that Ctrl-C works till then.
#[derive(Debug)]
pub(crate) struct Asking {
    runtime: Option<Runtime>,
    stop: Stop,
    polite: Arc<AtomicBool>,
}

impl Asking {
    /// Starts the runtime and listens for Ctrl-C: the first one stops politely, the second at once.
    pub(crate) fn start(console: Console) -> Result<Self, Failure> {
        let runtime = Runtime::new()
            .map_err(|error| Failure::new(format!("cannot start asking links: {error}")))?;
        let stop = Stop::new();
        let polite = Arc::new(AtomicBool::new(true));
        let (asked, still_polite) = (stop.clone(), Arc::clone(&polite));
        runtime.spawn(async move {
            while tokio::signal::ctrl_c().await.is_ok() {
                if asked.is_requested() || !still_polite.load(Ordering::SeqCst) {
                    exit_at_once();
                }
                asked.request();
                console.note("stopping; press Ctrl-C again to end at once");
            }
        });
        Ok(Self {
            runtime: Some(runtime),
            stop,
            polite,
        })
    }

    /// Asks these targets.
    pub(crate) fn ask_these(
        &self,
        targets: Vec<Target>,
        network: &Network,
        console: Console,
    ) -> Result<Answers, Failure> {
        let Some(runtime) = &self.runtime else {
            return Ok(Answers::default());
        };
        let answers = runtime.block_on(self.ask_targets(targets, network, console));
        // From now on the report is written, which a single Ctrl-C may end.
        self.polite.store(false, Ordering::SeqCst);
        answers
    }

    async fn ask_targets(
        &self,
        targets: Vec<Target>,
        network: &Network,
        console: Console,
    ) -> Result<Answers, Failure> {
        let cache = network.cache.as_ref().map(network::open);
        let began = Timestamp::now();
        let last = cache.as_ref().and_then(Cache::last_seen);
        let memory: &dyn Memory = cache.as_ref().map_or(&Forgetful, |cache| cache);
        let progress = Progress::start(targets.len(), console.shows_progress());
        let observer: &dyn Observer = &progress;
        let outcome = probe::probe(
            targets,
            &network.options,
            memory,
            observer,
            self.stop.clone(),
        )
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
        let mut answers = Answers {
            probes: outcome.probes,
            notices: outcome
                .notices
                .into_iter()
                .map(|notice| notice.message)
                .collect(),
            ..Answers::default()
        };
        progress.end();
        answers.interrupted = answers
            .probes
            .iter()
            .filter(|probe| probe.reason == Reason::Interrupted)
            .count();
        if let Some(cache) = cache {
            cache.flush();
            if let (Some(wanted), Some(last)) = (network.changes, last) {
                // A verdict of this run counts from its beginning, whatever another run found before.
                let (from, told) = match wanted {
                    ChangesSince::LastRun => (began, last),
                    ChangesSince::At(at) => (at, at),
                    ChangesSince::Ago(ago) => {
                        let at = began.checked_sub(ago).unwrap_or(Timestamp::MIN);
                        (at, at)
                    }
                };
                answers.since = Some(told);
                answers.changes = cache.changes_since(from);
            }
            answers.notices.extend(cache.notices());
        }
        Ok(answers)
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        // A look-up of a name may hang for long, and nobody waits for it any more.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

#[expect(
    clippy::exit,
    reason = "the user asked twice, or nothing is worth waiting for"
)]
fn exit_at_once() -> ! {
    std::process::exit(INTERRUPTED)
}
