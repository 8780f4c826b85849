//! Several documents to one: a report whose chapters, or notes, are files of their own.

use std::collections::HashMap;

use crate::{
    document::{Document, Inline, InlineKind, Origin, OriginRun, Part},
    span::Span,
};

/// Joins `documents`, in reading order, into one report called `path`.
///
/// Every part knows its file, so that places name it; links from one file to another become internal
/// links, also where the books' own tools would change `.md` to `.html`. The format and the language are those of the first.
/// `None` for no document.
pub fn join(path: &str, documents: Vec<Document>) -> Option<Document> {
    let keys: Vec<String> = keys(&documents);
    let by_key: HashMap<String, usize> = keys
        .iter()
        .enumerate()
        .map(|(index, key)| (without_extension(key).to_lowercase(), index))
        .collect();
    let first = documents.first()?;
    let mut joined = Document {
        path: path.to_owned(),
        format: first.format,
        text: String::with_capacity(documents.iter().map(|one| one.text.len() + 1).sum()),
        blocks: Vec::new(),
        inlines: Vec::new(),
        native_notes: Vec::new(),
        language: documents.iter().find_map(|one| one.language.clone()),
        origins: Vec::new(),
        parts: Vec::new(),
    };
    let mut lists = 0;
    for (index, mut one) in documents.into_iter().enumerate() {
        let links = Links {
            keys: &keys,
            by_key: &by_key,
            own: index,
        };
        if !joined.text.is_empty() && !joined.text.ends_with('\n') {
            joined.text.push('\n');
        }
        let shift = Shift {
            text: joined.text.len(),
            parts: joined.parts.len(),
            notes: joined.native_notes.len(),
        };
        joined.text.push_str(&one.text);
        let mut most = 0;
        for mut block in one.blocks.drain(..) {
            block.span = shift.span(block.span);
            block.origin = shift.origin(block.origin);
            block.note = block.note.map(|note| note + shift.notes);
            if let Some(item) = &mut block.item {
                most = most.max(item.list + 1);
                item.list += lists;
            }
            joined.blocks.push(block);
        }
        lists += most;
        let inlines = one.inlines.drain(..);
        joined
            .inlines
            .extend(inlines.map(|inline| shift.inline(inline, &links)));
        for mut note in one.native_notes.drain(..) {
            note.origin = shift.origin(note.origin);
            joined.native_notes.push(note);
        }
        joined
            .origins
            .extend(one.origins.drain(..).map(|run| OriginRun {
                text: shift.span(run.text),
                origin: shift.origin(run.origin),
                verbatim: run.verbatim,
            }));
        let file = one.path;
        joined.parts.extend(one.parts.into_iter().map(|part| Part {
            file: part.file.or_else(|| Some(file.clone())),
            ..part
        }));
    }
    Some(joined)
}

/// How far the indices of one document move.
struct Shift {
    text: usize,
    parts: usize,
    notes: usize,
}

impl Shift {
    fn span(&self, span: Span) -> Span {
        Span::new(span.start + self.text, span.end + self.text)
    }

    fn origin(&self, origin: Origin) -> Origin {
        match origin {
            Origin::Bytes { part, span } => Origin::Bytes {
                part: part + self.parts,
                span,
            },
            region @ Origin::Region { .. } => region,
        }
    }

    fn inline(&self, inline: Inline, links: &Links<'_>) -> Inline {
        let kind = match inline.kind {
            InlineKind::NoteRef { note } => InlineKind::NoteRef {
                note: note.map(|note| note + self.notes),
            },
            InlineKind::Anchor { id } => InlineKind::Anchor {
                id: links.anchor(&id),
            },
            InlineKind::Link {
                target,
                target_origin,
                autolink,
            } => InlineKind::Link {
                target: links.target(target),
                target_origin: target_origin.map(|origin| self.origin(origin)),
                autolink,
            },
            kind => kind,
        };
        Inline {
            kind,
            span: self.span(inline.span),
            origin: self.origin(inline.origin),
        }
    }
}

/// What the links of one file mean within the report.
struct Links<'a> {
    keys: &'a [String],
    by_key: &'a HashMap<String, usize>,
    own: usize,
}

