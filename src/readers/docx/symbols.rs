//! `w:sym`: characters of symbol fonts as Unicode, as far as reports use them.

/// The Symbol font from 0x41 on: Greek by the letter's place.
const UPPER_GREEK: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
const LOWER_GREEK: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";

/// What a character of this font looks like; `code` is the number in `w:char`, with or without the offset
/// 0xF000 of symbol fonts. `None` where no Unicode character is like it.
pub(super) fn symbol(font: &str, code: u32) -> Option<char> {
    let low = if (0xF000..=0xF0FF).contains(&code) {
        code - 0xF000
    } else {
        code
    };
    let font = font.to_ascii_lowercase();
    if font == "symbol" {
        return symbol_font(low);
    }
    if font.starts_with("wingdings") || font == "webdings" {
        return match (font.as_str(), low) {
            ("wingdings", 0x6C | 0x9F) => Some('•'),
            ("wingdings", 0xA7) => Some('▪'),
            ("wingdings", 0x6E) => Some('■'),
            ("wingdings", 0x6F | 0xA8) => Some('☐'),
            ("wingdings", 0xFC) => Some('✓'),
            ("wingdings", 0xFB) => Some('✗'),
            ("wingdings", 0xFD | 0xFE) => Some('☒'),
            ("wingdings", 0xE0) => Some('→'),
            ("wingdings", 0xDF) => Some('←'),
            ("wingdings", 0xE8) => Some('➔'),
            ("wingdings", 0x4A) => Some('☺'),
            ("wingdings", 0x2A) => Some('✉'),
            ("wingdings 2", 0x50) => Some('✓'),
            ("wingdings 2", 0x4F) => Some('✗'),
            _ => None,
        };
    }
    // Any other font: the character itself, unless it lies in the private use area.
    char::from_u32(low).filter(|c| !matches!(*c, '\0'..='\u{1f}' | '\u{e000}'..='\u{f8ff}'))
}

fn symbol_font(low: u32) -> Option<char> {
    let letter = |letters: &str, first: u32| {
        letters
            .chars()
            .nth(usize::try_from(low - first).unwrap_or(usize::MAX))
    };
    match low {
        0x41..=0x5A => letter(UPPER_GREEK, 0x41),
        0x61..=0x7A => letter(LOWER_GREEK, 0x61),
        0x22 => Some('∀'),
        0x24 => Some('∃'),
        0x27 => Some('∋'),
        0x2A => Some('*'),
        0x2D => Some('−'),
        0x40 => Some('≅'),
        0x5C => Some('∴'),
        0x5E => Some('⊥'),
        0x7E => Some('∼'),
        0x20..=0x7E => char::from_u32(low),
        0xA2 => Some('′'),
        0xA3 => Some('≤'),
        0xA5 => Some('∞'),
        0xAB => Some('↔'),
        0xAC => Some('←'),
        0xAD => Some('↑'),
        0xAE => Some('→'),
        0xAF => Some('↓'),
        0xB0 => Some('°'),
        0xB1 => Some('±'),
        0xB2 => Some('″'),
        0xB3 => Some('≥'),
        0xB4 => Some('×'),
        0xB7 => Some('•'),
        0xB8 => Some('÷'),
        0xB9 => Some('≠'),
        0xBA => Some('≡'),
        0xBB => Some('≈'),
        0xBC => Some('…'),
        0xD2 | 0xE2 => Some('®'),
        0xD3 | 0xE3 => Some('©'),
        0xD4 | 0xE4 => Some('™'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn symbols_have_their_unicode_characters() {
        for (font, code, c) in [
            ("Symbol", 0xF02A, Some('*')),
            ("Symbol", 0xF061, Some('α')),
            ("Symbol", 0xF057, Some('Ω')),
            ("Symbol", 0xF0B3, Some('≥')),
            ("Wingdings", 0xF0FC, Some('✓')),
            ("Wingdings", 0xF021, None),
            ("Times New Roman", 0x2020, Some('†')),
            ("Arial", 0xF041, Some('A')),
            ("Arial", 0xE123, None),
            ("Arial", 0x0011_0000, None),
        ] {
            assert_eq!(symbol(font, code), c, "{font} {code:x}");
        }
    }
}
