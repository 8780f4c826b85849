//! The columns of a page and the order in which they are read: the page is cut along the white between
//! chunks, bands above one another first, then columns side by side. Hanging numbers and tables are no columns.

use super::rows::Chunk;

/// White narrower than this is no gutter, in points and in parts of the font size.
const GUTTER: f32 = 7.0;
const GUTTER_EM: f32 = 0.75;
/// Step in which places for a gutter are tried, in points.
const STEP: f32 = 3.0;
/// Depth to which a page is cut.
const DEEPEST: u32 = 12;
/// Pages with more chunks than this are read line by line.
const MOST_CHUNKS: usize = 6_000;

/// One column and its chunks.
#[derive(Debug)]
pub(super) struct Leaf {
    pub(super) chunks: Vec<Chunk>,
    /// Left and right edge.
    pub(super) edges: (f32, f32),
}

/// Gutters seen on the pages before, which make a weak one on this page likely.
#[derive(Debug, Default)]
pub(super) struct Gutters {
    seen: Vec<(f32, u32)>,
}

impl Gutters {
    fn knows(&self, x: f32) -> bool {
        self.seen
            .iter()
            .any(|(at, count)| *count >= 2 && (at - x).abs() < 8.0)
    }

    fn learn(&mut self, x: f32) {
        if let Some(found) = self.seen.iter_mut().find(|(at, _)| (at - x).abs() < 8.0) {
            found.1 += 1;
        } else if self.seen.len() < 64 {
            self.seen.push((x, 1));
        }
    }
}

/// A gutter in a band of a region.
#[derive(Debug, Clone, Copy)]
struct Cut {
    x: f32,
    top: f32,
    bottom: f32,
    score: f32,
}

/// Cuts the chunks of a page into columns, in reading order. `rtl` puts the right column first.
pub(super) fn cut(chunks: Vec<Chunk>, gutters: &mut Gutters, rtl: bool) -> Vec<Leaf> {
    let mut out = Vec::new();
    if chunks.len() > MOST_CHUNKS {
        push(chunks, &mut out);
        return out;
    }
    divide(chunks, gutters, rtl, 0, &mut out);
    out
}

fn push(chunks: Vec<Chunk>, out: &mut Vec<Leaf>) {
    if chunks.is_empty() {
        return;
    }
    let left = chunks.iter().map(|chunk| chunk.x0).fold(f32::MAX, f32::min);
    let right = chunks.iter().map(|chunk| chunk.x1).fold(f32::MIN, f32::max);
    out.push(Leaf {
        chunks,
        edges: (left, right),
    });
}

fn divide(chunks: Vec<Chunk>, gutters: &mut Gutters, rtl: bool, depth: u32, out: &mut Vec<Leaf>) {
    if chunks.len() < 4 || depth > DEEPEST {
        push(chunks, out);
        return;
    }
    let Some(found) = best(&chunks, gutters, rtl) else {
        push(chunks, out);
        return;
    };
    gutters.learn(found.x);
    let (mut above, mut left, mut right, mut below) = (vec![], vec![], vec![], vec![]);
    for chunk in chunks {
        let middle = f32::midpoint(chunk.top(), chunk.bottom());
        if middle < found.top {
            above.push(chunk);
        } else if middle > found.bottom {
            below.push(chunk);
        } else if chunk.x0 < found.x {
            left.push(chunk);
        } else {
            right.push(chunk);
        }
    }
    if rtl {
        std::mem::swap(&mut left, &mut right);
    }
    divide(above, gutters, rtl, depth + 1, out);
    divide(left, gutters, rtl, depth + 1, out);
    divide(right, gutters, rtl, depth + 1, out);
    divide(below, gutters, rtl, depth + 1, out);
}

