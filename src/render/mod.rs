//! Renderers: from a report to text. Each takes a writer; none prints, reads a file or asks the terminal.
//! The table of formats stands here, each format in its own file.

use std::{
    io::{self, Write},
    path::Path,
};

use url::Url;

use crate::report::{Audited, Report};

mod comment;
mod csv;
pub mod escape;
mod github;
mod history;
mod html;
mod joined;
mod json;
mod junit;
mod markdown;
mod outline;
mod page;
mod sarif;
mod style;
mod terminal;

/// Formats a report can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportFormat {
    /// For people at a terminal, or any other plain text.
    Terminal,
    /// `footfault.report/1`, for scripts.
    Json,
    /// Broken links by chapter and note, for a colleague or a pull request.
    Markdown,
    /// One self-contained page: summary with plots, findings, links, the documents with their notes beside them.
    Html,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// `JUnit` XML, for the test viewers of CI services.
    Junit,
    /// The links as a table, for a spreadsheet.
    Csv,
    /// Annotations of GitHub Actions, on standard output.
    Github,
}

impl ReportFormat {
    /// Every format, in the order in which help lists them.
    pub const ALL: [Self; 8] = [
        Self::Terminal,
        Self::Json,
        Self::Markdown,
        Self::Html,
        Self::Sarif,
        Self::Junit,
        Self::Csv,
        Self::Github,
    ];

    /// The word by which the command line and the configuration name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Terminal => "terminal",
            Self::Json => "json",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Sarif => "sarif",
            Self::Junit => "junit",
            Self::Csv => "csv",
            Self::Github => "github",
        }
    }

    /// File name extensions that mean it, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Terminal => &["txt"],
            Self::Json => &["json"],
            Self::Markdown => &["md", "markdown"],
            Self::Html => &["html", "htm"],
            Self::Sarif => &["sarif"],
            Self::Junit => &["xml"],
            Self::Csv => &["csv"],
            // It means something on standard output only.
            Self::Github => &[],
        }
    }

    /// The format that a file of this name should have.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.extensions().contains(&extension.as_str()))
    }
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// Findings only, one line each.
    Brief,
    /// What most people want.
    #[default]
    Normal,
    /// Every related place, every link that was asked.
    Full,
}

/// What a renderer must know of the place it writes to. Formats for machines look at none of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four things that a terminal can or cannot do, independent of each other"
)]
pub struct Options {
    /// Whether ANSI styles may be used.
    pub color: bool,
    /// Whether lines and carets may be drawn with more than ASCII.
    pub unicode: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether sentences are broken between words at that width; elsewhere a line is a line, to be searched.
    pub wrap: bool,
    /// How much is said.
    pub detail: Detail,
    /// Whether the rules that found something are explained after the findings.
    pub explain: bool,
    /// The directory that paths start from, as a `file:` address ending in a slash, for terminals that can
    /// follow links; `None` for all others.
    pub directory: Option<Url>,
}

impl Default for Options {
    /// A plain file: no styles, 100 columns.
    fn default() -> Self {
        Self {
            color: false,
            unicode: true,
            width: 100,
            wrap: false,
            detail: Detail::Normal,
            explain: false,
            directory: None,
        }
    }
}

/// Writes a report.
///
/// # Errors
/// Those of the writer.
pub fn report(
    report: &Report,
    format: ReportFormat,
    options: &Options,
    writer: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ReportFormat::Terminal => terminal::report(report, options, writer),
        ReportFormat::Json => json::report(report, writer),
        ReportFormat::Markdown => markdown::report(report, writer),
        ReportFormat::Sarif => sarif::report(report, writer),
        ReportFormat::Junit => junit::report(report, writer),
        ReportFormat::Csv => csv::report(report, writer),
        ReportFormat::Github => github::report(report, writer),
        ReportFormat::Html => html::report(report, writer),
    }
}

/// Writes what was read, for people.
///
/// # Errors
/// Those of the writer.
pub fn extract_text(
    documents: &[Audited],
    options: &Options,
    writer: &mut dyn Write,
) -> io::Result<()> {
    outline::extract(documents, options, writer)
}

/// Writes what was read as `footfault.extract/1`.
///
/// # Errors
/// Those of the writer.
pub fn extract_json(documents: &[Audited], writer: &mut dyn Write) -> io::Result<()> {
    json::extract(documents, writer)
}

/// Writes a Markdown page, such as a rule's, for a terminal.
///
/// # Errors
/// Those of the writer.
pub fn page(markdown: &str, options: &Options, writer: &mut dyn Write) -> io::Result<()> {
    page::page(markdown, options, writer)
}

/// The word of the JSON interface for a reason.
fn word(reason: crate::probe::Reason) -> String {
    match serde_json::to_value(reason) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
