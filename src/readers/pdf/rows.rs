//! From pieces to chunks (what stands together on a line without a wide gap) and from the chunks of one
//! column to lines. Here a smaller or higher piece is told to be raised over its line.

use super::{
    bidi,
    glyphs::Spot,
    words::{Marks, Piece, Pieces, WORD_GAP, to_u32},
};

/// A gap wider than this part of the font size parts two chunks; narrower than any gutter.
const CHUNK_GAP: f32 = 0.6;
/// Height of a letter above its baseline, in parts of the font size.
const ASCENT: f32 = 0.76;
/// Depth below it.
const DESCENT: f32 = 0.22;
/// Height of the buckets in which chunks are looked up.
const BUCKET: f32 = 6.0;
/// A raised piece is smaller than this part of its line's size.
pub(super) const SMALL: f32 = 0.91;
/// Letters larger than this many times the text beside them are initials.
const INITIAL: f32 = 1.8;

/// Pieces that stand together.
#[derive(Debug, Clone)]
pub(super) struct Chunk {
    /// Indices of the page's pieces, from left to right.
    pub(super) pieces: Vec<u32>,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// Number of bytes.
    pub(super) length: u32,
    /// Whether it begins with a small letter, as lines of flowing text often do.
    pub(super) lower: bool,
    /// Whether it is one long address, which may stick out of its column.
    pub(super) address: bool,
    /// Whether it was parted from the text of the next column, into which it sticks.
    pub(super) overfull: bool,
}

impl Chunk {
    pub(super) fn top(&self) -> f32 {
        self.baseline - ASCENT * self.size
    }

    pub(super) fn bottom(&self) -> f32 {
        self.baseline + DESCENT * self.size
    }
}

/// One line of a column.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) page: u32,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// Left and right edge of its column.
    pub(super) column: (f32, f32),
    /// Number of the column within the page.
    pub(super) leaf: u32,
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// Offsets in `text` of words after a gap as wide as between cells.
    pub(super) gaps: Vec<u32>,
    /// Places that links lead to.
    pub(super) anchors: Vec<Spot>,
}

impl Line {
    pub(super) fn top(&self) -> f32 {
        self.baseline - ASCENT * self.size
    }

    pub(super) fn bottom(&self) -> f32 {
        self.baseline + DESCENT * self.size
    }

    /// The box of a piece on the page.
    pub(super) fn bbox(piece: &Piece) -> [f32; 4] {
        [
            piece.x0,
            piece.baseline - ASCENT * piece.size,
            piece.x1,
            piece.baseline + DESCENT * piece.size,
        ]
    }

    /// Whether all letters of the line are set so.
    pub(super) fn all(&self, marks: Marks) -> bool {
        let mut any = false;
        for piece in &self.pieces {
            let text = piece.text(&self.text);
            if piece.marks.has(Marks::RAISED) || !text.chars().any(char::is_alphanumeric) {
                continue;
            }
            if !piece.marks.has(marks) {
                return false;
            }
            any = true;
        }
        any
    }

    /// Tag of most of its text; `u32::MAX` for none.
    pub(super) fn tag(&self) -> u32 {
        self.pieces
            .iter()
            .filter(|piece| !piece.marks.has(Marks::RAISED))
            .max_by_key(|piece| piece.end - piece.start)
            .map_or(u32::MAX, |piece| piece.tag)
    }

    /// Stretches of raised pieces of one mark: no other piece and no other link between them.
    pub(super) fn raised(&self) -> Vec<std::ops::Range<usize>> {
        let mut out: Vec<std::ops::Range<usize>> = Vec::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            if !piece.marks.has(Marks::RAISED) {
                continue;
            }
            match out.last_mut() {
                Some(last)
                    if last.end == at
                        && (self.pieces[at - 1].link == piece.link
                            || piece.link == 0
                            || self.pieces[at - 1].link == 0) =>
                {
                    last.end = at + 1;
                }
                _ => out.push(at..at + 1),
            }
        }
        out
    }

    /// The raised text the line begins with.
    pub(super) fn raised_start(&self) -> Option<&str> {
        let first = self
            .raised()
            .into_iter()
            .next()
            .filter(|first| first.start == 0)?;
        let end = self.pieces[first.end - 1].end;
        self.text.get(..end as usize).map(str::trim)
    }
}

/// Whether a higher or lower piece may belong to text of this baseline and size.
fn belongs(baseline: f32, size: f32, piece: (f32, f32, u32)) -> bool {
    let (other, small, length) = piece;
    let large = size.max(small);
    let up = baseline - other;
    if up.abs() <= 0.15 * large {
        return true;
    }
    if length > 10 {
        return false;
    }
    if small <= SMALL * size {
        return up > 0.0 && up <= 0.7 * large || up < 0.0 && -up <= 0.4 * large;
    }
    if size <= SMALL * small {
        return up < 0.0 && -up <= 0.7 * large || up > 0.0 && up <= 0.4 * large;
    }
    length <= 4 && up.abs() <= 0.5 * large
}

