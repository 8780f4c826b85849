//! Which headings are chapters, and which chapter each group of notes serves.
//!
//! The notes decide where they can: headings named over groups of notes are chapters; so are the headings
//! between one notes section and the next; else the level at which the numbering restarts; else the
//! highest level that occurs more than once.

use std::collections::{BTreeSet, HashSet};

use super::{
    Chapter, ChapterId, ContentsEntry, Heading, TitleMatch,
    headings::{self, Role, Title},
    labels,
    marks::Candidate,
    notes::{Group, Region, region_at},
    title_words,
};
use crate::{
    document::{BlockKind, Document},
    span::Span,
};

/// Chapters, and for each region and group the chapter it serves and how that was told.
#[derive(Debug, Default)]
pub(super) struct Layout {
    pub(super) chapters: Vec<Chapter>,
    /// By region, then by group.
    pub(super) serves: Vec<Vec<(Option<ChapterId>, TitleMatch)>>,
}

/// Finds chapters and what the groups of notes serve.
pub(super) fn layout(
    document: &Document,
    headings: &[Heading],
    contents: &[ContentsEntry],
    regions: &[Region],
    marks: &[Candidate],
) -> Layout {
    let body = body_headings(document, headings, regions);
    let groups: Vec<(usize, usize, &Group)> = regions
        .iter()
        .enumerate()
        .flat_map(|(r, region)| {
            region
                .groups
                .iter()
                .enumerate()
                .map(move |(g, group)| (r, g, group))
        })
        .collect();
    let headed = groups
        .iter()
        .filter(|(_, _, group)| group.heading.is_some())
        .count();
    let named = regions.iter().any(|region| region.names.is_some());
    let mut picked: Vec<Vec<usize>> = if headed > 0 || named {
        by_groups(&body, regions, marks)
    } else if regions.len() >= 2 {
        by_sections(&body, regions)
    } else {
        by_numbering(&body, marks)
    };
    rejoin(&body, contents, &mut picked);
    let mut layout = Layout {
        chapters: chapters(document, &body, &picked, marks, regions),
        serves: Vec::new(),
    };
    layout.serves = serves(&layout.chapters, regions, marks);
    layout
}

/// Headings of the text itself: not of notes, not of the contents or what stands before them.
fn body_headings(document: &Document, all: &[Heading], regions: &[Region]) -> Vec<Heading> {
    let contents = all
        .iter()
        .find(|heading| headings::role(&heading.title) == Role::Contents)
        .map(|heading| heading.block);
    // A table of contents stands at the front; one further back is no landmark.
    let contents = contents.filter(|block| block * 3 < document.blocks.len());
    all.iter()
        .filter(|heading| {
            contents.is_none_or(|contents| heading.block > contents)
                && headings::role(&heading.title) == Role::Body
                && region_at(regions, heading.block).is_none()
                && !heading.title.is_empty()
        })
        .cloned()
        .collect()
}

