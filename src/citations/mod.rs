//! What a document cites: chapters, marks, notes, citations, works and links.
//! Knows notes and nothing of formats. The vocabulary stands here, the finding of it in the files below.

pub mod alignment;
pub mod calendar;
pub mod claims;
mod contents;
pub mod identifiers;
pub mod parse;
pub mod resolve;
mod subheads;
pub mod titles;
pub mod units;
pub mod versions;

mod anchors;
mod bare;
mod build;
mod chapters;
pub(crate) mod covered;
mod headings;
mod jumps;
mod labels;
mod language;
mod linked;
mod links;
mod marks;
mod notes;
mod pairing;
pub(crate) mod quotes;
mod roman;
mod sentences;
pub(crate) mod urls;
pub(crate) mod wording;
mod works;

pub use build::build;
pub use headings::{compare_titles, title_words};

use crate::{
    document::{Document, Origin, Place},
    span::Span,
};

/// Index of a chapter in [`Citations::chapters`].
pub type ChapterId = usize;
/// Index of a notes section in [`Citations::sections`].
pub type SectionId = usize;
/// Index of a mark in [`Citations::marks`].
pub type MarkId = usize;
/// Index of a note in [`Citations::notes`].
pub type NoteId = usize;
/// Index of a link in [`Citations::links`].
pub type LinkId = usize;

/// All that was understood of a document's notes.
#[derive(Debug, Clone, Default)]
pub struct Citations {
    /// Chapters in reading order; a document without headings has one, untitled.
    pub chapters: Vec<Chapter>,
    /// Groups of notes in reading order.
    pub sections: Vec<NotesSection>,
    /// Reference marks in reading order.
    pub marks: Vec<Mark>,
    /// Notes in reading order.
    pub notes: Vec<Note>,
    /// Links in reading order, those outside notes included.
    pub links: Vec<Link>,
    /// Works that are cited more than once, or with an identifier.
    pub works: Vec<Work>,
    /// How the numbers run.
    pub numbering: Numbering,
    /// Runs of notes printed under a chapter they do not serve.
    pub misplaced: Vec<MisplacedBlock>,
    /// Runs of marks whose notes stand at another number.
    pub shifts: Vec<Shift>,
    /// Links from marks to notes and back, in documents that have them.
    pub jumps: Vec<Jump>,
    /// Headings that open a notes section for the whole document ("Endnotes").
    pub notes_headings: Vec<Heading>,
    /// Entries of the table of contents, if there is one.
    pub contents: Vec<ContentsEntry>,
    /// Main language of the text (two letters), where it could be told.
    pub language: Option<String>,
    /// The limit that was passed, if one was: then nothing else is told.
    pub excess: Option<Excess>,
}

/// More than any report holds, so that a hostile file costs bounded time and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Excess {
    /// More than [`Citations::MAX_HEADINGS`].
    Headings,
    /// More than [`Citations::MAX_MARKS`].
    Marks,
    /// More than [`Citations::MAX_NOTES`].
    Notes,
    /// More than [`Citations::MAX_LINKS`].
    Links,
}

impl Excess {
    /// What there is too much of, with the limit: "more than 100,000 notes".
    pub fn what(self) -> &'static str {
        match self {
            Self::Headings => "more than 20,000 headings",
            Self::Marks => "more than 100,000 reference marks",
            Self::Notes => "more than 100,000 notes",
            Self::Links => "more than 100,000 links",
        }
    }
}

impl Citations {
    /// Most headings.
    pub const MAX_HEADINGS: usize = 20_000;
    /// Most reference marks; the longest histories have some ten thousand.
    pub const MAX_MARKS: usize = 100_000;
    /// Most notes.
    pub const MAX_NOTES: usize = 100_000;
    /// Most links.
    pub const MAX_LINKS: usize = 100_000;
}

/// A heading as it stands in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Index of its block.
    pub block: usize,
    /// Printed text.
    pub title: String,
    /// Level, 1 the highest.
    pub level: u8,
    /// Text range.
    pub span: Span,
}

