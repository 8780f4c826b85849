//! What belongs to the page and not to the text: running heads and feet, page numbers, line numbers.
//! Told by what comes again at the same height of many pages and by numbers that count pages or lines.

use std::collections::{BTreeMap, HashMap};

use super::{
    rows::Line,
    sheet::Sheet,
    styles::{LabelForm, label_of},
    words::Marks,
};

/// Rows at the top and at the bottom of a page that are looked at.
const OUTER_ROWS: usize = 4;
/// Heights that differ by less, in points, are one.
const SAME_HEIGHT: f32 = 3.5;
/// Part of the page height in which artifacts are believed.
const MARGIN: f32 = 0.13;
/// A longer line is no running head, in bytes.
const LONGEST: usize = 220;

/// What a line at the edge of a page looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing but a number.
    Number,
    /// It begins as a note does: “12. Ibid.” may stand at one height of several pages.
    Note,
    Words,
}

/// A line at the edge of a page.
#[derive(Debug)]
struct Edge {
    sheet: usize,
    line: usize,
    top: bool,
    /// Distance from the page's top or bottom.
    height: f32,
    /// Row counted from the edge.
    row: usize,
    /// Text without figures and white space, in lower case.
    shape: String,
    /// Numbers it may print for its page.
    numbers: Vec<i64>,
    kind: Kind,
    furniture: bool,
}

/// Takes running heads, page numbers and line numbers out of the sheets; says how many lines were left out.
pub(super) fn remove(sheets: &mut [Sheet]) -> usize {
    strip_line_numbers(sheets);
    let mut edges = edges(sheets);
    by_repetition(&mut edges, sheets.len());
    by_count(&mut edges, sheets);
    by_height(&mut edges, sheets);
    let mut drop: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.furniture) {
        drop.entry(edge.sheet).or_default().push(edge.line);
    }
    let mut removed = 0;
    for (index, sheet) in sheets.iter_mut().enumerate() {
        let listed = drop.get(&index);
        let height = sheet.height;
        let mut at = 0;
        sheet.lines.retain(|line| {
            let here = at;
            at += 1;
            let artifact = line
                .pieces
                .iter()
                .all(|piece| piece.marks.has(Marks::ARTIFACT))
                && (line.baseline < MARGIN * height || line.baseline > (1.0 - MARGIN) * height);
            let keep = !artifact && !listed.is_some_and(|listed| listed.contains(&here));
            removed += usize::from(!keep);
            keep
        });
    }
    removed
}

/// The lines in the outer rows of all sheets.
fn edges(sheets: &[Sheet]) -> Vec<Edge> {
    let mut out = Vec::new();
    for (index, sheet) in sheets.iter().enumerate() {
        let mut order: Vec<usize> = (0..sheet.lines.len()).collect();
        order.sort_by(|a, b| {
            sheet.lines[*a]
                .baseline
                .total_cmp(&sheet.lines[*b].baseline)
        });
        let upper = outer(sheet, &order, true);
        order.reverse();
        let lower = outer(sheet, &order, false);
        out.extend(
            upper
                .into_iter()
                .map(|(line, row)| edge(sheet, index, (line, row, true))),
        );
        out.extend(
            lower
                .into_iter()
                .map(|(line, row)| edge(sheet, index, (line, row, false))),
        );
    }
    out
}

/// Lines and their rows, counted from the edge at which `order` begins.
fn outer(sheet: &Sheet, order: &[usize], top: bool) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut row = 0;
    let mut last: Option<f32> = None;
    for index in order {
        let line = &sheet.lines[*index];
        // The upper half of a page has no feet.
        let middle = sheet.height * 0.5;
        if (top && line.baseline > middle) || (!top && line.baseline < middle) {
            break;
        }
        if last.is_some_and(|last| (last - line.baseline).abs() > SAME_HEIGHT) {
            row += 1;
        }
        if row >= OUTER_ROWS {
            break;
        }
        last = Some(line.baseline);
        // The label of a note.
        if line.raised_start().is_none() {
            out.push((*index, row));
        }
    }
    out
}

