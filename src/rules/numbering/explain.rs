//! From a series to its causes. Each step takes up the faults it can explain and repairs the series as if they
//! were mended, so that the steps after it do not tell of their consequences.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{
    Cause, Fault, Side, hidden,
    series::{Item, Series},
};
use crate::rules::Facts;

/// How far beyond its neighbors a number must be to be called implausible.
const FAR: u32 = 30;
/// From this length on, consecutive marks without notes (or notes without marks) are one cause.
const RUN: usize = 3;
/// Longest gap that is spelled out number by number.
const LONGEST_GAP: u32 = 2_000;

/// Finds the causes in a series.
pub(super) fn explain(facts: &Facts<'_>, mut series: Series, out: &mut Vec<Cause>) {
    if let Some(rest) = restart(&mut series, out) {
        explain(facts, rest, out);
    }
    hidden::merged(facts, &mut series, out);
    for side in [Side::Marks, Side::Notes] {
        misnumbered(&mut series, side, out);
    }
    for side in [Side::Marks, Side::Notes] {
        slip(&mut series, side, out);
    }
    order(&mut series, out);
    hidden::marks(facts, &mut series, out);
    alone_and_skipped(&series, out);
}

/// A fall back to 1 where no chapter begins. Returns the second series if both sides begin again; if only one
/// does, its numbers are carried on.
fn restart(series: &mut Series, out: &mut Vec<Cause>) -> Option<Series> {
    let marks = fall(&series.marks);
    let notes = fall(&series.notes);
    let runs_on = |items: &[Item], at: Option<usize>| {
        at.is_some_and(|at| items.get(at + 1).is_some_and(|next| next.number == 2))
    };
    let sure = marks.is_some() && notes.is_some()
        || runs_on(&series.marks, marks)
        || runs_on(&series.notes, notes);
    if !sure {
        return None;
    }
    let (side, at) = match (marks, notes) {
        (Some(at), _) => (Side::Marks, at),
        (None, Some(at)) => (Side::Notes, at),
        (None, None) => return None,
    };
    let others = match (marks, notes) {
        (Some(_), Some(at)) => vec![series.notes[at].id],
        _ => Vec::new(),
    };
    out.push(Cause {
        side,
        fault: Fault::Restart,
        ids: vec![series.side(side)[at].id],
        others,
    });
    if let (Some(mark), Some(note)) = (marks, notes) {
        return Some(Series {
            start: 1,
            marks: series.marks.split_off(mark),
            notes: series.notes.split_off(note),
        });
    }
    let items = series.side_mut(side);
    let before = items[..at]
        .iter()
        .map(|item| item.number)
        .max()
        .unwrap_or(0);
    for item in &mut items[at..] {
        item.number = item.number.saturating_add(before);
    }
    None
}

/// Where the numbers fall back to 1 after at least two others.
fn fall(items: &[Item]) -> Option<usize> {
    (2..items.len()).find(|at| {
        items[*at].number == 1
            && items[..*at].iter().any(|item| item.number == 1)
            && items[at - 1].number > 1
            // `1, 2, 3, 1, 4` calls note 1 once more.
            && items.get(at + 1).is_none_or(|next| next.number == 2)
    })
}

fn numbers(items: &[Item]) -> HashMap<u32, usize> {
    let mut out = HashMap::new();
    for item in items {
        *out.entry(item.number).or_insert(0) += 1;
    }
    out
}

fn ids_of(items: &[Item], wanted: impl Fn(u32) -> bool) -> Vec<usize> {
    items
        .iter()
        .filter(|item| wanted(item.number))
        .map(|item| item.id)
        .collect()
}

