//! Marks and notes that are linked: a short label that leads to the start of a note, most often with a way back.
//! Told from the links and anchors of a document alone; which mark means which note is decided in `pairing`.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    anchors::Anchors,
    labels::{self, Label, LabelStyle},
};
use crate::{
    document::{Block, BlockKind, Document, Inline, InlineKind},
    span::Span,
};

/// Longest text of a link that can be a label, in characters.
const LONGEST: usize = 10;
/// How many blocks are looked through for the start of a list item or the end of a note.
const REACH: usize = 60;

/// A link that calls a note.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// Its displayed text.
    pub(super) span: Span,
    /// Its label, brackets left out.
    pub(super) label: String,
    /// Index into [`Linked::starts`].
    pub(super) start: usize,
    /// Whether its look or the format says that it is a mark, so that it is one inside a note, too.
    pub(super) raised: bool,
    /// Whether its note leads back to it.
    pub(super) answered: bool,
}

/// Where a linked note starts.
#[derive(Debug, Clone)]
pub(super) struct Start {
    /// Its first block.
    pub(super) block: usize,
    /// Its first character.
    pub(super) offset: usize,
    /// Its label as printed, or as called where none is printed.
    pub(super) label: Label,
    /// Where the element that holds the note ends.
    pub(super) end: usize,
}

/// All linked marks and notes of a document.
#[derive(Debug, Default)]
pub(super) struct Linked {
    /// In reading order.
    pub(super) calls: Vec<Call>,
    /// In reading order.
    pub(super) starts: Vec<Start>,
    by_block: HashMap<usize, Vec<usize>>,
    /// Ids of called notes with their digits left out, so that a link to a missing one is known.
    stems: HashSet<String>,
}

/// An internal link with a label for its text.
#[derive(Debug)]
struct Lead<'a> {
    inline: &'a Inline,
    target: &'a str,
    label: String,
    block: usize,
    /// Whether it is the first thing in its block or line: the label of a note rather than a mark.
    leading: bool,
    raised: bool,
    bracketed: bool,
    noteref: bool,
    place: Option<Place>,
}

/// What a link leads to.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: usize,
    /// Start of the line, block or list item.
    offset: usize,
    anchor: Span,
    heading: bool,
}

