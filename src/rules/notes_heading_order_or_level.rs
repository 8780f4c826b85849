//! See the page on `NotesHeadingOrderOrLevel`.

use std::collections::BTreeMap;

use super::{Facts, Meta, Rule, titles};
use crate::{
    citations::{Heading, covered::Covered},
    document::BlockKind,
    finding::{Applicability, Confidence, Edit, Finding},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// The headings over groups of notes have one level, and stand in the order of their chapters. The headings
    /// of the text do not skip a level.
    ///
    /// # Why it matters
    /// Tables of contents and screen readers are made from levels; notes out of order are not found.
    ///
    /// # Examples
    /// ```md fires:19
    /// # Alder
    ///
    /// One.[1]
    ///
    /// # Birch
    ///
    /// Two.[1]
    ///
    /// # Cedar
    ///
    /// Three.[1]
    ///
    /// # Notes
    ///
    /// ## Alder
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ### Birch
    ///
    /// 1. Jane Roe, *Two* (2020).
    ///
    /// ## Cedar
    ///
    /// 1. Jane Roe, *Three* (2020).
    /// ```
    /// ```md quiet
    /// # Alder
    ///
    /// One.[1]
    ///
    /// # Birch
    ///
    /// Two.[1]
    ///
    /// # Notes
    ///
    /// ## Alder
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ## Birch
    ///
    /// 1. Jane Roe, *Two* (2020).
    /// ```
    /// ```md quiet
    /// ## Alder
    ///
    /// ### The Wells
    ///
    /// One.[1]
    ///
    /// ## Notes
    ///
    /// 1. Jane Roe, *One* (2020).
    /// ```
    NotesHeadingOrderOrLevel {
        id: "notes-heading-order-or-level",
        summary: "headings have the wrong level, or notes the wrong order",
        family: Structure,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NotesHeadingOrderOrLevel {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        levels(facts, push);
        order(facts, push);
        skipped(facts, push);
    }
}

fn finding(facts: &Facts<'_>, span: Span, message: String) -> Finding {
    Finding::new(
        NotesHeadingOrderOrLevel::META.id,
        NotesHeadingOrderOrLevel::META.severity,
        titles::heading_place(facts, span),
        message,
    )
    .confidence(Confidence::High)
}

/// Notes headings at another level than most.
fn levels(facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
    let headings: Vec<&Heading> = facts
        .citations
        .sections
        .iter()
        .filter(|section| section.chapter.is_some())
        .filter_map(|section| section.heading.as_ref())
        .collect();
    let mut counts: BTreeMap<u8, usize> = BTreeMap::new();
    for heading in &headings {
        *counts.entry(heading.level).or_default() += 1;
    }
    let Some((usual, count)) = counts.iter().max_by_key(|(_, count)| **count) else {
        return;
    };
    for heading in headings.iter().filter(|heading| heading.level != *usual) {
        // Two against two is no usage.
        if *count * 2 > headings.len() {
            let found = finding(
                facts,
                heading.span,
                format!(
                    "the notes heading {} has level {}, most others have level {usual}",
                    titles::quoted(&heading.title),
                    heading.level
                ),
            )
            .help(format!("make it a heading of level {usual}"));
            push(match leveled(facts, heading, *usual) {
                Some(edit) => found.fix(Applicability::Safe, vec![edit]),
                None => found,
            });
        }
    }
}

/// Another number of `#` before a heading; `None` for headings that are made in another way.
fn leveled(facts: &Facts<'_>, heading: &Heading, level: u8) -> Option<Edit> {
    let block = facts.document.blocks.get(heading.block)?;
    let (start, source) = facts.document.in_file(block.origin)?;
    let signs = source.len() - source.trim_start_matches('#').len();
    let marked = signs == usize::from(heading.level) && source[signs..].starts_with([' ', '\t']);
    marked.then(|| Edit {
        start,
        end: start + signs,
        text: "#".repeat(usize::from(level)),
    })
}

/// Groups of notes that stand before the group of an earlier chapter.
fn order(facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
    let mut highest = 0;
    for section in &facts.citations.sections {
        let (Some(chapter), Some(heading)) = (section.chapter, section.heading.as_ref()) else {
            continue;
        };
        if chapter < highest {
            push(
                finding(
                    facts,
                    heading.span,
                    format!("the notes of {} stand after those of a later chapter", titles::quoted(&heading.title)),
                )
                .help("put the notes into the order of the chapters"),
            );
        }
        highest = highest.max(chapter);
    }
}

/// Headings of the text that are two levels or more below the heading before them.
fn skipped(facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
    let mut last: Option<u8> = None;
    let mut jumps: Vec<Span> = Vec::new();
    let noted = Covered::new(facts.citations.sections.iter().map(|section| section.span));
    let in_notes = |span: Span| noted.overlap(Span::new(span.start, span.start + 1));
    for block in &facts.document.blocks {
        let BlockKind::Heading { level } = block.kind else {
            continue;
        };
        if in_notes(block.span) {
            last = None;
            continue;
        }
        if last.is_some_and(|last| level > last + 1) {
            jumps.push(block.span);
        }
        last = Some(level);
    }
    let Some(first) = jumps.first() else {
        return;
    };
    let message = match jumps.len() {
        1 => "the heading skips a level below the one before it".to_owned(),
        count => format!("{count} headings skip a level below the ones before them"),
    };
    let mut found = finding(facts, *first, message)
        .help("give sections of the same rank the same level");
    for span in &jumps[1..] {
        found = found.related("a level is skipped here, too", titles::heading_place(facts, *span));
    }
    push(found);
}
