//! From the lines of all columns to paragraphs: where one ends within a column, and which go on in the next
//! column or on the next page, over what stands between.

use super::{
    bidi,
    glyphs::{Role, Tag},
    rows::{Line, SMALL},
    styles::{LabelForm, LineLabel, Styles, is_symbol, label, labels_in},
    words::Marks,
};

/// How many paragraphs back one may have been broken off by a float.
const FLOATS: usize = 8;

/// Lines that belong together.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub(super) lines: Vec<Line>,
    /// Label it begins with.
    pub(super) label: Option<LineLabel>,
    /// White over it, in line distances; large at the top of a column.
    pub(super) space: f32,
    /// Right edge of the lines around it.
    right: f32,
    /// Left edge of the lines around it.
    left: f32,
    /// The element of the structure tree it belongs to; `u32::MAX` for none.
    pub(super) tag: u32,
}

impl Paragraph {
    /// Whether its lines are rows of cells: most have wide gaps in them.
    pub(super) fn is_table(&self) -> bool {
        let cut = |line: &&Line| {
            let after = self.label.as_ref().map_or(0, |label| label.length + 1);
            line.gaps.iter().any(|gap| *gap as usize > after) && !leader(&line.text)
        };
        let rows = self.lines.iter().filter(cut).count();
        self.lines.len() >= 2 && rows * 10 >= self.lines.len() * 7
            || (rows >= 1 && self.lines.iter().all(|line| line.gaps.len() >= 2))
    }

    /// Whether it holds a raised figure.
    fn is_marked(&self) -> bool {
        self.lines.iter().any(|line| {
            line.pieces.iter().any(|piece| {
                piece.marks.has(Marks::RAISED)
                    && piece
                        .text(&line.text)
                        .bytes()
                        .any(|byte| byte.is_ascii_digit())
            })
        })
    }

    /// Whether it is set apart from the running text: a table or a caption.
    fn is_float(&self) -> bool {
        self.is_table()
            || self.lines.first().is_some_and(|line| {
                let mut words = line.text.split(' ');
                let kind = words.next().unwrap_or_default();
                let number = words.next().unwrap_or_default();
                matches!(
                    kind,
                    "Table"
                        | "Figure"
                        | "Fig."
                        | "Box"
                        | "Chart"
                        | "Map"
                        | "Graph"
                        | "Tabelle"
                        | "Abbildung"
                        | "Tableau"
                        | "Cuadro"
                        | "Gráfico"
                        | "Tabla"
                        | "Figura"
                        | "Source:"
                        | "Note:"
                ) && (number.starts_with(|c: char| c.is_ascii_digit()) || kind.ends_with(':'))
            })
    }

    /// Size of its first line.
    pub(super) fn size(&self) -> f32 {
        self.lines.first().map_or(0.0, |line| line.size)
    }

    /// Whether all of it is set so.
    pub(super) fn all(&self, marks: Marks) -> bool {
        let mut any = false;
        for line in &self.lines {
            if !line.text.chars().any(char::is_alphabetic) {
                continue;
            }
            if !line.all(marks) {
                return false;
            }
            any = true;
        }
        any
    }
}

/// The structure tree as far as paragraphs need it.
#[derive(Debug)]
pub(super) struct Structure<'a> {
    tags: &'a [Tag],
    /// Whether its elements hold more than a line each.
    credible: bool,
}

impl<'a> Structure<'a> {
    pub(super) fn new(tags: &'a [Tag], lines: &[Line]) -> Self {
        let mut structure = Self {
            tags,
            credible: false,
        };
        let mut changes = 0usize;
        let mut tagged = 0usize;
        let mut last = u32::MAX;
        for line in lines {
            let tag = structure.block(line.tag());
            if tag != u32::MAX {
                tagged += 1;
                changes += usize::from(tag != last);
            }
            last = tag;
        }
        structure.credible = tagged * 2 > lines.len() && changes * 3 < tagged * 2;
        structure
    }

