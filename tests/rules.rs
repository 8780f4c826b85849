//! Every rule's page is its test: the examples run, the files are in the table, the pages are fresh.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use footfault::{
    citations::{self, Citations, PartialDate},
    document::Document,
    finding::Finding,
    input::{Format, Input},
    readers,
    rules::{self, Before, Facts, Family, Meta, Options, Profile, Rule, Selection, Tier},
    suppress::{self, Ran},
};

/// A fenced example of a rule page.
///
/// Its info string reads `md fires:1,4`, `md quiet`, `text quiet` or `html quiet`, and may go on with `profile:un` and
/// `published:2024-03-01`.
///
/// A block `md before` is the earlier version of the example that follows it.
struct Example {
    info: String,
    text: String,
    before: Option<String>,
}

impl Example {
    fn word(&self, key: &str) -> Option<&str> {
        self.info
            .split_whitespace()
            .find_map(|word| word.strip_prefix(key))
    }

    fn quiet(&self) -> bool {
        self.info.split_whitespace().any(|word| word == "quiet")
    }

    fn fires(&self) -> Vec<usize> {
        self.word("fires:")
            .map(|lines| {
                lines
                    .split(',')
                    .map(|line| line.parse().expect("a line number after fires:"))
                    .collect()
            })
            .unwrap_or_default()
    }

    fn format(&self) -> Format {
        match self.info.split_whitespace().next() {
            Some("md") => Format::Markdown,
            Some("text") => Format::Text,
            Some("html") => Format::Html,
            other => panic!("an example begins with md, text or html, not with {other:?}"),
        }
    }

    fn options(&self) -> Options {
        let profile = match self.word("profile:") {
            None => Profile::default(),
            Some(name) => serde_json::from_value(name.into()).expect("a house style"),
        };
        let published = self.word("published:").map(|date| {
            let mut parts = date.split('-');
            let mut next = || parts.next().and_then(|part| part.parse::<i16>().ok());
            PartialDate {
                year: next().expect("a year after published:"),
                month: next().and_then(|month| u8::try_from(month).ok()),
                day: next().and_then(|day| u8::try_from(day).ok()),
            }
        });
        Options { profile, published }
    }
}

/// The doc comment without the blank that rustdoc leaves at the start of each line.
fn page(meta: &Meta) -> String {
    meta.page.lines().fold(String::new(), |mut out, line| {
        out.push_str(line.strip_prefix(' ').unwrap_or(line));
        out.push('\n');
        out
    })
}

fn examples(page: &str) -> Vec<Example> {
    let mut out = Vec::new();
    let mut open: Option<(String, Example)> = None;
    let mut before = None;
    for line in page.lines() {
        let ticks = line.len() - line.trim_start_matches('`').len();
        match &mut open {
            None if ticks >= 3 => {
                let example = Example {
                    info: line[ticks..].trim().to_owned(),
                    text: String::new(),
                    before: None,
                };
                open = Some((line[..ticks].to_owned(), example));
            }
            Some((fence, _)) if line == fence => {
                let Some((_, done)) = open.take() else {
                    continue;
                };
                if done.word("before").is_some() {
                    before = Some(done.text);
                } else {
                    out.push(Example {
                        before: before.take(),
                        ..done
                    });
                }
            }
            Some((_, example)) => {
                example.text.push_str(line);
                example.text.push('\n');
            }
            None => {}
        }
    }
    assert!(open.is_none(), "an example is not closed");
    assert!(before.is_none(), "an earlier version without its example");
    out
}

fn read(name: &str, text: &str, format: Format) -> (Document, Citations) {
    let input = Input::from_bytes(name, text.as_bytes(), Some(format))
        .expect("an example that can be read");
    let (document, _) = readers::read(&input, &readers::Options::default())
        .expect("Markdown and text are always read");
    let citations = citations::build(&document);
    (document, citations)
}

