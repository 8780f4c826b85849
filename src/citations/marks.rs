//! Where marks stand in the text, and what only looks like one: ordinals, exponents, units, formulas,
//! years in brackets, insertions in quotations, table cells.

use std::{collections::HashSet, sync::LazyLock};

use regex::Regex;

use super::{
    Citations, Excess, MarkContext, MarkStyle,
    anchors::Anchors,
    covered::Covered,
    labels::{self, LabelStyle},
    linked::{self, Led, Linked},
    notes::{Entry, Region},
};
use crate::{
    document::{Block, BlockKind, Document, InlineKind, Origin},
    span::Span,
};

/// Most that looks like a mark: some of it may be found to be none.
const MOST: usize = 2 * Citations::MAX_MARKS;

/// A mark before it has a chapter and a note.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) labels: Vec<String>,
    pub(super) style: MarkStyle,
    pub(super) span: Span,
    pub(super) origin: Origin,
    pub(super) context: MarkContext,
    /// Native note it refers to.
    pub(super) native: Option<usize>,
    /// Could as well be an exponent or the like: taken only where the numbering wants it.
    pub(super) doubtful: bool,
    /// For each label, the linked note it leads to.
    pub(super) linked: Vec<Option<usize>>,
}

/// All that looks like a mark, in reading order. Text of the notes in `regions` is left out.
pub(super) fn candidates(
    document: &Document,
    regions: &[Region],
    anchors: &Anchors<'_>,
    linked: &Linked,
) -> Result<Vec<Candidate>, Excess> {
    let taken: Vec<Span> = note_spans(regions);
    let in_note = |span: Span| {
        let next = taken.partition_point(|note| note.end <= span.start);
        taken.get(next).is_some_and(|note| note.overlaps(span))
    };
    let known: HashSet<&str> = regions
        .iter()
        .flat_map(|region| &region.groups)
        .flat_map(|group| &group.entries)
        .map(|entry| entry.label.as_str())
        .collect();
    let mut out = Vec::new();
    for block in &document.blocks {
        if block.kind == BlockKind::Code {
            continue;
        }
        raised(document, block, &known, &mut out);
        if anchors.is_empty() {
            led(document, block, &mut out);
        }
        unicode(document, block, &mut out);
        bracketed(document, block, &known, &mut out);
        if out.len() > MOST {
            return Err(Excess::Marks);
        }
    }
    let with_links = Led {
        document,
        anchors,
        linked,
    };
    with_links.join(&mut out, &in_note);
    out.retain(|mark: &Candidate| {
        !in_note(mark.span)
            || mark.style == MarkStyle::Native
            || mark.linked.iter().any(Option::is_some)
    });
    out.sort_by_key(|mark| (mark.span.start, mark.span.end));
    out.dedup_by(|b, a| a.span.overlaps(b.span));
    choose_styles(&mut out, regions);
    Ok(out)
}

/// The text of all notes, ordered.
pub(super) fn note_spans(regions: &[Region]) -> Vec<Span> {
    let mut out: Vec<Span> = regions
        .iter()
        .flat_map(|region| &region.groups)
        .flat_map(|group| &group.entries)
        .filter(|entry| entry.native.is_none())
        .map(|entry| entry.whole)
        .collect();
    out.sort();
    out
}

pub(super) fn context_of(block: &Block) -> MarkContext {
    if block.note.is_some() {
        return MarkContext::Note;
    }
    match block.kind {
        BlockKind::Heading { .. } => MarkContext::Heading,
        BlockKind::Cell => MarkContext::Table,
        BlockKind::Caption => MarkContext::Caption,
        _ if block.quoted => MarkContext::Quotation,
        _ => MarkContext::Prose,
    }
}

