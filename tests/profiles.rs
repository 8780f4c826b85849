//! What differs between house styles (docs/profiles.md): the same notes, judged by each.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use footfault::{
    citations,
    finding::{Finding, Severity},
    input::{Format, Input},
    readers,
    rules::{self, Facts, Options, Profile},
};

fn findings(rule: &str, profile: Profile, text: &str) -> Vec<Finding> {
    let input = Input::from_bytes("notes.md", text.as_bytes(), Some(Format::Markdown)).unwrap();
    let (document, _) = readers::read(&input, &readers::Options::default()).unwrap();
    let citations = citations::build(&document);
    let options = Options {
        profile,
        published: None,
    };
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: None,
        index: 0,
        options: &options,
        before: None,
    };
    let mut out = Vec::new();
    rules::find(rule)
        .unwrap()
        .check(&facts, &mut |finding| out.push(finding));
    out
}

const IBID: &str = "The tide fell.<sup>1</sup> The tide rose.<sup>2</sup>\n\n# Notes\n\n\
    1. Agnes Tolland, *The Tide on the Wall* (Wyke: Groyne Books, 1994), 6; Ragnhild Kane, *The Board* (Wyke: Groyne Books, 2011), 3.\n\
    2. Ibid., 8.\n";

#[test]
fn ibid_is_allowed_by_some() {
    for (profile, told) in [
        (Profile::Free, 0),
        (Profile::Chicago, 1),
        (Profile::Un, 0),
        (Profile::Oscola, 0),
        (Profile::Bluebook, 1),
        (Profile::ChathamHouse, 1),
    ] {
        assert_eq!(
            findings("latin-policy", profile, IBID).len(),
            told,
            "{profile:?}"
        );
    }
}

#[test]
fn ibid_after_several_works_is_graver_where_it_is_never_allowed() {
    for profile in [Profile::Free, Profile::Chicago, Profile::Bluebook] {
        let found = findings("ibid-after-multi-source", profile, IBID);
        assert_eq!(found[0].severity, Severity::Error, "{profile:?}");
    }
    let found = findings("ibid-after-multi-source", Profile::Oscola, IBID);
    assert_eq!(found[0].severity, Severity::Warning);
}

#[test]
fn dates_stand_in_the_order_of_the_style() {
    let text = "One.<sup>1</sup> Two.<sup>2</sup>\n\n# Notes\n\n\
        1. Ada Roe, “Council Meets,” *Harbor Post*, May 3, 2019.\n\
        2. Ada Roe, “Council Sits,” *Harbor Post*, 4 May 2019.\n";
    for (profile, line) in [
        (Profile::Chicago, Some(6)),
        (Profile::Bluebook, Some(6)),
        (Profile::Un, Some(5)),
        (Profile::Oscola, Some(5)),
        (Profile::ChathamHouse, Some(5)),
        (Profile::Free, None),
    ] {
        let found = findings("date-format-mixed", profile, text);
        assert_eq!(
            found.first().and_then(|f| f.place.line),
            line,
            "{profile:?}"
        );
    }
}

#[test]
fn names_are_shortened_from_the_number_of_the_style() {
    let text = "# Wells\n\nOne.<sup>1</sup>\n\n# Rivers\n\nTwo.<sup>1</sup>\n\n# Notes\n\n## Wells\n\n\
        1. Ada Roe, Peter Stroud, and Amina Kohl, “The Council Meets Again,” *Harbor Post*, May 3, 2019, <https://post.example/a>.\n\n\
        ## Rivers\n\n\
        1. Ada Roe et al., “The Council Meets Again,” *Harbor Post*, May 3, 2019, <https://post.example/a>.\n";
    assert_eq!(findings("author-form", Profile::Chicago, text).len(), 1);
    assert!(findings("author-form", Profile::Bluebook, text).is_empty());
}

#[test]
fn the_united_nations_repeat_notes_in_full() {
    let text = "One.<sup>1</sup> Two.<sup>2</sup>\n\n# Notes\n\n\
        1. Ada Roe, “The Council Meets Again,” *Harbor Post*, May 3, 2019, <https://post.example/a>.\n\
        2. Ada Roe, “The Council Meets Again,” *Harbor Post*, May 3, 2019, <https://post.example/a>.\n";
    assert!(findings("full-citation-repeated", Profile::Un, text).is_empty());
    assert_eq!(
        findings("full-citation-repeated", Profile::Chicago, text).len(),
        1
    );
}
