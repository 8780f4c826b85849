//! Any line as the text of notes: what they cite, what their short forms mean, which works are one.

#![no_main]

use footfault::{
    citations,
    input::{Format, Input},
    readers,
};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut report = String::from("Said so.<sup>1</sup> And so.<sup>2</sup>\n\n# Notes\n\n");
    // Two notes of one text, so that the second is held against the first.
    for number in 1..=2 {
        report.push_str(&format!("{number}. "));
        report.push_str(&text.replace(['\n', '\r'], " "));
        report.push('\n');
    }
    let Ok(input) = Input::from_bytes("fuzz.md", report.as_bytes(), Some(Format::Markdown)) else {
        return;
    };
    let Ok((document, _)) = readers::read(&input, &readers::Options::default()) else {
        return;
    };
    let citations = citations::build(&document);
    for note in &citations.notes {
        for citation in &note.citations {
            let span = citation.span;
            assert!(document.text.get(span.start..span.end).is_some());
            assert!(note.whole.start <= span.start && span.end <= note.whole.end);
        }
    }
});
