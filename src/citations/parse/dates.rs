//! Finds dates in every usual order and in the languages of `months.rs`, at the precision printed.
//! A date whose order of day and month cannot be told gives its year alone.

use std::{collections::HashMap, sync::LazyLock};

use regex::{Captures, Regex};

use super::{
    months::{ACCESS, ERAS, MONTHS, SEASONS},
    scan::{compile, compile_ascii},
};
use crate::{citations::PartialDate, span::Span};

/// A date and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dated {
    /// Text range.
    pub(super) span: Span,
    /// The date.
    pub(super) date: PartialDate,
    /// Whether words before or after it say that it is the date of access.
    pub(super) accessed: bool,
}

static BY_NAME: LazyLock<HashMap<&'static str, u8>> =
    LazyLock::new(|| MONTHS.iter().copied().collect());

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    let mut names: Vec<&str> = MONTHS.iter().map(|(name, _)| *name).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let month = names.join("|");
    let season = SEASONS.join("|");
    let era = ERAS.map_join();
    compile(&format!(
        r"(?xi)
        (?P<iy>\d{{4}}) [-/.] (?P<im>\d{{1,2}}) [-/.] (?P<id>\d{{1,2}})
      | (?P<cy>\d{{4}}) \s* 年 (?: \s* (?P<cm>\d{{1,2}}) \s* 月 (?: \s* (?P<cd>\d{{1,2}}) \s* 日 )? )?
      | (?P<era>{era}) (?P<ey>\d{{1,2}}|元) \s* 年 (?: \s* (?P<em>\d{{1,2}}) \s* 月 (?: \s* (?P<ed>\d{{1,2}}) \s* 日 )? )?
      | (?P<am>{month}) \.? [\s\u00A0]+ (?P<ad>\d{{1,2}}) (?:st|nd|rd|th)?
           (?: \s* [-–] \s* (?: (?:{month}) \.? \s+ )? \d{{1,2}} )? ,? \s+ (?P<ay>\d{{4}})
      | (?P<bd>\d{{1,2}}) (?: \. | st | nd | rd | th | er | º | ° | ª )? (?: \s* [-–] \s* \d{{1,2}} \.? )? [\s\u00A0]+ (?:de\s+|of\s+)?
           (?P<bm>{month}) \.? ,? [\s\u00A0]+ (?:de\s+|del\s+|عام\s+)? (?P<by>\d{{4}})
      | (?P<ry>\d{{4}}) ,? \s (?P<rm>{month}) \.? (?: \s+ (?P<rd>\d{{1,2}}) )?
      | (?P<sm>{month}) \.? (?: \s* [-–/] \s* (?:{month}) \.? )? ,? [\s\u00A0]+ (?:de\s+|del\s+)? (?P<sy>\d{{4}})
      | (?:{season}) (?: \s* [-–/] \s* (?:{season}) )? ,? \s+ (?:de\s+)? (?P<wy>\d{{4}}) (?: [-–/] \d{{2,4}} )?
      | (?P<na>\d{{1,2}}) (?P<ns>[./]) \s? (?P<nb>\d{{1,2}}) [./] \s? (?P<ny>\d{{4}})
      | (?P<y>1[5-9]\d\d|20\d\d) [a-z]?"
    ))
});

static ACCESSED: LazyLock<Regex> = LazyLock::new(|| {
    let mut words = ACCESS.to_vec();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    compile(&format!(
        r"(?i)(?:{})(?:\s+(?:on|am|le|el|em|il|at|vom|in data|op|dnia))?\s*[:\s,]*\(?\[?$",
        words.join("|")
    ))
});

static ACCESSED_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^\s*(?:访问|检索|查阅|閲覧|最終閲覧|アクセス|tarihinde erişildi|abgerufen|aufgerufen|accessed)",
    )
});

/// What counts as a number's label before a bare year: then it is no year.
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)(?:\bno|\bnr|\bpp?|\bpara|§|\bart|\bn|№|\bresolution|#|\$|€|£)\.?\s?$|\d[.,/-]$|[/_=]$",
    )
});

/// All dates of `text` from left to right.
pub(super) fn find(text: &str) -> Vec<Dated> {
    let mut dates = Vec::new();
    if !has_year(text) {
        return dates;
    }
    let mut at = 0;
    while let Some(found) = DATE.captures_at(text, at) {
        let Some(whole) = found.get(0) else { break };
        at = whole.end().max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        // The pattern knows no word boundaries, which would slow it down many times over.
        let inside = text[..whole.start()].chars().next_back().is_some_and(joins)
            && found.name("cy").is_none()
            && found.name("era").is_none();
        if inside {
            let first = text[whole.start()..]
                .chars()
                .next()
                .map_or(1, char::len_utf8);
            at = whole.start() + first;
            continue;
        }
        let Some((date, end)) = read(&found, text, whole.end()) else {
            // `31.12.99`-like text: go on behind its first digits.
            continue;
        };
        at = end;
        let span = Span::new(whole.start(), end);
        dates.push(Dated {
            span,
            date,
            accessed: is_access(text, span),
        });
        if at > text.len() {
            break;
        }
    }
    dates
}

