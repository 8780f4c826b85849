//! Finds volumes, issues, pages and locators by the words and signs printed with them.
//! It reports what is printed; whether a number is the pages of the work or a locator is weighed in `tail.rs`.

use std::sync::LazyLock;

use regex::{Match, Regex};

use super::scan::{compile, compile_ascii, first_whole};
use crate::span::Span;

/// Numbers of a citation as ranges of the text that was searched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Numbers {
    /// Volume.
    pub(super) volume: Option<Span>,
    /// Issue.
    pub(super) issue: Option<Span>,
    /// Pages behind a colon, `pp.` or their like.
    pub(super) pages: Option<Span>,
    /// Whether these are the work's first page or range by form (Vancouver, OSCOLA, `(pp. 3–9)`).
    pub(super) whole: bool,
    /// Page, paragraph or section cited.
    pub(super) locator: Option<Span>,
    /// Container, where the form itself shows it (OSCOLA).
    pub(super) container: Option<Span>,
    /// All that was taken, words included.
    pub(super) taken: Vec<Span>,
}

static ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) \b (?: no | nos | nr | num | núm | n[º°] | n\.\s?[º°o] | n | issue | iss | heft | h | sayı | fasc ) \.? (?:^|[\s\u{a0}]) \s* (?P<a> \d+ (?: [-–/] \d+ )? ) \b
        | \b(?:n[º°]|n\.[º°]|no\.|nr\.|núm\.|sayı:|h\.)\s*(?P<e>\d+ (?: [-–/] \d+ )?)
        | (?: ^ | [\s,.;(] ) вып \.? \s* (?P<g> \d+ ) | العدد \s* (?P<f> \d+ ) | № \s* (?P<b> \d+ (?: [-–/] \d+ )? (?:\s\(\d+\))? )
        | 第 \s* (?P<c> \d+ ) \s* [期号號] | (?P<d> \d+ ) \s* 号 ",
    )
});

static VOLUME: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) \b (?: vols? | volume | bd | band | jg | jahrgang | tome | tomo | cilt | t | c | v | roč ) \.? \s* : ? \s* (?P<a> \d+ \b | [IVXLC]+ \b )
        | (?: ^ | [\s,.;(] ) (?: том | т ) \.? \s* (?P<d> \d+ ) | المجلد \s* (?P<c> \d+ ) | 第 \s* (?P<b> \d+ ) \s* [巻卷] ",
    )
});

/// `16(8)`, `3 (2)`; a year in the brackets is none.
static VOLUME_ISSUE: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|[\s,])(?P<v>\d{1,3}|(?:20|19)\d\d)\s?\((?P<i>\d{1,3}(?:[-–/]\d{1,3})?|(?i:suppl?\.?\s?\d*))\)",
    )
});

/// `2020;395(10223):497-506`.
static VANCOUVER: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"\b\d{4}(?:\s\p{L}{3}(?:\s\d{1,2})?)?;\s?(?P<v>\d+)(?:\((?P<i>[^)]{1,20})\))?(?::\s?(?P<p>[eE]?\d+(?:[-–][eE]?\d+)?))?",
    )
});

/// `(2020) 12 JIL 45, 50` and `[2010] Crim LR 45`.
static OSCOLA: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"[\(\[]\d{4}[\)\]]\s(?:(?P<v>\d{1,4})(?:\((?P<i>\d+(?:[-–]\d+)?)\))?\s)?(?P<c>\p{Lu}[\p{L}.&’'-]*(?:\s(?:\p{Lu}[\p{L}.&’'-]*|of|and|for|the|on|in|&))*)\s(?P<p>\d{1,5})(?:[-–]\d+)?(?:,\s?(?P<l>\d{1,5}(?:[-–]\d+)?))?",
    )
});

/// `78 Tex. L. Rev. 1, 5 (1999)`.
static BLUEBOOK: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|,)\s*(?P<v>\d{1,4})\s(?P<c>\p{Lu}[\p{L}.’'&]*(?:\s(?:\p{Lu}[\p{L}.’'&]*|&|of|the|on|and|for|in))*)\s(?P<p>\d{1,5})(?:,\s?(?P<l>\d{1,5}(?:[-–]\d+)?))?\s\([^)]{0,20}\d{4}\)",
    )
});

