//! Which note a mark means: by the chapter and the printed number, by the format's own reference, or
//! through the whole document. Also which run of notes stands under the wrong chapter.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    ChapterId, Citations, Mark, MarkId, MarkStyle, MisplacedBlock, NoteId, Numbering, headings,
    labels, marks::Candidate,
};

/// Share of marks out of order above which bracketed numbers are a list cited in any order.
const KEYED_SHARE_BRACKET: f64 = 0.1;
/// The same for raised numbers, which hardly ever are.
const KEYED_SHARE_RAISED: f64 = 0.4;

/// How the numbers run, told from the marks and the notes.
pub(super) fn numbering(citations: &Citations) -> Numbering {
    let typed: Vec<&Mark> = citations
        .marks
        .iter()
        .filter(|mark| mark.style != MarkStyle::Native && mark.number.is_some())
        .collect();
    let keyed = citations.notes.iter().filter(|note| note.keyed).count();
    if keyed * 2 > citations.notes.len() || (typed.is_empty() && !citations.marks.is_empty()) {
        return Numbering::Keyed;
    }
    let ones = citations.notes.iter().filter(|note| note.number == Some(1));
    let odd = Oddities::count(&typed, ones.count() >= 2);
    if odd.any_order() || (odd.some_bracket() && under_references(citations)) {
        return Numbering::Keyed;
    }
    let mut firsts: BTreeMap<ChapterId, (u32, u32)> = BTreeMap::new();
    for mark in &typed {
        let number = mark.number.unwrap_or(0);
        let entry = firsts.entry(mark.chapter).or_insert((number, number));
        entry.1 = entry.1.max(number);
    }
    let firsts: Vec<(u32, u32)> = firsts.into_values().collect();
    if firsts.len() < 2 {
        return sections_restart(citations);
    }
    let restarts = firsts[1..].iter().filter(|(first, _)| *first == 1).count();
    let continues = firsts
        .windows(2)
        .filter(|pair| pair[1].0 > 1 && pair[1].0 > pair[0].1 && pair[0].1 > 1)
        .count();
    match (restarts, continues) {
        (0, 0) => sections_restart(citations),
        (_, 0) => Numbering::Restarting,
        (0, _) => Numbering::Continuous,
        _ => Numbering::Mixed,
    }
}

/// Whether a typed number is a year, raised or bracketed for another reason, as no note is near it.
fn is_far_off(candidate: &Candidate, highest: Option<u32>) -> bool {
    let linked = candidate.native.is_some() || candidate.linked.iter().any(Option::is_some);
    highest.is_some_and(|highest| {
        !linked
            && candidate.labels.iter().all(|label| {
                labels::number_of(label)
                    .is_some_and(|number| (1400..=2200).contains(&number) && number / 10 > highest)
            })
    })
}

/// With marks in one chapter at most, the notes tell.
fn sections_restart(citations: &Citations) -> Numbering {
    let ones = citations
        .notes
        .iter()
        .filter(|note| note.number == Some(1))
        .count();
    if ones >= 2 && citations.sections.len() >= 2 {
        Numbering::Restarting
    } else {
        Numbering::Continuous
    }
}

/// Whether the notes stand under a heading for works, which may be cited in any order and more than once.
fn under_references(citations: &Citations) -> bool {
    citations
        .notes_headings
        .iter()
        .any(|heading| headings::lists_works(&heading.title))
}

/// Marks that do not run on from the mark before, in brackets and in other styles.
#[derive(Debug)]
struct Oddities {
    /// Numbers called again later, out of order, or far ahead.
    odd: [usize; 2],
    /// Numbers used twice in a row and two neighbors in the wrong order: more likely faults.
    slight: [usize; 2],
    /// All marks.
    total: [usize; 2],
}

