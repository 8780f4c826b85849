//! The user's own commands and environments: how they are defined and what they expand to.

use std::sync::Arc;

use super::{
    Latex, catalog,
    feed::{Arg, Piece, Reading},
};
use crate::readers::flow::At;

/// Most commands a document may define.
const MAX_MACROS: usize = 50_000;

/// What a command means that the document defines.
#[derive(Debug, Clone)]
pub(super) enum Meaning {
    /// The same as a known command.
    Builtin(String),
    /// A text to be read in its place.
    Macro(Arc<Macro>),
}

/// A text with parameters.
#[derive(Debug)]
pub(super) struct Macro {
    parameters: Vec<Parameter>,
    body: Arc<str>,
}

#[derive(Debug, Clone)]
enum Parameter {
    Mandatory,
    /// In brackets; what it is when left out.
    Optional(String),
    Star,
}

/// An environment of the user's own.
#[derive(Debug, Clone)]
pub(super) struct UserEnvironment {
    pub(super) begin: Arc<Macro>,
    pub(super) end: Arc<Macro>,
}

/// What an argument is that was left out.
const NO_VALUE: &str = "-NoValue-";

impl Macro {
    /// Its text, standing for what is at `at`.
    pub(super) fn piece(&self, at: At) -> Piece {
        Piece::made(Arc::clone(&self.body), at)
    }
}

