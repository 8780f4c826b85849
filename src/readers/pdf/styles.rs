//! Measures of the whole document: the size of its running text, the usual distance of lines, which labels a
//! line can begin with. Judges nothing by itself.

use std::collections::BTreeMap;

use super::{rows::Line, sheet::Sheet, words::Marks};

/// Steps of a point in which sizes are told apart.
const STEPS: f32 = 4.0;

/// Measures of a document.
#[derive(Debug, Clone, Default)]
pub(super) struct Styles {
    /// Size of the running text.
    pub(super) body: f32,
    /// Whether most of the running text is bold.
    pub(super) bold: bool,
    /// Usual distance of baselines by size (in steps).
    pitch: BTreeMap<i32, f32>,
}

fn step(size: f32) -> i32 {
    #[expect(clippy::cast_possible_truncation, reason = "a font size")]
    let step = (size.clamp(0.0, 4_000.0) * STEPS).round() as i32;
    step
}

fn value(step: i32) -> f32 {
    f32::from(i16::try_from(step).unwrap_or(i16::MAX)) / STEPS
}

impl Styles {
    /// Measures the lines of all sheets.
    pub(super) fn measure(sheets: &[Sheet]) -> Self {
        let mut sizes: BTreeMap<i32, (usize, usize)> = BTreeMap::new();
        let mut pitches: BTreeMap<i32, BTreeMap<i32, usize>> = BTreeMap::new();
        for sheet in sheets {
            for line in &sheet.lines {
                let length = line.text.len();
                let entry = sizes.entry(step(line.size)).or_default();
                entry.0 += length;
                entry.1 += if line.all(Marks::BOLD) { length } else { 0 };
            }
            for pair in sheet.lines.windows(2) {
                let (a, b) = (&pair[0], &pair[1]);
                let distance = b.baseline - a.baseline;
                if a.leaf == b.leaf
                    && (a.size - b.size).abs() < 0.3
                    && distance > 0.7 * a.size
                    && distance < 2.6 * a.size
                {
                    *pitches
                        .entry(step(a.size))
                        .or_default()
                        .entry(step(distance))
                        .or_default() += 1;
                }
            }
        }
        let total: usize = sizes.values().map(|size| size.0).sum();
        // Notes may hold more letters than the text: the largest size that has a fair share is the text's.
        let near = |at: i32| -> (usize, usize) {
            sizes
                .range(at - 1..=at + 1)
                .fold((0, 0), |sum, (_, size)| (sum.0 + size.0, sum.1 + size.1))
        };
        let share = |part: usize| part * 6 >= total;
        let body = sizes
            .iter()
            .rev()
            .filter(|(at, own)| share(near(**at).0) && own.0 * 3 >= near(**at).0)
            .map(|(at, _)| *at)
            .next()
            .or_else(|| {
                sizes
                    .iter()
                    .max_by_key(|(_, size)| size.0)
                    .map(|(at, _)| *at)
            })
            .unwrap_or(40);
        let (letters, bold) = near(body);
        let pitch = pitches
            .iter()
            .filter_map(|(size, distances)| {
                let most = distances
                    .iter()
                    .max_by_key(|(at, count)| (**count, std::cmp::Reverse(**at)))?;
                // A few lines of a title tell little.
                let least = if *most.1 < 4 { 1.2 * value(*size) } else { 0.0 };
                Some((*size, value(*most.0).max(least)))
            })
            .collect();
        Self {
            body: value(body),
            bold: bold * 2 > letters,
            pitch,
        }
    }

    /// The usual distance of two lines of this size.
    pub(super) fn pitch(&self, size: f32) -> f32 {
        let at = step(size);
        self.pitch
            .range(at - 1..=at + 1)
            .min_by_key(|(found, _)| (**found - at).abs())
            .map_or(1.25 * size, |(_, pitch)| *pitch)
    }
}

