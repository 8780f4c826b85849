//! Reads the names before a title: people in either order, lists, initials, bodies, handles, editors, "et al.".
//! Names stay as printed; nothing is turned around or completed.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    scan::{compile, compile_ascii},
    words::{BODY_WORDS, NAME_PARTICLES},
};

/// The names a citation prints before its title.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// In order, as printed.
    pub(super) authors: Vec<String>,
    /// Whether "et al." or its like was printed.
    pub(super) et_al: bool,
}

static ET_AL: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) ,? \s* (?: \b et \s+ al\b \.? | \band \s+ others\b | \bet \s+ alii\b | \bu\.\s?a\.(?:\s|$) | \bund \s+ andere\b | \by \s+ otros\b | \be \s+ outros\b | \be \s+ altri\b
        | \bet \s+ autres\b | и \s+ др\. | ve \s+ diğerleri | \bvd\. | 等人? \s* (?:$|[，,：:]) | ほか | وآخرون ) ,? \s* $",
    )
});

static ROLE: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) [\s,]* [\(（\[]? \s* \b (?: eds?\.? | editors? | edited \s+ by | hrsg\. | hg\. | hgg\. | dirs?\. | coords?\. | comps?\. | orgs?\. | a\s+cura\s+di | trans\. | \(?отв\. \s+ ред\. | под \s+ ред\. | ред\. | ed\. \s+ por ) \s* [\)）\]]? [\s,.:]* $",
    )
});

static INITIALS: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"^(?:\p{Lu}\p{Ll}?\.[\s\u{a0}-]*){1,4}$|^\p{Lu}{1,3}$|^(?:Jr|Sr)\.?$|^I{2,3}$|^(?:PhD|MD|Ph\.D\.)$",
    )
});

/// Surnames with initials behind them, as Vancouver, APA and GOST lists have them.
static INVERTED_PIECE: LazyLock<Regex> = LazyLock::new(|| compile(r"^\p{Lu}[\p{L}’'-]+$"));

static JOINT: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)\s*(?:,\s*|\s)(?:and|&|und|et|y|ve|och|и|та|en)\s+|\s*[;；、]\s*|\s+e\s+|\s+·\s+|\s&\s",
    )
});

/// Whether a stretch before a title can be read as names of people or bodies, or is empty.
///
/// Names hold no lower-case words but particles; scripts without case are judged by length.
pub(super) fn plausible(prefix: &str) -> bool {
    let prefix = prefix.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | '：' | '，' | '،' | '.' | '—' | '–' | '-')
    });
    if prefix.is_empty() {
        return true;
    }
    if prefix.len() > 260 || prefix.contains(['。', '?', '!', '\n']) {
        return false;
    }
    let body = is_body(prefix) && prefix.chars().next().is_some_and(|c| !c.is_lowercase());
    let (mut words, mut odd) = (0usize, 0usize);
    let mut depth = 0i32;
    for word in prefix.split_whitespace() {
        let opened = i32::try_from(word.matches(['(', '[', '（']).count()).unwrap_or(9);
        let closed = i32::try_from(word.matches([')', ']', '）']).count()).unwrap_or(9);
        let bracketed = depth > 0 || opened > 0;
        depth += opened - closed;
        if bracketed {
            continue;
        }
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
        words += 1;
        let Some(first) = bare.chars().next() else {
            continue;
        };
        if first.is_lowercase() {
            let lower = bare.to_lowercase();
            let particle = NAME_PARTICLES.contains(&lower.as_str())
                || lower
                    .split(['’', '\'', '-'])
                    .next()
                    .is_some_and(|head| NAME_PARTICLES.contains(&head))
                || matches!(lower.as_str(), "al" | "u.a");
            if !particle {
                odd += 1;
                // A ministry's name may hold common words (`Affaires étrangères`); a person's may not.
                if !body || words == 2 && prefix.starts_with("The ") || is_finite(&lower) {
                    return false;
                }
            }
        } else if first.is_numeric() && bare.chars().count() > 2 {
            return false;
        }
    }
    if odd * 5 > words * 3 {
        return false;
    }
    let cjk = prefix.chars().filter(|c| is_cjk(*c)).count();
    if cjk > 0 {
        return cjk <= 30;
    }
    if prefix.chars().any(|c| ('\u{600}'..='\u{6ff}').contains(&c)) && prefix.is_ascii() {
        return words <= 12;
    }
    words <= 24 && !ends_sentence_inside(prefix)
}

