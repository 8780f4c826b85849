//! Identifiers as they stand in notes and URLs, with the punctuation and damage seen there.

use footfault::citations::identifiers::{
    IdentifierKind, arxiv_is_valid, doi_in_url, find, identify, isbn_is_valid, issn_is_valid,
    normalize_doi, un_symbol_is_well_formed, un_symbol_years,
};

fn values(text: &str, kind: IdentifierKind) -> Vec<String> {
    find(text)
        .into_iter()
        .filter(|found| found.kind == kind)
        .inspect(|found| assert_eq!(found.span.of(text), found.value))
        .map(|found| found.value)
        .collect()
}

#[test]
fn dois_end_where_the_sentence_goes_on() {
    for (text, expected) in [
        (
            "doi:10.1080/00396338.2024.2309079.",
            "10.1080/00396338.2024.2309079",
        ),
        ("(https://doi.org/10.1000/xyz123), and", "10.1000/xyz123"),
        ("(DOI 10.1000/xyz).Next", "10.1000/xyz"),
        ("“10.1000/xyz”", "10.1000/xyz"),
        ("<https://doi.org/10.1000/xyz>", "10.1000/xyz"),
        ("10.1000.10/456?", "10.1000.10/456"),
        (
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2, p. 4",
            "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2",
        ),
        (
            "10.1641/0006-3568(2000)050[0133:TFOTR]2.0.CO;2.",
            "10.1641/0006-3568(2000)050[0133:TFOTR]2.0.CO;2",
        ),
        (
            "10.1890/0012-9658(2006)87<1234:abc>2.0.co;2",
            "10.1890/0012-9658(2006)87<1234:abc>2.0.co;2",
        ),
        (
            "10.1016/S0140-6736(05)67763-7;",
            "10.1016/S0140-6736(05)67763-7",
        ),
        ("参见10.1000/abc。", "10.1000/abc"),
    ] {
        assert_eq!(values(text, IdentifierKind::Doi), [expected], "{text}");
    }
    assert_eq!(
        values("10.1000/a,10.1000/b; 10.1000/c", IdentifierKind::Doi),
        ["10.1000/a", "10.1000/b", "10.1000/c"]
    );
    for text in [
        "version 10.1234/",
        "110.1000/xyz",
        "1.10.1000/xyz",
        "10.12/xyz",
        "on 10.10.2023/24 hours",
    ] {
        assert!(values(text, IdentifierKind::Doi).is_empty(), "{text}");
    }
}

#[test]
fn two_prints_of_one_doi_are_equal() {
    for (text, expected) in [
        ("https://DOI.org/10.1000/ABC.", "10.1000/abc"),
        ("doi: 10.1000/abc", "10.1000/abc"),
        ("info:doi/10.1000/abc", "10.1000/abc"),
        (
            "10.1002%2F%28SICI%291097-0258%2819980815%2917%3A15%3C1661%3A%3AAID-SIM968%3E3.0.CO%3B2-2",
            "10.1002/(sici)1097-0258(19980815)17:15<1661::aid-sim968>3.0.co;2-2",
        ),
        (
            "10.1890/0012-9658(2006)87&lt;1234:abc&gt;2.0.co;2",
            "10.1890/0012-9658(2006)87<1234:abc>2.0.co;2",
        ),
    ] {
        assert_eq!(normalize_doi(text).as_deref(), Some(expected), "{text}");
    }
    assert_eq!(normalize_doi("see page 4 of 10.1000/abc"), None);
    assert_eq!(normalize_doi("10.1000/"), None);
    assert_eq!(
        normalize_doi(&format!("10.1000/{}", "a".repeat(5000))),
        None
    );
}

