//! The flags, as clap knows them. What they mean together is decided in [`super::settings`].

use std::{path::PathBuf, time::Duration};

use clap::{Args, Parser, Subcommand, ValueEnum};
use footfault::{
    finding::Severity,
    input::Format,
    probe::{
        address::Override,
        archive, doi,
        options::{CONCURRENCY, PER_HOST, PER_HOST_INTERVAL, RETRIES},
        web::TIMEOUT,
    },
    render::ReportFormat,
    rules::Profile,
};

use super::{
    isolated::{IsolateArgs, ReadAloneArgs},
    network::{ChangesSince, Cidr},
    parse,
};

/// Checks the endnotes, footnotes, reference marks and cited links of a report before it goes to print.
#[derive(Debug, Parser)]
#[command(
    name = "footfault",
    version,
    about,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit codes: 0 nothing at or above --fail-on, 1 findings at or above it, 2 the job could \
                  not be done.\nRead more: footfault help check, footfault rules"
)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,

    /// How to speak.
    #[command(flatten)]
    pub(crate) speech: Speech,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check marks and notes, ask the cited links, report
    #[command(
        after_help = "Examples:\n  footfault check report.md\n  footfault check --offline chapters/ --format json\n  \
                      footfault check report.md --output links.md --output report.json"
    )]
    Check(Box<CheckArgs>),
    /// Print what was read: chapters, marks, notes, citations, links. No checks, no network
    Extract(ExtractArgs),
    /// Apply safe fixes to the files, or show them
    #[command(
        after_help = "What can be fixed safely changes neither the meaning nor a number. A fix after which a mark, a note or \
                      a link would be missing, or a mark would mean another note than it should, is refused. Fixes that \
                      are merely suggested are never applied.\n\nExit codes: 0 nothing at or above --fail-on is left (with \
                      --diff: nothing would change), 1 findings at or above it are left (with --diff: something would \
                      change), 2 the job could not be done.\n\nExamples:\n  footfault fix --diff report.md\n  footfault fix \
                      --offline chapters/\n  footfault fix --unsafe --select shifted-numbering report.md\n  footfault fix - \
                      --input-format markdown --offline < report.md > fixed.md"
    )]
    Fix(Box<FixArgs>),
    /// Accept the present findings: write them to a file that check --baseline reads
    #[command(
        after_help = "Examples:\n  footfault baseline --offline report.md\n  footfault check report.md --baseline \
                      footfault-baseline.toml\n  footfault baseline --prune report.md"
    )]
    Baseline(Box<BaselineArgs>),
    /// List the rules, or show the page of one
    Rules(RulesArgs),
    /// Write a commented footfault.toml
    Init(InitArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
    /// Print the manual page (for man)
    Man,
    /// Read one file within bounds, for --isolate
    #[command(hide = true)]
    ReadAlone(ReadAloneArgs),
}

/// How to speak.
#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Speech {
    /// When to use color
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,

    /// Say less: findings one a line, no progress, no summary
    #[arg(long, short, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more: every place and every link, and how the run was set up
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Where the configuration comes from.
#[derive(Debug, Args)]
pub(crate) struct ConfigArgs {
    /// Read this configuration instead of the nearest footfault.toml above the first input
    #[arg(long, value_name = "FILE", help_heading = "Input")]
    pub(crate) config: Option<PathBuf>,

    /// Read no configuration file
    #[arg(long, conflicts_with = "config", help_heading = "Input")]
    pub(crate) no_config: bool,
}

/// What is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct InputArgs {
    /// Files, directories (walked, honoring .gitignore), globs, or - for standard input
    #[arg(value_name = "INPUT", required = true, help_heading = "Arguments")]
    pub(crate) inputs: Vec<String>,

    /// Read every input as this format instead of telling it by content and name
    #[arg(long, value_name = "FORMAT", value_parser = parse::input_format())]
    pub(crate) input_format: Option<Format>,

    /// Read all inputs as one report, in the order given: its chapters or its notes are files of their own
    #[arg(long, conflicts_with = "separate")]
    pub(crate) together: bool,

    /// Read every file as a report of its own, whatever a book's table of contents or the numbering says
    #[arg(long)]
    pub(crate) separate: bool,

    /// Read Word and OpenDocument files as they were before their tracked changes, not as if these were accepted
    #[arg(long)]
    pub(crate) original: bool,

    /// How files are kept apart.
    #[command(flatten)]
    pub(crate) isolation: IsolateArgs,

    /// Configuration.
    #[command(flatten)]
    pub(crate) config: ConfigArgs,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// What is read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// What is judged.
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    /// What is compared with, and what is accepted.
    #[command(flatten)]
    pub(crate) history: HistoryArgs,
    /// What is written.
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    /// How links are asked.
    #[command(flatten)]
    pub(crate) links: LinkArgs,
    /// What may be connected to.
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

