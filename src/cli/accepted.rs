//! Baselines as files: found, read, applied to a run, and written by `footfault baseline`.

use std::{
    collections::{BTreeSet, HashMap},
    fs,
    path::{Component, Path, PathBuf},
};

use footfault::{
    finding::Finding,
    report::Audited,
    rules::Facts,
    suppress::{
        self, Ran,
        baseline::{Baseline, Entry, Known},
    },
};

use super::{failure::Failure, inputs};

/// The name under which a baseline is written where none is given.
pub(crate) const NAME: &str = "footfault-baseline.toml";

/// Largest baseline that is read.
const MAX_BYTES: u64 = 64 << 20;

/// Stale entries that are told one by one.
const TOLD: usize = 10;

/// Characters of an entry's text that are told.
const SHOWN: usize = 80;

/// A baseline with its place.
#[derive(Debug)]
pub(crate) struct Accepted {
    /// The file.
    pub(crate) path: PathBuf,
    /// What is accepted.
    pub(crate) baseline: Baseline,
}

impl Accepted {
    /// Reads a baseline.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let shown = path.display();
        let missing = |error: std::io::Error| {
            let failure = Failure::new(format!("{shown}: {error}"));
            if error.kind() == std::io::ErrorKind::NotFound {
                failure.cure(format!(
                    "write it with “footfault baseline INPUT… --output {shown}”"
                ))
            } else {
                failure
            }
        };
        if fs::metadata(path).map_err(missing)?.len() > MAX_BYTES {
            return Err(Failure::new(format!("{shown}: too large for a baseline")));
        }
        let text = fs::read_to_string(path).map_err(missing)?;
        let baseline = Baseline::parse(&text).map_err(|error| {
            Failure::new(format!("{shown}: {error}")).cure(format!(
                "take the file back from version control, or remove it and write it anew with \
                 “footfault baseline INPUT… --output {shown}”"
            ))
        })?;
        Ok(Self {
            path: path.to_owned(),
            baseline,
        })
    }

    /// Tells the entries that nothing matches any more, and what to do about them.
    pub(crate) fn stale(&self, used: &[usize], judged: impl Fn(&Entry) -> bool) -> Vec<String> {
        let path = self.path.display();
        let entries = self.baseline.entries.iter().zip(used);
        let stale: Vec<(&Entry, usize)> = entries
            .filter(|(entry, used)| **used < entry.count && judged(entry))
            .map(|(entry, used)| (entry, entry.count - used))
            .collect();
        if stale.is_empty() {
            return Vec::new();
        }
        let mut notices: Vec<String> = stale
            .iter()
            .take(TOLD)
            .map(|(entry, left)| {
                let text = [&entry.text, &entry.context]
                    .into_iter()
                    .find(|text| !text.is_empty());
                let text: String = text.map_or_else(String::new, |text| {
                    let cut: String = text.chars().take(SHOWN).collect();
                    let more = if cut.len() < text.len() { "…" } else { "" };
                    format!(" at “{cut}{more}”")
                });
                let times = if *left > 1 {
                    format!(" ({left} times)")
                } else {
                    String::new()
                };
                format!(
                    "{path}: no longer found in {}: {}{text}{times}",
                    entry.path, entry.rule
                )
            })
            .collect();
        if stale.len() > TOLD {
            notices.push(format!("{path}: and {} more entries", stale.len() - TOLD));
        }
        notices.push(format!(
            "{path}: “footfault baseline --prune” takes out what is no longer found"
        ));
        notices
    }
}

/// Whether this run would have found again what an entry of the baseline at `file` accepts: its document was
/// read and its rule had its say, or the document is gone.
pub(crate) fn judged(
    file: &Path,
    read: &BTreeSet<String>,
    facts: &Facts<'_>,
    ran: Ran<'_>,
) -> impl Fn(&Entry) -> bool {
    let directory = inputs::identity(file);
    let directory = directory.parent().map_or_else(PathBuf::new, Path::to_owned);
    move |entry| {
        if read.contains(&entry.path) {
            ran.fully(facts, &entry.rule)
        } else {
            entry.path != "-" && !directory.join(&entry.path).exists()
        }
    }
}

/// The findings with their keys and the paths of their files as a baseline at `file` names them.
pub(crate) fn known(file: &Path, documents: &[Audited], findings: Vec<Vec<Finding>>) -> Vec<Known> {
    let mut out = Vec::new();
    let mut names: HashMap<String, String> = HashMap::new();
    for (document, (audited, findings)) in documents.iter().zip(findings).enumerate() {
        let keys = suppress::keys(&audited.document, &audited.citations, &findings);
        for (finding, key) in findings.into_iter().zip(keys) {
            let path = &finding.place.path;
            if !names.contains_key(path) {
                names.insert(path.clone(), name(file, path));
            }
            out.push(Known {
                document,
                path: names[path].clone(),
                key,
                finding,
            });
        }
    }
    out
}

/// The names of the run's files as a baseline at `file` has them.
pub(crate) fn names(file: &Path, documents: &[Audited]) -> BTreeSet<String> {
    let documents = documents.iter().map(|audited| &audited.document);
    documents
        .flat_map(|document| {
            let parts = document.parts.iter();
            parts
                .filter_map(|part| part.file.as_ref())
                .chain([&document.path])
        })
        .map(|path| name(file, path))
        .collect()
}

/// A file's path from the directory of the baseline, parted by `/` on every system.
fn name(file: &Path, document: &str) -> String {
    if document == "-" {
        return document.to_owned();
    }
    let document = inputs::identity(Path::new(document));
    let baseline = inputs::identity(file);
    let directory = baseline.parent().unwrap_or(Path::new(""));
    let common = directory
        .components()
        .zip(document.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = directory.components().skip(common).map(|_| "..".into());
    let down = document.components().skip(common).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy(),
        other => other.as_os_str().to_string_lossy(),
    });
    let parts: Vec<_> = up.chain(down).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_named_from_the_baseline() {
        let place = tempfile::tempdir().unwrap();
        let at = |name: &str| place.path().join(name);
        fs::create_dir_all(at("book/part")).unwrap();
        fs::write(at("book/part/a.md"), "a").unwrap();
        let document = at("book/part/a.md").display().to_string();
        assert_eq!(name(&at("b.toml"), &document), "book/part/a.md");
        assert_eq!(name(&at("book/part/b.toml"), &document), "a.md");
        fs::create_dir_all(at("ci")).unwrap();
        assert_eq!(name(&at("ci/b.toml"), &document), "../book/part/a.md");
        assert_eq!(name(&at("b.toml"), "-"), "-");
    }
}