#[test]
fn urls_carry_dois() {
    for (url, doi, resolver) in [
        ("https://doi.org/10.1000/XYZ", "10.1000/xyz", true),
        ("http://dx.doi.org/10.1000%2Fxyz", "10.1000/xyz", true),
        (
            "https://www.doi.org/doi:10.1000/xyz?utm_source=a",
            "10.1000/xyz",
            true,
        ),
        ("https://doi.org/10.1000/xyz#section", "10.1000/xyz", true),
        (
            "https://doi.org/10.1002/(SICI)1097-4571(1999)50:1<1::AID-ASI1>3.0.CO;2-#",
            "10.1002/(sici)1097-4571(1999)50:1<1::aid-asi1>3.0.co;2-#",
            true,
        ),
        (
            "https://www.tandfonline.com/doi/full/10.1080/00396338.2024.2309079",
            "10.1080/00396338.2024.2309079",
            false,
        ),
        (
            "https://onlinelibrary.wiley.com/doi/10.1111/jopp.12345/full",
            "10.1111/jopp.12345",
            false,
        ),
        (
            "https://journals.sagepub.com/doi/pdf/10.1177/0022343309356491?download=true",
            "10.1177/0022343309356491",
            false,
        ),
        (
            "https://link.springer.com/article/10.1007/s10734-020-00555-5#Sec2",
            "10.1007/s10734-020-00555-5",
            false,
        ),
        (
            "https://link.springer.com/content/pdf/10.1007/s10734-020-00555-5.pdf",
            "10.1007/s10734-020-00555-5",
            false,
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fpsyg.2011.00226/full",
            "10.3389/fpsyg.2011.00226",
            false,
        ),
        (
            "https://iopscience.iop.org/article/10.1088/1748-9326/ab1234/meta",
            "10.1088/1748-9326/ab1234",
            false,
        ),
        (
            "https://www.biorxiv.org/content/10.1101/2020.01.30.927871v1.full",
            "10.1101/2020.01.30.927871",
            false,
        ),
        (
            "https://journals.plos.org/plosone/article?id=10.1371/journal.pone.0115069&type=printable",
            "10.1371/journal.pone.0115069",
            false,
        ),
        (
            "https://www.nature.com/articles/s41586-020-2649-2",
            "10.1038/s41586-020-2649-2",
            false,
        ),
        (
            "https://www.nature.com/articles/s41586-020-2649-2.pdf",
            "10.1038/s41586-020-2649-2",
            false,
        ),
    ] {
        let found = doi_in_url(url).unwrap_or_else(|| panic!("no DOI in {url}"));
        assert_eq!(
            (found.doi.as_str(), found.resolver),
            (doi, resolver),
            "{url}"
        );
    }
    for url in [
        "https://example.org/news/2020/10.html",
        "https://www.nature.com/articles/some-page",
        "https://doi.org/about",
        "ftp://doi.org/10.1000/xyz",
        "https://example.org/doi/10.1000/",
    ] {
        assert_eq!(doi_in_url(url), None, "{url}");
    }
}

#[test]
fn check_digits() {
    for isbn in [
        "0-306-40615-2",
        "978-0-306-40615-7",
        "080442957X",
        "0 8044 2957 x",
        "979-10-90636-07-1",
        "978‐0‐19‐953556‐9",
    ] {
        assert!(isbn_is_valid(isbn), "{isbn}");
    }
    for isbn in [
        "0-306-40615-3",
        "978-0-306-40615-8",
        "X804429570",
        "977-0-306-40615-7",
        "",
        "978",
        "97803064061570",
        "978-0-306-40615-X",
        "0306406152 p",
    ] {
        assert!(!isbn_is_valid(isbn), "{isbn}");
    }
    for issn in ["0022-3433", "2434-561X", "2434561x", "0378-5955"] {
        assert!(issn_is_valid(issn), "{issn}");
    }
    for issn in ["0022-3434", "0022-343", "X022-3433", "", "0022-34330"] {
        assert!(!issn_is_valid(issn), "{issn}");
    }
}

#[test]
fn every_single_wrong_digit_is_caught() {
    for (number, check) in [
        ("9780306406157", isbn_is_valid as fn(&str) -> bool),
        ("0306406152", isbn_is_valid),
        ("03785955", issn_is_valid),
    ] {
        for at in 0..number.len() {
            for digit in '0'..='9' {
                let mut changed = number.to_owned();
                changed.replace_range(at..=at, &digit.to_string());
                assert_eq!(check(&changed), changed == number, "{changed}");
            }
        }
    }
}

#[test]
fn book_and_serial_numbers_are_found_valid_or_not() {
    let isbn = |text| values(text, IdentifierKind::Isbn);
    assert_eq!(
        isbn("Oxford 2009, ISBN 978-0-19-953556-9."),
        ["978-0-19-953556-9"]
    );
    assert_eq!(
        isbn("ISBN-13: 9780306406157; ISBN-10: 0-306-40615-3"),
        ["9780306406157", "0-306-40615-3"]
    );
    assert_eq!(isbn("ISBN 978 0 19 953556 9 2010"), ["978 0 19 953556 9"]);
    assert_eq!(isbn("(978-0-306-40615-7)"), ["978-0-306-40615-7"]);
    assert_eq!(isbn("ISBN 97803064061570"), ["97803064061570"]);
    assert!(isbn("tel. 0306 406152, ISBN unknown").is_empty());
    assert_eq!(
        values(
            "Survey, ISSN 0039-6338 (print), 1468-2699 (online)",
            IdentifierKind::Issn
        ),
        ["0039-6338", "1468-2699"]
    );
    assert_eq!(
        values("E-ISSN: 2434-561X", IdentifierKind::Issn),
        ["2434-561X"]
    );
    assert!(values("pp. 1990-1995", IdentifierKind::Issn).is_empty());
}

