//! What a statement says about somebody.

use vidik_db::Sql;

use crate::subject::Subject;

/// Words about a person in a statement that grows.
pub(crate) trait About {
    /// Goes on with words about somebody: `{person}` is their id, `{id}` the id as text, `{keys}` what the record knows
    /// them by, `{registrations}` (also `{registration_texts}`) and `{attempts}` the ids of what they have gone through,
    /// `{statements}` the places of the statements that they are the actor of or whose registration is theirs.
    fn about(&mut self, subject: &Subject, template: &str) -> &mut Self;
}

impl About for Sql {
    fn about(&mut self, subject: &Subject, template: &str) -> &mut Self {
        let template = template
            .replace(
                "{statements}",
                "(SELECT sequence FROM statement_actor WHERE actor IN {keys} AND usage = 'actor' \
                 UNION SELECT sequence FROM statement WHERE registration_id IN {registrations})",
            )
            .replace("{registration_texts}", "(SELECT UUID_TEXT(id) FROM registration WHERE person_id = {person})")
            .replace("{attempts}", "(SELECT id FROM quiz_attempt WHERE person_id = {person})")
            .replace("{registrations}", "(SELECT id FROM registration WHERE person_id = {person})");
        let mut rest = template.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            self.push(before);
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            match name {
                "person" => self.value(subject.person),
                "id" => self.value(subject.person.to_string()),
                _ => self.values(subject.keys.iter().map(String::as_str)),
            };
            rest = after;
        }
        self.push(rest)
    }
}
