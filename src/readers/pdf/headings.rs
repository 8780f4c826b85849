//! Which paragraphs are headings, and of which level: by the structure tree, by bookmarks, by size, weight
//! and numbering. Levels follow the ranks of the styles headings are set in.

use std::collections::BTreeMap;

use super::{
    glyphs::{OutlineItem, Role, Target},
    paragraphs::{Paragraph, Structure, bullet, leader, starts_lower},
    styles::Styles,
    words::Marks,
};

/// A longer heading is running text, in characters.
const LONGEST: usize = 220;
/// Lines a heading has at most.
const MOST_LINES: usize = 6;

/// How a heading is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Style {
    /// Half points, larger first.
    size: std::cmp::Reverse<i32>,
    /// Bold before plain.
    light: bool,
    /// Capitals before small letters.
    small: bool,
}

/// A heading found.
#[derive(Debug, Clone, Copy)]
struct Found {
    paragraph: usize,
    style: Style,
    /// Level told by tag or bookmark.
    told: Option<u8>,
    page: u32,
}

/// The level of each paragraph that is a heading.
pub(super) fn levels(
    paragraphs: &[Paragraph],
    texts: &[String],
    styles: &Styles,
    structure: &Structure<'_>,
    outline: &[OutlineItem],
) -> Vec<Option<u8>> {
    let bookmarks = Bookmarks::new(outline);
    let mut found: Vec<Found> = Vec::new();
    for (index, (paragraph, text)) in paragraphs.iter().zip(texts).enumerate() {
        let told = told(paragraph, text, structure, &bookmarks);
        let following = paragraphs.get(index + 1).map(Paragraph::size);
        if told.is_none() && !looks(paragraph, text, styles, following) {
            continue;
        }
        found.push(Found {
            paragraph: index,
            style: style(paragraph, text),
            told,
            page: paragraph.lines.first().map_or(0, |line| line.page),
        });
    }
    let level_of = ranks(&found);
    let mut out = vec![None; paragraphs.len()];
    for heading in &found {
        let level = heading
            .told
            .or_else(|| level_of.get(&heading.style).copied())
            .unwrap_or(6);
        out[heading.paragraph] = Some(level.clamp(1, 6));
    }
    out
}

/// What tags or bookmarks say.
fn told(
    paragraph: &Paragraph,
    text: &str,
    structure: &Structure<'_>,
    bookmarks: &Bookmarks,
) -> Option<u8> {
    if text.chars().count() > 2 * LONGEST || !text.chars().any(char::is_alphanumeric) {
        return None;
    }
    match structure.role(paragraph.tag) {
        Some(Role::Heading(level)) => return Some(level.max(1)),
        Some(Role::Title) => return Some(1),
        Some(Role::ContentsItem | Role::Cell | Role::HeaderCell | Role::Caption) => return None,
        _ => {}
    }
    if toc_line(paragraph, text) {
        return None;
    }
    let page = paragraph.lines.first()?.page;
    bookmarks.level(page, text)
}

/// Whether a paragraph is an entry of a table of contents.
fn toc_line(paragraph: &Paragraph, text: &str) -> bool {
    if leader(text) || text.contains("....") || text.contains(". . . .") {
        return true;
    }
    let Some(line) = paragraph.lines.last() else {
        return false;
    };
    line.gaps.last().is_some_and(|gap| {
        line.text.get(*gap as usize..).is_some_and(|rest| {
            !rest.is_empty()
                && rest
                    .chars()
                    .all(|c| c.is_ascii_digit() || "ivxlc".contains(c))
        })
    })
}

