//! Check digits, and the forms that numbers can have.

use std::sync::LazyLock;

use regex::Regex;

use super::compiled;

/// Whether length and check digit of an ISBN are right, hyphens and spaces aside.
///
/// ISO 2108: of thirteen digits (978 or 979 first) the sum weighted 1, 3, 1, 3 … is a multiple of ten; of
/// ten the sum weighted 10, 9 … 1 is a multiple of eleven, `X` standing for a last digit of ten.
pub fn isbn_is_valid(isbn: &str) -> bool {
    let Some(digits) = digits(isbn) else {
        return false;
    };
    match digits.len() {
        10 => weighted(&digits, (1..=10).rev()) % 11 == 0,
        13 => {
            !digits.contains(&10)
                && digits[..2] == [9, 7]
                && digits[2] >= 8
                && weighted(&digits, [1, 3].into_iter().cycle()) % 10 == 0
        }
        _ => false,
    }
}

/// Whether length and check digit of an ISSN are right.
///
/// ISO 3297: the sum of the eight digits weighted 8, 7 … 1 is a multiple of eleven, `X` standing for a last
/// digit of ten.
pub fn issn_is_valid(issn: &str) -> bool {
    digits(issn)
        .is_some_and(|digits| digits.len() == 8 && weighted(&digits, (1..=8).rev()) % 11 == 0)
}

/// Whether an arXiv number can exist: `YYMM.NNNN` from April 2007, `YYMM.NNNNN` from January 2015, or
/// `archive/YYMMNNN` before; a version may follow. Source: arXiv's "Understanding the arXiv identifier".
pub fn arxiv_is_valid(number: &str) -> bool {
    let Some(parts) = ARXIV_PARTS.captures(number) else {
        return false;
    };
    let number = |group| {
        parts
            .get(group)
            .and_then(|found| found.as_str().parse::<u32>().ok())
    };
    let digits = parts.get(3).map_or(0, |found| found.len());
    match (number(1), number(2), number(4), number(5)) {
        (Some(year), Some(month @ 1..=12), _, _) => match digits {
            4 => (704..=1412).contains(&(year * 100 + month)),
            _ => year * 100 + month >= 1501,
        },
        (_, _, Some(year), Some(1..=12)) => year >= 91 || year <= 7,
        _ => false,
    }
}

static ARXIV_PARTS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?ix)^ (?: ([0-9]{2})([0-9]{2})\.([0-9]{4,5}) | [a-z][a-z-]*(?:\.[A-Z]{2})?/([0-9]{2})([0-9]{2})[0-9]{3} ) (?:v[0-9]{1,3})? $",
    )
});

/// The digits of a book or serial number, `X` last as ten; `None` where anything but hyphens and spaces
/// stands between them.
pub(super) fn digits(text: &str) -> Option<Vec<u32>> {
    let mut digits: Vec<u32> = Vec::with_capacity(13);
    for c in text.trim().chars() {
        if digits.last() == Some(&10) || digits.len() > 13 {
            return None;
        }
        match c {
            'x' | 'X' => digits.push(10),
            _ if is_separator(c) => {}
            _ => digits.push(c.to_digit(10)?),
        }
    }
    Some(digits)
}

fn weighted(digits: &[u32], weights: impl Iterator<Item = u32>) -> u32 {
    digits
        .iter()
        .zip(weights)
        .map(|(digit, weight)| digit * weight)
        .sum()
}

pub(super) fn is_separator(c: char) -> bool {
    matches!(
        c,
        '-' | ' ' | '\u{a0}' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{2212}'
    )
}
