//! Whether two answers of one host are the same page.

use std::collections::BTreeMap;

use super::{PageFacts, text};

/// How much of each text is compared, in bytes.
const COMPARED: usize = 64 * 1024;
/// With fewer words in both, nothing can be told from the text.
const WORDS: usize = 4;

/// Whether a page and the answer to a made-up address on the same host are the same page: the same kind,
/// and nearly the same words. An echo of the address, a date or an identifier may differ. Two shells that
/// scripts fill are never the same, since every address shows the same shell.
pub fn same_page(a: &PageFacts, b: &PageFacts) -> bool {
    if a.kind != b.kind || a.shell || b.shell {
        return false;
    }
    let (of_a, of_b) = (words(&a.text), words(&b.text));
    let total_a: usize = of_a.values().sum();
    let total_b: usize = of_b.values().sum();
    if total_a.max(total_b) < WORDS {
        let title = |facts: &PageFacts| facts.document_title.as_deref().map(text::fold);
        return title(a).is_some() && title(a) == title(b) && of_a == of_b;
    }
    let common: usize = of_a
        .iter()
        .map(|(word, count)| *count.min(of_b.get(word).unwrap_or(&0)))
        .sum();
    let larger = total_a.max(total_b);
    let slack = if larger < 12 {
        2
    } else {
        (larger / 10).clamp(3, 40)
    };
    larger - common <= slack
}

fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text::fold(text::prefix(text, COMPARED)).split(' ') {
        // Numbers (dates, times, request identifiers) differ from answer to answer.
        if word.is_empty() || word.bytes().any(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if word.chars().any(text::is_unspaced) {
            for c in word.chars() {
                *words.entry(c.to_string()).or_insert(0) += 1;
            }
        } else {
            *words.entry(word.to_owned()).or_insert(0) += 1;
        }
    }
    words
}
