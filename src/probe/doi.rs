//! Asks the DOI registry, apart from the publisher's page: whether a DOI is registered, and for what work.
//! That a publisher turns robots away so says nothing against the DOI. Judges nothing.

use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{
    Page,
    service::{Service, ServiceOptions, under},
    web::Web,
};
use crate::citations::{PartialDate, identifiers::normalize_doi};

/// The resolver of the DOI Foundation.
pub const ENDPOINT: &str = "https://doi.org";

/// Redirects from the resolver to the agency that keeps the record.
const MAX_HOPS: usize = 5;

/// What must not stand as it is in the path of a URL.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// How the registry at `endpoint` is asked, unless the user wants it otherwise.
pub fn options(endpoint: Url) -> ServiceOptions {
    ServiceOptions {
        endpoint,
        concurrency: 4,
        interval: Duration::from_millis(100),
        timeout: Duration::from_secs(10),
        budget: Duration::from_mins(5),
    }
}

/// The registry of DOIs.
///
/// How the scheduler uses it. For a target whose URL is an address of the resolver
/// ([`crate::citations::identifiers::doi_in_url`] with `resolver` set), [`Registry::ask`] comes before the
/// page: [`Registered::No`] is `dead`, for no reader will get anywhere, and the page is not asked. With
/// [`Registered::Yes`] the page is asked as any other, but where the publisher turns the request away or
/// breaks it off, the verdict is `blocked`, not `dead`. [`Registered::Unknown`] changes nothing. For a DOI in a
/// publisher's URL, or printed beside one, only `Yes` means anything: where the DOI ends was told by custom.
#[derive(Debug)]
pub struct Registry {
    service: Service,
}

/// Whether a DOI is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Registered {
    /// It is.
    Yes,
    /// The registry says that it is not, or it is no DOI.
    No,
    /// The registry gave no answer that can be relied on.
    Unknown,
}

impl Registry {
    /// The registry that `options` name, asked through `web`.
    pub fn new(web: Web, options: ServiceOptions) -> Self {
        Self {
            service: Service::new(web, "DOI registry", options),
        }
    }

    /// Whether `doi`, in any usual spelling, is registered.
    ///
    /// Asks the Handle System's HTTP API (`/api/handles/{doi}`). Its response codes: 1 success, 100 no such
    /// handle, 200 a handle without values. Source: Handle.Net Registry, "Handle System REST API", and the
    /// DOI Handbook, "Resolution".
    pub async fn ask(&self, doi: &str) -> Registered {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Handle {
            response_code: u32,
            #[serde(default)]
            values: Vec<Value>,
        }
        let Some(doi) = normalize_doi(doi) else {
            return Registered::No;
        };
        let path = format!("api/handles/{}", utf8_percent_encode(&doi, PATH));
        let Some(url) = under(&self.service.options.endpoint, &path) else {
            return Registered::Unknown;
        };
        let Some(answer) = self.service.get(&url, "application/json", &[]).await else {
            return Registered::Unknown;
        };
        let Ok(handle) = serde_json::from_slice::<Handle>(&answer.body) else {
            self.service
                .distrust("its answer is not that of a registry");
            return Registered::Unknown;
        };
        self.service.trust();
        match handle.response_code {
            // A handle may be reserved, with nowhere to lead to.
            1 if !handle.values.is_empty() => Registered::Yes,
            1 | 100 | 200 => Registered::No,
            _ => Registered::Unknown,
        }
    }

    /// What the registration agency knows of the work: title, authors and date.
    ///
    /// By content negotiation (`application/vnd.citationstyles.csl+json`), which Crossref, `DataCite`, mEDRA and
    /// others answer. `None` where there is no record, or none that can be read.
    pub async fn record(&self, doi: &str) -> Option<Page> {
        let doi = normalize_doi(doi)?;
        let mut url = under(
            &self.service.options.endpoint,
            &utf8_percent_encode(&doi, PATH).to_string(),
        )?;
        for _ in 0..MAX_HOPS {
            let accept = "application/vnd.citationstyles.csl+json, application/json;q=0.5";
            let answer = self.service.get(&url, accept, &[]).await?;
            match answer.status {
                200 => return record(&serde_json::from_slice(&answer.body).ok()?),
                301 | 302 | 303 | 307 | 308 => {
                    let next = url.join(&answer.header("location")?).ok()?;
                    // From an encrypted registry to anything but an encrypted agency: not what it says.
                    if next.scheme() != "https" && next.scheme() != url.scheme() {
                        return None;
                    }
                    url = next;
                }
                _ => return None,
            }
        }
        None
    }

