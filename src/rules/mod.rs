//! The rule table. A new rule is one new file and its line in the table below.
//! Rules see [`Facts`] and push findings; they read no files, clocks or network.

mod numbering;
mod selection;

pub use selection::{Selection, check};

use crate::{
    citations::Citations,
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
    ambiguous_corporate_author::AmbiguousCorporateAuthor,
    attribution_without_note::AttributionWithoutNote,
    author_form::AuthorForm,
    date_after_publication::DateAfterPublication,
    date_format_mixed::DateFormatMixed,
    date_outlier::DateOutlier,
    doi_form::DoiForm,
    duplicate_mark::DuplicateMark,
    duplicate_note_number::DuplicateNoteNumber,
    full_citation_repeated::FullCitationRepeated,
    ibid_after_multi_source::IbidAfterMultiSource,
    ibid_without_antecedent::IbidWithoutAntecedent,
    id_series_outlier::IdSeriesOutlier,
    interview_incomplete::InterviewIncomplete,
    invalid_date::InvalidDate,
    isbn_issn_checksum::IsbnIssnChecksum,
    journal_incomplete::JournalIncomplete,
    latin_policy::LatinPolicy,
    mark_sequence::MarkSequence,
    mark_without_note::MarkWithoutNote,
    missing_date::MissingDate,
    missing_locator::MissingLocator,
    missing_title::MissingTitle,
    note_crossref_wrong::NoteCrossrefWrong,
    note_date_contradicts_sentence::NoteDateContradictsSentence,
    note_sequence::NoteSequence,
    note_without_mark::NoteWithoutMark,
    parse_coverage::ParseCoverage,
    same_source_inconsistent::SameSourceInconsistent,
    same_title_other_container::SameTitleOtherContainer,
    shifted_numbering::ShiftedNumbering,
    short_before_full::ShortBeforeFull,
    short_form_ambiguous::ShortFormAmbiguous,
    short_form_author_mismatch::ShortFormAuthorMismatch,
    short_form_cross_chapter::ShortFormCrossChapter,
    short_form_unresolved::ShortFormUnresolved,
    short_title_not_short::ShortTitleNotShort,
    snowflake_date_differs::SnowflakeDateDiffers,
    source_predates_claim::SourcePredatesClaim,
    translated_title_form::TranslatedTitleForm,
    un_symbol::UnSymbol,
    url_date_differs::UrlDateDiffers,
    weak_support::WeakSupport,
}

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static dyn Rule> {
    ALL.iter().copied().find(|rule| rule.meta().id == id)
}
