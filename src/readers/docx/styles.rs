//! `styles.xml`: what a style makes of a run and of a paragraph, with what it inherits. Names are looked at
//! only where Word itself gives a style its meaning by name (headings, captions, quotations, code).

use std::collections::HashMap;

use crate::readers::{
    passage::Look,
    style_names::{self, Purpose},
    xml::{Element, Event, Space, Xml},
};

/// Styles that are inherited over more steps than this go round in a circle.
const LONGEST_CHAIN: usize = 32;
/// Languages that are counted; a document has a handful.
const MOST_LANGUAGES: usize = 64;

/// Position of a run above or below the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vertical {
    Baseline,
    Raised,
    Lowered,
}

/// What direct formatting or a style says of runs.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct RunProps {
    vertical: Option<Vertical>,
    /// Half-points above the line.
    position: Option<i32>,
    bold: Option<bool>,
    italic: Option<bool>,
    hidden: Option<bool>,
    code: bool,
    pub(super) language: Option<u16>,
    /// Index of the character style.
    pub(super) style: Option<usize>,
}

impl RunProps {
    /// Takes up one child of `w:rPr`.
    pub(super) fn read(&mut self, element: &Element<'_>, styles: &mut Styles) {
        match element.name {
            "vertAlign" => {
                self.vertical = Some(match element.attr("val").as_deref() {
                    Some("superscript") => Vertical::Raised,
                    Some("subscript") => Vertical::Lowered,
                    _ => Vertical::Baseline,
                });
            }
            "position" => self.position = element.number("val"),
            "b" => self.bold = Some(is_on(element)),
            "i" => self.italic = Some(is_on(element)),
            "vanish" => self.hidden = Some(is_on(element)),
            "rStyle" => {
                self.style = element
                    .attr("val")
                    .and_then(|id| styles.by_id.get(id.as_ref()).copied());
            }
            "lang" => {
                if let Some(language) = element.attr("val") {
                    self.language = styles.language(&language);
                }
            }
            _ => {}
        }
    }

    /// What this says, and where it is silent what `base` says.
    fn over(self, base: Self) -> Self {
        Self {
            vertical: self.vertical.or(base.vertical),
            position: self.position.or(base.position),
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            hidden: self.hidden.or(base.hidden),
            code: self.code || base.code,
            language: self.language.or(base.language),
            style: self.style,
        }
    }
}

/// `w:b`, `w:b w:val="1"` and the like.
pub(super) fn is_on(element: &Element<'_>) -> bool {
    !matches!(
        element.attr("val").as_deref(),
        Some("0" | "false" | "off" | "none")
    )
}

/// How a run is printed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Printed {
    pub(super) look: Look,
    pub(super) hidden: bool,
    pub(super) language: Option<u16>,
}

/// A style with all it inherits.
#[derive(Debug, Clone, Default)]
struct Style {
    name: String,
    paragraph: bool,
    based_on: Option<String>,
    run: RunProps,
    /// `w:outlineLvl`, from 0; 9 is running text.
    outline: Option<u8>,
    num: Option<i32>,
    level: Option<u8>,
    purpose: Option<Purpose>,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, usize>,
    list: Vec<Style>,
    default: Option<usize>,
    languages: Vec<String>,
}

