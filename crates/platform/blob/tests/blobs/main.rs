//! The store through its public door, in a folder and in a bucket (S3 over a folder, on a free port).

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops where it fails")]

#[cfg(feature = "s3")]
mod bucket;
mod folder;

use bytes::Bytes;
use futures::TryStreamExt as _;
use vidik_blob::{BlobError, BlobId, BlobStore};

/// SHA-256 of `abc` (FIPS 180-2, B.1).
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

/// Bytes of which every part is different.
fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| u8::try_from((at ^ (at >> 8) ^ (at >> 16)) & 0xff).unwrap()).collect()
}

/// What every store does, wherever it lies.
async fn behaves_as_a_store(blobs: &BlobStore) {
    stores_under_the_digest(blobs).await;
    reads_ranges(blobs).await;
    keeps_under_another_name(blobs).await;
    leaves_nothing_of_what_was_dropped(blobs).await;
    deletes(blobs).await;
}

async fn stores_under_the_digest(blobs: &BlobStore) {
    let id = blobs.put_bytes(b"abc").await.unwrap();
    assert_eq!(id.to_string(), ABC);
    assert_eq!(blobs.put_bytes(b"abc").await.unwrap(), id);
    assert_eq!(blobs.list().await.unwrap().len(), 1);

    let entries = blobs.list().await.unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].id, entries[0].length), (id, 3));
    assert!(blobs.exists(id).await.unwrap());
    assert!(blobs.open_local(id).await.unwrap().is_some());
}

async fn reads_ranges(blobs: &BlobStore) {
    let content = pattern(9 * 1024 * 1024 + 17);
    let length = content.len() as u64;
    let id = blobs.put_bytes(&content).await.unwrap();
    for (offset, wanted) in [(0, 10), (5, 0), (100_000, 4_096), (1, 300_000), (length - 1, 1), (0, length)] {
        let read = blobs.range(id, offset, wanted).await.unwrap();
        let (from, to) = (usize::try_from(offset).unwrap(), usize::try_from(offset + wanted).unwrap());
        assert!(read == content[from..to], "range {offset}+{wanted}");
    }
    for (offset, wanted) in [(length, 1), (0, length + 1), (u64::MAX, 2), (1, u64::MAX)] {
        let refused = blobs.range(id, offset, wanted).await;
        assert!(matches!(refused, Err(BlobError::Range { .. })), "range {offset}+{wanted}");
        assert!(blobs.stream(id, offset, wanted).await.is_err());
    }
    let pieces = blobs.stream(id, 3, 1_000_000).await.unwrap();
    let pieces: Vec<Bytes> = pieces.try_collect().await.unwrap();
    assert!(pieces.len() > 1);
    assert!(pieces.concat() == content[3..1_000_003]);
}

async fn keeps_under_another_name(blobs: &BlobStore) {
    let upload = blobs.draft().await.unwrap().seal().await.unwrap().id();
    let draft = blobs.draft().await.unwrap();
    let made = draft
        .write_with(|file| {
            use std::io::{Seek as _, Write as _};
            file.write_all(b"..rmalised")?;
            file.rewind()?;
            file.write_all(b"no")
        })
        .await
        .unwrap()
        .unwrap();
    assert_eq!(made.length(), 10);
    blobs.keep_as(upload, made).await.unwrap();
    assert_eq!(blobs.range(upload, 0, 10).await.unwrap(), "normalised");
}

async fn leaves_nothing_of_what_was_dropped(blobs: &BlobStore) {
    let before = blobs.list().await.unwrap().len();
    let mut draft = blobs.draft().await.unwrap();
    draft.append(b"refused").await.unwrap();
    let sealed = draft.seal().await.unwrap();
    let id = sealed.id();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut sealed.reader().unwrap(), &mut text).unwrap();
    assert_eq!(text, "refused");
    drop(sealed);
    assert!(!blobs.exists(id).await.unwrap());

    let refused = blobs.draft().await.unwrap().write_with(|_file| Err("not a package")).await.unwrap();
    assert_eq!(refused.unwrap_err(), "not a package");
    assert_eq!(blobs.list().await.unwrap().len(), before);
}

async fn deletes(blobs: &BlobStore) {
    let id = blobs.put_bytes(b"to be deleted").await.unwrap();
    let handle = blobs.handle(id).await.unwrap();
    blobs.delete(id).await.unwrap();
    blobs.delete(id).await.unwrap();
    assert!(!blobs.exists(id).await.unwrap());
    assert!(blobs.open_local(id).await.unwrap().is_none());
    let missing = blobs.range(id, 0, 1).await;
    assert!(matches!(missing, Err(BlobError::Missing(which)) if which == id));
    // Whoever has it open reads on.
    assert_eq!(handle.range(0, 5).await.unwrap(), "to be");
}

/// A name that no blob has.
fn nobody() -> BlobId {
    BlobId::from_digest([7; 32])
}
