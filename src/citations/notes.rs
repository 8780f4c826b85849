//! Where notes are printed: notes sections, the groups in them, and the single notes with their labels.
//! Which chapter a group serves is decided in `chapters`, which mark means a note in `pairing`.

use std::{cell::OnceCell, ops::Range};

use super::{
    Heading,
    headings::{self, Role, Title},
    labels::{self, Label, LabelStyle},
    linked::{self, Linked},
    roman,
};
use crate::{
    document::{Block, BlockKind, Document, InlineKind, Origin, Placement},
    span::Span,
};

/// One note as printed.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) number: Option<u32>,
    pub(super) style: LabelStyle,
    /// Text without its label.
    pub(super) span: Span,
    /// From the label to the end of the text.
    pub(super) whole: Span,
    pub(super) origin: Origin,
    /// Index of the native note.
    pub(super) native: Option<usize>,
    pub(super) foot: bool,
    pub(super) keyed: bool,
    /// Whether a mark leads to it by a link.
    pub(super) linked: bool,
}

/// Notes under one heading, or between two restarts.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) heading: Option<Heading>,
    pub(super) entries: Vec<Entry>,
    pub(super) blocks: Range<usize>,
}

/// A notes section: one heading and its groups.
#[derive(Debug, Clone)]
pub(super) struct Region {
    /// “Endnotes”; `None` for notes that follow the text without a heading.
    pub(super) heading: Option<Heading>,
    /// The chapter its heading names (“Notes to Chapter 3”).
    pub(super) names: Option<String>,
    pub(super) groups: Vec<Group>,
    pub(super) blocks: Range<usize>,
}

/// All notes sections of a document, in order.
pub(super) fn regions(document: &Document, headings: &[Heading], linked: &Linked) -> Vec<Region> {
    let mut out: Vec<Region> = Vec::new();
    let titles = OnceCell::new();
    let mut next = 0;
    while next < headings.len() {
        let heading = &headings[next];
        let covered = out
            .last()
            .is_some_and(|region| region.blocks.contains(&heading.block));
        let Role::Notes(names) = headings::role(&heading.title) else {
            next += 1;
            continue;
        };
        if covered {
            next += 1;
            continue;
        }
        let (end, inner) = extent(document, headings, &titles, linked, next);
        let mut groups = Vec::new();
        let mut from = heading.block + 1;
        let mut over: Option<Heading> = None;
        for stop in inner.iter().map(Some).chain([None]) {
            let to = stop.map_or(end, |heading| heading.block);
            let last = stop.is_none();
            let entries = entries(document, linked, from..to, last);
            if over.is_some() || !entries.is_empty() {
                groups.extend(split_restarts(Group {
                    heading: over.take(),
                    entries,
                    blocks: from..to,
                }));
            }
            if let Some(heading) = stop {
                over = Some(heading.clone());
                from = heading.block + 1;
            }
        }
        let typed: usize = groups.iter().map(|group| group.entries.len()).sum();
        if typed > 0 && typed > native_in(document, heading.block..end) {
            out.push(Region {
                heading: Some(heading.clone()),
                names,
                groups,
                blocks: heading.block..end,
            });
        }
        next += 1;
    }
    out
}

/// The region that holds a block; regions are in order and do not overlap.
pub(super) fn region_at(regions: &[Region], block: usize) -> Option<usize> {
    let next = regions.partition_point(|region| region.blocks.end <= block);
    let region = regions.get(next)?;
    region.blocks.contains(&block).then_some(next)
}

/// Native notes that stand in a run of blocks. Where they are the rule, what looks like a typed note is one
/// that lost its markup: no mark of the format can call it.
fn native_in(document: &Document, blocks: Range<usize>) -> usize {
    let mut notes: Vec<usize> = document.blocks[blocks]
        .iter()
        .filter_map(|block| block.note)
        .collect();
    notes.dedup();
    notes.len()
}

