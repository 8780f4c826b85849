//! Counters, the counters that reset them, and how they are printed. Knows no note.

use std::collections::HashMap;

use crate::readers::numerals;

/// How a number is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// As it is.
    Text(String),
    /// A counter in one of the forms.
    Number(Form, String),
    /// Another counter as that is printed.
    The(String),
}

/// Forms of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// 1, 2, 3
    Arabic,
    /// i, ii, iii
    Roman,
    /// I, II, III
    UpperRoman,
    /// a, b, c
    Letter,
    /// A, B, C
    UpperLetter,
    /// *, †, ‡
    Symbol,
}

/// What `\theNAME` prints.
pub(super) type Style = Vec<Piece>;

#[derive(Debug)]
pub(super) struct Counters {
    values: HashMap<String, i64>,
    styles: HashMap<String, Style>,
    /// Counter to those that it sets to 0.
    resets: HashMap<String, Vec<String>>,
    /// Deepest level of heading that is numbered.
    depth: i64,
}

/// Most counters kept.
const MAX_COUNTERS: usize = 10_000;

impl Counters {
    pub(super) fn new() -> Self {
        let mut out = Self {
            values: HashMap::new(),
            styles: HashMap::new(),
            resets: HashMap::new(),
            depth: 3,
        };
        for (parent, child) in [
            ("chapter", "section"),
            ("section", "subsection"),
            ("subsection", "subsubsection"),
        ] {
            out.add_reset(parent, child);
        }
        out.styles.insert(
            "mpfootnote".to_owned(),
            vec![Piece::Number(Form::Letter, "mpfootnote".to_owned())],
        );
        out.styles.insert(
            "thanks".to_owned(),
            vec![Piece::Number(Form::Symbol, "thanks".to_owned())],
        );
        for (name, parent) in [("subsection", "section"), ("subsubsection", "subsection")] {
            out.prefix(name, parent);
        }
        out
    }

    pub(super) fn value(&self, name: &str) -> i64 {
        self.values.get(name).copied().unwrap_or(0)
    }

    pub(super) fn set(&mut self, name: &str, value: i64) {
        if name == "secnumdepth" {
            self.depth = value;
        }
        if self.values.len() < MAX_COUNTERS || self.values.contains_key(name) {
            self.values.insert(name.to_owned(), value);
        }
    }

    /// One more; counters that hang on this one begin again.
    pub(super) fn step(&mut self, name: &str) {
        self.set(name, self.value(name).saturating_add(1));
        let mut waiting = vec![name.to_owned()];
        let mut seen = 0;
        while let Some(next) = waiting.pop() {
            seen += 1;
            if seen > 100 {
                return;
            }
            for child in self.resets.get(&next).cloned().unwrap_or_default() {
                self.values.insert(child.clone(), 0);
                waiting.push(child);
            }
        }
    }

    /// Steps the counter of a numbered heading; `false` where this document does not number it.
    pub(super) fn step_heading(&mut self, name: &str, rank: u8, book: bool) -> bool {
        // Article numbers parts from depth 0, a book from -1; chapters are 0, sections 1.
        let level = if rank == 1 && book {
            -1
        } else {
            i64::from(rank) - 2
        };
        let numbered = self.depth >= level.max(-1);
        if numbered {
            self.step(name);
        }
        numbered
    }

    pub(super) fn add_reset(&mut self, parent: &str, child: &str) {
        let list = self.resets.entry(parent.to_owned()).or_default();
        if parent != child && list.len() < 100 && !list.iter().any(|known| known == child) {
            list.push(child.to_owned());
        }
    }

    pub(super) fn remove_reset(&mut self, parent: &str, child: &str) {
        if let Some(list) = self.resets.get_mut(parent) {
            list.retain(|known| known != child);
        }
    }

    /// Prints a counter behind another: `3.1`.
    pub(super) fn prefix(&mut self, name: &str, parent: &str) {
        self.styles.insert(
            name.to_owned(),
            vec![
                Piece::The(parent.to_owned()),
                Piece::Text(".".to_owned()),
                Piece::Number(Form::Arabic, name.to_owned()),
            ],
        );
    }

    /// Sets what `\theNAME` prints; answers with what it was.
    pub(super) fn style(&mut self, name: &str, style: Option<Style>) -> Option<Style> {
        match style {
            Some(style) => self.styles.insert(name.to_owned(), style),
            None => self.styles.remove(name),
        }
    }

    pub(super) fn restore(&mut self, name: &str, style: Option<Style>) {
        self.style(name, style);
    }

    /// The counter as it is printed.
    pub(super) fn printed(&self, name: &str) -> String {
        let mut out = String::new();
        self.print(name, 0, &mut out);
        out
    }

