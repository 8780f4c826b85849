//! From paragraphs and foot notes to the document: blocks, runs, links, native notes, origins.

use std::collections::HashMap;

use super::{
    feet::FootNote,
    flow::{Flow, Joiner, Run},
    glyphs::{Spot, Target},
    linked::EndNotes,
    paragraphs::Paragraph,
    rows::Line,
    styles::labels_in,
    words::Marks,
};
use crate::{
    document::{
        Block, BlockKind, Builder, Document, Inline, InlineKind, NativeNote, Origin, Placement,
    },
    input::Format,
    span::Span,
};

/// Everything the document is made of.
#[derive(Debug)]
pub(super) struct Content<'a> {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) levels: Vec<Option<u8>>,
    pub(super) notes: Vec<FootNote>,
    /// Notes that marks link to; they are counted after those at the feet.
    pub(super) ends: EndNotes,
    pub(super) joiner: Joiner<'a>,
    /// Where the links of the file lead, by their number.
    pub(super) links: &'a [Target],
    pub(super) language: Option<String>,
}

/// Builds the document.
pub(super) fn build(path: &str, content: &Content<'_>) -> Document {
    let mut builder = Builder::new(path, Format::Pdf, Vec::new());
    let mut feet = Feet::new(&content.notes);
    let mut next = 0;
    let mut writer = Writer {
        builder: &mut builder,
        content,
    };
    let mut ends = content.ends.all.iter().enumerate().peekable();
    for (index, (paragraph, level)) in content.paragraphs.iter().zip(&content.levels).enumerate() {
        let page = paragraph.lines.first().map_or(0, |line| line.page);
        while content.notes.get(next).is_some_and(|note| note.page < page) {
            writer.note(next);
            next += 1;
        }
        while ends
            .next_if(|(_, end)| end.paragraphs.end <= index)
            .is_some()
        {}
        match ends.peek() {
            Some((nth, end)) if end.paragraphs.contains(&index) => {
                let skip = if index == end.paragraphs.start {
                    end.label_length
                } else {
                    0
                };
                writer.lines(&paragraph.lines, skip, content.notes.len() + nth);
            }
            _ => writer.paragraph(paragraph, *level, &mut feet),
        }
    }
    for index in next..content.notes.len() {
        writer.note(index);
    }
    for note in &content.notes {
        builder.native_note(NativeNote {
            label: note.label.clone(),
            keyed: false,
            placement: Placement::Foot,
            origin: line_origin(note.lines.first(), &content.joiner),
        });
    }
    for end in &content.ends.all {
        let first = content.paragraphs.get(end.paragraphs.start);
        builder.native_note(NativeNote {
            label: end.label.clone(),
            keyed: false,
            placement: Placement::End,
            origin: line_origin(
                first.and_then(|paragraph| paragraph.lines.first()),
                &content.joiner,
            ),
        });
    }
    if let Some(language) = &content.language {
        builder.language(language);
    }
    builder.finish()
}

fn line_origin(line: Option<&Line>, joiner: &Joiner<'_>) -> Origin {
    line.map_or(
        Origin::Region {
            page: 1,
            bbox: [0.0; 4],
        },
        |line| Origin::Region {
            page: line.page,
            bbox: joiner.shown(line.page, [line.x0, line.top(), line.x1, line.bottom()]),
        },
    )
}

/// The notes at the feet of pages, to be called once each.
#[derive(Debug)]
struct Feet {
    by_label: HashMap<(u32, String), Vec<usize>>,
    by_place: HashMap<Spot, usize>,
    called: Vec<bool>,
}

impl Feet {
    fn new(notes: &[FootNote]) -> Self {
        let mut by_label: HashMap<(u32, String), Vec<usize>> = HashMap::new();
        for (index, note) in notes.iter().enumerate() {
            by_label
                .entry((note.page, note.label.clone()))
                .or_default()
                .push(index);
        }
        let by_place = notes
            .iter()
            .enumerate()
            .flat_map(|(index, note)| {
                let lines = note.lines.iter().take(1);
                lines.flat_map(move |line| line.anchors.iter().map(move |place| (*place, index)))
            })
            .collect();
        Self {
            by_label,
            by_place,
            called: vec![false; notes.len()],
        }
    }

    /// The note a mark on `page` means: one of this page that was not called yet, else of the next or the last
    /// page, else one of this page that was.
    fn call(&mut self, page: u32, label: &str) -> Option<usize> {
        let label = label.replace(['∗', '⁎'], "*");
        for near in [page, page + 1, page.saturating_sub(1)] {
            let free = self
                .by_label
                .get(&(near, label.clone()))
                .and_then(|notes| notes.iter().find(|note| !self.called[**note]))
                .copied();
            if let Some(note) = free {
                self.called[note] = true;
                return Some(note);
            }
        }
        // A symbol may stand at several places.
        if label.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        self.by_label
            .get(&(page, label))
            .and_then(|notes| notes.last())
            .copied()
    }

