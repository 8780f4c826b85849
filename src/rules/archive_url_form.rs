//! The page stands on `ArchiveUrlForm`.

use std::sync::LazyLock;

use regex::Regex;

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::urls::Pieces,
    finding::{Confidence, Finding, Severity},
};

declare_rule! {
    /// # What it checks
    /// An address in the Wayback Machine names one capture: fourteen digits and the archived address. It is not the form
    /// that saves a page (`/save/`), not the calendar of captures (`/web/*/`), and its time can exist.
    ///
    /// # Why it matters
    /// A citation of an archive is to show what stood there on a certain day. A calendar shows something else each time,
    /// and `/save/` makes every reader's click a new capture of what has meanwhile changed.
    ///
    /// # Examples
    /// ```md fires:3,4,5
    /// Text.[^1] More.[^2] Yet more.[^3]
    ///
    /// [^1]: “Title,” <https://web.archive.org/web/*/https://a.org/b>
    /// [^2]: “Title,” <https://web.archive.org/save/https://a.org/b>
    /// [^3]: “Title,” <https://web.archive.org/web/20231399000000/https://a.org/b>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” <https://web.archive.org/web/20230412093011/https://a.org/b>
    /// ```
    /// ```md quiet
    /// Text.[^1]
    ///
    /// [^1]: “Title,” <https://archive.org/details/report>, <https://web.archive.org/web/20230412093011if_/https://a.org/b>
    /// ```
    ArchiveUrlForm {
        id: "archive-url-form",
        summary: "an archive's address does not name one capture",
        family: Urls,
        severity: Warning,
        tier: Default,
        network: false,
        since: "0.1.0",
    }
}

impl Rule for ArchiveUrlForm {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        for (id, link) in at_link::web_links(facts) {
            let pieces = Pieces::of(&link.url);
            let host = pieces.bare_host();
            if host != "web.archive.org" && host != "archive.org" {
                continue;
            }
            if let Some((severity, what, help)) = fault(pieces.path) {
                let message = format!("{}: {what}", at_link::brief(&link.url));
                push(at_link::finding(facts, &Self::META, id, severity, message).help(help));
                continue;
            }
            let Some(stamp) = timestamp(pieces.path) else { continue };
            let Some(note) = link.note.map(|note| &facts.citations.notes[note]) else {
                continue;
            };
            if let Some(printed) = archived_on(&note.text)
                && note.text.matches("web.archive.org").count() <= 2
                && printed != stamp
            {
                let message = format!(
                    "the note says the page was archived on {}-{:02}-{:02}, the address says {}-{:02}-{:02}",
                    printed.0, printed.1, printed.2, stamp.0, stamp.1, stamp.2
                );
                push(
                    at_link::finding(facts, &Self::META, id, Severity::Warning, message)
                        .confidence(Confidence::Medium)
                        .help("give the day of the capture that the address names"),
                );
            }
        }
    }
}

type Told = (Severity, String, &'static str);

fn fault(path: &str) -> Option<Told> {
    let warning = |what: &str, help| Some((Severity::Warning, what.to_owned(), help));
    let one = "open it and cite the address of the capture that was used";
    if path.starts_with("/save/") {
        return warning("it asks for a new capture instead of showing one", one);
    }
    let rest = path.strip_prefix("/web/")?;
    if rest.starts_with("http") || rest.starts_with("www.") {
        return warning("it names no capture, so that it shows the latest", one);
    }
    let (stamp, target) = rest.split_once('/').unwrap_or((rest, ""));
    if stamp.contains('*') {
        return warning("it shows the calendar of captures, not one of them", one);
    }
    let digits: String = stamp.chars().take_while(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return None;
    }
    if target.is_empty() {
        return warning("the archived address is missing", "add the archived address");
    }
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    let month = part(4, 6).is_some_and(|month| !(1..=12).contains(&month));
    let day = part(6, 8).is_some_and(|day| !(1..=31).contains(&day));
    let year = part(0, 4).is_some_and(|year| !(1996..2100).contains(&year));
    if month || day || year || digits.len() > 14 {
        return warning("the time of its capture cannot exist", one);
    }
    (digits.len() < 14).then(|| {
        (
            Severity::Info,
            "the time of its capture is not complete, so that it may show another".to_owned(),
            one,
        )
    })
}

fn timestamp(path: &str) -> Option<(u16, u8, u8)> {
    let rest = path.strip_prefix("/web/")?;
    Some((rest.get(0..4)?.parse().ok()?, rest.get(4..6)?.parse().ok()?, rest.get(6..8)?.parse().ok()?))
}

/// The day on which the note says that the page was archived.
fn archived_on(text: &str) -> Option<(u16, u8, u8)> {
    static DATE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\barchived\b[^.;()\d]{0,30}?(?:(?:on\s+)?(?:(\d{1,2})\s+)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+(\d{1,2}),)?\s+(\d{4})|(\d{4})-(\d{2})-(\d{2}))",
        )
        .expect("a fixed pattern")
    });
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let found = DATE.captures(text)?;
    if let Some(year) = found.get(5) {
        return Some((year.as_str().parse().ok()?, found[6].parse().ok()?, found[7].parse().ok()?));
    }
    let month = MONTHS.iter().position(|month| found[2].eq_ignore_ascii_case(month))?;
    let day = found.get(1).or_else(|| found.get(3))?;
    Some((found[4].parse().ok()?, u8::try_from(month + 1).ok()?, day.as_str().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_day_is_read() {
        assert_eq!(archived_on("archived April 12, 2023, at"), Some((2023, 4, 12)));
        assert_eq!(archived_on("Archived from the original on 12 April 2023"), Some((2023, 4, 12)));
        assert_eq!(archived_on("archived 2023-04-12"), Some((2023, 4, 12)));
        assert_eq!(archived_on("archived April 2023"), None);
    }
}
