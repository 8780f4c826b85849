//! The sentence a mark supports: found over page breaks, with every mark in it shown as `[n]`.

use super::marks::Candidate;
use crate::{
    document::{Block, BlockKind, Document},
    span::Span,
};

/// Abbreviations after which a stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "sen", "rep", "gen", "col", "lt", "capt", "gov", "hon",
    "rev", "jr", "sr", "vs", "v", "etc", "al", "ed", "eds", "vol", "no", "nos", "p", "pp", "fig",
    "figs", "cf", "ca", "approx", "dept", "inc", "ltd", "co", "corp", "jan", "feb", "mar", "apr",
    "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "e.g", "i.e", "u.s", "u.k", "u.n",
    "a.m", "p.m", "ph.d", "z.b", "d.h", "u.a", "bzw", "vgl", "nr", "bd", "hrsg", "art", "abs", "г",
    "гг", "т.е", "т.д", "им", "св", "mme", "mlle", "m", "sr", "sra", "núm", "págs",
];

/// How much of a sentence is kept on either side of its mark, in bytes: more is no sentence.
const LONGEST: usize = 600;

/// Sentences of the marks, in their order: text and range.
pub(super) fn of_marks(document: &Document, marks: &[Candidate]) -> Vec<(String, Span)> {
    let mut out = Vec::with_capacity(marks.len());
    let mut flow: Option<(usize, Flow)> = None;
    for mark in marks {
        let Some(index) = document.block_at(mark.span.start) else {
            out.push((String::new(), mark.span));
            continue;
        };
        let first = first_of_flow(document, index);
        if flow.as_ref().is_none_or(|(start, _)| *start != first) {
            flow = Some((first, Flow::new(document, first, marks)));
        }
        out.push(match &flow {
            Some((_, flow)) => flow.sentence(mark),
            None => (String::new(), mark.span),
        });
    }
    out
}

/// Text of one paragraph, or of several that a page break parted.
#[derive(Debug)]
struct Flow {
    text: String,
    /// Offset in `text` and in the document, for each piece.
    pieces: Vec<(usize, Span)>,
    /// Starts of sentences in `text`.
    starts: Vec<usize>,
}

/// The block in which the paragraph of block `index` begins.
fn first_of_flow(document: &Document, index: usize) -> usize {
    let mut first = index;
    while first > 0 && index - first < 4 && goes_on(document, first - 1, first) {
        first -= 1;
    }
    first
}

/// Whether the second block continues the first: no stop, and no new beginning.
fn goes_on(document: &Document, first: usize, second: usize) -> bool {
    let (a, b) = (&document.blocks[first], &document.blocks[second]);
    let prose = |block: &Block| block.kind == BlockKind::Paragraph && block.item.is_none();
    if !prose(a) || !prose(b) || a.note != b.note || a.quoted != b.quoted {
        return false;
    }
    let head = a.span.of(&document.text).trim_end();
    let tail = b.span.of(&document.text).trim_start();
    let stopped = head
        .trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '”' | '"' | '’' | ')' | ']'))
        .ends_with(['.', '!', '?', ':', '。']);
    !stopped && tail.starts_with(|c: char| c.is_lowercase() || c.is_ascii_digit())
        || head.ends_with([',', '-', '–']) && !tail.starts_with(['•', '*'])
}

impl Flow {
    fn new(document: &Document, first: usize, marks: &[Candidate]) -> Self {
        let mut last = first;
        while last + 1 < document.blocks.len()
            && last - first < 4
            && goes_on(document, last, last + 1)
        {
            last += 1;
        }
        let mut flow = Self {
            text: String::new(),
            pieces: Vec::new(),
            starts: Vec::new(),
        };
        for block in &document.blocks[first..=last] {
            if !flow.text.is_empty() {
                flow.text.push(' ');
            }
            let from = marks.partition_point(|mark| mark.span.start < block.span.start);
            let mut at = block.span.start;
            for mark in marks[from..]
                .iter()
                .take_while(|mark| mark.span.end <= block.span.end)
            {
                flow.piece(document, Span::new(at, mark.span.start));
                flow.pieces.push((flow.text.len(), mark.span));
                flow.text.push('[');
                flow.text.push_str(&mark.labels.join(","));
                flow.text.push(']');
                at = mark.span.end;
            }
            flow.piece(document, Span::new(at, block.span.end));
        }
        flow.starts = starts(&flow.text);
        flow
    }

