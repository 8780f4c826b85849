//! Links whose annotation covers a part of their address only, as where it goes on over a page or a column and the
//! program that made the file lost its end: the text that goes on with the address belongs to the link.

use super::flow::{Flow, Run};

/// Fewer characters of an address than this may follow by chance.
const FEWEST: usize = 2;
/// Links of one paragraph that are spread.
const MOST: usize = 500;

/// Spreads every link of `flow` over the text that goes on with its address. `targets` are the addresses of all
/// links of the file.
pub(super) fn spread(flow: &mut Flow, targets: &[String]) {
    let mut at = 0;
    let mut count = 0;
    while at < flow.runs.len() && count < MOST {
        let link = flow.runs[at].link;
        let Some(target) = link.checked_sub(1).and_then(|link| targets.get(link)) else {
            at += 1;
            continue;
        };
        let same = |run: &Run| {
            let other = run.link.checked_sub(1).and_then(|link| targets.get(link));
            run.link == link || other == Some(target)
        };
        let mut end = at + 1;
        while end < flow.runs.len() && same(&flow.runs[end]) {
            end += 1;
        }
        let from = flow.runs[at].start;
        let until = flow.runs[end - 1].end;
        let reached = flow
            .text
            .get(from..until)
            .and_then(|shown| rest(target, shown))
            .and_then(|rest| {
                let more = goes_on(flow.text.get(until..)?, rest)?;
                Some(until + more)
            });
        match reached {
            // Once more from here: another piece of the same link may follow.
            Some(reached) => {
                give(flow, end, reached, link);
                count += 1;
            }
            None => at = end,
        }
    }
}

/// What is left of an address after the text shown of it; `None` if the text is no beginning of it, or all of it.
fn rest<'a>(target: &'a str, shown: &str) -> Option<&'a str> {
    let mut left = target.chars();
    for c in shown.chars().filter(|c| !ignored(*c)) {
        if left.next()? != c {
            return None;
        }
    }
    let rest = left.as_str();
    (shown.starts_with("http") && rest.chars().count() >= FEWEST).then_some(rest)
}

/// Bytes of `text` that go on with an address of which `rest` is left: all of the rest, or of the text up to the
/// next blank.
fn goes_on(text: &str, rest: &str) -> Option<usize> {
    let mut left = rest.chars().peekable();
    let mut end = 0;
    let mut count = 0;
    for (at, c) in text.char_indices() {
        let Some(next) = left.peek() else {
            break;
        };
        if ignored(c) {
            continue;
        }
        if *next != c {
            // What is left of the word must be a stop at most.
            let word = text[at..].split(' ').next().unwrap_or_default();
            if word.chars().any(char::is_alphanumeric) {
                return None;
            }
            break;
        }
        left.next();
        count += 1;
        end = at + c.len_utf8();
    }
    (count >= FEWEST).then_some(end)
}

/// What may stand in the text shown and not in the address: marks of escape.
fn ignored(c: char) -> bool {
    matches!(c, '\\' | '\u{ad}')
}

/// Gives the text from the run `first` up to the byte `until` to a link, also where the file links it elsewhere:
/// programs that lose the end of a link put the ones after it in the wrong place.
fn give(flow: &mut Flow, first: usize, until: usize, link: usize) {
    let mut at = first;
    while let Some(run) = flow.runs.get(at).copied() {
        if run.start >= until {
            break;
        }
        if run.end > until {
            let (head, tail) = cut(run, until);
            flow.runs[at] = head;
            flow.runs.insert(at + 1, tail);
        }
        flow.runs[at].link = link;
        at += 1;
    }
}

/// A run in two, as if all its bytes were equally wide.
fn cut(run: Run, at: usize) -> (Run, Run) {
    let [left, top, right, bottom] = run.bbox;
    let share = |length: usize| f32::from(u16::try_from(length).unwrap_or(u16::MAX));
    let middle =
        left + (right - left) * share(at - run.start) / share(run.end - run.start).max(1.0);
    let head = Run {
        end: at,
        bbox: [left, top, middle, bottom],
        ..run
    };
    let tail = Run {
        start: at,
        bbox: [middle, top, right, bottom],
        ..run
    };
    (head, tail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::pdf::words::Marks;

    /// The texts that show the link after it was spread; `parts` are texts and the links over them.
    fn spread_over(parts: &[(&str, usize)], targets: &[&str]) -> Vec<(String, usize)> {
        let mut flow = Flow::default();
        for (text, link) in parts {
            let start = flow.text.len();
            flow.text.push_str(text);
            flow.runs.push(Run {
                start,
                end: flow.text.len(),
                page: 1,
                bbox: [0.0, 0.0, 100.0, 10.0],
                marks: Marks::default(),
                link: *link,
            });
        }
        let targets: Vec<String> = targets.iter().map(|target| (*target).to_owned()).collect();
        spread(&mut flow, &targets);
        flow.runs
            .iter()
            .map(|run| (flow.text[run.start..run.end].to_owned(), run.link))
            .collect()
    }

    fn check(parts: &[(&str, usize)], targets: &[&str], expected: &[(&str, usize)]) {
        let expected: Vec<(String, usize)> = expected
            .iter()
            .map(|(text, link)| ((*text).to_owned(), *link))
            .collect();
        assert_eq!(spread_over(parts, targets), expected);
    }

    const TARGET: &str = "https://a.example/on_the_clock/2011";

    #[test]
    fn the_rest_of_an_address_belongs_to_its_link() {
        check(
            &[("https://a.exam", 1), ("ple/on_the_clock/2011.", 0)],
            &[TARGET],
            &[
                ("https://a.exam", 1),
                ("ple/on_the_clock/2011", 1),
                (".", 0),
            ],
        );
        check(
            &[
                ("https:", 1),
                ("//a.example/on\\_the\\_clo", 0),
                ("ck/2011", 1),
            ],
            &[TARGET],
            &[
                ("https:", 1),
                ("//a.example/on\\_the\\_clo", 1),
                ("ck/2011", 1),
            ],
        );
    }

    #[test]
    fn a_link_that_was_put_in_the_wrong_place_gives_way() {
        check(
            &[("https://a.example/on_the", 1), ("_clock/2011.", 2)],
            &[TARGET, "https://b.example/other"],
            &[
                ("https://a.example/on_the", 1),
                ("_clock/2011", 1),
                (".", 2),
            ],
        );
    }

    #[test]
    fn other_text_stays_as_it_is() {
        for next in ["_clock/2012 and", " _clock/2011", "c", ""] {
            let parts = [("https://a.example/on_the", 1), (next, 0)];
            check(&parts, &[TARGET], &parts);
        }
        let named = [("the clock", 1), ("https://a.example", 0)];
        check(&named, &[TARGET], &named);
    }
}
