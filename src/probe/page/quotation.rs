//! Quoted passages looked for on the page. Only what is surely absent is named.

use super::{PageFacts, PageKind, text, titles};
use crate::probe::Cited;

/// Shorter quotations are turns of phrase.
const WORDS: usize = 5;
/// Shorter pieces between omissions prove nothing.
const PIECE: usize = 3;
/// Pages with less text show a summary at best.
const PAGE_WORDS: usize = 120;

/// The cited quotations of five words or more that a page, read whole and in the quotation's language, does
/// not hold, as they are cited. Quotation marks, omissions, insertions in brackets and case may differ.
pub fn missing_quotations(facts: &PageFacts, cited: &Cited) -> Vec<String> {
    let legible = matches!(facts.kind, PageKind::Html | PageKind::Text)
        && facts.whole
        && !facts.shell
        && !facts.paid
        && facts.words >= PAGE_WORDS;
    if !legible || cited.quotations.is_empty() {
        return Vec::new();
    }
    // Folded parts of the page can stand in the middle of a visible sentence.
    let everything = text::fold(&without_letter_brackets(&facts.everything));
    let main = text::fold(&without_letter_brackets(&facts.text));
    let opening = text::prefix(&facts.text, 4000);
    cited
        .quotations
        .iter()
        .take(200)
        .filter(|quotation| titles::comparable(quotation, opening, facts.language.as_deref()))
        .filter(|quotation| is_missing(quotation, &everything) && is_missing(quotation, &main))
        .cloned()
        .collect()
}

/// `[T]he` as `The`: the page may quote in its turn.
fn without_letter_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        out.push_str(&rest[..at]);
        let inside = &rest[at + 1..];
        let mut characters = inside.chars();
        let letter = characters.next();
        if let (Some(letter), Some(']')) = (letter, characters.next()) {
            out.push(letter);
            rest = &inside[letter.len_utf8() + 1..];
        } else {
            out.push('[');
            rest = inside;
        }
    }
    out.push_str(rest);
    out
}

fn is_missing(quotation: &str, page: &str) -> bool {
    let pieces: Vec<String> = pieces(quotation)
        .iter()
        .map(|piece| text::fold(piece))
        .filter(|piece| !piece.is_empty())
        .collect();
    if pieces
        .iter()
        .map(|piece| text::word_count(piece))
        .sum::<usize>()
        < WORDS
    {
        return false;
    }
    pieces
        .iter()
        .filter(|piece| text::word_count(piece) >= PIECE)
        .any(|piece| text::find_words(page, piece, 0).is_none() && !nearly(piece, page))
}

/// Parts between omissions and insertions: `[T]he talks … [in Doha] went well` gives `The talks`, `went well`.
fn pieces(quotation: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut rest = quotation;
    while let Some(c) = rest.chars().next() {
        let skip;
        if c == '…' {
            pieces.push(String::new());
            skip = c.len_utf8();
        } else if rest.starts_with("...") || rest.starts_with(". . .") {
            pieces.push(String::new());
            skip = if rest.starts_with("...") { 3 } else { 5 };
        } else if c == '['
            && let Some(end) = rest.find(']')
        {
            let inside = &rest[1..end];
            // A single letter changes the case of a word; anything longer was put in.
            if inside.chars().count() == 1 {
                if let Some(piece) = pieces.last_mut() {
                    piece.push_str(inside);
                }
            } else if inside.trim() != "sic" {
                pieces.push(String::new());
            }
            skip = end + 1;
        } else {
            if let Some(piece) = pieces.last_mut() {
                piece.push(c);
            }
            skip = c.len_utf8();
        }
        rest = &rest[skip..];
    }
    pieces
}

/// Whether nine tenths of the piece's runs of three words stand on the page: a corrected typing error, a
/// hyphen, a footnote number in the middle.
fn nearly(piece: &str, page: &str) -> bool {
    let words: Vec<&str> = piece.split(' ').take(400).collect();
    if words.len() < 8 {
        return false;
    }
    let runs = words.len() - 2;
    let found = words
        .windows(3)
        .filter(|run| text::find_words(page, &run.join(" "), 0).is_some())
        .count();
    found * 10 >= runs * 8
}