/// Puts the pieces of a page together to chunks, in any order.
pub(super) fn chunks(pieces: &Pieces) -> Vec<Chunk> {
    let mut order: Vec<u32> = (0..to_u32(pieces.all.len())).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&pieces.all[*a as usize], &pieces.all[*b as usize]);
        a.x0.total_cmp(&b.x0)
            .then(a.baseline.total_cmp(&b.baseline))
    });
    let mut out: Vec<Chunk> = Vec::new();
    let mut buckets: std::collections::HashMap<i32, Vec<u32>> = std::collections::HashMap::new();
    for index in order {
        let piece = &pieces.all[index as usize];
        let here = bucket(piece.baseline);
        let mut best: Option<(f32, u32)> = None;
        let reach = 1 + bucket(0.7 * piece.size.min(60.0));
        for near in here - reach..=here + reach {
            let Some(list) = buckets.get_mut(&near) else {
                continue;
            };
            // Chunks that end far to the left take nothing more.
            list.retain(|at| out[*at as usize].x1 > piece.x0 - 60.0);
            for at in list.iter() {
                let chunk = &out[*at as usize];
                let size = chunk.size.min(piece.size);
                let gap = piece.x0 - chunk.x1;
                let off = (chunk.baseline - piece.baseline).abs();
                // What is raised stands close to its word.
                let reach = if off > 0.15 * size { 0.4 } else { CHUNK_GAP };
                if !(-0.5 * size..=reach * size).contains(&gap) {
                    continue;
                }
                let length = if piece.size < chunk.size {
                    piece.end - piece.start
                } else {
                    chunk.length.min(piece.end - piece.start)
                };
                if !belongs(
                    chunk.baseline,
                    chunk.size,
                    (piece.baseline, piece.size, length),
                ) || initial(chunk, piece)
                {
                    continue;
                }
                if best.is_none_or(|(least, _)| off < least) {
                    best = Some((off, *at));
                }
            }
        }
        let at = if let Some((_, at)) = best {
            extend(&mut out[at as usize], index, pieces);
            at
        } else {
            out.push(new_chunk(index, pieces));
            to_u32(out.len() - 1)
        };
        let home = bucket(out[at as usize].baseline);
        let list = buckets.entry(home).or_default();
        if !list.contains(&at) {
            list.push(at);
        }
    }
    out
}

/// Whether one of the two is a large letter beside text.
fn initial(chunk: &Chunk, piece: &Piece) -> bool {
    let (large, small, length) = if chunk.size > piece.size {
        (chunk.size, piece.size, chunk.length)
    } else {
        (piece.size, chunk.size, piece.end - piece.start)
    };
    large > INITIAL * small && length <= 2 && large > 18.0
}

fn bucket(y: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
    let at = (y / BUCKET).floor() as i32;
    at.clamp(-100_000, 100_000)
}

fn new_chunk(index: u32, pieces: &Pieces) -> Chunk {
    let piece = &pieces.all[index as usize];
    Chunk {
        pieces: vec![index],
        x0: piece.x0,
        x1: piece.x1,
        baseline: piece.baseline,
        size: piece.size,
        length: piece.end - piece.start,
        lower: piece
            .text(&pieces.text)
            .chars()
            .next()
            .is_some_and(char::is_lowercase),
        address: is_address(piece.text(&pieces.text)),
        overfull: false,
    }
}

/// A chunk of these pieces, of which there is one at least.
pub(super) fn chunk_of(indices: &[u32], pieces: &Pieces) -> Chunk {
    let mut chunk = new_chunk(indices[0], pieces);
    for index in &indices[1..] {
        extend(&mut chunk, *index, pieces);
    }
    chunk
}

/// Whether a word looks like an address or a part of one.
pub(super) fn is_address(text: &str) -> bool {
    text.contains("://") || (text.len() > 30 && text.contains(['/', '_', '-', '=']))
}

