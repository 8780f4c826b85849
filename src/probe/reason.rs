//! The reasons of verdicts: their words, what they mean, and the verdict each stands under.

use super::{Reason, Verdict};

impl Reason {
    /// Every reason, in the order of the verdicts.
    pub const ALL: [Self; 52] = [
        Self::Ok,
        Self::TemporaryRedirect,
        Self::PermanentRedirect,
        Self::MetaRefresh,
        Self::HttpsUpgrade,
        Self::NotFound,
        Self::Gone,
        Self::ClientError,
        Self::ServerError,
        Self::NoSuchHost,
        Self::ConnectionRefused,
        Self::ConnectionReset,
        Self::RedirectLoop,
        Self::TooManyRedirects,
        Self::BadRedirect,
        Self::ProtocolError,
        Self::Soft404,
        Self::RedirectedHome,
        Self::Parked,
        Self::Suspended,
        Self::DefaultPage,
        Self::Empty,
        Self::WrongType,
        Self::TitleMismatch,
        Self::Retracted,
        Self::MissingAnchor,
        Self::MissingTextFragment,
        Self::Maintenance,
        Self::PrivateRedirect,
        Self::Forbidden,
        Self::LoginRequired,
        Self::Paywall,
        Self::BotChallenge,
        Self::RateLimited,
        Self::Legal,
        Self::CertificateExpired,
        Self::CertificateUntrusted,
        Self::CertificateWrongHost,
        Self::TlsFailure,
        Self::Downgrade,
        Self::Timeout,
        Self::TemporaryFailure,
        Self::DnsFailure,
        Self::NetworkUnreachable,
        Self::Malformed,
        Self::Truncated,
        Self::UnsupportedScheme,
        Self::Offline,
        Self::Excluded,
        Self::PrivateAddress,
        Self::CachedElsewhere,
        Self::Interrupted,
    ];

