//! The page stands on `QuotesMixed`.

use super::{Facts, Meta, Rule, at_link};
use crate::{
    citations::covered::Covered,
    finding::{Finding, Severity},
    span::Span,
};

declare_rule! {
    /// # What it checks
    /// Quotation marks and apostrophes are either curly (“ ” ’) or straight (" ') throughout the notes, and throughout
    /// the running text; and a quotation closes with the kind of mark with which it opens. Passages of the rarer kind
    /// that follow one another are one finding.
    ///
    /// # Why it matters
    /// A run of straight marks shows that pages were converted or pasted one by one; other damage of the same origin is
    /// often near.
    ///
    /// # Examples
    /// ```md fires:5
    /// Text.[^1] More.[^2] More.[^3] More.[^4]
    ///
    /// [^1]: “One Title,” *Press*, May 1, 2023.
    /// [^2]: “Another Title,” *Press*, May 1, 2023.
    /// [^3]: "Third Title," *Press*, May 1, 2023.
    /// [^4]: “Fourth Title,” *Press*, May 1, 2023.
    /// ```
    /// ```md quiet
    /// Text.[^1] More.[^2]
    ///
    /// [^1]: "One Title," *Press*, May 1, 2023.
    /// [^2]: "Another Title," *Press*, May 1, 2023, on a 5" pipe.
    /// ```
    /// ```md quiet
    /// The “town’s” walls and the ’90s, as in `"code"`.
    /// ```
    QuotesMixed {
        id: "quotes-mixed",
        summary: "straight and curly quotation marks in one document",
        family: Characters,
        severity: Info,
        tier: Pedantic,
        network: false,
        since: "0.1.0",
    }
}

/// Kinds of marks in one passage.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    curly: usize,
    straight: usize,
}

/// A passage, and where each kind first stands in it.
#[derive(Debug, Clone, Copy)]
struct Passage {
    curly: Option<usize>,
    straight: Option<usize>,
}

impl Rule for QuotesMixed {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, facts: &Facts<'_>, push: &mut dyn FnMut(Finding)) {
        const QUOTES: (&[char], &[char]) = (&['"'], &['“', '”', '„', '‟']);
        const APOSTROPHES: (&[char], &[char]) = (&['\''], &['‘', '’']);
        let notes: Vec<Span> = facts.citations.notes.iter().map(|note| note.span).collect();
        let noted = Covered::new(notes.iter().copied());
        let body: Vec<Span> = at_link::prose(facts)
            .filter(|block| !noted.overlap(*block))
            .collect();
        told(facts, &notes, QUOTES, ("quotation marks", "notes"), push);
        told(facts, &body, QUOTES, ("quotation marks", "text"), push);
        told(facts, &body, APOSTROPHES, ("apostrophes", "text"), push);
        torn(facts, &body, push);
    }
}

/// Passages with marks of the rarer kind, those that follow one another together.
fn told(
    facts: &Facts<'_>,
    spans: &[Span],
    (straight, curly): (&[char], &[char]),
    (what, whence): (&str, &str),
    push: &mut dyn FnMut(Finding),
) {
    let mut count = Count::default();
    let passages: Vec<Passage> = spans
        .iter()
        .map(|span| {
            let passage = passage(facts, *span, straight, curly);
            count.straight += usize::from(passage.straight.is_some());
            count.curly += usize::from(passage.curly.is_some());
            passage
        })
        .collect();
    if count.straight == 0 || count.curly == 0 {
        return;
    }
    let straight_is_rarer = count.straight <= count.curly;
    let (name, usual) = if straight_is_rarer {
        ("straight", "curly")
    } else {
        ("curly", "straight")
    };
    let rarer = |passage: &Passage| if straight_is_rarer { passage.straight } else { passage.curly };
    let usual_in = |passage: &Passage| if straight_is_rarer { passage.curly } else { passage.straight };
    let mut run: Vec<usize> = Vec::new();
    let mut flush = |run: &mut Vec<usize>| {
        let Some(first) = run.first().copied() else { return };
        let place = |at: usize| facts.document.place(Span::new(at, at + 1));
        let message = format!("{name} {what} where the {whence} has {usual} ones elsewhere");
        let message = if whence == "notes" { message.replace("has", "have") } else { message };
        let mut finding = Finding::new(QuotesMixed::META.id, Severity::Info, place(first), message)
            .help(format!("use {usual} {what} throughout"));
        if let Some(note) = at_link::note_at(facts, first) {
            let note = &facts.citations.notes[note];
            finding = finding
                .note(note.label.clone())
                .chapter(facts.citations.chapter_title(note.chapter));
        }
        for at in run.drain(..).skip(1) {
            finding = finding.related(format!("{name} {what} here too"), place(at));
        }
        push(finding);
    };
    for passage in &passages {
        match (rarer(passage), usual_in(passage)) {
            (Some(at), _) => run.push(at),
            (None, Some(_)) => flush(&mut run),
            (None, None) => {}
        }
    }
    flush(&mut run);
}

fn passage(facts: &Facts<'_>, span: Span, straight: &[char], curly: &[char]) -> Passage {
    let text = span.of(&facts.document.text);
    let skip = at_link::not_words(facts, span);
    let first = |marks: &[char]| {
        text.match_indices(marks)
            .map(|(at, mark)| (span.start + at, mark))
            .filter(|(at, _)| !skip.iter().any(|skip| skip.contains(*at)))
            .filter(|(at, mark)| !is_measure(&facts.document.text, *at, mark))
            .map(|(at, _)| at)
            .next()
    };
    Passage {
        curly: first(curly),
        straight: first(straight),
    }
}

/// Inches, feet, minutes and seconds.
fn is_measure(text: &str, at: usize, mark: &str) -> bool {
    (mark == "\"" || mark == "'")
        && text[..at].chars().next_back().is_some_and(|c| c.is_ascii_digit())
        && !text[at + 1..].chars().next().is_some_and(char::is_alphabetic)
}

/// A quotation that opens with one kind of mark and closes with the other, over the end of a page too.
fn torn(facts: &Facts<'_>, body: &[Span], push: &mut dyn FnMut(Finding)) {
    let text = &facts.document.text;
    let mut open: Option<(usize, char)> = None;
    for span in body {
        // A paragraph that ends its sentence ends what was open.
        let ended = open.is_some_and(|(at, _)| {
            text[at..span.start].trim_end().ends_with(['.', '!', '?', ':'])
        });
        if ended {
            open = None;
        }
        for (at, c) in span.of(text).char_indices().map(|(at, c)| (span.start + at, c)) {
            if !matches!(c, '"' | '“' | '”') || is_measure(text, at, if c == '"' { "\"" } else { "" }) {
                continue;
            }
            let before = text[..at].chars().next_back();
            let after = text[at + c.len_utf8()..].chars().next();
            let opens = c == '“'
                || (c == '"'
                    && before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—'))
                    && after.is_some_and(|c| !c.is_whitespace()));
            if opens {
                open = Some((at, c));
                continue;
            }
            let Some((start, with)) = open.take() else { continue };
            let straight = with == '"';
            if straight != (c == '"') {
                let here = Span::new(start, start + with.len_utf8());
                let there = facts.document.place(Span::new(at, at + c.len_utf8()));
                push(
                    at_link::finding_in_text(
                        facts,
                        &QuotesMixed::META,
                        here,
                        Severity::Info,
                        format!("a quotation opens with {with} and closes with {c}"),
                    )
                    .help("use marks of one kind")
                    .related("the closing mark", there),
                );
            }
        }
    }
}
