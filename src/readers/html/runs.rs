//! Which runs an element opens: raised text, emphasis, links, reference marks. From tag and styles to
//! [`InlineKind`], and nothing of the flow.

use std::ops::Range;

use super::{
    css::{Level, Look},
    elements,
    links::Base,
    survey,
    tokens::Tag,
};
use crate::document::{InlineKind, Origin};

/// What an element passes on to those inside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Inherited {
    bits: u16,
}

impl Inherited {
    pub(super) const QUOTED: Self = Self { bits: 1 };
    pub(super) const CELL: Self = Self { bits: 2 };
    pub(super) const CAPTION: Self = Self { bits: 4 };
    pub(super) const CODE: Self = Self { bits: 8 };
    pub(super) const PRE: Self = Self { bits: 16 };
    pub(super) const RAISED: Self = Self { bits: 32 };
    pub(super) const LINK: Self = Self { bits: 64 };
    pub(super) const ITALIC: Self = Self { bits: 128 };
    pub(super) const BOLD: Self = Self { bits: 256 };
    /// Beside the text of the page: its headings are none of the report's.
    pub(super) const BESIDE: Self = Self { bits: 512 };

    pub(super) fn has(self, other: Self) -> bool {
        self.bits & other.bits != 0
    }

    pub(super) fn set(&mut self, other: Self) {
        self.bits |= other.bits;
    }

    pub(super) fn clear(&mut self, other: Self) {
        self.bits &= !other.bits;
    }
}

/// The runs that begin with a tag; `inherited` gets what they pass on.
pub(super) fn opened(
    tag: &Tag,
    look: Look,
    inherited: &mut Inherited,
    base: &Base<'_>,
    part: usize,
) -> Vec<InlineKind> {
    let mut out = Vec::new();
    let name = tag.name.as_str();
    let code = matches!(name, "code" | "kbd" | "samp" | "tt" | "math");
    if code && !inherited.has(Inherited::CODE) {
        inherited.set(Inherited::CODE);
        out.push(InlineKind::Code);
    }
    if let Some(link) = link(tag, inherited, base, part) {
        out.push(link);
    }
    if elements::is_noteref(tag) {
        out.push(InlineKind::NoteRef { note: None });
    }
    if inherited.has(Inherited::CODE) || elements::is_block(name) {
        return out;
    }
    let raised =
        name == "sup" || look.level == Some(Level::Raised) || elements::is_called_raised(tag);
    if raised && !inherited.has(Inherited::RAISED) {
        inherited.set(Inherited::RAISED);
        out.push(InlineKind::Superscript);
    }
    let lowered = name == "sub" || look.level == Some(Level::Lowered);
    if lowered && !raised {
        out.push(InlineKind::Subscript);
    }
    let italic = look
        .italic
        .unwrap_or(matches!(name, "em" | "i" | "cite" | "dfn" | "var"));
    if italic && !inherited.has(Inherited::ITALIC) {
        inherited.set(Inherited::ITALIC);
        out.push(InlineKind::Emphasis);
    } else if look.italic == Some(false) {
        inherited.clear(Inherited::ITALIC);
    }
    let bold = look.bold.unwrap_or(matches!(name, "b" | "strong"));
    if bold && !inherited.has(Inherited::BOLD) {
        inherited.set(Inherited::BOLD);
        out.push(InlineKind::Strong);
    } else if look.bold == Some(false) {
        inherited.clear(Inherited::BOLD);
    }
    out
}

fn link(tag: &Tag, inherited: &mut Inherited, base: &Base<'_>, part: usize) -> Option<InlineKind> {
    if inherited.has(Inherited::LINK) {
        return None;
    }
    let origin = |range: Range<usize>| Origin::Bytes {
        part,
        span: range.into(),
    };
    let (target, target_origin) = match survey::other_target(tag) {
        Some(id) => (base.target(&format!("#{id}"))?, None),
        None if tag.name == "a" => {
            let href = tag.get("href").or_else(|| tag.get("xlink:href"))?;
            (base.target(href)?, tag.range_of("href").map(origin))
        }
        None => return None,
    };
    inherited.set(Inherited::LINK);
    Some(InlineKind::Link {
        target,
        target_origin,
        autolink: false,
    })
}

/// The text that a mark without a link shows when it is pointed at: the note itself, kept in an attribute.
pub(super) fn popover(tag: &Tag) -> Option<(&str, Range<usize>)> {
    let pops = ["data-toggle", "data-bs-toggle"]
        .iter()
        .any(|name| matches!(tag.get(name), Some("popover" | "tooltip")));
    let names: &[&str] = if pops {
        &[
            "data-content",
            "data-bs-content",
            "data-original-title",
            "data-bs-original-title",
            "data-bs-title",
            "title",
        ]
    } else {
        &["data-tippy-content", "data-footnote-content"]
    };
    names.iter().find_map(|name| {
        let text = tag.get(name)?;
        (text.len() >= 8 && text.contains(' '))
            .then(|| tag.range_of(name).map(|range| (text, range)))
            .flatten()
    })
}

/// Whether a button is a reference mark rather than a control of the page.
pub(super) fn is_mark_button(tag: &Tag) -> bool {
    survey::other_target(tag).is_some()
        && tag.words("class").chain(tag.words("id")).any(|word| {
            let word = word.to_ascii_lowercase();
            word.contains("note") || word.contains("ref")
        })
}