static PAGE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) (?P<open>\()? \b (?P<word> pp? | pgs? | págs? | pág | s | ss | sf | str | blz | c | sayfa ) (?: \. \s* | \s+ ) (?P<a> [A-Z]? \d+ (?: \s?[-–—]\s? [A-Z]?\d+ )? (?: , \s \d+ (?: [-–] \d+ )? (?: \b ) )* (?: \s?ff?\. | \s n\.\s?\d+ )? )
        | (?: ^ | [\s,.;(] ) (?: с | стр ) (?: \. \s* | \s+ ) (?P<g> \d+ (?: \s?[-–—]\s? \d+ )? )
        | 第 \s* (?P<b> \d+ (?: \s?[-–—－~～至]{1,2}\s? \d+ )? ) \s* [页頁] | (?P<d> \d+ (?: \s?[-–—－~～]\s? \d+ )? ) \s* [页頁] | ص (?:ص)? \.? \s* (?P<f> \d+ (?: \s?[-–]\s? \d+ )? ) ",
    )
});

static COLON_PAGES: LazyLock<Regex> =
    LazyLock::new(|| compile(r"[\)\d]\s?:\s*(?P<p>[eE]?\d+(?:\s?[-–—]\s?\d+)?)(?:\D|$)"));

static PLACE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?xi) \b (?P<l> (?: paras? | paragraphs? | párr | ch | chs | chap | chaps | chapter | cap | kap | kapitel | chapitre | capítulo | sec | secs | section | art | arts | fig | figs | table | app | appendix | annex | anexo | annexe | rn | rz | abs | fol | fols | at | slide | min | verse | l | ll | § | §§ | vol\.\s\d+,\sp ) \.? \s? [§¶]? \s? \d[\d.:–-]*\d* (?: [a-z]\b )? (?: \s? \([a-z0-9]+\) )* )
        | (?: ^ | [\s,.;(] ) (?P<n> гл \. \s? \d+ ) | (?P<m> (?: § §? | ¶ ¶? ) \s? \d[\w.–-]* ) ",
    )
});

static LAST: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?:^|[,\)\]]|\bat)\s*(?P<p>[A-Z]?\d{1,4}(?:\s?[-–—]\s?\d{1,4})?(?:(?:,|\sand|\s&)\s\d{1,4}(?:[-–]\d{1,4})?)*(?:\s?n\.?\s?\d+)?(?:\s?ff?\.)?|[ivxlc]{1,7}(?:[-–][ivxlc]+)?)[\s.,;]*$",
    )
});

/// Whether `before` ends with the word or sign that counts issues and reports.
pub(super) fn counted(before: &str) -> bool {
    COUNTED.is_match(before)
}

static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| compile_ascii(r"(?i)(?:№|\bno\.?|\bnr\.?|\bnúm\.?)\s*$"));

static SERIES: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)\b(?:paper|papers|brief|briefing|report|study|memo|memorandum|note|bericht|studie|rapport|informe|arbeitspapier)\s*$",
    )
});

/// A page right behind the title, with a remark behind it: `, 77, takes the opposite view`.
static FIRST: LazyLock<Regex> =
    LazyLock::new(|| compile(r"^\s*,\s*(?P<p>\d{1,3}(?:[-–]\d{1,4})?)\s*(?:[,;]|$)"));

/// Which forms without words can stand behind a title.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Forms {
    /// None: behind an ibid. or a short title.
    None,
    /// The law review's only: behind an italic title, where brackets hold a publisher.
    Bluebook,
    /// All: behind an article's title.
    Journal,
}

/// Numbers in `text`, from which URLs, quotations and dates of access are already blanked.
/// `forms` tells which forms without words are looked for; a number inside one of `dates` is no locator.
pub(super) fn find(text: &str, forms: Forms, dates: &[Span]) -> Numbers {
    let mut numbers = by_form(text, forms).unwrap_or_default();
    if numbers.taken.is_empty() {
        volume_and_issue(text, forms, &mut numbers);
        pages(text, &mut numbers);
    }
    with_locator(text, numbers, dates)
}

