//! Chooses among what the markup says: best title, authors, date, language. Judges nothing.

use std::sync::LazyLock;

use regex::Regex;
use url::Url;

use super::{PageFacts, Refresh, dates, html::Raw, jsonld, text};

const TITLE_CAP: usize = 500;
const AUTHORS: usize = 50;

const DATE_KEYS: &[&str] = &[
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "published_date",
    "cxenseparse:recs:publishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dcterms.created",
    "dc.date.created",
    "date",
];
const AUTHOR_KEYS: &[&str] = &[
    "citation_author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "byl",
    "author",
    "article:author",
    "sailthru.author",
];

/// Fills in what metadata tell.
pub(super) fn describe(raw: &Raw, url: &Url, facts: &mut PageFacts) {
    let base = raw
        .base
        .as_deref()
        .and_then(|base| url.join(base).ok())
        .unwrap_or_else(|| url.clone());
    let described = jsonld::read(&raw.jsonld);
    titles(raw, &described, facts);
    authors(raw, &described, facts);
    let from_meta = |keys: &[&str]| {
        keys.iter()
            .find_map(|key| all(raw, key).find_map(dates::iso))
    };
    facts.date = from_meta(&DATE_KEYS[..5])
        .or_else(|| described.date.clone())
        .or_else(|| from_meta(&DATE_KEYS[5..]))
        .or_else(|| raw.times.iter().find_map(|time| dates::iso(time)));
    facts.language = raw
        .language
        .clone()
        .or_else(|| described.language.clone())
        .or_else(|| {
            first(
                raw,
                &[
                    "citation_language",
                    "content-language",
                    "og:locale",
                    "dc.language",
                ],
            )
        })
        .and_then(|language| language_tag(&language));
    facts.site_name = first(
        raw,
        &["og:site_name", "citation_journal_title", "application-name"],
    )
    .or_else(|| described.site.clone())
    .map(|name| clean(&name));
    let kind = first(raw, &["og:type"])
        .unwrap_or_default()
        .to_ascii_lowercase();
    facts.is_work = described.work
        || first(raw, &["citation_title"]).is_some()
        || (kind == "article" && first(raw, &["article:published_time"]).is_some());
    facts.paid = described.paid
        || first(raw, &["article:content_tier"])
            .is_some_and(|tier| tier == "locked" || tier == "metered");
    facts.noindex = all(raw, "robots").any(|value| value.to_ascii_lowercase().contains("noindex"));
    facts.stated_status =
        first(raw, &["prerender-status-code"]).and_then(|code| code.trim().parse().ok());
    facts.retracted = described.retracted
        || raw.metas.iter().any(|(key, value)| {
            key.contains("retract")
                && matches!(value.to_ascii_lowercase().trim(), "true" | "yes" | "1")
        });
    facts.generator = first(raw, &["generator"]).map(|name| text::excerpt(&name, 120));
    facts.canonical = raw
        .canonical
        .as_deref()
        .and_then(|canonical| base.join(canonical.trim()).ok())
        .map(String::from);
    facts.refresh = raw
        .refresh
        .as_deref()
        .and_then(|refresh| parse_refresh(refresh, &base));
    facts.script_redirect = script_redirect(&raw.script, facts, &base);
}

fn all<'a>(raw: &'a Raw, key: &str) -> impl Iterator<Item = &'a str> {
    raw.metas
        .iter()
        .filter(move |(name, _)| name == key)
        .map(|(_, value)| value.as_str())
}

fn first(raw: &Raw, keys: &[&str]) -> Option<String> {
    keys.iter()
        .find_map(|key| all(raw, key).next().map(str::to_owned))
}

fn clean(value: &str) -> String {
    text::excerpt(value, TITLE_CAP)
}

fn titles(raw: &Raw, described: &jsonld::Described, facts: &mut PageFacts) {
    facts.document_title = raw
        .title
        .as_deref()
        .map(clean)
        .filter(|title| !title.is_empty());
    facts.headings = raw
        .headings
        .iter()
        .map(|(_, heading)| clean(heading))
        .collect();
    let shown = facts
        .document_title
        .as_deref()
        .map(text::fold)
        .unwrap_or_default();
    let in_title = |name: &Option<String>| {
        name.as_deref()
            .is_some_and(|name| shown.contains(&text::fold(name)))
    };
    let from_jsonld = if in_title(&described.name) && !in_title(&described.title) {
        described.name.clone()
    } else {
        described.title.clone()
    };
    let h1 = raw
        .headings
        .iter()
        .find(|(level, _)| *level == 1)
        .map(|(_, heading)| heading.clone());
    let candidates = [
        first(raw, &["citation_title"]),
        first(raw, &["og:title"]),
        from_jsonld,
        facts.document_title.clone(),
        h1,
        first(raw, &["dc.title", "dcterms.title"]),
        first(raw, &["twitter:title", "parsely-title", "sailthru.title"]),
    ];
    let mut seen: Vec<String> = Vec::new();
    for candidate in candidates.into_iter().flatten() {
        let title = clean(&candidate);
        let folded = text::fold(&title);
        if !folded.is_empty() && !seen.contains(&folded) {
            seen.push(folded);
            facts.titles.push(title);
        }
    }
}

