//! Paths as URI references (RFC 3986): forward slashes, everything else that is not plain percent-encoded.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters and the slash.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// A path as a relative reference, or as a `file:` address where it is absolute.
pub(super) fn reference(path: &str) -> String {
    let path = if cfg!(windows) {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    // The encoding of the colon keeps `a:b.md` from being read as a scheme.
    let encoded = utf8_percent_encode(&path, KEPT).to_string();
    if path.starts_with('/') {
        return format!("file://{encoded}");
    }
    let mut letters = path.chars();
    let drive = cfg!(windows)
        && letters.next().is_some_and(|c| c.is_ascii_alphabetic())
        && letters.as_str().starts_with(":/");
    if drive {
        return format!("file:///{}", encoded.replacen("%3A", ":", 1));
    }
    encoded
        .strip_prefix("./")
        .map_or(encoded.clone(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_references() {
        for (path, expected) in [
            ("report.md", "report.md"),
            ("./a/b.md", "a/b.md"),
            ("../a b/ü#1?.md", "../a%20b/%C3%BC%231%3F.md"),
            ("a:b%.md", "a%3Ab%25.md"),
            ("-", "-"),
        ] {
            assert_eq!(reference(path), expected);
        }
    }

    #[cfg(unix)]
    #[test]
    fn an_absolute_path_is_a_file_address() {
        assert_eq!(reference("/home/a b/r.md"), "file:///home/a%20b/r.md");
    }
}
