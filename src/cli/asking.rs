//! Asks the links of a run: the asynchronous part of the command line, with progress, cache and Ctrl-C.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use footfault::{
    probe::{self, Forgetful, Memory, Observer, Probe, Reason, Scope, Stop, Target},
    report::Audited,
};
use tokio::runtime::Runtime;

use super::{
    console::Console,
    failure::Failure,
    network::{self, Network},
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

    /// Asks every link of the documents.
    pub(crate) fn ask(
        &self,
        documents: &[Audited],
        network: &Network,
        console: Console,
    ) -> Result<Answers, Failure> {
        let targets = probe::targets(
            documents
                .iter()
                .enumerate()
                .map(|(index, audited)| (index, &audited.citations)),
            Scope::Everywhere,
        );
        self.ask_these(targets, network, console)
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
            interrupted: 0,
        };
        progress.end();
        answers.interrupted = answers
            .probes
            .iter()
            .filter(|probe| probe.reason == Reason::Interrupted)
            .count();
        if let Some(cache) = cache {
            cache.flush();
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
