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
        Err(_) => match declared(bytes) {
            Some(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(bytes);
                let oddity = format!(
                    "read as {}, which it declares; byte offsets are left out",
                    encoding.name()
                );
                (text.into_owned(), None, Some(oddity))
            }
            None => decode_broken(bytes),
        },
    }
}

/// The encoding that markup declares in its first lines (`<?xml encoding="…"?>`, `<meta charset=…>`), other than UTF-8:
/// a file that says so and is not valid is a matter for [`decode_broken`].
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4 << 10)]).to_ascii_lowercase();
    if !head.trim_start().starts_with('<') {
        return None;
    }
    let label = |rest: &str| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let rest = rest.trim_start_matches(['"', '\'']);
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:".contains(c)))
            .unwrap_or(rest.len());
        Encoding::for_label(&rest.as_bytes()[..end])
    };
    let xml = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split("?>").next())
        .and_then(|rest| rest.split_once("encoding"))
        .and_then(|(_, rest)| label(rest));
    let meta = || {
        head.match_indices("<meta").find_map(|(at, _)| {
            let tag = head[at..].split('>').next()?;
            label(tag.split_once("charset")?.1)
        })
    };
    xml.or_else(meta).filter(|encoding| {
        ![
            encoding_rs::UTF_8,
            encoding_rs::UTF_16LE,
            encoding_rs::UTF_16BE,
        ]
        .contains(encoding)
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_says_how_it_is_encoded() {
        for (bytes, text) in [
            (&b"<meta charset=iso-8859-2><p>\xB1</p>"[..], "ą"),
            (b"<?xml version='1.0' encoding='koi8-r'?><p>\xC1</p>", "а"),
            (
                b"<html><meta http-equiv=Content-Type content=\"text/html; charset=windows-1252\"><p>\x93</p>",
                "“",
            ),
            (b"<meta charset=utf-8><p>\xC3\xA4 \xE4 \xC3\xA4</p>", "ä \u{fffd} ä"),
        ] {
            let (found, offset, oddity) = decode(bytes);
            assert!(found.contains(&format!("<p>{text}</p>")), "{found}");
            assert!(offset.is_none() && oddity.is_some());
        }
        // What is valid UTF-8 is UTF-8, whatever it says of itself.
        let (found, offset, _) = decode("<meta charset=latin1><p>ä</p>".as_bytes());
        assert!(found.ends_with("<p>ä</p>") && offset == Some(0));
        assert_eq!(declared(b"charset=koi8-r"), None);
    }
}
