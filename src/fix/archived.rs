//! Puts the archived copy of a dead page beside its address. The address that was cited stays.

use std::collections::HashSet;

use crate::{
    citations::{Link, LinkForm, LinkId, urls},
    finding::{Applicability, Edit, Finding, Severity},
    input::Format,
    probe::{LinkRef, Memento, Probe, Reason, Verdict},
    rules::{Facts, Selection, find},
};

/// One finding for each dead or suspect page of which an archive has a copy that the document does not cite
/// yet, with a safe fix that adds the copy's address behind every address of the page.
///
/// Where [`dead-link`](crate::rules) or `suspect-link` is left out by `selection`, its pages are, too.
pub fn archived_copies(facts: &Facts<'_>, selection: &Selection) -> Vec<Finding> {
    facts
        .probes_here()
        .filter_map(|(probe, first)| {
            let rule = match probe.verdict {
                Verdict::Dead => find("dead-link"),
                Verdict::Suspect => find("suspect-link"),
                _ => None,
            }?
            .meta();
            // A copy of what was withdrawn is no better, and one of a page that is there is not needed.
            let wanted = !matches!(probe.reason, Reason::Retracted | Reason::MissingAnchor);
            let copy = probe
                .archive
                .as_ref()
                .filter(|_| wanted && selection.runs(rule))?;
            let edits = edits(facts, probe, copy);
            let link = &facts.citations.links[first];
            (!edits.is_empty()).then(|| {
                let place = facts.document.place_of(link.origin);
                let message = format!("the archived copy of {} is not cited", probe.url);
                Finding::new(rule.id, Severity::Info, place, message)
                    .help(format!("add {}", copy.url))
                    .fix(Applicability::Safe, edits)
            })
        })
        .collect()
}

/// The additions for one page, in order.
fn edits(facts: &Facts<'_>, probe: &Probe, copy: &Memento) -> Vec<Edit> {
    let here = |link: &&LinkRef| link.document == facts.index;
    let mut seen = HashSet::new();
    let mut edits: Vec<Edit> = probe
        .links
        .iter()
        .filter(here)
        .filter_map(|at| {
            let link = facts.citations.links.get(at.link)?;
            let edit = edit(facts, (at.link, link), probe, copy)?;
            // Displayed text and target of one link may be two occurrences at one place.
            seen.insert(edit.start).then_some(edit)
        })
        .collect();
    edits.sort_by_key(|edit| edit.start);
    edits
}

/// The addition behind one link; `None` where a copy is cited beside it, or the format has no way to write it.
fn edit(
    facts: &Facts<'_>,
    (id, link): (LinkId, &Link),
    probe: &Probe,
    copy: &Memento,
) -> Option<Edit> {
    if link.form == LinkForm::Broken
        || urls::is_copy(&link.url)
        || is_cited(facts, (id, link), probe, copy)
    {
        return None;
    }
    let (start, source) = facts.document.in_file(link.origin)?;
    let written = written(facts.document.format, &copy.url)?;
    let at = start + source.len();
    // “archived at” before the address is what English style guides ask for; brackets need no language.
    let text = match facts
        .citations
        .language
        .as_deref()
        .or(facts.document.language.as_deref())
    {
        Some(language) if !language.starts_with("en") => format!(" [{written}]"),
        _ => format!(", archived at {written}"),
    };
    Some(Edit {
        start: at,
        end: at,
        text,
    })
}

/// Whether a copy of the page is cited in the same note, or in the running text near the link; and whether the
/// link is itself the copy of a page beside it.
fn is_cited(facts: &Facts<'_>, (id, link): (LinkId, &Link), probe: &Probe, copy: &Memento) -> bool {
    let bare = |url: &str| {
        let url = url.split_once("://").map_or(url, |(_, rest)| rest);
        url.trim_end_matches('/').to_owned()
    };
    let is_copy_of =
        |copy: &str, page: &str| copy.len() > page.len() && bare(copy).ends_with(&bare(page));
    let links = &facts.citations.links;
    copy.url == probe.url
        || links.iter().enumerate().any(|(other, near)| {
            let beside = match link.note {
                Some(note) => near.note == Some(note),
                None => near.note.is_none() && other.abs_diff(id) <= 2,
            };
            beside
                && other != id
                && (near.url == copy.url
                    || is_copy_of(&near.url, &probe.url)
                    || is_copy_of(&probe.url, &near.url)
                    || (other == id + 1 && urls::is_copy(&near.url)))
        })
}

/// The address as the format writes it; `None` where it cannot be written as it is.
fn written(format: Format, url: &str) -> Option<String> {
    let plain = url.starts_with("http")
        && !url
            .contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"{}|\\^`".contains(c));
    if !plain {
        return None;
    }
    match format.as_str() {
        "markdown" => Some(format!("<{url}>")),
        "text" | "rst" => Some(url.to_owned()),
        "latex" => (!url.contains('%')).then(|| format!("\\url{{{url}}}")),
        "typst" => Some(format!("#link(\"{url}\")")),
        "html" => {
            let url = url.replace('&', "&amp;");
            Some(format!("<a href=\"{url}\">{url}</a>"))
        }
        _ => None,
    }
}
