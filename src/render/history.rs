//! What a report takes from earlier runs, as all forms of output tell it: links that died or came back,
//! findings that are held back. The JSON of it stands here, too.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    document::Place,
    probe::{LinkRef, Reason, Verdict},
    render::style::count,
    report::{History, LinkChange, LinkChanges, Since},
    suppress::Suppressor,
};

/// Links that changed in one way.
pub(crate) struct Group<'a> {
    /// What happened to them.
    pub(crate) title: &'static str,
    /// The links, in reading order; never empty.
    pub(crate) links: Vec<&'a LinkChange>,
}

/// The links that changed, the worst first.
pub(crate) fn groups(changes: &LinkChanges) -> Vec<Group<'_>> {
    type Is = fn(&LinkChange) -> bool;
    let kinds: [(&str, Is); 3] = [
        ("Died", LinkChange::died),
        ("Came back", LinkChange::came_back),
        ("Changed otherwise", |change| {
            !change.died() && !change.came_back()
        }),
    ];
    kinds
        .into_iter()
        .map(|(title, is)| Group {
            title,
            links: changes.links.iter().filter(|change| is(change)).collect(),
        })
        .filter(|group| !group.links.is_empty())
        .collect()
}

/// The day of a time of RFC 3339, which is exact enough for a sentence.
pub(crate) fn day(time: &str) -> &str {
    time.get(..10).unwrap_or(time)
}

/// In one sentence how much is held back, and by what; `None` where nothing is.
pub(crate) fn held(history: &History) -> Option<String> {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for held in &history.suppressed {
        let name = match held.by {
            Suppressor::Ignore { .. } => "by comments in the document",
            Suppressor::Baseline { .. } => "by the baseline",
        };
        *by.entry(name).or_default() += 1;
    }
    let parts: Vec<String> = by
        .into_iter()
        .map(|(name, number)| format!("{} {name}", count(number, "finding")))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// In one sentence what the documents were compared with.
pub(crate) fn compared(since: &Since) -> String {
    let commit: String = since.commit.chars().take(9).collect();
    format!(
        "{} ({commit}); {} in text that did not change {} not told",
        since.revision,
        count(since.unchanged, "finding"),
        if since.unchanged == 1 { "is" } else { "are" }
    )
}

/// A finding that is held back, after the fields of the finding itself.
#[derive(Serialize)]
pub(crate) struct HeldJson<'a, F: Serialize> {
    by: &'static str,
    reason: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    directive: Option<&'a Place>,
    finding: F,
}

impl<'a, F: Serialize> HeldJson<'a, F> {
    pub(crate) fn new(by: &'a Suppressor, finding: F) -> Self {
        Self {
            by: by.as_str(),
            reason: by.reason(),
            directive: match by {
                Suppressor::Ignore { place, .. } => Some(place),
                Suppressor::Baseline { .. } => None,
            },
            finding,
        }
    }
}

/// The comparison with an earlier version.
#[derive(Serialize)]
pub(crate) struct SinceJson<'a> {
    revision: &'a str,
    commit: &'a str,
    unchanged: usize,
}

impl<'a> SinceJson<'a> {
    pub(crate) fn new(since: &'a Since) -> Self {
        Self {
            revision: &since.revision,
            commit: &since.commit,
            unchanged: since.unchanged,
        }
    }
}

/// How answers changed.
#[derive(Serialize)]
pub(crate) struct ChangesJson<'a> {
    since: Option<&'a str>,
    links: Vec<ChangeJson<'a>>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    url: &'a str,
    change: &'static str,
    was: Verdict,
    was_until: &'a str,
    is: Verdict,
    reason: Reason,
    since: &'a str,
    uses: &'a [LinkRef],
}

impl<'a> ChangesJson<'a> {
    pub(crate) fn new(changes: &'a LinkChanges) -> Self {
        Self {
            since: changes.since.as_deref(),
            links: changes.links.iter().map(ChangeJson::new).collect(),
        }
    }
}

impl<'a> ChangeJson<'a> {
    fn new(change: &'a LinkChange) -> Self {
        Self {
            url: &change.url,
            change: match (change.died(), change.came_back()) {
                (true, _) => "died",
                (_, true) => "came-back",
                _ => "other",
            },
            was: change.was,
            was_until: &change.was_until,
            is: change.is,
            reason: change.reason,
            since: &change.since,
            uses: &change.links,
        }
    }
}
