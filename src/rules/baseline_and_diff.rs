//! See the page on `BaselineAndDiff`.

use super::{Before, Facts, Meta, Rule, at_citation, drift};
use crate::{
    citations::NoteId,
    document::Place,
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// Compared with an earlier version (`footfault check --since REVISION`): every mark whose sentence is still there has
    /// the note it had, and no note that was called is gone. Without an earlier version it says nothing.
    ///
    /// A note that was mended is the same note; so is one that was renumbered together with its mark. Where a mark lost
    /// its note but not its place, or a sentence lost mark and note, that is told with the words of the lost note.
    /// A note that was replaced by another, or went away with its text, is a query.
    ///
    /// # Why it matters
    /// A note put in or taken out without renumbering gives every sentence after it the source of its neighbor. The numbers
    /// are in order, and nothing in the document as it stands shows it.
    ///
    /// # Examples
    /// A note was inserted, and the marks kept their numbers:
    /// ```md before
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// ```md fires:1
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
    /// 2. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 3. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// A note was taken out, its mark was not:
    /// ```md before
    /// The tide fell.[^tide] The tide rose.[^board]
    ///
    /// [^tide]: Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// [^board]: Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// ```md fires:1
    /// The tide fell.[^tide] The tide rose.[^board]
    ///
    /// [^tide]: Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// ```
    /// A sentence lost its mark and its note:
    /// ```md before
    /// The tide fell.[^1]
    ///
    /// The tide rose.[^2]
    ///
    /// [^1]: Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// [^2]: Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// ```md fires:3
    /// The tide fell.[^1]
    ///
    /// The tide rose.
    ///
    /// [^1]: Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// ```
    /// A note was inserted together with its mark, and another was mended:
    /// ```md before
    /// The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// 2. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// ```md quiet
    /// The tide fell.<sup>1</sup> The wall broke.<sup>2</sup> The tide rose.<sup>3</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6–8.
    /// 2. Piet Maas, *Walls of Clay* (Wyke: Groyne Books, 2001), 90.
    /// 3. Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.
    /// ```
    /// Without an earlier version:
    /// ```md quiet
    /// The tide fell.<sup>1</sup>
    ///
    /// # Notes
    ///
    /// 1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6.
    /// ```
    BaselineAndDiff {
        id: "baseline-and-diff",
        summary: "a mark has another note than before, or a note is gone",
        family: Run,
        severity: Error,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for BaselineAndDiff {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        let Some(before) = facts.before else { return };
        let moved = drift::marks(facts, before);
        let mut rest = moved.as_slice();
        while let Some(first) = rest.first() {
            // Marks in a row go wrong by one cause.
            let run = rest
                .iter()
                .enumerate()
                .take_while(|(index, next)| {
                    next.mark == first.mark + index
                        && chapter(facts, next) == chapter(facts, first)
                        && is_replaced(before, next) == is_replaced(before, first)
                        && (*index == 0 || !is_replaced(before, first))
                })
                .count();
            push(another_note(facts, before, &rest[..run]));
            rest = &rest[run..];
        }
        let gone = drift::vanished(before);
        let mut rest = gone.as_slice();
        while let Some((first, others)) = rest.split_first() {
            rest = others;
            match loss(facts, before, *first) {
                Loss::Told => {}
                Loss::Mark(place) => push(orphan(facts, before, *first, place)),
                Loss::Sentence(place) => push(stripped(before, *first, place)),
                Loss::Text(place) => {
                    let run = others
                        .iter()
                        .zip(first + 1..)
                        .take_while(|(next, expected)| {
                            *next == expected
                                && matches!(loss(facts, before, **next), Loss::Text(_))
                        })
                        .count();
                    push(removed(before, &rest_of(*first, &others[..run]), place));
                    rest = &others[run..];
                }
            }
        }
    }
}

fn rest_of(first: NoteId, others: &[NoteId]) -> Vec<NoteId> {
    std::iter::once(first)
        .chain(others.iter().copied())
        .collect()
}

fn chapter(facts: &Facts<'_>, moved: &drift::Moved) -> usize {
    facts.citations.marks[moved.mark].chapter
}

/// Whether the note before is gone and the note now is new: the one took the place of the other.
fn is_replaced(before: Before<'_>, moved: &drift::Moved) -> bool {
    before.versions.later_note(moved.before).is_none()
        && before.versions.earlier_note(moved.now).is_none()
}

/// Marks in a row that have other notes than before.
fn another_note(facts: &Facts<'_>, before: Before<'_>, run: &[drift::Moved]) -> Finding {
    let citations = facts.citations;
    let first = run[0];
    let mark = &citations.marks[first.mark];
    let had = &before.citations.notes[first.before];
    let has = &citations.notes[first.now];
    let there = before.versions.later_note(first.before);
    let replaced = is_replaced(before, &first);
    let meant = match there {
        Some(there) => format!(
            "what is now note {}, {}",
            citations.notes[there].label,
            at_citation::quoted(&had.text)
        ),
        None => format!("{}, which is gone", at_citation::quoted(&had.text)),
    };
    let message = match run.last().map(|last| &citations.marks[last.mark].label) {
        _ if replaced => format!(
            "mark {}: its note was replaced, {} by {}",
            mark.label,
            at_citation::quoted(&had.text),
            at_citation::quoted(&has.text)
        ),
        Some(last) if run.len() > 1 => format!(
            "marks {} to {last} have other notes than before: mark {} meant {meant}",
            mark.label, mark.label
        ),
        _ => format!(
            "mark {} has another note than before, {}; it meant {meant}",
            mark.label,
            at_citation::quoted(&has.text)
        ),
    };
    let help = if replaced {
        "make sure that the new note supports the sentence"
    } else {
        "renumber the marks with the notes, or put the notes back into their order"
    };
    let mut finding = Finding::new(
        BaselineAndDiff::META.id,
        Severity::Error,
        citations.mark_place(facts.document, first.mark),
        message,
    )
    .help(help)
    .chapter(citations.chapter_title(Some(mark.chapter)));
    for moved in run {
        finding = finding
            .mark(citations.marks[moved.mark].label.clone())
            .note(citations.notes[moved.now].label.clone());
    }
    for moved in run.iter().take(at_citation::NAMED) {
        let label = &citations.notes[moved.now].label;
        let place = citations.note_place(facts.document, moved.now);
        finding = finding.related(format!("note {label}, which it means now"), place);
        if let Some(there) = before.versions.later_note(moved.before) {
            let label = &citations.notes[there].label;
            let place = citations.note_place(facts.document, there);
            finding = finding.related(format!("note {label}, which it meant"), place);
        }
    }
    if replaced {
        finding = at_citation::milder(finding, Severity::Info).confidence(Confidence::Low);
    }
    finding
}

/// What became of the mark and sentence of a note that is gone.
enum Loss {
    /// The mark has another note, which is told already.
    Told,
    /// The mark is still there, without a note.
    Mark(Place),
    /// The sentence is still there, without the mark.
    Sentence(Place),
    /// The text is gone or was rewritten; here is what is left of its surroundings.
    Text(Place),
}

fn loss(facts: &Facts<'_>, before: Before<'_>, note: NoteId) -> Loss {
    let Before {
        document,
        citations,
        versions,
    } = before;
    let called = &citations.notes[note].marks;
    let mut sentence = None;
    for mark in called {
        match versions.later_mark(*mark) {
            Some(now) if facts.citations.marks[now].note.is_some() => return Loss::Told,
            Some(now) => return Loss::Mark(facts.citations.mark_place(facts.document, now)),
            None => {
                let block = document.block_at(citations.marks[*mark].span.start);
                let kept = block.and_then(|block| versions.later_block(block));
                sentence = sentence.or(kept);
            }
        }
    }
    if let Some(block) = sentence {
        return Loss::Sentence(facts.document.place_of(facts.document.blocks[block].origin));
    }
    // The nearest earlier note that is still there, else the beginning.
    let neighbor = (0..note)
        .rev()
        .find_map(|before| versions.later_note(before));
    Loss::Text(match (neighbor, facts.document.blocks.first()) {
        (Some(neighbor), _) => facts.citations.note_place(facts.document, neighbor),
        (None, Some(block)) => facts.document.place_of(block.origin),
        (None, None) => facts.document.place(crate::span::Span::at(0)),
    })
}

fn orphan(facts: &Facts<'_>, before: Before<'_>, note: NoteId, place: Place) -> Finding {
    let gone = &before.citations.notes[note];
    let mut finding = Finding::new(
        BaselineAndDiff::META.id,
        Severity::Error,
        place,
        format!(
            "note {} is gone, but its mark is still there: {}",
            gone.label,
            at_citation::quoted(&gone.text)
        ),
    )
    .help("put the note back, or take the mark out")
    .note(gone.label.clone());
    for mark in gone
        .marks
        .iter()
        .filter_map(|mark| before.versions.later_mark(*mark))
    {
        let mark = &facts.citations.marks[mark];
        finding = finding
            .chapter(facts.citations.chapter_title(Some(mark.chapter)))
            .mark(mark.label.clone());
    }
    finding
}

fn stripped(before: Before<'_>, note: NoteId, place: Place) -> Finding {
    let gone = &before.citations.notes[note];
    let finding = Finding::new(
        BaselineAndDiff::META.id,
        Severity::Error,
        place,
        format!(
            "the text is unchanged, but mark and note {} are gone: {}",
            gone.label,
            at_citation::quoted(&gone.text)
        ),
    )
    .help("put them back, unless the statement needs no source")
    .note(gone.label.clone());
    at_citation::milder(finding, Severity::Warning)
}

fn removed(before: Before<'_>, notes: &[NoteId], place: Place) -> Finding {
    let gone: Vec<_> = notes
        .iter()
        .map(|note| &before.citations.notes[*note])
        .collect();
    let what = match gone.as_slice() {
        [] => String::new(),
        [one] => format!("note {} is", one.label),
        [first, .., last] => format!("notes {} to {} are", first.label, last.label),
    };
    let text = gone
        .first()
        .map(|note| at_citation::quoted(&note.text))
        .unwrap_or_default();
    let mut finding = Finding::new(
        BaselineAndDiff::META.id,
        Severity::Error,
        place,
        format!("{what} gone together with the text: {text}"),
    )
    .help("make sure that nothing else relied on it")
    .chapter(None);
    for note in gone {
        finding = finding.note(note.label.clone());
    }
    at_citation::milder(finding, Severity::Info)
}
