//! Included files: read in their place, through what the caller allows, never twice within themselves.

use std::sync::Arc;

use super::{
    Latex,
    feed::{Piece, Reading, Stand},
};
use crate::{
    document::Part,
    input::{Format, Input},
    readers::flow::At,
    span::LineIndex,
};

/// Most files a document may include.
const MAX_FILES: usize = 2_000;
/// Deepest inclusion.
const MAX_DEPTH: usize = 32;
/// Most bytes that included files may have together.
const MAX_BYTES: usize = 128 << 20;

/// A path with forward slashes and without `.` and `..` where they cancel out.
pub(in crate::readers) fn normal(path: &str) -> String {
    let mut out: Vec<&str> = Vec::new();
    for piece in path.split(['/', '\\']) {
        match piece {
            "" | "." => {}
            ".." if out.last().is_some_and(|last| *last != "..") => {
                out.pop();
            }
            piece => out.push(piece),
        }
    }
    out.join("/")
}

impl Latex<'_> {
    /// `\input{file}`, `\include{file}`, `\import{folder/}{file}` and their kin.
    pub(super) fn include(&mut self, name: &str, at: At) {
        self.feeds.eat(b'*');
        let mut folder = String::new();
        if matches!(name, "import" | "subimport" | "includefrom" | "inputfrom") {
            folder = self.name_argument();
        }
        let wanted = self.file_name();
        if wanted.is_empty() {
            return;
        }
        if name == "include" {
            self.end_shown_block();
            if let Some(only) = &self.setup.include_only
                && !only.contains(&wanted)
            {
                let message = format!("\\includeonly leaves out {wanted}");
                self.say(message);
                return;
            }
        }
        let wanted = if folder.is_empty() {
            wanted
        } else {
            format!("{folder}/{wanted}")
        };
        let skipped = [
            ".tikz", ".pgf", ".pdf_tex", ".eps_tex", ".sty", ".cls", ".pstex_t",
        ];
        if skipped.iter().any(|ending| wanted.ends_with(ending)) {
            return;
        }
        let Some((path, piece)) = self.find_file(&wanted) else {
            let here = self.place_words(at);
            self.say(format!("{wanted}, which {here} includes, cannot be read"));
            return;
        };
        if self.feeds.files().any(|open| open == path) {
            self.say(format!("{path} includes itself; it is read once"));
            return;
        }
        self.followed_bytes += piece.end - piece.start;
        if self.followed_bytes > MAX_BYTES {
            self.say("the included files are too large; the rest is left out".to_owned());
            return;
        }
        if self.feeds.files().count() > MAX_DEPTH {
            self.say(format!("{path} is included too deep and left out"));
            return;
        }
        self.feeds.push_file(piece, &path);
    }

    /// The line and file of a place, in words.
    fn place_words(&self, at: At) -> String {
        let Some(part) = self.parts.get(at.part) else {
            return "the document".to_owned();
        };
        let line = part.lines.locate(&part.source, at.start).line;
        match &part.file {
            Some(file) => format!("line {line} of {file}"),
            None => format!("line {line}"),
        }
    }

    /// The argument of `\input`, which may stand without braces.
    fn file_name(&mut self) -> String {
        let rest = self.feeds.rest();
        let lead = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let rest = &rest[lead..];
        if !rest.starts_with('{') && rest.starts_with(|c: char| c.is_alphanumeric() || c == '.') {
            let length = rest
                .find(|c: char| c.is_whitespace() || matches!(c, '}' | '\\' | '%' | '{'))
                .unwrap_or(rest.len())
                .min(500);
            let name = rest.get(..length).unwrap_or("").to_owned();
            self.feeds.bump(lead + name.len());
            return name;
        }
        self.feeds
            .argument(Reading::Raw)
            .map(|arg| arg.flat().trim().trim_matches('"').to_owned())
            .unwrap_or_default()
    }

    /// The file that is meant, beside the document or beside the file that includes it.
    fn find_file(&mut self, wanted: &str) -> Option<(String, Piece)> {
        if wanted.starts_with(['/', '~']) || wanted.contains(':') || wanted.contains('|') {
            return None;
        }
        let beside = self
            .feeds
            .files()
            .last()
            .and_then(|file| file.rsplit_once('/'))
            .map(|(folder, _)| format!("{folder}/{wanted}"));
        for base in [Some(wanted.to_owned()), beside].into_iter().flatten() {
            let stem = base.strip_suffix(".tex").unwrap_or(&base);
            for path in [format!("{stem}.tex"), base.clone()] {
                let path = normal(&path);
                if let Some(piece) = self.embedded.get(&path).cloned() {
                    return Some((path, piece));
                }
                if let Some(part) = self.load(&path) {
                    let text = Arc::clone(&self.parts[part].source);
                    // The preamble of a file that can stand alone is not read again.
                    let again = self.feeds.files().any(|open| open == path);
                    let start = Some(&text)
                        .filter(|_| self.body && !again)
                        .and_then(|text| text.find("\\begin{document}"))
                        .map_or(0, |at| at + "\\begin{document}".len());
                    let piece = Piece {
                        start,
                        end: text.len(),
                        text,
                        stand: Stand::File(part),
                    };
                    return Some((path, piece));
                }
            }
        }
        None
    }

    /// Reads a file and keeps it as a part; answers with its index.
    pub(super) fn load(&mut self, path: &str) -> Option<usize> {
        let shown = format!("{}{path}", self.folder);
        if let Some(known) = self
            .parts
            .iter()
            .position(|part| part.file.as_deref() == Some(shown.as_str()))
        {
            return Some(known);
        }
        if self.includes >= MAX_FILES {
            self.say("too many included files; the rest is left out".to_owned());
            return None;
        }
        let bytes = self.options.files.read(path)?;
        self.includes += 1;
        self.included_bytes += bytes.len();
        if self.included_bytes > MAX_BYTES {
            self.say("the included files are too large; the rest is left out".to_owned());
            return None;
        }
        let input = Input::from_bytes(path, bytes, Some(Format::Latex)).ok()?;
        if let Some(oddity) = &input.oddity {
            self.say(format!("{path}: {oddity}"));
        }
        self.parts.push(Part {
            file: Some(shown),
            name: None,
            lines: LineIndex::new(&input.text),
            source: input.text,
            offset: input.offset,
            paragraphs: Vec::new(),
        });
        Some(self.parts.len() - 1)
    }

    /// `\includeonly{a,b}`.
    pub(super) fn include_only(&mut self) {
        let names = self.name_argument();
        self.setup.include_only = Some(
            names
                .split(',')
                .map(|name| name.trim().to_owned())
                .collect(),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn paths_are_made_plain() {
        assert_eq!(normal("./a//b/../c.tex"), "a/c.tex");
        assert_eq!(normal("../a.tex"), "../a.tex");
    }
}
