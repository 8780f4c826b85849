//! Runs a content stream for its text: fonts, matrices, forms, marked content. Paints nothing.
//! Every loop is bounded: operators, glyphs, forms and their depth have caps.

use std::{collections::HashSet, sync::Arc};

use hayro_font::kurbo::{Affine, Point};
use hayro_syntax::{
    object::{Dict, Name, Object, ObjectIdentifier, Stream, String as PdfString},
    page::Resources,
};

use super::{
    content::{Lexer, Operand},
    fonts::Fonts,
    glyphs::{Flags, Glyph, Page, Pdf},
    layers::Layers,
    paths::Paths,
    place::{bounds, put_glyph},
    streams::Unpacker,
    strings::pdf_text,
    tags::TagMap,
};

/// Forms within forms.
const MAX_FORM_DEPTH: usize = 24;

/// Saved graphics states.
const MAX_SAVED: usize = 256;

/// Marked content within marked content that is looked at.
const MAX_MARKED: usize = 256;

/// What is left of the bounds of a file, and of its current page.
#[derive(Debug)]
pub(super) struct Bounds {
    /// Operators the file may still spend; a page of text has some thousands.
    pub(super) operators: u64,
    /// Glyphs the file may still show.
    pub(super) glyphs: u64,
    /// Operators of the page.
    pub(super) page_operators: u64,
    /// Glyphs of the page.
    pub(super) page_glyphs: u64,
    /// Forms run on the page.
    pub(super) page_forms: u32,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            operators: 60_000_000,
            glyphs: 12_000_000,
            page_operators: 0,
            page_glyphs: 0,
            page_forms: 0,
        }
    }
}

impl Bounds {
    /// Starts a page.
    pub(super) fn new_page(&mut self) {
        self.page_operators = 5_000_000;
        self.page_glyphs = 200_000;
        self.page_forms = 20_000;
    }

    fn operator(&mut self) -> bool {
        let left = self.operators > 0 && self.page_operators > 0;
        self.operators = self.operators.saturating_sub(1);
        self.page_operators = self.page_operators.saturating_sub(1);
        left
    }

    fn glyph(&mut self) -> bool {
        let left = self.glyphs > 0 && self.page_glyphs > 0;
        self.glyphs = self.glyphs.saturating_sub(1);
        self.page_glyphs = self.page_glyphs.saturating_sub(1);
        left
    }

    /// Whether the current page used up what it had.
    pub(super) fn page_was_cut(&self) -> bool {
        self.operators == 0
            || self.glyphs == 0
            || self.page_operators == 0
            || self.page_glyphs == 0
            || self.page_forms == 0
    }
}

/// What running a page needs of its file.
pub(super) struct Scene<'f, 'a> {
    /// Fonts.
    pub(super) fonts: &'f mut Fonts<'a>,
    /// Unpacks forms.
    pub(super) unpacker: &'f Unpacker,
    /// Elements by marked content.
    pub(super) tags: &'f TagMap,
    /// Optional content that is off.
    pub(super) layers: &'f Layers,
    /// Facts of the file: fonts and counts grow here.
    pub(super) facts: &'f mut Pdf,
    /// Bounds.
    pub(super) bounds: &'f mut Bounds,
}

#[derive(Clone)]
struct State {
    ctm: Affine,
    font: Option<u16>,
    size: f64,
    character_space: f64,
    word_space: f64,
    stretch: f64,
    leading: f64,
    rise: f64,
    invisible: bool,
    stroked: bool,
    line_width: f64,
}

impl State {
    /// Follows an operator that sets one number; says whether it was one.
    fn set(&mut self, operator: &[u8], number: f64) -> bool {
        match operator {
            b"Tc" => self.character_space = number,
            b"Tw" => self.word_space = number,
            b"Tz" => self.stretch = number / 100.0,
            b"TL" => self.leading = number,
            b"Ts" => self.rise = number,
            b"Tr" => {
                self.invisible = matches!(number, 3.0 | 7.0);
                self.stroked = matches!(number, 2.0 | 6.0);
            }
            b"w" => self.line_width = number,
            _ => return false,
        }
        true
    }
}

struct Marked {
    tag: Option<u32>,
    artifact: bool,
    off: bool,
    actual: Option<(String, usize)>,
}

