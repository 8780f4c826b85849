//! What can be wrong with an address as it is written, one fault a link, so that no two rules name one
//! cause: `bad-percent-encoding`, `merged-links`, `malformed-url`, `line-break-damage` and `truncated-url`
//! ask here, and `invalid-link` is silent where one of them speaks.

mod truncated;

#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use regex::Regex;

use truncated::truncated;

use super::{Facts, Meta, at_link};
use crate::{
    citations::{
        Link, LinkForm, LinkId,
        urls::{self, Pieces},
    },
    finding::{Applicability, Confidence, Edit, Finding, Severity},
    span::Span,
};

/// Which rule a fault belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Percent,
    Merged,
    Malformed,
    LineBreak,
    Truncated,
}

/// What is wrong with an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) kind: Kind,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    /// What is wrong, without the address.
    pub(super) what: String,
    pub(super) help: &'static str,
    /// The address as it was probably meant.
    pub(super) mended: Option<String>,
    /// The blank or line break inside it, counted from the end of the link.
    gap: Option<std::ops::Range<usize>>,
}

impl Fault {
    fn new(kind: Kind, severity: Severity, what: impl Into<String>, help: &'static str) -> Self {
        Self {
            kind,
            severity,
            confidence: Confidence::High,
            what: what.into(),
            help,
            mended: None,
            gap: None,
        }
    }

