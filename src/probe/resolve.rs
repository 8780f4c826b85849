//! From names to addresses: the system's resolver, addresses given by the user, and the check that what
//! is connected to may be connected to. The check stands here because the connection takes exactly the
//! addresses that pass it: there is no second look-up between check and use.

use std::{
    collections::{HashMap, HashSet},
    error::Error,
    fmt,
    future::Future,
    net::{IpAddr, SocketAddr, UdpSocket},
    pin::Pin,
    sync::Arc,
    time::Duration,
};

use dns_lookup::{AddrInfoHints, LookupErrorKind, SockType, getaddrinfo};
use tokio::sync::Semaphore;

use super::address::{Allowed, Override};

/// How many look-ups the system's resolver does at once; each holds a thread.
const LOOKUPS: usize = 96;

/// The future of a look-up.
pub type Lookup = Pin<Box<dyn Future<Output = Result<Vec<IpAddr>, Unresolved>> + Send>>;

/// Finds the addresses of a name. The system's is [`System`]; tests bring their own.
pub trait Resolver: Send + Sync + fmt::Debug {
    /// Looks up `host`, lower case and ASCII.
    fn resolve(&self, host: &str) -> Lookup;

    /// Whether this machine has a way out at all. Without one, some resolvers say of every name that it does not
    /// exist.
    fn has_way_out(&self) -> bool {
        true
    }
}

/// Why a name has no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// The name does not exist, or has no address.
    NoSuchHost,
    /// The resolver gave no answer, so nothing is known of the name.
    Failed(String),
    /// Every address of the name is one that may not be contacted.
    Private(IpAddr),
}

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchHost => write!(f, "no such host"),
            Self::Failed(why) => write!(f, "the look-up of the name failed: {why}"),
            Self::Private(address) => write!(f, "{address} is not a public address"),
        }
    }
}

impl Error for Unresolved {}

/// The operating system's resolver.
///
/// It asks `getaddrinfo` itself rather than through the standard library, which turns the error codes
/// into text: only the code tells `EAI_NONAME` (no such host) from `EAI_AGAIN` (no answer now).
#[derive(Debug)]
pub struct System {
    turns: Arc<Semaphore>,
}

impl Default for System {
    fn default() -> Self {
        Self {
            turns: Arc::new(Semaphore::new(LOOKUPS)),
        }
    }
}

impl Resolver for System {
    fn resolve(&self, host: &str) -> Lookup {
        let host = host.to_owned();
        let turns = Arc::clone(&self.turns);
        Box::pin(async move {
            let Ok(_turn) = turns.acquire_owned().await else {
                return Err(Unresolved::Failed("the look-up was called off".to_owned()));
            };
            tokio::task::spawn_blocking(move || ask_system(&host))
                .await
                .unwrap_or_else(|_| {
                    Err(Unresolved::Failed("the look-up was called off".to_owned()))
                })
        })
    }

    fn has_way_out(&self) -> bool {
        has_route()
    }
}

/// Whether a packet to the public internet would have a way; none is sent, since a datagram socket only looks
/// its route up when it is connected. The addresses are one for documentation (RFC 5737) and a root server's.
fn has_route() -> bool {
    let routes = [
        ("0.0.0.0:0", "192.0.2.1:9"),
        ("[::]:0", "[2001:503:ba3e::2:30]:9"),
    ];
    routes.iter().any(|(from, to)| {
        UdpSocket::bind(from).is_ok_and(|socket| {
            socket.connect(to).is_ok()
                && socket
                    .local_addr()
                    .is_ok_and(|local| !local.ip().is_loopback())
        })
    })
}

