//! The first thing an editor sees: whether the text can go to print, what to mend first, and the plots.

use maud::{Markup, html};

use crate::{
    finding::Severity,
    render::{
        escape::shortened,
        html::{
            figures, history,
            view::View,
            words::{Fate, Line, plural, sentence, tally, whereabouts},
        },
        style::grouped,
    },
};

/// Findings that are named on the first screen.
const FIRST: usize = 8;

/// The whole view.
pub(super) fn section(view: &View<'_>) -> Markup {
    let report = view.report();
    let (verdicts, years) = (figures::verdicts(view), figures::years(view));
    let (chapters, hosts) = (figures::findings(view), figures::hosts(view));
    // Where no link was asked, the hosts fill the first column.
    let (left, right) = if verdicts.is_none() {
        (hosts, None)
    } else {
        (None, hosts)
    };
    let counts = report.summary();
    html! {
        section.view #summary data-view="summary" aria-labelledby="summary-title" {
            header.headline {
                h2 #summary-title { (headline(counts.errors, counts.warnings, counts.infos)) }
                p { (read(view)) }
            }
            ul.tiles {
                (tile(counts.errors, "error", "e", "stop publication", Some("e")))
                (tile(counts.warnings, "warning", "w", "should be fixed", Some("w")))
                (tile(counts.infos, "query", "i", "to the author or editor", Some("i")))
                @if report.asked {
                    @let lost = view.addresses.iter().filter(|a| Fate::of(a.probe) == Fate::Lost).count();
                    @let doubtful = view.addresses.iter().filter(|a| Fate::of(a.probe) == Fate::Doubtful).count();
                    (tile(lost, "lost link", "lost", "a reader gets nothing", None))
                    (tile(doubtful, "doubtful link", "doubt", "a person has to look", None))
                } @else {
                    (tile(view.addresses.len(), "address", "none", "not asked", None))
                }
            }
            @for notice in &report.notices { p.notice { (Line(&sentence(notice))) } }
            (history::summary(view))
            (first(view))
            div.plots {
                div {
                    @if let Some(plot) = verdicts { (plot.whole()) }
                    @if let Some(plot) = years { (plot.columns()) }
                    @if let Some(plot) = left { (plot.rows()) }
                }
                div {
                    @if let Some(plot) = chapters { (plot.rows()) }
                    @if let Some(plot) = right { (plot.rows()) }
                }
            }
        }
    }
}

fn headline(errors: usize, warnings: usize, infos: usize) -> String {
    match (errors, warnings + infos) {
        (0, 0) => "Nothing to mend was found".to_owned(),
        (0, _) => format!("No error found; {}", tally(0, warnings, infos)),
        (1, _) => "1 error stops publication".to_owned(),
        (errors, _) => format!("{} stop publication", plural(errors, "error")),
    }
}

/// What was read, in a sentence.
fn read(view: &View<'_>) -> String {
    let documents = &view.report().documents;
    let sum = |count: fn(&crate::citations::Citations) -> usize| -> usize {
        documents
            .iter()
            .map(|audited| count(&audited.citations))
            .sum()
    };
    let read = match documents.len() {
        1 => String::new(),
        number => format!("{}, ", plural(number, "document")),
    };
    format!(
        "Read: {read}{}, {}, {}, {} to {}.",
        plural(sum(|c| c.chapters.len()), "chapter"),
        plural(sum(|c| c.marks.len()), "mark"),
        plural(sum(|c| c.notes.len()), "note"),
        plural(sum(|c| c.links.len()), "link"),
        plural(view.addresses.len(), "address"),
    )
}

/// A figure with its word; a click shows what is counted.
fn tile(number: usize, noun: &str, class: &str, says: &str, severity: Option<&str>) -> Markup {
    let word = plural(number, noun);
    let word = word.split_once(' ').map_or("", |(_, word)| word);
    let view = if severity.is_some() {
        "findings"
    } else {
        "links"
    };
    let (field, value) = match (severity, class) {
        (Some(letter), _) => ("s", letter),
        (None, "lost") => ("v", "dead invalid"),
        (None, "doubt") => ("v", "suspect blocked insecure unreachable"),
        (None, _) => ("v", ""),
    };
    html! {
        li { a class=(format_args!("tile t-{class} {}", if number == 0 { "zero" } else { "" }))
            href=(format_args!("#{view}")) data-set=(view) data-field=(field) data-value=(value) {
            b { (grouped(number)) } span { (word) } small { (says) }
        } }
    }
}

/// The errors, or the first of them, by name.
fn first(view: &View<'_>) -> Markup {
    let errors: Vec<usize> = (0..view.report().findings.len())
        .filter(|index| view.finding(*index).severity == Severity::Error)
        .collect();
    if errors.is_empty() {
        return Markup::default();
    }
    html! {
        section.first aria-labelledby="first-title" {
            h3 #first-title { "First to mend" }
            ol {
                @for index in errors.iter().take(FIRST) {
                    @let finding = view.finding(*index);
                    li { a href=(format_args!("#f{index}")) {
                        bdi { (Line(&sentence(&shortened(&finding.message, 220)))) }
                        small {
                            @if let [note] = finding.notes.as_slice() { "note " (Line(note)) " · " }
                            (whereabouts(&finding.place).unwrap_or_default())
                            @if view.many() { " · " (Line(&finding.place.path)) }
                        }
                    } }
                }
            }
            @if errors.len() > FIRST {
                p { a href="#findings" data-set="findings" data-field="s" data-value="e" { "All " (errors.len()) " errors" } }
            }
        }
    }
}
