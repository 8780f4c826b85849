//! Brings together what a report holds apart: findings, the links they are about, and the probes of those.
//! Only looks things up.

use std::{cell::OnceCell, collections::HashMap};

use crate::{
    citations::{Citations, Link, LinkId},
    document::{Document, InlineKind, Place, Whereabouts},
    finding::Finding,
    probe::{self, LinkRef, Probe, Scope},
    report::{Audited, Report},
    rules::{self, Family},
};

/// What makes a place the same place; a box on a page is told by its corner.
type Key<'a> = (
    &'a str,
    Option<&'a str>,
    Option<usize>,
    Option<usize>,
    Option<u32>,
    [u32; 2],
);

/// A report with its cross-references resolved.
#[derive(Debug)]
pub(crate) struct Joined<'a> {
    /// The report.
    pub(crate) report: &'a Report,
    /// Documents by their own path and by those of their files.
    documents: HashMap<&'a str, usize>,
    whereabouts: Vec<OnceCell<Whereabouts<'a>>>,
    probes: HashMap<LinkRef, usize>,
    findings: HashMap<LinkRef, usize>,
    links: HashMap<usize, LinkRef>,
}

impl<'a> Joined<'a> {
    /// Looks up what belongs together; linear in the size of the report.
    pub(crate) fn new(report: &'a Report) -> Self {
        let mut documents = HashMap::new();
        for (index, audited) in report.documents.iter().enumerate() {
            let files = audited.document.parts.iter();
            for path in files.filter_map(|part| part.file.as_deref()) {
                documents.entry(path).or_insert(index);
            }
        }
        for (index, audited) in report.documents.iter().enumerate() {
            documents.insert(audited.document.path.as_str(), index);
        }
        let probes = report
            .probes
            .iter()
            .enumerate()
            .flat_map(|(index, probe)| probe.links.iter().map(move |link| (*link, index)))
            .collect();
        let mut joined = Self {
            report,
            documents,
            whereabouts: report.documents.iter().map(|_| OnceCell::new()).collect(),
            probes,
            findings: HashMap::new(),
            links: HashMap::new(),
        };
        joined.match_findings();
        joined
    }

    /// Pairs each link finding with the link at its place.
    fn match_findings(&mut self) {
        let wanted: Vec<usize> = (0..self.report.findings.len())
            .filter(|index| is_link_finding(&self.report.findings[*index]))
            .collect();
        if wanted.is_empty() {
            return;
        }
        let mut places = Vec::new();
        for (document, audited) in self.report.documents.iter().enumerate() {
            for (link, known) in audited.citations.links.iter().enumerate() {
                let at = LinkRef { document, link };
                if self.probes.contains_key(&at) {
                    for place in places_of(&audited.document, known) {
                        places.push((place, at));
                    }
                }
            }
        }
        // The first entry wins: a link's own place before that of another that covers it.
        let mut by_place: HashMap<Key<'_>, LinkRef> = HashMap::new();
        for (place, at) in &places {
            by_place.entry(key(place)).or_insert(*at);
        }
        let mut found = Vec::new();
        for index in wanted {
            if let Some(at) = by_place.get(&key(&self.report.findings[index].place)) {
                found.push((index, *at));
            }
        }
        for (index, at) in found {
            self.links.insert(index, at);
            if let Some(probe) = self.probes.get(&at) {
                for link in &self.report.probes[*probe].links {
                    self.findings.entry(*link).or_insert(index);
                }
            }
        }
    }

