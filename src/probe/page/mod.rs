//! Stand-in until the page reader is merged.
#![expect(missing_docs, reason = "replaced by the page reader")]
use super::{Cited, Reason, Verdict};

#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    pub url: &'a url::Url,
    pub requested: &'a url::Url,
    pub status: u16,
    pub content_type: Option<&'a str>,
    pub body: &'a [u8],
    pub complete: bool,
}
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PageKind {
    Html,
    Other,
    #[default]
    Empty,
}
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    pub seconds: u32,
    pub url: Option<String>,
}
#[derive(Debug, Clone, Default)]
pub struct PageFacts {
    pub kind: PageKind,
    pub titles: Vec<String>,
    pub authors: Vec<String>,
    pub date: Option<String>,
    pub language: Option<String>,
    pub text: String,
    pub refresh: Option<Refresh>,
    pub script_redirect: Option<String>,
    pub shell: bool,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    pub verdict: Verdict,
    pub reason: Reason,
    pub detail: String,
    pub sure: bool,
}
pub fn read(sample: &Sample<'_>) -> PageFacts {
    PageFacts {
        kind: if sample.body.is_empty() {
            PageKind::Empty
        } else {
            PageKind::Html
        },
        text: String::from_utf8_lossy(sample.body).into_owned(),
        ..PageFacts::default()
    }
}
pub fn judge(sample: &Sample<'_>, _: &PageFacts, _: &Cited) -> Option<Judgement> {
    sample.body.is_empty().then(|| Judgement {
        verdict: Verdict::Suspect,
        reason: Reason::Empty,
        detail: "the page is empty".to_owned(),
        sure: true,
    })
}
pub fn same_page(a: &PageFacts, b: &PageFacts) -> bool {
    a.text == b.text
}
pub fn robot_wall(_: u16, _: &[(String, String)], _: &PageFacts) -> Option<Judgement> {
    None
}
