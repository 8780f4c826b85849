//! What is found and not told: ignores in the document, accepted findings, text that did not change. Nothing
//! vanishes: what is held back is counted and kept with the reason. Judges no document by itself.

pub mod baseline;
pub mod since;

mod directives;
mod ignores;
mod key;

pub use ignores::{Ran, ignores};
pub use key::{Key, keys};

use crate::{document::Place, finding::Finding};

/// Rules that no ignore and no baseline can silence: they say that nothing was judged, or judge the ignores.
pub const UNSUPPRESSIBLE: [&str; 3] = ["malformed-ignore", "nothing-checked", "unused-ignore"];

/// A finding that is not told.
#[derive(Debug, Clone, PartialEq)]
pub struct Suppressed {
    /// What was found.
    pub finding: Finding,
    /// Why it is not told.
    pub by: Suppressor,
}

/// Why a finding is not told.
#[derive(Debug, Clone, PartialEq)]
pub enum Suppressor {
    /// A comment in the document.
    Ignore {
        /// The reason given there.
        reason: String,
        /// Where the comment stands.
        place: Place,
    },
    /// An entry of a baseline.
    Baseline {
        /// The reason given there, if any.
        reason: Option<String>,
    },
}

impl Suppressor {
    /// The word of the JSON interface.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ignore { .. } => "ignore",
            Self::Baseline { .. } => "baseline",
        }
    }

    /// The reason given.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Ignore { reason, .. } => Some(reason),
            Self::Baseline { reason } => reason.as_deref(),
        }
    }
}
