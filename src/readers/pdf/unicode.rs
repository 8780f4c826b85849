//! From glyphs to text where the file does not tell it, or tells it wrong: glyph names (Adobe Glyph
//! List), character maps of embedded fonts, CID collections. Also tidies what is told: ligatures
//! are spelled out, private and control characters are not text.

use std::collections::HashMap;

use encoding_rs::Encoding;
use hayro_cmap::{BfString, CMap, CMapName, CidFamily, load_embedded};
use hayro_font::FontData;
use hayro_syntax::object::{Array, Dict, Name, Object, Stream, String as PdfString};
use skrifa::{GlyphId, raw::ps::agl};

use super::streams::Unpacker;

/// The text of a glyph that is not told.
pub(super) const UNMAPPED: &str = "\u{FFFD}";

/// What a font's names and maps say about its codes.
#[derive(Default)]
pub(super) struct NameMap {
    /// `/Encoding /Differences`.
    differences: HashMap<u32, String>,
    /// The embedded font, once seen.
    program: Option<Box<Program>>,
    /// Text by code of a composite font without `/ToUnicode`.
    composite: Option<Box<Composite>>,
    /// The encoding the font dictionary names, for codes whose own map is wrong.
    base: Option<&'static Encoding>,
    /// Whether the font is in the file: the names of a stand-in tell nothing.
    embedded: bool,
    /// The names only count the codes (`a65`), as in the bitmap fonts of TeX.
    counted: Option<TexEncoding>,
}

/// The ways TeX fonts number their glyphs.
#[derive(Clone, Copy, PartialEq)]
enum TexEncoding {
    /// TS1, the symbols that go with T1.
    Companion,
    Ot1,
    /// T1, the Cork encoding.
    Cork,
}

struct Program {
    font: skrifa::Font,
    characters: HashMap<u32, char>,
}

struct Composite {
    /// Codes are UTF-16 themselves (UniGB-UTF16-H and the like).
    is_unicode: bool,
    codes_to_cids: Option<CMap>,
    cids_to_text: Option<CMap>,
}

impl NameMap {
    /// The names a font dictionary gives.
    pub(super) fn new(dict: &Dict<'_>, unpacker: &Unpacker) -> Self {
        let mut differences = HashMap::new();
        if let Some(list) = dict
            .get::<Dict<'_>>("Encoding")
            .and_then(|encoding| encoding.get::<Array<'_>>("Differences"))
        {
            let mut code = 0u32;
            for element in list.iter::<Object<'_>>().take(4096) {
                match element {
                    Object::Number(number) => code = u32::try_from(number.as_i64()).unwrap_or(0),
                    Object::Name(name) => {
                        differences.insert(code, name.as_str().to_owned());
                        code = code.saturating_add(1);
                    }
                    _ => {}
                }
            }
        }
        Self {
            counted: counted(dict, &differences),
            base: base_encoding(dict),
            embedded: is_embedded(dict),
            differences,
            program: None,
            composite: Composite::new(dict, unpacker).map(Box::new),
        }
    }

    /// Remembers the embedded font program.
    pub(super) fn attach(&mut self, data: FontData) {
        if self.program.is_some() || !self.embedded {
            return;
        }
        let Some(font) = skrifa::Font::new(data, 0) else {
            return;
        };
        let mut characters = HashMap::new();
        for (character, glyph) in font.charmap().unicodes().take(70_000) {
            // The first character of a glyph is the plain one; private ones tell nothing.
            if let Some(character) = char::from_u32(character)
                && !is_private(character)
                && !character.is_control()
            {
                characters.entry(glyph.to_u32()).or_insert(character);
            }
        }
        self.program = Some(Box::new(Program { font, characters }));
    }

    /// The text of a code by names and maps.
    pub(super) fn text(&self, code: u32, length: usize, glyph: u32, drawn: bool) -> Option<String> {
        let named = |name: &str| tidy(&text_of_name(name)?, drawn);
        self.differences
            .get(&code)
            .and_then(|name| named(name))
            .or_else(|| {
                let composite = self.composite.as_ref()?;
                tidy(&composite.text(code, length)?, drawn)
            })
            .or_else(|| {
                let program = self.program.as_ref()?;
                let character = program.characters.get(&glyph).filter(|_| glyph != 0)?;
                tidy(character.encode_utf8(&mut [0; 4]), drawn)
            })
            .or_else(|| named(&self.glyph_name(glyph)?))
            .or_else(|| {
                let byte = [u8::try_from(code).ok()?];
                let (text, _) = self.base?.decode_without_bom_handling(&byte);
                tidy(&text, drawn)
            })
    }

