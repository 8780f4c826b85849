//! From the INPUTs of the command line to the files to be read.

use std::{
    collections::HashSet,
    fs, io,
    path::{Path, PathBuf},
};

use footfault::input::Format;
use globset::GlobBuilder;
use ignore::WalkBuilder;

use super::{failure::Failure, parse};

/// Something to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// Standard input.
    Stdin,
    /// A file, named or found by walking a directory or glob.
    File {
        /// Its path, relative where the INPUT was.
        path: PathBuf,
        /// Whether the user named it; a file that was only met on the way may hold no notes.
        named: bool,
    },
}

/// Finds the files of every INPUT, in the order given, those of a directory by path; a file comes once.
///
/// What cannot be found is told in the second list; the rest is found all the same.
pub(crate) fn find(inputs: &[String]) -> (Vec<Found>, Vec<Failure>) {
    let mut found = Vec::new();
    let mut failures = Vec::new();
    let mut seen = HashSet::new();
    for input in inputs {
        match find_one(input, &mut failures) {
            Ok(files) => {
                for file in files {
                    let key = match &file {
                        Found::Stdin => PathBuf::from("-"),
                        Found::File { path, .. } => identity(path),
                    };
                    if seen.insert(key) {
                        found.push(file);
                    }
                }
            }
            Err(failure) => failures.push(failure),
        }
    }
    (found, failures)
}

/// The directory from which the configuration of an INPUT is looked for.
pub(crate) fn base(input: &str) -> PathBuf {
    let path = Path::new(input);
    let directory = if input == "-" {
        Path::new("")
    } else if path.is_dir() {
        path
    } else if path.exists() || !is_glob(input) {
        path.parent().unwrap_or(Path::new(""))
    } else {
        return split_glob(input).0;
    };
    directory.to_owned()
}

fn find_one(input: &str, failures: &mut Vec<Failure>) -> Result<Vec<Found>, Failure> {
    let path = Path::new(input);
    if input == "-" {
        return Ok(vec![Found::Stdin]);
    }
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => walk(path, failures),
        Ok(_) => Ok(vec![Found::File {
            path: path.to_owned(),
            named: true,
        }]),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if is_glob(input) {
                glob(input, failures)
            } else {
                Err(missing(path))
            }
        }
        Err(error) => Err(Failure::new(format!("{input}: {error}"))),
    }
}

/// The readable files of a directory.
fn walk(directory: &Path, failures: &mut Vec<Failure>) -> Result<Vec<Found>, Failure> {
    let files = files_below(directory, failures, |path| {
        path.extension()
            .and_then(|extension| extension.to_str())
            .and_then(Format::of_extension)
            .is_some()
    });
    if files.is_empty() {
        let extensions: Vec<String> = Format::ALL
            .iter()
            .flat_map(|format| format.extensions())
            .map(|extension| format!(".{extension}"))
            .collect();
        return Err(Failure::new(format!(
            "{}: the directory holds no report",
            directory.display()
        ))
        .cure(format!(
            "looked for {} outside what .gitignore leaves out; name a file to read it whatever its name is",
            extensions.join(", ")
        )));
    }
    Ok(files)
}

/// The files a glob means.
fn glob(input: &str, failures: &mut Vec<Failure>) -> Result<Vec<Found>, Failure> {
    let (base, pattern) = split_glob(input);
    let matcher = GlobBuilder::new(&pattern)
        .literal_separator(true)
        .build()
        .map_err(|error| Failure::new(format!("{input}: {}", error.kind())))?
        .compile_matcher();
    let root = if base.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &base
    };
    if !root.is_dir() {
        return Err(missing(root));
    }
    let files = files_below(root, failures, |path| {
        matcher.is_match(path.strip_prefix(root).unwrap_or(path))
    });
    if files.is_empty() {
        return Err(Failure::new(format!("{input}: no file matches"))
            .cure("files that .gitignore leaves out and hidden ones are passed over"));
    }
    Ok(files)
}

/// Files below a directory, ordered by path, `.gitignore` honored, hidden ones left out. What cannot be
/// walked is told in `failures`.
fn files_below(
    root: &Path,
    failures: &mut Vec<Failure>,
    wanted: impl Fn(&Path) -> bool,
) -> Vec<Found> {
    let mut paths = Vec::new();
    for entry in WalkBuilder::new(root).require_git(false).build() {
        match entry {
            Ok(entry) => {
                let is_file = entry.file_type().is_some_and(|kind| kind.is_file())
                    || (entry.path_is_symlink() && entry.path().is_file());
                if is_file && wanted(entry.path()) {
                    let path = entry.into_path();
                    let shown = path.strip_prefix("./").map(Path::to_owned);
                    paths.push(shown.unwrap_or(path));
                }
            }
            Err(error) => failures.push(Failure::new(error.to_string())),
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| Found::File { path, named: false })
        .collect()
}

fn is_glob(input: &str) -> bool {
    input.contains(['*', '?', '[', '{'])
}

/// The directory before the first part with a special character, and the pattern from there on.
fn split_glob(input: &str) -> (PathBuf, String) {
    let special = input.find(['*', '?', '[', '{']).unwrap_or(input.len());
    let cut = input[..special]
        .rfind(std::path::is_separator)
        .map_or(0, |separator| separator + 1);
    (PathBuf::from(&input[..cut]), input[cut..].to_owned())
}

/// Says that a file is missing, and which one may be meant.
fn missing(path: &Path) -> Failure {
    let failure = Failure::new(format!("{}: no such file or directory", path.display()));
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let names: Vec<String> = fs::read_dir(directory)
        .into_iter()
        .flatten()
        .flatten()
        .take(10_000)
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let wanted = path.file_name().and_then(|name| name.to_str());
    match wanted.and_then(|wanted| parse::nearest(wanted, &names)) {
        Some(name) => failure.cure(format!(
            "did you mean {}?",
            path.with_file_name(name).display()
        )),
        None => failure.cure("give a file, a directory, a glob in quotes, or - for standard input"),
    }
}

/// What two ways of naming one file have in common, whether or not it is there yet.
pub(crate) fn identity(path: &Path) -> PathBuf {
    let beside = || {
        let directory = match path.parent()? {
            parent if parent.as_os_str().is_empty() => Path::new("."),
            parent => parent,
        };
        Some(directory.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize()
        .ok()
        .or_else(beside)
        .unwrap_or_else(|| path.to_owned())
}
