//! Last touches to the glyphs of a page: what stands outside the page is dropped, glyphs drawn twice
//! to look bold are read once, and a page printed sideways is turned.

use std::{collections::HashMap, sync::Arc};

use super::glyphs::{Flags, Glyph, Page};

/// Share of the glyphs that must run one way for the page to be turned that way.
const MOST: f32 = 0.8;

/// Two glyphs within this part of their size are one glyph drawn twice.
const SAME_PLACE: f32 = 0.1;

/// Does all of it.
pub(super) fn page(page: &mut Page) {
    drop_outside(page);
    drop_doubles(&mut page.glyphs);
    turn(page);
}

fn drop_outside(page: &mut Page) {
    let (width, height) = (page.width, page.height);
    page.glyphs.retain(|glyph| {
        let middle = f32::midpoint(glyph.x0, glyph.x1);
        let center = glyph.baseline - glyph.size * 0.3;
        let (along, across) = if glyph.turn % 2 == 0 {
            (width, height)
        } else {
            (height, width)
        };
        (-1.0..=along + 1.0).contains(&middle) && (-1.0..=across + 1.0).contains(&center)
    });
    page.rules
        .retain(|rule| rule[2] >= 0.0 && rule[3] >= 0.0 && rule[0] <= width && rule[1] <= height);
}

fn drop_doubles(glyphs: &mut Vec<Glyph>) {
    #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
    let cell = |value: f32| (value / 2.0).floor() as i32;
    let mut seen: HashMap<(i32, i32), Vec<(Arc<str>, f32, f32, f32)>> = HashMap::new();
    glyphs.retain(|glyph| {
        if glyph.text.trim().is_empty() || glyph.flags.has(Flags::UNMAPPED) {
            return true;
        }
        let (column, row) = (cell(glyph.x0), cell(glyph.baseline));
        let near = (glyph.size * SAME_PLACE).min(1.9);
        for (dx, dy) in (-1..=1).flat_map(|dx| (-1..=1).map(move |dy| (dx, dy))) {
            let twin = seen
                .get(&(column.saturating_add(dx), row.saturating_add(dy)))
                .is_some_and(|others| {
                    others.iter().any(|(text, x0, baseline, size)| {
                        *text == glyph.text
                            && (x0 - glyph.x0).abs() < near
                            && (baseline - glyph.baseline).abs() < near
                            && (size - glyph.size).abs() < 0.1 * glyph.size
                    })
                });
            if twin {
                return false;
            }
        }
        let others = seen.entry((column, row)).or_default();
        // A heap of glyphs in one spot is no text; the list stays short.
        if others.len() < 64 {
            others.push((
                Arc::clone(&glyph.text),
                glyph.x0,
                glyph.baseline,
                glyph.size,
            ));
        }
        true
    });
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
