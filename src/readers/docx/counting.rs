//! Which number Word prints at a note: format, start and restart as the settings and each section say
//! (ISO 29500-1, 17.11).

use crate::{
    readers::{
        numerals::Numerals,
        xml::{Element, Event, Space, Xml},
    },
    span::Span,
};

/// Sections beyond these count as the last.
const MOST_SECTIONS: usize = 100_000;

/// Footnotes or endnotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Foot,
    End,
}

impl Kind {
    /// Both, footnotes first.
    pub(super) const ALL: [Self; 2] = [Self::Foot, Self::End];

    pub(super) fn index(self) -> usize {
        usize::from(self == Self::End)
    }

    /// The word in the names of its elements and part.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Foot => "footnote",
            Self::End => "endnote",
        }
    }
}

/// When the numbers begin again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restart {
    Never,
    Section,
    Page,
}

/// What one place says of the numbers of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rule {
    format: Option<Numerals>,
    start: Option<u64>,
    restart: Option<Restart>,
}

impl Rule {
    fn read(&mut self, element: &Element<'_>) {
        let value = element.attr("val").unwrap_or_default();
        match element.name {
            "numFmt" => self.format = Some(Numerals::of_word(&value)),
            "numStart" => self.start = value.trim().parse().ok(),
            "numRestart" => {
                self.restart = Some(match value.as_ref() {
                    "eachSect" => Restart::Section,
                    "eachPage" => Restart::Page,
                    _ => Restart::Never,
                });
            }
            _ => {}
        }
    }
}

/// What a section says, and where it ends.
#[derive(Debug, Clone, Copy)]
struct Section {
    end: usize,
    rules: [Rule; 2],
}

/// How far one kind has counted.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    next: Option<u64>,
    section: usize,
    page: usize,
}

/// The numbers of a document's notes.
#[derive(Debug, Default)]
pub(super) struct Counting {
    settings: [Rule; 2],
    sections: Vec<Section>,
    states: [State; 2],
    /// Restart rules that took effect, for what is told about them.
    seen: [Vec<Restart>; 2],
}

impl Counting {
    /// Takes the rules from `settings.xml` and from the sections of the main part.
    pub(super) fn read(settings: Option<&str>, document: &str) -> Self {
        Self {
            settings: settings.map_or_else(Default::default, |source| rules(Xml::new(source))),
            sections: sections(document),
            ..Self::default()
        }
    }

    /// The label of the note that is called at this offset of the main part, on this page.
    pub(super) fn label(&mut self, kind: Kind, offset: usize, page: usize) -> String {
        let at = kind.index();
        let section = self
            .sections
            .partition_point(|section| section.end <= offset);
        let general = self.settings[at];
        let of = |section: usize| {
            self.sections
                .get(section)
                .map_or_else(Rule::default, |section| section.rules[at])
        };
        let own = of(section);
        let start = own.start.or(general.start).unwrap_or(1);
        let restart = own.restart.or(general.restart).unwrap_or(Restart::Never);
        let format = own.format.or(general.format).unwrap_or(match kind {
            Kind::Foot => Numerals::Decimal,
            Kind::End => Numerals::LowerRoman,
        });
        let state = &mut self.states[at];
        let moved = section != state.section;
        let before = of(state.section).start;
        let again = match restart {
            // A later section that says another start than the one before begins there.
            Restart::Never => moved && own.start.is_some() && own.start != before,
            Restart::Section => moved,
            Restart::Page => page != state.page || moved,
        };
        let number = match state.next {
            Some(next) if !again => next,
            _ => start,
        };
        *state = State {
            next: Some(number.saturating_add(1)),
            section,
            page,
        };
        if !self.seen[at].contains(&restart) {
            self.seen[at].push(restart);
        }
        let label = format.print(number);
        if label.is_empty() {
            number.to_string()
        } else {
            label
        }
    }

    /// Whether the numbers of a kind began again in this way somewhere.
    pub(super) fn restarts(&self, kind: Kind, restart: Restart) -> bool {
        self.seen[kind.index()].contains(&restart)
    }

    /// Number of sections.
    pub(super) fn sections(&self) -> usize {
        self.sections.len()
    }
}

/// The rules in a `w:settings` or `w:sectPr`; what stood there before a change is left out.
fn rules(mut xml: Xml<'_>) -> [Rule; 2] {
    let mut out = [Rule::default(); 2];
    let mut inside: Option<Kind> = None;
    while let Some(event) = xml.next() {
        match event {
            Event::Open(element) if element.space == Space::Word => match element.name {
                "footnotePr" => inside = Some(Kind::Foot),
                "endnotePr" => inside = Some(Kind::End),
                "sectPrChange" => xml.leave_out(),
                _ => {
                    if let Some(kind) = inside {
                        out[kind.index()].read(&element);
                    }
                }
            },
            Event::Close(Space::Word, "footnotePr" | "endnotePr") => inside = None,
            _ => {}
        }
    }
    out
}

