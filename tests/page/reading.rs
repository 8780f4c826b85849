//! What is read from markup, PDF and plain bytes.

use footfault::probe::page::{PageKind, Sample, read};
use url::Url;

use super::{ADDRESS, facts, prose};

/// Body, authors, date, language.
type Described = (
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
    Option<&'static str>,
);
/// File, title, authors, date.
type Pdf = (
    &'static [u8],
    Option<&'static str>,
    &'static [&'static str],
    Option<&'static str>,
);

#[test]
fn titles_come_best_first() {
    let facts = facts(
        b"<title>Harvest begins | The Herald</title><meta property=og:title content='Harvest begins early'>\
          <meta name=DC.title content='Harvest'><meta name=citation_title content='The Harvest Begins'>\
          <script type='application/ld+json'>{\"@type\":[\"NewsArticle\"],\"headline\":\"Early harvest\"}</script>\
          <h1>Harvest <em>begins</em> at last</h1><svg><title>icon</title></svg>",
    );
    assert_eq!(
        facts.titles,
        [
            "The Harvest Begins",
            "Harvest begins early",
            "Early harvest",
            "Harvest begins | The Herald",
            "Harvest begins at last",
            "Harvest",
        ]
    );
}

#[test]
fn authors_date_and_language_are_read() {
    let table: &[Described] = &[
        (
            "<html lang=en-GB><meta name=author content='By Jane Doe and John Roe'><meta property=article:published_time content='2023-02-17T23:30:00+04:30'>",
            &["Jane Doe", "John Roe"],
            Some("2023-02-17"),
            Some("en-gb"),
        ),
        (
            "<meta name=citation_author content='Doe, Jane'><meta name=citation_author content='Roe, John'><meta name=citation_publication_date content='2021/03'><meta name=citation_language content=fr>",
            &["Doe, Jane", "Roe, John"],
            Some("2021-03"),
            Some("fr"),
        ),
        (
            "<script type=application/ld+json>{\"@graph\":[{\"@type\":\"WebSite\",\"name\":\"S\"},{\"@type\":\"NewsArticle\",\"headline\":\"H\",\"author\":[{\"@type\":\"Person\",\"name\":\"A. Roe\"}],\"datePublished\":\"August 24, 2021\",\"inLanguage\":\"de_DE\"}]}</script>",
            &["A. Roe"],
            Some("2021-08-24"),
            Some("de-de"),
        ),
        (
            "<meta name=date content='Tue, 14 Feb 2023 10:00:00 GMT'><meta property=article:author content='https://www.facebook.com/roe'>",
            &[],
            Some("2023-02-14"),
            None,
        ),
        ("<meta name=dc.date content='03/04/2023'>", &[], None, None),
        (
            "<meta name=dc.date content='17/02/2024'>",
            &[],
            Some("2024-02-17"),
            None,
        ),
        (
            "<meta name=dc.date content='17.02.2024'>",
            &[],
            Some("2024-02-17"),
            None,
        ),
        (
            "<meta name=dc.date content='16 августа 2021'>",
            &[],
            Some("2021-08-16"),
            None,
        ),
        (
            "<meta name=dc.date content='30 February 2021'>",
            &[],
            Some("2021-02"),
            None,
        ),
        (
            "<p><time datetime='2020-05-06T01:02'>x</time>",
            &[],
            Some("2020-05-06"),
            None,
        ),
    ];
    for (body, authors, date, language) in table {
        let facts = facts(body.as_bytes());
        assert_eq!(facts.authors, *authors, "{body}");
        assert_eq!(facts.date.as_deref(), *date, "{body}");
        assert_eq!(facts.language.as_deref(), *language, "{body}");
    }
}

#[test]
fn main_text_is_told_from_what_stands_beside_it() {
    let facts = facts(
        b"<body><nav>Home News</nav><header><h1>Harvest</h1></header><main><p>The grain is in.<br>All of it.</p>\
          <aside>Most read</aside><div hidden>Footnote</div></main><div class=sidebar>Weather</div>\
          <footer>Imprint</footer><script>var x</script><style>p{}</style>",
    );
    assert_eq!(facts.text, "The grain is in.\nAll of it.");
    assert_eq!(facts.headings, ["Harvest"]);
    for word in ["Footnote", "Weather", "Imprint", "Most read"] {
        assert!(
            facts.everything.contains(word),
            "{word}: {}",
            facts.everything
        );
    }
    assert!(!facts.everything.contains("var x") && !facts.everything.contains("p{}"));
}

