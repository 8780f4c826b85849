//! See the page on `MarkupResidue`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule};
use crate::{
    citations::{Note, NoteId},
    document::{InlineKind, Origin, Place},
    finding::{Finding, Severity},
    input::Format,
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// No markup is left in the text of a note: tags, half a link, character references, commands of another
    /// format, field codes of a word processor.
    ///
    /// Tags in Markdown that are understood (`<i>…</i>`) are a warning where the other notes have Markdown's own
    /// emphasis: they came in with a text pasted from elsewhere.
    ///
    /// # Why it matters
    /// The reader sees the code, and a link inside it is lost.
    ///
    /// # Examples
    /// ```md fires:3
    /// The contract was signed.[^1]
    ///
    /// [^1]: Roshan Noorzai, “Copper,” September 13, 2023, [https://example.org](https://example.org/a b <a href=).
    /// ```
    /// ```md fires:4
    /// The water stood a meter high.[^1] It left a line.[^2]
    ///
    /// [^1]: River Board, *The Flood of 1953* (1954), 12.
    /// [^2]: Mills Survey, <i>Damage Sheets</i> (1953), sheet 9.
    /// ```
    /// ```md quiet
    /// The water stood a meter high.[^1]
    ///
    /// [^1]: River Board, <https://river.example/flood_of_1953>, 1<sup>st</sup> ed., if a < b and `<i>` is a tag.
    /// ```
    /// ```md quiet
    /// <b>Note</b> that layout in the text is no concern here.[^1]
    ///
    /// [^1]: River Board & Sons, *The Flood* (1954), 12, at R&D;T.
    /// ```
    MarkupResidue {
        id: "markup-residue",
        summary: "markup is left in the text of a note",
        family: Notes,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MarkupResidue {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let mut tagged = Vec::new();
        let mut emphasized = 0usize;
        for (id, note) in facts.citations.notes.iter().enumerate() {
            if let Some((span, what)) = residue(facts, note) {
                push(finding(facts, id, Severity::Error, facts.document.place(span), &what));
                continue;
            }
            let emphasis = facts
                .document
                .inlines_in(note.span)
                .any(|inline| inline.kind == InlineKind::Emphasis);
            match source_tag(facts, note) {
                Some((place, what)) => tagged.push((id, place, what)),
                None => emphasized += usize::from(emphasis),
            }
        }
        if emphasized > tagged.len() || emphasized > 0 && tagged.len() == 1 {
            for (id, place, what) in tagged {
                push(finding(facts, id, Severity::Warning, place, &what));
            }
        }
    }
}

fn finding(facts: &Facts<'_>, id: NoteId, severity: Severity, place: Place, what: &str) -> Finding {
    let note = &facts.citations.notes[id];
    let (message, help) = if severity == Severity::Error {
        (
            format!("note {} has markup in its text: “{what}”", note.label),
            "restore the link or emphasis that was meant, and take the code out",
        )
    } else {
        (
            format!("note {} has the tag “{what}”, the other notes have Markdown", note.label),
            "write the emphasis as in the other notes",
        )
    };
    Finding::new(MarkupResidue::META.id, severity, place, message)
        .help(help)
        .chapter(facts.citations.chapter_title(note.chapter))
        .note(note.label.clone())
}

/// Markup that the reader of the note would see: where, and its first characters.
fn residue(facts: &Facts<'_>, note: &Note) -> Option<(Span, String)> {
    static VISIBLE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r#"(?x)
              </?(?:a|i|b|u|em|strong|sup|sub|span|br|p|div|font|cite|small|td|tr|li|ul|ol|img|blockquote)(?:\s[^<>\n]{0,200})?/?>
            | <a\s+(?:href|name|id)\b
            | \]\(\s*(?:https?:|<)
            | &(?:nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|laquo|raquo|mdash|ndash|hellip|\#[0-9]{2,6}|\#x[0-9A-Fa-f]{2,5});
            | \\(?:textit|textbf|emph|url|href|footnote|textsuperscript|cite[a-z]{0,8})\{
            | \bHYPERLINK\s+["“] | \bADDIN\s+(?:EN\.CITE|ZOTERO|CSL|MENDELEY) | \{\{\s*[Cc]ite\b
            "#,
        )
        .expect("a fixed pattern")
    });
    let document = facts.document;
    let text = note.span.of(&document.text);
    VISIBLE.find_iter(text).find_map(|hit| {
        let span = Span::new(note.span.start + hit.start(), note.span.start + hit.end());
        let literal = document.inlines_in(note.span).any(|inline| {
            let link = matches!(inline.kind, InlineKind::Link { .. });
            (inline.kind == InlineKind::Code || (link && hit.as_str().starts_with('&')))
                && inline.span.overlaps(span)
        });
        let what: String = hit.as_str().chars().take(24).collect();
        (!literal).then_some((span, what))
    })
}

/// A tag in the Markdown source of a note, where Markdown has a form of its own.
fn source_tag(facts: &Facts<'_>, note: &Note) -> Option<(Place, String)> {
    static TAG: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"<(?:i|b|em|strong|u|a|font|span)(?:\s[^<>\n]{0,200})?>").expect("a fixed pattern"));
    if facts.document.format != Format::Markdown {
        return None;
    }
    let Origin::Bytes { part, span } = note.origin else {
        return None;
    };
    let source = span.of(&facts.document.parts.get(part)?.source);
    let hit = TAG
        .find_iter(source)
        .find(|hit| source[..hit.start()].matches('`').count() % 2 == 0)?;
    let place = facts.document.place_of(Origin::Bytes {
        part,
        span: Span::new(span.start + hit.start(), span.start + hit.end()),
    });
    Some((place, hit.as_str().chars().take(24).collect()))
}
