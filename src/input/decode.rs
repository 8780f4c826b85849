//! Bytes of a text file to UTF-8, with what was odd about them. Knows nothing of formats.

use encoding_rs::Encoding;

/// The text, the offset to add, and what was odd.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<usize>, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        if encoding == encoding_rs::UTF_8 && !broken {
            return (text.into_owned(), Some(length), None);
        }
        let oddity = format!("read as {}; byte offsets are left out", encoding.name());
        return (text.into_owned(), None, Some(oddity));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Some(0), None),
        Err(_) => decode_broken(bytes),
    }
}

/// One bad byte must not turn UTF-8 into Windows-1252: where nearly all non-ASCII is valid UTF-8, the
/// bad bytes are replaced; elsewhere the encoding is guessed on a prefix.
fn decode_broken(bytes: &[u8]) -> (String, Option<usize>, Option<String>) {
    let mut valid = 0usize;
    let mut bad = 0usize;
    let mut first_bad = None;
    let mut seen = 0usize;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        seen += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            bad += 1;
            first_bad.get_or_insert(seen);
            seen += chunk.invalid().len();
        }
    }
    let line = 1 + bytes[..first_bad.unwrap_or(0)]
        .iter()
        .fold(0, |lines, byte| lines + usize::from(*byte == b'\n'));
    if valid > bad {
        let oddity = format!(
            "not valid UTF-8 in {bad} {}, first on line {line}; replaced by U+FFFD, byte offsets are left out",
            if bad == 1 { "place" } else { "places" }
        );
        return (
            String::from_utf8_lossy(bytes).into_owned(),
            None,
            Some(oddity),
        );
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], bytes.len() <= 1 << 20);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, _, _) = encoding.decode(bytes);
    let oddity = format!(
        "not UTF-8 (first on line {line}); read as {}, byte offsets are left out",
        encoding.name()
    );
    (text.into_owned(), None, Some(oddity))
}
