//! The command as users and scripts meet it: what it prints where, and how it ends.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

mod bad_input;
mod configuration;
mod fixing;
mod isolated;
mod links;
mod output;
mod run;
mod several_files;