    /// The note that stands where a link leads.
    fn at(&mut self, place: Spot) -> Option<usize> {
        let note = *self.by_place.get(&place)?;
        self.called[note] = true;
        Some(note)
    }
}

struct Writer<'a, 'b> {
    builder: &'a mut Builder,
    content: &'a Content<'b>,
}

impl Writer<'_, '_> {
    fn paragraph(&mut self, paragraph: &Paragraph, level: Option<u8>, feet: &mut Feet) {
        if paragraph.is_table() {
            for line in &paragraph.lines {
                let flow = self.content.joiner.flow(std::slice::from_ref(line), 0);
                for cell in flow.split() {
                    self.block(&cell, BlockKind::Cell, None, Some(feet));
                }
            }
            return;
        }
        let flow = self.content.joiner.flow(&paragraph.lines, 0);
        let kind = level.map_or(BlockKind::Paragraph, |level| BlockKind::Heading { level });
        self.block(&flow, kind, None, Some(feet));
    }

    fn note(&mut self, index: usize) {
        let Some(note) = self.content.notes.get(index) else {
            return;
        };
        self.lines(&note.lines, note.label_length, index);
    }

    /// Lines of a note, the label in their first bytes left out.
    fn lines(&mut self, lines: &[Line], skip: usize, note: usize) {
        let mut flow = self.content.joiner.flow(lines, skip);
        self.drop_backlink(&mut flow);
        if flow.runs.is_empty() {
            self.empty(lines, note);
            return;
        }
        self.block(&flow, BlockKind::Paragraph, Some(note), None);
    }

    /// A note of which nothing can be read but its label.
    fn empty(&mut self, lines: &[Line], note: usize) {
        if !self.builder.is_empty() {
            self.builder.push_made_up("\n\n");
        }
        let at = self.builder.len();
        self.builder.block(Block {
            kind: BlockKind::Paragraph,
            span: Span::at(at),
            item: None,
            quoted: false,
            note: Some(note),
            origin: line_origin(lines.first(), &self.content.joiner),
        });
    }

    /// Takes the arrow away that leads back to the mark.
    fn drop_backlink(&self, flow: &mut Flow) {
        while let Some(run) = flow.runs.last() {
            let text = flow.text.get(run.start..run.end).unwrap_or_default();
            let arrow = text
                .chars()
                .all(|c| matches!(c, '↩' | '\u{fe0e}' | '⏎' | '↑' | '⤴' | '^' | '\u{fffd}'));
            let inside = run
                .link
                .checked_sub(1)
                .and_then(|at| self.content.links.get(at))
                .is_some_and(|target| matches!(target, Target::Internal { .. }));
            if !(arrow && inside) {
                return;
            }
            flow.text.truncate(run.start);
            flow.text.truncate(flow.text.trim_end().len());
            flow.runs.pop();
        }
    }

    fn block(
        &mut self,
        flow: &Flow,
        kind: BlockKind,
        note: Option<usize>,
        feet: Option<&mut Feet>,
    ) {
        let (Some(first), Some(last)) = (flow.runs.first(), flow.runs.last()) else {
            return;
        };
        if flow.text.trim().is_empty() {
            return;
        }
        if !self.builder.is_empty() {
            self.builder.push_made_up("\n\n");
        }
        let base = self.builder.len();
        let mut at = first.start;
        for run in &flow.runs {
            if run.start > at {
                self.builder.push_made_up(&flow.text[at..run.start]);
            }
            if run.start < at || run.end <= run.start {
                continue;
            }
            self.builder
                .push(&flow.text[run.start..run.end], region(run), false);
            at = run.end;
        }
        let shift = |offset: usize| base + offset - first.start;
        let span = Span::new(base, shift(last.end.min(at)));
        for inline in self.inlines(flow, kind, feet) {
            self.builder.inline(Inline {
                kind: inline.0,
                span: Span::new(shift(inline.1), shift(inline.2)),
                origin: inline.3,
            });
        }
        let origin = joined(&flow.runs);
        self.builder.block(Block {
            kind,
            span,
            item: None,
            quoted: false,
            note,
            origin,
        });
    }

