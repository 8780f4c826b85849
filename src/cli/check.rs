//! `footfault check`: read, judge, ask the links, report.

use footfault::{
    finding::Finding,
    render::{self, ReportFormat},
    report::{History, LinkChange, Report},
    rules::{self, Facts, Selection},
    suppress::Ran,
};

use super::{
    Outcome,
    accepted::{self, Accepted},
    args::{CheckArgs, HistoryArgs},
    console::Console,
    failure::Failure,
    gathering::{self, Gathered, Wanted},
    network::Network,
    reading,
    saving::write_whole,
    settings::{self, Output},
};

/// Runs the command.
pub(crate) fn run(args: &CheckArgs, console: Console) -> Result<Outcome, Failure> {
    let config = settings::configuration(&args.input.config, &args.input.inputs, console)?;
    let offline = settings::offline(&args.links, &config.links);
    if offline && args.history.link_changes().is_some() {
        return Err(
            Failure::new("offline, no link is asked and none can be told to have changed")
                .cure("take --offline away, or --link-changes and --fail-on-rot"),
        );
    }
    let selection = settings::selection(&args.judging, &config, offline)?;
    let accepted = settings::accepted(&args.history, &config)?;
    let reading = reading::read(&args.input, &config, console)?;
    let outputs = settings::outputs(&args.output, args, &reading.sources)?;
    if reading.documents.is_empty() {
        return Ok(Outcome::Undone);
    }
    let wanted = Wanted {
        links: &args.links,
        network: &args.network,
        config: &config.links,
        history: &args.history,
        offline,
        format: args.input.input_format,
    };
    let mut gathered = gathering::gather(reading, wanted, console)?;
    let options = settings::judging(&args.judging, &config);
    let judge = Judge {
        selection: &selection,
        options: &options,
        history: &args.history,
    };
    let (mut findings, mut history) = judge.told(&mut gathered, accepted.as_ref());
    let suppressed = history.suppressed.iter_mut().map(|held| &mut held.finding);
    for finding in findings.iter_mut().chain(suppressed) {
        if let Some(severity) = config.severity.get(finding.rule) {
            finding.severity = *severity;
        }
    }
    let report = Report {
        findings,
        asked: gathered.probes.is_some(),
        probes: gathered.probes.take().unwrap_or_default(),
        notices: std::mem::take(&mut gathered.notices),
        history,
        documents: std::mem::take(&mut gathered.documents),
    };
    if !deliver(&report, args, &outputs, console)? || gathered.incomplete {
        return Ok(Outcome::Undone);
    }
    let worst = report.worst();
    let rot = report.history.changes.as_ref();
    let fails = settings::fail_on(&args.judging, &config)
        .is_some_and(|limit| worst.is_some_and(|worst| worst >= limit))
        || (args.history.fail_on_rot
            && rot.is_some_and(|changes| changes.links.iter().any(LinkChange::died)));
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

/// How a run judges.
#[derive(Debug, Clone, Copy)]
struct Judge<'a> {
    selection: &'a Selection,
    options: &'a rules::Options,
    history: &'a HistoryArgs,
}

impl Judge<'_> {
    /// The findings that are told, and what is known of the rest.
    fn told(self, gathered: &mut Gathered, accepted: Option<&Accepted>) -> (Vec<Finding>, History) {
        let (mut findings, mut suppressed) =
            gathered.judge(self.selection, self.options, self.history);
        if let Some(accepted) = accepted {
            let known = accepted::known(&accepted.path, &gathered.documents, findings);
            let names = accepted::names(&accepted.path, &gathered.documents);
            let applied = accepted.baseline.apply(known, &names);
            let ran = Ran {
                selection: self.selection,
                asked: gathered.all_asked,
            };
            let facts = gathered.facts(0, self.options);
            let judged = accepted::judged(&accepted.path, &names, &facts, ran);
            let stale = accepted.stale(&applied.used, judged);
            gathered.notices.extend(stale);
            suppressed.extend(applied.suppressed);
            findings = vec![Vec::new(); gathered.documents.len()];
            for known in applied.kept {
                findings[known.document].push(known.finding);
            }
        }
        let mut unchanged = 0;
        let mut told = Vec::new();
        for (index, findings) in findings.into_iter().enumerate() {
            let Some(comparison) = &gathered.comparison else {
                told.extend(findings);
                continue;
            };
            let facts = gathered.facts(index, self.options);
            let earlier =
                |facts: &Facts<'_>| gathering::judge(facts, self.selection, false, self.history).0;
            let (brought, rest) = comparison.brought(&facts, findings, earlier);
            told.extend(brought);
            unchanged += rest;
        }
        let since = gathered.comparison.as_ref();
        let history = History {
            suppressed,
            since: since.map(|comparison| comparison.told(unchanged)),
            changes: gathered.changes.take(),
        };
        (told, history)
    }
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
    if format.is_none() {
        // The findings are in the files; whoever waits at the terminal hears how it went.
        let summary = report.summary();
        let counted = |number: usize, noun: &str| match number {
            1 => format!("1 {noun}"),
            _ => format!("{number} {noun}s"),
        };
        console.note(&format!(
            "{}, {}, {}",
            counted(summary.errors, "error"),
            counted(summary.warnings, "warning"),
            counted(summary.infos, "info")
        ));
    }
    if let Some(format) = format {
        let options = render::Options {
            explain: args.output.explain,
            ..console.options()
        };
        console.print(|writer| render::report(report, format, &options, writer))?;
    }
    Ok(delivered)
}