/// A line of the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsEntry {
    /// Title without dots and page number.
    pub title: String,
    /// Text range.
    pub span: Span,
}

/// The unit within which numbering runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Title as printed, the halves of a split heading joined.
    pub title: String,
    /// Headings that carry the title; more than one where it is split; none where there is no heading.
    pub headings: Vec<Heading>,
    /// Body text, from its heading to the next chapter, notes sections left out by the marks and notes themselves.
    pub span: Span,
}

/// A group of notes: those of one chapter, or of the whole document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotesSection {
    /// Heading over the group; `None` for notes that merely stand at a place.
    pub heading: Option<Heading>,
    /// The chapter it names or stands in; `None` for the whole document, or when no chapter matches.
    pub chapter: Option<ChapterId>,
    /// How the heading was matched with the chapter.
    pub matched: TitleMatch,
    /// Text range.
    pub span: Span,
}

/// How a notes heading found its chapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleMatch {
    /// It names no chapter and need not (one section for the whole document, or notes at a chapter's end).
    Unneeded,
    /// Equal after normalizing number, quotes, case, dashes and markup.
    Equal,
    /// Equal to the joined halves of a split heading.
    Joined,
    /// Close, but not equal (a word missing, a subtitle gone).
    Near,
    /// By its chapter number alone.
    Number,
    /// By its position among the notes groups.
    Order,
    /// Not at all.
    Unmatched,
}

/// How numbers run through the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Numbering {
    /// Anew in each chapter.
    Restarting,
    /// Through the whole document.
    #[default]
    Continuous,
    /// Some chapters restart, others continue.
    Mixed,
    /// Labels are keys that the format numbers by itself, or numbers of a list that is cited in any
    /// order and more than once; order, gaps and repeats mean nothing.
    Keyed,
}

/// A reference mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// As printed: `12`, `*`, `iv`.
    pub label: String,
    /// Its number, where the label is one.
    pub number: Option<u32>,
    /// How it is made.
    pub style: MarkStyle,
    /// The chapter it stands in.
    pub chapter: ChapterId,
    /// The note it means.
    pub note: Option<NoteId>,
    /// Text range of the label.
    pub span: Span,
    /// Where it stands in the file, markup included.
    pub origin: Origin,
    /// What it stands in.
    pub context: MarkContext,
    /// The sentence it supports, with every mark as `[n]`, page breaks mended.
    pub sentence: String,
    /// Text range of that sentence.
    pub sentence_span: Span,
    /// Identifier of the printed mark it is part of: `3–5` gives three marks with one group.
    pub group: usize,
}

/// How a mark is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkStyle {
    /// The format's own note reference.
    Native,
    /// Raised by markup or geometry.
    Superscript,
    /// Unicode superscript digits.
    Unicode,
    /// In square brackets.
    Bracket,
    /// Bare digits after a word or stop.
    Bare,
    /// An asterisk, dagger or the like.
    Symbol,
}

/// What a mark stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkContext {
    /// Running text.
    Prose,
    /// A heading.
    Heading,
    /// A table cell.
    Table,
    /// A caption.
    Caption,
    /// A block quotation.
    Quotation,
    /// Another note.
    Note,
}

/// A note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// As printed.
    pub label: String,
    /// Its number, where the label is one.
    pub number: Option<u32>,
    /// Endnote or footnote.
    pub kind: NoteKind,
    /// Where it is printed.
    pub section: Option<SectionId>,
    /// The chapter it serves.
    pub chapter: Option<ChapterId>,
    /// Text range, label left out.
    pub span: Span,
    /// Text range from the label on.
    pub whole: Span,
    /// Where it stands in the file, from its label on.
    pub origin: Origin,
    /// The text, page breaks mended.
    pub text: String,
    /// The marks that mean it.
    pub marks: Vec<MarkId>,
    /// What it cites, in order.
    pub citations: Vec<Citation>,
    /// Whether the label is a key (`[^smith]`).
    pub keyed: bool,
}

