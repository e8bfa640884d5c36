//! `cmi5LearnerPreferences` (cmi5 11).

use serde_json::Value;
use vidik_base::LanguageTag;

/// Whether a document can be the learner's preferences: a JSON object with `languagePreference`, a list of language
/// tags divided by commas, and `audioPreference`, on or off (cmi5 11, 11.1, 11.2).
pub fn read_preferences(content_type: &str, body: &[u8]) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/json") {
        return false;
    }
    let Ok(Value::Object(document)) = serde_json::from_slice::<Value>(body) else { return false };
    let text = |name: &str| document.get(name).and_then(Value::as_str);
    let languages = text("languagePreference")
        .is_some_and(|list| list.split(',').all(|tag| LanguageTag::parse(tag.trim()).is_ok()));
    languages && matches!(text("audioPreference"), Some("on" | "off"))
}

#[cfg(test)]
mod tests {
    use super::read_preferences;

    #[test]
    fn preferences_by_rule_cmi5_11() {
        let json = "application/json; charset=utf-8";
        assert!(read_preferences(json, br#"{"languagePreference":"sr-Latn,mk,en-GB","audioPreference":"on"}"#));
        for wrong in [
            r#"{"languagePreference":"","audioPreference":"on"}"#,
            r#"{"languagePreference":"not comma separated","audioPreference":"on"}"#,
            r#"{"languagePreference":"en"}"#,
            r#"{"audioPreference":"on"}"#,
            r#"{"languagePreference":"en","audioPreference":true}"#,
            "[]",
            "text",
        ] {
            assert!(!read_preferences(json, wrong.as_bytes()), "{wrong}");
        }
        assert!(!read_preferences("text/plain", br#"{"languagePreference":"en","audioPreference":"on"}"#));
    }
}