#[test]
fn encodings_are_recognized() {
    let table: &[(&[u8], &str)] = &[
        (b"\xef\xbb\xbf<title>\xc3\xa9t\xc3\xa9</title>", "\u{e9}t\u{e9}"),
        (b"<meta charset=iso-8859-1><title>\xe9t\xe9</title>", "\u{e9}t\u{e9}"),
        // A wrong label, and one bad byte, on a page that is plainly UTF-8.
        (
            "<meta charset=gb2312><title>Верховный суд вынес решение</title>".as_bytes(),
            "Верховный суд вынес решение",
        ),
        (b"<title>\xd0\x94\xd0\xb0, \xd0\xbd\xd0\xb5\xd1\x82 \xd0\xb8 \xd0\xbe\xd0\xbf\xd1\x8f\xd1\x82\xd1\x8c \xff</title>", "Да, нет и опять \u{fffd}"),
        (b"\xff\xfe<\0t\0i\0t\0l\0e\0>\0O\0k\0<\0/\0t\0i\0t\0l\0e\0>\0", "Ok"),
        (
            b"<title>\xcf\xee\xe4 \xea\xf0\xfb\xeb\xee\xec \xf1\xe0\xec\xee\xeb\xe5\xf2\xe0 \xee \xf7\xe5\xec-\xf2\xee \xca\xe0\xe1\xf3\xeb</title>",
            "Под крылом самолета о чем-то Кабул",
        ),
    ];
    for (body, title) in table {
        assert_eq!(facts(body).title(), Some(*title), "{}", body.escape_ascii());
    }
}

#[test]
fn redirects_of_the_page_itself_are_seen() {
    let refresh = |body: &str| {
        let refresh = facts(body.as_bytes()).refresh?;
        Some((refresh.seconds, refresh.url.unwrap_or_default()))
    };
    let table = [
        (
            "<meta http-equiv=refresh content='0; url=/new'>",
            Some((0, "https://example.org/new")),
        ),
        (
            "<META HTTP-EQUIV='Refresh' CONTENT=\"5;URL='https://b.org/x'\">",
            Some((5, "https://b.org/x")),
        ),
        (
            "<meta http-equiv=refresh content='3 , b.html'>",
            Some((3, "https://example.org/news/b.html")),
        ),
        (
            "<base href='https://b.org/c/'><meta http-equiv=refresh content='0;url=d'>",
            Some((0, "https://b.org/c/d")),
        ),
        ("<meta http-equiv=refresh content=30>", Some((30, ""))),
        ("<meta http-equiv=refresh content='soon'>", None),
        (
            "<noscript><meta http-equiv=refresh content='0;url=/nojs'></noscript>",
            None,
        ),
    ];
    for (body, want) in table {
        assert_eq!(
            refresh(body),
            want.map(|(seconds, url)| (seconds, url.to_owned())),
            "{body}"
        );
    }
    let script = |body: &str| facts(body.as_bytes()).script_redirect;
    assert_eq!(
        script("<script>window.location.href = \"https://b.org/\";</script>").as_deref(),
        Some("https://b.org/")
    );
    assert_eq!(
        script("<script>location.replace('/n')</script>").as_deref(),
        Some("https://example.org/n")
    );
    assert_eq!(
        script("<body onload=\"top.location='https://b.org/q'\">").as_deref(),
        Some("https://b.org/q")
    );
    assert_eq!(
        script("<script>var mylocation = 'x'; location.hash = '#a'</script>"),
        None
    );
    let article = format!(
        "<p>{}</p><script>b.onclick=function(){{location='/n'}}</script>",
        prose(60)
    );
    assert_eq!(
        script(&article),
        None,
        "a page with a text keeps its reader"
    );
}