/// Endnote or footnote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoteKind {
    /// Printed at the end of the chapter or document.
    End,
    /// Printed at the foot of the page.
    Foot,
}

/// A link from a mark, or one from a note back to its marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jump {
    /// The mark that is the link.
    pub mark: Option<MarkId>,
    /// The note that the way back stands in.
    pub note: Option<NoteId>,
    /// Where the link stands in the file.
    pub origin: Origin,
    /// What it names.
    pub target: String,
    /// Where it leads.
    pub lands: Landing,
}

/// Where a link within the document leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Landing {
    /// To a note.
    Note(NoteId),
    /// To a mark.
    Mark(MarkId),
    /// To another place.
    Elsewhere,
    /// Nowhere: the document has no such place.
    Missing,
}

/// One occurrence of a URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What is requested: unescaped, scheme added where missing, fragment kept.
    pub url: String,
    /// The displayed text as it stands in the flattened text (what a reader sees).
    pub shown: String,
    /// The note it stands in.
    pub note: Option<NoteId>,
    /// The chapter it stands in, or whose note it stands in.
    pub chapter: Option<ChapterId>,
    /// Text range of the displayed text.
    pub span: Span,
    /// Where it stands in the file.
    pub origin: Origin,
    /// Where the target itself stands in the file, if apart from the displayed text.
    pub target_origin: Option<Origin>,
    /// How it was written.
    pub form: LinkForm,
}

/// How a link was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkForm {
    /// Displayed text apart from the target.
    Marked,
    /// `<https://…>` or its like.
    Auto,
    /// Typed into the text.
    Bare,
    /// A markup link that the format itself does not recognize (a target with a space).
    Broken,
}

/// One statement of a work inside a note.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Citation {
    /// Full, short, ibid., …
    pub form: CitationForm,
    /// Kind of work.
    pub kind: WorkKind,
    /// Text range in the document.
    pub span: Span,
    /// Authors or issuing body, as printed, in order; `et al.` is left out and sets [`Citation::et_al`].
    pub authors: Vec<String>,
    /// Whether "et al." or "and others" was printed.
    pub et_al: bool,
    /// Title, outer quotation marks and closing comma left out.
    pub title: Option<String>,
    /// Text range of the title.
    pub title_span: Option<Span>,
    /// Translation of the title printed in brackets.
    pub translated_title: Option<String>,
    /// Newspaper, journal, site, publisher or series.
    pub container: Option<String>,
    /// Text range of the container.
    pub container_span: Option<Span>,
    /// Date at its printed precision.
    pub date: Option<PartialDate>,
    /// Text range of the date.
    pub date_span: Option<Span>,
    /// Date of access, if printed.
    pub accessed: Option<PartialDate>,
    /// Volume as printed.
    pub volume: Option<String>,
    /// Issue as printed.
    pub issue: Option<String>,
    /// Pages of the whole work as printed.
    pub pages: Option<String>,
    /// Page, paragraph or section inside the work.
    pub locator: Option<String>,
    /// Identifiers.
    pub identifiers: Identifiers,
    /// Its links.
    pub links: Vec<LinkId>,
    /// The note a short form, ibid. or cross-reference means.
    pub refers_to: Option<NoteId>,
    /// The number a cross-reference names (`n 5`, `supra note 12`).
    pub refers_to_label: Option<String>,
    /// Other notes whose full citation, of another work, fits a short form just as well.
    pub also_fits: Vec<NoteId>,
    /// Stretches of comment before or after the citation.
    pub comments: Vec<Span>,
    /// Stretches that no field took up and that are not comment: kept and counted, never guessed away.
    pub unparsed: Vec<Span>,
}

/// Full citation, short form and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum CitationForm {
    /// First mention, in full.
    Full,
    /// Shortened later mention.
    Short,
    /// Ibid., id.
    Ibid,
    /// Supra n. 12, (n 5), see note 7, op. cit.
    CrossReference,
    /// Text that cites nothing.
    #[default]
    Comment,
}

