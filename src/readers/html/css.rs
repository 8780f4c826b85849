//! The few properties of style sheets that change what a page says: raised and lowered text, what is not shown,
//! lists without numbers, emphasis. Knows simple selectors and their descendants; what it does not know it skips.

use std::collections::HashMap;

/// Most rules kept of a page, and most bytes of style sheets read.
const RULES: usize = 20_000;
const LONGEST_SHEET: usize = 4 << 20;
/// Most rules for one class, id or name: each element tries them all.
const SAME_KEY: usize = 128;

/// What styles say of an element; `None` where they say nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// Raised or lowered text.
    pub(super) level: Option<Level>,
    /// Shown, and as what.
    pub(super) display: Option<Display>,
    /// A list whose items carry no number.
    pub(super) unnumbered: Option<bool>,
    /// Italics.
    pub(super) italic: Option<bool>,
    /// Bold.
    pub(super) bold: Option<bool>,
}

/// Height of text against the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Line,
    Raised,
    Lowered,
}

/// How an element is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Display {
    Hidden,
    Block,
    Other,
}

impl Look {
    /// Takes over what `other` says.
    fn apply(&mut self, other: Self) {
        self.level = other.level.or(self.level);
        self.display = other.display.or(self.display);
        self.unnumbered = other.unnumbered.or(self.unnumbered);
        self.italic = other.italic.or(self.italic);
        self.bold = other.bold.or(self.bold);
    }

    fn is_empty(self) -> bool {
        self == Self::default()
    }
}

/// An element as selectors see it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Subject<'a> {
    pub(super) name: &'a str,
    pub(super) id: &'a str,
    pub(super) class: &'a str,
}

#[derive(Debug, Clone, Default)]
struct Compound {
    name: String,
    id: String,
    classes: Vec<String>,
}

impl Compound {
    fn matches(&self, subject: &Subject<'_>) -> bool {
        (self.name.is_empty() || self.name == subject.name)
            && (self.id.is_empty() || self.id == subject.id)
            && self.classes.iter().all(|class| {
                subject
                    .class
                    .split_ascii_whitespace()
                    .any(|one| one == class)
            })
    }

    /// The name under which the rule is filed.
    fn key(&self) -> String {
        if let Some(class) = self.classes.first() {
            format!(".{class}")
        } else if !self.id.is_empty() {
            format!("#{}", self.id)
        } else {
            self.name.clone()
        }
    }
}

#[derive(Debug, Clone)]
struct Rule {
    /// From the outermost ancestor to the element itself.
    path: Vec<Compound>,
    /// Ids, classes, names: the higher wins, then the later.
    weight: (usize, usize, usize),
    look: Look,
}

/// The rules of a page.
#[derive(Debug, Default)]
pub(super) struct Styles {
    rules: Vec<Rule>,
    filed: HashMap<String, Vec<usize>>,
    read: usize,
    nested: bool,
}

impl Styles {
    /// Adds the rules of a style sheet. Rules for certain media are left out: they are about other places.
    pub(super) fn add(&mut self, sheet: &str) {
        if self.read + sheet.len() > LONGEST_SHEET {
            return;
        }
        self.read += sheet.len();
        let sheet = without_comments(sheet);
        let mut rest = sheet.as_str();
        while let Some(open) = rest.find('{') {
            let head = rest[..open]
                .rsplit([';', '}'])
                .next()
                .unwrap_or_default()
                .trim();
            let body = &rest[open + 1..];
            if head.starts_with('@') {
                let end = if head.starts_with("@font-face") || head.starts_with("@page") {
                    body.find('}').map_or(body.len(), |end| end + 1)
                } else {
                    nested_end(body)
                };
                rest = &body[end..];
                continue;
            }
            let end = body.find('}').unwrap_or(body.len());
            let look = declarations(&body[..end]);
            if !look.is_empty() {
                for selector in head.split(',') {
                    self.file(selector, look);
                }
            }
            rest = body.get(end + 1..).unwrap_or_default();
        }
    }

    fn file(&mut self, selector: &str, look: Look) {
        let Some(path) = path(selector) else {
            return;
        };
        let weight = path.iter().fold((0, 0, 0), |sum, one| {
            (
                sum.0 + usize::from(!one.id.is_empty()),
                sum.1 + one.classes.len(),
                sum.2 + usize::from(!one.name.is_empty()),
            )
        });
        self.keep(Rule { path, weight, look });
    }

