//! Applies the ignores of a document to its findings, and tells those that are faulty or silence nothing.

use std::collections::BTreeMap;

use super::{
    Suppressed, Suppressor, UNSUPPRESSIBLE,
    directives::{self, Directive, Said, Verb},
};
use crate::{
    citations::units::{Unit, Units},
    document::{Document, Origin, Place},
    finding::{Applicability, Edit, Finding, Severity},
    rules::{self, Facts, Selection},
    span::Span,
};

/// What of the rules ran, so that an ignore is not called unused because its rule had no say.
#[derive(Debug, Clone, Copy)]
pub struct Ran<'a> {
    /// Which rules were wanted.
    pub selection: &'a Selection,
    /// Whether every link was asked.
    pub asked: bool,
}

impl Ran<'_> {
    /// Whether a rule had its say over the whole document.
    pub fn fully(self, facts: &Facts<'_>, id: &str) -> bool {
        rules::find(id).is_some_and(|rule| {
            let meta = rule.meta();
            self.selection.runs(meta)
                && (!meta.network || (self.asked && facts.probes.is_some()))
                && (!rules::compares(id) || facts.before.is_some())
        })
    }
}

/// Where a sound directive holds.
struct Reach<'a> {
    directive: &'a Directive,
    said: &'a Said,
    /// For each of its rules the offsets in its part; `None` for the whole document.
    within: Vec<Option<Span>>,
    /// How often each of its rules was silenced.
    used: Vec<usize>,
}

/// Takes out what the document's own comments silence. What is left gains the findings about the comments
/// themselves (`unused-ignore`, `malformed-ignore`) and stays in reading order.
pub fn ignores(
    facts: &Facts<'_>,
    ran: Ran<'_>,
    findings: Vec<Finding>,
) -> (Vec<Finding>, Vec<Suppressed>) {
    let directives = directives::find(facts.document);
    if directives.is_empty() {
        return (findings, Vec::new());
    }
    let mut faults = Vec::new();
    let mut reaches = reaches(facts, &directives, &mut faults);
    let mut kept = Vec::new();
    let mut suppressed = Vec::new();
    for finding in findings {
        match silencer(facts.document, &mut reaches, &finding) {
            Some(by) => suppressed.push(Suppressed { finding, by }),
            None => kept.push(finding),
        }
    }
    faults.extend(reaches.iter().filter_map(|reach| unused(facts, ran, reach)));
    kept.extend(faults.into_iter().filter(|fault| {
        rules::find(fault.rule).is_some_and(|rule| ran.selection.runs(rule.meta()))
    }));
    rules::order(facts.document, &mut kept);
    (kept, suppressed)
}

/// Where each directive holds, the narrowest first; what is wrong with the others goes to `faults`.
fn reaches<'a>(
    facts: &Facts<'_>,
    directives: &'a [Directive],
    faults: &mut Vec<Finding>,
) -> Vec<Reach<'a>> {
    let document = facts.document;
    let units = Units::new(document, facts.citations);
    let starts = starts(facts);
    let mut out: Vec<Reach<'a>> = Vec::new();
    // What is disabled: the part and rule, and the index of its reach.
    let mut open: BTreeMap<(usize, &'static str), usize> = BTreeMap::new();
    for directive in directives {
        let said = match &directive.said {
            Ok(said) => said,
            Err((message, help)) => {
                faults.push(fault(document, directive, message).help(help.clone()));
                continue;
            }
        };
        let part = directive.part;
        let within = match said.verb {
            Verb::Ignore => {
                let Some(span) = neighborhood(facts, &units, &starts, directive) else {
                    let message = "footfault-ignore stands before no text";
                    let help = "put it before or into the paragraph or note that is meant";
                    faults.push(fault(document, directive, message).help(help));
                    continue;
                };
                Some(span)
            }
            Verb::Disable => {
                for rule in &said.rules {
                    open.insert((part, *rule), out.len());
                }
                let end = document.parts[part].source.len();
                Some(Span::new(directive.span.start, end))
            }
            Verb::Enable => {
                if !enable(part, directive, said, &mut open, &mut out) {
                    let message = "footfault-enable ends nothing that was disabled before";
                    let help = "name a rule that a footfault-disable above names, or take it out";
                    faults.push(fault(document, directive, message).help(help));
                }
                continue;
            }
            // Of a report in several files it is the one that it stands in.
            Verb::IgnoreFile => document
                .parts
                .iter()
                .any(|part| part.file.is_some())
                .then(|| Span::new(0, document.parts[part].source.len())),
        };
        out.push(Reach {
            directive,
            said,
            within: vec![within; said.rules.len()],
            used: vec![0; said.rules.len()],
        });
    }
    out.sort_by_key(|reach| match reach.said.verb {
        Verb::Ignore => 0,
        Verb::Disable | Verb::Enable => 1,
        Verb::IgnoreFile => 2,
    });
    out
}

