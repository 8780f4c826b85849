//! Which number a note has: format, start and restart as `text:notes-configuration` says (ODF 1.3 part 3,
//! 16.29.3), with the defaults of `LibreOffice` where it is missing.

use crate::readers::{numerals::Numerals, xml::Element};

/// When the numbers begin again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Restart {
    #[default]
    Document,
    Chapter,
    Page,
}

/// How the notes of one class are numbered.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Configuration {
    format: Option<Numerals>,
    /// What is added to every number; files begin with 0 for notes that begin with 1.
    offset: u64,
    pub(super) restart: Restart,
}

impl Configuration {
    pub(super) fn read(&mut self, element: &Element<'_>) {
        if let Some(format) = element.attr("num-format") {
            let sync = element.attr("num-letter-sync").as_deref() == Some("true");
            self.format = Some(Numerals::of_open_document(&format, sync));
        }
        self.offset = element.number("start-value").unwrap_or(0);
        self.restart = match element.attr("start-numbering-at").as_deref() {
            Some("chapter") => Restart::Chapter,
            Some("page") => Restart::Page,
            _ => Restart::Document,
        };
    }
}

/// How far the numbers have come.
#[derive(Debug, Default)]
pub(super) struct Counting {
    configurations: [Configuration; 2],
    counts: [u64; 2],
}

impl Counting {
    pub(super) fn new(configurations: [Configuration; 2]) -> Self {
        Self {
            configurations,
            counts: [0; 2],
        }
    }

    /// A heading of the first level begins.
    pub(super) fn chapter(&mut self) {
        for (configuration, count) in self.configurations.iter().zip(&mut self.counts) {
            if configuration.restart == Restart::Chapter {
                *count = 0;
            }
        }
    }

    /// The label of the next note; `stored` is what the writer last printed, which alone knows of pages.
    pub(super) fn label(&mut self, endnote: bool, stored: &str) -> String {
        let at = usize::from(endnote);
        let configuration = self.configurations[at];
        self.counts[at] += 1;
        if configuration.restart == Restart::Page && !stored.is_empty() {
            return stored.to_owned();
        }
        let number = self.counts[at].saturating_add(configuration.offset);
        // LibreOffice numbers endnotes in roman unless told otherwise.
        let format = configuration.format.unwrap_or(if endnote {
            Numerals::LowerRoman
        } else {
            Numerals::Decimal
        });
        let label = format.print(number);
        if label.is_empty() {
            number.to_string()
        } else {
            label
        }
    }
}
