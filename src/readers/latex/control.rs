//! Control sequences: which command is called, and what it does.

use super::{
    Latex,
    catalog::{self, Command, Special},
    define::Meaning,
    feed::{Piece, Reading},
    groups::Open,
    symbols,
};
use crate::{document::InlineKind, readers::flow::At};

impl Latex<'_> {
    /// Reads the control sequence at `pos` and does what it does.
    pub(super) fn control(&mut self, piece: &Piece, pos: usize) {
        let text = &piece.text[pos..piece.end];
        let inner = self.at_letter || !piece.verbatim();
        let letters = text
            .bytes()
            .skip(1)
            .take_while(|byte| byte.is_ascii_alphabetic() || (inner && *byte == b'@'))
            .count();
        let length = match letters {
            0 => 1 + text.chars().nth(1).map_or(0, char::len_utf8),
            letters => 1 + letters,
        };
        let name = &text[1..length];
        let at = piece.place(pos..pos + length);
        self.feeds.seek(pos + length);
        if letters > 0 && !matches!(name, "verb" | "lstinline" | "mintinline" | "input") {
            self.feeds.blanks();
        }
        match self.macros.get(name).cloned() {
            Some(Meaning::Macro(macro_)) => {
                let instance = self.instantiate(&macro_, at);
                self.feeds.push_all(instance);
            }
            Some(Meaning::Builtin(known)) => self.command(&known, at),
            None => self.command(name, at),
        }
    }

    /// Does what a command does that the document did not define.
    fn command(&mut self, name: &str, at: At) {
        if let Some(symbol) = symbols::symbol(name) {
            self.show(symbol, at, false);
            return;
        }
        if let Some(command) = catalog::command(name) {
            self.known(name, command, at);
            return;
        }
        match name {
            "makeatletter" => self.at_letter = true,
            "makeatother" => self.at_letter = false,
            "" | "-" | "/" | "@" | "*" | "+" => {}
            " " | "\n" | "\t" => self.space(at, false),
            _ if super::conditions::opens(name) => self.conditional(name),
            _ if self.switch_flag(name) => {}
            _ => {
                // Not known: options are passed over, the arguments are text.
                if self.feeds.peek() == Some(b'[') {
                    let adjacent = at.end == self.feeds.here().start;
                    if adjacent {
                        self.feeds.optional();
                    }
                }
            }
        }
    }

    fn known(&mut self, name: &str, command: &Command, at: At) {
        match command {
            Command::Run(kind) => {
                let spot = self.flow.spot();
                self.open_argument(Open::Run(kind.clone(), spot), at);
            }
            Command::Switch(kind) => self.switch(kind.clone()),
            Command::Wrap(signature) => self.skip(signature),
            Command::Skip(signature) => {
                if matches!(name, "setdefaultlanguage" | "setmainlanguage") {
                    self.main_language();
                } else if matches!(name, "bibliographystyle" | "setcitestyle" | "citestyle") {
                    let style = self.name_argument();
                    self.setup.bibliography.push(' ');
                    self.setup.bibliography.push_str(&style);
                } else {
                    self.skip(signature);
                }
            }
            Command::Break(signature) => {
                self.skip(signature);
                self.paragraph();
            }
            Command::Space => {
                if matches!(name, "hspace") {
                    self.skip("sm");
                } else if self.feeds.peek() == Some(b'[') && name.ends_with("break") {
                    self.feeds.optional();
                }
                self.space(at, false);
            }
            Command::Heading(rank) => self.heading(name, *rank, at),
            Command::RunIn => self.run_in(at),
            Command::Note(counter) => self.note(counter, at),
            Command::NoteMark(counter) => self.note_mark(counter, at),
            Command::NoteText(counter) => self.note_text(counter, at),
            Command::Aside => {
                self.feeds.optional();
                self.aside(at);
            }
            Command::Cite(cite) => self.cite(*cite, at),
            Command::Special(special) => self.special(name, *special, at),
        }
    }

    fn special(&mut self, name: &str, special: Special, at: At) {
        use Special as S;
        match special {
            S::Accent => self.accent(name, at),
            S::AddBibliography => self.add_bibliography(),
            S::AddToReset => self.add_to_reset(name),
            S::Begin => self.begin(at),
            S::Bibitem => self.bibitem(at),
            S::Bibliography => self.bibliography(name, at),
            S::BooleanTest => self.boolean_test(name),
            S::Caption => self.caption(name, at),
            S::CounterWithin => self.counter_within(true),
            S::CounterWithout => self.counter_within(false),
            S::Def => self.def(name),
            S::Dimension => self.dimension(),
            S::DocumentClass => {
                if self.feeds.files().count() > 1 {
                    self.skip("om");
                } else {
                    self.document_class();
                }
            }
            S::Else => self.skip_else(),
            S::End => self.end(at),
            S::EndFile => self.feeds.end_file(),
            S::OpenGroup => self.open(Open::Begin, at),
            S::EndGroup => {
                if matches!(self.groups.last(), Some(group) if matches!(group.open, Open::Begin))
                    && let Some(group) = self.pop_group()
                {
                    self.close(group, at);
                }
            }
            S::Enquote => self.enquote(at),
            S::Foreign => {
                self.feeds.argument(Reading::Text);
                self.enquote(at);
            }
            S::Fi | S::EndMath => {}
            S::FootRef => self.foot_ref(at),
            S::Hyperlink => self.hyperlink(at),
            S::Hypertarget => self.hypertarget(at),
            S::Href => self.href(at),
            S::IfNext => self.if_next(None),
            S::IfStar => self.if_next(Some(b'*')),
            S::IfThenElse => self.choose(1, 1, at),
            S::Include => self.include(name, at),
            S::IncludeOnly => self.include_only(),
            S::Item => self.item(at),
            S::Label => self.label(),
            S::Let => self.let_(),
            S::Linebreak => self.line_break(at),
            S::MakeTitle => self.make_title(at),
            S::Math => self.math_command(name, at),
            S::MultiCite => self.multi_cite(name, at),
            S::NewCommand => self.new_command(name),
            S::NewDocumentCommand => self.new_document_command(name),
            S::NewEnvironment => self.new_environment(),
            S::NewIf => self.new_if(),
            S::Par => self.paragraph(),
            S::PrintNotes => {
                self.feeds.eat(b'*');
                self.feeds.optional();
                self.paragraph();
            }
            S::Ref => self.reference(name, at),
            S::RemoveFromReset => {
                let child = self.name_argument();
                let parent = self.name_argument();
                self.counters.remove_reset(&parent, &child);
            }
            S::SetCounter | S::AddCounter => self.set_counter(name),
            S::StepCounter => {
                let counter = self.name_argument();
                self.counters.step(&counter);
            }
            S::Store => self.store(name),
            S::TexOrPdf => self.choose(0, 1, at),
            S::ThinSpace => self.thin_space(at),
            S::Tnote => self.table_mark(at),
            S::Url => self.url(name, at),
            S::UsePackage => self.use_package(),
            S::Verb => self.verb(name, at),
            S::Work => self.work(name == "footfaultwork", at),
            S::EndWorks => self.end_works(),
            S::XSpace => {
                if self.feeds.peek().is_some_and(|byte| {
                    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'(' | b'`')
                }) {
                    self.space(at, false);
                }
            }
        }
    }

    /// Passes over arguments: `s` a star, `o` one in brackets, `p` one in parentheses, `m` one in braces.
    pub(super) fn skip(&mut self, signature: &str) {
        for kind in signature.bytes() {
            match kind {
                b's' => {
                    self.feeds.eat(b'*');
                }
                b'o' => {
                    self.feeds.optional();
                }
                b'p' => {
                    if self.feeds.peek() == Some(b'(') {
                        self.feeds.group(b'(', b')', Reading::Text);
                    }
                }
                _ => {
                    self.feeds.blanks();
                    if matches!(self.feeds.peek(), Some(b'{')) {
                        self.feeds.argument(Reading::Raw);
                    } else if self.feeds.peek() == Some(b'\\') && signature.ends_with("mm") {
                        // `\setlength\parindent{0pt}`.
                        self.feeds.argument(Reading::Raw);
                    }
                }
            }
        }
    }

    fn accent(&mut self, name: &str, at: At) {
        let Some(mark) = symbols::accent(name) else {
            return;
        };
        let Some(arg) = self.feeds.argument(Reading::Text) else {
            return;
        };
        let text = symbols::accented(&arg.flat(), mark);
        let end = self.feeds.here();
        self.show(&text, at.to(end), false);
    }

    /// A thin space; between quotation marks it is not worth one.
    fn thin_space(&mut self, at: At) {
        const QUOTES: [char; 8] = ['“', '”', '‘', '’', '„', '‚', '«', '»'];
        let before = self.flow.open_text().ends_with(QUOTES);
        let after = self.feeds.rest().starts_with(['`', '\'']);
        if !before && !after {
            self.space(at, false);
        }
    }

    /// `\vskip 1em plus 2pt`, `\parindent=0pt`: a length after a primitive.
    fn dimension(&mut self) {
        const WORDS: [&str; 16] = [
            "pt", "em", "ex", "cm", "mm", "in", "pc", "bp", "sp", "mu", "plus", "minus", "filll",
            "fill", "fil", "true",
        ];
        let rest = self.feeds.rest();
        let mut length = 0;
        let mut numbers = 0;
        loop {
            let tail = &rest[length..];
            let trimmed = tail.trim_start_matches([' ', '=']);
            let lead = tail.len() - trimmed.len();
            let number = trimmed
                .bytes()
                .take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'))
                .count();
            let word = WORDS.iter().find(|word| trimmed.starts_with(**word));
            if number > 0 && numbers < 3 {
                numbers += 1;
                length += lead + number;
            } else if let (Some(word), true) = (word, numbers > 0) {
                length += lead + word.len();
            } else if trimmed.starts_with('\\') && numbers == 0 && (lead > 0 || length == 0) {
                let command = super::feed::command_length(trimmed);
                let is_length = [
                    "textwidth",
                    "baselineskip",
                    "parindent",
                    "parskip",
                    "linewidth",
                ]
                .iter()
                .any(|name| trimmed[1..command] == **name);
                if is_length {
                    length += lead + command;
                }
                break;
            } else {
                break;
            }
        }
        self.feeds.bump(length);
    }

    /// `\verb|…|`.
    fn verb(&mut self, name: &str, at: At) {
        if name == "mintinline" {
            self.feeds.optional();
            self.feeds.argument(Reading::Raw);
        } else if name == "lstinline" {
            self.feeds.optional();
        }
        self.feeds.eat(b'*');
        let rest = self.feeds.rest();
        let Some(mark) = rest.chars().next() else {
            return;
        };
        let close = if mark == '{' { '}' } else { mark };
        let inner = super::feed::head(&rest[mark.len_utf8()..]);
        let line = inner.find('\n').unwrap_or(inner.len());
        let Some(length) = inner[..line].find(close) else {
            return;
        };
        let Some((piece, pos)) = self.feeds.top() else {
            return;
        };
        let start = pos + mark.len_utf8();
        let range = start..start + length;
        self.feeds.seek(range.end + close.len_utf8());
        if self.shown() {
            let spot = self.flow.spot();
            let place = piece.place(range.clone());
            self.flow.text(&piece.text[range], place, piece.verbatim());
            self.flow.span(InlineKind::Code, spot, at.to(place));
        }
    }
}
