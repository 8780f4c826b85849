//! `footfault fix`: what `check` finds and can be mended without a question is mended, or shown as a diff.

use std::{
    collections::HashMap,
    io::{self, Read, Write},
    path::PathBuf,
};

use footfault::{
    citations,
    finding::{Finding, Severity},
    fix::{self, Fixed, Level, Source},
    input::{Format, Input, Limits},
    probe::{self, LinkRef, Probe, Scope, Target},
    readers::{self, Files, NoFiles, ReadError},
    render::{Detail, escape},
    report::Audited,
    rules::{self, Facts, Selection},
    suppress,
};
use similar::TextDiff;

use super::{
    Outcome,
    args::{FixArgs, InputArgs},
    asking::Asking,
    beside::Beside,
    check,
    config::Config,
    console::Console,
    failure::Failure,
    inputs::{self, Found},
    network::Network,
    reading, saving, settings,
};

/// Lines around a change that a diff shows.
const CONTEXT: usize = 3;

/// Runs the command.
pub(crate) fn run(args: &FixArgs, console: Console) -> Result<Outcome, Failure> {
    if args.input.isolation.isolate {
        return Err(Failure::new(
            "--isolate does not go with fix: it reads the files that it changes itself",
        )
        .cure("leave --isolate away; only check files from strangers"));
    }
    let config = settings::configuration(&args.input.config, &args.input.inputs, console)?;
    let offline = settings::offline(&args.links, &config.links);
    let selection = settings::selection(&args.judging, &config, offline)?;
    let (files, mut incomplete) = gather(args, &config, console);
    if files.is_empty() {
        return Ok(Outcome::Undone);
    }
    let asks = rules::ALL
        .iter()
        .any(|rule| rule.meta().network && selection.runs(rule.meta()));
    let mut web = None;
    if asks {
        web = Some(Web::start(&files, (args, &config), console)?);
    } else if args.fixing.add_archived {
        return Err(Failure::new("--add-archived needs links to be asked")
            .cure("leave --offline away, and select dead-link or suspect-link"));
    }
    let mut work = Work {
        args,
        config: &config,
        selection: &selection,
        web,
        console,
    };
    let mut totals = Totals::default();
    for file in &files {
        match work.mend(file) {
            Ok(fixed) if deliver(file, &fixed, args, console)? => totals.add(&fixed),
            Ok(_) => incomplete = true,
            Err(failure) => {
                console.error(&failure);
                incomplete = true;
            }
        }
    }
    if totals.files > 0 {
        totals.tell(args, console)?;
    }
    if incomplete {
        return Ok(Outcome::Undone);
    }
    let fails = if args.fixing.diff {
        totals.changed > 0
    } else {
        settings::fail_on(&args.judging, &config)
            .is_some_and(|limit| totals.worst.is_some_and(|worst| worst >= limit))
    };
    Ok(if fails {
        Outcome::Found
    } else {
        Outcome::Clean
    })
}

/// A file to be mended, as it was read.
#[derive(Debug)]
struct Document {
    found: Found,
    name: String,
    bytes: Vec<u8>,
    format: Format,
    files: Box<dyn Files>,
    audited: Audited,
}

/// Reads every input that can be mended; `true` where one could not be read.
fn gather(args: &FixArgs, config: &Config, console: Console) -> (Vec<Document>, bool) {
    let (found, failures) = inputs::find(&args.input.inputs);
    let mut incomplete = !failures.is_empty();
    for failure in &failures {
        console.error(failure);
    }
    let mut files = Vec::new();
    let mut idle = 0;
    for file in found {
        if let Found::File { path, named: false } = &file
            && config.exclude.is_match(path)
        {
            console.detailed(&format!("{}: left out by “exclude”", path.display()));
            continue;
        }
        match open(file, &args.input) {
            Ok(document) if !reading::is_empty(&document.audited.citations) => files.push(document),
            Ok(Document {
                found: Found::File { named: false, .. },
                ..
            }) => idle += 1,
            Ok(document) => {
                console.error(&reading::nothing_in(&document.name));
                incomplete = true;
            }
            Err(failure) => {
                console.error(&failure);
                incomplete = true;
            }
        }
    }
    if files.is_empty() && idle > 0 {
        console.error(&reading::nothing_in(&format!("all {idle} files")));
        incomplete = true;
    }
    (files, incomplete)
}