impl Oddities {
    /// Counts them; `restarts` tells that the notes begin again at 1 somewhere.
    fn count(marks: &[&Mark], restarts: bool) -> Self {
        let mut odd = [0usize; 2];
        let mut slight = [0usize; 2];
        let mut total = [0usize; 2];
        let mut highest: HashMap<ChapterId, u32> = HashMap::new();
        let mut last = 0;
        let mut seen: HashSet<u32> = HashSet::new();
        for (at, mark) in marks.iter().enumerate() {
            let Some(number) = mark.number else {
                continue;
            };
            let kind = usize::from(mark.style != MarkStyle::Bracket);
            total[kind] += 1;
            let opens = !highest.contains_key(&mark.chapter);
            let top = highest.entry(mark.chapter).or_insert(last);
            // A fall back to 1 is a restart, and so is a chapter that begins low, its first mark lost; a small
            // jump forward is a missing mark.
            let restart = (number == 1 && *top > 1 && (restarts || kind == 1))
                || (opens && restarts && number <= *top);
            if restart {
                *top = 0;
                seen.clear();
            } else if number == *top || (number + 1 == *top && !seen.contains(&number)) {
                slight[kind] += 1;
            } else if number <= *top || number > *top + 8 {
                odd[kind] += 1;
            }
            seen.insert(number);
            // One number far off must not make all that follow look out of order.
            let lone = number > *top + 8
                && marks
                    .get(at + 1)
                    .is_some_and(|next| next.number.is_some_and(|next| next < number));
            if !lone {
                *top = (*top).max(number);
            }
            last = *top;
        }
        Self { odd, slight, total }
    }

    /// Whether the marks are numbers of a list that is cited in any order and more than once.
    fn any_order(&self) -> bool {
        let share = |kind: usize| {
            #[expect(clippy::cast_precision_loss, reason = "counts of marks are small")]
            let share =
                (self.odd[kind] + self.slight[kind]) as f64 / self.total[kind].max(1) as f64;
            share
        };
        let [brackets, raised] = self.total;
        (self.odd[0] >= 1 && brackets >= raised && share(0) > KEYED_SHARE_BRACKET)
            || (self.odd[1] + self.slight[1] >= 4
                && raised > brackets
                && share(1) > KEYED_SHARE_RAISED)
    }

    /// Whether most marks are in brackets and one of them does not run on.
    fn some_bracket(&self) -> bool {
        self.total[0] >= self.total[1] && self.odd[0] + self.slight[0] > 0
    }
}

/// Turns candidates into marks, each with the index of its candidate and of its label in it. Doubtful ones are taken where their number is the next one wanted and, if
/// there are notes, one of the labels `known` among them.
pub(super) fn accept(
    candidates: &[Candidate],
    chapter_of: &dyn Fn(usize) -> ChapterId,
    known: &HashSet<&str>,
) -> Vec<(usize, usize, Mark)> {
    let mut out: Vec<(usize, usize, Mark)> = Vec::new();
    let mut last: HashMap<ChapterId, u32> = HashMap::new();
    let mut running = 0;
    let highest = known
        .iter()
        .filter_map(|label| labels::number_of(label))
        .max();
    for (index, candidate) in candidates.iter().enumerate() {
        if is_far_off(candidate, highest) {
            continue;
        }
        let chapter = chapter_of(candidate.span.start);
        let first = candidate
            .labels
            .first()
            .and_then(|label| labels::number_of(label));
        if candidate.doubtful {
            let before = last.get(&chapter).copied();
            let wanted = before.map_or(running, |before| before) + 1;
            let fits = first == Some(wanted) || (before.is_none() && first == Some(1));
            // The number comes again further on, out of doubt: then this one is no mark.
            let again = candidates[index + 1..]
                .iter()
                .take(40)
                .take_while(|next| chapter_of(next.span.start) == chapter)
                .filter(|next| !next.doubtful)
                .find_map(|next| {
                    next.labels
                        .first()
                        .and_then(|label| labels::number_of(label))
                });
            let called = known.is_empty()
                || candidate
                    .labels
                    .iter()
                    .all(|label| known.contains(label.as_str()));
            if !fits || !called || again.is_some_and(|next| Some(next) == first) {
                continue;
            }
        }
        if let Some(number) = candidate
            .labels
            .last()
            .and_then(|label| labels::number_of(label))
        {
            last.insert(chapter, number);
            running = number;
        }
        for (nth, label) in candidate.labels.iter().enumerate() {
            out.push((
                index,
                nth,
                Mark {
                    label: label.clone(),
                    number: labels::number_of(label),
                    style: candidate.style,
                    chapter,
                    note: None,
                    span: candidate.span,
                    origin: candidate.origin,
                    context: candidate.context,
                    sentence: String::new(),
                    sentence_span: candidate.span,
                    group: index,
                },
            ));
        }
    }
    out
}

