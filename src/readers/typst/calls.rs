//! The functions of Typst that write text, notes, links and blocks.

use typst_syntax::SyntaxKind as K;

use super::{
    Typst,
    code::Args,
    node::{N, string},
};
use crate::{
    document::{BlockKind, InlineKind, NativeNote, Placement},
    readers::flow::At,
};

/// Most notes kept apart.
const MAX_NOTES: usize = 200_000;

/// A number in one of Typst's patterns: `1`, `a)`, `(i)`, `*`.
pub(super) fn numbered(pattern: &str, number: i64) -> String {
    const SYMBOLS: [&str; 6] = ["*", "†", "‡", "§", "¶", "‖"];
    let Some(at) = pattern.find(['1', 'a', 'A', 'i', 'I', '*']) else {
        return number.to_string();
    };
    let kind = pattern.as_bytes()[at];
    let letter = |first: u8| match u8::try_from(number - 1) {
        Ok(nth @ 0..=25) => char::from(first + nth).to_string(),
        _ => number.to_string(),
    };
    let text = match kind {
        b'a' => letter(b'a'),
        b'A' => letter(b'A'),
        b'i' => crate::readers::latex::roman(number),
        b'I' => crate::readers::latex::roman(number).to_uppercase(),
        b'*' => {
            let nth = usize::try_from(number - 1).unwrap_or(0);
            SYMBOLS[nth % 6].repeat((nth / 6 + 1).min(4))
        }
        _ => number.to_string(),
    };
    format!("{}{text}{}", &pattern[..at], &pattern[at + 1..])
}