    /// The text of a code in a font whose names only count: these must not be looked up.
    pub(super) fn counted_text(&self, code: u32) -> Option<String> {
        tex_text(code, self.counted?)
    }

    /// Whether the glyph is the font's own superior or numerator figure.
    pub(super) fn is_superior(&self, code: u32, glyph: u32) -> bool {
        self.differences
            .get(&code)
            .is_some_and(|name| is_superior_name(name))
            || self
                .glyph_name(glyph)
                .is_some_and(|name| is_superior_name(&name))
    }

    fn glyph_name(&self, glyph: u32) -> Option<String> {
        let program = self.program.as_ref()?;
        let name = program.font.glyph_name(GlyphId::new(glyph))?;
        (!name.is_synthesized()).then(|| name.as_str().to_owned())
    }
}

/// The encoding of a simple font: by name, or that of the standard fonts where they say nothing.
fn base_encoding(dict: &Dict<'_>) -> Option<&'static Encoding> {
    let name =
        |dict: &Dict<'_>, key: &str| dict.get::<Name<'_>>(key).map(|name| name.as_ref().to_vec());
    if dict.contains_key("DescendantFonts") {
        return None;
    }
    let encoding = dict.get::<Dict<'_>>("Encoding").map_or_else(
        || name(dict, "Encoding"),
        |encoding| name(&encoding, "BaseEncoding"),
    );
    let font = name(dict, "BaseFont").unwrap_or_default();
    let is_standard = !dict.contains_key("FontDescriptor")
        && [&b"Times"[..], b"Helvetica", b"Courier", b"Arial"]
            .iter()
            .any(|family| font.starts_with(family));
    match encoding.as_deref() {
        Some(b"WinAnsiEncoding") => Some(encoding_rs::WINDOWS_1252),
        Some(b"MacRomanEncoding") => Some(encoding_rs::MACINTOSH),
        None if is_standard => Some(encoding_rs::WINDOWS_1252),
        _ => None,
    }
}

fn is_embedded(dict: &Dict<'_>) -> bool {
    dict.get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
        .as_ref()
        .unwrap_or(dict)
        .get::<Dict<'_>>("FontDescriptor")
        .is_some_and(|descriptor| {
            ["FontFile", "FontFile2", "FontFile3"]
                .iter()
                .any(|key| descriptor.contains_key(key))
        })
}

/// Whether all names of a font without `/ToUnicode` are a letter or two and the number of the code.
fn counted(dict: &Dict<'_>, differences: &HashMap<u32, String>) -> Option<TexEncoding> {
    let counts = |code: u32, name: &str| {
        let digits = name.trim_start_matches(|character: char| character.is_ascii_alphabetic());
        (1..=4).contains(&(name.len() - digits.len())) && digits.parse() == Ok(code)
    };
    let dingbats = dict
        .get::<Name<'_>>("BaseFont")
        .is_some_and(|name| name.as_str().contains("Dingbats"));
    if dict.contains_key("ToUnicode")
        || dingbats
        || differences.is_empty()
        || !differences
            .iter()
            .all(|(code, name)| counts(*code, name) || name == ".notdef")
    {
        return None;
    }
    let mut drawn = differences
        .iter()
        .filter(|(_, name)| *name != ".notdef")
        .map(|(code, _)| *code)
        .peekable();
    if drawn.peek().is_some() && drawn.all(|code| companion(code).is_some()) {
        return Some(TexEncoding::Companion);
    }
    // Ligatures and dashes stand at 21 to 31 in one, at 11 to 15 and 123 in the other.
    let cork = differences
        .keys()
        .any(|code| matches!(code, 21 | 22 | 27..=31 | 128..));
    Some(if cork {
        TexEncoding::Cork
    } else {
        TexEncoding::Ot1
    })
}

