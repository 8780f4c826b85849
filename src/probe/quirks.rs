//! Hosts known to answer in their own way. A host is meant by its registrable domain, never by the end of a
//! string: `nottwitter.com` is not `twitter.com`.

use url::Url;

/// Hosts whose whole purpose is to redirect: an identifier's address is not outdated because it redirects.
const RESOLVERS: [&str; 12] = [
    "doi.org",
    "handle.net",
    "purl.org",
    "w3id.org",
    "arks.org",
    "n2t.net",
    "urn.fi",
    "nbn-resolving.org",
    "perma.cc",
    "web.archive.org",
    "orcid.org",
    "identifiers.org",
];
/// Shorteners: what they point to may well be a home page.
const SHORTENERS: [&str; 16] = [
    "bit.ly",
    "t.co",
    "tinyurl.com",
    "goo.gl",
    "ow.ly",
    "is.gd",
    "buff.ly",
    "youtu.be",
    "lnkd.in",
    "fb.me",
    "wp.me",
    "t.ly",
    "rb.gy",
    "cutt.ly",
    "dlvr.it",
    "shorturl.at",
];
/// Sites that show robots the same shell or a login page whatever was asked for.
const LOGIN_WALLS: [&str; 7] = [
    "x.com",
    "twitter.com",
    "facebook.com",
    "instagram.com",
    "linkedin.com",
    "threads.net",
    "threads.com",
];

/// Whether the host of `url` is a resolver of lasting identifiers.
pub(crate) fn is_resolver(url: &Url) -> bool {
    matches(url, &RESOLVERS)
}

/// Whether the host of `url` shortens addresses.
pub(crate) fn is_shortener(url: &Url) -> bool {
    matches(url, &SHORTENERS)
}

/// Whether the host of `url` shows pages only to people who are logged in.
pub(crate) fn is_login_wall(url: &Url) -> bool {
    matches(url, &LOGIN_WALLS)
}

fn matches(url: &Url, hosts: &[&str]) -> bool {
    let Some(host) = url.host_str() else {
        return false;
    };
    hosts.iter().any(|known| {
        host == *known
            || host
                .strip_suffix(known)
                .is_some_and(|below| below.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_meant_by_their_domain_and_not_by_their_ending() {
        let url = |text: &str| Url::parse(text).unwrap();
        assert!(is_login_wall(&url("https://mobile.twitter.com/a")));
        assert!(!is_login_wall(&url("https://nottwitter.com/a")));
        assert!(!is_login_wall(&url("https://twitter.com.example.org/a")));
        assert!(is_resolver(&url("https://dx.doi.org/10.1/a")));
        assert!(is_shortener(&url("https://bit.ly/a")));
    }
}
