//! From links to targets: one for each distinct URL, with all that the notes say of the page behind it.

use std::collections::HashMap;

use super::{Cited, LinkRef, Target, clean};
use crate::citations::{Citation, Citations, Link, LinkId, Note};

/// Fewest words of a quotation that is worth looking for on the page.
const QUOTED_WORDS: usize = 5;
/// Most quotations kept of one target.
const MOST_QUOTATIONS: usize = 20;
/// Quotation marks in pairs.
const QUOTES: [(char, char); 5] = [('“', '”'), ('"', '"'), ('«', '»'), ('„', '“'), ('「', '」')];

/// Which links become targets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Every link of the document.
    #[default]
    Everywhere,
    /// Links in notes only.
    Notes,
}

/// The distinct URLs of the documents, in reading order.
///
/// Links that are no pages (e-mail addresses, places in the document) are left out; what cannot be
/// requested is a target all the same, so that the run says so.
pub fn targets<'c>(
    documents: impl IntoIterator<Item = (usize, &'c Citations)>,
    scope: Scope,
) -> Vec<Target> {
    let mut targets: Vec<Target> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (document, citations) in documents {
        let owners = owners(citations);
        for (id, link) in citations.links.iter().enumerate() {
            if clean::is_no_page(&link.url) || (scope == Scope::Notes && link.note.is_none()) {
                continue;
            }
            let key = match clean::clean(&link.url) {
                Ok(url) => url.into(),
                Err(_) => link.url.trim().to_owned(),
            };
            let index = *known.entry(key).or_insert_with(|| {
                targets.push(Target {
                    url: link.url.trim().to_owned(),
                    ..Target::default()
                });
                targets.len() - 1
            });
            let target = &mut targets[index];
            target.links.push(LinkRef { document, link: id });
            describe(&mut target.cited, citations, link, owners.get(&id).copied());
        }
    }
    targets
}

/// The citation each link belongs to.
fn owners(citations: &Citations) -> HashMap<LinkId, &Citation> {
    let mut owners = HashMap::new();
    for citation in citations.notes.iter().flat_map(|note| &note.citations) {
        for link in &citation.links {
            owners.entry(*link).or_insert(citation);
        }
    }
    owners
}

fn describe(cited: &mut Cited, citations: &Citations, link: &Link, owner: Option<&Citation>) {
    let note = link.note.and_then(|note| citations.notes.get(note));
    let only = note.and_then(|note| match note.citations.as_slice() {
        [only] => Some(only),
        _ => None,
    });
    if let Some(citation) = owner.or(only) {
        let titles = [&citation.title, &citation.translated_title];
        for title in titles.into_iter().flatten() {
            add(&mut cited.titles, title);
        }
        for author in &citation.authors {
            add(&mut cited.authors, author);
        }
        cited.date = cited.date.or(citation.date);
        if cited.container.is_none() {
            cited.container.clone_from(&citation.container);
        }
        if cited.doi.is_none() {
            cited.doi.clone_from(&citation.identifiers.doi);
        }
    }
    if let Some(note) = note {
        quote(cited, citations, note);
    }
}

/// What the sentences quote that cite a note, where the note has no other page to quote from.
fn quote(cited: &mut Cited, citations: &Citations, note: &Note) {
    if note.citations.len() > 1 {
        return;
    }
    for mark in note
        .marks
        .iter()
        .filter_map(|mark| citations.marks.get(*mark))
    {
        for quotation in quotations(&mark.sentence) {
            if cited.quotations.len() < MOST_QUOTATIONS {
                add(&mut cited.quotations, &quotation);
            }
        }
    }
}

fn add(list: &mut Vec<String>, text: &str) {
    let text = text.trim();
    if !text.is_empty() && list.iter().all(|other| other != text) {
        list.push(text.to_owned());
    }
}

/// Passages in quotation marks, long enough to be looked for.
fn quotations(sentence: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = sentence;
    while let Some((start, (open, close))) = rest.char_indices().find_map(|(at, character)| {
        QUOTES
            .iter()
            .find(|(open, _)| *open == character)
            .map(|pair| (at, *pair))
    }) {
        let after = &rest[start + open.len_utf8()..];
        let Some(end) = after.find(close) else { break };
        let passage = &after[..end];
        if passage.split_whitespace().count() >= QUOTED_WORDS {
            found.push(passage.trim_end_matches([',', '.', ';']).to_owned());
        }
        rest = &after[end + close.len_utf8()..];
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        citations::{LinkForm, NoteKind},
        document::Origin,
        span::Span,
    };

    #[test]
    fn long_quotations_are_taken_and_short_ones_left() {
        let sentence = "He called it “a most unlikely turn of events,” not a “coup”, as \"others have long \
                        since maintained here\" did.[4]";
        assert_eq!(
            quotations(sentence),
            [
                "a most unlikely turn of events",
                "others have long since maintained here"
            ]
        );
        assert!(quotations("an “open quotation that never ends at all").is_empty());
    }

    fn link(url: &str, note: Option<usize>) -> Link {
        Link {
            url: url.to_owned(),
            shown: url.to_owned(),
            note,
            chapter: None,
            span: Span::at(0),
            origin: Origin::Bytes {
                part: 0,
                span: Span::at(0),
            },
            target_origin: None,
            form: LinkForm::Bare,
        }
    }

    fn note(citations: Vec<Citation>) -> Note {
        Note {
            label: "1".to_owned(),
            number: Some(1),
            kind: NoteKind::End,
            section: None,
            chapter: None,
            span: Span::at(0),
            whole: Span::at(0),
            origin: Origin::Bytes {
                part: 0,
                span: Span::at(0),
            },
            text: String::new(),
            marks: Vec::new(),
            citations,
            keyed: false,
        }
    }

    fn citation(title: &str, links: Vec<LinkId>) -> Citation {
        Citation {
            title: Some(title.to_owned()),
            links,
            ..Citation::default()
        }
    }

    #[test]
    fn equal_links_become_one_target_with_what_each_note_says() {
        let first = Citations {
            links: vec![
                link("https://Example.org/a", Some(0)),
                link("mailto:office@example.org", Some(0)),
                link("https://example.org/b", Some(0)),
                link("https://example.org/c", None),
            ],
            notes: vec![note(vec![
                citation("One", vec![0]),
                citation("Two", vec![2]),
            ])],
            ..Citations::default()
        };
        let second = Citations {
            links: vec![
                link("https://example.org/a", Some(0)),
                link("https://exa mple.org", Some(0)),
            ],
            notes: vec![note(vec![citation("One, again", vec![0])])],
            ..Citations::default()
        };
        let targets = targets([(0, &first), (1, &second)], Scope::Everywhere);
        let urls: Vec<&str> = targets.iter().map(|target| target.url.as_str()).collect();
        assert_eq!(
            urls,
            [
                "https://Example.org/a",
                "https://example.org/b",
                "https://example.org/c",
                "https://exa mple.org"
            ]
        );
        assert_eq!(targets[0].cited.titles, ["One", "One, again"]);
        assert_eq!(
            targets[0].links,
            [
                LinkRef {
                    document: 0,
                    link: 0
                },
                LinkRef {
                    document: 1,
                    link: 0
                }
            ]
        );
        assert_eq!(targets[1].cited.titles, ["Two"]);
        assert!(targets[2].cited.titles.is_empty());
        let in_notes = super::targets([(0, &first)], Scope::Notes);
        assert_eq!(in_notes.len(), 2);
    }
}
