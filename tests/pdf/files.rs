//! Files made by programs that set type in different ways.

use std::path::Path;

use super::read;

#[test]
fn notes_at_the_foot_of_two_columns_are_taken_out_of_the_text() {
    let read = read(Path::new("tests/pdf/files/groff-footnotes.pdf"));
    assert_eq!(read.labels(), "1 2 3");
    assert_eq!(
        read.headings(),
        ["The Harbor in Groff", "1. Introduction", "2. Remedies"]
    );
    assert_eq!(
        read.note(0),
        "Jane Roe, Silt and Tide (Northport: Port Press, 2003), 44."
    );
    assert_eq!(read.note(2), "Ibid., 16.");
    assert!(
        read.document
            .text
            .contains("The harbor silted up.1 Surveyors measured")
    );
    assert!(read.citations.marks.iter().all(|mark| mark.note.is_some()));
    assert!(read.notices.is_empty());
}

#[test]
fn typed_notes_belong_to_their_chapters() {
    let read = read(Path::new("tests/pdf/files/reportlab-chapters.pdf"));
    assert_eq!(read.labels(), "1 2 3 4 5 1 2 3 4 5 1 2 3 4 5");
    assert_eq!(read.citations.notes.len(), 15);
    assert!(read.citations.marks.iter().all(|mark| mark.note.is_some()));
    assert!(
        !read.document.text.contains("UNITED PORTS"),
        "a running head"
    );
    assert!(!read.document.text.contains("/9"), "a page number");
    let urls: Vec<&str> = read
        .citations
        .links
        .iter()
        .map(|link| link.url.as_str())
        .collect();
    assert_eq!(urls.len(), 15);
    assert_eq!(
        (urls[0], urls[14]),
        ("https://port.example/1/1", "https://port.example/3/5")
    );
}

#[test]
fn numbers_of_lines_and_long_notes_are_told_apart() {
    let read = read(Path::new("tests/pdf/files/xelatex-law.pdf"));
    assert_eq!(read.labels(), "1 2 3 4 5 6");
    assert_eq!(
        read.headings(),
        [
            "The Silent Harbor: Duties of Port Authorities after the Flood1",
            "I The Duty to Dredge",
            "II Remedies"
        ]
    );
    assert!(
        !read.document.text.contains("Northport Law Review"),
        "a running head"
    );
    assert_eq!(read.note(0), "Professor of Law.");
    assert!(
        read.note(1)
            .starts_with("See Port Act of 1984, § 12; see also Roe")
    );
    assert_eq!(read.note(2), "Id. at 231.");
    // The text goes on over the notes and the page.
    assert!(read.citations.marks.iter().all(|mark| mark.note.is_some()));
    let link = &read.citations.links[0];
    assert_eq!(link.url, "https://harborwatch.example/cost-of-silt");
    let place = read.document.place(link.span);
    assert_eq!(place.page, Some(2));
    let [left, top, right, bottom] = place.bbox.unwrap();
    assert!(left < right && top < bottom && right < 612.0 && bottom < 792.0);
}
