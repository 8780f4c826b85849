//! Headings: what they say once number, quotes, case and markup are put aside, and which of them open
//! notes or a table of contents, in the languages reports are written in.

use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

use super::{Heading, TitleMatch};
use crate::document::{BlockKind, Document, InlineKind};

/// Headings over endnotes, normalized as [`normalize`] does.
const NOTES: &[&str] = &[
    // English
    "notes",
    "note",
    "endnotes",
    "endnote",
    "end notes",
    "footnotes",
    "footnote",
    "foot notes",
    "references",
    "reference",
    "references and notes",
    "notes and references",
    "sources",
    "notes and sources",
    "sources and notes",
    "reference notes",
    "works cited",
    "citations",
    "source notes",
    "chapter notes",
    "references cited",
    "bibliography and notes",
    "notes and bibliography",
    "numbered references",
    "literature cited",
    "endnotes and references",
    // German
    "anmerkungen",
    "endnoten",
    "fussnoten",
    "fußnoten",
    "quellen",
    "quellennachweise",
    "quellenangaben",
    "einzelnachweise",
    "nachweise",
    "belege",
    "referenzen",
    "anmerkungen und quellen",
    "quellen und anmerkungen",
    "quellenverzeichnis",
    // French
    "notes de fin",
    "notes de fin de document",
    "notes de bas de page",
    "notes et references",
    "notes et références",
    "references",
    "références",
    "sources et notes",
    "notes finales",
    // Spanish, Portuguese, Catalan, Galician
    "notas",
    "notas finales",
    "notas al final",
    "notas a pie de pagina",
    "notas al pie",
    "notas a pie de página",
    "referencias",
    "notas y referencias",
    "fuentes",
    "citas",
    "notas finais",
    "notas de rodape",
    "notas de rodapé",
    "notas de fim",
    "referencias e notas",
    "referências",
    "notas e referências",
    "fontes",
    "notes i referències",
    // Italian
    "note",
    "note finali",
    "note di chiusura",
    "note a pie di pagina",
    "note a piè di pagina",
    "riferimenti",
    "fonti",
    "note e riferimenti",
    // Dutch, Scandinavian
    "noten",
    "eindnoten",
    "voetnoten",
    "bronnen",
    "noten en bronnen",
    "noter",
    "slutnoter",
    "fotnoter",
    "sluttnoter",
    "fodnoter",
    "referenser",
    "referanser",
    "kilder",
    "kallor",
    "källor",
    "viitteet",
    "loppuviitteet",
    "alaviitteet",
    "lahteet",
    "lähteet",
    // Slavic
    "примечания",
    "сноски",
    "примечание",
    "источники",
    "ссылки",
    "примітки",
    "посилання",
    "бележки",
    "напомене",
    "przypisy",
    "przypisy koncowe",
    "przypisy końcowe",
    "poznámky",
    "poznamky",
    "bilješke",
    "biljeske",
    "fusnote",
    "opombe",
    "napomene",
    "zrodla",
    "źródła",
    // Other European
    "jegyzetek",
    "vegjegyzetek",
    "végjegyzetek",
    "labjegyzetek",
    "lábjegyzetek",
    "note de final",
    "note de subsol",
    "dipnotlar",
    "son notlar",
    "sonnotlar",
    "notlar",
    "kaynaklar",
    "kaynakca",
    "kaynakça",
    "σημειωσεις",
    "σημειώσεις",
    "υποσημειωσεις",
    "υποσημειώσεις",
    "viited",
    "märkused",
    "piezimes",
    "piezīmes",
    "pastabos",
    "isnasos",
    "išnašos",
    // Asian, African
    "注释",
    "註釋",
    "註解",
    "注",
    "註",
    "尾注",
    "脚注",
    "腳注",
    "注解",
    "参考文献",
    "參考文獻",
    "注記",
    "出典",
    "注と参考文献",
    "미주",
    "각주",
    "주석",
    "참고문헌",
    "주",
    "الهوامش",
    "هوامش",
    "الحواشي",
    "المراجع",
    "المصادر",
    "ملاحظات",
    "یادداشت ها",
    "یادداشت‌ها",
    "پانوشت ها",
    "پانوشت‌ها",
    "منابع",
    "پی نوشت ها",
    "پی‌نوشت‌ها",
    "حواشی",
    "حوالہ جات",
    "הערות",
    "הערות שוליים",
    "הערות סיום",
    "टिप्पणियाँ",
    "संदर्भ",
    "पाद टिप्पणियाँ",
    "catatan",
    "catatan akhir",
    "catatan kaki",
    "chu thich",
    "chú thích",
    "maelezo",
    "เชิงอรรถ",
];

