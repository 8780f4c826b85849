//! Short forms, ibid. and cross-references find the note they mean, and citations of one work are joined.
//!
//! Each document is a list of chapters, each a list of notes; `*…*` stands for italics and `<…>` for links.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot read its own files may stop"
)]

use footfault::{
    citations::{
        Citations, Link, LinkForm, LinkId, Note, NoteKind, Numbering, parse::parse_note,
        resolve::resolve,
    },
    document::{Builder, Inline, InlineKind, Origin},
    input::Format,
    span::Span,
};

const ORIGIN: Origin = Origin::Bytes {
    part: 0,
    span: Span { start: 0, end: 0 },
};

/// The citations of `chapters`, resolved; notes are numbered from 1 in each chapter, or through the whole.
fn cited(chapters: &[&[&str]], numbering: Numbering) -> Citations {
    let mut builder = Builder::new("notes.md", Format::Markdown, Vec::new());
    let mut citations = Citations {
        numbering,
        ..Citations::default()
    };
    let mut places = Vec::new();
    for (chapter, notes) in chapters.iter().enumerate() {
        for (index, marked) in notes.iter().enumerate() {
            let start = builder.len();
            let mut italic_from = None;
            let mut rest = *marked;
            while let Some(mark) = rest.chars().next() {
                let mut length = mark.len_utf8();
                if mark == '*' {
                    match italic_from.take() {
                        Some(from) => builder.inline(Inline {
                            kind: InlineKind::Emphasis,
                            span: Span::new(from, builder.len()),
                            origin: ORIGIN,
                        }),
                        None => italic_from = Some(builder.len()),
                    }
                } else if mark == '<' {
                    length = rest.find('>').unwrap() + 1;
                    let url = &rest[1..length - 1];
                    let from = builder.len();
                    builder.push_made_up(url);
                    citations.links.push(Link {
                        url: url.to_owned(),
                        shown: url.to_owned(),
                        note: Some(places.len()),
                        chapter: Some(chapter),
                        span: Span::new(from, builder.len()),
                        origin: ORIGIN,
                        target_origin: None,
                        form: LinkForm::Auto,
                    });
                } else {
                    builder.push_made_up(&rest[..length]);
                }
                rest = &rest[length..];
            }
            let number = if numbering == Numbering::Continuous {
                places.len()
            } else {
                index
            } + 1;
            places.push((Span::new(start, builder.len()), chapter, number));
            builder.push_made_up("\n");
        }
    }
    let document = builder.finish();
    let links: Vec<(LinkId, &Link)> = citations.links.iter().enumerate().collect();
    citations.notes = places
        .iter()
        .map(|(span, chapter, number)| Note {
            label: number.to_string(),
            number: u32::try_from(*number).ok(),
            kind: NoteKind::End,
            section: None,
            chapter: Some(*chapter),
            span: *span,
            whole: *span,
            origin: ORIGIN,
            text: span.of(&document.text).to_owned(),
            marks: Vec::new(),
            citations: parse_note(&document, *span, &links),
            keyed: false,
        })
        .collect();
    resolve(&mut citations);
    citations
}

/// What the last citation of each note means, as `chapter.note` counted from 1; `-` for nothing.
fn meant(chapters: &[&[&str]]) -> Vec<String> {
    let citations = cited(chapters, Numbering::Restarting);
    citations
        .notes
        .iter()
        .map(|note| {
            note.citations
                .last()
                .and_then(|citation| citation.refers_to)
                .map_or_else(
                    || "-".to_owned(),
                    |id| {
                        format!(
                            "{}.{}",
                            citations.notes[id].chapter.unwrap() + 1,
                            citations.notes[id].label
                        )
                    },
                )
        })
        .collect()
}

const RIVERS: &str =
    "Anil Deshmukh, *Rivers of Iron: Railways in the Punjab* (Oxford: OUP, 2011), 45.";
const CANALS: &str = "Anil Deshmukh, *Canals of Salt* (Oxford: OUP, 2015), 5.";
const ICE: &str = "Mina Park, “Ice and Iron,” *Geopolitics* 21 (2016): 233–58.";

