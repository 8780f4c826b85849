//! `footfault init`: writes a commented configuration and, on request, a workflow. Overwrites nothing.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
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

/// A workflow for GitHub Actions, with [`PLACE`] where the action is named.
const GITHUB: &str = include_str!("init/github.yml");

/// What stands for the action in the workflow.
const PLACE: &str = "@@ACTION@@";

/// Where the action of footfault is found, unless `--action` says otherwise.
pub(crate) const ACTION: &str = "footfault/footfault@main";

/// Runs the command.
pub(crate) fn run(args: &InitArgs, console: Console) -> Result<Outcome, Failure> {
    let mut files = vec![(args.directory.join(config::NAME), CONFIGURATION.to_owned())];
    if let Some(CiService::Github) = args.ci {
        let path = args.directory.join(".github/workflows/footfault.yml");
        files.push((path, GITHUB.replace(PLACE, &args.action)));
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

#[cfg(test)]
mod tests {
    use footfault::probe::{archive, doi, options, web};

    use super::*;

    #[test]
    fn the_defaults_shown_are_the_defaults() {
        for line in [
            format!("# concurrency = {} ", options::CONCURRENCY),
            format!("# per-host = {} ", options::PER_HOST),
            format!(
                "# per-host-interval = \"{:?}\" ",
                options::PER_HOST_INTERVAL
            ),
            format!("# timeout = \"{:?}\" ", web::TIMEOUT),
            format!("# retries = {} ", options::RETRIES),
            format!("# archive-url = \"{}\"", archive::ENDPOINT),
            format!("# doi-url = \"{}\"", doi::ENDPOINT),
        ] {
            assert!(CONFIGURATION.contains(&line), "{line}");
        }
    }
}
