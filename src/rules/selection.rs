//! Which rules run, and in which order their findings are told. Knows no single rule.

use std::cmp::Ordering;

use super::{ALL, Facts, Meta, Tier};
use crate::{
    document::{Document, Place},
    finding::{Finding, Severity},
};

/// Which rules run. Ids are those of [`ALL`]; unknown ones have no effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Only these, pedantic ones included; empty for every rule that is on by default.
    pub select: Vec<&'static str>,
    /// Never these.
    pub ignore: Vec<&'static str>,
    /// Whether rules of [`Tier::Pedantic`] run without being named.
    pub pedantic: bool,
    /// Whether rules that need the network are left out.
    pub offline: bool,
}

impl Selection {
    /// Whether the rule of this identity card runs.
    pub fn runs(&self, meta: &Meta) -> bool {
        if self.ignore.contains(&meta.id) || (meta.network && self.offline) {
            return false;
        }
        if !self.select.is_empty() {
            return self.select.contains(&meta.id);
        }
        meta.tier == Tier::Default || self.pedantic
    }
}

/// What the selected rules find in one document, in reading order.
///
/// Rules that need the network are skipped where `facts` has no probes. Two runs over the same facts give
/// the same findings in the same order.
pub fn check(facts: &Facts<'_>, selection: &Selection) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in ALL {
        let meta = rule.meta();
        if selection.runs(meta) && (!meta.network || facts.probes.is_some()) {
            rule.check(facts, &mut |finding| findings.push(finding));
        }
    }
    if facts.before.is_some() {
        fold(&mut findings);
    }
    order(facts.document, &mut findings);
    findings
}

/// Brings the findings of one document into reading order; those of one place keep their order.
pub(crate) fn order(document: &Document, findings: &mut [Finding]) {
    findings.sort_by(|a, b| reading_order(document, &a.place, &b.place));
}

/// Where the comparison with an earlier version names the note that a mark lost, that the mark has no note is
/// the same cause told again.
fn fold(findings: &mut Vec<Finding>) {
    let lost: Vec<usize> = (0..findings.len())
        .filter(|index| {
            let finding = &findings[*index];
            finding.rule == "baseline-and-diff" && finding.severity == Severity::Error
        })
        .collect();
    for index in lost {
        let (place, marks) = (findings[index].place.clone(), findings[index].marks.clone());
        let again = findings.iter_mut().find(|other| {
            other.rule == "mark-without-note" && other.place == place && other.marks == marks
        });
        if let Some(again) = again {
            // Emptied here, taken out below.
            again.marks.clear();
            let further = std::mem::take(&mut again.related);
            findings[index].related.extend(further);
        }
    }
    findings.retain(|finding| finding.rule != "mark-without-note" || !finding.marks.is_empty());
}

/// Compares two places of one document; findings without a place come first.
fn reading_order(document: &Document, a: &Place, b: &Place) -> Ordering {
    let part = |place: &Place| {
        document.parts.iter().position(|part| {
            part.name == place.part
                && *part.file.as_deref().unwrap_or(&document.path) == *place.path
        })
    };
    let key = |place: &Place| {
        (
            part(place),
            place.page,
            place.paragraph,
            place.line,
            place.column,
        )
    };
    let top = |place: &Place| place.bbox.map_or([0.0; 2], |bbox| [bbox[1], bbox[0]]);
    key(a).cmp(&key(b)).then_with(|| {
        let (a, b) = (top(a), top(b));
        a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Family;

    fn meta(tier: Tier, network: bool) -> Meta {
        Meta {
            id: "some-rule",
            summary: "",
            family: Family::Run,
            severity: Severity::Error,
            tier,
            network,
            since: "0.1.0",
            page: "",
        }
    }

    #[test]
    fn pedantic_rules_run_when_named_or_asked_for() {
        let default = Selection::default();
        let pedantic = meta(Tier::Pedantic, false);
        assert!(default.runs(&meta(Tier::Default, false)));
        assert!(!default.runs(&pedantic));
        let asked = Selection {
            pedantic: true,
            ..Selection::default()
        };
        assert!(asked.runs(&pedantic));
        let named = Selection {
            select: vec!["some-rule"],
            ..Selection::default()
        };
        assert!(named.runs(&pedantic));
    }

    #[test]
    fn ignoring_wins_and_selecting_leaves_the_rest_out() {
        let both = Selection {
            select: vec!["some-rule"],
            ignore: vec!["some-rule"],
            ..Selection::default()
        };
        assert!(!both.runs(&meta(Tier::Default, false)));
        let other = Selection {
            select: vec!["other-rule"],
            ..Selection::default()
        };
        assert!(!other.runs(&meta(Tier::Default, false)));
    }

    #[test]
    fn offline_leaves_out_what_needs_the_network() {
        let offline = Selection {
            offline: true,
            ..Selection::default()
        };
        assert!(!offline.runs(&meta(Tier::Default, true)));
        assert!(offline.runs(&meta(Tier::Default, false)));
    }
}
