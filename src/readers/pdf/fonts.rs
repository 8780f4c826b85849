//! Fonts: what a code of a string draws, how far it moves, and which text it stands for.
//! Where the file's own map to Unicode is missing or wrong, the names and the character map of the
//! embedded font are asked. Knows nothing of where a glyph stands on the page.

use std::{collections::HashMap, sync::Arc};

use hayro_cmap::{BfString, CMapName, load_embedded};
use hayro_font::{
    CMapResolverFn, Font as FontFace, FontCache, FontGlyph, FontQuery, FontResolverFn,
    kurbo::{BezPath, Shape},
};
use hayro_syntax::object::{Array, Dict, Name, ObjRef, Object, Stream};

use super::{
    glyphs::{Font, Rect},
    place::narrow,
    streams::Unpacker,
    unicode::{self, NameMap},
};

/// Codes of one font that are remembered; a hostile file gains nothing from more.
const MAX_CODES: usize = 1 << 17;

/// Fonts of one file; the index of [`Font`] has 16 bits.
const MAX_FONTS: usize = 20_000;

/// Width entries of one font; Unicode planes are never spelled out.
const MAX_WIDTHS: i64 = 1 << 18;

/// What one code of a font stands for.
#[derive(Debug, Clone)]
pub(super) struct Code {
    /// Its text; U+FFFD if unmapped.
    pub(super) text: Arc<str>,
    /// No text is told.
    pub(super) unmapped: bool,
    /// The name of the glyph says that it is a superior or numerator figure.
    pub(super) superior: bool,
    /// Distance to the next glyph in thousandths of the font size; downwards in vertical fonts.
    pub(super) advance: f32,
    /// From the writing position to the origin of the glyph, in thousandths (vertical fonts).
    pub(super) shift: (f32, f32),
    /// Painted box in thousandths, y up: left, bottom, right, top.
    pub(super) ink: Option<Rect>,
}

/// One font, and what is known of its codes.
pub(super) struct Loaded<'a> {
    face: Option<FontFace<'a>>,
    /// Whether lines run downwards.
    pub(super) vertical: bool,
    names: NameMap,
    codes: HashMap<u32, Code>,
}

/// All fonts of a file.
pub(super) struct Fonts<'a> {
    cache: FontCache<'a>,
    programs: FontResolverFn,
    cmaps: CMapResolverFn,
    by_reference: HashMap<ObjRef, Option<u16>>,
    /// Fonts that stand in the resources themselves, by where their bytes are.
    by_place: HashMap<usize, Option<u16>>,
    loaded: Vec<Loaded<'a>>,
}

impl<'a> Fonts<'a> {
    /// No font yet.
    pub(super) fn new() -> Self {
        Self {
            cache: FontCache::new(),
            programs: Arc::new(|query| match query {
                FontQuery::Standard(font) => Some(font.get_font_data()),
                FontQuery::Fallback(query) => Some(query.pick_standard_font().get_font_data()),
            }),
            cmaps: Arc::new(|name: CMapName<'_>| load_embedded(name)),
            by_reference: HashMap::new(),
            by_place: HashMap::new(),
            loaded: Vec::new(),
        }
    }

    /// The index of a font of the resources, loaded on first sight; its facts are put into `facts`.
    pub(super) fn find(
        &mut self,
        resources: &Dict<'a>,
        name: &[u8],
        unpacker: &Unpacker,
        facts: &mut Vec<Font>,
    ) -> Option<u16> {
        let reference = resources.get_ref(name);
        if let Some(known) = reference.and_then(|reference| self.by_reference.get(&reference)) {
            return *known;
        }
        let dict = resources.get::<Dict<'a>>(name)?;
        let place = dict.data().as_ptr().addr();
        if let Some(known) = self.by_place.get(&place) {
            return *known;
        }
        let index = u16::try_from(self.loaded.len())
            .ok()
            .filter(|_| self.loaded.len() < MAX_FONTS);
        if index.is_some() {
            let face = measured(&dict, unpacker)
                .then(|| self.cache.font(&dict, &self.programs, &self.cmaps))
                .flatten();
            facts.push(facts_of(&dict));
            self.loaded.push(Loaded {
                vertical: face.as_ref().is_some_and(|face| !face.is_horizontal()),
                names: NameMap::new(&dict, unpacker),
                codes: HashMap::new(),
                face,
            });
        }
        match reference {
            Some(reference) => self.by_reference.insert(reference, index),
            None => self.by_place.insert(place, index),
        };
        index
    }

    /// The font with this index.
    pub(super) fn get(&mut self, index: u16) -> Option<&mut Loaded<'a>> {
        self.loaded.get_mut(usize::from(index))
    }
}