    fn print(&self, name: &str, depth: usize, out: &mut String) {
        let Some(style) = self.styles.get(name).filter(|_| depth < 6) else {
            out.push_str(&self.value(name).to_string());
            return;
        };
        for piece in style {
            if out.len() > 200 {
                return;
            }
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Number(form, counter) => out.push_str(&form.print(self.value(counter))),
                Piece::The(counter) => self.print(counter, depth + 1, out),
            }
        }
    }
}

impl Form {
    pub(super) fn of(command: &str) -> Option<Self> {
        Some(match command {
            "arabic" | "number" | "the" | "value" => Self::Arabic,
            "roman" => Self::Roman,
            "Roman" => Self::UpperRoman,
            "alph" => Self::Letter,
            "Alph" => Self::UpperLetter,
            "fnsymbol" => Self::Symbol,
            _ => return None,
        })
    }

    fn print(self, value: i64) -> String {
        let letter = |first: u8| match u8::try_from(value - 1) {
            Ok(nth @ 0..=25) => char::from(first + nth).to_string(),
            _ => value.to_string(),
        };
        match self {
            Self::Arabic => value.to_string(),
            Self::Roman => roman(value),
            Self::UpperRoman => roman(value).to_uppercase(),
            Self::Letter => letter(b'a'),
            Self::UpperLetter => letter(b'A'),
            Self::Symbol => match usize::try_from(value) {
                Ok(nth @ 1..=9) => {
                    ["*", "†", "‡", "§", "¶", "‖", "**", "††", "‡‡"][nth - 1].to_owned()
                }
                _ => value.to_string(),
            },
        }
    }
}

/// A small roman numeral.
pub(in crate::readers) fn roman(value: i64) -> String {
    u64::try_from(value)
        .ok()
        .filter(|value| (1..4_000).contains(value))
        .and_then(numerals::roman)
        .map_or_else(|| value.to_string(), |roman| roman.to_lowercase())
}

/// What the body of `\renewcommand{\thefootnote}{…}` prints.
pub(super) fn parse_style(body: &str) -> Style {
    let mut out: Style = Vec::new();
    let mut text = String::new();
    let mut rest = body;
    let mut steps = 0;
    while !rest.is_empty() && steps < 64 {
        steps += 1;
        let Some(after) = rest.strip_prefix('\\') else {
            let length = rest.find('\\').unwrap_or(rest.len());
            text.extend(
                rest[..length]
                    .chars()
                    .filter(|c| !matches!(c, '{' | '}' | '$') && !c.is_whitespace()),
            );
            rest = &rest[length..];
            continue;
        };
        let length = after.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (name, tail) = after.split_at(length);
        if length == 0 {
            rest = after
                .char_indices()
                .nth(1)
                .map_or("", |(at, _)| &after[at..]);
            continue;
        }
        rest = tail;
        let counter = tail
            .trim_start()
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        if let (Some(form), Some((counter, tail))) = (Form::of(name), counter) {
            if !text.is_empty() {
                out.push(Piece::Text(std::mem::take(&mut text)));
            }
            out.push(Piece::Number(form, counter.trim().to_owned()));
            rest = tail;
        } else if let Some(counter) = name.strip_prefix("the").filter(|c| !c.is_empty()) {
            if !text.is_empty() {
                out.push(Piece::Text(std::mem::take(&mut text)));
            }
            out.push(Piece::The(counter.to_owned()));
        } else if let Some(symbol) = super::symbols::symbol(name) {
            text.push_str(symbol);
        }
    }
    if !text.is_empty() {
        out.push(Piece::Text(text));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_print_as_they_are_told() {
        for (body, value, expected) in [
            ("\\arabic{footnote}", 3, "3"),
            ("\\roman{footnote}", 4, "iv"),
            ("\\fnsymbol{footnote}", 2, "†"),
            ("(\\alph{footnote})", 2, "(b)"),
            ("\\textit{\\Alph{footnote}}", 1, "A"),
            ("\\thechapter.\\arabic{footnote}", 5, "0.5"),
            ("*", 1, "*"),
            ("", 1, ""),
        ] {
            let mut counters = Counters::new();
            counters.style("footnote", Some(parse_style(body)));
            counters.set("footnote", value);
            assert_eq!(counters.printed("footnote"), expected, "{body}");
        }
    }

    #[test]
    fn what_hangs_on_a_counter_begins_again() {
        let mut counters = Counters::new();
        counters.add_reset("chapter", "footnote");
        counters.set("footnote", 7);
        counters.step("chapter");
        assert_eq!(counters.value("footnote"), 0);
        counters.set("footnote", 7);
        counters.remove_reset("chapter", "footnote");
        counters.step("chapter");
        assert_eq!(counters.value("footnote"), 7);
    }
}
