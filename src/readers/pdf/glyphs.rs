//! What a PDF file holds for a reader of text: placed glyphs, links, rules, bookmarks and tags.
//! The vocabulary between the lower half of the PDF reader (file to glyphs, `load`) and the upper
//! half (glyphs to a document). Knows nothing of lines, paragraphs or notes.
//!
//! Coordinates are points (1/72 inch) with the origin at the top left of the page as it is shown,
//! `/Rotate` applied, x to the right and y down. A box is `[left, top, right, bottom]`.

use std::{fmt, sync::Arc};

/// A box: left, top, right, bottom.
pub(super) type Rect = [f32; 4];

/// The facts of a file beside its pages.
///
/// Outline, tags, language and title are complete before the first page is handed out; fonts and
/// counts grow with the pages.
#[derive(Debug, Default)]
pub(super) struct Pdf {
    /// Fonts seen so far; [`Glyph::font`] is an index into it.
    pub(super) fonts: Vec<Font>,
    /// Bookmarks in reading order.
    pub(super) outline: Vec<OutlineItem>,
    /// The structure tree of a tagged file; empty for others.
    pub(super) tags: Vec<Tag>,
    /// The language the catalog declares, as the file spells it ("en-US").
    pub(super) language: Option<String>,
    /// The title of the information dictionary.
    pub(super) title: Option<String>,
    /// The program that wrote the file ("a word processor 7.4").
    pub(super) producer: Option<String>,
    /// Number of pages.
    pub(super) page_count: u32,
    /// Labels printed on the pages by the file's own account ("iv", "12"), one for each page, or empty.
    pub(super) page_labels: Vec<String>,
    /// Glyphs read so far.
    pub(super) glyphs: usize,
    /// Of these, the ones whose text the file does not tell (U+FFFD in [`Glyph::text`]).
    pub(super) unmapped: usize,
    /// Pages without a text glyph that show a picture: scans that need OCR. Numbers from 1.
    pub(super) scanned_pages: Vec<u32>,
    /// Sentences for the user about what could not be read.
    pub(super) notices: Vec<String>,
}

/// One page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Place in the file, from 1.
    pub(super) number: u32,
    /// Width in points, `/Rotate` applied.
    pub(super) width: f32,
    /// Height in points, `/Rotate` applied.
    pub(super) height: f32,
    /// Quarter turns clockwise by which the page was turned, beyond `/Rotate`, because most of its
    /// text runs that way (a table printed sideways); [`Page::shown`] turns a box back.
    pub(super) turned: u8,
    /// Text in the order it is drawn, blanks included.
    pub(super) glyphs: Vec<Glyph>,
    /// Link annotations.
    pub(super) links: Vec<PageLink>,
    /// Thin lines, filled or stroked: separators of footnotes, rules of tables, underlines.
    pub(super) rules: Vec<Rect>,
    /// Pictures drawn.
    pub(super) images: Vec<Rect>,
    /// Bytes of text in fonts that the file lacks; counted as unmapped.
    pub(super) unfound: usize,
}

/// One drawn character, or the few characters one glyph stands for.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    /// Its text: usually one character; several for a ligature; a blank for a drawn blank; U+FFFD
    /// where the file does not tell; empty where the file's `/ActualText` says it stands for nothing.
    pub(super) text: Arc<str>,
    /// Start of the advance box on the baseline, in the frame of `turn`.
    pub(super) x0: f32,
    /// End of the advance box.
    pub(super) x1: f32,
    /// The baseline, text rise included, in the frame of `turn`.
    pub(super) baseline: f32,
    /// Font size as it appears, in points.
    pub(super) size: f32,
    /// The painted box, from the outline: superior figures that keep size and baseline show only
    /// here. `None` for a blank and where the font has no outline.
    pub(super) ink: Option<Rect>,
    /// Index into [`Pdf::fonts`].
    pub(super) font: u16,
    /// Quarter turns clockwise of the writing direction: 0 runs to the right, 1 down, 2 is upside
    /// down, 3 runs up. Its coordinates are those of the page turned back by as many quarters, so
    /// that the glyph runs to the right.
    pub(super) turn: u8,
    /// Index into [`Pdf::tags`] of the innermost element the glyph belongs to.
    pub(super) tag: Option<u32>,
    /// What is special about it.
    pub(super) flags: Flags,
}

/// What is special about a glyph.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Flags(u8);

impl Flags {
    /// The text is not told by the file.
    pub(super) const UNMAPPED: Self = Self(1);
    /// Drawn invisibly (the text layer of a scan).
    pub(super) const HIDDEN: Self = Self(1 << 1);
    /// Marked as an artifact of the page: running head, page number, separator.
    pub(super) const ARTIFACT: Self = Self(1 << 2);
    /// The font's own superior (or numerator) figure, by the name of the glyph.
    pub(super) const SUPERIOR: Self = Self(1 << 3);
    /// The text comes from `/ActualText`.
    pub(super) const ACTUAL: Self = Self(1 << 4);
    /// Slanted text direction: not a multiple of a quarter turn (a watermark).
    pub(super) const OBLIQUE: Self = Self(1 << 5);
    /// Painted with an outline around it, the makeshift for a bold font.
    pub(super) const STROKED: Self = Self(1 << 6);
    /// Sheared to the right, the makeshift for an italic font.
    pub(super) const SHEARED: Self = Self(1 << 7);

