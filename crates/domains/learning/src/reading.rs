//! The language that is read: which edition fits a wish, and in which script a Serbian one comes.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait as _};
use vidik_base::{InterfaceLanguage, LanguageTag, RegistrationId};
use vidik_catalogue::Edition;
use vidik_lang::{best_match, interface_language};

use crate::entity::registration;

/// What a learner asks to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// A language, where one was chosen.
    pub language: Option<LanguageTag>,
    /// The language of the interface around it.
    pub interface: InterfaceLanguage,
}

impl Wanted {
    /// The tag to look for: what was chosen, else what was read last, else the interface's. Serbian without a script
    /// is Serbian in the script of the interface.
    pub(crate) fn tag(&self, read_last: Option<&str>) -> String {
        let chosen = match &self.language {
            Some(language) => language.as_str(),
            None => read_last.unwrap_or_else(|| self.interface.tag()),
        };
        match (chosen.eq_ignore_ascii_case("sr"), self.interface) {
            (true, InterfaceLanguage::SrLatn) => InterfaceLanguage::SrLatn.tag().to_owned(),
            (true, _) => InterfaceLanguage::SrCyrl.tag().to_owned(),
            (false, _) => chosen.to_owned(),
        }
    }
}

impl Wanted {
    /// Which of these languages fits best, and the language that it is read in; none where there are none.
    pub fn among(&self, languages: &[LanguageTag]) -> Option<(LanguageTag, LanguageTag)> {
        let tags: Vec<&str> = languages.iter().map(LanguageTag::as_str).collect();
        let tag = self.tag(None);
        let found = best_match(&tag, &tags)?;
        let language = languages.iter().find(|language| language.as_str() == found)?;
        Some((language.clone(), reading_in(language, &tag)))
    }
}

/// The edition that fits a tag best.
pub(crate) fn edition_for<'a>(editions: &'a [Edition], tag: &str) -> Option<&'a Edition> {
    let tags: Vec<&str> = editions.iter().map(|edition| edition.language.as_str()).collect();
    let found = best_match(tag, &tags)?;
    editions.iter().find(|edition| edition.language.as_str() == found)
}

/// The language in which an edition is read by somebody who wants `tag`: a Serbian one in either script, any other in
/// its own language.
pub(crate) fn reading_in(edition: &LanguageTag, tag: &str) -> LanguageTag {
    match interface_language(tag) {
        Some(script @ (InterfaceLanguage::SrCyrl | InterfaceLanguage::SrLatn)) if edition.primary() == "sr" => {
            LanguageTag::from(script)
        }
        _ => edition.clone(),
    }
}

/// The language and script that a registration is read in since its newest launch.
pub async fn reading_of<C: ConnectionTrait>(conn: &C, id: RegistrationId) -> Result<Option<LanguageTag>, DbErr> {
    let row = registration::Entity::find_by_id(id.0).one(conn).await?;
    Ok(row.and_then(|row| row.reading).and_then(|tag| LanguageTag::parse(&tag).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(text: &str) -> LanguageTag {
        LanguageTag::parse(text).unwrap()
    }

    #[test]
    fn serbian_is_read_in_either_script() {
        for (edition, wanted, read) in [
            ("sr-Cyrl", "sr-Latn", "sr-Latn"),
            ("sr-Cyrl", "sr-Cyrl", "sr-Cyrl"),
            ("sr-Latn", "sr-Cyrl", "sr-Cyrl"),
            ("sr-Cyrl", "bs", "sr-Latn"),
            ("sr-Cyrl", "en", "sr-Cyrl"),
            ("mk", "sr-Latn", "mk"),
            ("en", "en-GB", "en"),
        ] {
            assert_eq!(reading_in(&tag(edition), wanted), tag(read), "{edition} for {wanted}");
        }
    }

    #[test]
    fn serbian_alone_is_the_readers_script() {
        let wanted = |language: Option<&str>, interface| Wanted { language: language.map(tag), interface };
        for (wish, read_last, expected) in [
            (wanted(Some("sr"), InterfaceLanguage::SrLatn), None, "sr-Latn"),
            (wanted(Some("sr"), InterfaceLanguage::SrCyrl), None, "sr-Cyrl"),
            (wanted(Some("sr"), InterfaceLanguage::En), None, "sr-Cyrl"),
            (wanted(Some("sr-Cyrl"), InterfaceLanguage::SrLatn), None, "sr-Cyrl"),
            (wanted(None, InterfaceLanguage::Mk), Some("sr-Latn"), "sr-Latn"),
            (wanted(None, InterfaceLanguage::Mk), None, "mk"),
        ] {
            assert_eq!(wish.tag(read_last), expected, "{wish:?}");
        }
    }
}