/// Single numbers that are wrong while their neighbors are right.
fn misnumbered(series: &mut Series, side: Side, out: &mut Vec<Cause>) {
    let own = numbers(series.side(side));
    let other = numbers(series.side(side.other()));
    let highest = other.keys().max().copied().unwrap_or(0);
    let items = series.side(side).clone();
    let partners = series.side(side.other()).clone();
    let mut repaired: Vec<Item> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let before = repaired
            .last()
            .map_or(series.start.saturating_sub(1), |last| last.number);
        let expected = before.saturating_add(1);
        let next = items.get(at + 1).map(|next| next.number);
        let here = item.number;
        let far = here > expected.saturating_add(FAR)
            && here > highest
            && next.is_none_or(|next| next < here);
        if here == expected {
            repaired.push(*item);
            continue;
        }
        // Two numbers printed as one: 240241 between 239 and 242, ²³ between 1 and 4.
        let both = format!("{expected}{}", expected.saturating_add(1));
        let both_wait = !other.contains_key(&here)
            && [expected, expected + 1]
                .iter()
                .all(|number| other.contains_key(number) && !own.contains_key(number));
        if both_wait && here.to_string() == both {
            out.push(Cause {
                side,
                fault: match side {
                    Side::Marks => Fault::Merged { number: expected },
                    Side::Notes => Fault::Implausible {
                        instead_of: Some(expected),
                    },
                },
                ids: vec![item.id],
                others: ids_of(&partners, |n| n == expected || n == expected + 1),
            });
            for number in [expected, expected + 1] {
                repaired.push(Item { number, ..*item });
            }
            continue;
        }
        let fits = next.is_none_or(|next| next == expected.saturating_add(1));
        let wanted = !own.contains_key(&expected) && other.contains_key(&expected);
        let again = own.get(&here).is_some_and(|count| *count > 1);
        let stray = !other.contains_key(&here);
        if fits && wanted && (again || stray) {
            let first = items
                .iter()
                .find(|first| first.number == here && first.id != item.id)
                .map(|first| first.id);
            let fault = match first {
                _ if far => Fault::Implausible {
                    instead_of: Some(expected),
                },
                Some(first) => Fault::Twice {
                    first,
                    instead_of: Some(expected),
                    slips: false,
                },
                None => Fault::Alone {
                    instead_of: Some(expected),
                },
            };
            out.push(Cause {
                side,
                fault,
                ids: vec![item.id],
                others: ids_of(&partners, |n| n == expected),
            });
            repaired.push(Item {
                number: expected,
                ..*item
            });
            continue;
        }
        if far && next == Some(expected) {
            out.push(Cause {
                side,
                fault: Fault::Implausible { instead_of: None },
                ids: vec![item.id],
                others: Vec::new(),
            });
            continue;
        }
        repaired.push(*item);
    }
    *series.side_mut(side) = repaired;
}

/// One side counts on, the other leaves a number out or has one twice, and both are equally long: from there
/// on every number is off.
fn slip(series: &mut Series, side: Side, out: &mut Vec<Cause>) {
    let items = series.side(side);
    let partners = series.side(side.other());
    let runs_on = |items: &[Item]| {
        items
            .windows(2)
            .all(|pair| pair[1].number == pair[0].number.saturating_add(1))
    };
    let begins = |items: &[Item]| {
        items
            .first()
            .is_some_and(|item| item.number == series.start)
    };
    if items.len() != partners.len() || !runs_on(partners) || !begins(partners) {
        return;
    }
    let Some(at) = (0..items.len()).find(|at| items[*at].number != partners[*at].number) else {
        return;
    };
    let (here, expected) = (items[at].number, partners[at].number);
    if items.len() - at < 2 || !runs_on(&items[at..]) {
        return;
    }
    let fault = if here > expected {
        Fault::Slip {
            by: here - expected,
        }
    } else if here + 1 == expected && at > 0 {
        Fault::Twice {
            first: items[at - 1].id,
            instead_of: Some(expected),
            slips: true,
        }
    } else {
        return;
    };
    let own: HashSet<u32> = items.iter().map(|item| item.number).collect();
    let theirs: HashSet<u32> = partners.iter().map(|item| item.number).collect();
    let mut ids = vec![items[at].id];
    if matches!(fault, Fault::Slip { .. }) {
        ids.extend(
            ids_of(items, |number| !theirs.contains(&number))
                .into_iter()
                .filter(|id| *id != items[at].id),
        );
    }
    out.push(Cause {
        side,
        fault,
        ids,
        others: ids_of(partners, |number| !own.contains(&number)),
    });
    let right: Vec<u32> = partners.iter().map(|item| item.number).collect();
    for (item, number) in series.side_mut(side).iter_mut().zip(right) {
        item.number = number;
    }
}

/// Numbers used twice and numbers out of order, on both sides; in the end both sides are sorted and without
/// repeats.
fn order(series: &mut Series, out: &mut Vec<Cause>) {
    let marks = displaced(&series.marks);
    let notes = displaced(&series.notes);
    for (side, moved) in [(Side::Marks, &marks), (Side::Notes, &notes)] {
        let items = series.side(side);
        for at in &moved.repeats {
            let first = items
                .iter()
                .enumerate()
                .find(|(other, item)| item.number == items[*at].number && other != at)
                .map_or(items[*at].id, |(_, item)| item.id);
            // Two labels of one printed mark, or a note that goes on after an insertion.
            if first != items[*at].id {
                out.push(Cause {
                    side,
                    fault: Fault::Twice {
                        first,
                        instead_of: None,
                        slips: false,
                    },
                    ids: vec![items[*at].id],
                    others: Vec::new(),
                });
            }
        }
    }
    let of = |side: Side, run: &[usize]| -> Vec<u32> {
        run.iter().map(|at| series.side(side)[*at].number).collect()
    };
    let mut told: HashSet<usize> = HashSet::new();
    for run in &marks.runs {
        // The same numbers out of order on both sides are one fault.
        let twin = notes
            .runs
            .iter()
            .position(|other| of(Side::Notes, other) == of(Side::Marks, run));
        told.extend(twin);
        out.push(Cause {
            side: Side::Marks,
            fault: Fault::Order,
            ids: run.iter().map(|at| series.marks[*at].id).collect(),
            others: twin
                .map(|twin| {
                    notes.runs[twin]
                        .iter()
                        .map(|at| series.notes[*at].id)
                        .collect()
                })
                .unwrap_or_default(),
        });
    }
    for (index, run) in notes.runs.iter().enumerate() {
        if !told.contains(&index) {
            out.push(Cause {
                side: Side::Notes,
                fault: Fault::Order,
                ids: run.iter().map(|at| series.notes[*at].id).collect(),
                others: Vec::new(),
            });
        }
    }
    for side in [Side::Marks, Side::Notes] {
        let items = series.side_mut(side);
        items.sort_by_key(|item| item.number);
        items.dedup_by_key(|item| item.number);
    }
}

