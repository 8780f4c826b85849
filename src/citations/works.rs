//! Joins full citations of one work: by URL, by DOI, or by title where author, date and container agree.
//! Two articles of one title in two journals stay two works; so do interviews, which have no title.

use std::collections::HashMap;

use super::{
    Citation, CitationForm, CitationRef, Citations, Link, Work, WorkKind,
    identifiers::normalize_doi, parse::surname,
};

/// How many earlier works of one title a citation is held against, so that a book of ten thousand "Introduction"s stays linear.
const RIVALS: usize = 40;

/// The works that `citations` cites in full, those cited more than once or with an identifier, in reading order.
pub(super) fn works(citations: &Citations) -> Vec<Work> {
    let full: Vec<CitationRef> = full_citations(citations);
    let mut groups = Groups::new(full.len());
    let mut by_url: HashMap<String, usize> = HashMap::new();
    let mut by_doi: HashMap<String, usize> = HashMap::new();
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, place) in full.iter().enumerate() {
        let citation = &citations.notes[place.note].citations[place.index];
        if let Some(doi) = citation.identifiers.doi.as_deref().and_then(normalize_doi) {
            let known = *by_doi.entry(doi).or_insert(index);
            groups.join(known, index);
        }
        for link in citation
            .links
            .iter()
            .filter_map(|link| citations.links.get(*link))
        {
            if let Some(key) = url_key(link) {
                match by_url.get(&key) {
                    Some(&known) if same_url_same_work(citations, full[known], *place) => {
                        groups.join(known, index);
                    }
                    Some(_) => {}
                    None => {
                        by_url.insert(key, index);
                    }
                }
            }
        }
        if let Some(key) = title_key(citation) {
            let rivals = by_title.entry(key).or_default();
            if let Some(&known) = rivals.iter().rev().take(RIVALS).find(|known| {
                let other = full[**known];
                agree(
                    &citations.notes[other.note].citations[other.index],
                    citation,
                )
            }) {
                groups.join(known, index);
            }
            rivals.push(index);
        }
    }
    let mut members: HashMap<usize, Vec<CitationRef>> = HashMap::new();
    let mut order = Vec::new();
    for (index, place) in full.iter().enumerate() {
        let root = groups.root(index);
        let group = members.entry(root).or_default();
        if group.is_empty() {
            order.push(root);
        }
        group.push(*place);
    }
    order
        .into_iter()
        .filter_map(|root| members.remove(&root))
        .filter(|places| {
            places.len() > 1
                || places.iter().any(|place| {
                    has_identifier(&citations.notes[place.note].citations[place.index])
                })
        })
        .map(|citations| Work { citations })
        .collect()
}

fn full_citations(citations: &Citations) -> Vec<CitationRef> {
    citations
        .notes
        .iter()
        .enumerate()
        .flat_map(|(note, found)| {
            found
                .citations
                .iter()
                .enumerate()
                .filter(|(_, citation)| citation.form == CitationForm::Full)
                .map(move |(index, _)| CitationRef { note, index })
        })
        .collect()
}

fn has_identifier(citation: &Citation) -> bool {
    let known = &citation.identifiers;
    known.doi.is_some()
        || known.isbn.is_some()
        || known.arxiv.is_some()
        || known.un_symbol.is_some()
}