fn edge(sheet: &Sheet, index: usize, (line, row, top): (usize, usize, bool)) -> Edge {
    let it: &Line = &sheet.lines[line];
    let text = it.text.trim();
    let shape: String = text
        .chars()
        .filter(|c| c.is_alphabetic())
        .flat_map(char::to_lowercase)
        .take(120)
        .collect();
    Edge {
        sheet: index,
        line,
        top,
        height: if top {
            it.baseline
        } else {
            sheet.height - it.baseline
        },
        row,
        numbers: numbers(text),
        kind: if is_number(text) {
            Kind::Number
        } else if label_of(text)
            .is_some_and(|label| !matches!(label.form, LabelForm::Plain | LabelForm::Symbol))
        {
            Kind::Note
        } else {
            Kind::Words
        },
        shape,
        furniture: false,
    }
}

/// Whether a line is a page number: figures with dashes or “page” around them, or a small roman numeral.
fn is_number(text: &str) -> bool {
    let core = text.trim_matches(|c: char| !c.is_alphanumeric());
    let roman = !core.is_empty()
        && core.len() <= 7
        && (core.chars().all(|c| "ivxlc".contains(c)) || core.chars().all(|c| "IVXLC".contains(c)));
    let figures = core.chars().filter(char::is_ascii_digit).count();
    let letters = core.chars().filter(|c| c.is_alphabetic()).count();
    roman
        || (figures > 0 && figures <= 5 && letters == 0 && text.chars().count() <= 12)
        || (figures > 0 && letters <= 10 && text.chars().count() <= 20 && {
            let lower = core.to_lowercase();
            [
                "page",
                "seite",
                "p.",
                "página",
                "pagina",
                "стр",
                "страница",
                "s.",
            ]
            .iter()
            .any(|word| lower.starts_with(word))
        })
}

/// The numbers at the start and the end of a line.
fn numbers(text: &str) -> Vec<i64> {
    let mut out = Vec::new();
    let words: Vec<&str> = text.split_whitespace().collect();
    for word in [words.first(), words.last(), words.get(1)]
        .into_iter()
        .flatten()
    {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        if core.len() <= 5
            && let Ok(number) = core.parse()
            && !out.contains(&number)
        {
            out.push(number);
        }
    }
    out
}

/// The same words at the same height of several pages.
fn by_repetition(edges: &mut [Edge], pages: usize) {
    let mut groups: HashMap<(bool, String), Vec<usize>> = HashMap::new();
    for (index, edge) in edges.iter().enumerate() {
        if edge.shape.len() >= 2 {
            groups
                .entry((edge.top, edge.shape.clone()))
                .or_default()
                .push(index);
        }
    }
    let mut found = Vec::new();
    #[expect(clippy::iter_over_hash_type, reason = "each group is judged by itself")]
    for group in groups.values() {
        for index in group {
            let edge = &edges[*index];
            let alike = group
                .iter()
                .filter(|other| {
                    let other = &edges[**other];
                    other.sheet != edge.sheet && (other.height - edge.height).abs() < SAME_HEIGHT
                })
                .count();
            let counted = group.iter().any(|other| {
                let other = &edges[*other];
                other.sheet > edge.sheet && counts(edge, other)
                    || other.sheet < edge.sheet && counts(other, edge)
            });
            let words = edge.shape.chars().count() >= 4 && edge.kind != Kind::Note;
            let enough = (alike >= 2 && (words || counted))
                || (alike == 1 && (counted || (words && pages <= 3 && edge.row == 0)));
            if enough {
                found.push(*index);
            }
        }
    }
    for index in found {
        edges[index].furniture = true;
    }
}

/// Whether two lines hold numbers that are as far apart as their pages.
fn counts(first: &Edge, second: &Edge) -> bool {
    let pages = i64::try_from(second.sheet - first.sheet).unwrap_or(i64::MAX);
    first
        .numbers
        .iter()
        .any(|a| second.numbers.iter().any(|b| b - a == pages))
}

