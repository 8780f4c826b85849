//! See the page on `UnusedIgnore`.

use super::{Facts, Meta, Rule};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// Every comment that silences a rule still silences something. Rules that did not run (those that need the network,
    /// offline) are not held against it. [Ignoring findings](../suppressing.md) tells how the comments are written.
    ///
    /// # Why it matters
    /// An ignore that outlived its reason hides the next fault of that kind.
    ///
    /// # Examples
    /// ```md fires:1
    /// <!-- footfault-ignore tracking-parameters: the page asks for it -->
    /// See https://example.org/tide for the figures.
    /// ```
    /// ```md fires:3
    /// See https://example.org/tide?utm_source=letter for the figures.
    ///
    /// <!-- footfault-disable tracking-parameters: they come later -->
    /// The tide rose.
    /// <!-- footfault-enable -->
    ///
    /// See https://example.org/wall?utm_source=letter, too.
    /// ```
    /// ```md quiet
    /// <!-- footfault-ignore tracking-parameters: the page asks for it -->
    /// See https://example.org/tide?utm_source=letter for the figures.
    /// ```
    /// ```md quiet
    /// <!-- footfault-ignore-file dead-link: these hosts sleep at night -->
    /// See https://example.org/tide for the figures.
    /// ```
    UnusedIgnore {
        id: "unused-ignore",
        summary: "a comment silences nothing",
        family: Run,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for UnusedIgnore {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    /// Says nothing here: [`crate::suppress`] tells it when the other rules have spoken.
    fn check(&self, _: &Facts<'_>, _: &mut dyn FnMut(Finding)) {}
}
