//! Why a job could not be done, as the user is told: what, where, and what to do about it.

use std::fmt;

/// A reason to end with exit code 2.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    message: String,
    cure: Option<String>,
}

impl Failure {
    /// A failure that explains itself.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            cure: None,
        }
    }

    /// The message and what to do about it, as they are passed on between processes.
    pub(crate) fn into_words(self) -> (String, Option<String>) {
        (self.message, self.cure)
    }

    /// The failure with what to do about it.
    pub(crate) fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.cure {
            Some(cure) => write!(f, "\n  help: {cure}"),
            None => Ok(()),
        }
    }
}
