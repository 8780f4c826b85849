//! The styles of an OpenDocument text: what they make of runs and paragraphs, with what they inherit, and the
//! configurations of notes, lists and headings that stand beside them.

use std::collections::HashMap;

use super::{lists::ListStyle, numbers::Configuration};
use crate::readers::{
    passage::Look,
    style_names::{self, Purpose},
    xml::{Element, Event, Space, Xml},
};

/// Styles that are inherited over more steps than this go round in a circle.
const LONGEST_CHAIN: usize = 32;

/// What a style says of text.
#[derive(Debug, Clone, Default)]
pub(super) struct TextProps {
    /// Per cent above the line; 0 takes back what a style around says.
    position: Option<i32>,
    bold: Option<bool>,
    italic: Option<bool>,
    hidden: Option<bool>,
    pub(super) language: Option<String>,
    code: bool,
}

impl TextProps {
    fn read(&mut self, element: &Element<'_>) {
        for (key, value) in element.attrs() {
            match key.rsplit(':').next().unwrap_or_default() {
                "text-position" => self.position = position(&value),
                "font-weight" => {
                    self.bold = Some(matches!(
                        value.as_ref(),
                        "bold" | "600" | "700" | "800" | "900"
                    ));
                }
                "font-style" => self.italic = Some(matches!(value.as_ref(), "italic" | "oblique")),
                "display" => self.hidden = Some(value == "none"),
                "language" if key.starts_with("fo:") && value != "none" && value != "zxx" => {
                    self.language = Some(value.into_owned());
                }
                _ => {}
            }
        }
    }

    /// What this says, and where it is silent what `base` says.
    pub(super) fn over(&self, base: &Self) -> Self {
        Self {
            position: self.position.or(base.position),
            bold: self.bold.or(base.bold),
            italic: self.italic.or(base.italic),
            hidden: self.hidden.or(base.hidden),
            language: self.language.clone().or_else(|| base.language.clone()),
            code: self.code || base.code,
        }
    }

    pub(super) fn look(&self) -> Look {
        let position = self.position.unwrap_or(0);
        Look {
            raised: position > 0,
            lowered: position < 0,
            italic: self.italic == Some(true),
            bold: self.bold == Some(true),
            code: self.code,
        }
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.hidden == Some(true)
    }
}

/// `super 58%`, `33% 58%`, `sub`, `-10%`, `0% 100%`.
fn position(value: &str) -> Option<i32> {
    match value.split_whitespace().next()? {
        "super" => Some(33),
        "sub" => Some(-33),
        percent => percent
            .trim_end_matches('%')
            .parse::<f32>()
            .ok()
            .map(|percent| {
                if percent > 0.0 {
                    33
                } else if percent < 0.0 {
                    -33
                } else {
                    0
                }
            }),
    }
}

/// A style with all it inherits.
#[derive(Debug, Clone, Default)]
pub(super) struct Style {
    name: String,
    parent: Option<String>,
    pub(super) text: TextProps,
    pub(super) purpose: Option<Purpose>,
    /// `style:list-style-name`.
    pub(super) list: Option<String>,
}

/// All styles of a document, by family and name.
#[derive(Debug, Default)]
pub(super) struct Styles {
    paragraph: HashMap<String, Style>,
    text: HashMap<String, Style>,
    pub(super) lists: HashMap<String, ListStyle>,
    pub(super) outline: ListStyle,
    pub(super) notes: [Configuration; 2],
}

impl Styles {
    /// Reads the styles of a part up to its text; `common_only` leaves out automatic styles, which in
    /// `styles.xml` are those of headers and footers.
    pub(super) fn add(&mut self, source: &str, common_only: bool) {
        let mut xml = Xml::new(source);
        let mut open: Option<(bool, String, Style)> = None;
        let mut list: Option<(Option<String>, ListStyle)> = None;
        while let Some(event) = xml.next() {
            match event {
                Event::Open(element) => match (element.space, element.name) {
                    (Space::Office, "body") => break,
                    (Space::Office, "master-styles") => xml.leave_out(),
                    (Space::Office, "automatic-styles") if common_only => xml.leave_out(),
                    (Space::Style, "style") => open = begin(&element),
                    (Space::Style, "text-properties") => {
                        if let Some((_, _, style)) = &mut open {
                            style.text.read(&element);
                        }
                    }
                    (Space::Text, "list-style") => {
                        let name = element.attr("name").map(Into::into);
                        list = Some((name, ListStyle::default()));
                    }
                    (Space::Text, "outline-style") => list = Some((None, ListStyle::default())),
                    (
                        Space::Text,
                        "list-level-style-number"
                        | "list-level-style-bullet"
                        | "list-level-style-image"
                        | "outline-level-style",
                    ) => {
                        if let Some((_, list)) = &mut list {
                            list.read(&element);
                        }
                    }
                    (Space::Text, "notes-configuration") => {
                        let at =
                            usize::from(element.attr("note-class").as_deref() == Some("endnote"));
                        self.notes[at].read(&element);
                    }
                    _ => {}
                },
                Event::Close(Space::Style, "style") => {
                    if let Some((paragraph, name, style)) = open.take() {
                        let family = if paragraph {
                            &mut self.paragraph
                        } else {
                            &mut self.text
                        };
                        family.insert(name, style);
                    }
                }
                Event::Close(Space::Text, "list-style" | "outline-style") => match list.take() {
                    Some((Some(name), style)) => {
                        self.lists.insert(name, style);
                    }
                    Some((None, style)) => self.outline = style,
                    None => {}
                },
                _ => {}
            }
        }
    }

