//! The earlier version of a document, from git. Runs the git of the user and changes nothing: no hook, no
//! pager, no prompt, no lock, nothing fetched. What a user or a file name says never becomes an option.

use std::{
    collections::HashMap,
    ffi::{OsStr, OsString},
    io::{self, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

use super::failure::Failure;

/// Variables that a hook finds set and that would name another repository once the directory is changed
/// (`git rev-parse --local-env-vars`).
const LOCAL: [&str; 15] = [
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_OBJECT_DIRECTORY",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_GRAFT_FILE",
    "GIT_INDEX_FILE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_REPLACE_REF_BASE",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_COMMON_DIR",
];

/// Most bytes of git's own answers that are read: a list of all changed paths.
const MOST_BYTES: u64 = 256 << 20;

/// A work tree.
#[derive(Debug)]
pub(crate) struct Repository {
    /// Its top directory.
    root: PathBuf,
}

/// Where the earlier text of a file stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Earlier {
    /// The file was not there.
    Nowhere,
    /// It was there, byte for byte the same.
    Same,
    /// It was there, under this path from the top of the repository.
    At(PathBuf),
}

impl Repository {
    /// The repository that a directory lies in.
    pub(crate) fn at(directory: &Path) -> Result<Self, Failure> {
        let directory = match directory {
            empty if empty.as_os_str().is_empty() => Path::new("."),
            directory => directory,
        };
        let output = run(directory, &["rev-parse", "--show-toplevel"])?;
        if !output.status.success() {
            return Err(no_repository(directory, &output));
        }
        let root = path(line(&output.stdout));
        let root = root
            .canonicalize()
            .map_err(|error| Failure::new(format!("{}: {error}", root.display())))?;
        Ok(Self { root })
    }

    /// A file's path from the top of the repository.
    pub(crate) fn inside(&self, file: &Path) -> Result<PathBuf, Failure> {
        let absolute = file
            .canonicalize()
            .map_err(|error| Failure::new(format!("{}: {error}", file.display())))?;
        absolute
            .strip_prefix(&self.root)
            .map(Path::to_owned)
            .map_err(|_| {
                Failure::new(format!(
                    "{}: not in the repository {}, so --since has nothing to compare it with",
                    file.display(),
                    self.root.display()
                ))
                .cure("check the files of one repository at a time")
            })
    }

    /// The commit to compare with: the last one that `revision` and the present version have in common.
    pub(crate) fn base(&self, revision: &str) -> Result<String, Failure> {
        let unknown = || {
            let failure = Failure::new(format!("--since: “{revision}” names no commit"));
            if self.is_shallow() {
                failure.cure(
                    "this clone is shallow and may lack it: run “git fetch --unshallow”, or give \
                     actions/checkout “fetch-depth: 0”",
                )
            } else {
                failure.cure(
                    "give a branch, tag or commit that “git log” knows; a branch of the server is \
                     “origin/NAME” after “git fetch”",
                )
            }
        };
        // A leading hyphen is refused here too, for a git that is older than --end-of-options.
        if revision.is_empty() || revision.starts_with('-') || revision.contains('\0') {
            return Err(unknown());
        }
        let commit = format!("{revision}^{{commit}}");
        let args = [
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ];
        let output = run(&self.root, &args)?;
        // Without --verify's check of its own, an old git answers with more than one line.
        let commit = line(&output.stdout);
        if !output.status.success() || !is_hash(commit) {
            return Err(unknown());
        }
        let commit = String::from_utf8_lossy(commit).into_owned();
        let output = run(&self.root, &["merge-base", &commit, "HEAD"])?;
        let base = line(&output.stdout);
        if output.status.success() && is_hash(base) {
            return Ok(String::from_utf8_lossy(base).into_owned());
        }
        let failure = Failure::new(format!(
            "--since: “{revision}” and the present version have no commit in common"
        ));
        Err(if self.is_shallow() {
            failure.cure(
                "this clone is shallow: run “git fetch --unshallow”, or give actions/checkout \
                 “fetch-depth: 0”",
            )
        } else {
            failure.cure("give a revision that the present version grew out of")
        })
    }

    /// Where the text of each file stood at `base`; the files by their paths from the top.
    pub(crate) fn earlier(
        &self,
        base: &str,
        files: &[PathBuf],
    ) -> Result<HashMap<PathBuf, Earlier>, Failure> {
        let args = [
            "diff",
            "--name-status",
            "--find-renames",
            "-z",
            "--no-ext-diff",
            "--no-textconv",
            "--ignore-submodules",
            base,
            "--",
        ];
        let output = run(&self.root, &args)?;
        if !output.status.success() {
            return Err(failed("diff", &output));
        }
        let changes = changes(&output.stdout);
        let mut out = HashMap::new();
        for file in files {
            let earlier = match changes.get(file) {
                Some(earlier) => earlier.clone(),
                None if self.has(base, file)? => Earlier::Same,
                // Not yet added to the index.
                None => Earlier::Nowhere,
            };
            out.insert(file.clone(), earlier);
        }
        Ok(out)
    }

    /// The bytes of a file at a commit, `most` at the most; none where it is not there.
    pub(crate) fn blob(&self, commit: &str, file: &Path, most: u64) -> Result<Vec<u8>, Failure> {
        let mut child = command(&self.root)
            .args(["cat-file", "blob"])
            .arg(object(commit, file))
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| no_git(&error))?;
        let mut bytes = Vec::new();
        let stream = child.stdout.take();
        let read = stream.map_or(Ok(0), |stream| stream.take(most).read_to_end(&mut bytes));
        end(&mut child);
        read.map_err(|error| Failure::new(format!("git cat-file: {error}")))?;
        Ok(bytes)
    }

    fn has(&self, commit: &str, file: &Path) -> Result<bool, Failure> {
        let output = command(&self.root)
            .args(["cat-file", "-e"])
            .arg(object(commit, file))
            .output()
            .map_err(|error| no_git(&error))?;
        Ok(output.status.success())
    }

    fn is_shallow(&self) -> bool {
        run(&self.root, &["rev-parse", "--is-shallow-repository"])
            .is_ok_and(|output| line(&output.stdout) == b"true")
    }
}

