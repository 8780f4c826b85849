//! Answers of the host instead of the site: parked, suspended, never set up, under maintenance, broken, and
//! archives without a copy.

use super::{
    Judgement, Marker, PageFacts, Reason, Sample,
    phrases::{self, Category},
    soft404::SEARCHED,
    text, titles,
};

/// Prose beyond which a page is taken to have a text of its own.
const SHORT: usize = 150;

/// Prose beyond which a page is not even a server's default page, which explains itself at length.
const LONGEST: usize = 500;
/// How much of the main text, folded, is searched.
const OPENING: usize = 2500;

/// A phrase and where it was seen.
struct Seen {
    quote: String,
    /// In the title or a heading, as most of it.
    prominent: bool,
    /// Different phrases in title, headings and text.
    count: usize,
}

/// Looks for a category in title, headings and `body`, the beginning of the main text.
fn seen(facts: &PageFacts, body: &str, category: Category) -> Option<Seen> {
    let mut count = phrases::find(category, body, 4).len();
    let heads = facts
        .document_title
        .iter()
        .chain(facts.titles.first())
        .chain(facts.headings.iter().take(3));
    for head in heads {
        for segment in titles::segments(head) {
            let folded = text::fold(segment);
            if let Some(hit) = phrases::first(category, &folded) {
                let most = text::word_count(hit) * 2 > text::word_count(&folded);
                count += 1;
                if most {
                    return Some(Seen {
                        quote: text::excerpt(head, 80),
                        prominent: true,
                        count,
                    });
                }
            }
        }
    }
    let quote = text::quote(&facts.text, phrases::first(category, body)?);
    Some(Seen {
        quote,
        prominent: false,
        count,
    })
}

/// Whether the host rather than the site answers.
pub(super) fn judge(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    if let Some(judgement) = archive(sample, facts) {
        return Some(judgement);
    }
    if facts.is_work {
        return None;
    }
    // None of the others has so much to say, bar the address of a page for suspended accounts.
    if facts.prose > LONGEST {
        return suspended_address(sample);
    }
    let body = text::fold_opening(text::prefix(&facts.text, SEARCHED), OPENING);
    suspended(sample, facts, &body)
        .or_else(|| parked(sample, facts, &body))
        .or_else(|| default_page(facts, &body))
        .or_else(|| broken(facts, &body))
        .or_else(|| maintenance(facts, &body))
}

/// An archive's page that says that there is no copy. News about archives does not stand on an archive.
fn archive(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let host = sample.url.host_str()?.trim_start_matches("www.");
    let wayback = host == "web.archive.org"
        || host == "wayback.archive.org"
        || host.starts_with("webarchive.");
    let today = [
        "archive.today",
        "archive.ph",
        "archive.is",
        "archive.li",
        "archive.vn",
        "archive.fo",
        "archive.md",
    ]
    .contains(&host);
    let other = [
        "perma.cc",
        "webcitation.org",
        "arquivo.pt",
        "archive-it.org",
        "wayback.archive-it.org",
    ]
    .contains(&host);
    if !(wayback || today || other) {
        return None;
    }
    // The archive's own words may stand beside an empty frame, outside the main text.
    let all = text::fold(text::prefix(&facts.everything, SEARCHED));
    let said = phrases::first(Category::NotArchived, text::prefix(&all, 4000)).or_else(|| {
        (today && facts.prose < 60)
            .then(|| text::find_words(&all, "no results", 0).map(|_| "no results"))?
    })?;
    let said = text::quote(&facts.everything, said);
    (facts.prose < 400).then(|| {
        Judgement::suspect(
            Reason::Soft404,
            format!("the archive {host} holds no copy of the page: “{said}”"),
        )
    })
}

fn suspended_address(sample: &Sample<'_>) -> Option<Judgement> {
    let path = sample.url.path().to_ascii_lowercase();
    let named = path.contains("/cgi-sys/suspendedpage") || path.contains("/suspended.page");
    named.then(|| {
        Judgement::suspect(
            Reason::Suspended,
            format!(
                "the host shows its page for suspended accounts ({})",
                sample.url.path()
            ),
        )
    })
}

fn suspended(sample: &Sample<'_>, facts: &PageFacts, body: &str) -> Option<Judgement> {
    if let Some(judgement) = suspended_address(sample) {
        return Some(judgement);
    }
    if facts.prose > SHORT {
        return None;
    }
    let seen = seen(facts, body, Category::Suspended)?;
    let judgement = Judgement::suspect(
        Reason::Suspended,
        format!(
            "the host says that the account or site is suspended: “{}”",
            seen.quote
        ),
    );
    match (seen.prominent, facts.prose) {
        (true, 0..=120) => Some(judgement),
        (false, 0..=40) if seen.count >= 2 => Some(judgement),
        (false, 0..=40) => Some(judgement.unsure()),
        _ => None,
    }
}

