//! Files that a document has read in its place: which are open, and how much they may be.

use super::Options;
use crate::input::{Format, Input};

/// Most bytes that included files may have together.
const MAX_BYTES: usize = 64 << 20;
/// Most files that may be included, each as often as it is.
const MAX_FILES: usize = 2_000;
/// Files within files.
const MAX_DEPTH: usize = 30;

/// The files being read, outermost first, below the document itself.
#[derive(Debug, Default)]
pub(super) struct Includes {
    open: Vec<String>,
    bytes: usize,
    files: usize,
}

impl Includes {
    /// A path as the file being read names it, seen from the document.
    pub(super) fn path(&self, path: &str) -> String {
        let folder = self
            .open
            .last()
            .and_then(|file| file.rsplit_once('/'))
            .map_or("", |(folder, _)| folder);
        super::latex::normal_path(&format!("{folder}/{path}"))
    }

    /// Opens the file at a path made by [`Self::path`]; [`Self::close`] it when it is read.
    ///
    /// # Errors
    /// Why it is left out, as a sentence; nothing where it is of another kind.
    pub(super) fn open(
        &mut self,
        path: &str,
        format: Format,
        options: &Options<'_>,
    ) -> Result<Input, Option<String>> {
        if self.open.iter().any(|open| open == path) || self.open.len() > MAX_DEPTH {
            return Err(Some(format!("{path} includes itself; it is read once")));
        }
        let Some(bytes) = options.files.read(path) else {
            return Err(Some(format!(
                "{path}, which the document includes, cannot be read"
            )));
        };
        self.bytes += bytes.len();
        self.files += 1;
        if self.bytes > MAX_BYTES || self.files > MAX_FILES {
            let message = "the included files are too large; the rest is left out";
            return Err(Some(message.to_owned()));
        }
        let input = Input::from_bytes(path, bytes, Some(format)).map_err(|_| None)?;
        self.open.push(path.to_owned());
        Ok(input)
    }

    /// The file opened last is read.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }
}
