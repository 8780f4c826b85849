//! `--since`: each document's earlier version, what of it goes on, and which links the change touched.

use std::{
    collections::HashMap,
    path::{Component, Path, PathBuf},
};

use footfault::{
    citations::{
        self,
        units::Units,
        versions::{self, Versions},
    },
    document::Document,
    finding::Finding,
    input::{Format, Input, Limits},
    probe::{LinkRef, Target},
    readers::{self, Files},
    report::{Audited, Since},
    rules::{Before, Facts},
    suppress::since,
};

use super::{
    failure::Failure,
    git::{Earlier, Repository},
    inputs::Found,
};

/// Characters of a commit's name that are shown.
const SHORT: usize = 9;

/// How a Git LFS pointer begins.
const POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// The comparison of a run.
#[derive(Debug)]
pub(crate) struct Comparison {
    revision: String,
    commit: String,
    /// For each document of the run, its earlier version.
    documents: Vec<Version>,
    /// What the report should say of it.
    pub(crate) notices: Vec<String>,
}

/// Where the earlier versions are read.
struct Old<'a> {
    repository: &'a Repository,
    earlier: HashMap<PathBuf, Earlier>,
    forced: Option<Format>,
}

/// The files beside an earlier version: below its directory in the same commit, as today's are read below
/// today's directory.
#[derive(Debug)]
struct AtCommit<'a> {
    repository: &'a Repository,
    commit: &'a str,
    directory: &'a Path,
}

impl Files for AtCommit<'_> {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let mut inside = PathBuf::new();
        for part in Path::new(path).components() {
            match part {
                Component::Normal(name) => inside.push(name),
                Component::CurDir => {}
                // As long as it does not lead out.
                Component::ParentDir => inside.pop().then_some(())?,
                Component::RootDir | Component::Prefix(_) => return None,
            }
        }
        let limit = Limits::default().max_bytes;
        let file = self.directory.join(inside);
        let bytes = self.repository.blob(self.commit, &file, limit + 1).ok()?;
        (!bytes.is_empty() && bytes.len() as u64 <= limit).then_some(bytes)
    }
}

/// The earlier version of a document.
#[derive(Debug)]
enum Version {
    /// There was none: all of it is new.
    None,
    /// It was the same, byte for byte.
    Same,
    /// It was another.
    Other(Box<(Audited, Versions)>),
}

impl Comparison {
    /// Finds and reads the earlier version of every document; `files` are those each was read from.
    pub(crate) fn new(
        revision: &str,
        (documents, files): (&[Audited], &[Vec<Found>]),
        forced: Option<Format>,
    ) -> Result<Self, Failure> {
        let mut comparison = Self {
            revision: revision.to_owned(),
            commit: String::new(),
            documents: Vec::new(),
            notices: Vec::new(),
        };
        let mut repository: Option<Repository> = None;
        let mut sources = Vec::new();
        for (audited, files) in documents.iter().zip(files) {
            let mut own = Vec::new();
            for file in files {
                let Found::File { path, .. } = file else {
                    return Err(
                        Failure::new("standard input has no earlier version for --since")
                            .cure("name the file"),
                    );
                };
                let repository = match &mut repository {
                    Some(repository) => repository,
                    none => none.insert(Repository::at(path.parent().unwrap_or(Path::new("")))?),
                };
                own.push(repository.inside(path)?);
            }
            let repository = repository.as_ref();
            // What a file includes was read from beside it, and lies in the repository if that does.
            let parts = audited.document.parts.iter();
            let included = parts.filter_map(|part| {
                let path = Path::new(part.file.as_ref()?);
                repository?
                    .inside(path)
                    .ok()
                    .filter(|path| !own.contains(path))
            });
            let included: Vec<PathBuf> = included.collect();
            sources.push((own, included));
        }
        let Some(repository) = repository else {
            return Ok(comparison);
        };
        comparison.commit = repository.base(revision)?;
        let all: Vec<PathBuf> = sources
            .iter()
            .flat_map(|(own, included)| own.iter().chain(included).cloned())
            .collect();
        let old = Old {
            repository: &repository,
            earlier: repository.earlier(&comparison.commit, &all)?,
            forced,
        };
        for (audited, (own, included)) in documents.iter().zip(&sources) {
            let is = |path: &PathBuf, earlier: &Earlier| old.earlier.get(path) == Some(earlier);
            let version = if own
                .iter()
                .chain(included)
                .all(|path| is(path, &Earlier::Same))
            {
                Version::Same
            } else {
                comparison.version(&old, own, audited)?
            };
            comparison.documents.push(version);
        }
        Ok(comparison)
    }

