//! Fragments: `#section` names an element of the page, `#:~:text=` a passage of its text. Only pages that
//! were read whole, and that draw themselves without scripts, can lack one.

use percent_encoding::percent_decode_str;
use url::Url;

use super::{Judgement, PageFacts, PageKind, Reason, Sample, text};

/// Beginnings of fragments that scripts make or read.
const SCRIPTED: &[&str] = &[
    "!",
    "/",
    "?",
    ".",
    "page",
    "slide",
    "tab",
    "comment",
    "respond",
    "reply",
    "disqus",
    "gallery",
    "lightbox",
    "modal",
    "gid",
    "utm",
    "xtor",
    "rss",
    "at_",
    "ref",
    "t=",
    "l",
    "issuecomment",
    "discussion",
    "pullrequestreview",
    "diff-",
    "search",
    "cite_note",
    "cite_ref",
    "share",
    "close",
    "open",
    "menu",
    "login",
    "signup",
    "media",
    "image",
    "photo",
    "video",
    "play",
    "pdf",
    "zoom",
    "nameddest",
    "view",
    "toolbar",
    "start",
    "post",
    "p",
    "msg",
    "wechat_redirect",
    "rd",
];

/// Hosts whose pages make their anchors in the browser.
const CLIENT_SIDE: &[&str] = &[
    "github.com",
    "gitlab.com",
    "google.com",
    "x.com",
    "twitter.com",
    "facebook.com",
    "instagram.com",
    "reddit.com",
    "medium.com",
    "notion.so",
    "notion.site",
    "youtube.com",
    "linkedin.com",
    "web.archive.org",
    "archive.ph",
    "archive.today",
];

/// A named element that the page does not have.
pub(super) fn anchor(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let fragment = sample.requested.fragment()?;
    let element = fragment.split(":~:").next().unwrap_or_default();
    if element.is_empty() || !readable(facts) || is_client_side(sample.url) {
        return None;
    }
    let decoded = percent_decode_str(element).decode_utf8_lossy();
    if is_scripted(&decoded) {
        return None;
    }
    // The HTML standard tries the fragment as it stands, then decoded; `#top` always works.
    let lower = decoded.to_lowercase();
    let wiki = decoded.replace(' ', "_");
    let found = lower == "top"
        || facts.anchors.iter().any(|anchor| {
            anchor == element
                || *anchor == decoded
                || *anchor == wiki
                || anchor.strip_prefix("user-content-") == Some(&*decoded)
                || anchor.to_lowercase() == lower
        });
    (!found).then(|| {
        Judgement::suspect(
            Reason::MissingAnchor,
            format!(
                "the page has no place named “{}”",
                text::excerpt(&decoded, 80)
            ),
        )
    })
}

fn readable(facts: &PageFacts) -> bool {
    facts.kind == PageKind::Html && facts.whole && !facts.shell && facts.all_words >= 30
}

fn is_client_side(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    CLIENT_SIDE.iter().any(|name| {
        host == *name
            || host
                .strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

/// Routes, parameters and names of things that scripts open.
fn is_scripted(fragment: &str) -> bool {
    if fragment.contains(['=', '&', '/', '!', '?']) {
        return true;
    }
    let lower = fragment.to_ascii_lowercase();
    let stem = lower.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_');
    SCRIPTED.iter().any(|name| {
        let short = name.len() <= 2;
        // `p12`, `l44`, `page-3` and `comments` are scripted; `performance` and `results` are not.
        stem == *name
            || (!short && stem.strip_suffix('s') == Some(name))
            || (!short && lower.starts_with(&format!("{name}-")))
    }) || lower.starts_with(['!', '/', '?', '.'])
}

/// A `text=` directive: `[prefix-,]start[,end][,-suffix]`
/// (<https://wicg.github.io/scroll-to-text-fragment/>, "Parsing the fragment directive").
#[derive(Debug, Default, PartialEq, Eq)]
struct Directive {
    prefix: String,
    start: String,
    end: String,
    suffix: String,
}

/// Text directives of a fragment, folded.
fn directives(fragment: &str) -> Vec<Directive> {
    let Some((_, directive)) = fragment.split_once(":~:") else {
        return Vec::new();
    };
    directive
        .split('&')
        .filter_map(|part| part.strip_prefix("text="))
        .filter_map(parse)
        .take(16)
        .collect()
}

fn parse(value: &str) -> Option<Directive> {
    let decode = |part: &str| text::fold(&percent_decode_str(part).decode_utf8_lossy());
    let mut parts: Vec<&str> = value.split(',').collect();
    let mut directive = Directive::default();
    if let Some(prefix) = parts.first().and_then(|part| part.strip_suffix('-')) {
        directive.prefix = decode(prefix);
        parts.remove(0);
    }
    if parts.len() > 1
        && let Some(suffix) = parts.last().and_then(|part| part.strip_prefix('-'))
    {
        directive.suffix = decode(suffix);
        parts.pop();
    }
    directive.start = decode(parts.first()?);
    directive.end = match parts.len() {
        1 => String::new(),
        2 => decode(parts[1]),
        _ => return None,
    };
    (!directive.start.is_empty()).then_some(directive)
}

/// A cited passage that the page's text does not hold.
pub(super) fn text_fragment(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let directives = directives(sample.requested.fragment()?);
    let text_page = facts.kind == PageKind::Text && facts.whole;
    if directives.is_empty() || !(readable(facts) || text_page) {
        return None;
    }
    let everything = text::fold(&facts.everything);
    if directives
        .iter()
        .any(|directive| holds(&everything, directive))
    {
        return None;
    }
    let quote = percent_decode_str(sample.requested.fragment()?.split_once("text=")?.1)
        .decode_utf8_lossy()
        .into_owned();
    Some(Judgement::suspect(
        Reason::MissingTextFragment,
        format!(
            "the page does not hold the passage that the link points to: “{}”",
            text::excerpt(&quote, 120)
        ),
    ))
}

/// At most this many places of the start are tried.
const TRIES: usize = 200;

fn holds(everything: &str, directive: &Directive) -> bool {
    let mut from = 0;
    for _ in 0..TRIES {
        let Some(at) = text::find_words(everything, &directive.start, from) else {
            return false;
        };
        let before = everything[..at].trim_end();
        let after = everything[at + directive.start.len()..].trim_start();
        let prefix = directive.prefix.is_empty() || before.ends_with(directive.prefix.as_str());
        let rest = if directive.end.is_empty() {
            directive.suffix.is_empty() || after.starts_with(directive.suffix.as_str())
        } else {
            text::find_words(after, &directive.end, 0).is_some_and(|end| {
                let beyond = after[end + directive.end.len()..].trim_start();
                // The suffix may follow a later place of the end; finding the end is enough then.
                directive.suffix.is_empty()
                    || beyond.starts_with(directive.suffix.as_str())
                    || after.contains(directive.suffix.as_str())
            })
        };
        if prefix && rest {
            return true;
        }
        from = at + directive.start.chars().next().map_or(1, char::len_utf8);
    }
    false
}
