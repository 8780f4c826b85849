//! Pairs the entries of two sequences that go on from one version to the next. Knows only keys and likeness.
//!
//! Equal entries at both ends, then entries whose key is unique on both sides and that keep their order (the
//! patience method, with a longest increasing subsequence), and so on between those. No quadratic search: a
//! hostile pair of sequences is left unpaired rather than waited for.

use std::collections::HashMap;

/// How often every entry may be looked at, on average; beyond it what is left stays unpaired.
const WORK: usize = 64;

/// How far ahead an altered entry is looked for among those that are left.
const AHEAD: usize = 24;

/// A stretch of both sequences: `before.0..before.1`, `now.0..now.1`.
#[derive(Debug, Clone, Copy)]
struct Gap {
    before: (usize, usize),
    now: (usize, usize),
}

/// Pairs as found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs {
    /// For each entry of the earlier sequence, its successor.
    pub(super) later: Vec<Option<usize>>,
    /// For each entry now, its predecessor.
    pub(super) earlier: Vec<Option<usize>>,
}

impl Pairs {
    /// No pairs between sequences of these lengths.
    pub(super) fn new(before: usize, now: usize) -> Self {
        Self {
            later: vec![None; before],
            earlier: vec![None; now],
        }
    }

    fn join(&mut self, before: usize, now: usize) {
        self.later[before] = Some(now);
        self.earlier[now] = Some(before);
    }

    /// The stretches between pairs that keep their order, in which neither side is paired.
    fn gaps(&self) -> Vec<Gap> {
        let mut gaps = Vec::new();
        let (mut before, mut now) = (0, 0);
        loop {
            let from = (before, now);
            while before < self.later.len() && self.later[before].is_none() {
                before += 1;
            }
            while now < self.earlier.len() && self.earlier[now].is_none() {
                now += 1;
            }
            if before > from.0 && now > from.1 {
                gaps.push(Gap {
                    before: (from.0, before),
                    now: (from.1, now),
                });
            }
            if before >= self.later.len() || now >= self.earlier.len() {
                return gaps;
            }
            // Both stand at a pair; one that was moved against the order is stepped over alone.
            match self.later[before] {
                Some(to) if to < now => before += 1,
                Some(to) if to > now => now += 1,
                _ => {
                    before += 1;
                    now += 1;
                }
            }
        }
    }

    /// Pairs entries of equal key that keep their order, between the pairs that are there.
    pub(super) fn by_key<K: Eq + std::hash::Hash>(&mut self, before: &[K], now: &[K]) {
        let mut work = WORK * (before.len() + now.len() + 1);
        let mut open = self.gaps();
        while let Some(gap) = open.pop() {
            let Gap {
                before: (mut b0, mut b1),
                now: (mut n0, mut n1),
            } = gap;
            while b0 < b1 && n0 < n1 && before[b0] == now[n0] {
                self.join(b0, n0);
                (b0, n0) = (b0 + 1, n0 + 1);
            }
            while b0 < b1 && n0 < n1 && before[b1 - 1] == now[n1 - 1] {
                (b1, n1) = (b1 - 1, n1 - 1);
                self.join(b1, n1);
            }
            let size = b1 - b0 + n1 - n0;
            if b0 == b1 || n0 == n1 || size > work {
                continue;
            }
            work -= size;
            let anchors = anchors(&before[b0..b1], &now[n0..n1]);
            let mut from = (b0, n0);
            for (b, n) in anchors.iter().map(|(b, n)| (b + b0, n + n0)) {
                self.join(b, n);
                open.push(Gap {
                    before: (from.0, b),
                    now: (from.1, n),
                });
                from = (b + 1, n + 1);
            }
            if !anchors.is_empty() {
                open.push(Gap {
                    before: (from.0, b1),
                    now: (from.1, n1),
                });
            }
        }
    }

    /// Pairs what is left between the pairs where `alike` says so, in order.
    pub(super) fn by_likeness(&mut self, alike: impl Fn(usize, usize) -> bool) {
        for gap in self.gaps() {
            let mut from = gap.now.0;
            for before in gap.before.0..gap.before.1 {
                let until = gap.now.1.min(from + AHEAD);
                if let Some(now) = (from..until).find(|now| alike(before, *now)) {
                    self.join(before, now);
                    from = now + 1;
                }
            }
        }
    }

