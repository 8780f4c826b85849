//! The documents themselves: text on one side; on the other the notes that its marks mean, and what was found.
//! Beside each note stand the sentences it supports.

use maud::{Markup, html};

use crate::{
    citations::{MarkId, NoteId},
    document::{Block, BlockKind},
    render::{
        escape::shortened,
        html::{
            links,
            marked::{Inked, severity_word},
            view::{View, within},
            words::{Line, letter, plural, sentence, tally},
        },
    },
    report::Audited,
};

/// Characters of a note beside its mark; the whole note stands at its own place.
const NOTE: usize = 420;
/// Characters of a sentence beside its note.
const SENTENCE: usize = 120;
/// Characters of a finding beside its text.
const FINDING: usize = 240;
/// Cells that are drawn in one row: formats know cells, but not which stand in one line.
const CELLS: usize = 24;

/// The whole view.
pub(super) fn section(view: &View<'_>) -> Markup {
    let documents = &view.report().documents;
    html! {
        section.view #document data-view="document" aria-labelledby="document-title" {
            h2 #document-title { @if view.many() { "Documents " span.n { (documents.len()) } } @else { "Document" } }
            div.reader {
                nav.toc aria-label="Chapters" {
                    details open {
                        summary { "Chapters" }
                        @for (d, audited) in documents.iter().enumerate() { (contents(view, d, audited)) }
                    }
                }
                div.sheets {
                    div.steps role="group" aria-label="Findings in the text" {
                        span { "Findings" }
                        button type="button" data-step="-1" aria-label="Previous finding" { "Previous" }
                        button type="button" data-step="1" aria-label="Next finding" { "Next" }
                        label { input type="checkbox" name="notes" checked; span { "Notes" } }
                    }
                    @for (d, audited) in documents.iter().enumerate() { (sheet(view, d, audited)) }
                }
            }
        }
    }
}

/// Chapters of a document with what was found in each.
fn contents(view: &View<'_>, d: usize, audited: &Audited) -> Markup {
    let citations = &audited.citations;
    let mut counts = vec![[0_usize; 3]; citations.chapters.len()];
    for (index, spot) in view.spots.iter().enumerate() {
        if spot.is_some_and(|spot| spot.document == d)
            && let Some(chapter) = view.chapter(index)
        {
            counts[chapter][view.finding(index).severity as usize] += 1;
        }
    }
    html! {
        @if view.many() { p.path { a href=(format_args!("#d{d}")) { (Line(&audited.document.path)) } } }
        ol {
            @for (chapter, [infos, warnings, errors]) in citations.chapters.iter().zip(counts) {
                @if let Some(heading) = chapter.headings.first() {
                    li { a href=(format_args!("#d{d}b{}", heading.block)) {
                        bdi { (Line(&shortened(&chapter.title, 90))) }
                        @if errors + warnings + infos > 0 {
                            span.tally role="img" aria-label=(tally(errors, warnings, infos)) {
                                @for (number, class) in [(errors, "e"), (warnings, "w"), (infos, "i")] {
                                    @if number > 0 { span class=(class) { (number) } }
                                }
                            }
                        }
                    } }
                }
            }
            @for section in &citations.sections {
                @if let Some(heading) = &section.heading {
                    li.notes { a href=(format_args!("#d{d}b{}", heading.block)) { "Notes: " bdi { (Line(&shortened(&heading.title, 70))) } } }
                }
            }
        }
    }
}

fn sheet(view: &View<'_>, d: usize, audited: &Audited) -> Markup {
    let document = &audited.document;
    let whole = &view.sheets[d].whole;
    let citations = &audited.citations;
    html! {
        article.sheet id=(format_args!("d{d}")) aria-label=(Line(&document.path)) {
            header {
                h3 { (Line(&document.path)) }
                p.counts {
                    (plural(citations.chapters.len(), "chapter")) " · " (plural(citations.marks.len(), "mark")) " · "
                    (plural(citations.notes.len(), "note")) " · " (plural(citations.links.len(), "link"))
                }
                @for index in whole { (comment(view, *index)) }
            }
            @for row in rows(&document.blocks) { (self::row(view, d, audited, row)) }
        }
    }
}

/// Blocks that are drawn beside one margin: one each, but for cells.
fn rows(blocks: &[Block]) -> Vec<std::ops::Range<usize>> {
    let mut rows = Vec::with_capacity(blocks.len());
    let mut start = 0;
    while start < blocks.len() {
        let cells = blocks[start..]
            .iter()
            .take(CELLS)
            .take_while(|block| block.kind == BlockKind::Cell)
            .count();
        let end = start + cells.max(1);
        rows.push(start..end);
        start = end;
    }
    rows
}

