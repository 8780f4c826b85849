//! The page stands on `WeakUrlForm`.

use super::{Facts, Meta, Rule, at_link, url_faults};
use crate::{
    citations::{
        LinkForm,
        urls::{self, Pieces},
    },
    finding::{Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Addresses in notes use `https`, are not shortened, do not lead through a proxy or a redirector, and are not a bare
    /// code in place of a path that says what it is.
    ///
    /// # Why it matters
    /// Shorteners close, proxies ask for a login that the reader does not have, and a code tells nothing once the page
    /// has moved.
    ///
    /// # Known limits
    /// Whether the site answers to `https` is only known after asking; see `insecure-link` and `moved-link`.
    ///
    /// # Examples
    /// ```md fires:3,4,5
    /// Text.[^1] More.[^2] Yet more.[^3]
    ///
    /// [^1]: “Title,” *Press*, <http://a.org/node/350503>
    /// [^2]: “Title,” *Press*, <https://www.a.org/002Vwu>
    /// [^3]: “Title,” *Press*, <https://bit.ly/3abCDe>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, <https://www.a.org/news/1663185>, <https://t.me/sputnikaf/20534>
    /// ```
    /// ```md quiet
    /// See <http://a.org/node/350503>, which stands in no note.
    /// ```
    WeakUrlForm {
        id: "weak-url-form",
        summary: "an address of a form that will not last or not serve every reader",
        family: Urls,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

/// Services that stand between the reader and the page.
const SHORTENERS: &[&str] = &[
    "bit.ly", "bitly.com", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "ift.tt", "is.gd", "j.mp",
    "lnkd.in", "ow.ly", "po.st", "rb.gy", "rebrand.ly", "shorturl.at", "soo.gd", "t.co", "t.ly",
    "tiny.cc", "tinyurl.com", "trib.al", "v.gd", "vk.cc", "wp.me", "amzn.to", "nyti.ms", "wapo.st",
    "reut.rs", "bbc.in", "econ.st", "on.ft.com", "clck.ru", "share.google", "g.co",
];

/// Hosts, or their endings, through which only members of a body or the mail of one reader reach the page.
const REDIRECTORS: &[&str] = &[
    "safelinks.protection.outlook.com", "l.facebook.com", "lm.facebook.com", "l.instagram.com",
    "urldefense.com", "urldefense.proofpoint.com", "idm.oclc.org", "ezproxy", "out.reddit.com",
    "translate.goog", "cdn.ampproject.org", "list-manage.com",
];

impl Rule for WeakUrlForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            if link.note.is_none()
                || !urls::is_web(&link.url)
                || url_faults::of(facts, id).is_some()
            {
                continue;
            }
            // A scheme that was not typed was not chosen.
            let typed = link.form != LinkForm::Bare || urls::is_web(&link.shown);
            for (what, help) in weaknesses(&link.url, typed) {
                let message = format!("{}: {what}", at_link::brief(&link.url));
                push(
                    at_link::finding(facts, &Self::META, id, Severity::Info, message).help(help),
                );
            }
        }
    }
}

fn weaknesses(url: &str, typed: bool) -> Vec<(&'static str, &'static str)> {
    let pieces = Pieces::of(url);
    let host = pieces.bare_host();
    let mut out = Vec::new();
    let first = pieces.path.trim_matches('/');
    let redirector = urls::host_in(&host, REDIRECTORS)
        || host.contains("ezproxy")
        || host.starts_with("proxy.")
        || (host.starts_with("google.") && pieces.path == "/url");
    let address = host.parse::<std::net::IpAddr>().ok();
    let private = host == "localhost"
        || urls::host_in(&host, &["local", "internal"])
        || host.starts_with("intranet.")
        || address.is_some_and(|address| match address {
            std::net::IpAddr::V4(address) => address.is_private() || address.is_loopback(),
            std::net::IpAddr::V6(address) => address.is_loopback(),
        });
    if private {
        out.push(("only readers within one network reach it", "cite the public address"));
    } else if redirector {
        out.push(("it leads through a proxy or redirector", "cite the address it leads to"));
    } else if urls::host_in(&host, SHORTENERS) {
        out.push(("it is shortened", "cite the address it leads to"));
    } else if opaque(first, pieces.query) {
        out.push((
            "a code stands in place of a path that says what it is",
            "cite the full address of the page if there is one",
        ));
    }
    if typed && pieces.scheme.eq_ignore_ascii_case("http") && !private {
        out.push(("it is not encrypted", "cite it with “https” if the site has it"));
    }
    out
}

/// Whether a path is nothing but a code of letters and digits, or says itself that it is a short form.
fn opaque(path: &str, query: Option<&str>) -> bool {
    if path.split('/').any(|segment| matches!(segment, "tiny" | "short" | "shortlink" | "shorturl")) {
        return true;
    }
    let mixed = path.chars().any(|c| c.is_ascii_digit())
        && path.chars().any(|c| c.is_ascii_uppercase())
        && path.chars().any(|c| c.is_ascii_lowercase());
    query.is_none() && (5..=9).contains(&path.len()) && mixed && path.chars().all(|c| c.is_ascii_alphanumeric())
}
