//! Text, addresses and ids as they may stand in the page. Every word of a document or a server goes through
//! [`Line`] or [`Prose`], every address through [`href`]; nothing else may put such text into markup.

use std::borrow::Cow;

use maud::Render;

use crate::{
    document::Place,
    finding::Severity,
    probe::{Probe, Reason, Verdict},
    render::{
        escape::{self, is_hidden, is_web_address, push_visible},
        style::count,
    },
};

/// Text in one line: white space as single spaces, hidden characters as `\u{202e}`, markup as text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'a>(pub(super) &'a str);

impl Render for Line<'_> {
    fn render_to(&self, out: &mut String) {
        push_all(&escape::line(self.0), out);
    }
}

/// Text with its line breaks: for paragraphs and program code. Hidden characters and markup as in [`Line`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Prose<'a>(pub(super) &'a str);

impl Render for Prose<'_> {
    fn render_to(&self, out: &mut String) {
        push_all(self.0, out);
    }
}

/// Adds text that no browser takes for markup, in an element and in a quoted attribute alike.
fn push_all(text: &str, out: &mut String) {
    out.reserve(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push('\n'),
            '\t' => out.push_str("    "),
            '\r' => {}
            character => push_visible(out, character),
        }
    }
}

/// The address, if a reader may be sent there by a click: http, https or mailto.
pub(super) fn href(url: &str) -> Option<&str> {
    let mail = url
        .get(.."mailto:".len())
        .is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
        && !url.chars().any(|c| is_hidden(c) || c.is_whitespace());
    (mail || is_web_address(url)).then_some(url)
}

/// The name of the host without `www.`, for people.
pub(super) fn host(url: &str) -> Option<String> {
    let url = url::Url::parse(url.trim()).ok()?;
    let host = url.host_str()?;
    Some(host.strip_prefix("www.").unwrap_or(host).to_owned())
}

/// Where a place is, in words and without the path: "page 3", "line 41", "paragraph 12".
pub(super) fn whereabouts(place: &Place) -> Option<String> {
    let page = place.page.map(|page| format!("page {page}"));
    let paragraph = place.paragraph.map(|number| format!("paragraph {number}"));
    // The lines of a package's parts are lines of XML, which nobody has open.
    let line = place
        .line
        .filter(|_| place.part.is_none())
        .map(|line| format!("line {line}"));
    page.or(paragraph).or(line)
}

/// The letter that stands for a severity in classes and filters.
pub(super) fn letter(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "e",
        Severity::Warning => "w",
        Severity::Info => "i",
    }
}

/// What a verdict means, for people who never read a manual.
pub(super) fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Alive => "answers as cited",
        Verdict::Moved => "permanently at another address, and alive there",
        Verdict::Dead => "a reader cannot get it",
        Verdict::Suspect => "answers, but probably not with what was cited",
        Verdict::Blocked => "exists but will not be shown to a robot: a person has to look",
        Verdict::Insecure => "a browser would warn the reader",
        Verdict::Unreachable => "did not answer now; that may pass",
        Verdict::Invalid => "cannot be asked for as it is written",
        Verdict::Skipped => "was not asked",
    }
}

/// What comes of a verdict for the editor; the plots that have little room use these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// The reader gets what was cited.
    Sound,
    /// A person has to look.
    Doubtful,
    /// The reader gets nothing.
    Lost,
    /// Nobody asked.
    Unasked,
}

impl Fate {
    /// In the order of the stacks.
    pub(super) const ALL: [Self; 4] = [Self::Sound, Self::Doubtful, Self::Lost, Self::Unasked];

    /// Of an address that was asked, or was not.
    pub(super) fn of(probe: Option<&Probe>) -> Self {
        match probe.map(|probe| probe.verdict) {
            Some(Verdict::Alive | Verdict::Moved) => Self::Sound,
            Some(
                Verdict::Suspect | Verdict::Blocked | Verdict::Insecure | Verdict::Unreachable,
            ) => Self::Doubtful,
            Some(Verdict::Dead | Verdict::Invalid) => Self::Lost,
            Some(Verdict::Skipped) | None => Self::Unasked,
        }
    }

