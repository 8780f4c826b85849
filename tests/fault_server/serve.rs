//! The server itself: reads a request, finds the behavior by the host, plays the reply byte by byte.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use footfault::probe::address::Override;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use super::{Row, tls::Certificates};

/// A request as it came in.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    pub host: String,
    /// Path and query as they stand in the request line.
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub encrypted: bool,
    /// How often this host was asked before.
    pub before: usize,
    /// When it came.
    pub at: Instant,
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether the request comes from what says it is a browser.
    pub fn is_browser(&self) -> bool {
        self.header("user-agent")
            .is_some_and(|agent| agent.contains("Firefox"))
    }
}

/// A piece of a reply.
#[derive(Debug, Clone)]
pub enum Part {
    Bytes(Vec<u8>),
    Pause(Duration),
    /// The same bytes for ever.
    Endless(Vec<u8>),
    /// Breaks the connection off with a reset.
    Reset,
}

/// What the server sends.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub parts: Vec<Part>,
    /// Whether the connection may be used again.
    pub keep: bool,
}

impl Reply {
    /// A sound answer.
    pub fn new(status: &str, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Self {
        let body = body.as_ref();
        let mut head = format!("HTTP/1.1 {status}\r\n");
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str(&format!("Content-Length: {}\r\n\r\n", body.len()));
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(body);
        Self {
            parts: vec![Part::Bytes(bytes)],
            keep: true,
        }
    }

    /// A page.
    pub fn html(body: impl AsRef<[u8]>) -> Self {
        Self::new(
            "200 OK",
            &[("Content-Type", "text/html; charset=utf-8")],
            body,
        )
    }

    /// A page with a status.
    pub fn status(status: &str, body: impl AsRef<[u8]>) -> Self {
        Self::new(
            status,
            &[("Content-Type", "text/html; charset=utf-8")],
            body,
        )
    }

    /// A redirect.
    pub fn to(status: &str, location: &str) -> Self {
        Self::new(status, &[("Location", location)], "")
    }

    /// Exactly these bytes, then the connection is closed.
    pub fn raw(bytes: impl AsRef<[u8]>) -> Self {
        Self {
            parts: vec![Part::Bytes(bytes.as_ref().to_vec())],
            keep: false,
        }
    }

    /// Nothing for a long time.
    pub fn silence() -> Self {
        Self {
            parts: vec![Part::Pause(Duration::from_secs(30))],
            keep: false,
        }
    }

    /// The same with a part before the rest.
    pub fn after(mut self, part: Part) -> Self {
        self.parts.insert(0, part);
        self
    }

    /// The same with a further part.
    pub fn then(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

type Act = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// What happened so far.
#[derive(Debug, Default)]
pub struct Log {
    pub requests: Vec<Asked>,
    /// Requests under way by host, and the most there ever were.
    pub open: HashMap<String, (usize, usize)>,
    /// Requests under way to all hosts, and the most there ever were.
    pub open_requests: usize,
    pub most_requests: usize,
    /// Requests so far by host.
    pub counts: HashMap<String, usize>,
}

/// A running server; it ends with its runtime.
#[derive(Clone)]
pub struct FaultServer {
    acts: Arc<HashMap<String, Act>>,
    fallback: Option<Act>,
    pub log: Arc<Mutex<Log>>,
    pub plain: SocketAddr,
    pub encrypted: SocketAddr,
    certificates: Arc<Certificates>,
}

impl FaultServer {
    /// Serves every row by its host.
    pub async fn of_rows<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Self {
        let mut acts: HashMap<String, Act> = HashMap::new();
        for row in rows {
            if let Some(act) = row.act {
                let known = acts.insert(row.host(), Arc::new(act));
                assert!(known.is_none(), "two rows for {}", row.host());
            }
        }
        Self::start(acts, None).await
    }

    /// Serves every host alike.
    pub async fn of(act: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(HashMap::new(), Some(Arc::new(act))).await
    }

    async fn start(acts: HashMap<String, Act>, fallback: Option<Act>) -> Self {
        let plain = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let encrypted = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Self {
            acts: Arc::new(acts),
            fallback,
            log: Arc::default(),
            plain: plain.local_addr().unwrap(),
            encrypted: encrypted.local_addr().unwrap(),
            certificates: Arc::new(Certificates::new()),
        };
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = plain.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move {
                    let socket = Socket::new(&stream);
                    server.talk(stream, &socket, false).await;
                });
            }
        });
        let accepting = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = encrypted.accept().await {
                let server = accepting.clone();
                tokio::spawn(async move {
                    let socket = Socket::new(&stream);
                    if let Some(stream) = server.certificates.greet(stream).await {
                        server.talk(stream, &socket, true).await;
                    }
                });
            }
        });
        server
    }

    /// The certificate authority the server's sound certificates come from, PEM.
    pub fn authority(&self) -> Vec<u8> {
        self.certificates.authority().to_vec()
    }

    /// Sends every host's usual ports here.
    pub fn overrides(&self) -> Vec<Override> {
        vec![
            format!("*:80:{}", self.plain).parse().unwrap(),
            format!("*:443:{}", self.encrypted).parse().unwrap(),
        ]
    }

    /// How often a host was asked.
    pub fn count(&self, host: &str) -> usize {
        self.log
            .lock()
            .unwrap()
            .counts
            .get(host)
            .copied()
            .unwrap_or(0)
    }

    /// Most requests to a host at once.
    pub fn most_at_once(&self, host: &str) -> usize {
        self.log
            .lock()
            .unwrap()
            .open
            .get(host)
            .map_or(0, |(_, most)| *most)
    }

    async fn talk(
        &self,
        mut stream: impl AsyncRead + AsyncWrite + Unpin,
        socket: &Socket,
        encrypted: bool,
    ) {
        let mut waiting = Vec::new();
        while let Some(mut asked) = read_request(&mut stream, &mut waiting).await {
            asked.encrypted = encrypted;
            let act = self.acts.get(&asked.host).or(self.fallback.as_ref());
            {
                let mut log = self.log.lock().unwrap();
                let count = log.counts.entry(asked.host.clone()).or_default();
                asked.before = *count;
                *count += 1;
                log.open_requests += 1;
                log.most_requests = log.most_requests.max(log.open_requests);
                log.requests.push(asked.clone());
                let open = log.open.entry(asked.host.clone()).or_default();
                open.0 += 1;
                open.1 = open.1.max(open.0);
            }
            let reply = match act {
                Some(act) => act(&asked),
                None => Reply::status("421 Misdirected Request", "no such behavior"),
            };
            let kept = play(&mut stream, &reply, socket).await && reply.keep;
            {
                let mut log = self.log.lock().unwrap();
                log.open_requests -= 1;
                if let Some(open) = log.open.get_mut(&asked.host) {
                    open.0 -= 1;
                }
            }
            if !kept || asked.header("connection") == Some("close") {
                let _ = stream.shutdown().await;
                return;
            }
        }
    }
}