impl Linked {
    /// Finds what is linked.
    pub(super) fn find(document: &Document, anchors: &Anchors<'_>) -> Self {
        if anchors.is_empty() {
            return Self::default();
        }
        let leads = leads(document, anchors);
        let mut back: HashMap<usize, Vec<Span>> = HashMap::new();
        for inline in &document.inlines {
            if let InlineKind::Link { target, .. } = &inline.kind
                && let Some(place) = anchors.place(target)
                && let Some(block) = block_near(document, inline.span.start)
            {
                back.entry(block).or_default().push(place);
            }
        }
        let mut taken: Vec<(&Lead<'_>, Place, bool)> = Vec::new();
        for lead in &leads {
            let Some(place) = lead.place else {
                continue;
            };
            if let Some(answered) = calls(document, lead, &place, &back) {
                taken.push((lead, place, answered));
            }
        }
        // Two links that lead to each other's starts: the earlier is the mark.
        let offsets: HashSet<usize> = taken.iter().map(|(_, place, _)| place.offset).collect();
        taken.retain(|(lead, place, _)| {
            !(lead.leading
                && offsets.contains(&line_start(document, lead.block, lead.inline.span.start))
                && place.offset < lead.inline.span.start)
        });
        let mut found: BTreeMap<usize, (Place, String)> = BTreeMap::new();
        for (lead, place, _) in &taken {
            found
                .entry(place.offset)
                .or_insert_with(|| (*place, lead.label.clone()));
        }
        let mut out = Self::default();
        out.starts = starts(document, anchors, &found);
        for (index, start) in out.starts.iter().enumerate() {
            out.by_block.entry(start.block).or_default().push(index);
        }
        for (lead, place, answered) in taken {
            let Ok(start) = out
                .starts
                .binary_search_by_key(&place.offset, |start| start.offset)
            else {
                continue;
            };
            out.stems.insert(stem(lead.target));
            out.calls.push(Call {
                span: lead.inline.span,
                label: lead.label.clone(),
                start,
                raised: lead.raised || lead.noteref,
                answered,
            });
        }
        out.calls
            .sort_by_key(|call| (call.span.start, call.span.end));
        out
    }

    /// Whether nothing is linked.
    pub(super) fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The label of the linked note that begins with a block.
    pub(super) fn at_block(&self, document: &Document, block: usize) -> Option<&Start> {
        let start = document.blocks[block].span.start;
        self.in_block(block).find(|note| note.offset == start)
    }

    /// The linked notes that begin in a block.
    pub(super) fn in_block(&self, block: usize) -> impl Iterator<Item = &Start> {
        self.by_block
            .get(&block)
            .into_iter()
            .flatten()
            .map(|index| &self.starts[*index])
    }

    /// Index of the linked note that begins at an offset.
    pub(super) fn at_offset(&self, offset: usize) -> Option<usize> {
        self.starts
            .binary_search_by_key(&offset, |start| start.offset)
            .ok()
    }

    /// Whether a target is of the shape of those of the notes.
    pub(super) fn is_note_like(&self, target: &str) -> bool {
        self.stems.contains(&stem(target))
    }

    /// Whether marks repeat numbers as the document wants it: several of them lead to one note, and it back to
    /// each.
    pub(super) fn repeats(&self) -> bool {
        let mut answered: HashMap<usize, usize> = HashMap::new();
        for call in self.calls.iter().filter(|call| call.answered) {
            *answered.entry(call.start).or_default() += 1;
        }
        answered.values().any(|count| *count >= 2)
    }
}

/// An id without its digits, to compare ids with.
fn stem(target: &str) -> String {
    let id = target.rsplit('#').next().unwrap_or(target);
    id.chars().filter(|c| !c.is_ascii_digit()).collect()
}

/// The block that holds an offset, its end included.
pub(super) fn block_near(document: &Document, offset: usize) -> Option<usize> {
    let next = document
        .blocks
        .partition_point(|block| block.span.end < offset);
    (next < document.blocks.len()).then_some(next)
}

/// Where the line of a block begins that holds `offset`.
fn line_start(document: &Document, block: usize, offset: usize) -> usize {
    let start = document.blocks[block].span.start;
    let before = document.text.get(start..offset).unwrap_or_default();
    before.rfind('\n').map_or(start, |at| start + at + 1)
}

/// The label that the text of a link is, brackets left out.
pub(super) fn label_of(text: &str) -> Option<String> {
    static WORDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:n|nb|fn|en|note|notes|ref|footnote|endnote)\.?\s?\d{1,4}$")
            .expect("a fixed pattern")
    });
    let text = text.trim().trim_matches(|c: char| {
        matches!(c, '[' | ']' | '(' | ')' | '{' | '}') || c.is_whitespace()
    });
    let text = text.strip_suffix(['.', ':', ',']).unwrap_or(text);
    if text.is_empty() || text.chars().count() > LONGEST {
        return None;
    }
    let plain: String = text
        .chars()
        .map(|c| {
            labels::superscript_digit(c)
                .and_then(|digit| char::from_digit(digit, 10))
                .unwrap_or(c)
        })
        .collect();
    let letter = plain.len() == 1 && plain.bytes().all(|byte| byte.is_ascii_alphabetic());
    let symbol = plain.chars().all(|c| labels::SYMBOLS.contains(&c)) && plain.chars().count() <= 4;
    let lettered = plain.len() <= 4
        && plain.bytes().any(|byte| byte.is_ascii_digit())
        && plain.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && plain.bytes().filter(u8::is_ascii_alphabetic).count() <= 2;
    (labels::number_of(&plain).is_some()
        || letter
        || symbol
        || lettered
        || labels::roman(&plain).is_some()
        || WORDED.is_match(&plain))
    .then_some(plain)
}

