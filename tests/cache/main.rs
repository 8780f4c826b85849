//! The cache: what it believes and for how long, and what it survives.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod damage;
mod lifetimes;
mod prelude;
mod sharing;
