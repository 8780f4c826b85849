//! One request at a time: an address that may be contacted, honest headers, and caps on time and bytes.
//! Follows no redirects, keeps no cookies, judges nothing. The only file that speaks to the network.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use reqwest::{
    Client, Method,
    header::{self, HeaderMap, HeaderName, HeaderValue},
};
use tokio::time::Instant;
use url::{Host, Url};

use super::{
    address::{Allowed, Override},
    failure::{Failure, classify},
    resolve::{Guarded, Names, Resolver, System},
    tls,
    unpack::unpack,
};

/// The name under which pages are asked.
pub const USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; footfault/",
    env!("CARGO_PKG_VERSION"),
    "; checks the links of reports)"
);
/// Time until the head of an answer, and again for its body.
pub const TIMEOUT: Duration = Duration::from_secs(20);
/// What a browser calls itself; for the one more try where an answer smells of a robot filter.
const BROWSER: &str =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
const ACCEPT: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
/// More headers than any sound page sends; browsers set no limit.
const MAX_HEADERS: usize = 1000;
/// Longest a connection may take, however patient the user is.
const MAX_CONNECT: Duration = Duration::from_secs(10);

/// How the network is spoken to.
#[derive(Debug, Clone)]
pub struct WebOptions {
    /// The honest name; [`USER_AGENT`] unless the user wants another.
    pub user_agent: String,
    /// Time until the head of an answer, and again for its body.
    pub timeout: Duration,
    /// Which private addresses may be contacted.
    pub allowed: Allowed,
    /// Certificates to trust besides the platform's, PEM.
    pub extra_roots: Option<Vec<u8>>,
    /// Addresses that stand in for names.
    pub overrides: Vec<Override>,
    /// Proxies, as the environment names them.
    pub proxies: Proxies,
    /// How long an unused connection is kept.
    pub idle: Duration,
    /// Most unused connections that are kept to one host.
    pub idle_per_host: usize,
    /// Where names are looked up; the system's resolver when `None`.
    pub resolver: Option<Arc<dyn Resolver>>,
}

impl Default for WebOptions {
    fn default() -> Self {
        Self {
            user_agent: USER_AGENT.to_owned(),
            timeout: TIMEOUT,
            allowed: Allowed::PublicOnly,
            extra_roots: None,
            overrides: Vec::new(),
            proxies: Proxies::default(),
            idle: Duration::from_secs(4),
            idle_per_host: 2,
            resolver: None,
        }
    }
}

/// Proxies by scheme, as the usual variables of the environment name them (`http_proxy`, `https_proxy`,
/// `all_proxy`, `no_proxy`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies {
    /// For `http:`.
    pub http: Option<String>,
    /// For `https:`.
    pub https: Option<String>,
    /// For both, where no other is named.
    pub all: Option<String>,
    /// Hosts that are asked directly.
    pub except: Option<String>,
}

impl Proxies {
    /// Whether none is named.
    pub fn is_empty(&self) -> bool {
        self.http.is_none() && self.https.is_none() && self.all.is_none()
    }

    /// What to tell the user of them, passwords left out; `None` where there are none.
    pub fn notice(&self) -> Option<String> {
        let mut named: Vec<String> = Vec::new();
        for proxy in [&self.http, &self.https, &self.all].into_iter().flatten() {
            let shown = super::clean::shown_text(proxy);
            let shown = shown
                .rsplit_once('@')
                .map_or(shown.as_str(), |(_, host)| host);
            if named.iter().all(|other| other != shown) {
                named.push(shown.to_owned());
            }
        }
        (!named.is_empty())
            .then(|| format!("links are asked through the proxy {}", named.join(" and ")))
    }
}

/// Why there is no [`Web`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebError(String);

impl fmt::Display for WebError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WebError {}

/// As whom to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Agent {
    /// As footfault, saying so.
    #[default]
    Honest,
    /// With the headers of a browser.
    Browser,
}

