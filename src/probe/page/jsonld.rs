//! schema.org descriptions in JSON-LD blocks. Bounded in nodes and depth.

use serde_json::{Map, Value};

use super::dates;

/// Nodes visited over all blocks.
const NODES: usize = 3000;
const DEPTH: usize = 8;
const AUTHORS: usize = 50;

/// Types that are a published work, lower case, by their ending.
const WORKS: &[&str] = &[
    "article",
    "posting",
    "report",
    "book",
    "chapter",
    "dataset",
    "thesis",
    "legaldocument",
    "legislation",
    "videoobject",
    "podcastepisode",
    "publicationissue",
    "digitaldocument",
    "creativework",
    "pressrelease",
];

/// What JSON-LD says of the page's work.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) title: Option<String>,
    /// `name` beside a `headline`; encyclopedias put a description into the latter.
    pub(super) name: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) date: Option<String>,
    pub(super) language: Option<String>,
    pub(super) site: Option<String>,
    pub(super) work: bool,
    pub(super) paid: bool,
    pub(super) retracted: bool,
}

/// Reads all blocks; a block that is no JSON is left out.
pub(super) fn read(blocks: &[String]) -> Described {
    let mut described = Described::default();
    let mut nodes = 0;
    for block in blocks {
        let block = block.trim();
        let block = block.strip_prefix("//<![CDATA[").unwrap_or(block);
        let block = block.strip_prefix("<!--").unwrap_or(block);
        let block = block
            .trim_end_matches("//]]>")
            .trim_end_matches("-->")
            .trim();
        // serde_json refuses more than 128 levels.
        if let Ok(value) = serde_json::from_str::<Value>(block) {
            visit(&value, &mut described, &mut nodes, 0);
        }
    }
    described
}

fn visit(value: &Value, described: &mut Described, nodes: &mut usize, depth: usize) {
    *nodes += 1;
    if *nodes > NODES || depth > DEPTH {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                visit(value, described, nodes, depth + 1);
            }
        }
        Value::Object(object) => {
            let kinds = kinds(object);
            let is = |names: &[&str]| {
                kinds
                    .iter()
                    .any(|kind| names.iter().any(|name| kind.ends_with(name)))
            };
            if is(WORKS) && !described.work {
                work(object, described);
            } else if is(&["website", "newsmediaorganization"]) && described.site.is_none() {
                described.site = string(object.get("name"));
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart"] {
                if let Some(value) = object.get(key) {
                    visit(value, described, nodes, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn kinds(object: &Map<String, Value>) -> Vec<String> {
    match object.get("@type") {
        Some(Value::String(kind)) => vec![kind.to_ascii_lowercase()],
        Some(Value::Array(kinds)) => kinds
            .iter()
            .take(8)
            .filter_map(Value::as_str)
            .map(str::to_ascii_lowercase)
            .collect(),
        _ => Vec::new(),
    }
}

fn work(object: &Map<String, Value>, described: &mut Described) {
    let Some(title) = string(object.get("headline")).or_else(|| string(object.get("name"))) else {
        return;
    };
    described.title = Some(title);
    described.name = string(object.get("name"));
    described.work = true;
    for key in ["author", "creator"] {
        if described.authors.is_empty() {
            names(object.get(key), &mut described.authors, 0);
        }
    }
    described.date = ["datePublished", "uploadDate", "dateCreated"]
        .iter()
        .find_map(|key| string(object.get(*key)))
        .and_then(|date| dates::iso(&date));
    described.language = string(object.get("inLanguage"));
    if described.site.is_none() {
        described.site = ["publisher", "isPartOf"].iter().find_map(|key| {
            object
                .get(*key)?
                .as_object()
                .and_then(|site| string(site.get("name")))
        });
    }
    described.paid = match object.get("isAccessibleForFree") {
        Some(Value::Bool(free)) => !free,
        Some(Value::String(free)) => free.eq_ignore_ascii_case("false"),
        _ => false,
    };
    described.retracted = string(object.get("creativeWorkStatus")).is_some_and(|status| {
        let status = status.to_ascii_lowercase();
        status.contains("retracted") || status.contains("withdrawn")
    });
}

fn names(value: Option<&Value>, into: &mut Vec<String>, depth: usize) {
    if into.len() >= AUTHORS || depth > 3 {
        return;
    }
    match value {
        Some(Value::String(name)) => into.push(name.clone()),
        Some(Value::Array(values)) => {
            for value in values.iter().take(AUTHORS) {
                names(Some(value), into, depth + 1);
            }
        }
        Some(Value::Object(object)) => names(object.get("name"), into, depth + 1),
        _ => {}
    }
}

/// A string, or the first of several, or a JSON-LD `@value`.
fn string(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Array(values) => values.first().and_then(Value::as_str).map(str::to_owned),
        Value::Object(object) => object
            .get("@value")
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    }
}
