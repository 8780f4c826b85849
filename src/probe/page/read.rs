//! Reads a body of any kind into facts.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::{Marker, PageFacts, PageKind, Sample, decode, html, meta, pdf, sniff, text};

/// Longest body that is read; the caller's cap is usually lower.
const BODY_CAP: usize = 1 << 20;
/// How far tell-tales are looked for.
const MARKER_CAP: usize = 512 * 1024;
/// Fewest words by which a page with scripts counts as having text of its own.
const SHELL_WORDS: usize = 15;

/// Tell-tales of filters and parking services, ASCII, in any case.
const MARKERS: &[(&str, Marker)] = &[
    ("_cf_chl_opt", Marker::CloudflareChallenge),
    ("cf_chl_", Marker::CloudflareChallenge),
    ("cf-chl-", Marker::CloudflareChallenge),
    ("cf-browser-verification", Marker::CloudflareChallenge),
    ("/orchestrate/chl_page", Marker::CloudflareChallenge),
    ("/orchestrate/jsch", Marker::CloudflareChallenge),
    ("/orchestrate/captcha", Marker::CloudflareChallenge),
    ("awswafintegration", Marker::AwsWaf),
    ("window.gokuprops", Marker::AwsWaf),
    (".token.awswaf.com", Marker::AwsWaf),
    (".captcha.awswaf.com", Marker::AwsWaf),
    ("captcha-delivery.com", Marker::DataDome),
    ("px-captcha", Marker::PerimeterX),
    ("_pxappid", Marker::PerimeterX),
    ("_incapsula_resource", Marker::Incapsula),
    ("incapsula incident", Marker::Incapsula),
    ("sucuri website firewall", Marker::Sucuri),
    ("sucuri_cloudproxy", Marker::Sucuri),
    ("sec-if-cpt-container", Marker::Akamai),
    ("bm-verify=", Marker::Akamai),
    ("errors.edgesuite.net", Marker::Akamai),
    ("kpsdk", Marker::Kasada),
    ("ddos-guard", Marker::OtherFilter),
    ("qrator", Marker::OtherFilter),
    ("/.within.website/x/cmd/anubis", Marker::OtherFilter),
    ("distil_r_captcha", Marker::OtherFilter),
    ("geetest", Marker::Captcha),
    ("g-recaptcha", Marker::Captcha),
    ("google.com/recaptcha", Marker::Captcha),
    ("hcaptcha.com", Marker::Captcha),
    ("h-captcha", Marker::Captcha),
    ("challenges.cloudflare.com/turnstile", Marker::Captcha),
    ("cf-turnstile", Marker::Captcha),
    ("smartcaptcha", Marker::Captcha),
    ("showcaptcha", Marker::Captcha),
    ("sedoparking.com", Marker::Parking),
    ("parkingcrew.net", Marker::Parking),
    ("bodis.com", Marker::Parking),
    ("bodiscdn.com", Marker::Parking),
    ("d38psrni17bvxu.cloudfront.net", Marker::Parking),
    ("/parking-lander/", Marker::Parking),
    ("parklogic.com", Marker::Parking),
    ("adsense/domains/caf.js", Marker::Parking),
    ("hugedomains.com/domain_profile", Marker::Parking),
    ("afternic.com/forsale", Marker::Parking),
    ("dan.com/buy-domain", Marker::Parking),
    ("sedo.com/search/details", Marker::Parking),
    ("parkingpage.namecheap.com", Marker::Parking),
    ("domainmarket.com/buynow", Marker::Parking),
    ("cashparking.com", Marker::Parking),
    ("parking.reg.ru", Marker::Parking),
    ("skenzo.com", Marker::Parking),
    ("ztomy.com", Marker::Parking),
    ("above.com/marketplace", Marker::Parking),
    ("uniregistry.com/buy", Marker::Parking),
];

static MARKER_SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(MARKERS.iter().map(|(needle, _)| needle))
        .ok()
});

