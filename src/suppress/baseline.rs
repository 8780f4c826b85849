//! Accepted findings, kept in a file that people can read, edit and merge. A finding is recognized by its
//! rule and text (see [`Key`]), so moved lines and renumbered notes do not bring it back. Reads no file.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write as _},
};

use serde::{Deserialize, Serialize};

use super::{Key, Suppressed, Suppressor, UNSUPPRESSIBLE};
use crate::{citations::versions::alike, finding::Finding, rules};

/// The form of the file; raised when the same file would mean something else.
pub const SCHEMA: &str = "footfault.baseline/1";

/// Fewest characters by which a text or its surroundings alone tell a finding.
const TELLING: usize = 12;

/// How many entries of one rule an altered finding is held against.
const RIVALS: usize = 200;

/// Accepted findings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Baseline {
    /// The entries, ordered by path and key, each key once.
    pub entries: Vec<Entry>,
}

/// Findings that are accepted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Path of the document, relative to the directory of the baseline, parted by `/`.
    pub path: String,
    /// Id of the rule.
    pub rule: String,
    /// The text the findings stand at, if it is not a whole note, mark or paragraph.
    #[serde(default)]
    pub text: String,
    /// The note, sentence or paragraph around it.
    #[serde(default)]
    pub context: String,
    /// How many findings look like this.
    #[serde(default = "one")]
    pub count: usize,
    /// Why they are accepted; written by people.
    #[serde(default)]
    pub reason: Option<String>,
}

fn one() -> usize {
    1
}

/// Why a baseline cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BaselineError {
    /// Written by another version, whose entries mean something else.
    Schema(String),
    /// Not what was written: what is wrong, with line and column.
    Damaged(String),
}

impl fmt::Display for BaselineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Schema(found) => write!(
                f,
                "written by another version of footfault ({found}; this one reads {SCHEMA})"
            ),
            Self::Damaged(how) => write!(f, "no sound baseline: {how}"),
        }
    }
}

impl std::error::Error for BaselineError {}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    #[expect(dead_code, reason = "compared before the rest is read")]
    schema: String,
    #[serde(default)]
    finding: Vec<Entry>,
}

/// A finding with the document it is in and the key it is recognized by.
#[derive(Debug, Clone)]
pub struct Known {
    /// Index of the document in the run.
    pub document: usize,
    /// Path of the document as in an [`Entry`].
    pub path: String,
    /// Its key.
    pub key: Key,
    /// The finding.
    pub finding: Finding,
}