struct Run<'r, 'f, 'a> {
    scene: &'r mut Scene<'f, 'a>,
    page: &'r mut Page,
    marked: Vec<Marked>,
    /// Marked content opened beyond the cap.
    unmarked: usize,
    forms: HashSet<ObjectIdentifier>,
    page_id: Option<ObjectIdentifier>,
    paths: Paths,
}

/// Runs the content of a page whose user space `transform` puts on the page.
pub(super) fn run<'a>(
    scene: &mut Scene<'_, 'a>,
    page: &mut Page,
    content: &[u8],
    resources: &Resources<'a>,
    at: (Affine, Option<ObjectIdentifier>),
) {
    let state = State {
        ctm: at.0,
        font: None,
        size: 0.0,
        character_space: 0.0,
        word_space: 0.0,
        stretch: 1.0,
        leading: 0.0,
        rise: 0.0,
        invisible: false,
        stroked: false,
        line_width: 1.0,
    };
    let mut run = Run {
        scene,
        page,
        marked: Vec::new(),
        unmarked: 0,
        forms: HashSet::new(),
        page_id: at.1,
        paths: Paths::default(),
    };
    run.content(content, resources, state, at.1);
    while !run.marked.is_empty() {
        run.end_marked();
    }
    let paths = std::mem::take(&mut run.paths);
    page.rules.extend(paths.into_rules());
}

impl<'a> Run<'_, '_, 'a> {
    fn content(
        &mut self,
        content: &[u8],
        resources: &Resources<'a>,
        mut state: State,
        stream: Option<ObjectIdentifier>,
    ) {
        let mut lexer = Lexer::new(content);
        let mut operands = Vec::new();
        let mut saved: Vec<State> = Vec::new();
        let mut text = Affine::IDENTITY;
        let mut line = Affine::IDENTITY;
        let marked_before = self.marked.len();
        while let Some(operator) = lexer.next(&mut operands) {
            if !self.scene.bounds.operator() {
                break;
            }
            let number =
                |index: usize| operands.get(index).and_then(Operand::number).unwrap_or(0.0);
            let last_text = || operands.last().and_then(Operand::text).unwrap_or_default();
            match operator {
                b"q" => {
                    if saved.len() < MAX_SAVED {
                        saved.push(state.clone());
                    }
                }
                b"Q" => {
                    if let Some(before) = saved.pop() {
                        state = before;
                    }
                }
                b"cm" => state.ctm *= matrix(&operands),
                b"BT" => (text, line) = (Affine::IDENTITY, Affine::IDENTITY),
                b"Tf" => {
                    state.size = operands.last().and_then(Operand::number).unwrap_or(0.0);
                    if let Some(name) = operands.first().and_then(Operand::name) {
                        state.font = self.scene.fonts.find(
                            &resources.fonts,
                            name,
                            self.scene.unpacker,
                            &mut self.scene.facts.fonts,
                        );
                    }
                }
                b"Tm" => {
                    text = matrix(&operands);
                    line = text;
                }
                b"Td" | b"TD" => {
                    if operator == b"TD" {
                        state.leading = -number(1);
                    }
                    line *= Affine::translate((number(0), number(1)));
                    text = line;
                }
                b"T*" => {
                    line *= Affine::translate((0.0, -state.leading));
                    text = line;
                }
                b"Tj" => self.show(&state, &mut text, last_text()),
                b"'" | b"\"" => {
                    if operator == b"\"" {
                        state.word_space = number(0);
                        state.character_space = number(1);
                    }
                    line *= Affine::translate((0.0, -state.leading));
                    text = line;
                    self.show(&state, &mut text, last_text());
                }
                b"TJ" => {
                    if let Some(Operand::Array(elements)) = operands.first() {
                        self.show_spaced(&state, &mut text, elements);
                    }
                }
                b"Do" => {
                    if let Some(name) = operands.first().and_then(Operand::name) {
                        self.object(name, resources, &state);
                    }
                }
                b"BI" => self.image(&state),
                b"BMC" | b"BDC" => self.begin_marked(&operands, resources, stream),
                b"EMC" => {
                    // A form closes only what it opened.
                    if self.unmarked > 0 || self.marked.len() > marked_before {
                        self.end_marked();
                    }
                }
                b"gs" => {
                    if let Some(name) = operands.first().and_then(Operand::name) {
                        Self::graphics_state(name, resources, &mut state);
                    }
                }
                _ if state.set(operator, number(0)) => {}
                _ => self
                    .paths
                    .operator(operator, &operands, state.ctm, state.line_width),
            }
        }
        while self.marked.len() > marked_before {
            self.end_marked();
        }
    }

