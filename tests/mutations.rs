//! Makes faults in sound reports and counts what is found: recall and false alarms of the numbering rules and
//! of the alignment. The tables in docs/alignment.md are what this test prints (`UPDATE_DOCS=1` writes them).

#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a test fails by panicking and says what it leaves out"
)]

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use footfault::{
    citations::{self, Citations, Numbering},
    document::{Document, Place},
    finding::{Finding, Severity},
    input::Input,
    readers,
    rules::{self, Facts, Family, Options, Selection},
};

/// Faults of each kind made in each document of the corpus.
const TRIES: usize = 12;
/// The same for a whole book.
const TRIES_IN_A_BOOK: usize = 3;

/// A document as it stands before a fault is made.
struct Sound {
    name: String,
    text: String,
    citations: Citations,
    document: Document,
    findings: usize,
}

/// A fault, made.
struct Fault {
    text: String,
    /// Lines of the faulty text at one of which a finding must stand or point.
    lines: Vec<usize>,
}

fn read(name: &str, text: &str) -> (Document, Citations) {
    let input = Input::from_bytes(name, text.as_bytes(), None).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    (document, citations)
}

/// Findings that concern numbering and structure, errors and warnings.
fn findings(document: &Document, citations: &Citations) -> Vec<Finding> {
    let options = Options::default();
    let facts = Facts {
        document,
        citations,
        probes: None,
        index: 0,
        options: &options,
        before: None,
    };
    let ours = |finding: &Finding| {
        rules::find(finding.rule).is_some_and(|rule| {
            matches!(
                rule.meta().family,
                Family::Structure | Family::Marks | Family::Notes
            ) || finding.rule == "shifted-numbering"
        })
    };
    let mut all = rules::check(&facts, &Selection::default());
    all.retain(|finding| finding.severity > Severity::Info && ours(finding));
    all
}

fn sound(path: &Path) -> Option<Sound> {
    let name = path.file_name()?.to_str()?.to_owned();
    let text = fs::read_to_string(path).unwrap();
    let (document, citations) = read(&name, &text);
    let findings = findings(&document, &citations).len();
    Some(Sound {
        name,
        text,
        citations,
        document,
        findings,
    })
}

/// Byte range and first line of a place in a text file.
fn bytes(place: &Place) -> (usize, usize) {
    (place.start.unwrap(), place.end.unwrap())
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// A small generator, so that every run makes the same faults.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides.max(1)
    }
}

impl Sound {
    fn mark(&self, id: usize) -> (usize, usize) {
        bytes(&self.citations.mark_place(&self.document, id))
    }

    fn note(&self, id: usize) -> (usize, usize) {
        bytes(&self.citations.note_place(&self.document, id))
    }

    fn keyed(&self) -> bool {
        self.citations.numbering == Numbering::Keyed
    }

    /// A mark that stands alone and is the only one of its note, away from the ends of its chapter.
    fn pick(&self, dice: &mut Dice) -> Option<usize> {
        let fit: Vec<usize> = (0..self.citations.marks.len())
            .filter(|id| {
                let mark = &self.citations.marks[*id];
                let alone = self
                    .citations
                    .marks
                    .iter()
                    .filter(|other| other.group == mark.group)
                    .count()
                    == 1;
                let inner = self.neighbor(*id, -1).is_some() && self.neighbor(*id, 1).is_some();
                alone
                    && (inner || self.keyed())
                    && mark
                        .note
                        .is_some_and(|note| self.citations.notes[note].marks.len() == 1)
            })
            .collect();
        (!fit.is_empty()).then(|| fit[dice.roll(fit.len())])
    }

    /// The mark `by` places away in the same chapter.
    fn neighbor(&self, id: usize, by: isize) -> Option<usize> {
        let other = id.checked_add_signed(by)?;
        let mark = self.citations.marks.get(other)?;
        (mark.chapter == self.citations.marks[id].chapter && mark.number.is_some()).then_some(other)
    }

    fn without(&self, (start, end): (usize, usize)) -> String {
        format!("{}{}", &self.text[..start], &self.text[end..])
    }