/// Those of them over numbered lists of works, which are called in any order and more than once.
const WORKS: &[&str] = &[
    "references",
    "references cited",
    "numbered references",
    "works cited",
    "literature cited",
    "referenzen",
    "références",
    "referencias",
    "referências",
    "riferimenti",
    "referenser",
    "referanser",
    "参考文献",
    "參考文獻",
    "참고문헌",
    "المراجع",
    "منابع",
];

/// Headings over a table of contents.
const CONTENTS: &[&str] = &[
    "contents",
    "table of contents",
    "inhalt",
    "inhaltsverzeichnis",
    "table des matieres",
    "table des matières",
    "sommaire",
    "indice",
    "índice",
    "contenido",
    "indice general",
    "sumario",
    "sumário",
    "sommario",
    "inhoud",
    "inhoudsopgave",
    "innehall",
    "innehåll",
    "indhold",
    "innhold",
    "содержание",
    "оглавление",
    "зміст",
    "spis tresci",
    "spis treści",
    "obsah",
    "tartalom",
    "tartalomjegyzek",
    "cuprins",
    "icindekiler",
    "içindekiler",
    "περιεχομενα",
    "περιεχόμενα",
    "目录",
    "目錄",
    "目次",
    "차례",
    "목차",
    "المحتويات",
    "الفهرس",
    "فهرست",
    "תוכן",
    "toc",
    "in this report",
    "sisallys",
    "sisällys",
    "daftar isi",
];

/// Words for “chapter” before a number.
const CHAPTER_WORDS: &[&str] = &[
    "chapter",
    "chap",
    "ch",
    "part",
    "section",
    "essay",
    "appendix",
    "annex",
    "kapitel",
    "teil",
    "chapitre",
    "partie",
    "capitulo",
    "capítulo",
    "parte",
    "capitolo",
    "hoofdstuk",
    "глава",
    "часть",
    "раздел",
    "rozdzial",
    "rozdział",
    "kapitola",
    "bölüm",
    "bolum",
    "fejezet",
];

/// What a heading is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    /// Opens notes; with the title or number of the one chapter it names (“Notes to Chapter 3”).
    Notes(Option<String>),
    /// Opens the table of contents.
    Contents,
    /// Anything else.
    Body,
}

/// The headings of a document in order: its own, and bold lines that stand alone where a heading of
/// notes would.
pub(super) fn find(document: &Document) -> Vec<Heading> {
    let mut out = Vec::new();
    for (index, block) in document.blocks.iter().enumerate() {
        if block.note.is_some() || block.quoted {
            continue;
        }
        let title = || squeeze(block.span.of(&document.text));
        match block.kind {
            BlockKind::Heading { level } => out.push(Heading {
                block: index,
                title: title(),
                level,
                span: block.span,
            }),
            BlockKind::Paragraph if block.item.is_none() && block.span.len() < 80 => {
                let bold = document.inlines_in(block.span).any(|inline| {
                    matches!(inline.kind, InlineKind::Strong)
                        && inline.span.len() + 2 >= block.span.len()
                });
                let title = title();
                if matches!(role(&title), Role::Notes(_)) && (bold || title.ends_with(':')) {
                    out.push(Heading {
                        block: index,
                        title,
                        level: 6,
                        span: block.span,
                    });
                }
            }
            _ => {}
        }
    }
    out
}

/// White space runs become one blank.
pub(super) fn squeeze(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a heading with this text is for.
pub(super) fn role(title: &str) -> Role {
    static OF_CHAPTER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:end ?notes|notes|footnotes|references|anmerkungen|endnoten|notas|note|примечания)\s+(?:to|for|on|zu|zum|zur|a|al|au|du|de la|del|alla|к)\s+(.+)$|^(.+?)\s+(?:end ?notes|notes|footnotes|references|anmerkungen|endnoten)$",
        )
        .expect("a fixed pattern")
    });
    let plain = normalize(title);
    let folded = fold_accents(&plain);
    if NOTES
        .iter()
        .any(|phrase| *phrase == plain || *phrase == folded)
    {
        return Role::Notes(None);
    }
    if CONTENTS
        .iter()
        .any(|phrase| *phrase == plain || *phrase == folded)
    {
        return Role::Contents;
    }
    if let Some(groups) = OF_CHAPTER.captures(&plain)
        && let Some(of) = groups.get(1).or_else(|| groups.get(2))
        && (chapter_number(of.as_str()).is_some() || groups.get(1).is_some())
    {
        return Role::Notes(Some(of.as_str().to_owned()));
    }
    Role::Body
}

