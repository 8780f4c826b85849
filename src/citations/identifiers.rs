//! Identifiers in running text and in URLs: DOI, ISBN, ISSN, arXiv and United Nations symbols, each with its
//! place, and their check digits. Pure: whether a well-formed identifier is registered is for `probe` to ask.

use std::{borrow::Cow, sync::LazyLock};

use percent_encoding::percent_decode_str;
use regex::Regex;

use super::Identifiers;
use crate::span::Span;

/// What an identifier is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentifierKind {
    /// Digital Object Identifier (ISO 26324).
    Doi,
    /// International Standard Book Number (ISO 2108).
    Isbn,
    /// International Standard Serial Number (ISO 3297).
    Issn,
    /// Number of an arXiv preprint.
    Arxiv,
    /// United Nations document symbol.
    UnSymbol,
}

/// An identifier in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identifier {
    /// What it is.
    pub kind: IdentifierKind,
    /// As printed, label and resolver left out; punctuation that belongs to the sentence is left out too.
    pub value: String,
    /// Byte range of the value in the text that was searched.
    pub span: Span,
}

/// A DOI that a URL carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlDoi {
    /// Normalized, see [`normalize_doi`].
    pub doi: String,
    /// Whether the URL is an address of the DOI resolver, so that the DOI is all it says. In a publisher's
    /// URL the end of the DOI is told by custom: that such a DOI is not registered proves nothing.
    pub resolver: bool,
}

