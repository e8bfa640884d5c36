//! What a path inside an archive may look like, and what is mended on the way.

use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::rules;
use crate::finding::RuleId;

/// A path that is fit to be kept, and what was done to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path {
    pub text: String,
    /// It names a folder: it ended with a slash.
    pub folder: bool,
    /// Backslashes were turned into slashes.
    pub backslash: bool,
    /// `./` was taken off.
    pub dot: bool,
}

/// Checks a decoded name and mends what can be mended without doubt.
pub(super) fn clean(name: &str) -> Result<Path, RuleId> {
    if name.chars().any(is_forbidden) {
        return Err(rules::NAME_CONTROL);
    }
    let backslash = name.contains('\\');
    let name = name.replace('\\', "/");
    if name.starts_with('/') {
        return Err(rules::NAME_ABSOLUTE);
    }
    if matches!(name.as_bytes(), [drive, b':', ..] if drive.is_ascii_alphabetic()) {
        return Err(rules::NAME_DRIVE);
    }
    let folder = name.ends_with('/');
    let body = name.strip_suffix('/').unwrap_or(&name);
    let mut text = String::with_capacity(body.len());
    let mut dot = false;
    for component in body.split('/') {
        match component {
            "" => return Err(rules::NAME_EMPTY),
            "." => dot = true,
            climbs if climbs_out(climbs) => return Err(rules::NAME_TRAVERSAL),
            ordinary => {
                if !text.is_empty() {
                    text.push('/');
                }
                text.push_str(ordinary);
            }
        }
    }
    if text.is_empty() && !folder {
        return Err(rules::NAME_EMPTY);
    }
    Ok(Path { text, folder, backslash, dot })
}

/// `..`, also as some systems see it that drop dots and blanks at the end of a name.
fn climbs_out(component: &str) -> bool {
    component.starts_with('.') && component.chars().all(|character| matches!(character, '.' | ' '))
}

/// Control characters (C0, DEL, C1), and characters that make a path read in another order than it is.
fn is_forbidden(character: char) -> bool {
    character.is_control() || matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Files that operating systems leave behind in archives.
pub(super) fn is_junk(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.starts_with("__MACOSX/")
        || path == "__MACOSX"
        || name.starts_with("._")
        || ["DS_Store", "Thumbs.db", "ehthumbs.db", "desktop.ini"]
            .iter()
            .any(|junk| name.strip_prefix('.').unwrap_or(name).eq_ignore_ascii_case(junk))
}

/// The picture of a folder on macOS, whose name ends in a carriage return: the one control character that
/// archives of honest people hold.
pub(super) fn is_folder_icon(path: &str) -> bool {
    path.rsplit('/').next() == Some("Icon\r")
}

/// The form under which two paths are the same to somebody who does not tell case from case or
/// composed letters from decomposed ones: small letters in NFC.
pub(super) fn folded(path: &str) -> String {
    if path.is_ascii() {
        return path.to_ascii_lowercase();
    }
    // Lowering can decompose (İ) and composing can meet a capital: compose on both sides.
    let lower: String = if is_nfc(path) { path.to_lowercase() } else { path.nfc().collect::<String>().to_lowercase() };
    lower.nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(name: &str) -> Option<RuleId> {
        clean(name).err()
    }

    #[test]
    fn paths_that_lead_elsewhere_are_refused() {
        for name in ["../a", "a/../b", "a/..", "..", "a\\..\\b", ".. /a", "a/.../b", "a/. ./b"] {
            assert_eq!(rule(name), Some(rules::NAME_TRAVERSAL), "{name:?}");
        }
        for name in ["/a", "\\a", "//server/share", "\\\\server\\share"] {
            assert_eq!(rule(name), Some(rules::NAME_ABSOLUTE), "{name:?}");
        }
        for name in ["C:/a", "c:a", "C:\\a"] {
            assert_eq!(rule(name), Some(rules::NAME_DRIVE), "{name:?}");
        }
    }

    #[test]
    fn paths_that_nobody_can_read_are_refused() {
        for name in ["a\0b", "a\nb", "a\u{7f}", "a\u{85}b", "gpj.\u{202E}exe"] {
            assert_eq!(rule(name), Some(rules::NAME_CONTROL), "{name:?}");
        }
        for name in ["", "a//b", "a/\\b", "."] {
            assert_eq!(rule(name), Some(rules::NAME_EMPTY), "{name:?}");
        }
    }

    #[test]
    fn backslashes_and_leading_dots_are_mended() {
        let path = clean(".\\shared\\api.js").unwrap();
        assert_eq!(path, Path { text: "shared/api.js".into(), folder: false, backslash: true, dot: true });
        assert_eq!(clean("images/").unwrap().text, "images");
        assert!(clean("./").unwrap().folder);
        assert_eq!(clean("a..b/...c/d.").unwrap().text, "a..b/...c/d.");
    }

    #[test]
    fn junk_is_known_by_name() {
        for path in ["__MACOSX/a/._b", "a/.DS_Store", "a/Thumbs.db", "THUMBS.DB", "a/._index.html", "x/desktop.ini"] {
            assert!(is_junk(path), "{path}");
        }
        assert!(!is_junk("a/thumbs.dbx"));
        assert!(is_folder_icon("Icon\r") && is_folder_icon("a/Icon\r"));
        assert!(!is_folder_icon("a/Icon") && !is_folder_icon("Icon\r/a") && !is_folder_icon("a/MyIcon\r"));
    }

    #[test]
    fn folding_ignores_case_and_unicode_form() {
        assert_eq!(folded("Images/ČA.PNG"), folded("images/c\u{30c}a.png"));
        assert_ne!(folded("a"), folded("b"));
    }
}