/// Where the section opened by `headings[at]` ends, and the headings inside it.
fn extent(
    document: &Document,
    headings: &[Heading],
    titles: &OnceCell<Vec<Title>>,
    linked: &Linked,
    at: usize,
) -> (usize, Vec<Heading>) {
    let opening = &headings[at];
    // Whether a heading before the section has this title; few sections need to be asked.
    let known = |title: &str| {
        let before = &titles.get_or_init(|| {
            headings
                .iter()
                .map(|heading| Title::new(&heading.title))
                .collect()
        })[..at];
        let title = Title::new(title);
        before.iter().any(|body| title.equals(body))
            || (before.len() <= headings::MOST_COMPARED
                && before.iter().any(|body| title.compare(body).is_some()))
    };
    let mut inner = Vec::new();
    for (offset, heading) in headings[at + 1..].iter().enumerate() {
        if matches!(headings::role(&heading.title), Role::Notes(_)) {
            return (heading.block, inner);
        }
        let next = headings
            .get(at + offset + 2)
            .map_or(document.blocks.len(), |next| next.block);
        // In plain text a short note can look like a heading.
        if document.format == crate::input::Format::Text
            && labels::at_start(&heading.title).is_some()
            && !known(&heading.title)
        {
            continue;
        }
        let has_entries = (heading.block + 1..next)
            .find(|block| !document.blocks[*block].span.is_empty())
            .is_some_and(|block| {
                linked.in_block(block).next().is_some() || starts_note(document, block).is_some()
            });
        let deeper = heading.level > opening.level;
        let numbered = headings::chapter_number(&heading.title).is_some();
        if (has_entries && (deeper || numbered || known(&heading.title)))
            || (deeper && known(&heading.title))
        {
            inner.push(heading.clone());
        } else {
            return (heading.block, inner);
        }
    }
    (document.blocks.len(), inner)
}

/// The label that a block begins with, by its list number or its text.
pub(super) fn starts_note(document: &Document, index: usize) -> Option<Label> {
    let block = &document.blocks[index];
    if matches!(block.kind, BlockKind::Code | BlockKind::Cell) || block.note.is_some() {
        return None;
    }
    if let Some(item) = block.item {
        if !item.first || item.depth > 1 {
            return None;
        }
        if let Some(number) = item.number {
            let number = u32::try_from(number).ok()?;
            // Where lists are shown without their numbers, writers type them.
            let typed = label_in(document, block.span)
                .filter(|label| label.number == Some(number) && label.style != LabelStyle::Plain);
            return Some(Label {
                text: number.to_string(),
                number: Some(number),
                style: LabelStyle::Dotted,
                length: typed.map_or(0, |label| label.length),
            });
        }
    }
    label_in(document, block.span).or_else(|| roman::at_block(document, index))
}

/// The label that a stretch of text begins with; a raised number at its start is one.
pub(super) fn label_in(document: &Document, span: Span) -> Option<Label> {
    let text = span.of(&document.text);
    let lead = text.len() - text.trim_start().len();
    let start = span.start + lead;
    let raised = document
        .inlines_in(Span::new(start, span.end))
        .take_while(|inline| inline.span.start == start)
        .find(|inline| matches!(inline.kind, InlineKind::Superscript));
    if let Some(inline) = raised {
        let labels = labels::split(inline.span.of(&document.text));
        if let [label] = labels.as_slice() {
            let after = &document.text[inline.span.end..span.end];
            let blank = after.len() - after.trim_start_matches([' ', '\t', '\u{a0}', '.']).len();
            return Some(Label {
                text: label.clone(),
                number: labels::number_of(label),
                style: LabelStyle::Raised,
                length: inline.span.end + blank - span.start,
            });
        }
    }
    labels::at_start(text)
}

