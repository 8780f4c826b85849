//! Makes text from documents and servers harmless for the place it is printed at.
//! Every renderer passes such text through here; none writes it raw.

use std::{borrow::Cow, fmt::Write as _, io};

use serde_json::ser::Formatter;

/// Whether a character is printed as an escape: it would steer a terminal, reorder the text around it,
/// or hide from the reader.
///
/// Zero-width joiners stay, because Persian, Indic scripts and emoji are written with them.
/// The reordering characters are those of CVE-2021-42574 ("Trojan Source").
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061c}'
                | '\u{200b}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// Adds `character` to `out`, as `\u{1b}` where it [is hidden](is_hidden).
pub fn push_visible(out: &mut String, character: char) {
    if is_hidden(character) {
        // Writing to a string cannot fail.
        let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
    } else {
        out.push(character);
    }
}

/// The text with its hidden characters as escapes (`\u{1b}`), white space as it is.
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    text.chars()
        .for_each(|character| push_visible(&mut out, character));
    Cow::Owned(out)
}

/// The text as one harmless line: white space and line breaks as single spaces, hidden characters as
/// escapes (`\u{1b}`).
pub fn line(text: &str) -> Cow<'_, str> {
    let mut previous = 'x';
    let plain = text.chars().all(|character| {
        let doubled = character == ' ' && previous == ' ';
        previous = character;
        !doubled && !is_hidden(character)
    });
    if plain {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, ' ' | '\t' | '\n' | '\r') {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            push_visible(&mut out, character);
        }
    }
    Cow::Owned(out)
}

/// The first `limit` characters of the [`line()`], with `…` where something was cut.
pub fn shortened(text: &str, limit: usize) -> String {
    let text = line(text);
    let text = text.trim();
    match text.char_indices().nth(limit) {
        None => text.to_owned(),
        Some((end, _)) => {
            let kept = &text[..end];
            // A cut within a word reads badly; one within a very long word cannot be helped.
            let kept = match kept.rfind(' ') {
                Some(space) if space * 2 > kept.len() => &kept[..space],
                _ => kept,
            };
            format!("{}…", kept.trim_end())
        }
    }
}

/// The [`line()`] as Markdown that shows exactly this text: no emphasis, link, code, HTML, table or
/// mention comes of it, in CommonMark and on GitHub.
pub fn markdown(text: &str) -> String {
    let text = line(text);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut characters = text.trim().chars().peekable();
    while let Some(character) = characters.next() {
        let next = characters.peek().copied().unwrap_or(' ');
        match character {
            // GitHub looks for mentions in the rendered text, where a backslash no longer helps.
            '@' if next.is_alphanumeric() => out.push_str("\\@<!-- -->"),
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            character if character.is_ascii_punctuation() && means(character, &out, next) => {
                out.push('\\');
                out.push(character);
            }
            character => out.push(character),
        }
    }
    out
}

/// Whether a character of punctuation means something to Markdown after `before` and before `next`.
fn means(character: char, before: &str, next: char) -> bool {
    match character {
        ',' | ';' | '?' | '%' | '/' | '\'' | '"' => false,
        // Brackets are escaped, so that no target or picture can follow or open here.
        '(' | '!' => false,
        // Lists, rules and underlined headings.
        '-' | '+' | '=' => before.is_empty(),
        // The numbered lists "1." and "1)", and "www." which GitHub makes a link.
        '.' | ')' => {
            before.bytes().all(|byte| byte.is_ascii_digit())
                || before
                    .get(before.len().saturating_sub(3)..)
                    .is_some_and(|end| end.eq_ignore_ascii_case("www"))
        }
        // "https://" would be made a link, ":tada:" a picture; "17:30" means a time.
        ':' => {
            let time = next.is_ascii_digit() && before.ends_with(|c: char| c.is_ascii_digit());
            !next.is_whitespace() && !time
        }
        _ => true,
    }
}

/// The [`line()`] as Markdown code, in as many backticks as it needs. Not for table cells, which a bar
/// would end.
pub fn markdown_code(text: &str) -> String {
    let text = line(text);
    let text = text.trim();
    if text.is_empty() {
        return String::new();
    }
    let mut longest = 0;
    let mut run = 0;
    for character in text.chars() {
        run = if character == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// A link to an address of the web, shown as itself; as mere code where it is not one.
pub fn markdown_link(url: &str, shown: Option<&str>) -> String {
    if !is_web_address(url) {
        return match shown {
            Some(shown) => format!("{} ({})", markdown(shown), markdown_code(url)),
            None => markdown_code(url),
        };
    }
    let mut address = String::with_capacity(url.len());
    for character in url.chars() {
        match character {
            '<' | '>' | '\\' | '`' | '|' | '"' => {
                // Writing to a string cannot fail.
                let _ = write!(address, "%{:02X}", u32::from(character));
            }
            '&' => address.push_str("&amp;"),
            character => address.push(character),
        }
    }
    match shown {
        Some(shown) => format!("[{}](<{address}>)", markdown(shown)),
        None => format!("<{address}>"),
    }
}

/// Whether a reader may be sent there by a click: http or https, without blanks or hidden characters.
pub fn is_web_address(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        url.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
            && url.len() > scheme.len()
    }) && !url
        .chars()
        .any(|character| is_hidden(character) || character.is_whitespace())
}