/// Every identifier in `text`, in the order of the text.
///
/// DOIs, arXiv numbers and UN symbols are known by their form, ISBNs by their label or by 978/979 and
/// hyphens, ISSNs by their label only: eight digits with a hyphen are as often a range of pages or years.
/// A wrong check digit does not hide an identifier.
///
/// ```
/// use footfault::citations::identifiers::find;
/// let found = find("Journal of Peace 12 (ISSN 0022-3433), doi:10.1177/0022343309356491.");
/// assert_eq!(found[1].value, "10.1177/0022343309356491");
/// ```
pub fn find(text: &str) -> Vec<Identifier> {
    let mut found = Vec::new();
    let mut push = |kind, span: Span| {
        found.push(Identifier {
            kind,
            value: span.of(text).to_owned(),
            span,
        });
    };
    let mut after = 0;
    for prefix in DOI_PREFIX.find_iter(text) {
        if prefix.start() >= after && !continues(text, prefix.start()) {
            let span = Span::new(
                prefix.start(),
                prefix.end() + suffix_length(&text[prefix.end()..]),
            );
            if span.end > prefix.end() {
                push(IdentifierKind::Doi, span);
                after = span.end;
            }
        }
    }
    let mut isbn_end = 0;
    for label in ISBN_LABEL.find_iter(text) {
        if let Some(span) = isbn_at(text, label.end()) {
            push(IdentifierKind::Isbn, span);
            isbn_end = span.end;
        }
    }
    for bare in ISBN_BARE.find_iter(text) {
        let span = Span::from(bare.range());
        if span.start >= isbn_end
            && !continues(text, span.start)
            && digits(span.of(text)).is_some_and(|digits| digits.len() == 13)
        {
            push(IdentifierKind::Isbn, span);
        }
    }
    for found in ISSN.captures_iter(text) {
        for group in [1, 2] {
            if let Some(number) = found.get(group) {
                push(IdentifierKind::Issn, number.range().into());
            }
        }
    }
    for found in ARXIV.captures_iter(text) {
        if let Some(number) = found.get(1) {
            push(IdentifierKind::Arxiv, number.range().into());
        }
    }
    for symbol in UN_SYMBOL.find_iter(text) {
        let span = un_symbol_span(text, symbol.range().into());
        if un_symbol_is_well_formed(span.of(text)) && may_open_symbol(&text[..span.start]) {
            push(IdentifierKind::UnSymbol, span);
        }
    }
    found.sort_by_key(|identifier| (identifier.span.start, identifier.kind));
    found.dedup_by(|later, earlier| later.kind == earlier.kind && later.span == earlier.span);
    // A DOI may hold what looks like an ISBN or an arXiv number; the DOI is what was printed.
    let dois: Vec<Span> = found
        .iter()
        .filter(|identifier| identifier.kind == IdentifierKind::Doi)
        .map(|identifier| identifier.span)
        .collect();
    found.retain(|identifier| {
        identifier.kind == IdentifierKind::Doi
            || dois
                .binary_search_by(|doi| {
                    if doi.end <= identifier.span.start {
                        std::cmp::Ordering::Less
                    } else if doi.start >= identifier.span.end {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                })
                .is_err()
    });
    found
}

/// The first identifier of each kind in `text`.
pub fn identify(text: &str) -> Identifiers {
    let mut identifiers = Identifiers::default();
    for found in find(text) {
        let slot = match found.kind {
            IdentifierKind::Doi => &mut identifiers.doi,
            IdentifierKind::Isbn => &mut identifiers.isbn,
            IdentifierKind::Issn => &mut identifiers.issn,
            IdentifierKind::Arxiv => &mut identifiers.arxiv,
            IdentifierKind::UnSymbol => &mut identifiers.un_symbol,
        };
        slot.get_or_insert(found.value);
    }
    identifiers
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

/// Whether length and check digit of an ISBN are right, hyphens and spaces aside.
///
/// ISO 2108: of thirteen digits (978 or 979 first) the sum weighted 1, 3, 1, 3 … is a multiple of ten; of
/// ten the sum weighted 10, 9 … 1 is a multiple of eleven, `X` standing for a last digit of ten.
pub fn isbn_is_valid(isbn: &str) -> bool {
    let Some(digits) = digits(isbn) else {
        return false;
    };
    match digits.len() {
        10 => weighted(&digits, (1..=10).rev()) % 11 == 0,
        13 => {
            !digits.contains(&10)
                && digits[..2] == [9, 7]
                && digits[2] >= 8
                && weighted(&digits, [1, 3].into_iter().cycle()) % 10 == 0
        }
        _ => false,
    }
}

/// Whether length and check digit of an ISSN are right.
///
/// ISO 3297: the sum of the eight digits weighted 8, 7 … 1 is a multiple of eleven, `X` standing for a last
/// digit of ten.
pub fn issn_is_valid(issn: &str) -> bool {
    digits(issn)
        .is_some_and(|digits| digits.len() == 8 && weighted(&digits, (1..=8).rev()) % 11 == 0)
}

/// Whether an arXiv number can exist: `YYMM.NNNN` from April 2007, `YYMM.NNNNN` from January 2015, or
/// `archive/YYMMNNN` before; a version may follow. Source: arXiv's "Understanding the arXiv identifier".
pub fn arxiv_is_valid(number: &str) -> bool {
    let Some(parts) = ARXIV_PARTS.captures(number) else {
        return false;
    };
    let number = |group| {
        parts
            .get(group)
            .and_then(|found| found.as_str().parse::<u32>().ok())
    };
    let digits = parts.get(3).map_or(0, |found| found.len());
    match (number(1), number(2), number(4), number(5)) {
        (Some(year), Some(month @ 1..=12), _, _) => match digits {
            4 => (704..=1412).contains(&(year * 100 + month)),
            _ => year * 100 + month >= 1501,
        },
        (_, _, Some(year), Some(1..=12)) => year >= 91 || year <= 7,
        _ => false,
    }
}

/// Whether `symbol` is formed as United Nations documents are: a known organ, parts divided by `/`, a number.
///
/// Source: United Nations Editorial Manual, "Document symbols", and the UN Libraries' guide to symbols.
pub fn un_symbol_is_well_formed(symbol: &str) -> bool {
    let name = symbol.split(" (").next().unwrap_or(symbol);
    let mut parts = name.split('/');
    let Some(organ) = parts.next() else {
        return false;
    };
    let rest: Vec<&str> = parts.collect();
    let Some(first) = rest.first() else {
        return false;
    };
    if rest.iter().any(|part| part.is_empty())
        || !name.contains(|c: char| c.is_ascii_digit())
        || !name.ends_with(|c: char| c.is_ascii_alphanumeric())
    {
        return false;
    }
    let number = first.chars().all(|c| c.is_ascii_digit());
    match organ {
        // A session or year needs a number after it; the Council's early papers are one number (S/25704).
        "A" | "S" | "E" | "T" if number => {
            rest.len() > 1 || (organ == "S" && (3..=5).contains(&first.len()))
        }
        "A" | "S" | "E" | "T" => MAIN_ORGAN_SERIES.is_match(first),
        _ => UN_ORGANS.contains(&organ) && rest.len() > 1,
    }
}

/// First and last year in which a document of that symbol can have been issued: the year it names, or the
/// General Assembly session, which opens in September of 1945 plus its number. `None` where it names neither.
pub fn un_symbol_years(symbol: &str) -> Option<(i16, i16)> {
    let year = |text: &str| {
        text.parse::<i16>()
            .ok()
            .filter(|year| text.len() == 4 && (1946..=2100).contains(year))
    };
    if let Some((_, bracket)) = symbol.split_once('(') {
        return year(bracket.trim_end_matches(')')).map(|year| (year, year));
    }
    let parts: Vec<&str> = symbol.split('/').collect();
    let session = match parts.as_slice() {
        ["A", "RES" | "DEC", session, ..] => Some(session),
        ["A", session, ..] => Some(session),
        _ => None,
    }
    .and_then(|session| session.parse::<i16>().ok())
    .filter(|session| (1..=150).contains(session));
    if let Some(session) = session {
        return Some((1945 + session, 1946 + session));
    }
    parts
        .iter()
        .find_map(|part| year(part))
        .map(|year| (year, year))
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

/// Organs, programs and treaty bodies with document series of their own.
const UN_ORGANS: [&str; 29] = [
    "ST", "TD", "CEDAW", "CCPR", "CERD", "CRC", "CAT", "CMW", "CRPD", "CED", "HRI", "FCCC", "UNEP",
    "DP", "ICCD", "HS", "HSP", "CBD", "CTOC", "NPT", "LOS", "ISBA", "IDB", "TAD", "APLC", "BWC",
    "CD", "CCW", "SPT",
];

static DOI_PREFIX: LazyLock<Regex> = LazyLock::new(|| compiled(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/"));
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
static ISBN_LABEL: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"(?i)ISBN(?:[-\u{2010}\u{2013}\s]?1[03]\b)?[\s:.)#]*"));
static ISBN_BARE: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"97[89][-\u{2010}\u{2011}\u{2013}][0-9]{1,5}[-\u{2010}\u{2011}\u{2013}][0-9]{1,7}[-\u{2010}\u{2011}\u{2013}][0-9]{1,7}[-\u{2010}\u{2011}\u{2013}][0-9]\b",
    )
});
static ISSN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix) ISSN (?:-L)? (?:\s?\((?:print|online|electronic|e|p)\))? [\s:.]*
           ([0-9]{4}[-\u{2010}\u{2011}\u{2013}]?[0-9]{3}[0-9X])\b
           (?: \s?(?:\((?:print|online|electronic)\))? \s?[,;/]\s? ([0-9]{4}[-\u{2010}\u{2011}\u{2013}][0-9]{3}[0-9X])\b )?",
    )
});
static ARXIV: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix) (?: arXiv\s?:\s? | arxiv\.org/(?:abs|pdf|html)/ )
           ( [0-9]{4}\.[0-9]{4,5}(?:v[0-9]{1,3})?\b | [a-z][a-z-]{1,16}(?:\.[A-Z]{2})?/[0-9]{7}(?:v[0-9]{1,3})?\b )",
    )
});
static ARXIV_PARTS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix)^ (?: ([0-9]{2})([0-9]{2})\.([0-9]{4,5}) | [a-z][a-z-]*(?:\.[A-Z]{2})?/([0-9]{2})([0-9]{2})[0-9]{3} ) (?:v[0-9]{1,3})? $",
    )
});
static UN_SYMBOL: LazyLock<Regex> = LazyLock::new(|| {
    compiled(r"\b[A-Z]{1,5}(?:/[A-Z0-9][A-Za-z0-9.-]*){1,8}(?:\s?\((?:19|20)[0-9]{2}\))?")
});
static MAIN_ORGAN_SERIES: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?x)^ (?: RES | DEC | HRC | PRST | INF | NGO | BUR | ES-[0-9]+ | S-[0-9]+ | ECE | ESCAP | ESCWA | ECA | ECLAC | ICEF | LAC
              | (?:PV|SR|C|CN|AC|CONF|L|WG|INF|SUB|Agenda)\.[0-9A-Z.-]+ )$",
    )
});

fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a constant pattern, compiled by the tests")
}

/// Whether the character before `start` makes what begins there the inside of a longer number.
fn continues(text: &str, start: usize) -> bool {
    text[..start].ends_with(|c: char| c.is_ascii_digit() || c == '.' || (c == '-' && start > 1))
}

/// How much of `text`, which begins just after `10.…/`, is the suffix of the DOI.
fn suffix_length(text: &str) -> usize {
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

static SICI: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"^[0-9]{4}-[0-9]{3}[0-9Xx]\([0-9]{4,8}\)[0-9:/.-]*<"));

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

/// The digits of a book or serial number, `X` last as ten; `None` where anything but hyphens and spaces
/// stands between them.
fn digits(text: &str) -> Option<Vec<u32>> {
    let mut digits: Vec<u32> = Vec::with_capacity(13);
    for c in text.trim().chars() {
        if digits.last() == Some(&10) || digits.len() > 13 {
            return None;
        }
        match c {
            'x' | 'X' => digits.push(10),
            _ if is_separator(c) => {}
            _ => digits.push(c.to_digit(10)?),
        }
    }
    Some(digits)
}

fn weighted(digits: &[u32], weights: impl Iterator<Item = u32>) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

fn is_separator(c: char) -> bool {
    matches!(
        c,
        '-' | ' ' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}'
    )
}

