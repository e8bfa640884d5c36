//! Files straight out of the archive, on an origin of their own.

use std::io::Read as _;

use flate2::read::GzDecoder;

use crate::{
    archives::{page, with_files},
    call::Call,
    centre::Centre,
};

const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// Text that deflates, and bytes that do not.
fn script() -> Vec<u8> {
    (0..4_000).flat_map(|n| format!("console.log({n});\n").into_bytes()).collect()
}

fn film() -> Vec<u8> {
    let mut bytes = b"\0\0\0\x18ftypmp42".to_vec();
    bytes.extend((0..300_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()));
    bytes
}

/// A centre with a package, and the path of its files.
async fn served(db: vidik_db::Db) -> (Centre, String) {
    let centre = Centre::open(db).await;
    let (script, film) = (script(), film());
    let archive = with_files(&[
        ("js/run.js", &script),
        ("Media/Slika 1.PNG", b"\x89PNG\r\n\x1a\n"),
        ("film.mp4", &film),
        ("\u{43b}\u{435}\u{43a}\u{446}\u{438}\u{458}\u{430}.html", page("sr-Cyrl", "Лекција").as_bytes()),
        ("empty.css", b""),
        ("data.unknownkind", b"\0\x01"),
    ]);
    let package = centre.package(archive).await;
    (centre, format!("/files/{package}"))
}

fn get(centre: &Centre, base: &str, path: &str) -> Call {
    centre.content_call("GET", &format!("{base}/{path}"))
}

