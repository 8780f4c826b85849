//! What the rules about answers share: one finding a target, with what was asked and heard, the other links
//! to it, and the archived copy. Judges nothing: verdicts come from [`crate::probe`].

use super::{Facts, Meta, at_link};
use crate::{
    citations::{Link, LinkForm, LinkId, urls},
    finding::{Applicability, Confidence, Edit, Finding, Severity},
    probe::{Probe, Reason, Verdict},
};

/// How a rule words its findings.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wording {
    /// What is the matter, after the address: "is dead".
    pub(super) what: &'static str,
    /// What to do where there is no archived copy.
    pub(super) help: &'static str,
    /// How grave.
    pub(super) severity: Severity,
    /// How sure.
    pub(super) confidence: Confidence,
}

/// A finding for a target: at its first link in this document, the other links beside it.
pub(super) fn finding(
    facts: &Facts<'_>,
    meta: &Meta,
    (probe, first): (&Probe, LinkId),
    wording: Wording,
) -> Finding {
    let message = format!(
        "{} {} ({})",
        at_link::brief(&probe.url),
        wording.what,
        evidence(probe)
    );
    let archive = probe
        .archive
        .as_ref()
        .filter(|_| matches!(probe.verdict, Verdict::Dead | Verdict::Suspect))
        // A copy of what was withdrawn is no better, and one of a page that is there is not needed.
        .filter(|_| !matches!(probe.reason, Reason::Retracted | Reason::MissingAnchor));
    let help = match archive {
        Some(archive) => format!(
            "cite the copy archived on {}: {}",
            shortened(&archive.captured, 10),
            at_link::brief(&archive.url)
        ),
        None => wording.help.to_owned(),
    };
    let mut finding = at_link::finding(facts, meta, first, wording.severity, message)
        .confidence(wording.confidence)
        .help(help);
    for id in links_here(facts, probe).filter(|id| *id != first) {
        let link = &facts.citations.links[id];
        let place = facts.document.place_of(link.origin);
        if let Some(note) = link.note {
            let label = facts.citations.notes[note].label.clone();
            if !finding.notes.contains(&label) {
                finding.notes.push(label);
            }
        }
        finding = finding.related("the same address", place);
    }
    match archive {
        Some(archive) => with_address(finding, facts, probe, &archive.url, Applicability::Suggest),
        None => finding,
    }
}

/// The links of this document to a target.
pub(super) fn links_here<'a>(
    facts: &Facts<'a>,
    probe: &'a Probe,
) -> impl Iterator<Item = LinkId> + use<'a> {
    let (index, count) = (facts.index, facts.citations.links.len());
    probe
        .links
        .iter()
        .filter(move |link| link.document == index && link.link < count)
        .map(|link| link.link)
}

/// The finding with a fix that puts `url` in place of the target at every link to it; without a fix where
/// one of them cannot be edited.
pub(super) fn with_address(
    finding: Finding,
    facts: &Facts<'_>,
    probe: &Probe,
    url: &str,
    applicability: Applicability,
) -> Finding {
    let mut edits = Vec::new();
    for id in links_here(facts, probe) {
        match replaced(facts, &facts.citations.links[id], url) {
            Some(edit) => edits.push(edit),
            None => return finding,
        }
    }
    edits.sort_by_key(|edit: &Edit| (edit.start, edit.end));
    edits.dedup();
    let apart = edits.windows(2).all(|pair| pair[0].end <= pair[1].start);
    if edits.is_empty() || !apart {
        return finding;
    }
    finding.fix(applicability, edits)
}

/// The edit that makes a link lead to `url`: its displayed text stays where it is no address.
fn replaced(facts: &Facts<'_>, link: &Link, url: &str) -> Option<Edit> {
    let shows_address = link.form != LinkForm::Marked
        || link.shown.contains("://")
        || link.shown.starts_with("www.");
    if shows_address {
        return at_link::replace_whole(facts, link, url);
    }
    let (start, source) = facts
        .document
        .in_file(link.target_origin.unwrap_or(link.origin))?;
    let mut at = source.match_indices(link.url.as_str());
    let (offset, old) = at.next()?;
    let once =
        at.next().is_none() && urls::is_web(url) && !url.contains([' ', ')', '(', '<', '>', '"']);
    once.then(|| Edit {
        start: start + offset,
        end: start + offset + old.len(),
        text: url.to_owned(),
    })
}

/// Reason, status, redirects, number of attempts and earlier life in one line.
fn evidence(probe: &Probe) -> String {
    let mut parts = Vec::new();
    let detail = shortened(&probe.detail, 110);
    parts.push(if detail.is_empty() {
        reason(probe)
    } else {
        format!("{}: {detail}", reason(probe))
    });
    if let Some(status) = probe
        .status
        .filter(|status| !detail.contains(&status.to_string()))
    {
        parts.push(format!("status {status}"));
    }
    match probe.hops.len() {
        0 => {}
        1 => parts.push("after a redirect".to_owned()),
        count => parts.push(format!("after {count} redirects")),
    }
    // Most details say it themselves.
    if probe.attempts > 1 && !probe.detail.contains("asked ") {
        parts.push(format!("asked {} times", probe.attempts));
    }
    if let Some(alive) = &probe.last_alive {
        parts.push(format!("last alive on {}", shortened(alive, 10)));
    }
    parts.join("; ")
}

/// The word of the JSON interface for the reason.
pub(super) fn reason(probe: &Probe) -> String {
    match serde_json::to_value(probe.reason) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Text of servers on one line, without control characters and closing stop, cut to `cap` characters.
pub(super) fn shortened(text: &str, cap: usize) -> String {
    let clean = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let clean = clean.trim_end_matches(['.', '!', ';', ':', ',']);
    if clean.chars().count() <= cap {
        return clean.to_owned();
    }
    if cap <= 10 {
        return clean.chars().take(cap).collect();
    }
    let cut: String = clean.chars().take(cap - 1).collect();
    format!("{}…", cut.trim_end())
}
