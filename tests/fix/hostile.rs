//! Fixes that would do harm: whatever a rule asks for, no mark, note, link or pair is lost.

use footfault::{
    document::Place,
    finding::{Applicability, Edit, Finding, Severity},
    fix::{self, FixError, Level, Source},
    report::Audited,
};
use proptest::prelude::*;

use crate::prelude::{fixed_as, pairs, read, text};

const REPORT: &str = "# The Canal\n\nTraffic fell.<sup>1</sup> Nobody knows why.<sup>2</sup> Ships wait.<sup>3</sup>\n\n\
                      # Notes\n\n1. A. Smith, “Traffic,” *Review*, 2021, <https://a.org/traffic>.\n2. B. Jones, *Why* \
                      (2022), 14.\n3. C. Roe, *Waiting* (2023), 2.\n";

fn finding(
    rule: &'static str,
    applicability: Applicability,
    edits: &[(usize, usize, &str)],
) -> Finding {
    let edits = edits
        .iter()
        .map(|(start, end, text)| Edit {
            start: *start,
            end: *end,
            text: (*text).to_owned(),
        })
        .collect();
    Finding::new(
        rule,
        Severity::Error,
        Place::default(),
        "made up".to_owned(),
    )
    .fix(applicability, edits)
}

fn at(word: &str) -> usize {
    REPORT.find(word).unwrap()
}

/// What comes of one fix that is asked for again and again.
fn outcome(edits: &[(usize, usize, &str)], level: Level) -> (String, Vec<String>) {
    let applicability = match level {
        Level::Safe => Applicability::Safe,
        Level::Unsafe => Applicability::Unsafe,
    };
    let fixed = fixed_as("r.md", REPORT.as_bytes(), level, &mut |audited| {
        let whole = &audited.document.parts[0].source;
        let unchanged = **whole == *REPORT;
        unchanged
            .then(|| finding("no-rule", applicability, edits))
            .into_iter()
            .collect()
    });
    let reasons = fixed
        .refused
        .iter()
        .map(|(_, reason)| reason.clone())
        .collect();
    (text(&fixed), reasons)
}

#[test]
fn what_would_do_harm_is_refused() {
    let end = REPORT.len();
    let (sup, two, note) = (at("<sup>2</sup>"), at("2. B."), at("3. C."));
    for (edits, reason) in [
        (
            vec![(sup, sup + 12, "")],
            "there would be 2 marks instead of 3",
        ),
        (vec![(note, end, "")], "there would be 2 notes instead of 3"),
        (vec![(two, two, "\n# More\n\n")], ""),
        (vec![(sup + 5, sup + 6, "3")], "mark 2 would become mark 3"),
        (vec![(two, two + 1, "7")], "mark 2 would mean another note"),
        (
            vec![(at("<https"), at(">.\n2") + 1, "somewhere")],
            "a link would be lost",
        ),
        (vec![(at("# Notes"), at("# Notes") + 7, "Text")], ""),
        (vec![(0, end, "")], "empty"),
        (vec![(5, 3, "")], "beyond the file"),
        (vec![(end, end + 1, "")], "beyond the file"),
        (vec![(at("“"), at("“") + 1, "")], "cut a character"),
        (vec![(9, 12, "a"), (10, 14, "b")], "overlap"),
        (vec![(14, 14, "a"), (9, 9, "b")], "overlap"),
        (vec![], "changes nothing"),
    ] {
        let (after, reasons) = outcome(&edits, Level::Safe);
        assert_eq!(after, REPORT, "{edits:?}");
        assert!(
            matches!(reasons.as_slice(), [told] if told.contains(reason)),
            "{edits:?}: {reasons:?}"
        );
    }
}

