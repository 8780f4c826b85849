//! What the services beside the pages add to a run: the DOI registry before and after a page is asked, the
//! archive after a page is found dead or suspect. Neither can make a verdict worse than the page itself does,
//! but for a DOI that nobody registered.

use std::{
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use ipnet::IpNet;
use tokio::task::JoinSet;
use url::{Host, Url};

use super::{
    Memento, Page, Probe, Reason, Target, Verdict,
    address::Allowed,
    archive::Archive,
    doi::{Registered, Registry},
    options::Options,
    page::{self, Field},
    web::{Web, WebError},
};
use crate::citations::identifiers::doi_in_url;

/// Archive look-ups under way at once; the archive's own limits hold besides.
const LOOK_UPS: usize = 4;

/// The way to a service whose address the user gave: where that is this machine or its network, naming it
/// is leave to ask it, and it alone.
pub(super) fn way_to(endpoint: &Url, web: &Web, options: &Options) -> Result<Web, WebError> {
    let own: Vec<IpAddr> = match endpoint.host() {
        Some(Host::Ipv4(address)) => vec![address.into()],
        Some(Host::Ipv6(address)) => vec![address.into()],
        Some(Host::Domain("localhost")) => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        _ => Vec::new(),
    };
    let own: Vec<IpAddr> = own
        .into_iter()
        .filter(|address| !options.web.allowed.permits(*address))
        .collect();
    if own.is_empty() {
        return Ok(web.clone());
    }
    let mut ranges: Vec<IpNet> = own.into_iter().map(IpNet::from).collect();
    if let Allowed::Ranges(others) = &options.web.allowed {
        ranges.extend(others);
    }
    let mut options = options.web.clone();
    options.allowed = Allowed::Ranges(ranges);
    Web::new(&options)
}

/// The DOI of an address of the resolver, with what the registry says of it.
#[derive(Debug, Clone)]
pub(crate) struct Doi {
    name: String,
    pub(crate) registered: Registered,
}

impl Doi {
    /// Asks for the DOI that `url` consists of; `None` for any other URL, and without a registry.
    pub(crate) async fn ask(registry: Option<&Registry>, url: &Url) -> Option<Self> {
        let name = doi_in_url(url.as_str()).filter(|doi| doi.resolver)?.doi;
        let registered = registry?.ask(&name).await;
        Some(Self { name, registered })
    }

    /// Asks for the DOI within a publisher's URL.
    pub(crate) async fn within(registry: Option<&Registry>, url: &Url) -> Option<Self> {
        let name = doi_in_url(url.as_str())?.doi;
        let registered = registry?.ask(&name).await;
        Some(Self { name, registered })
    }

    /// Why a DOI that nobody registered leads nowhere.
    pub(crate) fn refusal(&self) -> String {
        format!("the DOI {} is not registered", self.name)
    }

    /// Tempers a conclusion on the page of a registered DOI, and looks at the registry's record where the page
    /// itself is not shown.
    pub(crate) async fn temper(
        &self,
        registry: Option<&Registry>,
        target: &Target,
        probe: &mut Probe,
    ) {
        let Some(registry) = registry.filter(|_| self.registered == Registered::Yes) else {
            return;
        };
        match probe.reason {
            // A publisher that turns robots away, in one way or another.
            Reason::ConnectionReset | Reason::ClientError | Reason::ProtocolError => {
                probe.reason = Reason::Forbidden;
                probe.verdict = Verdict::Blocked;
                probe.detail = format!(
                    "the DOI is registered, but its publisher does not answer this program: {}",
                    probe.detail
                );
            }
            _ if matches!(
                probe.verdict,
                Verdict::Dead | Verdict::Unreachable | Verdict::Blocked
            ) =>
            {
                probe.detail = format!("the DOI is registered; {}", probe.detail);
            }
            _ => {}
        }
        if !matches!(
            probe.verdict,
            Verdict::Blocked | Verdict::Dead | Verdict::Unreachable
        ) {
            return;
        }
        let Some(record) = registry.record(&self.name).await else {
            return;
        };
        if probe.verdict == Verdict::Blocked {
            self.compare(&record, target, probe);
        }
        probe.page = Some(record);
    }

    /// The record is exact where pages are not: another title means another work.
    fn compare(&self, record: &Page, target: &Target, probe: &mut Probe) {
        let other = page::metadata_mismatch(record, &target.cited)
            .into_iter()
            .find(|difference| difference.field == Field::Title);
        if let Some(difference) = other {
            probe.reason = Reason::TitleMismatch;
            probe.verdict = Verdict::Suspect;
            probe.detail = format!(
                "the DOI {} is that of another work, “{}”",
                self.name, difference.page
            );
        }
    }
}

/// The archived copies that are wanted and those that are being looked for.
#[derive(Debug, Default)]
pub(crate) struct Suggestions {
    archive: Option<Arc<Archive>>,
    wanted: VecDeque<usize>,
    look_ups: JoinSet<(usize, Option<Memento>)>,
}

impl Suggestions {
    /// Suggestions from `archive`; none without one.
    pub(crate) fn new(archive: Option<Archive>) -> Self {
        Self {
            archive: archive.map(Arc::new),
            ..Self::default()
        }
    }

    /// Notes that a copy would serve, if so.
    pub(crate) fn consider(&mut self, index: usize, probe: &Probe) {
        let wanting =
            matches!(probe.verdict, Verdict::Dead | Verdict::Suspect) && probe.archive.is_none();
        if wanting && self.archive.is_some() {
            self.wanted.push_back(index);
        }
    }

    /// Whether nothing is wanted or looked for.
    pub(crate) fn is_idle(&self) -> bool {
        self.wanted.is_empty() && self.look_ups.is_empty()
    }

    /// Begins as many look-ups as may run at once.
    pub(crate) fn start(&mut self, targets: &[Target]) {
        let Some(archive) = &self.archive else { return };
        if archive.notice().is_some() {
            self.wanted.clear();
        }
        while self.look_ups.len() < LOOK_UPS {
            let Some(index) = self.wanted.pop_front() else {
                return;
            };
            let Some(target) = targets.get(index) else {
                continue;
            };
            let (archive, url, date) = (Arc::clone(archive), target.url.clone(), target.cited.date);
            self.look_ups
                .spawn(async move { (index, archive.nearest(&url, date).await) });
        }
    }

    /// The next copy that was found, or `None` for a look-up without one; waits for ever where there is none.
    pub(crate) async fn next(&mut self) -> Option<(usize, Memento)> {
        match self.look_ups.join_next().await {
            Some(Ok((index, found))) => found.map(|memento| (index, memento)),
            Some(Err(_)) => None,
            None => std::future::pending().await,
        }
    }

    /// Drops what is wanted and looked for, and says what a person should know.
    pub(crate) fn finish(&mut self) -> Option<String> {
        self.wanted.clear();
        self.look_ups.abort_all();
        self.archive.as_ref()?.notice()
    }
}
