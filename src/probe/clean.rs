//! URLs as they stand in documents: which can be requested, which repairs are worth a try when one is dead,
//! and how to show one without the credentials in it. Pure functions.

use url::Url;

use super::Reason;

/// Longest URL that is asked; servers commonly take 8,000 bytes, none is known to take more than this.
const MAX_LENGTH: usize = 64 << 10;
/// What stands for user name and password wherever a URL is shown or kept.
const HIDDEN: &str = "***";
/// Schemes of links that are no pages and that nobody expects to be asked for.
const NO_PAGES: [&str; 20] = [
    "mailto", "tel", "sms", "fax", "callto", "skype", "xmpp", "sip", "sips", "geo", "urn", "doi",
    "isbn", "issn", "info", "arxiv", "hdl", "cid", "mid", "news",
];
/// What a sentence leaves behind a URL.
const TRAILING: [char; 22] = [
    '.', ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '”', '’', '»', '“', '‘', '„', '*',
    '_', '\u{a0}', '\u{200b}',
];

/// Why a URL cannot be requested.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unfit {
    /// Malformed or of an unsupported scheme.
    pub reason: Reason,
    /// In one sentence.
    pub detail: String,
}

/// The URL to request for what stands in a document.
///
/// Does what browsers do (WHATWG URL): trims, encodes spaces and other characters, makes internationalized
/// hosts ASCII, and reads addresses in decimal, octal and hexadecimal.
///
/// # Errors
///
/// When no request can be made of it.
pub fn clean(text: &str) -> Result<Url, Unfit> {
    let malformed = |detail: String| Unfit {
        reason: Reason::Malformed,
        detail,
    };
    if text.len() > MAX_LENGTH {
        return Err(malformed(format!(
            "it is {} bytes long, more than any server takes",
            text.len()
        )));
    }
    let text = text.trim();
    let url = Url::parse(text).map_err(|error| malformed(explain(text, error)))?;
    if !matches!(url.scheme(), "http" | "https") {
        let scheme = url.scheme();
        let near = ["http", "https"]
            .into_iter()
            .find(|right| strsim::levenshtein(right, scheme) == 1);
        return Err(match near {
            Some(right) => malformed(format!(
                "`{scheme}:` is not a scheme; `{right}:` may be meant"
            )),
            None => Unfit {
                reason: Reason::UnsupportedScheme,
                detail: format!("pages under `{scheme}:` cannot be asked for over the web"),
            },
        });
    }
    if url.port() == Some(0) {
        return Err(malformed("no host answers on port 0".to_owned()));
    }
    if url
        .host_str()
        .is_none_or(|host| host.trim_matches('.').is_empty())
    {
        return Err(malformed("it names no host".to_owned()));
    }
    Ok(url)
}

/// Whether a link is one that nobody expects to be asked for (an e-mail address, a place in the document).
pub fn is_no_page(text: &str) -> bool {
    let text = text.trim();
    match text.split_once(':') {
        Some((scheme, _)) => NO_PAGES.contains(&scheme.to_ascii_lowercase().as_str()),
        None => !text.contains("//"),
    }
}

/// Whether the URL breaks off with an ellipsis, as a cut display text does.
pub fn is_cut_off(text: &str) -> bool {
    let text = text.trim_end_matches(['/', ']', ')', '[', '(']);
    text.ends_with("...") || text.ends_with('…') || text.ends_with("%E2%80%A6")
}

/// Other spellings that a dead URL may be damaged from, likeliest first, each with what was mended.
pub fn repairs(text: &str) -> Vec<(Url, &'static str)> {
    let text = text.trim();
    let mut repairs: Vec<(Url, &'static str)> = Vec::new();
    let before = clean(text).ok();
    let mut offer = |repaired: String, what: &'static str| {
        if repaired == text {
            return;
        }
        if let Ok(url) = clean(&repaired)
            && Some(&url) != before.as_ref()
            && repairs.iter().all(|(other, _)| *other != url)
        {
            repairs.push((url, what));
        }
    };
    offer(without_trailing(text), "without the punctuation at its end");
    offer(
        text.replace('\\', "").replace("%5C", ""),
        "without the backslashes in it",
    );
    offer(text.replace("&amp;", "&"), "with `&` for `&amp;`");
    offer(
        text.replace([' ', '\n', '\r', '\t', '\u{ad}'], ""),
        "without the spaces in it",
    );
    offer(text.replace("%20", ""), "without the spaces in it");
    offer(encode_stray_percents(text), "with its `%` encoded");
    offer(text.replace("%25", "%"), "with its `%` decoded once");
    repairs
}

