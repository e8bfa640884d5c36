//! Files of packages, straight out of the archive.
//!
//! A stored file is a range of the archive; a deflated one goes out as it lies there, between a gzip header and
//! trailer (RFC 1952). The path names one immutable package, so everything may be kept for a year.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{StatusCode, header},
    web,
};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use vidik_base::PackageId;
use vidik_blob::BlobHandle;
use vidik_catalogue::{ServeError, ServedPackage, is_transliterated};
use vidik_lang::script::Script;
use vidik_package::archive::{Entry, EntryReader, Method, decode_url_path};

use super::{
    ranges::{Asked, asked},
    routes::wrong_method,
    transliterated,
};
use crate::{pages::answer::redirect, problem::Problem, problem_codes::Code, state::House};

/// Up to this many bytes go out in one piece.
const ONE_PIECE: u64 = 256 * 1024;
/// Up to this many bytes a deflated file is inflated in memory for a client that asks for a part of it or takes no
/// gzip; larger ones go out piece by piece.
const INFLATE_AT_ONCE: u64 = 8 * 1024 * 1024;

pub(crate) fn configure(config: &mut web::ServiceConfig) {
    let files = web::resource("/files/{package}/{path:.*}").route(web::get().to(file)).route(web::head().to(file));
    config.service(files.default_service(web::to(|| wrong_method("GET, HEAD"))));
}

async fn file(
    house: web::Data<House>,
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    // A package could otherwise put itself between the learner and every other course of this origin.
    if request.headers().get("service-worker").is_some() {
        return Err(Problem::new(Code::NotAllowed));
    }
    let not_found = || Problem::new(Code::NotFound);
    let (package, script) = asked_for(&path.0).ok_or_else(not_found)?;
    let served = house.packages.get(house.db.read(), &house.blobs, package).await.map_err(|error| match error {
        ServeError::Unknown => Problem::new(Code::NotFound),
        other => Problem::internal(other),
    })?;
    let wanted = decode_url_path(raw_path(&request, &path.0)).ok_or_else(not_found)?.into_owned();
    let entry = served.index.resolve(&wanted).cloned().ok_or_else(not_found)?;
    let Some(script) = script.filter(|_| transliterated::is_page(&entry)) else {
        return answer(&request, &served, &entry).await;
    };
    if !is_transliterated(house.db.read(), package).await? {
        return Ok(redirect(StatusCode::FOUND, &format!("/files/{package}/{}", raw_path(&request, &path.0))));
    }
    match transliterated::page(&request, &served, &entry, script).await? {
        Some(page) => Ok(page),
        None => answer(&request, &served, &entry).await,
    }
}

/// The package, and the script that its pages are asked for in: `{package}` or `{package}.sr-Latn`.
fn asked_for(name: &str) -> Option<(PackageId, Option<Script>)> {
    let (package, script) = match name.split_once('.') {
        None => (name, None),
        Some((package, "sr-Latn")) => (package, Some(Script::Latin)),
        Some((package, "sr-Cyrl")) => (package, Some(Script::Cyrillic)),
        Some(_) => return None,
    };
    Some((package.parse().ok()?, script))
}

/// The part of the path behind the package, still percent-encoded: decoding happens once, in the archive's own rules.
fn raw_path<'a>(request: &'a HttpRequest, package: &str) -> &'a str {
    let path = request.uri().path();
    let prefix = "/files/".len() + package.len() + 1;
    path.get(prefix..).unwrap_or_default()
}

async fn answer(request: &HttpRequest, served: &ServedPackage, entry: &Entry) -> Result<HttpResponse, Problem> {
    let range = request.headers().get(header::RANGE).and_then(|value| value.to_str().ok());
    let gzip = entry.method == Method::Deflated && range.is_none() && takes_gzip(request);
    let etag = if gzip { entry.gzip_etag() } else { entry.etag() };
    if known(request, &etag) {
        return Ok(headed(HttpResponse::NotModified(), entry, &etag).finish());
    }
    let archive = served.archive.clone();
    if gzip {
        return passed_through(entry, archive, &etag).await;
    }
    let range = range.filter(|_| range_still_fits(request, &etag));
    let part = range.map_or(Asked::Whole, |header| asked(header, entry.length));
    let (status, from, length) = match part {
        Asked::Whole => (StatusCode::OK, 0, entry.length),
        Asked::Part { from, length } => (StatusCode::PARTIAL_CONTENT, from, length),
        Asked::Outside => {
            let unsatisfied = format!("bytes */{}", entry.length);
            return Err(Problem::new(Code::RangeNotSatisfiable).header(header::CONTENT_RANGE, unsatisfied));
        }
    };
    let mut response = headed(HttpResponse::build(status), entry, &etag);
    response.insert_header((header::ACCEPT_RANGES, "bytes"));
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {from}-{}/{}", from + length - 1, entry.length);
        response.insert_header((header::CONTENT_RANGE, range));
    }
    match entry.method {
        Method::Stored => stored(response, archive, entry.offset + from, length).await,
        Method::Deflated => inflated(response, archive, entry, from, length).await,
    }
}