/// Chapters named over groups of notes, and their neighbors of the same level. Each chapter is a list of
/// indices into `body`, two for a split heading.
fn by_groups(body: &[Heading], regions: &[Region], marks: &[Candidate]) -> Vec<Vec<usize>> {
    let bodies = Bodies::new(body);
    let mut found: Vec<Vec<usize>> = Vec::new();
    let mut seen: HashSet<Vec<usize>> = HashSet::new();
    let mut from = 0;
    let mut pending = 0usize;
    for region in regions {
        let titles = region.names.iter().map(String::as_str).chain(
            region
                .groups
                .iter()
                .filter_map(|group| group.heading.as_ref().map(|heading| heading.title.as_str())),
        );
        for title in titles {
            let limit = body.partition_point(|heading| heading.block <= region.blocks.start);
            let title = Title::new(title);
            let hit = bodies
                .best(from..limit, &title)
                .or_else(|| bodies.best(0..limit, &title));
            match hit {
                Some(hit) if !seen.contains(&hit) => {
                    from = hit.last().map_or(from, |last| last + 1);
                    seen.insert(hit.clone());
                    found.push(hit);
                }
                _ => pending += 1,
            }
        }
    }
    if found.is_empty() {
        return by_numbering(body, marks);
    }
    let level = common_level(body, &found);
    // Headings of the chapters' level that no group names: a chapter without notes, one whose notes stand
    // under a heading that matches nothing, or a section set at the wrong level.
    let taken: BTreeSet<usize> = found.iter().flatten().copied().collect();
    let restarting = restarting(marks);
    let all_doubtful = marks.iter().all(|mark| mark.doubtful);
    // Where the chapter that follows a heading begins.
    let mut untils = vec![usize::MAX; body.len()];
    for (index, pair) in body.windows(2).enumerate().rev() {
        let next = index + 1;
        untils[index] = if pair[1].level <= level || taken.contains(&next) {
            pair[1].span.start
        } else {
            untils[next]
        };
    }
    for (index, heading) in body.iter().enumerate() {
        if heading.level > level || taken.contains(&index) {
            continue;
        }
        let at = marks.partition_point(|mark| mark.span.start < heading.span.start);
        let first = marks
            .get(at)
            .filter(|mark| mark.span.start < untils[index])
            .and_then(first_number);
        let before = marks[..at].last().and_then(first_number);
        let continues = match (before, first) {
            (Some(before), Some(first)) => first == before + 1 && before > 0,
            _ => false,
        };
        if continues && pending == 0 && restarting {
            continue;
        }
        // Before any mark is known, a heading between two named chapters may as well be a section.
        let between = taken.first().is_some_and(|first| index > *first)
            && taken.last().is_some_and(|last| index < *last);
        if between && pending == 0 && all_doubtful {
            continue;
        }
        found.push(vec![index]);
    }
    found.sort();
    found
}

fn first_number(mark: &Candidate) -> Option<u32> {
    mark.labels
        .first()
        .and_then(|label| labels::number_of(label))
}

/// Whether the numbers of the marks fall back to 1 somewhere.
fn restarting(marks: &[Candidate]) -> bool {
    let numbers: Vec<u32> = marks.iter().filter_map(first_number).collect();
    numbers.windows(2).any(|pair| pair[1] == 1 && pair[0] > 1)
}

/// Titles of the body headings, and those that two neighbors make together.
struct Bodies {
    titles: Vec<Title>,
    joined: Vec<Option<Title>>,
}

impl Bodies {
    fn new(body: &[Heading]) -> Self {
        Self {
            titles: body
                .iter()
                .map(|heading| Title::new(&heading.title))
                .collect(),
            joined: body
                .windows(2)
                .map(|pair| {
                    (pair[1].block == pair[0].block + 1)
                        .then(|| Title::new(&format!("{} {}", pair[0].title, pair[1].title)))
                })
                .collect(),
        }
    }

    /// The body headings that `title` names: one, or two neighbors that together make it.
    fn best(&self, range: std::ops::Range<usize>, title: &Title) -> Option<Vec<usize>> {
        if let Some(index) = range
            .clone()
            .find(|index| title.equals(&self.titles[*index]))
        {
            return Some(vec![index]);
        }
        let pair = range.clone().find(|index| {
            let joined = self.joined.get(*index).and_then(Option::as_ref);
            joined.is_some_and(|joined| title.equals(joined))
        });
        if let Some(index) = pair {
            return Some(vec![index, index + 1]);
        }
        if self.titles.len() > headings::MOST_COMPARED {
            return None;
        }
        range
            .into_iter()
            .find(|index| title.compare(&self.titles[*index]).is_some())
            .map(|index| vec![index])
    }
}

/// The level most chapters have.
fn common_level(body: &[Heading], found: &[Vec<usize>]) -> u8 {
    let mut counts = [0usize; 8];
    for hit in found {
        if let Some(first) = hit.first() {
            counts[usize::from(body[*first].level.min(7))] += 1;
        }
    }
    counts
        .iter()
        .enumerate()
        .max_by_key(|(level, count)| (**count, std::cmp::Reverse(*level)))
        .and_then(|(level, _)| u8::try_from(level).ok())
        .unwrap_or(1)
}