    /// The word in legends.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Sound => "sound",
            Self::Doubtful => "doubtful",
            Self::Lost => "lost",
            Self::Unasked => "not asked",
        }
    }

    /// The class that colors it.
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Sound => "p-sound",
            Self::Doubtful => "p-doubt",
            Self::Lost => "p-lost",
            Self::Unasked => "p-none",
        }
    }
}

/// A reason in words: "not found".
pub(super) fn reason(reason: Reason) -> String {
    crate::render::word(reason).replace('-', " ")
}

/// "3 errors, 1 warning", without what there is none of; "nothing" for nothing.
pub(super) fn tally(errors: usize, warnings: usize, infos: usize) -> String {
    let parts: Vec<String> = [(errors, "error"), (warnings, "warning"), (infos, "query")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, noun)| plural(number, noun))
        .collect();
    if parts.is_empty() {
        "nothing".to_owned()
    } else {
        parts.join(", ")
    }
}

/// The text with a capital at its beginning, unless that is an address or a name written small.
pub(super) fn sentence(text: &str) -> Cow<'_, str> {
    let first = text.split(char::is_whitespace).next().unwrap_or_default();
    let word = first.trim_end_matches([',', ':', ';']);
    if word.is_empty() || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}{}", text[..1].to_ascii_uppercase(), &text[1..]))
}

/// A number with its noun, "query" among the nouns.
pub(super) fn plural(number: usize, noun: &str) -> String {
    match noun.strip_suffix('y') {
        Some(stem) if number != 1 => count(number, &format!("{stem}ie")),
        _ => count(number, noun),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_text_wherever_it_stands() {
        for (text, one_line, prose) in [
            ("a & b", "a &amp; b", "a &amp; b"),
            (
                "\"'><script>",
                "&quot;&#39;&gt;&lt;script&gt;",
                "&quot;&#39;&gt;&lt;script&gt;",
            ),
            ("a\n\tb", "a b", "a\n    b"),
            ("x\u{202e}y\u{0}", "x\\u{202e}y\\u{0}", "x\\u{202e}y\\u{0}"),
            ("a\r\nb", "a b", "a\nb"),
            ("نمی\u{200c}خواهم", "نمی\u{200c}خواهم", "نمی\u{200c}خواهم"),
        ] {
            assert_eq!(Line(text).render().into_string(), one_line);
            assert_eq!(Prose(text).render().into_string(), prose);
        }
    }

    #[test]
    fn only_the_web_and_mail_can_be_clicked() {
        for (url, expected) in [
            ("https://example.org/a\"b", true),
            ("HTTP://example.org", true),
            ("mailto:a@example.org", true),
            ("MAILTO:a@example.org", true),
            ("javascript:alert(1)", false),
            ("JavaScript:alert(1)", false),
            (" javascript:alert(1)", false),
            ("data:text/html,<script>", false),
            ("vbscript:x", false),
            ("file:///etc/passwd", false),
            ("//example.org", false),
            ("/etc", false),
            ("https://", false),
            ("https://a.org/\u{202e}x", false),
            ("https://a.org/ b", false),
            ("java\nscript:alert(1)", false),
            ("", false),
        ] {
            assert_eq!(href(url).is_some(), expected, "{url}");
        }
    }

    #[test]
    fn numbers_have_their_nouns() {
        assert_eq!(tally(1, 0, 2), "1 error, 2 queries");
        assert_eq!(tally(0, 0, 0), "nothing");
        assert_eq!(plural(1, "query"), "1 query");
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        for (text, expected) in [
            ("note 4 has no date", "Note 4 has no date"),
            ("note", "Note"),
            ("https://example.org is dead", "https://example.org is dead"),
            ("“note” is odd", "“note” is odd"),
            ("", ""),
        ] {
            assert_eq!(sentence(text), expected);
        }
    }
}
