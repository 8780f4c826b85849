//! The table of addresses: how each answers, where it is cited, and the archived copy beside it.

use maud::{Markup, html};

use crate::{
    probe::{LinkRef, Probe, Verdict},
    render::{
        escape::shortened,
        html::{
            view::{Address, View},
            words::{Line, host, href, meaning, plural, reason, sentence, whereabouts},
        },
        joined::note_of,
    },
};

/// Places of one address that are listed; a report can cite a page hundreds of times.
const USES: usize = 40;

/// Characters of a title.
const TITLE: usize = 160;

/// The whole view.
pub(super) fn section(view: &View<'_>) -> Markup {
    html! {
        section.view #links data-view="links" aria-labelledby="links-title" {
            h2 #links-title { "Links " span.n { (view.addresses.len()) } }
            @if view.addresses.is_empty() {
                p.empty { "No address of the web is cited." }
            } @else {
                @if !view.report().asked {
                    p.notice { "The links were not asked: nothing is known of how they answer." }
                }
                (tools(view))
                table.rows.links role="table" aria-labelledby="links-title" {
                    thead role="rowgroup" {
                        tr role="row" {
                            th role="columnheader" scope="col" { "Verdict" }
                            th role="columnheader" scope="col" { "Address" }
                            th role="columnheader" scope="col" { "Archived copy" }
                            th role="columnheader" scope="col" { "Cited in" }
                        }
                    }
                    tbody role="rowgroup" {
                        @for (row, address) in view.addresses.iter().enumerate() {
                            (self::row(view, row, address))
                        }
                    }
                }
                p.empty.nothing hidden { "No link matches. " button type="button" data-clear="links" { "Show all links" } }
            }
        }
    }
}

/// Filters; the script makes them work, and without it they are not shown.
fn tools(view: &View<'_>) -> Markup {
    let of = |verdict: Verdict| {
        let asked = view.addresses.iter().filter_map(|address| address.probe);
        asked.filter(|probe| probe.verdict == verdict).count()
    };
    let unasked = view.addresses.iter().filter(|a| a.probe.is_none()).count();
    let copies = view.addresses.iter().filter(|a| has_copy(a)).count();
    html! {
        form.tools data-for="links" role="search" aria-label="Filter the links" {
            label.search { span { "Search links" }
                input type="search" name="q" placeholder="Address, title, note…" autocomplete="off" spellcheck="false"; }
            @if view.report().asked {
                fieldset.chips { legend { "Verdict" }
                    @for verdict in Verdict::ALL {
                        @let number = of(verdict);
                        @if number > 0 {
                            label title=(meaning(verdict)) {
                                input type="checkbox" name="v" value=(verdict.as_str());
                                span { i class=(format_args!("dot {}", verdict.as_str())) {} (verdict.as_str()) " " b { (number) } }
                            }
                        }
                    }
                    @if unasked > 0 {
                        label { input type="checkbox" name="v" value="none"; span { i.dot {} "not asked " b { (unasked) } } }
                    }
                }
                @if copies > 0 {
                    fieldset.chips { legend { "Copy" }
                        label { input type="checkbox" name="a" value="1"; span { "archived " b { (copies) } } }
                    }
                }
            }
            @if view.report().asked {
                label.pick { span { "Order" }
                    select name="order" {
                        option value="" { "As read" }
                        option value="v" { "Worst first" }
                    }
                }
            }
            p.count role="status" data-of=(view.addresses.len()) data-noun="links" { (plural(view.addresses.len(), "link")) }
        }
    }
}

fn has_copy(address: &Address<'_>) -> bool {
    address.probe.is_some_and(|probe| probe.archive.is_some())
}

fn row(view: &View<'_>, row: usize, address: &Address<'_>) -> Markup {
    let verdict = address.probe.map(|probe| probe.verdict);
    let first = address.target.links.first().copied();
    let finding = first.and_then(|at| view.joined.finding_index(at));
    html! {
        tr role="row" id=(format_args!("l{row}")) data-v=(verdict.map_or("none", Verdict::as_str))
            data-a=[has_copy(address).then_some("1")]
            {
            td.verdict role="cell" { (badge(address.probe)) }
            td.what role="cell" {
                p.url { (url(&address.target.url)) }
                @if let Some(title) = address.target.cited.titles.first() {
                    p.cited dir="auto" { "“" (Line(&shortened(title, TITLE))) "”"
                        @if let Some(date) = address.target.cited.date { span.year { ", " (date.to_string()) } } }
                }
                @if let Some(probe) = address.probe { (answer(view, probe, finding, &address.target.cited.titles)) }
            }
            td.copy role="cell" { (copy(address))
                @if address.probe.is_some() && !has_copy(address) { span.none { "–" } } }
            td.where role="cell" { (uses(view, &address.target.links)) }
        }
    }
}

/// How an address answered.
pub(super) fn badge(probe: Option<&Probe>) -> Markup {
    html! {
        @if let Some(probe) = probe { (verdict(probe.verdict)) } @else { span.v.skipped { "not asked" } }
    }
}