#[test]
fn renumbering_is_not_believed_either() {
    let (sup, two) = (at("<sup>2</sup>"), at("2. B."));
    // New numbers that nobody asked to mean another note.
    let (after, reasons) = outcome(&[(sup + 5, sup + 6, "3")], Level::Unsafe);
    assert_eq!(after, REPORT);
    assert!(
        reasons[0].contains("would mean another note"),
        "{reasons:?}"
    );
    // The text of a note exchanged for another.
    let (after, _) = outcome(&[(two + 3, two + 5, "C.")], Level::Unsafe);
    assert_eq!(after, REPORT);
    // The same numbers on both sides change no pair.
    let (after, reasons) = outcome(
        &[(sup + 5, sup + 6, "4"), (two, two + 1, "4")],
        Level::Unsafe,
    );
    assert_eq!(reasons, Vec::<String>::new());
    assert!(
        after.contains("why.<sup>4</sup>") && after.contains("\n4. B. Jones"),
        "{after}"
    );
}

#[test]
fn one_bad_fix_does_not_stop_the_good_ones() {
    let sup = at("<sup>2</sup>");
    let mut round = 0;
    let fixed = fixed_as("r.md", REPORT.as_bytes(), Level::Safe, &mut |_| {
        round += 1;
        if round > 1 {
            return Vec::new();
        }
        vec![
            finding(
                "good",
                Applicability::Safe,
                &[(at("fell"), at("fell") + 4, "sank")],
            ),
            finding("bad", Applicability::Safe, &[(sup, sup + 12, "")]),
            finding(
                "good",
                Applicability::Safe,
                &[(at("wait"), at("wait") + 4, "lie idle")],
            ),
            finding(
                "suggested",
                Applicability::Suggest,
                &[(at("Nobody"), at("Nobody") + 6, "X")],
            ),
            finding(
                "unsafe",
                Applicability::Unsafe,
                &[(at("knows"), at("knows") + 5, "X")],
            ),
        ]
    });
    let after = text(&fixed);
    assert!(
        after.contains("Traffic sank.") && after.contains("Ships lie idle."),
        "{after}"
    );
    assert!(after.contains("Nobody knows why.<sup>2</sup>"), "{after}");
    assert_eq!(fixed.applied.len(), 2);
}

#[test]
fn fixes_that_undo_each_other_are_given_up() {
    for pair in [["knows", "KNOWS"], ["fell", "fell and fell"]] {
        let mut judge = |audited: &Audited| {
            let source = &audited.document.parts[0].source;
            // The second way of the second pair makes itself necessary again for ever.
            let (from, to) = if pair[0] == "knows" && source.contains(pair[1]) {
                (pair[1], pair[0])
            } else {
                (pair[0], pair[1])
            };
            let start = source.find(from).unwrap();
            vec![finding(
                "restless",
                Applicability::Safe,
                &[(start, start + from.len(), to)],
            )]
        };
        let fixed = fixed_as("r.md", REPORT.as_bytes(), Level::Safe, &mut judge);
        assert_eq!(text(&fixed), REPORT);
        assert!(fixed.applied.is_empty());
        assert!(
            fixed.refused[0].1.contains("again and again"),
            "{:?}",
            fixed.refused
        );
    }
}

#[test]
fn a_document_full_of_bad_fixes_ends() {
    let many = REPORT.replace("why.<sup>2</sup>", &"why.<sup>2</sup> ".repeat(300));
    let spots: Vec<usize> = many
        .match_indices("<sup>2</sup>")
        .map(|(at, _)| at)
        .collect();
    let fixed = fixed_as("r.md", many.as_bytes(), Level::Safe, &mut |_| {
        spots
            .iter()
            .map(|at| finding("bad", Applicability::Safe, &[(*at, at + 12, "")]))
            .collect()
    });
    assert_eq!(text(&fixed), many);
    assert_eq!(fixed.refused.len(), 300);
}