/// The notes in a run of blocks. `last` tells that nothing but the end of the section follows, so that
/// text after the last note need not belong to it.
pub(super) fn entries(
    document: &Document,
    linked: &Linked,
    blocks: Range<usize>,
    last: bool,
) -> Vec<Entry> {
    let called = blocks
        .clone()
        .flat_map(|block| linked.in_block(block))
        .count();
    let mut out: Vec<Entry> = Vec::new();
    let mut style: Option<LabelStyle> = None;
    // Blocks that follow each entry without a label of their own.
    let mut continued = 0usize;
    let mut tail: Vec<Tail> = Vec::new();
    for index in blocks {
        let block = &document.blocks[index];
        let unwritten = block.item.is_some_and(|item| item.number.is_some());
        if block.note.is_some() || (block.span.is_empty() && !unwritten) {
            continue;
        }
        let mut starts: Vec<(usize, Label)> = linked
            .in_block(index)
            .map(|start| (start.offset, start.label.clone()))
            .collect();
        let known = linked.at_block(document, index).is_some();
        let label = starts_note(document, index)
            .filter(|_| !known)
            .filter(|label| plausible(document, block, label, style, out.last()))
            .filter(|label| called < 3 || continues(label, style, out.last()))
            .filter(|_| !set_apart(document, block, &out));
        if let Some((_, label)) = starts.first() {
            style.get_or_insert(label.style);
        }
        if let Some(label) = label {
            style.get_or_insert(label.style);
            starts.insert(0, (block.span.start, label));
        } else if out.is_empty() && starts.is_empty() {
            continue;
        }
        if called < 3 {
            further_starts(document, block, out.last(), &mut starts);
            starts.sort_by_key(|(at, _)| *at);
            starts.dedup_by_key(|(at, _)| *at);
        }
        // What stands before the first label of the block belongs to the note before it.
        let first = starts.first().map_or(block.span.end, |start| start.0);
        if first > block.span.start {
            let mut piece = Tail::new(document, block, first, &out);
            // A label that stands alone has its text in what follows; so has an element that is not over yet.
            piece.inside |= out.last().is_some_and(|entry| {
                (entry.span.is_empty() && tail.is_empty())
                    || linked
                        .at_offset(entry.whole.start)
                        .is_some_and(|start| linked.starts[start].end >= piece.span.end)
            });
            tail.push(piece);
        }
        if starts.is_empty() {
            continue;
        }
        if !tail.is_empty() {
            continued += 1;
            extend(document, &mut out, &tail);
            tail.clear();
        }
        push_notes(document, block, &starts, &mut out);
    }
    let habit = continued >= 2 && continued * 20 >= out.len();
    let kept = tail
        .iter()
        .enumerate()
        .take_while(|(nth, piece)| {
            let flows = *nth == 0
                && out.last().is_some_and(|entry| {
                    unfinished(entry.span.of(&document.text), piece.span.of(&document.text))
                });
            !piece.heading && (piece.inside || flows || habit || !last)
        })
        .count();
    extend(document, &mut out, &tail[..kept]);
    if !linked.is_empty() {
        for entry in &mut out {
            let start = linked::after_backlinks(document, entry.span);
            let end = linked::before_backlinks(document, Span::new(start, entry.span.end));
            entry.span = Span::new(start, end);
            entry.linked = linked.at_offset(entry.whole.start).is_some();
        }
    }
    out
}

/// Whether a label that no mark leads to goes on with the labels before it.
fn continues(label: &Label, style: Option<LabelStyle>, before: Option<&Entry>) -> bool {
    let Some(before) = before else {
        return true;
    };
    style.is_none_or(|style| style == label.style)
        && label
            .number
            .zip(before.number)
            .is_some_and(|(number, last)| number == last + 1)
}

/// Text after a note that has no label of its own.
#[derive(Debug)]
struct Tail {
    span: Span,
    origin: Origin,
    heading: bool,
    /// Whether its layout says that it belongs to the note before it.
    inside: bool,
}

impl Tail {
    fn new(document: &Document, block: &Block, end: usize, before: &[Entry]) -> Self {
        let text = document.text[block.span.start..end].trim_end();
        let span = Span::new(block.span.start, block.span.start + text.len());
        Self {
            span,
            origin: document.origin(span).unwrap_or(block.origin),
            heading: matches!(block.kind, BlockKind::Heading { .. }),
            inside: block.item.is_some_and(|item| !item.first || item.depth > 1)
                || set_apart(document, block, before),
        }
    }
}

/// Whether a text breaks off, so that what follows belongs to it.
fn unfinished(text: &str, next: &str) -> bool {
    let text = text.trim_end();
    let next = next.trim_start();
    if text.ends_with([',', ';', '–', '-', '(']) {
        return true;
    }
    let open = !text.ends_with(['.', '!', '?', '”', '"', '»', ')', '>', '/'])
        && !text
            .rsplit(char::is_whitespace)
            .next()
            .is_some_and(|word| word.contains("://"));
    let lower = next.starts_with(char::is_lowercase);
    (open && (lower || next.starts_with("http"))) || (lower && !text.ends_with('.'))
}