    /// Gives every style what it inherits.
    pub(super) fn inherit(&mut self) {
        for paragraph in [true, false] {
            let family = if paragraph {
                &mut self.paragraph
            } else {
                &mut self.text
            };
            let own = family.clone();
            #[expect(clippy::iter_over_hash_type, reason = "each is changed by itself")]
            for style in family.values_mut() {
                let mut purpose = style_names::purpose(&style.name);
                let mut seen = 0;
                let mut parent = style.parent.clone();
                while let Some(base) = parent.as_ref().and_then(|parent| own.get(parent)) {
                    seen += 1;
                    if seen > LONGEST_CHAIN {
                        break;
                    }
                    style.text = style.text.over(&base.text);
                    style.list = style.list.take().or_else(|| base.list.clone());
                    purpose = purpose.or_else(|| style_names::purpose(&base.name));
                    parent.clone_from(&base.parent);
                }
                if paragraph {
                    style.purpose = purpose;
                } else {
                    style.text.code = style_names::is_code_character(&style.name);
                }
            }
        }
    }

    /// The paragraph style of this name.
    pub(super) fn paragraph(&self, name: Option<&str>) -> Option<&Style> {
        self.paragraph.get(name?)
    }

    /// The text style of this name.
    pub(super) fn text(&self, name: Option<&str>) -> Option<&Style> {
        self.text.get(name?)
    }
}

/// A paragraph or text style begins: whether it is one of paragraphs, its name, and what its tag says.
fn begin(element: &Element<'_>) -> Option<(bool, String, Style)> {
    let paragraph = match element.attr("family").as_deref() {
        Some("paragraph") => true,
        Some("text") => false,
        _ => return None,
    };
    let name = element
        .attrs()
        .find(|(key, _)| *key == "style:name" || *key == "name")
        .map(|(_, value)| value.into_owned())?;
    let shown = element
        .attr("display-name")
        .map_or_else(|| plain_name(&name), Into::into);
    Some((
        paragraph,
        name,
        Style {
            name: shown.to_lowercase(),
            parent: element.attr("parent-style-name").map(Into::into),
            list: element.attr("list-style-name").map(Into::into),
            ..Style::default()
        },
    ))
}

/// A style name with `_20_` and the like undone. One digit alone would be a control character, which no name has.
fn plain_name(name: &str) -> String {
    let mut out = String::new();
    let mut rest = name;
    while let Some(at) = rest.find('_') {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 1..];
        let code = tail
            .find('_')
            .filter(|end| (2..=5).contains(end))
            .and_then(|end| Some((end, u32::from_str_radix(&tail[..end], 16).ok()?)))
            .and_then(|(end, code)| Some((end, char::from_u32(code)?)));
        let (c, skipped) = code.map_or(('_', 0), |(end, c)| (c, end + 1));
        out.push(c);
        rest = &tail[skipped..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_inherit_and_names_are_decoded() {
        let mut styles = Styles::default();
        styles.add(
            r#"<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:x"><office:automatic-styles>
            <style:style style:name="Heading_20_2" style:family="paragraph"/>
            <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Heading_20_2"><style:text-properties fo:font-weight="bold" fo:language="de" fo:country="DE"/></style:style>
            <style:style style:name="Anchor" style:display-name="Footnote anchor" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
            <style:style style:name="T1" style:family="text" style:parent-style-name="Anchor"><style:text-properties text:display="none"/></style:style>
            <style:style style:name="T2" style:family="text" style:parent-style-name="Anchor"><style:text-properties style:text-position="0% 100%"/></style:style>
            </office:automatic-styles><office:body/></office:document-content>"#,
            false,
        );
        styles.inherit();
        let heading = styles.paragraph(Some("P1")).unwrap();
        assert_eq!(heading.purpose, Some(Purpose::Heading(2)));
        assert!(heading.text.look().bold);
        assert_eq!(heading.text.language.as_deref(), Some("de"));
        let hidden = &styles.text(Some("T1")).unwrap().text;
        assert!(hidden.look().raised && hidden.is_hidden());
        assert!(!styles.text(Some("T2")).unwrap().text.look().raised);
        assert_eq!(plain_name("a_20_b_c_e4_"), "a b_cä");
    }
}