fn row(view: &View<'_>, d: usize, audited: &Audited, blocks: std::ops::Range<usize>) -> Markup {
    let first = blocks.start;
    let place = audited
        .document
        .place_of(audited.document.blocks[first].origin);
    let at = crate::render::html::words::whereabouts(&place);
    let short = place.page.map(|page| format!("p. {page}"));
    let short = short.or_else(|| place.paragraph.map(|number| format!("¶ {number}")));
    let short = short.or_else(|| at.as_ref().and(place.line).map(|line| line.to_string()));
    html! {
        div.row id=(format_args!("d{d}b{first}")) {
            span.at.page[place.page.is_some()] title=[at] { (short.unwrap_or_default()) }
            div.tx lang=[language(audited)] {
                @if audited.document.blocks[first].kind == BlockKind::Cell {
                    div.cells { @for block in blocks.clone() {
                        div.cell id=[(block != first).then(|| format!("d{d}b{block}"))] dir="auto" {
                            (Inked { view, document: d, block }.text())
                        }
                    } }
                } @else {
                    (block(view, d, audited, first))
                }
            }
            (margin(view, d, audited, blocks))
        }
    }
}

/// The language of the text, where it is not that of the page.
fn language(audited: &Audited) -> Option<Line<'_>> {
    let language = audited.document.language.as_ref();
    let language = language.or(audited.citations.language.as_ref())?;
    (language != "en").then_some(Line(language))
}

/// One block in the element that suits it.
fn block(view: &View<'_>, d: usize, audited: &Audited, index: usize) -> Markup {
    let block = &audited.document.blocks[index];
    let inked = Inked {
        view,
        document: d,
        block: index,
    };
    let text = inked.text();
    let notes = &view.sheets[d].notes[index];
    let label = label(audited, index);
    let depth = block.item.map(|item| item.depth.min(4));
    let body = html! {
        @for note in notes { span id=(format_args!("d{d}n{note}")) {} }
        @if let Some(label) = label { span.label { (Line(&label)) } " " }
        (text)
    };
    let class = format!(
        "{}{}{}",
        if notes.is_empty() { "" } else { "note " },
        if block.quoted { "quoted " } else { "" },
        depth.map_or(String::new(), |depth| format!("item d{depth}")),
    );
    let class = Some(class.trim()).filter(|class| !class.is_empty());
    html! {
        @match block.kind {
            BlockKind::Heading { level: 1 } => h4.h1 dir="auto" { (body) },
            BlockKind::Heading { level: 2 } => h5.h2 dir="auto" { (body) },
            BlockKind::Heading { .. } => h6.h3 dir="auto" { (body) },
            BlockKind::Caption => p.caption dir="auto" { (body) },
            BlockKind::Code => pre dir="auto" tabindex="0" { (body) },
            BlockKind::Paragraph | BlockKind::Cell => p class=[class] dir="auto" { (body) },
        }
    }
}

/// What is printed before a block but is no part of its text: the number of an item, the label of a note.
fn label(audited: &Audited, index: usize) -> Option<String> {
    let document = &audited.document;
    let block = &document.blocks[index];
    let before = index.checked_sub(1).map(|before| &document.blocks[before]);
    if let Some(note) = block.note {
        let first = before.is_none_or(|before| before.note != Some(note));
        let note = document.native_notes.get(note)?;
        return first.then(|| note.label.clone());
    }
    let item = block.item.filter(|item| item.first)?;
    Some(match item.number {
        Some(number) => format!("{number}."),
        None => "•".to_owned(),
    })
}

