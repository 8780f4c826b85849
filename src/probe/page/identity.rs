//! Whether a page is the cited work: title, author, date, retraction. Cautious, since titles are cited with
//! other punctuation, without subtitle, shortened, or in translation.

use std::cell::LazyCell;

use url::Url;

use super::{Judgement, PageFacts, PageKind, Reason, Sample, dates, text, titles};
use crate::probe::{Cited, Page};

/// Hosts whose titles are never what a note cites: it describes the post.
const SOCIAL: &[&str] = &[
    "x.com",
    "twitter.com",
    "facebook.com",
    "instagram.com",
    "t.me",
    "telegram.me",
    "linkedin.com",
    "tiktok.com",
    "threads.net",
    "bsky.app",
    "vk.com",
    "weibo.com",
    "reddit.com",
];

/// What of the citation differs from the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The title.
    Title,
    /// The authors.
    Author,
    /// The date.
    Date,
}

/// One difference between a citation and the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What differs.
    pub field: Field,
    /// As cited.
    pub cited: String,
    /// As the page has it.
    pub page: String,
}

/// A page whose titles share nothing with any cited title, and whose text does not bear it out either.
pub(super) fn title_mismatch(
    sample: &Sample<'_>,
    facts: &PageFacts,
    cited: &Cited,
) -> Option<Judgement> {
    if facts.titles.is_empty()
        || cited.titles.is_empty()
        || facts.shell
        || is_social(sample.url)
        || is_social(sample.requested)
    {
        return None;
    }
    let pdf = facts.kind == PageKind::Pdf;
    if !pdf && facts.prose < 40 {
        return None;
    }
    // Folded once somebody asks: most pages bear the cited title.
    let everything = LazyCell::new(|| text::fold(&facts.everything));
    let opening = LazyCell::new(|| text::fold(text::prefix(&facts.text, 6000)));
    let address = text::fold(&decoded_path(sample.requested));
    let mut compared = None;
    for title in &cited.titles {
        let words = titles::content_words(title);
        if words.len() < 3 {
            return None;
        }
        let sample_text = text::prefix(&facts.text, 4000);
        let against = if pdf {
            facts.titles.join(" ")
        } else {
            sample_text.to_owned()
        };
        if !titles::comparable(title, &against, facts.language.as_deref()) {
            return None;
        }
        let on_page = facts.titles.iter().chain(&facts.headings);
        if on_page
            .into_iter()
            .any(|other| titles::shared(&words, &titles::content_words(other)) > 0)
        {
            return None;
        }
        // The words of the title all over the text: a page that shows its title in another way. A long
        // text holds many words by chance, so its beginning counts for more.
        let within = |text: &str| {
            words
                .iter()
                .filter(|word| text::find_words(text, word, 0).is_some())
                .count()
        };
        if within(text::prefix(&opening, 3000)) * 2 >= words.len()
            || within(&everything) * 4 >= words.len() * 3
        {
            return None;
        }
        // The file's own title is often that of another file it was made from.
        if pdf && words.iter().any(|word| address.contains(word.as_str())) {
            return None;
        }
        compared.get_or_insert(title);
    }
    let cited_title = compared?;
    // A page title of one or two words is a site's or a section's; it tells nothing.
    let telling = facts
        .titles
        .iter()
        .filter(|title| !is_site_name(title, facts, sample.url))
        .find(|title| titles::content_words(title).len() >= 3)?;
    let dates = date_gap(facts, cited)
        .filter(|days| *days > 366)
        .and(facts.date.as_deref())
        .map(|date| format!(", dated {date}"))
        .unwrap_or_default();
    Some(Judgement::suspect(
        Reason::TitleMismatch,
        format!(
            "the page is titled “{}”{dates}, which shares no word with the cited “{}”",
            text::excerpt(telling, 100),
            text::excerpt(cited_title, 100)
        ),
    ))
}

fn is_social(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    SOCIAL.iter().any(|name| {
        host == *name
            || host
                .strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('.'))
    })
}

fn decoded_path(url: &Url) -> String {
    percent_encoding::percent_decode_str(url.path())
        .decode_utf8_lossy()
        .into_owned()
}

fn is_site_name(title: &str, facts: &PageFacts, url: &Url) -> bool {
    let folded = text::fold(title);
    let host = url
        .host_str()
        .unwrap_or_default()
        .trim_start_matches("www.");
    facts
        .site_name
        .as_deref()
        .is_some_and(|name| text::fold(name) == folded)
        || text::fold(host.split('.').next().unwrap_or_default()) == folded.replace(' ', "")
}

/// Days between the cited and the page's date, 0 where they overlap at the coarser precision.
fn date_gap(facts: &PageFacts, cited: &Cited) -> Option<i64> {
    gap(&cited.date?.to_string(), facts.date.as_deref()?)
}

