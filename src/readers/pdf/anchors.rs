//! The lines that links of the file lead to. A program may give heights that are off by a margin (Chromium does),
//! so where a raised label is linked, a line near by that begins with that label is the one meant.

use std::collections::HashMap;

use super::{
    flow::Frame,
    glyphs::{Spot, Target},
    rows::Line,
    sheet::Sheet,
    styles::{label, labels_in},
    words::Marks,
};

/// Places of one page that are looked for; further ones are no notes.
const MOST_PLACES: usize = 1_000;
/// How far from the height that is given a line may stand that begins with the label of the link, in points.
const LABELED_REACH: f32 = 60.0;

/// Notes at the lines where links of the file lead that they do.
pub(super) fn note(sheets: &mut [Sheet], frames: &[Frame], links: &[Target]) {
    let labels = labels(sheets, frames, links);
    let mut places: Vec<(Spot, Option<f32>, f32)> = links
        .iter()
        .filter_map(|link| match link {
            Target::Internal { x, y, .. } => Some((link.spot()?, *x, y.unwrap_or(0.0))),
            _ => None,
        })
        .collect();
    places.sort_by_key(|place| place.0);
    places.dedup_by_key(|place| place.0);
    let (mut page, mut count) = (0, 0);
    for (place, x, top) in places {
        count = if place.0 == page { count + 1 } else { 0 };
        page = place.0;
        if count >= MOST_PLACES {
            continue;
        }
        let Some(sheet) = (place.0 as usize)
            .checked_sub(1)
            .and_then(|at| sheets.get_mut(at))
        else {
            continue;
        };
        let near = |line: &Line| {
            let aside = x.is_some_and(|x| x > line.column.1 || x < line.column.0 - 60.0);
            (line.baseline - top).abs() + if aside { 400.0 } else { 0.0 }
        };
        let meant = labels.get(&place).and_then(|wanted| {
            let named = |line: &Line| label(line).is_some_and(|found| found.text == *wanted);
            (0..sheet.lines.len())
                .filter(|at| {
                    let line = &sheet.lines[*at];
                    (line.baseline - top).abs() <= LABELED_REACH && named(line)
                })
                .min_by(|a, b| near(&sheet.lines[*a]).total_cmp(&near(&sheet.lines[*b])))
        });
        let found = meant.or_else(|| {
            (0..sheet.lines.len())
                .filter(|at| sheet.lines[*at].baseline > top + 1.0)
                .min_by(|a, b| near(&sheet.lines[*a]).total_cmp(&near(&sheet.lines[*b])))
        });
        if let Some(at) = found {
            sheet.lines[at].anchors.push(place);
        }
    }
}

/// The raised labels that link to each place; none for a place that several labels link to.
fn labels(sheets: &[Sheet], frames: &[Frame], links: &[Target]) -> HashMap<Spot, String> {
    let mut out: HashMap<Spot, Option<String>> = HashMap::new();
    for (sheet, frame) in sheets.iter().zip(frames) {
        for line in &sheet.lines {
            for piece in &line.pieces {
                let Some(spot) = usize::from(piece.link)
                    .checked_sub(1)
                    .and_then(|at| links.get(frame.first_link + at))
                    .and_then(Target::spot)
                else {
                    continue;
                };
                let [(_, label)] = labels_in(piece.text(&line.text))[..] else {
                    continue;
                };
                if !piece.marks.has(Marks::RAISED) {
                    continue;
                }
                out.entry(spot)
                    .and_modify(|known| {
                        if known.as_deref() != Some(label) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(label.to_owned()));
            }
        }
    }
    out.into_iter()
        .filter_map(|(place, label)| Some((place, label?)))
        .collect()
}
