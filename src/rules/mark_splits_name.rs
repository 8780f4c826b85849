//! See the page on `MarkSplitsName`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_mark};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// No mark stands between a name and its short form in brackets.
    ///
    /// # Why it matters
    /// The reader stumbles, and cannot tell whether the note is about the name. The United Nations Editorial
    /// Manual asks for marks that “leave no doubt about the subject”.
    ///
    /// # Examples
    /// ```md fires:1
    /// The tax was paid to the Alder Water Board<sup>1</sup> (AWB) until 1990.
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// The tax was paid to the Alder Water Board (AWB)<sup>1</sup> until 1990.
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    /// ```md quiet
    /// The wells fell in Alder.<sup>1</sup> (USAID had warned of it.)
    ///
    /// # Notes
    ///
    /// 1. Water Board, *Levels* (2023), 5.
    /// ```
    MarkSplitsName {
        id: "mark-splits-name",
        summary: "a mark stands between a name and its short form",
        family: Marks,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkSplitsName {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        static SHORT: LazyLock<Regex> = LazyLock::new(|| {
            Regex::new(r"^\s?\(([\p{Lu}][\p{L}&.-]{1,9})[),;]").expect("a fixed pattern")
        });
        for (id, mark) in facts.citations.marks.iter().enumerate() {
            let Some(block) = facts.document.block_at(mark.span.start) else {
                continue;
            };
            let block = facts.document.blocks[block].span;
            let text = &facts.document.text;
            let before = text.get(block.start..mark.span.start).unwrap_or_default();
            let after = text.get(mark.span.end..block.end).unwrap_or_default();
            let Some(short) = SHORT.captures(after).and_then(|groups| groups.get(1)) else {
                continue;
            };
            if is_short_form(short.as_str(), before) {
                let bracket = after.find(')').map_or(0, |close| close + 1);
                let finding = Finding::new(
                        Self::META.id,
                        Self::META.severity,
                        facts.citations.mark_place(facts.document, id),
                        format!(
                            "mark {} stands between a name and its short form ({})",
                            mark.label,
                            short.as_str()
                        ),
                    )
                    .help("move it behind the bracket")
                    .chapter(facts.citations.chapter_title(Some(mark.chapter)))
                    .mark(mark.label.clone());
                // What follows in the file is looked at again: it may be written otherwise there.
                let edits = at_mark::printed(facts, mark)
                    .filter(|printed| printed.is_followed_by(&after[..bracket]))
                    .map(|printed| printed.behind(bracket));
                push(at_mark::fixed(finding, edits.unwrap_or_default()));
            }
        }
    }
}

/// Whether the letters may be made from the words before: mostly capitals, the first of which begins one of
/// the last words.
fn is_short_form(short: &str, before: &str) -> bool {
    let capitals: Vec<char> = short.chars().filter(|c| c.is_uppercase()).collect();
    let ends_in_word = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '”' | '"' | '’'));
    let words: Vec<&str> = before
        .rsplit(|c: char| c.is_whitespace() || c == '-')
        .take(8)
        .collect();
    let begins = capitals.first().is_some_and(|first| {
        words
            .iter()
            .any(|word| word.trim_start_matches(['“', '"', '‘']).starts_with(*first))
    });
    capitals.len() >= 2 && ends_in_word && begins
}