fn open(found: Found, args: &InputArgs) -> Result<Document, Failure> {
    let forced = args.input_format;
    let (name, path) = match &found {
        Found::Stdin => ("-".to_owned(), PathBuf::new()),
        Found::File { path, .. } => (path.display().to_string(), path.clone()),
    };
    if found == Found::Stdin && forced.is_none() {
        let known = Format::ALL.map(Format::as_str).join(" or ");
        return Err(
            Failure::new("standard input has no name to tell its format by")
                .cure(format!("give --input-format {known}")),
        );
    }
    let limit = Limits::default().max_bytes;
    let mut bytes = Vec::new();
    let read = match &found {
        Found::Stdin => io::stdin().lock().take(limit + 1).read_to_end(&mut bytes),
        Found::File { .. } => {
            std::fs::File::open(&path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes))
        }
    };
    read.map_err(|error| Failure::new(format!("{name}: {error}")))?;
    if bytes.len() as u64 > limit {
        return Err(Failure::new(format!(
            "{name}: larger than {} MB",
            limit >> 20
        )));
    }
    let input = Input::from_bytes(&name, bytes.as_slice(), forced)
        .map_err(|error| Failure::new(error.to_string()))?;
    fix::can_be_fixed(&input).map_err(|error| Failure::new(error.to_string()))?;
    let files: Box<dyn Files> = match &found {
        Found::Stdin => Box::new(NoFiles),
        Found::File { .. } => Box::new(Beside::of(&path)),
    };
    let reading = readers::Options {
        files: files.as_ref(),
        original: args.original,
    };
    let (document, _) =
        readers::read(&input, &reading).map_err(|error| Failure::new(error.to_string()))?;
    let citations = citations::build(&document);
    if let Some(excess) = citations.excess {
        let error = ReadError::too_much(&name, excess.what());
        return Err(Failure::new(error.to_string()));
    }
    Ok(Document {
        found,
        name,
        bytes,
        format: input.format,
        files,
        audited: Audited {
            document,
            citations,
        },
    })
}

/// The web, asked once for every address of the run.
#[derive(Debug)]
struct Web {
    asking: Asking,
    network: Network,
    known: HashMap<String, Probe>,
    interrupted: bool,
}

impl Web {
    /// Asks the links of all files.
    fn start(
        files: &[Document],
        (args, config): (&FixArgs, &Config),
        console: Console,
    ) -> Result<Self, Failure> {
        let network = Network::new(
            &args.links,
            &args.network,
            &config.links,
            check::environment,
        )?;
        check::tell(&network, console);
        let asking = Asking::start(console)?;
        let mut web = Self {
            asking,
            network,
            known: HashMap::new(),
            interrupted: false,
        };
        let documents = files.iter().enumerate();
        let documents = documents.map(|(index, file)| (index, &file.audited.citations));
        web.ask(probe::targets(documents, Scope::Everywhere), console)?;
        if web.interrupted {
            return Err(Failure::new(
                "interrupted: not every link was asked, and nothing was changed",
            ));
        }
        Ok(web)
    }

    fn ask(&mut self, targets: Vec<Target>, console: Console) -> Result<(), Failure> {
        let answers = self.asking.ask_these(targets, &self.network, console)?;
        for notice in &answers.notices {
            console.note(notice);
        }
        self.interrupted |= answers.interrupted > 0;
        self.known.extend(
            answers
                .probes
                .into_iter()
                .map(|probe| (probe.url.clone(), probe)),
        );
        Ok(())
    }