/// What the document itself says of a mark's note.
#[derive(Debug, Clone, Copy)]
pub(super) struct Told {
    /// The native note it refers to.
    pub(super) native: Option<usize>,
    /// The linked start it leads to.
    pub(super) linked: Option<usize>,
}

/// Pairs marks and notes. `told` is what the document says of each mark; `of_native` and `of_linked` give the notes
/// that are meant.
pub(super) fn pair(
    citations: &mut Citations,
    told: &[Told],
    of_native: &HashMap<usize, NoteId>,
    of_linked: &HashMap<usize, NoteId>,
) {
    let mut by_chapter: HashMap<(ChapterId, &str), Vec<NoteId>> = HashMap::new();
    let mut anywhere: HashMap<&str, Vec<NoteId>> = HashMap::new();
    for (id, note) in citations.notes.iter().enumerate() {
        if let Some(chapter) = note.chapter {
            by_chapter
                .entry((chapter, note.label.as_str()))
                .or_default()
                .push(id);
        }
        anywhere.entry(note.label.as_str()).or_default().push(id);
    }
    let shared: BTreeSet<NoteId> = citations
        .notes
        .iter()
        .enumerate()
        .filter(|(_, note)| note.chapter.is_none())
        .map(|(id, _)| id)
        .collect();
    let mut called: HashMap<(ChapterId, &str), (usize, usize)> = HashMap::new();
    for mark in &citations.marks {
        called
            .entry((mark.chapter, mark.label.as_str()))
            .or_default()
            .0 += 1;
    }
    // One sign for many notes, such as an asterisk at each verse: there the links alone tell.
    let led_to = |told: &Told| of_linked.get(&told.linked?).copied();
    let mut by_sign: HashMap<&str, BTreeSet<NoteId>> = HashMap::new();
    for (mark, told) in citations.marks.iter().zip(told) {
        if let (None, Some(id)) = (mark.number, led_to(told)) {
            by_sign.entry(&mark.label).or_default().insert(id);
        }
    }
    let mut pairs: Vec<Option<NoteId>> = Vec::with_capacity(citations.marks.len());
    for (mark, told) in citations.marks.iter().zip(told) {
        let label = mark.label.as_str();
        let sign = mark.number.is_none() && by_sign.get(label).is_some_and(|notes| notes.len() > 1);
        // A link decides between notes of one number; it does not overrule the printed number.
        let led = led_to(told)
            .filter(|id| sign || citations.notes[*id].label.eq_ignore_ascii_case(label));
        let found = match told.native {
            Some(native) => of_native.get(&native).copied(),
            None if led.is_some() => led,
            None if mark.style == MarkStyle::Native => None,
            None => in_chapter(mark, &by_chapter, &mut called).or_else(|| {
                let all = anywhere.get(label)?;
                let whole = all.iter().copied().find(|id| shared.contains(id));
                let free = matches!(
                    citations.numbering,
                    Numbering::Continuous | Numbering::Keyed
                );
                whole.or_else(|| (free && all.len() == 1).then(|| all[0]))
            }),
        };
        pairs.push(found);
    }
    for (id, pair) in pairs.into_iter().enumerate() {
        citations.marks[id].note = pair;
        if let Some(note) = pair {
            citations.notes[note].marks.push(id);
        }
    }
    for note in &mut citations.notes {
        if note.chapter.is_none()
            && let Some(mark) = note.marks.first()
        {
            note.chapter = citations.marks.get(*mark).map(|mark| mark.chapter);
        }
    }
}

/// The note of a mark's label in its chapter. Where as many marks as notes have the label (the numbers began
/// again), the first means the first and so on; else all mean the first.
fn in_chapter<'a>(
    mark: &'a Mark,
    by_chapter: &HashMap<(ChapterId, &str), Vec<NoteId>>,
    called: &mut HashMap<(ChapterId, &'a str), (usize, usize)>,
) -> Option<NoteId> {
    let key = (mark.chapter, mark.label.as_str());
    let notes = by_chapter.get(&key)?;
    let (marks, nth) = called.entry(key).or_default();
    let at = if *marks == notes.len() { *nth } else { 0 };
    *nth += 1;
    notes.get(at).copied()
}

