//! Bodies made to hurt: nothing panics, nothing takes long.

use footfault::probe::{
    Cited,
    page::{Sample, judge, metadata_mismatch, read, record, robot_wall, same_page},
};
use proptest::prelude::*;
use url::Url;

use super::ADDRESS;

/// Runs everything there is over a body.
fn everything(body: &[u8], content_type: Option<&str>, fragment: &str) {
    let url = Url::parse(ADDRESS).expect("a sound address");
    let mut requested = url.clone();
    requested.set_fragment(Some(fragment));
    let sample = Sample {
        url: &url,
        requested: &requested,
        status: 200,
        content_type,
        body,
        complete: true,
    };
    let facts = read(&sample);
    let cited = Cited {
        titles: vec!["India Reopens Embassy in Kabul".to_owned()],
        quotations: vec!["the embassy of India … was [re]opened on Thursday in Kabul".to_owned()],
        ..Cited::default()
    };
    let _ = judge(&sample, &facts, &cited);
    let _ = robot_wall(403, &[], &facts);
    let _ = same_page(&facts, &facts);
    let _ = metadata_mismatch(&record(&facts, &cited), &cited);
}

#[test]
fn two_megabytes_of_anything_are_read_at_once() {
    let size = 2 << 20;
    let fill = |unit: &str| unit.repeat(size / unit.len());
    let bodies = [
        ("less-than signs", fill("<")),
        ("open divisions", fill("<div>")),
        ("open anchors with ids", fill("<a id=x href=//y>")),
        ("closing tags", fill("</p>")),
        ("attributes", format!("<p {}>", fill("a=b "))),
        ("one attribute", format!("<p title=\"{}\">", fill("x"))),
        ("entities", fill("&lt;&amp;&#x41;")),
        ("half entities", fill("&am")),
        ("open comment", format!("<!--{}", fill("-"))),
        ("open title", format!("<title>{}", fill("a "))),
        ("open script", format!("<script>{}", fill("location = "))),
        (
            "nested JSON",
            format!("<script type=application/ld+json>{}</script>", fill("[")),
        ),
        ("headings", fill("<h1>404</h1>")),
        ("words", fill("not found page ")),
        ("one word", fill("a")),
        ("accents", fill("e\u{301}")),
        ("Hangul and Han", fill("페이지頁面")),
        (
            "phrases",
            fill("page not found access denied verify you are human "),
        ),
        ("metas", fill("<meta name=author content='A and B; C'>")),
        ("markers", fill("g-recaptcha _cf_chl_opt ")),
        (
            "PDF keys",
            format!("%PDF-1.4 {}", fill("/CreationDate<<((")),
        ),
        ("PDF strings", format!("%PDF-1.4 <</Producer{}", fill("("))),
        ("XMP", format!("%PDF-1.4 {}", fill("<x:xmpmeta"))),
    ];
    for (name, body) in &bodies {
        let start = std::time::Instant::now();
        everything(body.as_bytes(), Some("text/html"), ":~:text=a,b");
        let took = start.elapsed();
        // Debug builds on a busy machine; a quadratic step would take minutes.
        assert!(took.as_secs() < 5, "{name}: {took:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..3000), fragment in ".{0,60}") {
        everything(&body, None, &fragment);
        everything(&[b"%PDF-1.5 <</Producer(".as_slice(), &body].concat(), None, &fragment);
    }

    #[test]
    fn no_markup_panics(
        parts in prop::collection::vec(
            prop_oneof![
                Just("<title>".to_owned()), Just("</title>".to_owned()), Just("<h1>Not found</h1>".to_owned()),
                Just("<main>".to_owned()), Just("</main>".to_owned()), Just("<script type=application/ld+json>".to_owned()),
                Just("{\"@type\":\"Article\",\"headline\":".to_owned()), Just("</script>".to_owned()),
                Just("<meta http-equiv=refresh content='0;url=".to_owned()), Just("'>".to_owned()), Just("[".to_owned()),
                Just("<meta name=date content='D:2020".to_owned()), Just("…".to_owned()), "\\PC{0,20}", "[\\p{Mn}İßﬁ가ｱ]{0,8}",
            ],
            0..40,
        ),
        fragment in "(:~:text=)?[a-z,%&-]{0,30}",
    ) {
        let body = parts.concat();
        everything(body.as_bytes(), Some("text/html"), &fragment);
        everything(body.as_bytes(), Some("text/plain"), &fragment);
    }

    #[test]
    fn no_citation_panics(
        words in "[\\[\\]\\(\\)…. :/|–éñßİ가頁نа-]{0,40}",
        title in ".{0,60}",
        fragment in ".{0,60}",
    ) {
        let url = Url::parse(ADDRESS).expect("a sound address");
        let mut requested = url.clone();
        requested.set_fragment(Some(&format!(":~:text={fragment}")));
        let body = format!("<html lang=en><title>{title}</title><h1>{words}</h1><p>{}</p>", super::prose(150));
        let sample = Sample {
            url: &url,
            requested: &requested,
            status: 200,
            content_type: Some("text/html"),
            body: body.as_bytes(),
            complete: true,
        };
        let facts = read(&sample);
        let cited = Cited {
            titles: vec![title.clone(), words.clone()],
            authors: vec![words.clone(), title.clone()],
            quotations: vec![format!("{words} {title} [é and so it went on for ever"), words],
            ..Cited::default()
        };
        let _ = judge(&sample, &facts, &cited);
        let _ = metadata_mismatch(&record(&facts, &cited), &cited);
    }
}