/// Verbs that stand behind a body's name in a sentence.
fn is_finite(word: &str) -> bool {
    [
        "is",
        "was",
        "were",
        "are",
        "has",
        "have",
        "had",
        "said",
        "says",
        "that",
        "which",
        "who",
        "announced",
        "reported",
        "issued",
        "published",
        "did",
        "not",
        "warned",
        "stated",
        "ist",
        "hat",
        "wurde",
        "est",
        "sont",
        "que",
        "es",
        "fue",
        "это",
        "что",
        "was",
    ]
    .contains(&word)
}

/// Whether a stop that is no abbreviation's stands inside: then it is two sentences, not a list of names.
fn ends_sentence_inside(prefix: &str) -> bool {
    let mut words = prefix.split_whitespace().peekable();
    while let Some(word) = words.next() {
        if words.peek().is_none() {
            return false;
        }
        if let Some(head) = word.strip_suffix('.') {
            let letters = head
                .rsplit('.')
                .next()
                .unwrap_or(head)
                .chars()
                .filter(|c| c.is_alphabetic())
                .count();
            let lower = head.to_lowercase();
            let known = [
                "al", "dr", "prof", "gen", "col", "maj", "sen", "rep", "gov", "st", "mr", "mrs",
                "ms", "jr", "sr", "hrsg", "ed", "eds", "lt", "amb", "capt", "inc", "ltd", "dir",
                "coord", "dept", "др", "hg", "hon", "org", "ред",
            ];
            if letters > 1 && !known.contains(&lower.as_str()) {
                return true;
            }
        }
    }
    false
}

/// Whether `name` is known for a body's: one of its words is a ministry's, institute's or the like.
pub(super) fn is_body(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| BODY_WORDS.contains(&word))
}

/// Whether `c` belongs to a script written without spaces.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// The names of `prefix`, which [`plausible`] took for names.
pub(super) fn read(prefix: &str) -> Names {
    let bibliographic = prefix.trim_end().ends_with('.');
    let edges = |c: char| {
        c.is_whitespace() || matches!(c, ',' | ':' | ';' | '：' | '，' | '،' | '—' | '–' | '。')
    };
    let mut rest = prefix.trim_matches(edges).to_owned();
    let mut names = Names::default();
    for _ in 0..3 {
        if let Some(found) = ROLE.find(&rest) {
            if found.start() == 0 {
                break;
            }
            rest.truncate(found.start());
        } else if let Some(found) = ET_AL.find(&rest) {
            if found.start() == 0 {
                break;
            }
            names.et_al = true;
            rest.truncate(found.start());
        } else {
            break;
        }
    }
    let rest = rest.trim_matches(edges);
    let rest = drop_final_stop(rest);
    if rest.is_empty() {
        return names;
    }
    if is_body(rest) {
        names.authors.push(rest.to_owned());
        return names;
    }
    let pieces: Vec<&str> = JOINT
        .split(rest)
        .flat_map(|group| group.split([',', '，', '،']))
        .map(|piece| piece.trim().trim_start_matches("& ").trim())
        .filter(|piece| !piece.is_empty())
        .collect();
    let commas = rest.matches([',', '，']).count();
    let mut authors: Vec<String> = Vec::new();
    let mut joined = false;
    for (index, piece) in pieces.iter().enumerate() {
        let one_word = |text: &str| INVERTED_PIECE.is_match(text);
        let after_surname =
            index > 0 && !joined && authors.last().is_some_and(|last| !last.contains(','));
        let initials =
            INITIALS.is_match(piece.split(['[', '(']).next().unwrap_or(piece).trim()) && index > 0;
        // `Jadoon, Amira, Andrew Mines, and …`: only the first of a list is turned around.
        let given = index == 1
            && commas > 0
            && rest[pieces[0].len()..]
                .trim_start()
                .starts_with([',', '，'])
            && one_word(pieces[0])
            && piece.split_whitespace().count() <= 2
            && piece.chars().next().is_some_and(char::is_uppercase)
            && (pieces.len() == 2
                || pieces[2].split_whitespace().count() >= 2
                || (bibliographic && piece.split_whitespace().count() > 1))
            && (bibliographic || pieces.len() == 2 || pieces[2].split_whitespace().count() >= 2);
        if (initials && after_surname) || given {
            if let Some(last) = authors.last_mut() {
                last.push_str(", ");
                last.push_str(piece);
            }
            joined = true;
        } else {
            authors.push((*piece).to_owned());
            joined = false;
        }
    }
    names.authors = authors;
    names
}