/// What a baseline did to the findings of a run.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// Findings that are not accepted, in their order.
    pub kept: Vec<Known>,
    /// Findings that are, in their order.
    pub suppressed: Vec<Suppressed>,
    /// How often each entry served, in the order of the entries.
    pub used: Vec<usize>,
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// When it is of another version, or not what a baseline looks like.
    pub fn parse(text: &str) -> Result<Self, BaselineError> {
        let damaged = |error: &toml::de::Error| {
            let message = error
                .message()
                .lines()
                .next()
                .unwrap_or_default()
                .to_owned();
            BaselineError::Damaged(match error.span() {
                Some(span) => {
                    let at = crate::span::LineIndex::new(text).locate(text, span.start);
                    format!("line {}, column {}: {message}", at.line, at.column)
                }
                None => message,
            })
        };
        let table: toml::Table = text.parse().map_err(|error| damaged(&error))?;
        match table.get("schema").and_then(toml::Value::as_str) {
            Some(SCHEMA) => {}
            Some(other) if other.starts_with("footfault.baseline/") => {
                return Err(BaselineError::Schema(other.chars().take(60).collect()));
            }
            _ => {
                return Err(BaselineError::Damaged(format!(
                    "there is no line schema = \"{SCHEMA}\""
                )));
            }
        }
        let form: Form = toml::from_str(text).map_err(|error| damaged(&error))?;
        let mut baseline = Self {
            entries: form.finding,
        };
        baseline.settle();
        Ok(baseline)
    }

    /// A baseline that accepts these findings and no others. Reasons given in `earlier` are kept.
    pub fn accepting(known: &[Known], earlier: &Self) -> Self {
        let mut baseline = Self::default();
        for known in known {
            if !UNSUPPRESSIBLE.contains(&known.finding.rule) {
                baseline.entries.push(Entry {
                    path: known.path.clone(),
                    rule: known.key.rule.clone(),
                    text: known.key.text.clone(),
                    context: known.key.context.clone(),
                    count: 1,
                    reason: None,
                });
            }
        }
        baseline.settle();
        let reasons: BTreeMap<_, _> = earlier
            .entries
            .iter()
            .map(|entry| (identity(entry), &entry.reason))
            .collect();
        for entry in &mut baseline.entries {
            if let Some(reason) = reasons.get(&identity(entry)) {
                entry.reason.clone_from(reason);
            }
        }
        baseline
    }

    /// The baseline with those of further entries that this run could not judge.
    #[must_use]
    pub fn with(mut self, further: Vec<Entry>, judged: impl Fn(&Entry) -> bool) -> Self {
        let further = further.into_iter().filter(|entry| !judged(entry));
        self.entries.extend(further);
        self.settle();
        self
    }

    /// Orders the entries and joins those of one key.
    fn settle(&mut self) {
        self.entries.sort();
        self.entries.dedup_by(|next, first| {
            let same = identity(next) == identity(first);
            if same {
                first.count = first.count.saturating_add(next.count);
                if first.reason.is_none() {
                    first.reason = next.reason.take();
                }
            }
            same
        });
    }

    /// The text of the file: one entry after the other, in an order that does not depend on where in the
    /// document they stand.
    pub fn text(&self) -> String {
        let mut out = format!(
            "# Findings that are accepted. Written by “footfault baseline”, which keeps the reasons; entries may be\n\
             # taken out by hand, and “reason” may be added to any.\n\nschema = \"{SCHEMA}\"\n"
        );
        for entry in &self.entries {
            out.push_str("\n[[finding]]\n");
            let mut line = |key: &str, value: &str| {
                // The writer of the toml crate knows every escape.
                let value = toml::Value::String(value.to_owned());
                let _ = writeln!(out, "{key} = {value}");
            };
            line("path", &entry.path);
            line("rule", &entry.rule);
            if !entry.text.is_empty() {
                line("text", &entry.text);
            }
            if !entry.context.is_empty() {
                line("context", &entry.context);
            }
            if let Some(reason) = &entry.reason {
                line("reason", reason);
            }
            if entry.count != 1 {
                let _ = writeln!(out, "count = {}", entry.count);
            }
        }
        out
    }

    /// Takes the accepted findings out. Every entry serves as often as it counts: first for findings that
    /// are exactly its own, then for those whose text or surroundings changed, for those of a document that
    /// was renamed (`read` holds the paths of the run's documents), and last for those about a note or
    /// paragraph whose words were altered.
    pub fn apply(&self, findings: Vec<Known>, read: &BTreeSet<String>) -> Applied {
        let mut used = vec![0usize; self.entries.len()];
        let mut by: Vec<Option<usize>> = vec![None; findings.len()];
        for way in Way::ALL {
            let mut index: BTreeMap<(&str, &str, &str, &str), Vec<usize>> = BTreeMap::new();
            for (at, entry) in self.entries.iter().enumerate() {
                if used[at] < entry.count
                    && let Some(key) = way.of_entry(entry, read)
                {
                    index.entry(key).or_default().push(at);
                }
            }
            for (known, by) in findings.iter().zip(&mut by) {
                if by.is_some() || UNSUPPRESSIBLE.contains(&known.finding.rule) {
                    continue;
                }
                let Some(entries) = way.of(known).and_then(|key| index.get(&key)) else {
                    continue;
                };
                let free = entries
                    .iter()
                    .find(|at| used[**at] < self.entries[**at].count);
                if let Some(at) = free {
                    used[*at] += 1;
                    *by = Some(*at);
                }
            }
        }
        self.recognize(&findings, &mut used, &mut by);
        let mut applied = Applied {
            used,
            ..Applied::default()
        };
        for (known, by) in findings.into_iter().zip(by) {
            match by {
                Some(at) => applied.suppressed.push(Suppressed {
                    finding: known.finding,
                    by: Suppressor::Baseline {
                        reason: self.entries[at].reason.clone(),
                    },
                }),
                None => applied.kept.push(known),
            }
        }
        applied
    }

    /// Finds the entries of findings about a whole note or paragraph whose words were altered.
    fn recognize(&self, findings: &[Known], used: &mut [usize], by: &mut [Option<usize>]) {
        let mut left: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            if used[at] < entry.count && entry.text.is_empty() && !entry.context.is_empty() {
                let key = (entry.path.as_str(), entry.rule.as_str());
                left.entry(key).or_default().push(at);
            }
        }
        for (known, by) in findings.iter().zip(by) {
            let key = (known.path.as_str(), known.key.rule.as_str());
            if by.is_some()
                || !known.key.text.is_empty()
                || UNSUPPRESSIBLE.contains(&known.finding.rule)
            {
                continue;
            }
            let Some(entries) = left.get_mut(&key) else {
                continue;
            };
            let like = |at: &usize| alike(&self.entries[*at].context, &known.key.context);
            let found = entries.iter().take(RIVALS).position(like);
            if let Some(place) = found {
                let at = entries[place];
                used[at] += 1;
                *by = Some(at);
                if used[at] >= self.entries[at].count {
                    entries.remove(place);
                }
            }
        }
    }

    /// The entries without what did not serve, as far as `judged` says that it could have.
    #[must_use]
    pub fn pruned(&self, used: &[usize], judged: impl Fn(&Entry) -> bool) -> Self {
        let entries = self.entries.iter().zip(used);
        Self {
            entries: entries
                .filter_map(|(entry, used)| {
                    let count = if judged(entry) { *used } else { entry.count };
                    (count > 0).then(|| Entry {
                        count,
                        ..entry.clone()
                    })
                })
                .collect(),
        }
    }
}