/// A URL without its user name and password.
pub fn shown(url: &Url) -> String {
    if url.username().is_empty() && url.password().is_none() {
        return url.as_str().to_owned();
    }
    let mut shown = url.clone();
    if shown.set_password(None).is_ok() && shown.set_username(HIDDEN).is_ok() {
        return shown.into();
    }
    HIDDEN.to_owned()
}

/// What stands in a document, without user name and password, even where it is no URL.
pub fn shown_text(text: &str) -> String {
    let Some(start) = text.find("//").map(|at| at + 2) else {
        return text.to_owned();
    };
    let end = text[start..]
        .find(['/', '?', '#', '\\'])
        .map_or(text.len(), |at| start + at);
    match text[start..end].rfind('@') {
        Some(at) => format!("{}{HIDDEN}{}", &text[..start], &text[start + at..]),
        None => text.to_owned(),
    }
}

/// A URL that nobody made: the last part of the path replaced by a word made from it.
///
/// Asking for it shows what the host says of pages that do not exist. `None` where there is no path to vary.
pub fn made_up_sibling(url: &Url) -> Option<Url> {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in url.as_str().bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let extension = url
        .path()
        .rsplit('/')
        .next()
        .and_then(|last| last.rsplit_once('.'))
        .map(|(_, extension)| extension)
        .filter(|extension| matches!(*extension, "html" | "htm" | "php" | "aspx" | "asp" | "jsp"));
    let mut name = format!("page-{hash:012x}");
    if let Some(extension) = extension {
        name = format!("{name}.{extension}");
    }
    let mut sibling = url.clone();
    sibling.set_query(None);
    sibling.set_fragment(None);
    sibling
        .path_segments_mut()
        .ok()?
        .pop_if_empty()
        .pop()
        .push(&name);
    Some(sibling)
}

fn without_trailing(text: &str) -> String {
    let mut rest = text;
    loop {
        let mut shorter = rest.trim_end_matches(TRAILING);
        for encoded in [
            "%C2%A0",
            "%E2%80%9D",
            "%E2%80%99",
            "%22",
            "%3E",
            "%E2%80%8B",
            "%2C",
            "%20",
        ] {
            shorter = shorter.strip_suffix(encoded).unwrap_or(shorter);
        }
        if shorter.len() == rest.len() {
            return rest.to_owned();
        }
        rest = shorter;
    }
}

fn encode_stray_percents(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut encoded = String::with_capacity(text.len());
    for (at, character) in text.char_indices() {
        encoded.push(character);
        let hex = |offset: usize| bytes.get(at + offset).is_some_and(u8::is_ascii_hexdigit);
        if character == '%' && !(hex(1) && hex(2)) {
            encoded.push_str("25");
        }
    }
    encoded
}

