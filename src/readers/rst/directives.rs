//! Directives of reStructuredText: which hold text, which hold code, which print nothing.

use std::ops::Range;

use super::{Rst, blocks};
use crate::document::BlockKind;

impl Rst<'_> {
    /// `.. name:: arguments` with its body up to the line `to`.
    pub(super) fn directive(&mut self, name: &str, arguments: Range<usize>, at: usize, to: usize) {
        let name = name.rsplit(':').next().unwrap_or(name);
        let body = self.after_options(at + 1, to);
        match name {
            "include" => {
                let path = self.sheet.source[arguments].trim().to_owned();
                let literal = (at + 1..body).any(|line| {
                    self.sheet.text(line).starts_with(":literal:")
                        || self.sheet.text(line).starts_with(":code:")
                });
                if !literal && !path.is_empty() {
                    self.include(&path);
                }
            }
            "code" | "code-block" | "sourcecode" | "parsed-literal" | "highlight-code"
            | "prompt" | "doctest" | "testcode" | "productionlist" | "math" | "graphviz"
            | "mermaid" => {
                if body < to {
                    self.code(body..to);
                }
            }
            "raw" | "contents" | "toctree" | "index" | "role" | "default-role" | "meta"
            | "date" | "highlight" | "target-notes" | "footbibliography" | "bibliography"
            | "sectnum" | "section-numbering" | "image" | "literalinclude" | "currentmodule"
            | "module" | "tabularcolumns" | "header" | "footer" | "class" | "rst-class" | "py"
            | "automodule" | "autoclass" | "autofunction" => {
                if matches!(name, "header" | "footer" | "class" | "rst-class") && body < to {
                    self.body(body, to);
                }
            }
            "figure" => self.figure(body, to),
            "csv-table" => self.csv(arguments, body, to),
            "table" | "list-table" => {
                self.line(BlockKind::Caption, arguments);
                if name == "list-table" {
                    self.list_table(body, to);
                } else {
                    self.body(body, to);
                }
            }
            "epigraph" | "highlights" | "pull-quote" => {
                self.flow.begin_quote();
                self.argument_and_body(arguments, body, to);
                self.flow.end_quote();
            }
            _ => self.argument_and_body(arguments, body, to),
        }
    }

    /// The line after the options of a directive.
    fn after_options(&self, from: usize, to: usize) -> usize {
        let mut at = from;
        while at < to && blocks::field(self.sheet.text(at)).is_some() {
            let end = self.body_end(at, to, self.sheet.lines[at].indent);
            at = end.max(at + 1);
        }
        while at < to && self.sheet.lines[at].blank() {
            at += 1;
        }
        at
    }

    fn body(&mut self, from: usize, to: usize) {
        if from < to {
            let margin = self.margin(from..to).unwrap_or(0);
            self.blocks(from..to, margin);
        }
    }

    fn line(&mut self, kind: BlockKind, range: Range<usize>) {
        if self.sheet.source[range.clone()].trim().is_empty() {
            return;
        }
        let place = self.sheet.at(range.clone());
        self.flow.begin(kind, place);
        let para = self.sheet.para(std::iter::once(range));
        self.inline(&para);
        self.flow.end_block();
    }

    fn argument_and_body(&mut self, arguments: Range<usize>, body: usize, to: usize) {
        self.line(BlockKind::Paragraph, arguments);
        self.body(body, to);
    }

    /// A picture: its first paragraph is the caption, the rest the legend.
    fn figure(&mut self, body: usize, to: usize) {
        let end = (body..to)
            .find(|line| self.sheet.lines[*line].blank())
            .unwrap_or(to);
        if body < end {
            let ranges: Vec<Range<usize>> = self.sheet.lines[body..end]
                .iter()
                .map(|line| line.start..line.end)
                .collect();
            let place = self.sheet.lines_at(body..end);
            self.flow.begin(BlockKind::Caption, place);
            let para = self.sheet.para(ranges.into_iter());
            self.inline(&para);
            self.flow.end_block();
        }
        self.body(end, to);
    }

    /// Rows with commas between their cells.
    fn csv(&mut self, arguments: Range<usize>, body: usize, to: usize) {
        self.line(BlockKind::Caption, arguments);
        for at in body..to {
            let line = self.sheet.lines[at];
            let text = self.sheet.text(at).to_owned();
            let bytes = text.as_bytes();
            let mut start = 0;
            let mut quoted = false;
            for end in 0..=bytes.len() {
                let last = end == bytes.len();
                if !last && bytes[end] == b'"' {
                    quoted = !quoted;
                }
                if last || (bytes[end] == b',' && !quoted) {
                    let cell = text[start..end].trim().trim_matches('"');
                    let offset = line.start + start + text[start..end].find(cell).unwrap_or(0);
                    self.line(BlockKind::Cell, offset..offset + cell.len());
                    start = end + 1;
                }
            }
        }
    }

    /// A list of lists: the inner items are cells.
    fn list_table(&mut self, body: usize, to: usize) {
        let mut at = body;
        while at < to {
            let line = self.sheet.lines[at];
            let text = self.sheet.text(at);
            let inner = text.trim_start_matches(['*', '-', ' ']);
            if inner.is_empty() {
                at += 1;
                continue;
            }
            let from = line.end - inner.len();
            let column = line.indent + text.len() - inner.len();
            let mut ranges: Vec<Range<usize>> = std::iter::once(from..line.end).collect();
            let mut next = at + 1;
            while next < to {
                let more = self.sheet.lines[next];
                if more.blank() || more.indent < column {
                    break;
                }
                ranges.push(more.start..more.end);
                next += 1;
            }
            let place = self.sheet.lines_at(at..next);
            self.flow.begin(BlockKind::Cell, place);
            let para = self.sheet.para(ranges.into_iter());
            self.inline(&para);
            self.flow.end_block();
            at = next;
        }
    }
}
