//! Dates as pages write them, made ISO 8601 at the precision given. An ambiguous `03/04/2023` is no date.

use jiff::civil::Date;

use super::text;

/// Month names by their first letters, folded: a word is a month if it begins with one of these.
const MONTHS: [&[&str]; 12] = [
    &["jan", "ene", "gen", "sty", "янв", "січ", "oca"],
    &["feb", "fev", "fevr", "lut", "фев", "лют", "sub"],
    &["mar", "mae", "мар", "бер"],
    &["apr", "abr", "avr", "kwi", "апр", "кві", "nis"],
    &[
        "may", "mai", "mag", "maj", "mei", "май", "мая", "маи", "тра",
    ],
    &["jun", "juin", "giu", "cze", "июн", "чер", "haz"],
    &["jul", "juil", "lug", "lip", "июл", "лип", "tem"],
    &["aug", "ago", "aou", "sie", "авг", "сер", "agu"],
    &["sep", "set", "wrz", "сен", "вер", "eyl"],
    &["oct", "okt", "out", "ott", "paz", "окт", "жов", "eki"],
    &["nov", "lis", "ноя", "лис", "kas"],
    &["dec", "dez", "dic", "gru", "дек", "гру", "ara"],
];

/// A date at its precision, ISO 8601; `None` for what is no date or could be two.
pub(super) fn iso(written: &str) -> Option<String> {
    let written = text::prefix(written.trim(), 80);
    let written = written.strip_prefix("D:").unwrap_or(written);
    numeric(written).or_else(|| worded(written))
}

fn numeric(written: &str) -> Option<String> {
    let digits = written.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &written[digits..];
    match digits {
        4 => {
            let year = &written[..4];
            let mut parts = rest.splitn(4, ['-', '/', '.', '年', '月', '日']).skip(1);
            let month = parts.next().map(str::trim).and_then(leading_number);
            let day = parts.next().map(str::trim).and_then(leading_number);
            if !rest.is_empty() && !rest.starts_with(['-', '/', '.', '年', 'T']) {
                return None;
            }
            build(year.parse().ok()?, month, day)
        }
        8 | 14 => {
            let number =
                |range: std::ops::Range<usize>| -> Option<i8> { written.get(range)?.parse().ok() };
            build(written[..4].parse().ok()?, number(4..6), number(6..8))
        }
        // Unix time, in seconds or milliseconds.
        10 | 13 if rest.is_empty() => {
            let seconds = written[..10].parse().ok()?;
            let time = jiff::Timestamp::from_second(seconds).ok()?;
            Some(time.strftime("%Y-%m-%d").to_string())
        }
        1 | 2 => {
            let mut parts = written.split(['/', '.', '-']);
            let first = leading_number(parts.next()?)?;
            let second = leading_number(parts.next()?)?;
            let year: i16 = parts.next()?.get(..4)?.parse().ok()?;
            let dotted = written.contains('.');
            match (first, second) {
                (day, month) if day > 12 || (dotted && month <= 12) || day == month => {
                    build(year, Some(month), Some(day))
                }
                (month, day) if day > 12 => build(year, Some(month), Some(day)),
                _ => None,
            }
        }
        _ => None,
    }
}

fn leading_number(part: &str) -> Option<i8> {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    part.get(..digits.min(3))?.parse().ok()
}

/// `14 February 2023`, `Feb 14, 2023`, `Tue, 14 Feb 2023 10:00:00 GMT`, `February 2023`.
fn worded(written: &str) -> Option<String> {
    let folded = text::fold(written);
    let mut year = None;
    let mut month = None;
    let mut day = None;
    for word in folded.split(' ').take(12) {
        let number = word
            .trim_end_matches("st")
            .trim_end_matches("nd")
            .trim_end_matches("rd")
            .trim_end_matches("th");
        if let Ok(number) = number.parse::<i16>() {
            match number {
                1000..=2999 if word.len() == 4 && year.is_none() => year = Some(number),
                1..=31 if day.is_none() && year.is_none() => day = i8::try_from(number).ok(),
                _ => {}
            }
        } else if month.is_none() && word.chars().count() >= 3 {
            month = MONTHS
                .iter()
                .position(|names| names.iter().any(|name| word.starts_with(name)))
                .and_then(|index| i8::try_from(index + 1).ok());
        }
    }
    month?;
    build(year?, month, day)
}

fn build(year: i16, month: Option<i8>, day: Option<i8>) -> Option<String> {
    if !(1000..=2999).contains(&year) {
        return None;
    }
    let Some(month) = month.filter(|month| (1..=12).contains(month)) else {
        return Some(format!("{year:04}"));
    };
    match day.and_then(|day| Date::new(year, month, day).ok()) {
        Some(date) => Some(date.to_string()),
        None => Some(format!("{year:04}-{month:02}")),
    }
}

/// First and last day of a date at any precision, as days since 1970-01-01.
pub(super) fn range(iso: &str) -> Option<(i64, i64)> {
    let mut parts = iso.splitn(3, '-');
    let year: i16 = parts.next()?.parse().ok()?;
    let month: Option<i8> = parts.next().and_then(|part| part.parse().ok());
    let day: Option<i8> = parts.next().and_then(|part| part.get(..2)?.parse().ok());
    let (first, last) = match (month, day) {
        (Some(month), Some(day)) => {
            let date = Date::new(year, month, day).ok()?;
            (date, date)
        }
        (Some(month), None) => {
            let first = Date::new(year, month, 1).ok()?;
            (first, first.last_of_month())
        }
        _ => (Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?),
    };
    Some((days(first)?, days(last)?))
}

fn days(date: Date) -> Option<i64> {
    let epoch = Date::new(1970, 1, 1).ok()?;
    Some(i64::from(epoch.until(date).ok()?.get_days()))
}
