//! From the glyphs of a page to pieces: runs of characters within a word that share font, size, baseline,
//! link and tag. Says what is raised by the shape of the glyphs; does not know lines yet.

use super::glyphs::{Flags, Font, Glyph, Page, Tag};

/// A gap wider than this part of the font size, beyond the usual distance of letters, ends a word.
pub(super) const WORD_GAP: f32 = 0.12;
/// A gap wider than this part of the font size ends a run of glyphs.
const RUN_GAP: f32 = 1.5;
/// Ink that begins higher than this part of the font size above the baseline is raised.
const RAISED_INK: f32 = 0.2;
/// More glyphs than this on one page are not looked at.
const MOST_GLYPHS: usize = 200_000;

/// What is special about a piece.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Marks(pub(super) u8);

impl Marks {
    /// Raised: by ink, tag or the font's own superior figures, later also by baseline.
    pub(super) const RAISED: Self = Self(1);
    /// Lowered baseline, smaller.
    pub(super) const LOWERED: Self = Self(1 << 1);
    /// A blank was drawn before it.
    pub(super) const SPACED: Self = Self(1 << 2);
    /// Bold font.
    pub(super) const BOLD: Self = Self(1 << 3);
    /// Italic font.
    pub(super) const ITALIC: Self = Self(1 << 4);
    /// Called an artifact by the file.
    pub(super) const ARTIFACT: Self = Self(1 << 5);
    /// Letters that run from right to left.
    pub(super) const RTL: Self = Self(1 << 6);
    /// Equally wide glyphs.
    pub(super) const MONO: Self = Self(1 << 7);

    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(super) fn set(&mut self, other: Self, on: bool) {
        if on {
            self.0 |= other.0;
        } else {
            self.0 &= !other.0;
        }
    }
}

/// Part of a word; `start..end` are bytes of the page's or line's text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) x0: f32,
    pub(super) x1: f32,
    pub(super) baseline: f32,
    pub(super) size: f32,
    /// One more than the index of the page's link; 0 for none.
    pub(super) link: u16,
    /// Index of the tag; `u32::MAX` for none.
    pub(super) tag: u32,
    pub(super) marks: Marks,
    /// Usual distance of letters, by which a gap between words is told.
    pub(super) tracking: f32,
}

impl Piece {
    pub(super) fn text<'a>(&self, all: &'a str) -> &'a str {
        all.get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// The pieces of a page and their text.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    pub(super) text: String,
    pub(super) all: Vec<Piece>,
}

/// What stands behind a page's glyphs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) fonts: &'a [Font],
    pub(super) tags: &'a [Tag],
    /// Whether the page is mainly written from right to left: punctuation is then kept apart from figures and
    /// Latin words, on whose other side it is read.
    pub(super) rtl: bool,
}

/// Cuts the glyphs of a page into pieces. Slanted and turned text is left out; invisible text is read only
/// where it is all there is (the text layer of a scan).
pub(super) fn pieces(page: &Page, context: Context<'_>) -> Pieces {
    let glyphs: Vec<&Glyph> = chosen(page);
    let mut out = Pieces::default();
    let right = glyphs.iter().filter(|glyph| rtl(glyph)).count();
    let context = Context {
        rtl: right * 3 > glyphs.len(),
        ..context
    };
    let mut run: Vec<(&Glyph, bool)> = Vec::new();
    let mut blank = false;
    for glyph in glyphs {
        if glyph.text.is_empty() {
            continue;
        }
        if glyph.text.chars().all(char::is_whitespace) {
            blank = true;
            continue;
        }
        if let Some((last, _)) = run.last() {
            if same_place(last, glyph) {
                continue;
            }
            if !follows(last, glyph) {
                flush(page, context, &run, &mut out);
                run.clear();
            }
        }
        run.push((glyph, blank));
        blank = false;
    }
    flush(page, context, &run, &mut out);
    out
}

/// Upright glyphs, the visible ones if there are any to speak of.
fn chosen(page: &Page) -> Vec<&Glyph> {
    let upright = page
        .glyphs
        .iter()
        .take(MOST_GLYPHS)
        .filter(|glyph| glyph.turn == 0 && !glyph.flags.has(Flags::OBLIQUE))
        .filter(|glyph| glyph.size > 0.5 && glyph.x0.is_finite() && glyph.baseline.is_finite());
    let (hidden, shown): (Vec<&Glyph>, Vec<&Glyph>) =
        upright.partition(|glyph| glyph.flags.has(Flags::HIDDEN));
    if hidden.len() > shown.len() * 4 {
        hidden
    } else {
        shown
    }
}

/// Whether a glyph is drawn over the one before it (bold by printing twice).
fn same_place(last: &Glyph, glyph: &Glyph) -> bool {
    last.text == glyph.text
        && (last.x0 - glyph.x0).abs() < 0.3 * (last.x1 - last.x0)
        && (last.baseline - glyph.baseline).abs() < 0.15 * glyph.size
}

/// Whether a glyph goes on with the line of the one before it.
fn follows(last: &Glyph, glyph: &Glyph) -> bool {
    let size = last.size.max(glyph.size);
    let gap = glyph.x0 - last.x1;
    (last.baseline - glyph.baseline).abs() < 0.05 * size
        && (last.size - glyph.size).abs() < 0.04 * size
        && gap > -0.35 * size
        && gap < RUN_GAP * size
        && !rtl(glyph)
        && !rtl(last)
}

fn rtl(glyph: &Glyph) -> bool {
    glyph.text.chars().any(super::bidi::is_rtl)
}

fn is_word(glyph: &Glyph) -> bool {
    glyph.text.chars().any(char::is_alphanumeric)
}

