//! Walls, the sibling test, metadata and quotations against a page.

use footfault::{
    citations::PartialDate,
    probe::{
        Cited, Reason, Verdict,
        page::{Field, metadata_mismatch, missing_quotations, record, robot_wall, same_page},
    },
};

use super::{facts, prose};

#[test]
fn the_same_page_is_known_again() {
    let page = |text: &str| facts(format!("<title>T</title><main><p>{text}</p></main>").as_bytes());
    let error = "We could not find anything at this place of the site, please look elsewhere.";
    let echo = |path: &str| page(&format!("{error} You asked for {path}."));
    assert!(same_page(&echo("/news/harvest"), &echo("/made-up-8812")));
    assert!(same_page(&page(&prose(200)), &page(&prose(200))));
    assert!(!same_page(&page(&prose(200)), &page(error)));
    let article = |name: &str| page(&format!("{name} {}", prose(30)));
    assert!(same_page(&article("one"), &article("two")));
    let shell = b"<title>Herald</title><div id=root></div><script src=a.js></script>";
    assert!(
        !same_page(&facts(shell), &facts(shell)),
        "a shell is the same for every address"
    );
    assert!(!same_page(
        &page("Short text of one article."),
        &page("Other words for another thing.")
    ));
}

/// Status, headers, body, reason.
type Wall<'a> = (u16, Vec<(String, String)>, &'a str, Option<Reason>);

#[test]
#[expect(clippy::too_many_lines, reason = "a table")]
fn robot_walls_are_known_by_headers_status_and_words() {
    let header = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let article = format!(
        "<title>Harvest</title><h1>Harvest</h1><p>{}</p>",
        prose(200)
    );
    let denied = "<title>Access Denied</title><h1>Access Denied</h1>You don't have permission. Reference #18.1";
    let table: Vec<Wall<'_>> = vec![
        (
            403,
            header("CF-Mitigated", "challenge"),
            "<title>Just a moment...</title>",
            Some(Reason::BotChallenge),
        ),
        (
            202,
            header("x-amzn-waf-action", "challenge"),
            "",
            Some(Reason::BotChallenge),
        ),
        (
            405,
            header("x-amzn-waf-action", "captcha"),
            "",
            Some(Reason::BotChallenge),
        ),
        (999, vec![], "", Some(Reason::BotChallenge)),
        (
            403,
            header("x-datadome", "protected"),
            "<p>x",
            Some(Reason::BotChallenge),
        ),
        (200, header("x-datadome", "protected"), &article, None),
        (
            403,
            header("server", "AkamaiGHost"),
            denied,
            Some(Reason::Forbidden),
        ),
        (
            403,
            header("server", "Sucuri/Cloudproxy"),
            "<title>Sucuri WebSite Firewall - Access Denied</title>",
            Some(Reason::Forbidden),
        ),
        (
            403,
            header("server", "cloudflare"),
            "<title>Attention Required! | Cloudflare</title><script>_cf_chl_opt</script>",
            Some(Reason::BotChallenge),
        ),
        (
            503,
            vec![],
            "<title>Just a moment...</title><p>Checking your browser before accessing example.org</p>",
            Some(Reason::BotChallenge),
        ),
        (
            429,
            vec![],
            "<p>Our systems have detected unusual traffic from your computer network</p>",
            Some(Reason::BotChallenge),
        ),
        (
            403,
            vec![],
            "<title>Access to this page has been denied</title><div id=px-captcha></div>",
            Some(Reason::BotChallenge),
        ),
        (
            200,
            vec![],
            "<title>Один момент…</title><script>window._cf_chl_opt={}</script>",
            Some(Reason::BotChallenge),
        ),
        (
            200,
            vec![],
            "<title>Making sure you&#39;re not a bot!</title><p>Making sure you&#39;re not a bot! Loading...</p>",
            Some(Reason::BotChallenge),
        ),
        (200, header("server", "cloudflare"), &article, None),
        (
            503,
            header("server", "cloudflare"),
            "<title>Service unavailable</title><p>Try later",
            None,
        ),
        (
            404,
            header("server", "AkamaiGHost"),
            "<title>Not found</title>",
            None,
        ),
        (
            403,
            vec![],
            "<title>403 Forbidden</title><h1>Forbidden</h1>",
            None,
        ),
    ];
    for (status, headers, body, want) in table {
        let got = robot_wall(status, &headers, &facts(body.as_bytes()));
        assert_eq!(
            got.as_ref().map(|got| got.reason),
            want,
            "{status} {headers:?} {body} {got:?}"
        );
        assert!(got.is_none_or(|got| got.verdict == Verdict::Blocked));
    }
}

