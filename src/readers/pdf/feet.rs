//! Notes at the foot of the page: small text under the text proper, set off by a rule or by its size, that
//! begins with a label called on the page or goes on from the page before.

use std::collections::BTreeSet;

use super::{
    rows::Line,
    sheet::Sheet,
    styles::{LabelForm, LineLabel, Styles, label, labels_in},
    words::Marks,
};

/// A rule over notes is at least this long, in points.
const SHORTEST_RULE: f32 = 18.0;
/// Notes are smaller than this part of the text's size.
const SMALLER: f32 = 0.96;

/// A note at the foot of pages.
#[derive(Debug, Clone)]
pub(super) struct FootNote {
    pub(super) label: String,
    /// Page where it begins.
    pub(super) page: u32,
    pub(super) lines: Vec<Line>,
    /// Bytes of the first line that hold the label.
    pub(super) label_length: usize,
    /// What the label stands on.
    pub(super) form: LabelForm,
}

/// What is known of the notes while the pages are gone through.
#[derive(Debug, Default)]
struct Seen {
    /// Size of their text.
    size: Option<f32>,
    form: Option<LabelForm>,
    last: Option<u32>,
    pages: usize,
}

/// Takes the notes at the feet of all pages out of the sheets, in order.
pub(super) fn take(sheets: &mut [Sheet], styles: &Styles) -> Vec<FootNote> {
    let mut notes: Vec<FootNote> = Vec::new();
    let mut seen = Seen::default();
    for line in sheets.iter_mut().flat_map(|sheet| &mut sheet.lines) {
        raise_lone(line, styles);
    }
    let called: Vec<BTreeSet<String>> = sheets.iter().map(called).collect();
    for index in 0..sheets.len() {
        let near: BTreeSet<&str> = called[index]
            .iter()
            .chain(index.checked_sub(1).into_iter().flat_map(|i| &called[i]))
            .map(String::as_str)
            .collect();
        let pending = notes.last().is_some_and(|note| {
            note.lines
                .last()
                .is_some_and(|line| line.page + 1 >= sheets[index].number)
        });
        let zones = zones(&sheets[index], styles, &near, (&mut seen, pending));
        if zones.is_empty() {
            continue;
        }
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for zone in zones {
            let lines: Vec<Line> = zone
                .iter()
                .map(|at| sheets[index].lines[*at].clone())
                .collect();
            taken.extend(zone);
            cut(lines, &near, &mut notes, &mut seen);
        }
        let mut at = 0;
        sheets[index].lines.retain(|_| {
            at += 1;
            !taken.contains(&(at - 1))
        });
    }
    notes
}

/// Labels that are raised on a page within or after a line's text.
fn called(sheet: &Sheet) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for line in &sheet.lines {
        for raised in raised_texts(line) {
            for (_, label) in labels_in(raised) {
                out.insert(label.replace(['∗', '⁎'], "*"));
            }
        }
        // A symbol on the line, after a word.
        let mut before = ' ';
        for c in line.text.chars() {
            if super::styles::is_symbol(c)
                && (before.is_alphanumeric() || ".,;”\"’)".contains(before))
            {
                out.insert(c.to_string().replace(['∗', '⁎'], "*"));
            }
            before = c;
        }
    }
    out
}

/// Raised texts of a line that do not stand at its start, unless nothing else does.
fn raised_texts(line: &Line) -> Vec<&str> {
    line.raised()
        .into_iter()
        .filter(|group| group.start > 0 || line.pieces.len() == group.end)
        .filter_map(|group| {
            let (from, to) = (
                line.pieces[group.start].start,
                line.pieces[group.end - 1].end,
            );
            line.text.get(from as usize..to as usize)
        })
        .collect()
}

/// A line of nothing but small figures holds marks, though there is no text beside them to be raised over.
fn raise_lone(line: &mut Line, styles: &Styles) {
    let figures = line.text.len() <= 24
        && line
            .text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, ' ' | ',' | '–'));
    if figures && line.size <= 0.75 * styles.body {
        for piece in &mut line.pieces {
            piece.marks.set(Marks::RAISED, true);
        }
    }
}

/// A line that holds the label of a note and nothing more: its text is blacked out or a picture.
fn bare_label(line: &Line) -> Option<LineLabel> {
    let text = line.text.trim();
    let figures = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    figures.then(|| LineLabel {
        text: text.to_owned(),
        number: text.parse().ok(),
        form: LabelForm::Raised,
        length: line.text.len(),
    })
}