fn ask_system(host: &str) -> Result<Vec<IpAddr>, Unresolved> {
    let hints = AddrInfoHints {
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    match getaddrinfo(Some(host), None, Some(hints)) {
        Ok(found) => {
            let mut addresses: Vec<IpAddr> = Vec::new();
            for address in found.flatten().map(|info| info.sockaddr.ip()) {
                if !addresses.contains(&address) {
                    addresses.push(address);
                }
            }
            if addresses.is_empty() {
                return Err(Unresolved::NoSuchHost);
            }
            Ok(addresses)
        }
        Err(error) => Err(match error.kind() {
            LookupErrorKind::NoName | LookupErrorKind::NoData => Unresolved::NoSuchHost,
            LookupErrorKind::Again => Unresolved::Failed("the resolver gave no answer".to_owned()),
            kind => Unresolved::Failed(format!("the resolver failed ({kind:?})")),
        }),
    }
}

/// Names with the user's overrides, and the guard over the addresses.
#[derive(Debug)]
pub(crate) struct Names {
    resolver: Arc<dyn Resolver>,
    overrides: HashMap<(String, u16), Vec<SocketAddr>>,
    allowed: Allowed,
    /// Proxies are named by the user, so their addresses need no leave.
    proxies: HashSet<String>,
    patience: Duration,
}

impl Names {
    /// Names as `resolver` and `overrides` have them, guarded by `allowed`.
    pub(crate) fn new(
        resolver: Arc<dyn Resolver>,
        overrides: &[Override],
        allowed: Allowed,
        patience: Duration,
    ) -> Self {
        let mut by_host: HashMap<(String, u16), Vec<SocketAddr>> = HashMap::new();
        for entry in overrides {
            by_host
                .entry((entry.host.clone(), entry.port))
                .or_default()
                .push(entry.address);
        }
        Self {
            resolver,
            overrides: by_host,
            allowed,
            proxies: HashSet::new(),
            patience,
        }
    }

    /// Lets connections to the proxy `host` through.
    pub(crate) fn trust_proxy(&mut self, host: &str) {
        self.proxies.insert(host.to_ascii_lowercase());
    }

    /// Whether `address` may be contacted.
    pub(crate) fn permits(&self, address: IpAddr) -> bool {
        self.allowed.permits(address)
    }

    /// Addresses of `host` that may be contacted, for a URL with `port`.
    pub(crate) async fn find(&self, host: &str, port: u16) -> Result<Vec<SocketAddr>, Unresolved> {
        let host = host.to_ascii_lowercase();
        let given = self
            .overrides
            .get(&(host.clone(), port))
            .or_else(|| self.overrides.get(&("*".to_owned(), port)));
        let found = match given {
            Some(addresses) => addresses.clone(),
            None => self
                .look_up(&host)
                .await?
                .into_iter()
                .map(|address| SocketAddr::new(address, 0))
                .collect(),
        };
        let (good, bad): (Vec<_>, Vec<_>) = found
            .into_iter()
            .partition(|address| self.allowed.permits(address.ip()));
        match bad.first() {
            Some(private) if good.is_empty() => Err(Unresolved::Private(private.ip())),
            _ => Ok(good),
        }
    }

    async fn look_up(&self, host: &str) -> Result<Vec<IpAddr>, Unresolved> {
        let found = tokio::time::timeout(self.patience, self.ask(host))
            .await
            .unwrap_or_else(|_| {
                Err(Unresolved::Failed(
                    "the resolver gave no answer in time".to_owned(),
                ))
            })?;
        if found.is_empty() {
            return Err(Unresolved::NoSuchHost);
        }
        Ok(found)
    }

    /// What the resolver says, or that nothing can be known without a network.
    async fn ask(&self, host: &str) -> Result<Vec<IpAddr>, Unresolved> {
        let found = self.resolver.resolve(host).await;
        if found == Err(Unresolved::NoSuchHost) && !self.resolver.has_way_out() {
            return Err(Unresolved::Failed("this machine has no way out".to_owned()));
        }
        found
    }
}

/// [`Names`] for the connections of one client.
#[derive(Debug, Clone)]
pub(crate) struct Guarded {
    pub(crate) names: Arc<Names>,
    /// The port of the URLs this client is used for, where overrides depend on it; else 0.
    pub(crate) port: u16,
}

impl reqwest::dns::Resolve for Guarded {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let guarded = self.clone();
        let host = name.as_str().to_owned();
        Box::pin(async move {
            if guarded.names.proxies.contains(&host.to_ascii_lowercase()) {
                let found = guarded.names.look_up(&host).await?;
                let addresses = found.into_iter().map(|ip| SocketAddr::new(ip, 0));
                return Ok(
                    Box::new(addresses.collect::<Vec<_>>().into_iter()) as reqwest::dns::Addrs
                );
            }
            let addresses = guarded.names.find(&host, guarded.port).await?;
            Ok(Box::new(addresses.into_iter()) as reqwest::dns::Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_system_knows_the_local_host() {
        let found = ask_system("localhost").unwrap();
        assert!(found.iter().all(IpAddr::is_loopback), "{found:?}");
    }

    #[test]
    fn a_name_that_cannot_exist_is_not_called_a_failing_resolver() {
        // RFC 6761: no resolver finds anything under `invalid`; without any resolver the look-up fails.
        let unresolved = ask_system("name.invalid").unwrap_err();
        assert!(
            !matches!(unresolved, Unresolved::Private(_)),
            "{unresolved:?}"
        );
    }
}