/// All internal links whose text is a label.
fn leads<'a>(document: &'a Document, anchors: &Anchors<'_>) -> Vec<Lead<'a>> {
    let mut out = Vec::new();
    for inline in &document.inlines {
        let InlineKind::Link { target, .. } = &inline.kind else {
            continue;
        };
        if inline.span.is_empty() || inline.span.len() > 64 || !anchors.is_internal(target) {
            continue;
        }
        let (Some(label), Some(block)) = (
            label_of(inline.span.of(&document.text)),
            document.block_at(inline.span.start),
        ) else {
            continue;
        };
        let holder = &document.blocks[block];
        let mut raised = false;
        let mut noteref = false;
        for other in around(document, holder, inline.span) {
            let touches = other.span.covers(inline.span) || inline.span.covers(other.span);
            raised |= touches && matches!(other.kind, InlineKind::Superscript);
            noteref |= touches && matches!(other.kind, InlineKind::NoteRef { note: None });
        }
        let line = line_start(document, block, inline.span.start);
        let before = &document.text[line..inline.span.start];
        let text = inline.span.of(&document.text);
        out.push(Lead {
            inline,
            target,
            label,
            block,
            leading: before
                .chars()
                .all(|c| c.is_whitespace() || matches!(c, '[' | '(' | '^' | '↑')),
            raised: raised || text.chars().any(|c| labels::superscript_digit(c).is_some()),
            bracketed: text.trim_start().starts_with('[') || before.ends_with('['),
            noteref,
            place: anchors
                .place(target)
                .and_then(|anchor| place(document, anchor)),
        });
    }
    out
}

/// The runs near a link: those that begin up to a few characters before it.
fn around<'a>(
    document: &'a Document,
    block: &Block,
    span: Span,
) -> impl Iterator<Item = &'a Inline> {
    let from = span.start.saturating_sub(24).max(block.span.start);
    let first = document
        .inlines
        .partition_point(|inline| inline.span.start < from);
    document.inlines[first..]
        .iter()
        .take_while(move |inline| inline.span.start < span.end)
}

/// What an anchor names: the line, block or list item that begins there.
fn place(document: &Document, anchor: Span) -> Option<Place> {
    let block = block_near(document, anchor.start)?;
    let holder = &document.blocks[block];
    let line = line_start(document, block, anchor.start.max(holder.span.start));
    let before = document
        .text
        .get(line..anchor.start)
        .unwrap_or_default()
        .trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, '[' | '(' | ']' | ')' | '.' | '^')
        });
    let opens = before.is_empty() || (before.len() <= 8 && label_of(before).is_some());
    let heading = matches!(holder.kind, BlockKind::Heading { .. });
    let (block, offset) = if opens && line > holder.span.start {
        (block, line)
    } else {
        let first = item_start(document, block);
        if !opens && holder.item.is_none() {
            // Amid a paragraph: a mark, unless the paragraph turns out to begin with its label.
            return Some(Place {
                block,
                offset: holder.span.start,
                anchor,
                heading: heading || !labeled(document, holder.span),
            });
        }
        (first, document.blocks[first].span.start)
    };
    Some(Place {
        block,
        offset,
        anchor,
        heading,
    })
}

/// Whether a stretch of text begins with a label.
fn labeled(document: &Document, span: Span) -> bool {
    super::notes::label_in(document, span).is_some()
}

/// The first block of the list item that a block belongs to.
fn item_start(document: &Document, block: usize) -> usize {
    let Some(item) = document.blocks[block].item else {
        return block;
    };
    let mut at = block;
    for _ in 0..REACH {
        let own = document.blocks[at]
            .item
            .is_some_and(|other| other.list == item.list && other.first);
        if own {
            return at;
        }
        match at.checked_sub(1) {
            Some(before) if document.blocks[before].item.is_some() => at = before,
            _ => return block,
        }
    }
    block
}

