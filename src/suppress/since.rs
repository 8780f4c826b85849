//! Which findings a change brought: those in text that it touched, and those that were not there before.

use std::collections::HashMap;

use super::{Key, keys};
use crate::{
    citations::units::Units,
    finding::Finding,
    rules::{self, Before, Facts},
};

/// Splits the findings of a document into those that the change since `before` brought, and the number of the
/// rest. `earlier` are the findings of the earlier version.
///
/// A finding counts as brought by the change where its place or a further place of it lies in a note, mark or
/// paragraph that was touched, or where the earlier version had no such finding. What was asked of the web is
/// kept, because only the links of touched text are asked.
pub fn brought(
    facts: &Facts<'_>,
    before: Before<'_>,
    findings: Vec<Finding>,
    earlier: &[Finding],
) -> (Vec<Finding>, usize) {
    let mut known: HashMap<Key, usize> = HashMap::new();
    for key in keys(before.document, before.citations, earlier) {
        *known.entry(key).or_default() += 1;
    }
    let units = Units::new(facts.document, facts.citations);
    let now = keys(facts.document, facts.citations, &findings);
    let found = findings.len();
    let brought: Vec<Finding> = findings
        .into_iter()
        .zip(now)
        .filter(|(finding, key)| {
            let was_there = known.get_mut(key).is_some_and(|left| {
                let some = *left > 0;
                *left = left.saturating_sub(1);
                some
            });
            let further = finding.related.iter().map(|related| &related.place);
            let mut places = std::iter::once(&finding.place).chain(further);
            !was_there
                || always(finding.rule)
                || places.any(|place| {
                    let unit = units.at(place);
                    unit.is_some_and(|unit| !before.versions.is_same(unit))
                })
        })
        .map(|(finding, _)| finding)
        .collect();
    let rest = found - brought.len();
    (brought, rest)
}

/// Rules whose findings belong to the change wherever they stand.
fn always(id: &str) -> bool {
    rules::compares(id)
        || id == "nothing-checked"
        || rules::find(id).is_some_and(|rule| rule.meta().network)
}