impl Latex<'_> {
    /// Reads the arguments of a macro and puts them into its text.
    pub(super) fn instantiate(&mut self, macro_: &Macro, at: At) -> Vec<Piece> {
        let mut arguments: Vec<Arg> = Vec::with_capacity(macro_.parameters.len());
        for parameter in &macro_.parameters {
            let argument = match parameter {
                Parameter::Mandatory => self.feeds.argument(Reading::Text).unwrap_or_default(),
                Parameter::Optional(default) => self.feeds.optional().unwrap_or_else(|| Arg {
                    pieces: vec![Piece::made(default.as_str(), at)],
                }),
                Parameter::Star => {
                    let found = self.feeds.eat(b'*');
                    Arg {
                        pieces: vec![Piece::made(if found { "*" } else { NO_VALUE }, at)],
                    }
                }
            };
            arguments.push(argument);
        }
        let at = at.to(self.feeds.here());
        let text = &macro_.body;
        let bytes = text.as_bytes();
        let mut body = Vec::new();
        let mut from = 0;
        let mut pos = 0;
        let literal = |range: std::ops::Range<usize>| Piece {
            start: range.start,
            end: range.end,
            ..Piece::made(Arc::clone(text), at)
        };
        while pos < bytes.len() {
            match bytes[pos] {
                b'\\' => pos += 2,
                b'#' => {
                    let digit = bytes.get(pos + 1).copied().unwrap_or(0);
                    body.push(literal(from..pos));
                    match digit {
                        b'1'..=b'9' => {
                            if let Some(arg) = arguments.get(usize::from(digit - b'1')) {
                                body.extend(arg.pieces.iter().cloned());
                            }
                        }
                        b'#' => body.push(literal(pos..pos + 1)),
                        _ => {}
                    }
                    pos += 1 + usize::from(digit.is_ascii_digit() || digit == b'#');
                    from = pos;
                }
                _ => pos += 1,
            }
        }
        body.push(literal(from.min(bytes.len())..bytes.len()));
        body
    }

    /// Reads the name of a command that is being defined.
    fn defined_name(&mut self) -> Option<String> {
        let arg = self.feeds.argument(Reading::Text)?;
        let name = arg.flat();
        Some(name.trim().strip_prefix('\\')?.trim().to_owned())
    }

    fn define(&mut self, name: String, parameters: Vec<Parameter>, body: String, by: &str) {
        if let Some(counter) = name.strip_prefix("the")
            && !counter.is_empty()
            && parameters.is_empty()
        {
            self.restyle(counter, &body);
            return;
        }
        let known = catalog::command(&name);
        if let Some(known) = known {
            // `\newcommand` cannot name a command that exists, so this one does not. Others are redefined to
            // look different, not to be something else, unless they become another command altogether.
            let new = matches!(by, "newcommand" | "NewDocumentCommand" | "newrobustcmd");
            let looks = matches!(
                known,
                catalog::Command::Skip(_) | catalog::Command::Space | catalog::Command::Wrap(_)
            );
            let alias = body
                .trim()
                .strip_prefix('\\')
                .filter(|rest| rest.bytes().all(|byte| byte.is_ascii_alphabetic()));
            if let Some(alias) = alias.filter(|alias| catalog::command(alias).is_some()) {
                self.macros.insert(name, Meaning::Builtin(alias.to_owned()));
                return;
            }
            if by.starts_with("provide") || by.starts_with("Provide") || (!new && !looks) {
                return;
            }
        }
        if self.macros.len() < MAX_MACROS {
            let macro_ = Macro {
                parameters,
                body: body.into(),
            };
            self.macros.insert(name, Meaning::Macro(Arc::new(macro_)));
        }
    }

    /// `\newcommand{\name}[n][default]{body}`.
    pub(super) fn new_command(&mut self, by: &str) {
        self.feeds.eat(b'*');
        let Some(name) = self.defined_name() else {
            return;
        };
        let parameters = self.parameters();
        let Some(body) = self.feeds.argument(Reading::Text) else {
            return;
        };
        self.define(name, parameters, body.flat(), by);
    }

    fn parameters(&mut self) -> Vec<Parameter> {
        let count = self
            .feeds
            .optional()
            .and_then(|arg| arg.flat().trim().parse::<usize>().ok())
            .unwrap_or(0)
            .min(9);
        let mut out = vec![Parameter::Mandatory; count];
        if count > 0
            && let Some(default) = self.feeds.optional()
        {
            out[0] = Parameter::Optional(default.flat());
        }
        out
    }

    /// `\NewDocumentCommand{\name}{spec}{body}`.
    pub(super) fn new_document_command(&mut self, by: &str) {
        let Some(name) = self.defined_name() else {
            return;
        };
        let spec = self
            .feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let Some(body) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let mut parameters = Vec::new();
        let mut chars = spec.chars();
        while let Some(c) = chars.next() {
            match c {
                'm' | 'v' => parameters.push(Parameter::Mandatory),
                'o' => parameters.push(Parameter::Optional(NO_VALUE.to_owned())),
                's' => parameters.push(Parameter::Star),
                'O' => {
                    let default: String = chars
                        .by_ref()
                        .skip_while(|c| *c == '{')
                        .take_while(|c| *c != '}')
                        .collect();
                    parameters.push(Parameter::Optional(default));
                }
                _ => {}
            }
            if parameters.len() >= 9 {
                break;
            }
        }
        self.define(name, parameters, body.flat(), by);
    }

    /// `\newenvironment{name}[n][default]{begin}{end}`.
    pub(super) fn new_environment(&mut self) {
        self.feeds.eat(b'*');
        let name = self.name_argument();
        let parameters = self.parameters();
        let (Some(begin), Some(end)) = (
            self.feeds.argument(Reading::Text),
            self.feeds.argument(Reading::Text),
        ) else {
            return;
        };
        let plain = matches!(catalog::environment(&name), catalog::Environment::Block(_));
        if plain && name != "document" && self.environments.len() < MAX_MACROS {
            let make = |parameters, arg: &Arg| {
                Arc::new(Macro {
                    parameters,
                    body: arg.flat().into(),
                })
            };
            let environment = UserEnvironment {
                begin: make(parameters, &begin),
                end: make(Vec::new(), &end),
            };
            self.environments.insert(name, environment);
        }
    }

    /// `\def\name#1#2{body}`. Parameters with text between them are not understood, and such a definition
    /// is left alone.
    pub(super) fn def(&mut self, by: &str) {
        let Some(name) = self.defined_name() else {
            return;
        };
        let rest = self.feeds.rest();
        let Some(open) = rest.char_indices().take(200).find(|(_, c)| *c == '{') else {
            return;
        };
        let pattern = rest[..open.0].trim().to_owned();
        self.feeds.bump(open.0);
        let Some(body) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let simple = pattern.len().is_multiple_of(2)
            && pattern
                .as_bytes()
                .chunks(2)
                .all(|pair| pair[0] == b'#' && pair[1].is_ascii_digit());
        if simple {
            let parameters = vec![Parameter::Mandatory; (pattern.len() / 2).min(9)];
            self.define(name, parameters, body.flat(), by);
        }
    }

    /// `\let\name=\other`.
    pub(super) fn let_(&mut self) {
        let Some(name) = self.defined_name() else {
            return;
        };
        self.feeds.blanks();
        self.feeds.eat(b'=');
        let Some(other) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let other = other.flat();
        let Some(other) = other.trim().strip_prefix('\\') else {
            return;
        };
        let meaning = match self.macros.get(other) {
            Some(meaning) => meaning.clone(),
            None if catalog::command(other).is_some() => Meaning::Builtin(other.to_owned()),
            None => return,
        };
        if self.macros.len() < MAX_MACROS {
            self.macros.insert(name, meaning);
        }
    }

    /// `\IfNoValueTF{#1}{yes}{no}`, `\IfFileExists{file}{yes}{no}` and their kind.
    pub(super) fn boolean_test(&mut self, name: &str) {
        let value = self
            .feeds
            .argument(Reading::Text)
            .map(|arg| arg.flat())
            .unwrap_or_default();
        let missing = value == NO_VALUE;
        let first = match name {
            "IfNoValueTF" | "IfNoValueT" => missing,
            "IfFileExists" => self.options.files.read(value.trim()).is_some(),
            // Packages are not loaded, so that what they define is not.
            "@ifundefined" => {
                !self.macros.contains_key(value.trim()) && catalog::command(value.trim()).is_none()
            }
            _ => !missing,
        };
        let yes = self.feeds.argument(Reading::Text);
        let no = if name.ends_with("TF") || matches!(name, "IfFileExists" | "@ifundefined") {
            self.feeds.argument(Reading::Text)
        } else {
            None
        };
        if let Some(arg) = if first { yes } else { no } {
            self.feeds.push_arg(&arg);
        }
    }

    /// `\@ifnextchar[{yes}{no}`.
    pub(super) fn if_next(&mut self, star: Option<u8>) {
        let wanted = star.or_else(|| {
            self.feeds.blanks();
            let byte = self.feeds.peek();
            self.feeds.bump(1);
            byte
        });
        let (yes, no) = (
            self.feeds.argument(Reading::Text),
            self.feeds.argument(Reading::Text),
        );
        self.feeds.blanks();
        let found = wanted.is_some() && self.feeds.peek() == wanted;
        if found && star.is_some() {
            self.feeds.bump(1);
        }
        if let Some(arg) = if found { yes } else { no } {
            self.feeds.push_arg(&arg);
        }
    }
}