/// The text of a code of TS1, as far as notes and running text use its symbols.
fn companion(code: u32) -> Option<&'static str> {
    Some(match code {
        42 => "*",
        132 => "†",
        133 => "‡",
        134 => "‖",
        136 => "•",
        167 => "§",
        169 => "©",
        174 => "®",
        176 => "°",
        177 => "±",
        178 => "²",
        179 => "³",
        181 => "µ",
        182 => "¶",
        183 => "·",
        185 => "¹",
        188 => "¼",
        189 => "½",
        190 => "¾",
        191 => "€",
        214 => "×",
        246 => "÷",
        _ => return None,
    })
}

/// The text of a code of a TeX text font.
fn tex_text(code: u32, encoding: TexEncoding) -> Option<String> {
    const CORK: &str = "ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£";
    if encoding == TexEncoding::Companion {
        return companion(code).map(str::to_owned);
    }
    let code = u8::try_from(code).ok()?;
    let text = match (encoding, code) {
        (TexEncoding::Ot1, 11) | (TexEncoding::Cork, 27) => "ff",
        (TexEncoding::Ot1, 12) | (TexEncoding::Cork, 28) => "fi",
        (TexEncoding::Ot1, 13) | (TexEncoding::Cork, 29) => "fl",
        (TexEncoding::Ot1, 14) | (TexEncoding::Cork, 30) => "ffi",
        (TexEncoding::Ot1, 15) | (TexEncoding::Cork, 31) => "ffl",
        (TexEncoding::Ot1, 16) | (TexEncoding::Cork, 25) => "ı",
        (TexEncoding::Ot1, 25) | (TexEncoding::Cork, 255) => "ß",
        (TexEncoding::Ot1, 34) | (TexEncoding::Cork, 17) => "”",
        (TexEncoding::Ot1, 92) | (TexEncoding::Cork, 16) => "“",
        (TexEncoding::Ot1, 123) | (TexEncoding::Cork, 21) => "–",
        (TexEncoding::Ot1, 124) | (TexEncoding::Cork, 22) => "—",
        (TexEncoding::Cork, 14) => "‹",
        (TexEncoding::Cork, 15) => "›",
        (TexEncoding::Cork, 18) => "„",
        (TexEncoding::Cork, 19) => "«",
        (TexEncoding::Cork, 20) => "»",
        (TexEncoding::Cork, 127) => "-",
        (TexEncoding::Cork, 215) => "Œ",
        (TexEncoding::Cork, 247) => "œ",
        (_, 39) => "’",
        (_, 96) => "‘",
        (TexEncoding::Ot1, 18) | (TexEncoding::Cork, 0) => "`",
        (TexEncoding::Ot1, 19) | (TexEncoding::Cork, 1) => "´",
        (TexEncoding::Ot1, 127) | (TexEncoding::Cork, 4) => "¨",
        (TexEncoding::Cork, 128..=191) => {
            return CORK.chars().nth(usize::from(code) - 128).map(String::from);
        }
        (_, 33..=126) | (TexEncoding::Cork, 192..) => return Some(char::from(code).to_string()),
        _ => return None,
    };
    Some(text.to_owned())
}

