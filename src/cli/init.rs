//! `footfault init`: writes a commented configuration and, on request, a workflow. Overwrites nothing.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::{
    Outcome,
    args::{CiService, InitArgs},
    config,
    console::Console,
    failure::Failure,
};

/// Every key with its default, commented out.
pub(crate) const CONFIGURATION: &str = include_str!("init/footfault.toml");

/// A workflow for GitHub Actions.
const GITHUB: &str = include_str!("init/github.yml");

/// Runs the command.
pub(crate) fn run(args: &InitArgs, console: Console) -> Result<Outcome, Failure> {
    let mut files: Vec<(PathBuf, &str)> = vec![(args.directory.join(config::NAME), CONFIGURATION)];
    if let Some(CiService::Github) = args.ci {
        let path = args.directory.join(".github/workflows/footfault.yml");
        files.push((path, GITHUB));
    }
    // Nothing is written where something would be in the way.
    for (path, _) in &files {
        if path.symlink_metadata().is_ok() {
            return Err(Failure::new(format!("{}: already there", path.display()))
                .cure("remove it first, or name another directory"));
        }
    }
    for (path, text) in &files {
        write_new(path, text)
            .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
        console.note(&format!("wrote {}", path.display()));
    }
    Ok(Outcome::Clean)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    if let Some(directory) = path.parent()
        && !directory.as_os_str().is_empty()
    {
        fs::create_dir_all(directory)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?
        .write_all(text.as_bytes())
}
