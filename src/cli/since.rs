//! `--since`: each document's earlier version, what of it goes on, and which links the change touched.

use std::{collections::HashMap, io::Read, path::Path};

use footfault::{
    citations::{
        self,
        units::Units,
        versions::{self, Versions},
    },
    finding::Finding,
    input::{Format, Input, InputError, Limits},
    probe::{LinkRef, Target},
    readers,
    report::{Audited, Since},
    rules::{Before, Facts},
    suppress::since,
};

use super::{
    failure::Failure,
    git::{Earlier, Repository},
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
    /// Finds and reads the earlier version of every document.
    pub(crate) fn new(
        revision: &str,
        documents: &[Audited],
        forced: Option<Format>,
    ) -> Result<Self, Failure> {
        let mut paths = Vec::new();
        let mut repository: Option<Repository> = None;
        for audited in documents {
            if audited.document.path == "-" {
                return Err(
                    Failure::new("standard input has no earlier version for --since")
                        .cure("name the file"),
                );
            }
            let file = Path::new(&audited.document.path);
            let repository = match &mut repository {
                Some(repository) => repository,
                none => none.insert(Repository::at(file.parent().unwrap_or(Path::new("")))?),
            };
            paths.push(repository.inside(file)?);
        }
        let mut comparison = Self {
            revision: revision.to_owned(),
            commit: String::new(),
            documents: Vec::new(),
            notices: Vec::new(),
        };
        let Some(repository) = repository else {
            return Ok(comparison);
        };
        comparison.commit = repository.base(revision)?;
        let earlier = repository.earlier(&comparison.commit, &paths)?;
        for (audited, path) in documents.iter().zip(&paths) {
            let version = match earlier.get(path).unwrap_or(&Earlier::Nowhere) {
                Earlier::Nowhere => Version::None,
                Earlier::Same => Version::Same,
                Earlier::At(old) => comparison.read(&repository, old, audited, forced)?,
            };
            comparison.documents.push(version);
        }
        Ok(comparison)
    }

    fn read(
        &mut self,
        repository: &Repository,
        old: &Path,
        now: &Audited,
        forced: Option<Format>,
    ) -> Result<Version, Failure> {
        let name = format!("{}:{}", self.short(), old.display());
        // A file that was renamed may have been of another format.
        let kept = old.extension() == Path::new(&now.document.path).extension();
        let format = forced.or(kept.then_some(now.document.format));
        let input = repository.blob(&self.commit, old, |stream| {
            let mut bytes = Vec::new();
            let limit = Limits::default();
            stream
                .take(limit.max_bytes + 1)
                .read_to_end(&mut bytes)
                .map_err(|error| InputError::Io(name.clone(), error))?;
            if bytes.starts_with(POINTER) {
                return Ok(None);
            }
            Input::from_reader(&name, bytes.as_slice(), &limit, format).map(Some)
        })?;
        let path = &now.document.path;
        let input = match input {
            Ok(Some(input)) => input,
            Ok(None) => {
                self.notices.push(format!(
                    "{path}: its earlier version is kept in Git LFS and was not read; all of it counts as new"
                ));
                return Ok(Version::None);
            }
            Err(error) => {
                self.notices.push(format!(
                    "{error}; {path} has no earlier version to compare with, and all of it counts as new"
                ));
                return Ok(Version::None);
            }
        };
        let (document, _) = readers::read(&input);
        let citations = citations::build(&document);
        let versions = versions::compare((&document, &citations), (&now.document, &now.citations));
        let earlier = Audited {
            document,
            citations,
        };
        Ok(Version::Other(Box::new((earlier, versions))))
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
