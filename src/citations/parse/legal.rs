//! Recognizes cases, statutes, regulations and treaties, and reads the parts of them that have fixed forms.
//! What it does not know in full it leaves to the other readers.

use std::sync::LazyLock;

use regex::Regex;

use super::scan::{compile, compile_ascii};
use crate::span::Span;

/// What a legal citation prints, as ranges of the text that was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Legal {
    /// Name of the case, statute or treaty.
    pub(super) title: Option<Span>,
    /// Court or law report.
    pub(super) container: Option<Span>,
    /// Volume of the law report.
    pub(super) volume: Option<Span>,
    /// First page in it.
    pub(super) pages: Option<Span>,
    /// Section, article or page cited.
    pub(super) locator: Option<Span>,
    /// Year, where it stands in the form itself.
    pub(super) year: Option<Span>,
}

/// Two parties and what follows a case's name: a year, a volume, a court, a number.
static CASE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ \s* (?P<title> (?: R \s \( [^()]{3,80} \) \s v \s | \p{Lu}[^;:\[\]\(\)“”]{0,110}? \s vs?\.? \s ) \p{Lu}[^;:\[\]“”]{0,110}? ) ,? \s*
        (?: , \s (?P<vol>\d{1,4}) \s (?P<rep> (?: \p{Lu}[\p{L}.’']* \s? | \d[dth]{1,2} \s? ){1,4} ) \s? (?P<page>\d{1,5}) (?: , \s (?P<pin>\d{1,5} (?:[–-]\d+)? ) )?
          | [\[\(] (?P<year>\d{4}) [\]\)] \s (?P<vol2>\d{1,3}\s)? (?P<court> \p{Lu}[\p{L}.]* (?: \s \p{Lu}[\p{L}.]* )* (?: \s \( \p{Lu}[\p{L}]* \) )? ) \s (?P<num>\d{1,5}) (?: \s \( \p{Lu}\w* \) )? (?: , \s? (?: (?P<pin2>\d{1,4} (?:[–-]\d+)?) | (?P<para>\[\d{1,3}\] (?:[–-]\[\d+\])? ) ) | \s (?P<para2>\[\d{1,3}\] (?:[–-]\[\d+\])?) )?
          | (?: , | \s \( | \s App | \s No | \s \[ )
        )",
    )
});

/// A case anywhere, to tell that a chunk is legal at all.
static CASE_LIKE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x) (?: \p{Lu}[\p{L}.’'&]* ,? | \p{L}\) ) \s vs?\.? \s \p{Lu}[^;]{0,140}? (?: [\[\(]\d{4}[\]\)] | \d+ \s \p{Lu}[\w.\s’]{0,20}? \s \d+ | \(\p{L}[^)]{0,60}\d{4}\) | App(?:lication|l)?\.? \s [Nn]o | No\. \s \d+ )
        | \[ (?:19|20)\d\d \] \s (?: \d+ \s )? \p{Lu}{2,} ",
    )
});

/// Statutes, codes, regulations, treaties, constitutions.
static STATUTE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x) ^ \s* (?: The \s )?
        (?: (?P<act> \p{Lu}[\p{L}’'\-]* (?: \s (?: \p{Lu}[\p{L}’'\-]* | and | of | the | to | for | in | \([^)]{1,60}\) ) ){0,14}? \s (?: Act | Code | Ordinance | Bill | Constitution | Convention | Covenant | Charter | Protocol | Statute ) (?: \s (?: on | for | of | against | concerning | relating | to | the ) (?: \s (?: \p{Lu}[\p{L}’'\-]* | and | of | the | to | for | in | on | or | all | forms | their ) ){1,14}? )? (?: \s of \s \d{4} | \s \d{4} )? ) (?: \s* \( [^)]{0,80} \) )? (?: \s* [,.] | \s s\.?\s?\d | \s § | \s art | \s* $ | \s \( )
          | (?P<con> Constitution \s of (?: \s (?: \p{Lu}[\p{L}’'\-]* | and | of | the ) ){1,10} (?: \s \d{4} )? )
          | (?P<eu> (?: Council \s | Commission \s | European \s Parliament \s and \s Council \s | Regulamento \s | Règlement \s | Verordnung \s )? (?: Regulation | Directive | Decision | Richtlinie | Verordnung | Règlement | Reglamento | Regolamento | Directiva | Direttiva ) \s (?: \( (?: EU | EC | EEC | UE | CE | EG ) \) \s )? (?: No\.? \s | n[°º] \s | Nr\.? \s )? \d{1,4}/\d{1,4} (?: /\p{Lu}{2,3} )? )
          | (?P<usc> \d{1,3} \s (?: U\.?S\.?C\.? (?:A\.)? | C\.?F\.?R\.? ) \s §{1,2} \s? [\w.()–-]+ )
          | (?P<loi> (?: Loi | Décret | Ordonnance | Ley | Real \s Decreto | Decreto | Lei | Legge | Decreto[ -][Ll]egislativo | D\.\s?[Ll]gs\. ) \s (?: Orgánica \s | Complementar \s )? (?: n[°º.]o? \.? \s? )? \d[\d./-]* )
          | (?P<bgb> (?: § §? | Art\. ) \s? \d+\p{L}? (?: \s (?: Abs\. | S\. | Nr\. ) \s? \d+ )* \s \p{Lu}[\p{L}]{1,10} )
          | (?P<law> Федеральный \s закон | Конституция \s )
        )",
    )
});

static COURT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?x)^ \s* (?: BVerfG | BGH | BVerwG | BAG | BSG | BFH | EuGH | EGMR | OLG \s \p{Lu} | VG \s \p{Lu} | VGH | Cass\. | Cour \s de \s cassation | Conseil \s d['’]État | CE \s* , | CJUE | CEDH | CJEU | ECtHR | STC \s | STS \s | Corte \s (?: cost\. | costituzionale ) | Tribunal \s Constitucional | Case \s [CT]-\d | C-\d+/\d+ | Joined \s Cases \s [CT]-\d | Rs\. \s C-\d ) ",
    )
});

static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) (?: ,? \s+ | ^ ) (?P<pin> (?: ss?\.? | sec(?:tion|s)?\.? | arts?\.? | articles? | artículo | artigo | art[íi]culo | §{1,2} | ch\.? | rn\.? | rz\.? | para(?:s|graphs?)?\.? | recital | ст\. | m\. ) \s? \d[\w.()–-]* (?: \s? \([a-zA-Z0-9]{1,3}\) )* )",
    )
});

