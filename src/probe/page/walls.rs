//! Answers that keep the page from a robot or a stranger: challenges, refusals, log-in, consent, payment.
//! The page exists behind them, so none of them is dead or suspect.

use super::{
    Judgement, Marker, PageFacts, PageKind, Reason, Sample,
    phrases::{self, Category},
    text, titles,
};

/// Prose beyond which a page shows its text in spite of a widget or a form.
const SHORT: usize = 120;

/// Whether the answer is a robot filter's: by headers, status, and the page's own tell-tales. A page that
/// shows its text is none, whatever scripts it carries.
pub fn robot_wall(
    status: u16,
    headers: &[(String, String)],
    facts: &PageFacts,
) -> Option<Judgement> {
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.to_ascii_lowercase())
    };
    let challenge = |by: &str| {
        Some(Judgement::blocked(
            Reason::BotChallenge,
            format!("{by} asks for a proof that the reader is human (status {status})"),
        ))
    };
    if header("cf-mitigated").is_some_and(|value| value.contains("challenge")) {
        return challenge("Cloudflare");
    }
    if header("x-amzn-waf-action").is_some() {
        return challenge("AWS WAF");
    }
    if status == 999 {
        return Some(Judgement::blocked(
            Reason::BotChallenge,
            "refuses robots with the made-up status 999".to_owned(),
        ));
    }
    let refused = matches!(status, 401 | 403 | 405 | 406 | 418 | 429 | 503);
    if refused && header("x-datadome").is_some() {
        return challenge("DataDome");
    }
    if refused && (header("x-kpsdk-ct").is_some() || header("x-kpsdk-r").is_some()) {
        return challenge("Kasada");
    }
    if !matches!(status, 200..=202 | 401 | 403 | 405 | 406 | 418 | 429 | 503)
        || facts.kind != PageKind::Html
    {
        return None;
    }
    if let Some(judgement) = challenge_page(status, facts) {
        return Some(judgement);
    }
    let server = header("server").unwrap_or_default();
    let filtered = server.contains("akamaighost")
        || server.contains("sucuri")
        || header("x-sucuri-block").is_some()
        || header("x-iinfo").is_some()
        || facts
            .markers
            .iter()
            .any(|marker| matches!(marker, Marker::Sucuri | Marker::Akamai));
    if refused && filtered && status != 503 {
        return denied(status, facts).or_else(|| {
            Some(Judgement::blocked(
                Reason::Forbidden,
                format!("a filter in front of the site refuses robots (status {status})"),
            ))
        });
    }
    None
}

/// A page that is nothing but a challenge.
pub(super) fn challenge_page(status: u16, facts: &PageFacts) -> Option<Judgement> {
    if facts.prose > SHORT || facts.is_work {
        return None;
    }
    let body = text::fold(text::prefix(&facts.everything, 8192));
    let noscript = text::fold(&facts.noscript);
    let said = phrases::first(Category::Challenge, &body)
        .or_else(|| phrases::first(Category::Challenge, &noscript));
    let titled = facts
        .document_title
        .iter()
        .chain(facts.headings.first())
        .find(|title| {
            phrases::is_phrase(Category::ChallengeTitle, &text::fold(title))
                || titles::segments(title).first().is_some_and(|first| {
                    phrases::is_phrase(Category::ChallengeTitle, &text::fold(first))
                })
        });
    let by = facts.markers.iter().find_map(|marker| match marker {
        Marker::CloudflareChallenge => Some("Cloudflare"),
        Marker::AwsWaf => Some("AWS WAF"),
        Marker::DataDome => Some("DataDome"),
        Marker::PerimeterX => Some("PerimeterX"),
        Marker::Incapsula => Some("Imperva"),
        Marker::Kasada => Some("Kasada"),
        Marker::Akamai => Some("Akamai"),
        Marker::OtherFilter => Some("a robot filter"),
        Marker::Sucuri | Marker::Captcha | Marker::Parking => None,
    });
    let captcha = facts.markers.contains(&Marker::Captcha);
    let refused = matches!(status, 403 | 405 | 429 | 503);
    let empty = facts.all_words < 25;
    let convinced = match (by.is_some(), captcha, said.is_some(), titled.is_some()) {
        (true, _, true, _) | (true, _, _, true) => true,
        (true, ..) => refused || empty,
        (false, true, true, _) | (false, true, _, true) => true,
        (false, true, false, false) => refused && empty,
        (false, false, true, true) => true,
        (false, false, true, false) => refused || facts.prose < 60,
        (false, false, false, true) => refused || (empty && facts.scripts > 0 && status == 202),
        (false, false, false, false) => false,
    };
    let blocked = phrases::find(Category::Denied, &body, 1);
    if !convinced {
        return None;
    }
    let quote = said
        .map(|said| text::quote(&facts.everything, said))
        .or_else(|| titled.cloned());
    let who = by.unwrap_or("the site");
    let detail = match &quote {
        Some(quote) => format!(
            "{who} asks for a proof that the reader is human: “{}” (status {status})",
            text::excerpt(quote, 80)
        ),
        None => format!("{who} answers with a challenge instead of the page (status {status})"),
    };
    // Cloudflare's "Sorry, you have been blocked" is a refusal, not a question.
    if !blocked.is_empty() && said.is_none() && !captcha {
        return denied(status, facts);
    }
    Some(Judgement::blocked(Reason::BotChallenge, detail))
}

