//! The text of a paragraph and where each part of it stands: lines joined, raised parts and links kept.

use super::{
    glyphs::{Page, Spot},
    paragraphs::Paragraph,
    rows::Line,
    seams::{Seam, Vocabulary, seam},
    spread::spread,
    words::{Marks, Piece},
};

/// A part of the text that came from one place.
#[derive(Debug, Clone, Copy)]
pub(super) struct Run {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) page: u32,
    pub(super) bbox: [f32; 4],
    pub(super) marks: Marks,
    /// One more than the place of its link among all of the file; 0 for none.
    pub(super) link: usize,
}

/// The text of a paragraph.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) text: String,
    pub(super) runs: Vec<Run>,
    /// Places that links lead to: offset and id.
    pub(super) anchors: Vec<(usize, Spot)>,
    /// Offsets of cells: the text after a wide gap.
    pub(super) cells: Vec<usize>,
}

impl Flow {
    /// Its cells, each by itself.
    pub(super) fn split(self) -> Vec<Flow> {
        let mut out = Vec::new();
        let mut start = 0;
        let text = self.text;
        for end in self.cells.iter().copied().chain([text.len()]) {
            let Some(part) = text.get(start..end) else {
                continue;
            };
            out.push(Flow {
                text: part.to_owned(),
                runs: self
                    .runs
                    .iter()
                    .filter(|run| run.start >= start && run.end <= end)
                    .map(|run| Run {
                        start: run.start - start,
                        end: run.end - start,
                        ..*run
                    })
                    .collect(),
                anchors: self
                    .anchors
                    .iter()
                    .filter(|anchor| (start..end).contains(&anchor.0))
                    .map(|anchor| (anchor.0 - start, anchor.1))
                    .collect(),
                cells: Vec::new(),
            });
            start = end;
        }
        out
    }
}

/// A page without what stands on it.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) page: Page,
    /// Number of links on the pages before.
    pub(super) first_link: usize,
}

/// What the text is made with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joiner<'a> {
    pub(super) vocabulary: &'a Vocabulary,
    /// The pages without their glyphs, in order.
    pub(super) frames: &'a [Frame],
    /// The addresses of all links.
    pub(super) targets: &'a [String],
}

impl Joiner<'_> {
    /// The text of a paragraph, its label left out as far as `skip` bytes of the first line.
    pub(super) fn flow(&self, lines: &[Line], skip: usize) -> Flow {
        let mut flow = Flow::default();
        let mut before: Option<&Line> = None;
        for line in lines {
            let skip = if before.is_none() { skip } else { 0 };
            if let Some(last) = before {
                self.join(&mut flow, last, line);
            }
            for anchor in &line.anchors {
                flow.anchors.push((flow.text.len(), *anchor));
            }
            self.push(&mut flow, line, skip);
            before = Some(line);
        }
        if flow.runs.iter().any(|run| run.link != 0) {
            spread(&mut flow, self.targets);
        }
        flow
    }

    /// Joins a line to the text so far.
    fn join(&self, flow: &mut Flow, last: &Line, line: &Line) {
        let raised = line
            .pieces
            .first()
            .is_some_and(|piece| piece.marks.has(Marks::RAISED));
        if raised {
            return;
        }
        let link =
            |line: &Line, piece: Option<&Piece>| piece.map_or(0, |piece| self.link(line, piece));
        let (a, b) = (
            link(last, last.pieces.last()),
            link(line, line.pieces.first()),
        );
        // The annotation may miss a part of its address: either side may say how it goes on.
        let target = [a, b]
            .into_iter()
            .find_map(|link| self.targets.get(link.checked_sub(1)?))
            .map(String::as_str);
        match seam(&flow.text, &line.text, target, self.vocabulary) {
            Seam::Blank => flow.text.push(' '),
            Seam::Nothing => {}
            Seam::DropHyphen => {
                flow.text.pop();
                let end = flow.text.len();
                if let Some(run) = flow.runs.last_mut() {
                    run.end = end;
                }
            }
        }
    }

    fn push(&self, flow: &mut Flow, line: &Line, skip: usize) {
        let base = flow.text.len();
        let body = line.text.get(skip..).unwrap_or_default();
        flow.text.push_str(body);
        for gap in &line.gaps {
            if *gap as usize > skip {
                flow.cells.push(base + *gap as usize - skip);
            }
        }
        for piece in &line.pieces {
            let (start, end) = (piece.start as usize, piece.end as usize);
            if end <= skip {
                continue;
            }
            flow.runs.push(Run {
                start: base + start.max(skip) - skip,
                end: base + end - skip,
                page: line.page,
                bbox: self.shown(line.page, Line::bbox(piece)),
                marks: piece.marks,
                link: self.link(line, piece),
            });
        }
    }

    /// A box as the page is shown to people.
    pub(super) fn shown(&self, page: u32, bbox: [f32; 4]) -> [f32; 4] {
        let frame = (page as usize)
            .checked_sub(1)
            .and_then(|at| self.frames.get(at));
        // A file may give numbers that are none.
        frame
            .map_or(bbox, |frame| frame.page.shown(bbox))
            .map(|edge| if edge.is_finite() { edge } else { 0.0 })
    }

    /// Number of a piece's link among all of the file, from 1.
    pub(super) fn link(&self, line: &Line, piece: &Piece) -> usize {
        if piece.link == 0 {
            return 0;
        }
        let frame = (line.page as usize)
            .checked_sub(1)
            .and_then(|at| self.frames.get(at));
        frame.map_or(0, |frame| frame.first_link + usize::from(piece.link))
    }
}

/// The text of a paragraph alone, as headings are told by it.
pub(super) fn plain(paragraph: &Paragraph, joiner: &Joiner<'_>) -> String {
    joiner.flow(&paragraph.lines, 0).text
}
