//! Reads the inputs of a run into documents and what they cite.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{
    args::InputArgs,
    beside::Beside,
    books::{self, Group, Joining},
    config::Config,
    console::Console,
    failure::Failure,
    inputs::{self, Found},
    isolated,
};
use footfault::{
    citations::{self, Citations},
    document::Document,
    input::{Format, Input, Limits},
    readers::{self, Files, NoFiles, ReadError},
    report::Audited,
};

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The documents, in the order given.
    pub(crate) documents: Vec<Audited>,
    /// What the report should say of how they were read.
    pub(crate) notices: Vec<String>,
    /// The files of each document, in the order in which they were joined.
    pub(crate) files: Vec<Vec<Found>>,
    /// The files that were read.
    pub(crate) sources: Vec<PathBuf>,
    /// Whether something could not be read, or a named file holds nothing to check.
    pub(crate) incomplete: bool,
}

/// Reads every input; what cannot be read is told on the console, the rest is read all the same.
pub(crate) fn read(
    args: &InputArgs,
    config: &Config,
    console: Console,
) -> Result<Reading, Failure> {
    let mut reading = Reading::default();
    let (mut found, failures) = inputs::find(&args.inputs);
    for failure in failures {
        reading.fail(&failure, console);
    }
    found.retain(|file| match file {
        Found::File { path, named: false } if config.exclude.is_match(path) => {
            console.detailed(&format!("{}: left out by “exclude”", path.display()));
            false
        }
        _ => true,
    });
    let joining = match (args.together, args.separate) {
        (true, _) => Joining::Together,
        (_, true) => Joining::Separate,
        _ => Joining::Told,
    };
    let isolate = args.isolation.isolate || config.isolate;
    let mut reports = Vec::new();
    for group in books::group(found, &config.reports, joining)? {
        reports.extend(read_group(group, (args, isolate), &mut reading, console));
    }
    if joining == Joining::Told {
        reports = join_by_evidence(reports, console);
    }
    reading.take(reports, console);
    Ok(reading)
}

/// A report and the files it was read from.
struct ReadReport {
    audited: Audited,
    notices: Vec<String>,
    files: Vec<Found>,
}

/// Reads the files of a group; `None` where none of them can be read.
fn read_group(
    group: Group,
    (args, isolate): (&InputArgs, bool),
    reading: &mut Reading,
    console: Console,
) -> Option<ReadReport> {
    let several = group.files.len() > 1;
    let mut documents = Vec::new();
    let mut notices = Vec::new();
    let mut files = Vec::new();
    for file in group.files {
        match read_one(&file, args, isolate) {
            Ok((document, told)) => {
                documents.push(document);
                notices.extend(told);
                files.push(file);
            }
            Err(failure) => reading.fail(&failure, console),
        }
    }
    let document = if several {
        if !group.why.is_empty() {
            console.detailed(&format!(
                "{}: {} files are read as one report: {}; --separate reads each alone",
                group.name,
                documents.len(),
                group.why
            ));
        }
        readers::join(&group.name, documents)?
    } else {
        documents.pop()?
    };
    match audit(document) {
        Ok(audited) => Some(ReadReport {
            audited,
            notices,
            files,
        }),
        Err(failure) => {
            reading.fail(&failure, console);
            None
        }
    }
}

fn audit(document: Document) -> Result<Audited, Failure> {
    let citations = citations::build(&document);
    match citations.excess {
        Some(excess) => {
            let error = ReadError::too_much(&document.path, excess.what());
            Err(Failure::new(error.to_string()))
        }
        None => Ok(Audited {
            document,
            citations,
        }),
    }
}

/// Joins files of one directory and format that were met on the way and belong together.
fn join_by_evidence(reports: Vec<ReadReport>, console: Console) -> Vec<ReadReport> {
    let mut by_place: Vec<((PathBuf, Format), Vec<usize>)> = Vec::new();
    for (index, report) in reports.iter().enumerate() {
        let [Found::File { path, named: false }] = report.files.as_slice() else {
            continue;
        };
        if is_empty(&report.audited.citations) {
            continue;
        }
        let directory = path.parent().unwrap_or(Path::new("")).to_owned();
        let key = (directory, report.audited.document.format);
        match by_place.iter_mut().find(|(known, _)| *known == key) {
            Some((_, members)) => members.push(index),
            None => by_place.push((key, vec![index])),
        }
    }
    let mut slots: Vec<Option<ReadReport>> = reports.into_iter().map(Some).collect();
    for ((directory, _), mut members) in by_place {
        if members.len() < 2 {
            continue;
        }
        let of = |index: usize| slots[index].as_ref();
        let path = |index: usize| of(index).map(|report| report.audited.document.path.as_str());
        members.sort_by(|a, b| {
            let name = |index| Path::new(path(index).unwrap_or_default());
            books::natural(name(*a), name(*b))
        });
        let parts: Vec<&Audited> = members
            .iter()
            .filter_map(|index| Some(&of(*index)?.audited))
            .collect();
        let documents = parts.iter().map(|part| part.document.clone()).collect();
        let name = books::shown(&directory);
        let joined = readers::join(&name, documents).and_then(|joined| audit(joined).ok());
        let Some(joined) = joined else {
            continue;
        };
        let separate: Vec<&Citations> = parts.iter().map(|part| &part.citations).collect();
        let Some(why) = books::belong_together(&separate, &joined.citations) else {
            continue;
        };
        let told = format!(
            "{name}: {} files are read as one report: {why}; --separate reads each alone",
            members.len()
        );
        console.detailed(&told);
        let mut report = ReadReport {
            audited: joined,
            notices: vec![told],
            files: Vec::new(),
        };
        for index in &members {
            if let Some(part) = slots[*index].take() {
                report.notices.extend(part.notices);
                report.files.extend(part.files);
            }
        }
        let first = members.iter().copied().min().unwrap_or_default();
        slots[first] = Some(report);
    }
    slots.into_iter().flatten().collect()
}