/// A URL without what does not change the page: scheme, `www.`, fragment, tracking, a final slash.
fn url_key(link: &Link) -> Option<String> {
    let url = link.url.split('#').next().unwrap_or_default();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.strip_prefix("www.").unwrap_or(rest);
    let (host_and_path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let query: Vec<&str> = query
        .split('&')
        .filter(|part| {
            let name = part.split('=').next().unwrap_or_default();
            !part.is_empty()
                && !name.starts_with("utm_")
                && !matches!(name, "fbclid" | "gclid" | "igsh" | "ref" | "s" | "si")
        })
        .collect();
    let (host, path) = host_and_path.split_once('/').unwrap_or((host_and_path, ""));
    let path = path.trim_end_matches('/');
    // A home page is the address of many works.
    if path.is_empty() && query.is_empty() {
        return None;
    }
    Some(format!(
        "{}/{path}?{}",
        host.to_lowercase(),
        query.join("&")
    ))
}

/// One URL is one work, unless two titles say that it is a page of many (a database, an issue as one file).
fn same_url_same_work(citations: &Citations, known: CitationRef, other: CitationRef) -> bool {
    let first = &citations.notes[known.note].citations[known.index];
    let second = &citations.notes[other.note].citations[other.index];
    match (&first.title, &second.title) {
        (Some(first), Some(second)) => {
            let (first, second) = (words(first), words(second));
            let shared = first.iter().filter(|word| second.contains(word)).count();
            shared * 2 >= first.len().min(second.len())
        }
        _ => true,
    }
}

/// The words of a title, case, punctuation and quotation marks aside.
pub(super) fn words(title: &str) -> Vec<String> {
    title
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '-' | '.')))
        .map(|word| {
            word.chars()
                .filter(|c| c.is_alphanumeric())
                .flat_map(char::to_lowercase)
                .collect::<String>()
        })
        .filter(|word| !word.is_empty())
        .collect()
}

fn title_key(citation: &Citation) -> Option<String> {
    if citation.kind == WorkKind::Interview {
        return None;
    }
    Some(words(citation.title.as_deref()?).concat()).filter(|key| !key.is_empty())
}

/// Whether two citations of one title can be of one work.
fn agree(first: &Citation, second: &Citation) -> bool {
    let dates = match (first.date, second.date) {
        (Some(first), Some(second)) => {
            first.year == second.year
                && first
                    .month
                    .zip(second.month)
                    .is_none_or(|(first, second)| first.abs_diff(second) <= 1)
        }
        _ => true,
    };
    if !dates
        || first
            .volume
            .as_ref()
            .zip(second.volume.as_ref())
            .is_some_and(|(first, second)| first != second)
    {
        return false;
    }
    let same_containers = containers_agree(first, second);
    if !same_containers {
        return false;
    }
    let (ours, theirs) = (surnames(first), surnames(second));
    let shared = ours.iter().any(|name| theirs.contains(name));
    if !ours.is_empty() && !theirs.is_empty() {
        return shared;
    }
    // One of them names no author: a short title needs more to go by.
    let long = words(first.title.as_deref().unwrap_or_default()).len() >= 4;
    long || (first.date.is_some() && first.date == second.date)
}

fn surnames(citation: &Citation) -> Vec<String> {
    citation.authors.iter().map(|name| surname(name)).collect()
}

fn containers_agree(first: &Citation, second: &Citation) -> bool {
    let (Some(first), Some(second)) = (&first.container, &second.container) else {
        return true;
    };
    let plain = |name: &str| {
        let joined = words(name).concat();
        joined
            .strip_prefix("the")
            .map(str::to_owned)
            .unwrap_or(joined)
    };
    let (first_plain, second_plain) = (plain(first), plain(second));
    if first_plain.contains(&second_plain) || second_plain.contains(&first_plain) {
        return true;
    }
    // `VOA` and `Voice of America`.
    let initials = |name: &str| {
        name.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().next().is_some_and(char::is_uppercase))
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let all = |name: &str| {
        name.split(|c: char| !c.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    let abbreviates = |short: &str, long: &str, name: &str| {
        short.len() <= 6
            && (initials(name) == short || all(name) == short)
            && long.len() > short.len()
    };
    abbreviates(&first_plain, &second_plain, second)
        || abbreviates(&second_plain, &first_plain, first)
}

/// Joins indices into groups (union-find with path halving).
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(len: usize) -> Self {
        Self {
            parent: (0..len).collect(),
        }
    }

    fn root(&mut self, index: usize) -> usize {
        let mut at = index;
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, first: usize, second: usize) {
        let (first, second) = (self.root(first), self.root(second));
        // The earlier citation stays the root, so that groups keep the reading order.
        self.parent[first.max(second)] = first.min(second);
    }
}
