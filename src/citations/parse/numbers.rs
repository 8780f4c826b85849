//! Finds volumes, issues, pages and locators by the words and signs printed with them.
//! It reports what is printed; whether a number is the pages of the work or a locator is weighed in `tail.rs`.

use std::sync::LazyLock;

use regex::Regex;

use super::scan::compile;
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
    compile(
        r"(?xi) \b (?: no | nos | nr | num | núm | n[º°] | n\.\s?[º°o] | n | issue | iss | heft | h | sayı | fasc | вып ) \.? (?:^|[\s\u{a0}]) \s* (?P<a> \d+ (?: [-–/] \d+ )? ) \b
        | \b(?:n[º°]|n\.[º°]|no\.|nr\.|núm\.|sayı:|h\.)\s*(?P<e>\d+ (?: [-–/] \d+ )?)
        | العدد \s* (?P<f> \d+ ) | № \s* (?P<b> \d+ (?: [-–/] \d+ )? (?:\s\(\d+\))? )
        | 第 \s* (?P<c> \d+ ) \s* [期号號] | (?P<d> \d+ ) \s* 号 ",
    )
});

static VOLUME: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) \b (?: vols? | volume | bd | band | jg | jahrgang | tome | tomo | cilt | том | т | t | c | v | roč ) \.? \s* : ? \s* (?P<a> \d+ \b | [IVXLC]+ \b )
        | المجلد \s* (?P<c> \d+ ) | 第 \s* (?P<b> \d+ ) \s* [巻卷] ",
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
    compile(
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
    compile(
        r"(?xi) (?P<open>\()? \b (?P<word> pp? | pgs? | págs? | pág | s | ss | sf | str | blz | с | c | стр | sayfa ) (?: \. \s* | \s+ ) (?P<a> [A-Z]? \d+ (?: \s?[-–—]\s? [A-Z]?\d+ )? (?: , \s \d+ (?: [-–] \d+ )? (?: \b ) )* (?: \s?ff?\. | \s n\.\s?\d+ )? )
        | 第 \s* (?P<b> \d+ (?: \s?[-–—－~～至]{1,2}\s? \d+ )? ) \s* [页頁] | (?P<d> \d+ (?: \s?[-–—－~～]\s? \d+ )? ) \s* [页頁] | ص (?:ص)? \.? \s* (?P<f> \d+ (?: \s?[-–]\s? \d+ )? ) ",
    )
});

static COLON_PAGES: LazyLock<Regex> =
    LazyLock::new(|| compile(r"[\)\d]\s?:\s*(?P<p>[eE]?\d+(?:\s?[-–—]\s?\d+)?)(?:\D|$)"));

static PLACE_WORD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi) \b (?P<l> (?: paras? | paragraphs? | párr | ch | chs | chap | chaps | chapter | cap | kap | kapitel | chapitre | capítulo | гл | sec | secs | section | art | arts | fig | figs | table | app | appendix | annex | anexo | annexe | rn | rz | abs | fol | fols | at | slide | min | verse | l | ll | § | §§ | vol\.\s\d+,\sp ) \.? \s? [§¶]? \s? \d[\d.:–-]*\d* (?: [a-z]\b )? (?: \s? \([a-z0-9]+\) )* )
        | (?P<m> (?: § §? | ¶ ¶? ) \s? \d[\w.–-]* ) ",
    )
});

static LAST: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?:^|[,\)\]]|\bat)\s*(?P<p>[A-Z]?\d{1,4}(?:\s?[-–—]\s?\d{1,4})?(?:(?:,|\sand|\s&)\s\d{1,4}(?:[-–]\d{1,4})?)*(?:\s?n\.?\s?\d+)?(?:\s?ff?\.)?|[ivxlc]{1,7}(?:[-–][ivxlc]+)?)[\s.,;]*$",
    )
});

/// Whether `before` ends with the word or sign that counts issues and reports.
pub(super) fn counted(before: &str) -> bool {
    COUNTED.is_match(before)
}

static COUNTED: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)(?:№|\bno\.?|\bnr\.?|\bnúm\.?)\s*$"));