/// Whether the ink of a figure or letter floats above the baseline.
fn floats(glyph: &Glyph) -> bool {
    if glyph.flags.has(Flags::SUPERIOR) {
        return true;
    }
    let plain = glyph.text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain
        && glyph.ink.is_some_and(|[_, top, _, bottom]| {
            glyph.baseline - bottom > RAISED_INK * glyph.size && bottom > top
        })
}

fn flush(page: &Page, context: Context<'_>, run: &[(&Glyph, bool)], out: &mut Pieces) {
    let Some((first, _)) = run.first() else {
        return;
    };
    let tracking = tracking(run);
    let links: Vec<(u16, [f32; 4])> = links_at(page, first);
    let raised: Vec<bool> = raised(run, context.tags);
    let mut before: Option<&Glyph> = None;
    let mut link_before = 0;
    for (at, (glyph, blank)) in run.iter().enumerate() {
        let gap = before.map_or(0.0, |last| glyph.x0 - last.x1);
        let spaced = (*blank && (before.is_none() || gap > 0.05 * glyph.size))
            || gap > tracking + WORD_GAP * glyph.size;
        let link = link_of(&links, glyph);
        let start = match before {
            Some(last) => {
                spaced
                    || link != link_before
                    || last.font != glyph.font
                    || last.tag != glyph.tag
                    || raised[at] != raised[at - 1]
                    || (context.rtl && !(is_word(last) && is_word(glyph)))
            }
            None => true,
        };
        if start {
            out.all
                .push(piece(glyph, context, out.text.len(), tracking));
            if let Some(piece) = out.all.last_mut() {
                piece.link = link;
                piece.marks.set(Marks::SPACED, spaced);
                piece.marks.set(Marks::RAISED, raised[at]);
            }
        }
        push_text(&mut out.text, &glyph.text);
        let end = to_u32(out.text.len());
        if let Some(piece) = out.all.last_mut() {
            piece.end = end;
            piece.x1 = piece.x1.max(glyph.x1);
        }
        before = Some(glyph);
        link_before = link;
    }
}

/// Which glyphs of a run are raised; punctuation goes with what stands before it.
fn raised(run: &[(&Glyph, bool)], tags: &[Tag]) -> Vec<bool> {
    let mut out: Vec<bool> = run
        .iter()
        .map(|(glyph, _)| {
            floats(glyph)
                || glyph
                    .tag
                    .and_then(|tag| tags.get(tag as usize))
                    .is_some_and(|tag| tag.raised)
        })
        .collect();
    for at in 1..out.len().saturating_sub(1) {
        let between = run[at].0.text.chars().all(|c| !c.is_alphanumeric());
        if between && out[at - 1] && out[at + 1] && !run[at].1 && !run[at + 1].1 {
            out[at] = true;
        }
    }
    out
}

fn piece(glyph: &Glyph, context: Context<'_>, start: usize, tracking: f32) -> Piece {
    let mut marks = Marks::default();
    if let Some(font) = context.fonts.get(usize::from(glyph.font)) {
        marks.set(Marks::BOLD, font.bold);
        marks.set(Marks::ITALIC, font.italic);
        marks.set(Marks::MONO, font.monospace);
    }
    marks.set(Marks::ARTIFACT, glyph.flags.has(Flags::ARTIFACT));
    marks.set(Marks::RTL, rtl(glyph));
    Piece {
        start: to_u32(start),
        end: to_u32(start),
        x0: glyph.x0,
        x1: glyph.x1,
        baseline: glyph.baseline,
        size: glyph.size,
        link: 0,
        tag: glyph.tag.unwrap_or(u32::MAX),
        marks,
        tracking,
    }
}

/// Usual distance between the letters of a run: more than nothing in letterspaced headings.
fn tracking(run: &[(&Glyph, bool)]) -> f32 {
    let mut gaps: Vec<f32> = run
        .windows(2)
        .filter(|pair| !pair[1].1)
        .map(|pair| pair[1].0.x0 - pair[0].0.x1)
        .collect();
    if gaps.len() < 6 {
        return 0.0;
    }
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    median.max(0.0)
}

/// Links of the page whose boxes hold the height at which a glyph stands.
fn links_at(page: &Page, glyph: &Glyph) -> Vec<(u16, [f32; 4])> {
    let middle = glyph.baseline - 0.25 * glyph.size;
    let mut out = Vec::new();
    for (index, link) in page.links.iter().enumerate() {
        for rect in &link.rects {
            if rect[1] <= middle && middle <= rect[3] {
                out.push((u16::try_from(index + 1).unwrap_or(0), *rect));
            }
        }
    }
    out
}

/// The link a glyph lies in: the smallest box that holds its middle.
fn link_of(links: &[(u16, [f32; 4])], glyph: &Glyph) -> u16 {
    let middle = f32::midpoint(glyph.x0, glyph.x1);
    links
        .iter()
        .filter(|(_, rect)| rect[0] <= middle && middle <= rect[2])
        .min_by(|(_, a), (_, b)| {
            let area = |rect: &[f32; 4]| (rect[2] - rect[0]) * (rect[3] - rect[1]);
            area(a).total_cmp(&area(b))
        })
        .map_or(0, |(index, _)| *index)
}

/// Adds the text of a glyph: ligatures and Arabic presentation forms as their letters, soft hyphens as such.
fn push_text(out: &mut String, text: &str) {
    use unicode_normalization::UnicodeNormalization;
    for c in text.chars() {
        match c {
            '\u{fb00}'..='\u{fb4f}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}' => {
                out.extend(std::iter::once(c).nfkc());
            }
            c if c.is_whitespace() => out.push(' '),
            '\u{feff}' | '\u{200b}' | '\u{2060}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

/// A length of text of one page, which the cap on glyphs keeps below four billion.
pub(super) fn to_u32(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
