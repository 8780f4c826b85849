//! Keeps the thin lines of a page: separators of footnotes, rules of tables, underlines. Everything
//! else that is drawn is forgotten.

use hayro_font::kurbo::{Affine, Point};

use super::{
    content::Operand,
    glyphs::Rect,
    place::{bounds, narrow},
};

/// Lines kept for one page; a map or chart draws more, and none of them matters.
const MAX_RULES: usize = 20_000;

/// A line is at most this thick, in points.
const MAX_THICKNESS: f32 = 4.0;

/// A line is at least this long, in points.
const MIN_LENGTH: f32 = 4.0;

/// Points kept for one path.
const MAX_POINTS: usize = 4096;

/// The current path and the lines so far.
#[derive(Debug, Default)]
pub(super) struct Paths {
    /// Straight pieces, already on the page.
    segments: Vec<(Point, Point)>,
    /// Rectangles, already on the page.
    boxes: Vec<Rect>,
    start: Option<Point>,
    current: Option<Point>,
    rules: Vec<Rect>,
}

impl Paths {
    /// Follows one operator of path construction or painting; others do nothing.
    pub(super) fn operator(
        &mut self,
        operator: &[u8],
        operands: &[Operand<'_>],
        ctm: Affine,
        line_width: f64,
    ) {
        let number = |index: usize| operands.get(index).and_then(Operand::number).unwrap_or(0.0);
        let point = |index: usize| ctm * Point::new(number(index), number(index + 1));
        match operator {
            b"m" => {
                self.start = Some(point(0));
                self.current = self.start;
            }
            b"l" => self.line_to(point(0)),
            b"c" => self.current = Some(point(4)),
            b"v" | b"y" => self.current = Some(point(2)),
            b"h" => self.close(),
            b"re" => {
                let (x, y, width, height) = (number(0), number(1), number(2), number(3));
                let corners = [
                    (x, y),
                    (x + width, y),
                    (x, y + height),
                    (x + width, y + height),
                ]
                .map(|corner| ctm * Point::from(corner));
                if self.boxes.len() < MAX_POINTS {
                    self.boxes.push(bounds(&corners));
                }
            }
            b"f" | b"F" | b"f*" => self.fill(),
            b"S" => self.stroke(ctm, line_width),
            b"s" => {
                self.close();
                self.stroke(ctm, line_width);
            }
            b"B" | b"B*" => {
                self.fill();
                self.stroke(ctm, line_width);
            }
            b"b" | b"b*" => {
                self.close();
                self.fill();
                self.stroke(ctm, line_width);
            }
            b"n" => {}
            _ => return,
        }
        if !matches!(operator, b"m" | b"l" | b"c" | b"v" | b"y" | b"h" | b"re") {
            self.segments.clear();
            self.boxes.clear();
            (self.start, self.current) = (None, None);
        }
    }

    /// The lines of the page.
    pub(super) fn into_rules(self) -> Vec<Rect> {
        self.rules
    }

    fn line_to(&mut self, point: Point) {
        if let Some(current) = self.current
            && self.segments.len() < MAX_POINTS
        {
            self.segments.push((current, point));
        }
        self.current = Some(point);
    }

    fn close(&mut self) {
        if let Some(start) = self.start {
            self.line_to(start);
        }
    }

    fn fill(&mut self) {
        for index in 0..self.boxes.len() {
            self.keep(self.boxes[index]);
        }
        // A filled polygon of few corners can be a line drawn as a thin box.
        if (3..=5).contains(&self.segments.len()) {
            let corners: Vec<Point> = self
                .segments
                .iter()
                .flat_map(|(from, to)| [*from, *to])
                .collect();
            self.keep(bounds(&corners));
        }
    }

    fn stroke(&mut self, ctm: Affine, line_width: f64) {
        let half = narrow(line_width * ctm.determinant().abs().sqrt() / 2.0).clamp(0.05, 50.0);
        let thicken = |[left, top, right, bottom]: Rect| {
            if right - left > bottom - top {
                [left, top - half, right, bottom + half]
            } else {
                [left - half, top, right + half, bottom]
            }
        };
        for index in 0..self.segments.len() {
            let (from, to) = self.segments[index];
            self.keep(thicken(bounds(&[from, to])));
        }
        for index in 0..self.boxes.len() {
            let [left, top, right, bottom] = self.boxes[index];
            for side in [
                [left, top, right, top],
                [left, bottom, right, bottom],
                [left, top, left, bottom],
                [right, top, right, bottom],
            ] {
                self.keep(thicken(side));
            }
        }
    }

    /// Keeps a box that is a line; says whether it was one.
    pub(super) fn keep(&mut self, rect: Rect) -> bool {
        let (width, height) = (rect[2] - rect[0], rect[3] - rect[1]);
        let is_rule = self.rules.len() < MAX_RULES
            && width.min(height) <= MAX_THICKNESS
            && width.max(height) >= MIN_LENGTH
            && rect.iter().all(|edge| edge.is_finite());
        if is_rule {
            self.rules.push(rect);
        }
        is_rule
    }
}
