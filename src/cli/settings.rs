//! The settings of a run: flags over configuration over defaults.

use std::path::{Path, PathBuf};

use footfault::{
    finding::Severity,
    render::ReportFormat,
    rules::{self, Selection},
};

use super::{
    accepted::Accepted,
    args::{CheckArgs, ConfigArgs, FailOn, HistoryArgs, JudgingArgs, LinkArgs, OutputArgs},
    config::{self, Config, LinkConfig},
    console::Console,
    failure::Failure,
    inputs, parse,
};

/// A report that is written to a file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Output {
    /// The file.
    pub(crate) path: PathBuf,
    /// Its format.
    pub(crate) format: ReportFormat,
}

/// The configuration that holds for these inputs.
pub(crate) fn configuration(
    args: &ConfigArgs,
    inputs: &[String],
    console: Console,
) -> Result<Config, Failure> {
    if args.no_config {
        return Ok(Config::default());
    }
    if let Some(path) = &args.config {
        return config::read(path);
    }
    let mut found = inputs
        .iter()
        .map(|input| (input, config::find(&inputs::base(input))));
    let Some((_, nearest)) = found.next() else {
        return Ok(Config::default());
    };
    for (input, other) in found {
        if other != nearest
            && let Some(other) = other
        {
            console.note(&format!(
                "{input}: {} is not used; one configuration holds for a run, that of the first input",
                other.display()
            ));
        }
    }
    match nearest {
        Some(path) => {
            console.detailed(&format!("configuration: {}", path.display()));
            config::read(&path)
        }
        None => Ok(Config::default()),
    }
}

/// Which rules are used.
pub(crate) fn selection(
    args: &JudgingArgs,
    config: &Config,
    offline: bool,
) -> Result<Selection, Failure> {
    let ids = |flag: &str, given: &[String], configured: &[&'static str]| {
        if given.is_empty() {
            return Ok(configured.to_vec());
        }
        given
            .iter()
            .map(|id| parse::rule(id).map_err(|message| Failure::new(format!("{flag}: {message}"))))
            .collect::<Result<Vec<&'static str>, Failure>>()
    };
    Ok(Selection {
        select: ids("--select", &args.select, &config.select)?,
        ignore: ids("--ignore", &args.ignore, &config.ignore)?,
        pedantic: args.pedantic || config.pedantic.unwrap_or(false),
        offline,
    })
}

/// How findings are judged.
pub(crate) fn judging(args: &JudgingArgs, config: &Config) -> rules::Options {
    rules::Options {
        profile: args.profile.or(config.profile).unwrap_or_default(),
        published: config.published,
    }
}

/// The mildest severity from which on a run fails.
pub(crate) fn fail_on(args: &JudgingArgs, config: &Config) -> Option<Severity> {
    args.fail_on
        .or(config.fail_on)
        .unwrap_or(FailOn::Error)
        .severity()
}

/// The findings that are accepted.
pub(crate) fn accepted(args: &HistoryArgs, config: &Config) -> Result<Option<Accepted>, Failure> {
    if args.no_baseline {
        return Ok(None);
    }
    let path = args.baseline.as_ref().or(config.baseline.as_ref());
    path.map(|path| Accepted::read(path)).transpose()
}

/// Whether no link is asked.
pub(crate) fn offline(args: &LinkArgs, config: &LinkConfig) -> bool {
    args.offline || config.offline.unwrap_or(false)
}

/// The files to write; refused where one of them is a file to be read.
pub(crate) fn outputs(
    args: &OutputArgs,
    check: &CheckArgs,
    sources: &[PathBuf],
) -> Result<Vec<Output>, Failure> {
    let mut outputs: Vec<Output> = Vec::new();
    for path in &args.output {
        let format = ReportFormat::of_path(path).ok_or_else(|| unknown_format(path))?;
        let key = inputs::identity(path);
        let same = |other: &Path| inputs::identity(other) == key;
        if sources.iter().any(|source| same(source)) {
            return Err(Failure::new(format!(
                "--output {}: this is a document to be checked, it would be overwritten",
                path.display()
            ))
            .cure(format!(
                "give another name{}",
                if check.input.inputs.len() > 1 {
                    ", and put the inputs before --output"
                } else {
                    ""
                }
            )));
        }
        if outputs.iter().any(|output| same(&output.path)) {
            return Err(Failure::new(format!(
                "--output {}: given twice",
                path.display()
            )));
        }
        outputs.push(Output {
            path: path.clone(),
            format,
        });
    }
    Ok(outputs)
}

fn unknown_format(path: &Path) -> Failure {
    let known: Vec<String> = ReportFormat::ALL
        .iter()
        .flat_map(|format| {
            format
                .extensions()
                .iter()
                .map(|extension| format!(".{extension} ({})", format.as_str()))
        })
        .collect();
    Failure::new(format!(
        "--output {}: the extension names no format of a report",
        path.display()
    ))
    .cure(format!("use one of {}", known.join(", ")))
}
