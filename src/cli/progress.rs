//! Progress on standard error while links are asked: how many are done, and which hosts are waited for.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use footfault::{
    probe::{Observer, Probe, Target},
    render::escape,
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use url::Url;

/// Hosts that are named; of more only the number is told.
const NAMED: usize = 3;

/// A progress bar, or nothing.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    /// How many targets of each host are under way.
    hosts: Mutex<BTreeMap<String, usize>>,
}

impl Progress {
    /// Begins; draws nothing unless `shown`.
    pub(crate) fn start(targets: usize, shown: bool) -> Self {
        let draw = if shown {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(targets as u64), draw);
        if let Ok(style) =
            ProgressStyle::with_template("{bar:24} {pos}/{len} links, {elapsed}  {wide_msg}")
        {
            bar.set_style(style);
        }
        if shown {
            bar.enable_steady_tick(Duration::from_millis(250));
        }
        Self {
            bar,
            hosts: Mutex::new(BTreeMap::new()),
        }
    }

    /// Goes on to the search for archived copies.
    pub(crate) fn copies(&self, wanted: usize) {
        self.bar.reset();
        self.bar.set_length(wanted as u64);
        self.bar.set_message("looking for archived copies");
    }

    /// A search for a copy ended.
    pub(crate) fn copy(&self) {
        self.bar.inc(1);
    }

    /// Ends, and leaves nothing on the screen.
    pub(crate) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// Counts a target of a host in or out, and says which hosts are waited for.
    fn count(&self, url: &str, came: bool) {
        let Some(host) = host_of(url) else {
            return;
        };
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        let under_way = hosts.entry(host.clone()).or_default();
        *under_way = if came {
            *under_way + 1
        } else {
            under_way.saturating_sub(1)
        };
        if *under_way == 0 {
            hosts.remove(&host);
        }
        self.bar.set_message(waiting(&hosts));
    }
}

impl Observer for Progress {
    fn started(&self, target: &Target) {
        self.count(&target.url, true);
    }

    fn finished(&self, probe: &Probe) {
        self.count(&probe.url, false);
        self.bar.inc(1);
    }

    fn waiting(&self, host: &str, pause: Duration) {
        if pause > Duration::from_secs(2) {
            self.bar.set_message(format!(
                "{} wants a pause of {} s",
                escape::line(host),
                pause.as_secs()
            ));
        }
    }
}

fn host_of(url: &str) -> Option<String> {
    Some(Url::parse(url).ok()?.host_str()?.to_owned())
}

/// "waiting for a.org, b.org and 7 more", the busiest first.
fn waiting(hosts: &BTreeMap<String, usize>) -> String {
    if hosts.is_empty() {
        return String::new();
    }
    let mut busiest: Vec<(&String, usize)> =
        hosts.iter().map(|(host, count)| (host, *count)).collect();
    busiest.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named: Vec<_> = busiest
        .iter()
        .take(NAMED)
        .map(|(host, _)| escape::line(host))
        .collect();
    let rest = match busiest.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("waiting for {}{rest}", named.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_hosts_are_named() {
        let progress = Progress::start(9, false);
        for (host, times) in [("a", 1), ("b", 3), ("c", 2), ("d", 1)] {
            for _ in 0..times {
                progress.count(&format!("https://{host}.org/x"), true);
            }
        }
        let told = |progress: &Progress| waiting(&progress.hosts.lock().unwrap());
        assert_eq!(
            told(&progress),
            "waiting for b.org, c.org, a.org and 1 more"
        );
        progress.count("https://a.org/", false);
        progress.count("https://never.org/", false);
        assert_eq!(told(&progress), "waiting for b.org, c.org, d.org");
    }
}