    /// The block element around a tag; `u32::MAX` for none.
    pub(super) fn block(&self, tag: u32) -> u32 {
        let mut at = tag;
        for _ in 0..64 {
            let Some(found) = self.tags.get(at as usize) else {
                return u32::MAX;
            };
            match found.role {
                Role::Paragraph
                | Role::Heading(_)
                | Role::Title
                | Role::ListItem
                | Role::Cell
                | Role::HeaderCell
                | Role::Caption
                | Role::Note
                | Role::Quote
                | Role::Code
                | Role::ContentsItem => return at,
                Role::Group | Role::Table | Role::List | Role::Contents => return u32::MAX,
                _ => at = found.parent.unwrap_or(u32::MAX),
            }
        }
        u32::MAX
    }

    /// What the block element around a tag is.
    pub(super) fn role(&self, block: u32) -> Option<Role> {
        self.tags.get(block as usize).map(|tag| tag.role)
    }
}

/// Puts lines together to paragraphs.
pub(super) fn paragraphs(
    lines: Vec<Line>,
    styles: &Styles,
    structure: &Structure<'_>,
) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    let mut column: Vec<Line> = Vec::new();
    // Label of the last paragraph that had one, and how far its line stands from the edge of its column.
    let mut running: Option<(LineLabel, f32)> = None;
    for line in lines {
        if column
            .last()
            .is_some_and(|last| last.page != line.page || last.leaf != line.leaf)
        {
            let found = in_column(std::mem::take(&mut column), styles, structure, &mut running);
            append(found, styles, structure, &mut out);
        }
        column.push(line);
    }
    let found = in_column(column, styles, structure, &mut running);
    append(found, styles, structure, &mut out);
    raise_lone(&mut out);
    out
}

/// The paragraphs of one column.
fn in_column(
    lines: Vec<Line>,
    styles: &Styles,
    structure: &Structure<'_>,
    running: &mut Option<(LineLabel, f32)>,
) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> = Vec::new();
    // Stretches of lines of one size without a wide gap have one right edge.
    let mut starts = vec![0];
    for at in 1..lines.len() {
        if apart(&lines[at - 1], &lines[at], styles) {
            starts.push(at);
        }
    }
    starts.push(lines.len());
    let edges: Vec<(f32, f32)> = starts
        .windows(2)
        .flat_map(|pair| {
            let part = &lines[pair[0]..pair[1]];
            let left = part.iter().map(|line| line.x0).fold(f32::MAX, f32::min);
            let right = part.iter().map(|line| line.x1).fold(f32::MIN, f32::max);
            std::iter::repeat_n((left, right), part.len())
        })
        .collect();
    let nexts: Vec<Option<f32>> = (0..lines.len())
        .map(|at| lines.get(at + 1).map(|line| line.x0))
        .collect();
    let mut last: Option<Line> = None;
    for (at, line) in lines.into_iter().enumerate() {
        let tag = structure.block(line.tag());
        let starts = match (&last, out.last()) {
            (Some(last), Some(paragraph)) => {
                let seam = Seam {
                    a: last,
                    b: &line,
                    next: nexts[at],
                    left: edges[at].0,
                    right: edges[at].1,
                };
                let same = structure.credible && tag != u32::MAX && tag == paragraph.tag;
                let differ = structure.credible
                    && tag != paragraph.tag
                    && (tag != u32::MAX || paragraph.tag != u32::MAX)
                    && !lone_mark(&line, last);
                let wide = line.baseline - last.baseline > 2.4 * styles.pitch(line.size);
                if same && !wide {
                    false
                } else {
                    differ || seam.parts(paragraph, styles, running.as_ref())
                }
            }
            _ => true,
        };
        if starts {
            let space = last.as_ref().map_or(9.0, |last| {
                (line.baseline - last.baseline) / styles.pitch(line.size).max(1.0)
            });
            let found = label(&line);
            if let Some(found) = &found {
                *running = Some((found.clone(), line.x0 - line.column.0));
            }
            out.push(Paragraph {
                label: found,
                space,
                right: edges[at].1,
                left: edges[at].0,
                tag,
                lines: vec![line.clone()],
            });
        } else if let Some(paragraph) = out.last_mut() {
            paragraph.lines.push(line.clone());
        }
        last = Some(line);
    }
    out
}

