//! Archived copies of dead and suspect pages. Only suggests: whatever an archive answers, or fails to, no
//! verdict hangs on it.

use std::time::Duration;

use jiff::{Timestamp, civil::Date, fmt::rfc2822::DateTimePrinter, tz::TimeZone};
use reqwest::header::HeaderName;
use serde::Deserialize;
use url::{Host, Url};

use super::{
    Memento, address,
    service::{Service, ServiceOptions, is_local, under},
    web::{Answer, Web},
};
use crate::citations::PartialDate;

/// The Internet Archive.
pub const ENDPOINT: &str = "https://archive.org";

/// How the archive at `endpoint` is asked, unless the user wants it otherwise.
pub fn options(endpoint: Url) -> ServiceOptions {
    ServiceOptions {
        endpoint,
        concurrency: 2,
        interval: Duration::from_millis(500),
        timeout: Duration::from_secs(15),
        budget: Duration::from_mins(5),
    }
}

/// An archive that speaks the Wayback Machine's availability API (`/wayback/available`) or, failing that,
/// is a Memento `TimeGate` (RFC 7089) at `/web/{timestamp}/{url}`.
///
/// The availability API answers with the capture nearest to a time, before or after. Where that is after the
/// cited date, the index of captures (`/cdx/search/cdx`) is asked for the last one before.
#[derive(Debug)]
pub struct Archive {
    service: Service,
    /// Where the index of captures and the captures themselves are.
    web_base: Url,
}

/// A capture as an archive tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Capture {
    url: Url,
    /// Fourteen digits, `yyyymmddhhmmss`.
    at: String,
}

impl Archive {
    /// The archive that `options` name, asked through `web`.
    pub fn new(web: Web, options: ServiceOptions) -> Self {
        let mut web_base = options.endpoint.clone();
        if web_base.host_str() == Some("archive.org") {
            // An error would mean that the endpoint has no host, and it has.
            let _ = web_base.set_host(Some("web.archive.org"));
        }
        Self {
            service: Service::new(web, "archive", options),
            web_base,
        }
    }

    /// The capture of `url` nearest before the end of the cited day, month or year; where there is none, the
    /// one nearest after it; without a date the latest. `None` also where the archive cannot be asked.
    pub async fn nearest(&self, url: &str, cited: Option<PartialDate>) -> Option<Memento> {
        let mut page = Url::parse(url).ok()?;
        page.set_fragment(None);
        let told = matches!(page.scheme(), "http" | "https")
            && page.username().is_empty()
            && page.password().is_none()
            // An archive on this machine may know pages that no public one does.
            && (is_public(&page) || is_local(&self.service.options.endpoint));
        if !told {
            return None;
        }
        let wanted = cited.and_then(last_second);
        let near = match self.available(&page, wanted.as_deref()).await {
            Ok(Some(capture)) if wanted.as_ref().is_none_or(|wanted| capture.at <= *wanted) => {
                return capture.memento();
            }
            Ok(near) => near,
            Err(NotSpoken) => {
                let capture = self.time_gate(&page, wanted.as_deref()).await?;
                return capture.memento();
            }
        };
        let before = match &wanted {
            // The API says "none" too often to be believed at once.
            Some(wanted) => self.last_before(&page, wanted).await,
            None => None,
        };
        before.or(near)?.memento()
    }

    /// What a person should know: why not every dead link has a suggestion.
    pub fn notice(&self) -> Option<String> {
        self.service.notice()
    }

    /// Asks the availability API. A capture of an error page is none.
    async fn available(
        &self,
        page: &Url,
        wanted: Option<&str>,
    ) -> Result<Option<Capture>, NotSpoken> {
        #[derive(Deserialize)]
        struct Available {
            archived_snapshots: Snapshots,
        }
        #[derive(Deserialize, Default)]
        #[serde(default)]
        struct Snapshots {
            closest: Option<Closest>,
        }
        #[derive(Deserialize)]
        struct Closest {
            #[serde(default)]
            available: bool,
            url: String,
            timestamp: String,
            #[serde(default)]
            status: Option<serde_json::Value>,
        }
        let Some(mut question) = under(&self.service.options.endpoint, "wayback/available") else {
            return Ok(None);
        };
        question.query_pairs_mut().append_pair("url", page.as_str());
        if let Some(wanted) = wanted {
            question.query_pairs_mut().append_pair("timestamp", wanted);
        }
        let Some(answer) = self.service.get(&question, "application/json", &[]).await else {
            return Ok(None);
        };
        if answer.status != 200 {
            return Err(NotSpoken);
        }
        let available: Available = serde_json::from_slice(&answer.body).map_err(|_| NotSpoken)?;
        let Some(closest) = available.archived_snapshots.closest else {
            self.service.trust();
            return Ok(None);
        };
        let sound = match &closest.status {
            Some(serde_json::Value::String(status)) => status == "200",
            Some(serde_json::Value::Number(status)) => status.as_u64() == Some(200),
            _ => true,
        };
        if !closest.available || !sound {
            self.service.trust();
            return Ok(None);
        }
        let capture = Url::parse(&closest.url)
            .ok()
            .and_then(|url| self.capture(url, &closest.timestamp));
        match capture {
            Some(_) => self.service.trust(),
            None => self
                .service
                .distrust("it named a copy that is not its own or has no date"),
        }
        Ok(capture)
    }