fn explain(text: &str, error: url::ParseError) -> String {
    use url::ParseError;
    let lower = text.to_ascii_lowercase();
    match error {
        ParseError::RelativeUrlWithoutBase if lower.starts_with("http") => {
            "the colon after `http` is missing".to_owned()
        }
        ParseError::RelativeUrlWithoutBase => "it has no `https://` in front".to_owned(),
        ParseError::EmptyHost => "it names no host".to_owned(),
        ParseError::InvalidPort => "what stands after the host's colon is no port".to_owned(),
        ParseError::InvalidIpv4Address | ParseError::InvalidIpv6Address => {
            "its host is no sound IP address".to_owned()
        }
        ParseError::IdnaError | ParseError::InvalidDomainCharacter => {
            "its host holds a character that no host name has".to_owned()
        }
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_are_read_as_browsers_read_them() {
        for (text, expected) in [
            (" https://example.org/a b ", "https://example.org/a%20b"),
            (
                "https://Bücher.example/ü",
                "https://xn--bcher-kva.example/%C3%BC",
            ),
            ("http://2130706433/", "http://127.0.0.1/"),
            ("http://0x7f.1/", "http://127.0.0.1/"),
            ("http://0177.0.0.1/", "http://127.0.0.1/"),
            ("http://[::ffff:7f00:1]/", "http://[::ffff:7f00:1]/"),
            ("https:/example.org", "https://example.org/"),
            (
                "https://example.org/100%-sure",
                "https://example.org/100%-sure",
            ),
        ] {
            assert_eq!(clean(text).unwrap().as_str(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_requested_is_told_with_its_reason() {
        for (text, reason, word) in [
            ("http//example.org", Reason::Malformed, "colon"),
            ("example.org/a", Reason::Malformed, "https://"),
            ("https://", Reason::Malformed, "host"),
            ("https://exa mple.org/", Reason::Malformed, "character"),
            ("https://example.org:port/", Reason::Malformed, "port"),
            (
                "htps://example.org/",
                Reason::Malformed,
                "`https:` may be meant",
            ),
            ("https://999.1.1.1/", Reason::Malformed, "IP"),
            ("ftp://example.org/file", Reason::UnsupportedScheme, "ftp"),
            ("file:///etc/passwd", Reason::UnsupportedScheme, "file"),
            (
                "javascript:alert(1)",
                Reason::UnsupportedScheme,
                "javascript",
            ),
        ] {
            let unfit = clean(text).unwrap_err();
            assert_eq!(unfit.reason, reason, "{text}");
            assert!(unfit.detail.contains(word), "{text}: {}", unfit.detail);
        }
        let long = format!("https://example.org/{}", "a".repeat(70_000));
        assert_eq!(clean(&long).unwrap_err().reason, Reason::Malformed);
    }

    #[test]
    fn repairs_undo_what_documents_do_to_urls() {
        let first = |text: &str| repairs(text).first().map(|(url, _)| url.to_string());
        for (text, expected) in [
            ("https://example.org/page.", "https://example.org/page"),
            ("https://example.org/page).", "https://example.org/page"),
            (
                "https://example.org/page%E2%80%9D",
                "https://example.org/page",
            ),
            ("https://example.org/a\\_b", "https://example.org/a_b"),
            (
                "https://example.org/?a=1&amp;b=2",
                "https://example.org/?a=1&b=2",
            ),
            (
                "https://example.org/long -name",
                "https://example.org/long-name",
            ),
            (
                "https://example.org/100%-sure",
                "https://example.org/100%25-sure",
            ),
            ("https://example.org/a%2520b", "https://example.org/a%20b"),
        ] {
            assert_eq!(first(text).as_deref(), Some(expected), "{text}");
        }
        assert!(repairs("https://example.org/page").is_empty());
    }

    #[test]
    fn credentials_are_never_shown() {
        let url = Url::parse("https://user:secret@example.org/a").unwrap();
        assert_eq!(shown(&url), "https://***@example.org/a");
        assert_eq!(
            shown_text("http://user:secret@exa mple/a"),
            "http://***@exa mple/a"
        );
        assert_eq!(
            shown_text("https://example.org/@name"),
            "https://example.org/@name"
        );
    }

    #[test]
    fn siblings_stand_beside_the_page() {
        let sibling = |text: &str| {
            made_up_sibling(&Url::parse(text).unwrap())
                .unwrap()
                .to_string()
        };
        assert!(sibling("https://example.org/a/b?c#d").starts_with("https://example.org/a/page-"));
        assert!(sibling("https://example.org/a/b.html").contains(".html"));
        assert!(sibling("https://example.org/").starts_with("https://example.org/page-"));
    }

    #[test]
    fn links_that_are_no_pages_are_left_alone() {
        for text in ["mailto:a@example.org", "TEL:+49", "#note-1", "chapter.html"] {
            assert!(is_no_page(text), "{text}");
        }
        for text in [
            "https://example.org",
            "ftp://example.org",
            "//example.org",
            "http//example.org",
        ] {
            assert!(!is_no_page(text), "{text}");
        }
        assert!(is_cut_off("https://example.org/some-lo..."));
        assert!(is_cut_off("https://example.org/some-lo…"));
    }
}
