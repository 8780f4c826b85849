//! What a run has learned of each host: whether it speaks at all, and whether it treats robots as it treats
//! browsers. Shared by the probes, so that none asks what another one found out.

use std::{collections::HashMap, sync::Mutex};

use url::Url;

use super::{failure::Failure, turns::host_of, web::Answer};

/// After so many requests in vain, a host that never answered is taken to be silent.
const SILENT_ENOUGH: u8 = 2;
/// After so many refused connections or failed look-ups, a host that never answered is taken to be down.
const DOWN_ENOUGH: u8 = 3;
/// After so many connections broken off, a host that never answered is taken to be out of order.
const BROKEN_ENOUGH: u8 = 12;
/// After so many answers alike, a host is taken to treat browsers and robots the same.
const ALIKE_ENOUGH: u8 = 3;

/// What is known of every host.
#[derive(Debug, Default)]
pub(crate) struct Known {
    hosts: Mutex<HashMap<String, Host>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Host {
    answered: bool,
    silent: u8,
    down: u8,
    broken: u8,
    alike: u8,
}

impl Known {
    /// Notes what a request to `url` came to.
    pub(crate) fn note(&self, url: &Url, answer: &Result<Answer, Failure>) {
        self.change(url, |host| match answer {
            Ok(_) | Err(Failure::BodyTimeout | Failure::Protocol(_) | Failure::HeadTooLarge) => {
                host.answered = true;
            }
            Err(Failure::AnswerTimeout | Failure::ConnectTimeout) => {
                host.silent = host.silent.saturating_add(1);
            }
            Err(Failure::Closed | Failure::Reset) => host.broken = host.broken.saturating_add(1),
            Err(failure) if failure.is_of_host() => host.down = host.down.saturating_add(1),
            Err(_) => {}
        });
    }

    /// Whether the host of `url` never said a word, however often it was asked.
    pub(crate) fn is_silent(&self, url: &Url) -> bool {
        let host = self.of(url);
        !host.answered && host.silent >= SILENT_ENOUGH
    }

    /// Whether another try at the host of `url` is of no use: it never answered, and was tried enough.
    pub(crate) fn is_hopeless(&self, url: &Url) -> bool {
        let host = self.of(url);
        !host.answered && (host.silent >= SILENT_ENOUGH || host.down >= DOWN_ENOUGH)
    }

    /// Whether the host of `url` broke off every connection, however often it was asked.
    pub(crate) fn is_broken(&self, url: &Url) -> bool {
        let host = self.of(url);
        !host.answered && host.broken >= BROKEN_ENOUGH
    }

    /// Notes whether robots and browsers were answered alike.
    pub(crate) fn note_alike(&self, url: &Url, alike: bool) {
        self.change(url, |host| {
            host.alike = if alike {
                host.alike.saturating_add(1)
            } else {
                0
            };
        });
    }

    /// Whether a second look as a browser is known to be of no use.
    pub(crate) fn treats_alike(&self, url: &Url) -> bool {
        self.of(url).alike >= ALIKE_ENOUGH
    }

    fn of(&self, url: &Url) -> Host {
        let hosts = self.hosts.lock();
        hosts.map_or_else(
            |_| Host::default(),
            |hosts| hosts.get(&host_of(url)).copied().unwrap_or_default(),
        )
    }

    fn change(&self, url: &Url, change: impl FnOnce(&mut Host)) {
        if let Ok(mut hosts) = self.hosts.lock() {
            change(hosts.entry(host_of(url)).or_default());
        }
    }
}
