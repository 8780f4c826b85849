//! A git repository for one test, with nothing of the developer's configuration.

use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use serde_json::Value;

/// A repository in a directory of its own.
#[derive(Debug)]
pub(crate) struct Repository {
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

impl Repository {
    /// A repository with these files in its first commit.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let repository = Self::empty();
        repository.git(&["init", "-q", "-b", "main"]);
        for (name, text) in files {
            repository.write(name, text);
        }
        repository.commit("first");
        repository
    }

    /// A directory without a repository.
    pub(crate) fn empty() -> Self {
        Self {
            directory: tempfile::tempdir().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Commits everything.
    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }

    /// Runs git, which must succeed, and gives its answer.
    pub(crate) fn git(&self, args: &[&str]) -> String {
        let output = isolated("git", self.directory.path())
            .args([
                "-c",
                "user.name=Tester",
                "-c",
                "user.email=tester@example.org",
            ])
            .args(args)
            .output()
            .unwrap();
        assert!(output.status.success(), "git {args:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs `footfault` with these arguments at the top of the repository.
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_in("", args)
    }

    /// Runs `footfault` in a directory of the repository.
    pub(crate) fn run_in(&self, directory: &str, args: &[&str]) -> Ran {
        ran(footfault(&self.path(directory)).args(args))
    }

    /// Runs `footfault check --offline --since REVISION` and gives the report.
    pub(crate) fn since(&self, revision: &str, inputs: &[&str]) -> Value {
        let mut args = vec![
            "check",
            "--offline",
            "--format",
            "json",
            "--since",
            revision,
        ];
        args.extend(inputs);
        self.run(&args).json()
    }
}

impl Ran {
    /// The report on standard output.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The command, in a directory.
pub(crate) fn footfault(directory: &Path) -> Command {
    isolated(env!("CARGO_BIN_EXE_footfault"), directory)
}

/// Runs a command to its end.
pub(crate) fn ran(command: &mut Command) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = command.output().unwrap();
    Ran {
        code: status.code(),
        stdout: String::from_utf8(stdout).unwrap(),
        stderr: String::from_utf8(stderr).unwrap(),
    }
}

/// A command that sees no configuration of the user or of the system.
pub(crate) fn isolated(program: impl AsRef<OsStr>, directory: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(directory).env_clear();
    for name in ["PATH", "SystemRoot", "TEMP"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
        .env("HOME", directory)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        // A repository of the developer above the directory of the test is none of its business.
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    command
}

/// The rules of the findings of a report, in order.
pub(crate) fn rules(report: &Value) -> Vec<&str> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["rule"].as_str().unwrap())
        .collect()
}

/// The findings of one rule.
pub(crate) fn of<'r>(report: &'r Value, rule: &str) -> Vec<&'r Value> {
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .filter(|finding| finding["rule"] == rule)
        .collect()
}
