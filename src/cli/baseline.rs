//! `footfault baseline`: accepts what is found now, so that later runs tell only what is new.

use footfault::{
    rules,
    suppress::{Ran, baseline::Baseline},
};

use super::{
    Outcome,
    accepted::{self, Accepted},
    args::{BaselineArgs, HistoryArgs},
    console::Console,
    failure::Failure,
    gathering::{self, Wanted},
    inputs, reading,
    saving::write_whole,
    settings,
};

/// Runs the command.
pub(crate) fn run(args: &BaselineArgs, console: Console) -> Result<Outcome, Failure> {
    let config = settings::configuration(&args.input.config, &args.input.inputs, console)?;
    let offline = settings::offline(&args.links, &config.links);
    let selection = settings::selection(&args.judging, &config, offline)?;
    let path = args.output.clone().or(config.baseline.clone());
    let path = path.unwrap_or_else(|| accepted::NAME.into());
    let earlier = if path.exists() {
        Accepted::read(&path)?.baseline
    } else if args.prune {
        return Err(Failure::new(format!(
            "{}: not there, so there is nothing to prune",
            path.display()
        ))
        .cure("name the baseline with --output"));
    } else {
        Baseline::default()
    };
    let reading = reading::read(&args.input, &config, console)?;
    if reading.documents.is_empty() {
        return Ok(Outcome::Undone);
    }
    let own = inputs::identity(&path);
    if reading
        .sources
        .iter()
        .any(|source| inputs::identity(source) == own)
    {
        return Err(Failure::new(format!(
            "{}: this is a document to be checked, it would be overwritten",
            path.display()
        ))
        .cure("give another name with --output"));
    }
    let history = HistoryArgs::default();
    let wanted = Wanted {
        links: &args.links,
        network: &args.network,
        config: &config.links,
        history: &history,
        offline,
        format: args.input.input_format,
    };
    let gathered = gathering::gather(reading, wanted, console)?;
    let options: rules::Options = settings::judging(&args.judging, &config);
    let (findings, _) = gathered.judge(&selection, &options, &history);
    let known = accepted::known(&path, &gathered.documents, findings);
    let names = accepted::names(&path, &gathered.documents);
    // What this run could not find again, because it read other documents or used other rules, stays.
    let ran = Ran {
        selection: &selection,
        asked: gathered.all_asked,
    };
    let facts = gathered.facts(0, &options);
    let judged = accepted::judged(&path, &names, &facts, ran);
    let kept = earlier.apply(known.clone(), &names);
    let pruned = earlier.pruned(&kept.used, &judged);
    let baseline = if args.prune {
        pruned
    } else {
        Baseline::accepting(&known, &earlier).with(pruned.entries, &judged)
    };
    for notice in &gathered.notices {
        console.note(notice);
    }
    let count = |baseline: &Baseline| {
        let counts = baseline.entries.iter().map(|entry| entry.count);
        counts.sum::<usize>()
    };
    write_whole(&path, baseline.text().as_bytes())
        .map_err(|error| Failure::new(format!("{}: {error}", path.display())))?;
    console.note(&format!(
        "wrote {}: {} accepted, {} before",
        path.display(),
        count(&baseline),
        count(&earlier)
    ));
    Ok(if gathered.incomplete {
        Outcome::Undone
    } else {
        Outcome::Clean
    })
}
