//! Addresses and references within the document.

use super::{
    Latex,
    feed::{Arg, Reading},
    groups::Open,
};
use crate::{document::InlineKind, readers::flow::At};

/// An address without the backslashes that LaTeX wants in it.
fn unescaped(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.peek() {
                Some('%' | '#' | '&' | '_' | '{' | '}' | '$') => {}
                Some('~') => {
                    chars.next();
                    out.push('~');
                    if chars.peek() == Some(&'{') {
                        chars.next();
                        if chars.peek() == Some(&'}') {
                            chars.next();
                        }
                    }
                }
                Some('-' | '/') => {
                    chars.next();
                }
                _ => out.push('\\'),
            },
            '\n' | '\r' => {}
            c => out.push(c),
        }
    }
    out.replace("\\textasciitilde{}", "~")
        .replace("\\textasciitilde", "~")
        .replace("\\textunderscore", "_")
        .replace("\\allowbreak", "")
        .replace("{}", "")
        .trim()
        .to_owned()
}

impl Latex<'_> {
    /// `\url{…}`, `\nolinkurl{…}`, `\path{…}`.
    pub(super) fn url(&mut self, name: &str, at: At) {
        let arg = if self.feeds.peek() == Some(b'|') {
            self.feeds.group(b'|', b'|', Reading::Raw)
        } else {
            self.feeds.argument(Reading::Raw)
        };
        let (Some(arg), true) = (arg, self.shown()) else {
            return;
        };
        let raw = arg.flat();
        let address = unescaped(&raw);
        let place = arg.at().unwrap_or(at);
        let spot = self.flow.spot();
        if arg.whole().is_some() && raw == address {
            self.flow.text(&address, place, true);
        } else {
            self.flow.text(&address, place, false);
        }
        let link = name != "path" && name != "nolinkurl" || address.contains("://");
        if link {
            let kind = InlineKind::Link {
                target: address,
                target_origin: Some(place.origin()),
                autolink: true,
            };
            let end = self.feeds.here();
            self.flow.span(kind, spot, at.to(end));
        }
    }

    /// `\href{address}{text}`.
    pub(super) fn href(&mut self, at: At) {
        self.feeds.optional();
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        let target = unescaped(&arg.flat());
        self.open_link(target, &arg, at);
    }

    fn open_link(&mut self, target: String, arg: &Arg, at: At) {
        let spot = self.flow.spot();
        let kind = InlineKind::Link {
            target,
            target_origin: arg.at().map(At::origin),
            autolink: false,
        };
        self.open_argument(Open::Run(kind, spot), at);
    }

    /// `\hyperlink{id}{text}`.
    pub(super) fn hyperlink(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        let target = format!("#{}", arg.flat().trim());
        self.open_link(target, &arg, at);
    }

    /// `\hypertarget{id}{text}`.
    pub(super) fn hypertarget(&mut self, at: At) {
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        if self.shown() {
            self.flow.anchor(arg.flat().trim(), at);
        }
    }

    /// `\label{key}`.
    pub(super) fn label(&mut self) {
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        if !self.shown() || self.labels.len() > 500_000 {
            return;
        }
        let key = arg.flat().trim().to_owned();
        if self
            .groups
            .iter()
            .rev()
            .any(|group| matches!(group.open, Open::Note(_)))
        {
            self.notes.label(&key);
        }
        let current = self.current.clone();
        self.labels.entry(key).or_insert(current);
    }

    /// `\ref{key}` and its kin: the number as printed.
    pub(super) fn reference(&mut self, name: &str, at: At) {
        self.feeds.eat(b'*');
        let Some(arg) = self.feeds.argument(Reading::Raw) else {
            return;
        };
        if !self.shown() {
            return;
        }
        self.asked = true;
        if name == "pageref" {
            // The page is not known here.
            let end = self.feeds.here();
            self.show("000", at.to(end), false);
            return;
        }
        let keys = arg.flat();
        let numbers: Vec<&str> = keys
            .split(',')
            .map(|key| {
                self.known
                    .labels
                    .get(key.trim())
                    .map_or("??", String::as_str)
            })
            .collect();
        let text = numbers.join(", ");
        let end = self.feeds.here();
        self.show(&text, at.to(end), false);
    }
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn addresses_lose_what_latex_adds() {
        for (raw, expected) in [
            (
                "https://a.example/b\\_c\\%20d\\#e",
                "https://a.example/b_c%20d#e",
            ),
            ("https://a.example/\\~{}me", "https://a.example/~me"),
            (
                "https://a.example/\\textasciitilde me",
                "https://a.example/~ me",
            ),
            ("https://a.example/b_c", "https://a.example/b_c"),
        ] {
            assert_eq!(unescaped(raw), expected);
        }
    }
}
