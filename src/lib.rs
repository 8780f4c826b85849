//! footfault reads a report, pairs every reference mark with its note, chapter by chapter, asks the web
//! whether the cited pages are still there, and says what a careful copy editor would say.
//!
//! The pipeline: [`input`] → [`readers`] → [`document`] → [`citations`] → [`probe`] → [`rules`] →
//! [`report`] → [`render`].

pub mod citations;
pub mod document;
pub mod finding;
pub mod fix;
pub mod input;
pub mod probe;
pub mod readers;
pub mod render;
pub mod report;
pub mod rules;
pub mod span;
pub mod suppress;

/// The example of the README, compiled and run with the other examples.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}
