//! What a change brings: comparison with an earlier version, accepted findings, ignores, links that died.
//! Every test builds a git repository of its own and runs the real command in it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod accepted;
mod change;
mod continuous;
mod ignored;
mod repository;
mod rot;
mod unusual;