/// Positions that do not belong to the longest rising series.
struct Displaced {
    /// Those whose number stands elsewhere, too.
    repeats: Vec<usize>,
    /// The others, neighbors together; all together where there are very many.
    runs: Vec<Vec<usize>>,
}

fn displaced(items: &[Item]) -> Displaced {
    let rising = longest_rising(items);
    let counts = numbers(items);
    let mut out = Displaced {
        repeats: Vec::new(),
        runs: Vec::new(),
    };
    for (at, item) in items.iter().enumerate() {
        if rising.contains(&at) {
            continue;
        }
        if counts.get(&item.number).is_some_and(|count| *count > 1) {
            out.repeats.push(at);
            continue;
        }
        match out.runs.last_mut() {
            Some(run) if run.last().is_some_and(|last| last + 1 == at) => run.push(at),
            _ => out.runs.push(vec![at]),
        }
    }
    if out.runs.len() >= 4 && out.runs.len() * 4 > items.len() {
        out.runs = vec![out.runs.into_iter().flatten().collect()];
    }
    out
}

/// Positions of the longest strictly rising series; of equal numbers the first is kept.
fn longest_rising(items: &[Item]) -> BTreeSet<usize> {
    // The position that ends the best series of each length.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let length = tails.partition_point(|tail| items[*tail].number < item.number);
        before.push(length.checked_sub(1).and_then(|i| tails.get(i)).copied());
        match tails.get_mut(length) {
            Some(tail) if items[*tail].number == item.number => {}
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut out = BTreeSet::new();
    let mut at = tails.last().copied();
    while let Some(position) = at {
        out.insert(position);
        at = before[position];
    }
    out
}

/// What is left: numbers on one side only, and numbers on neither.
fn alone_and_skipped(series: &Series, out: &mut Vec<Cause>) {
    for side in [Side::Marks, Side::Notes] {
        let theirs = numbers(series.side(side.other()));
        let mut run: Vec<Item> = Vec::new();
        for item in series.side(side) {
            let follows = run
                .last()
                .is_some_and(|last| last.number + 1 == item.number);
            if !follows {
                alone(series, side, &std::mem::take(&mut run), out);
            }
            if theirs.contains_key(&item.number) {
                alone(series, side, &std::mem::take(&mut run), out);
            } else {
                run.push(*item);
            }
        }
        alone(series, side, &run, out);
    }
    let present: BTreeSet<u32> = series
        .marks
        .iter()
        .chain(&series.notes)
        .map(|item| item.number)
        .collect();
    let mut before = series.start.saturating_sub(1);
    for number in present {
        // A series may begin with a note 0.
        if number > before.saturating_add(1) {
            let after = |items: &[Item]| {
                items
                    .iter()
                    .find(|item| item.number >= number)
                    .map(|item| item.id)
            };
            let (mark, note) = (after(&series.marks), after(&series.notes));
            let (side, ids, others) = match mark {
                Some(mark) => (Side::Marks, vec![mark], note.into_iter().collect()),
                None => (Side::Notes, note.into_iter().collect(), Vec::new()),
            };
            if !ids.is_empty() {
                out.push(Cause {
                    side,
                    fault: Fault::Skip {
                        from: before + 1,
                        to: number - 1,
                    },
                    ids,
                    others,
                });
            }
        }
        before = number;
    }
}

/// Tells of a run of marks without notes or notes without marks: together where it is long.
fn alone(series: &Series, side: Side, run: &[Item], out: &mut Vec<Cause>) {
    let (Some(_), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    // Where the numbers of the other side break.
    let after = series
        .side(side.other())
        .iter()
        .find(|item| item.number > last.number && item.number - last.number < LONGEST_GAP)
        .map(|item| item.id);
    let parts: Vec<&[Item]> = if run.len() >= RUN {
        vec![run]
    } else {
        run.chunks(1).collect()
    };
    for part in parts {
        out.push(Cause {
            side,
            fault: Fault::Alone { instead_of: None },
            ids: part.iter().map(|item| item.id).collect(),
            others: after.into_iter().collect(),
        });
    }
}
