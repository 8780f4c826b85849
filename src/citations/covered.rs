//! Whether a stretch of text lies in one of many others, in logarithmic time: a paragraph of a hostile file
//! holds a million of both. Knows nothing of marks or notes.

use crate::span::Span;

/// Stretches of text, to be asked which others they touch.
#[derive(Debug, Default)]
pub(crate) struct Covered {
    /// In order of their starts.
    starts: Vec<usize>,
    /// How far the stretches up to this one reach.
    reach: Vec<usize>,
}

impl Covered {
    /// Of stretches in any order.
    pub(crate) fn new(stretches: impl IntoIterator<Item = Span>) -> Self {
        let mut stretches: Vec<Span> = stretches.into_iter().collect();
        stretches.sort_unstable();
        let mut furthest = 0;
        Self {
            starts: stretches.iter().map(|span| span.start).collect(),
            reach: stretches
                .iter()
                .map(|span| {
                    furthest = furthest.max(span.end);
                    furthest
                })
                .collect(),
        }
    }

    /// Whether one of them shares a byte with `span`.
    pub(crate) fn overlap(&self, span: Span) -> bool {
        self.reached(self.starts.partition_point(|start| *start < span.end))
            .is_some_and(|end| end > span.start)
    }

    /// Whether `span` lies wholly in one of them.
    pub(crate) fn hold(&self, span: Span) -> bool {
        self.reached(self.starts.partition_point(|start| *start <= span.start))
            .is_some_and(|end| end >= span.end)
    }

    /// How far the first `count` of them reach.
    fn reached(&self, count: usize) -> Option<usize> {
        self.reach.get(count.checked_sub(1)?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_stretch_before_short_ones_is_not_forgotten() {
        let covered = Covered::new([Span::new(12, 13), Span::new(2, 10), Span::new(3, 4)]);
        for (start, end, overlap, hold) in [
            (0, 2, false, false),
            (0, 3, true, false),
            (4, 6, true, true),
            (9, 12, true, false),
            (10, 12, false, false),
            (12, 13, true, true),
            (13, 20, false, false),
        ] {
            let span = Span::new(start, end);
            assert_eq!(covered.overlap(span), overlap, "{span:?}");
            assert_eq!(covered.hold(span), hold, "{span:?}");
        }
        assert!(!Covered::default().overlap(Span::new(0, 1)));
    }
}
