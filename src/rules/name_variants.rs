//! The page stands on `NameVariants`.

use std::{
    collections::{BTreeMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{CitationForm, urls, wording},
    document::InlineKind,
    finding::{Confidence, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// One newspaper, publisher, platform, person or place has one name in all notes: not *VOA* here and *Voice of
    /// America* there, *Tolo News* and `TOLONews`, *X Post* and *Tweet*, `Washington DC` and `Washington, DC`; and it is
    /// in italics everywhere or nowhere.
    ///
    /// # Why it matters
    /// Readers take two names for two sources. House styles ask for one.
    ///
    /// # Known limits
    /// Names are compared by their letters and initials; a former name of the same paper is not known.
    ///
    /// # Examples
    /// ```md fires:5,6
    /// Text.[^1] More.[^2] More.[^3] More.[^4]
    ///
    /// [^1]: Jane Roe, “One Title,” *Voice of America*, May 1, 2023, <https://a.org/1>.
    /// [^2]: Jane Roe, “Two Titles,” *Voice of America*, May 2, 2023, <https://a.org/2>.
    /// [^3]: Jane Roe, “Third Title,” *VOA*, May 3, 2023, <https://a.org/3>.
    /// [^4]: Jane Roe, *Fourth Title* (Washington DC: Press, 2023). See also Washington, DC.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “One Title,” *Voice of America*, May 1, 2023, <https://a.org/1>.
    /// [^2]: Jane Roe, “Two Titles,” *Voice of America*, May 2, 2023, <https://a.org/2>.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: Jane Roe, “One Title,” *The Hindu*, May 1, 2023, <https://a.org/1>.
    /// [^2]: Jane Roe, “Two Titles,” *Hindustan Times*, May 2, 2023, <https://a.org/2>.
    /// ```
    NameVariants {
        id: "name-variants",
        summary: "one publisher, platform, person or place under several names",
        family: Names,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

/// A name as printed, and every place where it is.
#[derive(Debug, Clone, Default)]
struct Group {
    forms: BTreeMap<String, Vec<Span>>,
}

impl Group {
    fn add(&mut self, form: &str, span: Span) {
        self.forms.entry(form.to_owned()).or_default().push(span);
    }
}

impl Rule for NameVariants {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut findings = Vec::new();
        for group in containers(facts).into_values().chain(persons(facts).into_values()) {
            findings.extend(told(facts, &group));
        }
        findings.extend(told(facts, &capitals(facts)));
        findings.extend(shouted(facts));
        for (_, finding) in in_order(findings) {
            push(finding);
        }
    }
}

type Placed = (usize, Finding);

fn in_order(mut findings: Vec<Placed>) -> Vec<Placed> {
    findings.sort_by_key(|(at, _)| *at);
    findings
}

/// A finding where the rarest form first stands, with the other forms beside it.
fn told(facts: &Facts<'_>, group: &Group) -> Option<Placed> {
    if group.forms.len() < 2 {
        return None;
    }
    let mut forms: Vec<(&String, &Vec<Span>)> = group.forms.iter().collect();
    forms.sort_by_key(|(_, spans)| (std::cmp::Reverse(spans.len()), spans.first().copied()));
    let (_, rarest) = forms.last()?;
    let at = *rarest.first()?;
    let names: Vec<String> = forms
        .iter()
        .take(5)
        .map(|(form, spans)| format!("“{}” ({})", at_link::brief(form), spans.len()))
        .collect();
    let message = format!("one name is written in {} ways: {}", forms.len(), names.join(", "));
    let mut finding = at_link::finding_in_text(facts, &NameVariants::META, at, Severity::Info, message)
        .confidence(Confidence::Medium)
        .help("decide on one form and use it throughout");
    let mut others: Vec<(Span, &String)> = forms
        .iter()
        .flat_map(|(form, spans)| spans.iter().map(move |span| (*span, *form)))
        .filter(|(span, _)| *span != at)
        .collect();
    others.sort();
    for (span, form) in others {
        finding = finding.related(format!("“{}”", at_link::brief(form)), facts.document.place(span));
    }
    Some((at.start, finding))
}

/// Names for posts on the platform that was Twitter.
const POSTS: &[&str] = &[
    "x", "xpost", "postonx", "tweet", "twitter", "twitterpost", "xformerlytwitter", "xformerlyknownastwitter", "xtwitter", "twitterx",
    "posttox",
];

/// Newspapers, publishers and sites by what their name comes down to.
fn containers(facts: &Facts<'_>) -> BTreeMap<String, Group> {
    let mut names: Vec<(String, String, Span)> = Vec::new();
    for note in &facts.citations.notes {
        for citation in note.citations.iter().filter(|citation| citation.form == CitationForm::Full) {
            let (Some(name), Some(span)) = (citation.container.as_deref(), citation.container_span) else {
                continue;
            };
            let on_platform = citation
                .links
                .iter()
                .map(|id| urls::Pieces::of(&facts.citations.links[*id].url).bare_host())
                .any(|host| urls::host_in(&host, &["x.com", "twitter.com"]));
            let mut key = key(name);
            if on_platform && (POSTS.contains(&key.as_str()) || social_label(facts, note.span).is_some()) {
                "x".clone_into(&mut key);
            }
            let italic = facts
                .document
                .inlines_in(Span::new(span.start.saturating_sub(2), span.end + 2))
                .chain(facts.document.inlines_in(span))
                .any(|inline| inline.kind == InlineKind::Emphasis && inline.span.overlaps(span));
            let form = match social_label(facts, note.span).filter(|_| key == "x") {
                Some(label) => label,
                None if italic => format!("*{name}*"),
                None => name.to_owned(),
            };
            names.push((key, form, span));
        }
    }
    let full: HashSet<String> = names.iter().map(|(_, form, _)| form.replace('*', "")).collect();
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (name_key, form, span) in names {
        let plain = form.replace('*', "");
        // An acronym goes with the name whose initials it is.
        let expanded = is_acronym(&plain)
            .then(|| full.iter().filter(|name| initials(name).contains(&plain)).map(|name| key(name)).min())
            .flatten();
        groups.entry(expanded.unwrap_or(name_key)).or_default().add(&form, span);
    }
    groups
}

/// How a note names a post on that platform, between its title and its date.
fn social_label(facts: &Facts<'_>, note: Span) -> Option<String> {
    static LABEL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r#"[”"’'],?\s(?:[(\[])?((?:X|Twitter|Tweet|tweet|post on X|Post on X|X Post|X post|Twitter post|X \(formerly (?:known as )?Twitter\)))(?:[)\]])?,"#)
            .expect("a fixed pattern")
    });
    LABEL
        .captures(note.of(&facts.document.text))
        .map(|found| found[1].to_owned())
}

/// What a name comes down to: letters only, without article, `U.S.` in full.
fn key(name: &str) -> String {
    let spelled = name
        .replace("U.S.", "United States")
        .replace("U.K.", "United Kingdom")
        .replace("U.N.", "United Nations")
        .replace('&', "and");
    let words = wording::words(&spelled);
    let words = match words.split_first() {
        Some((first, rest)) if first == "the" && !rest.is_empty() => rest,
        _ => &words[..],
    };
    words.concat()
}

fn is_acronym(name: &str) -> bool {
    (2..=6).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// The initials of a name of several words, of all of them and of the capitalized ones.
fn initials(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let words = match words.split_first() {
        Some((first, rest)) if first.eq_ignore_ascii_case("the") => rest,
        _ => &words[..],
    };
    if words.len() < 2 {
        return Vec::new();
    }
    let of = |capital: bool| {
        words
            .iter()
            .filter_map(|word| word.chars().next())
            .filter(|c| !capital || c.is_uppercase())
            .collect::<String>()
            .to_uppercase()
    };
    vec![of(false), of(true)]
}

/// Authors whose first and last names agree while the middle differs.
fn persons(facts: &Facts<'_>) -> BTreeMap<String, Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for note in &facts.citations.notes {
        for citation in note.citations.iter().filter(|citation| citation.form == CitationForm::Full) {
            for author in &citation.authors {
                let words: Vec<&str> = author.split_whitespace().collect();
                let (Some(first), Some(last)) = (words.first(), words.last()) else {
                    continue;
                };
                let named = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 2;
                if !(2..=3).contains(&words.len()) || !named(first) || !named(last) {
                    continue;
                }
                let text = citation.span.of(&facts.document.text);
                let Some(at) = text.find(author.as_str()) else { continue };
                let start = citation.span.start + at;
                let key = format!("{} {}", wording::letters(first), wording::letters(last));
                groups.entry(key).or_default().add(author, Span::new(start, start + author.len()));
            }
        }
    }
    groups
}

/// A city's name with and without the comma before its district or country.
fn capitals(facts: &Facts<'_>) -> Group {
    static CAPITAL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\bWashington,? ?D\. ?C\.|\bWashington,? DC\b").expect("a fixed pattern"));
    let mut group = Group::default();
    for note in &facts.citations.notes {
        for found in CAPITAL.find_iter(note.span.of(&facts.document.text)) {
            let start = note.span.start + found.start();
            group.add(found.as_str(), Span::new(start, start + found.len()));
        }
    }
    group
}

/// An acronym that the document writes in capitals, written as a word in a note.
fn shouted(facts: &Facts<'_>) -> Vec<Placed> {
    let text = &facts.document.text;
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut once: Vec<(String, Span)> = Vec::new();
    for block in at_link::prose(facts) {
        let skip = at_link::not_words(facts, block);
        let words = block.of(text);
        let mut at = 0;
        for word in words.split(|c: char| !c.is_alphanumeric()) {
            let start = block.start + at;
            at += word.len();
            at += words[at..].chars().next().map_or(0, char::len_utf8);
            let length = word.chars().count();
            if !(4..=7).contains(&length) || !word.chars().all(char::is_alphabetic) || skip.iter().any(|skip| skip.contains(start)) {
                continue;
            }
            let key = word.to_lowercase();
            if word.chars().all(char::is_uppercase) {
                counts.entry(key).or_default().0 += 1;
            } else if word.chars().skip(1).all(char::is_lowercase) {
                counts.entry(key.clone()).or_default().1 += 1;
                if word.chars().next().is_some_and(char::is_uppercase) {
                    once.push((key, Span::new(start, start + word.len())));
                }
            }
        }
    }
    once.into_iter()
        .filter(|(key, span)| {
            counts.get(key).is_some_and(|(capitals, word)| *capitals >= 3 && *word == 1)
                && at_link::note_at(facts, span.start).is_some()
        })
        .map(|(key, span)| {
            let message = format!("“{}” is “{}” elsewhere", span.of(text), key.to_uppercase());
            let finding = at_link::finding_in_text(facts, &NameVariants::META, span, Severity::Info, message)
                .confidence(Confidence::Low)
                .help("decide on one form; a title may keep the form it has in print");
            (span.start, finding)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_down_to_one_key() {
        for (a, b) in [
            ("Tolo News", "TOLONews"),
            ("Radio Free Europe / Radio Liberty", "Radio Free Europe/Radio Liberty"),
            ("The United States Institute of Peace", "U.S. Institute of Peace"),
            ("CTCSentinel", "CTC Sentinel"),
        ] {
            assert_eq!(key(a), key(b));
        }
        assert_ne!(key("The Hindu"), key("Hindustan Times"));
        assert!(initials("Voice of America").contains(&"VOA".to_owned()));
        assert!(initials("Union of Soviet Socialist Republics").contains(&"USSR".to_owned()));
    }
}
