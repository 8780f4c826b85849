//! Files as the user gives them: read with a size cap, their format told by content, then by name,
//! and decoded to UTF-8. Knows nothing of what stands in them.

mod decode;
mod detect;

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CommonMark with the GitHub extensions.
    Markdown,
    /// Plain text.
    Text,
    /// HTML and XHTML pages.
    Html,
    /// EPUB 2 and 3 books.
    Epub,
    /// Word documents (Office Open XML).
    Docx,
    /// OpenDocument texts, packed or flat.
    Odt,
    /// PDF files.
    Pdf,
    /// LaTeX sources.
    Latex,
    /// Typst sources.
    Typst,
    /// reStructuredText.
    Rst,
    /// `AsciiDoc`.
    Asciidoc,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 11] = [
        Self::Markdown,
        Self::Text,
        Self::Html,
        Self::Epub,
        Self::Docx,
        Self::Odt,
        Self::Pdf,
        Self::Latex,
        Self::Typst,
        Self::Rst,
        Self::Asciidoc,
    ];

    /// The word of the JSON interface and of `--input-format`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
            Self::Html => "html",
            Self::Epub => "epub",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Pdf => "pdf",
            Self::Latex => "latex",
            Self::Typst => "typst",
            Self::Rst => "rst",
            Self::Asciidoc => "asciidoc",
        }
    }

    /// File name extensions, lower case, without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Markdown => &["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"],
            Self::Text => &["txt", "text"],
            Self::Html => &["html", "htm", "xhtml", "xht"],
            Self::Epub => &["epub"],
            Self::Docx => &["docx", "docm", "dotx", "dotm"],
            Self::Odt => &["odt", "fodt", "ott"],
            Self::Pdf => &["pdf"],
            Self::Latex => &["tex", "latex", "ltx"],
            Self::Typst => &["typ"],
            Self::Rst => &["rst", "rest"],
            Self::Asciidoc => &["adoc", "asciidoc", "asc"],
        }
    }

    /// The format a file name's extension stands for.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let extension = extension.to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|format| format.extensions().contains(&extension.as_str()))
    }
}

impl fmt::Display for Format {
    /// The name a reader knows it by ("a Word document" without its article).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Markdown => "Markdown",
            Self::Text => "plain text",
            Self::Html => "HTML",
            Self::Epub => "EPUB",
            Self::Docx => "Word",
            Self::Odt => "OpenDocument",
            Self::Pdf => "PDF",
            Self::Latex => "LaTeX",
            Self::Typst => "Typst",
            Self::Rst => "reStructuredText",
            Self::Asciidoc => "AsciiDoc",
        })
    }
}

/// Bounds on what is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest text file in bytes.
    pub max_bytes: u64,
    /// Largest package (Word, OpenDocument, EPUB) or PDF in bytes: pictures make them large.
    pub max_package_bytes: u64,
}

impl Limits {
    /// Largest text file that is read unless told otherwise: some twenty long novels.
    pub const MAX_BYTES: u64 = 64 << 20;

    /// Most lines of a text file: twice what the largest one holds in lines of a book.
    pub const MAX_LINES: usize = 2_000_000;

    /// Largest package or PDF that is read unless told otherwise.
    pub const MAX_PACKAGE_BYTES: u64 = 256 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: Self::MAX_BYTES,
            max_package_bytes: Self::MAX_PACKAGE_BYTES,
        }
    }
}

/// A file, decoded.
#[derive(Debug, Clone)]
pub struct Input {
    /// The path as the user gave it; `-` for standard input.
    pub path: String,
    /// What it is read as.
    pub format: Format,
    /// The decoded text, a byte order mark left out; empty for packages and PDF.
    pub text: Arc<str>,
    /// The whole file, for packages and PDF; empty for text formats.
    pub bytes: Arc<[u8]>,
    /// What to add to an offset in `text` to get the offset in the file; `None` where the file was
    /// not UTF-8, so that no single number does it.
    pub offset: Option<usize>,
    /// What was odd about the bytes, in a sentence for the user.
    pub oddity: Option<String>,
}

/// Why a file cannot be read.
#[derive(Debug)]
pub enum InputError {
    /// The operating system refused.
    Io(String, io::Error),
    /// Larger than the limit.
    TooLarge {
        /// The file.
        path: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// More lines than [`Limits::MAX_LINES`].
    TooManyLines(String),
    /// No byte, or white space only.
    Empty(String),
    /// Recognized as something that is not read.
    Unreadable {
        /// The file.
        path: String,
        /// What it is ("a PDF file").
        what: &'static str,
        /// What the user can do.
        cure: &'static str,
    },
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(path, error) => write!(f, "{path}: {error}"),
            Self::TooLarge { path, limit } => write!(
                f,
                "{path}: larger than {} MB; split the report into its chapters and check the directory",
                limit >> 20
            ),
            Self::TooManyLines(path) => write!(
                f,
                "{path}: more than 2,000,000 lines; split the report into its chapters and check the directory"
            ),
            Self::Empty(path) => write!(f, "{path}: the file is empty; nothing can be checked"),
            Self::Unreadable { path, what, cure } => write!(f, "{path}: this is {what}; {cure}"),
        }
    }
}

