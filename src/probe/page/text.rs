//! Text made comparable: case, accents, quotation marks, dashes and white space no longer differ.
//! Knows nothing of pages.

use unicode_normalization::char::{decompose_compatible, is_combining_mark};

/// Longest text that is ever folded, in bytes; what lies beyond is not compared.
pub(super) const FOLD_CAP: usize = 1 << 20;

/// Lower case, accents and apostrophes dropped, everything but letters and digits a single space.
///
/// Letters that Unicode does not decompose but readers hold to be the same (`ł` and `l`, Arabic and
/// Persian kaf) become one, so that a phrase table needs one spelling.
pub(super) fn fold(text: &str) -> String {
    fold_start(prefix(text, FOLD_CAP), usize::MAX)
}

/// The first `cap` bytes, or a little less, of the folded text: what lies beyond is not folded at all.
pub(super) fn fold_opening(text: &str, cap: usize) -> String {
    // One byte more, lest a cut text look whole.
    let mut out = fold_start(text, cap + 1);
    out.truncate(prefix(&out, cap).len());
    out
}

fn fold_start(text: &str, enough: usize) -> String {
    let mut out = String::with_capacity(text.len().min(enough.saturating_add(64)));
    let mut gap = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if out.len() >= enough {
            break;
        }
        let mut end = first.len_utf8();
        if first.is_ascii_alphanumeric() {
            // Most text is words of such letters, which are taken at one go.
            end = rest
                .bytes()
                .position(|byte| !byte.is_ascii_alphanumeric())
                .unwrap_or(rest.len());
            if gap && !out.is_empty() {
                out.push(' ');
            }
            gap = false;
            out.push_str(&rest[..end]);
        } else if first.is_ascii() {
            gap |= first != '\'';
        } else {
            fold_wide(first, &mut out, &mut gap);
        }
        rest = &rest[end..];
    }
    out.make_ascii_lowercase();
    out
}

fn fold_wide(c: char, out: &mut String, gap: &mut bool) {
    match c {
        // Apostrophes, soft hyphen, joiners and marks of direction vanish.
        '’' | '‘' | 'ʼ' | 'ʻ' | '´' | '\u{ad}' | '\u{640}' | '\u{feff}' => {}
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' => {}
        '\u{ac00}'..='\u{d7a3}' => push(out, gap, c),
        _ => {
            for lower in c.to_lowercase() {
                decompose_compatible(lower, |part| {
                    if is_combining_mark(part) {
                        return;
                    }
                    match part {
                        'ß' => push_str(out, gap, "ss"),
                        'æ' => push_str(out, gap, "ae"),
                        'œ' => push_str(out, gap, "oe"),
                        'þ' => push_str(out, gap, "th"),
                        'ø' => push(out, gap, 'o'),
                        'ł' => push(out, gap, 'l'),
                        'đ' | 'ð' => push(out, gap, 'd'),
                        'ı' => push(out, gap, 'i'),
                        'ς' => push(out, gap, 'σ'),
                        'ك' => push(out, gap, 'ک'),
                        'ي' | 'ى' => push(out, gap, 'ی'),
                        _ if part.is_alphanumeric() => {
                            for lower in part.to_lowercase() {
                                push(out, gap, lower);
                            }
                        }
                        _ => *gap = true,
                    }
                });
            }
        }
    }
}

fn push(out: &mut String, gap: &mut bool, c: char) {
    if *gap && !out.is_empty() {
        out.push(' ');
    }
    *gap = false;
    out.push(c);
}

fn push_str(out: &mut String, gap: &mut bool, s: &str) {
    for c in s.chars() {
        push(out, gap, c);
    }
}

