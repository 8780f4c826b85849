//! Which links call a note: by what they look like, what they lead to, and whether it leads back.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::LazyLock,
};

use regex::Regex;

use super::{
    Call, Linked, REACH,
    starts::{note_end, printed, starts},
    stem,
};
use crate::{
    citations::{anchors::Anchors, labels, notes},
    document::{Block, BlockKind, Document, Inline, InlineKind},
    span::Span,
};

/// Longest text of a link that can be a label, in characters.
const LONGEST: usize = 10;

/// An internal link with a label for its text.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a separate observation; `calls` weighs them"
)]
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
pub(super) struct Place {
    pub(super) block: usize,
    /// Start of the line, block or list item.
    pub(super) offset: usize,
    pub(super) anchor: Span,
    pub(super) heading: bool,
}

impl Linked {
    /// Finds what is linked.
    pub(in crate::citations) fn find(document: &Document, anchors: &Anchors<'_>) -> Self {
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
        let mut out = Self {
            starts: starts(document, &found),
            ..Self::default()
        };
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
}

/// The block that holds an offset, its end included.
fn block_near(document: &Document, offset: usize) -> Option<usize> {
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
pub(in crate::citations) fn label_of(text: &str) -> Option<String> {
    static WORDED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(?i:n|nb|fn|en|note|notes|ref|footnote|endnote)\.?\s?\d{1,4}$")
            .expect("a fixed pattern")
    });
    let text = text.trim().trim_matches(|c: char| {
        matches!(c, '[' | ']' | '(' | ')' | '{' | '}') || c.is_whitespace()
    });
    // Converters draw the way back before the number: `[←3]`.
    let text = text.trim_start_matches(['←', '↑', '↩', '\u{fe0e}']);
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
    notes::label_in(document, span).is_some()
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

pub(super) fn same_label(a: &str, b: &str) -> bool {
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
