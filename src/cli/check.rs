//! `footfault check`: read, judge, ask the links, report.

use footfault::{
    finding::Finding,
    probe::Probe,
    render::{self, ReportFormat},
    report::{Audited, History, Report},
    rules::{self, Facts, Selection},
};

use super::{
    Outcome,
    args::CheckArgs,
    asking::Asking,
    config::Config,
    console::Console,
    failure::Failure,
    network::Network,
    reading,
    saving::write_whole,
    settings::{self, Output},
};

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, console: Console) -> Result<Outcome, Failure> {
    let config = settings::configuration(&args.input.config, &args.input.inputs, console)?;
    let offline = settings::offline(&args.links, &config.links);
    let selection = settings::selection(&args.judging, &config, offline)?;
    let reading = reading::read(&args.input, &config, console)?;
    let outputs = settings::outputs(&args.output, args, &reading.sources)?;
    if reading.documents.is_empty() {
        return Ok(Outcome::Undone);
    }
    let mut notices = reading.notices;
    let mut incomplete = reading.incomplete;
    // Kept to the end: it listens for Ctrl-C while the report is written.
    let (asking, network) = if offline {
        notices.push("offline: no link was asked".to_owned());
        (None, None)
    } else {
        let network = Network::new(&args.links, &args.network, &config.links, environment)?;
        tell(&network, console);
        (Some(Asking::start(console)?), Some(network))
    };
    let mut probes = None;
    if let (Some(asking), Some(network)) = (&asking, &network) {
        let answers = asking.ask(&reading.documents, network, console)?;
        notices.extend(answers.notices);
        if answers.interrupted > 0 {
            let text = format!(
                "interrupted: {} of {} links were not asked",
                answers.interrupted,
                answers.probes.len()
            );
            console.error(&Failure::new(text.clone()));
            notices.push(text);
            incomplete = true;
        }
        probes = Some(answers.probes);
    }
    let findings = findings(
        &reading.documents,
        probes.as_deref(),
        &selection,
        (args, &config),
    );
    let report = Report {
        documents: reading.documents,
        findings,
        asked: probes.is_some(),
        probes: probes.unwrap_or_default(),
        notices,
        history: History::default(),
    };
    incomplete |= !deliver(&report, args, &outputs, console)?;
    if incomplete {
        return Ok(Outcome::Undone);
    }
    let worst = report.worst();
    let fails = settings::fail_on(&args.judging, &config)
        .is_some_and(|limit| worst.is_some_and(|worst| worst >= limit));
    Ok(if fails {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

/// The value of a variable of the environment; `None` where it is unset or no text.
pub(crate) fn environment(name: &str) -> Option<String> {
    std::env::var_os(name)?.into_string().ok()
}

/// Says how the links will be asked, to those who want to know.
pub(crate) fn tell(network: &Network, console: Console) {
    if let Some(proxies) = network.options.web.proxies.notice() {
        console.detailed(&proxies);
    }
    match &network.cache {
        Some((path, _)) => console.detailed(&format!("cache: {}", path.display())),
        None => console.detailed("nothing is remembered and nothing remembered is used"),
    }
}

/// The findings of every document, with the severities the configuration wants.
fn findings(
    documents: &[Audited],
    probes: Option<&[Probe]>,
    selection: &Selection,
    (args, config): (&CheckArgs, &Config),
) -> Vec<Finding> {
    let options = settings::judging(&args.judging, config);
    let mut findings = Vec::new();
    for (index, audited) in documents.iter().enumerate() {
        let facts = Facts {
            document: &audited.document,
            citations: &audited.citations,
            probes,
            index,
            options: &options,
            before: None,
        };
        findings.extend(rules::check(&facts, selection));
    }
    for finding in &mut findings {
        if let Some(severity) = config.severity.get(finding.rule) {
            finding.severity = *severity;
        }
    }
    findings
}

/// Writes the report wherever it is wanted; `false` where a file could not be written.
fn deliver(
    report: &Report,
    args: &CheckArgs,
    outputs: &[Output],
    console: Console,
) -> Result<bool, Failure> {
    let mut delivered = true;
    for output in outputs {
        let mut bytes = Vec::new();
        let options = render::Options {
            detail: console.detail(),
            ..render::Options::default()
        };
        let written = render::report(report, output.format, &options, &mut bytes)
            .and_then(|()| write_whole(&output.path, &bytes));
        match written {
            Ok(()) => console.note(&format!("wrote {}", output.path.display())),
            Err(error) => {
                let message = format!("{}: {error}", output.path.display());
                console.error(&Failure::new(message));
                delivered = false;
            }
        }
    }
    let format = match args.output.format {
        None if outputs.is_empty() => Some(ReportFormat::Terminal),
        format => format,
    };
    if let Some(format) = format {
        let options = render::Options {
            explain: args.output.explain,
            ..console.options()
        };
        console.print(|writer| render::report(report, format, &options, writer))?;
    }
    Ok(delivered)
}
