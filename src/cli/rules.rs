//! `footfault rules`: the catalogue, or the page of one rule.

use std::io::{self, Write};

use anstyle::Style;
use footfault::{
    render,
    rules::{self, Meta, Rule, Tier},
};
use serde::Serialize;

use super::{
    Outcome,
    args::{PlainFormat, RulesArgs},
    console::Console,
    failure::Failure,
    parse,
};

/// Runs the command.
pub(crate) fn run(args: &RulesArgs, console: Console) -> Result<Outcome, Failure> {
    let metas: Vec<&Meta> = match &args.id {
        Some(id) => {
            let id = parse::rule(id).map_err(Failure::new)?;
            rules::find(id).map(Rule::meta).into_iter().collect()
        }
        None => rules::ALL.iter().map(|rule| rule.meta()).collect(),
    };
    let options = console.options();
    console.print(|writer| match (args.format, &args.id) {
        (PlainFormat::Json, None) => json(&metas, writer),
        (PlainFormat::Json, Some(_)) => metas.iter().try_for_each(|meta| {
            serde_json::to_writer_pretty(&mut *writer, &RuleJson::new(meta, true))?;
            writeln!(writer)
        }),
        (PlainFormat::Text, None) => list(&metas, options.color, writer),
        (PlainFormat::Text, Some(_)) => metas
            .iter()
            .try_for_each(|meta| page(meta, &options, writer)),
    })?;
    Ok(Outcome::Clean)
}

/// One line a rule.
fn list(metas: &[&Meta], color: bool, writer: &mut dyn Write) -> io::Result<()> {
    let strong = if color {
        Style::new().bold()
    } else {
        Style::new()
    };
    let width = metas.iter().map(|meta| meta.id.len()).max().unwrap_or(0);
    for meta in metas {
        writeln!(
            writer,
            "{strong}{:width$}{strong:#}  {:7}  {:8}  {}",
            meta.id,
            meta.severity.as_str(),
            tier(meta.tier),
            meta.summary,
        )?;
    }
    Ok(())
}

/// The page of a rule under its identity.
fn page(meta: &Meta, options: &render::Options, writer: &mut dyn Write) -> io::Result<()> {
    let strong = if options.color {
        Style::new().bold()
    } else {
        Style::new()
    };
    writeln!(
        writer,
        "{strong}{}{strong:#} ({}, {}{}, since {})\n{}\n",
        meta.id,
        meta.severity.as_str(),
        match meta.tier {
            Tier::Default => "on by default",
            Tier::Pedantic => "on with --pedantic or --select",
        },
        if meta.network { ", asks the web" } else { "" },
        meta.since,
        meta.summary,
    )?;
    render::page(&unindented(meta.page), options, writer)
}

/// The page without the blank that stands before each line of a doc comment.
fn unindented(page: &str) -> String {
    page.lines()
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect::<Vec<_>>()
        .join("\n")
}

fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Default => "default",
        Tier::Pedantic => "pedantic",
    }
}

fn json(metas: &[&Meta], writer: &mut dyn Write) -> io::Result<()> {
    let rules: Vec<RuleJson> = metas
        .iter()
        .map(|meta| RuleJson::new(meta, false))
        .collect();
    serde_json::to_writer_pretty(&mut *writer, &rules)?;
    writeln!(writer)
}

#[derive(Debug, Serialize)]
struct RuleJson {
    id: &'static str,
    summary: &'static str,
    severity: &'static str,
    tier: &'static str,
    network: bool,
    since: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
}

impl RuleJson {
    fn new(meta: &Meta, with_page: bool) -> Self {
        Self {
            id: meta.id,
            summary: meta.summary,
            severity: meta.severity.as_str(),
            tier: tier(meta.tier),
            network: meta.network,
            since: meta.since,
            page: with_page.then(|| unindented(meta.page)),
        }
    }
}