    /// The verdict the reason stands under.
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Ok | Self::TemporaryRedirect => Verdict::Alive,
            Self::PermanentRedirect | Self::MetaRefresh | Self::HttpsUpgrade => Verdict::Moved,
            Self::NotFound
            | Self::Gone
            | Self::ClientError
            | Self::ServerError
            | Self::NoSuchHost
            | Self::ConnectionRefused
            | Self::ConnectionReset
            | Self::RedirectLoop
            | Self::TooManyRedirects
            | Self::BadRedirect
            | Self::ProtocolError => Verdict::Dead,
            Self::Soft404
            | Self::RedirectedHome
            | Self::Parked
            | Self::Suspended
            | Self::DefaultPage
            | Self::Empty
            | Self::WrongType
            | Self::TitleMismatch
            | Self::Retracted
            | Self::MissingAnchor
            | Self::MissingTextFragment
            | Self::Maintenance
            | Self::PrivateRedirect => Verdict::Suspect,
            Self::Forbidden
            | Self::LoginRequired
            | Self::Paywall
            | Self::BotChallenge
            | Self::RateLimited
            | Self::Legal => Verdict::Blocked,
            Self::CertificateExpired
            | Self::CertificateUntrusted
            | Self::CertificateWrongHost
            | Self::TlsFailure
            | Self::Downgrade => Verdict::Insecure,
            Self::Timeout
            | Self::TemporaryFailure
            | Self::DnsFailure
            | Self::NetworkUnreachable => Verdict::Unreachable,
            Self::Malformed | Self::Truncated | Self::UnsupportedScheme => Verdict::Invalid,
            Self::Offline
            | Self::Excluded
            | Self::PrivateAddress
            | Self::CachedElsewhere
            | Self::Interrupted => Verdict::Skipped,
        }
    }

    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        self.words().0
    }

    /// What it means, in a sentence without a stop.
    pub fn meaning(self) -> &'static str {
        self.words().1
    }

    #[expect(clippy::too_many_lines, reason = "a table")]
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Ok => ("ok", "the page is there"),
            Self::TemporaryRedirect => (
                "temporary-redirect",
                "the page is shown at another address for now; the cited one stays right",
            ),
            Self::PermanentRedirect => (
                "permanent-redirect",
                "the server says that the page has moved for good; the new address is given",
            ),
            Self::MetaRefresh => (
                "meta-refresh",
                "the page itself, or a script on it, sends readers on at once",
            ),
            Self::HttpsUpgrade => ("https-upgrade", "the same address is served over https"),
            Self::NotFound => ("not-found", "the server knows no such page (404)"),
            Self::Gone => (
                "gone",
                "the server says that the page was removed for good (410)",
            ),
            Self::ClientError => (
                "client-error",
                "the server cannot answer such a request (other 4xx)",
            ),
            Self::ServerError => (
                "server-error",
                "the server fails each time (500, 501 and other 5xx that do not pass)",
            ),
            Self::NoSuchHost => ("no-such-host", "the host's name does not exist"),
            Self::ConnectionRefused => (
                "connection-refused",
                "the host is there, but nobody answers on its port",
            ),
            Self::ConnectionReset => (
                "connection-reset",
                "the host breaks the connection off without an answer, each time",
            ),
            Self::RedirectLoop => (
                "redirect-loop",
                "the redirects come back to where they began",
            ),
            Self::TooManyRedirects => (
                "too-many-redirects",
                "there are more redirects than browsers follow",
            ),
            Self::BadRedirect => ("bad-redirect", "a redirect leads to no web address"),
            Self::ProtocolError => ("protocol-error", "what comes back is not sound HTTP"),
            Self::Soft404 => (
                "soft-404",
                "the page says that it was not found, though its status says it was; or the host shows it for any address",
            ),
            Self::RedirectedHome => (
                "redirected-home",
                "readers are sent to the home page instead",
            ),
            Self::Parked => (
                "parked",
                "the domain is for sale, or shows nothing but advertisements",
            ),
            Self::Suspended => ("suspended", "the site's account was suspended"),
            Self::DefaultPage => (
                "default-page",
                "the web server shows its first page instead of a site",
            ),
            Self::Empty => ("empty", "there is nothing on the page"),
            Self::WrongType => (
                "wrong-type",
                "another kind of file than the address promises",
            ),
            Self::TitleMismatch => (
                "title-mismatch",
                "the page's title shares nothing with the cited one",
            ),
            Self::Retracted => ("retracted", "the work was retracted or withdrawn"),
            Self::MissingAnchor => ("missing-anchor", "the page has no such fragment"),
            Self::MissingTextFragment => (
                "missing-text-fragment",
                "the quoted words are not on the page",
            ),
            Self::Maintenance => ("maintenance", "the site says that it is out of order"),
            Self::PrivateRedirect => (
                "private-redirect",
                "readers are sent to an address of a private network, which was not asked",
            ),
            Self::Forbidden => (
                "forbidden",
                "the server refuses this visitor (403, 406); a person may be let in",
            ),
            Self::LoginRequired => ("login-required", "one must log in to see it"),
            Self::Paywall => ("paywall", "one must pay to see it"),
            Self::BotChallenge => (
                "bot-challenge",
                "a filter wants proof that the reader is human",
            ),
            Self::RateLimited => (
                "rate-limited",
                "the host limits how often it is asked (429)",
            ),
            Self::Legal => ("legal", "withheld for legal reasons (451)"),
            Self::CertificateExpired => (
                "certificate-expired",
                "the certificate is out of date; browsers warn",
            ),
            Self::CertificateUntrusted => (
                "certificate-untrusted",
                "nobody known vouches for the certificate, or the server left out part of the chain; browsers warn",
            ),
            Self::CertificateWrongHost => (
                "certificate-wrong-host",
                "the certificate is for another host; browsers warn",
            ),
            Self::TlsFailure => (
                "tls-failure",
                "no encrypted connection comes about; browsers refuse it",
            ),
            Self::Downgrade => ("downgrade", "readers are sent from https to http"),
            Self::Timeout => ("timeout", "no answer in time, more than once"),
            Self::TemporaryFailure => (
                "temporary-failure",
                "the server says that it cannot answer now (502, 503, 504 and their like)",
            ),
            Self::DnsFailure => (
                "dns-failure",
                "the name could not be looked up; nothing is known of the page",
            ),
            Self::NetworkUnreachable => (
                "network-unreachable",
                "this machine has no way to the host's network (it may be IPv6 only)",
            ),
            Self::Malformed => ("malformed", "it is no address"),
            Self::Truncated => ("truncated", "the address breaks off with an ellipsis"),
            Self::UnsupportedScheme => (
                "unsupported-scheme",
                "an address of a kind that browsers do not ask for",
            ),
            Self::Offline => ("offline", "the run was without a network by wish"),
            Self::Excluded => ("excluded", "left out by the configuration"),
            Self::PrivateAddress => (
                "private-address",
                "an address of a private network, which is asked only with leave",
            ),
            Self::CachedElsewhere => ("cached-elsewhere", "another run has its conclusion"),
            Self::Interrupted => ("interrupted", "the run was stopped before"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_of_the_json() {
        for reason in Reason::ALL {
            let json = serde_json::to_value(reason).unwrap();
            assert_eq!(json.as_str(), Some(reason.as_str()));
        }
    }
}