/// Whether a line holds nothing but a mark, smaller than the text of the line beside it.
pub(super) fn lone_mark(line: &Line, beside: &Line) -> bool {
    let text = line.text.trim();
    let labels = labels_in(text);
    let fits = text.len() <= 12
        && !text.ends_with([',', '.', ':', ';'])
        && !labels.is_empty()
        && labels.iter().all(|(_, label)| {
            label.len() <= 3 && label.bytes().all(|byte| byte.is_ascii_digit())
                || label.chars().all(is_symbol)
        });
    fits && (line
        .pieces
        .iter()
        .all(|piece| piece.marks.has(Marks::RAISED))
        || line.size <= SMALL * beside.size)
}

/// Whether size or distance part two lines.
fn apart(a: &Line, b: &Line, styles: &Styles) -> bool {
    if lone_mark(a, b) || lone_mark(b, a) {
        return b.baseline - a.baseline > 1.6 * styles.pitch(a.size.max(b.size));
    }
    let distance = b.baseline - a.baseline;
    let pitch = styles.pitch(b.size.min(a.size));
    // A raised mark may push its line down, and a broken word goes on in any case.
    let raised = |line: &Line| {
        line.pieces
            .iter()
            .any(|piece| piece.marks.has(Marks::RAISED))
    };
    let full = a.x1 > a.column.1 - 6.0 * a.size;
    let goes_on = is_open(&a.text)
        && (starts_lower(&b.text) || (full && raised(b)))
        && (raised(b) || raised(a) || a.text.ends_with(['-', '\u{2010}', '\u{ad}']));
    if goes_on && (a.size - b.size).abs() <= 0.3 && (0.0..=1.6 * pitch).contains(&distance) {
        return false;
    }
    (a.size - b.size).abs() > 0.3 + 0.04 * a.size
        || distance > 1.22 * pitch + 0.4
        || distance < -1.0
}

/// Two lines one under the other.
struct Seam<'a> {
    a: &'a Line,
    b: &'a Line,
    /// Where the line after `b` begins.
    next: Option<f32>,
    left: f32,
    right: f32,
}

