//! See the page on `MalformedIgnore`.

use super::{Facts, Meta, Rule};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// Comments that begin with `footfault-` say what they silence and why. [Ignoring findings](../suppressing.md) tells
    /// how they are written.
    ///
    /// # Why it matters
    /// A comment with a misspelled rule, without a reason or in the wrong place is not obeyed. Somebody believes that it
    /// is.
    ///
    /// # Examples
    /// ```md fires:1
    /// <!-- footfault-ignore tracking-parameters -->
    /// See https://example.org/tide?utm_source=letter for the figures.
    /// ```
    /// ```md fires:1
    /// <!-- footfault-ignore tracking-parameter: the page asks for it -->
    /// See https://example.org/tide?utm_source=letter for the figures.
    /// ```
    /// ```md quiet
    /// <!-- footfault-ignore tracking-parameters: the page asks for it -->
    /// See https://example.org/tide?utm_source=letter for the figures.
    /// ```
    /// What is printed is no comment:
    /// ````md quiet
    /// Write `<!-- footfault-ignore -->` before the note, see https://example.org/tide.
    ///
    /// ```
    /// <!-- footfault-ignore -->
    /// ```
    /// ````
    MalformedIgnore {
        id: "malformed-ignore",
        summary: "a comment that should silence a rule is not obeyed",
        family: Run,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MalformedIgnore {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    /// Says nothing here: [`crate::suppress`] tells it when it reads the comments.
    fn check(&self, _: &Facts<'_>, _: &mut dyn FnMut(Finding)) {}
}