/// The lines of each zone of notes on a sheet, column by column.
fn zones(
    sheet: &Sheet,
    styles: &Styles,
    called: &BTreeSet<&str>,
    (seen, pending): (&mut Seen, bool),
) -> Vec<Vec<usize>> {
    let mut out = Vec::new();
    let mut pending = pending;
    let mut from = 0;
    while from < sheet.lines.len() {
        let leaf = sheet.lines[from].leaf;
        let until = sheet.lines[from..]
            .iter()
            .position(|line| line.leaf != leaf)
            .map_or(sheet.lines.len(), |at| from + at);
        if lowest(sheet, from..until)
            && let Some(start) = zone_start(sheet, from..until, styles, called, (seen, pending))
        {
            let zone: Vec<usize> = (start..until).collect();
            pending = true;
            seen.size = Some(
                zone.iter()
                    .map(|at| sheet.lines[*at].size)
                    .fold(0.0, f32::max),
            );
            out.push(zone);
        }
        from = until;
    }
    if !out.is_empty() {
        seen.pages += 1;
    }
    out
}

/// Whether nothing but further small text stands under a column.
fn lowest(sheet: &Sheet, lines: std::ops::Range<usize>) -> bool {
    let Some(last) = sheet.lines.get(lines.end - 1) else {
        return false;
    };
    let column = last.column;
    !sheet.lines.iter().enumerate().any(|(at, other)| {
        !lines.contains(&at)
            && other.baseline > last.baseline + 0.5 * last.size
            && other.x0 < column.1 - 5.0
            && other.x1 > column.0 + 5.0
            && other.size > last.size + 0.3
    })
}

/// The line at which the notes of a column begin.
fn zone_start(
    sheet: &Sheet,
    range: std::ops::Range<usize>,
    styles: &Styles,
    called: &BTreeSet<&str>,
    (seen, pending): (&Seen, bool),
) -> Option<usize> {
    let lines = &sheet.lines[range.clone()];
    let bare =
        |line: &Line| bare_label(line).is_some_and(|label| called.contains(label.text.as_str()));
    let last = lines.iter().rev().find(|line| !bare(line))?;
    if last.size > styles.body + 0.3 {
        return None;
    }
    // Lines of one size up to the end of the column.
    let mut first = lines.len();
    while first > 0
        && ((lines[first - 1].size - last.size).abs() <= 0.45
            || (bare(&lines[first - 1]) && lines[first - 1].size < last.size))
    {
        first -= 1;
    }
    let small = last.size <= SMALLER * styles.body;
    let ruled = (first.max(1)..lines.len())
        .find(|at| rule_over(sheet, lines, *at))
        .or_else(|| (first == 0 && rule_over(sheet, lines, 0)).then_some(0));
    let good = |at: usize| {
        label(&lines[at])
            .or_else(|| bare_label(&lines[at]))
            .is_some_and(|label| called_or_next(&label, called, seen))
    };
    if let Some(at) = ruled {
        if good(at) {
            return Some(range.start + at);
        }
        let known = seen
            .size
            .is_some_and(|size| (size - last.size).abs() < 0.45);
        if pending && known && (small || seen.pages >= 2) {
            return Some(range.start + at);
        }
    }
    if !small {
        return listed(lines, called, styles, seen).map(|at| range.start + at);
    }
    // A whole column of small text is no foot, unless larger text stands over it.
    let over = first > 0
        || sheet.lines.iter().enumerate().any(|(at, other)| {
            !range.contains(&at)
                && other.size > last.size + 0.4
                && other.baseline < lines[0].baseline
                && other.x0 < last.column.1
                && other.x1 > last.column.0
                && (other.size - styles.body).abs() < 0.6
        });
    if !over {
        return None;
    }
    let start = (first..lines.len()).find(|at| good(*at))?;
    // A heading right over the small text: a section of notes, not the foot of a page.
    let heading = first > 0
        && (lines[first - 1].all(Marks::BOLD) || lines[first - 1].size > styles.body + 0.6)
        && lines[first - 1].text.len() < 60
        && ruled.is_none();
    if heading && lines.len() - start > 1 {
        return None;
    }
    // What stands between the text and the first label goes on from the page before.
    let continues = pending
        && seen
            .size
            .is_some_and(|size| (size - last.size).abs() < 0.45)
        && start > first
        && even(&lines[first..=start], styles);
    Some(range.start + if continues { first } else { start })
}

/// The line from which on every note called on the page, in their order, begins a line up to the end of the
/// column: notes as large as the text, without a rule.
fn listed(lines: &[Line], called: &BTreeSet<&str>, styles: &Styles, seen: &Seen) -> Option<usize> {
    let mut wanted: BTreeSet<u32> = called
        .iter()
        .filter_map(|label| label.parse().ok())
        .collect();
    let mut starts: Vec<(usize, u32)> = Vec::new();
    let mut uncalled = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        let number = label(line).and_then(|label| label.number);
        // A mark that begins a line is not seen as called; its note stands right over the next.
        let next = starts.last().map(|(_, last)| last.saturating_sub(1));
        let Some(number) = number.filter(|number| wanted.contains(number) || next == Some(*number))
        else {
            continue;
        };
        if starts.last().is_some_and(|(_, last)| number >= *last) {
            continue;
        }
        uncalled += usize::from(!wanted.remove(&number));
        starts.push((at, number));
    }
    // A list of the text whose last item has the number of some mark.
    if uncalled * 2 > starts.len() {
        return None;
    }
    let (at, smallest) = *starts.last()?;
    // A program may lose a note; more gaps than notes are a list of something else.
    let span = starts
        .first()
        .map_or(0, |(_, largest)| (largest - smallest) as usize + 1);
    if span > starts.len() + 1 + starts.len() / 4 {
        return None;
    }
    let (above, first) = (lines.get(at.checked_sub(1)?)?, &lines[at]);
    let set_off = first.baseline - above.baseline > 1.25 * styles.pitch(first.size);
    let heading = above.all(Marks::BOLD) || above.size > styles.body + 0.6;
    let deep = seen.pages >= 2 || lines.len() - at <= lines.len() / 2;
    (set_off
        && !heading
        && deep
        && (starts.len() >= 2 || first.raised_start().is_some())
        && first.text.len() > 4)
        .then_some(at)
}

