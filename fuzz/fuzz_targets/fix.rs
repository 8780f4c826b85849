//! Any text in a format that is mended, with every fix applied: no note, mark or link is lost, and what comes
//! out is mended no further.

#![no_main]

use footfault::{
    citations,
    finding::Finding,
    fix::{self, Fixed, Level, Source},
    input::{Format, Input},
    readers,
    report::Audited,
    rules::{self, Facts, Selection},
};
use libfuzzer_sys::fuzz_target;

const FORMATS: [Format; 7] = [
    Format::Markdown,
    Format::Text,
    Format::Html,
    Format::Latex,
    Format::Typst,
    Format::Rst,
    Format::Asciidoc,
];

fn judge(audited: &Audited) -> Vec<Finding> {
    let options = rules::Options::default();
    let facts = Facts {
        document: &audited.document,
        citations: &audited.citations,
        probes: None,
        index: 0,
        options: &options,
        before: None,
    };
    let selection = Selection {
        pedantic: true,
        ..Selection::default()
    };
    rules::check(&facts, &selection)
}

fn mend(bytes: &[u8], format: Format, level: Level) -> Option<Fixed> {
    let source = Source {
        name: "fuzz",
        bytes,
        format: Some(format),
        reading: readers::Options::default(),
    };
    fix::fix(source, level, &mut judge).ok()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, text)) = bytes.split_first() else {
        return;
    };
    let format = FORMATS[usize::from(*first) % FORMATS.len()];
    let level = if first & 0x80 == 0 {
        Level::Safe
    } else {
        Level::Unsafe
    };
    let Ok(input) = Input::from_bytes("fuzz", text, Some(format)) else {
        return;
    };
    let Ok((document, _)) = readers::read(&input, &readers::Options::default()) else {
        return;
    };
    let before = citations::build(&document);
    let Some(fixed) = mend(text, format, level) else {
        return;
    };
    let after = &fixed.audited.citations;
    assert_eq!(before.marks.len(), after.marks.len(), "marks");
    assert_eq!(before.notes.len(), after.notes.len(), "notes");
    assert!(before.links.len() <= after.links.len(), "links");
    let again = mend(&fixed.bytes, format, level).map(|again| again.bytes);
    assert_eq!(Some(fixed.bytes), again, "a second turn changes more");
});