/// The longest prefix of at most `cap` bytes that ends between two characters.
pub(super) fn prefix(text: &str, cap: usize) -> &str {
    if text.len() <= cap {
        return text;
    }
    let mut end = cap;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The first `cap` characters, with `…` where something was left out; for evidence in a sentence.
pub(super) fn excerpt(text: &str, cap: usize) -> String {
    let text = text.trim();
    match text.char_indices().nth(cap) {
        None => text.split_whitespace().collect::<Vec<_>>().join(" "),
        Some((end, _)) => {
            let mut out = text[..end].split_whitespace().collect::<Vec<_>>().join(" ");
            out.push('…');
            out
        }
    }
}

/// The sentence of `text` in which a folded phrase stands, as printed and shortened; the phrase itself if
/// it runs over a line's end. Evidence must be legible in every script.
pub(super) fn quote(text: &str, phrase: &str) -> String {
    let text = prefix(text, 32 * 1024);
    let line = text.lines().find(|line| fold(line).contains(phrase));
    let sentence = line.and_then(|line| {
        line.split_inclusive(['.', '!', '?', '。', '！', '？', '؟', '।'])
            .find(|sentence| fold(sentence).contains(phrase))
    });
    excerpt(sentence.or(line).unwrap_or(phrase), 120)
}

/// Whether a character belongs to a script written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e00}'..='\u{eff}'        // Thai, Lao
        | '\u{1000}'..='\u{109f}'    // Myanmar
        | '\u{1780}'..='\u{17ff}'    // Khmer
        | '\u{3040}'..='\u{30ff}'    // kana
        | '\u{3400}'..='\u{9fff}'    // Han
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

/// Number of words; scripts without spaces are counted as two characters to a word.
pub(super) fn word_count(text: &str) -> usize {
    let mut words = 0;
    let mut unspaced = 0;
    let mut inside = false;
    let mut rest = text;
    loop {
        // Most text is ASCII, which is taken byte by byte.
        let end = rest.bytes().position(|byte| {
            let letter = byte.is_ascii_alphanumeric();
            words += usize::from(letter && !inside);
            if byte.is_ascii() {
                // Apostrophes and hyphens do not end a word.
                inside = letter | (inside & matches!(byte, b'\'' | b'-'));
            }
            !byte.is_ascii()
        });
        let wide = end.and_then(|end| rest.get(end..));
        let Some((wide, c)) = wide.and_then(|wide| Some((wide, wide.chars().next()?))) else {
            break;
        };
        if is_unspaced(c) {
            unspaced += 1;
            inside = false;
        } else if c.is_alphanumeric() {
            if !inside {
                words += 1;
            }
            inside = true;
        } else if c.is_whitespace() {
            inside = false;
        }
        rest = &wide[c.len_utf8()..];
    }
    words + usize::div_ceil(unspaced, 2)
}

/// Whether `needle` stands in `text` between word boundaries; both folded. The place is a byte offset.
pub(super) fn find_words(text: &str, needle: &str, from: usize) -> Option<usize> {
    if needle.is_empty() {
        return None;
    }
    let mut start = from;
    while let Some(found) = text.get(start..)?.find(needle) {
        let at = start + found;
        if bounded(text, at, at + needle.len()) {
            return Some(at);
        }
        start = at + needle.chars().next().map_or(1, char::len_utf8);
    }
    None
}

/// Whether the range begins and ends where a word may begin and end.
pub(super) fn bounded(text: &str, start: usize, end: usize) -> bool {
    let edge = |outside: Option<char>, inside: Option<char>| match (outside, inside) {
        (Some(outside), Some(inside)) => {
            outside == ' ' || is_unspaced(outside) || is_unspaced(inside)
        }
        _ => true,
    };
    edge(
        text[..start].chars().next_back(),
        text[start..end].chars().next(),
    ) && edge(
        text[end..].chars().next(),
        text[start..end].chars().next_back(),
    )
}

/// Writing systems that matter for "is this a translation?".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Arabic,
    Hebrew,
    Han,
    Hangul,
    Other,
}

/// The script most letters of a text are in; `None` without letters.
pub(super) fn script(text: &str) -> Option<Script> {
    const ALL: [Script; 8] = [
        Script::Latin,
        Script::Cyrillic,
        Script::Greek,
        Script::Arabic,
        Script::Hebrew,
        Script::Han,
        Script::Hangul,
        Script::Other,
    ];
    let mut counts = [0_usize; 8];
    for c in text.chars().take(20_000).filter(|c| c.is_alphabetic()) {
        let script = match c {
            'a'..='z' | 'A'..='Z' | '\u{c0}'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
            '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}' => Script::Greek,
            '\u{400}'..='\u{52f}' => Script::Cyrillic,
            '\u{590}'..='\u{5ff}' => Script::Hebrew,
            '\u{600}'..='\u{77f}' | '\u{8a0}'..='\u{8ff}' | '\u{fb50}'..='\u{fefc}' => {
                Script::Arabic
            }
            // Kana count as Han: a Japanese title holds both.
            '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' => Script::Han,
            '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' => Script::Hangul,
            _ => Script::Other,
        };
        counts[script as usize] += 1;
    }
    let (best, count) = ALL
        .iter()
        .zip(counts)
        .max_by_key(|(script, count)| (*count, std::cmp::Reverse(**script as usize)))?;
    (count > 0).then_some(*best)
}

#[cfg(test)]
mod tests {
    use super::{fold, fold_opening, prefix, word_count};

    #[test]
    fn an_opening_is_the_beginning_of_the_whole() {
        let text = "Ærø’s  “Straße” — ſo‐called \u{ac00}\u{301} 漢字, the end.\n".repeat(9);
        let whole = fold(&text);
        for cap in 0..whole.len() + 3 {
            assert_eq!(fold_opening(&text, cap), prefix(&whole, cap), "{cap}");
        }
    }

    #[test]
    fn words_are_counted_across_scripts() {
        for (text, words) in [
            ("", 0),
            ("it's a well-known fact", 4),
            ("'quoted' - dash", 2),
            ("naïve café bar", 3),
            ("café–bar", 1),
            ("été2020's end", 2),
            ("漢字 and 漢", 3),
            ("…a\u{a0}b", 2),
        ] {
            assert_eq!(word_count(text), words, "{text}");
        }
    }
}