/// Arguments of `fix`.
#[derive(Debug, Args)]
pub(crate) struct FixArgs {
    /// What is read.
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// What is changed.
    #[command(flatten)]
    pub(crate) fixing: FixingArgs,
    /// What is judged.
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    /// How links are asked.
    #[command(flatten)]
    pub(crate) links: LinkArgs,
    /// What may be connected to.
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

/// What is changed.
#[derive(Debug, Args)]
#[command(next_help_heading = "Fixing")]
pub(crate) struct FixingArgs {
    /// Print the changes as a unified diff and change no file
    #[arg(long)]
    pub(crate) diff: bool,

    /// Apply fixes that change numbers or meaning, too (renumbering after a shift)
    #[arg(long = "unsafe")]
    pub(crate) beyond_safe: bool,

    /// Add the archived copy behind the address of every dead or suspect page that has one
    #[arg(long)]
    pub(crate) add_archived: bool,
}

/// Arguments of `baseline`.
#[derive(Debug, Args)]
pub(crate) struct BaselineArgs {
    /// What is read.
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// The file to write [default: that of the configuration, or footfault-baseline.toml]
    #[arg(long, short, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Option<PathBuf>,

    /// Accept nothing new: only take out what is no longer found
    #[arg(long, help_heading = "Output")]
    pub(crate) prune: bool,

    /// What is judged.
    #[command(flatten)]
    pub(crate) judging: JudgingArgs,
    /// How links are asked.
    #[command(flatten)]
    pub(crate) links: LinkArgs,
    /// What may be connected to.
    #[command(flatten)]
    pub(crate) network: NetworkArgs,
}

/// What is judged.
#[derive(Debug, Args)]
#[command(next_help_heading = "Rules")]
pub(crate) struct JudgingArgs {
    /// Use these rules only (repeatable, or comma-separated)
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) select: Vec<String>,

    /// Leave these rules out
    #[arg(long, value_name = "RULE", value_delimiter = ',')]
    pub(crate) ignore: Vec<String>,

    /// Use the rules that are off by default, too
    #[arg(long)]
    pub(crate) pedantic: bool,

    /// House style: chicago, un, oscola, bluebook, chatham-house or free [default: free]
    #[arg(long, value_name = "STYLE", value_parser = parse::profile)]
    pub(crate) profile: Option<Profile>,

    /// Exit with 1 from this severity on [default: error]
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
}

/// What is compared with, and what is accepted.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Changes and accepted findings")]
pub(crate) struct HistoryArgs {
    /// Report only what changed since this git revision, and ask only the links in it
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    pub(crate) since: Option<String>,

    /// Leave out the findings that this file accepts; “footfault baseline” writes it
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Use no baseline, though the configuration names one
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,

    /// Obey no ignore comment in the documents
    #[arg(long)]
    pub(crate) no_inline_ignores: bool,

    /// Tell which links died or came back since the last run with this cache, or since a day or duration (7d)
    #[arg(
        long,
        value_name = "SINCE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "last",
        value_parser = parse::changes_since
    )]
    link_changes: Option<ChangesSince>,

    /// Exit with 1 where a link died since then, whatever --fail-on says
    #[arg(long)]
    pub(crate) fail_on_rot: bool,
}

impl HistoryArgs {
    /// Since when changes of links are told; `--fail-on-rot` alone wants them since the last run.
    pub(crate) fn link_changes(&self) -> Option<ChangesSince> {
        let rot = self.fail_on_rot.then_some(ChangesSince::LastRun);
        self.link_changes.or(rot)
    }
}

/// From which severity on a run fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Errors
    Error,
    /// Warnings and errors
    Warning,
    /// Any finding
    Info,
    /// No finding
    Never,
}

impl FailOn {
    /// The mildest severity that fails; `None` where none does.
    pub(crate) fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}

/// What is written.
#[derive(Debug, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// Format on standard output [default: terminal, or none where --output is given]
    #[arg(long, value_name = "FORMAT", value_parser = parse::report_format())]
    pub(crate) format: Option<ReportFormat>,

    /// Explain the rules that found something, after the findings on the terminal
    #[arg(long)]
    pub(crate) explain: bool,

    /// Write the report to a file as well, its format told by the extension: .html, .md, .json,
    /// .sarif, .xml (for test viewers), .csv, .txt (repeatable)
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
}