    /// The answers for one document as it is now: what a fix brought in is asked, too.
    fn probes(&mut self, audited: &Audited, console: Console) -> Result<Vec<Probe>, Failure> {
        let targets = probe::targets([(0, &audited.citations)], Scope::Everywhere);
        let new: Vec<Target> = targets
            .iter()
            .filter(|target| !self.known.contains_key(&target.url))
            .cloned()
            .collect();
        if !new.is_empty() {
            self.ask(new, console)?;
        }
        Ok(targets
            .into_iter()
            .filter_map(|target| {
                let links: Vec<LinkRef> = target.links;
                let mut probe = self.known.get(&target.url)?.clone();
                probe.links = links;
                Some(probe)
            })
            .collect())
    }
}

/// What every file of the run has in common.
#[derive(Debug)]
struct Work<'a> {
    args: &'a FixArgs,
    config: &'a Config,
    selection: &'a Selection,
    web: Option<Web>,
    console: Console,
}

impl Work<'_> {
    fn mend(&mut self, file: &Document) -> Result<Fixed, Failure> {
        let level = if self.args.fixing.beyond_safe {
            Level::Unsafe
        } else {
            Level::Safe
        };
        let source = Source {
            name: &file.name,
            bytes: &file.bytes,
            format: Some(file.format),
            reading: readers::Options {
                files: file.files.as_ref(),
                ..readers::Options::default()
            },
        };
        let mut trouble = None;
        let fixed = fix::fix(source, level, &mut |audited| match self.judge(audited) {
            Ok(findings) => findings,
            Err(failure) => {
                trouble = Some(failure);
                Vec::new()
            }
        });
        let fixed = fixed.map_err(|error| Failure::new(error.to_string()))?;
        match trouble {
            Some(failure) => Err(failure),
            None if self.web.as_ref().is_some_and(|web| web.interrupted) => Err(Failure::new(
                format!("{}: interrupted, and not changed", file.name),
            )),
            None => Ok(fixed),
        }
    }

    /// What is wrong with a document as it is now.
    fn judge(&mut self, audited: &Audited) -> Result<Vec<Finding>, Failure> {
        let probes = match &mut self.web {
            Some(web) => Some(web.probes(audited, self.console)?),
            None => None,
        };
        let options = settings::judging(&self.args.judging, self.config);
        let facts = Facts {
            document: &audited.document,
            citations: &audited.citations,
            probes: probes.as_deref(),
            index: 0,
            options: &options,
            before: None,
        };
        let ran = suppress::Ran {
            selection: self.selection,
            asked: probes.is_some(),
        };
        // What the document says is right as it is stays as it is.
        let (mut findings, _) =
            suppress::ignores(&facts, ran, rules::check(&facts, self.selection));
        for finding in &mut findings {
            if let Some(severity) = self.config.severity.get(finding.rule) {
                finding.severity = *severity;
            }
        }
        if self.args.fixing.add_archived {
            findings.extend(fix::archived_copies(&facts, self.selection));
        }
        Ok(findings)
    }
}

/// Writes the file, or shows what would be written; tells what was done. `false` where it cannot be written.
fn deliver(
    file: &Document,
    fixed: &Fixed,
    args: &FixArgs,
    console: Console,
) -> Result<bool, Failure> {
    let changed = fixed.bytes != file.bytes;
    let stdin = file.found == Found::Stdin;
    if args.fixing.diff {
        if changed {
            let text = diff(&file.name, &file.bytes, &fixed.bytes);
            console.print(|writer| {
                let plain = !io::IsTerminal::is_terminal(&io::stdout());
                if plain {
                    writer.write_all(&text)
                } else {
                    for_people(&text, writer)
                }
            })?;
        }
    } else if stdin {
        console.print(|writer| writer.write_all(&fixed.bytes))?;
    } else if changed
        && let Found::File { path, .. } = &file.found
        && let Err(failure) = saving::replace(path, &file.bytes, &fixed.bytes)
    {
        console.error(&failure);
        return Ok(false);
    }
    let quiet = console.detail() == Detail::Brief;
    let (done, not_done) = if args.fixing.diff {
        ("would fix", "would not fix")
    } else {
        ("fixed", "not fixed")
    };
    let mut lines: Vec<String> = Vec::new();
    if !quiet {
        lines.extend(fixed.applied.iter().map(|finding| told(finding, done, "")));
    }
    lines.extend(
        fixed
            .refused
            .iter()
            .map(|(finding, reason)| told(finding, not_done, reason)),
    );
    if args.fixing.diff || stdin {
        for line in &lines {
            console.note(line);
        }
    } else {
        console.print(|writer| lines.iter().try_for_each(|line| writeln!(writer, "{line}")))?;
    }
    Ok(true)
}