vidik_db::database_tests! {
    async fn a_deflated_file_goes_out_as_it_lies_there(db: Db) {
        let (centre, base) = served(db).await;
        let zipped = get(&centre, &base, "js/run.js").header("Accept-Encoding", "br, gzip").gives(200).await;
        assert_eq!(zipped.header("content-encoding"), "gzip");
        assert!(zipped.body.len() * 2 < script().len());
        let mut plain = vec![];
        GzDecoder::new(zipped.body.as_slice()).read_to_end(&mut plain).unwrap();
        assert!(plain == script(), "the same bytes");
        let whole = get(&centre, &base, "js/run.js").gives(200).await;
        assert!(whole.body == script(), "the same bytes");
        assert_eq!(whole.header("content-encoding"), "");
        assert_eq!(whole.header("content-length"), script().len().to_string());
        let refused = get(&centre, &base, "js/run.js").header("Accept-Encoding", "gzip;q=0").gives(200).await;
        assert_eq!(refused.header("content-encoding"), "");
        assert_ne!(zipped.header("etag"), whole.header("etag"), "two representations, two tags");
        for answer in [&zipped, &whole] {
            assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert_eq!(answer.header("cache-control"), FOR_GOOD);
            assert_eq!(answer.header("vary"), "Accept-Encoding");
            assert_eq!(answer.header("set-cookie"), "");
        }
    }

    async fn what_is_known_is_not_sent_again(db: Db) {
        let (centre, base) = served(db).await;
        for encoding in ["gzip", "identity"] {
            let call = || get(&centre, &base, "js/run.js").header("Accept-Encoding", encoding);
            let tag = call().gives(200).await.header("etag").to_owned();
            assert!(tag.starts_with('"') && tag.len() > 20, "{tag}");
            for known in [tag.clone(), format!("\"other\", W/{tag}"), "*".to_owned()] {
                let answer = call().header("If-None-Match", &known).gives(304).await;
                assert_eq!((answer.body.len(), answer.header("etag")), (0, tag.as_str()));
            }
            call().header("If-None-Match", "\"other\"").gives(200).await;
        }
    }

    async fn parts_of_a_file(db: Db) {
        let (centre, base) = served(db).await;
        for (path, whole) in [("film.mp4", film()), ("js/run.js", script())] {
            let tag = get(&centre, &base, path).gives(200).await.header("etag").to_owned();
            let length = whole.len();
            for (range, from, to) in [
                ("bytes=0-0", 0, 1),
                ("bytes=100-199", 100, 200),
                ("bytes=-10", length - 10, length),
                ("bytes=1000-", 1000, length),
            ] {
                // A part of a deflated file is a part of the file, not of its compressed form.
                let call = || get(&centre, &base, path).header("Range", range).header("Accept-Encoding", "gzip");
                let part = call().gives(206).await;
                assert!(part.body == whole[from..to], "{path} {range}");
                assert_eq!(part.header("content-range"), format!("bytes {from}-{}/{length}", to - 1));
                assert_eq!(part.header("content-encoding"), "");
                let same = call().header("If-Range", &tag).gives(206).await;
                assert_eq!(same.body, part.body);
                let changed = call().header("If-Range", "\"another\"").gives(200).await;
                assert_eq!(changed.header("content-range"), "");
            }
            let outside = get(&centre, &base, path).header("Range", &format!("bytes={length}-"));
            let outside = outside.refused(416, "range_not_satisfiable").await;
            assert_eq!(outside.header("content-range"), format!("bytes */{length}"));
            let several = get(&centre, &base, path).header("Range", "bytes=0-1,4-5").gives(200).await;
            assert_eq!(several.body.len(), length);
        }
    }

    async fn heads_without_bodies(db: Db) {
        let (centre, base) = served(db).await;
        let (script, film) = (script(), film());
        for (path, kind, length) in [
            ("js/run.js", "text/javascript; charset=utf-8", script.len()),
            ("film.mp4", "video/mp4", film.len()),
            ("empty.css", "text/css; charset=utf-8", 0),
        ] {
            let head = centre.content_call("HEAD", &format!("{base}/{path}")).gives(200).await;
            let whole = get(&centre, &base, path).gives(200).await;
            assert_eq!((head.body.len(), head.header("content-type")), (0, kind), "{path}");
            assert_eq!(head.header("content-length"), length.to_string(), "{path}");
            assert_eq!((head.header("etag"), whole.body.len()), (whole.header("etag"), length), "{path}");
        }
    }

    async fn kinds_of_files(db: Db) {
        let (centre, base) = served(db).await;
        for (path, kind) in [
            ("index.html", "text/html; charset=utf-8"),
            ("Media/Slika%201.PNG", "image/png"),
            ("film.mp4", "video/mp4"),
            ("%D0%BB%D0%B5%D0%BA%D1%86%D0%B8%D1%98%D0%B0.html", "text/html; charset=utf-8"),
            ("data.unknownkind", "application/octet-stream"),
        ] {
            let answer = get(&centre, &base, path).gives(200).await;
            assert_eq!(answer.header("content-type"), kind, "{path}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
        }
    }

    async fn links_of_the_wrong_case_lead_there(db: Db) {
        let (centre, base) = served(db).await;
        get(&centre, &base, "media/slika%201.png").gives(200).await;
        get(&centre, &base, "JS/Run.JS?version=3").gives(200).await;
        for path in ["nothing.html", "js", "js/", "", "js/run.js/more", "%2e%2e/%2e%2e/etc/passwd", "js/%00run.js"] {
            get(&centre, &base, path).refused(404, "not_found").await;
        }
        for base in ["/files/not-an-id", "/files/00000000-0000-4000-8000-000000000000"] {
            get(&centre, base, "index.html").refused(404, "not_found").await;
        }
    }

    async fn a_package_is_no_service_worker(db: Db) {
        let (centre, base) = served(db).await;
        get(&centre, &base, "js/run.js").header("Service-Worker", "script").refused(403, "not_allowed").await;
    }

    async fn each_origin_keeps_to_its_own(db: Db) {
        let (centre, base) = served(db).await;
        let path = format!("{base}/index.html");
        let app = centre.app_call("GET", &path).send().await;
        assert_eq!(app.status, 404, "{}", app.text());
        centre.app_call("POST", "/play/exchange").json(&serde_json::json!({ "code": "x" })).gives(404).await;
        for path in ["/api/v1/courses", "/api/v1/auth/jwks", "/api/openapi.json", "/health/live", "/metrics", "/en/"] {
            centre.content_call("GET", path).refused(404, "not_found").await;
        }
        let answer = centre.content_call("GET", &path).gives(200).await;
        let ancestors = format!("frame-ancestors 'self' {}", centre.app_origin());
        assert_eq!(answer.header("content-security-policy"), ancestors);
        assert_eq!(answer.header("permissions-policy"), "unload=*");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert_eq!(answer.header("access-control-allow-origin"), "");
        centre.content_call("DELETE", &path).gives(405).await;
    }
}