/// How well one heading names what another does, with number, quotes, case, dashes and markup put aside.
pub fn compare_titles(notes: &str, chapter: &str) -> Option<TitleMatch> {
    Title::new(notes).compare(&Title::new(chapter))
}

/// The words of a title, in lower case, without number, quotes and punctuation.
pub fn title_words(title: &str) -> String {
    normalize(title)
}

/// Whether a notes heading is one for a numbered list of works.
pub(super) fn lists_works(title: &str) -> bool {
    let plain = normalize(title);
    WORKS.contains(&plain.as_str())
}

/// A title for comparison: lower case, one kind of quotation mark and dash, no number before it, no
/// punctuation.
pub(super) fn normalize(title: &str) -> String {
    let without = strip_number(title);
    words(if without.trim().is_empty() {
        title
    } else {
        without
    })
}

/// Lower-case words, punctuation dropped; an apostrophe inside a word vanishes with it.
fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.nfkc() {
        if c.is_alphanumeric()
            || matches!(c, '\u{200c}' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{97f}')
        {
            out.extend(c.to_lowercase());
        } else if matches!(c, '\'' | '’' | '‘' | '´' | '`' | '*' | '_' | '\u{ad}') {
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// Letters without their accents.
fn fold_accents(text: &str) -> String {
    text.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .collect()
}

/// The title without “3.”, “Chapter 3:”, “IV –” before it.
fn strip_number(title: &str) -> &str {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)^\s*(?:(?:{})\.?\s*)?(?:[0-9]{{1,3}}(?:\.[0-9]{{1,3}})*|[IVXLC]{{1,7}})(?:\s*[.):–—-]+\s*|\s+[-–—]\s+|\s*\|\s*)",
            CHAPTER_WORDS.join("|")
        ))
        .expect("a fixed pattern")
    });
    static BARE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*[0-9]{1,3}(?:\.[0-9]{1,3})*\s+").expect("a fixed pattern")
    });
    if let Some(found) = NUMBER.find(title) {
        return &title[found.end()..];
    }
    BARE.find(title)
        .map_or(title, |found| &title[found.end()..])
}

/// The chapter number a title carries (“Chapter 3”, “3. Title”, “IV: Title”).
pub(super) fn chapter_number(title: &str) -> Option<u32> {
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(&format!(
            r"(?i)^\s*(?:(?P<word>{})\.?\s*)?(?:(?P<digits>[0-9]{{1,3}})|(?P<roman>[IVXLC]{{1,7}}))(?:\b|$)(?P<sep>\s*[.):–—|-])?",
            CHAPTER_WORDS.join("|")
        ))
        .expect("a fixed pattern")
    });
    let groups = NUMBER.captures(title)?;
    let end = groups.get(0)?.end();
    let tied = groups.name("word").is_some()
        || groups.name("sep").is_some()
        || title[end..].trim().is_empty()
        || groups.name("digits").is_some();
    if !tied {
        return None;
    }
    match groups.name("digits") {
        Some(digits) => digits.as_str().parse().ok(),
        None => super::labels::roman(groups.name("roman")?.as_str()),
    }
}

/// A title, made ready for being compared with many others.
#[derive(Debug, Clone)]
pub(super) struct Title {
    normal: String,
    words: String,
    folded: String,
    number: Option<u32>,
    /// Whether nothing but a number stands there, with or without a word for “chapter”.
    bare: bool,
}

/// Of more titles than this, only equal ones are held to be the same: near ones would take too long to find.
pub(super) const MOST_COMPARED: usize = 2_000;

impl Title {
    pub(super) fn new(text: &str) -> Self {
        let normal = normalize(text);
        let rest = words(strip_number(text));
        let bare = rest.split(' ').all(|word| {
            word.bytes().all(|byte| byte.is_ascii_digit())
                || CHAPTER_WORDS.contains(&word)
                || super::labels::roman(word).is_some()
        });
        Self {
            bare,
            folded: fold_accents(&normal),
            words: words(text),
            number: chapter_number(text),
            normal,
        }
    }

    /// The title of which this heading is the first word, if it is that of one only (“4. Rude” for
    /// “Rude Awakening: …”).
    pub(super) fn only_first_word_of(&self, titles: &[Self]) -> Option<usize> {
        let word = self.folded.as_str();
        if word.chars().count() < 4 || word.contains(' ') || !word.chars().any(char::is_alphabetic)
        {
            return None;
        }
        let mut named = titles.iter().enumerate().filter(|(_, title)| {
            let rest = title.folded.strip_prefix(word);
            rest.is_some_and(|rest| rest.starts_with(' '))
        });
        let (id, _) = named.next()?;
        named.next().is_none().then_some(id)
    }