/// Whether a label at a block's start fits the notes before it.
fn plausible(
    document: &Document,
    block: &Block,
    label: &Label,
    style: Option<LabelStyle>,
    before: Option<&Entry>,
) -> bool {
    if matches!(block.kind, BlockKind::Heading { .. })
        && document.format != crate::input::Format::Text
    {
        return false;
    }
    let Some(number) = label.number else {
        return style.is_none_or(|style| style == label.style);
    };
    let listed = block.item.is_some();
    let last = before.and_then(|entry| entry.number);
    let near = last.is_none_or(|last| {
        number == 1 || (number + 12 > last && number <= last.saturating_add(30))
    });
    match (label.style, style) {
        (LabelStyle::Plain, None) => listed || number <= 1_000,
        (LabelStyle::Plain, Some(LabelStyle::Plain)) => listed || near,
        (a, Some(b)) if a == b => true,
        (_, None) => true,
        // Another style than the notes before: only where the number continues.
        (_, Some(_)) => last.is_some_and(|last| number == last + 1),
    }
}

/// Whether a block that looks like a note is told by its layout to be none: indented under a note while all
/// others stand at the margin, or a footnote that reStructuredText's `\ ` turned into a plain paragraph.
fn set_apart(document: &Document, block: &Block, before: &[Entry]) -> bool {
    if block.item.is_some() {
        return false;
    }
    let escaped = block.span.of(&document.text).contains("\n\\ ");
    let indented = before.len() >= 3
        && indent(document, block.span) >= 2
        && before[before.len() - 3..]
            .iter()
            .all(|entry| indent(document, entry.whole) == 0);
    escaped || indented
}

/// Characters before a stretch of text on its line of the file, counted up to two.
fn indent(document: &Document, span: Span) -> usize {
    let Some(Origin::Bytes { part, span }) = document.origin(Span::at(span.start)) else {
        return 0;
    };
    let source = document.parts.get(part).map_or("", |part| &part.source);
    let before = source.get(..span.start).unwrap_or_default();
    before
        .chars()
        .rev()
        .take(2)
        .take_while(|c| !matches!(c, '\n' | '\r'))
        .count()
}

/// Adds to `starts` the notes that begin on further lines of a block: labels in the style of the note before
/// them whose number continues, or that are set off strongly.
fn further_starts(
    document: &Document,
    block: &Block,
    before: Option<&Entry>,
    starts: &mut Vec<(usize, Label)>,
) {
    if block.item.is_some() {
        return;
    }
    let mut last = starts
        .last()
        .map(|(_, label)| (label.style, label.number))
        .or(before.map(|entry| (entry.style, entry.number)));
    for (at, _) in block.span.of(&document.text).match_indices('\n') {
        let start = block.span.start + at + 1;
        let Some((style, number)) = last else {
            return;
        };
        if document.text[start..block.span.end].starts_with('\n') {
            continue;
        }
        let Some(label) = label_in(document, Span::new(start, block.span.end)) else {
            continue;
        };
        // A skipped or repeated number is taken too where the line before ends a note.
        let ended = document.text[block.span.start..start]
            .trim_end()
            .ends_with(['.', '”', '"', ')', '>', '/']);
        let next = label.number.zip(number).is_some_and(|(a, b)| {
            a == b + 1 || (ended && label.style != LabelStyle::Plain && a >= b && a <= b + 3)
        });
        let strong = matches!(label.style, LabelStyle::Bracket | LabelStyle::Raised);
        if label.style == style && (next || strong) {
            last = Some((label.style, label.number));
            starts.push((start, label));
        }
    }
}

/// Adds the notes of one block.
fn push_notes(document: &Document, block: &Block, starts: &[(usize, Label)], out: &mut Vec<Entry>) {
    let whole_block = starts.len() == 1 && starts[0].0 == block.span.start;
    for (nth, (start, label)) in starts.iter().enumerate() {
        let end = starts.get(nth + 1).map_or(block.span.end, |next| next.0);
        let trimmed = document.text[*start..end].trim_end().len();
        let whole = Span::new(*start, start + trimmed);
        let span = Span::new((start + label.length).min(whole.end), whole.end);
        let origin = if whole_block {
            block.origin
        } else {
            document.origin(whole).unwrap_or(block.origin)
        };
        out.push(Entry {
            label: label.text.clone(),
            number: label.number,
            style: label.style,
            span,
            whole,
            origin,
            native: None,
            foot: false,
            keyed: false,
            linked: false,
        });
    }
}

