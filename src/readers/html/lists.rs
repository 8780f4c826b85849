//! Lists and their items while a page is read: which number a browser shows before each; which tables are none.

use super::{css::Look, tokens::Tag, walk::Walker};
use crate::{document::ListItem, readers::numerals::Numerals};

#[derive(Debug)]
pub(super) struct List {
    pub(super) id: usize,
    pub(super) ordered: bool,
    pub(super) next: i64,
    pub(super) step: i64,
    pub(super) unnumbered: bool,
    /// Numbers in another form than digits: they are text, as a browser prints them.
    roman: Option<Numerals>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) place: ListItem,
    /// Offset of its tag.
    pub(super) at: usize,
}

impl Walker<'_, '_> {
    pub(super) fn begin_list(&mut self, tag: &Tag, look: Look) {
        let ordered = tag.name == "ol";
        let reversed = tag.get("reversed").is_some();
        let start = tag.get("start").and_then(|start| start.trim().parse().ok());
        let counted = || {
            let length = self.page.survey.lengths.get(&tag.range.start).copied();
            i64::try_from(length.unwrap_or(1)).unwrap_or(1)
        };
        self.lists.push(List {
            id: self.shared.lists,
            ordered,
            next: start.unwrap_or_else(|| if reversed { counted() } else { 1 }),
            step: if reversed { -1 } else { 1 },
            unnumbered: look.unnumbered == Some(true),
            roman: roman(tag).filter(|_| ordered),
        });
        self.shared.lists += 1;
    }

    pub(super) fn begin_item(&mut self, tag: &Tag, look: Look) {
        let depth = u8::try_from(self.lists.len().max(1)).unwrap_or(u8::MAX);
        let value: Option<i64> = tag.get("value").and_then(|value| value.trim().parse().ok());
        let (list, number) = match self.lists.last_mut() {
            Some(list) => {
                let number = value.unwrap_or(list.next);
                list.next = number.saturating_add(list.step);
                let shown = list.ordered && look.unnumbered != Some(true) && !list.unnumbered;
                let shown = shown.then(|| u64::try_from(number).ok()).flatten();
                let label = list.roman.zip(shown);
                self.flow.label = label.map(|(roman, number)| {
                    let printed = format!("{}. ", roman.print(number));
                    (printed, tag.range.clone())
                });
                (list.id, shown.filter(|_| label.is_none()))
            }
            None => (self.shared.lists, None),
        };
        self.items.push(Item {
            place: ListItem {
                list,
                depth,
                number,
                first: true,
            },
            at: tag.range.start,
        });
    }

    pub(super) fn in_layout_table(&self) -> bool {
        self.stack
            .iter()
            .rev()
            .find(|element| element.name == "table")
            .is_some_and(|table| {
                self.page.survey.layout.contains(&table.at)
                    || table
                        .class
                        .split_ascii_whitespace()
                        .any(|word| word.contains("footnote"))
            })
    }
}

/// How a list is numbered that is numbered in roman (`type=i`, `list-style-type: lower-roman`).
fn roman(tag: &Tag) -> Option<Numerals> {
    let style = tag.get("style").unwrap_or_default();
    match tag.get("type") {
        Some("i") => Some(Numerals::LowerRoman),
        Some("I") => Some(Numerals::UpperRoman),
        _ if style.contains("lower-roman") => Some(Numerals::LowerRoman),
        _ if style.contains("upper-roman") => Some(Numerals::UpperRoman),
        _ => None,
    }
}