#[test]
fn short_forms_mean_the_full_citation_before_them() {
    for (notes, expected) in [
        (
            vec![RIVERS, "Deshmukh, *Rivers of Iron*, 50."],
            vec!["-", "1.1"],
        ),
        (
            vec![RIVERS, CANALS, "Deshmukh, *Rivers of Iron*, 50."],
            vec!["-", "-", "1.1"],
        ),
        (
            vec![RIVERS, CANALS, "Deshmukh, *Canals of Salt*, 50."],
            vec!["-", "-", "1.2"],
        ),
        (vec![RIVERS, ICE, "Deshmukh, 50."], vec!["-", "-", "1.1"]),
        (vec![ICE, "“Ice and Iron,” 240."], vec!["-", "1.1"]),
        (vec![ICE, "Park, “Ice and Iron.”"], vec!["-", "1.1"]),
        // A short title without the article, and words in order with the author to vouch for them.
        (
            vec![
                "Leo Tanaka, *A History of Tea in Seven Wars* (New York: Knopf, 1999).",
                "Tanaka, *History of Tea*, 4.",
            ],
            vec!["-", "1.1"],
        ),
        (
            vec![RIVERS, "Deshmukh, *Railways in the Punjab*, 7."],
            vec!["-", "1.1"],
        ),
        // Neither the author nor the title is known.
        (
            vec![RIVERS, "Zaman, “UN Needs to Consult.”"],
            vec!["-", "-"],
        ),
        // The author is known, the title is not.
        (vec![RIVERS, "Deshmukh, “Winter Markets.”"], vec!["-", "-"]),
        // The full citation follows: it is meant, and a rule says that it comes late.
        (vec!["Park, “Ice and Iron.”", ICE], vec!["1.2", "-"]),
        (
            vec![
                "Tran, H. (2018). *Rice and revolution*. Cornell University Press.",
                "Tran, H. (2020). *Tea and toil*. Cornell University Press.",
                "Tran 2018, 45.",
            ],
            vec!["-", "-", "1.1"],
        ),
    ] {
        assert_eq!(meant(&[&notes]), expected, "{notes:?}");
    }
}

#[test]
fn another_chapter_is_meant_only_by_a_sure_title() {
    assert_eq!(
        meant(&[&[RIVERS], &["Deshmukh, *Rivers of Iron*, 50."]]),
        ["-", "1.1"]
    );
    assert_eq!(meant(&[&[RIVERS], &["Deshmukh, 50."]]), ["-", "-"]);
    // The nearer one, in the chapter itself, comes first.
    assert_eq!(
        meant(&[&[RIVERS], &[RIVERS, "Deshmukh, *Rivers of Iron*, 50."]]),
        ["-", "-", "2.1"]
    );
}

#[test]
fn ibid_means_the_note_before() {
    for (notes, expected) in [
        (vec![RIVERS, "Ibid., 50."], vec!["-", "1.1"]),
        (
            vec![RIVERS, "Ibid., 50.", "Ibid., 51."],
            vec!["-", "1.1", "1.1"],
        ),
        (
            vec![RIVERS, ICE, "Deshmukh, *Rivers of Iron*, 3.", "Ibid."],
            vec!["-", "-", "1.1", "1.1"],
        ),
        // Two works in the note before: the last is meant, and a rule objects.
        (
            vec![
                "Anil Deshmukh, *Canals of Salt* (Oxford: OUP, 2015), 5; Mina Park, “Ice and Iron,” *Geopolitics* 21 (2016): 233–58.",
                "Ibid.",
            ],
            vec!["-", "1.1"],
        ),
        (vec!["Ibid., 50."], vec!["-"]),
        (
            vec![
                "The figures are estimates and should be read with care.",
                "Ibid.",
            ],
            vec!["-", "-"],
        ),
        (
            vec!["Zaman, “UN Needs to Consult.”", "Ibid."],
            vec!["-", "-"],
        ),
        (
            vec![
                RIVERS,
                "Mina Park, “Ice and Iron,” *Geopolitics* 21 (2016): 233–58; ibid., 240.",
            ],
            vec!["-", "1.2"],
        ),
    ] {
        assert_eq!(meant(&[&notes]), expected, "{notes:?}");
    }
    // An ibid. does not look over the chapter's edge.
    assert_eq!(meant(&[&[RIVERS], &["Ibid."]]), ["-", "-"]);
}

#[test]
fn cross_references_mean_the_note_of_their_number() {
    for (notes, expected) in [
        (
            vec![RIVERS, ICE, "Deshmukh (n 1) 50."],
            vec!["-", "-", "1.1"],
        ),
        (vec![RIVERS, ICE, "See note 2."], vec!["-", "-", "1.2"]),
        // The number counts, whatever stands there: a rule holds the two against each other.
        (
            vec![RIVERS, ICE, "Deshmukh, supra note 2, at 50."],
            vec!["-", "-", "1.2"],
        ),
        (vec![RIVERS, "See note 9."], vec!["-", "-"]),
        (
            vec![RIVERS, ICE, "Deshmukh, op. cit., 50."],
            vec!["-", "-", "1.1"],
        ),
        (
            vec![RIVERS, ICE, "Zaman, op. cit., 50."],
            vec!["-", "-", "-"],
        ),
    ] {
        assert_eq!(meant(&[&notes]), expected, "{notes:?}");
    }
    let citations = cited(
        &[&[RIVERS, ICE], &["See note 2.", CANALS]],
        Numbering::Continuous,
    );
    assert_eq!(citations.notes[2].citations[0].refers_to, Some(1));
}

