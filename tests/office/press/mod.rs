//! The presses that make the packages of `corpus/` from `corpus/sources/`: each writes the parts that its producer
//! writes. What a source may hold is described in `corpus/README.md`.

pub(crate) mod book;
pub(crate) mod odf;
pub(crate) mod word;

/// A report to be printed.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) language: String,
    /// Which press prints it.
    pub(crate) press: String,
    pub(crate) chapters: Vec<Chapter>,
}

/// A heading and what stands under it.
#[derive(Debug)]
pub(crate) struct Chapter {
    pub(crate) title: String,
    pub(crate) blocks: Vec<Block>,
}

#[derive(Debug)]
pub(crate) enum Block {
    Text(Vec<Run>),
    Quotation(Vec<Run>),
    /// A row of a table.
    Row(Vec<Vec<Run>>),
    /// A note of the list at the back that no mark calls.
    Uncalled(Vec<Run>),
}

#[derive(Debug)]
pub(crate) enum Run {
    Text {
        text: String,
        italic: bool,
    },
    Link {
        shown: String,
        target: String,
    },
    /// A mark with its note; `leads` is the number of another note that its link leads to.
    Note {
        runs: Vec<Run>,
        leads: Option<usize>,
    },
    /// A raised label that is typed, without a note.
    Typed(String),
    Deleted(String),
    Inserted(String),
}

impl Source {
    /// Reads a source; panics where it is none.
    pub(crate) fn parse(text: &str) -> Self {
        let (head, body) = text.split_once("\n\n").unwrap();
        let field = |name: &str| {
            let line = head.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap().trim_start_matches(':').trim().to_owned()
        };
        let mut chapters: Vec<Chapter> = Vec::new();
        for line in body.lines().filter(|line| !line.is_empty()) {
            if let Some(title) = line.strip_prefix("# ") {
                chapters.push(Chapter {
                    title: title.to_owned(),
                    blocks: Vec::new(),
                });
                continue;
            }
            let block = if let Some(quoted) = line.strip_prefix("> ") {
                Block::Quotation(runs(quoted))
            } else if let Some(note) = line.strip_prefix("!! ") {
                Block::Uncalled(runs(note))
            } else if let Some(row) = line.strip_prefix("| ") {
                let row = row.trim_end_matches('|').trim_end();
                Block::Row(row.split(" | ").map(runs).collect())
            } else {
                Block::Text(runs(line))
            };
            chapters.last_mut().unwrap().blocks.push(block);
        }
        Self {
            title: field("title"),
            author: field("author"),
            language: field("language"),
            press: field("press"),
            chapters,
        }
    }
}

/// The runs of a line: `*italic*`, `<target>`, `<shown|target>`, `^raised^`, `{{note}}`, `{-deleted-}`, `{+inserted+}`.
fn runs(line: &str) -> Vec<Run> {
    const SPECIAL: [(&str, &str); 6] = [
        ("{{", "}}"),
        ("{-", "-}"),
        ("{+", "+}"),
        ("<", ">"),
        ("^", "^"),
        ("*", "*"),
    ];
    let mut out = Vec::new();
    let mut rest = line;
    while !rest.is_empty() {
        let next = SPECIAL
            .iter()
            .filter_map(|(open, close)| Some((rest.find(open)?, *open, *close)))
            .min_by_key(|(at, _, _)| *at);
        let Some((at, open, close)) = next else {
            out.push(plain(rest));
            break;
        };
        if at > 0 {
            out.push(plain(&rest[..at]));
        }
        let (inner, after) = rest[at + open.len()..].split_once(close).unwrap();
        out.push(match open {
            "{{" => note(inner),
            "{-" => Run::Deleted(inner.to_owned()),
            "{+" => Run::Inserted(inner.to_owned()),
            "<" => {
                let (shown, target) = inner.split_once('|').unwrap_or((inner, inner));
                Run::Link {
                    shown: shown.to_owned(),
                    target: target.to_owned(),
                }
            }
            "^" => Run::Typed(inner.to_owned()),
            _ => Run::Text {
                text: inner.to_owned(),
                italic: true,
            },
        });
        rest = after;
    }
    out
}

fn plain(text: &str) -> Run {
    Run::Text {
        text: text.to_owned(),
        italic: false,
    }
}

fn note(inner: &str) -> Run {
    let led = inner
        .strip_prefix('@')
        .and_then(|rest| rest.split_once(':'));
    let (leads, text) = led.map_or((None, inner), |(number, text)| {
        (Some(number.parse().unwrap()), text)
    });
    Run::Note {
        runs: runs(text),
        leads,
    }
}

/// Text as XML writes it.
pub(crate) fn xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The part that a print is read from: name and text.
pub(crate) type Part = (String, String);
