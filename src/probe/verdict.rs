//! What the way to a page and the answer at its end mean for a reader. Pure: asks nothing, waits for nothing.

use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use super::{
    Cited, Reason, clean,
    destination::{is_error_page, is_home, is_login, is_short_name, is_upgrade, same},
    failure::Failure,
    follow::{Arrival, End, HopKind, MAX_HOPS, Step, Trail},
    page::{self, Judgement, PageFacts, PageKind, Sample},
    quirks,
    tls::CertificateFault,
};

/// What a trail amounts to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Conclusion {
    pub(crate) reason: Reason,
    pub(crate) detail: String,
    /// Whether it holds only if the host shows the same page for a made-up address.
    pub(crate) needs_sibling: bool,
    pub(crate) better_url: Option<Url>,
}

/// A failure that may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Passing {
    /// How long the answer asks to wait (`Retry-After`).
    pub(crate) wish: Option<Duration>,
}

impl Conclusion {
    fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            reason,
            detail: detail.into(),
            needs_sibling: false,
            better_url: None,
        }
    }
}

/// Concludes from one trail.
pub(crate) fn conclude(trail: &Trail, cited: &Cited) -> Conclusion {
    match &trail.end {
        End::Failed { failure, url } => {
            let mut conclusion = failed(failure, !trail.steps.is_empty());
            if !trail.steps.is_empty() {
                conclusion.detail =
                    format!("sent on to {}: {}", clean::shown(url), conclusion.detail);
            }
            conclusion
        }
        End::Loop { url } => Conclusion::new(
            Reason::RedirectLoop,
            format!("its redirects come back to {} for ever", clean::shown(url)),
        ),
        End::TooMany { url } => Conclusion::new(
            Reason::TooManyRedirects,
            format!(
                "after {MAX_HOPS} redirects it still sends on, now to {}",
                clip(url)
            ),
        ),
        End::BadLocation { status, why, .. } => {
            Conclusion::new(Reason::BadRedirect, format!("answered {status}, but {why}"))
        }
        End::Private { to, .. } => Conclusion::new(
            Reason::PrivateRedirect,
            format!("it sends readers into a private network ({})", clip(to)),
        ),
        End::Answer(arrival) => answered(trail, arrival, cited),
    }
}

/// Whether another try after a pause may do better.
pub(crate) fn passing(trail: &Trail, now: Timestamp) -> Option<Passing> {
    match &trail.end {
        End::Failed { failure, .. } => matches!(
            failure,
            Failure::Reset
                | Failure::Closed
                | Failure::Refused
                | Failure::ConnectTimeout
                | Failure::AnswerTimeout
                | Failure::BodyTimeout
                | Failure::HostUnreachable
                | Failure::Resolver(_)
                | Failure::TooManyFiles
        )
        .then_some(Passing { wish: None }),
        End::Answer(arrival) => {
            let broke = arrival.answer.broken.is_some() && arrival.facts.kind == PageKind::Empty;
            let status = arrival.answer.status;
            let unready = status == 202 && arrival.facts.kind == PageKind::Empty;
            if arrival.wall.is_some() || !(is_passing(status) || unready || broke) {
                return None;
            }
            Some(Passing {
                wish: retry_after(arrival, now),
            })
        }
        End::Loop { .. } | End::TooMany { .. } | End::BadLocation { .. } | End::Private { .. } => {
            None
        }
    }
}

/// Whether a browser might be answered differently: the answer may come from a robot filter.
pub(crate) fn smells_of_filter(trail: &Trail) -> bool {
    match &trail.end {
        End::Answer(arrival) => {
            arrival.wall.is_some()
                || match arrival.answer.status {
                    401 | 402 | 407 | 408 | 410 | 414 | 425 | 429 | 431 | 451 => false,
                    304 | 400..=499 | 999 => true,
                    _ => false,
                }
        }
        End::Failed { failure, .. } => matches!(failure, Failure::Reset | Failure::Closed),
        End::Loop { .. } => true,
        End::BadLocation { .. } | End::TooMany { .. } | End::Private { .. } => false,
    }
}

/// Statuses that say "not now" (RFC 9110; 52x are Cloudflare's words for an origin that does not answer it).
fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 421 | 425 | 429 | 500 | 502..=504 | 507 | 509 | 520..=524 | 527 | 529 | 530)
}

fn retry_after(arrival: &Arrival, now: Timestamp) -> Option<Duration> {
    let text = arrival.answer.header("retry-after")?;
    let text = text.trim();
    if let Ok(seconds) = text.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let date = httpdate::parse_http_date(text).ok()?;
    let date = Timestamp::try_from(date).ok()?;
    Duration::try_from(date.duration_since(now)).ok()
}