/// What a received body says of itself. Never fails: what cannot be read leaves its field empty.
///
/// ```
/// use footfault::probe::page::{Sample, read};
/// let url = url::Url::parse("https://example.org/a")?;
/// let facts = read(&Sample {
///     url: &url,
///     requested: &url,
///     status: 200,
///     content_type: Some("text/html"),
///     body: b"<title>Reopening &amp; after</title><p>The embassy reopened.",
///     complete: true,
/// });
/// assert_eq!(facts.title(), Some("Reopening & after"));
/// # Ok::<(), url::ParseError>(())
/// ```
pub fn read(sample: &Sample<'_>) -> PageFacts {
    let body = &sample.body[..sample.body.len().min(BODY_CAP)];
    let mut facts = PageFacts {
        kind: sniff::kind(body, sample.content_type),
        whole: sample.complete && body.len() == sample.body.len(),
        ..PageFacts::default()
    };
    match facts.kind {
        PageKind::Html => read_html(body, sample, &mut facts),
        PageKind::Pdf => pdf::read(body, &mut facts),
        PageKind::Text => {
            let decoded = decode::decode(body, sample.content_type);
            let kept = text::prefix(&decoded, text::FOLD_CAP);
            facts.whole &= kept.len() == decoded.len();
            facts.words = text::word_count(kept);
            facts.prose = facts.words;
            facts.all_words = facts.words;
            kept.clone_into(&mut facts.text);
            kept.clone_into(&mut facts.everything);
        }
        _ => {}
    }
    facts
}

fn read_html(body: &[u8], sample: &Sample<'_>, facts: &mut PageFacts) {
    let markup = decode::decode(body, sample.content_type);
    let mut raw = html::parse(&markup);
    facts.markers = markers(body);
    facts.whole &= !raw.all.cut && !raw.anchors_cut;
    facts.all_words = text::word_count(&raw.all.shown);
    let chosen = choose(&raw);
    chosen.0.clone_into(&mut facts.text);
    facts.prose = chosen.1;
    facts.words = if facts.text == raw.all.shown {
        facts.all_words
    } else {
        text::word_count(&facts.text)
    };
    facts.password_field = raw.password;
    facts.links = raw.links;
    facts.media = raw.media;
    facts.scripts = raw.scripts;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a share needs no more precision"
    )]
    let share = raw.script_bytes as f32 / markup.len().max(1) as f32;
    facts.script_share = share;
    let root = raw.anchors.iter().take(40).any(|id| {
        matches!(
            id.as_str(),
            "root"
                | "app"
                | "__next"
                | "__nuxt"
                | "___gatsby"
                | "react-root"
                | "app-root"
                | "main-app"
        )
    });
    let few = if root { SHELL_WORDS * 2 } else { SHELL_WORDS };
    facts.shell = facts.scripts > 0 && facts.all_words < few && (facts.media == 0 || root);
    meta::describe(&raw, sample.url, facts);
    facts.noscript = text::excerpt(&strip_tags(&raw.noscript), 2000);
    facts.anchors = std::mem::take(&mut raw.anchors);
    facts.everything = std::mem::take(&mut raw.all.shown);
}

/// The main text and its words outside links: `main`, a single `article`, the body without what stands
/// beside it, or whatever there is.
fn choose(raw: &html::Raw) -> (&str, usize) {
    let words = |part: &html::Text| text::word_count(text::prefix(&part.shown, 4096));
    if words(&raw.main) >= 3 {
        return (&raw.main.shown, raw.main.prose);
    }
    if raw.articles == 1 && words(&raw.article) >= 40 {
        return (&raw.article.shown, raw.article.prose);
    }
    if words(&raw.body) >= 1 {
        return (&raw.body.shown, raw.body.prose);
    }
    (&raw.all.shown, raw.all.prose)
}

fn markers(body: &[u8]) -> Vec<Marker> {
    let mut found: Vec<Marker> = Vec::new();
    if let Some(search) = MARKER_SEARCH.as_ref() {
        for hit in search.find_iter(&body[..body.len().min(MARKER_CAP)]) {
            let marker = MARKERS[hit.pattern().as_usize()].1;
            if !found.contains(&marker) {
                found.push(marker);
            }
        }
    }
    found.sort();
    found
}

/// `noscript` comes as unread markup.
fn strip_tags(markup: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in markup.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out
}