    fn keep(&mut self, rule: Rule) {
        let Some(last) = rule.path.last().filter(|_| self.rules.len() < RULES) else {
            return;
        };
        let filed = self.filed.entry(last.key()).or_default();
        if filed.len() >= SAME_KEY {
            return;
        }
        filed.push(self.rules.len());
        self.nested |= rule.path.len() > 1;
        self.rules.push(rule);
    }

    /// Whether there is no rule.
    pub(super) fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Adds the rules of another set, which come later.
    pub(super) fn extend(&mut self, other: &Self) {
        for rule in &other.rules {
            self.keep(rule.clone());
        }
    }

    /// Whether any rule asks for ancestors.
    pub(super) fn is_nested(&self) -> bool {
        self.nested
    }

    /// What the styles say of an element within its ancestors, outermost first; `own` is its `style` attribute.
    pub(super) fn look(
        &self,
        subject: &Subject<'_>,
        ancestors: &[Subject<'_>],
        own: Option<&str>,
    ) -> Look {
        let mut found: Vec<usize> = Vec::new();
        if !self.rules.is_empty() {
            let mut take = |key: &str| {
                found.extend(
                    self.filed
                        .get(key)
                        .into_iter()
                        .flatten()
                        .filter(|rule| matches(&self.rules[**rule].path, subject, ancestors)),
                );
            };
            take(subject.name);
            if !subject.id.is_empty() {
                take(&format!("#{}", subject.id));
            }
            for class in subject.class.split_ascii_whitespace().take(32) {
                take(&format!(".{class}"));
            }
            found.sort_by_key(|rule| (self.rules[*rule].weight, *rule));
        }
        let mut look = Look::default();
        for rule in found {
            look.apply(self.rules[rule].look);
        }
        if let Some(own) = own {
            look.apply(declarations(own));
        }
        look
    }
}

fn matches(path: &[Compound], subject: &Subject<'_>, ancestors: &[Subject<'_>]) -> bool {
    let Some((last, outer)) = path.split_last() else {
        return false;
    };
    if !last.matches(subject) {
        return false;
    }
    let mut above = ancestors.iter().rev();
    outer
        .iter()
        .rev()
        .all(|one| above.by_ref().any(|ancestor| one.matches(ancestor)))
}

fn without_comments(sheet: &str) -> String {
    let mut out = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(open) = rest.find("/*") {
        out.push_str(&rest[..open]);
        rest = rest[open + 2..]
            .find("*/")
            .map_or("", |end| &rest[open + 2 + end + 2..]);
    }
    out.push_str(rest);
    // Old pages hide their rules from browsers older still.
    out.replace("<!--", " ").replace("-->", " ")
}

/// Where the block whose opening brace stands before `body` ends.
fn nested_end(body: &str) -> usize {
    let mut depth = 1usize;
    for (at, byte) in body.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    body.len()
}

/// A selector as a path of compounds; `None` for one with anything more than names, ids, classes and ancestors.
fn path(selector: &str) -> Option<Vec<Compound>> {
    let mut out = Vec::new();
    for word in selector.replace('>', " ").split_ascii_whitespace() {
        let word = word.strip_suffix(":link").unwrap_or(word);
        let mut compound = Compound::default();
        let mut rest = word;
        let mut kind = ' ';
        while !rest.is_empty() {
            let end = rest
                .find(['.', '#', ':', '[', '+', '~', '*'])
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            match kind {
                '.' if !name.is_empty() => compound.classes.push(name.to_owned()),
                '#' if !name.is_empty() => name.clone_into(&mut compound.id),
                ' ' => compound.name = name.to_ascii_lowercase(),
                _ => return None,
            }
            kind = after.chars().next().unwrap_or(' ');
            if !matches!(kind, '.' | '#' | ' ') {
                return None;
            }
            rest = after.get(1..).unwrap_or_default();
            if rest.is_empty() && kind != ' ' {
                return None;
            }
        }
        out.push(compound);
    }
    (!out.is_empty() && out.len() <= 6).then_some(out)
}