/// Lines whose number counts the pages.
fn by_count(edges: &mut [Edge], sheets: &[Sheet]) {
    let mut offsets: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    for (index, edge) in edges.iter().enumerate() {
        let page = i64::from(sheets[edge.sheet].number);
        for number in &edge.numbers {
            offsets.entry(number - page).or_default().push(index);
        }
    }
    let needed = if sheets.len() <= 4 { 2 } else { 3 };
    let mut found = Vec::new();
    for group in offsets.values() {
        for index in group {
            let edge = &edges[*index];
            let alike = group
                .iter()
                .map(|other| &edges[*other])
                .filter(|other| {
                    other.top == edge.top && (other.height - edge.height).abs() < SAME_HEIGHT
                })
                .map(|other| other.sheet)
                .collect::<std::collections::BTreeSet<_>>()
                .len();
            let short = sheets[edge.sheet].lines[edge.line].text.len() <= LONGEST;
            let enough = alike
                >= if edge.kind == Kind::Number {
                    needed
                } else {
                    needed + 1
                };
            if enough && short && (edge.row <= 1 || edge.kind == Kind::Number) {
                found.push(*index);
            }
        }
    }
    for index in found {
        edges[index].furniture = true;
    }
    // The only number of a short document at the outermost row, and roman numerals. “65–231.” is none of a page:
    // a range of pages at the end of a note may stand alone on the last line.
    for edge in edges.iter_mut() {
        let page = i64::from(sheets[edge.sheet].number);
        let own = edge.numbers.contains(&page) && !edge.top && sheets.len() <= 3;
        let text = sheets[edge.sheet].lines[edge.line].text.trim();
        let roman = edge.numbers.is_empty() && !text.contains('–') && !text.ends_with('.');
        if edge.kind == Kind::Number
            && edge.row == 0
            && (own || roman)
            && sheets[edge.sheet].lines.len() > 3
        {
            edge.furniture = true;
        }
    }
}

/// Lines in the outermost row at a height where other pages have furniture.
fn by_height(edges: &mut [Edge], sheets: &[Sheet]) {
    let known: Vec<(bool, f32, f32, usize)> = edges
        .iter()
        .filter(|edge| edge.furniture)
        .map(|edge| {
            let line = &sheets[edge.sheet].lines[edge.line];
            (edge.top, edge.height, line.size, edge.sheet)
        })
        .collect();
    // Heights in steps, so that the look-up stays cheap.
    let mut heights: HashMap<(bool, i32, i32), usize> = HashMap::new();
    for (top, height, size, _) in &known {
        *heights
            .entry((*top, step(*height), step(*size)))
            .or_default() += 1;
    }
    for edge in edges.iter_mut().filter(|edge| !edge.furniture) {
        let line = &sheets[edge.sheet].lines[edge.line];
        if edge.row > 1 || line.text.len() > LONGEST {
            continue;
        }
        let (height, size) = (step(edge.height), step(line.size));
        let alike: usize = (-1..=1)
            .flat_map(|a| (-1..=1).map(move |b| (a, b)))
            .filter_map(|(a, b)| heights.get(&(edge.top, height + a, size + b)))
            .sum();
        let needed = if sheets.len() >= 6 { 3 } else { 1 };
        if alike >= needed && alike * 5 >= sheets.len() && stands_apart(sheets, edge) {
            edge.furniture = true;
        }
    }
}

fn step(value: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
    let step = value.clamp(-30_000.0, 30_000.0).round() as i32;
    step
}

/// Whether the next line towards the middle of the page is further away than lines of text are.
fn stands_apart(sheets: &[Sheet], edge: &Edge) -> bool {
    let sheet = &sheets[edge.sheet];
    let line = &sheet.lines[edge.line];
    sheet
        .lines
        .iter()
        .filter(|other| {
            if edge.top {
                other.baseline > line.baseline + SAME_HEIGHT
            } else {
                other.baseline < line.baseline - SAME_HEIGHT
            }
        })
        .map(|other| (other.baseline - line.baseline).abs() / other.size.max(line.size))
        .fold(f32::MAX, f32::min)
        > 1.7
}

