//! What long names are found by.

use std::borrow::Cow;

use crate::multipart::sha2_like;

/// What an index certainly holds, in octets: PostgreSQL's entries end at 2,704, and have other columns, too.
const LONGEST: usize = 800;
/// So much of a longer name stands before its hash.
const BEGINNING: usize = 400;
const SHA256_DIGITS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// An IRI or the key of an agent as it stands in an index: itself, or, where it is longer than one holds, its beginning
/// with its SHA-256.
pub fn kept_key(name: &str) -> Cow<'_, str> {
    if name.len() <= LONGEST {
        return Cow::Borrowed(name);
    }
    let beginning = name.get(..name.floor_char_boundary(BEGINNING)).unwrap_or_default();
    let hash = sha2_like(SHA256_DIGITS, name.as_bytes()).unwrap_or_default();
    Cow::Owned(format!("{beginning}#sha256:{hash}"))
}

#[cfg(test)]
mod tests {
    use super::kept_key;

    #[test]
    fn a_long_name_is_told_from_another_of_the_same_beginning() {
        let name = |end: &str| format!("http://a.example/{}{end}", "ж".repeat(2_000));
        assert_eq!(kept_key("http://a.example/o"), "http://a.example/o");
        assert!(kept_key(&name("1")).len() < 500);
        assert_ne!(kept_key(&name("1")), kept_key(&name("2")));
        assert_eq!(kept_key(&name("1")), kept_key(&name("1")));
    }
}