    fn piece(&mut self, document: &Document, span: Span) {
        if span.is_empty() {
            return;
        }
        self.pieces.push((self.text.len(), span));
        // One byte for one byte, so that offsets stay.
        self.text.extend(span.of(&document.text).chars().map(|c| {
            if matches!(c, '\n' | '\r' | '\t') {
                ' '
            } else {
                c
            }
        }));
    }

    fn sentence(&self, mark: &Candidate) -> (String, Span) {
        let piece = self
            .pieces
            .partition_point(|(_, span)| span.start < mark.span.start);
        let at = self.pieces.get(piece).map_or(0, |(at, _)| *at);
        let after = self.starts.partition_point(|start| *start <= at);
        let start = after.checked_sub(1).map_or(0, |i| self.starts[i]);
        let end = self.starts.get(after).copied().unwrap_or(self.text.len());
        let start = boundary(&self.text, start.max(at.saturating_sub(LONGEST)));
        let end = boundary(&self.text, end.min(at + LONGEST));
        let text = self.text[start..end].trim();
        let from = self.to_document(start, false);
        let to = self.to_document(end, true).max(from);
        (
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            Span::new(from, to),
        )
    }

    fn to_document(&self, at: usize, end: bool) -> usize {
        let next = self
            .pieces
            .partition_point(|(start, _)| if end { *start < at } else { *start <= at });
        let Some((start, span)) = next.checked_sub(1).and_then(|i| self.pieces.get(i)) else {
            return 0;
        };
        (span.start + (at - start)).min(span.end)
    }
}

fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Offsets at which sentences begin. Marks right after a stop belong to the sentence it ends.
pub(super) fn starts(text: &str) -> Vec<usize> {
    let mut out = vec![0];
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '।') {
            continue;
        }
        let mut end = at + c.len_utf8();
        let mut rest = &text[end..];
        loop {
            let closing =
                rest.trim_start_matches(['”', '"', '’', '\'', '»', ')', ']', '“', '.', '!', '?']);
            let mut trimmed = closing;
            if let Some(close) = trimmed.strip_prefix('[').and_then(|inner| {
                let close = inner.find(']')?;
                inner[..close]
                    .chars()
                    .all(|c| c.is_alphanumeric() || matches!(c, ',' | '-' | '*' | '†' | '‡'))
                    .then_some(close + 2)
            }) {
                trimmed = &trimmed[close..];
            }
            if trimmed.len() == rest.len() {
                break;
            }
            rest = trimmed;
        }
        end = text.len() - rest.len();
        let wide = matches!(c, '。' | '！' | '？');
        let body = rest.trim_start();
        let Some(next) = body.chars().next() else {
            break;
        };
        if !wide && body.len() == rest.len() {
            continue;
        }
        let begins = next.is_uppercase()
            || next.is_ascii_digit()
            || matches!(
                next,
                '“' | '"' | '‘' | '«' | '„' | '(' | '[' | '*' | '—' | '¿' | '¡'
            )
            || (next.is_alphabetic() && !next.is_lowercase());
        let marked = end > at + c.len_utf8() && text[at..end].contains('[');
        if !begins || (c == '.' && !marked && abbreviated(&text[..at])) {
            continue;
        }
        let start = text.len() - body.len();
        out.push(start);
        while chars.peek().is_some_and(|(at, _)| *at < start) {
            chars.next();
        }
    }
    out
}

fn abbreviated(before: &str) -> bool {
    let word = before
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"'))
        .next()
        .unwrap_or_default();
    let lower = word.to_lowercase();
    let initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    let dotted = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2);
    initial || dotted || ABBREVIATIONS.contains(&lower.as_str())
}

#[cfg(test)]
mod tests {
    use super::starts;

    #[test]
    fn sentences_end_at_stops_but_not_after_abbreviations() {
        for (text, count) in [
            ("One. Two.", 2),
            ("He met Gen. Smith. Then he left.", 2),
            ("The U.S. Army came.[3] It left.", 2),
            ("It grew by 3.5 percent. No. 4 did not.", 2),
            ("“Is it so?” she asked.", 1),
            ("A claim.”[12] Another.[13,14] Third", 3),
            ("这是一句。这是另一句。", 2),
            ("J. M. Keynes wrote. All read.", 2),
        ] {
            assert_eq!(starts(text).len(), count, "{text}: {:?}", starts(text));
        }
    }
}