    fn unsure(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    fn mended(mut self, url: String) -> Self {
        self.mended = Some(url);
        self
    }
}

/// Tells the faults of one kind, a finding a link.
pub(super) fn report(facts: &Facts<'_>, meta: &Meta, kind: Kind, push: &mut dyn FnMut(Finding)) {
    let mut last: Option<(Option<usize>, String)> = None;
    for (id, link) in at_link::web_links(facts) {
        let Some(fault) = of(facts, id).filter(|fault| fault.kind == kind) else {
            continue;
        };
        // A displayed address and its target have the same fault once.
        let key = (link.note, link.url.clone());
        if last.as_ref() == Some(&key) && link.note.is_some() {
            continue;
        }
        last = Some(key);
        let message = format!("{}: {}", at_link::brief(&link.url), fault.what);
        let severity = fault.severity.min(meta.severity);
        let mut finding = at_link::finding(facts, meta, id, severity, message)
            .help(fault.help)
            .confidence(fault.confidence);
        let edits = edits(facts, link, &fault);
        if !edits.is_empty() {
            let applicability = match fault.confidence {
                Confidence::High => Applicability::Safe,
                _ => Applicability::Suggest,
            };
            finding = finding.fix(applicability, edits);
        }
        push(finding);
    }
}

fn edits(facts: &Facts<'_>, link: &Link, fault: &Fault) -> Vec<Edit> {
    if let Some(gap) = &fault.gap {
        let span = Span::new(link.span.end + gap.start, link.span.end + gap.end);
        return facts
            .document
            .verbatim_in_file(span)
            .map(|start| Edit {
                start,
                end: start + span.len(),
                text: String::new(),
            })
            .into_iter()
            .collect();
    }
    match &fault.mended {
        Some(mended) => at_link::edit_source(facts, link, &|source| {
            source
                .match_indices(link.url.as_str())
                .map(|(at, url)| (at..at + url.len(), mended.clone()))
                .collect()
        }),
        None => Vec::new(),
    }
}

/// The first fault of a link, in the order of certainty.
pub(super) fn of(facts: &Facts<'_>, id: LinkId) -> Option<Fault> {
    let link = &facts.citations.links[id];
    let block_end = facts
        .document
        .block_at(link.span.start)
        .map_or(link.span.end, |block| facts.document.blocks[block].span.end);
    let after = facts
        .document
        .text
        .get(link.span.end..block_end)
        .unwrap_or_default();
    merged(link, after)
        .or_else(|| percent(&link.url))
        .or_else(|| broken_off(link, after))
        .or_else(|| malformed(link, after).filter(|_| !is_typed_apart(facts, link)))
        .or_else(|| truncated(link, after))
}

/// Whether a scheme that no program sees stands before an address that is typed without one: it is the fault.
fn is_typed_apart(facts: &Facts<'_>, link: &Link) -> bool {
    let mut from = link.span.start.saturating_sub(24);
    while !facts.document.text.is_char_boundary(from) {
        from += 1;
    }
    // What is typed is told by what follows it.
    let around = &facts.document.text[from..link.span.end];
    link.form == LinkForm::Bare
        && link.shown.to_ascii_lowercase().starts_with("www.")
        && schemes(around)
            .first()
            .is_some_and(|(range, _)| from + range.end == link.span.start)
}

/// A second address, or the text of a second citation, within the target.
fn merged(link: &Link, after: &str) -> Option<Fault> {
    static TEXT: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)<a\s+href|</?i>|[“”«»]|\s\S+\s+\S+\s").expect("a fixed pattern")
    });
    let help = "give each source its own link";
    if link.form == LinkForm::Broken {
        // What Markdown took for text goes on to the bracket that was to close the target.
        let rest: String = after.chars().take(1_000).collect();
        let rest = rest
            .split_once("](")
            .map_or(rest.as_str(), |(rest, _)| rest);
        if TEXT.is_match(rest.split(").").next().unwrap_or_default()) && !rest.starts_with(')') {
            return Some(Fault::new(
                Kind::Merged,
                Severity::Error,
                "the target goes on with the text of another citation",
                help,
            ));
        }
        return None;
    }
    let lower = link.url.to_ascii_lowercase();
    if lower.contains("<a href") || lower.contains("%3ca%20href") || lower.contains(['“', '”'])
    {
        return Some(Fault::new(
            Kind::Merged,
            Severity::Error,
            "the target goes on with the text of another citation",
            help,
        ));
    }
    let at = lower
        .match_indices("http")
        .map(|(at, _)| at)
        .filter(|at| *at > 8)
        .find(|at| lower[*at..].starts_with("http://") || lower[*at..].starts_with("https://"))?;
    if urls::is_copy(&link.url[..at]) {
        return None;
    }
    let before = &lower[..at];
    let glue = before.chars().next_back()?;
    let handed_on = match glue {
        '=' | ':' | '@' | '?' | '&' | '#' | '|' => true,
        // `https://a.org/https://b.org`: a site that shows another; but not behind a whole path.
        '/' => Pieces::of(before).path.matches('/').count() < 3,
        _ => false,
    };
    if handed_on || before.contains('?') && !glue.is_ascii_punctuation() {
        return None;
    }
    Some(Fault::new(
        Kind::Merged,
        Severity::Error,
        format!(
            "two addresses run together; the second begins at “{}”",
            at_link::brief(&link.url[at..])
        ),
        help,
    ))
}

/// RFC 3986, section 2.1: a percent sign is followed by two hexadecimal digits.
fn percent(url: &str) -> Option<Fault> {
    let bytes = url.as_bytes();
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let query = url.find('?').unwrap_or(usize::MAX);
    let help = "copy the address anew from the page";
    for (at, _) in url.match_indices('%') {
        if hex(at + 1) && hex(at + 2) {
            continue;
        }
        if bytes.get(at + 1) == Some(&b'u') && (at + 2..at + 6).all(hex) {
            return Some(
                Fault::new(
                    Kind::Percent,
                    Severity::Warning,
                    "“%u” is an old encoding that no standard knows",
                    help,
                )
                .unsure(Confidence::Medium),
            );
        }
        let rest: String = url[at..].chars().take(3).collect();
        let cut = at + rest.len() >= url.len();
        let what = if cut {
            format!("it ends within a percent-encoded character (“{rest}”)")
        } else {
            format!("“{rest}” is not a percent sign with two hexadecimal digits")
        };
        let severity = if at < query || cut {
            Severity::Error
        } else {
            Severity::Warning
        };
        return Some(Fault::new(Kind::Percent, severity, what, help));
    }
    let decoded: Vec<u8> = percent_encoding::percent_decode_str(url).collect();
    if let Err(error) = std::str::from_utf8(&decoded) {
        // Old sites encode in other charsets; only an address whose other characters are sound is cut.
        let sound =
            std::str::from_utf8(&decoded[..error.valid_up_to()]).is_ok_and(|text| !text.is_ascii());
        let started = decoded.len() - error.valid_up_to() > 1;
        if error.error_len().is_none() && (sound || started) && url.contains('%') {
            return Some(Fault::new(
                Kind::Percent,
                Severity::Error,
                "it ends within a character of several encoded bytes",
                help,
            ));
        }
    }
    let path = &url[..query.min(url.len())];
    let twice = path
        .match_indices("%25")
        .filter(|(at, _)| hex(at + 3) && hex(at + 4))
        .count();
    (twice > 0 && !urls::is_copy(url)).then(|| {
        Fault::new(
            Kind::Percent,
            Severity::Warning,
            "it is percent-encoded twice",
            "decode it once: “%25” stands for a percent sign",
        )
        .unsure(Confidence::Medium)
    })
}