impl Reading {
    fn fail(&mut self, failure: &Failure, console: Console) {
        console.error(failure);
        self.incomplete = true;
    }

    /// Takes over the reports in which something can be checked.
    fn take(&mut self, reports: Vec<ReadReport>, console: Console) {
        let mut idle = Vec::new();
        for report in reports {
            self.notices.extend(report.notices);
            if is_empty(&report.audited.citations) {
                match report.files.as_slice() {
                    [Found::File { path, named: false }] => {
                        idle.push(path.clone());
                        continue;
                    }
                    _ => self.fail(&nothing_in(&report.audited.document.path), console),
                }
            }
            self.files.push(report.files.clone());
            self.sources
                .extend(report.files.into_iter().filter_map(|file| match file {
                    Found::File { path, .. } => Some(path),
                    Found::Stdin => None,
                }));
            self.documents.push(report.audited);
        }
        self.tell_idle(&idle, console);
    }

    /// Files met on the way may hold no notes, if only one of them does.
    fn tell_idle(&mut self, idle: &[PathBuf], console: Console) {
        if idle.is_empty() {
            return;
        }
        let names: Vec<String> = idle.iter().map(|path| path.display().to_string()).collect();
        if self.documents.is_empty() {
            let place = match names.as_slice() {
                [name] => name.clone(),
                names => format!("all {} files", names.len()),
            };
            self.fail(&nothing_in(&place), console);
            return;
        }
        for name in &names {
            console.detailed(&format!("{name}: no mark, no note and no link"));
        }
        self.notices.push(match names.as_slice() {
            [name] => format!("{name} holds no mark, no note and no link; it was left out"),
            names => format!(
                "{} files hold no mark, no note and no link; they were left out",
                names.len()
            ),
        });
    }
}

/// That an input holds nothing to check.
pub(crate) fn nothing_in(place: &str) -> Failure {
    Failure::new(format!(
        "{place}: no mark, no note and no link found; nothing could be checked"
    ))
    .cure("see how footfault reads it with “footfault extract FILE”")
}

/// Whether nothing in it can be checked.
pub(crate) fn is_empty(citations: &Citations) -> bool {
    citations.marks.is_empty() && citations.notes.is_empty() && citations.links.is_empty()
}

/// Reads a file, in a process of its own where that is asked for.
fn read_one(
    file: &Found,
    args: &InputArgs,
    isolate: bool,
) -> Result<(Document, Vec<String>), Failure> {
    match file {
        Found::File { path, .. } if isolate => isolated::read(path, args),
        _ => read_here(file, args.input_format, args.original),
    }
}

/// Reads a file in this process.
pub(crate) fn read_here(
    file: &Found,
    forced: Option<Format>,
    original: bool,
) -> Result<(Document, Vec<String>), Failure> {
    let limits = Limits::default();
    let input = match file {
        Found::Stdin if forced.is_none() => {
            let known = Format::ALL.map(Format::as_str).join(" or ");
            return Err(
                Failure::new("standard input has no name to tell its format by")
                    .cure(format!("give --input-format {known}")),
            );
        }
        Found::Stdin => Input::from_reader("-", io::stdin().lock(), &limits, forced),
        Found::File { path, .. } => Input::read(path, &limits, forced),
    }
    .map_err(|error| Failure::new(error.to_string()))?;
    let beside = match file {
        Found::File { path, .. } => Some(Beside::of(path)),
        Found::Stdin => None,
    };
    let options = readers::Options {
        files: beside
            .as_ref()
            .map_or(&NoFiles, |beside| beside as &dyn Files),
        original,
    };
    let (document, notices) =
        readers::read(&input, &options).map_err(|error| Failure::new(error.to_string()))?;
    let notices = notices
        .into_iter()
        .map(
            |notice| match notice.place.as_ref().and_then(|place| place.line) {
                Some(line) => format!("{}:{line}: {}", document.path, notice.message),
                None => format!("{}: {}", document.path, notice.message),
            },
        )
        .collect();
    Ok((document, notices))
}
