//! Finds the container behind a title: in italics, in CJK marks, in brackets as a publisher, or as the first field that can be one.
//! Fields that are known for something else (editions, roles, places) are taken up and named nothing.

use std::sync::LazyLock;

use regex::Regex;

use super::{
    numbers,
    prose::ends_sentence,
    quotes::trimmed,
    reading::Reading,
    scan::{compile, compile_ascii, inside},
    tail::is_number,
    title,
    words::{PLACES, PUBLISHER_WORDS},
};
use crate::span::Span;

/// Fields that name no container: editions, roles, media, announcements of a URL.
pub(super) static NO_CONTAINER: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?xi)^ (?:
            \d+ (?:st|nd|rd|th|e|\.)? \s* (?: rev\. \s* )? (?: ed(?:n|ition|\.)?\b | aufl(?:age|\.)? | éd\. | изд\. | baskı ) .* | (?: rev(?:ised|\.)? | second | third | fourth | first | expanded | updated | neue | verbesserte ) \s (?:and\s\w+\s)? (?: ed(?:ition|\.) | aufl ) .*
          | (?: eds?\.? | edited | translated | trans\. | trad\. | traduit | translation | übers\. | hrsg\. | hg\. | ред\. | пер\. | под \s ред | отв\. | çev\. | dir\. | sous \s la | foreword | introduction \s by | intro\. | with \s an? \s introduction | a \s cura \s di | coord\. | ed\. \s por | der\. ) \b .*
          | (?: available | online | accessible | retrieved | accessed | last | url | pdf | via | also | full \s text | archived | at | from | on | verfügbar | online \s unter | disponible | disponível | disponibile | en \s ligne | en \s línea | режим \s доступа | доступно | erişim | access(?:ed)? \s date | retrieved \s from | available \s (?:at|from|online) (?: .*)? | dostępny | https? ) [\s:.]*
          | press \s (?: release | conference ) (?: \s .* )? | pressemitteilung | communiqué (?: \s de \s presse )? | comunicado (?: \s de \s (?: prensa | imprensa ) )? | nota \s à \s imprensa | news \s release | media \s release | speech | remarks | version \s [\d.]+ | v\.?\s?[\d.]+ | cols?\.? \s .* | data \s set | dataset | blog \s post | entry \s for .* | letter | memorandum | пресс-релиз
          | n\.d\.? | s\.f\.? | o\.\s?j\.? | o\.\s?d\.? | s\.d\.? | б\.\s?г\.? | forthcoming | in \s press | im \s erscheinen | à \s paraître | t\.y\.? | tarihsiz
          | (?: in | en | em | dans | hrsg | hg | print | web | paperback | kindle (?:\sedition)? | e-?book | updated | published | posted | dated | issued | эл(?:ектронный)?\.? \s ресурс | text | текст | video | audio | pp? | no | vol | and | the | г | с | s | p )
          | (?-i:[ivxlc]+) | (?: sec | col | chap | para | art | fig | table ) \. .* | (?: section | chapter | page | table ) \s .*
        ) [.\s]* $",
    )
});

pub(super) static ROLE_FIELD: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^(?:eds?\.?|edited by|translated by|trans\.?|trad\.|hrsg\.(?: v(?:on|\.))?|hg\.(?: v(?:on|\.))?|под ред\.|отв\. ред\.|пер\.|çev\.|dir\.|sous la dir(?:ection|\.) de|a cura di|coord\.|ed\. por|der\.|foreword by)(?:\s|$)",
    )
});

pub(super) static IN: LazyLock<Regex> = LazyLock::new(|| {
    compile(
        r"(?i)^(?:in|in:|en|en:|em:|dans|dans:|из|в кн\.:|в:|içinde|载|见|收入|载于|in the|from|published (?:in|by)|posted (?:on|by)|(?:paper )?presented at(?: the)?|on|via)[:\s]+|^(?:diss\.|载于?|见|收入)\s*",
    )
});

pub(super) static TRAILING_VOLUME: LazyLock<Regex> =
    LazyLock::new(|| compile(r"[\s,]+(\d{1,4}|[IVXLC]{1,7})$"));

pub(super) static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)\b(?:speech|lecture|presentation|testimony|statement|remarks|press conference|paper presented|conference|webinar|panel|keynote|in [A-Z]\w+|hereafter|hereinafter|emphasis|translation|my|author|abbreviated)\b",
    )
});