    /// Pairs what is left, in whatever order, where a key stands once on either side.
    pub(super) fn by_unique_key<K: Eq + std::hash::Hash>(
        &mut self,
        before: &[Option<K>],
        now: &[Option<K>],
    ) {
        let mut seen: HashMap<&K, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for (at, key) in before.iter().enumerate() {
            if let (Some(key), None) = (key, self.later[at]) {
                seen.entry(key).or_default().0.push(at);
            }
        }
        for (at, key) in now.iter().enumerate() {
            if let (Some(key), None) = (key, self.earlier[at]) {
                seen.entry(key).or_default().1.push(at);
            }
        }
        let mut found: Vec<(usize, usize)> = Vec::new();
        // The order of the map does not matter: every key gives a pair of its own.
        for (before, now) in seen.into_values() {
            if let ([before], [now]) = (before.as_slice(), now.as_slice()) {
                found.push((*before, *now));
            }
        }
        for (before, now) in found {
            self.join(before, now);
        }
    }
}

/// Entries that stand once on both sides, as many as keep their order.
fn anchors<K: Eq + std::hash::Hash>(before: &[K], now: &[K]) -> Vec<(usize, usize)> {
    /// Where a key stands: on each side nowhere, at a place, or at several.
    #[derive(Default)]
    struct Seen {
        before: (usize, usize),
        now: (usize, usize),
    }
    let mut seen: HashMap<&K, Seen> = HashMap::with_capacity(before.len());
    for (at, key) in before.iter().enumerate() {
        let seen = seen.entry(key).or_default();
        seen.before = (seen.before.0 + 1, at);
    }
    for (at, key) in now.iter().enumerate() {
        if let Some(seen) = seen.get_mut(key) {
            seen.now = (seen.now.0 + 1, at);
        }
    }
    let unique: Vec<(usize, usize)> = before
        .iter()
        .enumerate()
        .filter_map(|(at, key)| {
            let seen = seen.get(key)?;
            (seen.before.0 == 1 && seen.now.0 == 1).then_some((at, seen.now.1))
        })
        .collect();
    increasing(&unique)
}

/// The longest run of pairs in which the second numbers rise as the first do.
fn increasing(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // `tails[n]` ends the best run of length n + 1 so far.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = vec![None; pairs.len()];
    for (at, (_, now)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|tail| pairs[*tail].1 < *now);
        previous[at] = length.checked_sub(1).map(|before| tails[before]);
        match tails.get_mut(length) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut run = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(here) = at {
        run.push(pairs[here]);
        at = previous[here];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::*;

    fn later(before: &str, now: &str) -> Vec<Option<usize>> {
        let keys = |text: &str| text.chars().collect::<Vec<_>>();
        let (before, now) = (keys(before), keys(now));
        let mut pairs = Pairs::new(before.len(), now.len());
        pairs.by_key(&before, &now);
        for (at, to) in pairs.later.iter().enumerate() {
            assert!(to.is_none_or(|to| pairs.earlier[to] == Some(at)));
        }
        pairs.later
    }

    #[test]
    fn what_keeps_its_order_is_paired() {
        assert_eq!(later("abc", "abc"), [Some(0), Some(1), Some(2)]);
        assert_eq!(later("abc", "axbc"), [Some(0), Some(2), Some(3)]);
        assert_eq!(later("abc", "ac"), [Some(0), None, Some(1)]);
        assert_eq!(
            later("xabcy", "ubcav"),
            [None, None, Some(1), Some(2), None]
        );
        assert_eq!(later("", "abc"), []);
        assert_eq!(later("aab", "xaaby"), [Some(1), Some(2), Some(3)]);
    }

    #[test]
    fn what_is_altered_or_moved_is_paired_by_other_means() {
        let mut pairs = Pairs::new(3, 3);
        pairs.by_key(&["a", "old", "c"], &["a", "new", "c"]);
        assert_eq!(pairs.later, [Some(0), None, Some(2)]);
        pairs.by_likeness(|before, now| (before, now) == (1, 1));
        assert_eq!(pairs.later, [Some(0), Some(1), Some(2)]);

        let mut pairs = Pairs::new(3, 3);
        let (before, now) = (["a", "b", "c"], ["b", "c", "a"]);
        pairs.by_key(&before, &now);
        assert_eq!(pairs.later, [None, Some(0), Some(1)]);
        pairs.by_unique_key(&before.map(Some), &now.map(Some));
        assert_eq!(pairs.later, [Some(2), Some(0), Some(1)]);
    }

    #[test]
    fn long_sequences_with_nothing_in_common_cost_little() {
        let before: Vec<usize> = (0..200_000).collect();
        let now: Vec<usize> = (0..200_000).map(|n| 399_999 - n).collect();
        let mut pairs = Pairs::new(before.len(), now.len());
        pairs.by_key(&before, &now);
        pairs.by_likeness(|_, _| false);
        assert!(pairs.later.iter().all(Option::is_none));
        // Reversed: one anchor at a time.
        let now: Vec<usize> = before.iter().rev().copied().collect();
        let mut pairs = Pairs::new(before.len(), now.len());
        pairs.by_key(&before, &now);
        assert_eq!(pairs.later.iter().flatten().count(), 1);
    }
}