/// The gutter with most text beside it.
fn best(chunks: &[Chunk], gutters: &Gutters, rtl: bool) -> Option<Cut> {
    let left = chunks.iter().map(|chunk| chunk.x0).fold(f32::MAX, f32::min);
    let right = chunks.iter().map(|chunk| chunk.x1).fold(f32::MIN, f32::max);
    if !(right - left).is_finite() || right - left > 20_000.0 {
        return None;
    }
    let mut by_height: Vec<&Chunk> = chunks.iter().collect();
    by_height.sort_by(|a, b| a.top().total_cmp(&b.top()));
    let mut cuts: Vec<Cut> = Vec::new();
    let mut x = left + STEP;
    while x < right - STEP {
        cuts.extend(clear_bands(&by_height, x, gutters));
        x += STEP;
    }
    let top = *cuts.iter().max_by(|a, b| a.score.total_cmp(&b.score))?;
    // The white after the hanging numbers of a column is as clear as the gutter before them: of two cuts through
    // the same band that are nearly as good, the one nearer to where lines begin.
    let good = cuts.into_iter().filter(|cut| {
        cut.score >= 0.9 * top.score
            && (cut.top - top.top).abs() < 3.0
            && (cut.bottom - top.bottom).abs() < 3.0
            && (cut.x - top.x).abs() < 60.0
    });
    if rtl {
        good.max_by(|a, b| a.x.total_cmp(&b.x))
    } else {
        good.min_by(|a, b| a.x.total_cmp(&b.x))
    }
}

/// The bands in which nothing crosses `x` and text stands on both sides.
fn clear_bands(chunks: &[&Chunk], x: f32, gutters: &Gutters) -> Vec<Cut> {
    let mut out = Vec::new();
    // An address may stick out over a gutter that other pages show.
    let known = gutters.knows(x);
    let mut from = 0;
    let mut top = f32::MIN;
    for (at, chunk) in chunks.iter().enumerate() {
        let sticks_out = chunk.overfull || (chunk.address && known);
        if chunk.x0 < x && x < chunk.x1 && !sticks_out {
            out.extend(judge(&chunks[from..at], x, (top, chunk.top()), gutters));
            from = at + 1;
            top = top.max(chunk.bottom());
        }
    }
    out.extend(judge(&chunks[from..], x, (top, f32::MAX), gutters));
    out
}

/// One side of a gutter.
#[derive(Debug, Default)]
struct Side {
    /// Baselines and extents of its rows.
    rows: Vec<(f32, f32, f32, bool)>,
    edge: (f32, f32),
    letters: u32,
    size: f32,
}

impl Side {
    fn new(chunks: &[&Chunk]) -> Self {
        let mut side = Self {
            edge: (f32::MAX, f32::MIN),
            ..Self::default()
        };
        let mut sizes = 0.0;
        let mut weight = 0.0;
        for chunk in chunks {
            side.edge = (side.edge.0.min(chunk.x0), side.edge.1.max(chunk.x1));
            side.letters += chunk.length;
            #[expect(clippy::cast_precision_loss, reason = "length of a line")]
            let length = chunk.length as f32;
            sizes += chunk.size * length;
            weight += length;
            match side
                .rows
                .iter_mut()
                .rev()
                .take(4)
                .find(|row| (row.0 - chunk.baseline).abs() < 0.5 * chunk.size)
            {
                Some(row) => {
                    if chunk.x0 < row.1 {
                        row.3 = chunk.lower;
                    }
                    row.1 = row.1.min(chunk.x0);
                    row.2 = row.2.max(chunk.x1);
                }
                None => side
                    .rows
                    .push((chunk.baseline, chunk.x0, chunk.x1, chunk.lower)),
            }
        }
        side.size = if weight > 0.0 { sizes / weight } else { 10.0 };
        side
    }

    fn width(&self) -> f32 {
        self.edge.1 - self.edge.0
    }

    /// Distance of its rows, on the average.
    fn pitch(&self) -> f32 {
        let top = self.rows.iter().map(|row| row.0).fold(f32::MAX, f32::min);
        let bottom = self.rows.iter().map(|row| row.0).fold(f32::MIN, f32::max);
        (bottom - top) / count(self.rows.len().saturating_sub(1))
    }

    /// How far its rows fill its width, on the average.
    fn fill(&self) -> f32 {
        let total: f32 = self.rows.iter().map(|row| row.2 - row.1).sum();
        total / (count(self.rows.len()) * self.width().max(1.0))
    }

    /// Share of rows that go on in mid-sentence.
    fn flow(&self) -> f32 {
        count(self.rows.iter().filter(|row| row.3).count()) / count(self.rows.len())
    }

