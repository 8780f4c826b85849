//! A paragraph put together from the lines of a file, each place of which is known. Shared by the readers of
//! formats that are written in lines.

use std::ops::Range;

use super::flow::{At, Flow};

/// The text of a paragraph.
#[derive(Debug)]
pub(super) struct Para {
    pub(super) text: String,
    part: usize,
    /// Where each line begins, in the text and in the file.
    lines: Vec<(usize, usize)>,
}

impl Para {
    /// The stretches `ranges` of `source`, one a line.
    pub(super) fn new(
        source: &str,
        part: usize,
        ranges: impl Iterator<Item = Range<usize>>,
    ) -> Self {
        let mut out = Self {
            text: String::new(),
            part,
            lines: Vec::new(),
        };
        for range in ranges {
            if !out.text.is_empty() {
                out.text.push('\n');
            }
            out.lines.push((out.text.len(), range.start));
            out.text.push_str(source.get(range).unwrap_or(""));
        }
        out
    }

    /// Where a byte of the text stands in the file.
    fn source(&self, at: usize) -> usize {
        let line = self
            .lines
            .partition_point(|(text, _)| *text <= at)
            .saturating_sub(1);
        self.lines
            .get(line)
            .map_or(0, |(text, source)| source + at - text)
    }

    /// Where a stretch of the text stands.
    pub(super) fn at(&self, range: &Range<usize>) -> At {
        let start = self.source(range.start);
        let end = if range.is_empty() {
            start
        } else {
            self.source(range.end - 1) + 1
        };
        At::new(self.part, start..end.max(start))
    }

    /// Writes a stretch as it stands.
    pub(super) fn verbatim(&self, flow: &mut Flow, range: Range<usize>) {
        let mut start = range.start;
        while start < range.end {
            let line = self.text[start..range.end]
                .find('\n')
                .map_or(range.end, |at| start + at);
            if line > start {
                let piece = start..line;
                let place = self.at(&piece);
                flow.text(&self.text[piece], place, true);
            }
            if line < range.end {
                let place = self.at(&(line..line + 1));
                flow.space("\n", place, false);
            }
            start = line + 1;
        }
    }
}