/// How to ask.
#[derive(Debug, Clone)]
pub struct Ask {
    /// GET or HEAD.
    pub method: Method,
    /// As whom.
    pub agent: Agent,
    /// What to accept; the browsers' list when `None`.
    pub accept: Option<String>,
    /// The `Cookie` header.
    pub cookies: Option<String>,
    /// Further headers.
    pub headers: Vec<(HeaderName, String)>,
    /// Most bytes of the body to read, and to unpack to.
    pub limit_bytes: usize,
    /// Time until the head of the answer, and again for the body; that of [`WebOptions`] when `None`.
    pub timeout: Option<Duration>,
    /// Close the connection after the answer: nothing more will be asked of the host.
    pub last: bool,
    /// Accept any certificate, to learn whether a page is there at all. Nothing secret is sent then.
    pub trusting: bool,
}

impl Default for Ask {
    fn default() -> Self {
        Self {
            method: Method::GET,
            agent: Agent::Honest,
            accept: None,
            cookies: None,
            headers: Vec::new(),
            limit_bytes: 256 << 10,
            timeout: None,
            last: false,
            trusting: false,
        }
    }
}

/// An answer, its body unpacked and read as far as asked.
#[derive(Debug, Clone)]
pub struct Answer {
    /// What was asked.
    pub url: Url,
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether the body was read to its end.
    pub complete: bool,
    /// Why the body broke off, if it did by itself.
    pub broken: Option<Failure>,
}

impl Answer {
    /// A header as text, bytes beyond ASCII read as UTF-8 or else Latin-1.
    pub fn header(&self, name: &str) -> Option<String> {
        let value = self.headers.get(name)?.as_bytes();
        Some(match std::str::from_utf8(value) {
            Ok(text) => text.to_owned(),
            Err(_) => value.iter().copied().map(char::from).collect(),
        })
    }
}

/// The way to the network; cheap to clone.
#[derive(Debug, Clone)]
pub struct Web {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    names: Arc<Names>,
    user_agent: HeaderValue,
    timeout: Duration,
    proxied: bool,
    /// Clients by the port of the URL, where overrides depend on it; port 0 serves the rest.
    clients: Vec<(u16, Client)>,
    trusting: Vec<(u16, Client)>,
}

impl Web {
    /// Sets up the way to the network; asks nothing yet.
    ///
    /// # Errors
    ///
    /// When there are no root certificates, or `options` hold a damaged certificate, proxy or user agent.
    pub fn new(options: &WebOptions) -> Result<Self, WebError> {
        let roots = match &options.extra_roots {
            Some(pem) => tls::roots(pem).map_err(WebError)?,
            None => Vec::new(),
        };
        let resolver = options
            .resolver
            .clone()
            .unwrap_or_else(|| Arc::new(System::default()));
        let connect = options.timeout.min(MAX_CONNECT);
        // The look-up ends before the connection's time does, so that the two can be told apart.
        let mut names = Names::new(
            resolver,
            &options.overrides,
            options.allowed.clone(),
            connect.mul_f32(0.9),
        );
        for proxy in [
            &options.proxies.http,
            &options.proxies.https,
            &options.proxies.all,
        ] {
            if let Some(host) = proxy.as_deref().and_then(proxy_host) {
                names.trust_proxy(&host);
            }
        }
        let names = Arc::new(names);
        let mut ports: Vec<u16> = options.overrides.iter().map(|entry| entry.port).collect();
        ports.push(0);
        ports.sort_unstable();
        ports.dedup();
        let clients = |tls: &rustls::ClientConfig| -> Result<Vec<(u16, Client)>, WebError> {
            ports
                .iter()
                .map(|port| {
                    let guarded = Guarded {
                        names: Arc::clone(&names),
                        port: *port,
                    };
                    Ok((*port, client(options, connect, guarded, tls.clone())?))
                })
                .collect()
        };
        Ok(Self {
            inner: Arc::new(Inner {
                clients: clients(&tls::verifying(roots).map_err(WebError)?)?,
                trusting: clients(&tls::trusting().map_err(WebError)?)?,
                user_agent: HeaderValue::from_str(&options.user_agent)
                    .map_err(|_| WebError("the user agent holds a line break".to_owned()))?,
                timeout: options.timeout,
                proxied: !options.proxies.is_empty(),
                names,
            }),
        })
    }

