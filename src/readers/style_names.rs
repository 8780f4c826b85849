//! What the names of built-in styles mean, in the languages word processors give them. Shared by Word and
//! OpenDocument; names are in small letters.

/// What a paragraph style is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Of this level, 1 to 9.
    Heading(u8),
    Caption,
    Quotation,
    Code,
}

/// “Heading” before a level; Word keeps the English name in the file, others write their own.
const HEADINGS: &[&str] = &[
    "heading",
    "überschrift",
    "berschrift",
    "titre",
    "título",
    "titulo",
    "ttulo",
    "encabezado",
    "titolo",
    "kop",
    "rubrik",
    "overskrift",
    "otsikko",
    "nagłówek",
    "nagwek",
    "заголовок",
    "nadpis",
    "címsor",
    "cmsor",
    "başlık",
    "titlu",
    "pealkiri",
    "virsraksts",
    "antraštė",
    "επικεφαλίδα",
    "标题",
    "標題",
    "見出し",
    "제목",
    "العنوان",
    "כותרת",
];

/// The title of the whole document.
const TITLES: &[&str] = &[
    "title",
    "titel",
    "titre",
    "título",
    "titulo",
    "titolo",
    "document title",
    "doc title",
    "book title",
    "название",
    "标题",
    "표제",
    "表題",
];

const CAPTIONS: &[&str] = &[
    "caption",
    "beschriftung",
    "légende",
    "legende",
    "leyenda",
    "epígrafe",
    "didascalia",
    "bijschrift",
    "bildtext",
    "figure",
    "illustration",
    "drawing",
    "table caption",
    "image caption",
    "captioned figure",
    "figure caption",
    "название объекта",
    "题注",
    "図表番号",
];

const QUOTATIONS: &[&str] = &[
    "quote",
    "intense quote",
    "block text",
    "block quote",
    "block quotation",
    "quotations",
    "quotation",
    "zitat",
    "intensives zitat",
    "blockzitat",
    "blocktext",
    "citation",
    "citation intense",
    "cita",
    "cita destacada",
    "citazione",
    "citaat",
    "citat",
    "sitat",
    "цитата",
    "引用文",
    "引用",
];

const CODE: &[&str] = &["source code", "sourcecode", "code", "code block", "listing"];

/// The heading over a table of contents.
const CONTENTS: &[&str] = &[
    "toc heading",
    "tocheading",
    "contents heading",
    "inhaltsverzeichnisüberschrift",
    "en-tête de table des matières",
    "título de tdc",
    "titolo sommario",
];

/// What a style of this name is for.
pub(super) fn purpose(name: &str) -> Option<Purpose> {
    let name = name.trim();
    if is_contents(name) || TITLES.contains(&name) {
        return Some(Purpose::Heading(1));
    }
    if let Some(level) = heading_level(name) {
        return Some(Purpose::Heading(level));
    }
    if CAPTIONS.contains(&name) {
        return Some(Purpose::Caption);
    }
    if QUOTATIONS.contains(&name) {
        return Some(Purpose::Quotation);
    }
    CODE.contains(&name).then_some(Purpose::Code)
}

/// Whether a style of this name stands over a table of contents.
pub(super) fn is_contents(name: &str) -> bool {
    CONTENTS.contains(&name)
}

/// Whether a character style of this name is for program code.
pub(super) fn is_code_character(name: &str) -> bool {
    matches!(
        name,
        "verbatim char" | "html code" | "html typewriter" | "source text" | "code" | "inline code"
    )
}

/// The level in “heading 2” and its translations.
fn heading_level(name: &str) -> Option<u8> {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    if digits != 1 {
        return None;
    }
    let (word, level) = name.split_at(name.len() - 1);
    let word = word.trim_end_matches([' ', '_', '-', '\u{a0}']);
    let level: u8 = level.parse().ok()?;
    (HEADINGS.contains(&word) && (1..=9).contains(&level)).then_some(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_names_are_known_in_many_languages() {
        for (name, expected) in [
            ("heading 1", Some(Purpose::Heading(1))),
            ("heading2", Some(Purpose::Heading(2))),
            ("überschrift 3", Some(Purpose::Heading(3))),
            ("titre 1", Some(Purpose::Heading(1))),
            ("заголовок 2", Some(Purpose::Heading(2))),
            ("标题 1", Some(Purpose::Heading(1))),
            ("title", Some(Purpose::Heading(1))),
            ("caption", Some(Purpose::Caption)),
            ("quote", Some(Purpose::Quotation)),
            ("block text", Some(Purpose::Quotation)),
            ("source code", Some(Purpose::Code)),
            ("heading 12", None),
            ("heading", None),
            ("heading 1 char", None),
            ("normal", None),
            ("", None),
        ] {
            assert_eq!(purpose(name), expected, "{name}");
        }
    }
}
