//! The page stands on `ChatResidue`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::urls::{self, Pieces},
    document::InlineKind,
    finding::{Applicability, Confidence, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// Nothing in the document comes from a chatbot's own bookkeeping: `oaicite`, `contentReference`,
    /// `citeturn0search0`, `【12†source】`, `[cite: 3]`, `grok_card`, addresses marked `utm_source=chatgpt.com`, and
    /// sentences in which it speaks of itself.
    ///
    /// # Why it matters
    /// Such marks point to sources only the chatbot saw, if they exist at all. What stands beside them was probably
    /// never opened by the author.
    ///
    /// # Known limits
    /// Marks shown as code are left alone: the document may write about them.
    ///
    /// # Examples
    /// ```md fires:1,2,3
    /// Trade grew in 2023.:contentReference[oaicite:3]{index=3}
    /// It fell again.【12†source】
    /// It grew.citeturn0search4
    /// ```
    /// ```md fires:3
    /// Text.[^1]
    ///
    /// [^1]: “Title,” *Press*, May 1, 2023, <https://a.org/b?utm_source=chatgpt.com>.
    /// ```
    /// ```md quiet
    /// The mark `oaicite` shows that a text was made by a chatbot.[^1]
    ///
    /// [^1]: “Title,” *Press*, May 1, 2023, <https://a.org/b?utm_source=newsletter>.
    /// ```
    /// ```md quiet
    /// The chapter on ChatGPT cites 【東京】 and [12] as they stand.
    /// ```
    ChatResidue {
        id: "chat-residue",
        summary: "a chatbot's own marks are left in the text",
        family: Residue,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

static MARK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
        :?contentReference\[[^\]\n]{0,40}\](?:\{[^}\n]{0,40}\})?
        | \boai_?cit(?:e|ation)\b (?: :[\w-]+ )? (?:\{[^}\n]{0,40}\})?
        | \x{E200}[^\x{E201}\n]{0,120}\x{E201}
        | (?:file)?cite (?: [\x{E202}]? turn\d+(?:search|view|news|fetch|academia|image|file|reddit|product|forecast|finance)\d+ )+
        | \bturn\d+(?:search|view|news|fetch|academia|file|reddit)\d+\b
        | 【\d+(?::\d+)?†[^】\n]{0,60}】 | 【\d+-[A-Za-z][^】\n]{0,60}】
        | \[cite:\s*\d[\d,\s-]*\] | \[cite_start\] | \[/?cite_end\]
        | \bgrok_(?:card|render)\b | \bcitation_card\b
        | \[(?:attached_file|web|page|memory|conversation_history):\d+\]
        | \bppl-ai-file-upload\b
        | \b(?:INSERT|PASTE)_(?:SOURCE_)?URL(?:_HERE)?\b | \[INSERT\ (?:SOURCE|CITATION|LINK)[^\]\n]{0,40}\]
        ",
    )
    .expect("a fixed pattern")
});

static VOICE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\bas an? (?:AI|artificial intelligence) (?:language )?(?:model|assistant)\b|\b(?:as of|up to) my (?:last|latest|most recent) (?:knowledge|training)[ -](?:update|cutoff|cut-off|data)|\bmy (?:knowledge|training) cut-?off\b|\bI (?:do not|don['’]t|cannot|can['’]t) (?:have (?:real-time )?access to|browse) (?:real-time |the )?(?:internet|web|current)",
    )
    .expect("a fixed pattern")
});

impl Rule for ChatResidue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for block in at_link::prose(facts) {
            let text = block.of(&facts.document.text);
            let code: Vec<Span> = facts
                .document
                .inlines_in(block)
                .filter(|inline| inline.kind == InlineKind::Code)
                .map(|inline| inline.span)
                .collect();
            let mut told = block.start;
            for found in MARK.find_iter(text) {
                let span = Span::new(block.start + found.start(), block.start + found.end());
                // One finding for a chain of marks.
                let chained = span.start < told;
                if chained || code.iter().any(|code| code.overlaps(span)) {
                    continue;
                }
                told = span.end + 3;
                let message = format!("“{}” is a chatbot's mark", visible(found.as_str()));
                push(
                    at_link::finding_in_text(facts, &Self::META, span, Severity::Error, message).help(
                        "find the source that was meant, open it, and cite it; then remove the mark",
                    ),
                );
            }
            for found in VOICE.find_iter(text).take(20) {
                let span = Span::new(block.start + found.start(), block.start + found.end());
                let quoted = text[..found.start()].matches(['“', '«', '„']).count()
                    > text[..found.start()].matches(['”', '»']).count()
                    || text[..found.start()].matches('"').count() % 2 == 1;
                if quoted || code.iter().any(|code| code.overlaps(span)) {
                    continue;
                }
                let message = format!("“{}” is how a chatbot speaks", visible(found.as_str()));
                push(
                    at_link::finding_in_text(facts, &Self::META, span, Severity::Warning, message)
                        .confidence(Confidence::Medium)
                        .help("check the passage against its sources and rewrite it"),
                );
            }
        }
        for (id, link) in at_link::web_links(facts) {
            let pieces = Pieces::of(&link.url);
            let Some(bot) = pieces.query.and_then(|query| query.split('&').find_map(urls::chatbot)) else {
                continue;
            };
            let message = format!("the address was handed out by a chatbot ({})", at_link::brief(bot));
            let mut finding = at_link::finding(facts, &Self::META, id, Severity::Error, message)
                .help("open the page, see whether it says what is cited, and remove the parameter");
            let edits = at_link::edit_source(facts, link, &|source| {
                urls::without_parameters(source, &|parameter| urls::is_tracking(&pieces, parameter) || urls::chatbot(parameter).is_some())
            });
            if !edits.is_empty() {
                finding = finding.fix(Applicability::Suggest, edits);
            }
            push(finding);
        }
    }
}

/// Private-use characters that such marks are wrapped in show as nothing.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_several_chatbots_are_known() {
        for mark in [
            ":contentReference[oaicite:3]{index=3}",
            "oai_citation:1",
            "citeturn0search0turn0news2",
            "\u{e200}cite\u{e202}turn0search1\u{e201}",
            "【12†source】",
            "【3:0†report.pdf】",
            "[cite: 3, 4]",
            "[cite_start]",
            "[attached_file:1]",
            "[web:3]",
        ] {
            assert!(MARK.find(mark).is_some_and(|found| found.as_str().len() + 6 > mark.len()), "{mark}");
        }
        for text in ["[12]", "【東京】", "excited turnout 2 search 3", "[Web: accessed]", "recite 3", "[T]he"] {
            assert!(MARK.find(text).is_none(), "{text}");
        }
    }
}