    /// Asks for `url` once, following nothing.
    ///
    /// # Errors
    ///
    /// When no answer came; an answer with any status is an [`Answer`].
    pub async fn get(&self, url: &Url, ask: &Ask) -> Result<Answer, Failure> {
        let patience = ask.timeout.unwrap_or(self.inner.timeout);
        self.guard(url).await?;
        let client = self.client(url, ask.trusting);
        let request = self.request(client, url, ask)?;
        let mut response = match tokio::time::timeout(patience, client.execute(request)).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(classify(&error)),
            Err(_) => return Err(Failure::AnswerTimeout),
        };
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let received = if ask.method == Method::HEAD {
            Received {
                complete: true,
                ..Received::default()
            }
        } else {
            receive(&mut response, ask.limit_bytes, patience).await
        };
        if received.bytes.is_empty() && received.broken == Some(Failure::AnswerTimeout) {
            return Err(Failure::BodyTimeout);
        }
        drop(response);
        Ok(finish(url, status, headers, received, ask.limit_bytes))
    }

    /// Refuses what may not be contacted, where that can be told before connecting.
    async fn guard(&self, url: &Url) -> Result<(), Failure> {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => IpAddr::V4(address),
            Some(Host::Ipv6(address)) => IpAddr::V6(address),
            Some(Host::Domain(name)) if self.inner.proxied => {
                // A proxy looks names up by itself, so this only refuses what is plainly private here.
                let port = url.port_or_known_default().unwrap_or(0);
                return match self.inner.names.find(name, port).await {
                    Err(unresolved @ super::resolve::Unresolved::Private(_)) => {
                        Err(unresolved.into())
                    }
                    _ => Ok(()),
                };
            }
            Some(Host::Domain(_)) => return Ok(()),
            None => return Err(Failure::Unrequestable("it names no host".to_owned())),
        };
        if self.inner.names.permits(literal) {
            Ok(())
        } else {
            Err(Failure::PrivateAddress(literal))
        }
    }

    fn client(&self, url: &Url, trusting: bool) -> &Client {
        let clients = if trusting {
            &self.inner.trusting
        } else {
            &self.inner.clients
        };
        let port = url.port_or_known_default().unwrap_or(0);
        let exact = clients.iter().find(|(other, _)| *other == port);
        // Port 0 is always there and sorts first.
        &exact.unwrap_or(&clients[0]).1
    }

    fn request(&self, client: &Client, url: &Url, ask: &Ask) -> Result<reqwest::Request, Failure> {
        let mut url = url.clone();
        url.set_fragment(None);
        if ask.trusting && (url.set_username("").is_err() || url.set_password(None).is_err()) {
            return Err(Failure::Unrequestable("it names no host".to_owned()));
        }
        // The builder turns user name and password into a header.
        let mut request = client
            .request(ask.method.clone(), url)
            .build()
            .map_err(|error| classify(&error))?;
        let headers = request.headers_mut();
        if ask.agent == Agent::Browser {
            headers.insert(header::USER_AGENT, HeaderValue::from_static(BROWSER));
        } else {
            headers.insert(header::USER_AGENT, self.inner.user_agent.clone());
        }
        let accept = ask.accept.as_deref().unwrap_or(ACCEPT);
        insert(headers, header::ACCEPT, accept);
        insert(headers, header::ACCEPT_LANGUAGE, "en-US,en;q=0.9,*;q=0.5");
        insert(headers, header::ACCEPT_ENCODING, "gzip, deflate, br, zstd");
        if ask.agent == Agent::Browser {
            for (name, value) in [
                ("upgrade-insecure-requests", "1"),
                ("sec-fetch-dest", "document"),
                ("sec-fetch-mode", "navigate"),
                ("sec-fetch-site", "none"),
                ("sec-fetch-user", "?1"),
                ("priority", "u=0, i"),
            ] {
                insert(headers, HeaderName::from_static(name), value);
            }
        }
        if let Some(cookies) = ask.cookies.as_deref().filter(|_| !ask.trusting) {
            insert(headers, header::COOKIE, cookies);
        }
        for (name, value) in &ask.headers {
            insert(headers, name.clone(), value);
        }
        if ask.last {
            insert(headers, header::CONNECTION, "close");
        }
        Ok(request)
    }
}

