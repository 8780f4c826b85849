//! Applies fixes to the bytes of a document, until there is nothing more to apply, and refuses every one after
//! which a mark, a note or a link would be missing or a mark would mean another note than it should.
//! Writes no file and judges nothing: the caller says what is wrong.

use std::{collections::HashSet, fmt};

use crate::{
    citations,
    document::Document,
    finding::{Applicability, Edit, Finding},
    input::{Format, Input, InputError},
    readers::{self, ReadError},
    report::Audited,
    rules,
};

mod archived;
mod edits;
mod guard;

pub use archived::archived_copies;

/// How often a document is read anew at most; a fix that keeps coming back is given up before.
const ROUNDS: usize = 40;
/// How many outcomes are tried and read in one round at most, so that a document full of bad fixes ends.
const TRIALS: usize = 200;

/// A document to be mended.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// What the file is called.
    pub name: &'a str,
    /// What stands in it.
    pub bytes: &'a [u8],
    /// What it is read as; `None` to tell it by content and name.
    pub format: Option<Format>,
    /// How it is read.
    pub reading: readers::Options<'a>,
}

/// Which fixes are applied. Those that are merely suggested never are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Those that change neither meaning nor numbering.
    #[default]
    Safe,
    /// Those that change meaning or numbering, too.
    Unsafe,
}

impl Level {
    fn takes(self, applicability: Applicability) -> bool {
        match applicability {
            Applicability::Safe => true,
            Applicability::Suggest => false,
            Applicability::Unsafe => self == Self::Unsafe,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone)]
pub struct Fixed {
    /// The document as it should be.
    pub bytes: Vec<u8>,
    /// Findings whose fixes were applied, round by round; their places are those of the text they were found in.
    pub applied: Vec<Finding>,
    /// Findings whose fixes were not applied, and why.
    pub refused: Vec<(Finding, String)>,
    /// What is still found.
    pub left: Vec<Finding>,
    /// The document as it is read afterwards.
    pub audited: Audited,
}

/// Why a document cannot be mended at all.
#[derive(Debug)]
pub enum FixError {
    /// It cannot be read.
    Input(InputError),
    /// Nothing of it can be understood.
    Read(ReadError),
    /// It can be read, and not be written: it is made of parts or pages.
    Format {
        /// The file.
        path: String,
        /// What it is.
        format: Format,
    },
    /// It was not UTF-8.
    Encoding {
        /// The file.
        path: String,
        /// What was odd about its bytes.
        oddity: String,
    },
}

impl fmt::Display for FixError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(error) => error.fmt(f),
            Self::Read(error) => error.fmt(f),
            Self::Format { path, format } => write!(
                f,
                "{path}: {format} files are not fixed; “footfault check” says what to change in the program that \
                 wrote the file"
            ),
            Self::Encoding { path, oddity } => write!(
                f,
                "{path}: only UTF-8 is fixed, and this is not ({oddity}); save it as UTF-8 first"
            ),
        }
    }
}

impl std::error::Error for FixError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Input(error) => Some(error),
            Self::Read(error) => Some(error),
            Self::Format { .. } | Self::Encoding { .. } => None,
        }
    }
}

