//! What is special about a folder.

use std::fs;

use vidik_blob::{BlobError, BlobOptions, BlobStore};

use super::{ABC, behaves_as_a_store, nobody, pattern};

async fn open(folder: &std::path::Path) -> BlobStore {
    let url = format!("file://{}", folder.display());
    BlobStore::open(&url, BlobOptions::default()).await.unwrap()
}

#[tokio::test]
async fn a_folder_is_a_store() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("data/blobs");
    behaves_as_a_store(&open(&root).await).await;
    // No draft is left, whatever was dropped on the way.
    assert_eq!(fs::read_dir(root.join(".drafts")).unwrap().count(), 0);
}

#[tokio::test]
async fn a_blob_lies_at_its_name_and_outlives_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let id = open(folder.path()).await.put_bytes(b"abc").await.unwrap();
    assert_eq!(fs::read(folder.path().join("ba").join(ABC)).unwrap(), b"abc");
    let again = open(folder.path()).await;
    assert_eq!(again.range(id, 1, 2).await.unwrap(), "bc");
}

#[tokio::test]
async fn a_truncated_blob_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path()).await;
    let id = blobs.put_bytes(&pattern(500_000)).await.unwrap();
    blobs.range(id, 0, 10).await.unwrap();
    let path = folder.path().join(&id.to_string()[..2]).join(id.to_string());
    fs::OpenOptions::new().write(true).open(path).unwrap().set_len(1_000).unwrap();
    // Small reads happen here, large ones elsewhere.
    for wanted in [10, 200_000] {
        let damaged = blobs.range(id, 100_000, wanted).await;
        assert!(matches!(damaged, Err(BlobError::Truncated(which)) if which == id));
    }
    assert_eq!(blobs.range(id, 990, 10).await.unwrap().len(), 10);
    // The same upload mends it.
    assert_eq!(blobs.put_bytes(&pattern(500_000)).await.unwrap(), id);
    assert_eq!(blobs.range(id, 100_000, 200_000).await.unwrap().len(), 200_000);
}

#[tokio::test]
async fn many_writers_of_the_same_bytes_leave_one_blob() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path()).await;
    let content = pattern(2_000_000);
    let writes = (0..8).map(|_writer| blobs.put_bytes(&content));
    let ids = futures::future::try_join_all(writes).await.unwrap();
    assert!(ids.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(blobs.list().await.unwrap().len(), 1);
}

#[tokio::test]
async fn open_files_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("file://{}", folder.path().display());
    let options = BlobOptions { open_files: 2.try_into().unwrap(), ..BlobOptions::default() };
    let blobs = BlobStore::open(&url, options).await.unwrap();
    for number in 0..10_u8 {
        let id = blobs.put_bytes(&[number]).await.unwrap();
        assert_eq!(blobs.range(id, 0, 1).await.unwrap(), vec![number]);
    }
    #[cfg(target_os = "linux")]
    {
        let open = fs::read_dir("/proc/self/fd").unwrap().filter_map(|entry| {
            let target = fs::read_link(entry.unwrap().path()).ok()?;
            target.starts_with(folder.path()).then_some(target)
        });
        assert_eq!(open.count(), 2);
    }
}

#[tokio::test]
async fn what_is_not_there_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let blobs = open(folder.path()).await;
    assert!(matches!(blobs.handle(nobody()).await, Err(BlobError::Missing(_))));
    assert!(blobs.open_local(nobody()).await.unwrap().is_none());
    assert!(blobs.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn an_unknown_address_is_explained() {
    let refused = BlobStore::open("ftp://somewhere", BlobOptions::default()).await;
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("file://folder"), "{message}");
}