/// A typed address that goes on after a blank or a line break.
fn broken_off(link: &Link, after: &str) -> Option<Fault> {
    if link.form != LinkForm::Bare {
        return None;
    }
    let stops = after.len() - after.trim_start_matches(['.', ',']).len();
    let rest = &after[stops..];
    let blank = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\u{a0}']).len();
    if blank == 0 || blank > 3 || stops > 1 {
        return None;
    }
    let token = rest[blank..].split_whitespace().next().unwrap_or_default();
    let token = token.trim_end_matches(['.', ',', ';', ')', ']', '”', '"', '>', ':', '’', '*']);
    let url = format!("{}{}", link.shown, &after[..stops]);
    if !goes_on(&url, token) {
        return None;
    }
    let line = rest[..blank].contains('\n');
    let gap = stops..stops + blank;
    let fault = if line {
        Fault::new(
            Kind::LineBreak,
            Severity::Warning,
            format!(
                "it breaks off at the end of the line; “{}” seems to belong to it",
                at_link::brief(token)
            ),
            "join the two lines; a hyphen at the break may or may not belong to the address",
        )
    } else {
        Fault::new(
            Kind::Malformed,
            Severity::Error,
            format!(
                "there is a blank inside: “{}” seems to belong to it",
                at_link::brief(token)
            ),
            "remove the blank",
        )
    };
    Some(Fault {
        confidence: Confidence::Medium,
        gap: Some(gap),
        ..fault
    })
}

/// Whether `token`, after a blank, reads like the rest of the path of `url`.
fn goes_on(url: &str, token: &str) -> bool {
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^[./-]?[\p{L}\p{N}][\p{L}\p{N}_%.~/=&?+#-]*$").expect("a fixed pattern")
    });
    static EXTENSION: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)\.(?:s?html?|pdf|aspx?|php|jspx?|cms|ece|docx?|stm)(?:\?.*|#.*)?$")
            .expect("a fixed pattern")
    });
    if token.len() < 3 || !PATH.is_match(token) || token.contains("://") {
        return false;
    }
    if token.starts_with("www.") || EXTENSION.is_match(url) {
        return false;
    }
    let head = token.split('/').next().unwrap_or_default();
    let upper = head.chars().all(|c| c.is_uppercase() || c == '.');
    let numeric = token
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '/' | '.' | '-'));
    // Dates, document symbols and other hosts stand after addresses too.
    if (numeric && !url.ends_with(['/', '=', '-'])) || (upper && !head.is_empty()) {
        return false;
    }
    if numeric && (token.contains('.') || !token.contains(['/', '-'])) {
        return false;
    }
    let other_host = !head.is_empty()
        && head.contains('.')
        && token.contains('/')
        && psl::suffix(head.to_lowercase().as_bytes()).is_some_and(|suffix| suffix.is_known());
    if other_host && !url.ends_with(['.', '/']) {
        return false;
    }
    if token.starts_with('-') {
        return EXTENSION.is_match(token) && token.matches('-').count() >= 2;
    }
    if token.starts_with(['.', '/']) {
        return token.len() > 3 && token.chars().nth(1).is_some_and(char::is_lowercase);
    }
    let lower = token.chars().next().is_some_and(|c| !c.is_uppercase());
    let extension = EXTENSION.is_match(token);
    let jointed = token.contains(['-', '_', '%', '=']);
    let open = url.ends_with(['/', '-', '_', '=', '&', '?', '%']);
    let words = token.matches(['-', '_']).count();
    if open {
        return extension || (lower && (words >= 2 || (token.contains('/') && jointed)));
    }
    (extension && jointed) || (lower && token.contains('/') && jointed && words >= 2)
}