/// How links are asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Links")]
pub(crate) struct LinkArgs {
    /// Ask no link: nothing leaves this machine
    #[arg(long)]
    pub(crate) offline: bool,

    /// Remember answers in this file [default: footfault/links.sqlite in the user's cache directory]
    #[arg(long, value_name = "FILE", conflicts_with = "no_cache")]
    pub(crate) cache: Option<PathBuf>,

    /// Remember nothing and use nothing remembered
    #[arg(long)]
    pub(crate) no_cache: bool,

    /// Ask again what was asked longer ago than this (30s, 12h, 7d) [default: by verdict]
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true, value_parser = parse::duration)]
    pub(crate) max_age: Option<Duration>,

    /// Links asked at the same time.
    #[arg(help = format!("Links asked at the same time [default: {CONCURRENCY}]"), long, value_name = "N", value_parser = parse::count)]
    pub(crate) concurrency: Option<usize>,

    /// Links of one host asked at the same time.
    #[arg(help = format!("Links of one host asked at the same time [default: {PER_HOST}]"), long, value_name = "N", value_parser = parse::count)]
    pub(crate) per_host: Option<usize>,

    /// Pause between two requests to one host.
    #[arg(help = format!("Pause between two requests to one host [default: {PER_HOST_INTERVAL:?}]"), long, value_name = "DURATION", allow_hyphen_values = true, value_parser = parse::duration)]
    pub(crate) per_host_interval: Option<Duration>,

    /// Longest wait for one answer.
    #[arg(help = format!("Longest wait for one answer [default: {TIMEOUT:?}]"), long, value_name = "DURATION", allow_hyphen_values = true, value_parser = parse::duration)]
    pub(crate) timeout: Option<Duration>,

    /// How often to try again.
    #[arg(help = format!("How often to try again after a failure that may pass [default: {RETRIES}]"), long, value_name = "N")]
    pub(crate) retries: Option<u32>,

    /// Service to ask for archived copies.
    #[arg(help = format!("Service to ask for archived copies of dead and suspect pages [default: {}]", archive::ENDPOINT), long, value_name = "URL", value_parser = parse::web_address)]
    pub(crate) archive_url: Option<url::Url>,

    /// Registry to ask for DOIs.
    #[arg(help = format!("Registry to ask for DOIs before their publishers [default: {}]", doi::ENDPOINT), long, value_name = "URL", value_parser = parse::web_address)]
    pub(crate) doi_url: Option<url::Url>,
}

/// What may be connected to. None of it can stand in a configuration file, which may come with the
/// documents from a stranger.
#[derive(Debug, Args)]
#[command(next_help_heading = "Network")]
pub(crate) struct NetworkArgs {
    /// Allow private, loopback and link-local addresses, or those of these ranges only (10.0.0.0/8)
    #[arg(
        long,
        value_name = "CIDR",
        num_args = 0..=1,
        require_equals = true,
        value_delimiter = ',',
        default_missing_value = "all",
        value_parser = parse::cidr
    )]
    pub(crate) allow_private: Vec<Cidr>,

    /// Trust the certificates in this file, too (PEM)
    #[arg(long, value_name = "PEM")]
    pub(crate) ca_file: Option<PathBuf>,

    /// Connect to this address for this host and port, as in curl (example.org:443:127.0.0.1)
    #[arg(long, value_name = "HOST:PORT:ADDR", value_parser = parse::resolve)]
    pub(crate) resolve: Vec<Override>,
}

/// Arguments of `extract`.
#[derive(Debug, Args)]
pub(crate) struct ExtractArgs {
    /// What is read.
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Format on standard output
    #[arg(
        long,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    pub(crate) format: PlainFormat,
}

/// Text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlainFormat {
    /// For people
    #[value(alias = "terminal")]
    Text,
    /// For scripts
    Json,
}

/// Arguments of `rules`.
#[derive(Debug, Args)]
pub(crate) struct RulesArgs {
    /// The rule whose page to show
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,

    /// Format on standard output
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: PlainFormat,
}

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArgs {
    /// Directory to write to
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,

    /// Write a workflow that checks every change, too
    #[arg(long, value_name = "SERVICE")]
    pub(crate) ci: Option<CiService>,

    /// Where the workflow finds the action of footfault: a repository and a branch, tag or commit
    #[arg(long, value_name = "OWNER/REPOSITORY@REF", default_value = super::init::ACTION, value_parser = parse::action)]
    pub(crate) action: String,
}

/// Services a workflow can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CiService {
    /// GitHub Actions
    Github,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}