    /// The document a place is in.
    pub(crate) fn document(&self, place: &Place) -> Option<&'a Audited> {
        self.document_index(place)
            .map(|index| &self.report.documents[index])
    }

    /// The index of that document.
    pub(crate) fn document_index(&self, place: &Place) -> Option<usize> {
        self.documents.get(place.path.as_str()).copied()
    }

    /// The index from places to text of the document a place is in.
    pub(crate) fn whereabouts(&self, place: &Place) -> Option<&Whereabouts<'a>> {
        let index = *self.documents.get(place.path.as_str())?;
        let document = &self.report.documents[index].document;
        Some(self.whereabouts[index].get_or_init(|| Whereabouts::new(document)))
    }

    /// The words at a place whose lines nobody sees, to be searched for in a word processor or a viewer. The
    /// numbers of notes, which such a search passes over, end them. `None` for a place with lines.
    pub(crate) fn words(&self, place: &Place) -> Option<String> {
        place.page.map(|page| page as usize).or(place.paragraph)?;
        let document = &self.document(place)?.document;
        let at = self.whereabouts(place)?.text_at(place)?.start;
        let block = document.blocks.get(document.block_at(at)?)?.span;
        let labels = || {
            document
                .inlines_in(block)
                .filter(|inline| matches!(inline.kind, InlineKind::NoteRef { .. }))
                .map(|inline| inline.span)
        };
        let from = labels()
            .map(|span| span.end)
            .filter(|end| *end <= at)
            .max()
            .unwrap_or(block.start);
        let to = if labels().any(|span| span.contains(at)) {
            at
        } else {
            labels()
                .map(|span| span.start)
                .find(|start| *start >= at)
                .unwrap_or(block.end)
        };
        let words = format!(
            "{}{}",
            last_words(document.text.get(from..at)?),
            first_words(document.text.get(at..to)?)
        );
        let words = words.trim();
        (!words.is_empty()).then(|| words.to_owned())
    }

    /// The probe that a link finding (by its index) is about, and the link it stands at.
    pub(crate) fn probe(&self, finding: usize) -> Option<(&'a Probe, LinkRef)> {
        let link = self.links.get(&finding)?;
        let probe = self.probes.get(link)?;
        Some((&self.report.probes[*probe], *link))
    }

    /// What the target of a link answered.
    pub(crate) fn answer(&self, link: LinkRef) -> Option<&'a Probe> {
        self.probes
            .get(&link)
            .map(|index| &self.report.probes[*index])
    }

    /// The link finding about the target that this link leads to.
    pub(crate) fn finding(&self, link: LinkRef) -> Option<&'a Finding> {
        self.finding_index(link)
            .map(|index| &self.report.findings[index])
    }

    /// The index of that finding.
    pub(crate) fn finding_index(&self, link: LinkRef) -> Option<usize> {
        self.findings.get(&link).copied()
    }

    /// A link with the document it stands in; `None` for a reference out of range.
    pub(crate) fn link(&self, at: LinkRef) -> Option<(&'a Audited, &'a Link)> {
        let audited = self.report.documents.get(at.document)?;
        Some((audited, audited.citations.links.get(at.link)?))
    }

    /// Indices of a document's findings grouped by chapter: those of no chapter first, then the chapters
    /// in reading order, then titles the document does not have.
    pub(crate) fn by_chapter(&self, path: &str) -> Vec<(Option<&'a str>, Vec<usize>)> {
        let own = self.documents.get(path);
        let rank: HashMap<&str, usize> = own
            .map(|index| &self.report.documents[*index].citations)
            .into_iter()
            .flat_map(|citations| citations.chapters.iter().enumerate().rev())
            .map(|(index, chapter)| (chapter.title.as_str(), index))
            .collect();
        let mut groups: Vec<(Option<&'a str>, Vec<usize>)> = Vec::new();
        let mut group_of: HashMap<Option<&'a str>, usize> = HashMap::new();
        for (index, finding) in self.report.findings.iter().enumerate() {
            let document = self.documents.get(finding.place.path.as_str());
            if document == own {
                let chapter = finding.chapter.as_deref();
                let group = *group_of.entry(chapter).or_insert_with(|| {
                    groups.push((chapter, Vec::new()));
                    groups.len() - 1
                });
                groups[group].1.push(index);
            }
        }
        groups.sort_by_key(|(chapter, _)| match chapter {
            None => (0, 0),
            Some(title) => rank.get(title).map_or((2, 0), |index| (1, *index)),
        });
        groups
    }
}

/// Characters of the words before a place and from it on.
const WORDS: [usize; 2] = [40, 60];

/// The end of a text, from a word's beginning on and within one line.
fn last_words(text: &str) -> &str {
    let line = text.rsplit(['\n', '\t']).next().unwrap_or_default();
    match line.char_indices().rev().nth(WORDS[0]) {
        Some((cut, _)) => {
            let tail = &line[cut..];
            tail.split_once(' ').map_or(tail, |(_, words)| words)
        }
        None => line,
    }
}

/// The beginning of a text, to a word's end and within one line.
fn first_words(text: &str) -> &str {
    let line = text.split(['\n', '\t']).next().unwrap_or_default();
    match line.char_indices().nth(WORDS[1]) {
        Some((cut, _)) => {
            let head = &line[..cut];
            head.rsplit_once(' ').map_or(head, |(words, _)| words)
        }
        None => line,
    }
}

/// Whether a finding is about how a link answers.
pub(crate) fn is_link_finding(finding: &Finding) -> bool {
    rules::find(finding.rule).is_some_and(|rule| rule.meta().family == Family::Links)
}

/// How many different addresses a document's links name.
pub(crate) fn targets(citations: &Citations) -> usize {
    probe::targets([(0, citations)], Scope::Everywhere).len()
}

/// The label of the note a link stands in.
pub(crate) fn note_of(citations: &Citations, link: LinkId) -> Option<&str> {
    let note = citations.links.get(link)?.note?;
    Some(citations.notes.get(note)?.label.as_str())
}

/// The places by which a rule may name a link.
fn places_of<'a>(document: &'a Document, link: &'a Link) -> impl Iterator<Item = Place> + 'a {
    [
        Some(document.place_of(link.origin)),
        Some(document.place(link.span)),
        link.target_origin.map(|origin| document.place_of(origin)),
    ]
    .into_iter()
    .flatten()
}

fn key(place: &Place) -> Key<'_> {
    (
        &place.path,
        place.part.as_deref(),
        place.line,
        place.column,
        place.page,
        place
            .bbox
            .map_or([0, 0], |[left, top, ..]| [left.to_bits(), top.to_bits()]),
    )
}
