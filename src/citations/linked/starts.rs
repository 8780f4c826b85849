//! Where linked notes start and end, and the labels printed before them.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    REACH, Start,
    leads::{Place, label_of, same_label},
    stem,
};
use crate::{
    citations::{
        labels::{self, Label, LabelStyle},
        notes, roman,
    },
    document::{BlockKind, Document, Inline, InlineKind},
    span::Span,
};

/// The notes at the places that are called, with those of their lists that nobody calls.
pub(super) fn starts(document: &Document, found: &BTreeMap<usize, (Place, String)>) -> Vec<Start> {
    let labels: Vec<Option<Label>> = found
        .values()
        .map(|(place, _)| printed(document, place))
        .collect();
    let same = found
        .values()
        .zip(&labels)
        .filter(|((_, given), label)| {
            label
                .as_ref()
                .is_some_and(|label| same_label(&label.text, given))
        })
        .count();
    let usual = same * 2 >= found.len();
    // Lists whose numbers are not those by which their items are called are printed without them.
    let mut lists: HashMap<usize, (usize, usize)> = HashMap::new();
    for ((place, given), label) in found.values().zip(&labels) {
        if let (Some(item), Some(label)) = (document.blocks[place.block].item, label) {
            let entry = lists.entry(item.list).or_default();
            entry.0 += usize::from(same_label(&label.text, given));
            entry.1 += 1;
        }
    }
    let trusted = |list: usize| lists.get(&list).is_none_or(|(same, all)| same * 2 >= *all);
    let mut out: Vec<Start> = Vec::new();
    for ((place, given), label) in found.values().zip(labels) {
        let item = document.blocks[place.block].item;
        let label = label.filter(|label| {
            let strong = matches!(label.style, LabelStyle::Bracket | LabelStyle::Raised);
            let listed = item.is_some_and(|item| item.number.is_some());
            same_label(&label.text, given)
                || if listed {
                    item.is_some_and(|item| trusted(item.list))
                        && labels::number_of(given).is_some()
                } else {
                    strong || usual
                }
        });
        out.push(Start {
            block: place.block,
            offset: place.offset,
            label: label.unwrap_or_else(|| Label {
                number: labels::number_of(given),
                text: given.clone(),
                style: LabelStyle::Dotted,
                length: 0,
            }),
            end: note_end(document, place),
        });
    }
    uncalled(document, &mut out, &trusted);
    unlisted(document, &mut out);
    out
}

/// Adds the notes that no mark calls and that stand in no list: between notes that are called, begun like them
/// with a label that leads back.
fn unlisted(document: &Document, out: &mut Vec<Start>) {
    let known: HashSet<usize> = out.iter().map(|start| start.block).collect();
    let ways: HashSet<String> = out
        .iter()
        .filter_map(|start| way_back(document, start.block))
        .map(stem)
        .collect();
    let (Some(first), Some(last)) = (out.first(), out.last()) else {
        return;
    };
    if ways.is_empty() {
        return;
    }
    let mut more = Vec::new();
    for index in first.block..=last.block {
        let block = &document.blocks[index];
        let alike = || way_back(document, index).is_some_and(|way| ways.contains(&stem(way)));
        if known.contains(&index) || block.note.is_some() || !alike() {
            continue;
        }
        let place = Place {
            block: index,
            offset: block.span.start,
            anchor: Span::at(block.span.start),
            heading: matches!(block.kind, BlockKind::Heading { .. }),
        };
        if let Some(label) = printed(document, &place).filter(|_| !place.heading) {
            more.push(Start {
                block: index,
                offset: block.span.start,
                label,
                end: note_end(document, &place),
            });
        }
    }
    out.extend(more);
    out.sort_by_key(|start| start.offset);
    out.dedup_by_key(|start| start.offset);
}

/// Where the label leads that a block begins with, if it is a link.
fn way_back(document: &Document, block: usize) -> Option<&str> {
    let span = document.blocks[block].span;
    let line = first_line(document, span);
    let (inline, _) = label_link(document, line)?;
    match &inline.kind {
        InlineKind::Link { target, .. } => Some(target),
        _ => None,
    }
}

