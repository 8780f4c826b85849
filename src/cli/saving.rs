//! Writes files in one step, so that a reader never meets half of one and a run that is killed loses nothing.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::Path,
};

use super::failure::Failure;

/// Writes a file in one step, so that a reader never meets half a report; a device or pipe is written to
/// as it is.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) || path.is_symlink() {
        return fs::write(path, bytes);
    }
    let mut file = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As an ordinary file would get them; the process's mask still takes its part away.
        file.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = file.tempfile_in(beside(path))?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Puts `after` in place of a document that held `before`, with the rights and the owner that it has. Where
/// the path is a link, the file it leads to is replaced.
///
/// Refused where the file may not be written to, or holds something else by now; nothing is lost then.
pub(crate) fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), Failure> {
    let told = |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}", path.display()));
    let target = path.canonicalize().map_err(|error| told(&error))?;
    let metadata = fs::metadata(&target).map_err(|error| told(&error))?;
    if !metadata.is_file() {
        return Err(told(&"this is no ordinary file; it was not fixed"));
    }
    if metadata.permissions().readonly() {
        return Err(told(&"the file is read-only; it was not fixed")
            .cure("allow writing to it, or look at the changes with --diff"));
    }
    // A directory may allow what the file does not.
    File::options()
        .write(true)
        .open(&target)
        .map_err(|error| told(&error))?;
    if fs::read(&target).map_err(|error| told(&error))? != before {
        return Err(
            told(&"the file changed while it was looked at; it was not fixed")
                .cure("run “footfault fix” again"),
        );
    }
    in_place_of(&target, &metadata, after)
        .map_err(|error| told(&format!("it was not fixed: {error}")))
}

fn in_place_of(target: &Path, metadata: &fs::Metadata, bytes: &[u8]) -> io::Result<()> {
    let mut file = tempfile::Builder::new()
        .prefix(".footfault-")
        .tempfile_in(beside(target))?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, fchown};
        // Only the system's owner may give files away; where that fails, the file is the user's own.
        let _ = fchown(file.as_file(), Some(metadata.uid()), Some(metadata.gid()));
    }
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    file.persist(target).map_err(|error| error.error)?;
    Ok(())
}

/// The directory of a file.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
