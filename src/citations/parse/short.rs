//! Recognizes what stands for a citation given elsewhere: ibid. and its sisters, cross-references to notes,
//! op. cit.; and the signals (see, cf., quoted in) that open or join citations. Resolving is `resolve.rs`'s work.

use std::sync::LazyLock;

use regex::Regex;

use super::scan::{compile, compile_ascii, first_whole};

static IBID: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^ (?:
            ibid(?:em)? \b \.? | ibíd(?:em)? \b \.? | ib\. | id\. (?: \s* , \s* (?:at\s)? | \s+ at \s | \s*$ | \s+ § ) | idem \b
          | ebd\. | ebda\. | ebenda \b
          | там \s+ же \b \.? | тамже \b | a\.\s?g\.\s?e\. | a\.\s?y\. | aynı \s+ yer
          | 同上 | 同前 | المرجع \s+ نفسه | المصدر \s+ نفسه | نفسه
          | loc\. \s* cit\. | ivi \b
        )",
    )
});

/// A cross-reference and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Crossing {
    /// Start of the words that refer.
    pub(super) start: usize,
    /// End of the words that refer.
    pub(super) end: usize,
    /// The number of the note, where one is printed.
    pub(super) label: Option<String>,
}

static CROSSING: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi)
        \b (?:supra|infra) ,? \s+ (?: (?:notes?|nn?\.?|fn\.?|footnotes?|nota|nt\.) \s* (?P<supra>\d+) (?:\s*[-–]\s*\d+)? )?
      | \( \s* (?:n|fn|note|nota|anm\.|fn\.|fußn\.) \s* (?P<oscola>\d+) \s* \)
      | \b (?: (?:see|vgl\.|siehe|s\.|voir|véase|ver|cfr\.|vedi|cf\.|see\s+also|compare) \s+ )? (?: above | oben | ci-dessus | arriba | acima | sopra ) ,? \s+
           (?:at\s+)? (?:notes?|nn?\.?|fn\.?|footnotes?|anm\.|fußnote|nota) \s* (?P<above>\d+)
      | \b (?: see | see\s+also | cf\. | vgl\. | siehe | s\. | voir | véase | ver | cfr\. | vedi | zie | compare ) \s+ (?:also\s+|auch\s+|également\s+)?
           (?: notes? | nn?\.? | fn\.? | footnotes? | endnotes? | anm\. | anmerkung | fn\. | fußnote | fußn\. | la \s+ note | nota | la \s+ nota | noot ) \s* (?P<see>\d+)
      | \b (?: notes? | nn?\.? | fn\.? | footnote | anm\. | fußnote | fn\. | nota ) \s* (?P<note>\d+) ,? \s+ (?: above | below | supra | oben | ci-dessus | arriba | sopra )
      | (?: см\. | указ\. ) \s+ (?: прим\. | примечание | сноску | сн\. ) \s* (?P<ru>\d+)
      | (?: 前掲 | 前揭 )? (?: 注 | 註 ) \s* [（(]? (?P<jp>\d+) [）)]? | 見?前注 | (?: 前掲書 | 前掲論文 | 前揭书 | 前引书 )
      | \b bkz\. \s* (?: dipnot | not ) \s* (?P<tr>\d+)
      | \b (?: op\. \s* cit\. | loc\. \s* cit\. | opere \s citata | obra \s citada | ob\. \s* cit\. | art\. \s* cit\. | a\.\s?a\.\s?o\. | a\.\s?g\.\s?e\. )
      | [,.”’»] \s* cit\. | указ\. \s* соч\. | цит\. \s* соч\. | \b (?: anılan \s eser | adı \s geçen \s eser )
      | المرجع \s+ السابق | مرجع \s+ سابق | مصدر \s+ سابق",
    )
});

static SIGNAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^ (?:
            (?: but | and )? \s* see (?: ,? \s+ (?: also | generally | especially | esp\. | further | too | in \s+ particular | for \s+ instance | for \s+ example | e\.\s?g\.? | inter \s+ alia | among \s+ others ) )* ,? \s* (?: , | : )?
          | cf\. ,? | cfr\. ,? | compare \b ,? | contra \b ,? | accord \b ,? | e\.\s?g\., | quoted \s+ in | cited \s+ (?:in|by) | as \s+ (?:quoted|cited) \s+ (?:in|by) | reprinted \s+ in | sources?: | also: 
          | vgl\. (?: \s+ (?: auch | dazu | hierzu | etwa | z\.\s?b\. ) )* ,? :? | siehe (?: \s+ (?: auch | dazu | hierzu | etwa ) )* :? | zit(?:iert|\.) \s+ (?: nach | bei ) :? | so \s+ auch
          | voir (?: \s+ (?: aussi | également | notamment | par \s+ exemple ) )* ,? :? | cité \s+ (?:par|dans) | véase (?: \s+ también )? ,? :? | ver (?: \s+ (?:también|também) )? ,? :? \s | vid\. | citado \s+ (?:en|em|por) | cit\. \s+ in | apud
          | vedi (?: \s+ anche )? ,? | si \s+ veda (?: \s+ anche )? ,? | см\. (?: \s+ также )? :? | ср\. :? | цит\. \s+ по :? | подробнее \s+ см\. :? 
          | bkz\.? :? | ayrıca \s+ bkz\.? :? | aktaran | zie (?: \s+ ook )? | zob\. | por \s+ (?:también)
          | (?: ferner | sowie | außerdem | dazu | additionally | further ) :? | انظر (?: \s+ أيضا )? :? | راجع :? | نقلا \s+ عن :?
        ) (?: \s+ | $ ) | ^ (?: 参见 | 参看 | 见 | 转引自 | 详见 | 參見 | 参照 | 另见 | 引自 ) [：:]? | ^ (?: and | und | et | y | e | и | ve | sowie ) \s+",
    )
});

/// Where signals may stand within a note, so that what follows is a citation of its own.
static INNER_SIGNAL: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)
        (?: ^ | \s | [—–(] ) (?P<signal>
            (?: but \s+ )? see \s+ also | see ,? \s+ (?: e\.\s?g\. | for \s+ (?: example | instance ) | generally | especially | inter \s+ alia ) | see
          | cf\. | (?: as \s+ )? (?: quoted | cited ) \s+ (?: in | by ) | reprinted \s+ in | vgl\. | siehe | zit\. \s+ nach | zitiert \s+ nach | voir (?: \s+ aussi )? | cité \s+ (?:par|dans) | véase | citado \s+ (?:en|em|por) | cit\. \s+ in | vedi | cfr\. | см\. (?: \s+ также )? | цит\. \s+ по | bkz\. | aktaran
        ) (?: , | : )? \s",
    )
});

/// End of the ibid. that `text` begins with.
pub(super) fn ibid(text: &str) -> Option<usize> {
    let found = IBID.find(text)?;
    // `Id.` alone is the form; what the pattern took to be sure of it is the locator's.
    let taken = found.as_str();
    if taken.to_lowercase().starts_with("id.") {
        return Some(3);
    }
    Some(found.end())
}

/// The first cross-reference in `text`.
pub(super) fn crossing(text: &str) -> Option<Crossing> {
    let found = first_whole(&CROSSING, text)?;
    let whole = found.get(0)?;
    let label = ["supra", "oscola", "above", "see", "note", "ru", "jp", "tr"]
        .iter()
        .find_map(|name| found.name(name))
        .map(|number| number.as_str().to_owned());
    // A bare `supra` in running text of a Latin title is no cross-reference; a bare CJK `注` needs its number.
    if label.is_none() && whole.as_str().trim().is_empty() {
        return None;
    }
    Some(Crossing {
        start: whole.start(),
        end: whole.start() + whole.as_str().trim_end().len(),
        label,
    })
}