/// The book number that begins at `start`: thirteen digits after 978 or 979, else ten. Digits that follow
/// without a break are taken in, so that a number of wrong length shows.
fn isbn_at(text: &str, start: usize) -> Option<Span> {
    let head: String = text
        .get(start..)?
        .chars()
        .filter(|c| !is_separator(*c))
        .take(3)
        .collect();
    let wanted = if head == "978" || head == "979" {
        13
    } else {
        10
    };
    let mut count = 0;
    let mut end = start;
    let mut parted = false;
    for (at, c) in text[start..].char_indices() {
        match c {
            '0'..='9' | 'X' | 'x' => {
                if count >= wanted && parted {
                    break;
                }
                count += 1;
                end = start + at + c.len_utf8();
                parted = false;
                if !c.is_ascii_digit() {
                    break;
                }
            }
            _ if is_separator(c) && !parted && count > 0 => parted = true,
            _ => break,
        }
        if count > 20 {
            break;
        }
    }
    (count >= 9).then(|| Span::new(start, end))
}

/// The symbol without the stop or hyphen that belongs to the sentence.
fn un_symbol_span(text: &str, span: Span) -> Span {
    Span::new(
        span.start,
        span.start + span.of(text).trim_end_matches(['.', '-']).len(),
    )
}

/// Whether a UN symbol may begin after `before`: not inside a path, unless it is one of the UN's own sites.
fn may_open_symbol(before: &str) -> bool {
    if !before.ends_with(['/', '.', '-', '_', '=', '#', '%', '&']) {
        return true;
    }
    let address = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default();
    [
        "undocs.org/",
        "undocs.org/en/",
        "docs.un.org/",
        "docs.un.org/en/",
        "symbol=",
    ]
    .iter()
    .any(|ending| address.ends_with(ending))
}
