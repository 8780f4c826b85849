//! Runs the real command in an empty directory, with nothing of the developer's environment.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A report with two marks, two notes and one link.
pub(crate) const SOUND: &str = "\
# The Canal

Traffic fell by half.<sup>1</sup> Nobody knows why.<sup>2</sup>

# Notes

1. A. Smith, “Traffic on the Canal,” *Harbour Review*, March 3, 2021, https://example.org/traffic.
2. B. Jones, *Why Ships Wait* (London: Quay, 2022), 14.
";

/// A report whose second mark has no note.
pub(crate) const FAULTY: &str = "\
# The Canal

Traffic fell by half.<sup>1</sup> Nobody knows why.<sup>2</sup>

# Notes

1. A. Smith, “Traffic on the Canal,” *Harbour Review*, March 3, 2021, https://example.org/traffic.
";

/// A directory of its own for one test.
#[derive(Debug)]
pub(crate) struct Place {
    directory: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Exit code.
    pub(crate) code: Option<i32>,
    /// Standard output.
    pub(crate) stdout: String,
    /// Standard error.
    pub(crate) stderr: String,
}

impl Place {
    /// A directory with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let place = Self {
            directory: tempfile::tempdir().unwrap(),
        };
        for (name, text) in files {
            place.write(name, text.as_bytes());
        }
        place
    }

    /// Writes a file, its directories included.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Where a file is.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// What a file holds.
    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs `footfault` with these arguments, separated by blanks.
    pub(crate) fn run(&self, arguments: &str) -> Ran {
        self.run_with_stdin(arguments, b"")
    }

    /// As [`Place::run`], with something on standard input.
    pub(crate) fn run_with_stdin(&self, arguments: &str, stdin: &[u8]) -> Ran {
        let mut child = command(self.directory.path())
            .args(arguments.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A run that does not read standard input may end before everything is written.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The command, with an environment of its own.
pub(crate) fn command(directory: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_footfault"));
    command
        .current_dir(directory)
        .env_clear()
        .env("HOME", directory)
        .env("XDG_CACHE_HOME", directory.join(".cache"));
    // Windows programs do not start without these.
    for name in ["SystemRoot", "TEMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}