/// Whether lines follow one another without a wide gap.
fn even(lines: &[Line], styles: &Styles) -> bool {
    lines
        .windows(2)
        .all(|pair| pair[1].baseline - pair[0].baseline <= 1.7 * styles.pitch(pair[0].size))
}

/// Whether a label is called on the page, or is the next after the last note.
fn called_or_next(label: &LineLabel, called: &BTreeSet<&str>, seen: &Seen) -> bool {
    if called.contains(label.text.as_str()) {
        return true;
    }
    let next = label
        .number
        .zip(seen.last)
        .is_some_and(|(number, last)| number == last + 1);
    next && seen.pages >= 2 && seen.form.is_none_or(|form| form == label.form)
}

/// Whether a rule as over notes stands right above a line.
fn rule_over(sheet: &Sheet, lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let above = at.checked_sub(1).map(|at| &lines[at]);
    let width = line.column.1 - line.column.0;
    sheet.rules.iter().any(|rule| {
        let y = f32::midpoint(rule[1], rule[3]);
        let length = rule[2] - rule[0];
        let limit = line.top() + 0.25 * line.size;
        let clear = above.is_none_or(|above| y > above.baseline + 0.28 * above.size);
        let near = above.is_some() || line.top() - y < 3.0 * line.size;
        rule[3] - rule[1] <= 3.0
            && length >= SHORTEST_RULE
            && length <= width + 12.0
            && y <= limit
            && clear
            && near
            && ((rule[0] - line.column.0).abs() < 14.0 || (rule[2] - line.column.1).abs() < 6.0)
    })
}

/// Cuts the lines of a zone into notes.
fn cut(lines: Vec<Line>, called: &BTreeSet<&str>, notes: &mut Vec<FootNote>, seen: &mut Seen) {
    for line in lines {
        let starts: Option<LineLabel> = label(&line)
            .or_else(|| bare_label(&line).filter(|label| called.contains(label.text.as_str())))
            .filter(|label| {
                begins(label, called, seen, notes.last())
                    || notes
                        .last()
                        .is_some_and(|last| stands_as(&line, label, last, called))
            });
        if let Some(label) = starts {
            seen.form.get_or_insert(label.form);
            if label.number.is_some() {
                seen.last = label.number;
            }
            notes.push(FootNote {
                label: label.text,
                page: line.page,
                label_length: label.length,
                form: label.form,
                lines: vec![line],
            });
        } else if let Some(note) = notes.last_mut() {
            note.lines.push(line);
        }
    }
}

/// Whether a label that is called on the page stands out of order, but at the edge where the note before it begins,
/// and that note has ended.
fn stands_as(line: &Line, label: &LineLabel, last: &FootNote, called: &BTreeSet<&str>) -> bool {
    let edge = last.lines.first().map_or(f32::MAX, |first| first.x0);
    let ended = last.lines.last().is_some_and(|before| {
        let text = before.text.trim_end();
        text.ends_with(['.', ')', ']', '”', '"', '/', '?', '!'])
    });
    let wide = last
        .lines
        .iter()
        .any(|other| other.x0 > edge + 2.0 || other.x1 < other.column.1 - 20.0);
    label.form == last.form
        && label.number.is_some()
        && called.contains(label.text.as_str())
        && (line.x0 - edge).abs() < 0.8 * line.size
        && ended
        && wide
}

/// Whether a label in a zone begins a note.
fn begins(
    label: &LineLabel,
    called: &BTreeSet<&str>,
    seen: &Seen,
    before: Option<&FootNote>,
) -> bool {
    match label.form {
        LabelForm::Raised => true,
        LabelForm::Symbol => called.contains(label.text.as_str()),
        _ if before.is_some_and(|note| note.form == LabelForm::Raised) => false,
        _ => {
            let next = label
                .number
                .zip(seen.last)
                .is_some_and(|(number, last)| number > last && number <= last + 3);
            next || (label.number == Some(1) && called.contains("1"))
                || (seen.last.is_none() && called.contains(label.text.as_str()))
        }
    }
}