/// Chapters by the notes sections at their ends.
fn by_sections(body: &[Heading], regions: &[Region]) -> Vec<Vec<usize>> {
    let mut openers = Vec::new();
    let mut from = 0;
    for region in regions {
        let at = |block: usize| body.partition_point(|heading| heading.block < block);
        let between: Vec<usize> = (at(from)..at(region.blocks.start)).collect();
        from = region.blocks.end.max(region.blocks.start);
        let top = between.iter().map(|index| body[*index].level).min();
        if let Some(opener) = between
            .iter()
            .rev()
            .find(|index| Some(body[**index].level) == top)
        {
            openers.push(vec![*opener]);
        }
    }
    if openers.is_empty() {
        return Vec::new();
    }
    let level = common_level(body, &openers);
    let taken: HashSet<usize> = openers.iter().flatten().copied().collect();
    (0..body.len())
        .filter(|index| body[*index].level <= level || taken.contains(index))
        .map(|index| vec![index])
        .collect()
}

/// Chapters by the places where the numbering restarts, else by level.
fn by_numbering(body: &[Heading], marks: &[Candidate]) -> Vec<Vec<usize>> {
    let mut restarts: Vec<(usize, usize)> = Vec::new();
    let mut last: Option<&Candidate> = None;
    for mark in marks.iter().filter(|mark| !mark.doubtful) {
        if let (Some(before), Some(1)) = (last, first_number(mark))
            && first_number(before).is_some_and(|number| number > 1)
        {
            restarts.push((before.span.end, mark.span.start));
        }
        last = Some(mark);
    }
    let highest = body.iter().map(|heading| heading.level).min().unwrap_or(1);
    if !restarts.is_empty() {
        // The highest heading at each restart.
        let tops: Vec<u8> = restarts
            .iter()
            .filter_map(|(from, to)| {
                let at =
                    |offset: usize| body.partition_point(|heading| heading.span.start < offset);
                let here = body.get(at(*from)..at(*to))?;
                here.iter().map(|heading| heading.level).min()
            })
            .collect();
        let fits = |level: u8| tops.iter().filter(|top| **top <= level).count();
        let full = fits(6);
        if full > 0
            && let Some(level) = (highest..=6).find(|level| fits(*level) == full)
        {
            return at_level(body, level);
        }
    }
    let lone = |level: u8| body.iter().filter(|heading| heading.level == level).count() < 2;
    let level = (highest..=6).find(|level| !lone(*level)).unwrap_or(highest);
    let alone = lone(level);
    // A lone heading above them is the document's title.
    at_level(body, level)
        .into_iter()
        .filter(|hit| {
            let heading = &body[hit[0]];
            heading.level == level || alone
        })
        .collect()
}

fn at_level(body: &[Heading], level: u8) -> Vec<Vec<usize>> {
    (0..body.len())
        .filter(|index| body[*index].level <= level)
        .map(|index| vec![index])
        .collect()
}

/// Makes one chapter of two headings, one right under the other, that are one title in the contents.
fn rejoin(body: &[Heading], contents: &[ContentsEntry], picked: &mut Vec<Vec<usize>>) {
    let listed: HashSet<String> = contents
        .iter()
        .map(|entry| title_words(&entry.title))
        .collect();
    if listed.is_empty() {
        return;
    }
    let is_listed = |title: &str| listed.contains(&title_words(title));
    let halves = |first: usize| {
        let (one, two) = (body.get(first)?, body.get(first + 1)?);
        (two.block == one.block + 1
            && !is_listed(&one.title)
            && !is_listed(&two.title)
            && is_listed(&format!("{} {}", one.title, two.title)))
        .then_some(first + 1)
    };
    for hit in picked.iter_mut() {
        if let [first] = hit.as_slice()
            && let Some(second) = halves(*first)
        {
            hit.push(second);
        }
    }
    let second: HashSet<usize> = picked
        .iter()
        .filter_map(|hit| hit.get(1))
        .copied()
        .collect();
    picked.retain(|hit| hit.len() > 1 || !second.contains(&hit[0]));
}