impl Styles {
    /// Reads `styles.xml`.
    pub(super) fn read(source: &str) -> Self {
        let mut styles = Self::default();
        let mut xml = Xml::new(source);
        let mut open: Option<Style> = None;
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) if element.space == Space::Word => {
                    let Some(style) = &mut open else {
                        if element.name == "style" {
                            let index = styles.list.len();
                            let kind = element.attr("type");
                            let paragraph = kind.as_deref() == Some("paragraph");
                            open = Some(Style {
                                paragraph,
                                ..Style::default()
                            });
                            if let Some(id) = element.attr("styleId") {
                                styles.by_id.entry(id.into_owned()).or_insert(index);
                            }
                            let default = element.attr("default");
                            if paragraph && matches!(default.as_deref(), Some("1" | "true" | "on"))
                            {
                                styles.default.get_or_insert(index);
                            }
                        }
                        continue;
                    };
                    match element.name {
                        "name" => {
                            style.name = element.attr("val").unwrap_or_default().to_lowercase();
                        }
                        "basedOn" => style.based_on = element.attr("val").map(Into::into),
                        "rStyle" => {}
                        "outlineLvl" => style.outline = element.number("val"),
                        "numId" => style.num = element.number("val"),
                        "ilvl" => style.level = element.number("val"),
                        // What tables say of their corners, and what stood there before a change.
                        "tblStylePr" | "rPrChange" | "pPrChange" => xml.leave_out(),
                        _ => {
                            let mut run = style.run;
                            run.read(&element, &mut styles);
                            style.run = run;
                        }
                    }
                }
                Event::Close(Space::Word, "style") => {
                    if let Some(style) = open.take() {
                        styles.list.push(style);
                    }
                }
                _ => {}
            }
        }
        styles.inherit();
        styles
    }

    /// Gives every style what it inherits.
    fn inherit(&mut self) {
        let own: Vec<Style> = self.list.clone();
        for index in 0..own.len() {
            let mut chain = Vec::new();
            let mut at = Some(index);
            while let Some(next) = at.filter(|next| !chain.contains(next)) {
                if chain.len() >= LONGEST_CHAIN {
                    break;
                }
                chain.push(next);
                at = own[next]
                    .based_on
                    .as_ref()
                    .and_then(|id| self.by_id.get(id).copied());
            }
            let style = &mut self.list[index];
            let mut purpose = None;
            for ancestor in &chain {
                let ancestor = &own[*ancestor];
                style.run = style.run.over(ancestor.run);
                style.outline = style.outline.or(ancestor.outline);
                style.num = style.num.or(ancestor.num);
                style.level = style.level.or(ancestor.level);
                purpose = purpose.or_else(|| style_names::purpose(&ancestor.name));
            }
            style.purpose = purpose.filter(|_| style.paragraph);
            style.run.code = !style.paragraph && style_names::is_code_character(&style.name);
        }
    }

    fn language(&mut self, language: &str) -> Option<u16> {
        let known = self.languages.iter().position(|known| known == language);
        let index = match known {
            Some(index) => index,
            None if self.languages.len() < MOST_LANGUAGES && language.len() < 20 => {
                self.languages.push(language.to_owned());
                self.languages.len() - 1
            }
            None => return None,
        };
        u16::try_from(index).ok()
    }

    /// The language of that index.
    pub(super) fn language_name(&self, index: u16) -> Option<&str> {
        self.languages.get(usize::from(index)).map(String::as_str)
    }

    /// The paragraph style of this id; the default style where there is none.
    pub(super) fn paragraph(&self, id: Option<&str>) -> ParagraphStyle {
        let known = match id {
            Some(id) => self.by_id.get(id).copied(),
            None => self.default,
        };
        match known.and_then(|index| Some((index, self.list.get(index)?))) {
            Some((index, style)) => ParagraphStyle {
                index: Some(index),
                purpose: match (style.outline, style.purpose) {
                    (Some(level), Some(Purpose::Heading(_)) | None) if level < 9 => {
                        Some(Purpose::Heading(level + 1))
                    }
                    // A heading by name that its outline level takes out: only that over the contents stays.
                    (Some(_), Some(Purpose::Heading(_)))
                        if !style_names::is_contents(&style.name) =>
                    {
                        None
                    }
                    (_, purpose) => purpose,
                },
                num: style.num,
                level: style.level,
            },
            // An id that no style has still tells by its name.
            None => ParagraphStyle {
                purpose: id.and_then(|id| style_names::purpose(&id.to_lowercase())),
                ..ParagraphStyle::default()
            },
        }
    }

    /// How a run with this formatting is printed in a paragraph of this style.
    pub(super) fn print(&self, paragraph: Option<usize>, run: RunProps) -> Printed {
        let of = |index: Option<usize>| {
            index
                .and_then(|index| self.list.get(index))
                .map_or_else(RunProps::default, |style| style.run)
        };
        let around = of(paragraph);
        let character = of(run.style);
        let merged = run.over(character).over(around);
        // Of two styles that both switch, the one switches the other off (ISO 29500-1, 17.7.3).
        let toggled = |direct: Option<bool>, character: Option<bool>, around: Option<bool>| {
            direct.unwrap_or(character.unwrap_or(false) != around.unwrap_or(false))
        };
        let position = merged.position.unwrap_or(0);
        let vertical = merged.vertical.unwrap_or(Vertical::Baseline);
        Printed {
            look: Look {
                // Raised by hand: less than two points is no superscript but a nudge.
                raised: vertical == Vertical::Raised
                    || (vertical == Vertical::Baseline && position >= 4),
                lowered: vertical == Vertical::Lowered,
                italic: toggled(run.italic, character.italic, around.italic),
                bold: toggled(run.bold, character.bold, around.bold),
                code: merged.code,
            },
            hidden: toggled(run.hidden, character.hidden, around.hidden),
            language: merged.language,
        }
    }
}

