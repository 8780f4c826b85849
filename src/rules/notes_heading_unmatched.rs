//! See the page on `NotesHeadingUnmatched`.

use super::{Facts, Meta, Rule, titles};
use crate::{
    citations::{NotesSection, TitleMatch},
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Every heading inside the notes names a chapter. Number, quotation marks, case, dashes and markup do not
    /// count.
    ///
    /// A heading that names a chapter only if two headings of the text are joined in mid-phrase is a warning; see
    /// [`chapter-title-mismatch`](chapter-title-mismatch.md).
    ///
    /// # Why it matters
    /// The reader who turns from a chapter to its notes looks for its title and does not find it.
    ///
    /// # Examples
    /// ```md fires:17
    /// # The First Lamp
    ///
    /// The lamp was lit in 1802.[1]
    ///
    /// # The Strike of the Widows
    ///
    /// In 1879 eleven widows struck.[1]
    ///
    /// # Notes
    ///
    /// ## The First Lamp
    ///
    /// 1. Lights Board, minute book 1.
    ///
    /// 2. Lights Board, minute book 2.
    ///
    /// ## Ladies in Black
    ///
    /// 1. Lights Board, petition of 1879.
    /// ```
    /// ```md quiet
    /// # Russia's “Pivot”
    ///
    /// One.[1]
    ///
    /// # China's Stakes
    ///
    /// Two.[1]
    ///
    /// # Notes
    ///
    /// ## 1. Russia’s ‘pivot’
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ## Chapter 2
    ///
    /// 1. Jane Roe, *Two* (2020).
    /// ```
    /// ```md quiet
    /// # Chapter 1
    ///
    /// ## Water and Power
    ///
    /// One.[1]
    ///
    /// # Chapter 2
    ///
    /// ## Wind and Power
    ///
    /// Two.[1]
    ///
    /// # Notes
    ///
    /// ## Chapter 1: Water and Power
    ///
    /// 1. Jane Roe, *One* (2020).
    ///
    /// ## Chapter 2: Wind and Power
    ///
    /// 1. Jane Roe, *Two* (2020).
    /// ```
    NotesHeadingUnmatched {
        id: "notes-heading-unmatched",
        summary: "a heading among the notes names no chapter",
        family: Structure,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for NotesHeadingUnmatched {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for section in &facts.citations.sections {
            match section.matched {
                TitleMatch::Unmatched => push(unmatched(facts, section)),
                TitleMatch::Joined => {
                    if let Some(finding) = joined(facts, section) {
                        push(finding);
                    }
                }
                _ => {}
            }
        }
    }
}

fn unmatched(facts: &Facts<'_>, section: &NotesSection) -> Finding {
    let title = section
        .heading
        .as_ref()
        .map(|heading| heading.title.as_str())
        .unwrap_or_default();
    let span = section
        .heading
        .as_ref()
        .map_or(section.span, |heading| heading.span);
    let served = section
        .chapter
        .and_then(|id| facts.citations.chapters.get(id));
    let mut finding = Finding::new(
        NotesHeadingUnmatched::META.id,
        NotesHeadingUnmatched::META.severity,
        titles::heading_place(facts, span),
        format!("the notes heading {} names no chapter", titles::quoted(title)),
    )
    .chapter(facts.citations.chapter_title(section.chapter))
    .help("give the heading the title of the chapter that the notes belong to");
    if let Some(chapter) = served
        && !chapter.title.is_empty()
    {
        finding = finding
            .help(format!(
                "change it to {}, if that is the chapter: its notes were not found elsewhere",
                titles::quoted(&chapter.title)
            ))
            .related(
                "the chapter whose notes are not found elsewhere",
                titles::chapter_place(facts, chapter),
            );
    }
    finding
}

fn joined(facts: &Facts<'_>, section: &NotesSection) -> Option<Finding> {
    let heading = section.heading.as_ref()?;
    let chapter = facts.citations.chapters.get(section.chapter?)?;
    if !titles::split_in_phrase(chapter, &heading.title) {
        return None;
    }
    let mut finding = Finding::new(
        NotesHeadingUnmatched::META.id,
        Severity::Warning,
        titles::heading_place(facts, heading.span),
        format!(
            "the notes heading {} equals no single heading of the text, only two of them joined",
            titles::quoted(&heading.title)
        ),
    )
    .confidence(Confidence::High)
    .chapter(facts.citations.chapter_title(section.chapter))
    .help("join the two headings of the chapter");
    for part in &chapter.headings {
        finding = finding.related("part of the title", titles::heading_place(facts, part.span));
    }
    Some(finding)
}