static SERIES: LazyLock<Regex> = LazyLock::new(|| {
    compile(
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
    let mut numbers = Numbers::default();
    let span = |part: regex::Match<'_>| Span::new(part.start(), part.end());
    if forms != Forms::None {
        for form in [&*BLUEBOOK, &*VANCOUVER, &*OSCOLA]
            .into_iter()
            .take(if forms == Forms::Journal { 3 } else { 1 })
        {
            if let Some(found) = form.captures(text) {
                numbers.volume = found.name("v").map(span);
                numbers.issue = found.name("i").map(span);
                let named = |key: &str| {
                    form.capture_names()
                        .flatten()
                        .any(|name| name == key)
                        .then(|| found.name(key))
                        .flatten()
                        .map(span)
                };
                numbers.pages = named("p");
                numbers.locator = named("l");
                numbers.container = named("c");
                numbers.whole = numbers.pages.is_some();
                let last = [
                    numbers.locator,
                    numbers.pages,
                    numbers.issue,
                    numbers.volume,
                ]
                .into_iter()
                .flatten()
                .map(|span| span.end)
                .max();
                let first = [numbers.volume, numbers.container, numbers.pages]
                    .into_iter()
                    .flatten()
                    .map(|span| span.start)
                    .min();
                if let (Some(first), Some(last)) = (first, last) {
                    numbers.taken.push(Span::new(first, last));
                }
                // A whole range behind OSCOLA's first page is taken with it.
                return with_locator(text, numbers, dates);
            }
        }
        if forms == Forms::Journal
            && let Some(found) = VOLUME_ISSUE.captures(text).filter(|found| {
                // `№ 2 (320)`: an issue and its running number.
                found
                    .name("v")
                    .is_some_and(|volume| !COUNTED.is_match(&text[..volume.start()]))
            })
        {
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
    }
    if numbers.issue.is_none()
        && let Some(found) = ISSUE.captures(text).filter(|found| {
            // `Working Paper No. 341` is the name of a report, not an issue.
            found
                .get(0)
                .is_some_and(|whole| !SERIES.is_match(&text[..whole.start()]))
        })
    {
        numbers.issue = ["a", "b", "c", "d", "e", "f"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.taken.extend(found.get(0).map(span));
    }
    if numbers.volume.is_none()
        && let Some(found) = VOLUME.captures(text)
    {
        numbers.volume = ["a", "b", "c"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.taken.extend(found.get(0).map(span));
    }
    if let Some(found) = PAGE_WORD.captures(text).filter(|found| {
        found.get(0).is_some_and(|whole| {
            numbers
                .taken
                .iter()
                .all(|taken| !taken.overlaps(span(whole)))
        })
    }) {
        numbers.pages = ["a", "b", "d", "f"]
            .iter()
            .find_map(|key| found.name(key))
            .map(span);
        numbers.whole = found.name("open").is_some();
        numbers.taken.extend(
            found
                .get(0)
                .map(|whole| Span::new(whole.start() + usize::from(numbers.whole), whole.end())),
        );
    } else if let Some(found) = COLON_PAGES.captures(text)
        && let Some(pages) = found.name("p")
        && let Some(whole) = found.get(0)
    {
        let before = &text[..whole.start() + 1];
        // `3:16` behind a time or a verse is no page; behind `)`, an issue or a volume it is.
        if before.ends_with(')') || numbers.issue.is_some() || numbers.volume.is_some() {
            numbers.pages = Some(span(pages));
            numbers
                .taken
                .push(Span::new(whole.start() + 1, pages.end()));
        }
    }
    with_locator(text, numbers, dates)
}

fn with_locator(text: &str, mut numbers: Numbers, dates: &[Span]) -> Numbers {
    if numbers.locator.is_some() {
        return numbers;
    }
    let free = |taken: &[Span], span: Span| taken.iter().all(|other| !other.overlaps(span));
    if let Some(found) = PLACE_WORD.captures(text)
        && let Some(part) = found.name("l").or_else(|| found.name("m"))
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
