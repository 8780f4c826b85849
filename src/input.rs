//! Files as the user gives them: read with a size cap, their format told by content, then by name,
//! and decoded to UTF-8. Knows nothing of what stands in them.

use std::{
    fmt,
    fs::File,
    io::{self, Read},
    path::Path,
    sync::Arc,
};

use encoding_rs::Encoding;

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CommonMark with the GitHub extensions.
    Markdown,
    /// Plain text.
    Text,
}

impl Format {
    /// Every format, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::Markdown, Self::Text];

    /// The word of the JSON interface and of `--input-format`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }

    /// File name extensions, lower case, without the dot.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Markdown => &["md", "markdown", "mdown", "mkd", "mdx", "qmd", "rmd"],
            Self::Text => &["txt", "text"],
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

/// Bounds on what is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Largest file in bytes.
    pub max_bytes: u64,
}

impl Limits {
    /// Largest text file that is read unless told otherwise: some twenty long novels.
    pub const MAX_BYTES: u64 = 64 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: Self::MAX_BYTES,
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
    /// The decoded text, a byte order mark left out.
    pub text: Arc<str>,
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
        let mut bytes = Vec::new();
        stream
            .take(limits.max_bytes + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| InputError::Io(name.to_owned(), error))?;
        if bytes.len() as u64 > limits.max_bytes {
            return Err(InputError::TooLarge {
                path: name.to_owned(),
                limit: limits.max_bytes,
            });
        }
        Self::from_bytes(name, &bytes, forced)
    }

    /// Decodes `bytes`, called `name`.
    ///
    /// # Errors
    /// When they are empty or of a kind that is not read.
    pub fn from_bytes(
        name: &str,
        bytes: &[u8],
        forced: Option<Format>,
    ) -> Result<Self, InputError> {
        if let Some((what, cure)) = foreign(bytes) {
            return Err(InputError::Unreadable {
                path: name.to_owned(),
                what,
                cure,
            });
        }
        let (text, offset, oddity) = decode(bytes);
        if text.trim().is_empty() {
            return Err(InputError::Empty(name.to_owned()));
        }
        let by_name = Path::new(name)
            .extension()
            .and_then(|extension| extension.to_str())
            .and_then(Format::of_extension);
        let format = forced.or(by_name).unwrap_or_else(|| guess(&text));
        if forced.is_none() && by_name.is_none() && looks_like_html(&text) {
            return Err(InputError::Unreadable {
                path: name.to_owned(),
                what: "an HTML page",
                cure: "save it as Markdown or plain text, or name the format with --input-format",
            });
        }
        Ok(Self {
            path: name.to_owned(),
            format,
            text: text.into(),
            offset,
            oddity,
        })
    }
}

/// Files that are no text, known by their first bytes.
fn foreign(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    const SAVE_AS: &str = "this version reads Markdown and plain text: save it as one of these";
    if bytes.starts_with(b"%PDF-") {
        return Some(("a PDF file", SAVE_AS));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Some(("a zip package (Word, OpenDocument or EPUB)", SAVE_AS));
    }
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(("an old Word document", SAVE_AS));
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some(("an RTF document", SAVE_AS));
    }
    let utf16 = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let head = &bytes[..bytes.len().min(64 << 10)];
    let odd = head
        .iter()
        .filter(|byte| matches!(byte, 0 | 1..=6 | 14..=26 | 28..=31))
        .count();
    if !utf16 && (head.contains(&0) || odd * 50 > head.len()) {
        return Some((
            "a binary file, whatever its name says",
            "give a text file, or save the report as Markdown or plain text",
        ));
    }
    None
}

/// The text, the offset to add, and what was odd.
fn decode(bytes: &[u8]) -> (String, Option<usize>, Option<String>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, _, broken) = encoding.decode(bytes);
        if encoding == encoding_rs::UTF_8 && !broken {
            return (text.into_owned(), Some(length), None);
        }
        let oddity = format!("read as {}; byte offsets are left out", encoding.name());
        return (text.into_owned(), None, Some(oddity));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), Some(0), None),
        Err(_) => decode_broken(bytes),
    }
}

/// One bad byte must not turn UTF-8 into Windows-1252: where nearly all non-ASCII is valid UTF-8, the
/// bad bytes are replaced; elsewhere the encoding is guessed on a prefix.
fn decode_broken(bytes: &[u8]) -> (String, Option<usize>, Option<String>) {
    let mut valid = 0usize;
    let mut bad = 0usize;
    let mut first_bad = None;
    let mut seen = 0usize;
    for chunk in bytes.utf8_chunks() {
        valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        seen += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            bad += 1;
            first_bad.get_or_insert(seen);
            seen += chunk.invalid().len();
        }
    }
    let line = 1 + bytes[..first_bad.unwrap_or(0)]
        .iter()
        .fold(0, |lines, byte| lines + usize::from(*byte == b'\n'));
    if valid > bad {
        let oddity = format!(
            "not valid UTF-8 in {bad} {}, first on line {line}; replaced by U+FFFD, byte offsets are left out",
            if bad == 1 { "place" } else { "places" }
        );
        return (
            String::from_utf8_lossy(bytes).into_owned(),
            None,
            Some(oddity),
        );
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(1 << 20)], bytes.len() <= 1 << 20);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    let (text, _, _) = encoding.decode(bytes);
    let oddity = format!(
        "not UTF-8 (first on line {line}); read as {}, byte offsets are left out",
        encoding.name()
    );
    (text.into_owned(), None, Some(oddity))
}

/// Markdown or plain text, for a name that does not tell.
fn guess(text: &str) -> Format {
    let marks = text
        .lines()
        .take(5_000)
        .filter(|line| {
            let line = line.trim_start();
            line.starts_with("# ")
                || line.starts_with("## ")
                || line.starts_with("[^")
                || line.contains("](http")
                || line.contains("<sup>")
        })
        .count();
    if marks > 0 {
        Format::Markdown
    } else {
        Format::Text
    }
}

fn looks_like_html(text: &str) -> bool {
    let head: String = text
        .trim_start()
        .chars()
        .take(200)
        .collect::<String>()
        .to_ascii_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
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
            (&b"%PDF-1.7 ..."[..], "PDF"),
            (b"PK\x03\x04rest", "zip"),
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
        let small = Limits { max_bytes: 4 };
        let error = Input::from_reader("big.md", &b"12345"[..], &small, None).unwrap_err();
        assert!(matches!(error, InputError::TooLarge { .. }));
    }
}
