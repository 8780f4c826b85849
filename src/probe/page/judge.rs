//! Puts the judgements in order: what a page is not comes before what it lacks.

use super::{
    Judgement, PageFacts, PageKind, Reason, Sample, fragment, hosting, identity, soft404, text,
    titles, walls,
};
use crate::probe::Cited;

/// What is wrong with a page that answered, if anything. `None` means that nothing speaks against it.
///
/// For refusing statuses (4xx, 5xx) only walls are judged: the status itself is the caller's to judge.
pub fn judge(sample: &Sample<'_>, facts: &PageFacts, cited: &Cited) -> Option<Judgement> {
    if !(200..300).contains(&sample.status) {
        return refused(sample, facts);
    }
    match facts.kind {
        PageKind::Empty => empty(sample),
        PageKind::Html => html(sample, facts, cited),
        PageKind::Pdf => identity::retracted(sample, facts, cited)
            .or_else(|| identity::title_mismatch(sample, facts, cited)),
        PageKind::Text => wrong_type(sample, facts, cited)
            .or_else(|| soft404::judge(sample, facts))
            .or_else(|| hosting::judge(sample, facts))
            .or_else(|| fragment::text_fragment(sample, facts)),
        _ => wrong_type(sample, facts, cited),
    }
}

fn refused(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    if facts.kind != PageKind::Html {
        return None;
    }
    if let Some(judgement) = walls::robot_wall(sample.status, &[], facts) {
        return Some(judgement);
    }
    if !matches!(sample.status, 401..=403) {
        return None;
    }
    walls::paywall(sample, facts).or_else(|| walls::login(sample, facts))
}

fn html(sample: &Sample<'_>, facts: &PageFacts, cited: &Cited) -> Option<Judgement> {
    // A page under the cited title is the cited page, whatever that title speaks of.
    if !is_cited_page(facts, cited) {
        let replaced = walls::challenge_page(sample.status, facts)
            .or_else(|| hosting::judge(sample, facts))
            .or_else(|| soft404::judge(sample, facts))
            .or_else(|| walls::denied(sample.status, facts))
            .or_else(|| walls::consent(sample, facts))
            .or_else(|| walls::login(sample, facts))
            .or_else(|| blank(sample, facts))
            .or_else(|| wrong_type(sample, facts, cited));
        if replaced.is_some() {
            return replaced;
        }
    }
    identity::retracted(sample, facts, cited)
        .or_else(|| identity::title_mismatch(sample, facts, cited))
        .or_else(|| fragment::anchor(sample, facts))
        .or_else(|| fragment::text_fragment(sample, facts))
}

/// Whether the page's title is the cited one: three words or more, nearly all of them.
fn is_cited_page(facts: &PageFacts, cited: &Cited) -> bool {
    cited.titles.iter().any(|cited| {
        let words = titles::content_words(cited);
        words.len() >= 3
            && facts.titles.iter().any(|title| {
                let on_page = titles::content_words(title);
                titles::shared(&words, &on_page) * 5 >= words.len() * 4
            })
    })
}

fn empty(sample: &Sample<'_>) -> Option<Judgement> {
    // A cut body says nothing of the page.
    (sample.complete && sample.status != 202).then(|| {
        Judgement::suspect(
            Reason::Empty,
            format!("answers {} with an empty body", sample.status),
        )
    })
}

/// Markup without anything to see. Scripts, frames and pictures could show something.
fn blank(sample: &Sample<'_>, facts: &PageFacts) -> Option<Judgement> {
    let nothing = facts.all_words == 0
        && facts.media == 0
        && facts.scripts == 0
        && facts.refresh.is_none()
        && facts.noscript.is_empty();
    (nothing && sample.complete).then(|| {
        let title = facts.document_title.as_deref().unwrap_or_default();
        let detail = if title.is_empty() {
            format!("answers {} with a page that shows nothing", sample.status)
        } else {
            format!(
                "answers {} with a page that shows nothing under the title “{}”",
                sample.status,
                text::excerpt(title, 80)
            )
        };
        Judgement::suspect(Reason::Empty, detail)
    })
}

/// File endings that promise a document rather than a page.
const DOCUMENTS: &[&str] = &[
    "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "odt", "ods", "epub", "zip", "csv",
];

/// Another kind of thing than the address promises.
fn wrong_type(sample: &Sample<'_>, facts: &PageFacts, cited: &Cited) -> Option<Judgement> {
    let asked = extension(sample.requested);
    let document = DOCUMENTS.contains(&asked.as_str());
    match facts.kind {
        PageKind::Html if document => {
            // Sent to another address, as to the document's landing page, or shown under its title.
            let sent_on = extension(sample.url) != asked;
            if sent_on || facts.is_work || is_viewer(facts, &asked) || names_cited(facts, cited) {
                return None;
            }
            // A page that links to the very file, or is drawn by scripts, may show it.
            if facts.shell || facts.refresh.is_some() || facts.script_redirect.is_some() {
                return None;
            }
            Some(Judgement::suspect(
                Reason::WrongType,
                format!(
                    "the address ends in .{asked}, but the answer is a web page{}",
                    facts
                        .title()
                        .map(|title| format!(" titled “{}”", text::excerpt(title, 80)))
                        .unwrap_or_default()
                ),
            ))
        }
        PageKind::Image if document || is_page(&asked) => Some(wrong(&asked, "a picture")),
        PageKind::Text if document && asked != "csv" => Some(wrong(&asked, "plain text")),
        PageKind::Json if document => Some(wrong(&asked, "JSON data")),
        PageKind::Xml if document && asked != "csv" => Some(wrong(&asked, "XML data")),
        PageKind::Archive | PageKind::Other if is_page(&asked) => {
            Some(wrong(&asked, "a file that is no page"))
        }
        PageKind::Archive if asked == "pdf" => Some(wrong(&asked, "a packed file")),
        PageKind::Other if asked == "pdf" => Some(wrong(&asked, "something else")),
        _ => None,
    }
}

fn wrong(asked: &str, got: &str) -> Judgement {
    Judgement::suspect(
        Reason::WrongType,
        format!("the address ends in .{asked}, but by its first bytes the answer is {got}"),
    )
}

fn is_page(extension: &str) -> bool {
    matches!(extension, "html" | "htm" | "xhtml" | "shtml")
}

/// The ending of the last path segment, lower case; empty where there is none.
fn extension(url: &url::Url) -> String {
    url.path_segments()
        .and_then(|mut segments| segments.next_back())
        .and_then(|name| name.rsplit_once('.'))
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// A page that embeds the document: little text and a frame or an object.
fn is_viewer(facts: &PageFacts, asked: &str) -> bool {
    (facts.media > 0 && facts.prose < 60)
        || facts.document_title.as_deref().is_some_and(|title| {
            // "File:Report.pdf", "report.pdf at main": a page about the file.
            title.to_ascii_lowercase().contains(&format!(".{asked}"))
        })
}

/// Whether title or headings share most words with a cited title.
fn names_cited(facts: &PageFacts, cited: &Cited) -> bool {
    cited.titles.iter().any(|cited| {
        let words = titles::content_words(cited);
        !words.is_empty()
            && facts.titles.iter().chain(&facts.headings).any(|title| {
                titles::shared(&words, &titles::content_words(title)) * 2 >= words.len()
            })
    })
}
