//! Which files are one report: by the command line, the configuration, the table of contents of a book,
//! or because their notes and numbers belong together. Reads manifests, never the reports themselves.

use std::{
    cmp::Ordering,
    collections::{HashMap, HashSet},
    fs,
    path::{Component, Path, PathBuf},
};

use footfault::citations::Citations;
use pulldown_cmark::{Event, Parser, Tag};
use saphyr_parser::Event as Yaml;

use super::{
    config::SeveralFiles,
    failure::Failure,
    inputs::{self, Found},
};

/// Largest table of contents that is read.
const MAX_MANIFEST: u64 = 1 << 20;

/// Tables of contents of books, by the tools that use them.
const MANIFESTS: [(&str, &str); 5] = [
    ("SUMMARY.md", "mdBook"),
    ("_quarto.yml", "Quarto"),
    ("_quarto.yaml", "Quarto"),
    ("_bookdown.yml", "bookdown"),
    ("_toc.yml", "Jupyter Book"),
];

/// How the files of a run are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joining {
    /// All are one report.
    Together,
    /// Each is a report.
    Separate,
    /// As the configuration, the books and the evidence say.
    Told,
}

/// Files that are read as one report.
#[derive(Debug)]
pub(crate) struct Group {
    /// What the report is called, where it has several files.
    pub(crate) name: String,
    /// The files in reading order.
    pub(crate) files: Vec<Found>,
    /// Why they are one report, to be told; empty where the user said so.
    pub(crate) why: String,
}

/// Puts the files of a run together; what remains alone may still be joined by [`belong_together`].
pub(crate) fn group(
    found: Vec<Found>,
    reports: &[SeveralFiles],
    joining: Joining,
) -> Result<Vec<Group>, Failure> {
    match joining {
        Joining::Together if found.len() > 1 => {
            return Ok(vec![Group {
                name: common(&found),
                files: found,
                why: String::new(),
            }]);
        }
        Joining::Together | Joining::Separate => return Ok(found.into_iter().map(alone).collect()),
        Joining::Told => {}
    }
    let there: HashSet<PathBuf> = found.iter().filter_map(met).collect();
    if there.is_empty() {
        return Ok(found.into_iter().map(alone).collect());
    }
    let mut lists = Vec::new();
    for report in reports {
        lists.push(Book {
            name: report.name.clone(),
            files: listed(report)?,
            contents: None,
            why: String::new(),
        });
    }
    lists.extend(books(&found));
    let mut taken: HashSet<PathBuf> = HashSet::new();
    let mut by_first: HashMap<PathBuf, Group> = HashMap::new();
    for book in lists {
        let keys: Vec<PathBuf> = book
            .files
            .iter()
            .map(|file| inputs::identity(file))
            .collect();
        // A file named on the command line is what the user wants to see, not its book.
        let Some(first) = found
            .iter()
            .filter_map(met)
            .find(|key| keys.contains(key) && !taken.contains(key))
        else {
            continue;
        };
        taken.extend(book.contents.as_deref().map(inputs::identity));
        let members: Vec<Found> = book
            .files
            .into_iter()
            .zip(&keys)
            .filter(|(_, key)| book.why.is_empty() || there.contains(*key))
            .filter(|(_, key)| taken.insert((*key).clone()))
            .map(|(path, _)| Found::File { path, named: false })
            .collect();
        by_first.insert(
            first,
            Group {
                name: book.name,
                files: members,
                why: book.why,
            },
        );
    }
    let mut groups = Vec::new();
    for file in found {
        let key = met(&file);
        match key.as_ref().and_then(|key| by_first.remove(key)) {
            Some(group) => groups.push(group),
            None if key.is_some_and(|key| taken.contains(&key)) => {}
            None => groups.push(alone(file)),
        }
    }
    Ok(groups)
}

fn alone(file: Found) -> Group {
    Group {
        name: String::new(),
        files: vec![file],
        why: String::new(),
    }
}

/// The identity of a file that was met on the way.
fn met(file: &Found) -> Option<PathBuf> {
    match file {
        Found::File { path, named: false } => Some(inputs::identity(path)),
        _ => None,
    }
}

