//! The command as users and scripts meet it: what it prints where, and how it ends.

mod bad_input;
mod configuration;
mod links;
mod output;
mod run;
