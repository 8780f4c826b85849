//! Leave to ask a host. A probe asks for a turn before each request and gives it back after; the scheduler
//! on the other end of the channel decides who goes next, so that limits hold for redirects and further
//! tries, too.

use std::{future::Future, time::Duration};

use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};
use url::Url;

use super::{failure::Failure, web::Answer};

/// How long a request counts against the total; a host that keeps silent longer is waited for apart.
const PATIENCE: Duration = Duration::from_millis(500);

/// What probes tell the scheduler.
#[derive(Debug)]
pub(crate) enum Event {
    /// A turn is wanted at `host`.
    Enter {
        host: String,
        reply: oneshot::Sender<Turn>,
    },
    /// The turn's request has been waiting for a while and no longer counts against the total.
    Patient { host: usize },
    /// The turn is over.
    Leave {
        host: usize,
        patient: bool,
        note: HostNote,
    },
    /// A probe pauses before another try.
    Pause { host: String, pause: Duration },
    /// A host wants to be left alone until a time.
    Quiet { host: String, until: Instant },
}

/// What one request showed of its host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct HostNote {
    /// It answered at all.
    pub(crate) answered: bool,
    /// It let the request wait in vain.
    pub(crate) silent: bool,
    /// It asked to go slower.
    pub(crate) slower: bool,
}

/// The probes' end of the channel.
#[derive(Debug, Clone)]
pub(crate) struct Turns {
    pub(crate) events: mpsc::UnboundedSender<Event>,
}

/// Leave to make one request; given back when dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    pub(crate) host: usize,
    pub(crate) name: String,
    /// Whether nothing else waits for the host.
    pub(crate) last: bool,
    /// Whether it no longer counts against the total.
    pub(crate) patient: bool,
    pub(crate) note: HostNote,
    pub(crate) events: mpsc::UnboundedSender<Event>,
}

impl Turns {
    /// Waits for leave to ask the host of `url`.
    pub(crate) async fn enter(&self, url: &Url) -> Turn {
        let (reply, turn) = oneshot::channel();
        let host = host_of(url);
        // Both ends live as long as the scheduler, which aborts its probes before it goes.
        let _ = self.events.send(Event::Enter {
            host: host.clone(),
            reply,
        });
        match turn.await {
            Ok(turn) => turn,
            Err(_) => std::future::pending().await,
        }
    }

    /// Says that a probe waits before it asks `url` again, then waits.
    pub(crate) async fn pause(&self, url: &Url, pause: Duration) {
        let _ = self.events.send(Event::Pause {
            host: host_of(url),
            pause,
        });
        tokio::time::sleep(pause).await;
    }

    /// Keeps all requests from the host of `url` for a while.
    pub(crate) fn quiet(&self, url: &Url, pause: Duration) {
        let until = Instant::now() + pause;
        let _ = self.events.send(Event::Quiet {
            host: host_of(url),
            until,
        });
    }
}

impl Turn {
    /// Whether the turn is for the host of `url`.
    pub(crate) fn is_for(&self, url: &Url) -> bool {
        self.name == host_of(url)
    }

    /// Whether the connection may be closed after the request.
    pub(crate) fn is_last(&self) -> bool {
        self.last
    }

    /// Waits for a request, and tells the scheduler when that takes long.
    pub(crate) async fn patiently<T>(&mut self, request: impl Future<Output = T>) -> T {
        if self.patient {
            return request.await;
        }
        let mut request = std::pin::pin!(request);
        if let Ok(done) = tokio::time::timeout(PATIENCE, &mut request).await {
            return done;
        }
        self.patient = true;
        let _ = self.events.send(Event::Patient { host: self.host });
        request.await
    }

    /// Notes what the request showed of the host.
    pub(crate) fn report(&mut self, answer: &Result<Answer, Failure>) {
        self.note = HostNote {
            answered: match answer {
                Ok(_) => true,
                Err(failure) => matches!(
                    failure,
                    Failure::BodyTimeout | Failure::Protocol(_) | Failure::HeadTooLarge
                ),
            },
            silent: matches!(
                answer,
                Err(Failure::AnswerTimeout | Failure::ConnectTimeout)
            ),
            slower: matches!(answer, Ok(answer) if answer.status == 429),
        };
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let _ = self.events.send(Event::Leave {
            host: self.host,
            patient: self.patient,
            note: self.note,
        });
    }
}

/// The host whose limits a URL falls under.
pub(crate) fn host_of(url: &Url) -> String {
    url.host_str()
        .unwrap_or_default()
        .trim_end_matches('.')
        .to_owned()
}
