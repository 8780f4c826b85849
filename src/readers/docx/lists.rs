//! `numbering.xml`: the numbers that Word prints before the paragraphs of a list, with levels, restarts and
//! overrides (ISO 29500-1, 17.9).

use std::collections::{HashMap, HashSet};

use crate::readers::{
    numerals::Numerals,
    xml::{Element, Event, Space, Xml},
};

const LEVELS: usize = 9;
/// Characters of a label that are read; it is printed before every paragraph of its list.
const LONGEST_LABEL: usize = 60;

/// One level of a list definition.
#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u64>,
    format: Numerals,
    /// `w:lvlText`, with `%1` for the number of the first level.
    text: Option<String>,
    /// `w:lvlRestart`: 0 never, else the level after which it begins again.
    restart: Option<usize>,
    legal: bool,
    /// The paragraph style that brings this level.
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Definition {
    levels: [Level; LEVELS],
    /// Name of the numbering style that holds the levels.
    link: Option<String>,
    /// Name of the numbering style that this definition is.
    is_style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Instance {
    definition: i32,
    starts: [Option<u64>; LEVELS],
    levels: Vec<(usize, Level)>,
}

/// What is printed before a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListLabel {
    /// Which list it belongs to.
    pub(super) list: usize,
    /// Level, from 0.
    pub(super) level: u8,
    /// The number of its own level where it is printed as a plain number.
    pub(super) number: Option<u64>,
    /// As printed; empty for bullets.
    pub(super) text: String,
}

/// The list definitions of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    definitions: HashMap<i32, Definition>,
    instances: HashMap<i32, Instance>,
    counters: HashMap<i32, [Option<u64>; LEVELS]>,
    /// Instances and levels whose own start was taken.
    started: HashSet<(i32, usize)>,
    numbers: HashMap<i32, usize>,
}

impl Lists {
    /// Reads `numbering.xml`.
    pub(super) fn read(source: &str) -> Self {
        let mut lists = Self::default();
        let mut definition: Option<(i32, Definition)> = None;
        let mut instance: Option<(i32, Instance)> = None;
        let mut level: Option<(usize, Level)> = None;
        let mut changed: Option<usize> = None;
        for event in Xml::new(source) {
            match event {
                Event::Open(element) if element.space == Space::Word => match element.name {
                    "abstractNum" => {
                        definition = element
                            .number("abstractNumId")
                            .map(|id| (id, Definition::default()));
                    }
                    "num" => {
                        instance = element.number("numId").map(|id| (id, Instance::default()));
                    }
                    "abstractNumId" => {
                        if let (Some((_, instance)), Some(id)) =
                            (&mut instance, element.number("val"))
                        {
                            instance.definition = id;
                        }
                    }
                    "lvlOverride" => {
                        changed = element.number("ilvl").filter(|level| *level < LEVELS);
                    }
                    "startOverride" => {
                        if let (Some((_, instance)), Some(at)) = (&mut instance, changed) {
                            instance.starts[at] = element.number("val");
                        }
                    }
                    "lvl" => {
                        level = element
                            .number("ilvl")
                            .filter(|level| *level < LEVELS)
                            .map(|at| (at, Level::default()));
                    }
                    "styleLink" => {
                        if let Some((_, definition)) = &mut definition {
                            definition.is_style = element.attr("val").map(Into::into);
                        }
                    }
                    "numStyleLink" => {
                        if let Some((_, definition)) = &mut definition {
                            definition.link = element.attr("val").map(Into::into);
                        }
                    }
                    _ => {
                        if let Some((_, level)) = &mut level {
                            level.read(&element);
                        }
                    }
                },
                Event::Close(Space::Word, "lvl") => {
                    if let Some((at, level)) = level.take() {
                        match (&mut definition, &mut instance) {
                            (Some((_, definition)), _) => definition.levels[at] = level,
                            (None, Some((_, instance))) => instance.levels.push((at, level)),
                            _ => {}
                        }
                    }
                }
                Event::Close(Space::Word, "lvlOverride") => changed = None,
                Event::Close(Space::Word, "abstractNum") => {
                    lists.definitions.extend(definition.take());
                }
                Event::Close(Space::Word, "num") => lists.instances.extend(instance.take()),
                _ => {}
            }
        }
        lists.link();
        lists
    }

    /// Puts in the levels that a definition takes from a numbering style.
    fn link(&mut self) {
        let styles: HashMap<String, [Level; LEVELS]> = self
            .definitions
            .values()
            .filter_map(|definition| {
                Some((definition.is_style.clone()?, definition.levels.clone()))
            })
            .collect();
        #[expect(clippy::iter_over_hash_type, reason = "each is changed by itself")]
        for definition in self.definitions.values_mut() {
            if let Some(levels) = definition.link.as_ref().and_then(|link| styles.get(link)) {
                definition.levels.clone_from(levels);
            }
        }
    }

    /// The level that a paragraph style has in a list whose levels name styles.
    pub(super) fn level_of_style(&self, num: i32, style: &str) -> Option<u8> {
        let instance = self.instances.get(&num)?;
        let definition = self.definitions.get(&instance.definition)?;
        definition
            .levels
            .iter()
            .position(|level| level.style.as_deref() == Some(style))
            .and_then(|at| u8::try_from(at).ok())
    }

