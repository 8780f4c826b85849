//! The table of findings: what is wrong, the words it is about, what to do, and where.

use std::collections::BTreeMap;

use maud::{Markup, html};

use crate::{
    document::Document,
    finding::{Applicability, Confidence, Finding, Severity},
    render::{
        escape::shortened,
        html::{
            history, links,
            marked::severity_word,
            view::View,
            words::{Line, letter, plural, sentence, whereabouts},
        },
    },
    rules,
    span::Span,
};

/// Characters quoted before and after the words that are meant.
const AROUND: usize = 90;
/// Characters quoted of the words that are meant.
const MEANT: usize = 220;
/// Further places that are listed.
const PLACES: usize = 60;
/// Changes of a fix that are listed.
const CHANGES: usize = 12;

/// The whole view.
pub(super) fn section(view: &View<'_>) -> Markup {
    let findings = &view.report().findings;
    html! {
        section.view #findings data-view="findings" aria-labelledby="findings-title" {
            h2 #findings-title { "Findings " span.n { (findings.len()) } }
            @if findings.is_empty() {
                p.empty { "Nothing to mend was found." }
                (history::untold(view))
            } @else {
                (tools(view))
                table.rows.findings role="table" aria-labelledby="findings-title" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th role="columnheader" scope="col" { "Severity" }
                            th role="columnheader" scope="col" { "Finding" }
                            th role="columnheader" scope="col" { "Where" }
                        }
                    }
                    tbody role="rowgroup" {
                        @for index in 0..findings.len() { (row(view, index)) }
                    }
                }
                p.empty.nothing hidden { "No finding matches. " button type="button" data-clear="findings" { "Show all findings" } }
                (history::untold(view))
            }
        }
    }
}

/// Filters; the script makes them work, and without it they are not shown.
fn tools(view: &View<'_>) -> Markup {
    let report = view.report();
    let counts = report.summary();
    let severities = [
        (Severity::Error, counts.errors),
        (Severity::Warning, counts.warnings),
        (Severity::Info, counts.infos),
    ];
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &report.findings {
        *rules.entry(finding.rule).or_default() += 1;
    }
    html! {
        form.tools data-for="findings" role="search" aria-label="Filter the findings" {
            label.search { span { "Search findings" }
                input type="search" name="q" placeholder="Words, note, address…" autocomplete="off" spellcheck="false"; }
            fieldset.chips { legend { "Severity" }
                @for (severity, number) in severities {
                    @if number > 0 {
                        label {
                            input type="checkbox" name="s" value=(letter(severity));
                            span { i class=(format_args!("dot {}", letter(severity))) {} (severity_word(severity)) " " b { (number) } }
                        }
                    }
                }
            }
            label.pick { span { "Rule" }
                select name="r" {
                    option value="" { "Every rule" }
                    @for (rule, number) in &rules { option value=(rule) title=[rules::find(rule).map(|rule| rule.meta().summary)] { (rule) " (" (number) ")" } }
                }
            }
            @if report.documents.iter().any(|audited| audited.citations.chapters.len() > 1) || view.many() {
                label.pick { span { "Chapter" } (chapters(view)) }
            }
            label.pick { span { "Order" }
                select name="order" {
                    option value="" { "As read" }
                    option value="s" { "Worst first" }
                    option value="r" { "By rule" }
                }
            }
            p.count role="status" data-of=(report.findings.len()) data-noun="findings" { (plural(report.findings.len(), "finding")) }
        }
    }
}

fn chapters(view: &View<'_>) -> Markup {
    let options = |d: usize| {
        let chapters = &view.report().documents[d].citations.chapters;
        html! {
            @for (index, chapter) in chapters.iter().enumerate() {
                @if !chapter.title.is_empty() {
                    option value=(format_args!("{d}.{index}")) { (Line(&shortened(&chapter.title, 60))) }
                }
            }
        }
    };
    html! {
        select name="c" {
            option value="" { @if view.many() { "Every document" } @else { "Every chapter" } }
            @if view.many() {
                @for (d, audited) in view.report().documents.iter().enumerate() {
                    optgroup label=(Line(&audited.document.path)) {
                        option value=(format_args!("{d}")) { "All of " (Line(&shortened(&audited.document.path, 60))) }
                        (options(d))
                    }
                }
            } @else if !view.report().documents.is_empty() {
                (options(0))
            }
        }
    }
}