/// What makes two entries one.
fn identity(entry: &Entry) -> (&str, &str, &str, &str) {
    (&entry.path, &entry.rule, &entry.text, &entry.context)
}

/// How an entry is held against a finding, the strictest first.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// All is equal.
    Exact,
    /// The text is equal, what stands around it changed.
    Text,
    /// What stands around it is equal, the text changed: the rule puts its finger elsewhere than it did.
    Context,
    /// All but the path is equal, and the path is of no document any more.
    Renamed,
}

impl Way {
    const ALL: [Self; 4] = [Self::Exact, Self::Text, Self::Context, Self::Renamed];

    fn of_entry<'e>(
        self,
        entry: &'e Entry,
        read: &BTreeSet<String>,
    ) -> Option<(&'e str, &'e str, &'e str, &'e str)> {
        if matches!(self, Self::Renamed) && read.contains(&entry.path) {
            return None;
        }
        self.key(&entry.path, &entry.rule, &entry.text, &entry.context)
    }

    fn of(self, known: &Known) -> Option<(&str, &str, &str, &str)> {
        let Key {
            rule,
            text,
            context,
        } = &known.key;
        self.key(&known.path, rule, text, context)
    }

    fn key<'k>(
        self,
        path: &'k str,
        rule: &'k str,
        text: &'k str,
        context: &'k str,
    ) -> Option<(&'k str, &'k str, &'k str, &'k str)> {
        match self {
            Self::Exact => Some((path, rule, text, context)),
            Self::Text => (text.len() >= TELLING).then_some((path, rule, text, "")),
            // Of two links in one note, one may die as the other comes back.
            Self::Context => (context.len() >= TELLING && !needs_network(rule))
                .then_some((path, rule, "", context)),
            Self::Renamed => {
                (text.len() + context.len() >= TELLING).then_some(("", rule, text, context))
            }
        }
    }
}

