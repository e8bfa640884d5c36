//! A quick look at the pages that are launched: what they fetch from elsewhere, and what keeps people out.
//! Scripts are not run, so that this sees only what stands in the page; all findings are hints.

mod hosts;
mod tags;

use std::collections::BTreeSet;

use vidik_base::LanguageTag;

use crate::files::PackageFiles;
use crate::finding::{Finding, Findings, Severity};
use crate::manifest::language_of;
use crate::rules;
use hosts::{Kind, address};
use tags::{Piece, Tag, pieces};

/// How many pages are looked at.
const MAX_PAGES: usize = 40;
/// How much of each, in bytes.
const MAX_BYTES: usize = 512 * 1024;
/// How many outside hosts are named for one page.
const MAX_HOSTS: usize = 20;

/// Looks at pages; gives the languages that they say, in their order.
pub(crate) fn look(files: &dyn PackageFiles, paths: &[String], findings: &mut Findings) -> Vec<LanguageTag> {
    let mut languages: Vec<LanguageTag> = Vec::new();
    let html = paths.iter().filter(|path| {
        let lower = path.to_ascii_lowercase();
        [".html", ".htm", ".xhtml"].iter().any(|extension| lower.ends_with(extension))
    });
    for path in html.take(MAX_PAGES) {
        let Some(bytes) = files.read(path, MAX_BYTES) else { continue };
        let whole = bytes.len() < MAX_BYTES;
        // Marks and addresses are ASCII in every encoding that pages have, but UTF-16.
        let text = match encoding_rs::Encoding::for_bom(&bytes) {
            Some((encoding, _)) => encoding.decode(&bytes).0,
            None => String::from_utf8_lossy(&bytes),
        };
        let page = Page::read(&text);
        page.report(path, whole, findings);
        if let Some(language) = page.language
            && !languages.contains(&language)
        {
            languages.push(language);
        }
    }
    languages
}

#[derive(Debug, Default)]
struct Page {
    html: bool,
    says_language: bool,
    language: Option<LanguageTag>,
    title: bool,
    pictures_without_alt: usize,
    videos: usize,
    tracks: usize,
    fixed_zoom: bool,
    frames: bool,
    /// Kind, host, and whether over plain `http:`.
    outside: BTreeSet<(Kind, String, bool)>,
}

impl Page {
    fn read(text: &str) -> Self {
        let mut page = Self::default();
        for piece in pieces(text) {
            match piece {
                Piece::Tag(tag) => page.tag(&tag),
                Piece::Style(css) => page.style(css),
            }
        }
        page
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        match tag.name.as_str() {
            "html" => {
                self.html = true;
                let language = tag.attribute("lang").or_else(|| tag.attribute("xml:lang")).unwrap_or_default();
                self.says_language = !language.trim().is_empty();
                self.language = language_of(language);
            }
            "title" => self.title = true,
            "frameset" => self.frames = true,
            "img" => {
                let hidden = tag.attribute("aria-hidden") == Some("true")
                    || matches!(tag.attribute("role"), Some("presentation" | "none"));
                let named = ["alt", "aria-label", "aria-labelledby"].iter().any(|name| tag.attribute(name).is_some());
                self.pictures_without_alt += usize::from(!named && !hidden);
                self.fetch(tag.attribute("src"), Kind::Other);
            }
            "video" => {
                self.videos += 1;
                self.fetch(tag.attribute("src"), Kind::Video);
            }
            "track" => self.tracks += 1,
            "audio" | "source" => self.fetch(tag.attribute("src"), Kind::Video),
            "script" | "iframe" | "frame" | "embed" => self.fetch(tag.attribute("src"), Kind::Other),
            "object" => self.fetch(tag.attribute("data"), Kind::Other),
            "link" => {
                let relation = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
                let fetched = ["stylesheet", "preload", "icon", "manifest", "preconnect", "modulepreload"];
                if relation.split_ascii_whitespace().any(|word| fetched.contains(&word)) {
                    self.fetch(tag.attribute("href"), Kind::Other);
                }
            }
            "meta" if tag.attribute("name").is_some_and(|name| name.eq_ignore_ascii_case("viewport")) => {
                let content: String = tag.attribute("content").unwrap_or_default().split_whitespace().collect();
                let content = content.to_ascii_lowercase();
                self.fixed_zoom |= content.contains("user-scalable=no") || content.contains("user-scalable=0");
            }
            _ => {}
        }
        if let Some(css) = tag.attribute("style") {
            self.style(css);
        }
    }