impl Seam<'_> {
    /// Whether `b` begins a paragraph.
    fn parts(
        &self,
        paragraph: &Paragraph,
        styles: &Styles,
        running: Option<&(LineLabel, f32)>,
    ) -> bool {
        let (a, b) = (self.a, self.b);
        if apart(a, b, styles) {
            return true;
        }
        if lone_mark(b, a) || lone_mark(a, b) {
            return false;
        }
        if leader(&a.text) || bullet(&b.text) || (a.gaps.len() >= 2) != (b.gaps.len() >= 2) {
            return true;
        }
        let label = label(b);
        if let Some(label) = &label
            && (self.raised_label(label, running)
                || self.continues_labels(label, running)
                || (label.form == LabelForm::Bracket && b.x0 <= self.left + 0.5 * b.size))
        {
            return true;
        }
        let bold = (a.all(Marks::BOLD), b.all(Marks::BOLD));
        if bold.0 != bold.1 && (self.room() > 0.0 || !is_open(&a.text)) {
            return true;
        }
        let display = a.size > 1.12 * styles.body || (bold.0 && bold.1 && !styles.bold);
        if display {
            return label.is_some() && !is_open(&a.text);
        }
        self.indented(paragraph) || self.fits()
    }

    /// Whether a raised label begins a note: where notes with such labels run already, or with the first of them.
    /// In the text a mark may have slipped to the next line.
    fn raised_label(&self, label: &LineLabel, running: Option<&(LineLabel, f32)>) -> bool {
        if label.form != LabelForm::Raised {
            return false;
        }
        let runs = running.is_some_and(|(last, _)| last.form == LabelForm::Raised);
        let first = matches!(label.text.as_str(), "1" | "i" | "a" | "*");
        runs || (first && !is_open(&self.a.text)) || self.room() > 0.3 * self.b.size
    }

    /// Whether the number goes on from the label before, and stands as that did.
    fn continues_labels(&self, label: &LineLabel, running: Option<&(LineLabel, f32)>) -> bool {
        running.is_some_and(|(last, indent)| {
            let next = label
                .number
                .zip(last.number)
                .is_some_and(|(number, last)| number == last + 1);
            let here = self.b.x0 - self.b.column.0;
            // Right-aligned numbers begin a digit further left when they grow.
            next && label.form == last.form && (here - indent).abs() < 0.8 * self.b.size
        })
    }

    /// White at the end of `a`, less what the first word of `b` needs.
    fn room(&self) -> f32 {
        let (a, b) = (self.a, self.b);
        let rtl = bidi::mainly_rtl(&b.text);
        let trail = if rtl {
            a.x0 - self.left
        } else {
            self.right - a.x1
        };
        let word = first_word(b);
        trail - word - 0.25 * b.size
    }

    /// Whether the first word of `b` would have had room on `a`.
    fn fits(&self) -> bool {
        let room = self.room();
        let size = self.b.size;
        if room <= 0.3 * size {
            return false;
        }
        // A ragged margin leaves some room by itself.
        let open = is_open(&self.a.text);
        let lower = starts_lower(&self.b.text);
        if open && lower {
            return false;
        }
        if open {
            room > 6.0 * size
        } else {
            room > if lower { 8.0 * size } else { 0.6 * size }
        }
    }

    /// Whether the margin says that `b` begins a paragraph.
    fn indented(&self, paragraph: &Paragraph) -> bool {
        let (a, b) = (self.a, self.b);
        let rtl = bidi::mainly_rtl(&b.text);
        let lead = |line: &Line| {
            if rtl {
                self.right - line.x1
            } else {
                line.x0 - self.left
            }
        };
        let step = 0.7 * b.size;
        // Centered lines have no indent.
        let middle = |line: &Line| f32::midpoint(line.x0, line.x1);
        if (middle(a) - middle(b)).abs() < 2.0 && lead(a) > step && lead(b) > step {
            return false;
        }
        let (from, to) = (lead(a), lead(b));
        let start = paragraph.lines.first().map_or(from, lead);
        let own = paragraph.lines.get(1).map(lead);
        let short = self.room() > 0.3 * b.size;
        match own {
            // Under the indent of the paragraph's own further lines.
            Some(own) => {
                if (to - own).abs() <= step {
                    false
                } else if to > own {
                    // Deeper: a first line, if paragraphs begin so, or a line of a hanging paragraph.
                    short
                        || !is_open(&a.text)
                        || self.next.is_some_and(|next| next - self.left < to - step)
                } else {
                    // Further out: the label of the next item.
                    short || !is_open(&a.text) || (start < own - step && to <= start + step)
                }
            }
            None if to < from - step => short,
            None if to > from + step => {
                let hangs = paragraph.label.is_some() || bullet(&a.text);
                let back = self
                    .next
                    .is_some_and(|next| next - self.left <= from + step);
                !hangs && (short || (back && !is_open(&a.text)))
            }
            None => false,
        }
    }
}

/// Width of the first word of a line.
fn first_word(line: &Line) -> f32 {
    let Some(first) = line.pieces.first() else {
        return 0.0;
    };
    let end = line.text.find(' ').unwrap_or(line.text.len());
    let last = line
        .pieces
        .iter()
        .take_while(|piece| (piece.start as usize) < end)
        .last()
        .unwrap_or(first);
    (last.x1 - first.x0).abs().max(last.x1 - last.x0)
}

/// Whether a line ends with leader dots or a page number after a gap, as in a table of contents.
pub(super) fn leader(text: &str) -> bool {
    let text = text.trim_end();
    let rest = text
        .trim_end_matches(|c: char| c.is_ascii_digit())
        .trim_end_matches(['i', 'v', 'x', 'l'])
        .trim_end();
    let dots = rest
        .chars()
        .rev()
        .take_while(|c| matches!(c, '.' | ' ' | '…' | '·' | '_'))
        .filter(|c| *c != ' ')
        .count();
    dots >= 4 || rest.ends_with('…') && rest.len() < text.len()
}

/// Whether a line begins with the bullet of a list.
pub(super) fn bullet(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    matches!(
        first,
        Some('•' | '▪' | '■' | '●' | '○' | '◦' | '‣' | '►' | '➢' | '✓' | '\u{f0b7}' | '\u{f0a7}')
    ) || (matches!(first, Some('–' | '-' | '—')) && chars.next() == Some(' '))
}

