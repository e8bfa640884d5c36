//! The templates of `templates/`, parsed once, and the words in them.

use std::sync::OnceLock;

use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value, escape_formatter,
    value::{Kwargs, Serde, ValueKind, merge_maps},
};
use serde::Serialize;
use vidik_base::InterfaceLanguage;
use vidik_lang::Value as WordValue;

use super::frame::Frame;
use crate::messages::catalogue;

const SOURCES: [(&str, &str); 7] = [
    ("layout.html", include_str!("../../templates/layout.html")),
    ("parts.html", include_str!("../../templates/parts.html")),
    ("catalogue.html", include_str!("../../templates/catalogue.html")),
    ("course.html", include_str!("../../templates/course.html")),
    ("search.html", include_str!("../../templates/search.html")),
    ("problem.html", include_str!("../../templates/problem.html")),
    ("client.html", include_str!("../../templates/client.html")),
];

/// A template that cannot be read is left out here and found by the tests, which render every page.
fn templates() -> &'static Environment<'static> {
    static TEMPLATES: OnceLock<Environment<'static>> = OnceLock::new();
    TEMPLATES.get_or_init(|| {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
        environment.set_formatter(escaped);
        for (name, source) in SOURCES {
            if let Err(error) = environment.add_template(name, source) {
                tracing::error!(name, %error, "a template cannot be read");
            }
        }
        environment
    })
}

/// A page. Texts are escaped: template names end in `.html`.
pub(super) fn render(name: &str, frame: &Frame, view: impl Serialize) -> Result<String, Error> {
    let words = minijinja::context! { t => words(frame.language()) };
    let context = merge_maps([Value::from(Serde(view)), Value::from(Serde(frame)), words]);
    templates().get_template(name)?.render(context)
}

/// Text with the characters escaped that mean something in HTML. The library's own way escapes `/` as well, which would
/// leave no address readable.
fn escaped(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    let text = match value.as_str() {
        Some(text) if !value.is_safe() && matches!(state.auto_escape(), AutoEscape::Html) => text,
        _ => return escape_formatter(out, state, value),
    };
    let mut rest = text;
    while let Some((place, entity)) = rest.char_indices().find_map(|(place, letter)| Some((place, entity(letter)?))) {
        let (before, after) = rest.split_at(place);
        out.write_str(before)?;
        out.write_str(entity)?;
        // All five are one byte long.
        rest = after.get(1..).unwrap_or_default();
    }
    Ok(out.write_str(rest)?)
}

const fn entity(letter: char) -> Option<&'static str> {
    match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ => None,
    }
}

/// `t(key, name=value…)`: a message in the language of the page.
fn words(language: InterfaceLanguage) -> Value {
    Value::from_function(move |key: &str, values: Kwargs| -> Result<String, Error> {
        if !catalogue().has(language, key) {
            return Err(Error::new(ErrorKind::InvalidOperation, format!("there is no message {key}")));
        }
        let names: Vec<String> = values.args().map(str::to_owned).collect();
        let mut arguments = Vec::with_capacity(names.len());
        for name in &names {
            let value: Value = values.get(name)?;
            let word = match (value.kind(), i64::try_from(value.clone())) {
                (ValueKind::Number, Ok(number)) => WordValue::Integer(number),
                _ => WordValue::Text(value.to_string().into()),
            };
            arguments.push((name.as_str(), word));
        }
        Ok(catalogue().format(language, key, &arguments))
    })
}