/// The sections of a document. Only their properties are read: a section says at its end how its notes are
/// numbered, and the rest of the part is read later.
fn sections(document: &str) -> Vec<Section> {
    const NAME: &str = "sectPr";
    const LONGEST_PREFIX: usize = 40;
    let mut out = Vec::new();
    let mut from = 0;
    while let Some(found) = document[from..]
        .find(NAME)
        .filter(|_| out.len() < MOST_SECTIONS)
    {
        let at = from + found;
        from = at + NAME.len();
        // `<w:sectPr` with any prefix, not its end and not `sectPrChange`.
        let near = at.saturating_sub(LONGEST_PREFIX)..at;
        let bracket = document.as_bytes()[near.clone()]
            .iter()
            .rposition(|byte| *byte == b'<');
        let Some(open) = bracket.map(|bracket| near.start + bracket) else {
            continue;
        };
        let prefix = &document[open + 1..at];
        let follows = document[from..].chars().next();
        let is_start = (prefix.is_empty() || prefix.ends_with(':'))
            && prefix
                .chars()
                .all(|c| c.is_alphanumeric() || matches!(c, ':' | '_' | '-' | '.'))
            && follows.is_some_and(|c| c.is_whitespace() || matches!(c, '>' | '/'));
        if !is_start {
            continue;
        }
        let mut xml = Xml::within(document, open..document.len(), bound(prefix));
        let Some(Event::Open(_)) = xml.next() else {
            continue;
        };
        xml.leave_out();
        let span = Span::new(open, xml.offset().max(from));
        from = span.end.min(document.len());
        while !document.is_char_boundary(from) {
            from += 1;
        }
        out.push(Section {
            end: span.end,
            rules: rules(Xml::within(document, open..from, bound(prefix))),
        });
    }
    out
}

/// The prefix of a section's own tag means Word.
fn bound(prefix: &str) -> Vec<(usize, &str, Space)> {
    vec![(0, prefix.trim_end_matches(':'), Space::Word)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(counting: &mut Counting, kind: Kind, offsets: &[(usize, usize)]) -> Vec<String> {
        offsets
            .iter()
            .map(|(offset, page)| counting.label(kind, *offset, *page))
            .collect()
    }

    #[test]
    fn sections_say_at_their_end_how_they_count() {
        let document = r#"<w:body><w:p><w:pPr><w:sectPr w:rsidR="00A"><w:footnotePr><w:numFmt w:val="chicago"/><w:numRestart w:val="eachSect"/></w:footnotePr><w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr><w:sectPrChange w:id="1"><w:sectPr><w:footnotePr><w:numFmt w:val="hex"/></w:footnotePr></w:sectPr></w:sectPrChange></w:sectPr></w:pPr></w:p>
            <w:p/><w:sectPr><w:footnotePr><w:numStart w:val="7"/><w:numRestart w:val="eachSect"/></w:footnotePr><w:endnotePr><w:numFmt w:val="decimal"/></w:endnotePr></w:sectPr></w:body>"#;
        let mut counting = Counting::read(None, document);
        assert_eq!(counting.sections(), 2);
        let late = document.find("<w:p/>").unwrap_or(0);
        assert_eq!(
            labels(
                &mut counting,
                Kind::Foot,
                &[(1, 0), (2, 0), (late, 0), (late, 0)]
            ),
            ["*", "†", "7", "8"]
        );
        assert_eq!(
            labels(&mut counting, Kind::End, &[(1, 0), (2, 0), (late, 0)]),
            ["1", "2", "3"]
        );
        assert!(counting.restarts(Kind::Foot, Restart::Section));
        assert!(!counting.restarts(Kind::End, Restart::Section));
    }

    #[test]
    fn without_a_word_endnotes_are_roman() {
        let mut counting = Counting::read(None, "<w:body/>");
        assert_eq!(
            labels(&mut counting, Kind::End, &[(1, 0), (2, 0)]),
            ["i", "ii"]
        );
        assert_eq!(
            labels(&mut counting, Kind::Foot, &[(1, 0), (2, 0)]),
            ["1", "2"]
        );
    }

    #[test]
    fn settings_hold_where_a_section_is_silent() {
        let settings = r#"<w:settings xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"><w:footnotePr><w:pos w:val="pageBottom"/><w:numStart w:val="3"/><w:numRestart w:val="eachPage"/><w:footnote w:id="-1"/></w:footnotePr></w:settings>"#;
        let mut counting = Counting::read(Some(settings), "<w:body><w:sectPr/></w:body>");
        assert_eq!(
            labels(
                &mut counting,
                Kind::Foot,
                &[(1, 0), (2, 0), (3, 1), (4, 1), (5, 4)]
            ),
            ["3", "4", "3", "4", "3"]
        );
    }
}
