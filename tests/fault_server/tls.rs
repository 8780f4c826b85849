//! Certificates, sound and faulty, by the name the client asks for.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

use footfault::probe::Reason;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, KeyUsagePurpose,
    date_time_ymd,
};
use rustls::{
    ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_rustls::{LazyConfigAcceptor, server::TlsStream};

use super::{Reply, Row, article, row};

/// Makes certificates as they are asked for.
pub struct Certificates {
    authority: CertifiedIssuer<'static, KeyPair>,
    unknown: CertifiedIssuer<'static, KeyPair>,
    pem: Vec<u8>,
    made: Mutex<HashMap<String, Arc<ServerConfig>>>,
}

fn issuer(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![
        KeyUsagePurpose::KeyCertSign,
        KeyUsagePurpose::DigitalSignature,
    ];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

impl Certificates {
    pub fn new() -> Self {
        let authority = issuer("Fault Server Authority");
        Self {
            pem: authority.pem().into_bytes(),
            authority,
            unknown: issuer("Nobody Known"),
            made: Mutex::default(),
        }
    }

    /// The root to trust.
    pub fn authority(&self) -> &[u8] {
        &self.pem
    }

    /// Shakes hands, or does what the name stands for instead.
    pub async fn greet(&self, mut stream: TcpStream) -> Option<TlsStream<TcpStream>> {
        let mut peeked = [0; 4096];
        let length = stream.peek(&mut peeked).await.ok()?;
        let hello = String::from_utf8_lossy(&peeked[..length]).into_owned();
        let says = |name: &str| hello.contains(name);
        if says("old-protocol.test") {
            // A fatal alert: protocol version.
            let _ = stream.write_all(&[0x15, 3, 1, 0, 2, 2, 70]).await;
            let _ = stream.shutdown().await;
            return None;
        }
        if says("handshake-failure.test") {
            // A fatal alert: handshake failure.
            let _ = stream.write_all(&[0x15, 3, 3, 0, 2, 2, 40]).await;
            let _ = stream.shutdown().await;
            return None;
        }
        if says("plain-on-443.test") {
            let _ = stream
                .write_all(b"HTTP/1.1 400 Bad Request\r\n\r\nspeak TLS no more")
                .await;
            let _ = stream.shutdown().await;
            return None;
        }
        if says("silent-handshake.test") {
            tokio::time::sleep(Duration::from_secs(30)).await;
            return None;
        }
        let acceptor = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream);
        let start = acceptor.await.ok()?;
        let name = start
            .client_hello()
            .server_name()
            .unwrap_or("localhost")
            .to_owned();
        let config = self.config(&name);
        start.into_stream(config).await.ok()
    }

    /// A sound certificate for a server that speaks HTTP/2.
    pub fn http2(&self, name: &str) -> ServerConfig {
        let mut config = self.make(name);
        config.alpn_protocols = vec![b"h2".to_vec()];
        config
    }

    fn config(&self, name: &str) -> Arc<ServerConfig> {
        if let Some(config) = self.made.lock().unwrap().get(name) {
            return Arc::clone(config);
        }
        let config = Arc::new(self.make(name));
        self.made
            .lock()
            .unwrap()
            .insert(name.to_owned(), Arc::clone(&config));
        config
    }

    fn make(&self, name: &str) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let subject = if name == "wrong-host.test" {
            "another-host.test"
        } else {
            name
        };
        let mut params = CertificateParams::new(vec![subject.to_owned()]).unwrap();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, subject);
        if name.starts_with("expired") {
            params.not_before = date_time_ymd(2019, 1, 1);
            params.not_after = date_time_ymd(2020, 1, 1);
        }
        let chain: Vec<CertificateDer<'static>> = match name {
            "self-signed.test" => vec![params.self_signed(&key).unwrap().der().clone()],
            "incomplete-chain.test" => {
                let mut middle = CertificateParams::new(Vec::new()).unwrap();
                middle
                    .distinguished_name
                    .push(rcgen::DnType::CommonName, "Forgotten Intermediate");
                middle.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
                let middle = CertifiedIssuer::signed_by(
                    middle,
                    KeyPair::generate().unwrap(),
                    &self.authority,
                )
                .unwrap();
                vec![params.signed_by(&key, &middle).unwrap().der().clone()]
            }
            "unknown-authority.test" => vec![
                params.signed_by(&key, &self.unknown).unwrap().der().clone(),
                self.unknown.der().clone(),
            ],
            _ => vec![
                params
                    .signed_by(&key, &self.authority)
                    .unwrap()
                    .der()
                    .clone(),
            ],
        };
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, PrivateKeyDer::try_from(key.serialize_der()).unwrap())
            .unwrap()
    }
}

/// Certificates and encryption.
pub fn rows() -> Vec<Row> {
    vec![
        row(
            "https://sound-certificate.test/report",
            "answers with a sound certificate",
            Reason::Ok,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://expired.test/report",
            "its certificate ran out in 2020",
            Reason::CertificateExpired,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://expired-and-gone.test/report",
            "its certificate ran out, and behind the warning the page is gone",
            Reason::NotFound,
            |_| Reply::status("404 Not Found", "not here"),
        ),
        row(
            "https://self-signed.test/report",
            "signed its certificate itself",
            Reason::CertificateUntrusted,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://unknown-authority.test/report",
            "its certificate comes from nobody known",
            Reason::CertificateUntrusted,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://incomplete-chain.test/report",
            "leaves out the intermediate certificate",
            Reason::CertificateUntrusted,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://wrong-host.test/report",
            "shows the certificate of another host",
            Reason::CertificateWrongHost,
            |_| Reply::html(article("Water and Markets")),
        ),
        row(
            "https://handshake-failure.test/report",
            "breaks the handshake off",
            Reason::TlsFailure,
            |_| Reply::default(),
        ),
        row(
            "https://old-protocol.test/report",
            "speaks only TLS 1.0",
            Reason::TlsFailure,
            |_| Reply::default(),
        ),
        row(
            "https://plain-on-443.test/report",
            "speaks plain HTTP where TLS is due",
            Reason::TlsFailure,
            |_| Reply::default(),
        ),
        row(
            "https://silent-handshake.test/report",
            "accepts the connection and never shakes hands",
            Reason::Timeout,
            |_| Reply::default(),
        )
        .slowly(),
    ]
}
