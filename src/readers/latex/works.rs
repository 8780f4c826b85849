//! Lists of works: bibliography files, lists written by hand, and what is printed of them.

use super::{
    Latex,
    cite::MAX_CITED,
    feed::{Piece, Reading, Stand},
};
use crate::{
    document::BlockKind,
    readers::{
        bib::{self, render},
        flow::At,
    },
};

impl Latex<'_> {
    /// The keys of the list of works, in its order.
    pub(super) fn works(&self) -> Vec<String> {
        let cited = if self.known.cited.is_empty() {
            &self.citing.cited
        } else {
            &self.known.cited
        };
        let mut keys: Vec<String> = if self.citing.all {
            self.citing.order.clone()
        } else {
            cited
                .iter()
                .filter(|key| self.citing.entries.contains_key(*key))
                .cloned()
                .collect()
        };
        let style = self.style();
        let as_cited = [
            "unsrt",
            "ieee",
            "sorting=none",
            "acm",
            "nature",
            "science",
            "vancouver",
            "num",
        ]
        .iter()
        .any(|word| style.contains(word));
        if !as_cited {
            keys.sort_by_cached_key(|key| {
                self.citing
                    .entries
                    .get(key)
                    .map(|(part, entry)| render::sort_key(&self.source(*part), entry))
            });
        }
        keys
    }

    /// `\addbibresource{file}`.
    pub(super) fn add_bibliography(&mut self) {
        self.feeds.optional();
        let name = self.name_argument();
        self.load_bibliography(&name);
    }

    fn load_bibliography(&mut self, name: &str) {
        let name = name.trim();
        if name.is_empty() || name.contains("://") || !self.citing.files.insert(name.to_owned()) {
            return;
        }
        let name = name.strip_suffix(".bib").unwrap_or(name);
        let path = super::files::normal(&format!("{name}.bib"));
        let (part, range) = if let Some(piece) = self.embedded.get(&path)
            && let Stand::File(part) = piece.stand
        {
            (part, piece.start..piece.end)
        } else {
            let Some(part) = self.load(&path) else {
                self.say(format!("the bibliography {path} cannot be read"));
                return;
            };
            (part, 0..self.source(part).len())
        };
        let source = self.source(part);
        let mut before = String::new();
        // Places count from the start of the part.
        let text = if range.start == 0 {
            &source[..range.end]
        } else {
            before.extend(std::iter::repeat_n(' ', range.start));
            before.push_str(&source[range.clone()]);
            &before
        };
        for entry in bib::parse(text) {
            let key = entry.key.clone();
            if !self.citing.entries.contains_key(&key) {
                self.citing.order.push(key.clone());
                self.citing.entries.insert(key, (part, entry));
            }
        }
    }

    /// `\bibliography{a,b}` stands at the end but is needed at the first citation.
    pub(super) fn load_pending(&mut self) {
        if !self.citing.files.insert(String::new()) {
            return;
        }
        let sources: Vec<std::sync::Arc<str>> = self
            .parts
            .iter()
            .map(|part| std::sync::Arc::clone(&part.source))
            .collect();
        for source in sources {
            let mut from = 0;
            while let Some(at) = source[from..].find("\\bibliography{").map(|at| from + at) {
                let start = at + "\\bibliography{".len();
                let rest = &source[start..];
                from = start;
                if let Some(end) = rest.find('}').filter(|end| *end < 2_000) {
                    for name in rest[..end].split(',') {
                        self.load_bibliography(name);
                    }
                }
            }
        }
    }

    /// `\bibliography{…}` and `\printbibliography`: the list of works.
    pub(super) fn bibliography(&mut self, name: &str, at: At) {
        let options = self
            .feeds
            .optional()
            .map(|arg| arg.flat())
            .unwrap_or_default();
        if name == "bibliography" {
            let files = self.name_argument();
            if self.shown() {
                for file in files.split(',') {
                    self.load_bibliography(file);
                }
            }
        }
        if !self.shown() || name == "printbibheading" {
            return;
        }
        self.load_pending();
        if self.citing.entries.is_empty() && self.list_made_by_bibtex(at) {
            return;
        }
        let works = self.works();
        if works.is_empty() {
            return;
        }
        self.leave_notes_silently(at);
        if !options.contains("heading=none") {
            let title = options.split("title=").nth(1).map(|rest| {
                rest.trim_start_matches('{')
                    .split(['}', ','])
                    .next()
                    .unwrap_or_default()
            });
            self.works_heading(title, at);
        }
        let numeric = self.numeric();
        self.flow.begin_list();
        let mut pieces = Vec::new();
        for (nth, key) in works.iter().enumerate() {
            let Some((part, entry)) = self.citing.entries.get(key).cloned() else {
                continue;
            };
            let command = if numeric {
                "footfaultwork"
            } else {
                "footfaultlisted"
            };
            pieces.push(Piece::made(format!("\\{command}{{{}}}", nth + 1), at));
            let bits = render::full(&self.source(part), &entry, None);
            pieces.extend(self.pieces(part, bits, at));
        }
        pieces.push(Piece::made("\\footfaultendworks{}", at));
        self.feeds.push_all(pieces);
    }

    /// Begins an entry of the list of works.
    pub(super) fn work(&mut self, numbered: bool, at: At) {
        let number = self.name_argument().parse().ok();
        self.flow.item(number.filter(|_| numbered), at);
    }

    /// Ends the list of works.
    pub(super) fn end_works(&mut self) {
        self.feeds.argument(Reading::Text);
        self.flow.end_list();
    }

    fn leave_notes_silently(&mut self, at: At) {
        if self.in_note() {
            self.leave_notes(at);
        }
    }

    /// What BibTeX made of a bibliography that is not there itself.
    fn list_made_by_bibtex(&mut self, _: At) -> bool {
        let path = format!("{}.bbl", self.stem);
        let Some(part) = self.load(&path) else {
            return false;
        };
        let text = self.source(part);
        if !text.contains("\\bibitem") {
            return false;
        }
        let piece = Piece {
            start: 0,
            end: text.len(),
            text,
            stand: Stand::File(part),
        };
        self.feeds.push_file(piece, &path);
        true
    }

    fn works_heading(&mut self, title: Option<&str>, at: At) {
        let level = if self.setup.book { 3 } else { 4 };
        let usual = if self.setup.book && !self.numeric() {
            "Bibliography"
        } else {
            "References"
        };
        self.flow.begin(BlockKind::Heading { level }, at);
        self.flow.text(title.unwrap_or(usual), at, false);
        self.flow.end_block();
    }

    /// `\begin{thebibliography}`.
    pub(super) fn begin_works(&mut self, at: At) {
        self.works_heading(None, at);
        self.citing.item = 0;
        self.flow.begin_list();
    }

    /// `\bibitem[label]{key}`.
    pub(super) fn bibitem(&mut self, at: At) {
        let label = self.feeds.optional();
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        if !self.shown() {
            return;
        }
        self.citing.labeled |= label.is_some() && !self.setup.bibliography.contains("numbers");
        self.citing.item += 1;
        let key = arg.flat().trim().to_owned();
        if self.citing.listed.len() < MAX_CITED {
            self.citing.listed.push(key);
        }
        let number = Some(self.citing.item).filter(|_| self.numeric());
        self.flow.item(number, at);
    }
}
