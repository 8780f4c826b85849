//! DOIs: where one ends, the one form in which two prints are equal, and those that URLs carry.

use std::{borrow::Cow, sync::LazyLock};

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::compiled;

/// A DOI that a URL carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlDoi {
    /// Normalized, see [`normalize_doi`].
    pub doi: String,
    /// Whether the URL is an address of the DOI resolver, so that the DOI is all it says. In a publisher's
    /// URL the end of the DOI is told by custom: that such a DOI is not registered proves nothing.
    pub resolver: bool,
}

/// The DOI in the one form under which two prints of it are equal: no label and no resolver, lower case
/// (DOI Handbook 2.4: names are case-insensitive), percent-encoding and character references undone, the
/// sentence's punctuation left out. `None` where there is no DOI at the start of `text`.
pub fn normalize_doi(text: &str) -> Option<String> {
    let text = unescape(text.trim());
    let prefix = DOI_PREFIX.find(&text)?;
    let label = text[..prefix.start()].trim().to_ascii_lowercase();
    let labeled = label.is_empty()
        || ["doi:", "doi", "doi.org/", "info:doi/"]
            .iter()
            .any(|ending| label.ends_with(ending));
    if !labeled {
        return None;
    }
    let length = suffix_length(&text[prefix.end()..]);
    (length > 0)
        .then(|| text[prefix.start()..prefix.end() + length].to_ascii_lowercase())
        .filter(|doi| doi.len() <= MAX_DOI)
}

/// The DOI in a URL: of a resolver (doi.org, dx.doi.org, doi.acm.org, …), or in a publisher's URL where its
/// place is sure (`/doi/10.…`, `/article/10.…`, `?doi=10.…`, nature.com article names).
pub fn doi_in_url(url: &str) -> Option<UrlDoi> {
    let rest = strip_scheme(url)?;
    let (host, path) = rest.split_once('/')?;
    let host = host
        .rsplit('@')
        .next()?
        .split(':')
        .next()?
        .to_ascii_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    if RESOLVERS.contains(&host) {
        // An unescaped `#` closes some SICI names (`…2-#`), so a bare one belongs to the name.
        let path = match path.split_once('#') {
            Some((path, "")) if path.ends_with("2-") => format!("{path}#"),
            Some((path, _)) => path.to_owned(),
            None => path.to_owned(),
        };
        let path = path.split_once('?').map_or(path.as_str(), |(path, _)| path);
        return normalize_doi(path).map(|doi| UrlDoi {
            doi,
            resolver: true,
        });
    }
    let path = path.split_once('#').map_or(path, |(path, _)| path);
    if host == "nature.com"
        && let Some(name) = path.strip_prefix("articles/")
        && NATURE_NAME.is_match(name.split(['?', '/', '.']).next().unwrap_or_default())
    {
        let name = name.split(['?', '/']).next().unwrap_or_default();
        let name = name.strip_suffix(".pdf").unwrap_or(name);
        return normalize_doi(&format!("10.1038/{name}")).map(|doi| UrlDoi {
            doi,
            resolver: false,
        });
    }
    let found = DOI_IN_PATH.captures(path)?;
    let start = found.get(1)?.start();
    let end = if found[0].starts_with(['?', '&']) {
        path[start..]
            .find('&')
            .map_or(path.len(), |length| start + length)
    } else {
        path[start..]
            .find('?')
            .map_or(path.len(), |length| start + length)
    };
    let mut doi = normalize_doi(&path[start..end])?;
    // What publishers append to the name of the work to name a form of it.
    while let Some(shorter) = DOI_VIEW.find(&doi).map(|view| view.start()) {
        doi.truncate(shorter);
    }
    if doi.starts_with("10.1101/")
        && let Some(version) = PREPRINT_VERSION.find(&doi).map(|version| version.start())
    {
        doi.truncate(version);
    }
    DOI_PREFIX
        .find(&doi)
        .is_some_and(|prefix| prefix.end() < doi.len())
        .then_some(UrlDoi {
            doi,
            resolver: false,
        })
}

