//! Turns the bytes of a page into text: byte order mark, header, `meta charset`, then a guess.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// How far a `meta charset` is looked for; browsers look at 1,024 bytes, real pages need more.
const META: usize = 4096;
/// Bytes the guess is made from.
const GUESS: usize = 64 * 1024;

/// The text of a body. Bytes that fit no encoding become U+FFFD.
pub(super) fn decode(body: &[u8], content_type: Option<&str>) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(body) {
        return encoding
            .decode_without_bom_handling(&body[skip..])
            .0
            .into_owned();
    }
    let declared = content_type
        .and_then(charset_of_header)
        .or_else(|| charset_of_markup(&body[..body.len().min(META)]));
    let other = declared.is_some_and(|encoding| encoding != UTF_8 && encoding != WINDOWS_1252);
    if !other && let Ok(text) = std::str::from_utf8(body) {
        return text.to_owned();
    }
    // One cut or bad character must not turn UTF-8 into Windows-1252, nor a wrong label spoil a page
    // that is plainly UTF-8.
    let head = &body[..body.len().min(GUESS)];
    if mostly_utf8(head, declared) {
        return String::from_utf8_lossy(body).into_owned();
    }
    let encoding = declared
        .filter(|encoding| *encoding != UTF_8)
        .unwrap_or_else(|| {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
            detector.feed(head, true);
            detector.guess(None, Utf8Detection::Allow)
        });
    encoding.decode_without_bom_handling(body).0.into_owned()
}

/// Whether the bytes are UTF-8: nearly all non-ASCII bytes form valid sequences. Against another label
/// it takes several sequences without a fault, which no other encoding gives by chance.
fn mostly_utf8(head: &[u8], declared: Option<&'static Encoding>) -> bool {
    let mut good = 0_usize;
    let mut bad = 0_usize;
    for chunk in head.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| *byte >= 0xc0).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    match declared {
        Some(other) if other != UTF_8 && other != WINDOWS_1252 => good >= 8 && good > bad * 100,
        _ => bad == 0 || good > bad * 10,
    }
}

fn charset_of_header(header: &str) -> Option<&'static Encoding> {
    header.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(())?;
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

fn charset_of_markup(head: &[u8]) -> Option<&'static Encoding> {
    let lower = head.to_ascii_lowercase();
    let mut rest = lower.as_slice();
    while let Some(at) = find(rest, b"charset") {
        rest = &rest[at + b"charset".len()..];
        let value = rest.trim_ascii_start();
        let Some(value) = value.strip_prefix(b"=") else {
            continue;
        };
        let value = value.trim_ascii_start();
        let value = value
            .strip_prefix(b"\"")
            .or_else(|| value.strip_prefix(b"'"))
            .unwrap_or(value);
        let end = value
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_:.".contains(byte)))
            .unwrap_or(value.len());
        if let Some(encoding) = Encoding::for_label(&value[..end]) {
            // A page that could be read this far is not UTF-16, whatever it says (HTML, "prescan").
            let wide = encoding.name().starts_with("UTF-16");
            return Some(if wide { UTF_8 } else { encoding });
        }
    }
    // XML declaration.
    let at = find(&lower, b"encoding=")?;
    let value = lower.get(at + b"encoding=".len() + 1..)?;
    let end = value.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    Encoding::for_label(&value[..end])
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}