    /// Asks the index of captures for the last sound one up to `wanted`.
    async fn last_before(&self, page: &Url, wanted: &str) -> Option<Capture> {
        let mut question = under(&self.web_base, "cdx/search/cdx")?;
        question
            .query_pairs_mut()
            .append_pair("url", page.as_str())
            .append_pair("to", wanted)
            .append_pair("filter", "statuscode:200")
            .append_pair("fl", "timestamp,original")
            .append_pair("output", "json")
            .append_pair("limit", "-1");
        let answer = self.service.get(&question, "application/json", &[]).await?;
        if answer.status != 200 {
            return None;
        }
        // The first row names the columns.
        let rows: Vec<Vec<String>> = serde_json::from_slice(&answer.body).ok()?;
        let [at, original] = rows.get(1..)?.last()?.as_slice() else {
            return None;
        };
        let url = under(&self.web_base, &format!("web/{at}/{original}"))?;
        self.capture(url, at)
            .filter(|capture| capture.at.as_str() <= wanted)
    }

    /// Asks the `TimeGate`, and chooses between the copy it leads to and those beside it that it names.
    async fn time_gate(&self, page: &Url, wanted: Option<&str>) -> Option<Capture> {
        let path = format!(
            "web/{}{}{page}",
            wanted.unwrap_or_default(),
            if wanted.is_some() { "/" } else { "" }
        );
        let gate = under(&self.web_base, &path)?;
        let headers: Vec<(HeaderName, String)> = wanted
            .and_then(http_date)
            .map(|date| (HeaderName::from_static("accept-datetime"), date))
            .into_iter()
            .collect();
        let answer = self.service.get(&gate, "*/*", &headers).await?;
        let mut captures = Vec::new();
        match answer.status {
            200 => {
                let at = answer
                    .header("memento-datetime")
                    .and_then(|date| stamp(&date));
                let url = answer
                    .header("content-location")
                    .and_then(|location| gate.join(&location).ok())
                    .unwrap_or_else(|| gate.clone());
                captures.extend(at.and_then(|at| self.capture(url, &at)));
            }
            300..400 => {
                let url = answer
                    .header("location")
                    .and_then(|location| gate.join(&location).ok())?;
                let at = answer
                    .header("memento-datetime")
                    .and_then(|date| stamp(&date))
                    .or_else(|| stamp_in_path(url.path()));
                captures.extend(at.and_then(|at| self.capture(url, &at)));
            }
            _ => return None,
        }
        captures.extend(
            mementos(&answer)
                .into_iter()
                .filter_map(|(url, at)| self.capture(gate.join(&url).ok()?, &at)),
        );
        self.service.trust();
        let before = |capture: &&Capture| wanted.is_none_or(|wanted| capture.at.as_str() <= wanted);
        captures
            .iter()
            .filter(before)
            .max_by(|a, b| a.at.cmp(&b.at))
            .or_else(|| captures.iter().min_by(|a, b| a.at.cmp(&b.at)))
            .cloned()
    }

    /// The capture, if it has a date that exists and an address within the archive.
    fn capture(&self, mut url: Url, at: &str) -> Option<Capture> {
        if !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let endpoint = &self.service.options.endpoint;
        let own = match (url.domain(), endpoint.domain()) {
            (Some(here), Some(there)) => site(here) == site(there),
            _ => url.host() == endpoint.host(),
        };
        if !own || !url.username().is_empty() || url.password().is_some() {
            return None;
        }
        if endpoint.scheme() == "https" && url.scheme() == "http" && url.port().is_none() {
            // The API names its copies without encryption, and has them with it. Never fails between the two.
            let _ = url.set_scheme("https");
        }
        let at = format!("{:0<14}", at.get(..at.len().min(14))?);
        day(&at)?;
        Some(Capture { url, at })
    }
}

/// The archive answers, but not in the language of the question.
struct NotSpoken;

impl Capture {
    fn memento(&self) -> Option<Memento> {
        Some(Memento {
            url: self.url.to_string(),
            captured: day(&self.at)?.to_string(),
        })
    }
}

