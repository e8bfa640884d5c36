//! An archive that is handed on while it is written: memory does not grow with it.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex, PoisonError},
};

use zip::{
    CompressionMethod, ZipWriter,
    write::{SimpleFileOptions, StreamWriter},
};

/// What was written and not yet taken out.
#[derive(Clone, Default)]
struct Pipe(Arc<Mutex<Vec<u8>>>);

impl Pipe {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A ZIP archive of deflated files, one after the other.
pub struct ArchiveStream {
    zip: ZipWriter<StreamWriter<Pipe>>,
    pipe: Pipe,
}

impl Default for ArchiveStream {
    fn default() -> Self {
        let pipe = Pipe::default();
        Self { zip: ZipWriter::new_stream(pipe.clone()), pipe }
    }
}

impl ArchiveStream {
    /// Begins a file of that path; the one before is whole.
    pub fn file(&mut self, path: &str) -> io::Result<()> {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        self.zip.start_file(path, options).map_err(io::Error::other)
    }

    /// Goes on with the file that was begun last.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.zip.write_all(bytes)
    }

    /// The bytes of the archive since the last time.
    pub fn take(&mut self) -> Vec<u8> {
        self.pipe.take()
    }

    /// The last bytes.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        self.zip.finish().map_err(io::Error::other)?;
        Ok(self.pipe.take())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::ArchiveStream;

    #[test]
    fn an_archive_comes_in_parts() {
        let mut stream = ArchiveStream::default();
        let mut bytes = Vec::new();
        for (path, text) in [("one.txt", "Један"), ("in/two.txt", "Два")] {
            stream.file(path).unwrap();
            stream.write(text.as_bytes()).unwrap();
            let part = stream.take();
            assert!(!part.is_empty());
            bytes.extend(part);
        }
        bytes.extend(stream.finish().unwrap());
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name("in/two.txt").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!((archive.len(), text.as_str()), (2, "Два"));
    }
}