    /// Reads the earlier form of a document from that of its files.
    fn version(
        &mut self,
        old: &Old<'_>,
        files: &[PathBuf],
        now: &Audited,
    ) -> Result<Version, Failure> {
        let path = &now.document.path;
        let mut documents = Vec::new();
        for file in files {
            let source = match old.earlier.get(file) {
                Some(Earlier::At(path)) => path,
                Some(Earlier::Same) => file,
                Some(Earlier::Nowhere) | None => continue,
            };
            match self.read(old, source, (file, now))? {
                Ok(document) => documents.push(document),
                Err(why) => {
                    self.notices.push(format!(
                        "{why}; {path} has nothing to be compared with, and all of it counts as new"
                    ));
                    return Ok(Version::None);
                }
            }
        }
        let document = if files.len() > 1 {
            readers::join(path, documents)
        } else {
            documents.pop()
        };
        let Some(document) = document else {
            return Ok(Version::None);
        };
        let citations = citations::build(&document);
        if let Some(excess) = citations.excess {
            self.notices.push(format!(
                "the earlier version has {}; {path} has nothing to be compared with, and all of it counts as new",
                excess.what()
            ));
            return Ok(Version::None);
        }
        let versions = versions::compare((&document, &citations), (&now.document, &now.citations));
        let earlier = Audited {
            document,
            citations,
        };
        Ok(Version::Other(Box::new((earlier, versions))))
    }

    /// Reads a file of the earlier version; in words why it cannot be read.
    fn read(
        &self,
        old: &Old<'_>,
        source: &Path,
        (file, now): (&Path, &Audited),
    ) -> Result<Result<Document, String>, Failure> {
        let name = format!("{}:{}", self.short(), source.display());
        let limit = Limits::default().max_bytes;
        let bytes = old.repository.blob(&self.commit, source, limit + 1)?;
        if bytes.starts_with(POINTER) {
            return Ok(Err(format!("{name} is kept in Git LFS and was not read")));
        }
        if bytes.len() as u64 > limit {
            return Ok(Err(format!("{name} is too large")));
        }
        // A file that was renamed may have been of another format.
        let kept = source.extension() == file.extension();
        let format = old.forced.or(kept.then_some(now.document.format));
        let input = match Input::from_bytes(&name, bytes, format) {
            Ok(input) => input,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let beside = AtCommit {
            repository: old.repository,
            commit: &self.commit,
            directory: source.parent().unwrap_or(Path::new("")),
        };
        let options = readers::Options {
            files: &beside,
            ..readers::Options::default()
        };
        let read = readers::read(&input, &options);
        Ok(read
            .map(|(document, _)| document)
            .map_err(|error| error.to_string()))
    }

    fn short(&self) -> &str {
        self.commit.get(..SHORT).unwrap_or(&self.commit)
    }

    /// The earlier version of a document, for the rules; `None` where there is nothing to compare.
    pub(crate) fn before(&self, index: usize) -> Option<Before<'_>> {
        match self.documents.get(index)? {
            Version::Other(other) => Some(Before {
                document: &other.0.document,
                citations: &other.0.citations,
                versions: &other.1,
            }),
            Version::None | Version::Same => None,
        }
    }

    /// Keeps the findings that the change brought; answers with how many are left out. `judge` gives the
    /// findings of an earlier version.
    pub(crate) fn brought(
        &self,
        facts: &Facts<'_>,
        findings: Vec<Finding>,
        judge: impl Fn(&Facts<'_>) -> Vec<Finding>,
    ) -> (Vec<Finding>, usize) {
        match self.documents.get(facts.index) {
            Some(Version::Same) => {
                let unchanged = findings.len();
                (Vec::new(), unchanged)
            }
            Some(Version::Other(_)) => {
                let Some(before) = self.before(facts.index) else {
                    return (findings, 0);
                };
                let earlier = judge(&Facts {
                    document: before.document,
                    citations: before.citations,
                    probes: None,
                    before: None,
                    ..*facts
                });
                since::brought(facts, before, findings, &earlier)
            }
            Some(Version::None) | None => (findings, 0),
        }
    }

    /// Leaves only the targets that touched text leads to, and tells so.
    pub(crate) fn narrow(&mut self, documents: &[Audited], targets: &mut Vec<Target>) {
        let all = targets.len();
        let mut units: HashMap<usize, Units<'_>> = HashMap::new();
        let mut touched = |at: &LinkRef| match self.documents.get(at.document) {
            Some(Version::Same) => false,
            Some(Version::Other(other)) => {
                let Audited {
                    document,
                    citations,
                } = &documents[at.document];
                let units = units
                    .entry(at.document)
                    .or_insert_with(|| Units::new(document, citations));
                let place = document.place_of(citations.links[at.link].origin);
                units.at(&place).is_none_or(|unit| !other.1.is_same(unit))
            }
            Some(Version::None) | None => true,
        };
        targets.retain(|target| target.links.iter().any(&mut touched));
        if targets.len() < all {
            self.notices.push(format!(
                "compared with {} ({}): {} of {all} addresses were to be asked, those in text that changed",
                self.revision,
                self.short(),
                targets.len()
            ));
        }
    }

    /// What the report says of the comparison.
    pub(crate) fn told(&self, unchanged: usize) -> Since {
        Since {
            revision: self.revision.clone(),
            commit: self.commit.clone(),
            unchanged,
        }
    }
}
