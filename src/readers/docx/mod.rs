//! Word documents: Office Open XML, transitional and strict. Finds the parts of the package and puts the
//! document together; what the parts say is read in the files beside this one.

mod counting;
mod fields;
mod layer;
mod lists;
mod notes;
mod paragraphs;
mod styles;
mod symbols;
mod walker;

use std::{collections::HashMap, sync::Arc};

use self::{
    counting::{Counting, Kind, Restart},
    lists::Lists,
    notes::{Notes, NotesPart},
    styles::Styles,
    walker::Walker,
};
use super::{
    Options, ReadError, cross_references,
    package::{self, Caps, Package, XmlText},
    xml::{Event, Oddities, Space, Xml},
};
use crate::{
    document::{Builder, Document, Notice, Part},
    input::{Format, Input},
    span::LineIndex,
};

/// A book of a thousand pages has a main part of some 20 MB.
const CAPS: Caps = Caps {
    entries: 20_000,
    entry_bytes: 128 << 20,
    total_bytes: 192 << 20,
};
/// Where the main part stands unless the package says otherwise.
const MAIN: &str = "word/document.xml";

/// What one part says of others.
#[derive(Debug, Default)]
struct Relationships {
    /// Part by the last word of the relationship's type.
    parts: HashMap<String, String>,
    /// Address by id, for links.
    links: HashMap<String, String>,
}

/// Reads a Word document.
///
/// # Errors
/// When the package or its main part cannot be read.
pub(super) fn read(
    input: &Input,
    options: &Options<'_>,
    notices: &mut Vec<Notice>,
) -> Result<Document, ReadError> {
    let fail = |what: String| {
        ReadError::new(
            &input.path,
            what,
            "open it in Word and save it again, or give another version of it",
        )
    };
    let package = Package::open(&input.bytes, CAPS)
        .map_err(|clause| fail(format!("this Word document {clause}")))?;
    let mut parts = Parts {
        package: &package,
        notices,
    };
    let main_name = parts.main_name();
    let Some(main) = package
        .read(&main_name)
        .map_err(|clause| fail(format!("its part {main_name} {clause}")))?
        .map(|bytes| package::xml_text(&bytes))
    else {
        return Err(fail(
            "this is a zip package without a Word document in it".to_owned(),
        ));
    };
    if !is_document(&main.text) {
        return Err(fail(format!("its part {main_name} is no Word document")));
    }
    let related = parts.relationships(&main_name);
    let mut text_of = |kind: &str, usual: &str| {
        let name = related.parts.get(kind).cloned();
        let name = name.unwrap_or_else(|| {
            package::resolve(&main_name, usual).map_or_else(String::new, |found| found.0)
        });
        parts.text(&name).map(|text| (name, text))
    };
    let styles = text_of("styles", "styles.xml");
    let numbering = text_of("numbering", "numbering.xml");
    let settings = text_of("settings", "settings.xml");
    let found: Vec<Option<(String, XmlText)>> = Kind::ALL
        .map(|kind| {
            text_of(
                &format!("{}s", kind.word()),
                &format!("{}s.xml", kind.word()),
            )
        })
        .into();
    let language = parts.declared_language();

    let mut sources: Vec<Part> = vec![part(main_name.clone(), main)];
    let mut places: [Option<usize>; 2] = [None, None];
    for (kind, found) in Kind::ALL.into_iter().zip(found) {
        if let Some((name, text)) = found {
            places[kind.index()] = Some(sources.len());
            sources.push(part(name, text));
        }
    }
    let held: Vec<Arc<str>> = sources
        .iter()
        .map(|part| Arc::clone(&part.source))
        .collect();
    let names: Vec<String> = sources
        .iter()
        .filter_map(|part| part.name.clone())
        .collect();
    let mut notes = Notes::default();
    for kind in Kind::ALL {
        notes.parts[kind.index()] =
            places[kind.index()].map(|place| NotesPart::read(&held[place], place));
    }
    let builder = Builder::new(&input.path, Format::Docx, sources);
    let mut walker = Walker::new(builder, notes);
    walker.original = options.original;
    walker.rendered_pages = held[0].contains("lastRenderedPageBreak");
    if let Some((_, text)) = &styles {
        walker.styles = Styles::read(&text.text);
    }
    if let Some((_, text)) = &numbering {
        walker.lists = Lists::read(&text.text);
    }
    walker.counting = Counting::read(
        settings.as_ref().map(|(_, text)| text.text.as_str()),
        &held[0],
    );
    walker.links = related.links;

    let odd = walker.walk(Xml::new(&held[0]), 0, None);
    parts.tell(&names[0], odd);
    read_notes(&mut walker, &mut parts, &names);
    tell_numbers(&walker, parts.notices);
    Ok(finish(walker, language))
}

