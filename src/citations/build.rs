//! From a document to its citations: the order in which the rooms of this folder are walked through.

use std::collections::{HashMap, HashSet};

use super::{
    Citations, Excess, Link, LinkId, Note, NoteId, NoteKind, NotesSection, Numbering, TitleMatch,
    anchors::Anchors,
    bare, chapters, headings,
    linked::{self, Linked},
    links, marks,
    notes::{self, Entry, Region},
    pairing::{self, Told},
    sentences,
};
use crate::{document::Document, span::Span};

/// Understands a document's marks, notes, chapters and links. Never fails: what cannot be told is left open. Of a
/// document that holds more than any report does, only that is told.
pub fn build(document: &Document) -> Citations {
    understand(document).unwrap_or_else(|excess| Citations {
        excess: Some(excess),
        ..Citations::default()
    })
}

/// An error where there are more of a kind than `most`.
fn bounded(count: usize, most: usize, excess: Excess) -> Result<(), Excess> {
    if count > most { Err(excess) } else { Ok(()) }
}

fn understand(document: &Document) -> Result<Citations, Excess> {
    let mut headings = headings::find(document);
    super::subheads::add(document, &mut headings);
    bounded(headings.len(), Citations::MAX_HEADINGS, Excess::Headings)?;
    let anchors = Anchors::new(document);
    let linked = Linked::find(document, &anchors);
    let mut regions = notes::regions(document, &headings, &linked);
    let native = notes::native(document);
    regions.extend(linked::regions(document, &headings, &linked, &regions));
    if native.is_empty() {
        let more = notes::headless(document, &headings, &linked, &regions);
        regions.extend(more);
    }
    regions.sort_by_key(|region| region.blocks.start);
    let noted = entries_of(&regions).count() + native.len();
    bounded(noted, Citations::MAX_NOTES, Excess::Notes)?;
    let mut candidates = marks::candidates(document, &regions, &anchors, &linked)?;
    drop_unlinked(&mut regions, &candidates);
    let contents = super::contents::entries(document, &headings);
    let mut layout = chapters::layout(document, &headings, &contents, &regions, &candidates);
    if bare::wanted(&candidates, &regions) {
        candidates = bare::find(document, &regions, &layout);
        layout = chapters::layout(document, &headings, &contents, &regions, &candidates);
        for mark in &mut candidates {
            mark.doubtful = false;
        }
    }
    let mut citations = Citations {
        language: document
            .language
            .clone()
            .or_else(|| super::language::tell(&document.text)),
        contents,
        notes_headings: regions
            .iter()
            .filter_map(|region| region.heading.clone())
            .collect(),
        ..Citations::default()
    };
    let chapter_of = |offset: usize| chapters::chapter_at(&layout.chapters, offset);
    let known: HashSet<&str> = entries_of(&regions)
        .map(|entry| entry.label.as_str())
        .collect();
    let accepted = pairing::accept(&candidates, &chapter_of, &known);
    bounded(accepted.len(), Citations::MAX_MARKS, Excess::Marks)?;
    let sentences = sentences::of_marks(document, &candidates);
    let mut told = Vec::with_capacity(accepted.len());
    for (index, nth, mut mark) in accepted {
        (mark.sentence, mark.sentence_span) = sentences[index].clone();
        told.push(Told {
            native: candidates[index].native,
            linked: candidates[index].linked.get(nth).copied().flatten(),
        });
        citations.marks.push(mark);
    }
    add_sections(document, &regions, &layout, &mut citations);
    let of_native = add_native(document, &native, &regions, &mut citations);
    citations.chapters = layout.chapters;
    citations.numbering = if linked.repeats() {
        Numbering::Keyed
    } else {
        pairing::numbering(&citations)
    };
    let of_linked = linked_ids(&citations, &linked);
    pairing::pair(&mut citations, &told, &of_native, &of_linked);
    for note in &mut citations.notes {
        if note.chapter.is_none() && !note.span.is_empty() {
            note.chapter = Some(chapters::chapter_at(&citations.chapters, note.span.start))
                .filter(|_| note.section.is_none());
        }
    }
    pairing::misplaced(&mut citations);
    citations.jumps = super::jumps::find(document, &anchors, &citations);
    add_links(document, &mut citations)?;
    add_citations(document, &mut citations);
    super::resolve::resolve(&mut citations);
    super::alignment::align(document, &mut citations);
    Ok(citations)
}

/// The notes of all groups.
fn entries_of(regions: &[Region]) -> impl Iterator<Item = &Entry> {
    regions
        .iter()
        .flat_map(|region| &region.groups)
        .flat_map(|group| &group.entries)
}

/// Where marks lead to their notes by links, a numbered list that none leads to is no list of notes.
fn drop_unlinked(regions: &mut Vec<Region>, candidates: &[marks::Candidate]) {
    let sure: Vec<&marks::Candidate> = candidates
        .iter()
        .filter(|candidate| !candidate.doubtful)
        .collect();
    let led = sure
        .iter()
        .filter(|candidate| candidate.linked.iter().any(Option::is_some))
        .count();
    if led < 3 || led * 10 < sure.len() * 9 {
        return;
    }
    regions.retain(|region| {
        region
            .groups
            .iter()
            .flat_map(|group| &group.entries)
            .any(|entry| entry.linked)
    });
}