impl std::error::Error for InputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(_, error) => Some(error),
            _ => None,
        }
    }
}

impl Input {
    /// Reads the file at `path`; `forced` overrides the detection of its format.
    ///
    /// # Errors
    /// When the file cannot be opened, is larger than `limits`, empty, or of a kind that is not read.
    pub fn read(path: &Path, limits: &Limits, forced: Option<Format>) -> Result<Self, InputError> {
        let name = path.display().to_string();
        let open = || -> io::Result<File> {
            let file = File::open(path)?;
            if file.metadata()?.is_dir() {
                return Err(io::Error::new(
                    io::ErrorKind::IsADirectory,
                    "is a directory",
                ));
            }
            Ok(file)
        };
        let file = open().map_err(|error| InputError::Io(name.clone(), error))?;
        Self::from_reader(&name, file, limits, forced)
    }

    /// Reads a stream to its end, or to the limit.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub fn from_reader(
        name: &str,
        stream: impl Read,
        limits: &Limits,
        forced: Option<Format>,
    ) -> Result<Self, InputError> {
        let failed = |error| InputError::Io(name.to_owned(), error);
        let mut stream = stream;
        let mut bytes = Vec::new();
        (&mut stream)
            .take(detect::HEAD)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        let limit = if detect::is_package_or_pdf(&bytes) {
            limits.max_package_bytes
        } else {
            limits.max_bytes
        };
        stream
            .take((limit + 1).saturating_sub(bytes.len() as u64))
            .read_to_end(&mut bytes)
            .map_err(failed)?;
        if bytes.len() as u64 > limit {
            return Err(InputError::TooLarge {
                path: name.to_owned(),
                limit,
            });
        }
        Self::from_bytes(name, bytes, forced)
    }

    /// Tells the format of `bytes`, called `name`, and decodes them where they are text.
    ///
    /// # Errors
    /// When they are empty or of a kind that is not read.
    pub fn from_bytes(
        name: &str,
        bytes: impl Into<Vec<u8>>,
        forced: Option<Format>,
    ) -> Result<Self, InputError> {
        let bytes = bytes.into();
        let by_name = Path::new(name)
            .extension()
            .and_then(|extension| extension.to_str())
            .and_then(Format::of_extension);
        let unreadable = |(what, cure)| InputError::Unreadable {
            path: name.to_owned(),
            what,
            cure,
        };
        if let Some(format) = detect::binary(&bytes, by_name, forced).map_err(unreadable)? {
            return Ok(Self {
                path: name.to_owned(),
                format,
                text: Arc::from(""),
                bytes: bytes.into(),
                offset: None,
                oddity: None,
            });
        }
        let (text, offset, oddity) = decode::decode(&bytes);
        drop(bytes);
        if text.trim().is_empty() {
            return Err(InputError::Empty(name.to_owned()));
        }
        if text.bytes().filter(|byte| *byte == b'\n').count() > Limits::MAX_LINES {
            return Err(InputError::TooManyLines(name.to_owned()));
        }
        let format = match forced {
            Some(format) => format,
            None => detect::text(&text, by_name),
        };
        Ok(Self {
            path: name.to_owned(),
            format,
            text: text.into(),
            bytes: Arc::from([]),
            offset,
            oddity,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, bytes: &[u8]) -> Result<Input, InputError> {
        Input::from_bytes(name, bytes, None)
    }

    #[test]
    fn one_bad_byte_does_not_change_the_encoding() {
        let mut bytes = "Türkiye ist größer, als man glaubt".as_bytes().to_vec();
        bytes.push(0xE9);
        let input = read("a.md", &bytes).unwrap();
        assert!(input.text.starts_with("Türkiye ist größer"));
        assert!(input.oddity.unwrap().contains("line 1"));
        assert_eq!(input.offset, None);
    }

    #[test]
    fn windows_1252_is_recognized_and_told() {
        let input = read("a.md", b"\x93Gro\xDFe Fragen\x94 \x96 das caf\xE9 am Eck").unwrap();
        assert_eq!(&*input.text, "“Große Fragen” – das café am Eck");
        assert!(input.oddity.unwrap().contains("windows-1252"));
    }

    #[test]
    fn a_byte_order_mark_shifts_offsets() {
        let input = read("a.md", b"\xEF\xBB\xBFHello").unwrap();
        assert_eq!((&*input.text, input.offset), ("Hello", Some(3)));
    }

    #[test]
    fn what_is_not_text_is_named() {
        for (bytes, word) in [
            (&b"PK\x03\x04rest"[..], "zip"),
            (b"{\\rtf1 ", "RTF"),
            (b"ab\0cd", "binary"),
            (b"", "empty"),
            (b" \n\t\n", "empty"),
        ] {
            let error = read("a.md", bytes).unwrap_err().to_string();
            assert!(
                error.contains(word) && error.starts_with("a.md: "),
                "{error}"
            );
        }
        let small = Limits {
            max_bytes: 4,
            ..Limits::default()
        };
        let error = Input::from_reader("big.md", &b"12345"[..], &small, None).unwrap_err();
        assert!(matches!(error, InputError::TooLarge { .. }));
    }
}