fn failed(failure: &Failure, redirected: bool) -> Conclusion {
    let reason = match failure {
        Failure::NoSuchHost => Reason::NoSuchHost,
        Failure::Resolver(_) => Reason::DnsFailure,
        Failure::PrivateAddress(_) if redirected => Reason::PrivateRedirect,
        Failure::PrivateAddress(_) => Reason::PrivateAddress,
        Failure::ConnectTimeout | Failure::AnswerTimeout | Failure::BodyTimeout => Reason::Timeout,
        Failure::Refused => Reason::ConnectionRefused,
        Failure::Reset | Failure::Closed => Reason::ConnectionReset,
        Failure::NetworkUnreachable => Reason::NetworkUnreachable,
        Failure::HostUnreachable | Failure::TooManyFiles | Failure::Proxy(_) => {
            Reason::TemporaryFailure
        }
        Failure::Certificate(fault) => match fault {
            CertificateFault::Expired | CertificateFault::NotYetValid => Reason::CertificateExpired,
            CertificateFault::WrongHost => Reason::CertificateWrongHost,
            CertificateFault::SelfSigned
            | CertificateFault::Incomplete
            | CertificateFault::UnknownIssuer
            | CertificateFault::Revoked
            | CertificateFault::Other => Reason::CertificateUntrusted,
        },
        Failure::TlsVersion | Failure::Tls(_) => Reason::TlsFailure,
        Failure::HeadTooLarge | Failure::Protocol(_) => Reason::ProtocolError,
        Failure::Unrequestable(_) => Reason::Malformed,
    };
    Conclusion::new(reason, failure.to_string())
}

fn answered(trail: &Trail, arrival: &Arrival, cited: &Cited) -> Conclusion {
    let status = arrival.answer.status;
    if let Some(wall) = &arrival.wall {
        return Conclusion::new(wall.reason, wall.detail.clone());
    }
    match status {
        202 if arrival.facts.kind == PageKind::Empty => Conclusion::new(
            Reason::TemporaryFailure,
            "answered 202 (accepted, not ready) and nothing else",
        ),
        200..=300 => shown(trail, arrival, cited),
        401..=403 => judge(trail, arrival, cited).map_or_else(
            || Conclusion::new(reason_of(status), format!("answered {}", worded(status))),
            |judgement| Conclusion::new(judgement.reason, judgement.detail),
        ),
        _ => Conclusion::new(reason_of(status), format!("answered {}", worded(status))),
    }
}

/// The reason a status other than success stands for.
fn reason_of(status: u16) -> Reason {
    match status {
        304 => Reason::Empty,
        301..=399 => Reason::BadRedirect,
        401 | 407 => Reason::LoginRequired,
        402 => Reason::Paywall,
        403 | 406 => Reason::Forbidden,
        404 => Reason::NotFound,
        408 => Reason::Timeout,
        410 => Reason::Gone,
        418 | 999 => Reason::BotChallenge,
        425 => Reason::TemporaryFailure,
        429 => Reason::RateLimited,
        451 => Reason::Legal,
        400..=499 => Reason::ClientError,
        500 => Reason::ServerError,
        511 | 525 | 526 => Reason::TemporaryFailure,
        status if is_passing(status) => Reason::TemporaryFailure,
        501..=599 => Reason::ServerError,
        _ => Reason::ProtocolError,
    }
}

/// A status with the words that explain it.
fn worded(status: u16) -> String {
    let words = match status {
        304 => "not modified, though nothing was kept",
        400 => "bad request",
        401 => "login required",
        402 => "payment required",
        403 => "forbidden",
        404 => "not found",
        405 => "it may not be asked for",
        406 => "refused to this client",
        408 => "it gave up waiting",
        410 => "gone for good",
        414 => "the address is too long for the server",
        418 | 999 => "refused to robots",
        429 => "too many requests",
        451 => "withheld for legal reasons",
        500 => "server error",
        501 => "the server cannot do that",
        502 => "bad gateway",
        503 => "out of service for now",
        504 => "the server behind did not answer",
        520 => "the server behind Cloudflare gave a broken answer",
        521 => "the server behind Cloudflare is down",
        522..=524 => "the server behind Cloudflare does not answer",
        525 | 526 => "the server behind Cloudflare has no sound certificate",
        530 => "Cloudflare does not find the server behind it",
        _ => return status.to_string(),
    };
    format!("{status} ({words})")
}

/// What the page itself gives away.
fn judge(trail: &Trail, arrival: &Arrival, cited: &Cited) -> Option<Judgement> {
    let answer = &arrival.answer;
    let content_type = answer.header("content-type");
    let sample = Sample {
        url: &answer.url,
        requested: &trail.requested,
        status: answer.status,
        content_type: content_type.as_deref(),
        body: &answer.body,
        complete: answer.complete,
    };
    page::judge(&sample, &arrival.facts, cited)
}