#[test]
fn kinds_are_told_by_the_first_bytes() {
    let table: &[(&[u8], Option<&str>, PageKind)] = &[
        (b"%PDF-1.4", Some("text/html"), PageKind::Pdf),
        (b"\n\n%PDF-1.4", None, PageKind::Pdf),
        (b"<p>%PDF-1.4</p>", Some("text/html"), PageKind::Html),
        (b"\x89PNG\r\n\x1a\n", Some("text/html"), PageKind::Image),
        (b"\xff\xd8\xff\xe0", None, PageKind::Image),
        (b"PK\x03\x04", Some("application/pdf"), PageKind::Archive),
        (
            b"<!doctype html><p>",
            Some("application/pdf"),
            PageKind::Html,
        ),
        (b"<!-- x --><html>", None, PageKind::Html),
        (
            b"<?xml version='1.0'?><rss>",
            Some("text/xml"),
            PageKind::Xml,
        ),
        (b"<?xml version='1.0'?><svg>", None, PageKind::Image),
        (b"{\"a\":1}", None, PageKind::Json),
        (
            b"[1] a note in plain text",
            Some("text/plain"),
            PageKind::Json,
        ),
        (b"plain words", None, PageKind::Text),
        (b"\0\x01\x02\x03", None, PageKind::Other),
        (b" \n", None, PageKind::Empty),
    ];
    for (body, content_type, kind) in table {
        let url = Url::parse(ADDRESS).unwrap();
        let got = read(&Sample {
            url: &url,
            requested: &url,
            status: 200,
            content_type: *content_type,
            body,
            complete: true,
        });
        // A text that opens with a bracketed number is text.
        let want = if body.starts_with(b"[1] a") {
            PageKind::Text
        } else {
            *kind
        };
        assert_eq!(got.kind, want, "{}", body.escape_ascii());
    }
}

#[test]
fn pdf_metadata_are_read() {
    let table: &[Pdf] = &[
        (
            b"%PDF-1.4\n1 0 obj<</Title(Reefs \\(and\\) w\\341ves\\\n here)/Author(J. Roe; A. Doe)/CreationDate(D:20230217101500+01'00')/Producer(x)>>endobj",
            Some("Reefs (and) w\u{e1}ves here"),
            &["J. Roe", "A. Doe"],
            Some("2023-02-17"),
        ),
        (
            b"%PDF-1.4\n<</Producer(x)/Title<FEFF041A043004310443043B>>>",
            Some("Кабул"),
            &[],
            None,
        ),
        (b"%PDF-1.4\n<</Title(\xfe\xff\x04\x1a\x04\x30)/ModDate(D:2020)>>", Some("Ка"), &[], None),
        // An outline's title is not the document's.
        (b"%PDF-1.4\n<</Title(Chapter 1)/Parent 5 0 R/Dest[3 0 R]>>", None, &[], None),
        (b"%PDF-1.4\n<</Title(Microsoft Word - final.docx)/Producer(x)>>", None, &[], None),
        (
            b"%PDF-1.4\n<x:xmpmeta><rdf:Description pdf:Producer='x' xmp:CreateDate=\"2019-05-06T07:08:09Z\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">Salt &amp; Bread</rdf:li></rdf:Alt></dc:title><dc:creator><rdf:Seq><rdf:li>Jane Doe</rdf:li><rdf:li>John Roe</rdf:li></rdf:Seq></dc:creator></rdf:Description></x:xmpmeta>",
            Some("Salt & Bread"),
            &["Jane Doe", "John Roe"],
            Some("2019-05-06"),
        ),
        // Cut in the middle of a string.
        (b"%PDF-1.4\n<</Producer(x)/Title(Half a ti", Some("Half a ti"), &[], None),
    ];
    for (body, title, authors, date) in table {
        let facts = facts(body);
        assert_eq!(facts.kind, PageKind::Pdf);
        assert_eq!(facts.title(), *title, "{}", body.escape_ascii());
        assert_eq!(facts.authors, *authors, "{}", body.escape_ascii());
        assert_eq!(facts.date.as_deref(), *date, "{}", body.escape_ascii());
    }
}
