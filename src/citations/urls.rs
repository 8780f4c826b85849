//! Addresses as written: their pieces, what in them serves only to track readers, and when two of them
//! lead to the same page. Asks nobody: what answers is the business of [`crate::probe`].

/// The pieces of an address, as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Pieces<'a> {
    /// Without `://`; empty where it is missing.
    pub(crate) scheme: &'a str,
    /// With user and port.
    pub(crate) host: &'a str,
    /// From the first slash on.
    pub(crate) path: &'a str,
    /// Without the question mark.
    pub(crate) query: Option<&'a str>,
    /// Without `#`.
    pub(crate) fragment: Option<&'a str>,
}

impl<'a> Pieces<'a> {
    /// Takes an address apart (RFC 3986, appendix B), however damaged it is.
    pub(crate) fn of(url: &'a str) -> Self {
        let (rest, fragment) = match url.split_once('#') {
            Some((rest, fragment)) => (rest, Some(fragment)),
            None => (url, None),
        };
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query)),
            None => (rest, None),
        };
        let (scheme, rest) = match rest.split_once("://") {
            Some((scheme, rest)) if scheme.chars().all(|c| c.is_ascii_alphanumeric()) => {
                (scheme, rest)
            }
            _ => ("", rest),
        };
        let slash = rest.find('/').unwrap_or(rest.len());
        Self {
            scheme,
            host: &rest[..slash],
            path: &rest[slash..],
            query,
            fragment,
        }
    }

    /// The host in lower case, without user, port, `www.` and final stop.
    pub(crate) fn bare_host(&self) -> String {
        let host = self.host.rsplit('@').next().unwrap_or_default();
        let host = match host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let host = host.trim_end_matches('.').to_lowercase();
        host.strip_prefix("www.").unwrap_or(&host).to_owned()
    }
}

/// Whether the address is one of the web.
pub(crate) fn is_web(url: &str) -> bool {
    let lower = url.get(..8).unwrap_or(url).to_ascii_lowercase();
    lower.starts_with("http://") || lower.starts_with("https://")
}

/// `host` or one of its subdomains is in `list`.
pub(crate) fn host_in(host: &str, list: &[&str]) -> bool {
    list.iter().any(|name| {
        host.strip_suffix(name)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

/// The part of a host that is registered (`bbc.co.uk`), if its ending is a public suffix.
pub(crate) fn registrable(host: &str) -> Option<&str> {
    psl::domain_str(host)
}

/// An address in a form in which two that lead to the same page are equal: no scheme, `www.`, fragment,
/// tracking parameters or final slash; percent-encoding undone; the host in lower case.
pub(crate) fn canonical(url: &str) -> String {
    let pieces = Pieces::of(url.trim());
    let host = pieces.bare_host();
    let mut out = format!("{host}{}", decoded(pieces.path).trim_end_matches('/'));
    let kept: Vec<&str> = pieces
        .query
        .unwrap_or_default()
        .split('&')
        .filter(|parameter| !parameter.is_empty() && !is_tracking(&pieces, parameter))
        .collect();
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&decoded(&kept.join("&")));
    }
    out
}

/// Percent-encoding undone, bytes that are no UTF-8 replaced.
pub(crate) fn decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8_lossy()
        .into_owned()
}

/// Whether the host or path says that the page is a stored or handed-on copy of another address.
pub(crate) fn is_copy(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let pieces = Pieces::of(&lower);
    let host = pieces.bare_host();
    let archives = [
        "archive.is",
        "archive.ph",
        "archive.today",
        "archive.fo",
        "archive.li",
        "archive.md",
        "archive.vn",
        "archive.org",
        "perma.cc",
        "12ft.io",
        "loc.gov",
    ];
    let words = [
        "archiv",
        "wayback",
        "cache",
        "proxy",
        "translat",
        "memento",
        "timetravel",
        "webcitation",
        "arquivo",
        "validator",
    ];
    host_in(&host, &archives) || words.iter().any(|word| host.contains(word))
}

/// Parameters that serve only to track, on every site.
const TRACKING: &[&str] = &[
    "__cft__[0]",
    "__s",
    "__tn__",
    "__twitter_impression",
    "_branch_match_id",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "at_campaign",
    "at_custom1",
    "at_custom2",
    "at_custom3",
    "at_custom4",
    "at_link_id",
    "at_link_origin",
    "at_link_type",
    "at_medium",
    "campaign_id",
    "cmpid",
    "dclid",
    "ef_id",
    "emc",
    "epik",
    "fbclid",
    "gad_source",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "hsctatracking",
    "hss_channel",
    "ig_rid",
    "igsh",
    "igshid",
    "irclickid",
    "li_fat_id",
    "lipi",
    "mbextid",
    "mc_cid",
    "mc_eid",
    "mibextid",
    "mkt_tok",
    "msclkid",
    "ocid",
    "oly_anon_id",
    "oly_enc_id",
    "rb_clickid",
    "ref_src",
    "ref_url",
    "s_cid",
    "s_kwcid",
    "sc_campaign",
    "sc_channel",
    "smid",
    "smtyp",
    "soc_src",
    "soc_trk",
    "srsltid",
    "trackingid",
    "trk",
    "trkcampaign",
    "ttclid",
    "twclid",
    "vero_conv",
    "vero_id",
    "wbraid",
    "wickedid",
    "wprov",
    "xtor",
    "yclid",
];