static TREATY: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"\b\d+ (?:UNTS|U\.N\.T\.S\.|UST|ILM|BGBl\.?|ETS)\b|\b(?:BGBl\.|UNTS|OJ L|OJ C|ABl\.|JO L|DOU L|Fed\. Reg\.|Stat\.)",
    )
});

static CASE_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s*(?:Joined )?Cases? [CTF]-\d+/\d+(?: P)?(?:,)? "));

/// The section, article or paragraph cited behind `from`.
fn section(text: &str, from: usize) -> Option<Span> {
    let pin = SECTION.captures(&text[from..])?.name("pin")?;
    let length = pin.as_str().trim_end_matches(['.', '–', '-', ' ']).len();
    Some(Span::new(from + pin.start(), from + pin.start() + length))
}

/// Whether a chunk holds a legal citation.
pub(super) fn recognizes(text: &str) -> bool {
    STATUTE.is_match(text)
        || COURT.is_match(text)
        || TREATY.is_match(text)
        || CASE_LIKE.is_match(text)
}

/// Reads a legal citation; `None` where `text` is none.
pub(super) fn read(text: &str) -> Option<Legal> {
    let skipped = CASE_NUMBER.find(text).map_or(0, |found| found.end());
    let whole = text;
    let text = &text[skipped..];
    let span = |part: regex::Match<'_>| {
        Span::new(
            skipped + part.start(),
            skipped + part.start() + part.as_str().trim_end().len(),
        )
    };
    if CASE_LIKE.is_match(text)
        && let Some(found) = CASE.captures(text)
    {
        let name = |key: &str| found.name(key).map(span);
        let title = name("title").map(|title| {
            let cut = title.of(whole).trim_end_matches([',', ' ']).len();
            Span::new(title.start, title.start + cut)
        });
        return Some(Legal {
            title,
            container: name("rep").or_else(|| name("court")),
            volume: name("vol").or_else(|| name("vol2")),
            pages: name("page").or_else(|| name("num")),
            locator: name("pin")
                .or_else(|| name("pin2"))
                .or_else(|| name("para"))
                .or_else(|| name("para2"))
                .or_else(|| section(whole, skipped)),
            year: name("year"),
        });
    }
    let text = whole;
    let span = |part: regex::Match<'_>| {
        Span::new(part.start(), part.start() + part.as_str().trim_end().len())
    };
    if let Some(found) = STATUTE.captures(text) {
        let title = ["act", "con", "eu"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        let from = title.map_or(0, |title| title.end);
        return Some(Legal {
            title,
            locator: section(text, from),
            ..Legal::default()
        });
    }
    if COURT.is_match(text) || TREATY.is_match(text) {
        return Some(Legal {
            locator: section(text, 0),
            ..Legal::default()
        });
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases_and_statutes() {
        for (text, title, container, locator) in [
            (
                "Roe v. Wade, 410 U.S. 113, 120 (1973)",
                "Roe v. Wade",
                "U.S.",
                "120",
            ),
            (
                "Miller v Prime Minister [2019] UKSC 41, [50]",
                "Miller v Prime Minister",
                "UKSC",
                "[50]",
            ),
            (
                "Corr v IBC Vehicles Ltd [2008] 1 AC 884, 890",
                "Corr v IBC Vehicles Ltd",
                "AC",
                "890",
            ),
            (
                "Human Rights Act 1998, s 6",
                "Human Rights Act 1998",
                "",
                "s 6",
            ),
            (
                "Regulation (EU) 2016/679, art. 17",
                "Regulation (EU) 2016/679",
                "",
                "art. 17",
            ),
        ] {
            let found = read(text).unwrap_or_else(|| panic!("{text}"));
            let part = |span: Option<Span>| span.map_or("", |span| span.of(text));
            assert_eq!(part(found.title), title, "{text}");
            assert_eq!(part(found.container), container, "{text}");
            assert_eq!(part(found.locator), locator, "{text}");
        }
        for text in [
            "42 U.S.C. § 1983",
            "BVerfG, Urteil vom 15. Februar 2006, 1 BvR 357/05",
            "Loi n° 2015-912 du 24 juillet 2015",
        ] {
            assert!(recognizes(text), "{text}");
        }
        for text in [
            "John Smith, The Great War",
            "Vol. 5, no. 3",
            "Interview with officials",
        ] {
            assert!(!recognizes(text), "{text}");
        }
    }
}
