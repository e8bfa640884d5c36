//! What stands around every page: head, header, language menu, footer.

use serde::Serialize;
use vidik_base::InterfaceLanguage;

use crate::{assets, state::Settings, texts};

/// The variables of `layout.html`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Frame {
    lang: &'static str,
    languages: Vec<LanguageLink>,
    canonical: Option<String>,
    default_url: Option<String>,
    styles: String,
    centre: Centre,
    signed_in: bool,
    donors: Vec<Donor>,
    #[serde(skip)]
    language: InterfaceLanguage,
}

/// The same page in one of the languages.
#[derive(Clone, Debug, Serialize)]
struct LanguageLink {
    tag: &'static str,
    name: &'static str,
    short: &'static str,
    href: String,
    url: String,
    current: bool,
}

#[derive(Clone, Debug, Serialize)]
struct Centre {
    name: String,
    language: String,
    sign: &'static str,
}

/// Who paid, with the mandated text. Nothing configures donors yet.
#[derive(Clone, Debug, Serialize)]
struct Donor {
    image: Option<String>,
    alt: String,
    text: String,
}

impl Frame {
    /// The frame of the page at `/{language}/{rest}`, which is there in all languages.
    pub fn of_page(settings: &Settings, language: InterfaceLanguage, rest: &str) -> Self {
        let default = settings.app_address(&format!("/{rest}"));
        let canonical = settings.app_address(&format!("/{}/{rest}", language.tag()));
        Self { canonical: Some(canonical), default_url: Some(default), ..Self::bare(settings, language, rest) }
    }

    /// The frame of what is no page: search engines are given no addresses of it.
    pub fn bare(settings: &Settings, language: InterfaceLanguage, rest: &str) -> Self {
        let link = |one: InterfaceLanguage| {
            let href = format!("/{}/{rest}", one.tag());
            let url = settings.app_address(&href);
            LanguageLink {
                tag: one.tag(),
                name: one.own_name(),
                short: short_name(one),
                href,
                url,
                current: one == language,
            }
        };
        Self {
            lang: language.tag(),
            languages: InterfaceLanguage::ALL.map(link).into(),
            canonical: None,
            default_url: None,
            styles: assets::styles(),
            centre: centre(settings, language),
            signed_in: false,
            donors: Vec::new(),
            language,
        }
    }

    /// The language of the page.
    pub fn language(&self) -> InterfaceLanguage {
        self.language
    }
}

/// What learners read at the top of the page.
pub(super) fn centre_name(settings: &Settings, language: InterfaceLanguage) -> String {
    centre(settings, language).name
}

fn centre(settings: &Settings, language: InterfaceLanguage) -> Centre {
    let shown = texts::in_language(&settings.centre_name, language);
    let (name, language) =
        shown.map_or_else(|| ("Vidik".to_owned(), language.tag().to_owned()), |shown| (shown.text, shown.language));
    Centre { name, language, sign: "/assets/sign.svg" }
}

/// Where there is no room for the name; the client has the same.
const fn short_name(language: InterfaceLanguage) -> &'static str {
    match language {
        InterfaceLanguage::En => "EN",
        InterfaceLanguage::SrCyrl => "СРП",
        InterfaceLanguage::SrLatn => "SRP",
        InterfaceLanguage::Mk => "МКД",
    }
}

/// The name of any language in itself; a tag that nobody knows stays a tag.
pub(super) fn language_name(tag: &str) -> &str {
    if let Some(language) = InterfaceLanguage::from_tag(tag) {
        return language.own_name();
    }
    match tag.split('-').next().unwrap_or(tag) {
        "en" => "English",
        "sr" => "Српски",
        "mk" => "Македонски",
        "bs" => "Bosanski",
        "cnr" => "Crnogorski",
        "hr" => "Hrvatski",
        "sq" => "Shqip",
        "de" => "Deutsch",
        "fr" => "Français",
        _ => tag,
    }
}
