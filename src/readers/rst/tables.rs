//! Tables drawn with characters: grids of `+---+`, and columns under `=== ===`.

use std::ops::Range;

use super::Rst;
use crate::document::BlockKind;

/// Most columns of a table.
const MAX_COLUMNS: usize = 200;

/// Columns of a line such as `===  =====`, in characters.
fn columns(text: &str) -> Option<Vec<Range<usize>>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in text.chars().chain([' ']).enumerate() {
        match c {
            '=' => {
                start.get_or_insert(at);
            }
            ' ' => {
                if let Some(start) = start.take() {
                    out.push(start..at);
                }
            }
            _ => return None,
        }
        if out.len() > MAX_COLUMNS {
            return None;
        }
    }
    (out.len() >= 2).then_some(out)
}

/// Whether a line draws the border of a grid.
fn border(text: &str) -> bool {
    text.len() >= 3
        && text.starts_with('+')
        && text.ends_with('+')
        && text.bytes().all(|byte| matches!(byte, b'+' | b'-' | b'='))
}

impl Rst<'_> {
    /// A table that begins at a line; answers with the line after it.
    pub(super) fn table(&mut self, at: usize, end: usize) -> Option<usize> {
        let text = self.sheet.text(at);
        if border(text) {
            return Some(self.grid(at, end));
        }
        let columns = columns(text)?;
        if at < self.sheet.no_table_until {
            return None;
        }
        // The last border of the table: one that a blank line or the end follows.
        let mut last = None;
        let mut line = at + 1;
        while line < end && line < at + 20_000 {
            let found = self.sheet.text(line);
            let closed = line + 1 >= end || self.sheet.lines[line + 1].blank();
            if found.starts_with('=') && self::columns(found).is_some() && closed {
                last = Some(line);
                break;
            }
            line += 1;
        }
        let Some(last) = last else {
            self.sheet.no_table_until = line;
            return None;
        };
        self.simple(at..last, &columns);
        Some(last + 1)
    }

    /// Byte ranges of the cells of a line, cut by columns of characters.
    fn cut(&self, line: usize, columns: &[Range<usize>], margin: usize) -> Vec<Range<usize>> {
        let row = self.sheet.lines[line];
        let text = self.sheet.text(line);
        let lead = row.indent.saturating_sub(margin);
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let byte = |column: usize| {
            let column = column.saturating_sub(lead);
            row.start + offsets.get(column).copied().unwrap_or(text.len())
        };
        columns
            .iter()
            .enumerate()
            .map(|(nth, column)| {
                let start = byte(column.start);
                // Text of the last column may be longer than its border, and of others up to the next.
                let end = columns
                    .get(nth + 1)
                    .map_or(row.end, |next| byte(next.start));
                let text = self.sheet.source.get(start..end.max(start)).unwrap_or("");
                let from = start + text.len() - text.trim_start().len();
                from..from + text.trim().len()
            })
            .collect()
    }

    fn simple(&mut self, lines: Range<usize>, columns: &[Range<usize>]) {
        let margin = self.sheet.lines[lines.start].indent;
        let mut row: Vec<Vec<Range<usize>>> = vec![Vec::new(); columns.len()];
        for line in lines.start + 1..lines.end {
            let text = self.sheet.text(line);
            if self.sheet.lines[line].blank()
                || self::columns(text).is_some()
                || text.bytes().all(|byte| matches!(byte, b'-' | b' '))
            {
                self.row(&mut row);
                continue;
            }
            let cells = self.cut(line, columns, margin);
            if cells.first().is_some_and(|first| !first.is_empty()) {
                self.row(&mut row);
            }
            for (cell, range) in row.iter_mut().zip(cells) {
                if !range.is_empty() {
                    cell.push(range);
                }
            }
        }
        self.row(&mut row);
    }

    /// Writes a row and empties it.
    fn row(&mut self, row: &mut [Vec<Range<usize>>]) {
        for cell in row {
            let ranges = std::mem::take(cell);
            let (Some(first), Some(last)) = (ranges.first(), ranges.last()) else {
                continue;
            };
            let place = self.sheet.at(first.start..last.end.max(first.end));
            self.flow.begin(BlockKind::Cell, place);
            let para = self.sheet.para(ranges.into_iter());
            self.inline(&para);
            self.flow.end_block();
        }
    }

    fn grid(&mut self, at: usize, end: usize) -> usize {
        let mut edges: Vec<usize> = Vec::new();
        let mut line = at;
        let margin = self.sheet.lines[at].indent;
        while line < end {
            let text = self.sheet.text(line);
            if !text.starts_with(['+', '|']) || self.sheet.lines[line].indent != margin {
                break;
            }
            if text.starts_with('+') {
                for (column, c) in text.chars().enumerate() {
                    if c == '+' && !edges.contains(&column) && edges.len() < MAX_COLUMNS {
                        edges.push(column);
                    }
                }
            }
            line += 1;
        }
        let stop = line;
        edges.sort_unstable();
        let mut row: Vec<Vec<Range<usize>>> = vec![Vec::new(); edges.len()];
        for line in at..stop {
            let text = self.sheet.text(line);
            if border(text) {
                self.row(&mut row);
                continue;
            }
            let start = self.sheet.lines[line].start;
            let mut cells: Vec<(usize, usize, usize)> = Vec::new();
            let mut open: Option<(usize, usize)> = None;
            for (column, (byte, c)) in text.char_indices().enumerate() {
                let edge = edges.binary_search(&column);
                if let Ok(edge) = edge
                    && matches!(c, '|' | '+')
                {
                    if let Some((cell, from)) = open.take() {
                        cells.push((cell, from, byte));
                    }
                    open = Some((edge, byte + c.len_utf8()));
                }
            }
            for (cell, from, to) in cells {
                let inner = text.get(from..to).unwrap_or("");
                let trimmed = inner.trim();
                if trimmed.is_empty()
                    || trimmed
                        .bytes()
                        .all(|byte| matches!(byte, b'-' | b'=' | b'+'))
                {
                    continue;
                }
                let from = start + from + inner.len() - inner.trim_start().len();
                if let Some(cell) = row.get_mut(cell) {
                    cell.push(from..from + trimmed.len());
                }
            }
        }
        self.row(&mut row);
        stop.max(at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::{border, columns};

    #[test]
    fn borders_are_told_from_titles() {
        assert_eq!(columns("===  ====").map(|columns| columns.len()), Some(2));
        assert_eq!(columns("========"), None);
        assert!(border("+---+===+"));
        assert!(!border("+"));
    }
}
