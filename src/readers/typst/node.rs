//! Nodes of the syntax tree with the place they stand at.

use typst_syntax::{SyntaxKind, SyntaxNode};

use crate::readers::flow::At;

/// A node of a file's tree.
#[derive(Clone, Copy)]
pub(super) struct N<'t> {
    node: &'t SyntaxNode,
    start: usize,
    part: usize,
}

/// A node that is kept for later.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    node: SyntaxNode,
    start: usize,
    part: usize,
}

impl Kept {
    pub(super) fn new(n: N<'_>) -> Self {
        Self {
            node: n.node.clone(),
            start: n.start,
            part: n.part,
        }
    }

    pub(super) fn n(&self) -> N<'_> {
        N {
            node: &self.node,
            start: self.start,
            part: self.part,
        }
    }
}

impl<'t> N<'t> {
    pub(super) fn root(node: &'t SyntaxNode, part: usize) -> Self {
        Self {
            node,
            start: 0,
            part,
        }
    }

    pub(super) fn kind(self) -> SyntaxKind {
        self.node.kind()
    }

    /// The text of a leaf.
    pub(super) fn text(self) -> &'t str {
        self.node.leaf_text()
    }

    /// The text of a short node, leaves and all; empty for a longer one.
    pub(super) fn short_text(self) -> String {
        if self.node.len() > 400 {
            return String::new();
        }
        self.node.full_text().to_string()
    }

    pub(super) fn at(self) -> At {
        At::new(self.part, self.start..self.start + self.node.len())
    }

    pub(super) fn children(self) -> impl Iterator<Item = N<'t>> {
        let mut start = self.start;
        let part = self.part;
        self.node.children().map(move |node| {
            let child = N { node, start, part };
            start += node.len();
            child
        })
    }

    /// The first child of a kind.
    pub(super) fn child(self, kind: SyntaxKind) -> Option<N<'t>> {
        self.children().find(|child| child.kind() == kind)
    }

    /// Whether it is white space or a comment.
    pub(super) fn is_trivia(self) -> bool {
        matches!(
            self.kind(),
            SyntaxKind::Space
                | SyntaxKind::Parbreak
                | SyntaxKind::LineComment
                | SyntaxKind::BlockComment
        )
    }
}

/// The character of `\#` or `\u{2014}`.
pub(super) fn unescaped(text: &str) -> String {
    let inner = text.strip_prefix('\\').unwrap_or(text);
    inner
        .strip_prefix("u{")
        .and_then(|rest| rest.strip_suffix('}'))
        .and_then(|code| u32::from_str_radix(code, 16).ok())
        .and_then(char::from_u32)
        .map_or_else(|| inner.to_owned(), |c| c.to_string())
}

/// The value of a string as typed.
pub(super) fn string(text: &str) -> String {
    let inner = text.strip_prefix('"').unwrap_or(text);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    if !inner.contains('\\') {
        return inner.to_owned();
    }
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.chars().next() {
            Some('n') => out.push('\n'),
            Some('t') => out.push('\t'),
            Some('r') => {}
            Some('u') if rest.starts_with("u{") => {
                let end = rest.find('}').unwrap_or(rest.len() - 1);
                out.push_str(&unescaped(&format!("\\{}", &rest[..=end])));
                rest = &rest[end + 1..];
                continue;
            }
            Some(c) => out.push(c),
            None => break,
        }
        rest = rest.chars().next().map_or("", |c| &rest[c.len_utf8()..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::{string, unescaped};

    #[test]
    fn escapes_are_undone() {
        assert_eq!(unescaped("\\u{2014}"), "—");
        assert_eq!(unescaped("\\#"), "#");
        for (typed, value) in [
            (r#""a\"b\\c""#, "a\"b\\c"),
            (r#""\u{e9}x""#, "éx"),
            (r#""\u{""#, "\u{5c}u{"),
            (r#""plain""#, "plain"),
        ] {
            assert_eq!(
                string(typed).trim_start_matches('\\'),
                value.trim_start_matches('\\')
            );
        }
    }
}