    fn mark_dropped(&self, dice: &mut Dice) -> Option<Fault> {
        let id = self.pick(dice)?;
        let at = self.mark(id);
        let note = self.note(self.citations.marks[id].note?);
        let text = self.without(at);
        let cut = at.1 - at.0;
        let shift = |offset: usize| if offset > at.0 { offset - cut } else { offset };
        let mut lines = vec![line_of(&text, shift(note.0)), line_of(&text, at.0)];
        if let Some(next) = self.neighbor(id, 1) {
            lines.push(line_of(&text, shift(self.mark(next).0)));
        }
        Some(Fault { text, lines })
    }

    fn note_dropped(&self, dice: &mut Dice) -> Option<Fault> {
        let id = self.pick(dice)?;
        let mut at = self.note(self.citations.marks[id].note?);
        // The whole line goes, as an editor would delete it.
        if self.text[at.1..].starts_with('\n') {
            at.1 += 1;
        }
        let text = self.without(at);
        let cut = at.1 - at.0;
        let mark = self.mark(id).0;
        let mark = if mark > at.0 { mark - cut } else { mark };
        let lines = vec![line_of(&text, mark), line_of(&text, at.0.min(text.len()))];
        Some(Fault { text, lines })
    }

    /// Replaces the number in the marks given.
    fn relabeled(&self, changes: &BTreeMap<usize, u32>) -> Option<String> {
        let mut text = self.text.clone();
        for (id, number) in changes.iter().rev() {
            let (start, end) = self.mark(*id);
            let printed = &self.text[start..end];
            let old = self.citations.marks[*id].number?.to_string();
            let raised = |digits: &str| -> String {
                digits
                    .chars()
                    .map(|c| {
                        "⁰¹²³⁴⁵⁶⁷⁸⁹"
                            .chars()
                            .nth(c.to_digit(10).unwrap() as usize)
                            .unwrap()
                    })
                    .collect()
            };
            let new = number.to_string();
            let changed = if printed.contains(&old) {
                printed.replacen(&old, &new, 1)
            } else if printed.contains(&raised(&old)) {
                printed.replacen(&raised(&old), &raised(&new), 1)
            } else {
                return None;
            };
            text.replace_range(start..end, &changed);
        }
        Some(text)
    }

    fn swapped(&self, dice: &mut Dice) -> Option<Fault> {
        let id = self.pick(dice).filter(|_| !self.keyed())?;
        let next = self.neighbor(id, 1)?;
        let (a, b) = (
            self.citations.marks[id].number?,
            self.citations.marks[next].number?,
        );
        if self.citations.marks[next].group == self.citations.marks[id].group {
            return None;
        }
        let text = self.relabeled(&BTreeMap::from([(id, b), (next, a)]))?;
        let lines = vec![
            line_of(&text, self.mark(id).0),
            line_of(&text, self.mark(next).0),
        ];
        Some(Fault { text, lines })
    }

    /// Marks of the chapter from `id` on, with their numbers changed by `by`.
    fn renamed_from(&self, id: usize, by: i64) -> Option<BTreeMap<usize, u32>> {
        let chapter = self.citations.marks[id].chapter;
        self.citations
            .marks_of(chapter)
            .filter(|(other, _)| *other >= id)
            .map(|(other, mark)| {
                let number = i64::from(mark.number?) + by;
                Some((other, u32::try_from(number).ok()?))
            })
            .collect()
    }

    fn renumbered(&self, dice: &mut Dice) -> Option<Fault> {
        let id = self.pick(dice).filter(|_| !self.keyed())?;
        // Runs through the document: later chapters would move too.
        if self.citations.numbering != Numbering::Restarting {
            return None;
        }
        let text = self.relabeled(&self.renamed_from(id, 1)?)?;
        let lines = vec![line_of(&self.text, self.mark(id).0)];
        Some(Fault { text, lines })
    }

