//! The few styles that text for terminals uses, and how numbers read.

use std::fmt::{self, Display};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::{finding::Severity, probe::Verdict};

/// Styles, all of them plain where color is off.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Palette {
    /// Headings and figures.
    pub(crate) strong: Style,
    /// What matters least.
    pub(crate) faint: Style,
    /// Addresses.
    pub(crate) link: Style,
    /// Trouble.
    pub(crate) bad: Style,
    /// What should be looked at.
    pub(crate) doubtful: Style,
    /// All well.
    pub(crate) good: Style,
    /// Words to note.
    pub(crate) note: Style,
}

impl Palette {
    /// Colors that are legible on light and dark grounds, or none.
    pub(crate) fn new(color: bool) -> Self {
        if !color {
            return Self::default();
        }
        Self {
            strong: Style::new().bold(),
            faint: Style::new().dimmed(),
            link: AnsiColor::Cyan.on_default(),
            bad: AnsiColor::BrightRed.on_default().bold(),
            doubtful: AnsiColor::Yellow.on_default().bold(),
            good: AnsiColor::Green.on_default(),
            note: AnsiColor::BrightBlue.on_default().bold(),
        }
    }

    /// The style of a severity.
    pub(crate) fn severity(&self, severity: Severity) -> Style {
        match severity {
            Severity::Error => self.bad,
            Severity::Warning => self.doubtful,
            Severity::Info => self.note,
        }
    }

    /// The style of a verdict.
    pub(crate) fn verdict(&self, verdict: Verdict) -> Style {
        match verdict {
            Verdict::Alive => self.good,
            Verdict::Dead | Verdict::Invalid => self.bad,
            Verdict::Suspect | Verdict::Insecure | Verdict::Unreachable => self.doubtful,
            Verdict::Moved | Verdict::Blocked => self.note,
            Verdict::Skipped => self.faint,
        }
    }
}

/// Text in a style.
pub(crate) fn paint<T: Display>(style: Style, text: T) -> impl Display {
    Painted { style, text }
}

struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { style, text } = self;
        write!(f, "{style}{text}{style:#}")
    }
}

/// Breaks a line between words, so that no part is wider than `width` if it can be helped; the first part
/// has `taken` columns less.
pub(crate) fn wrap(text: &str, taken: usize, width: usize) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut column = taken;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = word.width();
        if !part.is_empty() && column + 1 + wide > width {
            parts.push(std::mem::take(&mut part));
            column = 0;
        }
        if !part.is_empty() {
            part.push(' ');
            column += 1;
        }
        part.push_str(word);
        column += wide;
    }
    parts.push(part);
    parts
}

/// A number with its noun: `1 note`, `1,204 notes`. Nouns take an `s`; "address" takes "es".
pub(crate) fn count(number: usize, noun: &str) -> String {
    let ending = match number {
        1 => "",
        _ if noun.ends_with('s') => "es",
        _ => "s",
    };
    format!("{} {noun}{ending}", grouped(number))
}

/// A number with its thousands apart.
pub(crate) fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrap("one two three", 0, 7), ["one two", "three"]);
        assert_eq!(wrap("one two three", 5, 8), ["one", "two", "three"]);
        assert_eq!(
            wrap("https://example.org/long x", 0, 5),
            ["https://example.org/long", "x"]
        );
        assert_eq!(wrap("", 0, 5), [""]);
    }

    #[test]
    fn numbers_read_well() {
        for (number, noun, expected) in [
            (0, "note", "0 notes"),
            (1, "note", "1 note"),
            (2, "address", "2 addresses"),
            (1_204_500, "link", "1,204,500 links"),
        ] {
            assert_eq!(count(number, noun), expected);
        }
    }
}
