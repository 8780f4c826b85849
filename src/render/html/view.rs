//! What the parts of the page share: findings with their spots, addresses with their answers, and which block
//! of which document holds what. Looks things up and judges nothing.

use std::collections::HashMap;

use crate::{
    citations::{LinkId, MarkId, NoteId},
    document::Place,
    finding::Finding,
    probe::{self, LinkRef, Probe, Scope, Target},
    render::{html::spots::Spots, joined::Joined},
    report::{Audited, Report},
    span::Span,
};

/// A report, ready to be drawn.
#[derive(Debug)]
pub(super) struct View<'a> {
    /// The report with its cross-references.
    pub(super) joined: Joined<'a>,
    /// Every address that is cited, in reading order.
    pub(super) addresses: Vec<Address<'a>>,
    /// The row of an address by the links that lead there.
    rows: HashMap<LinkRef, usize>,
    /// Where each finding is, by its index.
    pub(super) spots: Vec<Option<Spot>>,
    /// One for each document.
    pub(super) sheets: Vec<Sheet>,
    /// One for each document.
    places: Vec<Spots<'a>>,
}

/// A cited address.
#[derive(Debug)]
pub(super) struct Address<'a> {
    /// What the notes say of it, and where.
    pub(super) target: Target,
    /// What the web said, if it was asked.
    pub(super) probe: Option<&'a Probe>,
}

/// The text a finding is about.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    /// Index of the document.
    pub(super) document: usize,
    /// The text; `None` for the whole file.
    pub(super) text: Option<Span>,
    /// The block in which it begins.
    pub(super) block: Option<usize>,
    /// Whether words of that block are highlighted for it.
    pub(super) marked: bool,
}

/// What stands in each block of a document.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// By block: findings that begin there.
    pub(super) findings: Vec<Vec<usize>>,
    /// By block: stretches of findings, in order of their starts.
    pub(super) stretches: Vec<Vec<(Span, usize)>>,
    /// By block: the notes that begin there.
    pub(super) notes: Vec<Vec<NoteId>>,
    /// Findings about the whole file.
    pub(super) whole: Vec<usize>,
    /// Marks by the start of their text.
    pub(super) marks: Vec<(Span, MarkId)>,
    /// Links by the start of their text.
    pub(super) links: Vec<(Span, LinkId)>,
}

impl<'a> View<'a> {
    /// Puts everything in its place; linear in the size of the report, but for sorting.
    pub(super) fn new(report: &'a Report) -> Self {
        let probes: HashMap<LinkRef, &Probe> = report
            .probes
            .iter()
            .flat_map(|probe| probe.links.iter().map(move |link| (*link, probe)))
            .collect();
        let documents = report.documents.iter().enumerate();
        let cited = documents.map(|(index, audited)| (index, &audited.citations));
        let addresses: Vec<Address<'_>> = probe::targets(cited, Scope::Everywhere)
            .into_iter()
            .map(|target| Address {
                probe: target
                    .links
                    .iter()
                    .find_map(|link| probes.get(link).copied()),
                target,
            })
            .collect();
        let rows = addresses
            .iter()
            .enumerate()
            .flat_map(|(row, address)| address.target.links.iter().map(move |link| (*link, row)))
            .collect();
        let mut sheets: Vec<Sheet> = report.documents.iter().map(Sheet::new).collect();
        let joined = Joined::new(report);
        let places: Vec<Spots<'_>> = report
            .documents
            .iter()
            .map(|audited| Spots::new(&audited.document))
            .collect();
        let spots = report
            .findings
            .iter()
            .enumerate()
            .map(|(index, finding)| {
                let document = joined.document_index(&finding.place)?;
                let text = places[document].text(&finding.place);
                let audited = &report.documents[document];
                let block = sheets[document].place(audited, index, text);
                let marked = block.is_some_and(|block| {
                    let stretches = &sheets[document].stretches[block];
                    stretches.last().is_some_and(|(_, last)| *last == index)
                });
                Some(Spot {
                    document,
                    text,
                    block,
                    marked,
                })
            })
            .collect();
        for sheet in &mut sheets {
            for stretches in &mut sheet.stretches {
                stretches.sort_by_key(|(span, index)| (span.start, *index));
            }
        }
        Self {
            joined,
            addresses,
            rows,
            spots,
            sheets,
            places,
        }
    }

