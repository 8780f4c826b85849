//! Notes numbered in roman: `iv. Smith`, `(iv) Smith`, `[iv] Smith`. An initial or a sub-point of another note looks
//! the same, so that a label counts only beside the one before or after it. Pairs nothing.

use super::labels::{self, Label, LabelStyle};
use crate::document::{BlockKind, Document};

/// How many blocks away the neighbor of a label may stand: notes run over paragraphs.
const REACH: usize = 6;

/// A roman label as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Written<'a> {
    text: &'a str,
    value: u32,
    /// What stands before and after it.
    set: (Option<char>, Option<char>),
    length: usize,
}

/// The roman label of the note that a block begins with.
pub(super) fn at_block(document: &Document, index: usize) -> Option<Label> {
    let own = written(document, index)?;
    let like = |other: &Written<'_>| {
        other.set == own.set
            && other.text.starts_with(char::is_lowercase)
                == own.text.starts_with(char::is_lowercase)
    };
    let before = (1..=REACH)
        .filter_map(|step| written(document, index.checked_sub(step)?))
        .any(|other| like(&other) && other.value + 1 == own.value);
    let after = (1..=REACH)
        .filter_map(|step| written(document, index + step))
        .any(|other| like(&other) && other.value == own.value + 1);
    (before || after).then(|| Label {
        text: own.text.to_owned(),
        // As with the roman notes that formats know themselves, the label is the number.
        number: None,
        style: LabelStyle::Roman,
        length: own.length,
    })
}

/// The roman numeral set off at the start of a block, or of an item of a list numbered so.
fn written(document: &Document, index: usize) -> Option<Written<'_>> {
    let block = document.blocks.get(index)?;
    let skipped = matches!(
        block.kind,
        BlockKind::Code | BlockKind::Cell | BlockKind::Heading { .. }
    );
    if skipped || block.note.is_some() || block.item.is_some_and(|item| item.number.is_some()) {
        return None;
    }
    let text = block.span.of(&document.text);
    let open = text.chars().next().filter(|c| matches!(c, '(' | '['));
    let lead = open.map_or(0, char::len_utf8);
    let rest = &text[lead..];
    let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let numeral = &rest[..length];
    let value = labels::roman(numeral)?;
    let after = &rest[length..];
    let close = after
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | ')' | ']' | '\t'));
    let fits = match (open, close) {
        (None, Some(_)) => close != Some(']'),
        (Some('('), Some(')')) | (Some('['), Some(']')) => true,
        _ => false,
    };
    let after = &after[close.map_or(0, char::len_utf8)..];
    let blank = after.len() - after.trim_start().len();
    (fits && (blank > 0 || close == Some('\t') || after.is_empty())).then_some(Written {
        text: numeral,
        value,
        set: (open, close),
        length: lead + length + close.map_or(0, char::len_utf8) + blank,
    })
}

#[cfg(test)]
mod tests {
    use crate::{
        citations,
        input::{Format, Input},
        readers,
    };

    fn pairs(text: &str) -> Vec<(String, Option<String>)> {
        let input = Input::from_bytes("a.md", text, Some(Format::Markdown)).expect("text");
        let (document, _) =
            readers::read(&input, &readers::Options::default()).expect("a document");
        let citations = citations::build(&document);
        citations
            .marks
            .iter()
            .map(|mark| {
                let note = mark.note.map(|note| citations.notes[note].text.clone());
                (mark.label.clone(), note)
            })
            .collect()
    }

    #[test]
    fn typed_roman_notes_are_found_and_called() {
        let text = "# Locks\n\nOne.<sup>i</sup> Two.<sup>ii</sup> Three.<sup>iii</sup> Four.<sup>iv</sup>\n\n# Notes\n\n";
        for (open, close) in [("", "."), ("", ")"), ("(", ")"), ("\\[", "\\]")] {
            let notes: Vec<String> = ["i", "ii", "iii", "iv"]
                .iter()
                .map(|label| format!("{open}{label}{close} Canal Office, *Locks* ({label}).\n\n"))
                .collect();
            let found = pairs(&format!("{text}{}", notes.concat()));
            assert_eq!(found.len(), 4, "{open}{close}: {found:?}");
            for (label, note) in found {
                let wanted = format!("Canal Office, Locks ({label}).");
                assert_eq!(note, Some(wanted), "{open}{close}");
            }
        }
    }

    #[test]
    fn initials_and_sub_points_are_no_labels() {
        let initials = "# A\n\nOne.<sup>1</sup>\n\n# Notes\n\n1. Jane Roe, *A* (2001).\n\n# References\n\nC. Smith, *B* (2002).\n\nD. Jones, *C* (2003).\n\nM. Amsel, *D* (2004).\n";
        assert_eq!(pairs(initials).len(), 1);
        let points = "# A\n\nOne.<sup>1</sup> Two.<sup>2</sup>\n\n# Notes\n\n1. Jane Roe says three things:\n\ni. one thing;\n\nii. another thing;\n\n2. Ibid.\n";
        let found = pairs(points);
        let labels: Vec<&str> = found.iter().map(|(label, _)| label.as_str()).collect();
        assert_eq!(labels, ["1", "2"]);
        assert!(
            found[0]
                .1
                .as_ref()
                .is_some_and(|note| note.contains("another thing"))
        );
    }
}