impl Loaded<'_> {
    /// The code at the start of `bytes` and how many bytes it takes (at least 1).
    pub(super) fn read_code(&self, bytes: &[u8]) -> (u32, usize) {
        match (&self.face, bytes.first()) {
            (Some(face), Some(_)) => {
                let (code, length) = face.read_code(bytes, 0);
                (code, length.max(1))
            }
            (_, Some(byte)) => (u32::from(*byte), 1),
            (_, None) => (0, 1),
        }
    }

    /// What the code stands for.
    pub(super) fn code(&mut self, code: u32, length: usize) -> Code {
        if let Some(known) = self.codes.get(&code) {
            return known.clone();
        }
        let found = self.look_up(code, length);
        if self.codes.len() < MAX_CODES {
            self.codes.insert(code, found.clone());
        }
        found
    }

    fn look_up(&mut self, code: u32, length: usize) -> Code {
        let Some(face) = &self.face else {
            return Code {
                text: unicode::UNMAPPED.into(),
                unmapped: true,
                superior: false,
                advance: 500.0,
                shift: (0.0, 0.0),
                ink: None,
            };
        };
        let id = face.map_code(code);
        let glyph = face.glyph(id, code);
        let told = match &glyph {
            FontGlyph::Outline(outline) => outline.as_unicode(),
            FontGlyph::Type3(glyph) => glyph.as_unicode(),
        }
        .map(|text| match text {
            BfString::Char(char) => char.to_string(),
            BfString::String(text) => text,
        });
        let (ink, font_data) = match &glyph {
            FontGlyph::Outline(outline) => (box_of(&outline.outline()), outline.font_data()),
            FontGlyph::Type3(_) => (None, None),
        };
        if let Some(data) = font_data {
            self.names.attach(data.data);
        }
        let blank_is_wrong = ink.is_some();
        let superior = self.names.is_superior(code, id.to_u32());
        let text = self
            .names
            .counted_text(code)
            .or_else(|| unicode::tidy(&told?, blank_is_wrong))
            .or_else(|| self.names.text(code, length, id.to_u32(), blank_is_wrong));
        let advance = face.code_advance(code);
        let advance = if self.vertical { advance.y } else { advance.x };
        let shift = face.origin_displacement(code);
        Code {
            unmapped: text.is_none(),
            text: text.unwrap_or_else(|| unicode::UNMAPPED.to_owned()).into(),
            superior,
            advance: narrow(advance),
            shift: (narrow(shift.x), narrow(shift.y)),
            ink,
        }
    }
}

fn box_of(outline: &BezPath) -> Option<Rect> {
    if outline.elements().len() < 2 {
        return None;
    }
    let bounds = outline.bounding_box();
    (bounds.width() > 0.0 && bounds.height() > 0.0).then(|| {
        [
            narrow(bounds.x0),
            narrow(bounds.y0),
            narrow(bounds.x1),
            narrow(bounds.y1),
        ]
    })
}

fn name_of(dict: &Dict<'_>, key: &str) -> Vec<u8> {
    dict.get::<Name<'_>>(key)
        .map(|name| name.as_ref().to_vec())
        .unwrap_or_default()
}

/// Whether the library can load the font without unpacking or spelling out too much.
fn measured(dict: &Dict<'_>, unpacker: &Unpacker) -> bool {
    let mut dicts = vec![dict.clone()];
    if let Some(descendant) = dict
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
    {
        dicts.push(descendant);
    }
    for index in 0..dicts.len() {
        dicts.extend(dicts[index].get::<Dict<'_>>("FontDescriptor"));
    }
    let streams = [
        "ToUnicode",
        "Encoding",
        "CIDToGIDMap",
        "FontFile",
        "FontFile2",
        "FontFile3",
    ];
    dicts.iter().all(|dict| {
        let small = |key: &str| {
            dict.get::<i64>(key)
                .is_none_or(|code| (0..=255).contains(&code))
        };
        small("FirstChar")
            && small("LastChar")
            && ["W", "W2"].iter().all(|key| {
                dict.get::<Array<'_>>(key)
                    .is_none_or(|widths| few_widths(&widths))
            })
            && streams.iter().all(|key| {
                dict.get::<Stream<'_>>(key)
                    .is_none_or(|stream| unpacker.fits(&stream))
            })
    })
}

/// Whether a `/W` array names few widths: its ranges are spelled out by the library.
fn few_widths(widths: &Array<'_>) -> bool {
    let mut entries = 0i64;
    let mut numbers: Vec<i64> = Vec::new();
    for element in widths.iter::<Object<'_>>() {
        entries += 1;
        match element {
            Object::Number(number) => numbers.push(number.as_i64()),
            _ => numbers.clear(),
        }
        // The first two numbers of a range may stand anywhere, so every pair counts.
        if let [.., first, last] = numbers[..] {
            let length = last.saturating_sub(first);
            if length > 65_536 {
                return false;
            }
            entries += length.max(0);
        }
        if entries > MAX_WIDTHS {
            return false;
        }
    }
    true
}

fn facts_of(dict: &Dict<'_>) -> Font {
    let descendant = dict
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next());
    let descriptor = dict
        .get::<Dict<'_>>("FontDescriptor")
        .or_else(|| descendant.and_then(|font| font.get::<Dict<'_>>("FontDescriptor")))
        .unwrap_or_else(Dict::empty);
    let name = name_of(dict, "BaseFont");
    let name = if name.is_empty() {
        name_of(&descriptor, "FontName")
    } else {
        name
    };
    let name = String::from_utf8_lossy(&name).into_owned();
    let name = match name.split_once('+') {
        Some((subset, rest)) if subset.len() == 6 => rest.to_owned(),
        _ => name,
    };
    let lower = name.to_lowercase();
    let flags = descriptor.get::<i64>("Flags").unwrap_or(0);
    let flag = |bit: u32| flags & (1 << (bit - 1)) != 0;
    let said = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let weight = descriptor.get::<f32>("FontWeight").unwrap_or(0.0);
    Font {
        bold: weight >= 600.0
            || flag(19)
            || said(&[
                "bold", "black", "heavy", "-bd", "-sb", "cmbx", "sfbx", "ecbx", "-bol",
            ]),
        italic: flag(7)
            || said(&["italic", "oblique", "slanted", "cmti", "cmsl", "-it"])
            || descriptor.get::<f32>("ItalicAngle").unwrap_or(0.0).abs() > 1.0,
        monospace: flag(1) || said(&["mono", "courier", "cmtt", "typewriter"]),
        small_caps: flag(18) || said(&["smallcaps", "small-caps", "cmcsc", "-sc"]),
        cap_height: descriptor.get::<f32>("CapHeight").unwrap_or(0.0) / 1000.0,
        name,
    }
}
