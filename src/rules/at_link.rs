//! What the rules about links share: a finding that stands at a link, and edits of the address in the
//! user's file. Judges nothing.

use super::{Facts, Meta};
use crate::{
    citations::{Citation, Link, LinkForm, LinkId},
    document::BlockKind,
    finding::{Edit, Finding, Severity},
    span::Span,
};

/// A finding at the link, with the note and the chapter it stands in.
pub(super) fn finding(
    facts: &Facts<'_>,
    meta: &Meta,
    id: LinkId,
    severity: Severity,
    message: String,
) -> Finding {
    let link = &facts.citations.links[id];
    let place = facts.document.place_of(link.origin);
    let finding = Finding::new(meta.id, severity, place, message)
        .chapter(facts.citations.chapter_title(link.chapter));
    match link.note.map(|note| &facts.citations.notes[note]) {
        Some(note) => finding.note(note.label.clone()),
        None => finding,
    }
}

/// A finding at a stretch of the text, with the note it stands in.
pub(super) fn finding_in_text(
    facts: &Facts<'_>,
    meta: &Meta,
    span: Span,
    severity: Severity,
    message: String,
) -> Finding {
    let finding = Finding::new(meta.id, severity, facts.document.place(span), message);
    if let Some(id) = note_at(facts, span.start) {
        let note = &facts.citations.notes[id];
        return finding
            .note(note.label.clone())
            .chapter(facts.citations.chapter_title(note.chapter));
    }
    let chapters = &facts.citations.chapters;
    let chapter = chapters
        .iter()
        .position(|chapter| chapter.span.contains(span.start));
    finding.chapter(facts.citations.chapter_title(chapter))
}

/// The note that holds an offset of the text.
pub(super) fn note_at(facts: &Facts<'_>, offset: usize) -> Option<usize> {
    facts
        .citations
        .notes
        .iter()
        .position(|note| note.span.contains(offset))
}

/// The links of the document with their ids, those to mail, telephone and places in the document left out.
pub(super) fn web_links<'a>(
    facts: &Facts<'a>,
) -> impl Iterator<Item = (LinkId, &'a Link)> + use<'a> {
    facts
        .citations
        .links
        .iter()
        .enumerate()
        .filter(|(_, link)| {
            let head: String = link
                .url
                .chars()
                .take(12)
                .collect::<String>()
                .to_ascii_lowercase();
            ![
                "mailto:",
                "tel:",
                "javascript:",
                "data:",
                "file:",
                "ftp:",
                "#",
            ]
            .iter()
            .any(|scheme| head.starts_with(scheme))
        })
}

/// The citation a link belongs to.
pub(super) fn citation_of<'a>(facts: &Facts<'a>, id: LinkId) -> Option<&'a Citation> {
    let note = &facts.citations.notes[facts.citations.links[id].note?];
    note.citations
        .iter()
        .find(|citation| citation.links.contains(&id))
}

/// An address shortened in the middle, so that it can be shown in a message.
pub(super) fn brief(url: &str) -> String {
    let clean: String = url
        .chars()
        .map(|c| {
            if c.is_whitespace() || c.is_control() {
                ' '
            } else {
                c
            }
        })
        .collect::<String>()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    let count = clean.chars().count();
    if count <= 90 {
        return clean;
    }
    let head: String = clean.chars().take(55).collect();
    let tail: String = clean.chars().skip(count - 30).collect();
    format!("{head}…{tail}")
}

/// An edit that replaces every address at the link, displayed text and markup included, by `<url>` or by
/// what the form of the link asks for.
pub(super) fn replace_whole(facts: &Facts<'_>, link: &Link, url: &str) -> Option<Edit> {
    let (start, text) = facts.document.in_file(link.origin)?;
    let angled = facts.document.format == crate::input::Format::Markdown
        && matches!(link.form, LinkForm::Marked | LinkForm::Auto)
        && (text.starts_with('[') || text.starts_with('<'));
    if !angled && link.form != LinkForm::Bare {
        return None;
    }
    if url.contains(['<', '>', ' ']) || (angled && !crate::citations::urls::is_web(url)) {
        return None;
    }
    Some(Edit {
        start,
        end: start + text.len(),
        text: if angled {
            format!("<{url}>")
        } else {
            url.to_owned()
        },
    })
}

/// A range of a piece of the file, and what is to stand there instead.
pub(super) type Replacement = (std::ops::Range<usize>, String);

/// Edits of a link, displayed text, markup and target: `change` gets what stands in the file and answers
/// with the ranges to replace.
pub(super) fn edit_source(
    facts: &Facts<'_>,
    link: &Link,
    change: &dyn Fn(&str) -> Vec<Replacement>,
) -> Vec<Edit> {
    let Some((start, text)) = facts.document.in_file(link.origin) else {
        return Vec::new();
    };
    change(text)
        .into_iter()
        .map(|(range, with)| Edit {
            start: start + range.start,
            end: start + range.end,
            text: with,
        })
        .collect()
}

/// Blocks of running text, notes and cells; code is left alone.
pub(super) fn prose<'a>(facts: &Facts<'a>) -> impl Iterator<Item = Span> + use<'a> {
    facts
        .document
        .blocks
        .iter()
        .filter(|block| block.kind != BlockKind::Code)
        .map(|block| block.span)
}

/// The stretches of `span` that are code or show an address: checks of characters leave them alone.
pub(super) fn not_words(facts: &Facts<'_>, span: Span) -> Vec<Span> {
    let mut out: Vec<Span> = facts
        .document
        .inlines_in(span)
        .filter(|inline| inline.kind == crate::document::InlineKind::Code)
        .map(|inline| inline.span)
        .collect();
    let links = &facts.citations.links;
    let first = links.partition_point(|link| link.span.end <= span.start);
    out.extend(
        links[first..]
            .iter()
            .take_while(|link| link.span.start < span.end)
            .filter(|link| link.shown.contains("://") || link.shown.starts_with("www."))
            .map(|link| link.span),
    );
    out
}