/// Whether a paragraph looks like a heading by its setting.
fn looks(paragraph: &Paragraph, text: &str, styles: &Styles, following: Option<f32>) -> bool {
    let length = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let worded = paragraph
        .lines
        .iter()
        .all(|line| line.text.chars().any(char::is_alphabetic) || line.text.len() <= 4);
    let plausible = paragraph.lines.len() <= MOST_LINES
        && worded
        && (2..=LONGEST).contains(&length)
        && letters * 2 >= length.min(8)
        && letters >= 2
        && !text.trim_end().ends_with(['.', ';', ','])
        && !starts_lower(text)
        && !bullet(text)
        && !text.contains("://")
        && !text.starts_with(['“', '"', '«', '„'])
        && !toc_line(paragraph, text);
    let stop = text.trim_end().ends_with('.');
    let numbered = stop && length <= 60 && paragraph.label.is_some();
    let short_sentence = numbered && letters >= 3 && !toc_line(paragraph, text);
    if !(plausible || short_sentence) {
        return false;
    }
    let size = paragraph.size();
    let bold = paragraph.all(Marks::BOLD) && !styles.bold;
    if size >= styles.body + (0.08 * styles.body).max(0.8) {
        return length <= 160 || bold;
    }
    let near = following.unwrap_or(styles.body).min(styles.body);
    if bold && size >= near - 0.2 {
        return length <= 140 && paragraph.lines.len() <= 4;
    }
    let capitals = letters >= 4
        && text
            .chars()
            .filter(|c| c.is_alphabetic())
            .all(|c| !c.is_lowercase() && c.is_uppercase());
    capitals
        && size >= styles.body - 0.4
        && length <= 90
        && paragraph.lines.len() <= 2
        && paragraph.space > 1.15
}

fn style(paragraph: &Paragraph, text: &str) -> Style {
    #[expect(clippy::cast_possible_truncation, reason = "a font size")]
    let size = (paragraph.size().clamp(0.0, 2_000.0) * 2.0).round() as i32;
    Style {
        size: std::cmp::Reverse(size),
        light: !paragraph.all(Marks::BOLD),
        small: text.chars().any(char::is_lowercase),
    }
}

/// The level of each style: what tags and bookmarks say of it, else its rank among the others.
fn ranks(found: &[Found]) -> BTreeMap<Style, u8> {
    let mut uses: BTreeMap<Style, (usize, bool, BTreeMap<u8, usize>)> = BTreeMap::new();
    for heading in found {
        let entry = uses.entry(heading.style).or_default();
        entry.0 += 1;
        entry.1 |= heading.page > 2;
        if let Some(level) = heading.told {
            *entry.2.entry(level).or_default() += 1;
        }
    }
    let told = |votes: &BTreeMap<u8, usize>| {
        votes
            .iter()
            .max_by_key(|(level, count)| (**count, std::cmp::Reverse(**level)))
            .map(|(level, _)| *level)
    };
    let mut out = BTreeMap::new();
    let mut level = 0u8;
    let mut last: Option<Style> = None;
    for (style, (count, later, votes)) in &uses {
        // Two sizes half a point apart are one.
        let close = last.is_some_and(|last| {
            last.size.0 - style.size.0 <= 1
                && last.light == style.light
                && last.small == style.small
        });
        // What only the cover shows takes no rank of its own.
        let counts = *later || *count >= 2 || uses.len() <= 3;
        match told(votes) {
            Some(said) => level = said,
            None if level == 0 => level = 1,
            None if close || !counts => {}
            None if last.is_some() => level = (level + 1).min(6),
            None => {}
        }
        out.insert(*style, level.clamp(1, 6));
        if counts {
            last = Some(*style);
        }
    }
    out
}

/// Bookmarks by the page they lead to.
#[derive(Debug)]
struct Bookmarks {
    by_page: BTreeMap<u32, Vec<(String, u8)>>,
}

impl Bookmarks {
    fn new(outline: &[OutlineItem]) -> Self {
        let mut by_page: BTreeMap<u32, Vec<(String, u8)>> = BTreeMap::new();
        for item in outline {
            let plain = plain(&item.title);
            if plain.chars().count() < 2 {
                continue;
            }
            let page = match item.target {
                Some(Target::Internal { page, .. }) => page,
                _ => 0,
            };
            by_page.entry(page).or_default().push((plain, item.level));
        }
        Self { by_page }
    }

    /// Level of the bookmark with this text on this page or the next to it.
    fn level(&self, page: u32, text: &str) -> Option<u8> {
        if self.by_page.is_empty() {
            return None;
        }
        let wanted = plain(text);
        let long = wanted.chars().count() >= 4;
        for near in [page, page + 1, page.saturating_sub(1), 0] {
            for (title, level) in self.by_page.get(&near).into_iter().flatten() {
                let same = *title == wanted
                    || (long && title.ends_with(&wanted) && title.len() <= wanted.len() + 12)
                    || (title.chars().count() >= 4
                        && wanted.ends_with(title.as_str())
                        && wanted.len() <= title.len() + 12);
                if same && (near == page || *title == wanted) {
                    return Some(*level);
                }
            }
        }
        None
    }
}

/// Letters and figures in lower case.
fn plain(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
