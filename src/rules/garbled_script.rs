//! The page stands on `GarbledScript`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    finding::{Confidence, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// Letters that were lost or exchanged on the way: text of one encoding read as another (`Ã©` for `é`, `â€™` for
    /// `’`), replacement characters, rows of question marks, characters of a font's private area, `(cid:12)`, and
    /// Arabic or Hebrew words whose letters stand in reverse.
    ///
    /// # Why it matters
    /// A name that is garbled cannot be read, searched or cited, and few editors can see that it is.
    ///
    /// # Known limits
    /// Reversed Arabic is told by signs that add up (doubled letters at the ends of words, forms that cannot begin a
    /// word, presentation forms); a word that shows none of them is not seen.
    ///
    /// # Examples
    /// ```md fires:1,2,3
    /// The cafÃ© of the village.
    /// The cityâ€™s walls.
    /// The name of M�ller.
    /// ```
    /// ```md fires:1
    /// The speaker (دداچم لالا حیښښ) said so.
    /// ```
    /// ```md quiet
    /// The speaker (ذبيح الله مجاهد) and the paper «Известия» met in İzmir, Ærø and São Paulo; “so,” – he said – ‘café’”.
    /// ```
    /// ```md quiet
    /// The words שלום עולם and what?? Really???
    /// ```
    GarbledScript {
        id: "garbled-script",
        summary: "letters were lost, exchanged or reversed in conversion",
        family: Characters,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for GarbledScript {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for block in at_link::prose(facts) {
            let text = block.of(&facts.document.text);
            if text.is_ascii() && !text.contains("(cid:") && !text.contains("???") {
                continue;
            }
            let skip = at_link::not_words(facts, block);
            let mut told = 0;
            for (range, what, confidence) in garbled(text) {
                let span = Span::new(block.start + range.start, block.start + range.end);
                if skip.iter().any(|skip| skip.overlaps(span)) {
                    continue;
                }
                told += 1;
                // A block garbled throughout is one cause.
                if told > 3 {
                    break;
                }
                let shown: String = range_text(text, &range).chars().filter(|c| !c.is_control()).take(40).collect();
                let message = format!("“{}” {what}", shown.trim());
                push(
                    at_link::finding_in_text(facts, &Self::META, span, Severity::Warning, message)
                        .confidence(confidence)
                        .help("copy the words anew from the original"),
                );
            }
        }
    }
}

type Garbled = (std::ops::Range<usize>, &'static str, Confidence);

fn range_text<'a>(text: &'a str, range: &std::ops::Range<usize>) -> &'a str {
    text.get(range.clone()).unwrap_or_default()
}

/// Garbled stretches of a text in order, not overlapping.
fn garbled(text: &str) -> Vec<Garbled> {
    static SIGNS: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?:[\p{L}\p{M}\d'’.-]*\x{FFFD}+[\p{L}\p{M}\d'’.-]*)+|(?:\(cid:\d+\))+|[\x{E000}-\x{E1FF}\x{E210}-\x{F8FF}]+|(?:^|[\s“(])\?{4,}(?:\s\?{3,})*|[\x{80}-\x{84}\x{86}-\x{9F}]+")
            .expect("a fixed pattern")
    });
    let mut out: Vec<Garbled> = Vec::new();
    for found in SIGNS.find_iter(text) {
        let what = match found.as_str() {
            sign if sign.contains('\u{fffd}') => "has lost a letter",
            sign if sign.starts_with("(cid:") => "is a letter the PDF gave no name for",
            sign if sign.contains('?') => "was a text whose letters are lost",
            sign if sign.chars().any(|c| c < '\u{a0}') => "holds control characters",
            _ => "is a sign of a font's private area",
        };
        out.push((found.range(), what, Confidence::High));
    }
    out.extend(misread(text));
    out.extend(reversed(text));
    out.sort_by_key(|(range, ..)| (range.start, range.end));
    let mut end = 0;
    out.retain(|(range, ..)| {
        let apart = range.start >= end;
        end = end.max(range.end);
        apart
    });
    out
}

/// Words that are UTF-8 read as Windows-1252 or Windows-1251: written back, they are sound UTF-8.
fn misread(text: &str) -> Vec<Garbled> {
    let what = "is text of one encoding read as another";
    let mut out = Vec::new();
    let mut start = None;
    let ends = text.char_indices().chain([(text.len(), ' ')]);
    for (at, c) in ends {
        if !c.is_ascii() {
            start.get_or_insert(at);
            continue;
        }
        let Some(from) = start.take() else { continue };
        let run = &text[from..at];
        if latin_misread(run) || cyrillic_misread(run) {
            let letters = |c: &char| c.is_alphanumeric();
            let before: usize = text[..from].chars().rev().take(40).take_while(letters).map(char::len_utf8).sum();
            let after: usize = text[at..].chars().take(40).take_while(letters).map(char::len_utf8).sum();
            let (word, end) = (from - before, at + after);
            out.push((word..end, what, Confidence::High));
        }
    }
    out
}

