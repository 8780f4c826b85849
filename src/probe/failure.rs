//! What can go wrong on the wire, told apart by the errors' types and codes. Says nothing of verdicts.

use std::{error::Error, fmt, io, net::IpAddr};

use super::{
    resolve::Unresolved,
    tls::{self, CertificateFault},
};

/// Why a request got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The name does not exist, or has no address.
    NoSuchHost,
    /// The resolver gave no answer, so nothing is known of the name.
    Resolver(String),
    /// The address may not be contacted.
    PrivateAddress(IpAddr),
    /// No connection within the time.
    ConnectTimeout,
    /// Connected, but no answer within the time.
    AnswerTimeout,
    /// An answer, but no byte of its body within the time.
    BodyTimeout,
    /// The host refuses connections on the port.
    Refused,
    /// The host broke the connection off.
    Reset,
    /// The host closed the connection without a word.
    Closed,
    /// This machine knows no way to the address.
    NetworkUnreachable,
    /// No way to the host was found on the way.
    HostUnreachable,
    /// The certificate is at fault.
    Certificate(CertificateFault),
    /// No common version of TLS, or no cipher.
    TlsVersion,
    /// The encrypted connection did not come about for another reason.
    Tls(String),
    /// The head of the answer is too large.
    HeadTooLarge,
    /// The answer is not HTTP.
    Protocol(String),
    /// The proxy did not do its part.
    Proxy(String),
    /// This machine has no file descriptor left.
    TooManyFiles,
    /// The URL cannot be requested.
    Unrequestable(String),
}

impl Failure {
    /// Whether the failure is of the host as a whole, not of one page.
    pub fn is_of_host(&self) -> bool {
        matches!(
            self,
            Self::NoSuchHost
                | Self::Resolver(_)
                | Self::Refused
                | Self::NetworkUnreachable
                | Self::HostUnreachable
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoSuchHost => write!(f, "there is no such host"),
            Self::Resolver(why) => write!(f, "the name could not be looked up: {why}"),
            Self::PrivateAddress(address) => write!(f, "{address} is not a public address"),
            Self::ConnectTimeout => write!(f, "no connection within the time allowed"),
            Self::AnswerTimeout => write!(f, "connected, but no answer within the time allowed"),
            Self::BodyTimeout => write!(f, "the answer began, but its text did not come"),
            Self::Refused => write!(f, "the host refuses connections"),
            Self::Reset => write!(f, "the host broke the connection off"),
            Self::Closed => write!(f, "the host closed the connection without an answer"),
            Self::NetworkUnreachable => {
                write!(f, "this machine knows no way to the host's network")
            }
            Self::HostUnreachable => write!(f, "no way to the host was found"),
            Self::Certificate(fault) => fault.fmt(f),
            Self::TlsVersion => write!(
                f,
                "it speaks only outdated encryption, which browsers refuse"
            ),
            Self::Tls(why) => write!(f, "the encrypted connection failed: {why}"),
            Self::HeadTooLarge => write!(f, "the headers of the answer are too large"),
            Self::Protocol(why) => write!(f, "the answer is not sound HTTP: {why}"),
            Self::Proxy(why) => write!(f, "the proxy failed: {why}"),
            Self::TooManyFiles => write!(f, "this machine has no connection left"),
            Self::Unrequestable(why) => write!(f, "it cannot be requested: {why}"),
        }
    }
}

impl Error for Failure {}

/// What a client error means; `body` while the body was being read.
pub(crate) fn classify(error: &reqwest::Error) -> Failure {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut last = String::new();
    let mut found = None;
    while let Some(current) = cause {
        last = current.to_string();
        if let Some(failure) = classify_one(current) {
            found = Some(failure);
        }
        cause = next(current);
    }
    if let Some(failure) = found {
        return failure;
    }
    if error.is_timeout() {
        return if error.is_connect() {
            Failure::ConnectTimeout
        } else {
            Failure::AnswerTimeout
        };
    }
    if error.is_builder() {
        return Failure::Unrequestable(last);
    }
    if last.contains("tunnel") || last.contains("proxy") || last.contains("socks") {
        return Failure::Proxy(last);
    }
    Failure::Protocol(last)
}

/// The next cause, also where an I/O error carries another error but does not name it as its cause.
fn next<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e (dyn Error + 'static)> {
    if let Some(io) = error.downcast_ref::<io::Error>()
        && let Some(inner) = io.get_ref()
    {
        return Some(inner);
    }
    error.source()
}

fn classify_one(error: &(dyn Error + 'static)) -> Option<Failure> {
    if let Some(unresolved) = error.downcast_ref::<Unresolved>() {
        return Some(unresolved.clone().into());
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(classify_tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return classify_hyper(error);
    }
    classify_io(error.downcast_ref::<io::Error>()?)
}

impl From<Unresolved> for Failure {
    fn from(unresolved: Unresolved) -> Self {
        match unresolved {
            Unresolved::NoSuchHost => Self::NoSuchHost,
            Unresolved::Failed(why) => Self::Resolver(why),
            Unresolved::Private(address) => Self::PrivateAddress(address),
        }
    }
}

fn classify_tls(error: &rustls::Error) -> Failure {
    use rustls::AlertDescription::{
        HandshakeFailure, InsufficientSecurity, InternalError, ProtocolVersion,
    };
    match error {
        rustls::Error::InvalidCertificate(error) => Failure::Certificate(tls::fault(error)),
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(ProtocolVersion | InsufficientSecurity) => {
            Failure::TlsVersion
        }
        rustls::Error::AlertReceived(HandshakeFailure) => {
            Failure::Tls("the host broke off the handshake".to_owned())
        }
        rustls::Error::AlertReceived(InternalError) => {
            Failure::Tls("the host reported an internal error".to_owned())
        }
        rustls::Error::InvalidMessage(_) => Failure::Tls("what came back is not TLS".to_owned()),
        error => Failure::Tls(error.to_string()),
    }
}

fn classify_hyper(error: &hyper::Error) -> Option<Failure> {
    if error.is_parse() {
        // Only the text tells a head that is too large from one that is broken.
        if error.to_string().contains("too large") {
            return Some(Failure::HeadTooLarge);
        }
        return Some(Failure::Protocol(error.to_string()));
    }
    // A stream or connection that HTTP/2 breaks off; robot filters do so in place of a reset.
    if error.to_string().contains("http2 error") {
        return Some(Failure::Reset);
    }
    // The server closed where an answer, or the rest of it, was due.
    error.is_incomplete_message().then_some(Failure::Closed)
}

fn classify_io(error: &io::Error) -> Option<Failure> {
    // EMFILE and ENFILE on Unix, WSAEMFILE on Windows.
    if matches!(error.raw_os_error(), Some(23 | 24 | 10024)) {
        return Some(Failure::TooManyFiles);
    }
    Some(match error.kind() {
        io::ErrorKind::ConnectionRefused => Failure::Refused,
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe => Failure::Reset,
        io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Failure::NetworkUnreachable
        }
        // No IPv6 on this machine: the address family is unknown, or cannot be bound.
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported => Failure::NetworkUnreachable,
        io::ErrorKind::HostUnreachable => Failure::HostUnreachable,
        io::ErrorKind::TimedOut => Failure::ConnectTimeout,
        io::ErrorKind::UnexpectedEof => Failure::Closed,
        _ => return None,
    })
}