    fn block_moved(&self, dice: &mut Dice) -> Option<Fault> {
        if self.citations.numbering != Numbering::Restarting {
            return None;
        }
        let chapters: Vec<usize> = (0..self.citations.chapters.len())
            .filter(|chapter| self.citations.notes_of(*chapter).count() >= 5)
            .collect();
        if chapters.len() < 2 {
            return None;
        }
        let from = chapters[dice.roll(chapters.len())];
        let to = chapters[dice.roll(chapters.len())];
        let notes: Vec<usize> = self.citations.notes_of(from).map(|(id, _)| id).collect();
        let target: Vec<usize> = self.citations.notes_of(to).map(|(id, _)| id).collect();
        let first = 1 + dice.roll(notes.len() - 3);
        let last = (first + 1 + dice.roll(3)).min(notes.len() - 1);
        if from == to {
            return None;
        }
        let block = (self.note(notes[first]).0, self.note(notes[last]).1);
        let moved = self.text[block.0..block.1].to_owned();
        let after = self.note(*target.last()?).1;
        let gap = if self.text[block.0..block.1].contains("\n\n")
            || self.citations.notes[notes[first]].span.is_empty()
        {
            "\n\n"
        } else {
            "\n"
        };
        let mut text = self.text.clone();
        let at = if after <= block.0 {
            text.replace_range(block.0..block.1, "");
            text.insert_str(after, &format!("{gap}{moved}"));
            after + gap.len()
        } else {
            text.insert_str(after, &format!("{gap}{moved}"));
            text.replace_range(block.0..block.1, "");
            after + gap.len() - (block.1 - block.0)
        };
        let lines = vec![line_of(&text, at)];
        Some(Fault { text, lines })
    }

    /// A mark goes and those behind it are numbered anew: no number is missing in the text.
    fn silent_shift(&self, dice: &mut Dice) -> Option<Fault> {
        let id = self.pick(dice)?;
        if self.citations.numbering != Numbering::Restarting {
            return None;
        }
        let next = self.neighbor(id, 1)?;
        let behind = self.renamed_from(next, -1)?;
        // Fewer marks than a window has cannot show a shift; the last note without mark shows the fault.
        let text = self.relabeled(&behind)?;
        let (start, end) = self.mark(id);
        let text = format!("{}{}", &text[..start], &text[end..]);
        let chapter = self.citations.marks[id].chapter;
        let (document, citations) = read(&self.name, &text);
        let last = citations.notes_of(chapter).last().map(|(note, _)| note)?;
        let mut lines = vec![citations.note_place(&document, last).line?];
        lines.extend(
            citations
                .marks_of(chapter)
                .filter_map(|(mark, _)| citations.mark_place(&document, mark).line),
        );
        Some(Fault { text, lines })
    }
}

/// Faults made, found, and found as more than one finding.
#[derive(Default, Clone, Copy)]
struct Count {
    made: usize,
    found: usize,
    surplus: usize,
}

type Make = fn(&Sound, &mut Dice) -> Option<Fault>;

const KINDS: &[(&str, Make)] = &[
    ("mark dropped", Sound::mark_dropped),
    ("note dropped", Sound::note_dropped),
    ("block of notes moved", Sound::block_moved),
    ("two marks swapped", Sound::swapped),
    ("marks renumbered from one on", Sound::renumbered),
    ("mark dropped, rest renumbered", Sound::silent_shift),
];

fn measure(documents: &[Sound], tries: usize) -> BTreeMap<usize, Count> {
    let mut out: BTreeMap<usize, Count> = BTreeMap::new();
    for document in documents {
        for (kind, (name, make)) in KINDS.iter().enumerate() {
            let mut dice = Dice(0x5eed + kind as u64);
            let mut made = 0;
            for _ in 0..tries * 6 {
                if made == tries {
                    break;
                }
                let Some(fault) = make(document, &mut dice) else {
                    continue;
                };
                made += 1;
                let (faulty, citations) = read(&document.name, &fault.text);
                let found = findings(&faulty, &citations);
                let hit = found.iter().any(|finding| {
                    finding
                        .related
                        .iter()
                        .map(|related| &related.place)
                        .chain([&finding.place])
                        .any(|place| place.line.is_some_and(|line| fault.lines.contains(&line)))
                });
                let count = out.entry(kind).or_default();
                count.made += 1;
                count.found += usize::from(hit);
                count.surplus += found.len().saturating_sub(1 + document.findings);
                if std::env::var_os("FOOTFAULT_SHOW").is_some() && (!hit || found.len() != 1) {
                    eprintln!(
                        "{} | {name} | lines {:?} | {:?}",
                        document.name,
                        fault.lines,
                        found
                            .iter()
                            .map(|finding| format!(
                                "{}:{:?} {}",
                                finding.rule, finding.place.line, finding.message
                            ))
                            .collect::<Vec<_>>()
                    );
                    fs::write(
                        format!("/tmp/fault-{}-{kind}-{made}.md", document.name),
                        &fault.text,
                    )
                    .unwrap();
                }
            }
        }
    }
    out
}

