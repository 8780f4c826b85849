//! Marks in plain text that lost their raising: bare digits that follow a word or stop without a blank.
//! What belongs to the numbering of a chapter is told from other digits by the longest rising run.

use std::{collections::HashMap, sync::LazyLock};

use regex::Regex;

use super::{
    MarkStyle, chapters, labels,
    marks::{Candidate, context_of, note_spans},
    notes::Region,
};
use crate::{
    document::{BlockKind, Document},
    span::Span,
};

/// Whether so few marks were found that plain digits after words must be what is left of them.
pub(super) fn wanted(candidates: &[Candidate], regions: &[Region]) -> bool {
    let notes = regions
        .iter()
        .flat_map(|region| &region.groups)
        .map(|group| group.entries.len())
        .sum::<usize>();
    notes >= 2 && candidates.iter().filter(|mark| !mark.doubtful).count() * 5 < notes
}

/// The longest rising run of bare digits in each chapter, among the numbers its notes have.
pub(super) fn find(
    document: &Document,
    regions: &[Region],
    layout: &chapters::Layout,
) -> Vec<Candidate> {
    let skip = note_spans(regions);
    let all = glued(document, &skip);
    let mut served: HashMap<usize, u32> = HashMap::new();
    let mut through = 0;
    for (region, row) in regions.iter().zip(&layout.serves) {
        for (group, (chapter, _)) in region.groups.iter().zip(row) {
            let highest = group
                .entries
                .iter()
                .filter_map(|entry| entry.number)
                .max()
                .unwrap_or(0);
            match chapter {
                Some(chapter) => {
                    served.insert(*chapter, highest);
                }
                None => through = through.max(highest),
            }
        }
    }
    let region_start = regions
        .first()
        .map_or(usize::MAX, |region| region.blocks.start);
    let mut by_chapter: Vec<Vec<Candidate>> = vec![Vec::new(); layout.chapters.len().max(1)];
    for mark in all {
        let in_notes = document
            .block_at(mark.span.start)
            .is_some_and(|block| block >= region_start && regions.len() == 1);
        if !in_notes {
            let chapter = chapters::chapter_at(&layout.chapters, mark.span.start);
            by_chapter[chapter].push(mark);
        }
    }
    if served.is_empty() {
        let whole: Vec<Candidate> = by_chapter.into_iter().flatten().collect();
        return fill(document, &skip, rising(whole, through), 0);
    }
    let found: Vec<Vec<Candidate>> = by_chapter
        .into_iter()
        .enumerate()
        .map(|(chapter, marks)| rising(marks, served.get(&chapter).copied().unwrap_or(0)))
        .collect();
    found
        .into_iter()
        .enumerate()
        .flat_map(|(chapter, chain)| {
            let start = layout
                .chapters
                .get(chapter)
                .map_or(0, |chapter| chapter.span.start);
            fill(document, &skip, chain, start)
        })
        .collect()
}

/// The longest run of marks with strictly rising numbers up to `highest`, steps of one counting most.
fn rising(marks: Vec<Candidate>, highest: u32) -> Vec<Candidate> {
    let wanted: Vec<(u32, Candidate)> = marks
        .into_iter()
        .filter_map(|mark| {
            let number = labels::number_of(mark.labels.first()?)?;
            (number <= highest).then_some((number, mark))
        })
        .collect();
    // Best chain that ends in each number so far: its length, weight of steps of one, and last index.
    let mut best: HashMap<u32, (usize, usize)> = HashMap::new();
    let mut from: Vec<Option<usize>> = vec![None; wanted.len()];
    let mut score: Vec<usize> = vec![0; wanted.len()];
    for (index, (number, mark)) in wanted.iter().enumerate() {
        let width = mark.labels.len();
        let mut top = (usize::from(*number == 1) * 2 + width, None);
        for back in 1..=*number {
            // Only near numbers can be the one before, so that the search stays linear.
            if back > 12 {
                break;
            }
            if let Some((last, weight)) = best.get(&(number - back)) {
                let step = if back == 1 { 3 } else { 1 };
                if weight + step + width - 1 > top.0 {
                    top = (weight + step + width - 1, Some(*last));
                }
            }
        }
        score[index] = top.0;
        from[index] = top.1;
        let reached = mark
            .labels
            .last()
            .and_then(|label| labels::number_of(label))
            .unwrap_or(*number);
        let entry = best.entry(reached).or_insert((index, top.0));
        if top.0 > entry.1 {
            *entry = (index, top.0);
        }
    }
    let mut at = (0..wanted.len()).max_by_key(|index| (score[*index], std::cmp::Reverse(*index)));
    let mut chain = Vec::new();
    while let Some(index) = at {
        chain.push(index);
        at = from[index];
    }
    chain.reverse();
    let mut wanted: Vec<Option<Candidate>> =
        wanted.into_iter().map(|(_, mark)| Some(mark)).collect();
    chain
        .into_iter()
        .filter_map(|index| wanted[index].take())
        .collect()
}