/// Reads the notes that were called, footnotes first, and then those that notes call.
fn read_notes(walker: &mut Walker<'_>, parts: &mut Parts<'_>, names: &[String]) {
    let mut links: [HashMap<String, String>; 2] = Default::default();
    for kind in Kind::ALL {
        if let Some(notes) = &walker.notes.parts[kind.index()] {
            links[kind.index()] = parts.relationships(&names[notes.part]).links;
            parts.tell(&names[notes.part], whole(notes.source));
        }
    }
    let mut order: Vec<usize> = (0..walker.notes.called.len()).collect();
    order.sort_by_key(|called| walker.notes.called[*called].kind.index());
    let mut at = 0;
    let mut current = None;
    while at < walker.notes.called.len() && !walker.seen.full {
        let next = order.get(at).copied().unwrap_or(at);
        at += 1;
        let called = walker.notes.called[next].clone();
        let kind = called.kind.index();
        let Some(notes) = &walker.notes.parts[kind] else {
            continue;
        };
        let xml = Xml::within(notes.source, called.range.clone(), notes.bindings.clone());
        let part = notes.part;
        if current.replace(kind) != Some(kind) {
            walker.links.clone_from(&links[kind]);
        }
        walker.walk(xml, part, Some(called));
    }
}

/// What is odd about a part that was read in pieces.
fn whole(source: &str) -> Oddities {
    let mut xml = Xml::new(source);
    while xml.next().is_some() {}
    xml.oddities()
}

/// Says by which rule the labels were worked out where the file alone does not tell, and what was left out.
fn tell_numbers(walker: &Walker<'_>, notices: &mut Vec<Notice>) {
    let mut tell = |message: String| {
        notices.push(Notice {
            message,
            place: None,
        });
    };
    for kind in Kind::ALL {
        let word = kind.word();
        if walker.counting.restarts(kind, Restart::Page) {
            tell(if walker.rendered_pages {
                format!(
                    "the {word}s start again on each page: their numbers follow the page breaks that Word noted when it last saved the file"
                )
            } else {
                format!(
                    "the {word}s start again on each page, and the file does not say where its pages break: their numbers are counted from one typed page break to the next"
                )
            });
        }
        if kind == Kind::End
            && walker.counting.sections() > 1
            && walker.counting.restarts(kind, Restart::Section)
        {
            tell("the endnotes start again in each section, as Word numbers them; LibreOffice numbers them throughout".to_owned());
        }
        match walker.notes.uncalled(kind) {
            0 => {}
            1 => tell(format!(
                "one {word} in the file is called nowhere; Word does not print it, and it was left out"
            )),
            count => tell(format!(
                "{count} {word}s in the file are called nowhere; Word does not print them, and they were left out"
            )),
        }
    }
    if walker.seen.foreign > 0 {
        tell(format!(
            "{} inserted from other files (altChunk, subDoc) and not read: open the document in Word and save it, which takes them in",
            match walker.seen.foreign {
                1 => "one piece is".to_owned(),
                count => format!("{count} pieces are"),
            }
        ));
    }
    if walker.seen.full {
        tell(
            "the document has more pieces of text than are read; the rest was left out".to_owned(),
        );
    }
}

/// The document, its references to notes resolved and its paragraphs counted.
fn finish(walker: Walker<'_>, declared: Option<String>) -> Document {
    let language = declared.or_else(|| main_language(&walker));
    let Walker {
        mut builder,
        bookmarked,
        notes,
        paragraphs,
        ..
    } = walker;
    if let Some(language) = language {
        builder.language(&language);
    }
    let mut counted: Vec<(usize, Vec<usize>)> = vec![(0, paragraphs)];
    for part in notes.parts.into_iter().flatten() {
        counted.push((part.part, part.paragraphs));
    }
    let mut document = builder.finish();
    for (part, mut paragraphs) in counted {
        if let Some(part) = document.parts.get_mut(part) {
            paragraphs.sort_unstable();
            part.paragraphs = paragraphs;
        }
    }
    cross_references::raise(&mut document, &bookmarked);
    document
}