/// Ends a git that may still have something to say that nobody wants.
fn end(child: &mut Child) {
    // An error means that it has ended already.
    let _ = child.kill();
    let _ = child.wait();
}

/// A git that runs nothing of the repository, asks nothing and writes nothing.
fn command(directory: &Path) -> Command {
    let mut command = Command::new("git");
    for name in LOCAL {
        command.env_remove(name);
    }
    command
        .arg("--no-pager")
        .args(["-c", "core.fsmonitor=false"])
        .args(["-c", "core.hooksPath=/dev/null"])
        .args(["-c", "core.quotePath=false"])
        .current_dir(directory)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    command
}

fn run(directory: &Path, args: &[&str]) -> Result<Output, Failure> {
    let mut child = command(directory)
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| no_git(&error))?;
    let mut stdout = Vec::new();
    let stream = child.stdout.take();
    let read = stream.map_or(Ok(0), |stream| {
        stream.take(MOST_BYTES).read_to_end(&mut stdout)
    });
    // What git complains of is short, so it never waits for somebody to read it.
    let output = read
        .and_then(|_| child.wait_with_output())
        .map_err(|error| Failure::new(format!("git: {error}")))?;
    Ok(Output { stdout, ..output })
}

fn no_git(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        Failure::new("--since needs git, which is not installed or not in PATH")
            .cure("install git, or check without --since")
    } else {
        Failure::new(format!("git cannot be run: {error}"))
    }
}

fn failed(what: &str, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said
        .trim()
        .lines()
        .next()
        .unwrap_or("no message")
        .to_owned();
    Failure::new(format!("git {what} failed: {said}"))
}

fn no_repository(directory: &Path, output: &Output) -> Failure {
    let said = String::from_utf8_lossy(&output.stderr);
    if said.contains("dubious ownership") {
        return Failure::new(format!(
            "{}: git does not trust this repository, because it belongs to another user",
            directory.display()
        ))
        .cure("if you do, run “git config --global --add safe.directory DIRECTORY”");
    }
    if said.contains("work tree") {
        return Failure::new(format!(
            "{}: a bare repository has no documents to check",
            directory.display()
        ));
    }
    Failure::new(format!(
        "{}: not in a git repository, so --since has nothing to compare with",
        directory.display()
    ))
    .cure("check without --since")
}

/// The answer without the line end.
fn line(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    bytes.strip_suffix(b"\r").unwrap_or(bytes)
}

fn is_hash(bytes: &[u8]) -> bool {
    matches!(bytes.len(), 40 | 64) && bytes.iter().all(u8::is_ascii_hexdigit)
}

/// `COMMIT:PATH`, as git names the text of a file.
fn object(commit: &str, file: &Path) -> OsString {
    let mut name = OsString::from(commit);
    name.push(":");
    for (index, part) in file.iter().enumerate() {
        if index > 0 {
            name.push("/");
        }
        name.push(part);
    }
    name
}

/// Reads `git diff --name-status -z`.
fn changes(answer: &[u8]) -> HashMap<PathBuf, Earlier> {
    let mut out = HashMap::new();
    let mut fields = answer.split(|byte| *byte == 0);
    while let Some(status) = fields.next().filter(|status| !status.is_empty()) {
        let Some(first) = fields.next() else { break };
        match status[0] {
            b'R' | b'C' => {
                let Some(second) = fields.next() else { break };
                out.insert(path(second), Earlier::At(path(first)));
            }
            b'A' => {
                out.insert(path(first), Earlier::Nowhere);
            }
            // A path that was deleted from the index may still have a file.
            _ => {
                out.insert(path(first), Earlier::At(path(first)));
            }
        }
    }
    out
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsStr::new(&*String::from_utf8_lossy(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_changes_is_read() {
        let answer = b"M\0a.md\0R087\0old name.md\0b/new\nname.md\0A\0c.md\0D\0d.md\0";
        let changes = changes(answer);
        let at = |name: &str| Some(Earlier::At(PathBuf::from(name)));
        assert_eq!(changes.get(Path::new("a.md")).cloned(), at("a.md"));
        assert_eq!(
            changes.get(Path::new("b/new\nname.md")).cloned(),
            at("old name.md")
        );
        assert_eq!(changes.get(Path::new("c.md")), Some(&Earlier::Nowhere));
        assert_eq!(changes.get(Path::new("d.md")).cloned(), at("d.md"));
        assert_eq!(changes.len(), 4);
        assert!(super::changes(b"R100\0a").is_empty());
    }

    #[test]
    fn objects_are_named_with_slashes() {
        let file: PathBuf = ["-b", "c d.md"].iter().collect();
        assert_eq!(object("abc", &file), OsString::from("abc:-b/c d.md"));
    }
}
