//! From a document to its citations: the order in which the rooms of this folder are walked through.

use std::collections::HashMap;

use super::{
    Citations, Note, NoteKind, NotesSection, TitleMatch, chapters, headings, links,
    marks::{self, Candidate},
    notes::{self, Entry, Region},
    pairing, sentences,
};
use crate::{document::Document, span::Span};

/// Understands a document's marks, notes, chapters and links. Never fails: what cannot be told is left open.
pub fn build(document: &Document) -> Citations {
    let headings = headings::find(document);
    let mut regions = notes::regions(document, &headings);
    let native = notes::native(document);
    if native.is_empty() {
        let more = notes::headless(document, &headings, &regions);
        regions.extend(more);
        regions.sort_by_key(|region| region.blocks.start);
    }
    let mut candidates = marks::candidates(document, &regions);
    let mut layout = chapters::layout(document, &headings, &regions, &candidates);
    if wants_bare(&candidates, &regions) {
        candidates = bare_marks(document, &regions, &layout);
        layout = chapters::layout(document, &headings, &regions, &candidates);
        for mark in &mut candidates {
            mark.doubtful = false;
        }
    }
    let mut citations = Citations {
        contents: chapters::contents(document, &headings),
        notes_headings: regions
            .iter()
            .filter_map(|region| region.heading.clone())
            .collect(),
        ..Citations::default()
    };
    let chapter_of = |offset: usize| chapters::chapter_at(&layout.chapters, offset);
    let accepted = pairing::accept(&candidates, &chapter_of);
    let sentences = sentences::of_marks(document, &candidates);
    let mut natives = Vec::with_capacity(accepted.len());
    for (index, mut mark) in accepted {
        (mark.sentence, mark.sentence_span) = sentences[index].clone();
        natives.push(candidates[index].native);
        citations.marks.push(mark);
    }
    add_sections(document, &regions, &layout, &mut citations);
    let of_native = add_native(document, &native, &regions, &mut citations);
    citations.chapters = layout.chapters;
    citations.numbering = pairing::numbering(&citations);
    pairing::pair(&mut citations, &natives, &of_native);
    for note in &mut citations.notes {
        if note.chapter.is_none() && !note.span.is_empty() {
            note.chapter = Some(chapters::chapter_at(&citations.chapters, note.span.start))
                .filter(|_| note.section.is_none());
        }
    }
    pairing::misplaced(&mut citations);
    add_links(document, &mut citations);
    citations
}

/// Whether so few marks were found that plain digits after words must be what is left of them.
fn wants_bare(candidates: &[Candidate], regions: &[Region]) -> bool {
    let notes = regions
        .iter()
        .flat_map(|region| &region.groups)
        .map(|group| group.entries.len())
        .sum::<usize>();
    notes >= 2 && candidates.iter().filter(|mark| !mark.doubtful).count() * 5 < notes
}

/// The longest rising run of bare digits in each chapter, among the numbers its notes have.
fn bare_marks(
    document: &Document,
    regions: &[Region],
    layout: &chapters::Layout,
) -> Vec<Candidate> {
    let skip = marks::note_spans(regions);
    let all = marks::bare(document, &skip);
    let mut served: HashMap<usize, u32> = HashMap::new();
    let mut through = 0;
    for (region, row) in regions.iter().zip(&layout.serves) {
        for (group, (chapter, _)) in region.groups.iter().zip(row) {
            let highest = group
                .entries
                .iter()
                .filter_map(|entry| entry.number)
                .max()
                .unwrap_or(0);
            match chapter {
                Some(chapter) => {
                    served.insert(*chapter, highest);
                }
                None => through = through.max(highest),
            }
        }
    }
    let region_start = regions
        .first()
        .map_or(usize::MAX, |region| region.blocks.start);
    let mut by_chapter: Vec<Vec<Candidate>> = vec![Vec::new(); layout.chapters.len().max(1)];
    for mark in all {
        let in_notes = document
            .block_at(mark.span.start)
            .is_some_and(|block| block >= region_start && regions.len() == 1);
        if !in_notes {
            let chapter = chapters::chapter_at(&layout.chapters, mark.span.start);
            by_chapter[chapter].push(mark);
        }
    }
    if served.is_empty() {
        let whole: Vec<Candidate> = by_chapter.into_iter().flatten().collect();
        return rising(whole, through);
    }
    by_chapter
        .into_iter()
        .enumerate()
        .flat_map(|(chapter, marks)| rising(marks, served.get(&chapter).copied().unwrap_or(0)))
        .collect()
}

/// The longest run of marks with strictly rising numbers up to `highest`, steps of one counting most.
fn rising(marks: Vec<Candidate>, highest: u32) -> Vec<Candidate> {
    let wanted: Vec<(u32, Candidate)> = marks
        .into_iter()
        .filter_map(|mark| {
            let number = super::labels::number_of(mark.labels.first()?)?;
            (number <= highest).then_some((number, mark))
        })
        .collect();
    // Best chain that ends in each number so far: its length, weight of steps of one, and last index.
    let mut best: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut from: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut score: Vec<usize> = vec![0; wanted.len()];
    for (index, (number, mark)) in wanted.iter().enumerate() {
        let width = mark.labels.len();
        let mut top = (usize::from(*number == 1) * 2 + width, None);
        for back in 1..=*number {
            // Only near numbers can be the one before, so that the search stays linear.
            if back > 12 {
                break;
            }
            if let Some((last, weight)) = best.get(&(number - back)) {
                let step = if back == 1 { 3 } else { 1 };
                if weight + step + width - 1 > top.0 {
                    top = (weight + step + width - 1, Some(*last));
                }
            }
        }
        score[index] = top.0;
        from[index] = top.1;
        let reached = mark
            .labels
            .last()
            .and_then(|label| super::labels::number_of(label))
            .unwrap_or(*number);
        let entry = best.entry(reached).or_insert((index, top.0));
        if top.0 > entry.1 {
            *entry = (index, top.0);
        }
    }
    let mut at = (0..wanted.len()).max_by_key(|index| (score[*index], std::cmp::Reverse(*index)));
    let mut chain = Vec::new();
    while let Some(index) = at {
        chain.push(index);
        at = from[index];
    }
    chain.reverse();
    let mut wanted: Vec<Option<Candidate>> =
        wanted.into_iter().map(|(_, mark)| Some(mark)).collect();
    chain
        .into_iter()
        .filter_map(|index| wanted[index].take())
        .collect()
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
        let section = regions
            .iter()
            .position(|region| {
                document
                    .block_at(entry.span.start)
                    .is_some_and(|block| region.blocks.contains(&block))
            })
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

fn add_links(document: &Document, citations: &mut Citations) {
    let mut spans: Vec<(Span, usize)> = citations
        .notes
        .iter()
        .enumerate()
        .map(|(id, note)| (note.span, id))
        .collect();
    spans.sort();
    for mut link in links::find(document) {
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
}
