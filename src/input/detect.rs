//! What a file is: told by its content, then by its name. Reads no more than its first and last bytes.

use super::Format;

/// How many bytes of a file are enough to tell a package or PDF.
pub(super) const HEAD: u64 = 1 << 10;

/// What it is, and what the user can do.
type Refusal = (&'static str, &'static str);

/// Whether the first bytes are those of a zip package or a PDF.
pub(super) fn is_package_or_pdf(head: &[u8]) -> bool {
    is_zip(head) || is_pdf(head)
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// The header may stand behind other bytes (ISO 32000-1, annex H, note 13).
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|window| window == b"%PDF-")
}

/// The format of a file that is no text; `None` for text.
pub(super) fn binary(
    bytes: &[u8],
    by_name: Option<Format>,
    forced: Option<Format>,
) -> Result<Option<Format>, Refusal> {
    let found = if is_zip(bytes) {
        Some(package(bytes, by_name)?)
    } else if is_pdf(bytes) && (bytes.starts_with(b"%PDF-") || !is_text(bytes)) {
        Some(Format::Pdf)
    } else {
        None
    };
    if let Some(found) = found {
        return match forced {
            Some(forced) if forced != found => Err((
                name(found),
                "leave out --input-format, which names another format",
            )),
            _ => Ok(Some(found)),
        };
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Err(compound(bytes));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Err((
            "an RTF document",
            "open it in a word processor and save it as .docx or .odt",
        ));
    }
    if !is_text(bytes) {
        return Err((
            "a binary file, whatever its name says",
            "give the report itself: a text file, a Word, OpenDocument or EPUB file, or a PDF",
        ));
    }
    match forced.or(by_name) {
        Some(format @ (Format::Docx | Format::Epub | Format::Pdf)) if !bytes.is_empty() => {
            Err(match format {
                Format::Docx => (
                    "no Word document: a .docx file is a zip package and this is none",
                    "open it in a word processor and save it as .docx again",
                ),
                Format::Epub => (
                    "no EPUB: an .epub file is a zip package and this is none",
                    "export the book again",
                ),
                _ => (
                    "no PDF: its header %PDF- is missing",
                    "export the PDF again",
                ),
            })
        }
        _ => Ok(None),
    }
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Pdf => "a PDF file",
        Format::Epub => "an EPUB book",
        Format::Odt => "an OpenDocument text",
        _ => "a Word document",
    }
}

/// The kind of a zip package: by its `mimetype` entry, else by the names in its directory.
fn package(bytes: &[u8], by_name: Option<Format>) -> Result<Format, Refusal> {
    const AWAY: usize = 64 << 10;
    let head = &bytes[..bytes.len().min(AWAY)];
    let tail = &bytes[bytes.len().saturating_sub(AWAY)..];
    let has = |needle: &[u8]| {
        [head, tail]
            .iter()
            .any(|half| half.windows(needle.len()).any(|window| window == needle))
    };
    if has(b"application/epub+zip") {
        return Ok(Format::Epub);
    }
    if has(b"application/vnd.oasis.opendocument.text") {
        return Ok(Format::Odt);
    }
    if has(b"word/document") || has(b"word/footnotes") || has(b"word/endnotes") {
        return Ok(Format::Docx);
    }
    match by_name {
        Some(format @ (Format::Epub | Format::Docx | Format::Odt)) => Ok(format),
        _ if has(b"META-INF/container.xml") => Ok(Format::Epub),
        _ if has(b"xl/workbook") || has(b"ppt/presentation") || has(b"opendocument.") => Err((
            "a spreadsheet or a presentation",
            "give a Word, OpenDocument or EPUB text, or a PDF",
        )),
        _ => Err((
            "a zip file, but no Word, OpenDocument or EPUB text",
            "unpack it and give the report in it",
        )),
    }
}

/// An OLE compound file: an old Word document, or a package behind a password.
fn compound(bytes: &[u8]) -> Refusal {
    let encrypted: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let head = &bytes[..bytes.len().min(1 << 20)];
    if head
        .windows(encrypted.len())
        .any(|window| window == encrypted)
    {
        return (
            "a Word document protected by a password",
            "open it, take the password off and save it again",
        );
    }
    (
        "an old Word document (.doc)",
        "open it in a word processor and save it as .docx",
    )
}

fn is_text(bytes: &[u8]) -> bool {
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let head = &bytes[..bytes.len().min(64 << 10)];
    let odd = head
        .iter()
        .filter(|byte| matches!(byte, 0 | 1..=6 | 14..=26 | 28..=31))
        .count();
    utf16 || (!head.contains(&0) && odd * 50 <= head.len())
}

/// The format of a text: what its first lines say beyond doubt, then its name, then a guess.
pub(super) fn text(text: &str, by_name: Option<Format>) -> Format {
    let head = head(text);
    if head.contains("<office:document") {
        return Format::Odt;
    }
    if is_html(&head) && !matches!(by_name, Some(Format::Latex | Format::Typst)) {
        return Format::Html;
    }
    by_name.unwrap_or_else(|| guess(text))
}

/// The first characters, in small letters.
fn head(text: &str) -> String {
    text.trim_start()
        .chars()
        .take(1_000)
        .collect::<String>()
        .to_ascii_lowercase()
}

fn is_html(head: &str) -> bool {
    let head = match head.strip_prefix("<?xml") {
        Some(rest) => rest
            .split_once("?>")
            .map_or(rest, |(_, rest)| rest)
            .trim_start(),
        None => head,
    };
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The format of a text whose name does not tell.
fn guess(text: &str) -> Format {
    let lines = || text.lines().take(5_000).map(str::trim_start);
    if lines()
        .any(|line| line.starts_with("\\documentclass") || line.starts_with("\\begin{document}"))
    {
        return Format::Latex;
    }
    let marks = lines()
        .filter(|line| {
            line.starts_with("# ")
                || line.starts_with("## ")
                || line.starts_with("[^")
                || line.contains("](http")
                || line.contains("<sup>")
        })
        .count();
    if marks > 0 {
        Format::Markdown
    } else {
        Format::Text
    }
}
