//! Damaged and sound addresses, and what is said of each.

use super::*;
use crate::document::Origin;

fn link(url: &str, form: LinkForm) -> Link {
    Link {
        url: url.to_owned(),
        shown: url.to_owned(),
        note: Some(0),
        chapter: None,
        span: Span::at(0),
        origin: Origin::Bytes {
            part: 0,
            span: Span::at(0),
        },
        target_origin: None,
        form,
    }
}

fn kind(url: &str, after: &str) -> Option<Kind> {
    let link = link(
        url,
        if after.is_empty() {
            LinkForm::Auto
        } else {
            LinkForm::Bare
        },
    );
    merged(&link, after)
        .or_else(|| percent(&link.url))
        .or_else(|| broken_off(&link, after))
        .or_else(|| malformed(&link, after))
        .or_else(|| truncated(&link, after))
        .map(|fault| fault.kind)
}

#[test]
fn damage_is_told_apart() {
    use Kind::{LineBreak, Malformed, Merged, Percent, Truncated};
    for (url, after, expected) in [
        ("https://a.org/%D9%8", "", Percent),
        ("https://a.org/100%-sure", "", Percent),
        ("https://a.org/%D9%85%D9", "", Percent),
        ("https://a.org/a%2520b", "", Percent),
        ("https://a.org/x.html;https://b.org/y", "", Merged),
        ("https://a.org/xhttps://b.org/y", "", Merged),
        ("https://a.org/one/two/three/https://b.org/y", "", Merged),
        ("http://https://a.org/x", "", Malformed),
        ("https://http//a.org/x", "", Malformed),
        ("https//a.org/x", "", Malformed),
        ("https://wwwaorg/x", "", Malformed),
        ("https://www,a.org/x", "", Malformed),
        ("https://www.a.ogr/x", "", Malformed),
        ("https://a.org\\x", "", Malformed),
        ("https://a.org/x.", "", Malformed),
        ("https://a.org/x.pdf.Accessed", "", Malformed),
        ("https://a.org/x_(y", "", Malformed),
        (
            "https://a.org/reports/",
            " 2023-annual-report.pdf.",
            Malformed,
        ),
        ("https://a.org/2023", "\\_11\\_sg", Malformed),
        ("https://a.org/one", " two-three-four/five.html,", Malformed),
        (
            "https://a.org/one",
            "\ntwo-three-four/five.html,",
            LineBreak,
        ),
        ("https://a.org/one", "\n-two-three/four.html", LineBreak),
        ("https://a.org/one…two", "", Truncated),
        ("https://a.org/one...two", "", Truncated),
        ("https://a.org/one", "... and", Truncated),
        ("https://a.org/one-two-three-", "", Truncated),
        ("https://a.org/one.pd", "", Truncated),
    ] {
        assert_eq!(kind(url, after), Some(expected), "{url}{after}");
    }
}

#[test]
fn sound_addresses_are_left_alone() {
    for (url, after) in [
        ("https://a.org/%7B65BF99B-6D27%7D/N2303891.pdf", ""),
        ("https://a.org/caf%E9", ""),
        ("https://a.org/closer-to-taliban-/6697339.html", ""),
        ("https://a.org/files.htm?dtl/33841/Joint_Press", ""),
        ("https://a.org/?url=https://b.org/x", ""),
        (
            "https://web.archive.org/web/20200101000000/https://b.org/x",
            "",
        ),
        ("https://archive.example/https://b.org/x", ""),
        ("https://en.wikipedia.org/wiki/Apple_Inc.", ""),
        ("https://en.wikipedia.org/wiki/A_(b)", ""),
        ("https://github.com/a/b/compare/v1...v2", ""),
        ("https://a.example/x", ""),
        ("https://пример.рф/x", ""),
        ("http://192.0.2.1:8080/x", ""),
        ("https://a.org/x", " and/or something"),
        ("https://a.org/x", " 12/03/2020"),
        ("https://undocs.org/", " S/2023/856"),
        ("https://a.org/x", " report.pdf"),
        ("https://a.org/x", " b.org/some-other-page"),
        ("https://a.org/", " well-known authors"),
        ("https://a.org/x", ". Then"),
    ] {
        assert_eq!(kind(url, after), None, "{url}{after}");
    }
}

#[test]
fn schemes_are_mended() {
    for (text, expected) in [
        ("see https : / / a.org", "https://"),
        ("see http: //a.org", "http://"),
        ("see https// a.org, https//a.org", "https://"),
        ("see http;//a.org", "http://"),
        ("see htps://a.org", "https://"),
        ("see htttp://a.org", "http://"),
        ("see http:/a.org", "http://"),
        ("see https:www.a.org", "https://"),
    ] {
        assert_eq!(
            schemes(text).first().map(|(_, scheme)| *scheme),
            Some(expected),
            "{text}"
        );
    }
    for text in [
        "https://a.org http://b.org",
        "the http protocol",
        "http or https: which",
        "ftp://a.org",
        "smtp://a",
    ] {
        assert!(schemes(text).is_empty(), "{text}");
    }
}