/// The directory that all files have in common.
fn common(found: &[Found]) -> String {
    let mut paths = found.iter().filter_map(|file| match file {
        Found::File { path, .. } => path.parent(),
        Found::Stdin => None,
    });
    let Some(first) = paths.next() else {
        return "-".to_owned();
    };
    let mut common = first.to_owned();
    for path in paths {
        while !path.starts_with(&common) && common.pop() {}
    }
    shown(&common)
}

/// A directory, as it is told.
pub(crate) fn shown(directory: &Path) -> String {
    if directory.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        directory.display().to_string()
    }
}

/// The files of a report of the configuration.
fn listed(report: &SeveralFiles) -> Result<Vec<PathBuf>, Failure> {
    let mut files: Vec<PathBuf> = Vec::new();
    for pattern in &report.files {
        let text = pattern.display().to_string();
        let (mut found, failures) = inputs::find(std::slice::from_ref(&text));
        if let Some(failure) = failures.into_iter().next() {
            return Err(failure);
        }
        found.sort_by(|a, b| match (a, b) {
            (Found::File { path: a, .. }, Found::File { path: b, .. }) => natural(a, b),
            _ => Ordering::Equal,
        });
        files.extend(found.into_iter().filter_map(|file| match file {
            Found::File { path, .. } => Some(path),
            Found::Stdin => None,
        }));
    }
    let mut seen = HashSet::new();
    files.retain(|file| seen.insert(inputs::identity(file)));
    Ok(files)
}

/// Files that somebody lists as one report.
struct Book {
    name: String,
    files: Vec<PathBuf>,
    /// The table of contents, which is no report of its own; `None` for a list of the configuration.
    contents: Option<PathBuf>,
    why: String,
}

/// The books whose tables of contents stand in the directories of the files, or above them.
fn books(found: &[Found]) -> Vec<Book> {
    let mut directories: Vec<PathBuf> = Vec::new();
    let mut seen = HashSet::new();
    for file in found {
        let Found::File { path, named: false } = file else {
            continue;
        };
        let parent = path.parent().unwrap_or(Path::new(""));
        for directory in [Some(parent), parent.parent()].into_iter().flatten() {
            if seen.insert(directory.to_owned()) {
                directories.push(directory.to_owned());
            }
        }
    }
    let mut books = Vec::new();
    for directory in directories {
        for (name, tool) in MANIFESTS {
            let Some(text) = manifest(&directory.join(name)) else {
                continue;
            };
            let targets = if tool == "mdBook" {
                links(&text)
            } else {
                scalars(&text)
            };
            let files: Vec<PathBuf> = targets
                .iter()
                .filter_map(|target| chapter(&directory, target))
                .collect();
            if files.len() > 1 {
                let why = format!("{name} lists them ({tool})");
                books.push(Book {
                    name: shown(&directory),
                    files,
                    contents: Some(directory.join(name)),
                    why,
                });
                break;
            }
        }
    }
    books
}

fn manifest(path: &Path) -> Option<String> {
    let metadata = fs::metadata(path).ok()?;
    (metadata.is_file() && metadata.len() <= MAX_MANIFEST)
        .then(|| fs::read_to_string(path).ok())
        .flatten()
}

/// The link targets of a table of contents in Markdown.
fn links(text: &str) -> Vec<String> {
    Parser::new(text)
        .filter_map(|event| match event {
            Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.into_string()),
            _ => None,
        })
        .collect()
}

/// The strings of a YAML file, in order; aliases are not followed.
fn scalars(text: &str) -> Vec<String> {
    saphyr_parser::Parser::new_from_str(text)
        .map_while(Result::ok)
        .filter_map(|(event, _)| match event {
            Yaml::Scalar(value, ..) => Some(value.into_owned()),
            _ => None,
        })
        .collect()
}