#[test]
fn metadata_differ_only_where_an_editor_would_say_so() {
    let date = |year, month, day| Some(PartialDate { year, month, day });
    let cited = |title: &str, author: &str, date| Cited {
        titles: vec![title.to_owned()],
        authors: Some(author.to_owned())
            .into_iter()
            .filter(|author| !author.is_empty())
            .collect(),
        date,
        ..Cited::default()
    };
    let title = "China Urges Citizens to Leave Afghanistan After Kabul Attack";
    let page = "<html lang=en><title>China urges citizens to leave Afghanistan after Kabul attack - AP</title>\
        <meta name=author content='By Zia ur Rehman'><meta name=date content=2022-12-13>";
    let other = "<html lang=en><title>Ten recipes for autumn soups and stews</title><meta name=author content='Anna Cook'><meta name=date content=2019-01-01>";
    let table: Vec<(&str, Cited, &[Field])> = vec![
        (
            page,
            cited(title, "Zia Ur-Rehman", date(2022, Some(12), Some(13))),
            &[],
        ),
        (
            page,
            cited(title, "Rehman, Z.", date(2022, Some(12), Some(14))),
            &[],
        ),
        (
            page,
            cited(
                "China Urges Citizens to Leave Afghanistan",
                "",
                date(2022, Some(12), None),
            ),
            &[],
        ),
        (page, cited(title, "Reuters", date(2022, None, None)), &[]),
        (
            page,
            cited(title, "Associated Press", date(2023, None, None)),
            &[],
        ),
        (
            page,
            cited(
                "Китай призвал граждан покинуть Афганистан",
                "Зия ур Рехман",
                None,
            ),
            &[],
        ),
        (
            page,
            cited(title, "", date(2022, Some(12), Some(16))),
            &[Field::Date],
        ),
        (
            page,
            cited(title, "", date(2022, Some(11), None)),
            &[Field::Date],
        ),
        (page, cited(title, "Maria Gonzalez", None), &[Field::Author]),
        (
            other,
            cited(title, "Zia ur Rehman", date(2022, Some(12), Some(13))),
            &[Field::Title, Field::Author, Field::Date],
        ),
    ];
    for (body, cited, want) in table {
        let page = record(&facts(body.as_bytes()), &cited);
        let got: Vec<Field> = metadata_mismatch(&page, &cited)
            .iter()
            .map(|difference| difference.field)
            .collect();
        assert_eq!(got, want, "{cited:?} against {page:?}");
    }
}

#[test]
fn quotations_are_missed_only_when_surely_absent() {
    let body = format!(
        "<html lang=en><title>T</title><p>“The talks [in Doha] went better than anyone had hoped,” he said, and the \
         minister agreed that the <i>border</i> would stay open.</p><p>{}</p>",
        prose(150)
    );
    let missing = |quotation: &str| {
        let cited = Cited {
            quotations: vec![quotation.to_owned()],
            ..Cited::default()
        };
        !missing_quotations(&facts(body.as_bytes()), &cited).is_empty()
    };
    assert!(missing("the talks collapsed before anyone had spoken"));
    assert!(missing("the border … would be closed for ever"));
    for present in [
        "went better than anyone had hoped",
        "Went Better Than Anyone Had Hoped,",
        "[W]ent better than anyone … had hoped",
        "the border would stay open [for trade]",
        "the border [sic] would stay open",
        "the minister agreed that the border...would stay open",
        "a short one",
        "die Verhandlungen sind besser gelaufen als man gehofft hatte",
        "переговоры прошли лучше, чем все надеялись",
    ] {
        assert!(!missing(present), "{present}");
    }
    let mut cut = facts(body.as_bytes());
    cut.whole = false;
    let cited = Cited {
        quotations: vec!["the talks collapsed before anyone had spoken".to_owned()],
        ..Cited::default()
    };
    assert!(
        missing_quotations(&cut, &cited).is_empty(),
        "a page that was cut proves nothing"
    );
}