#[test]
fn a_short_form_that_fits_two_works_names_both() {
    let citations = cited(&[&[RIVERS, CANALS, "Deshmukh, 50."]], Numbering::Restarting);
    let short = &citations.notes[2].citations[0];
    assert_eq!(short.refers_to, Some(1));
    assert_eq!(short.also_fits, [0]);
}

#[test]
fn citations_of_one_work_are_joined() {
    let works = |notes: &[&str]| -> Vec<Vec<usize>> {
        cited(&[notes], Numbering::Restarting)
            .works
            .iter()
            .map(|work| work.citations.iter().map(|place| place.note + 1).collect())
            .collect()
    };
    for (notes, expected) in [
        (vec![RIVERS, ICE, RIVERS], vec![vec![1, 3]]),
        // One URL, tracking and fragment aside, with and without an author.
        (
            vec![
                "“Flood Recedes,” *Dawn*, May 2, 2019, <https://www.dawn.com/news/1?utm_source=x#top>.",
                "Ali Raza, “Flood Recedes,” *Dawn*, May 2, 2019, <http://dawn.com/news/1>.",
            ],
            vec![vec![1, 2]],
        ),
        // One title in two journals is two works.
        (
            vec![
                "Amina Khan, “The Durand Line,” *Strategic Studies* 33, no. 2 (2013): 19–32.",
                "Amina Khan, “The Durand Line,” *Asienforum* 44, no. 1 (2013): 71–84.",
            ],
            vec![],
        ),
        // A title that many works bear, by different authors.
        (
            vec![
                "Lena Okafor, “Introduction,” *Water Policy* 12 (2010): 1–4.",
                "Sven Aaltonen, “Introduction,” *Water Policy* 12 (2010): 1–4.",
            ],
            vec![],
        ),
        // An outlet by its name and by its initials.
        (
            vec![
                "Ayaz Gul, “Hostage Freed in Prisoner Swap,” *VOA*, September 19, 2022.",
                "Ayaz Gul, “Hostage Freed in Prisoner Swap,” *Voice of America*, September 19, 2022.",
            ],
            vec![vec![1, 2]],
        ),
        // Interviews of the same words are interviews of their own.
        (
            vec![
                "Interviews with Taliban officials, September 2023.",
                "Interviews with Taliban officials, September 2023.",
            ],
            vec![],
        ),
        // A DOI in two prints, and alone: what has an identifier is a work.
        (
            vec![
                "Mina Park, “Ice,” *Geopolitics* 21 (2016): 233–58, <https://doi.org/10.1000/ABC>.",
                "Mina Park, “Ice and Iron,” *Geopolitics* (2016), doi:10.1000/abc.",
            ],
            vec![vec![1, 2]],
        ),
        (
            vec![
                "Mina Park, “Ice,” *Geopolitics* 21 (2016): 233–58, <https://doi.org/10.1000/ABC>.",
            ],
            vec![vec![1]],
        ),
        // A home page is the address of many works.
        (
            vec![
                "Statistics Agency, “Trade,” 2020, <https://stat.example.org/>.",
                "Statistics Agency, “Births,” 2020, <https://stat.example.org/>.",
            ],
            vec![],
        ),
        // Editions of different years.
        (
            vec![
                "WHO, *Global Report* (Geneva: WHO, 2019).",
                "WHO, *Global Report* (Geneva: WHO, 2021).",
            ],
            vec![],
        ),
    ] {
        assert_eq!(works(&notes), expected, "{notes:?}");
    }
}

#[test]
fn five_thousand_notes_resolve_in_linear_time() {
    let time = |count: usize| {
        let notes: Vec<String> = (0..count)
            .map(|number| {
                if number % 2 == 0 {
                    format!("Anil Deshmukh, *Rivers of Iron {number}* (Oxford: OUP, 2011).")
                } else {
                    "Deshmukh, *Rivers of Iron*, 4.".to_owned()
                }
            })
            .collect();
        let notes: Vec<&str> = notes.iter().map(String::as_str).collect();
        let started = std::time::Instant::now();
        let citations = cited(&[&notes], Numbering::Restarting);
        assert_eq!(citations.notes.len(), count);
        started.elapsed().as_secs_f64()
    };
    let (short, long) = (time(1_250), time(5_000));
    // Four times the notes: linear work takes about four times as long, quadratic 16 times.
    assert!(long < 5.0 || long < short * 10.0, "{short} s, {long} s");
}
