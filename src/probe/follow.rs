//! Follows redirects by hand, one request a hop: every hop is recorded, checked and carries only its own
//! cookies. Says what happened, not what it means.

use std::{collections::HashSet, time::Duration};

use tokio::time::Instant;
use url::Url;

use super::{
    cookies::Jar,
    failure::Failure,
    known::Known,
    page::{self, Judgement, PageFacts, PageKind, Sample},
    turns::{Turn, Turns},
    web::{Agent, Answer, Ask, Web},
};

/// Most redirects that are followed, as in browsers.
pub(crate) const MAX_HOPS: usize = 20;
/// Longest delay of a `meta refresh` that is a redirect; a longer one gives readers time to read.
const LONGEST_REFRESH: u32 = 15;
/// Most bytes of the body of a redirect.
const REDIRECT_BYTES: usize = 16 << 10;

/// How a hop sends the reader on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HopKind {
    /// 301, 308.
    Permanent,
    /// 300, 302, 303, 307.
    Temporary,
    /// The page itself does.
    Page,
}

/// One redirect on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) status: u16,
    pub(crate) url: Url,
    pub(crate) kind: HopKind,
}

/// The way from a URL to where it ends.
#[derive(Debug, Clone)]
pub(crate) struct Trail {
    pub(crate) requested: Url,
    pub(crate) steps: Vec<Step>,
    pub(crate) end: End,
}

/// Where a trail ends.
#[derive(Debug, Clone)]
pub(crate) enum End {
    /// An answer that sends nowhere else.
    Answer(Box<Arrival>),
    /// No answer.
    Failed { url: Url, failure: Failure },
    /// Back at an address it came through, with nothing changed.
    Loop { url: Url },
    /// Sent on more often than browsers follow.
    TooMany { url: Url },
    /// Sent to where no page can be.
    BadLocation { status: u16, url: Url, why: String },
    /// Sent to an address that may not be contacted.
    Private { url: Url, to: Url },
}

/// The answer at the end of a trail.
#[derive(Debug, Clone)]
pub(crate) struct Arrival {
    pub(crate) answer: Answer,
    pub(crate) facts: PageFacts,
    /// What a robot filter said instead of the page.
    pub(crate) wall: Option<Judgement>,
}

impl Trail {
    /// The address at the end.
    pub(crate) fn last_url(&self) -> &Url {
        match &self.end {
            End::Answer(arrival) => &arrival.answer.url,
            End::Failed { url, .. }
            | End::Loop { url }
            | End::TooMany { url }
            | End::BadLocation { url, .. }
            | End::Private { url, .. } => url,
        }
    }
}

/// What a trail needs besides its URL.
#[derive(Debug)]
pub(crate) struct Walker<'w> {
    pub(crate) web: &'w Web,
    pub(crate) turns: &'w Turns,
    pub(crate) known: &'w Known,
    /// Leave to ask the first host, if it was given already.
    pub(crate) turn: Option<Turn>,
    pub(crate) body_bytes: usize,
    /// Time spent on requests so far.
    pub(crate) spent: Duration,
}

impl Walker<'_> {
    /// Follows `url` to its end.
    pub(crate) async fn follow(&mut self, url: &Url, agent: Agent, trusting: bool) -> Trail {
        let mut steps: Vec<Step> = Vec::new();
        let mut jar = Jar::default();
        let mut seen: HashSet<(String, Jar)> = HashSet::new();
        let mut current = url.clone();
        let end = loop {
            seen.insert((current.as_str().to_owned(), jar.clone()));
            let asked = self.ask(&current, agent, trusting, &jar).await;
            let answer = match asked {
                Ok(answer) => answer,
                Err(Failure::PrivateAddress(_)) if !steps.is_empty() => {
                    break End::Private {
                        url: steps
                            .last()
                            .map_or_else(|| url.clone(), |step| step.url.clone()),
                        to: current,
                    };
                }
                Err(failure) => {
                    break End::Failed {
                        url: current,
                        failure,
                    };
                }
            };
            jar.store(&current, &answer.headers);
            let (kind, next) = match leads_on(url, answer) {
                Lead::Here(arrival) => break End::Answer(arrival),
                Lead::Nowhere { status, why } => {
                    break End::BadLocation {
                        status,
                        url: current,
                        why,
                    };
                }
                Lead::On {
                    status,
                    kind,
                    mut next,
                } => {
                    if next.fragment().is_none() {
                        next.set_fragment(current.fragment());
                    }
                    steps.push(Step {
                        status,
                        url: current.clone(),
                        kind,
                    });
                    (kind, next)
                }
            };
            if seen.contains(&(next.as_str().to_owned(), jar.clone())) {
                // A page that sends to itself is the page; browsers show it.
                break End::Loop {
                    url: if kind == HopKind::Page { current } else { next },
                };
            }
            if steps.len() > MAX_HOPS {
                break End::TooMany { url: next };
            }
            current = next;
        };
        Trail {
            requested: url.clone(),
            steps,
            end,
        }
    }

    async fn ask(
        &mut self,
        url: &Url,
        agent: Agent,
        trusting: bool,
        jar: &Jar,
    ) -> Result<Answer, Failure> {
        // A turn for another host is given back before this one is waited for.
        let given = self.turn.take().filter(|turn| turn.is_for(url));
        let mut turn = match given {
            Some(turn) => turn,
            None => self.turns.enter(url).await,
        };
        let ask = Ask {
            agent,
            trusting,
            cookies: jar.header(url),
            limit_bytes: self.body_bytes,
            last: turn.is_last(),
            ..Ask::default()
        };
        let start = Instant::now();
        let answer = turn.patiently(self.web.get(url, &ask)).await;
        self.spent += start.elapsed();
        turn.report(&answer);
        self.known.note(url, &answer);
        answer
    }
}