/// One line about a fix.
fn told(finding: &Finding, what: &str, reason: &str) -> String {
    let place = &finding.place;
    let at = match (place.line, place.column) {
        (Some(line), Some(column)) => format!("{}:{line}:{column}", place.path),
        _ => place.path.clone(),
    };
    let why = if reason.is_empty() {
        String::new()
    } else {
        format!(" ({reason})")
    };
    escape::line(&format!(
        "{at}: {what}[{}]: {}{why}",
        finding.rule, finding.message
    ))
    .into_owned()
}

/// The changes of one file as a unified diff.
fn diff(name: &str, before: &[u8], after: &[u8]) -> Vec<u8> {
    let (before, after) = (
        String::from_utf8_lossy(before),
        String::from_utf8_lossy(after),
    );
    TextDiff::from_lines(before.as_ref(), after.as_ref())
        .unified_diff()
        .context_radius(CONTEXT)
        .header(name, name)
        .to_string()
        .into_bytes()
}

/// The diff for a terminal: nothing of the document steers it.
fn for_people(text: &[u8], writer: &mut dyn Write) -> io::Result<()> {
    let (good, bad) = (
        anstyle::AnsiColor::Green.on_default(),
        anstyle::AnsiColor::Red.on_default(),
    );
    for line in String::from_utf8_lossy(text).lines() {
        let style = match line.as_bytes().first() {
            Some(b'+') => good,
            Some(b'-') => bad,
            _ => anstyle::Style::new(),
        };
        writeln!(writer, "{style}{}{style:#}", escape::visible(line))?;
    }
    Ok(())
}

/// The run in numbers.
#[derive(Debug, Default)]
struct Totals {
    files: usize,
    changed: usize,
    applied: usize,
    refused: usize,
    left: [usize; 3],
    worst: Option<Severity>,
}

impl Totals {
    fn add(&mut self, fixed: &Fixed) {
        self.files += 1;
        self.changed += usize::from(!fixed.applied.is_empty());
        self.applied += fixed.applied.len();
        self.refused += fixed.refused.len();
        for finding in &fixed.left {
            self.left[match finding.severity {
                Severity::Error => 0,
                Severity::Warning => 1,
                Severity::Info => 2,
            }] += 1;
            self.worst = self.worst.max(Some(finding.severity));
        }
    }

    fn tell(&self, args: &FixArgs, console: Console) -> Result<(), Failure> {
        let count = |number: usize, noun: &str| match number {
            1 => format!("1 {noun}"),
            _ => format!(
                "{number} {noun}{}",
                if noun.ends_with('x') { "es" } else { "s" }
            ),
        };
        let mut text = match (self.applied, args.fixing.diff) {
            (0, _) => "nothing to fix".to_owned(),
            (fixes, true) => format!(
                "{} would be applied to {}",
                count(fixes, "fix"),
                count(self.changed, "file")
            ),
            (fixes, false) => format!(
                "{} applied to {}",
                count(fixes, "fix"),
                count(self.changed, "file")
            ),
        };
        if self.refused > 0 {
            text = format!("{text}, {} refused", self.refused);
        }
        if self.left.iter().any(|left| *left > 0) {
            let [errors, warnings, infos] = self.left;
            text = format!(
                "{text}; {}, {} and {} are left (see “footfault check”)",
                count(errors, "error"),
                count(warnings, "warning"),
                count(infos, "info"),
            );
        }
        if console.detail() == Detail::Brief {
            return Ok(());
        }
        let on_stdout = !args.fixing.diff && !args.input.inputs.iter().any(|input| input == "-");
        if on_stdout {
            return console.print(|writer| writeln!(writer, "{text}"));
        }
        console.note(&text);
        Ok(())
    }
}
