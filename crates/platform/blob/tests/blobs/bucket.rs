//! What is special about a bucket, against a real S3 server over a folder.

use std::fs;
use std::path::Path;

use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use vidik_blob::{BlobError, BlobOptions, BlobStore, S3Access};

use super::{behaves_as_a_store, nobody, pattern};

/// A server with one bucket, `course-files`, until the test's runtime ends.
struct Server {
    folder: TempDir,
    endpoint: String,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("course-files")).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single("key", "secret"));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            while let Ok((socket, _peer)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new());
                    let _ = builder.serve_connection(TokioIo::new(socket), service).await;
                });
            }
        });
        Self { folder, endpoint }
    }

    fn options(&self) -> BlobOptions {
        BlobOptions {
            s3: S3Access {
                endpoint: Some(self.endpoint.clone()),
                region: Some("us-east-1".to_owned()),
                key: Some(("key".to_owned(), "secret".to_owned())),
                allow_http: true,
            },
            ..BlobOptions::default()
        }
    }

    async fn open(&self, options: BlobOptions) -> BlobStore {
        let store = BlobStore::open("s3://course-files/centre/blobs", options).await;
        store.unwrap()
    }

    fn objects(&self) -> Vec<String> {
        let root = self.folder.path().join("course-files/centre/blobs");
        let shelves = fs::read_dir(root).into_iter().flatten();
        shelves
            .flat_map(|shelf| fs::read_dir(shelf.unwrap().path()).unwrap())
            .map(|object| object.unwrap().file_name().into_string().unwrap())
            .collect()
    }
}

fn files_in(folder: &Path) -> usize {
    let shelves = fs::read_dir(folder).unwrap().map(|shelf| shelf.unwrap());
    let shelves = shelves.filter(|shelf| shelf.file_name() != ".drafts");
    shelves.map(|shelf| fs::read_dir(shelf.path()).unwrap().count()).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_a_store() {
    let server = Server::start().await;
    behaves_as_a_store(&server.open(server.options()).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_server_reads_what_one_stored() {
    let server = Server::start().await;
    let content = pattern(20_000_000);
    let id = server.open(server.options()).await.put_bytes(&content).await.unwrap();
    assert_eq!(server.objects(), [id.to_string()]);
    let other = server.open(server.options()).await;
    // Eight readers at once.
    let reads = (0..8).map(|reader| other.range(id, reader * 1_000_000, 500_000));
    for (reader, read) in futures::future::join_all(reads).await.into_iter().enumerate() {
        let from = reader * 1_000_000;
        assert!(read.unwrap() == content[from..from + 500_000]);
    }
    // From now on the bucket is not asked.
    fs::remove_dir_all(server.folder.path().join("course-files/centre")).unwrap();
    assert!(other.range(id, 0, 20_000_000).await.unwrap() == content);
    assert!(matches!(other.handle(nobody()).await, Err(BlobError::Missing(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cache_stays_within_its_bound() {
    let server = Server::start().await;
    let cache = tempfile::tempdir().unwrap();
    let options = BlobOptions { cache_folder: Some(cache.path().to_owned()), cache_bytes: 250_000, ..server.options() };
    let blobs = server.open(options.clone()).await;
    let mut ids = Vec::new();
    for number in 0..5_u8 {
        let mut content = pattern(100_000);
        content.push(number);
        ids.push(blobs.put_bytes(&content).await.unwrap());
    }
    assert_eq!(files_in(cache.path()), 2);
    for (number, id) in (0..5_u8).zip(&ids) {
        assert_eq!(blobs.range(*id, 100_000, 1).await.unwrap(), vec![number]);
        assert_eq!(files_in(cache.path()), 2);
    }
    // Somebody cleared the folder: the bucket still has it.
    for shelf in fs::read_dir(cache.path()).unwrap().map(|shelf| shelf.unwrap()) {
        if shelf.file_name() != ".drafts" {
            fs::remove_dir_all(shelf.path()).unwrap();
        }
    }
    assert!(blobs.open_local(ids[4]).await.unwrap().is_some());
    // The next process finds what this one cached.
    drop(blobs);
    fs::remove_dir_all(server.folder.path().join("course-files/centre")).unwrap();
    let next = server.open(options).await;
    assert_eq!(next.range(ids[4], 100_000, 1).await.unwrap(), vec![4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_refuses_is_an_error() {
    let server = Server::start().await;
    let mut options = server.options();
    options.s3.key = Some(("key".to_owned(), "wrong".to_owned()));
    let blobs = server.open(options).await;
    assert!(matches!(blobs.put_bytes(b"abc").await, Err(BlobError::Bucket(_))));
    assert!(server.objects().is_empty());
}