/// What a list of declarations says.
fn declarations(text: &str) -> Look {
    let mut look = Look::default();
    let mut moved = false;
    let mut top = None;
    for declaration in text.split(';') {
        let Some((name, value)) = declaration.split_once(':') else {
            continue;
        };
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "vertical-align" => look.level = Some(level(value)),
            "font-variant-position" if value == "super" => look.level = Some(Level::Raised),
            "mso-text-raise" => look.level = Some(height(value)),
            "position" => moved = value == "relative",
            "top" => top = Some(value.to_owned()),
            "bottom" => top = Some(negated(value)),
            "display" => {
                look.display = Some(match value {
                    "none" => Display::Hidden,
                    "block" => Display::Block,
                    _ => Display::Other,
                });
            }
            "visibility" if value == "hidden" => look.display = Some(Display::Hidden),
            "list-style" | "list-style-type" => {
                look.unnumbered = Some(value.split_ascii_whitespace().any(|word| word == "none"));
            }
            "font-style" => look.italic = Some(matches!(value, "italic" | "oblique")),
            "font-weight" => {
                let heavy = value.parse::<u32>().is_ok_and(|weight| weight >= 600);
                look.bold = Some(heavy || matches!(value, "bold" | "bolder"));
            }
            _ => {}
        }
    }
    if moved
        && look.level.is_none_or(|level| level == Level::Line)
        && let Some(top) = top
    {
        let level = height(&negated(&top));
        if level != Level::Line {
            look.level = Some(level);
        }
    }
    look
}

fn negated(value: &str) -> String {
    value
        .strip_prefix('-')
        .map_or_else(|| format!("-{value}"), str::to_owned)
}

fn level(value: &str) -> Level {
    match value {
        "super" | "text-top" => Level::Raised,
        "sub" => Level::Lowered,
        other => height(other),
    }
}

/// Raised or lowered by at least a fifth of the letters' height: less is fine adjustment.
fn height(value: &str) -> Level {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let Ok(number) = digits.trim().parse::<f64>() else {
        return Level::Line;
    };
    let em = match value[digits.len()..].trim() {
        "%" => number / 100.0,
        "px" | "pt" => number / 14.0,
        "em" | "rem" | "ex" => number,
        _ => return Level::Line,
    };
    if em >= 0.2 {
        Level::Raised
    } else if em <= -0.15 {
        Level::Lowered
    } else {
        Level::Line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(sheet: &str, name: &str, class: &str, above: &[(&str, &str)]) -> Look {
        let mut styles = Styles::default();
        styles.add(sheet);
        let ancestors: Vec<Subject<'_>> = above
            .iter()
            .map(|(name, class)| Subject {
                name,
                id: "",
                class,
            })
            .collect();
        styles.look(
            &Subject {
                name,
                id: "",
                class,
            },
            &ancestors,
            None,
        )
    }

    #[test]
    fn raised_text_is_known_in_the_ways_it_is_written() {
        for declaration in [
            "vertical-align: super",
            "vertical-align:super; font-size:.6em",
            "position: relative; top: -0.5em; vertical-align: baseline",
            "position:relative;top:-4.0pt;mso-text-raise:4.0pt",
            "vertical-align: 33%",
            "position: relative; bottom: 0.4em",
            "VERTICAL-ALIGN: Super !important",
        ] {
            let sheet = format!("/* c */ a.x, span.c7 {{ {declaration} }}");
            assert_eq!(
                look(&sheet, "span", "c1 c7", &[]).level,
                Some(Level::Raised),
                "{declaration}"
            );
        }
        assert_eq!(
            look(".n{vertical-align:sub}", "i", "n", &[]).level,
            Some(Level::Lowered)
        );
        assert_eq!(
            look("td{vertical-align:2px}", "td", "", &[]).level,
            Some(Level::Line)
        );
    }

    #[test]
    fn ancestors_weight_and_media_count() {
        let sheet = "@import 'x'; @media print { .a { display:none } } .note sup { display: none } sup { display: inline }
            sup:hover { display: none } ol.plain { list-style: none outside } <!-- .b { font-weight: 700 } -->";
        assert_eq!(look(sheet, "i", "a", &[]).display, None);
        assert_eq!(look(sheet, "sup", "", &[]).display, Some(Display::Other));
        let inside = look(sheet, "sup", "", &[("div", "x note"), ("p", "")]);
        assert_eq!(inside.display, Some(Display::Hidden));
        assert_eq!(look(sheet, "ol", "plain", &[]).unnumbered, Some(true));
        assert_eq!(look(sheet, "b", "b", &[]).bold, Some(true));
    }

    #[test]
    fn broken_sheets_end() {
        for sheet in [
            "{",
            "a{",
            "a{b",
            "@media {",
            "}}}{{{",
            "/*",
            ".{}#{}",
            "a..b{display:none}",
            "@",
        ] {
            look(sheet, "a", "b", &[]);
        }
    }
}
