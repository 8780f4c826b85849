//! The cookies of one probe, so that consent walls let it through. They go back only to the host that set
//! them, or to the domain it named, and are forgotten with the probe.

use reqwest::header::{HeaderMap, SET_COOKIE};
use url::{Host, Url};

/// Most cookies kept, and most bytes of one, as in RFC 6265, section 6.1.
const MOST: usize = 50;
const LONGEST: usize = 4096;

#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Jar {
    cookies: Vec<Cookie>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Cookie {
    name: String,
    value: String,
    /// Host that set it, or domain it is for.
    domain: String,
    /// Whether hosts below the domain get it, too.
    below: bool,
    path: String,
    secure: bool,
}

impl Jar {
    /// Takes the cookies that `url` sets (RFC 6265, section 5.2 and 5.3).
    pub(crate) fn store(&mut self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE).iter().take(MOST) {
            let Ok(text) = header.to_str() else { continue };
            let Some((cookie, expired)) = parse(url, text) else {
                continue;
            };
            self.cookies.retain(|other| {
                (&other.name, &other.domain, &other.path)
                    != (&cookie.name, &cookie.domain, &cookie.path)
            });
            if !expired && self.cookies.len() < MOST {
                self.cookies.push(cookie);
            }
        }
    }

    /// The `Cookie` header for `url`.
    pub(crate) fn header(&self, url: &Url) -> Option<String> {
        let host = url.host_str()?;
        let pairs: Vec<String> = self
            .cookies
            .iter()
            .filter(|cookie| cookie.is_for(host, url))
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }
}

impl Cookie {
    fn is_for(&self, host: &str, url: &Url) -> bool {
        let host_fits = host == self.domain
            || (self.below
                && host
                    .strip_suffix(&self.domain)
                    .is_some_and(|rest| rest.ends_with('.')));
        let path_fits = url.path().starts_with(&self.path)
            && (self.path.ends_with('/')
                || url.path().len() == self.path.len()
                || url.path().as_bytes().get(self.path.len()) == Some(&b'/'));
        host_fits && path_fits && (!self.secure || url.scheme() == "https")
    }
}

/// The cookie of a `Set-Cookie` header and whether it is to be forgotten.
fn parse(url: &Url, text: &str) -> Option<(Cookie, bool)> {
    let mut parts = text.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let (name, value) = (name.trim(), value.trim());
    if name.is_empty() || name.len() + value.len() > LONGEST {
        return None;
    }
    let host = url.host_str()?;
    let default_path = match url.path().rfind('/') {
        None | Some(0) => "/",
        Some(at) => &url.path()[..at],
    };
    let mut cookie = Cookie {
        name: name.to_owned(),
        value: value.to_owned(),
        domain: host.to_owned(),
        below: false,
        path: default_path.to_owned(),
        secure: false,
    };
    let mut expired = false;
    for part in parts {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        let value = value.trim();
        match key.trim().to_ascii_lowercase().as_str() {
            "secure" => cookie.secure = true,
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "max-age" => expired |= value.starts_with('-') || value == "0",
            "expires" => {
                // A date in the past is how servers take a cookie back; they use 1970.
                expired |= value.contains("1970");
            }
            "domain" if !value.is_empty() => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                if domain == host {
                    cookie.below = true;
                } else if may_share(url, host, &domain) {
                    cookie.domain = domain;
                    cookie.below = true;
                } else {
                    return None;
                }
            }
            _ => {}
        }
    }
    Some((cookie, expired))
}

/// Whether `host` may set cookies for `domain`: it lies below it, and the domain is no public suffix.
fn may_share(url: &Url, host: &str, domain: &str) -> bool {
    matches!(url.host(), Some(Host::Domain(_)))
        && host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
        && psl::domain_str(domain).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(url: &str, cookies: &[&'static str]) -> Jar {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(
                SET_COOKIE,
                reqwest::header::HeaderValue::from_static(cookie),
            );
        }
        let mut jar = Jar::default();
        jar.store(&Url::parse(url).unwrap(), &headers);
        jar
    }

    fn sent(jar: &Jar, url: &str) -> Option<String> {
        jar.header(&Url::parse(url).unwrap())
    }

    #[test]
    fn cookies_go_back_to_their_host_and_to_no_other() {
        let jar = jar(
            "https://a.example.org/x/y",
            &["one=1; Path=/", "two=2; Path=/; Secure"],
        );
        assert_eq!(
            sent(&jar, "https://a.example.org/").as_deref(),
            Some("one=1; two=2")
        );
        assert_eq!(
            sent(&jar, "http://a.example.org/").as_deref(),
            Some("one=1")
        );
        assert_eq!(sent(&jar, "https://b.example.org/"), None);
        assert_eq!(sent(&jar, "https://example.org/"), None);
        assert_eq!(sent(&jar, "https://xa.example.org/"), None);
    }

    #[test]
    fn a_domain_may_be_shared_but_not_a_public_suffix_or_another_host() {
        let shared = jar(
            "https://consent.example.org/",
            &["ok=1; Domain=.example.org"],
        );
        assert_eq!(
            sent(&shared, "https://www.example.org/").as_deref(),
            Some("ok=1")
        );
        assert_eq!(
            jar("https://a.co.uk/", &["ok=1; Domain=co.uk"]),
            Jar::default()
        );
        assert_eq!(
            jar("https://a.example.org/", &["ok=1; Domain=other.org"]),
            Jar::default()
        );
        assert_eq!(
            jar("http://127.0.0.1/", &["ok=1; Domain=0.0.1"]),
            Jar::default()
        );
    }

    #[test]
    fn cookies_can_be_taken_back_and_keep_to_their_path() {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, "a=; Path=/; Max-Age=0".parse().unwrap());
        let mut jar = jar("https://example.org/deep/page", &["a=1; Path=/", "b=2"]);
        jar.store(&Url::parse("https://example.org/").unwrap(), &headers);
        assert_eq!(
            sent(&jar, "https://example.org/deep/other").as_deref(),
            Some("b=2")
        );
        assert_eq!(sent(&jar, "https://example.org/deeper"), None);
    }
}
