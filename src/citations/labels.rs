//! Labels: the numbers, letters and symbols of marks and notes, and how a note begins with one.

/// A label at the start of a note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// As printed.
    pub(super) text: String,
    /// Its number, where it is one.
    pub(super) number: Option<u32>,
    /// How it is set off from the text.
    pub(super) style: LabelStyle,
    /// Length of label and separator in bytes.
    pub(super) length: usize,
}

/// How a label is set off from the note's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LabelStyle {
    /// `12.` or an item of an ordered list.
    Dotted,
    /// `12)` or `(12)`.
    Parenthesis,
    /// `[12]` or `[12]:`.
    Bracket,
    /// `12 ` alone.
    Plain,
    /// Raised: `<sup>12</sup>` or `¹²`.
    Raised,
    /// The format's own note.
    Native,
    /// `*`, `†`.
    Symbol,
    /// `iv.` or `(iv)`.
    Roman,
}

/// Symbols that serve as marks, in their traditional order.
pub(super) const SYMBOLS: &[char] = &['*', '†', '‡', '§', '¶', '‖', '#'];

/// Largest number a label may have; longer ones are dates, page numbers or damage.
const LARGEST: u32 = 99_999;

/// The number of a superscript digit.
pub(super) fn superscript_digit(c: char) -> Option<u32> {
    Some(match c {
        '⁰' => 0,
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁴'..='⁹' => c as u32 - '⁴' as u32 + 4,
        _ => return None,
    })
}

/// Value of a roman numeral in one case, `None` for anything else.
pub(super) fn roman(text: &str) -> Option<u32> {
    if text.is_empty() || text.len() > 9 {
        return None;
    }
    let upper = text.to_ascii_uppercase();
    if upper != text && text.to_ascii_lowercase() != text {
        return None;
    }
    let mut total = 0;
    let mut last = 0;
    for c in upper.chars().rev() {
        let value = match c {
            'I' => 1,
            'V' => 5,
            'X' => 10,
            'L' => 50,
            'C' => 100,
            'D' => 500,
            'M' => 1000,
            _ => return None,
        };
        if value < last {
            total -= value;
        } else {
            total += value;
            last = value;
        }
    }
    (to_roman(total) == upper).then_some(total)
}

fn to_roman(mut number: u32) -> String {
    let mut out = String::new();
    for (value, digits) in [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ] {
        while number >= value {
            out.push_str(digits);
            number -= value;
        }
    }
    out
}

/// The number of a label: digits, or nothing.
pub(super) fn number_of(label: &str) -> Option<u32> {
    (!label.is_empty() && label.len() <= 5 && label.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| label.parse().ok())
        .flatten()
        .filter(|number| *number <= LARGEST)
}

/// The label a line of text begins with, if it begins with one.
pub(super) fn at_start(line: &str) -> Option<Label> {
    let trimmed = line.trim_start_matches([' ', '\t', '\u{a0}']);
    let lead = line.len() - trimmed.len();
    let first = trimmed.chars().next()?;
    let mut label = match first {
        '[' => bracket(trimmed)?,
        '(' => parenthesis(trimmed)?,
        '^' => caret(trimmed)?,
        c if c.is_ascii_digit() => digits(trimmed)?,
        c if superscript_digit(c).is_some() => raised(trimmed),
        c if SYMBOLS.contains(&c) => symbol(trimmed)?,
        _ => return None,
    };
    label.length += lead;
    Some(label)
}

fn make(text: &str, style: LabelStyle, length: usize) -> Label {
    Label {
        text: text.to_owned(),
        number: number_of(text),
        style,
        length,
    }
}

/// Length of the white space at the start.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start_matches([' ', '\t', '\u{a0}']).len()
}

fn bracket(text: &str) -> Option<Label> {
    let close = text.char_indices().take(12).find(|(_, c)| *c == ']')?.0;
    let inner = text[1..close].trim();
    let inner = inner.strip_prefix('^').unwrap_or(inner);
    number_of(inner)?;
    let mut length = close + 1;
    let rest = &text[length..];
    if let Some(after) = rest.strip_prefix(':') {
        length += 1 + blank(after);
    } else if rest.starts_with('(') {
        return None;
    } else {
        length += blank(rest);
    }
    Some(make(inner, LabelStyle::Bracket, length))
}

fn parenthesis(text: &str) -> Option<Label> {
    let close = text.char_indices().take(8).find(|(_, c)| *c == ')')?.0;
    let inner = &text[1..close];
    number_of(inner)?;
    let after = blank(&text[close + 1..]);
    (after > 0).then(|| make(inner, LabelStyle::Parenthesis, close + 1 + after))
}

fn caret(text: &str) -> Option<Label> {
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    let inner = &text[1..=digits];
    number_of(inner)?;
    let rest = &text[1 + digits..];
    let close = usize::from(rest.starts_with('^'));
    let after = blank(&rest[close..]);
    Some(make(inner, LabelStyle::Raised, 1 + digits + close + after))
}