impl From<InputError> for FixError {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

impl From<ReadError> for FixError {
    fn from(error: ReadError) -> Self {
        Self::Read(error)
    }
}

/// Mends a document: `judge` says what is wrong with it, first as it is and then after every round of fixes.
///
/// Of fixes that overlap the first is applied, and the others are looked at anew. The outcome is a fixed point:
/// applied to it with the same judgement, nothing more changes. Fixes that undo each other, or that make
/// themselves necessary again, are refused.
///
/// # Errors
/// When the document cannot be read, or cannot be written by byte offsets (packages, pages, other encodings).
pub fn fix(
    source: Source<'_>,
    level: Level,
    judge: &mut dyn FnMut(&Audited) -> Vec<Finding>,
) -> Result<Fixed, FixError> {
    let input = Input::from_bytes(source.name, source.bytes, source.format)?;
    can_be_fixed(&input)?;
    let source = Source {
        format: Some(input.format),
        ..source
    };
    let audited = read(&input, &source.reading).map_err(FixError::Read)?;
    if !is_one_file(&audited.document) {
        return Err(FixError::Format {
            path: input.path,
            format: input.format,
        });
    }
    let start = State {
        bytes: source.bytes.to_vec(),
        audited,
    };
    let mut restless: HashSet<&'static str> = HashSet::new();
    loop {
        match settle(&start, source, level, judge, &restless) {
            Ok(fixed) => return Ok(fixed),
            // Every turn gives up one rule at least, so that this ends.
            Err(rules) => restless.extend(rules),
        }
    }
}

/// A text and what is read in it.
#[derive(Debug, Clone)]
struct State {
    bytes: Vec<u8>,
    audited: Audited,
}

/// Rounds until nothing changes; the rules that do not come to rest where that never happens.
fn settle(
    start: &State,
    source: Source<'_>,
    level: Level,
    judge: &mut dyn FnMut(&Audited) -> Vec<Finding>,
    restless: &HashSet<&'static str>,
) -> Result<Fixed, Vec<&'static str>> {
    let mut state = start.clone();
    let mut applied: Vec<Finding> = Vec::new();
    let mut seen: Vec<(Vec<u8>, usize)> = Vec::new();
    for _ in 0..ROUNDS {
        let findings = judge(&state.audited);
        let mut round = Round {
            source,
            base: &state,
            done: Vec::new(),
            trials: 0,
            refused: Vec::new(),
        };
        let mut candidates: Vec<&Finding> = Vec::new();
        for finding in &findings {
            let Some(fix) = finding
                .fix
                .as_ref()
                .filter(|fix| level.takes(fix.applicability))
            else {
                continue;
            };
            if restless.contains(finding.rule) {
                let reason = "it would have to be applied again and again".to_owned();
                round.refused.push((finding.clone(), reason));
            } else if let Err(reason) = edits::sound(&state.bytes, &fix.edits) {
                round.refused.push((finding.clone(), reason));
            } else if !edits::changes(&state.bytes, &fix.edits) {
                // What is so already needs no fix.
            } else {
                candidates.push(finding);
            }
        }
        // An answer of the web is about the address as it stands: it goes before what mends the address.
        candidates.sort_by_key(|finding| (!is_about_answers(finding), first(finding)));
        let next = round.take(&candidates);
        let Round { done, refused, .. } = round;
        let Some(next) = next else {
            return Ok(Fixed {
                bytes: state.bytes,
                applied,
                refused,
                left: findings,
                audited: state.audited,
            });
        };
        let done: Vec<Finding> = done.into_iter().cloned().collect();
        seen.push((std::mem::take(&mut state.bytes), applied.len()));
        applied.extend(done);
        if let Some((_, from)) = seen.iter().find(|(bytes, _)| *bytes == next.bytes) {
            return Err(applied[*from..]
                .iter()
                .map(|finding| finding.rule)
                .collect());
        }
        state = next;
    }
    let from = seen.last().map_or(0, |(_, from)| *from);
    Err(applied[from..].iter().map(|finding| finding.rule).collect())
}

/// One round over one text.
struct Round<'a> {
    source: Source<'a>,
    base: &'a State,
    done: Vec<&'a Finding>,
    trials: usize,
    refused: Vec<(Finding, String)>,
}