/// Runs of notes that stand among those of one chapter while the links of their marks come from another: whoever
/// reads on paper looks for them in vain. A group that serves another chapter as a whole is not misplaced, its
/// heading is only understood wrongly.
fn led_elsewhere(citations: &Citations) -> Vec<MisplacedBlock> {
    if citations.numbering == Numbering::Continuous {
        return Vec::new();
    }
    let caller = |note: NoteId| {
        let mut marks = citations.notes[note].marks.iter();
        let first = citations.marks[*marks.next()?].chapter;
        marks
            .all(|mark| citations.marks[*mark].chapter == first)
            .then_some(first)
    };
    let mut at_home: BTreeSet<usize> = BTreeSet::new();
    let mut runs: Vec<(usize, MisplacedBlock)> = Vec::new();
    for (id, note) in citations.notes.iter().enumerate() {
        let (Some(section), Some(printed), Some(serves)) = (note.section, note.chapter, caller(id))
        else {
            continue;
        };
        if serves == printed {
            at_home.insert(section);
            continue;
        }
        match runs.last_mut() {
            Some((last, block))
                if *last == section
                    && (block.printed, block.serves) == (printed, serves)
                    && block.notes.last().is_some_and(|last| *last + 1 == id) =>
            {
                block.notes.push(id);
                block.marks.extend(&note.marks);
            }
            _ => runs.push((
                section,
                MisplacedBlock {
                    notes: vec![id],
                    printed,
                    serves,
                    marks: note.marks.clone(),
                    numbers_fit: true,
                },
            )),
        }
    }
    runs.into_iter()
        .filter(|(section, block)| block.notes.len() >= 2 && at_home.contains(section))
        .map(|(_, block)| block)
        .collect()
}

/// A run of notes without marks: section, chapter as printed, and the notes with their numbers.
type IdleRun = (usize, ChapterId, Vec<(u32, NoteId)>);

/// Finds runs of notes without marks under one chapter whose numbers exactly fill the hole in another, and
/// moves them there.
pub(super) fn misplaced(citations: &mut Citations) {
    if matches!(citations.numbering, Numbering::Keyed) {
        return;
    }
    let mut holes: BTreeMap<ChapterId, Vec<(u32, MarkId)>> = BTreeMap::new();
    for (id, mark) in citations.marks.iter().enumerate() {
        if let (None, Some(number)) = (mark.note, mark.number) {
            holes.entry(mark.chapter).or_default().push((number, id));
        }
    }
    let mut idle: Vec<IdleRun> = Vec::new();
    for (id, note) in citations.notes.iter().enumerate() {
        let (Some(section), Some(chapter), Some(number)) =
            (note.section, note.chapter, note.number)
        else {
            continue;
        };
        if !note.marks.is_empty() {
            continue;
        }
        match idle.last_mut() {
            Some((last, _, run))
                if *last == section
                    && run
                        .last()
                        .is_some_and(|(n, i)| *n + 1 == number && *i + 1 == id) =>
            {
                run.push((number, id));
            }
            _ => idle.push((section, chapter, vec![(number, id)])),
        }
    }
    let mut found = Vec::new();
    for (_, printed, run) in idle {
        let numbers: BTreeSet<u32> = run.iter().map(|(number, _)| *number).collect();
        // One stray note is no block.
        if run.len() < 2 {
            continue;
        }
        let hole = holes.iter().find(|(chapter, hole)| {
            **chapter != printed
                && hole
                    .iter()
                    .map(|(number, _)| *number)
                    .collect::<BTreeSet<_>>()
                    == numbers
        });
        let Some((serves, hole)) = hole.map(|(chapter, hole)| (*chapter, hole.clone())) else {
            continue;
        };
        holes.remove(&serves);
        found.push(MisplacedBlock {
            notes: run.iter().map(|(_, id)| *id).collect(),
            printed,
            serves,
            marks: hole.iter().map(|(_, id)| *id).collect(),
            numbers_fit: true,
        });
    }
    found.extend(led_elsewhere(citations));
    for block in &found {
        for note in &block.notes {
            citations.notes[*note].chapter = Some(block.serves);
        }
    }
    citations.misplaced = found;
}