/// Where an answer sends the reader.
enum Lead {
    Here(Box<Arrival>),
    On {
        status: u16,
        kind: HopKind,
        next: Url,
    },
    Nowhere {
        status: u16,
        why: String,
    },
}

fn leads_on(requested: &Url, mut answer: Answer) -> Lead {
    let status = answer.status;
    let kind = match status {
        301 | 308 => Some(HopKind::Permanent),
        302 | 303 | 307 => Some(HopKind::Temporary),
        300 if answer.headers.contains_key("location") => Some(HopKind::Temporary),
        _ => None,
    };
    if let Some(kind) = kind {
        answer.body.truncate(REDIRECT_BYTES);
        return match location(&answer) {
            Ok(next) => Lead::On { status, kind, next },
            Err(why) => Lead::Nowhere { status, why },
        };
    }
    let content_type = answer.header("content-type");
    let sample = Sample {
        url: &answer.url,
        requested,
        status,
        content_type: content_type.as_deref(),
        body: &answer.body,
        complete: answer.complete,
    };
    let facts = page::read(&sample);
    let headers: Vec<(String, String)> = answer
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let wall = page::robot_wall(status, &headers, &facts);
    if (200..300).contains(&status)
        && wall.is_none()
        && facts.kind == PageKind::Html
        && let Some(next) = page_redirect(&answer.url, &facts)
    {
        return Lead::On {
            status: 0,
            kind: HopKind::Page,
            next,
        };
    }
    Lead::Here(Box::new(Arrival {
        answer,
        facts,
        wall,
    }))
}

/// Where the page itself sends the browser, if it does so before anybody could read it.
fn page_redirect(url: &Url, facts: &PageFacts) -> Option<Url> {
    let refresh = facts
        .refresh
        .as_ref()
        .filter(|refresh| refresh.seconds <= LONGEST_REFRESH)
        .and_then(|refresh| refresh.url.as_deref());
    let next = Url::parse(refresh.or(facts.script_redirect.as_deref())?).ok()?;
    let without_fragment = |url: &Url| {
        let mut url = url.clone();
        url.set_fragment(None);
        url
    };
    let elsewhere = without_fragment(&next) != without_fragment(url);
    (elsewhere && matches!(next.scheme(), "http" | "https")).then_some(next)
}

/// Where a `Location` header sends to, read as browsers read it.
fn location(answer: &Answer) -> Result<Url, String> {
    let Some(text) = answer.header("location") else {
        return Err("it redirects without saying where to".to_owned());
    };
    let text = text.trim();
    if text.is_empty() {
        return Err("it redirects to an empty address".to_owned());
    }
    let next = answer
        .url
        .join(text)
        .map_err(|error| format!("it redirects to what is no address ({error})"))?;
    if !matches!(next.scheme(), "http" | "https") {
        return Err(format!(
            "it redirects to an address under `{}:`",
            next.scheme()
        ));
    }
    if next.host_str().is_none_or(str::is_empty) {
        return Err("it redirects to an address without a host".to_owned());
    }
    Ok(without_borrowed_credentials(&answer.url, next))
}

/// Relative addresses inherit user name and password; another host must not get them.
fn without_borrowed_credentials(from: &Url, mut next: Url) -> Url {
    if from.origin() != next.origin() && (!next.username().is_empty() || next.password().is_some())
    {
        let mut bare = next.clone();
        if bare.set_username("").is_ok() && bare.set_password(None).is_ok() {
            next = bare;
        }
    }
    next
}
