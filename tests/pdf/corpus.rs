//! The reports of `corpus/pdf/` and what must be found in them.

use std::{collections::BTreeMap, fs, path::Path};

use footfault::rules::{self, Facts, Options, Selection};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    language: String,
    marks: usize,
    notes: usize,
    links: usize,
    headings: Vec<String>,
    /// Rules and the pages of their findings; all there are at default settings, offline.
    findings: BTreeMap<String, Vec<u32>>,
    /// Words that the text must hold: divided words joined, hyphens kept.
    holds: Vec<String>,
    /// Words that belong to the page and not to the text.
    lacks: Vec<String>,
}

#[test]
fn reports_are_read_and_checked_as_expected() {
    let mut seen = 0;
    for name in ["silt-and-tide", "dredging-accounts"] {
        let path = format!("corpus/pdf/{name}.pdf");
        let expected = fs::read_to_string(format!("corpus/pdf/{name}.expect.toml")).unwrap();
        let expected: Expected = toml::from_str(&expected).unwrap();
        let read = super::read(Path::new(&path));
        assert_eq!(
            read.document.language.as_deref(),
            Some(expected.language.as_str())
        );
        assert_eq!(
            read.citations.marks.len(),
            expected.marks,
            "{name}: {}",
            read.labels()
        );
        assert_eq!(read.citations.notes.len(), expected.notes, "{name}");
        assert_eq!(read.citations.links.len(), expected.links, "{name}");
        assert_eq!(read.headings(), expected.headings, "{name}");
        for words in &expected.holds {
            assert!(read.document.text.contains(words), "{name}: {words}");
        }
        for words in &expected.lacks {
            assert!(!read.document.text.contains(words), "{name}: {words}");
        }
        let options = Options::default();
        let facts = Facts {
            document: &read.document,
            citations: &read.citations,
            probes: None,
            index: 0,
            options: &options,
            before: None,
        };
        let selection = Selection {
            offline: true,
            ..Selection::default()
        };
        let mut found: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for finding in rules::check(&facts, &selection) {
            let page = finding.place.page.unwrap_or_default();
            found
                .entry(finding.rule.to_string())
                .or_default()
                .push(page);
        }
        assert_eq!(found, expected.findings, "{name}");
        seen += 1;
    }
    assert_eq!(seen, 2);
}