/// Ends what was disabled; `false` where a rule it names was not.
fn enable(
    part: usize,
    directive: &Directive,
    said: &Said,
    open: &mut BTreeMap<(usize, &'static str), usize>,
    reaches: &mut [Reach<'_>],
) -> bool {
    let ended: Vec<(usize, &'static str)> = open
        .keys()
        .filter(|(at, rule)| *at == part && (said.rules.is_empty() || said.rules.contains(rule)))
        .copied()
        .collect();
    for key in &ended {
        let Some(reach) = open.remove(key).and_then(|index| reaches.get_mut(index)) else {
            continue;
        };
        let rules = reach.said.rules.iter();
        for (rule, within) in rules.zip(&mut reach.within) {
            if *rule == key.1 {
                let start = within.map_or(0, |span| span.start);
                *within = Some(Span::new(start, directive.span.start));
            }
        }
    }
    !ended.is_empty() && ended.len() >= said.rules.len()
}

/// Offsets at which notes and blocks begin, by part, with where they end; ordered, notes before their blocks.
fn starts(facts: &Facts<'_>) -> Vec<(usize, Span)> {
    let notes = facts.citations.notes.iter().map(|note| note.origin);
    let blocks = facts.document.blocks.iter().map(|block| block.origin);
    let mut starts: Vec<(usize, Span)> = notes
        .chain(blocks)
        .filter_map(|origin| match origin {
            Origin::Bytes { part, span } => Some((part, span)),
            Origin::Region { .. } => None,
        })
        .collect();
    starts.sort_by_key(|(part, span)| (*part, span.start, std::cmp::Reverse(span.end)));
    starts
}

/// The paragraph, list item or note that an ignore is about: the one before it on its line, else the next.
fn neighborhood(
    facts: &Facts<'_>,
    units: &Units<'_>,
    starts: &[(usize, Span)],
    directive: &Directive,
) -> Option<Span> {
    let document = facts.document;
    let part = directive.part;
    let source = &document.parts.get(part)?.source;
    let line = source[..directive.span.start]
        .rfind(['\n', '\r'])
        .map_or(0, |end| end + 1);
    let before = source[line..directive.span.start].trim_end();
    if let Some((last, _)) = before.char_indices().next_back() {
        let at = Span::at(line + last);
        let place = document.place_of(Origin::Bytes { part, span: at });
        let origin = match units.at(&place) {
            Some(Unit::Mark(mark)) => {
                let block = document.block_at(facts.citations.marks[mark].span.start);
                block.map(|block| document.blocks[block].origin)
            }
            Some(Unit::Note(note)) => Some(facts.citations.notes[note].origin),
            Some(Unit::Block(block)) => Some(document.blocks[block].origin),
            None => None,
        };
        if let Some(Origin::Bytes { span, .. }) = origin {
            return Some(span);
        }
    }
    let after = (part, directive.span.end);
    let next = starts.partition_point(|(part, span)| (*part, span.start) < after);
    let (_, span) = starts.get(next).filter(|(other, _)| *other == part)?;
    Some(*span)
}

/// Who silences a finding, if anyone does.
fn silencer(
    document: &Document,
    reaches: &mut [Reach<'_>],
    finding: &Finding,
) -> Option<Suppressor> {
    if UNSUPPRESSIBLE.contains(&finding.rule) {
        return None;
    }
    let at = document.offset_of(&finding.place);
    for reach in reaches {
        let named = reach
            .said
            .rules
            .iter()
            .position(|rule| *rule == finding.rule);
        let Some(index) = named else { continue };
        let holds = match (reach.within[index], at) {
            (None, _) => true,
            (Some(within), Some((part, offset))) => {
                part == reach.directive.part && within.start <= offset && offset < within.end.max(1)
            }
            (Some(_), None) => false,
        };
        if holds {
            reach.used[index] += 1;
            return Some(Suppressor::Ignore {
                reason: reach.said.reason.clone(),
                place: place(document, reach.directive),
            });
        }
    }
    None
}

/// The finding about rules that a directive names for nothing.
fn unused(facts: &Facts<'_>, ran: Ran<'_>, reach: &Reach<'_>) -> Option<Finding> {
    let rules = reach.said.rules.iter().zip(&reach.used);
    let idle: Vec<&'static str> = rules
        .filter(|(rule, used)| **used == 0 && ran.fully(facts, rule))
        .map(|(rule, _)| *rule)
        .collect();
    if idle.is_empty() {
        return None;
    }
    let finding = Finding::new(
        "unused-ignore",
        Severity::Warning,
        place(facts.document, reach.directive),
        format!("nothing is left to ignore here: {}", idle.join(", ")),
    );
    if idle.len() < reach.said.rules.len() {
        return Some(finding.help("take what is not needed out of the comment"));
    }
    let finding = finding.help("take the comment out");
    let origin = Origin::Bytes {
        part: reach.directive.part,
        span: reach.directive.span,
    };
    Some(match facts.document.in_file(origin) {
        Some((start, text)) => {
            let edit = Edit {
                start,
                end: start + text.len(),
                text: String::new(),
            };
            finding.fix(Applicability::Safe, vec![edit])
        }
        None => finding,
    })
}

fn fault(document: &Document, directive: &Directive, message: &str) -> Finding {
    Finding::new(
        "malformed-ignore",
        Severity::Warning,
        place(document, directive),
        format!("{message}; the comment is not obeyed"),
    )
}

fn place(document: &Document, directive: &Directive) -> Place {
    document.place_of(Origin::Bytes {
        part: directive.part,
        span: directive.span,
    })
}
