//! What a received page says of itself, and whether it is what was cited. The vocabulary stands here,
//! the reading and judging in the files below. Pure functions: no network, no clock, no file.
//!
//! Every function is linear in the body and bounded, since bodies come from anybody.

mod dates;
mod decode;
mod elements;
mod fragment;
mod hosting;
mod html;
mod identity;
mod jsonld;
mod judge;
mod meta;
mod pdf;
mod phrases;
mod quotation;
mod read;
mod similar;
mod sniff;
mod soft404;
mod text;
mod titles;
mod walls;

use super::{Reason, Verdict};

pub use identity::{Difference, Field, metadata_mismatch, record};
pub use judge::judge;
pub use quotation::missing_quotations;
pub use read::read;
pub use similar::same_page;
pub use walls::robot_wall;

/// An answer as it came in.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// The address that answered in the end.
    pub url: &'a url::Url,
    /// The address that was asked for, fragment kept.
    pub requested: &'a url::Url,
    /// Status of the answer.
    pub status: u16,
    /// The `Content-Type` header, if there was one.
    pub content_type: Option<&'a str>,
    /// A prefix of the body, decompressed.
    pub body: &'a [u8],
    /// Whether that prefix is the whole body.
    pub complete: bool,
}

/// What kind of thing the body is, by its first bytes rather than by its header.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PageKind {
    /// HTML or XHTML.
    Html,
    /// A PDF file.
    Pdf,
    /// Text without markup.
    Text,
    /// A picture.
    Image,
    /// JSON.
    Json,
    /// XML that is not XHTML: a feed, a data file.
    Xml,
    /// A package: zip and its relatives (DOCX, EPUB), gzip, 7z.
    Archive,
    /// Anything else.
    Other,
    /// Nothing, or nothing but white space.
    #[default]
    Empty,
}

/// A redirect that the page asks the browser to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refresh {
    /// Delay in seconds.
    pub seconds: u32,
    /// Absolute address; `None` when the page reloads itself or the address cannot be read.
    pub url: Option<String>,
}

/// A filter's tell-tale in the page's markup or scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Marker {
    /// Cloudflare's challenge, not the passive script it adds to ordinary pages.
    CloudflareChallenge,
    /// AWS WAF.
    AwsWaf,
    /// `DataDome`.
    DataDome,
    /// `PerimeterX` (HUMAN).
    PerimeterX,
    /// Imperva, formerly Incapsula.
    Incapsula,
    /// Sucuri.
    Sucuri,
    /// Akamai Bot Manager.
    Akamai,
    /// Kasada.
    Kasada,
    /// DDoS-Guard, Qrator, Anubis and the like.
    OtherFilter,
    /// A CAPTCHA widget (reCAPTCHA, hCaptcha, Turnstile); ordinary forms carry one, too.
    Captcha,
    /// A service that shows advertisements on unused domains.
    Parking,
}

/// What a page says of itself.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations")]
pub struct PageFacts {
    /// Kind of body.
    pub kind: PageKind,
    /// Titles, best first: `citation_title`, `og:title`, JSON-LD, `<title>`, h1, `DC.title`; for PDF the
    /// title of the Info dictionary or XMP.
    pub titles: Vec<String>,
    /// `<title>`, as a browser's tab shows it.
    pub document_title: Option<String>,
    /// First- and second-level headings outside navigation and side bars.
    pub headings: Vec<String>,
    /// Name of the site or journal, if the page names it.
    pub site_name: Option<String>,
    /// Authors.
    pub authors: Vec<String>,
    /// Date of publication, ISO 8601 at its precision.
    pub date: Option<String>,
    /// Language (BCP 47), lower case.
    pub language: Option<String>,
    /// Main text as a reader sees it; navigation, side bars, scripts and styles left out.
    pub text: String,
    /// All text a reader can bring to light, side bars and folded parts included.
    pub everything: String,
    /// Whether `everything` and `anchors` hold all of the page: it was received whole and no cap was met.
    pub whole: bool,
    /// Words of `text`.
    pub words: usize,
    /// Words of `text` that are not links.
    pub prose: usize,
    /// Words of `everything`.
    pub all_words: usize,
    /// `meta refresh` outside `noscript`.
    pub refresh: Option<Refresh>,
    /// Where a script sends the browser at once; absolute.
    pub script_redirect: Option<String>,
    /// Every `id`, and every `name` of an `a`.
    pub anchors: Vec<String>,
    /// `link rel=canonical`, absolute.
    pub canonical: Option<String>,
    /// Whether there is a password field.
    pub password_field: bool,
    /// Number of links.
    pub links: usize,
    /// Number of pictures, films, sounds, frames and embedded things.
    pub media: usize,
    /// Number of scripts.
    pub scripts: usize,
    /// Share of the body that is inline script, 0 to 1.
    pub script_share: f32,
    /// Whether the body is drawn by scripts: there are scripts, and next to no text without them.
    pub shell: bool,
    /// Text of `noscript`.
    pub noscript: String,
    /// `meta generator`.
    pub generator: Option<String>,
    /// Whether metadata say that this is an article or other published work.
    pub is_work: bool,
    /// Whether metadata say that the text is for subscribers.
    pub paid: bool,
    /// Whether robots are asked not to list the page.
    pub noindex: bool,
    /// Status that the page gives to prerendering services (`prerender-status-code`).
    pub stated_status: Option<u16>,
    /// Whether metadata say that the work was retracted or withdrawn.
    pub retracted: bool,
    /// Tell-tales of filters and parking services, sorted.
    pub markers: Vec<Marker>,
}

/// What is wrong with a page that answered.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: Reason,
    /// The evidence in one sentence.
    pub detail: String,
    /// Whether the page alone is proof. Otherwise it stands only if the same host shows the same page
    /// for a made-up address; see [`same_page`].
    pub sure: bool,
}

impl PageFacts {
    /// The title an editor would recognize the page by.
    pub fn title(&self) -> Option<&str> {
        self.titles.first().map(String::as_str)
    }
}

impl Judgement {
    fn sure(verdict: Verdict, reason: Reason, detail: String) -> Self {
        Self {
            verdict,
            reason,
            detail,
            sure: true,
        }
    }

    fn suspect(reason: Reason, detail: String) -> Self {
        Self::sure(Verdict::Suspect, reason, detail)
    }

    fn blocked(reason: Reason, detail: String) -> Self {
        Self::sure(Verdict::Blocked, reason, detail)
    }

    fn unsure(self) -> Self {
        Self {
            sure: false,
            ..self
        }
    }
}