/// The language that most of the text says it is in; what the defaults say of new text counts for nothing.
fn main_language(walker: &Walker<'_>) -> Option<String> {
    let seen = &walker.seen;
    let all: usize = seen.languages.values().sum::<usize>() + seen.unsaid;
    let (index, count) = seen
        .languages
        .iter()
        .max_by_key(|(index, count)| (**count, std::cmp::Reverse(**index)))?;
    (count * 2 > all)
        .then(|| walker.styles.language_name(*index))
        .flatten()
        .map(str::to_owned)
}

fn part(name: String, text: XmlText) -> Part {
    Part {
        file: None,
        name: Some(name),
        lines: LineIndex::new(&text.text),
        source: text.text.into(),
        offset: text.offset,
        paragraphs: Vec::new(),
    }
}

/// Whether the first element is that of a Word document.
fn is_document(source: &str) -> bool {
    let first = Xml::new(source).find_map(|event| match event {
        Event::Open(element) => Some(element),
        _ => None,
    });
    first.is_some_and(|element| element.space == Space::Word && element.name == "document")
}

/// The parts of a package, with what is told of those that cannot be read.
struct Parts<'a> {
    package: &'a Package,
    notices: &'a mut Vec<Notice>,
}

impl Parts<'_> {
    fn text(&mut self, name: &str) -> Option<XmlText> {
        match self.package.read(name) {
            Ok(bytes) => bytes.map(|bytes| package::xml_text(&bytes)),
            Err(clause) => {
                self.notice(format!("its part {name} {clause}; it was left out"));
                None
            }
        }
    }

    fn notice(&mut self, message: String) {
        self.notices.push(Notice {
            message,
            place: None,
        });
    }

    /// Tells what is odd about a part.
    fn tell(&mut self, name: &str, odd: Oddities) {
        if let Some(at) = odd.broken {
            self.notice(format!(
                "its part {name} is damaged and breaks off at byte {at}; what stands before that was read"
            ));
        }
        if odd.too_deep {
            self.notice(format!(
                "its part {name} nests elements deeper than any word processor does; what lies deeper was left out"
            ));
        }
        if odd.doctype {
            self.notice(format!(
                "its part {name} declares a document type, which no word processor does; its entities were left out"
            ));
        }
    }

    /// The name of the main part.
    fn main_name(&mut self) -> String {
        let named = self.relationships("").parts.remove("officeDocument");
        named
            .filter(|name| self.package.has(name))
            .or_else(|| self.package.has(MAIN).then(|| MAIN.to_owned()))
            .or_else(|| {
                let names = self.package.names().iter();
                let mut main = names.filter(|name| {
                    name.rsplit('/').next().is_some_and(|file| {
                        file.to_ascii_lowercase().starts_with("document") && !file.contains(".rels")
                    })
                });
                main.next().cloned()
            })
            .unwrap_or_else(|| MAIN.to_owned())
    }

    /// The relationships of a part; of the package for the empty name.
    fn relationships(&mut self, of: &str) -> Relationships {
        let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
        let name = format!("{folder}/_rels/{file}.rels");
        let mut out = Relationships::default();
        let Some(text) = self.text(&name) else {
            return out;
        };
        for event in Xml::new(&text.text) {
            let Event::Open(element) = event else {
                continue;
            };
            if element.name != "Relationship" {
                continue;
            }
            let Some(target) = element.attr("Target") else {
                continue;
            };
            let kind = element.attr("Type").unwrap_or_default();
            let kind = kind.rsplit('/').next().unwrap_or_default();
            let outside = element.attr("TargetMode").as_deref() == Some("External");
            if kind == "hyperlink" {
                if let Some(id) = element.attr("Id") {
                    out.links.insert(id.into_owned(), target.into_owned());
                }
            } else if let Some((part, _)) = package::resolve(of, &target).filter(|_| !outside) {
                out.parts.entry(kind.to_owned()).or_insert(part);
            }
        }
        out
    }

    /// The language in the properties of the document.
    fn declared_language(&mut self) -> Option<String> {
        let text = self.text("docProps/core.xml")?;
        let mut inside = false;
        for event in Xml::new(&text.text) {
            match event {
                Event::Open(element) => inside = element.name == "language",
                Event::Text(text, _) if inside => {
                    let text = text.trim();
                    return (!text.is_empty() && text.len() < 20).then(|| text.to_owned());
                }
                _ => inside = false,
            }
        }
        None
    }
}