pub(super) fn set_container(reading: &mut Reading<'_, '_>, span: Span) {
    let note = reading.note;
    let mut span = trimmed(note.text, span);
    if let Some(found) = IN.find(span.of(note.text)) {
        span.start += found.end();
    }
    loop {
        let text = span.of(note.text);
        let Some(last) = text.chars().next_back() else {
            return;
        };
        let abbreviated = last == '.' && text.len() > 1 && {
            let word = text[..text.len() - 1]
                .rsplit([' ', '\u{a0}'])
                .next()
                .unwrap_or_default();
            word.contains('.')
                || word.chars().count() <= 4
                    && word.chars().next().is_some_and(char::is_uppercase)
                    && text.matches('.').count() > 1
                || matches!(
                    word,
                    "Inc" | "Ltd" | "Co" | "Rev" | "Dis" | "Q" | "J" | "St" | "Assn"
                )
        };
        if matches!(last, ',' | ':' | ';' | '，' | '：' | '。' | '、')
            || (last == '.' && !abbreviated)
        {
            span = trimmed(note.text, Span::new(span.start, span.end - last.len_utf8()));
        } else {
            break;
        }
    }
    let text = span.of(note.text);
    if text.is_empty() {
        return;
    }
    reading.citation.container = Some(text.split_whitespace().collect::<Vec<_>>().join(" "));
    reading.citation.container_span = Some(span);
    reading.take(span);
}

/// The range of a container without the volume printed behind it in the same run.
pub(super) fn without_volume(reading: &mut Reading<'_, '_>, run: Span, italic: bool) -> Span {
    let text = run.of(reading.note.text).trim_end_matches([',', ' ']);
    let run = Span::new(run.start, run.start + text.len());
    let rest = &reading.note.text[run.end..];
    let more = rest.trim_start_matches(',').trim_start();
    let numbered = reading.citation.issue.is_some()
        || more.starts_with(['(', ':'])
        || rest.starts_with(['(', ':'])
        || (italic
            && text
                .rfind(',')
                .is_some_and(|comma| is_number(&text[comma..])));
    if numbered
        && !numbers::counted(text.trim_end_matches(|c: char| c.is_ascii_digit()))
        && reading.citation.volume.is_none()
        && let Some(found) = TRAILING_VOLUME.captures(text)
        && let (Some(whole), Some(volume)) = (found.get(0), found.get(1))
    {
        reading.citation.volume = Some(volume.as_str().to_owned());
        reading.take(Span::new(run.start + whole.start(), run.end));
        return Span::new(run.start, run.start + whole.start());
    }
    run
}

/// The volume that stands right behind a container: `*CTC Sentinel* 16, no. 8`, `*Political Science* 16 (2020)`.
pub(super) fn behind_container(reading: &mut Reading<'_, '_>, container: Span, tail: Span) {
    static VOLUME: LazyLock<Regex> =
        LazyLock::new(|| compile(r"^[,.]?\s*\*?(\d{1,4}|[IVXLC]{1,7})(?:\s*[,.:/]|\s*\(|\s*$)"));
    if reading.citation.volume.is_some() {
        return;
    }
    let rest = Span::new(container.end.min(tail.end), tail.end);
    let text = reading.view(rest, 0);
    let text = text.as_str();
    if let Some(volume) = VOLUME.captures(text).and_then(|found| found.get(1)) {
        let after = text[volume.end()..].trim_start();
        let year = volume.as_str().len() == 4;
        let counted = reading.citation.issue.is_some() || after.starts_with(['(', ':', '/']);
        if counted && !year {
            reading.citation.volume = Some(volume.as_str().to_owned());
            reading.take(Span::new(
                rest.start + volume.start(),
                rest.start + volume.end(),
            ));
            // `5/2`: volume and issue.
            if let Some(issue) = after.strip_prefix('/') {
                let digits: String = issue.chars().take_while(char::is_ascii_digit).collect();
                if !digits.is_empty() && digits.len() < 4 {
                    let start = rest.end - after.len() + 1;
                    reading.take(Span::new(start, start + digits.len()));
                    reading.citation.issue = Some(digits);
                }
            }
        }
    }
}