#[test]
fn arxiv_numbers() {
    assert_eq!(
        values("arXiv:2101.12345v2 [cs.CL]", IdentifierKind::Arxiv),
        ["2101.12345v2"]
    );
    assert_eq!(
        values(
            "https://arxiv.org/abs/hep-th/9901001.",
            IdentifierKind::Arxiv
        ),
        ["hep-th/9901001"]
    );
    assert_eq!(
        identify("https://arxiv.org/pdf/2101.12345")
            .arxiv
            .as_deref(),
        Some("2101.12345")
    );
    for number in [
        "2101.12345",
        "0704.0001",
        "hep-th/9901001v3",
        "math.GT/0309136",
    ] {
        assert!(arxiv_is_valid(number), "{number}");
    }
    for number in [
        "2113.12345",
        "2101.1234",
        "0703.0001",
        "1412.12345",
        "hep-th/0813001",
        "12345",
    ] {
        assert!(!arxiv_is_valid(number), "{number}");
    }
    // The DOI holds the number; only the DOI was printed.
    assert!(values("10.48550/arXiv.2101.12345", IdentifierKind::Arxiv).is_empty());
}

#[test]
fn un_symbols() {
    for (text, expected) in [
        ("UN Security Council, S/2023/856, 9 November", "S/2023/856"),
        ("Resolution S/RES/2593 (2021), para. 2", "S/RES/2593 (2021)"),
        ("see A/HRC/49/L.3.", "A/HRC/49/L.3"),
        ("(E/CN.4/1996/53/Add.1)", "E/CN.4/1996/53/Add.1"),
        ("CEDAW/C/AFG/CO/4 and", "CEDAW/C/AFG/CO/4"),
        ("https://undocs.org/S/2023/856", "S/2023/856"),
        ("A/RES/77/10", "A/RES/77/10"),
        ("S/PV.9000", "S/PV.9000"),
        ("ST/SGB/2003/13", "ST/SGB/2003/13"),
        ("FCCC/CP/2015/10/Add.1;", "FCCC/CP/2015/10/Add.1"),
        ("S/25704", "S/25704"),
    ] {
        assert_eq!(values(text, IdentifierKind::UnSymbol), [expected], "{text}");
    }
    for text in [
        "A/B testing",
        "S/N 12345/1",
        "TCP/IP/4",
        "https://example.org/A/2020/1",
        "the A/4 format",
        "AND/OR/2",
    ] {
        assert!(values(text, IdentifierKind::UnSymbol).is_empty(), "{text}");
    }
    assert!(!un_symbol_is_well_formed("S//856"));
    assert!(!un_symbol_is_well_formed("S/"));
    assert_eq!(un_symbol_years("S/2023/856"), Some((2023, 2023)));
    assert_eq!(un_symbol_years("S/RES/2593 (2021)"), Some((2021, 2021)));
    assert_eq!(un_symbol_years("A/RES/77/10"), Some((2022, 2023)));
    assert_eq!(un_symbol_years("A/77/123"), Some((2022, 2023)));
    assert_eq!(un_symbol_years("S/25704"), None);
    assert_eq!(un_symbol_years("E/CN.4/1996/53/Add.1"), Some((1996, 1996)));
}

#[test]
fn hostile_text_is_searched_in_linear_time() {
    for piece in [
        "10.1000/",
        "10.1000/((((",
        "ISBN ",
        "ISBN 9",
        "A/",
        "A/1",
        "ISSN 0022-",
        "arXiv:",
        "(<[",
        "978-",
        "é10.1000/é",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let started = std::time::Instant::now();
        let found = find(&text);
        assert!(found.len() <= text.len());
        assert!(
            started.elapsed().as_secs() < 5,
            "{piece} took {:?}",
            started.elapsed()
        );
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "\\PC{0,200}", path in "[%0-9a-zA-Z/.?#()<>;:-]{0,60}") {
        for found in find(&text) {
            assert_eq!(found.span.of(&text), found.value);
        }
        normalize_doi(&text);
        isbn_is_valid(&text);
        issn_is_valid(&text);
        un_symbol_years(&text);
        doi_in_url(&format!("https://doi.org/{path}"));
        doi_in_url(&format!("https://example.org/doi/10.1000/{path}"));
        find(&format!("10.1000/{path}"));
    }
}