/// Schemes misspelled or broken by blanks, with what they should be.
static SCHEME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?xi) \b (?:
            (?P<spaced> http s? (?: \s+ : \s* / \s* / | : \s+ / \s* / | : / \s+ / | :// \s+ ) \s* ) (?: www | [a-z0-9-]+ \. [a-z] )
          | (?P<punctuated> http s? (?: ; // | \. // | , // | :\\{1,2} | :/{3,} | // | :/ ) ) [a-z0-9]
          | (?P<bare> http s? : ) www\.
          | (?P<misspelled> (?: ht{1}p | htt{2,}p | hhttp | hptt | ttp | thtp | htpp | httpp ) s? :// ) [a-z0-9]
        )",
    )
    .expect("a fixed pattern")
});

/// Schemes written wrongly in a text: the range of each and how it should read.
pub(super) fn schemes(text: &str) -> Vec<(std::ops::Range<usize>, &'static str)> {
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = SCHEME.captures_at(text, from) {
        let group = found.iter().skip(1).flatten().next();
        let Some(group) = group else { break };
        from = group.end().max(from + 1);
        let secure = group
            .as_str()
            .trim_end_matches(|c: char| !c.is_ascii_alphabetic())
            .to_ascii_lowercase()
            .ends_with('s');
        // `https://https//a` is one address with a doubled scheme.
        let before = &text[..group.start()];
        if before.ends_with("://") || before.ends_with('/') || before.ends_with('.') {
            continue;
        }
        out.push((group.range(), if secure { "https://" } else { "http://" }));
    }
    out
}

/// An address no browser would take as it was meant.
fn malformed(link: &Link, after: &str) -> Option<Fault> {
    static DOUBLED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^(?:https?:?/{0,3})+(https?)(?::/{1,3}|//)").expect("a fixed pattern")
    });
    let url = link.url.as_str();
    let error = |what: String, help| Some(Fault::new(Kind::Malformed, Severity::Error, what, help));
    if let Some(found) = DOUBLED.captures(url)
        && found[0].len() > found[1].len() + 3
    {
        let mended = format!("{}://{}", &found[1], &url[found[0].len()..]);
        return error("the scheme is doubled".to_owned(), "write the scheme once")
            .map(|fault| fault.mended(mended));
    }
    let own_scheme = schemes(url);
    if link.form != LinkForm::Bare
        && let Some((range, scheme)) = own_scheme.first().filter(|(range, _)| range.start == 0)
    {
        let mended = format!("{scheme}{}", &url[range.end..]);
        return error(
            format!("“{}” is no scheme", url[range.clone()].trim()),
            "write the scheme as “https://”",
        )
        .map(|fault| fault.mended(mended));
    }
    if !urls::is_web(url) {
        return None;
    }
    let typed_without =
        link.form == LinkForm::Bare && link.shown.to_ascii_lowercase().starts_with("www.");
    if typed_without && link.note.is_some() && !after.starts_with('\\') && host_fault(url).is_none()
    {
        let mut fault = Fault::new(
            Kind::Malformed,
            Severity::Info,
            "the scheme is missing",
            "write “https://” before it if the site has it",
        );
        fault.confidence = Confidence::Medium;
        return Some(fault);
    }
    if url.contains('\\') || (link.form == LinkForm::Bare && after.starts_with('\\')) {
        let fault = error(
            "there is a backslash inside".to_owned(),
            "remove the backslash, or write a slash",
        );
        return if url.contains("\\_") {
            fault.map(|fault| fault.mended(url.replace('\\', "")))
        } else {
            fault
        };
    }
    if url.trim().contains(char::is_whitespace) {
        return error(
            "there is a blank inside".to_owned(),
            "remove the blank, or write it as “%20” if it belongs there",
        );
    }
    host_fault(url).or_else(|| end_fault(link))
}

fn host_fault(url: &str) -> Option<Fault> {
    /// Endings that RFC 2606, 6761, 6762 and 7686 keep out of the domain name system.
    const RESERVED: &[&str] = &[
        "example",
        "invalid",
        "test",
        "localhost",
        "local",
        "onion",
        "internal",
        "alt",
        "arpa",
    ];
    let error = |what: String| {
        Some(Fault::new(
            Kind::Malformed,
            Severity::Error,
            what,
            "check the name of the host",
        ))
    };
    let pieces = Pieces::of(url);
    let host = pieces.bare_host();
    if host.is_empty() {
        return error("it names no host".to_owned());
    }
    if host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return None;
    }
    if let Some(odd) = host.chars().find(|c| {
        c.is_ascii() && !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_' | '%' | ':')
    }) {
        return error(format!("“{odd}” stands in the name of the host"));
    }
    if host.contains("..") || host.starts_with('.') {
        return error("there is a stop too many in the name of the host".to_owned());
    }
    let last = host.rsplit('.').next().unwrap_or_default();
    if host == "localhost" || RESERVED.contains(&last) {
        return None;
    }
    if !host.contains('.') {
        return error(format!(
            "“{host}” is no name of a host: a stop or the rest is lost"
        ));
    }
    let known = !last.is_ascii()
        || last.starts_with("xn--")
        || psl::suffix(host.as_bytes()).is_some_and(|suffix| suffix.is_known());
    if !known {
        return error(format!("there is no domain “.{last}”"))
            .map(|fault| fault.unsure(Confidence::Medium));
    }
    url::Url::parse(url)
        .err()
        .and_then(|problem| error(format!("it cannot be read as an address ({problem})")))
}