    /// The runs within a block, ordered by start, outer before inner.
    fn inlines(
        &self,
        flow: &Flow,
        kind: BlockKind,
        feet: Option<&mut Feet>,
    ) -> Vec<(InlineKind, usize, usize, Origin)> {
        let mut out: Vec<(InlineKind, usize, usize, Origin)> = Vec::new();
        self.raised(flow, feet, &mut out);
        for (marks, inline) in [
            (Marks::LOWERED, InlineKind::Subscript),
            (Marks::ITALIC, InlineKind::Emphasis),
            (Marks::BOLD, InlineKind::Strong),
        ] {
            if matches!(kind, BlockKind::Heading { .. }) && marks == Marks::BOLD {
                continue;
            }
            for group in groups(&flow.runs, |run| run.marks.has(marks)) {
                push(flow, group, inline.clone(), &mut out);
            }
        }
        self.links(flow, &mut out);
        for (offset, anchor) in &flow.anchors {
            let start = flow.runs.first().map_or(0, |run| run.start);
            let end = flow.runs.last().map_or(0, |run| run.end);
            let origin = flow
                .runs
                .iter()
                .find(|run| run.end > *offset)
                .map_or_else(|| joined(&flow.runs), region);
            let id = spot_id(*anchor);
            let at = (*offset).clamp(start, end);
            out.push((InlineKind::Anchor { id }, at, at, origin));
        }
        out.sort_by(|a, b| a.1.cmp(&b.1).then(b.2.cmp(&a.2)));
        out
    }

    /// Raised runs: references to notes at the foot of the page where all their labels have one, or to the notes
    /// they link to; superscripts else.
    fn raised(
        &self,
        flow: &Flow,
        mut feet: Option<&mut Feet>,
        out: &mut Vec<(InlineKind, usize, usize, Origin)>,
    ) {
        for group in marks_in(flow) {
            let (start, end) = (group[0].start, group[group.len() - 1].end);
            let text = &flow.text[start..end];
            let linked: Vec<(usize, usize, usize)> = group
                .iter()
                .filter_map(|run| {
                    let text = &flow.text[run.start..run.end];
                    let (at, label) = *labels_in(text).first()?;
                    let note = self
                        .end_note(run)
                        .or_else(|| feet.as_deref_mut()?.at(self.place(run)?))
                        .filter(|note| self.label(*note) == Some(label))?;
                    Some((run.start + at, run.start + at + label.len(), note))
                })
                .collect();
            let labels = labels_in(text);
            let doubtful = exponent(&flow.text[..start], text);
            let found = if !linked.is_empty() && linked.len() == labels.len() {
                Some(linked)
            } else {
                feet.as_deref_mut().and_then(|feet| {
                    (!labels.is_empty() && !doubtful).then_some(())?;
                    labels
                        .iter()
                        .map(|(at, label)| {
                            let note = feet.call(group[0].page, label)?;
                            Some((start + at, start + at + label.len(), note))
                        })
                        .collect()
                })
            };
            match found {
                Some(found) => {
                    for (start, end, note) in found {
                        let kind = InlineKind::NoteRef { note: Some(note) };
                        out.push((kind, start, end, joined(group)));
                    }
                }
                None => push(flow, group, InlineKind::Superscript, out),
            }
        }
        if let Some(feet) = feet {
            symbols(flow, feet, out);
        }
    }

    /// The note at the end that a run links to.
    fn end_note(&self, run: &Run) -> Option<usize> {
        let end = self.content.ends.by_place.get(&self.place(run)?)?;
        Some(self.content.notes.len() + end)
    }

    /// The place in the file that a run links to.
    fn place(&self, run: &Run) -> Option<Spot> {
        self.content.links.get(run.link.checked_sub(1)?)?.spot()
    }

    /// The label of a note.
    fn label(&self, note: usize) -> Option<&str> {
        let feet = self.content.notes.len();
        match note.checked_sub(feet) {
            Some(end) => self.content.ends.all.get(end).map(|end| end.label.as_str()),
            None => self.content.notes.get(note).map(|note| note.label.as_str()),
        }
    }

    /// Links over the runs that show them; runs with one address next to each other are one link.
    fn links(&self, flow: &Flow, out: &mut Vec<(InlineKind, usize, usize, Origin)>) {
        let target = |run: &Run| {
            run.link
                .checked_sub(1)
                .and_then(|at| self.content.links.get(at))
        };
        let mut at = 0;
        while at < flow.runs.len() {
            let Some(wanted) = target(&flow.runs[at]) else {
                at += 1;
                continue;
            };
            let from = at;
            while at < flow.runs.len() && target(&flow.runs[at]) == Some(wanted) {
                at += 1;
            }
            let group = &flow.runs[from..at];
            let shown = &flow.text[group[0].start..group[group.len() - 1].end];
            let (address, autolink) = match wanted {
                Target::Uri(uri) => (uri.clone(), same_address(shown, uri)),
                Target::File(name) => (name.clone(), false),
                Target::Internal { y: None, .. } => continue,
                Target::Internal { .. } => {
                    // A mark whose note is known needs no link to it.
                    let (start, end) = (group[0].start, group[group.len() - 1].end);
                    let told = out.iter().any(|(kind, from, to, _)| {
                        matches!(kind, InlineKind::NoteRef { .. }) && *from < end && *to > start
                    });
                    if told {
                        continue;
                    }
                    // A number that is linked but not raised is one of a page or a section.
                    let number = labels_in(shown)
                        .iter()
                        .all(|(_, label)| label.bytes().all(|byte| byte.is_ascii_digit()));
                    if number && !group.iter().all(|run| run.marks.has(Marks::RAISED)) {
                        continue;
                    }
                    (
                        format!("#{}", wanted.spot().map(spot_id).unwrap_or_default()),
                        false,
                    )
                }
            };
            let kind = InlineKind::Link {
                target: address,
                target_origin: None,
                autolink,
            };
            push(flow, group, kind, out);
        }
    }
}