/// The file that an entry of a table of contents means, if it is there and a text of a book.
fn chapter(directory: &Path, target: &str) -> Option<PathBuf> {
    const EXTENSIONS: [&str; 7] = ["md", "qmd", "rmd", "Rmd", "markdown", "rst", "adoc"];
    let inner = Path::new(target.split('#').next()?);
    let stays = inner
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !stays || inner.as_os_str().is_empty() {
        return None;
    }
    let path: PathBuf = directory
        .join(inner)
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .collect();
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(extension) if EXTENSIONS.contains(&extension) => path.is_file().then_some(path),
        _ => EXTENSIONS
            .iter()
            .map(|extension| {
                let mut name = path.clone().into_os_string();
                name.push(".");
                name.push(extension);
                PathBuf::from(name)
            })
            .find(|path| path.is_file()),
    }
}

/// Compares paths so that `chapter-10` comes after `chapter-9`.
pub(crate) fn natural(a: &Path, b: &Path) -> Ordering {
    fn pieces(path: &Path) -> Vec<(u128, String)> {
        let text = path.display().to_string().to_lowercase();
        let mut out = Vec::new();
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            let end = rest[digits..]
                .find(|c: char| c.is_ascii_digit())
                .map_or(rest.len(), |at| at + digits);
            let number = rest[..digits.min(36)].parse().unwrap_or(0);
            out.push((number, rest[digits..end].to_owned()));
            rest = &rest[end..];
        }
        out
    }
    pieces(a).cmp(&pieces(b)).then_with(|| a.cmp(b))
}

/// Why documents, read one by one, are one report: `joined` is what they are together.
///
/// Either marks of one file find their notes in another, or the numbers run on from file to file.
pub(crate) fn belong_together(separate: &[&Citations], joined: &Citations) -> Option<&'static str> {
    let alone: usize = separate.iter().map(|one| unpaired(one)).sum();
    let together = unpaired(joined);
    if alone >= 4 && together * 2 <= alone {
        return Some("marks in one find their notes in another");
    }
    let runs: Vec<(u64, u64)> = separate.iter().filter_map(|one| run(one)).collect();
    let run_on = runs.len() > 1
        && runs.first().is_some_and(|(first, _)| *first == 1)
        && runs.windows(2).all(|pair| pair[0].1 + 1 == pair[1].0);
    (run_on && together <= alone).then_some("their numbers run on from one to the next")
}

/// Marks without a note and notes without a mark.
fn unpaired(citations: &Citations) -> usize {
    let marks = citations.marks.iter().filter(|mark| mark.note.is_none());
    let notes = citations.notes.iter().filter(|note| note.marks.is_empty());
    marks.count() + notes.count()
}

/// The first and the last number of the marks, where all of them are numbers.
fn run(citations: &Citations) -> Option<(u64, u64)> {
    let number = |label: &str| label.parse::<u64>().ok();
    let first = number(&citations.marks.first()?.label)?;
    let last = number(&citations.marks.last()?.label)?;
    (first <= last).then_some((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_count_as_numbers() {
        let mut paths = ["c-10.md", "c-9.md", "c-1.md", "a.md", "c-9b.md"].map(PathBuf::from);
        paths.sort_by(|a, b| natural(a, b));
        let names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        assert_eq!(names, ["a.md", "c-1.md", "c-9.md", "c-9b.md", "c-10.md"]);
    }

    #[test]
    fn manifests_of_books_name_their_chapters() {
        let summary = "# Summary\n\n[Preface](preface.md)\n\n- [One](one.md)\n  - [Draft]()\n";
        assert_eq!(links(summary), ["preface.md", "one.md", ""]);
        let quarto = "book:\n  chapters:\n    - index.qmd\n    - part: two.qmd\n      chapters: [three.qmd]\n";
        let found = scalars(quarto);
        for name in ["index.qmd", "two.qmd", "three.qmd"] {
            assert!(found.iter().any(|value| value == name), "{name}");
        }
        assert_eq!(scalars("a: [b, *c, {").len(), 2);
    }

    #[test]
    fn a_manifest_does_not_lead_out_of_its_directory() {
        for target in [
            "../secret.md",
            "/etc/hosts",
            "",
            "#x",
            "https://example.org/a.md",
        ] {
            assert_eq!(chapter(Path::new("."), target), None, "{target}");
        }
    }
}