fn span(part: Match<'_>) -> Span {
    Span::new(part.start(), part.end())
}

/// Law reviews, Vancouver and OSCOLA, whose order tells what each number is.
fn by_form(text: &str, forms: Forms) -> Option<Numbers> {
    let known: &[&LazyLock<Regex>] = match forms {
        Forms::None => &[],
        Forms::Bluebook => &[&BLUEBOOK],
        Forms::Journal => &[&BLUEBOOK, &VANCOUVER, &OSCOLA],
    };
    let found = known.iter().find_map(|form| form.captures(text))?;
    let named = |key: &str| found.name(key).map(span);
    let mut numbers = Numbers {
        volume: named("v"),
        issue: named("i"),
        pages: named("p"),
        whole: found.name("p").is_some(),
        locator: named("l"),
        container: named("c"),
        taken: Vec::new(),
    };
    let parts = [
        numbers.volume,
        numbers.issue,
        numbers.container,
        numbers.pages,
        numbers.locator,
    ];
    if let Some(whole) = parts.into_iter().flatten().reduce(Span::join) {
        numbers.taken.push(whole);
    }
    Some(numbers)
}

fn volume_and_issue(text: &str, forms: Forms, numbers: &mut Numbers) {
    // `№ 2 (320)` is an issue and its running number.
    let bare = VOLUME_ISSUE.captures(text).filter(|found| {
        forms == Forms::Journal
            && found
                .name("v")
                .is_some_and(|volume| !COUNTED.is_match(&text[..volume.start()]))
    });
    if let Some(found) = bare {
        numbers.volume = found.name("v").map(span);
        numbers.issue = found.name("i").map(span);
        numbers.taken.extend(found.get(0).map(|whole| {
            let skipped = whole.len() - whole.as_str().trim_start_matches([',', ' ']).len();
            // A year that counts as the volume (`2023(4)`) stays readable as the date.
            let year = numbers.volume.filter(|volume| volume.len() == 4);
            Span::new(
                year.map_or(whole.start() + skipped, |year| year.end),
                whole.end(),
            )
        }));
    }
    // `Working Paper No. 341` is the name of a report, not an issue.
    let issue = first_whole(&ISSUE, text).filter(|found| {
        found
            .get(0)
            .is_some_and(|whole| !SERIES.is_match(&text[..whole.start()]))
    });
    if let Some(found) = issue.filter(|_| numbers.issue.is_none()) {
        numbers.issue = ["a", "b", "c", "d", "e", "f", "g"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.taken.extend(found.get(0).map(span));
    }
    if let Some(found) = first_whole(&VOLUME, text).filter(|_| numbers.volume.is_none()) {
        numbers.volume = ["a", "b", "c", "d"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.taken.extend(found.get(0).map(span));
    }
}

/// Pages behind a word for them, or behind the colon of a journal.
fn pages(text: &str, numbers: &mut Numbers) {
    let worded = first_whole(&PAGE_WORD, text).filter(|found| {
        found.get(0).is_some_and(|whole| {
            numbers
                .taken
                .iter()
                .all(|taken| !taken.overlaps(span(whole)))
        })
    });
    if let Some(found) = worded {
        numbers.pages = ["a", "b", "d", "f", "g"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.whole = found.name("open").is_some();
        let open = usize::from(numbers.whole);
        numbers.taken.extend(
            found
                .get(0)
                .map(|whole| Span::new(whole.start() + open, whole.end())),
        );
    } else if let Some(found) = COLON_PAGES.captures(text)
        && let Some(pages) = found.name("p")
        && let Some(whole) = found.get(0)
    {
        // `3:16` behind a time or a verse is no page; behind `)`, an issue or a volume it is.
        if whole.as_str().starts_with(')') || numbers.issue.is_some() || numbers.volume.is_some() {
            let sign = whole.as_str().chars().next().map_or(1, char::len_utf8);
            numbers.pages = Some(span(pages));
            numbers
                .taken
                .push(Span::new(whole.start() + sign, pages.end()));
        }
    }
}

fn with_locator(text: &str, mut numbers: Numbers, dates: &[Span]) -> Numbers {
    if numbers.locator.is_some() {
        return numbers;
    }
    let free = |taken: &[Span], span: Span| taken.iter().all(|other| !other.overlaps(span));
    if let Some(found) = first_whole(&PLACE_WORD, text)
        && let Some(part) = found
            .name("l")
            .or_else(|| found.name("m"))
            .or_else(|| found.name("n"))
    {
        let text = part.as_str();
        // `at 45`: the word only points.
        let bare = text.strip_prefix("at").map_or(text, str::trim_start);
        let start = part.start() + text.len() - bare.len();
        let span = Span::new(
            start,
            start + bare.trim_end_matches(['.', '–', '-', ':']).len(),
        );
        if free(&numbers.taken, span) {
            numbers.taken.push(span);
            numbers.locator = Some(span);
            return numbers;
        }
    }
    // `January 8, 2018, 34`: the number is looked for behind the last date.
    let from = dates
        .iter()
        .map(|date| date.end)
        .max()
        .unwrap_or(0)
        .min(text.len());
    let last = LAST
        .captures_at(text, 0)
        .and_then(|found| found.name("p"))
        .filter(|part| {
            dates
                .iter()
                .all(|date| !date.overlaps(Span::new(part.start(), part.end())))
        })
        .map(|part| (0, part))
        .or_else(|| {
            LAST.captures(&text[from..])
                .and_then(|found| found.name("p"))
                .map(|part| (from, part))
        })
        .or_else(|| {
            FIRST
                .captures(text)
                .and_then(|found| found.name("p"))
                .map(|part| (0, part))
        });
    if let Some((offset, part)) = last {
        let span = Span::new(
            offset + part.start(),
            offset + part.start() + part.as_str().trim_end().len(),
        );
        if free(&numbers.taken, span) && dates.iter().all(|date| !date.overlaps(span)) {
            numbers.taken.push(span);
            numbers.locator = Some(span);
        }
    }
    numbers
}

/// The locator behind an ibid., a cross-reference or a short title.
pub(super) fn locator(text: &str) -> Option<Span> {
    let found = find(text, Forms::None, &[]);
    found.locator.or(found.pages).or_else(|| {
        static BARE: LazyLock<Regex> =
            LazyLock::new(|| compile(r"(?:^|\s|,|:)(\d{1,4}(?:[-–]\d{1,4})?)[\s.;]*$"));
        BARE.captures(text)
            .and_then(|bare| bare.get(1))
            .map(|part| Span::new(part.start(), part.end()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_styles() {
        for (text, expected) in [
            (", vol. 16, no. 8 (2023): 8–15.", "16|8|8–15|"),
            (" 16(8), 8-15.", "16|8||8-15"),
            (" (2020) 12 JIL 45, 50", "12||45|50"),
            ("Lancet. 2020;395(10223):497-506.", "395|10223|497-506|"),
            (", pp. 45–67.", "||45–67|"),
            (", S. 12.", "||12|"),
            (", 45.", "|||45"),
            (" (London: Verso, 2010), 45–50.", "|||45–50"),
            ("2020. № 5. С. 45–50.", "|5|45–50|"),
            ("2020年第3期，第10—25页。", "|3|10—25|"),
            ("第3巻第2号（2020年）、10–20頁", "3|2|10–20|"),
            (", para. 12.", "|||para. 12"),
            (", 78 Tex. L. Rev. 1, 5 (1999)", "78||1|5"),
            (" 2, n.º 3, 2020, p. 5", "|3|5|"),
            (" 12, H. 3, S. 4-7", "|3|4-7|"),
        ] {
            let found = find(text, Forms::Journal, &[]);
            let part = |span: Option<Span>| span.map_or("", |span| span.of(text)).to_owned();
            let got = [
                part(found.volume),
                part(found.issue),
                part(found.pages),
                part(found.locator),
            ]
            .join("|");
            assert_eq!(got, expected, "{text}");
        }
    }
}