fn headed(mut response: HttpResponseBuilder, entry: &Entry, etag: &str) -> HttpResponseBuilder {
    response
        .insert_header((header::CONTENT_TYPE, entry.mime()))
        .insert_header((header::ETAG, etag))
        .insert_header((header::CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((header::VARY, "Accept-Encoding"));
    response
}

async fn passed_through(entry: &Entry, archive: BlobHandle, etag: &str) -> Result<HttpResponse, Problem> {
    let (head, tail) = entry.gzip_frame().ok_or_else(|| Problem::internal("a deflated file without a frame"))?;
    let mut response = headed(HttpResponse::Ok(), entry, etag);
    response.insert_header((header::CONTENT_ENCODING, "gzip"));
    if entry.compressed_length <= ONE_PIECE {
        let deflated = archive.range(entry.offset, entry.compressed_length).await.map_err(Problem::internal)?;
        let mut body = Vec::with_capacity(deflated.len() + head.len() + tail.len());
        body.extend_from_slice(&head);
        body.extend_from_slice(&deflated);
        body.extend_from_slice(&tail);
        return Ok(response.body(body));
    }
    let (offset, length) = (entry.offset, entry.compressed_length);
    let framed = stream::iter([Ok(Bytes::copy_from_slice(&head))])
        .chain(pieces(archive, offset, length))
        .chain(stream::iter([Ok(Bytes::copy_from_slice(&tail))]));
    let whole = length.saturating_add((head.len() + tail.len()) as u64);
    Ok(response.no_chunking(whole).streaming(framed))
}

async fn stored(
    mut response: HttpResponseBuilder,
    archive: BlobHandle,
    offset: u64,
    length: u64,
) -> Result<HttpResponse, Problem> {
    if length <= ONE_PIECE {
        return Ok(response.body(archive.range(offset, length).await.map_err(Problem::internal)?));
    }
    Ok(response.no_chunking(length).streaming(pieces(archive, offset, length)))
}

fn pieces(
    archive: BlobHandle,
    offset: u64,
    length: u64,
) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> + 'static {
    stream::try_unfold((archive, offset, length), |(archive, offset, left)| async move {
        let take = left.min(ONE_PIECE);
        if take == 0 {
            return Ok(None);
        }
        let piece = archive.range(offset, take).await.map_err(std::io::Error::other)?;
        Ok(Some((piece, (archive, offset + take, left - take))))
    })
}

/// For a client that takes no gzip, or wants a part of a file that lies deflated.
async fn inflated(
    mut response: HttpResponseBuilder,
    archive: BlobHandle,
    entry: &Entry,
    from: u64,
    length: u64,
) -> Result<HttpResponse, Problem> {
    let reader = EntryReader::new(ArchiveReader(archive), entry);
    if from.saturating_add(length) <= INFLATE_AT_ONCE {
        let read = move || read_part(reader, from, length);
        let body = tokio::task::spawn_blocking(read).await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        return Ok(response.body(body));
    }
    let (send, receive) = tokio::sync::mpsc::channel::<Result<Bytes, std::io::Error>>(4);
    tokio::task::spawn_blocking(move || send_part(reader, from, length, &send));
    let body = stream::unfold(receive, |mut receive| async move { receive.recv().await.map(|piece| (piece, receive)) });
    Ok(response.no_chunking(length).streaming(body))
}

pub(super) struct ArchiveReader(pub BlobHandle);

impl vidik_package::archive::ReadAt for ArchiveReader {
    fn size(&self) -> std::io::Result<u64> {
        Ok(self.0.length())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let left = usize::try_from(self.0.length().saturating_sub(offset)).unwrap_or(usize::MAX);
        let take = left.min(buffer.len());
        let Some(part) = buffer.get_mut(..take) else { return Ok(0) };
        self.0.read_exact_at(part, offset).map_err(std::io::Error::other)?;
        Ok(take)
    }
}

fn read_part(mut reader: EntryReader<ArchiveReader>, from: u64, length: u64) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    std::io::copy(&mut reader.by_ref().take(from), &mut std::io::sink())?;
    let mut body = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    reader.take(length).read_to_end(&mut body)?;
    Ok(body)
}

fn send_part(
    mut reader: EntryReader<ArchiveReader>,
    from: u64,
    length: u64,
    send: &tokio::sync::mpsc::Sender<Result<Bytes, std::io::Error>>,
) {
    use std::io::Read as _;
    let skipped = std::io::copy(&mut reader.by_ref().take(from), &mut std::io::sink());
    let mut left = length;
    let mut failed = skipped.err();
    while left > 0 && failed.is_none() {
        let mut piece = vec![0; usize::try_from(left.min(ONE_PIECE)).unwrap_or(0)];
        match reader.read_exact(&mut piece) {
            Ok(()) => left -= piece.len() as u64,
            Err(error) => failed = Some(error),
        }
        if failed.is_none() && send.blocking_send(Ok(Bytes::from(piece))).is_err() {
            return;
        }
    }
    if let Some(error) = failed {
        let _ = send.blocking_send(Err(error));
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let Some(value) = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    value.split(',').any(|item| {
        let (name, quality) = item.split_once(';').unwrap_or((item, ""));
        let refused = quality.replace(' ', "").strip_prefix("q=").is_some_and(|q| q.parse::<f32>() == Ok(0.0));
        matches!(name.trim(), "gzip" | "*") && !refused
    })
}

fn known(request: &HttpRequest, etag: &str) -> bool {
    let sent = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    sent.is_some_and(|sent| {
        sent.trim() == "*" || sent.split(',').any(|tag| tag.trim().trim_start_matches("W/") == etag)
    })
}

fn range_still_fits(request: &HttpRequest, etag: &str) -> bool {
    let sent = request.headers().get(header::IF_RANGE).and_then(|value| value.to_str().ok());
    sent.is_none_or(|sent| sent.trim() == etag)
}
