//! Quotation marks of a text paired off, in the habits of several languages: “ ”, „ “, « », » «, ” ”, and
//! straight ones by what stands around them. Apostrophes, inch marks and single quotation marks are left out.

use std::ops::Range;

/// How a stretch of text handles its double quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Pairing {
    /// Outermost to innermost as they open: opening and closing mark.
    pub(crate) pairs: Vec<Pair>,
    /// Opening marks that nothing closes.
    pub(crate) unclosed: Vec<usize>,
    /// Closing marks that nothing opened.
    pub(crate) unopened: Vec<usize>,
}

/// Two marks that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    /// Range of the opening mark.
    pub(crate) open: Range<usize>,
    /// Range of the closing mark.
    pub(crate) close: Range<usize>,
    /// Index of the pair of the same kind of mark it stands directly in.
    pub(crate) inside: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Opens,
    Closes,
}

/// Kinds of marks; marks of different kinds may stand in each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Curly,
    Angle,
    Straight,
}

/// Pairs off the double quotation marks of `text`; marks in `skip` do not count.
pub(crate) fn pair(text: &str, skip: &[Range<usize>]) -> Pairing {
    let mut out = Pairing::default();
    let odd = text.matches('"').count() % 2 == 1;
    let low = text.contains('„');
    let symmetric = !text.contains('“') && !low;
    let inverted = text
        .find('»')
        .is_some_and(|close| text.find('«').is_some_and(|open| close < open))
        && text.find('»').is_some_and(|at| begins(text, at));
    let mut open: Vec<(Kind, Range<usize>, usize)> = Vec::new();
    for (at, c) in text.char_indices() {
        let range = at..at + c.len_utf8();
        if !matches!(c, '“' | '”' | '„' | '‟' | '«' | '»' | '"')
            || skip.iter().any(|skip| skip.contains(&at))
        {
            continue;
        }
        let kind = match c {
            '«' | '»' => Kind::Angle,
            '"' => Kind::Straight,
            _ => Kind::Curly,
        };
        let begun = open.iter().any(|(other, ..)| *other == kind);
        let side = match c {
            '„' => Side::Opens,
            // „so“ in German, “so” in English.
            '“' if low && begun => Side::Closes,
            '“' | '‟' => Side::Opens,
            // ”so” in Swedish.
            '”' if symmetric && !begun && begins(text, at) => Side::Opens,
            '”' => Side::Closes,
            '«' if inverted => Side::Closes,
            '»' if inverted => Side::Opens,
            '«' => Side::Opens,
            '»' => Side::Closes,
            _ => match straight(text, at, begun, odd) {
                Some(side) => side,
                None => continue,
            },
        };
        match side {
            Side::Opens => {
                let index = out.pairs.len();
                out.pairs.push(Pair {
                    open: range.clone(),
                    close: 0..0,
                    inside: None,
                });
                open.push((kind, range, index));
            }
            Side::Closes => {
                let Some(position) = open.iter().rposition(|(other, ..)| *other == kind) else {
                    out.unopened.push(at);
                    continue;
                };
                let (_, _, index) = open.remove(position);
                out.pairs[index].close = range;
                out.pairs[index].inside = open[..position]
                    .iter()
                    .rfind(|(other, ..)| *other == kind)
                    .map(|(.., outer)| *outer);
            }
        }
    }
    out.unclosed = open.iter().map(|(_, range, _)| range.start).collect();
    out
}

/// Whether a mark at `at` stands where a quotation begins: after nothing, a blank or an opening bracket.
fn begins(text: &str, at: usize) -> bool {
    text[..at].chars().next_back().is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '—' | '–' | '-' | '/' | '‘' | '\'' | '“' | '„' | '*' | '_' | '{'
            )
    })
}

/// The side of a straight mark; `None` for an inch mark. `begun`: one is open; `odd`: their number is.
fn straight(text: &str, at: usize, begun: bool, odd: bool) -> Option<Side> {
    let before = text[..at].chars().next_back();
    let after = text[at + 1..].chars().next();
    if before.is_some_and(|c| c.is_ascii_digit()) {
        // `"A 5" Pipe,"`: an inch mark, if the straight marks only come out even without it.
        let goes_on =
            after.is_some_and(|c| c == ' ') && text[at + 2..].starts_with(char::is_alphabetic);
        if !begun || (goes_on && odd) {
            return None;
        }
    }
    if begins(text, at) && after.is_some_and(|c| !c.is_whitespace()) {
        return Some(Side::Opens);
    }
    if after.is_none_or(|c| !c.is_alphanumeric()) {
        return Some(Side::Closes);
    }
    Some(if begun { Side::Closes } else { Side::Opens })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_pair_off_in_several_languages() {
        for (text, pairs, nested, loose) in [
            ("“so,” he said", 1, 0, 0),
            ("“Iran Says U.S. “Failure” in May,” Press", 2, 1, 0),
            ("“so ‘and’ so,” ’90s", 1, 0, 0),
            ("„so“ und „so“", 2, 0, 0),
            ("„tak” i „tak”", 2, 0, 0),
            ("« oui » et « “non” »", 3, 0, 0),
            ("»ja« und »nein«", 2, 0, 0),
            ("”ja” och ”nej”", 2, 0, 0),
            ("\"so,\" and 5\" pipes", 1, 0, 0),
            ("\"A 5\" Pipe,\" Press", 1, 0, 0),
            ("\"Iran Says \"Failure\" in May,\"", 2, 1, 0),
            ("“so, he said", 0, 0, 1),
            ("so,” he said", 0, 0, 1),
            ("«Московский формат» “[‘Moscow’]”", 2, 0, 0),
        ] {
            let found = pair(text, &[]);
            let closed = found
                .pairs
                .iter()
                .filter(|pair| !pair.close.is_empty())
                .count();
            let inner = found
                .pairs
                .iter()
                .filter(|pair| pair.inside.is_some())
                .count();
            assert_eq!(
                (closed, inner, found.unclosed.len() + found.unopened.len()),
                (pairs, nested, loose),
                "{text}"
            );
        }
    }
}