impl Typst<'_> {
    /// A call, by the name of what is called.
    pub(super) fn call(&mut self, n: N<'_>) {
        let callee = n.children().next();
        let name = callee.map(N::short_text).unwrap_or_default();
        if callee.is_some_and(|callee| callee.kind() == K::Ident) && self.user_call(&name, n) {
            return;
        }
        self.named_call(&name, n);
    }

    pub(super) fn named_call(&mut self, name: &str, n: N<'_>) {
        let args = Args::of(n);
        let at = n.at();
        match name {
            "footnote" => self.footnote(n, &args),
            "super" => self.over(InlineKind::Superscript, &args, at),
            "sub" => self.over(InlineKind::Subscript, &args, at),
            "emph" => self.over(InlineKind::Emphasis, &args, at),
            "strong" => self.over(InlineKind::Strong, &args, at),
            "link" => self.link(n, &args),
            "heading" => {
                let level = args
                    .named("level")
                    .or_else(|| args.named("depth"))
                    .and_then(|level| level.text().parse().ok())
                    .unwrap_or(1);
                self.begin_heading(level, at);
                self.contents(&args);
                self.flow.end_block();
            }
            "title" if !args.positional.is_empty() => {
                self.flow.begin(BlockKind::Heading { level: 1 }, at);
                self.contents(&args);
                self.flow.end_block();
            }
            "quote" => self.quotation(&args, at),
            "figure" => self.figure(&args, at),
            "table" | "grid" => {
                self.flow.end_block();
                self.cells(&args);
                self.flow.end_block();
            }
            "table.header" | "table.footer" | "grid.header" | "grid.footer" => self.cells(&args),
            "enum" | "list" | "terms" => {
                let ordered = name == "enum";
                let first = args
                    .named("start")
                    .and_then(|start| start.text().parse::<u64>().ok())
                    .unwrap_or(1);
                self.flow.begin_list();
                for (nth, item) in args.positional.iter().enumerate() {
                    let number = ordered.then_some(first + nth as u64);
                    self.flow.item(number, item.at());
                    self.expression(*item);
                }
                self.flow.end_list();
            }
            "raw" => {
                let spot = self.flow.spot();
                self.contents(&args);
                self.flow.span(InlineKind::Code, spot, at);
            }
            "cite" => self.cite_call(n, &args),
            "bibliography" => self.bibliography(&args, at),
            "counter(footnote).update" => {
                if let Some(value) = args.positional.first() {
                    let text = value.short_text();
                    if let Ok(number) = text.trim().parse() {
                        self.counter = number;
                    } else if let Some(less) = text.split("n -").nth(1)
                        && let Ok(less) = less.trim().parse::<i64>()
                    {
                        self.counter -= less;
                    }
                }
            }
            "counter(footnote).step" => self.counter += 1,
            "linebreak" => self.flow.space("\n", at, false),
            "parbreak" | "pagebreak" | "colbreak" => self.flow.end_block(),
            "v" => {}
            "h" => self.flow.space(" ", at, false),
            "par" | "block" | "align" | "center" | "columns" | "pad" | "place" | "rect"
            | "page" | "stack" => {
                self.flow.end_block();
                self.contents(&args);
                self.flow.end_block();
            }
            "image" | "line" | "outline" | "lorem" | "datetime" | "datetime.today" | "counter"
            | "state" | "query" | "locate" | "numbering" | "rgb" | "luma" | "metadata"
            | "panic" | "assert" | "read" | "csv" | "json" | "yaml" | "toml" | "plugin"
            | "eval" | "range" | "str" | "int" | "float" | "label" | "selector" | "here"
            | "measure" => {}
            "html.elem" | "html.frame" | "context" => self.contents(&args),
            _ if matches!(
                name.rsplit_once('.'),
                Some((_, "update" | "display" | "step" | "at" | "get" | "final"))
            ) => {}
            // Not known: what it is given is text.
            _ => self.contents(&args),
        }
    }

    /// The content among the arguments.
    fn contents(&mut self, args: &Args<'_>) {
        for value in &args.positional {
            if matches!(
                value.kind(),
                K::ContentBlock
                    | K::Str
                    | K::FuncCall
                    | K::Ident
                    | K::CodeBlock
                    | K::Parenthesized
                    | K::Binary
                    | K::Contextual
                    | K::Raw
                    | K::Equation
            ) {
                self.expression(*value);
            }
        }
    }

    fn over(&mut self, kind: InlineKind, args: &Args<'_>, at: At) {
        let spot = self.flow.spot();
        self.contents(args);
        self.flow.span(kind, spot, at);
    }

    fn footnote(&mut self, n: N<'_>, args: &Args<'_>) {
        let at = self.site(n);
        let Some(body) = args.positional.last().copied() else {
            return;
        };
        if body.kind() == K::Label {
            self.mark_of(body.text().trim_matches(['<', '>']), at);
            return;
        }
        if self.note_count >= MAX_NOTES {
            self.contents(args);
            return;
        }
        let pattern = args
            .named("numbering")
            .filter(|value| value.kind() == K::Str)
            .map_or_else(|| self.numbering.clone(), |value| string(value.text()));
        let (note, label) = self.open_note(&pattern, at);
        self.contents(args);
        self.close_note(at);
        self.last_note = Some((note, label));
    }

    /// Writes a mark and opens its note.
    pub(super) fn open_note(&mut self, pattern: &str, at: At) -> (usize, String) {
        self.counter += 1;
        self.note_count += 1;
        self.note_depth += 1;
        let label = numbered(pattern, self.counter);
        let note = NativeNote {
            label: label.clone(),
            keyed: false,
            placement: Placement::Foot,
            origin: at.origin(),
        };
        (self.flow.begin_note(note, at), label)
    }

    pub(super) fn close_note(&mut self, at: At) {
        self.flow.end_note(at);
        self.note_depth = self.note_depth.saturating_sub(1);
    }

    /// One more mark for a note with a label.
    pub(super) fn mark_of(&mut self, key: &str, at: At) {
        self.asked = true;
        let label = self
            .known
            .labels
            .get(key)
            .cloned()
            .unwrap_or_else(|| "?".to_owned());
        if self.deferred.len() < MAX_NOTES {
            self.flow.deferred_mark(&label, at);
            self.deferred.push(key.to_owned());
        }
    }

    fn link(&mut self, n: N<'_>, args: &Args<'_>) {
        let at = n.at();
        let Some(destination) = args.positional.first().copied() else {
            return;
        };
        let spot = self.flow.spot();
        let bare = args.positional.len() == 1;
        let (target, place) = match destination.kind() {
            K::Str => {
                let outer = destination.at();
                let inner = At {
                    start: outer.start + 1,
                    end: outer.end.saturating_sub(1).max(outer.start + 1),
                    ..outer
                };
                (string(destination.text()), Some(inner))
            }
            K::Label => {
                let name = destination.text().trim_matches(['<', '>']);
                (format!("#{name}"), None)
            }
            // Anything else is computed: only its text is known.
            _ => {
                for value in &args.positional[1..] {
                    self.expression(*value);
                }
                return;
            }
        };
        if bare && place.is_some() {
            // Typst prints the address without `mailto:` and `tel:`.
            let shown = target
                .strip_prefix("mailto:")
                .or_else(|| target.strip_prefix("tel:"))
                .unwrap_or(&target);
            let inner = place.unwrap_or(at);
            let verbatim = shown == target && inner.end - inner.start == target.len();
            self.flow.text(shown, inner, verbatim);
        }
        for value in &args.positional[1..] {
            self.expression(*value);
        }
        let kind = InlineKind::Link {
            target,
            target_origin: place.map(At::origin),
            autolink: bare,
        };
        self.flow.span(kind, spot, at);
    }

    fn quotation(&mut self, args: &Args<'_>, at: At) {
        let block = args
            .named("block")
            .is_some_and(|block| block.text() == "true");
        if !block {
            self.flow.text("“", at, false);
            self.contents(args);
            self.flow.text("”", at, false);
            return;
        }
        self.flow.begin_quote();
        self.contents(args);
        if let Some(by) = args.named("attribution") {
            self.flow.end_block();
            self.expression(by);
        }
        self.flow.end_quote();
    }

    fn figure(&mut self, args: &Args<'_>, at: At) {
        self.flow.begin_aside(at);
        self.contents(args);
        if let Some(caption) = args.named("caption") {
            self.flow.begin(BlockKind::Caption, caption.at());
            self.expression(caption);
            self.flow.end_block();
        }
        self.flow.end_note(at);
    }

    /// The cells of a table; what is not content sets it up.
    fn cells(&mut self, args: &Args<'_>) {
        for value in &args.positional {
            let name = value
                .children()
                .next()
                .map(N::short_text)
                .unwrap_or_default();
            if value.kind() == K::FuncCall && name.ends_with(".header") || name.ends_with(".footer")
            {
                self.expression(*value);
                continue;
            }
            let line = name.ends_with("line");
            if line
                || !matches!(
                    value.kind(),
                    K::ContentBlock | K::FuncCall | K::Str | K::Ident
                )
            {
                continue;
            }
            self.flow.begin(BlockKind::Cell, value.at());
            self.expression(*value);
            self.flow.end_block();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::numbered;

    #[test]
    fn patterns_print_numbers() {
        for (pattern, number, expected) in [
            ("1", 12, "12"),
            ("a)", 2, "b)"),
            ("(i)", 4, "(iv)"),
            ("*", 2, "†"),
            ("*", 7, "**"),
            ("A", 27, "27"),
        ] {
            assert_eq!(numbered(pattern, number), expected, "{pattern}");
        }
    }
}
