//! What the rules about citations share: walking them, telling a finding at one, and what its text says.
//! Judges nothing.

use super::{Facts, Meta};
use crate::{
    citations::{Citation, CitationForm, CitationRef, Link, Note, NoteId, WorkKind},
    document::{BlockKind, InlineKind, Place},
    finding::{Finding, Severity},
    span::Span,
};

/// How many further places a finding about many citations names.
pub(super) const NAMED: usize = 40;

/// A citation with the note it stands in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cited<'a> {
    /// Where it stands.
    pub(super) at: CitationRef,
    /// The note.
    pub(super) note: &'a Note,
    /// The citation.
    pub(super) citation: &'a Citation,
}

/// The citations of the document, comments among them, in reading order.
pub(super) fn all<'a>(facts: &Facts<'a>) -> impl Iterator<Item = Cited<'a>> + use<'a> {
    let notes: &'a [Note] = &facts.citations.notes;
    notes.iter().enumerate().flat_map(|(id, note)| {
        note.citations
            .iter()
            .enumerate()
            .map(move |(index, citation)| Cited {
                at: CitationRef { note: id, index },
                note,
                citation,
            })
    })
}

/// The full citations of the document, in reading order.
pub(super) fn full<'a>(facts: &Facts<'a>) -> impl Iterator<Item = Cited<'a>> + use<'a> {
    all(facts).filter(|cited| cited.citation.form == CitationForm::Full)
}

/// The citations of one note, in reading order.
pub(super) fn of_note<'a>(
    facts: &Facts<'a>,
    note: NoteId,
) -> impl Iterator<Item = Cited<'a>> + use<'a> {
    let facts = *facts;
    let count = facts
        .citations
        .notes
        .get(note)
        .map_or(0, |note| note.citations.len());
    (0..count).filter_map(move |index| get(&facts, CitationRef { note, index }))
}

/// The links that begin in a stretch of text.
pub(super) fn links_in<'a>(
    facts: &Facts<'a>,
    span: Span,
) -> impl Iterator<Item = &'a Link> + use<'a> {
    let links: &'a [Link] = &facts.citations.links;
    let first = links.partition_point(|link| link.span.start < span.start);
    links[first..]
        .iter()
        .take_while(move |link| link.span.start < span.end)
}

/// The citation at a place.
pub(super) fn get<'a>(facts: &Facts<'a>, at: CitationRef) -> Option<Cited<'a>> {
    let note: &'a Note = facts.citations.notes.get(at.note)?;
    let citation = note.citations.get(at.index)?;
    Some(Cited { at, note, citation })
}

impl<'a> Cited<'a> {
    /// A finding at the whole citation.
    pub(super) fn finding(&self, facts: &Facts<'_>, meta: &Meta, message: String) -> Finding {
        self.finding_at(facts, meta, self.citation.span, message)
    }

    /// A finding at a part of the citation, with its note, the marks that call it and their chapter.
    pub(super) fn finding_at(
        &self,
        facts: &Facts<'_>,
        meta: &Meta,
        span: Span,
        message: String,
    ) -> Finding {
        let mut finding = Finding::new(meta.id, meta.severity, facts.document.place(span), message)
            .chapter(facts.citations.chapter_title(self.note.chapter))
            .note(self.note.label.clone());
        for mark in &self.note.marks {
            if let Some(mark) = facts.citations.marks.get(*mark)
                && !finding.marks.contains(&mark.label)
            {
                finding = finding.mark(mark.label.clone());
            }
        }
        finding
    }

    /// Where it stands.
    pub(super) fn place(&self, facts: &Facts<'_>) -> Place {
        facts.document.place(self.citation.span)
    }

    /// Its note, as a message names it.
    pub(super) fn name(&self) -> String {
        format!("note {}", self.note.label)
    }

