//! Renumbering, which is done only when asked for.

use std::fmt::Write as _;

use footfault::fix::Level;

use crate::prelude::{fixed, pairs, read, text};

/// Six sentences and the sources that speak of them, in the order of `order`.
fn shifted(order: &[usize]) -> String {
    const SENTENCES: [&str; 6] = [
        "Sailors praised the copper lantern.",
        "Farmers feared the locust swarm.",
        "Bakers doubled their barley ration.",
        "Miners flooded the silver gallery.",
        "Weavers burned their wooden looms.",
        "Judges pardoned the stolen horse.",
    ];
    const SOURCES: [&str; 7] = [
        "“Sailors Praise Copper Lantern,” *Harbor Post*, May 3, 1922.",
        "“Farmers Fear Locust Swarm,” *Harbor Post*, June 4, 1923.",
        "“Bakers Double Barley Ration,” *Harbor Post*, July 5, 1924.",
        "“Miners Flood Silver Gallery,” *Harbor Post*, August 6, 1925.",
        "“Weavers Burn Wooden Looms,” *Harbor Post*, September 7, 1926.",
        "“Judges Pardon Stolen Horse,” *Harbor Post*, October 8, 1927.",
        "“Preface to an Unwritten Almanac,” *Harbor Post*, May 2, 1921.",
    ];
    let mut out = String::new();
    for (number, sentence) in (1..).zip(SENTENCES) {
        write!(out, "{sentence}<sup>{number}</sup> ").unwrap();
    }
    out += "\n\n# Notes\n\n";
    for (number, source) in (1..).zip(order) {
        writeln!(out, "{number}. {}", SOURCES[*source]).unwrap();
    }
    out
}

/// Whether every sentence leads to the source that speaks of it; a mark without a note is none.
fn right(text: &str) -> usize {
    let audited = read("report.md", text.as_bytes());
    let marks = &audited.citations.marks;
    marks
        .iter()
        .filter(|mark| {
            let word = mark.sentence.split(' ').next().unwrap();
            mark.note
                .is_some_and(|note| audited.citations.notes[note].text.contains(word))
        })
        .count()
}

#[test]
fn a_confirmed_shift_is_renumbered_when_asked_for() {
    // A circle: the texts of the notes are exchanged.
    let circle = shifted(&[5, 0, 1, 2, 3, 4]);
    let safe = fixed(&circle, &[], Level::Safe);
    assert_eq!(text(&safe), circle, "nothing without being asked");
    assert!(
        safe.left
            .iter()
            .any(|finding| finding.rule == "shifted-numbering")
    );
    let outcome = fixed(&circle, &["shifted-numbering"], Level::Unsafe);
    let after = text(&outcome);
    let found = right(&after);
    // The last mark fits the first note: whether the window takes it in is the measure's business, but if
    // it does not, nothing may be changed at all.
    assert!(found == 6 || after == circle, "{found}: {after}");
    assert_eq!(
        text(&fixed(&after, &["shifted-numbering"], Level::Unsafe)),
        after
    );
}

#[test]
fn a_lost_mark_is_found_by_renumbering_the_marks_after_it() {
    // The mark of note 1 was deleted and the rest renumbered: marks 1 to 5 fit notes 2 to 6.
    let mut report = shifted(&[6, 0, 1, 2, 3, 4]);
    report = report.replace("Judges pardoned the stolen horse.<sup>6</sup> ", "");
    assert_eq!(right(&report), 0);
    let outcome = fixed(&report, &["shifted-numbering"], Level::Unsafe);
    assert_eq!(right(&text(&outcome)), 5, "{}", text(&outcome));
    assert_eq!(outcome.applied.len(), 1);
    let again = fixed(&text(&outcome), &[], Level::Unsafe);
    assert_eq!(text(&again), text(&outcome));
    assert!(
        again.left.iter().any(|finding| finding.notes == ["1"]),
        "the note whose mark was lost is told: {:?}",
        again.left
    );
}