/// Builds the chapters: those without text of their own are title pages, unless marks or notes need them.
fn chapters(
    document: &Document,
    body: &[Heading],
    picked: &[Vec<usize>],
    marks: &[Candidate],
    regions: &[Region],
) -> Vec<Chapter> {
    let mut out: Vec<Chapter> = Vec::new();
    for (nth, hit) in picked.iter().enumerate() {
        let headings: Vec<Heading> = hit.iter().map(|index| body[*index].clone()).collect();
        let (Some(first), Some(last)) = (headings.first(), headings.last()) else {
            continue;
        };
        let end = picked
            .get(nth + 1)
            .and_then(|next| next.first())
            .map_or(document.text.len(), |next| body[*next].span.start);
        let last_block = last.block;
        let written = document.blocks[last_block + 1..]
            .iter()
            .take_while(|block| block.span.start < end)
            .any(|block| !matches!(block.kind, BlockKind::Heading { .. }));
        if !written {
            continue;
        }
        out.push(Chapter {
            title: headings
                .iter()
                .map(|heading| heading.title.as_str())
                .collect::<Vec<_>>()
                .join(" "),
            span: Span::new(first.span.start, end),
            headings,
        });
    }
    let note_spans = super::marks::note_spans(regions);
    let first = out.first().map_or(document.text.len(), |c| c.span.start);
    let front = marks
        .iter()
        .any(|mark| mark.span.start < first && !inside(&note_spans, mark.span));
    if front || out.is_empty() {
        out.insert(
            0,
            Chapter {
                title: String::new(),
                headings: Vec::new(),
                span: Span::new(0, first),
            },
        );
    }
    out
}

/// Whether one of the ordered spans overlaps `span`.
fn inside(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|other| other.end <= span.start);
    spans.get(next).is_some_and(|other| other.overlaps(span))
}

/// The chapter that holds an offset; text before the first chapter belongs to it.
pub(super) fn chapter_at(chapters: &[Chapter], offset: usize) -> ChapterId {
    chapters
        .partition_point(|chapter| chapter.span.start <= offset)
        .saturating_sub(1)
}

/// For each region and group: which chapter it serves.
fn serves(
    chapters: &[Chapter],
    regions: &[Region],
    marks: &[Candidate],
) -> Vec<Vec<(Option<ChapterId>, TitleMatch)>> {
    let per_chapter = regions.len() >= 2;
    let titles: Vec<Title> = chapters
        .iter()
        .map(|chapter| Title::new(&chapter.title))
        .collect();
    let mut taken = vec![false; chapters.len()];
    let mut out: Vec<Vec<(Option<ChapterId>, TitleMatch)>> = Vec::new();
    for region in regions {
        let mut row = Vec::new();
        let single = region.groups.len() == 1;
        for group in &region.groups {
            let title = group
                .heading
                .as_ref()
                .map(|heading| heading.title.as_str())
                .or(if single {
                    region.names.as_deref()
                } else {
                    None
                });
            let hit = match title {
                Some(title) => named(chapters, &titles, title, &taken),
                None if single && !per_chapter => (None, TitleMatch::Unneeded),
                None if single => {
                    let at = region_start(region);
                    let chapter = chapter_at(chapters, at);
                    (Some(chapter), TitleMatch::Unneeded)
                }
                None => (None, TitleMatch::Order),
            };
            if let Some(chapter) = hit.0 {
                taken[chapter] = true;
            }
            row.push(hit);
        }
        out.push(row);
    }
    by_order(chapters, regions, marks, &mut out);
    out
}

fn region_start(region: &Region) -> usize {
    region
        .groups
        .iter()
        .flat_map(|group| &group.entries)
        .map(|entry| entry.whole.start)
        .next()
        .unwrap_or(0)
}