    /// Its text as printed.
    pub(super) fn text(&self, facts: &Facts<'a>) -> &'a str {
        let document = facts.document;
        self.citation.span.of(&document.text)
    }

    /// Its text without displayed addresses and title, for words and years that stand elsewhere in it.
    pub(super) fn around(&self, facts: &Facts<'_>) -> String {
        let span = self.citation.span;
        let mut text = span.of(&facts.document.text).to_owned();
        let mut cuts: Vec<Span> = links_in(facts, span)
            .map(|link| link.span)
            .filter(|link| span.covers(*link))
            .chain(self.citation.title_span)
            .collect();
        cuts.retain(|cut| span.covers(*cut));
        cuts.sort_unstable();
        // A title may be the text of a link.
        cuts.dedup_by(|next, cut| {
            let meets = next.start < cut.end;
            if meets {
                *cut = cut.join(*next);
            }
            meets
        });
        for cut in cuts.into_iter().rev() {
            text.replace_range(cut.start - span.start..cut.end - span.start, " ");
        }
        text
    }

    /// The addresses it cites.
    pub(super) fn addresses(&self, facts: &Facts<'a>) -> impl Iterator<Item = &'a str> {
        let links = &facts.citations.links;
        self.citation
            .links
            .iter()
            .filter_map(|id| links.get(*id))
            .map(|link| link.url.as_str())
    }

    /// Whether the title is printed in quotation marks or italics.
    pub(super) fn is_title_marked(&self, facts: &Facts<'_>) -> bool {
        let Some(span) = self.citation.title_span else {
            return false;
        };
        let before = facts.document.text[..span.start].trim_end();
        let quoted = before.ends_with(['“', '"', '„', '«', '‘', '\'', '《', '「', '『', '»', '”']);
        let reach = Span::new(span.start.saturating_sub(1), span.end + 1);
        quoted
            || facts.document.inlines_in(reach).any(|inline| {
                matches!(inline.kind, InlineKind::Emphasis) && inline.span.overlaps(span)
            })
            || facts.document.block_at(span.start).is_some_and(|block| {
                let block = facts.document.blocks[block].span;
                facts.document.inlines_in(block).any(|inline| {
                    matches!(inline.kind, InlineKind::Emphasis) && inline.span.covers(span)
                })
            })
    }

    /// Whether an identifier finds the work without an address.
    pub(super) fn is_identified(&self) -> bool {
        let known = &self.citation.identifiers;
        known.doi.is_some()
            || known.isbn.is_some()
            || known.arxiv.is_some()
            || known.un_symbol.is_some()
    }

    /// Whether it is a published text that appears on a day: news, a page, a post, a statement.
    pub(super) fn is_dated_kind(&self) -> bool {
        matches!(
            self.citation.kind,
            WorkKind::News | WorkKind::Web | WorkKind::Social | WorkKind::Official
        )
    }
}

/// The finding with the other citations that share its cause: their notes and places, [`NAMED`] at most.
pub(super) fn with_others(
    mut finding: Finding,
    facts: &Facts<'_>,
    others: &[Cited<'_>],
    message: impl Fn(&Cited<'_>) -> String,
) -> Finding {
    for other in others.iter().take(NAMED) {
        finding = finding
            .note(other.note.label.clone())
            .related(message(other), other.place(facts));
    }
    finding
}

/// The finding at a milder severity.
pub(super) fn milder(mut finding: Finding, severity: Severity) -> Finding {
    finding.severity = severity;
    finding
}

/// A title or name in quotation marks, cut at a word where it is long.
pub(super) fn quoted(text: &str) -> String {
    const LONG: usize = 60;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= LONG {
        return format!("“{text}”");
    }
    let mut out = String::new();
    for word in text.split(' ') {
        if out.chars().count() + word.chars().count() > LONG {
            break;
        }
        out.push_str(word);
        out.push(' ');
    }
    if out.is_empty() {
        out = text.chars().take(LONG).collect();
    }
    format!("“{}…”", out.trim_end())
}

/// `one, two and three`.
pub(super) fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [head @ .., last] => format!("{} and {last}", head.join(", ")),
    }
}

/// The note before this one in its chapter (or, where numbers run on, in the document).
pub(super) fn note_before(facts: &Facts<'_>, id: NoteId) -> Option<NoteId> {
    let notes = &facts.citations.notes;
    let chapter = notes.get(id)?.chapter;
    let running = facts.citations.numbering == crate::citations::Numbering::Continuous;
    (0..id)
        .rev()
        .find(|earlier| running || notes[*earlier].chapter == chapter)
}

/// The text of a bibliography at the end of the document, if there is one.
pub(super) fn bibliography<'a>(facts: &Facts<'a>) -> Option<&'a str> {
    const NAMES: &[&str] = &[
        "bibliography",
        "select bibliography",
        "selected bibliography",
        "works cited",
        "literature",
        "reference list",
        "further reading",
        "literaturverzeichnis",
        "literatur",
        "bibliographie",
        "bibliografía",
        "bibliografia",
        "литература",
        "список литературы",
        "参考文献",
    ];
    let document = facts.document;
    let opened = document.blocks.iter().find(|block| {
        matches!(block.kind, BlockKind::Heading { .. }) && {
            let title = block.span.of(&document.text).trim().to_lowercase();
            NAMES.contains(
                &title.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | ' ')),
            )
        }
    })?;
    document.text.get(opened.span.end..)
}

/// Whether `word` stands in `text` as a word, case aside.
pub(super) fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.to_lowercase());
    !word.is_empty()
        && text.match_indices(&word).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + word.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
        })
}

/// Whether four digits that can be a year stand in `text`.
pub(super) fn has_year(text: &str) -> bool {
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        if digits.len() == 4
            && digits
                .parse::<u16>()
                .is_ok_and(|year| (1400..2200).contains(&year))
        {
            return true;
        }
        digits.clear();
    }
    false
}