fn latin_misread(run: &str) -> bool {
    // The bytes of a lead and its followers, as Windows-1252 shows them.
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1252.encode(run);
    if unmappable || bytes.len() < 2 {
        // Part of the run may still be misread: look for the commonest leads.
        return leads(run);
    }
    match std::str::from_utf8(&bytes) {
        Ok(decoded) => {
            let letters = decoded.chars().filter(|c| !c.is_ascii()).count();
            decoded.chars().all(|c| {
                let code = c as u32;
                code < 0x250 || (0x2010..0x2070).contains(&code) || code == 0x20ac || code == 0x2122
            }) || (letters >= 2 && decoded.chars().all(|c| (c as u32) < 0x700 || c.is_alphabetic()))
        }
        Err(_) => leads(run),
    }
}

/// `Ã` with a sign no word has after it, and what is left of quotation marks and dashes.
fn leads(run: &str) -> bool {
    let pairs = run.chars().zip(run.chars().skip(1));
    pairs.clone().any(|(a, b)| a == 'Ã' && ('\u{a0}'..='\u{bf}').contains(&b))
        || run.contains("â€")
}

fn cyrillic_misread(run: &str) -> bool {
    let (bytes, _, unmappable) = encoding_rs::WINDOWS_1251.encode(run);
    !unmappable
        && run.chars().count() >= 6
        && std::str::from_utf8(&bytes).is_ok_and(|decoded| decoded.chars().all(|c| ('\u{400}'..'\u{500}').contains(&c)))
}

/// Arabic and Hebrew words in reverse.
fn reversed(text: &str) -> Vec<Garbled> {
    static RUN: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"[\p{Arabic}\p{Hebrew}][\p{Arabic}\p{Hebrew}\p{M}\x{200C}\x{200D}\x{200E}\x{200F}'’\s-]*")
            .expect("a fixed pattern")
    });
    RUN.find_iter(text)
        .filter_map(|found| {
            let run = found.as_str().trim_end();
            let range = found.start()..found.start() + run.len();
            let words: Vec<&str> = run
                .split(|c: char| !c.is_alphabetic() && !('\u{64b}'..='\u{65f}').contains(&c) && c != '\u{200c}')
                .filter(|word| !word.is_empty())
                .collect();
            if run.chars().any(|c| ('\u{fb50}'..='\u{fdcf}').contains(&c) || ('\u{fe70}'..='\u{fefc}').contains(&c)) {
                return Some((range, "holds presentation forms, as PDFs give them", Confidence::Medium));
            }
            let impossible = words.iter().filter(|word| cannot_begin(word)).count();
            let odd = words.iter().filter(|word| looks_turned(word)).count();
            let article = words.iter().any(|word| word.starts_with("ال"));
            // Words that only look turned must be most of the run; none of them has the article in its place.
            let sound = words.iter().any(|word| word.chars().next_back().is_some_and(only_ends));
            let turned = (impossible > 0 && !sound) || (!article && odd >= 2 && odd * 2 > words.len());
            turned.then_some((range, "stands in reverse, or its letters are broken", Confidence::Medium))
        })
        .collect()
}

/// Whether a word begins with a letter that only ends words: a Hebrew final form, Arabic tāʾ marbūṭa, alif
/// maqṣūra.
fn cannot_begin(word: &str) -> bool {
    let mut letters = word.chars();
    let first = letters.next();
    letters.next().is_some() && first.is_some_and(only_ends)
}

fn only_ends(c: char) -> bool {
    matches!(c, 'ך' | 'ם' | 'ן' | 'ף' | 'ץ' | 'ة' | 'ى')
}

/// A letter doubled at the beginning or the end of an Arabic word, or the article at its end.
fn looks_turned(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let count = letters.len();
    if count < 3 || !letters.iter().all(|c| ('\u{600}'..='\u{6ff}').contains(c)) {
        return false;
    }
    letters[0] == letters[1] || letters[count - 1] == letters[count - 2] || (count >= 4 && word.ends_with("لا"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misread_text_is_known() {
        for text in [
            "cafÃ©", "naÃ¯ve", "cityâ€™s", "â€œquotedâ€\u{9d}", "MÃ¼ller", "â€“", "Â«oui", "PrzemysÅ‚", "РџСЂРёРІРµС‚", "ÐŸÑ€Ð¸Ð²ÐµÑ‚",
            "M\u{fffd}ller", "????", "(cid:12)", "الع\u{fe8e}",
        ] {
            assert!(!garbled(text).is_empty(), "{text}");
        }
        for text in [
            "café’”", "«été»", "Ærø", "São Paulo", "Привет", "Талибан", "’”", "—“", "naïve", "Ã", "Â", "Łódź", "İran Çalışmaları Dergisi",
            "50°–60°", "5×3", "§ 5", "£5–€6", "¿Qué?", "Zoë’s", "what???", "日本語", "العربية", "د", "مثلا قليلا فضلا عن ذلك في الكتاب",
            "ذبیح الله مجاهد", "د افغانستان اسلامي امارت", "ممکن است", "שלום",
        ] {
            assert!(garbled(text).is_empty(), "{text}: {:?}", garbled(text));
        }
    }

    #[test]
    fn reversed_words_are_known() {
        for text in ["דלוע םולש", "ةكلمملا ةيبرعلا", "دداچم لالا حیښښ"] {
            assert_eq!(garbled(text).len(), 1, "{text}");
        }
    }
}
