//! The folder as an archive.

use std::io::{Cursor, Write as _};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::files::SourceFiles;

/// Media that are compressed already and are played in parts.
const STORED: [&str; 10] = ["mp4", "webm", "mp3", "ogg", "m4a", "jpg", "jpeg", "png", "webp", "woff2"];

/// The files as a ZIP archive with `course.json` at its root: the same bytes from the same files, whatever the day.
pub fn pack(files: &SourceFiles) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in files.iter() {
        let packed = path.rsplit_once('.').is_some_and(|(_, end)| STORED.contains(&end.to_ascii_lowercase().as_str()));
        let method = if packed { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        // The date stays ZIP's earliest one.
        let options = SimpleFileOptions::default().compression_method(method);
        // Into memory nothing fails but what breaks ZIP's own bounds, which no folder of a disk does.
        let _ = archive.start_file(path, options).and_then(|()| Ok(archive.write_all(bytes)?));
    }
    archive.finish().map(Cursor::into_inner).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_give_the_same_bytes() {
        let files: SourceFiles = [("course.json".to_owned(), b"{}".to_vec()), ("media/a.png".to_owned(), vec![1; 500])]
            .into_iter()
            .collect();
        let archive = pack(&files);
        assert_eq!(archive, pack(&files));
        assert!(archive.len() > 500);
    }
}