/// Whether a link calls the note it leads to, and if so, whether the note leads back to it.
fn calls(
    document: &Document,
    lead: &Lead<'_>,
    place: &Place,
    back: &HashMap<usize, Vec<Span>>,
) -> Option<bool> {
    let span = lead.inline.span;
    if place.heading
        || (place.block == lead.block
            && place.offset <= span.start
            && span.start <= place.anchor.end.max(place.offset))
    {
        return None;
    }
    let answered = answers(document, lead, place, back);
    let same = printed(document, place).is_some_and(|label| same_label(&label.text, &lead.label));
    let holder = &document.blocks[lead.block];
    // A label that leads back stands before its note; nothing else is as far in front.
    if lead.leading && !lead.noteref {
        let alone = holder.span.len() <= span.len() + 4;
        let forward = place.offset > span.start;
        if !(forward && answered && (same || alone || lead.raised)) {
            return None;
        }
    }
    let cited = cross_reference(document, holder, span);
    if cited && !lead.noteref && !lead.raised {
        return None;
    }
    let glued = document.text[holder.span.start..span.start]
        .chars()
        .next_back()
        .is_some_and(|c| !c.is_whitespace() || c == '\u{a0}');
    let plain_number = labels::number_of(&lead.label).is_some();
    let shaped = lead.raised || lead.bracketed;
    let yes = lead.noteref
        || answered && (shaped || glued || same)
        || same && (shaped || glued)
        || lead.raised
            && (plain_number || !lead.label.bytes().any(|byte| byte.is_ascii_alphabetic()));
    yes.then_some(answered)
}

/// Whether the note at `place` has a link to the place where the call stands.
fn answers(
    document: &Document,
    lead: &Lead<'_>,
    place: &Place,
    back: &HashMap<usize, Vec<Span>>,
) -> bool {
    let span = lead.inline.span;
    let holder = &document.blocks[lead.block];
    let until = note_end(document, place);
    (place.block..document.blocks.len())
        .take(REACH)
        .take_while(|block| *block == place.block || document.blocks[*block].span.start < until)
        .filter_map(|block| back.get(&block))
        .flatten()
        .any(|to| {
            let near = to.start + 40 >= span.start && to.start <= span.end + 8;
            let whole = to.start == holder.span.start && to.end >= span.end;
            (near && to.start >= holder.span.start) || whole
        })
}