impl Composite {
    /// `None` for simple fonts and for those with a map of their own.
    fn new(dict: &Dict<'_>, unpacker: &Unpacker) -> Option<Self> {
        if dict.contains_key("ToUnicode") {
            return None;
        }
        let descendant = dict
            .get::<Array<'_>>("DescendantFonts")?
            .iter::<Dict<'_>>()
            .next()?;
        let encoding = dict.get::<Name<'_>>("Encoding");
        let name = encoding.as_ref().map_or("", |name| name.as_str());
        let is_unicode =
            name.starts_with("Uni") && (name.contains("UCS2") || name.contains("UTF16"));
        let codes_to_cids = if name.starts_with("Identity") {
            None
        } else if let Some(stream) = dict.get::<Stream<'_>>("Encoding") {
            let bytes = unpacker.unpack(&stream)?;
            CMap::parse(&bytes, load_embedded)
        } else {
            load_embedded(CMapName::from_bytes(name.as_bytes()))
                .and_then(|bytes| CMap::parse(bytes, load_embedded))
        };
        let family = descendant
            .get::<Dict<'_>>("CIDSystemInfo")
            .and_then(|info| {
                Some(CidFamily::from_registry_ordering(
                    &info.get::<PdfString<'_>>("Registry")?,
                    &info.get::<PdfString<'_>>("Ordering")?,
                ))
            });
        let cids_to_text = family
            .and_then(|family| family.ucs2_cmap())
            .and_then(load_embedded)
            .and_then(|bytes| CMap::parse(bytes, load_embedded));
        Some(Self {
            is_unicode,
            codes_to_cids,
            cids_to_text,
        })
    }

    fn text(&self, code: u32, length: usize) -> Option<String> {
        if self.is_unicode {
            let unit = u16::try_from(code & 0xffff).ok()?;
            let units = match u16::try_from(code >> 16).ok()? {
                0 => vec![unit],
                high => vec![high, unit],
            };
            return String::from_utf16(&units).ok();
        }
        let cid = match &self.codes_to_cids {
            Some(map) => map.lookup_cid_code(code, u8::try_from(length).ok()?)?,
            None => code,
        };
        match self.cids_to_text.as_ref()?.lookup_bf_string(cid)? {
            BfString::Char(char) => Some(char.to_string()),
            BfString::String(text) => Some(text),
        }
    }
}

/// The text a glyph name stands for: `f_f_i`, `one.superior`, `uni00E9`, `u1F600`, `Asmall`.
fn text_of_name(name: &str) -> Option<String> {
    if name.starts_with('.') || name.is_empty() {
        return None;
    }
    let (base, _) = agl::split_variant(name);
    let text: String = agl::name_to_chars(base).collect();
    (!text.is_empty()).then_some(text)
}

fn is_superior_name(name: &str) -> bool {
    let figure = |base: &str| {
        matches!(
            base,
            "zero" | "one" | "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine"
        ) || base.len() == 1
    };
    if let Some(base) = name.strip_suffix("superior") {
        return figure(base.trim_end_matches('.'));
    }
    name.split_once('.').is_some_and(|(base, variant)| {
        figure(base)
            && variant.split('.').any(|part| {
                matches!(
                    part,
                    "sups" | "sup" | "superior" | "supr" | "numr" | "num" | "ordn"
                )
            })
    })
}

fn is_private(character: char) -> bool {
    matches!(character, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFF}')
}

/// The text as it should be read, or `None` if it is no text: a private or control character, or a
/// blank told for a glyph that is painted (`drawn`).
pub(super) fn tidy(text: &str, drawn: bool) -> Option<String> {
    let mut tidied = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\u{FB00}' => tidied.push_str("ff"),
            '\u{FB01}' => tidied.push_str("fi"),
            '\u{FB02}' => tidied.push_str("fl"),
            '\u{FB03}' => tidied.push_str("ffi"),
            '\u{FB04}' => tidied.push_str("ffl"),
            '\u{FB05}' | '\u{FB06}' => tidied.push_str("st"),
            '\t'
            | '\n'
            | '\r'
            | '\u{A0}'
            | '\u{2000}'..='\u{200A}'
            | '\u{202F}'
            | '\u{205F}'
            | '\u{3000}' => tidied.push(' '),
            '\u{200B}' | '\u{FEFF}' => {}
            '\u{F020}' => tidied.push(' '),
            '\u{F0B7}' | '\u{F0A7}' => tidied.push('•'),
            // Old-style figures and small capitals of the Adobe corporate use area.
            '\u{F730}'..='\u{F739}' | '\u{F761}'..='\u{F77A}' => {
                tidied.extend(char::from_u32(u32::from(character) - 0xF700));
            }
            '\u{F6E9}' => tidied.push('ᵃ'),
            '\u{F6F1}' => tidied.push('ⁱ'),
            '\u{F6F2}' => tidied.push('ˡ'),
            '\u{F6F0}' => tidied.push('ᵒ'),
            _ if character.is_control() || is_private(character) => return None,
            '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' => return None,
            _ => tidied.push(character),
        }
    }
    // Characters without width stand for nothing, and rightly so.
    let told = !text.is_empty() && (tidied.is_empty() || !tidied.trim().is_empty() || !drawn);
    told.then_some(tidied)
}