/// Native references and superscripts.
fn raised(document: &Document, block: &Block, known: &HashSet<&str>, out: &mut Vec<Candidate>) {
    for inline in document.inlines_in(block.span) {
        if out.len() > MOST {
            return;
        }
        let text = inline.span.of(&document.text);
        let base = Candidate {
            labels: vec![bare_label(text).to_owned()],
            style: MarkStyle::Native,
            span: inline.span,
            origin: inline.origin,
            context: context_of(block),
            native: None,
            linked: Vec::new(),
            doubtful: false,
        };
        match &inline.kind {
            InlineKind::NoteRef { note } => {
                // Where the format leaves it to a link which note is meant, the link tells, or else the number.
                let link = note.is_none() && linked::link_at(document, inline.span).is_some();
                out.push(Candidate {
                    native: *note,
                    style: if link {
                        MarkStyle::Superscript
                    } else {
                        MarkStyle::Native
                    },
                    ..base
                });
            }
            InlineKind::Superscript => {
                let labels = labels::split(text);
                if labels.is_empty() {
                    continue;
                }
                let numeric = labels
                    .iter()
                    .all(|label| labels::number_of(label).is_some());
                // A raised letter or symbol is a mark only where a note has it.
                if !numeric && !labels.iter().all(|label| known.contains(label.as_str())) {
                    continue;
                }
                if ordinal(document, inline.span) {
                    continue;
                }
                out.push(Candidate {
                    doubtful: exponent(document, block, inline.span)
                        || (isotope(document, inline.span) && !known.contains(text)),
                    style: if numeric {
                        MarkStyle::Superscript
                    } else {
                        MarkStyle::Symbol
                    },
                    labels,
                    ..base
                });
            }
            _ => {}
        }
    }
}

/// Numbers that are links to a place in a document whose places are not known.
fn led(document: &Document, block: &Block, out: &mut Vec<Candidate>) {
    for inline in document.inlines_in(block.span) {
        let InlineKind::Link { target, .. } = &inline.kind else {
            continue;
        };
        let text = inline.span.of(&document.text);
        let labels = labels::split(text);
        let plain = labels.len() == 1 && labels::number_of(&labels[0]).is_some();
        let raised = document
            .inlines_in(inline.span)
            .any(|inner| matches!(inner.kind, InlineKind::Superscript));
        if target.starts_with('#') && plain && !raised && !text.contains('[') {
            out.push(Candidate {
                labels,
                style: MarkStyle::Superscript,
                span: inline.span,
                origin: inline.origin,
                context: context_of(block),
                native: None,
                linked: Vec::new(),
                doubtful: false,
            });
        }
    }
}

/// The label of `[^x]` where the format left its brackets in the text.
fn bare_label(text: &str) -> &str {
    text.strip_prefix("[^")
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text)
}

/// `1<sup>st</sup>` and the like are no labels; `3<sup>e</sup>` is one letter after a digit.
fn ordinal(document: &Document, span: Span) -> bool {
    let text = span.of(&document.text);
    let before = document.text[..span.start].chars().next_back();
    text.chars().all(char::is_alphabetic)
        && before.is_some_and(|c| c.is_ascii_digit() || c.is_alphabetic())
}

/// Units that take 2 or 3 as an exponent.
const UNITS: &[&str] = &[
    "m", "km", "cm", "mm", "dm", "ft", "in", "yd", "mi", "mile", "miles", "s", "sec", "sq", "hm",
    "nm", "µm", "м", "км", "см", "x", "y", "n", "r", "e", "E", "mc", "R", "χ", "a", "b", "c",
];