/// Takes `(Place: Publisher, Year)` for the container where there is no better one.
pub(super) fn publisher_in_brackets(reading: &mut Reading<'_, '_>, tail: Span) {
    let note = reading.note;
    let Some(bracket) = first_bracket(reading, tail) else {
        return;
    };
    let text = bracket.of(note.text);
    if (EVENT.is_match(text) && !text.contains(':'))
        || title::is_medium(text) && !DEGREE.is_match(text)
    {
        return;
    }
    let fields = fields(reading, bracket);
    for field in &fields {
        let mut span = *field;
        if let Some(colon) = span
            .of(note.text)
            .find(": ")
            .or_else(|| span.of(note.text).find([':', '：']))
        {
            let place = Span::new(span.start, span.start + colon);
            let sign = note.text[place.end..]
                .chars()
                .next()
                .map_or(1, char::len_utf8);
            reading.take(Span::new(place.start, place.end + sign));
            span = trimmed(note.text, Span::new(place.end + sign, span.end));
            reading.publisher = true;
        }
        let words = span.of(note.text);
        if !words.chars().any(char::is_alphabetic)
            || is_place(words)
            || NO_CONTAINER.is_match(words)
            || ROLE_FIELD.is_match(words)
            || is_degree(words)
        {
            reading.take(span);
            continue;
        }
        if words.chars().next().is_some_and(char::is_lowercase) && !reading.publisher {
            continue;
        }
        reading.publisher = true;
        if reading.citation.container.is_none() {
            set_container(reading, span);
        } else {
            reading.take(span);
        }
    }
}

/// Notes that brackets hold a publisher without taking it for the container (a chapter's book is that).
pub(super) fn note_publisher(reading: &mut Reading<'_, '_>, tail: Span) {
    let note = reading.note;
    if let Some(bracket) = first_bracket(reading, tail) {
        let text = bracket.of(note.text).to_owned();
        let house = text.to_lowercase();
        let place_colon = text.contains(": ") && text.chars().any(|c| c.is_ascii_digit());
        if place_colon
            || PUBLISHER_WORDS.iter().any(|word| {
                house
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|part| part == *word)
            })
        {
            reading.publisher = true;
            reading.take(bracket);
        }
    }
    let rest = reading.view(tail, inside::URL | inside::QUOTE | inside::BRACKET);
    let lower = rest.to_lowercase();
    if reading.citation.volume.is_none()
        && lower
            .split(|c: char| !c.is_alphanumeric())
            .any(|part| PUBLISHER_WORDS.contains(&part))
        && reading
            .citation
            .date
            .is_none_or(|date| date.month.is_none())
    {
        reading.publisher = true;
    }
    for field in fields(
        reading,
        Span::new(
            reading
                .citation
                .container_span
                .map_or(tail.start, |span| span.end)
                .min(tail.end),
            tail.end,
        ),
    ) {
        let words = field.of(note.text);
        if is_place(words)
            || NO_CONTAINER.is_match(words)
            || ROLE_FIELD.is_match(words)
            || words.contains(": ")
            || (reading.publisher && words.chars().next().is_some_and(char::is_uppercase))
        {
            reading.take(field);
        }
    }
}

pub(super) fn first_bracket(reading: &Reading<'_, '_>, tail: Span) -> Option<Span> {
    let note = reading.note;
    let text = tail.of(note.text);
    let mut from = 0;
    while let Some(at) = text[from..].find(['(', '（', '[']) {
        let start = from + at;
        let open = text[start..].chars().next().map_or(1, char::len_utf8);
        from = start + open;
        let absolute = tail.start + start;
        if note.outside(absolute, inside::BRACKET)
            || !note.outside(absolute, inside::QUOTE | inside::URL)
        {
            continue;
        }
        let end = text[from..]
            .find([')', '）', ']'])
            .map(|close| from + close)?;
        let inner = Span::new(tail.start + from, tail.start + end);
        let words = inner.of(note.text);
        if words.chars().any(char::is_alphabetic) && !ROLE_FIELD.is_match(words) {
            return Some(inner);
        }
    }
    None
}

