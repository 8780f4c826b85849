//! The files beside a report that it may include: below its own directory and nowhere else, for a document is untrusted.

use std::{
    fs::File,
    io::Read,
    path::{Component, Path, PathBuf},
};

use footfault::{input::Limits, readers::Files};

/// The directory of an input.
#[derive(Debug)]
pub(crate) struct Beside {
    /// The directory, links resolved; `None` where it cannot be resolved.
    root: Option<PathBuf>,
}

impl Beside {
    /// The files beside the one at `path`.
    pub(crate) fn of(path: &Path) -> Self {
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent,
            _ => Path::new("."),
        };
        Self {
            root: directory.canonicalize().ok(),
        }
    }
}

impl Files for Beside {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        let root = self.root.as_deref()?;
        let relative = Path::new(path);
        let inside = relative
            .components()
            .all(|part| !matches!(part, Component::RootDir | Component::Prefix(_)));
        let found = root.join(relative).canonicalize().ok()?;
        // Compared with links resolved, so that neither `..` nor a link leads out.
        if !inside || !found.starts_with(root) || !found.is_file() {
            return None;
        }
        let limit = Limits::default().max_bytes;
        let mut bytes = Vec::new();
        File::open(found)
            .ok()?
            .take(limit + 1)
            .read_to_end(&mut bytes)
            .ok()?;
        (bytes.len() as u64 <= limit).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_document_reads_below_its_directory_only() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("report");
        fs::create_dir_all(inner.join("chapters")).unwrap();
        fs::write(outer.path().join("secret.tex"), "secret").unwrap();
        fs::write(inner.join("chapters/one.tex"), "one").unwrap();
        let beside = Beside::of(&inner.join("main.tex"));
        assert_eq!(
            beside.read("chapters/one.tex").as_deref(),
            Some(&b"one"[..])
        );
        assert_eq!(
            beside.read("chapters/../chapters/one.tex").as_deref(),
            Some(&b"one"[..])
        );
        for path in ["../secret.tex", "/etc/passwd", "chapters", "two.tex", ""] {
            assert_eq!(beside.read(path), None, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_out() {
        let outer = tempfile::tempdir().unwrap();
        let inner = outer.path().join("report");
        fs::create_dir(&inner).unwrap();
        fs::write(outer.path().join("secret.tex"), "secret").unwrap();
        std::os::unix::fs::symlink(outer.path().join("secret.tex"), inner.join("a.tex")).unwrap();
        assert_eq!(Beside::of(&inner.join("main.tex")).read("a.tex"), None);
    }
}