fn gap(a: &str, b: &str) -> Option<i64> {
    let (a, b) = (dates::range(a)?, dates::range(b)?);
    Some((a.0 - b.1).max(b.0 - a.1).max(0))
}

/// Marks that publishers put before the title of a retracted work, folded, with whether they are shouted.
const RETRACTION_MARKS: &[&str] = &[
    "retracted article",
    "retracted chapter",
    "retracted paper",
    "retracted",
    "retraction notice",
    "retraction note",
    "retraction",
    "statement of retraction",
    "notice of retraction",
    "withdrawn",
    "withdrawn article",
    "article withdrawn",
    "notice of withdrawal",
    "withdrawal",
    "removed",
    "zuruckgezogen",
    "отозвана",
    "ретрагирована",
    "撤稿",
];

/// A page that says that the work was retracted or withdrawn. A citation that says so itself knows.
pub(super) fn retracted(
    sample: &Sample<'_>,
    facts: &PageFacts,
    cited: &Cited,
) -> Option<Judgement> {
    let knows = cited.titles.iter().any(|title| {
        let folded = text::fold(title);
        [
            "retract",
            "withdraw",
            "removed",
            "zuruckgezogen",
            "отозван",
            "撤稿",
        ]
        .iter()
        .any(|word| folded.contains(word))
    });
    if knows {
        return None;
    }
    let news = |quote: &str| {
        Some(Judgement::suspect(
            Reason::Retracted,
            format!(
                "the page says that the work was retracted or withdrawn: “{}”",
                text::excerpt(quote, 120)
            ),
        ))
    };
    if facts.retracted {
        return news("its metadata say so");
    }
    let titles_and_headings = facts.titles.iter().chain(facts.headings.iter().take(2));
    for title in titles_and_headings {
        if let Some(rest) = marked_retracted(title) {
            let strong = facts.is_work
                || title.contains('[')
                || title.starts_with("RETRACTED")
                || title.starts_with("WITHDRAWN");
            let same = cited
                .titles
                .iter()
                .any(|cited| titles::likeness(cited, rest).is_some_and(|share| share >= 0.6));
            let unlike = !cited.titles.is_empty() && !same;
            if same || (strong && !unlike) {
                return news(title);
            }
        }
    }
    // A banner over the article, as publishers and arXiv print it.
    let scholarly = facts.is_work
        && (sample
            .url
            .host_str()
            .is_some_and(|host| host.ends_with("arxiv.org"))
            || is_scholarly(sample));
    if !scholarly {
        return None;
    }
    let opening = text::fold(text::prefix(&facts.text, 3000));
    let banner = [
        "this article has been retracted",
        "this paper has been retracted",
        "this article was retracted",
        "this article has been withdrawn",
        "this paper has been withdrawn",
        "this preprint has been withdrawn",
        "this chapter has been retracted",
        "this submission has been withdrawn",
        "the article has been retracted",
    ]
    .into_iter()
    .find(|phrase| text::find_words(&opening, phrase, 0).is_some())?;
    news(banner)
}

/// `citation_*` metadata or a DOI in the address: a publisher's page, where a banner means the work itself.
fn is_scholarly(sample: &Sample<'_>) -> bool {
    let head = &sample.body[..sample.body.len().min(64 * 1024)];
    head.windows(14)
        .any(|window| window.eq_ignore_ascii_case(b"citation_title"))
        || sample
            .requested
            .host_str()
            .is_some_and(|host| host.ends_with("doi.org"))
}

/// What follows a retraction mark that opens the title: `RETRACTED: …`, `[Retracted] …`.
fn marked_retracted(title: &str) -> Option<&str> {
    let title = title.trim();
    if let Some(inside) = title.strip_prefix(['[', '(', '【']) {
        let (mark, rest) = inside.split_once([']', ')', '】'])?;
        return is_mark(mark).then(|| rest.trim_start_matches([':', ' ']));
    }
    let (mark, rest) = title.split_once(['：', ':', '—', '–', '|'])?;
    is_mark(mark).then(|| rest.trim())
}

fn is_mark(mark: &str) -> bool {
    RETRACTION_MARKS.contains(&text::fold(mark).as_str())
}

/// What the record of a probe keeps of a page: of its titles the one that is most like a cited title, since
/// pages carry several, without the site's name.
pub fn record(facts: &PageFacts, cited: &Cited) -> Page {
    let like = |title: &String| {
        cited
            .titles
            .iter()
            .filter_map(|cited| titles::likeness(cited, title))
            .any(|share| share >= 0.5)
    };
    let title = facts
        .titles
        .iter()
        .chain(facts.headings.iter().take(1))
        .find(|title| like(title))
        .or(facts.titles.first());
    Page {
        title: title.map(|title| without_site(title, facts)),
        authors: facts.authors.clone(),
        date: facts.date.clone(),
        language: facts.language.clone(),
        missing_quotations: super::missing_quotations(facts, cited),
    }
}

