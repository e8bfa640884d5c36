//! People by what they are called: for somebody who writes a name and not an id.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult};
use uuid::Uuid;
use vidik_base::{InstitutionId, PersonId};
use vidik_db::Sql;
use vidik_lang::{fold, folded_words};

#[derive(FromQueryResult)]
struct Known {
    id: Uuid,
    given_latin: Option<String>,
    family_latin: Option<String>,
    given_cyrillic: Option<String>,
    family_cyrillic: Option<String>,
    email: Option<String>,
    staff_number: Option<String>,
    external_id: Option<String>,
}

impl Known {
    /// Whether each of the words stands somewhere in a name, the address or a number.
    fn has(&self, words: &[String]) -> bool {
        let texts = [
            &self.given_latin,
            &self.family_latin,
            &self.given_cyrillic,
            &self.family_cyrillic,
            &self.email,
            &self.staff_number,
            &self.external_id,
        ];
        let folded: Vec<String> = texts.into_iter().flatten().map(|text| fold(text)).collect();
        words.iter().all(|word| folded.iter().any(|text| text.contains(word.as_str())))
    }
}

/// The people who are called so, in either script, with marks or without: all words of `text` stand in their names,
/// address, staff number, or what the institution calls them. Of an institution's own people, who belong or belonged to
/// it, or of everybody; nobody where `text` has no word.
pub async fn people_called<C: ConnectionTrait>(
    conn: &C,
    institution: Option<InstitutionId>,
    text: &str,
) -> Result<Vec<PersonId>, DbErr> {
    let words = folded_words(text);
    if words.is_empty() {
        return Ok(Vec::new());
    }
    let mut sql = Sql::new(
        "SELECT p.id, p.given_latin, p.family_latin, p.given_cyrillic, p.family_cyrillic, p.email, p.staff_number, ",
    );
    match institution {
        None => sql.push("NULL AS external_id FROM person p"),
        Some(institution) => {
            sql.push("x.external_id FROM person p LEFT JOIN institution_person x ON x.person_id = p.id");
            sql.push(" AND x.institution_id = ").value(institution.0);
            sql.push(" WHERE p.id IN (SELECT m.person_id FROM membership m WHERE m.institution_id = ");
            sql.value(institution.0).push(")")
        }
    };
    let known: Vec<Known> = sql.all(conn).await?;
    Ok(known.into_iter().filter(|person| person.has(&words)).map(|person| PersonId(person.id)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(given: &str, family: &str, staff_number: &str) -> Known {
        Known {
            id: Uuid::nil(),
            given_latin: None,
            family_latin: None,
            given_cyrillic: Some(given.to_owned()),
            family_cyrillic: Some(family.to_owned()),
            email: None,
            staff_number: Some(staff_number.to_owned()),
            external_id: None,
        }
    }

    #[test]
    fn a_name_is_found_in_either_script_and_by_parts_of_its_words() {
        let person = known("Ђорђе", "Чолић", "HR-7");
        for text in ["Đorđe", "djordje colic", "ЧОЛИЋ", "čol", "hr-7", "Colic Djor"] {
            assert!(person.has(&folded_words(text)), "{text}");
        }
        for text in ["Mila", "Đorđe Mila", "hr-8"] {
            assert!(!person.has(&folded_words(text)), "{text}");
        }
    }
}