/// The note of each linked start.
fn linked_ids(citations: &Citations, linked: &Linked) -> HashMap<usize, NoteId> {
    citations
        .notes
        .iter()
        .enumerate()
        .filter_map(|(id, note)| Some((linked.at_offset(note.whole.start)?, id)))
        .collect()
}

/// Understands what each note cites.
fn add_citations(document: &Document, citations: &mut Citations) {
    let mut owned: Vec<Vec<usize>> = vec![Vec::new(); citations.notes.len()];
    for (id, link) in citations.links.iter().enumerate() {
        if let Some(note) = link.note {
            owned[note].push(id);
        }
    }
    let links = &citations.links;
    for (note, owned) in citations.notes.iter_mut().zip(owned) {
        let here: Vec<(LinkId, &Link)> = owned.iter().map(|id| (*id, &links[*id])).collect();
        note.citations = super::parse::parse_note(document, note.span, &here);
    }
}

fn add_sections(
    document: &Document,
    regions: &[Region],
    layout: &chapters::Layout,
    citations: &mut Citations,
) {
    for (region, row) in regions.iter().zip(&layout.serves) {
        for (group, (chapter, matched)) in region.groups.iter().zip(row) {
            let section = citations.sections.len();
            let start = group
                .heading
                .as_ref()
                .or(region.heading.as_ref())
                .map(|heading| heading.span.start)
                .into_iter()
                .chain(group.entries.first().map(|entry| entry.whole.start))
                .min()
                .unwrap_or(0);
            let end = group.entries.last().map_or(start, |entry| entry.whole.end);
            let heading = group.heading.clone().or_else(|| {
                (region.groups.len() == 1)
                    .then(|| region.heading.clone())
                    .flatten()
            });
            citations.sections.push(NotesSection {
                heading,
                chapter: *chapter,
                matched: if group.heading.is_none() && *matched == TitleMatch::Equal {
                    TitleMatch::Unneeded
                } else {
                    *matched
                },
                span: Span::new(start, end),
            });
            for entry in &group.entries {
                citations
                    .notes
                    .push(note(document, entry, Some(section), *chapter));
            }
        }
    }
}

fn note(
    document: &Document,
    entry: &Entry,
    section: Option<usize>,
    chapter: Option<usize>,
) -> Note {
    Note {
        label: entry.label.clone(),
        number: entry.number,
        kind: if entry.foot {
            NoteKind::Foot
        } else {
            NoteKind::End
        },
        section,
        chapter,
        span: entry.span,
        whole: entry.whole,
        origin: entry.origin,
        text: headings::squeeze(entry.span.of(&document.text)),
        marks: Vec::new(),
        citations: Vec::new(),
        keyed: entry.keyed,
    }
}

/// Adds the native notes; returns the note of each.
fn add_native(
    document: &Document,
    native: &[Entry],
    regions: &[Region],
    citations: &mut Citations,
) -> HashMap<usize, usize> {
    let mut of_native = HashMap::new();
    if native.is_empty() {
        return of_native;
    }
    for entry in native {
        let section = document
            .block_at(entry.span.start)
            .and_then(|block| notes::region_at(regions, block))
            .filter(|section| *section < citations.sections.len());
        let mut note = note(document, entry, section, None);
        note.keyed = entry.keyed;
        if let Some(index) = entry.native {
            of_native.insert(index, citations.notes.len());
        }
        citations.notes.push(note);
    }
    // Reading order, so that ids rise with the text.
    let mut order: Vec<usize> = (0..citations.notes.len()).collect();
    order.sort_by_key(|id| citations.notes[*id].span.start);
    let mut place = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new;
    }
    let mut notes: Vec<Option<Note>> = std::mem::take(&mut citations.notes)
        .into_iter()
        .map(Some)
        .collect();
    citations.notes = order.iter().filter_map(|id| notes[*id].take()).collect();
    // Values only are read: the order of the map does not matter.
    of_native
        .into_iter()
        .map(|(index, id)| (index, place[id]))
        .collect()
}

fn add_links(document: &Document, citations: &mut Citations) -> Result<(), Excess> {
    let mut spans: Vec<(Span, usize)> = citations
        .notes
        .iter()
        .enumerate()
        .map(|(id, note)| (note.span, id))
        .collect();
    spans.sort();
    for mut link in links::find(document)? {
        let next = spans.partition_point(|(span, _)| span.end <= link.span.start);
        link.note = spans
            .get(next)
            .filter(|(span, _)| span.overlaps(link.span))
            .map(|(_, id)| *id);
        link.chapter = match link.note {
            Some(note) => citations.notes[note].chapter,
            None => Some(chapters::chapter_at(&citations.chapters, link.span.start)),
        };
        citations.links.push(link);
    }
    Ok(())
}