/// The container where nothing marks it: the first field behind the title that can be one.
pub(super) fn plain_container(reading: &mut Reading<'_, '_>, tail: Span) {
    let note = reading.note;
    let mut first = true;
    for field in fields(reading, tail) {
        let words = field.of(note.text);
        let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
        if !words.chars().any(char::is_alphabetic) {
            continue;
        }
        if NO_CONTAINER.is_match(words) || ROLE_FIELD.is_match(words) || NO_CONTAINER.is_match(bare)
        {
            reading.take(field);
            continue;
        }
        if is_place(bare) || is_degree(words) && !words.contains("ni") {
            reading.take(field);
            continue;
        }
        if reading.citation.container.is_some() {
            if reading.publisher {
                reading.take(field);
            }
            continue;
        }
        // `Place: Publisher` and `Place : Éditeur`.
        let mut span = field;
        if let Some(colon) = words
            .find(": ")
            .or_else(|| words.find(" :"))
            .or_else(|| words.find('：'))
        {
            let place = words[..colon].trim();
            if is_place(place)
                || place
                    .split([' ', '/'])
                    .all(|word| is_place(word) || matches!(word, "and" | "und" | "&" | "et"))
            {
                let sign = words[colon..].trim_start_matches([' ', ':', '：']);
                reading.take(Span::new(field.start, field.end - sign.len()));
                span = trimmed(note.text, Span::new(field.end - sign.len(), field.end));
                reading.publisher = true;
            }
        }
        let has_in = IN.is_match(span.of(note.text));
        let starts = span.of(note.text).chars().find(|c| c.is_alphanumeric());
        if !has_in && starts.is_some_and(char::is_lowercase) && !first {
            continue;
        }
        if starts.is_some_and(char::is_lowercase)
            && !has_in
            && span.of(note.text).split_whitespace().count() > 3
        {
            first = false;
            continue;
        }
        first = false;
        if span.len() > 160 {
            continue;
        }
        let span = without_volume(reading, span, false);
        if span.is_empty() {
            continue;
        }
        set_container(reading, span);
        behind_container(reading, span, tail);
        let lower = span.of(note.text).to_lowercase();
        let dated = reading
            .citation
            .date
            .is_some_and(|date| date.month.is_some());
        if !dated
            && lower
                .split(|c: char| !c.is_alphanumeric())
                .any(|part| PUBLISHER_WORDS.contains(&part))
        {
            reading.publisher = true;
        }
    }
}

pub(super) static EDITION: LazyLock<Regex> =
    LazyLock::new(|| compile(r"(?i)(?:\d(?:st|nd|rd|th|\.)?|rev\.|revised) (?:edn?|aufl|éd|изд)$"));

/// The stretches of `span` between commas, full stops and what is already taken; brackets, URLs and quotations left out.
pub(super) fn fields(reading: &Reading<'_, '_>, span: Span) -> Vec<Span> {
    let note = reading.note;
    // Inside a bracket its own text is wanted; at the top level brackets part fields.
    let bits = if note.outside(span.start, inside::BRACKET) {
        inside::URL | inside::QUOTE | inside::BRACKET
    } else {
        inside::URL | inside::QUOTE
    };
    let view = reading.view_with(span, bits, ',');
    let mut fields = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let field = trimmed(&view, Span::new(from, to));
        if !field.is_empty() {
            fields.push(Span::new(field.start + span.start, field.end + span.start));
        }
    };
    for (at, mark) in view.char_indices() {
        let cut = match mark {
            ',' | ';' | '，' | '；' | '。' | '、' | '،' | '\n' => true,
            '.' if EDITION.is_match(&view[..at]) => true,
            '.' | '?' | '!' => {
                ends_sentence(&view, at, mark)
                    || view[at + 1..].trim_start().starts_with(['–', '—'])
                        && !view[..at].ends_with(char::is_uppercase)
            }
            '/' => view[at..].starts_with("// ") || view[..at].ends_with(" /"),
            '–' | '—' => {
                view[..at].ends_with(". ")
                    || view[..at].ends_with(' ') && view[..at].trim_end().ends_with(',')
            }
            _ => false,
        };
        if cut {
            push(start, at);
            start = at + mark.len_utf8();
        }
    }
    push(start, view.len());
    fields
}

/// Whether `text` names places and nothing else.
pub(super) fn is_place(text: &str) -> bool {
    let lower = text.trim().trim_end_matches('.').to_lowercase();
    let known = |name: &str| PLACES.contains(name.trim().trim_end_matches('.'));
    known(&lower)
        || (!lower.is_empty()
            && lower
                .split([';', '/', ','])
                .flat_map(|part| part.split(" and "))
                .flat_map(|part| part.split(" & "))
                .all(known))
}

pub(super) static DEGREE: LazyLock<Regex> = LazyLock::new(|| {
    compile_ascii(
        r"(?i)\b(?:diss|dissertation|thesis|thèse|tesis|tese|tesi|dissertação|masterarbeit|unpublished)\b|дис\.",
    )
});

pub(super) fn is_degree(text: &str) -> bool {
    DEGREE.is_match(text) && text.split_whitespace().count() <= 5
}