fn row(view: &View<'_>, index: usize) -> Markup {
    let finding = view.finding(index);
    let spot = view.spots[index];
    let document = spot.map(|spot| &view.report().documents[spot.document].document);
    let text = spot.and_then(|spot| spot.text);
    let link = view.joined.probe(index);
    html! {
        tr role="row" id=(format_args!("f{index}")) data-s=(letter(finding.severity)) data-r=(finding.rule)
            data-d=[spot.map(|spot| spot.document)] data-c=[view.chapter(index)] {
            td.severity role="cell" { span class=(format_args!("sev {}", letter(finding.severity))) { (severity_word(finding.severity)) } }
            td.what role="cell" {
                p.message dir="auto" { (Line(&sentence(&finding.message))) }
                @if let Some((document, text)) = document.zip(text) { (excerpt(document, text, finding.severity)) }
                @if !finding.help.is_empty() { p.help { (Line(&sentence(&finding.help))) } }
                @if let Some((probe, at)) = link {
                    p.answer {
                        (links::badge(Some(probe))) " "
                        @if let Some(row) = view.row(at.document, at.link) {
                            a href=(format_args!("#l{row}")) { "See the link" }
                            " " (links::copy(&view.addresses[row]))
                        }
                    }
                }
                (change(finding, document))
                (related(view, finding))
                p.rule { code { (finding.rule) }
                    @match finding.confidence {
                        Confidence::High => {},
                        Confidence::Medium => " likely",
                        Confidence::Low => " perhaps",
                    } }
            }
            td.where role="cell" { (place(view, index)) }
        }
    }
}

/// Where it is, as a jump into the document.
fn place(view: &View<'_>, index: usize) -> Markup {
    let finding = view.finding(index);
    let named = match (finding.notes.as_slice(), finding.marks.as_slice()) {
        ([note], _) => Some(("Note ", note)),
        ([], [mark]) => Some(("Mark ", mark)),
        _ => None,
    };
    let at = whereabouts(&finding.place);
    let shown = html! {
        @match (named, &at) {
            (Some((noun, label)), _) => { (noun) (Line(label)) },
            (None, Some(at)) => (sentence(at)),
            (None, None) => "The document",
        }
    };
    html! {
        @match view.jump(index) {
            Some(jump) => a.jump href=(jump) { (shown) },
            None => span { (shown) },
        }
        @if let Some(at) = at.filter(|_| named.is_some()) { p.at { (at) } }
        @if let Some(title) = &finding.chapter { p.chapter dir="auto" { (Line(&shortened(title, 80))) } }
        @if view.many() { p.path { (Line(&finding.place.path)) } }
    }
}

/// The words that are meant and those around them.
fn excerpt(document: &Document, text: Span, severity: Severity) -> Markup {
    let Some(block) = document.block_at(text.start) else {
        return Markup::default();
    };
    let block = &document.blocks[block];
    let end = text.end.min(block.span.end);
    let before = Span::new(block.span.start, text.start).of(&document.text);
    let meant = Span::new(text.start, end).of(&document.text);
    let after = Span::new(end, block.span.end).of(&document.text);
    let cut = before
        .char_indices()
        .rev()
        .nth(AROUND)
        .map_or(0, |(at, _)| at);
    html! {
        blockquote dir="auto" {
            @if cut > 0 { "…" }
            (Line(&before[cut..]))
            mark class=(letter(severity)) { (Line(&shortened_within(meant, MEANT))) }
            (Line(&shortened_within(after, AROUND)))
        }
    }
}

/// The first `limit` characters with their blanks at both ends.
fn shortened_within(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// The fix as what goes and what comes.
fn change(finding: &Finding, document: Option<&Document>) -> Markup {
    let Some(fix) = finding.fix.as_ref().filter(|fix| !fix.edits.is_empty()) else {
        return Markup::default();
    };
    let how = match fix.applicability {
        Applicability::Safe => "Safe fix",
        Applicability::Suggest => "Suggested",
        Applicability::Unsafe => "Changes meaning or numbering",
    };
    let before = |start: usize, end: usize| {
        let part = document?.parts.first()?;
        let shift = part.offset?;
        part.source
            .get(start.checked_sub(shift)?..end.checked_sub(shift)?)
    };
    html! {
        ul.fix aria-label="Fix" {
            @for edit in fix.edits.iter().take(CHANGES) {
                @let old = before(edit.start, edit.end).unwrap_or_default();
                li {
                    span.how { (how) }
                    @if !old.is_empty() { del { (Line(&shortened(old, MEANT))) } " " }
                    @if !edit.text.is_empty() { ins { (Line(&shortened(&edit.text, MEANT))) } }
                }
            }
            @if fix.edits.len() > CHANGES { li { "and " (fix.edits.len() - CHANGES) " further changes" } }
        }
    }
}

/// The further places, behind a fold where they are many.
fn related(view: &View<'_>, finding: &Finding) -> Markup {
    let related = &finding.related;
    let list = html! {
        ul.related {
            @for known in related.iter().take(PLACES) {
                @let at = whereabouts(&known.place);
                li dir="auto" {
                    @if let Some(jump) = view.jump_to(&known.place) {
                        a href=(jump) { (at.as_deref().unwrap_or("there")) } " "
                    } @else if let Some(at) = at { span.at { (at) } " " }
                    (Line(&known.message))
                }
            }
            @if related.len() > PLACES { li { "and " (related.len() - PLACES) " more" } }
        }
    };
    match related.len() {
        0 => Markup::default(),
        1 | 2 => list,
        number => html! { details { summary { (plural(number, "further place")) } (list) } },
    }
}
