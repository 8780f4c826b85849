//! Places lead back to their text, and the files of a report keep theirs when they are joined.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use footfault::{
    citations,
    document::{Document, InlineKind, Place, Whereabouts},
    input::Input,
    readers::{Options, join, read},
    span::Span,
};

#[test]
fn every_place_leads_back_to_its_text() {
    let text = "# Rivers &amp; *Dams*\n\nThe **water** fell, as [Smith](https://example.org/a_b) says.<sup>1</sup>\n\n1. A. Smith, <https://example.org/>.\n";
    let input = Input::from_bytes("r.md", text, None).unwrap();
    let document = read(&input, &Options::default()).unwrap().0;
    let whereabouts = Whereabouts::new(&document);
    for (start, character) in document
        .text
        .char_indices()
        .filter(|(_, c)| c.is_alphanumeric())
    {
        let span = Span::new(start, start + character.len_utf8());
        let found = whereabouts.text_at(&document.place(span)).unwrap();
        assert!(
            found.start <= span.start && span.end <= found.end,
            "{character} at {start}: {found:?}"
        );
    }
    let elsewhere = Place {
        path: "other.md".to_owned(),
        line: Some(1),
        column: Some(1),
        ..Place::default()
    };
    assert_eq!(whereabouts.text_at(&elsewhere), None);
}

fn report(files: &[(&str, &str)]) -> Document {
    let documents = files
        .iter()
        .map(|(path, text)| {
            let input = Input::from_bytes(path, text.as_bytes(), None).unwrap();
            read(&input, &Options::default()).unwrap().0
        })
        .collect();
    join("report", documents).unwrap()
}

#[test]
fn notes_of_a_file_of_their_own_serve_the_chapters_of_others() {
    let document = report(&[
        (
            "book/01.md",
            "# Rivers\n\nThe water fell.<sup>1</sup> It rose.<sup>2</sup>\n",
        ),
        ("book/02.md", "# Dams\n\nThe dam held.<sup>1</sup>\n"),
        (
            "book/notes.md",
            "# Notes\n\n## Rivers\n\n1. A. Smith, *Rivers*, 2019.\n2. Ibid.\n\n## Dams\n\n1. B. Jones, *Dams*, 2020.\n",
        ),
    ]);
    let citations = citations::build(&document);
    assert_eq!((citations.marks.len(), citations.notes.len()), (3, 3));
    assert!(citations.marks.iter().all(|mark| mark.note.is_some()));
    let last = document.place(citations.notes[2].span);
    assert_eq!((last.path.as_str(), last.line), ("book/notes.md", Some(10)));
    assert_eq!(document.place(citations.marks[2].span).path, "book/02.md");
}

#[test]
fn links_between_files_become_internal() {
    let document = report(&[
        (
            "b/a.md",
            "See [there](sub/c.html#x), [here](#y), [out](../z.md), [web](https://e.org/a.md#q).\n",
        ),
        ("b/sub/c.md", "See [back](../a.md#y).\n"),
    ]);
    let targets: Vec<&str> = document
        .inlines
        .iter()
        .filter_map(|inline| match &inline.kind {
            InlineKind::Link { target, .. } => Some(target.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(
        targets,
        [
            "sub/c.md#x",
            "a.md#y",
            "../z.md",
            "https://e.org/a.md#q",
            "a.md#y"
        ]
    );
}

#[test]
fn footnotes_of_the_same_key_stay_with_their_file() {
    let document = report(&[
        ("a.md", "# One\n\nText.[^1]\n\n[^1]: First, 2019.\n"),
        ("b.md", "# Two\n\nText.[^1]\n\n[^1]: Second, 2020.\n"),
    ]);
    let citations = citations::build(&document);
    let paired: Vec<Option<usize>> = citations.marks.iter().map(|mark| mark.note).collect();
    assert_eq!(paired, [Some(0), Some(1)]);
    assert!(join("none", Vec::new()).is_none());
}
