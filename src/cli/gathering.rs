//! What a run knows before it judges: documents, their earlier versions, the answers of their links.

use std::collections::HashMap;

use footfault::{
    finding::Finding,
    input::Format,
    probe::{self, Probe, Scope, cache::Change},
    report::{Audited, LinkChange, LinkChanges},
    rules::{self, Facts, Selection},
    suppress::{self, Ran, Suppressed},
};

use super::{
    args::{HistoryArgs, LinkArgs, NetworkArgs},
    asking::{Answers, Asking},
    check,
    config::LinkConfig,
    console::Console,
    failure::Failure,
    network::Network,
    reading::Reading,
    since::Comparison,
};

/// Documents and all that is known of them.
#[derive(Debug)]
pub(crate) struct Gathered {
    /// The documents, in the order given.
    pub(crate) documents: Vec<Audited>,
    /// What the web answered; `None` offline.
    pub(crate) probes: Option<Vec<Probe>>,
    /// Their earlier versions, where they are compared.
    pub(crate) comparison: Option<Comparison>,
    /// How answers changed, where that was asked for.
    pub(crate) changes: Option<LinkChanges>,
    /// What the report should say of it.
    pub(crate) notices: Vec<String>,
    /// Whether something could not be read or asked.
    pub(crate) incomplete: bool,
    /// Whether all links were asked, not only those of touched text.
    pub(crate) all_asked: bool,
    /// Kept to the end: it listens for Ctrl-C while the report is written.
    asking: Option<Asking>,
}

/// How links are asked, and whether at all.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// Flags about links.
    pub(crate) links: &'a LinkArgs,
    /// Flags about addresses.
    pub(crate) network: &'a NetworkArgs,
    /// The configuration.
    pub(crate) config: &'a LinkConfig,
    /// Flags about earlier runs and versions.
    pub(crate) history: &'a HistoryArgs,
    /// Whether no link is asked.
    pub(crate) offline: bool,
    /// The format that was forced on the inputs.
    pub(crate) format: Option<Format>,
}

/// Finds the earlier versions and asks the links.
pub(crate) fn gather(
    reading: Reading,
    wanted: Wanted<'_>,
    console: Console,
) -> Result<Gathered, Failure> {
    let mut gathered = Gathered {
        documents: reading.documents,
        probes: None,
        comparison: None,
        changes: None,
        notices: reading.notices,
        incomplete: reading.incomplete,
        all_asked: false,
        asking: None,
    };
    if let Some(revision) = &wanted.history.since {
        let comparison = Comparison::new(
            revision,
            (&gathered.documents, &reading.files),
            wanted.format,
        )?;
        gathered.comparison = Some(comparison);
    }
    if wanted.offline {
        gathered
            .notices
            .push("offline: no link was asked".to_owned());
    } else {
        gathered.ask(wanted, console)?;
    }
    if let Some(comparison) = &mut gathered.comparison {
        gathered.notices.append(&mut comparison.notices);
    }
    Ok(gathered)
}

impl Gathered {
    fn ask(&mut self, wanted: Wanted<'_>, console: Console) -> Result<(), Failure> {
        let mut network = Network::new(
            wanted.links,
            wanted.network,
            wanted.config,
            check::environment,
        )?;
        network.changes = wanted.history.link_changes();
        if network.changes.is_some() && network.cache.is_none() {
            return Err(
                Failure::new("what changed is told from the cache, and this run has none")
                    .cure("give --cache FILE, and take --no-cache away"),
            );
        }
        check::tell(&network, console);
        let asking = Asking::start(console)?;
        let documents = self.documents.iter().enumerate();
        let mut targets = probe::targets(
            documents.map(|(index, audited)| (index, &audited.citations)),
            Scope::Everywhere,
        );
        let all = targets.len();
        if let Some(comparison) = &mut self.comparison {
            comparison.narrow(&self.documents, &mut targets);
        }
        self.all_asked = targets.len() == all;
        let answers = asking.ask_these(targets, &network, console)?;
        self.asking = Some(asking);
        if answers.interrupted > 0 {
            let text = format!(
                "interrupted: {} of {} links were not asked",
                answers.interrupted,
                answers.probes.len()
            );
            console.error(&Failure::new(text.clone()));
            self.notices.push(text);
            self.incomplete = true;
            self.all_asked = false;
        }
        self.changes = network.changes.map(|_| changes(&answers));
        if self
            .changes
            .as_ref()
            .is_some_and(|changes| changes.since.is_none())
        {
            self.notices.push(
                "no earlier run is remembered in this cache; the next one can tell what changed"
                    .to_owned(),
            );
        }
        self.notices.extend(answers.notices);
        self.probes = Some(answers.probes);
        Ok(())
    }

    /// The facts about a document.
    pub(crate) fn facts<'a>(&'a self, index: usize, options: &'a rules::Options) -> Facts<'a> {
        let audited = &self.documents[index];
        Facts {
            document: &audited.document,
            citations: &audited.citations,
            probes: self.probes.as_deref(),
            index,
            options,
            before: self
                .comparison
                .as_ref()
                .and_then(|comparison| comparison.before(index)),
        }
    }

    /// The findings of each document, and those that its own comments silence.
    pub(crate) fn judge(
        &self,
        selection: &Selection,
        options: &rules::Options,
        history: &HistoryArgs,
    ) -> (Vec<Vec<Finding>>, Vec<Suppressed>) {
        let mut findings = Vec::new();
        let mut suppressed = Vec::new();
        for index in 0..self.documents.len() {
            let facts = self.facts(index, options);
            let (kept, silenced) = judge(&facts, selection, self.all_asked, history);
            findings.push(kept);
            suppressed.extend(silenced);
        }
        (findings, suppressed)
    }
}

/// The findings of one document, and those that its own comments silence.
pub(crate) fn judge(
    facts: &Facts<'_>,
    selection: &Selection,
    asked: bool,
    history: &HistoryArgs,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let findings = rules::check(facts, selection);
    if history.no_inline_ignores {
        return (findings, Vec::new());
    }
    suppress::ignores(facts, Ran { selection, asked }, findings)
}

/// What changed of the links of this run: from what each was first to what it is now.
fn changes(answers: &Answers) -> LinkChanges {
    let mut net: HashMap<&str, (&Change, &Change)> = HashMap::new();
    // In the order of time.
    for change in &answers.changes {
        net.entry(&change.url)
            .and_modify(|(_, last)| *last = change)
            .or_insert((change, change));
    }
    let links = answers.probes.iter().filter_map(|probe| {
        let (first, last) = net.get(probe.url.as_str())?;
        (first.was != last.is).then(|| LinkChange {
            url: probe.url.clone(),
            was: first.was,
            was_until: first.was_until.to_string(),
            is: last.is,
            reason: last.reason,
            since: last.since.to_string(),
            links: probe.links.clone(),
        })
    });
    LinkChanges {
        since: answers.since.map(|since| since.to_string()),
        links: links.collect(),
    }
}
