//! Last touches to the glyphs of a page: what stands outside the page is dropped, glyphs drawn twice
//! to look bold are read once, and a page printed sideways is turned.

use unicode_normalization::UnicodeNormalization;

use super::glyphs::{Flags, Glyph, Page};

/// Share of the glyphs that must run one way for the page to be turned that way.
const MOST: f32 = 0.8;

/// Two glyphs within this part of their size are one glyph drawn twice.
const SAME_PLACE: f32 = 0.1;

/// Does all of it.
pub(super) fn page(page: &mut Page) {
    drop_outside(page);
    drop_doubles(page);
    join_accents(&mut page.glyphs);
    turn(page);
}

/// Drops what stands beyond the edges: crop marks, slugs, pages laid side by side. A line that runs
/// over the edge, as long addresses do, is kept to its end.
fn drop_outside(page: &mut Page) {
    let (width, height) = (page.width, page.height);
    let mut last: Option<(u8, f32, f32)> = None;
    page.glyphs.retain(|glyph| {
        let middle = f32::midpoint(glyph.x0, glyph.x1);
        let center = glyph.baseline - glyph.size * 0.3;
        let (along, across) = if glyph.turn.is_multiple_of(2) {
            (width, height)
        } else {
            (height, width)
        };
        let inside =
            (-1.0..=along + 1.0).contains(&middle) && (-1.0..=across + 1.0).contains(&center);
        let runs_on = last.is_some_and(|(turn, baseline, end)| {
            turn == glyph.turn
                && (baseline - glyph.baseline).abs() < glyph.size * 0.6
                && (glyph.x0 - end).abs() < glyph.size * 1.5
        });
        let keep = inside || runs_on;
        last = keep.then_some((glyph.turn, glyph.baseline, glyph.x1));
        keep
    });
    page.rules
        .retain(|rule| rule[2] >= 0.0 && rule[3] >= 0.0 && rule[0] <= width && rule[1] <= height);
}

fn drop_doubles(page: &mut Page) {
    let mut grid = Grid::new(page.width.max(page.height));
    let glyphs = std::mem::take(&mut page.glyphs);
    let mut kept: Vec<Glyph> = Vec::with_capacity(glyphs.len());
    for glyph in glyphs {
        let plain = !glyph.text.trim().is_empty() && !glyph.flags.has(Flags::UNMAPPED);
        if plain {
            let near = (glyph.size * SAME_PLACE).min(GRID / 2.0);
            let twin = grid.any(&glyph, near, |index| {
                let other = &kept[index];
                other.text == glyph.text
                    && other.turn == glyph.turn
                    && (other.x0 - glyph.x0).abs() < near
                    && (other.baseline - glyph.baseline).abs() < near
                    && (other.size - glyph.size).abs() < 0.1 * glyph.size
            });
            if twin {
                continue;
            }
            grid.put(&glyph, kept.len());
        }
        kept.push(glyph);
    }
    page.glyphs = kept;
}

/// Width of a cell, in points.
const GRID: f32 = 4.0;

/// Cells along one side.
const CELLS: usize = 256;

/// Glyphs looked at in one cell: a heap of them in one spot is no text.
const CELL_LIMIT: usize = 64;

/// Finds glyphs by their place: the last glyph of each cell, and the one before it of each glyph.
struct Grid {
    scale: f32,
    last: Vec<u32>,
    entries: Vec<(u32, u32)>,
}