/// Kinds of works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[expect(missing_docs, reason = "the names say it; INTERFACE words")]
pub enum WorkKind {
    News,
    Journal,
    Book,
    Report,
    Official,
    Web,
    Social,
    Interview,
    Legal,
    Dataset,
    Thesis,
    #[default]
    Other,
}

/// A date printed with or without month and day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// Year of the Common Era.
    pub year: i16,
    /// 1 to 12.
    pub month: Option<u8>,
    /// 1 to 31, whether or not the month has it: `invalid-date` judges that.
    pub day: Option<u8>,
}

/// Identifiers of a work, as printed but for white space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Identifiers {
    /// DOI without resolver.
    pub doi: Option<String>,
    /// ISBN with its hyphens.
    pub isbn: Option<String>,
    /// ISSN.
    pub issn: Option<String>,
    /// arXiv identifier.
    pub arxiv: Option<String>,
    /// United Nations document symbol.
    pub un_symbol: Option<String>,
}

/// Names one citation: the note and its position in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CitationRef {
    /// The note.
    pub note: NoteId,
    /// Index into [`Note::citations`].
    pub index: usize,
}

/// Full citations of one work, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Its citations; the first is the one others are held against.
    pub citations: Vec<CitationRef>,
}

/// A run of notes printed under one chapter that serves another.
#[derive(Debug, Clone, PartialEq)]
pub struct MisplacedBlock {
    /// The notes.
    pub notes: Vec<NoteId>,
    /// The chapter they are printed under.
    pub printed: ChapterId,
    /// The chapter they serve.
    pub serves: ChapterId,
    /// The marks there that have no note as printed.
    pub marks: Vec<MarkId>,
    /// Whether moving them under their printed numbers makes every mark mean the right note.
    pub numbers_fit: bool,
}

/// A window of marks that fit notes at a constant distance better than the notes of their number.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The chapter.
    pub chapter: ChapterId,
    /// The marks, in order, with the note whose content fits each.
    pub mapping: Vec<(MarkId, NoteId)>,
    /// By how much the number of the fitting note differs from the mark's.
    pub by: i32,
    /// How much better the shifted pairing scores than the printed one.
    pub gain: f64,
}

impl Citations {
    /// The place of a mark, markup included.
    pub fn mark_place(&self, document: &Document, mark: MarkId) -> Place {
        document.place_of(self.marks[mark].origin)
    }

    /// The place of a note, from its label on.
    pub fn note_place(&self, document: &Document, note: NoteId) -> Place {
        document.place_of(self.notes[note].origin)
    }

    /// The marks of a chapter, in reading order.
    pub fn marks_of(&self, chapter: ChapterId) -> impl Iterator<Item = (MarkId, &Mark)> {
        self.marks
            .iter()
            .enumerate()
            .filter(move |(_, mark)| mark.chapter == chapter)
    }

    /// The notes that serve a chapter, in reading order.
    pub fn notes_of(&self, chapter: ChapterId) -> impl Iterator<Item = (NoteId, &Note)> {
        self.notes
            .iter()
            .enumerate()
            .filter(move |(_, note)| note.chapter == Some(chapter))
    }

    /// Title of a chapter, or what to call it.
    pub fn chapter_title(&self, chapter: Option<ChapterId>) -> Option<&str> {
        chapter
            .and_then(|id| self.chapters.get(id))
            .map(|chapter| chapter.title.as_str())
            .filter(|title| !title.is_empty())
    }
}

impl CitationForm {
    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Short => "short",
            Self::Ibid => "ibid",
            Self::CrossReference => "cross-reference",
            Self::Comment => "comment",
        }
    }
}

impl WorkKind {
    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Journal => "journal",
            Self::Book => "book",
            Self::Report => "report",
            Self::Official => "official",
            Self::Web => "web",
            Self::Social => "social",
            Self::Interview => "interview",
            Self::Legal => "legal",
            Self::Dataset => "dataset",
            Self::Thesis => "thesis",
            Self::Other => "other",
        }
    }
}

impl std::fmt::Display for PartialDate {
    /// ISO 8601 at the printed precision.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}