fn extend(chunk: &mut Chunk, index: u32, pieces: &Pieces) {
    let piece = &pieces.all[index as usize];
    // A bold word printed twice, or a shadow.
    if let Some(last) = chunk.pieces.last().map(|last| &pieces.all[*last as usize])
        && piece.x0 < last.x1 - 0.5 * (last.x1 - last.x0)
        && (piece.baseline - last.baseline).abs() < 0.2 * piece.size
        && piece.text(&pieces.text) == last.text(&pieces.text)
    {
        return;
    }
    if piece.size > chunk.size * 1.1 {
        chunk.baseline = piece.baseline;
        chunk.size = piece.size;
    }
    chunk.address = chunk.address && !piece.marks.has(Marks::SPACED);
    chunk.pieces.push(index);
    chunk.x0 = chunk.x0.min(piece.x0);
    chunk.x1 = chunk.x1.max(piece.x1);
    chunk.length += piece.end - piece.start;
}

/// A column and where it stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Column {
    /// Number of the page, from 1.
    pub(super) page: u32,
    /// Number within the page.
    pub(super) leaf: u32,
    /// Left and right edge.
    pub(super) edges: (f32, f32),
    /// Whether its text runs from right to left.
    pub(super) rtl: bool,
}

/// The lines of one column: chunks side by side become one line.
pub(super) fn lines(mut chunks: Vec<Chunk>, pieces: &Pieces, column: Column) -> Vec<Line> {
    chunks.sort_by(|a, b| {
        a.baseline
            .total_cmp(&b.baseline)
            .then(a.x0.total_cmp(&b.x0))
    });
    let mut rows: Vec<Vec<Chunk>> = Vec::new();
    for chunk in chunks {
        let fits = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| {
                (first.baseline - chunk.baseline).abs() <= 0.3 * first.size.min(chunk.size)
            });
        if fits && let Some(row) = rows.last_mut() {
            row.push(chunk);
        } else {
            rows.push(vec![chunk]);
        }
    }
    rows = adopt(rows);
    let mut out: Vec<Line> = rows
        .into_iter()
        .map(|row| assemble(&row, pieces, column))
        .filter(|line| !line.text.is_empty())
        .collect();
    out.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    out
}

/// Rows of one short chunk join the row over or under which they float.
fn adopt(rows: Vec<Vec<Chunk>>) -> Vec<Vec<Chunk>> {
    let mut out: Vec<Vec<Chunk>> = Vec::with_capacity(rows.len());
    let mut waiting: Vec<Chunk> = Vec::new();
    for row in rows {
        let widest = row.iter().max_by_key(|chunk| chunk.length).cloned();
        let Some(lead) = widest else {
            continue;
        };
        let mut row = row;
        // What waited is raised over this row.
        for chunk in waiting.drain(..) {
            if floats_over(&lead, &chunk) && free(&row, &chunk) {
                row.push(chunk);
            } else {
                out.push(vec![chunk]);
            }
        }
        if row.len() == 1 && row[0].length <= 8 {
            // Lowered under, or an initial that reaches down from, the row before.
            let chunk = &row[0];
            let above = out.last_mut().filter(|above| {
                above
                    .iter()
                    .max_by_key(|other| other.length)
                    .is_some_and(|lead| sinks_under(lead, chunk))
                    && free(above, chunk)
            });
            if let Some(above) = above {
                above.push(row.remove(0));
            } else {
                waiting.push(row.remove(0));
            }
            continue;
        }
        out.push(row);
    }
    out.extend(waiting.into_iter().map(|chunk| vec![chunk]));
    out
}

fn floats_over(lead: &Chunk, chunk: &Chunk) -> bool {
    let up = lead.baseline - chunk.baseline;
    chunk.size <= SMALL * lead.size && up > 0.0 && up <= 0.7 * lead.size
}

fn sinks_under(lead: &Chunk, chunk: &Chunk) -> bool {
    let down = chunk.baseline - lead.baseline;
    chunk.size <= SMALL * lead.size && down > 0.0 && down <= 0.3 * lead.size
}

fn free(row: &[Chunk], chunk: &Chunk) -> bool {
    row.iter().all(|other| {
        let over = other.x1.min(chunk.x1) - other.x0.max(chunk.x0);
        over < 0.5 * (chunk.x1 - chunk.x0)
    })
}

