//! Larger documents that are not part of the project: their folder is named by `FOOTFAULT_SHARED`.

use std::{env, path::PathBuf};

/// A folder of them; says so where it is not at hand.
pub(crate) fn folder(name: &str) -> Option<PathBuf> {
    let Some(root) = env::var_os("FOOTFAULT_SHARED") else {
        eprintln!("FOOTFAULT_SHARED is not set: the documents in its {name} are left out");
        return None;
    };
    let folder = PathBuf::from(root).join(name);
    assert!(folder.is_dir(), "{} is no folder", folder.display());
    Some(folder)
}
