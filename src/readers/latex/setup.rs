//! What the preamble says about the whole document: class, packages, languages, numbering.

use super::{Latex, counters, feed::Reading, groups::Open};
use crate::readers::flow::At;

/// The document's ways.
#[derive(Debug, Default)]
pub(super) struct Setup {
    /// Whether the class has chapters.
    pub(super) book: bool,
    /// Declared language (BCP 47).
    pub(super) language: Option<&'static str>,
    /// Whether `"` begins a German shorthand.
    pub(super) german_quotes: bool,
    /// Whether footnotes are numbered by page.
    pub(super) per_page: bool,
    /// Depth of `\enquote`.
    pub(super) quotes: usize,
    /// Options of biblatex, and the style of `\bibliographystyle`.
    pub(super) bibliography: String,
    /// Files named by `\includeonly`.
    pub(super) include_only: Option<Vec<String>>,
    /// Options of the class, which packages see too.
    class_options: String,
}

/// Languages by the names of babel and polyglossia.
const LANGUAGES: &[(&str, &str)] = &[
    ("english", "en"),
    ("american", "en-US"),
    ("usenglish", "en-US"),
    ("british", "en-GB"),
    ("ukenglish", "en-GB"),
    ("german", "de"),
    ("ngerman", "de"),
    ("austrian", "de-AT"),
    ("naustrian", "de-AT"),
    ("swissgerman", "de-CH"),
    ("nswissgerman", "de-CH"),
    ("french", "fr"),
    ("francais", "fr"),
    ("frenchb", "fr"),
    ("spanish", "es"),
    ("italian", "it"),
    ("portuguese", "pt"),
    ("brazilian", "pt-BR"),
    ("brazil", "pt-BR"),
    ("dutch", "nl"),
    ("danish", "da"),
    ("swedish", "sv"),
    ("norsk", "nb"),
    ("nynorsk", "nn"),
    ("finnish", "fi"),
    ("polish", "pl"),
    ("czech", "cs"),
    ("slovak", "sk"),
    ("hungarian", "hu"),
    ("magyar", "hu"),
    ("russian", "ru"),
    ("ukrainian", "uk"),
    ("bulgarian", "bg"),
    ("serbian", "sr"),
    ("croatian", "hr"),
    ("slovene", "sl"),
    ("romanian", "ro"),
    ("greek", "el"),
    ("turkish", "tr"),
    ("arabic", "ar"),
    ("hebrew", "he"),
    ("latin", "la"),
    ("japanese", "ja"),
    ("chinese", "zh"),
    ("korean", "ko"),
    ("catalan", "ca"),
];

fn language(name: &str) -> Option<&'static str> {
    let name = name.trim();
    LANGUAGES
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, tag)| *tag)
}

/// The main language of a list of options: the one named `main=`, else the last.
fn main_language(options: &str) -> Option<&'static str> {
    let mut last = None;
    for option in options.split(',') {
        if let Some(main) = option.trim().strip_prefix("main=") {
            return language(main);
        }
        last = language(option).or(last);
    }
    last
}

