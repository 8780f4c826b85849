//! Values of flags and of the configuration: each parser says what is wrong and what would be right.

use std::{net::IpAddr, time::Duration};

use clap::builder::{PossibleValuesParser, TypedValueParser};
use footfault::{
    input::Format,
    probe::address::Override,
    render::ReportFormat,
    rules::{self, Profile},
};
use ipnet::IpNet;
use jiff::{Span, SpanRelativeTo};
use url::Url;

use super::network::{ChangesSince, Cidr};

/// Words at least this alike are offered as "did you mean" (Jaro–Winkler; clap takes 0.7 as well).
const ALIKE: f64 = 0.7;

/// House styles by name.
pub(crate) const PROFILES: [(&str, Profile); 6] = [
    ("chicago", Profile::Chicago),
    ("un", Profile::Un),
    ("oscola", Profile::Oscola),
    ("bluebook", Profile::Bluebook),
    ("chatham-house", Profile::ChathamHouse),
    ("free", Profile::Free),
];

/// The parser of `--format`.
pub(crate) fn report_format() -> impl TypedValueParser<Value = ReportFormat> {
    let words = ReportFormat::ALL.map(ReportFormat::as_str);
    PossibleValuesParser::new(words).map(|word| {
        ReportFormat::ALL
            .into_iter()
            .find(|format| format.as_str() == word)
            .unwrap_or(ReportFormat::Terminal)
    })
}

/// The parser of `--input-format`.
pub(crate) fn input_format() -> impl TypedValueParser<Value = Format> {
    let words = Format::ALL.map(Format::as_str);
    PossibleValuesParser::new(words).map(|word| {
        Format::ALL
            .into_iter()
            .find(|format| format.as_str() == word)
            .unwrap_or(Format::Text)
    })
}

/// A duration with its unit: `30s`, `500ms`, `1h 30m`, `7d`; a day is 24 hours.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    const CURE: &str = "write a number with its unit, such as 500ms, 30s, 12h or 7d";
    let span: Span = text
        .trim()
        .parse()
        .map_err(|_| format!("“{text}” is no duration; {CURE}"))?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(format!("months and years differ in length; {CURE}"));
    }
    let duration = span
        .to_duration(SpanRelativeTo::days_are_24_hours())
        .map_err(|_| format!("“{text}” is too long; {CURE}"))?;
    Duration::try_from(duration).map_err(|_| format!("“{text}” lies in the past; {CURE}"))
}

/// Where an action is found: `owner/repository@ref`, or `./directory` of the repository itself.
pub(crate) fn action(text: &str) -> Result<String, String> {
    let plain = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c))
    };
    let known = match text.split_once('@') {
        Some((repository, reference)) => {
            repository.contains('/') && plain(repository) && plain(reference)
        }
        None => text.starts_with("./") && plain(text),
    };
    if known {
        Ok(text.to_owned())
    } else {
        Err(format!(
            "“{text}” names no action; write it as owner/repository@ref or ./directory"
        ))
    }
}

/// Since when changes are told: the last run, a duration ago, or a day or time.
pub(crate) fn changes_since(text: &str) -> Result<ChangesSince, String> {
    if text == "last" {
        return Ok(ChangesSince::LastRun);
    }
    if let Ok(at) = text.parse() {
        return Ok(ChangesSince::At(at));
    }
    if let Ok(day) = text.parse::<jiff::civil::Date>()
        && let Ok(midnight) = format!("{day}T00:00:00Z").parse()
    {
        return Ok(ChangesSince::At(midnight));
    }
    duration(text).map(ChangesSince::Ago).map_err(|_| {
        format!(
            "“{text}” is no time; write a day (2024-03-15), a time of RFC 3339 or a duration (7d)"
        )
    })
}

/// A number of things done at the same time: 1 to 10,000.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number @ 1..=10_000) => Ok(number),
        _ => Err("give a whole number from 1 to 10000".to_owned()),
    }
}

