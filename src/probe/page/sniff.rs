//! Tells the kind of a body by its first bytes; the header is only asked where the bytes leave it open.

use super::PageKind;

/// Bytes looked at.
const HEAD: usize = 1024;

/// Signatures of packages and pictures at offset 0.
const SIGNATURES: &[(&[u8], PageKind)] = &[
    (b"\x89PNG\r\n\x1a\n", PageKind::Image),
    (b"\xff\xd8\xff", PageKind::Image),
    (b"GIF8", PageKind::Image),
    (b"II*\0", PageKind::Image),
    (b"MM\0*", PageKind::Image),
    (b"\0\0\x01\0", PageKind::Image),
    (b"PK\x03\x04", PageKind::Archive),
    (b"PK\x05\x06", PageKind::Archive),
    (b"\x1f\x8b", PageKind::Archive),
    (b"7z\xbc\xaf\x27\x1c", PageKind::Archive),
    (b"Rar!\x1a\x07", PageKind::Archive),
    (b"BZh", PageKind::Archive),
    (b"\xfd7zXZ\0", PageKind::Archive),
    (b"\x28\xb5\x2f\xfd", PageKind::Archive),
    // Old office files, PostScript, RTF, DjVu, sound and film.
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", PageKind::Other),
    (b"%!PS", PageKind::Other),
    (b"{\\rtf", PageKind::Other),
    (b"AT&TFORM", PageKind::Other),
    (b"ID3", PageKind::Other),
    (b"OggS", PageKind::Other),
    (b"\x1aE\xdf\xa3", PageKind::Other),
];

/// Element names that open an HTML page without a doctype.
const HTML_OPENERS: &[&str] = &[
    "!doctype html",
    "html",
    "head",
    "body",
    "title",
    "meta",
    "script",
    "style",
    "link",
    "div",
    "p",
    "h1",
    "h2",
    "table",
    "center",
    "a",
    "b",
    "br",
    "font",
    "iframe",
    "form",
    "img",
    "main",
    "section",
    "article",
    "header",
    "span",
    "ul",
    "noscript",
    "base",
    "frameset",
];

/// The kind of a body.
pub(super) fn kind(body: &[u8], content_type: Option<&str>) -> PageKind {
    if let Some(rest) = body.strip_prefix(b"\xef\xbb\xbf") {
        return kind(rest, content_type);
    }
    let head = &body[..body.len().min(HEAD)];
    let start = head
        .iter()
        .position(|byte| !byte.is_ascii_whitespace())
        .unwrap_or(head.len());
    if start == head.len() && body.iter().all(u8::is_ascii_whitespace) {
        return PageKind::Empty;
    }
    // Readers accept a PDF whose header stands anywhere in the first 1,024 bytes (ISO 32000-1, annex H).
    if head.windows(5).any(|window| window == b"%PDF-") && !head[start..].starts_with(b"<") {
        return PageKind::Pdf;
    }
    if let Some((_, kind)) = SIGNATURES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *kind;
    }
    if head.starts_with(b"RIFF") {
        let webp = head.get(8..12) == Some(b"WEBP");
        return if webp {
            PageKind::Image
        } else {
            PageKind::Other
        };
    }
    if head.get(4..8) == Some(b"ftyp") {
        let avif = matches!(head.get(8..12), Some(b"avif" | b"heic" | b"mif1"));
        return if avif {
            PageKind::Image
        } else {
            PageKind::Other
        };
    }
    let declared = content_type
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    let utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    if head.contains(&0) && !utf16 && !declared.contains("utf-16") {
        return PageKind::Other;
    }
    by_text(&head[start..], &declared, utf16)
}

fn by_text(head: &[u8], declared: &str, utf16: bool) -> PageKind {
    let lower: String = head
        .iter()
        .filter(|byte| **byte != 0)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
        .collect();
    let lower = lower.trim_start_matches(['\u{ff}', '\u{fe}']).trim_start();
    let opens = |name: &str| {
        lower
            .strip_prefix('<')
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| {
                rest.chars()
                    .next()
                    .is_none_or(|next| !next.is_ascii_alphanumeric())
            })
    };
    if HTML_OPENERS.iter().any(|name| opens(name)) {
        return PageKind::Html;
    }
    if lower.starts_with("<?xml") || lower.starts_with("<!--") || lower.starts_with("<!doctype") {
        if lower.contains("<html") || lower.contains("xhtml") || declared.contains("html") {
            return PageKind::Html;
        }
        if lower.contains("<svg") {
            return PageKind::Image;
        }
        return PageKind::Xml;
    }
    if opens("svg") {
        return PageKind::Image;
    }
    if opens("rss") || opens("feed") || opens("rdf:rdf") || opens("urlset") {
        return PageKind::Xml;
    }
    if lower.starts_with(['{', '[']) && (declared.contains("json") || !declared.contains("html")) {
        let mut after = lower[1..].trim_start().chars();
        // "[1] See note 3" is text.
        let json = after.next().is_some_and(|next| match next {
            '"' | '{' | '[' | '}' => true,
            ']' | '-' | '0'..='9' => !declared.starts_with("text/"),
            _ => false,
        });
        if declared.contains("json") || json {
            return PageKind::Json;
        }
    }
    if declared.contains("html") {
        return PageKind::Html;
    }
    if declared.contains("json") {
        return PageKind::Json;
    }
    if declared.contains("xml") && lower.starts_with('<') {
        return PageKind::Xml;
    }
    if declared.starts_with("text/") || utf16 {
        return PageKind::Text;
    }
    // Nothing declared: markup anywhere near the start, else text if it looks like text.
    if lower.contains("<html") || lower.contains("</p>") || lower.contains("<body") {
        return PageKind::Html;
    }
    let control = head
        .iter()
        .filter(|byte| **byte < 0x20 && !byte.is_ascii_whitespace() && **byte != 0x1b)
        .count();
    if control == 0 {
        PageKind::Text
    } else {
        PageKind::Other
    }
}
