//! Right-to-left text: from the order in which it stands on the page to the order in which it is read.
//! A small part of the Unicode algorithm, turned round: it works on words as they stand from left to right.

/// Whether a character belongs to a script written from right to left.
pub(super) fn is_rtl(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{5ff}' | '\u{600}'..='\u{65f}' | '\u{66a}'..='\u{6ef}' | '\u{6fa}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Whether a text is mainly written from right to left.
pub(super) fn mainly_rtl(text: &str) -> bool {
    let (mut right, mut left) = (0usize, 0usize);
    for c in text.chars() {
        if is_rtl(c) {
            right += 1;
        } else if c.is_alphabetic() {
            left += 1;
        }
    }
    right > left
}

/// How the direction of one piece is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Right,
    Left,
    Neutral,
}

fn direction(text: &str) -> Direction {
    if text.chars().any(is_rtl) {
        Direction::Right
    } else if text.chars().any(char::is_alphanumeric) {
        Direction::Left
    } else {
        Direction::Neutral
    }
}

/// The order in which pieces that stand from left to right are read; `texts` are theirs in that order, and
/// `rtl` tells that the text around them runs from right to left.
pub(super) fn reading_order(texts: &[&str], rtl: bool) -> Vec<usize> {
    let kinds: Vec<Direction> = texts.iter().map(|text| direction(text)).collect();
    if !rtl && !kinds.contains(&Direction::Right) {
        return (0..texts.len()).collect();
    }
    let base = if rtl {
        Direction::Right
    } else {
        Direction::Left
    };
    // In a line from the right, figures go with it unless a Latin word stands right before them.
    let mut kinds = kinds;
    if rtl {
        for at in 0..kinds.len() {
            let before = (0..at).rev().find(|i| kinds[*i] != Direction::Neutral);
            let latin = before.is_some_and(|i| {
                kinds[i] == Direction::Left && texts[i].chars().any(char::is_alphabetic)
            });
            let figures = texts[at].chars().any(|c| c.is_ascii_digit())
                && !texts[at].chars().any(char::is_alphabetic);
            if figures && !latin {
                kinds[at] = Direction::Right;
            }
        }
    }
    // Neutral pieces between two of one direction go with them, others with the line.
    let mut settled = kinds.clone();
    let mut at = 0;
    while at < settled.len() {
        if kinds[at] != Direction::Neutral {
            at += 1;
            continue;
        }
        let from = at;
        while at < kinds.len() && kinds[at] == Direction::Neutral {
            at += 1;
        }
        let before = from.checked_sub(1).map(|i| kinds[i]);
        let after = kinds.get(at).copied();
        let side = match (before, after) {
            (Some(a), Some(b)) if a == b => a,
            _ => base,
        };
        settled[from..at].fill(side);
    }
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for at in 0..settled.len() {
        match runs.last_mut() {
            Some(run) if settled[run.start] == settled[at] => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    if base == Direction::Right {
        runs.reverse();
    }
    let mut out = Vec::with_capacity(texts.len());
    for run in runs {
        if settled[run.start] == Direction::Right {
            out.extend(run.rev());
        } else {
            out.extend(run);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str], rtl: bool) -> String {
        reading_order(pieces, rtl)
            .into_iter()
            .map(|at| pieces[at])
            .collect::<Vec<_>>()
            .join("|")
    }

    #[test]
    fn a_hebrew_line_is_read_from_the_right() {
        assert_eq!(read(&["ד", "ג", "ב", "א"], true), "א|ב|ג|ד");
    }

    #[test]
    fn figures_and_latin_words_keep_their_order() {
        assert_eq!(
            read(&["ב", "New", "York", "2024", "א"], true),
            "א|New|York|2024|ב"
        );
        assert_eq!(
            read(&[".", "12", " ,)", "1985", "א"], true),
            "א|1985| ,)|12|."
        );
        assert_eq!(
            read(&[".", "Roe", ",", "44", " .", "2"], true),
            "2| .|Roe|,|44|."
        );
        assert_eq!(
            read(&["see", "(", "ב", "א", "),", "too"], false),
            "see|(|א|ב|),|too"
        );
        assert_eq!(read(&["one", "two"], false), "one|two");
    }
}