fn digits(text: &str) -> Option<Label> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let inner = &text[..count];
    number_of(inner)?;
    let rest = &text[count..];
    let (style, mark) = match rest.chars().next() {
        None => (LabelStyle::Plain, 0),
        Some('.' | '．' | '、') => {
            let mark = rest.chars().next().map_or(0, char::len_utf8);
            let after = blank(&rest[mark..]);
            let tight = rest[mark..].starts_with(['“', '"', '‘', '«', '„']);
            if after == 0 && !tight && !rest[mark..].is_empty() && !rest.starts_with('、') {
                return None;
            }
            (LabelStyle::Dotted, mark)
        }
        Some(')') => (LabelStyle::Parenthesis, 1),
        Some(':') if blank(&rest[1..]) > 0 => (LabelStyle::Dotted, 1),
        Some(' ' | '\t' | '\u{a0}' | '\u{3000}' | '\u{2003}' | '\u{2002}') => {
            (LabelStyle::Plain, 0)
        }
        Some(_) => return None,
    };
    let rest = &rest[mark..];
    let after = rest.len() - rest.trim_start().len();
    Some(make(inner, style, count + mark + after))
}

fn raised(text: &str) -> Label {
    let mut inner = String::new();
    let mut length = 0;
    for c in text.chars() {
        let Some(digit) = superscript_digit(c) else {
            break;
        };
        inner.push_str(&digit.to_string());
        length += c.len_utf8();
    }
    let after = blank(&text[length..]);
    make(&inner, LabelStyle::Raised, length + after)
}

fn symbol(text: &str) -> Option<Label> {
    let first = text.chars().next()?;
    let length: usize = text
        .chars()
        .take_while(|c| *c == first)
        .take(3)
        .map(char::len_utf8)
        .sum();
    let after = blank(&text[length..]);
    let inner = &text[..length];
    (after > 0 || first != '#').then(|| make(inner, LabelStyle::Symbol, length + after))
}

/// The labels of one printed mark: `3,4`, `3–5`, `*`, `iv`, `[7]`. Empty when it is none.
///
/// A range is spelled out up to 50 labels, so that `1–999` cannot run away.
pub(super) fn split(text: &str) -> Vec<String> {
    let text = text
        .trim()
        .trim_matches(|c| matches!(c, '[' | ']' | '(' | ')'))
        .trim();
    if text.is_empty() || text.chars().count() > 24 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for piece in text.split([',', ';', ' ', '\u{a0}', '\u{2009}']) {
        let piece = piece.trim();
        if piece.is_empty() {
            continue;
        }
        if let Some((from, to)) = piece.split_once(['–', '-', '—', '−'])
            && let (Some(a), Some(b)) = (number_of(from.trim()), number_of(to.trim()))
        {
            if a >= b || b - a > 50 {
                return Vec::new();
            }
            out.extend((a..=b).map(|number| number.to_string()));
        } else if number_of(piece).is_some()
            || piece.chars().all(|c| SYMBOLS.contains(&c)) && piece.chars().count() <= 3
            || roman(piece).is_some()
            || piece.len() == 1 && piece.bytes().all(|byte| byte.is_ascii_lowercase())
        {
            out.push(piece.to_owned());
        } else {
            return Vec::new();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_begin_in_many_ways() {
        for (line, text, style, length) in [
            ("12. Smith", "12", LabelStyle::Dotted, 4),
            ("12.“Smith", "12", LabelStyle::Dotted, 3),
            ("[12] Smith", "12", LabelStyle::Bracket, 5),
            ("[12]: Smith", "12", LabelStyle::Bracket, 6),
            (" 12 Smith", "12", LabelStyle::Plain, 4),
            ("12) Smith", "12", LabelStyle::Parenthesis, 4),
            ("(12) Smith", "12", LabelStyle::Parenthesis, 5),
            ("¹² Smith", "12", LabelStyle::Raised, 5),
            ("^12^ Smith", "12", LabelStyle::Raised, 5),
            ("† Smith", "†", LabelStyle::Symbol, 4),
        ] {
            let label = at_start(line).unwrap_or_else(|| panic!("{line}"));
            assert_eq!(
                (label.text.as_str(), label.style, label.length),
                (text, style, length),
                "{line}"
            );
        }
        for line in [
            "12.5 percent",
            "12th",
            "[...] and",
            "[T]he",
            "Smith",
            "1,200 men",
            "12:30",
            "",
        ] {
            assert_eq!(at_start(line), None, "{line}");
        }
    }

    #[test]
    fn marks_split_into_labels() {
        assert_eq!(split("3,4"), ["3", "4"]);
        assert_eq!(split("3–5, 9"), ["3", "4", "5", "9"]);
        assert_eq!(split("[7]"), ["7"]);
        assert_eq!(split("iv"), ["iv"]);
        assert_eq!(split("**"), ["**"]);
        for none in ["st", "1–999", "n+1", "", "5-3", "2nd", "TM"] {
            assert!(split(none).is_empty(), "{none}");
        }
    }

    #[test]
    fn roman_numerals_are_strict() {
        assert_eq!(roman("xiv"), Some(14));
        assert_eq!(roman("MCMXC"), Some(1990));
        assert_eq!(
            (roman("iiii"), roman("ic"), roman("Iv")),
            (None, None, None)
        );
    }
}
