//! The thread that writes, so that no task of the run waits for the disk.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        mpsc::{Receiver, SyncSender, TrySendError, sync_channel},
    },
    thread::JoinHandle,
    time::Duration,
};

use jiff::Timestamp;

use super::{
    Shared, lock,
    store::{Store, Trouble, set_aside, to_word},
};
use crate::probe::Probe;

/// Probes that may wait to be written. At a kilobyte each this is what memory they may take; beyond it they
/// are not remembered, which a notice says.
const QUEUE: usize = 8192;

/// Bytes of the longest probe that is kept: a page may send titles and redirects of any length.
const LONGEST: usize = 64 * 1024;

/// Most probes of one transaction.
const BATCH: usize = 1024;

/// How often a transaction is tried while another process writes; each try waits by itself.
const TRIES: u32 = 5;

/// A probe as it is written.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) url: String,
    pub(super) cited: i64,
    /// Seconds since 1970.
    pub(super) checked: i64,
    pub(super) verdict: String,
    pub(super) reason: String,
    pub(super) json: String,
}

impl Record {
    /// `None` for a probe whose time cannot be read, and for one of monstrous length.
    pub(super) fn new(url: &str, cited: i64, probe: &Probe) -> Option<Self> {
        let checked: Timestamp = probe.checked_at.parse().ok()?;
        // Where it is cited and when it last lived are told anew by each run.
        let probe = Probe {
            links: Vec::new(),
            last_alive: None,
            ..probe.clone()
        };
        let json = serde_json::to_string(&probe).ok()?;
        if json.len() > LONGEST {
            return None;
        }
        Some(Self {
            url: url.to_owned(),
            cited,
            checked: checked.as_second(),
            verdict: probe.verdict.as_str().to_owned(),
            reason: to_word(probe.reason)?,
            json,
        })
    }
}

enum Message {
    Write(Record),
    Flush(SyncSender<()>),
    Damaged,
    Close,
}

/// The sending end, and the thread at the other.
#[derive(Debug)]
pub(super) struct Writer {
    messages: SyncSender<Message>,
    thread: Option<JoinHandle<()>>,
    shared: Arc<Shared>,
}

impl Writer {
    pub(super) fn start(
        path: PathBuf,
        store: Store,
        shared: Arc<Shared>,
        now: Timestamp,
    ) -> std::io::Result<Self> {
        let (messages, received) = sync_channel(QUEUE);
        let work = Work {
            path,
            store: Some(store),
            shared: Arc::clone(&shared),
        };
        let thread = std::thread::Builder::new()
            .name("cache".to_owned())
            .spawn(move || work.run(&received, now))?;
        Ok(Self {
            messages,
            thread: Some(thread),
            shared,
        })
    }

    pub(super) fn send(&self, record: Record) {
        if let Err(TrySendError::Full(_)) = self.messages.try_send(Message::Write(record)) {
            self.shared.tell(
                "the cache could not keep up; not every verdict of this run is remembered"
                    .to_owned(),
            );
        }
    }

    pub(super) fn report_damage(&self) {
        // A full queue means that the writer works, and will come upon the damage itself.
        let _ = self.messages.try_send(Message::Damaged);
    }

    pub(super) fn flush(&self) {
        let (done, wait) = sync_channel(1);
        if self.messages.send(Message::Flush(done)).is_ok() {
            // An error means that the thread ended, so nothing is left to wait for.
            let _ = wait.recv();
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // An error means that the thread ended by itself.
        let _ = self.messages.send(Message::Close);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The state of the thread.
struct Work {
    path: PathBuf,
    /// `None` once the file failed for good: what comes is dropped.
    store: Option<Store>,
    shared: Arc<Shared>,
}

impl Work {
    fn run(mut self, messages: &Receiver<Message>, now: Timestamp) {
        if let Some(store) = &mut self.store
            && let Err(trouble) = store.prune(now)
        {
            self.meet(&trouble);
        }
        let mut batch = Vec::new();
        let mut flushed = Vec::new();
        let mut open = true;
        while open {
            // Waits for one, then takes what came meanwhile: the batches grow as the disk slows.
            let Ok(first) = messages.recv() else { break };
            let mut next = Some(first);
            while let Some(message) = next {
                match message {
                    Message::Write(record) => batch.push(record),
                    Message::Flush(done) => flushed.push(done),
                    Message::Damaged => {
                        self.meet(&Trouble::Damaged("found in reading".to_owned()));
                    }
                    Message::Close => open = false,
                }
                next = if batch.len() < BATCH {
                    messages.try_recv().ok()
                } else {
                    None
                };
            }
            self.write(&batch);
            batch.clear();
            for done in flushed.drain(..) {
                // An error means that nobody waits any more.
                let _ = done.send(());
            }
        }
    }

    fn write(&mut self, batch: &[Record]) {
        if batch.is_empty() {
            return;
        }
        for tried in 1.. {
            let Some(store) = &mut self.store else { return };
            match store.write(batch) {
                Ok(()) => return,
                Err(Trouble::Busy) if tried < TRIES => {
                    std::thread::sleep(Duration::from_millis(10));
                }
                Err(trouble @ Trouble::Damaged(_)) if tried < TRIES => self.meet(&trouble),
                // Where the disk itself is full, making room fails as well or does not help.
                Err(Trouble::Full) if tried == 1 && store.make_room().is_ok() => {}
                Err(Trouble::Busy) => {
                    // It may be free again for the next batch.
                    self.shared.tell(format!(
                        "{} was in use by another program for long; not every verdict of this run is remembered",
                        self.path.display()
                    ));
                    return;
                }
                Err(trouble) => {
                    self.meet(&trouble);
                    return;
                }
            }
        }
    }

    /// Sets a damaged file aside and opens a fresh one; gives up on any other trouble.
    fn meet(&mut self, trouble: &Trouble) {
        let max_bytes = self.shared.options.max_bytes;
        let Trouble::Damaged(how) = trouble else {
            if !matches!(trouble, Trouble::Busy) {
                self.shared.tell(format!(
                    "the cache {} {trouble}; from here on this run remembers nothing",
                    self.path.display()
                ));
                self.store = None;
            }
            return;
        };
        // Closed first: the connections hold the old file.
        self.store = None;
        *lock(&self.shared.reader) = None;
        let opened = set_aside(&self.path, max_bytes).and_then(|aside| {
            if let Some(aside) = aside {
                self.shared.tell(format!(
                    "the cache {} was damaged ({how}) and a new one is begun; the old one is now {}",
                    self.path.display(),
                    aside.display()
                ));
            }
            Ok((
                Store::open(&self.path, max_bytes)?,
                Store::open(&self.path, max_bytes)?,
            ))
        });
        match opened {
            Ok((writing, reading)) => {
                self.store = Some(writing);
                *lock(&self.shared.reader) = Some(reading);
            }
            Err(trouble) => self.shared.tell(trouble.notice(&self.path)),
        }
    }
}