/// Longest DOI believed; the standard sets no limit, the longest registered ones have some 300 characters.
const MAX_DOI: usize = 1024;

/// Hosts that resolve DOIs and nothing else.
const RESOLVERS: [&str; 5] = [
    "doi.org",
    "dx.doi.org",
    "doi.acm.org",
    "doi.ieeecomputersociety.org",
    "doi.crossref.org",
];

pub(super) static DOI_PREFIX: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/"));

static DOI_IN_PATH: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix) (?: (?:^|/) (?:doi|article|articles|chapter|book|content|abs|full|pdf|referenceworkentry|protocol)
                   (?:/(?:abs|full|pdf|epdf|pdfplus|pdfdirect|epub|10\.[0-9]{4,9}/fulltext|book|ref|suppl|reader|early|biorxiv|medrxiv))? /
               | [?&](?:doi|id|article_doi)= (?:doi:)? )
           (10\.[0-9]{4,9}(?:\.[0-9]+)*(?:/|%2F).)",
    )
});

static DOI_VIEW: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?x) (?: / (?:full|abstract|abs|pdf|epdf|html|meta|summary|references|citations|figures|fulltext|full\.pdf|full\.html|fulltext\.html|pdf/.*)
              | \.pdf | \.full | \.full\.pdf | \.short | \.abstract | \.html ) /? $",
    )
});

static PREPRINT_VERSION: LazyLock<Regex> = LazyLock::new(|| compiled("v[0-9]{1,2}$"));

static NATURE_NAME: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"^(?:s[0-9]{5}-[0-9]{3}-[0-9]{4,5}-[0-9a-z]|d[0-9]{5}-[0-9]{3}-[0-9]{5}-[0-9a-z]|(?:nature|srep|ncomms|n[a-z]{2,8})[0-9]{4,6})$",
    )
});

static SICI: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"^[0-9]{4}-[0-9]{3}[0-9Xx]\([0-9]{4,8}\)[0-9:/.-]*<"));

/// How much of `text`, which begins just after `10.…/`, is the suffix of the DOI.
pub(super) fn suffix_length(text: &str) -> usize {
    let sici = text
        .get(..6)
        .is_some_and(|head| head.eq_ignore_ascii_case("(sici)"))
        || SICI.is_match(text);
    let mut open = Vec::new();
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        let stop = match c {
            '(' | '[' => {
                open.push(c);
                false
            }
            '<' if sici => {
                open.push(c);
                false
            }
            ')' | ']' | '>' => open.pop() != Some(opening(c)),
            '<' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' => true,
            // Two DOIs in a row.
            ',' | ';' if text[at + 1..].starts_with("10.") => true,
            _ => c.is_whitespace() || c.is_control() || !c.is_ascii(),
        };
        if stop || at >= MAX_DOI {
            end = at;
            break;
        }
    }
    let mut suffix = &text[..end];
    loop {
        let shorter = suffix.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '/', '&']);
        let shorter = match shorter.chars().next_back() {
            Some(open @ ('(' | '[' | '<')) => &shorter[..shorter.len() - open.len_utf8()],
            _ => shorter,
        };
        if shorter.len() == suffix.len() {
            return suffix.len();
        }
        suffix = shorter;
    }
}

fn opening(closing: char) -> char {
    match closing {
        ')' => '(',
        ']' => '[',
        _ => '<',
    }
}

fn unescape(text: &str) -> Cow<'_, str> {
    let text = if text.contains('%') {
        percent_decode_str(text).decode_utf8_lossy()
    } else {
        Cow::Borrowed(text)
    };
    if text.contains('&') {
        Cow::Owned(
            text.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&"),
        )
    } else {
        text
    }
}

fn strip_scheme(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    (scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http")).then_some(rest)
}