    /// Whether all of `other` hold.
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Without those of `other`.
    #[must_use]
    pub(super) fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Both together.
    #[must_use]
    pub(super) fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One font as the file names it.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude each other"
)]
pub(super) struct Font {
    /// Name without the subset prefix ("TimesNewRomanPS-BoldMT").
    pub(super) name: String,
    /// Bold by name, weight or flag.
    pub(super) bold: bool,
    /// Italic or oblique by name, angle or flag.
    pub(super) italic: bool,
    /// All glyphs equally wide.
    pub(super) monospace: bool,
    /// Set in small capitals, by name or flag.
    pub(super) small_caps: bool,
    /// Height of capitals above the baseline, in parts of the font size; 0 if unknown.
    pub(super) cap_height: f32,
}

/// A link annotation.
#[derive(Debug, Clone)]
pub(super) struct PageLink {
    /// Its boxes, one a line where the file tells (`/QuadPoints`), else one.
    pub(super) rects: Vec<Rect>,
    /// Where it leads.
    pub(super) target: Target,
}

/// Where a link or a bookmark leads.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// An address.
    Uri(String),
    /// A place in the file.
    Internal {
        /// Page number from 1.
        page: u32,
        /// Left edge, where told.
        x: Option<f32>,
        /// Top edge, where told.
        y: Option<f32>,
    },
    /// Another file.
    File(String),
}

/// A place in the file that links lead to: page from 1, left and top edge in whole points.
pub(super) type Spot = (u32, i32, i32);

impl Target {
    /// Its place, where it is one in the file.
    pub(super) fn spot(&self) -> Option<Spot> {
        let whole = |value: &Option<f32>| {
            #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
            let whole = value.unwrap_or(0.0).clamp(-30_000.0, 30_000.0).round() as i32;
            whole
        };
        match self {
            Self::Internal { page, x, y } => Some((*page, whole(x), whole(y))),
            Self::Uri(_) | Self::File(_) => None,
        }
    }
}

/// A bookmark.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct OutlineItem {
    /// Its text.
    pub(super) title: String,
    /// Depth, from 1.
    pub(super) level: u8,
    /// Where it leads, if told and in the file.
    pub(super) target: Option<Target>,
}

/// An element of the structure tree, in reading order (parents before children).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tag {
    /// What it is.
    pub(super) role: Role,
    /// Index of the parent; `None` at the root.
    pub(super) parent: Option<u32>,
    /// `/Lang`.
    pub(super) language: Option<String>,
    /// `/ActualText`.
    pub(super) actual: Option<String>,
    /// `/Alt`.
    pub(super) alt: Option<String>,
    /// The attributes tell a raised baseline (`/TextPosition /Sup` or a positive `/BaselineShift`).
    pub(super) raised: bool,
}

/// Structure types, the file's own mapped to the standard ones (ISO 32000-2, 14.8.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// `Document`, `Part`, `Art`, `Sect`, `Div`, `NonStruct`: a grouping.
    Group,
    /// `Title`: the title of the document.
    Title,
    /// `H` (0), `H1` to `H6` and beyond.
    Heading(u8),
    /// `P`.
    Paragraph,
    /// `BlockQuote`.
    Quote,
    /// `L`.
    List,
    /// `LI`.
    ListItem,
    /// `Lbl`: number or bullet of a list item or note.
    Label,
    /// `LBody`.
    ListBody,
    /// `Table`.
    Table,
    /// `TR`.
    Row,
    /// `TD`.
    Cell,
    /// `TH`.
    HeaderCell,
    /// `Caption`.
    Caption,
    /// `Figure`, `Formula`, `Form`.
    Figure,
    /// `TOC`.
    Contents,
    /// `TOCI`.
    ContentsItem,
    /// `Index`, `BibEntry` and the like.
    Reference,
    /// `Note`, `FENote`.
    Note,
    /// `Link`.
    Link,
    /// `Sub` (PDF 2.0) and other parts of a line: `Span`, `Em`, `Strong`.
    Span,
    /// `Code`.
    Code,
    /// `Artifact`.
    Artifact,
    /// Any other.
    Other,
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What it is: "the file is encrypted and asks for a password".
    pub(super) what: String,
    /// What the user can do.
    pub(super) cure: &'static str,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.what, self.cure)
    }
}

impl Page {
    /// The box `rect` of this page as the page is shown to people, before it was turned.
    pub(super) fn shown(&self, rect: Rect) -> Rect {
        if self.turned % 2 == 1 {
            turn_rect(rect, self.turned, self.height, self.width)
        } else {
            turn_rect(rect, self.turned, self.width, self.height)
        }
    }
}

/// Turns a box of a page turned back by `turn` quarters onto the page of this width and height.
fn turn_rect(rect: Rect, turn: u8, width: f32, height: f32) -> Rect {
    let [left, top, right, bottom] = rect;
    match turn % 4 {
        1 => [width - bottom, left, width - top, right],
        2 => [width - right, height - bottom, width - left, height - top],
        3 => [top, height - right, bottom, height - left],
        _ => rect,
    }
}