impl<'a> Round<'a> {
    /// Applies what can be applied together; `None` where that is nothing.
    fn take(&mut self, candidates: &[&'a Finding]) -> Option<State> {
        let is_safe = |finding: &&Finding| {
            finding
                .fix
                .as_ref()
                .is_some_and(|fix| fix.applicability == Applicability::Safe)
        };
        let (safe, others): (Vec<&Finding>, Vec<&Finding>) =
            candidates.iter().copied().partition(is_safe);
        let mut taken: Vec<&Finding> = Vec::new();
        let mut edits: Vec<&Edit> = Vec::new();
        for finding in safe {
            let own = finding.fix.iter().flat_map(|fix| &fix.edits);
            if !own
                .clone()
                .any(|edit| edits.iter().any(|other| edits::touch(edit, other)))
            {
                edits.extend(own);
                taken.push(finding);
            }
        }
        let mut best = None;
        self.grow(&taken, &mut best);
        // What changes numbers is applied by itself, so that its outcome can be held against what it promised.
        for finding in others {
            if best.is_some() {
                break;
            }
            self.grow(&[finding], &mut best);
        }
        best
    }

    /// Adds to what is done as many of these as go well, halving them where they do not.
    fn grow(&mut self, more: &[&'a Finding], best: &mut Option<State>) {
        if more.is_empty() {
            return;
        }
        if self.trials >= TRIALS {
            let reason = "too many fixes of this document were refused before it";
            self.refused.extend(
                more.iter()
                    .map(|finding| ((*finding).clone(), reason.to_owned())),
            );
            return;
        }
        self.trials += 1;
        let together: Vec<&Finding> = self.done.iter().chain(more).copied().collect();
        match self.attempt(&together) {
            Ok(state) => {
                *best = Some(state);
                self.done = together;
            }
            Err(reason) => {
                if let [one] = more {
                    self.refused.push(((*one).clone(), reason));
                } else {
                    let (head, tail) = more.split_at(more.len() / 2);
                    self.grow(head, best);
                    self.grow(tail, best);
                }
            }
        }
    }

    /// The text with these fixes, read anew; the reason why it must not be where it must not.
    fn attempt(&self, findings: &[&Finding]) -> Result<State, String> {
        let fixes = || findings.iter().filter_map(|finding| finding.fix.as_ref());
        let edits: Vec<&Edit> = fixes().flat_map(|fix| &fix.edits).collect();
        let bytes = edits::applied(&self.base.bytes, &edits);
        let input = Input::from_bytes(self.source.name, bytes.as_slice(), self.source.format)
            .map_err(|error| error.to_string())?;
        let audited = read(&input, &self.source.reading).map_err(|error| error.to_string())?;
        let (before, after) = (&self.base.audited.citations, &audited.citations);
        if fixes().all(|fix| fix.applicability == Applicability::Safe) {
            guard::same(before, after)?;
        } else {
            let pairs: Vec<(usize, usize)> = fixes().flat_map(|fix| fix.pairs.clone()).collect();
            guard::as_promised(before, after, &pairs)?;
        }
        Ok(State { bytes, audited })
    }
}

/// Whether an answer of the web stands behind the finding.
fn is_about_answers(finding: &Finding) -> bool {
    rules::find(finding.rule).is_some_and(|rule| rule.meta().network)
}

/// Offset of the first change.
fn first(finding: &Finding) -> usize {
    finding
        .fix
        .as_ref()
        .and_then(|fix| fix.edits.first())
        .map_or(0, |edit| edit.start)
}

fn read(input: &Input, options: &readers::Options<'_>) -> Result<Audited, ReadError> {
    let (document, _) = readers::read(input, options)?;
    let citations = citations::build(&document);
    if let Some(excess) = citations.excess {
        return Err(ReadError::too_much(&document.path, excess.what()));
    }
    Ok(Audited {
        document,
        citations,
    })
}

/// Whether a file can be written by byte offsets at all.
///
/// # Errors
/// For packages and pages, and for text that is not UTF-8.
pub fn can_be_fixed(input: &Input) -> Result<(), FixError> {
    let path = || input.path.clone();
    if matches!(
        input.format,
        Format::Epub | Format::Docx | Format::Odt | Format::Pdf
    ) {
        return Err(FixError::Format {
            path: path(),
            format: input.format,
        });
    }
    match input.offset {
        Some(_) => Ok(()),
        None => Err(FixError::Encoding {
            path: path(),
            oddity: input.oddity.clone().unwrap_or_default(),
        }),
    }
}

/// Whether the text came from one file, so that offsets in it are offsets there.
fn is_one_file(document: &Document) -> bool {
    document
        .parts
        .first()
        .is_some_and(|part| part.name.is_none() && part.file.is_none() && part.offset.is_some())
}