    fn style(&mut self, css: &str) {
        for (at, _) in css.match_indices("//").take(200) {
            let before = css.get(..at).unwrap_or_default();
            let scheme = ["https:", "http:"].into_iter().find(|scheme| before.ends_with(scheme)).unwrap_or_default();
            let start = before.len() - scheme.len();
            let opens = css.get(..start).is_some_and(|front| front.trim_end().ends_with(['(', '"', '\'']));
            if opens {
                let url = css.get(start..).unwrap_or_default();
                let end = url.find(['"', '\'', ')', ' ', ';']).unwrap_or(url.len());
                self.fetch(url.get(..end), Kind::Other);
            }
        }
    }

    fn fetch(&mut self, url: Option<&str>, kind: Kind) {
        if let Some((host, plain)) = url.and_then(address)
            && self.outside.len() < MAX_HOSTS
        {
            let kind = Kind::of_host(&host).unwrap_or(kind);
            self.outside.insert((kind, host, plain));
        }
    }

    fn report(&self, path: &str, whole: bool, findings: &mut Findings) {
        let hint = |rule| Finding::hint(rule).in_file(path);
        if self.html && !self.says_language {
            findings.push(hint(rules::A11Y_LANG));
        }
        if self.html && whole && !self.title {
            findings.push(hint(rules::A11Y_TITLE));
        }
        if self.pictures_without_alt > 0 {
            findings.push(hint(rules::A11Y_ALT).with("count", self.pictures_without_alt));
        }
        if whole && self.videos > self.tracks {
            findings.push(hint(rules::A11Y_CAPTIONS).with("count", self.videos - self.tracks));
        }
        if self.fixed_zoom {
            findings.push(hint(rules::A11Y_ZOOM));
        }
        for (kind, host, plain) in &self.outside {
            if *plain {
                let finding = Finding::new(Severity::Warning, rules::NET_INSECURE);
                findings.push(finding.in_file(path).with("host", host));
            } else {
                findings.push(hint(kind.rule()).with("host", host));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn seen(html: &str) -> (Vec<String>, Vec<LanguageTag>) {
        let files = BTreeMap::from([("a.html".to_owned(), html.as_bytes().to_vec())]);
        let mut findings = Findings::new();
        let languages = look(&files, &["a.html".to_owned()], &mut findings);
        let found = findings
            .iter()
            .map(|finding| {
                let value = finding.params.values().next().map_or("", String::as_str);
                format!("{} {value}", finding.rule)
            })
            .collect();
        (found, languages)
    }

    #[test]
    fn a_page_without_fault() {
        let (found, languages) = seen(
            "<!doctype html><html lang='sr-Cyrl'><head><title>Лекција</title></head><body>\
             <img src='a.png' alt=''><a href='https://example.org'>more</a></body></html>",
        );
        assert_eq!(found, Vec::<String>::new());
        assert_eq!(languages.first().unwrap().as_str(), "sr-Cyrl");
    }

    #[test]
    fn what_keeps_people_out() {
        let (found, _) = seen(
            "<html><head><meta name=viewport content='width=device-width, user-scalable=no'></head>\
             <body><img src=a.png><img src=b.png aria-hidden=true><video src=c.mp4></video></body></html>",
        );
        assert_eq!(
            found,
            ["PKG-A11Y-LANG ", "PKG-A11Y-TITLE ", "PKG-A11Y-ALT 1", "PKG-A11Y-CAPTIONS 1", "PKG-A11Y-ZOOM "]
        );
    }

    #[test]
    fn what_needs_a_network() {
        let (found, _) = seen(
            "<html lang=en><title>x</title><link rel=stylesheet href='//fonts.googleapis.com/css'>\
             <script src='https://www.googletagmanager.com/gtm.js'>if (a<b) '<img src=x>'</script>\
             <iframe src='https://www.youtube-nocookie.com/embed/1'></iframe>\
             <style>@import url( http://cdn.example.org/a.css); a{background:url(b.png)}</style>\
             <!-- <img src='https://commented.example.org/x.png'> --></html>",
        );
        assert_eq!(
            found,
            [
                "PKG-NET-FONT fonts.googleapis.com",
                "PKG-NET-VIDEO www.youtube-nocookie.com",
                "PKG-NET-TRACKER www.googletagmanager.com",
                "PKG-NET-INSECURE cdn.example.org"
            ]
        );
    }
}