/// Takes the numbers of lines out of the margin, where most pages have them.
fn strip_line_numbers(sheets: &mut [Sheet]) {
    for right in [false, true] {
        let numbered: Vec<bool> = sheets
            .iter()
            .map(|sheet| has_line_numbers(sheet, right))
            .collect();
        let count = numbered.iter().filter(|page| **page).count();
        if count == 0 || count * 5 < sheets.len() * 3 {
            continue;
        }
        for sheet in sheets.iter_mut() {
            let edge = sheet
                .lines
                .iter()
                .filter(|line| line_number(line, right).is_none())
                .map(|line| if right { line.x1 } else { line.x0 })
                .fold(
                    if right { f32::MIN } else { f32::MAX },
                    if right { f32::max } else { f32::min },
                );
            for line in &mut sheet.lines {
                if line_number(line, right).is_some() {
                    strip(line, right);
                } else if line.text.len() <= 4
                    && line.text.bytes().all(|byte| byte.is_ascii_digit())
                    && (if right {
                        line.x0 >= edge - 1.0
                    } else {
                        line.x1 <= edge + 1.0
                    } || line.x0 < 90.0)
                {
                    line.text.clear();
                    line.pieces.clear();
                }
            }
            sheet.lines.retain(|line| !line.text.is_empty());
        }
    }
}

/// The number in the margin of a line.
fn line_number(line: &Line, right: bool) -> Option<i64> {
    let (piece, gap) = if right {
        let [.., before, last] = line.pieces.as_slice() else {
            return None;
        };
        (last, last.x0 - before.x1)
    } else {
        let [first, second, ..] = line.pieces.as_slice() else {
            return None;
        };
        (first, second.x0 - first.x1)
    };
    (gap > 0.7 * piece.size)
        .then(|| piece.text(&line.text).parse().ok())
        .flatten()
}

fn strip(line: &mut Line, right: bool) {
    if right {
        if let Some(piece) = line.pieces.pop() {
            line.text.truncate(piece.start as usize);
            line.text.truncate(line.text.trim_end().len());
            line.x1 = line.pieces.last().map_or(line.x1, |last| last.x1);
        }
        return;
    }
    let Some(second) = line.pieces.get(1).copied() else {
        return;
    };
    line.pieces.remove(0);
    line.text = line.text.split_off(second.start as usize);
    for piece in &mut line.pieces {
        piece.start -= second.start;
        piece.end -= second.start;
    }
    line.gaps.retain(|gap| *gap > second.start);
    for gap in &mut line.gaps {
        *gap -= second.start;
    }
    line.x0 = second.x0;
}

/// Whether a page numbers its lines: each, or every fifth or so, at one place, in even steps.
fn has_line_numbers(sheet: &Sheet, right: bool) -> bool {
    let mut order: Vec<&Line> = sheet.lines.iter().collect();
    order.sort_by(|a, b| a.baseline.total_cmp(&b.baseline));
    let found: Vec<(i64, f32, usize)> = order
        .iter()
        .enumerate()
        .filter_map(|(row, line)| {
            let alone = line.pieces.len() == 1;
            let number = if alone {
                line.text.trim().parse().ok()
            } else {
                line_number(line, right)
            }?;
            let at = if right { line.x1 } else { line.x0 };
            (0..100_000).contains(&number).then_some((number, at, row))
        })
        .collect();
    if found.len() < 4 {
        return false;
    }
    let step = found[1].0 - found[0].0;
    let even = found
        .windows(2)
        .filter(|pair| pair[1].0 - pair[0].0 == step)
        .count();
    let dense = found.len() * 10 >= order.len() * 7;
    // Every fifth line, say: the rows between two numbers are as many as the numbers say.
    let paced = step > 1
        && found
            .windows(2)
            .filter(|pair| {
                i64::try_from(pair[1].2 - pair[0].2).is_ok_and(|rows| (rows - step).abs() <= 1)
            })
            .count()
            * 3
            >= (found.len() - 1) * 2;
    step >= 1 && even * 10 >= (found.len() - 1) * 9 && (if step == 1 { dense } else { paced })
}