fn named(
    chapters: &[Chapter],
    titles: &[Title],
    title: &str,
    taken: &[bool],
) -> (Option<ChapterId>, TitleMatch) {
    let wanted = Title::new(title);
    let free = || (0..chapters.len()).filter(|id| !taken[*id]);
    if let Some(id) = free().find(|id| wanted.equals(&titles[*id])) {
        let how = if chapters[id].headings.len() > 1 {
            TitleMatch::Joined
        } else {
            TitleMatch::Equal
        };
        return (Some(id), how);
    }
    let near = free()
        .take_while(|_| chapters.len() <= headings::MOST_COMPARED)
        .find_map(|id| wanted.compare(&titles[id]).map(|how| (Some(id), how)));
    if near.is_none()
        && wanted.is_bare_number()
        && let Some(number) = headings::chapter_number(title)
    {
        // “Chapter 3” where no title carries a number: the third chapter that has a title.
        let third = (0..chapters.len())
            .filter(|id| !chapters[*id].title.is_empty())
            .nth(usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX));
        if let Some(id) = third.filter(|id| !taken[*id]) {
            return (Some(id), TitleMatch::Number);
        }
    }
    near.or_else(|| {
        let id = wanted.only_first_word_of(titles)?;
        (!taken[id]).then_some((Some(id), TitleMatch::Near))
    })
    .unwrap_or((None, TitleMatch::Unmatched))
}

/// Groups without a match go to the chapters left over, where order leaves one choice: between the
/// chapters of the neighbors, as many chapters with marks as groups.
fn by_order(
    chapters: &[Chapter],
    regions: &[Region],
    marks: &[Candidate],
    serves: &mut [Vec<(Option<ChapterId>, TitleMatch)>],
) {
    let note_spans = super::marks::note_spans(regions);
    let mut marked: Vec<ChapterId> = marks
        .iter()
        .filter(|mark| !mark.doubtful && !inside(&note_spans, mark.span))
        .map(|mark| chapter_at(chapters, mark.span.start))
        .collect();
    marked.dedup();
    let flat: Vec<(usize, usize)> = serves
        .iter()
        .enumerate()
        .flat_map(|(r, row)| (0..row.len()).map(move |g| (r, g)))
        .collect();
    let wants = |serves: &[Vec<(Option<ChapterId>, TitleMatch)>], (r, g): (usize, usize)| {
        serves[r][g].0.is_none()
            && matches!(serves[r][g].1, TitleMatch::Order | TitleMatch::Unmatched)
    };
    let mut taken: HashSet<ChapterId> = serves
        .iter()
        .flatten()
        .filter_map(|(chapter, _)| *chapter)
        .collect();
    let mut at = 0;
    while at < flat.len() {
        if !wants(serves, flat[at]) {
            at += 1;
            continue;
        }
        let mut end = at;
        while end < flat.len() && wants(serves, flat[end]) {
            end += 1;
        }
        let before = at
            .checked_sub(1)
            .and_then(|i| flat.get(i))
            .and_then(|(r, g)| serves[*r][*g].0);
        let after = flat.get(end).and_then(|(r, g)| serves[*r][*g].0);
        let from = marked.partition_point(|id| before.is_some_and(|before| *id <= before));
        let to = marked.partition_point(|id| after.is_none_or(|after| *id < after));
        let free: Vec<ChapterId> = marked
            .get(from..to)
            .unwrap_or_default()
            .iter()
            .copied()
            .filter(|id| !taken.contains(id))
            .collect();
        if free.is_empty() && serves[flat[at].0][flat[at].1].1 == TitleMatch::Order {
            // A list that begins again under a chapter's heading, and no other chapter waits for it.
            for place in &flat[at..end] {
                serves[place.0][place.1].0 = before;
            }
        }
        if free.len() == end - at {
            for (place, chapter) in flat[at..end].iter().zip(free) {
                let how = &mut serves[place.0][place.1];
                how.0 = Some(chapter);
                taken.insert(chapter);
                if how.1 != TitleMatch::Unmatched {
                    how.1 = TitleMatch::Order;
                }
            }
        }
        at = end;
    }
}