    /// Counts the next paragraph of a list; `None` for a list that is not defined.
    pub(super) fn next(&mut self, num: i32, level: u8) -> Option<ListLabel> {
        let instance = self.instances.get(&num)?;
        let definition = self.definitions.get(&instance.definition)?;
        let at = usize::from(level).min(LEVELS - 1);
        let level_at = |at: usize| {
            instance
                .levels
                .iter()
                .rev()
                .find(|(changed, _)| *changed == at)
                .map_or(&definition.levels[at], |(_, level)| level)
        };
        let start_of = |at: usize| instance.starts[at].or(level_at(at).start).unwrap_or(0);
        let counters = self.counters.entry(instance.definition).or_default();
        // An instance with a start of its own begins there when it is first used.
        let fresh = instance.starts[at].is_some() && self.started.insert((num, at));
        counters[at] = Some(match counters[at] {
            Some(count) if !fresh => count.saturating_add(1),
            _ => start_of(at),
        });
        for (deeper, counter) in counters.iter_mut().enumerate().skip(at + 1) {
            let again = match level_at(deeper).restart {
                Some(0) => false,
                Some(after) => at < after,
                None => true,
            };
            if again {
                *counter = None;
            }
        }
        for (higher, counter) in counters.iter_mut().enumerate().take(at) {
            counter.get_or_insert_with(|| start_of(higher));
        }
        let here = level_at(at);
        let printed = |other: usize| {
            let format = if here.legal {
                Numerals::Decimal
            } else {
                level_at(other).format
            };
            format.print(counters[other].unwrap_or(0))
        };
        let text = match &here.text {
            Some(pattern) => fill(pattern, &printed),
            None => printed(at),
        };
        let text = if here.format == Numerals::None
            && !here.text.as_ref().is_some_and(|text| text.contains('%'))
        {
            String::new()
        } else {
            text
        };
        let known = self.numbers.len();
        let list = *self.numbers.entry(num).or_insert(known);
        Some(ListLabel {
            list,
            level: u8::try_from(at).unwrap_or(0),
            number: counters[at].filter(|_| here.format.is_decimal() && !text.is_empty()),
            text,
        })
    }
}

impl Level {
    fn read(&mut self, element: &Element<'_>) {
        match element.name {
            "start" => self.start = element.number("val"),
            "numFmt" => {
                if let Some(name) = element.attr("val") {
                    self.format = Numerals::of_word(&name);
                }
            }
            "lvlText" => {
                self.text = element
                    .attr("val")
                    .map(|text| text.chars().take(LONGEST_LABEL).collect());
            }
            "lvlRestart" => self.restart = element.number("val"),
            "isLgl" => self.legal = super::styles::is_on(element),
            "pStyle" => self.style = element.attr("val").map(Into::into),
            _ => {}
        }
    }
}

/// `%1.%2)` with the numbers of its levels.
fn fill(pattern: &str, printed: &dyn Fn(usize) -> String) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(at) = rest.find('%') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.bytes().next() {
            Some(digit @ b'1'..=b'9') => {
                out.push_str(&printed(usize::from(digit - b'1')));
                rest = &rest[1..];
            }
            _ => out.push('%'),
        }
    }
    out.push_str(rest);
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Lists {
        Lists::read(
            r#"<w:numbering xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">
            <w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
              <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="Part %1:"/></w:lvl>
              <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/></w:lvl>
              <w:lvl w:ilvl="2"><w:start w:val="5"/><w:numFmt w:val="decimal"/><w:lvlRestart w:val="0"/><w:lvlText w:val="%3)"/></w:lvl>
            </w:abstractNum>
            <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Note"/><w:lvlText w:val="[%1]"/></w:lvl></w:abstractNum>
            <w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl></w:abstractNum>
            <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
            <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
            <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
            <w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
            <w:num w:numId="5"><w:abstractNumId w:val="2"/></w:num></w:numbering>"#,
        )
    }

    #[test]
    fn numbers_are_printed_as_word_prints_them() {
        let mut lists = lists();
        let mut told = |num, level| lists.next(num, level).map(|label| label.text);
        let printed: Vec<String> = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 0), (1, 1), (1, 2)]
            .into_iter()
            .filter_map(|(num, level)| told(num, level))
            .collect();
        assert_eq!(
            printed,
            ["Part I:", "1.1", "5)", "1.2", "Part II:", "2.1", "6)"]
        );
        assert_eq!(told(5, 0), Some(String::new()));
        assert_eq!(told(9, 0), None);
    }

    #[test]
    fn instances_share_their_count_until_one_starts_anew() {
        let mut lists = lists();
        let mut number = |num| lists.next(num, 0).and_then(|label| label.number);
        let numbers: Vec<Option<u64>> = [2, 2, 3, 4, 4, 3].into_iter().map(&mut number).collect();
        assert_eq!(
            numbers,
            [Some(1), Some(2), Some(3), Some(1), Some(2), Some(3)]
        );
        assert_eq!(number(5), None);
        assert_eq!(lists.level_of_style(2, "Note"), Some(0));
    }
}
