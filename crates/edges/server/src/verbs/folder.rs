//! A course's folder on the disk, as its authors edit it.

use std::{fs, path::Path};

use vidik_course::{Course, SourceFiles, read};
use vidik_package::Findings;

use crate::failure::{Failure, OrFail as _};

/// A folder is kept in memory; films beyond this belong elsewhere.
const LARGEST_FOLDER: u64 = 2 << 30;
/// Deeper than any course is.
const DEEPEST: usize = 16;

/// Every file of the folder but hidden ones, by its path in it. Links are not followed.
pub(super) fn files(folder: &Path) -> Result<SourceFiles, Failure> {
    let mut files = SourceFiles::new();
    let mut left = LARGEST_FOLDER;
    gather(folder, "", DEEPEST, &mut left, &mut files)?;
    Ok(files)
}

fn gather(folder: &Path, inside: &str, depth: usize, left: &mut u64, files: &mut SourceFiles) -> Result<(), Failure> {
    let what = || format!("{} cannot be read", folder.display());
    if depth == 0 {
        return Err(Failure::new(format!("{} lies too deep for a course", folder.display())));
    }
    for entry in fs::read_dir(folder).or_fail(&what())? {
        let entry = entry.or_fail(&what())?;
        let name = entry.file_name().into_string().map_err(|name| {
            Failure::new(format!("a file in {} has a name that is no text: {}", folder.display(), name.display()))
        })?;
        if name.starts_with('.') {
            continue;
        }
        let (path, kind) = (format!("{inside}{name}"), entry.file_type().or_fail(&what())?);
        if kind.is_dir() {
            gather(&entry.path(), &format!("{path}/"), depth - 1, left, files)?;
        } else if kind.is_file() {
            let size = entry.metadata().or_fail(&what())?.len();
            *left = left.checked_sub(size).ok_or_else(|| {
                Failure::new(format!("{} holds more than 2 GiB; link large films instead", folder.display()))
            })?;
            files.insert(path, fs::read(entry.path()).or_fail(&format!("{} cannot be read", entry.path().display()))?);
        }
    }
    Ok(())
}

/// The course in the folder, with what is wrong with it.
pub(super) fn course(folder: &Path) -> Result<(Option<Course>, Findings), Failure> {
    Ok(read(&files(folder)?))
}