/// The socket under a stream, to reset it.
struct Socket {
    raw: Option<socket2::Socket>,
}

impl Socket {
    fn new(stream: &TcpStream) -> Self {
        Self {
            raw: socket2::SockRef::from(stream).try_clone().ok(),
        }
    }

    fn reset_on_close(&self) {
        if let Some(raw) = &self.raw {
            let _ = raw.set_linger(Some(Duration::ZERO));
        }
    }
}

async fn play(stream: &mut (impl AsyncWrite + Unpin), reply: &Reply, socket: &Socket) -> bool {
    for part in &reply.parts {
        let sent = match part {
            Part::Bytes(bytes) => {
                let sent = stream.write_all(bytes).await;
                if sent.is_ok() {
                    stream.flush().await
                } else {
                    sent
                }
            }
            Part::Pause(time) => {
                tokio::time::sleep(*time).await;
                Ok(())
            }
            Part::Endless(bytes) => loop {
                if let Err(error) = stream.write_all(bytes).await {
                    break Err(error);
                }
            },
            Part::Reset => {
                socket.reset_on_close();
                return false;
            }
        };
        if sent.is_err() {
            return false;
        }
    }
    true
}

async fn read_request(
    stream: &mut (impl AsyncRead + Unpin),
    waiting: &mut Vec<u8>,
) -> Option<Asked> {
    let end = loop {
        if let Some(at) = waiting.windows(4).position(|window| window == b"\r\n\r\n") {
            break at;
        }
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer).await {
            Ok(0) | Err(_) => return None,
            Ok(read) => waiting.extend_from_slice(&buffer[..read]),
        }
    };
    let head = String::from_utf8_lossy(&waiting[..end]).into_owned();
    waiting.drain(..end + 4);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let method = first.next()?.to_owned();
    let path = first.next()?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let host = headers
        .iter()
        .find(|(name, _)| name == "host")
        .map(|(_, host)| host.split(':').next().unwrap_or(host).to_lowercase())
        .unwrap_or_default();
    Some(Asked {
        method,
        host,
        path,
        headers,
        encrypted: false,
        before: 0,
        at: Instant::now(),
    })
}