/// Whether a text breaks off in mid-sentence.
pub(super) fn is_open(text: &str) -> bool {
    let text = text.trim_end_matches(|c: char| {
        c.is_whitespace()
            || c.is_ascii_digit()
            || matches!(c, '*' | '†' | '‡' | '¹' | '²' | '³' | '⁰'..='⁹')
    });
    !text.ends_with([
        '.', '!', '?', '”', '"', ':', ';', '»', '…', '。', '؟', '’', ')', ']', '>',
    ])
}

/// Whether a text begins with a small letter.
pub(super) fn starts_lower(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphanumeric())
        .is_some_and(char::is_lowercase)
}

/// Adds the paragraphs of a column; the first may go on from an earlier one.
fn append(
    found: Vec<Paragraph>,
    styles: &Styles,
    structure: &Structure<'_>,
    out: &mut Vec<Paragraph>,
) {
    // Tables and captions at the top of a column stand before the text that goes on.
    let mut top = true;
    for paragraph in found {
        let from = top
            .then(|| continued(&paragraph, styles, structure, out))
            .flatten();
        top = top && paragraph.is_float();
        match from {
            Some(at) => {
                let before = &mut out[at];
                before.right = before.right.max(paragraph.right);
                before.lines.extend(paragraph.lines);
                top = false;
            }
            None => out.push(paragraph),
        }
    }
}

/// The paragraph that `first`, at the top of a column, goes on from.
fn continued(
    first: &Paragraph,
    styles: &Styles,
    structure: &Structure<'_>,
    before: &[Paragraph],
) -> Option<usize> {
    let head = first.lines.first()?;
    if structure.credible && first.tag != u32::MAX {
        let from = before.len().saturating_sub(FLOATS);
        if let Some(at) = (from..before.len())
            .rev()
            .find(|at| before[*at].tag == first.tag)
        {
            return Some(at);
        }
    }
    if bullet(&head.text)
        || first
            .label
            .as_ref()
            .is_some_and(|label| begins(label, head))
    {
        return None;
    }
    for (back, paragraph) in before.iter().rev().take(FLOATS).enumerate() {
        let last = paragraph.lines.last()?;
        let alike = (last.size - head.size).abs() <= 0.3
            && paragraph.all(Marks::BOLD) == first.all(Marks::BOLD)
            && last.size <= 1.12 * styles.body;
        if back == 0 && lone_mark(head, last) {
            return Some(before.len() - 1);
        }
        if !alike || last.page + 3 < head.page || paragraph.is_float() {
            continue;
        }
        let open = is_open(&last.text);
        let lower = starts_lower(&head.text);
        let full = last.x1 > paragraph.right - 0.15 * (paragraph.right - paragraph.left)
            || paragraph.lines.len() == 1;
        // A first line of its own indent begins anew.
        let indented = first
            .lines
            .get(1)
            .is_some_and(|next| head.x0 > next.x0 + 0.7 * head.size);
        let near = before[before.len() - back..]
            .iter()
            .all(Paragraph::is_float);
        // Marks must keep their order: what holds one is not stepped over.
        let marked = before[before.len() - back..]
            .iter()
            .any(Paragraph::is_marked);
        if marked {
            return None;
        }
        let goes_on = if near {
            (open && (lower || (full && !indented)))
                || (lower && full)
                || (last.text.ends_with('-') && lower)
        } else {
            open && lower && full
        };
        if goes_on && !(leader(&last.text) || leader(&head.text)) {
            return Some(before.len() - 1 - back);
        }
        // Text of this size that ended: no float lies between.
        return None;
    }
    None
}

/// Whether the label at the top of a column begins a paragraph; text like “12 percent” goes on in small letters.
fn begins(label: &LineLabel, line: &Line) -> bool {
    let rest = line.text.get(label.length..).unwrap_or_default();
    label.form != LabelForm::Plain || !starts_lower(rest) || rest.starts_with("http")
}

/// Marks that stand alone on a line of their paragraph are raised.
fn raise_lone(paragraphs: &mut [Paragraph]) {
    for paragraph in paragraphs {
        for at in 1..paragraph.lines.len() {
            let (before, after) = paragraph.lines.split_at_mut(at);
            if let (Some(before), Some(line)) = (before.last(), after.first_mut())
                && lone_mark(line, before)
            {
                for piece in &mut line.pieces {
                    piece.marks.set(Marks::RAISED, true);
                }
            }
        }
    }
}
