//! The HTML that stands inside Markdown: single tags, and blocks of markup cut into tags and text.
//! Knows tags, not pages; malformed markup stays text.

use std::ops::Range;

/// A piece of markup; ranges are offsets into the scanned text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Text between tags.
    Text(Range<usize>),
    /// A start or end tag.
    Tag(Tag<'a>, Range<usize>),
    /// A comment or declaration.
    Comment(Range<usize>),
}

/// A start or end tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Name in lower case.
    pub(super) name: String,
    /// Whether it is an end tag.
    pub(super) end: bool,
    attributes: &'a str,
}

impl Tag<'_> {
    /// Value of an attribute, quotes left out and entities decoded.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest
                .find(|c: char| c.is_whitespace() || c == '=')
                .unwrap_or(rest.len());
            let key = &rest[..end];
            rest = rest[end..].trim_start();
            let mut value = "";
            if let Some(after) = rest.strip_prefix('=') {
                let after = after.trim_start();
                let (taken, left) = if let Some(quote @ ('"' | '\'')) = after.chars().next() {
                    let body = &after[1..];
                    let close = body.find(quote).unwrap_or(body.len());
                    (&body[..close], body.get(close + 1..).unwrap_or(""))
                } else {
                    let stop = after.find(char::is_whitespace).unwrap_or(after.len());
                    after.split_at(stop)
                };
                value = taken;
                rest = left;
            }
            if key.eq_ignore_ascii_case(name) {
                return Some(decode(value));
            }
            if key.is_empty() && value.is_empty() {
                return None;
            }
        }
    }
}

/// Cuts markup into tags, comments and text, in one pass.
pub(super) fn pieces(markup: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut text = 0;
    let mut at = 0;
    while let Some(found) = markup[at..].find('<').map(|found| at + found) {
        let Some((piece, end)) = tag_at(markup, found) else {
            at = found + 1;
            continue;
        };
        if text < found {
            out.push(Piece::Text(text..found));
        }
        out.push(piece);
        at = end;
        text = end;
    }
    if text < markup.len() {
        out.push(Piece::Text(text..markup.len()));
    }
    out
}

/// The tag or comment that begins at `start`, and where it ends.
fn tag_at(markup: &str, start: usize) -> Option<(Piece<'_>, usize)> {
    let body = &markup[start + 1..];
    if body.starts_with("!--") {
        let end = body.find("-->").map_or(markup.len(), |i| start + 1 + i + 3);
        return Some((Piece::Comment(start..end), end));
    }
    let (end_tag, name_start) = match body.as_bytes().first()? {
        b'/' => (true, 1),
        byte if byte.is_ascii_alphabetic() => (false, 0),
        b'!' | b'?' => {
            let end = start + 1 + body.find('>')? + 1;
            return Some((Piece::Comment(start..end), end));
        }
        _ => return None,
    };
    let name_len = body[name_start..]
        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != ':')
        .unwrap_or(body.len() - name_start);
    if name_len == 0 {
        return None;
    }
    let close = tag_end(&body[name_start + name_len..])? + name_start + name_len;
    let tag = Tag {
        name: body[name_start..name_start + name_len].to_ascii_lowercase(),
        end: end_tag,
        attributes: &body[name_start + name_len..close],
    };
    let end = start + 1 + close + 1;
    Some((Piece::Tag(tag, start..end), end))
}

/// Offset of the `>` that closes a tag; quotes hide it. Given up at the next `<` and after 8 KiB, so
/// that text full of `<` stays linear.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (i, byte) in rest.bytes().enumerate().take(8 << 10) {
        match (quote, byte) {
            (None, b'>') => return Some(i),
            (None, b'<') => return None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

/// Decodes the entities that occur in hand-written markup; others stay as they are.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.bytes().take(12).position(|byte| byte == b';');
        let decoded = end.and_then(|end| entity(&rest[1..end]).map(|c| (c, end)));
        if let Some((c, end)) = decoded {
            out.push(c);
            rest = &rest[end + 1..];
        } else {
            out.push('&');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "lsquo" => '‘',
        "rsquo" => '’',
        "ldquo" => '“',
        "rdquo" => '”',
        "laquo" => '«',
        "raquo" => '»',
        "hellip" => '…',
        "dagger" => '†',
        "Dagger" => '‡',
        "sect" => '§',
        "para" => '¶',
        "sup1" => '¹',
        "sup2" => '²',
        "sup3" => '³',
        "shy" => '\u{ad}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_text_and_comments_are_told_apart() {
        let markup = "a <b class='x>y'>c</b> 3 < 4 <!-- no --> <a href=\"#n&amp;1\" id=q>d</a";
        let found = pieces(markup);
        assert_eq!(found.len(), 9, "{found:?}");
        let Piece::Tag(tag, _) = &found[7] else {
            panic!("{found:?}")
        };
        assert_eq!(tag.attribute("HREF").as_deref(), Some("#n&1"));
        assert_eq!(tag.attribute("id").as_deref(), Some("q"));
        assert_eq!(tag.attribute("class"), None);
    }

    #[test]
    fn entities_that_are_none_stay() {
        assert_eq!(
            decode("R&D &amp; &#8212; &bogus; &#x41;&"),
            "R&D & — &bogus; A&"
        );
    }
}
