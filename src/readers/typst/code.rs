//! Code: definitions, rules and what of an expression ends up in the text.

use std::{collections::HashMap, rc::Rc};

use typst_syntax::SyntaxKind as K;

use super::{
    Resets, Typst, keep,
    node::{Kept, N, string},
};

/// Most calls of the user's own functions that are followed.
const MAX_CALLS: usize = 100_000;
/// Most names that are kept.
const MAX_NAMES: usize = 20_000;

/// What a name of the user's stands for.
#[derive(Debug, Clone)]
pub(super) enum Binding {
    /// Content, a string or another expression.
    Value(Kept),
    /// A function: its parameters with their defaults, and what it returns.
    Function(Vec<(String, Option<Kept>)>, Kept),
}

/// The arguments of a call.
pub(super) struct Args<'t> {
    pub(super) positional: Vec<N<'t>>,
    pub(super) named: Vec<(String, N<'t>)>,
}

impl<'t> Args<'t> {
    /// The arguments of a call or rule.
    pub(super) fn of(call: N<'t>) -> Self {
        let mut out = Self {
            positional: Vec::new(),
            named: Vec::new(),
        };
        let Some(args) = call.child(K::Args) else {
            return out;
        };
        for child in args.children() {
            match child.kind() {
                K::LeftParen | K::RightParen | K::Comma | K::Semicolon => {}
                K::Named => {
                    let name = child.child(K::Ident).map(|name| name.text().to_owned());
                    let value = child
                        .children()
                        .filter(|part| !part.is_trivia() && part.kind() != K::Colon)
                        .nth(1);
                    if let (Some(name), Some(value)) = (name, value) {
                        out.named.push((name, value));
                    }
                }
                K::Spread => {}
                _ if child.is_trivia() => {}
                _ => out.positional.push(child),
            }
        }
        out
    }

    pub(super) fn named(&self, name: &str) -> Option<N<'t>> {
        self.named
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }
}

