//! Learning object metadata: the few of its elements that the catalogue shows.

use std::collections::BTreeMap;

use vidik_base::{IsoDuration, LanguageTag, LocalizedText};

use super::context::{Context, LONG_TEXT, TITLE};
use crate::course::Metadata;
use crate::xml::Element;

/// How many keywords, languages and texts are taken.
const MOST: usize = 100;

/// Reads a `<lom>`, in the form of SCORM 2004 (`<string language="en">`) or of 1.2
/// (`<langstring xml:lang="en">`). What cannot be understood is left out without a finding: metadata
/// is never needed to run a course.
pub(super) fn read(context: &mut Context<'_>, lom: Element<'_>) -> Metadata {
    let mut metadata = Metadata::default();
    if let Some(general) = lom.any_child("general") {
        for part in general.children().take(10 * MOST) {
            match part.name().to_ascii_lowercase().as_str() {
                "title" => texts(context, part, TITLE, &mut metadata.titles),
                "description" => texts(context, part, LONG_TEXT, &mut metadata.descriptions),
                "language" => languages(context, part, &mut metadata.languages),
                "keyword" | "keywords" => keywords(context, part, &mut metadata.keywords),
                _ => {}
            }
        }
    }
    metadata.typical_learning_time = lom
        .any_child("educational")
        .and_then(|educational| educational.any_child("typicalLearningTime"))
        .and_then(|time| time.any_child("duration").or_else(|| time.any_child("datetime")))
        .and_then(|duration| duration_of(&context.text(duration, TITLE)));
    metadata
}

/// `PT1H30M`, or 1.2's `01:30` and `01:30:00`.
fn duration_of(text: &str) -> Option<IsoDuration> {
    if let Ok(duration) = text.parse() {
        return Some(duration);
    }
    let mut parts = text.split(':').map(|part| part.parse::<u32>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    Some(IsoDuration::from_seconds(u64::from(hours) * 3_600 + u64::from(minutes) * 60 + u64::from(seconds)))
}

/// The strings of an element, with the language that each says.
fn strings(context: &mut Context<'_>, element: Element<'_>, max: usize) -> Vec<(Option<LanguageTag>, String)> {
    let mut found = Vec::new();
    for string in element.children().filter(|child| child.is("string") || child.is("langstring")).take(MOST) {
        let language = string.attribute("language").or_else(|| string.xml_attribute("lang"));
        let text = context.text(string, max);
        if !text.is_empty() {
            found.push((language.and_then(|tag| language_of(&tag)), text));
        }
    }
    if found.is_empty() {
        let text = context.text(element, max);
        if !text.is_empty() {
            found.push((element.xml_attribute("lang").and_then(|tag| language_of(&tag)), text));
        }
    }
    found
}

fn texts(context: &mut Context<'_>, element: Element<'_>, max: usize, into: &mut LocalizedText) {
    let undetermined = LanguageTag::parse("und").ok();
    for (language, text) in strings(context, element, max) {
        if let Some(language) = language.or_else(|| undetermined.clone())
            && into.get(&language).is_none()
        {
            into.set(language, text);
        }
    }
}

fn languages(context: &mut Context<'_>, element: Element<'_>, into: &mut Vec<LanguageTag>) {
    if let Some(language) = language_of(&context.text(element, TITLE))
        && !into.contains(&language)
        && into.len() < MOST
    {
        into.push(language);
    }
}

fn keywords(context: &mut Context<'_>, element: Element<'_>, into: &mut Vec<String>) {
    for (_, text) in strings(context, element, TITLE) {
        if into.len() < MOST && !into.contains(&text) {
            into.push(text);
        }
    }
}

/// A language as metadata and pages write it; `None` for `none`, `x-none` and what is no tag.
pub(crate) fn language_of(text: &str) -> Option<LanguageTag> {
    let text = text.trim().replace('_', "-");
    let named: BTreeMap<&str, &str> =
        BTreeMap::from([("english", "en"), ("serbian", "sr"), ("macedonian", "mk"), ("srpski", "sr")]);
    let text = named.get(text.to_ascii_lowercase().as_str()).map_or(text.as_str(), |tag| tag);
    if text.is_empty() || text.eq_ignore_ascii_case("none") || text.to_ascii_lowercase().starts_with("x-") {
        return None;
    }
    LanguageTag::parse(text).ok().filter(|tag| !matches!(tag.primary(), "und" | "mul" | "zxx"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_tags() {
        assert_eq!(duration_of("PT45M"), Some(IsoDuration::from_seconds(2_700)));
        assert_eq!(duration_of("01:30:00"), Some(IsoDuration::from_seconds(5_400)));
        assert_eq!(duration_of("soon"), None);
        assert_eq!(language_of("sr_Cyrl").unwrap().as_str(), "sr-Cyrl");
        assert_eq!(language_of("x-none"), None);
    }
}
