//! Page labels (ISO 32000-2, 12.4.2): the numbers a file says its pages bear ("iv", "A-3").

use std::collections::BTreeMap;

use hayro_syntax::{
    object::{Dict, Name, Object, String as PdfString},
    xref::XRef,
};

use super::{links::walk_tree, strings::pdf_text};
use crate::readers::numerals;

struct Range {
    style: Option<u8>,
    prefix: String,
    first: u32,
}

/// The label of each of `count` pages; empty if the file has none.
pub(super) fn read<'a>(catalog: &Dict<'a>, count: u32, xref: &'a XRef) -> Vec<String> {
    let Some(tree) = catalog.get::<Dict<'a>>("PageLabels") else {
        return Vec::new();
    };
    let mut ranges = BTreeMap::new();
    walk_tree(tree, "Nums", xref, &mut |key, value| {
        if let (Object::Number(page), Object::Dict(dict)) = (key, value)
            && let Ok(page) = u32::try_from(page.as_i64())
        {
            let range = Range {
                style: dict
                    .get::<Name<'_>>("S")
                    .and_then(|style| style.first().copied()),
                prefix: dict
                    .get::<PdfString<'_>>("P")
                    .map(|prefix| pdf_text(&prefix).chars().take(64).collect())
                    .unwrap_or_default(),
                first: dict
                    .get::<i64>("St")
                    .and_then(|first| u32::try_from(first).ok())
                    .unwrap_or(1),
            };
            ranges.insert(page, range);
        }
        ranges.len() < 100_000
    });
    (0..count)
        .map(|page| match ranges.range(..=page).next_back() {
            Some((start, range)) => {
                let number = range.first.saturating_add(page - start);
                format!("{}{}", range.prefix, numeral(range.style, number))
            }
            None => String::new(),
        })
        .collect()
}

fn numeral(style: Option<u8>, number: u32) -> String {
    match style {
        Some(b'D') => number.to_string(),
        Some(b'r') => roman(number).to_lowercase(),
        Some(b'R') => roman(number),
        Some(b'a') => letters(number).to_lowercase(),
        Some(b'A') => letters(number),
        _ => String::new(),
    }
}

fn roman(number: u32) -> String {
    numerals::roman(number.into()).unwrap_or_else(|| number.to_string())
}

/// A to Z, then AA to ZZ, AAA and so on, as the standard counts.
fn letters(number: u32) -> String {
    let Some(index) = number.checked_sub(1) else {
        return String::new();
    };
    let letter = char::from_u32(u32::from(b'A') + index % 26).unwrap_or('A');
    (0..=(index / 26).min(64)).map(|_| letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_of_all_styles() {
        for (style, number, label) in [
            (Some(b'D'), 12, "12"),
            (Some(b'r'), 14, "xiv"),
            (Some(b'R'), 1999, "MCMXCIX"),
            (Some(b'a'), 26, "z"),
            (Some(b'A'), 28, "BB"),
            (Some(b'A'), 0, ""),
            (None, 3, ""),
        ] {
            assert_eq!(numeral(style, number), label);
        }
    }
}
