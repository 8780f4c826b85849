//! The rule table. A new rule is one new file and its line in the table below.
//! Rules see [`Facts`] and push findings; they read no files, clocks or network.

mod answers;
mod at_link;
mod at_mark;
mod drift;
mod numbering;
mod selection;
mod titles;
mod url_faults;

pub(crate) use selection::order;
pub use selection::{Selection, check};

use crate::{
    citations::{Citations, versions::Versions},
    document::Document,
    finding::{Finding, Severity},
    probe::Probe,
};

mod at_citation;
mod house;

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
    /// The earlier version of the document, where there is one to compare with. Rules that compare say
    /// nothing without it.
    pub before: Option<Before<'a>>,
}

/// An earlier version of a document, and what of it is still there.
#[derive(Debug, Clone, Copy)]
pub struct Before<'a> {
    /// The earlier document.
    pub document: &'a Document,
    /// What it cited.
    pub citations: &'a Citations,
    /// Which of its notes and marks go on in the present document.
    pub versions: &'a Versions,
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
    ambiguous_corporate_author::AmbiguousCorporateAuthor,
    archive_url_form::ArchiveUrlForm,
    attribution_without_note::AttributionWithoutNote,
    author_form::AuthorForm,
    bad_percent_encoding::BadPercentEncoding,
    baseline_and_diff::BaselineAndDiff,
    blocked_link::BlockedLink,
    chapter_notes_unpaired::ChapterNotesUnpaired,
    chapter_title_mismatch::ChapterTitleMismatch,
    chat_residue::ChatResidue,
    comma_outside_quotes::CommaOutsideQuotes,
    contributor_name_mismatch::ContributorNameMismatch,
    date_after_publication::DateAfterPublication,
    date_format_mixed::DateFormatMixed,
    date_outlier::DateOutlier,
    dead_link::DeadLink,
    doi_form::DoiForm,
    duplicate_mark::DuplicateMark,
    duplicate_note_number::DuplicateNoteNumber,
    empty_or_placeholder_note::EmptyOrPlaceholderNote,
    final_stop_mixed::FinalStopMixed,
    full_citation_repeated::FullCitationRepeated,
    garbled_script::GarbledScript,
    host_publisher_differ::HostPublisherDiffer,
    ibid_after_multi_source::IbidAfterMultiSource,
    ibid_drift::IbidDrift,
    ibid_without_antecedent::IbidWithoutAntecedent,
    id_series_outlier::IdSeriesOutlier,
    identical_neighbouring_notes::IdenticalNeighbouringNotes,
    implausible_or_merged_number::ImplausibleOrMergedNumber,
    insecure_link::InsecureLink,
    interview_incomplete::InterviewIncomplete,
    invalid_date::InvalidDate,
    invalid_link::InvalidLink,
    isbn_issn_checksum::IsbnIssnChecksum,
    journal_incomplete::JournalIncomplete,
    landing_page::LandingPage,
    latin_policy::LatinPolicy,
    line_break_damage::LineBreakDamage,
    link_text_target_differ::LinkTextTargetDiffer,
    live_metadata_mismatch::LiveMetadataMismatch,
    malformed_ignore::MalformedIgnore,
    malformed_url::MalformedUrl,
    mark_flattened::MarkFlattened,
    mark_in_heading::MarkInHeading,
    mark_link_target::MarkLinkTarget,
    mark_punctuation::MarkPunctuation,
    mark_sequence::MarkSequence,
    mark_splits_name::MarkSplitsName,
    mark_unreadable::MarkUnreadable,
    mark_without_note::MarkWithoutNote,
    markup_residue::MarkupResidue,
    merged_links::MergedLinks,
    missing_anchor::MissingAnchor,
    missing_date::MissingDate,
    missing_locator::MissingLocator,
    missing_title::MissingTitle,
    moved_link::MovedLink,
    name_variants::NameVariants,
    no_notes_section::NoNotesSection,
    note_block_misplaced::NoteBlockMisplaced,
    note_crossref_wrong::NoteCrossrefWrong,
    note_date_contradicts_sentence::NoteDateContradictsSentence,
    note_sequence::NoteSequence,
    note_without_mark::NoteWithoutMark,
    notes_heading_order_or_level::NotesHeadingOrderOrLevel,
    notes_heading_unmatched::NotesHeadingUnmatched,
    nothing_checked::NothingChecked,
    numbering_scheme_mixed::NumberingSchemeMixed,
    parse_coverage::ParseCoverage,
    quotation_not_in_source::QuotationNotInSource,
    quotes_mixed::QuotesMixed,
    quotes_nested_or_unbalanced::QuotesNestedOrUnbalanced,
    restart_inside_chapter::RestartInsideChapter,
    retracted_source::RetractedSource,
    same_source_inconsistent::SameSourceInconsistent,
    same_title_other_container::SameTitleOtherContainer,
    same_url_other_metadata::SameUrlOtherMetadata,
    shifted_numbering::ShiftedNumbering,
    short_before_full::ShortBeforeFull,
    short_form_ambiguous::ShortFormAmbiguous,
    short_form_author_mismatch::ShortFormAuthorMismatch,
    short_form_cross_chapter::ShortFormCrossChapter,
    short_form_unresolved::ShortFormUnresolved,
    short_title_not_short::ShortTitleNotShort,
    slug_title_differ::SlugTitleDiffer,
    snowflake_date_differs::SnowflakeDateDiffers,
    source_predates_claim::SourcePredatesClaim,
    spacing_and_dashes::SpacingAndDashes,
    suspect_link::SuspectLink,
    text_fragment::TextFragment,
    tracking_parameters::TrackingParameters,
    translated_title_form::TranslatedTitleForm,
    truncated_url::TruncatedUrl,
    un_symbol::UnSymbol,
    unreachable_link::UnreachableLink,
    unused_ignore::UnusedIgnore,
    url_date_differs::UrlDateDiffers,
    weak_support::WeakSupport,
    weak_url_form::WeakUrlForm,
}

/// Whether a rule compares the document with an earlier version, and says nothing without one.
pub fn compares(id: &str) -> bool {
    matches!(id, "baseline-and-diff" | "ibid-drift")
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.meta().id == id)
}