    /// The report.
    pub(super) fn report(&self) -> &'a Report {
        self.joined.report
    }

    /// Whether there are several documents, so that each must be named.
    pub(super) fn many(&self) -> bool {
        self.report().documents.len() > 1
    }

    /// The finding of this index.
    pub(super) fn finding(&self, index: usize) -> &'a Finding {
        &self.report().findings[index]
    }

    /// The row of the address that a link leads to.
    pub(super) fn row(&self, document: usize, link: LinkId) -> Option<usize> {
        self.rows.get(&LinkRef { document, link }).copied()
    }

    /// Where in the page a finding is shown in its document.
    pub(super) fn jump(&self, index: usize) -> Option<String> {
        let spot = self.spots[index]?;
        let document = spot.document;
        Some(match spot.block {
            _ if spot.marked => format!("#h{index}"),
            Some(block) => format!("#d{document}b{block}"),
            None => format!("#d{document}"),
        })
    }

    /// Where in the page any place is shown.
    pub(super) fn jump_to(&self, place: &Place) -> Option<String> {
        let document = self.joined.document_index(place)?;
        let text = self.places[document].text(place)?;
        let block = block_near(&self.report().documents[document], text.start)?;
        Some(format!("#d{document}b{block}"))
    }

    /// Index of the chapter that a finding names.
    pub(super) fn chapter(&self, index: usize) -> Option<usize> {
        let title = self.finding(index).chapter.as_deref()?;
        let spot = self.spots[index]?;
        let citations = &self.report().documents[spot.document].citations;
        citations
            .chapters
            .iter()
            .position(|chapter| chapter.title == title)
    }
}

impl Sheet {
    fn new(audited: &Audited) -> Self {
        let blocks = audited.document.blocks.len();
        let citations = &audited.citations;
        let mut sheet = Self {
            findings: vec![Vec::new(); blocks],
            stretches: vec![Vec::new(); blocks],
            notes: vec![Vec::new(); blocks],
            marks: ordered(citations.marks.iter().map(|mark| mark.span)),
            links: ordered(citations.links.iter().map(|link| link.span)),
            ..Self::default()
        };
        for (id, note) in citations.notes.iter().enumerate() {
            if let Some(block) = block_near(audited, note.span.start) {
                sheet.notes[block].push(id);
            }
        }
        sheet
    }

    /// Enters a finding; gives the block in which it begins.
    fn place(&mut self, audited: &Audited, index: usize, text: Option<Span>) -> Option<usize> {
        let Some(text) = text else {
            self.whole.push(index);
            return None;
        };
        let Some(first) = block_near(audited, text.start) else {
            self.whole.push(index);
            return None;
        };
        self.findings[first].push(index);
        for (block, known) in audited.document.blocks.iter().enumerate().skip(first) {
            if known.span.start >= text.end {
                break;
            }
            if known.span.overlaps(text) {
                let clipped = Span::new(
                    known.span.start.max(text.start),
                    known.span.end.min(text.end),
                );
                self.stretches[block].push((clipped, index));
            }
        }
        Some(first)
    }
}

/// The block that holds an offset, else the next one, else the last.
fn block_near(audited: &Audited, offset: usize) -> Option<usize> {
    let blocks = &audited.document.blocks;
    let next = blocks.partition_point(|block| block.span.end <= offset);
    // A finding just after the last word of a block is about that block.
    let ends_here = next > 0
        && blocks[next - 1].span.end == offset
        && blocks
            .get(next)
            .is_none_or(|block| block.span.start > offset);
    match blocks.len() {
        0 => None,
        _ if ends_here => Some(next - 1),
        length => Some(next.min(length - 1)),
    }
}

fn ordered(spans: impl Iterator<Item = Span>) -> Vec<(Span, usize)> {
    let mut spans: Vec<(Span, usize)> = spans.zip(0..).collect();
    spans.sort_by_key(|(span, id)| (span.start, *id));
    spans
}

/// Those of an ordered list that start within `span`.
pub(super) fn within(list: &[(Span, usize)], span: Span) -> &[(Span, usize)] {
    let from = list.partition_point(|(known, _)| known.start < span.start);
    let to = list.partition_point(|(known, _)| known.start < span.end);
    list.get(from..to).unwrap_or_default()
}
