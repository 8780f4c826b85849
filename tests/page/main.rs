//! Reading and judging received pages: tables of lost pages and of sound pages that look like them
//! (`lost.toml`, `sound.toml`), what is read from markup and PDF, walls, metadata, quotations, hostile bodies.

mod comparing;
mod hostile;
mod reading;

use footfault::probe::{
    Cited, Reason,
    page::{Judgement, PageFacts, Sample, judge, read},
};
use serde::Deserialize;
use url::Url;

const ADDRESS: &str = "https://example.org/news/harvest";

#[derive(Debug, Deserialize)]
struct Table {
    case: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    want: Option<String>,
    #[serde(default = "yes")]
    sure: bool,
    url: Option<String>,
    requested: Option<String>,
    status: Option<u16>,
    #[serde(rename = "type")]
    content_type: Option<String>,
    encoding: Option<String>,
    #[serde(default = "yes")]
    complete: bool,
    #[serde(default)]
    cited: Vec<String>,
    body: String,
}

fn yes() -> bool {
    true
}

/// Ordinary prose, so many words of it.
fn prose(words: usize) -> String {
    const TEXT: &str = "The farmers of the upper valley brought in the first grain on Thursday, two weeks before the \
        usual day, because the spring had been warm and the river low. Old people remember only one summer like it, \
        when the mill stood still and bread was baked from barley. The council has opened the store beside the church \
        and lends sacks to every household that asks. Nobody expects a shortage, but the price of flour rose again at \
        the market, and the baker in the square sells smaller loaves than he did a month ago.";
    TEXT.split_whitespace()
        .cycle()
        .take(words)
        .collect::<Vec<_>>()
        .join(" ")
}

fn expand(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{{prose ") {
        let (count, tail) = after.split_once("}}").expect("a closed placeholder");
        out.push_str(before);
        out.push_str(&prose(count.parse().expect("a number of words")));
        rest = tail;
    }
    out + rest
}

impl Case {
    fn bytes(&self) -> Vec<u8> {
        let body = expand(&self.body);
        match self.encoding.as_deref() {
            None => body.into_bytes(),
            Some("png") => b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(),
            Some(label) => {
                let encoding =
                    encoding_rs::Encoding::for_label(label.as_bytes()).expect("a known encoding");
                encoding.encode(&body).0.into_owned()
            }
        }
    }

    fn judge(&self) -> Option<Judgement> {
        let requested = self.requested.as_deref().unwrap_or(ADDRESS);
        let requested = Url::parse(requested).expect("a sound address");
        let url = self.url.as_deref().map_or_else(
            || requested.clone(),
            |url| Url::parse(url).expect("a sound address"),
        );
        let body = self.bytes();
        let content_type = self
            .content_type
            .as_deref()
            .unwrap_or("text/html; charset=utf-8");
        let labelled = self.content_type.is_some() || self.encoding.is_none();
        let sample = Sample {
            url: &url,
            requested: &requested,
            status: self.status.unwrap_or(200),
            content_type: Some(content_type).filter(|kind| labelled && !kind.is_empty()),
            body: &body,
            complete: self.complete,
        };
        let cited = Cited {
            titles: self.cited.clone(),
            ..Cited::default()
        };
        judge(&sample, &read(&sample), &cited)
    }
}

fn word(reason: Reason) -> String {
    serde_json::to_value(reason)
        .ok()
        .and_then(|reason| reason.as_str().map(str::to_owned))
        .unwrap_or_default()
}

#[test]
fn lost_pages_are_recognized() {
    let table: Table = toml::from_str(include_str!("lost.toml")).unwrap();
    assert!(table.case.len() >= 90, "{}", table.case.len());
    let mut wrong = Vec::new();
    for case in &table.case {
        let got = case.judge();
        let fits = got.as_ref().is_some_and(|got| {
            Some(word(got.reason)) == case.want && got.sure == case.sure && !got.detail.is_empty()
        });
        if !fits {
            wrong.push(format!(
                "{}: wanted {:?}, got {got:?}",
                case.name, case.want
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        table.case.len(),
        wrong.join("\n")
    );
}

#[test]
fn sound_pages_are_left_alone() {
    let table: Table = toml::from_str(include_str!("sound.toml")).unwrap();
    assert!(table.case.len() >= 80, "{}", table.case.len());
    let mut wrong = Vec::new();
    for case in &table.case {
        assert!(case.want.is_none(), "{} wants nothing", case.name);
        if let Some(got) = case.judge() {
            wrong.push(format!("{}: {got:?}", case.name));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        table.case.len(),
        wrong.join("\n")
    );
}

/// The facts of a page with the usual address and type.
fn facts(body: &[u8]) -> PageFacts {
    let url = Url::parse(ADDRESS).expect("a sound address");
    read(&Sample {
        url: &url,
        requested: &url,
        status: 200,
        content_type: Some("text/html"),
        body,
        complete: true,
    })
}

#[test]
fn every_phrase_of_the_table_is_found_as_a_title() {
    // A phrase that the search cannot find would be dead weight in the table.
    let table: toml::Table =
        toml::from_str(include_str!("../../src/probe/page/phrases.toml")).unwrap();
    let languages = table["language"].as_array().unwrap();
    assert!(languages.len() >= 40, "{}", languages.len());
    let url = Url::parse(ADDRESS).expect("a sound address");
    for language in languages {
        let titles = language["not-found-title"].as_array().unwrap();
        for title in titles {
            let title = title.as_str().unwrap();
            let body = format!("<meta charset=utf-8><title>{title}</title><h1>{title}</h1>");
            let sample = Sample {
                url: &url,
                requested: &url,
                status: 200,
                content_type: Some("text/html"),
                body: body.as_bytes(),
                complete: true,
            };
            let got = judge(&sample, &read(&sample), &Cited::default());
            assert_eq!(
                got.map(|got| (got.reason, got.sure)),
                Some((Reason::Soft404, true)),
                "{} {title}",
                language["code"]
            );
        }
    }
}