/// Whether a public archive can have a copy, and may be told of the address at all.
fn is_public(page: &Url) -> bool {
    match page.host() {
        Some(Host::Ipv4(address)) => address::is_public(address.into()),
        Some(Host::Ipv6(address)) => address::is_public(address.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            let last = name.rsplit('.').next();
            name.contains('.') && !matches!(last, Some("local" | "internal" | "localhost" | "home"))
        }
        None => false,
    }
}

/// What two hosts of one archive have in common: the registrable domain.
fn site(host: &str) -> &str {
    psl::domain_str(host).unwrap_or(host)
}

/// The last second of a cited day, month or year as fourteen digits; `None` for a day that does not exist.
fn last_second(date: PartialDate) -> Option<String> {
    let first = Date::new(
        date.year,
        i8::try_from(date.month.unwrap_or(12)).ok()?,
        i8::try_from(date.day.unwrap_or(1)).ok()?,
    )
    .ok()?;
    let last = match date.day.filter(|_| date.month.is_some()) {
        Some(_) => first,
        None => first.last_of_month(),
    };
    Some(last.strftime("%Y%m%d235959").to_string())
}

/// The day of a time of fourteen digits.
fn day(at: &str) -> Option<Date> {
    if at.len() != 14 || !at.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from, to| at.get(from..to)?.parse::<i16>().ok();
    Date::new(
        part(0, 4)?,
        i8::try_from(part(4, 6)?).ok()?,
        i8::try_from(part(6, 8)?).ok()?,
    )
    .ok()
}

/// The time of fourteen digits as a header says it.
fn http_date(at: &str) -> Option<String> {
    let last = TimeZone::UTC
        .to_timestamp(day(at)?.at(23, 59, 59, 0))
        .ok()?;
    DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&last)
        .ok()
}

/// The time of a header as fourteen digits.
fn stamp(date: &str) -> Option<String> {
    let time = Timestamp::try_from(httpdate::parse_http_date(date.trim()).ok()?).ok()?;
    Some(time.strftime("%Y%m%d%H%M%S").to_string())
}

/// The time in the address of a capture: `/web/20230914000000/…`, perhaps with a flag (`id_`).
fn stamp_in_path(path: &str) -> Option<String> {
    path.split('/').find_map(|part| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        (digits == 14).then(|| part[..14].to_owned())
    })
}

/// The copies of a `Link` header (RFC 8288, RFC 7089): address and time.
fn mementos(answer: &Answer) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for header in answer.headers.get_all("link") {
        let Ok(header) = header.to_str() else {
            continue;
        };
        // An address stands in angle brackets and so holds none; commas it may hold.
        for link in header.split('<').skip(1) {
            let Some((url, parameters)) = link.split_once('>') else {
                continue;
            };
            let parameter = |name: &str| {
                let (_, value) = parameters.split_once(&format!("{name}=\""))?;
                Some(value.split_once('"')?.0)
            };
            let is_memento = parameter("rel")
                .is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "memento"));
            if let Some(at) = parameter("datetime").filter(|_| is_memento).and_then(stamp) {
                found.push((url.to_owned(), at));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cited_date_ends_with_its_day_month_or_year() {
        let end = |year, month, day| last_second(PartialDate { year, month, day });
        assert_eq!(
            end(2023, Some(9), Some(14)).as_deref(),
            Some("20230914235959")
        );
        assert_eq!(end(2024, Some(2), None).as_deref(), Some("20240229235959"));
        assert_eq!(end(2023, None, None).as_deref(), Some("20231231235959"));
        assert_eq!(end(2023, Some(2), Some(30)), None);
        assert_eq!(end(2023, Some(200), None), None);
    }

    #[test]
    fn times_are_read_from_headers_and_addresses() {
        assert_eq!(
            stamp("Thu, 14 Sep 2023 10:11:12 GMT").as_deref(),
            Some("20230914101112")
        );
        assert_eq!(
            http_date("20230914101112").as_deref(),
            Some("Thu, 14 Sep 2023 23:59:59 GMT")
        );
        assert_eq!(
            stamp_in_path("/web/20230914101112id_/http://a/").as_deref(),
            Some("20230914101112")
        );
        assert_eq!(stamp_in_path("/web/2023/http://a/"), None);
        assert_eq!(day("20231301000000"), None);
    }

    #[test]
    fn private_pages_are_not_told_of() {
        for (url, public) in [
            ("https://example.org/", true),
            ("https://8.8.8.8/", true),
            ("http://10.0.0.1/", false),
            ("http://intranet/", false),
            ("http://printer.local/", false),
            ("http://[::1]/", false),
        ] {
            assert_eq!(is_public(&Url::parse(url).unwrap()), public, "{url}");
        }
    }
}