#[test]
fn the_order_of_the_text_is_restored_on_both_sides() {
    let before = "Tank trucks stand there,<sup>2</sup> says the policeman,<sup>1</sup> and sing.<sup>3</sup>\n\n\
                  # Notes\n\n1. Policeman, interview, May 4, 2023.\n2. *Queue at the Spring*, August 8, 2022.\n\
                  3. “Drivers in Parts,” *Mail*, December 20, 2022.\n";
    let outcome = fixed(before, &["mark-sequence"], Level::Unsafe);
    assert_eq!(
        text(&outcome),
        "Tank trucks stand there,<sup>1</sup> says the policeman,<sup>2</sup> and sing.<sup>3</sup>\n\n\
         # Notes\n\n1. *Queue at the Spring*, August 8, 2022.\n2. Policeman, interview, May 4, 2023.\n\
         3. “Drivers in Parts,” *Mail*, December 20, 2022.\n"
    );
    let notes = |text: &str| {
        pairs(&read("r.md", text.as_bytes()))
            .into_iter()
            .map(|(_, note)| note.unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        notes(before),
        notes(&text(&outcome)),
        "every sentence keeps its note"
    );
}

#[test]
fn notes_out_of_order_are_put_into_order() {
    let before = "Cold.[1] Buckets.[2] A third.[3] Cheese.[4]\n\n# Notes\n\n[1] Watch, *Temperatures* (2022), 3.\n\n\
                  [2] League, “Fish,” 2022.\n\n[4] Cheese Dairy, letter of October 1, 2022.\n\n[3] Lowndes, “Trout,” 2022.\n";
    let outcome = fixed(before, &["note-sequence"], Level::Unsafe);
    assert!(
        text(&outcome).ends_with(
            "[2] League, “Fish,” 2022.\n\n[3] Lowndes, “Trout,” 2022.\n\n[4] Cheese Dairy, letter of October 1, 2022.\n"
        ),
        "{}",
        text(&outcome)
    );
}

#[test]
fn a_skipped_number_is_closed_up() {
    let before = "Gorse burns.¹ Goats keep the strips open.³ It rains.⁴\n\n# Notes\n\n1. Fire Council, *What Burns* (2017), 11.\n\
                  3. Mayhew, “Goats on the Strip,” October 2021, 30.\n4. Weather Office, *Rain* (2020), 4.\n";
    let outcome = fixed(before, &["mark-sequence"], Level::Unsafe);
    assert_eq!(
        text(&outcome),
        "Gorse burns.¹ Goats keep the strips open.² It rains.³\n\n# Notes\n\n1. Fire Council, *What Burns* (2017), 11.\n\
         2. Mayhew, “Goats on the Strip,” October 2021, 30.\n3. Weather Office, *Rain* (2020), 4.\n"
    );
}

#[test]
fn numbers_that_slipped_are_lowered() {
    let before = "Cold water.<sup>1</sup> Buckets.<sup>2</sup> A third survived.<sup>3</sup>\n\n# Notes\n\n\
                  1. Stream Watch, *Temperatures* (2022), 3.\n3. League, “Eleven Thousand Fish,” 2022.\n\
                  4. Lowndes, “Trout in Transit,” 2022.\n";
    let outcome = fixed(before, &["note-sequence"], Level::Unsafe);
    assert!(
        text(&outcome).ends_with(
            "2. League, “Eleven Thousand Fish,” 2022.\n3. Lowndes, “Trout in Transit,” 2022.\n"
        ),
        "{}",
        text(&outcome)
    );
    assert!(
        outcome
            .audited
            .citations
            .marks
            .iter()
            .all(|mark| mark.note.is_some())
    );
}

#[test]
fn what_is_not_whole_is_not_renumbered() {
    // Note 3 has no mark: a number for it would be a guess.
    let before = "Tank trucks,<sup>2</sup> says he,<sup>1</sup> and sing.<sup>4</sup>\n\n# Notes\n\n1. One (2020).\n\
                  2. Two (2020).\n3. Three (2020).\n4. Four (2020).\n";
    let outcome = fixed(before, &[], Level::Unsafe);
    assert_eq!(text(&outcome), before);
}
