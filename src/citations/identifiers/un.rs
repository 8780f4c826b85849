//! Symbols of United Nations documents.

use std::sync::LazyLock;

use regex::Regex;

use super::compiled;

/// Whether `symbol` is formed as United Nations documents are: a known organ, parts divided by `/`, a number.
///
/// Source: United Nations Editorial Manual, "Document symbols", and the UN Libraries' guide to symbols.
pub fn un_symbol_is_well_formed(symbol: &str) -> bool {
    let name = symbol.split(" (").next().unwrap_or(symbol);
    let mut parts = name.split('/');
    let Some(organ) = parts.next() else {
        return false;
    };
    let rest: Vec<&str> = parts.collect();
    let Some(first) = rest.first() else {
        return false;
    };
    if rest.iter().any(|part| part.is_empty())
        || !name.contains(|c: char| c.is_ascii_digit())
        || !name.ends_with(|c: char| c.is_ascii_alphanumeric())
    {
        return false;
    }
    let number = first.chars().all(|c| c.is_ascii_digit());
    match organ {
        // A session or year needs a number after it; the Council's early papers are one number (S/25704).
        "A" | "S" | "E" | "T" if number => {
            rest.len() > 1 || (organ == "S" && (3..=5).contains(&first.len()))
        }
        "A" | "S" | "E" | "T" => MAIN_ORGAN_SERIES.is_match(first),
        _ => UN_ORGANS.contains(&organ) && rest.len() > 1,
    }
}

/// First and last year in which a document of that symbol can have been issued: the year it names, or the
/// General Assembly session, which opens in September of 1945 plus its number. `None` where it names neither.
pub fn un_symbol_years(symbol: &str) -> Option<(i16, i16)> {
    let year = |text: &str| {
        text.parse::<i16>()
            .ok()
            .filter(|year| text.len() == 4 && (1946..=2100).contains(year))
    };
    if let Some((_, bracket)) = symbol.split_once('(') {
        return year(bracket.trim_end_matches(')')).map(|year| (year, year));
    }
    let parts: Vec<&str> = symbol.split('/').collect();
    let session = match parts.as_slice() {
        ["A", "RES" | "DEC", session, ..] => Some(session),
        ["A", session, ..] => Some(session),
        _ => None,
    }
    .and_then(|session| session.parse::<i16>().ok())
    .filter(|session| (1..=150).contains(session));
    if let Some(session) = session {
        return Some((1945 + session, 1946 + session));
    }
    parts
        .iter()
        .find_map(|part| year(part))
        .map(|year| (year, year))
}

/// Organs, programs and treaty bodies with document series of their own.
const UN_ORGANS: [&str; 29] = [
    "ST", "TD", "CEDAW", "CCPR", "CERD", "CRC", "CAT", "CMW", "CRPD", "CED", "HRI", "FCCC", "UNEP",
    "DP", "ICCD", "HS", "HSP", "CBD", "CTOC", "NPT", "LOS", "ISBA", "IDB", "TAD", "APLC", "BWC",
    "CD", "CCW", "SPT",
];

static MAIN_ORGAN_SERIES: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r"(?x)^ (?: RES | DEC | HRC | PRST | INF | NGO | BUR | ES-[0-9]+ | S-[0-9]+ | ECE | ESCAP | ESCWA | ECA | ECLAC | ICEF | LAC
              | (?:PV|SR|C|CN|AC|CONF|L|WG|INF|SUB|Agenda)\.[0-9A-Z.-]+ )$",
    )
});
