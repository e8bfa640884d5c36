//! Pages of a package in the script of a reader of the other one, made as they are asked for.

use actix_web::{HttpRequest, HttpResponse, web::Bytes};
use vidik_catalogue::ServedPackage;
use vidik_lang::{html, script::Script};
use vidik_package::archive::{Entry, read_entry};

use super::files::ArchiveReader;
use crate::{
    pages::answer::{Content, answer, compress, takes_gzip},
    problem::Problem,
};

/// The longest page that is put into another script; a longer one is data more than text.
const LONGEST: u64 = 4 * 1024 * 1024;
/// Changes with what the conversion gives, so that no browser keeps what an older program gave.
const REVISION: u32 = 1;
/// The address is of one package and one script; the words may still be converted better one day.
const A_DAY: &str = "public, max-age=86400";

/// Whether a file is a page.
pub(super) fn is_page(entry: &Entry) -> bool {
    entry.length <= LONGEST && entry.mime().starts_with("text/html")
}

/// The page in that script; none where it is no UTF-8, and so is served as it lies there.
pub(super) async fn page(
    request: &HttpRequest,
    served: &ServedPackage,
    entry: &Entry,
    script: Script,
) -> Result<Option<HttpResponse>, Problem> {
    let (archive, entry) = (ArchiveReader(served.archive.clone()), entry.clone());
    let (kind, sum) = (entry.mime(), entry.sha256_hex());
    let gzip = takes_gzip(request);
    let make = move || {
        let bytes = read_entry(&archive, &entry, LONGEST).map_err(Problem::internal)?;
        let Ok(page) = String::from_utf8(bytes) else { return Ok(None) };
        let page = Bytes::from(html::in_script(&page, script));
        let packed = if gzip { compress(&page) } else { None };
        Ok::<_, Problem>(Some(packed.map_or((page, false), |packed| (packed, true))))
    };
    let sent = actix_web::web::block(make).await.map_err(Problem::internal)??;
    Ok(sent.map(|(body, gzip)| {
        let form = if gzip { "-gz" } else { "" };
        let tag = format!("{sum}-{}-{REVISION}{form}", script.subtag());
        answer(request, Content { body, tag, gzip, kind, keeping: A_DAY }, |_| {})
    }))
}