/// Where the element ends that the note at `place` stands in.
fn note_end(document: &Document, place: &Place) -> usize {
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
fn printed(document: &Document, place: &Place) -> Option<Label> {
    let block = &document.blocks[place.block];
    let line_end = document.text[place.offset..block.span.end]
        .find('\n')
        .map_or(block.span.end, |at| place.offset + at);
    let line = Span::new(place.offset, line_end);
    let written = linked_label(document, line).or_else(|| super::notes::label_in(document, line));
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

/// A label at the start of a line that is a link itself, the way back.
fn linked_label(document: &Document, line: Span) -> Option<Label> {
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

fn same_label(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether words like “see note” stand before a link.
fn cross_reference(document: &Document, block: &Block, span: Span) -> bool {
    let before = document.text[block.span.start..span.start].trim_end_matches(['[', '(']);
    if !before.ends_with([' ', '\u{a0}']) {
        return false;
    }
    let word = before
        .trim_end()
        .rsplit(|c: char| c.is_whitespace() || c == '(')
        .next()
        .unwrap_or_default()
        .trim_end_matches(['.', ','])
        .to_lowercase();
    matches!(
        word.as_str(),
        "note"
            | "notes"
            | "n"
            | "nn"
            | "footnote"
            | "footnotes"
            | "endnote"
            | "endnotes"
            | "fn"
            | "see"
            | "supra"
            | "infra"
            | "anm"
            | "fußnote"
            | "fn."
            | "nota"
            | "chapter"
            | "section"
            | "figure"
            | "table"
            | "page"
            | "p"
            | "pp"
            | "kapitel"
            | "seite"
            | "abbildung"
            | "tabelle"
            | "fig"
            | "tab"
            | "part"
            | "appendix"
    )
}

/// The notes at the places that are called, with those of their lists that nobody calls.
fn starts(
    document: &Document,
    anchors: &Anchors<'_>,
    found: &BTreeMap<usize, (Place, String)>,
) -> Vec<Start> {
    let _ = anchors;
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
    out
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

/// Where the text of a note begins, ways back at its start put aside.
pub(super) fn after_backlinks(document: &Document, span: Span) -> usize {
    let text = &document.text;
    let mut committed = span.start;
    let mut at = span.start;
    while at < span.end {
        let rest = &text[at..span.end];
        let skipped = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || matches!(c, '^' | '↑' | '↩' | ',')
                })
                .len();
        let arrows = rest[..skipped].contains(['^', '↑', '↩']);
        at += skipped;
        if arrows {
            committed = at;
        }
        let first = document
            .inlines
            .partition_point(|inline| inline.span.start < at);
        let link = document.inlines[first..]
            .iter()
            .take_while(|inline| inline.span.start == at)
            .find(|inline| {
                is_way(inline) && inline.span.end <= span.end && inline.span.len() <= 24
            });
        let Some(link) = link.filter(|link| {
            label_of(link.span.of(text)).is_some() || is_number_path(link.span.of(text))
        }) else {
            break;
        };
        at = link.span.end;
        committed = at;
    }
    let rest = &text[committed..span.end];
    committed + rest.len() - rest.trim_start().len()
}

/// `1.0`, `1.1`: how one way back among several is called.
fn is_number_path(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= 5
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

fn is_way(inline: &Inline) -> bool {
    matches!(&inline.kind, InlineKind::Link { target, .. } if target.contains('#') && !target.contains("://"))
        && !inline.span.is_empty()
}

/// Where the text of a note ends, ways back at its end put aside.
pub(super) fn before_backlinks(document: &Document, span: Span) -> usize {
    let text = &document.text;
    let mut end = span.end;
    for _ in 0..REACH {
        let trimmed = span.start + text[span.start..end].trim_end().len();
        let rest = text[span.start..trimmed].trim_end_matches([']', ')', '.', ',']);
        let bare = span.start + rest.len();
        let first = document
            .inlines
            .partition_point(|inline| inline.span.start < bare.saturating_sub(32));
        let link = document.inlines[first..]
            .iter()
            .take_while(|inline| inline.span.start < bare)
            .find(|inline| {
                is_way(inline) && inline.span.end == bare && inline.span.start > span.start
            });
        let Some(link) = link.filter(|link| is_return(link.span.of(text))) else {
            return trimmed.min(end);
        };
        end = span.start
            + text[span.start..link.span.start]
                .trim_end()
                .trim_end_matches(['[', '(', ','])
                .trim_end()
                .len();
    }
    end
}

/// Whether the text of a link says “back”.
fn is_return(text: &str) -> bool {
    let words = text
        .trim()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    matches!(
        words.as_str(),
        "" | "back"
            | "return"
            | "top"
            | "up"
            | "return to text"
            | "back to text"
            | "go back"
            | "jump up"
            | "back to main text"
            | "return to main text"
            | "zurück"
            | "zurück zum text"
            | "retour"
            | "volver"
            | "back to article"
            | "return to article"
            | "back to content"
            | "back to reference"
            | "return to reference"
    ) || (words.len() == 1 && words.bytes().all(|byte| byte.is_ascii_lowercase()))
}