/// Length of the signals that `text` begins with.
pub(super) fn signal(text: &str) -> usize {
    let mut at = 0;
    for _ in 0..4 {
        let rest = &text[at..];
        let skipped = rest.len()
            - rest
                .trim_start_matches([' ', ',', ':', '\u{a0}', '\n', '(', '（'])
                .len();
        match SIGNAL.find(&rest[skipped..]) {
            Some(found)
                if found.end() > 0 && opens(found.as_str(), &rest[skipped + found.end()..]) =>
            {
                at += skipped + found.end();
            }
            _ => break,
        }
    }
    at
}

/// Whether a joining word (and, und, et) joins a citation: a capital, a mark or a signal follows it.
fn opens(signal: &str, rest: &str) -> bool {
    let joining = matches!(
        signal.trim(),
        "and" | "und" | "et" | "y" | "e" | "и" | "ve" | "sowie"
    );
    !joining
        || SIGNAL.is_match(rest)
        || rest
            .chars()
            .next()
            .is_some_and(|c| !c.is_lowercase() && !c.is_numeric())
        || rest.starts_with("http")
        || rest.starts_with("ibid")
}

/// Offsets at which a signal within `text` begins.
pub(super) fn inner_signals(text: &str) -> Vec<usize> {
    INNER_SIGNAL
        .captures_iter(text)
        .filter_map(|found| found.name("signal"))
        .map(|signal| signal.start())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ibids() {
        for (text, rest) in [
            ("Ibid., 45.", "., 45."),
            ("Ibid.", ""),
            ("ibidem, p. 3", ", p. 3"),
            ("Id. at 45.", " at 45."),
            ("Ebd., S. 3.", ", S. 3."),
            ("Там же. С. 5.", " С. 5."),
            ("Ibíd., 45", ", 45"),
            ("同上，第5页", "，第5页"),
        ] {
            let end = ibid(text).unwrap_or_else(|| panic!("{text}"));
            assert!(
                text[end..].trim_start_matches('.') == rest.trim_start_matches('.'),
                "{text}: {}",
                &text[end..]
            );
        }
        for text in ["Idaho, 45", "Id Software", "Ibn Khaldun, 4"] {
            assert_eq!(ibid(text), None, "{text}");
        }
    }

    #[test]
    fn crossings() {
        for (text, label) in [
            ("Smith, supra note 12, at 4", Some("12")),
            ("Smith (n 5) 45", Some("5")),
            ("See note 7 above", Some("7")),
            ("above n 12", Some("12")),
            ("Smith, op. cit., 45", None),
            ("Müller, a. a. O., S. 4", None),
            ("Vgl. Anm. 3", Some("3")),
            ("voir note 3", Some("3")),
            ("véase nota 5", Some("5")),
            ("Иванов И. Указ. соч. С. 5", None),
            ("См. прим. 5", Some("5")),
            ("山田・前掲注5、10頁", Some("5")),
        ] {
            let found = crossing(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(found.label.as_deref(), label, "{text}");
        }
        assert_eq!(
            crossing("Smith, Notes on War (London: Verso, 2010), 5"),
            None
        );
        assert_eq!(crossing("no. 5"), None);
    }

    #[test]
    fn signals() {
        for (text, rest) in [
            ("See also Smith", "Smith"),
            ("See, e.g., Smith", "Smith"),
            ("Cf. Smith", "Smith"),
            ("But see Smith", "Smith"),
            ("Vgl. dazu Müller", "Müller"),
            ("См. также: Иванов", "Иванов"),
            ("Seeger, Title", "Seeger, Title"),
            ("Vernon, Title", "Vernon, Title"),
        ] {
            assert_eq!(text[signal(text)..].trim_start(), rest, "{text}");
        }
        assert_eq!(
            inner_signals("Smith, Title, quoted in Jones, Other; see also X").len(),
            2
        );
    }
}
