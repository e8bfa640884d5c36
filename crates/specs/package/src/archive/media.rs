//! MIME types by file name, and what that says about a file.

/// How a kind of file is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text: deflated well, and in some encoding.
    Text,
    /// Compressed by nature, and asked for in ranges: stored as it is.
    Media,
    /// Anything else.
    Binary,
}

/// What a file without a known extension is.
const UNKNOWN: &str = "application/octet-stream";

/// Extension, MIME type, and the same with UTF-8 named as its encoding.
///
/// Our own for all that courses are made of, since a wrong type means that a browser refuses the file
/// (`nosniff`); JavaScript by RFC 9239, the XML ones without a charset since XML says it itself.
const TEXT: &[(&str, &str, &str)] = &[
    ("html", "text/html", "text/html; charset=utf-8"),
    ("htm", "text/html", "text/html; charset=utf-8"),
    ("xhtml", "application/xhtml+xml", "application/xhtml+xml; charset=utf-8"),
    ("xht", "application/xhtml+xml", "application/xhtml+xml; charset=utf-8"),
    ("js", "text/javascript", "text/javascript; charset=utf-8"),
    ("mjs", "text/javascript", "text/javascript; charset=utf-8"),
    ("cjs", "text/javascript", "text/javascript; charset=utf-8"),
    ("css", "text/css", "text/css; charset=utf-8"),
    ("json", "application/json", "application/json"),
    ("map", "application/json", "application/json"),
    ("webmanifest", "application/manifest+json", "application/manifest+json"),
    ("xml", "application/xml", "application/xml"),
    ("xsl", "application/xml", "application/xml"),
    ("xslt", "application/xml", "application/xml"),
    ("xsd", "application/xml", "application/xml"),
    ("dtd", "application/xml-dtd", "application/xml-dtd"),
    ("svg", "image/svg+xml", "image/svg+xml"),
    ("vtt", "text/vtt", "text/vtt; charset=utf-8"),
    ("srt", "application/x-subrip", "application/x-subrip; charset=utf-8"),
    ("txt", "text/plain", "text/plain; charset=utf-8"),
    ("md", "text/markdown", "text/markdown; charset=utf-8"),
    ("csv", "text/csv", "text/csv; charset=utf-8"),
    ("tsv", "text/tab-separated-values", "text/tab-separated-values; charset=utf-8"),
    ("rtf", "application/rtf", "application/rtf"),
];

const MEDIA: &[(&str, &str)] = &[
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("mov", "video/quicktime"),
    ("avi", "video/x-msvideo"),
    ("wmv", "video/x-ms-wmv"),
    ("flv", "video/x-flv"),
    ("mkv", "video/matroska"),
    ("mpg", "video/mpeg"),
    ("mpeg", "video/mpeg"),
    ("3gp", "video/3gpp"),
    ("ts", "video/mp2t"),
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    ("opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("weba", "audio/webm"),
    ("wma", "audio/x-ms-wma"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("jpe", "image/jpeg"),
    ("png", "image/png"),
    ("apng", "image/apng"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
    ("avif", "image/avif"),
    ("jxl", "image/jxl"),
    ("heic", "image/heic"),
    ("woff", "font/woff"),
    ("woff2", "font/woff2"),
    ("pdf", "application/pdf"),
    ("zip", "application/zip"),
    ("gz", "application/gzip"),
    ("7z", "application/x-7z-compressed"),
    ("rar", "application/vnd.rar"),
    ("epub", "application/epub+zip"),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("odt", "application/vnd.oasis.opendocument.text"),
    ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    ("odp", "application/vnd.oasis.opendocument.presentation"),
];

const BINARY: &[(&str, &str)] = &[
    ("wasm", "application/wasm"),
    ("swf", "application/x-shockwave-flash"),
    ("ico", "image/vnd.microsoft.icon"),
    ("bmp", "image/bmp"),
    ("tif", "image/tiff"),
    ("tiff", "image/tiff"),
    ("ttf", "font/ttf"),
    ("otf", "font/otf"),
    ("eot", "application/vnd.ms-fontobject"),
    ("wav", "audio/wav"),
    ("mid", "audio/midi"),
    ("midi", "audio/midi"),
    ("doc", "application/msword"),
    ("xls", "application/vnd.ms-excel"),
    ("ppt", "application/vnd.ms-powerpoint"),
    ("glb", "model/gltf-binary"),
    ("gltf", "model/gltf+json"),
    ("bin", UNKNOWN),
];

/// The longest extension of the tables above; longer ones are not looked up there.
const LONGEST: usize = 11;

/// The MIME type and the kind of the file at `path`; `utf8` says that its bytes are valid UTF-8.
///
/// Without it a text type goes out without a charset: a page in Windows-1251 names its encoding
/// itself, and a header would overrule it.
pub(super) fn lookup(path: &str, utf8: bool) -> (&'static str, Kind) {
    let name = path.rsplit('/').next().unwrap_or(path);
    let Some((_, extension)) = name.rsplit_once('.') else { return (UNKNOWN, Kind::Binary) };
    if extension.len() <= LONGEST {
        let found = |(known, _): &&(&str, &'static str)| known.eq_ignore_ascii_case(extension);
        if let Some((_, plain, with_charset)) = TEXT.iter().find(|row| row.0.eq_ignore_ascii_case(extension)) {
            return (if utf8 { with_charset } else { plain }, Kind::Text);
        }
        if let Some((_, mime)) = MEDIA.iter().find(found) {
            return (mime, Kind::Media);
        }
        if let Some((_, mime)) = BINARY.iter().find(found) {
            return (mime, Kind::Binary);
        }
    }
    (mime_guess::from_ext(extension).first_raw().unwrap_or(UNKNOWN), Kind::Binary)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_get_the_types_that_they_insist_on() {
        for (path, mime) in [
            ("a/app.js", "text/javascript; charset=utf-8"),
            ("a/app.mjs", "text/javascript; charset=utf-8"),
            ("INDEX.HTML", "text/html; charset=utf-8"),
            ("style.css", "text/css; charset=utf-8"),
            ("data.json", "application/json"),
            ("logo.svg", "image/svg+xml"),
            ("font.woff2", "font/woff2"),
            ("film.mp4", "video/mp4"),
            ("film.vtt", "text/vtt; charset=utf-8"),
            ("imsmanifest.xml", "application/xml"),
            ("core.wasm", "application/wasm"),
            ("old.swf", "application/x-shockwave-flash"),
            ("README", "application/octet-stream"),
            ("a.b/none", "application/octet-stream"),
            ("x.unheard-of", "application/octet-stream"),
        ] {
            assert_eq!(lookup(path, true).0, mime, "{path}");
        }
    }

    #[test]
    fn a_page_in_another_encoding_names_it_itself() {
        assert_eq!(lookup("old.htm", false).0, "text/html");
    }

    #[test]
    fn no_extension_stands_in_two_tables() {
        let mut all: Vec<&str> = TEXT.iter().map(|row| row.0).collect();
        all.extend(MEDIA.iter().chain(BINARY).map(|row| row.0));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        assert!(all.iter().all(|extension| extension.len() <= LONGEST));
    }
}
