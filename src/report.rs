//! The outcome of a run, in a stable order, ready for a renderer.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    citations::Citations,
    document::Document,
    finding::{Finding, Severity},
    probe::{LinkRef, Probe, Reason, Verdict},
    suppress::Suppressed,
};

/// One document as it was read.
#[derive(Debug, Clone)]
pub struct Audited {
    /// The document.
    pub document: Document,
    /// What it cites.
    pub citations: Citations,
}

/// The outcome of a run.
#[derive(Debug, Clone)]
pub struct Report {
    /// The documents in the order given.
    pub documents: Vec<Audited>,
    /// Findings by document, then in reading order.
    pub findings: Vec<Finding>,
    /// Probes in the order in which their first link is read.
    pub probes: Vec<Probe>,
    /// What a person should know of the run itself ("offline: no link was asked").
    pub notices: Vec<String>,
    /// Whether the links were asked.
    pub asked: bool,
    /// What this run takes from earlier ones.
    pub history: History,
}

/// What a run takes from earlier ones: decisions, an earlier version, earlier answers.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Findings that are not told, because the document or a baseline says so; by document, in reading order.
    pub suppressed: Vec<Suppressed>,
    /// The earlier version that the documents were compared with.
    pub since: Option<Since>,
    /// How the answers of links changed, where that was asked for.
    pub changes: Option<LinkChanges>,
}

/// A comparison with an earlier version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since {
    /// The revision as the user named it.
    pub revision: String,
    /// The commit it stands for: the last one in common with the present version.
    pub commit: String,
    /// Findings in text that did not change; they are not told.
    pub unchanged: usize,
}

/// How the answers of links changed since an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LinkChanges {
    /// Since when, RFC 3339; `None` where no earlier run is remembered.
    pub since: Option<String>,
    /// The changes, in the order in which the links are read.
    pub links: Vec<LinkChange>,
}

/// A link whose verdict changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkChange {
    /// The address.
    pub url: String,
    /// What it was.
    pub was: Verdict,
    /// When it was last seen to be that, RFC 3339.
    pub was_until: String,
    /// What it is.
    pub is: Verdict,
    /// Why.
    pub reason: Reason,
    /// When it was first seen to be that, RFC 3339.
    pub since: String,
    /// Where it is cited.
    pub links: Vec<LinkRef>,
}

impl LinkChange {
    /// Whether a reader could get the page then and cannot now.
    pub fn died(&self) -> bool {
        !is_lost(self.was) && is_lost(self.is)
    }

    /// Whether a reader can get the page again.
    pub fn came_back(&self) -> bool {
        is_lost(self.was) && !is_lost(self.is)
    }
}

/// Whether a reader does not get what was cited.
fn is_lost(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Dead | Verdict::Suspect | Verdict::Insecure | Verdict::Invalid => true,
        Verdict::Alive
        | Verdict::Moved
        | Verdict::Blocked
        | Verdict::Unreachable
        | Verdict::Skipped => false,
    }
}

/// Numbers of a report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Findings that are not told, because the document or a baseline says so.
    pub suppressed: usize,
    /// Targets by verdict; verdicts nobody got are left out.
    pub verdicts: BTreeMap<&'static str, usize>,
}

impl Report {
    /// Counts findings and verdicts.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            suppressed: self.history.suppressed.len(),
            ..Summary::default()
        };
        for finding in &self.findings {
            match finding.severity {
                Severity::Error => summary.errors += 1,
                Severity::Warning => summary.warnings += 1,
                Severity::Info => summary.infos += 1,
            }
        }
        for verdict in Verdict::ALL {
            let count = self
                .probes
                .iter()
                .filter(|probe| probe.verdict == verdict)
                .count();
            if count > 0 {
                summary.verdicts.insert(verdict.as_str(), count);
            }
        }
        summary
    }

    /// The worst severity found.
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|finding| finding.severity).max()
    }
}
