//! Where glyphs and boxes stand on the page: from the matrices of the content to points.

use hayro_font::kurbo::{Affine, Point};

use super::{
    fonts::Code,
    glyphs::{Flags, Glyph, Rect},
};

/// A finite number of single precision, within any page.
#[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
pub(super) fn narrow(value: f64) -> f32 {
    if value.is_finite() {
        value.clamp(-1e7, 1e7) as f32
    } else {
        0.0
    }
}

/// The box around some points.
pub(super) fn bounds(points: &[Point]) -> Rect {
    let mut bounds = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for point in points {
        let (x, y) = (narrow(point.x), narrow(point.y));
        bounds = [
            bounds[0].min(x),
            bounds[1].min(y),
            bounds[2].max(x),
            bounds[3].max(y),
        ];
    }
    bounds
}

/// Puts a glyph, given in its own space of 1 unit to the em, on a page of this width and height;
/// `drawn` says what it is and whether its font is written downwards.
pub(super) fn put_glyph(
    mut glyph: Glyph,
    place: Affine,
    drawn: (&Code, bool),
    page: (f32, f32),
) -> Option<Glyph> {
    let (drawn, vertical) = drawn;
    let origin = place * Point::ZERO;
    let along = if vertical {
        Point::new(0.0, -1.0)
    } else {
        Point::new(1.0, 0.0)
    };
    let direction = place * along - origin;
    let length = direction.hypot();
    let area = place.determinant().abs();
    if !(length > 1e-6 && area.is_finite()) {
        return None;
    }
    // The vertical axis leans along the line in a makeshift italic.
    let up = place * Point::new(0.0, 1.0) - origin;
    if !vertical && up.dot(direction) / (up.hypot() * length) > 0.12 {
        glyph.flags = glyph.flags.with(Flags::SHEARED);
    }
    let size = if vertical { length } else { area / length };
    let quarters = direction.y.atan2(direction.x) / std::f64::consts::FRAC_PI_2;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 3 by its modulus"
    )]
    let turn = quarters.round().rem_euclid(4.0) as u8 % 4;
    if (quarters - quarters.round()).abs() > 0.06 {
        glyph.flags = glyph.flags.with(Flags::OBLIQUE);
    }
    let advance = f64::from(drawn.advance).abs() / 1000.0;
    let end = place * (along.to_vec2() * advance).to_point();
    let framed = |point: Point| frame(turn, point, page);
    let (start, end) = (framed(origin), framed(end));
    glyph.turn = turn;
    glyph.size = narrow(size);
    glyph.x0 = start[0].min(end[0]);
    glyph.x1 = start[0].max(end[0]);
    glyph.baseline = start[1];
    if vertical {
        // The column's left edge is the foot of its glyphs when the page is turned back.
        glyph.baseline += glyph.size * 0.4;
    }
    glyph.ink = drawn.ink.map(|[left, bottom, right, top]| {
        let (dx, dy) = drawn.shift;
        let corners = [(left, bottom), (right, bottom), (left, top), (right, top)].map(|(x, y)| {
            let corner = Point::new(f64::from(x + dx), f64::from(y + dy));
            let [x, y] = framed(place * Point::new(corner.x / 1000.0, corner.y / 1000.0));
            Point::new(f64::from(x), f64::from(y))
        });
        bounds(&corners)
    });
    Some(glyph)
}

/// A point of the page in the frame of glyphs with this turn.
fn frame(turn: u8, point: Point, page: (f32, f32)) -> [f32; 2] {
    let (width, height) = page;
    let (x, y) = (narrow(point.x), narrow(point.y));
    match turn {
        1 => [y, width - x],
        2 => [width - x, height - y],
        3 => [height - y, x],
        _ => [x, y],
    }
}