/// What a paragraph has from its style.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ParagraphStyle {
    pub(super) index: Option<usize>,
    pub(super) purpose: Option<Purpose>,
    /// Numbering instance and level.
    pub(super) num: Option<i32>,
    pub(super) level: Option<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(inner: &str) -> Styles {
        Styles::read(&format!(
            r#"<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{inner}</w:styles>"#
        ))
    }

    #[test]
    fn headings_are_told_by_level_name_and_descent() {
        let styles = styles(
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Standard"><w:name w:val="Normal"/></w:style>
            <w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:basedOn w:val="Standard"/></w:style>
            <w:style w:type="paragraph" w:styleId="Kapitel"><w:name w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="Kind"><w:name w:val="Kind"/><w:basedOn w:val="berschrift2"/></w:style>
            <w:style w:type="paragraph" w:styleId="Brot"><w:name w:val="Brot"/><w:basedOn w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="TOCHeading"><w:name w:val="TOC Heading"/><w:basedOn w:val="Kapitel"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>
            <w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>"#,
        );
        for (id, purpose) in [
            (Some("berschrift2"), Some(Purpose::Heading(2))),
            (Some("Kapitel"), Some(Purpose::Heading(1))),
            (Some("Kind"), Some(Purpose::Heading(2))),
            (Some("Brot"), None),
            (Some("TOCHeading"), Some(Purpose::Heading(1))),
            (Some("Heading3"), Some(Purpose::Heading(3))),
            (Some("A"), None),
            (Some("nowhere"), None),
            (None, None),
        ] {
            assert_eq!(styles.paragraph(id).purpose, purpose, "{id:?}");
        }
    }

    #[test]
    fn toggles_of_two_styles_cancel_and_direct_formatting_wins() {
        let mut styles = styles(
            r#"<w:style w:type="paragraph" w:styleId="P"><w:name w:val="P"/><w:rPr><w:b/></w:rPr></w:style>
            <w:style w:type="character" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>
            <w:style w:type="character" w:styleId="C"><w:name w:val="C"/><w:basedOn w:val="Base"/><w:rPr><w:b/></w:rPr></w:style>"#,
        );
        let paragraph = styles.paragraph(Some("P")).index;
        let mut run = RunProps::default();
        assert!(styles.print(paragraph, run).look.bold);
        for event in Xml::new(r#"<w:rPr><w:rStyle w:val="C"/></w:rPr>"#) {
            if let Event::Open(element) = event {
                run.read(&element, &mut styles);
            }
        }
        let printed = styles.print(paragraph, run);
        assert!(!printed.look.bold && printed.look.raised);
        run.bold = Some(true);
        run.vertical = Some(Vertical::Baseline);
        let printed = styles.print(paragraph, run);
        assert!(printed.look.bold && !printed.look.raised);
    }
}