/// A refusal in words.
pub(super) fn denied(status: u16, facts: &PageFacts) -> Option<Judgement> {
    if facts.prose > SHORT || facts.is_work {
        return None;
    }
    let heads = facts
        .document_title
        .iter()
        .chain(facts.titles.first())
        .chain(facts.headings.iter().take(2));
    for head in heads {
        for segment in titles::segments(head) {
            let folded = text::fold(segment);
            if let Some(hit) = phrases::first(Category::Denied, &folded)
                && text::word_count(hit) * 2 > text::word_count(&folded)
            {
                return Some(refusal(status, head));
            }
        }
    }
    let body = text::fold(text::prefix(&facts.text, 2000));
    let hit = phrases::find(Category::Denied, &body, 1).first().copied()?;
    (facts.prose < 40 && hit.start < 120)
        .then(|| refusal(status, &text::quote(&facts.text, &body[hit.start..hit.end])))
}

fn refusal(status: u16, quote: &str) -> Judgement {
    Judgement::blocked(
        Reason::Forbidden,
        format!(
            "refuses with status {status}: “{}”",
            text::excerpt(quote, 80)
        ),
    )
}

/// A log-in form instead of the page.
pub(super) fn login(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    if facts.prose > SHORT || facts.is_work {
        return None;
    }
    let at_login = is_login_address(sample.url) && !is_login_address(sample.requested);
    let heads = facts
        .document_title
        .iter()
        .chain(facts.headings.iter().take(2));
    let titled = heads.into_iter().find(|head| {
        titles::segments(head).iter().any(|segment| {
            let folded = text::fold(segment);
            phrases::first(Category::Login, &folded).is_some_and(|hit| {
                folded.starts_with(hit) && text::word_count(&folded) <= text::word_count(hit) + 3
            })
        })
    });
    let body = text::fold(text::prefix(&facts.text, 4000));
    let said = phrases::find(Category::Login, &body, 8)
        .into_iter()
        .map(|hit| &body[hit.start..hit.end])
        .find(|said| text::word_count(said) >= 4);
    let shown = match (at_login, facts.password_field, titled.is_some()) {
        (true, true, _) | (true, _, true) | (_, true, true) => true,
        (true, false, false) => facts.shell || said.is_some(),
        (false, true, false) | (false, false, true) => said.is_some() && facts.prose < 80,
        (false, false, false) => said.is_some() && facts.prose < 25,
    };
    if !shown {
        return None;
    }
    let evidence = titled
        .map(|title| format!("“{}”", text::excerpt(title, 80)))
        .or_else(|| said.map(|said| format!("“{said}”")))
        .unwrap_or_else(|| sample.url.path().to_owned());
    Some(Judgement::blocked(
        Reason::LoginRequired,
        format!("shows a log-in page instead of the cited page: {evidence}"),
    ))
}

fn is_login_address(url: &url::Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let host_says = [
        "login.",
        "signin.",
        "sso.",
        "auth.",
        "accounts.",
        "idp.",
        "account.",
    ]
    .iter()
    .any(|prefix| host.starts_with(prefix));
    host_says
        || url.path_segments().into_iter().flatten().any(|segment| {
            let segment = segment.to_ascii_lowercase();
            let stem = segment.split('.').next().unwrap_or_default();
            matches!(
                stem,
                "login"
                    | "log-in"
                    | "signin"
                    | "sign-in"
                    | "sign_in"
                    | "logon"
                    | "auth"
                    | "authwall"
                    | "sso"
                    | "oauth"
                    | "authorize"
                    | "authenticate"
                    | "servicelogin"
                    | "wp-login"
                    | "checkpoint"
                    | "uas"
            )
        })
}

/// A page of consent to cookies instead of the page.
pub(super) fn consent(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let host = sample.url.host_str().unwrap_or_default();
    let at_consent = sample.url.host_str() != sample.requested.host_str()
        && [
            "consent.",
            "guce.",
            "cmp.",
            "privacy.",
            "collect-consent.",
            "myprivacy.",
        ]
        .iter()
        .any(|prefix| host.starts_with(prefix));
    let redirected = sample.url.path() != sample.requested.path()
        && sample.url.path().to_ascii_lowercase().contains("consent");
    if facts.is_work || !(at_consent || redirected || facts.prose < 250) {
        return None;
    }
    let heads = facts
        .document_title
        .iter()
        .chain(facts.headings.iter().take(2));
    let titled = heads.into_iter().find(|head| {
        phrases::find(Category::Consent, &text::fold(head), 1)
            .iter()
            .any(|hit| hit.start == 0)
    });
    if !at_consent && titled.is_none() {
        return None;
    }
    let evidence = titled.map_or_else(
        || host.to_owned(),
        |title| format!("“{}”", text::excerpt(title, 80)),
    );
    Some(Judgement::blocked(
        Reason::BotChallenge,
        format!("asks for consent to cookies and shows nothing else: {evidence}"),
    ))
}

/// Payment asked with a refusing status. A page that answers 200 is there, however little of it is free.
pub(super) fn paywall(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    if !matches!(sample.status, 401..=403) || facts.kind != PageKind::Html {
        return None;
    }
    let body = text::fold(text::prefix(&facts.text, 8192));
    let said = phrases::first(Category::Paywall, &body);
    if said.is_none() && !facts.paid {
        return None;
    }
    let evidence = said.map_or_else(
        || "its metadata say so".to_owned(),
        |said| format!("“{said}”"),
    );
    Some(Judgement::blocked(
        Reason::Paywall,
        format!("is for subscribers (status {}): {evidence}", sample.status),
    ))
}
