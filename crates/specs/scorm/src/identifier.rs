//! Identifiers: `long_identifier_type`, `short_identifier_type` (RTE 4.1.1.5, 4.1.1.14) and `CMIIdentifier`.

/// Whether this is a URI or a relative reference. Letters outside ASCII are taken as an IRI has them.
pub(crate) fn is_identifier(text: &str) -> bool {
    if text.is_empty() || !text.chars().all(is_allowed) {
        return false;
    }
    match text.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("urn:") => is_urn(text.get(4..).unwrap_or("")),
        _ => true,
    }
}

/// RFC 2141: `urn:<NID>:<NSS>`.
fn is_urn(rest: &str) -> bool {
    let Some((namespace, specific)) = rest.split_once(':') else {
        return false;
    };
    !specific.is_empty()
        && (2..=32).contains(&namespace.len())
        && namespace.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !namespace.starts_with('-')
}

/// RFC 3986 leaves these characters out of every URI.
fn is_allowed(character: char) -> bool {
    !is_white(character)
        && !matches!(
            character,
            '\u{0}'..='\u{20}' | '\u{7f}' | '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`' | '[' | ']'
        )
}

/// `CMIIdentifier` (RTE12 3.4.3): no white space, no control characters.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.chars().all(|character| !is_white(character) && !matches!(character, '\u{0}'..='\u{20}' | '\u{7f}'))
}

/// White space outside ASCII that both interpreters know.
fn is_white(character: char) -> bool {
    matches!(
        character,
        '\u{80}'..='\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}'
    )
}