/// Adds continuing text to the last note.
fn extend(document: &Document, out: &mut [Entry], pieces: &[Tail]) {
    let Some(entry) = out.last_mut() else {
        return;
    };
    for piece in pieces {
        // A line of digits between two notes is a page number.
        let text = piece.span.of(&document.text).trim();
        if text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        entry.span = entry.span.join(piece.span);
        entry.whole = entry.whole.join(piece.span);
        if let (
            Origin::Bytes { part, span },
            Origin::Bytes {
                part: other,
                span: more,
            },
        ) = (entry.origin, piece.origin)
            && part == other
        {
            entry.origin = Origin::Bytes {
                part,
                span: span.join(more),
            };
        }
    }
}

/// A group in which the numbers fall back to 1 is two groups, the second without a heading.
pub(super) fn split_restarts(group: Group) -> Vec<Group> {
    let mut cuts = Vec::new();
    for at in 1..group.entries.len() {
        let number = |i: usize| group.entries.get(i).and_then(|entry: &Entry| entry.number);
        let falls = number(at) == Some(1) && number(at - 1).is_some_and(|last| last >= 2);
        let runs = number(at + 1).is_none_or(|next| next <= 2);
        if falls && runs {
            cuts.push(at);
        }
    }
    if cuts.is_empty() {
        return vec![group];
    }
    let mut out = Vec::new();
    let mut rest = group.entries;
    let mut heading = group.heading;
    for cut in cuts.into_iter().rev() {
        let tail = rest.split_off(cut);
        out.push(Group {
            heading: None,
            entries: tail,
            blocks: group.blocks.clone(),
        });
    }
    out.push(Group {
        heading: heading.take(),
        entries: rest,
        blocks: group.blocks,
    });
    out.reverse();
    out
}

/// The notes that the format itself knows, in order of definition.
pub(super) fn native(document: &Document) -> Vec<Entry> {
    let mut spans: Vec<Option<Span>> = vec![None; document.native_notes.len()];
    for block in &document.blocks {
        if let Some(note) = block.note
            && let Some(span) = spans.get_mut(note)
        {
            *span = Some(span.map_or(block.span, |span| span.join(block.span)));
        }
    }
    document
        .native_notes
        .iter()
        .zip(spans)
        .enumerate()
        .map(|(index, (note, span))| {
            let span = span.unwrap_or_default();
            Entry {
                label: note.label.clone(),
                number: labels::number_of(&note.label),
                style: LabelStyle::Native,
                span,
                whole: span,
                origin: note.origin,
                native: Some(index),
                foot: note.placement == Placement::Foot,
                keyed: note.keyed,
                linked: false,
            }
        })
        .collect()
}

/// Notes that stand at the end of the document or of a chapter without a heading over them: a run of
/// blocks that begin with `[1]`, a raised number, or list numbers, after the text.
pub(super) fn headless(
    document: &Document,
    headings: &[Heading],
    linked: &Linked,
    taken: &[Region],
) -> Vec<Region> {
    let mut out = Vec::new();
    let mut stops: Vec<usize> = headings.iter().map(|heading| heading.block).collect();
    stops.push(document.blocks.len());
    let mut from = 0;
    for stop in stops {
        let blocks = from..stop;
        from = stop + 1;
        let known =
            |region: &Region| region.blocks.start < blocks.end && blocks.start < region.blocks.end;
        if blocks.is_empty() || taken.iter().any(known) {
            continue;
        }
        let mut first = blocks.end;
        for index in blocks.clone().rev() {
            let block = &document.blocks[index];
            if block.note.is_some() || block.span.is_empty() {
                continue;
            }
            let strong = starts_note(document, index).is_some_and(|label| {
                matches!(label.style, LabelStyle::Bracket | LabelStyle::Raised)
            });
            if strong {
                first = index;
            } else if first == blocks.end || block.item.is_some_and(|item| !item.first) {
                // Text after the last note, or a note's further paragraph.
                if block.item.is_none() && first == blocks.end && blocks.end - index > 3 {
                    break;
                }
            } else {
                break;
            }
        }
        if first == blocks.end {
            continue;
        }
        let found = entries(document, linked, first..stop, true);
        if found.len() >= 2 || found.first().is_some_and(|entry| entry.number == Some(1)) {
            out.push(Region {
                heading: None,
                names: None,
                groups: split_restarts(Group {
                    heading: None,
                    entries: found,
                    blocks: first..stop,
                }),
                blocks: first..stop,
            });
        }
    }
    out
}