/// A verdict in its color.
pub(super) fn verdict(verdict: Verdict) -> Markup {
    let word = verdict.as_str();
    html! { span class=(format_args!("v {word}")) { (word) } }
}

/// The archived copy, if there is one.
pub(super) fn copy(address: &Address<'_>) -> Markup {
    let archive = address.probe.and_then(|probe| probe.archive.as_ref());
    html! {
        @if let Some(archive) = archive {
            @match href(&archive.url) {
                Some(url) => a.archived href=(Line(url)) target="_blank" rel="noreferrer" {
                    "Copy of " (Line(&archive.captured)) },
                None => span.archived { (Line(&archive.url)) },
            }
        }
    }
}

/// An address that can be opened if it is one of the web, and read in any case.
pub(super) fn url(url: &str) -> Markup {
    let shown = host(url)
        .and_then(|host| {
            let at = url.find(&host)?;
            Some((
                &url[..at],
                &url[at..at + host.len()],
                &url[at + host.len()..],
            ))
        })
        .unwrap_or((url, "", ""));
    let text = html! { span.u dir="ltr" { (Line(shown.0)) b { (Line(shown.1)) } (Line(shown.2)) } };
    match href(url) {
        Some(url) => html! {
            a href=(Line(url)) target="_blank" rel="noreferrer" { (text) }
        },
        None => text,
    }
}

/// What was seen and what to do; what was tried stands behind a fold.
fn answer(view: &View<'_>, probe: &Probe, finding: Option<usize>, cited: &[String]) -> Markup {
    let quiet = probe.verdict == Verdict::Alive && probe.hops.is_empty();
    let help = finding.map(|index| view.finding(index).help.as_str());
    html! {
        @if !quiet {
            p.seen { b { (reason(probe.reason)) }
                @if let Some(status) = probe.status { ", status " (status) }
                @if !probe.detail.is_empty() { ": " (Line(&probe.detail)) } }
        }
        @if let Some(better) = &probe.better_url { p.better { "Better address: " (url(better)) } }
        @if let Some(help) = help.filter(|help| !help.is_empty() && probe.better_url.is_none()) {
            p.help { (Line(&sentence(help))) }
        }
        @if let Some(index) = finding { p.jump { a href=(format_args!("#f{index}")) { "See the finding" } } }
        @if let Some(title) = own_title(probe, cited) { p.own dir="auto" { "The page calls itself “" (Line(&shortened(title, TITLE))) "”" } }
        @if !quiet { p.asked {
            "Asked " (plural(probe.attempts as usize, "time"))
            @if !probe.checked_at.is_empty() { ", last " time { (Line(&probe.checked_at)) } }
            @if probe.from_cache { ", remembered from an earlier run" }
            "."
            @if let Some(alive) = &probe.last_alive { " Last seen alive " time { (Line(alive)) } "." }
            @if let Some(date) = probe.page.as_ref().and_then(|page| page.date.as_ref()) { " The page is dated " (Line(date)) "." }
        } }
        @if tells_more(probe) {
            details {
                summary { (plural(probe.hops.len(), "redirect")) }
                ol.hops {
                    @for hop in &probe.hops {
                        li { (url(&hop.url)) " " @if hop.status == 0 { "by the page itself" } @else { (hop.status) } }
                    }
                    @if let Some(end) = &probe.final_url { li { (url(end)) } }
                }
            }
        }
    }
}

/// Whether the redirects tell more than the better address does.
fn tells_more(probe: &Probe) -> bool {
    probe.hops.len() > 1 || (!probe.hops.is_empty() && probe.final_url != probe.better_url)
}

/// The title that a page gives itself, where it is not the cited one.
fn own_title<'a>(probe: &'a Probe, cited: &[String]) -> Option<&'a str> {
    let title = probe.page.as_ref()?.title.as_deref()?.trim();
    let own = title.to_lowercase();
    let same = |cited: &String| {
        let cited = cited.to_lowercase();
        own.contains(cited.trim()) || cited.contains(&own)
    };
    (!title.is_empty() && !cited.iter().any(same)).then_some(title)
}

/// Jumps to the notes that cite it.
fn uses(view: &View<'_>, links: &[LinkRef]) -> Markup {
    html! {
        ul.uses {
            @for at in links.iter().take(USES) { (self::at(view, *at)) }
            @if links.len() > USES { li { "and " (links.len() - USES) " more" } }
        }
        @if let Some((audited, link)) = links.first().and_then(|at| view.joined.link(*at)) {
            @if view.many() { p.path { (Line(&audited.document.path)) } }
            @if let Some(title) = audited.citations.chapter_title(link.chapter) {
                p.chapter dir="auto" { (Line(&shortened(title, 60))) }
            }
        }
    }
}

fn at(view: &View<'_>, at: LinkRef) -> Markup {
    let Some((audited, link)) = view.joined.link(at) else {
        return Markup::default();
    };
    let place = whereabouts(&audited.document.place_of(link.origin));
    html! {
        li { a href=(format_args!("#d{}l{}", at.document, at.link)) title=[place] {
            @match note_of(&audited.citations, at.link) {
                Some(label) => { "note " (Line(label)) },
                None => "in the text",
            }
        } }
    }
}
