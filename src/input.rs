//! Files as the user gives them: read with a size cap, decoded to UTF-8, their format told by content, then by name.

/// Formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// CommonMark with the GitHub extensions.
    Markdown,
    /// Plain text.
    Text,
}

impl Format {
    /// The word of the JSON interface.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }
}
