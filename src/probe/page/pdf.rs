//! Title, author, date and language of a PDF from its Info dictionary or XMP packet, by a bounded scan of
//! the bytes at hand. Compressed objects are not unpacked: what stands there is simply not known.

use encoding_rs::UTF_16BE;

use super::{PageFacts, dates, text};

/// How far a dictionary may reach around a key that only Info has.
const DICTIONARY: usize = 16 * 1024;
/// Candidate dictionaries looked at.
const CANDIDATES: usize = 16;
const STRING: usize = 4 * 1024;
const XMP: usize = 256 * 1024;
const AUTHORS: usize = 30;

/// Reads what the file says of itself.
pub(super) fn read(body: &[u8], facts: &mut PageFacts) {
    let info = info(body);
    let xmp = xmp(body)
        .map(|packet| packet_facts(&packet))
        .unwrap_or_default();
    let titles = [xmp.title, info.title];
    for title in titles.into_iter().flatten() {
        let title = tidy_title(&title);
        if let Some(title) = title
            && !facts.titles.contains(&title)
        {
            facts.titles.push(title);
        }
    }
    facts.authors = if xmp.authors.is_empty() {
        let split = |author: String| {
            author
                .split([';', '|'])
                .map(|name| text::excerpt(name, 120))
                .collect::<Vec<_>>()
        };
        info.authors.into_iter().flat_map(split).collect()
    } else {
        xmp.authors
    };
    facts.authors.retain(|author| !author.is_empty());
    facts.authors.truncate(AUTHORS);
    facts.date = xmp.date.or(info.date);
    facts.language = xmp.language.or_else(|| language(body));
}

#[derive(Debug, Default)]
struct Described {
    title: Option<String>,
    authors: Vec<String>,
    date: Option<String>,
    language: Option<String>,
}

/// A title that a person wrote, or nothing: word processors put file names and "untitled" there.
fn tidy_title(title: &str) -> Option<String> {
    let title = text::excerpt(title, 500);
    let title = title.strip_prefix("Microsoft Word - ").unwrap_or(&title);
    let lower = title.to_lowercase();
    let file = [
        ".doc", ".docx", ".pdf", ".indd", ".qxd", ".tex", ".dvi", ".ps", ".ppt", ".pptx", ".xls",
        ".xlsx", ".rtf", ".odt", ".pmd", ".wpd",
    ]
    .iter()
    .any(|ending| lower.ends_with(ending));
    let empty = [
        "untitled",
        "powerpoint presentation",
        "layout 1",
        "slide 1",
        "(anonymous)",
        "title",
        "document",
        "no title",
        "document1",
    ]
    .contains(&lower.as_str());
    (!file && !empty && !title.trim().is_empty()).then(|| title.trim().to_owned())
}

/// The last dictionary with one of the keys that only the Info dictionary has (outlines have `/Title`, too).
fn info(body: &[u8]) -> Described {
    let mut best = Described::default();
    let mut seen = usize::MAX;
    let mut count = 0;
    for key in [&b"/CreationDate"[..], b"/Producer", b"/ModDate"] {
        let mut from = 0;
        while let Some(found) = find(&body[from..], key) {
            let at = from + found;
            from = at + key.len();
            count += 1;
            if count > CANDIDATES {
                return best;
            }
            let floor = at.saturating_sub(DICTIONARY);
            let Some(open) = body[floor..at]
                .windows(2)
                .rposition(|window| window == b"<<")
            else {
                continue;
            };
            let open = floor + open;
            if open == seen {
                continue;
            }
            seen = open;
            let described = dictionary(&body[open + 2..body.len().min(open + DICTIONARY)]);
            best.title = described.title.or(best.title);
            best.date = described.date.or(best.date);
            if !described.authors.is_empty() {
                best.authors = described.authors;
            }
        }
        if best.title.is_some() {
            break;
        }
    }
    best
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        if haystack[from + at..].starts_with(needle) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

/// Reads names and strings of a dictionary up to its end.
fn dictionary(bytes: &[u8]) -> Described {
    let mut described = Described::default();
    let mut name: &[u8] = b"";
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'/' => {
                let end = bytes[at + 1..]
                    .iter()
                    .position(|byte| byte.is_ascii_whitespace() || b"/()<>[]%".contains(byte))
                    .map_or(bytes.len(), |end| at + 1 + end);
                name = &bytes[at + 1..end];
                at = end;
            }
            b'(' => {
                let (string, end) = literal(bytes, at + 1);
                store(&mut described, name, &string);
                name = b"";
                at = end;
            }
            b'<' if bytes.get(at + 1) == Some(&b'<') => at += 2,
            b'<' => {
                let (string, end) = hexadecimal(bytes, at + 1);
                store(&mut described, name, &string);
                name = b"";
                at = end;
            }
            b'>' if bytes.get(at + 1) == Some(&b'>') => break,
            _ => at += 1,
        }
    }
    described
}

fn store(described: &mut Described, name: &[u8], string: &[u8]) {
    let value = decode(string);
    let value = value.trim();
    if value.is_empty() {
        return;
    }
    match name {
        b"Title" => described.title = Some(value.to_owned()),
        b"Author" => described.authors = vec![value.to_owned()],
        b"CreationDate" => described.date = dates::iso(value),
        _ => {}
    }
}