impl Grid {
    fn new(side: f32) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a small number")]
        let width = GRID.max(side / CELLS as f32);
        Self {
            scale: 1.0 / width,
            last: vec![u32::MAX; CELLS * CELLS],
            entries: Vec::new(),
        }
    }

    fn cell(&self, x: f32, y: f32) -> usize {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a float saturates"
        )]
        let place = |value: f32| ((value * self.scale) as usize).min(CELLS - 1);
        place(y) * CELLS + place(x)
    }

    fn put(&mut self, glyph: &Glyph, index: usize) {
        let cell = self.cell(glyph.x0, glyph.baseline);
        if let (Ok(entry), Ok(index)) = (u32::try_from(self.entries.len()), u32::try_from(index)) {
            self.entries.push((index, self.last[cell]));
            self.last[cell] = entry;
        }
    }

    /// Whether `is_twin` holds for a glyph within `near`.
    fn any(&self, glyph: &Glyph, near: f32, is_twin: impl Fn(usize) -> bool) -> bool {
        let corners = [(-near, -near), (near, -near), (-near, near), (near, near)];
        let cells = corners.map(|(x, y)| self.cell(glyph.x0 + x, glyph.baseline + y));
        cells.iter().enumerate().any(|(index, cell)| {
            if cells[..index].contains(cell) {
                return false;
            }
            let mut entry = self.last[*cell];
            for _ in 0..CELL_LIMIT {
                let Some((index, before)) = self.entries.get(entry as usize) else {
                    return false;
                };
                if is_twin(*index as usize) {
                    return true;
                }
                entry = *before;
            }
            false
        })
    }
}

/// Joins accents that are drawn over a letter of their own, as old TeX fonts do, to one character.
/// The accent's glyph is left without text.
fn join_accents(glyphs: &mut [Glyph]) {
    for index in 1..glyphs.len() {
        for (accent, letter) in [(index - 1, index), (index, index - 1)] {
            if let Some(joined) = joined(&glyphs[accent], &glyphs[letter]) {
                glyphs[letter].text = joined.into();
                glyphs[accent].text = "".into();
                break;
            }
        }
    }
}

fn joined(accent: &Glyph, letter: &Glyph) -> Option<String> {
    let mark = match &*accent.text {
        "`" | "ˋ" => '\u{300}',
        "´" | "ˊ" => '\u{301}',
        "^" | "ˆ" => '\u{302}',
        "~" | "˜" => '\u{303}',
        "¯" | "ˉ" => '\u{304}',
        "˘" => '\u{306}',
        "˙" => '\u{307}',
        "¨" => '\u{308}',
        "˚" | "°" => '\u{30A}',
        "˝" => '\u{30B}',
        "ˇ" => '\u{30C}',
        "¸" => '\u{327}',
        "˛" => '\u{328}',
        _ => return None,
    };
    let mut characters = letter.text.chars();
    let base = match (characters.next()?, characters.next()) {
        ('ı', None) => 'i',
        ('ȷ', None) => 'j',
        (base, None) if base.is_alphabetic() => base,
        _ => return None,
    };
    // Over the letter means: the middle of the accent within it, and the other way round.
    let within = |point: f32, glyph: &Glyph| glyph.x0 < point && point < glyph.x1;
    let middle = |glyph: &Glyph| f32::midpoint(glyph.x0, glyph.x1);
    let over = accent.turn == letter.turn
        && within(middle(accent), letter)
        && within(middle(letter), accent)
        && (accent.baseline - letter.baseline).abs() < letter.size * 0.5
        && accent.size < letter.size * 1.5;
    let joined: String = [base, mark].into_iter().nfc().collect();
    (over && joined.chars().count() == 1).then_some(joined)
}

fn turn(page: &mut Page) {
    let mut counts = [0usize; 4];
    for glyph in &page.glyphs {
        if !glyph.text.trim().is_empty() {
            counts[usize::from(glyph.turn % 4)] += 1;
        }
    }
    let total: usize = counts.iter().sum();
    let Some(main) = (1..4u8).find(|turn| {
        #[expect(clippy::cast_precision_loss, reason = "a share")]
        let share = counts[usize::from(*turn)] as f32 / total.max(1) as f32;
        share > MOST
    }) else {
        return;
    };
    let (width, height) = (page.width, page.height);
    let back = |[left, top, right, bottom]: [f32; 4]| match main {
        1 => [top, width - right, bottom, width - left],
        2 => [width - right, height - bottom, width - left, height - top],
        _ => [height - bottom, left, height - top, right],
    };
    for glyph in &mut page.glyphs {
        glyph.turn = (glyph.turn + 4 - main) % 4;
    }
    for rect in page.links.iter_mut().flat_map(|link| &mut link.rects) {
        *rect = back(*rect);
    }
    for rect in page.rules.iter_mut().chain(&mut page.images) {
        *rect = back(*rect);
    }
    page.turned = main;
    if main % 2 == 1 {
        (page.width, page.height) = (height, width);
    }
}