/// Whether the text shown is the address itself.
fn same_address(shown: &str, uri: &str) -> bool {
    let compact = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let (shown, uri) = (compact(shown), compact(uri));
    shown == uri || shown.trim_end_matches('/') == uri.trim_end_matches('/')
}

/// Id of a place in the file.
pub(super) fn spot_id((page, x, y): Spot) -> String {
    format!("page-{page}-{x}-{y}")
}

fn region(run: &Run) -> Origin {
    Origin::Region {
        page: run.page,
        bbox: run.bbox,
    }
}

/// The box around runs, on the page of the first.
fn joined(runs: &[Run]) -> Origin {
    let page = runs.first().map_or(0, |run| run.page);
    let mut bbox = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for run in runs.iter().filter(|run| run.page == page) {
        bbox = [
            bbox[0].min(run.bbox[0]),
            bbox[1].min(run.bbox[1]),
            bbox[2].max(run.bbox[2]),
            bbox[3].max(run.bbox[3]),
        ];
    }
    Origin::Region { page, bbox }
}

/// Raised runs of one mark each: two links next to each other are two marks.
fn marks_in(flow: &Flow) -> Vec<&[Run]> {
    groups(&flow.runs, |run| run.marks.has(Marks::RAISED))
        .into_iter()
        .flat_map(|group| group.chunk_by(|a, b| a.link == b.link || a.link == 0 || b.link == 0))
        .collect()
}

/// Whether a raised number looks like an exponent: after a unit, or after 10.
fn exponent(before: &str, raised: &str) -> bool {
    let word: String = {
        let mut letters: Vec<char> = before
            .chars()
            .rev()
            .take_while(|c| c.is_alphanumeric() || *c == '.')
            .collect();
        letters.reverse();
        letters.into_iter().collect()
    };
    let unit = matches!(
        word.as_str(),
        "m" | "km" | "cm" | "mm" | "dm" | "ft" | "mi" | "s" | "x" | "y" | "n" | "R" | "χ"
    );
    (unit && matches!(raised.trim(), "2" | "3")) || matches!(word.as_str(), "10" | "2")
}

/// Stretches of runs that all hold.
fn groups(runs: &[Run], holds: impl Fn(&Run) -> bool) -> Vec<&[Run]> {
    let mut out = Vec::new();
    let mut at = 0;
    while at < runs.len() {
        if !holds(&runs[at]) {
            at += 1;
            continue;
        }
        let from = at;
        while at < runs.len() && holds(&runs[at]) {
            at += 1;
        }
        out.push(&runs[from..at]);
    }
    out
}

fn push(
    flow: &Flow,
    group: &[Run],
    kind: InlineKind,
    out: &mut Vec<(InlineKind, usize, usize, Origin)>,
) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else {
        return;
    };
    if first.start < last.end && last.end <= flow.text.len() {
        out.push((kind, first.start, last.end, joined(group)));
    }
}

/// Symbols on the line, after a word, that a note at the foot of this page has.
fn symbols(flow: &Flow, feet: &mut Feet, out: &mut Vec<(InlineKind, usize, usize, Origin)>) {
    for run in flow.runs.iter().filter(|run| !run.marks.has(Marks::RAISED)) {
        let text = &flow.text[run.start..run.end];
        for (at, c) in text.char_indices() {
            let start = run.start + at;
            let after_word = flow.text[..start]
                .chars()
                .next_back()
                .is_some_and(|c| c.is_alphanumeric() || ".,;”\"’)".contains(c));
            if !super::styles::is_symbol(c) || !after_word {
                continue;
            }
            if let Some(note) = feet.call(run.page, &c.to_string()) {
                let kind = InlineKind::NoteRef { note: Some(note) };
                out.push((kind, start, start + c.len_utf8(), region(run)));
            }
        }
    }
}