#[test]
fn what_is_no_utf8_is_refused() {
    let refuse = |bytes: &[u8]| {
        let source = Source {
            name: "r.md",
            bytes,
            format: None,
            reading: footfault::readers::Options::default(),
        };
        fix::fix(source, Level::Safe, &mut |_| Vec::new())
    };
    let mut latin = REPORT.replace(['“', '”'], "\"").into_bytes();
    latin.extend(b"\nCaf\xe9 and gro\xdfe Fragen\n");
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(REPORT.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [latin, utf16] {
        let error = refuse(&bytes).unwrap_err();
        assert!(matches!(error, FixError::Encoding { .. }), "{error:?}");
        assert!(error.to_string().contains("save it as UTF-8"), "{error}");
    }
    assert!(matches!(refuse(b"  \n"), Err(FixError::Input(_))));
}

/// A report of some paragraphs with marks, and a list of notes, not always in order and not always whole.
fn report() -> impl Strategy<Value = String> {
    let mark = prop_oneof![
        (1..9u32).prop_map(|n| format!("<sup>{n}</sup>")),
        (1..9u32).prop_map(|n| format!("[{n}]")),
        (1..9u32).prop_map(|n| format!("[^{n}]")),
        Just("¹".to_owned()),
        Just("<sup>2,3</sup>".to_owned()),
    ];
    let sentence =
        ("[A-Z][a-zé ]{3,14}[.,;]?", mark).prop_map(|(words, mark)| format!("{words}{mark} "));
    let note =
        (1..9u32, "[A-Z][a-z“”,* ]{0,18}", prop::bool::ANY).prop_map(|(n, words, native)| {
            if native {
                format!("[^{n}]: {words} <https://a.org/{n}?utm_source=x>\n")
            } else {
                format!("{n}. {words}, https://b.org/a_{n}.\n")
            }
        });
    (
        prop::collection::vec(sentence, 1..10),
        prop::collection::vec(note, 1..9),
    )
        .prop_map(|(sentences, notes)| {
            format!(
                "# One\n\n{}\n\n# Notes\n\n{}",
                sentences.concat(),
                notes.concat()
            )
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever edits a rule may ask for, at any place.
    #[test]
    fn no_edits_break_a_pair(
        report in report(),
        asked in prop::collection::vec((any::<prop::sample::Index>(), 0..12usize, "[a-z<>\\[\\]^0-9.\n#*]{0,4}"), 1..6),
    ) {
        let before = read("r.md", report.as_bytes());
        let mut rounds = 0;
        let fixed = fixed_as("r.md", report.as_bytes(), Level::Safe, &mut |audited| {
            rounds += 1;
            let length = audited.document.parts[0].source.len();
            if rounds > 3 {
                return Vec::new();
            }
            asked
                .iter()
                .map(|(at, wide, text)| {
                    let start = at.index(length);
                    finding("random", Applicability::Safe, &[(start, start + wide, text)])
                })
                .collect()
        });
        let labels = |audited: &Audited| {
            audited.citations.marks.iter().map(|mark| (mark.label.clone(), mark.note)).collect::<Vec<_>>()
        };
        prop_assert_eq!(labels(&before), labels(&fixed.audited));
        let notes = |audited: &Audited| {
            audited.citations.notes.iter().map(|note| (note.label.clone(), note.marks.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(notes(&before), notes(&fixed.audited));
        prop_assert_eq!(pairs(&fixed.audited), pairs(&read("r.md", &fixed.bytes)));
    }

    /// The rules' own fixes, of both kinds, over documents that nobody wrote.
    #[test]
    fn the_rules_fixes_come_to_rest(report in report()) {
        for level in [Level::Safe, Level::Unsafe] {
            let once = crate::prelude::fixed(&report, &[], level);
            let again = crate::prelude::fixed(&text(&once), &[], level);
            prop_assert_eq!(text(&once), text(&again));
            let before = read("r.md", report.as_bytes());
            prop_assert_eq!(before.citations.marks.len(), once.audited.citations.marks.len());
            prop_assert_eq!(before.citations.notes.len(), once.audited.citations.notes.len());
        }
    }
}
