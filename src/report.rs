//! The outcome of a run, in a stable order, ready for a renderer.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    citations::Citations,
    document::Document,
    finding::{Finding, Severity},
    probe::{Probe, Verdict},
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
    /// Targets by verdict; verdicts nobody got are left out.
    pub verdicts: BTreeMap<&'static str, usize>,
}

impl Report {
    /// Counts findings and verdicts.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
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