    fn graphics_state(name: &[u8], resources: &Resources<'a>, state: &mut State) {
        let Some(dict) = resources.ext_g_states.get::<Dict<'_>>(name) else {
            return;
        };
        if let Some(width) = dict.get::<f64>("LW") {
            state.line_width = width;
        }
        if let Some(font) = dict.get::<hayro_syntax::object::Array<'_>>("Font")
            && let Some(size) = font.iter::<Object<'_>>().nth(1).and_then(Object::into_f32)
        {
            // The font itself has no resource name here; its size is what matters most.
            state.size = f64::from(size);
        }
    }

    fn object(&mut self, name: &[u8], resources: &Resources<'a>, state: &State) {
        let Some(stream) = resources.x_objects.get::<Stream<'a>>(name) else {
            return;
        };
        let dict = stream.dict();
        if self.scene.layers.is_off_entry(dict) || self.is_off() {
            return;
        }
        match dict.get::<Name<'_>>("Subtype").as_deref() {
            Some(b"Image") => return self.image(state),
            Some(b"Form") => {}
            _ => return,
        }
        let id = stream.obj_id();
        if self.forms.len() >= MAX_FORM_DEPTH || self.scene.bounds.page_forms == 0 {
            return;
        }
        self.scene.bounds.page_forms -= 1;
        // A form that draws itself is drawn once.
        if !self.forms.insert(id) {
            return;
        }
        if let Some(content) = self.scene.unpacker.unpack(&stream) {
            let mut inner = state.clone();
            if let Some(matrix) = dict.get::<[f64; 6]>("Matrix") {
                inner.ctm *= Affine::new(matrix);
            }
            match dict.get::<Dict<'a>>("Resources") {
                Some(own) => self.content(&content, &Resources::new(own), inner, Some(id)),
                None => self.content(&content, resources, inner, Some(id)),
            }
        }
        self.forms.remove(&id);
    }

    fn image(&mut self, state: &State) {
        if self.page.images.len() < 10_000 {
            let corners = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0)]
                .map(|corner| state.ctm * Point::from(corner));
            let rect = bounds(&corners);
            // Some producers paint rules as pictures of one dot.
            if !self.paths.keep(rect) {
                self.page.images.push(rect);
            }
        }
    }

    fn is_off(&self) -> bool {
        self.marked.last().is_some_and(|marked| marked.off)
    }

    fn begin_marked(
        &mut self,
        operands: &[Operand<'_>],
        resources: &Resources<'a>,
        stream: Option<ObjectIdentifier>,
    ) {
        if self.marked.len() >= MAX_MARKED {
            self.unmarked += 1;
            return;
        }
        let name = operands.first().and_then(Operand::name).unwrap_or_default();
        let (mut mcid, mut actual) = (None, None);
        let mut off = self.is_off();
        match operands.get(1) {
            Some(Operand::Name(properties)) => {
                if name == b"OC" {
                    off |= self.scene.layers.is_off(&resources.properties, properties);
                } else if let Some(dict) = resources.properties.get::<Dict<'_>>(properties.as_ref())
                {
                    mcid = dict.get::<i64>("MCID");
                    actual = dict
                        .get::<PdfString<'_>>("ActualText")
                        .map(|text| pdf_text(&text));
                }
            }
            Some(dict @ Operand::Dict(_)) => {
                #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
                {
                    mcid = dict
                        .entry(b"MCID")
                        .and_then(Operand::number)
                        .map(|number| number as i64);
                }
                actual = dict
                    .entry(b"ActualText")
                    .and_then(Operand::text)
                    .map(pdf_text);
            }
            _ => {}
        }
        let parent = self.marked.last();
        let tag = mcid
            .and_then(|mcid| {
                self.scene
                    .tags
                    .find(stream, mcid)
                    .or_else(|| self.scene.tags.find(self.page_id, mcid))
            })
            .or_else(|| parent.and_then(|parent| parent.tag));
        let artifact = name == b"Artifact" || parent.is_some_and(|parent| parent.artifact);
        // The outermost replacement holds for all within.
        let within = self.marked.iter().any(|marked| marked.actual.is_some());
        let start = self.page.glyphs.len();
        self.marked.push(Marked {
            tag,
            artifact,
            off,
            actual: actual.filter(|_| !within).map(|text| (text, start)),
        });
    }

    fn end_marked(&mut self) {
        if self.unmarked > 0 {
            self.unmarked -= 1;
            return;
        }
        if let Some(Marked {
            actual: Some((text, start)),
            ..
        }) = self.marked.pop()
        {
            replace_text(&mut self.page.glyphs[start..], &text);
        }
    }

    fn show_spaced(&mut self, state: &State, text: &mut Affine, elements: &[Operand<'_>]) {
        let vertical = state
            .font
            .and_then(|font| self.scene.fonts.get(font))
            .is_some_and(|font| font.vertical);
        for element in elements {
            match element {
                Operand::Number(number) => {
                    let back = -number / 1000.0 * state.size;
                    *text *= if vertical {
                        Affine::translate((0.0, back))
                    } else {
                        Affine::translate((back * state.stretch, 0.0))
                    };
                }
                Operand::Text(bytes) => self.show(state, text, bytes),
                _ => {}
            }
        }
    }

    fn show(&mut self, state: &State, text: &mut Affine, bytes: &[u8]) {
        let off = self.is_off();
        let (tag, artifact) = self
            .marked
            .last()
            .map_or((None, false), |marked| (marked.tag, marked.artifact));
        let mut rest = bytes;
        while !rest.is_empty() {
            if !self.scene.bounds.glyph() {
                return;
            }
            let Some((index, font)) = state
                .font
                .and_then(|index| Some((index, self.scene.fonts.get(index)?)))
            else {
                // A font that cannot be found: its text is counted, not read.
                self.page.unfound += bytes.len();
                return;
            };
            let (code, length) = font.read_code(rest);
            let single_blank = length == 1 && rest[0] == b' ';
            rest = &rest[length.min(rest.len())..];
            let drawn = font.code(code, length);
            let vertical = font.vertical;
            let space = state.character_space + if single_blank { state.word_space } else { 0.0 };
            let advance = f64::from(drawn.advance) / 1000.0 * state.size;
            if !off {
                let scale = Affine::new([
                    state.size * state.stretch,
                    0.0,
                    0.0,
                    state.size,
                    0.0,
                    state.rise,
                ]);
                let place = state.ctm * *text * scale;
                let mut flags = Flags::default();
                for (flag, holds) in [
                    (Flags::UNMAPPED, drawn.unmapped),
                    (Flags::SUPERIOR, drawn.superior),
                    (Flags::HIDDEN, state.invisible),
                    (Flags::STROKED, state.stroked),
                    (Flags::ARTIFACT, artifact),
                ] {
                    if holds {
                        flags = flags.with(flag);
                    }
                }
                let glyph = Glyph {
                    text: Arc::clone(&drawn.text),
                    x0: 0.0,
                    x1: 0.0,
                    baseline: 0.0,
                    size: 0.0,
                    ink: drawn.ink,
                    font: index,
                    turn: 0,
                    tag,
                    flags,
                };
                let page = (self.page.width, self.page.height);
                let glyph = put_glyph(glyph, place, (&drawn, vertical), page);
                self.page.glyphs.extend(glyph);
            }
            *text *= if vertical {
                Affine::translate((0.0, advance + space))
            } else {
                Affine::translate(((advance + space) * state.stretch, 0.0))
            };
        }
    }
}

fn matrix(operands: &[Operand<'_>]) -> Affine {
    let mut numbers = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    for (slot, operand) in numbers.iter_mut().zip(operands) {
        *slot = operand
            .number()
            .filter(|number| number.is_finite())
            .unwrap_or(0.0);
    }
    Affine::new(numbers)
}

/// Spreads the text a file gives for some glyphs over them, in order.
fn replace_text(glyphs: &mut [Glyph], text: &str) {
    let characters: Vec<char> = text.chars().collect();
    let count = glyphs.len();
    for (index, glyph) in glyphs.iter_mut().enumerate() {
        let part = index * characters.len() / count..(index + 1) * characters.len() / count;
        glyph.text = characters[part].iter().collect::<String>().into();
        glyph.flags = glyph.flags.without(Flags::UNMAPPED).with(Flags::ACTUAL);
    }
}