fn table(title: &str, documents: &[Sound], counts: &BTreeMap<usize, Count>) -> String {
    let notes: usize = documents
        .iter()
        .map(|document| document.citations.notes.len())
        .sum();
    let alarms: usize = documents.iter().map(|document| document.findings).sum();
    let mut out = format!(
        "### {title}\n\n{} sound documents, {notes} notes; false alarms in them: {alarms}.\n\n| fault | made | found at its place | recall | findings beyond one |\n|---|---:|---:|---:|---:|\n",
        documents.len()
    );
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let count = counts.get(&kind).copied().unwrap_or_default();
        #[expect(clippy::cast_precision_loss, reason = "counts of faults are small")]
        let recall = count.found as f64 / count.made.max(1) as f64;
        writeln!(
            out,
            "| {name} | {} | {} | {recall:.3} | {} |",
            count.made, count.found, count.surplus
        )
        .unwrap();
    }
    out
}

/// Writes or compares the region of docs/alignment.md between two comments.
fn keep(region: &str, table: &str) {
    let path = Path::new("docs/alignment.md");
    let page = fs::read_to_string(path).unwrap();
    let begin = format!("<!-- {region}:begin -->\n");
    let end = format!("<!-- {region}:end -->");
    let start = page.find(&begin).expect("the region begins") + begin.len();
    let stop = page.find(&end).expect("the region ends");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let fresh = format!("{}{table}{}", &page[..start], &page[stop..]);
        fs::write(path, fresh).unwrap();
    } else {
        assert_eq!(
            &page[start..stop],
            table,
            "run UPDATE_DOCS=1 cargo test --test mutations"
        );
    }
}

fn require(counts: &BTreeMap<usize, Count>) {
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let count = counts.get(&kind).copied().unwrap_or_default();
        assert!(
            count.made >= 9,
            "{name}: only {} faults could be made",
            count.made
        );
        assert!(
            count.found * 100 >= count.made * 95,
            "{name}: {} of {} found",
            count.found,
            count.made
        );
        assert!(
            count.surplus * 20 <= count.made,
            "{name}: {} findings too many for {} faults",
            count.surplus,
            count.made
        );
    }
}

#[test]
fn faults_made_in_the_corpus_are_found_once() {
    let documents: Vec<Sound> = [
        "corpus/deep-water-harbors.md",
        "corpus/archives-above-the-tree-line.md",
        "corpus/weinbau-obere-lauter.md",
        "corpus/ponts-de-bois.md",
        "corpus/commission-of-inquiry.md",
        "corpus/salt-roads.txt",
        "corpus/night-trains.md",
    ]
    .iter()
    .filter_map(|path| sound(Path::new(path)))
    .collect();
    assert!(documents.iter().all(|document| document.findings == 0));
    let counts = measure(&documents, TRIES);
    keep("corpus", &table("The corpus", &documents, &counts));
    require(&counts);
}

#[test]
fn faults_made_in_published_books_are_found_once() {
    let Some(shared) = std::env::var_os("FOOTFAULT_SHARED").map(PathBuf::from) else {
        eprintln!("FOOTFAULT_SHARED is not set: the published books are left out");
        return;
    };
    let documents: Vec<Sound> = [
        "sup_restart_end.md",
        "bracket_restart_ch.md",
        "unisup_restart_ch.md",
        "sup_cont_end.md",
        "gfm_cont_end.md",
    ]
    .iter()
    .filter_map(|name| sound(&shared.join(format!("devset/se_keynes/se_keynes.{name}"))))
    .collect();
    let counts = measure(&documents, TRIES_IN_A_BOOK);
    keep(
        "books",
        &table("A published book in five renderings", &documents, &counts),
    );
    require(&counts);
}
