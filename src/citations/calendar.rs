//! Dates as numbers: whether a day exists, how far two are apart, which day an address or a post number tells.
//! Reads no clock.

use std::sync::LazyLock;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use regex::Regex;

use super::PartialDate;

/// First millisecond of the numbers that X (Twitter) gives its posts: 4 November 2010, 01:42:54.657 UTC.
/// Source: the service's own announcement of "snowflake" ids, and `TweetedAt` (Web Science and Digital Libraries group).
const SNOWFLAKE_EPOCH: i64 = 1_288_834_974_657;

/// Whether the calendar has this day or month (February 29 in leap years only).
pub fn exists(date: PartialDate) -> bool {
    match (date.month, date.day) {
        (Some(month), day) => civil(date.year, month, day.unwrap_or(1)).is_some(),
        (None, _) => true,
    }
}

/// Days from the first to the second date, where both are printed to the day and exist.
pub fn days_between(first: PartialDate, second: PartialDate) -> Option<i64> {
    let (first, second) = (full(first)?, full(second)?);
    Some(i64::from(day_number(second)) - i64::from(day_number(first)))
}

/// The first day that a date can mean; `None` where it does not exist.
pub fn earliest(date: PartialDate) -> Option<PartialDate> {
    let month = date.month.unwrap_or(1);
    let day = date.day.unwrap_or(1);
    civil(date.year, month, day)?;
    Some(PartialDate {
        year: date.year,
        month: Some(month),
        day: Some(day),
    })
}

/// The last day that a date can mean; `None` where it does not exist.
pub fn latest(date: PartialDate) -> Option<PartialDate> {
    let month = date.month.unwrap_or(12);
    let day = match date.day {
        Some(day) => day,
        None => u8::try_from(civil(date.year, month, 1)?.days_in_month()).ok()?,
    };
    civil(date.year, month, day)?;
    Some(PartialDate {
        year: date.year,
        month: Some(month),
        day: Some(day),
    })
}

/// The date that the path of an address tells, at its precision: `/2022/09/27/`, `-2022-09-27/`, `/20210428/`, `/2023/08/`.
///
/// Archives' capture times and upload folders are no dates of publication.
pub fn date_in_address(url: &str) -> Option<PartialDate> {
    static DAY: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(
            r"(?x) [/_-] (?: (?P<y>(?:19|20)\d\d) [/_-] (?P<m>\d{1,2}) [/_-] (?P<d>\d{1,2})
              | (?P<d2>\d{2}) / (?P<m2>\d{2}) / (?P<y2>(?:19|20)\d\d)
              | (?P<y3>20\d\d) (?P<m3>[01]\d) (?P<d3>[0-3]\d) ) (?: [/_.-] | $ )",
        )
        .ok()
    });
    static MONTH: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"/(?P<y>(?:19|20)\d\d)/(?P<m>\d{1,2}|[a-z]{3})/").ok());
    let lower = url.split(['?', '#']).next()?.to_lowercase();
    let (_, path) = lower.split_once("://").unwrap_or(("", &lower));
    let (host, path) = path.split_once('/')?;
    if host.contains("archive.") || path.contains("upload") || path.contains("http") {
        return None;
    }
    let path = named_months(&format!("/{path}"));
    if let Some(found) = DAY.as_ref()?.captures(&path) {
        let part = |names: [&str; 3]| names.iter().find_map(|name| found.name(name));
        let year = part(["y", "y2", "y3"])?.as_str().parse().ok()?;
        let month = part(["m", "m2", "m3"])?.as_str().parse().ok()?;
        let day = part(["d", "d2", "d3"])?.as_str().parse().ok()?;
        civil(year, month, day)?;
        return Some(PartialDate {
            year,
            month: Some(month),
            day: Some(day),
        });
    }
    let found = MONTH.as_ref()?.captures(&path)?;
    let month = found["m"]
        .parse()
        .ok()
        .filter(|month| (1..=12).contains(month))?;
    Some(PartialDate {
        year: found["y"].parse().ok()?,
        month: Some(month),
        day: None,
    })
}