/// Whether a year may stand in `text`: four digits in a row, or the sign for a year.
fn has_year(text: &str) -> bool {
    let mut row = 0;
    for c in text.chars() {
        row = if c.is_numeric() { row + 1 } else { 0 };
        if row == 4 || c == '年' {
            return true;
        }
    }
    false
}

/// Whether a letter or digit before a match shows that it begins inside a word.
fn joins(c: char) -> bool {
    c.is_alphanumeric() && !super::authors::is_cjk(c)
}

/// The date of a match and where it ends.
fn read(found: &Captures<'_>, text: &str, end: usize) -> Option<(PartialDate, usize)> {
    let goes_on = text[end..]
        .chars()
        .next()
        .is_some_and(|c| c.is_numeric() || c.is_ascii_alphabetic());
    if goes_on && found.name("ry").is_none() {
        return None;
    }
    let number = |name: &str| found.name(name).and_then(|part| digits(part.as_str()));
    let month = |name: &str| {
        let name = found.name(name)?.as_str().to_lowercase();
        BY_NAME.get(name.as_str()).copied()
    };
    let made = |year: i64, month: Option<u8>, day: Option<i64>| {
        let day = day
            .and_then(|day| u8::try_from(day).ok())
            .filter(|day| (1..=31).contains(day));
        let year = i16::try_from(year)
            .ok()
            .filter(|year| (1400..=2199).contains(year))?;
        Some(PartialDate { year, month, day })
    };
    let small = |value: Option<i64>| {
        value
            .and_then(|value| u8::try_from(value).ok())
            .filter(|value| (1..=12).contains(value))
    };
    if let Some(year) = number("iy") {
        let month = small(number("im"))?;
        return made(
            year,
            Some(month),
            Some(number("id").filter(|day| (1..=31).contains(day))?),
        )
        .map(|date| (date, end));
    }
    if let Some(year) = number("cy") {
        let month = small(number("cm"));
        return made(year, month, number("cd").filter(|_| month.is_some())).map(|date| (date, end));
    }
    if let Some(era) = found.name("era") {
        let (_, zero) = ERAS.iter().find(|(name, _)| *name == era.as_str())?;
        let year = number("ey").unwrap_or(1) + i64::from(*zero);
        let month = small(number("em"));
        return made(year, month, number("ed").filter(|_| month.is_some())).map(|date| (date, end));
    }
    if let Some(year) = number("ay") {
        return made(year, month("am"), number("ad")).map(|date| (date, end));
    }
    if let Some(year) = number("by") {
        return made(year, month("bm"), number("bd")).map(|date| (date, end));
    }
    if let Some(year) = number("ry") {
        // `2021, May 2023`: the month belongs to the second year.
        let year_end = found.name("ry").map_or(end, |part| part.end());
        let month_end = found.name("rm").map_or(end, |part| part.end());
        let rest = text[month_end..].trim_start_matches([',', '.', ' ']);
        let other_year = rest.chars().take_while(char::is_ascii_digit).count() == 4;
        if other_year {
            return made(year, None, None).map(|date| (date, year_end));
        }
        return made(year, month("rm"), number("rd")).map(|date| (date, end));
    }
    if let Some(year) = number("sy") {
        return made(year, month("sm"), None).map(|date| (date, end));
    }
    if let Some(year) = number("wy") {
        return made(year, None, None).map(|date| (date, end));
    }
    if let Some(year) = number("ny") {
        let (first, second) = (number("na")?, number("nb")?);
        let dotted = found.name("ns").is_some_and(|mark| mark.as_str() == ".");
        let (day, month) = match (first, second) {
            (1..=31, 1..=12) if dotted || first > 12 || first == second => (first, second),
            (1..=12, 13..=31) => (second, first),
            (1..=12, 1..=12) => return made(year, None, None).map(|date| (date, end)),
            _ => return None,
        };
        return made(year, small(Some(month)), Some(day)).map(|date| (date, end));
    }
    let year = found.name("y")?;
    let before = &text[..year.start()];
    let after = &text[year.end()..];
    let glued = before
        .chars()
        .next_back()
        .is_some_and(|c| c.is_ascii_alphanumeric() || c == '.');
    let path = after.starts_with('/')
        && after[1..].chars().take_while(char::is_ascii_digit).count() % 2 == 1;
    let tail = before.char_indices().rev().nth(11).map_or(0, |(at, _)| at);
    if glued || path || after.starts_with('%') || NUMBERED.is_match(&before[tail..]) {
        return None;
    }
    made(digits(year.as_str())?, None, None).map(|date| (date, end))
}

/// Whether `word`, in lower case, names a month.
pub(super) fn is_month(word: &str) -> bool {
    BY_NAME.contains_key(word)
}