/// `text` without a final stop, unless it is an initial's or an abbreviation's.
fn drop_final_stop(text: &str) -> &str {
    let Some(head) = text.strip_suffix('.') else {
        return text;
    };
    let last = head
        .rsplit([' ', '\u{a0}', '.', '-'])
        .next()
        .unwrap_or(head);
    let keep = last.chars().count() == 1 && last.chars().all(char::is_uppercase)
        || matches!(last, "Jr" | "Sr" | "Inc" | "Ltd" | "Ders" | "Dies");
    if keep { text } else { head }
}

/// The surname of a name, in lower case: before the comma, before initials, else the last word.
pub(crate) fn surname(name: &str) -> String {
    let name = name.split(['(', '（']).next().unwrap_or(name).trim();
    let head = name.split_once(',').map_or(name, |(head, _)| head).trim();
    let words: Vec<&str> = head
        .split_whitespace()
        .filter(|word| !matches!(*word, "Jr." | "Jr" | "Sr." | "Sr" | "II" | "III"))
        .collect();
    let inverted = name.contains(',');
    let picked = if inverted {
        words.last()
    } else {
        match words.as_slice() {
            [first, rest @ ..]
                if !rest.is_empty() && rest.iter().all(|word| INITIALS.is_match(word)) =>
            {
                Some(first)
            }
            _ => words.last(),
        }
    };
    picked
        .copied()
        .unwrap_or_default()
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_names() {
        for (prefix, expected) in [
            ("Amira Jadoon et al., ", "Amira Jadoon +"),
            (
                "Amira Jadoon, Andrew Mines, and Abdul Sayed, ",
                "Amira Jadoon|Andrew Mines|Abdul Sayed",
            ),
            (
                "Jadoon, Amira, Andrew Mines, and Abdul Sayed. ",
                "Jadoon, Amira|Andrew Mines|Abdul Sayed",
            ),
            ("Smith, J., & Jones, K. B. ", "Smith, J.|Jones, K. B."),
            ("Smith J, Jones KB. ", "Smith J|Jones KB"),
            ("Smith, John. ", "Smith, John"),
            ("Jadoon, Mines, and Sayed, ", "Jadoon|Mines|Sayed"),
            (
                "Nessar M.O. and Toruychkanov P.V. ",
                "Nessar M.O.|Toruychkanov P.V.",
            ),
            ("Иванов И. И., Петров П. П. ", "Иванов И. И.|Петров П. П."),
            (
                "Ministry of External Affairs, Government of India, ",
                "Ministry of External Affairs, Government of India",
            ),
            (
                "U.S. Special Envoy Rina Amiri (@SE_AfghanWGH), ",
                "U.S. Special Envoy Rina Amiri (@SE_AfghanWGH)",
            ),
            (
                "Robert Cryer and Christian Henderson (eds), ",
                "Robert Cryer|Christian Henderson",
            ),
            ("王缉思、李明：", "王缉思|李明"),
            ("S.A. Zaidi, ", "S.A. Zaidi"),
            ("", ""),
        ] {
            let names = read(prefix);
            let mut got = names.authors.join("|");
            if names.et_al {
                got.push_str(" +");
            }
            assert_eq!(got, expected, "{prefix}");
        }
    }

    #[test]
    fn what_names_look_like() {
        for prefix in [
            "",
            "United Nations Office for the Coordination of Humanitarian Affairs, ",
            "Zabihullah (دداچم لالا حیښښ), ",
            "S.A. Zaidi, ",
            "U.S. Department of State, ",
            "Ali Fathollah-Nejad and Hamidreza Azizi, ",
            "王缉思：",
        ] {
            assert!(plausible(prefix), "{prefix}");
        }
        for prefix in [
            "The minister said that ",
            "For a discussion of this claim, ",
            "The term ends here. Smith, ",
        ] {
            assert!(!plausible(prefix), "{prefix}");
        }
    }

    #[test]
    fn surnames() {
        for (name, expected) in [
            ("Amira Jadoon", "jadoon"),
            ("Jadoon, Amira", "jadoon"),
            ("Nessar M.O.", "nessar"),
            ("Smith JK", "smith"),
            ("Ludwig van Beethoven", "beethoven"),
            (
                "Ministry of Foreign Affairs- Afghanistan (MoFA_Afg)",
                "afghanistan",
            ),
            ("王缉思", "王缉思"),
        ] {
            assert_eq!(surname(name), expected, "{name}");
        }
    }
}
