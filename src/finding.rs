//! What a rule has to say: a finding, its places and its fix.

use serde::{Deserialize, Serialize};

use crate::document::Place;

/// How serious a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// A query to the editor.
    Info,
    /// Should be fixed.
    Warning,
    /// Stops publication.
    Error,
}

impl Severity {
    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// How sure the rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// A query.
    Low,
    /// Likely.
    Medium,
    /// Certain, for all practical purposes.
    High,
}

impl Confidence {
    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }
}

/// One cause of trouble, named once.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// Id of the rule.
    pub rule: &'static str,
    /// How serious.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
    /// Title of the chapter it concerns.
    pub chapter: Option<String>,
    /// Labels of the marks it concerns.
    pub marks: Vec<String>,
    /// Labels of the notes it concerns.
    pub notes: Vec<String>,
    /// Where.
    pub place: Place,
    /// Other places that belong to it, its consequences among them.
    pub related: Vec<Related>,
    /// How it could be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<Fix>,
}

/// A further place of a finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// Where.
    pub place: Place,
}

/// A change that would mend a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// Whether the tool may apply it.
    pub applicability: Applicability,
    /// Replacements in the user's file, in order, not overlapping.
    pub edits: Vec<Edit>,
    /// For an unsafe fix, the marks that are to mean another note than before, each with that note (indices
    /// into what the document cites). Whoever applies the fix holds the outcome against it.
    #[serde(skip)]
    pub pairs: Vec<(usize, usize)>,
}

/// Whether the tool may apply a fix by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Applicability {
    /// Changes neither meaning nor numbering.
    Safe,
    /// Shown, never applied.
    Suggest,
    /// Changes meaning or numbering: applied only when asked for.
    Unsafe,
}

/// One replacement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    /// Byte offset in the file.
    pub start: usize,
    /// Byte offset just after the replaced bytes.
    pub end: usize,
    /// What stands there instead.
    pub text: String,
}

impl Finding {
    /// A finding of high confidence without marks, notes, related places or fix.
    pub fn new(rule: &'static str, severity: Severity, place: Place, message: String) -> Self {
        Self {
            rule,
            severity,
            confidence: Confidence::High,
            message,
            help: String::new(),
            chapter: None,
            marks: Vec::new(),
            notes: Vec::new(),
            place,
            related: Vec::new(),
            fix: None,
        }
    }

    /// The finding with what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// The finding with another confidence.
    #[must_use]
    pub fn confidence(mut self, confidence: Confidence) -> Self {
        self.confidence = confidence;
        self
    }

    /// The finding with the chapter it concerns.
    #[must_use]
    pub fn chapter(mut self, title: Option<&str>) -> Self {
        self.chapter = title.map(str::to_owned);
        self
    }

    /// The finding with a mark it concerns.
    #[must_use]
    pub fn mark(mut self, label: impl Into<String>) -> Self {
        self.marks.push(label.into());
        self
    }

    /// The finding with a note it concerns.
    #[must_use]
    pub fn note(mut self, label: impl Into<String>) -> Self {
        self.notes.push(label.into());
        self
    }

    /// The finding with a further place.
    #[must_use]
    pub fn related(mut self, message: impl Into<String>, place: Place) -> Self {
        self.related.push(Related {
            message: message.into(),
            place,
        });
        self
    }

    /// The finding with a fix.
    #[must_use]
    pub fn fix(mut self, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.fix = Some(Fix {
            applicability,
            edits,
            pairs: Vec::new(),
        });
        self
    }

    /// The finding with a fix that changes numbers, and the pairs of mark and note that it is to make.
    #[must_use]
    pub fn renumbering(mut self, edits: Vec<Edit>, pairs: Vec<(usize, usize)>) -> Self {
        self.fix = Some(Fix {
            applicability: Applicability::Unsafe,
            edits,
            pairs,
        });
        self
    }
}