/// Judges a page that was shown.
fn shown(trail: &Trail, arrival: &Arrival, cited: &Cited) -> Conclusion {
    let answer = &arrival.answer;
    let facts = &arrival.facts;
    if let (Some(broken), PageKind::Empty) = (&answer.broken, facts.kind) {
        return match broken {
            Failure::Closed | Failure::Reset => failed(&Failure::Closed, false),
            other => failed(&Failure::Protocol(other.to_string()), false),
        };
    }
    if let Some(conclusion) = sent_elsewhere(trail, facts) {
        return conclusion;
    }
    if let Some(judgement) = judge(trail, arrival, cited) {
        return Conclusion {
            needs_sibling: !judgement.sure,
            ..Conclusion::new(judgement.reason, judgement.detail)
        };
    }
    if quirks::is_login_wall(&answer.url) && facts.shell {
        let host = answer.url.host_str().unwrap_or_default();
        return Conclusion::new(
            Reason::LoginRequired,
            format!(
                "{host} shows its pages to people who are logged in, whether they exist or not"
            ),
        );
    }
    arrived(trail, answer.broken.as_ref())
}

/// The page is there: under its own address, or under which other.
pub(crate) fn arrived(trail: &Trail, broken: Option<&Failure>) -> Conclusion {
    let (requested, last) = (&trail.requested, trail.last_url());
    let note = broken.map_or_else(String::new, |broken| {
        format!("; its text broke off: {broken}")
    });
    if trail.steps.is_empty() || same(requested, last) {
        return Conclusion::new(Reason::Ok, format!("the page is there{note}"));
    }
    if requested.scheme() == "https" && last.scheme() == "http" {
        return Conclusion::new(
            Reason::Downgrade,
            format!("it sends readers from https down to {}{note}", clip(last)),
        );
    }
    let lasting = trail
        .steps
        .iter()
        .take_while(|step| step.kind != HopKind::Temporary)
        .count();
    let upgraded = trail.steps.get(1).map_or(last, |step| &step.url);
    if is_upgrade(requested, upgraded) {
        let settled = trail
            .steps
            .get(lasting.max(1))
            .map_or(last, |step| &step.url);
        return Conclusion {
            better_url: Some(settled.clone()),
            ..Conclusion::new(
                Reason::HttpsUpgrade,
                format!("the same page is served over https{note}"),
            )
        };
    }
    if lasting == 0 || quirks::is_resolver(requested) {
        return Conclusion::new(
            Reason::TemporaryRedirect,
            format!("redirected for now to {}{note}", clip(last)),
        );
    }
    let settled = trail.steps.get(lasting).map_or(last, |step| &step.url);
    let by_page = trail.steps[..lasting]
        .iter()
        .any(|step| step.kind == HopKind::Page);
    let (reason, word) = if by_page {
        (Reason::MetaRefresh, "the page itself sends readers on to")
    } else {
        (Reason::PermanentRedirect, "moved for good to")
    };
    let mut detail = format!("{word} {}", clip(settled));
    if lasting < trail.steps.len() {
        detail = format!("{detail}, from there for now to {}", clip(last));
    }
    Conclusion {
        better_url: Some(settled.clone()),
        ..Conclusion::new(reason, detail + &note)
    }
}

/// Redirects that lead to something else than the page: the home page, a login, an error page.
fn sent_elsewhere(trail: &Trail, facts: &PageFacts) -> Option<Conclusion> {
    let (requested, last) = (&trail.requested, trail.last_url());
    if trail.steps.is_empty() || same(requested, last) {
        return None;
    }
    if is_login(last) && !is_login(requested) {
        return Some(Conclusion::new(
            Reason::LoginRequired,
            format!("sent on to a login page, {}", clip(last)),
        ));
    }
    if is_error_page(last) && !is_error_page(requested) {
        return Some(Conclusion::new(
            Reason::Soft404,
            format!("sent on to an error page, {}", clip(last)),
        ));
    }
    let hidden = quirks::is_shortener(requested) || quirks::is_resolver(requested);
    if is_home(last) && !is_home(requested) && !hidden && !is_short_name(requested, last) {
        let title = facts.titles.first().map(|title| format!(" ({title})"));
        return Some(Conclusion::new(
            Reason::RedirectedHome,
            format!(
                "sent on to the home page {}{}",
                clip(last),
                title.unwrap_or_default()
            ),
        ));
    }
    None
}

/// An address short enough for a sentence, without credentials.
fn clip(url: &Url) -> String {
    const LONGEST: usize = 200;
    let shown = clean::shown(url);
    match shown.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &shown[..at]),
        None => shown,
    }
}

/// Every redirect of a trail as the JSON shows it.
pub(crate) fn hops(steps: &[Step]) -> Vec<super::Hop> {
    steps
        .iter()
        .map(|step| super::Hop {
            status: step.status,
            url: clean::shown(&step.url),
        })
        .collect()
}
