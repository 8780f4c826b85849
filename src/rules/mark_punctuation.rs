//! See the page on `MarkPunctuation`.

use super::{
    Facts, Meta, Rule,
    at_mark::{self, Printed},
};
use crate::{
    citations::{Mark, MarkContext, MarkId, MarkStyle},
    finding::{Confidence, Edit, Finding},
};

/// How many marks must do as most do for every one that does not.
const HABIT: usize = 6;

declare_rule! {
    /// # What it checks
    /// Marks stand after the stop or comma, or before it, as nearly all marks of the document do, and none is
    /// parted from its word by a blank where the others are not.
    ///
    /// The document is its own standard: English usage is after the stop, French and Spanish before it. Marks
    /// before dashes, colons and brackets are left alone, since styles differ there; so are German texts, in
    /// which the place of a mark has a meaning.
    ///
    /// # Why it matters
    /// It is a matter of care, and a mark before the comma is often one that was moved.
    ///
    /// # Examples
    /// ```md fires:3
    /// One.<sup>1</sup> Two,<sup>2</sup> three.<sup>3</sup> Four;<sup>4</sup> five.<sup>5</sup> Six.<sup>6</sup>
    ///
    /// Seven, as the wheel has paddles<sup>7</sup>. Eight.<sup>8</sup>
    ///
    /// # Notes
    ///
    /// 1. One.
    /// 2. Two.
    /// 3. Three.
    /// 4. Four.
    /// 5. Five.
    /// 6. Six.
    /// 7. Seven.
    /// 8. Eight.
    /// ```
    /// French, before the stop:
    /// ```md quiet
    /// Le pont est vieux¹. La rivière est haute². Le bois craque³. On répare⁴. On attend⁵. On compte⁶.
    ///
    /// # Notes
    ///
    /// 1. Un.
    /// 2. Deux.
    /// 3. Trois.
    /// 4. Quatre.
    /// 5. Cinq.
    /// 6. Six.
    /// ```
    /// Marks in mid-sentence, before a dash and inside brackets:
    /// ```md quiet
    /// One.[1] Two,[2] three.[3] Four [4] and five [5] (six[6]). Seven[7]—and eight.[8] Nine[9]: ten.[10]
    ///
    /// # Notes
    ///
    /// 1. One.
    /// 2. Two.
    /// 3. Three.
    /// 4. Four.
    /// 5. Five.
    /// 6. Six.
    /// 7. Seven.
    /// 8. Eight.
    /// 9. Nine.
    /// 10. Ten.
    /// ```
    MarkPunctuation {
        id: "mark-punctuation",
        summary: "a mark stands on the other side of the stop than the rest",
        family: Marks,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkPunctuation {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let printed = printed(facts);
        if !german(facts) {
            let of = |side: Side| -> Vec<MarkId> {
                printed
                    .iter()
                    .filter(|(_, stop, _)| *stop == Some(side))
                    .map(|(id, _, _)| *id)
                    .collect()
            };
            let (before, after) = (of(Side::Before), of(Side::After));
            for id in minority(&before, &after) {
                let message = "stands before the stop, while nearly all others stand after it";
                let words = (message, "move it behind the stop");
                push(finding(facts, id, words, &|printed| printed.behind_stop()));
            }
            for id in minority(&after, &before) {
                let message = "stands after the stop, while nearly all others stand before it";
                let words = (message, "move it before the stop");
                push(finding(facts, id, words, &|printed| printed.before_stop()));
            }
        }
        let (apart, close): (Vec<_>, Vec<_>) = printed.iter().partition(|(_, _, apart)| *apart);
        let ids = |list: Vec<&(MarkId, Option<Side>, bool)>| -> Vec<MarkId> {
            list.into_iter().map(|(id, _, _)| *id).collect()
        };
        for id in minority(&ids(apart), &ids(close)) {
            let words = ("is parted from its word by a blank", "take the blank out");
            push(finding(facts, id, words, &|printed| printed.closed_up()));
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// The few, where the many do otherwise.
fn minority(few: &[MarkId], many: &[MarkId]) -> Vec<MarkId> {
    if few.len() * HABIT <= many.len() {
        few.to_vec()
    } else {
        Vec::new()
    }
}

fn finding(
    facts: &Facts<'_>,
    id: MarkId,
    (what, help): (&str, &str),
    edits: &dyn Fn(&Printed<'_>) -> Vec<Edit>,
) -> Finding {
    let mark = &facts.citations.marks[id];
    let finding = Finding::new(
        MarkPunctuation::META.id,
        MarkPunctuation::META.severity,
        facts.citations.mark_place(facts.document, id),
        format!("mark {} {what}", mark.label),
    )
    .help(help)
    .confidence(Confidence::Medium)
    .chapter(facts.citations.chapter_title(Some(mark.chapter)))
    .mark(mark.label.clone());
    let edits = at_mark::printed(facts, mark).map(|printed| edits(&printed));
    at_mark::fixed(finding, edits.unwrap_or_default())
}

/// Printed marks in running text: on which side of a stop each stands, and whether a blank parts it from its
/// word.
fn printed(facts: &Facts<'_>) -> Vec<(MarkId, Option<Side>, bool)> {
    let text = &facts.document.text;
    let mut out = Vec::new();
    let mut last = None;
    for (id, mark) in facts.citations.marks.iter().enumerate() {
        if last == Some(mark.group) || !in_text(mark) {
            continue;
        }
        last = Some(mark.group);
        let block = facts
            .document
            .block_at(mark.span.start)
            .map_or(mark.span, |block| facts.document.blocks[block].span);
        let before = text.get(block.start..mark.span.start).unwrap_or_default();
        let after = text.get(mark.span.end..block.end).unwrap_or_default();
        // What stands before or after another mark is a matter of that mark.
        let neighbor = |other: Option<&Mark>, near: &dyn Fn(&Mark) -> bool| other.is_some_and(near);
        let follows = neighbor(
            id.checked_sub(1).and_then(|id| facts.citations.marks.get(id)),
            &|other| other.span.end + 1 >= mark.span.start && other.group != mark.group,
        );
        let leads = facts.citations.marks[id..]
            .iter()
            .find(|other| other.group != mark.group)
            .is_some_and(|other| mark.span.end + 1 >= other.span.start);
        if follows || leads {
            continue;
        }
        let close = before.trim_end_matches(['”', '"', '’', '\'', ')', '»', ']', '*', '_']);
        let stop = |c: char| matches!(c, '.' | ',' | ';' | '!' | '?');
        let after_stop = close.ends_with(stop);
        let before_stop = after.starts_with(stop)
            && after.chars().nth(1).is_none_or(|c| c.is_whitespace() || matches!(c, '”' | '"' | '’' | '»'));
        let side = match (after_stop, before_stop) {
            (true, false) => Some(Side::After),
            (false, true) => Some(Side::Before),
            _ => None,
        };
        let apart = before.ends_with([' ', '\u{a0}', '\u{202f}', '\n']);
        out.push((id, side, apart));
    }
    out
}

fn in_text(mark: &Mark) -> bool {
    matches!(mark.context, MarkContext::Prose | MarkContext::Quotation)
        && mark.style != MarkStyle::Symbol
}

/// Whether the text is German, told from its language or from its commonest words.
fn german(facts: &Facts<'_>) -> bool {
    let declared = facts
        .citations
        .language
        .as_deref()
        .or(facts.document.language.as_deref());
    if let Some(language) = declared {
        return language.starts_with("de");
    }
    let text = &facts.document.text;
    let count = |words: &[&str]| -> usize { words.iter().map(|word| text.matches(word).count()).sum() };
    count(&[" der ", " und ", " die ", " das "]) > count(&[" the ", " of ", " de ", " la ", " и "])
}