/// The address of a web service.
pub(crate) fn web_address(text: &str) -> Result<Url, String> {
    let url =
        Url::parse(text).map_err(|error| format!("{error}; give it as https://example.org/"))?;
    if matches!(url.scheme(), "http" | "https") {
        Ok(url)
    } else {
        Err(format!(
            "{} is not asked over the web; give an http or https address",
            url.scheme()
        ))
    }
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, a single address, or `all`.
pub(crate) fn cidr(text: &str) -> Result<Cidr, String> {
    const CURE: &str = "write an address and its prefix length, such as 10.0.0.0/8 or fd00::/8";
    if text == "all" {
        return Ok(Cidr::All);
    }
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address
        .parse()
        .map_err(|_| format!("“{address}” is no IP address; {CURE}"))?;
    let longest = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => longest,
        Some(prefix) => prefix
            .parse()
            .ok()
            .filter(|length| *length <= longest)
            .ok_or_else(|| format!("the prefix length must be 0 to {longest}; {CURE}"))?,
    };
    IpNet::new(address, prefix)
        .map(Cidr::Range)
        .map_err(|error| format!("{error}; {CURE}"))
}

/// `HOST:PORT:ADDR` as in curl; an IPv6 address may stand in brackets.
pub(crate) fn resolve(text: &str) -> Result<Override, String> {
    text.parse()
        .map_err(|message| format!("{message}, such as example.org:443:127.0.0.1"))
}

/// A house style.
pub(crate) fn profile(text: &str) -> Result<Profile, String> {
    let names = PROFILES.map(|(name, _)| name);
    PROFILES
        .into_iter()
        .find(|(name, _)| *name == text)
        .map(|(_, profile)| profile)
        .ok_or_else(|| {
            format!(
                "{}; known: {}",
                unknown("style", text, &names),
                names.join(", ")
            )
        })
}

/// The stable id of a rule.
pub(crate) fn rule(text: &str) -> Result<&'static str, String> {
    let text = text.trim();
    if let Some(rule) = rules::find(text) {
        return Ok(rule.meta().id);
    }
    let ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.meta().id).collect();
    Err(format!(
        "{}; “footfault rules” lists them",
        unknown("rule", text, &ids)
    ))
}

/// "unknown rule “x”; did you mean “y”?"
pub(crate) fn unknown(what: &str, word: &str, known: &[&str]) -> String {
    match nearest(word, known) {
        Some(known) => format!("unknown {what} “{word}”; did you mean “{known}”?"),
        None => format!("unknown {what} “{word}”"),
    }
}

/// The known word most like `word`, if one is like it at all.
pub(crate) fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|known| (strsim::jaro_winkler(word, known), *known))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_units() {
        for (text, milliseconds) in [
            ("500ms", 500),
            ("30s", 30_000),
            ("1h 30m", 5_400_000),
            ("7d", 604_800_000),
            ("2 weeks", 1_209_600_000),
            ("0s", 0),
        ] {
            assert_eq!(duration(text), Ok(Duration::from_millis(milliseconds)));
        }
        for text in ["30", "", "soon", "-5s", "1y", "99999999999999999999s"] {
            let error = duration(text).unwrap_err();
            assert!(error.contains("30s"), "{error}");
        }
    }

    #[test]
    fn ranges_are_addresses_with_a_prefix() {
        assert!(cidr("all") == Ok(Cidr::All));
        assert!(cidr("10.0.0.0/8").is_ok() && cidr("::1").is_ok());
        for text in ["10.0.0.0/33", "ten/8", "10.0.0.0/x", "fd00::/129", ""] {
            assert!(cidr(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_slip_is_answered_with_the_likely_word() {
        let known = ["mark-without-note", "note-without-mark", "dead-link"];
        assert_eq!(nearest("dead-lnik", &known), Some("dead-link"));
        assert_eq!(
            nearest("marks-without-note", &known),
            Some("mark-without-note")
        );
        assert_eq!(nearest("zzz", &known), None);
    }
}
