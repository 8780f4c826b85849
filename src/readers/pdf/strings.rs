//! Text strings of objects (bookmarks, titles, replacements): UTF-16, UTF-8 or `PDFDocEncoding`.

/// The characters of `PDFDocEncoding` that are not those of Latin-1 (ISO 32000-2, table D.2).
const DOC_ENCODING: [(u8, char); 40] = [
    (0x18, '˘'),
    (0x19, 'ˇ'),
    (0x1A, 'ˆ'),
    (0x1B, '˙'),
    (0x1C, '˝'),
    (0x1D, '˛'),
    (0x1E, '˚'),
    (0x1F, '˜'),
    (0x80, '•'),
    (0x81, '†'),
    (0x82, '‡'),
    (0x83, '…'),
    (0x84, '—'),
    (0x85, '–'),
    (0x86, 'ƒ'),
    (0x87, '⁄'),
    (0x88, '‹'),
    (0x89, '›'),
    (0x8A, '−'),
    (0x8B, '‰'),
    (0x8C, '„'),
    (0x8D, '“'),
    (0x8E, '”'),
    (0x8F, '‘'),
    (0x90, '’'),
    (0x91, '‚'),
    (0x92, '™'),
    (0x93, 'ﬁ'),
    (0x94, 'ﬂ'),
    (0x95, 'Ł'),
    (0x96, 'Œ'),
    (0x97, 'Š'),
    (0x98, 'Ÿ'),
    (0x99, 'Ž'),
    (0x9A, 'ı'),
    (0x9B, 'ł'),
    (0x9C, 'œ'),
    (0x9D, 'š'),
    (0x9E, 'ž'),
    (0xA0, '€'),
];

/// The text of a text string, without the language marks UTF-16 strings may hold.
pub(super) fn pdf_text(bytes: &[u8]) -> String {
    let text = if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        utf_16(rest, u16::from_be_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        utf_16(rest, u16::from_le_bytes)
    } else if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        String::from_utf8_lossy(rest).into_owned()
    } else {
        bytes.iter().map(|byte| character(*byte)).collect()
    };
    let mut plain = String::with_capacity(text.len());
    let mut escaped = false;
    for character in text.chars() {
        match character {
            // A language code between two escapes.
            '\u{1B}' => escaped = !escaped,
            '\u{FEFF}' | '\0' => {}
            _ if escaped => {}
            _ => plain.push(character),
        }
    }
    plain
}

/// The text of an address: ASCII by the standard, in practice UTF-8 or Latin-1.
pub(super) fn address(bytes: &[u8]) -> String {
    if bytes.starts_with(b"\xFE\xFF") {
        return pdf_text(bytes).trim().to_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim().to_owned(),
        Err(_) => bytes
            .iter()
            .map(|byte| char::from(*byte))
            .collect::<String>()
            .trim()
            .to_owned(),
    }
}

fn utf_16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let (pairs, _) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    char::decode_utf16(units)
        .map(|character| character.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect()
}

fn character(byte: u8) -> char {
    DOC_ENCODING
        .iter()
        .find(|(code, _)| *code == byte)
        .map_or(char::from(byte), |(_, character)| *character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_encodings_of_text_strings() {
        for (bytes, text) in [
            (
                &b"Plain \x8DText\x8E \x85 caf\xE9"[..],
                "Plain “Text” – café",
            ),
            (
                b"\xFE\xFF\x00N\x00o\x00\x1B\x00e\x00n\x00\x1B\x20\x19",
                "No’",
            ),
            (b"\xFF\xFEa\x00\xE9\x00", "aé"),
            (b"\xEF\xBB\xBF\xE2\x80\x9Cx", "“x"),
            (b"\xFE\xFF\xD8\x3D\xDE\x00\xD8", "😀"),
        ] {
            assert_eq!(pdf_text(bytes), text);
        }
        assert_eq!(
            address(b" https://example.org/caf\xC3\xA9 "),
            "https://example.org/café"
        );
        assert_eq!(
            address(b"https://example.org/caf\xE9"),
            "https://example.org/café"
        );
    }
}
