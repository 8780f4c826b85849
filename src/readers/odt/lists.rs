//! The numbers that OpenDocument prints before list items and headings.

use std::{borrow::Cow, collections::HashMap};

use crate::readers::{numerals::Numerals, xml::Element};

/// Characters before and after a number that are read; they are printed with every item.
const LONGEST_AFFIX: usize = 60;
/// Levels of a list style.
const LEVELS: usize = 10;

/// One level of a list style.
#[derive(Debug, Clone, Default)]
struct Level {
    /// `None` for bullets.
    format: Option<Numerals>,
    start: u64,
    prefix: String,
    suffix: String,
    /// How many levels are printed, this one included.
    shown: usize,
}

/// A list style, or the numbering of headings.
#[derive(Debug, Clone, Default)]
pub(super) struct ListStyle {
    levels: [Level; LEVELS],
}

impl ListStyle {
    /// Takes up one level.
    pub(super) fn read(&mut self, element: &Element<'_>) {
        let Some(at) = element
            .number::<usize>("level")
            .filter(|at| (1..=LEVELS).contains(at))
        else {
            return;
        };
        let numbered = !element.name.contains("bullet") && !element.name.contains("image");
        let sync = element.attr("num-letter-sync").as_deref() == Some("true");
        let text = |name: &str| -> String {
            let text = element.attr(name).unwrap_or_default();
            text.chars().take(LONGEST_AFFIX).collect()
        };
        self.levels[at - 1] = Level {
            format: numbered
                .then(|| Numerals::of_open_document(&text("num-format"), sync))
                .filter(|format| *format != Numerals::None),
            start: element.number("start-value").unwrap_or(1),
            prefix: text("num-prefix"),
            suffix: text("num-suffix"),
            shown: element.number("display-levels").unwrap_or(1),
        };
    }
}

/// What is printed before a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Label {
    /// The number of its own level where it is printed as a plain number.
    pub(super) number: Option<u64>,
    /// As printed; empty for bullets.
    pub(super) text: String,
}

/// How far the levels of one list have counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters {
    counts: [Option<u64>; LEVELS],
}

impl Counters {
    /// Counts the next item of a level, from 0; `start` where the item itself says its number.
    pub(super) fn next(&mut self, style: &ListStyle, level: usize, start: Option<u64>) -> Label {
        let at = level.min(LEVELS - 1);
        let here = &style.levels[at];
        self.counts[at] = Some(match (start, self.counts[at]) {
            (Some(start), _) => start,
            (None, Some(count)) => count.saturating_add(1),
            (None, None) => here.start,
        });
        self.counts[at + 1..].fill(None);
        let Some(format) = here.format else {
            return Label {
                number: None,
                text: String::new(),
            };
        };
        let number = self.counts[at].unwrap_or(0);
        let first = (at + 1).saturating_sub(here.shown.max(1));
        let mut text = here.prefix.clone();
        for other in first..at {
            let level = &style.levels[other];
            if let Some(format) = level.format {
                text.push_str(&format.print(self.counts[other].unwrap_or(level.start)));
                text.push('.');
            }
        }
        text.push_str(&format.print(number));
        text.push_str(&here.suffix);
        Label {
            number: format.is_decimal().then_some(number),
            text: text.trim().to_owned(),
        }
    }
}

/// A `text:list` that is open.
#[derive(Debug, Default)]
pub(super) struct OpenList {
    pub(super) style: Option<String>,
    pub(super) id: Option<String>,
    /// Number of the outermost list within the document.
    pub(super) list: usize,
    /// The label of the open item, until its first paragraph takes it.
    pub(super) label: Option<Label>,
    /// Whether the open item has had a paragraph.
    pub(super) begun: bool,
    pub(super) header: bool,
}

/// The lists of a document: those that are open, and how far the others came, for lists that go on.
#[derive(Debug, Default)]
pub(super) struct Lists {
    pub(super) open: Vec<OpenList>,
    counters: Counters,
    by_id: HashMap<String, Counters>,
    by_style: HashMap<String, Counters>,
    count: usize,
}

impl Lists {
    /// A `text:list` begins.
    pub(super) fn begin(&mut self, element: &Element<'_>) {
        let own = element.attr("style-name").map(Cow::into_owned);
        let style = own.or_else(|| self.open.last().and_then(|list| list.style.clone()));
        if self.open.is_empty() {
            let goes_on = element.attr("continue-list");
            let after_last = element.attr("continue-numbering").as_deref() == Some("true");
            let before = goes_on
                .and_then(|id| self.by_id.get(id.as_ref()))
                .or_else(|| {
                    style
                        .as_ref()
                        .filter(|_| after_last)
                        .and_then(|style| self.by_style.get(style))
                });
            self.counters = before.cloned().unwrap_or_default();
            self.count += 1;
        }
        self.open.push(OpenList {
            style,
            id: element
                .attrs()
                .find(|(key, _)| *key == "xml:id")
                .map(|(_, id)| id.into_owned()),
            list: self.count,
            ..OpenList::default()
        });
    }

    /// A `text:list` ends.
    pub(super) fn end(&mut self) {
        let Some(list) = self.open.pop() else {
            return;
        };
        if self.open.is_empty() {
            if let Some(id) = list.id {
                self.by_id.insert(id, self.counters.clone());
            }
            if let Some(style) = list.style {
                self.by_style.insert(style, self.counters.clone());
            }
        }
    }

    /// An item begins.
    pub(super) fn item(
        &mut self,
        styles: &HashMap<String, ListStyle>,
        start: Option<u64>,
        header: bool,
    ) {
        let level = self.open.len().saturating_sub(1);
        let Some(list) = self.open.last_mut() else {
            return;
        };
        (list.begun, list.header) = (false, header);
        let style = list.style.as_ref().and_then(|style| styles.get(style));
        list.label = style
            .filter(|_| !header)
            .map(|style| self.counters.next(style, level, start));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::readers::xml::{Event, Xml};

    fn style() -> ListStyle {
        let mut style = ListStyle::default();
        let source = r#"<text:list-style>
            <text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="." text:start-value="3"/>
            <text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" text:display-levels="2"/>
            <text:list-level-style-bullet text:level="3" text:bullet-char="•"/></text:list-style>"#;
        for event in Xml::new(source) {
            if let Event::Open(element) = event {
                style.read(&element);
            }
        }
        style
    }

    #[test]
    fn items_are_counted_by_level() {
        let style = style();
        let mut counters = Counters::default();
        let mut next = |level, start| {
            let label = counters.next(&style, level, start);
            (label.number, label.text)
        };
        assert_eq!(next(0, None), (Some(3), "3.".to_owned()));
        assert_eq!(next(1, None), (None, "3.a)".to_owned()));
        assert_eq!(next(1, None), (None, "3.b)".to_owned()));
        assert_eq!(next(2, None), (None, String::new()));
        assert_eq!(next(0, Some(12)), (Some(12), "12.".to_owned()));
        assert_eq!(next(1, None), (None, "12.a)".to_owned()));
    }
}