fn findings(rule: &dyn Rule, example: &Example) -> Vec<Finding> {
    let format = example.format();
    let name = format!("example.{}", format.extensions()[0]);
    let (document, citations) = read(&name, &example.text, format);
    let earlier = example
        .before
        .as_ref()
        .map(|text| read("before.md", text, format));
    let versions = earlier
        .as_ref()
        .map(|(old, cited)| citations::versions::compare((old, cited), (&document, &citations)));
    let before = earlier.as_ref().zip(versions.as_ref());
    let options = example.options();
    let facts = Facts {
        document: &document,
        citations: &citations,
        probes: None,
        index: 0,
        options: &options,
        before: before.map(|((document, citations), versions)| Before {
            document,
            citations,
            versions,
        }),
    };
    let mut out = Vec::new();
    rule.check(&facts, &mut |finding| out.push(finding));
    if suppress::UNSUPPRESSIBLE.contains(&rule.meta().id) {
        // Rules about ignores speak when the others have spoken.
        let selection = Selection::default();
        let ran = Ran {
            selection: &selection,
            asked: false,
        };
        let (told, _) = suppress::ignores(&facts, ran, rules::check(&facts, &selection));
        out = told;
        out.retain(|finding| finding.rule == rule.meta().id);
    }
    out.sort_by_key(|finding| finding.place.start);
    out
}

/// What is wrong with a text shown to people: they are fragments that go on after a rule id and a colon.
fn fault(text: &str) -> Option<&'static str> {
    let mut chars = text.chars();
    let first = chars.next();
    if first.is_none() || text.trim() != text {
        return Some("empty, or blank at an end");
    }
    if text.ends_with(['.', '!', ':', ';', ',']) && !text.ends_with("etc.") {
        return Some("ends with punctuation");
    }
    if first.is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase) {
        return Some("begins with a capital letter");
    }
    if text.contains("  ") || text.contains('\n') || text.contains('\t') {
        return Some("has a double blank or a line break");
    }
    if text.chars().count() > 300 {
        return Some("longer than 300 characters");
    }
    None
}

#[test]
fn examples_on_the_page_behave_as_written() {
    for rule in rules::ALL {
        let meta = rule.meta();
        let list = examples(&page(meta));
        if meta.network {
            continue;
        }
        let firing = list.iter().filter(|e| !e.fires().is_empty()).count();
        let quiet = list.iter().filter(|example| example.quiet()).count();
        assert!(firing >= 1, "{}: no firing example", meta.id);
        assert!(quiet >= 2, "{}: fewer than two quiet examples", meta.id);
        assert_eq!(
            firing + quiet,
            list.len(),
            "{}: an example neither fires nor is quiet",
            meta.id
        );
        for example in list {
            let found = findings(*rule, &example);
            let lines: Vec<usize> = found.iter().filter_map(|f| f.place.line).collect();
            assert_eq!(
                lines,
                example.fires(),
                "{}: {}\n{}\n{found:#?}",
                meta.id,
                example.info,
                example.text
            );
        }
    }
}

#[test]
fn findings_are_well_written() {
    for rule in rules::ALL {
        let meta = rule.meta();
        for example in examples(&page(meta)) {
            for finding in findings(*rule, &example) {
                assert_eq!(finding.rule, meta.id);
                assert!(
                    finding.severity <= meta.severity,
                    "{}: a finding graver than the rule's severity",
                    meta.id
                );
                let related = finding.related.iter().map(|related| &related.message);
                for text in [&finding.message, &finding.help].into_iter().chain(related) {
                    if let Some(fault) = fault(text) {
                        panic!("{}: {fault}: {text:?}", meta.id);
                    }
                }
            }
        }
    }
}

#[test]
fn summaries_and_pages_are_well_written() {
    for rule in rules::ALL {
        let meta = rule.meta();
        if let Some(fault) = fault(meta.summary) {
            panic!("{}: {fault}: {:?}", meta.id, meta.summary);
        }
        assert!(meta.summary.len() <= 80, "{}: a long summary", meta.id);
        let page = page(meta);
        for heading in ["# What it checks", "# Why it matters"] {
            assert!(
                page.lines().any(|line| line == heading),
                "{}: the page has no {heading:?}",
                meta.id
            );
        }
        assert!(
            meta.network || page.lines().any(|line| line == "# Examples"),
            "{}: the page has no examples",
            meta.id
        );
        let numbers: Vec<&str> = meta.since.split('.').collect();
        assert!(
            numbers.len() == 3 && numbers.iter().all(|n| n.parse::<u32>().is_ok()),
            "{}: since {:?}",
            meta.id,
            meta.since
        );
    }
}

