//! Citations by key and lists of works: in styles that make notes, and in notes, as a note would give them;
//! else as author and year, or as numbers where numbers are all the marks there are.

use std::collections::{HashMap, HashSet};

use typst_syntax::SyntaxKind as K;

use super::{
    Typst,
    code::Args,
    node::{N, string},
};
use crate::{
    document::BlockKind,
    readers::{
        bib::{
            self, Entry,
            render::{self, Bit},
        },
        flow::At,
        latex,
    },
};

/// Bibliographies and what was cited from them.
#[derive(Debug, Default)]
pub(super) struct Citing {
    entries: HashMap<String, (usize, Entry)>,
    order: Vec<String>,
    pub(super) files: Vec<String>,
    pub(super) cited: Vec<String>,
    seen: HashSet<String>,
    written: HashSet<String>,
    pub(super) style: String,
    numbers: Option<HashMap<String, usize>>,
}

impl Typst<'_> {
    /// Reads the bibliographies that the first reading came upon.
    pub(super) fn load_known(&mut self) {
        for file in self.known.bibliographies.clone() {
            self.load_bibliography(&file);
        }
    }

    fn load_bibliography(&mut self, path: &str) {
        if self.citing.files.iter().any(|known| known == path) || self.citing.files.len() > 50 {
            return;
        }
        self.citing.files.push(path.to_owned());
        if path.strip_suffix(".bib").is_none() {
            self.say(format!(
                "{path}: only .bib bibliographies are read; its works are shown as keys"
            ));
            return;
        }
        let Some((part, source)) = self.load(path) else {
            self.say(format!("the bibliography {path} cannot be read"));
            return;
        };
        for entry in bib::parse(&source) {
            let key = entry.key.clone();
            if !self.citing.entries.contains_key(&key) {
                self.citing.order.push(key.clone());
                self.citing.entries.insert(key, (part, entry));
            }
        }
    }

    /// `@key` and `@key[p. 4]`.
    pub(super) fn reference(&mut self, n: N<'_>) {
        let key = n
            .child(K::RefMarker)
            .map(|marker| marker.text().trim_start_matches('@').to_owned())
            .unwrap_or_default();
        let supplement = n.child(K::ContentBlock);
        self.asked = true;
        if self.known.labels.contains_key(&key) {
            let at = self.site(n);
            self.mark_of(&key, at);
            return;
        }
        if self.citing.entries.contains_key(&key) || !self.places.contains(&key) {
            self.cite(n, &key, supplement);
            return;
        }
        match supplement {
            Some(supplement) => self.expression(supplement),
            None => self.flow.text(&key, n.at(), false),
        }
    }

    /// `#cite(<key>, supplement: [p. 4])`.
    pub(super) fn cite_call(&mut self, n: N<'_>, args: &Args<'_>) {
        self.asked = true;
        let supplement = args.named("supplement");
        for key in &args.positional {
            let key = match key.kind() {
                K::Label => key.text().trim_matches(['<', '>']).to_owned(),
                K::Str => string(key.text()),
                _ => continue,
            };
            self.cite(n, &key, supplement);
        }
    }

    fn cite(&mut self, n: N<'_>, key: &str, supplement: Option<N<'_>>) {
        if self.citing.seen.insert(key.to_owned()) && self.citing.cited.len() < 200_000 {
            self.citing.cited.push(key.to_owned());
        }
        let at = self.site(n);
        let locator = supplement
            .map(|supplement| {
                supplement
                    .short_text()
                    .trim_matches(['[', ']', '"'])
                    .replace('~', " ")
                    .replace("--", "–")
            })
            .filter(|locator| !locator.is_empty());
        let style = format!("{}{}", self.known.style, self.citing.style);
        let notes = style.contains("note") || style.contains("oscola") || style.contains("legal");
        if self.note_depth > 0 {
            self.written_out(key, locator.as_deref(), at);
        } else if notes && self.citing.entries.contains_key(key) {
            let pattern = self.numbering.clone();
            self.open_note(&pattern, at);
            self.written_out(key, locator.as_deref(), at);
            self.flow.text(".", at, false);
            self.close_note(at);
        } else if self.numeric() {
            match self.number_of(key) {
                Some(number) => self.flow.text(&format!("[{number}]"), at, false),
                None => self.flow.mark("?", None, at),
            }
        } else {
            self.flow.text("(", at, false);
            match self.citing.entries.get(key).cloned() {
                Some((part, entry)) => {
                    let source = std::sync::Arc::clone(&self.parts[part].source);
                    self.write(part, &source, render::author_year(&source, &entry), at);
                }
                None => self.flow.text(key, at, false),
            }
            if let Some(locator) = locator {
                self.flow.text(&format!(", {locator}"), at, false);
            }
            self.flow.text(")", at, false);
        }
    }

    fn numeric(&self) -> bool {
        let style = format!("{}{}", self.known.style, self.citing.style);
        let named = style.is_empty()
            || [
                "ieee",
                "vancouver",
                "numeric",
                "nature",
                "iso-690-numeric",
                "springer",
                "acm",
            ]
            .iter()
            .any(|word| style.contains(word));
        named && !self.known.notes && !self.known.bibliographies.is_empty()
    }

    fn number_of(&mut self, key: &str) -> Option<usize> {
        if self.citing.numbers.is_none() {
            let numbers = self.works().into_iter().zip(1..).collect();
            self.citing.numbers = Some(numbers);
        }
        self.citing.numbers.as_ref()?.get(key).copied()
    }

    /// The works of the list, in the order of their first citation.
    fn works(&self) -> Vec<String> {
        let cited = if self.known.cited.is_empty() {
            &self.citing.cited
        } else {
            &self.known.cited
        };
        cited
            .iter()
            .filter(|key| self.citing.entries.contains_key(*key))
            .cloned()
            .collect()
    }

    fn written_out(&mut self, key: &str, locator: Option<&str>, at: At) {
        let Some((part, entry)) = self.citing.entries.get(key).cloned() else {
            if !self.citing.entries.is_empty() {
                self.say(format!("the key {key} is in no bibliography"));
            }
            self.flow.text(key, at, false);
            return;
        };
        let source = std::sync::Arc::clone(&self.parts[part].source);
        let first = self.citing.written.insert(key.to_owned());
        let mut bits = if first {
            render::full(&source, &entry, locator)
        } else {
            render::short(&source, &entry, locator)
        };
        if matches!(bits.last(), Some(Bit::Made(text)) if text == ".") {
            bits.pop();
        }
        self.write(part, &source, bits, at);
    }

    /// Writes the pieces of a citation; fields stand in the bibliography file.
    fn write(&mut self, part: usize, source: &str, bits: Vec<Bit>, at: At) {
        let mut emphasis = None;
        let mut address: Option<(crate::readers::flow::Spot, String, At)> = None;
        for bit in bits {
            match bit {
                Bit::Made(text) => {
                    if let Some((_, target, _)) = &mut address {
                        target.push_str(&text);
                    }
                    self.flow.text(&text, at, false);
                }
                Bit::Source(range) => {
                    let typed = source.get(range.clone()).unwrap_or("");
                    let place = At::new(part, range);
                    if let Some((_, target, whole)) = &mut address {
                        let plain = typed.replace('\\', "");
                        target.push_str(&plain);
                        *whole = place;
                        self.flow.text(&plain, place, plain == typed);
                    } else {
                        let plain = latex::plain(typed);
                        self.flow.text(&plain, place, plain == typed);
                    }
                }
                Bit::Emphasis(true) => emphasis = Some(self.flow.spot()),
                Bit::Emphasis(false) => {
                    if let Some(spot) = emphasis.take() {
                        self.flow
                            .span(crate::document::InlineKind::Emphasis, spot, at);
                    }
                }
                Bit::Url(true) => address = Some((self.flow.spot(), String::new(), at)),
                Bit::Url(false) => {
                    if let Some((spot, target, whole)) = address.take() {
                        let kind = crate::document::InlineKind::Link {
                            target,
                            target_origin: Some(whole.origin()),
                            autolink: true,
                        };
                        self.flow.span(kind, spot, whole);
                    }
                }
            }
        }
    }

    /// `#bibliography("works.bib")`: the list of works.
    pub(super) fn bibliography(&mut self, args: &Args<'_>, at: At) {
        self.asked = true;
        if let Some(style) = args.named("style").filter(|style| style.kind() == K::Str) {
            self.citing.style = string(style.text());
        }
        let mut files = Vec::new();
        for value in &args.positional {
            match value.kind() {
                K::Str => files.push(string(value.text())),
                K::Array | K::Parenthesized => files.extend(
                    value
                        .children()
                        .filter(|child| child.kind() == K::Str)
                        .map(|child| string(child.text())),
                ),
                _ => {}
            }
        }
        for file in files {
            let path = self.beside(&file);
            self.load_bibliography(&path);
        }
        let works = if args.named("full").is_some_and(|full| full.text() == "true") {
            self.citing.order.clone()
        } else {
            self.works()
        };
        if works.is_empty() {
            return;
        }
        if args
            .named("title")
            .is_none_or(|title| title.kind() != K::None)
        {
            self.begin_heading(1, at);
            match args
                .named("title")
                .filter(|title| title.kind() == K::ContentBlock || title.kind() == K::Str)
            {
                Some(title) => self.expression(title),
                None if self.numeric() => self.flow.text("References", at, false),
                None => self.flow.text("Bibliography", at, false),
            }
            self.flow.end_block();
        } else {
            self.flow.begin(BlockKind::Paragraph, at);
        }
        let numeric = self.numeric();
        self.flow.begin_list();
        for (nth, key) in works.iter().enumerate() {
            let Some((part, entry)) = self.citing.entries.get(key).cloned() else {
                continue;
            };
            let number = u64::try_from(nth + 1).ok().filter(|_| numeric);
            self.flow.item(number, at);
            let source = std::sync::Arc::clone(&self.parts[part].source);
            let bits = render::full(&source, &entry, None);
            self.write(part, &source, bits, at);
        }
        self.flow.end_list();
    }
}
