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
        excess: documents.iter().find_map(|one| one.excess),
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
            InlineKind::NoteLink { note } => InlineKind::NoteLink {
                note: note + self.notes,
            },
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