/// A label at the start of a line.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct LineLabel {
    /// As printed, brackets and stops left out.
    pub(super) text: String,
    /// Its number, where it is one.
    pub(super) number: Option<u32>,
    /// How it is set off.
    pub(super) form: LabelForm,
    /// Where the text after it begins, in bytes.
    pub(super) length: usize,
}

/// How a label is set off from what follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelForm {
    /// Raised over the line.
    Raised,
    /// `12.`
    Dotted,
    /// `12)` or `(12)`.
    Parenthesis,
    /// `[12]`
    Bracket,
    /// `12` and a blank.
    Plain,
    /// `*`, `†` on the line.
    Symbol,
}

/// The label a line begins with.
pub(super) fn label(line: &Line) -> Option<LineLabel> {
    if let Some(raised) = line.raised_start() {
        let text = raised.trim_matches(|c: char| matches!(c, '[' | ']' | '(' | ')' | '.' | ' '));
        let count = text.chars().count();
        let fits = (1..=4).contains(&count)
            && (text.bytes().all(|byte| byte.is_ascii_digit()) || text.chars().all(is_symbol))
            || (count == 1 && text.chars().all(|c| c.is_ascii_lowercase()))
            || is_roman(text);
        if fits && line.text.len() > raised.len() {
            let rest = &line.text[raised.len()..];
            let blank = rest.len()
                - rest
                    .trim_start_matches([' ', '.', ')', ']', '\u{a0}'])
                    .len();
            return Some(LineLabel {
                number: text.parse().ok(),
                text: plain_symbol(text),
                form: LabelForm::Raised,
                length: raised.len() + blank,
            });
        }
    }
    label_of(&line.text)
}

/// The same for a text without geometry.
pub(super) fn label_of(text: &str) -> Option<LineLabel> {
    let first = text.chars().next()?;
    if is_symbol(first) {
        let end = text
            .find(|c| !is_symbol(c))
            .filter(|end| text[..*end].chars().count() <= 3)?;
        let rest = &text[end..];
        let blank = rest.len() - rest.trim_start().len();
        return Some(LineLabel {
            text: plain_symbol(&text[..end]),
            number: None,
            form: LabelForm::Symbol,
            length: end + blank,
        });
    }
    let open = match first {
        '[' | '(' => 1,
        _ => 0,
    };
    let digits = text[open..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let inner = &text[open..open + digits];
    let rest = &text[open + digits..];
    let (form, close) = match (first, rest.chars().next()?) {
        ('[', ']') => (LabelForm::Bracket, 1),
        (_, ')') if first != '[' => (LabelForm::Parenthesis, 1),
        (_, '.') if open == 0 => (LabelForm::Dotted, 1),
        (_, c) if open == 0 && c.is_whitespace() => (LabelForm::Plain, 0),
        _ => return None,
    };
    let after = &rest[close..];
    let blank = after.len() - after.trim_start().len();
    if blank == 0 || after.trim().is_empty() {
        return None;
    }
    Some(LineLabel {
        text: inner.to_owned(),
        number: inner.parse().ok(),
        form,
        length: open + digits + close + blank,
    })
}

/// Whether a text is a number in small roman figures, as notes at the end carry in some programs.
fn is_roman(text: &str) -> bool {
    (1..=10).contains(&text.len()) && text.chars().all(|c| "ivxlcdm".contains(c))
}

/// Symbols that serve as marks.
pub(super) fn is_symbol(c: char) -> bool {
    matches!(c, '*' | '∗' | '†' | '‡' | '§' | '¶' | '‖' | '⁎')
}

/// The symbol as it is typed.
fn plain_symbol(text: &str) -> String {
    text.replace(['∗', '⁎'], "*")
}

/// The labels of a raised text: `3,4` has two; a range stays one.
pub(super) fn labels_in(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ',')]) {
        if c.is_alphanumeric() || is_symbol(c) {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            out.push((from, &text[from..at]));
        }
    }
    out
}