    /// Whether nothing but a number stands there (“Chapter 3”).
    pub(super) fn is_bare_number(&self) -> bool {
        self.number.is_some() && self.bare
    }

    /// Whether the two are one title, number, quotes, case, dashes and markup put aside.
    pub(super) fn equals(&self, other: &Self) -> bool {
        !self.normal.is_empty() && (self.normal == other.normal || self.words == other.words)
    }

    /// How well a notes heading (`self`) names a chapter title; `None` when it does not.
    pub(super) fn compare(&self, chapter: &Self) -> Option<TitleMatch> {
        if self.normal.is_empty() || chapter.normal.is_empty() {
            return None;
        }
        if self.equals(chapter) {
            return Some(TitleMatch::Equal);
        }
        let (a, b) = (&self.folded, &chapter.folded);
        let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
        let rest = long.strip_prefix(short.as_str());
        // One word is enough where the notes heading counts the chapters itself (“2. China” for “China’s Stakes”).
        let word = short == a && self.number.is_some() && short.chars().count() >= 4;
        let prefix = rest.is_some_and(|rest| {
            (rest.starts_with(' ') && (word || short.split(' ').count() >= 2))
                || (word && rest.starts_with("s "))
        });
        // The distance is only computed where the lengths allow the similarity.
        let close = long.len() <= 400
            && (long.len() - short.len()) * 100 <= long.len() * 15
            && rapidfuzz::distance::levenshtein::normalized_similarity(a.chars(), b.chars())
                >= 0.85;
        if prefix || close {
            return Some(TitleMatch::Near);
        }
        (self.is_bare_number() && self.number == chapter.number).then_some(TitleMatch::Number)
    }
}

/// How well a notes heading names a chapter title; `None` when it does not.
#[cfg(test)]
fn compare(notes: &str, chapter: &str) -> Option<TitleMatch> {
    Title::new(notes).compare(&Title::new(chapter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_headings_are_known_in_many_languages() {
        for title in [
            "Notes",
            "ENDNOTES",
            "End Notes:",
            "7. References",
            "Anmerkungen",
            "Notes de fin",
            "NOTAS",
            "Примечания",
            "注释",
            "الهوامش",
            "Références",
            "*Notes*",
            "Fußnoten",
        ] {
            assert_eq!(role(title), Role::Notes(None), "{title}");
        }
        assert_eq!(
            role("Notes to Chapter 3"),
            Role::Notes(Some("chapter 3".to_owned()))
        );
        for title in [
            "A Note on Sources",
            "Notes from Underground",
            "Source Code",
            "Introduction",
        ] {
            assert_eq!(role(title), Role::Body, "{title}");
        }
        assert_eq!(role("Table of Contents"), Role::Contents);
    }

    #[test]
    fn titles_are_compared_without_number_quotes_case_and_dashes() {
        for (notes, chapter, how) in [
            (
                "3. Russia’s “Pivot”",
                "Russia's 'pivot'",
                Some(TitleMatch::Equal),
            ),
            (
                "II: Europe Before the War",
                "Europe before the war",
                Some(TitleMatch::Equal),
            ),
            ("Chapter 3", "3. The Conference", Some(TitleMatch::Number)),
            (
                "Water and Power",
                "Water and Power: The Delta",
                Some(TitleMatch::Near),
            ),
            (
                "Polcy Options for Reform",
                "Policy Options for Reform",
                Some(TitleMatch::Near),
            ),
            ("Water", "Power", None),
            ("2. China", "2. Regaining a Foothold", None),
            ("2. China", "China’s Stakes", Some(TitleMatch::Near)),
            ("China", "China’s Stakes", None),
            ("Notes 4", "4. Rude Awakening", None),
            ("IV", "4. Rude Awakening", Some(TitleMatch::Number)),
            ("Introduction", "Conclusion", None),
        ] {
            assert_eq!(compare(notes, chapter), how, "{notes} / {chapter}");
        }
    }

    #[test]
    fn chapter_numbers_are_read() {
        assert_eq!(chapter_number("Chapter 12: Water"), Some(12));
        assert_eq!(chapter_number("IV: The Treaty"), Some(4));
        assert_eq!(chapter_number("Civil War"), None);
        assert_eq!(chapter_number("I Remember"), None);
    }
}