fn end_fault(link: &Link) -> Option<Fault> {
    static GLUED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(.*\.(?i:s?html?|pdf|aspx?|php|jsp|cms|ece))[.,;]?\p{Lu}\p{Ll}+$")
            .expect("a fixed pattern")
    });
    let url = link.url.as_str();
    let address = url.split('#').next().unwrap_or_default();
    if let Some(found) = GLUED.captures(address) {
        return Some(
            Fault::new(
                Kind::Malformed,
                Severity::Error,
                "the next word is glued to it",
                "end the address before that word",
            )
            .mended(found[1].to_owned()),
        );
    }
    let count = |c: char| address.matches(c).count();
    for (open, close) in [('(', ')'), ('[', ']')] {
        if count(open) > count(close)
            && !address.starts_with("http://[")
            && !address.starts_with("https://[")
        {
            return Some(
                Fault::new(
                    Kind::Malformed,
                    Severity::Warning,
                    format!("a bracket “{open}” is opened in it and never closed"),
                    "add the closing bracket if it belongs to the address",
                )
                .unsure(Confidence::Medium),
            );
        }
    }
    if !matches!(link.form, LinkForm::Marked | LinkForm::Auto) {
        return None;
    }
    let last = url.chars().next_back()?;
    let swallowed = match last {
        '.' | ',' => !url.contains("/wiki/"),
        ';' | '”' | '“' | '"' | '’' | '»' | '>' => true,
        ')' => count(')') > count('('),
        ']' => count(']') > count('['),
        _ => false,
    };
    swallowed.then(|| {
        Fault::new(
            Kind::Malformed,
            Severity::Warning,
            format!("it swallowed the “{last}” of the sentence"),
            "put the punctuation after the link",
        )
        .mended(url[..url.len() - last.len_utf8()].to_owned())
    })
}