impl Links<'_> {
    /// The id of an anchor, which several files may use.
    fn anchor(&self, id: &str) -> String {
        if id.contains('#') {
            format!("{}/{id}", self.keys[self.own])
        } else {
            format!("{}#{id}", self.keys[self.own])
        }
    }

    fn target(&self, target: String) -> String {
        if let Some(id) = target.strip_prefix('#') {
            return self.anchor(id);
        }
        let (file, id) = target.split_once('#').unwrap_or((&target, ""));
        if file.is_empty() || file.contains(':') || file.starts_with('/') {
            return target;
        }
        let directory = self.keys[self.own]
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let Some(key) = normalized(directory, file) else {
            return target;
        };
        match self.by_key.get(&without_extension(&key).to_lowercase()) {
            Some(index) => format!("{}#{id}", self.keys[*index]),
            None => target,
        }
    }
}

/// The paths of the documents from the directory they have in common, with forward slashes.
fn keys(documents: &[Document]) -> Vec<String> {
    let paths: Vec<String> = documents
        .iter()
        .map(|document| document.path.replace('\\', "/"))
        .collect();
    let mut common = paths
        .first()
        .and_then(|path| path.rfind('/').map(|slash| &path[..=slash]))
        .unwrap_or("");
    while !common.is_empty() && !paths.iter().all(|path| path.starts_with(common)) {
        common = common[..common.len() - 1]
            .rfind('/')
            .map_or("", |slash| &common[..=slash]);
    }
    let common = common.len();
    paths.iter().map(|path| path[common..].to_owned()).collect()
}

fn without_extension(path: &str) -> &str {
    match path.rsplit_once('.') {
        Some((stem, extension)) if !extension.contains('/') => stem,
        _ => path,
    }
}

/// `file` as seen from `directory`; `None` where it leads out of the report.
fn normalized(directory: &str, file: &str) -> Option<String> {
    let mut parts: Vec<&str> = directory
        .split('/')
        .filter(|part| !part.is_empty())
        .collect();
    for part in file.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        citations,
        input::Input,
        readers::{Options, read},
    };

    fn report(files: &[(&str, &str)]) -> Document {
        let documents = files
            .iter()
            .map(|(path, text)| {
                let input = Input::from_bytes(path, text.as_bytes(), None).unwrap();
                read(&input, &Options::default()).unwrap().0
            })
            .collect();
        join("report", documents).unwrap()
    }

    #[test]
    fn notes_of_a_file_of_their_own_serve_the_chapters_of_others() {
        let document = report(&[
            (
                "book/01.md",
                "# Rivers\n\nThe water fell.<sup>1</sup> It rose.<sup>2</sup>\n",
            ),
            ("book/02.md", "# Dams\n\nThe dam held.<sup>1</sup>\n"),
            (
                "book/notes.md",
                "# Notes\n\n## Rivers\n\n1. A. Smith, *Rivers*, 2019.\n2. Ibid.\n\n## Dams\n\n1. B. Jones, *Dams*, 2020.\n",
            ),
        ]);
        let citations = citations::build(&document);
        assert_eq!((citations.marks.len(), citations.notes.len()), (3, 3));
        assert!(citations.marks.iter().all(|mark| mark.note.is_some()));
        let last = document.place(citations.notes[2].span);
        assert_eq!((last.path.as_str(), last.line), ("book/notes.md", Some(10)));
        assert_eq!(document.place(citations.marks[2].span).path, "book/02.md");
    }

    #[test]
    fn links_between_files_become_internal() {
        let document = report(&[
            (
                "b/a.md",
                "See [there](sub/c.html#x), [here](#y), [out](../z.md), [web](https://e.org/a.md#q).\n",
            ),
            ("b/sub/c.md", "See [back](../a.md#y).\n"),
        ]);
        let targets: Vec<&str> = document
            .inlines
            .iter()
            .filter_map(|inline| match &inline.kind {
                InlineKind::Link { target, .. } => Some(target.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(
            targets,
            [
                "sub/c.md#x",
                "a.md#y",
                "../z.md",
                "https://e.org/a.md#q",
                "a.md#y"
            ]
        );
    }

    #[test]
    fn footnotes_of_the_same_key_stay_with_their_file() {
        let document = report(&[
            ("a.md", "# One\n\nText.[^1]\n\n[^1]: First, 2019.\n"),
            ("b.md", "# Two\n\nText.[^1]\n\n[^1]: Second, 2020.\n"),
        ]);
        let citations = citations::build(&document);
        let paired: Vec<Option<usize>> = citations.marks.iter().map(|mark| mark.note).collect();
        assert_eq!(paired, [Some(0), Some(1)]);
        assert!(join("none", Vec::new()).is_none());
    }
}
