//! Fixes: what each rule's fix makes of a text, what is refused, and that nothing is lost or changed again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod corpus;
mod hostile;
mod numbers;
mod prelude;
mod texts;
mod web;
