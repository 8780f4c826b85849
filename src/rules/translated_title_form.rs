//! See the page on `TranslatedTitleForm`.

use super::{Facts, Meta, Rule, at_citation};
use crate::finding::Finding;

declare_rule! {
    /// # What it checks
    /// The translation of a title stands in brackets behind the closing quotation mark. Told once for the document.
    ///
    /// # Why it matters
    /// Inside the quotation marks the translation looks like part of the title as published.
    /// Source: *The Chicago Manual of Style*, translated titles.
    ///
    /// # Examples
    /// ```md fires:5
    /// The train left.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Der Zug ist abgefahren [The Train Has Left],” *Hafenbote*, May 3, 2021, <https://bote.example/zug>.
    /// ```
    /// ```md quiet
    /// The train left.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “Der Zug ist abgefahren” [The train has left], *Hafenbote*, May 3, 2021, <https://bote.example/zug>.
    /// ```
    /// ```md quiet
    /// The train left.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Ada Roe, “The Train Has Left,” *Harbor Post*, May 3, 2021, <https://post.example/train>.
    /// ```
    TranslatedTitleForm {
        id: "translated-title-form",
        summary: "translation stands inside the quotation marks of the title",
        family: Fields,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for TranslatedTitleForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let inside: Vec<at_citation::Cited<'_>> = at_citation::full(facts)
            .filter(|cited| {
                let Some(translation) = &cited.citation.translated_title else {
                    return false;
                };
                let text = cited.text(facts);
                let end = translation.chars().rev().take(12).collect::<Vec<char>>().into_iter().rev().collect::<String>();
                text.find(&format!("{end}]")).is_some_and(|at| {
                    let rest = text[at + end.len() + 1..].trim_start_matches([',', '.']);
                    rest.starts_with(['”', '"', '»', '’', '“'])
                })
            })
            .collect();
        let Some(first) = inside.first() else {
            return;
        };
        let message = match inside.len() {
            1 => format!("{}: the translation stands inside the quotation marks of the title", first.name()),
            many => format!("{many} translations stand inside the quotation marks of their titles"),
        };
        let finding = first
            .finding(facts, &Self::META, message)
            .help("close the quotation marks before the bracket");
        push(at_citation::with_others(finding, facts, &inside[1..], |other| {
            format!("{} has it so too", other.name())
        }));
    }
}