fn parked(sample: &Sample<'_>, facts: &PageFacts, body: &str) -> Option<Judgement> {
    let service = facts.markers.contains(&Marker::Parking);
    let host = sample.url.host_str().unwrap_or_default();
    let path = sample.url.path();
    let market = [
        "hugedomains.com",
        "dan.com",
        "afternic.com",
        "sedo.com",
        "undeveloped.com",
        "domainmarket.com",
        "parkingcrew.net",
        "sedoparking.com",
        "bodis.com",
    ]
    .iter()
    .any(|name| {
        host == *name
            || host
                .strip_suffix(name)
                .is_some_and(|rest| rest.ends_with('.'))
    });
    let moved = sample.url.host_str() != sample.requested.host_str();
    let lander = path == "/lander" && sample.requested.path() != "/lander";
    if facts.prose > SHORT {
        return None;
    }
    let seen = seen(facts, body, Category::Parked);
    let quote = seen.as_ref().map_or_else(
        || "the page loads a domain-parking service and has no text of its own".to_owned(),
        |seen| format!("“{}”", seen.quote),
    );
    let judgement = Judgement::suspect(
        Reason::Parked,
        format!("the domain is parked or for sale: {quote}"),
    );
    if (market && moved) || (lander && (service || facts.prose < 20)) {
        return Some(judgement);
    }
    if names_host_for_sale(sample.requested, facts) && facts.prose <= 60 {
        return Some(judgement);
    }
    match seen {
        Some(seen) if seen.prominent || service || seen.count >= 2 => Some(judgement),
        Some(_) if facts.prose <= 60 => Some(judgement.unsure()),
        None if service && facts.prose < 60 => Some(judgement),
        _ => None,
    }
}

/// "oldpaper.org is for sale": the host's own name beside a word for sale, in the title or a heading.
fn names_host_for_sale(url: &url::Url, facts: &PageFacts) -> bool {
    const SALE: &[&str] = &[
        "for sale",
        "zu verkaufen",
        "zum verkauf",
        "a vendre",
        "en venta",
        "in vendita",
        "a venda",
        "te koop",
        "продается",
        "продаж",
        "na sprzedaz",
        "satilik",
        "出售",
        "販売",
    ];
    let host = text::fold(
        url.host_str()
            .unwrap_or_default()
            .trim_start_matches("www."),
    );
    let heads = facts
        .document_title
        .iter()
        .chain(facts.headings.iter().take(3));
    !host.is_empty()
        && heads.into_iter().any(|head| {
            let folded = text::fold(head);
            folded.contains(&host) && SALE.iter().any(|word| folded.contains(word))
        })
}

fn default_page(facts: &PageFacts, body: &str) -> Option<Judgement> {
    let heading = facts
        .headings
        .first()
        .map(|heading| text::fold(heading))
        .unwrap_or_default();
    let title = facts
        .document_title
        .as_deref()
        .map(text::fold)
        .unwrap_or_default();
    let works = body == "it works" || (heading == "it works" && facts.prose < 30);
    let judgement = |quote: &str| {
        Judgement::suspect(
            Reason::DefaultPage,
            format!(
                "the server shows its default page: “{}”",
                text::excerpt(quote, 80)
            ),
        )
    };
    if works {
        return Some(judgement("It works!"));
    }
    let seen = seen(facts, body, Category::DefaultPage)?;
    // Default pages explain themselves at length, but they open with the phrase.
    let opens = phrases::find(Category::DefaultPage, &title, 1)
        .first()
        .is_some_and(|hit| hit.start == 0)
        || phrases::find(Category::DefaultPage, &heading, 1)
            .first()
            .is_some_and(|hit| hit.start == 0);
    match (seen.prominent && opens, seen.count, facts.prose) {
        (true, 2.., 0..=LONGEST) | (true, _, 0..=SHORT) => Some(judgement(&seen.quote)),
        (false, 2.., 0..=SHORT) => Some(judgement(&seen.quote)),
        (_, _, 0..=40) => Some(judgement(&seen.quote).unsure()),
        _ => None,
    }
}

fn broken(facts: &PageFacts, body: &str) -> Option<Judgement> {
    if facts.prose > SHORT {
        return None;
    }
    let seen = seen(facts, body, Category::ServerError)?;
    let judgement = Judgement::suspect(
        Reason::Maintenance,
        format!(
            "the site is out of order and shows an error instead of the page: “{}”",
            seen.quote
        ),
    );
    let opens = phrases::find(Category::ServerError, text::prefix(body, 600), 1)
        .first()
        .is_some_and(|hit| hit.start < 60);
    match (seen.prominent, facts.prose) {
        (true, 0..=120) => Some(judgement),
        (false, 0..=60) if opens => Some(judgement),
        (false, 0..=40) => Some(judgement.unsure()),
        _ => None,
    }
}

fn maintenance(facts: &PageFacts, body: &str) -> Option<Judgement> {
    if facts.prose > SHORT {
        return None;
    }
    let seen = seen(facts, body, Category::Maintenance)?;
    let judgement = Judgement::suspect(
        Reason::Maintenance,
        format!(
            "the site says that it is under maintenance or not yet open: “{}”",
            seen.quote
        ),
    );
    match (seen.prominent, facts.prose) {
        (true, 0..=60) => Some(judgement),
        (true, 61..=120) if seen.count >= 2 => Some(judgement),
        (false, 0..=30) if facts.links < 15 => Some(judgement),
        _ => None,
    }
}