/// Parameters that only record how a page was shared, on these sites.
const SHARING: &[(&[&str], &[&str])] = &[
    (
        &["twitter.com", "x.com"],
        &["s", "t", "cxt", "cn", "refsrc"],
    ),
    (
        &["youtube.com", "youtu.be", "youtube-nocookie.com"],
        &["si", "feature", "pp", "ab_channel"],
    ),
    (&["open.spotify.com"], &["si", "nd", "dlsi"]),
    (&["instagram.com", "threads.net"], &["xmt", "img_index_ref"]),
    (
        &["facebook.com"],
        &["rdid", "share_url", "ref", "fref", "hc_ref"],
    ),
    (
        &["tiktok.com"],
        &["_r", "_t", "is_from_webapp", "sender_device"],
    ),
    (&["theguardian.com"], &["cmp"]),
    (
        &["nytimes.com"],
        &["partner", "unlocked_article_code", "referringsource"],
    ),
    (&["linkedin.com"], &["rcm", "originalsubdomain"]),
    (&["medium.com"], &["source", "sk"]),
    (&["bloomberg.com"], &["srnd", "sref", "leadsource"]),
    (&["forbes.com"], &["sh"]),
    (&["reddit.com"], &["share_id", "rdt"]),
    (&["washingtonpost.com"], &["itid", "tid"]),
    (
        &["substack.com"],
        &["r", "triedredirect", "showwelcomeonshare"],
    ),
    (
        &["amazon.com", "amazon.co.uk", "amazon.de", "amazon.fr"],
        &["tag", "linkcode", "ref_"],
    ),
    (&["msn.com"], &["cvid", "ei"]),
];

/// Whether a parameter (`name=value`) says nothing of what is cited, only of who passed the address on.
pub(crate) fn is_tracking(pieces: &Pieces<'_>, parameter: &str) -> bool {
    let name = parameter.split('=').next().unwrap_or_default();
    let name = decoded(name).to_ascii_lowercase();
    if name.starts_with("utm_") || name == "utm" || TRACKING.contains(&name.as_str()) {
        return true;
    }
    let host = pieces.bare_host();
    // `t` starts a video on YouTube and `s` searches nearly everywhere: only posts are meant.
    let post = !host_in(&host, &["twitter.com", "x.com"]) || pieces.path.contains("/status");
    post && SHARING
        .iter()
        .any(|(hosts, names)| host_in(&host, hosts) && names.contains(&name.as_str()))
}

/// Names of chatbots as they sign the links they hand out (`utm_source=chatgpt.com`).
const CHATBOTS: &[&str] = &[
    "chatgpt",
    "openai",
    "perplexity",
    "copilot",
    "claude",
    "anthropic",
    "gemini",
    "bard",
    "grok",
    "deepseek",
    "mistral",
    "you.com",
    "poe.com",
];

/// The chatbot that a parameter names as the one who handed the link out.
pub(crate) fn chatbot(parameter: &str) -> Option<&str> {
    let (name, value) = parameter.split_once('=')?;
    let name = name.to_ascii_lowercase();
    if !matches!(
        name.as_str(),
        "utm_source" | "utm_medium" | "utm_campaign" | "ref" | "referrer" | "source"
    ) {
        return None;
    }
    let lower = value.to_ascii_lowercase();
    let named = CHATBOTS.iter().any(|bot| {
        lower
            .strip_prefix(bot)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-', '_', '/']))
    });
    (named && (name.starts_with("utm_") || value.contains('.'))).then_some(value)
}

/// Where in `source`, a piece of the user's file that holds an address, its parameters change when those
/// that `drop` names go: the ranges and what stands there instead. Escapes (`\_`, `&amp;`) are understood.
pub(crate) fn without_parameters(
    source: &str,
    drop: &dyn Fn(&str) -> bool,
) -> Vec<(std::ops::Range<usize>, String)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = source[from..].find('?') {
        let start = from + found;
        let rest = &source[start + 1..];
        let length = rest
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(c, '#' | ')' | '>' | ']' | '"' | '\'' | '<' | '”' | '?')
            })
            .unwrap_or(rest.len());
        let query = &rest[..length];
        from = start + 1 + length;
        let separated: Vec<&str> = query.split('&').collect();
        let kept: Vec<&str> = separated
            .iter()
            .copied()
            .filter(|piece| {
                let plain = piece
                    .strip_prefix("amp;")
                    .unwrap_or(piece)
                    .replace('\\', "");
                // The stop after an address is the sentence's.
                !drop(plain.trim_end_matches(['.', ',', ';', ':']))
            })
            .collect();
        if kept.len() == separated.len() {
            continue;
        }
        let tail = &query[query.trim_end_matches(['.', ',', ';', ':']).len()..];
        let mut text = String::new();
        if !kept.is_empty() {
            let joined = kept.join("&");
            text = format!("?{}", joined.strip_prefix("amp;").unwrap_or(&joined));
        }
        if !text.ends_with(tail) || text.is_empty() {
            text.push_str(tail);
        }
        out.push((start..start + 1 + length, text));
    }
    out
}