impl Typst<'_> {
    /// What of an expression is text.
    pub(super) fn expression(&mut self, n: N<'_>) {
        if self.depth >= super::MAX_DEPTH {
            return;
        }
        self.depth += 1;
        match n.kind() {
            K::ContentBlock | K::Code | K::CodeBlock | K::Parenthesized | K::Contextual => {
                for child in n.children() {
                    match child.kind() {
                        K::Markup => self.markup(child),
                        _ if child.is_trivia() => {}
                        _ => self.expression(child),
                    }
                }
            }
            K::Markup => self.markup(n),
            K::Str => {
                let text = string(n.text());
                let inner = n.at();
                let verbatim = n.text().len() == text.len() + 2;
                if verbatim {
                    let at = super::At {
                        start: inner.start + 1,
                        end: inner.end - 1,
                        ..inner
                    };
                    self.flow.text(&text, at, true);
                } else {
                    self.flow.text(&text, inner, false);
                }
            }
            K::FuncCall => self.call(n),
            K::Ident => self.name(n),
            K::LetBinding => self.let_binding(n),
            K::SetRule => self.set_rule(n),
            K::ShowRule => self.show_rule(n),
            K::ModuleInclude => self.include(n),
            K::ModuleImport => self.import(n),
            K::Conditional | K::ForLoop | K::WhileLoop => {
                // The first branch stands for all, one round for every.
                let branch = n
                    .children()
                    .find(|child| matches!(child.kind(), K::ContentBlock | K::CodeBlock));
                if let Some(branch) = branch {
                    self.expression(branch);
                }
            }
            K::Binary if n.child(K::Plus).is_some() => {
                for child in n.children().filter(|child| !child.is_trivia()) {
                    self.expression(child);
                }
            }
            K::Text
            | K::SmartQuote
            | K::Escape
            | K::Shorthand
            | K::Strong
            | K::Emph
            | K::Raw
            | K::Link
            | K::Ref
            | K::Equation
            | K::Heading => self.item(n),
            _ => {}
        }
        self.depth -= 1;
    }

    pub(super) fn lookup(&self, name: &str) -> Option<Rc<Binding>> {
        self.scopes
            .iter()
            .rev()
            .find_map(|scope| scope.get(name))
            .cloned()
    }

    fn name(&mut self, n: N<'_>) {
        if let Some(binding) = self.lookup(n.text())
            && let Binding::Value(kept) = binding.as_ref()
            && self.calls < MAX_CALLS
        {
            self.calls += 1;
            // A name means what it meant where it was given: an argument is not looked up in itself.
            let inner = self.scopes.pop().filter(|_| !self.scopes.is_empty());
            self.expression(kept.n());
            self.scopes.extend(inner);
            if self.scopes.is_empty() {
                self.scopes.push(HashMap::new());
            }
        }
    }

    fn bind(&mut self, name: &str, binding: Binding) {
        if let Some(scope) = self.scopes.last_mut()
            && scope.len() < MAX_NAMES
        {
            scope.insert(name.to_owned(), Rc::new(binding));
        }
    }

    fn let_binding(&mut self, n: N<'_>) {
        if let Some(closure) = n.child(K::Closure) {
            let Some(name) = closure.child(K::Ident) else {
                return;
            };
            if let Some(function) = function(closure) {
                self.bind(name.text(), function);
            }
            return;
        }
        let mut parts = n
            .children()
            .filter(|child| !child.is_trivia() && !matches!(child.kind(), K::Let | K::Eq));
        if let (Some(name), Some(value)) = (parts.next(), parts.next())
            && name.kind() == K::Ident
        {
            let binding = match function(value) {
                Some(function) if value.kind() == K::Closure => function,
                _ => match self.lookup(value.text()) {
                    // `#let fn = note` where `note` is a function.
                    Some(other) if value.kind() == K::Ident => other.as_ref().clone(),
                    _ => Binding::Value(keep(value)),
                },
            };
            self.bind(name.text(), binding);
        }
    }

    /// Follows a call of a function of the user's; `false` where the name is none.
    pub(super) fn user_call(&mut self, name: &str, n: N<'_>) -> bool {
        let Some(binding) = self.lookup(name) else {
            return false;
        };
        match binding.as_ref() {
            Binding::Value(kept) if kept.n().kind() == K::Ident => {
                // `#let fn = footnote`.
                let known = kept.n().text().to_owned();
                if known == name || self.calls >= MAX_CALLS {
                    return false;
                }
                self.calls += 1;
                self.named_call(&known, n);
                true
            }
            Binding::Value(_) => false,
            Binding::Function(parameters, body) => {
                if self.calls >= MAX_CALLS || self.depth > super::MAX_DEPTH / 2 {
                    return true;
                }
                self.calls += 1;
                let args = Args::of(n);
                let mut scope = HashMap::new();
                let mut given = args.positional.iter();
                for (parameter, default) in parameters {
                    let value = match default {
                        Some(default) => args
                            .named(parameter)
                            .map_or_else(|| Some(default.clone()), |value| Some(keep(value))),
                        None => given.next().map(|value| keep(*value)),
                    };
                    if let Some(value) = value {
                        scope.insert(parameter.clone(), Rc::new(self.resolved(value)));
                    }
                }
                let outermost = self.site.is_none();
                if outermost {
                    self.site = Some(n.at());
                }
                self.scopes.push(scope);
                self.expression(body.n());
                self.scopes.pop();
                if outermost {
                    self.site = None;
                }
                true
            }
        }
    }

    /// An argument that is itself a name is what that name stands for.
    fn resolved(&self, value: Kept) -> Binding {
        if value.n().kind() == K::Ident
            && let Some(binding) = self.lookup(value.n().text())
        {
            return binding.as_ref().clone();
        }
        Binding::Value(value)
    }

    fn set_rule(&mut self, n: N<'_>) {
        let target = n
            .children()
            .find(|child| matches!(child.kind(), K::Ident | K::FieldAccess))
            .map(N::short_text)
            .unwrap_or_default();
        let args = Args::of(n);
        let text = |name: &str| {
            args.named(name)
                .filter(|value| value.kind() == K::Str)
                .map(|value| string(value.text()))
        };
        match target.as_str() {
            "footnote" => {
                if let Some(numbering) = text("numbering") {
                    self.numbering = numbering;
                }
            }
            "text" => {
                if let Some(language) = text("lang") {
                    self.flow.language(&language);
                }
            }
            "bibliography" => {
                if let Some(style) = text("style") {
                    self.citing.style = style;
                }
            }
            _ => {}
        }
    }

    /// A show rule matters where it sets the counter of footnotes to 0 at headings, or wraps the document in
    /// a template that prints a title and an abstract.
    fn show_rule(&mut self, n: N<'_>) {
        let parts: Vec<N<'_>> = n
            .children()
            .filter(|child| !child.is_trivia() && child.kind() != K::Show)
            .collect();
        let colon = parts.iter().position(|part| part.kind() == K::Colon);
        let selector = colon
            .and_then(|at| parts[..at].first())
            .map(|selector| selector.short_text())
            .unwrap_or_default();
        let Some(transform) = parts.last() else {
            return;
        };
        if selector.starts_with("heading") {
            let body = self.source_text(*transform);
            if body.len() < 20_000 && body.contains("counter(footnote).update(0)") {
                let level = selector
                    .split("level:")
                    .nth(1)
                    .and_then(|rest| rest.trim().trim_end_matches(')').trim().parse().ok());
                self.resets = level.map_or(Resets::Always, Resets::At);
            }
            return;
        }
        if !selector.is_empty() {
            return;
        }
        let call = if transform.kind() == K::Closure {
            transform.child(K::FuncCall)
        } else {
            Some(*transform).filter(|node| node.kind() == K::FuncCall)
        };
        let Some(call) = call else {
            return;
        };
        let args = Args::of(call);
        if let Some(title) = args.named("title").filter(|title| holds_content(*title)) {
            self.flow
                .begin(crate::document::BlockKind::Heading { level: 1 }, title.at());
            self.expression(title);
            self.flow.end_block();
            self.titled = true;
        }
        for name in ["subtitle", "abstract"] {
            if let Some(value) = args.named(name).filter(|value| holds_content(*value)) {
                self.expression(value);
                self.flow.end_block();
            }
        }
        if let Some(list) = args.named("bibliography") {
            self.expression(list);
        }
    }

    /// `#include "chapter.typ"`.
    fn include(&mut self, n: N<'_>) {
        let Some(path) = n.child(K::Str).map(|path| string(path.text())) else {
            return;
        };
        let path = self.beside(&path);
        if self.open_files.contains(&path) || self.open_files.len() > 30 {
            self.say(format!("{path} includes itself; it is read once"));
            return;
        }
        let Some((part, text)) = self.load(&path) else {
            self.say(format!(
                "{path}, which the document includes, cannot be read"
            ));
            return;
        };
        let Some(root) = super::parse(&text) else {
            self.say(format!("{path} nests too deep and is left out"));
            return;
        };
        self.open_files.push(path);
        self.markup(N::root(&root, part));
        self.open_files.pop();
    }

    /// `#import "template.typ": *`: its definitions.
    fn import(&mut self, n: N<'_>) {
        let Some(path) = n.child(K::Str).map(|path| string(path.text())) else {
            return;
        };
        let path = self.beside(&path);
        if path.starts_with('@') || self.open_files.len() > 30 || self.open_files.contains(&path) {
            return;
        }
        let Some((part, text)) = self.load(&path) else {
            return;
        };
        let Some(root) = super::parse(&text) else {
            self.say(format!("{path} nests too deep and is left out"));
            return;
        };
        self.open_files.push(path);
        for child in N::root(&root, part).children() {
            match child.kind() {
                K::LetBinding => self.let_binding(child),
                K::ModuleImport => self.import(child),
                _ => {}
            }
        }
        self.open_files.pop();
    }

    /// A path as the file being read means it.
    pub(super) fn beside(&self, path: &str) -> String {
        if let Some(rooted) = path.strip_prefix('/') {
            return super::super::latex::normal_path(rooted);
        }
        let folder = self
            .open_files
            .last()
            .and_then(|file| file.rsplit_once('/'))
            .map_or("", |(folder, _)| folder);
        if path.starts_with('@') {
            return path.to_owned();
        }
        super::super::latex::normal_path(&format!("{folder}/{path}"))
    }
}

/// Whether an argument is text, not `none` or the like.
fn holds_content(n: N<'_>) -> bool {
    matches!(n.kind(), K::ContentBlock | K::Str)
}

/// A closure as a function that can be called.
fn function(closure: N<'_>) -> Option<Binding> {
    let params = closure.child(K::Params)?;
    let mut out = Vec::new();
    for param in params.children() {
        match param.kind() {
            K::Ident => out.push((param.text().to_owned(), None)),
            K::Named => {
                let name = param.child(K::Ident)?;
                let default = param
                    .children()
                    .filter(|part| !part.is_trivia() && part.kind() != K::Colon)
                    .nth(1);
                out.push((name.text().to_owned(), default.map(keep)));
            }
            _ => {}
        }
    }
    let body = closure
        .children()
        .filter(|child| !child.is_trivia())
        .last()?;
    Some(Binding::Function(out, keep(body)))
}