    /// Whether it reads like lines of text and not like labels, numbers or cells.
    fn is_text(&self) -> bool {
        let letters =
            f32::from(u16::try_from(self.letters).unwrap_or(u16::MAX)) / count(self.rows.len());
        self.width() > 8.0 * self.size
            && letters >= 12.0
            && (self.fill() >= 0.72
                || self.flow() >= 0.3
                || (letters >= 22.0 && self.fill() >= 0.5))
    }
}

fn count(number: usize) -> f32 {
    f32::from(u16::try_from(number.max(1)).unwrap_or(u16::MAX))
}

/// Whether white at `x` in this band is a gutter.
fn judge(band: &[&Chunk], x: f32, limits: (f32, f32), gutters: &Gutters) -> Option<Cut> {
    let inside: Vec<&Chunk> = band
        .iter()
        .copied()
        .filter(|chunk| {
            let middle = f32::midpoint(chunk.top(), chunk.bottom());
            middle > limits.0 && middle < limits.1
        })
        .collect();
    let (left, right): (Vec<&Chunk>, Vec<&Chunk>) =
        inside.iter().copied().partition(|chunk| chunk.x0 < x);
    if left.is_empty() || right.is_empty() {
        return None;
    }
    let left_edge = left
        .iter()
        .filter(|chunk| chunk.x1 <= x)
        .map(|chunk| chunk.x1)
        .fold(f32::MIN, f32::max);
    let right_edge = right.iter().map(|chunk| chunk.x0).fold(f32::MAX, f32::min);
    let size = inside
        .iter()
        .map(|chunk| chunk.size)
        .fold(f32::MAX, f32::min);
    let width = right_edge - left_edge;
    if width < GUTTER.min(1.2 * size).max(GUTTER_EM * size) {
        return None;
    }
    let middle = f32::midpoint(left_edge, right_edge);
    let (a, b) = (Side::new(&left), Side::new(&right));
    let fewer = a.rows.len().min(b.rows.len());
    let more = a.rows.len().max(b.rows.len());
    let known = gutters.knows(middle);
    let enough = if known {
        fewer >= 1 && more >= 2
    } else {
        fewer >= 4 || (fewer >= 2 && more >= 8)
    };
    if !enough || !a.is_text_or(known) || !b.is_text_or(known) {
        return None;
    }
    // The ends of a few long lines are no column beside the others: they stand lines apart.
    if !known && a.pitch().max(b.pitch()) > 1.8 * a.pitch().min(b.pitch()) {
        return None;
    }
    // In a narrow column single lines are stretched that much.
    let broad = a.width().min(b.width()) > 22.0 * size;
    if !known && (fewer < 6 || broad) && (spaced_out(&left, width) || spaced_out(&right, width)) {
        return None;
    }
    let tops = inside
        .iter()
        .map(|chunk| chunk.top())
        .fold(f32::MAX, f32::min);
    let bottoms = inside
        .iter()
        .map(|chunk| chunk.bottom())
        .fold(f32::MIN, f32::max);
    Some(Cut {
        x: middle,
        top: tops - 0.1,
        bottom: bottoms + 0.1,
        score: count(fewer) + 0.3 * count(more) + width.min(30.0) * 0.1,
    })
}

/// Whether most rows with more than a word have white between their words as wide as the gutter: lines that were
/// stretched to the margins, not columns.
fn spaced_out(chunks: &[&Chunk], gutter: f32) -> bool {
    let mut order: Vec<&&Chunk> = chunks.iter().collect();
    order.sort_by(|a, b| {
        a.baseline
            .total_cmp(&b.baseline)
            .then(a.x0.total_cmp(&b.x0))
    });
    let (mut rows, mut wide) = (0, 0);
    for row in order.chunk_by(|a, b| (a.baseline - b.baseline).abs() < 0.3 * a.size) {
        rows += 1;
        let gaps = row
            .windows(2)
            .filter(|pair| pair[1].x0 - pair[0].x1 >= 0.85 * gutter)
            .count();
        wide += usize::from(gaps >= 1);
    }
    wide * 3 >= rows * 2
}

impl Side {
    /// The same, or anything as wide as text where a gutter is known.
    fn is_text_or(&self, known: bool) -> bool {
        self.is_text() || (known && self.width() > 6.0 * self.size)
    }
}