/// The words of the wordiest piece of the path, in lower case, without file extension and identifiers;
/// empty where no piece reads like a title.
pub(crate) fn slug(url: &str) -> Vec<String> {
    let path = decoded(Pieces::of(url).path);
    path.split('/')
        .map(|segment| {
            let stem = match segment.rsplit_once('.') {
                Some((stem, extension)) if (2..=5).contains(&extension.len()) => stem,
                _ => segment,
            };
            stem.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
                .filter(|word| {
                    !word.is_empty()
                        && (word.chars().all(char::is_alphabetic)
                            || (word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit())))
                })
                .map(str::to_lowercase)
                .collect::<Vec<_>>()
        })
        .max_by_key(|words: &Vec<String>| words.iter().filter(|word| word.len() > 2).count())
        .filter(|words| words.iter().filter(|word| word.len() > 2).count() >= 3)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_come_apart() {
        let pieces = Pieces::of("https://WWW.a.org:80/b/c?d=e#f");
        assert_eq!(pieces.scheme, "https");
        assert_eq!(pieces.bare_host(), "a.org");
        assert_eq!(
            (pieces.path, pieces.query, pieces.fragment),
            ("/b/c", Some("d=e"), Some("f"))
        );
    }

    #[test]
    fn same_page_same_form() {
        for (a, b) in [
            ("http://www.a.org/b/", "https://a.org/b"),
            (
                "https://a.org/b?utm_source=x&id=1",
                "https://A.org/b?id=1#top",
            ),
            ("https://x.com/a/status/1?s=46", "https://x.com/a/status/1"),
            ("https://a.org/%D0%B0", "https://a.org/а"),
        ] {
            assert_eq!(canonical(a), canonical(b));
        }
        for (a, b) in [
            ("https://a.org/b?id=1", "https://a.org/b?id=2"),
            ("https://a.org/b", "https://a.org/c"),
            ("https://a.org/?s=46", "https://a.org/"),
        ] {
            assert_ne!(canonical(a), canonical(b));
        }
    }

    #[test]
    fn tracking_goes_and_function_stays() {
        let pieces = |url| Pieces::of(url);
        for (url, parameter, tracking) in [
            ("https://a.org/b", "utm_medium=x", true),
            ("https://a.org/b", "fbclid=x", true),
            ("https://twitter.com/a/status/1", "s=46", true),
            ("https://twitter.com/search", "s=46", false),
            ("https://youtu.be/abc", "si=x", true),
            ("https://youtu.be/abc", "t=90", false),
            ("https://a.org/b", "id=87827346", false),
            ("https://a.org/b", "lang=en", false),
            ("https://a.org/b", "title=x", false),
        ] {
            assert_eq!(
                is_tracking(&pieces(url), parameter),
                tracking,
                "{url} {parameter}"
            );
        }
    }

    #[test]
    fn parameters_are_cut_out_in_place() {
        let drop = |parameter: &str| parameter.starts_with("utm_") || parameter == "s=46";
        for (before, after) in [
            ("<https://a.org/b?utm_a=1>", "<https://a.org/b>"),
            ("https://a.org/b?utm_a=1&id=2.", "https://a.org/b?id=2."),
            ("https://a.org/b?id=2&utm_a=1.", "https://a.org/b?id=2."),
            (
                "https://a.org/b?id=2&amp;utm\\_a=1#c",
                "https://a.org/b?id=2#c",
            ),
            ("https://a.org/b?utm_x=1&amp;id=2", "https://a.org/b?id=2"),
            (
                "[https://x.com/1?s=46](https://x.com/1?s=46)",
                "[https://x.com/1](https://x.com/1)",
            ),
        ] {
            let mut text = before.to_owned();
            for (range, with) in without_parameters(before, &drop).into_iter().rev() {
                text.replace_range(range, &with);
            }
            assert_eq!(text, after);
        }
    }

    #[test]
    fn slugs_are_read() {
        assert_eq!(
            slug("https://a.org/2023/08/one-two-three-four-123456.html"),
            ["one", "two", "three", "four"]
        );
        assert!(slug("https://a.org/afghanistan-184047").is_empty());
        assert_eq!(chatbot("utm_source=chatgpt.com"), Some("chatgpt.com"));
        assert_eq!(chatbot("utm_source=newsletter"), None);
        assert_eq!(chatbot("utm_source=copilotage"), None);
    }
}
