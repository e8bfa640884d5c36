//! Syntax tree and values → text.

use vidik_base::InterfaceLanguage;

use super::{Message, Part, PluralKey};
use crate::plural::PluralCategory;
use crate::{Value, number};

impl Message {
    /// The message's text. A missing argument is shown as `{name}`, so that it is seen and nothing fails.
    pub(crate) fn format(&self, language: InterfaceLanguage, values: &[(&str, Value<'_>)]) -> String {
        let mut text = String::new();
        Formatter { language, values }.write(self, None, &mut text);
        text
    }
}

struct Formatter<'a> {
    language: InterfaceLanguage,
    values: &'a [(&'a str, Value<'a>)],
}

impl<'a> Formatter<'a> {
    fn value(&self, name: &str) -> Option<&'a Value<'a>> {
        self.values.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }

    fn write(&self, message: &Message, plural: Option<&Value<'_>>, text: &mut String) {
        for part in &message.0 {
            match part {
                Part::Text(literal) => text.push_str(literal),
                Part::Argument { name, grouped } => match self.value(name) {
                    Some(value) => text.push_str(&self.plain(value, *grouped)),
                    None => text.extend(["{", name, "}"]),
                },
                Part::Number => match plural {
                    Some(value) => text.push_str(&self.plain(value, true)),
                    None => text.push('#'),
                },
                Part::Plural { name, branches } => {
                    let value = self.value(name);
                    if let Some(branch) = self.plural_branch(value, branches) {
                        self.write(branch, value, text);
                    }
                }
                Part::Select { name, branches } => {
                    let key = self.value(name).map(|value| self.plain(value, false));
                    if let Some(branch) = select_branch(key.as_deref(), branches) {
                        self.write(branch, plural, text);
                    }
                }
            }
        }
    }

    fn plain(&self, value: &Value<'_>, grouped: bool) -> String {
        match value {
            Value::Text(text) => text.clone().into_owned(),
            Value::Integer(integer) if grouped => number::grouped(self.language, *integer),
            Value::Integer(integer) => integer.to_string(),
            Value::Decimal(decimal) => number::decimal(self.language, *decimal),
        }
    }

    fn plural_branch<'b>(
        &self,
        value: Option<&Value<'_>>,
        branches: &'b [(PluralKey, Message)],
    ) -> Option<&'b Message> {
        let (exactly, category) = match value {
            Some(Value::Integer(integer)) => (Some(*integer), PluralCategory::of_integer(self.language, *integer)),
            Some(Value::Decimal(decimal)) => (None, self.category_of_decimal(*decimal)),
            Some(Value::Text(_)) | None => (None, PluralCategory::Other),
        };
        let with = |wanted: PluralKey| branches.iter().find(|(key, _)| *key == wanted);
        exactly
            .and_then(|integer| with(PluralKey::Exactly(integer)))
            .or_else(|| with(PluralKey::Category(category)))
            .or_else(|| with(PluralKey::Category(PluralCategory::Other)))
            .map(|(_, branch)| branch)
    }

    /// A decimal that is shown without a fraction counts as the integer that is shown.
    fn category_of_decimal(&self, decimal: f64) -> PluralCategory {
        match number::visible_fraction(decimal) {
            Some(fraction) => PluralCategory::of_fraction(self.language, fraction),
            None => number::decimal(InterfaceLanguage::En, decimal)
                .parse()
                .map_or(PluralCategory::Other, |integer| PluralCategory::of_integer(self.language, integer)),
        }
    }
}

fn select_branch<'b>(key: Option<&str>, branches: &'b [(String, Message)]) -> Option<&'b Message> {
    let with = |wanted: &str| branches.iter().find(|(key, _)| key == wanted).map(|(_, branch)| branch);
    key.and_then(with).or_else(|| with("other"))
}
