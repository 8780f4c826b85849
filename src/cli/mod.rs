//! The command line: the only place that reads flags, environment, clock and terminal.
//! Each command has its file; the work itself is done by the library.

use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command, CompletionsArgs};
use console::Console;
use failure::Failure;

mod accepted;
mod args;
mod asking;
mod baseline;
mod beside;
mod books;
mod check;
mod config;
mod console;
mod extract;
mod failure;
mod fix;
mod gathering;
mod git;
mod init;
mod inputs;
mod isolated;
mod network;
mod parse;
mod progress;
mod reading;
mod rules;
mod saving;
mod settings;
mod since;

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Findings at or above it.
    Found,
    /// The job, or a part of it, could not be done; what is wrong was told.
    Undone,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Found => 1,
            Outcome::Undone => 2,
        })
    }
}

/// Does what the command line asks for.
pub(crate) fn run() -> ExitCode {
    // Clap itself tells a wrong flag and ends with 2, and help and version with 0.
    let cli = Cli::parse();
    let console = Console::new(&cli.speech);
    let outcome = match &cli.command {
        Command::Check(args) => check::run(args, console),
        Command::Extract(args) => extract::run(args, console),
        Command::Fix(args) => fix::run(args, console),
        Command::Baseline(args) => baseline::run(args, console),
        Command::Rules(args) => rules::run(args, console),
        Command::Init(args) => init::run(args, console),
        Command::Completions(args) => completions(args, console),
        Command::ReadAlone(args) => isolated::run(args),
        Command::Man => man(console),
    };
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            console.error(&failure);
            Outcome::Undone.into()
        }
    }
}

fn completions(args: &CompletionsArgs, console: Console) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "footfault", &mut script);
    console.print(|writer| writer.write_all(&script))?;
    Ok(Outcome::Clean)
}

fn man(console: Console) -> Result<Outcome, Failure> {
    let page = clap_mangen::Man::new(Cli::command());
    console.print(|mut writer| page.render(&mut writer))?;
    Ok(Outcome::Clean)
}