fn needs_network(rule: &str) -> bool {
    rules::find(rule).is_some_and(|rule| rule.meta().network)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{document::Place, finding::Severity};

    fn known(path: &str, rule: &'static str, text: &str, context: &str) -> Known {
        Known {
            document: 0,
            path: path.to_owned(),
            key: Key {
                rule: rule.to_owned(),
                text: text.to_owned(),
                context: context.to_owned(),
            },
            finding: Finding::new(rule, Severity::Error, Place::default(), context.to_owned()),
        }
    }

    fn read(paths: &[&str]) -> BTreeSet<String> {
        paths.iter().map(|path| (*path).to_owned()).collect()
    }

    #[test]
    fn what_is_written_is_read_again() {
        let findings = [
            known(
                "b.md",
                "missing-date",
                "",
                "A. Roe, “Title \"quoted\"” \\ and more",
            ),
            known("a.md", "dead-link", "https://example.org/", "see it"),
            known("a.md", "dead-link", "https://example.org/", "see it"),
            known("a.md", "nothing-checked", "", ""),
        ];
        let mut baseline = Baseline::accepting(&findings, &Baseline::default());
        assert_eq!(baseline.entries.len(), 2);
        assert_eq!(
            (baseline.entries[0].count, baseline.entries[0].path.as_str()),
            (2, "a.md")
        );
        baseline.entries[1].reason = Some("agreed\nwith the author".to_owned());
        let again = Baseline::parse(&baseline.text()).unwrap();
        assert_eq!(again, baseline);
        // Reasons outlive a rewriting.
        assert_eq!(Baseline::accepting(&findings, &again), baseline);
    }

    #[test]
    fn each_entry_serves_as_often_as_it_counts() {
        let one = known("a.md", "missing-date", "", "A. Roe, a title that is long");
        let baseline = Baseline::accepting(&[one.clone(), one.clone()], &Baseline::default());
        let applied = baseline.apply(vec![one.clone(), one.clone(), one], &read(&["a.md"]));
        assert_eq!((applied.kept.len(), applied.suppressed.len()), (1, 2));
        assert_eq!(applied.used, [2]);
    }

    #[test]
    fn altered_surroundings_and_renamed_files_are_recognized() {
        let accepted = known(
            "a.md",
            "dead-link",
            "https://example.org/x",
            "A. Roe, the titel",
        );
        let baseline = Baseline::accepting(&[accepted], &Baseline::default());
        let fate = |known: Known, paths: &[&str]| {
            baseline.apply(vec![known], &read(paths)).suppressed.len()
        };
        let mended = known(
            "a.md",
            "dead-link",
            "https://example.org/x",
            "A. Roe, the title",
        );
        assert_eq!(fate(mended, &["a.md"]), 1);
        let renamed = known(
            "b.md",
            "dead-link",
            "https://example.org/x",
            "A. Roe, the titel",
        );
        assert_eq!(fate(renamed.clone(), &["b.md"]), 1);
        // The old file is still there: this is another link.
        assert_eq!(fate(renamed, &["a.md", "b.md"]), 0);
        let other = known(
            "a.md",
            "dead-link",
            "https://example.org/y",
            "A. Roe, the titel",
        );
        assert_eq!(fate(other, &["a.md"]), 0);
        let rule = known(
            "a.md",
            "moved-link",
            "https://example.org/x",
            "A. Roe, the titel",
        );
        assert_eq!(fate(rule, &["a.md"]), 0);
    }

    #[test]
    fn other_versions_and_damage_are_told() {
        let error = |text: &str| Baseline::parse(text).unwrap_err();
        assert_eq!(
            error("schema = \"footfault.baseline/9\"\n[[other]]\n"),
            BaselineError::Schema("footfault.baseline/9".to_owned())
        );
        for (text, words) in [
            ("<<<<<<< HEAD\n", "line 1, column"),
            ("", "schema"),
            (
                "schema = \"footfault.baseline/1\"\n[[finding]]\nrule = 3\n",
                "line 3",
            ),
            (
                "schema = \"footfault.baseline/1\"\n[[finding]]\nrule = \"a\"\npath = \"a\"\nage = 3\n",
                "age",
            ),
        ] {
            let message = error(text).to_string();
            assert!(message.contains(words), "{text}: {message}");
        }
    }

    #[test]
    fn pruning_keeps_what_could_not_be_judged() {
        let findings = [
            known("a.md", "dead-link", "", "one that is long enough"),
            known("a.md", "missing-date", "", "two that is long enough"),
        ];
        let baseline = Baseline::accepting(&findings, &Baseline::default());
        let pruned = baseline.pruned(&[0, 0], |entry| entry.rule == "missing-date");
        assert_eq!(pruned.entries.len(), 1);
        assert_eq!(pruned.entries[0].rule, "dead-link");
    }
}