#[test]
fn every_rule_file_is_in_the_table_under_its_name() {
    let mut files: Vec<String> = fs::read_dir("src/rules")
        .expect("the folder of rules")
        .map(|entry| entry.expect("a readable folder").path())
        .filter(|path| path.is_file() && path.file_stem().is_some_and(|stem| stem != "mod"))
        .filter(|path| {
            fs::read_to_string(path)
                .expect("a readable rule file")
                .contains("declare_rule!")
        })
        .filter_map(|path| Some(path.file_stem()?.to_str()?.replace('_', "-")))
        .collect();
    files.sort();
    let ids: Vec<&str> = rules::ALL.iter().map(|rule| rule.meta().id).collect();
    assert_eq!(
        files, ids,
        "each rule file is listed in `rules!`, in alphabetical order, and its id is its name"
    );
    for id in ids {
        assert!(rules::find(id).is_some_and(|rule| rule.meta().id == id));
    }
}

/// The page as it stands in `docs/rules/`: headings one level down, under the rule's name.
fn rendered(meta: &Meta) -> String {
    let mut out = format!(
        "<!-- Written by tests/rules.rs from the rule's source. -->\n\n# `{}`\n\n{}.\n\n",
        meta.id,
        capitalized(meta.summary)
    );
    let tier = match meta.tier {
        Tier::Default => "on by default",
        Tier::Pedantic => "off by default: `--pedantic` or `--select` turns it on",
    };
    let network = if meta.network {
        " · needs the network"
    } else {
        ""
    };
    let _ = writeln!(
        out,
        "{} · {tier}{network} · since {}\n",
        meta.severity.as_str(),
        meta.since
    );
    let mut fenced = false;
    for line in page(meta).lines() {
        fenced ^= line.starts_with("```");
        if !fenced && line.starts_with('#') {
            out.push('#');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map(|first| first.to_uppercase().chain(chars).collect())
        .unwrap_or_default()
}

fn family(family: Family) -> &'static str {
    match family {
        Family::Structure => "Structure and chapters",
        Family::Marks => "Marks in the text",
        Family::Notes => "Notes",
        Family::Contents => "Marks against what their notes say",
        Family::Repeats => "Short forms, ibid. and repeated citations",
        Family::Fields => "Parts of a citation",
        Family::Identifiers => "Identifiers",
        Family::Urls => "Addresses as written",
        Family::Links => "Links as they answer",
        Family::Dates => "Dates",
        Family::Characters => "Quotation marks and characters",
        Family::Names => "Names",
        Family::Residue => "What a chatbot left behind",
        Family::Run => "The run itself",
    }
}

fn index() -> String {
    let mut families: BTreeMap<Family, Vec<&Meta>> = BTreeMap::new();
    for rule in rules::ALL {
        families
            .entry(rule.meta().family)
            .or_default()
            .push(rule.meta());
    }
    let mut out = String::from(
        "<!-- Written by tests/rules.rs from the rules' sources. -->\n\n# Rules\n\nRules marked *pedantic* are off \
         until `--pedantic` or `--select` turns them on; those marked *network* run when links are asked.\n",
    );
    for (name, metas) in families {
        let _ = write!(
            out,
            "\n## {}\n\n| rule | severity | finds |\n|---|---|---|\n",
            family(name)
        );
        for meta in metas {
            let mut finds = meta.summary.replace('|', "\\|");
            if meta.tier == Tier::Pedantic {
                finds.push_str(" *(pedantic)*");
            }
            if meta.network {
                finds.push_str(" *(network)*");
            }
            let _ = writeln!(
                out,
                "| [`{id}`]({id}.md) | {} | {finds} |",
                meta.severity.as_str(),
                id = meta.id
            );
        }
    }
    out
}

#[test]
fn pages_are_fresh() {
    let folder = Path::new("docs/rules");
    let mut pages: BTreeMap<String, String> = rules::ALL
        .iter()
        .map(|rule| (format!("{}.md", rule.meta().id), rendered(rule.meta())))
        .collect();
    pages.insert("README.md".to_owned(), index());
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(folder).expect("a place for the pages");
        for (name, text) in &pages {
            fs::write(folder.join(name), text).expect("a page can be written");
        }
    }
    for (name, text) in &pages {
        let found = fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert!(
            found.replace("\r\n", "\n") == *text,
            "docs/rules/{name} is stale: run UPDATE_DOCS=1 cargo test --test rules"
        );
    }
    let mut strangers: Vec<String> = fs::read_dir(folder)
        .expect("the folder of pages")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| !pages.contains_key(name))
        .collect();
    strangers.sort();
    assert!(strangers.is_empty(), "pages of no rule: {strangers:?}");
}
