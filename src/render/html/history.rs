//! What a run takes from earlier ones: how links changed, what it was compared with, what is not told and why.

use maud::{Markup, html};

use crate::{
    render::{
        escape::shortened,
        html::{
            links,
            view::View,
            words::{Line, plural, reason, sentence, whereabouts},
        },
    },
    report::{LinkChange, LinkChanges},
    suppress::Suppressed,
};

/// Changed links that are listed.
const CHANGES: usize = 200;
/// Findings that are not told and yet listed.
const UNTOLD: usize = 500;

/// For the summary: the earlier version, and how the links changed.
pub(super) fn summary(view: &View<'_>) -> Markup {
    let history = &view.report().history;
    html! {
        @if let Some(since) = &history.since {
            p.notice {
                "Compared with " (Line(&since.revision)) " (" (Line(&shortened(&since.commit, 12))) "): "
                (plural(since.unchanged, "finding")) " in text that did not change "
                @if since.unchanged == 1 { "is" } @else { "are" } " not told."
            }
        }
        @if let Some(changes) = &history.changes { (changed(view, changes)) }
    }
}

fn changed(view: &View<'_>, changes: &LinkChanges) -> Markup {
    let died = changes.links.iter().filter(|change| change.died()).count();
    let back = changes
        .links
        .iter()
        .filter(|change| change.came_back())
        .count();
    html! {
        section.first aria-labelledby="changed-title" {
            h3 #changed-title {
                @match &changes.since {
                    Some(since) => { "Since " (Line(since)) },
                    None => "Since an earlier run",
                }
            }
            @if changes.since.is_none() {
                p { "No earlier run is remembered." }
            } @else if changes.links.is_empty() {
                p { "Every link answers as it did." }
            } @else {
                p { (plural(changes.links.len(), "link")) " changed: " (died) " lost, " (back) " back again." }
                ol { @for change in changes.links.iter().take(CHANGES) { (self::change(view, change)) } }
                @if changes.links.len() > CHANGES { p { "and " (changes.links.len() - CHANGES) " more" } }
            }
        }
    }
}

fn change(view: &View<'_>, change: &LinkChange) -> Markup {
    let first = change.links.first();
    let row = first.and_then(|at| view.row(at.document, at.link));
    let text = html! {
        span {
            (links::verdict(change.was)) " → " (links::verdict(change.is)) " "
            bdi { (Line(&shortened(&change.url, 120))) }
        }
        small { (reason(change.reason)) " since " (Line(&change.since)) }
    };
    html! {
        li {
            @if let Some(row) = row { a href=(format_args!("#l{row}")) { (text) } } @else { div { (text) } }
        }
    }
}

/// For the findings: those that are not told, each with the reason.
pub(super) fn untold(view: &View<'_>) -> Markup {
    let untold = &view.report().history.suppressed;
    if untold.is_empty() {
        return Markup::default();
    }
    html! {
        details.untold {
            summary { (plural(untold.len(), "finding")) " not told, because the document or a baseline says so" }
            ul {
                @for suppressed in untold.iter().take(UNTOLD) { (one(view, suppressed)) }
                @if untold.len() > UNTOLD { li { "and " (untold.len() - UNTOLD) " more" } }
            }
        }
    }
}

fn one(view: &View<'_>, Suppressed { finding, by }: &Suppressed) -> Markup {
    let at = whereabouts(&finding.place);
    html! {
        li {
            bdi { (Line(&sentence(&finding.message))) } " "
            small {
                @if let Some(jump) = view.jump_to(&finding.place) {
                    a href=(jump) { (at.as_deref().unwrap_or("there")) }
                } @else if let Some(at) = &at { (at) }
                " · " code { (finding.rule) } " · " (by.as_str())
                @if let Some(reason) = by.reason() { ": " (Line(reason)) }
            }
        }
    }
}