/// Whether a raised number may be an exponent, an isotope or part of a formula.
fn exponent(document: &Document, block: &Block, span: Span) -> bool {
    let text = &document.text;
    let before = &text[block.span.start..span.start];
    let Some(last) = before.chars().next_back() else {
        return true;
    };
    let word: String = {
        let mut letters: Vec<char> = before
            .chars()
            .rev()
            .take_while(|c| c.is_alphabetic())
            .take(6)
            .collect();
        letters.reverse();
        letters.into_iter().collect()
    };
    let label = span.of(text);
    if UNITS.contains(&word.as_str()) && matches!(label.trim(), "2" | "3" | "-1" | "-2" | "−1") {
        return true;
    }
    if last.is_ascii_digit() {
        let digits: Vec<char> = before
            .chars()
            .rev()
            .take_while(|c| c.is_ascii_digit() || matches!(c, ',' | '.'))
            // Longer than any number that is asked for.
            .take(4)
            .collect();
        let number: String = digits.into_iter().rev().collect();
        // After a year or a figure with separators a mark is usual; 10⁶ and 2³ are powers.
        return number == "10" || number == "2" || number.len() == 1;
    }
    false
}

/// Whether a raised number follows what may be the symbol of an element (`U<sup>235</sup>`).
fn isotope(document: &Document, span: Span) -> bool {
    let mut before = document.text[..span.start].chars().rev();
    let (last, second) = (before.next(), before.next());
    let third = before.next();
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    match (last, second) {
        (Some(last), second) if last.is_uppercase() => apart(second),
        (Some(last), Some(second)) => last.is_lowercase() && second.is_uppercase() && apart(third),
        _ => false,
    }
}

/// Runs of Unicode superscript digits.
fn unicode(document: &Document, block: &Block, out: &mut Vec<Candidate>) {
    let text = block.span.of(&document.text);
    if !text.chars().any(|c| labels::superscript_digit(c).is_some()) {
        return;
    }
    let raised = runs_of(document, block, |kind| {
        matches!(kind, InlineKind::Code | InlineKind::Superscript)
    });
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if labels::superscript_digit(c).is_none() {
            continue;
        }
        let mut end = at + c.len_utf8();
        let mut plain = String::new();
        let mut next = Some(c);
        while let Some(c) = next {
            if let Some(digit) = labels::superscript_digit(c) {
                plain.push_str(&digit.to_string());
            } else {
                // Between raised digits a comma or dash stands for several labels: ³,⁴ and ³⁻⁵.
                plain.push(if c == '⁻' { '–' } else { c });
            }
            next = match chars.peek() {
                Some((at, c)) if labels::superscript_digit(*c).is_some() => {
                    end = at + c.len_utf8();
                    Some(*c)
                }
                Some((at, c))
                    if matches!(c, ',' | '⁻' | '⁾' | '–' | '\u{2019}')
                        && text[at + c.len_utf8()..]
                            .chars()
                            .next()
                            .is_some_and(|c| labels::superscript_digit(c).is_some()) =>
                {
                    end = at + c.len_utf8();
                    Some(*c)
                }
                _ => None,
            };
            if next.is_some() {
                chars.next();
            }
        }
        let labels = labels::split(&plain);
        let span = Span::new(block.span.start + at, block.span.start + end);
        let Some(origin) = document.origin(span) else {
            continue;
        };
        if labels.is_empty() || raised.hold(span) {
            continue;
        }
        if out.len() > MOST {
            return;
        }
        out.push(Candidate {
            labels,
            style: MarkStyle::Unicode,
            span,
            origin,
            context: context_of(block),
            native: None,
            linked: Vec::new(),
            doubtful: exponent_unicode(document, block, span),
        });
    }
}

fn exponent_unicode(document: &Document, block: &Block, span: Span) -> bool {
    let before = &document.text[block.span.start..span.start];
    let text = span.of(&document.text);
    let small = matches!(text, "²" | "³");
    exponent(document, block, span)
        || (small
            && UNITS.contains(
                &before
                    .rsplit(|c: char| !c.is_alphabetic())
                    .next()
                    .unwrap_or_default(),
            ))
        || before.ends_with("10")
}

