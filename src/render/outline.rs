//! What was read, for people: chapters with their marks, notes, citations and links.
//! Judges nothing.

use std::io::{self, Write};

use crate::{
    citations::{Citation, CitationForm, Citations, Link, LinkId, NoteId},
    document::{Document, Place},
    render::{
        Detail, Options,
        escape::{line, shortened},
        joined,
        style::{Palette, count, paint},
    },
    report::Audited,
};

/// Writes every document.
pub(crate) fn extract(
    documents: &[Audited],
    options: &Options,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let mut outline = Outline {
        palette: Palette::new(options.color),
        limit: match options.detail {
            Detail::Full => usize::MAX,
            _ => options.width.saturating_sub(4).max(40),
        },
        links: Vec::new(),
    };
    for (index, audited) in documents.iter().enumerate() {
        if index > 0 {
            writeln!(writer)?;
        }
        let citations = &audited.citations;
        outline.links = vec![Vec::new(); citations.notes.len()];
        for (id, link) in citations.links.iter().enumerate() {
            if let Some(links) = link.note.and_then(|note| outline.links.get_mut(note)) {
                links.push(id);
            }
        }
        outline.document(audited, writer)?;
    }
    Ok(())
}

#[derive(Debug)]
struct Outline {
    palette: Palette,
    /// Characters of a sentence or note that are shown.
    limit: usize,
    /// Links of each note of the document at hand.
    links: Vec<Vec<LinkId>>,
}

impl Outline {
    fn document(&self, audited: &Audited, writer: &mut dyn Write) -> io::Result<()> {
        let Audited {
            document,
            citations,
        } = audited;
        writeln!(
            writer,
            "{} ({}{})",
            paint(self.palette.strong, line(&document.path)),
            document.format.as_str(),
            citations
                .language
                .as_deref()
                .or(document.language.as_deref())
                .map_or(String::new(), |language| format!(", {}", line(language))),
        )?;
        writeln!(
            writer,
            "{}, {}, {}, {}, {} to {}",
            count(citations.chapters.len(), "chapter"),
            count(citations.sections.len(), "group") + " of notes",
            count(citations.marks.len(), "mark"),
            count(citations.notes.len(), "note"),
            count(citations.links.len(), "link"),
            count(joined::targets(citations), "address"),
        )?;
        for (id, chapter) in citations.chapters.iter().enumerate() {
            let title = match chapter.title.as_str() {
                "" => "(no heading)".into(),
                title => line(title),
            };
            writeln!(writer, "\n{}", paint(self.palette.strong, title))?;
            self.chapter(document, citations, id, writer)?;
        }
        let strays: Vec<NoteId> = (0..citations.notes.len())
            .filter(|note| citations.notes[*note].chapter.is_none())
            .collect();
        if !strays.is_empty() {
            writeln!(
                writer,
                "\n{}",
                paint(self.palette.strong, "(notes of no chapter)")
            )?;
            for note in strays {
                self.note(document, citations, note, writer)?;
            }
        }
        Ok(())
    }

    fn chapter(
        &self,
        document: &Document,
        citations: &Citations,
        id: usize,
        writer: &mut dyn Write,
    ) -> io::Result<()> {
        for (mark_id, mark) in citations.marks_of(id) {
            let note = match mark.note {
                Some(_) => "",
                None => " (no note)",
            };
            writeln!(
                writer,
                "  mark {}{} {} {}",
                line(&mark.label),
                paint(self.palette.bad, note),
                paint(
                    self.palette.faint,
                    at(&citations.mark_place(document, mark_id))
                ),
                shortened(&mark.sentence, self.limit),
            )?;
        }
        for (note, _) in citations.notes_of(id) {
            self.note(document, citations, note, writer)?;
        }
        for (_, link) in citations
            .links
            .iter()
            .enumerate()
            .filter(|(_, link)| link.note.is_none() && link.chapter == Some(id))
        {
            self.link("  ", document, link, writer)?;
        }
        Ok(())
    }

    fn note(
        &self,
        document: &Document,
        citations: &Citations,
        id: NoteId,
        writer: &mut dyn Write,
    ) -> io::Result<()> {
        let note = &citations.notes[id];
        let unmarked = if note.marks.is_empty() {
            " (no mark)"
        } else {
            ""
        };
        writeln!(
            writer,
            "  note {}{} {} {}",
            line(&note.label),
            paint(self.palette.bad, unmarked),
            paint(self.palette.faint, at(&citations.note_place(document, id))),
            shortened(&note.text, self.limit),
        )?;
        for citation in &note.citations {
            if citation.form != CitationForm::Comment {
                writeln!(
                    writer,
                    "      {}",
                    shortened(&described(citation, citations), self.limit)
                )?;
            }
        }
        for link in &self.links[id] {
            self.link("      ", document, &citations.links[*link], writer)?;
        }
        Ok(())
    }

    fn link(
        &self,
        indent: &str,
        document: &Document,
        link: &Link,
        writer: &mut dyn Write,
    ) -> io::Result<()> {
        writeln!(
            writer,
            "{indent}link {} {}",
            paint(self.palette.link, line(&link.url)),
            paint(self.palette.faint, at(&document.place_of(link.origin))),
        )
    }
}

/// A citation in one line: form, kind, and the fields that were understood.
fn described(citation: &Citation, citations: &Citations) -> String {
    let mut fields = Vec::new();
    if !citation.authors.is_empty() {
        let others = if citation.et_al { " et al." } else { "" };
        fields.push(format!("{}{others}", citation.authors.join("; ")));
    }
    fields.extend(citation.title.as_ref().map(|title| format!("“{title}”")));
    fields.extend(citation.container.clone());
    fields.extend(citation.date.map(|date| date.to_string()));
    fields.extend(citation.locator.clone());
    fields.extend(
        citation
            .identifiers
            .doi
            .as_ref()
            .map(|doi| format!("doi:{doi}")),
    );
    let meant = citation
        .refers_to
        .and_then(|note| citations.notes.get(note))
        .map_or(String::new(), |note| format!(" → note {}", note.label));
    format!(
        "{} {}: {}{meant}",
        citation.form.as_str(),
        citation.kind.as_str(),
        fields.join(", ")
    )
}

/// Line and column, or what the format has instead.
fn at(place: &Place) -> String {
    match (place.page, place.paragraph, place.line, place.column) {
        (Some(page), ..) => format!("p. {page}"),
        (_, Some(paragraph), ..) => format!("¶{paragraph}"),
        (_, _, Some(line), Some(column)) => format!("{line}:{column}"),
        _ => String::new(),
    }
}