/// A literal string from behind its parenthesis: escapes, octal codes, balanced parentheses
/// (ISO 32000-1, 7.3.4.2). Gives the bytes and where the string ends.
fn literal(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut out = Vec::new();
    let mut depth = 1;
    let mut at = start;
    while at < bytes.len() && out.len() < STRING {
        let byte = bytes[at];
        at += 1;
        match byte {
            b'(' => depth += 1,
            b')' => {
                depth -= 1;
                if depth == 0 {
                    return (out, at);
                }
            }
            b'\\' => {
                let Some(&escaped) = bytes.get(at) else { break };
                at += 1;
                match escaped {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'b' | b'f' => out.push(b' '),
                    b'\r' => at += usize::from(bytes.get(at) == Some(&b'\n')),
                    b'\n' => {}
                    b'0'..=b'7' => {
                        let mut code = u32::from(escaped - b'0');
                        for _ in 0..2 {
                            match bytes.get(at) {
                                Some(digit @ b'0'..=b'7') => {
                                    code = code * 8 + u32::from(digit - b'0');
                                    at += 1;
                                }
                                _ => break,
                            }
                        }
                        out.push((code & 0xff) as u8);
                    }
                    other => out.push(other),
                }
                continue;
            }
            _ => {}
        }
        out.push(byte);
    }
    (out, at)
}

fn hexadecimal(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut digits = Vec::new();
    let mut at = start;
    while at < bytes.len() && digits.len() < 2 * STRING {
        let byte = bytes[at];
        at += 1;
        if byte == b'>' {
            break;
        }
        digits.extend(char::from(byte).to_digit(16));
    }
    if digits.len() % 2 == 1 {
        digits.push(0);
    }
    let out = digits
        .chunks_exact(2)
        .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap_or_default())
        .collect();
    (out, at)
}

/// `PDFDocEncoding` where it differs from Latin-1 (ISO 32000-1, annex D.2), from 0x80.
const PDF_DOC: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™',
    'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{fffd}', '€',
];

/// A text string: UTF-16BE or UTF-8 with its mark, else `PDFDocEncoding`; UTF-8 without a mark is
/// against the standard and common.
fn decode(string: &[u8]) -> String {
    if let Some(wide) = string.strip_prefix(b"\xfe\xff") {
        return UTF_16BE.decode_without_bom_handling(wide).0.into_owned();
    }
    if let Some(wide) = string.strip_prefix(b"\xff\xfe") {
        return encoding_rs::UTF_16LE
            .decode_without_bom_handling(wide)
            .0
            .into_owned();
    }
    let string = string.strip_prefix(b"\xef\xbb\xbf").unwrap_or(string);
    if let Ok(text) = std::str::from_utf8(string) {
        return text.to_owned();
    }
    string
        .iter()
        .map(|byte| match byte {
            0x80..=0xa0 => PDF_DOC[usize::from(byte - 0x80)],
            _ => char::from(*byte),
        })
        .collect()
}

fn language(body: &[u8]) -> Option<String> {
    let at = find(body, b"/Lang")?;
    let rest = body[at + 5..]
        .get(..64.min(body.len() - at - 5))?
        .trim_ascii_start();
    let string = match rest.first()? {
        b'(' => literal(rest, 1).0,
        b'<' => hexadecimal(rest, 1).0,
        _ => return None,
    };
    let tag = decode(&string).to_ascii_lowercase();
    let sound = (2..=12).contains(&tag.len())
        && tag
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    sound.then_some(tag)
}

/// The document's own packet: one that names a producer or a publication, else the first.
fn xmp(body: &[u8]) -> Option<String> {
    let mut first = None;
    let mut from = 0;
    for _ in 0..8 {
        let Some(found) = find(&body[from..], b"<x:xmpmeta") else {
            break;
        };
        let start = from + found;
        let window = &body[start..body.len().min(start + XMP)];
        let end = find(window, b"</x:xmpmeta>").unwrap_or(window.len());
        let packet = String::from_utf8_lossy(&window[..end]).into_owned();
        from = start + end.max(1);
        if packet.contains("pdf:Producer") || packet.contains("prism:") {
            return Some(packet);
        }
        first.get_or_insert(packet);
    }
    first
}

fn packet_facts(packet: &str) -> Described {
    let values = |name: &str| -> Vec<String> {
        let open = format!("<{name}");
        let close = format!("</{name}>");
        let Some(start) = packet.find(&open) else {
            return Vec::new();
        };
        let inside = &packet[start..];
        let Some(inside) = inside.find(&close).map(|end| &inside[..end]) else {
            return Vec::new();
        };
        inside
            .split("<rdf:li")
            .skip(1)
            .take(AUTHORS)
            .filter_map(|item| item.split_once('>')?.1.split("</rdf:li>").next())
            .map(unescape)
            .filter(|value| !value.trim().is_empty())
            .collect()
    };
    // A simple property stands in an element or in an attribute.
    let simple = |name: &str| -> Option<String> {
        let element = format!("<{name}>");
        let attribute = format!("{name}=\"");
        let after = |open: &str, close: char| {
            let start = packet.find(open)? + open.len();
            packet[start..].split(close).next().map(unescape)
        };
        after(&element, '<').or_else(|| after(&attribute, '"'))
    };
    Described {
        title: values("dc:title").into_iter().next(),
        authors: values("dc:creator"),
        date: [
            "prism:publicationDate",
            "prism:coverDisplayDate",
            "xmp:CreateDate",
            "xap:CreateDate",
        ]
        .iter()
        .find_map(|name| dates::iso(&simple(name)?)),
        language: values("dc:language")
            .into_iter()
            .next()
            .map(|tag| tag.to_ascii_lowercase()),
    }
}

fn unescape(value: &str) -> String {
    text::prefix(value, STRING)
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&apos;", "'")
        .replace("&amp;", "&")
        .trim()
        .to_owned()
}