fn authors(raw: &Raw, described: &jsonld::Described, facts: &mut PageFacts) {
    let from_meta = |key: &str| -> Vec<String> {
        all(raw, key)
            .take(AUTHORS)
            .flat_map(|value| split_authors(value, key))
            .collect()
    };
    let mut found = from_meta("citation_author");
    if found.is_empty() {
        found = described
            .authors
            .iter()
            .flat_map(|name| split_authors(name, ""))
            .collect();
    }
    for key in &AUTHOR_KEYS[1..] {
        if found.is_empty() {
            found = from_meta(key);
        }
    }
    found.truncate(AUTHORS);
    facts.authors = found;
}

/// `By Jane Doe and John Roe` are two; an address is none.
fn split_authors(value: &str, key: &str) -> Vec<String> {
    let value = text::prefix(value.trim(), 600);
    let value = value
        .strip_prefix("By ")
        .or_else(|| value.strip_prefix("BY "))
        .or_else(|| value.strip_prefix("by "))
        .unwrap_or(value);
    let mut parts: Vec<String> = value
        .split([';', '|'])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .map(|part| text::excerpt(part, 120))
        .collect();
    // "Doe, Jane" is one name, "Jane Doe, John Roe" are two.
    if key != "citation_author" && parts.len() == 1 && parts[0].contains(',') {
        let names: Vec<String> = parts[0]
            .split(',')
            .map(|name| name.trim().to_owned())
            .collect();
        if names.iter().all(|name| name.contains(' ')) {
            parts = names;
        }
    }
    parts.retain(|part| !part.is_empty() && !part.contains("://") && !part.contains('@'));
    parts
}

/// A language tag in lower case, or nothing where it is none.
fn language_tag(value: &str) -> Option<String> {
    let first = value.split([',', ';', ' ']).next()?.trim();
    let tag = first.replace('_', "-").to_ascii_lowercase();
    let primary = tag.split('-').next()?;
    let sound = (2..=3).contains(&primary.len())
        && tag.len() <= 35
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then_some(tag)
}

/// `5; url=https://…`, as the HTML standard reads it.
fn parse_refresh(content: &str, base: &Url) -> Option<Refresh> {
    let content = content.trim();
    let digits = content.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 && !content.starts_with('.') {
        return None;
    }
    let seconds = content[..digits]
        .parse()
        .unwrap_or(if digits == 0 { 0 } else { u32::MAX });
    let rest = content[digits..]
        .trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')
        .trim_start()
        .trim_start_matches([';', ','])
        .trim_start();
    let target = match rest.get(..3) {
        Some(prefix) if prefix.eq_ignore_ascii_case("url") => {
            let after = rest[3..].trim_start();
            after.strip_prefix('=').map_or(rest, str::trim_start)
        }
        _ => rest,
    };
    let target = match target.chars().next() {
        Some(quote @ ('"' | '\'')) => target[1..].split(quote).next().unwrap_or_default(),
        _ => target.trim_end(),
    };
    let url = if target.is_empty() {
        None
    } else {
        base.join(target).ok().map(String::from)
    };
    Some(Refresh { seconds, url })
}

static SCRIPT_REDIRECT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r#"(?x)
        (?: ^ | [^\w.$] ) (?: (?: window | document | self | top | parent | this ) \s* \. \s* )*
        location
        (?: (?: \s* \. \s* href )? \s* = \s* (?: "([^"\\\n]{1,2000})" | '([^'\\\n]{1,2000})' )
          | \s* \. \s* (?: replace | assign ) \s* \( \s* (?: "([^"\\\n]{1,2000})" | '([^'\\\n]{1,2000})' ) \s* \)
        )"#,
    )
    .ok()
});

/// Where a page without text of its own sends the browser. A page with text keeps its reader; the
/// assignments in its scripts wait for a click.
fn script_redirect(script: &str, facts: &PageFacts, base: &Url) -> Option<String> {
    if facts.all_words > 40 {
        return None;
    }
    let captures = SCRIPT_REDIRECT.as_ref()?.captures(script)?;
    let target = captures
        .iter()
        .skip(1)
        .flatten()
        .next()?
        .as_str()
        .replace("\\/", "/");
    if target.starts_with('#') || target.is_empty() {
        return None;
    }
    let url = base.join(&target).ok()?;
    let same = url.as_str().split('#').next() == base.as_str().split('#').next();
    (matches!(url.scheme(), "http" | "https") && !same).then(|| url.into())
}
