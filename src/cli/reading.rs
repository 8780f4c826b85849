//! Reads the inputs of a run into documents and what they cite.

use std::{io, path::PathBuf};

use footfault::{
    citations::{self, Citations},
    input::{Format, Input, Limits},
    readers::{self, Files, NoFiles},
    report::Audited,
};
use globset::GlobSet;

use super::{
    beside::Beside,
    console::Console,
    failure::Failure,
    inputs::{self, Found},
};

/// What was read, and what could not be.
#[derive(Debug, Default)]
pub(crate) struct Reading {
    /// The documents, in the order given.
    pub(crate) documents: Vec<Audited>,
    /// What the report should say of how they were read.
    pub(crate) notices: Vec<String>,
    /// The files that were read.
    pub(crate) sources: Vec<PathBuf>,
    /// Whether something could not be read, or a named file holds nothing to check.
    pub(crate) incomplete: bool,
}

/// Reads every input; what cannot be read is told on the console, the rest is read all the same.
pub(crate) fn read(
    given: &[String],
    forced: Option<Format>,
    exclude: &GlobSet,
    console: Console,
) -> Reading {
    let mut reading = Reading::default();
    let (found, failures) = inputs::find(given);
    for failure in failures {
        reading.fail(&failure, console);
    }
    let mut idle = Vec::new();
    for file in found {
        if let Found::File { path, named: false } = &file
            && exclude.is_match(path)
        {
            console.detailed(&format!("{}: left out by “exclude”", path.display()));
            continue;
        }
        match read_one(&file, forced) {
            Ok((audited, notices)) => {
                reading.notices.extend(notices);
                let empty = is_empty(&audited.citations);
                match file {
                    Found::File { path, named: false } if empty => idle.push(path),
                    file => {
                        if empty {
                            let path = &audited.document.path;
                            reading.fail(&nothing_in(path), console);
                        }
                        if let Found::File { path, .. } = file {
                            reading.sources.push(path);
                        }
                        reading.documents.push(audited);
                    }
                }
            }
            Err(failure) => reading.fail(&failure, console),
        }
    }
    reading.tell_idle(&idle, console);
    reading
}

impl Reading {
    fn fail(&mut self, failure: &Failure, console: Console) {
        console.error(failure);
        self.incomplete = true;
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

fn nothing_in(place: &str) -> Failure {
    Failure::new(format!(
        "{place}: no mark, no note and no link found; nothing could be checked"
    ))
    .cure("see how footfault reads it with “footfault extract FILE”")
}

/// Whether nothing in it can be checked.
fn is_empty(citations: &Citations) -> bool {
    citations.marks.is_empty() && citations.notes.is_empty() && citations.links.is_empty()
}

fn read_one(file: &Found, forced: Option<Format>) -> Result<(Audited, Vec<String>), Failure> {
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
        ..readers::Options::default()
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
    let citations = citations::build(&document);
    Ok((
        Audited {
            document,
            citations,
        },
        notices,
    ))
}