/// Numbers left out of a run may be glued to figures (`100,000,00039 tons`): in the text between their
/// neighbors the only figure that ends with the number, or one whose groups of thousands it spoils.
fn fill(document: &Document, skip: &[Span], chain: Vec<Candidate>, start: usize) -> Vec<Candidate> {
    let mut out: Vec<Candidate> = Vec::with_capacity(chain.len());
    for next in chain {
        let (start, last) = out
            .last()
            .map_or((start, 0), |last| (last.span.end, highest_label(last)));
        if let Some(number) = lowest_label(&next) {
            let mut at = start;
            for wanted in last + 1..number.min(last + 10) {
                let Some(found) =
                    spoilt_figure(document, skip, Span::new(at, next.span.start), wanted)
                else {
                    continue;
                };
                at = found.span.end;
                out.push(found);
            }
        }
        out.push(next);
    }
    out
}

fn lowest_label(mark: &Candidate) -> Option<u32> {
    mark.labels
        .first()
        .and_then(|label| labels::number_of(label))
}

fn highest_label(mark: &Candidate) -> u32 {
    mark.labels
        .last()
        .and_then(|label| labels::number_of(label))
        .unwrap_or(0)
}

/// A figure in `range` with the digits of `wanted` glued to its end.
fn spoilt_figure(
    document: &Document,
    skip: &[Span],
    range: Span,
    wanted: u32,
) -> Option<Candidate> {
    static FIGURE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\d[\d,]*\d").expect("a fixed pattern"));
    let digits = wanted.to_string();
    let mut weak: Vec<Span> = Vec::new();
    let mut strong = None;
    for figure in FIGURE.find_iter(range.of(&document.text)) {
        let text = figure.as_str();
        if !text.ends_with(digits.as_str()) || text.len() == digits.len() {
            continue;
        }
        let end = range.start + figure.end();
        let span = Span::new(end - digits.len(), end);
        let next = skip.partition_point(|note| note.end <= span.start);
        if skip.get(next).is_some_and(|note| note.overlaps(span)) {
            continue;
        }
        // 2,500,000,00023: the last group has more than three digits, and is three without the number.
        let last = text.rsplit(',').next().unwrap_or(text);
        if text.contains(',') && last.len() == 3 + digits.len() {
            strong = Some(span);
            break;
        }
        weak.push(span);
    }
    let span = strong.or(match weak.as_slice() {
        [only] => Some(*only),
        _ => None,
    })?;
    let block = document.blocks.get(document.block_at(span.start)?)?;
    Some(Candidate {
        labels: vec![digits],
        style: MarkStyle::Bare,
        span,
        origin: document.origin(span)?,
        context: context_of(block),
        native: None,
        linked: Vec::new(),
        doubtful: true,
    })
}

/// Bare digits that follow a word or stop without a blank (`treaty.12 It`): what is left of superscripts
/// in plain text. For each position the number, in reading order.
fn glued(document: &Document, skip: &[Span]) -> Vec<Candidate> {
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"[\p{L}.,;:!?”“’'»)\]…—]((?:[1-9]\d{0,2})(?:,[1-9]\d{0,2})*)(?:[\s\]).,;:!?—–”’-]|$)",
        )
        .expect("a fixed pattern")
    });
    let mut out = Vec::new();
    for block in &document.blocks {
        if matches!(block.kind, BlockKind::Code) {
            continue;
        }
        let text = block.span.of(&document.text);
        let mut from = 0;
        while let Some(groups) = BARE.captures_at(text, from) {
            let (Some(whole), Some(digits)) = (groups.get(0), groups.get(1)) else {
                break;
            };
            from = digits.end().max(whole.start() + 1);
            let span = Span::new(
                block.span.start + digits.start(),
                block.span.start + digits.end(),
            );
            let next = skip.partition_point(|note| note.end <= span.start);
            if skip.get(next).is_some_and(|note| note.overlaps(span)) {
                continue;
            }
            // 3.5 and 1,200 are numbers.
            let lead: Vec<char> = text[..digits.start()].chars().rev().take(2).collect();
            if matches!(lead.as_slice(), ['.' | ',' | ':', digit, ..] if digit.is_ascii_digit()) {
                let decimal = text[digits.end()..].starts_with(|c: char| c.is_ascii_digit());
                let thousands = lead[0] == ',' && digits.as_str().len() == 3;
                if decimal || thousands || lead[0] == ':' {
                    continue;
                }
            }
            let Some(origin) = document.origin(span) else {
                continue;
            };
            out.push(Candidate {
                labels: labels::split(digits.as_str()),
                style: MarkStyle::Bare,
                span,
                origin,
                context: context_of(block),
                native: None,
                linked: Vec::new(),
                doubtful: true,
            });
        }
    }
    out.retain(|mark| !mark.labels.is_empty());
    out
}