/// `/2022/sep/09/` with the month as a number.
fn named_months(path: &str) -> String {
    const NAMES: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    NAMES
        .iter()
        .enumerate()
        .fold(path.to_owned(), |path, (index, name)| {
            path.replace(&format!("/{name}/"), &format!("/{:02}/", index + 1))
        })
}

/// The day (UTC) on which X gave this post its number; `None` for older, sequential numbers and other addresses.
pub fn posted_on(url: &str) -> Option<PartialDate> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (host, path) = rest.split_once('/')?;
    let host = host
        .trim_start_matches("www.")
        .trim_start_matches("mobile.")
        .to_lowercase();
    if host != "twitter.com" && host != "x.com" {
        return None;
    }
    let (_, id) = path.split_once("/status/")?;
    let digits: String = id.chars().take_while(char::is_ascii_digit).collect();
    let id: i64 = digits.parse().ok()?;
    // Numbers below were given one by one before November 2010.
    if id < 30_000_000_000 {
        return None;
    }
    let time = Timestamp::from_millisecond((id >> 22) + SNOWFLAKE_EPOCH).ok()?;
    let date = TimeZone::UTC.to_datetime(time).date();
    Some(PartialDate {
        year: date.year(),
        month: u8::try_from(date.month()).ok(),
        day: u8::try_from(date.day()).ok(),
    })
}

fn full(date: PartialDate) -> Option<Date> {
    civil(date.year, date.month?, date.day?)
}

fn civil(year: i16, month: u8, day: u8) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Days since an arbitrary day, for differences.
fn day_number(date: Date) -> i32 {
    let start = Date::constant(1, 1, 1);
    date.since(start).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> PartialDate {
        let mut parts = text.split('-');
        PartialDate {
            year: parts.next().unwrap().parse().unwrap(),
            month: parts.next().map(|part| part.parse().unwrap()),
            day: parts.next().map(|part| part.parse().unwrap()),
        }
    }

    #[test]
    fn leap_days_and_distances() {
        assert!(exists(date("2020-02-29")) && !exists(date("2011-02-29")));
        assert!(!exists(date("2011-04-31")) && exists(date("2011")));
        assert_eq!(
            days_between(date("2020-02-28"), date("2020-03-01")),
            Some(2)
        );
        assert_eq!(
            days_between(date("2021-01-01"), date("2020-01-01")),
            Some(-366)
        );
        assert_eq!(latest(date("2020-02")), Some(date("2020-02-29")));
    }

    #[test]
    fn addresses() {
        for (url, expected) in [
            (
                "https://a.example/2022/sep/09/rounding-up",
                Some("2022-09-09"),
            ),
            (
                "https://a.example/world/envoy-appointed-since-2023-09-13/",
                Some("2023-09-13"),
            ),
            (
                "https://a.example/story-1867249-2021-10-20",
                Some("2021-10-20"),
            ),
            (
                "https://a.example/20210428/taliby-izmenenia-20-let-1039127326.html",
                Some("2021-04-28"),
            ),
            (
                "https://a.example/politics/31/03/2022/62452b2b",
                Some("2022-03-31"),
            ),
            (
                "https://a.example/world/2022-09-05/1_8531.html",
                Some("2022-09-05"),
            ),
            ("https://a.example/2023/08/huawei/", Some("2023-08")),
            ("https://a.example/wp-content/uploads/2023/08/a.pdf", None),
            (
                "https://web.archive.org/web/20230801/http://a.example/",
                None,
            ),
            ("https://a.example/news/468964/", None),
            ("https://a.example/2023/1/6/oil", Some("2023-01-06")),
            ("https://a.example/articleshow/95188131.cms", None),
        ] {
            assert_eq!(date_in_address(url), expected.map(date), "{url}");
        }
    }

    #[test]
    fn posts() {
        assert_eq!(
            posted_on("https://x.com/a/status/1542995102955700226"),
            Some(date("2022-07-01"))
        );
        assert_eq!(posted_on("https://x.com/a/status/20"), None);
        assert_eq!(
            posted_on("https://a.example/a/status/1542995102955700226"),
            None
        );
    }
}
