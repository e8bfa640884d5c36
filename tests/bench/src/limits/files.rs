//! The bytes of a file: from memory, and from one positioned read.

use std::fs::File;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use actix_web::{HttpResponse, web};

use crate::failure::{Failure, Tried as _};
use crate::noise::Noise;

pub(super) fn configure(config: &mut web::ServiceConfig) {
    config
        .route("/memory/4k", web::get().to(small_from_memory))
        .route("/memory/1m", web::get().to(large_from_memory))
        .route("/read/4k", web::get().to(small_from_file))
        .route("/read/1m", web::get().to(large_from_file));
}

const SMALL: usize = 4 * 1024;
const LARGE: usize = 1024 * 1024;

/// A mebibyte, in memory and in a file.
pub(super) struct Files {
    memory: web::Bytes,
    file: File,
}

impl Files {
    pub(super) fn make(folder: &Path) -> Result<Self, Failure> {
        let bytes = Noise::new(1).bytes(LARGE);
        let path = folder.join("mebibyte");
        std::fs::write(&path, &bytes).tried("a file")?;
        Ok(Self { memory: bytes.into(), file: File::open(&path).tried("a file")? })
    }

    fn read(&self, length: usize) -> HttpResponse {
        let mut buffer = vec![0; length];
        match self.file.read_exact_at(&mut buffer, 0) {
            Ok(()) => sent(buffer.into()),
            Err(_) => HttpResponse::InternalServerError().finish(),
        }
    }
}

fn sent(bytes: web::Bytes) -> HttpResponse {
    HttpResponse::Ok().content_type("application/octet-stream").body(bytes)
}

async fn small_from_memory(files: web::Data<Files>) -> HttpResponse {
    sent(files.memory.slice(..SMALL))
}

async fn large_from_memory(files: web::Data<Files>) -> HttpResponse {
    sent(files.memory.clone())
}

async fn small_from_file(files: web::Data<Files>) -> HttpResponse {
    files.read(SMALL)
}

async fn large_from_file(files: web::Data<Files>) -> HttpResponse {
    files.read(LARGE)
}