/// `[12]`, `[3, 4]`, `[5–7]`.
fn bracketed(document: &Document, block: &Block, known: &HashSet<&str>, out: &mut Vec<Candidate>) {
    static BRACKET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\[(\d{1,4}(?:\s?[,;–-]\s?\d{1,4}){0,12})\]").expect("a fixed pattern")
    });
    let text = block.span.of(&document.text);
    if !text.contains('[') {
        return;
    }
    let hidden = runs_of(document, block, |kind| {
        matches!(
            kind,
            InlineKind::Code | InlineKind::NoteRef { .. } | InlineKind::Superscript
        )
    });
    for groups in BRACKET.captures_iter(text) {
        let (Some(whole), Some(inner)) = (groups.get(0), groups.get(1)) else {
            continue;
        };
        let span = Span::new(
            block.span.start + whole.start(),
            block.span.start + whole.end(),
        );
        let labels = labels::split(inner.as_str());
        if labels.is_empty() {
            continue;
        }
        let found = labels.iter().any(|label| known.contains(label.as_str()));
        let number = labels::number_of(&labels[0]).unwrap_or(0);
        // A year in brackets, a zero and an index into code are no marks unless a note says so.
        let year = (1400..=2199).contains(&number);
        let indexed = text[..whole.start()].ends_with(['_', ']', '$'])
            || text[whole.end()..].starts_with(['(', '_', '=']);
        if !found && (year || number == 0 || indexed) {
            continue;
        }
        // `\[3\]` in Markdown is a bracket that the writer took out of the markup: still a mark.
        let Some(origin) = document.origin(span) else {
            continue;
        };
        // In `<sup>[3]</sup>` the superscript is the mark.
        if hidden.overlap(span) {
            continue;
        }
        if out.len() > MOST {
            return;
        }
        out.push(Candidate {
            labels,
            style: MarkStyle::Bracket,
            span,
            origin,
            context: context_of(block),
            native: None,
            linked: Vec::new(),
            doubtful: false,
        });
    }
}

/// The runs of a block that are of some kinds.
fn runs_of(document: &Document, block: &Block, of: fn(&InlineKind) -> bool) -> Covered {
    let runs = document
        .inlines_in(block.span)
        .filter(|inline| of(&inline.kind));
    Covered::new(runs.map(|inline| inline.span))
}

/// A document marks its notes in one way, two at most: a handful of brackets among many superscripts are
/// quotations of other people's notes.
fn choose_styles(marks: &mut Vec<Candidate>, regions: &[Region]) {
    let count = |style: MarkStyle| {
        marks
            .iter()
            .filter(|mark| mark.style == style && !mark.doubtful)
            .count()
    };
    let brackets = count(MarkStyle::Bracket);
    let typed = count(MarkStyle::Superscript) + count(MarkStyle::Unicode);
    let native = count(MarkStyle::Native);
    let entries: Vec<&Entry> = regions
        .iter()
        .flat_map(|region| &region.groups)
        .flat_map(|group| &group.entries)
        .collect();
    let bracket_notes = entries
        .iter()
        .any(|entry| entry.style == LabelStyle::Bracket);
    let led = |mark: &Candidate| mark.linked.iter().any(Option::is_some);
    if typed > 0 && brackets * 5 < typed && !bracket_notes {
        marks.retain(|mark| mark.style != MarkStyle::Bracket || led(mark));
    } else if brackets > 0 && entries.is_empty() {
        // Without any note, brackets are marks only if they run like marks: 1, 2, 3 …
        let numbers: Vec<u32> = marks
            .iter()
            .filter(|mark| mark.style == MarkStyle::Bracket)
            .filter_map(|mark| labels::number_of(&mark.labels[0]))
            .collect();
        let rising = numbers
            .windows(2)
            .filter(|pair| pair[1] == pair[0] + 1)
            .count();
        if native > 0 || numbers.first() != Some(&1) || rising * 2 < numbers.len().saturating_sub(1)
        {
            marks.retain(|mark| mark.style != MarkStyle::Bracket);
        }
    }
}