/// Writes JSON with two-space indents in which hidden characters stand as `\u001b`.
///
/// The value is the same; a terminal or log that shows the file is safe from it.
#[derive(Debug, Default)]
pub struct JsonFormatter {
    pretty: serde_json::ser::PrettyFormatter<'static>,
}

impl Formatter for JsonFormatter {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, character)) = rest.char_indices().find(|(_, c)| is_hidden(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            let mut units = [0; 2];
            for unit in character.encode_utf16(&mut units) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + character.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.pretty.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.pretty.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.pretty.end_object_value(writer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

    use super::*;

    #[test]
    fn control_and_reordering_characters_are_shown() {
        for (text, expected) in [
            ("plain – “text” ۱", "plain – “text” ۱"),
            ("\x1b[31mred\x07", "\\u{1b}[31mred\\u{7}"),
            ("a\u{202e}b\u{2066}c", "a\\u{202e}b\\u{2066}c"),
            ("a\n\t b\r\nc  d", "a b c d"),
            ("می\u{200c}روم", "می\u{200c}روم"),
            ("\u{9b}31m", "\\u{9b}31m"),
        ] {
            assert_eq!(line(text), expected);
        }
    }

    #[test]
    fn long_text_is_cut_at_a_word() {
        assert_eq!(shortened("one two three", 20), "one two three");
        assert_eq!(shortened("one two three", 9), "one two…");
        assert_eq!(shortened("onetwothree four", 5), "onetw…");
    }

    #[test]
    fn links_lead_to_the_web_only() {
        for (url, shown, expected) in [
            (
                "https://a.org/?b=1&c=2",
                None,
                "<https://a.org/?b=1&amp;c=2>",
            ),
            (
                "https://a.org/>x",
                Some("[x]"),
                "[\\[x\\]](<https://a.org/%3Ex>)",
            ),
            (
                "javascript:alert(1)",
                Some("x"),
                "x (`javascript:alert(1)`)",
            ),
            ("https://a.org/ b", None, "`https://a.org/ b`"),
            ("https://", None, "`https://`"),
        ] {
            assert_eq!(markdown_link(url, shown), expected);
        }
    }

    /// What a reader of the rendered Markdown sees; `None` where anything but text came of it.
    fn rendered(markdown: &str) -> Option<String> {
        let mut out = String::new();
        for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
            match event {
                Event::Text(text) => out.push_str(&text),
                Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
                Event::InlineHtml(html) if &*html == "<!-- -->" => {}
                _ => return None,
            }
        }
        Some(out)
    }

    #[test]
    fn markdown_of_a_document_shows_as_text() {
        for text in [
            "# not a heading",
            "1. not a list",
            "12) nor this",
            "- nor this",
            "--- | ---",
            "[a](https://b.org) ![c](d) <b>e</b> &copy; `f` **g** ~h~ $i$ [^1]",
            "https://a.org www.a.org a@b.org @name :tada: #1",
            "{#id .class} [[wiki]] ==x== ^y^ ~z~",
        ] {
            assert_eq!(rendered(&markdown(text)).as_deref(), Some(text));
        }
    }

    proptest! {
        #[test]
        fn any_text_shows_as_text(text in r"[\x20-\x7e\n]{0,40}") {
            let expected = line(&text).trim().to_owned();
            prop_assert_eq!(rendered(&markdown(&text)), Some(expected));
        }

        #[test]
        fn any_code_shows_as_code(text in r"[`a \\]{1,12}") {
            let expected = line(&text).trim().to_owned();
            let marked = markdown_code(&text);
            let code: Vec<_> = Parser::new(&marked)
                .filter_map(|event| match event {
                    Event::Code(code) => Some(code.into_string()),
                    _ => None,
                })
                .collect();
            prop_assert_eq!(code, if expected.is_empty() { vec![] } else { vec![expected] });
        }

        #[test]
        fn json_keeps_the_value_and_hides_nothing(text in any::<String>()) {
            let mut bytes = Vec::new();
            let mut serializer =
                serde_json::Serializer::with_formatter(&mut bytes, JsonFormatter::default());
            serde::Serialize::serialize(&text, &mut serializer).unwrap();
            let json = String::from_utf8(bytes).unwrap();
            prop_assert!(!json.chars().any(is_hidden));
            prop_assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