/// A title without the site's name at its end, if the page gives that name.
fn without_site(title: &str, facts: &PageFacts) -> String {
    let site = facts
        .site_name
        .as_deref()
        .map(text::fold)
        .unwrap_or_default();
    [" | ", " - ", " – ", " — ", " · ", " :: "]
        .iter()
        .filter_map(|separator| title.rsplit_once(separator))
        .find(|(_, end)| !site.is_empty() && text::fold(end) == site)
        .map_or_else(|| title.to_owned(), |(start, _)| start.trim().to_owned())
}

/// Differences between what the notes say and what the page says of itself, for the rule
/// `live-metadata-mismatch`. Other punctuation, a missing subtitle, initials, a byline's form, one day more
/// or less (time zones) and a coarser date are none; nor is a translation.
pub fn metadata_mismatch(page: &Page, cited: &Cited) -> Vec<Difference> {
    let mut differences = Vec::new();
    differences.extend(title_difference(page, cited));
    differences.extend(author_difference(page, cited));
    differences.extend(date_difference(page, cited));
    differences
}

fn title_difference(page: &Page, cited: &Cited) -> Option<Difference> {
    let on_page = page.title.as_deref()?;
    let page_words = titles::content_words(on_page);
    if page_words.len() < 3 {
        return None;
    }
    for title in &cited.titles {
        if titles::content_words(title).len() < 3
            || !titles::comparable(title, on_page, page.language.as_deref())
        {
            return None;
        }
        let alike = titles::segments(on_page)
            .into_iter()
            .chain([on_page])
            .filter_map(|segment| titles::likeness(title, segment))
            .any(|share| share >= 0.5);
        if alike {
            return None;
        }
    }
    Some(Difference {
        field: Field::Title,
        cited: cited.titles.first()?.clone(),
        page: on_page.to_owned(),
    })
}

/// Words of a byline that is no person.
const NOT_A_PERSON: &[&str] = &[
    "staff",
    "editor",
    "editors",
    "editorial",
    "desk",
    "newsroom",
    "agency",
    "agencies",
    "agence",
    "reuters",
    "afp",
    "ap",
    "press",
    "correspondent",
    "reporter",
    "team",
    "admin",
    "administrator",
    "ministry",
    "government",
    "department",
    "office",
    "council",
    "university",
    "institute",
    "committee",
    "commission",
    "bank",
    "fund",
    "organization",
    "organisation",
    "association",
    "group",
    "news",
    "tv",
    "radio",
    "times",
    "post",
    "media",
    "network",
    "center",
    "centre",
    "foundation",
    "united",
    "nations",
    "un",
    "bureau",
    "embassy",
    "redaktion",
    "redaction",
    "redaccion",
    "dpa",
    "pti",
    "ani",
    "bbc",
    "cnn",
    "rfe",
    "rl",
    "webmaster",
    "guest",
    "contributor",
    "online",
    "web",
    "party",
    "company",
    "inc",
    "ltd",
];

/// A person's name in folded words, or nothing for an organization.
fn person(name: &str) -> Option<Vec<String>> {
    let folded = text::fold(name);
    let words: Vec<String> = folded.split(' ').map(str::to_owned).collect();
    let sound = (2..=6).contains(&words.len())
        && words
            .iter()
            .all(|word| !NOT_A_PERSON.contains(&word.as_str()))
        && !folded.bytes().any(|byte| byte.is_ascii_digit());
    sound.then_some(words)
}

fn author_difference(page: &Page, cited: &Cited) -> Option<Difference> {
    let on_page: Option<Vec<_>> = page.authors.iter().map(|name| person(name)).collect();
    let in_note: Option<Vec<_>> = cited.authors.iter().map(|name| person(name)).collect();
    let (on_page, in_note) = (on_page?, in_note?);
    if on_page.is_empty() || in_note.is_empty() {
        return None;
    }
    if text::script(&page.authors.join(" ")) != text::script(&cited.authors.join(" ")) {
        return None;
    }
    let same = |a: &String, b: &String| {
        a.chars().count() >= 2
            && b.chars().count() >= 2
            && (a == b || strsim::jaro_winkler(a, b) >= 0.88)
    };
    let met = in_note
        .iter()
        .flatten()
        .any(|word| on_page.iter().flatten().any(|other| same(word, other)));
    (!met).then(|| Difference {
        field: Field::Author,
        cited: cited.authors.join(", "),
        page: page.authors.join(", "),
    })
}

fn date_difference(page: &Page, cited: &Cited) -> Option<Difference> {
    let in_note = cited.date?;
    let on_page = page.date.as_deref()?;
    let days = gap(&in_note.to_string(), on_page)?;
    // A bare year is a journal's volume as often as a date: online first may be the year before.
    let tolerance = if in_note.month.is_none() { 366 } else { 1 };
    (days > tolerance).then(|| Difference {
        field: Field::Date,
        cited: in_note.to_string(),
        page: on_page.to_owned(),
    })
}
