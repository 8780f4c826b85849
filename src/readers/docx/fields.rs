//! Field instructions: which of them are links and cross-references (ISO 29500-1, 17.16). Their results are
//! text; the instructions are not.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What an address must not hold after its `#` (WHATWG URL, fragment percent-encode set).
const NOT_IN_FRAGMENTS: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'`');

/// An address and the place in what it leads to, as one address. Word keeps the place decoded and encodes it
/// when the link is followed.
pub(super) fn joined(address: &str, place: &str) -> String {
    format!("{address}#{}", utf8_percent_encode(place, NOT_IN_FRAGMENTS))
}

/// What a field is to the text it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Field {
    /// A link to this target.
    Link(String),
    /// A reference to a bookmark; Word makes it a link where the instruction says `\h`.
    CrossReference(String),
    /// A reference to the number of a note within this bookmark.
    NoteReference(String),
    /// Shows its result and nothing more.
    Other,
}

impl Field {
    /// Reads an instruction such as `HYPERLINK "https://…" \l "part"`.
    pub(super) fn parse(instruction: &str) -> Self {
        let words = words(instruction);
        let mut words = words.iter();
        let Some(name) = words.next() else {
            return Self::Other;
        };
        match name.text.to_ascii_uppercase().as_str() {
            "HYPERLINK" => Self::hyperlink(words.as_slice()),
            "NOTEREF" | "FTNREF" => match words.next() {
                Some(bookmark) if !bookmark.is_switch() => {
                    Self::NoteReference(bookmark.text.clone())
                }
                _ => Self::Other,
            },
            // `PAGEREF` shows a page, whatever stands there.
            "REF" => match words.next() {
                Some(bookmark) if !bookmark.is_switch() => {
                    Self::CrossReference(bookmark.text.clone())
                }
                _ => Self::Other,
            },
            _ => Self::Other,
        }
    }

    fn hyperlink(words: &[Word]) -> Self {
        let mut address = None;
        let mut place = None;
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if !word.is_switch() {
                address.get_or_insert_with(|| word.text.clone());
                continue;
            }
            match word.text.as_str() {
                "\\l" | "\\L" => place = words.next().map(|word| word.text.clone()),
                "\\o" | "\\O" | "\\t" | "\\T" | "\\s" | "\\S" => {
                    words.next();
                }
                _ => {}
            }
        }
        match (address.filter(|address| !address.is_empty()), place) {
            (Some(address), Some(place)) if !address.contains('#') => {
                Self::Link(joined(&address, &place))
            }
            (Some(address), _) => Self::Link(address),
            (None, Some(place)) => Self::Link(format!("#{place}")),
            (None, None) => Self::Other,
        }
    }
}

#[derive(Debug)]
struct Word {
    text: String,
    quoted: bool,
}

impl Word {
    fn is_switch(&self) -> bool {
        !self.quoted && self.text.starts_with('\\')
    }
}

/// The words of an instruction; quoted ones may hold blanks, and a backslash before a quotation mark or a
/// backslash takes its meaning away.
fn words(instruction: &str) -> Vec<Word> {
    let mut out = Vec::new();
    let mut chars = instruction.chars().peekable();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let quoted = matches!(c, '"' | '“' | '”');
        let mut text = String::new();
        if !quoted {
            text.push(c);
        }
        while let Some(next) = chars.peek().copied() {
            if quoted && next == '\\' {
                chars.next();
                match chars.peek() {
                    Some('\\' | '"') => text.extend(chars.next()),
                    _ => text.push('\\'),
                }
                continue;
            }
            let ends = if quoted {
                // A straight mark is closed by its like; typed ones may have become curly.
                if c == '"' {
                    next == '"'
                } else {
                    matches!(next, '"' | '“' | '”')
                }
            } else {
                next.is_whitespace() || next == '"'
            };
            if ends {
                if quoted {
                    chars.next();
                }
                break;
            }
            text.push(next);
            chars.next();
        }
        out.push(Word { text, quoted });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_and_references_are_told_from_the_rest() {
        let link = |target: &str| Field::Link(target.to_owned());
        for (instruction, field) in [
            (
                r#" HYPERLINK "https://a.example/b" "#,
                link("https://a.example/b"),
            ),
            (
                "hyperlink https://a.example/b \\t \"_blank\"",
                link("https://a.example/b"),
            ),
            (
                r#"HYPERLINK "https://a.example/b" \o "a tip" \l "part""#,
                link("https://a.example/b#part"),
            ),
            (
                r#"HYPERLINK "https://a.example/b" \l ":~:text=one sentence,of “two”""#,
                link("https://a.example/b#:~:text=one%20sentence,of%20%E2%80%9Ctwo%E2%80%9D"),
            ),
            (r#"HYPERLINK \l "_Toc1" \h"#, link("#_Toc1")),
            (r#"HYPERLINK "C:\\a \"b\".doc""#, link("C:\\a \"b\".doc")),
            ("HYPERLINK", Field::Other),
            (
                r" NOTEREF _Ref12 \h ",
                Field::NoteReference("_Ref12".to_owned()),
            ),
            (
                r"REF _Ref12 \r \h",
                Field::CrossReference("_Ref12".to_owned()),
            ),
            ("REF \\h", Field::Other),
            (
                "ADDIN ZOTERO_ITEM CSL_CITATION {\"a\":\"HYPERLINK\"}",
                Field::Other,
            ),
            ("TOC \\o \"1-3\" \\h \\z \\u", Field::Other),
            ("PAGE", Field::Other),
            (r"PAGEREF _Ref12 \h", Field::Other),
            ("", Field::Other),
            ("\"", Field::Other),
        ] {
            assert_eq!(Field::parse(instruction), field, "{instruction}");
        }
    }
}
