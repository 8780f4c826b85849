//! Bibliographies: what a citation by key becomes in a note and in the text.

use footfault::{citations, citations::CitationForm, input::Format};

use super::{beside, read_with, summary};

const BIB: &str = "@book{roe, author={Roe, Jane}, title={The Wells of Alder}, shorttitle={Wells}, address={Alder}, publisher={Groyne}, year={2019}}\n\
    @article{doe, author={Doe, John and Poe, Ann}, title={Low Water}, journal={Tides}, volume={4}, number={2}, year={2020}, pages={5--9}, url={https://tides.example/low_water}}\n";

#[test]
fn citations_in_notes_are_written_out() {
    let files = beside(&[("works.bib", BIB)]);
    for text in [
        "\\documentclass{article}\\usepackage[style=verbose]{biblatex}\\addbibresource{works.bib}\\begin{document}a\\footcite[12]{roe} b\\autocite{doe} c\\footnote{See \\cite[3]{roe}.}\\printbibliography\\end{document}",
        "\\documentclass{article}\\begin{document}a\\footcite{roe}[12] b\\footnote{\\cite{doe}.} c\\footnote{See \\cite[3]{roe}.}\\bibliography{works}\\end{document}",
    ] {
        let (document, notices) = read_with(text, Format::Latex, &files);
        assert!(notices.is_empty(), "{notices:?}");
        let built = citations::build(&document);
        let (marks, notes) = summary(&built);
        assert_eq!(marks, "1 2 3", "{text}");
        assert_eq!(
            notes,
            [
                "1:Jane Roe, The Wells of Alder (Alder: Groyne, 2019), 12.",
                "2:John Doe and Ann Poe, “Low Water,” Tides 4, no. 2 (2020): 5–9, https://tides.example/low_water.",
                "3:See Roe, Wells, 3.",
            ],
            "{text}"
        );
        assert_eq!(built.notes[0].citations[0].form, CitationForm::Full);
        assert_eq!(built.notes[0].citations[0].authors, ["Jane Roe"]);
        assert_eq!(
            built.notes[0].citations[0].title.as_deref(),
            Some("The Wells of Alder")
        );
        assert_eq!(built.notes[2].citations[0].form, CitationForm::Short);
        let link = built
            .links
            .iter()
            .find(|link| link.note == Some(1))
            .unwrap();
        let place = document.place_of(link.target_origin.unwrap());
        assert_eq!(place.path, "works.bib");
        assert_eq!(
            &BIB[place.start.unwrap()..place.end.unwrap()],
            "https://tides.example/low_water"
        );
    }
}

#[test]
fn numbers_are_marks_where_nothing_else_is() {
    let files = beside(&[("works.bib", BIB)]);
    let text = "\\documentclass{article}\\begin{document}\\section{A}One \\cite{roe}. Two \\cite{doe,roe}. Three \\cite{gone}.\\bibliographystyle{unsrt}\\bibliography{works}\\end{document}";
    let (document, notices) = read_with(text, Format::Latex, &files);
    let built = citations::build(&document);
    let (marks, notes) = summary(&built);
    assert_eq!(marks, "1 2 1 ?");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].starts_with("1:Jane Roe"), "{notes:?}");
    assert!(built.marks[3].note.is_none());
    drop(notices);
    // With notes of its own, a document's keys are no marks.
    let text = text.replace("One ", "One\\footnote{Aside.} ");
    let (document, _) = read_with(&text, Format::Latex, &files);
    let built = citations::build(&document);
    assert_eq!(summary(&built).0, "1");
    assert!(document.text.contains("(Roe 2019)"), "{}", document.text);
    assert!(document.text.contains("References"), "{}", document.text);
}

#[test]
fn lists_of_works_made_by_hand_are_numbered() {
    let text = "\\documentclass{article}\\begin{document}\\section{A}One \\cite{b}. Two \\cite{a}.\\begin{thebibliography}{9}\\bibitem{a} Ann. \\emph{A}.\\bibitem{b} Bob. \\emph{B}.\\end{thebibliography}\\end{document}";
    let (document, _) = read_with(text, Format::Latex, &beside(&[]));
    let built = citations::build(&document);
    let (marks, notes) = summary(&built);
    assert_eq!(marks, "2 1");
    assert_eq!(notes, ["1:Ann. A.", "2:Bob. B."]);
}

#[cfg(feature = "typst")]
#[test]
fn typst_cites_from_the_same_files() {
    let files = beside(&[("works.bib", BIB)]);
    let text = "a#footnote[@roe[12].] b@doe c#footnote[See #cite(<roe>, supplement: [3]).]\n\n#bibliography(\"works.bib\", style: \"chicago-notes\")";
    let (document, notices) = read_with(text, Format::Typst, &files);
    assert!(notices.is_empty(), "{notices:?}");
    let built = citations::build(&document);
    let (marks, notes) = summary(&built);
    assert_eq!(marks, "1 2 3");
    assert_eq!(
        notes[0],
        "1:Jane Roe, The Wells of Alder (Alder: Groyne, 2019), 12."
    );
    assert!(
        notes[1].starts_with("2:John Doe and Ann Poe, “Low Water,” Tides 4"),
        "{notes:?}"
    );
    assert_eq!(notes[2], "3:See Roe, Wells, 3.");
    let text = "= A\n\nOne @roe. Two @doe.\n\n#bibliography(\"works.bib\")";
    let (document, _) = read_with(text, Format::Typst, &files);
    let built = citations::build(&document);
    assert_eq!(summary(&built).0, "1 2");
    assert_eq!(built.notes.len(), 2);
}
