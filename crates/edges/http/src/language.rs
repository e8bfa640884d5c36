//! Which language the reader gets.

use actix_web::{HttpRequest, http::header};
use vidik_base::{InterfaceLanguage, LanguageTag};
use vidik_lang::{fallback_chain, interface_language, negotiate};

/// The interface language of a request: `?lang=`, else the browser's wish, else English.
pub(crate) fn of(request: &HttpRequest) -> InterfaceLanguage {
    asked(request).unwrap_or_else(|| {
        let wish = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        wish.map_or_else(InterfaceLanguage::default, negotiate)
    })
}

fn asked(request: &HttpRequest) -> Option<InterfaceLanguage> {
    let query = request.query_string();
    let value = query.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    interface_language(value)
}

/// The languages in which a text is looked for, for a reader of `language`.
pub(crate) fn chain(language: InterfaceLanguage) -> Vec<LanguageTag> {
    fallback_chain(&LanguageTag::from(language))
}
