//! The rule table. A new rule is one new file and its line in the table below.
//! Rules see [`Facts`] and push findings; they read no files, clocks or network.

mod numbering;
mod selection;
mod titles;

pub use selection::{Selection, check};

use crate::{
    citations::Citations,
    document::Document,
    finding::{Finding, Severity},
    probe::Probe,
};

/// All that a rule may look at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The document.
    pub document: &'a Document,
    /// What it cites.
    pub citations: &'a Citations,
    /// What the web answered; `None` offline. Every probe of the run; see [`Facts::probes_here`].
    pub probes: Option<&'a [Probe]>,
    /// Index of this document in the run, as [`crate::probe::LinkRef::document`] counts.
    pub index: usize,
    /// How to judge.
    pub options: &'a Options,
}

impl<'a> Facts<'a> {
    /// The probes with a link in this document, each with its first link here.
    pub fn probes_here(
        &self,
    ) -> impl Iterator<Item = (&'a Probe, crate::citations::LinkId)> + use<'a> {
        let index = self.index;
        self.probes
            .unwrap_or_default()
            .iter()
            .filter_map(move |probe| {
                probe
                    .links
                    .iter()
                    .find(|link| link.document == index)
                    .map(|link| (probe, link.link))
            })
    }
}

/// How to judge: what differs between house styles.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// House style.
    pub profile: Profile,
    /// The document's own date, where the user gave it.
    pub published: Option<crate::citations::PartialDate>,
}

/// House styles whose rules differ. Free text of the table stands in docs/profiles.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Profile {
    /// The Chicago Manual of Style, notes.
    Chicago,
    /// United Nations Editorial Manual.
    Un,
    /// Oxford University Standard for Citation of Legal Authorities.
    Oscola,
    /// The Bluebook.
    Bluebook,
    /// Chatham House, International Affairs.
    ChathamHouse,
    /// No house style: only what is wrong in every style.
    #[default]
    Free,
}

/// When a rule is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// On by default.
    Default,
    /// On with `--pedantic` or when selected by name.
    Pedantic,
}

/// Which family of the catalogue a rule belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Family {
    Structure,
    Marks,
    Notes,
    Contents,
    Repeats,
    Fields,
    Identifiers,
    Urls,
    Links,
    Dates,
    Characters,
    Names,
    Residue,
    Run,
}

/// A rule's identity card, filled in by `declare_rule!`.
#[derive(Debug)]
pub struct Meta {
    /// Stable kebab-case id, equal to the file name.
    pub id: &'static str,
    /// One-line summary.
    pub summary: &'static str,
    /// Family of the catalogue.
    pub family: Family,
    /// Default severity; single findings may be milder.
    pub severity: Severity,
    /// When it is on.
    pub tier: Tier,
    /// Whether it needs the network.
    pub network: bool,
    /// Version that introduced the rule.
    pub since: &'static str,
    /// The page: Markdown taken from the doc comment.
    pub page: &'static str,
}

/// A check over one document.
pub trait Rule: Sync {
    /// The identity card.
    fn meta(&self) -> &'static Meta;
    /// Runs the check.
    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding));
}

/// Declares a rule: its doc comment is its page, and the examples in it are its test.
///
/// Examples are fenced blocks with `md fires:LINE[,LINE…]` or `md quiet`; network rules are tested in
/// `tests/rules.rs` with made-up probes.
macro_rules! declare_rule {
    ($(#[doc = $doc:literal])+ $name:ident {
        id: $id:literal, summary: $summary:literal, family: $family:ident, severity: $severity:ident,
        tier: $tier:ident, network: $network:literal, since: $since:literal $(,)?
    }) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub(crate) struct $name;
        impl $name {
            const META: $crate::rules::Meta = $crate::rules::Meta {
                id: $id,
                summary: $summary,
                family: $crate::rules::Family::$family,
                severity: $crate::finding::Severity::$severity,
                tier: $crate::rules::Tier::$tier,
                network: $network,
                since: $since,
                page: concat!($($doc, "\n"),+),
            };
        }
    };
}

/// Lists the rule files once: declares each module and puts its rule into [`ALL`].
macro_rules! rules {
    ($($file:ident :: $name:ident),* $(,)?) => {
        $(mod $file;)*
        /// Every rule, ordered by id.
        pub const ALL: &[&dyn Rule] = &[$(&$file::$name),*];
    };
}

rules! {
    adjacent_marks::AdjacentMarks,
    chapter_notes_unpaired::ChapterNotesUnpaired,
    chapter_title_mismatch::ChapterTitleMismatch,
    duplicate_mark::DuplicateMark,
    duplicate_note_number::DuplicateNoteNumber,
    empty_or_placeholder_note::EmptyOrPlaceholderNote,
    implausible_or_merged_number::ImplausibleOrMergedNumber,
    mark_flattened::MarkFlattened,
    mark_punctuation::MarkPunctuation,
    mark_sequence::MarkSequence,
    mark_unreadable::MarkUnreadable,
    mark_without_note::MarkWithoutNote,
    markup_residue::MarkupResidue,
    no_notes_section::NoNotesSection,
    note_block_misplaced::NoteBlockMisplaced,
    note_sequence::NoteSequence,
    note_without_mark::NoteWithoutMark,
    notes_heading_unmatched::NotesHeadingUnmatched,
    nothing_checked::NothingChecked,
    numbering_scheme_mixed::NumberingSchemeMixed,
    restart_inside_chapter::RestartInsideChapter,
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.meta().id == id)
}