/// The number that digits of any script write.
pub(super) fn digits(text: &str) -> Option<i64> {
    text.chars().try_fold(0i64, |sum, c| {
        let digit = match c {
            '٠'..='٩' => c as u32 - '٠' as u32,
            '۰'..='۹' => c as u32 - '۰' as u32,
            '０'..='９' => c as u32 - '０' as u32,
            _ => c.to_digit(10)?,
        };
        sum.checked_mul(10)?.checked_add(i64::from(digit))
    })
}

fn is_access(text: &str, span: Span) -> bool {
    let before = &text[..span.start];
    let from = before.char_indices().rev().nth(34).map_or(0, |(at, _)| at);
    let after = &text[span.end..];
    let to = after
        .char_indices()
        .nth(24)
        .map_or(after.len(), |(at, _)| at);
    ACCESSED.is_match(&before[from..]) || ACCESSED_AFTER.is_match(&after[..to])
}

/// Where the words that announce a date of access begin, for a date at `span`.
pub(super) fn access_words(text: &str, span: Span) -> Span {
    let before = &text[..span.start];
    let from = before.char_indices().rev().nth(34).map_or(0, |(at, _)| at);
    let start = ACCESSED
        .find(&before[from..])
        .map_or(span.start, |found| from + found.start());
    let after = &text[span.end..];
    let to = after
        .char_indices()
        .nth(24)
        .map_or(after.len(), |(at, _)| at);
    let end = ACCESSED_AFTER
        .find(&after[..to])
        .map_or(span.end, |found| span.end + found.end());
    Span::new(start, end)
}

/// Joins the first parts of a table for use in a pattern.
trait MapJoin {
    fn map_join(&self) -> String;
}

impl MapJoin for [(&str, i16)] {
    fn map_join(&self) -> String {
        self.iter()
            .map(|(name, _)| *name)
            .collect::<Vec<_>>()
            .join("|")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_and_languages() {
        for (text, expected) in [
            ("February 17, 2024", "2024-02-17"),
            ("17 February 2024", "2024-02-17"),
            ("17th of February 2024", "2024-02-17"),
            ("March 3–5, 2020", "2020-03-03"),
            ("17.02.2024", "2024-02-17"),
            ("17. 02. 2024", "2024-02-17"),
            ("17/02/2024", "2024-02-17"),
            ("02/17/2024", "2024-02-17"),
            ("05/06/2024", "2024"),
            ("2024-02-17", "2024-02-17"),
            ("Feb. 2024", "2024-02"),
            ("November 2021-January 2022", "2021-11,2022-01"),
            ("Spring 2019", "2019"),
            ("Winter 2019/20", "2019"),
            ("17 de febrero de 2024", "2024-02-17"),
            ("17 de fevereiro de 2024", "2024-02-17"),
            ("febrero de 2024", "2024-02"),
            ("1er février 2024", "2024-02-01"),
            ("17. Februar 2024", "2024-02-17"),
            ("17 febbraio 2024", "2024-02-17"),
            ("17 февраля 2024 г.", "2024-02-17"),
            ("17 Şubat 2024", "2024-02-17"),
            ("17 فبراير 2024", "2024-02-17"),
            ("١٧ فبراير ٢٠٢٤", "2024-02-17"),
            ("2024年2月17日", "2024-02-17"),
            ("《研究》2020年第3期", "2020"),
            ("令和5年2月17日", "2023-02-17"),
            ("(2020, May 3)", "2020-05-03"),
            ("2020 May 3", "2020-05-03"),
            ("2021, May 2023", "2021,2023-05"),
            ("New York, 2023.", "2023"),
            ("(2020a)", "2020"),
            ("2019–2020", "2019,2020"),
            ("February 29, 2011", "2011-02-29"),
            ("S/2023/856 and no. 1999 and p. 2001", ""),
            ("Regulation 2016/679", ""),
            ("$2000 and 12,2000", ""),
        ] {
            let dates: Vec<String> = find(text)
                .iter()
                .map(|dated| dated.date.to_string())
                .collect();
            assert_eq!(dates.join(","), expected, "{text}");
        }
    }

    #[test]
    fn access_dates() {
        for text in [
            "accessed May 3, 2020",
            "Retrieved on 3 May 2020",
            "(last visited May 3, 2020)",
            "abgerufen am 3. Mai 2020",
            "consulté le 3 mai 2020",
            "(дата обращения: 03.05.2020)",
            "Acesso em: 3 maio 2020",
            "Erişim Tarihi: 3 Mayıs 2020",
            "（2020年5月3日访问）",
            "2020年5月3日閲覧",
        ] {
            let dates = find(text);
            assert_eq!(dates.len(), 1, "{text}");
            assert!(dates[0].accessed, "{text}");
            assert_eq!(dates[0].date.to_string(), "2020-05-03", "{text}");
        }
        assert!(!find("Access to Care, May 3, 2020")[0].accessed);
    }
}
