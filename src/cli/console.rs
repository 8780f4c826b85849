//! The terminal: color, width, messages on standard error, and a standard output that may be closed early.
//! The only file that writes there.

use std::{
    ffi::OsStr,
    io::{self, IsTerminal, Write},
};

use anstream::{AutoStream, ColorChoice};
use footfault::render::{self, Detail, escape};
use url::Url;

use super::{
    args::{ColorWhen, Speech},
    failure::Failure,
};

/// How to speak to the user.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Console {
    color: ColorWhen,
    detail: Detail,
}

impl Console {
    /// The console the flags ask for.
    pub(crate) fn new(speech: &Speech) -> Self {
        Self {
            color: speech.color,
            detail: match (speech.quiet, speech.verbose) {
                (true, _) => Detail::Brief,
                (_, true) => Detail::Full,
                _ => Detail::Normal,
            },
        }
    }

    /// Whether progress may be shown: on a terminal, unless told to be quiet.
    pub(crate) fn shows_progress(self) -> bool {
        self.detail != Detail::Brief && io::stderr().is_terminal() && !is_dumb()
    }

    /// How much is said.
    pub(crate) fn detail(self) -> Detail {
        self.detail
    }

    /// What to tell a renderer that writes to standard output.
    pub(crate) fn options(self) -> render::Options {
        let plain = render::Options::default();
        let width = width().filter(|_| io::stdout().is_terminal());
        render::Options {
            color: self.choice(&io::stdout()) != ColorChoice::Never,
            unicode: !is_dumb(),
            width: width.unwrap_or(plain.width),
            wrap: width.is_some(),
            detail: self.detail,
            explain: false,
            directory: self.directory(),
        }
    }

    /// Where relative paths start, if the terminal can follow links.
    fn directory(self) -> Option<Url> {
        let follows = self.choice(&io::stdout()) != ColorChoice::Never
            && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
        follows
            .then(|| Url::from_directory_path(std::env::current_dir().ok()?).ok())
            .flatten()
    }

    /// Writes to standard output. That nobody reads to the end (`| head`) is no error.
    pub(crate) fn print(
        self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        let stdout = io::stdout();
        let choice = self.choice(&stdout);
        let mut writer = io::BufWriter::new(AutoStream::new(stdout.lock(), choice));
        match write(&mut writer).and_then(|()| writer.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::new(format!(
                "cannot write to standard output: {error}"
            ))),
            _ => Ok(()),
        }
    }

    /// Says what went wrong.
    pub(crate) fn error(self, failure: &Failure) {
        self.say("error", anstyle::AnsiColor::Red, &failure.to_string());
    }

    /// Says what should be known; quiet runs leave it out.
    pub(crate) fn note(self, text: &str) {
        if self.detail > Detail::Brief {
            self.say("note", anstyle::AnsiColor::Blue, text);
        }
    }

    /// Says how the run goes, to those who asked for it.
    pub(crate) fn detailed(self, text: &str) {
        if self.detail == Detail::Full {
            self.say("note", anstyle::AnsiColor::Blue, text);
        }
    }

    fn say(self, word: &str, color: anstyle::AnsiColor, text: &str) {
        let stderr = io::stderr();
        let choice = self.choice(&stderr);
        let mut writer = AutoStream::new(stderr.lock(), choice);
        let style = color.on_default().bold();
        let lines: Vec<_> = text.lines().map(escape::visible).collect();
        // Where standard error is closed, there is nobody to tell.
        let _ = writeln!(writer, "{style}{word}:{style:#} {}", lines.join("\n"));
    }

    fn choice(self, stream: &impl anstream::stream::RawStream) -> ColorChoice {
        match self.color {
            ColorWhen::Auto => AutoStream::choice(stream),
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        }
    }
}

/// Columns of the terminal; `None` where there is none.
fn width() -> Option<usize> {
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

/// Whether the terminal can do no more than print characters one after another.
fn is_dumb() -> bool {
    std::env::var_os("TERM").as_deref() == Some(OsStr::new("dumb"))
}
