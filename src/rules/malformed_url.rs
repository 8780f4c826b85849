//! The page stands on `MalformedUrl`.

use super::{
    Facts, Meta, Rule, at_link,
    url_faults::{self, Kind},
};
use crate::{
    document::InlineKind,
    finding::{Applicability, Edit, Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// Addresses have one scheme (`https://`), a host that can exist, no blanks and no backslashes, closed brackets, and not the
    /// punctuation of the sentence at their end.
    ///
    /// # Why it matters
    /// Text taken from a PDF, escaped twice or typed by hand gives addresses that look right and lead nowhere: `https : / /`,
    /// `http://https://`, `www,site.org`, `report. pdf`.
    ///
    /// # Known limits
    /// A blank inside an address is told only where what follows looks like the rest of a path.
    ///
    /// # Examples
    /// ```md fires:3,4,5
    /// Text.[^1] More.[^2] Yet more.[^3]
    ///
    /// [^1]: Jane Roe, “Title,” https : / / www.a.org/page
    /// [^2]: Jane Roe, “Title,” http://https://www.a.org/page
    /// [^3]: Jane Roe, “Title,” <https://www,a.org/page>
    /// ```
    /// ```text fires:3,4,5
    /// Text.[1] More.[2] Yet more.[3]
    /// Notes
    /// 1. Jane Roe, "Title," https://a.org/2023\_11\_report.pdf
    /// 2. Jane Roe, "Title," https://a.org/reports/ annual-report-2023.pdf
    /// 3. Jane Roe, "Title," htps://a.org/page
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “Title,” https://a.org/page_(town), and <https://en.wikipedia.org/wiki/Apple_Inc.>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: Jane Roe, “Title,” <https://a.org/page>. See https://a.org/page and/or the http protocol.
    /// ```
    MalformedUrl {
        id: "malformed-url",
        summary: "an address that no browser takes as it was meant",
        family: Urls,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for MalformedUrl {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        url_faults::report(facts, &Self::META, Kind::Malformed, push);
        for block in at_link::prose(facts) {
            for (range, scheme) in url_faults::schemes(block.of(&facts.document.text)) {
                let span = Span::new(block.start + range.start, block.start + range.end);
                if !is_told(facts, span) {
                    push(typed_scheme(facts, span, scheme));
                }
            }
        }
    }
}

/// Whether the stretch is code, or part of a link that has a fault of its own.
fn is_told(facts: &Facts<'_>, span: Span) -> bool {
    let code = facts
        .document
        .block_at(span.start)
        .map(|block| facts.document.blocks[block].span)
        .is_some_and(|block| {
            facts
                .document
                .inlines_in(block)
                .any(|inline| inline.kind == InlineKind::Code && inline.span.overlaps(span))
        });
    let links = &facts.citations.links;
    let near = links.partition_point(|link| link.span.end <= span.start);
    code || links[near..]
        .iter()
        .take_while(|link| link.span.start <= span.end)
        .enumerate()
        .any(|(offset, _)| url_faults::of(facts, near + offset).is_some())
}

/// A scheme typed so that no program sees an address.
fn typed_scheme(facts: &Facts<'_>, span: Span, scheme: &str) -> Finding {
    let written = span.of(&facts.document.text).trim();
    let message = format!("“{written}” is no scheme");
    let help = format!("write it as “{scheme}”");
    let finding =
        at_link::finding_in_text(facts, &MalformedUrl::META, span, Severity::Error, message).help(help);
    match facts.document.verbatim_in_file(span) {
        Some(start) => {
            let edit = Edit {
                start,
                end: start + span.len(),
                text: scheme.to_owned(),
            };
            finding.fix(Applicability::Safe, vec![edit])
        }
        None => finding,
    }
}
