//! Certificates: how they are verified, and what is wrong with one that is not.

use std::{error::Error, fmt, sync::Arc};

use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
    crypto::CryptoProvider,
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
};

/// What is wrong with a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CertificateFault {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is for other names.
    WrongHost,
    /// It signed itself.
    SelfSigned,
    /// The server left out the certificate that links it to a known root; some browsers find it by themselves.
    Incomplete,
    /// No known root stands behind it.
    UnknownIssuer,
    /// It was revoked.
    Revoked,
    /// Something else.
    Other,
}

impl fmt::Display for CertificateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Expired => "its certificate has expired",
            Self::NotYetValid => "its certificate is not valid yet",
            Self::WrongHost => "its certificate is for another host",
            Self::SelfSigned => "its certificate is signed by itself",
            Self::Incomplete => "the server left out an intermediate certificate (some browsers find it by themselves)",
            Self::UnknownIssuer => "nobody known vouches for its certificate",
            Self::Revoked => "its certificate was revoked",
            Self::Other => "its certificate is faulty",
        })
    }
}

impl Error for CertificateFault {}

/// Reads the certificates of a PEM file.
///
/// # Errors
///
/// A message for the user when the text holds no certificate or a damaged one.
pub fn roots(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let roots = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("the certificate file cannot be read: {error}"))?;
    if roots.is_empty() {
        return Err("the certificate file holds no certificate".to_owned());
    }
    Ok(roots)
}

/// A TLS client that verifies by the platform's roots and `extra` ones.
pub(crate) fn verifying(extra: Vec<CertificateDer<'static>>) -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let platform =
        rustls_platform_verifier::Verifier::new_with_extra_roots(extra, Arc::clone(&provider))
            .map_err(|error| format!("no root certificates to verify https by: {error}"))?;
    config(provider, Arc::new(Explaining { platform }))
}

/// A TLS client that verifies nothing, for the question whether a page is there behind a faulty certificate.
pub(crate) fn trusting() -> Result<ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = Arc::new(Trusting {
        provider: Arc::clone(&provider),
    });
    config(provider, verifier)
}

fn config(
    provider: Arc<CryptoProvider>,
    verifier: Arc<dyn ServerCertVerifier>,
) -> Result<ClientConfig, String> {
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    // A ticket of one probe would let a server recognize the next one.
    config.resumption = rustls::client::Resumption::disabled();
    Ok(config)
}

/// What a verification error means for a reader.
pub(crate) fn fault(error: &CertificateError) -> CertificateFault {
    match error {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            CertificateFault::Expired
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            CertificateFault::NotYetValid
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            CertificateFault::WrongHost
        }
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            CertificateFault::UnknownIssuer
        }
        CertificateError::Revoked => CertificateFault::Revoked,
        CertificateError::Other(OtherError(other)) => other
            .downcast_ref::<CertificateFault>()
            .copied()
            .unwrap_or(CertificateFault::Other),
        _ => CertificateFault::Other,
    }
}

/// Why a certificate without a known issuer has none.
fn issuer_fault(
    end_entity: &CertificateDer<'_>,
    intermediates: &[CertificateDer<'_>],
) -> CertificateFault {
    let Ok(leaf) = webpki::EndEntityCert::try_from(end_entity) else {
        return CertificateFault::Other;
    };
    if leaf.issuer() == leaf.subject() {
        return CertificateFault::SelfSigned;
    }
    if intermediates.is_empty() {
        return CertificateFault::Incomplete;
    }
    CertificateFault::UnknownIssuer
}

/// The platform's verifier, with a closer word for unknown issuers.
#[derive(Debug)]
struct Explaining {
    platform: rustls_platform_verifier::Verifier,
}

impl ServerCertVerifier for Explaining {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.platform
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
            .map_err(|error| match error {
                rustls::Error::InvalidCertificate(
                    CertificateError::UnknownIssuer | CertificateError::Other(_),
                ) => {
                    let fault = issuer_fault(end_entity, intermediates);
                    CertificateError::Other(OtherError(Arc::new(fault))).into()
                }
                error => error,
            })
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls12_signature(message, cert, dss)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.platform.verify_tls13_signature(message, cert, dss)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.platform.supported_verify_schemes()
    }
}

/// Accepts any certificate.
#[derive(Debug)]
struct Trusting {
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Trusting {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn verify_tls13_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        Ok(HandshakeSignatureValid::assertion())
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}
