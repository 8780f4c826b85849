//! What every test of fixes does: judge a text with the rules, and fix it.

use footfault::{
    finding::Finding,
    fix::{self, Fixed, Level, Source},
    input::Format,
    report::Audited,
    rules::{self, Facts, Options, Profile, Selection},
};

/// All rules but those that need the network, or some of them.
pub(crate) fn selection(select: &[&'static str]) -> Selection {
    Selection {
        select: select.to_vec(),
        pedantic: true,
        offline: true,
        ..Selection::default()
    }
}

/// What the rules find.
pub(crate) fn judged(audited: &Audited, selection: &Selection) -> Vec<Finding> {
    let facts = Facts {
        document: &audited.document,
        citations: &audited.citations,
        probes: None,
        index: 0,
        options: &Options {
            profile: Profile::Free,
            published: None,
        },
        before: None,
    };
    rules::check(&facts, selection)
}

/// A text fixed by some rules (by all where none is named).
pub(crate) fn fixed(text: &str, select: &[&'static str], level: Level) -> Fixed {
    let selection = selection(select);
    fixed_as("report.md", text.as_bytes(), level, &mut |audited| {
        judged(audited, &selection)
    })
}

/// A document fixed by whatever judges it.
pub(crate) fn fixed_as(
    name: &str,
    bytes: &[u8],
    level: Level,
    judge: &mut dyn FnMut(&Audited) -> Vec<Finding>,
) -> Fixed {
    let source = Source {
        name,
        bytes,
        format: None,
        reading: footfault::readers::Options::default(),
    };
    fix::fix(source, level, judge).unwrap()
}

/// The text of an outcome.
pub(crate) fn text(fixed: &Fixed) -> String {
    String::from_utf8(fixed.bytes.clone()).unwrap()
}

/// Every mark with the text of the note it means.
pub(crate) fn pairs(audited: &Audited) -> Vec<(String, Option<String>)> {
    let citations = &audited.citations;
    citations
        .marks
        .iter()
        .map(|mark| {
            let note = mark.note.map(|note| citations.notes[note].text.clone());
            (mark.label.clone(), note)
        })
        .collect()
}

/// How a document is read.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Audited {
    let input = footfault::input::Input::from_bytes(name, bytes, None::<Format>).unwrap();
    let (document, _) =
        footfault::readers::read(&input, &footfault::readers::Options::default()).unwrap();
    let citations = footfault::citations::build(&document);
    Audited {
        document,
        citations,
    }
}