impl Latex<'_> {
    /// `\documentclass[options]{class}`.
    pub(super) fn document_class(&mut self) {
        let options = self
            .feeds
            .optional()
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let class = self
            .feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat())
            .unwrap_or_default();
        self.setup.book = [
            "book",
            "report",
            "memoir",
            "scrreprt",
            "thesis",
            "dissertation",
        ]
        .iter()
        .any(|name| class.contains(name))
            || matches!(
                class.trim(),
                "octavo" | "tufte-book" | "ctexrep" | "jsreport"
            );
        if self.setup.book {
            for counter in ["footnote", "figure", "table", "pagenote", "sidenote"] {
                self.counters.add_reset("chapter", counter);
            }
            self.counters.prefix("section", "chapter");
            self.counters.prefix("figure", "chapter");
            self.counters.prefix("table", "chapter");
        }
        self.setup.class_options = options;
    }

    /// `\usepackage[options]{packages}`.
    pub(super) fn use_package(&mut self) {
        let options = self
            .feeds
            .optional()
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let packages = self
            .feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat())
            .unwrap_or_default();
        self.feeds.optional();
        for package in packages.split(',') {
            match package.trim() {
                "babel" => {
                    let all = format!("{},{options}", self.setup.class_options);
                    self.setup.language = main_language(&all).or(self.setup.language);
                    self.setup.german_quotes |=
                        ["german", "austrian"].iter().any(|name| all.contains(name));
                }
                "ngerman" | "german" => {
                    self.setup.language = Some("de");
                    self.setup.german_quotes = true;
                }
                "footmisc" if options.contains("perpage") => self.setup.per_page = true,
                "biblatex" => self.setup.bibliography = format!("biblatex {options}"),
                "biblatex-chicago" => {
                    // Notes are what this package does unless told otherwise.
                    let style = if options.contains("authordate") {
                        ""
                    } else {
                        "chicago-notes"
                    };
                    self.setup.bibliography = format!("biblatex {style} {options}");
                }
                "natbib" => self.setup.bibliography.push_str(&options),
                "jurabib" => self.setup.bibliography.push_str(" verbose"),
                _ => {}
            }
        }
    }

    /// `\setdefaultlanguage{…}` of polyglossia.
    pub(super) fn main_language(&mut self) {
        self.feeds.optional();
        if let Some(arg) = self.feeds.argument(Reading::Text) {
            self.setup.language = language(&arg.flat()).or(self.setup.language);
        }
    }

    /// What happens at `\begin{document}`.
    pub(super) fn begin_document(&mut self) {
        if self.setup.language.is_none() {
            self.setup.language = main_language(&self.setup.class_options);
        }
    }

    /// `\setcounter{name}{value}`, `\addtocounter`.
    pub(super) fn set_counter(&mut self, name: &str) {
        let counter = self.name_argument();
        let value = self
            .feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let value = value.trim();
        let number = if value.contains("\\maxdimen") {
            Some(if value.starts_with('-') {
                -10_000
            } else {
                10_000
            })
        } else if let Some(inner) = value
            .strip_prefix("\\value{")
            .and_then(|rest| rest.strip_suffix('}'))
        {
            Some(self.counters.value(inner))
        } else {
            value.parse().ok()
        };
        let Some(number) = number else {
            return;
        };
        let base = if name == "addtocounter" {
            self.counters.value(&counter)
        } else {
            0
        };
        self.counters.set(&counter, base.saturating_add(number));
    }

    /// An argument that is a name.
    pub(super) fn name_argument(&mut self) -> String {
        self.feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat().trim().to_owned())
            .unwrap_or_default()
    }

    /// `\counterwithin{footnote}{chapter}`, with a star only the reset.
    pub(super) fn counter_within(&mut self, within: bool) {
        let starred = self.feeds.eat(b'*');
        self.feeds.optional();
        let child = self.name_argument();
        let parent = self.name_argument();
        if within {
            self.counters.add_reset(&parent, &child);
            if !starred {
                self.counters.prefix(&child, &parent);
            }
        } else {
            self.counters.remove_reset(&parent, &child);
            if !starred {
                self.counters.style(&child, None);
            }
        }
    }

    /// `\@addtoreset{footnote}{section}`, `\MakePerPage{footnote}`, `\numberwithin{equation}{section}`.
    pub(super) fn add_to_reset(&mut self, name: &str) {
        self.feeds.optional();
        let child = self.name_argument();
        if name == "MakePerPage" {
            self.setup.per_page |= child == "footnote";
            return;
        }
        let parent = self.name_argument();
        self.counters.add_reset(&parent, &child);
        if name == "numberwithin" {
            self.counters.prefix(&child, &parent);
        }
    }

    /// A new meaning of `\theNAME`, undone at the end of the group.
    pub(super) fn restyle(&mut self, counter: &str, body: &str) {
        let style = counters::parse_style(body);
        let before = self.counters.style(counter, Some(style));
        if let Some(group) = self.groups.last_mut()
            && !matches!(group.open, Open::Environment(ref entered) if entered.name == "document")
            && group.styles.len() < 64
        {
            group.styles.push((counter.to_owned(), before));
        }
    }

    /// `\enquote{…}`: quotation marks of the language, alternating with the depth.
    pub(super) fn enquote(&mut self, at: At) {
        let starred = self.feeds.eat(b'*');
        let inner = (self.setup.quotes % 2 == 1) != starred;
        let language = self.setup.language.unwrap_or("en");
        let (open, close) = match (language.get(..2).unwrap_or("en"), inner) {
            ("de" | "cs" | "sk" | "bg" | "sl", false) => ("„", "“"),
            ("de" | "cs" | "sk" | "bg" | "sl", true) => ("‚", "‘"),
            ("fr" | "ru" | "it" | "es" | "uk" | "el", false) => ("«", "»"),
            ("pl" | "hu" | "ro", false) => ("„", "”"),
            (_, false) => ("“", "”"),
            (_, true) => ("‘", "’"),
        };
        self.setup.quotes += 1;
        self.show(open, at, false);
        self.open_argument(Open::Quote(close), at);
    }
}