fn client(
    options: &WebOptions,
    connect: Duration,
    guarded: Guarded,
    tls: rustls::ClientConfig,
) -> Result<Client, WebError> {
    let mut builder = Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .connect_timeout(connect)
        .pool_idle_timeout(options.idle)
        .pool_max_idle_per_host(options.idle_per_host)
        .http1_max_headers(MAX_HEADERS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http2_max_header_list_size(256 << 10)
        .dns_resolver(guarded)
        .tls_backend_preconfigured(tls);
    let except = options
        .proxies
        .except
        .as_deref()
        .and_then(reqwest::NoProxy::from_string);
    let wrong = |error: reqwest::Error| WebError(format!("the proxy cannot be used: {error}"));
    if let Some(proxy) = &options.proxies.http {
        let proxy = reqwest::Proxy::http(proxy).map_err(wrong)?;
        builder = builder.proxy(proxy.no_proxy(except.clone()));
    }
    if let Some(proxy) = &options.proxies.https {
        let proxy = reqwest::Proxy::https(proxy).map_err(wrong)?;
        builder = builder.proxy(proxy.no_proxy(except.clone()));
    }
    if let Some(proxy) = &options.proxies.all {
        let proxy = reqwest::Proxy::all(proxy).map_err(wrong)?;
        builder = builder.proxy(proxy.no_proxy(except));
    }
    builder
        .build()
        .map_err(|error| WebError(format!("the network cannot be used: {error}")))
}

/// The host of a proxy's address, which may lack a scheme.
fn proxy_host(proxy: &str) -> Option<String> {
    let url = Url::parse(proxy)
        .ok()
        .filter(Url::has_host)
        .or_else(|| Url::parse(&format!("http://{proxy}")).ok())?;
    url.host_str().map(str::to_owned)
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    // A value with a line break is left out: it could only come from a hostile server.
    if let Ok(value) = HeaderValue::from_bytes(value.as_bytes()) {
        headers.insert(name, value);
    }
}

#[derive(Debug, Default)]
struct Received {
    bytes: Vec<u8>,
    complete: bool,
    broken: Option<Failure>,
}

async fn receive(response: &mut reqwest::Response, limit: usize, patience: Duration) -> Received {
    let deadline = Instant::now() + patience;
    let mut received = Received::default();
    while received.bytes.len() < limit {
        match tokio::time::timeout_at(deadline, response.chunk()).await {
            Ok(Ok(Some(chunk))) => {
                let room = limit - received.bytes.len();
                received
                    .bytes
                    .extend_from_slice(&chunk[..chunk.len().min(room)]);
            }
            Ok(Ok(None)) => {
                received.complete = true;
                break;
            }
            Ok(Err(error)) => {
                received.broken = Some(classify(&error));
                break;
            }
            Err(_) => {
                received.broken = Some(Failure::AnswerTimeout);
                break;
            }
        }
    }
    received
}

fn finish(url: &Url, status: u16, headers: HeaderMap, received: Received, limit: usize) -> Answer {
    let encodings = headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .collect::<Vec<_>>()
        .join(",");
    let unpacked = unpack(received.bytes, &encodings, limit);
    let damaged = unpacked.damaged && received.complete;
    Answer {
        url: url.clone(),
        status,
        headers,
        body: unpacked.bytes,
        complete: received.complete && !unpacked.capped && !damaged,
        broken: received.broken.or_else(|| {
            damaged.then(|| Failure::Protocol("its compression is damaged".to_owned()))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proxies_are_named_with_and_without_a_scheme() {
        assert_eq!(
            proxy_host("http://proxy.example:3128").as_deref(),
            Some("proxy.example")
        );
        assert_eq!(
            proxy_host("proxy.example:3128").as_deref(),
            Some("proxy.example")
        );
        assert_eq!(
            proxy_host("socks5://10.0.0.1:1080").as_deref(),
            Some("10.0.0.1")
        );
    }
}
