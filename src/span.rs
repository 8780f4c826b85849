//! Byte ranges of a text, and the lines and columns they stand on.
//! Knows nothing of documents: see [`crate::document`] for places in the user's file.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes in a text.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset just after the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`; `end` is raised to `start` where it is smaller.
    pub fn new(start: usize, end: usize) -> Self {
        Self {
            start,
            end: end.max(start),
        }
    }

    /// An empty range at `at`.
    pub fn at(at: usize) -> Self {
        Self { start: at, end: at }
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the range holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `offset` lies inside the range.
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether `other` lies wholly inside the range.
    pub fn covers(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two ranges share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that covers both.
    #[must_use]
    pub fn join(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The text in the range; empty where the range does not fit the text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A one-based line and column; columns count Unicode scalar values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// One-based line.
    pub line: usize,
    /// One-based column.
    pub column: usize,
}

/// The offsets at which the lines of a text begin.
///
/// A line ends with `\n`, `\r\n` or a lone `\r`, as editors count them.
#[derive(Debug, Clone, Default)]
pub struct LineIndex {
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STEP`]: the XML of a package stands on one line
    /// of many megabytes.
    steps: Vec<usize>,
}

/// Bytes after which the characters so far are noted.
const STEP: usize = 256;

/// How many characters begin in `bytes`.
fn beginnings(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xC0 != 0x80).count()
}

impl LineIndex {
    /// Finds the lines of `text`.
    pub fn new(text: &str) -> Self {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (i, byte) in bytes.iter().enumerate() {
            if *byte == b'\n' || (*byte == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
                starts.push(i + 1);
            }
        }
        let mut steps = vec![0];
        let mut seen = 0;
        for step in bytes.chunks(STEP) {
            seen += beginnings(step);
            steps.push(seen);
        }
        Self { starts, steps }
    }

    /// How many characters begin before `offset`.
    fn before(&self, text: &str, offset: usize) -> usize {
        let step = (offset / STEP).min(self.steps.len().saturating_sub(1));
        let known = self.steps.get(step).copied().unwrap_or(0);
        known + beginnings(&text.as_bytes()[(step * STEP).min(offset)..offset])
    }

    /// Line and column of `offset` in `text`, the text the index was made from.
    pub fn locate(&self, text: &str, offset: usize) -> LineColumn {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.starts.partition_point(|start| *start <= offset).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or(0);
        LineColumn {
            line,
            column: self.before(text, offset) - self.before(text, start.min(offset)) + 1,
        }
    }

    /// The byte offset of a one-based line and column; `None` past the end.
    pub fn offset(&self, text: &str, line: usize, column: usize) -> Option<usize> {
        let span = self.line(text, line)?;
        let wanted = self.before(text, span.start) + column.checked_sub(1)?;
        let step = self.steps.partition_point(|seen| *seen <= wanted);
        let from = (step.saturating_sub(1) * STEP).max(span.start);
        if from >= span.end {
            return Some(span.end);
        }
        let known = self.before(text, from);
        let rest = text.as_bytes()[from..span.end].iter().enumerate();
        let within = rest
            .filter(|(_, byte)| **byte & 0xC0 != 0x80)
            .nth(wanted - known);
        Some(within.map_or(span.end, |(offset, _)| from + offset))
    }

    /// Byte range of the one-based `line` in `text`, its line end left out; `None` past the last line.
    pub fn line(&self, text: &str, line: usize) -> Option<Span> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).copied().unwrap_or(text.len());
        let content = text[start..end].trim_end_matches(['\n', '\r']);
        Some(Span::new(start, start + content.len()))
    }

    /// How many lines there are; an empty text has one.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether the index was never filled.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_end_in_any_way() {
        let text = "aé1\r\nb\rc\n";
        let index = LineIndex::new(text);
        let at = |offset| {
            let place = index.locate(text, offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(3), (1, 3));
        assert_eq!(at(6), (2, 1));
        assert_eq!(at(8), (3, 1));
        assert_eq!(at(10), (4, 1));
        assert_eq!(index.line(text, 1).map(|span| span.of(text)), Some("aé1"));
        assert_eq!(index.line(text, 9), None);
    }

    #[test]
    fn long_lines_are_counted_in_steps() {
        let text = format!("first\n{}\nlast é", "aé漢😀".repeat(5_000));
        let index = LineIndex::new(&text);
        let mut place = LineColumn { line: 1, column: 1 };
        for (offset, c) in text.char_indices() {
            assert_eq!(index.locate(&text, offset), place, "{offset}");
            assert_eq!(
                index.offset(&text, place.line, place.column),
                Some(offset),
                "{offset}"
            );
            place.column += 1;
            if c == '\n' {
                place = LineColumn {
                    line: place.line + 1,
                    column: 1,
                };
            }
        }
        assert_eq!(index.offset(&text, 2, 90_000), Some(6 + 10 * 5_000));
        assert_eq!(index.offset(&text, 9, 1), None);
        assert_eq!(LineIndex::default().locate("abc", 2).column, 3);
    }
}