    /// What a person should know: why not every DOI was looked up.
    pub fn notice(&self) -> Option<String> {
        self.service.notice()
    }
}

/// Reads a record in the JSON of the Citation Style Language.
fn record(csl: &Value) -> Option<Page> {
    // Crossref's own records have lists where the schema has one text.
    let text = |value: &Value| -> Option<String> {
        let text = match value {
            Value::Array(list) => list.first()?.as_str()?,
            value => value.as_str()?,
        };
        // Titles carry markup for italics and formulas.
        let text: String = text
            .split('<')
            .enumerate()
            .map(|(index, piece)| match piece.split_once('>') {
                Some((_, rest)) if index > 0 => rest,
                _ => piece,
            })
            .collect();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        (!text.is_empty()).then_some(text)
    };
    let mut title = text(&csl["title"])?;
    if let Some(subtitle) = text(&csl["subtitle"]).filter(|subtitle| !title.contains(subtitle)) {
        title = format!("{title}: {subtitle}");
    }
    let authors = csl["author"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|author| {
            let family = text(&author["family"]).or_else(|| text(&author["name"]));
            match (text(&author["given"]), family) {
                (Some(given), Some(family)) => Some(format!("{given} {family}")),
                (None, Some(family)) => Some(family),
                _ => text(&author["literal"]),
            }
        })
        .collect();
    Some(Page {
        title: Some(title),
        authors,
        date: ["issued", "published", "published-online"]
            .iter()
            .find_map(|field| date(&csl[*field]["date-parts"][0])),
        language: text(&csl["language"]),
        missing_quotations: Vec::new(),
    })
}

/// Year, month and day as far as they are given, as ISO 8601.
fn date(parts: &Value) -> Option<String> {
    let number = |index: usize| match &parts[index] {
        Value::Number(number) => number.as_u64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let within = |index, range: std::ops::RangeInclusive<u64>| {
        number(index).filter(|number| range.contains(number))
    };
    let month = within(1, 1..=12).and_then(|month| u8::try_from(month).ok());
    let date = PartialDate {
        year: i16::try_from(within(0, 1..=9999)?).ok()?,
        month,
        day: within(2, 1..=31)
            .filter(|_| month.is_some())
            .and_then(|day| u8::try_from(day).ok()),
    };
    Some(date.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn records_of_all_agencies_are_read() {
        let crossref = json!({"title": ["On  Rivers"], "subtitle": ["A Survey"], "issued": {"date-parts": [[2020, 3]]},
            "author": [{"given": "Ada", "family": "Byron"}, {"name": "Survey Group"}, {"family": "Plato"}]});
        assert_eq!(
            record(&crossref),
            Some(Page {
                title: Some("On Rivers: A Survey".to_owned()),
                authors: vec![
                    "Ada Byron".to_owned(),
                    "Survey Group".to_owned(),
                    "Plato".to_owned()
                ],
                date: Some("2020-03".to_owned()),
                ..Page::default()
            })
        );
        let datacite = json!({"title": "Data", "issued": {"date-parts": [["2021", "7", "9"]]}, "author": [{"literal": "Lab"}]});
        let page = record(&datacite).unwrap();
        assert_eq!(page.date.as_deref(), Some("2021-07-09"));
        assert_eq!(page.authors, ["Lab"]);
        for odd in [
            json!(null),
            json!({}),
            json!({"title": 7}),
            json!({"title": []}),
            json!([1, 2]),
            json!({"title": " "}),
        ] {
            assert_eq!(record(&odd), None, "{odd}");
        }
        let marked = json!({"title": "<i>Homo</i> in six <b>steps"});
        assert_eq!(
            record(&marked).unwrap().title.as_deref(),
            Some("Homo in six steps")
        );
        let odd = json!({"title": "T", "author": "x", "issued": {"date-parts": [[null]]}});
        assert_eq!(record(&odd).unwrap().date, None);
        let odd = json!({"title": "T", "issued": {"date-parts": [[2020, 13, 40]]}});
        assert_eq!(record(&odd).unwrap().date.as_deref(), Some("2020"));
    }
}