/// The first line of a stretch of text.
fn first_line(document: &Document, span: Span) -> Span {
    let end = span.of(&document.text).find('\n');
    Span::new(span.start, end.map_or(span.end, |at| span.start + at))
}

/// Adds the items of the lists of notes that no mark calls.
fn uncalled(document: &Document, out: &mut Vec<Start>, trusted: &dyn Fn(usize) -> bool) {
    let known: HashSet<usize> = out.iter().map(|start| start.block).collect();
    let mut lists: HashMap<usize, (usize, usize)> = HashMap::new();
    for start in out.iter() {
        if let Some(item) = document.blocks[start.block].item {
            let range = lists.entry(item.list).or_insert((start.block, start.block));
            range.1 = range.1.max(start.block);
        }
    }
    let mut more = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        let Some(item) = block
            .item
            .filter(|item| item.first && !known.contains(&index))
        else {
            continue;
        };
        if !lists.contains_key(&item.list) || !trusted(item.list) {
            continue;
        }
        let place = Place {
            block: index,
            offset: block.span.start,
            anchor: Span::at(block.span.start),
            heading: false,
        };
        if let Some(label) = printed(document, &place) {
            more.push(Start {
                block: index,
                offset: block.span.start,
                label,
                end: note_end(document, &place),
            });
        }
    }
    out.extend(more);
    out.sort_by_key(|start| start.offset);
    out.dedup_by_key(|start| start.offset);
}

/// Where the element ends that the note at `place` stands in.
pub(super) fn note_end(document: &Document, place: &Place) -> usize {
    let block = &document.blocks[place.block];
    let mut end = block.span.end;
    if place.anchor.end > end && place.anchor.start <= block.span.start {
        end = place.anchor.end;
    }
    if let Some(item) = block.item {
        for (index, other) in document.blocks[place.block + 1..].iter().enumerate() {
            let inside = other.item.is_some_and(|other| {
                (other.list == item.list && !other.first) || other.depth > item.depth
            });
            if !inside || index >= REACH {
                break;
            }
            end = end.max(other.span.end);
        }
    }
    end
}

/// The label that is printed before the note at `place`.
pub(super) fn printed(document: &Document, place: &Place) -> Option<Label> {
    let block = &document.blocks[place.block];
    let line = first_line(document, Span::new(place.offset, block.span.end));
    let written = linked_label(document, line)
        .or_else(|| notes::label_in(document, line))
        .or_else(|| {
            let opens = place.offset == block.span.start;
            opens.then(|| roman::at_block(document, place.block))?
        });
    let number = block
        .item
        .filter(|item| item.first && place.offset == block.span.start)
        .and_then(|item| item.number)
        .and_then(|number| u32::try_from(number).ok());
    match (number, written) {
        (Some(number), Some(written)) if written.number == Some(number) => Some(written),
        (Some(number), _) => Some(Label {
            text: number.to_string(),
            number: Some(number),
            style: LabelStyle::Dotted,
            length: 0,
        }),
        (None, written) => written,
    }
}

/// The link that a line begins with, brackets put aside, and the label that its text is.
fn label_link(document: &Document, line: Span) -> Option<(&Inline, String)> {
    let text = line.of(&document.text);
    let lead = text.len()
        - text
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '[' | '('))
            .len();
    let start = line.start + lead;
    let inline = document
        .inlines_in(Span::new(line.start, line.end + 1))
        .take_while(|inline| inline.span.start <= start)
        .find(|inline| {
            matches!(&inline.kind, InlineKind::Link { target, .. } if target.contains('#') && !target.contains("://"))
                && !inline.span.is_empty()
                && inline.span.end > start
        })?;
    let label = label_of(inline.span.of(&document.text))?;
    Some((inline, label))
}

/// A label at the start of a line that is a link itself, the way back.
fn linked_label(document: &Document, line: Span) -> Option<Label> {
    let (inline, label) = label_link(document, line)?;
    let rest = document.text[inline.span.end..line.end]
        .trim_start_matches([']', ')'])
        .trim_start_matches(['.', ':', ')'])
        .trim_start();
    Some(Label {
        number: labels::number_of(&label),
        text: label,
        style: LabelStyle::Raised,
        length: line.end - rest.len() - line.start,
    })
}