fn assemble(row: &[Chunk], pieces: &Pieces, column: Column) -> Line {
    let mut order: Vec<&Piece> = row
        .iter()
        .flat_map(|chunk| &chunk.pieces)
        .map(|index| &pieces.all[*index as usize])
        .collect();
    order.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let (baseline, size) = measure(&order);
    let spaces: Vec<(bool, bool)> = order
        .windows(2)
        .map(|pair| (spaced(pair[0], pair[1]), far(pair[0], pair[1], size)))
        .collect();
    let texts: Vec<&str> = order.iter().map(|piece| piece.text(&pieces.text)).collect();
    let sequence = bidi::reading_order(&texts, column.rtl);
    let mut line = Line {
        page: column.page,
        x0: order.first().map_or(0.0, |piece| piece.x0),
        x1: order.iter().map(|piece| piece.x1).fold(f32::MIN, f32::max),
        baseline,
        size,
        column: column.edges,
        leaf: column.leaf,
        text: String::with_capacity(texts.iter().map(|text| text.len() + 1).sum()),
        pieces: Vec::with_capacity(order.len()),
        gaps: Vec::new(),
        anchors: Vec::new(),
    };
    let mut before: Option<usize> = None;
    for at in sequence {
        let piece = order[at];
        let (space, far) = match before {
            None => (false, false),
            Some(last) if last + 1 == at => spaces[last],
            Some(last) if at + 1 == last => spaces[at],
            Some(_) => (true, false),
        };
        before = Some(at);
        if space && !line.text.ends_with(' ') {
            line.text.push(' ');
        }
        if far {
            line.gaps.push(to_u32(line.text.len()));
        }
        let start = to_u32(line.text.len());
        line.text.push_str(texts[at]);
        let mut piece = Piece {
            start,
            end: to_u32(line.text.len()),
            ..*piece
        };
        piece.marks.set(Marks::SPACED, space);
        shift(&mut piece, baseline, size);
        line.pieces.push(piece);
    }
    settle_punctuation(&mut line);
    if stretched(&order, size) {
        line.gaps.clear();
    }
    line
}

/// Whether a line is drawn out to its full width: all blanks of it are equally wide.
fn stretched(order: &[&Piece], size: f32) -> bool {
    let blanks: Vec<f32> = order
        .windows(2)
        .map(|pair| pair[1].x0 - pair[0].x1)
        .filter(|gap| *gap > WORD_GAP * size)
        .collect();
    let least = blanks.iter().copied().fold(f32::MAX, f32::min);
    let most = blanks.iter().copied().fold(0.0, f32::max);
    blanks.len() >= 2 && most - least < 0.3 * most
}

/// Baseline and size of most of a line's text.
fn measure(order: &[&Piece]) -> (f32, f32) {
    let mut sizes: Vec<(f32, f32, u32)> = Vec::new();
    for piece in order {
        let length = piece.end - piece.start;
        match sizes.iter_mut().find(|(baseline, size, _)| {
            (size - piece.size).abs() < 0.05 * piece.size
                && (baseline - piece.baseline).abs() < 0.1 * piece.size
        }) {
            Some(found) => found.2 += length,
            None => sizes.push((piece.baseline, piece.size, length)),
        }
    }
    // A short word with a long raised or small one: the larger of two much alike is the line's.
    let most = sizes.iter().map(|found| found.2).max().unwrap_or(0);
    sizes
        .into_iter()
        .filter(|found| found.2 * 3 >= most)
        .max_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)))
        .map_or((0.0, 0.0), |found| (found.0, found.1))
}

fn spaced(a: &Piece, b: &Piece) -> bool {
    let gap = b.x0 - a.x1;
    let size = a.size.min(b.size);
    let tracking = a.tracking.min(b.tracking);
    (b.marks.has(Marks::SPACED) && gap > 0.05 * size)
        || gap > tracking + WORD_GAP * a.size.max(b.size)
}

fn far(a: &Piece, b: &Piece, size: f32) -> bool {
    b.x0 - a.x1 > 1.4 * size
}

/// Says of a piece whether it stands above or below its line.
fn shift(piece: &mut Piece, baseline: f32, size: f32) {
    let up = baseline - piece.baseline;
    let small = piece.size <= SMALL * size;
    let raised = if small {
        up > 0.12 * size
    } else {
        piece.size <= 1.05 * size && up > 0.2 * size
    };
    if raised {
        piece.marks.set(Marks::RAISED, true);
    } else if small && up < -0.08 * size {
        piece.marks.set(Marks::LOWERED, true);
    }
}

/// A raised piece that holds no letter or figure and follows no raised one is punctuation or a symbol; only
/// the symbols of notes stay raised.
fn settle_punctuation(line: &mut Line) {
    for at in 0..line.pieces.len() {
        let piece = line.pieces[at];
        let text = piece.text(&line.text);
        if !piece.marks.has(Marks::RAISED) || text.chars().any(char::is_alphanumeric) {
            continue;
        }
        let symbol = text
            .chars()
            .any(|c| matches!(c, '*' | '†' | '‡' | '§' | '¶' | '‖' | '∗' | '#'));
        let beside = (at > 0 && line.pieces[at - 1].marks.has(Marks::RAISED))
            || line
                .pieces
                .get(at + 1)
                .is_some_and(|next| next.marks.has(Marks::RAISED));
        if !symbol && !beside {
            line.pieces[at].marks.set(Marks::RAISED, false);
        }
    }
}