/// Findings, the notes of the marks, the sentences of the notes.
fn margin(view: &View<'_>, d: usize, audited: &Audited, blocks: std::ops::Range<usize>) -> Markup {
    let sheet = &view.sheets[d];
    let findings = || blocks.clone().flat_map(|block| &sheet.findings[block]);
    let notes = || blocks.clone().flat_map(|block| &sheet.notes[block]);
    let mut meant: Vec<(Option<NoteId>, MarkId)> = Vec::new();
    for block in blocks.clone() {
        for (_, mark) in within(&sheet.marks, audited.document.blocks[block].span) {
            let note = audited.citations.marks[*mark].note;
            let known = |(known, _): &(Option<NoteId>, MarkId)| *known == note;
            if note.is_none() || !meant.iter().any(known) {
                meant.push((note, *mark));
            }
        }
    }
    if meant.is_empty() && findings().next().is_none() && notes().next().is_none() {
        return Markup::default();
    }
    html! {
        div.mg {
            @for index in findings() { (comment(view, *index)) }
            @for (note, mark) in meant {
                @match note {
                    Some(note) => (beside(view, d, audited, note)),
                    None => p.sn.none { span.label { (Line(&audited.citations.marks[mark].label)) } " No note has this number here." },
                }
            }
            @for note in notes() { (supported(d, audited, *note)) }
        }
    }
}

/// A finding, as a comment in the margin.
fn comment(view: &View<'_>, index: usize) -> Markup {
    let finding = view.finding(index);
    html! {
        a class=(format_args!("cm {}", letter(finding.severity))) href=(format_args!("#f{index}")) data-f=(index) {
            span {
                b { (severity_word(finding.severity)) } " "
                bdi { (Line(&sentence(&shortened(&finding.message, FINDING)))) }
            }
        }
    }
}

/// A note beside the text of its mark, its addresses shortened to how they answer.
fn beside(view: &View<'_>, d: usize, audited: &Audited, id: NoteId) -> Markup {
    let note = &audited.citations.notes[id];
    let mut rest = note.text.as_str();
    let mut left = NOTE;
    let links = &view.sheets[d].links;
    let links = within(links, note.span);
    html! {
        p.sn data-n=(id) dir="auto" {
            a.label href=(format_args!("#d{d}n{id}")) aria-label={ "To note " (Line(&note.label)) } { (Line(&note.label)) } " "
            @for (_, link) in links {
                @let shown = audited.citations.links[*link].shown.as_str();
                @let (before, after) = rest.split_once(shown).filter(|_| !shown.is_empty()).unwrap_or(("", rest));
                (Line(&{
                    rest = after;
                    take(before, &mut left)
                }))
                @if let Some(row) = view.row(d, *link) { (chip(view, row, shown)) }
            }
            @if rest.contains(char::is_alphanumeric) { (Line(&take(rest, &mut left))) }
        }
    }
}

/// As much of the text as is left of the room.
fn take(text: &str, left: &mut usize) -> String {
    let characters = text.chars().count();
    let room = std::mem::replace(left, left.saturating_sub(characters));
    if characters <= room {
        return text.to_owned();
    }
    match room {
        0 => String::new(),
        room => text.chars().take(room).chain(['…']).collect(),
    }
}

/// An address in a few letters, with how it answers and the archived copy.
fn chip(view: &View<'_>, row: usize, shown: &str) -> Markup {
    let address = &view.addresses[row];
    let verdict = address.probe.map(|probe| probe.verdict.as_str());
    let name = crate::render::html::words::host(&address.target.url);
    html! {
        a class=(format_args!("chip {}", verdict.unwrap_or_default())) href=(format_args!("#l{row}")) {
            @if let Some(verdict) = verdict.filter(|verdict| *verdict != "alive") { b { (verdict) } " " }
            (Line(&shortened(name.as_deref().unwrap_or(shown), 40)))
        }
        " " (links::copy(address))
    }
}

/// Beside a note: the marks that mean it, with their sentences.
fn supported(d: usize, audited: &Audited, id: NoteId) -> Markup {
    let note = &audited.citations.notes[id];
    html! {
        @for mark in &note.marks {
            @let mark = (mark, &audited.citations.marks[*mark]);
            p.sn.back dir="auto" {
                a.label href=(format_args!("#d{d}m{}", mark.0)) aria-label={ "Back to mark " (Line(&mark.1.label)) } { "↩ " (Line(&mark.1.label)) } " "
                (Line(&ending(&mark.1.sentence)))
            }
        }
        @if note.marks.is_empty() { p.sn.back.none { "No mark calls this note." } }
    }
}

/// The end of a long sentence: marks stand at the end.
fn ending(sentence: &str) -> String {
    let sentence = sentence.trim();
    match sentence.char_indices().rev().nth(SENTENCE) {
        None => sentence.to_owned(),
        Some((at, _)) => {
            let rest = &sentence[at..];
            // From the next word on, if it is not far.
            let word = rest.find(' ').filter(|word| *word < SENTENCE / 3);
            format!("…{}", &rest[word.unwrap_or(0)..])
        }
    }
}
