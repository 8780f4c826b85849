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

/// Chromium gives the height of each note less the margin of the page, and two columns have notes at one height.
#[test]
fn notes_are_found_where_links_lead_beside_them() {
    let read = read(Path::new("tests/pdf/files/chromium-linked.pdf"));
    assert_eq!(read.labels(), "1 2 3 4 5 6 7 8 9 10");
    assert_eq!(read.citations.notes.len(), 10);
    assert!(
        read.note(0)
            .starts_with("Jane Roe, The Six O’Clock Ferry (Sundby")
    );
    assert_eq!(read.note(6), "Ibid., 32.");
    assert_eq!(read.note(9), "Hale, “Whose Night?” 8.");
    for mark in &read.citations.marks {
        let note = mark.note.map(|note| &read.citations.notes[note]);
        assert_eq!(
            note.map(|note| note.label.as_str()),
            Some(mark.label.as_str())
        );
    }
}

#[test]
fn notes_as_large_as_the_text_are_found_without_a_rule() {
    let read = read(Path::new("tests/pdf/files/weasyprint-footnotes.pdf"));
    assert_eq!(read.labels(), "1 2 3 4 5 6 7 8 9 10 11 12");
    assert_eq!(read.citations.notes.len(), 12);
    // The same words at the foot of several pages are no running foot.
    assert_eq!(read.note(9), "Ibid., 141.");
    assert_eq!(read.note(11), "Ibid., 202.");
    // A line that a raised figure pushes down does not begin a paragraph.
    assert!(read.document.text.contains("was called the Patience.3 It"));
}

#[test]
fn symbols_of_bitmap_fonts_are_marks() {
    let read = read(Path::new("tests/pdf/files/pdflatex-symbols.pdf"));
    assert_eq!(read.labels(), "* † ‡ * †");
    assert_eq!(read.citations.notes.len(), 5);
    assert_eq!(read.note(2), "Ibid., 7.");
    assert_eq!(read.note(3), "Roe, Offers, 80.");
    assert!(read.citations.marks.iter().all(|mark| mark.note.is_some()));
}

#[test]
fn addresses_are_whole_where_their_links_and_columns_are_not() {
    let read = read(Path::new("tests/pdf/files/reportlab-broken-links.pdf"));
    assert_eq!(read.labels(), "1 2");
    let shown: Vec<&str> = read
        .citations
        .links
        .iter()
        .map(|link| link.span.of(&read.document.text))
        .collect();
    assert_eq!(
        shown,
        [
            "https://harbor.example/2011/05/letters-on-the-lantern-of-the-customs-house",
            "https://town.example/minutes/1911/the-rent-of-the-landing-stage-in-spring"
        ]
    );
    assert!(
        read.document
            .text
            .contains("it with a flame, and the picture hangs in the office")
    );
    assert!(
        read.document
            .text
            .contains("careful, pays it into a box that stands in the cellar.")
    );
}
