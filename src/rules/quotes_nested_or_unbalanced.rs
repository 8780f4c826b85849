//! The page stands on `QuotesNestedOrUnbalanced`.

use std::ops::Range;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::{
        covered::Covered,
        quotes::{self, Pairing},
    },
    finding::{Applicability, Confidence, Edit, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// A quotation within a quotation has marks of another kind (“… ‘…’ …”), and within a note every quotation mark
    /// that opens is closed.
    ///
    /// # Why it matters
    /// With marks of one kind the title seems to end in its middle; with one missing nobody knows where it ends.
    ///
    /// # Known limits
    /// Single marks are not paired, since the closing one is also the apostrophe. In running text only nested marks are
    /// told: a quotation of several paragraphs opens each of them and closes only the last.
    ///
    /// # Examples
    /// ```md fires:3,4
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “Iran Says U.S. “Failure” a Chance for Peace,” *Press*, August 16, 2021.
    /// [^2]: “Iran Says So, *Press*, August 16, 2021.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: “Iran Says U.S. ‘Failure’ in the ’90s a Chance,” *Press*; „So ist es“, *Blatt*; « Ainsi », *Journal*.
    /// [^2]: "A 5" Pipe," *Press*, and "another 'thing'," *Press*.
    /// ```
    /// ```md quiet
    /// He said: “This is a paragraph.
    ///
    /// “And this is another one of the same quotation.”
    /// ```
    QuotesNestedOrUnbalanced {
        id: "quotes-nested-or-unbalanced",
        summary: "quotation marks of one kind in each other, or without their partner",
        family: Characters,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for QuotesNestedOrUnbalanced {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let notes = &facts.citations.notes;
        let noted = Covered::new(notes.iter().map(|note| note.span));
        for block in at_link::prose(facts) {
            if !noted.overlap(block) {
                check(facts, block, Expected::Nothing, push);
            }
        }
        for note in notes {
            // A note of several paragraphs may quote over their ends.
            let whole = !note.span.of(&facts.document.text).trim().contains("\n\n");
            let expected = if whole { Expected::Balance } else { Expected::Nothing };
            check(facts, note.span, expected, push);
        }
    }
}

/// What a stretch of text must fulfil beside not being nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expected {
    Nothing,
    Balance,
}

fn check(facts: &Facts<'_>, span: Span, expected: Expected, push: &mut dyn FnMut(Finding)) {
    let text = span.of(&facts.document.text);
    if !text.contains(['“', '”', '"', '„', '«', '»']) {
        return;
    }
    let skip: Vec<Range<usize>> = at_link::not_words(facts, span)
        .into_iter()
        .map(|skip| skip.start.saturating_sub(span.start)..skip.end.saturating_sub(span.start))
        .collect();
    let pairing = quotes::pair(text, &skip);
    let at = |range: &Range<usize>| Span::new(span.start + range.start, span.start + range.end);
    let loose = pairing.unclosed.len() + pairing.unopened.len();
    for pair in pairing.pairs.iter().filter(|pair| pair.inside.is_some()) {
        // In running text a mark astray makes everything after it look nested.
        if pair.close.is_empty() || (loose > 0 && expected == Expected::Nothing) {
            continue;
        }
        let whole = pair.open.start..pair.close.end;
        let inner: String = text[whole.clone()].chars().take(60).collect();
        let message = format!("{} stands within quotation marks of the same kind", inner.replace('\n', " "));
        let mut finding =
            at_link::finding_in_text(facts, &QuotesNestedOrUnbalanced::META, at(&whole), Severity::Warning, message)
                .help("give the inner quotation single marks");
        let edits: Option<Vec<Edit>> = [&pair.open, &pair.close]
            .into_iter()
            .map(|range| {
                let start = facts.document.verbatim_in_file(at(range))?;
                let with = match &text[range.clone()] {
                    "“" => "‘",
                    "”" => "’",
                    "\"" => "'",
                    _ => return None,
                };
                Some(Edit {
                    start,
                    end: start + range.len(),
                    text: with.to_owned(),
                })
            })
            .collect();
        if let Some(edits) = edits {
            finding = finding.fix(Applicability::Safe, edits);
        }
        push(finding);
    }
    // Marks that were garbled have lost their partners for that reason.
    let garbled = text.contains("â€") || text.contains(['Ã', '\u{fffd}']);
    if expected == Expected::Balance && loose > 0 && !garbled {
        push(unbalanced(facts, span, &pairing));
    }
}

fn unbalanced(facts: &Facts<'_>, span: Span, pairing: &Pairing) -> Finding {
    let (at, what) = match (pairing.unclosed.first(), pairing.unopened.first()) {
        (Some(at), _) => (*at, "is opened and never closed"),
        (None, Some(at)) => (*at, "is closed and was never opened"),
        (None, None) => (0, "has no partner"),
    };
    let text = span.of(&facts.document.text);
    let words: String = text[at..].chars().take(40).collect();
    let mark = Span::new(span.start + at, span.start + at + words.chars().next().map_or(0, char::len_utf8));
    let message = format!("a quotation mark {what}: “{}…”", words.replace(['\n', '“', '”', '"'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
    at_link::finding_in_text(facts, &QuotesNestedOrUnbalanced::META, mark, Severity::Warning, message)
        .confidence(Confidence::Medium)
        .help("add the missing mark, or remove this one")
}
